"""Queries of one's own that must not reach outside the store."""

from __future__ import annotations

import pytest

from uprgraph.errors import QueryError
from uprgraph.sparql import check

REACHING = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o .SERVICE?x { ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1/> SELECT * { SERVICE x:y { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE :y { ?s ?p ?o } }",
    "SELECT * { SERVICE # a remark\n <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { # hi\r SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }\n }",
    'SELECT * { BIND("\\u0022" AS ?x) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } BIND("\\u0022" AS ?y) }',
    'SELECT * { FILTER(?a<?b#>"""\n) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }\n#"""\n }',
    "SELECT * FROM <https://w3id.org/uprgraph/graph/codes> { ?s ?p ?o }",
    "SELECT * FROM NAMED <https://w3id.org/uprgraph/graph/codes> { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } FROM<x:y> WHERE { ?s ?p ?o }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 1e0service<http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "ASKFROM <x:y> { ?s ?p ?o }",
    "CONSTRUCTFROM <x:y> WHERE { ?s ?p ?o }",
]
UPDATES = [
    "INSERT DATA { <a:a> <a:b> 1 }",
    "# a remark\nPREFIX a: <b:c> BASE <d:e>\ndelete where { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "DROP ALL",
]
INSIDE = [
    "SELECT ?service ?from { ?service <a:p> ?from }",
    'ASK { ?s ?p "service from the state: fine" }',
    "PREFIX x: <a:> SELECT * { x:service x:from ?o . ?s x:from <a:b> }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", REACHING)
def test_a_query_that_reaches_outside_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="stay inside the store"):
        check(query)


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="the store is for reading"):
        check(query)


@pytest.mark.parametrize("query", INSIDE)
def test_other_queries_are_asked_as_they_are(query: str) -> None:
    assert check(query) == query


def test_line_ends_become_line_feeds() -> None:
    assert check("ASK {\r\n}\r") == "ASK {\n}\n"
