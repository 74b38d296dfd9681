"""Reminders of what is not answered yet.

Whether a reminder still applies is looked up when it is due, not when it was planned.  Late ones are sent once, however
many were missed.
"""

from __future__ import annotations

import datetime
import logging

from django.db import InternalError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from magpie.automation import waiting
from magpie.automation.asks import closing, telling
from magpie.automation.asks.models import Ask
from magpie.automation.asks.opening import next_reminder
from magpie.platform import objects
from magpie.platform.models import User

log = logging.getLogger(__name__)
AGAIN_AFTER_A_FAULT = datetime.timedelta(minutes=5)
AT_ONCE = 100


def tick() -> int:
    """Send the reminders that are due; gives how many asks were looked at."""
    with transaction.atomic():
        due = Ask.objects.filter(remind_at__lte=timezone.now()).order_by("remind_at")
        found = list(due.select_related("step").select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
        gone: list[int] = []
        for ask in found:
            try:
                with transaction.atomic():
                    if not _remind(ask):
                        gone.append(ask.run_id)
            except (OperationalError, InternalError):
                raise
            except Exception:  # one that cannot be sent must not hold up the others
                log.exception("a reminder of ask %s broke off", ask.pk)
                Ask.objects.filter(pk=ask.pk).update(remind_at=timezone.now() + AGAIN_AFTER_A_FAULT)
    if gone:  # these runs find out by themselves; not before the asks are let go of, since runs are locked first
        waiting.queue(gone)
    return len(found)


def _remind(ask: Ask) -> bool:
    """Send one reminder, if it still applies; False if the record that it is about is gone."""
    if ask.status != "open" or ask.step is None or ask.step.status != "waiting":
        outcome = (ask.step.output or {}).get("outcome", "") if ask.step else ""
        closing.close(ask, "expired" if outcome == "time" else "withdrawn")
        return True
    if ask.object and not _is_there(ask):
        Ask.objects.filter(pk=ask.pk).update(remind_at=None)
        return False
    ask.reminders_sent, ask.reminders_left = ask.reminders_sent + 1, ask.reminders_left - 1
    users = User.objects.filter(pk__in=ask.people.filter(is_open=True).values("user"), is_active=True).order_by("pk")
    telling.of_reminder(ask, users)
    Ask.objects.filter(pk=ask.pk).update(
        reminders_sent=F("reminders_sent") + 1, reminders_left=F("reminders_left") - 1, remind_at=next_reminder(ask)
    )
    return True


def _is_there(ask: Ask) -> bool:
    object_type = objects.find(ask.object)
    return object_type is not None and object_type.model._default_manager.filter(pk=ask.record_id).exists()
