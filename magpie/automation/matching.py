"""From events to runs: which workflows an event starts, and which waiting steps it wakes.

Runs inside the reader's transaction, so each event is matched once and nothing is lost; it appends no events itself.
The index of triggers is by object and kind of event, and those that need certain fields to change by these fields, so
the cost hardly grows with the number of workflows.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.automation import broken, waiting
from magpie.automation.clock import events as clock_events
from magpie.automation.document import Settings, Trigger
from magpie.automation.engine.beginning import Start, put_off, settled, start_many
from magpie.automation.engine.program import program_of
from magpie.automation.models import Run, Workflow
from magpie.platform import filters, objects, setup
from magpie.platform.models import Event

NIGHT_HOUR = 1  # runs that an import puts off begin then, in the company's zone
BOTH = ("created", "updated")
CHANGE_OF_FIELD = ("reassigned", "entered", "left")


@dataclass(frozen=True)
class Active:
    """A trigger of a published version, ready to be matched."""

    workflow_id: int
    version_id: int
    number: int  # of the trigger in its document
    object_type: objects.ObjectType
    trigger: Trigger
    settings: Settings
    tree: Any
    before: Any
    columns: frozenset[str]  # one of these must have changed; empty: anything may


@dataclass
class Index:
    """The triggers of one object and kind of event: those for any change, and those by the column that must change."""

    always: list[Active] = field(default_factory=list)
    by_column: dict[str, list[Active]] = field(default_factory=lambda: defaultdict(list))
    settling: list[Active] = field(default_factory=list)

    def add(self, active: Active, kind: str) -> None:
        if kind == "updated" and active.columns:
            for column in active.columns:
                self.by_column[column].append(active)
        else:
            self.always.append(active)
        if kind == "updated" and active.settings.settle:
            self.settling.append(active)

    def candidates(self, event: Event) -> Iterable[Active]:
        yield from self.always
        if self.by_column:
            for column in event.changed:
                yield from self.by_column.get(column, ())


def active_triggers() -> dict[tuple[str, str], Index]:
    """The triggers of all active workflows that can run, by object and kind of event."""

    def load() -> dict[tuple[str, str], Index]:
        found: dict[tuple[str, str], Index] = defaultdict(Index)
        active = Workflow.objects.filter(is_active=True, active_version__isnull=False).select_related("active_version")
        for workflow in active:
            if workflow.active_version is None or not workflow.object or broken.problems_of(workflow):
                continue
            program = program_of(workflow.active_version.pk)
            object_type = objects.get(workflow.object)
            for number, trigger in enumerate(program.document.triggers):
                ready = Active(
                    workflow.pk, workflow.active_version.pk, number, object_type, trigger, program.settings,
                    filters.parse(object_type, trigger.filter), filters.parse(object_type, trigger.before),
                    columns_of(object_type, trigger),
                )  # fmt: skip
                for kind in kinds_of(trigger):
                    found[workflow.object, kind].add(ready, kind)
        return dict(found)

    return setup.kept("workflows", load)


def kinds_of(trigger: Trigger) -> list[str]:
    """The kinds of events that can start this trigger."""
    if trigger.on in ("satisfies", "entered"):
        return ["created", "updated"]
    if trigger.on in ("left", "ceases", "reassigned"):
        return ["updated"]
    if trigger.on == "event":
        return [trigger.event.rpartition(".")[2]]
    return [trigger.on] if trigger.on in ("created", "updated", "deleted") else []


def columns_of(object_type: objects.ObjectType, trigger: Trigger) -> frozenset[str]:
    """The columns of which one must have changed for the trigger to be thought of."""
    if trigger.on in ("satisfies", "ceases"):
        return _named_in(filters.parse(object_type, trigger.filter))
    names = list(trigger.fields)
    if trigger.on == "reassigned":
        names = ["owner"]
    elif trigger.on in ("entered", "left"):
        names = [trigger.field]
    return frozenset(object_type.field(name).column or name for name in names)


def _named_in(tree: filters.Node) -> frozenset[str]:
    """The columns that a filter looks at; empty if any change may count, as for what is computed from others."""
    if isinstance(tree, filters.Comparison):
        first = tree.path.through[0] if tree.path.through else tree.path.field
        if first.formula or not (first.custom or first.column):
            return frozenset()
        return frozenset([first.name if first.custom else first.column])
    if isinstance(tree, filters.Relation):  # what points here may change without the record
        return frozenset()
    parts = [_named_in(part) for part in tree.parts]
    return frozenset().union(*parts) if all(parts) else frozenset()


def read_events(events: list[Event]) -> None:
    """Start the runs that these events trigger, and wake the steps that wait for them."""
    start(events)
    waiting.wake_by_events(events)
    clock_events.take_in(events)


def start(events: Iterable[Event]) -> int:
    """Start every active workflow that these events trigger, once for each event; gives the number of runs."""
    index, now = active_triggers(), timezone.now()
    events = list(events)
    for event in events:
        if (event.object, event.kind) in index and event.automation != "skip":
            for active in index[event.object, event.kind].settling:
                put_off([active.version_id], [event.record_id], event.object, settled(active.settings.settle, now))
    return start_many(starts_of(events))


def starts_of(events: Iterable[Event]) -> list[Start]:
    """The starts that these events would make; writes nothing."""
    index = active_triggers()
    starts: list[Start] = []
    caller, now = filters.Caller.of(), timezone.now()
    events = [e for e in events if (e.object, e.kind) in index and e.automation != "skip"]
    own = _workflows_of_runs(events)
    for event in events:
        view = filters.EventView(event.record)
        started: set[int] = set()
        for active in index[event.object, event.kind].candidates(event):
            if active.version_id in started or (
                active.workflow_id == own.get(event.run_id) and not active.trigger.own_writes
            ):
                continue
            if satisfied(active, event, view, caller):
                started.add(active.version_id)
                starts.append(_start(active, event, now))
    return starts


def runs_of(operation: uuid.UUID) -> list[int]:
    """The numbers of the runs that the events of an operation started, of the first hundred of them."""
    events = list(
        Event.objects.filter(operation=operation).order_by("id").values_list("id", "object", "record_id")[:100]
    )
    touched: dict[str, set[int]] = defaultdict(set)
    for _number, name, record in events:
        touched[name].add(record)
    places = Q()
    for name, records in touched.items():
        places |= Q(object=name, record_id__in=records)
    found = (
        Run.objects.filter(places, event_id__in=[number for number, *_place in events])
        if events
        else Run.objects.none()
    )
    return list(found.values_list("pk", flat=True))


def would_start(events: list[Event]) -> list[str]:
    """The names of the workflows that these events would start, in the current language."""
    numbers = {start.workflow_id for start in starts_of(events)}
    return [str(workflow) for workflow in Workflow.objects.filter(pk__in=numbers).order_by("pk")]


def would_end(gone: list[Event]) -> list[str]:
    """Which workflows wait for something about the records that these deletions take: their runs end."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for event in gone:
        numbers[event.object].append(event.record_id)
    about = Q(pk=None)
    for name, some in numbers.items():
        about |= Q(object=name, record_id__in=some)
    runs = Run.objects.filter(about, status__in=("queued", "waiting")).select_related("workflow").order_by("pk")
    names = [str(run.workflow) for run in runs]
    if not names:
        return []
    text = ngettext(
        "%(count)d run of a workflow ends: %(names)s", "%(count)d runs of workflows end: %(names)s", len(names)
    )
    return [text % {"count": len(names), "names": _(", ").join(dict.fromkeys(names))}]


