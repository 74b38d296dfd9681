"""What people and workflows do with meetings in the calendar."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, Field

from magpie.activities.models import Meeting
from magpie.calendars import series
from magpie.calendars.repeating import MOST_TIMES, Every, Repeat
from magpie.platform.actions import action
from magpie.platform.actor import Actor

EVERY = {
    "day": _("Every day"), "workday": _("Every weekday, Monday to Friday"), "week": _("Every week"),
    "month": _("Every month on that day"), "month_weekday": _("Every month on that weekday"), "year": _("Every year"),
}  # fmt: skip


def _name_rhythms(schema: dict[str, Any]) -> None:
    schema.pop("enum", None)
    schema["oneOf"] = [{"const": value, "title": str(label)} for value, label in EVERY.items()]


class RepeatMeeting(BaseModel):
    """How a meeting repeats.  Without an end it goes on, a year of it made ahead."""

    every: Every = Field("week", title=gettext_noop("Rhythm"), json_schema_extra=_name_rhythms)
    interval: int = Field(1, ge=1, le=99, title=gettext_noop("Only every so many times"))
    until: datetime.date | None = Field(None, title=gettext_noop("Last day"))
    times: int | None = Field(None, ge=2, le=MOST_TIMES, title=gettext_noop("Or so many times in all"))
    weekdays: list[int] = Field(default_factory=list, max_length=7, title=gettext_noop("Weekdays, 0 is Monday"))


@action(
    "meeting.repeat", on="meeting", label=_("Repeat"), bulk=False,
    available_if={"all": [{"field": "status", "is": "planned"}, {"field": "series", "is_empty": True}]},
)  # fmt: skip
def repeat_meeting(meeting: Meeting, data: RepeatMeeting, *, actor: Actor) -> Meeting:
    """Make the same meeting again and again, at the same time by the owner's clock."""
    repeat = Repeat(every=data.every, interval=data.interval, weekdays=data.weekdays, until=data.until)
    series.begin(meeting, repeat, times=data.times, actor=actor)
    return meeting
