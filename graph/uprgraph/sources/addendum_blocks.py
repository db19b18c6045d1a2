"""The body of an addendum -> headings, paragraphs and items, in the order of the text.

An item begins with the numbers of recommendations (``140.11-14``, ``Rec. 18``) and holds what is said
on them. A list of numbers that runs over several lines is one paragraph, not an item for each line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from uprgraph.papers import Line, Paper
from uprgraph.sources import answer_wordings, recommendation_numbers
from uprgraph.sources.recommendation_numbers import Listed, order

_HEADING = re.compile(r"([IVX]{1,5}|[A-H])\.\s+(?=\S)")
_NUMBERED = re.compile(r"(\d{1,3})\.\s+(?=\S)")
_ITEM_WORD = re.compile(
    r"(?:[-•–]\s*)?(?:UPR\s+)?(?:(R(?i:ecommendations?|ecs?\.?))\s*\(?(?i:nos?\b\.?|numbers?|#)?\s*:?\s*|"
    r"(?:Para(?:graph)?s?\.?|Nos?\.)\s*)?(?=\d)"
)
_END_OF_ITEM_NUMBER = re.compile(r"\s*\)?\s*(?:$|[:.\t–—-]\s*|(?=[“\"'‘(\[A-Z]))")
_OPEN_END = re.compile(
    r"(?:[,(/\u2010-\u2015-]|\b(?:and|&|or|to|of|the|in|on|with|by|for|from|under|see|also|nos?\.|paras?\.?|paragraphs?|"
    r"recs?\.?|recommendations?|articles?|sections?))$",
    re.IGNORECASE,
)
_END_OF_SENTENCE = re.compile(r"[.:;!?)”\"’]$")
_NO_BODY = re.compile(r"GE\.\s?\d\d-\d{4,6}.*|\*\d{7}\*|Please recycle.*|Notes|Endnotes", re.IGNORECASE)
_TITLE_END = re.compile(r"(?i)presented by the state under review|^addendum\W*$")
_INDENT = 12.0


@dataclass(slots=True)
class Block:
    """A heading, a paragraph or an item: *number* is a paragraph's own, *listed* an item's recommendations."""

    kind: str
    """``heading``, ``paragraph`` or ``item``."""
    lines: list[str]
    number: str | None = None
    level: int = 0
    """Of a heading: 1 for I., 2 for A., 3 for one without a sign."""
    listed: Listed | None = None

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.lines)).strip()

    @property
    def end(self) -> str:
        """The text of the last lines, which tells whether a list goes on."""
        return re.sub(r"\s+", " ", " ".join(self.lines[-20:])).strip()

    @property
    def cells(self) -> list[str]:
        """What wide gaps keep apart, as the columns of a table are."""
        return [" ".join(cell.split()) for line in self.lines for cell in line.split("\t") if cell.strip()]


def blocks(paper: Paper) -> list[Block]:
    """The blocks of the body, without the cover."""
    return _Builder(_body(paper), paper.encoding).built()


def _body(paper: Paper) -> list[Line]:
    lines = [line for line in paper.lines if line.text.strip(" \t\ufffd\u00a0")]
    title = [index for index, line in enumerate(lines[:60]) if _TITLE_END.search(line.text)]
    after = lines[title[-1] + 1 :] if title else lines
    return [line for line in after if not _NO_BODY.fullmatch(line.text.strip())]


def _plain_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _full_width(lines: list[Line]) -> int:
    """The length of a full line, in letters."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(0.9 * len(lengths))] if lengths else 0


def item_number(text: str) -> tuple[Listed, str] | None:
    """The numbers that a line begins with and the text behind; None where it begins with none.

    >>> item_number("Recs. 6–8  Not planned.")[1], item_number("140.3 of the report")
    ('Not planned.', None)
    """
    word = _ITEM_WORD.match(text)
    if word is None:
        return None
    found = recommendation_numbers.list_at(text, word.end(), bare=word[1] is not None)
    end = _END_OF_ITEM_NUMBER.match(text, found.end) if found else None
    if found is None or end is None:
        return None
    return found, text[end.end() :].strip()


def _only_numbers(text: str) -> Listed | None:
    """The list that a line consists of, if it is nothing else."""
    found = recommendation_numbers.list_at(text, 0)
    return found if found and re.fullmatch(r"\s*(?:[.,;–-]|\band\b)?\s*", text[found.end :]) else None


