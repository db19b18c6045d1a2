"""What a file is: kind, layout, rows, what it gives, which problems; without a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from uprgraph import records
from uprgraph.sources import Opened

LINES = 20
"""How many entries of a list the text shows."""
TOTALS = {
    "reportedTotal": "recommendations",
    "reportedAccepted": "accepted",
    "reportedNoted": "noted",
    "submissions": "submissions",
}
"""Measures of figures that a document states of its own contents -> their names in ``stated``."""


def inspect(path: Path) -> dict[str, Any]:
    """Kind, source, layout, rows, counts and problems of one file of any kind.

    ``recommendations`` counts numbered paragraphs and ``paragraphs`` are their numbers; ``records`` counts
    records, or how often a document names a maker, clause by clause; ``referred`` are recommendations that
    a report answers without a number. What a document tells of its review beside that has keys of its own:
    see ``_told``. A key that does not apply to the kind, or that the file leaves open, is left out. Raises
    NotReadable for a file that is of no known kind; a row that is wrong is a problem in the list, not an error.
    """
    file = Opened(path, skip_bad_rows=True)
    kinds = (records.Review, records.Document, records.Proceedings, records.Outcome, records.Figure)
    kept = [r for r in file.records() if isinstance(r, (*kinds, records.Submission, records.Stakeholder))]
    report = file.report
    found: dict[str, Any] = {
        "file": path.name,
        "kind": file.kind,
        "layout": report.layout,
        "symbol": report.symbol,
        "review": report.review,
        "source": file.source.name,
        "encoding": file.content.encoding,
        "sha256": file.content.sha256,
        "rows": report.rows,
        "reviews": len(report.reviews),
        "recommendations": report.recommendations,
        "paragraphs": report.paragraphs if report.review else None,
        "referred": report.referred,
        "records": report.records,
        "responses": dict(sorted(report.responses.items())),
        "positions": _counts(report.positions, "accepted", "noted", "pending"),
        "submissions": _counts(report.submissions, "individual", "joint", "other"),
        "pledges": report.pledges,
    }
    applies = {key: value for key, value in found.items() if value not in (None, 0, [], {}) or key == "rows"}
    return (
        applies
        | (_told(kept, report.symbol) if report.review else {})
        | {
            "notes": [f"{message}: {count}" for message, count in sorted(report.warnings.items())],
            "problems": report.bad_rows + report.problems,
        }
    )


def _counts(counts: dict[str, int], *names: str) -> dict[str, int]:
    """All of *names* where one of them was met: none of a kind that the file could hold is a zero."""
    return {name: counts.get(name, 0) for name in names} if counts else {}


def _told(kept: list[Any], symbol: str | None) -> dict[str, Any]:
    """What a document tells of its review: session, meeting and days, delegations, outcome, totals, submitters.

    States are ISO3 codes. ``date`` is the day of the review, ``report_adopted`` that of the Working Group's
    adoption, ``outcome_adopted`` that of the Council's; ``stated`` are the totals that the document states
    of itself, to be compared with what was read.
    """
    told: dict[str, Any] = {}
    stated: dict[str, int] = {}
    names = {r.id: r for r in kept if isinstance(r, records.Stakeholder)}
    submitters = [_submitter(r, names) for r in kept if isinstance(r, records.Submission)]
    for record in kept:
        match record:
            case records.Document() if symbol and record.symbol == symbol:
                told["issued"] = record.issued
            case records.Review():
                told |= _calendar(record)
            case records.Proceedings():
                told["head_of_delegation"] = record.head_of_delegation
                told["advance_questions"] = list(record.advance_questions)
            case records.Outcome():
                told["council_session"] = record.council_session
                told["outcome_adopted"] = record.date
                told["without_vote"] = record.without_vote
            case records.Figure() if record.measure == "delegationCount":
                told["delegations"] = record.value
            case records.Figure() if record.measure in TOTALS and record.value is not None:
                stated[TOTALS[record.measure]] = record.value
    told |= {"stated": stated, "submitters": submitters}
    return {key: value for key, value in told.items() if value is not None and value != [] and value != {}}


def _calendar(review: records.Review) -> dict[str, Any]:
    return {
        "session": review.session,
        "meeting": review.meeting,
        "date": review.date,
        "troika": list(review.troika),
        "troika_selected": review.troika_selected,
        "report_adopted": review.adopted_by_working_group,
    }


def _submitter(submission: records.Submission, names: dict[str, records.Stakeholder]) -> dict[str, Any]:
    """One submission with its members as far as the document says who they are."""
    found = {
        "submission": submission.label,
        "acronym": submission.acronym,
        "kind": submission.kind,
        "members": [_member(names[key]) for key in submission.stakeholders if key in names],
    }
    return {key: value for key, value in found.items() if value is not None}


def _member(stakeholder: records.Stakeholder) -> dict[str, str]:
    known = {
        "name": stakeholder.name,
        "acronym": stakeholder.acronym,
        "city": stakeholder.city,
        "country": stakeholder.country,
    }
    return {key: value for key, value in known.items() if value is not None}


def lines(found: dict[str, Any]) -> list[str]:
    """What ``inspect`` gives, in lines to read: one for each key, and one for each entry of longer lists.

    >>> lines({"kind": "Working Group report", "paragraphs": ["118.1", "118.2", "118.3", "119.1"], "problems": []})
    ['kind: Working Group report', 'paragraphs: 118.1 to 118.3, 119.1', 'problems: none']
    """
    said = []
    for key, value in found.items():
        entries: list[str] = []
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif isinstance(value, dict):
            value = ", ".join(f"{count} {name}" for name, count in value.items())
        elif key in ("paragraphs", "referred"):
            value = ", ".join(ranges(value))
        elif key in ("troika", "advance_questions"):
            value = ", ".join(value)
        elif isinstance(value, list):
            entries = [_entry(one) for one in value]
            value = "" if entries else "none"
        said.append(f"{key}: {value}".rstrip())
        said += [f"  {entry}" for entry in entries[:LINES]]
        if len(entries) > LINES:
            said.append(f"  ... and {len(entries) - LINES} more (--format json has all)")
    return said


def _entry(one: Any) -> str:
    """A line of a list; a submission as its label, kind and members."""
    if not isinstance(one, dict):
        return str(one)
    members = "; ".join(
        f"{member['name']}{''.join(f', {member[key]}' for key in ('city', 'country') if key in member)}"
        for member in one["members"]
    )
    acronym = f", {one['acronym']}" if "acronym" in one else ""
    return f"{one['submission']} ({one['kind']}{acronym}): {members or 'members not known for certain'}"


def ranges(numbers: list[str]) -> list[str]:
    """Numbers that follow each other as one entry, each list of numbers in the order of its first.

    >>> ranges(["118.2", "118.1", "119.1", "118.3", "118.5", "64(a)"])
    ['118.1 to 118.3', '118.5', '119.1', '64(a)']
    """
    lists: dict[str, list[int]] = {}
    others = []
    for number in dict.fromkeys(numbers):
        paragraph, dot, last = number.rpartition(".")
        # Only a number that prints as it was: 118.09 is another one than 118.9.
        if last.isascii() and last.isdecimal() and str(int(last)) == last:
            lists.setdefault(paragraph + dot, []).append(int(last))
        else:
            others.append(number)
    said = []
    for paragraph, items in lists.items():
        spans: list[list[int]] = []
        for item in sorted(items):
            if spans and item == spans[-1][1] + 1:
                spans[-1][1] = item
            else:
                spans.append([item, item])
        said += [
            f"{paragraph}{low}" if low == high else f"{paragraph}{low} to {paragraph}{high}" for low, high in spans
        ]
    return said + others
