"""A report as an Excel file: real numbers and dates, a sheet for each table and one for the figures."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.subscriptions.sources import Report, Row, Table

MOST_ROWS = 50_000
LONGEST_CELL = 32_767
WIDTHS = {"text": 24, "number": 12, "money": 16, "date": 12, "moment": 18}


def write(report: Report) -> bytes:
    """The file."""
    import xlsxwriter

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(made, options) as book:
        sheets = _Sheets(book)
        for table in reversed(report.tables):
            sheets.add_table(table)
        sheets.add_figures(report)
    return made.getvalue()


class _Sheets:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True})
        self.names: set[str] = set()
        self.formats: dict[str, Any] = {
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        }

    def add_table(self, table: Table) -> None:
        sheet = self._add(table.title)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.label, self.bold)
            sheet.set_column(place, place, WIDTHS[column.kind])
        every: Iterable[Row] = table.every() if table.every is not None else table.rows
        for number, row in enumerate(islice(every, MOST_ROWS), 1):
            for place, value in enumerate(row.cells):
                self._write(sheet, number, place, value, table.columns[place].places)

    def add_figures(self, report: Report) -> None:
        sheet = self._add(_("Figures"))
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 18)
        sheet.write_string(0, 0, report.title, self.bold)
        for number, figure in enumerate((f for f in report.figures if f.headline), 1):
            sheet.write_string(number, 0, figure.label)
            self._write(sheet, number, 1, figure.value, figure.places)
            sheet.write_string(number, 2, figure.unit)

    def _add(self, title: str) -> Any:
        plain = "".join(c for c in title if c not in "[]:*?/\\").strip("'")[:28] or "Sheet"
        name, count = plain, 1
        while name.casefold() in self.names:
            count += 1
            name = f"{plain} {count}"
        self.names.add(name.casefold())
        return self.book.add_worksheet(name)

    def _write(self, sheet: Any, row: int, place: int, value: Any, places: int) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime.datetime):
            sheet.write_datetime(row, place, timezone.make_naive(value), self.formats["moment"])
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, place, value, self.formats["date"])
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            sheet.write_number(row, place, value, self._number(places))
        else:
            sheet.write_string(row, place, str(value)[:LONGEST_CELL])

    def _number(self, places: int) -> Any:
        name = f"number {places}"
        if name not in self.formats:
            shape = "#,##0" + ("." + "0" * places if places else "")
            self.formats[name] = self.book.add_format({"num_format": shape})
        return self.formats[name]
