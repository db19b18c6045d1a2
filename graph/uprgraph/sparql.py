"""Queries of one's own: refused if they would reach outside the store or end the process."""

from __future__ import annotations

import re

from uprgraph.errors import QueryError

LENGTH, DEPTH = 100_000, 200

_SPACE = r"(?:\s|#[^\n]*\n)*"
_NAME = r"[^\s(){}\[\]<>\"'=;,|&!*/+^?$#]*:"
# A keyword needs no space before it: the engine reads ``1SERVICE`` and ``ASKFROM`` as two words each.
_WORD = r"(?<![?$:@-])(?:(?<!\w)|(?<=\d)|(?<=true)|(?<=false)|(?<=ask)|(?<=construct))"
_SERVICE = re.compile(rf"{_WORD}service{_SPACE}(?:silent{_SPACE})?(?:[<?$]|{_NAME})", re.I)
_FROM = re.compile(rf"{_WORD}from{_SPACE}(?P<named>named{_SPACE})?(?:<(?P<graph>[^<>]*)|{_NAME})", re.I)
_UPDATE = re.compile(
    rf"{_SPACE}(?:(?:prefix\s+\S*|base)\s*<[^>]*>{_SPACE})*"
    r"(insert|delete|load|clear|drop|create|copy|move|add|with)\b",
    re.I,
)


def check(query: str, graphs: bool = False) -> str:
    """The text to ask: *query*, if it stays inside the store; raises QueryError for what does not.

    FROM passes where *graphs* is true: the caller looks at them with `graphs`.

    SERVICE and FROM are looked for in the whole text, also where it is a comment or a literal:
    whoever reads it in another way than the engine would let them through. So a literal with, say,
    ``service <`` in it is refused too. Line ends become line feeds, where every comment ends.
    """
    query = query.replace("\r\n", "\n").replace("\r", "\n")
    if update := _UPDATE.match(query):
        raise QueryError(f"{update[1].upper()} is an update; the store is for reading, 'upr build FILE' adds to it")
    if len(query) > LENGTH or _depth(query) > DEPTH:
        raise QueryError(f"the query is too long or nested too deeply: at most {LENGTH} characters, {DEPTH} levels")
    if _SERVICE.search(query + "\n"):
        raise QueryError("SERVICE asks another host; queries stay inside the store")
    if not graphs and _FROM.search(query + "\n"):
        raise QueryError("FROM mixes graphs (GRAPH asks one source); queries stay inside the store")
    return query


def graphs(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The graphs that FROM and FROM NAMED name, also those in comments and literals; empty text for a prefixed name.

    Whoever lets only known graphs pass may ask the query: nothing else can be read by it. A graph that is named
    twice is given twice, as the engine then counts its triples twice.
    """
    found = [(bool(match["named"]), match["graph"] or "") for match in _FROM.finditer(query + "\n")]
    return tuple(sorted(g for named, g in found if not named)), tuple(sorted(g for named, g in found if named))


def _depth(query: str) -> int:
    """How deeply brackets and signs nest, or more: the engine's parser descends once for each."""
    depth = deepest = signs = 0
    for sign in query:
        if sign in "{([":
            depth += 1
        elif sign in "})]":
            depth -= 1
        signs = signs + 1 if sign in "!^-+" else signs if sign.isspace() else 0
        deepest = max(deepest, depth, signs)
    return deepest
