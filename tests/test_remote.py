"""A store that is a SPARQL service: the same answers as the embedded store, and failures in one line."""

from __future__ import annotations

import shlex
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Literal, Namespace

import sparql_service
import uprgraph
from conftest import Ran
from sparql_service import JSON, PASSWORD, TOKEN, USER, Behaviour, Service
from test_push import _no_login_of_the_user, little  # noqa: F401 (a fixture for every test here too)
from uprgraph import catalogue
from uprgraph.building import open_or_build
from uprgraph.errors import QueryError, ReadOnly, StoreError
from uprgraph.export import PREFIXES
from uprgraph.namespaces import ONTOLOGY
from uprgraph.push import push
from uprgraph.remote import RemoteStore, open_service, with_prefixes
from uprgraph.remote_http import address
from uprgraph.store import Store

Upr = Callable[..., Ran]
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def filled(bundled: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that holds the bundled graph, well behaved; for reading."""
    with sparql_service.running() as running:
        push(bundled.store, running.address, states=tmp_path_factory.mktemp("states"))
        yield running


@pytest.fixture(scope="module")
def remote(filled: Service) -> Store:
    return open_or_build(filled.address)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that holds a little push."""
    with sparql_service.running() as running:
        push(little(), running.address, states=tmp_path / "states")
        yield running


def given(example: str, question: catalogue.Question) -> Mapping[str, list[str]]:
    """The parameters in an example of the command line."""
    words, found = shlex.split(example), dict[str, list[str]]()
    for name, value in pairwise(words):
        if name.removeprefix("--") in {*question.parameters, *question.common} and name.startswith("--"):
            found.setdefault(name.removeprefix("--"), []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}  # type: ignore[misc]


def test_the_whole_catalogue_answers_as_the_embedded_store(bundled: uprgraph.Upr, remote: Store) -> None:
    for name in catalogue.names():
        question = catalogue.load(name)
        parameters = given(question.example, question)
        assert catalogue.ask(remote, name, **parameters) == catalogue.ask(bundled.store, name, **parameters), name


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?session upr:inCycle ?cycle ; upr:number ?n } ORDER BY ?n LIMIT 5",
        "SELECT (AVG(?n) AS ?mean) (COUNT(*) AS ?c) (MAX(?n) > 3 AS ?more) { ?session upr:number ?n }",
        "SELECT ?graph (COUNT(*) AS ?n) { ?graph upr:fromSource ?s GRAPH ?graph { ?x a upr:Recommendation } } "
        "GROUP BY ?graph",
        "ASK { review:khm-4 upr:troikaMember state:jpn }",
        "ASK { review:khm-4 upr:troikaMember state:fra }",
        "CONSTRUCT { ?s upr:held ?on } WHERE { ?s upr:heldOn ?on }",
        "DESCRIBE review:khm-4",
        "SELECT ?none { OPTIONAL { <x:y> <x:z> ?none } }",
    ],
)
def test_a_query_of_ones_own_has_the_same_answer(bundled: uprgraph.Upr, remote: Store, query: str) -> None:
    assert uprgraph.Upr(remote).sparql(query) == bundled.sparql(query)


def test_wrong_syntax_is_told_in_the_words_of_the_embedded_store(bundled: uprgraph.Upr, remote: Store) -> None:
    said = []
    for store in (bundled.store, remote):
        with pytest.raises(QueryError) as error:
            uprgraph.Upr(store).sparql("SELECT ?x {\n ?x a upr:Review ; }}")
        said.append(str(error.value))
    assert said[0] == said[1] and "line 2, column" in said[0]


