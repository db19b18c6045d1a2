"""Answers and files on the terminal: tables fitted to its width, progress bars, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from uprgraph.results import Result, plain

if TYPE_CHECKING:
    from rich.console import Console

TERMINAL_ROWS = 40


def console(stderr: bool = False) -> Console:
    """A console as wide as the terminal; in a pipe wide enough that nothing is cut."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 10_000, highlight=False, markup=False, emoji=False)


def table(result: Result) -> None:
    """Prints heading, table and notes; on a terminal at most 40 rows, and says so."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    out = console()
    out.print(Text(result.heading, style="bold"), soft_wrap=True)
    shown = result.rows[:TERMINAL_ROWS] if out.is_terminal else result.rows
    if result.rows:
        drawn = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for at, name in enumerate(result.columns):
            numbers = all(isinstance(row[at], int | float) or row[at] is None for row in result.rows)
            wide = any(len(str(row[at] or "")) > 40 for row in shown)
            drawn.add_column(Text(name), justify="right" if numbers else "left", overflow="fold", no_wrap=not wide)
        places = [_places(row[at] for row in result.rows) for at in range(len(result.columns))]
        for row in shown:
            drawn.add_row(*(Text(_cell(value, places[at])) for at, value in enumerate(row)))
        out.print(drawn)
    else:
        out.print("No rows.")
    more = len(result.rows) - len(shown)
    if more:
        out.print(f"... and {more} more rows: --format csv shows all, --limit fewer.", soft_wrap=True)
    for note in result.notes:
        out.print(Text(f"Note: {note}", style="dim"), soft_wrap=True)


def _places(values: Iterable[object]) -> int:
    """How many decimal places the numbers of a column need, so that they stand in line."""
    return max(
        (len(str(v).partition(".")[2]) for v in values if isinstance(v, float) and not v.is_integer()), default=0
    )


def _cell(value: object, places: int) -> str:
    if value is None:
        return ""
    if places and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.{places}f}"
    return str(plain(value))


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, silence in a pipe or when asked for."""
    if quiet or not sys.stderr.isatty():
        yield lambda name, share: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console(stderr=True), transient=True
    )
    with bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda name, share: bar.update(task, description=name, completed=share)
