"""What people asked about their data: a copy of all of it, or that it be forgotten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns

KINDS = [("export", pgettext_lazy("privacy", "Copy of the data")), ("erase", pgettext_lazy("privacy", "Erasure"))]
STATUSES = [
    ("queued", pgettext_lazy("privacy", "Waiting")),
    ("running", pgettext_lazy("privacy", "In work")),
    ("done", pgettext_lazy("privacy", "Done")),
    ("failed", pgettext_lazy("privacy", "Failed")),
]


class PrivacyRequest(models.Model):
    """One request and what was done about it.  Of an erasure this is the certificate: it holds no personal data."""

    kind = columns.choice(_("Kind"), KINDS, default="export")
    status = columns.choice(_("Status"), STATUSES, default="queued")
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    reason = columns.text(_("Reason"), max_length=300)
    asked_by = columns.reference(_("By"), "platform.User")
    asked_at = columns.moment(_("When"), now=True)
    done_at = columns.moment(_("Done at"))
    counts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # table → rows changed
    path = models.CharField(max_length=300, default="", db_default="")  # of the copy, under the media folder
    error = models.TextField(default="", db_default="")
