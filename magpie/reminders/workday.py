"""The working day of a person: what they promised, what is due, and that nothing is left open unnoticed at its end.

Half an hour before the working day ends, whoever has left something open is asked to deal with it; the page asks the
same when somebody signs out.  In the morning the list of the day comes up once.  Whoever signs out all the same finds
it noted in the work log, and is told the next working morning what they left open.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InternalError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from magpie.activities.models import Meeting, Task
from magpie.lib import zones
from magpie.notices.tell import KINDS, tell
from magpie.platform import working_time
from magpie.platform.models import User
from magpie.reminders import wording
from magpie.reminders.models import OPEN, WAITING, DayCheck, Occurrence

log = logging.getLogger(__name__)
KIND = "workday"
KINDS[KIND] = gettext_lazy("What is still open at the end of the day")
LEAD = datetime.timedelta(minutes=30)
EVENING_LASTS = datetime.timedelta(hours=3)
CLOSED_TASKS = ("completed", "cancelled", "deferred")
MORNING = datetime.time(9)


@dataclass(frozen=True)
class Day:
    """A day as somebody's clock shows it."""

    date: datetime.date
    begins: datetime.datetime
    ends: datetime.datetime
    opens: datetime.datetime | None  # when work begins and ends; None on a day that is not worked
    closes: datetime.datetime | None


def day_of(user: User, now: datetime.datetime, date: datetime.date | None = None) -> Day:
    """The day, by default the one that it is for the person now; work is at the company's hours on their clock."""
    zone = wording.zone_of(user)
    date = date or now.astimezone(zone).date()
    hours = working_time.calendar().hours_on(date)
    opens = zones.after_midnight(date, hours[0][0], zone) if hours else None
    closes = zones.after_midnight(date, hours[-1][1], zone) if hours else None
    begins = zones.at(date, datetime.time(), zone)
    return Day(date, begins, zones.at(date + datetime.timedelta(days=1), datetime.time(), zone), opens, closes)


def open_occurrences(users: Sequence[int], until: datetime.datetime) -> Any:
    """What waits for an answer of these people, or is due until then."""
    still = Q(status__in=WAITING) & ~Q(status="snoozed", tell_at__gte=until)
    due = Occurrence.objects.filter(still | Q(status="scheduled", due_at__lt=until), answered_at=None)
    return (
        due.filter(reminder__owner__in=users, reminder__status__in=OPEN)
        .select_related("reminder__owner")
        .order_by("due_at", "id")
    )


def open_tasks(users: Sequence[int], until: datetime.datetime) -> Any:
    """Tasks of these people that are due until then and not done."""
    found = Task.objects.filter(owner__in=users, due_at__lt=until).exclude(status__in=CLOSED_TASKS)
    return found.order_by("due_at", "id")


def meetings(user: User, day: Day) -> Any:
    """The meetings of the day that the person holds or takes part in."""
    mine = Q(owner=user) | Q(attendees__contains=[user.pk])
    return Meeting.objects.filter(mine, starts_at__gte=day.begins, starts_at__lt=day.ends).order_by("starts_at", "id")


def is_due(user: User, part: str, now: datetime.datetime) -> bool:
    """Whether the page should bring up the list of the morning or the evening now."""
    day = day_of(user, now)
    if day.closes is None:
        return False
    if part == "evening" and not day.closes - LEAD <= now < day.closes + EVENING_LASTS:
        return False
    if part == "morning" and now >= day.closes:
        return False
    return not DayCheck.objects.filter(user=user, day=day.date, part=part, done_at__isnull=False).exists()


def deal_with(user: User, part: str, now: datetime.datetime) -> None:
    """Note that the person has been through the list of this morning or evening; before its hour there is none."""
    day = day_of(user, now)
    if part == "evening" and (day.closes is None or now < day.closes - LEAD):
        return
    DayCheck.objects.update_or_create(user=user, day=day.date, part=part, defaults={"done_at": now})


def leave_open(user: User, reason: str, now: datetime.datetime) -> bool:
    """Note that the person signed out although something is open, and why; false where nothing is."""
    day = day_of(user, now)
    if not _subjects(user, day.ends):
        return False
    values = {"done_at": now, "note": reason, "told_at": None}
    DayCheck.objects.update_or_create(user=user, day=day.date, part="left", defaults=values)
    return True


def left_open(user: User, date: datetime.date) -> DayCheck | None:
    """That the person signed out on that day although something was open."""
    return DayCheck.objects.filter(user=user, day=date, part="left").first()


