"""Sources -> store, all or nothing.

Each file becomes a source graph; what follows from all of them together becomes the derived
graph; the default graph is the merge of all, each triple once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from uprgraph import sources
from uprgraph.document_triples import line
from uprgraph.errors import NotReadable, OtherFormat, StoreBusy, StoreError
from uprgraph.merge import derived
from uprgraph.namespaces import BASE, DCAT, DCTERMS, ONTOLOGY, RDF, RDFS, UPR, Iris, literal
from uprgraph.records import Report
from uprgraph.resources import folder
from uprgraph.sources import bundled
from uprgraph.store import (
    FORMAT,
    Loader,
    Store,
    default_path,
    default_place,
    folder_of,
    graph_lines,
    is_service,
    new_generation,
    open_store,
)
from uprgraph.triples import Triples, turtle
from uprgraph.version import VERSION

Progress = Callable[[str, float], None]
"""Called with the name of what is being done and how much of it is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file."""

    name: str
    kind: str
    report: Report
    repeats: str | None = None
    """The file with the same bytes, or of the same document, that was read instead, if any."""


@dataclass(slots=True)
class Built:
    """What a build did: the files it read, those it passed over, those it kept from before."""

    path: Path | None
    files: list[Read] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    same_document: dict[str, str] = field(default_factory=dict)
    """Files of before whose document a file of another name now gives."""
    left_out: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def build(
    *paths: str | Path,
    store: str | Path | None = None,
    bare: bool | None = None,
    without: Sequence[str] = (),
    skip_bad_rows: bool = False,
    base: str | None = None,
    progress: Progress | None = None,
) -> Built:
    """Reads files and folders into the store, beside the bundled graph and what it holds already.

    A file of the same source and name replaces its predecessor; files named in *without* that were
    loaded before are left out. *bare* leaves Cambodia's itemised recommendations and the claims
    out; it and *base* are kept by the store, None leaves them as they are. All or nothing: after an
    error the store is as before. Raises UprgraphError.
    """
    where = folder_of(store) if store is not None else default_path()
    opened, passed_over = sources.find([Path(path) for path in paths], skip_bad_rows)
    _refuse_namesakes(opened)
    built = Built(where, passed_over=passed_over, left_out=list(without))
    with new_generation(where) as generation:
        try:
            previous = open_store(where)
        except OtherFormat:
            previous = None
            built.passed_over.append(
                f"{where}: the store of another version of uprgraph; its files must be given again"
            )
        iris = Iris(base if base is not None else previous.iris.base if previous else BASE)
        if previous and previous.iris.base != iris.base:
            raise StoreError(
                f"{where}: this store has the base {previous.iris.base}; another base needs a store of its own"
            )
        if bare is None:
            bare = previous.bare if previous else False
        fill(generation.writable(), iris, bare, opened, built, previous, progress or (lambda name, share: None))
    return built


def _refuse_namesakes(opened: Sequence[sources.Opened]) -> None:
    """Raises NotReadable for two different files of one source and name: one would replace the other."""
    seen: dict[tuple[str, str], sources.Opened] = {}
    for file in opened:
        other = seen.setdefault((file.source.name, file.path.name), file)
        if other.content.sha256 != file.content.sha256:
            raise NotReadable(f"{other.path} and {file.path} differ and have one name; rename one of them")


def in_memory() -> Store:
    """The bundled graph in memory, for where no folder can be written."""
    engine = ox.Store()
    fill(engine, Iris(), False, [], Built(None), None, lambda name, share: None)
    return Store(engine, None)


def open_or_build(path: str | Path | None = None, progress: Progress | None = None) -> Store:
    """The store at *path*; where nothing was built yet, the bundled graph is built there first.

    An address (``https://...``) is a SPARQL service that ``upr push`` filled. Where building is not
    possible (the user's data folder cannot be written, or another process is building there) the
    bundled graph is built in memory. A folder that was named (*path* or ``$UPR_STORE``) and cannot
    be written raises StoreError.
    """
    place = path or default_place()
    if is_service(place):
        from uprgraph.remote import open_service

        return open_service(str(place))
    where = Path(place)
    store = open_store(where)
    if store is not None:
        return store
    try:
        build(store=where, progress=progress)
    except StoreBusy:
        return open_store(where) or in_memory()
    except StoreError:
        if path is not None or "UPR_STORE" in os.environ:
            raise
        return in_memory()
    store = open_store(where)
    if store is None:
        raise StoreError(f"{where}: the store vanished while it was built")
    return store


def fill(
    engine: ox.Store,
    iris: Iris,
    bare: bool,
    opened: Sequence[sources.Opened],
    built: Built,
    previous: Store | None,
    progress: Progress,
) -> None:
    """Fills an empty engine: codes, bundled tables, kept and new sources, derived graph."""
    triples = Triples(iris)
    with Loader(engine) as loader:
        loader.load(iris.codes_graph(), codes(iris))
        for described, records in bundled.tables(bare):
            graph = iris.graph(described.source, described.key)
            loader.load(graph, triples(bundled.SOURCE))
            loader.load(graph, triples.file(described, VERSION))
            loader.load(graph, (text for record in records for text in triples(record)))
        read: dict[str, str] = {}
        fullest = _fullest(opened)
        for file in sorted(opened, key=lambda file: file.path.name):
            known = {file.content.sha256, file.document} - {None}
            instead = fullest.get(file.document, file) if file.document else file
            if instead.content.sha256 != file.content.sha256:
                built.files.append(Read(file.path.name, file.kind, file.report, instead.path.name))
                continue
            if repeated := next((read[key] for key in known if key in read), None):
                built.files.append(Read(file.path.name, file.kind, file.report, repeated))
                continue
            read |= dict.fromkeys(known, file.path.name)  # type: ignore[arg-type]
            progress(f"reading {file.path.name}", 0.0)
            _load_file(loader, triples, file, progress)
            built.files.append(Read(file.path.name, file.kind, file.report))
        if built.left_out and not previous:
            raise StoreError(f"nothing is loaded, so {', '.join(built.left_out)} cannot be left out")
        if previous:
            documents = {iris.document(name): file for name, file in fullest.items()}
            _keep(loader, previous, {(f.source.name, f.path.name) for f in opened}, documents, set(read), built)
        derived_graph = iris.derived_graph()
        loader.load(derived_graph, properties(iris, bare))
        loader.wait()
        progress("merging sources", 0.0)
        loader.load(derived_graph, derived(Store(engine, None), built.warnings))
        loader.wait()
        progress("optimising the store", 0.5)
    engine.optimize()


def _load_file(loader: Loader, triples: Triples, file: sources.Opened, progress: Progress) -> None:
    graph = triples.iris.graph(file.source.name, file.content.sha256[:12])

    def lines() -> Iterator[str]:
        for count, record in enumerate(file.records()):
            yield from triples(record)
            if count % 500 == 0:
                progress(f"reading {file.path.name}", file.progress())
        yield from triples(file.source)
        yield from triples.file(file.described(), VERSION)

    loader.load(graph, lines())
    if not file.report.rows:
        raise NotReadable(f"{file.path}: nothing in this file can be used ({file.kind})")


def _fullest(opened: Sequence[sources.Opened]) -> dict[str, sources.Opened]:
    """Document -> the file to read for it: of the latest revision the longest text, since a shorter one may be cut."""
    found: dict[str, sources.Opened] = {}
    for file in sorted(opened, key=lambda file: (file.revision, file.letters, file.path.name)):
        if file.document:
            found[file.document] = file
    return found


def _keep(
    loader: Loader,
    previous: Store,
    named: set[tuple[str, str]],
    new_documents: dict[str, sources.Opened],
    read: set[str],
    built: Built,
) -> None:
    """Copies the source graphs that no file replaces from the generation before.

    Raises StoreError where a file under another name holds less of a document than what is loaded.
    """
    found: set[str] = set()
    documents = graph_documents(previous)
    for graph, source, name, sha256 in sorted(source_graphs(previous), key=lambda row: row[2]):
        if source == bundled.SOURCE.name:
            continue
        if name in built.left_out:
            found.add(name)
            continue
        if sha256 in read:
            continue
        if (source, name) in named:
            built.replaced.append(name)
            continue
        if documents.get(graph, ("", 0))[0] in new_documents:
            document, rows = documents[graph]
            new = new_documents[document]
            if new.report.rows < rows and not new.revision:
                raise StoreError(
                    f"{new.path.name} holds less ({new.report.rows}) of the document that {name} is ({rows}), which is "
                    f"loaded; is it cut? To take it all the same, leave {name} out first: upr build --without {name}"
                )
            built.same_document[name] = new.path.name
            continue
        built.kept.append(name)
        loader.load(f"<{graph}>", graph_lines(previous, graph))
    if missing := set(built.left_out) - found:
        raise StoreError(f"no file {', '.join(sorted(missing))} is loaded; 'upr status' lists them")


def source_graphs(store: Store) -> list[tuple[str, str, str, str]]:
    """(graph, source name, file name, SHA-256) of every source graph of a store, sorted."""
    answer = store.select(
        f"PREFIX upr: <{ONTOLOGY}> SELECT ?graph ?source ?name ?sha WHERE {{ ?graph a upr:SourceGraph ; "
        "upr:fromSource/<http://purl.org/dc/terms/identifier> ?source ; upr:fileName ?name ; upr:sha256 ?sha }"
    )
    return sorted(tuple(term.value for term in row) for row in answer.rows)  # type: ignore[union-attr, misc]


def graph_documents(store: Store) -> dict[str, tuple[str, int]]:
    """Source graph -> the document that its file is (an IRI in angle brackets) and its rows, for those that are one."""
    answer = store.select(
        f"PREFIX upr: <{ONTOLOGY}> SELECT ?graph ?document ?rows "
        f"WHERE {{ ?graph a upr:SourceGraph ; {DCTERMS.source} ?document ; upr:rowCount ?rows }}"
    )
    return {graph.value: (str(document), int(rows.value)) for graph, document, rows in answer.rows}  # type: ignore[union-attr]


def codes(iris: Iris) -> Iterator[str]:
    """The SKOS codes of ``ontology/codes`` and the labels and definitions of the ontology's terms."""
    ontology = folder("ontology")
    for path in sorted((ontology / "codes").glob("*.ttl")):
        yield from turtle(path.read_text(encoding="utf-8"), iris)
    wanted = {RDFS.label[1:-1], "http://www.w3.org/2004/02/skos/core#definition"}
    for triple in ox.parse(path=str(ontology / "upr.ttl"), format=ox.RdfFormat.TURTLE):
        subject = triple.subject
        if (
            isinstance(subject, ox.NamedNode)
            and subject.value.startswith(ONTOLOGY)
            and triple.predicate.value in wanted
        ):
            yield f"{triple.triple} .\n"


def properties(iris: Iris, bare: bool) -> Iterator[str]:
    """What the store says of itself."""
    dataset = iris.dataset()
    yield line(dataset, RDF.type, DCAT.Catalog)
    yield line(dataset, RDFS.label, literal("uprgraph: the Universal Periodic Review as a knowledge graph"))
    yield line(dataset, DCTERMS.title, literal("uprgraph: the Universal Periodic Review as a knowledge graph"))
    yield line(dataset, UPR.storeFormat, literal(FORMAT))
    yield line(dataset, UPR.bareBuild, literal(bare))
    yield line(dataset, UPR.softwareVersion, literal(VERSION))
