"""Workflows, their frozen versions, and what they did: runs and steps.

A run is rows and nothing else: a step is done when its row says so, and each step of each pass has one row at most.  So
a crash at any point needs no recovery but going on.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.automation.asks.models import Ask, AskPerson  # noqa: F401
from magpie.automation.clock.models import Stay, TriggerClock  # noqa: F401 - tables that stand with what they are for
from magpie.automation.hooks.models import Hook  # noqa: F401
from magpie.automation.outgoing import OutgoingSettings  # noqa: F401
from magpie.automation.plugin_clock import PluginDue  # noqa: F401
from magpie.automation.secrets import Secret  # noqa: F401
from magpie.automation.starts.models import Rollout  # noqa: F401
from magpie.automation.turns import Turn  # noqa: F401
from magpie.platform import columns
from magpie.platform.models import Tracked

RUN_STATUSES = [
    ("queued", _("Queued")), ("waiting", _("Waiting")), ("completed", _("Completed")), ("failed", _("Failed")),
    ("cancelled", _("Cancelled")),
]  # fmt: skip
STEP_STATUSES = [
    ("waiting", _("Waiting")), ("retrying", _("Will be tried again")), ("calling", _("Calling")), ("done", _("Done")),
    ("skipped", _("Skipped")), ("failed", _("Failed")),
]  # fmt: skip


class Workflow(Tracked):
    """A rule people draw: when something happens, do these steps."""

    name = columns.text(_("Name"), required=True)
    name_zh = columns.text(_("Name in Chinese"))
    object = columns.text(_("Object"), max_length=50)
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


class Broken(models.Model):
    """A workflow whose published version names what is gone, and so does not run."""

    workflow = models.OneToOneField(Workflow, models.CASCADE, primary_key=True, related_name="broken")
    problems = models.JSONField()  # {block: [texts]}, in English
    since = columns.moment(_("Since"), now=True)


class Draft(models.Model):
    """What somebody draws and has not published yet."""

    workflow = models.OneToOneField(Workflow, models.CASCADE, primary_key=True, related_name="draft")
    document = models.JSONField()
    number = models.PositiveIntegerField(default=1, db_default=1)  # of the saving, so that two people notice each other
    saved_at = columns.moment(_("Saved"), now=True)
    saved_by = columns.reference(_("Saved by"), "platform.User")


class Run(models.Model):
    """One version working on what started it: once for each `key`."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, models.CASCADE, related_name="runs")
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="runs")
    key = models.CharField(max_length=120)  # of what started it: "event:5", "date:close_date:7:2026-11-30"
    event_id = models.BigIntegerField(null=True)
    trigger = models.JSONField(default=dict, db_default={})
    object = models.CharField(max_length=50)  # empty if it is about no record
    record_id = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=RUN_STATUSES, default="queued", db_default="queued")
    lane = models.SmallIntegerField(default=0, db_default=0)
    ready_at = columns.moment(_("Ready"), now=True)
    depth = models.SmallIntegerField(default=1, db_default=1)
    caused_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    parent_step = models.ForeignKey("automation.Step", models.SET_NULL, null=True, related_name="called")
    is_limited = models.BooleanField(default=False, db_default=False)  # counted against the limits of its workflow
    started_at = columns.moment(_("Started"), now=True)
    begun_at = columns.moment(_("Begun"))  # when a worker first took it
    finished_at = columns.moment(_("Finished"))
    result = models.JSONField(null=True)
    error = models.TextField(default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_run_per_version_and_key")]
        indexes = [
            models.Index(
                fields=["workflow", "begun_at"],
                name="run_limited",
                condition=Q(is_limited=True, begun_at__isnull=False),
            ),
            models.Index(fields=["lane", "ready_at"], name="run_queued", condition=Q(status="queued")),
            models.Index(fields=["object", "record_id", "-id"], name="run_of_record"),
            models.Index(fields=["workflow", "-id"], name="run_of_workflow"),
            models.Index(fields=["workflow", "started_at"], name="run_by_start"),
            models.Index(fields=["workflow"], name="run_open", condition=Q(status__in=["queued", "waiting"])),
        ]


class Step(models.Model):
    """One step of one run, once for each pass of the loops around it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=40)
    path = models.CharField(max_length=400, default="", db_default="")
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
            models.Index(fields=["wake_at"], name="step_to_call", condition=Q(status="calling")),
            models.Index(fields=["step", "status", "-run"], name="step_not_done", condition=~Q(status="done")),
        ]

    @property
    def key(self) -> str:
        """Known to everything that the step sends, so that a second try is recognised."""
        return f"{self.run_id}:{self.step}:{self.path}"
