"""Starts a workflow for records: a few at once, many page by page, with what became of each.

A roll-out is a row.  Each page is one transaction that also notes how far it came, and each run has a key: a killed
worker loses nothing and starts nothing twice.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.automation.document import Document
from magpie.automation.engine.beginning import Start, start_many
from magpie.automation.models import Run, Workflow
from magpie.automation.starts import buttons
from magpie.automation.starts.models import Rollout
from magpie.platform import listing, live, objects
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid, Refused

log = logging.getLogger(__name__)
AT_ONCE = 50  # so few are started in the request itself
PAGE = 1_000
MOST_IDS = 100_000
MOST_REFUSALS = 100  # kept with their reasons


@dataclass
class Which:
    """The records that are meant: by number, by a filter and search text, or all that the workflow is about."""

    ids: list[int] | None = None
    filter: dict[str, Any] | None = None
    search: str = ""
    matching: bool = False


@dataclass
class Outcome:
    """What became of a page of records."""

    looked_at: int = 0
    started: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)


def condition_of(document: Document) -> dict[str, Any] | None:
    """The condition on the records that a workflow is about: that of its first trigger with one; None if none has."""
    return next((t.filter for t in document.triggers if t.filter and t.on != "ceases"), None)


def begin(workflow: Workflow, which: Which, button: int | None, *, actor: Actor) -> tuple[Outcome, Rollout | None]:
    """Start the workflow for these records: now if they are few, else by a roll-out."""
    object_type = objects.find(workflow.object) if workflow.object else None
    if object_type is None:
        return _once(workflow, button, actor), None
    program = (
        buttons.running_program(workflow) if button is None else buttons.check(workflow, button, object_type, actor)
    )
    condition = _condition(which, program.document)
    ids = None if which.ids is None else sorted(set(which.ids))
    rollout = Rollout(
        workflow=workflow, version_id=program.version.pk, button=button, filter=condition, ids=ids,
        search=which.search, created_by=actor.user, total=0,
    )  # fmt: skip
    found = _records(rollout, object_type, actor)
    few = list(found.order_by("pk")[: AT_ONCE + 1]) if ids is None or len(ids) <= AT_ONCE else None
    if few is not None and len(few) <= AT_ONCE:
        outcome = _start(rollout, object_type, few, actor, f"start:{uuid.uuid4().hex[:16]}", lane=0)
        _add_unreachable(outcome, ids, few)
        return outcome, None
    rollout.total = found.count()
    if ids is not None:
        outcome = Outcome()
        _add_unreachable(outcome, ids, found.only("pk"))
        rollout.refused = outcome.refused[:MOST_REFUSALS]
    rollout.save()
    return Outcome(), rollout


def _condition(which: Which, document: Document) -> dict[str, Any]:
    if which.ids is not None:
        if not which.ids or len(which.ids) > MOST_IDS:
            raise Invalid({"ids": [_("Give between 1 and %(most)d records.") % {"most": MOST_IDS}]})
        return {}
    if which.matching:
        condition = condition_of(document)
        if condition is None:
            raise Refused(_("No trigger of this workflow has a condition; say which records are meant."))
        return condition
    if which.filter is None and not which.search:
        raise Invalid({"ids": [_("Say which records are meant, by ids or by a filter.")]})
    return which.filter or {}


def _once(workflow: Workflow, button: int | None, actor: Actor) -> Outcome:
    """A workflow that is about no record is simply started."""
    buttons.running_program(workflow)
    number = workflow.active_version_id or 0
    about = {"on": "button", "button": button, "by": actor.user_id}
    one = Start(number, workflow.pk, f"start:{uuid.uuid4().hex[:16]}", trigger=about, caused_by_id=actor.user_id)
    return Outcome(1, start_many([one]))


def _records(rollout: Rollout, object_type: ObjectType, actor: Actor) -> Any:
    found = listing.query(object_type, actor, filter=rollout.filter, text=rollout.search)
    return found if rollout.ids is None else found.filter(pk__in=rollout.ids)


def _start(
    rollout: Rollout, object_type: ObjectType, records: list[Any], actor: Actor, key: str, *, lane: int
) -> Outcome:
    """Start those that may be, and say of each other why not."""
    outcome, starts = Outcome(len(records)), {}
    tree = None if rollout.button is None else buttons.tree_of(rollout.workflow, rollout.button, object_type)
    on = "existing" if rollout.button is None else "button"
    about = {"on": on, "by": actor.user_id, **({} if rollout.button is None else {"button": rollout.button})}
    for record in records:
        reason = buttons.why_refused(object_type, tree, record, actor) if tree is not None else ""
        if reason:
            outcome.refused.append(_refusal(object_type, record, reason))
        else:
            one = Start(
                rollout.version_id, rollout.workflow_id, f"{key}:{record.pk}", object_type.name, record.pk, about,
                caused_by_id=actor.user_id, lane=lane,
            )  # fmt: skip
            starts[one.key] = (one, record)
    outcome.started = start_many([one for one, _record in starts.values()])
    if outcome.started < len(starts):
        begun = Run.objects.filter(version=rollout.version_id, key__in=list(starts)).values_list("key", flat=True)
        for name in starts.keys() - set(begun):
            reason = _("It has run for this record, or is running, and its settings allow no further run now.")
            outcome.refused.append(_refusal(object_type, starts[name][1], reason))
    return outcome


def _refusal(object_type: ObjectType, record: Any, reason: str) -> dict[str, Any]:
    return {"id": record.pk, "title": object_type.title_of(record), "detail": reason}


def _add_unreachable(outcome: Outcome, ids: list[int] | None, found: Iterable[Any]) -> None:
    for number in sorted(set(ids or ()) - {record.pk for record in found}):
        detail = _("There is no such record, or you may not see it.")
        outcome.refused.append({"id": number, "title": f"#{number}", "detail": detail})


def tick() -> int:
    """Start a page of the oldest roll-out that nobody else is at; gives how many records were looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM automation_rollout WHERE status = 'running')")
        if not cursor.fetchone()[0]:
            return 0
    try:
        with transaction.atomic():
            rollout = (
                Rollout.objects.filter(status="running").select_related("workflow", "created_by").order_by("id")
                .select_for_update(skip_locked=True, of=("self",)).first()
            )  # fmt: skip
            return _page(rollout) if rollout is not None else 0
    except (OperationalError, InternalError):
        raise
    except Exception:  # a filter that cannot be read any more: it must not stop the worker
        log.exception("a roll-out broke off")
        with transaction.atomic():
            broken = Rollout.objects.filter(status="running").order_by("id").select_for_update(skip_locked=True).first()
            if broken is not None:
                _finish(broken, "cancelled")
        return 0


