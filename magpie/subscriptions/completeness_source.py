"""How complete the records of an object are, as something to subscribe to: by field, and by owner for chosen fields."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from magpie.activities.completeness import measuring
from magpie.platform import access, actions, filters, listing, objects
from magpie.platform.actor import Actor
from magpie.platform.filters import describe
from magpie.platform.problems import Forbidden, Invalid
from magpie.subscriptions import sources
from magpie.subscriptions.sources import SHOWN_ROWS, Column, Figure, Report, Row, Source, Table


class Wanted(BaseModel):
    """Which records, and the fields for which each owner's gaps are counted; none: only the fields themselves."""

    model_config = ConfigDict(extra="forbid")
    object: str = Field("account", max_length=50)
    filter: dict[str, Any] | None = None
    fields: tuple[str, ...] = Field((), max_length=measuring.MOST_FIELDS)


def check(parameters: sources.Parameters) -> dict[str, Any]:
    """As they are kept; Invalid where the object or its fields are not there."""
    try:
        wanted = Wanted.model_validate(dict(parameters))
    except ValidationError as error:
        raise Invalid({f"parameters.{name}": said for name, said in actions.sentences(error).items()}) from None
    object_type = measuring.object_named(wanted.object)
    try:
        filters.parse(object_type, wanted.filter)
    except filters.FilterError as error:
        raise Invalid({"parameters.filter": [str(error)]}) from None
    return wanted.model_dump(mode="json")


def title(parameters: sources.Parameters) -> str:
    """What is measured."""
    wanted = Wanted.model_validate(dict(parameters))
    label = str(measuring.object_named(wanted.object).label_plural)
    return _("Data completeness: %(object)s") % {"object": label}


def compute(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    """How complete the records are that this person may read, in the fields that they may see."""
    wanted = Wanted.model_validate(dict(parameters))
    object_type = objects.get(wanted.object)
    if not access.may(actor, object_type, "read"):
        raise Forbidden(_("You may not see %(object)s.") % {"object": str(object_type.label_plural)})
    measured = measuring.measure(object_type, actor, wanted.filter)
    total, shares = measured["total"], sorted(measured["fields"], key=lambda each: each["filled"])
    chosen = [each for each in shares if not wanted.fields or each["name"] in wanted.fields]
    rows = [
        Row((each["label"], each["filled"], total - each["filled"], _percent(each["filled"], total))) for each in chosen
    ]
    heads = (
        Column(pgettext("of a record", "Field")), Column(_("Filled in"), "number"), Column(_("Missing"), "number"),
        Column("%", "number", 1),
    )  # fmt: skip
    tables = [_table(_("By field"), heads, rows)]
    filled = sum(each["filled"] for each in chosen)
    figures = [
        Figure("share", _("Filled in"), _percent(filled, total * len(chosen)) or Decimal(), "%", places=1),
        Figure("count", str(object_type.label_plural), Decimal(total)),
        Figure("missing", _("Missing"), Decimal(total * len(chosen) - filled)),
    ]
    if wanted.fields:
        tables.insert(0, _by_owner(object_type, actor, wanted))
    digest = hashlib.sha256("\n".join(str(row.cells) for table in tables for row in table.rows).encode()).hexdigest()
    page = f"data-campaigns?{urlencode({'object': object_type.name})}"
    if not access.may(actor, objects.get("data_campaign"), "read"):  # then the page is not theirs
        page = object_type.plural
    url = f"{settings.PUBLIC_URL}/{page}"
    about = describe.describe(object_type, wanted.filter) if wanted.filter else ""
    may_take = access.may(actor, object_type, "export")
    return Report(title(parameters), url, tuple(figures), tuple(tables), digest, about, may_take)


def _by_owner(object_type: objects.ObjectType, actor: Actor, wanted: Wanted) -> Table:
    fields = measuring.fields_named(object_type, wanted.fields, actor)
    found = measuring.by_owner(object_type, listing.query(object_type, actor, filter=wanted.filter), fields)
    names = measuring.names_of(found)
    lines = sorted(found.items(), key=lambda pair: (-pair[1][1], names.get(pair[0] or 0, "")))
    rows = [
        Row((names.get(owner or 0) or _("Nobody"), total, lacking, _percent(total - lacking, total)))
        for owner, (total, lacking) in lines
    ]
    heads = (
        Column(_("Person")), Column(str(object_type.label_plural), "number"), Column(_("With gaps"), "number"),
        Column(_("Complete, %"), "number", 1),
    )  # fmt: skip
    return _table(_("By person"), heads, rows)


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole * 100).quantize(Decimal("0.1")) if whole else None


def _table(heading: str, columns: tuple[Column, ...], rows: list[Row]) -> Table:
    return Table(heading, columns, tuple(rows[:SHOWN_ROWS]), len(rows), lambda: iter(rows))


def _may(actor: Actor) -> bool:
    return actor.user is not None


sources.register(
    Source("completeness", gettext_lazy("Data completeness"), compute, check, _may, title, {"object": "account"})
)
