"""The list of any object as something to subscribe to: a saved list, or a filter with columns, order and groups.

Filters are understood at the moment at which it is made: "$me" is the subscriber, "today" a day of their time zone.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Avg, CharField, Count, F, Func, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from magpie.platform import access, actions, exporting, filters, grouping, listing, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field as ObjectField
from magpie.platform.filters import describe
from magpie.platform.models import SavedList
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid
from magpie.subscriptions import sources
from magpie.subscriptions.sources import SHOWN_ROWS, Column, Figure, Report, Row, Source, Table

MOST_COLUMNS = 40
MOST_SUMMED = 8
PAGE = 500
NUMBERS = ("number", "money", "computed")


class Wanted(BaseModel):
    """Which list: a saved one by its number, with what is said besides in the place of its own."""

    model_config = ConfigDict(extra="forbid")
    object: str = Field(max_length=50)
    list: int | None = Field(None, gt=0, lt=2**63)
    filter: dict[str, Any] | None = None
    search: str = Field("", max_length=200)
    columns: tuple[str, ...] = Field((), max_length=MOST_COLUMNS)
    sort: str = Field("", max_length=60)
    group: str = Field("", max_length=60)


def check(parameters: sources.Parameters) -> dict[str, Any]:
    """As they are kept; Invalid where the object or its fields are not there."""
    try:
        wanted = Wanted.model_validate(dict(parameters))
    except ValidationError as error:
        raise Invalid({f"parameters.{name}": said for name, said in actions.sentences(error).items()}) from None
    object_type = objects.find(wanted.object)
    if object_type is None:
        raise Invalid({"parameters.object": [_("There is no object of this name.")]})
    try:
        filters.parse(object_type, wanted.filter)
    except filters.FilterError as error:
        raise Invalid({"parameters.filter": [str(error)]}) from None
    return wanted.model_dump(mode="json")


def title(parameters: sources.Parameters) -> str:
    """The name of the saved list, else the object's."""
    wanted = Wanted.model_validate(dict(parameters))
    object_type = objects.get(wanted.object)
    saved = SavedList.objects.filter(pk=wanted.list, object=wanted.object).first() if wanted.list else None
    return f"{object_type.label_plural} · {saved.name}" if saved is not None else str(object_type.label_plural)


