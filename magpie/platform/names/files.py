"""Tables of names for translators: out as CSV or XLSX, and in again as a list of what would change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import exporting, objects
from magpie.platform.importing import reading
from magpie.platform.models.own_name import NAME_KINDS
from magpie.platform.names import catalogue, changing
from magpie.platform.names.catalogue import Shown
from magpie.platform.names.changing import Change
from magpie.platform.problems import Invalid

KEY, ENGLISH, CHINESE = "key", "english", "chinese"  # the headings by which a file is read again, in any language
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Difference:
    """A line of a file that would change a name."""

    row: int
    shown: Shown
    change: Change
    words: tuple[str, str]  # as they would be


@dataclass(frozen=True)
class Comparison:
    """What a file would change, and the rows that cannot be taken, with the reason."""

    differences: list[Difference]
    problems: list[tuple[int, str, str]]  # row, key, reason
    same: int


def table(found: Sequence[Shown]) -> Iterator[list[Any]]:
    """The heading and a row for each line: what it is, then both languages, empty where the delivered word stands."""
    kinds = dict(NAME_KINDS)
    yield [
        KEY, _("Object"), _("Kind"), _("Where"), _("Delivered in English"), _("Delivered in Chinese"), ENGLISH, CHINESE,
    ]  # fmt: skip
    for shown in found:
        target = objects.find(shown.line.under)
        label = str(target.label) if target else shown.line.under
        yield [shown.line.id, label, str(kinds[shown.line.kind]), shown.context, *shown.delivered, *shown.own]


def as_csv(found: Sequence[Shown]) -> bytes:
    """The table as CSV that spreadsheets open."""
    target = io.StringIO()
    target.write("\ufeff")
    csv.writer(target).writerows([exporting.guarded(cell) for cell in row] for row in table(found))
    return target.getvalue().encode()


def as_xlsx(found: Sequence[Shown]) -> bytes:
    """The table as a workbook."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 7, 24)
        for number, row in enumerate(table(found)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, str(cell), bold if number == 0 else None)
    return target.getvalue()


def compare(path: Path) -> Comparison:
    """What the file would change; Invalid if it cannot be read as such a table.

    An empty cell leaves the name as it is, so that a translator's half-filled file takes nothing away.
    """
    known = {shown.line.id: shown for shown in catalogue.show(catalogue.lines())}
    differences: list[Difference] = []
    problems: list[tuple[int, str, str]] = []
    same = 0
    with reading.read(path, reading.detect(path)) as found:
        heads = [name.strip().casefold() for name in found.columns]
        if KEY not in heads or not {ENGLISH, CHINESE} & set(heads):
            text = _(
                "The file needs the columns “key”, and “english” or “chinese”. Take out a file first and fill it in."
            )
            raise Invalid({"file": [text]}, {"file": _("File")})
        for number, cells in found.rows:
            if number > MOST_ROWS:
                raise Invalid({"file": [_("The file has too many rows.")]}, {"file": _("File")})
            row = dict(zip(heads, cells, strict=False))
            key = row.get(KEY, "")
            change = Change(key, _given(row, ENGLISH), _given(row, CHINESE))
            if reason := changing.problem_of(change, known.get(key)):
                problems.append((number, key, reason))
            elif (words := changing.wanted(known[key], change)) != known[key].own:
                differences.append(Difference(number, known[key], change, words))
            else:
                same += 1
    return Comparison(differences, problems, same)


def _given(row: dict[str, str], name: str) -> str | None:
    text = row.get(name, "").strip()
    return (text[1:] if text[:1] == "'" and text[1:2] in ("=", "@", "+", "-") else text) or None
