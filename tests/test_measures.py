"""Measures of networks: toys worked out by hand, and the three real exports counted again without the package.

The real figures were computed from the CSV files by loops of their own and numpy's linear algebra: PageRank by
solving its equations, hubs and authorities by a singular value decomposition, betweenness by counting paths in powers
of the matrix, cores by peeling.
"""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import networkx
import numpy
import pytest

import uprgraph
from uprgraph import homophily, measures
from uprgraph.backbone import backbone
from uprgraph.communities import adjusted_rand
from uprgraph.errors import QueryError


def graph_of(edges: list[tuple], groups: dict[str, str] | None = None, kind: str = "states", directed: bool = True):
    """A plain networkx graph with the attributes of a network of states."""
    graph = (networkx.DiGraph if directed else networkx.Graph)(kind=kind, title="A toy", unit="records of a toy")
    for key, group in (groups or {}).items():
        graph.add_node(key, label=f"State {key}", kind="state", group=group)
    graph.add_weighted_edges_from(edges)
    return graph


@pytest.fixture
def toy() -> networkx.DiGraph:
    """a <-> b within WEOG, a -> c across, c <-> d within Asia."""
    edges = [("a", "b", 3), ("b", "a", 1), ("a", "c", 2), ("c", "d", 4), ("d", "c", 4)]
    return graph_of(edges, {"a": "WEOG", "b": "WEOG", "c": "Asia", "d": "Asia"})


def nodes(graph: networkx.Graph, seed: int = 0) -> dict[str, dict]:
    return {row["node"]: row for row in measures.of_nodes(graph, seed).dicts()}


def whole(graph: networkx.Graph, seed: int = 0) -> dict[str, float | None]:
    return {row["measure"]: row["value"] for row in measures.of_network(graph, seed, permutations=50).dicts()}


def close(*values: float):
    return pytest.approx(values, abs=1e-8)


class TestDirected:
    """The toy of four states."""

    def test_columns(self, toy) -> None:
        assert measures.of_nodes(toy).columns == (
            *("node", "label", "group", "in_degree", "out_degree", "in_strength", "out_strength"),
            *("betweenness", "pagerank", "hub", "authority", "core", "community"),
        )

    def test_degrees_and_strengths(self, toy) -> None:
        columns = ("label", "group", "in_degree", "out_degree", "in_strength", "out_strength", "core")
        assert [tuple(row[name] for name in columns) for row in nodes(toy).values()] == [
            ("State a", "WEOG", 1, 2, 1, 5, 1),
            ("State b", "WEOG", 1, 1, 3, 1, 1),
            ("State c", "Asia", 2, 1, 6, 4, 1),
            ("State d", "Asia", 1, 1, 4, 4, 1),
        ]

    def test_betweenness(self, toy) -> None:
        """a lies between b and c, b and d; c between a and d, b and d: two of six ordered pairs of others each."""
        assert [row["betweenness"] for row in nodes(toy).values()] == close(1 / 3, 0, 1 / 3, 0)

    def test_pagerank(self, toy) -> None:
        """a = .0375 + .85 b and b = .0375 + .85 * 3/5 a; c = .0375 + .85 (2/5 a + d) and d = .0375 + .85 c."""
        a = 0.069375 / 0.5665
        c = (0.069375 + 0.34 * a) / 0.2775
        expected = (a, 0.0375 + 0.51 * a, c, 0.0375 + 0.85 * c)
        assert [row["pagerank"] for row in nodes(toy).values()] == close(*expected)

    def test_hubs_and_authorities(self, toy) -> None:
        """What a and d send meets in c: the products are 13, 8 and 16, whose larger root is (29 + sqrt 265) / 2."""
        ratio = ((29 + 265**0.5) / 2 - 13) / 8
        found = nodes(toy)
        assert [row["hub"] for row in found.values()] == close(1 / (1 + ratio), 0, 0, ratio / (1 + ratio))
        to_b, to_c = 3, 2 + 4 * ratio
        assert [row["authority"] for row in found.values()] == close(0, to_b / (to_b + to_c), to_c / (to_b + to_c), 0)

    def test_communities(self, toy) -> None:
        """Two of equal size, so the one with the first key is 1; 12 of 14 within, 6*4 + 8*10 of 14*14 by chance."""
        assert [row["community"] for row in nodes(toy).values()] == [1, 1, 2, 2]
        found = whole(toy)
        assert (found["communities"], found["communities_agreement"]) == (2, 1)
        assert found["modularity"] == pytest.approx(12 / 14 - 104 / 196, abs=1e-8)

    def test_network(self, toy) -> None:
        """Five edges of twelve; four are returned; the smaller directions are 1, 1, 4 and 4 of 14.

        By group two and two of five edges stay within, sent 3 and 2, received 2 and 3: (4/5 - 12/25) / (1 - 12/25);
        by weight 4 and 8 of 14 stay, sent 6 and 8, received 4 and 10: (12/14 - 104/196) / (1 - 104/196).
        """
        assert {
            name: value for name, value in whole(toy).items() if "communit" not in name and name != "modularity"
        } == {
            "nodes": 4,
            "edges": 5,
            "weight": 14,
            "senders": 4,
            "receivers": 4,
            "mean_degree": 1.25,
            "mean_out_degree": 1.25,
            "mean_in_degree": 1.25,
            "density": pytest.approx(5 / 12),
            "reciprocity": 0.8,
            "reciprocity_rho": pytest.approx((4 / 5 - 5 / 12) / (7 / 12)),
            "reciprocity_weighted": pytest.approx(10 / 14),
            "assortativity_group": pytest.approx(8 / 13),
            "assortativity_group_weighted": pytest.approx(16 / 23),
            "components": 1,
            "largest_component": 4,
            "largest_strong_component": 2,
            "core": 1,
            "core_nodes": 4,
            "seed": 0,
            "permutations": 50,
        }

    def test_interval_of_assortativity_is_that_of_all_six_ways_to_hand_out_the_groups(self, toy) -> None:
        """Two of six keep the pairs together, which gives 8/13; the lowest of the others is the low end."""
        mixed = []
        for weog in ("ab", "cd", "ac", "ad", "bc", "bd"):
            shares = numpy.zeros((2, 2))
            for source, target in toy.edges:
                shares[int(source in weog), int(target in weog)] += 1 / 5
            chance = shares.sum(axis=1) @ shares.sum(axis=0)
            mixed.append((numpy.trace(shares) - chance) / (1 - chance))
        [row] = [row for row in measures.of_network(toy).dicts() if row["measure"] == "assortativity_group"]
        assert mixed[:2] == [pytest.approx(8 / 13)] * 2
        assert (row["low"], row["high"]) == close(min(mixed), 8 / 13)

    def test_states_without_a_group_are_left_out_of_assortativity_in_words(self, toy) -> None:
        toy.add_node("va", label="Holy See", kind="state", group="Observer")
        toy.add_edge("va", "c", weight=9)
        found = measures.of_network(toy)
        assert dict(zip(*list(zip(*found.rows, strict=True))[:2], strict=True))["assortativity_group"] == (
            pytest.approx(8 / 13)
        )
        assert found.notes == [
            "Assortativity leaves out what has no regional group, as the observers have none: nodes 1, edges 1."
        ]


