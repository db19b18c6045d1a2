"""The graph as linked data: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML, gzipped by suffix.

Graph formats hold the merge of all sources, each triple once; dataset formats (``nq``, ``trig``)
hold the sources' graphs too. N-Triples and N-Quads are sorted: the same store, the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from uprgraph.errors import QueryError
from uprgraph.files import replacing
from uprgraph.namespaces import DCAT, DCTERMS, FOAF, ONTOLOGY, ORG, PROV, RDF, RDFS, SKOS, XSD
from uprgraph.store import Store

PREFIXES = {
    "upr": ONTOLOGY,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "xsd": XSD.namespace,
    "skos": SKOS.namespace,
    "dcterms": DCTERMS.namespace,
    "prov": PROV.namespace,
    "dcat": DCAT.namespace,
    "org": ORG.namespace,
    "foaf": FOAF.namespace,
}


def export(store: Store, path: Path) -> int:
    """Writes the store to *path* by its suffix and returns the number of statements.

    Raises QueryError for an unknown suffix, OSError where it cannot be written; no partial file
    stays behind.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    form = (suffixes[-2:-1] if packed else suffixes[-1:]) or [""]
    if form[0] not in WRITERS:
        raise QueryError(f"{path}: the suffix must be one of {', '.join(WRITERS)}, with .gz added or not")
    with replacing(path, "wb") as file:
        if packed:
            # No name and no time in the header: the same graph gives the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as stream:
                return WRITERS[form[0]](store, stream)  # type: ignore[arg-type]
        return WRITERS[form[0]](store, file)


def _sorted_triples(store: Store) -> list[str]:
    return sorted(f"{quad.triple} .\n" for quad in store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def _n_triples(store: Store, stream: IO[bytes]) -> int:
    lines = _sorted_triples(store)
    _write_lines(stream, lines)
    return len(lines)


def _n_quads(store: Store, stream: IO[bytes]) -> int:
    def text(quad: ox.Quad) -> str:
        in_default = isinstance(quad.graph_name, ox.DefaultGraph)
        return f"{quad.triple} .\n" if in_default else f"{quad.triple} {quad.graph_name} .\n"

    lines = sorted(text(quad) for quad in store.engine)
    _write_lines(stream, lines)
    return len(lines)


def _write_lines(stream: IO[bytes], lines: list[str]) -> None:
    for start in range(0, len(lines), 10_000):
        stream.write("".join(lines[start : start + 10_000]).encode("utf-8"))


def _parsed(store: Store) -> Iterator[ox.Triple]:
    """The default graph's triples in the order of their lines."""
    for quad in ox.parse("".join(_sorted_triples(store)).encode("utf-8"), ox.RdfFormat.N_TRIPLES):
        yield quad.triple


def _engine(form: ox.RdfFormat) -> Callable[[Store, IO[bytes]], int]:
    def write(store: Store, stream: IO[bytes]) -> int:
        triples = list(_parsed(store))
        ox.serialize(triples, stream, form, prefixes=PREFIXES)
        return len(triples)

    return write


def _trig(store: Store, stream: IO[bytes]) -> int:
    buffer = io.BytesIO()
    count = _n_quads(store, buffer)
    quads = sorted(ox.parse(buffer.getvalue(), ox.RdfFormat.N_QUADS), key=lambda q: (str(q.graph_name), str(q.triple)))
    ox.serialize(quads, stream, ox.RdfFormat.TRIG, prefixes=PREFIXES)
    return count


def _json_ld(store: Store, stream: IO[bytes]) -> int:
    """Compacted JSON-LD 1.1 with a context of our prefixes, one object for each subject."""

    def compact(address: str) -> str:
        for prefix, namespace in PREFIXES.items():
            local = address.removeprefix(namespace)
            if local != address and local and "/" not in local:
                return f"{prefix}:{local}"
        return address

    def value(term: Any) -> Any:
        if isinstance(term, ox.NamedNode):
            return {"@id": compact(term.value)}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == f"{XSD.namespace}string":
            return term.value
        return {"@value": term.value, "@type": compact(datatype)}

    count = 0
    stream.write(b'{"@context": ' + json.dumps(PREFIXES).encode() + b',\n"@graph": [\n')
    for number, (subject, triples) in enumerate(groupby(_parsed(store), key=lambda triple: triple.subject)):
        node: dict[str, Any] = {"@id": compact(subject.value)}
        for triple in triples:
            count += 1
            if triple.predicate.value == RDF.type[1:-1]:
                node.setdefault("@type", []).append(value(triple.object)["@id"])
            else:
                node.setdefault(compact(triple.predicate.value), []).append(value(triple.object))
        stream.write((b",\n" if number else b"") + json.dumps(node, ensure_ascii=False).encode("utf-8"))
    stream.write(b"\n]}\n")
    return count


WRITERS: dict[str, Callable[[Store, IO[bytes]], int]] = {
    ".ttl": _engine(ox.RdfFormat.TURTLE),
    ".nt": _n_triples,
    ".nq": _n_quads,
    ".trig": _trig,
    ".jsonld": _json_ld,
    ".rdf": _engine(ox.RdfFormat.RDF_XML),
}
