"""Playbooks: what to say and do at one stage of the work, written by the company itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked
from magpie.sales.models.lead import LEAD_STATUSES

ITEM_KINDS = [
    ("do", pgettext_lazy("playbook", "To do")),
    ("say", pgettext_lazy("playbook", "Words to say")),
    ("mail", pgettext_lazy("playbook", "Text of a message")),
]


class Playbook(Tracked):
    """Guidance for one stage of opportunities or one status of leads; several are shown one after the other."""

    name = columns.text(_("Name"), required=True)
    lead_status = columns.choice(_("Status of a lead"), LEAD_STATUSES, db_index=True)
    stage = columns.reference(_("Stage of an opportunity"), "sales.Stage", on_delete=models.CASCADE)
    position = columns.count(_("Position"), default=100)
    guidance = columns.long_text(
        _("Guidance"),
        help_text=_("Paragraphs; lines that begin with “- ” become a list. {{ record.name }} is filled in."),
    )
    guidance_en = columns.long_text(
        _("Guidance in English"), help_text=_("For colleagues who work in English; without it they see the other text.")
    )
    key_fields = columns.choices(_("Key fields"), (), help_text=_("Shown beside the guidance, to be filled in there."))
    is_active = columns.boolean(_("In use"), default=True)

    class Meta:
        verbose_name = _("Playbook")
        verbose_name_plural = _("Playbooks")

    def __str__(self) -> str:
        return str(self.name)


class PlaybookItem(Tracked):
    """One thing to do, or words to use; the texts may hold placeholders such as {{ record.name }}."""

    playbook = columns.reference(_("Playbook"), "sales.Playbook", on_delete=models.CASCADE, required=True)
    position = columns.count(_("Position"), default=100)
    kind = columns.choice(_("Kind"), ITEM_KINDS, default="do")
    name = columns.text(_("Title"), required=True, help_text=_("For the text of a message: its subject."))
    name_en = columns.text(_("Title in English"))
    text = columns.long_text(pgettext_lazy("message", "Text"))
    text_en = columns.long_text(_("Text in English"))

    class Meta:
        verbose_name = _("Playbook entry")
        verbose_name_plural = _("Playbook entries")

    def __str__(self) -> str:
        return str(self.name)


class PlaybookTick(models.Model):
    """A thing of a playbook that is done for one record: by whom, and when."""

    item = models.ForeignKey(PlaybookItem, models.CASCADE, related_name="ticks")
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    user = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    at = columns.moment("At", now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "object", "record_id"], name="one_tick_per_item_and_record"),
            models.CheckConstraint(condition=Q(object__in=["lead", "opportunity"]), name="ticks_of_leads_and_sales"),
        ]
        indexes = [models.Index(fields=["object", "record_id"], name="tick_by_record")]
