"""Which steps of a workflow may run now.

A pure function of the drawing and the results so far.  The engine asks it again after every step, so a run can stop
anywhere and go on from its recorded results.  The branch that was once chosen is a result too: it is never chosen
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from magpie.automation.document import IfBlock, StopBlock


class Result(NamedTuple):
    """How a step stands."""

    status: str  # waiting, retrying, done, skipped or failed
    output: Any = None


class Ready(NamedTuple):
    """A block whose turn it is."""

    block: Any
    path: str


class Plan(NamedTuple):
    """What a run is to do next."""

    ready: list[Ready]
    finished: bool
    stopped: bool = False


Results = Mapping[tuple[str, str], Result]
OVER = ("done", "skipped")


def plan(steps: list[Any], results: Results, path: str = "") -> Plan:
    """The steps to start now, and whether this list of blocks is finished; a stop block ends the whole run."""
    for block in steps:
        result = results.get((block.id, path))
        if result is None:
            return Plan([Ready(block, path)], False)
        if result.status not in OVER:
            return Plan([], False)
        if isinstance(block, StopBlock):
            return Plan([], True, True)
        if isinstance(block, IfBlock) and result.status == "done":
            inside = plan(block.then if result.output["branch"] == "then" else block.else_, results, path)
            if not inside.finished or inside.stopped:
                return inside
    return Plan([], True)
