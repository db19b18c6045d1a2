"""``upr serve``: the store on the web."""

from __future__ import annotations

import click

from uprgraph.command import Failure, Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 is all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option(
    "--public-url", "public", metavar="URL", help="Address that readers use, where it is another (behind a proxy)."
)
@click.option("--time-limit", type=click.FloatRange(0.1, 3600), default=30, show_default=True, metavar="SECONDS")
@click.option(
    "--memory-limit",
    type=click.IntRange(256, 1 << 20),
    default=2048,
    show_default=True,
    metavar="MIB",
    help="Memory of the process of one query.",
)
@click.option("--answer-limit", type=click.IntRange(1, 4096), default=64, show_default=True, metavar="MIB")
@click.option(
    "--queries",
    type=click.IntRange(1, 256),
    default=2,
    show_default=True,
    help="SPARQL queries at once; others wait a little, then get 503.",
)
@click.option(
    "--rate", type=click.IntRange(min=1), metavar="N", help="At most N requests of one client in a minute, then 429."
)
@click.option("--access-log", "log", metavar="FILE", help="A line of JSON for each request; - is standard error.")
@click.option("--no-downloads", is_flag=True, help="Do not offer files of the whole dataset.")
@click.option("--open", "opened", is_flag=True, help="Open the explorer in the browser.")
@click.pass_obj
def serve(
    settings: Settings,
    host: str,
    port: int,
    public: str | None,
    time_limit: float,
    memory_limit: int,
    answer_limit: int,
    queries: int,
    rate: int | None,
    log: str | None,
    no_downloads: bool,
    opened: bool,
) -> None:
    """Serve the store: SPARQL, linked data, the questions over HTTP, and pages to look at.

    It is for reading only and listens on this machine alone unless --host says otherwise. A new build of the
    store is served as soon as it is there.

    \b
    upr serve                                  http://127.0.0.1:8000/
    upr serve --open --port 0                  any free port, and the browser
    upr serve --public-url https://example.org/upr    behind a reverse proxy
    """
    from uprgraph.server import guards, serving
    from uprgraph.server.settings import Limits
    from uprgraph.server.settings import Settings as Served

    settings.store()  # builds the bundled graph where there is nothing yet, and says what is wrong at once
    port = port or serving.free_port(host)
    here = f"http://{f'[{host}]' if ':' in host else 'localhost' if host in serving.EVERY else host}:{port}"
    address = serving.public_address(public) if public else here
    limits = Limits(
        seconds=time_limit,
        memory=memory_limit << 20,
        answer=answer_limit << 20,
        queries=queries,
        waiting=4 * queries,
        rate=rate,
    )
    served = Served(settings.place, address, files=not no_downloads, limits=limits)

    def started() -> None:
        if not settings.quiet:
            click.echo(f"{here}/  the explorer; SPARQL at {address}/sparql; Ctrl-C stops", err=True)
        if opened:
            click.launch(f"{here}/")

    if not serving.can_listen(host, port):
        raise Failure(f"{host}:{port} is taken, or no address of this machine; choose another with --port")
    serving.run(
        served,
        address=host,
        port=port,
        hosts=serving.hosts(host, public),
        log=guards.log_to(log) if log else None,
        quiet=settings.quiet,
        started=started,
    )
