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
from itertools import pairwise
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
    """How a regional group (or the themes) is called and coloured."""

    name: str
    colour: str  # Okabe & Ito, "Color Universal Design", 2008


GROUPS = {
    "WEOG": Group("Western Europe and others", "#56B4E9"),
    "EEG": Group("Eastern Europe", "#009E73"),
    "Asia": Group("Asia-Pacific", "#0072B2"),
    "Africa": Group("Africa", "#E69F00"),
    "GRULAC": Group("Latin America and Caribbean", "#CC79A7"),
    "Observer": Group("Observers", "#8C8C8C"),
    "Theme": Group("Themes", "#D55E00"),
}
OTHER = Group("Group not known", "#B5A98F")

# Which groups' fields lie side by side; "" is the group of those whose group is not known.
BANDS = {
    "wide": (("GRULAC", "WEOG", "EEG", "Observer", ""), ("Africa", "Asia")),
    "tall": (("WEOG", "EEG", "Observer", ""), ("Asia",), ("Africa",), ("GRULAC",)),
    "themes": (("WEOG", "EEG", "GRULAC", ""), ("Theme",), ("Observer", "Asia", "Africa")),
}
GAP = 40  # px between fields

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

    Each regional group has a field of its own, themes the middle. Inside its field a node lies, by rank,
    towards the fields of those that it exchanges most with; no node or label overlaps another. No chance
    is used.
    """
    graph, boxes = _sorted(graph), _boxes(graph)
    members: dict[str, list[Any]] = {}
    for key in graph:
        members.setdefault(_group(graph, key), []).append(key)
    cell = {code: tuple(max(boxes[key][axis] for key in keys) for axis in (0, 1)) for code, keys in members.items()}
    area = {code: len(keys) * cell[code][0] * cell[code][1] for code, keys in members.items()}
    fields = _fields(area, width_to_height)
    columns = {code: _columns(len(keys), cell[code], fields[code]) for code, keys in members.items()}
    scale = max((needed for _, needed in columns.values()), default=1.0)
    leaning = _leanings(graph, {key: fields[code] for code, keys in members.items() for key in keys})
    places = {}
    for code, keys in members.items():
        x, y, width, height = (scale * side for side in fields[code])
        ranked = sorted(keys, key=lambda key: (leaning[key][0], str(key)))
        count = columns[code][0]
        edges = [round(number * len(ranked) / count) for number in range(count + 1)]
        for number, (start, stop) in enumerate(pairwise(edges)):
            column = sorted(ranked[start:stop], key=lambda key: (leaning[key][1], str(key)))
            step = (height - GAP) / (len(column) + 0.5)
            stagger = 0.25 if number % 2 else -0.25
            for row, key in enumerate(column):
                across = (number + 0.5 - count / 2) * (width - GAP) / count
                down = (row + 0.5 + stagger - len(column) / 2) * step - 9 * (1 + _label(graph, key).count("\n"))
                places[key] = (round(x + across), round(y + down))
    return {key: places[key] for key in graph}


def _boxes(graph: networkx.DiGraph) -> dict[Any, tuple[float, float]]:
    """Width and height of each node with its label of 16 px below."""
    boxes = {}
    for key, radius in _radii(graph).items():
        lines = _label(graph, key).split("\n")
        boxes[key] = (max(2 * radius, 9 * max(map(len, lines))) + 8, 2 * radius + 18 * len(lines) + 6)
    return boxes


def _fields(area: Mapping[str, float], width_to_height: float) -> dict[str, tuple[float, float, float, float]]:
    """Middle x and y, width and height of each group's field, by the area that its nodes need.

    Fields fill a rectangle around (0, 0), in rows; those of a picture with themes in columns where it is wide.
    """
    kind = "themes" if "Theme" in area else "wide" if width_to_height > 1 else "tall"
    upright = kind == "themes" and width_to_height > 1
    # A field must not become a sliver.
    area = {code: max(size, 0.06 * sum(area.values())) for code, size in area.items()}
    total = sum(area.values())
    long, thick = math.sqrt(total * width_to_height), math.sqrt(total / width_to_height)
    if upright:
        long, thick = thick, long
    fields, begun = {}, -thick / 2
    for band in BANDS[kind]:
        present = [code for code in band if code in area]
        band_area = sum(area[code] for code in present)
        depth, place = thick * band_area / total, -long / 2
        for code in present:
            length = long * area[code] / band_area
            x, y, width, height = place + length / 2, begun + depth / 2, length, depth
            fields[code] = (y, x, height, width) if upright else (x, y, width, height)
            place += length
        begun += depth
    return fields


def _columns(count: int, cell: tuple[float, float], field: tuple[float, float, float, float]) -> tuple[int, float]:
    """In how many columns so many cells fit best, and by what factor the field must grow for them."""
    _, _, width, height = field

    def needed(columns: int) -> float:
        return max((columns * cell[0] + GAP) / width, ((math.ceil(count / columns) + 0.5) * cell[1] + GAP) / height)

    return min(((columns, needed(columns)) for columns in range(1, count + 1)), key=lambda choice: choice[1])


def _leanings(graph: networkx.DiGraph, middles: Mapping[Any, tuple[float, ...]]) -> dict[Any, tuple[float, float]]:
    """The mean place of the fields that a node exchanges with, by weight."""
    leaning = {}
    for key in graph:
        others = [(middles[b if a == key else a], data["weight"]) for a, b, data in _both_ways(graph, key)]
        weight = sum(weight for _, weight in others) or 1
        x, y = (sum(place[axis] * part for place, part in others) / weight for axis in (0, 1))
        leaning[key] = (round(x, 3), round(y, 3))
    return leaning


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
