"""Whether an ontology is in OWL 2 DL, read from its RDF: what the tests look at where no OWL API is installed.

Looked at: that every statement is one that the mapping of OWL 2 to RDF knows, declarations, terms of two
kinds, reserved names, datatypes, lists, blank nodes as trees, simple properties where OWL wants them, and
the order of property chains. Not looked at: what the ontologies here have none of, such as data ranges,
negative statements, imports and annotations of annotations; a statement of these is reported as unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
SIMPLE_ONLY = {
    OWL.AsymmetricProperty,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
}
CHARACTERISTICS = {*SIMPLE_ONLY, OWL.ReflexiveProperty, OWL.SymmetricProperty, OWL.TransitiveProperty}
CARDINALITIES = {OWL.cardinality, OWL.maxCardinality, OWL.minCardinality}
FILLERS = {OWL.allValuesFrom, OWL.hasValue, OWL.someValuesFrom, *CARDINALITIES}
ANNOTATIONS = {RDFS.comment, RDFS.isDefinedBy, RDFS.label, RDFS.seeAlso, OWL.deprecated, OWL.versionInfo}
CLASSES = {OWL.Nothing, OWL.Thing}
DATATYPES = {
    RDFS.Literal,
    XSD.anyURI,
    XSD.boolean,
    XSD.dateTime,
    XSD.decimal,
    XSD.double,
    XSD.float,
    XSD.integer,
    XSD.nonNegativeInteger,
    XSD.string,
}
RESERVED = (str(OWL), str(RDF), str(RDFS), str(XSD))


class Profile:
    """One ontology; ``violations`` says in a line each what keeps it out of OWL 2 DL."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.kinds = {kind: set(graph.subjects(RDF.type, kind)) for kind in KINDS}
        self.properties = self.kinds[OWL.ObjectProperty] | self.kinds[OWL.DatatypeProperty]

    def violations(self) -> list[str]:
        parts = (
            self.headers(),
            self.two_kinds(),
            self.reserved(),
            self.statements(),
            self.blank_nodes(),
            self.not_simple(),
            self.irregular(),
        )
        return sorted({violation for part in parts for violation in part})

    def headers(self) -> Iterator[str]:
        headers = set(self.graph.subjects(RDF.type, OWL.Ontology))
        if len(headers) != 1 or isinstance(next(iter(headers)), BNode):
            yield f"an ontology has one header with an IRI, not {len(headers)}"

    def two_kinds(self) -> Iterator[str]:
        """A property is of one kind; a class may have the name of an individual only."""
        exclusive = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        counts = Counter(term for kind in exclusive for term in self.kinds[kind])
        for term, count in counts.items():
            if count > 1:
                yield f"{term} is a property of {count} kinds"

    def reserved(self) -> Iterator[str]:
        for kind in KINDS:
            for term in self.kinds[kind] - CLASSES - ANNOTATIONS:
                if isinstance(term, URIRef) and str(term).startswith(RESERVED):
                    yield f"{term} is a reserved name and cannot be declared"

    def statements(self) -> Iterator[str]:
        for subject, predicate, value in self.graph:
            if problem := self.statement(subject, predicate, value):
                yield f"{problem}: {subject} {predicate} {value}"

    def statement(self, subject: Node, predicate: Node, value: Node) -> str | None:
        """What is wrong with one statement, or None."""
        if predicate in ANNOTATIONS | self.kinds[OWL.AnnotationProperty]:
            return None
        if (subject, RDF.type, OWL.Ontology) in self.graph:
            return None if predicate in (RDF.type, OWL.versionIRI) else "unknown statement of the ontology"
        if predicate == RDF.type:
            return self.type_statement(subject, value)
        if predicate in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith):
            return None if self.is_class(subject) and self.is_class(value) else "not between classes"
        if predicate in (RDFS.subPropertyOf, OWL.equivalentProperty):
            same = any({subject, value} <= self.kinds[kind] for kind in (OWL.ObjectProperty, OWL.DatatypeProperty))
            return None if same else "not between properties of one kind"
        if predicate == OWL.inverseOf:
            fits = isinstance(subject, BNode) or subject in self.kinds[OWL.ObjectProperty]
            return None if fits and value in self.kinds[OWL.ObjectProperty] else "not between object properties"
        if predicate == RDFS.domain:
            return None if subject in self.properties and self.is_class(value) else "no domain of a declared property"
        if predicate == RDFS.range:
            if subject in self.kinds[OWL.ObjectProperty]:
                return None if self.is_class(value) else "the range of an object property is no class"
            fits = subject in self.kinds[OWL.DatatypeProperty] and value in DATATYPES
            return None if fits else "the range is no datatype of OWL 2"
        if predicate in (OWL.propertyChainAxiom, OWL.hasKey):
            return self.list_of_properties(subject, predicate, value)
        if predicate in (OWL.unionOf, OWL.intersectionOf, OWL.members):
            members = self.members(value)
            fits = members is not None and len(members) > 1 and all(map(self.is_class, members))
            return None if fits else "no list of two or more classes"
        if predicate == OWL.onProperty or predicate in FILLERS:
            return None if isinstance(subject, BNode) and self.is_restriction(subject) else "no restriction"
        return None if predicate in (RDF.first, RDF.rest) else "unknown statement"

    def type_statement(self, subject: Node, value: Node) -> str | None:
        if value in KINDS | CHARACTERISTICS:
            return None if isinstance(subject, URIRef) or value == OWL.Class else "not a declaration of a name"
        if value in (OWL.Restriction, OWL.AllDisjointClasses):
            return None if isinstance(subject, BNode) else "an expression has no name"
        named = value in self.kinds[OWL.Class] and isinstance(subject, URIRef)
        return None if named else "a type that is no declared class"

    def list_of_properties(self, subject: Node, predicate: Node, value: Node) -> str | None:
        members = self.members(value)
        if members is None:
            return "no well-formed list"
        if predicate == OWL.hasKey:
            fits = self.is_class(subject) and members and set(members) <= self.properties
            return None if fits else "no key of a class by declared properties"
        objects = self.kinds[OWL.ObjectProperty]
        steps = [self.graph.value(step, OWL.inverseOf) if isinstance(step, BNode) else step for step in members]
        return None if subject in objects and len(steps) > 1 and set(steps) <= objects else "no chain of properties"

    def is_class(self, term: Node) -> bool:
        """A declared or built-in class, or a class expression."""
        if isinstance(term, BNode):
            union = self.graph.value(term, OWL.unionOf) or self.graph.value(term, OWL.intersectionOf)
            return union is not None or self.is_restriction(term)
        return term in self.kinds[OWL.Class] | CLASSES

    def is_restriction(self, term: Node) -> bool:
        on = list(self.graph.objects(term, OWL.onProperty))
        fillers = [(p, o) for p, o in self.graph.predicate_objects(term) if p in FILLERS]
        if len(on) != 1 or on[0] not in self.properties or len(fillers) != 1:
            return False
        [(predicate, value)] = fillers
        if predicate in CARDINALITIES:
            return isinstance(value, Literal) and value.datatype == XSD.nonNegativeInteger
        if predicate == OWL.hasValue:
            return isinstance(value, Literal) == (on[0] in self.kinds[OWL.DatatypeProperty])
        return self.is_class(value) if on[0] in self.kinds[OWL.ObjectProperty] else value in DATATYPES

    def members(self, head: Node) -> list[Node] | None:
        """The members of a list; None where it is none, for lack of an end or for two values in one place."""
        node, seen = head, set()
        while node != RDF.nil:
            firsts, rests = list(self.graph.objects(node, RDF.first)), list(self.graph.objects(node, RDF.rest))
            if node in seen or len(firsts) != 1 or len(rests) != 1:
                return None
            seen.add(node)
            node = rests[0]
        return list(Collection(self.graph, head))

    def blank_nodes(self) -> Iterator[str]:
        """Each is used once and leads not back to itself: an expression is a tree."""
        uses = Counter(value for _, _, value in self.graph if isinstance(value, BNode))
        for node in {subject for subject in self.graph.subjects() if isinstance(subject, BNode)}:
            if uses[node] > 1:
                yield f"a blank node is used {uses[node]} times"
            if not uses[node] and (node, RDF.type, OWL.AllDisjointClasses) not in self.graph:
                yield "a blank node is used nowhere"
            if self.leads_back(node):
                yield "blank nodes make a circle"

    def leads_back(self, node: BNode) -> bool:
        waiting, seen = [node], set()
        while waiting:
            for value in self.graph.objects(waiting.pop()):
                if value == node:
                    return True
                if isinstance(value, BNode) and value not in seen:
                    seen.add(value)
                    waiting.append(value)
        return False

    # Simple properties, and the order of those with chains

    def chains(self) -> list[tuple[Node, list[Node]]]:
        """(property, the properties of its chain, forwards or backwards)."""
        return [
            (
                name,
                [self.graph.value(s, OWL.inverseOf) if isinstance(s, BNode) else s for s in self.members(head) or []],
            )
            for name, head in self.graph.subject_objects(OWL.propertyChainAxiom)
        ]

    def implied(self) -> set[tuple[Node, Node]]:
        """(property, property that it implies), an inverse taken for the property itself."""
        pairs = set(self.graph.subject_objects(RDFS.subPropertyOf))
        for one, other in [
            *self.graph.subject_objects(OWL.inverseOf),
            *self.graph.subject_objects(OWL.equivalentProperty),
        ]:
            if isinstance(one, URIRef):
                pairs |= {(one, other), (other, one)}
        return pairs

    def composite(self) -> set[Node]:
        """The properties that are not simple: with a chain or transitive, and all that these imply."""
        found = {name for name, _ in self.chains()} | set(self.graph.subjects(RDF.type, OWL.TransitiveProperty))
        while new := {over for under, over in self.implied() if under in found} - found:
            found |= new
        return found

    def not_simple(self) -> Iterator[str]:
        composite = self.composite()
        for kind in SIMPLE_ONLY:
            for name in set(self.graph.subjects(RDF.type, kind)) & composite:
                yield f"{name} is not simple and cannot be {kind}"
        for predicate in CARDINALITIES:
            for restriction in self.graph.subjects(predicate):
                if (name := self.graph.value(restriction, OWL.onProperty)) in composite:
                    yield f"{name} is not simple and its values cannot be counted"

    def irregular(self) -> Iterator[str]:
        """Each property with a chain must stand above the others in it, in one order of all."""
        same = self.representatives()
        edges = {(same[under], same[over]) for under, over in self.implied() if same[under] != same[over]}
        for name, steps in self.chains():
            if steps == [name, name]:
                continue
            for at, step in enumerate(steps):
                if same[step] != same[name]:
                    edges.add((same[step], same[name]))
                elif step != name or at not in (0, len(steps) - 1) or steps.count(name) > 1:
                    yield f"the chain of {name} holds {name} or its like elsewhere than once at an end"
        if has_circle(edges):
            yield "the properties with chains stand in no order"

    def representatives(self) -> dict[Node, Node]:
        """Each property with one that stands for all that imply each other."""
        above: dict[Node, set[Node]] = {}
        for under, over in self.implied():
            above.setdefault(under, set()).add(over)
        reached = {}
        for name in self.properties:
            reached[name], waiting = {name}, [name]
            while waiting:
                new = above.get(waiting.pop(), set()) - reached[name]
                reached[name] |= new
                waiting += new
        return {name: min(o for o in found if name in reached.get(o, ())) for name, found in reached.items()}


def has_circle(edges: set[tuple[Node, Node]]) -> bool:
    nodes = {node for edge in edges for node in edge}
    while nodes:
        free = {node for node in nodes if not any(over == node and under in nodes for under, over in edges)}
        if not free:
            return True
        nodes -= free
    return False
