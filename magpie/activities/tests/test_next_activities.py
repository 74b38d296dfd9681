"""The next open activity of records, as the cards of a board show it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.platform import setup
from magpie.platform.models import User
from tests.make import make

pytestmark = pytest.mark.django_db


def at(days: int) -> str:
    return (timezone.now() + datetime.timedelta(days=days)).isoformat()


def asked(client: Client, *numbers: int) -> dict[int, tuple[str, str]]:
    answer: Any = client.get("/api/next-activities", {"object": "account", "ids": ",".join(map(str, numbers))})
    assert answer.status_code == 200, answer.content
    return {item["record"]: (item["object"], item["title"]) for item in answer.json()["items"]}


def test_the_open_activity_that_is_due_first_is_told_for_each_record_one_may_read(client: Client) -> None:
    user = make("user")
    first, second, bare = (make("account", owner=user.pk).pk for _ in range(3))
    hidden = make("account", owner=make("user").pk).pk
    make("task", related_to=f"account:{first}", subject="Later", due_at=at(3))
    make("call", related_to=f"account:{first}", subject="Ring", starts_at=at(1), status="planned")
    make("task", related_to=f"account:{first}", subject="Done", due_at=at(-1), status="completed")
    make("task", related_to=f"account:{second}", subject="Some day", due_at=None)
    make("task", related_to=f"account:{hidden}", subject="Secret", due_at=at(1))
    role = make("role", grants={"account": {"read": "own"}, "task": {"read": "own"}, "call": {"read": "own"}})
    User.objects.filter(pk=user.pk).update(roles=[role.pk])
    setup.forget()
    client.force_login(User.objects.get(pk=user.pk))
    assert asked(client, first, second, bare, hidden) == {first: ("call", "Ring"), second: ("task", "Some day")}
    assert asked(client) == {}
    assert client.get("/api/next-activities", {"object": "nothing", "ids": "1"}).status_code == 422
