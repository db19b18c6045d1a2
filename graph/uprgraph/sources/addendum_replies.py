"""What stands with one recommendation in an addendum: its text repeated, the answer, the reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uprgraph import names
from uprgraph.namespaces import clean
from uprgraph.sources.addendum_blocks import Block
from uprgraph.sources.answer_wordings import IMPLEMENTED, Wording, one_answer, stated

_SIGN = (
    r"(?:(?:the\s+)?(?:government(?:['’]s)?\s+|state(?:['’]s)?\s+)?(?:response|reply|position|status|answer|decision|comments?|"
    r"observations?)(?:\s+of\s+[^:.]{1,60})?\s*[:.–—-]+\s*)"
)
_REPLY_SIGN = re.compile(_SIGN, re.IGNORECASE)
_FILLER = re.compile(
    r"(?:\W|\b(?:the|this|these|recommendations?|is|are|was|were|has|have|been|be|fully|also|duly|therefore|thus|by|of|government|"
    r"and|but|not|already|to|we|our|support|enjoys?|does|do|it|they|them|state|country|in|part)\b)*",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"(?i)^\W*(?:(?:fully|in|full|all|the|this|these|said|above|first|second|other|one|half|parts?|of|aspects?|both)\W+)*"
    r"(?<=\w\s)recommendations?\b(?!\s+(?:of|from|by|made|in|to)\b|\s*\d)"
)
_SUBJECT = re.compile(
    r"(?i)\brecommendations?\W+(?:\([^()]*\)\W*)?(?:(?:is|are|was|were|has|have|been|be|cannot|can|could|not|fully|therefore|"
    r"thus|already|also|hereby|does|do|that|which)\W+)*$"
)
_PASSIVE = re.compile(r"(?i)(?:ed|able|support|note of)$")
_PART = re.compile(r"(?i)\b(?:half|parts?|aspects?)\b")
_END = re.compile(r"\s*(?:$|[.:;,–—/(-])")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"])")


SHORT = 12
"""A reply of one sentence with no more words than this is the answer itself and gives no reasons."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer that an item gives itself, and what it adds; *unclear* where it gives several."""

    code: str | None
    unclear: bool
    rationale: str | None


def reply_text(block: Block) -> str:
    """What an item says behind the text of the recommendation that it may repeat, up to its makers in parentheses."""
    text = block.text
    end = 0
    for match in re.finditer(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*[.;]?", text):
        if _are_states(match[1]):
            end = match.end()
    if not end:
        # Without makers the text ends where a sign such as "Response:" stands.
        sign = next((m for m in _REPLY_SIGN.finditer(text) if m.start() and text[m.start()].isupper()), None)
        end = sign.start() if sign else 0
    return text[end:].strip()


def _are_states(text: str) -> bool:
    parts = [part.strip() for part in re.split(r"[;/]|,(?![^()]*\))|\band\b", text) if part.strip()]
    return bool(parts) and any(names.named(part) for part in [text.strip(), *parts])


def own_answer(block: Block, reply: str) -> Reply:
    """The answer that an item gives itself: in a cell of its own, at the start of its reply, or in a sentence on it.

    A sentence that supports or notes something else is no answer.
    """
    cells = [(index, cell) for index, cell in enumerate(block.cells) if _is_answer_alone(cell)]
    if cells:
        codes = [one.code for _, cell in cells for one in stated(cell)]
        rest = " ".join(cell for cell in block.cells[cells[-1][0] + 1 :])
        code = one_answer(codes)
        return Reply(code, code is None, clean(rest) or None)
    sign = _REPLY_SIGN.match(reply)
    words = reply[sign.end() :] if sign else reply
    opening = _opening(words)
    if opening and _END.match(words[opening[-1].end :]):
        later = [code for sentence in _SENTENCE.split(words)[1:] for code in _on_recommendation(sentence)]
        code = one_answer([*(one.code for one in opening), *later])
        return Reply(code, code is None, clean(words[opening[-1].end :].lstrip(" .:;,–—-")) or None)
    sentences = _SENTENCE.split(words)
    codes = [code for sentence in sentences for code in _on_recommendation(sentence)]
    code = one_answer(codes)
    says_more = code is None or len(sentences) > 1 or len(words.split()) > SHORT
    return Reply(code, code is None and bool(set(codes) - {IMPLEMENTED}), (clean(words) or None) if says_more else None)


def _on_recommendation(sentence: str) -> list[str]:
    """The answers of a sentence whose subject or object is the recommendation: what it supports else is none.

    >>> _on_recommendation("It accepts this recommendation."), _on_recommendation("This recommendation supports trade.")
    (['accepted'], [])
    """
    found = []
    for one in stated(sentence):
        told, after = sentence[one.start : one.end], _OBJECT.match(sentence[one.end :])
        passive = _SUBJECT.search(sentence[: one.start]) and _PASSIVE.search(told) and told.casefold() != "support"
        if one.code == IMPLEMENTED or "recommendation" in told.casefold() or after or passive:
            in_part = (
                after and _PART.search(after[0]) and one.code in ("accepted", "supported", "rejected", "not-supported")
            )
            found.append("partially-accepted" if in_part else one.code)
    return found if set(found) != {IMPLEMENTED} else []


def _opening(words: str) -> list[Wording]:
    """The answers that a reply begins with, with nothing but filling words before and between them."""
    found: list[Wording] = []
    end = 0
    for one in stated(_SENTENCE.split(words)[0]):
        if not _FILLER.fullmatch(words[end : one.start]):
            break
        found.append(one)
        end = one.end
    return found


def _is_answer_alone(cell: str) -> bool:
    wordings = stated(cell)
    if not wordings or len(cell) > 90 or not cell[:1].isupper():
        return False
    rest = cell
    for one in reversed(wordings):
        rest = rest[: one.start] + rest[one.end :]
    return bool(_FILLER.fullmatch(rest)) or bool(
        _REPLY_SIGN.match(cell) and _FILLER.fullmatch(_REPLY_SIGN.sub("", rest))
    )
