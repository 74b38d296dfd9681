"""Requests for approval, and for each gate in them who was asked and what they answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record

STATES = [
    ("pending", pgettext_lazy("approval", "Waiting")),
    ("approved", pgettext_lazy("approval", "Approved")),
    ("rejected", pgettext_lazy("approval", "Rejected")),
    ("withdrawn", pgettext_lazy("approval", "Withdrawn")),
]


class Approval(Record):
    """An operation that is kept until others have agreed to it; then it is done as by whoever asked for it."""

    name = columns.text(_("Name"), required=True, max_length=300)  # of the record, as it was called then
    object = columns.text(_("Object"), required=True, max_length=50)
    operation = columns.text(_("Operation"), required=True, max_length=100)
    about = columns.link(_("Record"))  # none where one is to be created
    state = columns.choice(pgettext_lazy("approval", "State"), STATES, default="pending")
    asked_by = columns.reference(_("Asked by"), "platform.User")
    remark = columns.long_text(_("Remark"))
    decided_by = columns.reference(_("Decided by"), "platform.User")
    decided_for = columns.reference(_("In place of"), "platform.User")
    decided_at = columns.moment(_("Decided at"))
    comment = columns.long_text(_("Comment"))
    result = columns.link(_("Created record"))
    input = columns.json(_("Values"), default=dict)  # as the API took them
    answers = columns.json(_("Answers"), default=dict)  # to the other gates
    seen_version = columns.count(_("Version of the record"), default=0)
    key = columns.text(_("Key"), max_length=64)  # the same operation is asked for once at a time
    # Of a request made on the way: the import, bulk change or undo in which it was made, and what that says of
    # workflows.
    asked_in = models.UUIDField(null=True, editable=False)
    automation = models.CharField(max_length=10, default="run", db_default="run", editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="pending") & ~Q(key=""), name="one_pending_approval_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["about"], name="approval_of_record", condition=Q(state="pending")),
            models.Index(fields=["asked_in"], name="approval_asked_in", condition=Q(asked_in__isnull=False)),
        ]


class ApprovalPart(models.Model):
    """One gate of a request: one of the people asked has to agree."""

    id = models.BigAutoField(primary_key=True)
    approval = models.ForeignKey(Approval, models.CASCADE, related_name="parts")
    gate = models.ForeignKey("platform.Gate", models.SET_NULL, null=True, related_name="+")
    gate_number = models.BigIntegerField()  # stays when the gate is deleted
    text_en = models.TextField(default="", db_default="")
    text_zh = models.TextField(default="", db_default="")
    people = ArrayField(models.BigIntegerField(), default=list, db_default=models.Value("{}"))
    outcome = models.CharField(max_length=10, default="", db_default="")  # approved or rejected
    comment = models.TextField(default="", db_default="")
    answered_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    answered_for = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")  # who was away
    answered_at = columns.moment(_("Answered at"))

    class Meta:
        indexes = [GinIndex(fields=["people"], name="approval_asked_of")]
