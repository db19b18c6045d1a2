"""JSON as a stream of items, whatever the size of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uprgraph.errors import UnknownKind


@dataclass(frozen=True, slots=True)
class Items:
    """A JSON file that holds a list of objects, on top or under one of its keys."""

    path: Path
    sha256: str
    encoding: str
    keys: frozenset[str]
    """The keys of the first object."""
    rows: Callable[[], Iterator[tuple[int, dict[str, Any]]]]
    """Each object with its number, from 1."""
    position: Callable[[], float]

    def beginning(self) -> str:
        return ", ".join(sorted(self.keys))[:120]


def items(path: Path) -> Items:
    """*path* as items. Raises NotReadable for what is no such JSON."""
    raise UnknownKind(f"{path}: JSON is not read yet")
