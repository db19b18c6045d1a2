"""The heat map of shares accepted, by regional group of the recommending State and action category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uprgraph.errors import QueryError
from uprgraph.figures.asked import Asked
from uprgraph.figures.drawing import Figure
from uprgraph.figures.rows import ALL, ORDER, name_of
from uprgraph.results import Result
from uprgraph.shares import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from uprgraph.figures.canvas import Page

SMALL_N = 20
ACTIONS = {1: "Minimal", 2: "Continuing", 3: "Considering", 4: "General", 5: "Specific"}
COLUMNS = ("group", "action", "n", "answered", "accepted", "noted", "accepted_percent")
ROW, GAP, HEADER, LABEL = 9.5, 1.6, 11.5, 54.0  # mm
SCALE = 10.0  # mm, below the cells


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a group's recommendations of a category were answered, and how."""

    n: int
    accepted: int
    noted: int

    @property
    def answered(self) -> int:
        return self.accepted + self.noted

    @property
    def percent(self) -> float | None:
        """Accepted out of answered; None where none is answered."""
        return percent(self.accepted, self.answered)


Cells = dict[tuple[str, str], Cell]


def figure(asked: Asked) -> Figure:
    """A line for each group that made any, a column for each category, and both margins."""
    asked.rows()
    cells = _cells(asked)
    total = cells[ALL, ALL]
    rows = [code for code in (*ORDER, ALL) if (code, ALL) in cells]
    coded = asked.ask("acceptance").dicts()[0]["with_action"]
    if not coded:
        raise QueryError(f"no picture: of {asked.result.unit} that match, none is coded by action category")
    uncoded = total.n - coded
    columns = [*map(str, ACTIONS), *([""] if uncoded else []), ALL]
    open_ = total.n - total.answered
    notes = asked.words(
        "Each cell: accepted out of accepted and noted, in per cent; below it how many were answered.",
        f"White and in brackets: fewer than {SMALL_N} answered."
        if any(0 < cell.answered < SMALL_N for cell in cells.values())
        else "",
        f'"none": none that is coded so, which is no share of 0 %; {uncoded:,} of n are not coded.'
        if uncoded
        else '"none": no recommendation was made, which is no share of 0 %.',
        f"{open_:,} of n are pending or without a known answer and in no share." if open_ else "",
        "Action categories after E. McMahon. Pairs whose clauses are coded differently count once in each category."
        if asked.result.unit == "pairs"
        else "Action categories after E. McMahon.",
    )
    return Figure(
        "acceptance-by-group-and-action",
        "Share accepted, by regional group of the recommending State and action category",
        asked.subtitle(total.n, f"{total.answered:,} of them answered" if open_ else ""),
        notes,
        _numbers(asked, cells, rows, columns),
        HEADER + len(rows) * ROW + GAP + SCALE,
        lambda page: _draw(page, cells, rows, columns),
    )


def _cells(asked: Asked) -> Cells:
    """(group, category) -> its cell, with the margins as they are counted, not added up."""

    def cell(row: dict[str, Any]) -> Cell:
        return Cell(row["n"], row["accepted"], row["noted"])

    def coded(row: dict[str, Any]) -> str:
        return "" if row["action"] is None else str(row["action"])

    cells = {(row["group"], coded(row)): cell(row) for row in asked.result.dicts()}
    cells |= {(row["group"], ALL): cell(row) for row in asked.ask("acceptance-by-group").dicts()}
    cells |= {(ALL, coded(row)): cell(row) for row in asked.ask("acceptance-by-action").dicts()}
    [total] = asked.ask("acceptance").dicts()
    return {**cells, (ALL, ALL): cell(total)}


def _numbers(asked: Asked, cells: Cells, rows: list[str], columns: list[str]) -> Result:
    """A row for each cell, also for those in which none was made."""
    found = []
    for group in rows:
        for action in columns:
            one = cells.get((group, action), Cell(0, 0, 0))
            found.append((group, action or "not coded", one.n, one.answered, one.accepted, one.noted, one.percent))
    asked_as = asked.result
    return Result(
        "acceptance-by-group-and-action", asked_as.question, COLUMNS, found, asked_as.unit, asked_as.parameters
    )


def _draw(page: Page, cells: Cells, rows: list[str], columns: list[str]) -> None:
    from uprgraph.figures.canvas import BODY, SMALL, SOFT, write

    axes = page.grid(0, 0, page.inner, HEADER + len(rows) * ROW + GAP + SCALE)
    wide = (page.inner - LABEL - GAP) / len(columns)
    for at, action in enumerate(columns):
        middle = LABEL + at * wide + (GAP if action == ALL else 0) + wide / 2
        named = {ALL: "All", "": "Not coded"}.get(action) or ACTIONS[int(action)]
        write(axes, middle, HEADER - 2.2, named, BODY, weight="bold" if action == ALL else "normal")
        write(axes, middle, HEADER - 5.4, action if action.isdecimal() else "", BODY)
    write(axes, LABEL, 1.5, "Action category, from minimal to specific", SMALL, ha="left", color=SOFT)
    for down, group in enumerate(rows):
        top = HEADER + down * ROW + (GAP if group == ALL else 0)
        weight = "bold" if group == ALL else "normal"
        write(axes, LABEL - 2, top + ROW / 2, name_of(group), BODY, ha="right", weight=weight)
        for at, action in enumerate(columns):
            left = LABEL + at * wide + (GAP if action == ALL else 0)
            _cell(axes, cells.get((group, action)), left, top, wide)
    _scale(axes, HEADER + len(rows) * ROW + GAP + 5.5)


def _cell(axes: Axes, cell: Cell | None, left: float, top: float, wide: float) -> None:
    from matplotlib.patches import Rectangle

    from uprgraph.figures.canvas import RULE, SMALL, SOFT, shade, write

    middle, down = left + wide / 2, top + ROW / 2
    share = cell.percent if cell else None
    few = cell is None or cell.answered < SMALL_N
    colour = "white" if few or share is None else shade(share / 100)
    box = Rectangle((left, top), wide, ROW, facecolor=colour, edgecolor=RULE if few else "white", linewidth=0.6)
    box.set(zorder=1.5 if few else 1, clip_on=False)
    axes.add_artist(box)
    if cell is None or not cell.n:
        write(axes, middle, down, "none", SMALL, color=SOFT)
        return
    if share is None:
        write(axes, middle, down - 1.6, "unanswered", SMALL, color=SOFT)
        write(axes, middle, down + 2.1, f"n = {cell.n:,}", SMALL, color=SOFT)
        return
    text = f"({share:.1f} %)" if few else f"{share:.1f} %"
    write(axes, middle, down - 1.6, text, 8, weight="normal" if few else "bold")
    write(axes, middle, down + 2.1, f"n = {cell.answered:,}", SMALL)


def _scale(axes: Axes, down: float) -> None:
    """The colours from 0 to 100 per cent."""
    from matplotlib.patches import Rectangle

    from uprgraph.figures.canvas import SMALL, SOFT, shade, write

    length, steps = 60.0, 10
    for step in range(steps):
        box = (LABEL + step * length / steps, down - 1.5)
        axes.add_artist(Rectangle(box, length / steps, 3, facecolor=shade((step + 0.5) / steps), linewidth=0))
    for mark in (0, 50, 100):
        write(axes, LABEL + length * mark / 100, down + 3.2, f"{mark} %", SMALL, color=SOFT)
    write(axes, LABEL + length + 4, down, "accepted out of accepted and noted", SMALL, ha="left", color=SOFT)
