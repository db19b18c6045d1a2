"""The lists of a report brought in order, and what in them shows that a line, a number or an item was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uprgraph.sources.report_answers import answers
from uprgraph.sources.report_body import CLOSED, FINISHED, HEADING_WORDS, LETTER, Item, Paragraph, joined
from uprgraph.sources.report_makers import ends_with_makers

ALONE = 4
"""So many words in a row, each in a line of its own, are what is left of a line whose words were torn apart."""
PAUSED = re.compile(r"[;.,:]\W*\d{0,2}\W*$|\b(?:and|or)$")
MANY, NEARLY_ALL = 20, 0.95
"""In a list of so many, of which so many end with a pause, one that does not may have lost its last line."""
_SUBLIST = re.compile(r"^\(a\)|(?<![);.,])\s\(a\)")
_NEXT_LETTER = re.compile(r"\)\s*[;.,]?\s+\(?[a-z]{1,2}\)\s+[A-Z].{0,200}")
FULL = 40
"""Letters of a full line; in a narrower column a word may stand alone."""
SHORT = 0.9
"""A line that could hold the next word within this share of the usual length ends a paragraph."""
FOREIGN = re.compile(r"\d{1,3}\s+[A-Z“\"\d]")


def settled_all(paragraphs: list[Paragraph]) -> list[str]:
    """Brings all lists of a report in order; returns what is wrong with them."""
    problems: list[str] = []
    ends: dict[int, int] = {}
    end = 0
    for paragraph in paragraphs:
        problems += settled(paragraph)
        if not paragraph.items or paragraph.layout == "lettered":
            continue
        first, prefix = paragraph.items[0].number, paragraph.list_number
        if paragraph.layout == "dotted" or first != end + 1:
            lost = range(ends.get(prefix, 0) + 1, first)
            problems += [f"paragraph {prefix}.{number}: not found" for number in lost]
        end = ends[prefix] = paragraph.items[-1].number
    return problems


def settled(paragraph: Paragraph) -> list[str]:
    """Brings the list in order: headings and strays go, glued items are cut; returns what stays wrong."""
    problems = [
        f"paragraph {item.label}: this number is out of order, its text was left out: {item.text[:200]}"
        for item in paragraph.items
        if item.stray
    ]
    paragraph.items = [item for item in paragraph.items if not item.stray]
    length = _usual(paragraph)
    for item in paragraph.items:
        whole_lines = item.lines
        item.lines = _without_heading(item.lines)
        behind = joined(whole_lines[len(item.lines) :])
        item.behind = behind if answers(behind) else ""
        problems += [f"paragraph {paragraph.id_of(item)}: {doubt}" for doubt in _torn(item, length)]
        if foreign := _foreign(item.lines):
            item.lines = item.lines[: -len(foreign)]
            problems.append(f"paragraph {paragraph.id_of(item)}: foreign text was left out: {joined(foreign)[:200]}")
    problems += _open_ended(paragraph)
    if paragraph.layout == "restarting" and len(paragraph.items) == 1:
        problems += [
            f"paragraph {paragraph.id_of(item)}: a list with letters may stand in its text: {item.text[:200]}"
            for item in paragraph.items
            if _NEXT_LETTER.search(item.text)
        ]
    if paragraph.layout == "lettered":
        return problems + [
            f"paragraph {paragraph.id_of(item)}: another letter stands in its text: {line[:200]}"
            for item in paragraph.items
            for line in _other_letters(item)
        ]
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


def _other_letters(item: Item) -> list[str]:
    """What stands behind makers with a letter before it, where the item has no list of its own from (a) on."""
    if _SUBLIST.search(item.text):
        return []
    return [found[0].strip(" ;,.)") for found in _NEXT_LETTER.finditer(item.text)]


def _open_ended(paragraph: Paragraph) -> list[str]:
    """The items without a pause at their end, where nearly all others of a long list have one."""
    without = [item for item in paragraph.items if not PAUSED.search(item.text)]
    if len(paragraph.items) < MANY or len(without) > (1 - NEARLY_ALL) * len(paragraph.items):
        return []
    return [
        f"paragraph {paragraph.id_of(item)}: no pause at its end, makers may be lost: {item.text[-200:]}"
        for item in without
    ]


def _usual(paragraph: Paragraph) -> int:
    """The length of a full line of a list: nine of ten are not longer."""
    lengths = sorted(len(line) for item in paragraph.items for line in item.lines)
    return lengths[int(0.9 * len(lengths))] if lengths else 0


def _torn(item: Item, length: int) -> Iterator[str]:
    """What shows that lines of an item are in disorder, or that another item without a number follows it."""
    lines, alone = item.lines, 0
    for line in lines[1:]:
        if re.match(rf"{item.number}\s?\.\s+[A-Z]", line):
            yield f"its number stands twice: {joined(lines)[:200]}"
        alone = 0 if re.search(r"\S\s+\S|\)", line) or length < FULL else alone + 1
        if alone == ALONE:
            yield f"words stand one to a line and may be mixed with those of the one before: {joined(lines)[:200]}"
    for index, line in enumerate(lines[1:], start=1):
        before = lines[index - 1]
        room = len(before) + 1 + len(line.split()[0]) < SHORT * length
        if room and not LETTER.match(line) and FINISHED.search(before) and ends_with_makers(joined(lines[:index])):
            yield f"another recommendation without a number may follow it: {joined(lines[index:])[:200]}"


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
