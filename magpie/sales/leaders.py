"""The leader board: people in the order of what they achieved in a period, as far as somebody may read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.sales import performance, rules
from magpie.sales.models import Target


@dataclass(frozen=True)
class Leader:
    """Somebody's place; people with the same value share one.  The target is missing where it may not be read."""

    place: int
    person: User
    value: Decimal
    target: Decimal | None


@dataclass(frozen=True)
class Board:
    """The places of a period; `ends_on` is its last day."""

    starts_on: datetime.date
    ends_on: datetime.date
    leaders: list[Leader]


def of(actor: Actor, measure: str, period: str, day: datetime.date, currency: str) -> Board:
    """Everybody who has achieved something in the period around a day, or has a target for it, the most first."""
    start, end = rules.period_of(period, day)
    values = performance.achieved(performance.Question(measure, start, end, currency))
    same = {"measure": measure, "period": period, "starts_on": start, "product": "", "person__isnull": False}
    targets = dict(Target.objects.filter(**same, currency=currency).values_list("person_id", "value"))
    people = User.objects.filter(pk__in={*values, *targets}, is_active=True).select_related("team")
    ranked = sorted(people, key=lambda user: (-values.get(user.pk, Decimal()), str(user), user.pk))
    readable = set(access.visible(actor, objects.get("target")).values_list("person_id", flat=True))
    leaders: list[Leader] = []
    for at, user in enumerate(ranked, 1):
        value = values.get(user.pk, Decimal())
        place = leaders[-1].place if leaders and value == leaders[-1].value else at
        leaders.append(Leader(place, user, value, targets.get(user.pk) if user.pk in readable else None))
    return Board(start, end - datetime.timedelta(days=1), leaders)
