"""What every table of an object has.

`version` and `updated_at` are kept by the database itself (a trigger before each update), so that an edit by plain SQL
counts too.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns


class Tracked(models.Model):
    """A row whose every change becomes an event."""

    id = models.BigAutoField(primary_key=True)
    created_at = columns.moment(_("Created"), now=True, editable=False)
    updated_at = columns.moment(_("Changed"), now=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=1, db_default=1, editable=False)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True


class Record(Tracked):
    """Base of every business object: somebody owns it, and it may carry custom fields."""

    owner = models.ForeignKey(
        "platform.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner")
    )
    created_by = models.ForeignKey(
        "platform.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Created by"),
    )
    external_id = columns.text(_("External number"), max_length=100)
    custom = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)

    class Meta:
        abstract = True
