"""The quick cleaners of whole columns answer exactly as the fields themselves, for every field type."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from magpie.platform.bulk.columns import cleaner
from magpie.platform.fields import TYPES, Choice, Field, FieldError

VALUES: list[Any] = [
    None,
    "",
    " ",
    "  Ana ",
    "喜鹊 CRM ",
    "a" * 41,
    "喜" * 41,
    "nul\x00",
    "half \ud800",
    "1",
    "1.50",
    "1,200.5",
    "12345678901234567890",
    "-3",
    "1e3",
    "nan",
    "Infinity",
    "1.23456",
    "true",
    "yes",
    "2026-11-22",
    "2026-13-01",
    "2026-11-22T09:30:00Z",
    "2026-11-22 09:30",
    "09:30",
    "25:00",
    "ana@example.com",
    "ANA@例子.cn",
    "not@",
    "13800138000",
    "+49 30 901820",
    "abc",
    "example.com",
    "http://x y",
    "new",
    "lost",
    "New",
    "lead:5",
    "lead:0",
    "account:7",
    "7",
    7,
    0,
    -1,
    2**31,
    2**63,
    1.5,
    True,
    False,
    Decimal("12.30"),
    Decimal("12.345"),
    datetime.date(2026, 1, 2),
    datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC),
    datetime.time(9, 30),
    ["new"],
    ["new", "new", "no"],
    ["a", " b "],
    [],
    [1, 2, 2],
    {"id": 5},
    {"object": "lead", "id": 5},
    {"city": " Bonn "},
    {"planet": "Mars"},
    {},
    object(),
]


def outcome(clean: Any, value: Any) -> tuple[str, Any, type]:
    try:
        plain = clean(value)
    except FieldError as error:
        return "refused", str(error), str
    return "plain", plain, type(plain)


@pytest.mark.parametrize("decimals", [None, 0, 2, 4])
@pytest.mark.parametrize("type_name", sorted(TYPES))
def test_a_column_cleaner_gives_what_the_field_gives(type_name: str, decimals: int | None) -> None:
    field = Field(
        name="value",
        type=TYPES[type_name],
        label="Value",
        choices=(Choice("new", "New"), Choice("lost", "Lost")),
        target="account" if type_name in ("reference", "references") else "",
        targets=("lead",) if decimals == 0 else (),
        max_length=40 if decimals else None,
        decimals=decimals,
    )
    clean = cleaner(field)
    for value in [*VALUES, *VALUES]:  # twice: the second time from what is kept
        assert outcome(clean, value) == outcome(field.clean, value), value
