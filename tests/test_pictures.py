"""Networks as files: whole outputs, hostile labels, and the page in a real browser."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from uprgraph import pictures
from uprgraph.errors import QueryError
from uprgraph.page import layout

STATES = {
    "FRA": ("France", "WEOG"),
    "KHM": ("Cambodia", "Asia"),
    "TUR": ("Türkiye", "WEOG"),
    "VNM": ("Viet Nam", "Asia"),
    "CIV": ("Côte d’Ivoire", "Africa"),
}
EDGES = [("FRA", "KHM", 12, 9, 3), ("KHM", "FRA", 1, 1, 0), ("VNM", "KHM", 4, 4, 0), ("TUR", "CIV", 5, 2, 1)]
HOSTILE = {
    "IMG": "<img src=x onerror=alert(1)>",
    "END": "</script><script>alert(2)</script>",
    "TPL": "{{ 7 * 7 }}{% raw %}",
    "QUO": "\"'&amp;<!--",
    "BID": "\u202eadobmaC\u2066",
    "CTL": "a\x00\x0b\x1f\x85b\ud800",
    "NIX": "",
    "__proto__": "prototype",
    "constructor": "constructor",
    "a:b\u2028 \n<b>": "x" * 5000,
}


def states(**about: object) -> nx.DiGraph:
    graph = nx.DiGraph(
        title="Who recommends to whom",
        unit="records of UPR Info",
        source="UPR Info export of 14 August 2015",
        filters={},
        kind="states",
    )
    graph.graph.update(about)
    for key, (name, group) in STATES.items():
        graph.add_node(key, label=name, kind="state", group=group)
    for source, target, weight, accepted, noted in EDGES:
        graph.add_edge(source, target, weight=weight, accepted=accepted, noted=noted)
    return graph


def themes() -> nx.DiGraph:
    graph = nx.DiGraph(title="Who raises which themes", unit="pairs", source="", filters={"cycle": 2}, kind="themes")
    for key in ("FRA", "KHM"):
        graph.add_node(key, label=STATES[key][0], kind="state", group=STATES[key][1])
    graph.add_node("Death penalty", label="Death penalty", kind="theme", group="Theme")
    graph.add_edge("FRA", "Death penalty", weight=3, accepted=1, noted=2)
    graph.add_edge("KHM", "Death penalty", weight=1, accepted=0, noted=0)
    return graph


def hostile() -> nx.DiGraph:
    bad = HOSTILE["IMG"]
    graph = nx.DiGraph(
        title=bad, unit=f"records {bad}", source=HOSTILE["END"], filters={bad: HOSTILE["END"]}, kind="states"
    )
    for key, name in HOSTILE.items():
        graph.add_node(key, label=name, kind="state", group=bad)
    graph.add_edges_from(((a, b) for a, b in combinations(HOSTILE, 2)), weight=1, accepted=1, noted=0)
    return graph


def large(nodes: int = 195, edges: int = 6500) -> nx.DiGraph:
    draw = random.Random(7)
    graph = states()
    graph.clear_edges()
    graph.remove_nodes_from(list(graph))
    keys = [f"{a}{b}{c}" for a, b, c in product("ABCDEF", repeat=3)][:nodes]
    for key in keys:
        graph.add_node(key, label=f"State of {key}", kind="state", group=draw.choice(["Africa", "Asia", "EEG", "WEOG"]))
    while graph.number_of_edges() < edges:
        source, target = draw.sample(keys, 2)
        weight = draw.randint(1, 30)
        graph.add_edge(source, target, weight=weight, accepted=weight // 2, noted=weight // 3)
    return graph


def turned_over(graph: nx.DiGraph) -> nx.DiGraph:
    """The same graph, built in another order."""
    other = nx.DiGraph()
    other.graph.update(reversed(graph.graph.items()))
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(data=True))))
    return other


def test_csv_whole(tmp_path: Path) -> None:
    pictures.write(states(), tmp_path / "states.csv")
    assert (
        tmp_path / "states.csv"
    ).read_bytes() == b"source,target,weight\nFRA,KHM,12\nKHM,FRA,1\nTUR,CIV,5\nVNM,KHM,4\n"


def test_csv_quotes_what_rfc_4180_quotes(tmp_path: Path) -> None:
    graph = nx.DiGraph()
    graph.add_edge('a "b", c', "é\n", weight=2)
    pictures.write_csv(graph, tmp_path / "odd.csv")
    assert (tmp_path / "odd.csv").read_bytes() == 'source,target,weight\n"a ""b"", c","é\n",2\n'.encode()


def test_csv_of_an_empty_graph_is_its_header(tmp_path: Path) -> None:
    pictures.write(nx.DiGraph(), tmp_path / "none.CSV")
    assert (tmp_path / "none.CSV").read_bytes() == b"source,target,weight\n"


def test_graphml_reads_back(tmp_path: Path) -> None:
    pictures.write(states(filters={"cycle": 1, "maker": "France"}), tmp_path / "states.graphml")
    back = nx.read_graphml(tmp_path / "states.graphml")
    assert dict(back.nodes(data=True)) == dict(states().nodes(data=True))
    assert sorted(back.edges(data=True)) == sorted(states().edges(data=True))
    assert (back.graph["filters"], back.graph["unit"]) == ("cycle 1; maker France", "records of UPR Info")


def test_gexf_reads_back_with_colour_and_place(tmp_path: Path) -> None:
    pictures.write(themes(), tmp_path / "themes.gexf")
    assert "lastmodifieddate" not in (tmp_path / "themes.gexf").read_text(encoding="utf-8")
    back = nx.read_gexf(tmp_path / "themes.gexf")
    drawn = {key: node.pop("viz") for key, node in back.nodes(data=True)}
    assert dict(back.nodes(data=True)) == dict(themes().nodes(data=True))
    assert back.edges["FRA", "Death penalty"] == {"id": "0", "weight": 3, "accepted": 1, "noted": 2}
    assert drawn["FRA"]["color"] == {"r": 86, "g": 180, "b": 233, "a": 1.0}
    assert drawn["Death penalty"]["size"] > drawn["FRA"]["size"] > drawn["KHM"]["size"]
    assert len({(at["position"]["x"], at["position"]["y"]) for at in drawn.values()}) == 3


def test_json_reads_back(tmp_path: Path) -> None:
    pictures.write(states(), tmp_path / "states.json")
    text = (tmp_path / "states.json").read_text(encoding="utf-8")
    assert "Türkiye" in text
    assert text.count("\n") == 1
    back = nx.node_link_graph(json.loads(text), edges="edges")
    assert dict(back.nodes(data=True)) == dict(states().nodes(data=True))
    assert sorted(back.edges(data=True)) == sorted(states().edges(data=True))
    assert back.graph == states().graph


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


@pytest.mark.parametrize("suffix", pictures.WRITERS)
@pytest.mark.parametrize("make", [states, themes, nx.DiGraph])
def test_same_graph_same_bytes(tmp_path: Path, suffix: str, make: Callable[[], nx.DiGraph]) -> None:
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


@pytest.mark.parametrize("name", ["states.svg", "states", "html"])
def test_unknown_suffix_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match=r"must be one of \.html, \.graphml, \.gexf, \.csv, \.json$"):
        pictures.write(states(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_import_is_light() -> None:
    code = (
        "import sys, uprgraph.pictures; print(*{'pyvis', 'IPython', 'networkx', 'numpy', 'jinja2'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(pictures.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("ratio", [layout.LANDSCAPE, layout.PORTRAIT])
@pytest.mark.parametrize("make", [states, themes, hostile, large, lambda: large(70, 300), lambda: large(5, 0)])
def test_no_two_nodes_overlap(make: Callable[[], nx.DiGraph], ratio: float) -> None:
    graph = make()
    places, radii = layout.positions(graph, ratio), layout.radii(graph)
    assert list(places) == sorted(graph)
    boxes = []
    for key, (x, y) in places.items():
        rows = layout.label(graph, key).split("\n")
        half = max(radii[key], 4.5 * max(map(len, rows)))
        boxes.append((x - half, x + half, y - radii[key], y + radii[key] + 18 * len(rows)))
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert b <= e or f <= a or d <= g or h <= c


def test_groups_do_not_mix() -> None:
    graph = large()
    places = layout.positions(graph)
    spans = {}
    for group in ("WEOG", "EEG", "Africa", "Asia"):
        xs, ys = zip(*(places[key] for key in graph if graph.nodes[key]["group"] == group), strict=True)
        spans[group] = (min(xs), max(xs), min(ys), max(ys))
    for (a, b, c, d), (e, f, g, h) in combinations(spans.values(), 2):
        assert b < e or f < a or d < g or h < c


def test_page_is_one_file_without_addresses_to_load(tmp_path: Path) -> None:
    pictures.write(states(), tmp_path / "states.html")
    text = (tmp_path / "states.html").read_bytes().decode("utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["states.html"]
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert text.count("<h1>") == 1
    assert not re.search(r"<(link|script|img)[^>]*(href|src)=(?!\"data:)", text)
    assert not re.search(r"bootstrap|cdnjs|jsdelivr|tom-select", text)


def test_page_embeds_no_markup_from_labels(tmp_path: Path) -> None:
    pictures.write(hostile(), tmp_path / "hostile.html")
    text = (tmp_path / "hostile.html").read_text(encoding="utf-8")
    assert "<img" not in text
    assert "alert(2)</script>" not in text
    assert "{{ 7 * 7 }}" in text
    assert "\u202e" not in text
    assert "\\u202e" not in text


def test_empty_graph_says_so(tmp_path: Path) -> None:
    graph = nx.DiGraph(
        title="Who recommends to whom", unit="pairs", source="", filters={"maker": "Nauru"}, kind="states"
    )
    pictures.write(graph, tmp_path / "empty.html")
    text = (tmp_path / "empty.html").read_text(encoding="utf-8")
    assert "Nothing matches these filters." in text
    assert "0 states, 0 edges, 0 pairs" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("edge", "said"),
    [
        ({"weight": 12, "accepted": 9, "noted": 3}, "12 records, 9 accepted (75 % of the answered), 3 noted"),
        ({"weight": 1, "accepted": 0, "noted": 0}, "1 record, 0 accepted, 0 noted, 1 without a known answer"),
        ({"weight": 1200}, "1,200 records"),
    ],
)
def test_edge_says_counts_with_their_unit(tmp_path: Path, edge: dict[str, int], said: str) -> None:
    graph = states()
    graph.remove_edges_from(list(graph.edges))
    graph.add_edge("FRA", "KHM", **edge)
    pictures.write(graph, tmp_path / "edge.html")
    text = (tmp_path / "edge.html").read_text(encoding="utf-8")
    assert json.loads(re.findall(r'<script type="application/json" id="data">(.*)</script>', text)[0])["edges"] == [
        {"from": "FRA", "to": "KHM", "title": f"France → Cambodia: {said}", "width": 6.0}
    ]


@dataclass
class Opened:
    """A page in the browser and all that it asked for, said or broke."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)

    def search(self, text: str) -> str:
        """What the page says after a search."""
        self.page.fill("#name", text)
        self.page.press("#name", "Enter")
        return str(self.page.inner_text("#said"))

    def hover(self, key: str) -> str:
        """The tooltip of a node."""
        place = f"uprgraph.network.canvasToDOM(uprgraph.network.getPosition({json.dumps(key)}))"
        box, at = self.page.locator("#mynetwork").bounding_box(), self.ask(place)
        self.page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
        tooltip = self.page.locator(".vis-tooltip")
        tooltip.wait_for(state="visible", timeout=5000)
        return str(tooltip.inner_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on the PATH (Debian: apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(graph: nx.DiGraph, width: int = 1280, height: int = 800, **settings: Any) -> Opened:
        path = tmp_path / "page.html"
        pictures.write(graph, path)
        contexts.append(
            browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **settings)
        )
        page = Opened(contexts[-1].new_page())
        page.page.on("request", lambda request: page.requests.append(request.url))
        page.page.on("console", lambda message: page.complaints.append(message.text))
        page.page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.page.on("dialog", lambda dialog: (page.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.page.goto(path.as_uri())
        if len(graph):
            page.page.wait_for_function("window.uprgraph")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("make", [states, themes, hostile, nx.DiGraph])
def test_page_asks_for_nothing_and_complains_of_nothing(
    opened: Callable[..., Opened], make: Callable[[], nx.DiGraph]
) -> None:
    page = opened(make())
    page.page.wait_for_timeout(300)
    assert [address.rsplit("/", 1)[1] for address in page.requests if not address.startswith("data:")] == ["page.html"]
    assert page.complaints == []


@pytest.mark.browser
def test_page_may_not_load_from_the_network(opened: Callable[..., Opened]) -> None:
    page = opened(states())
    tried = "fetch('https://example.org/').then(() => 'loaded', () => 'refused')"
    assert page.ask(tried) == "refused"
    assert "Content Security Policy" in page.complaints[0]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "found"),
    [("viet nam", "VNM"), ("VNM", "VNM"), ("khm", "KHM"), ("TURKIYE", "TUR"), ("cote d'ivoire", "CIV"), ("nam", "VNM")],
)
def test_search_selects_the_state(opened: Callable[..., Opened], text: str, found: str) -> None:
    page = opened(states())
    assert page.search(text).startswith(f"{STATES[found][0]} ({found})")
    assert page.ask("uprgraph.network.getSelectedNodes()") == [found]
    assert page.ask(f"uprgraph.find({json.dumps(text)})") == found


@pytest.mark.browser
def test_search_says_what_it_did_not_find_and_escape_forgets(opened: Callable[..., Opened]) -> None:
    page = opened(states())
    page.search("viet nam")
    assert page.search(" <b>Atlantis") == "Not found: <b>Atlantis"
    assert page.page.get_attribute("#said", "aria-live") == "polite"
    assert page.ask("uprgraph.network.getSelectedNodes()") == []
    page.search("viet nam")
    page.page.press("#name", "Escape")
    assert page.ask("[uprgraph.network.getSelectedNodes(), document.getElementById('said').textContent]") == [[], ""]


@pytest.mark.browser
def test_selection_fades_all_but_the_neighbours(opened: Callable[..., Opened]) -> None:
    page = opened(states())
    page.search("france")
    opacity = (
        "Object.fromEntries(Object.entries(uprgraph.network.body.nodes).map(([id, n]) => [id, n.options.opacity]))"
    )
    assert page.ask(opacity) == {"FRA": 1, "KHM": 1, "CIV": 0.15, "TUR": 0.15, "VNM": 0.15}
    lines = "Object.values(uprgraph.network.body.edges).map((e) => [e.fromId + e.toId, e.options.color.opacity]).sort()"
    assert page.ask(lines) == [["FRAKHM", 0.8], ["KHMFRA", 0.8], ["TURCIV", 0.015], ["VNMKHM", 0.015]]


@pytest.mark.browser
def test_tooltips_and_header_whole(opened: Callable[..., Opened]) -> None:
    page = opened(states(filters={"cycle": 2}))
    assert page.hover("FRA") == (
        "France (FRA), Western Europe and others\n"
        "made 12 records, 9 accepted (75 % of the answered), 3 noted\n"
        "received 1 record, 1 accepted (100 % of the answered), 0 noted"
    )
    assert page.page.locator("header div > *").all_inner_texts() == [
        "Who recommends to whom",
        "cycle: 2 Counted: records of UPR Info. UPR Info export of 14 August 2015",
        "5 states, 4 edges, 22 records, 16 accepted (80 % of the answered), 4 noted, 2 without a known answer",
    ]
    assert page.page.locator("#legend li").all_inner_texts() == [
        "Western Europe and others (2)",
        "Asia-Pacific (2)",
        "Africa (1)",
    ]


def test_header_says_the_unit_once(tmp_path: Path) -> None:
    pictures.write(states(unit="pairs", source="counted: pairs; without unknown makers"), tmp_path / "states.html")
    text = (tmp_path / "states.html").read_text(encoding="utf-8")
    assert re.findall("<span>(.*)</span>", text) == [" Counted: pairs; without unknown makers"]


@pytest.mark.browser
def test_theme_tooltip(opened: Callable[..., Opened]) -> None:
    page = opened(themes())
    assert page.search("death PENALTY") == (
        "Death penalty\nraised in 4 pairs, 1 accepted (33 % of the answered), 2 noted, 1 without a known answer"
    )
    assert page.search("fra").split("\n")[1] == (
        "made 3 pairs (each once under each of its themes), 1 accepted (33 % of the answered), 2 noted"
    )


@pytest.mark.browser
def test_hostile_labels_are_text(opened: Callable[..., Opened]) -> None:
    page = opened(hostile())
    before = page.ask("document.querySelectorAll('img, script').length")
    assert page.hover("IMG").startswith("<img src=x onerror=alert(1)> (IMG), Group not known\n")
    assert page.hover("END").startswith("</script><script>alert(2)</script> (END)")
    for name in HOSTILE:
        assert page.ask(f"uprgraph.find({json.dumps(name)})") is not None
    assert page.ask("uprgraph.network.body.data.nodes.length") == len(HOSTILE)
    assert page.page.inner_text("h1") == "<img src=x onerror=alert(1)>"
    assert page.ask("document.querySelectorAll('img, script').length") == before
    assert page.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (400, 800)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_the_window(opened: Callable[..., Opened], width: int, height: int, scheme: str) -> None:
    page = opened(states(), width, height, color_scheme=scheme)
    assert page.ask("document.documentElement.scrollWidth") <= width
    box = page.page.locator("#mynetwork").bounding_box()
    assert box["height"] > 340
    places = page.ask("Object.values(uprgraph.network.getPositions()).map((at) => uprgraph.network.canvasToDOM(at))")
    assert all(0 < at["x"] < box["width"] and 0 < at["y"] < box["height"] for at in places)


@pytest.mark.browser
def test_large_network_is_drawn(opened: Callable[..., Opened], tmp_path: Path) -> None:
    page = opened(large())
    assert (tmp_path / "page.html").stat().st_size < 3_000_000
    counts = "[uprgraph.network.body.nodeIndices.length, uprgraph.network.body.edgeIndices.length]"
    assert page.ask(counts) == [195, 6500]
    assert page.search("state of ccc").startswith("State of CCC (CCC), ")
    assert page.complaints == []
