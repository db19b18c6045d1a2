"""Measures of a network as a whole, each with what it means; those of chance with an interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uprgraph.communities import RUNS, Communities
from uprgraph.errors import QueryError
from uprgraph.results import Result
from uprgraph.ties import NO_GROUP, OVERLAPPING, Ties

COLUMNS: Mapping[str, str] = {
    "measure": "name of the measure",
    "value": "its value; empty where it is not defined for this network, the meaning says why",
    "low": "lower end of the middle 95 % of the values under the null model that the meaning names; empty without one",
    "high": "upper end of the same",
    "meaning": "what it is, with the reference",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One row."""

    measure: str
    value: float | None
    meaning: str
    low: float | None = None
    high: float | None = None

    @property
    def row(self) -> tuple[object, ...]:
        return (self.measure, _rounded(self.value), _rounded(self.low), _rounded(self.high), self.meaning)


def of_ties(
    ties: Ties,
    parts: Communities,
    seed: int,
    permutations: int,
    filters: str,
    source: list[str],
    remarks: list[str],
) -> Result:
    """The table that ``measures.of_network`` describes; *remarks* are on the measures, for the row ``notes``."""
    if permutations < 1:
        raise QueryError(f"permutations are 1 or more, not {permutations}")
    notes = [*remarks, *_without_group(ties)]
    rows = [
        *_size(ties),
        *_reciprocity(ties),
        *_assortativity(ties, seed, permutations),
        *_structure(ties),
        *_communities(ties, parts),
        *_run(ties, seed, permutations, filters),
        *(Measure(name, None, " ".join(said)) for name, said in (("source", source), ("notes", notes)) if said),
    ]
    return Result(
        name=f"measures/{ties.kind}/network",
        question=f"Measures of the network: {ties.title}.",
        columns=tuple(COLUMNS),
        rows=[measure.row for measure in rows],
        unit=ties.unit,
        parameters={"seed": str(seed), "permutations": str(permutations)},
        notes=[*source, *notes],
    )


def _rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(float(value), 8)


def _size(ties: Ties) -> Iterator[Measure]:
    """How many nodes and edges, how much they weigh, how dense they lie."""
    nodes, edges, weight = len(ties), len(ties.source), ties.weight.sum()
    yield Measure("nodes", nodes, "nodes with at least one edge" if _all_tied(ties) else "nodes")
    yield Measure("edges", edges, "pairs of nodes with an edge" + (", each direction apart" if ties.directed else ""))
    once = "one item may count for several edges; " if ties.kind in OVERLAPPING else ""
    yield Measure("weight", _whole(ties, weight), f"sum of the weights of all edges; {once}unit: {ties.unit}")
    if ties.own_ties:
        own = ties.weight[ties.own].sum()
        yield Measure("weight_within", _whole(ties, own), "of this, on edges of a node to itself")
    senders, receivers = len(np.unique(ties.source)), len(np.unique(ties.target))
    if ties.directed:
        yield Measure("senders", senders, "nodes from which an edge goes out")
        yield Measure("receivers", receivers, "nodes to which an edge comes in")
    if not ties.bipartite:
        ends = 1 if ties.directed else 2
        in_out = "edges by nodes: the mean in-degree, which is the mean out-degree"
        yield _share("mean_degree", ends * edges, nodes, in_out if ties.directed else "twice the edges by nodes")
    if ties.directed:
        yield _share("mean_out_degree", edges, senders, "edges by senders: the mean over those who send at all")
        yield _share("mean_in_degree", edges, receivers, "edges by receivers: the mean over those who receive at all")
    if not ties.of_cycles:
        possible, meaning = _possible(ties, senders, receivers)
        yield _share("density", edges, possible, f"edges by possible edges: {meaning}")


