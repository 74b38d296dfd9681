"""Handing over work of any kind: what one person gives to another in one go, and each record that went with it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record

WORK_HAND_OVER_STATES = [
    ("moving", pgettext_lazy("hand-over", "Being handed over")),
    ("offered", pgettext_lazy("hand-over", "Offered")),
    ("accepted", pgettext_lazy("hand-over", "Accepted")),
    ("declined", pgettext_lazy("hand-over", "Declined")),
    ("withdrawn", pgettext_lazy("hand-over", "Taken back")),
]


class WorkHandOver(Record):
    """What one receiver was given.  The records are theirs at once; a decline gives them back.  Written by actions."""

    name = columns.text(_("Name"), required=True)
    giver = columns.reference(_("From"), "platform.User")
    receiver = columns.reference(_("To"), "platform.User")
    state = columns.choice(_("State"), WORK_HAND_OVER_STATES, default="offered")
    note = columns.text(_("Note"), max_length=2000)
    total = columns.count(_("Records"))
    moved = columns.count(_("Handed over"))
    counts = columns.json(_("By kind"))  # {object: how many}
    is_at_once = columns.boolean(_("Taken at once"))
    offered_at = columns.moment(_("Offered at"), now=True)
    answered_at = columns.moment(_("Answered at"))
    reason = columns.text(_("Reason"), max_length=1000)
    operation = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("Hand-over of work")
        verbose_name_plural = _("Hand-overs of work")
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state="moving"), name="work_hand_over_under_way"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class HandedRecord(models.Model):
    """One record of a hand-over of work; `reason` says why it stayed or was not given back."""

    hand_over = models.ForeignKey(WorkHandOver, models.CASCADE, related_name="+")
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    former_owner = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="planned")  # planned, moved, kept, returned
    reason = models.CharField(max_length=500, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "object", "record_id"], name="one_handed_record_per_hand_over_and_record"
            )
        ]
        indexes = [models.Index(fields=["hand_over", "state", "id"], name="handed_record_by_state")]