class TestUndirected:
    """A triangle x, y, z with w hanging on z."""

    @pytest.fixture
    def triangle(self) -> networkx.Graph:
        edges = [("x", "y", 2), ("y", "z", 2), ("x", "z", 1), ("z", "w", 5)]
        return graph_of(edges, dict.fromkeys("xyzw", "EEG"), "troikas", directed=False)

    def test_nodes(self, triangle) -> None:
        """By order of keys w, x, y, z; z lies between w and x, w and y: two of three pairs of others."""
        found = measures.of_nodes(triangle)
        assert found.columns == (
            *("node", "label", "group", "degree", "strength"),
            *("betweenness", "pagerank", "clustering", "core", "community"),
        )
        columns = ("node", "degree", "strength", "betweenness", "clustering", "core")
        assert [tuple(row[name] for name in columns) for row in found.dicts()] == [
            ("w", 1, 5, 0, None, 1),
            ("x", 2, 3, 0, 1, 2),
            ("y", 2, 4, 0, 1, 2),
            ("z", 3, 8, pytest.approx(2 / 3), pytest.approx(1 / 3), 2),
        ]

    def test_network(self, triangle) -> None:
        """Of the five pairs of neighbours of one node three are tied."""
        found = whole(triangle)
        assert (found["density"], found["transitivity"]) == (pytest.approx(4 / 6), pytest.approx(3 / 5))
        assert (found["core"], found["core_nodes"], found["components"]) == (2, 3, 1)
        assert not {"reciprocity", "senders", "largest_strong_component"} & set(found)

    def test_one_group_alone_has_no_assortativity(self, triangle) -> None:
        rows = {row[0]: row for row in measures.of_network(triangle).rows}
        assert rows["assortativity_group"][1:4] == (None, None, None)
        assert rows["assortativity_group"][4].endswith("not defined: the edges join fewer than two known groups")


