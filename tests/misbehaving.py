"""A web server on this machine that does what real ones do on bad days; it reaches nothing and nobody."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """An answer; *cut* ends the connection after that many bytes of the body, *length* is what is claimed."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    cut: int | None = None
    drip: bool = False


@dataclass
class Request:
    path: str
    query: dict[str, str]
    headers: dict[str, str]

    @property
    def start(self) -> int | None:
        """Where the range begins that is asked for."""
        said = self.headers.get("range")
        return int(said.removeprefix("bytes=").rstrip("-")) if said else None


Answering = Callable[[Request], Reply]


class Site:
    """What the server answers for each path, and what it was asked."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.answers: dict[str, Answering] = {}
        self.asked: list[Request] = []

    def reply(self, request: Request) -> Reply:
        self.asked.append(request)
        answer = self.answers.get(request.path)
        return answer(request) if answer else Reply(b"<html><title>Not found</title></html>", 404)

    def ranges(self) -> list[int | None]:
        return [request.start for request in self.asked]


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site at an address of this machine, behind *tls* if given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._send(site.reply(Request(split.path, query, headers)))

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            headers = {"Connection": "close", "Content-Length": str(len(reply.body))} | reply.headers
            if reply.length is not None:
                headers["Content-Length"] = str(reply.length)
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            if reply.status != 304:
                self._send_body(reply)
            self.close_connection = True

        def _send_body(self, reply: Reply) -> None:
            body = reply.body if reply.cut is None else reply.body[: reply.cut]
            try:
                for at in range(0, len(body), 1 if reply.drip else 1 << 20):
                    self.wfile.write(body[at : at + (1 if reply.drip else 1 << 20)])
                    self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*answers: Reply | Answering) -> Answering:
    """One answer after the other; the last one stays."""
    left = list(answers)

    def answer(request: Request) -> Reply:
        now = left.pop(0) if len(left) > 1 else left[0]
        return now(request) if callable(now) else now

    return answer


def file(body: bytes, etag: str | None = '"one"', cut: int | None = None, **headers: str) -> Answering:
    """A file as a good server gives it: whole, in part (Range, If-Range), or unchanged; *cut* bytes at a time."""

    def answer(request: Request) -> Reply:
        named = {"ETag": etag} if etag else {}
        if etag and request.headers.get("if-none-match") == etag:
            return Reply(status=304, headers=named)
        start = request.start
        if start is None or request.headers.get("if-range") != etag:
            return Reply(body, headers=named | headers, cut=cut)
        if start >= len(body):
            return Reply(status=416, headers=named | {"Content-Range": f"bytes */{len(body)}"})
        rest = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
        return Reply(body[start:], 206, named | rest, cut=cut)

    return answer


def packed(body: bytes, cut: int | None = None) -> Reply:
    """The body, compressed for the journey whatever was asked."""
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip", "ETag": '"one"'}, cut=cut)


class Uwazi:
    """A database as UPR Info's answers: pages of rows, at most *window* of one question, and counts by session.

    *rows* are (id, session); *changing* is called before each search with the number of searches so far
    and may change them.
    """

    TEMPLATE = "5a0000000000000000000001"

    def __init__(self, rows: list[tuple[str, str]], window: int = 10_000) -> None:
        self.rows, self.window = rows, window
        self.searches: list[Request] = []
        self.changing: Callable[[int], None] = lambda number: None
        self.withheld: Callable[[int, list[Any]], list[Any]] = lambda number, page: page
        self.names = {"Recommendation": self.TEMPLATE, "Document": "5a0000000000000000000002"}

    def install(self, site: Site) -> None:
        site.answers["/api/templates"] = lambda request: _json(
            {"rows": [{"_id": key, "name": name, "properties": []} for name, key in self.names.items()]}
        )
        site.answers["/api/search"] = self._search

    def _search(self, request: Request) -> Reply:
        self.searches.append(request)
        self.changing(len(self.searches))
        start, limit = int(request.query["from"]), int(request.query["limit"])
        if start + limit > self.window:
            return _json({"error": "Query error"}, 400)
        filters = json.loads(request.query.get("filters", "{}"))
        wanted = filters.get("session", {}).get("values")
        found = [row for row in self.rows if wanted is None or row[1] in wanted]
        page = self.withheld(len(self.searches), found[start : start + limit])
        sessions = sorted({session for _, session in self.rows})
        counts = {
            "session": [_bucket(name, sum(s == name for _, s in self.rows)) for name in [*sessions, "any"]],
            "_types": [_bucket(self.TEMPLATE, len(self.rows))],
        }
        many = len(found) > self.window
        return _json(
            {
                "rows": [_row(key, session) for key, session in page],
                "totalRows": self.window if many else len(found),
                "relation": "gte" if many else "eq",
                "aggregations": {"all": {name: {"buckets": buckets} for name, buckets in counts.items()}},
            }
        )


def _bucket(key: str, count: int) -> dict[str, Any]:
    return {"key": key, "doc_count": count, "filtered": {"doc_count": count}, "label": key}


def _row(key: str, session: str) -> dict[str, Any]:
    return {"sharedId": key, "title": f"Row {key}", "metadata": {"session": [{"value": session, "label": session}]}}


def _json(value: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json"})
