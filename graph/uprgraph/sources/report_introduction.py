"""What paragraphs 1 to 4 and the dialogue's opening say of the review itself: when, who, on which documents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from uprgraph.papers import Note
from uprgraph.sources.report_body import Body
from uprgraph.sources.report_makers import Named, named
from uprgraph.sources.un_documents import date, ordinal

_LONGEST = 6000
"""Letters of a paragraph that are read; one that is longer has swallowed others."""
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{4}"
_ORDINAL = r"[a-z]+(?:[- ][a-z]+)?|\d{1,2}\s?(?:st|nd|rd|th)?"
SESSION = re.compile(
    rf"held its (?P<session>{_ORDINAL}) session,? (?:in [A-Z]\w+,? )?(?:from )?"
    rf"(?P<from>\d{{1,2}}(?: [A-Z][a-z]+)?(?: \d{{4}})?) (?:to|until|-|–) (?P<to>{_DAY})",
)
HELD = re.compile(
    rf"review of (?P<state>.{{3,90}}?) was held at the (?P<meeting>{_ORDINAL})(?: and \w+)? meetings?,?"
    rf"(?: held)? on (?P<date>{_DAY})"
)
HEADED = re.compile(
    r"delegations? of .{3,90}? (?:was|were|had been) (?:headed|led)(?: jointly)? by (?P<head>.+?)"
    r"(?:,? and (?:was )?(?:composed|comprised)\b.*?)?\.?\s*"
    r"(?=For the composition|At its|At the \w+ meeting|The Working Group|$)"
)
ADOPTED = re.compile(
    rf"At (?:its|the) (?:(?:{_ORDINAL}) )?meeting,?(?: held)?(?: on)? (?P<date>{_DAY}),? the Working Group adopted"
)
SELECTED = re.compile(rf"On (?P<date>{_DAY}),? the (?:Human Rights )?Council selected")
TROIKA = re.compile(r"to facilitate the review of .{3,90}?:\s*(?P<states>[^:]+?)\.?\s*$")
QUESTIONS = re.compile(
    r"(?:lists? of )?questions? (?:was |were |had been )?(?:prepared|submitted|received)(?: in writing)? in advance by "
    r"(?P<states>.+?),?\s+(?:and )?(?:was|were|had been|has been|have been) (?:transmitted|forwarded|conveyed|sent)\b"
)
NO_QUESTIONS = re.compile(r"(?i)\bno (?:list of )?(?:advance )?questions\b")
DELEGATIONS = re.compile(
    r"(?P<before>\d{1,3}) (?:delegations|States) (?:made|delivered|took)|"
    r"(?:statements were (?:made|delivered)|interventions were made) by (?P<behind>\d{1,3}) (?:delegations|States)"
)
DOCUMENT = re.compile(r"A/HRC/WG\.6/\d{1,2}/[A-Z]{3}/(?P<kind>[123])(?:/(?:Add|Corr|Rev)\.\d)*")
KINDS = {"1": "NationalReport", "2": "Compilation", "3": "StakeholderSummary"}


@dataclass(slots=True)
class Introduction:
    """The facts of a report's introduction, None or empty where it does not say them."""

    state: str | None = None
    """The State under review as the report names it."""
    session: int | None = None
    session_end: str | None = None
    meeting: int | None = None
    date: str | None = None
    head_of_delegation: str | None = None
    adopted: str | None = None
    troika_selected: str | None = None
    troika: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    """(class of the document, symbol)."""
    advance_questions: tuple[str, ...] = ()
    delegations: int | None = None
    problems: list[str] = field(default_factory=list)


def introduction(body: Body, notes: list[Note]) -> Introduction:
    """Reads the introduction; what is not found is a problem, in words that name the paragraph."""
    found = Introduction()
    text = " ".join(p.text[:_LONGEST] for p in body.paragraphs if p.section == "introduction" and p.number)
    first, second, fourth = (_paragraph(body, number) for number in (1, 2, 4))
    if meant := SESSION.search(first):
        found.session = ordinal(meant["session"])
        found.session_end = _day(meant["to"])
    if meant := HELD.search(first):
        found.state = meant["state"]
        found.meeting = ordinal(meant["meeting"])
        found.date = _day(meant["date"])
    if meant := HEADED.search(first):
        found.head_of_delegation = meant["head"].strip(" ,.;")
    if meant := ADOPTED.search(first):
        found.adopted = _day(meant["date"])
    if meant := SELECTED.search(second):
        found.troika_selected = _day(meant["date"])
    if meant := TROIKA.search(second):
        found.troika = _states(meant["states"], 2, found)
    found.documents = _documents(text, notes)
    if meant := QUESTIONS.search(fourth):
        found.advance_questions = _states(meant["states"], 4, found)
    found.delegations = _delegations(body)
    _tell_missing(found, fourth)
    return found


def _paragraph(body: Body, number: int) -> str:
    paragraph = body.numbered(number)
    return paragraph.text[:_LONGEST] if paragraph else ""


def _day(text: str) -> str | None:
    return date(re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text))


def _states(text: str, paragraph: int, found: Introduction) -> tuple[str, ...]:
    states: Named = named(text)
    found.problems += [f"paragraph {paragraph}: unknown state {name!r}" for name in states.unknown]
    return states.states


def _documents(text: str, notes: list[Note]) -> tuple[tuple[str, str], ...]:
    """Symbols in the order of the text, or of the notes where the text gives them there."""
    places = [text, *(note.text for note in notes)]
    pairs = [(KINDS[found["kind"]], found[0]) for place in places for found in DOCUMENT.finditer(place)]
    return tuple(dict.fromkeys(pairs))


def _delegations(body: Body) -> int | None:
    """The number in the first paragraph of the dialogue that says how many delegations spoke."""
    for paragraph in body.paragraphs:
        if paragraph.section == "dialogue" and (found := DELEGATIONS.search(paragraph.text[:_LONGEST])):
            return int(found["before"] or found["behind"])
    return None


def _tell_missing(found: Introduction, fourth: str) -> None:
    for paragraph, name, value in (
        (1, "session", found.session),
        (1, "date of the session", found.session_end),
        (1, "meeting", found.meeting),
        (1, "date of the review", found.date),
        (1, "head of the delegation", found.head_of_delegation),
        (1, "adoption by the Working Group", found.adopted),
        (2, "date of the troika's selection", found.troika_selected),
        (2, "troika", found.troika),
        (3, "documents", found.documents),
        (4, "questions in advance", found.advance_questions or NO_QUESTIONS.search(fourth)),
    ):
        if not value:
            found.problems.append(f"paragraph {paragraph}: {name} not found")
    if found.delegations is None:
        found.problems.append("dialogue: the number of delegations was not found")
