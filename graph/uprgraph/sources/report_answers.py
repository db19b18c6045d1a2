"""What the sentences before and behind the recommendations say: which answer, to which of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from uprgraph.resources import facts

MADE = re.compile(
    r"recommendations?\b.{0,80}\b(?:were|was|are|is|ha(?:ve|s) been) (?:made|formulated|put forward|presented|listed)\b"
    r"|(?:made|formulated|put forward) the following recommendations?"
    r"|the following recommendations? (?:was|were) (?:also )?made",
    re.IGNORECASE,
)
"""A lead-in that lists recommendations and says no answer."""
_CLOSING = re.compile(r"All (?:the )?conclusions and\s?(?:/\s?or)? recommendations", re.IGNORECASE)
_LATER = re.compile(r".{0,200}\bresponses?\b.{0,120}\b(?:will|would|shall) be included in the", re.IGNORECASE)
_ITEM = r"\b\d{1,3}(?:\.\d{1,3})?\b"
_SUBSET = re.compile(
    r",?\s*(?:out )?of which,?\s+(?P<count>\d{1,3}\b)?\s*\(?\s*(?:the )?(?:recommendations?)?\s*(?:Nos?\.|numbers?)?\s*"
    rf"(?P<numbers>{_ITEM}(?:[\s,;]*(?:and|to|-|–|—)?\s*(?:Nos?\.\s*)?{_ITEM})*)\s*\)?,?\s+(?P<words>[^.:]+)",
    re.IGNORECASE,
)
_SOME = re.compile(r"\b(?:some|many|most|several|parts?|a number) of (?:which|them)\b", re.IGNORECASE)
IMPLEMENTED = "already-implemented"
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
    """The one answer of a text; None where it says none, or answers that come to different things."""
    found = answers(text)
    return found[0] if len({answer.response for answer in found}) == 1 else None


def says_nothing(text: str) -> bool:
    """Whether a paragraph of the conclusions says nothing of single recommendations: it closes, or announces answers.

    >>> says_nothing("The response of Ruritania will be included in the outcome report."), says_nothing("It accepts 2.")
    (True, False)
    """
    return bool(_CLOSING.match(text)) or (bool(_LATER.match(text)) and not answers(text))


def lead_in(text: str) -> LeadIn:
    """What the paragraph above a list of recommendations answers.

    >>> lead_in("The following will be examined by Ruritania:").answer
    Answer(answer='to-be-examined', response='pending', rationale=None)
    """
    text = text[:_LONGEST]
    exceptions: dict[int, Answer] = {}
    problems: list[str] = []
    general = _SUBSET.sub(" ", text)
    answer = answer_of(general)
    if [found.answer for found in answers(general)] == [IMPLEMENTED]:
        # That something is done already is no position: UPR Info too counts it as accepted only where that is said.
        answer = None
    if _SOME.search(general):
        answer = None
    if answer is None and (answers(general) or not MADE.search(general)):
        problems.append(f"the wording of the answer is not known: {text[:300]}")
    for subset in _SUBSET.finditer(text):
        numbers = listed(subset["numbers"])
        words = subset["words"].strip(" ,;")
        if subset["count"] and int(subset["count"]) != len(numbers):
            problems.append(f"{subset['count']} recommendations are announced and {len(numbers)} listed: {subset[0]}")
            continue
        exact = answer_of(words)
        if exact is None and answer is not None:
            exact = Answer(answer.answer, answer.response, words[0].upper() + words[1:])
        if exact is not None:
            exceptions |= dict.fromkeys(numbers, exact)
    return LeadIn(answer, exceptions, tuple(problems))


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
