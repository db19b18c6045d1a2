"""Contradictions between a graph and the axioms: which things, by which statements.

Most are found by looking for them (``find``): a thing of two disjoint classes, two things with one
key, a value too many, outside a domain or of another datatype. What remains is narrowed down by
asking a reasoner about ever smaller parts of the graph (``shrink``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

import pyoxigraph as ox

from uprgraph import rules
from uprgraph.axioms import OWL, Axioms
from uprgraph.export import PREFIXES
from uprgraph.namespaces import ONTOLOGY, RDF, Iris

_PREFIXES = {**PREFIXES, "owl": OWL, "schema": "https://schema.org/", "sdgo": "http://metadata.un.org/sdg/ontology#"}
MOST = 20
"""So many contradictions of one kind are told; mending the first often mends others."""


@dataclass(slots=True)
class Clash:
    """One contradiction: what it is in a sentence, the things that it is about, and why each holds."""

    rule: str
    says: str
    individuals: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)


def short(term: str, iris: Iris) -> str:
    """A term in N-Triples syntax as a reader knows it: ``upr:madeIn``, ``review/khm-2``, ``"text"``.

    >>> short("<https://w3id.org/uprgraph/id/review/khm-2>", Iris()), short('"82.1"', Iris())
    ('review/khm-2', '"82.1"')
    """
    if not term.startswith("<"):
        return term
    iri = term[1:-1]
    if iri.startswith(f"{iris.base}id/"):
        return iri.removeprefix(f"{iris.base}id/")
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return term


def shown(line: str, iris: Iris) -> str:
    """A line of N-Triples as a reader knows it, long texts cut."""
    subject, predicate, value = line.rstrip(" .\n").split(" ", 2)
    name = "a" if predicate == RDF.type else short(predicate, iris)
    value = short(value, iris)
    return f"{short(subject, iris)} {name} {value if len(value) < 60 else value[:57] + '...'}"


class Search:
    """Looks for contradictions in a graph whose consequences ``rules.infer`` has added."""

    def __init__(self, engine: ox.Store, inferred: Set[bytes], axioms: Axioms, iris: Iris) -> None:
        self.engine, self.inferred, self.axioms, self.iris = engine, inferred, axioms, iris
        self.disjoint = _disjoint(axioms)

    def find(self) -> list[Clash]:
        """At most ``MOST`` contradictions of each kind, those that need least reading first."""
        found: dict[tuple[str, ...], Clash] = {}
        told: dict[str, int] = {}
        for rule, bound in self._clashing():
            clash = self._clash(rule, bound)
            key = (rule.name, bound["?x"] if rule.name == "disjoint-classes" else clash.says)
            if key not in found and told.get(rule.name, 0) < MOST:
                told[rule.name] = told.get(rule.name, 0) + 1
                found[key] = clash
        return [*found.values(), *self._outside()]

    def _clashing(self) -> Iterator[tuple[rules.Rule, dict[str, str]]]:
        for step in rules.steps(self.axioms.store, clash=True):
            for row in self._rows(step.head, step.body):
                yield step.rule, {**step.bound, **row}

    def _rows(self, variables: str, body: str, limit: int = MOST) -> Iterator[dict[str, str]]:
        """The first rows by the variables in their order, each term in N-Triples syntax."""
        answer = self.engine.query(f"SELECT DISTINCT {variables} WHERE {{ {body} }} ORDER BY {variables} LIMIT {limit}")
        assert isinstance(answer, ox.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            yield {f"?{name}": str(term) for name, term in zip(names, solution, strict=True)}

    def _clash(self, rule: rules.Rule, bound: dict[str, str]) -> Clash:
        says = rule.says
        for name, term in bound.items():
            says = says.replace(f"{{{name[1:]}}}", short(term, self.iris))
        things = [bound[name] for name in ("?x", "?other", "?y", "?z") if bound.get(name, "").startswith("<")]
        individuals = [short(thing, self.iris) for thing in things if not thing.startswith(f"<{ONTOLOGY}")]
        because = []
        if rule.name == "disjoint-classes":
            because = [self.why(bound["?x"], bound[name]) for name in ("?class", "?other")]
        return Clash(rule.name, says, individuals, because)

    def why(self, thing: str, kind: str) -> str:
        """By which statement of the graph a thing is of a class."""
        said = f"{short(thing, self.iris)} is {short(kind, self.iris)}"
        if self._stated(thing, RDF.type, kind):
            return f"{said}: stated"
        below = {f"<{name}>" for name, above in self.axioms.above.items() if kind[1:-1] in above}
        for row in self._rows("?c", f"{thing} {RDF.type} ?c", 1000):
            if row["?c"] in below and self._stated(thing, RDF.type, row["?c"]):
                return f"{said}: it is stated to be {short(row['?c'], self.iris)}"
        for forwards in (True, False):
            ends = self._with_end("domain" if forwards else "range", below)
            for row in self._rows("?p ?y", f"{thing} ?p ?y" if forwards else f"?y ?p {thing}", 1000):
                statement = (thing, row["?p"], row["?y"]) if forwards else (row["?y"], row["?p"], thing)
                if row["?p"] in ends and self._stated(*statement):
                    return f"{said}: {' '.join(short(term, self.iris) for term in statement)}"
        return f"{said}: by other axioms"

    def _stated(self, subject: str, predicate: str, value: str) -> bool:
        return f"{subject} {predicate} {value} .\n".encode() not in self.inferred

    def _with_end(self, end: str, kinds: set[str]) -> set[str]:
        """The properties whose domain or range, or that of a property above, is one of the classes."""
        ends = _asked(self.axioms, "?p ?c", f"?p rdfs:subPropertyOf*/rdfs:{end} ?c")
        return {f"<{name}>" for name, kind in ends if f"<{kind}>" in kinds}

    def _outside(self) -> Iterator[Clash]:
        """Where a domain or range is a union of classes and a thing is of a class that is disjoint from each.

        Of a thing's statements the stated ones are told, and those that follow where none is.
        """
        for end, kind in (("domain", "?x"), ("range", "?y")):
            found: dict[str, tuple[bool, Clash]] = {}
            for name, members in _unions(self.axioms, end):
                none = "".join(f" FILTER NOT EXISTS {{ {kind} {RDF.type} <{member}> }}" for member in members)
                for row in self._rows("?x ?y", f"?x <{name}> ?y FILTER(isIRI({kind})){none}"):
                    follows = not self._stated(row["?x"], f"<{name}>", row["?y"])
                    if row[kind] in found and found[row[kind]][0] <= follows:
                        continue
                    for other in self._rows("?class", f"{row[kind]} {RDF.type} ?class", 1000):
                        if all((other["?class"][1:-1], member) in self.disjoint for member in members):
                            clash = self._outside_clash(end, row, name, other["?class"], row[kind], members)
                            found[row[kind]] = (follows, clash)
                            break
            yield from [clash for _, clash in found.values()][:MOST]

    def _outside_clash(
        self, end: str, row: dict[str, str], name: str, kind: str, thing: str, members: Sequence[str]
    ) -> Clash:
        x, y, property_ = (short(term, self.iris) for term in (row["?x"], row["?y"], f"<{name}>"))
        allowed = " or ".join(sorted(short(f"<{member}>", self.iris) for member in members))
        where = "has it" if end == "domain" else "stands there"
        says = f"{x} {property_} {y}: only {allowed} {where}, and {short(thing, self.iris)} is {short(kind, self.iris)}"
        return Clash(f"outside-{end}", says, [short(thing, self.iris)], [self.why(thing, kind)])


def _disjoint(axioms: Axioms) -> set[tuple[str, str]]:
    """Pairs of classes that can have no member in common, both ways, those below disjoint ones among them."""
    pairs = _asked(
        axioms,
        "?one ?other",
        """{ ?one owl:disjointWith|^owl:disjointWith ?other } UNION
           { ?all owl:members/rdf:rest*/rdf:first ?one , ?other FILTER(?one != ?other) }""",
    )
    below: dict[str, set[str]] = {}
    for name in axioms.classes:
        for over in axioms.above.get(name, {name}):
            below.setdefault(over, set()).add(name)
    return {(a, b) for one, other in pairs for a in below.get(one, {one}) for b in below.get(other, {other})}


def _unions(axioms: Axioms, end: str) -> list[tuple[str, list[str]]]:
    """(property, the classes of which its domain or range is the union)."""
    found: dict[str, list[str]] = {}
    for name, member in _asked(axioms, "?p ?c", f"?p rdfs:{end}/owl:unionOf/rdf:rest*/rdf:first ?c"):
        found.setdefault(name, []).append(member)
    return sorted((name, sorted(members)) for name, members in found.items())


def _asked(axioms: Axioms, variables: str, pattern: str) -> list[tuple[str, ...]]:
    """What the axioms say, as IRIs without brackets."""
    answer = axioms.store.query(f"SELECT DISTINCT {variables} WHERE {{ GRAPH ?g {{ {pattern} }} }}", prefixes=_PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple(str(term)[1:-1] for term in solution) for solution in answer]


def shrink(
    groups: Sequence[Sequence[str]], consistent: Callable[[Sequence[str]], bool], background: Sequence[str] = ()
) -> list[Sequence[str]]:
    """A smallest choice of *groups* that with *background* is still inconsistent: without any one it is not.

    *consistent* is asked about 2 k log2(n / k) times for k groups of n (U. Junker, QuickXplain, 2004).

    >>> shrink(["a", "b", "c", "d"], lambda chosen: not {"b", "d"} <= set(chosen))
    ['b', 'd']
    """

    def explain(known: list[str], new: bool, left: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        if new and not consistent(known):
            return []
        if len(left) == 1:
            return list(left)
        first, second = left[: len(left) // 2], left[len(left) // 2 :]
        behind = explain([*known, *_joined(first)], bool(first), second)
        before = explain([*known, *_joined(behind)], bool(behind), first)
        return [*before, *behind]

    return explain(list(background), bool(background), groups) if groups else []


def _joined(groups: Iterable[Sequence[str]]) -> list[str]:
    return [line for group in groups for line in group]
