"""Reads the audit for administrators: every change of records and set-up from the event log, and the entries beside it.

Both are read by key, the newest first, so that a page costs the same however far back it lies.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q

from magpie.platform import objects
from magpie.platform.models import AuditEntry, Event

Source = Literal["web", "api", "import", "workflow", "system", "database"]
SOURCES: dict[Source, Q] = {
    "web": Q(actor_kind="user") & ~Q(action="import"),
    "api": Q(actor_kind="integration") & ~Q(action="import"),
    "import": Q(action="import"),
    "workflow": Q(actor_kind="workflow"),
    "system": Q(actor_kind="system"),
    "database": Q(actor_kind="database"),
}
KINDS = ("created", "updated", "deleted")


@dataclass(frozen=True)
class Asked:
    """What to look for; empty parts do not narrow."""

    person: int = 0
    object: str = ""
    kind: str = ""
    source: Source | Literal[""] = ""
    part: Literal["", "setup", "records"] = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    operation: str = ""
    record: int = 0


def changes(asked: Asked) -> Any:
    """The events, newest first, as a queryset."""
    found = Event.objects.order_by("-id")
    if asked.person:
        found = found.filter(actor_id=asked.person)
    if asked.object:
        found = found.filter(object=asked.object)
    if asked.record:
        found = found.filter(record_id=asked.record)
    if asked.kind == "other":
        found = found.exclude(kind__in=KINDS)
    elif asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.source:
        found = found.filter(SOURCES[asked.source])
    if asked.part:
        set_up = [o.name for o in objects.all_objects() if o.is_setup]
        found = found.filter(object__in=set_up) if asked.part == "setup" else found.exclude(object__in=set_up)
    if asked.operation:
        found = found.filter(operation=asked.operation)
    return _within(found, asked)


def entries(asked: Asked) -> Any:
    """Sign-ins, exports and the like, newest first, as a queryset."""
    found = AuditEntry.objects.select_related("user").order_by("-id")
    if asked.person:
        found = found.filter(user=asked.person)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    return _within(found, asked)


def _within(found: Any, asked: Asked) -> Any:
    if asked.since:
        found = found.filter(at__gte=asked.since)
    return found.filter(at__lt=asked.until) if asked.until else found


def source_of(row: Event) -> Source:
    """From where a change came."""
    if row.action == "import":
        return "import"
    named: dict[str, Source] = {"user": "web", "integration": "api", "workflow": "workflow", "system": "system"}
    return named.get(row.actor_kind, "database")


def reasons(rows: list[Event]) -> dict[Any, str]:
    """Why operations took something back, by operation."""
    operations = {r.operation for r in rows if r.operation and r.action == "undo"}
    found = AuditEntry.objects.filter(kind="taken_back", operation__in=operations) if operations else ()
    return {entry.operation: entry.reason for entry in found}


def in_pages(found: Any, size: int, most: int) -> Iterator[list[Any]]:
    """All rows in pages by key, at most so many."""
    before, given = 0, 0
    while given < most:
        page = list((found.filter(id__lt=before) if before else found)[: min(size, most - given)])
        if not page:
            return
        yield page
        before, given = page[-1].id, given + len(page)
