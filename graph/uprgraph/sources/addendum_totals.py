"""How many recommendations an addendum says were made, are accepted, are noted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from uprgraph.sources import answer_wordings
from uprgraph.sources.addendum_blocks import Block
from uprgraph.sources.answer_wordings import RESPONSES

_EARLIER = re.compile(
    r"(?i)\b(?:during|at|in)\s+(?:the\s+)?(?:working group|interactive dialogue|session|review session|adoption)\b|"
    r"\b(?:first|second|third|1st|2nd|3rd|previous|last)\s+(?:upr\s+)?(?:cycle|review)\b"
)
_COUNT = r"(\d{1,3})(?![\d.,/–-]{0,4}\d)"
_MADE = re.compile(
    rf"(?i)\b(?:received|contains?|comprises?|total\s+of)\s+(?:a\s+total\s+of\s+)?{_COUNT}\s+(?:\w+\s+){{0,2}}?recommendations?\b|"
    rf"\b{_COUNT}\s+recommendations?\s+(?:(?:that\s+)?(?:it|were|was|have\s+been)\s+)?(?:made|received|formulated|addressed)\b"
)
_OUT_OF = re.compile(rf"(?i)\b(?:out\s+)?of\s+(?:(?:the|these|all|its|those)\s+)*{_COUNT}(?:\s+recommendations?\b)?")


def totals(blocks: Iterable[Block]) -> tuple[dict[str, int], list[str]]:
    """``total``, ``accepted`` and ``noted`` as far as stated, and those that are stated in several ways.

    Only paragraphs count, and no sentence on an earlier occasion: what was accepted in the Working
    Group is not the final answer.
    """
    found: dict[str, set[int]] = {}
    for block in blocks:
        if block.kind != "paragraph":
            continue
        for sentence in re.split(r"(?<=[a-z\d][.;])\s+(?=[A-Z])", block.text):
            if not _EARLIER.search(sentence) or _MADE.search(sentence):
                for name, value in _of(sentence):
                    found.setdefault(name, set()).add(value)
    single = {name: min(values) for name, values in found.items() if len(values) == 1}
    return {name: single[name] for name in ("total", "accepted", "noted") if name in single}, sorted(
        found.keys() - single
    )


def _of(sentence: str) -> Iterable[tuple[str, int]]:
    made = _MADE.search(sentence)
    if made:
        yield "total", int(made[1] or made[2])
    if _EARLIER.search(sentence):
        return
    rest = sentence.replace(made[0], " ") if made else sentence
    for part in re.split(r",\s|;\s|\band\b", _OUT_OF.sub(" ", rest)):
        yield from _answered(part)


def _answered(part: str) -> Iterable[tuple[str, int]]:
    """The count of a clause with one count and one answer: ``accepts 142 recommendations``, ``217 are supported``."""
    wordings = {RESPONSES[one.code] for one in answer_wordings.stated(part)}
    if re.search(r"\bnotes\b", part):
        wordings.add("noted")
    counts = re.findall(rf"(?<![\d.]){_COUNT}(?!\.\d)", part)
    listing = re.search(r"(?i)recommendations?\s*(?:nos?\.?|numbers?)?\s*:?\s*\d", part)
    if len(wordings) == 1 and len(counts) == 1 and not listing:
        yield next(iter(wordings)), int(counts[0])
