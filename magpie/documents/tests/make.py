"""Documents, links and people for the tests: give only what the test is about."""

from __future__ import annotations

import functools
import io
import itertools
import uuid
from typing import Any

from django.conf import settings
from django.test import Client
from PIL import Image

from magpie.accounts.models import Contact
from magpie.documents import sending
from magpie.documents.models import Document, DocumentLink
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import File, Role, User

_numbers = itertools.count(1)
OWN = {"read": "own", "create": True, "update": "own", "delete": "own"}


def make_user(name: str, **values: Any) -> User:
    """A user who reads and changes their own records and reads all documents."""
    grants = {"*": OWN, "document": {**OWN, "read": "all"}}
    role, _new = Role.objects.get_or_create(name="Everybody", defaults={"grants": grants})
    return User.objects.create(
        username=f"{name.lower()}{next(_numbers)}", name=name, **{"roles": [role.pk], "language": "en", **values}
    )


@functools.cache
def pdf(pages: int = 3) -> bytes:
    """A PDF of so many small pages."""
    out, leaves = io.BytesIO(), [Image.new("RGB", (60, 80), (n * 20, 90, 120)) for n in range(pages)]
    leaves[0].save(out, "PDF", save_all=True, append_images=leaves[1:])
    return out.getvalue()


def make_file(owner: User | None, name: str = "Pumps.pdf", content: bytes | None = None) -> File:
    path = f"kept/{uuid.uuid4().hex}"
    place = settings.MEDIA_ROOT / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(pdf() if content is None else content)
    file: File = File.objects.create(owner=owner, name=name, path=path, size=place.stat().st_size)
    return file


def make_document(owner: User, file: File | None = None, **values: Any) -> Document:
    given = {"name": "Pumps 2026", "file": (file or make_file(owner)).pk, **values}
    return records.create(Document, given, actor=Actor.of_user(owner))


def make_contact(owner: User | None = None, **values: Any) -> Contact:
    actor = Actor.of_user(owner) if owner else SYSTEM
    return records.create(Contact, {"name": "Li Wei", "email": "li@huahai.example", **values}, actor=actor)


def make_link(owner: User, document: Document | None = None, to: Any = None, **values: Any) -> DocumentLink:
    """A link that a person made for a contact of theirs."""
    actor, to = Actor.of_user(owner), to or make_contact(owner)
    with context.acting(actor, "document.send"):
        return sending.make(
            document or make_document(owner), f"contact:{to.pk}", actor=actor, **{"expires_on": None, **values}
        )


def caller(user: User) -> dict[str, str]:
    """Headers by which the user calls the API."""
    return {"Authorization": f"Bearer {create_token(user)}", "Accept-Language": "en"}


def open_link(link: DocumentLink, client: Client, **headers: str) -> Client:
    """The customer has the page before them."""
    assert client.get(f"/d/{link.token}").status_code == 200
    assert client.post(f"/d/{link.token}/begin", headers=headers).status_code == 204
    return client
