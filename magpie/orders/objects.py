"""Declares products."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.orders.models import Product
from magpie.platform import objects


def _check_product(values: dict[str, Any], product: Product | None) -> dict[str, str]:
    return {
        name: now_("Enter 0 or more.")
        for name in ("price", "cost")
        if values.get(name) is not None and values[name] < 0
    }


objects.register(
    name="product",
    model=Product,
    title="name",
    icon="appstore",
    group="catalog",
    columns=("name", "code", "category", "unit", "price", "is_active"),
    sections=(
        (_("Product"), ("name", "code", "category", "series", "unit", "is_active", "owner")),
        (_("Money"), ("currency", "price", "cost")),
        (_("More"), ("description", "external_id")),
    ),
    highlights=("code", "category", "price", "is_active"),
    search=("name", "code", "category", "series", "external_id"),
    subtitle="code",
    duplicates_on=("code",),
    check=_check_product,
)
