"""UN documents as PDF, DOCX or plain text -> clean lines: no running head, page number or footnote among them."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from uprgraph import archives, pdf
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.footnotes import without_notes
from uprgraph.lines import Line, Note, mended
from uprgraph.page_edges import SYMBOL, without_edges
from uprgraph.plain_text import text_lines
from uprgraph.word import word_lines

__all__ = ["SIZE", "SYMBOL", "Line", "Note", "Paper", "paper"]

SIZE = 256 << 20
"""A file that is larger is no document."""
LINES = 20_000
LONGEST = 100_000
LETTERS = 2_000_000
"""A document holds no more; the longest report has 1,500 lines and 120,000 letters."""

Packed = bytes
"""Lists as compressed JSON."""


@dataclass(slots=True, eq=False)
class Paper:
    """A document as text, however it was typeset. Lines are kept packed: a folder may hold hundreds."""

    path: Path
    sha256: str
    encoding: str
    """``pdf``, ``docx`` or ``text``."""
    pages: int
    letters: int
    """How long its body is."""
    _lines: Packed = field(repr=False)
    _notes: Packed = field(repr=False)
    _tables: Packed = field(repr=False)

    @property
    def lines(self) -> list[Line]:
        """The body, line by line: no running heads, page numbers, footnotes, marks of footnotes."""
        return list(_lines(_unpacked(self._lines)))

    @property
    def notes(self) -> list[Note]:
        return [Note(mark, text, page, tuple(_lines(lines))) for mark, text, page, lines in _unpacked(self._notes)]

    @property
    def tables(self) -> list[list[list[str]]]:
        """Tables of a DOCX as rows of cells; a cell that is merged over columns or rows stands in each of them."""
        return list(_unpacked(self._tables))

    def position(self) -> float:
        return 1.0

    def beginning(self) -> str:
        return " / ".join(line.text for line in self.lines[:4])[:120]


def paper(path: Path) -> Paper:
    """*path* as a document. Raises NotReadable, in one line, for whatever cannot be read as one."""
    try:
        if path.stat().st_size > SIZE:
            raise UnknownKind(f"{path}: too large for a document (more than {SIZE >> 20} MB)")
        with open(path, "rb") as file:
            start = file.read(64).lstrip(b" \t\r\n\xef\xbb\xbf")
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        encoding, body, notes, tables = _read(path, start)
    except OSError as error:
        raise NotReadable(f"{path}: cannot be read: {error.strerror or error}") from error
    lengths = [len(line.text) for line in body] + [len(note.text) for note in notes]
    if len(lengths) > LINES or max(lengths, default=0) > LONGEST or sum(lengths) > LETTERS:
        raise UnknownKind(f"{path}: too long for a document ({len(lengths)} lines, {sum(lengths)} letters)")
    body = mended(body)
    return Paper(
        path,
        sha256,
        encoding,
        max((line.page for line in body), default=1),
        sum(len(line.text) for line in body),
        _packed([_values(line) for line in body]),
        _packed([(note.mark, note.text, note.page, [_values(line) for line in note.lines]) for note in notes]),
        _packed(tables),
    )


def _read(path: Path, start: bytes) -> tuple[str, list[Line], list[Note], list[list[list[str]]]]:
    """(encoding, body, notes, tables) of a file that begins with *start*."""
    if start.startswith(b"%PDF"):
        rows = pdf.lines(path)
        if not rows:
            raise NotReadable(f"{path}: the PDF holds no text (a scan?); it must be recognised (OCR) first")
        return "pdf", *without_notes(without_edges(rows)[0]), []
    if start.startswith(b"PK"):
        if archives.kind(path, archives.DOCUMENT) != "docx":
            raise UnknownKind(f"{path}: not a DOCX file")
        return "docx", *word_lines(path)
    return "text", *text_lines(path), []


def _values(line: Line) -> tuple[object, ...]:
    return line.page, line.left, line.size, line.text, line.marks


def _lines(values: list[list]) -> Iterator[Line]:  # type: ignore[type-arg]
    for page, left, size, text, marks in values:
        yield Line(page, left, size, text, tuple(marks))


def _packed(value: object) -> Packed:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def _unpacked(packed: Packed) -> list[list]:  # type: ignore[type-arg]
    found: list[list] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))  # type: ignore[type-arg]
    return found
