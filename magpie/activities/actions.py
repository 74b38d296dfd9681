"""What people and workflows do with activities."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy
from pydantic import AfterValidator, BaseModel, Field

from magpie.activities.models import Call, Meeting, Task
from magpie.activities.rules import OPEN_TASKS
from magpie.platform import records
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.platform.choices.inputs import named, one_of


class MeetingResult(BaseModel):
    """What came of a meeting."""

    description: str = Field("", title=gettext_noop("What was agreed"), max_length=10_000)


CallOutcome = Annotated[str, Field(max_length=40), AfterValidator(one_of("call", "outcome", may_be_empty=True))]


class CallResult(BaseModel):
    """What came of a call."""

    outcome: CallOutcome = Field(
        "", title=gettext_noop("Outcome"), json_schema_extra=named("call", "outcome", may_be_empty=True)
    )
    duration_seconds: int | None = Field(None, ge=0, le=86_400, title=gettext_noop("Duration in seconds"))
    description: str = Field("", title=gettext_noop("What was said"), max_length=10_000)


@action("task.complete", on="task", label=_("Complete"), available_if={"field": "status", "in": list(OPEN_TASKS)})
def complete_task(task: Task, data: NoInput, *, actor: Actor) -> Task:
    """The task is done."""
    return records.update(task, {"status": "completed"}, actor=actor)


@action(
    "task.reopen",
    on="task",
    label=pgettext_lazy("task", "Reopen"),
    available_if={"field": "status", "in": ["completed", "cancelled"]},
)
def reopen_task(task: Task, data: NoInput, *, actor: Actor) -> Task:
    """The task is to be done after all."""
    return records.update(task, {"status": "in_progress"}, actor=actor)


@action("task.cancel", on="task", label=_("Call off"), available_if={"field": "status", "in": list(OPEN_TASKS)})
def cancel_task(task: Task, data: NoInput, *, actor: Actor) -> Task:
    """The task need not be done."""
    return records.update(task, {"status": "cancelled"}, actor=actor)


@action("meeting.hold", on="meeting", label=_("Took place"), available_if={"field": "status", "is_not": "held"})
def hold_meeting(meeting: Meeting, data: MeetingResult, *, actor: Actor) -> Meeting:
    """The meeting took place; what was agreed is added to its description."""
    return records.update(
        meeting, {"status": "held", "description": _joined(meeting.description, data.description)}, actor=actor
    )


@action("meeting.miss", on="meeting", label=_("Did not take place"), available_if={"field": "status", "is": "planned"})
def miss_meeting(meeting: Meeting, data: MeetingResult, *, actor: Actor) -> Meeting:
    """The meeting did not take place."""
    return records.update(
        meeting, {"status": "not_held", "description": _joined(meeting.description, data.description)}, actor=actor
    )


@action("call.complete", on="call", label=_("Was made"), available_if={"field": "status", "is_not": "completed"})
def complete_call(call: Call, data: CallResult, *, actor: Actor) -> Call:
    """The call was made, with this result."""
    values: dict[str, object] = {
        "status": "completed",
        "description": _joined(call.description, data.description),
    }
    if data.outcome:
        values["outcome"] = data.outcome
    if data.duration_seconds is not None:
        values["duration_seconds"] = data.duration_seconds
    return records.update(call, values, actor=actor)


def _joined(before: str, more: str) -> str:
    """The text with more below it; what it already says is not said twice."""
    more = more.strip()
    return before if more in before else f"{before}\n\n{more}".strip()
