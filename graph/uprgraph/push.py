"""Sends the store to a SPARQL 1.1 service: the merge into one named graph, the store's named graphs beside it.

By the Graph Store HTTP Protocol where the service has it, else by updates. What makes the store
openable is sent last, after everything else was counted there and looked at in samples, so that an
unfinished push is never taken for a whole one. A killed push goes on at the batch where it was.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Protocol

from uprgraph.errors import QueryError, StoreError
from uprgraph.files import replacing
from uprgraph.namespaces import ONTOLOGY, Iris
from uprgraph.push_spool import Section, Spool, spooled
from uprgraph.remote import SOURCES, solutions
from uprgraph.remote_http import Address, Refused, Service, Unreached, address
from uprgraph.store import Store

BATCH = 10_000
"""Triples in one request, and at most so many bytes:"""
BATCH_BYTES = 4 << 20
ATTEMPTS = 6
LONGEST_WAIT = 300.0
SAMPLES, TOGETHER = 40, 10
"""Triples that are looked for after a push, and how many by one query."""
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_OTHER_WAY = {400, 404, 405, 406, 411, 415, 422, 501}
"""What a service answers that does not have a protocol at an address."""
_MARK = f"?dataset <{ONTOLOGY}softwareVersion> ?version"
"""Of the first batch: the graph is one of ours."""
_END = f"?dataset <{ONTOLOGY}storeFormat> ?form"
"""Sent last: the graph is whole."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did."""

    where: Address
    triples: int
    """Of the merge."""
    graphs: int
    """Named graphs of the store beside it: sources, codes, derived."""
    sent: int
    """Triples of all graphs that this run sent; fewer than there are where it went on."""
    sha256: str
    """Of the merge as sorted N-Triples, which is what ``upr export FILE.nt`` writes."""
    way: str


@dataclass(slots=True)
class State:
    """How far the push of one build to one graph has come."""

    sha256: str
    done: int
    way: str


class Way(Protocol):
    """A protocol to write by, at its address."""

    name: str
    service: Service

    def write(self, graph: str, lines: bytes, anew: bool) -> None:
        """Adds lines of N-Triples to a graph, which is emptied first where *anew*."""

    def remove(self, graph: str) -> None:
        """Removes a graph that is there."""


class GraphStore:
    """SPARQL 1.1 Graph Store HTTP Protocol, with the graph's IRI as a parameter (section 4.2)."""

    name = "Graph Store Protocol"

    def __init__(self, service: Service) -> None:
        self.service = service

    def write(self, graph: str, lines: bytes, anew: bool) -> None:
        headers = {"Content-Type": "application/n-triples"}
        method = "PUT" if anew else "POST"
        self.service.request(method, self.service.where.url, headers, params={"graph": graph}, body=lines)

    def remove(self, graph: str) -> None:
        self.service.request("DELETE", self.service.where.url, {}, params={"graph": graph})


