"""A line of words being read: what was understood is taken out of it, so that nothing is understood twice.

The text keeps its length while it is made plain (full width, capitals), so that places in it are places in what was
written.  What is taken is replaced by marks that no pattern matches.
"""

from __future__ import annotations

import re
import unicodedata

from magpie.reminders.words.result import Problem, Span, What

WHEN, OTHER = "\x01", "\x02"
_TIMES: frozenset[What] = frozenset({"when", "rule", "repeat", "ahead", "days_off", "problem"})
_UNLIKE = str.maketrans({"：": ":", "—": "-", "–": "-", "～": "~", "’": "'", "\u3000": " ", WHEN: " ", OTHER: " "})


def plain(text: str) -> str:
    """The text in small letters and half width; every character stays one."""
    return "".join(_plain(each) for each in text).translate(_UNLIKE)


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower() if character > "\x7f" else character.lower()
    return folded if len(folded) == 1 else character


class Reading:
    """A text with what has been taken out of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = plain(text)
        self.spans: list[Span] = []
        self.problem: Problem | None = None
        self.ahead_minutes: int | None = None

    def take(self, pattern: re.Pattern[str], what: What, at: int | None = None) -> re.Match[str] | None:
        """The first match, or the match at a place; it is taken out."""
        match = pattern.search(self.left) if at is None else pattern.match(self.left, at)
        if match is not None:
            self.cut(match.start(), match.end(), what)
        return match

    def cut(self, start: int, end: int, what: What) -> None:
        """Take this piece out."""
        mark = WHEN if what in _TIMES else OTHER
        self.left = self.left[:start] + mark * (end - start) + self.left[end:]
        self.spans.append(_trimmed(self.text, start, end, what))

    def mark(self, start: int, end: int, what: What) -> None:
        """Say what this piece is and leave it in the text."""
        self.spans.append(Span(start, end, what))

    def fail(self, code: str, match: re.Match[str]) -> None:
        """Say that these words name what does not exist; the first that is found is told."""
        self.cut(match.start(), match.end(), "problem")
        span = self.spans[-1]
        if self.problem is None:
            self.problem = Problem(code, self.text[span.start : span.end])  # type: ignore[arg-type]


def _trimmed(text: str, start: int, end: int, what: What) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" ,，、;；"))
    return Span(start, start + len(piece.strip(" ,，、;；")), what)
