"""The tables of subscriptions: what somebody gets when, and what became of each time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.notices.models import CHANNELS
from magpie.platform import columns
from magpie.platform.models import Record

STATUSES = [
    ("active", pgettext_lazy("subscription", "Active")),
    ("paused", pgettext_lazy("subscription", "Paused")),
    ("ended", pgettext_lazy("subscription", "Ended")),
]
PROBLEMS = [
    ("not_allowed", _("No longer allowed to see this")),
    ("left", _("No longer works here")),
    ("broken", _("Cannot be made as it is set up")),
    ("cancelled", pgettext_lazy("subscription", "Cancelled")),
    ("over", _("Its end has come")),
]
ATTACHMENTS = [("xlsx", _("Excel file")), ("pdf", _("PDF file"))]
RESULTS = [
    ("due", _("Being made")),
    ("retrying", _("Failed, to be tried again")),
    ("sent", pgettext_lazy("subscription", "Sent")),
    ("nothing", _("Nothing to tell")),
    ("failed", pgettext_lazy("subscription", "Failed")),
    ("stopped", _("Not sent, subscription stopped")),
]
WAITING = ("due", "retrying")


class Subscription(Record):
    """What its owner gets again and again: a list or a report, at fixed times, on some channels."""

    name = columns.text(_("Title"), required=True)
    source = columns.text(_("What"), required=True, max_length=60)  # a kind of `sources`
    parameters = columns.json(_("Of what exactly"))  # the source's own
    recurrence = columns.json(_("When"))  # `lib.recurrence.Rule.stored`
    calendar = columns.reference(_("Working calendar"), "platform.WorkingCalendar")
    ends_on = columns.date(_("Until"))  # the last day, in the zone of the rule
    channels = columns.choices(_("Channels"), CHANNELS)  # none: as the person wants to be told
    attach = columns.choices(_("Attached"), ATTACHMENTS)
    condition = columns.json(_("Only if"))  # `rules.Condition`, or empty: always
    status = columns.choice(_("Status"), STATUSES, default="active")
    problem = columns.choice(_("Why it does not come"), PROBLEMS)
    next_at = columns.moment(_("Next time"))
    last_at = columns.moment(_("Last time"))
    last_result = columns.choice(_("Last result"), RESULTS)
    planned_version = columns.count(_("Planned version"))  # the `version` that `next_at` was reckoned from

    class Meta:
        verbose_name = _("Subscription")
        verbose_name_plural = _("Subscriptions")
        indexes = [
            models.Index(fields=["next_at"], condition=Q(status="active"), name="subscription_by_next"),
            models.Index(
                fields=["id"],
                condition=Q(status="active") & ~Q(planned_version=F("version")),
                name="subscription_to_plan",
            ),
            models.Index(fields=["owner", "status"], name="subscription_by_owner"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Run(models.Model):
    """One time of a subscription: made and sent once, whatever is killed in between."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="runs")
    due_at = models.DateTimeField()
    missed = models.JSONField(default=list, db_default=[])  # earlier times that nobody could keep and it stands for
    status = models.CharField(max_length=10, choices=RESULTS, default="due", db_default="due")
    look_at = models.DateTimeField(null=True)  # when it is tried next; None: it is through
    attempts = models.IntegerField(default=0, db_default=0)
    reason = models.TextField(default="", db_default="")  # why it failed or has nothing to tell
    late_seconds = models.IntegerField(default=0, db_default=0)
    figures = models.JSONField(default=dict, db_default={})  # by name, as text: the next one says what changed
    digest = models.CharField(max_length=64, default="", db_default="")
    notice_id = models.BigIntegerField(null=True)
    files = models.JSONField(default=list, db_default=[])  # numbers of stored files, while they are kept
    made_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "due_at"], name="one_run_per_time")]
        indexes = [models.Index(fields=["look_at", "id"], condition=Q(look_at__isnull=False), name="run_to_look_at")]
