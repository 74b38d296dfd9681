"""Meetings as iCalendar (RFC 5545), for feeds and for mails that confirm one, change it or call it off (RFC 5546).

The UID of a meeting never changes, and its SEQUENCE is its version, so calendar programs know a later word from an
earlier one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from magpie.activities.models import Meeting
from magpie.calendars import series
from magpie.notices.mail_server import own_domain

Method = Literal["", "REQUEST", "CANCEL", "REPLY"]
PROGRAM = "-//Magpie//Calendar//EN"
SHORTEST = datetime.timedelta(minutes=30)
ANSWERS = {
    "needs_action": "NEEDS-ACTION", "accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED",
}  # fmt: skip
Person = tuple[str, str, str]  # name, address, answer


def uid_of(meeting: Meeting) -> str:
    """The name of the meeting among all calendars."""
    return f"meeting-{meeting.pk}@{own_domain()}"


def calendar(events: Iterable[Event], *, name: str = "", method: Method = "") -> str:
    """The calendar object with these events and the time zones that they name."""
    found = Calendar()
    found.add("prodid", PROGRAM)
    found.add("version", "2.0")
    if method:
        found.add("method", method)
    if name:
        found.add("x-wr-calname", name)
        found.add("refresh-interval", datetime.timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for event in events:
        found.add_component(event)
    this_year = timezone.now().year
    found.add_missing_timezones(datetime.date(this_year - 1, 1, 1), datetime.date(this_year + 4, 1, 1))
    text: str = found.to_ical().decode()
    return text


def event(
    meeting: Meeting, *, busy_only: bool = False, alarm_minutes: int | None = None, url: str = "",
    organizer: tuple[str, str] | None = None, guests: Sequence[Person] = (), cancelled: bool = False,
) -> Event:  # fmt: skip
    """One meeting, its times on the clocks of its owner's zone; with `busy_only` nothing but the time."""
    zone = series.zone_of(meeting.owner)
    begin = meeting.starts_at.astimezone(zone)
    end = meeting.ends_at.astimezone(zone) if meeting.ends_at else begin + SHORTEST
    found = Event()
    found.add("uid", uid_of(meeting))
    found.add("sequence", meeting.version)
    found.add("dtstamp", meeting.updated_at.astimezone(datetime.UTC))
    found.add("dtstart", begin)
    found.add("dtend", max(end, begin))
    found.add("summary", _("Busy") if busy_only else meeting.subject)
    found.add("transp", "OPAQUE" if meeting.shows_as == "busy" else "TRANSPARENT")
    off = cancelled or meeting.status == "not_held"
    found.add("status", "CANCELLED" if off else "TENTATIVE" if meeting.shows_as == "tentative" else "CONFIRMED")
    if busy_only:
        found.add("class", "PRIVATE")
        return found
    if meeting.location:
        found.add("location", meeting.location)
    if meeting.description:
        found.add("description", meeting.description)
    if url:
        found.add("url", url)
    if organizer:
        add_people(found, organizer, guests)
    if alarm_minutes is not None:
        found.add_component(_alarm(meeting, alarm_minutes))
    return found


def add_people(event: Event, organizer: tuple[str, str], guests: Iterable[Person]) -> None:
    """Write who invites and who is invited, with what they answered."""
    event.add("organizer", person(*organizer))
    for name, address, answer in guests:
        guest = person(name, address)
        guest.params["ROLE"] = vText("REQ-PARTICIPANT")
        guest.params["PARTSTAT"] = vText(ANSWERS[answer])
        guest.params["RSVP"] = vText("TRUE")
        event.add("attendee", guest, encode=False)


def _alarm(meeting: Meeting, minutes: int) -> Any:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.subject)
    alarm.add("trigger", datetime.timedelta(minutes=-minutes))
    return alarm


def person(name: str, address: str) -> vCalAddress:
    """Somebody, as calendar texts name them."""
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found
