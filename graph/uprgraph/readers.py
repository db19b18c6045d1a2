"""csv / xls / xlsx -> rows of text, whatever the encoding and line ends; files are hostile until read."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from uprgraph import archives
from uprgraph.errors import NotReadable, UnknownKind

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL_LIMIT = 1_000_000
CHUNK = 1 << 20
SHEETS_UNPACKED = 1 << 30
"""Bytes to which a workbook may unpack: its shared texts are all held in memory."""
AREA = 16 << 20
"""Cells that a sheet may span, 16 columns of all rows there can be: its area is held in memory, 32 bytes a cell."""
FEWEST_COLUMNS = 3
"""Cells that a row of a sheet must fill to be its header: titles above it fill fewer."""
# Bytes that are accented letters in the one encoding and signs or capitals in the other, inside a word.
_MAC_LETTER = re.compile(rb"[a-z][\x80-\x90\x98-\x9f]")
_WINDOWS_LETTER = re.compile(rb"[a-z][\xdf-\xff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A file that reads as rows of text: its header row, and a way to go through it again."""

    path: Path
    sha256: str
    encoding: str
    """The encoding of a text file as it was recognised, or ``xls`` or ``xlsx``."""
    header: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    """Each row below the header with its number in the file as a spreadsheet shows it."""
    position: Callable[[], float]
    """How much of the file the rows have come through, from 0 to 1, for a progress bar."""

    def beginning(self) -> str:
        return ", ".join(self.header)[:120]


def table(path: Path) -> Table:
    """*path* as a table. Raises NotReadable, in one line, for whatever cannot be read as one."""
    try:
        with open(path, "rb") as lines:
            start = lines.read(8)
    except OSError as error:
        raise NotReadable(f"{path}: cannot be read: {error.strerror}") from error
    if not start:
        raise UnknownKind(f"{path}: the file is empty")
    if start.startswith(OLE_MAGIC):
        return _xls(path)
    if start.startswith(b"PK\x03\x04"):
        return _xlsx(path)
    if start.startswith((b"%PDF", b"\x1f\x8b")):
        raise UnknownKind(f"{path}: not a CSV, XLS or XLSX file (it is a PDF or gzip file)")
    return _csv(path)


def _scan(path: Path) -> tuple[str, str]:
    """(SHA-256, encoding) in one pass.

    UTF-8 if it is; else Mac Roman (the exports of 2015 come from a Macintosh) where no line feed
    occurs or where its accented letters stand inside words; else Windows-1252.
    """
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    utf8, line_feed, mac, windows = True, False, 0, 0
    with open(path, "rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            line_feed = line_feed or b"\n" in chunk
            if b"\0" in chunk:
                raise UnknownKind(f"{path}: not a text file (it holds NUL bytes; UTF-16 text must be saved as UTF-8)")
            mac += len(_MAC_LETTER.findall(chunk))
            windows += len(_WINDOWS_LETTER.findall(chunk))
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    other = "cp1252" if line_feed and windows >= mac else "mac_roman"
    return digest.hexdigest(), "utf-8-sig" if utf8 else other


def _delimiter(path: Path, encoding: str) -> str:
    """The one of comma, semicolon (Excel in much of Europe) and tab that the first line has most of."""
    with open(path, encoding=encoding, errors="replace", newline=None) as text:
        first = text.readline(CELL_LIMIT)
    return max(",;\t", key=first.count)


def _csv(path: Path) -> Table:
    sha256, encoding = _scan(path)
    delimiter = _delimiter(path, encoding)
    size = max(1, os.path.getsize(path))
    raw: list[io.FileIO] = []

    def rows() -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(CELL_LIMIT)
        with open(path, "rb", buffering=0) as file:
            raw[:] = [file]
            text = io.TextIOWrapper(io.BufferedReader(file, CHUNK), encoding, newline=None)
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            number = 0
            try:
                for number, row in enumerate(reader, start=1):
                    if any(cell.strip() for cell in row):
                        yield number, row
            except csv.Error as error:
                raise NotReadable(f"{path}, row {number + 1}: not readable as CSV: {error}") from error
            except UnicodeDecodeError as error:
                raise NotReadable(f"{path}, row {number + 1}: not readable as {encoding} text") from error

    def position() -> float:
        return raw[0].tell() / size if raw and not raw[0].closed else 1.0

    try:
        first = next(rows(), None)
    except NotReadable as error:
        raise UnknownKind(str(error)) from error
    if first is None:
        raise UnknownKind(f"{path}: the file holds no rows")
    header, number = tuple(first[1]), first[0]

    def body() -> Iterator[tuple[int, list[str]]]:
        return (item for item in rows() if item[0] > number)

    return Table(path, sha256, encoding.removesuffix("-sig"), header, body, position)


def _cell(value: object) -> str:
    """A cell as text: whole numbers without a point, days and times in ISO 8601, TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _xls(path: Path) -> Table:
    import xlrd

    content = path.read_bytes()
    try:
        # The exports of 2015 have a slightly damaged header, hence the tolerance; a cut file is met below.
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        sheet = book.sheet_by_index(0)
    except Exception as error:  # xlrd raises a dozen kinds for damaged files
        # A workbook with a password is an OLE file too, whether it was XLS or XLSX.
        if "EncryptedPackage".encode("utf-16-le") in content or "encrypted" in str(error):
            raise NotReadable(f"{path}: the workbook is locked with a password; save it without") from error
        raise NotReadable(f"{path}: not readable as XLS (damaged or cut short): export it again") from error
    if sheet.nrows == 0:
        raise NotReadable(f"{path}: the file holds no rows")
    at = [1]

    def body() -> Iterator[tuple[int, list[str]]]:
        for number in range(1, sheet.nrows):
            at[0] = number
            row = [_cell(value) for value in sheet.row_values(number)]
            if any(cell.strip() for cell in row):
                yield number + 1, row

    header = tuple(_cell(value) for value in sheet.row_values(0))
    return Table(path, hashlib.sha256(content).hexdigest(), "xls", header, body, lambda: at[0] / sheet.nrows)


# The place of a cell with something in it: one that only has a style ends with its tag.
_PLACE = re.compile(
    rb"""\br\s*=\s*["']\s*([A-Za-z]+)([0-9]+)["'](?!(?:\s+[\w:]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*/>)"""
)
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']e["'][^>]*>""")
_FORMULA_ALONE = re.compile(rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*</(?:\w+:)?c>""")


