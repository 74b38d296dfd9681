"""Endpoints of the work log: the day of a person, and dealing with what is open in it."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field as Limits

from magpie.platform import access, actions, objects, records, titles
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Invalid
from magpie.reminders import rules, workday
from magpie.reminders.http.showing import About, OccurrenceItem, items
from magpie.reminders.models import Occurrence

router = Router()
MOST = 200
Id = Annotated[int, Limits(gt=0, lt=2**63)]


class TaskItem(Schema):
    """A task of the day."""

    id: int
    subject: str
    due_at: datetime.datetime | None
    priority: str
    status: str
    about: About | None


class MeetingItem(Schema):
    """A meeting of the day."""

    id: int
    subject: str
    starts_at: datetime.datetime | None
    ends_at: datetime.datetime | None
    location: str
    status: str
    about: About | None


class LeftOpen(Schema):
    """That the person signed out although something was open."""

    at: datetime.datetime
    reason: str


class Workday(Schema):
    """A day of somebody: what is open until its end, its meetings, and what was done."""

    date: datetime.date
    is_working: bool
    closes_at: datetime.datetime | None
    reminders: list[OccurrenceItem]
    tasks: list[TaskItem]
    meetings: list[MeetingItem]
    done: list[OccurrenceItem]
    done_tasks: list[TaskItem]
    morning_due: bool
    evening_due: bool
    left: LeftOpen | None


class CheckedInput(Schema):
    """Which list of the day somebody has been through."""

    part: Literal["morning", "evening"]


class LeaveInput(Schema):
    """Why somebody signs out although something is open."""

    reason: Annotated[str, Limits(max_length=500)] = ""


class DealInput(Schema):
    """What becomes of something that is open: done, tomorrow (the next working day), or somebody else's.

    Of a reminder that repeats, `times` says whether all further times become somebody else's too.
    """

    object: Literal["task", "reminder"]
    id: Id
    occurrence: Id | None = None
    what: Literal["done", "tomorrow", "hand_over"]
    to: Id | None = None
    times: Literal["all", "this"] = "all"
    note: Annotated[str, Limits(max_length=2000)] = ""


@router.get("/workday", response={200: Workday, **PROBLEM_RESPONSES}, operation_id="read_workday")
def read_workday(request: HttpRequest, date: Annotated[datetime.date | None, Query()] = None) -> HttpResponse:
    """One's own day, by default today; what is older and still open belongs to today."""
    actor, now = actor_of(request), timezone.now()
    user = _person(actor)
    if date is not None and not rules.is_plausible(date):
        raise Invalid({"date": [_("Choose another day.")]})
    day = workday.day_of(user, now, date)
    is_today = day.begins <= now < day.ends
    open_ones = workday.open_occurrences([user.pk], day.ends)
    task = objects.get("task")
    mine = access.visible(actor, task, "update").values("pk")  # what one may not change cannot be dealt with
    tasks = workday.open_tasks([user.pk], day.ends).filter(pk__in=mine)
    if not is_today:
        open_ones = open_ones.filter(due_at__gte=day.begins)
        tasks = tasks.filter(due_at__gte=day.begins)
    answered = Occurrence.objects.filter(reminder__owner=user, answered_at__gte=day.begins, answered_at__lt=day.ends)
    answered = answered.select_related("reminder__owner", "answered_by").order_by("-answered_at")
    done_tasks = task.model._default_manager.filter(owner=user, completed_at__gte=day.begins, completed_at__lt=day.ends)
    left = workday.left_open(user, day.date)
    language = translation.get_language() or "en"
    meetings = list(workday.meetings(user, day)[:MOST])
    task_rows, done_rows = list(tasks[:MOST]), list(done_tasks.order_by("-completed_at")[:MOST])
    known = titles.look_up(actor, [p for row in (*meetings, *task_rows, *done_rows) if (p := _pair(row))])
    return answer(
        {
            "date": day.date,
            "is_working": day.closes is not None,
            "closes_at": day.closes,
            "reminders": items(list(open_ones[:MOST]), actor, language),
            "tasks": [_row(t, TaskItem, known) for t in task_rows],
            "meetings": [_row(m, MeetingItem, known) for m in meetings],
            "done": items(list(answered[:MOST]), actor, language),
            "done_tasks": [_row(t, TaskItem, known) for t in done_rows],
            "morning_due": is_today and workday.is_due(user, "morning", now),
            "evening_due": is_today and workday.is_due(user, "evening", now),
            "left": {"at": left.done_at, "reason": left.note} if left is not None else None,
        }
    )


@router.post("/workday/checked", response={204: None, **PROBLEM_RESPONSES}, operation_id="check_workday")
def checked(request: HttpRequest, payload: CheckedInput) -> HttpResponse:
    """One has been through the list; it does not come up by itself again today."""
    workday.deal_with(_person(actor_of(request)), payload.part, timezone.now())
    return HttpResponse(status=204)


@router.post("/workday/left", response={204: None, **PROBLEM_RESPONSES}, operation_id="leave_open_work")
def leave(request: HttpRequest, payload: LeaveInput) -> HttpResponse:
    """One signs out although something is open: everything stays as it is, and one is told the next working morning."""
    workday.leave_open(_person(actor_of(request)), payload.reason.strip(), timezone.now())
    return HttpResponse(status=204)


@router.post("/workday/deal", response={204: None, **PROBLEM_RESPONSES}, operation_id="deal_with_open_work")
def deal(request: HttpRequest, payload: DealInput) -> HttpResponse:
    """Say what becomes of something that is open."""
    actor = actor_of(request)
    record = find(objects.get(payload.object), payload.id, actor)
    if payload.what == "hand_over" and payload.to is None:
        raise Invalid({"to": [_("Choose a person.")]})
    if payload.object == "task":
        _deal_with_task(record, payload, actor)
    else:
        _deal_with_reminder(record, payload, actor)
    return HttpResponse(status=204)


def _deal_with_task(task: Any, payload: DealInput, actor: Actor) -> None:
    values: dict[str, Any]
    if payload.what == "done":
        values = {"status": "completed"}
    elif payload.what == "tomorrow":
        values = {"due_at": workday.next_working_moment(_person(actor), timezone.now())}
    else:
        values = {"owner": payload.to}
    records.update(task, values, actor=actor)


def _deal_with_reminder(reminder: Any, payload: DealInput, actor: Actor) -> None:
    given: dict[str, Any] = {"occurrence": payload.occurrence}
    name: str
    further: dict[str, Any]
    if payload.what == "tomorrow":
        name, further = "snooze", {"until": workday.next_working_moment(_person(actor), timezone.now())}
    elif payload.what == "done":
        name, further = "done", {"note": payload.note}
    else:
        name, further = "hand_over", {"to": payload.to, "times": payload.times, "note": payload.note}
    actions.perform(actions.get(f"reminder.{name}"), reminder, {**given, **further}, actor=actor)


def _person(actor: Actor) -> User:
    return User.objects.select_related("team").get(pk=actor.user_id or 0)


def _pair(row: Any) -> tuple[str, int] | None:
    name, _colon, number = str(row.related_to).partition(":")
    return (name, int(number)) if number.isdigit() else None


def _row(row: Any, schema: type[Schema], known: Any) -> dict[str, Any]:
    pair = _pair(row)
    title = known.get(pair) if pair else None
    plain = {name: getattr(row, name) for name in schema.model_fields if name != "about"}
    about = {"object": pair[0], "id": pair[1], "title": title} if pair and title is not None else None
    return {**plain, "about": about}
