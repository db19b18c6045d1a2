"""Open, load, ask: the embedded store. (A store that is a service is in ``remote.py``.)

A store is a folder. Each build writes a new *generation* inside it and then replaces the one-line
file ``current`` that names it; the generation before stays until the next build, so that whoever
has it open reads on. Asking opens read-only.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from uprgraph.errors import OtherFormat, QueryError, StoreBusy, StoreError
from uprgraph.namespaces import UPR, Iris

FORMAT = 4
CHUNK_LINES = 50_000
POINTER = "current"
_GENERATION = re.compile(r"generation-\d{6,}")


def is_service(place: str | Path | None) -> bool:
    """Whether a store is named by the address of a SPARQL service, not by a folder."""
    return isinstance(place, str) and re.match(r"https?://", place, re.I) is not None


def default_place() -> str | Path:
    """``$UPR_STORE``, a folder or the address of a service; else the folder for this user's data (platformdirs)."""
    if named := os.environ.get("UPR_STORE"):
        return named if is_service(named) else Path(named)
    from platformdirs import user_data_path

    return user_data_path("uprgraph") / "store"


def default_path() -> Path:
    """The folder of `default_place`; raises StoreError where that is a service."""
    return folder_of(default_place())


def folder_of(place: str | Path) -> Path:
    """*place* as a folder, which is what a build writes; raises StoreError for a service."""
    if is_service(place):
        raise StoreError(
            "the store that is named is a SPARQL service, which is for asking; name a folder with --store FOLDER "
            "(or $UPR_STORE), and send it to the service with 'upr push'"
        )
    return Path(place)


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer of a SELECT: variable names and rows of RDF terms (None where unbound)."""

    variables: tuple[str, ...]
    rows: Sequence[tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]]


class Store:
    """A store that is open for reading."""

    far = False
    """Whether each question costs a journey over the network."""

    def __init__(self, engine: ox.Store, path: Path | None) -> None:
        self._engine = engine
        self.path = path
        dataset = self._property("storeFormat")
        if dataset is None or dataset[1] != str(FORMAT):
            raise OtherFormat(f"{path}: made by another version of uprgraph; run 'upr build' with your files again")
        self.iris = Iris(dataset[0].removesuffix("dataset"))
        bare = self._property("bareBuild")
        self.bare = bare is not None and bare[1] == "true"

    @property
    def engine(self) -> ox.Store:
        """Oxigraph itself, for what is no question; only a store in a folder or in memory has it."""
        return self._engine

    @property
    def place(self) -> str:
        """Where the store is, for people; no login is in it."""
        return str(self.path or "memory")

    def _property(self, name: str) -> tuple[str, str] | None:
        """(the dataset's IRI, the value) of one property that the build keeps of the store."""
        predicate = ox.NamedNode(getattr(UPR, name)[1:-1])
        for quad in self.engine.quads_for_pattern(None, predicate, None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                return quad.subject.value, quad.object.value
        return None

    def ask(
        self, query: str, prefixes: dict[str, str] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The engine's answer; raises QueryError with line and column for bad syntax."""
        return answered(self.engine, query, prefixes)

    def select(self, query: str) -> Solutions:
        answer = self.ask(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this question must be a SELECT")
        try:
            names = tuple(variable.value for variable in answer.variables)
            return Solutions(names, [tuple(solution) for solution in answer])
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self.engine.named_graphs())


def answered(
    engine: ox.Store, query: str, prefixes: dict[str, str] | None
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Oxigraph's answer; raises QueryError."""
    try:
        return engine.query(query, prefixes=prefixes)
    except SyntaxError as error:
        raise QueryError(f"the query is not SPARQL: {_where(error, query)}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _where(error: SyntaxError, query: str) -> str:
    """``line 1, column 23: unexpected ...`` from the engine's message, on one line and short."""
    text = " ".join(str(error.msg).split())
    found = re.match(r"error at (\d+):(\d+): (.*)", text)
    if not found:
        return text[:200]
    line, column = int(found[1]), int(found[2])
    rest = " ".join("\n".join(query.split("\n")[line - 1 :])[column - 1 :].split())[:30]
    said = re.search(r"[A-Z][A-Za-z]* [a-z][^\[,]*", found[3])
    if said or not found[3].startswith("expected"):
        return f"line {line}, column {column}: {(said[0] if said else found[3]).strip()[:120]}"
    return f"line {line}, column {column}: {f'unexpected {rest!r}' if rest else 'the query ends too early'}"


def current(path: Path) -> Path | None:
    """The folder of the generation in use, or None where nothing was built."""
    try:
        name = (path / POINTER).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: the store is not readable: {error}") from error
    generation = path / name
    if not _GENERATION.fullmatch(name) or not generation.is_dir():
        raise StoreError(
            f"{path}: the store is damaged: its file 'current' names {name[:40]!r}; remove the folder, build again"
        )
    return generation


def open_store(path: Path) -> Store | None:
    """The store at *path*, read-only; None where nothing was built yet."""
    generation = current(path)
    if generation is None:
        return None
    try:
        return Store(ox.Store.read_only(str(generation)), path)
    except (OSError, RuntimeError) as error:
        # A build may have removed the generation between reading the pointer and opening it.
        again = current(path)
        if again is not None and again != generation:
            return open_store(path)
        raise StoreError(f"{path}: the store is not readable: {str(error).splitlines()[0]}") from error


@dataclass(slots=True)
class Generation:
    """A generation while it is written; after an error it lets go of its engine."""

    engine: ox.Store | None

    def writable(self) -> ox.Store:
        if self.engine is None:
            raise StoreError("this generation was given up")
        return self.engine


@contextlib.contextmanager
def new_generation(path: Path, copied: bool = False) -> Iterator[Generation]:
    """A new generation to write, empty or *copied* from the one in use; it becomes current when the block ends well.

    One writer at a time: a second one raises StoreBusy. After an error, or when killed, the
    previous generation is what readers still get.
    """
    with _locked(path):
        in_use = current(path)
        for left in path.iterdir():
            if left != in_use and _GENERATION.fullmatch(left.name):
                shutil.rmtree(left, ignore_errors=True)
        number = int(in_use.name.split("-")[1]) + 1 if in_use else 1
        while (folder := path / f"generation-{number:06d}").exists():
            number += 1
        generation = Generation(None)
        try:
            if copied and in_use is not None:
                # The files are linked, not copied.
                ox.Store.read_only(str(in_use)).backup(str(folder))
            generation.engine = ox.Store(str(folder))
            yield generation
            generation.engine.flush()
            generation.engine = None
            pointer = path / f"{POINTER}.new"
            with open(pointer, "w", encoding="ascii") as file:
                file.write(folder.name + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(pointer, path / POINTER)
        except BaseException as error:
            # The frames of the error hold the engine open, which would write on behind our back.
            generation.engine = None
            traceback.clear_frames(error.__traceback__)
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError | RuntimeError):
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise StoreError(f"{path}: the build failed, the store is as before: {reason}") from error
            raise


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Makes the folder if need be and holds its lock; raises StoreBusy where another build does."""
    import fcntl

    if path.is_dir() and any(path.iterdir()) and not (path / "lock").exists():
        raise StoreError(f"{path}: the folder is not empty and no store; name a folder that is empty or not there yet")
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = open(path / "lock", "w", encoding="ascii")  # noqa: SIM115 (held by the with below)
    except FileExistsError as error:
        raise StoreError(f"{path}: a store is a folder, and this is a file") from error
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreBusy(f"{path}: another build is writing this store; wait until it has ended") from error
        yield


class Loader:
    """Writes lines of N-Triples to named graphs and, each triple once, to the default graph.

    Loading runs beside the making of the next lines; memory holds a few chunks.
    """

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._pending: list[Future[None]] = []
        self._small: list[str] = []

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if error[0] is None:
                self.wait()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def load(self, graph: str, lines: Iterable[str]) -> None:
        """Adds *lines* to *graph* (an IRI in angle brackets) and to the default graph."""
        chunk: list[str] = []
        for text in lines:
            chunk.append(text)
            if len(chunk) >= CHUNK_LINES:
                self._submit(graph, "".join(chunk))
                chunk = []
        if len(chunk) >= CHUNK_LINES // 10:
            self._submit(graph, "".join(chunk))
            return
        # Small tables go together: each call of the engine has its price.
        for text in chunk:
            self._small.append(text)
            self._small.append(f"{text[:-2]}{graph} .\n")
        if len(self._small) >= CHUNK_LINES:
            self._submit_small()

    def _submit(self, graph: str, chunk: str) -> None:
        while len(self._pending) > 1:
            self._pending.pop(0).result()
        self._pending.append(self._pool.submit(self._load, ox.NamedNode(graph[1:-1]), chunk.encode("utf-8")))

    def _submit_small(self) -> None:
        if self._small:
            self._pending.append(self._pool.submit(self._load_small, "".join(self._small).encode("utf-8")))
            self._small = []

    def _load_small(self, chunk: bytes) -> None:
        self._engine.bulk_load(chunk, ox.RdfFormat.N_QUADS)

    def _load(self, graph: ox.NamedNode, chunk: bytes) -> None:
        self._engine.bulk_load(chunk, ox.RdfFormat.N_TRIPLES, to_graph=graph)
        self._engine.bulk_load(chunk, ox.RdfFormat.N_TRIPLES, to_graph=ox.DefaultGraph())

    def wait(self) -> None:
        """Until all lines are in the store; raises what loading raised."""
        self._submit_small()
        while self._pending:
            self._pending.pop(0).result()


def graph_lines(store: Store, graph: str) -> Iterator[str]:
    """The triples of one named graph (an IRI without brackets) as lines of N-Triples."""
    for quad in store.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
        yield f"{quad.triple} .\n"
