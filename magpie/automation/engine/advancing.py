"""Carries queued runs forward, many in a transaction.

A batch is done without savepoints, and its step rows are written together at its end: that is what makes a step cheap.
When something in it fails, all of it is rolled back and the run that failed is done alone, with a savepoint for every
step; the others are simply claimed again.  A worker gives way: it waits only shortly for a lock that somebody holds.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections import defaultdict
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import asks
from magpie.automation.engine import blocks, endings, limits, timing_out
from magpie.automation.engine.program import program_of
from magpie.automation.engine.state import Record, State
from magpie.automation.models import Run, Step
from magpie.automation.plan import OPEN, Ready, plan
from magpie.platform import filters, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Problem

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = (10, 60, 300, 1800, 7200)
MOST_AT_ONCE = 200
BATCH_SECONDS = 0.25  # so long others may have to wait for a record that the batch has changed
LOCK_MILLISECONDS = 300
MOST_STEPS_AT_ONCE = 500  # of one run: a long loop must not hold up the others


class _Failed(Exception):
    """In a batch: this run must be done alone."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id


class _Pace(threading.local):
    """How many runs this thread takes at once: fewer after failures, and as many as it can do in the time it has."""

    size = 20


_pace = _Pace()


def advance_queued() -> int:
    """Claim and advance some queued runs; gives how many."""
    try:
        with transaction.atomic():
            return _batch(_pace.size)
    except _Failed as failed:
        _pace.size = max(1, _pace.size // 4)
        return _alone(failed.run_id)
    except (OperationalError, InternalError):  # a lock, a deadlock, or the database went away: all was rolled back
        log.info("advancing runs again one by one", exc_info=True)
        connection.close_if_unusable_or_obsolete()
        _pace.size = 1
        return _alone()


def _alone(run_id: int | None = None) -> int:
    """Advance one run with a savepoint for each step."""
    try:
        with transaction.atomic():
            for state in _claim(1, run_id):
                advance(state, careful=True)
                _write([state])
                return 1
    except (OperationalError, InternalError):
        log.warning("run %s is tried again later", run_id, exc_info=True)
        connection.close_if_unusable_or_obsolete()
        if run_id is not None:  # something else first
            Run.objects.filter(pk=run_id).update(ready_at=timezone.now() + datetime.timedelta(seconds=1))
    return 0


def _batch(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
    begun, done = time.monotonic(), list[State]()
    for state in _claim(size):
        advance(state, careful=False)
        done.append(state)
        if time.monotonic() - begun > BATCH_SECONDS:
            break
    _write(done)
    seconds = max(time.monotonic() - begun, 0.001)
    _pace.size = max(1, min(MOST_AT_ONCE, size * 2, int(len(done) / seconds * BATCH_SECONDS) + 1))
    return len(done)


# ---- claiming


def _claim(limit: int, run_id: int | None = None) -> list[State]:
    """Queued runs, locked, each with its steps so far and, shared among them, their records."""
    queued = Run.objects.filter(status="queued", ready_at__lte=timezone.now())
    if run_id is not None:
        queued = queued.filter(pk=run_id)
    runs = list(queued.order_by("lane", "ready_at").select_for_update(skip_locked=True)[:limit])
    runs = limits.permitted(runs)
    if not runs:
        return []
    steps: dict[int, list[Step]] = defaultdict(list)
    begun = [run.pk for run in runs if run.begun_at is not None]
    if begun:
        for row in Step.objects.filter(run_id__in=begun):
            steps[row.run_id].append(row)
    people = User.objects.in_bulk({run.caused_by_id for run in runs if run.caused_by_id})
    records: dict[Record, Any] = {}
    numbers: dict[str, set[int]] = defaultdict(set)
    for run in runs:
        run.caused_by = people.get(run.caused_by_id or 0)
        if run.object:
            numbers[run.object].add(run.record_id)
    for name, some in numbers.items():
        object_type = objects.find(name)
        found = object_type.model._default_manager.in_bulk(some) if object_type else {}
        for number in some:
            records[name, number] = found.get(number)
    states = [State(run, program_of(run.version_id), steps[run.pk], records) for run in runs]
    timing_out.judge(states)
    return states


# ---- advancing


def advance(state: State, *, careful: bool) -> None:
    """Do every step that may be done now, until the run waits, fails or ends."""
    run, drawn = state.run, state.program.document
    if run.begun_at is None:
        run.begun_at = timezone.now()
        if not _still_holds(state):
            text = _("The record no longer satisfied the condition when the run was to begin.")
            return _end(state, "cancelled", text)
    for _number in range(MOST_STEPS_AT_ONCE):
        to_do = plan(drawn.steps, state.results)
        for key in to_do.dropped:
            _drop(state, state.steps[key])
        for key, failed in to_do.caught.items():
            _note_caught(state.steps[key], state.steps[failed], state)
        if to_do.failed is not None:
            return _end(state, "failed", state.steps[to_do.failed].error, state.steps[to_do.failed])
        if to_do.finished:
            if to_do.stopped is not None:
                run.result = state.steps[to_do.stopped].output
            return _end(state, "completed")
        if run.object and state.record is None:
            return _end(state, "cancelled", _("The record was deleted."))
        if state.program.settings.goal and blocks.holds(state, state.program.settings.goal, ""):
            run.result = {"goal": True}
            return _end(state, "completed")
        if not to_do.ready:
            run.status = "waiting"
            return None
        for item in to_do.ready:
            row = _perform(state, item, careful=careful)
            if row.status == "failed":
                break
    run.status, run.ready_at = "queued", timezone.now()
    return None


def _still_holds(state: State) -> bool:
    """After time to settle: whether the condition of what started the run still holds."""
    started_by = state.run.trigger.get("trigger")
    triggers = state.program.document.triggers
    if not state.program.settings.settle or not isinstance(started_by, int) or started_by >= len(triggers):
        return True
    wanted, record = triggers[started_by], state.record
    if record is None or not wanted.filter or wanted.on == "ceases":
        return True
    object_type = objects.of(record)
    tree = state.program.tree(object_type, wanted.filter)
    return filters.matches(object_type, tree, filters.RecordView(record), filters.Caller.of())


def _drop(state: State, row: Step) -> None:
    row.status, row.wake_at, row.wait_key, row.since = "skipped", None, "", ""
    row.finished_at = timezone.now()
    if row.kind == "ask":
        asks.over(row.pk)
    state.put(row)


def _note_caught(row: Step, failed: Step, state: State) -> None:
    if (row.output or {}).get("branch") != "on_error":
        row.output = {"branch": "on_error", "step": failed.step, "error": failed.error}
        state.put(row)


def _end(state: State, status: str, error: str = "", step: Step | None = None) -> None:
    """End the run; what still waits in it is dropped."""
    run = state.run
    run.status, run.error, run.finished_at = status, error, timezone.now()
    if any(row.status in OPEN for row in state.steps.values()):
        for row in state.steps.values():
            if row.status in OPEN:
                _drop(state, row)
    if status == "failed":
        endings.failed(run, step)
    endings.tell_caller(run)


def actor_of(state: State) -> Actor:
    """With whose rights the run acts."""
    run, who = state.run, state.program.settings.run_as
    if who == "workflow":
        return Actor("workflow", run.caused_by, run.pk, run.depth)
    person: User | None
    if who == "cause":
        person = run.caused_by
    elif who == "owner":
        person = getattr(state.record, "owner", None)
    else:
        person = state.program.version.workflow.owner
    if person is None or not person.is_active:
        raise Problem(_("There is nobody with whose rights this could be done."))
    return Actor("workflow", person, run.pk, run.depth, is_limited=True)


def _perform(state: State, item: Ready, *, careful: bool) -> Step:
    """Do one step, perhaps not for the first time, and keep how it went."""
    from magpie.automation.document import kind_of

    block, run = item.block, state.run
    row = state.steps.get((block.id, item.path))
    if row is None:
        row = Step(run=run, step=block.id, path=item.path, kind=kind_of(block), started_at=timezone.now())
    row.attempts += 1
    try:
        if careful:
            with transaction.atomic():
                blocks.perform(state, block, row, actor_of(state))
        else:
            blocks.perform(state, block, row, actor_of(state))
    except (OperationalError, InternalError):
        raise
    except Exception as error:
        if not careful:
            raise _Failed(run.pk) from error
        state.forget_records()
        if row.pk and not Step.objects.filter(pk=row.pk).exists():  # written and rolled back
            row.pk = None
        note_failure(row, error)
    if row.status not in OPEN:
        row.finished_at, row.wake_at = timezone.now(), None
    elif row.status == "waiting" and state.program.settings.goal and not row.wait_key:
        blocks.watch(state, row)
    state.put(row)
    return row


def note_failure(row: Step, error: Exception) -> None:
    """Say in the step's row what went wrong, and whether it is tried again."""
    row.error = str(error) if isinstance(error, Problem) else f"{type(error).__name__}: {error}"
    if isinstance(error, Problem):  # the company's rules say no: trying again would say the same
        row.status = "failed"
        return
    log.error("step %s of run %s", row.step, row.run_id, exc_info=error)
    if row.attempts <= len(RETRY_AFTER_SECONDS):
        row.status = "retrying"
        row.wake_at = timezone.now() + datetime.timedelta(seconds=RETRY_AFTER_SECONDS[row.attempts - 1])
    else:
        row.status = "failed"


# ---- writing


def _write(states: list[State]) -> None:
    """Write what was done: new steps together, then the runs."""
    touched = [row for state in states for row in state.touched.values()]
    for row in touched:
        if row.pk:
            row.save()
    if new := [row for row in touched if not row.pk]:
        Step.objects.bulk_create(new, batch_size=2000)
    for state in states:
        state.touched.clear()
    same: dict[str, list[int]] = defaultdict(list)
    for state in states:
        run = state.run
        if run.status in ("completed", "waiting") and run.result is None:
            same[run.status].append(run.pk)
        else:
            run.save(update_fields=["status", "error", "result", "begun_at", "finished_at", "ready_at"])
    now = timezone.now()
    for status, numbers in same.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE automation_run SET status = %s, error = '', begun_at = coalesce(begun_at, %s), finished_at = %s"
                " WHERE id = ANY(%s)",
                [status, now, now if status == "completed" else None, numbers],
            )
