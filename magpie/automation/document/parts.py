"""What the parts of a document have in common: texts in languages, amounts of time, values taken from elsewhere."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from magpie.lib import periods

UNITS = ("seconds", "minutes", "hours", "days", "weeks", "months")
WEEKDAYS = Annotated[int, Field(ge=1, le=7)]  # 1 is Monday
Title = dict[str, str]  # language → text
Filter = dict[str, Any]
BlockId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]  # "09:00"


def _amount(value: dict[str, Any]) -> dict[str, Any]:
    if value and not periods.is_amount(value, UNITS):
        raise ValueError(_('Enter an amount of time such as {"days": 2}.'))
    return value


def _signed_amount(value: dict[str, Any]) -> dict[str, Any]:
    if len({n > 0 for n in value.values() if n}) > 1:
        raise ValueError(_('Enter an amount of time such as {"days": 2}.'))
    _amount({unit: abs(n) for unit, n in value.items()})
    return value


Amount = Annotated[dict[str, int], AfterValidator(_amount)]
SignedAmount = Annotated[dict[str, int], AfterValidator(_signed_amount)]  # {"days": -3}: three days before


class Part(BaseModel):
    """Anything in a document; a key that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class Window(Part):
    """When something may be done: the hours of a day, and the days."""

    from_: Clock = Field(default="09:00", alias="from")
    to: Clock = "18:00"
    days: list[WEEKDAYS] = []  # empty: every day
    working_days: bool = False  # only days on which the company works, by its calendar
    zone: str = ""  # the name of a zone; "owner": that of the record's owner; empty: the company's


class Declared(Part):
    """A value that a form asks for, a code step gives, or another workflow is called with."""

    name: Name
    label: Title = {}
    type: Literal["text", "long_text", "number", "boolean", "date", "datetime", "choice", "user", "record", "json"] = (
        "text"
    )
    required: bool = False
    options: list[str] = []  # of a choice
    object: str = ""  # of a record
