"""The table of campaigns."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.platform import columns
from magpie.platform.models import Record

CAMPAIGN_TYPES = [
    ("email", pgettext_lazy("message", "E-mail")),
    ("exhibition", _("Exhibition")),
    ("seminar", _("Seminar")),
    ("webinar", _("Webinar")),
    ("advertisement", _("Advertisement")),
    ("social", _("Social media")),
    ("direct_mail", _("Direct mail")),
    ("telephone", _("Telephone")),
    ("referral", _("Referral")),
    ("other", pgettext_lazy("campaign type", "Other")),
]
CAMPAIGN_STATUSES = [
    ("planning", _("Planning")),
    ("active", pgettext_lazy("campaign", "Active")),
    ("complete", pgettext_lazy("campaign", "Complete")),
    ("inactive", pgettext_lazy("campaign", "Inactive")),
]


class Campaign(Record):
    """An effort of marketing that is to bring leads."""

    name = columns.text(_("Name"), required=True)
    type = columns.choice(_("Type"), CAMPAIGN_TYPES)
    status = columns.choice(_("Status"), CAMPAIGN_STATUSES, default="planning")
    starts_on = columns.date(_("Begins"))
    ends_on = columns.date(_("Ends"))
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    budget = columns.money(_("Budget"))
    actual_cost = columns.money(_("Actual cost"))
    expected_revenue = columns.money(_("Expected revenue"))
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Campaign")
        verbose_name_plural = _("Campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_campaign_per_external_id"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)
