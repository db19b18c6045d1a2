"""The section of voluntary pledges and commitments of a report -> the pledges it lists."""

from __future__ import annotations

import re

from uprgraph.sources.report_body import HEADING_WORDS, Paragraph, joined, trimmed

BULLET = re.compile(r"(?:[•·▪●\uf0b7–-]|\(?[a-z]{1,2}\)|\(?[ivx]+\)|\d{1,3}(?:\.\d{1,3})?\s?\.?(?=\s))\s+(?=\S)")
"""What begins a pledge in a list: a bullet, a letter, a number."""
REFERS = re.compile(
    r"(?i)\breference is made\b|\breferred to\b|\b(?:contained|set out|found|reflected|mentioned|listed) in\b|\bsee\b"
)
_LEADS_IN = re.compile(
    r"(?i)\bfollowing\b.*\b(?:pledges?|commitments?)\b|\b(?:pledges?|commitments?)\b.*\bfollowing\b|:$"
)


def is_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph is no more than what is left of the section's heading."""
    text = paragraph.text
    listed = any(BULLET.match(line) for line in paragraph.lines) or text.endswith((".", ";"))
    return not paragraph.number and not listed and len(text.split()) <= HEADING_WORDS


def refers(lines: list[str]) -> bool:
    """Whether a paragraph lists nothing and refers to another place of the report or to another document.

    >>> refers(["Reference is made to the commitments in paragraph 12."])
    True
    """
    return not any(BULLET.match(line) for line in lines) and bool(REFERS.search(joined(lines)))


def pledges(lines: list[str]) -> list[str]:
    """The pledges of a paragraph in their order, as printed, without bullet and closing punctuation.

    A paragraph without a list is one pledge, unless it only introduces what follows.

    >>> pledges(["The State pledges:", "• To plant trees;", "• To open", "schools."])
    ['To plant trees', 'To open schools']
    """
    found: list[list[str]] = []
    for line in lines:
        if bullet := BULLET.match(line):
            found.append([line[bullet.end() :]])
        elif found:
            found[-1].append(line)
    if not found and not _LEADS_IN.search(joined(lines)):
        found = [lines]
    return [trimmed(joined(pledge)) for pledge in found]
