"""What sales has to subscribe to: forecast, targets with what is achieved, leader board, open pipeline, hand-overs."""

from __future__ import annotations

import datetime
import hashlib
import statistics
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.platform import access, actions, objects, texts
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid
from magpie.sales import forecast, leaders, progress, rules
from magpie.sales.models import HandOver, Stage
from magpie.sales.models.lead import HAND_OVER_STATES
from magpie.sales.models.performance import MEASURES
from magpie.subscriptions import sources
from magpie.subscriptions.sources import Column, Figure, Report, Row, Source, Table

P = TypeVar("P", bound=BaseModel)
ANSWERS = ("accepted", "declined", "superseded")
MOST_WAITING = 500


class OfForecast(BaseModel):
    """So many months from this one on, in one currency; without one in that of most opportunities."""

    model_config = ConfigDict(extra="forbid")
    months: int = Field(3, ge=1, le=12)
    currency: str = Field("", max_length=10)


class OfTargets(BaseModel):
    """The period in which it is sent: this month, quarter or year."""

    model_config = ConfigDict(extra="forbid")
    period: Literal["month", "quarter", "year"] = "month"
    mine: bool = False


class OfPipeline(BaseModel):
    """What is open, in one currency; without one in that of most opportunities."""

    model_config = ConfigDict(extra="forbid")
    currency: str = Field("", max_length=10)


class OfLeaders(BaseModel):
    """What is counted, and the period in which it is sent; amounts in one currency, as of the pipeline."""

    model_config = ConfigDict(extra="forbid")
    measure: Literal["won_amount", "won_count", "new_customers", "new_leads", "calls", "meetings"] = "won_amount"
    period: Literal["month", "quarter", "year"] = "month"
    currency: str = Field("", max_length=10)


class OfHandOvers(BaseModel):
    """Hand-overs offered in so many days until it is sent."""

    model_config = ConfigDict(extra="forbid")
    days: int = Field(7, ge=1, le=366)


def _checked(kind: type[P], parameters: sources.Parameters) -> P:
    try:
        found = kind.model_validate(dict(parameters))
    except ValidationError as error:
        raise Invalid({f"parameters.{name}": said for name, said in actions.sentences(error).items()}) from None
    known = [value for value, _label in CURRENCIES]
    if getattr(found, "currency", "") not in ("", *known):
        raise Invalid({"parameters.currency": [", ".join(known)]})
    return found


def _currency(actor: Actor, given: OfForecast | OfPipeline | OfLeaders) -> str:
    if given.currency:
        return given.currency
    counted = access.visible(actor, objects.get("opportunity")).order_by().values("currency").annotate(n=Count("pk"))
    most = counted.order_by("-n", "currency").first()
    return str(most["currency"]) if most else DEFAULT_CURRENCY


def _digest(rows: Iterable[Row]) -> str:
    return hashlib.sha256("\n".join(str(row.cells) for row in rows).encode()).hexdigest()


def _reads(name: str) -> Any:
    return lambda actor: access.may(actor, objects.get(name), "read")


def _table(title: str, columns: tuple[Column, ...], rows: list[Row]) -> Table:
    shown = rows[: sources.SHOWN_ROWS]
    return Table(title, columns, tuple(shown), len(rows), lambda: iter(rows))


