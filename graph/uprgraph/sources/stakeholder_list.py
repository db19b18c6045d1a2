"""The endnote of a stakeholders' summary -> who contributed: label, what is printed, in which section.

Entries end with a semicolon. Where the paper keeps the column of acronyms apart, a tab stands behind
the acronym; a summary that lacks it is read by the acronym's letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from uprgraph.papers import Line, Paper
from uprgraph.sources.stakeholder_members import split_outside
from uprgraph.sources.stakeholder_names import country, only_place, split_place

LISTING = re.compile(
    r"(?i)stakeholders?\s+listed\s+below\s+(?:have\s+|has\s+)?(?:contributed|provided|submitted)|"
    r"contributed\s+information\s+for\s+(?:this|the)\s+summary"
)
_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("joint", re.compile(r"Joint\s+submissions?\s*:|Joint\s+submissions(?=\s)")),
    ("individual", re.compile(r"Individual\s+(?:submissions?|contributions?)\s*:?")),
    (
        "nhri",
        re.compile(r"National\s+[Hh]uman\s+[Rr]ights\s+[Ii]nstitutions?\s*(?:\(s\))?\s*(?::|(?=\s+[A-Z][^\s]*\t))"),
    ),
    ("regional", re.compile(r"Regional\s+(?:[Ii]nter-?governmental\s+)?[Oo]rgani[sz]ations?\s*(?:\(s\))?\s*:?")),
    (
        "individual",
        re.compile(
            r"(?:Civil\s+[Ss]ociety(?:\s+[Oo]rgani[sz]ations?)?|Other\s+stakeholders)\s*:?(?=\s+(?:Individual|Joint|\S+\t|[A-Z0-9]))"
        ),
    ),
)
_LABEL = r"[A-Z0-9ÀÉ][\w&./’'+:-]{0,40}(?: [\w&./’'+:-]{1,40}){0,2}"
_TABBED = re.compile(rf"\s*({_LABEL})\s*\t\s*(.+)", re.DOTALL)
_JS = re.compile(
    r"(?:(?<=[;.)\]:])|(?<=\s)|^)\s*((?:[A-Z][\w&.’'-]*(?:\s[\w&.’'-]+)?\s?[/–-]\s?)?JS\s?-?\s?(\d{1,3})(?:\s?[/–-]\s?[A-Z][\w&.’'-]*)?)"
    r"(?:\s*\(([A-Z][\w&.’'-]*)\))?[*]*\s*(?:\t|[:–—-]\s*|\s)\s*(?=joint\b|[A-Z“\"(])"
)
_ACRONYM = re.compile(
    r"\s*((?=[\w&./’'+-]{0,24}?[A-Z0-9][\w&./’'+-]{0,24}?[A-Z])[A-Z0-9][\w&./’'+-]{1,24})[*]*\s+(?=[A-Z“\"])(.+)",
    re.DOTALL,
)
_TABBED_ACRONYM = re.compile(r"[A-Z][\w&./’'+-]{0,24}?[A-Z][\w&./’'+-]{0,24}[*]{0,3}\t[A-Z“\"]")
_BEFORE_ACRONYM = re.compile(r"\s+(?=[A-Z][\w&./’'+-]{0,24}?[A-Z][\w&./’'+-]{0,24}[*]{0,3}\t[A-Z“\"])")
_BEFORE_BODY = re.compile(r"(?<=[).])\s+(?=[A-Z][\w&/’'+-]{0,24}?[A-Z][\w&/’'+-]{0,24}\t)")
_RUN_TOGETHER = re.compile(r"[,(]\s*([A-Z][A-Za-z ]{2,40}?)[)*]*\s+[A-Z][A-Z&/-]+\s")
_OTHER_JOINT = re.compile(r"(?i)\b(?:JS|joint submission)\s?-?\s?(\d{1,3})\b")
_ATTACHMENTS = re.compile(r"\bAttachments?\s*(?:\(s\))?\s*:")
_NEXT_NOTE = re.compile(r"\s*(\d{1,3})\s+\S")


@dataclass(slots=True)
class Entry:
    """One contribution as printed: its section, label, text and attachments."""

    section: str
    """``individual``, ``joint``, ``nhri`` or ``regional``."""
    label: str | None
    text: str
    number: int | None = None
    """Of a joint submission: 3 of JS3."""
    attachments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Contributors:
    """The entries of an endnote, and what of it could not be read for certain."""

    entries: list[Entry]
    problems: list[str]
    columns: bool = False
    """Whether the acronyms stand in a column of their own."""


def listing(paper: Paper) -> str | None:
    """The text of the endnote that lists the stakeholders, tabs and line ends kept; None where no note does."""
    for note in paper.notes:
        if LISTING.search(note.text):
            printed = [line.text for line in note.lines] or [note.text]
            return _flat("\n".join([*printed, *(line.text for line in _left_over(paper, note.page))]))
    lines = paper.lines
    starts = [index for index in range(len(lines)) if LISTING.search(" ".join(_two(lines, index)))]
    if not starts:
        return None
    return _flat("\n".join(line.text for line in _whole_note(lines, starts[-1])))


def _two(lines: list[Line], index: int) -> list[str]:
    """A line and the next one, which may hold the second half of a sentence."""
    return [line.text for line in lines[index : index + 2]]


def _left_over(paper: Paper, page: int) -> list[Line]:
    """Lines of a note that runs over pages, as far as they count as body: all behind the heading of the notes."""
    lines = paper.lines
    heads = [index for index, line in enumerate(lines) if re.fullmatch(r"(?i)(?:end)?notes?", line.text.strip())]
    return [line for line in lines[heads[-1] + 1 :] if line.page > page] if heads else []


def _whole_note(lines: list[Line], start: int) -> Iterator[Line]:
    """The lines of a note from the one that begins it to that of the next number."""
    own = _NEXT_NOTE.match(lines[start].text)
    following = int(own[1]) + 1 if own else 2
    yield lines[start]
    for index in range(start + 1, len(lines)):
        found = _NEXT_NOTE.match(lines[index].text)
        later = _NEXT_NOTE.match(lines[index + 1].text) if found and index + 1 < len(lines) else None
        if found and int(found[1]) == following and (later is None or int(later[1]) in (following, following + 1)):
            return
        yield lines[index]


def _flat(text: str) -> str:
    return re.sub(r" *\n *", "\n", re.sub(r" *\t[ \t]*", "\t", re.sub(r" +", " ", text)))


def _with_ends(text: str, only_tabbed: bool = False) -> str:
    """*text* on one line, with a semicolon where a line begins an entry and the one before lacks it.

    A line begins an entry with an acronym before a tab, or with one after the country of the entry before.
    """
    made = ""
    for line in text.split("\n"):
        begins = _TABBED_ACRONYM.match(line) or (not only_tabbed and _ACRONYM.fullmatch(line) and _ends_in_place(made))
        made += ("; " if begins and made and made.rstrip()[-1:] not in ";:" else " ") + line
    return made.strip() if "\n" in text else _BEFORE_ACRONYM.sub("; ", text)


def _ends_in_place(text: str) -> bool:
    return split_place(re.split(r"[;\t]", text)[-1])[1].country is not None


def contributors(text: str) -> Contributors:
    """Who is listed in an endnote."""
    tabbed = bool(re.search(rf"(?:^|[;:.)\n])\s*{_LABEL}\t[A-Z“\"]", text))
    found = Contributors([], [], tabbed)
    for section, part in _sections(text):
        if section == "regional":
            _bodies(part, tabbed, found)
        else:
            _organisations(section, part, tabbed, found)
    _check_numbers(found)
    return found


def _sections(text: str) -> Iterator[tuple[str, str]]:
    heads: list[tuple[int, int, str]] = []
    for section, pattern in _SECTIONS:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, _ in heads) and _stands_alone(
                text, match
            ):
                heads.append((match.start(), match.end(), section))
    heads.sort()
    for index, (_, end, section) in enumerate(heads):
        following = heads[index + 1][0] if index + 1 < len(heads) else len(text)
        if part := text[end:following].strip():
            yield section, part


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether the words of a heading follow an end: a name may hold them ("Office of the National Human ...")."""
    before = text[: match.start()].rstrip()
    if not before or before[-1] in ".;:)*" or re.search(r"(?i)civil\s+society$", before):
        return True
    return _ends_in_place(before)


