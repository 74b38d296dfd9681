"""What starts a run."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from magpie.automation.document.parts import WEEKDAYS, Amount, Clock, Declared, Filter, Part, SignedAmount, Title

CHANGES = ("created", "updated", "deleted", "reassigned", "entered", "left", "satisfies", "ceases", "event")
CLOCKS = ("stayed", "date", "schedule")
ASKED = ("button", "webhook", "called", "failure")  # started by a person, a program or another workflow


class Schedule(Part):
    """Times that come again and again, in the zone in which they were written."""

    every: Literal["minutes", "hour", "day", "week", "month"] = "day"
    minutes: int = Field(default=30, ge=1, le=1440)  # with "minutes"
    at: Clock = "09:00"
    weekdays: list[WEEKDAYS] = []  # with "week", and with "day" if not every day
    day: int = Field(default=1, ge=-1, le=31)  # with "month"; -1 is its last day
    working_days: bool = False  # days without work are left out; a day of the month moves to the next with work
    zone: str = ""  # empty: the company's; of the triggers "date" and "stayed" too


class Trigger(Part):
    """One of:

    created, updated, deleted: that happens to a record; "updated" perhaps only if one of `fields` changed.
    reassigned: the owner changed.
    entered, left: the choice or reference `field` came to have, or has no longer, one of `values` (any if empty).
    satisfies, ceases: a change makes the filter true that was not, or no longer true that was.
    event: a named business event (`lead.handed_over`) happens to the record.
    stayed: the record has been in `field` = one of `values` for the time `for`, without a break.
    date: the date `field` of the record is `offset` away ({"days": -3}: three days before), at the clock time `at`.
    schedule: at the times of `schedule`, for each record that satisfies the filter, or once for none (`once`).
    button: a person presses a button of this `label` on the record, or for several in a list.
    webhook: a program calls the workflow's address; `find` names the field by which its record is found, and what is
        not found is created from `values` if there are any.
    called: another workflow calls this one, with `input`.
    failure: a run of one of `workflows` (any if empty) failed on a record of this object.

    `filter` is what the record must satisfy (now); `before` is what it must have satisfied before the change.
    """

    on: Literal[
        "created", "updated", "deleted", "reassigned", "entered", "left", "satisfies", "ceases", "event", "stayed",
        "date", "schedule", "button", "webhook", "called", "failure",
    ]  # fmt: skip
    filter: Filter = {}
    before: Filter = {}
    fields: list[str] = []
    field: str = ""
    values: list[Any] | dict[str, Any] = []
    event: str = ""
    for_: Amount = Field(default={}, alias="for")
    offset: SignedAmount = {}
    at: Clock = "09:00"
    schedule: Schedule = Schedule()
    once: bool = False
    label: Title = {}
    find: dict[str, str] = {}  # field of the record → key in what was sent: {"email": "contact.email"}
    input: list[Declared] = []
    workflows: list[int] = []
    own_writes: bool = False  # whether this workflow's own changes start it again
