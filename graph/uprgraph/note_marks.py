"""Marks of notes that a text holds as plain letters, because what raised them is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uprgraph.lines import Row

_REFERRING = re.compile(r"(?:[a-z\u00df-\u00ff)\]\"\u201d\u2019]|(?:[^\W\d_]|[)\]\"\u201d\u2019]|\b\d{4})[.,;:!?])$")
"""How a word ends before a mark that is glued to it: with a small letter, a bracket, a quotation mark or a pause."""
_NO_REFERRING = re.compile(
    r".*/.*\d.*|.*[A-Z0-9]/\w+\.?|\(?(?i:nos?|paras?|pp?|arts?|add|corr|rev|sect|chaps?|vols?|figs?|res|cf)\.",
    re.DOTALL,
)
"""Words before a number that belongs to them: ``A/HRC/28/15/Add.``, ``para.``."""
_PAUSE = re.compile(r"[.,;:)\]\u201d] $")
_WORD = 60
"""Letters of the longest word before a mark."""
_SEARCHES = 50
"""For how many notes the whole document is searched."""
_REACH = 80
"""Within how many lines the reference to the next endnote is looked for."""

Place = tuple[int, int, int]
"""Index of a row, and where in its text a mark begins and ends."""


def places(rows: list[Row], mark: str, glued_only: bool = False) -> list[Place]:
    """Where rows refer to a note; marks that stand apart count only where none is glued to a word."""
    glued: list[Place] = []
    apart: list[Place] = []
    for index, row in enumerate(rows):
        for start, end, is_glued in _references(row.text, mark):
            (glued if is_glued else apart).append((index, start, end))
    return glued if glued or glued_only else apart


def _references(text: str, mark: str) -> Iterator[tuple[int, int, bool]]:
    """Where a text may refer to a note (start, end, whether glued to a word): ``speech.1``, ``(b); 2 It``, ``Review*``.

    Never ``JS1``, ``Add.1``, ``5/1`` or ``15.1``.
    """
    if not mark.isdigit():
        stars = text[len(text.rstrip("*†‡")) :]
        if stars == mark and len(text) > len(stars):
            yield len(text) - len(stars), len(text), True
        return
    if mark not in text:
        return
    for found in re.finditer(rf"(?<!\d){mark}(?![\w/-]|[.,]\d)", text):
        before = text[max(0, found.start() - _WORD) : found.start()]
        word = before.rpartition(" ")[2]
        if _REFERRING.search(word) and _NO_REFERRING.fullmatch(word) is None:
            yield found.start(), found.end(), True
        elif not word and _PAUSE.search(before):
            yield found.start() - 1, found.end(), False


def unmarked(body: list[Row], notes: list[tuple[str, int]], glued_only: bool = False) -> list[Row]:
    """The body without the marks of *notes* (mark, page).

    A mark goes where only one place of its page can be it, or else one place of the document.
    """
    body = list(body)
    pages = _pages(body)
    searches = _SEARCHES
    for mark, sheet in notes:
        page = pages.get(sheet, [])
        found = [(page[i], start, end) for i, start, end in places([body[i] for i in page], mark, glued_only)]
        if not found and searches:
            searches -= 1
            found = places(body, mark, glued_only)
        if len(found) == 1:
            _cut_out(body, found[0], mark)
    return body


def unmarked_in_order(body: list[Row], notes: list[tuple[str, int]]) -> list[Row]:
    """The body without the marks of endnotes, which stand in it in their order."""
    stars = [(mark, sheet) for mark, sheet in notes if not mark.isdigit() and sheet == 1]
    body = unmarked(body, stars)
    first = at = 0
    for mark, _ in notes:
        if not mark.isdigit():
            continue
        near = places(body[first : first + _REACH], mark)
        place = next(((first + i, start, end) for i, start, end in near if i or start >= at), None)
        if place:
            _cut_out(body, place, mark)
            first, at = place[0], place[1]
    return body


def _pages(body: list[Row]) -> dict[int, list[int]]:
    """The indexes of the rows of each page."""
    found: dict[int, list[int]] = {}
    for index, row in enumerate(body):
        found.setdefault(row.page, []).append(index)
    return found


def _cut_out(body: list[Row], place: Place, mark: str) -> None:
    index, start, end = place
    row = body[index]
    body[index] = row._replace(text=(row.text[:start] + row.text[end:]).rstrip(), marks=(*row.marks, mark))
