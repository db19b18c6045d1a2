"""A report's lines -> its numbered paragraphs, each with the recommendations listed under it.

Numbers are followed in their order, since a line may begin with any number: only the one that is due
begins a paragraph or an item. What is out of order is told, and corrected only by the table
``report-corrections``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from uprgraph.papers import Line
from uprgraph.resources import facts
from uprgraph.sources.report_answers import answers
from uprgraph.sources.report_body import CLOSED, FINISHED, LETTER, Body, Item, Paragraph, joined, letters
from uprgraph.sources.report_lists import settled_all
from uprgraph.sources.report_makers import ends_with_makers

FIRST = re.compile(r"(?i)1\s?\.\s*The Working Group\b")
CONCLUSIONS = re.compile(
    r"(?i)(?:[IVX]+\s?\.?\s+)?conclusions?(?: and\s?(?:/\s?or)? | or |\s?/\s?)recommendations?[\s*\d]*"
    r"|[IVX]+\s?\.?\s+(?:conclusions?|recommendations?)[\s*\d]*"
)
PLEDGES = re.compile(
    r"(?i)(?:[IVX]+\s?\.?\s+)?(?:voluntary (?:pledges|commitments)|pledges and (?:voluntary )?commitments)\b.{0,60}"
)
ANNEX = re.compile(r"(?i)annex(?:es)?(?:\s+[IVX\d]+)?\s*\**")
HEADING = re.compile(r"(?:[IVX]+|[A-H])\s?\.\s+[A-Z].{5,90}(?<![;.,])")
DOTTED = re.compile(r"(\d{1,3})\s?\.\s*(\d{1,3})(?!\d|[.,]\d)(?:\s?\.)?(?:\s+(?=\S)|(?=[A-Z“\"]))")
PLAIN = re.compile(r"(\d{1,3})(\s?\.)?(\s+)(?=\S)")
MARK = re.compile(r"\d{1,3}\s?\.")
BARE = re.compile(r"\d{1,3}\s?(?:\.\s?(?:\d{1,3}\s?\.?)?)?|(?:[IVX]{1,4}|[A-H])\s?\.")
RESTED = re.compile(r"(?:^|[.:;,”)*\d])$")
AHEAD = 80
"""How many lines are looked at to find the number after the next."""


@cache
def corrections() -> dict[tuple[str, int, str], str]:
    """(symbol, paragraph, number as printed) -> the number that is meant."""
    return {(row["symbol"], int(row["paragraph"]), row["printed"]): row["read"] for row in facts("report-corrections")}


def body(lines: list[Line], symbol: str | None = None) -> Body:
    """The paragraphs from the introduction's first to the annex."""
    return _Reader(lines, symbol or "").read()


def _texts(lines: list[Line]) -> list[str]:
    """The lines of the body; a number alone in its line is put before the next one."""
    texts = [_spaced(line.text) for line in lines]
    start = next((at for at in range(len(texts)) if FIRST.match(" ".join(texts[at : at + 2]))), 0)
    found: list[str] = []
    for text in texts[start:]:
        if found and BARE.fullmatch(found[-1]) and not MARK.match(text):
            found[-1] += f"\t{text}"
        elif text:
            found.append(text)
    return found


def _spaced(text: str) -> str:
    """With single spaces, and single tabs where wide gaps are."""
    return "\t".join(filter(None, (" ".join(part.split()) for part in text.split("\t"))))


