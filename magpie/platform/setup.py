"""Set-up that every request needs (custom fields, roles, gates, teams), read once and kept until it changes.

The database adds to `platform_setupversion` at every change of a set-up table, whoever makes it.  A process calls
`refresh` at the start of a request, job or batch; what it had kept is dropped if the number moved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
_kept: dict[str, Any] = {}
_number: int | None = None


def refresh() -> int:
    """Drop what is kept if any set-up has changed since; gives a number that moves with every change."""
    global _number  # noqa: PLW0603 - there is one in a process
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(number) FROM platform_setupversion")
        number = int(cursor.fetchone()[0] or 0)
    if number != _number:
        _kept.clear()
        _number = number
    return number


def forget() -> None:
    """Drop everything kept, after this process changed some set-up; again at the next `refresh`, as it may fail."""
    global _number  # noqa: PLW0603 - there is one in a process
    _kept.clear()
    _number = None


def kept(name: str, load: Callable[[], T]) -> T:
    """The value under that name, loaded if it is not there."""
    if name not in _kept:
        _kept[name] = load()
    value: T = _kept[name]
    return value
