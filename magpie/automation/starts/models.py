"""Roll-outs: a workflow started for many records, page by page."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns

STATUSES = [("running", _("Running")), ("done", _("Done")), ("cancelled", _("Cancelled"))]


class Rollout(models.Model):
    """A version started for the records that `ids` or `filter` mean; those up to `after_id` have been looked at."""

    workflow = models.ForeignKey("automation.Workflow", models.CASCADE, related_name="rollouts")
    version = models.ForeignKey("automation.Version", models.CASCADE, related_name="+")
    button = models.PositiveSmallIntegerField(null=True)  # the trigger that is a button; None: by who keeps workflows
    filter = models.JSONField(default=dict)
    ids = ArrayField(models.BigIntegerField(), null=True)
    search = models.CharField(max_length=200, default="", db_default="")
    status = models.CharField(max_length=10, choices=STATUSES, default="running", db_default="running")
    after_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    started = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)  # the first of those not started: [{id, title, detail}]
    created_at = columns.moment(_("Created"), now=True)
    created_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    finished_at = columns.moment(_("Finished"))

    class Meta:
        indexes = [models.Index(fields=["id"], name="rollout_running", condition=Q(status="running"))]
