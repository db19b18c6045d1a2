"""Queries of one's own: refused if they would reach outside the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from uprgraph.errors import QueryError

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATE = re.compile(
    r"\s*(?:(?:#[^\n]*\n|(?:PREFIX\s+\S*|BASE)\s*<[^>]*>)\s*)*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_REFUSED = {
    "ServiceGraphPattern": "SERVICE asks another host",
    "DatasetClause": "FROM mixes graphs (GRAPH asks one source)",
}


def check(query: str) -> str:
    """*query*, if it stays inside the store; raises QueryError for updates, SERVICE and FROM.

    A query in which neither word occurs is let through as it is. In others the words are looked
    for in the parsed query, where they are keywords and not part of a text; one that cannot be
    parsed for that is refused.
    """
    plain = _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), query)
    if update := _UPDATE.match(plain):
        raise QueryError(f"{update[1].upper()} is an update; the store is for reading, 'upr build FILE' adds to it")
    if not re.search(r"service|from", plain, re.IGNORECASE):
        return query
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parsed = parseQuery(plain)
    except Exception as error:  # pyparsing and rdflib raise several kinds
        raise QueryError(
            f"the query is not SPARQL, or cannot be checked for SERVICE and FROM: {_first_line(error)}"
        ) from error
    for name in _names(parsed):
        if name in _REFUSED:
            raise QueryError(f"{_REFUSED[name]}; queries stay inside the store")
    return query


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _names(node: Any) -> Iterator[str]:
    """The names of all parts of a parsed query."""
    if hasattr(node, "name") and isinstance(node, dict):
        yield str(vars(node)["name"])
    children = (
        node.values()
        if isinstance(node, dict)
        else node
        if hasattr(node, "__iter__") and not isinstance(node, str)
        else ()
    )
    for child in children:
        yield from _names(child)
