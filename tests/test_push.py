"""Sending the store to a SPARQL service."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import sparql_service
import uprgraph
from conftest import Ran
from sparql_service import PASSWORD, TOKEN, USER, Service
from uprgraph import push_spool
from uprgraph.building import open_or_build
from uprgraph.errors import StoreError
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.push import BATCH_BYTES, Pushed, batches, push
from uprgraph.store import FORMAT, Store, graph_lines

MERGE = "https://w3id.org/uprgraph/graph/merge"
Upr = Callable[..., Ran]


@pytest.fixture
def service() -> Iterator[Service]:
    with sparql_service.running() as running:
        yield running


def little(count: int = 100) -> Store:
    """A store of 8 + *count* triples in its merge, the last five also in the graph of a source."""
    engine = ox.Store()
    source = f"<{BASE}graph/told/1>"
    about = [
        f"{source} a <{ONTOLOGY}SourceGraph> ; <{ONTOLOGY}fromSource> <{BASE}told> ; <{ONTOLOGY}fileName> 'f' ; "
        f"<{ONTOLOGY}sha256> '0' .",
        f"<{BASE}told> <http://purl.org/dc/terms/identifier> 'told' .",
        f"<{BASE}dataset> <{ONTOLOGY}storeFormat> {FORMAT} ; <{ONTOLOGY}bareBuild> false ; "
        f"<{ONTOLOGY}softwareVersion> '1' .",
    ]
    told = [f"<{BASE}id/{number:04}> <{ONTOLOGY}text> 'Text no. {number} \u00e9 \"' ." for number in range(count)]
    engine.load("\n".join([*about, *told]).encode(), ox.RdfFormat.TURTLE)
    own = f"{source} a <{ONTOLOGY}SourceGraph> ."
    engine.load("\n".join([own, *told[-5:]]).encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(source[1:-1]))
    return Store(engine, None)


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Callable[..., Pushed]:
    """Pushes a little store in batches of 20 without pausing."""

    def run(to: str = "", **options: Any) -> Pushed:
        options = {"sleep": lambda seconds: None, "states": tmp_path / "states", "batch": 20, **options}
        return push(options.pop("store", None) or little(), to or service.address, **options)

    return run


@pytest.fixture(autouse=True)
def _no_login_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("UPR_USER", "UPR_PASSWORD", "UPR_TOKEN", "NETRC", "UPR_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def exported(upr: Upr, folder: Path) -> bytes:
    """The merge as sorted N-Triples, which has its own way and tests."""
    assert upr("export", folder / "merge.nt").code == 0
    return (folder / "merge.nt").read_bytes()


def test_the_service_holds_the_merge_and_the_graphs_of_the_sources(
    service: Service, upr: Upr, bundled: uprgraph.Upr, tmp_path: Path
) -> None:
    pushed = push(bundled.store, service.address, states=tmp_path)
    merge = exported(upr, tmp_path)
    assert service.triples(MERGE) == set(merge.decode().splitlines())
    assert pushed.sha256 == hashlib.sha256(merge).hexdigest()
    assert pushed.triples == merge.count(b"\n")
    graphs = bundled.store.graphs()
    assert pushed.graphs == len(graphs)
    assert {graph.value for graph in service.store.named_graphs()} == {MERGE, *graphs}
    for graph in graphs:
        assert service.triples(graph) == {line.strip() for line in graph_lines(bundled.store, graph)}
    assert pushed.way == "Graph Store Protocol"
    methods = [method for method, graph, _ in service.writes if graph == MERGE]
    assert methods[0] == "PUT" and set(methods[1:]) == {"POST"}
    _, graph, size = service.writes[-1]
    assert (graph, size) == (MERGE, len(next(line for line in merge.splitlines() if b"storeFormat" in line)) + 1)


def test_a_service_without_graph_store_gets_updates(send: Callable[..., Pushed], service: Service) -> None:
    with_graph_store = send().triples
    before = service.triples(MERGE)
    service.behaviour.graph_store = False
    pushed = send()
    assert (pushed.way, pushed.triples) == ("SPARQL Update", with_graph_store)
    assert service.triples(MERGE) == before


def test_an_address_that_takes_everything_and_does_nothing_is_not_believed(
    send: Callable[..., Pushed], service: Service
) -> None:
    service.behaviour.deaf = "graph_store"
    assert send().way == "SPARQL Update"
    assert len(service.triples(MERGE)) == 108


def test_a_service_without_either_is_told_so(send: Callable[..., Pushed], service: Service) -> None:
    service.behaviour.graph_store = service.behaviour.update = False
    with pytest.raises(StoreError, match=r"answers 405.*--graph-store URL or --update URL"):
        send()


def test_failures_that_pass_are_waited_for(send: Callable[..., Pushed], service: Service) -> None:
    service.behaviour.fail_every = 3
    waits: list[float] = []
    pushed = send(sleep=waits.append)
    # Six batches of the merge, one of the source, the last triple: 8 writes, and after every second a failure.
    assert waits == [1.0] * 3
    assert len(service.triples(MERGE)) == pushed.triples == 108


def test_a_push_that_broke_off_goes_on_where_it_was(
    send: Callable[..., Pushed], service: Service, tmp_path: Path
) -> None:
    service.behaviour.fail_after = 5
    waits: list[float] = []
    with pytest.raises(StoreError, match=r"busy or not ready \(503\).*the same command goes on"):
        send(sleep=waits.append)
    assert waits == [1, 2, 4, 8, 16]
    with pytest.raises(StoreError, match="holds no finished push; 'upr push' goes on"):
        open_or_build(service.address)
    assert len(service.triples(MERGE)) == 100
    [state] = (tmp_path / "states").iterdir()
    assert json.loads(state.read_text())["done"] == 100
    service.behaviour.fail_after = 0
    begun = len(service.writes)
    pushed = send()
    assert service.writes[begun][0] == "POST"
    assert len(service.triples(MERGE)) == pushed.triples == 108
    assert pushed.sent == 8 + 6
    assert not list((tmp_path / "states").iterdir())


def test_a_killed_push_goes_on(bundled: uprgraph.Upr, service: Service, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uprgraph", "--store", str(bundled.store.path), "push", service.address]
    command += ["--batch", "2000"]
    service.behaviour.pause = 0.05
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while len(service.writes) < 6 and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    time.sleep(0.2)
    service.behaviour.pause = 0.0
    begun = len(service.writes)
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert service.writes[begun][:2] == ("POST", MERGE)
    assert "in <https://w3id.org/uprgraph/graph/merge>" in ended.stdout
    assert service.triples(MERGE) == {
        f"{quad.triple} ." for quad in bundled.store.engine if str(quad.graph_name) == "DEFAULT"
    }


def test_another_build_starts_anew(send: Callable[..., Pushed], service: Service) -> None:
    service.behaviour.fail_after = 5
    with pytest.raises(StoreError):
        send()
    service.behaviour.fail_after = 0
    begun = len(service.writes)
    pushed = send(store=little(60))
    assert service.writes[begun][0] == "PUT"
    assert len(service.triples(MERGE)) == pushed.triples == 68


def test_a_push_that_broke_off_is_not_mixed_into_what_another_machine_sent_since(
    send: Callable[..., Pushed], service: Service, tmp_path: Path
) -> None:
    service.behaviour.fail_after = 3
    with pytest.raises(StoreError):
        send()
    service.behaviour.fail_after = 0
    send(store=little(200), states=tmp_path / "another machine")
    begun = len(service.writes)
    assert send().triples == len(service.triples(MERGE)) == 108
    assert service.writes[begun][0] == "PUT"


def test_what_the_service_lost_since_is_sent_again(send: Callable[..., Pushed], service: Service) -> None:
    service.behaviour.fail_after = 5
    with pytest.raises(StoreError):
        send()
    service.behaviour.fail_after = 0
    service.store.clear()
    assert len(service.triples(MERGE)) == 0
    pushed = send()
    assert len(service.triples(MERGE)) == pushed.triples == 108


def test_a_graph_of_somebody_else_is_left_alone(send: Callable[..., Pushed], service: Service) -> None:
    service.store.update(f"INSERT DATA {{ GRAPH <{MERGE}> {{ <http://example.org/a> <http://example.org/b> 1 }} }}")
    with pytest.raises(StoreError, match="holds 1 triples that no 'upr push' wrote"):
        send()
    assert len(service.triples(MERGE)) == 1
    pushed = send(f"{service.address}#http://example.org/mine")
    assert len(service.triples("http://example.org/mine")) == pushed.triples
    assert len(service.triples(MERGE)) == 1
    mine = open_or_build(f"{service.address}#http://example.org/mine")
    assert len(mine.select(f"SELECT ?s {{ ?s <{ONTOLOGY}text> ?o }}").rows) == 100


def test_a_second_build_of_one_base_is_refused(send: Callable[..., Pushed], service: Service) -> None:
    derived = "https://w3id.org/uprgraph/graph/derived"
    with_derived = little()
    with_derived.engine.update(f"INSERT DATA {{ GRAPH <{derived}> {{ <a:a> <a:b> 1 }} }}")
    send(store=with_derived)
    with pytest.raises(
        StoreError, match=r"holds 1 triples of a push to another graph than <urn:g>; a service holds one"
    ):
        send(f"{service.address}#urn:g")
    send(store=with_derived)


@pytest.mark.parametrize("graph_store", [True, False])
def test_graphs_that_the_build_no_longer_has_are_removed(
    send: Callable[..., Pushed], service: Service, graph_store: bool
) -> None:
    service.behaviour.graph_store = graph_store
    inferred = "https://w3id.org/uprgraph/graph/inferred"
    before = little()
    before.engine.update(f"INSERT DATA {{ GRAPH <{inferred}> {{ <a:a> <a:b> 1 }} }}")
    send(store=before)
    assert inferred in open_or_build(service.address).graphs()
    send()
    assert {graph.value for graph in service.store.named_graphs()} == {MERGE, f"{BASE}graph/told/1"}


def test_a_service_that_changes_what_is_sent_is_found_out(send: Callable[..., Pushed], service: Service) -> None:
    service.behaviour.change = (b"Text no. 8 ", b"Text no. 8")
    with pytest.raises(StoreError, match=r"was sent and is not found there: <.*0008>.*Text no. 8 .*not finished"):
        send()
    with pytest.raises(StoreError, match="no finished push"):
        open_or_build(service.address)


@pytest.mark.parametrize("kept", [1, 3, 6])
def test_a_service_that_loses_triples_is_found_out(send: Callable[..., Pushed], service: Service, kept: int) -> None:
    service.behaviour.forget_after = kept
    with pytest.raises(StoreError, match=r"holds \d+ triples after \d+ were sent; the push is not finished"):
        send()
    with pytest.raises(StoreError, match="no finished push"):
        open_or_build(service.address)


@pytest.mark.parametrize("way", ["basic", "digest", "bearer"])
def test_logins(
    send: Callable[..., Pushed], service: Service, way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service.behaviour.login = way
    with pytest.raises(StoreError, match="a login is asked for"):
        send()
    if way == "bearer":
        monkeypatch.setenv("UPR_TOKEN", TOKEN)
    else:
        monkeypatch.setenv("UPR_USER", USER)
        monkeypatch.setenv("UPR_PASSWORD", PASSWORD)
    service.behaviour.fail_after = 2
    with pytest.raises(StoreError, match="busy"):
        send()
    [state] = (tmp_path / "states").iterdir()
    assert not any(secret in state.read_text() for secret in (PASSWORD, TOKEN, USER))
    service.behaviour.fail_after = 0
    assert send().triples == len(service.triples(MERGE))


def test_the_command_says_in_one_line_what_is_wrong_and_no_secret(service: Service, upr: Upr) -> None:
    service.behaviour.login = "basic"
    ran = upr("push", service.with_login(password="guessed"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1 and "this login is not taken (401)" in ran.err and "guessed" not in ran.err
    ran = upr("push", "ftp://example.org/x")
    assert (ran.code, ran.err) == (2, "upr: ftp://example.org: the address of a service is like https://host/sparql\n")
    service.behaviour.login = ""
    push(little(), service.address)
    ran = upr("--store", service.address, "push", service.address)
    assert ran.code == 2 and "needs the store in a folder" in ran.err


def test_lines_are_sorted_in_little_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(push_spool, "IN_MEMORY", 3)
    lines = [f"{word}\n".encode() for word in ["zu", "eins", "zwei", "drei", "a", "é", "Z", "vier", "fünf", "sechs"]]
    assert list(push_spool.in_order(lines, tmp_path)) == sorted(lines)


def test_a_batch_is_bounded_by_triples_and_by_bytes(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"b\n" * 5 + b"x" * BATCH_BYTES + b"\n" + b"c\n")
    section = push_spool.Section("urn:g", 8, path, (b"a\n",))
    found = [(batch.count, batch.anew, batch.done) for batch in batches([section], 0, 4)]
    assert found == [(4, True, 4), (3, False, 7), (1, False, 8)]
    assert [batch.lines for batch in batches([section], 7, 4)] == [b"c\n"]
    assert not list(batches([section], 8, 4))
