"""What the store is as a dataset: DCAT 3, VoID and SPARQL 1.1 Service Description, and a page that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from uprgraph import status
from uprgraph.namespaces import DCAT, DCTERMS, FOAF, ONTOLOGY, RDF, RDFS, XSD
from uprgraph.server import prepare, schema_org
from uprgraph.server.answers import Answer
from uprgraph.server.linked_data import written
from uprgraph.server.negotiation import GRAPHS, RESULTS
from uprgraph.server.settings import Settings
from uprgraph.server.site import Site
from uprgraph.store import Store
from uprgraph.version import VERSION

VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"
SPDX = "http://spdx.org/rdf/terms#"
FORMATS = "http://www.w3.org/ns/formats/"
TITLE = "uprgraph: the Universal Periodic Review as a knowledge graph"
ABOUT = (
    "States, reviews, troikas, recommendations, answers, submissions and themes of the UN's Universal Periodic Review "
    "as RDF. Each source is a graph of its own; the default graph is the merge of all, each triple once."
)
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
"""That of the ontology, the codes and the bundled facts; what was loaded has its own, at its source."""
RIGHTS = "Ontology, codes and bundled facts: CC0 1.0. What was loaded keeps the terms of its source, named with it."
MEDIA = {".ttl.gz": "text/turtle", ".nt.gz": "application/n-triples", ".nq.gz": "application/n-quads"} | {
    ".jsonld.gz": "application/ld+json"
}
CLASSES = ("Review", "Recommendation", "Record", "Position", "Submission", "Document", "MemberState", "Theme")
"""Classes whose instances are counted in the description."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where data of the store come from."""

    iri: str
    title: str
    publisher: str
    licence: str
    citation: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the default graph holds."""

    triples: int
    classes: dict[str, int]


def sources(store: Store) -> list[Source]:
    """The sources of what is loaded, by title."""
    rows = store.select(
        f"{status.PREFIXES} SELECT ?source ?title ?publisher ?licence ?citation WHERE {{ "
        "?source a upr:Source ; rdfs:label ?title . ?graph upr:fromSource ?source "
        "OPTIONAL { ?source dcterms:publisher ?by . OPTIONAL { ?by rdfs:label ?name } } "
        "BIND(COALESCE(?name, STR(?by)) AS ?publisher) "
        "OPTIONAL { ?source dcterms:license ?terms } BIND(STR(?terms) AS ?licence) "
        "OPTIONAL { ?source dcterms:bibliographicCitation ?citation } }"
    ).rows
    found = {row[0].value: Source(*("" if term is None else term.value for term in row)) for row in rows}  # type: ignore[union-attr]
    return sorted(found.values(), key=lambda source: source.title)


def counts(store: Store) -> Counts:
    """Triples of the default graph, and instances of the classes that matter."""
    [[total]] = store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
    classes = {}
    for name in CLASSES:
        [[n]] = store.select(f"SELECT (COUNT(?x) AS ?n) WHERE {{ ?x a <{ONTOLOGY}{name}> }}").rows
        classes[name] = int(n.value)  # type: ignore[union-attr]
    return Counts(int(total.value), classes)  # type: ignore[union-attr]


def document(site: Site, settings: Settings, suffix: str) -> Answer:
    """DCAT, VoID and service description in a form of RDF."""
    form = next(form for form in GRAPHS if form.suffix == suffix)
    quads = ox.parse(_lines(site, settings).encode(), ox.RdfFormat.N_TRIPLES)
    triples = [quad.triple for quad in quads]
    return written(site.store, triples, form, f"{site.public}/dataset", {"void": VOID, "sd": SD, "spdx": SPDX})


def _lines(site: Site, settings: Settings) -> str:
    triples = [*_dataset(site), *_downloads(site, settings), *_service(site)]
    return "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples)


Triple = tuple[str, str, str]


def _dataset(site: Site) -> Iterator[Triple]:
    store, here = site.store, site.store.iris.dataset()
    known, known_sources = counts(store), sources(store)
    for kind in (DCAT.Dataset, f"<{VOID}Dataset>"):
        yield here, RDF.type, kind
    yield here, DCTERMS.title, _text(TITLE)
    yield here, DCTERMS.description, _text(ABOUT)
    if _own(known_sources):
        yield here, DCTERMS.license, f"<{LICENCE}>"
    else:
        yield here, f"<{DCTERMS.namespace}rights>", _text(RIGHTS)
    yield here, f"<{DCAT.namespace}version>", _text(VERSION)
    yield here, DCAT.landingPage, f"<{site.public}/dataset.html>"
    yield here, f"<{FOAF.namespace}homepage>", f"<{site.public}/>"
    yield here, f"<{VOID}sparqlEndpoint>", f"<{site.public}/sparql>"
    yield here, f"<{VOID}uriSpace>", _text(f"{store.iris.base}id/")
    yield here, f"<{VOID}vocabulary>", f"<{ONTOLOGY}>"
    yield here, f"<{VOID}exampleResource>", store.iris.review("khm-2")
    yield here, f"<{VOID}triples>", _number(known.triples)
    for name, number in known.classes.items():
        part = f"<{site.public}/dataset#{name}>"
        yield here, f"<{VOID}classPartition>", part
        yield part, f"<{VOID}class>", f"<{ONTOLOGY}{name}>"
        yield part, f"<{VOID}entities>", _number(number)
    for source in known_sources:
        yield here, DCTERMS.source, f"<{source.iri}>"
        yield f"<{source.iri}>", RDFS.label, _text(source.title)
        if source.licence:
            yield f"<{source.iri}>", *_terms(source.licence)


def _downloads(site: Site, settings: Settings) -> Iterator[Triple]:
    here = site.store.iris.dataset()
    for name, (sha256, size) in prepare.checksums(settings).items():
        file, sum_ = f"<{site.public}/downloads/{name}>", f"<{site.public}/dataset#sha256-{name}>"
        yield here, f"<{DCAT.namespace}distribution>", file
        yield here, f"<{VOID}dataDump>", file
        yield file, RDF.type, f"<{DCAT.namespace}Distribution>"
        yield file, f"<{DCAT.namespace}downloadURL>", file
        yield file, f"<{DCAT.namespace}byteSize>", f'"{size}"^^<{XSD.namespace}nonNegativeInteger>'
        yield file, f"<{DCAT.namespace}mediaType>", _media(MEDIA[name.removeprefix("uprgraph")])
        yield file, f"<{DCAT.namespace}compressFormat>", _media("application/gzip")
        yield file, f"<{SPDX}checksum>", sum_
        yield sum_, f"<{SPDX}algorithm>", f"<{SPDX}checksumAlgorithm_sha256>"
        yield sum_, f"<{SPDX}checksumValue>", f'"{sha256}"^^<{XSD.namespace}hexBinary>'


def _service(site: Site) -> Iterator[Triple]:
    """SPARQL 1.1 Service Description of the endpoint."""
    service, endpoint = f"<{site.public}/sparql#service>", f"<{site.public}/sparql>"
    data, merge = f"<{site.public}/sparql#dataset>", f"<{site.public}/sparql#default-graph>"
    yield service, RDF.type, f"<{SD}Service>"
    yield service, f"<{SD}endpoint>", endpoint
    yield service, f"<{SD}supportedLanguage>", f"<{SD}SPARQL11Query>"
    for form in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"):
        yield service, f"<{SD}resultFormat>", f"<{FORMATS}{form}>"
    for form in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML"):
        yield service, f"<{SD}resultFormat>", f"<{FORMATS}{form}>"
    yield service, f"<{SD}defaultDataset>", data
    yield data, RDF.type, f"<{SD}Dataset>"
    yield data, f"<{SD}defaultGraph>", merge
    yield merge, RDF.type, f"<{SD}Graph>"
    for graph in site.store.graphs():
        named = f"<{site.public}/sparql#{graph.removeprefix(site.store.iris.base)}>"
        yield data, f"<{SD}namedGraph>", named
        yield named, RDF.type, f"<{SD}NamedGraph>"
        yield named, f"<{SD}name>", f"<{graph}>"


def _own(found: list[Source]) -> bool:
    """Whether nothing but the bundled facts is loaded."""
    return all(source.iri.endswith("/source/facts") for source in found)


def _terms(licence: str) -> tuple[str, str]:
    """A licence by its address, or terms of use in words."""
    if licence.startswith(("https://", "http://")) and " " not in licence:
        return DCTERMS.license, f"<{licence}>"
    return f"<{DCTERMS.namespace}rights>", _text(licence)


def _text(value: str) -> str:
    return str(ox.Literal(value))


def _number(value: int) -> str:
    return f'"{value}"^^{XSD.integer}'


def _media(name: str) -> str:
    return f"<https://www.iana.org/assignments/media-types/{name}>"


def _schema_org(site: Site, settings: Settings) -> dict[str, Any]:
    """The dataset as search engines for data read it."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": site.store.iris.dataset()[1:-1],
        "name": TITLE,
        "description": ABOUT,
        "url": f"{site.public}/dataset.html",
        "version": VERSION,
        **({"license": LICENCE} if _own(sources(site.store)) else {"usageInfo": RIGHTS}),
        "creator": {"@type": "Organization", "name": "uprgraph contributors"},
        "isBasedOn": [{"@type": "Dataset", "@id": source.iri, "name": source.title} for source in sources(site.store)],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{site.public}/downloads/{name}",
                "encodingFormat": MEDIA[name.removeprefix("uprgraph")],
                "contentSize": f"{size} B",
                "sha256": sha256,
            }
            for name, (sha256, size) in prepare.checksums(settings).items()
        ],
    }


def page(site: Site, settings: Settings) -> str:
    """The same for people: what it is, how much, whose, how to cite it, and the files."""
    files = [
        {"name": name, "sha256": sha256, "size": size, "media": MEDIA[name.removeprefix("uprgraph")]}
        for name, (sha256, size) in prepare.checksums(settings).items()
    ]
    return site.render(
        "dataset.html",
        data=schema_org.block(_schema_org(site, settings)),
        title=TITLE,
        about=ABOUT,
        counts=counts(site.store),
        sources=sources(site.store),
        files=files,
        coming=settings.downloads is not None and not files,
        forms=[form.media_type.split(";")[0] for form in (*RESULTS, *GRAPHS)],
        version=VERSION,
        licence=LICENCE,
        graphs=site.store.graphs(),
    )
