"""What tests of notice rules need: people, rules, what happens, and what was told."""

from __future__ import annotations

import datetime
from typing import Any

from magpie.accounts.models import Account
from magpie.following import matching, telling
from magpie.following.models import NoticeRule
from magpie.notices.models import Notice
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Role, User
from magpie.reminders.tests.make import make_team, make_user

__all__ = ["make_team", "make_user"]
_seen = [0]
LATER = datetime.timedelta(minutes=1)


def make_role(name: str, **account: Any) -> Role:
    role: Role = Role.objects.create(
        name=name,
        grants={"account": {"create": True, "update": "all", **account}, "note": {"create": True, "read": "all"}},
    )
    setup.forget()
    return role


def make_account(name: str, by: User | None = None, **values: Any) -> Account:
    return records.create(Account, {"name": name, **values}, actor=Actor.of_user(by) if by else SYSTEM)


def make_rule(by: User | None = None, **values: Any) -> NoticeRule:
    """A rule on accounts; the company's unless somebody makes it for themselves."""
    given = {"name": "Rule", "object": "account", "reach": "personal" if by else "company", **values}
    return records.create(NoticeRule, given, actor=Actor.of_user(by) if by else SYSTEM)


def change(record: Any, by: User | None = None, **values: Any) -> None:
    records.update(record, values, actor=Actor.of_user(by) if by else SYSTEM)


def begin() -> None:
    """What happened so far is no news."""
    _seen[0] = max([_seen[0], *Event.objects.order_by("-id").values_list("id", flat=True)[:1]])


def follow(now: datetime.datetime | None = None) -> int:
    """Let the reader gather what happened (the test's own transaction is not committed), and tell it."""
    events = list(Event.objects.filter(id__gt=_seen[0]).order_by("id"))
    begin()
    matching.read_events(events)
    return telling.tick(now)


def told(user: User) -> list[str]:
    """The titles of what the person was told, in order."""
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("title", flat=True))
