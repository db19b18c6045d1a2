"""The rdflib face over the same store."""

from __future__ import annotations

import pytest
from rdflib import RDF, RDFS, Literal, Namespace, URIRef

import uprgraph
from uprgraph.errors import ReadOnly

UPR = Namespace("https://w3id.org/uprgraph/ontology#")
ID = Namespace("https://w3id.org/uprgraph/id/")


def test_rdflib_code_reads_the_merge(bundled: uprgraph.Upr) -> None:
    graph = bundled.graph
    review = ID["review/khm-4"]
    members = {str(graph.value(member, RDFS.label)) for member in graph.objects(review, UPR.troikaMember)}
    assert members == {"Ghana", "Japan", "Montenegro"}
    assert (review, RDF.type, UPR.Review) in graph
    assert len(list(graph.subjects(RDF.type, UPR.Review))) == 717


def test_rdflib_queries_are_answered_by_the_same_store(bundled: uprgraph.Upr) -> None:
    asked = bundled.graph.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert [int(row.n) for row in asked] == [len(bundled.graph)]
    numbered = bundled.graph.query(
        "PREFIX unit: <https://w3id.org/uprgraph/id/unit/> "
        "SELECT (COUNT(?r) AS ?n) WHERE { ?r upr:countedAs unit:recommendations }"
    )
    assert [int(row.n) for row in numbered] == [296]


def test_every_way_to_write_names_upr_build(bundled: uprgraph.Upr) -> None:
    graph = bundled.graph
    triple = (URIRef("http://example.org/s"), RDFS.label, Literal("x"))
    before = len(graph)
    for write in (
        lambda: graph.add(triple),
        lambda: graph.remove((None, None, None)),
        lambda: graph.addN([(*triple, graph)]),
        lambda: graph.update("INSERT DATA { <http://example.org/s> <http://example.org/p> 1 }"),
        lambda: graph.set(triple),
        lambda: graph.parse(data="<http://example.org/s> <http://example.org/p> 1 .", format="turtle"),
    ):
        with pytest.raises(ReadOnly, match="upr build"):
            write()
    assert len(graph) == before
