"""What guests are told of a meeting or a series, as plain values that can be compared and kept, and as events.

A series is told as one event that repeats: its rule, the days that are left out, and the meetings that were moved or
are about something else as exceptions.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import zoneinfo
from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from icalendar import Event, vRecur

from magpie.activities.models import Meeting
from magpie.calendars import ics, repeating, series
from magpie.calendars.invitations.models import Invitation
from magpie.calendars.models import Series
from magpie.calendars.repeating import Repeat

Face = dict[str, Any]
MOST_EXCEPTIONS = 300


def of(invitation: Invitation) -> Face:
    """What there is to tell now; empty if it does not take place (any more)."""
    if invitation.series_id is not None:
        return _of_series(invitation.series_id)
    meeting = Meeting.objects.select_related("owner").filter(pk=invitation.meeting_id).first()
    if meeting is None or meeting.status == "not_held" or meeting.starts_at is None:
        return {}
    if meeting.status == "held":  # what was agreed is written there, and is not for guests
        return dict(invitation.face)
    return {**_said(meeting), "zone": str(series.zone_of(meeting.owner))}


def _said(meeting: Meeting) -> Face:
    end = meeting.ends_at or meeting.starts_at + ics.SHORTEST
    return {
        "subject": meeting.subject, "location": meeting.location, "description": meeting.description,
        "starts_at": meeting.starts_at.astimezone(datetime.UTC).isoformat(),
        "ends_at": end.astimezone(datetime.UTC).isoformat(),
    }  # fmt: skip


def _of_series(number: int) -> Face:
    row = Series.objects.filter(pk=number).first()
    found = Meeting.objects.filter(series=number).exclude(status="not_held").exclude(starts_at=None)
    rows = list(found.order_by("occurs_on", "id"))
    if row is None or not rows:
        return {}
    zone, repeat = zoneinfo.ZoneInfo(row.zone), Repeat(**row.repeat)
    by_day = {meeting.occurs_on: meeting for meeting in rows}
    planned = repeating.days(repeat, row.first_on, row.made_until, 5000)
    if not planned:
        return {}
    plain = {day: _plain(meeting, row, day) for day, meeting in by_day.items() if meeting.status == "planned"}
    if not plain:
        return {}
    usual = json.loads(Counter(json.dumps(each, sort_keys=True) for each in plain.values()).most_common(1)[0][0])
    length = datetime.timedelta(seconds=usual["seconds"])
    begin = repeating.moment(planned[0], row.clock, zone)
    others = []
    about = next(meeting.description for day, meeting in by_day.items() if plain.get(day) == usual)
    for day, meeting in by_day.items():
        if day in plain and plain[day] != usual:  # notes on a single meeting are not for guests
            others.append({**_said(meeting), "description": about, "key": _iso(repeating.moment(day, row.clock, zone))})
    return {
        "subject": usual["subject"], "location": usual["location"], "description": about,
        "starts_at": _iso(begin), "ends_at": _iso(begin + length), "zone": row.zone,
        "rule": _rule(repeat, row, zone),
        "without": [_iso(repeating.moment(d, row.clock, zone)) for d in planned if d not in by_day],
        "besides": [_iso(repeating.moment(d, row.clock, zone)) for d in by_day if d not in set(planned)],
        "others": others[-MOST_EXCEPTIONS:], "last": _iso(max(meeting.starts_at for meeting in rows)),
        "endless": repeat.until is None,
    }  # fmt: skip


def _plain(meeting: Meeting, row: Series, day: datetime.date) -> dict[str, Any]:
    """What is the same for the meetings of the series; `late` in seconds where this one was moved."""
    end = meeting.ends_at or meeting.starts_at + ics.SHORTEST
    return {
        "subject": meeting.subject, "location": meeting.location,
        "seconds": int((end - meeting.starts_at).total_seconds()),
        "late": int((meeting.starts_at - series.nominal(row, day)).total_seconds()),
    }  # fmt: skip


def _rule(repeat: Repeat, row: Series, zone: datetime.tzinfo) -> str:
    text = repeating.as_text(repeat.model_copy(update={"until": None}), row.first_on)
    if repeat.until is None:
        return text
    last = datetime.datetime.combine(repeat.until, datetime.time(23, 59, 59), zone)
    return f"{text};UNTIL={last.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()


def mark(face: Face) -> str:
    """A short name of what is news to guests.

    That a series goes on a further year is none, nor is the description: it goes along with a letter and causes none,
    so that what somebody notes there is not mailed at once.
    """
    told = {name: value for name, value in face.items() if not (name == "last" and face.get("endless"))}
    told["others"] = [{**each, "description": ""} for each in face.get("others", ())]
    return hashlib.sha256(json.dumps({**told, "description": ""}, sort_keys=True).encode()).hexdigest()


def ends_at(face: Face) -> datetime.datetime:
    """When it is over."""
    length = at(face["ends_at"]) - at(face["starts_at"])
    moments = [at(face["ends_at"]), *(at(each["ends_at"]) for each in face.get("others", ()))]
    if "last" in face:
        moments.append(at(face["last"]) + length)
    return max(moments)


def is_over(face: Face) -> bool:
    """Whether nobody needs to be told any more."""
    return not face or (not face.get("endless") and ends_at(face) <= timezone.now())


def same_times(one: Face, other: Face) -> bool:
    """Whether an answer to the one holds for the other."""
    names = ("starts_at", "ends_at", "rule")
    return [one.get(n) for n in names] == [other.get(n) for n in names]


def at(text: str) -> datetime.datetime:
    """A moment as it is kept in a face."""
    found = parse_datetime(text)
    assert found is not None  # noqa: S101 - we wrote it
    return found


def events(
    face: Face, uid: str, sequence: int, *, organizer: tuple[str, str], guests: list[ics.Person],
    cancelled: bool = False,
) -> list[Event]:  # fmt: skip
    """The event, and those that stand for single times of it."""
    zone = zoneinfo.ZoneInfo(face["zone"])
    main = _event(face, zone, uid, sequence, organizer, guests, cancelled)
    if "rule" not in face:
        return [main]
    main.add("rrule", vRecur.from_ical(face["rule"]))
    for name, field in (("without", "exdate"), ("besides", "rdate")):
        for text in face[name]:
            main.add(field, at(text).astimezone(zone))
    found = [main]
    if not cancelled:
        for each in face["others"]:
            single = _event(each, zone, uid, sequence, organizer, guests, cancelled)
            single.add("recurrence-id", at(each["key"]).astimezone(zone))
            found.append(single)
    return found


def _event(
    said: Face, zone: datetime.tzinfo, uid: str, sequence: int, organizer: tuple[str, str], guests: list[ics.Person],
    cancelled: bool,
) -> Event:  # fmt: skip
    made = Event()
    made.add("uid", uid)
    made.add("sequence", sequence)
    made.add("dtstamp", timezone.now().astimezone(datetime.UTC).replace(microsecond=0))
    made.add("dtstart", at(said["starts_at"]).astimezone(zone))
    made.add("dtend", at(said["ends_at"]).astimezone(zone))
    made.add("summary", said["subject"])
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE")
    for name in ("location", "description"):
        if said[name]:
            made.add(name, said[name])
    ics.add_people(made, organizer, guests)
    return made
