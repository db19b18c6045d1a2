"""The command that fetches what is published: ``upr fetch``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprgraph.command import Settings

if TYPE_CHECKING:
    from uprgraph.fetch import Fetched


@click.group()
def fetch() -> None:
    """Fetch what is published; no other command uses the network.

    What does not come whole stays as NAME.part, and the same command goes on with it.
    """


def _placed(command: Any) -> Any:
    """The options of everything that is fetched."""
    folder = click.Path(file_okay=False, path_type=Path)
    to = click.option("--to", type=folder, default=".", metavar="FOLDER", help="Where to put it (default: here).")
    return to(click.option("--force", is_flag=True, help="Fetch again what is there already.")(command))


def _say(settings: Settings, ask: Callable[..., Fetched]) -> None:
    from uprgraph.display import progress

    with progress(settings.quiet) as report:
        done = ask(progress=report)
    click.echo(f"{done.path}: {done.outcome}, {done.size:,} bytes, SHA-256 {done.sha256}")
    for note in done.notes:
        click.echo(f"  problem: {note}", err=True)
    if not settings.quiet:
        click.echo(f"  {done.remark}", err=True)


@fetch.command()
@click.option("--xlsx", is_flag=True, help="The workbook instead of JSON.")
@_placed
@click.pass_obj
def uhri(settings: Settings, /, xlsx: bool, **options: Any) -> None:
    """OHCHR's Universal Human Rights Index, all of it in English (JSON, about 360 MB)."""
    from uprgraph import fetch as published

    _say(settings, partial(published.uhri, xlsx=xlsx, **options))


@fetch.command("upr-info")
@_placed
@click.pass_obj
def upr_info(settings: Settings, /, **options: Any) -> None:
    """UPR Info's database: some 300 pages of recommendations, a second apart."""
    from uprgraph import fetch as published

    _say(settings, partial(published.upr_info, **options))


@fetch.command()
@click.argument("symbols", nargs=-1, required=True, metavar="SYMBOL...")
@click.option("--format", "form", type=click.Choice(["pdf", "docx"]), default="pdf", show_default=True)
@_placed
@click.pass_obj
def report(settings: Settings, /, symbols: tuple[str, ...], **options: Any) -> None:
    """UN documents in English by symbol (A/HRC/26/16/Add.1), a review's report by its id (khm-2)."""
    from uprgraph import fetch as published

    web = published.Web()
    for symbol in symbols:
        _say(settings, partial(published.report, symbol, web=web, **options))


COMMANDS = (fetch,)
