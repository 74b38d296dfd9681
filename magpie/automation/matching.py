"""From events to runs: which workflows an event starts, and which waiting steps it wakes.

Runs inside the reader's transaction, so each event is matched once and nothing is lost; it appends no events itself.
The index of triggers is by object and kind of event, so the cost hardly grows with the number of workflows.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import document, waiting
from magpie.automation.models import Run, Workflow
from magpie.platform import filters, objects, setup
from magpie.platform.models import Event

READER = "automation"
DEEPEST_CHAIN = 5
NIGHT_HOUR = 1  # runs that an import puts off begin then, in the company's zone


@dataclass(frozen=True)
class Active:
    """A trigger of a published version, ready to be matched."""

    workflow_id: int
    version_id: int
    object_type: objects.ObjectType
    trigger: document.Trigger
    tree: Any
    columns: frozenset[str]


def active_triggers() -> dict[tuple[str, str], list[Active]]:
    """The triggers of all active workflows, by object and kind of event."""

    def load() -> dict[tuple[str, str], list[Active]]:
        found: dict[tuple[str, str], list[Active]] = {}
        for workflow in Workflow.objects.filter(is_active=True, active_version__isnull=False).select_related(
            "active_version"
        ):
            object_type = objects.find(workflow.object)
            if object_type is None:
                continue
            drawn = document.Document.model_validate(workflow.active_version.document)
            for trigger in drawn.triggers:
                active = Active(
                    workflow.pk, workflow.active_version.pk, object_type, trigger,
                    filters.parse(object_type, trigger.filter),
                    frozenset(object_type.field(n).column or n for n in trigger.fields),
                )  # fmt: skip
                for kind in kinds_of(trigger):
                    found.setdefault((workflow.object, kind), []).append(active)
        return found

    return setup.kept("workflows", load)


def kinds_of(trigger: document.Trigger) -> list[str]:
    """The kinds of events that can start this trigger."""
    if trigger.on == "satisfies":
        return ["created", "updated"]
    return [trigger.event if trigger.on == "event" else trigger.on]


def read_events(events: list[Event]) -> None:
    """Start the runs that these events trigger, and wake the steps that wait for them."""
    start(events)
    waiting.wake_by_events(events)


def start(events: Iterable[Event]) -> int:
    """Start every active workflow that these events trigger, once for each event; gives the number of runs."""
    index = active_triggers()
    rows: list[tuple[Any, ...]] = []
    caller = filters.Caller.of()
    events = [e for e in events if (e.object, e.kind) in index]
    own = _workflows_of_runs(events)
    for event in events:
        candidates = index.get((event.object, event.kind), ())
        if not candidates or event.automation == "skip":
            continue
        view = filters.EventView(event.record)
        started: set[int] = set()
        for active in candidates:
            if active.version_id in started or (
                active.workflow_id == own.get(event.run_id) and not active.trigger.own_writes
            ):
                continue
            if _satisfied(active, event, view, caller):
                started.add(active.version_id)
                rows.append(_row(active, event))
    return _insert(rows)


def _workflows_of_runs(events: Iterable[Event]) -> dict[int | None, int]:
    numbers = {e.run_id for e in events if e.run_id}
    return dict(Run.objects.filter(pk__in=numbers).values_list("pk", "workflow_id")) if numbers else {}


def _satisfied(active: Active, event: Event, view: filters.EventView, caller: filters.Caller) -> bool:
    if active.columns and event.kind == "updated" and active.columns.isdisjoint(event.changed):
        return False
    if not filters.matches(active.object_type, active.tree, view, caller):
        return False
    if active.trigger.on == "satisfies" and event.kind == "updated":
        before = filters.EventView({**event.record, **(event.old or {})})
        return not filters.matches(active.object_type, active.tree, before, caller)
    return True


def _row(active: Active, event: Event) -> tuple[Any, ...]:
    now = timezone.now()
    too_deep = event.depth >= DEEPEST_CHAIN
    error = (
        _("Workflows started each other %(depth)d times; this is where the chain was cut.") % {"depth": event.depth}
        if too_deep
        else ""
    )
    return (
        active.version_id, active.workflow_id, event.id, event.object, event.record_id,
        "failed" if too_deep else "queued", event.lane,
        tonight(now) if event.automation == "later" else now, event.depth + 1, event.actor_id, now,
        now if too_deep else None, error,
    )  # fmt: skip


def tonight(now: datetime.datetime) -> datetime.datetime:
    """The next time that it is the hour for work put off, in the company's zone."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    hour = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return hour if hour > local else hour + datetime.timedelta(days=1)


def _insert(rows: list[tuple[Any, ...]]) -> int:
    if not rows:
        return 0
    columns = list(zip(*rows, strict=True))
    kinds = (
        "bigint",
        "bigint",
        "bigint",
        "text",
        "bigint",
        "text",
        "smallint",
        "timestamptz",
        "smallint",
        "bigint",
        "timestamptz",
        "timestamptz",
        "text",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO automation_run"  # noqa: S608 - made of our own words
            " (version_id, workflow_id, event_id, object, record_id, status, lane, ready_at,"
            " depth, caused_by_id, started_at, finished_at, error)"
            f" SELECT * FROM unnest({', '.join(f'%s::{k}[]' for k in kinds)})"
            " ON CONFLICT (version_id, event_id) DO NOTHING",
            [list(column) for column in columns],
        )
        return int(cursor.rowcount)
