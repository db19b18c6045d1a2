"""What a server does not do, and what it does when too much is asked of it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import psutil
import pytest

import uprgraph
from served import in_a_loop
from uprgraph.server.guards import Paced, Rate

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HEAP = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"
LONG = "SELECT * { ?s ?p ?o } LIMIT 38000"
"""Of which the answer in JSON has 8 to 10 MiB."""
QUICK = "SELECT ?name { state:khm rdfs:label ?name }"


def _workers(server: Any) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(server.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # one that was killed has ended meanwhile
            if "uprgraph.server.worker" in child.cmdline():
                found.append(child)
    return found


def _told(processes: list[psutil.Process], value: Callable[[psutil.Process], float]) -> list[float]:
    """A value of each process that has not ended."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(value(process))
    return found


def _memory(server: Any) -> float:
    processes = [psutil.Process(server.process.pid), *_workers(server)]
    return sum(_told(processes, lambda process: process.memory_info().rss))


def test_a_product_over_the_whole_store_is_stopped_and_harms_nobody(real_server: Any) -> None:
    with concurrent.futures.ThreadPoolExecutor() as pool:
        endless = [pool.submit(real_server.query, PRODUCT) for _ in range(2)]
        time.sleep(0.5)
        pages = [real_server.get("/id/state/khm.ttl") for _ in range(5)]
        answers = [one.result() for one in endless]
    assert [page.status_code for page in pages] == [200] * 5
    for answer in answers:
        assert answer.status_code == 500
        assert answer.text.startswith(("stopped: it took longer than 3 seconds", "stopped: it took more memory"))
        assert answer.headers["access-control-allow-origin"] == "*"
    assert real_server.rows(QUICK) == [{"name": "Cambodia"}]


def test_a_query_that_takes_too_much_memory_is_stopped(real_server: Any) -> None:
    found = real_server.query(HEAP)
    assert found.status_code == 500
    assert "more memory than 1536 MiB" in found.text or "longer than 3 seconds" in found.text
    assert real_server.rows(QUICK) == [{"name": "Cambodia"}]
    assert _memory(real_server) < 3 << 30


def test_what_was_stopped_runs_no_more(real_server: Any) -> None:
    real_server.rows(QUICK)
    before = _workers(real_server)
    assert real_server.query(PRODUCT).status_code == 500
    time.sleep(0.3)
    left = {worker.pid for worker in _workers(real_server)}
    kept = [worker for worker in before if worker.pid in left]
    assert len(kept) < len(before), "the one that was stopped has ended"
    assert all(share < 50 for share in _told(kept, lambda worker: worker.cpu_percent(0.2)))


def test_more_queries_than_it_takes_on_get_503(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--queries", "1", "--time-limit", "2")
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: server.query(PRODUCT), range(12)))
    states = [answer.status_code for answer in answers]
    assert set(states) == {500, 503} and states.count(503) >= 7
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert int(refused.headers["retry-after"]) > 0 and "try again" in refused.text
    assert server.rows(QUICK) == [{"name": "Cambodia"}]


def test_a_query_whose_reader_has_gone_is_stopped(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--queries", "1")
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.address}/sparql", data={"query": PRODUCT}, timeout=0.5)
    began = time.monotonic()
    assert server.rows(QUICK) == [{"name": "Cambodia"}]
    assert time.monotonic() - began < 4, "the worker of the 30 seconds' query is free again"


