"""Workflows, their frozen versions, and what they did: runs and steps.

A run is rows and nothing else: a step is done when its row says so, and each step of each pass has one row at most.  So
a crash at any point needs no recovery but going on.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.models import Tracked

RUN_STATUSES = [
    ("queued", _("Queued")), ("waiting", _("Waiting")), ("completed", _("Completed")), ("failed", _("Failed")),
    ("cancelled", _("Cancelled")),
]  # fmt: skip
STEP_STATUSES = [
    ("waiting", _("Waiting")), ("retrying", _("Will be tried again")), ("done", _("Done")), ("skipped", _("Skipped")),
    ("failed", _("Failed")),
]  # fmt: skip


class Workflow(Tracked):
    """A rule people draw: when something happens, do these steps."""

    name = columns.text(_("Name"), required=True)
    name_zh = columns.text(_("Name in Chinese"))
    object = columns.text(_("Object"), required=True, max_length=50)
    description = columns.long_text(_("Description"))
    is_active = columns.boolean(_("Active"))
    owner = columns.reference(_("Owner"), "platform.User")
    active_version = columns.reference(_("Published version"), "automation.Version", editable=False)

    class Meta:
        verbose_name = _("Workflow")
        verbose_name_plural = _("Workflows")

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One frozen drawing of a workflow; running runs finish on the version they started on."""

    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_at = columns.moment(_("Published"), now=True)
    published_by = columns.reference(_("Published by"), "platform.User")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workflow", "number"], name="one_version_per_number")]


class Run(models.Model):
    """One version working on one event."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, models.CASCADE, related_name="runs")
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="runs")
    event_id = models.BigIntegerField()
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=RUN_STATUSES, default="queued", db_default="queued")
    lane = models.SmallIntegerField(default=0, db_default=0)
    ready_at = columns.moment(_("Ready"), now=True)
    depth = models.SmallIntegerField(default=1, db_default=1)
    caused_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    started_at = columns.moment(_("Started"), now=True)
    finished_at = columns.moment(_("Finished"))
    error = models.TextField(default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "event_id"], name="one_run_per_version_and_event")]
        indexes = [
            models.Index(fields=["lane", "ready_at"], name="run_queued", condition=Q(status="queued")),
            models.Index(fields=["object", "record_id", "-id"], name="run_of_record"),
            models.Index(fields=["workflow", "-id"], name="run_of_workflow"),
        ]


class Step(models.Model):
    """One step of one run, once for each pass of the loops around it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=40)
    path = models.CharField(max_length=200, default="", db_default="")
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=STEP_STATUSES)
    input = models.JSONField(null=True)
    output = models.JSONField(null=True)
    error = models.TextField(default="", db_default="")
    attempts = models.SmallIntegerField(default=0, db_default=0)
    started_at = columns.moment(_("Started"), now=True)
    finished_at = columns.moment(_("Finished"))
    wake_at = columns.moment(_("Wakes"))
    wait_key = models.CharField(
        max_length=80, default="", db_default=""
    )  # "lead:5": events that touch it are looked at
    since = models.TextField(default="", db_default="")  # the snapshot in which the wait began, until it is armed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "step", "path"], name="one_row_per_step_and_pass")]
        indexes = [
            models.Index(fields=["wake_at"], name="step_due", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["wait_key"], name="step_waits_for", condition=Q(status="waiting") & ~Q(wait_key="")),
            models.Index(fields=["id"], name="step_unarmed", condition=~Q(since="")),
        ]

    @property
    def key(self) -> str:
        """Known to everything that the step sends, so that a second try is recognised."""
        return f"{self.run_id}:{self.step}:{self.path}"
