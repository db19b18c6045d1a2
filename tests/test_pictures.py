"""Networks as files: whole outputs, hostile labels, places of nodes, and what the page holds."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from drawn import HOSTILE, KINDS, bare_states, hostile, item, large, states, themes, turned_over
from uprgraph import picture_page, pictures
from uprgraph.errors import QueryError
from uprgraph.network_graph import Network, UndirectedNetwork
from uprgraph.page import details, layout, places, wording


def test_csv_whole(tmp_path: Path) -> None:
    pictures.write(states(), tmp_path / "states.csv")
    assert (
        tmp_path / "states.csv"
    ).read_bytes() == b"source,target,weight\nFRA,KHM,12\nKHM,FRA,1\nTUR,CIV,5\nVNM,KHM,4\n"


def test_csv_of_undirected_and_measured_edges(tmp_path: Path) -> None:
    pictures.write(KINDS["similarity"](), tmp_path / "similarity.csv")
    assert (tmp_path / "similarity.csv").read_text() == (
        "source,target,weight\nFRA,TUR,0.93\nFRA,VNM,0.41\nKHM,TUR,0.5\nKHM,VNM,0.88\n"
    )


def test_csv_of_edges_to_oneself(tmp_path: Path) -> None:
    pictures.write(KINDS["groups"](), tmp_path / "groups.csv")
    assert (tmp_path / "groups.csv").read_text().split("\n")[:3] == [
        "source,target,weight",
        "Africa,Africa,9",
        "Africa,Asia,8",
    ]


def test_csv_quotes_what_rfc_4180_quotes(tmp_path: Path) -> None:
    graph = nx.DiGraph()
    graph.add_edge('a "b", c', "é\n", weight=2)
    pictures.write_csv(graph, tmp_path / "odd.csv")
    assert (tmp_path / "odd.csv").read_bytes() == 'source,target,weight\n"a ""b"", c","é\n",2\n'.encode()


def test_csv_of_an_empty_graph_is_its_header(tmp_path: Path) -> None:
    pictures.write(nx.DiGraph(), tmp_path / "none.CSV")
    assert (tmp_path / "none.CSV").read_bytes() == b"source,target,weight\n"


def _edges(graph: nx.Graph) -> dict[Any, dict[str, Any]]:
    """Edges with their data; an undirected one is known by both ends, whichever comes first."""
    return {
        (a, b) if graph.is_directed() else frozenset((a, b)): {k: v for k, v in data.items() if k != "id"}
        for a, b, data in graph.edges(data=True)
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_every_kind_reads_back(tmp_path: Path, kind: str, suffix: str) -> None:
    graph, path = KINDS[kind](), tmp_path / f"network.{suffix}"
    pictures.write(graph, path)
    if suffix == "json":
        back = nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")
    else:
        back = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[suffix](path)
    for _, node in back.nodes(data=True):
        node.pop("viz", None)
    assert back.is_directed() == graph.is_directed()
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert _edges(back) == _edges(graph)


def test_graphml_says_what_the_network_is(tmp_path: Path) -> None:
    pictures.write(states(filters={"cycle": 1, "maker": "France"}, notes=["a", "b"]), tmp_path / "states.graphml")
    about = nx.read_graphml(tmp_path / "states.graphml").graph
    assert (about["filters"], about["unit"], about["notes"]) == ("cycle 1; maker France", "records of UPR Info", "a b")


def test_gexf_has_colour_and_place(tmp_path: Path) -> None:
    pictures.write(themes(), tmp_path / "themes.gexf")
    assert "lastmodifieddate" not in (tmp_path / "themes.gexf").read_text(encoding="utf-8")
    drawn = {key: node["viz"] for key, node in nx.read_gexf(tmp_path / "themes.gexf").nodes(data=True)}
    assert drawn["FRA"]["color"] == {"r": 86, "g": 180, "b": 233, "a": 1.0}
    assert drawn["Death penalty"]["size"] > drawn["FRA"]["size"] > drawn["KHM"]["size"]
    assert len({(at["position"]["x"], at["position"]["y"]) for at in drawn.values()}) == 3


def test_json_keeps_the_graph(tmp_path: Path) -> None:
    pictures.write(states(), tmp_path / "states.json")
    text = (tmp_path / "states.json").read_text(encoding="utf-8")
    assert "Türkiye" in text
    assert text.count("\n") == 1
    assert nx.node_link_graph(json.loads(text), edges="edges").graph == states().graph


def test_json_drops_halves_of_characters(tmp_path: Path) -> None:
    pictures.write(hostile(), tmp_path / "hostile.json")
    labels = {node["id"]: node["label"] for node in json.loads((tmp_path / "hostile.json").read_bytes())["nodes"]}
    assert labels == {name: label.replace("\ud800", "") for name, label in HOSTILE.items()}


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_xml_drops_only_what_xml_forbids(tmp_path: Path, suffix: str) -> None:
    pictures.write(hostile(), tmp_path / f"hostile.{suffix}")
    back = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[suffix](tmp_path / f"hostile.{suffix}")
    labels = nx.get_node_attributes(back, "label")
    assert labels["IMG"] == HOSTILE["IMG"]
    assert labels["END"] == HOSTILE["END"]
    assert labels["CTL"] == "a\x85b"
    assert back.number_of_nodes() == len(HOSTILE)
    assert back.number_of_edges() == hostile().number_of_edges()


SIMILAR = {"contested-themes", "troika-service", "theme-pairs", "co-makers", "blocs"}
"""Kinds that are drawn as another one is."""


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        *product(["html", "graphml", "gexf", "csv", "json"], [*KINDS, "empty"]),
        *product(["svg"], [*(kind for kind in KINDS if kind not in SIMILAR), "empty"]),
        # The same drawing as the SVG, encoded otherwise.
        *product(["png", "pdf"], ["states", "empty"]),
    ],
)
def test_same_graph_same_bytes(tmp_path: Path, suffix: str, kind: str) -> None:
    make = KINDS.get(kind, nx.DiGraph)
    one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix}"
    pictures.write(make(), one)
    pictures.write(turned_over(make()), other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("suffix", pictures.WRITERS)
def test_writing_changes_nothing_in_the_graph(tmp_path: Path, suffix: str) -> None:
    graph = states()
    pictures.write(graph, tmp_path / f"states.{suffix}")
    assert nx.utils.graphs_equal(graph, states())


@pytest.mark.parametrize("suffix", pictures.WRITERS)
def test_after_an_interrupt_the_old_file_is_whole(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"states.{suffix}"
    path.write_text("old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pictures.write(states(), path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(path.name, "old")]


@pytest.mark.parametrize("name", ["states.gif", "states", "html"])
def test_unknown_suffix_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match=r"written are \.html, \.graphml, \.gexf, \.csv, \.json, \.svg, \.png, \.pdf$"):
        pictures.write(states(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_import_is_light() -> None:
    code = (
        "import sys, uprgraph.pictures; print(*{'pyvis', 'IPython', 'networkx', 'numpy', 'jinja2'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(pictures.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == ""


def tied(count: int = 150) -> nx.Graph:
    """Many nodes in a few parts of very different sizes."""
    graph = nx.Graph(kind="civil-society", unit="joint submissions")
    for number in range(count):
        graph.add_node(f"O{number}", label=f"Organisation of People {number}", kind="civil-society", group="")
        if number % 40:
            graph.add_edge(f"O{number}", f"O{number // 40 * 40 + number * 7 % (number % 40)}", weight=1 + number % 3)
    return graph


OTHERS = {"hostile": hostile, "large": large, "some": lambda: large(70, 300), "none": lambda: large(5, 0), "tied": tied}


@pytest.mark.parametrize("ratio", [layout.LANDSCAPE, layout.PORTRAIT])
@pytest.mark.parametrize("kind", [*KINDS, *OTHERS])
def test_no_two_nodes_overlap(kind: str, ratio: float) -> None:
    graph = {**KINDS, **OTHERS}[kind]()
    at, radii = places.positions(graph, ratio), layout.radii(graph)
    assert list(at) == sorted(graph)
    boxes = []
    for key, (x, y) in at.items():
        rows = layout.label(graph, key).split("\n")
        half = max(radii[key], 4.5 * max(map(len, rows)))
        boxes.append((x - half, x + half, y - radii[key], y + radii[key] + 18 * len(rows)))
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert b <= e or f <= a or d <= g or h <= c


def test_groups_do_not_mix() -> None:
    graph = large()
    at = places.positions(graph)
    spans = {}
    for group in ("WEOG", "EEG", "Africa", "Asia"):
        xs, ys = zip(*(at[key] for key in graph if graph.nodes[key]["group"] == group), strict=True)
        spans[group] = (min(xs), max(xs), min(ys), max(ys))
    for (a, b, c, d), (e, f, g, h) in combinations(spans.values(), 2):
        assert b < e or f < a or d < g or h < c


def test_a_grid_has_a_row_for_each_state_and_a_column_for_each_cycle() -> None:
    at = places.positions(KINDS["answers"]())
    assert at["FRA 1"][1] == at["FRA 2"][1] < at["KHM 1"][1] == at["KHM 2"][1] < at["VNM 2"][1]
    assert at["FRA 1"][0] < at["FRA 2"][0] == at["VNM 2"][0]


def test_what_is_submitted_together_lies_together() -> None:
    """The members of the submission that nothing ties to the others are nearer to each other than to any of these."""
    at = places.positions(KINDS["civil-society"]())
    apart = {"ORG20", "ORG21", "ORG22"}
    width = max(abs(at[a][0] - at[b][0]) for a in apart for b in apart)
    height = max(abs(at[a][1] - at[b][1]) for a in apart for b in apart)
    for key in set(at) - apart:
        assert any(abs(at[key][0] - at[a][0]) > width or abs(at[key][1] - at[a][1]) > height for a in apart)


def test_what_is_tied_more_lies_closer() -> None:
    """Two rings of five, each closely tied, and one weak tie between them."""
    graph = nx.Graph(kind="co-makers", unit="texts")
    for part in "AB":
        graph.add_weighted_edges_from((f"{part}{a}", f"{part}{b}", 20) for a, b in combinations(range(5), 2))
    graph.add_edge("A0", "B0", weight=1)
    at = places.positions(graph)
    within = [abs(complex(*at[a]) - complex(*at[b])) for a, b in combinations(at, 2) if a[0] == b[0]]
    between = [abs(complex(*at[a]) - complex(*at[b])) for a, b in combinations(at, 2) if a[0] != b[0]]
    assert sum(within) / len(within) < 0.5 * sum(between) / len(between)


def held(text: str) -> dict[str, Any]:
    """What a page embeds for its scripts."""
    found: dict[str, Any] = json.loads(re.findall(r'<script type="application/json" id="data">(.*)</script>', text)[0])
    return found


def unpacked(packed: str) -> dict[str, Any]:
    columns: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(packed)))
    return columns


def test_page_is_one_file_without_addresses_to_load(tmp_path: Path) -> None:
    pictures.write(states(), tmp_path / "states.html")
    text = (tmp_path / "states.html").read_bytes().decode("utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["states.html"]
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert text.count("<h1 ") == text.count("<main>") == text.count("<header>") == text.count("<aside ") == 1
    assert not re.search(r"<(link|script|img)[^>]*(href|src)=(?!\"data:)", text)
    assert not re.search(r"bootstrap|cdnjs|jsdelivr|tom-select", text)
    assert text == pictures.html(states())


def test_page_embeds_no_markup_from_labels() -> None:
    text = pictures.html(hostile())
    assert "<img" not in text
    assert "alert(2)</script>" not in text
    assert "{{ 7 * 7 }}" in text
    assert "\u202e" not in text
    assert "\\u202e" not in text


def test_empty_graph_says_so_and_why() -> None:
    graph = nx.DiGraph(
        title="Who recommends to whom",
        unit="pairs",
        source="",
        notes=["No review of <Nauru> is itemised."],
        filters={"maker": "Nauru"},
        kind="states",
    )
    text = pictures.html(graph)
    assert "Nothing matches these filters." in text
    assert "No review of &lt;Nauru&gt; is itemised." in text
    assert "0 states, 0 edges, 0 pairs" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "states",
            "5 states, 4 edges, 22 records, 16 accepted (80 % of the answered), 4 noted, "
            "2 pending or without a known answer",
        ),
        (
            "themes",
            "2 states, 2 themes, 4 edges, 8 records (each once under each of its themes), 4 accepted (50 % of the "
            "answered), 4 noted",
        ),
        ("similarity", "4 states, 4 edges, cosine similarity 0.41 to 0.93"),
        ("co-makers", "5 states, 3 edges, 6 texts (each once for each pair of its makers)"),
        ("troikas", "3 states, 2 edges, 3 reviews (each once for each pair in its troika)"),
        (
            "civil-society",
            "12 organisations, 24 edges, 24 joint submissions (each once for each pair of its organisations)",
        ),
        ("answers", "5 states in cycles, 3 edges, 11 records, 8 accepted (73 % of the answered), 3 noted"),
    ],
)
def test_statistics_say_what_is_counted(kind: str, said: str) -> None:
    graph = KINDS[kind]()
    assert wording.statistics(graph) == said
    assert f'<p id="statistics" aria-live="polite">{said}</p>' in pictures.html(graph, details=False)


@pytest.mark.parametrize("kind", KINDS)
def test_title_says_what_a_line_stands_for(kind: str) -> None:
    graph = KINDS[kind]()
    meaning = re.findall('<span id="meaning">(.*?)</span>', pictures.html(graph, details=False))[0]
    assert meaning.startswith(f"Lines: {wording.MEANING[kind]}; ")
    assert graph.graph["unit"] in meaning


def test_header_says_the_unit_once() -> None:
    text = pictures.html(states(unit="pairs", source="counted: pairs; without unknown makers"))
    assert re.findall('<span id="(meaning|source)">(.*?)</span>', text) == [
        ("meaning", "Lines: what one state recommended to another."),
        ("source", "Counted: pairs; without unknown makers"),
    ]


def test_items_are_held_once_and_in_order() -> None:
    graph = states()
    packed = details.packed(graph, 1_000_000)
    columns = unpacked(packed.text)
    assert packed.themes == [("Right to food", 12), ("Torture", 9)]
    assert packed.note == ""
    assert len(columns["text"]) == 22
    assert columns["lists"]["texts"][columns["text"][0]] == "Do thing 1 of FRA."
    assert sorted(columns["lists"]["states"]) == ["CIV", "FRA", "KHM", "TUR", "VNM"]
    assert columns["names"][columns["lists"]["states"].index("CIV")] == "Côte d'Ivoire"
    assert columns["lists"]["ends"] == [[0], [1], [2], [3]]
    graph.details = [replace(one, text="The same text.") for one in graph.details]
    assert unpacked(details.packed(graph, 1_000_000).text)["lists"]["texts"] == ["The same text."]


def test_items_of_no_edge_are_left_out() -> None:
    graph = states()
    graph.details = [
        item(0, "FRA", "KHM", "accepted", [("FRA", "KHM"), ("FRA", "NOR")]),
        item(0, None, "KHM", None, []),
    ]
    assert unpacked(details.packed(graph, 1_000_000).text)["ends"] == [0]


def test_items_of_undirected_edges_are_found_from_both_ends() -> None:
    graph = KINDS["co-makers"]()
    graph.details = [item(0, "TUR", "KHM", None, [("TUR", "FRA")]), item(1, "FRA", "KHM", None, [("FRA", "TUR")])]
    columns = unpacked(details.packed(graph, 1_000_000).text)
    assert [columns["lists"]["ends"][number] for number in columns["ends"]] == [[1], [1]]


def wordy() -> nx.DiGraph:
    """Items with long texts that no packing makes small."""
    graph = states()
    graph.details = [
        replace(one, text=" ".join(format(hash_of(f"{number} {word}"), "x") for word in range(150)))
        for number, one in enumerate(graph.details)
    ]
    return graph


def hash_of(text: str) -> int:
    from zlib import crc32

    return crc32(text.encode())


@pytest.mark.parametrize(
    ("room", "note"),
    [
        (40_000, ""),
        (16_000, "Texts are shortened to 800 characters, to keep this page small."),
        (3_500, "Texts are shortened to 120 characters, to keep this page small."),
        (1_200, "Texts are left out, to keep this page small."),
        (100, "The recommendations are left out: there are too many for one page of this size."),
    ],
)
def test_texts_are_shortened_to_fit(room: int, note: str) -> None:
    packed = details.packed(wordy(), room)
    assert packed.note == note
    assert len(packed.text) <= room


def test_a_page_stays_under_its_limit_and_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = len(pictures.html(wordy(), details=False).encode()) + 16_000
    monkeypatch.setattr(picture_page, "LARGEST", limit)
    text = pictures.html(wordy())
    assert "Texts are shortened to 800 characters" in text
    assert len(text.encode()) < limit + 1_000


def test_a_page_without_details_asks_for_none() -> None:
    """A notebook shows it at once: the items are asked of the store when they are needed."""
    graph = Network(states())
    graph.graph.update(states().graph)

    def asked() -> list[Any]:
        raise AssertionError

    graph.items_of = asked
    text = pictures.html(graph, details=False)
    assert 'id="details"' not in text
    assert "The single recommendations are in the page that is written to a file." in text
    assert held(text)["themes"] == []


def test_networks_of_the_package_are_drawn_as_plain_ones() -> None:
    directed, undirected = Network(states()), UndirectedNetwork(KINDS["similarity"]())
    directed.items_of = lambda: states().details
    assert pictures.html(directed) == pictures.html(states())
    assert pictures.html(undirected) == pictures.html(KINDS["similarity"]())


@pytest.mark.parametrize("kind", [*KINDS, "bare", "large"])
def test_every_page_is_under_three_megabytes(kind: str) -> None:
    make = {**KINDS, "bare": bare_states, "large": large}[kind]
    assert len(pictures.html(make()).encode()) < 3_000_000
