"""The commands that read sources and tell of them: build, inspect, reconcile, status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprgraph.command import Settings, counted, emit

if TYPE_CHECKING:
    from uprgraph.building import Built
    from uprgraph.records import Report

PROBLEMS = 5
"""How many problems of one file a build prints."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option(
    "--bare/--no-bare",
    default=None,
    help="Leave Cambodia's bundled recommendations and the claims out (kept by the store).",
)
@click.option(
    "--without", multiple=True, metavar="NAME", help="Leave out the file of this name that was loaded before."
)
@click.option(
    "--skip-bad-rows",
    is_flag=True,
    help="Go on without rows that cannot be right, and files of a folder that are damaged.",
)
@click.option("--base", metavar="IRI", help="Base of the data's IRIs (kept by the store).")
@click.pass_obj
def build(settings: Settings, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Read files into the store, beside the bundled graph and what it holds.

    A file of the same source and name replaces its predecessor. All or nothing: after an error the
    store is as before.
    """
    from uprgraph.building import build as build_store
    from uprgraph.display import progress

    with progress(settings.quiet) as report:
        built = build_store(*paths, store=settings.path, progress=report, **options)
    if not settings.quiet:
        _say_built(built)


def _say_built(built: Built) -> None:
    for passed in built.passed_over:
        click.echo(f"passed over  {passed}", err=True)
    for read in built.files:
        if read.repeats:
            click.echo(f"{read.name}: the same bytes or document as {read.repeats}, which is read instead")
            continue
        report = read.report
        click.echo(f"{read.name}: {read.kind}, {_given(report)}")
        for problem in report.problems[:PROBLEMS]:
            click.echo(f"  problem: {problem}")
        if len(report.problems) > PROBLEMS:
            click.echo(f"  and {len(report.problems) - PROBLEMS} more problems: upr inspect {read.name} lists them")
        for warning, count in sorted(report.warnings.items()):
            click.echo(f"  note: {warning}: {count}")
        if report.bad_rows:
            click.echo(f"  skipped: {counted(len(report.bad_rows), 'bad row')}; the first: {report.bad_rows[0]}")
    for name in built.replaced:
        click.echo(f"{name}: replaced the earlier file of that name")
    for name, new in built.same_document.items():
        click.echo(f"{name}: replaced by {new}, the same document")
    for name in built.left_out:
        click.echo(f"{name}: left out")
    for warning in built.warnings:
        click.echo(f"note: {warning}")
    if built.kept:
        click.echo(f"kept from before: {', '.join(built.kept)}")
    click.echo(f"store: {built.path}")


def _given(report: Report) -> str:
    """What a file gives, in words: of which review, how many of what."""
    counts = [
        counted(report.recommendations, "recommendation") if report.recommendations else "",
        f"{counted(len(report.referred), 'recommendation')} by reference" if report.referred else "",
        counted(report.records, "maker mention" if report.symbol else "record") + _answers(report.responses)
        if report.records
        else "",
        counted(sum(report.submissions.values()), "submission") if report.submissions else "",
        counted(report.pledges, "pledge") if report.pledges else "",
        counted(sum(report.positions.values()), "position") + _answers(report.positions) if report.positions else "",
    ]
    of = f"review {report.review}" if report.review else counted(len(report.reviews), "review")
    return f"{', '.join(filter(None, counts)) or 'nothing that is counted'} of {of}"


def _answers(counts: dict[str, int]) -> str:
    said = ", ".join(f"{count} {answer}" for answer, count in sorted(counts.items()))
    return f" ({said})" if said else ""


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def inspect(path: Path, form: str) -> None:
    """What a file is, how many rows it has, which problems; writes nothing."""
    import json

    from uprgraph.inspect import inspect as look
    from uprgraph.inspect import lines

    found = look(path)
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in lines(found):
        click.echo(line)


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.pass_obj
def status(settings: Settings, form: str) -> None:
    """What is loaded: files, counts in each unit, coverage, and what is known only as a total."""
    import json

    from uprgraph.status import status as read

    tables = read(settings.store()).tables()
    if form == "json":
        click.echo(json.dumps({table.name: table.dicts() for table in tables}, ensure_ascii=False, indent=1))
        return
    for result in tables:
        if not result.rows and result.name != "only-totals":
            continue
        emit(result, form, None)
        click.echo()


@click.command()
@click.argument("reviews", nargs=-1, metavar="[REVIEW|STATE]...")
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.option("--unexplained", is_flag=True, help="Only differences without a known reason, also for the exit code.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead.")
@click.pass_context
def reconcile(
    ctx: click.Context, /, reviews: tuple[str, ...], form: str, unexplained: bool, output: Path | None
) -> None:
    """Where the sources of a review agree, where they do not, and why, if that is known.

    Without a REVIEW (khm-2) or STATE: every review that several sources tell of, or that has a reported
    total or numbered recommendations. The exit code is 1 if anything does not add up, explained or not.
    """
    from uprgraph import accounts
    from uprgraph.reconcile import reconcile as compare

    settings: Settings = ctx.obj
    found = compare(settings.store(), reviews)
    text = accounts.FORMATS[form](found.open_ones() if unexplained else found)
    if output is None:
        click.echo(text, nl=False)
    else:
        from uprgraph.files import replacing

        with replacing(output) as file:
            file.write(text)
    ctx.exit(1 if (found.unexplained if unexplained else found.differences) else 0)


COMMANDS = (build, inspect, reconcile, status)
