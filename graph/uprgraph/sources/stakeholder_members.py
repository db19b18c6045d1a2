"""The members of a joint submission, as the endnote prints them in one run -> one by one, where that is certain.

Semicolons part members. Commas and "and" stand within names as well ("Women, Peace and Security"), so
they part members only where each piece is an organisation by its own words, or where the seat of the
one before has just been named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from uprgraph.sources.stakeholder_names import (
    NOWHERE,
    Place,
    country,
    only_place,
    says_kind,
    split_place,
    without_marks,
)

_SUBMITTED = re.compile(r"(?i)^.*?\bsubmitted\s+(?:jointly\s+)?by\s*:?\s*")
_JOINT = re.compile(r"(?i)^\(?joint\s+(?:submission|contribution)\s*(?:no\.?\s*)?\d*\)?\s*[:,–—-]*\s*")
_NAMELY = re.compile(
    r"(?i)^.*?(?:,\s*namely|\bnamely|\bconsisting\s+of|\bcomposed\s+of|\bcomprising(?:\s+of)?|\bmembers?\s*:)\s*:?\s*"
)
_AND = re.compile(r"^(?:and|as\s+well\s+as|&)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation in a joint submission: its name as printed, acronym and seat where they are given."""

    name: str
    acronym: str | None
    place: Place


def members_text(text: str) -> str:
    """The run of members in the entry of a joint submission, without its "submitted by".

    >>> members_text("Joint submission 2 submitted by: Forum A; and Forum B, Lima (Peru)")
    'Forum A; and Forum B, Lima (Peru)'
    """
    text = without_marks(text)
    text = _SUBMITTED.sub("", text, count=1) if _SUBMITTED.match(text) else _JOINT.sub("", text, count=1)
    return _NAMELY.sub("", text, count=1).strip(" .;,:")


def members(text: str) -> tuple[Member, ...] | None:
    """The members in a run of them, or None where it is not certain where one ends.

    >>> [one.name for one in members("Forum A; Institute B (IB) and the Centre C, Lima (Peru)")]
    ['Forum A', 'Institute B', 'Centre C']
    >>> members("Women, Peace and Security") is None
    True
    """
    pieces = [piece for piece in (part.strip(" ,.") for part in split_outside(text, ";")) if piece]
    named = [piece for piece in pieces if only_place(_AND.sub("", piece)) is None]
    found: list[Member] = []
    for piece in pieces:
        bare = _AND.sub("", piece)
        if (place := only_place(bare)) is not None:
            if found:
                found[-1] = Member(found[-1].name, found[-1].acronym, place)
            continue
        inner = _in_piece(bare, alone=len(named) > 1, closes=piece == named[-1] == bare)
        if inner is None:
            return None
        found += inner
    return tuple(found) if len(found) > 1 else None


def split_outside(text: str, sign: str) -> list[str]:
    """*text* parted at *sign* where it stands in no parenthesis."""
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif letter == sign and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _in_piece(text: str, alone: bool, closes: bool) -> list[Member] | None:
    """The members in a piece between semicolons.

    *alone* says that the piece may be a single one, *closes* that an "and" within it may close the list.
    """
    runs = _at_places(text)
    found: list[Member] = []
    for index, (name, place) in enumerate(runs):
        last = index == len(runs) - 1
        # Every seat ends an organisation.
        inner = _names(name, alone or len(runs) > 1, closes and last)
        if inner is None:
            return None
        found += [*(_member(one) for one in inner[:-1]), _member(inner[-1], place)]
    return found


def _at_places(text: str) -> list[tuple[str, Place]]:
    """(names, seat) for each seat in *text*: ``A, Lima (Peru), B, Quito (Ecuador)``."""
    parts = [part.strip() for part in split_outside(text, ",")]
    runs: list[tuple[str, Place]] = []
    held: list[str] = []
    for part in parts:
        part = _AND.sub("", part) if not held else part
        held.append(part)
        if not part.endswith(")") and country(part) is None:
            continue
        name, place = split_place(", ".join(held))
        if place.country and name:
            runs.append((name, place))
            held = []
    if held:
        runs.append((", ".join(held), NOWHERE))
    return runs


def _names(text: str, alone: bool, closes: bool) -> list[str] | None:
    """The names in a run without seats; None where it is not certain how many they are."""
    parts = [part.strip() for part in split_outside(text, ",")]
    pieces = [_AND.sub("", part) for part in parts]
    if len(pieces) == 1:
        return _parted_by_and(text, must=not alone, closes=closes)
    if not all(map(_is_organisation, pieces)):
        return [text] if alone and sum(map(_is_organisation, pieces)) < 2 else None
    found: list[str] = []
    for part, piece in zip(parts, pieces, strict=True):
        may_close = piece is pieces[-1] and part == piece
        parted = _parted_by_and(piece, must=False, closes=may_close)
        if parted is None or (len(parted) == 1 and not may_close and _joins(piece)):
            return None
        found += parted
    return found


def _parted_by_and(text: str, must: bool, closes: bool) -> list[str] | None:
    """One name, or several joined by "and".

    *must* says that one alone cannot be (a joint submission has two), *closes* that an "and" may close a list.
    """
    joins = _joins(text)
    certain = [match for match in joins if _parts_members(text, match)]
    if not certain and must:
        if len(joins) != 1:
            return None
        certain = joins
    if not certain and closes and joins:
        certain = [match for match in joins if says_kind(text[: match.start()].split()[-1])]
        if len(joins) != 1 or len(certain) != 1:
            return None
    found, start = [], 0
    for match in certain:
        found.append(text[start : match.start()])
        start = match.end()
    return [*found, text[start:]]


def _joins(text: str) -> list[re.Match[str]]:
    """Each "and" with the words of an organisation on both sides."""
    ands = [match for match in re.finditer(r"\s+and\s+", text) if not _inside(text, match.start())]
    edges = [0, *(match.end() for match in ands)], [*(match.start() for match in ands), len(text)]
    says = [_is_organisation(text[start:end]) for start, end in zip(*edges, strict=True)]
    if not any(says):
        return []
    first, last = says.index(True), len(says) - 1 - says[::-1].index(True)
    return [match for index, match in enumerate(ands) if first <= index < last]


def _parts_members(text: str, match: re.Match[str]) -> bool:
    """Whether an "and" stands between two organisations for certain: after a closed name, or between two articles."""
    before, after = text[: match.start()], text[match.end() :]
    if before.endswith(")") and _is_organisation(after):
        return True
    articles = re.match(r"(?i)the\s", text) and re.match(r"the\s", after)
    return bool(articles and _is_organisation(before) and _is_organisation(after))


def _inside(text: str, at: int) -> bool:
    return text[:at].count("(") > text[:at].count(")")


def _is_organisation(text: str) -> bool:
    """Whether a piece is an organisation by its own words: it says its kind, or gives its acronym."""
    plain = re.sub(r"\([^()]*\)", " ", text)
    return says_kind(plain) or bool(re.search(r"\((?:[A-Z][\w&.-]*[A-Z][\w&.-]*)\)\s*$", text))


def _member(text: str, place: Place = NOWHERE) -> Member:
    name = re.sub(r"^The\s+|^the\s+", "", _AND.sub("", text.strip(" .;,")))
    acronym = re.search(r"\s*\(([A-Z][\w&./-]*[A-Z][\w&./-]*)\)\s*$", name)
    if acronym:
        return Member(name[: acronym.start()].strip(), acronym[1], place)
    note = re.search(r"\s*\([^()]*\)\s*$", name)
    return Member(name[: note.start()].strip() if note and note.start() else name, None, place)
