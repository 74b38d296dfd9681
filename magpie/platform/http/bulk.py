"""The bulk endpoint of every object, and taking an operation back."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from magpie.platform import bulk, context, gates, listing, undo
from magpie.platform.actor import Actor
from magpie.platform.bulk import background
from magpie.platform.http.auth import options_of, told_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

MOST_RECORDS = 10_000  # created in one request; imports take more

router = Router(tags=["operations"])


class UndoneItem(Schema):
    """A record that was not put back, and why."""

    object: str
    id: int
    title: str
    reason: str


class UndoAnswer(Schema):
    """What was taken back."""

    count: int
    skipped: list[UndoneItem]
    operation: str


def perform(object_type: ObjectType, asked: Any, actor: Actor, options: dict[str, Any]) -> HttpResponse:
    """Do what a bulk request asks; good records go through, the others are named with the reason."""
    operation = options["operation"]
    common: dict[str, Any] = {"actor": actor, "automation": asked.automation, "operation": operation}
    with context.acting(actor, **options) as current:
        if asked.do == "create":
            rows = asked.records or []
            if not rows or len(rows) > MOST_RECORDS:
                raise Invalid({"records": [_("Give between 1 and %(most)d records.") % {"most": MOST_RECORDS}]})
            result = bulk.create_many(object_type, rows, **common)
        else:
            result = change(object_type, asked, which(object_type, asked, actor), common)
    body = {
        "count": result.count,
        "failed": [{"id": f.id, "title": f.title, "detail": f.detail} for f in result.failed],
        "operation": str(operation),
    }
    return answer(body, 200, **told_of(current))


def change(object_type: ObjectType, asked: Any, meant: Any, common: dict[str, Any]) -> bulk.Result:
    """Change or delete these records, or run an action on them, as the request says."""
    if asked.do == "update":
        if not asked.values:
            raise Invalid({"values": [_("Say which fields are to change.")]})
        return bulk.update_many(object_type, meant, asked.values, **common)
    if asked.do == "delete":
        return bulk.delete_many(object_type, meant, **common)
    found = background.find_action(object_type, asked.action or "")
    return bulk.act_many(object_type, meant, found, asked.input or {}, **common)


def which(object_type: ObjectType, asked: Any, actor: Actor) -> Any:
    """The records meant: by number, or all that a filter and a search text find among those the actor may read."""
    if asked.ids is not None:
        return asked.ids
    if asked.filter is None and not asked.search:
        raise Invalid({"ids": [_("Say which records are meant, by ids or by a filter.")]})
    return listing.query(object_type, actor, filter=asked.filter, text=asked.search, verb="read")


@router.post(
    "/operations/{operation}/undo", response={200: UndoAnswer, **PROBLEM_RESPONSES}, operation_id="undo_operation"
)
def take_back(request: HttpRequest, operation: uuid.UUID) -> HttpResponse:
    """Take back all that one operation did; what was changed since, or is held back by a gate, stays, and is named."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    answers = options_of(request)["answers"]
    with gates.keeping(actor, answers):
        undone = undo.undo(operation, actor, answers=answers)
    body = {
        "count": undone.count,
        "skipped": [{"object": s.object, "id": s.id, "title": s.title, "reason": s.reason} for s in undone.skipped],
        "operation": str(undone.operation),
    }
    return answer(body, 200, **told_of(undone))
