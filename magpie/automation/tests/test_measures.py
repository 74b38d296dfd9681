"""Where runs wait and fail, how long blocks last, how records move through stages, and what is behind each number."""

from __future__ import annotations

import datetime
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from magpie.automation import measures, process
from magpie.automation.asks import answering
from magpie.automation.asks.models import Ask
from magpie.automation.measures import Length, percentile
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.tests.world import catch_up, make_team, mark, move_clock, publish_steps
from magpie.platform import readers, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import CustomField, Role, User
from magpie.platform.problems import Forbidden, Refused
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 86_400


@pytest.fixture(autouse=True)
def places() -> None:
    setup.forget()
    with connection.cursor() as cursor:  # the log outlives the tests before
        cursor.execute("DELETE FROM platform_event WHERE object = 'lead'")
    readers.begin("automation", "search")
    catch_up()


@pytest.fixture
def root() -> User:
    return User.objects.create_user("root", name="Root", language="en", is_administrator=True)


def get(user: User, path: str, expected: int = 200, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {create_token(user)}"}
    response = Client().get(f"/api{path}?{urlencode(query)}", headers=headers)
    assert response.status_code == expected, response.content
    return response.json()


# ---- workflows


def make_workflow(root: User) -> Workflow:
    return publish_steps(
        {"id": "which", "if": {"field": "name", "starts_with": "E"}, "then": [mark("east")], "else": [
            {"id": "bad", "action": "record.update", "input": {"values": {"manager": "{{ record.office }}"}}},
        ]},
        {"id": "pause", "wait": {"for": [{"filter": {"field": "office", "is": "go"}}], "at_most": {"days": 2}}},
        {"id": "ask", "ask": {"kind": "approval", "to": [{"user": root.pk}]}},
    )  # fmt: skip


def lasted(step: str, *seconds: int) -> None:
    """As if the steps of that name, the oldest first, had taken so long."""
    rows = Step.objects.filter(step=step, status="done").order_by("run")
    for row, length in zip(rows, seconds, strict=True):
        Step.objects.filter(pk=row.pk).update(finished_at=row.started_at + datetime.timedelta(seconds=length))


def test_every_block_tells_its_counts_ways_times_and_newest_error(root: User) -> None:
    workflow = make_workflow(root)
    teams = [make_team(name="East") for _n in range(3)]
    make_team(name="West", office="nobody")
    move_clock("pause", days=3)
    make_team(name="East 4")
    records.update(teams[0], {"office": "now"}, actor=SYSTEM)
    answering.answer(Ask.objects.order_by("id")[0].pk, Actor.of_user(root), "approved")
    catch_up()
    lasted("pause", 10, 20, 40)
    found = measures.of_workflow(workflow, 30)
    numbers = {k: found["runs"][k] for k in ("total", "completed", "failed", "cancelled", "waiting", "queued")}
    assert numbers == {"total": 5, "completed": 1, "failed": 1, "cancelled": 0, "waiting": 3, "queued": 0}
    blocks = found["blocks"]
    assert set(blocks) == {"which", "east", "bad", "pause", "ask"}
    assert (blocks["which"]["count"], blocks["which"]["done"], blocks["which"]["branches"]) == (
        5,
        5,
        {"then": 4, "else": 1},
    )
    pause = blocks["pause"]
    assert (pause["count"], pause["done"], pause["waiting"], pause["timeouts"]) == (4, 3, 1, 3)
    assert (pause["median_seconds"], pause["p90_seconds"]) == (20.0, 40.0)
    assert (blocks["ask"]["branches"], blocks["ask"]["waiting"], blocks["ask"]["timeouts"]) == ({"approved": 1}, 2, 0)
    bad = blocks["bad"]
    assert (bad["failed"], bad["error"]["run"]) == (1, Run.objects.get(status="failed").pk)
    assert bad["error"]["text"] == Step.objects.get(step="bad").error != ""
    assert [(w["step"], w["count"]) for w in found["waits"]] == [("ask", 2), ("pause", 1)]
    oldest = Step.objects.filter(step="ask", status="waiting").order_by("started_at")[0]
    assert (found["waits"][0]["oldest_at"], found["waits"][0]["oldest_run"]) == (oldest.started_at, oldest.run_id)
    assert len(found["by_day"]) == 30
    assert found["by_day"][-1] == {"day": timezone.localdate().isoformat(), "total": 5, "completed": 1, "failed": 1}


def test_behind_each_number_are_the_runs(root: User) -> None:
    workflow = make_workflow(root)
    for name in ("East", "East 2", "West"):
        make_team(name=name, office="x")
    move_clock("pause", days=3)
    make_team(name="East 3")
    found = get(root, f"/workflows/{workflow.pk}/measures", days=7)

    def behind(**query: Any) -> int:
        return len(get(root, "/runs", workflow=workflow.pk, since=found["since"], **query)["items"])

    for status in ("completed", "failed", "waiting"):
        assert behind(status=status) == found["runs"][status]
    for name, block in found["blocks"].items():
        assert behind(step=name) == block["count"]
        for status in ("done", "failed", "waiting", "skipped"):
            assert behind(step=name, step_status=status) == block[status]
        for way, count in block["branches"].items():
            assert behind(step=name, step_outcome=way) == count
    assert behind(step="which", step_outcome="nowhere") == 0
    first = Run.objects.order_by("id")[0].pk
    assert [run["id"] for run in get(root, "/runs", ids=f"{first},x,99999999")["items"]] == [first]


def test_a_switch_counts_each_way_it_took(root: User) -> None:
    case = {"if": {"field": "name", "is_empty": False}}
    workflow = publish_steps({"id": "ways", "switch": {"every": True, "cases": [
        {**case, "steps": [mark("one")]}, {**case, "steps": [mark("two")]},
    ]}})  # fmt: skip
    make_team()
    assert measures.of_workflow(workflow, 1)["blocks"]["ways"]["branches"] == {"case_0": 1, "case_1": 1}
    assert len(get(root, "/runs", step="ways", step_outcome="case_1")["items"]) == 1


def test_older_runs_and_those_of_other_workflows_are_left_out(root: User) -> None:
    workflow = publish_steps(mark("one"))
    publish_steps(mark("two"), name="Other")
    make_team()
    Run.objects.filter(workflow=workflow).update(started_at=timezone.now() - datetime.timedelta(days=10))
    assert measures.of_workflow(workflow, 7)["runs"]["total"] == 0
    assert measures.of_workflow(workflow, 7)["blocks"] == {}
    assert measures.of_workflow(workflow, 11)["blocks"]["one"]["done"] == 1


def test_measures_are_for_who_may_read_workflows() -> None:
    workflow = publish_steps(mark("one"))
    get(User.objects.create_user("cy", name="Cy"), f"/workflows/{workflow.pk}/measures", 404)


def test_a_percentile_is_exact_for_single_lengths_and_even_within_a_class() -> None:
    assert percentile([], 0.5) is None
    assert percentile([Length(7.0, 7.0, 1)], 0.9) == 7.0
    assert percentile([Length(40.0, 40.0, 1), Length(10.0, 10.0, 1), Length(20.0, 20.0, 1)], 0.5) == 20.0
    assert percentile([Length(100.0, 104.0, 5)], 0.5) == 102.0
    assert percentile([Length(1.0, 1.0, 99), Length(50.0, 50.0, 1)], 0.9) == 1.0


# ---- processes


def moved(lead: Lead, *steps: tuple[str, float]) -> Lead:
    """The lead goes through these values, so many days after it was made."""
    for status, _days in steps:
        Lead.objects.filter(pk=lead.pk).update(status=status)
    begun = timezone.now() - datetime.timedelta(days=20)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM platform_event WHERE object = 'lead' AND record_id = %s ORDER BY id", [lead.pk])
        numbers = [row[0] for row in cursor.fetchall()]
        for number, days in zip(numbers, [0.0, *(days for _status, days in steps)], strict=True):
            cursor.execute(
                "UPDATE platform_event SET at = %s WHERE id = %s", [begun + datetime.timedelta(days=days), number]
            )
    return lead


def make_lead(**values: Any) -> Lead:
    return records.create(Lead, {"name": "Li", **values}, actor=SYSTEM)


def make_history(owner: User | None = None) -> list[Lead]:
    given = {"owner": owner.pk} if owner else {}
    return [
        moved(make_lead(name="A", **given), ("working", 1), ("qualified", 3)),
        moved(make_lead(name="B", **given), ("working", 2), ("qualified", 8)),
        moved(make_lead(name="C", **given), ("disqualified", 4)),
        moved(make_lead(name="D", **given)),
    ]


def view(user: User, field: str = "status", days: int = 90) -> Any:
    with translation.override("en"):
        return process.of("lead", field, days, Actor.of_user(user)).view()


def test_stages_moves_and_paths_are_told_with_their_times(root: User) -> None:
    make_history()
    found = view(root)
    stages = {s["value"]: s for s in found["stages"]}
    assert [s["value"] for s in found["stages"]] == ["new", "working", "qualified", "disqualified"]
    assert (stages["new"]["label"], stages["new"]["count"], stages["new"]["now"]) == ("New", 4, 1)
    assert (stages["new"]["median_seconds"], stages["new"]["p90_seconds"]) == (2 * DAY, 3.6 * DAY)
    assert (stages["working"]["count"], stages["working"]["now"], stages["working"]["median_seconds"]) == (
        2,
        0,
        4 * DAY,
    )
    assert (stages["qualified"]["now"], stages["qualified"]["median_seconds"]) == (2, None)
    assert stages["new"]["filter"] == {"field": "status", "is": "new"}
    assert [(m["from"], m["to"], m["count"], m["median_seconds"]) for m in found["moves"]] == [
        ("new", "working", 2, 1.5 * DAY), ("working", "qualified", 2, 4 * DAY), ("new", "disqualified", 1, 4 * DAY),
    ]  # fmt: skip
    assert [(p["values"], p["count"], p["median_seconds"]) for p in found["paths"]] == [
        (["new", "working", "qualified"], 2, 5.5 * DAY), (["new"], 1, 0.0), (["new", "disqualified"], 1, 4 * DAY),
    ]  # fmt: skip
    assert found["paths"][0]["labels"] == ["New", "Working", "Qualified"]


def test_what_happened_before_these_days_does_not_count(root: User) -> None:
    make_history()
    found = view(root, days=18)  # 17 days back and today: A and B are in work by then, or come to it
    assert sum(s["count"] for s in found["stages"] if s["value"] == "new") == 0
    assert ["working", "qualified"] in [p["values"] for p in found["paths"]]
    assert {m["median_seconds"] for m in found["moves"] if m["from"] == "working"} <= {None, 6.0 * DAY}


def test_behind_each_number_are_the_records(root: User) -> None:
    a, b, c, d = make_history()

    def behind(what: str, values: list[Any], **more: Any) -> list[int]:
        query = {"object": "lead", "field": "status", "what": what, "values": json.dumps(values), **more}
        return [item["id"] for item in get(root, "/automation/process/records", **query)["items"]]

    assert behind("entered", ["working"]) == [a.pk, b.pk]
    assert behind("move", ["new", "disqualified"]) == [c.pk]
    assert behind("path", ["new", "working", "qualified"]) == [a.pk, b.pk]
    assert behind("path", ["new"]) == [d.pk]
    assert behind("entered", ["new"], limit=3) == [a.pk, b.pk, c.pk]
    assert behind("entered", ["new"], limit=3, after=c.pk) == [d.pk]
    for wrong in ("", "x", "[]", "{}", '[{"a": 1}]', "[true]"):
        query = {"object": "lead", "field": "status", "what": "entered", "values": wrong}
        get(root, "/automation/process/records", 409, **query)
    found = get(root, "/automation/process", object="lead", field="status")
    for stage in found["stages"]:
        assert len(behind("entered", [stage["value"]])) == stage["count"]
        listed = get(root, "/leads", filter=json.dumps(stage["filter"]))["items"]
        assert len(listed) == stage["now"]


def test_only_records_that_the_caller_may_read_count(root: User) -> None:
    role = Role.objects.create(name="Own", grants={"lead": {"read": "own"}})
    ana, cy = (User.objects.create_user(n, name=n.title(), roles=[role.pk]) for n in ("ana", "cy"))
    make_history(ana)
    make_history(cy)[0].delete()
    found = view(ana)
    assert [(s["value"], s["count"], s["now"]) for s in found["stages"]] == [
        ("new", 4, 1), ("working", 2, 0), ("qualified", 2, 2), ("disqualified", 1, 1),
    ]  # fmt: skip
    assert sum(s["count"] for s in view(root)["stages"] if s["value"] == "new") == 8  # a deleted one happened, too
    assert view(cy)["stages"][0]["count"] == 3
    nobody = User.objects.create_user("bo", name="Bo")
    with pytest.raises(Forbidden):
        view(nobody)


def test_a_field_that_is_hidden_or_no_stage_has_no_process(root: User) -> None:
    role = Role.objects.create(name="Own", grants={"lead": {"read": "all", "fields": {"status": "hidden"}}})
    ana = User.objects.create_user("ana", name="Ana", roles=[role.pk])
    for user, field in ((ana, "status"), (root, "name"), (root, "nothing")):
        with pytest.raises(Refused):
            view(user, field)


def test_people_and_custom_choices_are_stages_too(root: User) -> None:
    ana = User.objects.create_user("ana", name="Ana")
    records.create(CustomField, {
        "object": "lead", "name": "size", "label_en": "Size", "type": "choice",
        "options": [{"value": "s", "label_en": "Small"}, {"value": "l", "label_en": "Large"}],
    }, actor=SYSTEM)  # fmt: skip
    setup.forget()
    lead = make_lead(owner=ana.pk, size="s")
    records.update(lead, {"size": "l"}, actor=SYSTEM)
    records.update(lead, {"description": "nothing of it"}, actor=SYSTEM)
    records.update(lead, {"owner": None}, actor=SYSTEM)
    sizes, owners = view(root, "size"), view(root, "owner")
    assert [(s["label"], s["count"], s["now"]) for s in sizes["stages"]] == [("Small", 1, 0), ("Large", 1, 1)]
    assert [(m["from_label"], m["to_label"]) for m in owners["moves"]] == [("Ana", "empty")]
    assert owners["stages"][-1]["filter"] == {"field": "owner", "is_empty": True}
    assert owners["stages"][0]["filter"] == {"field": "owner", "is": ana.pk}
