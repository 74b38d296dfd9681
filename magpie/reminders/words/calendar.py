"""A day that was understood, and the arithmetic of days, months and their names."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from magpie.lib.recurrence_pattern import Works
from magpie.reminders.words import numbers

ONE_DAY = datetime.timedelta(days=1)
CHINESE_DAYS = "一二三四五六日天1234567末"
WEEKDAY_NAMES = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
SURE_WEEKDAYS = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri"
MONTH_NAMES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Day:
    """A day.  `rolls`: what is added when its time is over already; `closes`: the words mean the closing of it."""

    date: datetime.date
    rolls: Literal["", "week", "month", "year"] = ""
    closes: bool = False
    named: bool = True  # a certain day, not a part of a week or month


@dataclass(frozen=True)
class Today:
    """What days are counted from."""

    date: datetime.date
    works: Works


class NoSuchDay(ValueError):
    """The words name a day that no calendar has."""


def weekday_of(name: str) -> int:
    """0 for Monday, from 周一's 一, or from an English name."""
    if name[:3] in _WEEKDAYS:
        return _WEEKDAYS.index(name[:3])
    return {"日": 6, "天": 6, "末": 5}.get(name, numbers.whole(name) - 1)


def month_of(name: str) -> int:
    """1 for January, from an English name."""
    return _MONTHS.index(name[:3]) + 1


def last_working(begin: datetime.date, end: datetime.date, works: Works) -> datetime.date:
    """The last working day of these, or the last day if none is worked."""
    day = end
    while day >= begin:
        if works(day):
            return day
        day -= ONE_DAY
    return end


def first_working(begin: datetime.date, works: Works) -> datetime.date:
    """The first working day from this one on; the day itself if there is none for a year."""
    return next((begin + n * ONE_DAY for n in range(370) if works(begin + n * ONE_DAY)), begin)


def on(year: int, month: int, day: int) -> datetime.date:
    """That date; NoSuchDay or a ValueError if there is none, or in another century."""
    if not 1900 <= year <= 2200:
        raise NoSuchDay
    return datetime.date(year, month, day)


def year_of(text: str | None, today: Today) -> int | None:
    """The year of 2027, 27, 明 or next."""
    if not text:
        return None
    words = {"今": 0, "明": 1, "后": 2, "this": 0, "next": 1}
    if text in words:
        return today.date.year + words[text]
    number = int(text)
    return number + 2000 if number < 100 else number


def this_day(day: int, year: int, month: int) -> datetime.date:
    """That day of the month, or of the next one that has it."""
    for _n in range(12):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            year, month = next_month(year, month)
    raise NoSuchDay


def next_month(year: int, month: int) -> tuple[int, int]:
    """The year and month after this one."""
    return year + month // 12, month % 12 + 1
