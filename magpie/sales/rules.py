"""Decisions of sales: whose turn it is, who gave a lead, what follows from a stage.

Values in, values out; no Django, no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

USUAL_STAGES = (
    ("Prospecting", "初步接触", 10, "open"),
    ("Qualification", "需求确认", 20, "open"),
    ("Proposal", "方案报价", 50, "open"),
    ("Negotiation", "商务谈判", 80, "open"),
    ("Closed won", "赢单", 100, "won"),
    ("Closed lost", "输单", 0, "lost"),
)
OPEN_STATUSES = ("new", "working", "qualified")


@dataclass(frozen=True)
class Person:
    """Somebody who might receive work; present means may sign in and not away."""

    user_id: int
    is_present: bool
    deputy_id: int | None = None
    deputy_is_present: bool = False


@dataclass(frozen=True)
class Turn:
    """One member of a territory and when a lead was last given in their turn."""

    member_id: int
    person: Person
    position: int
    last_given_at: datetime | None


def stand_in(person: Person) -> int | None:
    """Who takes what is meant for this person: themselves, their deputy while they are away, or nobody."""
    if person.is_present:
        return person.user_id
    return person.deputy_id if person.deputy_is_present else None


def choose(turns: Iterable[Turn], excluded: Collection[int] = ()) -> tuple[int, int] | None:
    """(member, receiver) of the next turn: never given first, then least recently given; None if nobody can.

    An excluded person neither receives a lead nor has their turn taken by a deputy.
    """
    for turn in sorted(turns, key=_order):
        receiver = stand_in(turn.person)
        if receiver is not None and receiver not in excluded and turn.person.user_id not in excluded:
            return turn.member_id, receiver
    return None


def _order(turn: Turn) -> tuple[bool, float, int, int]:
    given = turn.last_given_at
    return given is not None, given.timestamp() if given else 0.0, turn.position, turn.member_id


def giver(*, acting: int | None, former: int | None, creator: int | None, is_passed_on: bool) -> int | None:
    """Who counts as having handed a lead over, and so may see what becomes of it.

    A lead passed on, because the receiver did not want it or did not move, still comes from whoever first gave it.
    """
    if is_passed_on and former:
        return former
    return acting or former or creator


def probability(kind: str, of_stage: int) -> int:
    """The probability of an opportunity that has just come into a stage of this kind."""
    return {"won": 100, "lost": 0}.get(kind, of_stage)


def hours_between(start: datetime, end: datetime) -> float:
    """Hours with one decimal, never negative."""
    return max(0.0, round((end - start).total_seconds() / 3600, 1))


def score(points: Iterable[int]) -> int:
    """The sum of the points, from 0 to 100."""
    return max(0, min(100, sum(points)))


def grade(score: int) -> str:
    """a from 75 points, b from 50, c from 25, else d."""
    return "a" if score >= 75 else "b" if score >= 50 else "c" if score >= 25 else "d"


def forecast_category(kind: str, of_stage: int) -> str:
    """The category of an opportunity that has just come into a stage of this kind and probability."""
    if kind != "open":
        return {"won": "closed", "lost": "omitted"}.get(kind, "pipeline")
    return "commit" if of_stage >= 80 else "best_case" if of_stage >= 50 else "pipeline"


def period_of(period: str, day: date) -> tuple[date, date]:
    """First day of the month, quarter or year around this day, and the first day after it."""
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    first = (day.month - 1) // months * months
    start = date(day.year, first + 1, 1)
    after = first + months
    return start, date(day.year + after // 12, after % 12 + 1, 1)


def spread(value: Decimal, parts: int) -> list[Decimal]:
    """The value in equal parts with two decimals; the last one takes what rounding leaves."""
    each = (value / parts).quantize(Decimal("0.01"))
    return [*[each] * (parts - 1), value - each * (parts - 1)]
