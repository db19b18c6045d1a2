"""A decision of the Human Rights Council that adopts the outcome of a review.

A file may hold several decisions, one after the other; each is one Outcome with its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from uprgraph import names
from uprgraph.errors import UnknownName
from uprgraph.papers import Paper
from uprgraph.records import Outcome
from uprgraph.sources import un_documents
from uprgraph.sources.rows import Reading
from uprgraph.sources.un_documents import SOURCE, identity

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "identity", "read", "recognises"]

READS = Paper
KIND = "Outcome decision"
SCHEME = "upr-info"

_TITLE = re.compile(
    r"(?:^|\s)(\d{1,3}/\d{1,3})\.?\s+Outcome\s+of\s+the\s+universal\s+periodic\s+review:?\s+", re.IGNORECASE
)
_STATE_ENDS = re.compile(r"\s*(?:\*|\bThe\s+Human\s+Rights\s+Council\b)")
_DAY = r"(\d{1,2}\s+[A-Z][a-z]+\s+\d{4})"
_MEETING = re.compile(rf"\b\d{{1,3}}\s?(?:st|nd|rd|th)\s+(?:\([^)]*\)\s+)?meeting\W+{_DAY}", re.IGNORECASE)
_ADOPTED = re.compile(
    rf"(?:decision\s+adopted\s+by\s+the\s+human\s+rights\s+council\s+on|adopted\s+on)\s+{_DAY}", re.IGNORECASE
)
_VOTE = re.compile(r"\[?\s*adopted\s+(without\s+a\s+vote|by\s+consensus|by\s+a\s+recorded\s+vote)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    """The number and text of one decision: ``59/112``, from its title to the next."""

    number: str
    state: str
    text: str
    before: str


def recognises(paper: Paper) -> bool:
    return un_documents.cover(paper).kind == "decision"


def read(paper: Paper, reading: Reading) -> Iterator[object]:
    """Each decision's document, its Outcome, and the report and addendum that it names.

    Raises NotReadable where no review is known that the decision may be about.
    """
    cover = un_documents.cover(paper)
    found = list(decisions(paper))
    if not found:
        reading.report.problems.append("the number and title of the decision were not found")
    for decision in found:
        symbol = f"A/HRC/DEC/{decision.number}"
        if len(found) > 1:
            yield from _records(paper, decision, symbol, None, reading)
            continue
        if un_documents.base_symbol(cover.symbol or "") == symbol:
            symbol = cover.symbol or symbol
        else:
            reading.report.problems.append(f"the cover says {cover.symbol}, the title {decision.number}")
        reading.report.symbol = symbol
        yield from _records(paper, decision, symbol, cover.issued, reading)
        reading.report.review = next(iter(reading.report.reviews), None)


def decisions(paper: Paper) -> Iterator[Decision]:
    """The decisions in a document, in its order."""
    notes = " ".join(f"{note.text}" for note in paper.notes)
    text = " ".join(" ".join(line.text for line in paper.lines).split())
    titles = list(_TITLE.finditer(text))
    for index, title in enumerate(titles):
        end = titles[index + 1].start() if index + 1 < len(titles) else len(text)
        part = text[title.end() : end]
        whole = f"{part} {notes}" if len(titles) == 1 else part
        yield Decision(title[1], _STATE_ENDS.split(part)[0].strip(), whole, text[: titles[0].start()])


def _records(paper: Paper, decision: Decision, symbol: str, issued: str | None, reading: Reading) -> Iterator[object]:
    problems = reading.report.problems
    try:
        state = names.iso3(decision.state)
    except UnknownName as error:
        problems.append(f"{decision.number}: {error}")
        return
    named = {found[0] for found in un_documents.ANY.finditer(decision.text)}
    session = un_documents.council_session(symbol)
    of_report = _report(named, state, session)
    review, minted = un_documents.known_review(paper, state, session, of_report)
    without_vote = _without_vote(decision.text)
    day = _day(decision)
    if without_vote is None:
        problems.append(f"{decision.number}: it does not say whether it was adopted without a vote")
    if day is None:
        problems.append(f"{decision.number}: the day of its adoption was not found")
    problems += un_documents.doubts(review)
    yield from minted
    yield from un_documents.documents("OutcomeDecision", review.id, symbol, issued)
    yield Outcome(review.id, symbol, session, day, without_vote)
    reading.report.rows += 1
    reading.report.reviews.add(review.id)
    known = review.report_symbol
    if of_report is None or (known and un_documents.base_symbol(of_report) != known):
        problems.append(
            f"{decision.number}: it does not name {known or 'one report'}, the report of review {review.id}"
        )
        return
    yield un_documents.document("WorkingGroupReport", review.id, of_report)
    for one in sorted(named):
        if un_documents.base_symbol(one).startswith(f"{un_documents.base_symbol(of_report)}/Add."):
            yield un_documents.document("Addendum", review.id, one)


def _report(named: set[str], state: str, session: int) -> str | None:
    """The report that a decision names: the one of the calendar, else the only one that may be of a review."""
    listed = [one for one in sorted(named) if un_documents.review_of_report(state, one)]
    if listed:
        return listed[-1]
    found = [
        one
        for one in named
        if un_documents.REPORT.fullmatch(un_documents.base_symbol(one))
        and not un_documents.COUNCIL_REPORT.fullmatch(one)
        and 0 <= session - un_documents.council_session(one) <= un_documents.LATE
    ]
    return max(found) if len(set(map(un_documents.base_symbol, found))) == 1 else None


def _day(decision: Decision) -> str | None:
    """The day of the meeting at its foot, else the one in the heading; None where they differ."""
    foot, head = _MEETING.search(decision.text), _ADOPTED.search(decision.before)
    days = {un_documents.date(found[1]) for found in (foot, head) if found} - {None}
    return days.pop() if len(days) == 1 else None


def _without_vote(text: str) -> bool | None:
    said = {not found[1].casefold().startswith("by a recorded") for found in _VOTE.finditer(text)}
    return said.pop() if len(said) == 1 else None
