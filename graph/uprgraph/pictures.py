"""Networks as files: a page to look at, and GraphML, GEXF, CSV and JSON to work with.

The same graph gives the same bytes; no partial file stays behind (see `uprgraph.files.replacing`).
"""

from __future__ import annotations

import csv
import json
import math
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprgraph.files import replacing

if TYPE_CHECKING:
    import networkx

PAGE = Path(__file__).resolve().parent / "page"
FEW_NODES = 60  # so many names can be read at once; above, states are labelled with their codes
FEW_EDGES = 400  # so many can have arrows and curves
LINE = 16  # characters of a label before it is broken
LANDSCAPE, PORTRAIT = 1.7, 0.62  # width to height of a wide and of a narrow window


@dataclass(frozen=True, slots=True)
class Group:
    """How a regional group (or the themes) is called, coloured and where on the compass it lies."""

    name: str
    colour: str  # Okabe & Ito, "Color Universal Design", 2008
    degrees: float | None  # clockwise from the right; None is the centre


GROUPS = {
    "WEOG": Group("Western Europe and others", "#56B4E9", 215),
    "EEG": Group("Eastern Europe", "#009E73", 305),
    "Asia": Group("Asia-Pacific", "#0072B2", 0),
    "Africa": Group("Africa", "#E69F00", 90),
    "GRULAC": Group("Latin America and Caribbean", "#CC79A7", 150),
    "Observer": Group("Observers", "#8C8C8C", 265),
    "Theme": Group("Themes", "#D55E00", None),
}
OTHER = Group("Group not known", "#B5A98F", 35)

