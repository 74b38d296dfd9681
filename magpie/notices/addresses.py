"""E-mail addresses at which mails could not be delivered: whoever keeps people's data should look at them.

An address is written down when a mail server turns it down for good or sends a mail back.  It is used all the same, for
it may have been a fault of the moment; it is forgotten when an administrator says so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from magpie.platform.models import User


class SuspiciousAddress(models.Model):
    """An address whose mails came back."""

    address = models.CharField(max_length=254, primary_key=True)  # in small letters
    since = models.DateTimeField(default=timezone.now, db_default=Now())
    last_at = models.DateTimeField(default=timezone.now, db_default=Now())
    times = models.IntegerField(default=1, db_default=1)
    words = models.TextField(default="", db_default="")  # of the server, the last time
    delivery_id = models.BigIntegerField(null=True)  # the last mail that came back, by its number in the ledger


@dataclass(frozen=True)
class Suspicious:
    """An address whose mails came back: since when, the last time, how often, and what the server last said.

    `user` is who has this address in their profile now, if anybody; else it is of somebody outside.
    """

    address: str
    since: datetime.datetime
    last_at: datetime.datetime
    times: int
    words: str
    user: User | None
    delivery_id: int | None


def mark(address: str, words: str, delivery_id: int | None = None) -> None:
    """Note that a mail to this address came back."""
    kept = address.strip().lower()[:254]
    if not kept:
        return
    now = timezone.now()
    found = SuspiciousAddress.objects.filter(pk=kept)
    values = {"last_at": now, "words": words[:1000], "delivery_id": delivery_id}
    if not found.update(times=F("times") + 1, **values):
        SuspiciousAddress.objects.get_or_create(pk=kept, defaults={"since": now, **values})


def clear(address: str) -> bool:
    """Forget that mails to this address came back; whether that was known."""
    done, _by_table = SuspiciousAddress.objects.filter(pk=address.strip().lower()).delete()
    return done > 0


def suspicious() -> list[Suspicious]:
    """All addresses at which mails could not be delivered, the latest first: one `Suspicious` each."""
    rows = list(SuspiciousAddress.objects.order_by("-last_at", "address"))
    users = {user.email.lower(): user for user in User.objects.filter(is_active=True).exclude(email="")} if rows else {}
    return [
        Suspicious(r.address, r.since, r.last_at, r.times, r.words, users.get(r.address), r.delivery_id) for r in rows
    ]


def is_suspicious(address: str) -> bool:
    """Whether mails to this address came back."""
    return SuspiciousAddress.objects.filter(pk=address.strip().lower()).exists()
