"""The whole server as one ASGI application, and ``upr serve``, which runs it until it is told to stop."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Sequence
from typing import IO
from urllib.parse import urlsplit

from uprgraph.errors import QueryError
from uprgraph.server import guards, prepare
from uprgraph.server.app import application
from uprgraph.server.service import Service
from uprgraph.server.settings import Settings

LOCAL = ("localhost", "127.0.0.1", "[::1]")
HEAD = 128 << 10
"""Bytes of the first lines of a request, which hold a query that is sent by GET."""
EVERY = ("0.0.0.0", "::")
READERS = 4
"""Answers of the greatest length that may be on their way to their readers at the same time."""
CONNECTIONS = 1000
"""More than these at once are told to come again."""
STOP = 15
"""Seconds that requests have to end when the server is told to stop."""


def whole(settings: Settings, *, hosts: Sequence[str] = (), log: IO[str] | None = None) -> guards.App:
    """The server as an ASGI application; *hosts* are the names that it answers to, none for any name."""
    service = Service(settings, prepare.index, prepare.downloads)
    app: guards.App = application(service)
    app = guards.rooted(app, settings.root)
    if hosts:
        from starlette.middleware.trustedhost import TrustedHostMiddleware

        app = TrustedHostMiddleware(app, [*hosts], www_redirect=False)
    if settings.limits.rate:
        app = guards.Rate(app, settings.limits.rate)
    app = guards.Paced(app, READERS * settings.limits.answer)
    app = guards.headers(app)
    return guards.logged(app, log) if log else app


def hosts(address: str, public: str | None) -> tuple[str, ...]:
    """The names that a server answers to: on a loopback address its own and the public one, elsewhere any.

    A page of another site cannot then read a server on this machine under a name of its own (DNS rebinding).
    """
    if address not in ("127.0.0.1", "localhost", "::1"):
        return ()
    named = urlsplit(public or "").hostname
    return (*LOCAL, named) if named else LOCAL


def public_address(given: str) -> str:
    """The address that readers use, without a slash at its end; raises QueryError for what is none."""
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise QueryError(f"--public-url is an address such as https://example.org/upr, not {given!r}")
    return given.rstrip("/")


def free_port(host: str) -> int:
    """A port that nobody listens at."""
    with _listening(host, 0) as listening:
        return int(listening.getsockname()[1])


def can_listen(host: str, port: int) -> bool:
    """Whether this process may listen there."""
    try:
        _listening(host, port).close()
    except OSError:
        return False
    return True


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, reuse_port=False)


def run(
    settings: Settings,
    *,
    address: str,
    port: int,
    hosts: Sequence[str],
    log: IO[str] | None,
    quiet: bool,
    started: Callable[[], None],
) -> None:
    """Serves until it is told to stop (SIGTERM, SIGINT); calls *started* when pages are answered."""
    import uvicorn

    logging.basicConfig(format="upr: %(message)s")
    logging.getLogger("uprgraph.server").setLevel(logging.WARNING if quiet else logging.INFO)
    app = whole(settings, hosts=hosts, log=log)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                started()

    config = uvicorn.Config(
        app,
        host=address,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP,
        timeout_keep_alive=15,
        limit_concurrency=CONNECTIONS,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
        h11_max_incomplete_event_size=HEAD,
        http="h11",
    )
    # uvicorn raises the signal that stopped it once more at its end, which would end the process as if by an error.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: None)
    Server(config).run()
