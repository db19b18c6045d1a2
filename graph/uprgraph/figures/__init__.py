"""The pictures that papers print, each with the numbers that it draws.

>>> import uprgraph
>>> from uprgraph import figures
>>> figures.figure(uprgraph.open().store, "themes", cycle=2).save("themes.svg")    # doctest: +SKIP
[PosixPath('themes.svg'), PosixPath('themes.numbers.csv')]
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from uprgraph.errors import QueryError
from uprgraph.figures.drawing import SUFFIXES, Figure, check

if TYPE_CHECKING:
    import click

    from uprgraph.parameters import Parameter
    from uprgraph.store import Store

__all__ = ["KINDS", "SUFFIXES", "Figure", "Kind", "check", "figure", "load", "names", "options"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure of the catalogue."""

    name: str
    shows: str
    """What it shows, in a sentence."""
    question: str
    """The question whose numbers it draws and whose filters it takes."""
    module: str
    without: tuple[str, ...] = ()
    """Filters of the question that would take marks out of the picture."""
    limit: int | None = None
    """How many rows it shows where no limit is given; None where it takes none."""

    @property
    def example(self) -> str:
        """A command that draws it."""
        return f"upr figure {self.name} {self.name}.svg"

    @property
    def filters(self) -> Mapping[str, Parameter]:
        """The filters that the question has, and the figure's own."""
        from uprgraph import catalogue
        from uprgraph.parameters import Parameter

        question = catalogue.load(self.question)
        taken = {name: filter_ for name, filter_ in question.parameters.items() if name not in self.without}
        if self.limit is not None:
            text = f"at most so many lines (default {self.limit})"
            taken["limit"] = Parameter("limit", "limit", text, default=str(self.limit), multiple=False)
        return taken


KINDS = (
    Kind(
        "acceptance-by-group-and-action",
        "How much was accepted, by regional group of the recommending State and action category.",
        "acceptance-by-group-and-action",
        "acceptance",
    ),
    Kind(
        "themes",
        "Which themes were raised most often, and what became of them.",
        "acceptance-by-theme",
        "themes",
        without=("minimum",),
        limit=25,
    ),
    Kind(
        "groups",
        "Which regional group recommends to which, beside its opportunities.",
        "acceptance-matrix",
        "groups",
    ),
    Kind(
        "sessions",
        "How many recommendations each session made and how much was accepted, with the sessions that are not loaded.",
        "acceptance-by-session",
        "sessions",
    ),
    Kind(
        "map",
        "How many recommendations each State received per review, on a map of the world.",
        "top-receivers",
        "worldmap",
        without=("minimum", "limit"),
    ),
)


def names() -> list[str]:
    """The names of all figures."""
    return [kind.name for kind in KINDS]


def load(name: str) -> Kind:
    """The figure of that name; raises QueryError, which lists close names."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    near = difflib.get_close_matches(name, names(), n=2, cutoff=0.5)
    hint = f"close: {', '.join(near)}; " if near else ""
    raise QueryError(f"unknown figure {name!r}; {hint}there are {', '.join(names())}")


def figure(store: Store, name: str, **filters: object) -> Figure:
    """The figure of a name, with those filters; ``.save("FILE.svg")`` writes it and its numbers.

    Filters are those of the question behind it, as `uprgraph.Upr.query` takes them, and for ``themes`` a
    ``limit``. Raises QueryError for an unknown figure or filter, and where nothing is there to draw: it
    says why. UnknownName for a state, theme or code that does not exist.
    """
    from uprgraph import catalogue
    from uprgraph.figures.asked import Asked

    kind = load(name)
    given = catalogue.chosen(filters)
    known = [*kind.filters, *catalogue.load(kind.question).common]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise QueryError(f"the figure {name} has no filter {', '.join(unknown)}; it has {', '.join(known)}")
    if kind.limit is not None:
        given["limit"] = _limit(store, kind, given.get("limit"))
    module = import_module(f"uprgraph.figures.{kind.module}")
    drawn: Figure = module.figure(Asked(store, kind.question, given))
    return drawn


def _limit(store: Store, kind: Kind, given: object) -> int:
    from uprgraph.parameters import terms

    [limit] = terms(kind.filters["limit"], (kind.limit if given is None else given,), store, "")
    return int(limit)


def options(name: str) -> list[click.Parameter]:
    """The options of a figure on the command line: the filters of its question, and its own."""
    import click

    from uprgraph import catalogue
    from uprgraph.options import options as of_question

    kind = load(name)
    taken = kind.filters
    theirs = [option for option in of_question(catalogue.load(kind.question)) if option.name not in kind.without]
    own = [
        click.Option([f"--{key}"], metavar=filter_.type.upper(), help=filter_.help)
        for key, filter_ in taken.items()
        if key not in catalogue.load(kind.question).parameters
    ]
    return [*own, *theirs]
