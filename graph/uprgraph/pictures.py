"""Networks as files: a page to look at, a picture for print, and GraphML, GEXF, CSV and JSON to work with.

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
from uprgraph.page import layout, wording

if TYPE_CHECKING:
    import networkx


def write(graph: networkx.Graph, path: str | Path) -> None:
    """Writes *graph* to *path* in the format that its suffix names.

    Raises QueryError for an unknown suffix, OSError where the file cannot be written.
    """
    check(path)
    WRITERS[_suffix(path)](graph, path)


def check(path: str | Path) -> None:
    """Raises QueryError where no writer fits the suffix of *path*.

    >>> check("states.gif")
    Traceback (most recent call last):
    uprgraph.errors.QueryError: states.gif: written are .html, .graphml, .gexf, .csv, .json, .svg, .png, .pdf
    """
    if _suffix(path) not in WRITERS:
        raise QueryError(f"{path}: written are {', '.join(f'.{suffix}' for suffix in WRITERS)}")


def _suffix(path: str | Path) -> str:
    return Path(path).suffix.lower().removeprefix(".")


def write_html(graph: networkx.Graph, path: str | Path) -> None:
    """Writes one page that needs no network: the picture, filters, and what each node and edge counts.

    Area of a node and width of an edge grow with the weight, in the unit that ``graph.graph["unit"]``
    names. Raises OSError where the file cannot be written.
    """
    text = html(graph)
    with replacing(path) as file:
        file.write(text)


def html(graph: networkx.Graph, details: bool = True) -> str:
    """The page that `write` writes, under 3 MB; without *details* it holds no single recommendations.

    A frame shows it as it is: ``<iframe sandbox="allow-scripts allow-downloads" srcdoc="...">``, escaped.
    """
    from uprgraph import picture_page

    return picture_page.page(graph, details)


def write_graphml(graph: networkx.Graph, path: str | Path) -> None:
    """Writes GraphML with the attributes of nodes, edges and graph; characters that XML forbids are dropped.

    Raises OSError where the file cannot be written.
    """
    import networkx

    with replacing(path, "wb") as file:
        networkx.write_graphml_xml(_plain(graph), file)


def write_gexf(graph: networkx.Graph, path: str | Path) -> None:
    """Writes GEXF 1.2 (Gephi) with colour, size and position; characters that XML forbids are dropped.

    Raises OSError where the file cannot be written.
    """
    import networkx

    from uprgraph.page import places

    plain = _plain(graph)
    sizes = layout.radii(graph)
    for key, (x, y) in places.positions(graph).items():
        drawn = layout.GROUPS.get(layout.group(graph, key), layout.OTHER)
        red, green, blue = bytes.fromhex(drawn.colour[1:])
        plain.nodes[layout.printable(key)]["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": float(sizes[key]),
            "position": {"x": float(x), "y": float(-y), "z": 0.0},
            "shape": "square" if drawn.square else "disc",
        }
    text = "\n".join(networkx.generate_gexf(plain))
    # networkx writes today's date: the same graph would not give the same bytes.
    text = re.sub(r' lastmodifieddate="[0-9-]*"', "", text, count=1)
    text = text.replace(' name=""', "", 1).replace("</creator>", f"</creator>{_description(plain)}", 1)
    with replacing(path) as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def _description(plain: networkx.Graph) -> str:
    """The unit, the source and the filters as GEXF's description of a file, escaped."""
    from xml.sax.saxutils import escape

    about = [str(plain.graph.get(name, "")) for name in ("title", "unit", "source", "filters", "notes")]
    return f"<description>{escape('. '.join(text.rstrip('.') for text in about if text))}.</description>"


def write_csv(graph: networkx.Graph, path: str | Path) -> None:
    """Writes ``source,target,weight``, one line per edge, sorted; RFC 4180 with line feeds, UTF-8.

    Raises OSError where the file cannot be written.
    """
    with replacing(path) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("source", "target", "weight"))
        lines.writerows(
            (layout.printable(source), layout.printable(target), data.get("weight", 1))
            for source, target, data in layout.edges(graph)
        )


def write_json(graph: networkx.Graph, path: str | Path) -> None:
    """Writes networkx's node-link data (``edges`` under that name) on one line, UTF-8.

    Raises OSError where the file cannot be written.
    """
    import networkx

    data = networkx.node_link_data(layout.ordered(graph), edges="edges")
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    with replacing(path, "wb") as file:
        file.write(text.encode("utf-8", "ignore") + b"\n")  # half a character is left out, as in the other formats


def _write_print(graph: networkx.Graph, path: str | Path) -> None:
    """Writes a picture for print, as figures are: 183 mm wide, with its unit, source and key.

    Raises OSError where the file cannot be written.
    """
    from uprgraph import picture_print

    picture = picture_print.encoded(graph, _suffix(path))
    with replacing(path, "wb") as file:
        file.write(picture)


WRITERS: dict[str, Callable[[networkx.Graph, str | Path], None]] = {
    "html": write_html,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "csv": write_csv,
    "json": write_json,
    "svg": _write_print,
    "png": _write_print,
    "pdf": _write_print,
}


def _plain(graph: networkx.Graph) -> networkx.Graph:
    """A sorted copy that XML can hold: no forbidden characters, no nested or missing values."""
    import networkx

    def data(values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            layout.printable(name): value if isinstance(value, bool | int | float) else layout.printable(value)
            for name, value in sorted(values.items())
            if value is not None
        }

    ordered = layout.ordered(graph)
    plain = networkx.DiGraph() if graph.is_directed() else networkx.Graph()
    notes = " ".join(map(str, ordered.graph.get("notes") or ()))
    plain.graph.update(data({**ordered.graph, "filters": wording.filters(ordered), "notes": notes or None}))
    plain.add_nodes_from((layout.printable(key), data(values)) for key, values in ordered.nodes(data=True))
    plain.add_edges_from(
        (layout.printable(a), layout.printable(b), data(values)) for a, b, values in ordered.edges(data=True)
    )
    return plain
