"""What was understood of a line of words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, NamedTuple

from magpie.lib.recurrence import DaysOff

Kind = Literal["promise", "reminder", "task", "meeting"]
What = Literal["when", "rule", "repeat", "ahead", "person", "kind", "days_off", "problem"]


class Span(NamedTuple):
    """A piece of the text, from `start` up to `end`, and what it was understood as."""

    start: int
    end: int
    what: What


class Problem(NamedTuple):
    """Words that name what does not exist: `no_such_day` (2月30日), `no_such_time` (25点), `never` (a rule)."""

    code: Literal["no_such_day", "no_such_time", "never"]
    words: str


@dataclass(frozen=True)
class Understood:
    """All times are local, of the zone that was given.

    `due` of a whole day is the opening of that day, or its closing when it has begun.  `past` is set when the words
    name a time that is over.  `rule` is the text of a recurrence and `due` its first time.
    """

    subject: str
    kind: Kind
    due: datetime.datetime | None = None
    ends: datetime.datetime | None = None
    all_day: bool = False
    past: bool = False
    rule: str | None = None
    days_off: DaysOff = "as_is"
    remind_every_minutes: int | None = None
    before_minutes: int | None = None
    people: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    problem: Problem | None = None
