"""The text of one listed recommendation -> its clauses, each with the states that made it.

The rule for texts: a recommendation's text is the whole of it as printed, without the last
parenthesis of makers and the punctuation around it; parentheses of makers further inside stay. Where
there are several, each clause up to its parenthesis is a part, and its text has no makers in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from uprgraph.names import close
from uprgraph.records import Part
from uprgraph.sources.report_body import trimmed
from uprgraph.sources.report_makers import Named, Span, named, parentheses
from uprgraph.sources.report_places import among_makers, before_makers, bracketed, may_refer, reference

LONGEST = 20_000
"""Letters of a recommendation; the longest known has 1,400."""
_LONGEST = 4000
"""Letters of a parenthesis that may be a list: all states together take fewer."""
_BETWEEN = re.compile(r"(?:\d{1,2}(?=[\s(,;]))?[\s,;&/.]*(?:and)?[\s,]*", re.IGNORECASE)
_BEFORE = re.compile(r"^[\s;,/.:–—-]*(?:and\s+)?", re.IGNORECASE)
_END = re.compile(r"[\s;,./:*\d]*(?:\band\b|\bor\b)?[\s;,.*]*")
_MARK = re.compile(r"\(([a-z]{1,2})\)\s*")
_OTHERS = re.compile(
    r"(?:the )?(?:European (?:Union|Community|Commission)|African Union|Council of Europe|Kosovo|"
    r"Sovereign (?:Military )?Order of Malta|(?:African|Arab) Group|(?:League|Group) of .+|Organi[sz]ation of .+)"
)
"""Who speaks, or is spoken for, in the Council and is no state."""
_NUMBER_INSIDE = re.compile(r"(?<=[;.,:)])\s+[\dlIO]{1,3}\s?[.,]\s?(?:[\dlIO]{1,3}(?:\.|[-–]\d\S*)?)?\s+[A-Z]")
"""A number such as begins an item, behind a pause, also with letters that look like digits."""
_AS_READ_OUT = re.compile(
    r"\bas (?:it was )?(?:read|delivered|pronounced|stated|formulated|made) (?:out|during|orally)\b", re.IGNORECASE
)
"""Words of the footnotes that give a recommendation's first wording."""
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_BOUNDARY = re.compile(r"\s*\d{0,2}\s*(?:[;./,]|$|and\b)")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words and the states in the parenthesis behind them."""

    text: str
    makers: tuple[str, ...]
    start: int
    """Where its words begin in the whole text."""
    end: int
    """Where its parenthesis begins."""
    behind: int
    """Where its parenthesis ends."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A recommendation as read: text, makers of all clauses each once, parts where there are several."""

    text: str
    makers: tuple[str, ...]
    parts: tuple[Part, ...]
    problems: tuple[str, ...]
    behind: str = ""
    """What stands behind the makers and belongs to no clause."""
    places: str = ""
    """The paragraphs of the dialogue that a reference beside the makers gives, as printed."""


def wording(text: str) -> Wording:
    """Reads the text of one recommendation.

    >>> wording("Ratify the Covenant (Peru, Chile); abolish the fee (Fiji).").parts[1]
    Part(label='2', text='abolish the fee', makers=('FJI',))
    """
    if len(text) > LONGEST:
        return Wording(trimmed(text[:LONGEST]), (), (), (f"too long for one recommendation: {_short(text)}",))
    spans, closed = parentheses(text)
    problems = [] if closed else [f"a parenthesis is not closed: {_short(text)}"]
    places: list[str] = []
    clauses = _clauses(text, spans, problems, places)
    if not clauses:
        problems.append(f"no maker is named: {_short(text)}")
        return Wording(trimmed(text), (), (), tuple(problems))
    behind = ""
    if referred := bracketed(text[clauses[-1].behind :]):
        places.append(referred[0])
        clauses[-1] = replace(clauses[-1], behind=clauses[-1].behind + referred[1])
    tail = text[clauses[-1].behind :]
    whole = trimmed(before_makers(text[: clauses[-1].end])[0])
    if not _END.fullmatch(tail):
        if re.match(r"\s*[^\W\d_]", tail):
            # The sentence goes on behind its makers: "Ratify (Peru) the Covenant".
            rest = trimmed(tail)
            whole = f"{whole} {rest}".strip()
            last = clauses[-1]
            clauses[-1] = Clause(f"{last.text} {rest}".strip(), last.makers, last.start, last.end, last.behind)
            problems.append(f"the sentence goes on behind its makers: {_short(tail)}")
        else:
            behind = tail.strip()
            problems.append(f"text behind the makers was left out: {_short(tail)}")
    clauses = _with_common_end(text, clauses)
    makers = tuple(dict.fromkeys(maker for clause in clauses for maker in clause.makers))
    parts = tuple(_parts(clauses)) if len(clauses) > 1 else ()
    problems += _doubts(whole, text, parts)
    return Wording(whole, makers, parts, tuple(problems), behind, ", ".join(places))


