"""SHACL file -> SPARQL: each shape of ``ontology/upr-shapes.ttl`` as queries that find what breaks it.

What is understood, of SHACL Core and SHACL-SPARQL (W3C Recommendation of 20 July 2017):

- shapes with an IRI, as ``sh:NodeShape`` or ``sh:PropertyShape``, with ``sh:targetClass`` (sub-classes of
  upr.ttl included), ``sh:targetSubjectsOf``, ``sh:targetObjectsOf``, ``sh:severity``, ``sh:message``;
- ``sh:path``: a property, ``sh:inversePath`` of one, or a sequence of these;
- of the values: ``sh:class``, ``sh:datatype``, ``sh:nodeKind``, ``sh:in``, ``sh:pattern`` with ``sh:flags``,
  ``sh:minInclusive``, ``sh:maxInclusive``, and ``sh:and``, ``sh:or``, ``sh:not`` of shapes made of these;
- of a path: ``sh:minCount``, ``sh:maxCount``, ``sh:hasValue``, ``sh:equals``, ``sh:disjoint``, ``sh:lessThan``,
  ``sh:lessThanOrEquals``; in a shape inside another only ``sh:minCount`` 1, ``sh:maxCount`` 0 and ``sh:hasValue``;
- ``sh:sparql`` with ``sh:select``, ``sh:message`` and ``sh:prefixes``.

Whatever else stands in the file raises NotReadable, so that nothing is left unchecked in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from uprgraph.errors import NotReadable
from uprgraph.namespaces import BASE, DCTERMS, RDF, RDFS, SKOS, XSD
from uprgraph.resources import folder

SH = "http://www.w3.org/ns/shacl#"
SEVERITIES = ("violation", "warning", "info")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TARGETS = {"targetClass", "targetSubjectsOf", "targetObjectsOf"}
_VALUES = {
    "class",
    "datatype",
    "nodeKind",
    "in",
    "pattern",
    "flags",
    "minInclusive",
    "maxInclusive",
    "and",
    "or",
    "not",
}
_PATHS = {"minCount", "maxCount", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"}
_SAID = {"severity", "message", "path", "sparql"}
# Pre-bound variables have another meaning in these: SHACL forbids them in constraints.
_FORBIDDEN = re.compile(r"\b(MINUS|VALUES|SERVICE)\b", re.IGNORECASE)
_KINDS = {"IRI": "ISIRI", "BlankNode": "ISBLANK", "Literal": "ISLITERAL"}
_CASTS = {XSD.namespace + name for name in ("boolean", "integer", "decimal", "double", "float", "date", "dateTime")}


class Step(NamedTuple):
    """One property of a path, in angle brackets, and whether it is followed backwards."""

    predicate: str
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape; its query selects ``?this`` and may select ``?value`` and ``?path``."""

    component: str
    query: str
    message: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of the file, its constraints as SPARQL."""

    iri: str
    label: str
    comment: str
    group: str
    severity: str
    message: str
    path: tuple[Step, ...]
    constraints: tuple[Constraint, ...]

    @property
    def name(self) -> str:
        return self.iri.rpartition("#")[2]


class Graph:
    """The triples of a Turtle file by subject and predicate, in the order of the file."""

    def __init__(self, path: Path, base: str = BASE) -> None:
        self.path = path
        self.objects: dict[object, dict[str, list[Term]]] = {}
        text = path.read_text(encoding="utf-8").replace(f"{BASE}id/", f"{base}id/")
        try:
            for quad in ox.parse(text, ox.RdfFormat.TURTLE):
                of = self.objects.setdefault(quad.subject, {})
                of.setdefault(quad.predicate.value, []).append(quad.object)
        except SyntaxError as error:
            raise NotReadable(f"{path}: not Turtle: {error.msg}") from error

    def all(self, subject: object, predicate: str) -> list[Term]:
        return self.objects.get(subject, {}).get(predicate, [])

    def one(self, subject: object, predicate: str) -> Term | None:
        """The only value; None without one. Raises NotReadable for several."""
        found = self.all(subject, predicate)
        if len(found) > 1:
            raise NotReadable(f"{self.path}: {subject} has several {predicate}")
        return found[0] if found else None

    def text(self, subject: object, predicate: str) -> str:
        found = self.one(subject, predicate)
        return found.value if isinstance(found, ox.Literal | ox.NamedNode) else ""

    def names(self, subject: object, namespace: str) -> set[str]:
        """The local names of the subject's predicates in one namespace."""
        found = self.objects.get(subject, {})
        return {p.removeprefix(namespace) for p in found if p.startswith(namespace)}

    def items(self, head: Term | None) -> Iterator[Term]:
        """The members of an RDF list."""
        while head is not None and head != ox.NamedNode(f"{RDF.namespace}nil"):
            yield from self.all(head, f"{RDF.namespace}first")
            head = self.one(head, f"{RDF.namespace}rest")


