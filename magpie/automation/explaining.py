"""What automation has to do with one record: what waits, what ran, and why a workflow did not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from magpie.automation.document import Document, Trigger
from magpie.automation.engine.program import program_of
from magpie.automation.matching import kinds_of
from magpie.automation.models import Broken, Run, Workflow
from magpie.automation.sentence import texts as texts_of
from magpie.automation.sentence_triggers import text as trigger_text
from magpie.platform import access, filters
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.filters.describe import describe_comparison, value_text
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType


def name_of(workflow: Workflow) -> str:
    """The name of the workflow in the current language."""
    chinese = (get_language() or "en").startswith("zh")
    return workflow.name_zh if chinese and workflow.name_zh else workflow.name


def asks_of_record(object_name: str, record_id: int, actor: Actor) -> list[dict[str, Any]]:
    """What people are asked about a record at present."""
    from magpie.automation.asks import showing  # which says names of workflows with the function above

    return showing.of_record(object_name, record_id, actor)


def about(object_type: ObjectType, record: Any, actor: Actor) -> dict[str, Any]:
    """{waiting, ran, not_run, asks} of a record, without values that the actor may not see."""
    runs = list(
        Run.objects.filter(object=object_type.name, record_id=record.pk)
        .select_related("workflow", "version")
        .prefetch_related("steps")
        .order_by("-id")[:50]
    )
    return {
        "waiting": [item for run in runs if run.status in ("queued", "waiting") for item in _waits(object_type, run)],
        "ran": [
            {
                "run": run.pk, "workflow": {"id": run.workflow_id, "title": name_of(run.workflow)},
                "status": run.status,
                "started_at": run.started_at, "finished_at": run.finished_at, "text": _last_text(object_type, run),
            }
            for run in runs
        ],
        "not_run": _not_run(object_type, record, {run.workflow_id for run in runs}, actor),
        "asks": asks_of_record(object_type.name, record.pk, actor),
    }  # fmt: skip


def _waits(object_type: ObjectType, run: Run) -> list[dict[str, Any]]:
    texts = texts_of(program_of(run.version_id).document)
    return [
        {
            "run": run.pk, "step_id": step.pk, "workflow": {"id": run.workflow_id, "title": name_of(run.workflow)},
            "step": step.step, "text": texts.get(step.step, step.step), "wake_at": step.wake_at,
        }
        for step in run.steps.all() if step.status in ("waiting", "retrying")
    ]  # fmt: skip


def _last_text(object_type: ObjectType, run: Run) -> str:
    if run.error:
        return run.error
    texts = texts_of(program_of(run.version_id).document)
    done = sorted((s for s in run.steps.all() if s.status == "done" and s.kind != "if"), key=lambda s: s.pk)
    return texts.get(done[-1].step, done[-1].step) if done else ""


def _not_run(object_type: ObjectType, record: Any, ran: set[int], actor: Actor) -> list[dict[str, Any]]:
    published = Workflow.objects.filter(object=object_type.name, active_version__isnull=False)
    return [
        {
            "workflow": {"id": workflow.pk, "title": name_of(workflow)},
            "reason": why_not(object_type, record, workflow, actor),
        }
        for workflow in published.exclude(pk__in=ran)
    ]


def why_not(object_type: ObjectType, record: Any, workflow: Workflow, actor: Actor = SYSTEM) -> str:
    """Why the workflow has not run on this record, as exactly as the record and its history tell."""
    if not workflow.is_active:
        return _("The workflow is switched off.")
    broken = Broken.objects.filter(workflow=workflow).first()
    if broken is not None:
        return _("The workflow cannot run: something that it needs is gone.")
    document = Document.model_validate(workflow.active_version.document)
    return " ".join(_why_not(object_type, record, trigger, workflow, actor) for trigger in document.triggers)


def _why_not(object_type: ObjectType, record: Any, trigger: Trigger, workflow: Workflow, actor: Actor) -> str:
    if trigger.on == "ceases":
        if not unmet(object_type, filters.parse(object_type, trigger.filter), record, actor):
            return _("It starts when %(trigger)s.") % {"trigger": trigger_text(object_type, trigger)}
    else:
        missing = unmet(object_type, filters.parse(object_type, trigger.filter), record, actor)
        if missing:
            return _("It would start if %(missing)s.") % {"missing": _("; ").join(missing)}
    kinds = kinds_of(trigger)
    if not kinds:
        return _("It starts when %(trigger)s.") % {"trigger": trigger_text(object_type, trigger)}
    published = workflow.active_version.published_at
    events = Event.objects.filter(object=object_type.name, record_id=record.pk, kind__in=kinds, at__gt=published)
    if not events.exists():
        when = timezone.localtime(published).strftime("%Y-%m-%d %H:%M")
        return _(
            "Nothing that starts it has happened to this record since it was published on %(when)s."
            " It starts when %(trigger)s."
        ) % {"when": when, "trigger": trigger_text(object_type, trigger)}
    if not events.exclude(automation="skip").exists():
        return _("The record was changed by an import or bulk edit that asked for no workflows.")
    if trigger.on == "satisfies":
        return _("The condition was already true before; it starts only when the condition becomes true.")
    if trigger.on in ("entered", "left"):
        return _("It starts when %(trigger)s.") % {"trigger": trigger_text(object_type, trigger)}
    if trigger.before:
        return _("What the record was before the change did not fit.")
    if trigger.fields:
        return _("None of the fields that start it was changed.")
    return _("What happened has not been looked at yet.")


def _may_see(object_type: ObjectType, path: filters.Path, actor: Actor) -> bool:
    """Values of other records are left to those who may see everything."""
    if path.through:
        return actor.is_trusted
    return access.field_rights(actor, object_type).get(path.field.name) != "hidden"


def unmet(object_type: ObjectType, tree: Any, record: Any, actor: Actor = SYSTEM) -> list[str]:
    """The parts of a filter that the record does not satisfy, each with what the record has instead."""
    view, caller = filters.RecordView(record), filters.Caller.of()
    if filters.matches(object_type, tree, view, caller):
        return []
    if isinstance(tree, filters.Comparison):
        if not _may_see(object_type, tree.path, actor):
            return [describe_comparison(tree)]
        has = value_text(tree.path.field, view.value(tree.path)) if not tree.path.part else view.value(tree.path)
        return [
            _("%(condition)s (now: %(value)s)") % {"condition": describe_comparison(tree), "value": has or _("empty")}
        ]
    if isinstance(tree, filters.Relation):
        return [tree.kind.describe(tree, False)]
    if tree.join == "all":
        return [text for part in tree.parts for text in unmet(object_type, part, record, actor)]
    if tree.join == "any":
        return [_(" or ").join(text for part in tree.parts for text in unmet(object_type, part, record, actor))]
    from magpie.platform.filters.describe import describe

    return [describe(object_type, tree)]
