"""Pages of records by keyset: filter, search, order, and where to go on.

A page is found by comparing (value, id) with the last row of the page before, so the millionth page costs what the
first does.  Empty values come last in ascending and first in descending order, as PostgreSQL's indexes have them; the
two segments are read one after the other.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext as _

from magpie.platform import access, filters, search, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field, FieldError
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

MOST = 200


@dataclass(frozen=True)
class Page:
    """Some records of a list, and the cursor of those after them."""

    records: list[Any]
    next: str | None


def invalid(parameter: str, text: str) -> Invalid:
    """The complaint about one parameter."""
    return Invalid({parameter: [text]})


def query(
    object_type: ObjectType, actor: Actor, *, filter: Any = None, text: str = "", verb: access.Verb = "read"
) -> Any:
    """The records that the actor may reach and that satisfy the filter and the search text, as a queryset."""
    found = access.visible(actor, object_type, verb)
    try:
        tree = filters.parse(object_type, filter)
        hide_from(object_type, actor, tree)
        found = found.filter(
            filters.to_q(object_type, tree, filters.Caller.of(actor), lambda target: access.scope_q(actor, target))
        )
    except filters.FilterError as error:
        raise invalid("filter", str(error)) from None
    if text.strip():
        found = _with_words(object_type, found, search.Words(object_type, text, actor), text)
    return found


def _with_words(object_type: ObjectType, found: Any, words: search.Words, text: str) -> Any:
    """Those with these words; set-up is not in the index, so there the titles themselves are looked at."""
    if references := _names_of_others(object_type, words.actor):
        condition = Q(pk__in=words.narrow(found).values("pk"))
        for field, target in references:
            condition |= Q(**{f"{field}__in": query(target, words.actor, text=text).values("pk")})
        return found.filter(condition)
    if object_type.search or object_type.field(object_type.title).type.name != "text":
        return words.narrow(found)
    for word in text.split():
        found = found.filter(**{f"{object_type.title}__icontains": word})
    return found


def _names_of_others(object_type: ObjectType, actor: Actor) -> list[tuple[str, ObjectType]]:
    """The references by which records are called, so that they are found by those names as well."""
    from magpie.platform import objects

    fields = [f for f in titles.naming_fields(object_type, actor) if f.type.name == "reference"]
    return [(f.name, target) for f in fields if (target := objects.get(f.target)).search]


def hide_from(object_type: ObjectType, actor: Actor, tree: filters.Node) -> None:
    """Refuse filters by fields that the actor may not see: the answer would tell the value."""
    if isinstance(tree, filters.Tree):
        for part in tree.parts:
            hide_from(object_type, actor, part)
        return
    if isinstance(tree, filters.Relation):
        if tree.by is not None:
            _hide_field(*tree.by, actor)
        if tree.inside is not None:
            hide_from(tree.inside[0], actor, tree.inside[1])
        return
    from magpie.platform import objects

    current = object_type
    for field in (*tree.path.through, tree.path.field):
        _hide_field(current, field, actor)
        if field.target:
            current = objects.get(field.target)


def _hide_field(object_type: ObjectType, field: Field, actor: Actor) -> None:
    if access.field_rights(actor, object_type).get(field.name) == "hidden":
        raise filters.FilterError(
            _("%(object)s has no field “%(name)s”.") % {"object": str(object_type.label), "name": field.name}
        )


def page(
    object_type: ObjectType,
    actor: Actor,
    *,
    filter: Any = None,
    text: str = "",
    sort: str = "",
    limit: int = 50,
    after: str = "",
) -> Page:
    """One page of at most `limit` records; Invalid for an unknown field or cursor."""
    sort = sort or _usual_order(object_type, actor, text)
    name, descending = sort.lstrip("-"), sort.startswith("-")
    field = object_type.fields().get(name) if name != "id" else None
    if name != "id" and (
        field is None or not field.type.sortable or access.field_rights(actor, object_type).get(name) == "hidden"
    ):
        raise invalid("sort", _("Records cannot be put in order of “%(name)s”.") % {"name": name[:100]})
    found = query(object_type, actor, filter=filter)
    if text.strip():
        words = search.Words(object_type, text, actor)
        by_others = bool(_names_of_others(object_type, actor))
        if descending and not by_others and (name == "id" or (name == "created_at" and not after)):
            newest = _newest(object_type, found, words, name, limit, after)
            if newest is not None:
                return newest
        found = _with_words(object_type, found, words, text)
    if field is None:
        return _by_id(found, descending, limit, after)
    value = filters.expression(filters.Path((), field))
    key = value if not field.custom else F("sort_key")
    if field.custom:
        found = found.annotate(sort_key=value)
    elif field.target:
        key = F(field.column)
    last = _decode(after)
    records = _segments(field, found, key, descending, limit + 1, last)
    more = len(records) > limit
    records = records[:limit]
    return Page(records, _encode(_key_of(field, records[-1]), records[-1].pk) if more else None)


def _usual_order(object_type: ObjectType, actor: Actor, text: str) -> str:
    """The newest first: by their time where indexes lead along it from a status or an owner too, else by number.

    Along the numbers the database looks at all that is newer than what a filter wants: for a status that only old
    records have, at nearly everything.
    """
    ordered = any(index.fields[-2:] == ["-created_at", "-id"] for index in object_type.model._meta.indexes)
    may_see = access.field_rights(actor, object_type).get("created_at") != "hidden"
    return "-created_at" if ordered and may_see and not text.strip() else "-id"


def _key_of(field: Any, record: Any) -> Any:
    if field.custom and not field.formula and (record.custom or {}).get(field.name) is None:
        return None  # missing in the database, even where the empty value is a text
    plain = field.plain(record)
    return None if plain is None else field.type.to_stored(plain)


def _newest(object_type: ObjectType, found: Any, words: search.Words, name: str, limit: int, after: str) -> Page | None:
    """The page, the newest first, if the newest records that have these words fill it; None if all must be asked."""
    if name != "id" and not any(index.fields[:1] == [f"-{name}"] for index in object_type.model._meta.indexes):
        return None
    last = _decode(after)
    for part, lowest in words.newest(found, last[1] if last else None, limit + 1):
        if name == "id":
            page = _by_id(part, True, limit, after)
            if page.next:
                return page
            continue
        records = list(part.order_by(f"-{name}", "-pk")[: limit + 1])
        if len(records) > limit:
            value = getattr(records[limit], name)
            older = object_type.model._default_manager.filter(**{f"{name}__gte": value, "pk__lt": lowest})
            if older.exists():  # numbered earlier, yet not older: the records of an import, say
                return None
            field = object_type.field(name)
            return Page(records[:limit], _encode(_key_of(field, records[limit - 1]), records[limit - 1].pk))
    return None


def _by_id(found: Any, descending: bool, limit: int, after: str) -> Page:
    last = _decode(after)
    if last is not None:
        found = found.filter(pk__lt=last[1]) if descending else found.filter(pk__gt=last[1])
    records = list(found.order_by("-pk" if descending else "pk")[: limit + 1])
    return Page(records[:limit], _encode(None, records[limit - 1].pk) if len(records) > limit else None)


def _segments(
    field: Any, found: Any, key: Any, descending: bool, limit: int, last: tuple[Any, int] | None
) -> list[Any]:
    """First the filled values, then the empty ones; the other way round when descending."""
    from django.db.models.lookups import IsNull

    can_be_empty = field.custom or (
        field.type.empty_value is None and _may_be_null(found.model, field.column)  # else one query is enough
    )
    records: list[Any] = []
    # An index that carries further columns tells which records satisfy a filter, without looking at each of them.
    first = [index.fields[0].lstrip("-") for index in found.model._meta.indexes if index.include]
    covered = not field.custom and field.name in first

    def take(part: Any) -> list[Any]:
        part = part.order_by(*order)[: limit - len(records)]
        if covered:
            part = found.model._default_manager.filter(pk__in=part.values("pk")).order_by(*order)
        return list(part)

    by_key = [key.desc(), "-pk"] if descending else [key.asc(), "pk"]
    order = by_key
    for empty in ([True, False] if descending else [False, True]) if can_be_empty else [False]:
        part = found.filter(IsNull(key, empty)) if can_be_empty else found
        # All empty values are alike, but only with the key will the planner follow an index on it.
        order = by_key if not empty or _is_indexed(field, found.model) else by_key[1:]
        if last is not None:
            value, pk = last
            if (value is None) is not empty:
                if (empty and not descending) or (not empty and descending):
                    records += take(part)
                continue
            if empty:
                part = part.filter(pk__lt=pk) if descending else part.filter(pk__gt=pk)
            else:
                part = part.filter(_Beyond(key, F("pk"), _comparable(field, value), Value(pk), descending=descending))
        records += take(part)
        if len(records) >= limit:
            break
    return records


def _is_indexed(field: Any, model: Any) -> bool:
    """Whether an index leads through all records in the order of the field."""
    ways = ([field.name, "id"], [f"-{field.name}", "-id"])
    return field.custom or any(i.fields in ways and i.condition is None for i in model._meta.indexes)


def _may_be_null(model: Any, column: str) -> bool:
    found = model._meta.get_field(column)
    return bool(found.null or found.generated)


def _comparable(field: Any, stored: Any) -> Any:
    try:
        plain = field.type.from_stored(stored)
        plain = field.type.for_filter(plain, field) if field.type.name not in ("date", "datetime", "time") else plain
    except (FieldError, ValueError, TypeError):
        raise invalid("after", _("This is no place in the list.")) from None
    if field.custom and not field.type.sql_cast:
        value = field.type.to_stored(plain)
        return Value(value if isinstance(value, str) else json.dumps(value))
    return Value(plain)


class _Beyond(Func):
    """(a, id) > (x, y) as a row comparison, which an index on (a, id) answers at once."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, descending: bool = False, **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.descending = descending

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_extra: Any) -> Any:
        parts = [compiler.compile(e) for e in self.get_source_expressions()]
        (a, pa), (i, pi), (x, px), (y, py) = parts
        return f"({a}, {i}) {'<' if self.descending else '>'} ({x}, {y})", [*pa, *pi, *px, *py]


def _encode(value: Any, pk: int) -> str:
    if not isinstance(value, int | str | bool | None):
        value = str(value)
    return base64.urlsafe_b64encode(json.dumps([value, pk]).encode()).decode()


def _decode(after: str) -> tuple[Any, int] | None:
    if not after:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(after.encode()))
        if isinstance(pk, int) and abs(pk) < 2**63 and isinstance(value, str | int | float | bool | None):
            return value, pk
    except (ValueError, TypeError):
        pass
    raise invalid("after", _("This is no place in the list."))
