"""What an operation would do: it is done and taken back, and what it left inside the transaction is looked at.

Nothing of it survives: rows, jobs and messages between processes all stand or fall with the transaction.  Actions that
reach outside the database are never run.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from magpie.platform import context, setup
from magpie.platform.actor import Actor
from magpie.platform.models import Event
from magpie.platform.problems import Problem

MOST = 2_000  # events that are looked at
LONGEST_MS = 5_000  # a statement that takes longer is given up; nobody waits long for a record that is locked


@dataclass(frozen=True)
class Told:
    """Somebody who would be told, by which channels, and why."""

    name: str
    channels: tuple[str, ...]
    why: str = ""


@dataclass
class Effects:
    """What would come of an operation; `problem` says why it would not be done at all."""

    events: list[Event] = field(default_factory=list)
    is_cut: bool = False  # there are more than were looked at
    told: list[Told] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)  # names of workflows
    ends: list[str] = field(default_factory=list)  # sentences on what ends with the records that are deleted
    said: list[context.Said] = field(default_factory=list)
    problem: str = ""
    seen: Any = None  # what `see` made of it while it stood


# Higher parts add theirs: who was told in an operation, who would be told because of events, which workflows they would
# start, and what ends because of deletions, as sentences.
tellers: list[Callable[[uuid.UUID], list[Told]]] = []
foretellers: list[Callable[[list[Event]], list[Told]]] = []
starters: list[Callable[[list[Event]], list[str]]] = []
enders: list[Callable[[list[Event]], list[str]]] = []


class _TakenBackError(Exception):
    pass


def preview(
    actor: Actor, action: str, perform: Callable[[], object], see: Callable[[list[Event]], Any] | None = None
) -> Effects:
    """Do it as this actor, look at what came of it, and take it back; `see` reads the events while they stand."""
    effects, trial = Effects(), context.Trial()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}; SET LOCAL lock_timeout = 500")
            try:
                with context.acting(actor, action, operation=uuid.uuid4(), trial=trial, whole=True) as current:
                    perform()
                    _look(effects, current.operation)
                    effects.seen = see(effects.events) if see else None
                    raise _TakenBackError
            except Problem as problem:
                effects.problem = str(problem)
            raise _TakenBackError
    except _TakenBackError:
        pass
    except OperationalError:  # a lock or a statement that took too long
        effects.problem = _("This cannot be looked ahead at just now.")
    finally:
        setup.forget()  # what was read inside may have been changed there
    effects.said = trial.said
    return effects


def _look(effects: Effects, operation: uuid.UUID) -> None:
    found = list(Event.objects.filter(operation=operation).order_by("id")[: MOST + 1])
    effects.events, effects.is_cut = found[:MOST], len(found) > MOST
    effects.told = [told for teller in tellers for told in teller(operation)]
    effects.told += [told for foreteller in foretellers for told in foreteller(effects.events)]
    effects.starts = list(dict.fromkeys(name for starter in starters for name in starter(effects.events)))
    if gone := [event for event in effects.events if event.kind == "deleted"]:
        effects.ends = [sentence for ender in enders for sentence in ender(gone)]


def links_of(gone: list[Event]) -> list[str]:
    """How records name those that these deletions take: `lead:5`."""
    return [f"{event.object}:{event.record_id}" for event in gone]
