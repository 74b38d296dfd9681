"""What the tests over the registry share: set-up read afresh, and the small cast."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from magpie.platform import setup
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, Team, User
from tests.make import make_user


@pytest.fixture(autouse=True)
def fresh_setup() -> Iterator[None]:
    """A test that is rolled back takes its set-up with it."""
    setup.forget()
    with translation.override("en"):
        yield
    timezone.deactivate()
    setup.forget()


class Caller:
    """Somebody who uses the API."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})

    def get(self, path: str, **query: Any) -> Any:
        query = {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in query.items()}
        return self.client.get(f"/api/{path}", query)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        text = json.dumps(body) if body is not None else ""
        call: Callable[..., Any] = getattr(self.client, method)
        return call(f"/api/{path}", text, content_type="application/json", headers=headers or None)

    def ids(self, path: str, **query: Any) -> list[int]:
        """The numbers of the records that a list gives, in its order; empty where the object may not be seen at all."""
        answer = self.get(path, **query)
        if answer.status_code == 403:
            return []
        assert answer.status_code == 200, answer.content
        return [item["id"] for item in answer.json()["items"]]


@dataclass
class Cast:
    """Ana and Bo of one team, Cy of another, and Root who may do everything; the three share one role."""

    ana: Caller
    bo: Caller
    cy: Caller
    root: Caller
    role: Role

    def grant(self, **grants: Any) -> None:
        self.role.grants = grants
        self.role.save()


@pytest.fixture
def cast(db: None) -> Cast:
    east, west = Team.objects.create(name="East"), Team.objects.create(name="West")
    role = Role.objects.create(name="Worker", grants={})

    def caller(name: str, team: Team) -> Caller:
        return Caller(make_user(name, roles=[role.pk], team=team))

    root = Caller(make_user("Root", is_administrator=True))
    return Cast(caller("Ana", east), caller("Bo", east), caller("Cy", west), root, role)
