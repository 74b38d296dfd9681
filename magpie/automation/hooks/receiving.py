"""A call of a webhook: find or create the record, and start the run, once for each delivery that names itself."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import values
from magpie.automation.document import Trigger
from magpie.automation.engine.beginning import Start, start
from magpie.automation.engine.program import Program
from magpie.automation.hooks import body, keys
from magpie.automation.hooks.models import Hook
from magpie.automation.models import Run
from magpie.automation.starts import buttons
from magpie.platform import context, filters, records
from magpie.platform.actor import SYSTEM
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid, NotFound, Problem, Refused

MOST_A_MINUTE = 300
DELIVERY = re.compile(r"(idempotency-key|webhook-id|x-[a-z0-9-]*delivery(-id|-uuid)?)", re.IGNORECASE)


class Received(NamedTuple):
    """What came of a call."""

    run: int | None
    object: str = ""
    record: int | None = None
    detail: str = ""


class TooMany(Exception):
    """The webhook was called too often within a minute."""


def admit(key: str) -> Hook:
    """The hook of a key, counted as called; NotFound or TooMany."""
    minute = timezone.now().replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE automation_hook SET used_at = now(), minute = %(minute)s,"
            " count = CASE WHEN minute = %(minute)s THEN count + 1 ELSE 1 END"
            " WHERE digest = %(digest)s RETURNING id, count",
            {"minute": minute, "digest": keys.digest_of(key)},
        )
        found = cursor.fetchone()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    if found[1] > MOST_A_MINUTE:
        raise TooMany
    return Hook.objects.select_related("workflow__active_version").get(pk=found[0])


def delivery_of(headers: Mapping[str, str]) -> str:
    """What the sender calls this delivery, so that it is known when it comes again; empty if it has no name."""
    named = sorted((name.lower(), text) for name, text in headers.items() if DELIVERY.fullmatch(name) and text)
    return "\n".join(f"{name}={text}" for name, text in named)


def receive(hook: Hook, sent: Any, delivery: str) -> Received:
    """Find or create the record and start the run; a delivery that came before gives what came of it then."""
    program = buttons.running_program(hook.workflow)
    triggers = program.document.triggers
    trigger = triggers[hook.trigger] if hook.trigger < len(triggers) else None
    if trigger is None or trigger.on != "webhook":
        raise Refused(_("The workflow is no longer started from here."))
    name = hashlib.sha256(delivery.encode()).hexdigest()[:40] if delivery else uuid.uuid4().hex
    key = f"hook:{hook.trigger}:{name}"
    with context.acting(SYSTEM, "workflow.webhook"):
        _alone(f"hook {hook.pk} {name}")
        versions = list(hook.workflow.versions.values_list("pk", flat=True))
        known = Run.objects.filter(version__in=versions, key=key).first()
        if known is not None:
            return Received(known.pk, known.object, known.record_id or None)
        about = {"on": "webhook", "trigger": hook.trigger, "body": sent}
        object_type, record = program.object_type, None
        if object_type is not None:
            record = _record(hook, program, object_type, trigger, about)
            tree, view = program.tree(object_type, trigger.filter), filters.RecordView(record)
            if not filters.matches(object_type, tree, view, filters.Caller.of()):
                detail = _("The record does not satisfy the condition of the workflow.")
                return Received(None, object_type.name, record.pk, detail)
        number = record.pk if record is not None else 0
        name = object_type.name if object_type is not None else ""
        run = start(Start(program.version.pk, hook.workflow_id, key, name, number, about))
        if run is None:
            detail = _("It has run for this record, or is running, and its settings allow no further run now.")
            return Received(None, name, number or None, detail)
        return Received(run.pk, name, number or None)


def _alone(name: str) -> None:
    """Let nobody else do the same until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _record(hook: Hook, program: Program, object_type: ObjectType, trigger: Trigger, about: dict[str, Any]) -> Any:
    found = {field: body.at(about["body"], path) for field, path in trigger.find.items()}
    known = {field: value for field, value in found.items() if value not in (None, "")}
    if trigger.find and not known:
        text = _("What was sent has no “%(name)s”.")
        raise Invalid({path: [text % {"name": path}] for path in trigger.find.values()})
    if known:
        _alone(f"hook {hook.pk} {sorted(known.items())}")
        node = {"all": [{"field": field, "is": value} for field, value in known.items()]}
        try:
            condition = filters.to_q(object_type, node, filters.Caller.of())
        except filters.FilterError as error:
            raise Invalid({"body": [str(error)]}) from None
        record = object_type.model._default_manager.filter(condition).order_by("pk").first()
        if record is not None:
            return record
    if not isinstance(trigger.values, dict) or not trigger.values:
        raise NotFound(_("There is no %(object)s like that.") % {"object": str(object_type.label)})
    given = values.fill(trigger.values, _Names(about, program.version.workflow.name))
    made: Any = records.create(object_type.model, {**known, **given}, actor=SYSTEM)  # type: ignore[type-var]
    return made


class _Names(values.Names):
    """What the values of a new record can name: what was sent, and nothing else."""

    language = settings.LANGUAGE_CODE

    def __init__(self, about: dict[str, Any], workflow: str) -> None:
        self.about, self.workflow = about, workflow

    def look_up(self, path: str) -> Any:
        head, _dot, rest = path.partition(".")
        if head != "trigger":
            raise Problem(_("There is no value “%(name)s”.") % {"name": path[:80]})
        return body.at(self.about, rest)

    def surroundings(self, language: str) -> dict[str, Any]:
        return {"trigger": self.about, "workflow": self.workflow}
