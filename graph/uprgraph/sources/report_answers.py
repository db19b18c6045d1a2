"""What the sentences before and behind the recommendations say: which answer, to which of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from uprgraph.resources import facts

MADE = re.compile(
    r"recommendations?\b.{0,80}\b(?:were|was|are|is|ha(?:ve|s) been) (?:made|formulated|put forward|presented|listed)\b"
    r"|(?:made|formulated|put forward) the following recommendations?"
    r"|the following recommendations? (?:was|were) (?:also )?made"
    r"|recommendations? (?:made|addressed|put) to\b|recommendations? (?:was|were) addressed to\b",
    re.IGNORECASE,
)
"""A lead-in that lists recommendations and says no answer."""
CLOSING = re.compile(r"All (?:the )?conclusions and\s?(?:/\s?or)? recommendations", re.IGNORECASE)
"""The paragraph that ends the conclusions of every report."""
_LATER = re.compile(
    r".{0,200}\bresponses?\b.{0,120}\b(?:will|would|shall) be (?:included|provided|submitted|presented|reflected)\b",
    re.IGNORECASE,
)
_ITEM = r"\b\d{1,3}(?:\.\d{1,3})?\b"
_LIST = rf"{_ITEM}(?:[\s,;]*(?:and|to|-|–|—)?\s*(?:Nos?\.\s*)?{_ITEM})*"
_SUBSET = re.compile(
    r",?\s*(?:out )?of which,?\s+(?P<count>\d{1,3}\b)?\s*\(?\s*(?:the )?(?:recommendations?)?\s*(?:Nos?\.|numbers?)?\s*"
    rf"(?P<numbers>{_LIST})\s*\)?,?\s+(?P<words>[^.:]+)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"\brecommendations?\s+(?:(?:listed |contained |set out )?(?:in |under )?(?:paragraphs?|Nos?\.|numbers?)\s+)?"
    rf"(?P<numbers>{_LIST})",
    re.IGNORECASE,
)
"""Recommendations of the list that a lead-in speaks of by their numbers."""
_SENTENCE_ON_SOME = re.compile(
    rf"(?<=[.;]) (?:The )?recommendations?\s+(?:Nos?\.\s*|numbers?\s+)?(?P<numbers>{_LIST})\s*(?P<words>[^.:;]+)[.:;]?",
    re.IGNORECASE,
)
"""A sentence of its own on some recommendations, behind the one on all."""
_DENIES = re.compile(
    r"\b(?:not|no|none|nor|neither|never|cannot|unable|fail\w*|declin\w*|refus\w*|lack\w*|hardly)\b", re.IGNORECASE
)
_UNDECIDED = re.compile(r"\bnot (?:yet|been able yet)\b|\bneither\b.{0,80}\b(?:n?or)\b", re.IGNORECASE)
_DIVIDES = re.compile(
    r"\b(?:except(?:ing|ion|ions)?|apart from|other than|excluding|the others?|all others?|the rest|the remaining|"
    r"those (?:marked|in|which|that)|while|whereas|but|however|in part|partly)\b",
    re.IGNORECASE,
)
"""Words by which an answer may not be that to all."""
_FORMULAS = re.compile(r"(?:,? but)?,? (?:no|not) later than\b|\bwithout prejudice\b", re.IGNORECASE)
"""Words that deny or divide nothing."""
_GOES_ON = re.compile(r"\bwhich (?!were|was|are|is|have|has)|\band (?:it|they|the (?:State|Government|delegation))\b")
_SOME = re.compile(r"\b(?:some|many|most|several|parts?|a number) of (?:which|them)\b", re.IGNORECASE)
IMPLEMENTED = "already-implemented"
_PARTIAL = {"partially-accepted", "accepted-in-principle"}
_WHOLE = {"not-supported", "rejected"}
_LONGEST = 3000
"""Letters of a lead-in that are read; one that is longer has swallowed other text."""
_NUMBER = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in its own wording and what it comes to, as the codes have them."""

    answer: str
    response: str
    rationale: str | None = None


@dataclass(frozen=True, slots=True)
class LeadIn:
    """What a paragraph above a list says of all its items, and of some by their numbers."""

    answer: Answer | None
    exceptions: dict[int, Answer]
    problems: tuple[str, ...] = ()
    covered: tuple[int, ...] | None = None
    """The numbers that the answer is given to; None where it is to the whole list without naming any."""

    def of(self, number: int) -> Answer | None:
        return self.exceptions.get(number, self.answer)


@cache
def _wordings() -> tuple[tuple[Answer, re.Pattern[str]], ...]:
    """The answers by the wording that says them; one that denies stands before the one it holds."""
    return tuple(
        (Answer(row["answer"], row["response"]), re.compile(row["wording"], re.IGNORECASE))
        for row in facts("report-lead-ins")
    )


