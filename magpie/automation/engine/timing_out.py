"""Waits whose time is up, judged once more in the transaction that goes on from them.

The clock ends a wait without looking at anything else.  By then somebody may have done what was waited for: while no
worker was running, or between the end of the wait and the step after it.  Who did it before anything followed from the
delay is not treated as late: the record is locked, and what was waited for is looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from magpie.automation import waiting
from magpie.automation.document import WaitBlock
from magpie.automation.engine.state import State
from magpie.automation.models import Run, Step
from magpie.platform import objects, readers
from magpie.platform.models import Event

MOST_EVENTS = 5000


def judge(states: list[State]) -> None:
    """Let what ended by the clock alone end by what really happened."""
    found = [(state, step) for state in states for step in state.steps.values() if _is_provisional(step)]
    if not found:
        return
    _lock([state for state, _step in found])
    news = _News()
    for state, step in found:
        _judge(state, step, news.of(state.run, step))


class _News:
    """What happened since the clock ended a step; looked up once for all that ended together."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, int], dict[str, list[Event]]] = {}
        self.cut: set[tuple[str, int]] = set()  # where there was more than is looked through

    def of(self, run: Run, step: Step) -> list[Event]:
        """The events that touch the run's record; where very much happened, of the later ones only the record's own."""
        events = list[Event]()
        for lane, snapshot in ((step.output or {})[waiting.PROVISIONAL] or {}).items():
            place = (snapshot, int(lane))
            if place not in self.known:
                self.known[place] = self._by_key(*place)
            events += self.known[place].get(waiting.key_of(run), [])
            if place in self.cut:
                own = Event.objects.filter(object=run.object, record_id=run.record_id, lane=lane)
                events += own.filter(at__gte=step.started_at).order_by("id")[:MOST_EVENTS]
        return [event for event in events if event.at >= step.started_at]

    def _by_key(self, snapshot: str, lane: int) -> dict[str, list[Event]]:
        events = readers.since(snapshot, lane, MOST_EVENTS)
        if len(events) == MOST_EVENTS:
            self.cut.add((snapshot, lane))
        by_key: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            for key in waiting.keys_of(event):
                by_key[key].append(event)
        return by_key


def _is_provisional(step: Step) -> bool:
    return isinstance(step.output, dict) and waiting.PROVISIONAL in step.output


def _lock(states: list[State]) -> None:
    """Nobody changes the records of these until they have gone on; they see them as they are now."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for state in states:
        wanted[state.run.object].add(state.run.record_id)
    for name in sorted(wanted):
        rows: Any = objects.get(name).model._default_manager.filter(pk__in=wanted[name]).order_by("pk")
        found = {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",))}
        for state in states:
            if state.run.object == name:
                state.records[name, state.run.record_id] = found.get(state.run.record_id)


def _judge(state: State, step: Step, events: list[Event]) -> None:
    block = state.program.blocks.get(step.step)
    wait = block.wait if isinstance(block, WaitBlock) else None
    by_clock = {name: value for name, value in (step.output or {}).items() if name != waiting.PROVISIONAL}
    step.output = waiting.ending(state.run, state.program, wait, events, step) or by_clock
    state.put(step)
