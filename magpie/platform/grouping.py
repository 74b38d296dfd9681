"""Count and sums of what a list means, as a whole and by group.

Groups are made by the database in one statement, which has a few seconds: a table may have millions of rows, and who
looks at a list had rather hear "many" at once than wait.  Each group comes with the filter that finds its records.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Count, DateField, F, Sum, Value
from django.db.models.functions import Cast, Concat, NullIf, Substr, TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from magpie.lib import periods
from magpie.platform import access, filters, listing, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.objects import ObjectType

GROUPED_BY = ("choice", "reference", "user", "boolean", "date", "datetime")
MOST_GROUPS = 200
PATIENCE_MS = 4_000


def may_group(field: Field) -> bool:
    """Whether a list can be grouped by the field; dates and moments are grouped by month."""
    return field.type.name in GROUPED_BY and not (field.custom and field.type.name == "datetime")


def summary(
    object_type: ObjectType,
    actor: Actor,
    *,
    filter: Any = None,
    text: str = "",
    group_by: str = "",
    sums: list[str] | None = None,
) -> dict[str, Any]:
    """Count and sums of all records that a list means, and of each group; money is summed for each currency apart.

    The count is None where counting would take too long; `more` says that there are further groups, the smaller ones.
    """
    found = listing.query(object_type, actor, filter=filter, text=text).order_by()
    rights = access.field_rights(actor, object_type)
    summed = [object_type.fields().get(n) for n in sums or ()]
    if any(f is None or f.type.name not in ("money", "number") or rights.get(f.name) == "hidden" for f in summed):
        raise listing.invalid("sum", _("Only number fields can be added up."))
    group: Field | None = None
    if group_by:
        group = object_type.fields().get(group_by)
        if group is None or not may_group(group) or rights.get(group_by) == "hidden":
            raise listing.invalid("group_by", _("Records cannot be grouped by “%(name)s”.") % {"name": group_by[:100]})
    caller = filters.Caller.of(actor)
    try:
        with _patience():
            return _summarize(object_type, found, [f for f in summed if f], group, caller, actor)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":  # a statement that took too long
            raise
    known = [c.value for c in group.choices] if group is not None else []
    result: dict[str, Any] = {"count": None, "sums": {}}
    if group is not None:
        empty: list[dict[str, Any]] = [{"by_group": value, "count": None} for value in known]
        result |= {"groups": _groups(group, empty, [], caller, actor), "more": not known}
    return result


class _patience:  # noqa: N801 - reads as a word after `with`
    """A transaction whose statements end after PATIENCE_MS; the limit from before holds again afterwards."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            self._before = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE_MS)])

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [self._before])
        self._atomic.__exit__(kind, error, trace)


def _summarize(
    object_type: ObjectType, found: Any, summed: list[Field], group: Field | None, caller: filters.Caller, actor: Actor
) -> dict[str, Any]:
    totals = {f"sum_{f.name}": Sum(_value(f)) for f in summed}
    by: Mapping[str, Any] = {"currency": F(object_type.currency_field)} if object_type.currency_field and summed else {}
    if group is None:
        return _total(_rows(found, by, totals), summed)
    most = MOST_GROUPS * (10 if by else 1)
    rows = _rows(found, {**by, "group": _key(group, caller)}, totals, most + 1)
    values = list(dict.fromkeys(row["by_group"] for row in rows))
    more = len(rows) > most or len(values) > MOST_GROUPS
    result = _total(_rows(found, by, totals), summed) if more else _total(rows, summed)
    if more:
        shown = set(values[:MOST_GROUPS])
        rows = [row for row in rows if row["by_group"] in shown]
    return {**result, "groups": _groups(group, rows, summed, caller, actor), "more": more}


