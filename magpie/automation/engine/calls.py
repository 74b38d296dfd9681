"""Steps that reach outside the database: calls over the network and programs, with no transaction held open meanwhile.

A call is claimed for a time (a lease); whoever is killed during it leaves it to be made again when that time is over,
under the same key, which the other side can recognise.
"""

from __future__ import annotations

import datetime
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections, transaction
from django.utils import timezone, translation

from magpie.automation import values, waiting
from magpie.automation.document import ActionBlock, CodeBlock
from magpie.automation.engine import blocks
from magpie.automation.engine.advancing import actor_of, note_failure
from magpie.automation.engine.program import program_of
from magpie.automation.engine.state import State
from magpie.automation.models import Step
from magpie.platform import actions

log = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=2)
AT_ONCE = 8
_pool: ThreadPoolExecutor | None = None


def make_due(limit: int = AT_ONCE) -> int:
    """Claim some calls and make them side by side; gives how many."""
    global _pool  # noqa: PLW0603 - one for the process
    claimed = _claim(limit)
    if len(claimed) == 1:
        _make(claimed[0])
    elif claimed:
        _pool = _pool or ThreadPoolExecutor(AT_ONCE, thread_name_prefix="call")
        list(_pool.map(_make_in_thread, claimed))
    return len(claimed)


def _claim(limit: int) -> list[Step]:
    now = timezone.now()
    with transaction.atomic():
        due = Step.objects.filter(status="calling", wake_at__lte=now).order_by("wake_at")
        steps = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("run__caused_by")[:limit])
        Step.objects.filter(pk__in=[s.pk for s in steps]).update(wake_at=now + LEASE)
    for step in steps:
        step.wake_at = now + LEASE
    return steps


def _make_in_thread(step: Step) -> None:
    try:
        _make(step)
    finally:
        connections.close_all()


def _make(step: Step) -> None:
    """Make the call, then record how it went, unless somebody else has ended the step meanwhile."""
    try:
        with translation.override(values.language_of(step.run, None)):
            step.output = values.output_of(_result(step))
        step.status, step.error = "done", ""
    except Exception as error:  # noqa: BLE001 - whatever it is, the step says so
        note_failure(step, error)
    with transaction.atomic():
        still = Step.objects.select_for_update().filter(pk=step.pk, status="calling").exists()
        if not still:
            return
        if step.status != "retrying":
            step.wake_at, step.finished_at = None, timezone.now()
        step.save()
        if step.status != "retrying":
            waiting.queue([step.run_id])


def _result(step: Step) -> Any:
    program = program_of(step.run.version_id)
    block = program.blocks[step.step]
    if isinstance(block, CodeBlock):
        from magpie.automation import code

        return code.run(block.code, step.input or {})
    if isinstance(block, ActionBlock):
        asked = actions.get(block.action)
        state = State(step.run, program, list(step.run.steps.all()), {})
        about = (blocks.target_of(state, block.on, step.path),) if asked.on else ()
        return asked.run(*about, actions.parse_input(asked, step.input or {}), actor=actor_of(state), key=step.key)
    raise TypeError(f"{step.kind} is no call")
