"""Where the ontology, the queries and the bundled facts lie: in a checkout and in a wheel alike."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``ontology`` or ``queries``: inside the installed package, else in the checkout.

    Raises FileNotFoundError where neither holds it (a broken installation).
    """
    for place in (PACKAGE / name, PACKAGE.parents[1] / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the installation lacks its folder {name}/: install uprgraph again")


def facts(table: str) -> Iterator[dict[str, str]]:
    """The rows of one bundled table, e.g. ``facts("states")``, keyed by column name."""
    with open(PACKAGE / "facts" / f"{table}.csv", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
