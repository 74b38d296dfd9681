"""The times of outside calendars that have no meeting here: what their owner sees, and when people are busy."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from magpie.calendars.outside.models import OutsideTime

MOST = 3000


def times_of(users: Sequence[int], first: datetime.datetime, last: datetime.datetime) -> list[OutsideTime]:
    """When these people are busy elsewhere."""
    if not users:
        return []
    found = _between(first, last).filter(event__calendar__account__user__in=users, is_free=False)
    return list(found.filter(event__calendar__use__in=("write", "busy"))[:MOST])


def shown_to(user: int, first: datetime.datetime, last: datetime.datetime) -> list[OutsideTime]:
    """What stands in one's own outside calendars and is no meeting here."""
    found = _between(first, last).filter(event__calendar__account__user=user)
    return list(found.exclude(event__calendar__use="off")[:MOST])


def _between(first: datetime.datetime, last: datetime.datetime) -> Any:
    found = OutsideTime.objects.filter(meeting=None, is_gone=False, starts_at__lt=last, ends_at__gt=first)
    found = found.filter(event__calendar__account__is_active=True)
    return found.select_related("event__calendar__account").defer("event__text").order_by("starts_at", "id")
