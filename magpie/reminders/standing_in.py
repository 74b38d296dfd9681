"""What a deputy did with somebody's reminders, and which of them still wait."""

from __future__ import annotations

import datetime

from magpie.notices.delegations import acting
from magpie.notices.delegations.acting import Acted
from magpie.notices.delegations.models import Delegation
from magpie.notices.tell import WORK_OF
from magpie.platform import texts
from magpie.reminders.firing import KIND
from magpie.reminders.models import WAITING, Occurrence

WORK_OF[KIND] = "reminders"


def _reminders(row: Delegation, until: datetime.datetime) -> list[Acted]:
    if not acting.covers(row, "reminders"):
        return []
    theirs = Occurrence.objects.filter(reminder__owner=row.user_id).select_related("reminder")
    answered = theirs.filter(answered_by=row.deputy_id, answered_at__gte=row.starts_at, answered_at__lt=until)
    waiting = theirs.filter(status__in=WAITING)
    return [
        Acted(each.answered_at, "reminder", str(each.reminder.subject), each.outcome, _url(each))
        for each in answered.order_by("answered_at")[: acting.MOST_SHOWN]
    ] + [
        Acted(None, "reminder", str(each.reminder.subject), "", _url(each))
        for each in waiting.order_by("due_at")[: acting.MOST_SHOWN]
    ]


def _url(occurrence: Occurrence) -> str:
    return texts.record_url(occurrence.reminder)


acting.sources.append(_reminders)
