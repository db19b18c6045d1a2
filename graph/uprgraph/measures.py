"""Measures of networks: one row for each node, one for each measure of the whole, and what the columns mean.

Formulas, references and limits are in ``docs/measures.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from uprgraph import homophily, network_measures
from uprgraph.communities import RUNS, Communities, communities
from uprgraph.files import replacing
from uprgraph.results import Result
from uprgraph.ties import Ties, ties

if TYPE_CHECKING:
    import networkx

COLUMNS: Mapping[str, str] = {
    "node": "key of the node: ISO3 of a state, label of a theme, code of a group or organisation",
    "label": "its name",
    "group": "regional group of a state, Observer for the two that have none, Theme of a theme; empty for others",
    "reviews": (
        "in how many reviews that this network counts anything of it was State under review, 0 for a state never "
        "reviewed in it; what a state receives, and the centralities that follow from it, grow with their number"
    ),
    "in_degree": "nodes from which an edge comes, itself included where it has an edge to itself",
    "out_degree": "nodes to which an edge goes, itself included where it has an edge to itself",
    "in_strength": "sum of the weights of the edges that come in",
    "out_strength": "sum of the weights of the edges that go out",
    "within": "weight of the edge from the node to itself; part of both strengths",
    "degree": "nodes that it has an edge with, itself left out",
    "strength": "sum of the weights of its edges",
    "betweenness": (
        "share of the shortest paths between two other nodes that pass through it, over all ordered pairs (unordered "
        "in an undirected network); a path is as long as its edges are many, weights are not used "
        "(Freeman 1977; algorithm of Brandes 2001)"
    ),
    "pagerank": (
        "PageRank with damping 0.85, sums to 1: high where much comes from nodes that are high themselves; each passes "
        "its own on in proportion to the weights of its outgoing edges, one that has none evenly to all "
        "(Page et al. 1999)"
    ),
    "hub": "HITS hub, weighted, sums to 1: high where much goes to high authorities (Kleinberg 1999)",
    "authority": "HITS authority, weighted, sums to 1: high where much comes from high hubs (Kleinberg 1999)",
    "core": (
        "largest k for which it belongs to the k-core: the largest part in which everyone has at least k others, "
        "without directions, weights and edges to itself (Seidman 1983)"
    ),
    "clustering": (
        "share of the pairs of its neighbours that have an edge, without weights; empty with fewer than two "
        "(Watts and Strogatz 1998)"
    ),
    "community": (
        f"number of its community, 1 the largest: the best of {RUNS} runs of the Louvain method on the weights "
        "(Blondel et al. 2008), by directed modularity where edges have a direction (Leicht and Newman 2008)"
    ),
}
"""Column of the table of nodes -> what it means, with the reference."""
_COUNTS = ("in_strength", "out_strength", "within", "strength", "n", "own")
_SEEDED = (
    *("community", "low", "high", "null_mean", "null_low", "null_high", "z", "ratio_null", "p"),
    *("bundled_mean", "bundled_low", "bundled_high"),
)
_BESIDE = ("network", "homophily", "dictionary")
_STEPS = 10_000
_GROWING = {
    "states": "in-degree, in-strength, PageRank and betweenness",
    "contested-themes": "out-degree, out-strength and hub",
}
"""Kinds whose nodes are all States under review, with the measures of a node that grow with its reviews."""
_RELIABLE = 0.8
"""Agreement of the runs from which single communities may be interpreted."""


def of_nodes(graph: networkx.Graph, seed: int = 0) -> Result:
    """One row for each node of a network, by key: degrees, strengths, centralities, core, community.

    A directed network has ``in_`` and ``out_`` degree and strength, ``betweenness``, ``pagerank``,
    ``hub``, ``authority``, ``core``, ``community``; where all edges go from states to themes,
    betweenness and PageRank are left out (no path is longer than one edge), and the cells of the
    side that a column is not about are empty. An undirected one has ``degree``, ``strength``,
    ``betweenness``, ``pagerank``, ``clustering``, ``core``, ``community``. ``COLUMNS`` says what each
    means. ``reviews`` is there where the network knows what it counts and every State under review is a
    node of it; notes say where their numbers differ, and how far communities can be relied on.
    The same seed gives the same communities. Raises QueryError for a weight that is not above 0.
    """
    found = ties(graph)
    return _nodes(found, communities(found, seed), seed, _reviews(graph), _notes(graph))


def of_network(graph: networkx.Graph, seed: int = 0, permutations: int = 1000) -> Result:
    """One row for each measure of the whole network: ``measure``, ``value``, ``low``, ``high``, ``meaning``.

    ``low`` and ``high`` hold the middle 95 % of the values under the null model that the meaning
    names. A measure that makes no sense for the kind of network has no row; one that is not defined
    for this network has an empty value, and its meaning says why. Raises QueryError for a weight
    that is not above 0 or fewer than 1 permutation.
    """
    found = ties(graph)
    return _network(graph, found, communities(found, seed), seed, permutations, _unequal(found, _reviews(graph)))


def write(graph: networkx.Graph, path: Path, seed: int = 0, permutations: int = 1000) -> list[Path]:
    """Writes the measures as CSV: the nodes to *path*, the rest beside it; returns the paths.

    ``FILE.network.csv`` has the measures of the whole, ``FILE.dictionary.csv`` what the columns of all mean; for the
    network of states, ``FILE.homophily.csv`` has its homophily. Where filters would make that misleading it is not
    written, and the row ``notes`` of ``FILE.network.csv`` says why.
    Raises QueryError as ``of_network``, OSError where a file cannot be written; each file is whole or not there.
    """
    found = ties(graph)
    parts, reviews = communities(found, seed), _reviews(graph)
    missing = homophily.obstacle(graph.graph.get("filters") or {}) if found.kind == "states" else None
    remarks = [
        *_unequal(found, reviews),
        *([f"{places(path)['homophily'].name} is not written: {missing}."] if missing else []),
    ]
    tables = {
        "nodes": _nodes(found, parts, seed, reviews, _notes(graph)),
        "network": _network(graph, found, parts, seed, permutations, remarks),
    }
    if found.kind == "states" and not missing and len(getattr(graph, "details", ())):
        tables["homophily"] = homophily.of_graph(graph, seed, permutations)
    texts = {name: table.to_csv() for name, table in tables.items()}
    texts["dictionary"] = dictionary(*tables.values(), agreement=parts.agreement)
    where = places(path)
    for name, text in texts.items():
        with replacing(where[name]) as file:
            file.write(text)
    return [where[name] for name in texts]


def places(path: Path) -> dict[str, Path]:
    """Table -> the file that `write` writes it to."""
    return {"nodes": path, **{name: path.with_name(f"{path.stem}.{name}.csv") for name in _BESIDE}}


def dictionary(*results: Result, agreement: float | None = None) -> str:
    """What the columns of tables of measures mean, as CSV: table, column, type, meaning, unit.

    With the *agreement* of the runs (``communities_agreement``) the line of ``community`` says how far to rely on it.
    """
    said = f"; {_reliance(agreement)}" if agreement is not None else ""
    columns = ("table", "column", "type", "meaning", "unit")
    rows = [
        (
            _table(result),
            name,
            _type(row[at] for row in result.rows),
            _MEANINGS[_table(result)][name]
            + (said if name == "community" else "")
            + (f"; seed {result.parameters['seed']}" if name in _SEEDED else ""),
            result.unit if name in _COUNTS else "",
        )
        for result in results
        for at, name in enumerate(result.columns)
    ]
    return Result("measures/dictionary", "What the columns mean", columns, rows, "columns").to_csv()


_MEANINGS = {"nodes": COLUMNS, "network": network_measures.COLUMNS, "homophily": homophily.COLUMNS}
_TABLES = {"node": "nodes", "measure": "network", "group": "homophily"}


def _table(result: Result) -> str:
    """Which table it is, by its first column."""
    return _TABLES[result.columns[0]]


def _type(values: Any) -> str:
    kinds = {type(value) for value in values if value is not None}
    if str in kinds or not kinds:
        return "text"
    return "number" if float in kinds else "integer"


def _notes(graph: networkx.Graph) -> list[str]:
    """What the network itself says of its source and coverage."""
    said = graph.graph.get("source"), *(graph.graph.get("notes") or ())
    return list(dict.fromkeys(str(note) for note in said if note))


def _about(graph: networkx.Graph) -> str:
    """The filters of a network in words."""
    return "; ".join(f"{name} {value}" for name, value in (graph.graph.get("filters") or {}).items())


def _reliance(agreement: float) -> str:
    """How far the runs agree, and what that forbids."""
    # Cut, not rounded: 0.798 shown as 0.80 would not look below 0.8.
    return (
        f"{RUNS} runs agree at {floor(round(agreement * 100, 6)) / 100:.2f} (mean adjusted Rand index): "
        f"below {_RELIABLE} do not interpret single communities"
    )


def _reviews(graph: networkx.Graph) -> Counter[str]:
    """State under review -> of how many reviews the network counts something; empty where that is not known."""
    if graph.graph.get("kind") not in _GROWING:
        return Counter()
    held = {(item.review, item.state_under_review) for item in getattr(graph, "details", ())}
    reviews = Counter(state for _, state in held)
    return reviews if all(state in graph for state in reviews) else Counter()


def _unequal(found: Ties, reviews: Mapping[str, int]) -> list[str]:
    """A note where States under review are compared that were not reviewed equally often."""
    if len(set(reviews.values())) < 2:
        return []
    least = min(reviews.values())
    more = sum(number > least for number in reviews.values())
    several, few = ("several", "one") if least == 1 else (f"more than {least}", str(least))
    return [
        f"{more} of {len(reviews)} States under review are counted in {several} reviews, the others in {few}: "
        f"{_GROWING[found.kind]} grow with it; --cycle N compares like with like."
    ]


def _network(
    graph: networkx.Graph, found: Ties, parts: Communities, seed: int, permutations: int, remarks: list[str]
) -> Result:
    """The table of the whole."""
    return network_measures.of_ties(found, parts, seed, permutations, _about(graph), _notes(graph), remarks)


def _nodes(found: Ties, parts: Communities, seed: int, reviews: Mapping[str, int], notes: list[str]) -> Result:
    """The table of the nodes."""
    about = [kind != "theme" for kind in found.kinds]
    counted = [reviews.get(key, 0) if state else None for key, state in zip(found.keys, about, strict=True)]
    columns: dict[str, list[Any]] = {
        "node": list(found.keys),
        "label": list(found.labels),
        "group": [group or None for group in found.groups],
        **({"reviews": counted} if reviews else {}),
        **(_directed(found) if found.directed else _undirected(found)),
        "core": _cores(found),
        "community": list(parts.of),
    }
    notes = [*notes, *_unequal(found, reviews)]
    if parts.agreement is not None and parts.agreement < _RELIABLE:
        notes.append(f"Communities: {_reliance(parts.agreement)}.")
    if len(found.source) and not any(value is not None for value in columns.get("hub", [0])):
        notes.append("Hubs and authorities are left empty: two parts of the network are too alike to rank them.")
    return Result(
        name=f"measures/{found.kind}",
        question=f"Measures of the nodes of the network: {found.title}.",
        columns=tuple(columns),
        rows=list(zip(*columns.values(), strict=True)),
        unit=found.unit,
        parameters={"seed": str(seed)},
        notes=notes,
    )


def _directed(found: Ties) -> dict[str, list[Any]]:
    hubs, authorities = _hits(found)
    columns = {
        "in_degree": found.total(found.target).tolist(),
        "out_degree": found.total(found.source).tolist(),
        "in_strength": _number(found, found.total(found.target, found.weight)),
        "out_strength": _number(found, found.total(found.source, found.weight)),
    }
    if found.own_ties:
        columns["within"] = _number(found, found.total(found.source[found.own], found.weight[found.own]))
    if found.bipartite:
        return _of_sides(found, columns | {"hub": hubs, "authority": authorities})
    return columns | {
        "betweenness": _betweenness(found),
        "pagerank": _pagerank(found),
        "hub": hubs,
        "authority": authorities,
    }


def _of_sides(found: Ties, columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The columns with empty cells for senders in those of receivers, and the other way round."""
    receives = np.isin(np.arange(len(found)), found.target)
    about = {"in_degree": receives, "in_strength": receives, "authority": receives}
    return {
        name: [value if kept else None for value, kept in zip(values, about.get(name, ~receives), strict=True)]
        for name, values in columns.items()
    }


