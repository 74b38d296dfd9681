"""Tables of the calendars: rooms, what is taken when, repeated meetings, feeds, booking pages.

`Booking` is written by triggers on the table of meetings alone (migration 0001), so it is right whatever changes a
meeting.  Do not write it from Python.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

NO_DOUBLE_BOOKING = "calendars_no_double_booking"
DETAILS = [("full", _("With all details")), ("busy", _("Only when I am busy"))]
DISTRIBUTIONS = [("one", _("The first who is free")), ("turns", _("In turns")), ("all", _("All together"))]


class Room(Tracked):
    """A room, a car, a device: anything that only one meeting can use at a time."""

    name = columns.text(_("Name"), required=True, unique=True)
    location = columns.text(_("Where it is"))
    seats = columns.number(_("Seats"))
    equipment = columns.tags(_("Equipment"))
    description = columns.text(_("Description"), max_length=500)
    is_active = columns.boolean(_("May be booked"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("meeting", "Room")
        verbose_name_plural = pgettext_lazy("meeting", "Rooms")

    def __str__(self) -> str:
        return self.name


class Booking(models.Model):
    """Somebody or something is taken by a meeting for a time; the database lets no two of these overlap."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)  # user, room, account, contact or lead
    record_id = models.BigIntegerField()
    meeting_id = models.BigIntegerField(db_index=True)
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name=NO_DOUBLE_BOOKING, expressions=[("kind", "="), ("record_id", "="), ("during", "&&")]
            )
        ]


class Series(models.Model):
    """How a meeting repeats.  Each meeting of it is a record of its own; those of the coming year are made ahead."""

    id = models.BigAutoField(primary_key=True)
    repeat = models.JSONField()  # see `magpie.calendars.repeating.Repeat`
    zone = models.CharField(max_length=60)
    first_on = models.DateField()
    clock = models.TimeField()  # of the beginning, as clocks in the zone show it
    made_until = models.DateField()  # later meetings are still to be made


class Feed(models.Model):
    """A secret address at which a calendar program reads somebody's meetings.  Only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, default="", db_default="")
    digest = models.CharField(max_length=64, unique=True)
    detail = models.CharField(max_length=10, choices=DETAILS, default="full", db_default="full")
    alarm_minutes = models.IntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    last_read_at = models.DateTimeField(null=True)


class BookingPage(Tracked):
    """A public page on which customers choose a free time of somebody and so make a meeting."""

    name = columns.text(_("Name"), required=True)
    slug = columns.text(_("Address"), required=True, max_length=60, unique=True, help_text=_("The end of /book/…"))
    people = columns.references(_("With"), to="user")
    distribution = columns.choice(_("Who takes part"), DISTRIBUTIONS, default="one")
    heading = columns.text(_("Heading of the page"))
    about = columns.text(_("What customers read"), max_length=1000)
    minutes = columns.count(_("Length in minutes"), default=30)
    buffer_minutes = columns.count(_("Free before and after, in minutes"))
    notice_hours = columns.count(_("Earliest so many hours ahead"), default=4)
    horizon_days = columns.count(_("Latest so many days ahead"), default=30)
    location = columns.text(_("Place"))
    question = columns.text(_("Question to the customer"), max_length=300)
    time_zone = columns.text(_("Time zone"), max_length=60)  # empty: the company's
    is_active = columns.boolean(_("Open"), default=True)
    next_person = columns.count(_("Whose turn is next"))

    class Meta:
        verbose_name = _("Booking page")
        verbose_name_plural = _("Booking pages")

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """A meeting that a customer made on a booking page."""

    id = models.BigAutoField(primary_key=True)
    page = models.ForeignKey(BookingPage, models.CASCADE, related_name="+")
    meeting = models.OneToOneField("activities.Meeting", models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=40, default="", db_default="")
    company = models.CharField(max_length=200, default="", db_default="")
    answer = models.CharField(max_length=2000, default="", db_default="")
    language = models.CharField(max_length=10, default="en", db_default="en")
    people = ArrayField(models.BigIntegerField(), default=list, db_default=models.Value("{}"))
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())


from magpie.calendars.invitations.models import Guest, Invitation, Received, ReceivedTime  # noqa: E402, F401
from magpie.calendars.outside.models import (  # noqa: E402, F401  (Django finds models here)
    OutsideAccount,
    OutsideCalendar,
    OutsideEvent,
    OutsideTime,
)
