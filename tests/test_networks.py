"""Networks: what is on their edges, which filters they take, and what they know beside networkx."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy
import pytest

import uprgraph
from conftest import Ran
from uprgraph import catalogue, networks
from uprgraph.errors import QueryError, UnknownName
from uprgraph.resources import folder
from uprgraph.results import Result

KINDS = [
    "answers",
    "blocs",
    "civil-society",
    "co-makers",
    "contested-themes",
    "groups",
    "similarity",
    "states",
    "theme-pairs",
    "themes",
    "troika-service",
    "troikas",
]
BETWEEN: dict[str, dict[str, object]] = {"answers": {"between": ["France", "Cambodia"]}}
UNDIRECTED = {"civil-society", "co-makers", "similarity", "theme-pairs", "troikas"}
ITEMISED = {"answers", "blocs", "contested-themes", "groups", "states", "theme-pairs", "themes"}


MADE: dict[tuple[object, ...], Any] = {}


def network(upr: uprgraph.Upr, kind: str, **filters: Any) -> Any:
    """A network to look at, asked for once in all tests."""
    key = (upr.store.path, kind, *sorted(filters.items()))
    if key not in MADE:
        MADE[key] = upr.network(kind, **{**BETWEEN.get(kind, {}), **filters})
    return MADE[key]


def total(graph: nx.Graph, name: str = "weight") -> float:
    return sum(data[name] for _, _, data in graph.edges(data=True))


class TestKinds:
    def test_they_are_the_files_that_describe_one(self) -> None:
        assert list(networks.kinds()) == KINDS

    @pytest.mark.parametrize("kind", KINDS)
    def test_direction_units_and_ends(self, bundled: uprgraph.Upr, kind: str) -> None:
        graph = network(bundled, kind)
        assert graph.is_directed() == (kind not in UNDIRECTED)
        assert graph.graph["unit"]
        about = catalogue.load(f"networks/{kind}").network
        for source, target in graph.edges:
            ends = {graph.nodes[source]["kind"], graph.nodes[target]["kind"]}
            assert ends == {about["source"], about["target"]}

    @pytest.mark.parametrize("kind", sorted(ITEMISED))
    def test_the_details_of_an_edge_are_what_it_counts(self, bundled: uprgraph.Upr, kind: str) -> None:
        graph = network(bundled, kind)
        counted: Counter[frozenset[Any] | tuple[Any, Any]] = Counter()
        accepted: Counter[frozenset[Any] | tuple[Any, Any]] = Counter()
        for item in graph.details:
            for edge in item.edges:
                key = edge if graph.is_directed() else frozenset(edge)
                counted[key] += 1
                accepted[key] += item.response == "accepted"
        assert graph.number_of_edges() > 0
        for source, target, data in graph.edges(data=True):
            key = (source, target) if graph.is_directed() else frozenset((source, target))
            assert counted[key] == data["weight"]
            assert accepted[key] == data["accepted"]

    def test_every_network_has_the_filters_of_its_ends_in_one_wording(self) -> None:
        """One filter is one line, whichever network it stands in."""
        lines: dict[str, set[str]] = {}
        for path in sorted((folder("queries") / "networks").glob("*.rq")):
            for line in path.read_text("utf-8").splitlines():
                found = re.search(r"# --(cycle|session|since|until|state-group)$", line)
                if found:
                    lines.setdefault(found[1], set()).add(line.strip())
        assert {name: len(of) for name, of in lines.items()} == dict.fromkeys(
            ("cycle", "session", "since", "until", "state-group"), 1
        )


class TestBundled:
    """Cambodia's first two reviews: 138 clauses are 137 pairs, and 205."""

    def test_states(self, bundled: uprgraph.Upr) -> None:
        graph = bundled.network("states")
        assert total(graph) == 137 + 205
        assert {target for _, target in graph.edges} == {"KHM"}
        # Between France and Cambodia: three pairs in 2009, six in 2014, of which three were noted.
        assert graph.edges["FRA", "KHM"]["weight"] == 9
        assert graph.edges["FRA", "KHM"]["accepted"] == 6
        assert graph.edges["FRA", "KHM"]["accepted_percent"] == 66.7
        assert graph.nodes["FRA"] == {"label": "France", "kind": "state", "group": "WEOG"}

    def test_answers_have_a_node_for_each_state_and_cycle(self, bundled: uprgraph.Upr) -> None:
        graph = bundled.network("answers", between=["FRA", "KHM"])
        assert [(a, b, d["weight"], d["accepted"]) for a, b, d in graph.edges(data=True)] == [
            ("FRA 1", "KHM 1", 3, 3),
            ("FRA 2", "KHM 2", 6, 3),
        ]
        assert graph.nodes["KHM 2"] == {
            "label": "Cambodia, cycle 2",
            "kind": "state-in-cycle",
            "group": "Asia",
            "cycle": 2,
        }

    def test_troikas(self, bundled: uprgraph.Upr) -> None:
        """310 troikas of three: 930 pairs of members, 930 services."""
        together, service = bundled.network("troikas"), bundled.network("troika-service")
        assert total(together) == total(service) == 930
        assert service.graph["unit"] == "reviews"
        khm = bundled.network("troika-service", state="Cambodia", cycle=4)
        assert sorted(khm.edges) == [("GHA", "KHM"), ("JPN", "KHM"), ("MNE", "KHM")]
        assert khm.edges["GHA", "KHM"]["reviews"] == "khm-4"

    def test_theme_pairs_count_what_is_coded_with_both(self, bundled: uprgraph.Upr) -> None:
        graph = bundled.network("theme-pairs", theme="Death penalty")
        assert (
            graph.edges["Death penalty", "International instruments"]["weight"]
            == graph.edges["International instruments", "Death penalty"]["weight"]
        )

    def test_an_empty_network_says_why(self, bundled: uprgraph.Upr, upr: Callable[..., Ran], tmp_path: Path) -> None:
        graph = bundled.network("states", state="Cambodia", cycle=4)
        assert not graph.edges
        assert graph.graph["source"].startswith("uprgraph bundled facts. Not known, which is not zero:") or (
            "Not known, which is not zero" in graph.graph["source"]
        )
        ran = upr("network", "states", tmp_path / "x.csv", "--state", "Cambodia", "--cycle", "4")
        assert ran.code == 0
        assert "nothing matches these filters\n" in ran.err
        assert "khm-4 (275 reported)" in ran.err


