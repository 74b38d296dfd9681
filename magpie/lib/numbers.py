"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal


def bare(number: Decimal) -> str:
    """The number without zeros behind its last digit and without an exponent: 4.0000 is 4, 1E+2 is 100."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
