"""A recommendation as OHCHR's index prints it: number, words, makers in closing parentheses, as HTML."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple

from uprgraph import names
from uprgraph.errors import BadRow
from uprgraph.namespaces import clean

BLOCKS = frozenset(
    {"p", "div", "br", "hr", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "blockquote"}
    | {"html", "body", "h1", "h2", "h3", "h4", "h5", "h6"}
)
INLINE = frozenset(
    {"a", "b", "i", "u", "s", "em", "strong", "span", "font", "small", "sup", "sub", "ins", "del", "img"}
    | {"head", "meta", "o:p"}
)
TAG_LIMIT = 2_000
LIST_LIMIT = 10_000
"""Characters of a list of states: all of them take less than half."""
HIDDEN = frozenset({"script", "style", "title"})

_PARAGRAPH = re.compile(
    r"(?:(?i:para(?:graph)?)\.?\s*)?(?P<number>\d{1,3}\.\d{1,3})(?:\.(?!\d)|\))?"
    r"(?:\s*[-–—:]\s+|\s+|(?=[A-Z“\"‘'(]))(?!(?:(?:and|to|or|[-–—&,])\s*)?\d)"
)
_LISTED = re.compile(r"Recommendation No\.[^.]{0,40}?para\.\s*(\d{1,3})\s*:\s*(\d{1,3})\b[.,;:)]*\s*")
_ITEM = re.compile(r"(?:\d{1,3}\.(?!\d)|\(\d{1,3}\)|\d{1,3}\))\s*(?=\D)")
_QUANTITY = re.compile(r"(?i)per ?cent\b|%|[mb]illion\b")
_SEPARATOR = re.compile(r"[,;/&]|\band\b")


class Numbered(NamedTuple):
    """What is left of a text: its number as ``140.7`` and its makers as ISO3 are taken out of the words."""

    paragraph: str | None
    item: bool
    """Whether it began with a number that does not tell the recommendation's paragraph."""
    text: str
    makers: tuple[str, ...]


def numbered(markup: str) -> Numbered:
    """The parts of a text in HTML. Raises BadRow for a text with thousands of tags.

    >>> numbered("<p>118.22.&nbsp;Sign the treaty (Chile, Iran (Islamic Republic of));</p>")
    Numbered(paragraph='118.22', item=False, text='Sign the treaty', makers=('CHL', 'IRN'))
    >>> numbered("1.5 million trees <i>per year</i> (as planned)")
    Numbered(paragraph=None, item=False, text='1.5 million trees per year (as planned)', makers=())
    """
    text = plain(markup)
    paragraph, item, text = _number(text)
    text, makers = _closing(text)
    return Numbered(paragraph, item, text, makers)


def plain(markup: str) -> str:
    """The text of HTML, also where its entities are escaped once more; what is no HTML stays as it is.

    >>> plain("Keep a share &lt; 5 &amp;amp; more<sup>3</sup>")
    'Keep a share < 5 & more'
    """
    text = markup
    for _ in range(3):
        before = text
        if "<" in text:
            text = _untagged(text)
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    return clean(text)


def _untagged(text: str) -> str:
    if (count := text.count("<")) > TAG_LIMIT:
        # The parser takes quadratic time for tags that do not end.
        raise BadRow(f"the text has {count:,} signs that begin a tag")
    parser = _Text()
    parser.feed(text)
    parser.close()
    return "".join(parser.said)


class _Text(HTMLParser):
    """The words between tags. A name in angle brackets that HTML does not have is words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.said.append(" ")
        elif tag not in INLINE and tag not in HIDDEN:
            self.said.append(self.get_starttag_text() or "")
        if tag in HIDDEN or tag == "sup":
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.said.append(" ")
        elif tag not in INLINE and tag not in HIDDEN:
            self.said.append(f"</{tag}>")
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        within = self._within[-1] if self._within else ""
        # A raised number is the mark of a footnote.
        if within in HIDDEN or (within == "sup" and not data.strip(" *†").strip("0123456789")):
            return
        self.said.append(data)


def _number(text: str) -> tuple[str | None, bool, str]:
    """(paragraph, whether there is another number, the words behind)."""
    if found := _LISTED.match(text):
        return f"{int(found[1])}.{int(found[2])}", False, text[found.end() :]
    if found := _PARAGRAPH.match(text):
        number, rest = found["number"], text[found.end() :]
        section, _, item = number.partition(".")
        if _QUANTITY.match(rest) or (len(section) == 1 and rest[:1].islower()):
            return None, False, text
        # 118.09 is a misprint of 118.109: which number it is cannot be said.
        certain = not item.startswith("0") and not section.startswith("0")
        return (number, False, rest) if certain else (None, True, rest)
    if found := _ITEM.match(text):
        return None, True, text[found.end() :]
    return None, False, text


def _closing(text: str) -> tuple[str, tuple[str, ...]]:
    """The words without the parentheses at their end that name states, and these."""
    makers: tuple[str, ...] = ()
    rest = text.rstrip(" .;,*")
    while rest.endswith(")"):
        begin = _opening(rest)
        found = states(rest[begin + 1 : -1]) if begin >= 0 else ()
        if not found:
            break
        makers = (*found, *makers)
        text = rest = rest[:begin].rstrip(" ;,")
    return text.rstrip(" ;,"), makers


def _opening(text: str) -> int:
    """Where the parenthesis opens that the last character closes; -1 if nowhere."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if not depth:
            return at
    return -1


@lru_cache(maxsize=65536)
def states(words: str) -> tuple[str, ...]:
    """The states that *words* list, none if there is anything else in it.

    >>> states("Antigua and Barbuda, Iran, Islamic Republic of and Chad")
    ('ATG', 'IRN', 'TCD')
    >>> states("as a matter of urgency")
    ()
    """
    if len(words) > LIST_LIMIT:
        return ()
    edges = [(0, 0), *(found.span() for found in _SEPARATOR.finditer(words)), (len(words), len(words))]
    count = len(edges) - 1
    listed: list[tuple[str, ...] | None] = [None] * count + [()]
    for first in range(count - 1, -1, -1):
        begin = edges[first][1]
        if first and not words[begin : edges[first + 1][0]].strip():
            # Two separators side by side, as in ", and".
            listed[first] = listed[first + 1]
            continue
        # The shortest names first: Serbia and Montenegro are two.
        for last in range(first + 1, min(count, first + 4) + 1):
            rest = listed[last]
            state = names.named(words[begin : edges[last][0]]) if rest is not None else None
            if state and rest is not None:
                listed[first] = (state, *rest)
                break
    return listed[0] or ()
