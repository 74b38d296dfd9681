"""Decisions about activities: values in, values out."""

from __future__ import annotations

import datetime

OPEN_TASKS = ("not_started", "in_progress", "waiting", "deferred")


def completed_at(status: str, before: datetime.datetime | None, now: datetime.datetime) -> datetime.datetime | None:
    """When a task of this status was completed: kept if known, none unless it is completed."""
    return (before or now) if status == "completed" else None