class _Reader:
    """Follows the numbers through the lines."""

    def __init__(self, lines: list[Line], symbol: str) -> None:
        self.texts = _texts(lines)
        self.symbol = symbol
        self.body = Body()
        self.section = "introduction"
        self.due = 1
        self.at = 0
        self.heading = ""
        """A heading in the list that is being read, if it says an answer."""

    def read(self) -> Body:
        for at, text in enumerate(self.texts):
            self.at = at
            if self.section in ("conclusions", "pledges") and ANNEX.fullmatch(text):
                break
            if text and not (self._heading(text) or self._item(text) or self._paragraph(text)):
                self._continues(text)
        self.body.problems += settled_all(self.body.paragraphs)
        if self.body.numbered(1) is None:
            self.body.problems.append("paragraph 1: not found")
        return self.body

    @property
    def here(self) -> Paragraph | None:
        return self.body.paragraphs[-1] if self.body.paragraphs else None

    @property
    def _lines(self) -> list[str]:
        """The lines of the paragraph or item that is being read."""
        if self.here is None:
            return []
        return self.here.items[-1].lines if self.here.items else self.here.lines

    @property
    def _last(self) -> str:
        return self._lines[-1] if self._lines else ""

    def _open(self, number: int, text: str) -> None:
        self.heading = ""
        self.body.paragraphs.append(Paragraph(number, self.section, [text] if text else []))

    def _continues(self, text: str) -> None:
        self._lines.append(text)

    def _heading(self, text: str) -> bool:
        rested = bool(RESTED.search(self._last))
        following = self.texts[self.at + 1] if self.at + 1 < len(self.texts) else ""
        concludes = CONCLUSIONS.fullmatch(text) or CONCLUSIONS.fullmatch(f"{text} {following}")
        if concludes and (text[0] in "IVX" or text.isupper() or (rested and text[0].isupper())):
            self.section = "conclusions"
            if not CONCLUSIONS.fullmatch(text):
                self.texts[self.at + 1] = ""
        elif self.section != "introduction" and rested and text[0].isupper() and PLEDGES.fullmatch(text):
            self.section = "pledges"
        elif self.due > 1 and rested and HEADING.fullmatch(text):
            if self.section == "conclusions":
                # A heading among the recommendations ends no list.
                self.heading = text if answers(text) else self.heading
                return True
            if self.section == "introduction":
                self.section = "dialogue"
        else:
            return False
        self._open(0, "")
        return True

    def _paragraph(self, text: str) -> bool:
        found = PLAIN.match(text)
        if not found or not found[2]:
            return False
        number, wide = int(found[1]), "\t" in found[3]
        rested = bool(RESTED.search(self._last))
        if not (wide or rested):
            return False
        if number != self.due:
            listing = self.here is not None and self.here.items
            if listing or not (wide and rested and self.due < number <= self.due + 2):
                return False
            self.body.problems += [f"paragraph {lost}: not found" for lost in range(self.due, number)]
        self._open(number, text[found.end() :])
        self.due = number + 1
        return True

    def _item(self, text: str) -> bool:
        here = self.here
        if here is None or not here.number or self.section == "pledges":
            return False
        text = self._corrected(here, text)
        due = here.items[-1].number + 1 if here.items else 1
        for layout, begins, number in (
            ("dotted", DOTTED, self._dotted),
            ("restarting", PLAIN, self._restarting),
            ("lettered", LETTER, self._lettered),
        ):
            if here.layout not in ("", layout) or (self.section != "conclusions" and not self._announced(here, layout)):
                continue
            if (found := begins.match(text)) and (taken := number(here, found, due)):
                here.layout = layout
                taken.lines.append(text[found.end() :])
                taken.heading = self.heading
                here.items.append(taken)
                return True
        return False

    def _announced(self, here: Paragraph, layout: str) -> bool:
        """Whether a paragraph outside the conclusions announces a list, as where their heading is lost."""
        if layout != "dotted" or here.items:
            return layout == here.layout
        return self._last.endswith(":") and "recommendation" in here.text[:1000]

    def _corrected(self, here: Paragraph, text: str) -> str:
        first, _, rest = text.replace("\t", " ").partition(" ")
        read = corrections().get((self.symbol, here.number, first))
        return f"{read}\t{rest}" if read else text

    def _restarting(self, here: Paragraph, found: re.Match[str], due: int) -> Item | None:
        """The item that ``22.`` at a line's start begins; None where it begins none."""
        number, dot, wide = int(found[1]), found[2], "\t" in found[3]
        item = Item(number, str(number))
        finished = bool(FINISHED.search(self._last))
        if not here.items:
            goes_on = number == self._last_listed() + 1 and number != self.due and self._last.endswith(":")
            first = number == 1 or goes_on
            return item if first and dot and (wide or RESTED.search(self._last)) else None
        if number == self.due and not self._ends_with_makers(found, number):
            return None
        if number == due:
            return item if (dot and (wide or finished)) or (wide and CLOSED.search(self._last)) else None
        return item if dot and wide and finished and due < number <= due + 2 and number != self.due else None

    def _last_listed(self) -> int:
        """The number of the last item of the lists before, which some reports go on from."""
        before = [paragraph for paragraph in self.body.paragraphs if paragraph.layout == "restarting"]
        return before[-1].items[-1].number if before else 0

    def _last_of(self, prefix: int) -> int:
        """The number of the last item so far of the list that is numbered with *prefix*."""
        lists = [paragraph for paragraph in self.body.paragraphs if paragraph.layout == "dotted" and paragraph.items]
        return next((p.items[-1].number for p in reversed(lists) if p.list_number == prefix), 0)

    def _ends_with_makers(self, found: re.Match[str], number: int) -> bool:
        """Whether the text up to the next number that could follow ends with makers, as that of an item does."""
        lines = [found.string[found.end() :]]
        following = {1, number, number + 1}
        for text in self.texts[self.at + 1 : self.at + AHEAD]:
            mark = PLAIN.match(text)
            if (mark and int(mark[1]) in following) or ANNEX.fullmatch(text) or PLEDGES.fullmatch(text):
                break
            lines.append(text)
        return ends_with_makers(joined(lines))

    def _dotted(self, here: Paragraph, found: re.Match[str], due: int) -> Item | None:
        """The item that ``118.22`` at a line's start begins; out of order only where the number after it tells."""
        first, second = int(found[1]), int(found[2])
        printed = found[0].strip()
        if not here.items and second == 1 and first != here.number and self._after(first) == 2:
            if self.section != "conclusions":
                return None
            self.body.problems.append(f"paragraph {here.number}: its list is numbered {first}.1, {first}.2 and so on")
            here.prefix = first
        if not here.items and first != here.number and second > 1 and second == self._last_of(first) + 1:
            here.prefix, due = first, second
        if first == here.list_number and second == due:
            return Item(due, str(due))
        ended = FINISHED.search(self._last) or self._last.endswith((";", "."))
        if (here.items and not ended) or not (here.items or first == here.list_number):
            return None
        after = self._after(here.list_number)
        if after == due + 1:
            self.body.problems.append(f"paragraph {here.list_number}.{due}: its number is printed {printed}")
            return Item(due, str(due))
        if first != here.list_number:
            return None
        if second > due and after in (0, second + 1):
            return Item(second, str(second))
        return Item(due - 1, printed, stray=True)

    def _after(self, prefix: int) -> int:
        """The number of the next item of the list of *prefix*; 0 behind the last."""
        return next(self._later(prefix), 0)

    def _later(self, prefix: int) -> Iterator[int]:
        before = self.texts[self.at]
        for text in self.texts[self.at + 1 : self.at + AHEAD]:
            ended, before = RESTED.search(before), text
            if ended and (found := DOTTED.match(text)) and int(found[1]) == prefix:
                yield int(found[2])

    def _lettered(self, here: Paragraph, found: re.Match[str], due: int) -> Item | None:
        begun = here.items or self._last.endswith((":", "."))
        return Item(due, found[1]) if begun and found[1] in letters(due) else None