def _organisations(section: str, part: str, tabbed: bool, found: Contributors) -> None:
    """Entries of a section; a joint submission goes from its label to the next one's, semicolons and all."""
    labels = list(_JS.finditer(part))
    at = 0
    for index, label in enumerate(labels):
        _single(section, part[at : label.start()], tabbed, found)
        end = labels[index + 1].start() if index + 1 < len(labels) else len(part)
        text, rest = _to_next_organisation(part[label.end() : end], section, tabbed, found)
        name = re.sub(r"\s*", "", label[1]) if " " not in label[1].strip() else label[1].strip()
        found.entries.append(Entry("joint", name + (f" ({label[3]})" if label[3] else ""), _plain(text), int(label[2])))
        _single(section, rest, tabbed, found)
        at = end
    _single(section, part[at:], tabbed, found)


def _to_next_organisation(text: str, section: str, tabbed: bool, found: Contributors) -> tuple[str, str]:
    """A joint submission's own text and what follows it, in lists that mix both kinds."""
    if section == "joint":
        return text, ""
    pieces = split_outside(_with_ends(text), ";")
    for index, piece in enumerate(pieces[1:], start=1):
        if tabbed and _TABBED.fullmatch(piece):
            return ";".join(pieces[:index]), ";".join(pieces[index:])
        if not tabbed and _ACRONYM.fullmatch(piece):
            found.problems.append(f"where a joint submission ends is not certain: {_plain(piece)[:100]}")
            return ";".join(pieces[:index]), ";".join(pieces[index:])
    return text, ""


