"""One look at a person's calendar server: what changed there comes here, then what changed here goes there.

Comparisons have three sides: the text when both were last in step, the server's now, and the meeting.  What only one
side changed is taken over; what both changed is as the server has it.  Everything here is written as the person whose
account it is, with their rights.  Nothing is taken for deleted unless the server says so of that very event.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.activities.models import Meeting
from magpie.calendars import series, taken
from magpie.calendars.outside import matching, reading, writing
from magpie.calendars.outside.caldav import Changed, Server
from magpie.calendars.outside.models import OutsideAccount, OutsideCalendar, OutsideEvent, OutsideTime
from magpie.calendars.outside.reading import Occurrence
from magpie.notices.tell import KINDS, tell
from magpie.platform import context, records
from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden, Problem, Refused

BACK = datetime.timedelta(days=30)
AHEAD = datetime.timedelta(days=180)  # as far as repetitions are worked out
AHEAD_THERE = datetime.timedelta(days=400)  # as far as meetings are written to the server
MOST_WRITES = 200
GONE = "-"  # the mark of an event that is not on the server any more
KINDS["calendar"] = gettext_lazy("Exchange with your other calendars")


class Round:
    """One look at an account's calendars over one line."""

    def __init__(self, account: OutsideAccount, server: Server, now: datetime.datetime | None = None) -> None:
        self.account, self.server, self.now = account, server, now or timezone.now()
        self.user = account.user
        self.actor = Actor.of_user(self.user)
        self.zone = series.zone_of(self.user)
        self.begin, self.end = self.now - BACK, self.now + AHEAD

    def go(self) -> bool:
        """Everything that is to be done; whether another look is due at once."""
        again = False
        with translation.override(self.user.language), timezone.override(self.zone):
            for calendar in self.account.calendars.exclude(use="off").order_by("pk"):
                self._pull(calendar)
                if calendar.use == "write":
                    again |= self._push(calendar)
        return again

    # ---- from there

    def _pull(self, calendar: OutsideCalendar) -> None:
        state, today = self.server.state(calendar.href), self.now.date()
        if state and state == calendar.state and calendar.looked_on == today:
            return
        is_first = calendar.looked_on is None
        there = self.server.etags(calendar.href, self.begin, self.now + AHEAD_THERE)
        known = {event.href: event for event in calendar.events.all()}
        wanted = [href for href, etag in there.items() if href not in known or known[href].etag != etag or not etag]
        for href, etag, text in self.server.events(calendar.href, wanted):
            self.take(calendar, known.get(href), href, etag, text, is_first=is_first)
        for href, event in known.items():
            if href not in there and event.etag != GONE:
                self._look_for(calendar, event)
            elif event.repeats and calendar.looked_on != today and href not in wanted:
                self.take(calendar, event, href, event.etag, event.text)  # a further day has come into reach
        over = calendar.events.exclude(times__ends_at__gte=self.begin).exclude(times__meeting__isnull=False)
        OutsideEvent.objects.filter(pk__in=over.filter(times__isnull=False, repeats=False).values("pk")).delete()
        calendar.state, calendar.looked_on = state, today
        calendar.save(update_fields=["state", "looked_on"])

    def _look_for(self, calendar: OutsideCalendar, event: OutsideEvent) -> None:
        """An event that was not listed: it may be over, or be moved far away, or be gone."""
        if not event.times.filter(ends_at__gte=self.begin).exists():
            return
        found = self.server.read(event.href)
        if found is not None:
            self.take(calendar, event, event.href, *found)
            return
        with transaction.atomic():
            for time in event.times.filter(is_gone=False):
                self._gone(time)
            if event.times.filter(meeting__isnull=False).exists():
                event.etag = GONE
                event.save(update_fields=["etag"])
            else:
                event.delete()

    def take(
        self, calendar: OutsideCalendar, event: OutsideEvent | None, href: str, etag: str, text: str, *,
        is_first: bool = False,
    ) -> None:  # fmt: skip
        """Take an event over as the server has it."""
        try:
            parsed = reading.parse(text)
            new = reading.occurrences(parsed, self.begin, self.end, self.zone)
            uid, repeats = reading.uid_in(parsed), reading.repeats(parsed)
        except reading.Unreadable:
            new, uid, repeats = {}, "", False
        with transaction.atomic():
            event = event or OutsideEvent(calendar=calendar, href=href)
            old = self._base(event)
            event.etag, event.uid, event.text, event.repeats = etag[:500], uid, text.replace("\x00", ""), repeats
            event.save()
            if calendar.use != "write" and matching.own_meeting(uid):
                return  # a meeting of ours that somebody laid into this calendar
            times = {time.key: time for time in event.times.all()}
            matching.rename(times, old, new, self.zone)
            for key, occurrence in new.items():
                time = times.get(key) or OutsideTime(event=event, key=key)
                self._take_time(calendar, time, old.get(key), occurrence, is_first=is_first)
            for key, time in times.items():
                if key not in new and (key in old or not repeats) and not time.is_gone:
                    self._gone(time)

    def _base(self, event: OutsideEvent) -> dict[str, Occurrence]:
        if not event.text:
            return {}
        try:
            return reading.occurrences(reading.parse(event.text), self.begin, self.end, self.zone)
        except reading.Unreadable:
            return {}

    def _take_time(
        self, calendar: OutsideCalendar, time: OutsideTime, base: Occurrence | None, now: Occurrence, *, is_first: bool
    ) -> None:
        time.starts_at, time.ends_at, time.all_day = now.starts_at, now.ends_at, now.all_day
        time.title, time.location = now.title, now.location
        time.is_private, time.is_free = now.is_private, now.shows_as == "free"
        if now.is_cancelled:
            if time.pk and not time.is_gone:
                self._gone(time)
            return
        is_back = time.is_gone and base != now
        if is_back:
            time.is_gone = False
        if calendar.use == "write" and not time.is_gone:
            if time.meeting is not None:
                self._change_meeting(time, base, now, is_back=is_back)
            elif not now.is_private and now.ends_at > self.now:
                self._make_meeting(time, now, is_first=is_first)
        time.save()

    def _make_meeting(self, time: OutsideTime, now: Occurrence, *, is_first: bool) -> None:
        if (number := matching.own_meeting(time.event.uid)) is not None:
            time.meeting, time.version = number, 0  # written before a worker was killed: it is compared anew
            return
        values = {**_values(now), "owner": self.user.pk}
        if (twin := self._twin(values)) is not None:
            time.meeting, time.version = twin.pk, twin.version
            return
        if now.all_day:
            values["may_overlap"] = True
        try:
            with context.acting(self.actor, automation="skip" if is_first else "run"):
                meeting = self._written(None, values, is_quiet=is_first)
        except Problem:
            return  # who may not plan meetings, or not such ones, is just busy then
        time.meeting, time.version = meeting.pk, meeting.version

    def _twin(self, values: Mapping[str, Any]) -> Meeting | None:
        """The same meeting, where the calendar was taken away and is there again."""
        mine = OutsideTime.objects.filter(event__calendar__account__user=self.user, meeting__isnull=False)
        same = {name: values[name] for name in ("owner", "subject", "starts_at", "ends_at")}
        found = Meeting.objects.filter(status="planned", **same).exclude(pk__in=mine.values("meeting"))
        return found.order_by("pk").first()

    def _change_meeting(self, time: OutsideTime, base: Occurrence | None, now: Occurrence, *, is_back: bool) -> None:
        meeting = Meeting.objects.filter(pk=time.meeting).first()
        if meeting is None:
            return
        if now.is_private and not meeting.related_to and matching.own_meeting(time.event.uid) is None:
            with context.acting(self.actor):
                self._attempt_delete(meeting)
            time.meeting = None
            return
        was_in_step = meeting.version == time.version
        before = _values(base) if base else {}
        changes = {n: v for n, v in _values(now).items() if before.get(n) != v and getattr(meeting, n) != v}
        if time.version == 0 and base is None:
            changes = {}  # it was written from here
        if is_back and meeting.status == "not_held":
            changes["status"] = "planned"
        if changes:
            try:
                with context.acting(self.actor):
                    meeting = self._written(meeting, changes)
            except Problem as problem:
                time.version = -1  # it is written there again as it is here
                self._tell(_("“%(subject)s” stays as it was: %(reason)s"), meeting, str(problem))
                return
        if was_in_step:
            time.version = meeting.version

    def _attempt_delete(self, meeting: Meeting) -> None:
        try:
            records.delete(meeting, actor=self.actor)
        except Problem:
            pass

    def _written(self, meeting: Meeting | None, values: Mapping[str, Any], *, is_quiet: bool = False) -> Meeting:
        """The meeting with these values; where it would book somebody twice it overlaps, and its owner is told."""
        try:
            with transaction.atomic():
                if meeting is None:
                    return records.create(Meeting, values, actor=self.actor)
                return records.update(meeting, values, actor=self.actor)
        except Forbidden:
            raise
        except Refused as refused:
            values = {**values, "may_overlap": True}
            if meeting is None:
                written = records.create(Meeting, values, actor=self.actor)
            else:
                written = records.update(meeting, values, actor=self.actor)
            if not is_quiet:
                self._tell(_("“%(subject)s” overlaps another meeting: %(reason)s"), written, str(refused))
            return written

    def _gone(self, time: OutsideTime) -> None:
        """It was deleted or called off there: called off here, if it is the person's own meeting and still to come."""
        time.is_gone = True
        meeting = Meeting.objects.filter(pk=time.meeting).first() if time.meeting else None
        if meeting is not None:
            if meeting.owner_id == self.user.pk and meeting.status == "planned" and time.ends_at > self.now:
                try:
                    with context.acting(self.actor):
                        meeting = records.update(meeting, {"status": "not_held"}, actor=self.actor)
                except Problem as problem:
                    self._tell(_("“%(subject)s” stays as it was: %(reason)s"), meeting, str(problem))
            time.version = meeting.version
        time.save()

    def _tell(self, said: str, meeting: Meeting, reason: str) -> None:
        when = taken.written(meeting.starts_at, meeting.ends_at) if meeting.starts_at else ""
        title = said % {"subject": f"{meeting.subject} {when}".strip(), "reason": reason}
        tell(self.user, kind="calendar", title=title, body=reason, link=meeting, deputies=False)

    # ---- to there

    def _push(self, calendar: OutsideCalendar) -> bool:
        """Write what changed here; whether there is more, or something changed there meanwhile."""
        left = MOST_WRITES
        try:
            for time, meeting in self._linked(calendar):
                if not self._is_in_step(time, meeting):
                    left -= 1
                    self._bring_there(time, meeting)
                if left <= 0:
                    return True
            for meeting in self._unlinked(calendar, left):
                self._write_new(calendar, meeting)
                left -= 1
        except Changed:
            OutsideCalendar.objects.filter(pk=calendar.pk).update(state="")
            return True
        return left <= 0

    def _takes_part(self, meeting: Meeting) -> bool:
        return meeting.owner_id == self.user.pk or self.user.pk in (meeting.attendees or ())

    def _linked(self, calendar: OutsideCalendar) -> list[tuple[OutsideTime, Meeting | None]]:
        times = OutsideTime.objects.filter(event__calendar=calendar, meeting__isnull=False)
        rows = list(times.filter(ends_at__gte=self.begin).select_related("event").order_by("pk"))
        events = {time.event_id: time.event for time in rows}
        for time in rows:
            time.event = events[time.event_id]  # one text and mark for all times of an event
        found = Meeting.objects.in_bulk([time.meeting for time in rows])
        return [(time, found.get(time.meeting or 0)) for time in rows]

    def _is_in_step(self, time: OutsideTime, meeting: Meeting | None) -> bool:
        if time.is_gone:
            return meeting is None or meeting.status != "planned" or meeting.version == time.version
        return meeting is not None and meeting.version == time.version and self._takes_part(meeting)

    def _bring_there(self, time: OutsideTime, meeting: Meeting | None) -> None:
        if time.is_gone:
            time.delete()  # planned again: it is written as a new one
        elif meeting is None or meeting.status == "not_held" or not self._takes_part(meeting):
            self._remove(time)
        else:
            text = writing.changed(time.event.text, time.key, meeting, self.zone, all_day=time.all_day)
            if text:
                self._store(time.event, text)
            time.starts_at, time.ends_at = meeting.starts_at, meeting.ends_at or meeting.starts_at + reading.SHORTEST
            time.title, time.location = meeting.subject, meeting.location
            time.version = meeting.version
            time.save()

    def _remove(self, time: OutsideTime) -> None:
        event = time.event
        if event.repeats:
            self._store(event, writing.without(event.text, time.key, self.zone))
            time.is_gone = True
            time.version = Meeting.objects.filter(pk=time.meeting).values_list("version", flat=True).first() or 0
            time.save()
            return
        self.server.remove(event.href, event.etag)
        event.delete()

    def _store(self, event: OutsideEvent, text: str) -> None:
        etag = self.server.put(event.href, text, "" if event.etag == GONE else event.etag)
        if not etag and (found := self.server.read(event.href)):
            etag = found[0]
        event.text, event.etag = text, etag
        event.save(update_fields=["text", "etag"])

    def _unlinked(self, calendar: OutsideCalendar, most: int) -> list[Meeting]:
        """Meetings to come of the person that the server does not have."""
        known = OutsideTime.objects.filter(event__calendar=calendar, meeting__isnull=False).values("meeting")
        mine = Q(owner=self.user) | Q(attendees__contains=[self.user.pk])
        found = Meeting.objects.filter(mine, status="planned", starts_at__lt=self.now + AHEAD_THERE)
        found = found.filter(Q(ends_at__gt=self.now) | Q(ends_at=None, starts_at__gt=self.now))
        return list(found.exclude(pk__in=known).select_related("owner").order_by("starts_at", "pk")[:most])

    def _write_new(self, calendar: OutsideCalendar, meeting: Meeting) -> None:
        href, text = urljoin(calendar.href.rstrip("/") + "/", writing.name_of(meeting)), writing.text_of(meeting)
        event = OutsideEvent.objects.filter(calendar=calendar, href=href).first()
        etag = self.server.put(href, text, "")
        if not etag and (found := self.server.read(href)):
            etag = found[0]
        with transaction.atomic():
            event = event or OutsideEvent(calendar=calendar, href=href)
            event.text, event.etag, event.uid = text, etag, reading.uid_in(reading.parse(text))
            event.save()
            OutsideTime.objects.update_or_create(
                event=event, key="",
                defaults={
                    "starts_at": meeting.starts_at,
                    "ends_at": meeting.ends_at or meeting.starts_at + reading.SHORTEST,
                    "title": meeting.subject, "location": meeting.location, "meeting": meeting.pk,
                    "version": meeting.version, "is_gone": False, "is_free": meeting.shows_as == "free",
                },
            )  # fmt: skip


def _values(found: Occurrence) -> dict[str, Any]:
    """A time of an event as fields of a meeting."""
    return {
        "subject": found.title or _("(no title)"), "starts_at": found.starts_at, "ends_at": found.ends_at,
        "location": found.location, "description": found.description, "shows_as": found.shows_as,
    }  # fmt: skip
