"""The database itself remembers every change, once, whoever makes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, Team

pytestmark = pytest.mark.django_db


def history(record_id: int) -> list[tuple[str, dict[str, Any]]]:
    return [(e.kind, e.changed) for e in Event.objects.filter(object="team", record_id=record_id).order_by("id")]


def test_create_change_and_delete_are_remembered_with_old_and_new_values() -> None:
    team = records.create(Team, {"name": "East"}, actor=SYSTEM)
    records.update(team, {"name": "West"}, actor=SYSTEM)
    number = team.pk
    records.delete(team, actor=SYSTEM)
    kinds = history(number)
    assert [kind for kind, _ in kinds] == ["created", "updated", "deleted"]
    assert kinds[0][1]["name"] == (None, "East")
    assert kinds[1][1] == {"name": ("East", "West")}
    assert kinds[2][1]["name"] == ("West", None)


def test_plain_sql_is_remembered_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO platform_team (name) VALUES ('A'), ('B') RETURNING id")
        first, second = (row[0] for row in cursor.fetchall())
        cursor.execute("UPDATE platform_team SET office = 'Beijing' WHERE id = %s", [first])
        cursor.execute("UPDATE platform_team SET office = 'Beijing' WHERE id = %s", [first])  # changes nothing
        cursor.execute("DELETE FROM platform_team WHERE id = %s", [second])
    assert [kind for kind, _ in history(first)] == ["created", "updated"]
    assert history(first)[1][1] == {"office": ("", "Beijing")}
    assert [kind for kind, _ in history(second)] == ["created", "deleted"]
    assert Team.objects.get(pk=first).version == 2


def test_an_event_names_actor_action_and_operation() -> None:
    with context.acting(SYSTEM, "team.reorganise") as current:
        team = records.create(Team, {"name": "East"}, actor=SYSTEM)
    event = Event.objects.get(object="team", record_id=team.pk)
    assert (event.actor_kind, event.action, event.operation) == ("system", "team.reorganise", current.operation)