@pytest.mark.data
class TestReal:
    """Counted apart in the three exports with Python's csv module, states by their ISO3 codes."""

    @pytest.mark.parametrize(
        ("kind", "nodes", "edges", "weight"),
        [
            ("states", 184, 6_533, 22_412),
            ("themes", 220, 4_875, 39_522),
            ("contested-themes", 197, 4_855, 39_535),
            ("theme-pairs", 54, 947, 25_133),
            ("groups", 6, 30, 22_412),
        ],
    )
    def test_whole(self, real: uprgraph.Upr, kind: str, nodes: int, edges: int, weight: int) -> None:
        graph = network(real, kind)
        assert (len(graph), graph.number_of_edges(), total(graph)) == (nodes, edges, weight)

    def test_edges(self, real: uprgraph.Upr) -> None:
        states = network(real, "states")
        assert states.edges["VEN", "USA"]["weight"] == 19
        assert states.edges["USA", "IRN"] == {
            "weight": 9,
            "accepted": 2,
            "noted": 7,
            "accepted_percent": 22.2,
            "mean_action": 4.556,
        }
        themes = network(real, "themes")
        assert themes.edges["MEX", "International instruments"]["weight"] == 223
        contested = network(real, "contested-themes")
        assert contested.edges["IRN", "Death penalty"]["weight"] == 68
        assert contested.edges["IRN", "Death penalty"]["accepted"] == 4
        assert network(real, "theme-pairs").edges["Rights of the Child", "Women's rights"]["weight"] == 1_656

    def test_similarity(self, real: uprgraph.Upr) -> None:
        graph = real.network("similarity")
        assert graph.number_of_edges() == 1_782  # pairs of the 140 states that made 20 or more, from 0.8 on
        assert graph.edges["BRA", "CHL"]["weight"] == 0.9716
        assert graph.edges["CAN", "FRA"]["weight"] == 0.8602
        assert not graph.has_edge("ALB", "USA")  # 0.7015
        assert real.network("similarity", minimum=0.7).edges["ALB", "USA"]["weight"] == 0.7015

    def test_co_makers(self, real: uprgraph.Upr) -> None:
        """Session 7, of which no document is loaded: the same text to the same state with the same answer."""
        graph = real.network("co-makers", session=7)
        assert (graph.number_of_edges(), total(graph)) == (51, 64)

    def test_blocs_by_the_day_of_the_review(self, real: uprgraph.Upr) -> None:
        graph = real.network("blocs", bloc="EU", state_bloc="EU")
        assert [(a, b) for a, b in graph.edges] == [("EU", "EU")]
        # Croatia made recommendations in sessions 1 to 9, but was no member before July 2013.
        croatia: dict[str, Any] = {"maker": "Croatia"}
        assert not real.network("states", bloc="EU", until=2010, **croatia).edges
        assert {maker for maker, _ in real.network("states", until=2010, **croatia).edges} == {"HRV"}
        assert {maker for maker, _ in real.network("states", bloc="EU", since=2014, **croatia).edges} == {"HRV"}

    def test_dates(self, real: uprgraph.Upr) -> None:
        """Sessions 18 to 20 are those of 2014: 7,984 records."""
        graph = real.network("states", since=2014, until="2014-12-31")
        assert (graph.number_of_edges(), total(graph)) == (3_032, 7_984)
        assert "sessions 18-20" in graph.graph["source"]

    def test_filters_meet(self, real: uprgraph.Upr) -> None:
        graph = real.network("states", theme="Death penalty")
        assert (graph.number_of_edges(), total(graph)) == (766, 964)
        refused = real.network("states", theme="Death penalty", response="noted", group="WEOG", state_group="Asia")
        assert set(nx.get_edge_attributes(refused, "accepted").values()) == {0}
        assert {refused.nodes[a]["group"] for a, _ in refused.edges} == {"WEOG"}
        assert {refused.nodes[b]["group"] for _, b in refused.edges} == {"Asia"}
        assert len(refused.details) == total(refused)
        assert all("Death penalty" in item.themes for item in refused.details)

    def test_top_keeps_the_largest(self, real: uprgraph.Upr) -> None:
        whole = network(real, "states", session=18)
        strength = dict(whole.degree(weight="weight"))
        graph = real.network("states", session=18, top=10)
        assert set(graph) == set(sorted(strength, key=lambda key: -strength[key])[:10])
        assert all(graph.edges[edge] == whole.edges[edge] for edge in graph.edges)
        assert graph.graph["filters"]["top"] == "10"
        themes = Counter(data["kind"] for _, data in real.network("themes", session=18, top=5).nodes(data=True))
        assert themes == {"state": 5, "theme": 5}

    def test_what_is_covered_follows_the_bloc_under_review(self, real: uprgraph.Upr) -> None:
        """Of the 101 reviews of EU members on their day, the exports hold 23; two of session 18 (Cyprus, Slovakia)."""
        assert (
            real.network("states", state_bloc="EU").graph["source"] == "Covers 23 of 101 reviews (sessions 1-9, 18-20)."
        )
        assert (
            real.network("states", state_bloc="EU", session=18).graph["source"] == "Covers 2 of 2 reviews (session 18)."
        )

    def test_unknown_makers_are_counted_in_words(self, real: uprgraph.Upr) -> None:
        assert network(real, "states").graph["notes"] == ["9 of an unknown maker give no edge: idn-1."]
        assert network(real, "states", session=18).graph["notes"] == []

    def test_a_similarity_of_nothing_is_no_default(self, real: uprgraph.Upr) -> None:
        """Every pair of states that share a theme; by default from 0.8 on."""
        assert real.network("similarity", session=18, made=5, minimum=0).number_of_edges() == 7_116

    def test_an_uncoded_pair_leaves_the_mean_of_the_others(self, whole: uprgraph.Upr) -> None:
        """Of four pairs of Canada and France two are coded, with categories 3 and 5."""
        edge = whole.network("states", maker="Canada", state="France").edges["CAN", "FRA"]
        assert (edge["weight"], edge["mean_action"]) == (4, 4.0)

    def test_narrower_themes_belong_to_a_theme(self, whole: uprgraph.Upr) -> None:
        """OHCHR's family of equality, by its letter, holds what its themes hold."""
        scheme = {"scheme": "ohchr-3", "unit": "pairs", "state": "Slovenia", "cycle": 3}
        family = whole.network("themes", theme="Equality and remedies (B)", **scheme)
        labels = {theme for _, theme in family.edges}
        assert len(labels) > 1
        assert all(whole.network("themes", theme=label, **scheme).edges for label in labels)


