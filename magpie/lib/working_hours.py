"""Arithmetic in working time: when something opens, and when so many hours or days of work have passed.

Opening hours are written as clocks show them and turned into moments day by day, so that a night on which the clocks
change is as long as it is.  A span contains its beginning and not its end.
"""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from magpie.lib import periods, public_holidays, zones

Hours = tuple[tuple[int, int], ...]  # spans of a day in minutes after midnight
Span = tuple[datetime.datetime, datetime.datetime]
Moment = datetime.datetime
Reason = Literal["week", "holiday", "moved", "special"]  # moved: a weekend day worked for a holiday
LONGEST_SEARCH_DAYS = 40_000
ONE_DAY = datetime.timedelta(days=1)
NOTHING = datetime.timedelta()
_BETWEEN_SPANS = re.compile(r"[,，;；、]|(?<=\d)\s+(?=\d)")
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")


class NeverOpen(ValueError):
    """So much working time does not come within a hundred years."""


def read_hours(text: str) -> Hours:
    """The spans of "09:00-12:00, 13:00-18:00", commas left out or not; ValueError if it is no such list, in order."""
    spans: list[tuple[int, int]] = []
    for part in _BETWEEN_SPANS.split(text):
        if not part.strip():
            continue
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError(part.strip())
        hour, minute, end_hour, end_minute = (int(n) for n in found.groups())
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        if minute > 59 or end_minute > 59 or not (spans[-1][1] if spans else 0) <= start < end <= 1440:
            raise ValueError(part.strip())
        spans.append((start, end))
    return tuple(spans)


def write_hours(hours: Hours) -> str:
    """The text that `read_hours` reads."""
    return ", ".join(f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in hours)


