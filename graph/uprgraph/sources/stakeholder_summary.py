"""A summary of stakeholders' submissions (…/3): who handed in what for a review, from its endnote.

A joint submission is one submission, whatever the number of its members; where its members cannot be
told apart for certain they are not known, and its title keeps them as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from uprgraph import schedule
from uprgraph.errors import NotReadable
from uprgraph.namespaces import slug
from uprgraph.papers import Paper
from uprgraph.records import Figure, Stakeholder, Submission
from uprgraph.sources import stakeholder_members, stakeholder_names, un_documents
from uprgraph.sources.rows import Reading
from uprgraph.sources.stakeholder_list import Entry, contributors, listing
from uprgraph.sources.un_documents import SOURCE, identity

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "identity", "read", "recognises"]

READS = Paper
KIND = "Summary of stakeholders' submissions"
SCHEME = "upr-info"
CLASSES = {
    "individual": "CivilSocietyOrganisation",
    "joint": "CivilSocietyOrganisation",
    "nhri": "NationalHumanRightsInstitution",
    "regional": "RegionalBody",
}
_INSTITUTION = re.compile(
    r"(?i)\bombuds|\bnational human rights (?:commission|institution|council|committee)\b|"
    r"\bhuman rights commission(?:er)?\b|\bdefensor[ií]a\b|\bpublic defender\b"
)
"""Names under which it is not plain whether a civil organisation or an institution of the State is meant."""
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TOTAL = re.compile(
    rf"(?i)summary\s+of\s+(\d{{1,3}}|{'|'.join(_WORDS)})\s+stakeholders?\s*['’]?\s*(?:s['’]?)?\s*submissions?"
)


def recognises(paper: Paper) -> bool:
    return un_documents.cover(paper).kind == "summary"


def read(paper: Paper, reading: Reading) -> Iterator[object]:
    """The document, the number of submissions it states, stakeholders and submissions.

    Raises NotReadable where the symbol names no State or no session that there is.
    """
    cover = un_documents.cover(paper)
    session = int((un_documents.SUMMARY.match(cover.symbol or "") or [0, 0])[1])
    if cover.symbol is None or cover.state is None or session not in schedule.sessions():
        raise NotReadable(f"{paper.path}: there is no State or no session of the Working Group for {cover.symbol}")
    review, minted = un_documents.review_in(cover.state, session)
    report = reading.report
    report.review, report.symbol = review.id, cover.symbol
    report.problems += un_documents.doubts(review)
    yield from minted
    yield from un_documents.documents("StakeholderSummary", review.id, cover.symbol, cover.issued)
    text = listing(paper)
    if text is None:
        report.problems.append("no endnote was found that lists the stakeholders")
        return
    found = contributors(text)
    report.problems += found.problems
    report.layout = "acronyms in a column" if found.columns else "acronyms in the text"
    for entry in found.entries:
        report.rows += 1
        yield from _records(entry, review.id, review.state, cover.symbol, reading)
    yield from _total(paper, review.id, cover.symbol, len(found.entries), reading)


def _records(entry: Entry, review: str, state: str, document: str, reading: Reading) -> Iterator[object]:
    if entry.section == "joint":
        yield from _joint(entry, review, state, document, reading)
        return
    name, place = stakeholder_names.split_place(entry.text)
    if entry.section == "regional" and place is stakeholder_names.NOWHERE:
        start, rest = stakeholder_names.known_start(name, entry.label)
        if start:
            name, entry.attachments = start, [*filter(None, [rest]), *entry.attachments]
    stakeholder = _stakeholder(name, entry.label, place, CLASSES[entry.section], state)
    yield from reading.once(stakeholder)
    label = entry.label or stakeholder.name
    kind = "individual" if entry.section == "individual" else "other"
    yield Submission(
        review, label, kind, stakeholder.name, (stakeholder.id,), document, attachments=tuple(entry.attachments)
    )


def _joint(entry: Entry, review: str, state: str, document: str, reading: Reading) -> Iterator[object]:
    label = f"JS{entry.number}"
    acronym = re.sub(r"JS\s?-?\s?\d+|[/()]|^[\s–-]+|[\s–-]+$", "", entry.label or "").strip() or None
    printed = stakeholder_members.members_text(entry.text)
    members = stakeholder_members.members(printed)
    ids: list[str] = []
    for member in members or ():
        stakeholder = _stakeholder(member.name, member.acronym, member.place, CLASSES["joint"], state)
        yield from reading.once(stakeholder)
        if stakeholder.id not in ids:
            ids.append(stakeholder.id)
    title = f"Joint submission {entry.number}"
    if members is None:
        title += f", submitted by: {printed}"
        reading.report.problems.append(f"{label}: its members cannot be told apart for certain: {printed[:200]}")
    yield Submission(review, label, "joint", title, tuple(ids), document, acronym)


def _stakeholder(name: str, acronym: str | None, place: stakeholder_names.Place, kind: str, state: str) -> Stakeholder:
    if kind == CLASSES["joint"] and _INSTITUTION.search(name):
        kind = "Organisation"
    kind = stakeholder_names.kind(name, acronym) or kind
    seat = state if kind == "NationalHumanRightsInstitution" else place.country or state
    return Stakeholder(
        stakeholder_names.identity(name, acronym, seat),
        stakeholder_names.shown(name, acronym),
        kind,
        acronym,
        place.city,
        place.country,
    )


def _total(paper: Paper, review: str, document: str, listed: int, reading: Reading) -> Iterator[object]:
    """The number of submissions that the summary states, compared with those listed."""
    text = " ".join(" ".join(line.text for line in paper.lines[:120]).split())
    found = _TOTAL.search(text)
    if found is None:
        return
    said = found[1].casefold()
    stated = int(said) if said.isdecimal() else _WORDS.index(said) + 1
    yield Figure(
        f"{review}/submissions-{slug(document)}",
        f"document/{slug(document)}",
        "submissions",
        stated,
        "submissions",
        "exact",
        (document,),
    )
    if stated != listed:
        reading.report.problems.append(f"the summary states {stated} submissions and lists {listed}")
