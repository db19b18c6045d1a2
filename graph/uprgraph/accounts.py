"""What reconciling found -> a text of 100 columns, JSON, Markdown."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from uprgraph.differences import records_of, spans
from uprgraph.findings import plural
from uprgraph.reconcile import COLUMNS, SAYS, WHY, Reconciled
from uprgraph.results import Result, plain

WIDTH = 100
SHOWN = 10
"""How many lines of one table and review the text shows."""
NARROWEST = 12
"""Least width to which a column of words is wrapped."""
KEPT = "\N{NO-BREAK SPACE}"
"""A space at which no line ends."""


def text(found: Reconciled) -> str:
    """A verdict, the summary, what does not add up review by review, then the tables of figures."""
    verdict = "\n".join(textwrap.wrap(_verdict(found), WIDTH))
    parts = [verdict, "", *_table(_summary(found.summary)), ""]
    for row in found.summary.dicts():
        if lines := [*_differences(found, row["review"]), *_left_open(found, row["review"])]:
            parts += [f"{row['review']}  {row['state']}", *lines, ""]
    for result in (found.totals, found.matching, found.counts, found.sources):
        parts += [*_table(_without(result, "state", SAYS, WHY)), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _verdict(found: Reconciled) -> str:
    reviews = plural(len(found.summary), "review")
    if not len(found.summary):
        return "Nothing to reconcile: no review is told of by several sources, nor with a total or numbers."
    if found.adds_up:
        return f"{reviews}: nothing that does not add up."
    some = sum(1 for row in found.summary.dicts() if row["differences"])
    return (
        f"{reviews}, of which {some:,} do{'es' if some == 1 else ''} not add up: "
        f"{plural(found.differences, 'difference')}, {found.unexplained:,} without a known reason."
    )


def _summary(result: Result) -> Result:
    """The summary with fewer columns: what is only referred to stands behind what is itemised."""
    rows = []
    for row in result.dicts():
        itemised = row["itemised"]
        if row["by_reference"]:
            itemised = f"{itemised} (+{row['by_reference']})"
        counted = row["differences"]
        if counted:
            counted = f"{counted:,} ({row['unexplained']:,} open)"
        figures = (row["reported"], itemised, row["accepted"], row["noted"], row["pending"], counted)
        rows.append(
            (row["review"], row["state"], (row["sources"] or "").replace(" ", KEPT).replace("|", ", "), *figures)
        )
    columns = ("review", "state", "sources", "reported", "itemised", "accepted", "noted", "pending", "differences")
    notes = [*result.notes, "Open differences have no known reason."]
    if any(row["by_reference"] for row in result.dicts()):
        notes.append("(+2): two more that the report answers by reference, without a number of their own.")
    return Result(result.name, result.question, columns, rows, result.unit, notes=notes)


def _without(result: Result, *names: str) -> Result:
    kept = [at for at, name in enumerate(result.columns) if name not in names]
    rows = [tuple(row[at] for at in kept) for row in result.rows]
    columns = tuple(result.columns[at] for at in kept)
    return Result(result.name, result.question, columns, rows, result.unit, notes=result.notes)


def _differences(found: Reconciled, review: str) -> Iterator[str]:
    """What does not add up in one review: a line of words each, then the reason, if any."""
    for name in COLUMNS:
        lines = [row for row in getattr(found, name).dicts() if row["review"] == review and row[SAYS]]
        for row in lines[:SHOWN]:
            yield from textwrap.wrap(
                _said(name, row), WIDTH, initial_indent=f"  {name:<11}", subsequent_indent=" " * 13
            )
            why = f"Known: {row[WHY]}." if row[WHY] else "No reason is known."
            yield from textwrap.wrap(why, WIDTH, initial_indent=" " * 13, subsequent_indent=" " * 13)
        if len(lines) > SHOWN:
            yield f"  {name:<11}... and {len(lines) - SHOWN:,} more; --format json lists all"


def _left_open(found: Reconciled, review: str) -> Iterator[str]:
    for row in found.left_open.dicts():
        if row["review"] == review:
            numbers = row["paragraphs"].split("|")
            answer = f"{row['answer']} in {records_of(row['source'])}, left open in {row['left_open_in']}"
            said = f"{_numbered(numbers)}: {answer}"
            yield from textwrap.wrap(said, WIDTH, initial_indent=f"  {'left open':<11}", subsequent_indent=" " * 13)


def _numbered(numbers: list[str]) -> str:
    """Numbers in runs, and how many they are."""
    return f"{spans(numbers)}{f' ({len(numbers)})' if len(numbers) > 1 else ''}"


def _said(name: str, row: dict[str, Any]) -> str:
    """One difference in a sentence, with the numbers that it is about."""
    if name == "unmatched":
        return f"{row[SAYS]}: {row['text'] or row['record']}"
    if name == "totals":
        return f"{row[SAYS]} ({(row['stated_in'] or 'no document named').replace('|', ', ')})"
    numbers = str(row.get("paragraphs") or row["paragraph"]).split("|")
    current = ""
    if name == "answers":
        current = f". Current: {row['current'] or 'none'}; {row['decided_by']}"
    return f"{_numbered(numbers)}: {row[SAYS]}{current}"


def _table(result: Result) -> Iterator[str]:
    """Heading, a table that fits the width, notes."""
    yield from textwrap.wrap(result.heading, WIDTH)
    if not result.rows:
        yield "None."
        return
    yield ""
    yield from _fitted(result.columns, result.rows)
    for note in result.notes:
        yield from textwrap.wrap(f"Note: {note}", WIDTH)


def _fitted(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """A table whose widest columns of words are wrapped until it fits."""
    names = [name.replace("_", " ") for name in columns]
    cells = [["" if value is None else str(plain(value)).replace("|", ", ") for value in row] for row in rows]
    numbers = [
        all(value is None or isinstance(value, int | float) for value in column) for column in zip(*rows, strict=True)
    ]
    least = [max([len(word) for word in name.split()]) for name in names]
    widths = [max(low, *map(len, column)) for low, column in zip(least, zip(*cells, strict=True), strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > WIDTH:
        words = [at for at, number in enumerate(numbers) if not number and widths[at] > max(least[at], NARROWEST)]
        if not words:
            break
        widths[max(words, key=lambda at: widths[at])] -= 1
    head = list(_lines(names, widths, numbers))
    yield from head
    yield "  ".join("-" * width for width in widths)
    for row in cells:
        yield from _lines(row, widths, numbers)


def _lines(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> Iterator[str]:
    """One row, on as many lines as its longest cell takes."""
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for at in range(max(map(len, wrapped))):
        parts = (lines[at] if at < len(lines) else "" for lines in wrapped)
        yield "  ".join(
            part.replace(KEPT, " ").rjust(width) if number else part.replace(KEPT, " ").ljust(width)
            for part, width, number in zip(parts, widths, numbers, strict=True)
        ).rstrip()


def json_text(found: Reconciled) -> str:
    """One object: whether it adds up, the counts, and each table as a list of objects."""
    tables = {table.name: table.dicts() for table in found.tables()}
    said = {"adds_up": found.adds_up, "differences": found.differences, "unexplained": found.unexplained, **tables}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def markdown(found: Reconciled) -> str:
    """A verdict, then each table under a heading with its name."""
    parts = [_verdict(found), *(f"## {table.name}\n\n{table.to_markdown().rstrip()}" for table in found.tables())]
    return "\n\n".join(parts) + "\n"


FORMATS = {"table": text, "json": json_text, "markdown": markdown}
