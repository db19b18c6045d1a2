"""Rows of typeset pages -> the body, and the notes at the foot of a page or at the end of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from uprgraph.lines import Line, Note, Row, mended, sheets
from uprgraph.note_marks import unmarked

STARS = re.compile(r"[*†‡]{1,4}")
_STARRED = re.compile(r"([*†‡]{1,4})\s*(?=[^\s*†‡])(.*)")
_ENDS = (".", ";", ":", "!", "?", ")", "\u201d", '"')
_SMALL = 0.95
"""Notes are set in letters below this share of the body's size."""


@dataclass(slots=True)
class Open:
    """A note that is being read: a later page may go on with it."""

    mark: str
    page: int
    rows: list[Row] = field(default_factory=list)

    def note(self) -> Note:
        lines = mended([row.line() for row in self.rows if row.text])
        return Note(self.mark, " ".join(line.text for line in lines).strip(), self.page, tuple(lines))


def without_notes(rows: list[Row]) -> tuple[list[Line], list[Note]]:
    """The body, and the notes: small print that begins with a raised mark or a star, below the body of a page.

    Small print without a mark is text, unless the page before broke off within a note, or the notes
    stand at the end of the document.
    """
    size = _body_size(rows)
    found: list[Open] = []
    body: list[Row] = []
    endnotes = False
    for page in sheets(rows):
        first = _small_from_top(page, size) if endnotes else 0
        start = max(first, _start(page, size, found[-1] if found else None))
        before = len(found)
        small = page[:first] + page[start:]
        for row in small:
            _read(row, found)
        body += _marked(page[first:start], {note.mark for note in found[before:]})
        endnotes = bool(small) and (endnotes or (start > 0 and heads_notes(page[start - 1])))
    raised = {mark for row in body for mark in row.marks}
    body = unmarked(body, [(note.mark, note.page) for note in found if note.mark not in raised], glued_only=True)
    return [row.line() for row in body], [note.note() for note in found]


def heads_notes(row: Row) -> bool:
    """Whether a row is the heading above endnotes."""
    return bool(re.fullmatch(r"(?i)(?:end)?notes?\W?", row.text))


def _small_from_top(page: list[Row], size: float) -> int:
    return next((index for index, row in enumerate(page) if row.size >= _SMALL * size), len(page))


def _body_size(rows: list[Row]) -> float:
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[row.size] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _start(page: list[Row], size: float, before: Open | None) -> int:
    """The index of the row of a page with which the notes at its foot begin."""
    small = len(page)
    while small and page[small - 1].size < _SMALL * size:
        small -= 1
    begins = list(_begins(page))
    goes_on = before and before.rows[-1].page == page[0].page - 1 and not before.rows[-1].text.endswith(_ENDS)
    if goes_on and 0 < small < len(page) and not begins[small]:
        return small
    for index, (row, begin) in enumerate(zip(page, begins, strict=True)):
        if begin and (index >= small or (index and begin == _REFERRED and _is_set_off(page[index - 1], row))):
            return index
    return len(page)


_LEADS, _REFERRED = 1, 2


def _begins(page: list[Row]) -> Iterator[int]:
    """For each row whether a note begins in it: a raised mark leads, or the page has its mark above it too, or not."""
    met: set[str] = set()
    for row in page:
        found = _STARRED.match(row.text)
        if (row.leads and row.marks[0] in met) or (found and found[1] in met and not row.leads):
            yield _REFERRED
        else:
            yield _LEADS if row.leads else 0
        met.update(row.marks)
        met.add(row.text[len(row.text.rstrip("*†‡")) :])


def _is_set_off(above: Row, row: Row) -> bool:
    """Whether a row in letters as large as the body's may be a note: it has a number, or stars below a gap."""
    return not STARS.match(_mark(row)[0]) or above.base - row.base > 2.5 * row.size


def _mark(row: Row) -> tuple[str, Row]:
    """The mark with which a note begins, and the row without it."""
    if row.leads:
        return row.marks[0], row._replace(marks=row.marks[1:], leads=False)
    found = _STARRED.match(row.text)
    return (found[1], row._replace(text=found[2])) if found else ("", row)


def _read(row: Row, found: list[Open]) -> None:
    mark, rest = _mark(row)
    if mark or not found:
        found.append(Open(mark, row.page, [rest]))
    else:
        found[-1].rows.append(row)


def _marked(page: list[Row], marks: set[str]) -> Iterator[Row]:
    """The body of a page; stars at the end of a line are a mark where the page has their note."""
    for row in page:
        text = row.text.rstrip("*†‡")
        stars = row.text[len(text) :]
        if stars and stars in marks and text.strip():
            row = row._replace(text=text.rstrip(), marks=(*row.marks, stars))
        yield row
