"""What a run does: the blocks of the tree.

The key that a block has beside `id` and `title` says which kind it is.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from magpie.automation.document.parts import (
    WEEKDAYS,
    Amount,
    BlockId,
    Clock,
    Declared,
    Filter,
    Name,
    Part,
    SignedAmount,
    Title,
    Window,
)

KINDS = ("action", "if", "switch", "wait", "loop", "parallel", "ask", "call", "try", "code", "plugin", "stop")


class Block(Part):
    """What every block has: an id that stays, and perhaps a title of its own."""

    id: BlockId
    title: Title = {}


class ActionBlock(Block):
    """Carries out an action.

    `on` says on what: the record (empty), a reference of it ("account", "owner"), the item of the loop around ("item",
    "item.account"), or what an earlier step made or found ("steps.create").
    """

    action: str
    input: dict[str, Any] = {}
    on: str = ""
    on_error: Literal["fail", "continue"] = "fail"
    window: Window | None = None  # done only then; before, the step waits


class Outcome(Part):
    """How a former step ended: a wait with "event", "condition" or "time", an approval with "approved" …"""

    step: str
    outcome: str


class Compared(Part):
    """A value, not of a field, compared with another: {"value": {"from": "steps.ask.sum"}, "gt": 5}."""

    value: Any
    is_: Any = Field(default=None, alias="is")
    is_not: Any = None
    in_: list[Any] | None = Field(default=None, alias="in")
    contains: str | None = None
    gt: Any = None
    gte: Any = None
    lt: Any = None
    lte: Any = None
    is_empty: bool | None = None

    @model_validator(mode="after")
    def compares_once(self) -> Compared:
        given = self.model_fields_set - {"value"}
        if len(given) != 1:
            raise ValueError("one comparison")
        return self


def _condition_kind(given: Any) -> str:
    if isinstance(given, Outcome) or (isinstance(given, dict) and "step" in given):
        return "outcome"
    if isinstance(given, Compared) or (isinstance(given, dict) and "value" in given):
        return "compared"
    return "filter"


Condition = Annotated[
    Annotated[Outcome, Tag("outcome")] | Annotated[Compared, Tag("compared")] | Annotated[Filter, Tag("filter")],
    Discriminator(_condition_kind),
]


class Else(Part):
    """A further way of an if, taken when its own condition holds and none before it did."""

    if_: Condition = Field(alias="if")
    title: Title = {}
    then: list[AnyBlock] = []


class IfBlock(Block):
    """Goes the first way whose condition holds: a filter on the record (or the item), or how a former step ended."""

    if_: Condition = Field(alias="if")
    of: Literal["", "item"] = ""  # whose fields the filters name
    then: list[AnyBlock] = []
    else_if: list[Else] = []
    else_: list[AnyBlock] = Field(default=[], alias="else")


class Case(Part):
    """A way of a switch: for these values, for a condition, or for a share of the runs."""

    values: list[Any] = []
    if_: Condition | None = Field(default=None, alias="if")
    percent: int | None = Field(default=None, ge=1, le=99)
    title: Title = {}
    steps: list[AnyBlock] = []


class Switch(Part):
    """What is looked at: a field of the record, or any value; nothing if the cases have conditions or shares."""

    field: str = ""
    value: Any = None
    every: bool = False  # not only the first case that fits but each, side by side
    cases: list[Case] = Field(min_length=1)
    default: list[AnyBlock] = []


class SwitchBlock(Block):
    """Goes the way of the first case that fits, else the default one."""

    switch: Switch


class WaitFor(Part):
    """What ends a wait early: an event about the record or a record that points to it, or a condition on the record."""

    event: list[str] = []  # "lead.updated", "note.created"
    by: Literal["", "owner", "anyone"] = ""
    filter: Filter = {}


class Wait(Part):
    """One of: for a `time`; `until` a date of the record (or a value), moved by `offset`; until it is `at` that time,
    on one of `weekdays`; `for` something to happen, `at_most` so long.

    With `working` only the company's working hours count.  With `every` all of `for` must have happened, not just one.
    """

    for_: list[WaitFor] = Field(default=[], alias="for")
    every: bool = False
    at_most: Amount = {}
    time: Amount = {}
    working: bool = False
    until: str | dict[str, Any] = ""  # a date field of the record, or {"from": "steps.ask.day"}
    offset: SignedAmount = {}
    at: Clock | Literal[""] = ""
    weekdays: list[WEEKDAYS] = []
    zone: str = ""


class WaitBlock(Block):
    """Holds the run until something; ends with the outcome "time", "event" or "condition"."""

    wait: Wait


class Loop(Part):
    """What to go through: the records that point to this one ("opportunity.account": opportunities by their account),
    those of another object that satisfy a filter, or a list from an earlier step.
    """

    related: str = ""
    object: str = ""
    filter: Filter = {}
    sort: str = ""
    limit: int = Field(default=100, ge=1, le=10_000)
    items: Any = None  # {"from": "steps.code.rows"}


class LoopBlock(Block):
    """Does its steps once for each item, in order; `item` is what the pass is about."""

    loop: Loop
    steps: list[AnyBlock] = []


class Branch(Part):
    """One of several ways gone side by side."""

    title: Title = {}
    steps: list[AnyBlock] = []


class Parallel(Part):
    """Ways gone side by side; the run goes on when all have ended, or with "any" when one has."""

    branches: list[Branch] = Field(min_length=2, max_length=10)
    join: Literal["all", "any"] = "all"


class ParallelBlock(Block):
    """Goes several ways side by side."""

    parallel: Parallel


class Asked(Part):
    """Who is asked: one user, a team, a part in the record ("owner", "owner_manager"), those of a role."""

    user: int | None = None
    team: int | None = None
    role_of: str = ""
    role: int | None = None
    manager_of: Any = None  # a user, or {"from": …}


class Remind(Part):
    """Reminders until it is answered."""

    every: Amount = {"days": 1}
    most: int = Field(default=3, ge=1, le=100)


class Ask(Part):
    """A piece of work for people: a task to do, an approval to give, or a form to fill.

    Ends with the outcome "done", "approved", "rejected", "returned" or, when it is `due` and nobody answered, "time".
    An answer "returned" goes back to the earlier step `return_to` of the same list.
    """

    kind: Literal["task", "approval", "form"] = "task"
    to: list[Asked] = Field(min_length=1, max_length=20)
    text: Title = {}
    fields: list[Declared] = []
    every: bool = False  # everyone must agree, not just the first who answers
    due: Amount = {}
    working: bool = False
    remind: Remind | None = None
    deputies: bool = True  # somebody away is stood in for
    return_to: str = ""


class AskBlock(Block):
    """Asks people for something and waits for their answer."""

    ask: Ask


class Call(Part):
    """Another workflow with the values for its input; its `result` is this step's output if the run waits for it."""

    workflow: int | str  # a number, or the key of a template
    input: dict[str, Any] = {}
    on: str = ""  # as for an action
    wait: bool = True


