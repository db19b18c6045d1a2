"""Stores that several tests ask, and the command line in this process."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

import uprgraph

# The fixtures of running servers; a conftest of their own would hide this one from those who import it.
from served import real_server, server, start  # noqa: F401
from uprgraph import building
from uprgraph.building import build as build_store
from uprgraph.cli import main
from uprgraph.server.remembered import remember
from uprgraph.store import Store

REAL = Path(os.environ.get("UPR_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--renderer-process-limit=1")


class Ran(NamedTuple):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def real_file(name: str) -> Path:
    """A real export under ``$UPR_DATA``; skips the test where it is not there."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the real exports are not here: {path}")
    return path


@pytest.fixture(scope="session", autouse=True)
def _no_store_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the store of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPR_STORE", str(tmp_path_factory.mktemp("default") / "store"))
        yield


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """The bundled graph alone; for reading."""
    return uprgraph.open(_built(tmp_path_factory, "bundled"))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """The folder ``upr-info`` of the real data beside the bundled graph; for reading."""
    return _remembering(_built(tmp_path_factory, "real", real_file("upr-info")))


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """The whole folder of the real data beside the bundled graph; for reading."""
    return _remembering(_built(tmp_path_factory, "whole", real_file("upr-info").parent))


def _built(tmp_path_factory: pytest.TempPathFactory, name: str, *folders: Path) -> Path:
    """A store of folders, built once for all workers: the first to come builds it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    path = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    try:
        path.mkdir()
    except FileExistsError:
        while not (path / "done").exists():
            assert not (path / "failed").exists(), f"another worker could not build {path}"
            time.sleep(0.2)
    else:
        try:
            build_store(*folders, store=path / "store")
        except BaseException:
            (path / "failed").touch()
            raise
        (path / "done").touch()
    return path / "store"


def _remembering(path: Path) -> uprgraph.Upr:
    """The store at *path*, which keeps its small answers: all questions ask which reviews are covered."""
    opened = uprgraph.open(path)
    remember(opened.store)
    return opened


@pytest.fixture
def fresh(bundled: uprgraph.Upr, tmp_path: Path) -> Path:
    """A store with the bundled graph that this test may build on."""
    assert bundled.store.path is not None
    return Path(shutil.copytree(bundled.store.path, tmp_path / "store"))


@pytest.fixture
def upr(bundled: uprgraph.Upr) -> Callable[..., Ran]:
    """Runs ``upr --store STORE ARG ...``; the store is the bundled one, opened already, where none is named."""
    open_or_build = building.open_or_build

    def opened(place: Path | None = None, progress: building.Progress | None = None) -> Store:
        return bundled.store if place == bundled.store.path else open_or_build(place, progress)

    def run(*args: object, store: Path | None = None, stdin: str | bytes | None = None) -> Ran:
        path = store or bundled.store.path
        with pytest.MonkeyPatch.context() as patch:
            if path == bundled.store.path:
                patch.setattr(building, "open_or_build", opened)
            result = CliRunner().invoke(main, ["--store", str(path), *map(str, args)], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium, driven by Playwright."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on the PATH (Debian: apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=[*CHROMIUM])
        yield opened
        opened.close()
