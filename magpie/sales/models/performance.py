"""Scores of leads by rules, targets, and what the forecast remembers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.platform import columns
from magpie.platform.models import Record, Tracked

SCORED = [("lead", _("Lead"))]
MEASURES = [
    ("won_amount", _("Amount won")),
    ("won_count", _("Opportunities won")),
    ("new_customers", _("New customers")),
    ("new_leads", _("New leads")),
    ("calls", _("Calls made")),
    ("meetings", _("Meetings held")),
]
PERIODS = [
    ("month", pgettext_lazy("period", "Month")),
    ("quarter", pgettext_lazy("period", "Quarter")),
    ("year", pgettext_lazy("period", "Year")),
]


class ScoreRule(Tracked):
    """Points for records that satisfy a filter; the score is the sum, from 0 to 100."""

    name = columns.text(_("Name"), required=True)
    object = columns.choice(_("Object"), SCORED, default="lead")
    filter = columns.filter(_("Condition"))
    points = columns.count(_("Points"), default=10)
    position = columns.count(_("Position"), default=100)
    is_active = columns.boolean(_("In use"), default=True)

    class Meta:
        verbose_name = _("Scoring rule")
        verbose_name_plural = _("Scoring rules")

    def __str__(self) -> str:
        return str(self.name)


class Target(Record):
    """What a person or a team is to achieve in a month, a quarter or a year."""

    name = columns.text(_("Name"))
    measure = columns.choice(_("Measure"), MEASURES, default="won_amount")
    person = columns.reference(_("Person"), "platform.User", on_delete=models.CASCADE)
    team = columns.reference(_("Team"), "platform.Team", on_delete=models.CASCADE)
    product = columns.link(_("Product"), ("product",))
    period = columns.choice(_("Period"), PERIODS, default="month")
    starts_on = columns.date(_("Begins on"))
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    value = columns.decimal(_("Target value"))

    class Meta:
        verbose_name = _("Target")
        verbose_name_plural = _("Targets")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "person", "team", "product", "period", "currency", "starts_on"],
                nulls_distinct=False,
                name="one_target_of_a_kind",
            )
        ]
        indexes = [models.Index(fields=["period", "starts_on"], name="target_by_period")]

    def __str__(self) -> str:
        return str(self.name)


class ForecastAdjustment(Record):
    """What a manager expects of a person or team in a month, where it differs from the sum."""

    name = columns.text(_("Name"))
    person = columns.reference(_("Person"), "platform.User", on_delete=models.CASCADE, required=True)
    month = columns.date(_("Month"))
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    amount = columns.money(_("Expected amount"))
    note = columns.text(_("Note"), max_length=1000)

    class Meta:
        verbose_name = _("Forecast adjustment")
        verbose_name_plural = _("Forecast adjustments")
        constraints = [
            models.UniqueConstraint(fields=["person", "currency", "month"], name="one_adjustment_per_person_and_month")
        ]

    def __str__(self) -> str:
        return str(self.name)


class ForecastSnapshot(models.Model):
    """The sums of a day by owner, month and category, so that changes can be told; written once a day."""

    day = models.DateField()
    owner = models.ForeignKey("platform.User", models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()
    currency = models.CharField(max_length=40)
    category = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "owner", "month", "currency", "category"], name="one_forecast_sum_per_day"
            )
        ]
