"""The phases of a review, each with what is known of it, and their dates on a line.

The phases are those of the Council's procedure (A/HRC/RES/5/1, annex; A/HRC/DEC/6/102): the three documents
before the review, the troika, the Working Group, its report, the addendum, the Council, and what follows.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

APART = 7.0
"""Per cent of the width that two marks in one row keep from each other: a mark on the narrowest screen."""
EDGE = 4.0
"""Per cent of the width that is left free at each end."""

_PHASES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], bool], ...] = (
    ("Consultation", ("consultation",), (), False),
    ("Submissions of stakeholders", ("submissions of stakeholders",), (), False),
    ("National report", ("national report submitted", "national report issued"), ("national report",), True),
    (
        "Compilation of UN information",
        ("compilation of UN information issued",),
        ("compilation of United Nations information",),
        True,
    ),
    (
        "Summary of stakeholders' submissions",
        ("summary of stakeholders' submissions issued",),
        ("summary of stakeholders' submissions",),
        True,
    ),
    ("Troika drawn", ("troika drawn",), (), True),
    ("Review in the Working Group", ("review",), (), True),
    (
        "Report of the Working Group",
        ("report adopted by the Working Group", "report of the Working Group issued"),
        ("Working Group report",),
        True,
    ),
    ("Addendum: views of the State", ("addendum issued",), ("addendum",), True),
    (
        "Outcome adopted by the Council",
        ("outcome adopted by the Council", "decision of the Council issued"),
        ("outcome decision",),
        True,
    ),
    ("Workshops", ("workshop",), (), False),
    ("Recommendations passed on", ("recommendations passed on",), (), False),
    ("Recommendations carried out", ("recommendations carried out",), (), False),
    ("Mid-term report", ("mid-term report",), ("mid-term report",), True),
    ("Next review", ("next review",), (), False),
)
"""Name of the phase, steps of the question ``chronology`` and kinds of documents in it, and whether it is shown where
nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is known of a phase. *mark* is its number on the line; None where it has no date."""

    what: str
    detail: str
    href: str
    when: str
    date: str
    source: str
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the review; without steps nothing is known of it."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated step on the line: where it stands, in per cent of the width, and in which row."""

    number: int
    x: float
    row: int
    said: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Phases in the order of the procedure; marks in the order of their dates, for the drawing."""

    phases: tuple[Phase, ...]
    marks: tuple[Mark, ...]
    years: tuple[tuple[int, float], ...]
    """A year and where its first day stands, in per cent of the width."""

    @property
    def rows(self) -> int:
        """How many rows of marks the drawing has."""
        return 1 + max((mark.row for mark in self.marks), default=0)

    @property
    def said(self) -> str:
        """The drawing in words."""
        return "; ".join(f"{mark.number}: {mark.said}" for mark in self.marks)


def when(text: str) -> str:
    """A date as precise as it is.

    >>> when("2014-01-28"), when("2024-02"), when("2026"), when("")
    ('28 January 2014', 'February 2024', '2026', '')
    """
    year, *rest = text.split("-")
    if len(rest) == 2 and rest[0].isdigit() and 1 <= int(rest[0]) <= 12 and rest[1].isdigit():
        return f"{int(rest[1])} {calendar.month_name[int(rest[0])]} {year}"
    if len(rest) == 1 and rest[0].isdigit() and 1 <= int(rest[0]) <= 12:
        return f"{calendar.month_name[int(rest[0])]} {year}"
    return text


def timeline(
    chronology: Iterable[Mapping[str, Any]], documents: Iterable[Mapping[str, Any]], hrefs: Mapping[str, str]
) -> Timeline:
    """The timeline of one review from the rows of the questions ``chronology`` and ``documents``.

    *hrefs* says where a document leads, by its symbol or name.
    """
    steps = list(chronology)
    papers = list(documents)
    phases = [
        Phase(name, tuple(_steps([row for row in steps if row["what"] in whats], papers, kinds, hrefs)))
        for name, whats, kinds, always in _PHASES
        if always or any(row["what"] in whats for row in steps) or any(row["kind"] in kinds for row in papers)
    ]
    return _numbered(phases)


def _steps(
    rows: Sequence[Mapping[str, Any]],
    papers: Sequence[Mapping[str, Any]],
    kinds: tuple[str, ...],
    hrefs: Mapping[str, str],
) -> Iterable[Step]:
    """What is known of a phase; a document without a date follows, unless a dated step names it."""
    named: set[str] = set()
    of_phase = [row for row in papers if row["kind"] in kinds]
    for row in rows:
        about = str(row["detail"] or "")
        paper = next((one for one in of_phase if about in (one["symbol"], one["document"])), None)
        detail = str(paper["symbol"] or paper["document"]) if paper else about
        named.add(detail)
        status = "" if row["status"] in (None, "held") else f" ({row['status']})"
        yield Step(
            what=f"{row['what']}{status}",
            detail=detail,
            href=hrefs.get(detail, ""),
            when=_said(row),
            date=str(row["date"] or ""),
            source=str(row["source"] or ""),
        )
    for one in of_phase:
        called = str(one["symbol"] or one["document"])
        if called not in named:
            yield Step(str(one["kind"]), called, hrefs.get(called, ""), "", "", "")


def _said(row: Mapping[str, Any]) -> str:
    """The date in words with its qualifier, or the days between which it lies; empty where neither is known."""
    qualifier = f", {row['qualifier']}" if row["qualifier"] not in (None, "exact", "unspecified") else ""
    if row["date"]:
        return when(str(row["date"])) + qualifier
    bounds = [when(str(row[name])) for name in ("not_before", "not_after") if row[name]]
    return f"between {bounds[0]} and {bounds[1]}{qualifier}" if len(bounds) == 2 else ""


def _numbered(phases: Sequence[Phase]) -> Timeline:
    """The phases with their marks, numbered by date."""
    every = [(step, at, place) for at, phase in enumerate(phases) for place, step in enumerate(phase.steps)]
    dated = sorted((_day(step.date), at, place) for step, at, place in every if step.date)
    if not dated:
        return Timeline(tuple(phases), (), ())
    first, last = date(dated[0][0].year, 1, 1), date(dated[-1][0].year + 1, 1, 1)
    numbers = {(at, place): number for number, (_, at, place) in enumerate(dated, 1)}
    marks: list[Mark] = []
    for day, at, place in dated:
        step = phases[at].steps[place]
        x = _x(day, first, last)
        row = next(row for row in range(len(dated)) if all(m.row != row or x - m.x >= APART for m in marks))
        marks.append(Mark(numbers[at, place], x, row, f"{step.what}, {step.when}"))
    shown = [
        Phase(phase.name, tuple(_with(step, numbers.get((at, place))) for place, step in enumerate(phase.steps)))
        for at, phase in enumerate(phases)
    ]
    years = tuple((year, _x(date(year, 1, 1), first, last)) for year in range(first.year, last.year + 1))
    return Timeline(tuple(shown), tuple(marks), years)


def _with(step: Step, mark: int | None) -> Step:
    return Step(step.what, step.detail, step.href, step.when, step.date, step.source, mark)


def _day(text: str) -> date:
    """The day that stands for a date on the line: of a month or a year its middle."""
    year, *rest = (int(part) for part in text.split("-"))
    if not rest:
        return date(year, 7, 1)
    return date(year, rest[0], rest[1] if len(rest) > 1 else 15)


def _x(day: date, first: date, last: date) -> float:
    return round(EDGE + (100 - 2 * EDGE) * (day - first).days / (last - first).days, 2)
