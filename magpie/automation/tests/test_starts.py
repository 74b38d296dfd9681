"""Buttons, and workflows started for the records that are there already."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from magpie.automation import worker
from magpie.automation.models import Run, Workflow
from magpie.automation.publishing import publish
from magpie.automation.starts import rolling_out
from magpie.automation.starts.models import Rollout
from magpie.platform import readers, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, User
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = {"id": "note", "action": "record.update", "input": {"values": {"description": "seen"}}}
OWN = {"read": "own", "create": True, "update": "own", "delete": "own"}
NEW = {"field": "status", "is": "new"}
BUTTON = {"on": "button", "label": {"en": "Thank", "zh-hans": "感谢"}, "filter": NEW}


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    worker.work_until_idle()


def make_user(name: str, grants: dict[str, Any] | None = None, **values: Any) -> User:
    role = Role.objects.create(name=name, grants=grants or {"lead": OWN})
    return User.objects.create(username=name.lower(), name=name, language="en", roles=[role.pk], **values)


def make_workflow(*triggers: dict[str, Any], steps: Any = None, **more: Any) -> Workflow:
    workflow = records.create(Workflow, {"name": "Rule", "object": more.pop("object", "lead")}, actor=SYSTEM)
    drawn = {"object": workflow.object, "triggers": list(triggers), "steps": steps or [NOTE], **more}
    publish(workflow, drawn, actor=SYSTEM)
    worker.work_until_idle()
    return workflow


def make_lead(owner: User | None = None, **values: Any) -> Lead:
    return records.create(Lead, {"name": "Li Lei", **values}, actor=Actor.of_user(owner) if owner else SYSTEM)


def make_leads(count: int, status: str = "new") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sales_lead (name, status) SELECT 'L' || n, %s FROM generate_series(1, %s) n", [status, count]
        )


class Caller:
    """Somebody who calls the API."""

    def __init__(self, user: User) -> None:
        self.client, self.token = Client(), create_token(user)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/{path}", headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(
            f"/api/{path}", json.dumps(body or {}), content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )  # fmt: skip


@pytest.fixture
def root() -> Caller:
    return Caller(User.objects.create(username="root", name="Root", language="en", is_administrator=True))


def test_a_button_starts_a_run_in_the_name_of_who_pressed_it() -> None:
    workflow, bo = make_workflow(BUTTON), make_user("Bo")
    lead, caller = make_lead(bo), Caller(bo)
    shown = caller.get(f"leads/{lead.pk}/automation").json()["buttons"]
    assert shown == [{"workflow": {"id": workflow.pk, "title": "Rule"}, "trigger": 0, "label": "Thank"}]
    assert caller.get("automation/buttons?object=lead").json() == shown
    pressed = caller.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0})
    assert (pressed.status_code, pressed.json()) == (200, {"count": 1, "failed": [], "rollout": None})
    worker.work_until_idle()
    lead.refresh_from_db()
    run = Run.objects.get()
    assert (run.status, run.caused_by, run.lane, lead.description) == ("completed", bo, 0, "seen")
    assert run.trigger == {"on": "button", "by": bo.pk, "button": 0}
    assert caller.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0}).json()["count"] == 1


def test_a_record_that_does_not_fit_is_refused_with_the_reason_and_shows_no_button() -> None:
    workflow, bo = make_workflow(BUTTON), make_user("Bo")
    lead, done = make_lead(bo), make_lead(bo, status="working", name="Han Mei")
    other, caller = make_lead(), Caller(bo)
    assert caller.get(f"leads/{done.pk}/automation").json()["buttons"] == []
    numbers = [lead.pk, done.pk, other.pk]
    answer = caller.post(f"workflows/{workflow.pk}/start", {"ids": numbers, "button": 0}).json()
    assert answer == {"count": 1, "rollout": None, "failed": [
        {"id": done.pk, "title": "Han Mei", "detail": "It can be started only if Status is New (now: Working)."},
        {"id": other.pk, "title": f"#{other.pk}", "detail": "There is no such record, or you may not see it."},
    ]}  # fmt: skip
    assert list(Run.objects.values_list("record_id", flat=True)) == [lead.pk]


def test_a_role_can_forbid_a_button() -> None:
    workflow = make_workflow(BUTTON)
    bo = make_user("Bo", {"lead": {**OWN, "actions": {f"workflow.{workflow.pk}": False}}})
    lead, caller = make_lead(bo), Caller(bo)
    assert caller.get(f"leads/{lead.pk}/automation").json()["buttons"] == []
    refused = caller.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0})
    assert (refused.status_code, refused.json()["detail"]) == (403, "You may not start this workflow.")
    reader = Caller(make_user("Cy", {"lead": {"read": "all"}}))
    assert reader.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0}).status_code == 403
    assert Run.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"ids": [1], "button": 1}, 404),
        ({"ids": [1], "button": 0}, 404),
        ({"button": 2}, 422),
        ({"ids": [], "button": 2}, 422),
        ({"filter": {"field": "nothing", "is": 1}, "button": 2}, 422),
    ],
)
def test_what_is_no_button_or_names_no_records_is_refused(body: dict[str, Any], status: int, root: Caller) -> None:
    workflow = make_workflow({"on": "created"}, {"on": "updated"}, BUTTON)
    assert root.post(f"workflows/{workflow.pk}/start", body).status_code == status
    assert Run.objects.count() == 0


def test_a_workflow_that_is_switched_off_is_not_started(root: Caller) -> None:
    workflow, lead = make_workflow(BUTTON), make_lead()
    records.update(workflow, {"is_active": False}, actor=SYSTEM)
    refused = root.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0})
    assert (refused.status_code, refused.json()["detail"]) == (409, "The workflow is switched off.")


def test_a_run_that_the_settings_do_not_allow_is_told(root: Caller) -> None:
    workflow, lead = make_workflow(BUTTON, settings={"again": "once"}), make_lead()
    assert root.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0}).json()["count"] == 1
    worker.work_until_idle()
    records.update(lead, {"status": "new"}, actor=SYSTEM)
    again = root.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk], "button": 0}).json()
    reason = "It has run for this record, or is running, and its settings allow no further run now."
    assert again == {"count": 0, "rollout": None, "failed": [{"id": lead.pk, "title": "Li Lei", "detail": reason}]}


def test_only_who_keeps_workflows_runs_one_for_what_is_there(root: Caller) -> None:
    workflow, bo = make_workflow({"on": "satisfies", "filter": NEW}), make_user("Bo")
    lead = make_lead(bo, status="working")
    assert Caller(bo).post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk]}).status_code == 404
    assert root.post(f"workflows/{workflow.pk}/start", {"ids": [lead.pk]}).json()["count"] == 1
    assert Run.objects.get().trigger["on"] == "existing"


def test_matching_means_the_records_of_the_workflows_own_condition(root: Caller) -> None:
    make_leads(3)
    make_leads(2, "working")
    workflow = make_workflow({"on": "satisfies", "filter": NEW})
    assert root.post(f"workflows/{workflow.pk}/start", {"matching": True}).json() == {
        "count": 3, "failed": [], "rollout": None,
    }  # fmt: skip
    plain = make_workflow({"on": "created"})
    assert root.post(f"workflows/{plain.pk}/start", {"matching": True}).status_code == 409


def test_ten_thousand_records_are_started_page_by_page_behind_all_else(root: Caller) -> None:
    workflow = make_workflow({"on": "satisfies", "filter": NEW}, steps=[{"id": "end", "stop": "done"}])
    make_leads(10_000, "working")
    worker.work_until_idle()
    answer = root.post(f"workflows/{workflow.pk}/start", {"filter": {"field": "status", "is": "working"}}).json()
    assert (answer["count"], answer["failed"]) == (10_000, [])
    assert Run.objects.count() == 0
    assert rolling_out.tick() == 1000
    progress = root.get(f"rollouts/{answer['rollout']}").json()
    assert (progress["status"], progress["done"], progress["started"]) == ("running", 1000, 1000)
    while rolling_out.tick():
        pass
    progress = root.get(f"rollouts/{answer['rollout']}").json()
    assert (progress["status"], progress["total"], progress["started"]) == ("done", 10_000, 10_000)
    assert Run.objects.values("record_id").distinct().count() == Run.objects.filter(lane=1).count() == 10_000


def test_a_roll_out_that_is_killed_or_cancelled_starts_nothing_twice(
    root: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling_out, "PAGE", 20)
    workflow = make_workflow(BUTTON, steps=[{"id": "end", "stop": "done"}])
    make_leads(45)
    make_leads(25, "working")
    numbers = [*Lead.objects.values_list("pk", flat=True), 10**12]
    answer = root.post(f"workflows/{workflow.pk}/start", {"ids": numbers, "button": 0}).json()
    assert answer["count"] == 70
    assert [f["id"] for f in answer["failed"]] == [10**12]
    rolling_out.tick()
    Rollout.objects.update(after_id=0, done=0, started=0)  # as if what was noted had been lost, which it cannot be
    while rolling_out.tick():
        pass
    progress = root.get(f"workflows/{workflow.pk}/rollouts").json()[0]
    assert (progress["status"], progress["done"], Run.objects.count()) == ("done", 70, 45)
    assert "It can be started only if Status is New (now: Working)." in {r["detail"] for r in progress["refused"]}
    second = root.post(f"workflows/{workflow.pk}/start", {"filter": NEW, "search": "", "button": 0}).json()["rollout"]
    assert second is None  # 45 are few enough
    third = root.post(f"workflows/{workflow.pk}/start", {"filter": {}, "button": 0}).json()["rollout"]
    rolling_out.tick()
    assert root.post(f"rollouts/{third}/cancel").json()["status"] == "cancelled"
    assert root.post(f"rollouts/{third}/cancel").status_code == 409
    assert rolling_out.tick() == 0


def test_a_roll_out_ends_when_its_version_is_no_longer_used(root: Caller) -> None:
    workflow = make_workflow(BUTTON)
    make_leads(60)
    number = root.post(f"workflows/{workflow.pk}/start", {"filter": {}, "button": 0}).json()["rollout"]
    records.update(workflow, {"is_active": False}, actor=SYSTEM)
    rolling_out.tick()
    assert (Rollout.objects.get(pk=number).status, Run.objects.count()) == ("cancelled", 0)


def test_a_roll_out_is_seen_by_who_began_it_and_who_keeps_workflows(root: Caller) -> None:
    workflow, bo, cy = make_workflow(BUTTON), make_user("Bo"), make_user("Cy")
    make_leads(60)
    Lead.objects.update(owner=bo)
    number = Caller(bo).post(f"workflows/{workflow.pk}/start", {"filter": {}, "button": 0}).json()["rollout"]
    assert [c.get(f"rollouts/{number}").status_code for c in (Caller(bo), Caller(cy), root)] == [200, 404, 200]
    assert Caller(cy).post(f"rollouts/{number}/cancel").status_code == 404
    worker.work_until_idle()
    assert Run.objects.filter(status="completed", caused_by=bo).count() == 60


def test_a_workflow_about_no_record_is_started_once(root: Caller) -> None:
    end = [{"id": "end", "stop": "done"}]
    workflow = make_workflow({"on": "schedule", "once": True}, steps=end, object="")
    assert root.post(f"workflows/{workflow.pk}/start").json()["count"] == 1
    worker.work_until_idle()
    assert [(r.object, r.record_id, r.status) for r in Run.objects.all()] == [("", 0, "completed")]
