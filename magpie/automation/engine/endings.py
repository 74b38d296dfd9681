"""What the end of a run brings with it: open steps are closed, the caller goes on, a failure is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from magpie.automation import waiting
from magpie.automation.models import Run, Step
from magpie.automation.plan import OPEN


def close_steps(run_ids: Iterable[int]) -> None:
    """Skip whatever still waits in these runs."""
    from magpie.automation import asks

    numbers = list(run_ids)
    if not numbers:
        return
    Step.objects.filter(run__in=numbers, status__in=OPEN).update(
        status="skipped", wake_at=None, wait_key="", since="", finished_at=timezone.now()
    )
    asks.withdraw(numbers)


def tell_caller(run: Run) -> None:
    """Have the workflow that called this one go on with how it ended."""
    if run.parent_step_id is None:
        return
    step = Step.objects.filter(pk=run.parent_step_id, status="waiting").first()
    if step is None:
        return
    output: dict[str, Any] = {"run": run.pk, "status": run.status, "result": run.result or {}}
    if run.status == "completed":
        waiting.end(step, output)
    else:
        waiting.end(step, output, status="failed", error=run.error)


def failed(run: Run, step: Step | None) -> None:
    """Tell who answers for the workflow, switch it off if it does nothing but fail, start what waits for failures."""
    from magpie.automation import failures

    if step is not None:
        failures.tell(run, step)
    failures.break_circuit(run)
    failures.start_others(run, step)
