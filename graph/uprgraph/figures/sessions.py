"""The timeline of sessions: how many recommendations each made, how much was accepted, what is loaded of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uprgraph import catalogue
from uprgraph.figures.asked import Asked
from uprgraph.figures.drawing import Figure
from uprgraph.results import Result
from uprgraph.shares import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from uprgraph.figures.canvas import Page

SMALL_N = 20
BAR = "#4A739C"
NAMED = 4  # so many sessions in a row that are not loaded have room to say so
LABELS = 30  # up to so many sessions have each its number below
COLUMNS = ("cycle", "session", "start", "reviews_held", "reviews_loaded", "n", "accepted", "noted", "accepted_percent")
LEFT, TOP, BARS, LINE, STRIP, BETWEEN, FOOT = 20.0, 6.0, 42.0, 30.0, 9.0, 5.0, 8.0  # mm
HEIGHT = TOP + BARS + LINE + STRIP + 2 * BETWEEN + FOOT


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of the Working Group; the counts are None where none of its reviews is loaded."""

    cycle: int
    session: int
    start: str
    held: int
    loaded: int
    n: int | None
    accepted: int | None
    noted: int | None

    @property
    def answered(self) -> int:
        return (self.accepted or 0) + (self.noted or 0)

    @property
    def part(self) -> float:
        """How much of the session is loaded, from 0 to 1."""
        return self.loaded / self.held if self.held else 0

    @property
    def percent(self) -> float | None:
        """Accepted out of accepted and noted; None where none is answered."""
        return percent(self.accepted or 0, self.answered)


def figure(asked: Asked) -> Figure:
    """A bar and a point for each session that is loaded, a gap for each that is not."""
    rows = asked.rows()
    sittings = _sittings(asked, rows)
    total = sum(row["n"] for row in rows)
    open_ = total - sum(row["accepted"] + row["noted"] for row in rows)
    notes = asked.words(
        f"Bars: how many were made in the session's reviews; outlined where only a part of these is {asked.loaded}. "
        f"Points: accepted out of accepted and noted, in per cent; hollow where fewer than {SMALL_N} were answered, "
        f"joined where at least half of the reviews are {asked.loaded}.",
        f"Hatched: none of the session's reviews is {asked.loaded}, so not known, which is not zero."
        if any(one.held and one.n is None for one in sittings)
        else "",
        f"Bottom: reviews {asked.loaded}, of those held.",
        f"{open_:,} of n are pending or without a known answer and in no percentage." if open_ else "",
    )
    return Figure(
        "sessions",
        "Recommendations made in each session of the Working Group, and share accepted",
        asked.subtitle(total),
        notes,
        _numbers(asked, sittings),
        HEIGHT,
        lambda page: _draw(page, sittings, asked.loaded),
    )


def _sittings(asked: Asked, rows: list[dict[str, Any]]) -> list[Sitting]:
    """The sessions of the cycles from the first to the last that is loaded, as far as the calendar has reviews."""
    made = {row["session"]: row for row in rows}
    calendar = asked.ask("reviews").dicts()
    held = _per_session(row for row in calendar if row["status"] == "held")
    loaded = _per_session(asked.reviews)
    cycles = [row["cycle"] for row in asked.reviews]
    drawn = {row["cycle"] for row in calendar if min(cycles) <= row["cycle"] <= max(cycles)}
    found = []
    for row in catalogue.ask(asked.store, "sessions").dicts():
        number = row["session"]
        if row["cycle"] not in drawn or not (row["held"] or number in loaded):
            continue
        nothing = {"n": 0, "accepted": 0, "noted": 0} if number in loaded else {}
        counts = made.get(number, nothing)
        found.append(
            Sitting(
                row["cycle"],
                number,
                row["start"],
                # A source may tell of a review that the calendar has not.
                max(held.get(number, 0), loaded.get(number, 0)),
                loaded.get(number, 0),
                *(counts.get(key) for key in ("n", "accepted", "noted")),
            )
        )
    return found


def _per_session(rows: Any) -> dict[int, int]:
    counts: dict[int, int] = {}
    for row in rows:
        counts[row["session"]] = counts.get(row["session"], 0) + 1
    return counts


def _numbers(asked: Asked, sittings: list[Sitting]) -> Result:
    """A row for each session; counts are empty where none of its reviews is loaded."""
    found = [
        (
            *(one.cycle, one.session, one.start, one.held, one.loaded),
            *(one.n, one.accepted, one.noted, one.percent),
        )
        for one in sittings
    ]
    result = asked.result
    return Result("sessions", result.question, COLUMNS, found, result.unit, result.parameters)


def _draw(page: Page, sittings: list[Sitting], loaded: str) -> None:
    wide = page.inner - LEFT
    tops = [TOP, TOP + BARS + BETWEEN, TOP + BARS + LINE + 2 * BETWEEN]
    heights = [BARS, LINE, STRIP]
    panels = [page.axes(LEFT, top, wide, height) for top, height in zip(tops, heights, strict=True)]
    for axes in panels:
        axes.set_xlim(-0.5, len(sittings) - 0.5)
    _cycles(panels, sittings)
    _bars(panels[0], sittings)
    _points(panels[1], sittings)
    _strip(panels[2], sittings, loaded)
    _gaps(panels[:2], sittings, loaded)


