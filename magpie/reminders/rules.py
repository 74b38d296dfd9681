"""When a reminder is told and to whom: plain functions, no database, no clock."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Moment = datetime.datetime
LONGEST_REPEAT_MINUTES = 7 * 24 * 60
LONGEST_CLOSED_DAYS = 370
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100  # a date outside is a slip of the pen


class Relative(BaseModel):
    """So long before or after a date of the record; at a time of day where the field has none."""

    model_config = ConfigDict(extra="forbid")
    field: str = Field(max_length=100)
    days: int = Field(default=0, ge=-3660, le=3660)
    minutes: int = Field(default=0, ge=-527_040, le=527_040)
    working: bool = False  # the days are working days
    at: datetime.time | None = None


class Rung(BaseModel):
    """One rung of a ladder: after so many rounds or minutes without an answer, these are told as well."""

    model_config = ConfigDict(extra="forbid")
    after_rounds: int | None = Field(default=None, ge=1, le=100)
    after_minutes: int | None = Field(default=None, ge=1, le=60 * 24 * 60)
    to: Literal["owner", "deputy", "manager", "creator", "user", "team"] = "owner"
    user: int | None = None
    team: int | None = None
    channels: list[Literal["popup", "email", "push", "sms", "robot"]] = Field(default_factory=list, max_length=5)
    urgent: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> Rung:
        if (self.after_rounds is None) == (self.after_minutes is None):
            raise ValueError("after")
        if (self.to == "user") != (self.user is not None) or (self.to == "team") != (self.team is not None):
            raise ValueError("to")
        return self


def rungs_taken(rungs: Sequence[Rung], taken: int, rounds: int, first_told_at: Moment | None, now: Moment) -> int:
    """How many rungs are taken now: they are taken in order, as soon as their time or number of rounds is reached."""
    while taken < len(rungs):
        rung = rungs[taken]
        if rung.after_rounds is not None:
            reached = rounds >= rung.after_rounds
        else:
            reached = first_told_at is not None and now >= first_told_at + _minutes(rung.after_minutes)
        if not reached:
            break
        taken += 1
    return taken


def next_rung_at(rungs: Sequence[Rung], taken: int, first_told_at: Moment) -> Moment | None:
    """When the next rung is reached by time alone."""
    if taken >= len(rungs) or rungs[taken].after_minutes is None:
        return None
    return first_told_at + _minutes(rungs[taken].after_minutes)


def step(day: datetime.date, count: int, works: Callable[[datetime.date], bool]) -> datetime.date:
    """So many working days later, or earlier if negative; a calendar that never works counts every day."""
    forward = datetime.timedelta(days=1 if count > 0 else -1)
    for _n in range(abs(count)):
        there = day + forward
        for _closed in range(LONGEST_CLOSED_DAYS):
            if works(there):
                break
            there += forward
        day = there
    return day


def is_plausible(day: datetime.date) -> bool:
    """Whether a date can be meant."""
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR


def _minutes(count: int | None) -> datetime.timedelta:
    return datetime.timedelta(minutes=count or 0)
