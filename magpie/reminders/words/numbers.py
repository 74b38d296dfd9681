"""Numbers as people write them: figures, Chinese characters, English words."""

from __future__ import annotations

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_ENGLISH = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "forty five": 45, "fifty": 50, "sixty": 60, "ninety": 90, "a couple of": 2, "couple of": 2, "other": 2, "second": 2,
    "third": 3, "fourth": 4, "first": 1, "last": -1, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
CHINESE = r"(?:\d{1,4}(?:\.\d{1,2})?|[零〇一二两俩三四五六七八九十百]{1,5})"
ENGLISH = (
    r"(?:\d{1,4}(?:\.\d{1,2})?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty[- ]five|forty|fifty|sixty|ninety|a couple of|couple of)"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def value(text: str | None, otherwise: float = 1) -> float:
    """The number; `otherwise` if nothing is written.  What is no number is -1."""
    text = (text or "").strip()
    if not text:
        return otherwise
    if _FIGURE.fullmatch(text):
        return float(text)
    return _ENGLISH.get(text, _chinese(text))


def whole(text: str | None, otherwise: int = 1) -> int:
    """The number without a fraction."""
    return int(value(text, otherwise))


def _chinese(text: str) -> int:
    """Up to 999: 十五, 二十, 三十一, 一百二十."""
    if not text or any(each not in _DIGITS and each not in "十百" for each in text):
        return -1
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[each]) for each in text))
    total, digit = 0, None
    for each in text:
        if each in _DIGITS:
            digit = _DIGITS[each]
        else:
            total += (1 if digit is None else digit) * (10 if each == "十" else 100)
            digit = None
    return total + (digit or 0)