class TestGroups:
    """Nodes that may have edges to themselves."""

    def test_own_edges(self) -> None:
        """E keeps 4 of 7: three of four edges are there; without its own, two are returned, 1 of 2 and 1 of 1."""
        graph = graph_of([("E", "E", 4), ("E", "W", 2), ("W", "E", 1)], kind="groups")
        for node in graph:
            graph.nodes[node].update(kind="group", group=node)
        found = nodes(graph)
        columns = ("in_degree", "out_degree", "in_strength", "out_strength", "within", "core")
        assert [tuple(row[name] for name in columns) for row in found.values()] == [
            (2, 2, 5, 6, 4, 1),
            (1, 1, 2, 1, 0, 1),
        ]
        found = whole(graph)
        assert (found["density"], found["weight"], found["weight_within"]) == (0.75, 7, 4)
        assert (found["reciprocity"], found["reciprocity_weighted"]) == (1, pytest.approx(2 / 3))
        assert "assortativity_group" not in found


class TestBipartite:
    """States and themes: edges go one way, so half of the measures have no meaning."""

    @pytest.fixture
    def themes(self) -> networkx.DiGraph:
        graph = graph_of([("a", "t", 2), ("a", "u", 1), ("b", "v", 3)], {"a": "EEG", "b": "Asia"}, "themes")
        for theme in "tuv":
            graph.nodes[theme].update(label=theme.upper(), kind="theme", group="Theme")
        return graph

    def test_cells_of_the_other_side_are_empty(self, themes) -> None:
        found = nodes(themes)
        assert [found["a"][name] for name in ("in_degree", "out_degree", "in_strength", "out_strength")] == [
            *(None, 2, None, 3)
        ]
        assert [found["t"][name] for name in ("in_degree", "out_degree", "in_strength", "out_strength")] == [
            *(1, None, 2, None)
        ]
        assert (found["a"]["authority"], found["t"]["hub"]) == (None, None)
        assert not {"betweenness", "pagerank"} & set(found["a"])

    def test_network(self, themes) -> None:
        """Three of two times three edges; Barber's modularity 1 - (3*3 + 3*3) / 6**2 = 1/2."""
        found = whole(themes)
        assert (found["density"], found["modularity"], found["communities"]) == (0.5, pytest.approx(0.5), 2)
        assert not {"mean_degree", "reciprocity", "assortativity_group", "largest_strong_component"} & set(found)
        assert "one item may count for several edges" in measures.of_network(themes).to_csv()


class TestStatesInCycles:
    """A state in one cycle is never tied to one in another, so a density over all pairs would be wrong."""

    def test_no_density(self) -> None:
        graph = graph_of([("FRA 1", "KHM 1", 3), ("FRA 2", "KHM 2", 5), ("KHM 2", "FRA 2", 1)], kind="answers")
        networkx.set_node_attributes(graph, "state-in-cycle", "kind")
        found = whole(graph)
        assert found["reciprocity"] == pytest.approx(2 / 3)
        assert not {"density", "reciprocity_rho", "assortativity_group"} & set(found)


class TestThin:
    """Networks of next to nothing: no traceback, no nan, and the reason for an empty cell."""

    @pytest.mark.parametrize("directed", [True, False])
    @pytest.mark.parametrize("kind", ["states", "themes", "groups", "troikas", "answers"])
    @pytest.mark.parametrize("nodes_and_edges", [("", []), ("a", []), ("ab", []), ("abc", [("a", "b", 1)])])
    def test_no_traceback(self, directed: bool, kind: str, nodes_and_edges: tuple[str, list]) -> None:
        keys, edges = nodes_and_edges
        graph = graph_of(edges, dict.fromkeys(keys, "EEG"), kind, directed)
        for result in (measures.of_nodes(graph), measures.of_network(graph, permutations=5)):
            cells = [cell for row in csv.reader(io.StringIO(result.to_csv())) for cell in row]
            assert not {"nan", "inf", "-inf"} & set(cells)
        assert len(measures.of_nodes(graph)) == len(keys)
        for row in measures.of_network(graph, permutations=5).dicts():
            assert row["value"] is not None or "not defined: " in row["meaning"]

    def test_all_pairs_both_ways(self) -> None:
        """Nothing is left that chance could not give."""
        graph = graph_of([(a, b, 2) for a in "abc" for b in "abc" if a != b], {"a": "EEG", "b": "EEG", "c": "Asia"})
        found = whole(graph)
        assert (found["density"], found["reciprocity"], found["reciprocity_rho"]) == (1, 1, None)
        assert [row["hub"] for row in nodes(graph).values()] == close(1 / 3, 1 / 3, 1 / 3)

    def test_two_alike_parts_share_the_hubs(self) -> None:
        """Where networkx would start from chance."""
        graph = graph_of([("a", "b", 1), ("c", "d", 1)])
        assert [row["hub"] for row in nodes(graph).values()] == close(0.5, 0, 0.5, 0)

    def test_two_nearly_alike_parts_have_no_hubs(self) -> None:
        found = measures.of_nodes(graph_of([("a", "b", 1.0), ("c", "d", 1.00001)]))
        assert {row["hub"] for row in found.dicts()} == {None}
        assert found.notes == [
            "Hubs and authorities are left empty: two parts of the network are too alike to rank them."
        ]

    def test_plain_graph_without_any_attribute(self) -> None:
        graph = networkx.DiGraph([("a", "b"), ("b", "c")])
        assert [row["out_strength"] for row in nodes(graph).values()] == [1, 1, 0]
        assert whole(graph)["assortativity_group"] is None
        assert "nodes,out_strength,integer," in measures.dictionary(measures.of_nodes(graph))

    @pytest.mark.parametrize("weight", [0, -1, float("nan"), "3"])
    def test_weights_without_meaning(self, weight: object) -> None:
        with pytest.raises(QueryError, match="the edge a to b has the weight"):
            measures.of_nodes(graph_of([("a", "b", weight)]))

    def test_permutations(self, toy) -> None:
        with pytest.raises(QueryError, match="permutations are 1 or more, not 0"):
            measures.of_network(toy, permutations=0)


