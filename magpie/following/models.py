"""The tables of notice rules: the rules, what they have gathered and not told yet, and what they told."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

REACHES = [("personal", pgettext_lazy("notice rule", "Personal")), ("company", pgettext_lazy("notice rule", "Company"))]
TIMINGS = [
    ("at_once", pgettext_lazy("notice rule", "At once")),
    ("daily", pgettext_lazy("notice rule", "Summary of each working day")),
    ("weekly", pgettext_lazy("notice rule", "Weekly summary")),
]
WEEKDAYS = [
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday")),
    ("5", _("Saturday")), ("6", _("Sunday")),
]  # fmt: skip


class NoticeRule(Tracked):
    """Who is told when something happens to records: a standing rule of the company, or what one person follows."""

    name = columns.text(_("Name"), required=True)
    reach = columns.choice(pgettext_lazy("notice rule", "Applies to"), REACHES, default="personal")
    owner = columns.reference(_("Owner"), "platform.User", on_delete=models.CASCADE)
    object = columns.text(_("Object"), required=True, max_length=50)
    record_id = columns.number(_("Only the record no."))
    filter = columns.filter(_("Condition"))
    list_id = columns.number(_("As the saved list no."))  # then the condition is that of the list; see `lists`
    events = columns.json(pgettext_lazy("notice rule", "Events"), default=list)  # of `rules.Happening`
    receivers = columns.json(_("Receivers"), default=list)  # of `rules.Receiver`; of a company's rule
    text_en = columns.text(_("Text in English"), max_length=1000)
    text_zh = columns.text(_("Text in Chinese"), max_length=1000)
    timing = columns.choice(pgettext_lazy("notice rule", "When"), TIMINGS, default="at_once")
    at = columns.time(pgettext_lazy("notice rule", "At"))
    weekday = columns.choice(_("Day of the week"), WEEKDAYS, default="0")
    tells_still = columns.boolean(_("Also tell what stands still"))
    shown = columns.json(_("Fields in the summary"), default=list)
    urgent = columns.boolean(_("Urgent"))
    includes_doer = columns.boolean(_("Also tell who did it"))
    may_be_muted = columns.boolean(_("May be muted"), default=True)
    valid_until = columns.date(_("Valid until"))
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        verbose_name = _("Notice rule")
        verbose_name_plural = _("Notice rules")
        indexes = [models.Index(fields=["object"], name="notice_rules_of_an_object")]

    def __str__(self) -> str:
        return str(self.name)


class Gathered(models.Model):
    """An event that a rule, or following a record (no rule), wants these people told of, and that is not told yet."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(NoticeRule, models.CASCADE, null=True, related_name="+")
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    event_at = models.DateTimeField()
    happened = models.CharField(max_length=10)  # which of `rules.HAPPENINGS`
    fields = ArrayField(models.CharField(max_length=100), default=list)  # the change of which was waited for
    users = ArrayField(models.BigIntegerField(), default=list)
    lane = models.SmallIntegerField(default=0)
    operation = models.UUIDField(null=True)
    gathered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rule", "operation"], name="gathered_by_rule")]


class Round(models.Model):
    """Up to when the summaries of a rule have been told."""

    rule = models.OneToOneField(NoticeRule, models.CASCADE, primary_key=True, related_name="+")
    looked_at = models.DateTimeField()


class Told(models.Model):
    """A notice that a rule made, for its figures."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(NoticeRule, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    notice = models.ForeignKey("notices.Notice", models.CASCADE, related_name="+")
    records = models.IntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rule", "at"], name="told_by_rule")]


class Mute(models.Model):
    """Somebody wants no notices of a rule of the company."""

    rule = models.ForeignKey(NoticeRule, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="one_mute_per_rule_and_user")]
