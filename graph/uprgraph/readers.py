"""csv / xls -> rows of text, whatever the encoding and line ends; files are hostile until read."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from uprgraph.errors import NotReadable, UnknownKind

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL_LIMIT = 1_000_000
CHUNK = 1 << 20
# Bytes that are accented letters in the one encoding and signs or capitals in the other, inside a word.
_MAC_LETTER = re.compile(rb"[a-z][\x80-\x90\x98-\x9f]")
_WINDOWS_LETTER = re.compile(rb"[a-z][\xdf-\xff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A file that reads as rows of text: its header row, and a way to go through it again."""

    path: Path
    sha256: str
    encoding: str
    """The encoding of a text file as it was recognised, or ``xls``."""
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
    if start.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b")):
        raise UnknownKind(f"{path}: not a CSV or XLS file (it is a zip, PDF or gzip file)")
    return _csv(path)


def _scan(path: Path) -> tuple[str, str]:
    """(SHA-256, encoding) in one pass.

    UTF-8 if it is; else Mac Roman (the exports of 2015 come from a Macintosh) where no line feed
    occurs or where its accented letters stand inside words; else Windows-1252.
    """
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    utf8, line_feed, nul, mac, windows = True, False, False, 0, 0
    with open(path, "rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            line_feed = line_feed or b"\n" in chunk
            nul = nul or b"\0" in chunk
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
    if nul:
        raise UnknownKind(f"{path}: not a text file (it holds NUL bytes; UTF-16 text must be saved as UTF-8)")
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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _xls(path: Path) -> Table:
    import xlrd

    content = path.read_bytes()
    try:
        # The exports of 2015 have a slightly damaged header, hence the tolerance; a cut file is met below.
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        sheet = book.sheet_by_index(0)
    except Exception as error:  # xlrd raises a dozen kinds for damaged files
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
