"""Query result -> networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uprgraph import catalogue, units
from uprgraph.errors import QueryError
from uprgraph.results import Result
from uprgraph.store import Store

if TYPE_CHECKING:
    import networkx

KINDS = ("states", "themes")
TITLES = {"states": "Who recommends to whom", "themes": "Who raises which themes"}


def network(store: Store, kind: str, **filters: object) -> networkx.DiGraph:
    """The network of a kind: *states* (maker to State under review) or *themes* (state to theme).

    Nodes are ISO3 codes, themes their labels, with ``label``, ``kind`` and ``group``; edges have
    ``weight``, ``accepted`` and ``noted`` in the unit that ``graph["unit"]`` names. Unknown makers
    give no edge. Raises QueryError for an unknown kind or filter.
    """
    if kind not in KINDS:
        raise QueryError(f"unknown network {kind!r}: {' or '.join(KINDS)}")
    result = catalogue.ask(store, f"networks/{kind}", **filters)
    graph = from_result(result)
    sources = units.source_labels(store, str(filters.get("source") or ""))
    graph.graph["source"] = " ".join([*([] if sources in result.unit else [f"{sources}."]), *result.notes[:1]])
    return graph


def from_result(result: Result) -> networkx.DiGraph:
    """A graph of any answer with ``source``, ``target`` and ``weight`` (or ``n``)."""
    import networkx

    renamed = {"maker": "source", "state_under_review": "target", "n": "weight"}
    columns = [renamed.get(name, name) if renamed.get(name) not in result.columns else name for name in result.columns]
    if not {"source", "target", "weight"} <= set(columns):
        if "theme" in columns and {"source", "weight"} <= set(columns):
            columns[columns.index("theme")] = "target"
        else:
            raise QueryError(f"{result.name} has no edges: a network needs source, target and weight")
    kind = result.name.split("/")[-1]
    graph = networkx.DiGraph(
        title=TITLES.get(kind, result.question),
        unit=result.unit,
        source="",
        filters={key: value for key, value in result.parameters.items() if key not in ("unit", "source")},
        kind="themes" if kind == "themes" else "states",
    )
    for values in result.rows:
        row = dict(zip(columns, values, strict=True))
        if row["source"] is None or row["target"] is None:
            continue
        for end, kind_of in (("source", "state"), ("target", "state" if "target_group" in row else "theme")):
            name = row.get(f"{end}_name") or row.get(f"{'maker' if end == 'source' else 'state'}_name") or row[end]
            group = row.get(f"{end}_group") or ("Theme" if kind_of == "theme" else "")
            graph.add_node(row[end], label=str(name), kind=kind_of, group=str(group))
        answers = {key: row[key] for key in ("accepted", "noted") if row.get(key) is not None}
        edge = graph.get_edge_data(row["source"], row["target"], default={})
        added = {key: value + edge.get(key, 0) for key, value in {"weight": row["weight"], **answers}.items()}
        graph.add_edge(row["source"], row["target"], **added)
    return graph
