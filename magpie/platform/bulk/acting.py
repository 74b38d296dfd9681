"""Running one action over many records, each by itself: what one record refuses does not stop the others."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from pydantic import BaseModel

from magpie.platform import access, actions, context
from magpie.platform.actions import Action
from magpie.platform.actor import Actor
from magpie.platform.bulk.changing import CHUNK, collect, numbers_of
from magpie.platform.bulk.creating import batches
from magpie.platform.bulk.result import Questions, Result, unreachable
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Problem


def act_many(
    object_type: ObjectType,
    which: Iterable[int] | models.QuerySet[Any],
    asked: Action,
    data: Mapping[str, Any] | BaseModel,
    *,
    actor: Actor,
    automation: context.Automation = "run",
    operation: uuid.UUID | None = None,
) -> Result:
    """Perform an action on records given by number or as a queryset, in one transaction with a savepoint for each."""
    changes: dict[str, Any] = {"operation": operation} if operation else {}
    values = actions.parse_input(asked, data)
    given = values.model_dump(mode="json", exclude_unset=True)
    with context.acting(actor, asked.name, automation=automation, lane=1, **changes) as current:
        result, questions = Result(current.operation), Questions()
        for chunk in batches(numbers_of(which), CHUNK):
            reached = access.visible(actor, object_type).filter(pk__in=chunk).in_bulk()
            result.failed += unreachable(object_type, set(chunk) - set(reached), actor)
            outcomes: dict[int, bool | Problem] = {}
            for pk in chunk:
                if pk not in reached:
                    continue
                try:
                    with transaction.atomic():
                        actions.perform(asked, reached[pk], values, actor=actor)
                    outcomes[pk] = True
                except Problem as problem:
                    outcomes[pk] = problem
            collect(object_type, outcomes, result, questions, asked.name, given)
        questions.settle(current)
    return result
