"""A server that runs as a user starts it: ``upr serve`` in a process of its own, on a free port."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

import uprgraph


def in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """Runs *work* in a loop of a thread of its own: a browser that another test has open keeps one in this thread."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result(timeout=60)


@dataclass
class Served:
    """A running server."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, accept: str = "", **more: Any) -> httpx.Response:
        headers = {"accept": accept, **more.pop("headers", {})} if accept else more.pop("headers", {})
        return httpx.get(self.address + path, headers=headers, timeout=90, **more)

    def query(self, text: str, accept: str = "", **more: Any) -> httpx.Response:
        return httpx.post(
            f"{self.address}/sparql",
            data={"query": text, **more.pop("data", {})},
            headers={"accept": accept} if accept else {},
            timeout=90,
            **more,
        )

    def rows(self, text: str) -> list[dict[str, str]]:
        """The rows of a SELECT, as text."""
        found = self.query(text)
        assert found.status_code == 200, found.text
        return [{name: term["value"] for name, term in row.items()} for row in found.json()["results"]["bindings"]]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Starts ``upr --store STORE serve OPTION ...``; what is started is stopped at the end."""
    running: list[Served] = []
    cache = tmp_path_factory.mktemp("cache")

    def run(store: object, *options: str) -> Served:
        log = tmp_path_factory.mktemp("served") / "access.log"
        command = [sys.executable, "-m", "uprgraph", "--store", str(store), "serve", "--port", "0"]
        said = log.with_name("said.txt")
        with open(said, "w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                [*command, "--access-log", str(log), *options],
                stderr=errors,
                env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            )
        while not (found := re.search(r"^(http://[0-9.]+:[0-9]+)/  ", said.read_text(encoding="utf-8"), re.M)):
            assert process.poll() is None, f"the server did not start: {said.read_text(encoding='utf-8')}"
            time.sleep(0.05)
        served = Served(found[1], process, log)
        running.append(served)
        return served

    yield run
    for served in running:
        served.process.kill()
        served.process.wait()


@pytest.fixture(scope="session")
def server(start: Callable[..., Served], bundled: uprgraph.Upr) -> Served:
    """A server of the bundled graph."""
    return start(bundled.store.path, "--no-downloads")


@pytest.fixture(scope="session")
def real_server(start: Callable[..., Served], real: uprgraph.Upr) -> Served:
    """A server of the real exports of UPR Info, with a short time limit."""
    return start(real.store.path, "--no-downloads", "--time-limit", "3", "--memory-limit", "1536")
