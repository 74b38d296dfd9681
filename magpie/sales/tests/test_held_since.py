"""Since when cards are in their column, and which actions a board offers for ending the work."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime

from magpie.platform import events, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, User
from tests.make import make

pytestmark = pytest.mark.django_db


def asked(client: Client, field: str, *numbers: int) -> dict[int, Any]:
    answer: Any = client.get("/api/held-since", {"object": "lead", "field": field, "ids": ",".join(map(str, numbers))})
    assert answer.status_code == 200, answer.content
    return {item["record"]: parse_datetime(item["at"]) for item in answer.json()["items"]}


def test_a_lead_tells_since_when_it_has_its_status_by_its_history(client: Client) -> None:
    user = make("user")
    role = make("role", grants={"lead": {"read": "own", "fields": {"rating": "hidden"}}})
    User.objects.filter(pk=user.pk).update(roles=[role.pk])
    setup.forget()
    moved, still = make("lead", owner=user.pk), make("lead", owner=user.pk)
    hidden = make("lead", owner=make("user").pk)
    records.update(moved, {"status": "working"}, actor=SYSTEM)
    came = events.of_record("lead", moved.pk)[0].at
    records.update(moved, {"city": "上海"}, actor=SYSTEM)
    made = events.of_record("lead", still.pk)[0].at
    client.force_login(User.objects.get(pk=user.pk))
    assert asked(client, "status", moved.pk, still.pk, hidden.pk) == {moved.pk: came, still.pk: made}
    assert asked(client, "status") == {}
    Event.objects.filter(object="lead", record_id=still.pk).delete()
    assert asked(client, "status", still.pk) == {still.pk: still.created_at}
    for given in ({"object": "nothing", "field": "status"}, {"object": "lead", "field": "city"}):
        assert client.get("/api/held-since", given).status_code == 422
    assert client.get("/api/held-since", {"object": "lead", "field": "rating"}).status_code == 422


def test_the_actions_that_end_the_work_are_named(client: Client) -> None:
    client.force_login(User.objects.create_user("root", name="Root", is_administrator=True))
    found = {
        action["name"]: action["ending"]
        for described in client.get("/api/objects").json()
        for action in described["actions"]
        if action["ending"]
    }
    assert found == {
        "lead.qualify": "won", "lead.disqualify": "lost", "opportunity.win": "won", "opportunity.lose": "lost",
    }  # fmt: skip
