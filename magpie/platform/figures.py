"""Numbers in texts that users write: they read as on the page, and filters can still count with them.

`{{ record.amount | in_words }}`, `{{ rows.opportunity_product | total: "amount" }}`, `{{ record.amount | number |
times: 1.13 | money }}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation

from magpie.lib import money_words
from magpie.lib.numbers import bare

SIGNS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$"}


class Figure(str):
    """A number as a person reads it, with the number itself and the currency of an amount."""

    number: Decimal
    currency: str

    __slots__ = ("currency", "number")

    def __new__(cls, text: str, number: Decimal, currency: str = "") -> Figure:
        made = super().__new__(cls, text)
        made.number, made.currency = number, currency
        return made


def _number(value: Any) -> Decimal | None:
    if isinstance(value, Figure):
        return value.number
    try:
        found = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 40 else None


def number(value: Any) -> Any:
    """The bare number, to count with; nothing if it is none.

    Filters take whole numbers and floats only; what a float cannot keep exactly stays a text, which reads right.
    """
    found = _number(value)
    if found is None:
        return ""
    if found == found.to_integral_value():
        return int(found)
    return float(found) if Decimal(str(float(found))) == found else bare(found)


def money(value: Any, currency: Any = "") -> Any:
    """The number as an amount: 1,234.50."""
    found = _number(value)
    return "" if found is None else Figure(f"{found:,.2f}", found, str(currency))


def total(rows: Any, name: str = "") -> Any:
    """The sum of a field of records; amounts of several currencies are added up apart."""
    sums: dict[str, Decimal] = {}
    places = 0
    for row in rows if isinstance(rows, Iterable) and not isinstance(rows, str | Mapping) else ():
        value = row.get(name) if isinstance(row, Mapping) else None
        found = _number(value) if value not in (None, "") else None
        if found is not None:
            currency = value.currency if isinstance(value, Figure) else ""
            sums[currency] = sums.get(currency, Decimal()) + found
            places = max(places, len(str(value).partition(".")[2]))
    if not sums:
        return ""
    if len(sums) == 1:
        currency, found = next(iter(sums.items()))
        return Figure(f"{found:,.{min(places, 6)}f}", found, currency)
    return " + ".join(f"{currency} {found:,.2f}".strip() for currency, found in sums.items())


def with_currency(value: Any) -> str:
    """The amount with the sign of its currency before it."""
    currency = value.currency if isinstance(value, Figure) else ""
    return f"{SIGNS.get(currency, f'{currency} ' if currency else '')}{value}" if value not in (None, "") else ""


def in_words(value: Any, language: Any = "") -> str:
    """The amount in words, in the language of the text or the one named: zh or en."""
    found = _number(value) if value not in (None, "") else None
    if found is None:
        return ""
    spoken = str(language or translation.get_language() or "en")
    currency = value.currency if isinstance(value, Figure) else ""
    return (money_words.chinese if spoken.startswith("zh") else money_words.english)(found, currency)


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number, "money": money, "total": total, "in_words": in_words, "with_currency": with_currency,
}  # fmt: skip
