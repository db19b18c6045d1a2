"""Accept headers -> the representation to send (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from uprgraph.server.answers import HTML


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write an answer: its suffix, its media type, other names of it, and the engine's format."""

    suffix: str
    media_type: str
    others: tuple[str, ...] = ()
    engine: ox.RdfFormat | ox.QueryResultsFormat | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.media_type.split(";")[0], *self.others)


RESULTS = (
    Form("json", "application/sparql-results+json", ("application/json",), ox.QueryResultsFormat.JSON),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), ox.QueryResultsFormat.XML),
    Form("csv", "text/csv; charset=utf-8", (), ox.QueryResultsFormat.CSV),
    Form("tsv", "text/tab-separated-values; charset=utf-8", (), ox.QueryResultsFormat.TSV),
)
"""SPARQL 1.1 Query Results JSON, XML, CSV and TSV Formats; the first is sent to whoever takes anything."""

GRAPHS = (
    Form("ttl", "text/turtle; charset=utf-8", ("application/x-turtle",), ox.RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", ("application/json",), ox.RdfFormat.JSON_LD),
    Form("nt", "application/n-triples", ("text/plain",), ox.RdfFormat.N_TRIPLES),
    Form("rdf", "application/rdf+xml", ("application/xml", "text/xml"), ox.RdfFormat.RDF_XML),
)

PAGE = Form("html", HTML, ("application/xhtml+xml",))
DOCUMENTS = (PAGE, *GRAPHS)
"""What a thing is described with; a browser gets the page."""


def choose(accept: str, forms: Sequence[Form]) -> Form | None:
    """The form that *accept* likes best, the first of equals; None where it takes none of them.

    >>> choose("text/turtle;q=0.5, application/ld+json", GRAPHS).suffix
    'jsonld'
    >>> choose("", RESULTS).suffix, choose("image/png", RESULTS)
    ('json', None)
    """
    ranges = _ranges(accept)
    if not ranges:
        return forms[0]
    best: tuple[float, Form] | None = None
    for form in forms:
        exact = [quality for name, quality in ranges if name in form.others]
        quality = max(_quality(form.names[0], ranges), *exact, 0)
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, form
    return best[1] if best else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    """``[("text/turtle", 0.5), ("*/*", 0.1)]``; what is not of this form is passed over."""
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name == "*":
            name = "*/*"
        if name.count("/") != 1:
            continue
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                quality = _weight(parameter[2:])
        found.append((name, quality))
    return found


def _weight(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def _quality(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    """That of the most specific range which *name* falls in."""
    kind = name.split("/")[0]
    for wanted in (name, f"{kind}/*", "*/*"):
        weights = [quality for known, quality in ranges if known == wanted]
        if weights:
            return max(weights)
    return 0.0
