"""Flat tables for statistics, each with a data dictionary beside it."""

from __future__ import annotations

from pathlib import Path

from uprgraph import catalogue
from uprgraph.errors import QueryError
from uprgraph.files import replacing
from uprgraph.results import Result
from uprgraph.store import Store

KINDS = ("dyads", "records", "pledges")
SUFFIXES = (".csv", ".parquet")


def panel(store: Store, kind: str, **filters: object) -> Result:
    """The panel of a kind: ``dyads``, ``records`` or ``pledges``; raises QueryError for others."""
    if kind not in KINDS:
        raise QueryError(f"unknown panel {kind!r}: {', '.join(KINDS)}")
    return catalogue.ask(store, f"panels/{kind}", **filters)


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
