"""The letters of a typeset page, each with its place -> the lines of the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from uprgraph.lines import plain

MARK = re.compile(r"[\d*†‡§,]{1,7}|[a-z]")
"""What a footnote mark is made of: ``12``, ``3,4``, ``*``, ``a``."""
ORDINAL = ("st", "nd", "rd", "th")
"""What is raised and belongs to the words: 13th meeting."""
ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?|\(?[a-z]{1,5}\)|[IVXA-H]{1,4}\.")
"""What a tab follows at the beginning of a line: ``12.``, ``140.3``, ``(a)``, ``II.``."""


class Letters(list["Letter"]):
    """The letters of a page, and where its spaces stand: (baseline, left edge)."""

    def __init__(self) -> None:
        super().__init__()
        self.spaces: list[tuple[float, float]] = []
        self.total = 0.0
        """The sum of all places: no number where one of them is none."""


Letter = tuple[str, float, float, float, float]
"""Character, left and right edge, baseline, size."""


PlacedText = tuple[float, float, float, str, tuple[str, ...], bool]
"""Left edge, baseline, size, text, marks, whether the first mark leads."""


def placed_lines(letters: Letters) -> Iterator[PlacedText]:
    """Letters -> lines from top to bottom: one baseline each, raised small letters taken out as marks."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: -letter[3]):
        if rows and abs(rows[-1][0][3] - letter[3]) < 0.25 * max(letter[4], 4):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    letters.spaces.sort()
    heights = [height for height, _ in letters.spaces]
    for row, raised in _marked(_joined_rows(rows)):
        row.sort(key=lambda letter: letter[1])
        size, base = Counter((letter[4], letter[3]) for letter in row).most_common(1)[0][0]
        size = round(size, 1)
        start, end = bisect_left(heights, base - 0.3 * size), bisect_left(heights, base + 0.3 * size)
        here = sorted(left for _, left in letters.spaces[start:end])
        taken = [(mark[0][1], mark[-1][2]) for mark in raised]
        leads = bool(taken) and taken[0][1] < row[0][1] + 0.2 * size
        marks = tuple(_joined(mark) for mark in raised)
        yield round(row[0][1], 2), round(base, 2), size, _spaced(row, size, here, taken), marks, leads


def _joined_rows(rows: list[list[Letter]]) -> list[list[Letter]]:
    """Rows on about one baseline that stand side by side are one: the A of a symbol is larger than its rest."""
    found: list[list[Letter]] = []
    for row in rows:
        size = max(letter[4] for letter in row)
        if found and 0 < found[-1][0][3] - row[0][3] < 0.3 * max(size, *(letter[4] for letter in found[-1])):
            above, below = (_span(found[-1]), _span(row))
            if above[1] < below[0] + 1 or below[1] < above[0] + 1:
                found[-1].extend(row)
                continue
        found.append(row)
    return found


def _span(row: list[Letter]) -> tuple[float, float]:
    return min(letter[1] for letter in row), max(letter[2] for letter in row)


def _joined(letters: list[Letter]) -> str:
    return plain("".join(letter[0] for letter in letters))


def _marked(rows: list[list[Letter]]) -> Iterator[tuple[list[Letter], list[list[Letter]]]]:
    """Each row of full letters with the footnote marks that are raised above it, from left to right."""
    above: list[list[Letter]] = []
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else None
        if below and _raised(row, below):
            runs = _runs(row)
            if all(MARK.fullmatch(_joined(run)) or _joined(run) in ORDINAL for run in runs):
                below.extend(letter for run in runs if _joined(run) in ORDINAL for letter in run)
                above += [run for run in runs if _joined(run) not in ORDINAL]
                continue
        largest = max(letter[4] for letter in row)
        base = min(letter[3] for letter in row if letter[4] >= 0.8 * largest)
        small = [letter for letter in row if letter[4] <= 0.8 * largest and letter[3] > base + 0.5]
        marks = [run for run in _runs(small) if MARK.fullmatch(_joined(run))]
        taken = {letter for run in marks for letter in run}
        yield [letter for letter in row if letter not in taken], sorted([*above, *marks], key=lambda run: run[0][1])
        above = []


def _runs(letters: list[Letter]) -> list[list[Letter]]:
    """Letters that stand side by side, from left to right."""
    runs: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter[1]):
        if runs and letter[1] - runs[-1][-1][2] < letter[4]:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return runs


def _raised(row: list[Letter], below: list[Letter]) -> bool:
    """Whether *row* is small letters that stand a little above the line *below*, as footnote marks do."""
    size = max(letter[4] for letter in below)
    return max(letter[4] for letter in row) < 0.8 * size and row[0][3] - below[0][3] < 0.7 * size


def _spaced(row: list[Letter], size: float, spaces: list[float], taken: list[tuple[float, float]]) -> str:
    """The letters with a space where one stands or a gap is, and a tab where the gap is wide.

    A gap that a mark has left behind (*taken* are their edges) is none.
    """
    gaps = [right[1] - left[2] for left, right in pairwise(row)]
    wide = _wide(gaps, size)
    text, end, at = [row[0][0]], row[0][2], 0
    for letter, left, right, _, _ in row[1:]:
        gap = left - end
        if taken:
            gap -= sum(edge - start for start, edge in taken if end - size < start < left)
        while at < len(spaces) and spaces[at] < end - 0.3 * size:
            at += 1
        if gap > wide or (gap > 0.9 * size and "\t" not in text and ENUMERATOR.fullmatch("".join(text))):
            text.append("\t")
        elif gap > (0.2 if letter == "." else 0.15) * size or (at < len(spaces) and spaces[at] < left):
            text.append(" ")
        text.append(letter)
        if right > end:
            end = right
    return "".join(text)


def _wide(gaps: list[float], size: float) -> float:
    """From which width a gap divides columns: wider than those between the words of a justified line.

    A line of few words is justified by gaps as wide as those between columns, but all of one width.
    """
    between = sorted(gap for gap in gaps if gap > 0.15 * size)
    if len(between) < 3:
        return 0.9 * size
    middle = between[len(between) // 2]
    alike = sum(abs(gap - middle) < 0.1 * size for gap in between)
    return max(0.9 * size, middle + 0.15 * size) if alike > max(2, len(between) // 2) else 0.9 * size
