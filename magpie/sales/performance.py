"""What people have achieved in a period, counted from the records themselves by one query for each measure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from magpie.accounts.models import Account
from magpie.activities.models import Call, Meeting
from magpie.platform.models import Team, User
from magpie.sales.models import Lead, Opportunity

Day = datetime.date


@dataclass(frozen=True)
class Question:
    """What is to be counted; `ends_on` is the first day after the period."""

    measure: str
    starts_on: Day
    ends_on: Day
    currency: str
    product: str = ""


def achieved(question: Question) -> dict[int, Decimal]:
    """What each person has achieved, by the number of the user; amounts count in the one currency only."""
    rows = _ROWS[question.measure](question)
    return {user_id: Decimal(value or 0) for user_id, value in rows if user_id}


def members(teams: Iterable[Team], team_id: int) -> set[int]:
    """The teams below and including this one."""
    parents = {t.pk: t.parent_id for t in teams}
    found = {team_id}
    while more := {t for t, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def people_of(team_id: int) -> list[int]:
    """The users of a team and of all teams below."""
    teams = members(Team.objects.all(), team_id)
    return list(User.objects.filter(team__in=teams).values_list("pk", flat=True))


def _moments(question: Question) -> tuple[datetime.datetime, datetime.datetime]:
    start, end = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        for day in (question.starts_on, question.ends_on)
    )
    return start, end


def _won(question: Question) -> Any:
    found = Opportunity.objects.filter(
        status="won", close_date__gte=question.starts_on, close_date__lt=question.ends_on
    )
    return found.filter(product=question.product) if question.product else found


def _won_amount(question: Question) -> Any:
    return _by(_won(question).filter(currency=question.currency), Sum("amount"))


def _won_count(question: Question) -> Any:
    return _by(_won(question), Count("pk"))


def _new_customers(question: Question) -> Any:
    start, end = _moments(question)
    return _by(Account.objects.filter(type="customer", created_at__gte=start, created_at__lt=end), Count("pk"))


def _new_leads(question: Question) -> Any:
    start, end = _moments(question)
    found = Lead.objects.filter(created_at__gte=start, created_at__lt=end).order_by()
    return found.values_list("created_by").annotate(value=Count("pk"))


def _calls(question: Question) -> Any:
    start, end = _moments(question)
    return _by(Call.objects.filter(status="completed", starts_at__gte=start, starts_at__lt=end), Count("pk"))


def _meetings(question: Question) -> Any:
    start, end = _moments(question)
    return _by(Meeting.objects.filter(status=HELD, starts_at__gte=start, starts_at__lt=end), Count("pk"))


def _by(found: Any, value: Any) -> Any:
    return found.order_by().values_list("owner").annotate(value=value)


HELD = "held"
_ROWS: dict[str, Callable[[Question], Any]] = {
    "won_amount": _won_amount,
    "won_count": _won_count,
    "new_customers": _new_customers,
    "new_leads": _new_leads,
    "calls": _calls,
    "meetings": _meetings,
}