def answers(text: str) -> list[Answer]:
    """The answers that a text words, most exact first; words that one has used are not read again.

    >>> [found.answer for found in answers("did not enjoy the support of Ruritania and are thus noted")]
    ['not-supported', 'noted']
    """
    rest = " ".join(text.split())
    found: list[Answer] = []
    for answer, wording in _wordings():
        rest, count = wording.subn("\x00", rest)
        if count:
            found.append(answer)
    return found


def answer_of(text: str) -> Answer | None:
    """The one answer of a text; None where it says none, or more than one, or denies or divides the one it says.

    >>> answer_of("None of these enjoy the support of Ruritania."), answer_of("It accepts them all but the last.")
    (None, None)
    """
    found = answers(text)
    said = {answer.answer for answer in found}
    if len({answer.response for answer in found}) != 1 or (said & _PARTIAL and said & _WHOLE):
        return None
    plain = _FORMULAS.sub(" ", " ".join(text.split()))
    denied = found[0].response == "accepted" and _DENIES.search(plain)
    divided = found[0].answer not in _PARTIAL and _DIVIDES.search(plain)
    return None if denied or divided or _UNDECIDED.search(plain) else found[0]


def says_nothing(text: str) -> bool:
    """Whether a paragraph of the conclusions says nothing of single recommendations: it closes, or announces answers.

    >>> says_nothing("The response of Ruritania will be included in the outcome report."), says_nothing("It accepts 2.")
    (True, False)
    """
    return bool(CLOSING.match(text)) or (bool(_LATER.match(text)) and not answers(text))


def lead_in(text: str) -> LeadIn:
    """What the paragraph above a list of recommendations answers.

    >>> lead_in("The following will be examined by Ruritania:").answer
    Answer(answer='to-be-examined', response='pending', rationale=None)
    """
    text = text[:_LONGEST]
    general = _SENTENCE_ON_SOME.sub(" ", _SUBSET.sub(" ", text))
    answer = answer_of(general)
    if [found.answer for found in answers(general)] == [IMPLEMENTED]:
        # That something is done already is no position: UPR Info too counts it as accepted only where that is said.
        answer = None
    ranges = [listed(found["numbers"]) for found in _NUMBERED.finditer(general)]
    if _SOME.search(general) or len(ranges) > 1:
        answer = None
    problems: list[str] = []
    if answer is None and (ranges or answers(general) or not _only_lists(general)):
        problems.append(f"the wording of the answer is not known: {text[:300]}")
    exceptions: dict[int, Answer] = {}
    for subset in (*_SUBSET.finditer(text), *_SENTENCE_ON_SOME.finditer(_SUBSET.sub(" ", text))):
        found, problem = _exceptions(subset.groupdict(), answer, subset[0])
        exceptions |= found
        problems += problem
    return LeadIn(answer, exceptions, tuple(problems), tuple(ranges[0]) if answer and ranges else None)


def _only_lists(text: str) -> bool:
    """Whether a lead-in lists recommendations and says nothing more of them."""
    made = MADE.search(text)
    return bool(made) and not _GOES_ON.search(text[made.end() if made else 0 :])


def _exceptions(
    subset: dict[str, str | None], answer: Answer | None, printed: str
) -> tuple[dict[int, Answer], list[str]]:
    """The answers to some recommendations of a list, where *answer* is that to all; and what is wrong with them."""
    numbers, count = listed(subset["numbers"] or ""), subset.get("count")
    words = (subset["words"] or "").strip(" ,;")
    if count and int(count) != len(numbers):
        return {}, [f"{count} recommendations are announced and {len(numbers)} listed: {printed}"]
    said = answers(words)
    exact = answer_of(words)
    if [one.answer for one in said] == [IMPLEMENTED] and not (answer and answer.response == "accepted"):
        exact = None
    if said and exact is None:
        return {}, [f"the wording of the answer to some is not known: {printed}"]
    if exact is None and answer is not None:
        exact = Answer(answer.answer, answer.response, words[0].upper() + words[1:])
    return (dict.fromkeys(numbers, exact), []) if exact else ({}, [])


def listed(text: str) -> list[int]:
    """The numbers of a list with ranges, the last part of each: ``118.1 to 118.3 and 118.7`` -> 1, 2, 3, 7.

    >>> listed("2, 3, 102 to 104 and 118.7")
    [2, 3, 102, 103, 104, 7]
    """
    found: list[int] = []
    end = 0
    for number in _NUMBER.finditer(text):
        value = int(number[2] or number[1])
        if found and re.fullmatch(r"\s*(?:to|through|-|–|—)\s*", text[end : number.start()]):
            found += range(found[-1] + 1, value)
        found.append(value)
        end = number.end()
    return found
