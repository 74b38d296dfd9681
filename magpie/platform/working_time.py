"""The company's working time: is it open, when does it open, when have so many working hours or days passed.

The arithmetic is in `magpie.lib.working_hours`; here the calendars that administrators keep are read into it.  Without
any calendar the company works Monday to Friday from nine to six, with the public holidays of the country of its zone.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.lib import working_hours
from magpie.lib.working_hours import NeverOpen, WorkingHours
from magpie.platform import setup
from magpie.platform.models.working_time import ORDINARY_HOURS, WEEKDAYS, WorkingCalendar, WorkingDay
from magpie.platform.problems import Refused

CHINESE_ZONES = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC")
Moment = datetime.datetime
Calendar = WorkingHours | int | None  # hours, the number of a calendar, or the company's own


def first_values() -> dict[str, Any]:
    """The calendar of a company that has set up none."""
    country = "CN" if settings.TIME_ZONE in CHINESE_ZONES else ""
    week = {name: ORDINARY_HOURS if number < 5 else "" for number, name in enumerate(WEEKDAYS)}
    return {"name": "公司 Company", "is_default": True, "country": country, **week}


def calendar(which: Calendar = None) -> WorkingHours:
    """The hours of a calendar; if none is named or it is gone, those of the default one, else of the oldest."""
    if isinstance(which, WorkingHours):
        return which
    known = setup.kept("working_calendars", _load)
    return known.get(which) or known[None]


def add(moment: Moment, amount: Mapping[str, int], which: Calendar = None, *, sign: int = 1) -> Moment:
    """The moment moved by an amount of working time; `sign` -1 goes back.  Refused if that never comes."""
    try:
        return calendar(which).add(moment, amount, sign)
    except (NeverOpen, OverflowError, ValueError):
        raise Refused(_("There is not so much working time in the calendar.")) from None


def is_working(moment: Moment, which: Calendar = None) -> bool:
    """Whether the company works at that moment."""
    return calendar(which).is_working(moment)


def works_on(day: datetime.date, which: Calendar = None) -> bool:
    """Whether the company works on that day."""
    return calendar(which).works_on(day)


def next_opening(moment: Moment, which: Calendar = None) -> Moment:
    """The moment itself if it is working time, else when work begins next; Refused if it never does."""
    try:
        return calendar(which).next_opening(moment)
    except NeverOpen:
        raise Refused(_("There is not so much working time in the calendar.")) from None


def between(first: Moment, last: Moment, which: Calendar = None) -> datetime.timedelta:
    """How much working time lies between two moments."""
    return calendar(which).between(first, last)


def unpublished_note(first: Moment, last: Moment, which: Calendar = None) -> str:
    """A sentence naming the years whose public holidays are not known and were counted as plain weeks, or nothing."""
    years = calendar(which).unpublished(first, last)
    if not years:
        return ""
    named = f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return _("The public holidays of %(years)s are not published yet; plain weekdays were counted.") % {"years": named}


def _load() -> dict[int | None, WorkingHours]:
    days: dict[int | None, dict[datetime.date, working_hours.Hours | None]] = {}
    for day in WorkingDay.objects.all():
        days.setdefault(day.calendar_id, {})[day.day] = _hours_of(day)
    known: dict[int | None, WorkingHours] = {}
    for row in WorkingCalendar.objects.order_by("-is_default", "id"):
        known[row.pk] = _read(row, {**days.get(None, {}), **days.get(row.pk, {})})
        known.setdefault(None, known[row.pk])
    if not known:
        known[None] = _read(WorkingCalendar(**first_values()), days.get(None, {}))
    return known


def _hours_of(day: WorkingDay) -> working_hours.Hours | None:
    if not day.is_working:
        return ()
    return _spans(day.hours) or None


def _read(row: WorkingCalendar, days: dict[datetime.date, working_hours.Hours | None]) -> WorkingHours:
    try:
        zone: datetime.tzinfo = zoneinfo.ZoneInfo(row.time_zone or settings.TIME_ZONE)
    except (KeyError, ValueError):
        zone = timezone.get_default_timezone()
    return WorkingHours(zone, tuple(_spans(getattr(row, name)) for name in WEEKDAYS), row.country, days)


def _spans(text: str) -> working_hours.Hours:
    try:
        return working_hours.read_hours(text)
    except ValueError:  # written past the product's own check
        return ()