def _cycles(panels: list[Axes], sittings: list[Sitting]) -> None:
    """Every second cycle shaded through all panels, each with its name on top."""
    from uprgraph.figures import canvas

    for cycle in dict.fromkeys(one.cycle for one in sittings):
        places = [at for at, one in enumerate(sittings) if one.cycle == cycle]
        for axes in panels:
            if cycle % 2:
                axes.axvspan(places[0] - 0.5, places[-1] + 0.5, facecolor="#F3F3F3", linewidth=0, zorder=0)
        where = panels[0].get_xaxis_transform()
        canvas.write(panels[0], places[0] - 0.4, 1.06, f"Cycle {cycle}", ha="left", weight="bold", transform=where)


def _gaps(panels: list[Axes], sittings: list[Sitting], loaded: str) -> None:
    """The sessions that are not loaded, hatched, and said in words where there is room."""
    from uprgraph.figures import canvas

    known = [one.n is not None or not one.held for one in sittings]
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    for first, last in _runs(known):
        for axes in panels:
            how: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": "#C4C4C4",
                "hatch": "////",
                "linewidth": 0,
                "zorder": 1,
            }
            axes.axvspan(first - 0.5, last + 0.5, **how)
            if last - first + 1 >= NAMED:
                low, high = axes.get_ylim()
                where = (first + last) / 2, (low + high) / 2
                canvas.write(axes, *where, f"not {loaded}", canvas.SMALL, color=canvas.SOFT, bbox=box, zorder=3)


def _runs(known: list[bool]) -> list[tuple[int, int]]:
    """First and last place of each run that is not known.

    >>> _runs([True, False, False, True, False])
    [(1, 2), (4, 4)]
    """
    unknown = [at for at, one in enumerate(known) if not one]
    starts = [at for at in unknown if at - 1 not in unknown]
    ends = [at for at in unknown if at + 1 not in unknown]
    return list(zip(starts, ends, strict=True))


def _bars(axes: Axes, sittings: list[Sitting]) -> None:
    from uprgraph.figures import canvas

    most = max(one.n or 0 for one in sittings)
    axes.set_ylim(0, most * 1.28)
    _lines(axes, _ticks(most))
    turned = len(sittings) > 12
    for at, one in enumerate(sittings):
        if one.n is None:
            continue
        part = one.part < 1
        how: dict[str, Any] = {"facecolor": "white" if part else BAR, "edgecolor": BAR, "linewidth": 0.8}
        axes.bar([at], [one.n], width=0.72, zorder=2, **how)
        turn = {"rotation": 90 if turned else 0, "va": "bottom", "zorder": 3}
        canvas.write(axes, at, one.n + most * 0.02, f"{one.n:,}", canvas.SMALL, **turn)
    _named(axes, "made")


def _points(axes: Axes, sittings: list[Sitting]) -> None:
    from uprgraph.figures import canvas

    axes.set_ylim(-5, 105)
    _lines(axes, [0, 25, 50, 75, 100])
    for at, one in enumerate(sittings):
        if one.percent is None:
            continue
        before = sittings[at - 1]
        if at and before.percent is not None and min(one.part, before.part) >= 0.5:
            axes.plot([at - 1, at], [before.percent, one.percent], color=canvas.INK, linewidth=1, zorder=2)
        filled = canvas.INK if one.answered >= SMALL_N else "white"
        axes.plot([at], [one.percent], "o", markersize=3.6, color=canvas.INK, markerfacecolor=filled, zorder=3)
    _named(axes, "accepted, %")


def _strip(axes: Axes, sittings: list[Sitting], loaded: str) -> None:
    """How many of the reviews of each session are loaded, and the numbers of the sessions below."""
    from uprgraph.figures import canvas

    most = max(one.held for one in sittings)
    axes.set_ylim(0, most * 1.05)
    _lines(axes, [0, most])
    for at, one in enumerate(sittings):
        axes.bar([at], [one.held], width=0.72, facecolor="white", edgecolor=canvas.SOFT, linewidth=0.4, zorder=2)
        axes.bar([at], [one.loaded], width=0.72, color=canvas.SOFT, linewidth=0, zorder=3)
    _named(axes, f"reviews\n{loaded}")
    step = 1 if len(sittings) <= LABELS else 2
    axes.set_xticks(range(0, len(sittings), step), [str(one.session) for one in sittings[::step]])
    axes.tick_params(axis="x", labelsize=canvas.SMALL)
    axes.set_xlabel("Session of the Working Group", size=canvas.SMALL, color=canvas.SOFT, labelpad=2)


def _ticks(most: int) -> list[int]:
    from matplotlib.ticker import MaxNLocator

    return [int(tick) for tick in MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]).tick_values(0, most)]


def _lines(axes: Axes, ticks: list[int]) -> None:
    from uprgraph.figures import canvas

    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.tick_params(axis="y", labelsize=canvas.SMALL)
    for tick in ticks:
        if axes.get_ylim()[0] <= tick <= axes.get_ylim()[1]:
            axes.axhline(tick, color="#D8D8D8", linewidth=0.5, zorder=1.5)


def _named(axes: Axes, text: str) -> None:
    """What the axis of a panel counts, to its left."""
    from uprgraph.figures import canvas

    axes.annotate(
        text,
        (0, 0.5),
        (-LEFT / canvas.POINT, 0),
        "axes fraction",
        "offset points",
        size=canvas.SMALL,
        color=canvas.SOFT,
    ).set(rotation=90, ha="left", va="center", multialignment="center")
