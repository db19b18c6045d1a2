"""Where each node of a picture lies: in fields by group, in clusters, on a ring or in a grid. No chance is used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from uprgraph.page import clusters, fields
from uprgraph.page.layout import GROUPS, LANDSCAPE, boxes, group, lift, ordered

if TYPE_CHECKING:
    import networkx

WHOLES = {"group", "organisation"}
"""Kinds of nodes that stand for many states: there are few, and everyone exchanges with everyone."""
DRAWN_BY_LOT = "troikas"  # who serves with whom is drawn by lot: there are no clusters to see


def arrangement(graph: networkx.Graph) -> str:
    """How the nodes are laid out: *grid*, *ring*, *clusters* or *fields*."""
    kinds = {str(data.get("kind", "")) for _, data in graph.nodes(data=True)}
    if kinds == {"state-in-cycle"}:
        return "grid"
    if kinds and kinds <= WHOLES:
        return "ring"
    if not graph.is_directed() and graph.graph.get("kind") != DRAWN_BY_LOT:
        return "clusters"
    return "fields"


def positions(graph: networkx.Graph, width_to_height: float = LANDSCAPE) -> dict[Any, tuple[int, int]]:
    """Place of each node, x to the right and y down, in px at scale 1; no node or label overlaps another.

    States with a direction lie in a field for each regional group; undirected ones near those that they
    are tied to most; groups and organisations on a ring; states in cycles in a grid of states and cycles.
    """
    if not len(graph):
        return {}
    graph = ordered(graph)
    layouts = {"grid": _grid, "ring": _ring, "clusters": clusters.positions, "fields": fields.positions}
    places = layouts[arrangement(graph)](graph, width_to_height)
    return {key: places[key] for key in graph}


def _ring(graph: networkx.Graph, width_to_height: float) -> dict[Any, tuple[int, int]]:
    """Nodes on an ellipse, regional groups in their usual order, others by name."""
    order = list(GROUPS)
    keys = sorted(graph, key=lambda key: (order.index(group(graph, key) or "Observer"), str(key)))
    wide = max(width for width, _ in boxes(graph).values())
    tall = max(height for _, height in boxes(graph).values())
    # Neighbours on the ring are at least a label apart; the rest of the room is for the lines.
    down = max(1.5 * tall, len(keys) * max(wide, tall) / 4 / math.sqrt(width_to_height))
    places = {}
    for number, key in enumerate(keys):
        turn = 2 * math.pi * (number + 0.5) / len(keys) - math.pi / 2
        across = width_to_height * down * math.cos(turn)
        places[key] = (round(across), round(down * math.sin(turn)) - lift(graph, key))
    return places


def _grid(graph: networkx.Graph, width_to_height: float) -> dict[Any, tuple[int, int]]:
    """One row for each state, one column for each cycle; keys end in the number of the cycle."""
    ends = {key: str(key).rpartition(" ")[::2] for key in graph}
    rows = sorted({state for state, _ in ends.values()})
    columns = sorted({cycle for _, cycle in ends.values()}, key=lambda cycle: (len(cycle), cycle))
    wide = (1.9 if len(rows) > 2 else 1.4) * max(width for width, _ in boxes(graph).values()) + 60
    tall = 1.6 * max(height for _, height in boxes(graph).values()) + 60
    sway = 0.45 * wide if len(rows) > 2 else 0
    step = max(1.0, width_to_height * tall * len(rows) / (wide * len(columns)))
    return {
        key: (
            # Not all on one upright line: those between others would lie in the way.
            round(
                (columns.index(cycle) - (len(columns) - 1) / 2) * wide * min(step, 1.6) + sway * (rows.index(state) % 2)
            ),
            round((rows.index(state) - (len(rows) - 1) / 2) * tall) - lift(graph, key),
        )
        for key, (state, cycle) in ends.items()
    }
