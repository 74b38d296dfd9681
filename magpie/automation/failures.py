"""A failed run reaches a person: the workflow's owner, or the administrators if it has none."""

from __future__ import annotations

from magpie.automation.models import Run, Step
from magpie.notices.tell import tell as tell_person
from magpie.platform import objects
from magpie.platform.models import User


def tell(run: Run, step: Step) -> None:
    """Tell who answers for the workflow what failed and where; once for each workflow and record."""
    owner = run.workflow.owner
    people = (
        [owner] if owner and owner.is_active else list(User.objects.filter(is_administrator=True, is_active=True)[:5])
    )
    record = objects.get(run.object).model._default_manager.filter(pk=run.record_id).first()
    title = objects.get(run.object).title_of(record) if record else f"#{run.record_id}"
    for person in people:
        tell_person(
            person,
            kind="run_failed",
            title={
                "en": f"Workflow “{run.workflow.name}” failed for {title}",
                "zh-hans": f"工作流“{run.workflow.name_zh or run.workflow.name}”在“{title}”上失败",
            },
            body={"en": f"Step “{step.step}”: {step.error}", "zh-hans": f"步骤“{step.step}”：{step.error}"},
            link=(run.object, run.record_id),
            urgent=True,
            key=f"run-failed:{run.pk}:{step.pk}:{person.pk}",
            run_id=run.pk,
        )