class TestFilters:
    @pytest.mark.parametrize(
        ("kind", "filters", "said"),
        [
            ("states", {"colour": "red"}, "networks/states has no parameter colour"),
            ("troikas", {"theme": "Death penalty"}, "networks/troikas has no parameter theme"),
            ("answers", {}, "answers needs two states or more"),
            ("answers", {"between": "France"}, "answers needs two states or more"),
            ("posts", {}, "unknown network 'posts': answers, blocs,"),
            ("answers", {"between": ["France", "FRA"]}, "answers needs two states or more"),
            ("states", {"top": 0}, "--top is a whole number, 1 or more, not 0"),
            ("states", {"top": "3"}, "--top is a whole number, 1 or more, not '3'"),
            ("states", {"top": 2.5}, "--top is a whole number, 1 or more, not 2.5"),
            ("states", {"backbone": "x"}, "--backbone is a number between 0 and 1"),
            ("states", {"unit": "texts"}, "this question counts records or pairs"),
        ],
    )
    def test_what_does_not_fit(self, bundled: uprgraph.Upr, kind: str, filters: dict[str, Any], said: str) -> None:
        with pytest.raises(QueryError, match=re.escape(said)):
            bundled.network(kind, **filters)

    @pytest.mark.parametrize("day", ["2014-13", "14", "2014-02-30", "today", "2014-1-1", "20140101", "0000"])
    def test_what_is_no_date(self, bundled: uprgraph.Upr, day: str) -> None:
        with pytest.raises(UnknownName, match="a date is a year, a month or a day"):
            bundled.network("states", since=day)

    @pytest.mark.parametrize("share", ["1.5", "-1", "much", "nan", ""])
    def test_what_is_no_share(self, bundled: uprgraph.Upr, share: str) -> None:
        with pytest.raises((UnknownName, QueryError), match=r"from 0 to 1|is empty"):
            bundled.network("similarity", minimum=share)

    @pytest.mark.parametrize("nothing", [0.0, "0"])
    def test_nothing_is_a_share(self, bundled: uprgraph.Upr, nothing: object) -> None:
        every = network(bundled, "similarity", made=5, minimum=0)
        assert every.number_of_edges() > network(bundled, "similarity", made=5).number_of_edges()
        assert bundled.network("similarity", made=5, minimum=nothing).edges == every.edges

    def test_a_year_a_month_and_a_day(self, bundled: uprgraph.Upr) -> None:
        """Cambodia's reviews of 1 December 2009 and 28 January 2014."""
        assert total(bundled.network("states", until="2009-12")) == 137
        assert total(bundled.network("states", until="2009-11-30")) == 0
        assert total(bundled.network("states", since="2009-12-02", until=2014)) == 205
        assert total(bundled.network("states", since="2014-01-28", until="2014-01-28")) == 205

    def test_what_thins_out_says_when_nothing_is_left(self, bundled: uprgraph.Upr) -> None:
        assert bundled.network("states", top=1).graph["notes"][0] == "None of 80 edges is left by --top 1."

    def test_several_states_together_are_said(self, bundled: uprgraph.Upr) -> None:
        result = bundled.query("themes-raised", state=["Cambodia", "France"])
        assert result.notes[-1].startswith("The 2 States under review are counted together")
        assert not any("together" in note for note in bundled.query("themes-raised", state="KHM").notes)

    def test_troikas_say_how_many_are_known(self, bundled: uprgraph.Upr) -> None:
        assert bundled.network("troikas").graph["source"].startswith("Covers 310 of 717 reviews")
        assert "310 of 717" in bundled.query("troika-pairs").notes[0]
        cycle = bundled.network("troikas", cycle=4, state="France")
        assert cycle.graph["source"] == "Not known, which is not zero: no source loaded tells the troika of 1 review."


