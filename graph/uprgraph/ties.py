"""A network as arrays in one fixed order, so that measures do not depend on the order in which it was built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from uprgraph.errors import QueryError

if TYPE_CHECKING:
    import networkx
    from scipy import sparse

OWN_TIES = ("groups", "blocs")
"""Kinds whose nodes may be tied to themselves: a group's recommendations to its own members."""
NO_GROUP = ("", "Observer", "Theme")
"""What stands for a regional group where there is none: the two observers belong to no group."""
OVERLAPPING = ("themes", "contested-themes", "theme-pairs", "blocs")
"""Kinds in which one item may count for several edges, since it has several themes or a state several blocs."""


@dataclass(frozen=True)
class Ties:
    """Nodes sorted by key; ties sorted by the places of their two ends among the nodes.

    In an undirected network the end that comes first in the order of keys is the source.
    """

    kind: str
    title: str
    unit: str
    directed: bool
    keys: tuple[Any, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    kinds: tuple[str, ...]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    weight: NDArray[np.float64]
    whole: bool
    """Whether all weights are whole numbers, so that their sums are shown as such."""

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def own(self) -> NDArray[np.bool_]:
        """Of each tie, whether it ties a node to itself."""
        own: NDArray[np.bool_] = self.source == self.target
        return own

    @property
    def own_ties(self) -> bool:
        """Whether nodes of this network may be tied to themselves."""
        return self.kind in OWN_TIES or bool(self.own.any())

    @cached_property
    def bipartite(self) -> bool:
        """Whether all ties go from nodes of one kind to nodes of another: states to themes."""
        if not self.directed or not len(self.source):
            return self.kind in ("themes", "contested-themes")
        senders = {self.kinds[place] for place in self.source}
        return senders.isdisjoint(self.kinds[place] for place in self.target)

    @property
    def of_states(self) -> bool:
        """Whether all nodes are states, so that their regional groups may be compared."""
        return not self.bipartite and bool(self.kinds) and set(self.kinds) <= {"state", ""}

    @property
    def of_cycles(self) -> bool:
        """Whether nodes are states in a cycle, which no edge joins to those in another."""
        return self.kind == "answers" or "state-in-cycle" in self.kinds

    def total(self, ends: NDArray[np.int64], weight: NDArray[Any] | None = None) -> NDArray[Any]:
        """Of each node, how many ties (or their summed weight) have it in *ends*."""
        return np.bincount(ends, weights=weight, minlength=len(self))

    def matrix(self, own: bool = True) -> sparse.csr_array:
        """The weights, a row for each source and a column for each target; without a node's own ties if not *own*."""
        from scipy import sparse

        kept = slice(None) if own else ~self.own
        cells = (self.weight[kept], (self.source[kept], self.target[kept]))
        return sparse.csr_array(cells, shape=(len(self), len(self)))

    def graph(self) -> networkx.Graph:
        """The network with the places of the nodes for nodes, as algorithms of networkx take it."""
        import networkx

        graph = networkx.DiGraph() if self.directed else networkx.Graph()
        graph.add_nodes_from(range(len(self)))
        graph.add_weighted_edges_from(
            zip(self.source.tolist(), self.target.tolist(), self.weight.tolist(), strict=True)
        )
        return graph

    def simple(self) -> networkx.Graph:
        """The same without directions, weights and ties of a node to itself."""
        import networkx

        graph = networkx.Graph()
        graph.add_nodes_from(range(len(self)))
        other = ~self.own
        graph.add_edges_from(zip(self.source[other].tolist(), self.target[other].tolist(), strict=True))
        return graph


def checked(seed: int) -> int:
    """The seed; raises QueryError where it is no whole number, 0 or more."""
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise QueryError(f"a seed is a whole number, 0 or more, not {seed!r}")
    return seed


def ties(graph: networkx.Graph) -> Ties:
    """The ties (edges) of a networkx Graph or DiGraph; one without a weight weighs 1.

    Raises QueryError where a weight is no number above zero: no measure has a meaning for it.
    """
    keys = sorted(graph.nodes, key=str)
    place = {key: at for at, key in enumerate(keys)}
    rows = []
    for source, target, weight in graph.edges(data="weight", default=1):
        if not isinstance(weight, Real) or not 0 < float(weight) < float("inf"):
            raise QueryError(f"the edge {source} to {target} has the weight {weight!r}; measures need numbers above 0")
        ends = place[source], place[target]
        rows.append((*(ends if graph.is_directed() else sorted(ends)), weight))
    rows.sort()
    about = [graph.nodes[key] for key in keys]
    return Ties(
        kind=str(graph.graph.get("kind", "network")),
        title=str(graph.graph.get("title", "Network")),
        unit=str(graph.graph.get("unit", "weight")),
        directed=graph.is_directed(),
        keys=tuple(keys),
        labels=tuple(str(node.get("label", key)) for key, node in zip(keys, about, strict=True)),
        groups=tuple(str(node.get("group") or "") for node in about),
        kinds=tuple(str(node.get("kind") or "") for node in about),
        source=np.array([row[0] for row in rows], dtype=np.int64),
        target=np.array([row[1] for row in rows], dtype=np.int64),
        weight=np.array([row[2] for row in rows], dtype=np.float64),
        whole=all(isinstance(row[2], int) for row in rows),
    )
