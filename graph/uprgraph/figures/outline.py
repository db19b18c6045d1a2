"""The outline of the world, projected: land by M49 code, and the places of States too small to be seen.

Boundaries are Natural Earth's (see ``world/NOTICE``). Imports numpy: import this module inside functions only.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]

WORLD = Path(__file__).resolve().parent / "world"
ANTARCTICA = "010"
MERIDIAN = 11.0  # degrees east of the map's middle, so that its edge runs through the Bering Strait
EDGE = MERIDIAN - 180


def equal_earth(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> Ring:
    """Degrees (east of the middle meridian, north) -> x and y in radii of the Earth; areas keep their proportions.

    B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of Geographical
    Information Science 33 (2019), equations 5 to 7.

    >>> equal_earth(np.array([0.0, 180.0]), np.array([90.0, 0.0])).round(4).tolist()
    [[0.0, 1.3174], [2.7066, 0.0]]
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = np.sqrt(3) / 2
    theta = np.arcsin(root * np.sin(np.radians(latitude)))
    squared = theta**2
    slope = a1 + 3 * a2 * squared + squared**3 * (7 * a3 + 9 * a4 * squared)
    x = np.radians(longitude) * np.cos(theta) / (root * slope)
    y = theta * (a1 + a2 * squared + squared**3 * (a3 + a4 * squared))
    return np.column_stack([x, y])


@cache
def land() -> dict[str, list[Ring]]:
    """M49 code -> the rings of a country, projected; what has no code of its own is under ``""``.

    A ring inside another is a hole. Antarctica is left out.
    """
    with open(WORLD / "countries-110m.json", encoding="utf-8") as file:
        topology = json.load(file)
    scale, start = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + start for arc in topology["arcs"]]
    found: dict[str, list[Ring]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        code = country.get("id", "")
        if code != ANTARCTICA:
            found.setdefault(code, []).extend(_projected(ring) for ring in _rings(country, arcs))
    return found


def _rings(country: dict[str, object], arcs: list[Ring]) -> Iterator[Ring]:
    """Rings of a TopoJSON polygon or polygons: arcs end to end, ``~n`` is arc n backwards."""
    polygons: list[list[list[int]]] = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]  # type: ignore[assignment,list-item]
    for polygon in polygons:
        for numbers in polygon:
            parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
            yield np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def _projected(ring: Ring) -> Ring:
    """A ring whole on one side of the map's edge: one that crosses it goes to the side where it mostly is."""
    longitude = ring[:, 0]
    if np.ptp(longitude) > 180:
        longitude = np.where(longitude < 0, longitude + 360, longitude)
    elif longitude.mean() < EDGE:
        longitude = longitude + 360
    return equal_earth(longitude - MERIDIAN, ring[:, 1])


@cache
def places() -> dict[str, tuple[float, float]]:
    """ISO3 -> x and y of each State and observer of less than 20,000 square kilometres."""
    with open(WORLD / "places.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    longitude = np.array([float(row["longitude"]) for row in rows])
    longitude = np.where(longitude < EDGE, longitude + 360, longitude)
    points = equal_earth(longitude - MERIDIAN, np.array([float(row["latitude"]) for row in rows]))
    return {row["iso3"]: (float(x), float(y)) for row, (x, y) in zip(rows, points, strict=True)}


def apart(points: dict[str, tuple[float, float]], distance: float) -> dict[str, tuple[float, float]]:
    """The points, moved as little as it takes that no two are closer than *distance*."""
    names = list(points)
    places = np.array([points[name] for name in names])
    for _ in range(500):
        between = places[:, None, :] - places[None, :, :]
        lengths = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(lengths, np.inf)
        if lengths.min() >= 0.999 * distance:
            break
        push = np.clip(distance - lengths, 0, None) / 2
        places = places + (between / lengths[..., None] * push[..., None]).sum(axis=1) * 0.5
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}
