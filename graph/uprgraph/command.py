"""What every command of ``upr`` has: the global options, errors in one line, results that are written or printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprgraph.errors import UprgraphError

if TYPE_CHECKING:
    from uprgraph.results import Result
    from uprgraph.store import Store


class Failure(click.ClickException):
    """One line on stderr, exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"upr: {self.format_message()}", err=True)


class Settings:
    """The global options."""

    def __init__(self, store: str | Path | None, quiet: bool) -> None:
        self._place, self.quiet = store, quiet

    @property
    def place(self) -> str | None:
        """The folder or the address of the store that was named, here or by ``$UPR_STORE``."""
        import os

        return str(self._place) if self._place is not None else os.environ.get("UPR_STORE")

    @property
    def path(self) -> Path | None:
        """The folder that was named, if any; raises StoreError where a service was."""
        from uprgraph.store import folder_of

        return None if self._place is None else folder_of(self._place)

    def store(self) -> Store:
        from uprgraph.building import open_or_build
        from uprgraph.display import progress

        with progress(self.quiet) as report:
            return open_or_build(self._place, progress=report)


class Place(click.ParamType):  # type: ignore[type-arg]
    """A folder, or the address of a SPARQL service, which stays text: a path would lose one of its two slashes."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:
        return value if isinstance(value, str) and value.lower().startswith(("http://", "https://")) else Path(value)


class Command(click.Group):
    """Turns every error of ours, of the system and of click into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        debug = ctx.params.get("debug", False)
        try:
            return super().invoke(ctx)
        except UprgraphError as error:
            if debug:
                raise
            raise Failure(" ".join(str(error).split())) from error
        except BrokenPipeError:
            # The reader (head, less) has seen enough.
            sys.stdout = None
            ctx.exit(0)
        except OSError as error:
            if debug:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise Failure(f"{where}{error.strerror or error}") from error
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "upr"
            raise Failure(f"{error.format_message().rstrip('.')}; '{path} --help' shows what there is") from error
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if debug:
                raise
            kind = "nested too deeply" if isinstance(error, RecursionError) else f"{type(error).__name__}: {error}"
            raise Failure(f"an error that uprgraph did not foresee ({kind}); 'upr --debug' shows where") from error


def emit(result: Result, form: str, output: Path | None) -> None:
    """Writes a result in a format to a file, or prints it."""
    from uprgraph.files import replacing

    if form == "table" and output is None:
        from uprgraph.display import table

        table(result)
        return
    if form == "parquet":
        if output is None:
            raise Failure("Parquet is no text: name a file with --output FILE.parquet")
        with replacing(output, "wb") as file:
            file.write(result.to_parquet())
        return
    text = {"csv": result.to_csv, "json": result.to_json, "markdown": result.to_markdown, "table": result.to_markdown}[
        form
    ]()
    if output is None:
        click.echo(text, nl=False)
        return
    with replacing(output) as file:
        file.write(text)


def counted(number: int, noun: str) -> str:
    """``1 record``, ``2 records``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
