"""Exports as UPR Info writes them, made from the small readable tables beside this file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "sources"


def table(source: str) -> list[list[str]]:
    """Header and rows of the readable table of a source."""
    with open(FOLDER / source / "rows.csv", encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def text_of(rows: list[list[str]], newline: str = "\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=newline).writerows(rows)
    return stream.getvalue()


def upr_info(path: Path, rows: list[list[str]] | None = None) -> Path:
    """An export of 2015: Mac Roman, lines ended by a carriage return alone."""
    rows = rows if rows is not None else table("upr_info")
    path.write_bytes(text_of(rows, "\r").encode("mac_roman"))
    return path


def uwazi(path: Path, rows: list[list[str]] | None = None) -> Path:
    """An export of today's database: UTF-8 with line feeds."""
    rows = rows if rows is not None else table("upr_info_uwazi")
    path.write_bytes(text_of(rows).encode("utf-8"))
    return path


def changed(row: int, **cells: str) -> list[list[str]]:
    """The table of 2015 with some cells of one row (1 is the first below the header) replaced."""
    rows = table("upr_info")
    for column, value in cells.items():
        rows[row][rows[0].index(column)] = value
    return rows
