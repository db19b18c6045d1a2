"""Reports of the Working Group on the UPR: the review, its recommendations and the State's first answers.

Recommendations are numbered by the paragraph above their list and their place in it (82.73), whether
the report prints ``82.73`` or starts again at 1. The answer is that of the paragraph above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from uprgraph.namespaces import slug
from uprgraph.papers import Paper
from uprgraph.records import (
    DataQualityNote,
    Figure,
    Part,
    Pledge,
    Position,
    Proceedings,
    Recommendation,
    Review,
)
from uprgraph.sources import report_answers, report_pledges, report_references
from uprgraph.sources.report_answers import Answer
from uprgraph.sources.report_body import Body, Paragraph, letters
from uprgraph.sources.report_introduction import introduction
from uprgraph.sources.report_makers import ends_with_makers
from uprgraph.sources.report_paragraphs import body
from uprgraph.sources.report_recommendations import wording
from uprgraph.sources.report_references import Referred
from uprgraph.sources.report_review import documents, review_facts, review_of
from uprgraph.sources.rows import Reading
from uprgraph.sources.un_documents import SOURCE, cover, identity

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "identity", "read", "recognises"]

READS = Paper
KIND = "Working Group report"
SCHEME = "upr-info"
STAGE = "working-group-report"
MOSTLY = 0.8
"""Where so many of a list's texts begin with a capital, one that does not has lost its beginning."""
_ON_OTHERS = re.compile(r"(?i)\b(?:following|below|recommendations)\b")
"""Words on what follows them in a list, not on what stands before them."""
LAYOUTS = {"restarting": "restarting numbers", "dotted": "paragraph and item (118.22)", "lettered": "letters"}


def recognises(paper: Paper) -> bool:
    return cover(paper).kind == "report"


def read(paper: Paper, reading: Reading) -> Iterator[object]:
    """Documents, review, proceedings, recommendations with positions, pledges; problems go to the report."""
    front = cover(paper)
    symbol = front.symbol or ""
    text = body(paper.lines, symbol)
    start = introduction(text, paper.notes)
    review, minted = review_of(paper.path, front, start)
    report = reading.report
    report.review, report.symbol = review.id, symbol
    report.problems += [*text.problems, *start.problems]
    yield from minted
    yield from review_facts(review, start, symbol)
    yield from documents(review, front, start)
    yield Proceedings(review.id, symbol, start.head_of_delegation, start.advance_questions)
    if start.delegations is not None:
        yield Figure(
            id=f"{review.id}/delegations-{slug(symbol)}",
            about=f"review/{review.id}",
            measure="delegationCount",
            value=start.delegations,
            unit="delegations",
            qualifier="exact",
            documents=(symbol,),
        )
    yield from _Conclusions(reading, review, symbol, start.adopted, text).records()


def _said(words: str) -> str:
    """Words that stand between two recommendations, if they say an answer."""
    return words if report_answers.answers(words) else ""


def _agrees(words: str, answer: Answer | None) -> bool:
    said = report_answers.answer_of(words)
    return said is not None and answer is not None and said.response == answer.response


