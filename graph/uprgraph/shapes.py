"""SHACL file -> SPARQL: each shape of ``ontology/upr-shapes.ttl`` as queries that find what breaks it.

What is understood, of SHACL Core and SHACL-SPARQL (W3C Recommendation of 20 July 2017):

- shapes with an IRI, as ``sh:NodeShape`` or ``sh:PropertyShape``, with ``sh:targetClass`` (sub-classes of
  upr.ttl included), ``sh:targetSubjectsOf``, ``sh:targetObjectsOf``, ``sh:severity``, ``sh:message``;
- ``sh:path``: a property, ``sh:inversePath`` of one, or a sequence of these;
- of the values: ``sh:class``, ``sh:datatype``, ``sh:nodeKind``, ``sh:in``, ``sh:pattern`` with ``sh:flags``,
  ``sh:minInclusive``, ``sh:maxInclusive``, and ``sh:or``, ``sh:xone``, ``sh:not`` of shapes made of these;
- of a path: ``sh:minCount``, ``sh:maxCount``, ``sh:hasValue``, ``sh:equals``, ``sh:disjoint``, ``sh:lessThan``,
  ``sh:lessThanOrEquals``; in a shape inside another only ``sh:minCount`` 1, ``sh:maxCount`` 0 and ``sh:hasValue``;
- ``sh:sparql`` with ``sh:select``, ``sh:message`` and ``sh:prefixes``.

Whatever else stands in the file raises NotReadable, so that nothing is left unchecked in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyoxigraph as ox

from uprgraph.errors import NotReadable
from uprgraph.namespaces import BASE, DCTERMS, RDF, RDFS, SKOS, XSD
from uprgraph.resources import folder

SH = "http://www.w3.org/ns/shacl#"
SEVERITIES = ("violation", "warning", "info")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TARGETS = {"targetClass", "targetSubjectsOf", "targetObjectsOf"}
_VALUES = {"class", "datatype", "nodeKind", "in", "pattern", "minInclusive", "maxInclusive", "or", "xone", "not"}
_PATHS = {"minCount", "maxCount", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"}
_SAID = {"severity", "message", "path", "flags"}
# Pre-bound variables have another meaning in these: SHACL forbids them in constraints.
_FORBIDDEN = re.compile(r"\b(MINUS|VALUES|SERVICE)\b", re.IGNORECASE)
_KINDS = {"IRI": "ISIRI", "BlankNode": "ISBLANK", "Literal": "ISLITERAL"}
_CAST = {XSD.namespace + name for name in ("boolean", "integer", "decimal", "date", "dateTime", "double", "float")}


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape; the query selects ``?this`` and may select ``?value`` and ``?path``."""

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
    path: str | None
    constraints: tuple[Constraint, ...]

    @property
    def name(self) -> str:
        return self.iri.rpartition("#")[2]


class Graph:
    """The triples of a Turtle file by subject."""

    def __init__(self, path: Path, base: str = BASE) -> None:
        text = path.read_text(encoding="utf-8").replace(f"{BASE}id/", f"{base}id/")
        self._objects: dict[tuple[object, str], list[Term]] = {}
        self._predicates: dict[object, set[str]] = {}
        self.path = path
        try:
            for quad in ox.parse(text, ox.RdfFormat.TURTLE):
                self._objects.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)
                self._predicates.setdefault(quad.subject, set()).add(quad.predicate.value)
        except SyntaxError as error:
            raise NotReadable(f"{path}: not Turtle: {error.msg}") from error

    def all(self, subject: object, predicate: str) -> list[Term]:
        return self._objects.get((subject, predicate), [])

    def one(self, subject: object, predicate: str) -> Term | None:
        """The only value; None without one. Raises NotReadable for several."""
        found = self.all(subject, predicate)
        if len(found) > 1:
            raise NotReadable(f"{self.path}: {subject} has several {predicate}")
        return found[0] if found else None

    def text(self, subject: object, predicate: str) -> str:
        found = self.one(subject, predicate)
        return found.value if isinstance(found, ox.Literal | ox.NamedNode) else ""

    def subjects(self, predicate: str, value: str) -> list[object]:
        return [s for (s, p), found in self._objects.items() if p == predicate and ox.NamedNode(value) in found]

    def names(self, subject: object, namespace: str) -> set[str]:
        """The local names of the subject's predicates in one namespace."""
        return {p.removeprefix(namespace) for p in self._predicates.get(subject, ()) if p.startswith(namespace)}

    def items(self, head: Term | None) -> Iterator[Term]:
        while head is not None and head != ox.NamedNode(f"{RDF.namespace}nil"):
            yield from self.all(head, f"{RDF.namespace}first")
            head = self.one(head, f"{RDF.namespace}rest")


