"""Titles of referenced records, looked up for a whole page at once and only as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from magpie.platform import access, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType

Titles = dict[tuple[str, int], str]


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
        elif object_type is not None:
            rows = access.visible(actor, object_type).filter(pk__in=numbers).values_list("pk", title_path(object_type))
            found.update({(name, pk): str(title or f"#{pk}") for pk, title in rows})
    return found


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
