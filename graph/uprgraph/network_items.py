"""What is counted on the edges of a network: records or pairs, each with the edges that it counts for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from uprgraph import catalogue
from uprgraph.memberships import Memberships
from uprgraph.results import Result
from uprgraph.store import Store

if TYPE_CHECKING:
    from uprgraph.network_graph import Edge, Item

Row = Mapping[str, Any]
Edges = Callable[[Row], "Iterable[Edge]"]
"""The edges that a row of ``queries/networks/details.rq`` counts for; with an end None where the maker is not known."""

_OF_EDGES = ("minimum", "made")
"""Filters of edges, which choose no items."""


def items(store: Store, kind: str, filters: Mapping[str, object]) -> Callable[[], list[Item]] | None:
    """What asks for the items behind the edges of a network of that kind; None where edges count something else."""
    if kind not in _EDGES:
        return None
    given = {name: value for name, value in filters.items() if name not in _OF_EDGES}

    def found() -> list[Item]:
        labels = _labels(store, str(filters.get("scheme") or "upr-info").casefold())
        return list(_read(catalogue.ask(store, "networks/details", **given), labels, _EDGES[kind](store)))

    return found


def _labels(store: Store, scheme: str) -> dict[str, str]:
    """IRI -> label of the themes of a scheme; labels are looked up once, not for every item."""
    rows = store.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"SELECT ?theme ?label WHERE {{ ?theme skos:inScheme {store.iris.scheme(scheme)} ; rdfs:label ?label }}"
    ).rows
    return {theme.value: label.value for theme, label in rows}  # type: ignore[union-attr]


def _read(result: Result, labels: Mapping[str, str], edges: Edges) -> Iterator[Item]:
    from uprgraph.network_graph import Item

    for row in result.dicts():
        row["themes"] = tuple(sorted(labels[theme] for theme in row["themes"].split("|") if theme in labels))
        yield Item(
            review=row["review"],
            maker=row["maker"],
            state_under_review=row["state_under_review"],
            paragraph=row["paragraph"],
            text=row["text"],
            response=row["response"],
            action=row["action_category"],
            themes=row["themes"],
            edges=tuple(edges(row)),
        )


def _of_states(store: Store) -> Edges:
    return lambda row: [(row["maker"], row["state_under_review"])]


def _of_themes(store: Store) -> Edges:
    return lambda row: [(row["maker"], theme) for theme in row["themes"]]


def _of_contested_themes(store: Store) -> Edges:
    return lambda row: [(row["state_under_review"], theme) for theme in row["themes"]]


def _of_theme_pairs(store: Store) -> Edges:
    return lambda row: [(a, b) for a in row["themes"] for b in row["themes"] if a < b]


def _of_cycles(store: Store) -> Edges:
    return lambda row: [(f"{row['maker']} {row['cycle']}", f"{row['state_under_review']} {row['cycle']}")]


def _of_groups(store: Store) -> Edges:
    rows = store.select(
        "PREFIX upr: <https://w3id.org/uprgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT ?iso3 ?group WHERE { ?state upr:iso3 ?iso3 ; upr:regionalGroup/skos:notation ?group }"
    ).rows
    group = {iso3.value: code.value for iso3, code in rows}  # type: ignore[union-attr]
    return lambda row: [(group.get(row["maker"]), group.get(row["state_under_review"]))]


def _of_blocs(store: Store) -> Edges:
    memberships = Memberships(store)

    def edges(row: Row) -> list[Edge]:
        towards = memberships.of(row["state_under_review"], row["day"])
        return [(bloc, toward) for bloc in memberships.of(row["maker"], row["day"]) for toward in towards]

    return edges


_EDGES: Mapping[str, Callable[[Store], Edges]] = {
    "states": _of_states,
    "themes": _of_themes,
    "contested-themes": _of_contested_themes,
    "theme-pairs": _of_theme_pairs,
    "groups": _of_groups,
    "blocs": _of_blocs,
    "answers": _of_cycles,
}
