"""Endpoints of the reminders desk: what waits for an answer, what comes, what was answered."""

import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Query, Router, Schema

from magpie.platform import access, objects, teams
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.reminders.actions import tick_point
from magpie.reminders.http.showing import OccurrenceItem, items
from magpie.reminders.models import Occurrence

router = Router()
MOST = 200
Whose = Literal["mine", "made", "team"]


class Desk(Schema):
    """Everything on the desk; each part holds at most 200."""

    waiting: list[OccurrenceItem]
    snoozed: list[OccurrenceItem]
    coming: list[OccurrenceItem]
    answered: list[OccurrenceItem]
    counts: dict[str, int]


class PointInput(Schema):
    """A point of the check-list, by its place from 0."""

    place: int
    done: bool


class Times(Schema):
    """The times of a reminder, the latest first."""

    items: list[OccurrenceItem]


def reached(actor: Actor, whose: Whose) -> list[Any]:
    """The occurrences that the actor reaches: querysets without a record in common, each led to by an index."""
    me = actor.user_id or 0
    every = Occurrence.objects.select_related("reminder__owner", "reminder__created_by", "answered_by")
    others = every.exclude(reminder__owner=me)
    if whose == "mine":
        return [every.filter(reminder__owner=me), others.filter(people__contains=[me])]
    if whose == "made":
        return [others.filter(reminder__created_by=me)]
    reminders = access.visible(actor, objects.get("reminder"))
    return [others.filter(reminder__owner__in=teams.people_under(me), reminder__in=reminders)]


PARTS: dict[str, tuple[str, bool]] = {  # by which time each part is ordered, and whether the latest stand first
    "waiting": ("due_at", False),
    "snoozed": ("tell_at", False),
    "coming": ("due_at", False),
    "answered": ("answered_at", True),
}


@router.get("/reminder-desk", response={200: Desk, **PROBLEM_RESPONSES}, operation_id="read_reminder_desk")
def desk(request: HttpRequest, whose: Whose = "mine", days: Annotated[int, Query(ge=1, le=366)] = 7) -> HttpResponse:
    """What waits, what was put off, what comes within so many days, and what was answered within as many."""
    actor, now = actor_of(request), timezone.now()
    span, found = datetime.timedelta(days=days), reached(actor, whose)
    which = {
        "waiting": Q(status__in=("firing", "escalated")),
        "snoozed": Q(status="snoozed"),
        "coming": Q(status="scheduled", due_at__lt=now + span),
        "answered": Q(answered_at__gte=now - span),
    }
    language = translation.get_language() or "en"
    body: dict[str, Any] = {"counts": {}}
    for name, (by, latest) in PARTS.items():
        order = (f"-{by}", "-id") if latest else (by, "id")
        rows = [row for part in found for row in part.filter(which[name]).order_by(*order)[:MOST]]
        rows.sort(key=lambda row: (getattr(row, by), row.pk), reverse=latest)
        body[name] = items(rows[:MOST], actor, language)
        body["counts"][name] = sum(part.filter(which[name]).count() for part in found)
    return answer(body)


@router.get("/reminders/{number}/times", response={200: Times, **PROBLEM_RESPONSES}, operation_id="list_reminder_times")
def times(request: HttpRequest, number: Number) -> HttpResponse:
    """Every time at which a reminder was due, and what became of it."""
    actor = actor_of(request)
    reminder = find(objects.get("reminder"), number, actor)
    found = Occurrence.objects.filter(reminder=reminder.pk).order_by("-due_at")
    found = found.select_related("reminder__owner", "reminder__created_by", "answered_by")
    return answer({"items": items(list(found[:MOST]), actor, translation.get_language() or "en")})


@router.post(
    "/reminders/{number}/points", response={204: None, **PROBLEM_RESPONSES}, operation_id="tick_reminder_point"
)
def points(request: HttpRequest, number: Number, payload: PointInput) -> HttpResponse:
    """Tick a point of the check-list, or untick it."""
    actor = actor_of(request)
    reminder = find(objects.get("reminder"), number, actor)
    tick_point(reminder, payload.place, payload.done, actor)
    return HttpResponse(status=204)
