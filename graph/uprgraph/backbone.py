"""The disparity filter: the edges of a network that weigh more than chance would give them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from uprgraph.errors import QueryError

if TYPE_CHECKING:
    import networkx

Graph = TypeVar("Graph", bound="networkx.Graph")


def backbone(graph: Graph, alpha: float) -> Graph:
    """The part of a network whose edges are significant at *alpha*, in a graph of the same class.

    The disparity filter of Serrano, Boguñá and Vespignani (2009, PNAS 106: 6483-6488): were the strength
    of a node with k edges broken over them at random, an edge would have a share of at least p with
    probability (1 - p) ** (k - 1). An edge stays where this is below *alpha* at its source (k and
    strength of what goes out) or at its target (of what comes in), in an undirected network at
    either end. An end with one edge never decides. Nodes that keep no edge are left out; weights are
    unchanged. ``graph["filters"]`` gets ``backbone``, ``graph["notes"]`` how much stayed.
    Raises QueryError for an *alpha* that is not between 0 and 1, both left out.
    """
    if not isinstance(alpha, int | float) or not 0 < alpha < 1:
        raise QueryError(f"--backbone is a number between 0 and 1, for example 0.05, not {alpha}")
    edges = [(source, target, float(weight)) for source, target, weight in graph.edges(data="weight", default=1)]
    kept = _significant(edges, graph.is_directed(), alpha)
    found = _restricted(graph, kept)
    weight, stayed = sum(edge[2] for edge in edges), sum(edge[2] for edge in edges if edge[:2] in kept)
    share = f" with {100 * stayed / weight:.1f} % of the weight" if weight else ""
    found.graph["filters"] = {**(graph.graph.get("filters") or {}), "backbone": f"{alpha:g}"}
    note = f"Backbone (disparity filter, alpha {alpha:g}): {len(kept)} of {len(edges)} edges stay{share}."
    found.graph["notes"] = [*(graph.graph.get("notes") or []), note]
    return found


def _significant(edges: list[tuple[Any, Any, float]], directed: bool, alpha: float) -> set[tuple[Hashable, Hashable]]:
    """The edges that are significant at one of their ends."""
    out, into = _Ends(), _Ends()
    if not directed:
        into = out
    for source, target, weight in edges:
        out.add(source, weight)
        if directed or target != source:
            into.add(target, weight)
    return {
        (source, target)
        for source, target, weight in edges
        if min(out.chance(source, weight), into.chance(target, weight)) < alpha
    }


class _Ends:
    """Edges and strength of the nodes at one end."""

    def __init__(self) -> None:
        self.edges: Counter[Hashable] = Counter()
        self.strength: Counter[Hashable] = Counter()

    def add(self, node: Hashable, weight: float) -> None:
        self.edges[node] += 1
        self.strength[node] += weight  # type: ignore[assignment]

    def chance(self, node: Hashable, weight: float) -> float:
        """The probability of so large a share by chance; 1 where it is the only edge or there is no strength."""
        if not self.strength[node]:
            return 1.0
        return max(0.0, 1 - weight / self.strength[node]) ** (self.edges[node] - 1)


def _restricted(graph: Graph, kept: Iterable[tuple[Hashable, Hashable]]) -> Graph:
    """The graph with these edges and their nodes alone, in the order that they had."""
    edges = set(kept)
    if hasattr(graph, "restricted"):
        return graph.restricted(edges)  # type: ignore[no-any-return]
    ends = {end for edge in edges for end in edge}
    found: Graph = graph.__class__(**graph.graph)
    found.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True) if node in ends)
    found.add_edges_from((*edge, dict(data)) for *edge, data in graph.edges(data=True) if tuple(edge) in edges)
    return found
