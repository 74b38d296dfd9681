"""People, and a mail server to reach them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from magpie.notices.models import MailSettings
from magpie.notices.tests.smtp_server import MailServer, running
from magpie.platform import setup
from magpie.platform.models import User
from tests import dovecot
from tests.dovecot import Dovecot


@pytest.fixture(autouse=True)
def _no_mail_server_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith(("MAGPIE_SMTP_", "MAGPIE_MAIL_"))]:
        monkeypatch.delenv(name)
    setup.forget()


def make_user(username: str, **values: Any) -> User:
    values = {"name": username.title(), "email": f"{username}@example.com", "language": "en", **values}
    return User.objects.create_user(username, "secret words", **values)


@pytest.fixture
def ana(db: None) -> User:
    return make_user("ana")


@pytest.fixture
def bo(db: None) -> User:
    return make_user("bo", language="zh-hans")


@pytest.fixture
def root(db: None) -> User:
    return make_user("root", is_administrator=True)


@pytest.fixture
def post(db: None) -> Iterator[MailServer]:
    """A mail server that runs, and the settings that name it."""
    with running() as server:
        MailSettings.objects.create(
            host="127.0.0.1", port=server.port, from_address="crm@acme.example", from_name="Acme"
        )
        yield server


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    with dovecot.running() as server:
        yield server
