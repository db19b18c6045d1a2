"""What the ontology's pages say of each term and code: axioms in words, as a graph that pyLODE can print.

pyLODE knows classes, properties, notes and examples, but no inverse, chain, disjointness, key or individual, and it
writes unions in an order that changes. So every axiom is made a literal in Markdown, with links, before pyLODE sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from uprgraph.namespaces import BASE, ONTOLOGY

ID = BASE + "id/"
DOC = Namespace("https://w3id.org/profile/ontdoc/")  # pyLODE's own vocabulary for what is read backwards
KINDS = {
    OWL.Class: ("c", "OWL/RDFS Class"),
    OWL.ObjectProperty: ("op", "OWL Object Property"),
    OWL.DatatypeProperty: ("dp", "OWL Datatype Property"),
}
CHARACTERISTICS = {
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive",
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
}
NOTES = [SKOS.scopeNote, SKOS.example, SKOS.historyNote, SKOS.editorialNote, DCTERMS.source]
UNPRINTED = [RDFS.label, SKOS.prefLabel, SKOS.inScheme, SKOS.topConceptOf]  # Title and section say them.
AXIOMS = [
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.propertyChainAxiom,
    OWL.inverseOf,
    OWL.disjointWith,
    OWL.hasKey,
    RDFS.domain,
    RDFS.range,
]
LISTS = {OWL.propertyChainAxiom: " ∘ ", OWL.hasKey: ", "}
BACKWARDS = {
    RDFS.subClassOf: DOC.superClassOf,
    RDFS.subPropertyOf: DOC.superPropertyOf,
    RDFS.domain: DOC.inDomainOf,
    RDFS.range: DOC.inRangeOf,
    OWL.inverseOf: OWL.inverseOf,
    OWL.disjointWith: OWL.disjointWith,
}
QUANTIFIERS = {
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.cardinality: "exactly",
    OWL.minQualifiedCardinality: "min",
    OWL.maxQualifiedCardinality: "max",
    OWL.qualifiedCardinality: "exactly",
}


def anchor(iri: str) -> str:
    """The part of a page that tells of the term or code: its local name, or its path below ``id/``.

    >>> anchor(ONTOLOGY + "madeBy"), anchor(ID + "response/noted")
    ('madeBy', 'response/noted')
    """
    return iri.removeprefix(ID).rsplit("#", 1)[-1]


def plain(text: str) -> str:
    r"""Text as Markdown that prints it as it is.

    >>> plain("a_b <1> *")
    'a\\_b &lt;1&gt; \\*'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]])", r"\\\1", text)


def source(text: str) -> str:
    """A source as Markdown: United Nations documents are linked by their symbol.

    >>> source("A/HRC/RES/5/1, annex")
    '[A/HRC/RES/5/1](https://undocs.org/A/HRC/RES/5/1), annex'
    """
    return re.sub(r"^(A/[\w./]*\w)", r"[\1](https://undocs.org/\1)", plain(text))


def word(text: str) -> str:
    """A word of the description logic, set apart from names."""
    return f'<span class="cardinality">{text}</span>'


