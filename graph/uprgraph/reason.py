"""OWL reasoning: does the graph agree with the axioms, and what follows from both?

Two ways. HermiT (``with_hermit``) takes OWL 2 DL in full and finds every contradiction, on the
bundled graph, one review or the axioms alone. Rules (``with_rules``) take what OWL 2 RL can say of
the axioms, at any size. Where both run they agree on the terms of the ontology.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from uprgraph import axioms, hermit, premises, rules
from uprgraph.axioms import Axioms
from uprgraph.clashes import Clash, Search, short, shown, shrink
from uprgraph.conclusions import Conclusions, Group
from uprgraph.errors import StoreError, UprgraphError
from uprgraph.namespaces import ONTOLOGY, RDF, Iris
from uprgraph.store import Store, current, new_generation, open_store

LIMIT = 60_000
"""HermiT is not begun with more statements of a graph: 35,000 took it 11 s, 74,000 a minute, 600,000 did not end."""

Progress = Callable[[str, float], None]
_DEFAULT = ox.DefaultGraph()


@dataclass(slots=True)
class Data:
    """A graph to reason over: the default graph of an engine."""

    name: str
    iris: Iris
    engine: ox.Store


def of_store(store: Store) -> Data:
    """The default graph of a store."""
    return Data(str(store.path or "the bundled graph"), store.iris, store.engine)


def of_file(path: Path) -> Data:
    """The graph in a file, its named graphs merged, and the ontology's codes beside it; raises NotReadable."""
    from uprgraph.building import codes
    from uprgraph.validate import base_of, load_file

    engine = ox.Store()
    load_file(engine, path)
    iris = Iris(base_of(engine))
    _name_blank_nodes(engine, iris)
    engine.bulk_load("".join(codes(iris)), ox.RdfFormat.N_TRIPLES)
    return Data(str(path), iris, engine)


def _name_blank_nodes(engine: ox.Store, iris: Iris) -> None:
    """Gives every blank node an IRI, so that what is inferred of it can be told."""
    pattern = engine.quads_for_pattern
    nodes = {term for quad in engine for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)}

    def told(node: ox.BlankNode) -> list[str]:
        around = [*pattern(node, None, None, _DEFAULT), *pattern(None, None, node, _DEFAULT)]
        return sorted(re.sub(r"_:\w+", "_:", str(quad)) for quad in around)

    names: dict[object, ox.NamedNode] = {
        node: ox.NamedNode(f"{iris.base}id/unnamed/{number}")
        for number, node in enumerate(sorted(nodes, key=told), start=1)
    }
    for quad in [quad for quad in engine if quad.subject in names or quad.object in names]:
        engine.remove(quad)
        subject, value = names.get(quad.subject, quad.subject), names.get(quad.object, quad.object)
        engine.add(ox.Quad(subject, quad.predicate, value))


# By rules


def with_rules(data: Data, progress: Progress | None = None) -> Conclusions:
    """What follows by the rules of ``queries/rules``, and the contradictions that they find."""
    told, inferred = _by_rules(data, progress or (lambda name, share: None), lambda lines: None)
    told.lines = sorted(line.decode() for line in inferred.lines)
    return told


def materialised(path: Path, progress: Progress | None = None) -> Conclusions:
    """What follows by rules from the store at *path*, added to it as a named graph in a new generation.

    The default graph, and with it every count, stays as it is, and the next build drops the graph. All or
    nothing, as with a build: where there are contradictions, they are told and nothing is added. Raises
    StoreError, StoreBusy.
    """
    if current(path) is None:
        raise StoreError(f"{path}: no store was built here yet; run 'upr build'")
    told: Conclusions | None = None
    try:
        with new_generation(path, copied=True) as generation:
            store = open_store(path)
            assert store is not None
            name = store.iris.inferred_graph()[1:-1]
            if store.engine.contains_named_graph(ox.NamedNode(name)):
                raise StoreError(f"{path}: inferred statements were added already; 'upr build' drops them")
            with rules.Writer(generation.writable(), name) as write:
                told, _ = _by_rules(of_store(store), progress or (lambda name, share: None), write)
            if told.contradictions:
                raise _Contradiction
    except _Contradiction:
        assert told is not None
        told.notes.append("nothing was added to the store")
        return told
    told.notes.append(f"added to the store as the graph {name}, until the next build")
    return told


