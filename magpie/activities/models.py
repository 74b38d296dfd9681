"""The tables of activities.  `related_to` is any record; `owner` is who does it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record

PRIORITIES = [("low", _("Low")), ("normal", _("Normal")), ("high", _("High")), ("urgent", _("Urgent"))]
TASK_STATUSES = [
    ("not_started", _("Not started")),
    ("in_progress", _("In progress")),
    ("waiting", _("Waiting")),
    ("deferred", _("Deferred")),
    ("completed", pgettext_lazy("task", "Completed")),
    ("cancelled", _("Cancelled")),
]
MEETING_STATUSES = [("planned", _("Planned")), ("held", _("Held")), ("not_held", _("Not held"))]
SHOWN_AS = [
    ("busy", pgettext_lazy("calendar", "Busy")),
    ("tentative", pgettext_lazy("calendar", "Tentative")),
    ("free", pgettext_lazy("calendar", "Free")),
]
CALL_STATUSES = [
    ("planned", _("Planned")),
    ("initiated", _("Initiated")),
    ("queued", _("Queued")),
    ("ringing", _("Ringing")),
    ("in_progress", _("In progress")),
    ("completed", pgettext_lazy("call", "Completed")),
    ("no_answer", _("No answer")),
    ("busy", _("Busy")),
    ("failed", _("Failed")),
    ("cancelled", _("Cancelled")),
]
CALL_OUTCOMES = [
    ("interested", _("Interested")),
    ("not_interested", _("Not interested")),
    ("call_back", _("Call back")),
    ("meeting_agreed", _("Meeting agreed")),
    ("wrong_number", _("Wrong number")),
    ("message_left", _("Message left")),
    ("other", pgettext_lazy("call outcome", "Other")),
]
DIRECTIONS = [("outbound", _("Outgoing")), ("inbound", _("Incoming"))]
EMAIL_DIRECTIONS = [
    ("outbound", pgettext_lazy("message", "Outgoing")),
    ("inbound", pgettext_lazy("message", "Incoming")),
]


class Note(Record):
    """What somebody wants to be known about a record."""

    subject = columns.text(_("Subject"))
    body = columns.long_text(pgettext_lazy("message", "Text"), required=True)
    related_to = columns.link(_("About"))
    pinned = columns.boolean(_("Pinned"))

    class Meta:
        verbose_name = pgettext_lazy("activity", "Note")
        verbose_name_plural = pgettext_lazy("activity", "Notes")

    def __str__(self) -> str:
        return str(self.subject or self.body[:80])


class Task(Record):
    """Something that somebody is to do."""

    subject = columns.text(_("Subject"), required=True)
    due_at = columns.moment(_("Due"))
    priority = columns.choice(_("Priority"), PRIORITIES, default="normal")
    status = columns.choice(_("Status"), TASK_STATUSES, default="not_started")
    related_to = columns.link(_("About"))
    description = columns.long_text(_("Description"))
    completed_at = columns.moment(pgettext_lazy("task", "Completed at"))

    class Meta:
        verbose_name = _("Task")
        verbose_name_plural = _("Tasks")
        indexes = [
            models.Index(
                fields=["owner", "due_at"], condition=~Q(status__in=["completed", "cancelled"]), name="task_open_by_due"
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class Meeting(Record):
    """People meeting at a time."""

    subject = columns.text(_("Subject"), required=True)
    starts_at = columns.moment(_("Begins"))
    ends_at = columns.moment(_("Ends"))
    location = columns.text(_("Place"))
    status = columns.choice(_("Status"), MEETING_STATUSES, default="planned")
    attendees = columns.references(_("Colleagues taking part"), to="user")
    rooms = columns.references(_("Rooms"), to="room")
    related_to = columns.link(_("About"))
    description = columns.long_text(_("Description"))
    shows_as = columns.choice(_("Shows as"), SHOWN_AS, default="busy")
    may_overlap = columns.boolean(_("May overlap other meetings"))
    series = columns.number(_("Number of the series"))  # one number for all meetings of a repeated one
    occurs_on = columns.date(_("Day in the series"))  # wherever that meeting was moved to

    class Meta:
        verbose_name = _("Meeting")
        verbose_name_plural = _("Meetings")
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meeting_by_start"),
            GinIndex(fields=["attendees"], name="meeting_by_attendees"),
            GinIndex(fields=["rooms"], name="meeting_by_rooms"),
            models.Index(fields=["owner", "starts_at"], name="meeting_by_owner"),
            models.Index(fields=["series", "occurs_on"], condition=Q(series__isnull=False), name="meeting_by_series"),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class Call(Record):
    """A telephone call, planned or made."""

    subject = columns.text(_("Subject"), required=True)
    direction = columns.choice(_("Direction"), DIRECTIONS, default="outbound")
    phone = columns.phone(_("Phone"))
    starts_at = columns.moment(_("Begins"))
    duration_seconds = columns.number(_("Duration in seconds"))
    status = columns.choice(_("Status"), CALL_STATUSES, default="completed")
    outcome = columns.choice(_("Outcome"), CALL_OUTCOMES)
    related_to = columns.link(_("About"))
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Call")
        verbose_name_plural = _("Calls")
        indexes = [models.Index(fields=["starts_at", "id"], name="call_by_start")]

    def __str__(self) -> str:
        return str(self.subject)


class EmailMessage(Record):
    """An e-mail that was sent or received, kept on the customer's timeline."""

    subject = columns.text(_("Subject"), max_length=500)
    from_address = columns.text(pgettext_lazy("e-mail", "From"), max_length=320)
    to_addresses = columns.text(pgettext_lazy("e-mail", "To"), max_length=2000)
    cc_addresses = columns.text(_("Copy to"), max_length=2000)
    body = columns.long_text(pgettext_lazy("message", "Text"))
    direction = columns.choice(_("Direction"), EMAIL_DIRECTIONS, default="outbound")
    sent_at = columns.moment(pgettext_lazy("e-mail", "Sent"))
    message_id = columns.text(_("Message number"), max_length=500)
    related_to = columns.link(_("About"))
    is_automatic = columns.boolean(_("Sent by a program"))
    from_mailbox = columns.boolean(_("From a mailbox"))

    class Meta:
        verbose_name = pgettext_lazy("message", "E-mail")
        verbose_name_plural = pgettext_lazy("message", "E-mails")
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="one_email_per_message_number"
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)


from magpie.activities.completeness.models import DataCampaign  # noqa: E402, F401  (Django finds models here)
