"""No command imports what it does not use: pandas takes two seconds, networkx 0.7, rdflib 0.4."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

HEAVY = {"pandas", "networkx", "rdflib", "pyoxigraph", "pyarrow", "pyvis", "owlready2", "numpy", "scipy", "xlrd"}
HEAVY |= {"matplotlib"}
SCRIPT = """
import sys
from uprgraph.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
sys.stderr.write(" ".join(sorted(sys.modules)))
"""


def imported(*args: object) -> set[str]:
    """The heavy libraries that a command imports."""
    command = [sys.executable, "-c", SCRIPT, *map(str, args)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return HEAVY & set(ran.stderr.split())


@pytest.mark.parametrize("command", [("--help",), ("--version",), ("build", "--help"), ("sparql", "--help")])
def test_help_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    assert imported(*command) == set()


@pytest.mark.parametrize(
    ("command", "used"),
    [
        (("query", "troika", "--state", "Cambodia"), {"pyoxigraph"}),
        (("query", "top-makers", "--format", "csv"), {"pyoxigraph"}),
        (("query", "top-makers", "--format", "json"), {"pyoxigraph"}),
        (("query", "top-makers", "--format", "markdown"), {"pyoxigraph"}),
        (("sparql", "SELECT * { ?s a upr:Cycle }"), {"pyoxigraph"}),
        (("status",), {"pyoxigraph"}),
    ],
)
def test_questions_import_the_engine_alone(bundled, command: tuple[str, ...], used: set[str]) -> None:
    assert imported("--store", bundled.store.path, *command) == used


def test_export_and_panel_import_no_pandas(bundled, tmp_path) -> None:
    store = ("--store", bundled.store.path)
    assert imported(*store, "export", tmp_path / "x.nt") == {"pyoxigraph"}
    assert imported(*store, "panel", "dyads", tmp_path / "x.csv") == {"pyoxigraph"}


def test_package_imports_nothing_heavy() -> None:
    script = "import sys, uprgraph; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert HEAVY & set(ran.stdout.split()) == set()


def test_help_is_quick() -> None:
    """0.3 s on an idle machine; the best of five, with room for a busy one."""
    took = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "uprgraph", "--help"], capture_output=True, check=True)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.6
