"""Outside feeds: an iCalendar address (holidays, a colleague's Outlook) read every hour and laid over one's calendar.

A feed is read whole; what it says now takes the place of what it said before, unless the server says that nothing
changed.
"""

from __future__ import annotations

import datetime

import icalendar
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.calendars import series
from magpie.calendars.outside import reading
from magpie.calendars.outside.caldav import Away, Refusal
from magpie.calendars.outside.models import OutsideAccount, OutsideEvent, OutsideTime
from magpie.platform import outgoing
from magpie.platform.problems import Refused

BACK = datetime.timedelta(days=30)
AHEAD = datetime.timedelta(days=400)
SECONDS = 30.0
LARGEST_BYTES = 10_000_000
MOST_TIMES = 5000


def read(account: OutsideAccount) -> None:
    """Bring the times of a feed in step with its address; Away or Refusal where that fails."""
    calendar = account.calendars.get()
    text, state = fetch(account.url, calendar.state if calendar.looked_on == timezone.now().date() else "")
    if text is not None:
        keep(account, parse(text), state)


def keep(account: OutsideAccount, found: icalendar.Calendar, state: str) -> None:
    """Put what a feed says now in the place of what it said before."""
    times = _times(found, series.zone_of(account.user))
    with transaction.atomic():
        calendar = account.calendars.get()
        if not calendar.name:
            calendar.name = str(found.get("X-WR-CALNAME", "")).strip()[:200]
        calendar.events.all().delete()
        event = OutsideEvent.objects.create(calendar=calendar, href=account.url, etag=state, text="")
        for time in times:
            time.event = event
        OutsideTime.objects.bulk_create(times, batch_size=1000)
        calendar.state, calendar.looked_on = state, timezone.now().date()
        calendar.save(update_fields=["name", "state", "looked_on"])


def parse(text: str) -> icalendar.Calendar:
    """The feed's calendar; Away if it is none."""
    try:
        return reading.parse(text)
    except reading.Unreadable:
        raise Away(_("There is no calendar at this address.")) from None


def fetch(url: str, state: str) -> tuple[str | None, str]:
    """The text and its mark; no text where it is as it was under the mark."""
    headers = {"Accept": "text/calendar", **({"If-None-Match": state} if state else {})}
    asking = outgoing.Asking("GET", url, headers, b"", SECONDS, outgoing.allowed_hosts(), most_bytes=LARGEST_BYTES)
    try:
        answer = outgoing.ask(asking)
    except (outgoing.Unreachable, Refused) as error:
        raise Away(str(error)) from error
    if answer.status == 304 and state:
        return None, state
    if answer.status in (401, 403):
        raise Refusal(_("This address may not be read; perhaps it was revoked."))
    if answer.status != 200:
        raise Away(_("The server answered %(status)s.") % {"status": answer.status})
    return answer.text, answer.headers.get("etag", "")[:500]


def _times(found: icalendar.Calendar, zone: datetime.tzinfo) -> list[OutsideTime]:
    """The times of all events of a feed; events that cannot be read are left out."""
    now = timezone.now()
    groups: dict[str, icalendar.Calendar] = {}
    for number, each in enumerate(reading.events_in(found)):
        uid = str(each.get("UID", "")) or f"#{number}"
        groups.setdefault(uid, icalendar.Calendar()).add_component(each)
    times: list[OutsideTime] = []
    for number, group in enumerate(groups.values()):
        try:
            occurrences = reading.occurrences(group, now - BACK, now + AHEAD, zone)
        except reading.Unreadable:
            continue
        for key, one in occurrences.items():
            if one.is_cancelled or one.ends_at < now - BACK or one.starts_at > now + AHEAD:
                continue
            times.append(OutsideTime(
                key=f"{number}:{key}"[:40], starts_at=one.starts_at, ends_at=one.ends_at, all_day=one.all_day,
                title=one.title, location=one.location, is_private=one.is_private, is_free=one.shows_as == "free",
            ))  # fmt: skip
        if len(times) >= MOST_TIMES:
            break
    return times[:MOST_TIMES]
