"""The sentences of a picture: what a line counts, how many, and how they were answered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from uprgraph.page import layout

if TYPE_CHECKING:
    import networkx

MEANING = {
    "states": "what one state recommended to another",
    "themes": "what a state recommended on a theme",
    "contested-themes": "what was recommended to a State under review on a theme",
    "theme-pairs": "what belongs to both themes",
    "similarity": "how alike the themes are that two states raise",
    "co-makers": "what both states recommended",
    "troikas": "in how many troikas both states served",
    "troika-service": "for which State under review a state served in the troika",
    "groups": "what states of one regional group recommended to states of another, or of their own",
    "blocs": "what members of one organisation recommended to members of another, or of their own",
    "civil-society": "what two organisations submitted together",
    "answers": "what one state recommended to another in a cycle",
}
"""What a line of each kind of network stands for."""

REPEATED = {
    "themes": "each once under each of its themes",
    "contested-themes": "each once under each of its themes",
    "theme-pairs": "each once for each pair of its themes",
    "co-makers": "each once for each pair of its makers",
    "troikas": "each once for each pair in its troika",
    "troika-service": "each once for each member of its troika",
    "blocs": "each once for each pair of organisations that it lies between",
    "civil-society": "each once for each pair of its organisations",
}
"""Kinds in which one thing counts for several lines, so that the sum over lines is no number of things."""

DID = {
    "themes": (("made", True), ("raised in", False)),
    "contested-themes": (("received", True), ("raised in", False)),
    "troika-service": (("served in", False), ("in its own troikas:", True)),
    "blocs": (("made", True), ("received", True)),
}
"""What a node did in its outgoing and in its incoming lines, and whether one thing counts for several of these."""


def did(graph: networkx.Graph) -> tuple[tuple[str, bool], tuple[str, bool]]:
    """The words for a node's outgoing and incoming lines, each with whether they are `REPEATED`."""
    repeated = not graph.is_directed()
    return DID.get(str(graph.graph.get("kind")), (("made", repeated), ("received", repeated)))


def unit(graph: networkx.Graph) -> str:
    """What is counted, without its source: ``records`` for "records of UPR Info".

    >>> import networkx
    >>> unit(networkx.Graph(unit="cosine similarity of themes, 0 to 1")), unit(networkx.Graph())
    ('cosine similarity', 'counted')
    >>> unit(networkx.Graph(unit="recommendations, and texts where no source gives a number"))
    'recommendations and texts'
    """
    whole = layout.shown(graph.graph.get("unit") or "").replace(", and ", " and ")
    return re.split(r"[,;:(]| (?:of|in|that|where|with|by|for|from) ", whole, maxsplit=1)[0].strip() or "counted"


def measured(graph: networkx.Graph) -> bool:
    """Whether weights are a measure, such as a similarity, that cannot be added up."""
    return any(isinstance(data.get("weight"), float) for _, _, data in graph.edges(data=True))


def meaning(graph: networkx.Graph) -> str:
    """One sentence on what the lines stand for and in what unit they are counted."""
    what = MEANING.get(str(graph.graph.get("kind")), "")
    whole = layout.shown(graph.graph.get("unit") or "")
    if whole and whole not in layout.shown(graph.graph.get("source") or ""):
        how = f"{'measured' if measured(graph) else 'counted'}: {whole}"
        return f"Lines: {what}; {how}." if what else f"Lines: {how}."
    return f"Lines: {what}." if what else ""


def counted(count: float, noun: str) -> str:
    """A count with its noun.

    >>> counted(1, "records"), counted(1200, "joint submissions"), counted(1, "recommendations and texts")
    ('1 record', '1,200 joint submissions', '1 recommendation or text')
    """
    single = " or ".join(part.removesuffix("s") for part in noun.split(" and "))
    return f"{count:,} {single if count == 1 else noun}"


