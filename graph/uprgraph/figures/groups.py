"""The matrix of who recommends to whom by regional group, beside what the opportunities would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uprgraph import catalogue
from uprgraph.figures.asked import Asked
from uprgraph.figures.drawing import Figure
from uprgraph.figures.rows import ALL, ORDER, UNKNOWN, name_of
from uprgraph.results import Result
from uprgraph.shares import percent, quotient

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from uprgraph.figures.canvas import Page

RECEIVERS = ("WEOG", "EEG", "GRULAC", "Asia", "Africa")
COLUMNS = (
    *("from_group", "to_group", "n", "accepted", "noted", "percent"),
    *("reviews", "opportunities", "opportunity_percent", "ratio"),
)
SMALL_N = 20
NOTHING = {"n": 0, "accepted": 0, "noted": 0}
CLASSES = ((0.5, "under 0.5"), (0.8, "0.5 to 0.8"), (1.25, "0.8 to 1.25"), (2.0, "1.25 to 2"), (None, "2 or more"))
ROW, GAP, HEADER, LABEL, LEGEND = 12.0, 1.6, 13.5, 54.0, 9.0  # mm


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group recommended to another, and how often it could have spoken."""

    n: int
    accepted: int
    noted: int
    made: int
    """All that the group made."""
    reviews: int
    """Reviews of the receiving group that are loaded."""
    opportunities: int
    could: int
    """All opportunities of the group."""

    @property
    def percent(self) -> float | None:
        """n out of all that the group made."""
        return percent(self.n, self.made)

    @property
    def opportunity_percent(self) -> float | None:
        """The receiving group's share of the opportunities; None where none is known."""
        return percent(self.opportunities, self.could)

    @property
    def ratio(self) -> float | None:
        """The one share by the other; None where there was no opportunity, or none is known."""
        return quotient(self.n * self.could, self.made * self.opportunities, 2)


Cells = dict[tuple[str, str], Cell]


def figure(asked: Asked) -> Figure:
    """A line for each group that made any, a column for each group under review."""
    asked.rows()
    cells = _cells(asked)
    senders = [code for code in ORDER if (code, ALL) in cells and code != UNKNOWN]
    total = sum(cell.n for (_, to), cell in cells.items() if to == ALL)
    unknown = cells[UNKNOWN, ALL].n if (UNKNOWN, ALL) in cells else 0
    drawn = [cells[sender, to] for sender in senders for to in RECEIVERS if cells[sender, to].ratio is not None]
    silent = [name_of(code) for code in ORDER if code not in senders and code != UNKNOWN] if not asked.given else []
    notes = asked.words(
        "Each cell: share of what the group on the left made, in per cent, and how many; below, the ratio of that "
        f"share to the share of its opportunities. An opportunity is one State of the group and one {asked.loaded} "
        "review of another State, whether or not it spoke there. 1 is what treating all reviews alike would give.",
        "The colour follows the ratio.",
        f"White and in brackets: the cell counts fewer than {SMALL_N}, too few to read a ratio from."
        if any(cell.n < SMALL_N for cell in drawn)
        else "",
        f"{unknown:,} of n have an unknown maker and are in no cell." if unknown else "",
        f"Made none: {', '.join(silent)}." if silent else "",
        "Groups are those of today. The two observers recommend and are not reviewed.",
    )
    return Figure(
        "groups",
        "Which regional group recommends to which, beside its opportunities",
        asked.subtitle(total),
        notes,
        _numbers(asked, cells, [*senders, *([UNKNOWN] if unknown else [])]),
        HEADER + len(senders) * ROW + LEGEND,
        lambda page: _draw(page, cells, senders, asked.loaded),
    )


def _cells(asked: Asked) -> Cells:
    """(from group, to group) -> its cell, with what each group made in all."""
    rows = {(row["from_group"], row["to_group"]): row for row in asked.result.dicts()}
    members: dict[str, int] = {}
    for state in catalogue.ask(asked.store, "states").dicts():
        members[state["group"]] = members.get(state["group"], 0) + 1
    reviews = {code: sum(row["group"] == code for row in asked.reviews) for code in RECEIVERS}
    cells: Cells = {}
    for sender in dict.fromkeys(by for by, _ in rows):
        theirs = [rows.get((sender, to), NOTHING) for to in RECEIVERS]
        made, accepted, noted = (sum(row[key] for row in theirs) for key in ("n", "accepted", "noted"))
        could = [(members.get(sender, 0) - (to == sender)) * number for to, number in reviews.items()]
        for to, row, chances in zip(RECEIVERS, theirs, could, strict=True):
            counts = row["n"], row["accepted"], row["noted"], made
            cells[sender, to] = Cell(*counts, reviews[to], chances, sum(could))
        cells[sender, ALL] = Cell(made, accepted, noted, made, sum(reviews.values()), sum(could), sum(could))
    return cells


