"""An operation can be taken back exactly, and the taking back as well."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection

from magpie.platform import bulk, context, objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Role, SavedList, Team, User
from magpie.platform.problems import Forbidden, NotFound
from magpie.platform.undo import undo

pytestmark = pytest.mark.django_db
TEAM, LIST = objects.get("team"), objects.get("list")


@pytest.fixture
def ana() -> Actor:
    setup.forget()
    return Actor.of_user(User.objects.create(username="ana", name="Ana", is_administrator=True))


@pytest.fixture
def bo() -> Actor:
    return Actor.of_user(User.objects.create(username="bo", name="Bo", is_administrator=True))


def rows_of(table: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) - 'version' - 'updated_at' FROM {table} t ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_created_records_go_and_come_back(ana: Actor) -> None:
    made = bulk.create_many(TEAM, [{"name": "East"}, {"name": "West", "office": "喜鹊"}], actor=ana)
    before = rows_of("platform_team")
    first = undo(made.operation, ana)
    assert (first.count, first.skipped, Team.objects.count()) == (2, [], 0)
    second = undo(first.operation, ana)
    assert (second.count, second.skipped) == (2, [])
    assert rows_of("platform_team") == before


def test_changed_records_get_exactly_their_former_values(ana: Actor) -> None:
    ids = bulk.create_many(TEAM, [{"name": f"T{n}", "office": f"O{n}"} for n in range(5)], actor=ana).ids
    before = rows_of("platform_team")
    operation = uuid.uuid4()
    with context.acting(ana, operation=operation):
        bulk.update_many(TEAM, ids, {"office": "X", "manager": ana.user_id}, actor=ana)
        bulk.update_many(TEAM, ids[:2], {"office": "Y", "parent": ids[4]}, actor=ana)
    done = undo(operation, ana)
    assert (done.count, done.skipped) == (5, [])
    assert rows_of("platform_team") == before


def test_deleted_records_come_back_under_their_numbers_with_what_pointed_to_them(ana: Actor) -> None:
    parent = Team.objects.create(name="All")
    child = Team.objects.create(name="East", parent=parent)
    saved = SavedList.objects.create(
        owner=ana.user, name="L", object="team", filter={"all": [{"field": "n", "gt": 1.5}]}, columns=["id"]
    )
    teams, lists = rows_of("platform_team"), rows_of("platform_savedlist")
    operation = uuid.uuid4()
    with context.acting(ana, operation=operation):
        records.delete(parent, actor=ana)
        bulk.delete_many(LIST, [saved.pk], actor=ana)
    assert Team.objects.get().parent_id is None
    done = undo(operation, ana)
    assert (done.count, done.skipped) == (3, [])
    assert (rows_of("platform_team"), rows_of("platform_savedlist")) == (teams, lists)
    assert Team.objects.get(pk=child.pk).parent_id == parent.pk


def test_what_somebody_else_changed_since_is_left_and_named(ana: Actor, bo: Actor) -> None:
    ids = bulk.create_many(TEAM, [{"name": f"T{n}"} for n in range(3)], actor=ana).ids
    changed = bulk.update_many(TEAM, ids, {"office": "Rom"}, actor=ana)
    records.update(Team.objects.get(pk=ids[0]), {"office": "Paris"}, actor=bo)
    records.update(Team.objects.get(pk=ids[1]), {"name": "Another"}, actor=bo)  # another field: nothing in the way
    records.delete(Team.objects.get(pk=ids[2]), actor=bo)
    done = undo(changed.operation, ana)
    assert done.count == 1
    assert sorted((s.id, s.title, s.reason) for s in done.skipped) == [
        (ids[0], "T0", "Bo has changed this record since."),
        (ids[2], "T2", "The record has been deleted since."),
    ]
    assert list(Team.objects.order_by("id").values_list("name", "office")) == [("T0", "Paris"), ("Another", "")]


def test_a_created_record_that_others_use_stays(ana: Actor, bo: Actor) -> None:
    made = bulk.create_many(objects.get("user"), [{"username": "cy", "name": "Cy"}], actor=ana)
    bulk.create_many(LIST, [{"name": "Mine", "object": "team"}], actor=Actor.of_user(User.objects.get(username="cy")))
    done = undo(made.operation, ana)
    assert (done.count, [s.title for s in done.skipped]) == (0, ["Cy"])
    assert SavedList.objects.count() == 1
    assert User.objects.filter(username="cy").exists()


def test_only_who_did_it_or_an_administrator_may_take_it_back(ana: Actor) -> None:
    Role.objects.create(name="Sales", grants={})
    cy = Actor.of_user(User.objects.create(username="cy", name="Cy"))
    made = bulk.create_many(TEAM, [{"name": "East"}], actor=ana)
    events = Event.objects.count()
    with pytest.raises(Forbidden):
        undo(made.operation, cy)
    with pytest.raises(NotFound):
        undo(uuid.uuid4(), ana)
    assert (Team.objects.count(), Event.objects.count()) == (1, events)
    assert undo(made.operation, SYSTEM).count == 1


def test_an_undo_is_one_operation_of_its_own_and_starts_no_workflows(ana: Actor) -> None:
    made = bulk.create_many(TEAM, [{"name": "East"}], actor=ana)
    done = undo(made.operation, ana)
    events = Event.objects.filter(operation=done.operation)
    assert list(events.values_list("kind", "automation", "action")) == [("deleted", "skip", "undo")]
