"""When something that comes again takes place: a rule over days, a clock, a zone, exceptions, and what happens on days
that are not worked.

Days are found first, as the calendar on the wall shows them, and then turned into moments, so that ten o'clock stays
ten o'clock when the clocks change.  Exceptions (`without`) name the day of the rule, before it is moved.  Two days that
are moved to the same working day give one time.  Plain functions; no database, no clock.
"""

from __future__ import annotations

import datetime
import functools
import heapq
import itertools
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from magpie.lib import recurrence_pattern as patterns
from magpie.lib import zones
from magpie.lib.recurrence_pattern import (
    ONE_DAY,
    Never,
    OutOfRange,
    Pattern,
    RecurrenceError,
    Unreadable,
    Works,
    plain_weekdays,
)

__all__ = [
    "DaysOff",
    "Never",
    "OutOfRange",
    "RecurrenceError",
    "Rule",
    "Time",
    "Unreadable",
    "Works",
    "plain_weekdays",
    "read",
]
DaysOff = Literal["as_is", "skip", "next", "previous"]
MOST_EXCEPTIONS = 1000
LONGEST_CLOSED_DAYS = 370  # a calendar without a working day for longer moves nothing
_YEARS = range(1970, 3000)


class Time(NamedTuple):
    """One time: the moment in UTC, what the clock and calendar show, and the day that the rule had meant."""

    at: datetime.datetime
    local: datetime.datetime
    day: datetime.date
    merged: tuple[datetime.date, ...] = ()  # further days of the rule that were moved here too

    @property
    def is_moved(self) -> bool:
        """Whether it takes place on another day than the rule had meant."""
        return self.local.date() != self.day


