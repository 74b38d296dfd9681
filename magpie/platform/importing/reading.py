"""Reads tables from CSV and XLSX files as rows of text.

CSV is streamed, so the size of a file costs no memory.  The encoding is UTF-8, UTF-16 or GB18030, whichever the bytes
prove; Latin-1 fits any bytes at all and is used on request only.  A row is numbered as a spreadsheet does, the heading
being row 1.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform.problems import Invalid

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "latin-1")
SEPARATORS = ",;\t|"
LARGEST_CELL = 10_000_000
LARGEST_UNPACKED = 4 * 1024**3
PIECE = 1024 * 1024
csv.field_size_limit(LARGEST_CELL)


class Unreadable(Invalid):
    """The file cannot be read as a table; the sentence says where and why."""

    def __init__(self, text: str) -> None:
        super().__init__({"file": [text]}, {"file": _("File")})


@dataclass(frozen=True)
class Format:
    """How a file is to be read."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""


def is_workbook(path: Path) -> bool:
    """Whether the bytes are those of an XLSX file (a zip archive), whatever its name."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def detect(path: Path, wanted: Format = Format()) -> Format:
    """How to read the file; Unreadable if no way fits."""
    if is_workbook(path):
        return Format(sheet=wanted.sheet or _sheets(path)[0])
    encoding = wanted.encoding or guess_encoding(path)
    if encoding.lower() not in ENCODINGS:
        raise Unreadable(_("There is no encoding “%(name)s” here.") % {"name": encoding[:40]})
    return Format(encoding.lower(), wanted.separator or _guess_separator(path, encoding))


def guess_encoding(path: Path) -> str:
    """The encoding that all bytes of the file fit; Unreadable, with the line, if there is none."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return _proved(path, "utf-8-sig")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proved(path, "utf-16")
    if start and (zeros := start.count(0)) > len(start) // 5:
        return _proved(path, "utf-16-le" if start[1::2].count(0) > zeros // 2 else "utf-16-be")
    broken_at = _first_broken(path, "utf-8")
    if broken_at is None:
        return "utf-8"
    if not _is_damaged_utf8(path) and _first_broken(path, "gb18030") is None:
        return "gb18030"
    raise _broken(path, broken_at, "UTF-8")


def _proved(path: Path, encoding: str) -> str:
    broken_at = _first_broken(path, encoding)
    if broken_at is not None:
        raise _broken(path, broken_at, encoding.upper())
    return encoding


def _first_broken(path: Path, encoding: str) -> int | None:
    """The offset of the first byte that does not fit, None if all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return max(0, offset - waiting + error.start)
            if not piece:
                return None
            offset += len(piece)


def _is_damaged_utf8(path: Path) -> bool:
    """Whether most of what is not ASCII is UTF-8 all the same: then some bytes are broken, and it is nothing else."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            wrong = text.count("\ufffd")
            bad += wrong
            good += sum(1 for c in text if c > "\x7f") - wrong if not text.isascii() else 0
    return good > 2 * bad


def _broken(path: Path, offset: int, encoding: str) -> Unreadable:
    line = 1
    with path.open("rb") as file:
        left = offset
        while left > 0 and (piece := file.read(min(PIECE, left))):
            line += piece.count(b"\n")
            left -= len(piece)
    return Unreadable(
        _("Line %(line)d has bytes that are not %(encoding)s. Save the file as UTF-8, or choose its encoding.")
        % {"line": line, "encoding": encoding}
    )


def _guess_separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = file.read(65536)
    best, most = ",", 1
    for separator in SEPARATORS:
        widths = [len(row) for row in islice(csv.reader(lines.splitlines(True), delimiter=separator), 20) if row]
        if len(widths) > 2:
            widths = widths[:-1]  # the last may be cut off
        if widths and widths[0] > most and sum(w == widths[0] for w in widths) * 2 > len(widths):
            best, most = separator, widths[0]
    return best


@dataclass
class Table:
    """A heading and the rows below it, each with its number; to be closed."""

    columns: list[str]
    rows: Iterator[tuple[int, list[str]]]
    close: Any


def read(path: Path, how: Format) -> closing[Table]:
    """Open the file as a table; Unreadable if it is empty or broken."""
    rows, close = _workbook_rows(path, how) if is_workbook(path) else _text_rows(path, how)
    numbered = ((number, row) for number, row in enumerate(rows, 1) if any(row))
    heading = next(numbered, None)
    if heading is None:
        close()
        raise Unreadable(_("The file is empty."))
    if any("\x00" in cell for cell in heading[1]):
        close()
        raise Unreadable(_("This is no table of text. Save it as CSV or XLSX."))
    return closing(Table(_names(heading[1]), numbered, close))


def _names(cells: Iterable[str]) -> list[str]:
    names: list[str] = []
    for position, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:200] or _("Column %(number)d") % {"number": position}
        number = 2
        plain = name
        while name in names:
            name, number = f"{plain} ({number})", number + 1
        names.append(name)
    return names


def _text_rows(path: Path, how: Format) -> tuple[Iterator[list[str]], Any]:
    file = path.open(encoding=how.encoding or "utf-8", newline="")

    def rows() -> Iterator[list[str]]:
        reader = csv.reader(file, delimiter=how.separator or ",")
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                text = _("After line %(line)d there are bytes that are not %(encoding)s.")
                raise Unreadable(text % {"line": reader.line_num, "encoding": how.encoding}) from None
            except csv.Error as error:
                text = _("Line %(line)d cannot be read: %(reason)s.")
                raise Unreadable(text % {"line": reader.line_num, "reason": str(error)}) from None
            yield [cell.strip() for cell in row]

    return rows(), file.close


def _sheets(path: Path) -> list[str]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("The file is too large once it is unpacked."))
        workbook = CalamineWorkbook.from_path(str(path))
    except (zipfile.BadZipFile, CalamineError, OSError):
        raise Unreadable(_("This is no XLSX file that can be read.")) from None
    with closing(workbook):
        if not workbook.sheet_names:
            raise Unreadable(_("The file is empty."))
        return list(workbook.sheet_names)


def _workbook_rows(path: Path, how: Format) -> tuple[Iterator[list[str]], Any]:
    from python_calamine import CalamineWorkbook

    names = _sheets(path)
    wanted = how.sheet or names[0]
    if wanted not in names:
        raise Unreadable(_("There is no sheet “%(name)s”.") % {"name": wanted})
    workbook = CalamineWorkbook.from_path(str(path))
    rows = workbook.get_sheet_by_name(wanted).iter_rows()
    return ([_as_text(cell) for cell in row] for row in rows), workbook.close


def _as_text(cell: Any) -> str:
    """A cell as one would type it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time.min else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell).strip()


def describe(path: Path, how: Format, samples: int = 5) -> list[dict[str, Any]]:
    """The columns with some of their values: [{"name", "samples"}]."""
    with read(path, how) as table:
        some = [row for _number, row in islice(table.rows, 50)]
    described = []
    for position, name in enumerate(table.columns):
        cells = (row[position].replace("\x00", "") for row in some if position < len(row))
        values = dict.fromkeys(cell[:200] for cell in cells if cell)
        described.append({"name": name, "samples": list(values)[:samples]})
    return described
