"""Declares scoring rules, targets and the adjustments of the forecast."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import filters, objects
from magpie.platform.actor import Actor
from magpie.sales import rules, scoring
from magpie.sales.models import ForecastAdjustment, ScoreRule, Target


def _check_rule(values: dict[str, Any], rule: ScoreRule | None) -> dict[str, str]:
    try:
        filters.parse(objects.get("lead"), values.get("filter"))
    except filters.FilterError as error:
        return {"filter": str(error)}
    if not -100 <= (values.get("points") or 0) <= 100:
        return {"points": now_("Enter a number from -100 to 100.")}
    return {}


def _of_rule(rule: ScoreRule, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """All open leads are scored again by a worker, once the change is there."""
    scoring.score_all.defer()
    return {}


def _check_target(values: dict[str, Any], target: Target | None) -> dict[str, str]:
    person = values["person"] if "person" in values else getattr(target, "person_id", None)
    team = values["team"] if "team" in values else getattr(target, "team_id", None)
    wrong: dict[str, str] = {}
    if bool(person) == bool(team):
        wrong["person"] = now_("Name either a person or a team.")
    value = values["value"] if "value" in values else getattr(target, "value", None)
    if value is None or not 0 < value < 10**15:
        wrong["value"] = now_("Enter a number above %(limit)s.") % {"limit": 0}
    return wrong


def _of_target(target: Target, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A target begins with its period and is named by whom it is for and when."""
    start, _end = rules.period_of(target.period, target.starts_on or timezone.localdate())
    when = {"year": f"{start:%Y}", "quarter": f"{start:%Y} Q{(start.month + 2) // 3}", "month": f"{start:%Y-%m}"}
    return {"starts_on": start, "name": f"{target.person or target.team} {when[target.period]}"[:200]}


def _of_adjustment(adjustment: ForecastAdjustment, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """An adjustment is for a whole month."""
    if not adjustment.person_id:
        return {}  # what is missing is said afterwards
    month = (adjustment.month or timezone.localdate()).replace(day=1)
    return {"month": month, "name": f"{adjustment.person} {month:%Y-%m}"[:200]}


objects.register(
    name="score_rule",
    named_once=True,
    model=ScoreRule,
    plural="score-rules",
    title="name",
    icon="dashboard",
    group="setup",
    is_setup=True,
    listed=False,
    columns=("name", "object", "points", "position", "is_active"),
    sections=((_("Scoring rule"), ("name", "object", "filter", "points", "position", "is_active")),),
    search=("name",),
    check=_check_rule,
    before_save=_of_rule,
)
objects.register(
    name="target",
    model=Target,
    title="name",
    icon="aim",
    group="sales",
    columns=("name", "measure", "person", "team", "period", "starts_on", "value"),
    sections=(
        (_("Target"), ("measure", "person", "team", "product", "period", "starts_on", "currency", "value")),
        (_("More"), ("name", "owner", "external_id")),
    ),
    highlights=("measure", "value", "period", "starts_on"),
    own_by=("owner", "person"),
    search=("name",),
    read_only=("name",),
    check=_check_target,
    before_save=_of_target,
)
objects.register(
    name="forecast_adjustment",
    model=ForecastAdjustment,
    plural="forecast-adjustments",
    title="name",
    icon="edit",
    group="sales",
    listed=False,
    columns=("name", "person", "month", "amount", "note", "owner"),
    sections=((_("Forecast adjustment"), ("person", "month", "currency", "amount", "note", "owner")),),
    highlights=("person", "month", "amount", "owner"),
    own_by=("owner", "person"),
    search=("name", "note"),
    read_only=("name",),
    before_save=_of_adjustment,
)
