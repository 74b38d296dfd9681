"""What a calendar page shows: one's own meetings, tasks and calls, and when chosen colleagues and rooms are taken.

Whoever may not see a meeting learns only that its people and rooms are busy then.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from magpie.activities.models import Call, Meeting, Task
from magpie.activities.rules import OPEN_TASKS
from magpie.calendars import taken
from magpie.calendars.invitations import listed as shown_guests
from magpie.calendars.outside import busy
from magpie.calendars.outside.models import OutsideTime
from magpie.lib import public_holidays
from magpie.platform import access, objects, titles, working_time
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import WorkingDay
from magpie.platform.problems import Invalid

router = Router()
MOST_DAYS = 100
MOST_CHOSEN = 50
MOST_SHOWN = 3000
Numbers = Annotated[list[Annotated[int, Query(gt=0, lt=2**63)]], Query(max_length=MOST_CHOSEN)]


class ShownLink(Schema):
    """A record by object, number and title."""

    object: str
    id: int
    title: str


class ShownItem(Schema):
    """Something at a time.  Of what the caller may not see, only the time and who is busy (kind "busy").

    Kind "outside": of a calendar that is kept elsewhere, `calendar` its name and `color` its colour there.
    `guests` counts those from outside; `my_answer` is what the caller answered if a colleague invited them.
    """

    key: str
    kind: Literal["meeting", "task", "call", "busy", "outside"]
    id: int | None
    title: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    users: list[int]
    rooms: list[int]
    status: str
    shows_as: str
    may_overlap: bool
    location: str
    about: ShownLink | None
    series: int | None
    may_change: bool
    version: int | None
    all_day: bool
    calendar: str
    color: str
    guests: int
    my_answer: Literal["", "needs_action", "accepted", "tentative", "declined"]


class ShownDay(Schema):
    """A day of the company: its working hours in pairs of clocks, why it has them, and its name if it has one."""

    day: datetime.date
    hours: list[tuple[str, str]]
    reason: Literal["week", "holiday", "moved", "special"]
    name: str


class CalendarShown(Schema):
    """What happens between two days; `cut` if there is more than can be shown."""

    items: list[ShownItem]
    days: list[ShownDay]
    cut: bool


@router.get("/calendar", response={200: CalendarShown, **PROBLEM_RESPONSES}, operation_id="show_calendar")
def calendar(
    request: HttpRequest,
    first: datetime.date,
    last: datetime.date,
    users: Numbers = [],  # noqa: B006
    rooms: Numbers = [],  # noqa: B006
) -> HttpResponse:
    """From the first to the last day, both included, in the caller's zone, for the caller and the chosen ones."""
    actor = actor_of(request)
    begin, end = moments(first, last)
    me = actor.user_id or 0
    items = _meetings(actor, begin, end, {*users, me}, set(rooms))
    items += _tasks(actor, begin, end) + _calls(actor, begin, end) + _outside(me, begin, end, {*users, me})
    cut = len(items) > MOST_SHOWN
    return answer({"items": items[:MOST_SHOWN], "days": _days(first, last), "cut": cut})


