"""Operations that wait for approval: the platform asks, a higher part knows who approves and keeps the requests."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.translation import gettext as _

from magpie.platform.actor import Actor
from magpie.platform.gates import words
from magpie.platform.models import Gate, User
from magpie.platform.problems import Asked, NeedsApproval, Problem, Question, Refused, Sent


@dataclass(frozen=True)
class Request:
    """An operation that is to be done when others have agreed."""

    object: str
    operation: str  # create, update, delete, undo, or an action's full name
    record: int | None  # its number; none for a new one
    input: Mapping[str, Any]  # as the API took it
    answers: Mapping[str, str]  # to gates, the remarks for who approves among them
    questions: list[Question]  # the gates that want approval
    title: str = ""  # of a record that is not there now


class Approvals(Protocol):
    """What the part that keeps requests offers."""

    def people(self, gate: Gate, record: Any, actor: Actor) -> list[User]:
        """Who may approve what the actor wants to do with the record; never nobody where there is anybody."""

    def keep(self, request: Request, actor: Actor) -> Sent:
        """Keep the request and tell who may approve; gives what the caller is told."""

    def count_sent(self, operations: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
        """How many requests were made in each of these operations, by what became of them."""


_kept_by: list[Approvals] = []


def install(approvals: Approvals) -> None:
    """Make known who keeps requests; called once, when the product starts."""
    _kept_by[:] = [approvals]


def approvers_of(gate: Gate, record: Any, actor: Actor) -> list[User]:
    """Who may approve what the actor wants to do with the record."""
    return _kept_by[0].people(gate, record, actor) if _kept_by else []


def names_of(people: list[User]) -> str:
    """The people as a sentence names them."""
    return _(", ").join(str(person) for person in people) or _("an administrator")


def takes_secret(operation: str) -> bool:
    """Whether it is an action with a secret in its input, which is never kept."""
    from magpie.platform import actions

    return actions.takes_secret(operation)


def keep_request(request: Request, actor: Actor) -> Problem:
    """Keep the request in a transaction of its own; gives what the caller is told."""
    if takes_secret(request.operation):
        return Refused(words.secret_is_not_kept())
    if not _kept_by:
        return Refused(" ".join(q.text for q in request.questions))
    return _kept_by[0].keep(request, actor)


def count_sent(operations: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """How many requests were made in each of these operations: {"pending": 3, "approved": 1}."""
    return _kept_by[0].count_sent(operations) if _kept_by else {}


@contextlib.contextmanager
def sending(
    object_name: str, operation: str, record: int | None, values: Mapping[str, Any], actor: Actor, answers: Any
) -> Iterator[None]:
    """Around the whole of an operation, outside its transaction: keeps it as a request where it needs approval."""
    try:
        yield
    except NeedsApproval as problem:
        request = Request(object_name, operation, record, values, dict(answers), problem.questions)
        raise keep_request(request, actor) from None


@contextlib.contextmanager
def keeping(actor: Actor, answers: Mapping[str, str]) -> Iterator[None]:
    """The same around an operation that says itself what is to be kept, such as an undo."""
    try:
        yield
    except NeedsApproval as problem:
        if problem.request is None:
            raise
        raise keep_request(replace(problem.request, answers=dict(answers)), actor) from None


@contextlib.contextmanager
def never_sending(why: str) -> Iterator[None]:
    """Around an operation that cannot be kept as a request: where a gate wants approval it is Refused, with `why`."""
    try:
        yield
    except (Asked, NeedsApproval) as problem:
        wanted = [q for q in problem.questions if q.approvers]
        if not wanted:
            raise
        text = "\n".join([*dict.fromkeys(q.text for q in wanted), why])
        raise Refused(text, tuple(int(q.gate) for q in wanted)) from None
