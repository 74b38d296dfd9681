"""What comes by mail: answers of our guests, and the invitations of others with their changes and callings-off.

An invitation of others becomes meetings of ours when it is accepted, one for each time of the coming half year; later
letters of it move them or call them off.  What is older than what is known changes nothing.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.activities.models import Meeting
from magpie.calendars import series, taken
from magpie.calendars.invitations import answers
from magpie.calendars.invitations.answers import OVERLAP, Answer
from magpie.calendars.invitations.itip import Told
from magpie.calendars.invitations.models import Guest, Invitation, Received, ReceivedTime
from magpie.calendars.outside import reading
from magpie.calendars.outside.models import OutsideTime
from magpie.calendars.outside.reading import Occurrence
from magpie.notices.tell import tell
from magpie.platform import context, records
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Asked, Problem, Refused

AHEAD = datetime.timedelta(days=180)
MOST_TIMES = 200


def zone_of(user: User | None) -> datetime.tzinfo:
    """The zone of times that name none."""
    return series.zone_of(user) if user is not None else zoneinfo.ZoneInfo(settings.TIME_ZONE)


# ---- answers of our guests


def guest_of(told: Told, sender: str) -> Guest | None:
    """Whose answer this is: by the event's name and the address; None if somebody else sent it."""
    invitation = Invitation.objects.filter(uid=told.uid).first()
    if invitation is None:
        return None
    for attendee in told.attendees:
        guest = invitation.guests.filter(address=attendee.address, user=None, is_removed=False).first()
        if guest is not None and _may_speak(sender, attendee.address, attendee.sent_by):
            return guest
    return invitation.guests.filter(address=sender, user=None, is_removed=False).first()


def _may_speak(sender: str, address: str, sent_by: str = "") -> bool:
    return sender in (address, sent_by) or sender.rpartition("@")[2] == address.rpartition("@")[2]


def take_answer(told: Told, sender: str) -> Guest | None:
    """Keep the answer or the proposal of a guest; None if it is of nobody whom we invited."""
    guest = guest_of(told, sender)
    if guest is None:
        return None
    said = told.attendee({guest.address}) or (told.attendees[0] if told.attendees else None)
    if answers.is_stale(guest, told.sequence, told.stamp):
        return guest
    if told.method == "COUNTER":
        answers.propose(
            guest, told.first.starts_at, told.first.ends_at, told.comment, sequence=told.sequence, stamp=told.stamp
        )
    elif said is not None and said.state in ("accepted", "tentative", "declined"):
        state: Any = said.state
        answers.take(guest, state, told.comment, key=told.key, sequence=told.sequence, stamp=told.stamp)
    return guest


# ---- invitations of others


def take_invitation(told: Told, text: str, address: str, sender: str, user: User | None) -> Received | None:
    """Keep an invitation or what became of it; None for one of our own.  `user` is whose mailbox it is."""
    if Invitation.objects.filter(uid=told.uid).exists():
        return None
    found = Received.objects.filter(address=address.lower(), uid=told.uid).select_for_update(of=("self",)).first()
    if found is None:
        if told.method == "CANCEL" or not told.organizer[1]:
            return None
        found = Received(address=address.lower(), uid=told.uid, sender=sender, **_values(told, address))
        found.text = text
        found.save()
        return found
    if not _is_newer(found, told) or not _is_of_organizer(found, sender):
        return found
    with translation.override((found.user or user or User()).language or None):
        if told.method == "CANCEL":
            _called_off(found, told)
        elif told.key and found.repeats:
            _single_changed(found, told)
        else:
            _changed(found, told, text, address)
    return found


def _values(told: Told, address: str) -> dict[str, Any]:
    first = told.first
    own = told.attendee({address.lower()})
    return {
        "sequence": told.sequence, "stamp": told.stamp, "organizer_name": told.organizer[0],
        "organizer_address": told.organizer[1], "attendee": own.address if own else address.lower(),
        "title": first.title, "location": first.location, "starts_at": first.starts_at, "ends_at": first.ends_at,
        "all_day": first.all_day, "repeats": told.repeats,
    }  # fmt: skip


def _is_newer(found: Received, told: Told) -> bool:
    if told.key and found.repeats:  # single times are counted by themselves in some programs
        return found.stamp is None or told.stamp is None or told.stamp >= found.stamp
    if told.sequence != found.sequence:
        return told.sequence > found.sequence
    if told.stamp is None or found.stamp is None:
        return told.method == "CANCEL"
    return told.stamp > found.stamp or (told.method == "CANCEL" and told.stamp == found.stamp)


