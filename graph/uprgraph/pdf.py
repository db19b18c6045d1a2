"""A PDF's lines with where they stand, read in a process of its own.

PDFium is native code and files are hostile until read: the child has limits of time and memory, and
whatever becomes of it is one line for the caller. ``python -m uprgraph.pdf FILE`` is the child.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from uprgraph.errors import NotReadable

SECONDS = 30
MEMORY = 3 << 30
PAGES = 600
CHARACTERS = 3_000_000
MARK = re.compile(r"[\d*†‡§,]{1,7}|[a-z]")
"""What a footnote mark is made of: ``12``, ``3,4``, ``*``, ``a``."""
ORDINAL = ("st", "nd", "rd", "th")
"""What is raised and belongs to the words: 13th meeting."""

Raw = tuple[int, float, float, float, str, list[str]]
"""Page from 1, left edge, height of the baseline, size of the letters, text, raised marks; in points."""


def lines(path: Path) -> list[Raw]:
    """The lines of a PDF, page by page from top to bottom. Raises NotReadable for whatever cannot be read."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "uprgraph.pdf", str(path.absolute())],
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotReadable(f"{path}: reading this PDF takes too long") from error
    if child.returncode == 0:
        return [tuple(line) for line in json.loads(child.stdout)]  # type: ignore[misc]
    reason = child.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    said = reason[0] if child.returncode == 2 and reason else "damaged, or it takes too much time or memory"
    raise NotReadable(f"{path}: not readable as PDF ({said})")


def _read(path: str) -> Iterator[Raw]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise ValueError("it asks for a password" if locked else "damaged") from error
    if len(document) > PAGES:
        raise ValueError(f"more than {PAGES} pages")
    count = 0
    for number in range(len(document)):
        page = document[number].get_textpage()
        count += raw.FPDFText_CountChars(page.raw)
        if count > CHARACTERS:
            raise ValueError(f"more than {CHARACTERS} letters")
        for left, base, size, text, marks in _page_lines(list(_letters(page.raw))):
            yield number + 1, left, base, size, text, marks
        page.close()


Letter = tuple[str, float, float, float, float]
"""Character, left and right edge, baseline, size."""


def _letters(page: object) -> Iterator[Letter]:
    import ctypes

    from pypdfium2 import raw

    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(page)):
        code = raw.FPDFText_GetUnicode(page, index)
        if not code or raw.FPDFText_IsGenerated(page, index) == 1:
            continue
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetLooseCharBox(page, index, box)
        # PDFium writes a hyphen at a line's end as a noncharacter (or, in older versions, as STX).
        letter = "-" if code in (0xFFFE, 0x2) else chr(code) if code < 0x110000 else "\ufffd"
        yield letter, box.left, box.right, y.value, abs(box.top - box.bottom)


def _page_lines(letters: list[Letter]) -> Iterator[tuple[float, float, float, str, list[str]]]:
    """Letters -> lines from top to bottom: one baseline each, raised small letters taken out as marks."""
    rows: list[list[Letter]] = []
    for letter in sorted((letter for letter in letters if not letter[0].isspace()), key=lambda letter: -letter[3]):
        if rows and abs(rows[-1][0][3] - letter[3]) < 0.25 * max(letter[4], 4):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    spaces = [(letter[3], letter[1]) for letter in letters if letter[0].isspace()]
    for row, raised in _marked(rows):
        row.sort(key=lambda letter: letter[1])
        size, base = Counter((round(letter[4], 1), letter[3]) for letter in row).most_common(1)[0][0]
        here = [left for height, left in spaces if abs(height - base) < 0.3 * size]
        taken = [(mark[0][1], mark[-1][2]) for mark in raised]
        yield row[0][1], base, size, _spaced(row, size, here, taken), [_joined(mark) for mark in raised]


def _joined(letters: list[Letter]) -> str:
    return "".join(letter[0] for letter in letters)


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
        base = min(letter[3] for letter in row if letter[4] > 0.8 * largest)
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
    spaces.sort()
    text, end, at = [row[0][0]], row[0][2], 0
    for letter, left, right, _, _ in row[1:]:
        gap = left - end - sum(edge - start for start, edge in taken if end - size < start < left)
        while at < len(spaces) and spaces[at] < end - 0.3 * size:
            at += 1
        spoken = at < len(spaces) and spaces[at] < left
        if gap > 0.9 * size:
            text.append("\t")
        elif spoken or gap > 0.2 * size:
            text.append(" ")
        text.append(letter)
        end = max(end, right)
    return "".join(text)


def main() -> int:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        read = list(_read(sys.argv[1]))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except MemoryError:
        print("it takes too much memory", file=sys.stderr)
        return 2
    json.dump(read, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
