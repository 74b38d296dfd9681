"""What the reader of events does for the clocks: who came to where a trigger looks, and dates that just passed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from magpie.automation import broken
from magpie.automation.clock import dates, staying
from magpie.automation.clock.models import TriggerClock
from magpie.automation.clock.starting import begin, of_clock
from magpie.automation.document import Trigger
from magpie.automation.engine.beginning import Start
from magpie.automation.engine.program import Program, program_of
from magpie.automation.models import Workflow
from magpie.platform import filters, objects, setup
from magpie.platform.models import Event

KINDS = ("created", "updated")
WATCHING = ("date", "stayed")


def _watched() -> dict[str, frozenset[str]]:
    """By object, the columns that some clock trigger of an active workflow looks at."""

    def load() -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        active = Workflow.objects.filter(is_active=True, active_version__isnull=False).select_related("active_version")
        for workflow in active:
            if broken.problems_of(workflow):
                continue
            object_type = objects.find(workflow.object)
            for trigger in program_of(workflow.active_version_id).document.triggers:
                if trigger.on in WATCHING and object_type and trigger.field in object_type.fields():
                    field = object_type.field(trigger.field)
                    found[workflow.object].add(field.name if field.custom else field.column)
        return {name: frozenset(columns) for name, columns in found.items()}

    return setup.kept("clock_columns", load)


def take_in(events: Iterable[Event]) -> int:
    """Look at these events for the clocks; gives how many runs were begun."""
    watched = _watched()
    wanted = [
        event for event in events
        if event.kind in KINDS and event.object in watched
        and (event.kind == "created" or not watched[event.object].isdisjoint(event.changed))
    ]  # fmt: skip
    if not wanted:
        return 0
    clocks: dict[str, list[TriggerClock]] = defaultdict(list)
    for clock in TriggerClock.objects.filter(
        kind__in=WATCHING, workflow__object__in={e.object for e in wanted}
    ).select_related("workflow"):
        clocks[clock.workflow.object].append(clock)
    stays = []
    starts: dict[int, list[Start]] = defaultdict(list)
    now = timezone.now()
    for event in wanted:
        for clock in clocks.get(event.object, ()):
            program, trigger = of_clock(clock)
            field = program.object_type.fields().get(trigger.field) if program.object_type else None
            if program.object_type is None or field is None:
                continue
            if clock.kind == "stayed":
                stays.append((clock, trigger, field, event))
            elif event.kind == "created" or (field.name if field.custom else field.column) in event.changed:
                start = dates.of_event(clock, trigger, field, event, now)
                if start is not None and _satisfies(program, trigger, event, now):
                    starts[clock.pk].append(start)
    staying.take_in(stays)
    return sum(begin(next(c for some in clocks.values() for c in some if c.pk == pk), s) for pk, s in starts.items())


def _satisfies(program: Program, trigger: Trigger, event: Event, now: datetime.datetime) -> bool:
    if program.object_type is None:
        return False
    view, caller = filters.EventView(event.record), filters.Caller.of(now=now)
    return filters.matches(program.object_type, program.tree(program.object_type, trigger.filter), view, caller)
