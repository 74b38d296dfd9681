"""Titles of referenced records, looked up for a whole page at once and only as far as the actor may see them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from magpie.platform import access, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.names import words
from magpie.platform.objects import ObjectType

Titles = dict[tuple[str, int], str]
LONGEST = 80  # letters of a text in the place of a name


def look_up(actor: Actor, wanted: Iterable[tuple[str, int]]) -> Titles:
    """The titles of these (object, number) pairs; records that the actor may not see are missing."""
    by_object: dict[str, set[int]] = {}
    for name, number in wanted:
        by_object.setdefault(name, set()).add(number)
    found: Titles = {}
    for name, numbers in by_object.items():
        object_type = objects.find(name)
        if object_type is not None and object_type.is_setup and object_type.open_to_all and object_type.scope is None:
            found.update(_of_setup(object_type, numbers))
        elif object_type is not None and object_type.named_by:
            found.update(_of_named(object_type, numbers, actor))
        elif object_type is not None:
            rows = access.visible(actor, object_type).filter(pk__in=numbers).values_list("pk", title_path(object_type))
            found.update({(name, pk): str(title or f"#{pk}") for pk, title in rows})
    _own_words(found)
    return found


def of(record: Any, actor: Actor) -> str:
    """What one record is called, as far as the actor may see that."""
    object_type = objects.of(record)
    if not object_type.named_by or getattr(record, object_type.title):
        return object_type.title_of(record)
    return named(object_type, {record.pk: lambda field: field.plain(record)}, actor).get(record.pk, f"#{record.pk}")


def naming_fields(object_type: ObjectType, actor: Actor) -> list[Field]:
    """The fields by which records without a name of their own are called, as far as the actor may see them."""
    rights = access.field_rights(actor, object_type) if object_type.named_by else {}
    return [object_type.field(name) for name in object_type.named_by if rights.get(name) != "hidden"]


def named(
    object_type: ObjectType, rows: Mapping[int, Callable[[Field], Any]], actor: Actor, known: Titles | None = None
) -> dict[int, str]:
    """The names that their other fields give to records, by number; missing where the actor may see none of them.

    Each row is what gives the plain value of a field.  `known` spares the look-up of titles that are at hand.
    """
    fields = naming_fields(object_type, actor)
    if known is None:
        pairs = (_pair(field, plain_of(field)) for plain_of in rows.values() for field in fields)
        known = look_up(actor, filter(None, pairs))
    found = {}
    for number, plain_of in rows.items():
        if text := " · ".join(filter(None, (_words_of(field, plain_of(field), known) for field in fields))):
            found[number] = text
    return found


def _pair(field: Field, plain: Any) -> tuple[str, int] | None:
    if not plain:
        return None
    return split_link(plain) if field.type.name == "link" else (field.target, plain) if field.target else None


def _words_of(field: Field, plain: Any, known: Titles) -> str:
    if not plain:
        return ""
    if field.target or field.type.name == "link":
        pair = _pair(field, plain)
        return known.get(pair, "") if pair else ""
    text = " ".join(field.type.to_text(plain, field).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def _of_named(object_type: ObjectType, numbers: set[int], actor: Actor) -> Titles:
    rows = {row.pk: row for row in access.visible(actor, object_type).filter(pk__in=numbers)}
    own = {number: str(getattr(row, object_type.title) or "") for number, row in rows.items()}
    bare = {number: functools.partial(_plain, row) for number, row in rows.items() if not own[number]}
    given = named(object_type, bare, actor) if bare else {}
    return {(object_type.name, n): own[n] or given.get(n, f"#{n}") for n in rows}


def _plain(record: Any, field: Field) -> Any:
    return field.plain(record)


def _own_words(found: Titles) -> None:
    """Puts the company's words of the current language in the place of names that records have only once."""
    for name, number in found:
        object_type = objects.find(name)
        if object_type is not None and object_type.named_once and (own := words.of_record(name, number)):
            found[name, number] = own


def title_path(object_type: ObjectType) -> str:
    """How the database finds the title; a record that is named by another has that one's."""
    field = object_type.fields().get(object_type.title)
    if field is None or not field.target or field.type.name == "references":
        return object_type.title
    return f"{field.name}__{title_path(objects.get(field.target))}"


def _of_setup(object_type: ObjectType, numbers: set[int]) -> Titles:
    """Titles that every user may read and nearly every page shows (users, teams, stages), kept until set-up changes."""
    known: dict[int, str] = setup.kept(f"titles:{object_type.name}", dict)
    if missing := numbers - known.keys():
        rows = object_type.model._default_manager.filter(pk__in=missing).values_list("pk", title_path(object_type))
        known.update({pk: str(title or f"#{pk}") for pk, title in rows})
    return {(object_type.name, pk): known[pk] for pk in numbers if pk in known}


def wanted_by(object_type: ObjectType, records: Iterable[Any]) -> set[tuple[str, int]]:
    """The (object, number) pairs that these records refer to."""
    wanted: set[tuple[str, int]] = set()
    fields = [f for f in object_type.fields().values() if f.target or f.type.name == "link"]
    for record in records:
        for field in fields:
            plain = field.plain(record)
            if not plain:
                continue
            if field.type.name == "references":
                wanted.update((field.target, number) for number in plain)
            elif field.target:
                wanted.add((field.target, plain))
            elif (pair := split_link(plain)) is not None:
                wanted.add(pair)
    return wanted


def split_link(link: str) -> tuple[str, int] | None:
    """("lead", 5) of "lead:5"."""
    name, _colon, number = link.partition(":")
    return (name, int(number)) if number.isdigit() else None
