"""Nobody and nothing is booked twice: a meeting that would do so is refused with who is taken, by what, and when not.

The database itself has the last word (the exclusion constraint of `Booking`): of two that book at the same moment one
is refused by it.  What is looked at here beforehand is for the sentence.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from magpie.activities import objects as activities
from magpie.activities.models import Meeting
from magpie.calendars import free
from magpie.calendars.models import NO_DOUBLE_BOOKING, Booking
from magpie.calendars.outside import busy
from magpie.platform import access, objects, records, titles, working_time
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused

CUSTOMERS = ("account", "contact", "lead")
LOOKED_AT = frozenset(
    {"starts_at", "ends_at", "owner_id", "attendees", "rooms", "related_to", "status", "shows_as", "may_overlap"}
)
STEP = datetime.timedelta(minutes=30)
SEARCH_DAYS = 14
What = tuple[str, int]  # ("user", 5), ("room", 2), ("account", 7)


def what_of(meeting: Meeting) -> list[What]:
    """Whom and what the meeting takes; empty if it takes nobody's time."""
    if meeting.status != "planned" or meeting.may_overlap or not meeting.starts_at or not meeting.ends_at:
        return []
    rooms: list[What] = [("room", number) for number in meeting.rooms or ()]
    if meeting.shows_as != "busy":
        return rooms
    people = dict.fromkeys([meeting.owner_id, *(meeting.attendees or ())])
    found: list[What] = [("user", number) for number in people if number] + rooms
    pair = titles.split_link(meeting.related_to or "")
    return [*found, pair] if pair and pair[0] in CUSTOMERS else found


def bookings(what: Iterable[What], first: datetime.datetime, last: datetime.datetime) -> Any:
    """The bookings of any of these that touch the time."""
    numbers: dict[str, list[int]] = {}
    for kind, number in what:
        numbers.setdefault(kind, []).append(number)
    condition = Q(pk__in=[])
    for kind, some in numbers.items():
        condition |= Q(kind=kind, record_id__in=some)
    return Booking.objects.filter(condition, during__overlap=TimestamptzRange(first, last)).order_by("during", "id")


def refuse_if_taken(meeting: Meeting, changed: frozenset[str], actor: Actor) -> None:
    """Refused, with who is taken by which meeting and the next free times, if the meeting would book somebody twice."""
    if not changed & LOOKED_AT:
        return
    what = what_of(meeting)
    if not what or meeting.starts_at >= meeting.ends_at or meeting.ends_at <= timezone.now():
        return
    found = bookings(what, meeting.starts_at, meeting.ends_at).exclude(meeting_id=meeting.pk or 0)
    if clashes := list(found[:3]):
        raise Refused(_sentence(clashes, meeting, what, actor))


def _sentence(clashes: Sequence[Booking], meeting: Meeting, what: Sequence[What], actor: Actor) -> str:
    meetings = objects.get("meeting")
    numbers = {booking.meeting_id for booking in clashes}
    seen = dict(access.visible(actor, meetings).filter(pk__in=numbers).values_list("pk", "subject"))
    named = titles.look_up(SYSTEM, {(b.kind, b.record_id) for b in clashes})
    sentences = []
    for booking in clashes:
        values = {
            "who": named.get((booking.kind, booking.record_id), f"#{booking.record_id}"),
            "when": written(booking.during.lower, booking.during.upper),
            "meeting": seen.get(booking.meeting_id, ""),
        }
        if booking.meeting_id in seen:
            sentences.append(_("%(who)s is taken %(when)s by “%(meeting)s”.") % values)
        else:
            sentences.append(_("%(who)s is busy %(when)s.") % values)
    length = meeting.ends_at - meeting.starts_at
    suggested = free_starts(what, meeting.starts_at, length, most=3, but=meeting.pk or 0)
    if suggested:
        times = _(", ").join(written(at) for at in suggested)
        sentences.append(_("Next free for all: %(times)s.") % {"times": times})
    sentences.append(_("To book all the same, let the meeting overlap others."))
    return " ".join(sentences)


def written(begin: datetime.datetime, end: datetime.datetime | None = None) -> str:
    """A time as the reader's clock shows it: "11-23 14:00" or "11-23 14:00–15:00"."""
    local = timezone.localtime(begin)
    text = date_format(local, "m-d H:i")
    if end is None:
        return text
    until = timezone.localtime(end)
    return f"{text}–{date_format(until, 'H:i' if until.date() == local.date() else 'm-d H:i')}"


def free_spans(
    what: Iterable[What], first: datetime.datetime, last: datetime.datetime, *, but: int = 0, buffer_minutes: int = 0
) -> list[free.Span]:
    """The working time between two moments in which none of these is taken or away; `but` is a meeting not counted."""
    what, calendar = list(what), working_time.calendar()
    day, end = calendar.day_of(first), calendar.day_of(last)
    open_spans: list[free.Span] = []
    while day <= end:
        open_spans += [(max(a, first), min(b, last)) for a, b in calendar.spans_on(day)]
        day += datetime.timedelta(days=1)
    wide = datetime.timedelta(minutes=buffer_minutes)
    found = bookings(what, first - wide, last + wide).exclude(meeting_id=but)
    taken = [(b.during.lower - wide, b.during.upper + wide) for b in found]
    people = [number for kind, number in what if kind == "user"]
    elsewhere = busy.times_of(people, first - wide, last + wide)
    taken += [(time.starts_at - wide, time.ends_at + wide) for time in elsewhere]
    away = User.objects.filter(pk__in=people).exclude(away_from=None, away_until=None)
    taken += [(user.away_from or first, user.away_until or last) for user in away]
    return free.without([span for span in open_spans if span[0] < span[1]], taken)


def free_starts(
    what: Iterable[What], first: datetime.datetime, length: datetime.timedelta, *,
    last: datetime.datetime | None = None, most: int = 3, but: int = 0,
) -> list[datetime.datetime]:  # fmt: skip
    """The next times at which all of these are free that long, in working time; none that has passed."""
    first = max(first, timezone.now())
    last = last or first + datetime.timedelta(days=SEARCH_DAYS)
    if first >= last:
        return []
    zone = timezone.get_current_timezone()
    spans = free_spans(what, first, last, but=but)
    found = []
    for at in free.starts(spans, length, STEP, zone):
        found.append(at)
        if len(found) >= most:
            break
    return found


def somebody_was_quicker() -> str:
    """What is said when the database refuses what was free a moment ago."""
    return _("Somebody has just booked this time. Please choose another one.")


def overlapping(first: datetime.datetime, last: datetime.datetime) -> Any:
    """Meetings that touch the time; one without an end lasts as long as nothing."""
    return Meeting.objects.filter(starts_at__lt=last).filter(
        Q(ends_at__gt=first) | Q(ends_at=None, starts_at__gte=first)
    )


activities.meeting_checks.append(refuse_if_taken)
records.rules_elsewhere[NO_DOUBLE_BOOKING] = somebody_was_quicker
