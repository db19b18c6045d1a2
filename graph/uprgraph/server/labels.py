"""What things are called: by the label that the store has, else by what their address says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

import pyoxigraph as ox

from uprgraph.names import display_names
from uprgraph.namespaces import RDFS
from uprgraph.store import Store

AT_ONCE = 200
"""Things asked for in one query: services bound the length of theirs."""
_GOAL = re.compile(r"https?://metadata\.un\.org/sdg/(\d+)")
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/entity/(Q\d+)")
_REVIEW = re.compile(r"([a-z]{3})-(\d+)")
_GRAPHS = {
    "graph/derived": "derived from all sources",
    "graph/codes": "codes and terms",
    "graph/inferred": "inferred by the axioms",
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STANDARDS = (
    "http://www.w3.org/",
    "http://purl.org/dc/",
    "http://xmlns.com/",
    "https://schema.org/",
    "http://schema.org/",
)


def labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """IRI -> label for each of *iris* (without brackets); the store's own where it has one, English before others."""
    wanted = sorted(set(iris))
    found: dict[str, tuple[bool, str]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        values = " ".join(str(ox.NamedNode(iri)) for iri in wanted[start : start + AT_ONCE])
        query = f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {values} }} ?thing {RDFS.label} ?label }}"
        for thing, label in store.select(query).rows:
            if not isinstance(thing, ox.NamedNode) or not isinstance(label, ox.Literal):
                continue
            spelling = (label.language not in ("en", None), label.value)
            found[thing.value] = min(spelling, found.get(thing.value, spelling))
    return {iri: found[iri][1] if iri in found else spoken(iri, store.iris.base) for iri in wanted}


def spoken(iri: str, base: str) -> str:
    """A name made from an address.

    >>> spoken("https://example.org/id/pair/khm-2/118.22/prt", "https://example.org/")
    'Pair Cambodia, cycle 2, 118.22, PRT'
    >>> spoken("http://www.w3.org/ns/prov#wasDerivedFrom", "https://example.org/")
    'was derived from'
    >>> spoken("http://metadata.un.org/sdg/5", "https://example.org/")
    'Sustainable Development Goal 5'
    """
    if goal := _GOAL.fullmatch(iri):
        return f"Sustainable Development Goal {goal[1]}"
    if item := _WIKIDATA.fullmatch(iri):
        return f"{item[1]} (Wikidata)"
    if iri.startswith(f"{base}id/"):
        return _of_ours(unquote(iri.removeprefix(f"{base}id/")).split("/"))
    if iri.startswith(_STANDARDS):
        words = _HUMP.sub(" ", re.split(r"[#/]", iri)[-1])
        return {"pref Label": "preferred label", "alt Label": "alternative label"}.get(words) or _lower(words)
    if iri.startswith(base):
        return _GRAPHS.get(iri.removeprefix(base), iri.removeprefix(base))
    return re.sub(r"^https?://", "", iri)


def _of_ours(parts: list[str]) -> str:
    kind, *key = parts
    if kind == "recommendation" and len(key) > 1 and key[1].startswith("x-"):
        key[1] = f"text {key[1]}"
    said = ", ".join([*map(_key, key[:1]), *(_code(kind, part) for part in key[1:])])
    return said if kind in ("review", "recommendation") else f"{_capital(kind.replace('-', ' '))} {said}".strip()


def _key(part: str) -> str:
    """``khm-2`` is a review, as people say it.

    >>> _key("khm-2"), _key("upr-info")
    ('Cambodia, cycle 2', 'upr-info')
    """
    review = _REVIEW.fullmatch(part)
    name = display_names().get(review[1].upper()) if review else None
    return f"{name}, cycle {review[2]}" if review and name else part


def _code(kind: str, part: str) -> str:
    """Codes of states in capitals, where a kind of thing is told apart by its state."""
    return part.upper() if kind in ("pair", "troika", "delegation") and re.fullmatch("[a-z]{3}", part) else part


def _lower(words: str) -> str:
    """``was derived From`` -> ``was derived from``; what begins with a capital is a class and keeps it."""
    return words if words.isupper() else words[:1] + words[1:].lower()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
