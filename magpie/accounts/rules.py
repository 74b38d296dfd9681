"""Decisions about customers: values in, values out, the time passed in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class PoolTerms:
    """What a pool's rules say of one record; all in days, None for never."""

    not_followed_days: int | None
    not_won_days: int | None
    warn_days: int
    protect_days: int
    active_since: datetime.datetime


@dataclass(frozen=True)
class Work:
    """What is known of the work on one record."""

    owned_since: datetime.datetime
    followed_up_at: datetime.datetime | None
    is_won: bool


def pool_due(terms: PoolTerms, work: Work) -> datetime.datetime | None:
    """When the record falls into the pool; None if it never does.

    Never before its protection has ended, nor before a new rule has left its owner the time of a warning.
    """
    day = datetime.timedelta(days=1)
    dates = []
    if terms.not_followed_days is not None:
        last = max(work.owned_since, work.followed_up_at or work.owned_since)
        dates.append(last + terms.not_followed_days * day)
    if terms.not_won_days is not None and not work.is_won:
        dates.append(work.owned_since + terms.not_won_days * day)
    if not dates:
        return None
    earliest = (work.owned_since + terms.protect_days * day, terms.active_since + terms.warn_days * day)
    return max(min(dates), *earliest)