def test_the_commands_write_the_same_from_a_service(filled: Service, upr: Upr, tmp_path: Path) -> None:
    commands: list[tuple[str, ...]] = [
        ("query", "acceptance-by-cycle", "--state", "Cambodia"),
        ("query", "acceptance", "--sparql"),
        ("sparql", "ASK { review:khm-4 upr:troikaMember state:jpn }"),
        ("status",),
        ("reconcile", "khm-2"),
        ("network", "states", "{}.html"),
        ("panel", "records", "{}.csv"),
        ("figure", "groups", "{}.svg"),
    ]
    for words in commands:
        left = []
        for place in ("folder", "service"):
            (tmp_path / place).mkdir(exist_ok=True)
            store = ["--store", filled.address] if place == "service" else []
            path = tmp_path / place / words[0]
            ran = upr(*store, *(word.format(path) if word.startswith("{}") else word for word in words))
            assert (ran.code, ran.err) == (0, ""), words
            files = {file.name: file.read_bytes() for file in (tmp_path / place).iterdir()}
            left.append((ran.out.replace(place, ""), files))
        assert left[0] == left[1], words


@pytest.mark.parametrize(
    "words", [("export", "x.ttl"), ("validate",), ("reason",), ("reason", "--materialise"), ("build",)]
)
def test_what_needs_a_folder_says_so_in_one_line(
    service: Service, upr: Upr, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = upr("--store", service.address, *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "SPARQL service" in ran.err and "which is for asking" in ran.err.replace(" is for", ", which is for")
    assert "--store FOLDER" in ran.err and not (tmp_path / "x.ttl").exists()


def test_the_store_of_the_environment_may_be_a_service(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UPR_STORE", service.address)
    store = open_or_build()
    assert isinstance(store, RemoteStore) and store.place == service.address
    assert uprgraph.open(service.address).store.place == service.address
    with pytest.raises(StoreError, match="name a folder"):
        uprgraph.build()


def test_rdflib_reads_the_service(filled: Service, remote: Store) -> None:
    graph = uprgraph.Upr(remote).graph
    upr, ids = Namespace(ONTOLOGY), Namespace("https://w3id.org/uprgraph/id/")
    review = ids["review/khm-4"]
    members = {str(graph.value(member, RDFS.label)) for member in graph.objects(review, upr.troikaMember)}
    assert members == {"Ghana", "Japan", "Montenegro"}
    assert (review, RDF.type, upr.Review) in graph
    assert [int(row[0]) for row in graph.query("SELECT (COUNT(*) AS ?n) { ?r a upr:Review }")] == [717]
    assert len(graph.query("CONSTRUCT { ?r a upr:Review } WHERE { ?r a upr:Review }").graph or []) == 717
    with pytest.raises(ReadOnly):
        graph.add((review, RDFS.label, Literal("x")))
    with pytest.raises(QueryError, match="stay inside the store"):
        graph.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


PAGE = b"<html><head><title>Our group's\nserver</title></head><body>hello</body></html>"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({"reply": (200, {"Content-Type": "text/html"}, PAGE)}, 'a web page ("Our group\'s server") instead of'),
        ({"reply": (200, {"Content-Type": JSON}, b"{}")}, "the answer is damaged or was cut"),
        ({"reply": (200, {"Content-Type": JSON}, b'{"head": {}, "boolean": true}')}, "damaged or was cut"),
        ({"reply": (200, {"Content-Type": "application/xml"}, b"<sparql/>")}, "no SPARQL results but application/xml"),
        (
            {"reply": (301, {"Location": "https://u:p@example.org/sparql?x"}, b"")},
            "at https://example.org/sparql (301)",
        ),
        ({"reply": (403, {}, b"")}, "this is not allowed to this user (403)"),
        ({"reply": (404, {}, b"")}, "is it the address of a SPARQL service?"),
        ({"reply": (500, {"Content-Type": "text/plain"}, b"out of\x1b[31m memory\n")}, "500: out of [31m memory"),
        ({"reply": (503, {}, b"")}, "busy or not ready (503)"),
        ({"cut": True}, "the answer is damaged or was cut"),
        ({"hang": 1.5}, "no whole answer within 0.3 seconds"),
        ({"headers": {"X-SPARQL-MaxRows": "10000"}}, "cuts answers at 10000 rows; raise ResultSetMaxRows"),
        ({"headers": {"X-SPARQL-Anytime": "timeout=5"}}, "a part of the answer because its time was up"),
        ({"headers": {"X-SQL-State": "S1TAT"}}, "a part of the answer because its time was up"),
        ({"login": "basic"}, "a login is asked for (401)"),
    ],
)
def test_what_a_service_does_wrong_is_told_in_one_line(
    service: Service, behaviour: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch, upr: Upr
) -> None:
    if "hang" in behaviour:
        monkeypatch.setenv("UPR_TIMEOUT", "0.3")
    for name, value in behaviour.items():
        setattr(service.behaviour, name, value)
    ran = upr("--store", service.address, "query", "states")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert (
        said in ran.err.replace("'Our group\\'s", "\"Our group's").replace("server')", 'server")')
        and "u:p" not in ran.err
    )
    assert "\x1b" not in ran.err


def test_nobody_there(upr: Upr) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/sparql"
        ran = upr("--store", url.replace("//", "//anna:secret@"), "query", "states")
    assert ran.code == 2 and "is the service running, and the address right?" in ran.err and "secret" not in ran.err


def test_what_was_not_pushed_by_this_version_is_refused(service: Service) -> None:
    merge = "https://w3id.org/uprgraph/graph/merge"
    update = f"WITH <{merge}> DELETE {{ ?d <{ONTOLOGY}storeFormat> ?f }} INSERT {{ ?d <{ONTOLOGY}storeFormat> {{}} }} "
    where = f"WHERE {{ ?d <{ONTOLOGY}storeFormat> ?f }}"
    service.store.update(update.replace("{}", "1") + where)
    with pytest.raises(StoreError, match="pushed by another version of uprgraph"):
        open_service(service.address)
    service.store.update(f"WITH <{merge}> DELETE {where.removeprefix('WHERE')} {where}")
    with pytest.raises(StoreError, match="holds no finished push"):
        open_service(service.address)
    with pytest.raises(StoreError, match=r"the graph <urn:other> is empty there; fill it with 'upr push'"):
        open_service(f"{service.address}#urn:other")


def test_who_said_what_is_not_told_where_a_graph_of_a_source_is_lost(service: Service) -> None:
    store = open_service(service.address)
    [graph] = store.graphs()
    assert len(store.select("SELECT ?s { GRAPH ?g { ?s ?p ?o } }").rows) == 6
    service.store.remove_graph(ox.NamedNode(graph))
    with pytest.raises(StoreError, match="1 of 1 graphs of sources are not there"):
        open_service(service.address).select("SELECT ?s { GRAPH ?g { ?s ?p ?o } }")


@pytest.mark.parametrize("way", ["basic", "digest", "bearer"])
@pytest.mark.parametrize("place", ["address", "environment", "netrc"])
def test_logins(service: Service, way: str, place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    service.behaviour.login = way
    url = service.address
    if way == "bearer":
        monkeypatch.setenv("UPR_TOKEN", TOKEN)
    elif place == "address":
        url = service.with_login()
    elif place == "environment":
        monkeypatch.setenv("UPR_USER", USER)
        monkeypatch.setenv("UPR_PASSWORD", PASSWORD)
    else:
        (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login {USER} password {PASSWORD}\n")
    store = open_service(url)
    assert len(store.select(f"SELECT ?s {{ ?s <{ONTOLOGY}text> ?o }}").rows) == 100
    assert not any(secret in f"{store.place} {store.service.where!r}" for secret in ("cret", USER, TOKEN))


def test_a_password_is_sent_only_when_asked_for(service: Service) -> None:
    service.seen.clear()
    open_service(service.with_login())
    assert service.seen and not any("Authorization" in headers for headers in service.seen)


def test_a_token_goes_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPR_TOKEN", TOKEN)
    with pytest.raises(StoreError, match="a token goes over https only"):
        open_service("http://example.org/sparql")


def test_a_certificate_that_nobody_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = sparql_service.self_made(tmp_path)
    with sparql_service.running((certificate, key)) as running:
        with pytest.raises(
            StoreError, match=r"certificate cannot be trusted \(self-signed certificate\); SSL_CERT_FILE"
        ):
            open_service(running.address)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert push(little(), running.address, states=tmp_path).triples == 108
        assert open_service(running.address).place.startswith("https://")


@pytest.mark.parametrize(
    ("term", "read"),
    [
        (("boolean", "1"), ("boolean", "true")),
        (("boolean", "0"), ("boolean", "false")),
        (("boolean", "true"), ("boolean", "true")),
        (("duration", "54"), ("duration", "P4Y6M")),
        (("duration", "6"), ("duration", "P6M")),
        (("duration", "48"), ("duration", "P4Y")),
        (("duration", "0"), ("duration", "PT0S")),
        (("duration", "P4Y6M"), ("duration", "P4Y6M")),
        (("integer", "1"), ("integer", "1")),
    ],
)
def test_terms_that_virtuoso_changes_are_read_as_they_were_pushed(
    service: Service, term: tuple[str, str], read: tuple[str, str]
) -> None:
    store = open_service(service.address)
    kind, value = term
    said = f'{{"type": "typed-literal", "datatype": "{XSD}{kind}", "value": "{value}"}}'
    results = f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": [{{"x": {said}}}]}}}}'
    service.behaviour = Behaviour(reply=(200, {"Content-Type": JSON}, results.encode()))
    query = "SELECT ?x { }"
    assert store.select(query).rows == [(ox.Literal(value, datatype=ox.NamedNode(XSD + kind)),)]
    service.behaviour.headers = {"Server": "Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"}
    assert store.select(query).rows == [(ox.Literal(read[1], datatype=ox.NamedNode(XSD + read[0])),)]
    line = f'<a:a> <a:b> "{value}"^^<{XSD}{kind}> .'.encode()
    service.behaviour.reply = (200, {"Content-Type": "application/n-triples"}, line)
    [triple] = store.ask("CONSTRUCT WHERE { ?s ?p ?o }")  # type: ignore[misc]
    assert triple.object == ox.Literal(read[1], datatype=ox.NamedNode(XSD + read[0]))


def test_prefixes_that_a_query_declares_are_left_to_it() -> None:
    query = "PREFIX upr: <a:>\nASK { ?s upr:x skos:y ; <b:rdfs:> ?dcat }"
    assert (
        with_prefixes(query, PREFIXES)
        == f"PREFIX rdfs: <{PREFIXES['rdfs']}> PREFIX skos: <{PREFIXES['skos']}> " + query
    )


def test_an_address_as_text_holds_no_secret() -> None:
    where = address("https://anna:secret@host:8443/sparql?key=secret#https://example.org/graph")
    assert str(where) == "https://host:8443/sparql#https://example.org/graph"
    assert where.url == "https://host:8443/sparql?key=secret" and (where.user, where.password) == ("anna", "secret")


@pytest.mark.parametrize("text", ["http://", "https://[::1/x", "http://host:port/x", "https://host/sparql#no graph"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(StoreError):
        address(text)


def test_a_slow_answer_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPR_TIMEOUT", "never")
    with pytest.raises(StoreError, match="UPR_TIMEOUT is a number of seconds, not 'never'"):
        open_service(service.address)
    monkeypatch.setenv("UPR_TIMEOUT", "0.2")
    store = open_service(service.address)
    service.behaviour.hang = 1.0
    begun = time.monotonic()
    with pytest.raises(StoreError, match=r"no whole answer within 0\.2 seconds"):
        store.select("SELECT ?s { ?s ?p ?o }")
    assert time.monotonic() - begun < 0.9
