"""Campaigns for filling in data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record

STATES = [
    ("draft", pgettext_lazy("campaign", "Draft")),
    ("running", pgettext_lazy("campaign", "Running")),
    ("ended", pgettext_lazy("campaign", "Ended")),
]


class DataCampaign(Record):
    """The owners of these records are to fill in these fields until that day."""

    name = columns.text(_("Name"), required=True)
    object = columns.text(_("Object"), required=True, max_length=50)
    fields = columns.json(_("Fields"), default=list)  # names
    filter = columns.filter(_("Condition"))
    due_on = columns.date(_("Until"))
    message = columns.long_text(_("Message"))
    status = columns.choice(_("Status"), STATES, default="draft")
    people = columns.references(_("Taking part"), to="user")
    began = columns.json(_("Records to fill in at the start"))  # {number of the owner: records}
    left = columns.json(_("Records left at the end"))

    class Meta:
        app_label = "activities"
        verbose_name = _("Data campaign")
        verbose_name_plural = _("Data campaigns")

    def __str__(self) -> str:
        return str(self.name)
