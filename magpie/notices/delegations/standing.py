"""Who stands in for whom at a moment: read once by every process and kept, as it is asked with every notice."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from magpie.notices.delegations.models import Delegation
from magpie.platform import setup
from magpie.platform.models import User


class Standing(NamedTuple):
    """One delegation that is not over."""

    user_id: int
    deputy_id: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    kinds: frozenset[str]  # none: everything

    def holds(self, kind: str, now: datetime.datetime) -> bool:
        """Whether it holds for that kind of work at that moment."""
        return self.starts_at <= now < self.ends_at and (not self.kinds or kind in self.kinds)


class Stand(NamedTuple):
    """Whether somebody is there for a kind of work, and who stands in if not."""

    is_there: bool
    deputy: User | None


def of(user: User, kind: str, now: datetime.datetime | None = None) -> Stand:
    """How it stands with somebody.  A delegation for the kind counts before what the person's own absence says; the
    deputy is None if they are away themselves.
    """
    now = now or timezone.now()
    rows = [row for row in _rows().get(user.pk, ()) if row.starts_at <= now < row.ends_at]
    chosen = next((row for row in rows if row.holds(kind, now)), None)
    if chosen is not None:
        deputy = User.objects.filter(pk=chosen.deputy_id).first()
    elif user.is_away(now):
        deputy = user.deputy if not rows else None
    else:
        return Stand(True, None)
    there = deputy is not None and deputy.is_active and not _is_out(deputy, kind, now)
    return Stand(False, deputy if there else None)


def given_to(user: User, kind: str) -> list[int]:
    """The numbers of those for whom this person stands in now."""
    now = timezone.now()
    by_rows = {r.user_id for rows in _rows().values() for r in rows if r.deputy_id == user.pk and r.holds(kind, now)}
    people = User.objects.filter(Q(deputy=user.pk) | Q(pk__in=by_rows), is_active=True).select_related("deputy")
    return [other.pk for other in people if of(other, kind, now).deputy == user]


def _is_out(user: User, kind: str, now: datetime.datetime) -> bool:
    return user.is_away(now) or any(row.holds(kind, now) for row in _rows().get(user.pk, ()))


def _rows() -> dict[int, list[Standing]]:
    return setup.kept("delegations", _load)


def _load() -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = {}
    for row in Delegation.objects.exclude(status="ended").order_by("starts_at", "id"):
        standing = Standing(row.user_id, row.deputy_id, row.starts_at, row.ends_at, frozenset(row.kinds))
        found.setdefault(row.user_id, []).append(standing)
    return found
