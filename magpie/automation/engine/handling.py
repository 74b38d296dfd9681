"""What people do about runs: cancel, try again, skip, start from a block, run again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from magpie.automation import asks
from magpie.automation.engine.beginning import Start, start
from magpie.automation.engine.endings import close_steps, tell_caller
from magpie.automation.engine.program import program_of
from magpie.automation.models import Run, Step
from magpie.automation.plan import OPEN

UNDER_WAY = ("queued", "waiting")
NO_WAIT = {"wake_at": None, "wait_key": "", "since": ""}


def _locked(run: Run, *statuses: str) -> Run | None:
    return Run.objects.select_for_update().filter(pk=run.pk, status__in=statuses).first()


def cancel(run: Run, reason: str) -> bool:
    """End a run that is not over; its waits are dropped.  False if it is over already."""
    with transaction.atomic():
        found = _locked(run, *UNDER_WAY)
        if found is None:
            return False
        found.status, found.error, found.finished_at = "cancelled", reason, timezone.now()
        found.save(update_fields=["status", "error", "finished_at"])
        close_steps([found.pk])
        tell_caller(found)
        return True


def retry(run: Run) -> bool:
    """Go on with a failed run from the steps that failed.  False if it has none."""
    with transaction.atomic():
        found = _locked(run, "failed")
        if found is None or not found.steps.filter(status="failed").exists():
            return False
        caught = [
            b.id for b in program_of(found.version_id).blocks.values() if getattr(b, "on_error", "") == "continue"
        ]
        found.steps.filter(status="failed").exclude(step__in=caught).delete()
        _again(found)
        return True


def _again(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(
        status="queued", error="", finished_at=None, ready_at=timezone.now(), result=None
    )


def skip_step(step: Step) -> bool:
    """Go on without a step: a wait as if its time had passed, a failed step as if it were not there."""
    with transaction.atomic():
        run = _locked(step.run, *UNDER_WAY, "failed")
        if run is None:
            return False
        if step.kind in ("wait", "ask"):
            values = {"status": "done", "output": {"outcome": "time", "skipped": True}}
        else:
            values = {"status": "skipped"}
        open_ones = Step.objects.filter(pk=step.pk, status__in=(*OPEN, "failed"))
        if not open_ones.update(**values, **NO_WAIT, finished_at=timezone.now()):
            return False
        if step.kind == "ask":
            asks.over(step.pk)
        if run.status == "failed" and run.steps.filter(status="failed").exists():
            return True
        _again(run)
        return True


def start_from(run: Run, block_id: str) -> bool:
    """Do a run again from a block on: what it and later blocks gave is dropped.  False if there is no such block."""
    blocks = list(program_of(run.version_id).blocks)
    if block_id not in blocks:
        return False
    with transaction.atomic():
        found = Run.objects.select_for_update().get(pk=run.pk)
        if not found.steps.filter(step=block_id).exists():
            return False
        close_steps([found.pk])
        found.steps.filter(step__in=blocks[blocks.index(block_id) :]).delete()
        _again(found)
        return True


def rerun(run: Run, by: int | None) -> Run | None:
    """A new run of the workflow's present version for the same record; None if its settings want no further one."""
    number = Run.objects.filter(workflow=run.workflow, key__startswith=f"again:{run.pk}:").count() + 1
    version = run.workflow.active_version_id or run.version_id
    return start(
        Start(
            version, run.workflow_id, f"again:{run.pk}:{number}", run.object, run.record_id,
            {**run.trigger, "again": run.pk}, run.event_id, by or run.caused_by_id,
        )
    )  # fmt: skip