def _page(rollout: Rollout) -> int:
    workflow, actor = rollout.workflow, Actor.of_user(rollout.created_by) if rollout.created_by else SYSTEM
    object_type = objects.find(workflow.object)
    if object_type is None or not workflow.is_active or workflow.active_version_id != rollout.version_id:
        _finish(rollout, "cancelled")  # it was switched off, or published anew
        return 1
    found = _records(rollout, object_type, actor).filter(pk__gt=rollout.after_id)
    records = list(found.order_by("pk")[:PAGE])
    language = rollout.created_by.language if rollout.created_by else "en"
    with translation.override(language):
        outcome = _start(rollout, object_type, records, actor, f"rollout:{rollout.pk}", lane=1)
    rollout.done += outcome.looked_at
    rollout.started += outcome.started
    rollout.refused = (rollout.refused + outcome.refused)[:MOST_REFUSALS]
    rollout.after_id = records[-1].pk if records else rollout.after_id
    if len(records) < PAGE:
        _finish(rollout, "done")
    else:
        rollout.save(update_fields=["done", "started", "refused", "after_id"])
        _tell(rollout)
    return len(records) or 1


def _finish(rollout: Rollout, status: str) -> None:
    rollout.status, rollout.finished_at = status, timezone.now()
    rollout.save()
    _tell(rollout)


def _tell(rollout: Rollout) -> None:
    if rollout.created_by_id:
        told = {name: value for name, value in progress(rollout).items() if name != "refused"}
        live.push(rollout.created_by_id, {"type": "rollout", "rollout": told})


def progress(rollout: Rollout) -> dict[str, Any]:
    """How far a roll-out is, as pages show it."""
    return {
        "id": rollout.pk, "workflow": rollout.workflow_id, "status": rollout.status, "total": rollout.total,
        "done": rollout.done, "started": rollout.started, "refused": rollout.refused,
        "created_at": rollout.created_at, "finished_at": rollout.finished_at,
        "created_by": str(rollout.created_by or ""),
    }  # fmt: skip


def cancel(rollout: Rollout) -> bool:
    """Start no more; the runs that have begun go on."""
    with transaction.atomic():
        found = Rollout.objects.select_for_update().filter(pk=rollout.pk, status="running").first()
        if found is None:
            return False
        _finish(found, "cancelled")
        return True
