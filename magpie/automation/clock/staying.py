"""Triggers of records that stay where they are: since when, until when, and whether they still do.

The rows of `Stay` are hints that keep the looking cheap.  Before anything starts, the record's history is asked when it
really came to where it is, so that a row that was missed or is out of date starts nothing wrongly.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from magpie.automation.clock import rules, starting
from magpie.automation.clock.models import Stay, TriggerClock
from magpie.automation.clock.starting import PAGE
from magpie.automation.document import Trigger
from magpie.automation.engine.beginning import Start
from magpie.platform import events, filters
from magpie.platform.fields import Field
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType

Moment = datetime.datetime


def enrol(clock: TriggerClock, now: Moment) -> int:
    """Write down who is there already when a workflow is switched on, a page at a time; gives how many."""
    program, trigger = starting.of_clock(clock)
    if program.object_type is None:
        return 0
    field = program.object_type.field(trigger.field)
    records = starting.page_of(program.object_type, is_there(trigger), clock.after_id)
    since = entered(program.object_type, field, trigger, records)
    Stay.objects.bulk_create(
        [Stay(clock=clock, record_id=pk, entered_at=at, due_at=rules.due_at(trigger, at)) for pk, at in since.items()],
        ignore_conflicts=True,
    )
    clock.after_id = records[-1].pk if records else clock.after_id
    if len(records) < PAGE:
        clock.next_at = None
    clock.save(update_fields=["after_id", "next_at"])
    return len(records) or 1


def is_there(trigger: Trigger) -> dict[str, Any]:
    """The filter on records that are where the trigger says."""
    if isinstance(trigger.values, list) and trigger.values:
        return {"field": trigger.field, "in": trigger.values}
    return {"field": trigger.field, "is_empty": False}


def entered(object_type: ObjectType, field: Field, trigger: Trigger, records: Iterable[Any]) -> dict[int, Moment]:
    """Since when each record has been where it is, by its history; since its creation if that tells nothing."""
    made = {record.pk: record.created_at for record in records}
    if not made:
        return {}
    return {**made, **events.last_entered(object_type.name, list(made), field, rules.wanted_values(trigger))}


def take_in(changes: list[tuple[TriggerClock, Trigger, Field, Event]]) -> None:
    """Write down who came and who left, by what happened."""
    stays: dict[tuple[int, int], Stay | None] = {}
    for clock, trigger, field, event in changes:
        column = field.name if field.custom else field.column
        changed = event.changed
        if event.kind != "created" and column not in changed:
            continue
        is_in = rules.is_among(trigger, field.plain_from_event(event.record))
        before = changed[column][0] if column in changed and event.kind != "created" else None
        was_in = rules.is_among(trigger, before) and bool(rules.wanted_values(trigger))
        key = (clock.pk, event.record_id)
        if not is_in:
            stays[key] = None
        elif not was_in and event.automation != "skip":
            stays[key] = Stay(
                clock=clock, record_id=event.record_id, entered_at=event.at, due_at=rules.due_at(trigger, event.at)
            )
    gone: dict[int, list[int]] = defaultdict(list)
    for (clock_id, record_id), stay in stays.items():
        if stay is None:
            gone[clock_id].append(record_id)
    for clock_id, records in gone.items():
        Stay.objects.filter(clock=clock_id, record_id__in=records).delete()
    Stay.objects.bulk_create(
        [stay for stay in stays.values() if stay is not None],
        update_conflicts=True, unique_fields=["clock", "record_id"], update_fields=["entered_at", "due_at"],
    )  # fmt: skip


def fire_due(now: Moment, limit: int = PAGE) -> int:
    """Begin the runs of records that have stayed for long enough; gives how many rows were looked at."""
    due = list(
        Stay.objects.filter(due_at__lte=now).order_by("due_at").select_for_update(skip_locked=True)[:limit]
    )  # fmt: skip
    by_clock: dict[int, list[Stay]] = defaultdict(list)
    for stay in due:
        by_clock[stay.clock_id].append(stay)
    clocks = TriggerClock.objects.select_related("workflow").in_bulk(list(by_clock))
    for clock_id, stays in by_clock.items():
        clock = clocks.get(clock_id)
        if clock is not None:
            _fire(clock, stays, now)
    return len(due)


def _fire(clock: TriggerClock, stays: list[Stay], now: Moment) -> None:
    program, trigger = starting.of_clock(clock)
    is_current = clock.workflow.is_active and clock.workflow.active_version_id == clock.version_id
    if program.object_type is None or not is_current:  # the clocks will soon be put in step
        Stay.objects.filter(pk__in=[s.pk for s in stays]).update(due_at=now + datetime.timedelta(seconds=5))
        return
    field, caller = program.object_type.field(trigger.field), filters.Caller.of(now=now)
    tree = filters.parse(program.object_type, trigger.filter)
    records = program.object_type.model._default_manager.in_bulk([s.record_id for s in stays])
    there = {pk: record for pk, record in records.items() if rules.is_among(trigger, field.plain(record))}
    since = entered(program.object_type, field, trigger, there.values())
    over, starts = [], []
    for stay in stays:
        record = there.get(stay.record_id)
        if record is not None and (due := rules.due_at(trigger, since[record.pk])) > now:  # it had left, and came again
            Stay.objects.filter(pk=stay.pk).update(entered_at=since[record.pk], due_at=due)
            continue
        over.append(stay.pk)
        if record is not None and filters.matches(program.object_type, tree, filters.RecordView(record), caller):
            starts.append(_start(clock, trigger, record, since[record.pk], now))
    starting.begin(clock, starts)
    Stay.objects.filter(pk__in=over).delete()


def _start(clock: TriggerClock, trigger: Trigger, record: Any, since: Moment, now: Moment) -> Start:
    due = rules.due_at(trigger, since)
    about = {
        "on": "stayed", "trigger": clock.trigger, "field": trigger.field, "since": starting.text_of(since),
        "at": starting.text_of(due), **starting.lateness(due, now),
    }  # fmt: skip
    key = f"stayed:{clock.trigger}:{trigger.field}:{record.pk}:{since.astimezone(datetime.UTC):%Y%m%dT%H%M%S%f}"
    object_name = starting.of_clock(clock)[0].document.object
    return Start(clock.version_id, clock.workflow_id, key, object_name, record.pk, about, lane=1)
