"""Set-up that every request needs (custom fields, roles, gates, teams), read once and kept until it changes.

The database adds to `platform_setupversion` at every change of a set-up table, whoever makes it.  A process calls
`refresh` at the start of a request, job or batch; what it had kept is dropped if the number moved.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
_kept: dict[str, Any] = {}  # replaced, never emptied: what is still being loaded goes into the old one, and with it
_number: int | None = None
_looked = False


class _Own(threading.local):
    """What a thread keeps while its own transaction has changed set-up: no other may see it before the commit."""

    kept: dict[str, Any] | None = None


_own = _Own()


def refresh() -> int:
    """Drop what is kept if any set-up has changed since; gives a number that moves with every change."""
    global _kept, _number, _looked
    _own.kept, _looked = None, True
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(number) FROM platform_setupversion")
        number = int(cursor.fetchone()[0] or 0)
    if number != _number:
        _kept, _number = {}, number
    return number


def forget() -> None:
    """Drop everything kept, after this process changed some set-up; again at the next `refresh`, as it may fail."""
    global _kept, _number, _looked
    _kept, _number, _looked = {}, None, True
    _own.kept = {} if connection.in_atomic_block else None


def in_use() -> bool:
    """Whether the process has begun to work with set-up; before, while it is being put together, there is none."""
    return _looked


def kept(name: str, load: Callable[[], T]) -> T:
    """The value under that name, loaded if it is not there."""
    here = _kept if _own.kept is None else _own.kept
    if name not in here:
        here[name] = load()
    value: T = here[name]
    return value
