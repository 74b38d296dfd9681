"""Appends to the audit what is no change of a record: sign-ins and refused ones, exports, looking as somebody else."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.http import HttpRequest

from magpie.platform.models import AuditEntry, User


def note(kind: str, request: HttpRequest | None, user: User | None = None, name: str = "", **values: Any) -> AuditEntry:
    """Append an entry; `values` are about, reason and operation.  Texts that are too long are cut."""
    for part, most in (("about", 300), ("reason", 500)):
        if part in values:
            values[part] = clean(values[part], most)
    entry: AuditEntry = AuditEntry.objects.create(
        kind=kind, user=user, name=clean(name or (str(user) if user else ""), 150), address=address_of(request),
        agent=clean(request.headers.get("User-Agent", ""), 200) if request is not None else "", **values,
    )  # fmt: skip
    return entry


def clean(text: str, most: int) -> str:
    """The text as the database takes it."""
    return "".join(c for c in str(text) if c.isprintable())[:most]


def address_of(request: HttpRequest | None) -> str:
    """The address of the caller's machine as the web server tells it; empty if it is none."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))) if request is not None else ""
    except ValueError:
        return ""


def on_signed_in(sender: Any, request: HttpRequest | None, user: User, **_: Any) -> None:
    """Django says that somebody signed in."""
    note("signed_in", request, user)


def on_refused(sender: Any, credentials: Any, request: HttpRequest | None = None, **_: Any) -> None:
    """Django says that somebody was not let in; the name is the one typed."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    user = User.objects.filter(username__iexact=typed[:100].replace("\x00", "")).first() if typed else None
    note("sign_in_refused", request, user, name=typed)


def on_signed_out(sender: Any, request: HttpRequest | None, user: User | None, **_: Any) -> None:
    """Django says that somebody signed out."""
    if user is not None:
        note("signed_out", request, user)
