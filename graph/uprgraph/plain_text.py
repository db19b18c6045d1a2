"""Plain text such as ``pdftotext -layout`` or a browser's clipboard gives -> the body and the notes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from uprgraph.errors import UnknownKind
from uprgraph.footnotes import Open, heads_notes
from uprgraph.lines import Line, Note, Row, plain, sheets
from uprgraph.note_marks import places, unmarked, unmarked_in_order
from uprgraph.page_edges import NUMBER, SYMBOL, is_foot, without_edges

LIMIT = 8 << 20
LINES = 40_000
PAGES = 2000
_SIZE = 10.0
_ENUMERATED = re.compile(r"(\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]{1,5}|[IVXA-H]{1,4})[.)]) {2,}")
_RAISED = re.compile(r"\b(\d{1,3}) (st|nd|rd|th)\b")
"""Ordinals whose ending stood raised."""
_NUMBERED = re.compile(r"(\d{1,3}|[*†‡]{1,3})(?!\s*[.)\d])(?:\s+|(?<=[*†‡])|$)(.*)")
"""The first line of a note: its mark and what follows."""
_FOOT = 25
"""How many lines the notes at the foot of a page may take."""


def text_lines(path: Path) -> tuple[list[Line], list[Note]]:
    """The body and the notes of a text file. Raises UnknownKind for what is no text or too long for a document."""
    content = path.read_bytes()
    if len(content) > LIMIT:
        raise UnknownKind(f"{path}: too long for a document in plain text")
    if b"\0" in content:
        raise UnknownKind(f"{path}: not a text file (it holds NUL bytes; UTF-16 text must be saved as UTF-8)")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if text.count("\f") > PAGES or len(text.splitlines()) > LINES:
        raise UnknownKind(f"{path}: too long for a document in plain text")
    rows, _ = without_edges(_rows(text))
    return _without_notes(rows)


def _rows(text: str) -> list[Row]:
    """The lines with their columns; pages end with a form feed, or where the running head returns."""
    pages = text.split("\f")
    found = []
    for page, sheet in enumerate(pages, start=1):
        for number, line in enumerate(sheet.splitlines()):
            # Spaces that are not broken are no columns.
            line = plain(line.expandtabs())
            stripped = _ENUMERATED.sub("\\1\t", line.strip(), count=1)
            if stripped:
                left = float(len(line) - len(line.lstrip()))
                spaced = re.sub(r" {2,}", " ", re.sub(r" {3,}", "\t", stripped)).replace(" \t", "\t")
                spaced = _RAISED.sub(r"\1\2", spaced)
                found.append(Row(page, left, -float(number), _SIZE, spaced))
    return _cut(found) if len(pages) < 3 else found


def _cut(rows: list[Row]) -> list[Row]:
    """Rows of a text that lost its form feeds, with their pages: each begins with the document's symbol.

    The symbol is a running head where a page number stands beside it, or a job number before it.
    """
    heads = [row.text for row in rows if SYMBOL.fullmatch(row.text.partition("\t")[0])]
    symbol, count = Counter(heads).most_common(1)[0] if heads else ("", 0)
    if count < 3:
        return rows
    page = 1
    found: list[Row] = []
    for row, following in zip(rows, [*rows[1:], rows[-1]], strict=True):
        foot_before = bool(found) and is_foot(found[-1])
        page += row.text == symbol and (foot_before or NUMBER.fullmatch(following.text) is not None)
        found.append(row._replace(page=page))
    return found


def _without_notes(rows: list[Row]) -> tuple[list[Line], list[Note]]:
    """The body and the notes: those at the foot of a page, and all that follows a heading of notes."""
    body: list[Row] = []
    notes: list[Open] = []
    endnotes = False
    last = rows[-1].page if rows else 1
    for page in sheets(rows):
        # Notes of the last pages may belong to any page before them.
        before = body if page[0].page > last - 2 else []
        start = 0 if endnotes else _start(page, _expected(notes), before)
        endnotes = endnotes or (0 < start < len(page) and heads_notes(page[start - 1]))
        above = [*before, *page[:start]]
        body += page[:start]
        for row in page[start:]:
            mark = _mark(row, _expected(notes), None if endnotes else above)
            if mark or not notes:
                notes.append(Open(mark or "", row.page, [_without_mark(row)] if mark else [row]))
            else:
                notes[-1].rows.append(row)
    take_out = unmarked_in_order if endnotes else unmarked
    body = take_out(body, [(note.mark, note.page) for note in notes])
    return [row.line() for row in body], [note.note() for note in notes]


def _expected(notes: list[Open]) -> int:
    """The number of the next note."""
    return 1 + max((int(note.mark) for note in notes if note.mark.isdigit()), default=0)


def _start(page: list[Row], expected: int, before: list[Row]) -> int:
    """The index of the row with which the notes of a page begin; *before* are the rows of earlier pages."""
    for index in range(1, len(page)):
        if heads_notes(page[index - 1]) and _mark(page[index], expected, None):
            return index
        below_gap = page[index - 1].base - page[index].base > 1.5
        if below_gap and len(page) - index <= _FOOT and _mark(page[index], expected, before + page[:index]):
            return index
    return len(page)


def _mark(row: Row, expected: int, above: list[Row] | None) -> str | None:
    """The mark of the note that begins in a row: stars or the *expected* number, referred to in the rows *above*."""
    found = _NUMBERED.match(row.text)
    if not found or (found[1].isdigit() and int(found[1]) != expected):
        return None
    if above is None:
        return found[1]
    page = [other for other in above if other.page == row.page]
    return found[1] if places(page, found[1]) or len(places(above, found[1])) == 1 else None


def _without_mark(row: Row) -> Row:
    found = _NUMBERED.match(row.text)
    return row._replace(text=found[2]) if found else row
