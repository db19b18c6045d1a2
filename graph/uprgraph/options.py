"""The header of a ``.rq`` -> the options of a command: nothing is registered twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprgraph.results import FORMATS

if TYPE_CHECKING:
    from uprgraph.catalogue import Question


def help_text(question: Question) -> str:
    columns = "\n".join(f"{name:20} {meaning}" for name, meaning in question.columns.items())
    counts = " or ".join(question.units) or question.counts
    parts = [question.question, question.notes, f"Counts {counts}."]
    return "\n\n".join([*filter(None, parts), f"\b\nColumns:\n{columns}", f"\b\nExample:\n{question.example}"])


def options(question: Question) -> list[click.Parameter]:
    options: list[click.Parameter] = [
        click.Option([f"--{name}"], multiple=parameter.multiple, metavar=parameter.type.upper(), help=parameter.help)
        for name, parameter in question.parameters.items()
    ]
    if question.units:
        options.append(click.Option(["--unit"], type=click.Choice(question.units), help="what is counted"))
        options.append(
            click.Option(
                ["--source"], metavar="NAME", help="whose records are counted, where several sources are loaded"
            )
        )
    return options


def format_option() -> click.Parameter:
    return click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True)


def output_option() -> click.Parameter:
    return click.Option(["--output", "-o"], type=click.Path(path_type=Path), help="write to this file instead")


def show_option() -> click.Parameter:
    return click.Option(["--sparql", "show"], is_flag=True, help="print the SPARQL instead of asking it")


def network_options() -> list[click.Parameter]:
    """The filters of all networks together."""
    from uprgraph import catalogue

    found: dict[str, click.Parameter] = {}
    for name in catalogue.names():
        if name.startswith("networks/"):
            for option in options(catalogue.load(name)):
                found.setdefault(str(option.name), option)
    return list(found.values())


def panel_options() -> list[click.Parameter]:
    """The options of all panels."""
    from uprgraph import catalogue

    return options(catalogue.load("panels/dyads"))


class LateOptions(click.Command):
    """A command whose filters come from the headers of its queries, read only when it is used."""

    def __init__(self, *args: Any, late: Callable[[], list[click.Parameter]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._late = late

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*self.params, *self._late(), *filter(None, [self.get_help_option(ctx)])]
