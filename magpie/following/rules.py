"""The parts of a notice rule, and when its summaries are due.  Plain functions: values in, values out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["created", "updated", "deleted", "entered", "left", "note", "action", "event"]
HAPPENINGS: tuple[Kind, ...] = ("created", "updated", "deleted", "entered", "left", "note", "action", "event")
USUAL_CLOCK = datetime.time(17, 30)
FURTHEST_DAYS = 30  # a summary that no day of a month allows is not due


class Happening(BaseModel):
    """What has to happen: for "updated", of which fields, and of a single one from and to which stored values."""

    model_config = ConfigDict(extra="forbid")
    on: Kind
    fields: list[str] = Field(default=[], max_length=50)
    before: list[str] = Field(default=[], max_length=200)
    after: list[str] = Field(default=[], max_length=200)
    name: str = Field(default="", max_length=100)  # of the action, or the kind of named event


class Receiver(BaseModel):
    """Who is told: people, or a path from the record ("owner", "account.owner") to people or their managers."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["user", "role", "team", "team_manager", "field", "manager", "followers"]
    id: int | None = Field(default=None, gt=0, lt=2**63)
    path: str = Field(default="", max_length=200)


def as_word(value: Any) -> str:
    """A stored value as the lists `before` and `after` of a happening write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def goes(happening: Happening, old: Any, new: Any) -> bool:
    """Whether a field's change leads from and to the values that were named; without names any change does."""
    if old == new:
        return False
    from_here = not happening.before or as_word(old) in happening.before
    return from_here and (not happening.after or as_word(new) in happening.after)


def last_due(
    timing: str,
    clock: datetime.time,
    weekday: int,
    now: datetime.datetime,
    zone: datetime.tzinfo,
    works_on: Callable[[datetime.date], bool],
) -> datetime.datetime | None:
    """The latest moment, not after now, at which a summary was due; None if there was none within a month.

    A daily one keeps to working days (make-up days count, holidays do not); a weekly one that falls on a day off is due
    on the next working day.
    """
    local = now.astimezone(zone)
    for back in range(FURTHEST_DAYS):
        day = local.date() - datetime.timedelta(days=back)
        moment = datetime.datetime.combine(day, clock, zone)
        if moment <= now and _is_day(timing, weekday, day, works_on):
            return moment
    return None


def _is_day(timing: str, weekday: int, day: datetime.date, works_on: Callable[[datetime.date], bool]) -> bool:
    if not works_on(day):
        return False
    if timing == "daily":
        return True
    for _n in range(FURTHEST_DAYS):  # the day itself, or the first working day after it
        if day.weekday() == weekday:
            return True
        day -= datetime.timedelta(days=1)
        if works_on(day):
            return False
    return False
