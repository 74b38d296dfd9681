"""Technical names made from what people type, in Latin letters or in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from pypinyin import lazy_pinyin


def technical_name(text: str, separator: str = "_", longest: int = 40) -> str:
    """“Site visit” → site_visit, “现场拜访” → xian_chang_bai_fang; empty if there is nothing to make it of."""
    latin = " ".join(lazy_pinyin(text))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", separator, plain).lstrip("0123456789" + separator)
    return made[:longest].rstrip(separator)


def untaken(wanted: str, taken: Container[str], separator: str = "_", longest: int = 40) -> str:
    """The wanted name, or with the first number that makes it another than those taken."""
    found, number = wanted[:longest], 2
    while found in taken:
        tail = f"{separator}{number}"
        found, number = f"{wanted[: longest - len(tail)]}{tail}", number + 1
    return found
