"""Reading the calendar objects that come by mail (RFC 5546), as Outlook, Exchange, Google and others write them.

Plain functions; Unreadable for what cannot be understood.  Nothing else may be raised because of what a stranger wrote.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import icalendar

from magpie.calendars import ics
from magpie.calendars.outside import reading
from magpie.calendars.outside.reading import Occurrence, Unreadable

METHODS = ("REQUEST", "REPLY", "CANCEL", "COUNTER")
STATES = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined", "NEEDS-ACTION": "needs_action"}
LONGEST = 500_000
REPEATED_IN_ANSWERS = (
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "ORGANIZER", "RECURRENCE-ID", "SEQUENCE", "LOCATION",
)  # fmt: skip
Person = tuple[str, str]  # name, address


@dataclass
class Attendee:
    """Somebody who is invited, with what they answered."""

    name: str
    address: str
    state: str
    sent_by: str = ""


@dataclass
class Told:
    """What a mailed calendar object says: of the event, or of the one time of it that `key` names."""

    method: str
    uid: str
    key: str
    sequence: int
    stamp: datetime.datetime | None
    organizer: Person
    attendees: list[Attendee]
    comment: str
    repeats: bool
    first: Occurrence
    calendar: icalendar.Calendar = field(repr=False)

    def attendee(self, addresses: set[str]) -> Attendee | None:
        """Who of the invited has one of these addresses."""
        return next((each for each in self.attendees if each.address in addresses), None)


def read(text: str, zone: datetime.tzinfo) -> Told:
    """What the object says; times without a zone are of `zone`."""
    if len(text) > LONGEST:
        raise Unreadable("too long")
    try:
        return _read(text, zone)
    except Unreadable:
        raise
    except Exception as error:  # strangers' texts go wrong in ways that no list foresees
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _read(text: str, zone: datetime.tzinfo) -> Told:
    calendar = reading.parse(text.replace("\x00", "").lstrip("\ufeff \r\n\t"))
    method = str(calendar.get("METHOD", "")).strip().upper()
    if method not in METHODS:
        raise Unreadable("no method that is known")
    events: list[Any] = [each for each in calendar.walk("VEVENT") if str(each.get("UID", "")).strip()]
    if not events:
        raise Unreadable("no event")
    main: Any = next((each for each in events if "RECURRENCE-ID" not in each), events[0])
    if "DTSTART" not in main:
        if method != "CANCEL":
            raise Unreadable("no time")
        main.add(
            "DTSTART", main["RECURRENCE-ID"].dt if "RECURRENCE-ID" in main else datetime.datetime.now(datetime.UTC)
        )
    key = ""
    if "RECURRENCE-ID" in main:
        key = reading.key_of(main["RECURRENCE-ID"].dt, zone)
    return Told(
        method=method, uid=str(main["UID"]).strip()[:500], key=key, sequence=_number(main.get("SEQUENCE")),
        stamp=_stamp(main, zone), organizer=_person(_first(main.get("ORGANIZER"))),
        attendees=[found for each in reading.addresses(main.get("ATTENDEE")) if (found := _attendee(each)).address],
        comment=_text(main.get("COMMENT")), repeats=any(name in main for name in reading.REPEATING),
        first=_occurrence(main, zone), calendar=calendar,
    )  # fmt: skip


def _occurrence(event: Any, zone: datetime.tzinfo) -> Occurrence:
    alone = icalendar.Calendar()
    plain = event.copy()
    for name in ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"):
        plain.pop(name, None)
    alone.add_component(plain)
    return next(iter(reading.occurrences(alone, plain["DTSTART"].dt, plain["DTSTART"].dt, zone).values()))


def _number(value: Any) -> int:
    try:
        return max(0, min(int(value or 0), 2**31 - 1))
    except (TypeError, ValueError):
        return 0


def _stamp(event: Any, zone: datetime.tzinfo) -> datetime.datetime | None:
    found = event.get("DTSTAMP")
    return reading.moment(found.dt, zone) if found is not None and hasattr(found, "dt") else None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _person(value: Any) -> Person:
    if value is None:
        return "", ""
    name = str(getattr(value, "params", {}).get("CN", "")).strip().strip('"')
    return " ".join(name.split())[:200], _address(str(value))


def _address(text: str) -> str:
    plain = text.strip().strip("<>").strip()
    if plain.lower().startswith("mailto:"):
        plain = plain[len("mailto:") :].strip().strip("<>")
    return plain.lower()[:254] if "@" in plain and " " not in plain else ""


def _attendee(value: Any) -> Attendee:
    name, address = _person(value)
    params = getattr(value, "params", {})
    state = STATES.get(str(params.get("PARTSTAT", "NEEDS-ACTION")).upper(), "needs_action")
    return Attendee(name, address, state, _address(str(params.get("SENT-BY", "")).strip('"')))


def _text(value: Any) -> str:
    texts = [str(each).strip() for each in reading.addresses(value)]
    return "\n".join(text for text in texts if text)[:1000]


def rule_of(calendar: icalendar.Calendar) -> str:
    """The rule of repetition as RFC 5545 writes it; empty if it does not repeat."""
    for each in reading.events_in(calendar):
        if "RRULE" in each:
            rule = _first(each["RRULE"])
            return str(rule.to_ical().decode())[:200]
    return ""


def reply(told: Told, attendee: Person, state: str, comment: str, now: datetime.datetime) -> str:
    """The answer to an invitation, for its organiser."""
    main: Any = next((e for e in told.calendar.walk("VEVENT") if "RECURRENCE-ID" not in e), None)
    source: Any = main if main is not None else told.calendar.walk("VEVENT")[0]
    event = icalendar.Event()
    for name in (
        "UID",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "DURATION",
        "ORGANIZER",
        "RECURRENCE-ID",
        "SEQUENCE",
        "LOCATION",
    ):
        if name in source:
            event[name] = source[name]
    event.add("dtstamp", now.astimezone(datetime.UTC).replace(microsecond=0))
    if comment:
        event.add("comment", comment)
    person = ics.person(*attendee)
    person.params["PARTSTAT"] = icalendar.vText(ics.ANSWERS[state])
    event.add("attendee", person, encode=False)
    made = icalendar.Calendar()
    made.add("prodid", ics.PROGRAM)
    made.add("version", "2.0")
    made.add("method", "REPLY")
    for zone in told.calendar.walk("VTIMEZONE"):
        made.add_component(zone)
    made.add_component(event)
    return str(made.to_ical().decode())
