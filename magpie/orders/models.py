"""The tables of products, and of products in an opportunity: lines and samples."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.platform import columns
from magpie.platform.models import Record

HUNDRED = Value(Decimal(100))


class Product(Record):
    """What the company sells."""

    name = columns.text(_("Name"), required=True)
    code = columns.text(_("Product number"), max_length=60)
    category = columns.text(_("Category"), max_length=100)
    series = columns.text(_("Series"), max_length=100)
    unit = columns.text(_("Unit"), max_length=30)
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    price = columns.money(_("Price"))
    cost = columns.money(_("Cost"))
    is_active = columns.boolean(_("On sale"), default=True)
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Product")
        verbose_name_plural = _("Products")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_product_per_code"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_product_per_external_id"
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="product_by_name")]

    def __str__(self) -> str:
        return str(self.name)


SAMPLE_STATES = [
    ("planned", pgettext_lazy("sample", "Planned")),
    ("sent", pgettext_lazy("sample", "Sent")),
    ("received", pgettext_lazy("sample", "Received")),
    ("testing", pgettext_lazy("sample", "Being tested")),
    ("approved", pgettext_lazy("sample", "Approved")),
    ("rejected", pgettext_lazy("sample", "Rejected")),
]


class OpportunityProduct(Record):
    """A product in an opportunity.  The lines together are the opportunity's amount; the database adds them up."""

    name = columns.text(_("Name"))  # its own; without one the product's, for those who may see that
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", on_delete=models.CASCADE, required=True)
    product = columns.reference(_("Product"), "orders.Product", on_delete=models.PROTECT, required=True)
    quantity = columns.decimal(_("Quantity"))
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    price = columns.money(_("Price"))
    discount = columns.decimal(_("Discount in %"))
    amount = models.GeneratedField(
        expression=Round(
            F("quantity") * F("price") * (HUNDRED - Coalesce(F("discount"), Value(Decimal()))) / HUNDRED,
            2,
            output_field=columns.MoneyField(null=True),
        ),
        output_field=columns.MoneyField(null=True),
        db_persist=True,
        verbose_name=_("Amount"),
    )
    note = columns.text(_("Note"), max_length=500)

    class Meta:
        verbose_name = _("Product line")
        verbose_name_plural = _("Product lines")

    def __str__(self) -> str:
        return str(self.name)


class Sample(Record):
    """A sample for a customer, from planning to what they say of it."""

    name = columns.text(_("Name"), required=True)
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", on_delete=models.CASCADE)
    account = columns.reference(_("Account"), "accounts.Account")
    product = columns.reference(_("Product"), "orders.Product")
    quantity = columns.decimal(_("Quantity"))
    status = columns.choice(_("Status"), SAMPLE_STATES, default="planned")
    sent_on = columns.date(_("Sent on"))
    tracking_number = columns.text(_("Tracking number"), max_length=100)
    received_on = columns.date(_("Received on"))
    answer_due_on = columns.date(_("Answer expected by"))
    answered_on = columns.date(_("Answered on"))
    feedback = columns.long_text(_("What the customer says"))

    class Meta:
        verbose_name = _("Sample")
        verbose_name_plural = _("Samples")
        indexes = [models.Index(fields=["status", "sent_on"], name="sample_by_state")]

    def __str__(self) -> str:
        return str(self.name)
