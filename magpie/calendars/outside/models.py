"""Tables of outside calendars.  They are no records: who has an account sees it, nobody else does.

An `OutsideEvent` is an object on the server with its text as it was last in step (the base of comparisons); an
`OutsideTime` is one time of it, and, in the calendar that is written to, the meeting which that time is.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = [("caldav", "CalDAV"), ("feed", _("Outside feed"))]
USES = [
    ("write", _("Both ways")),
    ("busy", _("Read as busy")),
    ("shown", _("Only shown")),
    ("off", pgettext_lazy("calendar", "Not used")),
]


class OutsideAccount(models.Model):
    """A person's account at a calendar server, or the address of a feed that they read."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS, default="caldav", db_default="caldav")
    name = models.CharField(max_length=100, default="", db_default="")
    url = models.CharField(max_length=2000)
    username = models.CharField(max_length=255, default="", db_default="")
    password = models.TextField(default="", db_default="")  # sealed
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=timezone.now)
    synced_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=1000, default="", db_default="")
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0, db_default=0)
    next_sync_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_sync_at"], condition=Q(is_active=True), name="outside_account_by_next_sync"),
            models.Index(fields=["user"], name="outside_account_by_user"),
        ]

    def __str__(self) -> str:
        return self.name or self.url


class OutsideCalendar(models.Model):
    """A calendar of an account, and what it is used for."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(OutsideAccount, models.CASCADE, related_name="calendars")
    href = models.CharField(max_length=2000)
    name = models.CharField(max_length=200, default="", db_default="")
    color = models.CharField(max_length=7, default="", db_default="")
    may_write = models.BooleanField(default=True, db_default=True)
    use = models.CharField(max_length=10, choices=USES, default="off", db_default="off")
    state = models.CharField(max_length=500, default="", db_default="")  # the server's own mark of its last change
    looked_on = models.DateField(null=True)  # on which day everything was last compared

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "href"], name="one_row_per_outside_calendar")]


class OutsideEvent(models.Model):
    """An object of an outside calendar: one event, with all its repetitions and exceptions."""

    id = models.BigAutoField(primary_key=True)
    calendar = models.ForeignKey(OutsideCalendar, models.CASCADE, related_name="events")
    href = models.CharField(max_length=2000)
    etag = models.CharField(max_length=500, default="", db_default="")
    uid = models.CharField(max_length=500, default="", db_default="", db_index=True)
    text = models.TextField()
    repeats = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "href"], name="one_row_per_outside_event")]


class OutsideTime(models.Model):
    """One time of an outside event."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(OutsideEvent, models.CASCADE, related_name="times")
    key = models.CharField(max_length=40, default="", db_default="")  # of an event that repeats: when it would begin
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False, db_default=False)
    title = models.CharField(max_length=200, default="", db_default="")
    location = models.CharField(max_length=200, default="", db_default="")
    is_private = models.BooleanField(default=False, db_default=False)
    is_free = models.BooleanField(default=False, db_default=False)
    meeting = models.BigIntegerField(null=True, db_index=True)  # no foreign key: a meeting that is gone must be noticed
    version = models.IntegerField(default=0, db_default=0)  # of the meeting when both were last in step
    is_gone = models.BooleanField(default=False, db_default=False)  # it was deleted on one side, and is to stay away

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="one_row_per_outside_time")]
        indexes = [models.Index(fields=["event", "starts_at", "ends_at"], name="outside_time_by_event")]
