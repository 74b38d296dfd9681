"""Declares products."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.orders.models import OpportunityProduct, Product, Sample
from magpie.platform import objects
from magpie.platform.actor import Actor


def _check_product(values: dict[str, Any], product: Product | None) -> dict[str, str]:
    return {
        name: now_("Enter 0 or more.")
        for name in ("price", "cost")
        if values.get(name) is not None and values[name] < 0
    }


def _check_line(values: dict[str, Any], line: OpportunityProduct | None) -> dict[str, str]:
    wrong = {
        name: now_("Enter 0 or more.")
        for name in ("quantity", "price")
        if values.get(name) is not None and values[name] < 0
    }
    if values.get("discount") is not None and not 0 <= values["discount"] <= 100:
        wrong["discount"] = now_("Enter a number from 0 to 100.")
    return wrong


def _of_line(line: OpportunityProduct, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A line is in the currency of its opportunity; without a price it takes the product's, if that is the same."""
    if not line.opportunity_id or not line.product_id:
        return {}  # what is missing is said afterwards
    further: dict[str, Any] = {"currency": line.opportunity.currency}
    if line.quantity is None:
        further["quantity"] = 1
    if line.price is None and line.product.currency == line.opportunity.currency:
        further["price"] = line.product.price
    return further


def _check_sample(values: dict[str, Any], sample: Sample | None) -> dict[str, str]:
    quantity = values.get("quantity")
    return {"quantity": now_("Enter 0 or more.")} if quantity is not None and quantity < 0 else {}


def _of_sample(sample: Sample, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """The day of each step is kept; the customer is the opportunity's unless another is given."""
    further: dict[str, Any] = {}
    today = timezone.localdate()
    if sample.status != "planned" and sample.sent_on is None:
        further["sent_on"] = today
    if sample.status in ("received", "testing", "approved", "rejected") and sample.received_on is None:
        further["received_on"] = today
    if sample.status in ("approved", "rejected"):
        further["answered_on"] = sample.answered_on or today
    if sample.account_id is None and sample.opportunity is not None:
        further["account_id"] = sample.opportunity.account_id
    return further


objects.register(
    name="product",
    named_once=True,
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
objects.register(
    name="opportunity_product",
    model=OpportunityProduct,
    plural="opportunity-products",
    title="name",
    named_by=("product",),
    icon="shopping",
    group="catalog",
    columns=("name", "product", "quantity", "price", "discount", "amount", "opportunity", "owner"),
    sections=(
        (
            _("Product line"),
            ("opportunity", "product", "quantity", "price", "discount", "amount", "note", "name"),
        ),
        (_("More"), ("owner", "currency", "external_id")),
    ),
    highlights=("quantity", "price", "discount", "amount", "opportunity"),
    search=("name", "note"),
    read_only=("currency",),
    check=_check_line,
    before_save=_of_line,
)
objects.register(
    name="sample",
    model=Sample,
    title="name",
    icon="experiment",
    group="catalog",
    columns=("name", "status", "opportunity", "product", "quantity", "sent_on", "answer_due_on", "owner"),
    sections=(
        (_("Sample"), ("name", "opportunity", "account", "product", "quantity", "status", "owner")),
        (_("On its way"), ("sent_on", "tracking_number", "received_on", "answer_due_on")),
        (_("Answer"), ("answered_on", "feedback", "external_id")),
    ),
    highlights=("status", "product", "sent_on", "answer_due_on", "opportunity", "owner"),
    search=("name", "tracking_number", "feedback"),
    board_by="status",
    stage_field="status",
    closed_stages=("rejected",),
    check=_check_sample,
    before_save=_of_sample,
)
