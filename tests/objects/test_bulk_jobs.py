"""Changes of very many records in the background: progress, refusals, stopping, being killed, questions, undo."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from magpie.platform import setup
from magpie.platform.bulk import background
from magpie.platform.models import BulkJob, Event, Gate, User
from magpie.platform.tests.test_api import root, send  # noqa: F401
from magpie.sales.models import Lead
from tests.make import make

pytestmark = pytest.mark.django_db


def begin(client: Client, **asked: Any) -> dict[str, Any]:
    """A job as the worker leaves it; the answers of the API before and after must agree."""
    answer = send(client, "post", "/api/bulk-jobs", {"object": "lead", **asked})
    assert answer.status_code == 201, answer.content
    assert answer.json()["status"] == "queued"
    return finish(client, answer.json()["id"])


def finish(client: Client, number: int, batch: int = 3) -> dict[str, Any]:
    background.run(number, batch=batch)
    found: dict[str, Any] = client.get(f"/api/bulk-jobs/{number}").json()
    return found


def leads(count: int, **values: Any) -> list[int]:
    return [make("lead", **values).pk for _ in range(count)]


def rows(table: str = "sales_lead") -> list[Any]:
    """The whole table, but for what the database counts by itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) - 'version' - 'updated_at' FROM {table} t ORDER BY id")
        return [row for (row,) in cursor.fetchall()]


def test_all_that_match_are_changed_in_batches_under_one_operation(root: Client) -> None:  # noqa: F811
    meant, other = leads(7, city="Wuxi"), leads(2, city="Suzhou")
    job = begin(root, do="update", filter={"field": "city", "is": "Wuxi"}, values={"city": "Nanjing"})
    assert (job["status"], job["total"], job["looked_at"], job["changed"], job["refused"]) == ("done", 7, 7, 7, 0)
    assert set(Lead.objects.filter(city="Nanjing").values_list("pk", flat=True)) == set(meant)
    assert Lead.objects.filter(pk__in=other, city="Suzhou").count() == 2
    events = Event.objects.filter(object="lead", kind="updated", operation=job["operation"])
    assert sorted(events.values_list("record_id", flat=True)) == meant


def test_records_made_after_the_start_are_left_alone(root: Client) -> None:  # noqa: F811
    leads(4, city="Wuxi")
    answer = send(
        root, "post", "/api/bulk-jobs", {"object": "lead", "do": "update", "filter": {}, "values": {"city": "X"}}
    )
    (late,) = leads(1, city="Wuxi")
    assert finish(root, answer.json()["id"])["changed"] == 4
    assert Lead.objects.get(pk=late).city == "Wuxi"


def test_what_is_refused_is_told_with_its_reason_and_the_others_go_on(root: Client) -> None:  # noqa: F811
    good, bad = leads(3), leads(2, name="Bad one")
    Gate.objects.create(
        name="No", object="lead", operation="update", outcome="refuse", message_en="Not this one.",
        filter={"field": "name", "is": "Bad one"},
    )  # fmt: skip
    setup.forget()
    job = begin(root, do="update", ids=[*good, *bad], values={"city": "Wuxi"})
    assert (job["status"], job["changed"], job["refused"]) == ("done", 3, 2)
    assert [(r["id"], r["title"], r["detail"]) for r in job["refusals"]] == [
        (n, "Bad one", "Not this one.") for n in bad
    ]
    assert Lead.objects.filter(city="Wuxi").count() == 3


