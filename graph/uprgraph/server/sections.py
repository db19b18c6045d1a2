"""A long page in sections: each a few questions, with the filters of the page where a question takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from uprgraph import catalogue
from uprgraph.server.site import Site
from uprgraph.server.tables import Link, Table, table

FEW = 15
"""Rows of a table on a page of many tables; the question's own page has all."""
MODES = ("scheme", "unit", "source")
"""What chooses how is counted, not what: a question without it is asked all the same."""
ANSWERS = {"n": "n", "accepted": "Accepted", "noted": "Noted", "accepted_percent": "Accepted, %"}
"""Headings of the columns that most tables end with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table that a page wants: the question, and what of it is fixed by what the page is about."""

    question: str
    title: str
    id: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    rows: int = FEW
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its tables, and the titles of those that cannot be asked by what is chosen."""

    title: str
    id: str
    tables: tuple[Table, ...]
    left_out: tuple[str, ...]


def session_link(site: Site, row: Mapping[str, Any]) -> str:
    """The page of the Working Group session that a row names."""
    return site.page("session", f"wg-{row['session']}") if row.get("session") else ""


def section(site: Site, title: str, id: str, wanted: Sequence[Wanted], chosen: Mapping[str, Any]) -> Section:
    """The section with the tables that the filters *chosen* fit; raises QueryError and UnknownName for bad values."""
    fits = [one for one in wanted if takes(one.question, chosen)]
    return Section(
        title=title,
        id=id,
        tables=tuple(_table(site, one, chosen) for one in fits),
        left_out=tuple(one.title for one in wanted if one not in fits),
    )


def takes(name: str, chosen: Mapping[str, Any]) -> bool:
    """Whether every filter that chooses what is counted can be asked of the question.

    >>> takes("acceptance-by-cycle", {"cycle": 2, "scheme": "ohchr-3"}), takes("acceptance-by-cycle", {"theme": "NHRI"})
    (True, False)
    """
    return set(chosen) - set(MODES) <= set(catalogue.load(name).parameters)


def _table(site: Site, wanted: Wanted, chosen: Mapping[str, Any]) -> Table:
    question = catalogue.load(wanted.question)
    known = {*question.parameters, *question.common}
    modes = {name: value for name, value in chosen.items() if name in MODES and name in known}
    if modes.get("unit") not in question.units:
        modes.pop("unit", None)
    if "records" not in question.units:
        modes.pop("source", None)
    filters = {name: value for name, value in chosen.items() if name not in MODES}
    return table(
        site,
        wanted.question,
        title=wanted.title,
        id=wanted.id,
        columns=wanted.columns,
        links=wanted.links,
        rows=wanted.rows,
        bars=wanted.bars,
        **{**filters, **modes, **wanted.fixed},
    )
