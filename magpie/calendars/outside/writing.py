"""Meetings written into calendar texts of others: only what Magpie knows is changed, all else stays as it was."""

from __future__ import annotations

import copy
import datetime
import hashlib
from typing import Any

import icalendar
from django.utils import timezone

from magpie.activities.models import Meeting
from magpie.calendars import ics
from magpie.calendars.outside import reading
from magpie.platform import texts

ONLY_OF_SERIES = ("RRULE", "RDATE", "EXDATE", "EXRULE")


def name_of(meeting: Meeting) -> str:
    """The last part of the address of a meeting that was planned here: the same at every try."""
    return f"magpie-{meeting.pk}-{hashlib.sha256(ics.uid_of(meeting).encode()).hexdigest()[:12]}.ics"


def text_of(meeting: Meeting) -> str:
    """The calendar text of a meeting that was planned here."""
    return ics.calendar([ics.event(meeting, url=texts.record_url(meeting))])


def changed(text: str, key: str, meeting: Meeting, zone: datetime.tzinfo, *, all_day: bool) -> str:
    """The text with one time of it as the meeting is now, an exception of its own where the event repeats.

    Empty if the text says so already.
    """
    calendar = reading.parse(text)
    event = _part(calendar, key, zone)
    begin, end = meeting.starts_at, meeting.ends_at or meeting.starts_at + reading.SHORTEST
    found = next(iter(reading.occurrences(_alone(event), begin, end, zone).values()))
    new: dict[str, str] = {}
    if found.title != meeting.subject:
        new["SUMMARY"] = meeting.subject
    if found.location != meeting.location:
        new["LOCATION"] = meeting.location
    if found.description != meeting.description.strip()[: reading.LONGEST_TEXT]:
        new["DESCRIPTION"] = meeting.description
    if found.shows_as != meeting.shows_as:
        new["TRANSP"] = "TRANSPARENT" if meeting.shows_as == "free" else "OPAQUE"
        new["STATUS"] = "TENTATIVE" if meeting.shows_as == "tentative" else "CONFIRMED"
    moves = (found.starts_at, found.ends_at) != (begin, end)
    if not new and not moves:
        return ""
    if moves:
        _set_times(event, begin, end, zone, all_day=all_day)
    for name, value in new.items():
        _set(event, name, value)
    _stamp(event)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def without(text: str, key: str, zone: datetime.tzinfo) -> str:
    """The text of an event that repeats, without one time of it."""
    calendar = reading.parse(text)
    main = _main(calendar)
    parts: list[Any] = calendar.subcomponents
    calendar.subcomponents = [
        each for each in parts if "RECURRENCE-ID" not in each or reading.key_of(each["RECURRENCE-ID"].dt, zone) != key
    ]
    if main is not None:
        main.add("EXDATE", _like(key, main["DTSTART"].dt, zone))
        _stamp(main)
    return str(calendar.to_ical().decode())


def _part(calendar: icalendar.Calendar, key: str, zone: datetime.tzinfo) -> Any:
    """The component that stands for this time; where the event repeats, made for it if there is none yet."""
    events = reading.events_in(calendar)
    if not key:
        return events[0]
    for each in events:
        if "RECURRENCE-ID" in each and reading.key_of(each["RECURRENCE-ID"].dt, zone) == key:
            return each
    main = _main(calendar) or events[0]
    made = copy.deepcopy(main)
    for name in ONLY_OF_SERIES:
        made.pop(name, None)
    start = _like(key, main["DTSTART"].dt, zone)
    length = _length(main)
    for name in ("DTSTART", "DTEND", "DURATION"):
        made.pop(name, None)
    made.add("DTSTART", start)
    made.add("DTEND", start + length)
    made.add("RECURRENCE-ID", start)
    calendar.add_component(made)
    return made


def _main(calendar: icalendar.Calendar) -> Any:
    return next((each for each in reading.events_in(calendar) if "RECURRENCE-ID" not in each), None)


def _alone(event: Any) -> icalendar.Calendar:
    """One component by itself, as an event that does not repeat."""
    made = icalendar.Calendar()
    plain = copy.deepcopy(event)
    for name in (*ONLY_OF_SERIES, "RECURRENCE-ID"):
        plain.pop(name, None)
    made.add_component(plain)
    return made


def _length(event: Any) -> datetime.timedelta:
    start = event["DTSTART"].dt
    if "DTEND" in event:
        return event["DTEND"].dt - start  # type: ignore[no-any-return]
    if "DURATION" in event:
        return event["DURATION"].dt  # type: ignore[no-any-return]
    return reading.SHORTEST if isinstance(start, datetime.datetime) else reading.DAY


def _like(key: str, first: datetime.date, zone: datetime.tzinfo) -> datetime.date:
    """The time that a key names, written as the first time of the event is."""
    if len(key) == len("20261123"):
        return datetime.datetime.strptime(key, "%Y%m%d").date()  # noqa: DTZ007 - a day
    at = datetime.datetime.strptime(key, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    if isinstance(first, datetime.datetime) and first.tzinfo is None:
        return at.astimezone(zone).replace(tzinfo=None)
    return at.astimezone(first.tzinfo) if isinstance(first, datetime.datetime) else at


def _set_times(
    event: Any, begin: datetime.datetime, end: datetime.datetime, zone: datetime.tzinfo, *, all_day: bool
) -> None:
    old = event["DTSTART"].dt
    kept = old.tzinfo if isinstance(old, datetime.datetime) and old.tzinfo else zone
    midnight = datetime.time()
    local = (begin.astimezone(zone), end.astimezone(zone))
    for name in ("DTSTART", "DTEND", "DURATION"):
        event.pop(name, None)
    if all_day and all(each.time() == midnight for each in local):
        event.add("DTSTART", local[0].date())
        event.add("DTEND", local[1].date())
        return
    event.add("DTSTART", begin.astimezone(kept))
    event.add("DTEND", end.astimezone(kept))


def _set(event: Any, name: str, value: str) -> None:
    event.pop(name, None)
    if value:
        event.add(name, value)


def _stamp(event: Any) -> None:
    now = timezone.now().astimezone(datetime.UTC).replace(microsecond=0)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        event.pop(name, None)
        event.add(name, now)
    sequence = int(event.pop("SEQUENCE", 0) or 0)
    event.add("SEQUENCE", sequence + 1)
