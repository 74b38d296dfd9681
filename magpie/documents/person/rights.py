"""Whose data can be given out and erased, and by whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden, Refused

PERSONS = ("contact", "lead", "account")
EXPORT, ERASE = "person.export", "person.erase"  # as roles name the rights, among the actions of the object


def may(actor: Actor, record: Any, right: str) -> bool:
    """Whether the actor is an administrator, or a role of theirs says so itself and they may change the record."""
    object_type = objects.of(record)
    if actor.user is not None and actor.user.is_administrator:
        return True
    said = any(g.get("actions", {}).get(right) is True for g in access.grants_of(actor, object_type))
    return said and access.reaches(actor, object_type, record, "update")


def require(actor: Actor, record: Any, right: str) -> None:
    """Forbidden without the right; Refused for what is no person."""
    if not may(actor, record, right):
        raise Forbidden(_("You may not do this."))
    if not is_person(record):
        raise Refused(_("This is a company. Set its market segment to “Private person” if it is one."))


def is_person(record: Any) -> bool:
    """Whether the record is about a person: a contact, a lead, an account of a private person."""
    name = objects.of(record).name
    return name in ("contact", "lead") or (name == "account" and record.segment == "individual")
