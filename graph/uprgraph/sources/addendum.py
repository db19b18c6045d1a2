"""To be written."""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph.papers import Paper
from uprgraph.sources.rows import Reading
from uprgraph.sources.un_documents import SOURCE

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "read", "recognises"]

READS = Paper
KIND = "addendum"
SCHEME = "ohchr-4"


def recognises(content: Paper) -> bool:
    return False


def read(content: Paper, reading: Reading) -> Iterator[object]:
    yield from ()
