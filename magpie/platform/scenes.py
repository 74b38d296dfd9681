"""Scenes: the cuts through a list that everybody needs, such as "mine" and "to follow up today", one click each.

A scene is a name, a label and a plain filter; the pages show them as tabs.  Every part of the product adds its own to
`sources`, so an object gets what fits it without being told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import teams
from magpie.platform.actor import Actor
from magpie.platform.names.words import Named
from magpie.platform.objects import ObjectType


@dataclass(frozen=True)
class Scene:
    """One cut through a list; the smallest position stands first.  The name stands in addresses: it never changes."""

    name: str
    label: Any
    filter: dict[str, Any]
    position: int = 50
    is_idle: bool = False  # not for this actor: shown only where scenes are named


Source = Callable[[ObjectType, Actor], Iterable[Scene]]


def has_owner(object_type: ObjectType) -> bool:
    """Whether records of the object are somebody's work."""
    return not object_type.is_setup and object_type.listed and "owner" in object_type.fields()


def _of_owners(object_type: ObjectType, actor: Actor) -> Iterable[Scene]:
    if has_owner(object_type):
        yield Scene("mine", pgettext_lazy("scene", "Mine"), {"field": "owner", "is": "$me"}, 10)
        idle = not teams.people_under(actor.user_id)
        yield Scene("people", _("My people's"), {"field": "owner", "under": "$me"}, 20, idle)


sources: list[Source] = [_of_owners]


def of(object_type: ObjectType, actor: Actor) -> list[Scene]:
    """The scenes of an object for this actor, in order."""
    return [scene for scene in whole(object_type, actor) if not scene.is_idle]


def whole(object_type: ObjectType, actor: Actor) -> list[Scene]:
    """The scenes of an object in order, those included that are of no use to this actor."""
    found = sorted((s for source in sources for s in source(object_type, actor)), key=lambda scene: scene.position)
    return [replace(s, label=Named(object_type.name, "scene", s.name, s.label)) for s in found]
