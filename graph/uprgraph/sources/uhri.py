"""To be written."""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph.items import Items
from uprgraph.sources.rows import Reading
from uprgraph.sources.un_documents import SOURCE

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "read", "recognises"]

READS = Items
KIND = "uhri"
SCHEME = "ohchr-4"


def recognises(content: Items) -> bool:
    return False


def read(content: Items, reading: Reading) -> Iterator[object]:
    yield from ()
