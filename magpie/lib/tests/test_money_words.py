"""Amounts in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magpie.lib.money_words import chinese, english


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("0", "零元整", "zero only"),
        ("0.05", "伍分", "zero and 05/100 only"),
        ("10.05", "壹拾元零伍分", "ten and 05/100 only"),
        ("1409.50", "壹仟肆佰零玖元伍角整", "one thousand four hundred and nine and 50/100 only"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分", "sixteen thousand four hundred and nine and 02/100 only"),
        ("1000000001", "壹拾亿零壹元整", "one billion and one only"),
        ("1000000010000", "壹万亿零壹万元整", "one trillion ten thousand only"),
        ("-12.3", "负壹拾贰元叁角整", "minus twelve and 30/100 only"),
        ("10000000000000000", "", ""),
    ],
)
def test_amounts_read_as_on_a_bill(amount: str, zh: str, en: str) -> None:
    assert (chinese(Decimal(amount)), english(Decimal(amount))) == (zh, en)


def test_the_currency_stands_before_the_amount() -> None:
    assert chinese(Decimal(5), "CNY") == "人民币伍元整"
    assert english(Decimal(5), "USD") == "USD five only"
