"""What a State under review says of recommendations -> the code of its answer (``ontology/codes/responses.ttl``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

RESPONSES = {
    "supported": "accepted",
    "accepted": "accepted",
    "already-implemented": "accepted",
    "noted": "noted",
    "rejected": "noted",
    "not-supported": "noted",
    "partially-accepted": "noted",
    "accepted-in-principle": "noted",
    "to-be-examined": "pending",
}
"""Code of an answer -> what it counts as."""
IMPLEMENTED = "already-implemented"
"""Counts only beside a word of acceptance: that something is done already is no position."""

_NOT = (
    r"(?:\b(?:(?:do|does|did|can|could|will|would|shall|is|are|was|were|has|have)\s?(?:not|n['’]t)|cannot|not|unable|"
    r"never)\s+(?:(?:be|been|to|able|currently|yet|fully|in\s+a\s+position|at\s+this\s+(?:stage|time)|prepared|ready|"
    r"considered)\s+)*)"
)
_YES = r"(?:accept(?:s|ed|ing|able)?|support(?:s|ed|ing)?|agree(?:s|d)?|endorse[sd]?)"
_FEW = r"(?:\W+(?!(?:and|but)\b)\w+){0,7}?\W+"
_ENJOYS = r"(?:enjoys?\s+(?:(?:the|our|its|their|full)\s+)*)?"
_RECOMMENDATIONS = (
    r"(?:(?:all|the|these|this|those|its|following|other|remaining|said|above|below|\d+)\s+)*recommendations?\b"
)

_WORDINGS: tuple[tuple[str, str], ...] = (
    (
        "partially-accepted",
        rf"\b(?:partial(?:ly)?|partly|in\s+part)\s+(?:{_YES}|acceptance|enjoys?)\b|"
        rf"\b(?:partial|part)\s+support\b|\b{_ENJOYS}{_YES}{_FEW}(?:in\s+part\b|partially\b|partly\b)|\b{_YES}\s+(?:in\s+part|partially|partly)\b",
    ),
    ("accepted-in-principle", rf"\b{_ENJOYS}{_YES}(?:{_FEW}|\s+)in\s+principle\b|\bin\s+principle,?\s+{_YES}\b"),
    (
        "rejected",
        rf"{_NOT}accept(?:s|ed|able|ing|ance)?\b|\breject(?:s|ed|ion)?\b|\bunacceptable\b|\bdeclines?\b|\bdeclined\b",
    ),
    (
        "not-supported",
        rf"{_NOT}(?:(?:receive|have|meet\s+with)\s+the\s+)?(?:support|enjoy|endorse|agree)(?:s|d|ed|ing)?\b(?:\s+the\s+support\b)?|"
        r"\bunsupported\b",
    ),
    (
        "noted",
        r"\b(?:take|takes|took|taken|taking)\s+(?:due\s+|good\s+|full\s+)?note\s+of\b|"
        r"\b(?<!be\s)noted\b(?!\s+(?:that|with|in\b|by\s+the\s+(?:working|committee)))|"
        rf"\b(?:notes|to\s+note)\b(?=\s*:?\s*$|\s+{_RECOMMENDATIONS})|\bare\s+to\s+be\s+noted\b",
    ),
    (
        "to-be-examined",
        r"\b(?:will|shall|to)\s+be\s+(?:further\s+)?(?:examined|considered|studied)\b|\bpending\b|"
        r"\bunder\s+(?:consideration|examination|study|review)\s+by\b|\b(?:remains?|recommendations?)\s+under\s+(?:consideration|examination)\b",
    ),
    (
        IMPLEMENTED,
        r"\b(?:already|been)\s+(?:being\s+|been\s+|fully\s+|largely\s+)*(?:implemented|fulfilled|realized|carried\s+out)\b|"
        r"\bin\s+(?:the\s+)?(?:process|course)\s+of\s+(?:being\s+)?implement(?:ation|ed|ing)\b|\b(?:being|under)\s+implement(?:ed|ation)\b|"
        r"\bis\s+implemented\b|\bare\s+implemented\b",
    ),
    (
        "accepted",
        r"\baccept(?:s|ed)\b|\b(?:is|are|found)\s+acceptable\b|\b(?:we|will|to|can|fully|hereby)\s+accept\b",
    ),
    (
        "supported",
        r"\bsupport(?:s|ed)\b|\benjoys?\s+(?:(?:the|our|its|their|full)\s+)*support\b|\b(?:has|have)\s+the\s+(?:full\s+)?support\s+of\b|"
        r"\b(?:we|will|to|can|fully|hereby)\s+support\b|\bagree(?:s|d)?\s+(?:with|to)\b|\bendorse[sd]\b",
    ),
)
_PATTERN = re.compile(
    "|".join(f"(?P<g{index}>{pattern})" for index, (_, pattern) in enumerate(_WORDINGS)), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wording:
    """An answer in a text: its code and where it stands."""

    code: str
    start: int
    end: int


def stated(text: str) -> list[Wording]:
    """The answers that *text* words, left to right.

    >>> [one.code for one in stated("It accepts these in part, does not support those and takes note of the rest.")]
    ['partially-accepted', 'not-supported', 'noted']
    """
    found = []
    for match in _PATTERN.finditer(text):
        found.append(Wording(_WORDINGS[int((match.lastgroup or "g0")[1:])][0], match.start(), match.end()))
    return found


def one_answer(codes: Iterable[str]) -> str | None:
    """The one answer that several wordings come to; None where they are none, or contradict one another.

    >>> one_answer(["accepted", "already-implemented"]), one_answer(["already-implemented"])
    ('already-implemented', None)
    >>> one_answer(["not-supported", "noted"]), one_answer(["accepted", "noted"])
    ('not-supported', None)
    """
    found = list(dict.fromkeys(codes))
    plain = [code for code in found if code != IMPLEMENTED]
    if len({RESPONSES[code] for code in plain}) != 1:
        return None
    if len(plain) > 1:
        # "Does not enjoy its support and is thus noted": the first says more.
        plain = [code for code in plain if code != "noted"]
    if len(plain) > 1 and set(plain) != {"accepted", "supported"}:
        return None
    if len(plain) > 1:
        plain = plain[:1]
    return IMPLEMENTED if IMPLEMENTED in found and RESPONSES[plain[0]] == "accepted" else plain[0]
