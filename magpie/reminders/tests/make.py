"""What tests of reminders need: people, reminders, and time that passes."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from magpie.notices.models import Notice
from magpie.platform import actions, records
from magpie.platform.actor import Actor
from magpie.platform.models import Event, Team, User
from magpie.reminders import firing, planning
from magpie.reminders.models import EscalationLadder, Occurrence, Reminder

MINUTE = datetime.timedelta(minutes=1)
_seen = [0]  # the last event that was handed on; their numbers only grow


def make_user(username: str, **values: Any) -> User:
    values = {"name": username.title(), "email": f"{username}@example.com", "language": "en", **values}
    return User.objects.create_user(username, "secret words", **values)


def make_team(name: str, manager: User, *members: User) -> Team:
    team: Team = Team.objects.create(name=name, manager=manager)
    for user in (manager, *members):
        user.team = team
        user.save()
    return team


def make_ladder(*rungs: dict[str, Any]) -> EscalationLadder:
    ladder: EscalationLadder = EscalationLadder.objects.create(name="Ladder", rungs=list(rungs))
    return ladder


def remind(owner: User, *, by: User | None = None, minutes: float = -1, **values: Any) -> Reminder:
    """A reminder for the owner, due in so many minutes unless the values say when; its times are planned."""
    values = {"subject": "Call Mr Wang", "owner": owner.pk, **values}
    if not values.get("recurrence") and not values.get("relative"):
        values.setdefault("starts_at", timezone.now() + minutes * MINUTE)
    reminder = records.create(Reminder, values, actor=Actor.of_user(by or owner))
    follow()
    return reminder


def follow() -> None:
    """Let the reader see what happened; the test's own transaction is not committed, so it is handed to it."""
    events = list(Event.objects.filter(id__gt=_seen[0]).order_by("id"))
    _seen[0] = max([_seen[0], *(event.pk for event in events)])
    planning.read_events(events)


def passes(minutes: float) -> None:
    """So much time passes: all that is planned or was told lies that much earlier."""
    span = minutes * MINUTE
    for name in ("look_at", "tell_at", "first_told_at"):
        Occurrence.objects.filter(**{f"{name}__isnull": False}).update(**{name: F(name) - span})


def tick() -> int:
    """Let the worker look at everything that is due."""
    return firing.tick()


def do(user: User, name: str, reminder: Reminder, **values: Any) -> Reminder:
    done: Reminder = actions.perform(
        actions.get(f"reminder.{name}"), reminder, values, actor=Actor.of_user(User.objects.get(pk=user.pk))
    )
    follow()
    return done


def told(user: User) -> list[tuple[str, int]]:
    """What the person was told: titles, and how often each."""
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("title", "round"))


def state_of(reminder: Reminder) -> list[tuple[str, int, str]]:
    """Its times in order: status, how often told, outcome."""
    return list(reminder.occurrences.order_by("due_at").values_list("status", "round", "outcome"))
