"""Puts a company's choices in place of the delivered ones when the fields of an object are loaded.

They are kept with the set-up (`magpie.platform.setup`), so that this costs no query.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from magpie.platform import setup
from magpie.platform.fields import Choice, Field
from magpie.platform.fields.registry import TwoLanguages

Row = Mapping[str, Any]


def rows_of(name: str) -> Sequence[Row]:
    """What the company made of the set of that name; nothing if it is as delivered."""
    return setup.kept("choice_sets", _load).get(name, ()) if setup.in_use() else ()


def _load() -> dict[str, list[Row]]:
    from magpie.platform.models import ChoiceSet

    return dict(ChoiceSet.objects.values_list("name", "options"))


def to_field(name: str, field: Field) -> Field:
    """The field with the company's choices of the set of that name."""
    rows = rows_of(name)
    return dataclasses.replace(field, choices=merged(field.choices, rows)) if rows else field


def merged(delivered: Sequence[Choice], rows: Sequence[Row]) -> tuple[Choice, ...]:
    """The delivered choices in the company's order and colours, among those that it added."""
    left = {choice.value: choice for choice in delivered}
    found = []
    for row in rows:
        given = left.pop(row["value"], None)
        if is_added(row):
            label: Any = TwoLanguages(str(row.get("label_en") or ""), str(row.get("label_zh") or ""))
        elif given is not None:
            label = given.label
        else:
            continue  # delivered by an earlier version
        color = str(row.get("color") or "")
        found.append(Choice(row["value"], label, color=color, inactive=row.get("inactive") is True))
    return (*found, *left.values())


def is_added(row: Row) -> bool:
    """Whether an administrator added the choice; delivered ones have no names here."""
    return bool(row.get("label_en") or row.get("label_zh"))
