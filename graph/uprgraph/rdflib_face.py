"""The rdflib face: rdflib code reads the store unchanged, with the store's engine answering its queries."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NoReturn

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from uprgraph.errors import ReadOnly
from uprgraph.namespaces import DCTERMS, ONTOLOGY, PROV, SKOS
from uprgraph.remote import RemoteStore
from uprgraph.sparql import check
from uprgraph.store import Store


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise ReadOnly("the graph is for reading; 'upr build FILE' adds sources to the store")


class _ReadOnlyStore(OxigraphStore):
    """oxrdflib's store without its ways to write."""

    add = addN = remove = update = add_graph = remove_graph = _refuse  # noqa: N815 (rdflib's name)
    commit = rollback = destroy = _refuse

    def query(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().query(check(query) if isinstance(query, str) else query, *args, **kwargs)


class _ServiceStore(SPARQLStore):
    """rdflib's store of a SPARQL service, asking as the store does: with its login, time limit and errors."""

    add = addN = remove = update = add_graph = remove_graph = _refuse  # noqa: N815 (rdflib's name)
    commit = rollback = create = destroy = _refuse

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def _query(self, query: str, *args: Any, **kwargs: Any) -> Result:
        answer = self._store.ask(check(query))
        if isinstance(answer, ox.QueryTriples):
            return Result.parse(BytesIO(answer.serialize(format=ox.RdfFormat.TURTLE) or b""), content_type=_TURTLE)
        return Result.parse(BytesIO(answer.serialize(format=ox.QueryResultsFormat.JSON) or b""), content_type=_JSON)


_TURTLE, _JSON = "text/turtle", "application/sparql-results+json"


def read_only_graph(store: Store) -> Graph:
    """An rdflib graph over the default graph of *store*; every way to write raises ReadOnly."""
    own: Any = _ServiceStore(store) if isinstance(store, RemoteStore) else _ReadOnlyStore(store=store.engine)
    # Without this identifier oxrdflib would look into a named graph and silently find nothing.
    graph = Graph(own, identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
    prefixes = {"upr": ONTOLOGY, "skos": SKOS.namespace, "dcterms": DCTERMS.namespace, "prov": PROV.namespace}
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    graph.bind("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
    return graph