def _possible(ties: Ties, senders: int, receivers: int) -> tuple[int, str]:
    """How many edges there could be, and how they are counted."""
    nodes = len(ties)
    if ties.bipartite:
        return senders * receivers, "senders times receivers, since edges go one way alone"
    pairs, said = (nodes * (nodes - 1), "nodes times others") if ties.directed else (nodes * (nodes - 1) // 2, "pairs")
    if ties.own_ties:
        return pairs + nodes, f"{said}, and each node with itself"
    return pairs, said


def _share(name: str, part: float, whole: float, meaning: str) -> Measure:
    if not whole:
        return Measure(name, None, f"{meaning}; not defined: there is nothing to divide by")
    return Measure(name, part / whole, meaning)


def _whole(ties: Ties, value: float) -> float:
    return int(value) if ties.whole else float(value)


def _all_tied(ties: Ties) -> bool:
    return len(np.union1d(ties.source, ties.target)) == len(ties)


def _reciprocity(ties: Ties) -> Iterator[Measure]:
    """How much is returned; edges of a node to itself are left out. Only where edges may go both ways."""
    if not ties.directed or ties.bipartite:
        return
    matrix = ties.matrix(own=False)
    edges, weight = matrix.nnz, matrix.sum()
    there = matrix.sign()
    returned = there.multiply(there.T).sum()
    meaning = "edges whose opposite exists too, by edges, those of a node to itself left out"
    yield _share("reciprocity", returned, edges, meaning)
    if not ties.of_cycles:
        density = edges / (len(ties) * (len(ties) - 1)) if len(ties) > 1 else 1.0
        rho = "reciprocity beyond chance: 0 as in a random network of this density, 1 all returned, below 0 avoided"
        rho += " (Garlaschelli and Loffredo 2004)"
        yield _share("reciprocity_rho", returned - density * edges, edges * (1 - density), rho)
    both = matrix.minimum(matrix.T).sum()
    meaning = "weight that is returned, the smaller of both directions counted in each, by weight"
    yield _share("reciprocity_weighted", both, weight, f"{meaning} (Squartini et al. 2013)")


def _assortativity(ties: Ties, seed: int, permutations: int) -> Iterator[Measure]:
    """Whether edges join states of one regional group, with what shuffled groups would give."""
    if not ties.of_states:
        return
    groups, at = np.unique(np.array(ties.groups, dtype=str), return_inverse=True)
    known = ~np.isin(groups, NO_GROUP)
    chosen = known[at]
    kept = chosen[ties.source] & chosen[ties.target] & ~ties.own
    source, target = ties.source[kept], ties.target[kept]
    chance = np.random.default_rng(seed)
    shuffled = np.tile(at, (permutations, 1))
    shuffled[:, chosen] = chance.permuted(shuffled[:, chosen], axis=1)
    for name, weight, what in (
        ("assortativity_group", np.ones(len(source)), "edges"),
        ("assortativity_group_weighted", ties.weight[kept], "weights"),
    ):
        meaning = (
            f"assortativity by regional group over {what}: 1 all within groups, 0 as by the groups' shares "
            "(Newman 2003); interval: groups shuffled among the states, edges kept"
        )
        mixing = _mixing(at, source, target, weight, len(groups), ties.directed)
        value = _coefficient(mixing) if len(source) else None
        if value is None:
            yield Measure(name, None, f"{meaning}; not defined: the edges join fewer than two known groups")
            continue
        null = [
            _coefficient(_mixing(labels, source, target, weight, len(groups), ties.directed)) for labels in shuffled
        ]
        low, high = np.quantile([one for one in null if one is not None] or [value], (0.025, 0.975))
        yield Measure(name, value, meaning, low, high)


def _mixing(
    labels: NDArray[np.int64],
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    weight: NDArray[np.float64],
    groups: int,
    directed: bool,
) -> NDArray[np.float64]:
    """The weight from each group to each; in an undirected network each edge counts both ways."""
    cells = np.bincount(labels[source] * groups + labels[target], weights=weight, minlength=groups * groups)
    matrix = cells.reshape(groups, groups).astype(np.float64)
    return matrix if directed else matrix + matrix.T


def _coefficient(mixing: NDArray[np.float64]) -> float | None:
    """Newman's r of a mixing matrix; None where all is of one group."""
    shares = mixing / mixing.sum()
    by_chance = float(shares.sum(axis=1) @ shares.sum(axis=0))
    return None if np.isclose(by_chance, 1) else (float(np.trace(shares)) - by_chance) / (1 - by_chance)


def _without_group(ties: Ties) -> list[str]:
    """A note on the edges that assortativity leaves out, if there are any."""
    if not ties.of_states:
        return []
    without = np.isin(np.array(ties.groups, dtype=str), NO_GROUP)
    edges = int((without[ties.source] | without[ties.target]).sum())
    if not without.any():
        return []
    return [
        "Assortativity leaves out what has no regional group, as the observers have none: "
        f"nodes {int(without.sum())}, edges {edges}."
    ]


def _structure(ties: Ties) -> Iterator[Measure]:
    """Whether the network hangs together, its innermost core, how much it closes triangles."""
    import networkx
    from scipy.sparse.csgraph import connected_components

    if len(ties):
        parts = connected_components(ties.matrix(), connection="weak")[1]
        strong = connected_components(ties.matrix(), connection="strong")[1]
    else:
        parts = strong = np.zeros(0, dtype=np.int64)
    yield Measure("components", len(np.unique(parts)), "parts without an edge between them, directions left aside")
    yield Measure("largest_component", _largest(parts), "nodes of the largest of them")
    if ties.directed and not ties.bipartite:
        meaning = "nodes of the largest part in which each reaches each along directed edges"
        yield Measure("largest_strong_component", _largest(strong), meaning)
    cores = np.array(list(networkx.core_number(ties.simple()).values()), dtype=np.int64)
    core = int(cores.max(initial=0))
    meaning = "largest k of a k-core: a part in which everyone has at least k others, directions left aside"
    yield Measure("core", core, f"{meaning} (Seidman 1983)")
    yield Measure("core_nodes", int((cores == core).sum()), "nodes of that core")
    if not ties.directed:
        yield _transitivity(ties)


def _largest(parts: NDArray[np.int64]) -> int:
    return int(np.bincount(parts).max(initial=0))


def _transitivity(ties: Ties) -> Measure:
    import networkx

    simple = ties.simple()
    pairs = sum(degree * (degree - 1) // 2 for _, degree in simple.degree)
    closed = sum(networkx.triangles(simple).values())
    return _share("transitivity", closed, pairs, "pairs of neighbours of a node that have an edge, by all such pairs")


def _communities(ties: Ties, parts: Communities) -> Iterator[Measure]:
    """How many communities there are, how good they are, how much they owe to chance."""
    if parts.modularity is None:
        yield Measure("communities", None, "not defined: there is no edge")
        return
    yield Measure("communities", parts.number, f"communities of the best of {RUNS} runs of the Louvain method")
    kind = "bipartite modularity, Barber 2007" if ties.bipartite else "directed modularity, Leicht and Newman 2008"
    meaning = "weight within communities beyond what the strengths alone would put there, as a share of all weight"
    yield Measure("modularity", parts.modularity, f"{meaning} ({kind if ties.directed else 'Newman 2004'})")
    meaning = "mean adjusted Rand index of the other runs with the best: 1 always the same, 0 as alike as by chance"
    yield Measure("communities_agreement", parts.agreement, f"{meaning} (Hubert and Arabie 1985)")


def _run(ties: Ties, seed: int, permutations: int, filters: str) -> Iterator[Measure]:
    """What must be known to repeat the table."""
    import networkx

    versions = f"networkx {networkx.__version__}, numpy {np.__version__}"
    yield Measure("seed", seed, f"seed of communities and permutations ({versions})")
    if ties.of_states:
        yield Measure("permutations", permutations, "how many times groups were shuffled for low and high")
    if filters:
        yield Measure("filters", None, filters)
