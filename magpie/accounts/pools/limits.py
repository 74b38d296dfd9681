"""What one person may claim: so many a day, so many in all, and not what they lost a moment ago."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.accounts.models import Pool, PoolMove
from magpie.platform import filters, locks, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused


def check_claim(pool: Pool, record: Any, user: User) -> None:
    """Refused if this person may not claim this record now; two claims of one person at once are counted in turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [locks.CLAIMS, user.pk])
    if pool.former_owner_days and (until := _barred_until(pool, record, user)):
        raise Refused(
            _("You had this record before. You may claim it again from %(day)s on.") % {"day": until.isoformat()}
        )
    if pool.claim_per_day is not None and claimed_today(pool, user) >= pool.claim_per_day:
        raise Refused(
            ngettext(
                "From this pool you may claim %(most)d record a day, and you have.",
                "From this pool you may claim %(most)d records a day, and you have.",
                pool.claim_per_day,
            )
            % {"most": pool.claim_per_day}
        )
    check_holdings(pool, user)


def check_holdings(pool: Pool, user: User) -> None:
    """Refused if the person holds as many records as the pool allows."""
    if pool.holdings_limit is not None and holdings(pool, user) >= pool.holdings_limit:
        raise Refused(
            _("%(name)s already holds %(most)d records, and the pool allows no more. Return some first.")
            % {"name": user.name, "most": pool.holdings_limit}
        )


def claimed_today(pool: Pool, user: User) -> int:
    """How many records the person claimed since their midnight."""
    zone = filters.Caller.of(Actor.of_user(user)).zone
    midnight = timezone.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return PoolMove.objects.filter(pool=pool, user=user, kind="claimed", at__gte=midnight).count()


def holdings(pool: Pool, user: User) -> int:
    """How many records that the pool's rules are about belong to the person."""
    object_type = objects.get(pool.object)
    caller = filters.Caller.of(Actor.of_user(user))
    found = object_type.model._default_manager.filter(owner=user)
    try:
        found = found.filter(filters.to_q(object_type, filters.parse(object_type, pool.filter), caller))
        if pool.excluded:
            found = found.exclude(filters.to_q(object_type, filters.parse(object_type, pool.excluded), caller))
    except filters.FilterError:  # a field it names is gone: all of them count
        pass
    return int(found.count())


def _barred_until(pool: Pool, record: Any, user: User) -> datetime.date | None:
    last = (
        PoolMove.objects.filter(object=pool.object, record_id=record.pk, kind__in=("recycled", "returned"))
        .order_by("-id")
        .first()
    )
    if last is None or last.former_owner_id != user.pk:
        return None
    until = last.at + datetime.timedelta(days=pool.former_owner_days)
    return until.date() if until > timezone.now() else None
