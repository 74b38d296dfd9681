"""People with mailboxes on a real IMAP and a real SMTP server, and records that their mail has to do with."""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.accounts.models import Account, Contact
from magpie.mailboxes import fetching
from magpie.mailboxes.models import Mailbox
from magpie.notices import seal
from magpie.notices.tests import smtp_server
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, User
from tests import dovecot
from tests.dovecot import Dovecot

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    with dovecot.running() as server:
        yield server


@pytest.fixture
def imap(imap_server: Dovecot) -> Dovecot:
    if imap_server.process is None:
        imap_server.start()
    return imap_server


@pytest.fixture
def smtp() -> Iterator[smtp_server.MailServer]:
    with smtp_server.running() as server:
        server.stop()
        server.password = "secret"
        server.start()
        yield server


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    setup.forget()


def make_user(username: str, rights: Any = None, **values: Any) -> User:
    """Somebody who reads and changes their own records, unless other rights are given."""
    own = {"read": "own", "create": True, "update": "own", "delete": "own", "export": True}
    role = records.create(Role, {"name": f"{username} {next(_numbers)}", "grants": rights or {"*": own}}, actor=SYSTEM)
    values = {"name": username.title(), "email": f"{username}@ours.example", "language": "en", **values}
    return User.objects.create_user(username, "secret words", roles=[role.pk], **values)


def make_contact(owner: User, email: str, name: str = "Li Wei") -> Contact:
    account = records.create(Account, {"name": f"Acme {next(_numbers)}", "owner": owner.pk}, actor=SYSTEM)
    values = {"name": name, "email": email, "account": account.pk, "owner": owner.pk}
    return records.create(Contact, values, actor=SYSTEM)


def make_mailbox(owner: User | None, imap_port: int, smtp_port: int = 0, **values: Any) -> Mailbox:
    """A mailbox with an address that no other test uses."""
    given = {
        "address": f"{(owner.username if owner else 'team')}-{uuid.uuid4().hex[:8]}@ours.example",
        "owner": owner, "imap_host": "127.0.0.1", "imap_port": imap_port, "imap_security": "none",
        "smtp_host": "127.0.0.1" if smtp_port else "", "smtp_port": smtp_port or 25, "smtp_security": "none",
        "password": seal.seal("secret"), "sharing": "shared", **values,
    }  # fmt: skip
    return Mailbox.objects.create(**given)


def mail(sender: str, to: str, subject: str, text: str = "Hello", **headers: str) -> str:
    """A plain mail with a number of its own."""
    number = headers.pop("Message_ID", f"<{uuid.uuid4().hex}@test>")
    date = (timezone.now() - datetime.timedelta(minutes=5)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {date}\nMessage-ID: {number}\n{more}\n{text}\n"


def fetch(*mailboxes: Mailbox) -> None:
    """Look at these mailboxes now."""
    import threading

    for mailbox in mailboxes:
        mailbox.refresh_from_db()
        fetching.fetch(mailbox, threading.Event())
        mailbox.refresh_from_db()


class Api:
    """The API as one person."""

    def __init__(self, user: User) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {create_token(user)}"}

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        options: Any = {"content_type": "application/json"} if method != "get" else {}
        response = getattr(self.client, method)(f"/api{path}", body, headers=self.headers, **options)
        assert response.status_code == status, response.content
        return response.json() if response.content and "json" in response["Content-Type"] else None

    def get(self, path: str, status: int = 200) -> Any:
        return self.ask("get", path, status=status)

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.ask("post", path, body or {}, status)