def _forecast(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    given = _checked(OfForecast, parameters)
    first, currency = timezone.localdate(now).replace(day=1), _currency(actor, given)
    lines = forecast.of(actor, first, given.months, currency)
    months = [month["month"] for month in lines[0]["months"]] if lines else []
    rows = [
        Row(
            (
                line["owner"]["title"] if line["owner"] else _("Nobody"),
                *(m["total"] for m in line["months"]),
                sum((m["weighted"] for m in line["months"]), Decimal()),
            ),
            currency=currency,
        )
        for line in lines
    ]
    every = [month for line in lines for month in line["months"]]
    total = sum((month["total"] for month in every), Decimal())
    weighted = sum((month["weighted"] for month in every), Decimal())
    won = sum((c["amount"] for month in every for c in month["categories"] if c["category"] == "closed"), Decimal())
    figures = (
        Figure("total", _("Forecast, all months"), total, currency),
        Figure("weighted", _("Weighted"), weighted, currency),
        Figure("won", _("Won"), won, currency),
    )
    heads = (Column(f"{month:%Y-%m}", "money") for month in months)
    columns = (Column(_("Person")), *heads, Column(_("Weighted"), "money"))
    url = f"{settings.PUBLIC_URL}/forecast?months={given.months}&currency={currency}"
    table = _table(_("Forecast by person"), columns, rows)
    return Report(_("Sales forecast"), url, figures, (table,), _digest(rows), currency, _takes(actor, "opportunity"))


def _targets(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    given = _checked(OfTargets, parameters)
    found = progress.of(actor, given.period, timezone.localdate(now), mine=given.mine)
    rows = [
        Row(
            (
                str(each.target.person or each.target.team or each.target.name), each.measure_label, each.value,
                each.achieved, (each.achieved / each.value * 100).quantize(Decimal("0.1")) if each.value else None,
            ),
            url=texts.page_url("target", each.target.pk),
        )
        for each in found.items
    ]  # fmt: skip
    reached = sum(1 for each in found.items if each.value and each.achieved >= each.value)
    behind = sum(1 for each in found.items if each.achieved < each.expected)
    figures = (
        Figure("count", _("Targets"), Decimal(len(rows))),
        Figure("reached", _("Achieved"), Decimal(reached)),
        Figure("behind", _("Behind schedule"), Decimal(behind)),
    )
    columns = (
        Column(_("Person")), Column(_("Measure")), Column(pgettext("sales", "Target"), "number"),
        Column(_("Achieved"), "number"), Column("%", "number", 1),
    )  # fmt: skip
    url = f"{settings.PUBLIC_URL}/achievement?period={given.period}{'&show=mine' if given.mine else ''}"
    about = f"{found.starts_on} – {found.ends_on}"
    table = _table(_("Targets"), columns, rows)
    return Report(
        _("Targets and achievement"), url, figures, (table,), _digest(rows), about, _takes(actor, "target")
    )  # fmt: skip


def _leaders(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    given = _checked(OfLeaders, parameters)
    currency = _currency(actor, given)
    board = leaders.of(actor, given.measure, given.period, timezone.localdate(now), currency)
    unit = currency if given.measure == "won_amount" else ""
    rows = [
        Row(
            (
                each.place, str(each.person), str(each.person.team or ""), each.value, each.target,
                (each.value / each.target * 100).quantize(Decimal("0.1")) if each.target else None,
            ),
            currency=unit,
        )
        for each in board.leaders
    ]  # fmt: skip
    mine = next((each for each in board.leaders if each.person.pk == actor.user_id), None)
    figures = [
        Figure("total", str(dict(MEASURES)[given.measure]), sum((e.value for e in board.leaders), Decimal()), unit),
        Figure("people", _("People"), Decimal(len(rows))),
    ]
    if mine is not None:
        figures.append(Figure("place", _("My place"), Decimal(mine.place)))
    kind: Literal["money", "number"] = "money" if unit else "number"
    columns = (
        Column(_("Place"), "number"), Column(_("Person")), Column(_("Team")), Column(_("Achieved"), kind),
        Column(pgettext("sales", "Target"), kind), Column("%", "number", 1),
    )  # fmt: skip
    query = f"measure={given.measure}&period={given.period}&currency={currency}"
    about = f"{dict(MEASURES)[given.measure]} · {board.starts_on} – {board.ends_on}"
    table = _table(_("Leader board"), columns, rows)
    return Report(
        _("Leader board"), f"{settings.PUBLIC_URL}/leader-board?{query}", tuple(figures), (table,), _digest(rows),
        about, _takes(actor, "target"),
    )  # fmt: skip


def _hand_overs(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    given = _checked(OfHandOvers, parameters)
    since = now - datetime.timedelta(days=given.days)
    seen = access.visible(actor, objects.get("hand_over"))
    offered = list(seen.filter(offered_at__gte=since).select_related("receiver").order_by("receiver__name", "pk"))
    by_person: dict[str, list[HandOver]] = {}
    for each in offered:
        by_person.setdefault(str(each.receiver or _("Nobody")), []).append(each)
    rows = [
        Row((name, len(some), *(sum(e.state == state for e in some) for state in ANSWERS), _usual_hours(some)))
        for name, some in by_person.items()
    ]
    waiting = seen.filter(state="offered").order_by("offered_at", "pk")
    open_rows = [
        Row((each.name, str(each.receiver or ""), str(each.giver or ""), each.offered_at), texts.record_url(each.lead))
        for each in waiting.select_related("giver", "receiver", "lead")[:MOST_WAITING]
    ]
    figures = (
        Figure("count", _("Offered"), Decimal(len(offered))),
        *(
            Figure(state, str(dict(HAND_OVER_STATES)[state]), Decimal(sum(e.state == state for e in offered)))
            for state in ANSWERS[:2]
        ),
        Figure("waiting", _("Waiting for an answer"), Decimal(waiting.count())),
    )
    columns = (
        Column(_("Person")), Column(_("Offered"), "number"),
        *(Column(str(dict(HAND_OVER_STATES)[state]), "number") for state in ANSWERS),
        Column(_("Usual hours until accepted"), "number", 1),
    )  # fmt: skip
    heads = (Column(_("Lead")), Column(_("To")), Column(_("From")), Column(_("Offered at"), "moment"))
    tables = (
        _table(_("Waiting for an answer"), heads, open_rows), _table(_("Hand-overs by person"), columns, rows)
    )  # fmt: skip
    about = f"{timezone.localdate(since)} – {timezone.localdate(now)}"
    url = f"{settings.PUBLIC_URL}/hand-overs"
    return Report(
        _("Hand-overs"), url, figures, tables, _digest([*open_rows, *rows]), about, _takes(actor, "hand_over")
    )


def _usual_hours(some: Iterable[HandOver]) -> Decimal | None:
    """The median of the hours until these were accepted."""
    hours = [
        rules.hours_between(each.offered_at, each.answered_at)
        for each in some
        if each.state == "accepted" and each.answered_at is not None
    ]
    return Decimal(str(statistics.median(hours))).quantize(Decimal("0.1")) if hours else None


def _pipeline(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    given = _checked(OfPipeline, parameters)
    currency = _currency(actor, given)
    found = access.visible(actor, objects.get("opportunity")).filter(status="open", currency=currency)
    summed = found.order_by().values("stage").annotate(
        count=Count("pk"), total=Sum("amount"), weighted=Sum("weighted_amount")
    )  # fmt: skip
    by_stage = {row["stage"]: row for row in summed}
    stages = Stage.objects.filter(pk__in=[number for number in by_stage if number]).select_related("pipeline")
    rows = [
        Row(
            (
                objects.of(stage).title_of(stage), str(stage.pipeline), by_stage[stage.pk]["count"],
                by_stage[stage.pk]["total"], by_stage[stage.pk]["weighted"],
            ),
            currency=currency,
        )
        for stage in stages.order_by("pipeline_id", "position", "pk")
    ]  # fmt: skip

    def total(name: str) -> Decimal:
        return sum((Decimal(row[name] or 0) for row in by_stage.values()), Decimal())

    figures = (
        Figure("count", _("Open opportunities"), total("count")),
        Figure("total", _("Amount"), total("total"), currency),
        Figure("weighted", _("Weighted"), total("weighted"), currency),
    )
    columns = (
        Column(_("Stage")), Column(_("Pipeline")), Column(pgettext("how many", "Records"), "number"),
        Column(_("Amount"), "money"), Column(_("Weighted"), "money"),
    )  # fmt: skip
    table = _table(_("Open opportunities by stage"), columns, rows)
    url = f"{settings.PUBLIC_URL}/opportunities?view=board"
    return Report(_("Sales pipeline"), url, figures, (table,), _digest(rows), currency, _takes(actor, "opportunity"))


def _takes(actor: Actor, name: str) -> bool:
    return access.may(actor, objects.get(name), "export")


def _check(kind: type[BaseModel]) -> Any:
    return lambda parameters: _checked(kind, parameters).model_dump(mode="json")


for _source in (
    Source("forecast", gettext_lazy("Sales forecast"), _forecast, _check(OfForecast), _reads("opportunity")),
    Source("targets", gettext_lazy("Targets and achievement"), _targets, _check(OfTargets), _reads("target")),
    Source("leader_board", gettext_lazy("Leader board"), _leaders, _check(OfLeaders), _reads("target")),
    Source("hand_overs", gettext_lazy("Hand-overs"), _hand_overs, _check(OfHandOvers), _reads("hand_over")),
    Source("pipeline", gettext_lazy("Sales pipeline"), _pipeline, _check(OfPipeline), _reads("opportunity")),
):
    sources.register(_source)
