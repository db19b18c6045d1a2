"""XLSX as a table: cells as text, the header below titles, and workbooks that mean harm."""

from __future__ import annotations

import datetime
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import exports
from conftest import real_file
from uprgraph import readers
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.records import Pledge, Record
from uprgraph.sources import Opened

HEADER = ["Text", "Position", "Session"]


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    """A workbook with these sheets; a list with no row is an empty sheet."""
    book = openpyxl.Workbook()
    for index, rows in enumerate(sheets):
        sheet = book.active if index == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def altered(path: Path, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> Path:
    """The workbook with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert change(parts[part]) != parts[part]
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    return list(readers.table(path).rows())


def test_cells_are_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "cells.xlsx",
        [
            HEADER,
            ["Sing", "Noted", 41],
            [" Côte d’Ivoire\nMali ", 2.5, -3.0],
            [datetime.date(2025, 2, 12), datetime.datetime(2025, 2, 12), datetime.datetime(2025, 2, 12, 10, 30)],
            [True, False, datetime.time(9, 5)],
            ["45700", 45700, "007"],
        ],
    )
    table = readers.table(path)
    assert (table.encoding, table.header) == ("xlsx", tuple(HEADER))
    assert list(table.rows()) == [
        (2, ["Sing", "Noted", "41"]),
        (3, [" Côte d’Ivoire\nMali ", "2.5", "-3"]),
        (4, ["2025-02-12", "2025-02-12", "2025-02-12T10:30:00"]),
        (5, ["TRUE", "FALSE", "09:05:00"]),
        (6, ["45700", "45700", "007"]),
    ]


def test_header_is_the_first_row_of_three_cells(tmp_path: Path) -> None:
    """Titles and blank rows above it and in between, columns that are empty to the right."""
    path = workbook(
        tmp_path / "titles.xlsx",
        [
            ["Universal Human Rights Index"],
            [],
            ["Exported", datetime.date(2025, 2, 12)],
            [*HEADER, None, ""],
            [],
            ["Sing", "Noted", 41, None, " "],
            ["Dance", None, 42, None, "more"],
            ["Rest", None, None],
        ],
    )
    table = readers.table(path)
    assert table.header == tuple(HEADER)
    assert list(table.rows()) == [
        (6, ["Sing", "Noted", "41"]),
        (7, ["Dance", "", "42", "", "more"]),
        (8, ["Rest", "", ""]),
    ]


def test_first_sheet_with_a_header_is_read(tmp_path: Path) -> None:
    about: list[list[object]] = [["About this file"], ["Made", "today"]]
    path = workbook(tmp_path / "sheets.xlsx", [], about, [HEADER, ["Sing", "Noted", 41]], [HEADER, ["x", "y", "z"]])
    assert rows_of(path) == [(2, ["Sing", "Noted", "41"])]


def test_rows_can_be_gone_through_again(tmp_path: Path) -> None:
    path = workbook(tmp_path / "again.xlsx", [HEADER, *([n, n, n] for n in range(9))])
    table = readers.table(path)
    assert table.position() < 1
    assert list(table.rows()) == list(table.rows())
    assert table.position() == 1


@pytest.mark.parametrize("source", ["upr_info", "upr_info_uwazi"])
def test_same_records_as_from_csv(tmp_path: Path, source: str) -> None:
    """Numbers as numbers: the keys of rows are made of their texts."""
    rows = exports.table(source)
    csv = tmp_path / "rows.csv"
    csv.write_text(exports.text_of(rows), encoding="utf-8")
    typed: list[list[object]] = [[int(cell) if cell.isdecimal() else cell for cell in row] for row in rows]
    assert any(isinstance(cell, int) for row in typed for cell in row)
    xlsx = workbook(tmp_path / "rows.xlsx", typed)
    first, second = Opened(csv), Opened(xlsx)
    assert first.kind == second.kind
    assert list(first.records()) == list(second.records())
    assert first.report.rows == second.report.rows > 0


@pytest.mark.data
def test_same_records_as_from_the_real_export(tmp_path: Path) -> None:
    real = real_file("upr-info/voluntary.csv")
    table = readers.table(real)
    xlsx = workbook(tmp_path / "voluntary.xlsx", [list(table.header), *(row for _, row in table.rows())])
    keys = [[r.key for r in Opened(path).records() if isinstance(r, Record | Pledge)] for path in (real, xlsx)]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 947


# Workbooks that are damaged or mean harm: one line each

GOOD: list[list[object]] = [HEADER, *([f"Sing {n}", "Noted", n] for n in range(60))]


def line(path: Path) -> str:
    with pytest.raises(NotReadable) as caught:
        rows_of(path)
    text = str(caught.value)
    assert text.startswith(f"{path}") and "\n" not in text
    return text.removeprefix(f"{path}").lstrip(":, ")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
def test_file_that_is_cut_short(tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path / "cut.xlsx", GOOD)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "damaged or cut short" in line(path)


def test_sheet_that_is_cut_short(tmp_path: Path) -> None:
    path = altered(workbook(tmp_path / "cut.xlsx", GOOD), lambda xml: xml[: len(xml) // 2])
    assert "damaged or cut short" in line(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_part_that_is_no_xml(tmp_path: Path, part: str) -> None:
    path = altered(workbook(tmp_path / "parts.xlsx", GOOD), lambda xml: b"<nothing" + xml[40:], part)
    assert line(path)


def test_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rows.csv", "a,b,c")
    assert "neither DOCX nor XLSX" in line(path)
    path.write_bytes(b"PK\x03\x04 and nothing that a workbook has")
    assert "damaged or cut short" in line(path)


@pytest.mark.parametrize("rows", [[], [["one cell"]], [["two", "cells"], ["two", "cells"]]])
def test_workbook_without_a_table(tmp_path: Path, rows: list[list[object]]) -> None:
    path = workbook(tmp_path / "bare.xlsx", rows, [])
    assert line(path) == "no sheet holds a table (a row of 3 cells or more)"
    with pytest.raises(UnknownKind):
        readers.table(path)


def test_million_of_empty_rows(tmp_path: Path) -> None:
    """Rows that hold nothing, or cells that hold only a style."""
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(100, 1_000_100))
    few = empty[:40_000].rpartition(b"<row")[0] + b'<row r="1048576"><c r="XFD1048576" s="0" /></row>'
    path = altered(
        workbook(tmp_path / "empty.xlsx", GOOD), lambda xml: xml.replace(b"</sheetData>", few + b"</sheetData>")
    )
    assert len(rows_of(path)) == 60
    bare = altered(
        workbook(tmp_path / "bare.xlsx", []),
        lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"),
    )
    assert line(bare) == "no sheet holds a table (a row of 3 cells or more)"


@pytest.mark.parametrize(
    "place", ["XFD1048576", "xfd1048576", "AA1048576", "A4294967295", "XFDXFDXFD3", "A" + "9" * 30]
)
def test_cell_so_far_out_that_memory_would_not_do(tmp_path: Path, place: str) -> None:
    """The reader of workbooks makes room for the whole area; without room the process would be ended."""
    cell = f'<row r="99"><c r="{place}" t="n" ><v>1</v></c></row></sheetData>'.encode()
    path = altered(workbook(tmp_path / "far.xlsx", GOOD), lambda xml: xml.replace(b"</sheetData>", cell))
    assert "spans an absurd area" in line(path)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (
            '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            "xl/worksheets/sheet1.xml holds the error of a formula, in B3",
        ),
        ('<c r="B3" t="e"><v>#REF!</v></c>', "xl/worksheets/sheet1.xml holds the error of a formula, in B3"),
        ('<c r="B3"><f>A1</f></c>', "xl/worksheets/sheet1.xml holds formulas without their values"),
        ('<c r="B3"><f t="shared" si="0"/></c>', "xl/worksheets/sheet1.xml holds formulas without their values"),
    ],
)
def test_formula_that_would_read_as_an_empty_cell(tmp_path: Path, formula: str, said: str) -> None:
    row = f'<row r="3"><c r="A3" t="str"><v>x</v></c>{formula}<c r="C3"><v>1</v></c></row>'.encode()
    path = workbook(tmp_path / "formula.xlsx", [HEADER, ["Sing", "Noted", 41]])
    altered(path, lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>"))
    assert line(path).startswith(said)


def test_formula_with_its_value(tmp_path: Path) -> None:
    row = b'<row r="3"><c r="A3" t="str"><f>A1</f><v>x</v></c><c r="B3"><f>1+1</f><v>2</v></c></row></sheetData>'
    path = workbook(tmp_path / "formula.xlsx", [HEADER, ["Sing", "Noted", 41]])
    altered(path, lambda xml: xml.replace(b"</sheetData>", row))
    assert rows_of(path)[-1] == (3, ["x", "2", ""])


def test_day_that_does_not_exist(tmp_path: Path) -> None:
    path = workbook(tmp_path / "day.xlsx", [HEADER, [1, 2, datetime.timedelta(days=1)]])
    altered(path, lambda xml: xml.replace(b"<v>1</v></c></row>", b"<v>10000000000</v></c></row>"))
    assert line(path) == "row 2: a day or time that does not exist"


def test_password(tmp_path: Path) -> None:
    """A workbook with a password is an OLE file in which the archive lies encrypted."""
    path = tmp_path / "locked.xlsx"
    path.write_bytes(readers.OLE_MAGIC + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
    assert line(path) == "the workbook is locked with a password; save it without"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/worksheets/sheet1.xml"])
def test_macros_and_entities(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "harm.xlsx", GOOD)
    if part.endswith(".bin"):
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(part, b"x")
        assert "macros" in line(path)
    else:
        altered(path, lambda xml: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xml)
        assert "entities" in line(path)


def test_docx_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "list.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnknownKind, match="it is a DOCX file"):
        readers.table(path)


LARGE = """
import re, sys
from pathlib import Path
from uprgraph.readers import table
count = sum(1 for _ in table(Path(sys.argv[1])).rows())
# Not ru_maxrss: that of the process which started this one counts there.
print(count, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_memory_of_a_large_sheet(tmp_path: Path) -> None:
    """10,000 rows of 16 columns; rows are made one at a time."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([f"Column {number}" for number in range(16)])
    for number in range(10_000):
        sheet.append([f"{number} Keep the libraries warm in winter, and open them on Sundays too", *["- Mali"] * 15])
    book.save(tmp_path / "large.xlsx")
    ran = subprocess.run(
        [sys.executable, "-c", LARGE, str(tmp_path / "large.xlsx")], capture_output=True, text=True, check=True
    )
    count, megabytes = map(int, ran.stdout.split())
    assert count == 10_000
    assert megabytes < 100