class _Contradiction(Exception):
    """Ends the writing of a generation that is not to be kept."""


def _by_rules(data: Data, progress: Progress, write: Callable[[bytes], None]) -> tuple[Conclusions, rules.Inferred]:
    known = axioms.load(data.iris, axioms.PROFILE)
    progress("reading the graph", 0.0)
    engine = rules.copy(data.engine)
    progress("applying rules", 0.3)
    found = rules.infer(engine, known.store, write)
    progress("looking for contradictions", 0.9)
    told = _conclusions("rules (OWL 2 RL)", data.name, known)
    told.contradictions = Search(engine, found.lines, known, data.iris).find()
    told.grouped_by = "rule"
    told.inferred = [
        Group(name, count, [shown(line.decode(), data.iris) for line in found.first[name]])
        for name, count in sorted(found.counts.items())
    ]
    told.notes = ["rules see some contradictions, HermiT sees all"]
    return told, found


def _conclusions(reasoner: str, graph: str, known: Axioms) -> Conclusions:
    properties = len(known.object_properties) + len(known.data_properties)
    return Conclusions(reasoner, graph, known.count(), len(known.classes), properties)


# With HermiT


def with_hermit(
    data: Data | None, iris: Iris, review: str | None = None, progress: Progress | None = None
) -> Conclusions:
    """What HermiT says of the axioms and of a graph; of the axioms alone where there is no graph.

    *review* (``khm-2``) takes one review out of the graph. Raises UprgraphError where Java is missing,
    the graph is too large or the review is not in it.
    """
    tell = progress or (lambda name, share: None)
    hermit.java()
    known = axioms.load(iris)
    quads = list(islice(premises.selected(data.engine, known, iris, review), LIMIT + 1)) if data else []
    if len(quads) > LIMIT:
        raise UprgraphError(
            f"more than {LIMIT:,} statements are too many for HermiT, whose time grows with their square; take one "
            "review (--review khm-2), the axioms alone (--axioms), or the rules, which take any number (--rules)"
        )
    graph = f"{data.name}{f', review {review}' if review else ''}" if data else "none, the axioms alone"
    found = _conclusions("HermiT (OWL 2 DL)", graph, known)
    tell("HermiT on the axioms", 0.0)
    hierarchy = hermit.hierarchy(known.lines)
    if hierarchy is None:
        found.contradictions = [_narrowed([[line] for line in known.lines[1:]], known.lines[:1], iris)]
        return found
    _tell_hierarchy(found, hierarchy, known, iris)
    if data is not None:
        _tell_graph(found, hierarchy, quads, known, iris, tell)
    return found


def _tell_hierarchy(found: Conclusions, said: hermit.Said, known: Axioms, iris: Iris) -> None:
    above = axioms.closure(said.classes)
    pairs = {
        (name, over) for name in known.classes for over in above.get(name, ()) if name != over and over in known.classes
    }
    stated = {(name, over) for name, names in known.above.items() for over in names}
    found.unsatisfiable = [short(f"<{name}>", iris) for name in said.unsatisfiable()]
    found.subclasses = len(pairs)
    found.new_subclasses = [
        f"{short(f'<{name}>', iris)} is below {short(f'<{over}>', iris)}" for name, over in sorted(pairs - stated)
    ]


