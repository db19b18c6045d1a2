"""To be written."""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph.readers import Table
from uprgraph.sources.rows import Reading
from uprgraph.sources.un_documents import SOURCE

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "read", "recognises"]

READS = Table
KIND = "uhri_table"
SCHEME = "ohchr-4"


def recognises(content: Table) -> bool:
    return False


def read(content: Table, reading: Reading) -> Iterator[object]:
    yield from ()
