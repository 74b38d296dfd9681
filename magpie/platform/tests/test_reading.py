"""Files as people send them: every usual encoding and separator is read, and broken ones are refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from magpie.platform.importing import reading
from magpie.platform.importing.reading import Format, Unreadable

ANY = Format()
ROWS = "姓名,公司,电话\n张伟,喜鹊科技,13800138000\n李娜,北京软件,13900139000\n"


def rows_of(path: Path, wanted: Format = ANY) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with reading.read(path, reading.detect(path, wanted)) as table:
        return table.columns, list(table.rows)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_chinese_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, found: str) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(ROWS.encode(encoding))
    assert reading.detect(file) == Format(found, ",")
    columns, rows = rows_of(file)
    assert columns == ["姓名", "公司", "电话"]
    assert rows == [(2, ["张伟", "喜鹊科技", "13800138000"]), (3, ["李娜", "北京软件", "13900139000"])]


def test_a_few_broken_bytes_are_named_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    lines = [f"张伟{n},喜鹊科技,东城".encode() for n in range(200)]
    lines[120] = b"\xff\xfe\xfa,x,y"
    file.write_bytes(b"\n".join(lines))
    with pytest.raises(Unreadable, match="Line 121 has bytes that are not UTF-8"):
        reading.detect(file)


def test_latin_1_is_used_on_request_only(tmp_path: Path) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes("name;city\nJosé;Málaga\n".encode("latin-1"))
    assert rows_of(file, Format(encoding="latin-1")) == (["name", "city"], [(2, ["José", "Málaga"])])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found_and_quoted_line_breaks_kept(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "quoted.csv"
    lines = [["name", "note"], ["Ana", '"one\ntwo, three"'], ["Bo", '"say ""hi"""']]
    file.write_text("\n".join(separator.join(line) for line in lines), encoding="utf-8")
    assert rows_of(file) == (["name", "note"], [(2, ["Ana", "one\ntwo, three"]), (3, ["Bo", 'say "hi"'])])


def test_blank_rows_and_headings_and_same_names_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("name,,name\n\nAna,1,x\n,,\nBo,2,y\n", encoding="utf-8")
    assert rows_of(file) == (["name", "Column 2", "name (2)"], [(3, ["Ana", "1", "x"]), (5, ["Bo", "2", "y"])])


def test_a_workbook_is_read_as_one_would_type_it(tmp_path: Path) -> None:
    import datetime

    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Leads")
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["name", "amount", "day", "yes"])
        sheet.write_row(1, 0, ["Ana", 12.0])
        sheet.write_datetime(1, 2, datetime.date(2026, 11, 22), date)
        sheet.write_boolean(1, 3, True)
    assert rows_of(file, Format(sheet="Leads")) == (
        ["name", "amount", "day", "yes"],
        [(2, ["Ana", "12", "2026-11-22", "yes"])],
    )
    with pytest.raises(Unreadable, match="empty"):
        rows_of(file)
    with pytest.raises(Unreadable, match="no sheet"):
        rows_of(file, Format(sheet="Gone"))


def test_empty_and_false_files_are_refused(tmp_path: Path) -> None:
    empty, false = tmp_path / "empty.csv", tmp_path / "false.xlsx"
    empty.write_bytes(b"")
    false.write_bytes(b"PK\x03\x04 nothing of the kind")
    for file in (empty, false):
        with pytest.raises(Unreadable):
            rows_of(file)
