"""OHCHR's Universal Human Rights Index, full export as JSON: one array of annotations of all mechanisms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from uprgraph.items import Items
from uprgraph.sources import uhri_annotations
from uprgraph.sources.rows import Reading
from uprgraph.sources.uhri_annotations import SCHEME, SOURCE

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "read", "recognises"]

READS = Items
KIND = "UHRI export (JSON)"


def recognises(items: Items) -> bool:
    """Whether most keys are those of the index, so that a missing one can be named."""
    found = set(map(uhri_annotations.field, items.keys)) - {None, ""}
    return len(found) >= 6 and bool(found & {"id", "makers", "sessions"})


def read(items: Items, reading: Reading) -> Iterator[object]:
    """Records of the recommendations of the UPR; what the index holds beside them is counted."""
    uhri_annotations.require(sorted(items.keys), "key", items.path)
    fields: dict[str, str] = {}

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, item in items.rows():
            row: dict[str, Any] = {}
            for key, value in item.items():
                if key not in fields:
                    fields[key] = uhri_annotations.field(key) or ""
                    if uhri_annotations.field(key) is None:
                        reading.report.warn(f"key {key[:60]!r} is not known and was left out")
                if name := fields[key]:
                    row[name] = value
            yield number, row

    yield from uhri_annotations.records(rows(), reading)
