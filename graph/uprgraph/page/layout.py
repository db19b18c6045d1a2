"""How each node of a picture is drawn: its group, colour, name, label and size. No chance is used."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

Edge = tuple[Any, Any, dict[str, Any]]

FEW_NODES = 60  # so many names can be read at once; above, states are labelled with their codes
LONGEST = 12  # characters of a key that is drawn as a code
LINE = 16  # characters of a label before it is broken
LANDSCAPE, PORTRAIT = 1.6, 0.75  # width to height of a wide and of a narrow window
LEAST, MOST = 5, 26  # px, radius of a node without lines and of the one with the heaviest


@dataclass(frozen=True, slots=True)
class Group:
    """How a regional group, or another sort of nodes, is called and coloured."""

    name: str
    colour: str  # Okabe & Ito, "Color Universal Design", 2008; the last two are Paul Tol's, "Colour schemes", 2021
    square: bool = False


GROUPS = {
    "WEOG": Group("Western Europe and others", "#56B4E9"),
    "EEG": Group("Eastern Europe", "#009E73"),
    "Asia": Group("Asia-Pacific", "#0072B2"),
    "Africa": Group("Africa", "#E69F00"),
    "GRULAC": Group("Latin America and Caribbean", "#CC79A7"),
    "Observer": Group("Observers", "#8C8C8C"),
    "Theme": Group("Themes", "#D55E00", square=True),
    "organisation": Group("Organisations of states", "#44AA99"),
    "civil-society": Group("Civil society", "#AA4499"),
}
OTHER = Group("Group not known", "#B5A98F")

# XML 1.0, production 2 (Char); this also drops the surrogates, which UTF-8 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Unicode's explicit directional marks, and C1 controls: they could reorder or hide what stands beside them.
_INVISIBLE = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def ordered(graph: networkx.Graph) -> networkx.Graph:
    """A copy whose nodes and edges do not depend on the order in which they were added.

    It is a plain DiGraph, or a plain Graph whose edges run from the lesser key to the greater. Numbers of numpy
    become Python's, which every format can write.
    """
    import networkx

    def edge(ends: Edge) -> Edge:
        source, target, values = ends
        data = {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}
        return (
            (target, source, data) if not graph.is_directed() and str(target) < str(source) else (source, target, data)
        )

    copy = networkx.DiGraph() if graph.is_directed() else networkx.Graph()
    copy.graph.update(graph.graph)
    copy.add_nodes_from(sorted(graph.nodes(data=True), key=lambda node: str(node[0])))
    copy.add_edges_from(sorted(map(edge, graph.edges(data=True)), key=lambda ends: (str(ends[0]), str(ends[1]))))
    return copy


def edges(graph: networkx.Graph) -> Iterable[Edge]:
    """The edges with their data, in the order of `ordered`, each undirected one once and from its lesser key."""
    return list(ordered(graph).edges(data=True))


def group(graph: networkx.Graph, key: object) -> str:
    """The code of the group that a node is drawn in; empty where it is not one of GROUPS."""
    node = graph.nodes[key]
    kind = str(node.get("kind", ""))
    code = "Theme" if kind == "theme" else str(node.get("group") or kind)
    return code if code in GROUPS else ""


def strengths(graph: networkx.Graph) -> dict[Any, float]:
    """The weights of all edges at a node; an edge to itself counts as made and as received."""
    return {key: sum(data.get("weight", 1) for _, _, data in both_ways(graph, key)) for key in graph}


def radii(graph: networkx.Graph) -> dict[Any, int]:
    """Radius of each node in px at scale 1: its area grows with all that it made and received."""
    strength = strengths(graph)
    most = max(strength.values(), default=0) or 1
    return {key: round(LEAST + (MOST - LEAST) * math.sqrt(max(value, 0) / most)) for key, value in strength.items()}


def both_ways(graph: networkx.Graph, key: object) -> list[Edge]:
    """The edges that begin or end at a node."""
    if not graph.is_directed():
        return list(graph.edges(key, data=True))
    return [*graph.out_edges(key, data=True), *graph.in_edges(key, data=True)]


def label(graph: networkx.Graph, key: object) -> str:
    """What is drawn at a node: its name in short lines, or its code where there are many states."""
    return (code(graph, key) if len(graph) > FEW_NODES else "") or lines(name(graph, key))


def code(graph: networkx.Graph, key: object) -> str:
    """The key of a node where it is a code that can stand for the name; empty for themes and long keys."""
    text = shown(key)
    return text if len(text) <= LONGEST and graph.nodes[key].get("kind") != "theme" else ""


def boxes(graph: networkx.Graph) -> dict[Any, tuple[float, float]]:
    """Width and height of each node with its label of 16 px below."""
    found: dict[Any, tuple[float, float]] = {}
    for key, radius in radii(graph).items():
        rows = label(graph, key).split("\n")
        # Where there are many, the window shows them smaller, but letters not smaller than can be read.
        letter = 9 if len(graph) <= FEW_NODES else 12
        found[key] = (max(2 * radius, letter * max(map(len, rows))) + 8, 2 * radius + 18 * len(rows) + 6)
    return found


def lift(graph: networkx.Graph, key: object) -> int:
    """How far above the middle of its box a node lies, since its label is below it."""
    return 9 * (1 + label(graph, key).count("\n"))


def lines(text: str) -> str:
    """Text in at most three lines of LINE characters.

    >>> lines("Torture and other CID treatment"), lines("Cambodia, cycle 2")
    ('Torture and\\nother CID\\ntreatment', 'Cambodia,\\ncycle 2')
    """
    rows = textwrap.wrap(text, LINE, max_lines=3, placeholder=" …")
    before, _, word = rows[-2].rpartition(" ") if len(rows) > 1 else ("", "", "")
    if before and len(rows[-1]) <= 2 and rows[-1] != "…":
        rows[-2:] = [before, f"{word} {rows[-1]}"]
    return "\n".join(rows)


def printable(value: object) -> str:
    """Text without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", str(value))


def shown(value: object) -> str:
    """Text on one line without what would be invisible or reorder its neighbours."""
    return " ".join(_INVISIBLE.sub("", printable(value)).split())


def short(text: str, most: int) -> str:
    """Text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def name(graph: networkx.Graph, key: object) -> str:
    """The display name of a node; that of a state in a cycle says which."""
    node = graph.nodes[key]
    text = short(shown(node.get("label") or key), 120) or "(no name)"
    cycle = str(key).rpartition(" ")[2] if node.get("kind") == "state-in-cycle" else ""
    return f"{text}, cycle {cycle}" if cycle.isdigit() and not text.endswith(cycle) else text
