"""Work for people inside a workflow: tasks, approvals, forms.

An ask belongs to a step that waits.  Whoever ends the one ends the other in the same transaction: an answer ends the
step, and a step that is over for another reason closes its ask (`over`, `withdraw`).  Locks are always taken in the
order run, step, ask.  The functions import late, because the tables of automation stand on `asks.models`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def open(state: Any, step: Any, block: Any, actor: Any) -> None:  # noqa: A001
    """Ask people for what the block says; the step waits for their answer."""
    from magpie.automation.asks import opening

    opening.open_ask(state, step, block, actor)


def withdraw(run_ids: Iterable[int]) -> None:
    """Take back what is open of these runs, and tell those who were asked."""
    from magpie.automation.asks import closing

    closing.withdraw(run_ids)


def over(step_id: int, outcome: str = "") -> None:
    """Close the ask of a step that is over without an answer: its time was up, or nobody needs it any more."""
    from magpie.automation.asks import closing

    closing.over(step_id, outcome)


def tick() -> int:
    """Send the reminders that are due; gives how many."""
    from magpie.automation.asks import reminding

    return reminding.tick()
