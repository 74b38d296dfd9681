"""Turns the cells of a column into the plain values of a field, each different text once.

A text that does not fit is refused with the nearest choice as a suggestion; what was read differently from what stands
there is remarked, so that a report can list it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from magpie.platform.fields import Field, FieldError
from magpie.platform.importing.mapping import Source, is_part, normal
from magpie.platform.importing.references import NotFoundError, References

MOST_KEPT = 20_000
GUARDED = ("'=", "'@", "'+", "'-")  # how an export keeps a spreadsheet from calculating a text


@dataclass(frozen=True)
class Read:
    """What a cell means: the plain value, or what is wrong, or a remark on how it was read."""

    value: Any = None
    problem: str = ""
    remark: str = ""


class Column:
    """Reads the cells that go into one field."""

    def __init__(self, field: Field, source: Source, references: References, on_missing: str) -> None:
        self.field, self.name = field, source.field
        self._references, self._source, self._on_missing = references, source, on_missing
        self._kept: dict[str, Read] = {}
        self._is_free_text = (
            field.type.name in ("text", "long_text") and not source.values and not is_part(source.field)
        )
        self._refers = bool(field.target or field.type.name == "link") and not is_part(source.field)

    def prepare(self, texts: set[str]) -> None:
        """Look up all records that these cells refer to at once."""
        if self._refers and not self._source.within:
            wanted = {self._source.values.get(text, text) for text in texts if text and text not in self._kept}
            self._references.prepare(self.field, wanted, self._on_missing)

    def read(self, text: str) -> Read:
        """The meaning of a cell that is not blank."""
        if self._is_free_text:
            return self._read(text)
        found = self._kept.get(text)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._read(text)
            if not self._refers or found.value:  # what is missing now may exist in the next batch
                self._kept[text] = found
        return found

    def _read(self, text: str) -> Read:
        if text[:2] in GUARDED:
            text = text[1:]
        text = self._source.values.get(text, text)
        try:
            if self._refers:
                value, differs = self._references.find(self.field, text, self._source.within)
                return Read(value, remark=read_as(text, differs) if differs else "")
            if is_part(self.name):
                return Read(self.field.clean({self.name.partition(".")[2]: text}))
            return Read(self.field.type.from_text(text, self.field))
        except NotFoundError as error:
            if self._on_missing == "leave_empty":
                return Read(None, remark=str(error))
            return Read(problem=str(error))
        except FieldError as error:
            return Read(problem=_suggest(self.field, text) or str(error))


def read_as(text: str, meant: str) -> str:
    """The remark that a cell was taken for something else than it says."""
    return _("“%(text)s” was read as “%(meant)s”.") % {"text": text[:100], "meant": meant[:100]}


def _suggest(field: Field, text: str) -> str:
    """A sentence that names the nearest choice; empty if none is near."""
    words: dict[str, str] = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words |= {str(c.label).casefold(): str(c.label) for c in field.choices}
    words |= {c.value.casefold(): str(c.label) for c in field.choices}
    near = difflib.get_close_matches(text.casefold(), list(words), n=1, cutoff=0.7)
    if not near:
        return ""
    return _("“%(text)s” is not one of the choices; did you mean “%(near)s”?") % {
        "text": text[:100],
        "near": words[near[0]],
    }


def fill(template: str, cells: Mapping[str, str]) -> str:
    """The text with each {column} replaced by the row's cell; a separator left over at an end goes."""
    return re.sub(r"\{([^{}]+)\}", lambda found: cells.get(found[1], ""), template).strip(" ·,-–/")


def _millions(text: str) -> str:
    try:
        return str((Decimal(text.replace(",", "")) * 1_000_000).quantize(Decimal("0.01")))
    except InvalidOperation:
        return text


def _user_name(text: str) -> str:
    return ".".join(re.findall(r"\w+", text.casefold()))


CONVERSIONS: dict[str, Callable[[str], str]] = {
    "": str,
    "millions": _millions,
    "user_name": _user_name,
    "normal": normal,
}
