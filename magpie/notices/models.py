"""The ledger: what somebody is to be told, and every attempt to tell it.

Nothing here is an object of the registry and nothing appends events: a notice is a consequence of events, and must not
cause any.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.notices.addresses import SuspiciousAddress  # noqa: F401
from magpie.notices.alarms import FalseAlarm  # noqa: F401
from magpie.notices.beats import Heartbeat  # noqa: F401
from magpie.notices.browsers import Browser, PushKeys  # noqa: F401
from magpie.notices.envelopes import ReturnsSettings  # noqa: F401
from magpie.notices.following import Follower  # noqa: F401 - a table that stands with what it is for

CHANNELS = [
    ("popup", _("Popup")),
    ("email", pgettext_lazy("message", "E-mail")),
    ("push", pgettext_lazy("channel", "Browser")),
    ("sms", _("Text message")),
    ("wecom", _("WeCom")),
    ("dingtalk", _("DingTalk")),
    ("feishu", _("Feishu")),
]
STATUSES = [
    ("queued", _("Waiting")),
    ("held", _("Held until the agreed time")),
    ("sending", _("Being sent")),
    ("retrying", _("Tried, to be tried again")),
    ("sent", _("Sent")),
    ("delivered", _("Delivered")),
    ("failed", _("Failed")),
    ("kept", _("Kept in the outbox")),
    ("replaced", _("Went by another channel")),
    ("withdrawn", _("No longer needed")),
]
UNFINISHED = ("queued", "held", "retrying", "sending")
NOT_YET_OUT = ("queued", "held", "retrying", "kept")  # can still be called back


class Notice(models.Model):
    """What one person, or one bare address, is to be told."""

    id = models.BigAutoField(primary_key=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=254, default="", db_default="")  # where the recipient is no user
    language = models.CharField(max_length=10, default="en", db_default="en")
    kind = models.CharField(max_length=60)  # such as "workflow" or "task.due": people choose channels by it
    title = models.CharField(max_length=500)
    body = models.TextField(default="", db_default="")
    html = models.TextField(default="", db_default="")  # of the mail, if it says more than the body
    object = models.CharField(max_length=50, default="", db_default="")  # the record that it is about
    record_id = models.BigIntegerField(null=True)
    url = models.CharField(max_length=500, default="", db_default="")
    urgent = models.BooleanField(default=False, db_default=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    run_id = models.BigIntegerField(null=True)
    step = models.CharField(max_length=100, default="", db_default="")
    calendar = models.TextField(default="", db_default="")  # an iCalendar object that the mail carries
    files = ArrayField(models.BigIntegerField(), default=list, db_default=models.Value("{}"))  # attached to the mail
    key = models.CharField(max_length=200, default="", db_default="")  # the same key is the same notice, told once
    matter = models.CharField(max_length=60, default="", db_default="")  # what waits for an answer: "reminder:12"
    round = models.IntegerField(default=1, db_default=1)  # how often it was told: who does not answer is told again
    reason = models.JSONField(default=dict, db_default={})  # why this person: {"kind", "id", "title", "deputy_of"}
    operation = models.UUIDField(null=True)  # of the change that told it, so that whoever made it sees who got it
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    told_at = models.DateTimeField(default=timezone.now, db_default=Now())  # the last time
    read_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)  # out of the inbox until then; see `magpie.notices.snoozing`
    settled_at = models.DateTimeField(null=True)  # the matter has its answer, here or elsewhere
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=40, default="", db_default="")  # of the matter: "confirmed", "resolved" …

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_notice_per_key")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notices_of_a_person"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="notices_snoozed"),
            models.Index(fields=["object", "record_id", "-id"], name="notices_of_a_record"),
            models.Index(fields=["run_id"], condition=Q(run_id__isnull=False), name="notices_of_a_run"),
            models.Index(fields=["matter"], condition=~Q(matter=""), name="notices_of_a_matter"),
            models.Index(fields=["operation"], condition=Q(operation__isnull=False), name="notices_of_an_operation"),
        ]


class Delivery(models.Model):
    """One round of a notice on its way through one channel; it has one Message-ID however often it is tried."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=CHANNELS)
    round = models.IntegerField(default=1, db_default=1)
    status = models.CharField(max_length=20, choices=STATUSES, default="queued", db_default="queued")
    fallback_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="fallbacks")  # goes in its place
    digest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="gathered")  # the mail it went with
    held_for = models.CharField(max_length=10, default="", db_default="")  # while held: "quiet" hours or "digest"
    address = models.CharField(max_length=254, default="", db_default="")
    attempts = models.IntegerField(default=0, db_default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_default=Now())
    lease_until = models.DateTimeField(null=True)  # while sending: whose worker is gone by then is tried again
    message_id = models.CharField(max_length=200, default="", db_default="")
    provider_id = models.CharField(max_length=200, default="", db_default="")  # the service's number of the message
    error = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    due_at = models.DateTimeField(default=timezone.now, db_default=Now())  # from when on it should go out
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "next_attempt_at", "id"],
                condition=Q(status__in=UNFINISHED),
                name="deliveries_unfinished",
            ),
            models.Index(fields=["status", "-id"], name="deliveries_by_status"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="deliveries_by_message_id"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="deliveries_by_provider_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "round"], name="one_delivery_per_channel_and_round")
        ]


