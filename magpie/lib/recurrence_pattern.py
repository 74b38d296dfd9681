"""The text of a recurrence, as RFC 5545 writes rules, and the days that it means.

Beside the standard's rules there are two of offices, which need a calendar of working days: `FREQ=WORKDAY` (every
n-th working day) and `BYWORKDAY` in months and years (the first or last working day, or the n-th).  The days are found
period by period and the search ends after `LONGEST_SEARCH_YEARS`, so that no text keeps a process busy.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

Works = Callable[[datetime.date], bool]
LONGEST_SEARCH_YEARS = 60
MOST_TIMES = 10_000
WIDEST_INTERVAL = 999
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY", "WORKDAY")
ONE_DAY = datetime.timedelta(days=1)
_OTHERS = ("BYHOUR", "BYMINUTE", "BYSECOND", "BYWEEKNO", "BYYEARDAY", "BYEASTER", "RSCALE", "SKIP")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?")


class RecurrenceError(ValueError):
    """A recurrence that cannot be: `code` says why, `part` is the piece of text at fault."""

    code = "unreadable"

    def __init__(self, part: str = "") -> None:
        super().__init__(f"{self.code}: {part}")
        self.part = part


class Unreadable(RecurrenceError):
    """This is no rule, or a part of it says nothing."""


class TooFrequent(RecurrenceError):
    """Every hour or every minute: a recurrence has days; what comes more often is asked for in another way."""

    code = "too_frequent"


class NotSupported(RecurrenceError):
    """A part of the standard that is not known here."""

    code = "not_supported"


class Contradiction(RecurrenceError):
    """A part that cannot stand beside the others."""

    code = "contradiction"


class OutOfRange(RecurrenceError):
    """A number or a day outside of what there is."""

    code = "out_of_range"


class Never(RecurrenceError):
    """There is no such day, as the 30th of February."""

    code = "never"


def plain_weekdays(day: datetime.date) -> bool:
    """Monday to Friday: the working days of a company that has said nothing."""
    return day.weekday() < 5


@dataclass(frozen=True)
class Pattern:
    """A rule in parts.  Weekdays are (ordinal or 0, 0 for Monday); `until` is a day, a local time, or a time in UTC."""

    every: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    work_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0
    count: int | None = None
    until: datetime.date | datetime.datetime | None = None

    @property
    def text(self) -> str:
        """The rule as it is kept; reading it gives the same pattern."""
        parts = [f"FREQ={self.every}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.months:
            parts.append("BYMONTH=" + _joined(self.months))
        if self.month_days:
            parts.append("BYMONTHDAY=" + _joined(self.month_days))
        if self.work_days:
            parts.append("BYWORKDAY=" + _joined(self.work_days))
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{n or ''}{WEEKDAYS[day]}" for n, day in self.weekdays))
        if self.positions:
            parts.append("BYSETPOS=" + _joined(self.positions))
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append("UNTIL=" + _written_until(self.until))
        return ";".join(parts)

    @property
    def is_standard(self) -> bool:
        """Whether other programs understand the text."""
        return self.every != "WORKDAY" and not self.work_days

    @property
    def keeps_to_working_days(self) -> bool:
        """Whether all its days are worked anyway."""
        return not self.is_standard

    def filled(self, first: datetime.date) -> Pattern:
        """The pattern with what it leaves to its first day: the weekday, the day of the month, the month."""
        if self.weekdays or self.month_days or self.work_days:
            return self
        if self.every == "WEEKLY":
            return replace(self, weekdays=((0, first.weekday()),))
        if self.every == "MONTHLY":
            return replace(self, month_days=(first.day,))
        if self.every == "YEARLY":
            return replace(self, months=self.months or (first.month,), month_days=(first.day,))
        return self

    def days(
        self,
        first: datetime.date,
        *,
        since: datetime.date | None = None,
        last: datetime.date | None = None,
        works: Works = plain_weekdays,
    ) -> Iterator[datetime.date]:
        """The days from the first on, in order; `since` leaves earlier ones out, `last` is included.  `until` is left
        to the caller, who knows the clock and the zone.
        """
        low = max(first, since or first)
        furthest = datetime.date(min(low.year + LONGEST_SEARCH_YEARS, 9998), 12, 31)
        last = min(last, furthest) if last else furthest
        found = (
            self._working_days(first, low, last, works)
            if self.every == "WORKDAY"
            else self.filled(first)._calendar_days(first, low, last, works)  # noqa: SLF001 - a copy of itself
        )
        for number, day in enumerate(found):
            if day > last or (self.count is not None and number >= self.count):
                return
            if day >= low:
                yield day

    def _working_days(
        self, first: datetime.date, low: datetime.date, last: datetime.date, works: Works
    ) -> Iterator[datetime.date]:
        day = low if self.interval == 1 and self.count is None else first
        number = 0
        while day <= last:
            if works(day):
                if number % self.interval == 0:
                    yield day
                number += 1
            day += ONE_DAY

    def _calendar_days(
        self, first: datetime.date, low: datetime.date, last: datetime.date, works: Works
    ) -> Iterator[datetime.date]:
        start = low if self.count is None else first
        number = max(0, self._periods(first, start) // self.interval)
        while True:
            try:
                period = self._period(first, number * self.interval)
            except (ValueError, OverflowError):
                return
            if period[0] > last:
                return
            yield from (day for day in self._chosen(period, works) if day >= first)
            number += 1

    def _periods(self, first: datetime.date, day: datetime.date) -> int:
        """How many periods begin between the two days."""
        if self.every == "DAILY":
            return (day - first).days
        if self.every == "WEEKLY":
            return (day - self._monday(first)).days // 7
        if self.every == "MONTHLY":
            return day.year * 12 + day.month - first.year * 12 - first.month
        return day.year - first.year

    def _period(self, first: datetime.date, number: int) -> list[datetime.date]:
        """The days of the period so many after that of the first day, as far as months leave them."""
        if self.every == "DAILY":
            return [first + number * ONE_DAY]
        if self.every == "WEEKLY":
            begin = self._monday(first) + 7 * number * ONE_DAY
            return [begin + n * ONE_DAY for n in range(7)]
        if self.every == "MONTHLY":
            year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
            return _days_of_month(year, month + 1)
        year = first.year + number
        return [day for month in self.months or range(1, 13) for day in _days_of_month(year, month)]

    def _monday(self, day: datetime.date) -> datetime.date:
        return day - (day.weekday() - self.week_start) % 7 * ONE_DAY

    def _chosen(self, period: list[datetime.date], works: Works) -> list[datetime.date]:
        days = [day for day in period if not self.months or day.month in self.months]
        if self.month_days:
            days = [day for day in days if self._has_number(day)]
        if self.weekdays:
            plain = {day for n, day in self.weekdays if not n}
            numbered = {day for group in self._groups(period) for day in self._numbered(group)}
            days = [day for day in days if day.weekday() in plain or day in numbered]
        if self.work_days:
            wanted = {
                day
                for group in self._groups(days)
                for day in _at_positions([day for day in group if works(day)], self.work_days)
            }
            days = [day for day in days if day in wanted]
        return _at_positions(days, self.positions) if self.positions else days

    def _has_number(self, day: datetime.date) -> bool:
        return day.day in self.month_days or day.day - _length(day.year, day.month) - 1 in self.month_days

    def _numbered(self, group: list[datetime.date]) -> Iterator[datetime.date]:
        for n, weekday in self.weekdays:
            if n:
                yield from _at_positions([day for day in group if day.weekday() == weekday], (n,))

    def _groups(self, period: list[datetime.date]) -> list[list[datetime.date]]:
        """In what "the second Tuesday" is counted: the month, or the year if no months are named."""
        if self.every != "YEARLY" or not self.months:
            return [period]
        return [[day for day in period if day.month == month] for month in self.months]


@functools.lru_cache(maxsize=2048)
def read(text: str) -> Pattern:
    """The pattern of a text, with or without "RRULE:"; a RecurrenceError if it is none."""
    given: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").strip(";").split(";"):
        name, _equals, value = part.partition("=")
        if not name.isalpha() or not value or name in given:
            raise Unreadable(part[:60])
        given[name] = value
    every = given.pop("FREQ", "")
    if every in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise TooFrequent(f"FREQ={every}")
    if every not in FREQUENCIES:
        raise Unreadable(f"FREQ={every}"[:60])
    for name in given:
        if name in _OTHERS:
            raise NotSupported(name)
    pattern = Pattern(
        every,
        interval=_number("INTERVAL", given.pop("INTERVAL", "1"), 1, WIDEST_INTERVAL),
        weekdays=_by_day(given.pop("BYDAY", "")),
        month_days=_numbers("BYMONTHDAY", given.pop("BYMONTHDAY", ""), -31, 31),
        months=tuple(sorted(_numbers("BYMONTH", given.pop("BYMONTH", ""), 1, 12))),
        work_days=_numbers("BYWORKDAY", given.pop("BYWORKDAY", ""), -23, 23),
        positions=_numbers("BYSETPOS", given.pop("BYSETPOS", ""), -366, 366),
        week_start=_weekday("WKST", given.pop("WKST", "MO")),
        count=_number("COUNT", given.pop("COUNT"), 1, MOST_TIMES) if "COUNT" in given else None,
        until=_until(given.pop("UNTIL")) if "UNTIL" in given else None,
    )
    if given:
        raise Unreadable(next(iter(given))[:60])
    _check(pattern)
    return pattern


def _check(pattern: Pattern) -> None:
    if pattern.count is not None and pattern.until is not None:
        raise Contradiction("COUNT, UNTIL")
    by = {
        "BYDAY": pattern.weekdays, "BYMONTHDAY": pattern.month_days, "BYMONTH": pattern.months,
        "BYWORKDAY": pattern.work_days, "BYSETPOS": pattern.positions,
    }  # fmt: skip
    given = [name for name, value in by.items() if value]
    if pattern.every == "WORKDAY" and given:
        raise Contradiction(f"FREQ=WORKDAY, {given[0]}")
    if pattern.month_days and pattern.every == "WEEKLY":
        raise Contradiction("FREQ=WEEKLY, BYMONTHDAY")
    if any(n for n, _day in pattern.weekdays):
        if pattern.every not in ("MONTHLY", "YEARLY"):
            raise Contradiction(f"FREQ={pattern.every}, BYDAY")
        if (pattern.every == "MONTHLY" or pattern.months) and any(abs(n) > 5 for n, _day in pattern.weekdays):
            raise OutOfRange("BYDAY")
    if pattern.work_days:
        if pattern.every not in ("MONTHLY", "YEARLY"):
            raise Contradiction(f"FREQ={pattern.every}, BYWORKDAY")
        if pattern.weekdays or pattern.month_days or pattern.positions:
            raise Contradiction(f"BYWORKDAY, {next(name for name in given if name not in ('BYMONTH', 'BYWORKDAY'))}")
    if pattern.positions and not (pattern.weekdays or pattern.month_days or pattern.months):
        raise Contradiction("BYSETPOS")


def _by_day(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for part in text.split(",") if text else ():
        match = _BY_DAY.fullmatch(part)
        if match is None:
            raise Unreadable(f"BYDAY={part}"[:60])
        number = int(match[1] or 0)
        if (match[1] and not number) or abs(number) > 53:
            raise OutOfRange("BYDAY")
        found.append((number, WEEKDAYS.index(match[2])))
    return tuple(sorted(set(found), key=lambda each: (each[1], each[0])))


def _weekday(name: str, text: str) -> int:
    if text not in WEEKDAYS:
        raise Unreadable(f"{name}={text}"[:60])
    return WEEKDAYS.index(text)


def _number(name: str, text: str, least: int, most: int) -> int:
    if re.fullmatch(r"[+-]?[0-9]{1,9}", text) is None:
        raise Unreadable(f"{name}={text}"[:60])
    if not least <= int(text) <= most:
        raise OutOfRange(name)
    return int(text)


def _numbers(name: str, text: str, least: int, most: int) -> tuple[int, ...]:
    found = sorted({_number(name, part, least, most) for part in text.split(",")} if text else ())
    if 0 in found:
        raise OutOfRange(name)
    return tuple(sorted(found, key=lambda number: (number < 0, number)))


def _until(text: str) -> datetime.date | datetime.datetime:
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise Unreadable(f"UNTIL={text}"[:60])
    try:
        if match[4] is None:
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        numbers = [int(match[n]) for n in range(1, 7)]
        zone = datetime.UTC if match[7] else None
        return datetime.datetime(*numbers[:5], min(numbers[5], 59), tzinfo=zone)  # type: ignore[misc,arg-type]
    except ValueError:
        raise OutOfRange("UNTIL") from None


def _written_until(until: datetime.date | datetime.datetime) -> str:
    if not isinstance(until, datetime.datetime):
        return f"{until.year:04d}{until:%m%d}"
    return f"{until.year:04d}{until:%m%dT%H%M%S}{'Z' if until.tzinfo else ''}"


def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)


def _length(year: int, month: int) -> int:
    return (datetime.date(year + month // 12, month % 12 + 1, 1) - ONE_DAY).day


def _days_of_month(year: int, month: int) -> list[datetime.date]:
    return [datetime.date(year, month, day) for day in range(1, _length(year, month) + 1)]


def _at_positions(days: list[datetime.date], positions: tuple[int, ...]) -> list[datetime.date]:
    """The days at these places, counted from 1, or from the end if negative."""
    chosen = {n - 1 if n > 0 else len(days) + n for n in positions}
    return [day for number, day in enumerate(days) if number in chosen]
