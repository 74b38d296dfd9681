"""Declares notes, tasks, meetings, calls and e-mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.activities import mentions, rules
from magpie.activities.models import Call, EmailMessage, Meeting, Note, Task
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.objects import OpenChoices

# Parts above look at each meeting before it is saved, as (meeting, changed columns, actor); they may raise Refused.
meeting_checks: list[Callable[[Meeting, frozenset[str], Actor], None]] = []


def _look_at_meeting(meeting: Meeting, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    for look in meeting_checks:
        look(meeting, changed, actor)
    return {}


def _complete(task: Task, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """However a task is completed, the time is kept; opened again, it is forgotten."""
    return {"completed_at": rules.completed_at(task.status, task.completed_at, timezone.now())}


def _check_meeting(values: dict[str, Any], meeting: Meeting | None) -> dict[str, str]:
    starts_at = values["starts_at"] if "starts_at" in values else getattr(meeting, "starts_at", None)
    ends_at = values["ends_at"] if "ends_at" in values else getattr(meeting, "ends_at", None)
    if starts_at and ends_at and ends_at < starts_at:
        return {"ends_at": now_("The end lies before the beginning.")}
    return {}


def _check_call(values: dict[str, Any], call: Call | None) -> dict[str, str]:
    if (seconds := values.get("duration_seconds")) is not None and seconds < 0:
        return {"duration_seconds": now_("Enter 0 or more.")}
    return {}


objects.register(
    name="task",
    model=Task,
    title="subject",
    icon="check-square",
    group="activities",
    timeline="task",
    columns=("subject", "due_at", "priority", "status", "related_to", "owner"),
    sections=(
        (_("Task"), ("subject", "due_at", "priority", "status", "related_to", "owner")),
        (_("More"), ("description", "completed_at")),
    ),
    highlights=("status", "due_at", "priority", "related_to", "owner"),
    search=("subject", "description"),
    subtitle="status",
    board_by="status",
    stage_field="status",
    closed_stages=("deferred", "cancelled"),
    read_only=("completed_at",),
    before_save=_complete,
)
objects.register(
    name="meeting",
    model=Meeting,
    title="subject",
    icon="team",
    group="activities",
    timeline="meeting",
    columns=("subject", "starts_at", "ends_at", "location", "status", "related_to", "owner"),
    sections=(
        (_("Meeting"), ("subject", "starts_at", "ends_at", "location", "status", "related_to")),
        (_("People"), ("owner", "attendees", "rooms")),
        (_("More"), ("description", "shows_as", "may_overlap")),
    ),
    highlights=("status", "starts_at", "location", "related_to", "owner"),
    search=("subject", "location", "description"),
    subtitle="location",
    board_by="status",
    own_by=("owner", "attendees"),
    read_only=("series", "occurs_on"),
    check=_check_meeting,
    before_save=_look_at_meeting,
)
objects.register(
    name="call",
    model=Call,
    title="subject",
    icon="phone",
    group="activities",
    timeline="call",
    columns=("subject", "direction", "phone", "starts_at", "status", "outcome", "related_to", "owner"),
    sections=(
        (_("Call"), ("subject", "direction", "phone", "starts_at", "duration_seconds", "status", "outcome")),
        (_("More"), ("related_to", "owner", "description")),
    ),
    highlights=("status", "outcome", "phone", "starts_at", "owner"),
    search=("subject", "phone", "description"),
    subtitle="phone",
    own_choices={"outcome": OpenChoices()},
    check=_check_call,
)
objects.register(
    name="note",
    model=Note,
    title="subject",
    named_by=("body",),
    icon="file-text",
    group="activities",
    timeline="note",
    columns=("subject", "body", "related_to", "owner", "created_at"),
    sections=((pgettext_lazy("activity", "Note"), ("subject", "body", "related_to", "pinned", "owner")),),
    highlights=("related_to", "owner", "created_at"),
    search=("subject", "body"),
    before_save=mentions.tell_mentioned,
)
objects.register(
    name="email_message",
    model=EmailMessage,
    plural="email-messages",
    title="subject",
    icon="mail",
    group="activities",
    timeline="email",
    timeline_at="sent_at",
    timeline_leaves_out={"from_mailbox": True},  # the mailboxes show these themselves, as far as each person may see
    columns=("subject", "from_address", "to_addresses", "direction", "sent_at", "related_to"),
    sections=(
        (
            pgettext_lazy("message", "E-mail"),
            ("subject", "from_address", "to_addresses", "cc_addresses", "sent_at", "direction", "body"),
        ),
        (_("More"), ("related_to", "owner", "is_automatic")),
    ),
    read_only=("is_automatic", "from_mailbox"),
    highlights=("direction", "from_address", "to_addresses", "sent_at"),
    search=("subject", "from_address", "to_addresses", "body"),
    subtitle="from_address",
)
