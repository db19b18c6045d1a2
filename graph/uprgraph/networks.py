"""Query result -> network. Which networks there are, and what their ends are, stands in ``queries/networks``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from uprgraph import catalogue, names, network_items, units
from uprgraph.errors import QueryError
from uprgraph.results import Result
from uprgraph.shares import percent
from uprgraph.store import Store

if TYPE_CHECKING:
    from uprgraph.network_graph import Network, UndirectedNetwork


_OF_MAKERS = ("maker", "group", "bloc")


def kinds() -> tuple[str, ...]:
    """The networks there are: the files of ``queries/networks`` whose header describes one.

    >>> "states" in kinds() and "details" not in kinds()
    True
    """
    names = [name for name in catalogue.names() if name.startswith("networks/")]
    return tuple(name.removeprefix("networks/") for name in names if catalogue.load(name).network)


def network(
    store: Store, kind: str, *, top: int | None = None, backbone: float | None = None, **filters: object
) -> Network | UndirectedNetwork:
    """The network of a kind (`kinds`), of what the filters choose.

    Keys of nodes are ISO3 codes, labels of themes, codes of groups and organisations; nodes have ``label``,
    ``kind`` and ``group``, edges ``weight`` in the unit that ``graph.graph["unit"]`` names and, where there are
    answers, ``accepted`` and ``noted``. *top* keeps the nodes of the largest strength, so many of each kind of
    node; *backbone* the edges that are significant at that level. Raises QueryError for an unknown kind, filter
    or value.
    """
    if kind not in kinds():
        raise QueryError(f"unknown network {kind!r}: {', '.join(kinds())}")
    _check(kind, top, filters)
    result = catalogue.ask(store, f"networks/{kind}", **filters)
    graph = from_result(_similarities(result, filters) if kind == "similarity" else result)
    _describe(graph, store, kind, result, filters)
    graph.items_of = network_items.items(store, kind, filters)
    if top is not None:
        graph = _said(graph, _strongest(graph, top), f"--top {top}")
    if backbone is not None:
        graph = _said(graph, graph.backbone(backbone), f"--backbone {backbone}")
    return graph


def _said(before: Any, after: Any, how: str) -> Any:
    """The thinner graph, with a note where nothing is left of one that had edges."""
    if before.number_of_edges() and not after.number_of_edges():
        after.graph["notes"] = [f"None of {before.number_of_edges()} edges is left by {how}.", *after.graph["notes"]]
    return after


def _check(kind: str, top: object, filters: Mapping[str, object]) -> None:
    if top is not None and (not isinstance(top, int) or isinstance(top, bool) or top < 1):
        raise QueryError(f"--top is a whole number, 1 or more, not {top!r}")
    if kind == "answers" and len({names.iso3(state) for state in catalogue.several(filters.get("between") or ())}) < 2:
        raise QueryError(
            "answers needs two states or more: upr network answers --between France --between Cambodia answers.html"
        )


def _describe(graph: Any, store: Store, kind: str, result: Result, filters: Mapping[str, object]) -> None:
    question = catalogue.load(f"networks/{kind}")
    labels = units.source_labels(store, str(filters.get("source") or "")) if question.units else ""
    if kind == "similarity":
        defaults = {
            name: parameter.default for name, parameter in question.parameters.items() if name in ("made", "minimum")
        }
        graph.graph["filters"] = {**defaults, **graph.graph["filters"]}
        graph.graph["unit"] = f"cosine similarity of themes, 0 to 1, from {result.unit}"
    sources = [f"{labels}."] if labels and labels not in result.unit else []
    graph.graph["source"] = " ".join([*sources, *result.notes[: 1 if question.covers else 0]])
    notes = [note for note in result.notes if note not in graph.graph["source"]]
    graph.graph["notes"] = [*notes, *_left_out(store, kind, filters)]


def _left_out(store: Store, kind: str, filters: Mapping[str, object]) -> list[str]:
    """What gives no edge, in words: items of unknown makers, and which reviews of an exchange are known."""
    if kind in ("states", "themes", "groups", "blocs") and not any(filters.get(name) for name in _OF_MAKERS):
        asked = {name: value for name, value in filters.items() if name not in ("minimum", *_OF_MAKERS)}
        [(count, reviews)] = catalogue.ask(store, "networks/unknown-makers", **asked).rows
        return [f"{count} of an unknown maker give no edge: {reviews.replace('|', ', ')}."] if count else []
    if kind == "answers":
        asked = {name: filters.get(name) for name in ("cycle", "session", "unit", "source")}
        rows = catalogue.ask(store, "itemised-reviews", state=filters["between"], **asked).dicts()
        reviews = ", ".join(row["review"] for row in rows) or "none"
        return [f"Itemised reviews of these states: {reviews}. No edge in one of them: nothing is recorded there."]
    return []


def from_result(result: Result) -> Network | UndirectedNetwork:
    """A graph of any answer with ``source``, ``target`` and ``weight`` (or maker, state_under_review, theme, ``n``).

    Rows with the same ends are added up. All columns that describe an edge become its attributes.
    """
    from uprgraph.network_graph import Network, UndirectedNetwork

    columns = _ends(result)
    kind = result.name.split("/")[-1]
    about = catalogue.load(result.name).network if result.name in catalogue.names() else {}
    graph = (Network if about.get("directed", True) else UndirectedNetwork)(
        title=about.get("title", result.question),
        unit=result.unit,
        source="",
        filters={key: value for key, value in result.parameters.items() if key not in ("unit", "source")},
        kind=kind if about else ("themes" if "theme" in result.columns else "states"),
    )
    for values in result.rows:
        row = dict(zip(columns, values, strict=True))
        if row["source"] is None or row["target"] is None or not row["weight"]:
            continue
        for end in ("source", "target"):
            graph.add_node(row[end], **_node(row, end, about))
        _add(graph, row)
    return graph


def _ends(result: Result) -> list[str]:
    """The columns by the names that a network has for them."""
    renamed = {"maker": "source", "state_under_review": "target", "n": "weight"}
    columns = [renamed.get(name, name) if renamed.get(name) not in result.columns else name for name in result.columns]
    if not {"source", "weight"} <= set(columns):
        raise QueryError(f"{result.name} has no edges: a network needs source, target and weight")
    if "target" not in columns:
        if "theme" not in columns:
            raise QueryError(f"{result.name} has no edges: a network needs source, target and weight")
        columns[columns.index("theme")] = "target"
    return columns


def _node(row: Mapping[str, Any], end: str, about: Mapping[str, Any]) -> dict[str, Any]:
    other = "maker" if end == "source" else "state"
    kind = about.get(end) or ("state" if end == "source" or "target_group" in row or "state_name" in row else "theme")
    name = row.get(f"{end}_name") or (row.get(f"{other}_name") if kind == "state" else None) or row[end]
    if kind == "state-in-cycle":
        name = f"{name}, cycle {row['cycle']}"
    group = {"theme": "Theme", "group": row[end]}.get(kind) or row.get(f"{end}_group") or ""
    cycle = {"cycle": row["cycle"]} if kind == "state-in-cycle" else {}
    return {"label": str(name), "kind": kind, "group": str(group), **cycle}


_NOT_OF_EDGES = {"source", "target", "weight", "accepted", "noted", "accepted_percent"}


def _add(graph: Any, row: Mapping[str, Any]) -> None:
    """Adds a row to its edge: counts add up, the share follows from them, a mean is kept of one row alone."""
    edge = graph.get_edge_data(row["source"], row["target"], default={})
    added = {
        name: row[name] + edge.get(name, 0) for name in ("weight", "accepted", "noted") if row.get(name) is not None
    }
    if not edge:
        ends = ("source_", "target_", "maker", "state", "theme")
        added |= {
            name: value
            for name, value in row.items()
            if name not in _NOT_OF_EDGES and value is not None and not name.startswith(ends)
        }
    graph.add_edge(row["source"], row["target"], **added)
    if edge:
        for name in set(edge) - _NOT_OF_EDGES:
            del graph.edges[row["source"], row["target"]][name]
    answered = added.get("accepted", 0) + added.get("noted", 0)
    if answered:
        graph.edges[row["source"], row["target"]]["accepted_percent"] = percent(added["accepted"], answered)


def _similarities(result: Result, filters: Mapping[str, object]) -> Result:
    """Pairs of states and the cosine of their theme portfolios, from one row for each state and theme."""
    import numpy

    default = catalogue.load(result.name).parameters["minimum"].default
    least = float(str(catalogue.chosen(filters).get("minimum", default)))
    states = {row[0]: row[1:3] for row in result.rows}
    themes = {theme: at for at, theme in enumerate(sorted({row[3] for row in result.rows}))}
    places = {state: at for at, state in enumerate(states)}
    portfolios = numpy.zeros((len(states), len(themes)))
    for state, _, _, theme, weight, _ in result.rows:
        portfolios[places[state], themes[theme]] = weight
    lengths = numpy.sqrt((portfolios**2).sum(axis=1))
    cosines = numpy.round((portfolios @ portfolios.T) / numpy.outer(lengths, lengths), 4)
    codes = list(states)
    rows = [
        (codes[a], *states[codes[a]], codes[b], *states[codes[b]], float(cosines[a][b]))
        for a in range(len(codes))
        for b in range(a + 1, len(codes))
        if cosines[a][b] >= max(least, 1e-9)
    ]
    ends = ("source", "source_name", "source_group", "target", "target_name", "target_group", "weight")
    return replace(result, columns=ends, rows=rows)


def _strongest(graph: Any, top: int) -> Any:
    """The graph of the *top* nodes of each kind with the largest sum of weights, ties by key."""
    strength = dict(graph.degree(weight="weight"))
    ranked = sorted(graph, key=lambda key: (-strength[key], str(key)))
    kept: set[Any] = set()
    for kind in {data["kind"] for _, data in graph.nodes(data=True)}:
        kept.update([key for key in ranked if graph.nodes[key]["kind"] == kind][:top])
    found = graph.restricted([(a, b) for a, b in graph.edges if a in kept and b in kept])
    found.graph["filters"] = {**graph.graph["filters"], "top": str(top)}
    return found
