"""Putting a notice off: it leaves the inbox and comes back, unread and with its popup, at a chosen time.

The time stands in the row itself, so nothing is lost when everything is started anew: what was due meanwhile comes
back at once.  What waits for an answer of its own (a reminder) is put off there, not here.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.notices import ways
from magpie.notices.models import Attempt, Delivery, Notice
from magpie.notices.tell import as_message, wake
from magpie.platform import live
from magpie.platform.problems import Invalid, Refused

LONGEST = datetime.timedelta(days=366)
MOST_AT_ONCE = 500


def snooze(notice: Notice, until: datetime.datetime) -> None:
    """Put it off; Invalid for a time that is over or too far away, Refused where it has a snooze of its own."""
    now = timezone.now()
    if until <= now:
        raise Invalid({"until": [_("Choose a time that is still to come.")]})
    if until > now + LONGEST:
        raise Invalid({"until": [_("Choose a time within a year.")]})
    if notice.matter.startswith("reminder:") and notice.settled_at is None:
        raise Refused(_("Put off the reminder itself with “Later”: then nobody else is told meanwhile either."))
    Notice.objects.filter(pk=notice.pk).update(snoozed_until=until, read_at=Coalesce("read_at", now))


def come_back(notices: list[Notice], now: datetime.datetime) -> None:
    """Have them in the inbox again, unread, with a popup; what has its answer meanwhile stays read."""
    anew = [notice for notice in notices if notice.settled_at is None]
    numbers = [notice.pk for notice in anew]
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(snoozed_until=None)
    Notice.objects.filter(pk__in=numbers).update(read_at=None, told_at=now)
    for notice in anew:
        notice.snoozed_until, notice.read_at, notice.told_at = None, None, now
        popup, _made = Delivery.objects.update_or_create(
            notice=notice, channel=ways.POPUP, round=notice.round,
            defaults={"status": "sent", "sent_at": now, "delivered_at": None, "read_at": None},
        )  # fmt: skip
        Attempt.objects.create(delivery=popup, outcome="snoozed")
    # A browser that was told of it before is told again, in case the page is closed.
    again = Delivery.objects.filter(notice__in=numbers, channel=ways.PUSH, status="sent")
    if again.update(status="queued", due_at=Now(), next_attempt_at=Now()):
        wake()
    live.push_many((notice.recipient_id or 0, {"type": "notice", "notice": as_message(notice)}) for notice in anew)


def wake_due(now: datetime.datetime | None = None) -> int:
    """Have everything back whose time has come; how many."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Notice.objects.filter(snoozed_until__lte=now).select_for_update(skip_locked=True, of=("self",))
        found = list(due.select_related("sender").order_by("snoozed_until", "id")[:MOST_AT_ONCE])
        if found:
            come_back(found, now)
    return len(found)
