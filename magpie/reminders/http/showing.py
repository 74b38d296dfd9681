"""Occurrences as pages see them."""

import datetime
from collections.abc import Sequence
from typing import Any, Literal

from ninja import Schema

from magpie.lib import recurrence_words
from magpie.platform import titles
from magpie.platform.actor import Actor
from magpie.reminders import planning
from magpie.reminders.models import Occurrence

Status = Literal["scheduled", "firing", "snoozed", "escalated", "confirmed", "resolved", "cancelled"]
Kind = Literal["reminder", "promise", "duty"]


class Ref(Schema):
    """Somebody by number and name."""

    id: int
    title: str


class About(Schema):
    """The record that a reminder is about."""

    object: str
    id: int
    title: str


class Point(Schema):
    """A point of a check-list."""

    text: str
    done: bool


class OccurrenceItem(Schema):
    """One time of a reminder, with what has to be known of the reminder."""

    id: int
    reminder: int
    subject: str
    kind: Kind
    urgent: bool
    notes: str
    checklist: list[Point]
    about: About | None
    owner: Ref | None
    created_by: Ref | None
    status: Status
    due_at: datetime.datetime
    tell_at: datetime.datetime | None
    round: int
    rung: int
    late_seconds: int
    missed: list[datetime.datetime]
    repeat_minutes: int | None
    repeats: str
    outcome: str
    note: str
    answered_by: Ref | None
    answered_at: datetime.datetime | None


def items(occurrences: Sequence[Occurrence], actor: Actor, language: str) -> list[dict[str, Any]]:
    """These occurrences, with titles looked up together."""
    links = {str(o.reminder.related_to) for o in occurrences if o.reminder.related_to}
    pairs = [(name, int(number)) for name, _colon, number in (link.partition(":") for link in links)]
    known = titles.look_up(actor, pairs)
    return [_item(o, known, language) for o in occurrences]


def _item(occurrence: Occurrence, known: Any, language: str) -> dict[str, Any]:
    reminder = occurrence.reminder
    name, _colon, number = str(reminder.related_to).partition(":")
    title = known.get((name, int(number))) if number else None
    plain = "id due_at tell_at status round rung late_seconds missed outcome note answered_at"
    rule = planning.rule_of(reminder)
    return {
        **{n: getattr(occurrence, n) for n in plain.split()},
        "reminder": reminder.pk,
        "subject": reminder.subject,
        "kind": reminder.kind,
        "urgent": reminder.urgent,
        "notes": reminder.notes,
        "checklist": [{"text": p.get("text", ""), "done": bool(p.get("done"))} for p in reminder.checklist],
        "about": {"object": name, "id": int(number), "title": title} if title is not None else None,
        "owner": _ref(reminder.owner),
        "created_by": _ref(reminder.created_by),
        "repeat_minutes": reminder.repeat_minutes,
        "repeats": recurrence_words.describe(rule, language) if rule is not None and not reminder.relative else "",
        "answered_by": _ref(occurrence.answered_by),
    }


def _ref(user: Any) -> dict[str, Any] | None:
    return {"id": user.pk, "title": user.name} if user is not None else None
