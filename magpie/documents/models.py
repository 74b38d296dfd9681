"""The tables of documents, of the links by which customers get them, of visits, and of requests about persons' data.

A link keeps no address of its visitors; what a visit keeps ends with the link.
"""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record, Tracked

CATEGORIES = [
    ("brochure", _("Brochure")),
    ("datasheet", _("Data sheet")),
    ("presentation", _("Presentation")),
    ("price_list", _("Price list")),
    ("offer", pgettext_lazy("document", "Offer")),
    ("contract", pgettext_lazy("document", "Contract")),
    ("certificate", _("Certificate")),
    ("manual", pgettext_lazy("document", "Manual")),
    ("case_study", _("Success story")),
    ("other", pgettext_lazy("document", "Other")),
]
KINDS = [("pdf", "PDF"), ("image", _("Picture")), ("office", _("Office file"))]
DEVICES = [("computer", _("Computer")), ("phone", _("Mobile phone")), ("tablet", _("Tablet"))]
RECIPIENTS = ("contact", "lead", "account")


def new_token() -> str:
    """The secret part of a link's address: 128 random bits."""
    return secrets.token_urlsafe(16)


class Document(Record):
    """A file that is shown to customers.  A new file is a new revision; links always show the newest."""

    name = columns.text(_("Name"), required=True)
    category = columns.choice(_("Category"), CATEGORIES, default="brochure")
    file = columns.reference(_("File"), "platform.File")
    edition = columns.text(pgettext_lazy("document", "Version"), max_length=60)  # as people write it: “2026-03”, “V2.1”
    description = columns.long_text(_("Description"))
    tags = columns.tags(_("Tags"))
    is_active = columns.boolean(_("Active"), default=True)
    kind = columns.choice(pgettext_lazy("file", "Kind"), KINDS)
    pages = columns.number(_("Pages"))  # none: it cannot be shown, only downloaded
    revision = columns.count(_("Revision"))  # how many files it has had
    sent_times = columns.number(_("Times sent"))
    opened_times = columns.number(_("Times opened"))

    class Meta:
        verbose_name = _("Document")
        verbose_name_plural = _("Documents")
        indexes = [models.Index(fields=["name", "id"], name="document_by_name")]

    def __str__(self) -> str:
        return str(self.name)


class DocumentLink(Record):
    """One document sent to one customer."""

    name = columns.text(_("Name"), required=True)  # of the document when it was sent
    document = columns.reference(_("Document"), Document, on_delete=models.PROTECT, required=True)
    related_to = columns.link(_("Sent to"), targets=RECIPIENTS)
    expires_on = columns.date(_("Valid until"))  # the last day
    may_download = columns.boolean(_("May be downloaded"), default=True)
    is_revoked = columns.boolean(_("Revoked"))
    has_password = columns.boolean(_("With password"))
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    password = models.CharField(max_length=200, default="", db_default="", blank=True)  # hashed
    opened_times = columns.count(_("Times opened"))
    first_opened_at = columns.moment(_("First opened"))
    last_opened_at = columns.moment(_("Last opened"))
    downloaded_times = columns.count(_("Times downloaded"))
    downloaded_at = columns.moment(_("Last downloaded"))
    # From here on written beside the record, without an event for every few seconds of reading.
    pages_seen = columns.number(_("Pages read"))
    seconds = columns.number(_("Reading time in seconds"))
    without_details = columns.boolean(_("Counted only"))  # the customer asked not to be watched while reading
    tries = columns.count(_("Wrong passwords"))
    tried_at = columns.moment(_("Last wrong password"))

    class Meta:
        verbose_name = _("Document link")
        verbose_name_plural = _("Document links")
        indexes = [models.Index(fields=["document", "-id"], name="document_link_by_document")]

    def __str__(self) -> str:
        return str(self.name)


class DocumentVisit(models.Model):
    """One opening of a link: on what, for how long, which pages.  Only the time where details may not be kept."""

    link = models.ForeignKey(DocumentLink, models.CASCADE, related_name="visits")
    at = columns.moment(_("Opened"), now=True)
    last_at = columns.moment(_("Last seen"), now=True)
    revision = columns.count(_("Revision"))
    device = columns.choice(_("Device"), DEVICES)
    program = columns.text(_("Program"), max_length=20)  # wechat, wecom, dingtalk, feishu or empty
    pages = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # {"3": seconds}
    reports = columns.count(_("Reports"))  # how often the page told how far it was read
    downloads = columns.count(_("Downloads"))
    is_detailed = columns.boolean(_("With details"), default=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["link", "-at"], name="visits_of_link")]


REQUESTS = [("export", _("Data given out")), ("erase", _("Data erased"))]


class PersonRequest(Tracked):
    """That somebody gave out or erased what is kept about a person, and why; nothing of the person themselves."""

    name = columns.text(_("Name"), required=True)  # of the record's kind and its number: “Contact #5”
    kind = columns.choice(pgettext_lazy("person request", "What was done"), REQUESTS, default="export")
    object = columns.text(_("Object"), max_length=50)
    record = columns.number(_("Number of the record"))
    reason = columns.long_text(_("Reason"))
    by = columns.reference(_("By"), "platform.User")
    counts = columns.json(_("Counts"))  # table → rows that were changed or given out

    class Meta:
        verbose_name = _("Request about a person's data")
        verbose_name_plural = _("Requests about persons' data")


class ErasedAddress(models.Model):
    """A hash of an address or number of somebody whose data were erased, so that nobody writes to it again."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = columns.moment(_("When"), now=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()
