"""``upr figure``: one subcommand for each figure, with the filters of the question behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from uprgraph.command import Settings


class Figures(click.Group):
    """Made from the catalogue of figures when one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from uprgraph import figures

        return figures.names()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from uprgraph import figures

        kind = figures.load(name)
        path = click.Argument(["path"], type=click.Path(path_type=Path), metavar="FILE.(svg|png|pdf)")
        about = (
            f"{kind.shows}\n\nThe numbers that are drawn are written beside it as CSV.\n\n\b\nExample:\n{kind.example}"
        )
        params = [path, *figures.options(name)]
        return click.Command(name, callback=_drawer(name), params=params, help=about, short_help=kind.shows)


def _drawer(name: str) -> Callable[..., None]:
    @click.pass_obj
    def draw(settings: Settings, /, path: Path, **filters: Any) -> None:
        from uprgraph import figures

        figures.check(path)
        drawn = figures.figure(settings.store(), name, **filters)
        picture, numbers = drawn.save(path)
        if not settings.quiet:
            click.echo(f"{picture}: {drawn.subtitle}\n{numbers}: the numbers that it draws, {len(drawn.result)} rows")

    return draw


@click.command(cls=Figures, subcommand_metavar="NAME FILE.(svg|png|pdf) [OPTIONS]")
def figure() -> None:
    """Draw a picture as papers print it, with the numbers that it draws as CSV beside it."""
