"""The forecast, targets with what was achieved, the leader board, and why a lead has its score."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.models import Team, User
from magpie.platform.problems import Forbidden, Invalid, NotFound
from magpie.sales import forecast, leaders, progress, scoring
from magpie.sales.models import Opportunity
from magpie.sales.models.performance import MEASURES

router = Router(tags=["performance"])
Measure = Literal["won_amount", "won_count", "new_customers", "new_leads", "calls", "meetings"]
Period = Literal["month", "quarter", "year"]
Currency = Annotated[str, Query(max_length=10)]


class Ref(Schema):
    """A record by its number and title."""

    id: int
    title: str


class CategorySum(Schema):
    """The opportunities of one category in one month."""

    category: str
    amount: Decimal
    weighted: Decimal
    count: int


class ForecastMonth(Schema):
    """One month of a person: sums, what changed in the total since a week ago, what a manager expects."""

    month: datetime.date
    categories: list[CategorySum]
    total: Decimal
    weighted: Decimal
    change: Decimal | None
    adjusted: Decimal | None
    note: str
    adjustment: int | None


class ForecastLine(Schema):
    """A person and their months."""

    owner: Ref | None
    team: Ref | None
    months: list[ForecastMonth]


class Forecast(Schema):
    """The forecast in one currency; `currencies` are those in which there are opportunities."""

    first: datetime.date
    currency: str
    currencies: list[str]
    categories: list[dict[str, str]]
    lines: list[ForecastLine]


class TargetShown(Schema):
    """A target and how far it is achieved; `expected` is the part of the value due by today, if it grew evenly."""

    id: int
    name: str
    measure: str
    measure_label: str
    person: Ref | None
    team: Ref | None
    currency: str | None
    product: str
    value: Decimal
    achieved: Decimal
    expected: Decimal


class TargetsShown(Schema):
    """The targets of a period."""

    period: Period
    starts_on: datetime.date
    ends_on: datetime.date
    items: list[TargetShown]


class Leader(Schema):
    """A place on the leader board."""

    place: int
    person: Ref
    team: str
    value: Decimal
    target: Decimal | None
    is_me: bool


class LeaderBoard(Schema):
    """People in the order of what they achieved in a period."""

    measure: str
    measures: list[dict[str, str]]
    starts_on: datetime.date
    ends_on: datetime.date
    currency: str
    currencies: list[str]
    leaders: list[Leader]


class ScorePart(Schema):
    """A rule and whether it holds for the lead."""

    name: str
    points: int
    holds: bool


class ScoreShown(Schema):
    """Why a lead has its score; without rules the score was given by hand or import."""

    score: int
    grade: str
    parts: list[ScorePart]


@router.get("/forecast", response={200: Forecast, **PROBLEM_RESPONSES}, operation_id="forecast")
def show_forecast(
    request: HttpRequest,
    first: datetime.date | None = None,
    months: Annotated[int, Query(ge=1, le=12)] = 3,
    currency: Currency = DEFAULT_CURRENCY,
) -> Any:
    """The opportunities that the caller may read, by person, month and category."""
    actor = _who_reads(request, "opportunity")
    start = _near(first).replace(day=1)
    categories = {c.value: str(c.label) for c in objects.get("opportunity").field("forecast_category").choices}
    return {
        "first": start,
        "currency": _known(currency),
        "currencies": _currencies(),
        "categories": [{"value": name, "label": categories[name]} for name in forecast.CATEGORIES],
        "lines": forecast.of(actor, start, months, currency),
    }


@router.get("/targets/progress", response={200: TargetsShown, **PROBLEM_RESPONSES}, operation_id="targets_progress")
def targets_progress(
    request: HttpRequest, period: Period = "month", on: datetime.date | None = None, mine: bool = False
) -> Any:
    """The targets of the period around a day that the caller may read, with what has been achieved until now."""
    actor = _who_reads(request, "target")
    found = progress.of(actor, period, _near(on), mine=mine)
    items = [
        {
            "id": each.target.pk,
            "name": each.target.name,
            "measure": each.target.measure,
            "measure_label": each.measure_label,
            "person": _ref(each.target.person),
            "team": _ref(each.target.team),
            "currency": each.target.currency if each.target.measure == "won_amount" else None,
            "product": each.target.product,
            "value": each.value,
            "achieved": each.achieved,
            "expected": each.expected,
        }
        for each in found.items
    ]
    return {"period": period, "starts_on": found.starts_on, "ends_on": found.ends_on, "items": items}


@router.get("/leader-board", response={200: LeaderBoard, **PROBLEM_RESPONSES}, operation_id="leader_board")
def leader_board(
    request: HttpRequest,
    measure: Measure = "won_amount",
    period: Period = "month",
    on: datetime.date | None = None,
    currency: Currency = DEFAULT_CURRENCY,
) -> Any:
    """Everybody who has achieved something in the period, or has a target for it, the most first."""
    actor = _who_reads(request, "target")
    board = leaders.of(actor, measure, period, _near(on), _known(currency))
    shown = [
        {
            "place": each.place, "person": _ref(each.person), "team": str(each.person.team or ""), "value": each.value,
            "target": each.target, "is_me": each.person.pk == actor.user_id,
        }
        for each in board.leaders
    ]  # fmt: skip
    return {
        "measure": measure,
        "measures": [{"value": name, "label": str(label)} for name, label in MEASURES],
        "starts_on": board.starts_on,
        "ends_on": board.ends_on,
        "currency": currency,
        "currencies": _currencies(),
        "leaders": shown,
    }


@router.get("/leads/{number}/score", response={200: ScoreShown, **PROBLEM_RESPONSES}, operation_id="lead_score")
def lead_score(request: HttpRequest, number: Annotated[int, Path(ge=1, le=2**62)]) -> Any:
    """The rules of the score and which of them hold for the lead."""
    actor = _who_reads(request, "lead")
    lead = access.visible(actor, objects.get("lead")).filter(pk=number).first()
    if lead is None:
        raise NotFound
    parts = [
        {"name": objects.of(rule).title_of(rule), "points": rule.points, "holds": holds}
        for rule, holds in scoring.explain(lead)
    ]
    return {"score": lead.score, "grade": lead.grade, "parts": parts}


def _who_reads(request: HttpRequest, name: str) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not access.may(actor, objects.get(name), "read"):
        raise Forbidden
    return actor


def _known(currency: str) -> str:
    known = [value for value, _label in CURRENCIES]
    if currency not in known:
        raise Invalid({"currency": [", ".join(known)]})
    return currency


def _near(day: datetime.date | None) -> datetime.date:
    """The day, if it lies where a calendar can reckon around it; otherwise Invalid."""
    day = day or timezone.localdate()
    if not 1990 <= day.year <= 2200:
        raise Invalid({"on": ["1990 … 2200"]})
    return day


def _currencies() -> list[str]:
    return sorted(Opportunity.objects.order_by().values_list("currency", flat=True).distinct())


def _ref(record: User | Team | None) -> dict[str, Any] | None:
    return {"id": record.pk, "title": str(record)} if record else None
