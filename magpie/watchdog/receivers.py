"""Whom a rule chases: people by their part in the record, by name, by role or as the manager of a team."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from magpie.notices import people
from magpie.platform import objects, teams
from magpie.platform.models import Team, User

# Who has to do something about a record of that object now, where its owner does not say it: who is asked to approve.
responsible: dict[str, Callable[[Any], list[User]]] = {}


def of_record(receivers: Iterable[dict[str, Any]], record: Any) -> list[User]:
    """Whom to chase about this record, each once; administrators where the rule leads to nobody."""
    found: dict[int, User] = {}
    for each in receivers or ():
        for user in _of_one(each, record):
            if user is not None:
                found.setdefault(user.pk, user)
    active = [user for user in found.values() if user.is_active]
    if not active and found:  # who has left is stood for by their manager
        managers = [m for user in found.values() if (m := people.manager_of(user)) is not None]
        active = list({m.pk: m for m in managers}.values())
    return active or people.administrators()


def _of_one(each: dict[str, Any], record: Any) -> list[User | None]:
    kind, number = each.get("kind"), each.get("id")
    if kind == "owner":
        return [getattr(record, "owner", None)]
    if kind == "owner_manager":
        owner = getattr(record, "owner", None)
        return [people.manager_of(owner) if owner is not None else None]
    if kind == "responsible":
        source = responsible.get(objects.of(record).name)
        return list(source(record)) if source is not None else [getattr(record, "owner", None)]
    if kind == "field":
        return [people.in_role(record, str(each.get("field")))]
    return list(named(kind, number, managers=True))


def named(kind: Any, number: Any, *, managers: bool = False) -> list[User]:
    """A person, the holders of a role, or a team: its manager, or everybody in it and in the teams below."""
    if kind == "role":
        return list(User.objects.filter(is_active=True, roles__contains=[number]).order_by("pk"))
    if kind == "team":
        team = Team.objects.select_related("manager").filter(pk=number or 0).first()
        if team is None:
            return []
        if managers:
            return [team.manager] if team.manager is not None else []
        return list(User.objects.filter(pk__in=teams.members_of({team.pk}), is_active=True).order_by("pk"))
    return list(User.objects.filter(pk=number or 0))


def members(rule_members: Iterable[dict[str, Any]]) -> list[User]:
    """The people whom a rule about people watches, each once."""
    found: dict[int, User] = {}
    for each in rule_members or ():
        for user in named(each.get("kind"), each.get("id")):
            if user.is_active:
                found.setdefault(user.pk, user)
    return list(found.values())
