"""What of a text was looked for, as parts that are marked or not: never as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uprgraph.server.expressions import Term
from uprgraph.server.words import places

LONGEST, BEFORE = 320, 80
"""Characters of a snippet, and how many of these stand before the first word that was found."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text."""

    text: str
    found: bool = False


def marked(texts: Sequence[str], sought: Sequence[Term]) -> tuple[Part, ...]:
    """The first of the texts that has something of what is sought, cut to a snippet around it; else the beginning."""
    for text in texts:
        if spans := _spans(text, sought):
            return _cut(text, spans)
    return _cut(texts[0], []) if texts and texts[0] else ()


def _spans(text: str, sought: Sequence[Term]) -> list[tuple[int, int]]:
    """Where what is sought begins and ends in the text, in order and without overlap."""
    of_text = places(text)
    found = []
    for at in range(len(of_text)):
        longest = max((len(term.words) for term in sought if _stands(term, of_text, at)), default=0)
        if longest:
            found.append((of_text[at][1], of_text[at + longest - 1][2]))
    spans: list[tuple[int, int]] = []
    for begin, end in found:
        if spans and begin < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans


def _stands(term: Term, of_text: Sequence[tuple[str, int, int]], at: int) -> bool:
    here = tuple(word for word, _, _ in of_text[at : at + len(term.words)])
    if len(here) < len(term.words) or not here:
        return False
    if not term.begins:
        return here == term.words
    return here[:-1] == term.words[:-1] and here[-1].startswith(term.words[-1])


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    begin = spans[0][0] - BEFORE if spans and len(text) > LONGEST else 0
    begin = text.rfind(" ", 0, begin) + 1 if begin > 0 else 0
    end = begin + LONGEST
    end = len(text) if end >= len(text) else max(text.rfind(" ", begin, end), begin + LONGEST // 2)
    parts = [Part("… ")] if begin else []
    at = begin
    for left, right in spans:
        if right > end:
            break
        parts += [Part(text[at:left]), Part(text[left:right], True)]
        at = right
    parts.append(Part(text[at:end] + (" …" if end < len(text) else "")))
    return tuple(part for part in parts if part.text)
