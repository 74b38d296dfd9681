"""Sealing passwords of connections before they are stored, with a key made from the installation's secret key.

Whoever has only the database cannot read them.  With another secret key they cannot be opened any more and must be
entered again.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


class Unreadable(ValueError):
    """What was sealed with another secret key."""


def seal(text: str) -> str:
    """The sealed form; empty for an empty text."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed; Unreadable if the secret key is another one now."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("The stored password was sealed with another secret key.") from None


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("magpie.notices.seal", "password", algorithm="sha256").digest()))
