"""What the columns of a panel are: type, meaning, unit, source; and the data dictionary that says it.

The header of a panel's ``.rq`` has, beside the meanings (``columns``), for those columns that it concerns
``column-types``, ``column-units`` (an empty unit is that of the panel), ``column-sources``, ``column-values``
(what the numbers of a code stand for) and ``column-states`` (whose codes and organisations are added).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from uprgraph import catalogue

TYPES = ("text", "long text", "integer", "number", "date")
LABEL = 80
"""So many characters has a variable label of Stata."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a panel."""

    name: str
    type: str
    """One of TYPES; the values of dates are texts, ``2014-01-28``."""
    meaning: str
    unit: str = ""
    """What its numbers count; empty where they are no counts."""
    source: str = ""
    """Where its values come from."""
    values: Mapping[float, str] = field(default_factory=dict)
    """What its numbers stand for, where they are codes."""

    @property
    def label(self) -> str:
        """The meaning in at most LABEL characters: without what follows a semicolon, cut between words.

        >>> Column("response", "text", "accepted, noted or pending; empty where unknown").label
        'accepted, noted or pending'
        """
        label = self.meaning.split(";")[0]
        return label if len(label) <= LABEL else label[: LABEL - 3].rsplit(" ", 1)[0].rstrip(",:") + "..."


def columns(name: str, unit: str) -> tuple[Column, ...]:
    """The columns that the question of a panel selects, in its order; *unit* is what the panel counts."""
    said = catalogue.load(name).header
    types, sources = _by_column(said["column-types"]), _by_column(said["column-sources"])
    units, values = _by_column(said.get("column-units", {})), said.get("column-values", {})
    return tuple(
        Column(
            column,
            types.get(column, "text"),
            meaning,
            (units[column] or unit) if column in units else "",
            sources[column],
            values.get(column, {}),
        )
        for column, meaning in catalogue.load(name).columns.items()
    )


def roles(name: str) -> tuple[str, ...]:
    """Whose codes and organisations stand in the rows of a panel: ``maker``, ``state`` (the one under review)."""
    return tuple(catalogue.load(name).header["column-states"])


def _by_column(grouped: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Column -> what its group says of it."""
    return {column: said for said, names in grouped.items() for column in names}


def dictionary(described: Iterable[Column]) -> str:
    """The data dictionary as CSV: column, type, meaning, unit, source, values (``0 noted|1 accepted``)."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("column", "type", "meaning", "unit", "source", "values"))
    for column in described:
        values = "|".join(f"{number} {label}" for number, label in column.values.items())
        writer.writerow((column.name, column.type, column.meaning, column.unit, column.source, values))
    return stream.getvalue()