def _column(letters: bytes) -> int:
    """``A`` -> 1, ``XFD`` -> 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_sheets(path: Path) -> None:
    """Raises NotReadable for what the reader of workbooks would not survive or would leave blank in silence.

    It makes room for all cells up to the last one, and the process dies where there is not so much
    memory; errors of formulas, and formulas never counted, come out as empty cells.
    """
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            columns, rows, rest = {b"A"}, {b"1"}, b""
            with archive.open(name) as part:
                while chunk := part.read(CHUNK):
                    data = rest + chunk
                    end = data.rfind(b"</c>") + 4
                    end = end if end > 3 else data.rfind(b">") + 1
                    rest, whole = data[end:], data[:end]
                    if len(rest) > CHUNK:
                        raise NotReadable(f"{path}: not readable as XLSX ({name} holds no elements)")
                    for column, row in _PLACE.findall(whole):
                        columns.add(column)
                        rows.add(row)
                    # Only the largest is wanted; a sheet has a million rows.
                    rows = {max(rows, key=lambda digits: (len(digits), digits))}
                    if (b"<f" in whole or b":f" in whole) and _FORMULA_ALONE.search(whole):
                        raise NotReadable(f"{path}: {name} holds formulas without their values; save it in Excel first")
                    if (b't="e"' in whole or b"t='e'" in whole) and (found := _ERROR_CELL.search(whole)):
                        where = _PLACE.search(found[0])
                        cell = b"".join(where.groups()).decode() if where else "a cell"
                        raise NotReadable(
                            f"{path}: {name} holds the error of a formula, in {cell}; put the value there"
                        )
            wide, high = max(map(_column, columns)), rows.pop()
            if len(high) > 9 or wide * int(high) > AREA:
                raise NotReadable(f"{path}: {name} spans an absurd area, {wide} columns of {high.decode()[:20]} rows")


class _Sheet:
    """The first sheet with a header row; let go of once its rows were gone through, since it is large."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: tuple[str, ...] = ()
        self.number = 0
        self.height = 1
        self.at = 0
        self._held: CalamineSheet | None = self._opened()

    def _opened(self) -> CalamineSheet:
        import python_calamine

        try:
            with python_calamine.CalamineWorkbook.from_path(self.path) as book:
                for index in range(len(book.sheet_names)):
                    sheet = book.get_sheet_by_index(index)
                    if self._finds_header(sheet):
                        return sheet
        except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
            raise NotReadable(f"{self.path}: not readable as XLSX (damaged or cut short): export it again") from error
        raise UnknownKind(f"{self.path}: no sheet holds a table (a row of {FEWEST_COLUMNS} cells or more)")

    def _finds_header(self, sheet: CalamineSheet) -> bool:
        for number, values in enumerate(sheet.iter_rows(), start=1):
            row = [_cell(value) for value in values]
            filled = [index for index, cell in enumerate(row) if cell.strip()]
            if len(filled) >= FEWEST_COLUMNS:
                self.header, self.number = tuple(row[: filled[-1] + 1]), number
                self.height = sheet.total_height
                return True
        return False

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header, as wide as it; a row with more filled cells is as wide as these."""
        sheet = self._held or self._opened()
        self._held = None
        wide = len(self.header)
        values = enumerate(sheet.iter_rows(), start=1)
        while True:
            try:
                number, found = next(values, (0, []))
            except (ValueError, OverflowError) as error:
                raise NotReadable(f"{self.path}, row {self.at + 1}: a day or time that does not exist") from error
            if not number:
                return
            self.at = number
            if number <= self.number:
                continue
            row = [_cell(value) for value in found]
            while len(row) > wide and not row[-1].strip():
                row.pop()
            if any(cell.strip() for cell in row):
                yield number, row

    def position(self) -> float:
        return min(1.0, self.at / self.height)


def _xlsx(path: Path) -> Table:
    if archives.kind(path, SHEETS_UNPACKED) != "xlsx":
        raise UnknownKind(f"{path}: not a CSV, XLS or XLSX file (it is a DOCX file)")
    try:
        _refuse_sheets(path)
        with open(path, "rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except NotReadable:
        raise
    except Exception as error:  # a damaged stream raises whatever its decompressor raises
        raise NotReadable(f"{path}: not readable as XLSX (damaged or cut short): export it again") from error
    sheet = _Sheet(path)
    return Table(path, sha256, "xlsx", sheet.header, sheet.rows, sheet.position)
