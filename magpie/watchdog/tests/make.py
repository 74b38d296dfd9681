"""What tests of the watchdog need: rules, events handed on, and time that passes."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, User
from magpie.reminders.models import Occurrence, Reminder
from magpie.reminders.tests import make as reminding
from magpie.watchdog import chasing, watching
from magpie.watchdog.models import WatchCase, Watched, WatchRule

_seen = [0]
NOT_DONE = {"field": "status", "in": ["not_started", "in_progress"]}
DONE = {"field": "status", "is": "completed"}


def make_rule(**values: Any) -> WatchRule:
    """A rule that is on: tasks that are not done two hours after they were made; its first sweep is done."""
    values = {
        "name": "Task not done", "object": "task", "filter": NOT_DONE, "expected": DONE, "since": "created",
        "amount": 2, "unit": "hours", "receivers": [{"kind": "owner"}], "is_active": True, **values,
    }  # fmt: skip
    rule = records.create(WatchRule, values, actor=SYSTEM)
    watching.sweep_some()
    return rule


def make_task(owner: User, **values: Any) -> Any:
    from magpie.activities.models import Task

    task = records.create(Task, {"subject": "Send samples", "owner": owner.pk, **values}, actor=SYSTEM)
    follow()
    return task


def follow() -> None:
    """Let both readers see what happened."""
    events = list(Event.objects.filter(id__gt=_seen[0]).order_by("id"))
    _seen[0] = max([_seen[0], *(event.pk for event in events)])
    watching.read_events(events)
    reminding.follow()


def passes(hours: float) -> None:
    """So much time passes: all that was made or is watched lies that much earlier."""
    span, seconds = datetime.timedelta(hours=hours), hours * 3600
    Watched.objects.update(since=F("since") - span)
    for table in ("activities_task", "activities_note"):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET created_at = created_at - %s * interval '1 second'", [seconds])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE platform_event SET at = at - %s * interval '1 second'", [seconds])
    for name in ("look_at", "tell_at", "first_told_at"):
        Occurrence.objects.filter(**{f"{name}__isnull": False}).update(**{name: F(name) - span})
    follow()


def look() -> int:
    """Let the worker sweep, chase and remind; how many records became late."""
    follow()
    watching.sweep_some()
    late = chasing.chase_some()
    follow()
    reminding.tick()
    follow()
    return late


def cases(rule: WatchRule) -> list[tuple[int, int, bool, str]]:
    """The cases of a rule: record, round, whether it lasts, answer."""
    found = WatchCase.objects.filter(rule=rule.pk).order_by("id")
    return [(c.record_id, c.round, c.ended_at is None, c.outcome) for c in found]


def chased(rule: WatchRule) -> list[tuple[int | None, str]]:
    """Whom its reminders remind, and how each stands."""
    found = Reminder.objects.filter(origin__startswith=f"watchdog:{rule.pk}:").order_by("id")
    return list(found.values_list("owner_id", "status"))
