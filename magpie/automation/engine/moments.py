"""When a wait ends and when a window opens, in the zone in which the rule was written."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from magpie.automation.document import Wait, Window
from magpie.lib import periods, zones
from magpie.platform import working_time

Moment = datetime.datetime
ONE_DAY = datetime.timedelta(days=1)
MORNING = datetime.time(9)  # a day without a time means its working morning
LONGEST_SEARCH_DAYS = 400


def after(now: Moment, amount: dict[str, int], zone: Any, *, working: bool = False) -> Moment:
    """The moment after an amount of time, of the calendar or of working time."""
    return working_time.add(now, amount) if working else periods.shift(now.astimezone(zone), amount)


def until(day: Any, wait: Wait, zone: Any) -> Moment:
    """The moment that a date (of a record) moved by the wait's offset means."""
    if isinstance(day, Moment):
        moment = day
        if wait.at:
            moment = zones.at(day.astimezone(zone).date(), datetime.time.fromisoformat(wait.at), zone)
    else:
        moment = zones.at(day, datetime.time.fromisoformat(wait.at) if wait.at else MORNING, zone)
    return shifted(moment, wait.offset, zone, working=wait.working)


def shifted(moment: Moment, offset: dict[str, int], zone: Any, *, working: bool = False) -> Moment:
    """The moment moved by an amount that may be negative."""
    if not offset:
        return moment
    sign = -1 if any(n < 0 for n in offset.values()) else 1
    amount = {unit: abs(n) for unit, n in offset.items()}
    if working:
        return working_time.add(moment, amount, sign=sign)
    return periods.shift(moment.astimezone(zone), amount, sign)


def next_at(wait: Wait, now: Moment, zone: Any) -> Moment:
    """The next time that clocks in the zone show the wait's time, on one of its weekdays."""
    clock = datetime.time.fromisoformat(wait.at or "09:00")
    day = now.astimezone(zone).date()
    for _number in range(LONGEST_SEARCH_DAYS):
        fits = (not wait.weekdays or day.isoweekday() in wait.weekdays) and (
            not wait.working or working_time.works_on(day)
        )
        moment = zones.at(day, clock, zone)
        if fits and moment > now:
            return moment
        day += ONE_DAY
    return timezone.now()


def next_in_window(window: Window, now: Moment, zone: Any) -> Moment:
    """Now if the window is open, else when it opens."""
    first, last = datetime.time.fromisoformat(window.from_), datetime.time.fromisoformat(window.to)
    day = now.astimezone(zone).date()
    for _number in range(LONGEST_SEARCH_DAYS):
        fits = (not window.days or day.isoweekday() in window.days) and (
            not window.working_days or working_time.works_on(day)
        )
        if fits and now < zones.at(day, last, zone):
            return max(now, zones.at(day, first, zone))
        day += ONE_DAY
    return now