def test_a_job_that_was_killed_goes_on_behind_its_last_batch(
    root: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class KilledError(BaseException):
        """Stands for kill -9 between two batches."""

    leads(8)
    answer = send(
        root, "post", "/api/bulk-jobs", {"object": "lead", "do": "update", "filter": {}, "values": {"city": "X"}}
    )
    number = answer.json()["id"]
    told = []

    def tell(job: BulkJob) -> None:
        told.append(job.looked_at)
        if len(told) == 2:
            raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(background, "_tell", tell)
        with pytest.raises(KilledError):
            background.run(number, batch=3)
    cut_off = BulkJob.objects.get(pk=number)
    assert (cut_off.status, cut_off.looked_at, Lead.objects.filter(city="X").count()) == ("running", 6, 6)
    assert background.resume_interrupted() == 1
    assert finish(root, number)["changed"] == 8
    assert Event.objects.filter(object="lead", kind="updated", operation=cut_off.operation).count() == 8


def test_a_job_can_be_stopped_and_taken_back(root: Client) -> None:  # noqa: F811
    leads(5)
    before = rows()
    answer = send(
        root, "post", "/api/bulk-jobs", {"object": "lead", "do": "update", "filter": {}, "values": {"city": "X"}}
    )
    number = answer.json()["id"]
    send(root, "post", f"/api/bulk-jobs/{number}/stop", {})
    assert finish(root, number)["status"] == "stopped"
    assert rows() == before
    assert send(root, "post", f"/api/bulk-jobs/{number}/undo", {}).status_code == 409


def test_what_a_gate_asks_is_asked_once_before_the_job_goes_on(root: Client) -> None:  # noqa: F811
    leads(4)
    gate = Gate.objects.create(
        name="Sure", object="lead", operation="update", outcome="ask", message_en="Are you sure?", needs_reason=True
    )
    setup.forget()
    job = begin(root, do="update", filter={}, values={"city": "X"})
    assert (job["status"], job["looked_at"], Lead.objects.filter(city="X").count()) == ("asking", 0, 0)
    asked = send(root, "post", f"/api/bulk-jobs/{job['id']}/resume", {})
    assert (asked.status_code, asked.json()["questions"]) == (
        409,
        [{"gate": str(gate.pk), "text": "Are you sure?", "needs_reason": True}],
    )
    answers = json.dumps({str(gate.pk): "The boss wants it"})
    resumed = root.post(
        f"/api/bulk-jobs/{job['id']}/resume", "{}", content_type="application/json", headers={"Magpie-Answers": answers}
    )
    assert (resumed.status_code, resumed.json()["status"]) == (200, "queued")
    assert finish(root, job["id"])["changed"] == 4
    assert Event.objects.filter(kind="gate_passed", object="lead").count() == 4


def test_an_action_runs_for_all_that_match(root: Client) -> None:  # noqa: F811
    made = [make("task", subject="Call", status="not_started").pk for _ in range(4)]
    meta = next(m for m in root.get("/api/objects").json() if m["name"] == "task")
    verb = next(a["verb"] for a in meta["actions"] if a["bulk"] and not a["input"].get("required"))
    job = begin(root, object="task", do="action", action=verb, filter={"field": "subject", "is": "Call"})
    assert (job["status"], job["total"], job["changed"] + job["refused"]) == ("done", len(made), len(made))


def test_what_cannot_be_done_is_refused_before_anything_is_queued(root: Client) -> None:  # noqa: F811
    for asked in (
        {"do": "update", "filter": {}, "values": {}},
        {"do": "update", "filter": {}, "values": {"no_such": 1}},
        {"do": "update", "filter": {}, "values": {"name": ""}},
        {"do": "update", "filter": {"field": "no_such", "is": 1}, "values": {"city": "X"}},
        {"do": "action", "filter": {}, "action": "no_such"},
        {"do": "delete"},
        {"do": "delete", "filter": {}, "object": "nothing"},
    ):
        assert send(root, "post", "/api/bulk-jobs", {"object": "lead", **asked}).status_code == 422
    assert BulkJob.objects.count() == 0


def test_nobody_sees_or_touches_the_job_of_another(root: Client, client: Client) -> None:  # noqa: F811
    leads(2)
    job = begin(root, do="update", filter={}, values={"city": "X"})
    role = make("role", grants={"lead": {"read": "own", "update": "own"}})
    seller = make("user")
    User.objects.filter(pk=seller.pk).update(roles=[role.pk])
    setup.forget()
    client.force_login(User.objects.get(pk=seller.pk))
    assert client.get(f"/api/bulk-jobs/{job['id']}").status_code == 404
    assert send(client, "post", f"/api/bulk-jobs/{job['id']}/undo", {}).status_code == 404
    assert client.get("/api/bulk-jobs").json()["items"] == []
    own = begin(client, do="update", filter={}, values={"city": "Y"})
    assert (own["total"], own["changed"]) == (0, 0)
    assert send(client, "post", "/api/bulk-jobs", {"object": "lead", "do": "delete", "filter": {}}).status_code == 403


def test_bulk_changes_taken_back_leave_the_table_exactly_as_it_was(root: Client) -> None:  # noqa: F811
    chosen = random.Random(8)
    owners = [make("user").pk for _ in range(2)]
    for _ in range(12):
        make(
            "lead",
            city=chosen.choice(["", "Wuxi", "南京"]),
            owner=chosen.choice([*owners, None]),
            rating=chosen.choice(["", "hot"]),
            tags=chosen.sample(["a", "b", "李"], chosen.randint(0, 3)),
            budget=chosen.choice([None, "1.50"]),
        )
    task = make("task", related_to=f"lead:{Lead.objects.order_by('pk')[0].pk}")
    assert task.pk
    changes: list[dict[str, Any]] = [
        {"do": "update", "values": {"city": "Shanghai"}},
        {"do": "update", "values": {"owner": owners[0], "tags": ["x"]}},
        {"do": "update", "values": {"budget": None, "rating": ""}},
        {"do": "update", "values": {"status": "working"}},
        {"do": "delete"},
    ]
    filters: list[Any] = [
        {},
        {"field": "city", "is": "Wuxi"},
        {"field": "owner", "is_empty": True},
        {"field": "tags", "has_any": ["a"]},
    ]
    for _ in range(10):
        before, tasks = rows(), rows("activities_task")
        job = begin(root, **chosen.choice(changes), filter=chosen.choice(filters))
        assert job["status"] == "done"
        if not job["changed"]:
            continue
        first = send(root, "post", f"/api/bulk-jobs/{job['id']}/undo", {}).json()
        again = send(root, "post", f"/api/bulk-jobs/{job['id']}/undo", {})
        assert again.status_code == 409
        undone = finish(root, first["id"])
        assert (undone["status"], undone["refused"]) == ("done", 0)
        assert rows() == before
        assert rows("activities_task") == tasks
