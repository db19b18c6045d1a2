"""A store that is a SPARQL 1.1 service: the same face as the embedded store, over HTTP.

``upr push`` writes the merge into one named graph of the service and the store's named graphs beside it.
Every question is asked of that one graph as the default graph (SPARQL 1.1 Protocol, section 2.1.4),
so counts are those of the embedded store, whatever else the service holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from uprgraph.errors import OtherFormat, QueryError, StoreError
from uprgraph.namespaces import ONTOLOGY, XSD, Iris
from uprgraph.remote_http import Address, Refused, Reply, Service, Unreached, address, excerpt
from uprgraph.store import FORMAT, Store, answered

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
SOURCES = f"?g a <{ONTOLOGY}SourceGraph>"
_EMPTY = ox.Store()
_DECLARED = re.compile(r"\bprefix\s+([^\s:<>]*):\s*<", re.I)
_GRAPH = re.compile(r"(?<![\w?$:@-])graph(?:\s|#[^\n]*\n)*(?:[<?$]|[^\s(){}<>\"]*:)", re.I)
_XSD = XSD.namespace

Term = dict[str, Any]
"""A term as SPARQL's JSON results write it: type, value, datatype."""


class RemoteStore(Store):
    """A SPARQL service that holds a finished push, open for asking."""

    far = True

    def __init__(self, service: Service) -> None:
        self.service = service
        self.path = None
        self.dataset, form, bare = _described(service)
        if form != str(FORMAT):
            raise OtherFormat(
                f"{service.where}: pushed by another version of uprgraph; run 'upr build' and 'upr push' again"
            )
        self.iris = Iris(self.dataset.removesuffix("dataset"))
        self.bare = bare
        self._graphs: list[str] | None = None

    @property
    def engine(self) -> ox.Store:
        raise StoreError(
            f"{self.place}: a SPARQL service is for asking, and this needs the store in a folder from which it was "
            "pushed; name that with --store FOLDER"
        )

    @property
    def place(self) -> str:
        return str(self.service.where)

    def ask(
        self, query: str, prefixes: dict[str, str] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The service's answer; raises QueryError with line and column for bad syntax, and StoreError.

        Syntax is looked at here first, so that its errors are the same for every store.
        """
        form = form_of(query, prefixes)
        graphs = self.graphs() if _GRAPH.search(query) else []
        return asked(self.service, with_prefixes(query, prefixes or {}), form, graphs=graphs)

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted; raises StoreError where the service lacks one that a source has."""
        if self._graphs is None:
            named = sorted(row[0].value for row in solutions(self.service, f"SELECT ?g WHERE {{ {SOURCES} }}"))
            # Each source graph describes itself within itself.
            query = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {SOURCES} }} }}"
            there = {row[0].value for row in solutions(self.service, query, graphs=named)}
            if missing := len(set(named) - there):
                raise StoreError(
                    f"{self.place}: {missing} of {len(named)} graphs of sources are not there, so it is not known "
                    "who said what; run 'upr push' again"
                )
            others = (self.iris.codes_graph(), self.iris.derived_graph(), self.iris.inferred_graph())
            filled = [graph[1:-1] for graph in others if self._filled(graph[1:-1])]
            self._graphs = sorted([*named, *filled])
        return self._graphs

    def _filled(self, graph: str) -> bool:
        return bool(solutions(self.service, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", graph))


def open_service(text: str) -> RemoteStore:
    """The store at an address such as ``https://host/sparql#graph``.

    Raises StoreError where the service cannot be asked, or holds no finished push.
    """
    return RemoteStore(Service(address(text)))


def _described(service: Service) -> tuple[str, str, bool]:
    """(the dataset's IRI, the store's format, whether it is bare) of a finished push; raises StoreError."""
    rows = solutions(
        service,
        f"SELECT ?dataset ?format ?bare WHERE {{ ?dataset <{ONTOLOGY}storeFormat> ?format "
        f"OPTIONAL {{ ?dataset <{ONTOLOGY}bareBuild> ?bare }} }}",
    )
    if len(rows) == 1:
        dataset, form, bare = rows[0]
        return dataset.value, form.value, bare is not None and bare.value == "true"
    where = service.where
    if rows:
        raise StoreError(f"{where}: the graph <{where.graph}> holds more than one push; push again to replace it")
    if solutions(service, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"):
        raise StoreError(f"{where}: the graph <{where.graph}> holds no finished push; 'upr push' goes on where it was")
    raise StoreError(
        f"{where}: the graph <{where.graph}> is empty there; fill it with 'upr push', or name the graph after a #"
    )


def solutions(
    service: Service, query: str, graph: str | None = None, graphs: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """The rows of a SELECT asked of *graph*, of the merge where none is named."""
    answer = asked(service, query, form_of(query, None), graph, graphs)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple(row) for row in answer]


@dataclass(frozen=True, slots=True)
class Form:
    """What the answer of a query is, and its columns as Oxigraph orders them."""

    kind: type[ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples]
    columns: list[str]


def form_of(query: str, prefixes: dict[str, str] | None) -> Form:
    """Raises QueryError for bad syntax."""
    answer = answered(_EMPTY, query, prefixes)
    names = [variable.value for variable in answer.variables] if isinstance(answer, ox.QuerySolutions) else []
    return Form(type(answer), names)


def with_prefixes(query: str, prefixes: Mapping[str, str]) -> str:
    """*query* with PREFIX declarations for those of *prefixes* that it uses and does not declare.

    They stand on its first line, so that a service counts lines as the user does.

    >>> with_prefixes("ASK { ?s upr:text ?o }", {"upr": "https://example.org/", "skos": "https://example.com/"})
    'PREFIX upr: <https://example.org/> ASK { ?s upr:text ?o }'
    """
    declared = set(_DECLARED.findall(query))
    used = (name for name in prefixes if name not in declared and re.search(rf"(?<![\w-]){re.escape(name)}:", query))
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in used) + query


def asked(
    service: Service,
    query: str,
    form: Form,
    graph: str | None = None,
    graphs: Sequence[str] = (),
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The service's answer to *query*, of that *form*.

    It is asked of *graph*, of the merge where none is named; *graphs* are those that GRAPH may name.

    Raises QueryError where the service refuses the query, or cuts its answer; StoreError where it cannot be asked.
    """
    accept = f"{N_TRIPLES}, text/turtle;q=0.5" if form.kind is ox.QueryTriples else JSON
    fields: dict[str, str | list[str]] = {"query": query, "default-graph-uri": graph or service.where.graph}
    if graphs:
        fields["named-graph-uri"] = list(graphs)
    try:
        reply = service.request("POST", service.where.url, {"Accept": accept}, form=fields)
    except Refused as error:
        if error.status in (400, 500):
            raise QueryError(f"the query cannot be answered: {error}") from error
        raise
    _refuse_cut(service, reply)
    terms = next((read for name, read in TERMS.items() if name in service.engine.lower()), None)
    try:
        if form.kind is ox.QueryTriples:
            return _triples(reply, terms)
        results = _json(reply.body, form, terms)
        return _read(results)
    except (ValueError, SyntaxError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_result(service, reply) from error


def _read(results: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """The results, read to their end once: the engine tells what is wrong with a row only when it comes to it."""
    found = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return found
    for _ in found:
        pass
    again = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
    assert isinstance(again, ox.QuerySolutions)
    return again


def _no_result(service: Service, reply: Reply) -> StoreError:
    if "html" in reply.type:
        return StoreError(
            f"{service.where.host}: a web page ({excerpt(reply)[:80]!r}) instead of results; is "
            f"{service.where} the address of its SPARQL service? It often ends in /sparql or /query"
        )
    if reply.type.endswith("json"):
        return Unreached(f"{service.where.host}: the answer is damaged or was cut; ask again")
    said = excerpt(reply)[:80]
    return StoreError(f"{service.where.host}: no SPARQL results but {reply.type or 'something without a type'}: {said}")


def _refuse_cut(service: Service, reply: Reply) -> None:
    """Raises QueryError where the service says that it left something out: a part must not pass as the whole."""
    rows = reply.headers.get("x-sparql-maxrows")
    if rows is not None:
        raise QueryError(
            f"{service.where.host}: the service cuts answers at {rows} rows; raise ResultSetMaxRows in its virtuoso.ini"
        )
    # Virtuoso's "anytime" answers hold what was found within the time, counts too, and say so in these headers.
    if reply.status == 206 or {"x-sparql-anytime", "x-sql-state"} & {name.lower() for name in reply.headers}:
        raise QueryError(
            f"{service.where.host}: the service gave a part of the answer because its time was up; "
            "leave 'timeout' out of the address, or ask for less"
        )


def _json(body: bytes, form: Form, terms: Callable[[Term], None] | None) -> bytes:
    """The results, whole, with terms and order of columns as the embedded store has them.

    Raises ValueError, KeyError, TypeError or AttributeError for what is no whole result of that form.
    """
    found = json.loads(body)
    if form.kind is ox.QueryBoolean:
        return json.dumps({"head": {}, "boolean": bool(found["boolean"])}).encode()
    rows = found["results"]["bindings"]
    if terms is None and found["head"]["vars"] == form.columns:
        return body
    found["head"] = {"vars": form.columns}
    if terms is not None:
        for row in rows:
            for term in row.values():
                terms(term)
    return json.dumps(found, ensure_ascii=False).encode("utf-8")


def _triples(reply: Reply, terms: Callable[[Term], None] | None) -> ox.QueryTriples:
    form = ox.RdfFormat.N_TRIPLES if reply.type in (N_TRIPLES, "text/plain") else ox.RdfFormat.TURTLE
    found = ox.Store()
    for quad in ox.parse(reply.body, format=form):
        found.add(ox.Quad(quad.subject, quad.predicate, _literal(quad.object, terms)))
    answer = found.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QueryTriples)
    return answer


def _literal(term: Any, terms: Callable[[Term], None] | None) -> Any:
    if terms is None or not isinstance(term, ox.Literal) or term.language:
        return term
    read: Term = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    terms(read)
    return ox.Literal(read["value"], datatype=ox.NamedNode(read["datatype"]))


def _virtuoso(term: Term) -> None:
    """Virtuoso 7 writes a boolean as 0 or 1 and a duration in years and months as a number of months."""
    kind, value = term.get("datatype"), term["value"]
    if kind == f"{_XSD}boolean":
        term["value"] = {"0": "false", "1": "true"}.get(value, value)
    elif kind == f"{_XSD}duration" and re.fullmatch(r"[0-9]+", value):
        years, months = divmod(int(value), 12)
        period = f"P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"
        term["value"] = period if int(value) else "PT0S"


TERMS: Mapping[str, Callable[[Term], None]] = {"virtuoso": _virtuoso}
"""Engine (as its Server header names it, in small letters) -> what makes its terms those that were pushed."""

__all__ = ["Address", "RemoteStore", "asked", "open_service", "solutions", "with_prefixes"]
