"""Flat tables for statistics, each with a data dictionary beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from uprgraph import catalogue, coverage, panel_columns, units
from uprgraph.errors import QueryError
from uprgraph.files import replacing
from uprgraph.panel_columns import Column
from uprgraph.panel_states import COLUMNS, States
from uprgraph.parameters import terms
from uprgraph.records import BUNDLED
from uprgraph.results import Result
from uprgraph.store import Store

if TYPE_CHECKING:
    import pandas

KINDS = ("records", "recommendations", "dyads", "dyad-themes", "reviews", "submissions", "pledges")
SUFFIXES = (".csv", ".parquet", ".dta")


@dataclass(slots=True, repr=False)
class Panel(Result):
    """A panel: the answer of its question, with codes and organisations of the States, and what its columns are."""

    about: tuple[Column, ...] = ()

    @property
    def df(self) -> pandas.DataFrame:
        """A pandas DataFrame with numbers and days by the types of the columns; a missing number is ``<NA>``, no 0."""
        from uprgraph import panel_files

        return panel_files.frame(self)

    def to_parquet(self) -> bytes:
        """Parquet with the types of the columns; its metadata say question, unit, notes and what each column means."""
        from uprgraph import panel_files

        return panel_files.parquet(self)

    def to_stata(self) -> bytes:
        """A Stata file (version 118, for Stata 14 and newer) with labels."""
        from uprgraph import panel_files

        return panel_files.stata(self)


def panel(store: Store, kind: str, **filters: object) -> Panel:
    """The panel of a kind, one of KINDS; filters are the parameters in the header of its ``.rq``.

    Records are those of all sources that were built where no ``source`` is given; the bundled clauses
    are left out where there are others. Raises QueryError for other kinds and filters, UnknownName for a
    state or theme that does not exist.
    """
    if kind not in KINDS:
        raise QueryError(f"unknown panel {kind!r}: {', '.join(KINDS)}")
    sources = [name for name in units.record_sources(store) if name != BUNDLED] if kind == "records" else []
    if len(sources) > 1 and not filters.get("source"):
        result = _records_of(store, sources, filters)
    else:
        result = catalogue.ask(store, f"panels/{kind}", **filters)
    if kind == "dyads" and (note := _nobodys(result)):
        result.notes.append(note)
    return _with_states(store, result)


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
    notes = [coverage.note(store, unit, _scope(store, filters), empty=not rows), unit.note]
    given = {key: value for key, value in first.parameters.items() if key != "source"}
    return Result(first.name, first.question, first.columns, rows, unit.label, given, [note for note in notes if note])


def _scope(store: Store, filters: dict[str, object]) -> dict[str, list[str]]:
    """The terms of those filters that choose reviews."""
    known = catalogue.load("panels/records").parameters
    return {
        name: terms(known[name], tuple(catalogue.several(value)), store, "")
        for name, value in catalogue.chosen(filters).items()
        if name in coverage.SCOPES
    }


def _nobodys(result: Result) -> str | None:
    """A note where items have no known maker, so that no dyad holds them."""
    review, unknown = (result.columns.index(name) for name in ("review", "unknown_makers"))
    counts = {row[review]: row[unknown] for row in result.rows if row[unknown]}
    if not counts:
        return None
    return f"{sum(counts.values())} of the {result.unit} have no known maker and are in no row: {', '.join(counts)}."


def _with_states(store: Store, result: Result) -> Panel:
    """The rows with codes, groups and organisations of their States behind them."""
    states = States(store)
    roles = panel_columns.roles(result.name)
    described = list(panel_columns.columns(result.name, result.unit))
    at = {name: index for index, name in enumerate(result.columns)}
    held, start = at["review_date"], at["session_start"]
    whose = [at[COLUMNS[role]] for role in roles]
    rows = [
        sum((states.values(row[index], row[held] or row[start]) for index in whose), tuple(row)) for row in result.rows
    ]
    for role in roles:
        described += states.columns(role)
    return Panel(
        name=result.name,
        question=result.question,
        columns=tuple(column.name for column in described),
        rows=rows,
        unit=result.unit,
        parameters=result.parameters,
        notes=result.notes,
        about=tuple(described),
    )


def write(result: Panel, path: Path) -> Path:
    """Writes a panel as CSV, Parquet or Stata file by suffix; returns the path of the dictionary beside it.

    Raises QueryError for another suffix, OSError where it cannot be written; no partial file stays.
    """
    made: dict[str, Callable[[], str | bytes]] = {
        ".csv": result.to_csv,
        ".parquet": result.to_parquet,
        ".dta": result.to_stata,
    }
    if path.suffix.lower() not in made:
        raise QueryError(f"{path}: a panel is written as {', '.join(SUFFIXES)}")
    content = made[path.suffix.lower()]()
    with replacing(path, "w" if isinstance(content, str) else "wb") as file:
        file.write(content)
    beside = path.with_name(f"{path.stem}.dictionary.csv")
    with replacing(beside) as file:
        file.write(panel_columns.dictionary(result.about))
    return beside
