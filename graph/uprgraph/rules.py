"""What follows from the axioms by rule, at full scale.

A rule is a file of ``queries/rules``: SPARQL whose ``GRAPH`` block asks the ontology for axioms and
whose rest asks the data. A CONSTRUCT concludes a statement, a SELECT finds a contradiction. Each
rule is taken once for each axiom that its block finds, and again whenever something that it reads
has come up anew, until nothing does. Nothing here names a class: new axioms work by themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from heapq import nsmallest
from pathlib import Path

import pyoxigraph as ox

from uprgraph.axioms import GRAPH
from uprgraph.resources import folder

CHUNK_BYTES = 10_000_000
_BLOCK = "GRAPH <https://w3id.org/uprgraph/ontology> {"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_TERM = re.compile(r"<[^<>\s]*>")


@dataclass(frozen=True, slots=True)
class Rule:
    """One file: *head* is what a CONSTRUCT concludes, or the variables that a SELECT finds."""

    name: str
    says: str
    axiom: str
    clash: bool
    head: str
    axioms: str
    body: str


@dataclass(frozen=True, slots=True)
class Step:
    """A rule taken for one axiom: SPARQL without variables of the axiom, and the terms it reads and writes."""

    rule: Rule
    head: str
    body: str
    bound: dict[str, str]

    def reads(self) -> frozenset[str]:
        return frozenset(_TERM.findall(self.body))

    def writes(self) -> frozenset[str]:
        return frozenset(_TERM.findall(self.head))


@dataclass(slots=True)
class Inferred:
    """The statements that follow and were not there, as lines of N-Triples, and how many each rule gave first."""

    lines: set[bytes]
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, list[bytes]] = field(default_factory=dict)
    """Two statements of each rule, for examples."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by name."""
    return tuple(_rule(path) for path in sorted((folder("queries") / "rules").glob("*.rq")))


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    header = dict(re.findall(r"^#\+ (\w+): (.*)$", text, re.MULTILINE))
    prefixes = dict(re.findall(r"^PREFIX (\w+): <([^>]*)>$", text, re.MULTILINE))
    query = re.sub(r"^(#\+|PREFIX).*\n", "", text, flags=re.MULTILINE)
    query = re.sub(r"\ba\b(?=[ \n]+[?<\w])", _TYPE, query)
    query = re.sub(
        r"\b([a-z]+):(\w+)", lambda term: f"<{prefixes[term[1]]}{term[2]}>", query.replace(_BLOCK, "GRAPH {")
    )
    head, where = query.split("\nWHERE {\n")
    body = where.rstrip()[:-1]
    axioms = ""
    if (start := body.find("GRAPH {")) >= 0:
        end = _closing(body, start + len("GRAPH {"))
        axioms, body = body[start + len("GRAPH {") : end], body[:start] + body[end + 1 :]
    clash = "clash" in header
    return Rule(
        path.stem,
        header["clash" if clash else "rule"],
        header["axiom"],
        clash,
        head.split(" ", 1)[1].strip().strip("{}"),
        axioms,
        body.strip(),
    )


def _closing(text: str, start: int) -> int:
    """Where the brace closes that was opened before *start*."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            return at
    raise ValueError("a brace is not closed")


def steps(known: ox.Store, clash: bool) -> list[Step]:
    """Every rule (or every contradiction) for every axiom that it is about."""
    found = []
    for rule in rules():
        if rule.clash != clash:
            continue
        if not rule.axioms:
            found.append(Step(rule, rule.head, rule.body, {}))
            continue
        used = sorted(set(re.findall(r"\?\w+", rule.axioms)) & set(re.findall(r"\?\w+", rule.head + rule.body)))
        answer = known.query(f"SELECT DISTINCT {' '.join(used)} WHERE {{ {rule.axioms} }}", default_graph=GRAPH)
        assert isinstance(answer, ox.QuerySolutions)
        for solution in answer:
            bound = {name: str(term) for name, term in zip(used, solution, strict=True) if term is not None}
            head = rule.head.split() if clash else [_filled(rule.head, bound)]
            found.append(
                Step(rule, " ".join(name for name in head if name not in bound), _filled(rule.body, bound), bound)
            )
    return sorted(found, key=lambda step: (step.rule.name, step.head, step.body))


def _filled(text: str, bound: dict[str, str]) -> str:
    return re.sub(r"\?\w+", lambda name: bound.get(name[0], name[0]), text)


def copy(of: ox.Store) -> ox.Store:
    """An engine's default graph in memory."""
    engine = ox.Store()
    engine.bulk_extend(of.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return engine


def infer(engine: ox.Store, known: ox.Store, tell: Callable[[bytes], None] = lambda lines: None) -> Inferred:
    """What follows from the engine's default graph, which is filled with as much of it as rules read.

    *tell* is called with lines of N-Triples as they come up, each once.
    """
    todo = steps(known, clash=False)
    read = frozenset().union(*(step.reads() for step in todo + steps(known, clash=True)))
    readers = [step.reads() - {_TYPE} for step in todo]
    seen: set[bytes] = set()
    counts: Counter[str] = Counter()
    first: dict[str, list[bytes]] = {}
    waiting = set(range(len(todo)))
    while waiting:
        for at in sorted(waiting):
            waiting.discard(at)
            step, writes = todo[at], todo[at].writes() - {_TYPE}
            found = _construct(engine, step)
            lines = found.splitlines(keepends=True)
            new = set(lines) - seen
            if not new:
                continue
            seen |= new
            tell(found if len(new) == len(lines) else b"".join(new))
            counts[step.rule.name] += len(new)
            first[step.rule.name] = nsmallest(2, [*first.get(step.rule.name, []), *new])
            if writes & read:
                engine.load(found, ox.RdfFormat.N_TRIPLES, lenient=True)
                waiting.update(other for other, reads in enumerate(readers) if reads & writes)
    return Inferred(seen, counts, first)


def _construct(engine: ox.Store, step: Step) -> bytes:
    answer = engine.query(f"CONSTRUCT {{ {step.head} }} WHERE {{ {step.body} FILTER NOT EXISTS {{ {step.head} }} }}")
    assert isinstance(answer, ox.QueryTriples)
    return answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b""


class Writer:
    """Adds statements to a named graph of an engine while the next ones are worked out."""

    def __init__(self, engine: ox.Store, name: str) -> None:
        self._engine, self._name = engine, ox.NamedNode(name)
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._pending: list[Future[None]] = []
        self._lines: list[bytes] = []

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if error[0] is None:
                self._submit()
                for added in self._pending:
                    added.result()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
            del self._engine  # which must not stay open behind whoever gives the generation up

    def __call__(self, lines: bytes) -> None:
        """Adds lines of N-Triples, many at a time; raises what adding earlier ones raised."""
        self._lines.append(lines)
        if sum(map(len, self._lines)) > CHUNK_BYTES:
            self._submit()

    def _submit(self) -> None:
        while len(self._pending) > 1:
            self._pending.pop(0).result()
        self._pending.append(self._pool.submit(self._add, b"".join(self._lines)))
        self._lines = []

    def _add(self, lines: bytes) -> None:
        self._engine.bulk_load(lines, ox.RdfFormat.N_TRIPLES, to_graph=self._name, lenient=True)
