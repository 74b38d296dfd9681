"""What the people of a manager have open today, as something to subscribe to: reminders and tasks."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.platform import access, objects, teams, texts
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Invalid
from magpie.reminders import workday
from magpie.subscriptions import sources
from magpie.subscriptions.sources import SHOWN_ROWS, Column, Figure, Report, Row, Source, Table

MOST_PEOPLE = 500
MOST_OF_ONE = 200


def _people(actor: Actor) -> list[int]:
    return teams.people_under(actor.user_id) or ([actor.user_id] if actor.user_id else [])


def _check(parameters: sources.Parameters) -> dict[str, Any]:
    if parameters:
        raise Invalid({"parameters": [_("There is nothing to choose here.")]})
    return {}


def _compute(actor: Actor, parameters: sources.Parameters, now: datetime.datetime) -> Report:
    rows: list[Row] = []
    late = 0
    readable = access.scope_q(actor, objects.get("task")) or Q()
    people = User.objects.filter(pk__in=_people(actor), is_active=True).order_by("name", "pk")[:MOST_PEOPLE]
    for user in people:
        until = workday.day_of(user, now).ends
        for occurrence in workday.open_occurrences([user.pk], until)[:MOST_OF_ONE]:
            url = texts.page_url("reminder", occurrence.reminder_id)
            rows.append(Row((occurrence.reminder.subject, user.name, occurrence.due_at), url))
            late += occurrence.due_at < now
        for task in workday.open_tasks([user.pk], until).filter(readable)[:MOST_OF_ONE]:
            rows.append(Row((task.subject, user.name, task.due_at), texts.record_url(task)))
            late += task.due_at < now
    named = hashlib.sha256("\n".join(f"{row.url} {row.cells}" for row in rows).encode()).hexdigest()
    busy = len({row.cells[1] for row in rows})
    figures = (
        Figure("count", _("Open today"), Decimal(len(rows))),
        Figure("late", _("Overdue"), Decimal(late)),
        Figure("people", _("People with open work"), Decimal(busy)),
    )
    columns = (Column(_("Subject")), Column(_("Person")), Column(_("Due"), "moment"))
    table = Table(_("Open work"), columns, tuple(rows[:SHOWN_ROWS]), len(rows), lambda: iter(rows))
    return Report(_("Open work of my people"), f"{settings.PUBLIC_URL}/worklog", figures, (table,), named)


def _may(actor: Actor) -> bool:
    return actor.user is not None


sources.register(Source("open_work", gettext_lazy("Open work of my people"), _compute, _check, _may))