def _undirected(found: Ties) -> dict[str, list[Any]]:
    import networkx

    simple = found.simple()
    clustering = networkx.clustering(simple)
    strength = found.total(found.source, found.weight) + found.total(found.target, found.weight)
    strength -= found.total(found.source[found.own], found.weight[found.own])
    return {
        "degree": [degree for _, degree in simple.degree],
        "strength": _number(found, strength),
        "betweenness": _betweenness(found),
        "pagerank": _pagerank(found),
        "clustering": [_rounded(clustering[node]) if degree > 1 else None for node, degree in simple.degree],
    }


def _number(found: Ties, values: NDArray[Any]) -> list[Any]:
    return [int(value) if found.whole else _rounded(value) for value in values.tolist()]


def _rounded(value: float) -> float:
    """Eight decimals: what an iteration leaves behind them differs between machines."""
    return round(float(value), 8)


def _betweenness(found: Ties) -> list[Any]:
    import networkx

    if len(found) < 3:
        return [None] * len(found)
    values = networkx.betweenness_centrality(found.graph(), normalized=True)
    return [_rounded(values[node]) for node in range(len(found))]


def _pagerank(found: Ties) -> list[Any]:
    import networkx

    if not len(found):
        return []
    # The tolerance is per node; that of networkx leaves errors in the fifth decimal.
    values = networkx.pagerank(found.graph(), alpha=0.85, weight="weight", tol=1e-13, max_iter=_STEPS)
    return [_rounded(values[node]) for node in range(len(found))]


def _hits(found: Ties) -> tuple[list[Any], list[Any]]:
    """Hubs and authorities by Kleinberg's iteration from equal hubs; empty where there is no edge or no end to it.

    networkx starts from chance, which decides the result where two parts of a network are alike.
    """
    empty = [None] * len(found)
    if not len(found.source):
        return list(empty), list(empty)
    matrix = found.matrix()
    hubs = np.full(len(found), 1 / len(found))
    for _ in range(_STEPS):
        authorities = matrix.T @ hubs
        authorities /= authorities.sum()
        before, hubs = hubs, matrix @ authorities
        hubs /= hubs.sum()
        if np.abs(hubs - before).sum() < 1e-14 * max(10, len(found)):
            return [_rounded(value) for value in hubs], [_rounded(value) for value in authorities]
    return list(empty), list(empty)


def _cores(found: Ties) -> list[int]:
    import networkx

    numbers = networkx.core_number(found.simple())
    return [int(numbers[node]) for node in range(len(found))]
