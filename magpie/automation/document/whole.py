"""A whole workflow: what starts it, how its runs behave, and the tree of its blocks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from magpie.automation.document.blocks import AnyBlock
from magpie.automation.document.parts import Amount, Filter, Part, Window
from magpie.automation.document.triggers import Trigger


class Limits(Part):
    """How much at once; what is more waits in the queue and is never dropped."""

    per_minute: int | None = Field(default=None, ge=1, le=100_000)  # runs begun
    at_once: int | None = Field(default=None, ge=1, le=100_000)  # runs that are begun and not over
    failures: int = Field(default=10, ge=0, le=1000)  # so many failures in a row switch the workflow off; 0: never


class Settings(Part):
    """How the runs of a workflow behave.

    again: whether a record may go through it again: "always", "once", or not before `again_after` has passed.
    running: what a trigger does while a run on the same record goes on: "beside" starts another, "skip" does nothing,
        "restart" ends the former.
    settle: a run begins so long after its trigger, and again so long after each further change of the record, so that
        somebody can finish filling in; then the trigger's filter must still hold.
    goal: when the record satisfies it, the run ends as completed.
    window: actions that reach people or the outside are done only then.
    run_as: with whose rights: "workflow" (all), "cause" (who caused it), "owner" (the record's), "user" (the
        workflow's owner).
    """

    again: Literal["always", "once", "after"] = "always"
    again_after: Amount = {}
    running: Literal["beside", "skip", "restart"] = "beside"
    settle: Amount = {}
    goal: Filter = {}
    window: Window | None = None
    limits: Limits = Limits()
    run_as: Literal["workflow", "cause", "owner", "user"] = "workflow"


class Document(Part):
    """A whole workflow; without an `object` its runs are about no record."""

    object: str = ""
    triggers: list[Trigger] = Field(min_length=1)
    settings: Settings = Settings()
    steps: list[AnyBlock] = Field(min_length=1)