def total(graph: networkx.Graph, edges: Iterable[dict[str, Any]]) -> str:
    """The sum of the weights with its unit and answers; of a measure the least and the largest."""
    edges = list(edges)
    weights = [data.get("weight", 1) for data in edges]
    noun = unit(graph)
    if measured(graph):
        least, most = (f"{weight:.2f}" for weight in (min(weights), max(weights))) if weights else ("", "")
        return f"{noun} {least}{f' to {most}' if most != least else ''}"
    repeated = REPEATED.get(str(graph.graph.get("kind")), "")
    return f"{counted(sum(weights), noun)}{f' ({repeated})' if repeated else ''}{_answers(graph, sum(weights), edges)}"


def by_answer(graph: networkx.Graph) -> bool:
    """Whether the items were chosen by their answer: a share of accepted ones then says nothing."""
    return bool((graph.graph.get("filters") or {}).get("response"))


def _answers(graph: networkx.Graph, weight: float, edges: list[dict[str, Any]]) -> str:
    """How many were accepted and noted, and the share of the answered; empty where that is not known."""
    if not any("accepted" in data or "noted" in data for data in edges):
        return ""
    accepted, noted = (sum(data.get(of) or 0 for data in edges) for of in ("accepted", "noted"))
    answered = 0 if by_answer(graph) else accepted + noted
    share = f" ({int(100 * accepted / answered + 0.5)} % of the answered)" if answered else ""
    rest = weight - accepted - noted
    open_ = f", {rest:,} pending or without a known answer" if rest > 0 else ""
    return f", {accepted:,} accepted{share}, {noted:,} noted{open_}"


NOUNS = {
    "theme": "themes",
    "group": "groups",
    "organisation": "organisations",
    "civil-society": "organisations",
    "state-in-cycle": "states in cycles",
}
"""What nodes of each kind are called; others are states."""


def sizes(graph: networkx.Graph) -> str:
    """How many nodes there are of each kind: ``166 states, 54 themes``."""
    nouns = [NOUNS.get(str(data.get("kind")), "states") for _, data in graph.nodes(data=True)] or ["states"]
    found = [noun for noun in dict.fromkeys(["states", *NOUNS.values()]) if noun in nouns]
    return ", ".join(counted(nouns.count(noun) if len(graph) else 0, noun) for noun in found)


def nodes(graph: networkx.Graph) -> str:
    """What all nodes are called: by their kind if there is one, else nodes."""
    found = {NOUNS.get(str(data.get("kind")), "states") for _, data in graph.nodes(data=True)}
    return found.pop() if len(found) == 1 else "nodes"


def coloured(graph: networkx.Graph) -> str:
    """Whose group the colour of a line shows."""
    if not graph.is_directed():
        return "both ends"
    others = {"contested-themes": "the State under review", "troika-service": "who served"}
    return others.get(str(graph.graph.get("kind")), "who made it")


def filters(graph: networkx.Graph) -> str:
    """What the graph is restricted to: ``cycle 2; theme Death penalty``."""
    return "; ".join(f"{name} {value}" for name, value in sorted((graph.graph.get("filters") or {}).items()))


def statistics(graph: networkx.Graph) -> str:
    """How many nodes and edges there are, and what the edges count together."""
    edges = [data for _, _, data in graph.edges(data=True)]
    return ", ".join([sizes(graph), counted(len(edges), "edges"), total(graph, edges)])


def colouring(graph: networkx.Graph) -> str:
    """What the colour of a line says by itself; empty where all have one."""
    if len({layout.group(graph, key) for key in graph}) < 2:
        return ""
    return f"Colour of a line: the group of {coloured(graph)}{'' if graph.is_directed() else ', grey between groups'}."


def reading(graph: networkx.Graph, arrangement: str) -> list[str]:
    """How to read the picture: sizes and widths, colours, places."""
    marks = {layout.GROUPS.get(layout.group(graph, key), layout.OTHER).square for key in graph}
    shape = "circle or square" if len(marks) == 2 else "square" if True in marks else "circle"
    place = {
        "fields": "Each group has a field; inside it a node lies nearer to those groups that it exchanges more with.",
        "clusters": "Those that are closely tied lie close together.",
        "grid": "One row for each state, one column for each cycle.",
        "ring": "",
    }[arrangement]
    sizes = f"The larger a {shape}, the more its lines come to; the wider a line, the heavier it is."
    return [part for part in (sizes, colouring(graph), place) if part]
