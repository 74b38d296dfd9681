"""Work for people around a record: tasks, meetings, calls and notes, with the record already named."""

from __future__ import annotations

import datetime
from typing import Any, Literal, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions import rights
from magpie.automation.actions.inputs import Input, Moment, Person, choices, moment, object_named, shown_as
from magpie.notices import people
from magpie.platform import objects, records
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked, User
from magpie.platform.problems import Refused
from magpie.reminders.rules import LONGEST_REPEAT_MINUTES

GROUP = "activities"
THE_OWNER = Person(user=None, role_of="owner")
TEXT = shown_as("text")


class Work(Input):
    """What every activity has: what it is about, who does it, what is written about it."""

    subject: str = Field(title=gettext_noop("Subject"), min_length=1, max_length=200)
    description: str = Field("", title=gettext_noop("Description"), max_length=20_000, json_schema_extra=TEXT)
    to: Person = Field(default=THE_OWNER, title=gettext_noop("Who does it"), json_schema_extra=shown_as("person"))
    deputies: bool = Field(True, title=gettext_noop("The deputy if that person is away"))


class NewTask(Work):
    """A task, due so long from now or at a time."""

    due: Moment = Field(default="", title=gettext_noop("Due"), json_schema_extra=shown_as("moment"))
    priority: Literal["low", "normal", "high", "urgent"] = Field(
        "normal",
        title=gettext_noop("Priority"),
        json_schema_extra=choices(
            low=gettext_noop("Low"),
            normal=gettext_noop("Normal"),
            high=gettext_noop("High"),
            urgent=gettext_noop("Urgent"),
        ),
    )


class NewReminder(Work):
    """Somebody is reminded of the record, again and again until they answer, as long as a condition holds."""

    due: Moment = Field(default="", title=gettext_noop("Due"), json_schema_extra=shown_as("moment"))
    kind: Literal["reminder", "promise", "duty"] = Field(
        "reminder",
        title=gettext_noop("Kind"),
        json_schema_extra=choices(
            reminder=gettext_noop("Reminder"), promise=gettext_noop("Promise"), duty=gettext_noop("Regular duty")
        ),
    )
    repeat_minutes: int = Field(
        0, title=gettext_noop("Remind again every … minutes (0: tell once)"), ge=0, le=LONGEST_REPEAT_MINUTES
    )
    urgent: bool = Field(False, title=gettext_noop("Urgent"))
    condition: dict[str, Any] = Field(
        default={}, title=gettext_noop("As long as"), json_schema_extra=shown_as("filter")
    )
    ladder: int | None = Field(
        None, title=gettext_noop("Escalation ladder"), json_schema_extra={"x-object": "escalation_ladder"}
    )


class NewMeeting(Work):
    """A meeting at a time, with colleagues."""

    starts: Moment = Field(title=gettext_noop("Begins"), json_schema_extra=shown_as("moment"))
    minutes: int = Field(60, title=gettext_noop("Minutes"), ge=5, le=10_080)
    location: str = Field("", title=gettext_noop("Place"), max_length=200)
    attendees: list[Person] = Field(
        default=[], title=gettext_noop("Colleagues taking part"), max_length=100, json_schema_extra=shown_as("people")
    )


class NewCall(Work):
    """A call to make, at a time; without a number that of the record."""

    starts: Moment = Field(default="", title=gettext_noop("Begins"), json_schema_extra=shown_as("moment"))
    phone: str = Field("", title=gettext_noop("Phone"), max_length=60)


class NewNote(Input):
    """What is to be known about the record."""

    body: str = Field(title=gettext_noop("Text"), min_length=1, max_length=20_000, json_schema_extra=TEXT)
    subject: str = Field("", title=gettext_noop("Subject"), max_length=200)


@action(
    "task.create",
    on="*",
    label=gettext_lazy("Create a task"),
    about=gettext_lazy("Gives somebody a task about the record."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("Task"), "record", "task"),),
    for_people=False,
)
def create_task(record: Tracked, data: NewTask, *, actor: Actor) -> Tracked:
    """A task for whoever is meant, about the record."""
    due = moment(data.due, timezone.now())
    return _create("task", record, data, actor, {"due_at": due, "priority": data.priority})


