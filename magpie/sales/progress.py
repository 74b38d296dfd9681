"""The targets of a period and how far they are achieved, as far as somebody may read them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.sales import performance, rules
from magpie.sales.models import Target
from magpie.sales.models.performance import MEASURES


@dataclass(frozen=True)
class Item:
    """A target; `expected` is the part of its value due by today, if it grew evenly."""

    target: Target
    measure_label: str
    value: Decimal
    achieved: Decimal
    expected: Decimal


@dataclass(frozen=True)
class Progress:
    """The targets of a period; `ends_on` is its last day."""

    starts_on: datetime.date
    ends_on: datetime.date
    items: list[Item]


def of(actor: Actor, period: str, day: datetime.date, *, mine: bool = False) -> Progress:
    """The targets of the period around a day that the actor may read, with what has been achieved until now."""
    start, end = rules.period_of(period, day)
    found = access.visible(actor, objects.get("target")).filter(period=period, starts_on=start)
    if mine:
        found = found.filter(person=actor.user_id)
    targets: list[Target] = list(found.select_related("person", "team").order_by("measure", "team_id", "person_id"))
    known: dict[performance.Question, dict[int, Decimal]] = {}
    labels = {value: str(label) for value, label in MEASURES}
    passed = _passed(start, end)
    items = []
    for target in targets:
        question = performance.Question(target.measure, start, end, target.currency, target.product)
        if question not in known:
            known[question] = performance.achieved(question)
        people = [target.person_id] if target.person_id else performance.people_of(target.team_id or 0)
        value = target.value or Decimal()
        achieved = sum((known[question].get(user_id, Decimal()) for user_id in people), Decimal())
        expected = (value * passed).quantize(Decimal("0.01"))
        items.append(Item(target, labels[target.measure], value, achieved, expected))
    return Progress(start, end - datetime.timedelta(days=1), items)


def _passed(start: datetime.date, end: datetime.date) -> Decimal:
    """The part of the period that has passed at the end of today, from 0 to 1."""
    days = (timezone.localdate() - start).days + 1
    return Decimal(max(0, min(days, (end - start).days))) / (end - start).days
