"""What the worker does for the clocks in each round: one look when nothing is due, else one claimed row at a time."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from django.utils import timezone

from magpie.automation.clock import dates, schedules, staying
from magpie.automation.clock.models import Stay, TriggerClock

log = logging.getLogger(__name__)
Moment = datetime.datetime
FIRE: dict[str, Callable[[TriggerClock, Moment], int]] = {
    "schedule": schedules.fire, "date": dates.fire, "stayed": staying.enrol,
}  # fmt: skip
AGAIN_SOON = datetime.timedelta(seconds=5)
AGAIN_AFTER_A_FAULT = datetime.timedelta(minutes=5)


def tick(now: Moment | None = None) -> int:
    """Begin what has come due; gives how much there was to do, 0 if nothing."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM automation_triggerclock WHERE next_at <= %s),"
            " EXISTS (SELECT FROM automation_stay WHERE due_at <= %s)",
            [now, now],
        )
        clocks, stays = cursor.fetchone()
    done = _guarded(_fire_next, now) if clocks else 0
    return done + (_guarded(staying.fire_due, now) if stays else 0)


def _guarded(work: Callable[[Moment], int], now: Moment) -> int:
    """Do it in a transaction; a fault in one clock or stay must not stop the worker: it is put off."""
    try:
        with transaction.atomic():
            return work(now)
    except (OperationalError, InternalError):
        raise
    except Exception:  # a field that is gone, a filter that cannot be read any more
        log.exception("the clocks broke off")
        with transaction.atomic():
            _put_off(TriggerClock, "next_at", now)
            _put_off(Stay, "due_at", now)
        return 0


def _put_off(model: Any, name: str, now: Moment) -> None:
    rows = model.objects.filter(**{f"{name}__lte": now}).order_by(name).select_for_update(skip_locked=True)
    first = rows.values_list("pk", flat=True)[: 1 if model is TriggerClock else 100]
    model.objects.filter(pk__in=list(first)).update(**{name: now + AGAIN_AFTER_A_FAULT})


def _fire_next(now: Moment) -> int:
    due = TriggerClock.objects.filter(next_at__lte=now).order_by("next_at")
    clock = due.select_related("workflow").select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if clock is None:
        return 0
    if not clock.workflow.is_active or clock.workflow.active_version_id != clock.version_id:
        TriggerClock.objects.filter(pk=clock.pk).update(next_at=now + AGAIN_SOON)  # the clocks will be put in step
        return 0
    return FIRE[clock.kind](clock, now)


def next_due() -> Moment | None:
    """When the next clock or stay falls due, or None."""
    clock = TriggerClock.objects.filter(next_at__isnull=False).order_by("next_at").values_list("next_at").first()
    stay = Stay.objects.order_by("due_at").values_list("due_at").first()
    return min((found[0] for found in (clock, stay) if found is not None), default=None)