class TestGraph:
    def test_copies_keep_their_details(self, bundled: uprgraph.Upr) -> None:
        graph = network(bundled, "states")
        edges = [edge for edge in graph.edges if edge[0] == "FRA"]
        assert [item.maker for item in graph.restricted(edges).details] == ["FRA"] * 9
        assert [item.maker for item in graph.subgraph(["FRA", "KHM"]).details] == ["FRA"] * 9
        assert len(graph.copy().details) == len(pickle.loads(pickle.dumps(graph)).details) == 342

    def test_networkx_works_on_it(self, bundled: uprgraph.Upr) -> None:
        graph = network(bundled, "states")
        assert nx.density(graph) == pytest.approx(graph.number_of_edges() / (len(graph) * (len(graph) - 1)))
        assert len(graph.reverse().edges) == len(graph.edges)
        assert type(graph.to_undirected()) is nx.Graph

    def test_an_answer_of_the_catalogue(self, bundled: uprgraph.Upr) -> None:
        graph = bundled.query("themes-raised", state="Cambodia").to_networkx()
        assert graph.nodes["FRA"] == {"label": "France", "kind": "state", "group": ""}
        assert graph.nodes["Death penalty"]["kind"] == "theme"
        assert graph.edges["FRA", "Death penalty"]["weight"] == 1
        with pytest.raises(QueryError, match="has no edges"):
            bundled.query("sessions").to_networkx()

    def test_shares_are_rounded_as_the_questions_round_them(self) -> None:
        """One of 16 is 6.25 per cent, so 6.3; 207 of 964 are 21.47."""
        rows = [("FRA", "KHM", 16, 1, 15), ("FRA", "VNM", 964, 207, 757)]
        columns = ("source", "target", "weight", "accepted", "noted")
        graph = Result("own", "Which?", columns, rows, "records").to_networkx()
        assert [share for *_, share in graph.edges(data="accepted_percent")] == [6.3, 21.5]

    def test_numbers_of_numpy_are_written_as_numbers(self, tmp_path: Path) -> None:
        graph = nx.DiGraph()
        graph.add_edge("A", "B", weight=numpy.int64(3))
        for suffix in ("html", "json", "graphml", "gexf", "csv", "svg"):
            uprgraph.draw(graph, tmp_path / f"n.{suffix}")
        assert '"weight":3}' in (tmp_path / "n.json").read_text("utf-8")
        assert 'attr.type="string"' not in (tmp_path / "n.graphml").read_text("utf-8").split('for="edge"')[1][:60]

    def test_a_data_frame(self, bundled: uprgraph.Upr) -> None:
        frame = network(bundled, "states").df
        assert list(frame.columns[:2]) == ["source", "target"]
        assert frame["weight"].sum() == 342
        assert frame.attrs["unit"] == "pairs"

    def test_igraph_says_how_to_get_it(self, bundled: uprgraph.Upr) -> None:
        try:
            import igraph
        except ImportError:
            with pytest.raises(QueryError, match="pip install igraph"):
                network(bundled, "states").to_igraph()
        else:
            graph = network(bundled, "states").to_igraph()
            assert isinstance(graph, igraph.Graph)
            assert graph.vs.find("FRA")["label"] == "France"
            assert sum(graph.es["weight"]) == 342


