"""The table of products."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.platform import columns
from magpie.platform.models import Record


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