class Attempt(models.Model):
    """One try to get a delivery to its person, and how it ended."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now, db_default=Now())
    outcome = models.CharField(max_length=20)  # accepted, deferred, refused, away, uncertain, bounced, delayed …
    detail = models.TextField(default="", db_default="")  # in the words of the server or service
    seconds = models.FloatField(default=0, db_default=0)


class Channel(models.Model):
    """Whether a channel works at the moment; one row for each channel that has been used."""

    name = models.CharField(max_length=20, primary_key=True)
    state = models.CharField(max_length=10, default="ok", db_default="ok")  # ok or down
    since = models.DateTimeField(default=timezone.now, db_default=Now())
    last_error = models.TextField(default="", db_default="")
    failures = models.IntegerField(default=0, db_default=0)  # in a row
    next_probe_at = models.DateTimeField(null=True)  # while down: when the next worker may look
    refused = models.BooleanField(default=False, db_default=False)  # there, but takes nothing of ours: no money left …
    looked_at = models.DateTimeField(null=True)  # when it was last known to work, or looked after


class ChannelSettings(models.Model):
    """How a channel is done, as administrators entered it; see `magpie.notices.ways`."""

    channel = models.CharField(max_length=20, primary_key=True)
    driver = models.CharField(max_length=40)
    is_on = models.BooleanField(default=True, db_default=True)
    values = models.JSONField(default=dict, db_default={})  # what is no secret
    secrets = models.JSONField(default=dict, db_default={})  # sealed, by name


class FallbackSettings(models.Model):
    """The company's own rules for what waits too long; one row.  See `magpie.notices.fallback`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    rules = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_set_of_fallback_rules")]


class MailSettings(models.Model):
    """The mail server as administrators set it; one row.  See `magpie.notices.mail_server` for what is in force."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    host = models.CharField(max_length=255, default="", db_default="")
    port = models.IntegerField(default=25, db_default=25)
    security = models.CharField(max_length=10, default="none", db_default="none")
    username = models.CharField(max_length=255, default="", db_default="")
    password = models.TextField(default="", db_default="")  # sealed, see `magpie.notices.seal`
    from_address = models.CharField(max_length=254, default="", db_default="")
    from_name = models.CharField(max_length=200, default="", db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_mail_server")]


class Preference(models.Model):
    """On which channels a person wants to be told notices of one kind; "*" for all kinds not named."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channels = ArrayField(models.CharField(max_length=20), default=list, db_default=models.Value("{}"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")]


class Manner(models.Model):
    """When a person wants to be told what is not urgent; see `magpie.notices.manners`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    quiet_from = models.TimeField(null=True)  # in the person's time zone; over midnight where it is later than until
    quiet_until = models.TimeField(null=True)
    quiet_days_off = models.BooleanField(default=False, db_default=False)  # by the company's working calendar
    digest = models.CharField(max_length=10, default="at_once", db_default="at_once")  # at_once, hourly, daily: mails
    digest_at = models.TimeField(default="08:30", db_default=models.Value("08:30"))