def _is_of_organizer(found: Received, sender: str) -> bool:
    return sender == found.sender or _may_speak(sender, found.organizer_address)


def _changed(found: Received, told: Told, text: str, address: str) -> None:
    before = (found.starts_at, found.ends_at, found.title, found.location)
    for name, value in _values(told, address).items():
        setattr(found, name, value)
    found.text, found.is_off = text, False
    found.save()
    if found.state in ("accepted", "tentative") and found.user is not None:
        place(found, is_quiet=False)
        if before != (found.starts_at, found.ends_at, found.title, found.location):
            _tell(found, _("%(name)s changed a meeting: %(subject)s, %(when)s"))


def _single_changed(found: Received, told: Told) -> None:
    """One time of a series was moved: it is laid into the text that is kept."""
    calendar = reading.parse(found.text)
    parts: list[Any] = calendar.subcomponents
    zone = zone_of(found.user)
    calendar.subcomponents = [
        each for each in parts
        if "RECURRENCE-ID" not in each or reading.key_of(each["RECURRENCE-ID"].dt, zone) != told.key
    ]  # fmt: skip
    for each in told.calendar.walk("VEVENT"):
        calendar.add_component(each)
    found.text, found.stamp = str(calendar.to_ical().decode()), told.stamp or found.stamp
    found.save()
    if found.state in ("accepted", "tentative") and found.user is not None:
        place(found, is_quiet=False)
        _tell(found, _("%(name)s changed a meeting: %(subject)s, %(when)s"), told.first)


def _called_off(found: Received, told: Told) -> None:
    found.stamp = told.stamp or found.stamp
    if told.key and found.repeats:
        time = found.times.filter(key=told.key).first()
        if time is not None:
            _drop(found, time)
            _tell(found, _("%(name)s called off: %(subject)s, %(when)s"), told.first)
        told.calendar.walk("VEVENT")[0].pop("STATUS", None)
        told.calendar.walk("VEVENT")[0].add("STATUS", "CANCELLED")
        _single_changed_quietly(found, told)
        return
    found.is_off, found.sequence = True, max(found.sequence, told.sequence)
    found.save()
    had = list(found.times.all())
    for time in had:
        _drop(found, time)
    if found.user is not None and (had or found.state in ("accepted", "tentative")):
        _tell(found, _("%(name)s called off: %(subject)s, %(when)s"))


def _single_changed_quietly(found: Received, told: Told) -> None:
    calendar = reading.parse(found.text)
    for each in told.calendar.walk("VEVENT"):
        calendar.add_component(each)
    found.text = str(calendar.to_ical().decode())
    found.save()


def _drop(found: Received, time: ReceivedTime) -> None:
    meeting = Meeting.objects.filter(pk=time.meeting).first()
    if meeting is not None and meeting.status == "planned" and found.user is not None:
        try:
            with context.acting(Actor.of_user(found.user), "meeting.answer"):
                records.update(meeting, {"status": "not_held"}, actor=Actor.of_user(found.user))
        except Problem:
            return  # the notice says it all the same
    time.delete()