def read(path: Path | None = None, base: str = BASE) -> list[Shape]:
    """The shapes of a file (default: ``ontology/upr-shapes.ttl``) in its order, for data under *base*.

    Raises NotReadable for a construct outside the subset above.
    """
    graph = Graph(path or folder("ontology") / "upr-shapes.ttl", base)
    reader = _Reader(graph, _subclasses(Graph(folder("ontology") / "upr.ttl")))
    kinds = (f"{SH}NodeShape", f"{SH}PropertyShape")
    found = [node for kind in kinds for node in graph.subjects(RDF.type[1:-1], kind) if not isinstance(node, ox.BlankNode)]
    order = {node: at for at, (node, _) in enumerate(graph._objects)}
    return [reader.shape(node) for node in sorted(found, key=order.__getitem__)]


def _subclasses(ontology: Graph) -> dict[str, list[str]]:
    """Class -> itself and all its sub-classes by the axioms of upr.ttl, sorted."""
    below: dict[str, set[str]] = {}
    for (subject, predicate), objects in ontology._objects.items():
        if predicate == f"{RDFS.namespace}subClassOf" and isinstance(subject, ox.NamedNode):
            for parent in objects:
                if isinstance(parent, ox.NamedNode):
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
        if unknown := self.graph.names(node, SH) - allowed:
            raise self.fail(node, f"sh:{', sh:'.join(sorted(unknown))} is not understood here")

    def shape(self, node: object) -> Shape:
        path = self.path(self.graph.one(node, f"{SH}path"))
        self.refuse(node, _TARGETS | _VALUES | _SAID | {"sparql"} | (_PATHS if path else set()))
        severity = self.graph.text(node, f"{SH}severity").removeprefix(SH).lower()
        if severity not in SEVERITIES:
            raise self.fail(node, f"its severity must be one of sh:{', sh:'.join(SEVERITIES)}")
        constraints = (*self.core(node, path), *self.sparql(node, path))
        if not constraints:
            raise self.fail(node, "it has no constraint")
        subject = self.graph.one(node, f"{DCTERMS.namespace}subject")
        return Shape(
            iri=str(node)[1:-1],
            label=self.graph.text(node, RDFS.label[1:-1]),
            comment=self.graph.text(node, RDFS.comment[1:-1]),
            group=self.graph.text(subject, SKOS.prefLabel[1:-1]),
            severity=severity,
            message=self.graph.text(node, f"{SH}message"),
            path=path,
            constraints=constraints,
        )

    def path(self, node: Term | None) -> str | None:
        """The path in SPARQL's syntax, which is that of Turtle for a single property."""
        if node is None or isinstance(node, ox.NamedNode):
            return str(node) if node else None
        names = self.graph.names(node, SH)
        if names == {"inversePath"}:
            inner = self.graph.one(node, f"{SH}inversePath")
            if isinstance(inner, ox.NamedNode):
                return f"^{inner}"
        parts = list(self.graph.items(node))
        if names or not parts:
            raise self.fail(node, "a path is a property, the inverse of one, or a sequence of these")
        return "/".join(str(self.path(part)) for part in parts)

    def targets(self, node: object) -> list[str]:
        """Patterns that bind ?this; a focus node may be bound several times."""
        found = []
        for target in self.get(node, "targetClass"):
            found.append(self.instance("?this", target))
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

    def core(self, node: object, path: str | None) -> Iterator[Constraint]:
        targets = self.targets(node)
        target = targets[0] if len(targets) == 1 else " UNION ".join(f"{{ {one} }}" for one in targets)
        message = self.graph.text(node, f"{SH}message")
        for name, condition in self.conditions(node, "?value"):
            values = f"{target} ?this {path} ?value ." if path else f"{target} BIND(?this AS ?value)"
            query = f"SELECT DISTINCT ?this ?value WHERE {{ {values} FILTER(!COALESCE({condition}, false)) }}"
            yield Constraint(_component(name), query, message)
        if path:
            for name, query in self.counts(node, target, path):
                yield Constraint(_component(name), query, message)
            for name, query in self.comparisons(node, target, path):
                yield Constraint(_component(name), query, message)

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
        values = f"SELECT DISTINCT ?this ?value WHERE {{ {target} ?this %s ?value . %s }}"
        for other in self.get(node, "equals"):
            for one, two in ((path, str(other)), (str(other), path)):
                yield "equals", values % (one, f"FILTER NOT EXISTS {{ ?this {two} ?value }}")
        for other in self.get(node, "disjoint"):
            yield "disjoint", values % (path, f"?this {other} ?value .")
        for name, sign in (("lessThan", "<"), ("lessThanOrEquals", "<=")):
            for other in self.get(node, name):
                compared = f"?this {other} ?other . FILTER(!COALESCE(?value {sign} ?other, false))"
                yield name, values % (path, compared)

    def conditions(self, node: object, variable: str) -> Iterator[tuple[str, str]]:
        """(constraint, SPARQL expression that is true of a value that keeps it)."""
        for of in self.get(node, "class"):
            yield "class", f"EXISTS {{ {self.instance(variable, of)} }}"
        for datatype in self.get(node, "datatype"):
            well = f" && COALESCE({datatype}(STR({variable})) = {datatype}(STR({variable})), false)"
            yield "datatype", f"DATATYPE({variable}) = {datatype}{well if str(datatype)[1:-1] in _CAST else ''}"
        for kind in self.get(node, "nodeKind"):
            names = str(kind)[1:-1].removeprefix(SH).split("Or")
            if not set(names) <= set(_KINDS):
                raise self.fail(node, f"{kind} is no kind of node")
            yield "nodeKind", " || ".join(f"{_KINDS[name]}({variable})" for name in names)
        if (members := self.graph.one(node, f"{SH}in")) is not None:
            yield "in", " || ".join(f"SAMETERM({variable}, {item})" for item in self.graph.items(members)) or "false"
        flags = str(self.graph.one(node, f"{SH}flags") or '""')
        for pattern in self.get(node, "pattern"):
            yield "pattern", f"!ISBLANK({variable}) && REGEX(STR({variable}), {pattern}, {flags})"
        for name, sign in (("minInclusive", ">="), ("maxInclusive", "<=")):
            for bound in self.get(node, name):
                yield name, f"{variable} {sign} {bound}"
        for members in self.get(node, "or"):
            yield "or", " || ".join(self.conforms(item, variable) for item in self.graph.items(members))
        for members in self.get(node, "xone"):
            parts = (f"IF({self.conforms(item, variable)}, 1, 0)" for item in self.graph.items(members))
            yield "xone", f"({' + '.join(parts)}) = 1"
        for shape in self.get(node, "not"):
            yield "not", f"!{self.conforms(shape, variable)}"

    def conforms(self, node: object, variable: str) -> str:
        """The SPARQL expression that is true of a value that conforms to a shape inside another."""
        path = self.path(self.graph.one(node, f"{SH}path"))
        self.refuse(node, _VALUES | {"flags"} | ({"path", "minCount", "maxCount", "hasValue"} if path else set()))
        if not path:
            parts = [condition for _, condition in self.conditions(node, variable)]
        else:
            value = next(self.fresh)
            parts = [
                f"NOT EXISTS {{ {variable} {path} {value} . FILTER(!COALESCE({condition}, false)) }}"
                for _, condition in self.conditions(node, value)
            ]
            bounds = {(self.number(node, "minCount"), self.number(node, "maxCount"))}
            if not bounds <= {(None, None), (1, None), (None, 0)}:
                raise self.fail(node, "inside another shape sh:minCount is 1 or sh:maxCount 0")
            parts += [f"EXISTS {{ {variable} {path} {value} }}" for _ in self.get(node, "minCount")]
            parts += [f"NOT EXISTS {{ {variable} {path} {value} }}" for _ in self.get(node, "maxCount")]
            parts += [f"EXISTS {{ {variable} {path} {term} }}" for term in self.get(node, "hasValue")]
        if not parts:
            raise self.fail(node, "it says nothing that is understood")
        return f"COALESCE({' && '.join(f'({part})' for part in parts)}, false)"

    def sparql(self, node: object, path: str | None) -> Iterator[Constraint]:
        """SHACL-SPARQL constraints, asked of all focus nodes at once instead of one by one."""
        for constraint in self.get(node, "sparql"):
            self.refuse(constraint, {"select", "message", "prefixes"})
            select = self.graph.text(constraint, f"{SH}select")
            if not re.match(r"\s*SELECT\b", select, re.IGNORECASE) or _FORBIDDEN.search(select):
                raise self.fail(node, "sh:select must be a SELECT without MINUS, VALUES and SERVICE")
            targets = " UNION ".join(f"{{ {one} }}" for one in self.targets(node))
            focus = f"{{ SELECT DISTINCT ?this WHERE {{ {targets} }} }} "
            if path:
                select = select.replace("$PATH", path)
            select, found = re.subn(r"\bWHERE\s*\{", lambda match: match[0] + " " + focus, select, count=1)
            if not found:
                raise self.fail(node, "sh:select has no WHERE {")
            message = self.graph.text(constraint, f"{SH}message") or self.graph.text(node, f"{SH}message")
            yield Constraint("SPARQLConstraintComponent", self.prefixes(constraint) + select, message)

    def prefixes(self, constraint: object) -> str:
        lines = []
        for ontology in self.get(constraint, "prefixes"):
            for declared in self.get(ontology, "declare"):
                prefix = self.graph.text(declared, f"{SH}prefix")
                lines.append(f"PREFIX {prefix}: <{self.graph.text(declared, f'{SH}namespace')}>\n")
        return "".join(sorted(lines))


def _component(name: str) -> str:
    """``minCount`` -> ``MinCountConstraintComponent``."""
    return f"{name[0].upper()}{name[1:]}ConstraintComponent"


def groups(shapes: Sequence[Shape]) -> list[str]:
    """The names of the groups in the order in which they first appear."""
    return list(dict.fromkeys(shape.group for shape in shapes))
