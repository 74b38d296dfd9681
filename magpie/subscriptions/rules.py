"""When a subscription has something to tell, and how a figure has changed.  Plain functions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PAUSES_MINUTES = (1, 5, 15, 60, 180)  # between the tries of what could not be made
LATE_FROM_SECONDS = 120


class Condition(BaseModel):
    """Only if something has changed, only if there are rows, or only if a figure passes a value."""

    model_config = ConfigDict(extra="forbid")
    when: Literal["changed", "rows", "figure"]
    figure: str = Field("", max_length=120)
    compare: Literal["above", "below", "changed_by", "changed_by_percent"] = "above"
    value: Decimal = Field(Decimal(), max_digits=20, decimal_places=6)


def has_something(
    condition: Condition | None,
    *,
    figures: Mapping[str, Decimal],
    rows: int,
    digest: str,
    last_figures: Mapping[str, Decimal] | None,
    last_digest: str,
) -> bool:
    """Whether it is to be told.  `last_…` is what was told last; None if nothing was yet: then all is a change."""
    if condition is None:
        return True
    if condition.when == "rows":
        return rows > 0
    if condition.when == "changed":
        return last_figures is None or digest != last_digest
    now = figures.get(condition.figure, Decimal())
    if condition.compare == "above":
        return now > condition.value
    if condition.compare == "below":
        return now < condition.value
    if last_figures is None:
        return True
    before = last_figures.get(condition.figure, Decimal())
    if condition.compare == "changed_by":
        return abs(now - before) > condition.value
    if before == 0:
        return now != 0
    return abs(now - before) / abs(before) * 100 > condition.value


def change(now: Decimal, before: Decimal | None, *, in_percent: bool) -> str:
    """How a figure has changed: "▲ 12", "▼ 3 %"; nothing where it has not or is new."""
    if before is None or now == before:
        return ""
    arrow = "▲" if now > before else "▼"
    span = abs(now - before)
    if not in_percent or before == 0:
        return f"{arrow} {span.normalize():,f}"
    part = span / abs(before) * 100
    shown = f"{part:.0f}" if part >= 10 else f"{part:.1f}".rstrip("0").rstrip(".")
    return f"{arrow} {shown if shown != '0' else '<0.1'} %"


def numbers(stored: Mapping[str, object]) -> dict[str, Decimal]:
    """Figures as they were kept, as numbers."""
    found: dict[str, Decimal] = {}
    for name, text in stored.items():
        try:
            found[name] = Decimal(str(text))
        except InvalidOperation:
            continue
    return found


def next_try(attempts: int) -> datetime.timedelta | None:
    """How long to wait after so many tries; None when it is to be given up."""
    return datetime.timedelta(minutes=PAUSES_MINUTES[attempts - 1]) if attempts <= len(PAUSES_MINUTES) else None