def _rows(found: Any, by: Mapping[str, Any], totals: dict[str, Any], most: int = 0) -> list[dict[str, Any]]:
    if not by:
        return [found.aggregate(count=Count("pk"), **totals)]
    grouped = found.annotate(**{f"by_{n}": e for n, e in by.items()}).values(*(f"by_{n}" for n in by))
    counted = grouped.annotate(count=Count("pk"), **totals)
    return list(counted.order_by("-count")[:most] if most else counted)


def _value(field: Field) -> Any:
    return filters.expression(filters.Path((), field)) if field.custom else F(field.column)


def _key(group: Field, caller: filters.Caller) -> Any:
    """What the database groups by; of dates and moments the first day of the month, in the caller's zone."""
    value = _value(group)
    if group.type.name == "datetime":
        return Cast(TruncMonth(value, tzinfo=caller.zone), DateField())
    if group.type.name == "date" and group.custom:
        return Cast(NullIf(Concat(Substr(value, 1, 7), Value("-01")), Value("-01")), DateField())
    return TruncMonth(value) if group.type.name == "date" else value


def _total(rows: list[dict[str, Any]], summed: list[Field]) -> dict[str, Any]:
    sums: dict[str, dict[str, str]] = {}
    for field in summed:
        of_currency: dict[str, Any] = {}
        for row in rows:
            if row[f"sum_{field.name}"] is not None:
                currency = row.get("by_currency") or ""
                of_currency[currency] = of_currency.get(currency, 0) + row[f"sum_{field.name}"]
        sums[field.name] = {currency: str(total) for currency, total in sorted(of_currency.items())}
    return {"count": None if any(r["count"] is None for r in rows) else sum(r["count"] for r in rows), "sums": sums}


def _groups(
    group: Field, rows: list[dict[str, Any]], summed: list[Field], caller: filters.Caller, actor: Actor
) -> list[dict[str, Any]]:
    by_value: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        by_value.setdefault(_plain(group, row["by_group"]), []).append(row)
    known = (
        {} if group.choices or not group.target else titles.look_up(actor, [(group.target, v) for v in by_value if v])
    )
    order = {c.value: i for i, c in enumerate(group.choices)}
    groups = [
        {
            "value": value.isoformat() if isinstance(value, datetime.date) else value,
            "label": _label(group, value, known),
            "filter": _filter(group, value, caller),
            **_total(part, summed),
        }
        for value, part in by_value.items()
    ]
    if group.type.name in ("date", "datetime"):  # the latest month first, without a date last
        return sorted(groups, key=lambda g: str(g["value"] or ""), reverse=True)
    return sorted(groups, key=lambda g: (order.get(str(g["value"]), len(order)), not g["label"], str(g["label"])))


def _plain(group: Field, value: Any) -> Any:
    """Empty values are alike, and a custom field of yes or no that was never filled says no."""
    if group.type.name == "boolean":
        return value is True or value == "true"
    return None if value in ("", None) else value


def _label(group: Field, value: Any, known: Mapping[tuple[str, int], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return str(date_format(value, "YEAR_MONTH_FORMAT"))
    if group.choices:
        return group.label_of(str(value))
    return known.get((group.target, value), f"#{value}") if group.target else str(group.type.to_text(value, group))


def _filter(group: Field, value: Any, caller: filters.Caller) -> dict[str, Any]:
    """What finds the records of the group."""
    if value is None:
        return {"field": group.name, "is_empty": True}
    if not isinstance(value, datetime.date):
        return {"field": group.name, "is": value}
    if group.type.name == "date":
        last = value.replace(day=calendar.monthrange(value.year, value.month)[1])
        return {"field": group.name, "between": [value.isoformat(), last.isoformat()]}

    def midnight(day: datetime.date) -> str:
        return datetime.datetime.combine(day, datetime.time.min, caller.zone).astimezone(datetime.UTC).isoformat()

    first: dict[str, Any] = {"field": group.name, "gte": midnight(value)}
    if (value.year, value.month) == (9999, 12):
        return first
    return {"all": [first, {"field": group.name, "lt": midnight(periods.shift_months(value, 1))}]}
