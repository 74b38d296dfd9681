"""Groups of a list: of every field that can be grouped by, they hold all records once, and their filters find them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from magpie.platform import grouping, objects, setup
from magpie.platform.models import User
from magpie.sales.models import Lead
from tests.make import make, make_custom_fields
from tests.objects.test_filters import Pool, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    user = make("user")
    User.objects.filter(pk=user.pk).update(is_administrator=True, time_zone="America/New_York")
    client.force_login(User.objects.get(pk=user.pk))
    return client


def summary(client: Client, plural: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"/api/{plural}/summary", asked)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", ["lead", "opportunity"])
def test_every_group_has_the_records_that_its_filter_finds(root: Client, name: str) -> None:
    object_type = objects.get(name)
    make_custom_fields(name)
    setup.forget()
    write_rows(object_type, Pool(object_type))
    count = object_type.model._default_manager.count()
    grouped = [f for f in object_type.fields().values() if grouping.may_group(f)]
    assert len(grouped) > 5
    for field in grouped:
        answer = summary(root, object_type.plural, group_by=field.name)
        assert (answer["count"], sum(g["count"] for g in answer["groups"])) == (count, count), field.name
        for group in answer["groups"]:
            found = summary(root, object_type.plural, filter=json.dumps(group["filter"]))
            assert found["count"] == group["count"], (field.name, group)


def test_sums_are_told_for_each_group_and_currency(root: Client) -> None:
    for city, currency, budget in (
        ("A", "CNY", "10.00"),
        ("A", "CNY", "5.50"),
        ("A", "USD", "1.00"),
        ("B", "CNY", None),
    ):
        make("lead", city=city, currency=currency, budget=budget, rating="hot" if city == "A" else "")
    answer = summary(root, "leads", group_by="rating", sum="budget")
    assert [(g["value"], g["count"], g["sums"]) for g in answer["groups"]] == [
        ("hot", 3, {"budget": {"CNY": "15.50", "USD": "1.00"}}),
        (None, 1, {"budget": {}}),
    ]
    assert (answer["sums"], answer["more"]) == ({"budget": {"CNY": "15.50", "USD": "1.00"}}, False)


def test_more_groups_than_can_be_shown_are_told_and_the_largest_come(
    root: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_GROUPS", 2)
    owners = [make("user").pk for _ in range(4)]
    for number, owner in enumerate(owners):
        for _ in range(number + 1):
            make("lead", owner=owner)
    answer = summary(root, "leads", group_by="owner", sum="budget")
    assert (answer["more"], answer["count"]) == (True, 10)
    assert sorted((g["value"], g["count"]) for g in answer["groups"]) == [(owners[2], 3), (owners[3], 4)]


def test_counting_that_would_take_too_long_says_many(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_given: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr(grouping, "PATIENCE_MS", 50)
    monkeypatch.setattr(grouping, "_rows", slowly)
    make("lead")
    assert summary(root, "leads") == {"count": None, "sums": {}}
    answer = summary(root, "leads", group_by="rating")
    assert (answer["count"], answer["more"]) == (None, False)
    assert {g["count"] for g in answer["groups"]} == {None}
    assert [g["value"] for g in answer["groups"]] == [c.value for c in objects.get("lead").field("rating").choices]
    answer = summary(root, "leads", group_by="owner")
    assert (answer["count"], answer["groups"], answer["more"]) == (None, [], True)
    assert Lead.objects.count() == 1
