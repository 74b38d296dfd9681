"""Steps that wait: for a time, for an event, for a condition; whichever comes first ends the wait, once.

A wait names the record it looks at (`wait_key`).  The matcher looks at every event that touches that record, directly
or by pointing to it.  An event may commit between the moment at which the wait begins and the moment at which it can be
seen; so each wait is *armed* right after its commit: what its first snapshot did not see is looked through once more.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from magpie.automation import asks
from magpie.automation.document import Wait, WaitBlock, WaitFor
from magpie.automation.models import Run, Step
from magpie.platform import filters, objects, readers
from magpie.platform.models import Event

if TYPE_CHECKING:
    from magpie.automation.engine.program import Program

READER = "automation"
BY_PEOPLE = ("user", "integration")
# In the output of a wait that the clock has ended, until it is judged: how far events were read then, by lane.
PROVISIONAL = "provisional"


def key_of(run: Run) -> str:
    """The record at which the waits of the run look."""
    return f"{run.object}:{run.record_id}"


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
    steps = Step.objects.filter(pk__in=waiting, status="waiting").exclude(wait_key="").select_related("run")
    return sum(_look_at(step, by_key[step.wait_key]) for step in steps)


def _look_at(step: Step, events: Iterable[Event]) -> bool:
    from magpie.automation.engine.program import program_of

    program = program_of(step.run.version_id)
    block = program.blocks.get(step.step)
    wait = block.wait if isinstance(block, WaitBlock) else None
    ended = ending(step.run, program, wait, events, step)
    return ended is not None and end(step, ended)


def ending(run: Run, program: Program, wait: Wait | None, events: Iterable[Event], step: Step) -> dict[str, Any] | None:
    """The output of a wait that one of these events, or the record as it is now, ends; None while it goes on."""
    object_type = objects.get(run.object)
    record = object_type.model._default_manager.filter(pk=run.record_id).first()
    if record is None:
        return {"outcome": "deleted"}
    view, caller = filters.RecordView(record), filters.Caller.of()
    goal = program.settings.goal
    if goal and filters.matches(object_type, program.tree(object_type, goal), view, caller):
        return {"outcome": "goal"}
    if wait is None or not wait.for_:
        return None
    seen = dict((step.output or {}).get("seen", {}))
    for number, wait_for in enumerate(wait.for_):
        if str(number) in seen:
            continue
        found = _happened(wait_for, run, record, events, lambda node: program.tree(object_type, node), view, caller)
        if found is None:
            continue
        if not wait.every:
            return found
        seen[str(number)] = found
    if wait.every and len(seen) == len(wait.for_):
        return {**seen[str(len(seen) - 1)], "seen": seen}
    if seen and seen != (step.output or {}).get("seen"):
        step.output = {"seen": seen}
        Step.objects.filter(pk=step.pk, status="waiting").update(output=step.output)
    return None


def _happened(
    wait_for: WaitFor, run: Run, record: Any, events: Iterable[Event], tree: Any, view: Any, caller: Any
) -> dict[str, Any] | None:
    if wait_for.event:
        for event in events:
            if event.run_id != run.pk and _fits(wait_for, event, record):
                kind = f"{event.object}.{event.kind}"
                return {"outcome": "event", "event": event.id, "kind": kind, "by": event.actor_id}
        return None
    return (
        {"outcome": "condition"} if filters.matches(objects.of(record), tree(wait_for.filter), view, caller) else None
    )


def _fits(wait_for: WaitFor, event: Event, record: Any) -> bool:
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


def end(step: Step, output: dict[str, Any], *, status: str = "done", error: str = "") -> bool:
    """End a waiting step, if nobody else has, and queue its run."""
    done = Step.objects.filter(pk=step.pk, status="waiting").update(
        status=status, output=output, error=error, finished_at=timezone.now(), wake_at=None, wait_key="", since=""
    )
    if done:
        if step.kind == "ask":  # its record was deleted, or the goal reached; an answer has closed it already
            asks.over(step.pk)
        queue([step.run_id])
    return bool(done)


def queue(run_ids: Iterable[int]) -> None:
    """Have the runs advanced by the next free worker."""
    Run.objects.filter(pk__in=list(run_ids), status="waiting").update(status="queued", ready_at=timezone.now())


def arm(limit: int = 200) -> int:
    """Look once more through what happened while waits were beginning; gives how many were armed."""
    with transaction.atomic():
        steps = list(
            Step.objects.exclude(since="").filter(status="waiting").select_related("run").order_by("id").select_for_update(
                skip_locked=True, of=("self",)
            )[:limit]
        )  # fmt: skip
        for step in steps:
            events = [
                e for lane in (0, 1) for e in readers.since(step.since, lane, 5000) if step.wait_key in keys_of(e)
            ]
            if not _look_at(step, events):
                Step.objects.filter(pk=step.pk).update(since="")
        return len(steps)


class Due(NamedTuple):
    """Which kinds of work there are now."""

    timers: bool
    runs: bool
    unarmed: bool
    calls: bool
    reminders: bool


def what_is_due() -> Due:
    """One look at the small indexes, so that a round with nothing to do is one statement.

    The times are compared with `statement_timestamp`: an index cannot be searched by `clock_timestamp`, which changes
    within a statement, and a million waiting timers would all be looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM automation_step"
            " WHERE wake_at <= statement_timestamp() AND status <> 'calling' AND since = ''),"
            " EXISTS (SELECT FROM automation_run WHERE status = 'queued' AND ready_at <= statement_timestamp()),"
            " EXISTS (SELECT FROM automation_step WHERE since <> '' AND status = 'waiting'),"
            " EXISTS (SELECT FROM automation_step WHERE status = 'calling' AND wake_at <= statement_timestamp()),"
            " EXISTS (SELECT FROM automation_ask WHERE remind_at <= statement_timestamp())"
        )
        return Due(*cursor.fetchone())


