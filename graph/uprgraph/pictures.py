"""Networks as files: a page to look at, and GraphML, GEXF, CSV and JSON to work with.

The same graph gives the same bytes; no partial file stays behind (see `uprgraph.files.replacing`).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprgraph.errors import QueryError
from uprgraph.files import replacing
from uprgraph.page import layout

if TYPE_CHECKING:
    import networkx

PAGE = Path(__file__).resolve().parent / "page"
FEW_EDGES = 400  # so many can have arrows and curves


def write(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes *graph* to *path* in the format that its suffix names.

    Raises QueryError for an unknown suffix, OSError where the file cannot be written.
    """
    check(path)
    WRITERS[_suffix(path)](graph, path)


def check(path: str | Path) -> None:
    """Raises QueryError where no writer fits the suffix of *path*.

    >>> check("states.svg")
    Traceback (most recent call last):
    uprgraph.errors.QueryError: states.svg: the suffix must be one of .html, .graphml, .gexf, .csv, .json
    """
    if _suffix(path) not in WRITERS:
        raise QueryError(f"{path}: the suffix must be one of {', '.join(f'.{suffix}' for suffix in WRITERS)}")


def _suffix(path: str | Path) -> str:
    return Path(path).suffix.lower().removeprefix(".")


def write_html(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes one page that needs no network: the picture, a legend, a search box, tooltips.

    Area of a node and width of an edge grow with the weight, in the unit that ``graph.graph["unit"]``
    names. Raises OSError where the file cannot be written.
    """
    page = _page(graph)
    with replacing(path) as file:
        file.write(page)


def write_graphml(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes GraphML with the attributes of nodes, edges and graph; characters that XML forbids are dropped.

    Raises OSError where the file cannot be written.
    """
    import networkx

    with replacing(path, "wb") as file:
        networkx.write_graphml_xml(_plain(graph), file, named_key_ids=True)


def write_gexf(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes GEXF 1.2 (Gephi) with colour, size and position; characters that XML forbids are dropped.

    Raises OSError where the file cannot be written.
    """
    import networkx

    plain = _plain(graph)
    sizes = layout.radii(graph)
    for key, (x, y) in layout.positions(graph).items():
        red, green, blue = bytes.fromhex(layout.GROUPS.get(layout.group(graph, key), layout.OTHER).colour[1:])
        plain.nodes[layout.printable(key)]["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": float(sizes[key]),
            "position": {"x": float(x), "y": float(-y), "z": 0.0},
            "shape": "square" if graph.nodes[key].get("kind") == "theme" else "disc",
        }
    text = "\n".join(networkx.generate_gexf(plain))
    # networkx writes today's date: the same graph would not give the same bytes.
    text = re.sub(r' lastmodifieddate="[0-9-]*"', "", text, count=1)
    with replacing(path) as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def write_csv(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes ``source,target,weight``, one line per edge, sorted; RFC 4180 with line feeds, UTF-8.

    Raises OSError where the file cannot be written.
    """
    with replacing(path) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("source", "target", "weight"))
        lines.writerows(
            (source, target, data["weight"]) for source, target, data in layout.ordered(graph).edges(data=True)
        )


def write_json(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes networkx's node-link data (``edges`` under that name) on one line, UTF-8.

    Raises OSError where the file cannot be written.
    """
    import networkx

    data = networkx.node_link_data(layout.ordered(graph), edges="edges")
    with replacing(path) as file:
        json.dump(data, file, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        file.write("\n")


WRITERS: dict[str, Callable[[networkx.DiGraph, str | Path], None]] = {
    "html": write_html,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "csv": write_csv,
    "json": write_json,
}


def _plain(graph: networkx.DiGraph) -> networkx.DiGraph:
    """A sorted copy that XML can hold: no forbidden characters, no nested or missing values."""
    import networkx

    def data(values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            layout.printable(name): value if isinstance(value, bool | int | float) else layout.printable(value)
            for name, value in sorted(values.items())
            if value is not None
        }

    ordered = layout.ordered(graph)
    plain = networkx.DiGraph()
    plain.graph.update(data({**ordered.graph, "filters": _filters(ordered)}))
    plain.add_nodes_from((layout.printable(key), data(values)) for key, values in ordered.nodes(data=True))
    plain.add_edges_from(
        (layout.printable(a), layout.printable(b), data(values)) for a, b, values in ordered.edges(data=True)
    )
    return plain


def _filters(graph: networkx.DiGraph) -> str:
    return "; ".join(f"{name} {value}" for name, value in sorted(graph.graph.get("filters", {}).items()))


def _counted(count: float, unit: str) -> str:
    """A count with the first word of its unit.

    >>> _counted(1, "records of UPR Info"), _counted(1200, "pairs")
    ('1 record', '1,200 pairs')
    """
    word = re.split(r"[\s,;:(]", unit.strip(), maxsplit=1)[0] or "counted"
    return f"{count:,} {word[:-1] if count == 1 and word.endswith('s') else word}"


def _answers(edges: list[layout.Edge]) -> str:
    """How many were accepted and noted, and the share of the answered; empty where that is not known."""
    if not any("accepted" in data for _, _, data in edges):
        return ""
    weight, accepted, noted = (sum(data.get(of, 0) for _, _, data in edges) for of in ("weight", "accepted", "noted"))
    share = f" ({100 * accepted / (accepted + noted):.0f} % of the answered)" if accepted + noted else ""
    rest = weight - accepted - noted
    return f", {accepted:,} accepted{share}, {noted:,} noted{f', {rest:,} without a known answer' if rest > 0 else ''}"


def _total(edges: list[layout.Edge], unit: str, once_each: bool = False) -> str:
    """The sum of the edges' weights with its unit and answers; says where one thing counts under several themes."""
    counted = _counted(sum(data["weight"] for _, _, data in edges), unit)
    return f"{counted}{' (each once under each of its themes)' if once_each else ''}{_answers(edges)}"


def _about(graph: networkx.DiGraph, key: Any) -> str:
    """The tooltip of a node: name, code and group, then what it made and what it received."""
    code, unit = layout.group(graph, key), str(graph.graph.get("unit", ""))
    made, received = list(graph.out_edges(key, data=True)), list(graph.in_edges(key, data=True))
    if code == "Theme":
        return f"{layout.name(graph, key)}\nraised in {_total(received, unit)}"
    known_as = "" if layout.shown(key) == layout.name(graph, key) else f" ({layout.short(layout.shown(key), 12)})"
    lines = [f"{layout.name(graph, key)}{known_as}, {layout.GROUPS.get(code, layout.OTHER).name}"]
    if graph.graph.get("kind") == "themes":
        return "\n".join([*lines, f"made {_total(made, unit, once_each=True)}"])
    return "\n".join([*lines, f"made {_total(made, unit)}", f"received {_total(received, unit)}"])


def _page(graph: networkx.DiGraph) -> str:
    """The whole page, rendered by pyvis from our template instead of its own, which loads from the network."""
    from jinja2 import Environment, FileSystemLoader
    from pyvis.network import Network

    graph = layout.ordered(graph)
    drawing = Network(cdn_resources="in_line", directed=True)
    drawing.options = _options(graph)
    _add_nodes(drawing, graph)
    _add_edges(drawing, graph)
    drawing.path = "network.html"
    drawing.templateEnv = Environment(loader=FileSystemLoader([PAGE, drawing.template_dir]), autoescape=True)
    drawing.templateEnv.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    scripts = sorted(name for name in drawing.templateEnv.list_templates() if name.endswith("/vis-network.min.js"))
    drawing.templateEnv.globals.update(vis_network=scripts[-1], **_heading(graph))
    return str(drawing.generate_html())


def _heading(graph: networkx.DiGraph) -> dict[str, Any]:
    """What the template says around the picture."""
    filters = sorted(graph.graph.get("filters", {}).items())
    about = {name: layout.shown(graph.graph.get(name) or "") for name in ("title", "unit", "source")}
    edges = list(graph.edges(data=True))
    of = [layout.group(graph, key) for key in graph]
    themes = of.count("Theme")
    known = {**layout.GROUPS, "": layout.OTHER}
    sizes = {"states": len(graph) - themes, **({"themes": themes} if themes else {}), "edges": len(edges)}
    parts = [_counted(size, unit) for unit, size in sizes.items()]
    return {
        **about,
        "title": about["title"] or "Network",
        "counted": "" if about["unit"] in about["source"] else f"Counted: {about['unit']}.",
        "filters": [(layout.shown(name), layout.shown(value)) for name, value in filters],
        "statistics": ", ".join([*parts, _total(edges, about["unit"], once_each=bool(themes))]),
        "legend": [(code, known[code], of.count(code)) for code in known if code in of],
        "themes": themes,
    }


def _options(graph: networkx.DiGraph) -> dict[str, Any]:
    few = graph.number_of_edges() <= FEW_EDGES
    return {
        "layout": {"improvedLayout": False},
        "physics": {"enabled": False},
        "interaction": {"hover": True, "hideEdgesOnDrag": not few, "hideEdgesOnZoom": not few, "tooltipDelay": 120},
        "nodes": {"borderWidth": 1, "borderWidthSelected": 3, "scaling": {"label": {"drawThreshold": 7}}},
        "edges": {
            "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12} if few else False,
            "arrows": {"to": {"enabled": few, "scaleFactor": 0.5}},
            "color": {"inherit": "from", "opacity": 0.55 if few else 0.12},
            "hoverWidth": 0.5,
            "selectionWidth": 0.5,
        },
    }


def _add_nodes(drawing: Any, graph: networkx.DiGraph) -> None:
    sizes, wide, tall = layout.radii(graph), layout.positions(graph), layout.positions(graph, layout.PORTRAIT)
    for key in graph:
        code = layout.group(graph, key)
        drawing.add_node(
            _id(key),
            label=layout.label(graph, key) or " ",
            shape="square" if code == "Theme" else "dot",
            color=layout.GROUPS.get(code, layout.OTHER).colour,
            size=sizes[key],
            title=_about(graph, key),
            name=layout.name(graph, key),
            key=layout.short(layout.shown(key), 12),
            full=layout.lines(layout.name(graph, key)),
            wide=wide[key],
            tall=tall[key],
        )


def _add_edges(drawing: Any, graph: networkx.DiGraph) -> None:
    """Light edges first, so that heavy ones are drawn over them."""
    unit = str(graph.graph.get("unit", ""))
    most = max((data["weight"] for _, _, data in graph.edges(data=True)), default=1)
    for edge in sorted(graph.edges(data=True), key=lambda edge: edge[2]["weight"]):
        source, target, data = edge
        drawing.add_edge(
            _id(source),
            _id(target),
            width=round(0.4 + 5.6 * data["weight"] / most, 1),
            title=f"{layout.name(graph, source)} → {layout.name(graph, target)}: {_total([edge], unit)}",
            arrows=None,
        )
        # pyvis would give each edge an arrow of its own; whether there are arrows is an option of all.
        del drawing.edges[-1]["arrows"]


def _id(key: object) -> str:
    """The key where it is a code; others get a colon, for a page's objects have names like *constructor*."""
    return str(key) if re.fullmatch("[A-Z]{2,3}", str(key)) else f":{key}"
