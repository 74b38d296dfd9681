"""Triggers at a date of the record: found by the range of values that has come due since the last look.

A record that is written with a date whose time has just passed is not in that range: the reader of events starts it,
if it is no more than a day late.
"""

from __future__ import annotations

import datetime
from typing import Any

from magpie.automation.clock import rules, starting
from magpie.automation.clock.models import TriggerClock
from magpie.automation.clock.starting import PAGE
from magpie.automation.document import Trigger
from magpie.automation.engine.beginning import Start
from magpie.platform.fields import Field

Moment = datetime.datetime
STILL_STARTS = datetime.timedelta(days=1)
LOOK_AGAIN = datetime.timedelta(seconds=30)  # where any second may be the one


def range_of(trigger: Trigger, field: Field, first: Moment, last: Moment) -> dict[str, Any]:
    """The filter on records whose date comes due after `first` and not after `last`, roughly: look at each again."""
    low, high = rules.values_between(trigger, field, first, last)
    to_json = field.type.to_json
    return {"all": [{"field": field.name, "gte": to_json(low)}, {"field": field.name, "lte": to_json(high)}]}


def fire(clock: TriggerClock, now: Moment) -> int:
    """Begin the runs of the records whose date has come due since the last look, a page at a time."""
    program, trigger = starting.of_clock(clock)
    if program.object_type is None:
        return 0
    field = program.object_type.field(trigger.field)
    first, last = clock.last_at, clock.firing_at or now
    records = []
    if first < last:  # else the clock was put back: all until then has begun
        within = range_of(trigger, field, first, last)
        records = starting.page_of(program.object_type, within, clock.after_id, trigger.filter)
    begun = starting.begin(clock, [
        start_of(clock, trigger, field, record.pk, value, now, lane=1 if len(records) > 50 else 0)
        for record in records
        if first < rules.moment_of(trigger, field, value := field.plain(record)) <= last
    ])  # fmt: skip
    if len(records) < PAGE:
        clock.last_at, clock.firing_at, clock.after_id = max(first, last), None, 0
        clock.next_at = _next(trigger, field, max(clock.last_at, now))
    else:
        clock.firing_at, clock.after_id = last, records[-1].pk
    clock.save(update_fields=["last_at", "firing_at", "after_id", "next_at"])
    return begun


def _next(trigger: Trigger, field: Field, now: Moment) -> Moment:
    return now + LOOK_AGAIN if rules.is_exact(trigger, field) else rules.next_date_moment(trigger, field, now)


def start_of(
    clock: TriggerClock, trigger: Trigger, field: Field, record_id: int, value: Any, now: Moment, *, lane: int
) -> Start:
    """The run for one value of one record's date."""
    due = rules.moment_of(trigger, field, value)
    plain = str(field.type.to_json(value))
    about = {
        "on": "date", "trigger": clock.trigger, "field": field.name, "value": plain, "at": starting.text_of(due),
        **starting.lateness(due, now),
    }  # fmt: skip
    key = f"date:{clock.trigger}:{field.name}:{record_id}:{plain}"
    object_name = starting.of_clock(clock)[0].document.object
    return Start(clock.version_id, clock.workflow_id, key, object_name, record_id, about, lane=lane)


def of_event(clock: TriggerClock, trigger: Trigger, field: Field, event: Any, now: Moment) -> Start | None:
    """The run of a record that was just written with a date whose time passed within the last day."""
    value = field.plain_from_event(event.record)
    if value is None or event.automation == "skip":
        return None
    due = rules.moment_of(trigger, field, value)
    if not now - STILL_STARTS < due <= now:
        return None
    return start_of(clock, trigger, field, event.record_id, value, now, lane=event.lane)
