"""The tables of invitations: what guests were told of a meeting and what they answered; what others invite us to.

Meetings are named by number and not by reference, so that who was invited is still known when a meeting is deleted:
its guests are to be told.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

STATES = [
    ("needs_action", pgettext_lazy("invitation", "Not answered")),
    ("accepted", pgettext_lazy("invitation", "Accepted")),
    ("tentative", pgettext_lazy("invitation", "Maybe")),
    ("declined", pgettext_lazy("invitation", "Declined")),
]


class Invitation(models.Model):
    """That people are asked to a meeting, or to all meetings of a series, and what they were last told of it."""

    id = models.BigAutoField(primary_key=True)
    uid = models.CharField(max_length=200, unique=True)  # not to be guessed: whoever knows it may answer
    meeting_id = models.BigIntegerField(null=True, unique=True)
    series_id = models.BigIntegerField(null=True, unique=True)
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sequence = models.IntegerField(default=-1, db_default=-1)  # of what was last told; -1: nothing yet
    times_sequence = models.IntegerField(default=0, db_default=0)  # answers to earlier ones were to another time
    face = models.JSONField(default=dict)  # what was last told, see `faces`; empty: nothing, or that it is off
    kept_back = models.CharField(max_length=64, default="", db_default="")  # what the guests are not to be told
    due_at = models.DateTimeField(null=True, db_index=True)  # when there is something to tell
    changed_by = models.BigIntegerField(null=True)  # who need not be told

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting_id__isnull=False, series_id=None) | Q(meeting_id=None, series_id__isnull=False),
                name="invitation_to_one_thing",
            )
        ]


class Guest(models.Model):
    """Somebody who is asked to come: a colleague, or somebody outside with an address."""

    id = models.BigAutoField(primary_key=True)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    record = models.CharField(max_length=80, default="", db_default="")  # "contact:5"
    name = models.CharField(max_length=200, default="", db_default="")
    address = models.CharField(max_length=254, default="", db_default="")  # in small letters
    language = models.CharField(max_length=10, default="en", db_default="en")
    state = models.CharField(max_length=20, choices=STATES, default="needs_action", db_default="needs_action")
    answered_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=1000, default="", db_default="")
    single_answers = models.JSONField(default=dict)  # of a series: the time's key → state, where it differs
    told = models.CharField(max_length=64, default="", db_default="")  # the mark of what they were last told
    is_removed = models.BooleanField(default=False, db_default=False)  # is still to be told so
    answer_sequence = models.IntegerField(default=-1, db_default=-1)
    answer_stamp = models.DateTimeField(null=True)
    proposed_starts_at = models.DateTimeField(null=True)
    proposed_ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "user"], condition=Q(user__isnull=False), name="one_guest_per_colleague"
            ),
            models.UniqueConstraint(
                fields=["invitation", "address"], condition=Q(user=None), name="one_guest_per_address"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="guest_by_user"),
            models.Index(fields=["record"], name="guest_by_record"),
        ]

    def __str__(self) -> str:
        return self.user.name if self.user else self.name or self.address


class Received(models.Model):
    """An invitation of somebody else that came to one of our addresses, as its newest letter says."""

    id = models.BigAutoField(primary_key=True)
    address = models.CharField(max_length=254)  # whom it came to, in small letters
    uid = models.CharField(max_length=500)
    sequence = models.IntegerField(default=0)
    stamp = models.DateTimeField(null=True)
    text = models.TextField(default="")  # the calendar object
    organizer_name = models.CharField(max_length=200, default="", db_default="")
    organizer_address = models.CharField(max_length=254, default="", db_default="")
    sender = models.CharField(max_length=320, default="", db_default="")  # who mailed it, which may be a service
    attendee = models.CharField(max_length=254, default="", db_default="")  # the address that was invited
    title = models.CharField(max_length=200, default="", db_default="")
    location = models.CharField(max_length=200, default="", db_default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False, db_default=False)
    repeats = models.BooleanField(default=False, db_default=False)
    is_off = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=20, choices=STATES, default="needs_action", db_default="needs_action")
    comment = models.CharField(max_length=1000, default="", db_default="")
    answered_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # who answered
    may_overlap = models.BooleanField(default=False, db_default=False)  # accepted although something else is then
    placed_until = models.DateField(null=True)  # of what repeats: later times are still to be booked

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "uid"], name="one_received_per_address")]
        indexes = [
            models.Index(
                fields=["placed_until"],
                condition=Q(repeats=True, is_off=False, state__in=["accepted", "tentative"]),
                name="received_to_go_on",
            )
        ]

    def is_over(self, now: datetime.datetime) -> bool:
        """Whether there is nothing to answer any more."""
        return self.ends_at <= now and not self.repeats


class ReceivedTime(models.Model):
    """A meeting of ours that stands for one time of an invitation."""

    id = models.BigAutoField(primary_key=True)
    received = models.ForeignKey(Received, models.CASCADE, related_name="times")
    key = models.CharField(max_length=40, default="", db_default="")  # as `outside.reading` names times
    meeting = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["received", "key"], name="one_meeting_per_received_time")]