def test_a_killed_worker_is_replaced(server: Any) -> None:
    server.rows(QUICK)
    before = {worker.pid for worker in _workers(server)}
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert server.rows(QUICK) == [{"name": "Cambodia"}]
    assert server.get("/id/state/fra.ttl").status_code == 200
    assert not before & {worker.pid for worker in _workers(server)}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
        "SELECT * { { SELECT * { serVice<http://127.0.0.1:1/>{ ?s ?p ?o } } } }",
        "PREFIX x: <http://127.0.0.1:1/> SELECT * { SERVICE x: { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "LOAD <http://127.0.0.1:1/>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "# hello\nDROP ALL",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:1/> { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX x: <file:///etc/> SELECT * FROM x:passwd { ?s ?p ?o }",
        "SELECT * {" + "{" * 5000 + "}" * 5000 + "}",
        "ASK { FILTER(" + "!" * 5000 + "true) }",
        "SELECT * { ?s ?p " + '"x"' * 200_000 + " }",
        "\x00",
        "SELECT",
        "🦝" * 1000,
    ],
)
def test_queries_that_would_leave_the_store_or_end_the_process(server: Any, query: str) -> None:
    found = server.query(query)
    assert found.status_code in (400, 413), found.text
    assert server.rows(QUICK) == [{"name": "Cambodia"}]


def test_nothing_was_written(server: Any) -> None:
    assert server.rows("SELECT * { <a:a> ?p ?o }") == []


def test_an_answer_has_its_bound(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--answer-limit", "1")
    found = server.query("SELECT * { ?s ?p ?o }")
    assert (found.status_code, "longer than 1 MiB" in found.text) == (500, True)
    assert server.query("SELECT * { ?s ?p ?o } LIMIT 10").status_code == 200


def test_requests_have_their_bounds(server: Any) -> None:
    assert server.query("ASK {} #" + "x" * 400_000).status_code == 413
    place = urlsplit(server.address)
    with socket.create_connection((place.hostname, place.port), timeout=5) as client:
        client.sendall(b"GET /sparql?query=" + b"x" * 400_000)
        assert client.makefile("rb").readline().split()[1] in (b"400", b"414", b"431")
    assert server.get("/search?" + "&".join(f"a{n}=1" for n in range(2000))).status_code == 400
    assert server.rows(QUICK) == [{"name": "Cambodia"}]


def test_what_is_no_http_is_no_matter(server: Any) -> None:
    place = urlsplit(server.address)
    for sent in (b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /sparql HTTP/1.1\r\n"):
        with socket.create_connection((place.hostname, place.port), timeout=2) as client:
            client.sendall(sent)
    assert server.rows(QUICK) == [{"name": "Cambodia"}]


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "evil"])
def test_a_server_on_this_machine_answers_to_its_own_name_only(server: Any, host: str) -> None:
    assert server.get("/id/state/khm.ttl", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/static/../cli.py", "/static/%2e%2e/cli.py", "/downloads/../x", "/downloads/%2e%2e%2fx"]
)
def test_no_file_outside_is_given(server: Any, path: str) -> None:
    place = urlsplit(server.address)
    with socket.create_connection((place.hostname, place.port), timeout=5) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        assert client.makefile("rb").readline().split()[1] in (b"404", b"400")


