"""docs/server.md: each curl gives what the page shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "server.md"
BLOCK = re.compile(r"```console\n\$ (curl [^\n]*)\n(.*?)```", re.S)
EXAMPLES = BLOCK.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command[:60] for command, _ in EXAMPLES])
def test_curl_gives_what_is_shown(server: Any, command: str, shown: str) -> None:
    here = command.replace("http://127.0.0.1:8000", server.address)
    ran = subprocess.run(here, shell=True, capture_output=True, text=True, check=True)
    assert ran.stdout.replace(server.address, "http://127.0.0.1:8000").rstrip("\n") == shown.rstrip("\n")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 6


def test_every_address_of_the_page_answers(server: Any) -> None:
    for path in (
        "/",
        "/editor",
        "/questions",
        "/networks",
        "/search?q=water",
        "/api",
        "/api/openapi.json",
        "/api/queries",
    ):
        assert server.get(path).status_code == 200, path
    for path in ("/api/search?q=death+penalty", "/networks/states.graphml?maker=FRA", "/networks/states.csv?maker=FRA"):
        assert server.get(path).status_code == 200, path
