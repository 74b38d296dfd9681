"""What an actor may do with records of objects that only the input of an action names.

Inside an action `records` asks for no further permission, because the action was permitted as a whole; these actions
are permitted to every workflow, so where one runs with a person's rights they ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden


def to_create(actor: Actor, object_type: objects.ObjectType, names: Iterable[str]) -> None:
    """Forbidden unless the actor may create such records with these fields."""
    if not access.may(actor, object_type, "create"):
        raise Forbidden(_("You may not create records of %(object)s.") % {"object": str(object_type.label_plural)})
    to_write(actor, object_type, names)


def to_change(actor: Actor, record: Any, names: Iterable[str] = ()) -> None:
    """Forbidden unless the actor may change this record in these fields."""
    object_type = objects.of(record)
    if not access.reaches(actor, object_type, record, "update"):
        raise Forbidden(_("You may not change this record."))
    to_write(actor, object_type, names)


def to_delete(actor: Actor, record: Any) -> None:
    """Forbidden unless the actor may delete this record."""
    if not access.reaches(actor, objects.of(record), record, "delete"):
        raise Forbidden(_("You may not delete this record."))


def to_write(actor: Actor, object_type: objects.ObjectType, names: Iterable[str]) -> None:
    """Forbidden if one of these fields is not the actor's to write."""
    if actor.is_trusted:
        return
    closed, fields = access.field_rights(actor, object_type), object_type.fields()
    for name in names:
        if name in closed or (name in fields and fields[name].read_only):
            label = str(fields[name].label) if name in fields and closed.get(name) != "hidden" else name
            raise Forbidden(_("You may not change “%(field)s”.") % {"field": label})
