"""Numbers of recommendations as documents print them, in lists and ranges -> each number.

``140.7, 140.11-14, 18 and 140.20 (a)`` gives ``140.7``, ``140.11`` to ``140.14``, ``140.18``, ``140.20/a``. A number
without the paragraph before it, as in ``recommendations 1–5``, stays bare (``1`` to ``5``): which paragraph of the
report it belongs to is not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LOWEST_PARAGRAPH = 30
"""No report lists its recommendations in a paragraph before this one; ``2.5`` is no recommendation."""
LONGEST_RANGE = 400

_NO_UNIT = (
    r"(?!\d|\.\d|\s?%|\s(?:per\s?cent\b|percent\b|[mb]illion\b|euros?\b|km\b|years?\b|months?\b|days?\b|hours?\b))"
)
_NO_QUANTITY = (
    r"(?!\s+(?:of\s(?!the\s(?:report|working))|others?\b|more\b|further\b|additional\b|recommendations?\b|states?\b|"
    r"countries\b|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b))"
)
_FULL = re.compile(rf"(\d{{2,3}})\.(\d{{1,3}}){_NO_UNIT}")
_NOT_WITHIN = re.compile(r"(?:[\d/§$€]|\d[.,])$")
_BARE = re.compile(rf"(\d{{1,3}}){_NO_UNIT}{_NO_QUANTITY}")
_BROKEN = re.compile(rf"(\d{{2,3}})\.\s(\d{{1,3}}){_NO_UNIT}(?=\s*(?:[,;.)–—-]|and\b|$))")
_LETTERS = re.compile(r"\s?\(([a-z])\)(?:\s?(?:,|and|&|,\s?and)\s?\(([a-z])\))*|(?<=\d)([a-z])(?![a-z\d])")
_DASH = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\b(?:to|through|until)\b)\s*(?=\d)")
_COMMA = re.compile(
    r"\s*(?:[,;]\s*(?:and\b|&|or\b|as well as\b)?|and\b|&|as well as\b)\s*(?:(?:recommendations?|recs?\.?)\s+)?(?=\d)"
)
_DOT = re.compile(r"\s*(?:\.\s|/|\s)\s*(?:and\s+)?(?=\d{2,3}\.\s?\d)")
_WORD = re.compile(
    r"\b(?:recommendations?|recs?\b\.?)(?:\s*\(?(?:nos?\b\.?|numbers?|numbered|#))?\s*:?\s*(?=\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Numbers that stand together in a text, from *start* to *end*; *doubts* are what cannot be a range."""

    start: int
    end: int
    numbers: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def listed(text: str) -> list[Listed]:
    """Every list of numbers in *text*, left to right; bare numbers only where "recommendation" stands before.

    >>> [found.numbers for found in listed("It accepts 140.82-83, 87. 140.90 and notes recommendations 6–8.")]
    [('140.82', '140.83', '140.87', '140.90'), ('6', '7', '8')]
    """
    found: list[Listed] = []
    at = 0
    word = _WORD.search(text)
    while at < len(text):
        if word and word.start() < at:
            word = _WORD.search(text, at)
        full = _full(text, at)
        if word and (full is None or word.end() <= full.start()):
            one = list_at(text, word.end(), bare=True)
        else:
            one = list_at(text, full.start()) if full else None
        if one:
            found.append(one)
            at = one.end
        elif word:
            at = word.end()
        else:
            break
    return found


def _full(text: str, at: int) -> re.Match[str] | None:
    for match in _FULL.finditer(text, at):
        if int(match[1]) >= LOWEST_PARAGRAPH and not _NOT_WITHIN.search(
            text[max(0, match.start() - 2) : match.start()]
        ):
            return match
    return None


def list_at(text: str, at: int = 0, bare: bool = False) -> Listed | None:
    """The list that begins at a place of *text*; None where no number stands there.

    >>> list_at("18, 24 and 29–31", bare=True).numbers
    ('18', '24', '29', '30', '31')
    """
    numbers: list[str] = []
    doubts: list[str] = []
    prefix = ""
    start, end = at, at
    while one := _number(text, at, prefix, bare or bool(prefix)):
        prefix, number, letters, end = one
        last = None if letters else _range_end(text, end, prefix, bare or bool(prefix))
        if last is None:
            numbers += [f"{_joined(prefix, number)}/{letter}" for letter in letters] or [_joined(prefix, number)]
        else:
            size = int(last[1]) - int(number)
            end = last[2]
            if last[0] == prefix and 0 < size <= LONGEST_RANGE:
                numbers += [_joined(prefix, str(n)) for n in range(int(number), int(last[1]) + 1)]
            else:
                doubts.append(text[at:end])
        separator = _COMMA.match(text, end) or _DOT.match(text, end)
        if separator is None:
            break
        at = separator.end()
    return Listed(start, end, tuple(numbers), tuple(doubts)) if numbers or doubts else None


def _number(text: str, at: int, prefix: str, bare: bool) -> tuple[str, str, list[str], int] | None:
    """(paragraph, number, letters, end) of the number at a place."""
    if (full := _FULL.match(text, at)) and int(full[1]) >= LOWEST_PARAGRAPH:
        return full[1], full[2].lstrip("0") or "0", *_letters(text, full.end())
    # A number may be broken after its point, over two lines.
    if prefix and (broken := _BROKEN.match(text, at)) and broken[1] == prefix:
        return prefix, broken[2], *_letters(text, broken.end())
    if bare and (short := _BARE.match(text, at)) and int(short[1]):
        return prefix, short[1].lstrip("0"), *_letters(text, short.end())
    return None


def _letters(text: str, at: int) -> tuple[list[str], int]:
    found = _LETTERS.match(text, at)
    if found is None:
        return [], at
    return re.findall(r"\(([a-z])\)", found[0]) or [found[0]], found.end()


def _range_end(text: str, at: int, prefix: str, bare: bool) -> tuple[str, str, int] | None:
    dash = _DASH.match(text, at)
    one = _number(text, dash.end(), prefix, bare) if dash else None
    return (one[0], one[1], one[3]) if one else None


def _joined(prefix: str, number: str) -> str:
    return f"{prefix}.{number}" if prefix else number


def order(number: str) -> tuple[int, int, str]:
    """A key that sorts ``140.9`` before ``140.10``, ``82.91/a`` before ``82.91/b``.

    >>> sorted(["140.10", "7", "140.9"], key=order)
    ['7', '140.9', '140.10']
    """
    plain, _, letter = number.partition("/")
    prefix, _, last = plain.rpartition(".")
    return int(prefix or 0), int(last), letter


def ranges(numbers: Iterable[str]) -> str:
    """Numbers as people write them, neighbours joined.

    >>> ranges(["140.3", "140.1", "140.2", "140.7"])
    '140.1 to 140.3, 140.7'
    """
    found: list[list[str]] = []
    for number in sorted(set(numbers), key=order):
        if found and "/" not in number + found[-1][-1]:
            before, here = order(found[-1][-1]), order(number)
            if (before[0], before[1] + 1) == here[:2]:
                found[-1].append(number)
                continue
        found.append([number])
    return ", ".join(one[0] if len(one) == 1 else f"{one[0]} to {one[-1]}" for one in found)
