"""The envelope address of mails, to which mail servers send back what they could not deliver.

Where administrators named a mailbox for that, each mail has an address of its own in it ("returns+d12-…@acme.example"),
signed, so that a mail that comes back is known even if its text says nothing of the first.
"""

from __future__ import annotations

import hmac
import re

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

SIGNED = re.compile(r"\+d(\d{1,18})-([0-9a-f]{12})@", re.IGNORECASE)


class ReturnsSettings(models.Model):
    """The mailbox to which mails come back, and how far it has been read; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    is_on = models.BooleanField(default=False, db_default=False)
    address = models.CharField(max_length=200, default="", db_default="")
    host = models.CharField(max_length=255, default="", db_default="")
    port = models.IntegerField(default=993, db_default=993)
    security = models.CharField(max_length=10, default="tls", db_default="tls")
    username = models.CharField(max_length=255, default="", db_default="")
    password = models.TextField(default="", db_default="")  # sealed
    folder = models.CharField(max_length=200, default="INBOX", db_default="INBOX")
    uid_validity = models.BigIntegerField(default=0, db_default=0)
    last_uid = models.BigIntegerField(default=0, db_default=0)
    next_look_at = models.DateTimeField(default=timezone.now, db_default=Now())
    looked_at = models.DateTimeField(null=True)  # the last time that went well
    error = models.TextField(default="", db_default="")
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0, db_default=0)  # in a row

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_mailbox_for_returns")]


def returns_address() -> str:
    """Where mails come back to now; empty where nobody looks."""
    row = ReturnsSettings.objects.filter(pk=1, is_on=True).values_list("address", flat=True).first()
    return row or ""


def of_delivery(number: int, returns: str) -> str:
    """The envelope address of that delivery's mail."""
    name, _at, domain = returns.rpartition("@")
    return f"{name}+d{number}-{_signature(number)}@{domain}"


def delivery_of(text: str) -> int | None:
    """The delivery whose envelope address stands in the text; None if there is none that we made."""
    for number, signature in SIGNED.findall(text):
        if hmac.compare_digest(_signature(int(number)), signature.lower()):
            return int(number)
    return None


def _signature(number: int) -> str:
    return salted_hmac("magpie.notices.envelopes", str(number), algorithm="sha256").hexdigest()[:12]
