"""One run in memory: its steps so far, its record, and the names that its inputs can use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from magpie.automation.engine.program import Program
from magpie.automation.models import Run, Step
from magpie.automation.plan import Key, Result, Results, plain, visible
from magpie.platform import objects, rows
from magpie.platform.models import Event

Record = tuple[str, int]  # object and number


class State:
    """A run that is being advanced.

    `records` is shared by the runs of a batch: what one of them changes the next one finds changed.  A dry run is done
    in a transaction that is rolled back.
    """

    def __init__(
        self, run: Run, program: Program, steps: list[Step], records: dict[Record, Any], *, is_dry: bool = False
    ) -> None:
        self.run, self.program, self.records, self.is_dry = run, program, records, is_dry
        self.steps: dict[Key, Step] = {}
        self.operations: dict[Key, list[UUID]] = {}  # of the changes that each step made, in a dry run
        self.results = Results()
        self.touched: dict[Key, Step] = {}
        self.removed: list[int] = []
        for step in sorted(steps, key=lambda s: s.pk):
            self.put(step, touched=False)

    def put(self, step: Step, *, touched: bool = True) -> None:
        """Take in how a step stands now; it is written at the end of the batch."""
        key = (step.step, step.path)
        self.steps[key] = step
        if touched:
            self.touched[key] = step
        if step.status == "retrying" and step.wake_at is None:
            self.results.drop(key)  # its time has come: it is done again
        else:
            self.results.put(key, Result(step.status, step.output))

    def get(self, record: Record) -> Any:
        """The record as this transaction sees it; None if there is none."""
        if record not in self.records:
            object_type = objects.find(record[0])
            self.records[record] = rows.by_number(object_type.model, record[1]) if object_type else None
        return self.records[record]

    @property
    def record(self) -> Any:
        """The record that the run is about; None if it is about none, or if it is gone."""
        if not self.run.object:
            return None
        if self.run.trigger.get("kind") == "deleted":
            return self.get((self.run.object, self.run.record_id)) or self._as_it_was()
        return self.get((self.run.object, self.run.record_id))

    def _as_it_was(self) -> Any:
        """A deleted record, as the event tells it."""
        event = Event.objects.filter(pk=self.run.event_id or 0).first()
        object_type = objects.find(self.run.object)
        if event is None or object_type is None:
            return None
        fields = object_type.model._meta.concrete_fields
        values = {f.attname: f.to_python(event.record[f.column]) for f in fields if f.column in event.record}
        return object_type.model(**values)

    def forget_records(self) -> None:
        """After an action that may have changed anything."""
        self.records.clear()

    def item(self, path: str) -> Any:
        """What the nearest loop around a step goes through at present: a record, or a value of a list."""
        for position in range(path.count("/"), 0, -1):
            segments = path.split("/")[:position]
            loop, dot, number = segments[-1].partition(".")
            if not dot:
                continue
            outer = "".join(f"{segment}/" for segment in segments[:-1])
            row = self.steps.get((loop, outer))
            if row is None:
                return None
            output = row.output or {}
            items, name = output["items"], output.get("object", "")
            value = items[int(number)]
            return self.get((name, value)) if name else value
        return None

    def output(self, step: str, path: str) -> Any:
        """What the step of that name gave, as one in `path` sees it: in its own pass, else in an outer one."""
        found = [s for (block, _at), s in self.steps.items() if block == step]
        seen = set(visible(path, (s.path for s in found)))
        nearest = [(len(plain(s.path)), order, s) for order, s in enumerate(found) if s.path in seen]
        return max(nearest)[2].output if nearest else None
