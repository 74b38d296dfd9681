"""Tries a workflow on a real record: everything is really done, in a transaction that is then rolled back.

So each effect is shown as it would be, refusals by gates and rules included, and nothing of it stays or leaves: mails
and popups are written and taken back with the rest, calls to other programs are only described.  Waits are passed over
with the outcome that the person chose, else as if the time were up.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import document, secrets, sentence
from magpie.automation.document import ActionBlock, AskBlock, CallBlock, CodeBlock, WaitBlock
from magpie.automation.engine.advancing import advance, note_failure
from magpie.automation.engine.program import program_of
from magpie.automation.engine.state import State
from magpie.automation.models import Run, Step, Version, Workflow
from magpie.automation.plan import OPEN
from magpie.notices.models import Notice
from magpie.platform import access, actions, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.filters.describe import value_text
from magpie.platform.models import Event
from magpie.platform.problems import NotFound

MOST_STOPS = 200  # waits and calls passed over
ANSWERS = {"task": "done", "approval": "approved", "form": "done"}


class _TakenBack(Exception):
    """Ends the transaction of a dry run."""


def dry_run(
    data: Any, record_id: int, *, actor: Actor, trigger: int = 0, outcomes: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the workflow would do with this record now; Invalid if it could not be published."""
    drawn = document.read(data)
    if drawn.object:
        object_type = objects.get(drawn.object)
        if not access.visible(actor, object_type).filter(pk=record_id).exists():
            raise NotFound
    result: dict[str, Any] = {}
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '3s'")
            result.update(_tried(drawn, data, record_id, actor, trigger, outcomes or {}))
            raise _TakenBack
    except _TakenBack:
        setup.forget()
    return result


def _tried(
    drawn: document.Document, data: Any, record_id: int, actor: Actor, trigger: int, outcomes: dict[str, str]
) -> dict[str, Any]:
    workflow = Workflow.objects.create(name=_("Trial"), object=drawn.object, owner=actor.user)
    version = Version.objects.create(workflow=workflow, number=1, document=data)
    setup.forget()
    run = Run.objects.create(
        version=version, workflow=workflow, key=f"dry:{uuid.uuid4()}", object=drawn.object,
        record_id=record_id if drawn.object else 0, caused_by=actor.user,
        trigger={"on": drawn.triggers[trigger].on if trigger < len(drawn.triggers) else "", "by": actor.user_id},
        begun_at=timezone.now(),
    )  # fmt: skip
    state = State(run, program_of(version.pk), [], {}, is_dry=True)
    passed: dict[int, str] = {}
    for _number in range(MOST_STOPS):
        advance(state, careful=True)
        if run.status != "waiting":
            break
        _pass_over(state, outcomes, passed)
    texts = sentence.texts(drawn)
    return {
        "status": "completed" if run.status in ("queued", "waiting") else run.status,
        "error": run.error,
        "steps": [_step(state, row, texts, passed) for row in state.steps.values()],
    }


def _pass_over(state: State, outcomes: dict[str, str], passed: dict[int, str]) -> None:
    """End what waits: a wait with the outcome chosen for it, a call by describing it."""
    for row in list(state.steps.values()):
        if row.status not in OPEN:
            continue
        block = state.program.blocks[row.step]
        row.finished_at = timezone.now()
        if row.status == "calling" and isinstance(block, CodeBlock):
            _run_code(block, row)
        elif row.status == "calling" and isinstance(block, ActionBlock):
            asked = actions.get(block.action)
            given = actions.parse_input(asked, row.input or {})
            passed[id(row)] = asked.describe(given) if asked.describe else _("would call another program")
            row.status, row.output = "done", {}
        elif row.status == "retrying":
            row.status = "failed"
        elif isinstance(block, AskBlock):
            row.status = "done"
            row.output = {"outcome": outcomes.get(row.step, ANSWERS[block.ask.kind]), "values": {}, "comment": ""}
            passed[id(row)] = _("would ask for an answer; gone on as “%(outcome)s”") % {
                "outcome": row.output["outcome"]
            }
        elif isinstance(block, WaitBlock):
            default = "time" if block.wait.at_most or not block.wait.for_ else "condition"
            when = timezone.localtime(row.wake_at).strftime("%Y-%m-%d %H:%M") if row.wake_at else ""
            passed[id(row)] = _("would wait until %(when)s") % {"when": when} if when else _("would wait")
            row.status, row.output = "done", {"outcome": outcomes.get(row.step, default)}
        else:
            if isinstance(block, CallBlock):
                passed[id(row)] = _("would run another workflow")
            row.status, row.output = "done", {**(row.output or {}), "status": "completed", "result": {}}
        row.wake_at, row.wait_key, row.since = None, "", ""
        state.put(row)
    state.run.status = "queued"


def _run_code(block: CodeBlock, row: Step) -> None:
    from magpie.automation import code

    try:
        row.output = code.run(block.code, row.input or {})
        row.status = "done"
    except Exception as error:  # noqa: BLE001 - the step says what it is
        note_failure(row, error)
        row.status = "failed"


def _step(state: State, row: Step, texts: dict[str, str], passed: dict[int, str]) -> dict[str, Any]:
    described = [passed[id(row)]] if id(row) in passed else []
    described += [
        _("would tell %(who)s: %(title)s") % {"who": str(n.recipient or n.address), "title": n.title}
        for n in Notice.objects.filter(run_id=state.run.pk, step=row.key[:100]).select_related("recipient")
    ]
    return {
        "step": row.step, "path": row.path, "kind": row.kind, "text": texts.get(row.step, row.step),
        "status": row.status, "input": secrets.shown(row.input), "output": row.output, "error": row.error,
        "effects": _effects(state, row), "described": described,
    }  # fmt: skip


def _effects(state: State, row: Step) -> list[dict[str, Any]]:
    """What the step did to records, from the events that the database itself appended."""
    found, operations = [], state.operations.get((row.step, row.path), [])
    for event in Event.objects.filter(run_id=state.run.pk, operation__in=operations).order_by("id"):
        object_type = objects.find(event.object)
        if object_type is None:
            continue
        record = object_type.model._default_manager.filter(pk=event.record_id).first()
        found.append({
            "object": event.object, "id": event.record_id,
            "title": object_type.title_of(record) if record is not None else f"#{event.record_id}",
            "kind": event.kind, "changes": _changes(object_type, event),
        })  # fmt: skip
    return found


def _changes(object_type: objects.ObjectType, event: Event) -> list[dict[str, Any]]:
    fields = {field.column or field.name: field for field in object_type.fields().values()}
    before, changes = {**event.record, **(event.old or {})}, []
    for name in event.changed:
        field = fields.get(name)
        if field is None or (event.kind == "created" and field.name in ("created_at", "updated_at", "id")):
            continue
        changes.append({
            "field": field.name, "label": str(field.label),
            "old": "" if event.kind == "created" else value_text(field, field.plain_from_event(before)),
            "new": value_text(field, field.plain_from_event(event.record)),
        })  # fmt: skip
    return changes
