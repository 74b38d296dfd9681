"""Steps that wait: for a time, for an event, for a condition; whichever comes first ends the wait, once.

A wait names the record it looks at (`wait_key`).  The matcher looks at every event that touches that record, directly
or by pointing to it.  An event may commit between the moment at which the wait begins and the moment at which it can be
seen; so each wait is *armed* right after its commit: what its first snapshot did not see is looked through once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from magpie.automation import document
from magpie.automation.models import Run, Step
from magpie.platform import filters, objects, readers
from magpie.platform.models import Event

BY_PEOPLE = ("user", "integration")


def keys_of(event: Event) -> set[str]:
    """The records that an event touches: its own, and those its own points to."""
    keys = {f"{event.object}:{event.record_id}"}
    object_type = objects.find(event.object)
    if object_type is None:
        return keys
    for field in object_type.fields().values():
        if field.custom or field.target in ("user", "file", "team") or field.type.name == "references":
            continue
        if field.target and (number := event.record.get(field.column)):
            keys.add(f"{field.target}:{number}")
        elif field.type.name == "link" and (link := event.record.get(field.column)):
            keys.add(link)
    return keys


def wake_by_events(events: list[Event]) -> int:
    """End the waits that these events end; gives how many."""
    by_key: dict[str, list[Event]] = {}
    for event in events:
        for key in keys_of(event):
            by_key.setdefault(key, []).append(event)
    with connection.cursor() as cursor:  # nearly always there is none; the last condition lets the small index be used
        cursor.execute(
            "SELECT id FROM automation_step WHERE status = 'waiting' AND wait_key = ANY(%s) AND wait_key <> ''",
            [list(by_key)],
        )
        waiting = [row[0] for row in cursor.fetchall()]
    if not waiting:
        return 0
    steps = Step.objects.filter(pk__in=waiting, status="waiting").exclude(wait_key="").select_related("run__version")
    return sum(_look_at(step, by_key[step.wait_key]) for step in steps)


def _look_at(step: Step, events: Iterable[Event]) -> bool:
    ended = ending(step.run, wait_of(step), events)
    return ended is not None and end(step, ended)


def wait_of(step: Step) -> document.Wait:
    """What the step waits for, as its version has it."""
    drawn = document.Document.model_validate(step.run.version.document)
    block = next(b for b in document.blocks_of(drawn.steps) if b.id == step.step)
    wait: document.Wait = block.wait
    return wait


def ending(run: Run, wait: document.Wait, events: Iterable[Event]) -> dict[str, Any] | None:
    """The output of a wait that one of these events, or the record as it is now, ends; None while it goes on."""
    object_type = objects.get(run.object)
    record = object_type.model._default_manager.filter(pk=run.record_id).first()
    if record is None:
        return {"outcome": "deleted"}
    view, caller = filters.RecordView(record), filters.Caller.of()
    for wait_for in wait.for_:
        if wait_for.event:
            for event in events:
                if event.run_id != run.pk and _fits(wait_for, event, record):
                    return {
                        "outcome": "event",
                        "event": event.id,
                        "kind": f"{event.object}.{event.kind}",
                        "by": event.actor_id,
                    }
        elif filters.matches(object_type, wait_for.filter, view, caller):
            return {"outcome": "condition"}
    return None


def _fits(wait_for: document.WaitFor, event: Event, record: Any) -> bool:
    if f"{event.object}.{event.kind}" not in wait_for.event:
        return False
    if wait_for.by and event.actor_kind not in BY_PEOPLE:
        return False
    if wait_for.by == "owner" and event.actor_id != getattr(record, "owner_id", None):
        return False
    object_type = objects.get(event.object)
    return not wait_for.filter or (
        event.object == objects.of(record).name
        and filters.matches(object_type, wait_for.filter, filters.EventView(event.record), filters.Caller.of())
    )


def end(step: Step, output: dict[str, Any]) -> bool:
    """Mark a waiting step done, if nobody else has, and queue its run."""
    done = Step.objects.filter(pk=step.pk, status="waiting").update(
        status="done", output=output, finished_at=timezone.now(), wake_at=None, wait_key="", since=""
    )
    if done:
        queue([step.run_id])
    return bool(done)


def queue(run_ids: Iterable[int]) -> None:
    """Have the runs advanced by the next free worker."""
    Run.objects.filter(pk__in=list(run_ids), status="waiting").update(status="queued", ready_at=timezone.now())


def arm(limit: int = 200) -> int:
    """Look once more through what happened while waits were beginning; gives how many were armed."""
    with transaction.atomic():
        steps = list(
            Step.objects.exclude(since="").filter(status="waiting").select_related("run__version").order_by("id").select_for_update(
                skip_locked=True, of=("self",)
            )[:limit]
        )  # fmt: skip
        for step in steps:
            events = [e for e in _since(step.since) if step.wait_key in keys_of(e)]
            if not _look_at(step, events):
                Step.objects.filter(pk=step.pk).update(since="")
        return len(steps)


def _since(snapshot: str) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        now = cursor.fetchone()[0]
        return [e for lane in (0, 1) for e in readers.fetch(cursor, lane, snapshot, now, 0, 0, 5000)]


class Due(NamedTuple):
    """Which kinds of work there are now."""

    timers: bool
    runs: bool
    unarmed: bool


def what_is_due() -> Due:
    """One look at the three small indexes, so that a round with nothing to do is one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM automation_step WHERE wake_at <= clock_timestamp()),"
            " EXISTS (SELECT FROM automation_run WHERE status = 'queued' AND ready_at <= clock_timestamp()),"
            " EXISTS (SELECT FROM automation_step WHERE since <> '' AND status = 'waiting')"
        )
        return Due(*cursor.fetchone())


def wake_by_time(limit: int = 500) -> int:
    """End the waits whose time has come and queue steps to be tried again, noting how late it is; gives how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
                SELECT id FROM automation_step WHERE wake_at <= clock_timestamp()
                ORDER BY wake_at LIMIT %s FOR UPDATE SKIP LOCKED
            ), woken AS (
                UPDATE automation_step s SET
                    output = CASE WHEN s.status = 'waiting' THEN jsonb_build_object('outcome', 'time',
                        'late_seconds', round(extract(epoch FROM clock_timestamp() - s.wake_at))) ELSE s.output END,
                    finished_at = CASE WHEN s.status = 'waiting' THEN clock_timestamp() END,
                    status = CASE WHEN s.status = 'waiting' THEN 'done' ELSE s.status END,
                    wake_at = NULL, wait_key = '', since = ''
                FROM due WHERE s.id = due.id RETURNING s.run_id
            )
            UPDATE automation_run r SET status = 'queued', ready_at = clock_timestamp()
            FROM (SELECT DISTINCT run_id FROM woken) w
            WHERE r.id = w.run_id AND r.status = 'waiting'
            """,
            [limit],
        )
        return int(cursor.rowcount)


def next_due() -> Any:
    """When the next timer falls due, or None."""
    return Step.objects.filter(wake_at__isnull=False).order_by("wake_at").values_list("wake_at", flat=True).first()
