"""Periods of the calendar by name (today, last_week, this_month …) and amounts of time ({"days": 7})."""

from __future__ import annotations

import calendar
import datetime
import functools
import zoneinfo
from collections.abc import Mapping

from magpie.lib import zones

PERIODS = (
    "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week",
    "this_month", "last_month", "next_month", "this_year",
)  # fmt: skip
UNITS = ("minutes", "hours", "days", "weeks", "months")
Day = datetime.date


def period(name: str, today: Day) -> tuple[Day, Day]:
    """First day of the period and the day after its last; weeks begin on Monday."""
    one = datetime.timedelta(days=1)
    week = today - today.weekday() * one
    month = today.replace(day=1)
    match name:
        case "today":
            return today, today + one
        case "yesterday":
            return today - one, today
        case "tomorrow":
            return today + one, today + 2 * one
        case "this_week":
            return week, week + 7 * one
        case "last_week":
            return week - 7 * one, week
        case "next_week":
            return week + 7 * one, week + 14 * one
        case "this_month":
            return month, shift_months(month, 1)
        case "last_month":
            return shift_months(month, -1), month
        case "next_month":
            return shift_months(month, 1), shift_months(month, 2)
        case "this_year":
            return today.replace(month=1, day=1), today.replace(year=today.year + 1, month=1, day=1)
    raise ValueError(name)


def shift_months(day: Day, months: int) -> Day:
    """The same day of another month, or that month's last day if it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift(moment: datetime.datetime, amount: Mapping[str, int], sign: int = 1) -> datetime.datetime:
    """The moment moved by {"days": 2, "hours": 1}.

    Months, weeks and days are those of the calendar in the moment's own zone: the clock shows the same time then, also
    when it was put forward or back in between.  Hours, minutes and seconds really pass.
    """
    days = amount.get("days", 0) + 7 * amount.get("weeks", 0)
    months, moved = amount.get("months", 0), moment
    if days or months:
        day = shift_months(moment.date(), sign * months) + datetime.timedelta(days=sign * days)
        moved = datetime.datetime.combine(day, moment.time())
        if moment.tzinfo is not None:
            moved = zones.at(day, moment.time(), moment.tzinfo).astimezone(moment.tzinfo)
    passing = sign * datetime.timedelta(
        hours=amount.get("hours", 0), minutes=amount.get("minutes", 0), seconds=amount.get("seconds", 0)
    )
    if moved.tzinfo is None or not passing:
        return moved + passing
    return (moved.astimezone(datetime.UTC) + passing).astimezone(moved.tzinfo)


def is_amount(value: object, units: tuple[str, ...] = UNITS) -> bool:
    """Whether the value is an amount of time: whole, not negative numbers of known units."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            u in units and isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 100_000
            for u, n in value.items()
        )
    )


@functools.cache
def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
