"""Keeps the clocks in step with the workflows: one for each clock trigger of an active workflow."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from magpie.automation import times
from magpie.automation.clock import rules
from magpie.automation.clock.models import TriggerClock
from magpie.automation.document.triggers import CLOCKS, Trigger
from magpie.automation.engine.program import program_of
from magpie.automation.models import Broken, Workflow


def keep_in_step() -> int:
    """Make, change and drop clocks as the workflows want it; gives how many there are.  Workers call it after any
    change of set-up.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('magpie_clocks'))")
        known = {(c.workflow_id, c.trigger): c for c in TriggerClock.objects.select_for_update(no_key=True)}
        count = 0
        active = Workflow.objects.filter(is_active=True, active_version__isnull=False).select_related("active_version")
        for workflow in active.exclude(pk__in=Broken.objects.values("workflow")):
            for number, trigger in enumerate(program_of(workflow.active_version_id).document.triggers):
                if trigger.on in CLOCKS:
                    _keep(workflow, number, trigger, known.pop((workflow.pk, number), None))
                    count += 1
        TriggerClock.objects.filter(pk__in=[clock.pk for clock in known.values()]).delete()
        return count


def _keep(workflow: Any, number: int, trigger: Trigger, clock: TriggerClock | None) -> None:
    rule = rules.rule_of(trigger)
    if clock is not None and clock.rule == rule:
        if clock.version_id != workflow.active_version_id:
            TriggerClock.objects.filter(pk=clock.pk).update(version=workflow.active_version_id)
        return
    if clock is not None:
        clock.delete()
    begin = max(workflow.active_version.published_at, workflow.updated_at)
    TriggerClock.objects.create(
        workflow=workflow, trigger=number, version_id=workflow.active_version_id, kind=trigger.on, rule=rule,
        last_at=begin, next_at=_first(trigger, begin),
    )  # fmt: skip


def _first(trigger: Trigger, begin: Any) -> Any:
    if trigger.on == "schedule":
        return times.next_scheduled(trigger.schedule, begin, rules.zone_of(trigger))
    return min(begin, timezone.now())
