"""Lines of a document, before and after the typesetter's work is taken off them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple


class Row(NamedTuple):
    """A line as it stands on its page; heights and sizes in points, of a plain text in lines and columns."""

    page: int
    left: float
    base: float
    """Height of the baseline; it falls from the top of a page to its foot."""
    size: float
    text: str
    marks: tuple[str, ...] = ()
    leads: bool = False
    """Whether the first mark stands before the text, as it does where a footnote begins."""

    def line(self) -> Line:
        return Line(self.page, self.left, self.size, self.text, self.marks)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document; *left* is its indentation (points, or columns of a plain text)."""

    page: int
    left: float
    size: float
    text: str
    marks: tuple[str, ...] = ()
    """Footnote marks that stood in the line; they are no part of the text."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or an endnote: its mark, its text and the page on which it begins."""

    mark: str
    text: str
    page: int
    lines: tuple[Line, ...] = ()
    """The text line by line, where columns matter: in lists of submissions an acronym stands before a tab."""


def sheets(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows page by page."""
    page: list[Row] = []
    for row in rows:
        if page and page[-1].page != row.page:
            yield page
            page = []
        page.append(row)
    if page:
        yield page


LETTERS: dict[int, str | None] = {
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)),
    0x2010: "-",
    **dict.fromkeys((0x2217, 0x204E, 0xFE61, 0xFF0A), "*"),
    **dict.fromkeys((0xF0B7, 0xF0A7), "\u2022"),
    **dict.fromkeys((0xA0, 0x202F, 0x2007, 0x3000), " "),
    **dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
}
"""How typesetters write plain letters: ligatures, stars of footnotes, bullets of symbol fonts, hyphens and spaces."""
_UNBROKEN = re.compile(r" ?\u2011 ?")
"""A hyphen at which no line breaks; converters put spaces around it."""
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without control characters, halves of characters and a typesetter's variants of letters.

    >>> plain("o\\ufb03ce\\u200b, non\\u2011binding\\x07")
    'office, non-binding'
    """
    return _NO_TEXT.sub("", _UNBROKEN.sub("-", text.translate(LETTERS)))


_HYPHENS = "-\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WORD_AT_END = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)$")
_WORD_AT_START = re.compile(r"([^\W\d_]+)")
_RUNS_ON = (
    (re.compile(r"\d[-\u2013]$"), re.compile(r"\w")),
    (re.compile(r"[^\W\d_]-$"), re.compile(r"\d")),
    (re.compile(r"[\w.]/$"), re.compile(r"\w")),
)
"""How a line ends and the next begins within 16-year-old, 2017-2021, COVID-19, a symbol or and/or."""


def mended(lines: list[Line]) -> list[Line]:
    """Lines whose last word was divided get the whole of it.

    A hyphen at a line's end belongs to the word (asylum-seeker) unless the document writes the word
    without it elsewhere; a soft hyphen never does.
    """
    words = Counter(word.casefold() for line in lines for word in _WORD.findall(line.text))
    found = list(lines)
    for index in range(len(found) - 1):
        line, following = found[index], found[index + 1]
        end = _whole(line.text, following.text, words)
        if end is None:
            continue
        head, rest = _split(following.text)
        found[index] = replace(line, text=end + head)
        found[index + 1] = replace(following, text=rest)
    return [replace(line, text=line.text.replace("\u00ad", "")) for line in found if line.text.strip("\u00ad")]


def _split(text: str) -> tuple[str, str]:
    """The first word of a text, and the rest."""
    head = re.match(r"\S+", text)
    return (head[0], text[head.end() :].lstrip()) if head else ("", text)


def _whole(text: str, following: str, words: Counter[str]) -> str | None:
    """*text* as the next line's first word is joined to it; None where no word is divided between them."""
    if len(text) < 2 or not following:
        return None
    if any(end.search(text[-3:]) and start.match(following) for end, start in _RUNS_ON):
        return text
    before = _WORD_AT_END.search(text[-80:-1]) if text[-1] in _HYPHENS else None
    after = _WORD_AT_START.match(following)
    if not before or not after:
        return None
    joined, divided = f"{before[1]}{after[1]}".casefold(), f"{before[1]}-{after[1]}".casefold()
    elsewhere = words[joined] > 0 and words[divided] == 0 and not after[1][0].isupper()
    return text[:-1] + ("" if text[-1] == "\u00ad" or elsewhere else "-")
