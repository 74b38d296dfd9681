"""Conditions that are not about a field of the record but about what points to it: its activities, who follows it.

A kind of them is declared under the one key that stands in the filter, such as `{"followed_by": "$me"}`.  It gives a
condition of the database; on a single record that same condition is asked for its number, so the two ways cannot part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Q

    from magpie.platform.fields import Field
    from magpie.platform.filters.parse import Caller, Comparison, Tree
    from magpie.platform.objects import ObjectType

Reach = Callable[["ObjectType"], "Q | None"]  # the condition on records that may be read; None for no condition


@dataclass(frozen=True)
class Relation:
    """One such condition, checked.  `inside` is the object and filter of what points here, where there is one."""

    kind: Kind
    object_type: ObjectType
    wanted: Any
    inside: tuple[ObjectType, Tree | Comparison | Relation] | None = None
    by: tuple[ObjectType, Field] | None = None  # the field that points here, where there is one


@dataclass(frozen=True)
class Kind:
    """How one kind is read, run and told.  `parse` gets the object, the value and the depth; FilterError if it cannot.

    `to_q` must give a condition that is never NULL; `describe` is also told whether the opposite is meant.
    """

    key: str
    parse: Callable[[Kind, ObjectType, Any, int], Relation]
    to_q: Callable[[Relation, Caller, Reach | None], Q]
    describe: Callable[[Relation, bool], str]


kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Make a kind of condition known; ValueError if there is one of that key."""
    if kind.key in kinds or kind.key in ("all", "any", "not", "field"):
        raise ValueError(f"conditions named {kind.key} are declared twice")
    kinds[kind.key] = kind


def holds(relation: Relation, number: int | None, caller: Caller) -> bool:
    """Whether the record of that number satisfies the condition."""
    if not number:
        return False
    found = relation.object_type.model._default_manager.filter(relation.kind.to_q(relation, caller, None), pk=number)
    return bool(found.exists())
