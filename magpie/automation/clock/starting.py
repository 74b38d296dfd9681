"""Begins the runs of the clock: what is missing of what should begin, each with its own key."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from magpie.automation.clock.models import TriggerClock
from magpie.automation.document import Trigger
from magpie.automation.engine.beginning import Start, start_many
from magpie.automation.engine.program import Program, program_of
from magpie.automation.models import Run
from magpie.platform import filters
from magpie.platform.objects import ObjectType

PAGE = 1_000
LATE_AFTER_SECONDS = 5  # what is begun sooner is begun in time


def of_clock(clock: TriggerClock) -> tuple[Program, Trigger]:
    """The program and the trigger that a clock is for."""
    program = program_of(clock.version_id)
    return program, program.document.triggers[clock.trigger]


def page_of(object_type: ObjectType, node: Any, after_id: int, *more: Any, limit: int = PAGE) -> list[Any]:
    """The next records, by number, that satisfy all these filters."""
    query = object_type.model._default_manager.filter(pk__gt=after_id)
    for part in (node, *more):
        query = query.filter(filters.to_q(object_type, part, filters.Caller.of()))
    return list(query.order_by("pk")[:limit])


def begin(clock: TriggerClock, starts: Iterable[Start]) -> int:
    """Begin those that no version of the workflow has begun before; gives how many."""
    wanted = {one.key: one for one in starts}
    if not wanted:
        return 0
    versions = list(clock.workflow.versions.exclude(pk=clock.version_id).values_list("pk", flat=True))
    if versions:
        for key in Run.objects.filter(version__in=versions, key__in=list(wanted)).values_list("key", flat=True):
            wanted.pop(key, None)
    return sum(start_many(some) for some in _batches(list(wanted.values())))


def _batches(starts: list[Start]) -> Iterator[list[Start]]:
    for number in range(0, len(starts), PAGE):
        yield starts[number : number + PAGE]


def lateness(due: datetime.datetime, now: datetime.datetime) -> dict[str, int]:
    """How late it is, for the trigger of a run; nothing if it is in time."""
    seconds = int((now - due).total_seconds())
    return {"late_seconds": seconds} if seconds > LATE_AFTER_SECONDS else {}


def text_of(moment: datetime.datetime) -> str:
    """A moment as keys and triggers have it."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
