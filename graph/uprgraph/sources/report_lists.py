"""The lists of a report brought in order, and what in them shows that a line, a number or an item was lost."""

from __future__ import annotations

import re

from uprgraph.sources.report_body import CLOSED, FINISHED, HEADING_WORDS, Item, Paragraph, joined

FOREIGN = re.compile(r"\d{1,3}\s+[A-Z“\"\d]")


def settled(paragraph: Paragraph) -> list[str]:
    """Brings the list in order: headings and strays go, glued items are cut; returns what stays wrong."""
    problems = [
        f"paragraph {item.label}: this number is out of order, its text was left out: {item.text[:200]}"
        for item in paragraph.items
        if item.stray
    ]
    paragraph.items = [item for item in paragraph.items if not item.stray]
    for item in paragraph.items:
        item.lines = _without_heading(item.lines)
        if foreign := _foreign(item.lines):
            item.lines = item.lines[: -len(foreign)]
            problems.append(f"paragraph {paragraph.id_of(item)}: foreign text was left out: {joined(foreign)[:200]}")
    if paragraph.layout == "lettered":
        return problems
    whole: list[Item] = []
    for index, item in enumerate(paragraph.items):
        following = paragraph.items[index + 1].number if index + 1 < len(paragraph.items) else 1000
        whole += _cut(paragraph, item, following)
    paragraph.items = whole
    numbers = {item.number for item in whole}
    return problems + [
        f"paragraph {paragraph.list_number}.{number}: not found"
        for number in range(min(numbers, default=1), max(numbers, default=0))
        if number not in numbers
    ]


def _without_heading(lines: list[str]) -> list[str]:
    """Without a heading that stands between an item that is finished and the next number."""
    last = max((index for index, line in enumerate(lines) if ")" in line), default=len(lines))
    behind = lines[last + 1 :]
    if not behind or not FINISHED.search(lines[last]):
        return lines
    words = " ".join(behind)
    heading = words[0].isupper() and len(words.split()) <= HEADING_WORDS and not words.endswith((";", ".", ",", ":"))
    return lines[: last + 1] if heading else lines


def _foreign(lines: list[str]) -> list[str]:
    """What follows a finished item under a number that is not due, as a footnote does that was not taken out."""
    for index in range(1, len(lines)):
        if FOREIGN.match(lines[index]) and CLOSED.search(lines[index - 1]):
            return lines[index:]
    return []


def _cut(paragraph: Paragraph, item: Item, following: int) -> list[Item]:
    """The item, and those before the *following* that stand behind it in the middle of its lines."""
    prefix = rf"{paragraph.list_number}\s?\.\s?" if paragraph.layout == "dotted" else ""
    dot = "?" if prefix else ""
    text, start, number = item.text, 0, item.number
    found: list[Item] = []
    for mark in re.finditer(rf"(?<=[);.,])\s{prefix}(\d{{1,3}})\s?\.{dot}\s(?=[A-Z])", text):
        if int(mark[1]) == number + 1 < following:
            found.append(Item(number, str(number), [text[start : mark.start()]]))
            start, number = mark.end(), number + 1
    if not found:
        return [item]
    return [*found, Item(number, str(number), [text[start:]])]
