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
LIKE = 85.0
"""Least similarity of two words that are the same but for a misprint."""
NEGATING_PREFIXES = frozenset({"un", "in", "im", "il", "ir", "non", "dis", "de", "mis", "anti"})
NEGATING_WORDS = frozenset({"not", "no", "never", "cannot", "refusal", "refuse", "reject", "rejection", "oppose"})
SHORTEST = 4
"""Fewest words that may be looked for within another text."""
MANY, NEARLY_ALL, AHEAD = 8, 0.9, 0.3
"""Of so many words a row may lack some in the recommendation, and how much the best has to be ahead of the second."""
SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "its", "of", "on", "or", "that", "the"}
)
SMALL |= {"their", "this", "to", "with"}

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
    """``same text``, ``same words``, ``words within the text``, ``similar text`` or ``words of the text``."""


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
    _covered(left, by_maker)
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
    """Words that stand in one of the maker's recommendations alone, or hold all of it.

    Those that still have room come first; then a second row may tell of a clause that names its maker
    together with another one.
    """
    for has_room in (True, False):
        for row in left.rows:
            found = [
                one
                for one in by_maker[row.maker]
                if (left.room[one.name][row.maker or ""] > 0 or not has_room) and _holds(one, row)
            ]
            if len(found) == 1:
                left.take(row, found[0].name, "words within the text")
        left.rest()


def _holds(one: Numbered, row: Row) -> bool:
    """Whether the row's words stand together in a text of *one*, or hold it.

    Short rows repeat the first word of the recommendation before the words of a clause: "Ratify CAT" of
    "Ratify ICCPR (A) and CAT (B)".
    """
    mine = words(row.text)
    for text in _texts(one, row.maker):
        other = words(text)
        short, long = sorted((mine, other), key=len)
        if len(short.split()) >= SHORTEST and _stands_in(short, long):
            return True
    verb, _, object_ = mine.partition(" ")
    if not object_ or not any(words(text).split()[:1] == [verb] for text in one.texts):
        return False
    clauses = [_weighty(words(text)) for text, makers in one.clauses if row.maker in makers]
    return _weighty(object_) in clauses


def _stands_in(short: str, long: str) -> bool:
    """Whether a text stands in another one, with nothing before it that turns it round."""
    before, found, _ = f" {long} ".partition(f" {short} ")
    return bool(found) and not NEGATING_WORDS & set(before.split())


def _covered(left: _Left, by_maker: dict[str | None, list[Numbered]]) -> None:
    """All words of the row, in any order, in one of the maker's recommendations (or all of its in the row).

    No other recommendation may have nearly as many.
    """
    for row in left.rows:
        mine = _weighty(words(row.text))
        shares = sorted(((_share(mine, one), one.name) for one in by_maker[row.maker]), reverse=True)
        enough = 1.0 if len(mine) < MANY else NEARLY_ALL
        if len(mine) < SHORTEST or not shares or shares[0][0] < enough:
            continue
        if len(shares) == 1 or shares[0][0] - shares[1][0] >= AHEAD:
            left.take(row, shares[0][1], "words of the text")
    left.rest()


def _weighty(text: str) -> set[str]:
    return set(text.split()) - SMALL


def _share(mine: set[str], one: Numbered) -> float:
    """The share, 0 to 1, of a row's words in a recommendation; 1 if the row has all of the recommendation's."""
    other = _weighty(words(" ".join(one.texts)))
    if NEGATING_WORDS & (mine ^ other):
        return 0.0
    if not one.clauses and "protocol" in mine ^ other:
        # A treaty and its protocol share all other words.
        return 0.0
    if len(other) >= SHORTEST and other <= mine:
        return 1.0
    return len(mine & other) / max(1, len(mine))


def similarity(one: str, other: str) -> float:
    """0 to 100 between two texts as ``words`` gives them; 0 where a word of substance has no like in the other.

    Misprints and divided words are like, other treaties and subjects are not.

    >>> similarity("ratify the crpd", "ratify the cedaw")
    0.0
    >>> similarity("work with nongovernmental organizations", "work with non governmental organizations") > 95
    True
    """
    first, second = one.split(), other.split()
    mine = [word for word in first if word not in second and word not in SMALL]
    others = [word for word in second if word not in first and word not in SMALL]
    if _unlike(mine, others) or _unlike(others, mine):
        return 0.0
    return float(fuzz.ratio(one, other))


def _unlike(mine: list[str], others: list[str]) -> bool:
    """Whether one of *mine* has no like among *others*, alone or joined with its neighbours."""
    likes = [word for _, word in _joined(others)]
    explained = {index for span, word in _joined(mine) if any(_like(word, other) for other in likes) for index in span}
    return len(explained) < len(mine)


def _like(one: str, other: str) -> bool:
    """Whether two words are the same but for a misprint: "lawful" and "unlawful" are not."""
    short, long = sorted((one, other), key=len)
    if long.endswith(short) and long.removesuffix(short) in NEGATING_PREFIXES:
        return False
    return bool(fuzz.ratio(one, other) >= LIKE)


def _joined(rest: list[str]) -> Iterator[tuple[range, str]]:
    """Words, and two or three that stand side by side as one (a hyphen may have been lost), with their places."""
    for length in (1, 2, 3):
        for start in range(len(rest) - length + 1):
            yield range(start, start + length), "".join(rest[start : start + length])


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