def wake_by_time(limit: int = 500) -> int:
    """End the waits whose time has come and queue steps to be tried again, noting how late it is; gives how many.

    A wait for something that could have happened is ended provisionally (see `engine.timing_out`), and not before it
    is armed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
                SELECT id FROM automation_step
                WHERE wake_at <= statement_timestamp() AND status <> 'calling' AND since = ''
                ORDER BY wake_at LIMIT %s FOR UPDATE SKIP LOCKED
            ), woken AS (
                UPDATE automation_step s SET
                    output = CASE WHEN s.status = 'waiting' THEN coalesce(s.output, '{}')
                        || jsonb_build_object('outcome', 'time', 'late_seconds',
                            round(extract(epoch FROM clock_timestamp() - s.wake_at)))
                        || CASE WHEN s.kind = 'wait' AND s.wait_key <> '' THEN jsonb_build_object(%s::text,
                            (SELECT jsonb_object_agg(lane, done) FROM platform_reader WHERE name = %s)) ELSE '{}' END
                        ELSE s.output END,
                    finished_at = CASE WHEN s.status = 'waiting' THEN clock_timestamp() END,
                    status = CASE WHEN s.status = 'waiting' THEN 'done' ELSE s.status END,
                    wake_at = NULL, wait_key = '', since = ''
                FROM due WHERE s.id = due.id RETURNING s.id, s.run_id
            ), expired AS (
                UPDATE automation_ask a SET status = 'expired', closed_at = clock_timestamp(), remind_at = NULL
                FROM woken WHERE a.step_id = woken.id AND a.status = 'open' RETURNING a.id
            ), unasked AS (
                UPDATE automation_askperson p SET is_open = false FROM expired WHERE p.ask_id = expired.id AND p.is_open
            )
            UPDATE automation_run r SET status = 'queued', ready_at = clock_timestamp()
            FROM (SELECT DISTINCT run_id FROM woken) w
            WHERE r.id = w.run_id AND r.status = 'waiting'
            """,
            [limit, PROVISIONAL, READER],
        )
        return int(cursor.rowcount)


def next_due() -> Any:
    """When the next timer falls due, or None."""
    return Step.objects.filter(wake_at__isnull=False).order_by("wake_at").values_list("wake_at", flat=True).first()


def oldest_due(now: datetime.datetime) -> datetime.datetime | None:
    """Since when a step has been due that nobody has done yet; None if nothing is."""
    found = Step.objects.filter(wake_at__lte=now).order_by("wake_at").values_list("wake_at", flat=True)
    return found.first()
