"""Communities of a network: the best of several seeded runs of the Louvain method, and how far the runs agree."""

from __future__ import annotations

import random
from dataclasses import dataclass

import networkx
import numpy as np
from numpy.typing import NDArray

from uprgraph.ties import Ties, checked

RUNS = 10
"""Runs from one seed: the method is greedy, and one run may end far below another."""


@dataclass(frozen=True, slots=True)
class Communities:
    """A partition of the nodes; 1 is the largest community, equally large ones come by their first node."""

    of: tuple[int, ...]
    """Of each node, the number of its community."""
    modularity: float | None
    """None where there is no tie: modularity is a share of ties."""
    agreement: float | None
    """Mean adjusted Rand index of the other runs with this one: 1 the same, 0 as alike as by chance."""

    @property
    def number(self) -> int:
        return max(self.of, default=0)


def communities(ties: Ties, seed: int) -> Communities:
    """The partition of the highest modularity among ten runs of the Louvain method (Blondel et al. 2008).

    Weighted; in a directed network with the directed modularity of Leicht and Newman (2008), which
    for ties from states to themes alone is the bipartite one of Barber (2007). Raises QueryError for a
    seed that is no whole number, 0 or more.
    """
    graph, chance = ties.graph(), random.Random(checked(seed))
    if not len(ties.source):
        return Communities(tuple(range(1, len(ties) + 1)), None, None)
    found = []
    for _ in range(RUNS):
        parts = networkx.community.louvain_communities(graph, weight="weight", seed=chance)
        found.append((float(networkx.community.modularity(graph, parts)), _numbers(parts, len(ties))))
    modularity, best = max(found, key=lambda run: run[0])
    others = [numbers for _, numbers in found if numbers is not best]
    agreement = float(np.mean([adjusted_rand(best, numbers) for numbers in others]))
    return Communities(tuple(best.tolist()), modularity, agreement)


def _numbers(parts: list[set[int]], nodes: int) -> NDArray[np.int64]:
    """Of each node, the number of its part, parts by size, then by their first node."""
    numbers = np.zeros(nodes, dtype=np.int64)
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part))), start=1):
        numbers[list(part)] = number
    return numbers


def adjusted_rand(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """The adjusted Rand index of two partitions (Hubert and Arabie 1985); 1 where both are trivial alike."""

    def pairs(counts: NDArray[np.int64]) -> float:
        return float((counts * (counts - 1)).sum() / 2)

    both = pairs(np.unique(np.stack([one, other]), axis=1, return_counts=True)[1])
    first, second = (pairs(np.unique(numbers, return_counts=True)[1]) for numbers in (one, other))
    every = len(one) * (len(one) - 1) / 2
    by_chance = first * second / every if every else 0.0
    most = (first + second) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)
