"""The answer of a query of one's own, whatever its form."""

from __future__ import annotations

import pyoxigraph as ox

from uprgraph.errors import QueryError
from uprgraph.export import PREFIXES
from uprgraph.results import Result, python_value
from uprgraph.sparql import check
from uprgraph.store import Store

SHORT = {
    "theme": "theme/upr-info",
    "action": "action-category",
    **{
        kind: kind
        for kind in (
            "answer",
            "claim",
            "document",
            "event",
            "group",
            "organisation",
            "person",
            "position",
            "recommendation",
            "response",
            "review",
            "session",
            "stage",
            "state",
            "statement",
            "topic",
            "unit",
        )
    },
}
"""Prefixes of the data's IRIs that need not be declared, as the files in ``queries/`` have them."""


def prefixes(store: Store) -> dict[str, str]:
    """What need not be declared in a query: prefix -> namespace."""
    return {**PREFIXES, **{name: f"{store.iris.base}id/{path}/" for name, path in SHORT.items()}}


def answer(store: Store, query: str) -> Result | str:
    """A Result for SELECT and ASK, sorted N-Triples text for CONSTRUCT and DESCRIBE.

    Raises QueryError, with line and column for bad syntax.
    """
    found = store.ask(check(query), prefixes(store))
    question, unit = "A query of one's own.", "as the query counts"
    try:
        if isinstance(found, ox.QueryBoolean):
            return Result("sparql", question, ("answer",), [(bool(found),)], unit)
        if isinstance(found, ox.QueryTriples):
            return "".join(sorted(f"{triple} .\n" for triple in found))
        names = tuple(variable.value for variable in found.variables)
        return Result("sparql", question, names, [tuple(map(python_value, row)) for row in found], unit)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
