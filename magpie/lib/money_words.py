"""Amounts of money in words, as contracts and receipts have them: Chinese capitals (大写金额) and English.

The Chinese form follows the rules of the People's Bank of China for filling in bills
(正确填写票据和结算凭证的基本规定).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

LARGEST = Decimal(10) ** 16  # from here on figures are clearer
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SMALL = ("", "拾", "佰", "仟")
_LARGE = ("", "万", "亿", "万亿")
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion")
CHINESE_NAMES = {
    "CNY": "人民币", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "TWD": "新台币",
    "CHF": "瑞士法郎",
}  # fmt: skip


def chinese(amount: Decimal, currency: str = "") -> str:
    """“人民币壹万零伍拾元整”; empty for what is too large."""
    cents = _cents(amount)
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_chinese_whole(whole)}元" if whole or not rest else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and whole:
        text += "零"
    text += f"{_DIGITS[fen]}分" if fen else "整"
    return f"{CHINESE_NAMES.get(currency, currency)}{'负' if cents < 0 else ''}{text}"


def _chinese_whole(number: int) -> str:
    if number == 0:
        return "零"
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _chinese_group(group) + _LARGE[place]
        gap = False
    return text.replace("万亿", "万亿" if len(groups) < 4 or groups[2] == 0 else "万", 1)


def _chinese_group(group: int) -> str:
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if zero else "") + _DIGITS[digit] + _SMALL[place]
        zero = bool(text) and digit == 0
    return text


def english(amount: Decimal, currency: str = "") -> str:
    """“CNY ten thousand and fifty and 20/100 only”; empty for what is too large."""
    cents = _cents(amount)
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    parts = [
        currency,
        "minus" if cents < 0 else "",
        _english_whole(whole),
        f"and {rest:02d}/100" if rest else "",
        "only",
    ]
    return " ".join(part for part in parts if part)


def _english_whole(number: int) -> str:
    if number == 0:
        return "zero"
    words: list[str] = []
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = number // 1000**place % 1000
        if group:
            joint = ["and"] if words and place == 0 and group < 100 else []
            words += joint + _english_group(group) + ([_GROUPS[place]] if place else [])
    return " ".join(words)


def _english_group(group: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if rest:
        tens, ones = divmod(rest, 10)
        small = _ONES[rest] if rest < 20 else _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
        words += (["and"] if hundreds else []) + [small]
    return words


def _cents(amount: Decimal) -> int | None:
    if not amount.is_finite() or abs(amount) >= LARGEST:
        return None
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