def read(path: Path | None = None, base: str = BASE) -> list[Shape]:
    """The shapes of a file (default: ``ontology/upr-shapes.ttl``) in its order, for data under *base*.

    Raises NotReadable for a construct outside the subset above.
    """
    graph = Graph(path or folder("ontology") / "upr-shapes.ttl", base)
    reader = _Reader(graph, _subclasses(Graph(folder("ontology") / "upr.ttl")))
    kinds = {ox.NamedNode(f"{SH}NodeShape"), ox.NamedNode(f"{SH}PropertyShape")}
    return [
        reader.shape(node)
        for node in graph.objects
        if isinstance(node, ox.NamedNode) and kinds & set(graph.all(node, RDF.type[1:-1]))
    ]


def _subclasses(ontology: Graph) -> dict[str, list[str]]:
    """Class -> itself and all its sub-classes by the axioms of upr.ttl, sorted; only classes that have some."""
    below: dict[str, set[str]] = {}
    for subject in ontology.objects:
        for parent in ontology.all(subject, f"{RDFS.namespace}subClassOf"):
            if isinstance(subject, ox.NamedNode) and isinstance(parent, ox.NamedNode):
                below.setdefault(parent.value, set()).add(subject.value)

    def closure(name: str, seen: set[str]) -> set[str]:
        if name not in seen:
            seen.add(name)
            for child in below.get(name, ()):
                closure(child, seen)
        return seen

    return {name: sorted(closure(name, set())) for name in below}


