"""The command ``upr``. Each command imports what it uses and nothing more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprgraph import cli_fetch, cli_figures, cli_remote, cli_serve, cli_sources, options
from uprgraph.command import Command, Failure, Place, Settings, emit
from uprgraph.results import FORMATS

if TYPE_CHECKING:
    from uprgraph.conclusions import Conclusions


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--store",
    type=Place(),
    metavar="PATH|URL",
    help="Folder of the store, or a SPARQL service filled by 'upr push' (default: $UPR_STORE, else your data folder).",
)
@click.option("--quiet", is_flag=True, help="No progress and no remarks.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="uprgraph", prog_name="upr")
@click.pass_context
def main(ctx: click.Context, store: str | Path | None, quiet: bool, debug: bool) -> None:
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


for command in (*cli_sources.COMMANDS, *cli_fetch.COMMANDS, cli_figures.figure, cli_remote.push, cli_serve.serve):
    main.add_command(command)


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
        emit(catalogue.ask(store, name, **given), form, output)

    return ask


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
    emit(found, form, output)


@main.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE.(ttl|nt|nq|trig|jsonld|rdf)[.gz]")
@click.pass_obj
def export(settings: Settings, path: Path) -> None:
    """Write the graph as linked data; the format follows the suffix."""
    from uprgraph.export import export as write

    count = write(settings.store(), path)
    if not settings.quiet:
        click.echo(f"{path}: {count} statements")


def _network(
    settings: Settings, /, kind: str, path: Path | None, measures: Path | None, seed: int, **filters: Any
) -> None:
    from uprgraph import networks, pictures

    if path is None and measures is None:
        raise Failure(f"name a file for the network, or one for its measures: upr network {kind} {kind}.html")
    if path is not None:
        pictures.check(path)
    if measures is not None and measures.suffix.lower() != ".csv":
        raise Failure(f"{measures}: measures are written as .csv")
    if path is not None and measures is not None:
        from uprgraph.measures import places

        if path.absolute() in {place.absolute() for place in places(measures).values()}:
            raise Failure(f"{path}: the measures would overwrite it; name one of the two otherwise")
    graph = networks.network(settings.store(), kind, **filters)
    written = []
    if path is not None:
        pictures.write(graph, path)
        written.append(path)
    if measures is not None:
        from uprgraph import measures as measured

        written += measured.write(graph, measures, seed)
    if not settings.quiet:
        nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
        click.echo(f"{written[0]}: {nodes} nodes, {edges} edges; counted: {graph.graph['unit']}")
        for other in written[1:]:
            click.echo(str(other))
        notes = [note for note in (graph.graph["source"], *graph.graph["notes"]) if note]
        if not edges:
            click.echo("nothing matches these filters", err=True)
        for note in notes:
            click.echo(note if not edges else f"Note: {note}", err=not edges)


main.add_command(
    options.LateOptions(
        "network",
        callback=click.pass_obj(_network),
        params=[
            click.Argument(["kind"], metavar="KIND"),
            click.Argument(
                ["path"],
                required=False,
                type=click.Path(path_type=Path),
                metavar="[FILE.(html|svg|png|pdf|graphml|gexf|csv|json)]",
            ),
        ],
        help="Write a network as a page to look at, or as a file to work with.",
        late=options.network_options,
        more=options.network_help,
    )
)


def _panel(settings: Settings, kind: str, path: Path, **filters: Any) -> None:
    from uprgraph import panels

    if path.suffix.lower() not in panels.SUFFIXES:
        raise Failure(f"{path}: a panel is written as {', '.join(panels.SUFFIXES)}")
    result = panels.panel(settings.store(), kind, **filters)
    beside = panels.write(result, path)
    if not settings.quiet:
        click.echo(f"{path}: {len(result)} rows; counted: {result.unit}\n{beside}: what its columns mean")
        for note in result.notes:
            click.echo(f"Note: {note}")


main.add_command(
    options.LateOptions(
        "panel",
        callback=click.pass_obj(_panel),
        params=[
            click.Argument(["kind"], metavar="KIND"),
            click.Argument(["path"], type=click.Path(path_type=Path), metavar="FILE.(csv|parquet|dta)"),
        ],
        help="Write a flat table for statistics, with a data dictionary beside it.",
        late=options.panel_options,
        more=options.panel_help,
    )
)


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
