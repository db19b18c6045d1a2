"""OHCHR's Universal Human Rights Index, export as a table (XLSX, or saved as CSV): the annotations of the JSON.

A cell with several values has one on each line, behind a dash.
"""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph.errors import BadRow
from uprgraph.namespaces import clean
from uprgraph.readers import Table
from uprgraph.sources import uhri_annotations
from uprgraph.sources.rows import Reading
from uprgraph.sources.uhri_annotations import SCHEME, SOURCE, Row

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "read", "recognises"]

READS = Table
KIND = "UHRI export (XLSX)"
LINE_END = "_x000D_"
"""A carriage return, as spreadsheets write it into a cell."""


def recognises(table: Table) -> bool:
    """Whether most columns are those of the index, so that a missing one can be named."""
    found = set(map(uhri_annotations.field, table.header)) - {None, ""}
    return len(found) >= 6 and bool(found & {"id", "makers", "sessions"})


def read(table: Table, reading: Reading) -> Iterator[object]:
    """The records that ``uhri`` gives for the same annotations."""
    uhri_annotations.require(map(clean, table.header), "column", table.path)
    at: dict[str, int] = {}
    for index, name in enumerate(table.header):
        column = uhri_annotations.field(name)
        if column is None:
            reading.report.warn(f"column {clean(name)!r} is not known and was left out")
        elif column:
            at.setdefault(column, index)
    width = len(table.header)

    def rows() -> Iterator[tuple[int, Row]]:
        for number, row in table.rows():
            if len(row) != width:
                yield number, BadRow(f"{len(row)} cells where the header has {width}")
            else:
                yield number, {column: row[index].replace(LINE_END, "\n") for column, index in at.items()}

    yield from uhri_annotations.records(rows(), reading)
