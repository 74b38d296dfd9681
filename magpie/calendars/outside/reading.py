"""What an iCalendar text says: its times one by one, repetitions and exceptions worked out.  Plain functions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import icalendar
import recurring_ical_events

SHORTEST = datetime.timedelta(minutes=30)
DAY = datetime.timedelta(days=1)
LONGEST_TEXT = 20_000
MOST_TIMES = 500  # of one event that repeats
REPEATING = ("RRULE", "RDATE")


@dataclass(frozen=True)
class Occurrence:
    """One time of an event.  `key` names it among the repetitions; empty for an event that does not repeat."""

    key: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    all_day: bool
    title: str
    location: str
    description: str
    is_private: bool
    shows_as: str  # busy, tentative, free
    is_cancelled: bool


class Unreadable(ValueError):
    """This is no calendar text."""


def parse(text: str) -> icalendar.Calendar:
    """The calendar object of a text; Unreadable if it is none."""
    try:
        found = icalendar.Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(found, icalendar.Calendar):
        raise Unreadable("no calendar")
    return found


def events_in(calendar: icalendar.Calendar) -> list[Any]:
    """Its events: the one that repeats and those that stand for single times of it."""
    return [each for each in calendar.walk("VEVENT") if "DTSTART" in each]


def uid_in(calendar: icalendar.Calendar) -> str:
    """The name of its event among all calendars."""
    return next((str(each.get("UID", "")) for each in events_in(calendar)), "")[:500]


def repeats(calendar: icalendar.Calendar) -> bool:
    """Whether there can be more than one time of it."""
    return any(name in each for each in events_in(calendar) for name in (*REPEATING, "RECURRENCE-ID"))


def occurrences(
    calendar: icalendar.Calendar, begin: datetime.datetime, end: datetime.datetime, zone: datetime.tzinfo
) -> dict[str, Occurrence]:
    """Its times by key.  Of an event that repeats those between the two moments; times without a zone are of `zone`."""
    events = events_in(calendar)
    if not repeats(calendar):
        return {"": _occurrence("", events[0], zone)} if events else {}
    cancelled = {key_of(each["RECURRENCE-ID"].dt, zone) for each in events if "RECURRENCE-ID" in each and is_off(each)}
    found: dict[str, Occurrence] = {}
    try:
        rows = recurring_ical_events.of(calendar, skip_bad_series=True).between(begin, end)
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError) as error:
        raise Unreadable(str(error)) from error
    for each in rows[:MOST_TIMES]:
        start = each["RECURRENCE-ID"].dt if "RECURRENCE-ID" in each else each["DTSTART"].dt
        key = key_of(start, zone)
        if key not in cancelled:
            found[key] = _occurrence(key, each, zone)
    return found


def key_of(start: datetime.date, zone: datetime.tzinfo) -> str:
    """The name of one time of a repeated event: when it would begin had nobody moved it."""
    return moment(start, zone).strftime("%Y%m%dT%H%M%SZ") if isinstance(start, datetime.datetime) else f"{start:%Y%m%d}"


def moment(value: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    """A date or time of a calendar text as a moment in UTC."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(datetime.UTC)


def is_off(event: Any) -> bool:
    """Whether the event says that it was called off."""
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _occurrence(key: str, event: Any, zone: datetime.tzinfo) -> Occurrence:
    start = event["DTSTART"].dt
    all_day = not isinstance(start, datetime.datetime)
    if "DTEND" in event:
        end = event["DTEND"].dt
    elif "DURATION" in event:
        end = start + event["DURATION"].dt
    else:
        end = start + DAY if all_day else start + SHORTEST
    starts_at, ends_at = moment(start, zone), moment(end, zone)
    if ends_at <= starts_at:
        ends_at = starts_at + (DAY if all_day else SHORTEST)
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    tentative = str(event.get("STATUS", "")).upper() == "TENTATIVE"
    return Occurrence(
        key=key, starts_at=starts_at, ends_at=ends_at, all_day=all_day,
        title=_line(event.get("SUMMARY", "")), location=_line(event.get("LOCATION", "")),
        description=_plain(str(event.get("DESCRIPTION", ""))).strip()[:LONGEST_TEXT],
        is_private=str(event.get("CLASS", "")).upper() in ("PRIVATE", "CONFIDENTIAL"),
        shows_as="free" if free else "tentative" if tentative else "busy", is_cancelled=is_off(event),
    )  # fmt: skip


def _line(text: object) -> str:
    return " ".join(_plain(str(text)).split())[:200]


def _plain(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or c.isprintable() or c.isspace()).replace("\r", "")


def addresses(values: Any) -> Iterable[Any]:
    """The people of a property that may stand there once, often or not at all."""
    if values is None:
        return []
    return values if isinstance(values, list) else [values]
