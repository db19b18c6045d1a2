"""The bundled graph as linked data, read back by rdflib."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from rdflib import Dataset, Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

import uprgraph
from uprgraph.errors import QueryError
from uprgraph.export import export


@pytest.fixture(scope="module")
def written(bundled: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundled graph in all six formats."""
    folder = tmp_path_factory.mktemp("export")
    for suffix in ("ttl", "nt", "nq", "trig", "jsonld", "rdf"):
        export(bundled.store, folder / f"graph.{suffix}")
    return folder


@pytest.fixture(scope="module")
def triples(written: Path) -> frozenset:
    return frozenset(Graph().parse(written / "graph.nt", format="nt"))


def test_no_blank_node_so_that_equal_sets_are_isomorphic_graphs(written: Path, triples: frozenset) -> None:
    assert len(triples) > 30_000
    assert not any("_:" in line.split('"')[0] for line in (written / "graph.nt").read_text("utf-8").splitlines())


@pytest.mark.parametrize(("suffix", "form"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_graph_formats_hold_the_merge(written: Path, triples: frozenset, suffix: str, form: str) -> None:
    assert frozenset(Graph().parse(written / f"graph.{suffix}", format=form)) == triples


@pytest.mark.parametrize(("suffix", "form"), [("nq", "nquads"), ("trig", "trig")])
def test_dataset_formats_hold_the_merge_and_the_sources(
    written: Path, triples: frozenset, bundled: uprgraph.Upr, suffix: str, form: str
) -> None:
    dataset = Dataset()
    dataset.parse(written / f"graph.{suffix}", format=form)
    assert frozenset(dataset.graph(DATASET_DEFAULT_GRAPH_ID)) == triples
    named = {str(g.identifier) for g in dataset.graphs() if g.identifier != DATASET_DEFAULT_GRAPH_ID}
    assert named == set(bundled.store.graphs())
    everything = [g for g in dataset.graphs() if g.identifier != DATASET_DEFAULT_GRAPH_ID]
    assert frozenset(triple for graph in everything for triple in graph) == triples


@pytest.mark.parametrize("suffix", ["nt", "nq"])
def test_line_formats_are_sorted_and_stable(written: Path, bundled: uprgraph.Upr, tmp_path: Path, suffix: str) -> None:
    export(bundled.store, tmp_path / f"again.{suffix}")
    content = (written / f"graph.{suffix}").read_bytes()
    assert (tmp_path / f"again.{suffix}").read_bytes() == content
    assert content.splitlines() == sorted(content.splitlines())


def test_gzip_by_suffix_with_the_same_bytes_each_time(bundled: uprgraph.Upr, written: Path, tmp_path: Path) -> None:
    export(bundled.store, tmp_path / "a.nt.gz")
    export(bundled.store, tmp_path / "b.nt.gz")
    assert (tmp_path / "a.nt.gz").read_bytes() == (tmp_path / "b.nt.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.nt.gz").read_bytes()) == (written / "graph.nt").read_bytes()


@pytest.mark.parametrize("name", ["graph", "graph.xml", "graph.gz", "graph.nt.zip"])
def test_an_unknown_suffix_is_refused_and_nothing_written(bundled: uprgraph.Upr, tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match=r"\.ttl, \.nt, \.nq, \.trig, \.jsonld, \.rdf"):
        export(bundled.store, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
