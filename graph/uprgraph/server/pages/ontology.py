"""The terms of the ontology, each at the anchor that its IRI names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from uprgraph.namespaces import ONTOLOGY, RDF, RDFS, SKOS
from uprgraph.resources import folder
from uprgraph.server.site import Given, Site

OWL = "http://www.w3.org/2002/07/owl#"
KINDS = {"Class": "Classes", "ObjectProperty": "Links between things", "DatatypeProperty": "Properties with a value"}
FACTS = {
    f"{RDFS.namespace}subClassOf": "is a",
    f"{RDFS.namespace}subPropertyOf": "more general",
    f"{RDFS.namespace}domain": "of",
    f"{RDFS.namespace}range": "value",
    f"{OWL}inverseOf": "inverse",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property: the end of its IRI, and what the ontology says of it."""

    name: str
    label: str
    definition: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    """``(what, IRI)`` pairs: ``("of", ".../ontology#Recommendation")``."""


def page(site: Site, key: str, given: Given) -> str:
    """All terms by kind and name."""
    return site.render("ontology.html", kinds=terms(), shortened=_shortened)


@cache
def terms() -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """Heading -> the terms of that kind, by name."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(folder("ontology") / "upr.ttl"), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            said[quad.subject.value][quad.predicate.value].append(quad.object.value)
    found = []
    for kind, heading in KINDS.items():
        names = [
            iri for iri, facts in said.items() if f"{OWL}{kind}" in facts[RDF.type[1:-1]] and iri.startswith(ONTOLOGY)
        ]
        found.append((heading, tuple(_term(iri, said[iri]) for iri in sorted(names))))
    return tuple(found)


def _term(iri: str, facts: dict[str, list[str]]) -> Term:
    def one(term: str) -> str:
        return (facts.get(term[1:-1]) or [""])[0]

    return Term(
        iri.removeprefix(ONTOLOGY),
        one(RDFS.label),
        one(SKOS.definition),
        tuple(facts.get(SKOS.scopeNote[1:-1], ())),
        tuple((word, value) for predicate, word in FACTS.items() for value in facts.get(predicate, ())),
    )


def _shortened(iri: str) -> str:
    """``upr:Recommendation`` or ``xsd:date``: an IRI as it is written in SPARQL."""
    from uprgraph.export import PREFIXES

    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
