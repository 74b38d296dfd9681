"""What a bulk write answers with, and how its failures are told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from magpie.platform import context, gates, titles
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, Question


@dataclass(frozen=True)
class Failure:
    """One record that was not written.

    `row` counts the given rows from 1; a record that was to be created has no `id`.
    """

    detail: str
    title: str = ""
    id: int | None = None
    row: int | None = None


@dataclass
class Result:
    """How many records were written, which were not and why, and the operation under which all can be taken back."""

    operation: uuid.UUID
    count: int = 0
    failed: list[Failure] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)  # of created records, in the order of the rows


def unreachable(object_type: ObjectType, ids: Iterable[int], actor: Actor) -> list[Failure]:
    """Failures of records that are gone or that the actor may not write; the title only where they may read it."""
    ids = sorted(ids)
    if not ids:
        return []
    known = titles.look_up(actor, ((object_type.name, pk) for pk in ids))
    gone, closed = _("There is no such record, or you may not see it."), _("You may not change this record.")
    found = {pk: known.get((object_type.name, pk)) for pk in ids}
    return [Failure(gone if title is None else closed, title or f"#{pk}", pk) for pk, title in found.items()]


class Questions:
    """Gathers what gates ask about the records of one operation, each gate once, to ask it all together."""

    def __init__(self) -> None:
        self._questions: dict[str, Question] = {}
        self._requests: list[gates.Request] = []

    def add(self, asked: Asked) -> None:
        """Take in what was asked about one record."""
        for question in asked.questions:
            if not question.approvers:  # what needs approval is left as it is, and reported
                self._questions.setdefault(question.gate, question)

    def send(self, request: gates.Request) -> None:
        """Take in what is to be sent for approval."""
        self._requests.append(request)

    def settle(self, current: context.Context) -> None:
        """Asked if any gate has a question; otherwise what is to be sent for approval is kept."""
        if self._questions:
            raise Asked(list(self._questions.values()))
        for request in self._requests:
            gates.keep_request(replace(request, answers=current.answers), current.actor)
