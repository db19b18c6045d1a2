"""Blocks of an addendum -> the answer to each recommendation, and what the State says on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uprgraph.sources import answer_wordings, recommendation_numbers
from uprgraph.sources.addendum_blocks import Block
from uprgraph.sources.addendum_replies import own_answer, reply_text
from uprgraph.sources.addendum_statements import Statement, is_bare_list, leads, statements
from uprgraph.sources.answer_wordings import RESPONSES
from uprgraph.sources.recommendation_numbers import ranges

LIST, ITEM, LEAD_IN = "list", "item", "lead-in"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it stands: its code, the paragraph that states it, and by which means."""

    code: str
    statement: str | None
    by: str


class Answers:
    """What the blocks answer: ``given`` by number; numbers ``seen``, answered or reported as not; ``problems``."""

    def __init__(self, blocks: list[Block]) -> None:
        self.problems: list[str] = []
        self.given: dict[str, Given] = {}
        self.seen: set[str] = set()
        self._all: dict[str, list[Given]] = {}
        self._said: dict[str, list[str]] = {}
        self._unanswered: dict[str, str] = {}
        self._heading: str | None = None
        self._level = 0
        self._lead_in: Given | None = None
        self._section_lists = False
        self._item: Block | None = None
        for block in blocks:
            getattr(self, f"_{block.kind}_block")(block)
        self._close_item()
        self._settle()

    def rationale(self, number: str) -> str | None:
        """What the State says on a recommendation, as it stands; None where it says nothing."""
        return " ".join(self._said.get(number, ())) or None

    @property
    def layout(self) -> str:
        """The means by which most answers are given."""
        means = [given.by for given in self.given.values()]
        return f"answers by {max(sorted(set(means)), key=means.count)}" if means else "answers not found"

    def _heading_block(self, block: Block) -> None:
        self._close_item()
        code = answer_wordings.one_answer(one.code for one in answer_wordings.stated(block.text))
        if code or block.level <= self._level or not self._level:
            self._heading, self._level = code, block.level
            self._lead_in, self._section_lists = None, False

    def _paragraph_block(self, block: Block) -> None:
        code = leads(block.text)
        stating = statements(block.text)
        answering = [one for one in stating if one.code or one.unclear] or code
        if self._item is not None and not answering and block.number is None:
            self._item.lines += block.lines
            return
        self._close_item()
        if is_bare_list(block.text) and not any(one.code for one in stating):
            self._bare_list(block)
            return
        for one in stating:
            self._take(one, block.number)
            if one.code is None and not one.unclear and answer_wordings.stated(one.text):
                self._spoken_of(one.numbers, one.text)
        if code:
            self._lead_in = Given(self._refined(code), block.number, LEAD_IN)
        elif block.number is not None or answering:
            self._lead_in = None

    def _item_block(self, block: Block) -> None:
        self._close_item()
        self._item = block

    def _bare_list(self, block: Block) -> None:
        """A paragraph of numbers alone: the lead-in or the heading says the answer."""
        code = self._lead_in.code if self._lead_in else self._heading
        statement = block.number or (self._lead_in.statement if self._lead_in else None)
        for found in recommendation_numbers.listed(block.text):
            if code is None:
                self.problems.append(f"what the State answers is not clear: {block.text[:120]}")
                self.seen.update(found.numbers)
            self._add(found.numbers, found.doubts, code, statement)

    def _take(self, statement: Statement, number: str | None) -> None:
        if statement.unclear:
            self.seen.update(statement.numbers)
            where = f"paragraph {number}: " if number else ""
            self.problems.append(
                f"{where}the answer to {ranges(statement.numbers)} is not clear: {statement.text[:160]}"
            )
        elif statement.code:
            code = self._refined(statement.code)
            if self._heading and RESPONSES[self._heading] != RESPONSES[code]:
                self.problems.append(f"the heading says {self._heading} where paragraph {number or '?'} says {code}")
                self.seen.update(statement.numbers)
                return
            self._add(statement.numbers, statement.doubts, code, number)

    def _refined(self, code: str) -> str:
        """A heading may say that what is accepted is implemented already."""
        implemented = self._heading == answer_wordings.IMPLEMENTED and RESPONSES[code] == "accepted"
        return answer_wordings.IMPLEMENTED if implemented else code

    def _add(self, numbers: tuple[str, ...], doubts: tuple[str, ...], code: str | None, statement: str | None) -> None:
        self.problems += [f"not a range of recommendations: {doubt}" for doubt in doubts]
        if code is not None:
            self._section_lists = True
            for number in numbers:
                self._all.setdefault(number, []).append(Given(code, statement, LIST))

    def _close_item(self) -> None:
        block, self._item = self._item, None
        if block is None or block.listed is None:
            return
        reply = reply_text(block)
        own = own_answer(block, reply)
        self.problems += [f"not a range of recommendations: {doubt}" for doubt in block.listed.doubts]
        for other in statements(reply):
            # A reply that answers further numbers is no item but a list of a form that is not known.
            self._spoken_of([n for n in other.numbers if other.code and n not in block.listed.numbers], reply)
        for number in block.listed.numbers:
            if own.code:
                self._all.setdefault(number, []).append(Given(own.code, self._place(), ITEM))
            elif own.unclear:
                self._unanswered[number] = f"the answer to {number} is not clear: {reply[:160]}"
            elif not self._section_lists and (self._lead_in or self._heading):
                code = self._lead_in.code if self._lead_in else self._heading
                self._all.setdefault(number, []).append(Given(code or "", self._place(), LEAD_IN))
            else:
                self._spoken_of([number], reply)
            if own.rationale and own.rationale not in self._said.setdefault(number, []):
                self._said[number].append(own.rationale)

    def _spoken_of(self, numbers: Iterable[str], text: str) -> None:
        for number in numbers:
            self._unanswered.setdefault(number, f"{number} is spoken of without an answer: {text[:120]}")

    def _place(self) -> str | None:
        return self._lead_in.statement if self._lead_in else None

    def _settle(self) -> None:
        """One answer for each number, or a problem."""
        repeated: dict[str, list[str]] = {}
        for number, given in self._all.items():
            self.seen.add(number)
            codes = [one.code for one in given]
            if len({RESPONSES[code] for code in codes}) > 1:
                self.problems.append(f"{number} is answered in several ways: {', '.join(dict.fromkeys(codes))}")
                continue
            if number in self._unanswered and "not clear" in self._unanswered[number]:
                self.problems.append(self._unanswered[number])
            if sum(one.by == LIST for one in given) > 1:
                repeated.setdefault(", ".join(dict.fromkeys(codes)), []).append(number)
            self.given[number] = _fullest(given)
        for codes_said, numbers in repeated.items():
            self.problems.append(f"listed more than once ({codes_said}): {ranges(numbers)}")
        for number, reason in self._unanswered.items():
            self.seen.add(number)
            if number not in self._all:
                self.problems.append(reason)


def _fullest(given: list[Given]) -> Given:
    """The answer that says most: an item's own before a list's before a lead-in's; implemented before accepted."""
    weight = {ITEM: 2, LIST: 1, LEAD_IN: 0}
    implemented = [one for one in given if one.code == answer_wordings.IMPLEMENTED]
    return max(implemented or given, key=lambda one: weight[one.by])
