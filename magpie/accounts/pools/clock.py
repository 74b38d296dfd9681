"""The worker's part: follows the event log to keep the dates, warns the owners, lets what is due fall into its pool.

What is due is found by index, a batch at a time, and looked at again under a lock before it falls; any number of
workers may do this at once.
"""

from __future__ import annotations

import datetime
import logging
import threading
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.accounts.models import Pool
from magpie.accounts.pools import moves, reckoning
from magpie.accounts.pools.taking_part import participants, pools_of
from magpie.notices import tell
from magpie.platform import context, objects, readers, setup, triggers
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Problem

log = logging.getLogger(__name__)
READER = "pools"
BATCH = 200
LOOK_EVERY_SECONDS = 30.0
triggers.more_readers.append(READER)


def loop(stop: threading.Event) -> None:
    """Keep the dates and the pools until told to stop."""
    looked_at = timezone.now() - datetime.timedelta(days=1)
    with readers.Waker() as waker:
        while not stop.is_set():
            setup.refresh()
            busy = readers.read_lanes(READER, 500, read_events) > 0
            busy |= reckon_some() > 0
            if (timezone.now() - looked_at).total_seconds() >= LOOK_EVERY_SECONDS:
                if tick(timezone.now()):
                    busy = True
                else:
                    looked_at = timezone.now()
            if not busy:
                waker.wait(5.0)
                stop.wait(0.2)


def read_events(events: list[Event]) -> None:
    """Find anew when the records fall in that these events are about."""
    touched: dict[str, set[int]] = {}
    wanted = {p.object for p in participants() if pools_of(p.object)}
    if not wanted:
        return
    for event in events:
        for name, numbers in reckoning.touched_by(event.object, {**event.record, "id": event.record_id}).items():
            touched.setdefault(name, set()).update(numbers)
    for name in sorted(wanted & touched.keys()):
        wanted_numbers = sorted(touched[name])
        for start in range(0, len(wanted_numbers), BATCH):
            reckoning.reckon(objects.get(name), wanted_numbers[start : start + BATCH])


def reckon_some() -> int:
    """After a change of a pool's rules, find anew the dates of the next records of its object; how many."""
    pool = Pool.objects.filter(reckon_from__isnull=False).order_by("id").first()
    if pool is None:
        return 0
    object_type = objects.find(pool.object)
    numbers: list[int] = []
    if object_type is not None:
        found = object_type.model._default_manager.filter(pk__gt=pool.reckon_from).order_by("pk")
        numbers = list(found.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        if object_type is not None and numbers:
            reckoning.reckon(object_type, numbers)
        Pool.objects.filter(pk=pool.pk, reckon_from=pool.reckon_from).update(
            reckon_from=numbers[-1] if len(numbers) == BATCH else None
        )
    return max(1, len(numbers))


def tick(now: datetime.datetime) -> int:
    """Warn of and recycle what is due by now, at most a batch of each object; how many records it was about."""
    count = 0
    for participant in participants():
        if not pools_of(participant.object):
            continue
        object_type = objects.get(participant.object)
        count += warn(object_type, now) + recycle(object_type, now)
    return count


def warn(object_type: ObjectType, now: datetime.datetime) -> int:
    """Tell owners what is about to fall into the pool: one notice for each owner, however many records it is about."""
    model = object_type.model._default_manager
    with transaction.atomic():
        due = model.select_for_update(skip_locked=True).filter(pool_warn_at__lte=now).order_by("pool_warn_at", "pk")
        found: list[Any] = list(due[:BATCH])
        model.filter(pk__in=[r.pk for r in found]).update(pool_warn_at=None)
        found = [r for r in found if r.owner_id and r.pool_due_at]
        owners = User.objects.in_bulk({r.owner_id for r in found})
        for owner, some in groupby(
            sorted(found, key=lambda r: (r.owner_id, r.pool_due_at, r.pk)), lambda r: r.owner_id
        ):
            _warn_owner(object_type, owners[owner], list(some), now)
    return len(found)


def _warn_owner(object_type: ObjectType, owner: User, found: list[Any], now: datetime.datetime) -> None:
    first = found[0]
    key = f"pool:{object_type.name}:{first.pk}:{len(found)}:{first.pool_due_at.isoformat()}"
    with translation.override(owner.language):
        days = max(0, (first.pool_due_at - now).days)
        left = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days} if days else _("today")
        if len(found) == 1:
            title = _("“%(record)s” falls into the pool %(when)s unless you follow up.")
        else:
            title = _("%(count)d of your records fall into the pool, the first %(when)s, unless you follow up.")
        values = {"record": object_type.title_of(first), "when": left, "count": len(found)}
        names = "\n".join(object_type.title_of(r) for r in found[:20])
        body = names if len(found) > 1 else ""
        link: Any = first if len(found) == 1 else "/pool?view=due"
        tell.tell(owner, kind="pool.warning", title=title % values, body=body, link=link, key=key)


def recycle(object_type: ObjectType, now: datetime.datetime) -> int:
    """Let what is due fall into its pool, each record in a transaction of its own."""
    due = object_type.model._default_manager.filter(pool_due_at__lte=now).order_by("pool_due_at", "pk")
    fallen: list[tuple[int, Any, str]] = []
    numbers = list(due.values_list("pk", flat=True)[:BATCH])
    for number in numbers:
        try:
            if one := _recycle_one(object_type, number, now):
                fallen.append(one)
        except Problem as problem:  # a gate, perhaps: looked at again tomorrow
            log.warning("%s %s does not fall into its pool: %s", object_type.name, number, problem)
            object_type.model._default_manager.filter(pk=number).update(pool_due_at=now + datetime.timedelta(days=1))
    owners = User.objects.in_bulk({owner for owner, _record, _pool in fallen})
    for owner, some in groupby(sorted(fallen, key=lambda f: (f[0], f[1].pk)), lambda f: f[0]):
        _tell_former(object_type, owners[owner], [(record, pool) for _owner, record, pool in some])
    return len(fallen)


def _recycle_one(object_type: ObjectType, number: int, now: datetime.datetime) -> tuple[int, Any, str] | None:
    """The former owner, the record and the pool's name if it fell."""
    model: Any = object_type.model._default_manager
    with context.acting(SYSTEM, f"{object_type.name}.recycle_into_pool", lane=1):
        record = model.select_for_update(skip_locked=True, of=("self",)).filter(pk=number, pool_due_at__lte=now).first()
        if record is None:
            return None
        reckoning.reckon(object_type, [number])  # a follow-up may have come this very moment
        record.refresh_from_db()
        if record.pool_due_at is None or record.pool_due_at > now or not record.owner_id:
            return None
        pool = reckoning.governing(object_type, [number], but_excluded=True)[number]
        owner: int = record.owner_id
        return owner, moves.put_in(record, pool, "recycled", actor=SYSTEM), pool.name


def _tell_former(object_type: ObjectType, owner: User, found: list[tuple[Any, str]]) -> None:
    record, pool = found[0]
    with translation.override(owner.language):
        if len(found) == 1:
            title = _("“%(record)s” has fallen into the pool “%(pool)s”.")
        else:
            title = _("%(count)d of your records have fallen into the pool.")
        values = {"record": object_type.title_of(record), "pool": pool, "count": len(found)}
        body = "\n".join(object_type.title_of(r) for r, _pool in found[:20]) if len(found) > 1 else ""
        tell.tell(owner, kind="pool.recycled", title=title % values, body=body, link="/pool")