# XML 1.0, production 2 (Char), and the surrogates that UTF-8 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Unicode's explicit directional marks, and C1 controls: they could reorder or hide what stands beside them.
_INVISIBLE = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def write(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes *graph* to *path* in the format that its suffix names.

    Raises ValueError for an unknown suffix, OSError where the file cannot be written.
    """
    check(path)
    WRITERS[_suffix(path)](graph, path)


def check(path: str | Path) -> None:
    """Raises ValueError where no writer fits the suffix of *path*.

    >>> check("states.svg")
    Traceback (most recent call last):
    ValueError: states.svg: the suffix must be one of .html, .graphml, .gexf, .csv, .json
    """
    if _suffix(path) not in WRITERS:
        raise ValueError(f"{path}: the suffix must be one of {', '.join(f'.{suffix}' for suffix in WRITERS)}")


def _suffix(path: str | Path) -> str:
    return Path(path).suffix.lower().removeprefix(".")


def write_html(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes one page that needs no network: the picture, a legend, a search box, tooltips.

    Area of a node and width of an edge grow with the weight, in the unit that ``graph.graph["unit"]``
    names. Raises OSError where the file cannot be written.
    """
    page = _page(graph)
    with replacing(path) as file:
        file.write(page)


def write_graphml(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes GraphML with the attributes of nodes, edges and graph; characters that XML forbids are dropped.

    Raises OSError where the file cannot be written.
    """
    import networkx

    with replacing(path, "wb") as file:
        networkx.write_graphml_xml(_plain(graph), file, named_key_ids=True)


def write_gexf(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes GEXF 1.2 (Gephi) with colour, size and position; characters that XML forbids are dropped.

    Raises OSError where the file cannot be written.
    """
    import networkx

    plain = _plain(graph)
    sizes = _radii(graph)
    for key, (x, y) in positions(graph).items():
        red, green, blue = bytes.fromhex(GROUPS.get(_group(graph, key), OTHER).colour[1:])
        plain.nodes[_text(key)]["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": float(sizes[key]),
            "position": {"x": float(x), "y": float(-y), "z": 0.0},
            "shape": "square" if graph.nodes[key].get("kind") == "theme" else "disc",
        }
    text = "\n".join(networkx.generate_gexf(plain))
    # networkx writes today's date: the same graph would not give the same bytes.
    text = re.sub(r' lastmodifieddate="[0-9-]*"', "", text, count=1)
    with replacing(path) as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def write_csv(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes ``source,target,weight``, one line per edge, sorted; RFC 4180 with line feeds, UTF-8.

    Raises OSError where the file cannot be written.
    """
    with replacing(path) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("source", "target", "weight"))
        lines.writerows((source, target, data["weight"]) for source, target, data in _sorted(graph).edges(data=True))


def write_json(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes networkx's node-link data (``edges`` under that name) on one line, UTF-8.

    Raises OSError where the file cannot be written.
    """
    import networkx

    data = networkx.node_link_data(_sorted(graph), edges="edges")
    with replacing(path) as file:
        json.dump(data, file, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        file.write("\n")


WRITERS: dict[str, Callable[[networkx.DiGraph, str | Path], None]] = {
    "html": write_html,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "csv": write_csv,
    "json": write_json,
}


def _sorted(graph: networkx.DiGraph) -> networkx.DiGraph:
    """A copy whose nodes and edges do not depend on the order in which they were added."""
    import networkx

    ordered = networkx.DiGraph()
    ordered.graph.update(graph.graph)
    ordered.add_nodes_from(sorted(graph.nodes(data=True), key=lambda node: str(node[0])))
    ordered.add_edges_from(sorted(graph.edges(data=True), key=lambda edge: (str(edge[0]), str(edge[1]))))
    return ordered


def _plain(graph: networkx.DiGraph) -> networkx.DiGraph:
    """A sorted copy that XML can hold: no forbidden characters, no nested or missing values."""
    import networkx

    def data(values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            _text(name): value if isinstance(value, bool | int | float) else _text(value)
            for name, value in sorted(values.items())
            if value is not None
        }

    ordered = _sorted(graph)
    plain = networkx.DiGraph()
    plain.graph.update(data({**ordered.graph, "filters": _filters(ordered)}))
    plain.add_nodes_from((_text(key), data(values)) for key, values in ordered.nodes(data=True))
    plain.add_edges_from((_text(a), _text(b), data(values)) for a, b, values in ordered.edges(data=True))
    return plain


def _text(value: object) -> str:
    return _NOT_XML.sub("", str(value))


def _filters(graph: networkx.DiGraph) -> str:
    return "; ".join(f"{name} {value}" for name, value in sorted(graph.graph.get("filters", {}).items()))


def _group(graph: networkx.DiGraph, key: object) -> str:
    """The code of the group that a node is drawn in; empty where it is not one of GROUPS."""
    node = graph.nodes[key]
    code = "Theme" if node.get("kind") == "theme" else str(node.get("group", ""))
    return code if code in GROUPS else ""


def _radii(graph: networkx.DiGraph) -> dict[Any, int]:
    """Radius of each node in px at scale 1: its area grows with all that it made and received."""
    strength = {key: sum(d["weight"] for _, _, d in _both_ways(graph, key)) for key in graph}
    most = max(strength.values(), default=0) or 1
    return {key: round(5 + 21 * math.sqrt(value / most)) for key, value in strength.items()}


def _both_ways(graph: networkx.DiGraph, key: object) -> list[tuple[Any, Any, dict[str, Any]]]:
    return [*graph.out_edges(key, data=True), *graph.in_edges(key, data=True)]


def positions(graph: networkx.DiGraph, width_to_height: float = LANDSCAPE) -> dict[Any, tuple[int, int]]:
    """Place of each node, x to the right and y down, in px at scale 1.

    Regional groups lie apart, as on the compass of GROUPS, with themes in the middle. Inside its group
    a node lies towards those groups that it exchanges most with, compared with its group's other
    members; then nodes are pushed apart until neither they nor their labels overlap. No chance is used.
    """
    import numpy as np

    graph = _sorted(graph)
    keys = list(graph)
    if not keys:
        return {}
    radii, labels = _radii(graph), {key: _label(graph, key).split("\n") for key in keys}
    groups = [_group(graph, key) for key in keys]
    # Half the width and height of node and label together; the label of 16 px lies below the node.
    half = np.array(
        [[max(radii[k], 4.6 * max(map(len, labels[k]))) + 5, radii[k] + 9 * len(labels[k]) + 3] for k in keys]
    )
    homes = _homes(groups, half, width_to_height)
    anchors = np.array([homes[group] for group in groups])
    places = anchors + _leanings(graph, keys, groups, anchors) * np.sqrt([[groups.count(g)] for g in groups]) * 10
    places = _apart(places, half, anchors, groups)
    lift = np.array([[0, 9 * len(labels[key])] for key in keys])
    return {key: (int(x), int(y)) for key, (x, y) in zip(keys, np.rint(places - lift), strict=True)}


def _homes(groups: list[str], half: Any, width_to_height: float) -> dict[str, Any]:
    """The middle of each group's disc: discs start on a wide ring and close in until they touch."""
    import numpy as np

    present = sorted(set(groups))
    area = {g: sum(4 * h[0] * h[1] for h, of in zip(half, groups, strict=True) if of == g) for g in present}
    reach = {g: math.sqrt(area[g] / math.pi) * 1.08 + 14 for g in present}
    homes = {}
    for group in present:
        degrees = GROUPS.get(group, OTHER).degrees
        turn = math.radians(degrees or 0)
        ring = 0.0 if degrees is None else 4 * sum(reach.values())
        homes[group] = np.array([math.cos(turn) * width_to_height, math.sin(turn)]) * ring
    # What closes in less in one direction ends wider in that direction.
    shrink = (
        np.array([0.985, 0.985**width_to_height])
        if width_to_height > 1
        else np.array([0.985 ** (1 / width_to_height), 0.985])
    )
    for _ in range(600):
        for group in present:
            for step in (shrink, np.array([shrink[0], 1]), np.array([1, shrink[1]])):
                trial = homes[group] * step
                if all(np.linalg.norm(trial - homes[g]) >= reach[group] + reach[g] for g in present if g != group):
                    homes[group] = trial
                    break
    return homes


def _leanings(graph: networkx.DiGraph, keys: list[Any], groups: list[str], anchors: Any) -> Any:
    """Where a node's partners lie, in standard deviations from where its group's partners lie."""
    import numpy as np

    index = {key: number for number, key in enumerate(keys)}
    weights = np.zeros((len(keys), len(keys)))
    for source, target, data in graph.edges(data=True):
        weights[index[source], index[target]] += data["weight"]
        weights[index[target], index[source]] += data["weight"]
    partners = weights @ anchors / np.maximum(weights.sum(axis=1), 1e-9)[:, None]
    for group in set(groups):
        members = [number for number, of in enumerate(groups) if of == group]
        partners[members] -= partners[members].mean(axis=0)
        partners[members] /= partners[members].std() or 1
    # Nodes with the same partners must not lie on one point: a sunflower's seeds never do.
    seed = np.arange(len(keys)) * math.pi * (3 - math.sqrt(5))
    return np.clip(partners, -2, 2) + 0.2 * np.column_stack([np.cos(seed), np.sin(seed)])


def _apart(places: Any, half: Any, anchors: Any, groups: list[str]) -> Any:
    """Places where no two boxes overlap, and boxes of different groups keep a gap."""
    import numpy as np

    of = np.array(groups)
    margin = np.where(of[:, None] == of[None, :], 0, 26)
    need = half[:, None, :] + half[None, :, :] + margin[:, :, None]
    for turn in range(900):
        if turn < 500:
            places = places + (anchors - places) * 0.03
        apart = places[:, None, :] - places[None, :, :]
        overlap = need - np.abs(apart)
        touching = (overlap > 0.5).all(axis=2)
        np.fill_diagonal(touching, False)
        if turn >= 500 and not touching.any():
            break
        along_x = overlap[:, :, 0] < overlap[:, :, 1]
        way = np.where(
            apart == 0, np.sign(np.subtract.outer(np.arange(len(of)), np.arange(len(of))))[:, :, None], np.sign(apart)
        )
        push = overlap * way * touching[:, :, None] * np.stack([along_x, ~along_x], axis=2)
        places = places + push.sum(axis=1) * 0.3
    return places


def _label(graph: networkx.DiGraph, key: object) -> str:
    """What is drawn at a node: its name in short lines, or its code where there are many states."""
    if len(graph) > FEW_NODES and graph.nodes[key].get("kind") != "theme":
        return _short(_shown(key), 12)
    return "\n".join(textwrap.wrap(_short(_name(graph, key), 3 * LINE), LINE, max_lines=3, placeholder=" …"))


def _shown(value: object) -> str:
    """Text on one line without what would be invisible or reorder its neighbours."""
    return " ".join(_INVISIBLE.sub("", _text(value)).split())


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _name(graph: networkx.DiGraph, key: object) -> str:
    return _short(_shown(graph.nodes[key].get("label") or key), 120) or "(no name)"


def _counted(count: float, unit: str) -> str:
    """A count with the first word of its unit.

    >>> _counted(1, "records of UPR Info"), _counted(1200, "pairs")
    ('1 record', '1,200 pairs')
    """
    word = re.split(r"[\s,;:(]", unit.strip(), maxsplit=1)[0] or "counted"
    return f"{count:,} {word[:-1] if count == 1 and word.endswith('s') else word}"


def _answers(edges: list[tuple[Any, Any, dict[str, Any]]]) -> str:
    """How many were accepted and noted, and the share of the answered; empty where that is not known."""
    accepted = sum(data.get("accepted", 0) for _, _, data in edges)
    noted = sum(data.get("noted", 0) for _, _, data in edges)
    if not accepted + noted:
        return ""
    return f", {accepted:,} accepted ({100 * accepted / (accepted + noted):.0f} % of the answered), {noted:,} noted"


def _total(edges: list[tuple[Any, Any, dict[str, Any]]], unit: str, once_each: bool = False) -> str:
    """The sum of the edges' weights with its unit and answers; says where one thing counts under several themes."""
    counted = _counted(sum(data["weight"] for _, _, data in edges), unit)
    return f"{counted}{' (each once under each of its themes)' if once_each else ''}{_answers(edges)}"


def _about(graph: networkx.DiGraph, key: Any) -> str:
    """The tooltip of a node: name, code and group, then what it made and what it received."""
    code, unit = _group(graph, key), str(graph.graph.get("unit", ""))
    made, received = list(graph.out_edges(key, data=True)), list(graph.in_edges(key, data=True))
    if code == "Theme":
        return f"{_name(graph, key)}\nraised in {_total(received, unit)}"
    known_as = "" if _shown(key) == _name(graph, key) else f" ({_short(_shown(key), 12)})"
    lines = [f"{_name(graph, key)}{known_as}, {GROUPS.get(code, OTHER).name}"]
    if graph.graph.get("kind") == "themes":
        return "\n".join([*lines, f"made {_total(made, unit, once_each=True)}"])
    return "\n".join([*lines, f"made {_total(made, unit)}", f"received {_total(received, unit)}"])


def _page(graph: networkx.DiGraph) -> str:
    """The whole page, rendered by pyvis from our template instead of its own, which loads from the network."""
    from jinja2 import Environment, FileSystemLoader
    from pyvis.network import Network

    graph = _sorted(graph)
    drawing = Network(cdn_resources="in_line", directed=True)
    drawing.options = _options(graph)
    _add_nodes(drawing, graph)
    _add_edges(drawing, graph)
    drawing.path = "network.html"
    drawing.templateEnv = Environment(loader=FileSystemLoader([PAGE, drawing.template_dir]), autoescape=True)
    drawing.templateEnv.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    scripts = sorted(name for name in drawing.templateEnv.list_templates() if name.endswith("/vis-network.min.js"))
    drawing.templateEnv.globals.update(vis_network=scripts[-1], **_heading(graph))
    return str(drawing.generate_html())


def _heading(graph: networkx.DiGraph) -> dict[str, Any]:
    """What the template says around the picture."""
    about = {name: _shown(graph.graph.get(name) or "") for name in ("title", "unit", "source")}
    edges = list(graph.edges(data=True))
    of = [_group(graph, key) for key in graph]
    themes = of.count("Theme")
    parts = [f"{len(graph) - themes:,} states", *([f"{themes:,} themes"] if themes else []), f"{len(edges):,} edges"]
    return {
        **about,
        "title": about["title"] or "Network",
        "filters": [(_shown(name), _shown(value)) for name, value in sorted(graph.graph.get("filters", {}).items())],
        "statistics": ", ".join([*parts, _total(edges, about["unit"], once_each=bool(themes))]),
        "legend": [(code, group, of.count(code)) for code, group in [*GROUPS.items(), ("", OTHER)] if code in of],
        "themes": themes,
    }


def _options(graph: networkx.DiGraph) -> dict[str, Any]:
    few = graph.number_of_edges() <= FEW_EDGES
    return {
        "layout": {"improvedLayout": False},
        "physics": {"enabled": False},
        "interaction": {"hover": True, "hideEdgesOnDrag": not few, "hideEdgesOnZoom": not few, "tooltipDelay": 120},
        "nodes": {"borderWidth": 1, "borderWidthSelected": 3},
        "edges": {
            "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12} if few else False,
            "arrows": {"to": {"enabled": few, "scaleFactor": 0.5}},
            "color": {"inherit": "from", "opacity": 0.55 if few else 0.16},
            "hoverWidth": 0.5,
            "selectionWidth": 0.5,
        },
    }


def _add_nodes(drawing: Any, graph: networkx.DiGraph) -> None:
    radii, wide, tall = _radii(graph), positions(graph), positions(graph, PORTRAIT)
    for key in graph:
        group = _group(graph, key)
        drawing.add_node(
            _id(key),
            label=_label(graph, key) or " ",
            shape="square" if group == "Theme" else "dot",
            color=GROUPS.get(group, OTHER).colour,
            size=radii[key],
            title=_about(graph, key),
            name=_name(graph, key),
            key=_shown(key),
            wide=wide[key],
            tall=tall[key],
        )


def _add_edges(drawing: Any, graph: networkx.DiGraph) -> None:
    """Light edges first, so that heavy ones are drawn over them."""
    unit = str(graph.graph.get("unit", ""))
    most = max((data["weight"] for _, _, data in graph.edges(data=True)), default=1)
    for edge in sorted(graph.edges(data=True), key=lambda edge: edge[2]["weight"]):
        source, target, data = edge
        drawing.add_edge(
            _id(source),
            _id(target),
            width=round(0.4 + 5.6 * data["weight"] / most, 1),
            title=f"{_name(graph, source)} → {_name(graph, target)}: {_total([edge], unit)}",
            arrows=None,
        )
        # pyvis would give each edge an arrow of its own; whether there are arrows is an option of all.
        del drawing.edges[-1]["arrows"]


def _id(key: object) -> str:
    """The key where it is a code; others get a colon, for a page's objects have names like *constructor*."""
    return str(key) if re.fullmatch("[A-Z]{2,3}", str(key)) else f":{key}"