def test_every_answer_has_the_headers_of_safety(server: Any) -> None:
    for path in ("/", "/id/state/khm.html", "/sparql", "/no-such-address", "/static/site.css"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "server" not in headers


def test_rate_of_a_client() -> None:
    """60 in a minute: 60 at once, then one a second; another client has its own."""
    now = 0.0
    rate = Rate(None, 60, clock=lambda: now)  # type: ignore[arg-type]
    assert [rate.wait("a") for _ in range(60)] == [0.0] * 60
    assert rate.wait("a") == pytest.approx(1.0)
    assert rate.wait("b") == 0.0
    now = 1.0
    assert (rate.wait("a"), rate.wait("a") > 0) == (0.0, True)


def test_rate_over_http(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--rate", "5")
    states = [server.get("/static/site.css").status_code for _ in range(7)]
    assert states == [200] * 5 + [429] * 2
    found = server.get("/static/site.css")
    assert int(found.headers["retry-after"]) <= 13 and found.headers["access-control-allow-origin"] == "*"
    assert server.get("/health/live").status_code == 200, "the health of a server is asked for often"


async def _take(app: Any, take: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    await app({"type": "http"}, receive, take)


def _answering(body: bytes) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return app


def test_a_long_answer_goes_out_whole_in_pieces() -> None:
    body = bytes(range(256)) * 4096 + b"end"
    taken: list[dict[str, Any]] = []

    async def take(message: dict[str, Any]) -> None:
        taken.append(message)

    in_a_loop(_take(Paced(_answering(body), room=2 << 20), take))
    assert taken[0]["status"] == 200
    assert b"".join(message["body"] for message in taken[1:]) == body
    assert [message["more_body"] for message in taken[1:]] == [True] * 4 + [False]


def test_a_reader_who_takes_nothing_is_left_and_makes_room() -> None:
    """Room for one answer of 1 MiB: the second is told to come again while the first is not taken."""
    paced = Paced(_answering(b"x" * (1 << 20)), room=1 << 20, grace=-15.5)  # 1 MiB has 16 seconds
    others: list[dict[str, Any]] = []
    first: list[dict[str, Any]] = []

    async def never(message: dict[str, Any]) -> None:
        first.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def take(message: dict[str, Any]) -> None:
        others.append(message)

    async def both() -> None:
        unread = asyncio.ensure_future(_take(paced, never))
        await asyncio.sleep(0.1)
        await _take(paced, take)
        await unread
        await _take(paced, take)

    in_a_loop(both())
    assert [message["type"][14:] for message in first] == ["start", "body"] and first[1]["more_body"]
    assert [message["status"] for message in others if "status" in message] == [503, 200]
    assert (b"retry-after", b"10") in others[0]["headers"]


def test_answers_that_nobody_takes_do_not_fill_the_server(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--answer-limit", "10")
    place = urlsplit(server.address)
    asked = f"/sparql?format=json&query={quote(LONG)}"
    plain = {"accept-encoding": "identity"}
    with contextlib.ExitStack() as unread:
        for _ in range(4):
            client = unread.enter_context(socket.create_connection((place.hostname, place.port), timeout=90))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
            client.sendall(f"GET {asked} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            client.recv(1)
        full = server.get(asked, headers=plain)
        assert (full.status_code, full.headers["retry-after"]) == (503, "10")
        assert server.rows(QUICK) == [{"name": "Cambodia"}]
    time.sleep(0.5)
    again = server.get(asked, headers=plain)
    assert again.status_code == 200 and len(again.json()["results"]["bindings"]) == 38_000


def test_access_log_health_and_graceful_stop(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--time-limit", "2")
    assert (server.get("/health/live").text, server.get("/health/ready").text) == ("live\n", "ready\n")
    server.query(QUICK)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        slow = pool.submit(server.query, "SELECT (COUNT(*) AS ?n) { ?a ?p ?o . ?b ?p ?q } LIMIT 1")
        time.sleep(0.5)
        workers = _workers(server)
        assert server.stop() == 0
        assert slow.result().status_code in (200, 500), "what was under way is answered"
    assert not any(worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE for worker in workers)
    entries = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert [(one["method"], one["address"], one["status"]) for one in entries[:3]] == [
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
        ("POST", "/sparql", 200),
    ]
    assert set(entries[0]) == {"time", "client", "method", "address", "status", "bytes", "milliseconds", "agent"}


def test_workers_end_with_their_server(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--time-limit", "1")
    server.rows(QUICK)
    workers = _workers(server)
    server.process.kill()
    _, alive = psutil.wait_procs(workers, timeout=8)
    assert workers and not alive


def test_a_new_build_is_served(start: Callable[..., Any], fresh: Any, upr: Any) -> None:
    server = start(fresh, "--no-downloads")
    query = "SELECT (COUNT(*) AS ?n) { ?x a upr:Claim }"
    assert int(server.rows(query)[0]["n"]) > 50
    page = server.get("/id/state/khm.ttl").headers["etag"]
    assert upr("build", "--bare", store=fresh).code == 0
    until = time.monotonic() + 30
    while server.rows(query)[0]["n"] != "0":
        assert time.monotonic() < until
        time.sleep(0.3)
    assert server.get("/id/state/khm.ttl").headers["etag"] != page
