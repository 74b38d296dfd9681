"""When these people and rooms are all free, and what to choose from."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from magpie.calendars import taken
from magpie.calendars.http.shown import Numbers, moments
from magpie.calendars.models import Room
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User

router = Router()
MOST_TIMES = 60
MOST_ROOMS = 30


class FreeTime(Schema):
    """A time that would do, and a room that is free then if any was asked for."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    room: int | None


class FreeTimes(Schema):
    """The times, earliest first."""

    items: list[FreeTime]


class CalendarPerson(Schema):
    """Somebody whose calendar can be laid over one's own."""

    id: int
    name: str
    team: str


class RoomChoice(Schema):
    """A room that can be booked."""

    id: int
    name: str
    location: str
    seats: int | None


class CalendarChoices(Schema):
    """Whom and what a calendar can show."""

    people: list[CalendarPerson]
    rooms: list[RoomChoice]


@router.get("/calendar/choices", response={200: CalendarChoices, **PROBLEM_RESPONSES}, operation_id="choose_calendars")
def choices(request: HttpRequest) -> HttpResponse:
    """The people and rooms whose calendars can be shown."""
    actor_of(request)
    people = User.objects.filter(is_active=True).select_related("team").order_by("name", "id")[:1000]
    rooms = Room.objects.filter(is_active=True).order_by("name", "id")[:500]
    return answer({
        "people": [{"id": u.pk, "name": str(u), "team": str(u.team or "")} for u in people],
        "rooms": [{"id": r.pk, "name": r.name, "location": r.location, "seats": r.seats} for r in rooms],
    })  # fmt: skip


@router.get("/calendar/free-times", response={200: FreeTimes, **PROBLEM_RESPONSES}, operation_id="find_free_times")
def free_times(
    request: HttpRequest,
    first: datetime.date,
    last: datetime.date,
    minutes: Annotated[int, Query(ge=5, le=1440)] = 60,
    users: Numbers = [],  # noqa: B006
    rooms: Numbers = [],  # noqa: B006
    any_room: bool = False,
    but: Annotated[int, Query(ge=0, lt=2**63)] = 0,
) -> HttpResponse:
    """Times in the working hours at which all are free; with `any_room`, one of the rooms is enough (all, if none is
    named).  `but` is a meeting that does not count, as it is the one to be moved.
    """
    actor_of(request)
    begin, end = moments(first, last)
    length = datetime.timedelta(minutes=minutes)
    people: list[taken.What] = [("user", number) for number in users]
    if not any_room:
        what = people + [("room", number) for number in rooms]
        times = taken.free_starts(what, begin, length, last=end, most=MOST_TIMES, but=but)
        return answer({"items": [_time(at, length, rooms[0] if rooms else None) for at in times]})
    wanted = Room.objects.filter(is_active=True).order_by("seats", "id")
    if rooms:
        wanted = wanted.filter(pk__in=rooms)
    found: dict[datetime.datetime, int] = {}
    for number in wanted.values_list("pk", flat=True)[:MOST_ROOMS]:
        for at in taken.free_starts([*people, ("room", number)], begin, length, last=end, most=MOST_TIMES, but=but):
            found.setdefault(at, number)
    return answer({"items": [_time(at, length, found[at]) for at in sorted(found)[:MOST_TIMES]]})


def _time(at: datetime.datetime, length: datetime.timedelta, room: int | None) -> dict[str, Any]:
    return {"starts_at": at, "ends_at": at + length, "room": room}
