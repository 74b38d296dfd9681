"""Decisions about activities: values in, values out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

OPEN_TASKS = ("not_started", "in_progress", "waiting", "deferred")


def completed_at(status: str, before: datetime.datetime | None, now: datetime.datetime) -> datetime.datetime | None:
    """When a task of this status was completed: kept if known, none unless it is completed."""
    return (before or now) if status == "completed" else None


def mentioned(text: str, names: Iterable[str]) -> list[str]:
    """The names that the text mentions as “@Name”, in their order; of “@Li Lei” and “@Li” the longer counts."""
    found: dict[int, str] = {}
    taken: set[int] = set()
    for name in sorted(set(names), key=len, reverse=True):
        start = text.find(f"@{name}")
        while name and start >= 0:
            if start not in taken:
                taken.add(start)
                found[start] = name
            start = text.find(f"@{name}", start + 1)
    return list(dict.fromkeys(found[start] for start in sorted(found)))
