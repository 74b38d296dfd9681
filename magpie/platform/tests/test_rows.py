"""One record by number is what the model's manager gives."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from magpie.platform import objects, records, rows
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, Role, SavedList, Team, User

pytestmark = pytest.mark.django_db


def test_every_object_can_be_read_by_number() -> None:
    for object_type in objects.all_objects():
        assert rows.by_number(object_type.model, 10**9) is None
        assert rows.by_number(object_type.model, 10**9, locked=True) is None


def test_a_record_read_by_number_is_the_managers() -> None:
    role = records.create(Role, {"name": "Sellers", "grants": {"lead": {"read": "own"}}}, actor=SYSTEM)
    for locked in (False, True):
        found = rows.by_number(Role, role.pk, locked=locked)
        expected = Role.objects.get(pk=role.pk)
        assert found is not None
        assert {k: v for k, v in vars(found).items() if k != "_state"} == {
            k: v for k, v in vars(expected).items() if k != "_state"
        }
        assert (found._state.adding, found._state.db) == (False, "default")
    assert expected.grants == {"lead": {"read": "own"}}


def test_locking_locks() -> None:
    team = records.create(Team, {"name": "East"}, actor=SYSTEM)
    with CaptureQueriesContext(connection) as queries:
        rows.by_number(Team, team.pk, locked=True)
    assert queries.captured_queries[0]["sql"].endswith('FOR UPDATE OF "platform_team"')


def test_an_update_takes_over_what_the_database_sets() -> None:
    team = records.create(Team, {"name": "East"}, actor=SYSTEM)
    changed = records.update(team, {"name": "West"}, actor=SYSTEM)
    stored = Team.objects.get(pk=team.pk)
    assert (changed.name, changed.version, changed.updated_at) == ("West", 2, stored.updated_at)


def test_who_may_no_longer_sign_in_has_no_valid_token() -> None:
    from django.test import Client

    from magpie.platform.http.auth import create_token

    ana = User.objects.create_user("ana", name="Ana", is_administrator=True)
    client = Client(headers={"authorization": f"Bearer {create_token(ana)}"})
    assert client.get("/api/me").json()["name"] == "Ana"
    records.update(ana, {"name": "Anna"}, actor=SYSTEM)
    assert client.get("/api/me").json()["name"] == "Anna"
    records.update(ana, {"is_active": False}, actor=SYSTEM)
    assert client.get("/api/me").status_code == 401


def test_many_rows_are_written_each_with_its_own_values() -> None:
    made = [
        SavedList(name=f"List {n}", object="user", filter={"all": [n, "“引号”\n"]}, columns=["a", None], pinned=n == 1)
        for n in range(3)
    ]
    rows.insert_many(made)
    kept = list(SavedList.objects.order_by("pk"))
    assert [(one.pk, one.name, one.filter, one.columns, one.pinned) for one in kept] == [
        (one.pk, one.name, one.filter, one.columns, one.pinned) for one in made
    ]
    for one in kept:
        one.name, one.filter, one.group_by = one.name.upper(), {}, "not written"
    rows.save_many(kept[:2], ["name", "filter"])
    found = SavedList.objects.order_by("pk").values_list("name", "filter", "group_by")
    assert list(found) == [("LIST 0", {}, ""), ("LIST 1", {}, ""), ("List 2", {"all": [2, "“引号”\n"]}, "")]
    assert Event.objects.filter(object="list", kind="updated").count() == 2
