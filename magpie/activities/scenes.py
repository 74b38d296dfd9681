"""The scene "to follow up today": the own records for which something is due by the end of this day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from magpie.platform import objects, scenes
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType

# What is still to be done, by activity: the field that says when, and the conditions.
OPEN: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "task": ("due_at", [{"field": "status", "not_in": ["completed", "cancelled"]}]),
    "call": ("starts_at", [{"field": "status", "is": "planned"}]),
    "meeting": ("starts_at", [{"field": "status", "is": "planned"}]),
}
MINE = {"field": "owner", "is": "$me"}


def _due(name: str) -> dict[str, Any]:
    when, conditions = OPEN[name]
    return {"all": [*conditions, {"field": when, "by_end_of": "today"}]}


def _points_at(object_type: ObjectType) -> bool:
    targets = objects.get("task").field("related_to").targets
    return not targets or object_type.name in targets


def due_today(object_type: ObjectType, actor: Actor) -> Iterable[scenes.Scene]:
    """Own records to be contacted, or with an open activity, today or earlier; of activities those that are due."""
    if not scenes.has_owner(object_type):
        return
    if object_type.name in OPEN:
        found = {"all": [MINE, *_due(object_type.name)["all"]]}
    elif object_type.timeline or not _points_at(object_type):
        return
    else:
        reasons: list[dict[str, Any]] = [
            {"related": {"by": f"{name}.related_to", "filter": _due(name)}} for name in OPEN
        ]
        if "next_contact_at" in object_type.fields():
            reasons = [{"field": "next_contact_at", "by_end_of": "today"}, *reasons]
        still_open = [dict(object_type.open_if)] if object_type.open_if else []
        found = {"all": [MINE, *still_open, {"any": reasons}]}
    yield scenes.Scene("due", _("To follow up today"), found, 30)


scenes.sources.append(due_today)
