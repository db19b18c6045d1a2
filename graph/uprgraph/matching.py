"""Which numbered recommendation a row without a number tells of: by maker and words, or none.

UPR Info's rows hold one clause each, in the report's words with small edits. A false match is worse than
a miss, so every step takes what fits one recommendation alone, and what is left stays without.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

SIMILAR = 85.0
"""Least similarity (0 to 100, share of letters that stay when one text is edited into the other)."""
MARGIN = 8.0
"""How much the best has to be ahead of the second."""
SHORTEST = 4
"""Fewest words that may be looked for within another text."""

_SIGNS = re.compile(r"[^\w\s]+")


def words(text: str) -> str:
    """A text as its words: no case, punctuation, accents, nor the opening "to" that reports add and leave out.

    >>> words("To ratify CAT\\u2019s \\u201cOptional Protocol\\u201d;")
    'ratify cat s optional protocol'
    """
    if not text.isascii():
        # Dashes and quotation marks are signs too; NFKD would leave some of them as letters do.
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(_SIGNS.sub(" ", text).casefold().split()).removeprefix("to ")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered recommendation: its name, how often it names each maker, its text and those of its clauses."""

    name: str
    mentions: Counter[str]
    texts: tuple[str, ...]
    clauses: tuple[tuple[str, frozenset[str]], ...] = ()
    """Text and makers of each clause with makers of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a source says without a number."""

    name: str
    maker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    row: str
    recommendation: str
    how: str
    """``same text``, ``same words``, ``words within the text`` or ``similar text``."""


@dataclass(slots=True)
class _Left:
    """What is still free while the steps go on."""

    room: dict[str, Counter[str]]
    rows: list[Row]
    found: list[Match] = field(default_factory=list)

    def take(self, row: Row, name: str, how: str) -> None:
        self.found.append(Match(row.name, name, how))
        if row.maker is not None:
            self.room[name][row.maker] -= 1

    def rest(self) -> None:
        done = {match.row for match in self.found}
        self.rows = [row for row in self.rows if row.name not in done]


def matches(numbered: Sequence[Numbered], rows: Iterable[Row]) -> list[Match]:
    """The matches of one review's rows with its recommendations; a row that fits none for certain has none."""
    left = _Left({one.name: Counter(one.mentions) for one in numbered}, sorted(rows, key=lambda row: row.name))
    by_maker: dict[str | None, list[Numbered]] = defaultdict(list)
    for one in numbered:
        for maker in one.mentions:
            by_maker[maker].append(one)
    _equal(left, by_maker)
    _within(left, by_maker)
    _similar(left, by_maker)
    _equal_elsewhere(left, numbered)
    return left.found


def _texts(one: Numbered, maker: str | None) -> Iterator[str]:
    """The texts of a recommendation that may be a row's by *maker*: that maker's clauses first."""
    yield from (text for text, makers in one.clauses if maker in makers)
    yield from one.texts


def _equal(left: _Left, by_maker: dict[str | None, list[Numbered]]) -> None:
    """The same text or words as one of the maker's recommendations; twins take the one that has room."""
    for row in left.rows:
        mine = words(row.text)
        same = [one for one in by_maker[row.maker] if any(words(text) == mine for text in _texts(one, row.maker))]
        if len(same) > 1:
            same = [one for one in same if left.room[one.name][row.maker or ""] > 0] or same
            whole = [one for one in same if any(words(text) == mine for text in one.texts)]
            same = whole[:1] or same[:1] if len({one.texts for one in same}) == 1 or whole else same
        if len(same) == 1:
            exact = any(text == row.text for text in _texts(same[0], row.maker))
            left.take(row, same[0].name, "same text" if exact else "same words")
    left.rest()


def _within(left: _Left, by_maker: dict[str | None, list[Numbered]]) -> None:
    """Words that stand in one of the maker's recommendations alone, or hold all of it."""
    for row in left.rows:
        mine = f" {words(row.text)} "
        found = []
        for one in by_maker[row.maker]:
            if left.room[one.name][row.maker or ""] < 1:
                continue
            for text in _texts(one, row.maker):
                other = f" {words(text)} "
                short = min(mine, other, key=len)
                if len(short.split()) >= SHORTEST and (mine in other or other in mine):
                    found.append(one)
                    break
        if len(found) == 1:
            left.take(row, found[0].name, "words within the text")
    left.rest()


def similarity(one: str, other: str) -> float:
    """0 to 100 between two texts as ``words`` gives them."""
    return fuzz.ratio(one, other)


def _similar(left: _Left, by_maker: dict[str | None, list[Numbered]]) -> None:
    """The most similar recommendation of the maker, from the surest row on, where the second is well behind."""
    while True:
        best: tuple[float, Row, Numbered] | None = None
        for row in left.rows:
            mine = words(row.text)
            scores = sorted(
                (
                    (max(similarity(mine, words(text)) for text in _texts(one, row.maker)), one.name, one)
                    for one in by_maker[row.maker]
                    if left.room[one.name][row.maker or ""] > 0
                ),
                reverse=True,
            )
            if not scores or scores[0][0] < SIMILAR or (len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN):
                continue
            if best is None or scores[0][0] > best[0]:
                best = (scores[0][0], row, scores[0][2])
        if best is None:
            return
        left.take(best[1], best[2].name, "similar text")
        left.rest()


def _equal_elsewhere(left: _Left, numbered: Sequence[Numbered]) -> None:
    """The same words as one recommendation of other makers: the source has another maker than the report."""
    for row in left.rows:
        mine = words(row.text)
        if len(mine.split()) < SHORTEST:
            continue
        same = [one for one in numbered if any(words(text) == mine for text in one.texts)]
        if len(same) == 1:
            left.take(row, same[0].name, "same words")
    left.rest()
