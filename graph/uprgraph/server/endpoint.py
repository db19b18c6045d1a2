"""A query of someone's own -> its answer in the form that was asked for, within the limits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from uprgraph import sparql
from uprgraph.answer import prefixes
from uprgraph.errors import QueryError
from uprgraph.export import PREFIXES
from uprgraph.server.answers import Answer, text
from uprgraph.server.negotiation import GRAPHS, RESULTS, Form, choose
from uprgraph.server.protocol import Asked
from uprgraph.store import Store

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def answer(store: Store, asked: Asked, accept: str, most: int) -> Answer:
    """The answer over HTTP: 200, 400 for what is not SPARQL, 406, or 500 where it has more than *most* bytes."""
    try:
        query, default, named = _dataset(store, asked)
        found = _found(store, query, default, named)
        form = _form(asked, accept, GRAPHS if isinstance(found, ox.QueryTriples) else RESULTS)
        if form is None:
            return not_acceptable(GRAPHS if isinstance(found, ox.QueryTriples) else RESULTS)
        body = Bounded(most)
        _write(found, form, body)
    except QueryError as error:
        return text(str(error), 400)
    except TooLong:
        return text(
            f"the answer is longer than {most >> 20} MiB: add LIMIT, count, or take the whole from /dataset", 500
        )
    except (OSError, RuntimeError, ValueError) as error:
        return text(f"the query cannot be answered: {error}", 500)
    return Answer(body.getvalue(), form.media_type)


def not_acceptable(forms: Sequence[Form]) -> Answer:
    return text(f"this is answered as {', '.join(form.media_type.split(';')[0] for form in forms)}", 406)


def _form(asked: Asked, accept: str, forms: Sequence[Form]) -> Form | None:
    if asked.format:
        wanted = asked.format.lower()
        return next((form for form in forms if wanted == form.suffix or wanted in form.names), None)
    return choose(accept, forms)


def _found(
    store: Store, query: str, default: Sequence[str] | None, named: Sequence[str] | None
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the engine answers of the graphs that were chosen; None for the store's own."""
    if default is None and named is None:
        return store.ask(query, prefixes(store))
    engine = _merged(store.engine, default or ())
    graphs: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(graph) for graph in named or ()]
    try:
        if engine is not store.engine:
            for graph in graphs:
                engine.bulk_extend(store.engine.quads_for_pattern(None, None, None, graph))
        chosen: list[Graph] = (
            [ox.DefaultGraph()] if engine is not store.engine else [ox.NamedNode(g) for g in default or ()]
        )
        return engine.query(query, prefixes=prefixes(store), default_graph=chosen, named_graphs=graphs)
    except SyntaxError:
        store.ask(query, prefixes(store))  # says where
        raise


def _merged(engine: ox.Store, graphs: Sequence[str]) -> ox.Store:
    """A store whose default graph is the merge of *graphs*: the engine gives a triple twice that two of them hold."""
    if len(graphs) < 2:
        return engine
    merged = ox.Store()
    for graph in graphs:
        quads = engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        merged.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return merged


def _dataset(store: Store, asked: Asked) -> tuple[str, tuple[str, ...] | None, tuple[str, ...] | None]:
    """The query and its graphs, None for those that its own text chooses; raises QueryError for unknown ones.

    Those of the protocol go before those of FROM (SPARQL 1.1 Protocol, section 2.1.4).
    """
    query = sparql.check(asked.query, graphs=True)
    from_default, from_named = sparql.graphs(query)
    chosen = (*asked.default_graphs, *asked.named_graphs, *from_default, *from_named)
    if chosen and store.far:  # it is asked of one graph of the service, which goes before FROM there
        raise QueryError("graphs cannot be chosen here: the store is a service elsewhere; GRAPH asks one of them")
    known = set(store.graphs()) if chosen else set()
    for graph in chosen:
        if graph not in known:
            raise QueryError(f"there is no graph <{graph[:200]}> here; SELECT ?g {{ GRAPH ?g {{}} }} lists them")
    if asked.default_graphs or asked.named_graphs:
        return query, asked.default_graphs, asked.named_graphs
    if len(from_default) > 1:
        default, named = _parsed(query, store)
        if default or named:
            return query, default, named
    return query, None, None


def _parsed(query: str, store: Store) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The graphs that FROM names, as a parser reads them: not those in comments."""
    from rdflib.plugins.sparql import prepareQuery

    try:
        clauses = prepareQuery(query, initNs=prefixes(store)).algebra.datasetClause or []
    except Exception as error:
        raise QueryError("several FROM are read by another parser, which does not know this query; name one") from error
    default = dict.fromkeys(str(clause.default) for clause in clauses if clause.default)
    return tuple(default), tuple(dict.fromkeys(str(clause.named) for clause in clauses if clause.named))


class TooLong(Exception):
    """An answer has more bytes than it may."""


class Bounded(io.BytesIO):
    """Bytes in memory, up to a number of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLong
        return super().write(data)


def _write(found: Any, form: Form, body: Bounded) -> None:
    if isinstance(form.engine, ox.QueryResultsFormat):
        found.serialize(body, form.engine)
    else:
        ox.serialize(found, body, form.engine, prefixes=PREFIXES)
