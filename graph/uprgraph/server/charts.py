"""Answers as bars and coverage as a strip, drawn as SVG by the server; the numbers stand beside them as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

KINDS = ("accepted", "noted", "open")
"""Pieces of a bar, in their order; open is what is pending or has no known answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a bar, of one of the `KINDS`, in per cent of the width of all."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """How something was answered. What is pending or has no known answer is one piece, neither accepted nor noted."""

    pieces: tuple[Piece, ...]


def bar(total: int | None, accepted: int | None, noted: int | None, most: int) -> Bar | None:
    """The bar of *total*, where *most* is as wide as the column; None where the total is not known or zero.

    >>> [(piece.kind, piece.start, piece.width) for piece in bar(50, 30, 10, 100).pieces]
    [('accepted', 0.0, 30.0), ('noted', 30.0, 10.0), ('open', 40.0, 10.0)]
    >>> [(piece.kind, piece.width) for piece in bar(50, None, None, 50).pieces]
    [('open', 100.0)]
    >>> bar(None, None, None, 50) is None
    True
    """
    if not total or most <= 0:
        return None
    yes, no = accepted or 0, noted or 0
    pieces = []
    start = 0.0
    for kind, count in zip(KINDS, (yes, no, max(total - yes - no, 0)), strict=True):
        width = 100 * count / most
        if count:
            pieces.append(Piece(kind, round(start, 3), round(width, 3)))
        start += width
    return Bar(tuple(pieces))


@dataclass(frozen=True, slots=True)
class Column:
    """A session in the strip: how many reviews the calendar has, and how many of them are itemised."""

    session: int
    cycle: int
    reviews: int
    itemised: int
    x: int
    height: int
    filled: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Reviews of each session as columns, side by side, with where each cycle begins."""

    columns: tuple[Column, ...]
    cycles: tuple[tuple[int, int, int], ...]
    """Number of the cycle, and where its first column begins and its last one ends."""
    width: int
    height: int
    description: str


STEP, GAP, UNIT = 13, 10, 4
"""Width of a column with its space, space between cycles, height of one review; in units of the drawing."""


def strip(sessions: Iterable[tuple[int, int, int, int]]) -> Strip:
    """The strip of ``(session, cycle, reviews, itemised)``, in the order of sessions."""
    columns: list[Column] = []
    cycles: list[tuple[int, int, int]] = []
    x = 0
    for session, cycle, reviews, itemised in sessions:
        if cycles and cycles[-1][0] == cycle:
            cycles[-1] = (cycle, cycles[-1][1], x + STEP)
        else:
            x += GAP if cycles else 0
            cycles.append((cycle, x, x + STEP))
        columns.append(Column(session, cycle, reviews, itemised, x, reviews * UNIT, itemised * UNIT))
        x += STEP
    return Strip(
        columns=tuple(columns),
        cycles=tuple(cycles),
        width=max(x, 1),
        height=max((column.height for column in columns), default=0),
        description=_said(columns),
    )


def _said(columns: Sequence[Column]) -> str:
    reviews, itemised = sum(one.reviews for one in columns), sum(one.itemised for one in columns)
    some = sum(1 for one in columns if one.itemised)
    return f"{itemised} of {reviews} reviews are itemised, in {some} of {len(columns)} sessions."