class CallBlock(Block):
    """Starts another workflow."""

    call: Call


class TryBlock(Block):
    """Does its steps; when one fails, `on_error` is done instead of ending the run."""

    try_: list[AnyBlock] = Field(alias="try")
    on_error: list[AnyBlock] = []


class Code(Part):
    """A program in Starlark: `def main(input): …` gives a dict with what `output` declares."""

    source: str = Field(max_length=50_000)
    input: dict[str, Any] = {}
    output: list[Declared] = []


class CodeBlock(Block):
    """Works something out by a program of the company's own, in a sandbox."""

    code: Code


class PluginBlock(Block):
    """A block that a plug-in brings; the plug-in checks its input."""

    plugin: str
    input: dict[str, Any] = {}


class StopBlock(Block):
    """Ends the run here, in order (perhaps with a result for the workflow that called it) or with an error."""

    stop: Literal["done", "error"] = "done"
    message: Title = {}
    result: dict[str, Any] = {}


def kind_of(block: Any) -> str:
    """Which kind of block this is, by the key that says so."""
    keys = block if isinstance(block, dict) else {name.rstrip("_") for name in type(block).model_fields}
    return next((kind for kind in KINDS if kind in keys), "unknown")


AnyBlock = Annotated[
    Annotated[ActionBlock, Tag("action")]
    | Annotated[IfBlock, Tag("if")]
    | Annotated[SwitchBlock, Tag("switch")]
    | Annotated[WaitBlock, Tag("wait")]
    | Annotated[LoopBlock, Tag("loop")]
    | Annotated[ParallelBlock, Tag("parallel")]
    | Annotated[AskBlock, Tag("ask")]
    | Annotated[CallBlock, Tag("call")]
    | Annotated[TryBlock, Tag("try")]
    | Annotated[CodeBlock, Tag("code")]
    | Annotated[PluginBlock, Tag("plugin")]
    | Annotated[StopBlock, Tag("stop")],
    Discriminator(kind_of),
]
for model in (Else, IfBlock, Case, Switch, SwitchBlock, LoopBlock, Branch, Parallel, ParallelBlock, TryBlock):
    model.model_rebuild()


def branches_of(block: Any) -> list[list[Any]]:
    """The lists of blocks inside a block, in reading order."""
    if isinstance(block, IfBlock):
        return [block.then, *(way.then for way in block.else_if), block.else_]
    if isinstance(block, SwitchBlock):
        return [*(case.steps for case in block.switch.cases), block.switch.default]
    if isinstance(block, LoopBlock):
        return [block.steps]
    if isinstance(block, ParallelBlock):
        return [branch.steps for branch in block.parallel.branches]
    if isinstance(block, TryBlock):
        return [block.try_, block.on_error]
    return []


def blocks_of(steps: list[Any]) -> list[Any]:
    """All blocks of a tree, in reading order."""
    found = []
    for block in steps:
        found.append(block)
        for branch in branches_of(block):
            found += blocks_of(branch)
    return found


__all__ = ["KINDS", "AnyBlock", "Name", "blocks_of", "branches_of", "kind_of"]