def _tell_graph(
    found: Conclusions, hierarchy: hermit.Said, quads: Sequence[ox.Quad], known: Axioms, iris: Iris, tell: Progress
) -> None:
    lines = premises.statements(quads, known)
    found.individuals, found.statements = len(premises.individuals(lines)), len(lines)
    tell("looking for contradictions", 0.05)
    # A look costs a second, names the things, and reads chains where HermiT does not (in keys).
    found.contradictions = _seen(quads, known, iris)
    if found.contradictions:
        return
    tell("HermiT on the graph: is it consistent?", 0.1)
    given, graph = premises.given(known), [*lines, *premises.different(lines, known)]
    if not hermit.consistent([*given, *graph]):
        tell("narrowing the contradiction down with HermiT", 0.3)
        found.contradictions = [_narrowed(_by_thing(graph, iris), given, iris)]
        return
    tell("HermiT on the graph: what follows?", 0.2)
    said = hermit.realised([*premises.without_nominals(given), *graph])
    if said is None:
        raise UprgraphError("HermiT finds the graph consistent and, with weaker axioms, inconsistent")
    found.lines = sorted(_follows(said, hierarchy, known) - set(lines))
    by_term: dict[str, list[str]] = defaultdict(list)
    for line in found.lines:
        _, predicate, value, _ = line.split(" ")
        term = value if predicate == RDF.type else predicate
        name = f"{'a ' if predicate == RDF.type else ''}{short(term, iris)}"
        by_term[name if term.startswith(f"<{ONTOLOGY}") else ""].append(line)
    others = by_term.pop("", [])
    found.grouped_by = "term of the ontology"
    found.inferred = [
        Group(name, len(group), [shown(line, iris) for line in group[:2]]) for name, group in sorted(by_term.items())
    ]
    if others:
        found.notes = [f"{len(others):,} more statements follow by terms of other vocabularies (alignments.ttl)"]


def _follows(said: hermit.Said, hierarchy: hermit.Said, known: Axioms) -> set[str]:
    """All types and values: what HermiT prints and what lies above it, as lines of N-Triples."""
    above = axioms.closure(hierarchy.classes)
    over = axioms.closure(
        pair
        for (one, back), (other, other_back) in hierarchy.properties
        for pair in (((one, back), (other, other_back)), ((one, not back), (other, not other_back)))
    )
    found = {
        f"<{thing}> {RDF.type} <{kind}> .\n"
        for thing, direct in said.types
        for kind in above.get(direct, {direct})
        if kind in known.classes
    }
    for subject, name, value in said.values:
        for other, backwards in over.get((name, False), {(name, False)}):
            if other in known.object_properties:
                one, two = (value, subject) if backwards else (subject, value)
                found.add(f"<{one}> <{other}> <{two}> .\n")
    return found


# Why it is inconsistent


def _seen(quads: Sequence[ox.Quad], known: Axioms, iris: Iris) -> list[Clash]:
    engine = ox.Store()
    engine.extend(quads)
    return Search(engine, rules.infer(engine, known.store).lines, known, iris).find()


def _by_thing(lines: Iterable[str], iris: Iris) -> list[list[str]]:
    """The statements of each thing together, things of one review next to each other."""

    def near(group: list[str]) -> tuple[str, str]:
        name = group[0].split(" ", 1)[0][1:-1].removeprefix(f"{iris.base}id/")
        return (name.split("/")[1] if "/" in name else "", name)

    by_thing: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        by_thing[line.split(" ", 1)[0]].append(line)
    return sorted(by_thing.values(), key=near)


def _narrowed(groups: list[list[str]], background: list[str], iris: Iris) -> Clash:
    """A contradiction as a smallest set of statements, by asking HermiT about ever smaller parts."""
    said: dict[frozenset[str], bool] = {}

    def consistent(lines: Sequence[str]) -> bool:
        """What HermiT says, asked once of the same statements."""
        if (asked := frozenset(lines)) not in said:
            said[asked] = hermit.consistent(lines)
        return said[asked]

    few = [[line] for group in shrink(groups, consistent, background) for line in group]
    fewest = [line for group in shrink(few, consistent, background) for line in group]
    things = sorted({short(line.split(" ", 1)[0], iris) for line in fewest})
    says = f"these {len(fewest)} statements and the axioms cannot all hold; without any one of them the rest can"
    return Clash("HermiT", says, things, [shown(premises.stated(line), iris) for line in fewest])