def _single(section: str, part: str, tabbed: bool, found: Contributors) -> None:
    """Organisations between semicolons."""
    for piece in split_outside(_with_ends(part), ";"):
        piece = piece.strip(" .,")
        if not piece or re.fullmatch(r"(?i)(?:and|civil society:?)", piece):
            continue
        last = found.entries[-1] if found.entries else None
        if last and last.section == section and only_place(_plain(piece)):
            last.text += f", {_plain(piece)}"
            continue
        label, text = _labelled(piece, tabbed)
        if any(country(one[1]) for one in _RUN_TOGETHER.finditer(_plain(text))):
            found.problems.append(f"entries that cannot be told apart: {_plain(piece)[:200]}")
            continue
        if section == "joint":
            found.problems.append(f"a joint submission without a number such as JS1: {_plain(piece)[:120]}")
            continue
        if label is None:
            found.problems.append(f"an entry without an acronym: {_plain(piece)[:120]}")
            if not split_place(_plain(piece))[1].country:
                continue
        found.entries.append(Entry(section, label, _plain(text)))


def _labelled(piece: str, tabbed: bool) -> tuple[str | None, str]:
    """An entry's acronym and the rest of it."""
    if match := _TABBED.fullmatch(piece):
        return match[1].rstrip(":*"), match[2]
    words = _plain(piece).split()
    for length in (1, 2, 3):
        # "Broken Chalk The Broken Chalk": a label that is the name itself.
        label, rest = " ".join(words[:length]), " ".join(words[length:])
        if length < len(words) and re.match(rf"(?:The\s+)?{re.escape(label)}\b", rest):
            return label, rest
    if match := _ACRONYM.fullmatch(piece):
        return match[1], match[2]
    return None, piece


def _bodies(part: str, tabbed: bool, found: Contributors) -> None:
    """Regional bodies with their attachments, which follow them until the next body."""
    current: Entry | None = None
    for piece in split_outside(_BEFORE_BODY.sub("; ", _with_ends(part, only_tabbed=True)), ";"):
        head, *attached = _ATTACHMENTS.split(piece)
        head = head.strip(" .,")
        label, text = _labelled(head, tabbed) if head and not head.startswith("(") else (None, head)
        if label and _is_acronym(label) and (current is None or _is_body(head, text)):
            current = Entry("regional", label, _plain(text))
            found.entries.append(current)
        elif current is not None and head:
            _attach(current, _plain(head))
        elif head:
            found.problems.append(f"a regional body without an acronym: {_plain(head)[:120]}")
        if current is not None:
            current.attachments += [text for text in map(_plain, attached) if text]


def _attach(body: Entry, text: str) -> None:
    """An attachment as printed; what begins in lower case goes on with the one before."""
    if text[:1].islower() and body.attachments:
        body.attachments[-1] += f"; {text}"
    else:
        body.attachments.append(text)


def _is_body(head: str, text: str) -> bool:
    return bool(_TABBED.fullmatch(head)) or split_place(_plain(text))[1].country is not None


def _is_acronym(label: str) -> bool:
    return sum(letter.isupper() for letter in label) >= 2 and " " not in label


def _check_numbers(found: Contributors) -> None:
    for entry in found.entries:
        others = {int(number) for number in _OTHER_JOINT.findall(entry.text)} - {entry.number}
        if others:
            found.problems.append(f"{entry.label}: another joint submission stands in it: {entry.text[:200]}")
    numbers = [entry.number for entry in found.entries if entry.number is not None]
    if numbers and sorted(numbers) != list(range(1, len(numbers) + 1)):
        found.problems.append(f"the joint submissions are numbered {', '.join(map(str, numbers))}")


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" ;,.")
