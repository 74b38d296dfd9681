"""Are the demo's passwords, which everybody knows, an open door? They are where other machines reach this installation.

Comparing a password takes a good part of a second: it is done once for each stored password, and only where it matters.
"""

from __future__ import annotations

import ipaddress
import os
import threading
from urllib.parse import urlsplit

from config import company

_is_known: dict[str, bool] = {}  # by stored password
_comparing = threading.Lock()


def is_reachable() -> bool:
    """Whether other machines reach the pages: MAGPIE_HOST or MAGPIE_URL says more than this machine."""
    names = [os.environ.get("MAGPIE_HOST") or "127.0.0.1"]
    if address := os.environ.get("MAGPIE_URL"):
        names.append(urlsplit(address).hostname or "")
    return not all(_is_this_machine(name) for name in names)


def _is_this_machine(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def open_users() -> list[str]:
    """The demo's users who may sign in with the demo's password, where others can reach them."""
    if not is_reachable() or company.state() not in company.IS_THERE:
        return []
    from django.contrib.auth.hashers import check_password

    from magpie.demo import SIGN_INS
    from magpie.platform.models import User

    passwords = {username: password for username, password, _does in SIGN_INS}
    found = User.objects.filter(username__in=passwords, is_active=True).values_list("username", "password")
    with _comparing:
        for username, stored in found:
            if stored not in _is_known:
                _is_known[stored] = check_password(passwords[username], stored)
    return [username for username, stored in found.order_by("id") if _is_known.get(stored)]


def warn_soon() -> None:
    """Say it where the server runs, without holding up its start."""
    threading.Thread(target=_warn, name="exposure", daemon=True).start()


def _warn() -> None:
    from django.db import DatabaseError, connection

    try:
        users = open_users()
    except DatabaseError:  # it is not ready yet; then somebody else says so
        return
    finally:
        connection.close()
    if users:
        print(  # noqa: T201 - for who has started it
            f"Warning: other machines can reach Magpie, and the demo's password still opens it for {', '.join(users)}. "
            "Give them other passwords: magpie user password NAME",
            flush=True,
        )
