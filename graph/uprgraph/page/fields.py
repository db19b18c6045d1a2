"""Places of nodes by regional group: each group has a field of its own, themes the middle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from uprgraph.page.layout import both_ways, boxes, group, lift

if TYPE_CHECKING:
    import networkx

Field = tuple[float, float, float, float]
"""Middle x and y, width and height."""

# Which groups' fields lie side by side; "" is the group of those whose group is not known.
BANDS = {
    "wide": (("GRULAC", "WEOG", "EEG", "Observer", ""), ("Africa", "Asia")),
    "tall": (("WEOG", "EEG", "Observer", ""), ("Asia",), ("Africa",), ("GRULAC",)),
    "themes": (("WEOG", "EEG", "GRULAC", ""), ("Theme",), ("Observer", "Asia", "Africa")),
}
GAP = 40  # px between fields
STAGGER, SWAY = 0.5, 0.15  # in cells: how far columns are shifted and nodes stray, so that few edges run through nodes


def positions(graph: networkx.Graph, width_to_height: float) -> dict[Any, tuple[int, int]]:
    """Place of each node of an ordered graph; inside its field a node lies, by rank,
    towards the fields of those that it exchanges most with.
    """
    members: dict[str, list[Any]] = {}
    for key in graph:
        code = group(graph, key)
        members.setdefault(code if any(code in band for band in BANDS["themes"]) else "", []).append(key)
    needed = boxes(graph)
    cell = {
        code: (max(needed[key][0] for key in keys), max(needed[key][1] for key in keys))
        for code, keys in members.items()
    }
    area = {code: len(keys) * cell[code][0] * cell[code][1] for code, keys in members.items()}
    fields = _fields(area, width_to_height)
    columns = {code: _columns(len(keys), cell[code], fields[code]) for code, keys in members.items()}
    scale = max(growth for _, growth in columns.values())
    leaning = _leanings(graph, {key: fields[code] for code, keys in members.items() for key in keys})
    places: dict[Any, tuple[int, int]] = {}
    for code, keys in members.items():
        x, y, width, height = (scale * side for side in fields[code])
        ranked = sorted(keys, key=lambda key: (leaning[key][0], str(key)))
        count = columns[code][0]
        edges = [round(number * len(ranked) / count) for number in range(count + 1)]
        for number, (start, stop) in enumerate(pairwise(edges)):
            column = sorted(ranked[start:stop], key=lambda key: (leaning[key][1], str(key)))
            step = (height - GAP) / (len(column) + STAGGER)
            for row, key in enumerate(column):
                across = (number + 0.5 - count / 2 + SWAY * _scattered(row + number)) * (width - GAP) / count
                down = (row + 0.5 - len(column) / 2 + STAGGER * _scattered(number)) * step
                places[key] = (round(x + across), round(y + down - lift(graph, key)))
    return places


def _scattered(number: int) -> float:
    """Evenly scattered between -0.5 and 0.5: the fraction of a multiple of the golden ratio."""
    return number * (math.sqrt(5) - 1) / 2 % 1 - 0.5


def _fields(area: Mapping[str, float], width_to_height: float) -> dict[str, Field]:
    """The field of each group, by the area that its nodes need.

    Fields fill a rectangle around (0, 0), in rows; those of a picture with themes in columns where it is wide.
    """
    kind = "themes" if "Theme" in area else "wide" if width_to_height > 1 else "tall"
    upright = kind == "themes" and width_to_height > 1
    # A field must not become a sliver.
    area = {code: max(size, 0.06 * sum(area.values())) for code, size in area.items()}
    total = sum(area.values())
    long, thick = math.sqrt(total * width_to_height), math.sqrt(total / width_to_height)
    if upright:
        long, thick = thick, long
    fields, begun = {}, -thick / 2
    for band in BANDS[kind]:
        present = [code for code in band if code in area]
        band_area = sum(area[code] for code in present)
        depth, place = thick * band_area / total, -long / 2
        for code in present:
            length = long * area[code] / band_area
            x, y, width, height = place + length / 2, begun + depth / 2, length, depth
            fields[code] = (y, x, height, width) if upright else (x, y, width, height)
            place += length
        begun += depth
    return fields


def _columns(count: int, cell: tuple[float, float], field: Field) -> tuple[int, float]:
    """In how many columns so many cells fit best, and by what factor the field must grow for them."""
    _, _, width, height = field

    def needed(columns: int) -> float:
        rows = math.ceil(count / columns)
        return max((columns * (1 + SWAY) * cell[0] + GAP) / width, ((rows + STAGGER) * cell[1] + GAP) / height)

    return min(((columns, needed(columns)) for columns in range(1, count + 1)), key=lambda choice: choice[1])


def _leanings(graph: networkx.Graph, middles: Mapping[Any, Field]) -> dict[Any, tuple[float, float]]:
    """The mean place of the fields that a node exchanges with, by weight."""
    leaning = {}
    for key in graph:
        others = [(middles[b if a == key else a], data.get("weight", 1)) for a, b, data in both_ways(graph, key)]
        weight = sum(weight for _, weight in others) or 1
        x, y = (sum(place[axis] * part for place, part in others) / weight for axis in (0, 1))
        leaning[key] = (round(x, 3), round(y, 3))
    return leaning
