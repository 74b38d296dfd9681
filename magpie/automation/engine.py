"""Carries runs forward, one recorded step at a time.

A worker claims queued runs (FOR UPDATE SKIP LOCKED), does what each may do now, and commits; several short runs share a
transaction, each step has a savepoint.  What a step changes and the row that says it is done are committed together, so
a step is never done twice.
"""

from __future__ import annotations

import datetime
import logging
import time
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import document, failures, values
from magpie.automation.document import ActionBlock, IfBlock, Outcome, StopBlock, WaitBlock
from magpie.automation.models import Run, Step
from magpie.automation.plan import Ready, Result, plan
from magpie.automation.waiting import ending
from magpie.lib import periods
from magpie.platform import actions, context, filters, objects, rows, setup
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Problem

log = logging.getLogger(__name__)
Steps = dict[tuple[str, str], Step]  # by block and path
RETRY_AFTER_SECONDS = (10, 60, 300, 1800, 7200)
CLAIMED_AT_ONCE = 10
BATCH_CPU_SECONDS, BATCH_SECONDS = 0.05, 0.5  # on a busy machine little work takes long; it still shares a transaction


class _Stopped(Exception):
    """A stop block that ends the run with an error."""


def advance_queued() -> int:
    """Claim and advance some queued runs in one transaction; gives how many."""
    begun, cpu, count = time.monotonic(), time.thread_time(), 0

    def is_enough() -> bool:
        return time.thread_time() - cpu > BATCH_CPU_SECONDS or time.monotonic() - begun > BATCH_SECONDS

    try:
        with transaction.atomic():
            while not is_enough() and (claimed := _claim(CLAIMED_AT_ONCE)):
                for run, steps in claimed:
                    _advance(run, steps)
                    count += 1
                    if is_enough():
                        break
    except (OperationalError, InternalError):  # a deadlock, or the database went away: all of it was rolled back
        log.warning("advancing runs again one by one", exc_info=True)
        connection.close_if_unusable_or_obsolete()
        with transaction.atomic():
            for run, steps in _claim(1):
                _advance(run, steps)
                count = 1
    return count


def _claim(limit: int) -> list[tuple[Run, Steps]]:
    """Queued runs, locked, each with its steps so far."""
    runs = list(
        Run.objects.filter(status="queued", ready_at__lte=timezone.now())
        .order_by("lane", "ready_at")
        .select_for_update(skip_locked=True)[:limit]
    )
    if not runs:
        return []
    steps: dict[int, Steps] = {run.pk: {} for run in runs}
    for row in Step.objects.filter(run_id__in=list(steps)):
        steps[row.run_id][row.step, row.path] = row
    people = User.objects.in_bulk({run.caused_by_id for run in runs if run.caused_by_id})
    for run in runs:
        run.caused_by = people.get(run.caused_by_id or 0)
    return [(run, steps[run.pk]) for run in runs]


def _advance(run: Run, steps: Steps) -> None:
    """Do every step that may be done now, until the run waits, fails or ends."""
    drawn = _document(run)
    while True:
        to_do = plan(drawn.steps, {k: Result(s.status, s.output) for k, s in steps.items() if s.status != "retrying"})
        if to_do.finished:
            _finish(run, "completed", waits=_has_waits(steps))
            return
        record = rows.by_number(objects.get(run.object).model, run.record_id)
        if record is None:
            _finish(run, "cancelled", _("The record was deleted."))
            return
        for item in to_do.ready:
            row = steps[item.block.id, item.path] = _perform(run, item, record, steps.get((item.block.id, item.path)))
            if row.status == "failed":
                return
        if all(steps[i.block.id, i.path].status not in ("done", "skipped") for i in to_do.ready):
            Run.objects.filter(pk=run.pk).update(status="waiting")
            return


def _has_waits(steps: Steps) -> bool:
    return any(s.status in ("waiting", "retrying") for s in steps.values())


def _document(run: Run) -> document.Document:
    drawn: document.Document = setup.kept(
        f"document:{run.version_id}", lambda: document.Document.model_validate(run.version.document)
    )
    return drawn


def _perform(run: Run, item: Ready, record: Any, row: Step | None) -> Step:
    """Do one step, perhaps not for the first time, and record how it went."""
    block = item.block
    if row is None:
        row = Step(run=run, step=block.id, path=item.path, kind=document.kind_of(block), started_at=timezone.now())
    row.attempts += 1
    actor = Actor("workflow", run.caused_by, run.pk, run.depth)
    try:
        with transaction.atomic():
            _do(run, block, row, record, actor)
    except _Stopped as error:
        row.status, row.error = "failed", str(error)
    except Problem as error:  # the company's rules say no: trying again would say the same
        row.status, row.error = "failed", str(error)
    except (OperationalError, InternalError):
        raise
    except Exception as error:  # a step must never take the worker down
        log.exception("step %s of run %s", block.id, run.pk)
        if row.attempts <= len(RETRY_AFTER_SECONDS):
            row.status = "retrying"
            row.wake_at = timezone.now() + datetime.timedelta(seconds=RETRY_AFTER_SECONDS[row.attempts - 1])
        else:
            row.status = "failed"
        row.error = f"{type(error).__name__}: {error}"
    if row.status not in ("waiting", "retrying"):
        row.finished_at = timezone.now()
    row.save()
    if row.status == "failed":
        _finish(run, "failed", row.error)
        failures.tell(run, row)
    return row