class TestRepeats:
    """The same seed gives the same bytes."""

    @pytest.fixture
    def large(self) -> networkx.DiGraph:
        chance = random.Random(5)
        keys = [f"{a}{b}" for a in "abcdef" for b in "uvwxyz"]
        edges = [(a, b, chance.random()) for a in keys for b in keys if a != b and chance.random() < 0.3]
        return graph_of(edges, {key: chance.choice(["EEG", "Asia", "WEOG"]) for key in keys})

    def test_seed(self, large) -> None:
        texts = [
            measures.of_nodes(large, seed).to_csv() + measures.of_network(large, seed).to_csv() for seed in (1, 1, 2)
        ]
        assert texts[0] == texts[1]
        assert texts[0] != texts[2]

    def test_seed_is_told(self, large) -> None:
        rows = {row[0]: row for row in measures.of_network(large, 7).rows}
        assert (rows["seed"][1], rows["permutations"][1]) == (7, 1000)
        assert measures.of_nodes(large, 7).parameters == {"seed": "7"}
        assert "; seed 7" in measures.dictionary(measures.of_nodes(large, 7))

    def test_another_seed_another_interval(self, large) -> None:
        intervals = []
        for seed in (1, 2):
            rows = {row[0]: row for row in measures.of_network(large, seed).rows}
            intervals.append(rows["assortativity_group"][1:4])
        assert intervals[0][0] == intervals[1][0]
        assert intervals[0][1:] != intervals[1][1:]

    def test_order_of_nodes_and_edges_does_not_matter(self, large) -> None:
        turned = networkx.DiGraph(**large.graph)
        turned.add_nodes_from(reversed(list(large.nodes(data=True))))
        turned.add_edges_from(reversed(list(large.edges(data=True))))
        assert measures.of_nodes(turned).to_csv() == measures.of_nodes(large).to_csv()
        assert measures.of_network(turned).to_csv() == measures.of_network(large).to_csv()

    def test_hashes_of_texts_do_not_matter(self, large, tmp_path: Path) -> None:
        networkx.write_gml(large, tmp_path / "large.gml")
        script = (
            "import networkx, sys; from uprgraph import measures; graph = networkx.read_gml(sys.argv[1]); "
            "print(measures.of_nodes(graph).to_csv(), measures.of_network(graph, permutations=5).to_csv())"
        )
        texts = {
            subprocess.run(
                [sys.executable, "-c", script, tmp_path / "large.gml"],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
            for seed in ("1", "2")
        }
        assert len(texts) == 1


@dataclass(frozen=True)
class Item:
    """One record, as far as measures look at it."""

    review: str
    state_under_review: str


class TestReviews:
    """Of how many reviews the network counts something."""

    @staticmethod
    def known(graph: networkx.DiGraph, *reviews: tuple[str, str]) -> networkx.DiGraph:
        graph.details = [Item(*review) for review in reviews]
        return graph

    def test_column_and_note(self, toy) -> None:
        """b was reviewed twice, by three records; c and d once; a never."""
        reviews = [("b-1", "b"), ("b-1", "b"), ("b-2", "b"), ("c-1", "c"), ("d-1", "d")]
        found = measures.of_nodes(self.known(toy, *reviews))
        assert found.columns[:5] == ("node", "label", "group", "reviews", "in_degree")
        assert [row[3] for row in found.rows] == [0, 2, 1, 1]
        note = (
            "1 of 3 States under review are counted in several reviews, the others in one: in-degree, in-strength, "
            "PageRank and betweenness grow with it; --cycle N compares like with like."
        )
        assert note in found.notes
        whole = measures.of_network(toy)
        assert note in whole.notes
        assert [row[4] for row in whole.rows if row[0] == "notes"] == [note]

    def test_nobody_in_one(self, toy) -> None:
        """b in two, c in three."""
        reviews = [(f"{state}-{n}", state) for state, times in (("b", 2), ("c", 3)) for n in range(times)]
        [note] = measures.of_nodes(self.known(toy, *reviews)).notes
        assert note.startswith("1 of 2 States under review are counted in more than 2 reviews, the others in 2: ")

    def test_no_note_where_all_are_reviewed_equally_often(self, toy) -> None:
        found = measures.of_nodes(self.known(toy, ("b-1", "b"), ("c-1", "c")))
        assert [row[3] for row in found.rows] == [0, 1, 1, 0]
        assert found.notes == []
        assert "notes" not in {row[0] for row in measures.of_network(toy).rows}

    def test_not_where_it_is_not_known(self, toy) -> None:
        """A State under review that is no node, another kind, a plain graph."""
        assert "reviews" not in measures.of_nodes(self.known(toy, ("x-1", "x"), ("b-1", "b"))).columns
        assert "reviews" not in measures.of_nodes(self.known(toy)).columns
        toy.graph["kind"] = "groups"
        assert "reviews" not in measures.of_nodes(self.known(toy, ("b-1", "b"))).columns

    def test_themes_have_none(self) -> None:
        graph = graph_of([("a", "t", 2), ("b", "t", 1)], {"a": "EEG", "b": "Asia"}, "contested-themes")
        graph.add_node("t", label="T", kind="theme", group="Theme")
        found = measures.of_nodes(self.known(graph, ("a-1", "a"), ("a-2", "a"), ("b-1", "b")))
        assert [row[3] for row in found.rows] == [2, 1, None]
        assert "out-degree, out-strength and hub grow with it" in found.notes[0]

    def test_one_cycle_has_one_review_of_each(self, bundled: uprgraph.Upr) -> None:
        """Cambodia alone is reviewed in the bundled facts: twice, once in each of two cycles."""
        for filters, reviews in (({}, 2), ({"cycle": 2}, 1)):
            found = nodes(bundled.network("states", **filters))
            assert found.pop("KHM")["reviews"] == reviews
            assert {row["reviews"] for row in found.values()} == {0}


class TestCommunities:
    """How far partitions agree."""

    def test_adjusted_rand(self) -> None:
        """Pairs together 2 and 3, in both 1, of 6: (1 - 2*3/6) / ((2+3)/2 - 2*3/6) = 0."""
        assert adjusted_rand(numpy.array([1, 1, 2, 2]), numpy.array([2, 2, 1, 1])) == 1
        assert adjusted_rand(numpy.array([1, 1, 2, 2]), numpy.array([1, 1, 1, 2])) == pytest.approx(0)
        assert adjusted_rand(numpy.array([1, 1, 2, 2]), numpy.array([1, 2, 1, 2])) == pytest.approx(-0.5)
        assert adjusted_rand(numpy.array([1, 1]), numpy.array([1, 1])) == 1

    def test_agreement_is_told(self) -> None:
        """Cut, so that nothing below 0.8 shows as 0.80."""
        toy = graph_of([("a", "b", 1)])
        found = measures.of_nodes(toy)
        for agreement, shown in ((0.7999, "0.79"), (0.29, "0.29"), (1.0, "1.00")):
            [line] = [
                line for line in measures.dictionary(found, agreement=agreement).splitlines() if "Louvain" in line
            ]
            assert (
                f"; 10 runs agree at {shown} (mean adjusted Rand index): below 0.8 do not interpret single communities;"
            ) in line
        assert "runs agree" not in measures.dictionary(found)

    def test_note_where_runs_do_not_agree(self, toy) -> None:
        assert measures.of_nodes(toy).notes == []
        chance = random.Random(2)
        loose = graph_of([(a, b, 1) for a in range(40) for b in range(40) if a != b and chance.random() < 0.2])
        agreement = whole(loose)["communities_agreement"]
        assert agreement < 0.8
        [note] = measures.of_nodes(loose).notes
        assert note.startswith(f"Communities: 10 runs agree at {int(agreement * 100) / 100:.2f} (")


class TestBackbone:
    """The disparity filter."""

    def test_an_edge_stays_where_one_end_finds_it_significant(self) -> None:
        """Of what s sends, 8 of 10 over three edges: (1 - 0.8)**2 = 0.04; 1 of 10: 0.81. Its targets have one each."""
        graph = graph_of([("s", "t", 8), ("s", "u", 1), ("s", "v", 1)])
        assert set(backbone(graph, 0.05).edges) == {("s", "t")}
        assert set(backbone(graph, 0.039).edges) == set()
        assert set(backbone(graph, 0.82).edges) == {("s", "t"), ("s", "u"), ("s", "v")}

    def test_what_comes_in_decides_too(self) -> None:
        """a to t is all that a sends, which says nothing; of what t receives it is 8 of 10 over three edges."""
        graph = graph_of([("a", "t", 8), ("b", "t", 1), ("c", "t", 1)])
        assert set(backbone(graph, 0.05).edges) == {("a", "t")}

    def test_what_goes_out_and_comes_in_are_counted_apart(self) -> None:
        """t sends 90 elsewhere: with it, 8 would be 8 of 100."""
        graph = graph_of([("a", "t", 8), ("b", "t", 1), ("c", "t", 1), ("t", "x", 90)])
        assert set(backbone(graph, 0.05).edges) == {("a", "t")}

    def test_undirected_ends_have_all_their_edges(self) -> None:
        graph = graph_of([("a", "t", 8), ("b", "t", 1), ("t", "c", 1)], directed=False)
        assert set(map(frozenset, backbone(graph, 0.05).edges)) == {frozenset("at")}

    def test_two_nodes_alone_have_no_backbone(self) -> None:
        found = backbone(graph_of([("a", "b", 5)]), 0.99)
        assert (len(found), found.graph["notes"]) == (
            0,
            ["Backbone (disparity filter, alpha 0.99): 0 of 1 edges stay with 0.0 % of the weight."],
        )

    def test_an_edge_of_a_group_to_itself_is_one_like_others(self) -> None:
        graph = graph_of([("E", "E", 8), ("E", "W", 1), ("E", "A", 1)], kind="groups")
        assert set(backbone(graph, 0.05).edges) == {("E", "E")}

    def test_class_attributes_and_order_stay_and_the_graph_given_is_as_before(self, toy) -> None:
        toy.graph["filters"] = {"cycle": "2"}
        toy["c"]["d"]["accepted"] = 3
        found = backbone(toy, 0.999)
        assert type(found) is networkx.DiGraph
        assert list(found.edges(data=True)) == [
            ("a", "b", {"weight": 3}),
            ("a", "c", {"weight": 2}),
            ("d", "c", {"weight": 4}),
        ]
        assert list(found.nodes(data="group")) == [("a", "WEOG"), ("b", "WEOG"), ("c", "Asia"), ("d", "Asia")]
        assert found.graph["filters"] == {"cycle": "2", "backbone": "0.999"}
        assert (found.graph["unit"], found.graph["notes"]) == (
            "records of a toy",
            ["Backbone (disparity filter, alpha 0.999): 3 of 5 edges stay with 64.3 % of the weight."],
        )
        assert (toy.graph["filters"], "notes" in toy.graph, len(toy.edges)) == ({"cycle": "2"}, False, 5)

    @pytest.mark.parametrize("alpha", [0, 1, -0.1, 5, float("nan")])
    def test_alpha(self, toy, alpha: float) -> None:
        with pytest.raises(QueryError, match=r"--backbone is a number between 0 and 1, for example 0.05, not"):
            backbone(toy, alpha)

    def test_details_of_a_network_follow(self, bundled: uprgraph.Upr) -> None:
        """Cambodia alone is recommended to; each maker has one edge, so that only what Cambodia receives decides."""
        found = bundled.network("states", backbone=0.3)
        assert type(found).__name__ == "Network"
        assert 0 < len(found.edges) < 80
        for source, target, weight in found.edges(data="weight"):
            assert sum((source, target) in item.edges for item in found.details) == weight
        assert {edge for item in found.details for edge in item.edges} == set(found.edges)


class TestFiles:
    """What ``write`` leaves."""

    def read(self, path: Path) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))

    def test_states(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        """Cambodia received 342 pairs from 80 makers, all in two reviews of different sessions."""
        names = ("m.csv", "m.network.csv", "m.homophily.csv", "m.dictionary.csv")
        written = measures.write(bundled.network("states"), tmp_path / "m.csv", seed=3)
        assert written == [tmp_path / name for name in names]
        [cambodia] = [row for row in self.read(tmp_path / "m.csv") if row["node"] == "KHM"]
        assert (cambodia["in_degree"], cambodia["in_strength"], cambodia["out_degree"]) == ("80", "342", "0")
        network = {row["measure"]: row["value"] for row in self.read(tmp_path / "m.network.csv")}
        assert (network["edges"], network["weight"], network["seed"]) == ("80", "342", "3")
        [whole, *_] = self.read(tmp_path / "m.homophily.csv")
        assert (whole["group"], whole["n"], whole["null_mean"]) == ("all", "342", "")

    def test_dictionary_explains_every_column_of_every_file(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        measures.write(bundled.network("states"), tmp_path / "m.csv")
        told = [(row["table"], row["column"]) for row in self.read(tmp_path / "m.dictionary.csv")]
        columns = [
            (table, column)
            for table, name in (("nodes", "m"), ("network", "m.network"), ("homophily", "m.homophily"))
            for column in self.read(tmp_path / f"{name}.csv")[0]
        ]
        assert told == columns
        assert all(row["meaning"] for row in self.read(tmp_path / "m.dictionary.csv"))
        [strength] = [row for row in self.read(tmp_path / "m.dictionary.csv") if row["column"] == "in_strength"]
        assert (strength["type"], strength["unit"]) == ("integer", bundled.network("states").graph["unit"])

    def test_same_bytes(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        texts = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            written = measures.write(bundled.network("themes"), tmp_path / name / "m.csv", seed=1)
            texts.append([(path.name, path.read_bytes()) for path in written])
        assert texts[0] == texts[1]
        assert [name for name, _ in texts[0]] == ["m.csv", "m.network.csv", "m.dictionary.csv"]

    def test_no_homophily_of_edges_that_were_chosen_by_weight(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        for choice in ({"minimum": 3}, {"top": 5}, {"backbone": 0.3}):
            written = measures.write(bundled.network("states", **choice), tmp_path / "m.csv")
            assert not [path for path in written if "homophily" in path.name]
            assert "m.homophily.csv is not written: homophily is of all that was" in self.notes(tmp_path / "m.csv")

    def notes(self, path: Path) -> str:
        rows = {row["measure"]: row["meaning"] for row in self.read(path.with_name(f"{path.stem}.network.csv"))}
        return rows.get("notes", "")

    def test_no_homophily_of_chosen_states(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        written = measures.write(bundled.network("states", group="Asia"), tmp_path / "asia.csv")
        assert [path.name for path in written] == ["asia.csv", "asia.network.csv", "asia.dictionary.csv"]
        assert self.notes(tmp_path / "asia.csv").endswith(
            "asia.homophily.csv is not written: homophily needs all makers and all States under review: "
            "leave --group out and read the line of Asia."
        )

    def test_homophily_of_one_cycle(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        written = measures.write(bundled.network("states", cycle=2, response="accepted"), tmp_path / "m.csv")
        assert tmp_path / "m.homophily.csv" in written
        assert "homophily" not in self.notes(tmp_path / "m.csv")

    def test_agreement_of_the_communities_is_in_the_dictionary(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        measures.write(bundled.network("themes"), tmp_path / "m.csv")
        [agreement] = [
            row["value"] for row in self.read(tmp_path / "m.network.csv") if row["measure"] == "communities_agreement"
        ]
        [told] = [row["meaning"] for row in self.read(tmp_path / "m.dictionary.csv") if row["column"] == "community"]
        assert f"runs agree at {int(float(agreement) * 100) / 100:.2f} (mean adjusted Rand index)" in told

    def test_filters_and_source_are_in_the_file(self, bundled: uprgraph.Upr) -> None:
        rows = {row[0]: row for row in measures.of_network(bundled.network("states", cycle=2)).rows}
        assert rows["filters"][4] == "cycle 2"
        assert rows["source"][4].startswith("uprgraph bundled facts. Covers 1 of")


@pytest.fixture(scope="module")
def states(real: uprgraph.Upr) -> networkx.DiGraph:
    return real.network("states")


@pytest.fixture(scope="module")
def rows(states) -> dict[str, dict]:
    return {row["measure"]: row for row in measures.of_network(states, seed=1).dicts()}


@pytest.mark.data
class TestReal:
    """The three CSVs of recommendations, counted in records."""

    @pytest.mark.parametrize(
        ("measure", "value"),
        [
            ("nodes", 184),
            ("edges", 6_533),
            ("weight", 22_412),
            ("senders", 166),
            ("receivers", 143),
            ("density", 6_533 / (184 * 183)),
            ("reciprocity", 1_686 / 6_533),
            ("reciprocity_rho", 0.07947533),
            ("reciprocity_weighted", 3_818 / 22_412),
            ("assortativity_group", 0.09596850),
            ("assortativity_group_weighted", 0.06118440),
            ("components", 1),
            ("largest_strong_component", 122),
            ("core", 47),
            ("core_nodes", 92),
        ],
    )
    def test_network(self, rows, measure: str, value: float) -> None:
        assert rows[measure]["value"] == pytest.approx(value, abs=1e-8)

    def test_assortativity_is_far_above_shuffled_groups(self, rows) -> None:
        """The middle 95 % of 5,000 shuffles by another program, over edges and over weights."""
        for name, low, high in (
            ("assortativity_group", -0.01487, 0.00369),
            ("assortativity_group_weighted", -0.01547, 0.00380),
        ):
            assert (rows[name]["low"], rows[name]["high"]) == pytest.approx((low, high), abs=0.001)

    def test_observers_are_left_out_of_assortativity(self, states) -> None:
        """6,533 edges less 6,444 between members of groups."""
        assert measures.of_network(states).notes[-1] == (
            "Assortativity leaves out what has no regional group, as the observers have none: nodes 2, edges 89."
        )

    def test_nodes(self, states) -> None:
        found = nodes(states, seed=1)
        columns = ("out_degree", "out_strength", "in_degree", "in_strength", "core")
        assert {state: tuple(found[state][name] for name in columns) for state in ("CAN", "FRA", "KHM", "GEO")} == {
            "CAN": (133, 777, 36, 114, 47),
            "FRA": (134, 694, 20, 36, 47),
            "KHM": (9, 18, 80, 343, 47),
            "GEO": (1, 5, 0, 0, 1),
        }
        for name, expected in (
            ("betweenness", {"ITA": 0.04342762, "EGY": 0.04290251, "SVN": 0.04251836, "KHM": 0.00093692}),
            ("pagerank", {"EGY": 0.02717218, "BTN": 0.02494470, "IRN": 0.02469416, "CAN": 0.00391554}),
            ("hub", {"ESP": 0.02946330, "FRA": 0.02921621, "CAN": 0.02905854, "KHM": 0.00096870}),
            ("authority", {"IRN": 0.01864394, "EGY": 0.01798308, "PRK": 0.01783114, "FRA": 0.00164896}),
        ):
            assert {state: found[state][name] for state in expected} == pytest.approx(expected, abs=2e-8)
            ranked = sorted(found, key=lambda state, name=name: -found[state][name])
            assert ranked[:3] == list(expected)[:3]

    def test_reviews(self, states) -> None:
        """Sessions in which a State is in the column To of the files: 101 States in one, 42 in two."""
        found = measures.of_nodes(states, seed=1)
        reviews = {row["node"]: row["reviews"] for row in found.dicts()}
        assert {state: reviews[state] for state in ("KHM", "EGY", "FRA", "GEO")} == {
            "KHM": 2,
            "EGY": 2,
            "FRA": 1,
            "GEO": 0,
        }
        assert [list(reviews.values()).count(number) for number in (0, 1, 2)] == [41, 101, 42]
        assert found.notes[-2:] == [
            "42 of 143 States under review are counted in several reviews, the others in one: in-degree, in-strength, "
            "PageRank and betweenness grow with it; --cycle N compares like with like.",
            "Communities: 10 runs agree at 0.51 (mean adjusted Rand index): below 0.8 do not interpret single "
            "communities.",
        ]

    def test_modularity_is_that_of_the_communities(self, states, rows) -> None:
        """Counted from the edges. Twenty single runs of the method ended between 0.0917 and 0.1014."""
        part = {state: row["community"] for state, row in nodes(states, seed=1).items()}
        total = states.size(weight="weight")
        within = sum(weight for a, b, weight in states.edges(data="weight") if part[a] == part[b])
        by_chance = 0.0
        for number in set(part.values()):
            of = [state for state in part if part[state] == number]
            out, into = dict(states.out_degree(of, weight="weight")), dict(states.in_degree(of, weight="weight"))
            by_chance += sum(out.values()) * sum(into.values())
        assert rows["modularity"]["value"] == pytest.approx(within / total - by_chance / total**2, abs=1e-8)
        assert 0.097 < rows["modularity"]["value"] < 0.105
        sizes = [list(part.values()).count(number) for number in range(1, max(part.values()) + 1)]
        assert sizes == sorted(sizes, reverse=True) and sum(sizes) == 184

    def test_groups(self, real) -> None:
        """What stays within a group is what the homophily of states calls own."""
        found = {row[0]: row[1] for row in measures.of_network(real.network("groups")).rows}
        assert (found["weight"], found["weight_within"]) == (22_412, 5_250)


def test_page_of_measures_explains_every_column_and_measure(toy) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "measures.md").read_text("utf-8")
    undirected = toy.to_undirected()
    measured = [row[0] for graph in (toy, undirected) for row in measures.of_network(graph, permutations=1).rows]
    columns = set(measures.COLUMNS) - {"node", "label", "group"} | set(homophily.COLUMNS) - {"group"}
    assert [name for name in [*sorted(columns), *measured] if f"`{name}`" not in page] == []
