"""The table of an OHCHR list -> its rows: what stands in which column, under which theme, by header.

Columns are known by the first words of their header, not by their place; headings inside a cell
("SDGs:", "Affected persons:", "Groups of Persons:") part what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from uprgraph.namespaces import clean, slug
from uprgraph.papers import Paper
from uprgraph.sources.rows import known_labels

NEEDED = frozenset({"text", "answer", "themes"})
_HEADER_WITHIN = 6
"""How many rows of titles a table may have above its header."""
_SECTIONS = (
    ("goals", re.compile(r"(?:relevant\s+)?(?:sdgs?|sustainable development goals?)\s*:\s*", re.IGNORECASE)),
    ("affected", re.compile(r"(?:affected (?:persons?|groups?)|groups? of persons?)\s*:\s*", re.IGNORECASE)),
    ("themes", re.compile(r"(?:human rights )?themes?\s*:\s*", re.IGNORECASE)),
)
_BULLET = re.compile(r"[-\u2010-\u2015\u2022\u00b7*\u25aa\uf0b7]\s*")
_CODE = re.compile(r"([A-Z]\d{1,2}(?:\.\d{1,2})?)\s*[-\u2013.:]?\s+(?=\S)")
_THEME_ROW = re.compile(r"theme\s*[:\-\u2013]?\s*", re.IGNORECASE)
_COUNT = re.compile(r"\s*\(\d{1,3}\)$")
_NUMBER = re.compile(
    r"(?:[A-Z]\s?[-\u2013.]\s?)?(?P<paragraph>\d{1,3})\s?\.\s?(?P<item>\d{1,3})(?P<letter>[a-z](?=[\s.)]))?"
    r"[.):]?\s*(?:[-\u2013]\s+)?(?=\D)"
)
_CITATION = re.compile(
    r"^[ \t]*s\w{2,5}ces?\s*(?:[offri]{1,3}\s*)?p\w{0,2}s\w*t\w*n\w*\s*[:;.\u2013-]*[ \t]*|"
    r"\bsources?\s*of\s*position\w*\s*[:;.\u2013-]*[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_LOOSE_S = re.compile(r"(?<=\w)\s?(['\u2019])\s(?=s\b)")
"""The s of a genitive that stands away from its word."""
_SYMBOL_LINE = re.compile(r"^[ \t]*(?=A?\s*/?\s*H[RC]{2}\s*/\s*\d{1,2}\s*/\s*\d)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation as the list has it."""

    place: int
    """Its row, counted over all tables from 1."""
    paragraph: str | None
    text: str
    """Its words with their makers, without number and citation."""
    answer: str
    citation: str | None
    """What stands behind "Source of Position:"."""
    group: str | None
    """The theme above it."""
    themes: tuple[str, ...]
    goals: tuple[str, ...]
    affected: tuple[str, ...]


@dataclass(slots=True)
class MatrixTable:
    """All rows of a list, the texts above and between them, and what its layout is known by."""

    columns: dict[str, str] = field(default_factory=dict)
    """Column -> its header as printed."""
    rows: list[Row] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    coded: int = 0
    """Themes that carry a code such as A12."""
    unknown: list[str] = field(default_factory=list)
    """Headers of columns that no rule knows, where something stands below."""


def column(header: str) -> str | None:
    """Which column a header names: text, makers, answer, themes, goals, affected, source, comments; None if none.

    >>> [column(text) for text in ("Recomendation", "Position of the State under review", "Relevant SDGs", "No.")]
    ['text', 'answer', 'goals', None]
    """
    text = clean(header).casefold()
    first = re.split(r"[\s:/(]", text, maxsplit=1)[0]
    if text.startswith("source"):
        return "source"
    if text.startswith("recommending"):
        return "makers"
    if _like(first, "recommendation"):
        return "text"
    if _like(first, "position"):
        return "answer"
    if "theme" in text:
        return "themes"
    if "sdg" in text or "sustainable development" in text:
        return "goals"
    if text.startswith("affected") or "of persons" in text:
        return "affected"
    if text.startswith(("assessment", "comment")):
        return "comments"
    return None


def _like(word: str, wanted: str) -> bool:
    return SequenceMatcher(None, word.removesuffix("s"), wanted).ratio() > 0.85


def has_matrix(paper: Paper) -> bool:
    """Whether a table of the document has the header of a list."""
    return any(_header(table) is not None for table in paper.tables)


def _header(table: list[list[str]]) -> int | None:
    """The place of the header row, if the table has one."""
    for place, cells in enumerate(table[:_HEADER_WITHIN]):
        if {column(cell) for cell in cells} >= NEEDED:
            return place
    return None


