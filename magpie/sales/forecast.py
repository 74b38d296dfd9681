"""The forecast: open and won opportunities by person, month and category, and what changed since a week ago.

Once a day the sums are kept, so that the page can say what moved.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from magpie.lib.periods import shift_months
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.sales.models import ForecastAdjustment, ForecastSnapshot, Opportunity

CATEGORIES = ("closed", "commit", "best_case", "pipeline")
Day = datetime.date
KEPT_DAYS = 400


def sums(found: Any, first: Day, after: Day) -> Any:
    """Rows of (owner, month, category, amount, weighted, count) for the opportunities that close in these months."""
    rows = found.filter(close_date__gte=first, close_date__lt=after, forecast_category__in=CATEGORIES)
    return (
        rows.order_by()
        .annotate(month=TruncMonth("close_date"))
        .values_list("owner", "month", "forecast_category")
        .annotate(amount=Coalesce(Sum("amount"), Decimal()), weighted=Coalesce(Sum("weighted_amount"), Decimal()))
        .annotate(count=Count("pk"))
    )


def of(actor: Actor, first: Day, months: int, currency: str) -> list[dict[str, Any]]:
    """A line for each person with opportunities that the actor may read, the largest expectation first."""
    after = shift_months(first, months)
    visible = access.visible(actor, objects.get("opportunity")).filter(currency=currency)
    lines: dict[int | None, dict[tuple[Day, str], dict[str, Any]]] = defaultdict(dict)
    for owner, month, category, amount, weighted, count in sums(visible, first, after):
        lines[owner][month, category] = {"amount": amount, "weighted": weighted, "count": count}
    adjustments = _adjustments(actor, first, after, currency)
    before = _before(actor, [owner for owner in lines if owner], first, after, currency)
    users = User.objects.in_bulk([owner for owner in lines if owner])
    shown = []
    for owner, cells in lines.items():
        user = users.get(owner or 0)
        shown.append(
            {
                "owner": {"id": user.pk, "title": str(user)} if user else None,
                "team": {"id": user.team_id, "title": str(user.team)} if user and user.team_id else None,
                "months": [
                    _month(shift_months(first, place), cells, adjustments.get(owner, {}), before.get(owner))
                    for place in range(months)
                ],
            }
        )
    return sorted(shown, key=lambda line: -sum(m["weighted"] for m in line["months"]))


def _month(
    month: Day,
    cells: dict[tuple[Day, str], dict[str, Any]],
    adjustments: dict[Day, ForecastAdjustment],
    before: dict[Day, Decimal] | None,
) -> dict[str, Any]:
    nothing = {"amount": Decimal(), "weighted": Decimal(), "count": 0}
    by_category = {category: cells.get((month, category), nothing) for category in CATEGORIES}
    adjustment = adjustments.get(month)
    total = sum((cell["amount"] for cell in by_category.values()), Decimal())
    return {
        "month": month,
        "categories": [{"category": category, **cell} for category, cell in by_category.items()],
        "total": total,
        "weighted": sum((cell["weighted"] for cell in by_category.values()), Decimal()),
        "change": None if before is None else total - before.get(month, Decimal()),
        "adjusted": adjustment.amount if adjustment else None,
        "note": adjustment.note if adjustment else "",
        "adjustment": adjustment.pk if adjustment else None,
    }


def _adjustments(
    actor: Actor, first: Day, after: Day, currency: str
) -> dict[int | None, dict[Day, ForecastAdjustment]]:
    found: dict[int | None, dict[Day, ForecastAdjustment]] = defaultdict(dict)
    rows = access.visible(actor, objects.get("forecast_adjustment"))
    for row in rows.filter(month__gte=first, month__lt=after, currency=currency):
        found[row.person_id][row.month] = row
    return found


def _before(
    actor: Actor, owners: list[int], first: Day, after: Day, currency: str
) -> dict[int | None, dict[Day, Decimal]]:
    """The sums of a week ago by owner and month, of the people all of whose opportunities the actor may read."""
    scopes = access.scopes(actor, objects.get("opportunity"), "read")
    known = owners if scopes == ["all"] else access.team_members(actor) if "team" in scopes else [actor.user_id or 0]
    week_ago = timezone.localdate() - datetime.timedelta(days=7)
    days = ForecastSnapshot.objects.filter(day__lte=week_ago).order_by("-day").values_list("day", flat=True)
    day = days.first()
    if day is None:
        return {}
    found: dict[int | None, dict[Day, Decimal]] = {owner: {} for owner in owners if owner in known}
    rows = ForecastSnapshot.objects.filter(
        day=day, owner__in=list(found), month__gte=first, month__lt=after, currency=currency
    )
    for owner, month, amount in rows.values_list("owner", "month").annotate(total=Sum("amount")):
        found[owner][month] = amount
    return found


def keep_today() -> int:
    """Keep the sums of today, once; gives how many were kept."""
    today = timezone.localdate()
    if ForecastSnapshot.objects.filter(day=today).exists():
        return 0
    first, after = shift_months(today.replace(day=1), -3), shift_months(today.replace(day=1), 13)
    rows = []
    for currency in Opportunity.objects.order_by().values_list("currency", flat=True).distinct():
        for owner, month, category, amount, _weighted, _count in sums(
            Opportunity.objects.filter(currency=currency, owner__isnull=False), first, after
        ):
            rows.append(
                ForecastSnapshot(
                    day=today, owner_id=owner, month=month, currency=currency, category=category, amount=amount
                )
            )
    ForecastSnapshot.objects.bulk_create(rows, ignore_conflicts=True)
    ForecastSnapshot.objects.filter(day__lt=today - datetime.timedelta(days=KEPT_DAYS)).delete()
    return len(rows)
