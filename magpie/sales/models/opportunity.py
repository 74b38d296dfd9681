"""Pipelines, their stages, and the opportunities that move through them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY, SOURCES
from magpie.platform import columns
from magpie.platform.models import Record, Tracked

STAGE_KINDS = [
    ("open", pgettext_lazy("stage", "Open")),
    ("won", pgettext_lazy("stage", "Won")),
    ("lost", pgettext_lazy("stage", "Lost")),
]
FORECAST_CATEGORIES = [
    ("pipeline", pgettext_lazy("forecast", "Pipeline")),
    ("best_case", pgettext_lazy("forecast", "Best case")),
    ("commit", pgettext_lazy("forecast", "Commit")),
    ("closed", pgettext_lazy("forecast", "Closed")),
    ("omitted", pgettext_lazy("forecast", "Left out")),
]


class Pipeline(Tracked):
    """The way one kind of business goes from first interest to the order."""

    name = columns.text(_("Name"), required=True)
    is_default = columns.boolean(_("Used unless another is chosen"))
    position = columns.count(_("Position"), default=100)

    class Meta:
        verbose_name = _("Pipeline")
        verbose_name_plural = _("Pipelines")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_pipeline")
        ]

    def __str__(self) -> str:
        return str(self.name)


class Stage(Tracked):
    """One stage of a pipeline; `max_days` is how long an opportunity may stay before it counts as stuck."""

    pipeline = columns.reference(_("Pipeline"), "sales.Pipeline", on_delete=models.PROTECT, required=True)
    name_en = columns.text(_("Name in English"), required=True, max_length=100)
    name_zh = columns.text(_("Name in Chinese"), max_length=100)
    position = columns.count(_("Position"), default=100)
    kind = columns.choice(_("Kind"), STAGE_KINDS, default="open")
    probability = columns.count(_("Probability in %"))
    max_days = columns.number(_("Longest stay in days"))

    class Meta:
        verbose_name = _("Stage")
        verbose_name_plural = _("Stages")
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=100), name="stage_probability_in_percent"
            )
        ]

    def __str__(self) -> str:
        return str(self.name_en)


class Opportunity(Record):
    """A sale that may come about.  `engaged_on` is the day it was made an opportunity."""

    name = columns.text(_("Name"), required=True)
    account = columns.reference(_("Account"), "accounts.Account")
    contact = columns.reference(_("Contact"), "accounts.Contact")
    pipeline = columns.reference(_("Pipeline"), "sales.Pipeline", on_delete=models.PROTECT, db_index=False)
    stage = columns.reference(_("Stage"), "sales.Stage", on_delete=models.PROTECT, db_index=False)
    stage_changed_at = columns.moment(_("In this stage since"), now=True)
    status = columns.choice(_("Status"), STAGE_KINDS, default="open")  # the kind of the stage
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    amount = columns.money(_("Amount"))
    probability = columns.count(_("Probability in %"))
    weighted_amount = models.GeneratedField(
        expression=Round(F("amount") * F("probability") / 100, 2),
        output_field=columns.MoneyField(null=True),
        db_persist=True,
        verbose_name=_("Weighted amount"),
    )
    close_date = columns.date(_("Close date"))
    forecast_category = columns.choice(_("Forecast category"), FORECAST_CATEGORIES, default="pipeline")
    engaged_on = columns.date(_("Engaged on"))
    source = columns.choice(_("Source"), SOURCES)
    campaign = columns.link(_("Campaign"), ("campaign",))
    product = columns.link(_("Product"), ("product",))
    next_step = columns.text(_("Next step"), max_length=500)
    competitor = columns.text(_("Competitor"))
    close_reason = columns.reference(_("Main reason"), "sales.CloseReason")
    lost_reason = columns.text(_("Reason for the loss"), max_length=500)
    # Counted by the database itself from what points here; see the migrations with "counted".
    product_lines = columns.count(_("Product lines"))
    approved_samples = columns.count(_("Samples approved"))
    open_obstacles = columns.count(_("Obstacles"))
    lead = columns.reference(_("Lead"), "sales.Lead")
    tags = columns.tags(_("Tags"))
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Opportunity")
        verbose_name_plural = _("Opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_opportunity_per_external_id"
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=100), name="opportunity_probability_in_percent"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-created_at", "-id"], name="opportunity_by_stage"),
            models.Index(fields=["pipeline", "stage"], name="opportunity_by_pipeline"),
            models.Index(fields=["-created_at", "-id"], name="opportunity_by_age"),
            models.Index(fields=["close_date", "id"], name="opportunity_by_close_date"),
        ]

    def __str__(self) -> str:
        return str(self.name)
