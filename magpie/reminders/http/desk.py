"""Endpoints of the reminders desk: what waits for an answer, what comes, what was answered."""

import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Query, Router, Schema

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.reminders.actions import tick_point
from magpie.reminders.http.showing import OccurrenceItem, items
from magpie.reminders.models import WAITING, Occurrence

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


def reached(actor: Actor, whose: Whose) -> Any:
    """The occurrences that the actor reaches."""
    reminders = access.visible(actor, objects.get("reminder"))
    if whose == "mine":
        told = Q(people__contains=[actor.user_id or 0])
        found = Occurrence.objects.filter(told | Q(reminder__owner=actor.user_id), reminder__in=reminders)
    elif whose == "made":
        found = Occurrence.objects.filter(reminder__created_by=actor.user_id, reminder__in=reminders)
        found = found.exclude(reminder__owner=actor.user_id)
    else:
        team = access.team_members(actor)
        found = Occurrence.objects.filter(reminder__owner__in=team, reminder__in=reminders)
        found = found.exclude(reminder__owner=actor.user_id)
    return found.select_related("reminder__owner", "reminder__created_by", "answered_by")


@router.get("/reminder-desk", response={200: Desk, **PROBLEM_RESPONSES}, operation_id="read_reminder_desk")
def desk(request: HttpRequest, whose: Whose = "mine", days: Annotated[int, Query(ge=1, le=366)] = 7) -> HttpResponse:
    """What waits, what was put off, what comes within so many days, and what was answered within as many."""
    actor = actor_of(request)
    now = timezone.now()
    span = datetime.timedelta(days=days)
    found = reached(actor, whose)
    parts = {
        "waiting": found.filter(status__in=[s for s in WAITING if s != "snoozed"]).order_by("due_at", "id"),
        "snoozed": found.filter(status="snoozed").order_by("tell_at", "id"),
        "coming": found.filter(status="scheduled", due_at__lt=now + span).order_by("due_at", "id"),
        "answered": found.filter(answered_at__gte=now - span).order_by("-answered_at", "-id"),
    }
    language = translation.get_language() or "en"
    body: dict[str, Any] = {name: items(list(part[:MOST]), actor, language) for name, part in parts.items()}
    body["counts"] = {name: part.count() for name, part in parts.items()}
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
