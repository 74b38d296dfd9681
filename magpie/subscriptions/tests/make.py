"""What tests of subscriptions need: people, accounts to list, subscriptions, and time that passes."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from magpie.accounts.models import Account
from magpie.notices.models import Notice
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, Team, User
from magpie.subscriptions import sending
from magpie.subscriptions.models import Run, Subscription

OWN = {"read": "own", "create": True, "update": "own", "delete": "own", "export": True}
EVERY_DAY = {"rule": "FREQ=DAILY", "first": "2026-01-01T17:00", "zone": "Asia/Shanghai"}
SHOWN = ("name", "annual_revenue", "created_at")


def make_user(name: str, **values: Any) -> User:
    """A user who sees and may export what is their own."""
    role, _new = Role.objects.get_or_create(name="Own", defaults={"grants": {"*": OWN}})
    values = {"email": f"{name}@example.com", "language": "en", "roles": [role.pk], **values}
    user: User = User.objects.create_user(name, "secret words", name=name.title(), **values)
    setup.forget()
    return user


def make_team(manager: User, *members: User) -> Team:
    team: Team = Team.objects.create(name="East", manager=manager)
    User.objects.filter(pk__in=[manager.pk, *(m.pk for m in members)]).update(team=team)
    setup.forget()
    return team


def make_account(owner: User, name: str, revenue: str | None = None, **values: Any) -> Account:
    given = {"name": name, "annual_revenue": revenue, "owner": owner.pk, "currency": "CNY", **values}
    return records.create(Account, given, actor=SYSTEM)


def subscribe(owner: User, *, by: User | None = None, **values: Any) -> Subscription:
    """A subscription of the owner to their accounts, every day at five, by mail."""
    given = {
        "name": "My accounts", "owner": owner.pk, "source": "list", "channels": ["email"],
        "parameters": {"object": "account", "columns": list(SHOWN), "sort": "name"}, "recurrence": EVERY_DAY, **values,
    }  # fmt: skip
    made = records.create(Subscription, given, actor=Actor.of_user(by or owner))
    sending.plan_changed()
    made.refresh_from_db()
    return made


def comes(subscription: Subscription, days: int = 1) -> None:
    """Its time comes: all its times so far, and the next, lie so many days earlier."""
    span = datetime.timedelta(days=days)
    Run.objects.filter(subscription=subscription).update(due_at=F("due_at") - span)
    Subscription.objects.filter(pk=subscription.pk).update(next_at=F("next_at") - span)
    sending.tick()
    subscription.refresh_from_db()


def try_again() -> None:
    """The time to try again comes."""
    Run.objects.filter(look_at__isnull=False).update(look_at=timezone.now())
    sending.tick()


def results(subscription: Subscription) -> list[str]:
    return list(Run.objects.filter(subscription=subscription).order_by("due_at").values_list("status", flat=True))


def told(user: User) -> list[Notice]:
    return list(Notice.objects.filter(recipient=user).order_by("pk"))
