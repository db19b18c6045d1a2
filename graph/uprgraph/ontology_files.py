"""The files of the ontology as they are published: pages, diagram, modules and codes; run by ``make ontology``.

Every module and the codes in four formats, beside ``index.html`` (terms), ``codes.html`` (code lists) and
``model.svg``; and the same again in a folder of the version. The same ontology gives the same bytes.
"""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path

import pyoxigraph as ox

from uprgraph.errors import UprgraphError
from uprgraph.export import PREFIXES
from uprgraph.namespaces import BASE
from uprgraph.resources import folder

FORMATS = {
    "ttl": (ox.RdfFormat.TURTLE, "Turtle", "text/turtle"),
    "rdf": (ox.RdfFormat.RDF_XML, "RDF/XML", "application/rdf+xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "JSON-LD", "application/ld+json"),
    "nt": (ox.RdfFormat.N_TRIPLES, "N-Triples", "application/n-triples"),
}


def modules() -> dict[str, list[Path]]:
    """The files of every module by its name, the last part of its IRI; the codes are one module of many files.

    Raises UprgraphError where a file has no ``owl:Ontology`` header of ours.
    """
    found: dict[str, list[Path]] = {}
    for file in sorted(folder("ontology").glob("*.ttl")):
        headers = [
            quad.subject.value.removeprefix(BASE)
            for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)
            if quad.predicate.value.endswith("#type") and str(quad.object) == "<http://www.w3.org/2002/07/owl#Ontology>"
        ]
        if len(headers) != 1 or ":" in headers[0]:
            raise UprgraphError(f"{file}: needs one owl:Ontology whose IRI begins with {BASE}")
        found[headers[0]] = [file]
    return {**found, "codes": sorted((folder("ontology") / "codes").glob("*.ttl"))}


def serialise(files: list[Path], suffix: str) -> bytes:
    """The files' statements in one format, sorted, blank nodes named by their content (RDFC-1.0).

    Turtle of a single file is that file itself.
    """
    if suffix == "ttl" and len(files) == 1:
        return files[0].read_bytes()
    dataset = ox.Dataset(quad for file in files for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted((quad.triple for quad in dataset), key=str)
    stream = io.BytesIO()
    ox.serialize(triples, stream, FORMATS[suffix][0], prefixes=PREFIXES)
    return stream.getvalue()


def write(target: Path) -> None:
    """Writes everything into *target* and, once more, into the folder of the version below it.

    Raises UprgraphError where pyLODE is not installed, OSError where the folder cannot be written.
    """
    from rdflib import OWL, Graph, URIRef

    from uprgraph.ontology_page import codes_page, terms_page
    from uprgraph.ontology_terms import Terms

    sources = modules()
    graphs = {name: Graph() for name in sources}
    for name, parts in sources.items():
        for part in parts:
            graphs[name].parse(part)
    codes = graphs.pop("codes")
    files = {
        "index.html": terms_page(Terms(graphs, codes, "index.html")).encode(),
        "codes.html": codes_page(Terms(graphs, codes, "codes.html")).encode(),
        "model.svg": (folder("ontology") / "model.svg").read_bytes(),
    }
    for name, parts in sources.items():
        files |= {f"{name}.{suffix}": serialise(parts, suffix) for suffix in FORMATS}
    version = str(graphs["ontology"].value(URIRef(BASE + "ontology"), OWL.versionInfo))
    for place in (target, target / version):
        place.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (place / name).write_bytes(content)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)  # before pyLODE sets it to DEBUG
    write(Path(sys.argv[1]))
