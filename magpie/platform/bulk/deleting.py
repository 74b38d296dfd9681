"""Deleting many records, in chunks; those that others need stay and are reported."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError

from magpie.platform import context, gates, records, setup
from magpie.platform.actor import Actor
from magpie.platform.bulk.changing import CHUNK, collect, lock_reached, numbers_of
from magpie.platform.bulk.creating import batches
from magpie.platform.bulk.result import Questions, Result, unreachable
from magpie.platform.duplicates import index
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Problem, Refused


def delete_many(
    object_type: ObjectType,
    which: Iterable[int] | models.QuerySet[Any],
    *,
    actor: Actor,
    automation: context.Automation = "run",
    operation: uuid.UUID | None = None,
) -> Result:
    """Delete records given by number or as a queryset, in one transaction."""
    outer = context.current()
    inside_action = bool(outer and outer.action)
    changes: dict[str, Any] = {"operation": operation} if operation else {}
    with context.acting(actor, automation=automation, lane=1, **changes) as current:
        result, questions = Result(current.operation), Questions()
        checked = object_type.needed is not None or bool(gates.on(object_type, "delete"))
        for chunk in batches(numbers_of(which), CHUNK):
            reached = lock_reached(object_type, chunk, None if inside_action else actor, "delete")
            result.failed += unreachable(object_type, set(chunk) - set(reached), actor)
            outcomes: dict[int, bool | Problem] = dict.fromkeys(reached, True)
            if checked:
                for pk, record in object_type.model._default_manager.in_bulk(reached).items():
                    try:
                        records.check_delete(object_type, record, current)
                    except Problem as problem:
                        outcomes[pk] = problem
            _delete(object_type, [pk for pk, outcome in outcomes.items() if outcome is True], outcomes)
            index.keep_up(object_type)
            collect(object_type, outcomes, result, questions, "delete", {})
        questions.settle(current)
        if object_type.is_setup:
            setup.forget()
    return result


def _delete(object_type: ObjectType, ids: Sequence[int], outcomes: dict[int, bool | Problem]) -> None:
    if not ids:
        return
    try:
        with transaction.atomic():
            object_type.model._default_manager.filter(pk__in=ids).delete()
    except (ProtectedError, RestrictedError) as error:
        if len(ids) == 1:
            needing = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
            outcomes[ids[0]] = Refused(records.in_use(ProtectedError("", set(needing))))
            return
        _delete(object_type, ids[: len(ids) // 2], outcomes)
        _delete(object_type, ids[len(ids) // 2 :], outcomes)