class _Builder:
    """Takes the lines one by one; what a line is depends on how the one before it ends."""

    def __init__(self, lines: list[Line], encoding: str) -> None:
        self._lines = lines
        self._encoding = encoding
        self._size = _plain_size(lines)
        self._width = _full_width(lines)
        self._made: list[Block] = []
        self._last_number = 0

    def built(self) -> list[Block]:
        for index, line in enumerate(self._lines):
            self._take(index, " ".join(line.text.replace("\t", "\0").split()).replace("\0", "\t").strip())
        return self._made

    def _take(self, index: int, text: str) -> None:
        if self._made and self._last_kind() == "heading" and self._encoding != "docx" and text[:1].islower():
            self._made[-1].lines.append(text)
            return
        if self._is_heading(index, text):
            self._heading(index, text)
            return
        is_open = self._is_open(index)
        numbered = None if is_open else _NUMBERED.match(text)
        if numbered and int(numbered[1]) in (self._last_number + 1, self._last_number + 2):
            self._last_number = int(numbered[1])
            self._made.append(Block("paragraph", [text[numbered.end() :]], number=numbered[1]))
            return
        item = None if is_open else item_number(text)
        if item and not self._goes_on(index, text, item[0]):
            self._made.append(Block("item", [item[1]] if item[1] else [], listed=item[0]))
        elif not self._made or self._made[-1].kind == "heading" or (self._begins(index) and not is_open):
            self._made.append(Block("paragraph", [text]))
        else:
            self._made[-1].lines.append(text)

    def _is_heading(self, index: int, text: str) -> bool:
        if self._encoding == "pdf" and self._lines[index].size > 1.05 * self._size:
            return True
        if _HEADING.match(text) and len(text) < 120 and not text.endswith((".", ",", ";")):
            return True
        if index and not _END_OF_SENTENCE.search(self._lines[index - 1].text) and self._last_kind() != "heading":
            return self._encoding == "docx" and _names_answer(text)
        return _names_answer(text)

    def _last_kind(self) -> str:
        return self._made[-1].kind if self._made else "heading"

    def _heading(self, index: int, text: str) -> None:
        sign = _HEADING.match(text)
        line, before = self._lines[index], self._lines[index - 1] if index else None
        alike = before is not None and (before.page, before.size) == (line.page, line.size)
        if self._made and self._last_kind() == "heading" and alike and not sign and self._encoding == "pdf":
            self._made[-1].lines.append(text)
            return
        level = 3 if sign is None else 1 if re.fullmatch(r"[IVX]+", sign[1]) else 2
        self._made.append(Block("heading", [text[sign.end() :] if sign else text], level=level))

    def _is_open(self, index: int) -> bool:
        """Whether the line before is left open, so that this one goes on with its sentence."""
        if not self._made or self._encoding == "docx" or self._last_kind() == "heading":
            return False
        line, before = self._lines[index].text, self._lines[index - 1].text.rstrip()
        if self._made[-1].kind == "item" and not self._made[-1].lines:
            return False
        if before.endswith(":"):
            return self._lists_only(index) and not recommendation_numbers.listed(self._made[-1].end)
        if _OPEN_END.search(before) or (before.endswith(";") and self._ends_in_list()):
            return True
        full = len(before) >= 0.75 * self._width and "\t" not in before + line
        return full and not _END_OF_SENTENCE.search(before) and not self._begins(index)

    def _ends_in_list(self) -> bool:
        """Whether a paragraph so far ends with numbers, so that more of them may follow."""
        text = self._made[-1].end
        lists = recommendation_numbers.listed(text) if self._made[-1].kind == "paragraph" else []
        return bool(lists) and not text[lists[-1].end :].strip(" .,;")

    def _lists_only(self, index: int) -> bool:
        """Whether a line is numbers alone, and no label of the prose below it."""
        text = self._lines[index].text.strip()
        following = self._lines[index + 1].text.strip() if index + 1 < len(self._lines) else ""
        if _only_numbers(text) is None:
            return False
        return (
            text.endswith((",", ";"))
            or not following
            or bool(_only_numbers(following) or _NUMBERED.match(following) or _HEADING.match(following))
        )

    def _begins(self, index: int) -> bool:
        """Whether a line begins a paragraph: indented, a paragraph of Word by itself, or a statement on a list."""
        line, before = self._lines[index], self._lines[index - 1]
        ended = bool(_END_OF_SENTENCE.search(before.text.rstrip()))
        if self._encoding == "docx":
            return True
        if self._encoding == "pdf" and line.left > before.left + _INDENT:
            return True
        return ended and ((self._encoding == "text" and line.left > before.left + 2) or self._states(index))

    def _states(self, index: int) -> bool:
        text = " ".join(line.text for line in self._lines[index : index + 3])
        start = re.split(r"[:.]\s", f"{text} ")[0]
        return text[:1].isupper() and "recommendation" in start.casefold() and bool(answer_wordings.stated(start))

    def _goes_on(self, index: int, text: str, found: Listed) -> bool:
        """Whether a line of numbers goes on with the list before it, whose comma may be a misprinted point."""
        block = self._made[-1] if self._made else None
        if _only_numbers(text) is None or block is None or block.kind == "heading" or self._encoding == "docx":
            return False
        before = recommendation_numbers.listed(block.end)[-1:]
        if not self._ends_in_list() or not before[0].numbers or not found.numbers:
            return False
        if order(found.numbers[0]) <= order(before[0].numbers[-1]):
            return False
        return self._lines[index].left <= self._lines[index - 1].left + _INDENT and self._lists_only(index)


def _names_answer(text: str) -> bool:
    """Whether a short line names an answer to recommendations, as a heading over a list does.

    >>> _names_answer("Accepted recommendations"), _names_answer("This recommendation is accepted")
    (True, False)
    """
    words = re.sub(r"[^\w\s]", " ", text).casefold().split()
    if not text[:1].isupper() or text.endswith((".", ",", ";")) or re.search(r"\d|\t", text) or len(words) > 14:
        return False
    if words in (["accepted"], ["noted"], ["supported"], ["rejected"]) and not text.endswith(":"):
        return False
    return "recommendations" in words and "these" not in words and bool(answer_wordings.stated(text))