class _Reader:
    """Turns the nodes of a shapes graph into shapes; fresh variables are numbered through."""

    def __init__(self, graph: Graph, subclasses: dict[str, list[str]]) -> None:
        self.graph = graph
        self.subclasses = subclasses
        self.fresh = (f"?v{number}" for number in count())

    def fail(self, node: object, said: str) -> NotReadable:
        return NotReadable(f"{self.graph.path}: {node}: {said}")

    def get(self, node: object, name: str) -> list[Term]:
        return self.graph.all(node, SH + name)

    def number(self, node: object, name: str) -> int | None:
        said = self.graph.text(node, SH + name)
        return int(said) if said else None

    def refuse(self, node: object, allowed: set[str]) -> None:
        """Raises NotReadable for what SHACL says of the node and is not understood there."""
        if unknown := self.graph.names(node, SH) - allowed:
            raise self.fail(node, f"sh:{', sh:'.join(sorted(unknown))} is not understood here")

    def shape(self, node: ox.NamedNode) -> Shape:
        path = self.path(self.graph.one(node, f"{SH}path"))
        self.refuse(node, _TARGETS | _VALUES | _SAID | (_PATHS if path else set()))
        severity = self.graph.text(node, f"{SH}severity").removeprefix(SH).lower()
        if severity not in SEVERITIES:
            raise self.fail(node, f"its sh:severity must be one of {', '.join(SEVERITIES)}")
        constraints = (*self.core(node, sparql_path(path)), *self.sparql(node, sparql_path(path)))
        if not constraints:
            raise self.fail(node, "it has no constraint")
        return Shape(
            iri=node.value,
            label=self.graph.text(node, RDFS.label[1:-1]),
            comment=self.graph.text(node, RDFS.comment[1:-1]),
            group=self.graph.text(self.graph.one(node, f"{DCTERMS.namespace}subject"), SKOS.prefLabel[1:-1]),
            severity=severity,
            message=self.graph.text(node, f"{SH}message"),
            path=path,
            constraints=constraints,
        )

    def path(self, node: Term | None) -> tuple[Step, ...]:
        """The steps of a path; none for a shape without one."""
        if node is None:
            return ()
        if isinstance(node, ox.NamedNode):
            return (Step(str(node)),)
        names, items = self.graph.names(node, SH), list(self.graph.items(node))
        if names == {"inversePath"} and not items:
            inner = self.path(self.graph.one(node, f"{SH}inversePath"))
            if len(inner) == 1 and not inner[0].inverse:
                return (Step(inner[0].predicate, inverse=True),)
        if names or not items:
            raise self.fail(node, "a path is a property, the inverse of one, or a sequence of these")
        return tuple(step for item in items for step in self.path(item))

    def targets(self, node: object) -> list[str]:
        """Patterns that bind ?this; a focus node may be bound several times."""
        found = [self.instance("?this", target) for target in self.get(node, "targetClass")]
        found += [f"?this {target} {next(self.fresh)} ." for target in self.get(node, "targetSubjectsOf")]
        found += [f"{next(self.fresh)} {target} ?this ." for target in self.get(node, "targetObjectsOf")]
        if not found:
            raise self.fail(node, "it has no target")
        return found

    def instance(self, variable: str, of: Term) -> str:
        """The pattern that a term is of a class or of one of its sub-classes."""
        names = self.subclasses.get(of.value, [of.value]) if isinstance(of, ox.NamedNode) else []
        if len(names) == 1:
            return f"{variable} a <{names[0]}> ."
        kind = next(self.fresh)
        return f"VALUES {kind} {{ {' '.join(f'<{name}>' for name in names)} }} {variable} a {kind} ."

    def core(self, node: object, path: str) -> Iterator[Constraint]:
        targets = self.targets(node)
        target = targets[0] if len(targets) == 1 else " UNION ".join(f"{{ {one} }}" for one in targets)
        found = list(self.conditions_of_values(node, target, path))
        if path:
            found += [*self.counts(node, target, path), *self.comparisons(node, target, path)]
        message = self.graph.text(node, f"{SH}message")
        for name, query in found:
            yield Constraint(f"{name[0].upper()}{name[1:]}ConstraintComponent", query, message)

    def conditions_of_values(self, node: object, target: str, path: str) -> Iterator[tuple[str, str]]:
        values = f"{target} ?this {path} ?value ." if path else f"{target} BIND(?this AS ?value)"
        targets = [str(one) for name in sorted(_TARGETS) for one in self.get(node, name)]
        if targets == [path] and self.get(node, "targetSubjectsOf"):
            values = f"?this {path} ?value ."
        for of in self.get(node, "class"):
            # A hash join: asking each value by EXISTS takes ten times as long.
            yield (
                "class",
                f"SELECT DISTINCT ?this ?value WHERE {{ {{ {values} }} MINUS {{ {self.instance('?value', of)} }} }}",
            )
        for name, condition in self.conditions(node, "?value"):
            if name == "class":
                continue
            yield name, f"SELECT DISTINCT ?this ?value WHERE {{ {values} FILTER(!COALESCE({condition}, false)) }}"

    def counts(self, node: object, target: str, path: str) -> Iterator[tuple[str, str]]:
        least, most = self.number(node, "minCount"), self.number(node, "maxCount")
        none = f"SELECT DISTINCT ?this WHERE {{ {target} FILTER NOT EXISTS {{ ?this {path} ?value }} }}"
        some = f"SELECT DISTINCT ?this WHERE {{ {target} ?this {path} ?value }}"
        counted = f"SELECT ?this WHERE {{ {target} %s }} GROUP BY ?this HAVING(COUNT(DISTINCT ?value) %s)"
        if least is not None and least > 0:
            values = f"OPTIONAL {{ ?this {path} ?value }}"
            yield "minCount", none if least == 1 else counted % (values, f"< {least}")
        if most is not None:
            yield "maxCount", some if most == 0 else counted % (f"?this {path} ?value", f"> {most}")

    def comparisons(self, node: object, target: str, path: str) -> Iterator[tuple[str, str]]:
        """Constraints that compare the values of the path with a value or with those of another property."""
        for value in self.get(node, "hasValue"):
            yield "hasValue", f"SELECT DISTINCT ?this WHERE {{ {target} FILTER NOT EXISTS {{ ?this {path} {value} }} }}"
        for other in self.get(node, "equals"):
            for one, two in ((path, other), (other, path)):
                # A hash join; FILTER NOT EXISTS with a path takes ten times as long.
                left = f"{{ {target} ?this {one} ?value }}"
                yield "equals", f"SELECT DISTINCT ?this ?value WHERE {{ {left} MINUS {{ ?this {two} ?value }} }}"
        values = f"SELECT DISTINCT ?this ?value WHERE {{ {target} ?this {path} ?value . %s }}"
        for other in self.get(node, "disjoint"):
            yield "disjoint", values % f"?this {other} ?value ."
        for name, sign in (("lessThan", "<"), ("lessThanOrEquals", "<=")):
            for other in self.get(node, name):
                yield name, values % f"?this {other} ?other . FILTER(!COALESCE(?value {sign} ?other, false))"

    def conditions(self, node: object, variable: str) -> Iterator[tuple[str, str]]:
        """(constraint, SPARQL expression that is true of a value that keeps it)."""
        for of in self.get(node, "class"):
            yield "class", f"EXISTS {{ {self.instance(variable, of)} }}"
        for datatype in self.get(node, "datatype"):
            cast = f"{datatype}(STR({variable}))"
            well = f" && COALESCE({cast} = {cast}, false)" if str(datatype)[1:-1] in _CASTS else ""
            yield "datatype", f"DATATYPE({variable}) = {datatype}{well}"
        for kind in self.get(node, "nodeKind"):
            names = str(kind)[1:-1].removeprefix(SH).split("Or")
            if not set(names) <= set(_KINDS):
                raise self.fail(node, f"{kind} is no kind of node")
            yield "nodeKind", " || ".join(f"{_KINDS[name]}({variable})" for name in names)
        for members in self.get(node, "in"):
            yield "in", " || ".join(f"SAMETERM({variable}, {item})" for item in self.graph.items(members)) or "false"
        flags = str(self.graph.one(node, f"{SH}flags") or '""')
        for pattern in self.get(node, "pattern"):
            yield "pattern", f"!ISBLANK({variable}) && REGEX(STR({variable}), {pattern}, {flags})"
        for name, sign in (("minInclusive", ">="), ("maxInclusive", "<=")):
            for bound in self.get(node, name):
                yield name, f"{variable} {sign} {bound}"
        for name, sign in (("and", " && "), ("or", " || ")):
            for members in self.get(node, name):
                yield name, sign.join(self.conforms(item, variable) for item in self.graph.items(members))
        for shape in self.get(node, "not"):
            yield "not", f"!{self.conforms(shape, variable)}"

    def conforms(self, node: object, variable: str) -> str:
        """The SPARQL expression that is true of a value that conforms to a shape inside another."""
        path = sparql_path(self.path(self.graph.one(node, f"{SH}path")))
        self.refuse(node, _VALUES | ({"path", "minCount", "maxCount", "hasValue"} if path else set()))
        value = next(self.fresh) if path else variable
        parts = [f"({condition})" for _, condition in self.conditions(node, value)]
        if path:
            there = f"{variable} {path} {value}"
            parts = [f"NOT EXISTS {{ {there} FILTER(!COALESCE({part}, false)) }}" for part in parts]
            least, most = self.number(node, "minCount"), self.number(node, "maxCount")
            if least not in (None, 1) or most not in (None, 0):
                raise self.fail(node, "in a shape inside another sh:minCount is 1 and sh:maxCount 0")
            parts += [f"EXISTS {{ {there} }}"] if least else []
            parts += [f"NOT EXISTS {{ {there} }}"] if most == 0 else []
            parts += [f"EXISTS {{ {variable} {path} {term} }}" for term in self.get(node, "hasValue")]
        if not parts:
            raise self.fail(node, "it says nothing that is understood")
        return f"COALESCE({' && '.join(parts)}, false)"

    def sparql(self, node: object, path: str) -> Iterator[Constraint]:
        """SHACL-SPARQL constraints, asked of all focus nodes at once instead of one by one."""
        for constraint in self.get(node, "sparql"):
            self.refuse(constraint, {"select", "message", "prefixes"})
            select = self.graph.text(constraint, f"{SH}select")
            if not re.match(r"\s*SELECT\b", select, re.IGNORECASE) or _FORBIDDEN.search(select):
                raise self.fail(node, "sh:select must be a SELECT without MINUS, VALUES and SERVICE")
            targets = " UNION ".join(f"{{ {one} }}" for one in self.targets(node))
            focus = f"WHERE {{ {{ SELECT DISTINCT ?this WHERE {{ {targets} }} }}"
            select = select.replace("$PATH", path or "$PATH")
            select, found = re.subn(r"\bWHERE\s*\{", lambda _, focus=focus: focus, select, count=1)  # type: ignore[misc]
            if not found:
                raise self.fail(node, "sh:select has no WHERE {")
            message = self.graph.text(constraint, f"{SH}message") or self.graph.text(node, f"{SH}message")
            yield Constraint("SPARQLConstraintComponent", self.prefixes(constraint) + select, message)

    def prefixes(self, constraint: object) -> str:
        declared = [item for ontology in self.get(constraint, "prefixes") for item in self.get(ontology, "declare")]
        found = {self.graph.text(item, f"{SH}prefix"): self.graph.text(item, f"{SH}namespace") for item in declared}
        return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(found.items()))


def sparql_path(steps: tuple[Step, ...]) -> str:
    """A path in SPARQL's syntax.

    >>> sparql_path((Step("<x:p>"), Step("<x:q>", inverse=True)))
    '<x:p>/^<x:q>'
    """
    return "/".join(f"{'^' if step.inverse else ''}{step.predicate}" for step in steps)


def turtle_path(steps: tuple[Step, ...]) -> str:
    """A path as SHACL writes it in Turtle, with the prefix sh.

    >>> turtle_path((Step("<x:p>"), Step("<x:q>", inverse=True)))
    '( <x:p> [ sh:inversePath <x:q> ] )'
    """
    said = [f"[ sh:inversePath {step.predicate} ]" if step.inverse else step.predicate for step in steps]
    return said[0] if len(said) == 1 else f"( {' '.join(said)} )"