def moments(first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """When the first day begins and the last ends in the caller's zone; Invalid if that is too long or no time."""
    if not 0 <= (last - first).days < MOST_DAYS:
        said = _("Choose at most %(days)s days, the last not before the first.") % {"days": MOST_DAYS}
        raise Invalid({"last": [said]})
    try:
        days = (first, last + datetime.timedelta(days=1))
        begin, end = (timezone.make_aware(datetime.datetime.combine(d, datetime.time())) for d in days)
        return begin.astimezone(datetime.UTC), end.astimezone(datetime.UTC)
    except (OverflowError, ValueError):
        raise Invalid({"first": [_("This date lies too far away.")]}) from None


def _meetings(
    actor: Actor, begin: datetime.datetime, end: datetime.datetime, users: set[int], rooms: set[int]
) -> list[dict[str, Any]]:
    chosen = Q(owner_id__in=users) | Q(attendees__overlap=list(users))
    if rooms:
        chosen |= Q(rooms__overlap=list(rooms))
    found = list(taken.overlapping(begin, end).filter(chosen).order_by("starts_at", "id")[: MOST_SHOWN + 1])
    meetings = objects.get("meeting")
    numbers = [meeting.pk for meeting in found]
    seen = set(access.visible(actor, meetings).filter(pk__in=numbers).values_list("pk", flat=True))
    changed = set(access.visible(actor, meetings, "update").filter(pk__in=numbers).values_list("pk", flat=True))
    links = [pair for m in found if m.pk in seen and (pair := titles.split_link(m.related_to))]
    known = titles.look_up(actor, links)
    guests, answered = shown_guests.of([m for m in found if m.pk in seen], actor.user_id or 0)
    items = []
    for meeting in found:
        people = [n for n in dict.fromkeys([meeting.owner_id, *meeting.attendees]) if n]
        if meeting.pk in seen:
            pair = titles.split_link(meeting.related_to)
            items.append(_item("meeting", meeting, known.get(pair) if pair else None) | {
                "users": people, "rooms": meeting.rooms, "may_change": meeting.pk in changed,
                "series": meeting.series, "location": meeting.location, "shows_as": meeting.shows_as,
                "may_overlap": meeting.may_overlap, "all_day": _is_whole_days(meeting),
                "guests": guests.get(meeting.pk, 0), "my_answer": answered.get(meeting.pk, ""),
            })  # fmt: skip
        elif meeting.status == "planned":
            busy = [n for n in people if n in users] if meeting.shows_as != "free" else []
            held = [n for n in meeting.rooms if n in rooms]
            if busy or held:
                items.append(_busy(meeting, busy, held))
    return items


def _is_whole_days(meeting: Meeting) -> bool:
    """Whether it lasts from midnight to midnight on the caller's clock."""
    if not meeting.ends_at or meeting.ends_at <= meeting.starts_at:
        return False
    return all(timezone.localtime(at).time() == datetime.time() for at in (meeting.starts_at, meeting.ends_at))


def _outside(me: int, begin: datetime.datetime, end: datetime.datetime, users: set[int]) -> list[dict[str, Any]]:
    """What stands in calendars elsewhere: one's own with its title, of colleagues only when they are busy."""
    items = []
    for time in busy.shown_to(me, begin, end):
        calendar = time.event.calendar
        items.append(_time(time, "outside") | {
            "title": time.title, "users": [me], "shows_as": "free" if time.is_free else "busy",
            "location": time.location, "calendar": calendar.name, "color": calendar.color,
        })  # fmt: skip
    for time in busy.times_of(sorted(users - {me}), begin, end):
        items += [_time(time, "busy") | {"users": [time.event.calendar.account.user_id]}]
    return items[: MOST_SHOWN + 1]


def _time(time: OutsideTime, kind: str) -> dict[str, Any]:
    return _EMPTY | {
        "key": f"{kind}-time:{time.pk}", "kind": kind, "id": None, "starts_at": time.starts_at, "ends_at": time.ends_at,
        "all_day": time.all_day,
    }  # fmt: skip


def _busy(meeting: Meeting, users: list[int], rooms: list[int]) -> dict[str, Any]:
    return _EMPTY | {
        "key": f"busy:{meeting.pk}", "kind": "busy", "id": None, "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at, "users": users, "rooms": rooms, "shows_as": meeting.shows_as,
    }  # fmt: skip


_EMPTY: dict[str, Any] = {
    "title": "", "users": [], "rooms": [], "status": "", "shows_as": "busy", "may_overlap": False, "location": "",
    "about": None, "series": None, "may_change": False, "version": None, "ends_at": None, "all_day": False,
    "calendar": "", "color": "", "guests": 0, "my_answer": "",
}  # fmt: skip


def _item(kind: str, record: Any, about: str | None) -> dict[str, Any]:
    pair = titles.split_link(record.related_to) if about is not None else None
    return _EMPTY | {
        "key": f"{kind}:{record.pk}", "kind": kind, "id": record.pk, "title": str(record),
        "starts_at": record.starts_at if kind != "task" else record.due_at,
        "ends_at": record.ends_at if kind == "meeting" else None,
        "status": record.status, "version": record.version,
        "about": {"object": pair[0], "id": pair[1], "title": about} if pair else None,
    }  # fmt: skip


def _tasks(actor: Actor, begin: datetime.datetime, end: datetime.datetime) -> list[dict[str, Any]]:
    found = Task.objects.filter(owner=actor.user_id, due_at__gte=begin, due_at__lt=end, status__in=OPEN_TASKS)
    return _own(actor, "task", found.order_by("due_at", "id"))


def _calls(actor: Actor, begin: datetime.datetime, end: datetime.datetime) -> list[dict[str, Any]]:
    found = Call.objects.filter(owner=actor.user_id, starts_at__gte=begin, starts_at__lt=end)
    return _own(actor, "call", found.order_by("starts_at", "id"))


def _own(actor: Actor, kind: str, found: Any) -> list[dict[str, Any]]:
    object_type = objects.get(kind)
    if not access.may(actor, object_type, "read"):
        return []
    rows = list(found.filter(pk__in=access.visible(actor, object_type).values("pk"))[: MOST_SHOWN + 1])
    known = titles.look_up(actor, [pair for row in rows if (pair := titles.split_link(row.related_to))])
    may_change = access.may(actor, object_type, "update")
    items = []
    for row in rows:
        pair = titles.split_link(row.related_to)
        item = _item(kind, row, known.get(pair) if pair else None)
        length = getattr(row, "duration_seconds", None)
        if kind == "call" and length and 0 < length < 86_400:
            item["ends_at"] = row.starts_at + datetime.timedelta(seconds=length)
        items.append(item | {"users": [row.owner_id], "may_change": may_change})
    return items


def _days(first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
    calendar, language = working_time.calendar(), get_language() or "en"
    own = dict(WorkingDay.objects.filter(day__range=(first, last)).order_by("-calendar_id").values_list("day", "name"))
    days = []
    for day in (first + datetime.timedelta(days=n) for n in range((last - first).days + 1)):
        reason = calendar.reason_on(day)
        name = own.get(day, "") if reason == "special" else ""
        if reason in ("holiday", "moved"):
            name = public_holidays.name_on(calendar.country, day, language)
        hours = [(_clock(begin), _clock(end)) for begin, end in calendar.hours_on(day)]
        days.append({"day": day, "hours": hours, "reason": reason, "name": name})
    return days


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
