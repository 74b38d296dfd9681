"""What holds for products alone."""

from __future__ import annotations

import pytest

from magpie.orders.models import Product
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.problems import Invalid

pytestmark = pytest.mark.django_db


def test_a_product_number_is_used_once_but_may_be_missing_often() -> None:
    for code in ("L-1", "", ""):
        records.create(Product, {"name": "Lathe", "code": code}, actor=SYSTEM)
    with pytest.raises(Invalid, match="already a record"):
        records.create(Product, {"name": "Other lathe", "code": "L-1"}, actor=SYSTEM)
    assert Product.objects.count() == 3


def test_prices_are_not_negative() -> None:
    with pytest.raises(Invalid) as error:
        records.create(Product, {"name": "Lathe", "price": "-1", "cost": "-2"}, actor=SYSTEM)
    assert sorted(error.value.fields) == ["cost", "price"]
