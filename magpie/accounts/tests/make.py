"""Customers and pools for the tests: give only what the test is about."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from magpie.accounts.models import Account, Contact, Pool
from magpie.accounts.pools import clock, reckoning
from magpie.platform import actions, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, Team, User

_numbers = itertools.count(1)
OWN = {"read": "own", "create": True, "update": "own", "delete": "own"}


def make_user(name: str, **values: Any) -> User:
    """A user who reads and changes their own records, and makes new ones."""
    role, _new = Role.objects.get_or_create(name="Everybody", defaults={"grants": {"*": OWN}})
    return User.objects.create(
        username=f"{name.lower()}{next(_numbers)}", name=name, **{"roles": [role.pk], "language": "en", **values}
    )


def make_team(name: str = "East") -> Team:
    return records.create(Team, {"name": name}, actor=SYSTEM)


def make_account(owner: User | None = None, **values: Any) -> Account:
    actor = Actor.of_user(owner) if owner else SYSTEM
    return records.create(Account, {"name": f"Company {next(_numbers)}", **values}, actor=actor)


def make_contact(owner: User | None = None, **values: Any) -> Contact:
    actor = Actor.of_user(owner) if owner else SYSTEM
    return records.create(Contact, {"name": "Li Lei", **values}, actor=actor)


def make_pool(**values: Any) -> Pool:
    """A pool for accounts, open to everybody, whose rules have been in force for long."""
    given = {"name": "Free", "object": "account", "is_for_all": True, "warn_days": 0, **values}
    pool: Pool = records.create(Pool, given, actor=SYSTEM)
    Pool.objects.filter(pk=pool.pk).update(active_since=days_ago(1000))
    pool.refresh_from_db()
    return pool


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def age(record: Any, days: float) -> None:
    """Let the record have been its owner's for so many days."""
    type(record)._default_manager.filter(pk=record.pk).update(owned_since=days_ago(days))
    reckoning.reckon(objects.of(record), [record.pk])
    record.refresh_from_db()


def tick(in_days: float = 0) -> int:
    return clock.tick(timezone.now() + datetime.timedelta(days=in_days))


def do(name: str, record: Any, by: User | Actor, /, **data: Any) -> Any:
    """Perform an action as a person would by its button; the record then has its new state."""
    actor = by if isinstance(by, Actor) else Actor.of_user(by)
    result = actions.perform(actions.get(name), record, data, actor=actor)
    record.refresh_from_db()
    return result
