"""The tables of reminders: what somebody wants to be reminded of, and each time at which it became due."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record, Tracked

KINDS = [
    ("reminder", pgettext_lazy("reminder", "Reminder")),
    ("promise", pgettext_lazy("reminder", "Promise")),
    ("duty", pgettext_lazy("reminder", "Regular duty")),
]
STATUSES = [
    ("scheduled", pgettext_lazy("reminder", "Scheduled")),
    ("firing", pgettext_lazy("reminder", "Firing")),
    ("snoozed", pgettext_lazy("reminder", "Snoozed")),
    ("escalated", pgettext_lazy("reminder", "Escalated")),
    ("confirmed", pgettext_lazy("reminder", "Confirmed")),
    ("resolved", pgettext_lazy("reminder", "Resolved by event")),
    ("cancelled", pgettext_lazy("reminder", "Cancelled")),
]
PROBLEMS = [
    ("no_date", _("The record has no date in that field")),
    ("no_record", _("The record that it is about is gone")),
    ("no_field", _("The record has no such field any more")),
    ("implausible", _("The date of the record cannot be right")),
    ("unreadable", _("The repetition cannot be understood")),
    ("condition", _("The condition cannot be understood")),
]
OPEN = ("scheduled", "firing", "snoozed", "escalated")
WAITING = ("firing", "snoozed", "escalated")  # told, and not answered
CLOSED = ("confirmed", "resolved", "cancelled")


class EscalationLadder(Tracked):
    """Who else is told, and how, when a reminder stays without an answer; see `rules.Rung`."""

    name = columns.text(_("Name"), required=True)
    description = columns.long_text(_("Description"))
    rungs = columns.json(_("Rungs"), default=list)
    is_default = columns.boolean(_("For new reminders"))
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        verbose_name = _("Escalation ladder")
        verbose_name_plural = _("Escalation ladders")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_ladder")
        ]

    def __str__(self) -> str:
        return str(self.name)


class Reminder(Record):
    """Something of which its owner is to be reminded, once, again and again, or by a date of a record."""

    subject = columns.text(_("Subject"), required=True)
    kind = columns.choice(_("Kind"), KINDS, default="reminder")
    related_to = columns.link(_("About"))
    notes = columns.long_text(_("Preparation"))
    checklist = columns.json(_("Check-list"), default=list)  # [{"text", "done"}]
    urgent = columns.boolean(_("Urgent"))
    starts_at = columns.moment(_("Due"))
    ahead_minutes = columns.count(_("Minutes ahead"))
    recurrence = columns.json(_("Repetition"))  # `lib.recurrence.Rule.stored`, or empty
    relative = columns.json(_("Date of the record"))  # `rules.Relative`, or empty
    calendar = columns.reference(_("Working calendar"), "platform.WorkingCalendar")
    repeat_minutes = columns.number(_("Remind again every … minutes"))
    condition = columns.json(_("As long as"))  # a filter over the record that it is about
    ladder = columns.reference(_("Escalation ladder"), EscalationLadder)
    status = columns.choice(_("Status"), STATUSES, default="scheduled")
    next_at = columns.moment(_("Next time"))
    told = columns.count(_("Times told"))
    problem = columns.choice(_("What is wrong"), PROBLEMS)
    origin = columns.text(_("Made by"), max_length=60)  # "watchdog:3", "run:17"; empty: a person

    class Meta:
        verbose_name = _("Reminder")
        verbose_name_plural = _("Reminders")
        indexes = [
            models.Index(fields=["owner", "next_at"], condition=Q(status__in=OPEN), name="reminder_open_by_next"),
            models.Index(fields=["origin"], condition=~Q(origin=""), name="reminder_by_origin"),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class Occurrence(models.Model):
    """One time at which a reminder is due.  It is looked at when `look_at` comes, until it is closed."""

    id = models.BigAutoField(primary_key=True)
    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="occurrences")
    due_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=STATUSES, default="scheduled", db_default="scheduled")
    look_at = models.DateTimeField(null=True)
    tell_at = models.DateTimeField(null=True)  # a look before that only checks whether it still applies
    round = models.IntegerField(default=0, db_default=0)  # how often its people were told
    rung = models.IntegerField(default=0, db_default=0)  # how many rungs of the ladder were taken
    ladder_from = models.IntegerField(default=0, db_default=0)  # the round after which its rungs are counted
    first_told_at = models.DateTimeField(null=True)
    late_seconds = models.IntegerField(default=0, db_default=0)  # how late it was told the first time
    missed = models.JSONField(default=list, db_default=[])  # earlier times that nobody could keep and it stands for
    people = ArrayField(models.BigIntegerField(), default=list, db_default=models.Value("{}"))  # whom it reached
    outcome = models.CharField(max_length=20, default="", db_default="")  # done, not_needed, handed_over, false_alarm …
    note = models.TextField(default="", db_default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reminder", "due_at"], name="one_occurrence_per_time")]
        indexes = [
            models.Index(fields=["look_at", "id"], condition=Q(look_at__isnull=False), name="occurrence_to_look_at"),
            GinIndex(fields=["people"], name="occurrence_by_people"),
            models.Index(fields=["answered_at"], condition=Q(answered_at__isnull=False), name="occurrence_answered"),
        ]


class DayCheck(models.Model):
    """That somebody was shown the list of a working day and dealt with it, or signed out and left things open."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    part = models.CharField(max_length=10)  # morning, evening, or left: signed out although something was open
    told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    note = models.TextField(default="", db_default="")  # why it was left open

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day", "part"], name="one_check_per_day_and_part")]
        indexes = [models.Index(fields=["day"], condition=Q(part="left", told_at=None), name="day_left_to_be_told")]
