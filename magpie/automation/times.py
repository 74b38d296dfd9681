"""When a rule's time has come: ends of waits, windows, schedules and dates of records, worked out without a clock.

A rule means the clocks of the zone it is given.  A time that the clocks leave out is the first moment after the gap,
one that comes twice its first (`magpie.lib.zones`).  All results are in UTC.
"""

from __future__ import annotations

import calendar
import datetime
import zoneinfo
from collections.abc import Iterator, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation.document import Schedule, Wait, Window
from magpie.lib import periods, zones
from magpie.platform import working_time
from magpie.platform.problems import Refused

Day = datetime.date
Moment = datetime.datetime
Zone = datetime.tzinfo
ONE_DAY = datetime.timedelta(days=1)
MORNING = datetime.time(9)  # a day alone means its working morning
LONGEST_SEARCH_DAYS = 3 * 366
NEVER = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
OF_THE_CALENDAR = ("months", "weeks", "days")


def zone_named(name: str, owner: object = None) -> Zone:
    """The zone that a rule names: its own, "owner" for that of the record's owner, or the company's."""
    if name == "owner":
        name = str(getattr(owner, "time_zone", "") or "")
    try:
        return zoneinfo.ZoneInfo(name) if name else timezone.get_default_timezone()
    except (KeyError, ValueError):  # unknown on this machine
        return timezone.get_default_timezone()


def clock(text: str) -> datetime.time:
    """The time of day that "09:00" means."""
    return datetime.time.fromisoformat(text) if text else MORNING


# ---- waits


def after(start: Moment, length: Mapping[str, int], zone: Zone, *, working: bool = False) -> Moment:
    """So long after a moment; with `working` only the company's working time counts."""
    if working:
        return working_time.add(start, length)
    try:
        return periods.shift(start.astimezone(zone), length).astimezone(datetime.UTC)
    except (OverflowError, ValueError):
        return NEVER


def until(value: Day | Moment, wait: Wait, zone: Zone) -> Moment:
    """The end of a wait until a date: moved by its offset, at its clock time, on one of its days."""
    at = clock(wait.at) if wait.at else None
    moment = moved(value, wait.offset, at, zone, working=wait.working)
    if not wait.weekdays:
        return moment
    local = moment.astimezone(zone)
    day = local.date()
    while day.isoweekday() not in wait.weekdays:
        day += ONE_DAY
    return moment if day == local.date() else zones.at(day, local.time(), zone)


def moved(
    value: Day | Moment, offset: Mapping[str, int], at: datetime.time | None, zone: Zone, *, working: bool = False
) -> Moment:
    """A date or moment moved by an offset; `at` is the clock time of that day, of a date nine o'clock if none is given.

    With `working` days without work are passed over; what then falls on one is moved on to the next with work.
    """
    sign = -1 if any(n < 0 for n in offset.values()) else 1
    amount = {unit: abs(n) for unit, n in offset.items()}
    if isinstance(value, datetime.datetime) and at is None:
        if working:
            return working_time.next_opening(working_time.add(value, amount, sign=sign))
        try:
            return periods.shift(value.astimezone(zone), amount, sign).astimezone(datetime.UTC)
        except (OverflowError, ValueError):
            return NEVER
    day = value.astimezone(zone).date() if isinstance(value, datetime.datetime) else value
    try:
        day = _moved_day(day, amount, sign, working)
        moment = zones.at(day, at or MORNING, zone)
        passing = {unit: n for unit, n in amount.items() if unit not in OF_THE_CALENDAR and n}
        if working and passing:
            return working_time.add(moment, passing, sign=sign)
        return periods.shift(moment, passing, sign)
    except (OverflowError, ValueError):
        return NEVER


def _moved_day(day: Day, amount: Mapping[str, int], sign: int, working: bool) -> Day:
    days = amount.get("days", 0)
    day = periods.shift_months(day, sign * amount.get("months", 0)) + sign * amount.get("weeks", 0) * 7 * ONE_DAY
    if not working:
        return day + sign * days * ONE_DAY
    for _n in range(LONGEST_SEARCH_DAYS):
        if days:
            day += sign * ONE_DAY
            days -= working_time.works_on(day)
        elif working_time.works_on(day):
            return day
        else:
            day += ONE_DAY
    raise Refused(_("There is not so much working time in the calendar."))


