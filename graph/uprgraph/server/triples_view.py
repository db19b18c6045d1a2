"""What the store says of a thing: its own properties, what points at it, and which source says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from uprgraph.server.labels import labels
from uprgraph.store import Store

WHOLE, SHOWN = 60, 20
"""Links in of one property are all held up to the first number, as members of a group; of more, the second number."""
SORTED = 2_000
"""Up to so many links in they are all read, so that the first by name are shown; above, any."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Description:
    """All triples that begin at a thing, a choice of those that end at it, and who says them.

    Counts are of triples of the merge, each once however many sources say it.
    """

    iri: str
    out: list[ox.Triple]
    """Sorted by property and value."""
    into: list[ox.Triple]
    """Of each property all or a choice, sorted; what there is in all says `into_counts`."""
    into_counts: Mapping[str, int]
    """IRI of a property -> how many triples with it end at the thing."""
    labels: Mapping[str, str]
    """IRI -> label of every IRI in the triples, of the graphs, and of the thing itself."""
    said_by: Mapping[ox.Triple, tuple[str, ...]]
    """Triple of `out` -> IRIs of the source graphs that hold it, sorted; empty where the store has no source graphs."""
    graphs: list[str]
    """IRIs of the graphs that hold a triple that begins at the thing, sorted."""
    is_graph: bool = False
    """Whether it is itself a graph that holds triples."""

    @property
    def exists(self) -> bool:
        """Whether the store says anything of it, or in it."""
        return bool(self.out or self.into or self.is_graph)

    @property
    def into_total(self) -> int:
        """How many triples end at the thing."""
        return sum(self.into_counts.values())

    @property
    def label(self) -> str:
        return self.labels[self.iri]

    def values(self, predicate: str) -> list[Term]:
        """The objects of one property (an IRI without brackets)."""
        return [triple.object for triple in self.out if triple.predicate.value == predicate]


def description(store: Store, iri: str) -> Description:
    """What is said of *iri* (without brackets); one that is no IRI or unknown gives a description without triples.

    Five queries, and for what more than `SORTED` triples point at one more for each of their properties.
    """
    try:
        thing = ox.NamedNode(iri)
    except ValueError:
        return Description(iri, [], [], {}, {iri: iri}, {}, [])
    out = sorted(
        (
            ox.Triple(thing, *row)  # type: ignore[arg-type]
            for row in store.select(f"SELECT ?property ?value WHERE {{ {thing} ?property ?value }}").rows
        ),
        key=str,
    )
    into, counts = _into(store, thing)
    said_by = _said_by(store, thing, out)
    graphs = sorted({graph for found in said_by.values() for graph in found})
    named = {term.value for triple in out + into for term in triple if isinstance(term, ox.NamedNode)}
    return Description(
        iri, out, into, counts, labels(store, {iri, *named, *graphs}), said_by, graphs, _holds(store, thing)
    )


def _into(store: Store, thing: ox.NamedNode) -> tuple[list[ox.Triple], dict[str, int]]:
    """Triples that end at the thing, of each property so many as `_shown` says, and the count of all by property."""
    query = f"SELECT ?from ?property WHERE {{ ?from ?property {thing} }} LIMIT {SORTED + 1}"
    all_of_them = store.select(query).rows
    if len(all_of_them) > SORTED:
        return _of_many(store, thing)
    by_property: dict[str, list[ox.Triple]] = defaultdict(list)
    for start, name in sorted(all_of_them, key=str):
        assert isinstance(name, ox.NamedNode)
        by_property[name.value].append(ox.Triple(start, name, thing))  # type: ignore[arg-type]
    shown = [triple for _, found in sorted(by_property.items()) for triple in found[: _shown(len(found))]]
    return shown, {name: len(by_property[name]) for name in sorted(by_property)}


def _of_many(store: Store, thing: ox.NamedNode) -> tuple[list[ox.Triple], dict[str, int]]:
    """The same without reading all: sorting 50,000 texts takes the engine two seconds."""
    query = f"SELECT ?property (COUNT(*) AS ?n) WHERE {{ ?from ?property {thing} }} GROUP BY ?property"
    counts = {name.value: int(n.value) for name, n in store.select(query).rows}  # type: ignore[union-attr]
    shown = []
    for name in sorted(counts):
        property_ = ox.NamedNode(name)
        query = f"SELECT ?from WHERE {{ ?from {property_} {thing} }} LIMIT {_shown(counts[name])}"
        some = store.select(query).rows
        shown += sorted((ox.Triple(start, property_, thing) for (start,) in some), key=str)  # type: ignore[arg-type]
    return shown, {name: counts[name] for name in sorted(counts)}


def _shown(count: int) -> int:
    """How many of so many links in a description holds."""
    return count if count <= WHOLE else SHOWN


def _said_by(store: Store, thing: ox.NamedNode, out: list[ox.Triple]) -> dict[ox.Triple, tuple[str, ...]]:
    """Triple -> the graphs under the base that hold it; a merge that was pushed to a service is no source."""
    ours, merge = f"{store.iris.base}graph/", f"{store.iris.base}graph/merge"
    known = set(out)
    found: dict[ox.Triple, set[str]] = defaultdict(set)
    query = f"SELECT ?graph ?property ?value WHERE {{ GRAPH ?graph {{ {thing} ?property ?value }} }}"
    for graph, name, value in store.select(query).rows:
        triple = ox.Triple(thing, name, value)  # type: ignore[arg-type]
        assert isinstance(graph, ox.NamedNode)
        if triple in known and graph.value.startswith(ours) and graph.value != merge:
            found[triple].add(graph.value)
    return {triple: tuple(sorted(graphs)) for triple, graphs in found.items()}


def _holds(store: Store, thing: ox.NamedNode) -> bool:
    """Whether *thing* is a graph with triples."""
    if not thing.value.startswith(f"{store.iris.base}graph/"):
        return False
    return bool(store.select(f"SELECT ?any WHERE {{ GRAPH {thing} {{ ?any ?property ?value }} }} LIMIT 1").rows)
