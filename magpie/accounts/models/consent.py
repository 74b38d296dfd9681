"""What people agreed to, for which purpose and on which channel; how often they may be written to; when they were.

Entries are only ever appended: the newest one of a person, purpose and channel counts.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

CHANNELS = [
    ("email", pgettext_lazy("message", "E-mail")),
    ("phone", pgettext_lazy("channel", "Telephone")),
    ("sms", _("SMS")),
    ("post", pgettext_lazy("channel", "Post")),
    ("chat", pgettext_lazy("channel", "Chat")),
    ("social", _("Social media")),
]
STATES = [
    ("granted", pgettext_lazy("consent", "Agreed")),
    ("refused", pgettext_lazy("consent", "Refused")),
    ("withdrawn", pgettext_lazy("consent", "Withdrawn")),
    ("unknown", pgettext_lazy("consent", "Not known")),
]


class Purpose(Tracked):
    """What the company contacts people for."""

    name_en = columns.text(_("Name in English"), required=True)
    name_zh = columns.text(_("Name in Chinese"))
    code = columns.text(_("Technical name"), required=True, max_length=40, unique=True)
    position = columns.count(_("Position"), default=100)
    needs_consent = columns.boolean(
        _("Only with consent"),
        default=True,
        help_text=_("Without it, whoever has not refused may be contacted, as for the service of a purchase."),
    )
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("consent", "Purpose")
        verbose_name_plural = pgettext_lazy("consent", "Purposes")


class ContactCap(Tracked):
    """At most so many contacts with one person in so many days."""

    channel = columns.choice(_("Channel"), CHANNELS, default="email")
    purpose = columns.reference(pgettext_lazy("consent", "Purpose"), Purpose, on_delete=models.CASCADE)  # none: all
    most = columns.count(_("At most"), default=2)
    days = columns.count(_("In days"), default=7)
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        verbose_name = _("Contact limit")
        verbose_name_plural = _("Contact limits")


class ConsentEntry(models.Model):
    """What one person said about one purpose on one channel; an empty purpose or channel means every one."""

    person = models.CharField(max_length=80, default="", db_default="")  # "contact:5"; empty: an address alone
    # The person's e-mail addresses (in small letters) and numbers on that channel when they said it: whoever else has
    # one of them is meant as well.
    addresses = ArrayField(models.CharField(max_length=320), default=list, db_default=Value("{}"))
    purpose = models.ForeignKey(Purpose, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=20, choices=CHANNELS, default="", db_default="")
    state = columns.choice(pgettext_lazy("consent", "State"), STATES, default="unknown")
    at = columns.moment(_("When"), now=True)
    expires_on = columns.date(_("Until"))
    source = columns.text(_("Source"), max_length=300)
    proof = columns.long_text(_("Proof"))
    file = columns.reference(_("File"), "platform.File")
    by = columns.reference(_("By"), "platform.User")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], condition=~Q(person=""), name="consent_of_person"),
            GinIndex(fields=["addresses"], name="consent_of_addresses"),
        ]


class ContactMade(models.Model):
    """One contact with a person that counts towards the limits."""

    person = models.CharField(max_length=80, default="", db_default="")
    address = models.CharField(max_length=320, default="", db_default="")
    purpose = models.ForeignKey(Purpose, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=20, choices=CHANNELS)
    at = columns.moment(_("When"), now=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "channel", "at"], condition=~Q(person=""), name="contacts_made_with"),
            models.Index(fields=["address", "channel", "at"], condition=~Q(address=""), name="contacts_made_at"),
        ]
