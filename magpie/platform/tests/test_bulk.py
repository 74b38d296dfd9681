"""Bulk writes: good records go through, the others are told why, and every one is in the event log."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from magpie.platform import bulk, objects, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Gate, Role, Team, User
from magpie.platform.problems import Asked, Forbidden, Invalid

pytestmark = pytest.mark.django_db
TEAM, USER, LIST = objects.get("team"), objects.get("user"), objects.get("list")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    setup.forget()


def make_user(name: str, **grants: object) -> User:
    role = Role.objects.create(name=f"role of {name}", grants=grants)
    setup.forget()
    return User.objects.create(username=name, name=name.title(), roles=[role.pk])


def test_created_rows_have_defaults_and_events_under_one_operation() -> None:
    result = bulk.create_many(
        TEAM, ({"name": f"Team {n}", "office": "Bonn"} for n in range(25)), actor=SYSTEM, batch=10
    )
    assert (result.count, result.failed) == (25, [])
    assert list(Team.objects.order_by("id").values_list("id", flat=True)) == result.ids
    events = Event.objects.filter(object="team")
    assert events.count() == 25
    assert set(events.values_list("operation", "lane", "kind", "automation")) == {
        (result.operation, 1, "created", "run")
    }
    team = Team.objects.get(pk=result.ids[3])
    assert (team.name, team.office, team.version, team.parent_id) == ("Team 3", "Bonn", 1, None)


def test_a_bad_row_is_reported_and_the_others_are_written() -> None:
    rows: list[dict[str, Any]] = [
        {"name": "East"}, {"office": "no name"}, {"name": "West", "colour": "red"}, {"name": "a" * 201},
        {"name": "North", "manager": 999999}, {"name": "South", "office": "喜鹊\t\\N"},
    ]  # fmt: skip
    result = bulk.create_many(TEAM, rows, actor=SYSTEM)
    assert result.count == 2
    assert [(f.row, f.title, f.detail) for f in result.failed] == [
        (2, "", "Name: This field is required."),
        (3, "West", "colour: There is no such field."),
        (4, "a" * 201, "Name: At most 200 characters; this has 201."),
        (5, "North", "Manager: There is no such record, or you may not see it."),
    ]
    assert list(Team.objects.order_by("id").values_list("name", "office")) == [("East", ""), ("South", "喜鹊\t\\N")]


def test_a_value_that_must_be_unique_is_found_in_the_table_and_in_the_batch() -> None:
    User.objects.create(username="ana", name="Ana")
    rows = [{"username": n, "name": n} for n in ("bo", "ana", "bo", "cy")]
    result = bulk.create_many(USER, rows, actor=SYSTEM)
    assert [f.row for f in result.failed] == [2, 3]
    assert result.failed[0].detail == "User name: There is already a record with this value."
    assert User.objects.filter(username__in=["bo", "cy"]).count() == 2


def test_a_rule_that_only_the_database_knows_costs_only_the_row_that_breaks_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_team ADD CONSTRAINT not_on_mars CHECK (office <> 'Mars')")
    rows = [{"name": f"T{n}", "office": "Mars" if n in (7, 40) else "Bonn"} for n in range(50)]
    result = bulk.create_many(TEAM, rows, actor=SYSTEM)
    assert (result.count, [f.row for f in result.failed]) == (48, [8, 41])
    assert "not_on_mars" in result.failed[0].detail
    assert Event.objects.filter(object="team", kind="created").count() == 48


def test_nobody_creates_changes_or_deletes_without_the_right() -> None:
    bo = Actor.of_user(make_user("bo"))
    team = Team.objects.create(name="East")
    with pytest.raises(Forbidden):
        bulk.create_many(TEAM, [{"name": "West"}], actor=bo)
    with pytest.raises(Forbidden):
        bulk.update_many(TEAM, [team.pk], {"name": "West"}, actor=bo)
    result = bulk.delete_many(TEAM, [team.pk], actor=bo)
    assert (result.count, [f.title for f in result.failed]) == (0, ["East"])
    assert list(Team.objects.values_list("name", flat=True)) == ["East"]


def test_ten_thousand_records_change_in_one_go_with_ten_thousand_events() -> None:
    created = bulk.create_many(TEAM, ({"name": f"Team {n}"} for n in range(10_000)), actor=SYSTEM)
    result = bulk.update_many(TEAM, Team.objects.all(), {"office": "Wien"}, actor=SYSTEM)
    assert (created.count, result.count, result.failed) == (10_000, 10_000, [])
    events = Event.objects.filter(object="team", kind="updated")
    assert (events.count(), events.values("record_id").distinct().count()) == (10_000, 10_000)
    assert events.order_by("id").last().changed == {"office": ("", "Wien")}  # type: ignore[union-attr]
    assert set(events.values_list("operation", flat=True)) == {result.operation}


def test_an_update_that_fits_no_record_changes_nothing() -> None:
    team = Team.objects.create(name="East")
    with pytest.raises(Invalid):
        bulk.update_many(TEAM, [team.pk], {"name": ""}, actor=SYSTEM)
    with pytest.raises(Invalid):
        bulk.update_many(TEAM, [team.pk], {"created_at": "2026-01-01T00:00:00Z"}, actor=SYSTEM)
    result = bulk.update_many(TEAM, [team.pk, 999], {"office": "Rom"}, actor=SYSTEM)
    assert (result.count, [(f.id, f.title) for f in result.failed]) == (1, [(999, "#999")])


def test_a_gate_that_asks_stops_a_bulk_update_and_one_that_refuses_costs_its_records() -> None:
    rows = [{"name": n} for n in ("East", "West", "North")]
    ids = bulk.create_many(TEAM, rows, actor=SYSTEM).ids
    gate = Gate.objects.create(
        name="West", object="team", operation="update", filter={"field": "name", "is": "West"}, outcome="refuse",
        message_en="West stays.",
    )  # fmt: skip
    setup.forget()
    result = bulk.update_many(TEAM, ids, {"office": "Rom"}, actor=SYSTEM)
    assert (result.count, [(f.title, f.detail) for f in result.failed]) == (2, [("West", "West stays.")])
    Gate.objects.filter(pk=gate.pk).update(outcome="ask")
    setup.forget()
    with pytest.raises(Asked) as asked:
        bulk.update_many(TEAM, ids, {"office": "Paris"}, actor=SYSTEM)
    assert [q.text for q in asked.value.questions] == ["West stays."]
    assert set(Team.objects.values_list("office", flat=True)) == {"Rom", ""}


def test_a_record_that_another_needs_stays() -> None:
    ana, bo = make_user("ana"), make_user("bo")
    lists = [{"name": n, "object": "team"} for n in ("One", "Two")]
    created = bulk.create_many(LIST, lists, actor=Actor.of_user(ana))
    assert created.count == 2
    refused = bulk.delete_many(LIST, created.ids, actor=Actor.of_user(bo))
    assert (refused.count, len(refused.failed)) == (0, 2)
    done = bulk.delete_many(LIST, created.ids, actor=Actor.of_user(ana))
    assert (done.count, done.failed) == (2, [])
    assert Event.objects.filter(object="list", kind="deleted", operation=done.operation).count() == 2
