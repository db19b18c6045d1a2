"""A SPARQL 1.1 service for tests: queries, updates and the Graph Store Protocol over Oxigraph, which can misbehave."""

from __future__ import annotations

import base64
import hashlib
import re
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

USER, PASSWORD, TOKEN = "anna", "se:cret/1", "token-of-anna"
JSON = "application/sparql-results+json"


@dataclass
class Behaviour:
    """What the service does; a test changes it while it runs."""

    graph_store: bool = True
    update: bool = True
    login: str = ""
    """basic, digest or bearer; empty for none."""
    fail_every: int = 0
    """Every so many-th write gets 503."""
    fail_after: int = 0
    """All writes beyond so many get 503."""
    forget_after: int = 0
    """Writes beyond so many are answered with 204 and not done."""
    change: tuple[bytes, bytes] | None = None
    """Of what the Graph Store Protocol writes: this becomes that."""
    deaf: str = ""
    """The protocol, graph_store or update, whose writes are all answered with 204 and not done."""
    pause: float = 0.0
    """Seconds before each write."""
    hang: float = 0.0
    """Seconds before each answer to a query."""
    reply: tuple[int, dict[str, str], bytes] | None = None
    """Instead of every answer to a query."""
    cut: bool = False
    """Results end in the middle, under a length that says so or not."""
    headers: dict[str, str] = field(default_factory=dict)
    """Added to every answer."""


@dataclass
class Service:
    """One that runs."""

    address: str
    behaviour: Behaviour
    store: ox.Store
    writes: list[tuple[str, str, int]] = field(default_factory=list)
    """(method, graph or ``update``, bytes) of the writes that were done."""
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    """Headers of all requests."""

    def triples(self, graph: str) -> set[str]:
        """Those of a graph, as lines of N-Triples."""
        quads = self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        return {f"{quad.triple} ." for quad in quads}

    def with_login(self, user: str = USER, password: str = "se%3Acret%2F1") -> str:
        return self.address.replace("://", f"://{user}:{password}@")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body go together: the second of two packets waits for an acknowledgement
    service: Service
    lock: threading.Lock
    tried = 0

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 (http.server's names)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service, behaviour = self.service, self.service.behaviour
        service.seen.append(dict(self.headers))
        if behaviour.login and not self._known():
            return self._send(401, {"WWW-Authenticate": _CHALLENGES[behaviour.login]}, b"who are you?")
        asked = urlsplit(self.path)
        given = {**parse_qs(asked.query)}
        kind = (self.headers.get("Content-Type") or "").partition(";")[0]
        if asked.path != "/sparql":
            return self._send(404, {}, b"nothing here")
        if "graph" in given:
            return self._write(lambda: self._graph_store(given["graph"][0], body), "graph_store", given["graph"][0])
        if kind == "application/sparql-update":
            return self._write(lambda: service.store.update(body.decode()), "update", "update", len(body))
        if kind == "application/x-www-form-urlencoded":
            given |= parse_qs(body.decode())
        return self._query(given)

    def _query(self, given: dict[str, list[str]]) -> None:
        service, behaviour = self.service, self.service.behaviour
        service.queries.append(given)
        time.sleep(behaviour.hang)
        if behaviour.reply:
            return self._send(*behaviour.reply)
        try:
            answer = service.store.query(
                given["query"][0],
                default_graph=[ox.NamedNode(graph) for graph in given["default-graph-uri"]],
                named_graphs=[ox.NamedNode(graph) for graph in given.get("named-graph-uri", [])],
            )
        except SyntaxError as error:
            return self._send(400, {"Content-Type": "text/plain"}, str(error).encode())
        if isinstance(answer, ox.QueryTriples):
            assert "application/n-triples" in self.headers["Accept"]
            return self._send(200, {"Content-Type": "application/n-triples"}, _bytes(answer, ox.RdfFormat.N_TRIPLES))
        assert JSON in self.headers["Accept"]
        results = _bytes(answer, ox.QueryResultsFormat.JSON)
        return self._send(200, {"Content-Type": JSON}, results[: len(results) // 2] if behaviour.cut else results)

    def _write(self, step: object, protocol: str, name: str, size: int = 0) -> None:
        service, behaviour = self.service, self.service.behaviour
        if not getattr(behaviour, protocol):
            return self._send(405, {"Content-Type": "text/html"}, b"<html><title>No</title></html>")
        with self.lock:
            time.sleep(behaviour.pause)
            type(self).tried += 1
            failing = behaviour.fail_every and type(self).tried % behaviour.fail_every == 0
            if failing or (behaviour.fail_after and len(service.writes) >= behaviour.fail_after):
                return self._send(503, {}, b"busy")
            forgotten = behaviour.forget_after and len(service.writes) >= behaviour.forget_after
            if not forgotten and behaviour.deaf != protocol:
                step()  # type: ignore[operator]
            service.writes.append((self.command, name, size or int(self.headers["Content-Length"] or 0)))
        return self._send(204, {}, b"")

    def _graph_store(self, graph: str, body: bytes) -> None:
        assert self.command == "DELETE" or self.headers["Content-Type"] == "application/n-triples"
        name = ox.NamedNode(graph)
        if self.command in ("PUT", "DELETE"):
            self.service.store.remove_graph(name)
        if self.command == "DELETE":
            return
        if self.service.behaviour.change:
            body = body.replace(*self.service.behaviour.change)
        self.service.store.load(body, ox.RdfFormat.N_TRIPLES, to_graph=name)

    def _known(self) -> bool:
        """Whether the request proves the login in the way that is asked for (RFC 7617, 7616, 6750)."""
        given, way = self.headers.get("Authorization") or "", self.service.behaviour.login
        if way == "basic":
            return given == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if way == "bearer":
            return given == f"Bearer {TOKEN}"
        said = dict(re.findall(r'(\w+)="?([^",]+)"?', given.removeprefix("Digest ")))
        if not given.startswith("Digest ") or said.get("username") != USER:
            return False
        secret, place = _md5(f"{USER}:upr:{PASSWORD}"), _md5(f"{self.command}:{self.path}")
        proof = _md5(":".join([secret, said["nonce"], said["nc"], said["cnonce"], said["qop"], place]))
        return (said["nonce"], said["response"]) == ("n1", proof)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, **self.service.behaviour.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return self.service.behaviour.headers.get("Server", "Tested/1")


_CHALLENGES = {
    "basic": 'Basic realm="upr"',
    "digest": 'Digest realm="upr", qop="auth", nonce="n1", algorithm=MD5',
    "bearer": "Bearer",
}


def _bytes(answer: ox.QueryTriples | ox.QuerySolutions | ox.QueryBoolean, form: object) -> bytes:
    text = answer.serialize(format=form)  # type: ignore[arg-type]
    assert text is not None
    return text


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@contextmanager
def running(certificate: tuple[Path, Path] | None = None, store: ox.Store | None = None) -> Iterator[Service]:
    """A service on a free port of this machine, by TLS where a certificate and its key are given."""
    service = Service("", Behaviour(), store if store is not None else ox.Store())
    handler = type("Handler", (_Handler,), {"service": service, "lock": threading.Lock()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    service.address = f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}/sparql"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def self_made(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody has signed, and its key; skips the test without openssl."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "30", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl on the PATH")
    return certificate, key
