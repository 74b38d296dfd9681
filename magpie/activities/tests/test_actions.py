"""Tasks, meetings and calls are done by their actions, and by an edit all the same."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.activities.actions import CallResult
from magpie.activities.models import CALL_OUTCOMES, Call, Meeting, Task
from magpie.platform import actions, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event
from magpie.platform.problems import Invalid, Refused

pytestmark = pytest.mark.django_db


def do(name: str, record: Any, **data: Any) -> None:
    actions.perform(actions.get(name), record, data, actor=SYSTEM)
    record.refresh_from_db()


def refused(name: str, record: Any, **data: Any) -> None:
    """Refused, and nothing has changed."""
    events, version = Event.objects.count(), record.version
    with pytest.raises((Refused, Invalid)):
        do(name, record, **data)
    record.refresh_from_db()
    assert (Event.objects.count(), record.version) == (events, version)


def make_task(**values: Any) -> Task:
    return records.create(Task, {"subject": "Call back", **values}, actor=SYSTEM)


def test_a_completed_task_keeps_its_time_until_it_is_reopened() -> None:
    task = make_task(status="waiting")
    do("task.complete", task)
    completed_at = task.completed_at
    assert (task.status, completed_at is not None) == ("completed", True)
    refused("task.complete", task)
    records.update(task, {"subject": "Called back"}, actor=SYSTEM)
    assert task.completed_at == completed_at
    do("task.reopen", task)
    assert (task.status, task.completed_at) == ("in_progress", None)
    refused("task.reopen", task)


def test_completing_by_an_edit_has_the_same_result() -> None:
    task = make_task()
    records.update(task, {"status": "completed"}, actor=SYSTEM)
    assert task.completed_at is not None
    assert make_task(status="completed").completed_at is not None
    with pytest.raises(Invalid):
        records.update(task, {"completed_at": None}, actor=SYSTEM)


def test_a_task_called_off_can_be_reopened() -> None:
    task = make_task()
    do("task.cancel", task)
    assert (task.status, task.completed_at) == ("cancelled", None)
    refused("task.complete", task)
    do("task.reopen", task)
    assert task.status == "in_progress"


def test_what_was_agreed_is_added_to_the_meeting_once() -> None:
    meeting = records.create(Meeting, {"subject": "Visit", "description": "Bring samples"}, actor=SYSTEM)
    do("meeting.miss", meeting)
    assert (meeting.status, meeting.description) == ("not_held", "Bring samples")
    refused("meeting.miss", meeting)
    do("meeting.hold", meeting, description=" They order ten. ")
    assert (meeting.status, meeting.description) == ("held", "Bring samples\n\nThey order ten.")
    refused("meeting.hold", meeting)


def test_a_meeting_does_not_end_before_it_begins() -> None:
    meeting = records.create(Meeting, {"subject": "Visit", "starts_at": "2026-11-20T09:00:00Z"}, actor=SYSTEM)
    with pytest.raises(Invalid, match="before the beginning"):
        records.update(meeting, {"ends_at": "2026-11-20T08:59:00Z"}, actor=SYSTEM)


def test_a_planned_call_is_completed_with_its_result() -> None:
    call = records.create(Call, {"subject": "Price", "status": "planned", "outcome": "other"}, actor=SYSTEM)
    refused("call.complete", call, outcome="nonsense")
    refused("call.complete", call, duration_seconds=-1)
    do("call.complete", call, outcome="call_back", duration_seconds=90, description="In spring")
    assert (call.status, call.outcome, call.duration_seconds, call.description) == (
        "completed", "call_back", 90, "In spring",
    )  # fmt: skip
    refused("call.complete", call)


def test_the_outcomes_offered_are_those_of_the_field() -> None:
    offered = CallResult.model_json_schema()["properties"]["outcome"]["oneOf"]
    assert [o["const"] for o in offered] == ["", *(value for value, _label in CALL_OUTCOMES)]
    for value, _label in CALL_OUTCOMES:
        assert CallResult.model_validate({"outcome": value}).outcome == value
