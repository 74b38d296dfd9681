"""The steps into a pool and out of it; each changes the record, says so as an event and is kept in `PoolMove`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from magpie.accounts.models import Pool, PoolMove
from magpie.accounts.pools.taking_part import participant
from magpie.platform import events, objects, records
from magpie.platform.actor import Actor
from magpie.platform.models import User


def put_in(record: Any, pool: Pool, kind: str, *, actor: Actor, reason: str = "") -> Any:
    """Into the pool; kind: returned or recycled.  Called inside an action."""
    former, now = record.owner_id, timezone.now()
    _hand_along(record, former, None, actor)
    _quietly(record, pool_due_at=None, pool_warn_at=None)
    record = records.update(record, {"owner": None, "pool": pool.pk, "pool_since": now}, actor=actor)
    _keep(record, pool, kind, user=None, former=former, actor=actor, reason=reason)
    return record


def take_out(record: Any, user: User, kind: str, *, actor: Actor) -> Any:
    """Out of its pool to this person; kind: claimed or assigned.  Called inside an action."""
    pool = record.pool
    record = records.update(record, {"owner": user.pk, "pool": None, "pool_since": None}, actor=actor)
    _hand_along(record, None, user.pk, actor)
    _keep(record, pool, kind, user=user.pk, former=None, actor=actor)
    return record


def _keep(
    record: Any, pool: Pool, kind: str, *, user: int | None, former: int | None, actor: Actor, reason: str = ""
) -> None:
    name = objects.of(record).name
    PoolMove.objects.create(
        object=name, record_id=record.pk, pool=pool, kind=kind, user_id=user, former_owner_id=former,
        by_id=actor.user_id, reason=reason,
    )  # fmt: skip
    events.emit(record, f"pool_{kind}", {"pool": pool.name, "reason": reason, "former_owner": former})


def _hand_along(record: Any, before: int | None, after: int | None, actor: Actor) -> None:
    """What belongs to the record and had the same owner goes with it."""
    taking = participant(objects.of(record).name)
    for name, field in taking.along if taking else ():
        model: Any = objects.get(name).model
        for child in model._default_manager.filter(**{field: record.pk, "owner": before}).order_by("pk"):
            records.update(child, {"owner": after}, actor=actor)


def _quietly(record: Any, **values: Any) -> None:
    """Write columns whose changes are no events."""
    type(record)._default_manager.filter(pk=record.pk).update(**values)
