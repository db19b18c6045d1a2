"""Small networks of every kind, to draw: states that exist, texts of our own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import combinations, product
from typing import Any

import networkx as nx

from uprgraph.network_graph import Item

STATES = {
    "FRA": ("France", "WEOG"),
    "KHM": ("Cambodia", "Asia"),
    "TUR": ("Türkiye", "WEOG"),
    "VNM": ("Viet Nam", "Asia"),
    "CIV": ("Côte d’Ivoire", "Africa"),
}
EDGES = [("FRA", "KHM", 12, 9, 3), ("KHM", "FRA", 1, 1, 0), ("VNM", "KHM", 4, 4, 0), ("TUR", "CIV", 5, 2, 1)]
HOSTILE = {
    "IMG": "<img src=x onerror=alert(1)>",
    "END": "</script><script>alert(2)</script>",
    "TPL": "{{ 7 * 7 }}{% raw %}",
    "QUO": "\"'&amp;<!--",
    "BID": "\u202eadobmaC\u2066",
    "CTL": "a\x00\x0b\x1f\x85b\ud800",
    "NIX": "",
    "__proto__": "prototype",
    "constructor": "constructor",
    "a:b\u2028 \n<b>": "x" * 5000,
}


def about(kind: str, title: str, unit: str = "records of UPR Info", **more: object) -> dict[str, object]:
    return {
        "kind": kind,
        "title": title,
        "unit": unit,
        "source": "UPR Info export of 14 August 2015",
        "filters": {},
    } | more


def item(
    number: int, maker: str | None, state: str, answer: str | None, edges: Iterable[tuple[Any, Any]], **more: Any
) -> Item:
    """The item *number* of an edge: every second is on food, every third on torture; categories go round, 1 to 5."""
    themes = [theme for theme, every in (("Right to food", 2), ("Torture", 3)) if number % every == 0]
    given = {
        "review": f"{state.lower()}-2",
        "paragraph": f"118.{number + 1}",
        "text": f"Do thing {number + 1} of {maker}.",
    }
    return Item(
        maker=maker,
        state_under_review=state,
        response=answer,
        action=number % 5 + 1,
        themes=tuple(themes),
        edges=tuple(edges),
        **{**given, **more},
    )


def answers(weight: int, accepted: int, noted: int) -> list[str | None]:
    return ["accepted"] * accepted + ["noted"] * noted + [None] * (weight - accepted - noted)


def states(**more: object) -> nx.DiGraph:
    graph = nx.DiGraph(**about("states", "Who recommends to whom", **more))
    for key, (name, group) in STATES.items():
        graph.add_node(key, label=name, kind="state", group=group)
    graph.details = []
    for source, target, weight, accepted, noted in EDGES:
        mean = sum(number % 5 + 1 for number in range(weight)) / weight
        graph.add_edge(source, target, weight=weight, accepted=accepted, noted=noted, mean_action=mean)
        for number, answer in enumerate(answers(weight, accepted, noted)):
            graph.details.append(item(number, source, target, answer, [(source, target)]))
    return graph


def bare_states(**more: object) -> nx.DiGraph:
    """The network of states without items and means, as other programs make them."""
    graph = states(**more)
    del graph.details
    for _, _, data in graph.edges(data=True):
        del data["mean_action"]
    return graph


def themes() -> nx.DiGraph:
    graph = nx.DiGraph(**about("themes", "Who raises which themes", "pairs", source="", filters={"cycle": 2}))
    for key in ("FRA", "KHM"):
        graph.add_node(key, label=STATES[key][0], kind="state", group=STATES[key][1])
    graph.add_node("Death penalty", label="Death penalty", kind="theme", group="Theme")
    graph.add_edge("FRA", "Death penalty", weight=3, accepted=1, noted=2)
    graph.add_edge("KHM", "Death penalty", weight=1, accepted=0, noted=0)
    return graph


def raised(kind: str = "themes") -> nx.DiGraph:
    """Two states and two themes with the items behind their edges; an item with both themes counts for two edges."""
    graph = nx.DiGraph(**about(kind, "Who raises which themes"))
    graph.details = []
    for state, count in (("FRA", 6), ("VNM", 3)):
        graph.add_node(state, label=STATES[state][0], kind="state", group=STATES[state][1])
        for number in range(count):
            made = item(number, state, "KHM", "accepted" if number else "noted", ())
            edges = tuple((state, theme) for theme in made.themes)
            for edge in edges:
                graph.add_node(edge[1], label=edge[1], kind="theme", group="Theme")
                before = graph.get_edge_data(*edge, default={"weight": 0, "accepted": 0, "noted": 0})
                add = {"weight": 1, "accepted": int(number > 0), "noted": int(number == 0)}
                graph.add_edge(*edge, **{name: value + before[name] for name, value in add.items()})
            graph.details.append(item(number, state, "KHM", made.response, edges))
    return graph


def undirected(kind: str, title: str, unit: str, weights: dict[tuple[str, str], float], **edge: object) -> nx.Graph:
    graph = nx.Graph(**about(kind, title, unit))
    for (a, b), weight in weights.items():
        for key in (a, b):
            name, group = STATES.get(key, (key, "Theme" if kind == "theme-pairs" else ""))
            node = {"theme-pairs": "theme", "civil-society": "civil-society"}.get(kind, "state")
            graph.add_node(key, label=name, kind=node, group=group)
        graph.add_edge(a, b, weight=weight, **edge)
    return graph


def similarity() -> nx.Graph:
    weights = {("FRA", "TUR"): 0.93, ("FRA", "VNM"): 0.41, ("VNM", "KHM"): 0.88, ("TUR", "KHM"): 0.5}
    return undirected("similarity", "Who raises like themes", "cosine similarity of themes, 0 to 1", weights)


def co_makers() -> nx.Graph:
    weights = {("FRA", "TUR"): 3, ("FRA", "VNM"): 1, ("CIV", "KHM"): 2}
    return undirected("co-makers", "Who recommends the same", "texts of UPR Info", weights)


def theme_pairs() -> nx.Graph:
    weights = {("Torture", "Detention"): 30, ("Torture", "Death penalty"): 12, ("Right to food", "Poverty"): 9}
    return undirected("theme-pairs", "Which themes go together", "records of UPR Info", weights, accepted=5, noted=4)


def troikas() -> nx.Graph:
    return undirected(
        "troikas", "Who serves with whom", "reviews", {("FRA", "KHM"): 2, ("KHM", "CIV"): 1}, reviews="vnm-2|tur-1"
    )


def troika_service() -> nx.DiGraph:
    graph = nx.DiGraph(**about("troika-service", "Who serves for whom", "reviews"))
    for key, (name, group) in STATES.items():
        graph.add_node(key, label=name, kind="state", group=group)
    graph.add_edge("FRA", "KHM", weight=2, reviews="khm-1|khm-2")
    graph.add_edge("CIV", "KHM", weight=1, reviews="khm-2")
    return graph


def wholes(kind: str, node: str, names: dict[str, str]) -> nx.DiGraph:
    """Groups or organisations that all recommend to each other and to their own."""
    graph = nx.DiGraph(**about(kind, "Who recommends to which"))
    for key, name in names.items():
        graph.add_node(key, label=name, kind=node, group=key if node == "group" else "")
    graph.details = []
    for number, (source, target) in enumerate(product(names, repeat=2)):
        graph.add_edge(source, target, weight=number + 1, accepted=number, noted=1)
        for each, answer in enumerate(answers(number + 1, number, 1)):
            graph.details.append(item(each, "FRA", "KHM", answer, [(source, target)]))
    return graph


def groups() -> nx.DiGraph:
    return wholes("groups", "group", {"WEOG": "Western Europe and others", "Asia": "Asia-Pacific", "Africa": "Africa"})


def blocs() -> nx.DiGraph:
    codes = ("ACS", "AL", "ASEAN", "AU", "CIS", "Commonwealth", "EU", "OAS", "OEI", "OIC", "OIF", "PIF")
    return wholes("blocs", "organisation", {code: code for code in codes})


def civil_society() -> nx.Graph:
    """Two joint submissions with one member in common, and a third apart."""
    graph = nx.Graph(**about("civil-society", "Who submits jointly", "joint submissions"))
    for submission, members in {"svn-4 JS1": range(6), "svn-4 JS2": range(5, 9), "khm-4 JS1": range(20, 23)}.items():
        for a, b in combinations([f"ORG{number}" for number in members], 2):
            for key in (a, b):
                graph.add_node(
                    key, label=f"Committee for the Rights of Sample {key[3:]}", kind="civil-society", group=""
                )
            graph.add_edge(a, b, weight=1, submissions=submission)
    return graph


def over_cycles() -> nx.DiGraph:
    graph = nx.DiGraph(**about("answers", "What states recommended to each other over the cycles"))
    graph.details = []
    for cycle, pair, weight, accepted in [
        (1, ("FRA", "KHM"), 3, 3),
        (2, ("FRA", "KHM"), 6, 3),
        (2, ("KHM", "VNM"), 2, 2),
    ]:
        edge = tuple(f"{state} {cycle}" for state in pair)
        for key, state in zip(edge, pair, strict=True):
            graph.add_node(key, label=STATES[state][0], kind="state-in-cycle", group=STATES[state][1])
        graph.add_edge(*edge, weight=weight, accepted=accepted, noted=weight - accepted)
        for number, answer in enumerate(answers(weight, accepted, weight - accepted)):
            graph.details.append(item(number, pair[0], pair[1], answer, [edge], review=f"{pair[1].lower()}-{cycle}"))
    return graph


KINDS: dict[str, Callable[[], nx.Graph]] = {
    "states": states,
    "themes": raised,
    "contested-themes": lambda: raised("contested-themes"),
    "theme-pairs": theme_pairs,
    "similarity": similarity,
    "co-makers": co_makers,
    "troikas": troikas,
    "troika-service": troika_service,
    "groups": groups,
    "blocs": blocs,
    "civil-society": civil_society,
    "answers": over_cycles,
}
"""A small network of every kind there is."""


def hostile() -> nx.DiGraph:
    """Names, texts, themes and titles that try to be markup, code or keys of the page's own objects."""
    bad = HOSTILE["IMG"]
    graph = nx.DiGraph(
        title=bad,
        unit=f"records {bad}",
        source=HOSTILE["END"],
        notes=[bad],
        filters={bad: HOSTILE["END"]},
        kind="states",
    )
    for key, name in HOSTILE.items():
        graph.add_node(key, label=name, kind="state", group=bad)
    graph.add_edges_from(combinations(HOSTILE, 2), weight=1, accepted=1, noted=0)
    graph.details = [
        Item(bad, a, b, HOSTILE["END"], HOSTILE[a] or HOSTILE["END"], "accepted", 3, (bad, "__proto__"), ((a, b),))
        for a, b in graph.edges
    ]
    return graph


def large(nodes: int = 193, edges: int = 8000) -> nx.DiGraph:
    draw = random.Random(7)
    graph = nx.DiGraph(**about("states", "Who recommends to whom"))
    keys = [f"{a}{b}{c}" for a, b, c in product("ABCDEF", repeat=3)][:nodes]
    for key in keys:
        graph.add_node(key, label=f"State of {key}", kind="state", group=draw.choice(["Africa", "Asia", "EEG", "WEOG"]))
    while graph.number_of_edges() < edges:
        source, target = draw.sample(keys, 2)
        weight = draw.randint(1, 30)
        graph.add_edge(source, target, weight=weight, accepted=weight // 2, noted=weight // 3)
    return graph


def turned_over(graph: nx.Graph) -> nx.Graph:
    """The same graph, built in another order."""
    other = type(graph)()
    other.graph.update(reversed(graph.graph.items()))
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    edges = [(a, b, data) if graph.is_directed() else (b, a, data) for a, b, data in graph.edges(data=True)]
    other.add_edges_from(reversed(edges))
    if hasattr(graph, "details"):
        other.details = list(reversed(graph.details))
    return other