class _Conclusions:
    """The conclusions of one report: recommendations, the answers to them, pledges."""

    def __init__(self, reading: Reading, review: Review, symbol: str, date: str | None, text: Body) -> None:
        self.reading = reading
        self.report = reading.report
        self.review = review
        self.symbol = symbol
        self.date = date
        self.text = text
        self.answers: dict[str, tuple[Answer, str]] = {}
        """Number of a recommendation -> the answer to it and the paragraph that states the answer."""
        self.numbers: set[str] = set()
        self.printed: dict[str, str] = {}
        """Place in the dialogue, as printed -> number of the recommendation that is referred to."""

    def records(self) -> Iterator[object]:
        lists = [paragraph for paragraph in self.text.paragraphs if paragraph.items]
        for paragraph in lists:
            yield from self._listed(paragraph)
        for paragraph in self.text.paragraphs:
            if paragraph.section == "conclusions" and paragraph.number and not paragraph.items:
                yield from self._unlisted(paragraph)
        yield from self._positions()
        yield from self._pledges()
        layouts = dict.fromkeys(LAYOUTS[paragraph.layout] for paragraph in lists)
        self.report.layout = " and ".join(layouts) or "no list of recommendations"
        if not lists:
            self.report.problems.append("no list of recommendations was found")
        elif not any(report_answers.CLOSING.search(paragraph.text) for paragraph in self.text.paragraphs):
            self.report.problems.append("the paragraph that closes the conclusions is missing: is the file cut?")

    def _listed(self, paragraph: Paragraph) -> Iterator[Recommendation]:
        lead_in = report_answers.lead_in(paragraph.text)
        self._problems(str(paragraph.number), lead_in.problems)
        for lost in sorted(set(lead_in.exceptions) - {item.number for item in paragraph.items}):
            self._problems(str(paragraph.number), [f"speaks of its recommendation {lost}, which it does not list"])
        if ends_with_makers(paragraph.text):
            self._problems(
                str(paragraph.number), [f"a recommendation may stand in its lead-in: {paragraph.text[-300:]}"]
            )
        answered = lead_in.answer is not None or bool(lead_in.exceptions)
        if lead_in.covered and {*lead_in.covered, *lead_in.exceptions} != {item.number for item in paragraph.items}:
            self._problems(str(paragraph.number), [f"answers other numbers than it lists: {paragraph.text[:300]}"])
            answered = False
        wordings = [wording(item.text) for item in paragraph.items]
        capital = sum(read.text[:1].isupper() for read in wordings) >= MOSTLY * len(wordings)
        between = ""
        for item, read in zip(paragraph.items, wordings, strict=True):
            number = paragraph.id_of(item)
            self._problems(number, read.problems)
            if capital and read.text[:1].islower():
                self._problems(number, [f"its text begins in the middle of a sentence: {read.text[:200]}"])
            between = item.heading or between
            if number in self.numbers:
                self._problems(number, [f"listed twice, the second was left out: {read.text[:200]}"])
                continue
            parts = tuple(replace(part, makers=self._makers(number, part.makers)) for part in read.parts)
            note = f"The report refers to paragraphs {read.places} of the dialogue" if read.places else None
            yield self._recommendation(number, self._makers(number, read.makers), read.text, parts, note=note)
            answer = lead_in.of(item.number) if answered else None
            said = _said(read.behind)
            mark = "" if _ON_OTHERS.search(said) else said
            if doubt := next((words for words in (between, mark) if words and not _agrees(words, answer)), None):
                self._problems(number, [f"has no answer, as words beside it in its list say another: {doubt[:200]}"])
            elif answer:
                self.answers[number] = (answer, str(paragraph.number))
            between = (said if not mark else "") or item.behind or between

    def _recommendation(
        self, number: str, makers: tuple[str, ...], text: str | None, parts: tuple[Part, ...] = (), **more: str | None
    ) -> Recommendation:
        self.report.rows += 1
        self.numbers.add(number)
        return Recommendation(self.review.id, number, makers, text=text, parts=parts, document=self.symbol, **more)

    def _makers(self, number: str, makers: tuple[str, ...]) -> tuple[str, ...]:
        """The makers without the State under review, which recommends nothing to itself."""
        if self.review.state not in makers:
            return makers
        self._problems(number, ["names the State under review as a maker"])
        return tuple(maker for maker in makers if maker != self.review.state)

    def _unlisted(self, paragraph: Paragraph) -> Iterator[Recommendation]:
        """What a paragraph without a list answers by reference: to the dialogue, or to numbers listed before."""
        text = paragraph.text
        if report_answers.says_nothing(text) or self._comments(text):
            return
        answer = report_answers.answer_of(text)
        listed = (
            report_references.own(text)
            or report_references.lists(paragraph, self.text)
            or report_references.by_place(text, self.text)
        )
        found = [] if listed else report_references.referred(paragraph, self.text)
        if answer and listed and set(listed) <= self.numbers and self._may_answer(answer, listed):
            self.answers |= dict.fromkeys(listed, (answer, str(paragraph.number)))
        elif answer and found:
            yield from self._referred(paragraph, found, answer)
        else:
            self._problems(str(paragraph.number), [f"not understood: {text[:300]}"])

    def _may_answer(self, answer: Answer, listed: list[str]) -> bool:
        """Whether recommendations may have this answer: that they are implemented already is one to accepted ones."""
        if answer.answer != report_answers.IMPLEMENTED:
            return True
        return all(number in self.answers and self.answers[number][0].response == "accepted" for number in listed)

    def _referred(self, paragraph: Paragraph, found: list[Referred], answer: Answer) -> Iterator[Recommendation]:
        for index, one in enumerate(found, start=1):
            number = f"{paragraph.number}({letters(index)[0]})"
            self._problems(number, one.problems)
            makers = self._makers(number, one.makers)
            self.printed.setdefault(one.printed, number)
            self.answers[number] = (answer, str(paragraph.number))
            yield self._recommendation(number, makers, one.text, referred=one.printed)

    def _comments(self, text: str) -> bool:
        """Whether a paragraph comments on recommendations answered before; its words are the reason."""
        found = report_references.comment(text)
        if not found:
            return False
        numbers = [self.printed.get(place, place) for place in found[0]]
        if not set(numbers) <= set(self.answers):
            return False
        for number in numbers:
            answer, statement = self.answers[number]
            self.answers[number] = (replace(answer, rationale=found[1]), statement)
        return True

    def _positions(self) -> Iterator[Position]:
        for number, (answer, statement) in self.answers.items():
            yield Position(
                review=self.review.id,
                paragraph=number,
                number=1,
                answer=answer.answer,
                response=answer.response,
                stage=STAGE,
                document=self.symbol,
                date=self.date,
                statement=statement,
                rationale=answer.rationale,
            )

    def _pledges(self) -> Iterator[Pledge | DataQualityNote]:
        """The pledges that a section lists; where it only refers to another place, a note that says so."""
        for paragraph in self.text.paragraphs:
            if paragraph.section != "pledges" or report_pledges.is_heading(paragraph):
                continue
            number = str(paragraph.number) if paragraph.number else None
            if report_pledges.refers(paragraph.lines):
                reason = f"Paragraph {number or ''} of the report refers to commitments and lists none"
                yield DataQualityNote(self.review.id, "pledges", reason, printed=paragraph.text[:200])
                continue
            for text in report_pledges.pledges(paragraph.lines):
                if ends_with_makers(text):
                    self._problems(number or "?", [f"a pledge that names makers as recommendations do: {text[:200]}"])
                key = self.reading.key([self.symbol, number or "", text])
                yield Pledge(
                    SOURCE.name, key, self.review.id, None, (), SCHEME, text, paragraph=number, document=self.symbol
                )

    def _problems(self, number: str, problems: list[str] | tuple[str, ...]) -> None:
        self.report.problems += [f"paragraph {number}: {problem}" for problem in problems]