@dataclass(frozen=True, eq=False)
class WorkingHours:
    """A week of opening hours in a zone, with the days that differ: public holidays, and the company's own."""

    zone: datetime.tzinfo
    week: tuple[Hours, ...]  # seven, Monday first
    country: str = ""
    days: Mapping[datetime.date, Hours | None] = field(default_factory=dict)  # None: worked, with ordinary hours
    _spans: dict[datetime.date, tuple[Span, ...]] = field(default_factory=dict, repr=False)

    def hours_on(self, day: datetime.date) -> Hours:
        """The hours of a day.  A weekend day that is worked has those of the first working day of the week."""
        if day in self.days:
            own = self.days[day]
            return self._ordinary(day) if own is None else own
        published = public_holidays.of_year(self.country, day.year) if self.country else None
        if published is not None:
            if day in published.off:
                return ()
            if day in published.on:
                return self._ordinary(day)
        return self.week[day.weekday()]

    def reason_on(self, day: datetime.date) -> Reason:
        """Why the day has its hours."""
        if day in self.days:
            return "special"
        published = public_holidays.of_year(self.country, day.year) if self.country else None
        if published is not None and day in published.off:
            return "holiday"
        return "moved" if published is not None and day in published.on else "week"

    def _ordinary(self, day: datetime.date) -> Hours:
        return self.week[day.weekday()] or next((hours for hours in self.week if hours), ())

    def works_on(self, day: datetime.date) -> bool:
        """Whether anything of the day is worked."""
        return bool(self.hours_on(day))

    def spans_on(self, day: datetime.date) -> tuple[Span, ...]:
        """The moments between which the day is worked."""
        found = self._spans.get(day)
        if found is None:
            written = [
                (zones.after_midnight(day, start, self.zone), zones.after_midnight(day, end, self.zone))
                for start, end in self.hours_on(day)
            ]
            found = tuple(span for span in written if span[0] < span[1])
            if len(self._spans) > 20_000:
                self._spans.clear()
            self._spans[day] = found
        return found

    def day_of(self, moment: Moment) -> datetime.date:
        """The day that the moment lies in."""
        return moment.astimezone(self.zone).date()

    def is_working(self, moment: Moment) -> bool:
        """Whether this is working time."""
        return any(start <= moment < end for start, end in self.spans_on(self.day_of(moment)))

    def next_opening(self, moment: Moment) -> Moment:
        """The moment itself if it is working time, else when work begins next."""
        return next(max(start, moment) for start, _end in self._from(moment))

    def last_closing(self, moment: Moment) -> Moment:
        """The moment itself if it is working time, else when work ended last."""
        return next(min(end, moment) for _start, end in self._back_from(moment))

    def between(self, first: Moment, last: Moment) -> datetime.timedelta:
        """How much working time lies between two moments; negative if the second is the earlier one."""
        if last < first:
            return -self.between(last, first)
        total, day, end = NOTHING, self.day_of(first), self.day_of(last)
        while day <= end:
            for opens, closes in self.spans_on(day):
                total += max(NOTHING, min(closes, last) - max(opens, first))
            day += ONE_DAY
        return total

    def add(self, moment: Moment, amount: Mapping[str, int], sign: int = 1) -> Moment:
        """The moment moved by an amount of working time.

        Months and weeks pass as in the calendar, then the next working time counts; each day is a day on which work is
        done; hours, minutes and seconds count only while it is.
        """
        if wide := {unit: n for unit in ("months", "weeks") if (n := amount.get(unit, 0))}:
            moment = periods.shift(moment.astimezone(self.zone), wide, sign)
            moment = self.next_opening(moment) if sign > 0 else self.last_closing(moment)
        if days := amount.get("days", 0):
            moment = self._add_days(moment, sign * days)
        passing = datetime.timedelta(
            hours=amount.get("hours", 0), minutes=amount.get("minutes", 0), seconds=amount.get("seconds", 0)
        )
        if passing:
            moment = self._add_time(moment, passing) if sign > 0 else self._take_time(moment, passing)
        return moment.astimezone(datetime.UTC)

    def unpublished(self, first: Moment, last: Moment) -> list[int]:
        """The years between the two moments of which the public holidays are not known."""
        if not self.country:
            return []
        low, high = sorted((self.day_of(first).year, self.day_of(last).year))
        return [year for year in range(low, high + 1) if public_holidays.of_year(self.country, year) is None]

    def _from(self, moment: Moment) -> Iterator[Span]:
        """The spans that end after the moment."""
        day = self.day_of(moment)
        for _n in range(LONGEST_SEARCH_DAYS):
            for span in self.spans_on(day):
                if span[1] > moment:
                    yield span
            day = _next(day, 1)
        raise NeverOpen

    def _back_from(self, moment: Moment) -> Iterator[Span]:
        """The spans that began before the moment, the last first."""
        day = self.day_of(moment)
        for _n in range(LONGEST_SEARCH_DAYS):
            for span in reversed(self.spans_on(day)):
                if span[0] < moment:
                    yield span
            day = _next(day, -1)
        raise NeverOpen

    def _add_time(self, moment: Moment, left: datetime.timedelta) -> Moment:
        for start, end in self._from(moment):
            begin = max(start, moment)
            if end - begin >= left:
                return begin + left
            left -= end - begin
        raise NeverOpen  # pragma: no cover - the spans never end otherwise

    def _take_time(self, moment: Moment, left: datetime.timedelta) -> Moment:
        for start, end in self._back_from(moment):
            finish = min(end, moment)
            if finish - start >= left:
                return finish - left
            left -= finish - start
        raise NeverOpen  # pragma: no cover

    def _add_days(self, moment: Moment, days: int) -> Moment:
        if not self.is_working(moment):
            moment = self.next_opening(moment) if days > 0 else self.last_closing(moment)
        local = moment.astimezone(self.zone)
        day, left = local.date(), abs(days)
        if local.time() == datetime.time.min and not self.spans_on(day):  # the midnight at the end of a working day
            day, local = day - ONE_DAY, local.replace(hour=23, minute=59, second=59)
        for _n in range(LONGEST_SEARCH_DAYS):
            if not left:
                break
            day = _next(day, 1 if days > 0 else -1)
            left -= bool(self.spans_on(day))
        else:
            raise NeverOpen
        return self._within(day, zones.at(day, local.time(), self.zone))

    def _within(self, day: datetime.date, moment: Moment) -> Moment:
        """The moment, or the nearest working time of its day: in a break the end of it, late its closing."""
        spans = self.spans_on(day)
        index = bisect.bisect_right([end for _start, end in spans], moment)
        return spans[-1][1] if index == len(spans) else max(moment, spans[index][0])


def _next(day: datetime.date, step: int) -> datetime.date:
    try:
        return day + step * ONE_DAY
    except OverflowError:
        raise NeverOpen from None
