"""What the database's triggers write beside a change: who acts, by which action, in which operation.

`acting` opens the transaction and tells the database through a transaction-local setting, so that it holds for
everything inside, plain SQL included, and vanishes with the transaction.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden

Automation = Literal["run", "skip", "later"]


@dataclass(frozen=True)
class Said:
    """What a gate says in a trial."""

    gate: int
    outcome: str
    text: str
    needs_reason: bool = False
    approvers: str = ""


@dataclass
class Trial:
    """Collects what gates say while an operation is only tried."""

    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Context:
    """One operation: everything done under one number can be taken back together."""

    actor: Actor
    action: str = ""
    operation: uuid.UUID = field(default_factory=uuid.uuid4)
    automation: Automation = "run"
    lane: int = 0
    answers: dict[str, str] = field(default_factory=dict)  # gate → reason: what the person answered to gates that asked
    approved: dict[str, str] = field(default_factory=dict)  # gate → by whom and why: gates that others have agreed to
    remarks: list[str] = field(default_factory=list)  # what gates remarked in passing, for whoever acts to read
    trial: Trial | None = None  # nothing of it is kept: gates say what they would say, and stop nothing but refusals
    whole: bool = False  # what fails inside fails all of it, so that parts need no savepoint
    entry: bool = False  # one record is being entered: whether it is a duplicate is asked
    key: str = ""  # of the workflow step, so that what it sends twice is known as the same

    def as_setting(self) -> str:
        values: dict[str, Any] = {
            "actor_kind": self.actor.kind,
            "actor_id": self.actor.user_id,
            "action": self.action,
            "run_id": self.actor.run_id,
            "depth": self.actor.depth,
            "operation": str(self.operation),
            "automation": self.automation,
            "lane": self.lane,
        }
        return json.dumps({k: v for k, v in values.items() if v not in (None, "")})


_current: ContextVar[Context | None] = ContextVar("magpie_context", default=None)


def current() -> Context | None:
    """What goes on now; None outside `acting`."""
    return _current.get()


@contextlib.contextmanager
def acting(actor: Actor, action: str = "", *, savepoint: bool = True, **changes: Any) -> Iterator[Context]:
    """A transaction in which this actor acts.  Inside another one it joins it, and the first action's name stays.

    `changes` are other parts of the context: operation, automation, lane, answers.  Without `savepoint` what fails
    inside fails whatever transaction is open around it.
    """
    if actor.viewer is not None:
        raise Forbidden(only_looking())
    outer = _current.get()
    if outer is not None and outer.actor == actor and not changes and (outer.action or not action):
        with transaction.atomic(savepoint=savepoint and not outer.whole):
            yield outer
        return
    context = replace(outer, actor=actor, **changes) if outer else Context(actor, action, **changes)
    if outer is not None and not outer.action:
        context = replace(context, action=action)
    token = _current.set(context)
    try:
        with transaction.atomic(savepoint=savepoint and not (outer and outer.whole)):
            _tell(context)
            yield context
            if outer is not None:
                _tell(outer)
    finally:
        _current.reset(token)


def only_looking() -> str:
    """What somebody is told who wants to change something while looking as somebody else."""
    return _("You are looking as somebody else, so nothing can be changed. End it in the bar on top first.")


def _tell(context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('magpie.context', %s, true)", [context.as_setting()])
