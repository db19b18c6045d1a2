"""What HermiT gets: the axioms, and the statements of a graph that bear on reasoning.

Each way in which they are changed on the way says what that does to the answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import pyoxigraph as ox

from uprgraph.axioms import OWL, Axioms
from uprgraph.errors import UprgraphError
from uprgraph.namespaces import RDF, UPR, XSD, Iris

_TYPE = RDF.type[1:-1]
_DEFAULT = ox.DefaultGraph()
_ALWAYS = {f"{OWL}sameAs", f"{OWL}differentFrom"}
_CUT = {
    XSD.integer: f'"0"^^{XSD.integer}',
    XSD.decimal: f'"0.0"^^{XSD.decimal}',
    XSD.boolean: f'"false"^^{XSD.boolean}',
    XSD.anyURI: f'""^^{XSD.anyURI}',
}
"""A literal of each datatype of OWL 2 that is used here."""


def selected(engine: ox.Store, known: Axioms, iris: Iris, review: str | None = None) -> Iterator[ox.Quad]:
    """The statements of the default graph that bear on reasoning: all, or those of one review (``khm-2``).

    Of a review these are what tells of it, and of what it holds; and of the things to which these
    refer the statements among all of them. Raises UprgraphError for a review that is not there.

    Paragraph numbers of records are left out: the domain of the property is a choice of classes, for which
    HermiT tries one after the other for each record (four times the time); nothing follows from them, since
    records are stated to be such.
    """
    record = ox.NamedNode(UPR.Record[1:-1])
    records = {quad.subject for quad in engine.quads_for_pattern(None, ox.NamedNode(_TYPE), record, _DEFAULT)}
    number = UPR.paragraph[1:-1]
    quads = _of_review(engine, iris, review) if review else engine.quads_for_pattern(None, None, None, _DEFAULT)
    return (
        quad
        for quad in quads
        if _bears(quad, known) and not (quad.predicate.value == number and quad.subject in records)
    )


def _of_review(engine: ox.Store, iris: Iris, review: str) -> Iterator[ox.Quad]:
    pattern = engine.quads_for_pattern
    named = ox.NamedNode(iris.review(review.lower())[1:-1])
    if next(pattern(named, None, None, _DEFAULT), None) is None:
        raise UprgraphError(f"{review}: no such review here; give State and cycle as in khm-2")
    state = ox.NamedNode(UPR.State[1:-1])
    own: set[Any] = {named}
    for _ in range(2):
        own |= {
            quad.subject
            for thing in own
            for quad in pattern(None, None, thing, _DEFAULT)
            if next(pattern(quad.subject, ox.NamedNode(_TYPE), state, _DEFAULT), None) is None
        }
    referred = set()
    for thing in own:
        for quad in pattern(thing, None, None, _DEFAULT):
            yield quad
            if isinstance(quad.object, ox.NamedNode) and quad.predicate.value != _TYPE:
                referred.add(quad.object)
    among = own | referred
    for thing in referred - own:
        for quad in pattern(thing, None, None, _DEFAULT):
            if quad.predicate.value == _TYPE or isinstance(quad.object, ox.Literal) or quad.object in among:
                yield quad


def statements(quads: Sequence[ox.Quad], known: Axioms) -> list[str]:
    """Statements as HermiT gets them, sorted lines of N-Triples.

    Literals are cut to one of their kind, since only that they are there bears on reasoning. Of a property
    that is part of a key a value stays whole where two things share it; one that nothing shares is
    stated by a property beside it (``aside``), since HermiT would compare every two of them.
    """
    keys = {name for _, names in known.keys for name in names if name in known.data_properties}
    shared = Counter((quad.predicate.value, str(quad.object)) for quad in set(quads) if quad.predicate.value in keys)
    lines = set()
    for quad in quads:
        name, predicate, value = quad.predicate.value, str(quad.predicate), str(quad.object)
        if isinstance(quad.object, ox.Literal) and name not in known.counted and shared[name, value] < 2:
            predicate = aside(predicate) if name in keys else predicate
            value = _cut(quad.object)
        lines.add(f"{quad.subject} {predicate} {value} .\n")
    return sorted(lines)


def _cut(literal: ox.Literal) -> str:
    """A literal of the same kind; a string for a datatype that OWL 2 does not have, such as xsd:date."""
    return f'""@{literal.language}' if literal.language else _CUT.get(f"<{literal.datatype.value}>", '""')


def _bears(quad: ox.Quad, known: Axioms) -> bool:
    predicate, value = quad.predicate.value, quad.object
    if isinstance(value, ox.Literal):
        return predicate in known.data_properties
    if predicate == _TYPE:
        return isinstance(value, ox.NamedNode) and value.value in known.classes
    return predicate in known.object_properties or predicate in _ALWAYS


def given(known: Axioms) -> list[str]:
    """The axioms, with those of each property that a key reads said of the property beside it as well."""
    beside = {f"<{name}>" for _, names in known.keys for name in names if name in known.data_properties}
    copied = [line for line in known.lines if line.split(" ", 1)[0] in beside and " _:" not in line]
    return [*known.lines, *(aside(line.split(" ", 1)[0]) + line[line.index(" ") :] for line in copied)]


def aside(term: str) -> str:
    """A property that stands for another one in statements that no key needs."""
    return f"{term[:-1]}.aside>"


def stated(line: str) -> str:
    """The statement of the graph for which a line stands, its literal shown as cut."""
    return line.replace(f"{aside('>')} ", "> ").replace(' "" .', ' "..." .')


def individuals(lines: Iterable[str]) -> set[str]:
    """The things that the statements tell of."""
    found = set()
    for line in lines:
        subject, predicate, value = line[:-3].split(" ", 2)
        found |= {subject} if predicate == RDF.type or value.startswith('"') else {subject, value}
    return found


def different(lines: list[str], known: Axioms) -> Iterator[str]:
    """That things are different which a key or a number of values would otherwise make one.

    Things of a class with a key differ if they share the first property of the key; values of one
    thing differ if an axiom counts them.
    """
    of_class: dict[str, set[str]] = defaultdict(set)
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        subject, predicate, value = line[:-3].split(" ", 2)
        if predicate == RDF.type:
            for kind in known.above.get(value[1:-1], {value[1:-1]}):
                of_class[kind].add(subject)
        else:
            values[predicate[1:-1], subject].add(value)
    groups = [found for (name, _), found in values.items() if name in known.counted]
    for kind, names in known.keys:
        sharing: dict[str, set[str]] = defaultdict(set)
        for thing in of_class[kind]:
            for value in values.get((names[0], thing), ()):
                sharing[value].add(thing)
        groups += sharing.values()
    pairs = {pair for group in groups if len(group) > 1 for pair in combinations(sorted(group), 2)}
    for one, other in sorted(pairs):
        if not one.startswith('"'):
            yield f"{one} <{OWL}differentFrom> {other} .\n"


def without_nominals(lines: list[str]) -> Iterator[str]:
    """The axioms with "has the value v" put as "has a value of a class that v is in".

    What follows from having the value is the same. What is lost is that a member of the class has
    the value, which no data here state the other way round. With classes of one named thing HermiT looks
    at the whole graph for every class and takes three times as long.
    """
    for line in lines:
        subject, predicate, value = line[:-3].split(" ", 2)
        if predicate != f"<{OWL}hasValue>" or value.startswith('"'):
            yield line
            continue
        kind = f"<urn:uprgraph:is:{value[1:]}"
        yield f"{subject} <{OWL}someValuesFrom> {kind} .\n"
        yield f"{kind} {RDF.type} <{OWL}Class> .\n"
        yield f"{value} {RDF.type} {kind} .\n"
