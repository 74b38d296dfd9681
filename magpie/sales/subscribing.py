"""What sales has to subscribe to: the forecast, targets with what is achieved, and the open pipeline by stage."""

from __future__ import annotations

import datetime
import hashlib
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
from magpie.sales import forecast, progress
from magpie.sales.models import Stage
from magpie.subscriptions import sources
from magpie.subscriptions.sources import Column, Figure, Report, Row, Source, Table

P = TypeVar("P", bound=BaseModel)


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


def _checked(kind: type[P], parameters: sources.Parameters) -> P:
    try:
        found = kind.model_validate(dict(parameters))
    except ValidationError as error:
        raise Invalid({f"parameters.{name}": said for name, said in actions.sentences(error).items()}) from None
    known = [value for value, _label in CURRENCIES]
    if getattr(found, "currency", "") not in ("", *known):
        raise Invalid({"parameters.currency": [", ".join(known)]})
    return found


def _currency(actor: Actor, given: OfForecast | OfPipeline) -> str:
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
    Source("pipeline", gettext_lazy("Sales pipeline"), _pipeline, _check(OfPipeline), _reads("opportunity")),
):
    sources.register(_source)
