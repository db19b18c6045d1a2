"""Sentences of an addendum that answer recommendations by number, and those that announce a list of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uprgraph.sources import recommendation_numbers
from uprgraph.sources.answer_wordings import IMPLEMENTED, Wording, one_answer, stated
from uprgraph.sources.recommendation_numbers import Listed

_MARK = re.compile(r"\x01(\d+)\x02")
_SENTENCES = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"\x01])")
_BETWEEN = re.compile(
    r"(?:\W|\b(?:the|this|these|those|following|all|of|its|their|other|remaining|recommendations?|recs?|nos?|numbers?|numbered|"
    r"contained|listed|set|out|made|in|under|paragraphs?|paras?|report|working|group|received|from|as|fully|also|"
    r"therefore|thus|hereby|and|by|is|are|was|were|be|been|has|have|that|which|below|above|it|to|with|support|acceptance)\b)*",
    re.IGNORECASE,
)
_BEFORE_ANSWER = re.compile(
    r"\W*(?:(?:the|these|this|those|recommendations?|which|that|all|fully|also|therefore|thus|hereby|is|are|was|were|has|have|been|be|"
    r"by|of|government|considered|can|could|will|would|may|deemed|regarded|as|report|working|group)\b\W*)*(?:\([^()]*\)\W*)?",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"(?i)\b(?:see|see\s+also|cf\.?|in\s+line\s+with|in\s+(?:the\s+)?light\s+of|in\s+accordance\s+with|regarding|concerning|"
    r"with\s+(?:regard|respect|reference)\s+to|in\s+relation\s+to|relat(?:ing|ed)\s+to|(?:response|reply|answer)\s+to|refers?\s+to|"
    r"(?:stated|mentioned|indicated|explained|provided|given)\s+(?:in|under|for)|information\s+(?:on|in|under)|comments?\s+(?:on|under|to)|"
    r"explanations?\s+(?:on|to|for|under|of)|similar\s+to|as\s+(?:for|to)|on|under)\s+(?:the\s+)?(?:above(?:-mentioned)?\s+)?"
    r"(?:(?:recommendations?|recs?\.?|paragraphs?|paras?\.?|nos?\.?)\s*)*:?\s*$"
)
_EXCEPT = re.compile(r"(?i)\b(?:except(?:ing|ion)?|excluding|other\s+than|apart\s+from|but\s+not)\b")
_OBJECT = re.compile(r"(?i)^\W*(?:(?:it|them|all|the|this|these|those|said)\W+)*?(?:recommendations?|it|them)\b")
_THEY = re.compile(r"(?i)\b(?:they|these|those|them)\b")
_ANNOUNCES = re.compile(r"(?i)\brecommendations?\b[^:]*:?\s*$")


LISTS_JOINED = 20
"""How many lists, parted by such words as "as well as", may wait for one answer behind them."""


@dataclass(slots=True)
class Statement:
    """Numbers with the answer that a sentence gives them; *unclear* where it gives one that is not one."""

    numbers: tuple[str, ...]
    doubts: tuple[str, ...]
    code: str | None
    unclear: bool
    text: str


def statements(text: str) -> list[Statement]:
    """What *text* answers, list by list; lists that are only mentioned have no code and are not unclear.

    >>> [(one.numbers, one.code) for one in statements("It accepts 99.1 and notes 99.2. In line with 99.3 it works.")]
    [(('99.1',), 'accepted'), (('99.2',), 'noted'), (('99.3',), None)]
    """
    lists = recommendation_numbers.listed(text)
    found: list[Statement] = []
    for sentence in _SENTENCES.split(_marked(text, lists)):
        if _MARK.search(sentence):
            found += _in_sentence(sentence, lists)
        elif found and _THEY.search(sentence):
            _refine(found, sentence)
    return found


def _marked(text: str, lists: list[Listed]) -> str:
    """*text* with a mark for each list, so that its points end no sentence."""
    made, at = "", 0
    for index, one in enumerate(lists):
        made += f"{text[at : one.start]}\x01{index}\x02"
        at = one.end
    return made + text[at:]


def _refine(found: list[Statement], sentence: str) -> None:
    """A sentence on what was just listed may say that it is implemented already."""
    if [one.code for one in stated(sentence)] == [IMPLEMENTED] or (
        stated(sentence) and {one.code for one in stated(sentence)} == {IMPLEMENTED}
    ):
        last = found[-1]
        if last.code:
            last.code = one_answer([last.code, IMPLEMENTED])


def _in_sentence(sentence: str, lists: list[Listed]) -> list[Statement]:
    parts = _MARK.split(sentence)
    between, marks = parts[0::2], [lists[int(index)] for index in parts[1::2]]
    plain = _MARK.sub("…", sentence)
    lead = _lead_answer(between[0])
    found: list[Statement] = []
    for index, one in enumerate(marks):
        before, after = between[index], between[index + 1]
        if index and found and _EXCEPT.search(before):
            found[-1].numbers = tuple(n for n in found[-1].numbers if n not in one.numbers)
            continue
        codes = _codes(before, after, lead is not None, index, len(marks), found, between)
        code = one_answer(codes) if codes else None
        found.append(Statement(one.numbers, one.doubts, code, _is_unclear(before, codes, code), plain))
    return found


def _is_unclear(before: str, codes: list[str], code: str | None) -> bool:
    announced = bool(re.search(r"(?i)\brecommendations?\b[^:]*:\s*$", before)) and not _MENTION.search(before)
    return code is None and (bool(codes) or announced)


def _codes(
    before: str, after: str, leads_on: bool, index: int, count: int, found: list[Statement], between: list[str]
) -> list[str]:
    """The codes that bear on one list of a sentence: those before it, else those behind."""
    tail = _tail_codes(after) if index == count - 1 or not leads_on else []
    if leads_on:
        own = _lead_answer(before)
        if own is None and index:
            joins = _BETWEEN.fullmatch(re.sub(r"\([^()]*\)", " ", before)) and not stated(before)
            own = [found[-1].code] if joins and found[-1].code else []
        return [*own, *tail, *_pronoun_codes(after)] if own else []
    if _MENTION.search(before):
        return _object_codes(after)
    # "118.1, as well as 118.2 are accepted": the answer stands behind a later list.
    furthest = min(count - 1, index + LISTS_JOINED)
    while not tail and index < furthest and not stated(after) and _BETWEEN.fullmatch(after):
        index += 1
        after = between[index + 1]
        tail = _tail_codes(after)
    return tail


def _lead_answer(text: str) -> list[str] | None:
    """The codes of an answer that leads to a list right behind *text*; None where none does."""
    wordings = stated(text)
    if not wordings or (_MENTION.search(text) and not _takes_note(text, wordings[-1])):
        return None
    if _EXCEPT.search(text[wordings[-1].end :]):
        # What is excepted has another answer, which is not said.
        return ["accepted", "noted"]
    if text.rstrip().endswith(":") or _BETWEEN.fullmatch(text[wordings[-1].end :]):
        return [one.code for one in wordings]
    return None


def _takes_note(text: str, last: Wording) -> bool:
    return bool(_BETWEEN.fullmatch(text[last.end :])) and last.code != "supported"


def _tail_codes(text: str) -> list[str]:
    """The codes of an answer whose subject is the list before *text*."""
    wordings = stated(text)
    if not wordings or not _BEFORE_ANSWER.fullmatch(text[: wordings[0].start]):
        return []
    # What follows on another matter is no part of the answer.
    end = re.search(r"[.;]\s|,\s(?:but|while|whereas)\b", text)
    return [one.code for one in wordings if end is None or one.start < end.start()]


def _object_codes(text: str) -> list[str]:
    """The codes of an answer that takes "it" or "these recommendations" for what was mentioned before."""
    return [one.code for one in stated(text) if _OBJECT.match(text[one.end :])]


def _pronoun_codes(text: str) -> list[str]:
    """The codes of a second answer to a list, as in "takes note of them and accepts it"."""
    return [one.code for one in stated(text) if re.match(r"(?i)\W*(?:it|them)\b", text[one.end :])]


def leads(text: str) -> str | None:
    """The answer that the last sentence of *text* announces for the items below it; None if it announces none.

    >>> leads("The following recommendations enjoy the support of Tonga:"), leads("It is a party to the Covenant.")
    ('supported', None)
    """
    sentence = _SENTENCES.split(text.strip())[-1]
    if not _ANNOUNCES.search(sentence) and not (sentence.endswith(":") and "recommendation" in sentence.casefold()):
        return None
    if recommendation_numbers.listed(sentence) or not (sentence.endswith(":") or "following" in sentence.casefold()):
        return None
    return one_answer(one.code for one in stated(sentence))


def is_bare_list(text: str) -> bool:
    """Whether *text* is nothing but numbers of recommendations and the words that join them."""
    lists = recommendation_numbers.listed(text)
    return bool(lists) and bool(_BETWEEN.fullmatch(_MARK.sub(" ", _marked(text, lists))))
