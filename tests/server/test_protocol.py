"""SPARQL 1.1 Protocol, asked as clients ask: the cases of W3C's protocol tests that apply to a service for reading."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON as WRAPPER_JSON
from SPARQLWrapper import POST, SPARQLWrapper

from uprgraph.server.negotiation import GRAPHS, RESULTS, choose

TROIKA = "SELECT ?name { review:khm-2 upr:troikaMember/rdfs:label ?name } ORDER BY ?name"
NAMES = ["Italy", "Morocco", "Philippines"]
CODES = "https://w3id.org/uprgraph/graph/codes"
DERIVED = "https://w3id.org/uprgraph/graph/derived"


def _names(found: httpx.Response) -> list[str]:
    assert found.status_code == 200, found.text
    return [row["name"]["value"] for row in found.json()["results"]["bindings"]]


# Ways to ask (section 2.1)


def test_query_by_get(server: Any) -> None:
    assert _names(server.get("/sparql", params={"query": TROIKA})) == NAMES


def test_query_by_form(server: Any) -> None:
    assert _names(server.query(TROIKA)) == NAMES


def test_query_posted_directly(server: Any) -> None:
    headers = {"content-type": "application/sparql-query; charset=utf-8"}
    found = httpx.post(f"{server.address}/sparql", content=TROIKA.encode(), headers=headers)
    assert _names(found) == NAMES


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": [("query", "ASK {}"), ("query", "SELECT * {}")]}, 400),
        ("GET", {"params": {"quary": "ASK {}"}}, 400),
        ("GET", {"params": {"query": "ASK {"}}, 400),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 403),
        ("GET", {"params": {"query": "CLEAR ALL"}}, 400),
        ("PUT", {"params": {"query": "ASK {}"}}, 405),
        ("DELETE", {}, 405),
        ("POST", {"data": {}}, 415),
        ("POST", {"data": {"quary": "ASK {}"}}, 400),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"content": b"ASK {}", "headers": {"content-type": "text/plain"}}, 415),
        ("POST", {"content": b"ASK {}"}, 415),
        ("POST", {"content": b"CLEAR ALL", "headers": {"content-type": "application/sparql-update"}}, 403),
        ("POST", {"content": b"ASK {\xff}", "headers": {"content-type": "application/sparql-query"}}, 400),
        ("POST", {"content": b"", "headers": {"content-type": "application/sparql-query"}}, 400),
        ("POST", {"params": {"query": "ASK {}"}, "data": {"query": "ASK {}"}}, 400),
        ("GET", {"params": {"query": "ASK {}"}, "headers": {"accept": "image/png"}}, 406),
    ],
)
def test_what_is_refused(server: Any, method: str, arguments: dict[str, Any], status: int) -> None:
    found = httpx.request(method, f"{server.address}/sparql", **arguments)
    assert found.status_code == status
    assert found.headers["access-control-allow-origin"] == "*"
    assert "\n" not in found.text.strip() and len(found.text) > 20, "one sentence that says why"


def test_what_an_address_takes_is_named(server: Any) -> None:
    """RFC 9110, section 15.5.6: an answer 405 has Allow."""
    for path, methods in (("/sparql", ["GET", "HEAD", "OPTIONS", "POST"]), ("/search", ["GET", "HEAD", "OPTIONS"])):
        found = httpx.request("PUT", server.address + path)
        assert sorted(found.headers["allow"].split(", ")) == methods
        assert found.text == f"this address takes {', '.join(methods)}\n"


def test_bad_syntax_says_where(server: Any) -> None:
    found = server.query("SELECT ?s {\n  ?s upr:madeBy ,\n}")
    assert found.status_code == 400
    assert "line 2, column" in found.text


# The dataset (section 2.1.4)


def test_one_default_graph(server: Any) -> None:
    asked = {"query": "SELECT (COUNT(*) AS ?name) { ?s ?p ?o }", "default-graph-uri": CODES}
    [by_protocol] = _names(server.get("/sparql", params=asked))
    [by_pattern] = _names(server.query(f"SELECT (COUNT(*) AS ?name) {{ GRAPH <{CODES}> {{ ?s ?p ?o }} }}"))
    assert by_protocol == by_pattern != "0"


@pytest.mark.parametrize("how", ["protocol", "from"])
def test_two_default_graphs_are_merged_not_added(server: Any, how: str) -> None:
    """What two graphs hold is one triple of their merge: the engine alone would count it twice."""
    both = [row["g"] for row in server.rows("SELECT DISTINCT ?g { GRAPH ?g { id:x ?p ?o } }".replace("id:x", "?s"))]
    graphs = sorted(graph for graph in both if "/graph/facts/" in graph)[:12]
    parts = " UNION ".join(f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for graph in graphs)
    counts = server.rows(f"SELECT (COUNT(*) AS ?all) {{ {parts} }}")[0]["all"]
    [once] = server.rows(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {parts} }} }}")
    assert int(counts) > int(once["n"]), "these graphs share triples"
    query = "SELECT (COUNT(*) AS ?name) { ?s ?p ?o }"
    if how == "from":
        froms = " ".join(f"FROM <{graph}>" for graph in graphs)
        found = server.query(f"SELECT (COUNT(*) AS ?name) {froms} {{ ?s ?p ?o }}")
    else:
        found = server.query(query, data={"default-graph-uri": graphs})
    assert _names(found) == [once["n"]]


def test_named_graphs_alone_leave_the_default_graph_empty(server: Any) -> None:
    asked = {"query": "SELECT DISTINCT ?name { { GRAPH ?name { ?s ?p ?o } } UNION { ?name ?p ?o } }"}
    assert _names(server.get("/sparql", params={**asked, "named-graph-uri": CODES})) == [CODES]


def test_graphs_of_the_protocol_go_before_those_of_the_query(server: Any) -> None:
    query = f"SELECT (COUNT(*) AS ?name) FROM <{DERIVED}> {{ ?s ?p ?o }}"
    alone = _names(server.query("SELECT (COUNT(*) AS ?name) { ?s ?p ?o }", data={"default-graph-uri": CODES}))
    assert _names(server.query(query, data={"default-graph-uri": CODES})) == alone != _names(server.query(query))


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "https://example.org/data.ttl", "relative", ""])
def test_graphs_that_are_not_here_are_refused(server: Any, graph: str) -> None:
    assert server.query("SELECT * { ?s ?p ?o } LIMIT 1", data={"default-graph-uri": graph}).status_code == 400
    assert server.query(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }} LIMIT 1").status_code == 400
    assert server.query(f"SELECT * FROM NAMED <{graph}> {{ ?s ?p ?o }} LIMIT 1").status_code == 400


# Forms of answers (section 2.2.3, RFC 9110)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/tab-separated-values;q=0.9, text/csv;q=0.1", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+json;q=0, text/csv", "text/csv; charset=utf-8"),
        ("text/*;q=0.5, */*;q=0.1", "text/csv; charset=utf-8"),
    ],
)
def test_results_in_the_form_that_is_liked_best(server: Any, accept: str, media_type: str) -> None:
    assert server.query(TROIKA, accept).headers["content-type"] == media_type


def test_results_say_the_same_in_each_form(server: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(server.query(TROIKA, "text/csv").text)))
    assert [row["name"] for row in rows] == NAMES
    assert server.query(TROIKA, "text/tab-separated-values").text.splitlines()[1] == '"Italy"'
    tree = ElementTree.fromstring(server.query(TROIKA, "application/sparql-results+xml").text)
    assert [literal.text for literal in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == NAMES


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_graphs_in_each_form_hold_the_same(server: Any, accept: str, format: str) -> None:
    query = "CONSTRUCT { ?m rdfs:label ?name } { review:khm-2 upr:troikaMember ?m . ?m rdfs:label ?name }"
    found = server.query(query, accept)
    assert found.headers["content-type"].startswith(accept)
    graph = rdflib.Graph().parse(data=found.text, format=format)
    assert sorted(str(name) for name in graph.objects()) == NAMES


def test_describe_and_ask(server: Any) -> None:
    assert server.query("ASK { review:khm-2 upr:troikaMember state:ita }").json()["boolean"] is True
    assert b"khm-2" in server.query("DESCRIBE review:khm-2", "application/n-triples").content


def test_a_form_can_be_named_in_the_address(server: Any) -> None:
    found = server.get("/sparql", params={"query": TROIKA, "format": "csv"})
    assert found.text.splitlines() == ["name", *NAMES]


def test_head_options_and_cors(server: Any) -> None:
    head = httpx.head(f"{server.address}/sparql", params={"query": TROIKA})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == server.get("/sparql", params={"query": TROIKA}).headers["content-length"]
    options = httpx.options(f"{server.address}/sparql", headers={"origin": "https://example.org"})
    assert options.status_code == 204 and "POST" in options.headers["access-control-allow-methods"]
    assert "Content-Type" in options.headers["access-control-allow-headers"]
    assert server.get("/no-such-address").headers["access-control-allow-origin"] == "*"


def test_entity_tags_spare_the_body(server: Any) -> None:
    first = server.get("/sparql", params={"query": TROIKA})
    again = server.get("/sparql", params={"query": TROIKA}, headers={"if-none-match": first.headers["etag"]})
    other = server.get("/sparql", params={"query": TROIKA}, headers={"if-none-match": '"other"'})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)
    assert first.headers["vary"] == "Accept, Accept-Encoding"


def test_long_answers_are_packed_for_who_takes_it(server: Any) -> None:
    address = f"{server.address}/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%20100"
    plain = urllib.request.urlopen(address).read()
    packed = urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"}))
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.read()) == plain
    refused = urllib.request.Request(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in urllib.request.urlopen(refused).headers


# What the endpoint says of itself (SPARQL 1.1 Service Description, VoID)


def test_service_description(server: Any) -> None:
    graph = rdflib.Graph().parse(data=server.get("/sparql").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    [service] = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(f"{server.address}/sparql")
    assert len(set(graph.objects(service, sd.resultFormat))) == 8
    names = {str(name) for name in graph.objects(None, sd.name)}
    assert (
        {CODES, DERIVED} <= names == {row["g"] for row in server.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    )
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    [[count]] = [row.values() for row in server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")]
    assert [int(n) for n in graph.objects(None, void.triples)] == [int(count)]


def test_a_browser_is_led_to_the_editor(server: Any) -> None:
    found = server.get("/sparql", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (found.status_code, found.headers["location"]) == (303, "/editor")


# Real clients


def test_sparqlwrapper(server: Any) -> None:
    client = SPARQLWrapper(f"{server.address}/sparql", returnFormat=WRAPPER_JSON)
    client.setQuery(TROIKA)
    assert [row["name"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == NAMES
    client.setMethod(POST)
    assert [row["name"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == NAMES


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(server: Any, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.address}/sparql", method=method, returnFormat="json"))
    prefixes = (
        "PREFIX upr: <https://w3id.org/uprgraph/ontology#> PREFIX review: <https://w3id.org/uprgraph/id/review/> "
    )
    assert [str(row.name) for row in graph.query(prefixes + TROIKA)] == NAMES
    khm = rdflib.URIRef("https://w3id.org/uprgraph/id/review/khm-2")
    members = graph.objects(khm, rdflib.URIRef("https://w3id.org/uprgraph/ontology#troikaMember"))
    assert len(list(members)) == 3


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server: Any) -> None:
    command = [
        "curl",
        "-s",
        f"{server.address}/sparql",
        "--data-urlencode",
        f"query={TROIKA}",
        "-H",
        "Accept: text/csv",
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines() == ["name", *NAMES]


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/turtle;q=0.2, application/n-triples;q=0.7", "nt"),
        ("TEXT/TURTLE", "ttl"),
        ("text/turtle;q=abc, application/rdf+xml;q=0.1", "rdf"),
        ("text/turtle;q=nan, application/rdf+xml;q=0.1", "rdf"),
        (";;,,", "ttl"),
        ("*", "ttl"),
    ],
)
def test_accept_headers_of_all_sorts(accept: str, suffix: str) -> None:
    form = choose(accept, GRAPHS)
    assert form is not None and form.suffix == suffix


def test_no_form_where_none_is_taken() -> None:
    assert choose("text/html", RESULTS) is None
    assert choose("*/*;q=0", RESULTS) is None


def test_json_is_json_whatever_the_texts_hold(server: Any, start: Callable[..., Any]) -> None:
    query = r'SELECT ("\"\\\n</script>\u0001" AS ?name) {}'
    assert json.loads(server.query(query).text)["results"]["bindings"][0]["name"]["value"] == '"\\\n</script>\x01'
