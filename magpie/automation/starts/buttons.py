"""Buttons: who may press which on a record, and why one cannot be pressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from magpie.automation.document import Trigger
from magpie.automation.engine.program import Program, program_of
from magpie.automation.explaining import name_of, unmet
from magpie.automation.models import Broken, Workflow
from magpie.automation.sentence import in_language
from magpie.platform import access, filters, setup
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, NotFound, Refused

Button = tuple[Workflow, int, Trigger]


def of_object(object_type: ObjectType, actor: Actor) -> Iterator[Button]:
    """The buttons that the actor may press on some record of the object."""
    for workflow in _with_buttons().get(object_type.name, ()):
        if not may_press(actor, object_type, workflow):
            continue
        for number, trigger in enumerate(program_of(workflow.active_version_id or 0).document.triggers):
            if trigger.on == "button":
                yield workflow, number, trigger


def of_record(object_type: ObjectType, record: Any, actor: Actor) -> list[dict[str, Any]]:
    """The buttons that the actor may press on this record now."""
    view, caller = filters.RecordView(record), filters.Caller.of(actor)
    return [
        described(button) for button in of_object(object_type, actor)
        if filters.matches(object_type, tree_of(button[0], button[1], object_type), view, caller)
    ]  # fmt: skip


def described(button: Button) -> dict[str, Any]:
    """A button as pages show it."""
    workflow, number, trigger = button
    return {
        "workflow": {"id": workflow.pk, "title": name_of(workflow)}, "trigger": number,
        "label": in_language(trigger.label) or name_of(workflow),
    }  # fmt: skip


def tree_of(workflow: Workflow, number: int, object_type: ObjectType) -> Any:
    """What a record must satisfy for that trigger."""
    program = program_of(workflow.active_version_id or 0)
    return program.tree(object_type, program.document.triggers[number].filter)


def may_press(actor: Actor, object_type: ObjectType, workflow: Workflow) -> bool:
    """Whether the actor's roles allow the workflow's buttons; a role forbids them as the action `workflow.NUMBER`."""
    return access.may(actor, object_type, "read") and access.may_act(actor, object_type, f"workflow.{workflow.pk}")


def _with_buttons() -> dict[str, list[Workflow]]:
    """By object, the workflows that can run and have a button."""

    def load() -> dict[str, list[Workflow]]:
        found: dict[str, list[Workflow]] = {}
        active = Workflow.objects.filter(is_active=True, active_version__isnull=False)
        for workflow in active.exclude(pk__in=Broken.objects.values("workflow")).order_by("name", "id"):
            if any(t.on == "button" for t in program_of(workflow.active_version_id).document.triggers):
                found.setdefault(workflow.object, []).append(workflow)
        return found

    return setup.kept("buttons", load)


def check(workflow: Workflow, number: int, object_type: ObjectType, actor: Actor) -> Program:
    """The program of a workflow whose button the actor presses; NotFound, Refused or Forbidden if they cannot."""
    program = running_program(workflow)
    triggers = program.document.triggers
    if not 0 <= number < len(triggers) or triggers[number].on != "button":
        raise NotFound(_("The workflow has no such button."))
    if not may_press(actor, object_type, workflow):
        raise Forbidden(_("You may not start this workflow."))
    return program


def running_program(workflow: Workflow) -> Program:
    """The published program; Refused while the workflow cannot run."""
    if not workflow.is_active or workflow.active_version_id is None:
        raise Refused(_("The workflow is switched off."))
    if Broken.objects.filter(workflow=workflow).exists():
        raise Refused(_("The workflow cannot run: something that it needs is gone."))
    return program_of(workflow.active_version_id)


def why_refused(object_type: ObjectType, tree: Any, record: Any, actor: Actor) -> str:
    """Why the button cannot be pressed on the record; empty if it can."""
    missing = unmet(object_type, tree, record, actor)
    return _("It can be started only if %(missing)s.") % {"missing": _("; ").join(missing)} if missing else ""
