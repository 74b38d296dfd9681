"""Export of records as CSV or XLSX, row by row, so that a million of them need no memory.

Only what the actor may read and see leaves: their records, their fields, and titles of records they may see.  What
comes out goes in again by an import.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Literal

from django.utils.translation import gettext as _

from magpie.lib.numbers import bare
from magpie.platform import access, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.fields.compound import ADDRESS_PARTS, part_labels
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid

CHUNK = 1_000
MOST_ROWS_OF_A_SHEET = 1_048_575
MOST_LETTERS_OF_A_CELL = 32_767
Kind = Literal["csv", "xlsx"]
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def fields_of(object_type: ObjectType, actor: Actor, names: Sequence[str] = ()) -> list[Field]:
    """The fields that an export has: those named, or all that the actor may see."""
    hidden = {n for n, right in access.field_rights(actor, object_type).items() if right == "hidden"}
    seen = {n: f for n, f in object_type.fields().items() if n not in hidden}
    if unknown := [n for n in names if n not in seen]:
        raise Invalid({"columns": [_("There is no field “%(name)s”.") % {"name": unknown[0][:100]}]})
    return [seen[n] for n in names] if names else [f for f in seen.values() if f.type.name not in ("json", "filter")]


def check(object_type: ObjectType, actor: Actor, names: Sequence[str] = ()) -> list[Field]:
    """The fields of an export; Forbidden without the right to export, Invalid for fields that are not there."""
    if not access.may(actor, object_type, "export"):
        raise Forbidden(_("You may not export %(object)s.") % {"object": str(object_type.label_plural)})
    return fields_of(object_type, actor, names)


def export(
    object_type: ObjectType,
    found: Any,
    actor: Actor,
    kind: Kind,
    names: Sequence[str] = (),
    *,
    each: Callable[[int], None] | None = None,
) -> Iterator[bytes]:
    """Records of a queryset, which the actor may read, as a file in pieces; Forbidden without the right to export.

    `each` is told after every thousand how many records have been read; what it raises ends the export.
    """
    fields = check(object_type, actor, names)
    rows = _rows(object_type, found, actor, fields, each)
    headings = [heading for field in fields for heading in _headings(field)]
    return _csv(headings, rows) if kind == "csv" else _xlsx(str(object_type.label_plural), headings, rows)


def _rows(
    object_type: ObjectType, found: Any, actor: Actor, fields: Sequence[Field], each: Callable[[int], None] | None
) -> Iterator[list[Any]]:
    for number, records in enumerate(_chunks(found)):
        yield from _texts(object_type, records, actor, fields)
        if each is not None:
            each(number * CHUNK + len(records))


def _chunks(found: Any) -> Iterator[list[Any]]:
    records = found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def _texts(object_type: ObjectType, records: list[Any], actor: Actor, fields: Sequence[Field]) -> Iterator[list[Any]]:
    known = titles.look_up(actor, titles.wanted_by(object_type, records))
    for record in records:
        yield [cell for field in fields for cell in _cells(field, field.plain(record), known)]


def _headings(field: Field) -> list[str]:
    """An address has a column for each of its parts, so that it can come in again."""
    if field.type.name != "address":
        return [str(field.label)]
    return [f"{field.label}: {label}" for label in part_labels().values()]


def _cells(field: Field, plain: Any, known: titles.Titles) -> list[Any]:
    if field.type.name != "address":
        return [cell_of(field, plain, known)]
    return [(plain or {}).get(part, "") for part in ADDRESS_PARTS]


def cell_of(field: Field, plain: Any, known: titles.Titles) -> Any:
    """A value as a cell holds it: numbers as they are, all else as a person reads it."""
    if plain in (None, "", [], {}):
        return ""
    if field.type.name == "references":
        return ", ".join(known.get((field.target, n), "") for n in plain)
    if field.target:
        return known.get((field.target, plain), "")
    if field.type.name == "link":
        pair = titles.split_link(plain)
        return known.get(pair, "") if pair else ""
    if field.type.name in ("number", "computed") and isinstance(plain, Decimal):
        return Decimal(bare(plain))
    if field.type.name in ("number", "money", "computed"):
        return plain
    return field.type.to_text(plain, field)


def _csv(headings: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    target = io.StringIO()
    writer = csv.writer(target)
    target.write("\ufeff")  # without it spreadsheets take UTF-8 for something else
    writer.writerow(headings)
    for number, row in enumerate(rows, 1):
        writer.writerow([guarded(cell) for cell in row])
        if number % 500 == 0:
            yield target.getvalue().encode()
            target.seek(0)
            target.truncate()
    yield target.getvalue().encode()


def guarded(cell: Any) -> Any:
    """A text that a spreadsheet would calculate gets an apostrophe before it; an import takes it off."""
    if not isinstance(cell, str) or cell[:1] not in ("=", "@", "+", "-"):
        return cell
    return cell if cell[0] in "+-" and cell[1:].replace(" ", "").replace("-", "").isdigit() else f"'{cell}"


def _xlsx(name: str, headings: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    import xlsxwriter

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file.name, options) as book:
            sheet = book.add_worksheet(_sheet_name(name))
            bold = book.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(headings):
                sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(rows, 1):
                if number > MOST_ROWS_OF_A_SHEET:
                    raise Invalid({"format": [_("A sheet holds at most 1,048,575 records; export as CSV.")]})
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        if cell:
                            sheet.write_string(number, column, _fitting(cell))
                    else:
                        sheet.write_number(number, column, cell)
        file.seek(0)
        while piece := file.read(256 * 1024):
            yield piece


def _fitting(cell: str) -> str:
    """A cell of a sheet holds no more; what is cut says so, as nobody would notice otherwise."""
    if len(cell) <= MOST_LETTERS_OF_A_CELL:
        return cell
    said = _("… [CUT: the whole text has %(count)s letters; CSV keeps it whole]") % {"count": f"{len(cell):,}"}
    return cell[: MOST_LETTERS_OF_A_CELL - len(said)] + said


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\")[:31] or "Sheet"
