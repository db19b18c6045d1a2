"""A network as a picture for print: SVG, PNG (300 dpi) or PDF on the page that figures have.

Places, sizes and colours are those of the HTML page. Imports matplotlib: import this module inside functions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uprgraph.figures.canvas import INK, MARGIN, SMALL, SOFT, WIDTH, Page, style, write
from uprgraph.page import layout, places, wording

if TYPE_CHECKING:
    import networkx
    from matplotlib.axes import Axes

SHAPE = 1.6  # width to height of the drawing
LEGEND = 9.0  # mm below the drawing
POINTS = 72 / 25.4  # points in a mm
SMALLEST = 4.5  # points: below, letters are not read in print
ARROWS = 400  # so many edges can have curves and arrows
NUMBERS = 40  # so many can have their numbers written on them
CURVE, LOOP = 0.12, -1.6  # how far an edge bends, and one that leads back


def encoded(graph: networkx.Graph, suffix: str) -> bytes:
    """The picture as ``svg``, ``png`` or ``pdf``; the same graph gives the same bytes."""
    graph = layout.ordered(graph)
    about = graph.graph
    filters = wording.filters(graph)
    subtitle = f"{wording.statistics(graph)}; {f'only {filters}' if filters else 'no filter'}"
    key = [wording.meaning(graph), *wording.reading(graph, places.arrangement(graph)), _widths(graph)]
    caption = [" ".join(filter(None, key)), str(about.get("source") or ""), *about.get("notes", ())]
    inner = WIDTH - 2 * MARGIN
    with style():
        page = Page(str(about.get("title") or "Network"), subtitle, inner / SHAPE + LEGEND, caption)
        if len(graph):
            _draw(page, graph, inner)
        return page.encoded(suffix)


def _widths(graph: networkx.Graph) -> str:
    """What the widest line counts, so that the others can be read."""
    weights = [data.get("weight", 1) for _, _, data in graph.edges(data=True)]
    if not weights:
        return ""
    most = f"{max(weights):.2f}" if wording.measured(graph) else wording.counted(max(weights), wording.unit(graph))
    return f"The widest line stands for {most}."


def _draw(page: Page, graph: networkx.Graph, inner: float) -> None:
    at = places.positions(graph, SHAPE)
    boxes = layout.boxes(graph)
    left, right = (sign * max(sign * at[key][0] + boxes[key][0] / 2 for key in graph) for sign in (-1, 1))
    above = 70 if any(source == target for source, target in graph.edges) else 0
    top = min(at[key][1] - boxes[key][1] / 2 for key in graph) - above
    bottom = max(at[key][1] + boxes[key][1] for key in graph)
    scale = min(inner / (right - left), inner / SHAPE / (bottom - top))  # mm of a pixel
    axes = page.axes(0, 0, inner, inner / SHAPE)
    wide, high = inner / scale, inner / SHAPE / scale
    middle, level = (left + right) / 2, (top + bottom) / 2
    axes.set_xlim(middle - wide / 2, middle + wide / 2)
    axes.set_ylim(level + high / 2, level - high / 2)
    _edges(axes, graph, at, scale)
    _nodes(axes, graph, at, scale)
    _legend(page, graph, inner)


def _colour(graph: networkx.Graph, source: Any, target: Any) -> str:
    """The colour of who made it; of both ends where there is no direction, grey between groups."""
    groups = layout.group(graph, source), layout.group(graph, target)
    if not graph.is_directed() and groups[0] != groups[1]:
        return "#8C8C8C"
    return layout.GROUPS.get(groups[0], layout.OTHER).colour


def _edges(axes: Axes, graph: networkx.Graph, at: dict[Any, tuple[int, int]], scale: float) -> None:
    """Light edges first, so that heavy ones lie over them; few with arrows, and very few with their numbers."""
    from matplotlib.patches import FancyArrowPatch

    found = sorted(graph.edges(data=True), key=lambda edge: edge[2].get("weight", 1))
    weights = [data.get("weight", 1) for _, _, data in found]
    least, most = (min(weights), max(weights)) if wording.measured(graph) else (0, max(weights, default=1))
    few = len(found) <= ARROWS
    curved = few and graph.is_directed()
    radii = layout.radii(graph)
    for source, target, data in found:
        own = source == target
        begin, end = _ends(at[source], at[target], radii[source] if own else 0)
        shrink = [0.0 if own else radii[key] * scale * POINTS for key in (source, target)]
        bend = (LOOP if own else CURVE) if curved or own else 0.0
        axes.add_artist(
            FancyArrowPatch(
                begin,
                end,
                arrowstyle="-|>,head_length=3.4,head_width=1.5" if curved else "-",
                connectionstyle=f"arc3,rad={bend}",
                color=_colour(graph, source, target),
                alpha=0.7 if few else 0.18,
                linewidth=0.3 + 2.7 * (data.get("weight", 1) - least) / ((most - least) or 1),
                shrinkA=shrink[0],
                shrinkB=shrink[1],
                mutation_scale=1,
                zorder=1,
            )
        )
        if len(found) <= NUMBERS and not wording.measured(graph):
            _number(axes, graph, data, (begin, end, bend))


def _ends(source: tuple[int, int], target: tuple[int, int], radius: int) -> tuple[tuple[float, float], ...]:
    """Where an edge begins and ends: in the middles of its nodes, or at both shoulders of the one it leads back to."""
    if not radius:
        return source, target
    x, y = source[0], source[1] - 0.7 * radius
    return (x - 0.7 * radius, y), (x + 0.7 * radius, y)


def _number(axes: Axes, graph: networkx.Graph, data: dict[str, Any], curve: tuple[Any, Any, float]) -> None:
    """Writes what an edge counts on its middle; in an exchange of few states with the answers."""
    from matplotlib.patheffects import withStroke

    (x0, y0), (x1, y1), bend = curve
    x, y = (x0 + x1) / 2 - bend * (y1 - y0) / 2, (y0 + y1) / 2 + bend * (x1 - x0) / 2
    text = f"{data.get('weight', 1):,}"
    if graph.graph.get("kind") == "answers":
        text += f": {data['accepted']} accepted, {data['noted']} noted"
    write(axes, x, y, text, 5.5, color=SOFT, zorder=3, path_effects=[withStroke(linewidth=1.2, foreground="white")])


def _nodes(axes: Axes, graph: networkx.Graph, at: dict[Any, tuple[int, int]], scale: float) -> None:
    from matplotlib.patches import Circle, Rectangle
    from matplotlib.patheffects import withStroke

    radii = layout.radii(graph)
    size = max(SMALLEST, min(SMALL, 16 * scale * POINTS))
    for key in graph:
        (x, y), radius = at[key], radii[key]
        drawn = layout.GROUPS.get(layout.group(graph, key), layout.OTHER)
        look: dict[str, Any] = {"facecolor": drawn.colour, "edgecolor": INK, "linewidth": 0.3, "zorder": 2}
        mark = (
            Rectangle((x - radius, y - radius), 2 * radius, 2 * radius, **look)
            if drawn.square
            else Circle((x, y), radius, **look)
        )
        axes.add_artist(mark)
        for number, text in enumerate(layout.label(graph, key).split("\n")):
            below = y + radius + (number * 1.15 + 0.3) * size / POINTS / scale
            halo = [withStroke(linewidth=1.2, foreground="white")]
            write(axes, x, below, text, size, va="top", zorder=3, path_effects=halo)


def _legend(page: Page, graph: networkx.Graph, inner: float) -> None:
    from matplotlib.patches import Circle, Rectangle

    from uprgraph.figures.canvas import width_of

    axes = page.grid(0, inner / SHAPE, inner, LEGEND)
    codes = {layout.group(graph, key) for key in graph}
    x, y = 1.5, 3.0
    for code, group in [*layout.GROUPS.items(), ("", layout.OTHER)]:
        if code not in codes:
            continue
        wide = 3 + width_of(group.name, SMALL) + 5
        if x + wide > inner:
            x, y = 1.5, y + 3.6
        look: dict[str, Any] = {"facecolor": group.colour, "edgecolor": INK, "linewidth": 0.3}
        axes.add_artist(
            Rectangle((x - 1.2, y - 1.2), 2.4, 2.4, **look) if group.square else Circle((x, y), 1.2, **look)
        )
        write(axes, x + 2.2, y, group.name, SMALL, ha="left", color=SOFT)
        x += wide