def _do(run: Run, block: Any, row: Step, record: Any, actor: Actor) -> None:
    row.status = "done"
    if isinstance(block, ActionBlock):
        asked = actions.get(block.action)
        target = getattr(record, block.on) if block.on else record
        if target is None:
            raise Problem(_("The record has no “%(name)s”.") % {"name": block.on})
        row.input = values.fill(block.input, run, record) if not asked.own_templates else block.input
        with context.acting(actor, asked.name, key=row.key, lane=run.lane, automation="run", savepoint=False):
            if asked.on == "*":
                result = asked.run(target, actions.parse_input(asked, row.input), actor=actor)
            else:
                result = actions.perform(asked, target, row.input, actor=actor)
        row.output = values.output_of(result)
    elif isinstance(block, IfBlock):
        row.output = {"branch": "then" if _holds(run, block, record) else "else"}
    elif isinstance(block, WaitBlock):
        _wait(run, block, row, record)
    elif isinstance(block, StopBlock) and block.stop == "error":
        raise _Stopped(block.message.get("en") or _("The workflow stopped itself."))


def _holds(run: Run, block: IfBlock, record: Any) -> bool:
    if isinstance(block.if_, Outcome):
        former = run.steps.filter(step=block.if_.step).order_by("-id").first()
        return former is not None and (former.output or {}).get("outcome") == block.if_.outcome
    return filters.matches(objects.get(run.object), block.if_, filters.RecordView(record), filters.Caller.of())


def _wait(run: Run, block: WaitBlock, row: Step, record: Any) -> None:
    wait, now = block.wait, timezone.now()
    row.status = "waiting"
    if wait.until:
        row.wake_at = _moment(objects.get(run.object).field(wait.until).plain(record))
        if row.wake_at is None:
            raise Problem(_("The record has no “%(name)s” to wait for.") % {"name": wait.until})
        return
    length = wait.time or wait.at_most
    if length:
        row.wake_at = periods.shift(timezone.localtime(now), length)
    if wait.for_:
        already = ending(run, wait, [])
        if already is not None:
            row.status, row.output, row.wake_at = "done", already, None
            return
        row.wait_key = f"{run.object}:{run.record_id}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            row.since = cursor.fetchone()[0]


def _moment(plain: Any) -> datetime.datetime | None:
    if plain is None or isinstance(plain, datetime.datetime):
        return plain
    return timezone.make_aware(datetime.datetime.combine(plain, datetime.time(9)))  # a day means its working morning


def _finish(run: Run, status: str, error: str = "", *, waits: bool = True) -> None:
    """End a run; without `waits` there is no step that still waits."""
    Run.objects.filter(pk=run.pk).update(status=status, error=error, finished_at=timezone.now())
    if waits:
        Step.objects.filter(run=run, status__in=("waiting", "retrying")).update(
            status="skipped", wake_at=None, wait_key="", since=""
        )


def cancel(run: Run, reason: str) -> bool:
    """End a run that is not over; its waits are dropped."""
    with transaction.atomic():
        found = Run.objects.select_for_update().filter(pk=run.pk, status__in=("queued", "waiting")).first()
        if found is None:
            return False
        _finish(found, "cancelled", reason)
        return True


def retry(run: Run) -> bool:
    """Try a failed run again from the step that failed."""
    with transaction.atomic():
        found = Run.objects.select_for_update().filter(pk=run.pk, status="failed").first()
        if found is None or not found.steps.filter(status="failed").exists():
            return False
        found.steps.filter(status="failed").delete()
        Run.objects.filter(pk=run.pk).update(status="queued", error="", finished_at=None, ready_at=timezone.now())
        return True


def skip_wait(step: Step) -> bool:
    """End a wait now as if its time had passed."""
    with transaction.atomic():
        done = Step.objects.filter(pk=step.pk, status="waiting").update(
            status="done",
            output={"outcome": "time", "skipped": True},
            finished_at=timezone.now(),
            wake_at=None,
            wait_key="",
            since="",
        )
        if done:
            Run.objects.filter(pk=step.run_id, status="waiting").update(status="queued", ready_at=timezone.now())
        return bool(done)