class Update:
    """SPARQL 1.1 Update, posted directly (SPARQL 1.1 Protocol, section 2.2.2)."""

    name = "SPARQL Update"

    def __init__(self, service: Service) -> None:
        self.service = service

    def write(self, graph: str, lines: bytes, anew: bool) -> None:
        if anew:
            self.remove(graph)
        self._send(f"INSERT DATA {{ GRAPH <{graph}> {{\n".encode() + lines + b"} }")

    def remove(self, graph: str) -> None:
        self._send(f"DROP SILENT GRAPH <{graph}>".encode())

    def _send(self, update: bytes) -> None:
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self.service.request("POST", self.service.where.url, headers, body=update)


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one graph for one request."""

    graph: str
    lines: bytes
    count: int
    anew: bool
    done: int
    """Lines of the whole push up to its end."""


def push(
    store: Store,
    to: str,
    *,
    update: str | None = None,
    graph_store: str | None = None,
    batch: int = BATCH,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    states: Path | None = None,
) -> Pushed:
    """Sends *store* (one with a folder) to the service at *to*, ``https://host/sparql#graph``.

    *update* and *graph_store* are the addresses to write at where they are others than the one to
    ask at; of the two that is given is used, the Graph Store Protocol first. *states* is the folder
    that remembers how far a push has come. Memory does not grow with the store.
    Raises StoreError, whose message says what to do; what was sent by then stays.
    """
    where = address(to)
    report = progress or (lambda name, share: None)
    service = Service(where)
    solutions(service, "SELECT (1 AS ?one) WHERE { }")  # An address or login that is wrong is told at once.
    ways = _ways(service, update, graph_store)
    with tempfile.TemporaryDirectory(prefix="upr-push-") as folder:
        spool = spooled(store, where.graph, Path(folder), report)
        sending = _Sending(spool, service, ways, batch, report, sleep, states)
        return sending.run(store.iris)


def _ways(service: Service, update: str | None, graph_store: str | None) -> list[Way]:
    """The protocols to try, in this order; where no address is given, at that to ask at, or beside it on Virtuoso."""
    where = service.where
    if update is None and graph_store is None:
        if "virtuoso" not in service.engine.lower():
            return [GraphStore(service), Update(service)]
        # Virtuoso leaves a PUT to its /sparql without any answer, and takes no durations by updates.
        graph_store = where.url.partition("?")[0].rpartition("/")[0] + "/sparql-graph-crud-auth"
    ways: list[Way] = [GraphStore(_beside(where, graph_store))] if graph_store else []
    return [*ways, Update(_beside(where, update))] if update else ways


def _beside(where: Address, text: str) -> Service:
    """A service at another address, with the same login where that names none."""
    other = address(text)
    if other.user is None and other.host == where.host:
        other = replace(other, user=where.user, password=where.password)
    return Service(other)


class _Sending:
    """One run of a push."""

    def __init__(
        self,
        spool: Spool,
        service: Service,
        ways: list[Way],
        batch: int,
        report: Progress,
        sleep: Callable[[float], None],
        states: Path | None,
    ) -> None:
        self.spool, self.service, self.where = spool, service, service.where
        self.ways, self.batch, self.report, self.sleep = ways, batch, report, sleep
        self.path = (
            states or _states()
        ) / f"{sha256(f'{self.where.url}#{self.where.graph}'.encode()).hexdigest()[:16]}.json"

    def run(self, iris: Iris) -> Pushed:
        state = self._started(iris)
        stale = self._stale(iris)
        begun = state.done
        for batch in batches(self.spool.sections, state.done, self.batch):
            self.report(f"sending to {self.where.host}", state.done / self.spool.total)
            self._write(batch)
            state.done, state.way = batch.done, self.ways[0].name
            self._keep(state)
        for graph in stale:
            self._patiently(partial(self.ways[0].remove, graph))
        self._verify()
        merge = self.spool.sections[0]
        self._patiently(lambda: self.ways[0].write(merge.graph, self.spool.last, False))
        self._expect(merge.graph, merge.count + 1)
        self.path.unlink(missing_ok=True)
        graphs = len(self.spool.sections) - 1
        sent = self.spool.total - begun + 1
        return Pushed(self.where, merge.count + 1, graphs, sent, self.spool.sha256, self.ways[0].name)

    def _started(self, iris: Iris) -> State:
        """Where to begin: after what a push of the same build has sent already, or at the start.

        Raises StoreError where the graph holds what no push has written, or the service another build.
        """
        held = self._count(self.where.graph)
        ours = bool(held) and bool(solutions(self.service, f"SELECT ?version WHERE {{ {_MARK} }} LIMIT 1"))
        if held and not ours:
            raise StoreError(
                f"{self.where.host}: the graph <{self.where.graph}> holds {held} triples that no 'upr push' wrote; "
                "empty it there, or name another graph after a #"
            )
        derived = iris.derived_graph()
        if not ours and (others := self._count(derived[1:-1])):
            raise StoreError(
                f"{self.where.host}: {derived} holds {others} triples of a push to another graph than "
                f"<{self.where.graph}>; a service holds one build of a base: name that graph after a #, build with "
                "another --base, or empty it there"
            )
        state = self._kept()
        known = [way for way in self.ways if state and way.name == state.way]
        there = ours and held >= min(state.done if state else 0, self.spool.sections[0].count)
        # A finished push there is another one than that which broke off, and is not to be mixed with it.
        if state and known and there and not solutions(self.service, f"SELECT ?form WHERE {{ {_END} }} LIMIT 1"):
            self.ways = known
            return state
        return State(self.spool.sha256, 0, self.ways[0].name)

    def _stale(self, iris: Iris) -> list[str]:
        """The graphs there of an earlier push that this one does not have."""
        old = {row[0].value for row in solutions(self.service, f"SELECT ?g WHERE {{ {SOURCES} }}")}
        inferred = iris.inferred_graph()[1:-1]
        if self._count(inferred):
            old.add(inferred)
        return sorted(old - {section.graph for section in self.spool.sections})

    def _write(self, batch: Batch) -> None:
        """One batch, by the first of the ways that works; the first batch decides which."""
        first = batch.anew and batch.graph == self.where.graph
        try:
            self._patiently(lambda: self.ways[0].write(batch.graph, batch.lines, batch.anew))
            if first:
                self._expect(batch.graph, batch.count)
        except Refused as error:
            if first and len(self.ways) > 1 and error.status in _OTHER_WAY:
                self.ways = self.ways[1:]
                self._write(batch)
                return
            raise StoreError(f"{error}{_remedy(error.status)}") from error
        except _Miscounted:
            if not first or len(self.ways) < 2:
                raise
            self.ways = self.ways[1:]
            self._write(batch)

    def _patiently(self, step: Callable[[], None]) -> None:
        """Does *step*, again after a pause where a failure may pass."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                step()
                return
            except (Unreached, Refused) as error:
                passing = isinstance(error, Unreached) or error.status in _PASSING
                asked = error.wait if isinstance(error, Refused) else None
                wait = 2.0 ** (attempt - 1) if asked is None else asked
                if not passing or attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    if passing:
                        raise StoreError(f"{error}; the same command goes on where this one ended") from error
                    raise
                self.sleep(wait)

    def _verify(self) -> None:
        """Counts every graph there, and looks for samples; raises StoreError where something is missing."""
        for section in self.spool.sections:
            self.report(f"counting at {self.where.host}", 1.0)
            self._expect(section.graph, section.count)
        samples = [line.decode("utf-8") for line in self.spool.samples(SAMPLES)]
        for start in range(0, len(samples), TOGETHER):
            some = samples[start : start + TOGETHER]
            if self._holds("".join(some)):
                continue
            missing = next((text for text in some if not self._holds(text)), some[0])
            self.path.unlink(missing_ok=True)
            raise StoreError(
                f"{self.where.host}: a triple was sent and is not found there: {missing.strip()[:150]}; "
                "the push is not finished"
            )

    def _holds(self, triples: str) -> bool:
        return bool(solutions(self.service, f"SELECT (1 AS ?there) WHERE {{ {triples} }}"))

    def _expect(self, graph: str, count: int) -> None:
        found = 0

        def ask() -> None:
            nonlocal found
            found = self._count(graph)

        self._patiently(ask)
        if found != count:
            self.path.unlink(missing_ok=True)
            raise _Miscounted(
                f"{self.where.host}: the graph <{graph}> holds {found} triples after {count} were sent; the push is "
                "not finished: does the address to write at belong to the one to ask at?"
            )

    def _count(self, graph: str) -> int:
        try:
            [(number,)] = solutions(self.service, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", graph)
            return int(number.value)
        except (QueryError, ValueError) as error:
            raise StoreError(f"{self.where.host}: its triples cannot be counted: {error}") from error

    def _kept(self) -> State | None:
        """What was kept of a push of this build to this graph, if anything."""
        try:
            state = State(**json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        fits = state.sha256 == self.spool.sha256 and isinstance(state.done, int)
        return state if fits and 0 < state.done <= self.spool.total else None

    def _keep(self, state: State) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self.path) as file:
            json.dump(asdict(state), file)


class _Miscounted(StoreError):
    """A graph there does not hold as many triples as were sent."""


def batches(sections: list[Section], done: int, most: int) -> Iterator[Batch]:
    """The lines of the sections after the first *done*, at most *most* and BATCH_BYTES together."""
    start = 0
    for section in sections:
        end = start + section.count
        at = max(start, done)
        lines = islice(section.lines(), at - start, None) if at < end else iter(())
        while chunk := list(_chunk(lines, most)):
            at += len(chunk)
            yield Batch(section.graph, b"".join(chunk), len(chunk), at - len(chunk) == start, at)
        start = end


def _chunk(lines: Iterator[bytes], most: int) -> Iterator[bytes]:
    """The next lines, as many as go into one request; one line always does."""
    size = 0
    for count, line in enumerate(lines, 1):
        size += len(line)
        yield line
        if count >= most or size >= BATCH_BYTES:
            return


def _remedy(status: int) -> str:
    if status in (400, 413):
        return "; if there are too many triples in one request, --batch 1000 sends fewer"
    if status in _OTHER_WAY:
        return "; --graph-store URL or --update URL name the address to write at (docs/remote-stores.md)"
    return ""


def _states() -> Path:
    from platformdirs import user_state_path

    return user_state_path("uprgraph") / "push"
