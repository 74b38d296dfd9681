"""The demo's known passwords are warned of where other machines reach them, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

from config import company, exposure
from magpie.demo import PASSWORD
from magpie.platform.http.auth import create_token
from magpie.platform.models import User
from tests.make import make_user


@pytest.mark.parametrize(
    ("host", "address", "reachable"),
    [
        ("", "", False),
        ("127.0.0.1", "http://localhost:8000", False),
        ("::1", "", False),
        ("0.0.0.0", "", True),
        ("::", "", True),
        ("crm.example", "", True),
        ("", "https://crm.example.com", True),
    ],
)
def test_who_can_reach_it(host: str, address: str, reachable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAGPIE_HOST", host)
    monkeypatch.setenv("MAGPIE_URL", address)
    assert exposure.is_reachable() is reachable


@pytest.mark.django_db
def test_administrators_are_told_until_the_passwords_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(user: User) -> list[str]:
        client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
        found: list[str] = client.get("/api/me").json()["known_passwords"]
        return found

    def named(username: str, password: str, **values: bool) -> User:
        user = make_user(username, **values)
        user.username = username
        user.set_password(password)
        user.save()
        return user

    before = company.state()
    company.note("loaded")
    try:
        monkeypatch.delenv("MAGPIE_URL", raising=False)
        monkeypatch.setenv("MAGPIE_HOST", "0.0.0.0")
        root, ana = named("root", PASSWORD, is_administrator=True), named("ana", PASSWORD)
        named("bo", "another one")
        named("cy", PASSWORD, is_active=False)
        assert (told(root), told(ana)) == (["root", "ana"], [])
        ana.set_password("a new one")
        ana.save()
        assert told(root) == ["root"]
        monkeypatch.setenv("MAGPIE_HOST", "127.0.0.1")
        assert told(root) == []
    finally:
        company.note(before)