class Terms:
    """The modules of the ontology and the codes, read for one page.

    *modules* maps a module's name (``ontology``, ``alignments`` ...) to its graph; *codes* holds the individuals;
    *page* is ``index.html`` (terms) or ``codes.html``.
    """

    def __init__(self, modules: dict[str, Graph], codes: Graph, page: str) -> None:
        self.modules, self.codes, self.page = modules, codes, page
        self.ontology = modules["ontology"]

    def label(self, iri: Node) -> str:
        """The label of a term or code, else its prefixed name."""
        if iri == SKOS.Collection:
            return "collection of codes"
        for graph in (self.ontology, self.codes):
            if label := graph.value(iri, RDFS.label):
                return str(label)
        return str(self.ontology.namespace_manager.normalizeUri(str(iri))).strip("<>")

    def link(self, iri: Node) -> str:
        """The label as Markdown with a link to where the term or code stands."""
        if not isinstance(iri, URIRef):
            return plain(str(iri))
        place, mark = str(iri), ""
        if place.startswith((ONTOLOGY, ID)):
            home = "index.html" if place.startswith(ONTOLOGY) else "codes.html"
            place = f"{'' if home == self.page else home}#{anchor(place)}"
            for kind, (short, title) in KINDS.items():
                if (iri, RDF.type, kind) in self.ontology:
                    mark = f'<sup class="sup-{short}" title="{title}">{short}</sup>'
        return f"[{plain(self.label(iri))}]({place}){mark}"

    def words(self, graph: Graph, node: Node) -> str:
        """A class or property expression in words, in the order in which the file has it."""
        if not isinstance(node, BNode):
            return self.link(node)
        if inverse := graph.value(node, OWL.inverseOf):
            return f"{word('inverse of')} {self.link(inverse)}"
        for operator, joined in ((OWL.unionOf, "or"), (OWL.intersectionOf, "and"), (OWL.oneOf, ",")):
            if members := graph.value(node, operator):
                parts = (self._part(graph, part) for part in Collection(graph, members))
                return f" {word(joined)} ".join(parts)
        if negated := graph.value(node, OWL.complementOf):
            return f"{word('not')} {self._part(graph, negated)}"
        on = graph.value(node, OWL.onProperty)
        for predicate, quantifier in QUANTIFIERS.items():
            if on is not None and (filler := graph.value(node, predicate)) is not None:
                kind = graph.value(node, OWL.onClass)
                return " ".join(
                    [self.words(graph, on), word(quantifier), self._part(graph, filler)]
                    + ([self._part(graph, kind)] if kind else [])
                )
        raise ValueError(f"an expression that this page cannot say: {sorted(map(str, graph.predicates(node)))}")

    def _part(self, graph: Graph, node: Node) -> str:
        text = self.words(graph, node)
        return f"({text})" if isinstance(node, BNode) else text

    def named(self, graph: Graph, node: Node) -> Iterator[Node]:
        """The classes of a union, or the named class itself."""
        if not isinstance(node, BNode):
            yield node
        elif members := graph.value(node, OWL.unionOf):
            yield from Collection(graph, members)

    def disjoint(self) -> list[tuple[str, list[Node]]]:
        """Every axiom of several disjoint classes or properties, its comment and members, by comment."""
        kinds = (OWL.AllDisjointClasses, OWL.AllDisjointProperties)
        found = [
            (str(graph.value(axiom, RDFS.comment) or ""), list(Collection(graph, members)))
            for graph in self.modules.values()
            for axiom, members in graph.subject_objects(OWL.members)
            if graph.value(axiom, RDF.type) in kinds
        ]
        return sorted(found, key=lambda axiom: (axiom[0], [str(member) for member in axiom[1]]))

    def describe(self, page: Graph) -> list[Node]:
        """Adds the terms with all that their modules say, each value a literal, to *page*; returns them by label."""
        rows = list(self._rows())
        terms = sorted({term for term, *_ in rows}, key=lambda term: self.label(term).casefold())
        for term in terms:
            for kind in KINDS:
                if (term, RDF.type, kind) in self.ontology:
                    page.add((term, RDF.type, kind))
            page.add((term, DCTERMS.title, Literal(self.label(term))))
        for term, predicate, text in rows:
            page.add((term, predicate, Literal(text)))
        return terms

    def _rows(self) -> Iterator[tuple[Node, Node, str]]:
        terms = {t for kind in KINDS for t in self.ontology.subjects(RDF.type, kind) if str(t).startswith(ONTOLOGY)}
        rows = [
            *self._notes(terms),
            *self._axioms(terms),
            *self._disjoint(terms),
            *self._instances(terms),
        ]
        # By row, then by label: blank nodes have no order of their own.
        yield from sorted(
            dict.fromkeys(rows), key=lambda row: (row[0], row[1], re.sub(r"\].*", "", row[2]).casefold(), row[2])
        )

    def _notes(self, terms: set[Node]) -> Iterator[tuple[Node, Node, str]]:
        for term in terms:
            yield term, SKOS.definition, plain(str(self.ontology.value(term, SKOS.definition)))
            for note in NOTES:
                for text in self.ontology.objects(term, note):
                    yield term, note, self._note(note, text)
            for kind, name in CHARACTERISTICS.items():
                if (term, RDF.type, kind) in self.ontology:
                    yield term, DCTERMS.type, name

    @staticmethod
    def _note(predicate: Node, text: Node) -> str:
        if predicate == DCTERMS.source:
            return source(str(text))
        return str(text) if predicate == SKOS.example else plain(str(text))  # pyLODE sets examples as they are

    def _axioms(self, terms: set[Node]) -> Iterator[tuple[Node, Node, str]]:
        for module, graph in self.modules.items():
            where = "" if module == "ontology" else f" ([{module}](#{module}))"
            for predicate in AXIOMS:
                for term, value in graph.subject_objects(predicate):
                    if term not in terms:
                        continue
                    if joint := LISTS.get(predicate):
                        text = joint.join(self.words(graph, part) for part in Collection(graph, value))
                    else:
                        text = self.words(graph, value)
                    yield term, predicate, text + where
                    for other in self.named(graph, value) if predicate in BACKWARDS else ():
                        if other in terms:
                            yield other, BACKWARDS[predicate], self.link(term) + where

    def _disjoint(self, terms: set[Node]) -> Iterator[tuple[Node, Node, str]]:
        for _, members in self.disjoint():
            for one in members:
                for other in members:
                    if one != other and one in terms:
                        yield one, OWL.disjointWith, self.link(other)

    def _instances(self, terms: set[Node]) -> Iterator[tuple[Node, Node, str]]:
        for name, _, members in self.schemes():
            kinds = {kind for code in members for kind in self.codes.objects(code, RDF.type)} & terms
            for kind in kinds:
                yield kind, DOC.hasInstance, f"{len(members)} in [{plain(name)}](#individuals)"

    def schemes(self) -> list[tuple[str, URIRef, list[URIRef]]]:
        """The code lists: name, IRI and members by rank, else by label; last, what is in no list, by its class."""
        lists: dict[URIRef, set[URIRef]] = {}
        for code in set(self.codes.subjects(RDF.type, None)):
            if not isinstance(code, URIRef) or (code, RDF.type, SKOS.ConceptScheme) in self.codes:
                continue
            kinds = set(self.codes.objects(code, RDF.type))
            homes: Iterable[Any] = list(self.codes.objects(code, SKOS.inScheme)) or [
                kind for kind in kinds if str(kind).startswith(ONTOLOGY)
            ]
            for home in [SKOS.Collection] if kinds & {SKOS.Collection, SKOS.OrderedCollection} else homes:
                lists.setdefault(home, set()).add(code)
        number = URIRef(ONTOLOGY + "number")

        def rank(code: URIRef) -> tuple[int, str]:
            return int(str(self.codes.value(code, number) or 0)), self.label(code).casefold()

        found = [(self.label(home), home, sorted(members, key=rank)) for home, members in lists.items()]
        return sorted(found, key=lambda entry: (not entry[1].startswith(ID), entry[0].casefold()))

    def listed(self, members: list[URIRef]) -> Graph:
        """The codes of one list with all that the files say of them: what pyLODE prints as a section."""
        page = Graph(bind_namespaces="none")
        for code in members:
            page.add((code, RDF.type, OWL.NamedIndividual))
            page.add((code, DCTERMS.title, Literal(self.label(code))))
            rows: list[tuple[Node, str]] = []
            for predicate, value in self.codes.predicate_objects(code):
                if predicate in UNPRINTED or value in (SKOS.Concept, OWL.NamedIndividual):
                    continue
                if predicate == RDF.type:
                    rows.append((DCTERMS.type, self.link(value)))
                elif predicate == SKOS.memberList:
                    rows.append((predicate, ", ".join(map(self.link, Collection(self.codes, value)))))
                elif isinstance(value, URIRef):
                    rows.append((predicate, self.link(value)))
                else:
                    rows.append((predicate, self._note(predicate, value)))
            rows += [(SKOS.narrower, self.link(narrower)) for narrower in self.codes.subjects(SKOS.broader, code)]
            for predicate, text in sorted(rows, key=lambda row: (str(row[0]), row[1].casefold())):
                page.add((code, predicate, Literal(text)))
        return page
