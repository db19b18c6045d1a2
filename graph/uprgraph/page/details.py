"""The items that edges count, packed for the page: columns as JSON, gzip, base64."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from uprgraph import names
from uprgraph.page import layout

if TYPE_CHECKING:
    import networkx

Numbered = tuple[Any, tuple[int, ...]]
"""An item with the numbers of the edges that it counts for."""

LENGTHS = (None, 800, 500, 300, 200, 120, 60, 0)
"""To how many characters texts are cut, step by step, until the page is small enough; 0 leaves them out."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What the page embeds, and what it says of it."""

    text: str
    """base64 of gzip of JSON; empty where no item fits or there is none."""
    themes: list[tuple[str, int]]
    """Each theme with the number of items that have it, by name."""
    note: str
    """What is shortened or left out; empty where all is there."""


def packed(graph: networkx.Graph, room: int) -> Packed:
    """The items of an ordered graph (its ``details``) in at most *room* characters.

    Texts that many items share are held once; where all do not fit they are shortened, at last left out.
    """
    items = _items(graph)
    if not items:
        return Packed("", [], "")
    shown = cache(layout.shown)
    counts: dict[str, int] = {}
    for item, _ in items:
        for theme in {shown(theme) for theme in item.themes}:
            counts[theme] = counts.get(theme, 0) + 1
    themes = sorted(counts.items())
    whole = 0
    for length in LENGTHS:
        if whole and length and not _may_fit(items, length, room / whole):
            continue
        text = _encoded(_columns(items, [theme for theme, _ in themes], length))
        if len(text) <= room:
            return Packed(text, themes, _note(length))
        whole = whole or len(text)
    return Packed("", [], "The recommendations are left out: there are too many for one page of this size.")


def _may_fit(items: Sequence[Numbered], length: int, share: float) -> bool:
    """Whether texts cut to so many characters could be that share of the whole; spares packing what cannot fit."""
    texts = [len(item.text or "") for item, _ in items]
    return sum(min(size, length) for size in texts) <= 1.3 * share * sum(texts)


def _note(length: int | None) -> str:
    if length is None:
        return ""
    done = f"shortened to {length} characters" if length else "left out"
    return f"Texts are {done}, to keep this page small."


def _items(graph: networkx.Graph) -> list[Numbered]:
    """Each item with the numbers of its edges, in an order that does not depend on the store's."""
    numbers: dict[tuple[Any, Any], int] = {}
    for number, (source, target, _) in enumerate(layout.edges(graph)):
        numbers[source, target] = number
        if not graph.is_directed():
            numbers[target, source] = number
    found = []
    for item in getattr(graph, "details", None) or ():
        ends = tuple(sorted({numbers[edge] for edge in map(tuple, item.edges) if edge in numbers}))
        if ends:
            found.append((item, ends))
    return sorted(found, key=_order)


def _order(numbered: Numbered) -> tuple[Any, ...]:
    item, ends = numbered
    said = (item.review, item.maker, item.paragraph, item.text, item.response, item.action)
    return (ends, *(str(value or "") for value in said), item.themes)


def _columns(items: Sequence[Numbered], themes: list[str], length: int | None) -> dict[str, Any]:
    """The items column by column; what repeats is a number into a list of its own."""
    shown = cache(layout.shown)
    places = {theme: number for number, theme in enumerate(themes)}
    lists: dict[str, dict[Any, int]] = {
        name: {} for name in ("reviews", "states", "paragraphs", "texts", "answers", "themes", "ends")
    }

    def number(of: str, value: Any) -> int:
        return lists[of].setdefault(value, len(lists[of]))

    columns: dict[str, Any] = {
        "review": [number("reviews", shown(item.review or "")) for item, _ in items],
        "maker": [number("states", shown(item.maker or "")) for item, _ in items],
        "to": [number("states", shown(item.state_under_review or "")) for item, _ in items],
        "paragraph": [number("paragraphs", shown(item.paragraph or "")) for item, _ in items],
        "text": [number("texts", _cut(shown(item.text or ""), length)) for item, _ in items],
        "answer": [number("answers", shown(item.response or "")) for item, _ in items],
        "action": [item.action or 0 for item, _ in items],
        "themes": [
            number("themes", tuple(sorted({places[shown(theme)] for theme in item.themes}))) for item, _ in items
        ],
        "ends": [number("ends", ends) for _, ends in items],
    }
    spelt = names.display_names()
    return {
        **columns,
        "lists": {name: list(values) for name, values in lists.items()},
        "names": [spelt.get(state, state) for state in lists["states"]],
    }


def _cut(text: str, length: int | None) -> str:
    if length is None:
        return text
    return layout.short(text, length) if length else ""


def _encoded(columns: dict[str, Any]) -> str:
    plain = json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(plain, 9, mtime=0)).decode("ascii")
