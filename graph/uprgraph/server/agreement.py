"""Whom a state agrees with: who raises the same themes in the same proportions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from uprgraph.server.site import Site
from uprgraph.server.tables import Cell, Link, for_the_web
from uprgraph.store import Store

MOST = 10
"""So many of the states most alike are named."""


def _end(column: str) -> Link:
    def link(site: Site, row: Mapping[str, Any]) -> str:
        code = row.get(column)
        return site.page("state", str(code).lower()) if code else ""

    return link


ENDS: Mapping[str, Link] = {"name_a": _end("state_a"), "name_b": _end("state_b")}
"""Where the cells of the two states of a pair lead."""


@dataclass(frozen=True, slots=True)
class Alike:
    """The states most alike to one, with the cosine of their portfolios of themes."""

    states: tuple[tuple[Cell, float], ...]
    unit: str
    notes: tuple[str, ...]
    network: str
    """The address of the network that the figures are of."""
    csv: str
    """The address of the portfolios that they are computed from."""


def alike(site: Site, code: str) -> Alike:
    """The states of the network ``similarity`` that are tied to the state, the most alike first, ties by name."""
    ties, unit, notes = _network(site.store)
    found = sorted(ties.get(code, ()), key=lambda tie: (-tie[2], tie[1]))[:MOST]
    return Alike(
        states=tuple((Cell(name, site.page("state", other.lower())), weight) for other, name, weight in found),
        unit=unit,
        notes=notes,
        network=site.address("/networks/similarity"),
        csv=site.address("/api/queries/networks/similarity.csv"),
    )


@lru_cache(maxsize=2)
def _network(store: Store) -> tuple[dict[str, list[tuple[str, str, float]]], str, tuple[str, ...]]:
    """State -> its ties as (code, name, weight), with unit and notes: computed once, as all states are compared."""
    from uprgraph.networks import network

    graph = network(store, "similarity")
    ties: dict[str, list[tuple[str, str, float]]] = {}
    for one, other, data in graph.edges(data=True):
        for here, there in ((one, other), (other, one)):
            ties.setdefault(here, []).append((there, graph.nodes[there]["label"], data["weight"]))
    return ties, str(graph.graph["unit"]), tuple(map(for_the_web, (graph.graph["source"], *graph.graph["notes"])))
