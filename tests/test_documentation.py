"""What the pages say is what the code does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from uprgraph.cli import main
from uprgraph.documentation import index

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md"), CHECKOUT / "ontology" / "README.md"])


def test_the_index_of_questions_is_current() -> None:
    """``make docs`` writes it."""
    assert (CHECKOUT / "queries" / "README.md").read_text(encoding="utf-8") == index()


def commands() -> list[str]:
    """Every line of a page that begins with ``upr``, in blocks of code."""
    found = []
    for page in PAGES:
        if page.exists():
            for block in re.findall(r"```(?:console|sh|text)?\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
                found += [line.removeprefix("$ ") for line in block.splitlines() if re.match(r"(\$ )?upr ", line)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("command", commands())
def test_commands_of_the_pages_exist_with_these_options(command: str) -> None:
    """Help is asked with all the words of the line, which fails for an option that does not exist."""
    words = shlex.split(command, comments=True)[1:]
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0, result.output


def test_pages_have_commands() -> None:
    assert len(commands()) >= 10


def test_every_command_has_help() -> None:
    for name in main.commands:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0, name
        assert "Usage: " in result.output
