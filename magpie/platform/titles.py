"""Titles of referenced records, looked up for a whole page at once and only as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from magpie.platform import access, objects
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
        if object_type is not None:
            rows = access.visible(actor, object_type).filter(pk__in=numbers).values_list("pk", object_type.title)
            found.update({(name, pk): str(title or f"#{pk}") for pk, title in rows})
    return found


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
