"""Product lines and samples of an opportunity."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from magpie.orders.models import OpportunityProduct, Product, Sample
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.problems import Refused
from magpie.sales.models import Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_setup() -> None:
    setup.forget()


def make_deal(**values: Any) -> Opportunity:
    return records.create(Opportunity, {"name": "Deal", **values}, actor=SYSTEM)


def make_line(deal: Opportunity, **values: Any) -> OpportunityProduct:
    product = records.create(Product, {"name": "Lathe", "price": 1000}, actor=SYSTEM)
    return records.create(OpportunityProduct, {"opportunity": deal.pk, "product": product.pk, **values}, actor=SYSTEM)


def test_the_lines_make_the_amount_of_the_opportunity() -> None:
    deal = make_deal(amount=5)
    first = make_line(deal, quantity=3, discount=10)
    make_line(deal, price="99.99")
    deal.refresh_from_db()
    assert (first.price, deal.amount, deal.product_lines) == (1000, Decimal("2799.99"), 2)
    records.update(first, {"quantity": 1}, actor=SYSTEM)
    deal.refresh_from_db()
    assert deal.amount == Decimal("999.99")
    with pytest.raises(Refused):
        records.update(deal, {"amount": 1}, actor=SYSTEM)
    for line in OpportunityProduct.objects.filter(opportunity=deal):
        records.delete(line, actor=SYSTEM)
    deal.refresh_from_db()
    assert deal.product_lines == 0
    assert records.update(deal, {"amount": 1}, actor=SYSTEM).amount == 1


def test_an_approved_sample_counts_for_its_opportunity_and_keeps_its_days() -> None:
    deal = make_deal()
    sample = records.create(Sample, {"name": "Part", "opportunity": deal.pk}, actor=SYSTEM)
    assert Sample.objects.filter(sent_on=None).count() == 1
    sample = records.update(sample, {"status": "approved"}, actor=SYSTEM)
    today = timezone.localdate()
    assert (sample.sent_on, sample.received_on, sample.answered_on) == (today, today, today)
    deal.refresh_from_db()
    assert deal.approved_samples == 1
    records.update(sample, {"status": "rejected"}, actor=SYSTEM)
    deal.refresh_from_db()
    assert deal.approved_samples == 0
