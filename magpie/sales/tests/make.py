"""Records for the tests of sales: give only what the test is about."""

from __future__ import annotations

import itertools
from typing import Any

from magpie.platform import actions, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Role, Team, User
from magpie.sales.models import Lead, Opportunity, Territory, TerritoryMember

_numbers = itertools.count(1)
OWN = {"read": "own", "create": True, "update": "own", "delete": "own"}


def make_user(name: str, **values: Any) -> User:
    """A user who reads and changes their own records, and makes new ones."""
    role, _new = Role.objects.get_or_create(name="Everybody", defaults={"grants": {"*": OWN}})
    return User.objects.create(username=f"{name.lower()}{next(_numbers)}", name=name, roles=[role.pk], **values)


def make_team(name: str = "East", **values: Any) -> Team:
    return records.create(Team, {"name": name, **values}, actor=SYSTEM)


def make_lead(owner: User | None = None, **values: Any) -> Lead:
    """A lead that its owner made."""
    actor = Actor.of_user(owner) if owner else SYSTEM
    return records.create(Lead, {"name": "Li Lei", **values}, actor=actor)


def make_opportunity(**values: Any) -> Opportunity:
    return records.create(Opportunity, {"name": "Ten lathes", **values}, actor=SYSTEM)


def make_territory(name: str, *members: User, rule: Any = None, **values: Any) -> Territory:
    """A territory whose members take turns in this order."""
    territory = records.create(Territory, {"name": name, "rule": rule or {}, **values}, actor=SYSTEM)
    for position, user in enumerate(members, 1):
        records.create(
            TerritoryMember, {"territory": territory.pk, "user": user.pk, "position": position}, actor=SYSTEM
        )
    return territory


def do(name: str, record: Any, by: User | Actor, /, **data: Any) -> Any:
    """Perform an action as a person would by its button; the record then has its new state."""
    actor = by if isinstance(by, Actor) else Actor.of_user(by)
    result = actions.perform(actions.get(name), record, data, actor=actor)
    record.refresh_from_db()
    return result


def count_events() -> int:
    return Event.objects.count()
