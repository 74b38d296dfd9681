"""Which mail server is in force: the environment's if it names one, else the one that administrators set.

Without any, mails stay in the outbox inside the product.  Read anew for each batch and each notice: there is nothing to
restart.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from magpie.notices import seal
from magpie.notices.models import MailSettings

Security = Literal["none", "starttls", "tls"]
Source = Literal["settings", "environment", "none"]
USUAL_PORTS = {"none": 25, "starttls": 587, "tls": 465}


@dataclass(frozen=True)
class MailServer:
    """How to reach a mail server, and who sends."""

    host: str
    port: int
    security: str
    username: str
    sealed_password: str = field(repr=False)
    password: str = field(repr=False)
    from_address: str
    from_name: str
    source: Source

    def open_password(self) -> str:
        """The password; seal.Unreadable if it was sealed with another secret key."""
        return self.password or seal.unseal(self.sealed_password)

    @property
    def is_set(self) -> bool:
        return self.source != "none"

    @property
    def sender(self) -> str:
        """The From header."""
        name, _at, domain = self.from_address.rpartition("@")
        return str(Address(self.from_name, name, domain))


def in_force() -> MailServer:
    """The mail server that mails go to now; its source is "none" where they are kept."""
    given = _from_environment()
    if given:
        return given
    row = MailSettings.objects.filter(pk=1).first() or MailSettings()
    name, address = _from(row.from_name, row.from_address)
    source: Source = "settings" if row.host else "none"
    return MailServer(row.host, row.port, row.security, row.username, row.password, "", address, name, source)


def is_set() -> bool:
    """Whether there is a mail server at all."""
    return bool(os.environ.get("MAGPIE_SMTP_HOST")) or MailSettings.objects.exclude(host="").exists()


def _from_environment() -> MailServer | None:
    host = os.environ.get("MAGPIE_SMTP_HOST", "").strip()
    if not host:
        return None
    port_text = os.environ.get("MAGPIE_SMTP_PORT", "").strip()
    port = int(port_text) if port_text.isdigit() else 0
    security = os.environ.get("MAGPIE_SMTP_SECURITY", "").strip().lower()
    if security not in USUAL_PORTS:
        security = {465: "tls", 587: "starttls"}.get(port, "none")
    name, address = _from("", "")
    username, password = os.environ.get("MAGPIE_SMTP_USERNAME", ""), os.environ.get("MAGPIE_SMTP_PASSWORD", "")
    return MailServer(
        host, port or USUAL_PORTS[security], security, username, "", password, address, name, "environment"
    )


def _from(name: str, address: str) -> tuple[str, str]:
    """Name and address of the sender; MAGPIE_MAIL_FROM ("Acme CRM <crm@acme.example>") goes before what is set."""
    given_name, given_address = parseaddr(os.environ.get("MAGPIE_MAIL_FROM", ""))
    if "@" in given_address:
        return given_name or name or "Magpie", given_address
    return name or "Magpie", address or f"magpie@{own_domain()}"


def own_domain() -> str:
    """The host name in the product's public address."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
