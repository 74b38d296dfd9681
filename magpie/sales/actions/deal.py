"""What is done around an opportunity: solving an obstacle, spreading a target over its months."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from magpie.platform import records
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused
from magpie.sales import rules
from magpie.sales.models import Obstacle, Target


class Solve(BaseModel):
    """How an obstacle was got out of the way."""

    solution: str = Field(title=gettext_noop("How it was solved"), min_length=1, max_length=1000)


@action("obstacle.solve", on="obstacle", position=10, label=_("Solve"), available_if={"field": "status", "is": "open"})
def solve_obstacle(obstacle: Obstacle, data: Solve, *, actor: Actor) -> Obstacle:
    """The obstacle is out of the way."""
    return records.update(obstacle, {"status": "solved", "solution": data.solution}, actor=actor)


@action(
    "target.spread",
    on="target",
    label=_("Spread over the months"),
    available_if={"field": "period", "in": ["year", "quarter"]},
)
def spread_target(target: Target, data: NoInput, *, actor: Actor) -> Target:
    """A target for each month of the period, in equal parts; months that have one keep it."""
    start, end = rules.period_of(target.period, target.starts_on)
    months = []
    while start < end:
        months.append(start)
        start = rules.period_of("month", start)[1]
    same = {
        "measure": target.measure,
        "person": target.person_id,
        "team": target.team_id,
        "product": target.product,
        "currency": target.currency,
        "period": "month",
    }
    there = set(Target.objects.filter(**same, starts_on__in=months).values_list("starts_on", flat=True))
    if len(there) == len(months):
        raise Refused(gettext("Every month of this period has a target already."))
    for month, value in zip(months, rules.spread(target.value, len(months)), strict=True):
        if month not in there:
            values = {**same, "starts_on": month, "value": value, "owner": target.owner_id}
            records.create(Target, values, actor=actor)
    return target
