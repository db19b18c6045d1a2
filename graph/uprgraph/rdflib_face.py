"""The rdflib face: rdflib code reads the store unchanged, with Oxigraph answering its queries."""

from __future__ import annotations

from typing import Any, NoReturn

from oxrdflib import OxigraphStore
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from uprgraph.errors import ReadOnly
from uprgraph.namespaces import DCTERMS, ONTOLOGY, PROV, SKOS
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


def read_only_graph(store: Store) -> Graph:
    """An rdflib graph over the default graph of *store*; every way to write raises ReadOnly."""
    # Without this identifier oxrdflib would look into a named graph and silently find nothing.
    graph = Graph(_ReadOnlyStore(store=store.engine), identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
    prefixes = {"upr": ONTOLOGY, "skos": SKOS.namespace, "dcterms": DCTERMS.namespace, "prov": PROV.namespace}
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    graph.bind("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
    return graph