def _tell(found: Received, said: str, time: Occurrence | None = None) -> None:
    user = found.user
    if user is None:
        return
    begin, zone = (time or found).starts_at, zone_of(user)
    names = {
        "name": found.organizer_name or found.organizer_address, "subject": (time.title if time else "") or found.title,
        "when": f"{begin.astimezone(zone):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    first = found.times.order_by("key").first()
    meeting = Meeting.objects.filter(pk=first.meeting).first() if first else None
    key = f"received:{found.pk}:{found.sequence}:{found.stamp}:{time.key if time else ''}"
    tell(user, kind="invitation", title=said % names, link=meeting or "/calendar", key=key[:200], deputies=False)


def occurrences(found: Received, zone: datetime.tzinfo) -> dict[str, Occurrence]:
    """The times of the invitation from now on for half a year, by key."""
    now = timezone.now()
    times = reading.occurrences(reading.parse(found.text), now, now + AHEAD, zone)
    still = {key: time for key, time in times.items() if not time.is_cancelled and time.ends_at > now}
    return dict(sorted(still.items(), key=lambda pair: pair[1].starts_at)[:MOST_TIMES])


def answer(found: Received, user: User, state: Answer, comment: str, *, given: Mapping[str, str]) -> None:
    """Accept, perhaps, or decline: the meetings are booked or called off; the caller mails the answer.

    Asked first if the person has something else then.
    """
    if found.is_off:
        raise Refused(_("This meeting was called off."))
    if found.is_over(timezone.now()):
        raise Refused(_("This meeting is over."))
    with transaction.atomic():
        found = Received.objects.select_for_update(of=("self",)).get(pk=found.pk)
        found.user, found.state, found.comment, found.answered_at = user, state, comment[:1000], timezone.now()
        found.may_overlap = OVERLAP in given
        found.save()
        if state == "declined":
            for time in list(found.times.all()):
                _drop(found, time)
            return
        try:
            with transaction.atomic():
                place(found, is_quiet=True)
        except Refused as refused:
            if not found.may_overlap:
                raise Asked([answers.overlap_question(str(refused))]) from None
            raise


def place(found: Received, *, is_quiet: bool) -> None:
    """Bring the meetings in step with the invitation.  Unless `is_quiet`, what overlaps then is booked and told."""
    user = found.user
    if user is None:
        return
    zone, actor = zone_of(user), Actor.of_user(user)
    wanted = occurrences(found, zone)
    known = {time.key: time for time in found.times.all()}
    if not found.repeats and len(known) == 1 and len(wanted) == 1:
        known = dict(zip(wanted, known.values(), strict=True))
    with context.acting(actor, "meeting.answer"):
        for key, time in wanted.items():
            _place_one(found, known.get(key), key, time, user, is_quiet=is_quiet)
        for key, kept in known.items():
            meeting = Meeting.objects.filter(pk=kept.meeting).first()
            if key not in wanted and meeting is not None and (meeting.ends_at or meeting.starts_at) > timezone.now():
                _drop(found, kept)
    found.placed_until = (timezone.now() + AHEAD).date() if found.repeats else None
    found.save(update_fields=["placed_until"])


def _place_one(
    found: Received, kept: ReceivedTime | None, key: str, time: Occurrence, user: User, *, is_quiet: bool
) -> None:
    values: dict[str, Any] = {
        "subject": time.title or _("(no title)"), "starts_at": time.starts_at, "ends_at": time.ends_at,
        "location": time.location, "shows_as": "tentative" if found.state == "tentative" else time.shows_as,
        "status": "planned",
    }  # fmt: skip
    meeting = Meeting.objects.filter(pk=kept.meeting).first() if kept else _from_calendar(found, key, user)
    if meeting is None:
        values |= {"owner": user.pk, "description": time.description, "may_overlap": found.may_overlap or time.all_day}
    elif found.may_overlap:
        values["may_overlap"] = True
    actor = Actor.of_user(user)
    try:
        with transaction.atomic():
            meeting = _written(meeting, values, actor)
    except Refused as refused:
        if is_quiet:
            raise
        meeting = _written(meeting, {**values, "may_overlap": True}, actor)
        title = _("“%(subject)s” overlaps another meeting: %(reason)s")
        said = title % {"subject": f"{meeting.subject} {taken.written(time.starts_at)}", "reason": str(refused)}
        tell(user, kind="invitation", title=said, body=str(refused), link=meeting, deputies=False)
    if kept is None:
        ReceivedTime.objects.update_or_create(received=found, key=key, defaults={"meeting": meeting.pk})
    elif (kept.key, kept.meeting) != (key, meeting.pk):
        kept.key, kept.meeting = key, meeting.pk
        kept.save()


def _written(meeting: Meeting | None, values: dict[str, Any], actor: Actor) -> Meeting:
    if meeting is None:
        return records.create(Meeting, values, actor=actor)
    return records.update(meeting, values, actor=actor)


def _from_calendar(found: Received, key: str, user: User) -> Meeting | None:
    """The meeting that the person's other calendar has already brought."""
    times = OutsideTime.objects.filter(event__calendar__account__user=user, event__uid=found.uid, key=key)
    number = times.exclude(meeting=None).values_list("meeting", flat=True).first()
    return Meeting.objects.filter(pk=number).first() if number else None


def go_on(today: datetime.date, most: int = 20) -> int:
    """Book the times of accepted series that have come into the half year ahead; gives how many were looked at."""
    soon = today + AHEAD - datetime.timedelta(days=14)
    open_ones = Received.objects.filter(repeats=True, is_off=False, state__in=["accepted", "tentative"])
    rows = list(open_ones.filter(placed_until__lt=soon).exclude(user=None).order_by(F("placed_until"))[:most])
    for row in rows:
        with transaction.atomic(), translation.override(row.user.language if row.user else None):
            try:
                with transaction.atomic():
                    place(row, is_quiet=False)
            except (Problem, reading.Unreadable):
                Received.objects.filter(pk=row.pk).update(placed_until=today + AHEAD)
    return len(rows)