def _doubts(whole: str, text: str, parts: tuple[Part, ...]) -> list[str]:
    """What shows that words are missing from a text or that those of another stand in it."""
    doubts: list[str] = []
    if not whole or not all(part.text for part in parts):
        doubts.append(f"makers without a text: {_short(text)}")
    if number := _NUMBER_INSIDE.search(whole):
        doubts.append(f"another number stands in its text: {_short(whole[number.start() :])}")
    for bracket in _BRACKETS.finditer(text):
        if (inside := named(bracket[1])).states and not inside.unknown:
            doubts.append(f"a state stands in brackets and was not taken for a maker: {bracket[0]}")
    if _AS_READ_OUT.search(text):
        doubts.append(f"a footnote may stand in its text: {_short(text)}")
    if maybe := may_refer(whole):
        doubts.append(f"its text ends with what may be a reference to the dialogue: {maybe}")
    return doubts


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) < 160 else f"{text[:100]} ... {text[-50:]}"


def _clauses(text: str, spans: list[Span], problems: list[str], places: list[str]) -> list[Clause]:
    """The clauses of a text: a parenthesis that names states ends one; several side by side are one list.

    References beside the makers are put into *places*.
    """
    found: list[Clause] = []
    start = 0
    for index, span in enumerate(spans):
        beside = bool(found and _BETWEEN.fullmatch(text[found[-1].behind : span.start]))
        if beside and (place := reference(span.inner)):
            places.append(place)
            found[-1] = replace(found[-1], behind=span.end)
            start = span.end
            continue
        inner, among = among_makers(span.inner) if len(span.inner) < _LONGEST else ("", [])
        makers = named(inner)
        if not _names_makers(text, span, makers, last=index == len(spans) - 1):
            continue
        problems += [f"unknown maker {name!r}: {_short(text)}" for name in makers.unknown]
        places += among
        if beside:
            last = found[-1]
            both = tuple(dict.fromkeys((*last.makers, *makers.states)))
            found[-1] = Clause(last.text, both, last.start, last.end, span.end)
        else:
            words, seen = before_makers(_BEFORE.sub("", text[start : span.start]))
            places += seen
            words = trimmed(words)
            found.append(Clause(words, makers.states, start, span.start, span.end))
        start = span.end
    return found


def _names_makers(text: str, span: Span, makers: Named, last: bool) -> bool:
    """Whether a parenthesis names makers: states alone; at a clause's end also with names that are unknown.

    Unknown names alone are taken for makers at the end of the whole, or where they are near a known one.
    """
    if not makers.unknown:
        return bool(makers.states)
    if not _BOUNDARY.match(text, span.end):
        return False
    if makers.states:
        return True
    behind = last and bool(_END.fullmatch(text, span.end))
    near = bool(close(span.inner)) or bool(_OTHERS.fullmatch(span.inner.strip()))
    return _like_names(span.inner) and (behind or near)


def _like_names(inner: str) -> bool:
    """Whether words could be names of states: capitals, no digits, not one abbreviation."""
    return bool(re.fullmatch(r"(?:the )?[A-Z][^\d:]*", inner)) and not re.fullmatch(r"[A-Z][A-Z\-]+", inner)


def _with_common_end(text: str, clauses: list[Clause]) -> list[Clause]:
    """Clauses that share their end get it each: ``sign (A)/ratify (B) the Covenant (A, B)`` is two, not three.

    The shared end has no words of its own maker: it follows a parenthesis directly, and names again
    just the makers of the alternatives that ``/`` joins.
    """
    found: list[Clause] = []
    group: list[Clause] = []
    for clause in clauses:
        between = text[group[-1].behind : clause.end] if group else ""
        everyone = {maker for member in group for maker in member.makers}
        if len(group) > 1 and re.match(r"\s+[a-z]", between) and set(clause.makers) == everyone:
            found = found[: len(found) - len(group)]
            found += [
                Clause(f"{member.text} {clause.text}", member.makers, member.start, clause.end, clause.behind)
                for member in group
            ]
            group = []
            continue
        group = [*group, clause] if group and between.lstrip().startswith("/") else [clause]
        found.append(clause)
    return found


def _parts(clauses: list[Clause]) -> list[Part]:
    """Parts labelled by their letters where the clauses have letters in their order, else by numbers."""
    parts: list[Part] = []
    letter = "a"
    for number, clause in enumerate(clauses, start=1):
        label, text = str(number), clause.text
        if (mark := _MARK.match(text)) and mark[1] >= letter and len(mark[1]) == 1:
            label, text = mark[1], text[mark.end() :]
            letter = chr(ord(mark[1]) + 1)
        parts.append(Part(label, text.strip(), clause.makers))
    return parts
