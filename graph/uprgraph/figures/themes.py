"""The ranking of themes, each with what became of the recommendations that raise it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uprgraph.figures.asked import Asked
from uprgraph.figures.drawing import Figure
from uprgraph.page import layout
from uprgraph.results import Result

if TYPE_CHECKING:
    from uprgraph.figures.canvas import Page

SMALL_N = 20
COLUMNS = ("rank", "theme", "n", "accepted", "noted", "open", "accepted_percent")
ROW, HEADER, AXIS, NUMBERS = 4.6, 8.0, 6.0, 27.0  # mm
LABELS = 30.0, 82.0  # mm that names of themes take at least and at most


def figure(asked: Asked) -> Figure:
    """A bar for each of the first themes: accepted, noted, and neither."""
    found = asked.rows()
    limit = int(str(asked.filters["limit"]))
    rows = [{**row, "rank": at, "open": row["n"] - row["accepted"] - row["noted"]} for at, row in enumerate(found, 1)]
    drawn = rows[:limit]
    totals = asked.ask("acceptance").dicts()[0]
    several = len(found) > 1
    notes = asked.words(
        "Length: how many raise the theme. Percentage: accepted out of accepted and noted.",
        f"In brackets: fewer than {SMALL_N} answered." if any(0 < _answered(row) < SMALL_N for row in drawn) else "",
        "One that has several themes counts once under each, so bars add up to more than n." if several else "",
        "Grey: pending, or without a known answer; in no percentage." if any(row["open"] for row in drawn) else "",
        _tied(rows, limit),
        "A theme says what a recommendation is about, not which way.",
    )
    n = totals["with_theme"]
    return Figure(
        "themes",
        f"The {_counted(len(drawn))} raised most often, and what became of the recommendations"
        if len(drawn) < len(found)
        else "Themes raised, and what became of the recommendations",
        asked.subtitle(n, f"{_counted(len(drawn)).lower()} of {len(found)}"),
        notes,
        _numbers(asked, drawn),
        HEADER + ROW * len(drawn) + AXIS,
        lambda page: _draw(page, drawn),
    )


def _tied(rows: list[dict[str, Any]], limit: int) -> str:
    """A sentence where themes are left out that were raised as often as the last one shown."""
    left = sum(row["n"] == rows[limit - 1]["n"] for row in rows[limit:])
    return (
        f"{_counted(left)} not shown {'were' if left > 1 else 'was'} raised as often as the last one." if left else ""
    )


def _answered(row: dict[str, Any]) -> int:
    return int(row["accepted"] + row["noted"])


def _counted(themes: int) -> str:
    return f"{themes} theme{'s' * (themes != 1)}"


def _numbers(asked: Asked, rows: list[dict[str, Any]]) -> Result:
    cells = [tuple(row[column] for column in COLUMNS) for row in rows]
    result = asked.result
    return Result("themes", result.question, COLUMNS, cells, result.unit, result.parameters)


def _draw(page: Page, rows: list[dict[str, Any]]) -> None:
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import MaxNLocator

    from uprgraph.figures import canvas

    labels = [f"{row['rank']}  {row['theme']}" for row in rows]
    left_of = max(
        LABELS[0], min(LABELS[1], 3 + max(canvas.width_of(layout.shown(label), canvas.BODY) for label in labels))
    )
    axes = page.grid(0, 0, page.inner, HEADER + ROW * len(rows) + AXIS)
    parts = [("accepted", canvas.ACCEPTED, ""), ("noted", canvas.NOTED, ""), ("open", canvas.OPEN, "////")]
    parts = [part for part in parts if part[0] != "open" or any(row["open"] for row in rows)]
    meanings = {"open": "pending or no answer known"}
    swatches = [(meanings.get(key, key), {"facecolor": colour, "hatch": hatch}) for key, colour, hatch in parts]
    canvas.legend(axes, swatches, left_of, 1.5)
    canvas.write(axes, page.inner - 15, HEADER - 2, "n", canvas.SMALL, ha="right", color=canvas.SOFT)
    canvas.write(axes, page.inner, HEADER - 2, "accepted", canvas.SMALL, ha="right", color=canvas.SOFT)
    ticks = MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]).tick_values(0, rows[0]["n"])
    length = page.inner - left_of - NUMBERS
    scale = length / max(ticks[-1], rows[0]["n"])
    foot = HEADER + ROW * len(rows)
    for tick in ticks:
        axes.plot([left_of + tick * scale] * 2, [HEADER, foot], color=canvas.VOID, linewidth=0.5, zorder=0)
        canvas.write(axes, left_of + tick * scale, foot + 2.2, f"{tick:,.0f}", canvas.SMALL, color=canvas.SOFT)
    for at, row in enumerate(rows):
        down, left = HEADER + (at + 0.5) * ROW, left_of
        canvas.write(axes, left_of - 1.5, down, canvas.cut(labels[at], left_of - 2), ha="right")
        for key, colour, hatch in parts:
            wide = row[key] * scale
            box = (left, down - 0.36 * ROW)
            axes.add_artist(
                Rectangle(box, wide, 0.72 * ROW, facecolor=colour, hatch=hatch, linewidth=0, edgecolor=canvas.SOFT)
            )
            left += wide
        percent = "–" if row["accepted_percent"] is None else f"{row['accepted_percent']:.1f} %"
        percent = f"({percent})" if 0 < _answered(row) < SMALL_N else percent
        canvas.write(axes, page.inner - 15, down, f"{row['n']:,}", ha="right")
        canvas.write(axes, page.inner, down, percent, ha="right")
