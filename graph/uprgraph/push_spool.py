"""The graphs of a store as sorted files of N-Triples, made in little memory."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from uprgraph.namespaces import UPR
from uprgraph.store import Store, graph_lines

IN_MEMORY = 100_000
"""Lines that are sorted at once."""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines that go into one graph, *first* before those of the file."""

    graph: str
    count: int
    path: Path
    first: tuple[bytes, ...] = ()

    def lines(self) -> Iterator[bytes]:
        with open(self.path, "rb") as file:
            yield from chain(self.first, file)


@dataclass(frozen=True, slots=True)
class Spool:
    """What is sent: the merge without its last line, the named graphs, then that line."""

    sections: list[Section]
    last: bytes
    sha256: str
    """Of all lines of the merge, sorted."""

    @property
    def total(self) -> int:
        """Lines of all sections."""
        return sum(section.count for section in self.sections)

    def samples(self, count: int) -> Iterator[bytes]:
        """At least *count* lines of the merge, where it has so many, evenly spread over it."""
        merge = self.sections[0]
        step = max(1, merge.count // count)
        return (line for number, line in enumerate(merge.lines()) if number % step == 0)


def spooled(store: Store, graph: str, folder: Path, report: Callable[[str, float], None]) -> Spool:
    """The store's graphs as files in *folder*; the merge is to become *graph*."""
    report("sorting the graph", 0.0)
    subject = f"{store.iris.dataset()} ".encode()
    opens = f"{store.iris.dataset()} {UPR.storeFormat} ".encode()
    first: list[bytes] = []
    last = b""
    digest = sha256()
    path, count = folder / "merge.nt", 0
    with open(path, "wb") as file:
        for line in in_order(_merge_lines(store), folder):
            digest.update(line)
            if line.startswith(opens):
                last = line
                continue
            count += 1
            if line.startswith(subject):
                first.append(line)
            else:
                file.write(line)
    sections = [Section(graph, count, path, tuple(first)), *_named(store, folder)]
    return Spool(sections, last, digest.hexdigest())


def _merge_lines(store: Store) -> Iterator[bytes]:
    for quad in store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        yield f"{quad.triple} .\n".encode()


def _named(store: Store, folder: Path) -> Iterator[Section]:
    for number, graph in enumerate(store.graphs()):
        path = folder / f"graph-{number}.nt"
        with open(path, "wb") as file:
            count = 0
            for line in in_order((text.encode() for text in graph_lines(store, graph)), folder):
                file.write(line)
                count += 1
        yield Section(graph, count, path)


def in_order(lines: Iterable[bytes], folder: Path) -> Iterator[bytes]:
    """The lines, sorted by bytes; those beyond IN_MEMORY wait in files of *folder*."""
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        chunk: list[bytes] = []
        for line in lines:
            chunk.append(line)
            if len(chunk) == IN_MEMORY:
                runs.append(_run(chunk, folder / f"run-{len(runs)}", stack))
                chunk = []
        yield from heapq.merge(*runs, sorted(chunk))


def _run(chunk: list[bytes], path: Path, stack: ExitStack) -> Iterable[bytes]:
    chunk.sort()
    with open(path, "wb") as file:
        file.writelines(chunk)
    return stack.enter_context(open(path, "rb"))
