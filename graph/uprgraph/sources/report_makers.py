"""Parentheses that name states: ``(Iran (Islamic Republic of), Peru and Chile)`` -> ISO3 codes.

Names of states hold parentheses, commas and "and", so a list is cut at every separator outside
parentheses and the longest run of pieces that is a name is one state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from uprgraph import names
from uprgraph.resources import facts
from uprgraph.sources.report_places import among_makers, reference

_SEPARATOR = re.compile(r"\s*(?:[,;/&]|\band\b)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:both|and|by|as well as|also|joined by)\s+", re.IGNORECASE)
_BEHALF = re.compile(r"[\s,]*\b(?:speaking |also )*on behalf of\b\s*", re.IGNORECASE)
FIRST_REVIEW = "2008"
_LONGEST = 4
"""How many pieces a name may fall into: United Kingdom of Great Britain | Northern Ireland is two."""


@dataclass(frozen=True, slots=True)
class Named:
    """The states that a list names, in its order, each once; and the pieces that name none."""

    states: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A parenthesis in a text: from ``(`` to behind ``)``, and what stands between."""

    start: int
    end: int
    inner: str


def state(name: str) -> str | None:
    """The ISO3 code of a name as printed, or None; a code is no name, as abbreviations look like codes.

    >>> state("the United Kingdom of Great Britain and Northern Ireland"), state("CHE")
    ('GBR', None)
    """
    name = name.strip(" \t\n.*†‡1234567890")
    return None if names.normal(name) in _ended() else names.named(name)


@cache
def _ended() -> frozenset[str]:
    """Names of states that ended before the first review: in a list they are two (Serbia and Montenegro)."""
    return frozenset(
        names.normal(row["name"]) for row in facts("state-names") if row["until"] and row["until"] < FIRST_REVIEW
    )


def named(text: str) -> Named:
    """The states of a list; what comes "on behalf of" a group is left out unless it names states itself.

    >>> named("Bosnia and Herzegovina, Iran (Islamic Republic of) and the Netherlands")
    Named(states=('BIH', 'IRN', 'NLD'), unknown=())
    >>> named("Egypt, on behalf of the Group of African States; Ruritania")
    Named(states=('EGY',), unknown=('Ruritania',))
    """
    text = " ".join(text.split())
    pieces = _pieces(text)
    states: list[str] = []
    unknown: list[str] = []
    waiting: list[str] = []
    of_group, index = False, 0
    while index < len(pieces):
        if index and ";" in text[pieces[index - 1][1] : pieces[index][0]]:
            of_group = False
        code, length = _longest(text, pieces, index)
        words = text[slice(*pieces[index])].strip()
        members, strangers, begins = ([code], [], False) if code else _group(words)
        if members or begins:
            states += members
            # "Clean, healthy air (Fiji and Chad)": small letters before a group's members belong to its name.
            unknown += waiting if code or begins else [piece for piece in waiting if not piece[0].islower()]
            unknown += strangers
            waiting, of_group = [], begins
        elif re.search(r"\w", words) and not (of_group and words[0].islower()):
            waiting.append(words)
        index += length
    return Named(tuple(dict.fromkeys(states)), (*unknown, *waiting))


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the pieces between separators outside parentheses begin and end; empty ones are left out."""
    found: list[tuple[int, int]] = []
    inside = [(span.start, span.end) for span in parentheses(text)[0]]
    start = 0
    for separator in _SEPARATOR.finditer(text):
        if any(begin <= separator.start() < end for begin, end in inside):
            continue
        found.append((start, separator.start()))
        start = separator.end()
    found.append((start, len(text)))
    return [(begin, end) for begin, end in found if text[begin:end].strip()]


def _longest(text: str, pieces: list[tuple[int, int]], index: int) -> tuple[str | None, int]:
    """The state that the longest run of pieces from *index* on names, and the length of the run."""
    for length in range(min(_LONGEST, len(pieces) - index), 0, -1):
        words = text[pieces[index][0] : pieces[index + length - 1][1]]
        if code := state(_LEADING.sub("", words)):
            return code, length
    return None, 1


def _group(words: str) -> tuple[list[str], list[str], bool]:
    """The states in a piece that is not one name, who speaks there and is none, and whether a group's name goes on."""
    if behalf := _BEHALF.search(words):
        speaker, group = words[: behalf.start()], words[behalf.end() :]
        found = [code for code in (state(speaker), state(group)) if code]
        return found, [speaker] if speaker and not state(speaker) else [], True
    members: list[str] = []
    for span in parentheses(words)[0]:
        inner = named(span.inner)
        if inner.states and not inner.unknown:
            members += inner.states
    return members, [], False


def ends_with_makers(text: str) -> bool:
    """Whether the last thing in a text is a parenthesis that names states.

    >>> ends_with_makers("Ratify the Covenant (Chile);"), ends_with_makers("Ratify the Covenant (ICCPR).")
    (True, False)
    """
    spans = parentheses(text)[0]
    while len(spans) > 1 and reference(spans[-1].inner):
        text = text[: spans.pop().start]
    if not spans or re.search(r"[^\W\d_]{4}", text[spans[-1].end :]):
        return False
    return bool(named(among_makers(spans[-1].inner)[0]).states)


def parentheses(text: str) -> tuple[list[Span], bool]:
    """The outermost parentheses, and whether each one that opens is closed and the other way round.

    Where one is not closed at all, the pairs that are whole are given, or the rest of the text if it
    names states.
    """
    open_at: list[int] = []
    pairs: list[Span] = []
    closed = True
    for index, sign in enumerate(text):
        if sign == "(":
            open_at.append(index)
        elif sign == ")" and open_at:
            start = open_at.pop()
            pairs.append(Span(start, index + 1, text[start + 1 : index]))
        elif sign == ")":
            closed = False
    if open_at:
        closed = False
        pairs += _unclosed(text, open_at[0])
    outer: list[Span] = []
    for span in sorted(pairs, key=lambda span: (span.start, -span.end)):
        if not outer or span.start >= outer[-1].end:
            outer.append(span)
    return outer, closed


def _unclosed(text: str, start: int) -> list[Span]:
    rest = text[start + 1 :].rstrip(" ;.,")
    if len(rest) > 300 or rest.count("(") != rest.count(")"):
        return []
    inner = named(rest)
    return [Span(start, start + 1 + len(rest), rest)] if inner.states and not inner.unknown else []
