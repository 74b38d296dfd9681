"""What people are asked inside runs, and each of those asked with their answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns

ASK_KINDS = [
    ("task", pgettext_lazy("ask", "Task")),
    ("approval", pgettext_lazy("ask", "Approval")),
    ("form", pgettext_lazy("ask", "Form")),
]
ASK_STATUSES = [
    ("open", pgettext_lazy("ask", "Open")),
    ("answered", pgettext_lazy("ask", "Answered")),
    ("withdrawn", pgettext_lazy("ask", "Withdrawn")),
    ("expired", pgettext_lazy("ask", "Time was up")),
]


class Ask(models.Model):
    """One question to people; its texts were filled in when it was asked and stay so."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("automation.Run", models.CASCADE, related_name="asks")
    step = models.OneToOneField("automation.Step", models.SET_NULL, null=True, related_name="ask")  # gone: done anew
    workflow = models.ForeignKey("automation.Workflow", models.CASCADE, related_name="+")
    block = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=ASK_KINDS)
    title = models.JSONField()  # language → text
    text = models.JSONField()
    object = models.CharField(max_length=50)  # empty if it is about no record
    record_id = models.BigIntegerField()
    fields = models.JSONField(default=list)  # what is to be filled in, as the document declares it
    every = models.BooleanField(default=False)  # all must agree
    deputies = models.BooleanField(default=True)
    can_return = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=ASK_STATUSES, default="open", db_default="open")
    created_at = columns.moment(_("Asked at"), now=True)
    due_at = columns.moment(_("Due"))
    remind_every = models.JSONField(default=dict)  # an amount of time
    remind_working = models.BooleanField(default=False)
    reminders_left = models.SmallIntegerField(default=0)
    reminders_sent = models.SmallIntegerField(default=0)
    remind_at = columns.moment(_("Next reminder"))  # none once it is closed
    outcome = models.CharField(max_length=10, default="", db_default="")
    comment = models.TextField(default="", db_default="")
    values = models.JSONField(default=dict)
    answered_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, db_index=False, related_name="+")
    closed_at = columns.moment(_("Closed at"))

    class Meta:
        indexes = [
            models.Index(fields=["remind_at"], name="ask_to_remind", condition=Q(remind_at__isnull=False)),
            models.Index(fields=["object", "record_id"], name="ask_of_record", condition=Q(status="open")),
        ]


class AskPerson(models.Model):
    """Somebody who is asked, and what they answered; `answered_by` is somebody else where a deputy answered."""

    id = models.BigAutoField(primary_key=True)
    ask = models.ForeignKey(Ask, models.CASCADE, related_name="people")
    user = models.ForeignKey("platform.User", models.CASCADE, db_index=False, related_name="+")
    is_open = models.BooleanField(default=True, db_default=True)  # the answer is still wanted
    outcome = models.CharField(max_length=10, default="", db_default="")
    comment = models.TextField(default="", db_default="")
    answered_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, db_index=False, related_name="+")
    answered_at = columns.moment(_("Answered at"))
    passed_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, db_index=False, related_name="+")
    passed_at = columns.moment(_("Passed on at"))  # they passed it on to somebody else
    passed_to = models.ForeignKey("platform.User", models.SET_NULL, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "user"], name="one_row_per_ask_and_person")]
        indexes = [
            models.Index(fields=["user"], name="asked_now", condition=Q(is_open=True)),
            models.Index(fields=["user", "-ask"], name="asked_ever"),
            models.Index(fields=["answered_by"], name="answered_ever", condition=Q(answered_by__isnull=False)),
        ]
