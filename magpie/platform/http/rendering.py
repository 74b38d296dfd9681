"""Records as JSON: flat, built-in and custom fields side by side, references with their titles."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from django.http import HttpResponse

from magpie.platform import access, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.fields.field import FieldType
from magpie.platform.objects import ObjectType


def answer(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer; underscores in the names of headers become hyphens."""
    response = HttpResponse(orjson.dumps(body, default=str), status=status, content_type="application/json")
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def render(object_type: ObjectType, records: Iterable[Any], actor: Actor) -> list[dict[str, Any]]:
    """The records as the actor may see them."""
    records = list(records)
    hidden = {n for n, right in access.field_rights(actor, object_type).items() if right == "hidden"}
    fields = [f for f in object_type.fields().values() if f.name not in hidden]
    known = titles.look_up(actor, titles.wanted_by(object_type, records))
    # A list has thousands of values: what a field needs is settled once, and text and the like are taken as they are.
    stored = [(f.name, f.column, _writer(f, known)) for f in fields if not f.custom]
    custom = [f for f in fields if f.custom]
    items = []
    title = object_type.fields()[object_type.title]
    named_by = _title_of_another(title.name) if title.target else None
    bare: dict[int, Callable[[Field], Any]] = {}
    for record in records:
        values = record.__dict__
        item = {name: write(values[column]) if write else values[column] for name, column, write in stored}
        for field in custom:
            item[field.name] = value_of(field, field.plain(record), known)
        if object_type.named_by and not values[title.column]:
            bare[record.pk] = functools.partial(_plain, record)
            item["title"] = f"#{record.pk}"
        else:
            item["title"] = named_by(item, record) if named_by else object_type.title_of(record)
        items.append(item)
    if bare:
        given = titles.named(object_type, bare, actor, known)
        for item in items:
            item["title"] = given.get(item["id"], item["title"])
    return items


def _plain(record: Any, field: Field) -> Any:
    return field.plain(record)


def _title_of_another(name: str) -> Callable[[dict[str, Any], Any], str]:
    """For records named by another one: its title, as far as the actor may see it, without a query for each."""
    return lambda item, record: (item[name] or {}).get("title") or f"#{record.pk}"


def _writer(field: Field, known: titles.Titles) -> Callable[[Any], Any] | None:
    """What makes JSON of a plain value of this field; None if it is JSON already."""
    if field.target or field.type.name in ("references", "link"):
        return lambda plain: value_of(field, plain, known)
    return None if type(field.type).to_json is FieldType.to_json else field.type.to_json


def render_one(record: Any, actor: Actor) -> dict[str, Any]:
    """One record as JSON, as far as this actor may see it."""
    return render(objects.of(record), [record], actor)[0]


def value_of(field: Field, plain: Any, known: titles.Titles) -> Any:
    """The JSON of one value."""
    if field.type.name == "references":
        return [{"id": n, "title": known.get((field.target, n), "")} for n in plain or ()]
    if field.target:
        return {"id": plain, "title": known.get((field.target, plain), "")} if plain else None
    if field.type.name == "link":
        pair = titles.split_link(plain) if plain else None
        return {"object": pair[0], "id": pair[1], "title": known.get(pair, "")} if pair else None
    return field.type.to_json(plain)
