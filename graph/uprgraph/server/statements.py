"""A description of a thing as a page shows it: properties in words, links, and who says what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from uprgraph.namespaces import RDF, XSD
from uprgraph.server.site import Site
from uprgraph.server.tables import Cell
from uprgraph.server.triples_view import Description, Term

_FIRST = tuple(
    predicate[1:-1]
    for predicate in (RDF.type, "<http://www.w3.org/2000/01/rdf-schema#label>", "<http://purl.org/dc/terms/title>")
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with the values that the same sources give it."""

    name: Cell
    values: tuple[Cell, ...]
    sources: tuple[Cell, ...]

    @property
    def is_text(self) -> bool:
        """Whether the values are texts, which stand on lines of their own."""
        return not any(value.href for value in self.values)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A property by which other things point here: how many in all, some of them, and where to ask for all."""

    name: Cell
    total: int
    things: tuple[Cell, ...]
    editor: str


@dataclass(frozen=True, slots=True)
class Statements:
    """What ``statements`` of statements.html draws."""

    out: tuple[Statement, ...]
    into: tuple[Incoming, ...]
    sources_known: bool
    """Whether the store tells which source says what."""


def statements(site: Site, said: Description) -> Statements:
    """The statements of a description: types and names first, then by the label of the property."""
    grouped: dict[tuple[str, tuple[str, ...]], list[Cell]] = {}
    for triple in said.out:
        key = (triple.predicate.value, said.said_by.get(triple, ()))
        grouped.setdefault(key, []).append(_cell(site, said, triple.object))
    out = [
        Statement(_named(site, said, name), _sorted(values), tuple(_named(site, said, graph) for graph in graphs))
        for (name, graphs), values in sorted(grouped.items(), key=lambda item: _order(said, item[0]))
    ]
    into = [_incoming(site, said, name, total) for name, total in said.into_counts.items()]
    return Statements(tuple(out), tuple(sorted(into, key=lambda one: str(one.name.value))), bool(said.graphs))


def _order(said: Description, key: tuple[str, tuple[str, ...]]) -> tuple[int, str, str, tuple[str, ...]]:
    name, graphs = key
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), said.labels[name], name, graphs)


def _sorted(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(sorted(cells, key=lambda cell: (str(cell.value), cell.href)))


def _named(site: Site, said: Description, iri: str) -> Cell:
    return Cell(said.labels[iri], site.href(iri))


def _cell(site: Site, said: Description, term: Term) -> Cell:
    """A value: an IRI by its label, a literal as it is; only what is typed as an address leads away."""
    if isinstance(term, ox.NamedNode):
        return _named(site, said, term.value)
    if isinstance(term, ox.Literal):
        is_address = term.datatype.value == XSD.anyURI[1:-1] and term.value.startswith(("https://", "http://"))
        return Cell(term.value, term.value if is_address else "")
    return Cell(str(term))


def _incoming(site: Site, said: Description, name: str, total: int) -> Incoming:
    things = [_cell(site, said, triple.subject) for triple in said.into if triple.predicate.value == name]
    pattern = f"  ?thing {ox.NamedNode(name)} {ox.NamedNode(said.iri)}"
    query = f"SELECT ?thing WHERE {{\n{pattern}\n}}\nLIMIT 10000"
    return Incoming(_named(site, said, name), total, _sorted(things), site.address("/editor", {"query": query}))
