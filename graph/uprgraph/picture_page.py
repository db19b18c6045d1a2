"""A network as one page that needs no network: rendered by pyvis from our template, with its own vis-network."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprgraph.page import details, layout, places, wording

if TYPE_CHECKING:
    import networkx
    from jinja2.bccache import Bucket, BytecodeCache

PAGE = Path(__file__).resolve().parent / "page"
LARGEST = 2_900_000  # bytes, of a whole page with its details
SCRIPTS = tuple(
    f"{name}.js" for name in ("words", "counts", "drawing", "labels", "panel", "export", "network", "controls")
)
SHARES = (
    (0.75, "#0072B2", "75 % accepted or more"),
    (0.5, "#56B4E9", "50 to 74 %"),
    (0.25, "#E69F00", "25 to 49 %"),
    (0, "#D55E00", "under 25 %"),
    (None, "#8C8C8C", "no known answer"),
)
"""Colours of lines by the share of the answered that was accepted, from so much on."""
LISTED = ("reviews", "submissions")  # attributes of edges that name what the edge counts, separated by a bar


def page(graph: networkx.Graph, with_details: bool = True) -> str:
    """The whole page; *with_details* false leaves the single recommendations out."""
    from jinja2 import Environment, FileSystemLoader
    from pyvis.network import Network

    ordered = layout.ordered(graph)
    drawing = Network(cdn_resources="in_line", directed=True)
    drawing.options = _options()
    _add_nodes(drawing, ordered)
    drawing.path = "network.html"
    loader = FileSystemLoader([PAGE, drawing.template_dir])
    environment = Environment(loader=loader, autoescape=True, bytecode_cache=_compiled())
    drawing.templateEnv = environment
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    scripts = sorted(name for name in environment.list_templates() if name.endswith("/vis-network.min.js"))
    environment.globals.update(
        vis_network=scripts[-1], **_heading(ordered), lines=_lines(ordered), about=_about(ordered)
    )
    environment.globals.update(packed=details.Packed("", [], _left_out(graph) if not with_details else ""))
    html = str(drawing.generate_html())
    if with_details and len(ordered):
        room = LARGEST - len(html.encode())
        environment.globals["packed"] = details.packed(graph, room)
        html = str(drawing.generate_html())
    return html


@cache
def _compiled() -> BytecodeCache:
    """Keeps the templates compiled, by their text: each is compiled once for all pages of this process."""
    from jinja2 import BytecodeCache

    class Memory(BytecodeCache):
        def __init__(self) -> None:
            self.held: dict[str, bytes] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            if known := self.held.get(f"{bucket.key} {bucket.checksum}"):
                bucket.bytecode_from_string(known)

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.held[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()

    return Memory()


def _left_out(graph: networkx.Graph) -> str:
    """What a page without details says instead; asks for none of them."""
    known = any(vars(graph).get(name) for name in ("items_of", "_details", "details"))
    return "The single recommendations are in the page that is written to a file." if known else ""


def _heading(graph: networkx.Graph) -> dict[str, Any]:
    """What the template says around the picture."""
    filters = sorted(graph.graph.get("filters", {}).items())
    of = [layout.group(graph, key) for key in graph]
    known = {**layout.GROUPS, "": layout.OTHER}
    source = layout.shown(graph.graph.get("source") or "")
    colouring = wording.colouring(graph)  # said apart, since the page can colour lines otherwise
    return {
        "title": layout.shown(graph.graph.get("title") or "") or "Network",
        "meaning": wording.meaning(graph),
        "source": source[:1].upper() + source[1:],
        "notes": [layout.shown(note) for note in graph.graph.get("notes") or ()],
        "filters": [(layout.shown(name), layout.shown(value)) for name, value in filters],
        "statistics": wording.statistics(graph),
        "legend": [(code, known[code], of.count(code)) for code in known if code in of],
        "groups": [(code, known[code].name) for code in known if code in of],
        "shares": SHARES,
        "coloured": f"group of {wording.coloured(graph)}" if len(set(of)) > 1 else "one for all",
        "reading": [part for part in wording.reading(graph, places.arrangement(graph)) if part != colouring],
        "scripts": SCRIPTS,
    }


def _about(graph: networkx.Graph) -> dict[str, Any]:
    """What the scripts must know of the whole."""
    kind = str(graph.graph.get("kind") or "")
    return {
        "kind": kind,
        "directed": graph.is_directed(),
        "noun": wording.unit(graph),
        "nodes": wording.nodes(graph),
        "sizes": wording.sizes(graph),
        "measured": wording.measured(graph),
        "repeated": wording.REPEATED.get(kind, ""),
        "did": wording.did(graph),
        "colouring": wording.colouring(graph),
        "arrangement": places.arrangement(graph),
        "few": len(graph) <= layout.FEW_NODES,
        "radius": (layout.LEAST, layout.MOST),
        "contested": kind == "contested-themes",
        "byAnswer": wording.by_answer(graph),
        "shares": SHARES,
    }


def _options() -> dict[str, Any]:
    """vis-network moves the view and draws the nodes; lines and labels are drawn by the page's own scripts."""
    return {
        "layout": {"improvedLayout": False},
        "physics": {"enabled": False},
        "interaction": {"hover": False, "selectable": False, "tooltipDelay": 1_000_000},
        "nodes": {"borderWidth": 1, "borderWidthSelected": 1, "chosen": False},
    }


def _add_nodes(drawing: Any, graph: networkx.Graph) -> None:
    """Nodes are numbered, for a page's objects have names like *constructor*."""
    sizes, wide, tall = layout.radii(graph), places.positions(graph), places.positions(graph, layout.PORTRAIT)
    for number, key in enumerate(graph):
        group = layout.group(graph, key)
        known = layout.GROUPS.get(group, layout.OTHER)
        drawing.add_node(
            number,
            label=" ",
            shape="square" if known.square else "dot",
            color=known.colour,
            size=sizes[key],
            key=layout.short(layout.shown(key), 200),
            code=layout.code(graph, key),
            name=layout.name(graph, key),
            lines=layout.lines(layout.name(graph, key)),
            of=group,
            kind=str(graph.nodes[key].get("kind") or "state"),
            wide=wide[key],
            tall=tall[key],
        )


def _lines(graph: networkx.Graph) -> dict[str, list[Any]]:
    """The edges column by column: numbers of nodes, weight, answers, mean action, and what they count by name."""
    numbers = {key: number for number, key in enumerate(graph)}
    edges = list(graph.edges(data=True))
    columns: dict[str, list[Any]] = {
        "from": [numbers[source] for source, _, _ in edges],
        "to": [numbers[target] for _, target, _ in edges],
        "weight": [data.get("weight", 1) for _, _, data in edges],
    }
    for name, attribute in (("accepted", "accepted"), ("noted", "noted"), ("mean", "mean_action")):
        if any(data.get(attribute) is not None for _, _, data in edges):
            columns[name] = [data.get(attribute) for _, _, data in edges]
    for attribute in LISTED:
        if any(data.get(attribute) for _, _, data in edges):
            columns["listed"] = [layout.shown(data.get(attribute) or "") for _, _, data in edges]
    return columns
