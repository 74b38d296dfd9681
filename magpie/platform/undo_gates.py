"""Asks the gates about what an undo does to each record, as about any creation, change or deletion.

What was done to one record, and what is taken back whole (a merge), is asked, refused or sent for approval like a form;
of several records those that a gate holds back stay as they are and are named, like in a bulk change.

Not asked is who goes straight back: whoever takes back their own change or deletion within ten minutes, to a state in
which the record stood until then.  A creation that is taken back is a deletion, however new the record is.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from magpie.platform import context, gates
from magpie.platform.bulk.result import Questions
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, NeedsApproval, Problem, Question, Refused

STRAIGHT_BACK = datetime.timedelta(minutes=10)
OPERATION_OF = {"delete": "delete", "insert": "create", "update": "update"}
UNDO = "undo"  # how a request for approval calls the taking back of an operation

Place = tuple[str, int]  # an object and the number of a record


class UndoGates:
    """What the gates say in one undo.

    It is done as a whole or not at all if it is `about` one record.  `asked_about`, if given, are the only records
    whose gates are asked.
    """

    def __init__(
        self,
        current: context.Context,
        operation: uuid.UUID,
        *,
        about: Place | None = None,
        asked_about: Collection[Place] | None = None,
    ) -> None:
        self._current, self._operation = current, operation
        self._about, self._asked_about = about, asked_about
        self._title = ""  # of the first record that was stopped
        self._questions = Questions()
        self._stopped: dict[Place, Problem] = {}
        self._passed: dict[Place, tuple[Any, list[gates.Spoken]]] = {}

    def concern(self, object_type: ObjectType, way: str) -> bool:
        """Whether any gate watches what undoing in this way does to records of the object."""
        return bool(gates.on(object_type, OPERATION_OF[way]))

    def why_held(
        self, object_type: ObjectType, way: str, record: Any, title: str, changed: frozenset[str] | None = None
    ) -> str:
        """Why a gate holds this record (as it will be) back; empty if all let it pass."""
        place = (object_type.name, record.pk)
        if place in self._passed or (self._asked_about is not None and place not in self._asked_about):
            return ""
        if place not in self._stopped:
            try:
                spoke = gates.check(object_type, OPERATION_OF[way], record, self._current, changed)
            except (Refused, Asked, NeedsApproval) as problem:
                self._stop(place, problem, title)
            else:
                self._passed[place] = (record, spoke)
                return ""
        return str(self._stopped[place])

    def _stop(self, place: Place, problem: Problem, title: str) -> None:
        self._title = self._title or title
        self._stopped[place] = problem
        if self._about:
            return
        gates.note_stopped(problem)
        if isinstance(problem, Asked):
            self._questions.add(problem)
        elif isinstance(problem, NeedsApproval):
            self._questions.send(self._request(place, title, problem.questions, only=f"{place[0]}:{place[1]}"))

    def _request(self, place: Place, title: str, questions: list[Question], **more: str) -> gates.Request:
        about = {"operation": str(self._operation), **more}
        return gates.Request(place[0], UNDO, place[1], about, {}, questions, title)

    def remember(self, object_type: ObjectType, numbers: Collection[int]) -> None:
        """Keep in the history of these records what the gates said and what was answered."""
        for number in numbers:
            record, spoke = self._passed.get((object_type.name, number), (None, ()))
            if spoke:
                gates.remember(list(spoke), record, self._current)

    def settle(self) -> None:
        """Refused, Asked or NeedsApproval if the gates do not let it pass; of several records only Asked.

        What is to be sent for approval of several records is kept.
        """
        if not self._about:
            self._questions.settle(self._current)
            return
        problems = list(self._stopped.values())
        if refusals := [p for p in problems if isinstance(p, Refused)]:
            texts = dict.fromkeys(str(p) for p in refusals)
            raise Refused("\n".join(texts), tuple({number for p in refusals for number in p.gates}))
        if asked := {q.gate: q for p in problems if isinstance(p, Asked) for q in p.questions}:
            raise Asked(list(asked.values()))
        if wanted := {q.gate: q for p in problems if isinstance(p, NeedsApproval) for q in p.questions}:
            questions = list(wanted.values())
            raise NeedsApproval(questions, self._request(self._about, self._title, questions))
