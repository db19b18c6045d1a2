"""The map of the world: how many recommendations each State received, per review that is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uprgraph import catalogue
from uprgraph.figures.asked import Asked
from uprgraph.figures.drawing import Figure
from uprgraph.results import Result
from uprgraph.shares import quotient

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from uprgraph.figures.canvas import Colour, Page

COLUMNS = ("state_under_review", "state_name", "group", "m49", "reviews", "n", "accepted", "noted", "per_review")
CLASSES = 5
HEIGHT = 78.0  # mm
KEY, LINE = 9.0, 4.0  # mm: where the key begins, and the height of its lines
EDGES = (-2.66, 2.66, -1.03, 1.32)  # of what is drawn, in radii of the Earth
DOT = 1.5  # mm across
ZERO = {"facecolor": "white"}
NOT_LOADED = {"facecolor": "#F2F2F2", "hatch": "///////"}
NOT_REVIEWED = {"facecolor": "#F2F2F2", "hatch": "......"}


@dataclass(frozen=True, slots=True)
class State:
    """What a State received; counts are None where no review of it is loaded, or where it is not reviewed."""

    iso3: str
    name: str
    group: str
    m49: str
    reviewed: bool
    reviews: int
    n: int | None
    accepted: int | None
    noted: int | None

    @property
    def per_review(self) -> float | None:
        """n by the reviews that are loaded, to one decimal place."""
        return None if self.n is None else quotient(self.n, self.reviews, 1)


def figure(asked: Asked) -> Figure:
    """A colour for each State with a review that is loaded; the others are not known, and drawn so."""
    total = sum(row["n"] for row in asked.rows())
    states = _states(asked)
    known = [state for state in states if state.n is not None]
    unknown = sum(state.reviewed for state in states) - len(known)
    several = sum(state.reviews > 1 for state in known)
    breaks = class_breaks([state.per_review for state in known if state.per_review])
    notes = asked.words(
        f"Colour: how many a State received, per {asked.loaded} review; "
        f"for {_states_of(several)} the mean of several reviews."
        if several
        else f"Colour: how many a State received in its {asked.loaded} review.",
        "Classes: quintiles with rounded limits." if len(breaks) > 1 else "",
        f"Hatched: no review {asked.loaded}, so not known, which is not zero." if unknown else "",
        "Circles: States of less than 20,000 square kilometres, moved apart where they would overlap. "
        "Dotted: observers and other land, not reviewed.",
        "Equal Earth projection. Boundaries are those of Natural Earth 1:110m and imply no opinion on the status of "
        "any territory.",
    )
    return Figure(
        "map",
        "Recommendations received per review, by State under review",
        asked.subtitle(total, f"received by {_states_of(sum(bool(state.n) for state in known))}"),
        notes,
        _numbers(asked, states),
        HEIGHT,
        lambda page: _draw(page, states, breaks, asked.loaded),
    )


def _states(asked: Asked) -> list[State]:
    """All Member States and observers, by ISO3."""
    received = {row["state_under_review"]: row for row in asked.result.dicts()}
    reviews: dict[str, int] = {}
    for row in asked.reviews:
        reviews[row["state_under_review"]] = reviews.get(row["state_under_review"], 0) + 1
    found = []
    for row in catalogue.ask(asked.store, "states").dicts():
        key = row["state"]
        loaded = reviews.get(key, 0)
        counts = received.get(key, {"n": 0, "accepted": 0, "noted": 0}) if loaded else {}
        told = (counts.get(name) for name in ("n", "accepted", "noted"))
        found.append(State(key, row["state_name"], row["group"], row["m49"], row["kind"] == "member", loaded, *told))
    return found


def _numbers(asked: Asked, states: list[State]) -> Result:
    """A row for each State and observer; counts are empty where nothing is loaded of it."""
    rows = [
        (one.iso3, one.name, one.group, one.m49, one.reviews, one.n, one.accepted, one.noted, one.per_review)
        for one in states
    ]
    result = asked.result
    return Result("map", result.question, COLUMNS, rows, result.unit, result.parameters)


def class_breaks(values: list[float | None]) -> list[int]:
    """The lower limits of at most five classes: the quintiles, rounded to numbers that are easy to say.

    Classes hold unlike numbers of States where many have the same value or one near it.

    >>> class_breaks([1, 2, 2, 3])
    [1, 2]
    >>> class_breaks(list(range(1, 201)))
    [1, 41, 81, 120, 160]
    """
    import numpy as np

    known = sorted(value for value in values if value)
    if not known:
        return [1]
    quantiles = np.quantile(known, [at / CLASSES for at in range(1, CLASSES)])
    limits = [1, *(_rounded(float(value)) for value in quantiles)]
    return sorted({limit for limit in limits if limit <= known[-1]})


def _rounded(value: float) -> int:
    """A whole number of two digits and noughts."""
    size = int(10 ** max(len(str(int(value))) - 2, 0))
    return max(1, round(value / size) * size)


def _draw(page: Page, states: list[State], breaks: list[int], loaded: str) -> None:
    axes = page.axes(0, 0, page.inner, HEIGHT)
    axes.set_xlim(*EDGES[:2])
    axes.set_ylim(*EDGES[2:])
    axes.set_aspect("equal")
    _land(axes, states, breaks)
    _circles(axes, states, breaks, page.inner / (EDGES[1] - EDGES[0]))
    _key(page, states, breaks, loaded)


def _paint(state: State | None, breaks: list[int]) -> dict[str, Any]:
    """How a State, or land that is none, is filled."""
    if state is None or not state.reviewed:
        return NOT_REVIEWED
    if state.per_review is None:
        return NOT_LOADED
    if not state.per_review:
        return ZERO
    return {"facecolor": _colour(_class(state.per_review, breaks), breaks)}


def _colour(number: int, breaks: list[int]) -> Colour:
    from uprgraph.figures.canvas import shade

    return shade(0.2 + 0.8 * number / max(len(breaks) - 1, 1), darkest=0.88)


def _class(value: float, breaks: list[int]) -> int:
    return sum(limit <= value for limit in breaks[1:])


def _land(axes: Axes, states: list[State], breaks: list[int]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    from uprgraph.figures import outline

    by_code = {state.m49: state for state in states}
    for code, rings in sorted(outline.land().items()):
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        how = _paint(by_code.get(code), breaks)
        axes.add_artist(PathPatch(path, linewidth=0.25, edgecolor="#8A8A8A", joinstyle="round", **how))


def _circles(axes: Axes, states: list[State], breaks: list[int], scale: float) -> None:
    """A circle for each small State; *scale* is mm for a radius of the Earth."""
    from matplotlib.patches import Circle

    from uprgraph.figures import outline

    by_code = {state.iso3: state for state in states}
    for code, (x, y) in outline.apart(outline.places(), (DOT + 0.15) / scale).items():
        how = _paint(by_code.get(code), breaks)
        axes.add_artist(Circle((x, y), DOT / 2 / scale, linewidth=0.4, edgecolor="#333333", zorder=3, **how))


def _key(page: Page, states: list[State], breaks: list[int], loaded: str) -> None:
    """What the colours mean and how many States have each, in the South Pacific."""
    from uprgraph.figures import canvas

    axes = page.grid(0, 0, page.inner, HEIGHT)
    values = [state.per_review for state in states if state.per_review is not None]
    whole = all(value.is_integer() for value in values)
    entries: list[tuple[str, int, dict[str, Any]]] = [("0", values.count(0), ZERO)]
    for at, low in enumerate(breaks):
        named = _class_name(low, breaks[at + 1] if at + 1 < len(breaks) else None, whole, at == 0, 0 in values)
        count = sum(value > 0 and _class(value, breaks) == at for value in values)
        entries.append((named, count, {"facecolor": _colour(at, breaks)}))
    unknown = sum(state.reviewed and state.n is None for state in states)
    entries.append((f"no review {loaded}", unknown, NOT_LOADED))
    shown = [(f"{text} ({count})", how) for text, count, how in entries if count]
    shown.append(("not reviewed", NOT_REVIEWED))
    down = HEIGHT - LINE * len(shown)
    canvas.write(axes, KEY, down - LINE, "per review (States)", canvas.SMALL, ha="left", color=canvas.SOFT)
    for at, (text, how) in enumerate(shown):
        canvas.swatch(axes, text, how, KEY, down + at * LINE)


def _states_of(count: int) -> str:
    return f"{count} State{'s' * (count != 1)}"


def _class_name(low: int, high: int | None, whole: bool, first: bool, zero: bool) -> str:
    """``40 to 79`` of whole numbers, ``40 to under 80`` of others."""
    if high is None:
        return f"{low} or more" if low > 1 or not first else "any"
    if first and (not whole or (high > 2 and not zero)):
        return f"under {high}"
    if not whole:
        return f"{low} to under {high}"
    return str(low) if high == low + 1 else f"{low} to {high - 1}"
