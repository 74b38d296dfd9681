"""A failed run reaches a person: the workflow's owner, or the administrators if it has none.

A workflow that does nothing but fail is switched off (a circuit breaker), and other workflows may be started by the
failure.
"""

from __future__ import annotations

from magpie.automation.broken import people_of
from magpie.automation.engine.beginning import Start, start_many
from magpie.automation.engine.program import program_of
from magpie.automation.models import Run, Step, Workflow
from magpie.notices.tell import tell as tell_person
from magpie.platform import objects, records
from magpie.platform.actor import SYSTEM


def tell(run: Run, step: Step) -> None:
    """Tell who answers for the workflow what failed and where; once for each workflow and record."""
    object_type = objects.find(run.object)
    record = object_type.model._default_manager.filter(pk=run.record_id).first() if object_type else None
    title = object_type.title_of(record) if object_type and record is not None else f"#{run.pk}"
    for person in people_of(run.workflow):
        tell_person(
            person,
            kind="run_failed",
            title={
                "en": f"Workflow “{run.workflow.name}” failed for {title}",
                "zh-hans": f"工作流“{run.workflow.name_zh or run.workflow.name}”在“{title}”上失败",
            },
            body={"en": f"Step “{step.step}”: {step.error}", "zh-hans": f"步骤“{step.step}”：{step.error}"},
            link=(run.object, run.record_id) if run.object else ("workflow", run.workflow_id),
            urgent=True,
            key=f"run-failed:{run.pk}:{step.pk or step.key}:{person.pk}",
            run_id=run.pk,
        )


def break_circuit(run: Run) -> bool:
    """Switch the workflow off if its last runs all failed, as many as its limits say; tells who answers for it."""
    most = program_of(run.version_id).settings.limits.failures
    if not most:
        return False
    since = run.version.published_at
    workflow = Workflow.objects.get(pk=run.workflow_id)
    if workflow.updated_at is not None:
        since = max(since, workflow.updated_at)
    over = Run.objects.filter(workflow=run.workflow_id, started_at__gte=since, pk__lt=run.pk)
    last = list(
        over.exclude(status__in=("queued", "waiting")).order_by("-id").values_list("status", flat=True)[: most - 1]
    )
    if len(last) < most - 1 or any(status != "failed" for status in last) or not workflow.is_active:
        return False
    records.update(workflow, {"is_active": False}, actor=SYSTEM)
    for person in people_of(workflow):
        tell_person(
            person,
            kind="workflow_stopped",
            title={
                "en": f"Workflow “{workflow.name}” was switched off after {most} failures in a row",
                "zh-hans": f"工作流“{workflow.name_zh or workflow.name}”连续失败 {most} 次，已自动停用",
            },
            body={
                "en": "Nothing is lost: mend it, switch it on again and try the failed runs again.",
                "zh-hans": "没有数据丢失：修正后重新启用，并重试失败的运行即可。",
            },
            link=("workflow", workflow.pk),
            urgent=True,
            key=f"circuit:{run.pk}:{person.pk}",
        )
    return True


def start_others(run: Run, step: Step | None) -> int:
    """Start the workflows that wait for a failure of this one; gives how many."""
    starts = []
    for other in Workflow.objects.filter(is_active=True, active_version__isnull=False).exclude(pk=run.workflow_id):
        if other.object not in ("", run.object) or other.active_version_id is None:
            continue
        program = program_of(other.active_version_id)
        for number, trigger in enumerate(program.document.triggers):
            if trigger.on == "failure" and (not trigger.workflows or run.workflow_id in trigger.workflows):
                about = {
                    "on": "failure", "trigger": number, "workflow": run.workflow.name, "run": run.pk,
                    "step": step.step if step else "", "error": run.error,
                }  # fmt: skip
                starts.append(
                    Start(
                        other.active_version_id, other.pk, f"failure:{run.pk}", other.object and run.object,
                        run.record_id if other.object else 0, about, run.event_id, run.caused_by_id, run.depth + 1,
                        run.lane,
                    )
                )  # fmt: skip
                break
    return start_many(starts)
