"""The notebooks run, from the first cell to the last, on the bundled graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import uprgraph

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def run(name: str) -> dict[str, Any]:
    """Runs the cells of a notebook that is stored without output; returns the names it leaves."""
    names: dict[str, Any] = {}
    for cell in json.loads((NOTEBOOKS / name).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            exec(compile("".join(cell["source"]), f"{name}:{cell['id']}", "exec"), names)
    return names


def test_first_look(bundled: uprgraph.Upr, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPR_STORE", str(bundled.store.path))
    names = run("01-first-look.ipynb")
    assert len(names["raised"]) == 486
    assert names["raised"]["n"].sum() == 615
    assert names["strongest"][:2] == [("AUT", "KHM", 9), ("BEL", "KHM", 8)]
