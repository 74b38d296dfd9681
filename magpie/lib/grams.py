"""Cuts text into the small pieces by which search finds any part of it, Chinese as well as Latin letters and digits.

Pieces of an indexed text: every Chinese character, every two and every three neighbours; every three neighbouring
letters or digits of a word; the first letter and first two of each word (marked "^").  Chinese names are also indexed
by their pinyin and its initials, as words of their own.  A query is cut the same way, into pieces as long as it allows;
what has all its pieces is then compared as a whole.

Pieces are kept as numbers, a hash of 32 bits each: a third of the room, and quicker to compare.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import zlib
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W\u3400-\u9fff\uf900-\ufaff_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LONGEST = 4000  # characters of one record that are indexed


def fold(text: str) -> str:
    """The form in which texts are compared: full-width and compatibility forms unified, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def is_chinese(text: str) -> bool:
    """Whether the text begins with a Chinese character."""
    return bool(_CHINESE.match(text))


def numbers(pieces: Iterable[str]) -> list[int]:
    """The pieces as PostgreSQL's integers."""
    crc32 = zlib.crc32
    return [(crc32(piece.encode()) ^ 0x80000000) - 0x80000000 for piece in pieces]


@functools.lru_cache(maxsize=50_000)
def _syllables(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors="ignore"))


@functools.lru_cache(maxsize=10_000)
def pinyin(run: str) -> tuple[str, str]:
    """Full pinyin and initials of a run of Chinese characters: ("wangxiaoming", "wxm")."""
    syllables = [syllable for word in seg.cut(run) for syllable in _syllables(word)]
    return "".join(syllables), "".join([s[:1] for s in syllables])


def index(text: str, names: str = "") -> tuple[str, list[str]]:
    """The text to compare with, and its pieces.  `names` are also found by pinyin."""
    body = fold(text)[:LONGEST]
    words = [w for run in _RUNS.findall(fold(names)[:300]) if is_chinese(run) for w in pinyin(run) if w]
    if words:
        body = f"{body} {' '.join(words)}"
    pieces: set[str] = set()
    for run in _RUNS.findall(body):
        if is_chinese(run):
            pieces.update(run)
            pieces.update([run[i : i + 2] for i in range(len(run) - 1)])
            pieces.update([run[i : i + 3] for i in range(len(run) - 2)])
        else:
            pieces.update((f"^{run[:1]}", f"^{run[:2]}"))
            pieces.update([run[i : i + 3] for i in range(len(run) - 2)])
    return body, list(pieces)


def is_piece(word: str) -> bool:
    """Whether one piece says all about this word of a query, so that it need not be compared as a whole."""
    found = _RUNS.fullmatch(word)
    return bool(found) and (len(word) <= 3 if is_chinese(word) else len(word) == 3)


def cut(text: str) -> tuple[list[str], list[str]]:
    """The words of a query, each of which must occur, and the pieces that a text with all of them has."""
    words: list[str] = []
    pieces: set[str] = set()
    for word in fold(text).split():
        runs = _RUNS.findall(word)
        if not runs:
            continue
        words.append(word)
        for run in runs:
            if is_chinese(run):
                size = min(len(run), 3)
                pieces.update(run[i : i + size] for i in range(len(run) - size + 1))
            elif len(run) < 3:
                pieces.add(f"^{run}")
            else:
                pieces.update(run[i : i + 3] for i in range(len(run) - 2))
    return words, sorted(pieces)
