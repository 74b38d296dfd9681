"""When each trigger of the clock must be looked at, and since when records are where they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from magpie.platform import columns


class TriggerClock(models.Model):
    """The clock of one trigger.  Everything due until `last_at` has been begun.

    While many records are gone through, `firing_at` is the time for which, and `after_id` the last record done.
    """

    workflow = models.ForeignKey("automation.Workflow", models.CASCADE, related_name="+")
    trigger = models.PositiveSmallIntegerField()  # its place in the document
    version = models.ForeignKey("automation.Version", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # schedule, date or stayed
    rule = models.TextField()  # of the trigger: with another one the clock begins anew
    last_at = columns.moment("")
    next_at = columns.moment("")
    firing_at = columns.moment("")
    after_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workflow", "trigger"], name="one_clock_per_trigger")]
        indexes = [models.Index(fields=["next_at"], name="clock_due", condition=Q(next_at__isnull=False))]


class Stay(models.Model):
    """A record that is in a value of a trigger's field; a hint, looked up in its history before anything starts."""

    clock = models.ForeignKey(TriggerClock, models.CASCADE, related_name="stays")
    record_id = models.BigIntegerField()
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "record_id"], name="one_stay_per_clock_and_record")]
        indexes = [models.Index(fields=["due_at"], name="stay_due")]
