"""Which steps of a workflow may run now.

A pure function of the drawing and the results so far.  The engine asks it again after every step, so a run can stop
anywhere and go on from its recorded results.  What was once decided (the branch, the items of a loop, that an answer
was "returned") is a result too: it is never decided again.

A step is known by its block and its path.  The path is empty at the top; pass 3 of the loop "each" adds "each.3/", and
when an answer to "approve" was returned, what follows anew is in "approve~1/".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from magpie.automation.document.blocks import (
    ActionBlock,
    AskBlock,
    IfBlock,
    LoopBlock,
    ParallelBlock,
    StopBlock,
    SwitchBlock,
    TryBlock,
    blocks_of,
)

OVER = ("done", "skipped")
OPEN = ("waiting", "retrying", "calling")
MOST_ROUNDS = 50  # an answer returned more often than that goes on as it is
Key = tuple[str, str]  # block, path


class Result(NamedTuple):
    """How a step stands."""

    status: str  # waiting, retrying, calling, done, skipped or failed
    output: Any = None


class Ready(NamedTuple):
    """A block whose turn it is."""

    block: Any
    path: str


@dataclass
class Results:
    """The results so far; remembers the last pass of each loop, so that long loops need not be gone through again."""

    by_key: dict[Key, Result] = field(default_factory=dict)
    passes: dict[Key, int] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Mapping[Key, Result]) -> Results:
        made = cls()
        for key, result in results.items():
            made.put(key, result)
        return made

    def put(self, key: Key, result: Result) -> None:
        self.by_key[key] = result
        outer = ""
        for segment in key[1].split("/")[:-1]:
            loop, dot, number = segment.partition(".")
            if dot:
                self.passes[loop, outer] = max(int(number), self.passes.get((loop, outer), 0))
            outer += f"{segment}/"

    def drop(self, key: Key) -> None:
        self.by_key.pop(key, None)


@dataclass
class Plan:
    """What a run is to do next.

    ready: the steps whose turn it is.  finished: nothing is left in this list of blocks.  stopped: by a stop block, so
    the whole run ends.  failed: the step whose failure nobody catches.  dropped: steps that wait for what is no longer
    wanted.  caught: for each try block, the step whose failure it caught.
    """

    ready: list[Ready] = field(default_factory=list)
    finished: bool = False
    stopped: Key | None = None
    failed: Key | None = None
    dropped: list[Key] = field(default_factory=list)
    caught: dict[Key, Key] = field(default_factory=dict)

    @property
    def goes_on(self) -> bool:
        """Whether what follows may be looked at."""
        return self.finished and self.stopped is None and self.failed is None


def plan(steps: list[Any], results: Results | Mapping[Key, Result], path: str = "") -> Plan:
    """The steps to start now in this list of blocks, and whether it is finished."""
    if not isinstance(results, Results):
        results = Results.of(results)
    so_far = Plan()
    at, rounds, here = 0, 0, path
    while at < len(steps):
        block = steps[at]
        key = (block.id, here)
        result = results.by_key.get(key)
        if result is None:
            so_far.ready.append(Ready(block, here))
            return so_far
        if result.status in OPEN:
            return so_far
        if result.status == "failed":
            if not (isinstance(block, ActionBlock) and block.on_error == "continue"):
                so_far.failed = key
                return so_far
        elif isinstance(block, StopBlock):
            so_far.finished, so_far.stopped = True, key
            return so_far
        elif result.status == "done":
            inside = _inside(block, result.output or {}, results, here)
            if inside is not None:
                _add(so_far, inside)
                if not inside.goes_on:
                    return so_far
            elif isinstance(block, AskBlock) and rounds < MOST_ROUNDS and _is_returned(block, result):
                rounds += 1
                here = f"{path}{block.id}~{rounds}/"
                at = next(n for n, b in enumerate(steps) if b.id == block.ask.return_to)
                continue
        at += 1
    so_far.finished = True
    return so_far


def _add(to: Plan, inside: Plan) -> None:
    to.ready += inside.ready
    to.dropped += inside.dropped
    to.caught |= inside.caught
    to.stopped, to.failed = inside.stopped, inside.failed
    to.finished = inside.finished and inside.stopped is not None


def _is_returned(block: AskBlock, result: Result) -> bool:
    return bool(block.ask.return_to) and (result.output or {}).get("outcome") == "returned"


def _inside(block: Any, output: Any, results: Results, path: str) -> Plan | None:
    """The plan of what is inside a block that was begun; None if there is nothing inside it."""
    if isinstance(block, IfBlock):
        return plan(_branch(block, output["branch"]), results, path)
    if isinstance(block, SwitchBlock):
        return _beside([_case(block, name) for name in output["branch"]], results, path, "all")
    if isinstance(block, LoopBlock):
        return _passes(block, output, results, path)
    if isinstance(block, ParallelBlock):
        return _beside([branch.steps for branch in block.parallel.branches], results, path, block.parallel.join)
    if isinstance(block, TryBlock):
        tried = plan(block.try_, results, path)
        if tried.failed is None:
            return tried
        caught = plan(block.on_error, results, path)
        caught.dropped += [*tried.dropped, *_open_in(block.try_, results, path)]
        caught.caught |= {**tried.caught, (block.id, path): tried.failed}
        return caught
    return None


def _branch(block: IfBlock, name: str) -> list[Any]:
    if name == "then":
        return block.then
    if name == "else":
        return block.else_
    return block.else_if[int(name.removeprefix("else_if_"))].then


def _case(block: SwitchBlock, name: str) -> list[Any]:
    return block.switch.default if name == "default" else block.switch.cases[int(name.removeprefix("case_"))].steps


def _passes(block: LoopBlock, output: Any, results: Results, path: str) -> Plan:
    count, so_far = len(output.get("items", ())), Plan()
    for number in range(results.passes.get((block.id, path), 0), count):
        inside = plan(block.steps, results, f"{path}{block.id}.{number}/")
        _add(so_far, inside)
        if not inside.goes_on:
            return so_far
    so_far.finished = True
    return so_far


def _beside(ways: list[list[Any]], results: Results, path: str, join: str) -> Plan:
    """The plan of several lists gone side by side."""
    plans = [plan(steps, results, path) for steps in ways]
    together = Plan()
    for one in plans:
        together.dropped += one.dropped
        together.caught |= one.caught
    ended = next((p for p in plans if p.stopped or p.failed), None)
    if ended is not None:
        together.stopped, together.failed, together.finished = ended.stopped, ended.failed, ended.stopped is not None
        return together
    finished = [p.finished for p in plans]
    if all(finished) or (join == "any" and any(finished)):
        together.finished = True
        for steps, is_finished in zip(ways, finished, strict=True):
            if not is_finished:
                together.dropped += _open_in(steps, results, path)
        return together
    for one in plans:
        together.ready += one.ready
    return together


def _open_in(steps: list[Any], results: Results, path: str) -> Iterator[Key]:
    """The steps in this list of blocks that wait."""
    inside = {block.id for block in blocks_of(steps)}
    for (block_id, at), result in results.by_key.items():
        if block_id in inside and at.startswith(path) and result.status in OPEN:
            yield block_id, at


def plain(path: str) -> list[str]:
    """The passes of the loops that a path is in, without the rounds of returned answers."""
    return [segment for segment in path.split("/")[:-1] if "~" not in segment]


def visible(path: str, paths: Iterable[str]) -> list[str]:
    """Which of these paths a step in `path` can look back to: those of the loops around it, the nearest last."""
    own = plain(path)
    seen = [p for p in paths if own[: len(plain(p))] == plain(p)]
    return sorted(seen, key=lambda p: len(plain(p)))
