"""Flat tables for statistics, each with a data dictionary beside it."""

from __future__ import annotations

from pathlib import Path

from uprgraph import catalogue, coverage, units
from uprgraph.errors import QueryError
from uprgraph.files import replacing
from uprgraph.records import BUNDLED
from uprgraph.results import Result
from uprgraph.store import Store

KINDS = ("dyads", "records", "pledges")
SUFFIXES = (".csv", ".parquet")


def panel(store: Store, kind: str, **filters: object) -> Result:
    """The panel of a kind: ``dyads``, ``records`` or ``pledges``; raises QueryError for others.

    Records are those of all sources that were built where no ``source`` is given; the bundled clauses
    are left out where there are others.
    """
    if kind not in KINDS:
        raise QueryError(f"unknown panel {kind!r}: {', '.join(KINDS)}")
    if kind == "records" and not filters.get("source"):
        sources = [name for name in units.record_sources(store) if name != BUNDLED]
        if len(sources) > 1:
            return _records_of(store, sources, filters)
    return catalogue.ask(store, f"panels/{kind}", **filters)


def _records_of(store: Store, sources: list[str], filters: dict[str, object]) -> Result:
    """The records of several sources, by session, review and record."""
    results = [catalogue.ask(store, "panels/records", **{**filters, "source": source}) for source in sources]
    first = results[0]
    order = [first.columns.index(column) for column in catalogue.load("panels/records").sort]
    rows = sorted((row for result in results for row in result.rows), key=lambda row: [row[at] for at in order])
    labels = units.record_sources(store)
    unit = units.Unit(
        " ".join(store.iris.unit(f"records/{source}") for source in sources),
        f"records of {', '.join(labels[source] for source in sources)}",
        "records of several sources tell of the same recommendations: count those of one source, by the column source",
    )
    notes = [coverage.note(store, unit, {}, empty=not rows), unit.note]
    return Result(first.name, first.question, first.columns, rows, unit.label, notes=[note for note in notes if note])


def dictionary(result: Result) -> str:
    """The data dictionary of a panel as CSV: column, type, meaning, unit."""
    columns = catalogue.load(result.name).columns
    kinds = [_type(result, at) for at in range(len(result.columns))]
    rows = [
        (name, kind, columns.get(name, ""), result.unit if name in ("n", "accepted", "noted") else "")
        for name, kind in zip(result.columns, kinds, strict=True)
    ]
    return Result(result.name, result.question, ("column", "type", "meaning", "unit"), rows, result.unit).to_csv()


def _type(result: Result, at: int) -> str:
    for row in result.rows:
        if row[at] is not None:
            return {int: "integer", float: "number", bool: "boolean"}.get(type(row[at]), "text")
    return "text"


def write(result: Result, path: Path) -> Path:
    """Writes a panel as CSV or Parquet by suffix; returns the path of the dictionary beside it.

    Raises QueryError for another suffix, OSError where it cannot be written; no partial file stays.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise QueryError(f"{path}: a panel is written as {' or '.join(SUFFIXES)}")
    if path.suffix.lower() == ".csv":
        with replacing(path) as file:
            file.write(result.to_csv())
    else:
        with replacing(path, "wb") as file:
            file.write(result.to_parquet())
    beside = path.with_name(f"{path.stem}.dictionary.csv")
    with replacing(beside) as file:
        file.write(dictionary(result))
    return beside
