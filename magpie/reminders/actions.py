"""What people, programs and workflows do with reminders."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from magpie.notices.tell import KINDS
from magpie.platform import events, objects, records
from magpie.platform.actions import action
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Invalid
from magpie.reminders import answering
from magpie.reminders.models import OPEN, Occurrence, Reminder

KINDS["reminder"] = gettext_lazy("Reminders")
STILL_OPEN = {"field": "status", "in": list(OPEN)}
events.declare("reminder", "reminder_answered", gettext_lazy("A reminder was answered"))
events.declare("reminder", "reminder_snoozed", gettext_lazy("A reminder was put off"))
events.declare("reminder", "reminder_handed_over", gettext_lazy("A reminder was given to somebody else"))

Occasion = Annotated[
    int | None, Field(title=gettext_noop("Which time"), gt=0, lt=2**63, json_schema_extra={"x-hidden": True})
]


class Answer(BaseModel):
    """With which words; `occurrence` names one time of a reminder that waits several times."""

    model_config = ConfigDict(extra="forbid")
    note: str = Field("", title=gettext_noop("Note"), max_length=2000)
    occurrence: Occasion = None


class Because(Answer):
    """With a reason that others understand."""

    note: str = Field(title=gettext_noop("Because"), min_length=1, max_length=2000)


class Later(BaseModel):
    """Until a moment, or for so many minutes."""

    model_config = ConfigDict(extra="forbid")
    minutes: int | None = Field(None, title=gettext_noop("Minutes"), ge=1, le=60 * 24 * 366)
    until: datetime.datetime | None = Field(None, title=gettext_noop("Until"))
    occurrence: Occasion = None


TIMES = {
    "all": gettext_noop("This time and all further ones"),
    "this": gettext_noop("Only this time"),
}
Times = Annotated[
    Literal["all", "this"],
    Field(json_schema_extra={"oneOf": [{"const": value, "title": title} for value, title in TIMES.items()]}),
]


class To(BaseModel):
    """To whom; of what repeats, whether all further times go along."""

    model_config = ConfigDict(extra="forbid")
    to: int = Field(title=gettext_noop("To"), gt=0, lt=2**63, json_schema_extra={"x-object": "user"})
    times: Times = Field("all", title=gettext_noop("If it comes again"))
    note: str = Field("", title=gettext_noop("Note"), max_length=2000)
    occurrence: Occasion = None


@action("reminder.done", on="reminder", label=gettext_lazy("Done"), available_if=STILL_OPEN, position=10)
def done(reminder: Reminder, data: Answer, *, actor: Actor) -> Reminder:
    """It is done; what repeats comes again at its next time."""
    return _close(reminder, data, "done", actor)


@action("reminder.not_needed", on="reminder", label=gettext_lazy("Not needed"), available_if=STILL_OPEN, position=40)
def not_needed(reminder: Reminder, data: Because, *, actor: Actor) -> Reminder:
    """It need not be done, because …"""
    return _close(reminder, data, "not_needed", actor)


@action("reminder.false_alarm", on="reminder", label=gettext_lazy("False alarm"), available_if=STILL_OPEN, position=50)
def false_alarm(reminder: Reminder, data: Because, *, actor: Actor) -> Reminder:
    """It should not have been told at all, because …; counted for whoever made its rule."""
    return _close(reminder, data, "false_alarm", actor)


@action("reminder.snooze", on="reminder", label=gettext_lazy("Later"), available_if=STILL_OPEN, position=20)
def snooze(reminder: Reminder, data: Later, *, actor: Actor) -> Reminder:
    """Tell again later."""
    if (data.until is None) == (data.minutes is None):
        raise Invalid({"until": [_("Say until when, or for how many minutes.")]})
    now = timezone.now()
    if data.until is not None:
        until = data.until if data.until.tzinfo else timezone.make_aware(data.until)
    else:
        until = now + datetime.timedelta(minutes=data.minutes or 0)
    return answering.snooze(reminder, answering.open_ones(reminder, data.occurrence), until, actor)


@action("reminder.hand_over", on="reminder", label=gettext_lazy("Hand over"), available_if=STILL_OPEN, position=30)
def hand_over(reminder: Reminder, data: To, *, actor: Actor) -> Reminder:
    """Somebody else takes care of it: of this time, or of what comes again as well."""
    to = User.objects.filter(pk=data.to, is_active=True).first()
    if to is None:
        raise Invalid({"to": [_("Choose a person.")]})
    occurrences = answering.open_ones(reminder, data.occurrence)
    if data.times == "this" and reminder.recurrence:
        return answering.hand_over_once(reminder, occurrences, to, data.note, actor)
    return answering.hand_over(reminder, occurrences, to, data.note, actor)


@action(
    "reminder.cancel", on="reminder", label=gettext_lazy("Cancel reminder"), available_if=STILL_OPEN, position=60,
    confirm=gettext_lazy("It is not told any more, and does not come again."),
)  # fmt: skip
def cancel(reminder: Reminder, data: Answer, *, actor: Actor) -> Reminder:
    """Neither this time nor any other."""
    every = list(Occurrence.objects.filter(reminder=reminder, answered_at=None).select_for_update())
    waiting = [o for o in every if o.status != "scheduled"]
    Occurrence.objects.filter(reminder=reminder, answered_at=None, status="scheduled").delete()
    return answering.close(reminder, waiting, "cancelled", data.note, actor, "cancelled")


def _close(reminder: Reminder, data: Answer, outcome: str, actor: Actor) -> Reminder:
    occurrences = answering.open_ones(reminder, data.occurrence)
    return answering.close(reminder, occurrences, outcome, data.note.strip(), actor)


def tick_point(reminder: Reminder, place: int, is_done: bool, actor: Actor) -> Reminder:
    """Tick a point of the check-list, or untick it."""
    with transaction.atomic():
        reminder = records.lock(objects.get("reminder"), reminder.pk)  # somebody else may tick another one
        points: list[dict[str, Any]] = [dict(point) for point in reminder.checklist]
        if not 0 <= place < len(points):
            raise Invalid({"place": [_("There is no such point.")]})
        points[place]["done"] = is_done
        return records.update(reminder, {"checklist": points}, actor=actor)
