"""``upr push``: the store on a SPARQL service that a group runs."""

from __future__ import annotations

import click

from uprgraph.command import Settings, counted


@click.command()
@click.argument("address", metavar="URL[#GRAPH]")
@click.option(
    "--graph-store", metavar="URL", help="Where the service takes the Graph Store Protocol, if not at the same address."
)
@click.option("--update", metavar="URL", help="Where the service takes SPARQL updates, if not at the same address.")
@click.option(
    "--batch",
    type=click.IntRange(1, 1_000_000),
    default=10_000,
    show_default=True,
    help="Triples in one request.",
)
@click.pass_obj
def push(settings: Settings, address: str, graph_store: str | None, update: str | None, batch: int) -> None:
    """Send the store to a SPARQL 1.1 service, to be asked there by 'upr --store URL'.

    URL is where the service is asked. The merge of all sources becomes one named graph there (GRAPH, else
    https://w3id.org/uprgraph/graph/merge), and what it held from an earlier push is replaced; the graphs of the
    sources, which tell who said what, stand beside it. The same command goes on with a push that was interrupted.

    User and password are best in $UPR_USER and $UPR_PASSWORD or in ~/.netrc, a token in $UPR_TOKEN: others on
    this machine can see what stands in a command. docs/remote-stores.md has the addresses of several services.
    """
    from uprgraph.display import progress
    from uprgraph.push import push as send

    store = settings.store()
    with progress(settings.quiet) as report:
        pushed = send(store, address, update=update, graph_store=graph_store, batch=batch, progress=report)
    if not settings.quiet:
        click.echo(
            f"{pushed.where}: {counted(pushed.triples, 'triple')} in <{pushed.where.graph}>, "
            f"{counted(pushed.graphs, 'graph')} beside it; {pushed.sent} sent by {pushed.way}"
        )
        click.echo(f"SHA-256 of the merge as sorted N-Triples: {pushed.sha256}")
