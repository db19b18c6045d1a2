"""The documentation of the ontology: HTML pages by pyLODE and the files to be published; run by ``make ontology``.

The folder holds ``index.html`` (terms), ``codes.html`` (concept schemes), ``model.svg`` and every module and the codes
in four formats, and a folder of the version with the same. Nothing in the pages is fetched from elsewhere. The same
ontology gives the same bytes.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from uprgraph.errors import UprgraphError
from uprgraph.export import PREFIXES
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.resources import PACKAGE, folder

FORMATS = {
    "ttl": (ox.RdfFormat.TURTLE, "Turtle", "text/turtle"),
    "rdf": (ox.RdfFormat.RDF_XML, "RDF/XML", "application/rdf+xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "JSON-LD", "application/ld+json"),
    "nt": (ox.RdfFormat.N_TRIPLES, "N-Triples", "application/n-triples"),
}

# What the data name: kind of IRI (the first part below id/), an example, the class of what it names.
IDENTIFIERS: dict[str, tuple[str, str]] = {}


def modules() -> dict[str, list[Path]]:
    """The files of every module by its name, the last part of its IRI; the codes are one module of many files.

    Raises UprgraphError where a file has no ``owl:Ontology`` header.
    """
    from rdflib import OWL, RDF, Graph

    found: dict[str, list[Path]] = {}
    for file in sorted(folder("ontology").glob("*.ttl")):
        headers = [str(header) for header in Graph().parse(file).subjects(RDF.type, OWL.Ontology)]
        if len(headers) != 1 or not headers[0].startswith(BASE):
            raise UprgraphError(f"{file}: needs one owl:Ontology whose IRI begins with {BASE}")
        found[headers[0].removeprefix(BASE)] = [file]
    return {**found, "codes": sorted((folder("ontology") / "codes").glob("*.ttl"))}


def serialise(files: list[Path], suffix: str) -> bytes:
    """The files' statements in one format, sorted, blank nodes named by their content (RDFC-1.0).

    Turtle of a single file is that file itself.
    """
    form = FORMATS[suffix][0]
    if suffix == "ttl" and len(files) == 1:
        return files[0].read_bytes()
    dataset = ox.Dataset(quad for file in files for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted((quad.triple for quad in dataset), key=str)
    return ox.serialize(triples, format=form, prefixes=PREFIXES)


def pages() -> dict[str, str]:
    """The HTML of ``index.html`` and ``codes.html``. Raises UprgraphError where pyLODE is not installed."""
    logging.basicConfig(level=logging.WARNING)  # pyLODE would set it to DEBUG for the whole process
    try:
        from pylode import OntPub, rdf_elements
    except ImportError as error:
        raise UprgraphError("the ontology's pages need pyLODE: pip install 'uprgraph[docs]'") from error
    from rdflib import Graph

    from uprgraph.ontology_terms import Terms

    graphs = {name: Graph() for name in modules()}
    for name, files in modules().items():
        for file in files:
            graphs[name].parse(file)
    codes = graphs.pop("codes")
