"""The header of a ``.rq`` -> the options of a command: nothing is registered twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    if "scheme" in question.common:
        from uprgraph.parameters import HELP

        options.append(click.Option(["--scheme"], metavar="SCHEME", help=HELP["scheme"]))
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
    """The filters of all networks together, then what is done with the network."""
    from uprgraph import catalogue, networks

    questions = [catalogue.load(f"networks/{kind}") for kind in networks.kinds()]
    found = _united(questions)
    counted = "only edges that count at least so many (similarity: 0 to 1, default 0.8)"
    found["minimum"] = click.Option(["--minimum"], metavar="NUMBER", help=counted)
    return [
        *found.values(),
        click.Option(["--top"], type=click.IntRange(min=1), metavar="N", help="only the N nodes of the largest weight"),
        click.Option(
            ["--backbone"],
            type=float,
            metavar="ALPHA",
            help="only edges significant by the disparity filter, e.g. 0.05",
        ),
        click.Option(
            ["--measures"],
            type=click.Path(path_type=Path),
            metavar="FILE.csv",
            help="write measures of nodes, of the whole and, for states, of homophily (docs/measures.md)",
        ),
        click.Option(
            ["--seed"],
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="of what is drawn by chance in the measures",
        ),
    ]


def _united(questions: list[Question]) -> dict[str, click.Parameter]:
    """The options of several questions, each once, with the units of all."""
    found: dict[str, click.Parameter] = {}
    for question in questions:
        for option in options(question):
            found.setdefault(str(option.name), option)
    units = dict.fromkeys(unit for question in questions for unit in question.units)
    found["unit"] = click.Option(["--unit"], type=click.Choice(list(units)), help="what is counted")
    return found


def network_help() -> str:
    """What the command says above its options: each kind with its question."""
    from uprgraph import networks

    return _kinds("networks", networks.kinds())


def panel_options() -> list[click.Parameter]:
    """The options of all panels together."""
    from uprgraph import catalogue, panels

    return list(_united([catalogue.load(f"panels/{kind}") for kind in panels.KINDS]).values())


def panel_help() -> str:
    """What the command says above its options: each kind with its question."""
    from uprgraph import panels

    return _kinds("panels", panels.KINDS)


def _kinds(folder: str, kinds: Sequence[str]) -> str:
    from uprgraph import catalogue

    lines = [f"{kind:17} {catalogue.load(f'{folder}/{kind}').question}" for kind in kinds]
    return "\n".join(["\b", "Kinds:", *lines])


class LateOptions(click.Command):
    """A command whose filters come from the headers of its queries, read only when it is used."""

    def __init__(
        self,
        *args: Any,
        late: Callable[[], list[click.Parameter]],
        more: Callable[[], str] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._late, self._more = late, more

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*self.params, *self._late(), *filter(None, [self.get_help_option(ctx)])]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        with formatter.indentation():
            formatter.write_paragraph()
            formatter.write_text(self._more())
