"""What stands at the edges of every page and is no part of a document: running heads, page and job numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from uprgraph.lines import Row, sheets

SYMBOL = re.compile(r"A/(?:HRC|CONF|\d{2})/[A-Z0-9./]*\d(?:/(?:Add|Corr|Rev)\.\s?\d+)*", re.IGNORECASE)
JOB = re.compile(r"GE\.\s?\d\d-\d{4,6}\b.*", re.IGNORECASE)
"""The number under which the document was typeset, with language and days behind it."""
BARCODE = re.compile(r"\*?[\uf020-\uf07f]{5,}\*?|\*\d{7}\*|Please\s+recycle\W*", re.IGNORECASE)
RULE = re.compile(r"[-_\u2013\u2014\u2015\u2500\s]{5,}")
"""A line drawn with letters, such as the one above the notes of 2008."""
NUMBER = re.compile(r"(?:Page\s+|-\s*)?(\d{1,3}|[ivxl]{1,6})(?:\s*-)?", re.IGNORECASE)
_TOP, _FOOT = 3, 4
_SHARE = 3
"""A line that stands at the edge of more than a third of the pages is a running head."""


def without_edges(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """(rows of the document, rows of the edges): symbol, page number, job number, barcode, running heads.

    A number goes only where it counts the pages, a symbol only where it is the document's own.
    """
    pages = list(sheets(row for row in rows if not RULE.fullmatch(row.text)))
    edge = _Edge(pages)
    kept: list[Row] = []
    taken: list[Row] = [row for row in rows if RULE.fullmatch(row.text)]
    for page in pages:
        first, last = 0, len(page)
        seen: set[str] = set()
        # The first page is the cover: its symbol is text.
        while page[0].page > 1 and first < min(_TOP, last) and edge.holds(page[first], seen, top=True):
            first += 1
        seen.clear()
        while last > max(first, len(page) - _FOOT) and edge.holds(page[last - 1], seen, top=False):
            last -= 1
        kept += page[first:last]
        taken += page[:first] + page[last:]
    return kept, taken


class _Edge:
    """What the edges of one document's pages hold."""

    def __init__(self, pages: list[list[Row]]) -> None:
        heads = [row for page in pages[1:] for row in page[:_TOP]]
        feet = [row for page in pages for row in page[-_FOOT:]]
        symbols = Counter(_flat(piece) for row in heads + feet for piece in _pieces(row) if SYMBOL.fullmatch(piece))
        self._symbol = symbols.most_common(1)[0][0] if symbols else None
        self._shift = _shift(heads + feet)
        least = max(3, len(pages) // _SHARE)
        self._repeated = {True: _often(heads, least), False: _often(feet, least)}

    def holds(self, row: Row, seen: set[str], top: bool) -> bool:
        """Whether a row is an edge; *seen* are the kinds that this edge of the page had, each occurs once."""
        if (" ".join(row.text.split()), round(row.base)) in self._repeated[top]:
            return True
        kinds = [self._kind(piece, row.page) for piece in _pieces(row)]
        if any(kind is None or kind in seen for kind in kinds):
            return False
        seen.update(kind for kind in kinds if kind)
        return True

    def _kind(self, piece: str, page: int) -> str | None:
        if JOB.fullmatch(piece):
            return "job"
        if BARCODE.fullmatch(piece):
            return "barcode"
        if _flat(piece) == self._symbol:
            return "symbol"
        number = _number(piece)
        return "number" if number is not None and (self._shift is None or number - page == self._shift) else None


def is_foot(row: Row) -> bool:
    """Whether a row can be the foot of a page: it holds numbers of pages and jobs alone."""
    return all(any(form.fullmatch(piece) for form in (JOB, BARCODE, NUMBER)) for piece in _pieces(row))


def _flat(symbol: str) -> str:
    return "".join(symbol.split()).upper()


def _pieces(row: Row) -> Iterator[str]:
    """What stands apart in a row: ``2 GE.25-02819`` and ``A/HRC/8/41 Page 2`` are two pieces each."""
    if JOB.match(row.text):
        job, _, number = row.text.rpartition("\t")
        yield from (job, number) if job and re.fullmatch(r"\d{1,3}", number) else (row.text,)
        return
    parts = re.split(r"\t|\s{2,}|\s(?=GE\.)|\s(?=Page\s+\d)", row.text)
    yield from (part.strip() for part in parts if part.strip())


def _number(piece: str) -> int | None:
    found = NUMBER.fullmatch(piece)
    if not found:
        return None
    return int(found[1]) if found[1].isdigit() else _roman(found[1].casefold())


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))


def _shift(rows: Iterable[Row]) -> int | None:
    """By how much the printed page numbers exceed the count of sheets; None for too few of them to tell."""
    shifts = Counter(
        number - row.page for row in rows for piece in _pieces(row) if (number := _number(piece)) is not None
    )
    if not shifts:
        return None
    (shift, count), *_ = shifts.most_common(1)
    return shift if count > 1 else None


def _often(rows: list[Row], least: int) -> frozenset[tuple[str, int]]:
    """What is written, word for word and at one height, on more than *least* pages."""
    places = {(row.page, " ".join(row.text.split()), round(row.base)) for row in rows}
    counts = Counter((text, base) for _, text, base in places if len(text) < 80 and re.search(r"[^\W\d_]{3}", text))
    return frozenset(place for place, count in counts.items() if count > least)