def next_working_moment(user: User, now: datetime.datetime, clock: datetime.time | None = None) -> datetime.datetime:
    """That time of the next working day on the person's clock; nine o'clock if none is given."""
    zone = wording.zone_of(user)
    date = now.astimezone(zone).date()
    calendar = working_time.calendar()
    for _n in range(60):
        date += datetime.timedelta(days=1)
        if calendar.works_on(date):
            break
    return zones.at(date, clock or MORNING, zone)


def next_closing(user: User | None, now: datetime.datetime) -> datetime.datetime:
    """When the working day of the person ends; on a day off, or after that hour, the next one."""
    calendar = working_time.calendar()
    zone = wording.zone_of(user) if user is not None else calendar.zone
    date = now.astimezone(zone).date()
    for _n in range(60):
        hours = calendar.hours_on(date)
        if hours and (closes := zones.after_midnight(date, hours[-1][1], zone)) > now:
            return closes
        date += datetime.timedelta(days=1)
    return now + datetime.timedelta(hours=1)


def tick() -> int:
    """Ask those whose working day ends within half an hour and who have left something open; tell those who signed out
    with something open, the next working morning.  Gives how many were asked or told.
    """
    now = timezone.now()
    recent = DayCheck.objects.filter(user=OuterRef("pk"), part="evening", told_at__gt=now - EVENING_LASTS - LEAD)
    asked = 0
    for user in User.objects.filter(~Exists(recent), is_active=True).order_by("pk"):
        try:
            with transaction.atomic():
                asked += _ask(user, now)
        except (OperationalError, InternalError):
            raise
        except Exception:
            log.exception("%s could not be asked about the day", user.pk)
    for check in DayCheck.objects.filter(part="left", told_at=None, user__is_active=True).order_by("pk"):
        try:
            with transaction.atomic():
                asked += _tell_what_was_left(check, now)
        except (OperationalError, InternalError):
            raise
        except Exception:
            log.exception("%s could not be told what they left open", check.user_id)
    return asked


def _ask(user: User, now: datetime.datetime) -> bool:
    day = day_of(user, now)
    if day.closes is None or not day.closes - LEAD <= now < day.closes + EVENING_LASTS or user.is_away(now):
        return False
    if DayCheck.objects.filter(user=user, day=day.date, part="evening").exists():
        return False
    until = min(day.ends, day.closes + datetime.timedelta(hours=1))
    left = _subjects(user, until)
    if not left:
        return False
    _row, is_new = DayCheck.objects.get_or_create(user=user, day=day.date, part="evening", defaults={"told_at": now})
    if is_new:
        with translation.override(user.language):
            title = ngettext(
                "%(count)d thing is still open today", "%(count)d things are still open today", len(left)
            ) % {"count": len(left)}
            body = _as_list(left)
            body += "\n\n" + _("Say what is done, what waits until tomorrow, and what somebody else does.")
        key = f"workday:{user.pk}:{day.date}"
        tell(user, kind=KIND, title=title, body=body, link=f"{settings.PUBLIC_URL}/worklog?check=evening", key=key)
    return is_new


def _tell_what_was_left(check: DayCheck, now: datetime.datetime) -> bool:
    user = check.user
    today = day_of(user, now)
    if today.opens is None or today.closes is None or not today.opens <= now < today.closes:
        return False
    if today.date <= check.day or user.is_away(now):
        return False
    if not DayCheck.objects.filter(pk=check.pk, told_at=None).update(told_at=now):
        return False  # another worker was faster
    left = _subjects(user, day_of(user, now, check.day).ends)
    if not left:
        return False
    with translation.override(user.language):
        title = ngettext(
            "%(count)d thing is still open since you signed out on %(day)s",
            "%(count)d things are still open since you signed out on %(day)s",
            len(left),
        ) % {"count": len(left), "day": date_format(check.day, _("j M Y"))}
        body = _as_list(left)
        if check.note:
            body += "\n\n" + _("You wrote then: %(reason)s") % {"reason": check.note}
    key = f"workday-left:{user.pk}:{check.day}"
    tell(user, kind=KIND, title=title, body=body, link=f"{settings.PUBLIC_URL}/worklog", key=key)
    return True


def _subjects(user: User, until: datetime.datetime) -> list[str]:
    """What is open until then, in words."""
    found = [o.reminder.subject for o in open_occurrences([user.pk], until)[:50]]
    return found + [t.subject for t in open_tasks([user.pk], until)[:50]]


def _as_list(subjects: Sequence[str]) -> str:
    return "\n".join(f"☐ {subject}" for subject in subjects[:20])
