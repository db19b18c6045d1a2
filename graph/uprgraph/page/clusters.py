"""Places of nodes by what ties them: what is closely tied lies close together, what is not tied lies apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from uprgraph.page.layout import boxes, lift, strengths

if TYPE_CHECKING:
    import networkx
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

KEPT = 4  # closest ties of each node that decide on its place
ROUNDS = 120
GAP = 50  # px between parts that nothing ties


def positions(graph: networkx.Graph, width_to_height: float) -> dict[Any, tuple[int, int]]:
    """Place of each node of an ordered graph; parts that nothing ties are packed in rows, the largest first.

    Inside a part the distances between nodes follow the shortest ways between them over their closest ties, by
    stress majorisation (Gansner, Koren and North 2004); then nodes that would overlap with their labels are
    pushed apart.
    """
    import networkx
    import numpy as np

    need = boxes(graph)
    parts = sorted(
        (sorted(part, key=str) for part in networkx.connected_components(graph)), key=lambda p: (-len(p), str(p[0]))
    )
    placed = []
    for part in parts:
        sizes = np.array([need[key] for key in part])
        at = _apart(_spread(_stressed(graph.subgraph(part), part), sizes, width_to_height), sizes)
        low, high = (at - sizes / 2).min(axis=0), (at + sizes / 2).max(axis=0)
        placed.append((part, at - low, high - low))
    corners = _shelves([tuple(size) for _, _, size in placed], width_to_height)
    return {
        key: (round(float(x + left)), round(float(y + top)) - lift(graph, key))
        for (part, at, _), (left, top) in zip(placed, corners, strict=True)
        for key, (x, y) in zip(part, at, strict=True)
    }


def _stressed(graph: networkx.Graph, keys: list[Any]) -> Array:
    """Places, about one apart, whose distances are those over the closest ties."""
    import networkx
    import numpy as np

    count = len(keys)
    if count < 3:
        return np.array([(float(number), 0.0) for number in range(count)])
    ways = dict(networkx.all_pairs_dijkstra_path_length(_closest(graph), weight="length"))
    wanted = np.array([[ways[a][b] for b in keys] for a in keys])
    at = _scaled(wanted)
    weights = np.zeros_like(wanted)
    off = ~np.eye(count, dtype=bool)
    weights[off] = wanted[off] ** -2
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(ROUNDS):
        now = np.hypot(*(at[:, None, axis] - at[None, :, axis] for axis in (0, 1)))
        pull = np.where(off, -weights * wanted / np.maximum(now, 1e-9), 0.0)
        at = inverse @ ((np.diag(-pull.sum(axis=1)) + pull) @ at)
    return np.asarray(at)


def _closest(graph: networkx.Graph) -> networkx.Graph:
    """The closest ties of each node and those that hold all together, the closer the shorter.

    A tie counts for more where its ends have few others: weight over the root of the product of strengths.
    """
    import networkx

    strength = strengths(graph)
    tie = {
        frozenset((a, b)): data.get("weight", 1) / math.sqrt(strength[a] * strength[b] or 1)
        for a, b, data in graph.edges(data=True)
        if a != b
    }
    whole = networkx.Graph()
    whole.add_nodes_from(sorted(graph, key=str))
    whole.add_weighted_edges_from(sorted(((*sorted(ends, key=str), value) for ends, value in tie.items()), key=str))
    kept = {frozenset(ends) for ends in networkx.maximum_spanning_edges(whole, data=False)}
    for key in whole:
        near = sorted(whole[key], key=lambda other: (-whole[key][other]["weight"], str(other)))
        kept |= {frozenset((key, other)) for other in near[:KEPT]}
    most = max(tie.values())
    for ends, value in tie.items():
        whole.edges[tuple(ends)]["length"] = min(3.0, math.sqrt(most / value)) if value > 0 else 3.0
    whole.remove_edges_from([ends for ends in whole.edges if frozenset(ends) not in kept])
    return whole


def _scaled(wanted: Array) -> Array:
    """Classical scaling of distances to two dimensions (Torgerson 1952), the longer one across."""
    import numpy as np

    centre = np.eye(len(wanted)) - 1 / len(wanted)
    values, vectors = np.linalg.eigh(-0.5 * centre @ wanted**2 @ centre)
    at = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 1e-6))
    # Neither the sign of a vector nor equal places are settled by the distances.
    at *= np.where(at[np.abs(at).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    turn = 2.4 * np.arange(len(wanted))
    return np.asarray(at + 0.01 * np.column_stack((np.cos(turn), np.sin(turn))))


def _spread(at: Array, sizes: Array, width_to_height: float) -> Array:
    """Places in px, so wide that all boxes have room, and as wide to high as the window where the shape allows."""
    import numpy as np

    at = at - at.mean(axis=0)
    if len(at) > 2:
        _, vectors = np.linalg.eigh(np.cov(at.T))
        axes = vectors[:, ::-1] if width_to_height >= 1 else vectors
        at = at @ (axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0))
    extent = np.maximum(np.ptp(at, axis=0), 0.2)
    stretch = np.clip(math.sqrt(width_to_height * extent[1] / extent[0]), 0.7, 1.5)
    at = at * (stretch, 1 / stretch)
    extent = np.maximum(np.ptp(at, axis=0), 0.2)
    return np.asarray(at * math.sqrt(1.8 * float(np.prod(sizes, axis=1).sum()) / float(extent[0] * extent[1])))


def _apart(at: Array, sizes: Array) -> Array:
    """Places near these at which no two boxes overlap."""
    import numpy as np

    half = (sizes[:, None] + sizes[None, :]) / 2 + 4
    upper = np.triu(np.ones((len(at), len(at)), dtype=bool), 1)
    rounds = 0
    while True:
        between = at[:, None] - at[None, :]
        lack = half - np.abs(between)
        over = (lack > 0.5).all(axis=2) & upper
        if not over.any():
            return at
        across = lack[:, :, 0] <= lack[:, :, 1]
        for axis, chosen in ((0, over & across), (1, over & ~across)):
            push = np.where(chosen, np.copysign(lack[:, :, axis] / 2, between[:, :, axis]), 0.0)
            push -= push.T
            at[:, axis] += push.sum(axis=1) / np.maximum((push != 0).sum(axis=1), 1)
        rounds += 1
        if rounds % 30 == 0:
            at = at * 1.08


def _shelves(sizes: list[tuple[float, ...]], width_to_height: float) -> list[tuple[float, float]]:
    """The upper left corner of each rectangle, in shelves around (0, 0), together as wide to high as wanted.

    A rectangle goes below an earlier one of its shelf where there is room, else beside it, else on a new shelf.
    """
    area = sum((width + GAP) * (height + GAP) for width, height in sizes)
    row = max(math.sqrt(1.1 * area * width_to_height), sum(width + GAP for width, _ in sizes[:2]))
    corners: list[tuple[float, float]] = []
    columns: list[list[float]] = []  # left, width, next free y, bottom of the shelf
    left, top, bottom = 0.0, 0.0, 0.0
    for width, height in sizes:
        room = next((c for c in columns if width <= c[1] and c[2] + height <= c[3]), None)
        if room is None:
            if left and left + width > row:
                left, top = 0.0, bottom + GAP
            bottom = max(bottom, top + height)
            room = [left, width, top, bottom]
            columns.append(room)
            left += width + GAP
        corners.append((room[0], room[2]))
        room[2] += height + GAP
    return [(left - row / 2, top - bottom / 2) for left, top in corners]
