"""A question's answer as a table of a page: with its unit, its notes, its SPARQL and its CSV file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uprgraph import catalogue
from uprgraph.results import Result
from uprgraph.server.charts import KINDS, Bar, bar
from uprgraph.server.site import Site
from uprgraph.server.wording import cell

ROWS = 500
"""Rows of a table that a page shows at most; the CSV file has all."""
LONG, NAME = 60, 16
"""Characters of a cell from which on it is a text that wraps, and a name that is not squeezed."""
MANY = 6
"""So many columns fit into half the width of a page."""
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")
TOTALS = ("n", "received", "itemised", "reported")
"""Columns of which accepted and noted are parts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it leads, if anywhere."""

    value: Any
    href: str = ""
    decimals: int | None = None
    """How many decimals a number is written with; None for as many as it has."""
    parts: tuple[Cell, ...] = ()
    """The values of a list, each with where it leads."""

    @property
    def text(self) -> str:
        """The value as it is shown; ``82.0`` where 82 is a share with one decimal."""
        if self.decimals is not None and self.is_number:
            return f"{self.value:.{self.decimals}f}"
        return cell(self.value)

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def kind(self) -> str:
        """The class of its element: ``n`` for a number, ``long``, ``name`` or ``day`` for a text, else none."""
        if self.is_number:
            return "n"
        if not isinstance(self.value, str):
            return ""
        if _DAY.fullmatch(self.value):
            return "day"
        return "long" if len(self.value) > LONG else "name" if len(self.value) > NAME else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is shown: its name in the answer, its heading, what it means, whether it holds numbers."""

    name: str
    heading: str
    meaning: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What ``table`` of ``parts.html`` draws."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    result: Result
    sparql: str
    csv: str
    editor: str
    asked: str
    """The address of the question's own page with these filters."""
    notes: tuple[str, ...] = ()
    """What these numbers cover and leave out."""
    method: str = ""
    """How the question's answers are to be read, whatever is asked."""
    bars: tuple[Bar | None, ...] = ()
    """For each row how it was answered, as a bar; empty where none are drawn."""

    @property
    def full(self) -> bool:
        """Whether the table needs the whole width of a page."""
        return len(self.columns) > MANY or any(cell.kind == "long" for row in self.rows for cell in row)

    @property
    def drawn(self) -> tuple[str, ...]:
        """The kinds of pieces that the bars have, for their key."""
        found = {piece.kind for one in self.bars if one for piece in one.pieces}
        return tuple(kind for kind in KINDS if kind in found)


Link = Callable[[Site, Mapping[str, Any]], str]
"""Of a row by names of columns: where a cell leads, or an empty text."""


def table(
    site: Site,
    name: str,
    *,
    title: str = "",
    columns: Mapping[str, str] | Sequence[str] = (),
    links: Mapping[str, Link] | None = None,
    rows: int = ROWS,
    bars: bool = False,
    id: str = "",
    **given: object,
) -> Table:
    """The question *name* asked with the parameters *given*, as a table.

    *columns* chooses and names columns (default: all, by their names); *links* says where the cells of a column
    lead, beside those that are known by their name (`LINKS`); *bars* draws accepted and noted beside the numbers;
    *id* is the section's on the page (default: from the name). Raises QueryError and UnknownName.
    """
    result = catalogue.ask(site.store, name, **given)
    return of_result(
        site, result, name, title=title, columns=columns, links=links, rows=rows, bars=bars, id=id, **given
    )


