"""The pieces of a number: fixed text, parts of a day, the running number, the value of a field."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform.objects import ObjectType

KINDS = ("text", "year", "year2", "month", "day", "sequence", "field")
MOST_PIECES, LONGEST_TEXT, MOST_WIDTH, LONGEST_VALUE = 12, 30, 12, 30
LONGEST_NUMBER = 100
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {  # which pieces keep numbers apart that begin again
    "never": (),
    "yearly": (("year", "year2"),),
    "monthly": (("year", "year2"), ("month",)),
    "daily": (("year", "year2"), ("month",), ("day",)),
}
PERIODS = {"never": "", "yearly": "%Y", "monthly": "%Y%m", "daily": "%Y%m%d"}


def period_of(reset: str, day: datetime.date) -> str:
    """In which year, month or day a number counts; empty if it never begins again."""
    return day.strftime(PERIODS[reset]) if reset != "never" else ""


def build(pieces: Sequence[Mapping[str, Any]], number: int, day: datetime.date, values: Mapping[str, str]) -> str:
    """The number as a text; `values` are those of the fields that it names."""
    parts = {
        "year": f"{day.year:04d}", "year2": f"{day.year % 100:02d}", "month": f"{day.month:02d}",
        "day": f"{day.day:02d}",
    }  # fmt: skip
    texts = []
    for piece in pieces:
        kind = piece["kind"]
        if kind == "text":
            texts.append(str(piece["value"]))
        elif kind == "sequence":
            texts.append(str(number).zfill(int(piece.get("width") or 1)))
        elif kind == "field":
            texts.append(values.get(piece["value"], "")[:LONGEST_VALUE])
        else:
            texts.append(parts[kind])
    return "".join(texts)[:LONGEST_NUMBER]


def fields_of(pieces: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the fields whose values stand in the number."""
    return [str(piece["value"]) for piece in pieces if piece["kind"] == "field"]


def problem_of(target: ObjectType, pieces: Any, reset: str) -> str:
    """What is wrong with the pieces; empty if nothing is."""
    if not isinstance(pieces, list) or not pieces or len(pieces) > MOST_PIECES:
        return _("Give 1 to %(most)d pieces.") % {"most": MOST_PIECES}
    for piece in pieces:
        if text := _problem_of_piece(target, piece):
            return text
    kinds = [piece["kind"] for piece in pieces]
    if kinds.count("sequence") != 1:
        return _("A number has one running number.")
    if any(not set(needed) & set(kinds) for needed in NEEDED[reset]):
        return _("What begins again needs its year, month or day in the number, or numbers would come twice.")
    longest = sum(LONGEST_VALUE if k == "field" else MOST_WIDTH + 7 if k == "sequence" else 4 for k in kinds)
    longest += sum(len(piece["value"]) for piece in pieces if piece["kind"] == "text")
    return _("The number grows too long.") if longest > LONGEST_NUMBER else ""


def _problem_of_piece(target: ObjectType, piece: Any) -> str:
    if not isinstance(piece, dict) or piece.get("kind") not in KINDS:
        return _("There is no such piece of a number.")
    value, width = piece.get("value"), piece.get("width", 1)
    if piece["kind"] == "text":
        good = isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and value.isprintable()
        return "" if good else _("A fixed text has 1 to %(most)d letters.") % {"most": LONGEST_TEXT}
    if piece["kind"] == "sequence":
        good = type(width) is int and 1 <= width <= MOST_WIDTH
        return "" if good else _("A running number has 1 to %(most)d digits.") % {"most": MOST_WIDTH}
    if piece["kind"] == "field":
        field = target.fields().get(value) if isinstance(value, str) else None
        if field is None or field.type.name not in ("text", "choice", "reference", "user", "number"):
            return _("%(object)s has no field “%(name)s” whose value can stand in a number.") % {
                "object": str(target.label),
                "name": str(value)[:50],
            }
    return ""
