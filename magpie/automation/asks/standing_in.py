"""What a deputy answered of what workflows asked somebody, and what is still asked."""

from __future__ import annotations

import datetime

from magpie.automation.asks.models import AskPerson
from magpie.automation.asks.telling import KIND, page_of
from magpie.notices.delegations import acting
from magpie.notices.delegations.acting import Acted
from magpie.notices.delegations.models import Delegation
from magpie.notices.tell import WORK_OF, in_language

WORK_OF[KIND] = "approvals"


def _asks(row: Delegation, until: datetime.datetime) -> list[Acted]:
    if not acting.covers(row, "approvals"):
        return []
    theirs = AskPerson.objects.filter(user=row.user_id).select_related("ask")
    answered = theirs.filter(answered_by=row.deputy_id, answered_at__gte=row.starts_at, answered_at__lt=until)
    return [
        Acted(each.answered_at, "ask", _title(each, row), each.outcome, page_of(each.ask))
        for each in answered.order_by("answered_at")[: acting.MOST_SHOWN]
    ] + [
        Acted(None, "ask", _title(each, row), "", page_of(each.ask))
        for each in theirs.filter(is_open=True).order_by("id")[: acting.MOST_SHOWN]
    ]


def _title(place: AskPerson, row: Delegation) -> str:
    return in_language(place.ask.title, row.user.language)


acting.sources.append(_asks)