def _workflows_of_runs(events: Iterable[Event]) -> dict[int | None, int]:
    numbers = {e.run_id for e in events if e.run_id}
    return dict(Run.objects.filter(pk__in=numbers).values_list("pk", "workflow_id")) if numbers else {}


def satisfied(active: Active, event: Event, view: filters.View, caller: filters.Caller) -> bool:
    """Whether the event is what the trigger waits for."""
    trigger, is_update = active.trigger, event.kind == "updated"
    if is_update and active.columns and active.columns.isdisjoint(event.changed):
        return False
    holds = filters.matches(active.object_type, active.tree, view, caller)
    if trigger.on == "ceases":
        return not holds and filters.matches(active.object_type, active.tree, _before(event), caller)
    if not holds:
        return False
    if is_update and trigger.before and not filters.matches(active.object_type, active.before, _before(event), caller):
        return False
    if trigger.before and event.kind == "created":
        return False
    if trigger.on == "satisfies" and is_update:
        return not filters.matches(active.object_type, active.tree, _before(event), caller)
    if trigger.on in ("entered", "left"):
        return _moved(active, event)
    return True


def _before(event: Event) -> filters.EventView:
    return filters.EventView({**event.record, **(event.old or {})})


def _moved(active: Active, event: Event) -> bool:
    """Whether the field came to have (or has no longer) one of the values."""
    column = next(iter(active.columns))
    now, before = event.record.get(column), (event.old or {}).get(column)
    values = active.trigger.values if isinstance(active.trigger.values, list) else []
    if active.trigger.on == "entered":
        return now is not None and (not values or now in values) and (event.kind == "created" or before not in values)
    return before is not None and (not values or before in values) and now not in values


def _start(active: Active, event: Event, now: datetime.datetime) -> Start:
    return Start(
        active.version_id, active.workflow_id, f"event:{event.id}", event.object, event.record_id,
        {
            "on": active.trigger.on, "trigger": active.number, "event": event.id, "kind": event.kind,
            "by": event.actor_id, **({"old": event.old} if event.old else {}),
            **({"data": event.data} if event.data else {}),
        },
        event.id, event.actor_id, event.depth + 1, event.lane,
        tonight(now) if event.automation == "later" else now,
    )  # fmt: skip


def tonight(now: datetime.datetime) -> datetime.datetime:
    """The next time that it is the hour for work put off, in the company's zone."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    hour = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return hour if hour > local else hour + datetime.timedelta(days=1)
