"""The tables of the watchdog: its rules, what they watch at the moment, and each time that something was late."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

KINDS = [
    ("record", _("Each record in time")),
    ("people", _("Each person every working day")),
]
SINCE = [
    ("created", pgettext_lazy("watchdog", "it was created")),
    ("field", pgettext_lazy("watchdog", "a date of the record")),
    ("filter", pgettext_lazy("watchdog", "it came under the condition")),
    ("stage", pgettext_lazy("watchdog", "it entered its present stage or status")),
]
UNITS = [
    ("minutes", pgettext_lazy("watchdog", "minutes")),
    ("hours", pgettext_lazy("watchdog", "hours")),
    ("days", pgettext_lazy("watchdog", "days")),
    ("working_hours", pgettext_lazy("watchdog", "working hours")),
    ("working_days", pgettext_lazy("watchdog", "working days")),
]


class WatchRule(Tracked):
    """What should hold of each record, or be entered by each person, by when; and whom to chase if it is not."""

    name = columns.text(_("Name"), required=True)
    kind = columns.choice(_("Kind"), KINDS, default="record")
    object = columns.text(_("Object"), required=True, max_length=50)
    filter = columns.filter(_("Condition"))
    expected = columns.filter(_("Expected"))  # of a record in the filter; empty: that it leaves the filter or its stage
    since = columns.choice(_("Counted from when"), SINCE, default="created")
    since_field = columns.text(_("Date of the record"), max_length=100)
    amount = columns.count(_("So many"), default=1)
    unit = columns.choice(_("Unit"), UNITS, default="working_days")
    # [{"kind": "owner" | "owner_manager" | "responsible"} or {"kind": "field", "field"} or {"kind": "user" | "role" |
    # "team", "id"}]; of a rule about people those who are watched: "user", "role" or "team"
    receivers = columns.json(_("Whom"), default=list)
    message_en = columns.text(_("Text in English"), max_length=180)
    message_zh = columns.text(_("Text in Chinese"), max_length=180)
    repeat_minutes = columns.number(_("Remind again every … minutes"))
    ladder = columns.reference(_("Escalation ladder"), "reminders.EscalationLadder")
    calendar = columns.reference(_("Working calendar"), "platform.WorkingCalendar")
    urgent = columns.boolean(_("Urgent"))
    person_field = columns.text(_("Whose record it is"), max_length=100)  # of a rule about people
    at_least = columns.count(_("At least"), default=1)
    by_time = columns.time(_("Until"))
    list_time = columns.time(_("List for managers at"))
    responsible = columns.reference(_("Responsible for the rule"), "platform.User")
    is_active = columns.boolean(_("Active"))

    class Meta:
        verbose_name = _("Watchdog rule")
        verbose_name_plural = _("Watchdog rules")

    def __str__(self) -> str:
        return str(self.name)


class Sweep(models.Model):
    """When the records of a rule were last gone through as a whole, and when they are next."""

    rule = models.OneToOneField(WatchRule, models.CASCADE, primary_key=True, related_name="+")
    version = models.IntegerField(default=0, db_default=0)  # of the rule as it was then
    swept_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0, db_default=0)
    error = models.TextField(default="", db_default="")


class Watched(models.Model):
    """A record of which a rule waits for something, and since when its time counts."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(WatchRule, models.CASCADE, related_name="+", db_index=False)
    record_id = models.BigIntegerField()
    since = models.DateTimeField()
    late_at = models.DateTimeField(null=True)  # when it was found to be late

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "record_id"], name="one_watch_per_rule_and_record")]
        indexes = [
            models.Index(fields=["rule", "since"], condition=Q(late_at=None), name="watched_by_since"),
            models.Index(fields=["rule", "record_id"], condition=Q(late_at__isnull=False), name="watched_and_late"),
        ]


class WatchCase(models.Model):
    """One time that a record, or a person on a day, was late; it lasts until it is so no more."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(WatchRule, models.CASCADE, related_name="cases", db_index=False)
    object = models.CharField(max_length=50)  # "user" for a rule about people
    record_id = models.BigIntegerField()
    round = models.IntegerField(default=1, db_default=1)
    day = models.DateField(null=True)  # of a rule about people
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # it is not late any more
    outcome = models.CharField(max_length=20, default="", db_default="")  # as of reminders; what was answered
    note = models.TextField(default="", db_default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "record_id", "round", "day"], name="one_case_per_round",
                                    nulls_distinct=False),
            models.UniqueConstraint(fields=["rule", "record_id"], condition=Q(ended_at=None, day=None),
                                    name="one_open_case_per_record"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["rule", "opened_at"], name="watch_case_by_time"),
            models.Index(fields=["opened_at"], condition=Q(ended_at=None), name="watch_case_open"),
        ]

    @property
    def origin(self) -> str:
        """What its reminders are made by."""
        return f"watchdog:{self.rule_id}:{self.pk}"


class PeopleDay(models.Model):
    """That a rule about people was looked at for one working day: who was reminded, and the managers' lists."""

    rule = models.ForeignKey(WatchRule, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    looked_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="one_look_per_rule_and_day")]


class FalseAlarmWarning(models.Model):
    """When somebody was last told that a source of reminders is often wrong."""

    source = models.CharField(max_length=60, unique=True)  # "watchdog:3", "run of workflow 4", "reminder:5"
    told_at = models.DateTimeField()


class DataCheck(Tracked):
    """A check of the company's own: which records are not as they should be, what is wrong, and who repairs it."""

    name = columns.text(_("Name"), required=True)
    object = columns.text(_("Object"), required=True, max_length=50)
    filter = columns.filter(_("Condition"))
    mend = columns.json(_("Fields to repair"), default=list)  # names of fields, the first at least
    receivers = columns.json(_("Who repairs"), default=list)  # as of a watchdog rule about records
    advice_en = columns.text(_("What to do, in English"), max_length=300)
    advice_zh = columns.text(_("What to do, in Chinese"), max_length=300)
    tells = columns.boolean(_("Tell who repairs it"), default=True)
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        verbose_name = _("Data check")
        verbose_name_plural = _("Data checks")

    def __str__(self) -> str:
        return str(self.name)


class QualityFinding(models.Model):
    """A record that failed a check of its data; gone when it is mended, kept apart when it was left as it is."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=30)
    object = models.CharField(max_length=50)
    field = models.CharField(max_length=100)
    record_id = models.BigIntegerField()
    value = models.CharField(max_length=200, default="", db_default="")  # as it was then
    found_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="", db_default="")  # why it was left as it is
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when who repairs it was told; of the company's own checks

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "record_id", "kind", "field"], name="one_finding_per_value")
        ]
        indexes = [models.Index(fields=["kind", "object", "field"], name="finding_by_check")]


class QualityRun(models.Model):
    """When a check last went through all records."""

    kind = models.CharField(max_length=30)
    object = models.CharField(max_length=50)
    field = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object", "field"], name="one_run_per_check")]


class QualityCount(models.Model):
    """How many findings of a kind were open on a day."""

    kind = models.CharField(max_length=30)
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="one_count_per_kind_and_day")]
