"""What a report's body is made of: numbered paragraphs, and the recommendations listed under them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FINISHED = re.compile(r"\)\s*\d{0,2}\s*[;.,:]?\s*(?:and|or)?\s*\**$")
CLOSED = re.compile(r"\)\s?\d{0,2}[;.,]\d{0,2}$")
"""What must stand before a number without a dot: makers and a pause."""
LETTER = re.compile(r"\(?([a-z]{1,2})\)\s+(?=\S)")
PUNCTUATION = " \t\n;,/.:*"
HEADING_WORDS = 12


@dataclass(slots=True)
class Item:
    """One listed recommendation: its place in the list, its number or letter, its lines."""

    number: int
    label: str
    lines: list[str] = field(default_factory=list)
    stray: bool = False
    """A number out of order began it, so that it has no place in the list."""
    heading: str = ""
    """A heading before it in its list that says an answer."""
    behind: str = ""
    """The heading behind its words, which is no part of them."""

    @property
    def text(self) -> str:
        return joined(self.lines)


@dataclass(slots=True)
class Paragraph:
    """A numbered paragraph; *number* is 0 for text under a heading without a number."""

    number: int
    section: str
    """``introduction``, ``dialogue``, ``conclusions`` or ``pledges``."""
    lines: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    layout: str = ""
    """How the items are numbered: ``restarting``, ``dotted`` or ``lettered``."""
    prefix: int = 0
    """The number before the dot of its items, where that is not its own."""

    @property
    def text(self) -> str:
        return joined(self.lines)

    def id_of(self, item: Item) -> str:
        """``118.22``; ``60(a)`` for an item with a letter."""
        return f"{self.number}({item.label})" if self.layout == "lettered" else f"{self.list_number}.{item.number}"

    @property
    def list_number(self) -> int:
        return self.prefix or self.number


@dataclass(slots=True)
class Body:
    """The paragraphs of a report in their order, and what of their numbers could not be read."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def numbered(self, number: int) -> Paragraph | None:
        return next((paragraph for paragraph in self.paragraphs if paragraph.number == number), None)


def joined(lines: list[str]) -> str:
    """Lines as one text with single spaces; a dash at a line's end that joins numbers is kept without a space.

    >>> joined(["the plan of 2005-", "2013 (Peru)/", "ratify"])
    'the plan of 2005-2013 (Peru)/ ratify'
    """
    text = " ".join(" ".join(lines).split())
    return re.sub(r"(?<=\w)([-–]) (?=\d)", r"\1", text)


def trimmed(text: str) -> str:
    """Without the punctuation around it and a last "and" that only join it to what follows; "etc." keeps its point.

    >>> trimmed("; plant trees, flowers, etc.; and")
    'plant trees, flowers, etc.'
    """
    text = text.strip(PUNCTUATION)
    for word in (" and", " or"):
        text = text.removesuffix(word).rstrip(PUNCTUATION)
    return f"{text}." if text.endswith(" etc") else text


def letters(number: int) -> tuple[str, ...]:
    """How the item of this number may be lettered: ``a``; behind ``z`` both ``bb`` and ``ab`` occur for 28."""
    index = number - 1
    letter = chr(ord("a") + index % 26)
    if index < 26:
        return (letter,)
    return (letter * 2, f"{chr(ord('a') + index // 26 - 1)}{letter}")
