"""From what a clock on the wall shows to a moment, where clocks are put forward or back.

A time that the clocks leave out means the first moment after the gap, a time that comes twice means its first.  So the
order of local times is the order of their moments.
"""

from __future__ import annotations

import datetime

ONE_SECOND = datetime.timedelta(seconds=1)


def at(day: datetime.date, clock: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment, in UTC, at which clocks in the zone show that time of that day."""
    local = datetime.datetime.combine(day, clock.replace(fold=0), zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    moment = local.astimezone(datetime.UTC)
    if before is None or after is None or after <= before:
        return moment
    early, late = local.replace(fold=1).astimezone(datetime.UTC), moment  # the clocks are put forward between these
    early, late = early.replace(microsecond=0), late.replace(microsecond=0) + ONE_SECOND
    while late - early > ONE_SECOND:
        middle = early + (late - early) // (2 * ONE_SECOND) * ONE_SECOND
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


def after_midnight(day: datetime.date, minutes: int, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment so many minutes of the clock after the day begins; 1440 is the midnight at its end."""
    if minutes >= 1440:
        return at(day + datetime.timedelta(days=1), datetime.time.min, zone)
    return at(day, datetime.time(*divmod(minutes, 60)), zone)
