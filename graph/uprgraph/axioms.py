"""The axioms of the ontology's modules: as a store to ask, as statements for a reasoner, and what they declare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from uprgraph.namespaces import BASE, RDF, RDFS, Iris
from uprgraph.resources import folder

PROFILE = ("upr.ttl", "alignments.ttl")
"""The modules whose axioms are materialised."""
ALL = (*PROFILE, "upr-dl.ttl")
"""With the axioms for DL reasoners, which never are."""

_Node = TypeVar("_Node", bound=Hashable)

OWL = "http://www.w3.org/2002/07/owl#"
GRAPH = ox.NamedNode(f"{BASE}ontology")
"""Where the rules of ``queries/rules`` look for axioms."""

_STATED_BY = {f"{RDFS.namespace}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range")} | {
    f"{OWL}{name}"
    for name in (
        "disjointWith",
        "equivalentClass",
        "equivalentProperty",
        "hasKey",
        "inverseOf",
        "members",
        "propertyChainAxiom",
        "propertyDisjointWith",
    )
}
_CHARACTERISTICS = {
    f"<{OWL}{name}Property>"
    for name in (
        "Asymmetric",
        "Functional",
        "InverseFunctional",
        "Irreflexive",
        "Reflexive",
        "Symmetric",
        "Transitive",
    )
}
_COUNTING = {f"{OWL}{name}" for name in ("cardinality", "maxCardinality", "minCardinality")}


@dataclass(slots=True)
class Axioms:
    """Modules of the ontology; IRIs are without brackets."""

    store: ox.Store
    lines: list[str]
    """Every statement that bears on reasoning as N-Triples, sorted, under one ontology header."""
    classes: set[str]
    object_properties: set[str]
    data_properties: dict[str, str | None]
    """With their range."""
    keys: list[tuple[str, list[str]]]
    """(class, the properties that together say which thing it is)."""
    counted: set[str]
    """The properties of which some axiom says how many values there are."""
    above: dict[str, set[str]]
    """Each class and property with itself and all that are stated to be above it."""

    def count(self) -> int:
        """How many logical axioms there are; declarations and annotations are none."""
        count = 0
        for line in self.lines:
            subject, predicate, value = line[:-3].split(" ", 2)
            stated = predicate[1:-1] in _STATED_BY and not (
                subject.startswith("_:") and predicate.endswith("inverseOf>")
            )
            count += stated or (predicate == RDF.type and value in _CHARACTERISTICS)
        return count


def load(iris: Iris, modules: tuple[str, ...] = ALL) -> Axioms:
    """The axioms of the modules, with the individuals that they name under the store's base."""
    store = ox.Store()
    for name in modules:
        text = (folder("ontology") / name).read_text(encoding="utf-8").replace(f"{BASE}id/", f"{iris.base}id/")
        store.load(text, ox.RdfFormat.TURTLE, to_graph=GRAPH)
    triples = [quad.triple for quad in store]
    kinds: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == RDF.type[1:-1] and isinstance(triple.subject, ox.NamedNode):
            kinds[str(triple.object)[1:-1].removeprefix(OWL)].add(triple.subject.value)
    kept = [triple for triple in triples if _bears(triple) and str(triple.subject)[1:-1] not in kinds["Ontology"]]
    values = {(str(triple.subject), triple.predicate.value): triple.object for triple in kept}
    named = [triple for triple in kept if isinstance(triple.subject, ox.NamedNode)]
    return Axioms(
        store=store,
        lines=[f"<{iris.base}axioms> {RDF.type} <{OWL}Ontology> .\n", *sorted(f"{triple} .\n" for triple in kept)],
        classes=kinds["Class"],
        object_properties=kinds["ObjectProperty"],
        data_properties={
            name: _name(values.get((f"<{name}>", f"{RDFS.namespace}range"))) for name in kinds["DatatypeProperty"]
        },
        keys=sorted((t.subject.value, _list(values, t.object)) for t in named if _local(t) == "hasKey"),
        counted={str(values[str(t.subject), f"{OWL}onProperty"])[1:-1] for t in kept if t.predicate.value in _COUNTING},
        above=closure(
            (t.subject.value, t.object.value)
            for t in named
            if _local(t) in ("subClassOf", "subPropertyOf") and isinstance(t.object, ox.NamedNode)
        ),
    )


def _bears(triple: ox.Triple) -> bool:
    predicate = triple.predicate.value
    if predicate == RDF.type[1:-1]:
        return str(triple.object) != f"<{OWL}AnnotationProperty>"
    return predicate.startswith((OWL, RDF.namespace)) or predicate in _STATED_BY


def _local(triple: ox.Triple) -> str:
    return triple.predicate.value.rsplit("#", 1)[-1]


def _name(term: object) -> str | None:
    return term.value if isinstance(term, ox.NamedNode) else None


def _list(values: dict[tuple[str, str], object], head: object) -> list[str]:
    found = []
    while (first := values.get((str(head), f"{RDF.namespace}first"))) is not None:
        found.append(str(first)[1:-1])
        head = values[str(head), f"{RDF.namespace}rest"]
    return found


def closure(pairs: Iterable[tuple[_Node, _Node]]) -> dict[_Node, set[_Node]]:
    """Each node with itself and all that are reached from it.

    >>> {name: sorted(found) for name, found in closure([("a", "b"), ("b", "c")]).items()}
    {'a': ['a', 'b', 'c'], 'b': ['b', 'c'], 'c': ['c']}
    """
    up: dict[_Node, set[_Node]] = {}
    for below, over in pairs:
        up.setdefault(below, {below}).add(over)
        up.setdefault(over, {over})
    for found in up.values():
        waiting = list(found)
        while waiting:
            new = up[waiting.pop()] - found
            found |= new
            waiting += new
    return up
