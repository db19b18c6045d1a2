"""How each node is drawn: its group, name, label, size and place. No chance is used."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

Edge = tuple[Any, Any, dict[str, Any]]

FEW_NODES = 60  # so many names can be read at once; above, states are labelled with their codes
LINE = 16  # characters of a label before it is broken
LANDSCAPE, PORTRAIT = 2.0, 0.75  # width to height of a wide and of a narrow window


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
STAGGER, SWAY = 0.5, 0.15  # in cells: how far columns are shifted and nodes stray, so that few edges run through nodes

# XML 1.0, production 2 (Char); this also drops the surrogates, which UTF-8 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Unicode's explicit directional marks, and C1 controls: they could reorder or hide what stands beside them.
_INVISIBLE = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def ordered(graph: networkx.DiGraph) -> networkx.DiGraph:
    """A copy whose nodes and edges do not depend on the order in which they were added."""
    import networkx

    copy = networkx.DiGraph()
    copy.graph.update(graph.graph)
    copy.add_nodes_from(sorted(graph.nodes(data=True), key=lambda node: str(node[0])))
    copy.add_edges_from(sorted(graph.edges(data=True), key=lambda edge: (str(edge[0]), str(edge[1]))))
    return copy


def group(graph: networkx.DiGraph, key: object) -> str:
    """The code of the group that a node is drawn in; empty where it is not one of GROUPS."""
    node = graph.nodes[key]
    code = "Theme" if node.get("kind") == "theme" else str(node.get("group", ""))
    return code if code in GROUPS else ""


def radii(graph: networkx.DiGraph) -> dict[Any, int]:
    """Radius of each node in px at scale 1: its area grows with all that it made and received."""
    strength = {key: sum(d["weight"] for _, _, d in both_ways(graph, key)) for key in graph}
    most = max(strength.values(), default=0) or 1
    return {key: round(5 + 21 * math.sqrt(value / most)) for key, value in strength.items()}


def both_ways(graph: networkx.DiGraph, key: object) -> list[Edge]:
    """The edges that begin or end at a node."""
    return [*graph.out_edges(key, data=True), *graph.in_edges(key, data=True)]


def label(graph: networkx.DiGraph, key: object) -> str:
    """What is drawn at a node: its name in short lines, or its code where there are many states."""
    if len(graph) > FEW_NODES and graph.nodes[key].get("kind") != "theme":
        return short(shown(key), 12)
    return lines(name(graph, key))


def lines(text: str) -> str:
    """Text in at most three lines of LINE characters.

    >>> lines("Torture and other CID treatment")
    'Torture and\\nother CID\\ntreatment'
    """
    return "\n".join(textwrap.wrap(text, LINE, max_lines=3, placeholder=" …"))


def printable(value: object) -> str:
    """Text without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", str(value))


def shown(value: object) -> str:
    """Text on one line without what would be invisible or reorder its neighbours."""
    return " ".join(_INVISIBLE.sub("", printable(value)).split())


def short(text: str, most: int) -> str:
    """Text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def name(graph: networkx.DiGraph, key: object) -> str:
    """The display name of a node."""
    return short(shown(graph.nodes[key].get("label") or key), 120) or "(no name)"


def positions(graph: networkx.DiGraph, width_to_height: float = LANDSCAPE) -> dict[Any, tuple[int, int]]:
    """Place of each node, x to the right and y down, in px at scale 1.

    Each regional group has a field of its own, themes the middle. Inside its field a node lies, by rank,
    towards the fields of those that it exchanges most with; no node or label overlaps another.
    """
    if not len(graph):
        return {}
    graph = ordered(graph)
    boxes = _boxes(graph)
    members: dict[str, list[Any]] = {}
    for key in graph:
        members.setdefault(group(graph, key), []).append(key)
    cell = {
        code: (max(boxes[key][0] for key in keys), max(boxes[key][1] for key in keys)) for code, keys in members.items()
    }
    area = {code: len(keys) * cell[code][0] * cell[code][1] for code, keys in members.items()}
    fields = _fields(area, width_to_height)
    columns = {code: _columns(len(keys), cell[code], fields[code]) for code, keys in members.items()}
    scale = max(needed for _, needed in columns.values())
    leaning = _leanings(graph, {key: fields[code] for code, keys in members.items() for key in keys})
    places = {}
    for code, keys in members.items():
        x, y, width, height = (scale * side for side in fields[code])
        ranked = sorted(keys, key=lambda key: (leaning[key][0], str(key)))
        count = columns[code][0]
        edges = [round(number * len(ranked) / count) for number in range(count + 1)]
        for number, (start, stop) in enumerate(pairwise(edges)):
            column = sorted(ranked[start:stop], key=lambda key: (leaning[key][1], str(key)))
            step = (height - GAP) / (len(column) + STAGGER)
            for row, key in enumerate(column):
                across = (number + 0.5 - count / 2 + SWAY * _scattered(row + number)) * (width - GAP) / count
                down = (row + 0.5 - len(column) / 2 + STAGGER * _scattered(number)) * step - 9 * (
                    1 + label(graph, key).count("\n")
                )
                lift = 9 * (1 + label(graph, key).count("\n"))  # a cell's middle is that of node and label
                places[key] = (round(x + across), round(y + down - lift))
    return {key: places[key] for key in graph}


def _scattered(number: int) -> float:
    """Evenly scattered between -0.5 and 0.5: the fraction of a multiple of the golden ratio."""
    return number * (math.sqrt(5) - 1) / 2 % 1 - 0.5


def _boxes(graph: networkx.DiGraph) -> dict[Any, tuple[float, float]]:
    """Width and height of each node with its label of 16 px below."""
    boxes: dict[Any, tuple[float, float]] = {}
    for key, radius in radii(graph).items():
        rows = label(graph, key).split("\n")
        boxes[key] = (max(2 * radius, 9 * max(map(len, rows))) + 8, 2 * radius + 18 * len(rows) + 6)
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
        rows = math.ceil(count / columns)
        return max((columns * (1 + SWAY) * cell[0] + GAP) / width, ((rows + STAGGER) * cell[1] + GAP) / height)

    return min(((columns, needed(columns)) for columns in range(1, count + 1)), key=lambda choice: choice[1])


def _leanings(graph: networkx.DiGraph, middles: Mapping[Any, tuple[float, ...]]) -> dict[Any, tuple[float, float]]:
    """The mean place of the fields that a node exchanges with, by weight."""
    leaning = {}
    for key in graph:
        others = [(middles[b if a == key else a], data["weight"]) for a, b, data in both_ways(graph, key)]
        weight = sum(weight for _, weight in others) or 1
        x, y = (sum(place[axis] * part for place, part in others) / weight for axis in (0, 1))
        leaning[key] = (round(x, 3), round(y, 3))
    return leaning
