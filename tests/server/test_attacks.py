"""What a server must not be brought to: asking other hosts, wrong counts, memory without bound, stale health."""

from __future__ import annotations

import concurrent.futures
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

import sparql_service
import uprgraph
from served import in_a_loop
from sparql_service import JSON, Service
from uprgraph.push import push
from uprgraph.server.answers import Answer
from uprgraph.server.jobs import Job, open_site, run
from uprgraph.server.kept import Cache
from uprgraph.server.protocol import Asked
from uprgraph.server.service import generation
from uprgraph.server.settings import Settings

CODES = "https://w3id.org/uprgraph/graph/codes"
DERIVED = "https://w3id.org/uprgraph/graph/derived"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def _workers(server: Any) -> list[psutil.Process]:
    children = psutil.Process(server.process.pid).children()
    return [child for child in children if "uprgraph.server.worker" in child.cmdline()]


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p 2SERVICE <URL> { ?a ?b ?c } } LIMIT 1", "ASKFROM <URL> { ?s ?p ?o }"]
)
def test_a_keyword_without_a_space_before_it_asks_no_other_host(server: Any, query: str) -> None:
    with sparql_service.running() as other:
        found = server.query(query.replace("URL", other.address))
        assert found.status_code == 400, found.text
        assert not other.seen


def test_a_graph_that_from_names_twice_counts_once(server: Any) -> None:
    [[once]] = [row.values() for row in server.rows(COUNT.replace("{", f"FROM <{CODES}> {{", 1))]
    [[twice]] = [row.values() for row in server.rows(COUNT.replace("{", f"FROM <{CODES}> FROM <{CODES}> {{", 1))]
    assert once == twice != "0"


def test_from_in_comments_chooses_nothing(server: Any) -> None:
    assert server.rows(f"# FROM <{CODES}>\n# FROM <{DERIVED}>\n{COUNT}") == server.rows(COUNT) != [{"n": "0"}]


def test_what_depends_on_accept_says_so(server: Any) -> None:
    for accept in ("text/turtle", "application/ld+json", "image/png"):
        assert server.get("/sparql", accept).headers["vary"] == "Accept, Accept-Encoding"


def test_only_reading_is_answered_with_not_modified(server: Any) -> None:
    """RFC 9110, section 13.1.2: 304 is for GET and HEAD."""
    found = httpx.post(f"{server.address}/sparql", data={"query": "ASK {}"}, headers={"if-none-match": "*"})
    assert found.status_code == 200


@pytest.mark.parametrize(
    ("taken", "packed"),
    [
        ("gzip;q=0.0", False),
        ("gzip; q=0.000, br", False),
        ("gzip;q=0, *", False),
        ("*", True),
        ("br, GZIP;q=0.1", True),
    ],
)
def test_gzip_is_for_who_takes_it(server: Any, taken: str, packed: bool) -> None:
    found = httpx.get(f"{server.address}/", headers={"accept-encoding": taken})
    assert ("content-encoding" in found.headers) is packed


def test_options_of_a_thing(server: Any) -> None:
    found = httpx.options(f"{server.address}/id/state/khm")
    assert (found.status_code, found.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_long_addresses_of_short_answers_are_not_kept_without_bound() -> None:
    """Of 100 answers without a body, asked for with 10,000 characters each, 200,000 bytes have room for some 20."""
    made = 0

    async def make() -> Answer:
        nonlocal made
        made += 1
        return Answer(b"", status=204)

    async def ask() -> None:
        cache = Cache(room=200_000)
        for number in (*range(100), 99, 0):
            await cache.get(Job("thing", {"path": f"{number}{'/' * 10_000}"}), make)

    in_a_loop(ask())
    assert made == 101, "the last is kept, the first is made again"


def test_a_store_that_was_removed_and_built_again_is_another(tmp_path: Path) -> None:
    """Both builds are called generation-000001."""
    (tmp_path / "generation-000001").mkdir()
    (tmp_path / "current").write_text("generation-000001\n")
    os.utime(tmp_path / "current", (1, 1))
    before = generation(Settings(str(tmp_path)))
    os.utime(tmp_path / "current", (2, 2))
    assert generation(Settings(str(tmp_path))) != before


def test_who_tells_every_process_to_stop_still_gets_the_answers(start: Callable[..., Any], bundled: Any) -> None:
    """A service manager does so: systemd's KillMode=control-group."""
    server = start(bundled.store.path, "--no-downloads", "--time-limit", "3")
    server.query("ASK {}")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        slow = pool.submit(server.query, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        time.sleep(0.7)
        workers = _workers(server)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        assert server.stop() == 0
        assert "longer than 3 seconds" in slow.result().text
    assert not psutil.wait_procs(workers, timeout=5)[1]


def test_a_server_whose_workers_hang_is_not_ready(start: Callable[..., Any], bundled: uprgraph.Upr) -> None:
    server = start(bundled.store.path, "--no-downloads", "--time-limit", "1")
    time.sleep(1)  # what is made beside the started server is made
    assert server.get("/health/ready").status_code == 200
    for worker in _workers(server):
        worker.send_signal(signal.SIGSTOP)
    assert server.get("/health/ready").status_code == 503
    until = time.monotonic() + 30
    while server.get("/health/ready").status_code != 200:
        assert time.monotonic() < until


@pytest.fixture
def elsewhere(bundled: uprgraph.Upr, tmp_path: Path) -> Iterator[Service]:
    with sparql_service.running() as running:
        push(bundled.store, running.address, states=tmp_path / "states")
        yield running


def test_a_store_elsewhere(elsewhere: Service) -> None:
    """FROM is refused, not passed over; what the service says wrong is an error of the store, not of this server."""
    settings = Settings(elsewhere.address)
    site = open_site(settings)

    def ask(query: str, *graphs: str) -> Answer:
        return run(site, settings, Job("query", {"asked": Asked(query, graphs), "accept": ""}))

    assert ask(COUNT).status == 200
    for answer in (ask(COUNT, CODES), ask(COUNT.replace("{", f"FROM <{CODES}> {{", 1))):
        assert (answer.status, b"graphs cannot be chosen here" in answer.body) == (400, True)
    for body in (
        b"[" * 200_000,
        b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"bad","value":"x"}}]}}',
        b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"uri","value":"a b>"}}]}}',
    ):
        elsewhere.behaviour.reply = (200, {"Content-Type": JSON}, body)
        assert ask(COUNT).status == 503
