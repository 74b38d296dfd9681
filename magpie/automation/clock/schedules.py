"""Triggers at times that come again and again, once or for each record that satisfies the filter."""

from __future__ import annotations

from magpie.automation import times
from magpie.automation.clock import rules, starting
from magpie.automation.clock.models import TriggerClock
from magpie.automation.clock.starting import PAGE
from magpie.automation.document import Trigger
from magpie.automation.engine.beginning import Start
from magpie.automation.engine.program import Program

Moment = times.Moment


def fire(clock: TriggerClock, now: Moment) -> int:
    """Begin what is due, a page of records at a time.  Of several times that were missed only the latest is made up."""
    program, trigger = starting.of_clock(clock)
    zone = rules.zone_of(trigger)
    missed = 0
    if clock.firing_at is None:
        found = times.last_scheduled(trigger.schedule, clock.last_at, now, zone)
        if found is None:  # the schedule was another one when this time was worked out
            clock.next_at = times.next_scheduled(trigger.schedule, now, zone)
            clock.save(update_fields=["next_at"])
            return 0
        clock.firing_at, missed = found
        clock.after_id = 0
    begun, is_over = _begin(clock, program, trigger, missed, now)
    if is_over:
        clock.last_at, clock.firing_at, clock.after_id = clock.firing_at, None, 0
        clock.next_at = times.next_scheduled(trigger.schedule, max(clock.last_at, now), zone)
    clock.save(update_fields=["last_at", "firing_at", "after_id", "next_at"])
    return begun or 1


def _begin(clock: TriggerClock, program: Program, trigger: Trigger, missed: int, now: Moment) -> tuple[int, bool]:
    due = clock.firing_at or now
    at = starting.text_of(due)
    about = {"on": "schedule", "trigger": clock.trigger, "at": at, **starting.lateness(due, now)}
    if missed:
        about["missed"] = missed
    key = f"schedule:{clock.trigger}:{at}"
    object_type = program.object_type
    if trigger.once or object_type is None:
        return starting.begin(clock, [Start(clock.version_id, clock.workflow_id, key, trigger=about)]), True
    records = starting.page_of(object_type, trigger.filter, clock.after_id)
    begun = starting.begin(clock, (
        Start(
            clock.version_id, clock.workflow_id, f"{key}:{record.pk}", object_type.name, record.pk, about, lane=1,
        ) for record in records
    ))  # fmt: skip
    clock.after_id = records[-1].pk if records else clock.after_id
    return begun, len(records) < PAGE
