"""When a repeated meeting takes place: days by RFC 5545, clocks as they show in the zone, so that summer time is no
matter.  Plain functions; no database, no clock.
"""

from __future__ import annotations

import datetime
import itertools
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from magpie.lib import recurrence_pattern, zones
from magpie.lib.recurrence_pattern import WEEKDAYS

MOST_TIMES = 400
FURTHEST_DAYS = 400
LONGEST_SEARCH_DAYS = 3700
Every = Literal["day", "workday", "week", "month", "month_weekday", "year"]
_FREQUENCIES = {
    "day": "DAILY", "workday": "WEEKLY", "week": "WEEKLY", "month": "MONTHLY", "month_weekday": "MONTHLY",
    "year": "YEARLY",
}  # fmt: skip


class Repeat(BaseModel):
    """A rule of repetition.  `weekdays` (0 is Monday) count for weeks; without an end it goes on."""

    every: Every = "week"
    interval: int = Field(default=1, ge=1, le=99)
    weekdays: list[int] = Field(default_factory=list, max_length=7)
    until: datetime.date | None = None

    @model_validator(mode="after")
    def _weekdays_exist(self) -> Repeat:
        if any(not 0 <= day <= 6 for day in self.weekdays):
            raise ValueError("weekdays are 0 to 6")
        self.weekdays = sorted(set(self.weekdays))
        return self

    def stored(self) -> dict[str, Any]:
        """The rule as it is kept."""
        return self.model_dump(mode="json")


def as_text(repeat: Repeat, first: datetime.date) -> str:
    """The rule as RFC 5545 writes it."""
    text = f"FREQ={_FREQUENCIES[repeat.every]};INTERVAL={repeat.interval}"
    if repeat.every == "workday":
        text += ";BYDAY=MO,TU,WE,TH,FR"
    elif repeat.every == "week":
        text += ";BYDAY=" + ",".join(WEEKDAYS[day] for day in repeat.weekdays or [first.weekday()])
    elif repeat.every == "month_weekday":
        number = (first.day - 1) // 7 + 1
        text += f";BYDAY={-1 if number == 5 else number}{WEEKDAYS[first.weekday()]}"
    return text + (f";UNTIL={repeat.until:%Y%m%d}T235959" if repeat.until else "")


def days(repeat: Repeat, first: datetime.date, last: datetime.date, most: int = MOST_TIMES) -> list[datetime.date]:
    """The days of the rule from the first to the last, both included, at most so many."""
    end = min(last, repeat.until) if repeat.until else last
    end = min(end, first + datetime.timedelta(days=LONGEST_SEARCH_DAYS))
    return list(itertools.islice(recurrence_pattern.read(as_text(repeat, first)).days(first, last=end), most))


def moment(day: datetime.date, clock: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """When the meeting of that day begins."""
    return zones.at(day, clock, zone)


def moved(repeat: Repeat, by: int) -> Repeat:
    """The rule when each meeting is that many days later; weekdays go along."""
    return repeat.model_copy(update={"weekdays": sorted({(day + by) % 7 for day in repeat.weekdays})})
