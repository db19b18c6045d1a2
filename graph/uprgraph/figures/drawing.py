"""A figure that was asked for: its numbers, its words, and the files it is saved as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from uprgraph.errors import QueryError
from uprgraph.files import replacing
from uprgraph.results import Result

if TYPE_CHECKING:
    import pandas

    from uprgraph.figures.canvas import Page

SUFFIXES = (".svg", ".png", ".pdf")


@dataclass(slots=True)
class Figure:
    """A picture for print and exactly the numbers that it draws."""

    name: str
    title: str
    """What is shown."""
    subtitle: str
    """n, its unit and the filters."""
    notes: list[str]
    """The sentences below the picture: how to read it, coverage, dates, source."""
    result: Result
    """The numbers that are drawn, a row for each mark."""
    height: float
    """Of the drawing between title and notes, in mm."""
    draw: Callable[[Page], None]

    def __repr__(self) -> str:
        return f"<figure {self.name}: {self.subtitle}>"

    @property
    def df(self) -> pandas.DataFrame:
        """The numbers that are drawn, as a pandas DataFrame."""
        return self.result.df

    def encoded(self, suffix: str) -> bytes:
        """The picture as ``png`` (300 dpi), ``svg`` or ``pdf``; the same numbers give the same bytes."""
        from uprgraph.figures.canvas import Page, style

        with style():
            page = Page(self.title, self.subtitle, self.height, self.notes)
            self.draw(page)
            return page.encoded(suffix)

    def save(self, path: str | Path) -> list[Path]:
        """Writes the picture in the format of the suffix, and the numbers beside it as CSV; returns both paths.

        Raises QueryError for another suffix, OSError where a file cannot be written; no partial file stays.
        """
        check(path)
        path = Path(path)
        picture = self.encoded(path.suffix.lower().removeprefix("."))
        beside = path.with_name(f"{path.stem}.numbers.csv")
        with replacing(path, "wb") as file:
            file.write(picture)
        with replacing(beside) as file:
            file.write(self.result.to_csv())
        return [path, beside]

    def _repr_svg_(self) -> str:
        return self.encoded("svg").decode("utf-8")

    def _repr_png_(self) -> bytes:
        return self.encoded("png")


def check(path: str | Path) -> None:
    """Raises QueryError where *path* has no suffix of a picture.

    >>> check("themes.gif")
    Traceback (most recent call last):
    uprgraph.errors.QueryError: themes.gif: a figure is written as .svg, .png, .pdf
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        raise QueryError(f"{path}: a figure is written as {', '.join(SUFFIXES)}")