def matrix_table(paper: Paper) -> MatrixTable:
    """The rows of all tables of the list; a table without a header goes on with the columns before."""
    made = MatrixTable()
    columns: list[str | None] = []
    strangers: dict[int, str] = {}
    group: str | None = None
    place = 0
    for table in ([[_tidy(cell) for cell in cells] for cells in table] for table in paper.tables):
        start = _header(table)
        if start is not None:
            columns = [column(cell) for cell in table[start]]
            strangers = {at: clean(cell) for at, cell in enumerate(table[start]) if columns[at] is None}
            made.columns |= {name: clean(table[start][at]) for at, name in enumerate(columns) if name}
        for number, cells in enumerate(table):
            place += 1
            filled = [cell for cell in dict.fromkeys(cells) if cell]
            if number == start or not filled or {column(cell) for cell in cells} >= NEEDED:
                continue
            if start is not None and number < start:
                made.titles += filled
            elif len(cells) != len(columns):
                numbered = [cell for cell in filled if _NUMBER.match(cell)]
                made.titles += [cell for cell in filled if not numbered]
                made.rows += [_row(place, {"text": cell}, group, made) for cell in numbered]
            elif len(filled) == 1 and (cells[0] == cells[-1] or _THEME_ROW.match(filled[0])):
                if _NUMBER.match(filled[0]):
                    made.rows.append(_row(place, {"text": filled[0]}, group, made))
                elif title := _THEME_ROW.match(filled[0]) or _CODE.match(filled[0]):
                    group = _label(_COUNT.sub("", filled[0][title.end() :]))[0]
                else:
                    made.titles.append(filled[0])
            else:
                by_name = {name: cell for name, cell in zip(columns, cells, strict=True) if name}
                made.rows.append(_row(place, by_name, group, made))
                made.unknown += [name for at, name in strangers.items() if cells[at]]
    made.unknown = list(dict.fromkeys(made.unknown))
    return made


def _tidy(cell: str) -> str:
    """The lines of a cell that hold something, with single spaces."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in cell.splitlines())))


def _row(place: int, cells: dict[str, str], group: str | None, made: MatrixTable) -> Row:
    text, citation = _parted(cells.get("text", ""))
    number = _NUMBER.match(text)
    words = text[number.end() :] if number else text
    if makers := clean(cells.get("makers", "")):
        words = f"{words.rstrip(' ;.')} ({makers.strip('()')})"
    sections: dict[str, list[str]] = {"themes": [], "goals": [], "affected": []}
    for name in sections:
        for section, label, code in _labels(cells.get(name, ""), name):
            sections[section].append(label)
            made.coded += section == "themes" and code
    return Row(
        place,
        f"{int(number['paragraph'])}.{int(number['item'])}{number['letter'] or ''}" if number else None,
        _LOOSE_S.sub(r"\1", clean(words)),
        clean(cells.get("answer", "")),
        clean(cells["source"]) if cells.get("source") else citation,
        group,
        tuple(sections["themes"]),
        tuple(sections["goals"]),
        tuple(sections["affected"]),
    )


def _parted(cell: str) -> tuple[str, str | None]:
    """(the recommendation, what is cited behind it)."""
    found = list(_CITATION.finditer(cell)) or list(_SYMBOL_LINE.finditer(cell))
    if not found:
        return cell, None
    return cell[: found[-1].start()], clean(cell[found[-1].end() :])


def _labels(cell: str, section: str) -> Iterator[tuple[str, str, bool]]:
    """(section, label, whether it has a code) of each line of a cell.

    A line without bullet, code or heading under one with a bullet or code goes on with it, unless it is a
    label by itself and no part of a longer one.
    """
    pending: tuple[str, str, bool] | None = None
    marked = False
    for line in cell.splitlines():
        for name, heading in _SECTIONS:
            if found := heading.match(line):
                section, line, marked = name, line[found.end() :], False
                break
        if not line:
            continue
        label, code = _label(line)
        begins = bool(_BULLET.match(line)) or code
        if pending and marked and not begins and pending[0] == section:
            joined = f"{pending[1]} {label}"
            if slug(joined) in _known() or slug(label) not in _known():
                pending = (section, joined, pending[2])
                continue
        if pending:
            yield pending
        pending, marked = (section, label, code), begins
    if pending:
        yield pending


def _label(line: str) -> tuple[str, bool]:
    """A line's label without bullet and code, and whether it has a code."""
    text = clean(line)
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    code = _CODE.match(text)
    return clean(text[code.end() :] if code else text).rstrip(";,"), bool(code)


@cache
def _known() -> frozenset[str]:
    """Slugs of all labels of the bundled schemes."""
    files = ("themes-ohchr-2", "themes-ohchr-3", "themes-ohchr-4", "affected-groups")
    return frozenset(label for file in files for label in known_labels(file))


def texts_above(paper: Paper, table: MatrixTable, heads: Sequence[str]) -> list[str]:
    """What stands around the rows: running heads, titles, and lines before the table."""
    lines = [line.text for line in paper.lines[:12] if "\t" not in line.text]
    return [*map(clean, heads), *map(clean, table.titles), *map(clean, lines)]
