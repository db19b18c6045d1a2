"""Answers and files on the terminal: tables fitted to its width, progress bars, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from uprgraph.results import Result, plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

TERMINAL_ROWS = 40


def console(stderr: bool = False) -> Console:
    """A console as wide as the terminal; in a pipe wide enough that nothing is cut."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 10_000, highlight=False, markup=False, emoji=False)


def table(result: Result) -> None:
    """Prints heading, table and notes; on a terminal at most 40 rows, and says so.

    A table that is wider than the terminal is printed row by row, a line for each column.
    """
    from rich.text import Text

    out = console()
    out.print(Text(result.heading, style="bold"), soft_wrap=True)
    shown = result.rows[:TERMINAL_ROWS] if out.is_terminal else result.rows
    places = [_places(row[at] for row in result.rows) for at in range(len(result.columns))]
    cells = [[_cell(value, places[at]) for at, value in enumerate(row)] for row in shown]
    widths = [max(map(len, column)) for column in zip(result.columns, *cells, strict=True)]
    if not result.rows:
        out.print("No rows.")
    elif sum(widths) + 3 * len(widths) + 1 <= out.width:
        _grid(out, result, cells)
    else:
        _blocks(out, result, cells)
    more = len(result.rows) - len(shown)
    if more:
        out.print(f"... and {more} more rows: --format csv shows all, --limit fewer.", soft_wrap=True)
    for note in result.notes:
        out.print(Text(f"Note: {note}", style="dim"), soft_wrap=not out.is_terminal)


def _grid(out: Console, result: Result, cells: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for at, name in enumerate(result.columns):
        numbers = all(isinstance(row[at], int | float) or row[at] is None for row in result.rows)
        drawn.add_column(Text(name), justify="right" if numbers else "left", no_wrap=True)
    for row in cells:
        drawn.add_row(*map(Text, row))
    out.print(drawn)


def _blocks(out: Console, result: Result, cells: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    for row in cells:
        drawn = Table.grid(padding=(0, 2))
        drawn.add_column(style="dim")
        drawn.add_column()
        for name, cell in zip(result.columns, row, strict=True):
            if cell:
                drawn.add_row(Text(name), Text(cell))
        out.print()
        out.print(drawn)
    out.print()


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
    """A bar on a terminal from the first report on, silence in a pipe or when asked for."""
    with ExitStack() as stack:
        yield (lambda name, share: None) if quiet or not sys.stderr.isatty() else _bar(stack)


def _bar(stack: ExitStack) -> Callable[[str, float], None]:
    bars: list[Progress] = []

    def report(name: str, share: float) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        if not bars:
            columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
            bars.append(stack.enter_context(Progress(*columns, console=console(stderr=True), transient=True)))
            bars[0].add_task(name, total=1.0)
        bars[0].update(bars[0].task_ids[0], description=name, completed=share)

    return report
