"""The command ``upr``. Each command imports what it uses and nothing more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprgraph import options
from uprgraph.errors import UprgraphError
from uprgraph.results import FORMATS

if TYPE_CHECKING:
    from uprgraph.building import Built
    from uprgraph.conclusions import Conclusions
    from uprgraph.results import Result
    from uprgraph.store import Store


class Failure(click.ClickException):
    """One line on stderr, exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"upr: {self.format_message()}", err=True)


class Settings:
    """The global options."""

    def __init__(self, store: Path | None, quiet: bool) -> None:
        self.path, self.quiet = store, quiet

    def store(self) -> Store:
        from uprgraph.building import open_or_build
        from uprgraph.display import progress

        with progress(self.quiet) as report:
            return open_or_build(self.path, progress=report)


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


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Folder of the store (default: $UPR_STORE, else your data folder).",
)
@click.option("--quiet", is_flag=True, help="No progress and no remarks.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="uprgraph", prog_name="upr")
@click.pass_context
def main(ctx: click.Context, store: Path | None, quiet: bool, debug: bool) -> None:
    """The UN's Universal Periodic Review as a knowledge graph.

    Answers come from a store. Where none was built, the bundled graph is used: states, sessions,
    reviews, troikas and Cambodia's recommendations.

    \b
    upr queries                                   what can be asked
    upr query themes-raised --state Cambodia      ask it
    upr build FILE                                load your own UPR Info export
    """
    ctx.obj = Settings(store, quiet)  # --debug is read where errors are caught


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option(
    "--bare/--no-bare",
    default=None,
    help="Leave Cambodia's bundled recommendations and the claims out (kept by the store).",
)
@click.option(
    "--without", multiple=True, metavar="NAME", help="Leave out the file of this name that was loaded before."
)
@click.option("--skip-bad-rows", is_flag=True, help="Go on without rows that cannot be right, and count them.")
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


def counted(number: int, noun: str) -> str:
    """``1 record``, ``2 records``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _say_built(built: Built) -> None:
    for passed in built.passed_over:
        click.echo(f"passed over  {passed}", err=True)
    for read in built.files:
        if read.repeats:
            click.echo(f"{read.name}: the same bytes as {read.repeats}; read once")
            continue
        report = read.report
        parts = [
            counted(report.records, "record") if report.records else "",
            counted(report.pledges, "pledge") if report.pledges else "",
        ]
        answers = ", ".join(f"{count} {answer}" for answer, count in sorted(report.responses.items()))
        said = " and ".join(filter(None, parts))
        of = f"{f' ({answers})' if answers else ''} of {counted(len(report.reviews), 'review')}"
        click.echo(f"{read.name}: {read.kind}, {said}{of}")
        for warning, count in sorted(report.warnings.items()):
            click.echo(f"  note: {warning}: {count}")
        if report.bad_rows:
            click.echo(f"  skipped: {counted(len(report.bad_rows), 'bad row')}; the first: {report.bad_rows[0]}")
    for name in built.replaced:
        click.echo(f"{name}: replaced the earlier file of that name")
    for name in built.left_out:
        click.echo(f"{name}: left out")
    for warning in built.warnings:
        click.echo(f"note: {warning}")
    if built.kept:
        click.echo(f"kept from before: {', '.join(built.kept)}")
    click.echo(f"store: {built.path}")


@main.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def inspect(path: Path, form: str) -> None:
    """What a file is, how many rows it has, which problems; writes nothing."""
    import json

    from uprgraph.inspect import inspect as look

    found = look(path)
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for key, value in found.items():
        if isinstance(value, dict):
            value = ", ".join(f"{count} {name}" for name, count in value.items())
        elif isinstance(value, list):
            value = "none" if not value else "".join(f"\n  {line}" for line in value[:20])
            if len(found[key]) > 20:
                value += f"\n  ... and {len(found[key]) - 20} more (--format json has all)"
        click.echo(f"{key}: {value}")


@main.command()
@click.option("--tag", help="Only questions with this tag.")
def queries(tag: str | None) -> None:
    """What can be asked, by name."""
    from uprgraph import catalogue

    for name in catalogue.names():
        if "/" in name:
            continue
        question = catalogue.load(name)
        if tag and tag not in question.tags:
            continue
        click.echo(f"{name}\n    {question.question}\n    {question.example}")


class Questions(click.Group):
    """One subcommand for each ``.rq``, made from its header."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from uprgraph import catalogue

        return [name for name in catalogue.names() if "/" not in name]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from uprgraph import catalogue

        question = catalogue.load(name)
        common = [options.format_option(), options.output_option(), options.show_option()]
        return click.Command(
            name,
            callback=_asker(question.name),
            params=[*options.options(question), *common],
            help=options.help_text(question),
            short_help=question.question,
        )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-"):
            return args[0], self.get_command(ctx, args[0]), args[1:]
        return super().resolve_command(ctx, args)


def _asker(name: str) -> Callable[..., None]:
    @click.pass_obj
    def ask(settings: Settings, /, form: str, output: Path | None, show: bool, **given: Any) -> None:
        from uprgraph import catalogue

        store = settings.store()
        if show:
            click.echo(catalogue.sparql(store, name, **given))
            return
        _emit(catalogue.ask(store, name, **given), form, output)

    return ask


def _emit(result: Result, form: str, output: Path | None) -> None:
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


@main.command(cls=Questions, subcommand_metavar="NAME [OPTIONS]")
def query() -> None:
    """Ask a question of the catalogue by its name."""


@main.command()
@click.argument("text", required=False, metavar="[SPARQL]")
@click.option(
    "-f", "--file", "path", type=click.Path(path_type=Path), help="Read the query from this file; - is standard input."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead.")
@click.pass_obj
def sparql(settings: Settings, text: str | None, path: Path | None, form: str, output: Path | None) -> None:
    """Ask a query of your own: SELECT, ASK, CONSTRUCT or DESCRIBE.

    It is asked of the default graph, the merge of all sources; GRAPH ?g { ... } asks who said it.
    The prefixes upr, rdfs, skos, dcterms, prov, xsd need not be declared, nor those of the data, such as state,
    review, recommendation, unit, theme, response. Say what is counted: ?item upr:countedAs unit:pairs.
    """
    from uprgraph.answer import answer

    if (text is None) == (path is None):
        raise Failure("give the query as one argument, or its file with -f FILE")
    if path is not None:
        try:
            text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise Failure(f"{path}: not a text file in UTF-8") from error
    assert text is not None
    found = answer(settings.store(), text)
    if isinstance(found, str):
        if form != "table":
            raise Failure("CONSTRUCT and DESCRIBE give triples, which are written as N-Triples: leave --format out")
        if output is None:
            click.echo(found, nl=False)
            return
        from uprgraph.files import replacing

        with replacing(output) as file:
            file.write(found)
        return
    _emit(found, form, output)


@main.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE.(ttl|nt|nq|trig|jsonld|rdf)[.gz]")
@click.pass_obj
def export(settings: Settings, path: Path) -> None:
    """Write the graph as linked data; the format follows the suffix."""
    from uprgraph.export import export as write

    count = write(settings.store(), path)
    if not settings.quiet:
        click.echo(f"{path}: {count} statements")


def _network(settings: Settings, kind: str, path: Path, **filters: Any) -> None:
    from uprgraph import networks, pictures

    pictures.check(path)
    graph = networks.network(settings.store(), kind, **filters)
    pictures.write(graph, path)
    if not settings.quiet:
        click.echo(
            f"{path}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges; counted: {graph.graph['unit']}"
        )
        if not graph.number_of_edges():
            click.echo("nothing matches these filters", err=True)


main.add_command(
    options.LateOptions(
        "network",
        callback=click.pass_obj(_network),
        params=[
            click.Argument(["kind"], metavar="states|themes"),
            click.Argument(["path"], type=click.Path(path_type=Path), metavar="FILE.(html|graphml|gexf|csv|json)"),
        ],
        help="Write the network of states (who recommends to whom) or of themes (who raises what).",
        late=options.network_options,
    )
)


def _panel(settings: Settings, kind: str, path: Path, **filters: Any) -> None:
    from uprgraph import panels

    if path.suffix.lower() not in panels.SUFFIXES:
        raise Failure(f"{path}: a panel is written as {' or '.join(panels.SUFFIXES)}")
    result = panels.panel(settings.store(), kind, **filters)
    beside = panels.write(result, path)
    if not settings.quiet:
        click.echo(f"{path}: {len(result)} rows; counted: {result.unit}\n{beside}: what its columns mean")


main.add_command(
    options.LateOptions(
        "panel",
        callback=click.pass_obj(_panel),
        params=[
            click.Argument(["kind"], metavar="dyads|records|pledges"),
            click.Argument(["path"], type=click.Path(path_type=Path), metavar="FILE.(csv|parquet)"),
        ],
        help="Write a flat table for statistics, with a data dictionary beside it.",
        late=options.panel_options,
    )
)


@main.command()
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
        if result.name == "unmatched" and not result.rows:
            continue
        _emit(result, form, None)
        click.echo()


@main.command()
@click.argument(
    "path",
    required=False,
    type=click.Path(path_type=Path),
    metavar="[FILE.(ttl|nt|nq|trig|jsonld|rdf)[.gz]]",
)
@click.option("--format", "form", type=click.Choice(["text", "turtle", "json"]), default="text", show_default=True)
@click.option(
    "--severity",
    type=click.Choice(["violation", "warning", "info"]),
    default="warning",
    show_default=True,
    help="The lowest level that is listed.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead.")
@click.pass_context
def validate(ctx: click.Context, path: Path | None, form: str, severity: str, output: Path | None) -> None:
    """Check the store, or a file of linked data, against the ontology's shapes and the catalogue's checks.

    A violation makes counts or answers wrong; a warning is to be read by whoever uses the data; an info
    says what is not known. Turtle is a SHACL validation report. The exit code is 1 if there is a violation.

    A file is checked beside the bundled codes, and beside the bundled States, sessions and reviews where
    it describes no State itself.
    """
    from uprgraph import findings
    from uprgraph import validate as validation
    from uprgraph.display import progress

    settings: Settings = ctx.obj
    store = None if path else settings.store()
    with progress(settings.quiet) as report:
        found = validation.validate_file(path, report) if path else validation.validate(store, report)  # type: ignore[arg-type]
    text = findings.FORMATS[form](found, severity)
    if output is None:
        click.echo(text, nl=False)
    else:
        from uprgraph.files import replacing

        with replacing(output) as file:
            file.write(text)
    ctx.exit(1 if found.count("violation") else 0)


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--review", metavar="REVIEW", help="Only this review and what tells of it, e.g. khm-2.")
@click.option("--axioms", "alone", is_flag=True, help="Only the axioms of the ontology, without any graph.")
@click.option("--rules", "by_rules", is_flag=True, help="By rules (OWL 2 RL) instead of HermiT: a graph of any size.")
@click.option("--materialise", is_flag=True, help="By rules, and add what follows to the store as a graph of its own.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE.(nt|nq|ttl)",
    help="Write the inferred statements to this file.",
)
@click.pass_obj
def reason(settings: Settings, /, path: Path | None, form: str, output: Path | None, **how: Any) -> None:
    """Reason over the graph with the ontology: is it consistent, and what follows?

    HermiT takes OWL 2 DL in full, on the bundled graph, one review or the axioms alone; it needs Java.
    Rules take OWL 2 RL, on a graph of any size. FILE is a graph in RDF to take instead of the store's.
    Exit code 1 if there is a contradiction.
    """
    import json

    from uprgraph import conclusions

    if output is not None:
        conclusions.check(output)
    found, graph = _reasoned(settings, path, output=output, **how)
    if output is not None:
        conclusions.write(found.lines, output, graph)
    click.echo(
        json.dumps(found.to_dict(), ensure_ascii=False, indent=1) if form == "json" else found.to_text().rstrip()
    )
    if not found.consistent or found.unsatisfiable:
        raise click.exceptions.Exit(1)


def _reasoned(
    settings: Settings,
    path: Path | None,
    review: str | None,
    alone: bool,
    by_rules: bool,
    materialise: bool,
    output: Path | None,
) -> tuple[Conclusions, str]:
    """What reasoning found, and the IRI of the graph for it."""
    from uprgraph import reason
    from uprgraph.display import progress
    from uprgraph.namespaces import Iris
    from uprgraph.store import default_path

    if alone and (path or review or by_rules or materialise or output):
        raise Failure("--axioms takes no graph: leave FILE, --review, --rules, --materialise and --output out")
    if review and (by_rules or materialise):
        raise Failure("rules take a whole graph: leave --review out")
    if materialise and (path or output):
        raise Failure("--materialise adds to the store: leave FILE and --output out")
    if alone:
        with progress(settings.quiet) as report:
            return reason.with_hermit(None, Iris(), progress=report), ""
    data = reason.of_file(path) if path is not None else reason.of_store(settings.store())
    with progress(settings.quiet) as report:
        if materialise:
            found = reason.materialised(settings.path or default_path(), report)
        elif by_rules:
            found = reason.with_rules(data, report)
        else:
            found = reason.with_hermit(data, data.iris, review, report)
    return found, data.iris.inferred_graph()[1:-1]
