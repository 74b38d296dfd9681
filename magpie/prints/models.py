"""The tables of print templates, of letterheads, and of prints of many records that are made in the background."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

LANGUAGES = [
    ("reader", _("That of who prints")),
    ("record", _("That of the record")),
    ("zh-hans", "简体中文"),
    ("en", "English"),
]
PAPERS = [("a4", "A4"), ("a5", "A5"), ("letter", "Letter"), ("receipt", _("Receipt, 80 mm"))]
ORIENTATIONS = [("portrait", _("Portrait")), ("landscape", _("Landscape"))]
MODES = [("blocks", _("Blocks")), ("code", pgettext_lazy("print template", "Code"))]
JOB_STATES = [
    ("queued", pgettext_lazy("print", "Queued")),
    ("running", pgettext_lazy("print", "Running")),
    ("done", pgettext_lazy("print", "Done")),
    ("failed", pgettext_lazy("print", "Failed")),
]


class Letterhead(Tracked):
    """A company as it stands on paper: names, address, numbers, logo, seal."""

    name = columns.text(_("Name"), required=True)
    company_zh = columns.text(_("Company in Chinese"))
    company_en = columns.text(_("Company in English"))
    address_zh = columns.text(_("Address in Chinese"), max_length=300)
    address_en = columns.text(_("Address in English"), max_length=300)
    phone = columns.text(_("Telephone"), max_length=60)
    email = columns.email(_("E-mail"))
    website = columns.text(_("Website"))
    tax_number = columns.text(_("Tax number"), max_length=60)
    bank = columns.text(_("Bank and account"), max_length=300)
    logo = columns.reference(_("Logo"), "platform.File")
    stamp = columns.reference(_("Seal"), "platform.File")
    is_default = columns.boolean(_("Used where a template names none"))

    class Meta:
        verbose_name = _("Letterhead")
        verbose_name_plural = _("Letterheads")

    def __str__(self) -> str:
        return str(self.name)


class PrintTemplate(Tracked):
    """How records of an object are put on paper.  `body` is what is printed by; the designer makes it of `blocks`."""

    name_en = columns.text(_("Name in English"), required=True)
    name_zh = columns.text(_("Name in Chinese"))
    object = columns.text(_("Object"), required=True, max_length=50)
    language = columns.choice(_("Language"), LANGUAGES, default="reader")
    paper = columns.choice(_("Paper"), PAPERS, default="a4")
    orientation = columns.choice(_("Orientation"), ORIENTATIONS, default="portrait")
    letterhead = columns.reference(_("Letterhead"), Letterhead)
    file_name = columns.text(_("Name of the file"))
    roles = columns.references(_("Only for roles"), "role")
    is_active = columns.boolean(_("Active"), default=True)
    position = columns.count(_("Position"), default=100)
    mode = columns.choice(_("Made of"), MODES, default="blocks")
    blocks = columns.json(_("Blocks"), default=list)
    body = columns.long_text(_("Template"))

    class Meta:
        verbose_name = _("Print template")
        verbose_name_plural = _("Print templates")

    def __str__(self) -> str:
        return str(self.name_en)


class PrintJob(models.Model):
    """One PDF of many records that a worker makes; only who began it may have it."""

    template = models.ForeignKey(PrintTemplate, models.CASCADE, related_name="+")
    ids = models.JSONField(default=list)
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=60, default="")
    status = columns.choice(_("Status"), JOB_STATES, default="queued")
    done = columns.count(_("Done"))
    error = models.TextField(default="", db_default="")
    path = models.CharField(max_length=300, default="", db_default="")
    created_by = models.ForeignKey("platform.User", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[PrintJob]] = models.Manager()