def next_at(wait: Wait, start: Moment, zone: Zone) -> Moment:
    """The next time that it is `at`, on one of the weekdays, with `working` on a day with work."""
    day = start.astimezone(zone).date()
    for number in range(LONGEST_SEARCH_DAYS):
        candidate = day + number * ONE_DAY
        if wait.weekdays and candidate.isoweekday() not in wait.weekdays:
            continue
        if wait.working and not working_time.works_on(candidate):
            continue
        moment = zones.at(candidate, clock(wait.at), zone)
        if moment > start:
            return moment
    raise Refused(_("This time never comes."))


# ---- windows


def next_in_window(window: Window, now: Moment, zone: Zone) -> Moment:
    """The moment itself if the window is open, else when it opens next; Refused if it never does.

    A window from 22:00 to 06:00 goes on into the next morning; one from a time to the same time lasts a whole day.
    """
    begin, end = clock(window.from_), clock(window.to)
    day = now.astimezone(zone).date() - ONE_DAY
    for number in range(LONGEST_SEARCH_DAYS):
        candidate = day + number * ONE_DAY
        if window.days and candidate.isoweekday() not in window.days:
            continue
        if window.working_days and not working_time.works_on(candidate):
            continue
        opens = zones.at(candidate, begin, zone)
        closes = zones.at(candidate if begin < end else candidate + ONE_DAY, end, zone)
        if max(opens, now) < closes:
            return max(opens, now)
    raise Refused(_("This time never comes."))


# ---- schedules


def next_scheduled(schedule: Schedule, since: Moment, zone: Zone) -> Moment | None:
    """The first time of the schedule after a moment; None if none comes within three years."""
    day = since.astimezone(zone).date()
    for number in range(LONGEST_SEARCH_DAYS):
        for moment in times_on(schedule, day + number * ONE_DAY, zone):
            if moment > since:
                return moment
    return None


def last_scheduled(schedule: Schedule, since: Moment, now: Moment, zone: Zone) -> tuple[Moment, int] | None:
    """The latest time of the schedule after `since` and not after `now`, and how many before it were missed."""
    first, day = since.astimezone(zone).date(), now.astimezone(zone).date()
    latest, missed = None, 0
    while day >= first:
        passed = [moment for moment in times_on(schedule, day, zone) if since < moment <= now]
        if latest is None and passed:
            latest = passed.pop()
        missed += len(passed)
        if latest is not None and (now.astimezone(zone).date() - day).days > 400:
            break
        day -= ONE_DAY
    return None if latest is None else (latest, missed)


def upcoming_times(schedule: Schedule, since: Moment, until: Moment, zone: Zone, most: int = 10) -> list[Moment]:
    """The next times of the schedule up to a moment, at most so many."""
    found: list[Moment] = []
    moment = next_scheduled(schedule, since, zone)
    while moment is not None and moment <= until and len(found) < most:
        found.append(moment)
        moment = next_scheduled(schedule, moment, zone)
    return found


def times_on(schedule: Schedule, day: Day, zone: Zone) -> list[Moment]:
    """The times of the schedule on one day of its zone, in order."""
    if schedule.every == "month":
        return [zones.at(day, clock(schedule.at), zone)] if day in _days_of_month(schedule, day) else []
    weekdays = schedule.weekdays or ([1] if schedule.every == "week" else [])
    if weekdays and day.isoweekday() not in weekdays:
        return []
    if schedule.working_days and not working_time.works_on(day):
        return []
    if schedule.every in ("day", "week"):
        return [zones.at(day, clock(schedule.at), zone)]
    return list(_through_the_day(schedule, day, zone))


def _through_the_day(schedule: Schedule, day: Day, zone: Zone) -> Iterator[Moment]:
    """Every so many minutes from midnight on, or every hour at the minute of `at`; the minutes really pass."""
    minutes = schedule.minutes if schedule.every == "minutes" else 60
    begin = datetime.time(0, clock(schedule.at).minute if schedule.every == "hour" else 0)
    moment, end = zones.at(day, begin, zone), zones.at(day + ONE_DAY, datetime.time.min, zone)
    while moment < end:
        yield moment
        moment += datetime.timedelta(minutes=minutes)


def _days_of_month(schedule: Schedule, day: Day) -> set[Day]:
    """The days meant in this month and in the one before, which may be moved into this one."""
    found = set()
    for first in (day.replace(day=1), periods.shift_months(day.replace(day=1), -1)):
        length = calendar.monthrange(first.year, first.month)[1]
        meant = first.replace(day=length if schedule.day < 0 else min(max(schedule.day, 1), length))
        for _n in range(LONGEST_SEARCH_DAYS if schedule.working_days else 0):
            if working_time.works_on(meant):
                break
            meant += ONE_DAY
        found.add(meant)
    return found
