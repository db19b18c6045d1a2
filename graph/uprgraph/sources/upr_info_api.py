"""UPR Info's database of today: pages of answers of its Uwazi API, the rows that the CSV export has.

A row holds its properties under keys that Uwazi makes of their labels ("State under Review" is
``state_under_review``), each a list of values with labels. They are brought to the cells of the CSV, so that
the database gives the same records by either way. The server counts no more than 10,000 rows of one question
(``relation`` is then ``gte``), so a file may hold the pages of many questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from uprgraph.errors import BadRow, NotReadable
from uprgraph.items import Items, Page
from uprgraph.sources import upr_info_uwazi
from uprgraph.sources.rows import Reading
from uprgraph.sources.upr_info_uwazi import CYCLE, LEFT_OUT, REQUIRED, SCHEME, SOURCE

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "read", "recognises"]

READS = Items
KIND = "UPR Info API pages"
TEXT = "Recommendation"
ESSENTIAL = (TEXT, "State under Review", "Recommending State", "Response", "Session")
"""Properties that at least one row must have: Uwazi leaves out those without a value."""


def recognises(items: Items) -> bool:
    """Whether the objects are Uwazi's."""
    return {"sharedId", "metadata"} <= items.keys


def read(items: Items, reading: Reading) -> Iterator[object]:
    """The records that ``upr_info_uwazi`` gives for the same rows."""
    rows = _Rows(reading)
    yield from reading.rows(rows.of_recommendations(items.rows()), rows.convert)
    if rows.found and (missing := [repr(name) for name in ESSENTIAL if name not in rows.found]):
        raise NotReadable(
            f"{items.path}: no row has the property {' and '.join(missing)}; "
            f"the rows have {', '.join(sorted(rows.keys))[:300]}"
        )
    reading.report.problems += incomplete(items.pages)


def words(key: str) -> str:
    """A property's key as its label, in lower case.

    >>> words("state_under_review___regional_group")
    'state under review regional group'
    """
    return " ".join(re.findall(r"[^\W_]+", key.casefold()))


_COLUMNS = {words(alias): column for column, aliases in REQUIRED.items() for alias in aliases}
_COLUMNS |= dict.fromkeys(map(words, LEFT_OUT), "") | dict.fromkeys(CYCLE, "Cycle")


class _Rows:
    """One pass over the rows of a file."""

    def __init__(self, reading: Reading) -> None:
        self._report = reading.report
        self._reading = reading
        self._read: dict[str, int] = {}
        self.keys: set[str] = set()
        self.found: set[str] = set()
        """The columns that rows had so far."""

    def of_recommendations(self, rows: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number, properties by column) of the rows that are recommendations; others are counted."""
        for number, row in rows:
            metadata = row.get("metadata")
            metadata = metadata if isinstance(metadata, dict) else {}
            properties = _properties(metadata)
            if len(properties.keys() & REQUIRED.keys()) < 3:
                self._report.warn("rows of other templates, left out")
                continue
            self._tell(metadata)
            self.found |= properties.keys()
            if not self._again(row.get("sharedId"), properties):
                yield number, properties

    def convert(self, properties: dict[str, Any]) -> Iterator[object]:
        cells = {column: _cell(column, properties.get(column)) for column in REQUIRED}
        return upr_info_uwazi.said(cells, _cell("Cycle", properties.get("Cycle")), self._reading)

    def _tell(self, metadata: dict[str, Any]) -> None:
        for key in metadata:
            if key in self.keys:
                continue
            self.keys.add(key)
            if words(key) not in _COLUMNS:
                self._report.warn(f"property {key[:60]!r} is not known and was left out")

    def _again(self, shared: Any, properties: dict[str, Any]) -> bool:
        """Whether a page before had this row: pages overlap where the database changed meanwhile."""
        if not isinstance(shared, str):
            return False
        said = hash(repr(sorted(properties.items())))
        if shared not in self._read:
            self._read[shared] = said
            return False
        if self._read[shared] == said:
            self._report.warn("rows that stand on two pages, read once")
        else:
            self._report.problems.append(f"the row {shared[:60]} stands on two pages, and differs: the first is read")
        return True


def _properties(metadata: dict[str, Any]) -> dict[str, Any]:
    """The properties that are read, by the columns of the CSV."""
    found: dict[str, Any] = {}
    for key, value in metadata.items():
        if column := _COLUMNS.get(words(key)):
            found.setdefault(column, value)
    return found


def _cell(column: str, said: Any) -> str:
    """A property as a cell of the CSV: labels joined by a bar, of a text its value."""
    entries = said if isinstance(said, list) else [] if said is None else [said]
    return "|".join(_label(column, entry) for entry in entries)


def _label(column: str, entry: Any) -> str:
    if isinstance(entry, dict):
        label = entry.get("value") if column == TEXT else entry.get("label")
        parent = entry.get("parent")
        if column != TEXT and isinstance(parent, dict) and isinstance(parent.get("label"), str):
            label = f"{parent['label']}::{label}" if isinstance(label, str) else None
    else:
        label = entry
    if isinstance(label, str | int) and not isinstance(label, bool):
        return str(label)
    raise BadRow(f"the property {column!r} has a value without a {'text' if column == TEXT else 'label'}")


@dataclass(slots=True)
class _Question:
    """Pages that answer one question: how many rows the server said there are, how many came from which on."""

    asked: str
    total: int
    at_least: bool
    came: dict[int, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(self.came.values())


def incomplete(pages: Iterable[Page]) -> list[str]:
    """A line for each question whose pages hold fewer rows than the server said there are.

    Pages say what was asked (``filters``, ``from``), or those that follow each other with one total are taken for
    pages of one question. A page may say how many rows came (``came``) where some of them stand on a page before.
    """
    questions: dict[str, _Question] = {}
    for page in pages:
        total, at_least = _total(page)
        if total is None or (questions and not page.rows and not page.beside.get("came")):
            continue
        filters = page.beside.get("filters")
        asked = " ".join(f"{key} {filters[key]}" for key in sorted(filters)) if isinstance(filters, dict) else ""
        key, last = asked, next(reversed(questions.values()), None)
        if not asked:
            same = last is not None and not last.asked and last.total == total and last.rows < total
            key = f"question {len(questions) - same}"
        question = questions.setdefault(key, _Question(asked, total, at_least))
        start, came = page.beside.get("from"), page.beside.get("came")
        place = start if asked and isinstance(start, int) else len(question.came)
        question.total = total
        question.came[place] = came if isinstance(came, int) else page.rows
    return [
        f"{question.rows:,} of {'at least ' * question.at_least}{question.total:,} rows are in the file"
        + (f" ({question.asked})" if question.asked else "")
        for question in questions.values()
        if question.rows < question.total
    ]


def _total(page: Page) -> tuple[int | None, bool]:
    """How many rows the server said there are, and whether there may be more."""
    said = page.beside.get("totalRows")
    beside = said if isinstance(said, dict) else {"value": said, "relation": page.beside.get("relation")}
    total = beside.get("value")
    return (total if isinstance(total, int) else None), beside.get("relation") == "gte"