@action(
    "reminder.create",
    on="*",
    label=gettext_lazy("Create a reminder"),
    about=gettext_lazy("Reminds somebody of the record, again and again until they answer."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("Reminder"), "record", "reminder"),),
    for_people=False,
)
def create_reminder(record: Tracked, data: NewReminder, *, actor: Actor) -> Tracked:
    """A reminder of the record for whoever is meant; without a time it is told at once."""
    now = timezone.now()
    values = {
        "subject": data.subject,
        "notes": data.description,
        "owner": _whom(record, data).pk,
        "kind": data.kind,
        "starts_at": moment(data.due, now) or now,
        "repeat_minutes": data.repeat_minutes or None,
        "urgent": data.urgent,
        "condition": data.condition,
    }
    if data.ladder:
        values["ladder"] = data.ladder
    return _save("reminder", record, values, actor, origin=f"run:{actor.run_id}" if actor.run_id else "")


@action(
    "meeting.create",
    on="*",
    label=gettext_lazy("Plan a meeting"),
    about=gettext_lazy("Puts a meeting about the record into the calendar."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("Meeting"), "record", "meeting"),),
    for_people=False,
)
def create_meeting(record: Tracked, data: NewMeeting, *, actor: Actor) -> Tracked:
    """A planned meeting about the record."""
    starts = moment(data.starts, timezone.now())
    if starts is None:
        raise Refused(_("Say when the meeting begins."))
    attending = [user.pk for person in data.attendees if (user := person.find(record)) is not None]
    values = {
        "starts_at": starts,
        "ends_at": starts + datetime.timedelta(minutes=data.minutes),
        "location": data.location,
        "attendees": list(dict.fromkeys(attending)),
    }
    return _create("meeting", record, data, actor, values)


@action(
    "call.create",
    on="*",
    label=gettext_lazy("Plan a call"),
    about=gettext_lazy("Plans a call about the record."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("Call"), "record", "call"),),
    for_people=False,
)
def create_call(record: Tracked, data: NewCall, *, actor: Actor) -> Tracked:
    """A planned call, to the record's own number unless another is given."""
    phone = data.phone or next((n for f in ("mobile", "phone") if (n := getattr(record, f, ""))), "")
    values = {"starts_at": moment(data.starts, timezone.now()), "phone": phone, "status": "planned"}
    return _create("call", record, data, actor, values)


@action(
    "note.create",
    on="*",
    label=gettext_lazy("Write a note"),
    about=gettext_lazy("Writes a note on the record."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("Note"), "record", "note"),),
    for_people=False,
)
def create_note(record: Tracked, data: NewNote, *, actor: Actor) -> Tracked:
    """A note about the record."""
    return _save("note", record, {"subject": data.subject, "body": data.body}, actor)


def _create(name: str, record: Any, data: Work, actor: Actor, values: dict[str, Any]) -> Tracked:
    shared = {"subject": data.subject, "description": data.description, "owner": _whom(record, data).pk}
    return _save(name, record, {**shared, **values}, actor)


def _whom(record: Any, data: Work) -> User:
    person = data.to.find(record)
    if person is None:
        raise Refused(_("There is nobody to do “%(subject)s”.") % {"subject": data.subject})
    deputy = people.deputy_of(person, "queues") if data.deputies else None
    if not person.is_active and deputy is None:
        raise Refused(_("%(name)s no longer has an account.") % {"name": person.name})
    return deputy or person


def _save(name: str, record: Any, values: dict[str, Any], actor: Actor, **kept: Any) -> Tracked:
    """The new record; `kept` are values that only the product writes."""
    object_type = object_named(name)
    if record is not None:
        values["related_to"] = f"{objects.of(record).name}:{record.pk}"
    rights.to_create(actor, object_type, values)
    made: Tracked = records.create(cast("type[Tracked]", object_type.model), {**values, **kept}, actor=actor)
    return made
