"""Changes and exports of very many records that go on in the background, and what they could not do."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.importing import AUTOMATION

BULK_STATUSES = [
    ("queued", pgettext_lazy("bulk job", "Queued")),
    ("running", pgettext_lazy("bulk job", "Running")),
    ("asking", pgettext_lazy("bulk job", "A gate asks")),
    ("stopped", pgettext_lazy("bulk job", "Stopped")),
    ("done", pgettext_lazy("bulk job", "Done")),
    ("failed", pgettext_lazy("bulk job", "Failed")),
]
BULK_KINDS = [
    ("update", _("Change")), ("delete", _("Delete")), ("action", _("Action")), ("undo", _("Undo")),
    ("export", pgettext_lazy("bulk job", "Export")),
]  # fmt: skip


class BulkJob(models.Model):
    """One change of all records that a filter and a search find, or of given ones; or their export.

    The records are taken in the order of their numbers: those up to `last_id` are done, those above `until_id` came
    later and are left alone.  Everything is done under one operation and can be taken back under its number.  An export
    has its file at `path` under the media folder until it is deleted, made with the rights that `rights` stands for.
    """

    object = columns.text(_("Object"), max_length=50)
    do = columns.choice(_("Operation"), BULK_KINDS, default="update")
    filter = models.JSONField(null=True)
    search = models.TextField(default="", db_default="")
    ids = models.JSONField(null=True)
    # Of a change, an action's input, or an export's format and columns and how often it was begun.
    values = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    action = columns.text(_("Action"), max_length=100)
    automation = models.CharField(max_length=10, choices=AUTOMATION, default="run", db_default="run")
    answers = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # to gates
    questions = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))  # that gates ask
    status = columns.choice(_("Status"), BULK_STATUSES, default="queued")
    stop_asked = models.BooleanField(default=False, db_default=False)
    total = models.IntegerField(default=0, db_default=0)
    looked_at = models.IntegerField(default=0, db_default=0)
    changed = models.IntegerField(default=0, db_default=0)
    refused = models.IntegerField(default=0, db_default=0)
    last_id = models.BigIntegerField(default=0, db_default=0)
    until_id = models.BigIntegerField(default=0, db_default=0)
    error = models.TextField(default="", db_default="")
    path = models.CharField(max_length=300, default="", db_default="")
    size = models.BigIntegerField(default=0, db_default=0)  # of the file, in bytes
    rights = models.CharField(max_length=64, default="", db_default="")
    operation = models.UUIDField(default=uuid.uuid4)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")
    created_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()


class BulkRefusal(models.Model):
    """A record that was left as it was, and why."""

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="refusals")
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    reason = models.TextField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()