def of_result(
    site: Site,
    result: Result,
    name: str,
    *,
    title: str = "",
    columns: Mapping[str, str] | Sequence[str] = (),
    links: Mapping[str, Link] | None = None,
    rows: int = ROWS,
    bars: bool = False,
    id: str = "",
    **given: object,
) -> Table:
    """The same of an answer that was asked already, with the same parameters."""
    question = catalogue.load(name)
    meanings = question.columns
    chosen = columns or result.columns
    named = dict(chosen) if isinstance(chosen, Mapping) else {column: heading(column) for column in chosen}
    known = {**LINKS, **(links or {})}
    shown = [
        tuple(
            _listed(site, column, row[column])
            if column in question.lists
            else Cell(
                row[column], known[column](site, row) if column in known else "", 1 if "percent" in column else None
            )
            for column in named
        )
        for row in result.dicts()[:rows]
    ]
    numbers = {at for at in range(len(named)) if any(row[at].is_number for row in shown)}
    asked = catalogue.chosen(given)
    sparql = catalogue.sparql(site.store, name, **given)
    return Table(
        id=id or f"table-{name.replace('/', '-')}",
        title=title or result.question,
        columns=tuple(
            Column(column, text, meanings.get(column, ""), at in numbers)
            for at, (column, text) in enumerate(named.items())
        ),
        rows=tuple(shown),
        total=len(result),
        result=result,
        sparql=sparql,
        csv=site.address(f"/api/queries/{name}.csv", asked),
        editor=site.address("/editor", {"query": sparql}),
        asked=site.address(f"/questions/{name}", asked),
        notes=tuple(for_the_web(note) for note in result.notes if note != question.notes),
        method=for_the_web(question.notes),
        bars=_bars(result.dicts()[:rows]) if bars else (),
    )


def _listed(site: Site, column: str, value: Any) -> Cell:
    """A cell of the values that bars separate, states of a troika with their pages."""
    parts = tuple(
        Cell(part, site.page("state", part.lower()) if column == "troika" else "")
        for part in str(value or "").split("|")
        if part
    )
    return Cell(value, parts=parts)


def _bars(rows: Sequence[Mapping[str, Any]]) -> tuple[Bar | None, ...]:
    """A bar for each row, the longest as wide as the column; none where the rows do not say what was accepted."""
    total = next((name for name in TOTALS if rows and name in rows[0]), None)
    if total is None or not {"accepted", "noted"} <= set(rows[0]):
        return ()
    most = max((row[total] or 0 for row in rows), default=0)
    return tuple(bar(row[total], row["accepted"], row["noted"], most) for row in rows)


def for_the_web(note: str) -> str:
    """A note that names options of the command line, with the names that they have in an address.

    >>> for_the_web("2 are held that these records do not have; --unit pairs counts them")
    '2 are held that these records do not have; unit=pairs counts them'
    """
    return re.sub(
        r" \(--[a-z-]+\)|--([a-z-]+) ([a-z0-9-]+)", lambda found: f"{found[1]}={found[2]}" if found[1] else "", note
    )


def heading(column: str) -> str:
    """``State under review`` of ``state_under_review``.

    >>> heading("state_under_review"), heading("accepted_percent"), heading("n")
    ('State under review', 'Accepted, %', 'n')
    """
    if column == "n":
        return column
    text = column.replace("_percent", ", %").replace("_", " ")
    return text[:1].upper() + text[1:]


def _state(column: str) -> Link:
    def link(site: Site, row: Mapping[str, Any]) -> str:
        code = row.get(column)
        return site.page("state", str(code).lower()) if code and len(str(code)) == 3 else ""

    return link


def _review(site: Site, row: Mapping[str, Any]) -> str:
    return site.page("review", str(row["review"])) if row.get("review") else ""


def _paragraph(site: Site, row: Mapping[str, Any]) -> str:
    known = row.get("review") and row.get("paragraph")
    return site.page("recommendation", str(row["review"]), str(row["paragraph"])) if known else ""


LINKS: Mapping[str, Link] = {
    "review": _review,
    "paragraph": _paragraph,
    "maker": _state("maker"),
    "state": _state("state"),
    "state_under_review": _state("state_under_review"),
    "maker_name": _state("maker"),
    "state_name": _state("state_under_review"),
}
"""Where the cells of a column lead, by its name."""
