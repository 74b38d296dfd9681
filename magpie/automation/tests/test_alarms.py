"""What a workflow told and reminded of for nothing is counted, shown, and told to who answers for the workflow."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.automation import alarms
from magpie.automation.models import Run, Workflow
from magpie.automation.tests.world import catch_up, publish_steps
from magpie.notices.models import Notice
from magpie.platform import readers, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.reminders.models import Occurrence, Reminder
from magpie.reminders.tests.make import make_user
from magpie.sales.models import Lead
from magpie.watchdog import alarms as warning

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places() -> None:
    setup.forget()
    readers.begin("automation", "search")
    catch_up()


def ask(user: User, method: str, path: str, body: Any = None) -> Any:
    client = Client()
    client.force_login(user)
    return client.generic(method, path, json.dumps(body), content_type="application/json")


def make_workflow(owner: User, to: User, *, reminds: bool) -> Workflow:
    tells = {"to": [{"user": to.pk}], "title": "New lead: {{ record.name }}"}
    step = (
        {"id": "remind", "action": "reminder.create", "input": {"subject": "Call", "to": to.pk}}
        if reminds
        else {"id": "tell", "action": "notice.send", "input": tells}
    )
    workflow = publish_steps(step, object_name="lead", name="New leads", name_zh="新线索")
    records.update(workflow, {"owner": owner.pk}, actor=SYSTEM)
    return workflow


def make_leads(count: int) -> None:
    for number in range(count):
        records.create(Lead, {"name": f"Lead {number}"}, actor=SYSTEM)
    catch_up()


def test_notices_of_a_workflow_that_were_for_nothing_are_told_to_its_owner_with_the_reasons() -> None:
    ana, bo = make_user("ana"), make_user("bo", is_administrator=True)
    workflow = make_workflow(bo, ana, reminds=False)
    make_leads(6)
    notices = list(Notice.objects.filter(recipient=ana).order_by("id"))
    assert [n.title for n in notices] == [f"New lead: Lead {number}" for number in range(6)]
    shown = ask(ana, "GET", "/api/notices").json()["items"]
    assert [(n["may_be_false"], n["false_alarm"]) for n in shown] == [(True, "")] * 6
    assert ask(ana, "POST", f"/api/notices/{notices[5].pk}/read").status_code == 200
    for number, notice in enumerate(notices[:5]):
        assert warning.warn_some() == 0
        said = ask(ana, "POST", f"/api/notices/{notice.pk}/false-alarm", {"reason": f"spam {number}"})
        assert said.json() == {"unread": 4 - number}
    assert [warning.warn_some(), warning.warn_some()] == [1, 0]
    told = Notice.objects.get(recipient=bo)
    assert told.title == "“New leads” is often a false alarm: 5 of the last 6 answers"
    assert "· spam 4" in told.body
    assert (told.object, told.record_id) == ("workflow", workflow.pk)
    shown = ask(bo, "GET", f"/api/workflows/{workflow.pk}/measures").json()["alarms"]
    assert shown == {
        "answered": 6, "false": 5, "reasons": [f"spam {n}" for n in (4, 3, 2, 1, 0)], "are_many": True,
    }  # fmt: skip
    assert ask(ana, "GET", "/api/notices").json()["items"][1]["false_alarm"] == "spam 4"


def test_reminders_of_a_workflow_are_counted_by_their_answers() -> None:
    ana, bo = make_user("ana"), make_user("bo", is_administrator=True)
    workflow, other = make_workflow(bo, ana, reminds=True), make_workflow(bo, ana, reminds=False)
    make_leads(6)
    for number, reminder in enumerate(Reminder.objects.order_by("id")):
        assert Run.objects.get(pk=int(reminder.origin.removeprefix("run:"))).workflow_id == workflow.pk
        Occurrence.objects.update_or_create(
            reminder=reminder, due_at=reminder.starts_at or timezone.now(),
            defaults={
                "status": "confirmed", "outcome": "done" if number == 5 else "false_alarm", "note": f"reason {number}",
                "answered_by": ana, "answered_at": timezone.now(),
            },
        )  # fmt: skip
    found = alarms.of_workflow(workflow.pk)
    assert (found.answered, found.false, found.are_many) == (6, 5, True)
    assert alarms.of_workflow(other.pk).answered == 0
    assert warning.warn_some() == 1
    assert Notice.objects.get(recipient=bo).title == "“New leads” is often a false alarm: 5 of the last 6 answers"


def test_only_ones_own_notices_of_rules_and_workflows_can_be_called_false() -> None:
    ana, cy = make_user("ana"), make_user("cy")
    make_workflow(cy, ana, reminds=False)
    make_leads(1)
    notice = Notice.objects.get(recipient=ana)
    assert ask(cy, "POST", f"/api/notices/{notice.pk}/false-alarm", {"reason": "No"}).status_code == 404
    assert ask(ana, "POST", f"/api/notices/{notice.pk}/false-alarm", {"reason": " "}).status_code == 422
    Notice.objects.filter(pk=notice.pk).update(run_id=None)
    assert ask(ana, "POST", f"/api/notices/{notice.pk}/false-alarm", {"reason": "No"}).status_code == 409
    notice.refresh_from_db()
    assert notice.read_at is None
    assert not hasattr(notice, "false_alarm")
