"""The bundled graph as linked data, read back by rdflib."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

import uprgraph
from uprgraph.errors import QueryError
from uprgraph.export import export
from uprgraph.store import Store


@pytest.fixture(scope="module")
def some(bundled: uprgraph.Upr) -> Store:
    """Some of the bundled graph: of each graph and property so many statements, and all that are unlike others."""
    of: Counter[object] = Counter()
    engine = ox.Store()
    for quad in sorted(bundled.store.engine, key=str):
        value = quad.object
        like = value.datatype if isinstance(value, ox.Literal) else type(value)
        of[quad.graph_name, quad.predicate, like] += 1
        odd = isinstance(value, ox.Literal) and re.search(r"[^ -~]|[\\\"'<>&]", value.value)
        if odd or of[quad.graph_name, quad.predicate, like] <= 8:
            engine.add(quad)
            engine.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    # What is told in the default graph is told by a source.
    for quad in list(engine.quads_for_pattern(None, None, None, ox.DefaultGraph())):
        told = bundled.store.engine.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        engine.extend(one for one in told)
    return Store(engine, None)


@pytest.fixture(scope="module")
def written(some: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with these statements in all six formats."""
    folder = tmp_path_factory.mktemp("export")
    for suffix in ("ttl", "nt", "nq", "trig", "jsonld", "rdf"):
        export(some, folder / f"graph.{suffix}")
    return folder


@pytest.fixture(scope="module")
def triples(written: Path) -> frozenset:
    return frozenset(Graph().parse(written / "graph.nt", format="nt"))


def test_the_merge_of_the_bundled_graph_without_blank_nodes(bundled: uprgraph.Upr, tmp_path: Path) -> None:
    """No blank node, so that equal sets are isomorphic graphs; each triple of the store once."""
    assert export(bundled.store, tmp_path / "graph.nt") > 30_000
    lines = (tmp_path / "graph.nt").read_text("utf-8").splitlines()
    assert not any("_:" in line.split('"')[0] for line in lines)
    assert set(lines) == {f"{quad.triple} ." for quad in bundled.store.engine}
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld", "trig", "nq"])
def test_the_whole_bundled_graph_is_read_back(bundled: uprgraph.Upr, tmp_path: Path, suffix: str) -> None:
    export(bundled.store, tmp_path / f"graph.{suffix}")
    back = ox.Store()
    back.bulk_load(path=str(tmp_path / f"graph.{suffix}"))
    if suffix in ("trig", "nq"):
        assert set(back) == set(bundled.store.engine)
    else:
        assert set(back) == set(bundled.store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_these_are_of_every_kind(some: Store, bundled: uprgraph.Upr, triples: frozenset) -> None:
    assert {quad.predicate for quad in some.engine} == {quad.predicate for quad in bundled.store.engine}
    assert set(some.graphs()) == set(bundled.store.graphs())
    assert len(triples) > 1_500


@pytest.mark.parametrize(("suffix", "form"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_graph_formats_hold_the_merge(written: Path, triples: frozenset, suffix: str, form: str) -> None:
    assert frozenset(Graph().parse(written / f"graph.{suffix}", format=form)) == triples


@pytest.mark.parametrize(("suffix", "form"), [("nq", "nquads"), ("trig", "trig")])
def test_dataset_formats_hold_the_merge_and_the_sources(
    written: Path, triples: frozenset, some: Store, suffix: str, form: str
) -> None:
    dataset = Dataset()
    dataset.parse(written / f"graph.{suffix}", format=form)
    assert frozenset(dataset.graph(DATASET_DEFAULT_GRAPH_ID)) == triples
    named = {str(g.identifier) for g in dataset.graphs() if g.identifier != DATASET_DEFAULT_GRAPH_ID}
    assert named == set(some.graphs())
    everything = [g for g in dataset.graphs() if g.identifier != DATASET_DEFAULT_GRAPH_ID]
    assert frozenset(triple for graph in everything for triple in graph) == triples


@pytest.mark.parametrize("suffix", ["nt", "nq"])
def test_line_formats_are_sorted_and_stable(written: Path, some: Store, tmp_path: Path, suffix: str) -> None:
    export(some, tmp_path / f"again.{suffix}")
    content = (written / f"graph.{suffix}").read_bytes()
    assert (tmp_path / f"again.{suffix}").read_bytes() == content
    assert content.splitlines() == sorted(content.splitlines())


def test_gzip_by_suffix_with_the_same_bytes_each_time(some: Store, written: Path, tmp_path: Path) -> None:
    export(some, tmp_path / "a.nt.gz")
    export(some, tmp_path / "b.nt.gz")
    assert (tmp_path / "a.nt.gz").read_bytes() == (tmp_path / "b.nt.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.nt.gz").read_bytes()) == (written / "graph.nt").read_bytes()


@pytest.mark.parametrize("name", ["graph", "graph.xml", "graph.gz", "graph.nt.zip"])
def test_an_unknown_suffix_is_refused_and_nothing_written(bundled: uprgraph.Upr, tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match=r"\.ttl, \.nt, \.nq, \.trig, \.jsonld, \.rdf"):
        export(bundled.store, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
