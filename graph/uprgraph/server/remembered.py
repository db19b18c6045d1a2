"""Answers of a store that are asked for again and again: which sources are loaded, which reviews are itemised.

A store in a folder is a generation that never changes, so an answer stays true as long as it is open.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from uprgraph.store import Solutions, Store

SMALL = 1_000
"""Rows above which an answer is not kept."""
ROWS = 20_000
"""Rows of all answers that are kept; what was asked for longest ago goes first."""


class Remembered:
    """``select`` of a store, with the small answers kept by the text of the query."""

    def __init__(self, select: Callable[[str], Solutions], rows: int = ROWS) -> None:
        self._select = select
        self._rows = rows
        self._held = 0
        self._answers: OrderedDict[str, Solutions] = OrderedDict()

    def __call__(self, query: str) -> Solutions:
        known = self._answers.get(query)
        if known is not None:
            self._answers.move_to_end(query)
            return known
        found = self._select(query)
        if len(found.rows) <= SMALL:
            self._answers[query] = found
            self._held += 1 + len(found.rows)
        while self._held > self._rows:
            _, gone = self._answers.popitem(last=False)
            self._held -= 1 + len(gone.rows)
        return found


def remember(store: Store) -> None:
    """From now on the store keeps its small answers; for a store that does not change while it is open."""
    setattr(store, "select", Remembered(store.select))  # noqa: B010 (a method is replaced on this one store)
