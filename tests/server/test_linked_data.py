"""Every IRI under the base answers, with what fits whoever asks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, URIRef

BASE = "https://w3id.org/uprgraph/"
UPR = rdflib.Namespace(f"{BASE}ontology#")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def _graph(server: Any, path: str) -> rdflib.Graph:
    found = server.get(path)
    assert found.status_code == 200, found.text
    return rdflib.Graph().parse(data=found.text, format="turtle")


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (BROWSER, "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json, text/turtle;q=0.9", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml, application/xml;q=0.7, */*;q=0.09", "rdf"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_liked_best(server: Any, accept: str, suffix: str) -> None:
    found = server.get("/id/review/khm-2", accept)
    assert (found.status_code, found.headers["location"]) == (303, f"/id/review/khm-2.{suffix}")
    assert "Accept" in found.headers["vary"]


@pytest.mark.parametrize(
    "path", ["/id/review/khm-9", "/id/review/khm-9.ttl", "/id/", "/id/x y", "/id/%00", "/graph/none"]
)
def test_what_the_store_does_not_know(server: Any, path: str) -> None:
    for accept in (BROWSER, "text/turtle"):
        assert server.get(path, accept).status_code == 404
    assert server.get("/id/review/khm-2", "image/png").status_code == 406


def test_codes_may_be_written_in_capitals(server: Any) -> None:
    found = server.get("/id/state/KHM.html?cycle=2")
    assert (found.status_code, found.headers["location"]) == (301, "/id/state/khm.html?cycle=2")
    assert server.get("/id/review/KHM-2.ttl").headers["location"] == "/id/review/khm-2.ttl"


def test_a_review_in_turtle(server: Any) -> None:
    graph, khm = _graph(server, "/id/review/khm-2.ttl"), URIRef(f"{BASE}id/review/khm-2")
    assert graph.value(khm, UPR.reviewOf) == URIRef(f"{BASE}id/state/khm")
    assert graph.value(khm, UPR.reportedTotal).toPython() == 205
    assert sorted(str(graph.value(state, RDFS.label)) for state in graph.objects(khm, UPR.troikaMember)) == [
        "Italy",
        "Morocco",
        "Philippines",
    ]
    here = URIRef(f"{server.address}/id/review/khm-2.ttl")
    assert graph.value(here, rdflib.FOAF.primaryTopic) == khm
    assert all("/graph/facts/" in str(source) for source in graph.objects(here, DCTERMS.source))
    assert (None, UPR.aboutReview, khm) in graph, "links in"
    named = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    unlabelled = {str(iri) for iri in named if str(iri).startswith(BASE) and (iri, RDFS.label, None) not in graph}
    assert unlabelled == set(), "every IRI that is shown has a label"


def test_the_forms_hold_the_same(server: Any) -> None:
    """But for the name of the document itself."""
    graphs = []
    for suffix, name in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        found = server.get(f"/id/recommendation/khm-2/118.22.{suffix}")
        graph = rdflib.Graph().parse(data=found.text, format=name)
        graphs.append({triple for triple in graph if not str(triple[0]).startswith(server.address)})
        assert found.headers["link"].count('rel="alternate"') == 3
    assert graphs[0] and all(graph == graphs[0] for graph in graphs)


def test_every_iri_of_the_store_answers(server: Any) -> None:
    """One of each kind, as the store has them, and each named graph."""
    kinds = server.rows(
        "SELECT ?kind (SAMPLE(?s) AS ?one) { ?s ?p ?o FILTER(STRSTARTS(STR(?s), '" + BASE + "')) "
        "BIND(STRBEFORE(STRAFTER(STR(?s), '" + BASE + "id/'), '/') AS ?kind) } GROUP BY ?kind"
    )
    ones = [row["one"] for row in kinds] + [
        row["g"] for row in server.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    ]
    assert len(kinds) > 30 and len(ones) > 50
    for one in ones:
        path = "/" + quote(one.removeprefix(BASE), safe="/:@!$&'()*+,;=-._~#")
        assert server.get(path.split("#")[0], "text/turtle").status_code == 303, one
        document = server.get(path.split("#")[0] + ".ttl")
        assert document.status_code == 200 and len(rdflib.Graph().parse(data=document.text)) > 1, one


def test_terms_of_the_ontology(server: Any) -> None:
    graph = _graph(server, "/ontology.ttl")
    assert (UPR.madeBy, RDF.type, rdflib.OWL.ObjectProperty) in graph
    assert server.get("/ontology", "text/turtle").headers["location"] == "/ontology.ttl"
    assert server.get("/ontology/0.5.0", "application/rdf+xml").headers["location"] == "/ontology/0.5.0.rdf"
    page = server.get("/ontology.html").text
    assert 'id="madeBy"' in page and 'id="Recommendation"' in page
    for module in ("alignments", "shapes", "dl"):
        assert len(_graph(server, f"/{module}.ttl")) > 20


def test_dataset(server: Any) -> None:
    graph = _graph(server, "/dataset.ttl")
    dcat, dataset = rdflib.Namespace("http://www.w3.org/ns/dcat#"), URIRef(f"{BASE}dataset")
    assert (dataset, RDF.type, dcat.Dataset) in graph
    assert (dataset, DCTERMS.license, URIRef("https://creativecommons.org/publicdomain/zero/1.0/")) in graph
    assert "uprgraph bundled facts" in {str(label) for label in graph.objects(None, RDFS.label)}
    assert server.get("/dataset", "text/turtle").headers["location"] == "/dataset.ttl"
    assert "This server offers none" in server.get("/dataset.html").text


def test_downloads_with_checksums(start: Any, bundled: Any) -> None:
    import gzip
    import hashlib
    import time

    server = start(bundled.store.path)
    until = time.monotonic() + 60
    while (sums := server.get("/downloads/SHA256SUMS")).status_code == 404:
        assert time.monotonic() < until
        time.sleep(0.5)
    known = dict(reversed(line.split("  ")) for line in sums.text.splitlines())
    assert sorted(known) == ["uprgraph.jsonld.gz", "uprgraph.nq.gz", "uprgraph.nt.gz", "uprgraph.ttl.gz"]
    body = server.get("/downloads/uprgraph.nt.gz").content
    assert hashlib.sha256(body).hexdigest() == known["uprgraph.nt.gz"]
    [row] = server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(gzip.decompress(body).splitlines()) == int(row["n"])
    part = server.get("/downloads/uprgraph.nt.gz", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, body[10:20])
    time.sleep(0.2)
    graph = _graph(server, "/dataset.ttl")
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    assert {str(value) for value in graph.objects(None, spdx.checksumValue)} == set(known.values())
    assert known["uprgraph.ttl.gz"] in server.get("/dataset.html").text


@pytest.mark.parametrize("public", ["https://example.org", "https://example.org/upr"])
def test_behind_a_reverse_proxy(start: Any, bundled: Any, public: str) -> None:
    """The proxy may leave its own path before the address or take it off."""
    server = start(bundled.store.path, "--no-downloads", "--public-url", public)
    root = urlsplit(public).path
    for before in {"", root}:
        found = server.get(f"{before}/id/review/khm-2", BROWSER)
        assert (found.status_code, found.headers["location"]) == (303, f"{root}/id/review/khm-2.html")
    page = server.get("/id/review/khm-2.html", headers={"host": "example.org"}).text
    assert f'href="{root}/static/site.css"' in page
    assert f"<{public}/sparql>" in server.get("/sparql").text


def test_a_base_of_ones_own(start: Any, tmp_path: Any) -> None:
    import uprgraph

    uprgraph.build(store=tmp_path / "store", base="https://example.org/rights/")
    server = start(tmp_path / "store", "--no-downloads")
    graph = _graph(server, "/id/review/khm-2.ttl")
    assert (URIRef("https://example.org/rights/id/review/khm-2"), UPR.reviewOf, None) in graph