def compute(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    """The list as this person sees it now."""
    wanted = Wanted.model_validate(dict(parameters))
    object_type = objects.get(wanted.object)
    if not access.may(actor, object_type, "read"):
        raise Forbidden(_("You may not see %(object)s.") % {"object": str(object_type.label_plural)})
    return _List(actor, object_type, _completed(actor, object_type, wanted)).report(parameters)


def _completed(actor: Actor, object_type: ObjectType, wanted: Wanted) -> Wanted:
    """With what the saved list says now where nothing else was asked for."""
    saved: SavedList | None = None
    if wanted.list is not None:
        visible = access.visible(actor, objects.of_model(SavedList))
        saved = visible.filter(pk=wanted.list, object=wanted.object).first()
        if saved is None:
            raise Invalid({"parameters.list": [_("The saved list is gone or no longer shared.")]})
    given = {
        "filter": wanted.filter if wanted.filter is not None else saved.filter if saved else None,
        "columns": wanted.columns or tuple(saved.columns if saved else ()) or object_type.columns,
        "sort": wanted.sort or (saved.sort if saved else ""),
        "group": wanted.group or (saved.group_by if saved and saved.view == "table" else ""),
    }
    return wanted.model_copy(update=given)


class _List:
    """One list, for one person, at one moment."""

    def __init__(self, actor: Actor, object_type: ObjectType, wanted: Wanted) -> None:
        self.actor, self.object_type, self.wanted = actor, object_type, wanted
        rights = access.field_rights(actor, object_type)
        seen = {n: f for n, f in object_type.fields().items() if rights.get(n) != "hidden"}
        names = [n for n in dict.fromkeys((object_type.title, *wanted.columns)) if n in seen]
        self.fields = [seen[n] for n in names if seen[n].type.name not in ("json", "filter", "file")]
        self.currency = seen.get(object_type.currency_field) if object_type.currency_field else None
        if wanted.group not in seen:
            self.wanted = wanted.model_copy(update={"group": ""})

    def report(self, parameters: sources.Parameters) -> Report:
        """Everything of it."""
        figures = self._figures()
        tables = [*self._groups(), self._rows(int(figures[0].value))]
        return Report(
            title=title(parameters), url=self._url(), figures=tuple(figures), tables=tuple(tables),
            digest=self._digest(), about=self._about(),
            may_take=access.may(self.actor, self.object_type, "export"),
        )  # fmt: skip

    def _found(self) -> Any:
        wanted = self.wanted
        return listing.query(self.object_type, self.actor, filter=wanted.filter, text=wanted.search).order_by()

    def _about(self) -> str:
        said = describe.describe(self.object_type, self.wanted.filter) if self.wanted.filter else ""
        search = self.wanted.search.strip()
        return " · ".join(part for part in (said, f"“{search}”" if search else "") if part)

    def _figures(self) -> list[Figure]:
        """The count; sums of what is money on top; sums and averages of all numbers for conditions."""
        found = self._found()
        summed = [f for f in self.fields if f.type.name in NUMBERS and not f.formula][:MOST_SUMMED]
        values = {f.name: filters.expression(filters.Path((), f)) if f.custom else F(f.column) for f in summed}
        asked: dict[str, Any] = {"how_many": Count("pk")}
        for name, value in values.items():
            asked |= {f"sum_of_{name}": Sum(value), f"avg_of_{name}": Avg(value)}
        currency = self.currency.column if self.currency is not None and summed else ""
        rows = list(found.values(currency).annotate(**asked).order_by(currency)) if currency else [
            found.aggregate(**asked)
        ]  # fmt: skip
        count = sum(row["how_many"] for row in rows)
        figures = [Figure("count", pgettext("how many", "Records"), Decimal(count))]
        for field in summed:
            for row in rows:
                if row[f"sum_of_{field.name}"] is None:
                    continue
                unit = str(row[currency] or "") if currency and field.type.name == "money" else ""
                name = f"{field.name}.{unit}" if unit else field.name
                places, total = 2 if field.type.name == "money" else field.decimals or 0, row[f"sum_of_{field.name}"]
                if not unit and len(rows) > 1:  # a plain number beside amounts in several currencies
                    total = sum(r[f"sum_of_{field.name}"] or 0 for r in rows)
                known = {figure.name for figure in figures}
                if f"sum:{name}" in known:
                    continue
                label = _("Sum of %(field)s") % {"field": field.label}
                figures.append(
                    Figure(f"sum:{name}", label, Decimal(total), unit, field.type.name == "money", places)
                )  # fmt: skip
                if unit or len(rows) == 1:
                    average = Decimal(row[f"avg_of_{field.name}"]).quantize(Decimal("0.01"))
                    label = _("Average of %(field)s") % {"field": field.label}
                    figures.append(Figure(f"avg:{name}", label, average, unit, False, 2))
        return figures

    def _groups(self) -> list[Table]:
        if not self.wanted.group:
            return []
        group = self.object_type.field(self.wanted.group)
        money = [f for f in self.fields if f.type.name == "money"]
        made = grouping.summary(
            self.object_type, self.actor, filter=self.wanted.filter, text=self.wanted.search,
            group_by=self.wanted.group, sums=[f.name for f in money],
        )  # fmt: skip
        columns = (
            Column(str(group.label)),
            Column(pgettext("how many", "Records"), "number"),
            *(Column(str(f.label), "money", 2) for f in money),
        )
        rows = tuple(self._group(each, [f.name for f in money]) for each in made["groups"])
        name = _("By %(field)s") % {"field": group.label}
        return [Table(name, columns, rows[:SHOWN_ROWS], len(rows))]

    def _group(self, each: dict[str, Any], money: list[str]) -> Row:
        sums: list[dict[str, str]] = [each["sums"].get(name, {}) for name in money]
        currencies = {currency for of_one in sums for currency in of_one}
        cells = (each["label"] or _("(empty)"), each["count"], *(_amount(of_one) for of_one in sums))
        currency = currencies.pop() if len(currencies) == 1 else ""
        return Row(cells, self._url(each["filter"]), currency)

    def _rows(self, count: int) -> Table:
        columns = tuple(_column(field) for field in self.fields)
        first = self._page(SHOWN_ROWS, "")
        return Table(
            str(self.object_type.label_plural), columns, tuple(self._cells(first.records)), count, self._every
        )  # fmt: skip

    def _page(self, limit: int, after: str) -> listing.Page:
        wanted = self.wanted
        return listing.page(
            self.object_type, self.actor, filter=wanted.filter, text=wanted.search, sort=wanted.sort, limit=limit,
            after=after,
        )  # fmt: skip

    def _every(self) -> Iterator[Row]:
        after = ""
        while True:
            page = self._page(PAGE, after)
            yield from self._cells(page.records)
            if page.next is None:
                return
            after = page.next

    def _cells(self, records: Iterable[Any]) -> list[Row]:
        records = list(records)
        known = titles.look_up(self.actor, titles.wanted_by(self.object_type, records))
        made = []
        for record in records:
            cells = [_cell(field, field.plain(record), known) for field in self.fields]
            cells[0] = cells[0] or titles.of(record, self.actor)
            currency = str(self.currency.plain(record) or "") if self.currency is not None else ""
            url = f"{settings.PUBLIC_URL}/{self.object_type.plural}/{record.pk}"
            made.append(Row(tuple(cells), url, currency))
        return made

    def _url(self, further: Any = None) -> str:
        """The list as a page, cut down to a group if one is given."""
        wanted, given = self.wanted, dict[str, str]()
        parts = [part for part in (wanted.filter, further) if part]
        if wanted.list is not None:
            given["list"] = str(wanted.list)
        if parts:
            whole = parts[0] if len(parts) == 1 else {"all": parts}
            given["filter"] = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        if wanted.search:
            given["search"] = wanted.search
        if wanted.sort:
            given["sort"] = wanted.sort
        address = f"{settings.PUBLIC_URL}/{self.object_type.plural}"
        return f"{address}?{urlencode(given)}" if given else address

    def _digest(self) -> str:
        """Other text as soon as a record comes, goes or is changed."""
        each = Concat(Cast("pk", CharField()), Value(":"), Cast("version", CharField()), output_field=CharField())
        every = Func(StringAgg(each, ",", order_by="pk"), function="md5", output_field=CharField())
        return self._found().aggregate(digest=every)["digest"] or "none"


def _column(field: ObjectField) -> Column:
    kind = field.type.name
    if kind == "money":
        return Column(str(field.label), "money", 2)
    if kind in ("number", "computed"):
        return Column(str(field.label), "number", field.decimals or 0)
    if kind in ("date", "datetime"):
        return Column(str(field.label), "date" if kind == "date" else "moment")
    return Column(str(field.label))


def _cell(field: ObjectField, plain: Any, known: titles.Titles) -> Any:
    if plain is None or field.type.name in ("date", "datetime"):
        return plain
    if field.target and field.choices:  # stages have a name in each language
        return field.label_of(str(plain))
    if field.type.name == "address":
        return " ".join(str(part) for part in plain.values() if part)
    return exporting.cell_of(field, plain, known)


def _amount(sums: dict[str, str]) -> Any:
    """The sum; of several currencies a text with each."""
    if len(sums) < 2:
        return next((Decimal(total) for total in sums.values()), None)
    return " + ".join(f"{currency} {Decimal(total):,.2f}".strip() for currency, total in sums.items())


def _may(actor: Actor) -> bool:
    return actor.user is not None


sources.register(Source("list", gettext_lazy("List"), compute, check, _may, title, is_listed=False))