def _numbers(asked: Asked, cells: Cells, senders: list[str]) -> Result:
    """A row for each cell; empty are counts where no review is loaded, opportunities where the maker is not known."""
    found = []
    for sender in senders:
        for to in RECEIVERS:
            cell = cells[sender, to]
            counts = (cell.n, cell.accepted, cell.noted, cell.percent) if cell.reviews else (None,) * 4
            could = cell.opportunities if sender != UNKNOWN else None
            found.append((sender, to, *counts, cell.reviews, could, cell.opportunity_percent, cell.ratio))
    result = asked.result
    return Result("groups", result.question, COLUMNS, found, result.unit, result.parameters)


def _draw(page: Page, cells: Cells, senders: list[str], loaded: str) -> None:
    from uprgraph.figures import canvas

    axes = page.grid(0, 0, page.inner, HEADER + len(senders) * ROW + LEGEND)
    wide = (page.inner - LABEL - GAP) / (len(RECEIVERS) + 1)
    canvas.write(axes, 0, 1.5, "Made by States of", canvas.SMALL, ha="left", color=canvas.SOFT)
    canvas.write(axes, LABEL, 1.5, "to States of", canvas.SMALL, ha="left", color=canvas.SOFT)
    first = senders[0]
    for at, to in enumerate((*RECEIVERS, ALL)):
        middle = LABEL + at * wide + wide / 2 + GAP * (to == ALL)
        heading = "Made in all" if to == ALL else to if to.isupper() else name_of(to)
        canvas.write(axes, middle, 6, heading, weight="bold" if to == ALL else "normal")
        reviews = cells[first, to].reviews
        told = f"{reviews} review{'s' * (reviews != 1)}" if reviews else f"none {loaded}"
        canvas.write(axes, middle, 9.8, told, canvas.SMALL, color=canvas.SOFT)
    for down, sender in enumerate(senders):
        top, made = HEADER + down * ROW, cells[sender, ALL].n
        canvas.write(axes, LABEL - 2, top + ROW / 2, name_of(sender), ha="right")
        for at, to in enumerate(RECEIVERS):
            _cell(axes, cells[sender, to], LABEL + at * wide, top, wide)
        canvas.write(axes, page.inner - wide / 2, top + ROW / 2, f"{made:,}", weight="bold")
    _legend(axes, HEADER + len(senders) * ROW + 5.5)


def _class(ratio: float) -> int:
    """The number of the class that a ratio is in."""
    return next(at for at, (limit, _) in enumerate(CLASSES) if limit is None or ratio < limit)


def _cell(axes: Axes, cell: Cell, left: float, top: float, wide: float) -> None:
    from matplotlib.patches import Rectangle

    from uprgraph.figures import canvas

    middle, down = left + wide / 2, top + ROW / 2
    if cell.ratio is None:
        how: dict[str, Any] = {"facecolor": "white", "edgecolor": canvas.RULE, "hatch": "////"}
        axes.add_artist(Rectangle((left, top), wide, ROW, linewidth=0.4, **how))
        return
    few = cell.n < SMALL_N
    colour = "white" if few else canvas.shade(_class(cell.ratio) / (len(CLASSES) - 1))
    box = Rectangle((left, top), wide, ROW, facecolor=colour, edgecolor=canvas.RULE if few else "white", linewidth=0.6)
    box.set(zorder=1.5 if few else 1)
    axes.add_artist(box)
    share = f"({cell.percent:.1f} %)" if few else f"{cell.percent:.1f} %"
    canvas.write(axes, middle, down - 3.1, share, 8, weight="normal" if few else "bold")
    canvas.write(axes, middle, down + 0.4, f"n = {cell.n:,}", canvas.SMALL)
    ratio = f"({cell.ratio:.2f})" if few else f"{cell.ratio:.2f}"
    canvas.write(axes, middle, down + 3.6, f"ratio {ratio}", canvas.SMALL)


def _legend(axes: Axes, down: float) -> None:
    from uprgraph.figures import canvas

    swatches = [(text, {"facecolor": canvas.shade(at / (len(CLASSES) - 1))}) for at, (_, text) in enumerate(CLASSES)]
    canvas.write(axes, LABEL, down, "ratio", canvas.SMALL, ha="left", color=canvas.SOFT)
    canvas.legend(axes, swatches, LABEL + 9, down)