@dataclass(frozen=True)
class Rule:
    """A recurrence.  `first` is a local time: its clock is that of every time, and no day before it counts.

    Working days are asked of `works`, usually `WorkingHours.works_on`; by default Monday to Friday are worked.
    """

    text: str
    first: datetime.datetime
    zone: str
    days_off: DaysOff = "as_is"
    without: tuple[datetime.date, ...] = ()
    besides: tuple[datetime.datetime, ...] = ()

    def __post_init__(self) -> None:
        """Refuse, as a RecurrenceError, what can never take place."""
        if self.first.tzinfo is not None or any(each.tzinfo is not None for each in self.besides):
            raise Unreadable("first")
        if self.days_off not in get_args(DaysOff):
            raise Unreadable(f"days_off={self.days_off}"[:60])
        if any(day.year not in _YEARS for day in (self.first, *self.without, *self.besides)):
            raise OutOfRange("first")
        if len(self.without) > MOST_EXCEPTIONS or len(self.besides) > MOST_EXCEPTIONS:
            raise OutOfRange("without")
        _zone(self.zone)
        begin = next(self.pattern.days(self.first.date()), None)
        if begin is None:
            raise Never(self.pattern.text)
        if (last := self._last) is not None and last < begin:
            raise Never("UNTIL")

    @property
    def pattern(self) -> Pattern:
        """The rule of the days, in parts."""
        return patterns.read(self.text)

    def times(self, works: Works = plain_weekdays, *, since: datetime.datetime | None = None) -> Iterator[Time]:
        """The times in order; with `since`, from a little before that moment on."""
        low = self._low(since, works) if since else None
        besides = sorted(self._besides(low), key=lambda time: time.at)
        ours = heapq.merge(self._moved(works, low), besides, key=lambda time: time.at)
        for _at, same in itertools.groupby(ours, key=lambda time: time.at):
            time, *others = same
            yield time._replace(merged=(*time.merged, *(each.day for each in others)))

    def after(self, moment: datetime.datetime, works: Works = plain_weekdays) -> datetime.datetime | None:
        """The first time later than the moment, in UTC; None when there is none any more."""
        found = self.upcoming(1, moment, works)
        return found[0].at if found else None

    def between(
        self, begin: datetime.datetime, end: datetime.datetime, most: int, works: Works = plain_weekdays
    ) -> list[datetime.datetime]:
        """The times from the beginning on, which is included, to the end, which is not; at most so many."""
        found = (time.at for time in self.times(works, since=begin) if time.at >= begin)
        return list(itertools.islice(itertools.takewhile(lambda at: at < end, found), most))

    def upcoming(self, most: int, after: datetime.datetime | None = None, works: Works = plain_weekdays) -> list[Time]:
        """The next times after the moment, or the first ones of all."""
        found = (time for time in self.times(works, since=after) if after is None or time.at > after)
        return list(itertools.islice(found, most))

    def stored(self) -> dict[str, Any]:
        """The rule as it is kept; `read` gives it back."""
        return {
            "rule": self.pattern.text,
            "first": self.first.isoformat(timespec="minutes"),
            "zone": self.zone,
            "days_off": self.days_off,
            "without": [day.isoformat() for day in self.without],
            "besides": [each.isoformat(timespec="minutes") for each in self.besides],
        }

    @functools.cached_property
    def _last(self) -> datetime.date | None:
        """The last day on which the rule's own end leaves the clock time."""
        until = self.pattern.until
        if not isinstance(until, datetime.datetime):
            return until
        if until.tzinfo is not None:
            until = until.astimezone(_zone(self.zone)).replace(tzinfo=None)
        return until.date() if self.first.time() <= until.time() else until.date() - ONE_DAY

    def _low(self, moment: datetime.datetime, works: Works) -> datetime.date:
        """The earliest day of the rule that may be moved to this moment or later."""
        day = moment.astimezone(_zone(self.zone)).date() - ONE_DAY
        if self.days_off == "next" and day > self.first.date():
            for _n in range(LONGEST_CLOSED_DAYS):
                if works(day - ONE_DAY) or day <= self.first.date():
                    break
                day -= ONE_DAY
        return day

    def _moved(self, works: Works, low: datetime.date | None) -> Iterator[Time]:
        without = frozenset(self.without)
        planned = (
            (self._day(day, works), day)
            for day in self.pattern.days(self.first.date(), since=low, last=self._last, works=works)
            if day not in without
        )
        kept = ((day, meant) for day, meant in planned if day is not None)
        for day, group in itertools.groupby(kept, key=lambda pair: pair[0]):
            meant = sorted((each[1] for each in group), key=lambda each: (each != day, each))
            yield self._time(datetime.datetime.combine(day, self.first.time()), meant[0], *meant[1:])

    def _day(self, day: datetime.date, works: Works) -> datetime.date | None:
        if self.days_off == "as_is" or works(day):
            return day
        if self.days_off == "skip":
            return None
        step = ONE_DAY if self.days_off == "next" else -ONE_DAY
        near = (day + n * step for n in range(1, LONGEST_CLOSED_DAYS))
        return next((each for each in near if works(each)), day)

    def _besides(self, low: datetime.date | None) -> Iterator[Time]:
        for local in set(self.besides):
            if local.date() not in self.without and (low is None or local.date() >= low):
                yield self._time(local, local.date())

    def _time(self, local: datetime.datetime, meant: datetime.date, *merged: datetime.date) -> Time:
        zone = _zone(self.zone)
        at = zones.at(local.date(), local.time(), zone)
        return Time(at, at.astimezone(zone).replace(tzinfo=None), meant, merged)


def read(stored: Mapping[str, Any]) -> Rule:
    """The rule of what `Rule.stored` gave; a RecurrenceError if it is none."""
    try:
        return Rule(
            str(stored["rule"]),
            datetime.datetime.fromisoformat(stored["first"]),
            str(stored["zone"]),
            stored.get("days_off") or "as_is",
            tuple(datetime.date.fromisoformat(each) for each in stored.get("without") or ()),
            tuple(datetime.datetime.fromisoformat(each) for each in stored.get("besides") or ()),
        )
    except RecurrenceError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)[:60]) from None


@functools.lru_cache(maxsize=1024)
def _zone(name: str) -> datetime.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unreadable(f"zone={name}"[:60]) from None