class TestNotebook:
    def test_a_network_is_a_frame_of_its_own(self, bundled: uprgraph.Upr) -> None:
        shown = bundled.network("states")._repr_html_()
        assert re.match(r'<iframe title="Who recommends to whom" srcdoc="&lt;!DOCTYPE html&gt;', shown)
        assert 'sandbox="allow-scripts allow-downloads"' in shown
        assert shown.count("<") == 2  # the frame and its end: all else is within the attribute

    def test_an_answer_is_a_table_without_style(self, bundled: uprgraph.Upr) -> None:
        shown = bundled.query("top-makers", limit=3)._repr_html_()
        assert re.match(r"<table><caption [^>]*>Which states make the most recommendations\? \[limit 3\]", shown)
        assert "<style" not in shown
        assert shown.count("<tr>") == 4

    def test_a_long_answer_says_how_much_is_not_shown(self, bundled: uprgraph.Upr) -> None:
        result = bundled.query("reviews")
        assert result._repr_html_().count("<tr>") == 21
        assert f"{len(result) - 20:,} more rows: .df has all" in result._repr_html_()


class TestPrint:
    @pytest.mark.parametrize("kind", ["states", "troikas", "groups", "answers", "theme-pairs", "similarity"])
    def test_every_arrangement_is_drawn_and_says_what_it_counts(
        self, bundled: uprgraph.Upr, tmp_path: Path, kind: str
    ) -> None:
        # Of the first cycle there are more pairs in troikas than have arrows.
        graph = network(bundled, kind, **{"similarity": {"made": 5}, "troikas": {"cycle": 1}}.get(kind, {}))
        path = uprgraph.draw(graph, tmp_path / f"{kind}.svg")
        drawn = ElementTree.fromstring(path.read_text("utf-8"))
        told = " ".join("".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
        assert graph.graph["title"] in told
        assert f"{graph.number_of_edges():,} edge" in told
        assert "The widest line stands for" in told

    @pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
    def test_suffix_names_the_format(self, bundled: uprgraph.Upr, tmp_path: Path, suffix: str, magic: bytes) -> None:
        path = uprgraph.draw(network(bundled, "states", maker="France"), tmp_path / f"x.{suffix}")
        assert path.read_bytes().startswith(magic)

    def test_the_same_network_gives_the_same_bytes(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        first, second = (uprgraph.draw(bundled.network("groups"), tmp_path / f"{n}.svg").read_bytes() for n in (1, 2))
        assert first == second

    def test_hostile_labels_stay_text(self, tmp_path: Path) -> None:
        graph = nx.DiGraph(title="<script>", unit="records $x^2$", filters={"a": "</svg>"}, source="&amp; \u202e")
        graph.add_node("A", label="$\\frac{1}{2}$<b>", kind="state", group="Asia")
        graph.add_edge("A", "A", weight=1)
        drawn = ElementTree.fromstring(uprgraph.draw(graph, tmp_path / "x.svg").read_text("utf-8"))
        assert not [node for node in drawn.iter() if node.tag.endswith("script")]

    def test_an_empty_network_is_a_page_that_says_why(self, bundled: uprgraph.Upr, tmp_path: Path) -> None:
        path = uprgraph.draw(bundled.network("states", cycle=4), tmp_path / "x.svg")
        assert "Not known, which is not zero" in path.read_text("utf-8")


class TestCommand:
    def test_help_lists_every_kind_with_its_question(self, upr: Callable[..., Ran]) -> None:
        shown = upr("network", "--help").out
        for kind in KINDS:
            assert f"  {kind:17} {catalogue.load(f'networks/{kind}').question}" in shown

    def test_a_file_or_measures_must_be_named(self, upr: Callable[..., Ran]) -> None:
        assert upr("network", "states") == (
            2,
            "",
            "upr: name a file for the network, or one for its measures: upr network states states.html\n",
        )

    @pytest.mark.parametrize("network", ["m.csv", "m.network.csv", "m.homophily.csv", "m.dictionary.csv"])
    def test_measures_do_not_overwrite_the_network(self, upr: Callable[..., Ran], tmp_path: Path, network: str) -> None:
        ran = upr("network", "states", tmp_path / network, "--measures", tmp_path / "m.csv")
        assert (ran.code, list(tmp_path.iterdir())) == (2, [])
        assert ran.err.endswith(f"{network}: the measures would overwrite it; name one of the two otherwise\n")

    def test_unit_of_co_makers(self, upr: Callable[..., Ran], tmp_path: Path) -> None:
        ran = upr("network", "co-makers", tmp_path / "x.csv", "--unit", "recommendations")
        assert ran.code == 0
        assert "counted: recommendations" in ran.out
