"""An addendum to a Working Group report: the final answers of the State under review.

Answers stand in lists of numbers under a sentence that says the answer, under a heading or lead-in
that says it for every item below, or with each item. What the State adds on a recommendation is its
rationale. A number that is given twice, or with answers that contradict one another, one that is
missing and a total that does not add up are problems; where an answer is not clear there is no Position.
"""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph.namespaces import slug
from uprgraph.papers import Paper
from uprgraph.records import Figure, Position
from uprgraph.sources import addendum_totals, un_documents
from uprgraph.sources.addendum_answers import Answers
from uprgraph.sources.addendum_blocks import blocks
from uprgraph.sources.answer_wordings import RESPONSES
from uprgraph.sources.recommendation_numbers import order, ranges
from uprgraph.sources.rows import Reading
from uprgraph.sources.un_documents import SOURCE, identity

__all__ = ["KIND", "READS", "SCHEME", "SOURCE", "identity", "read", "recognises"]

READS = Paper
KIND = "Addendum to a Working Group report"
SCHEME = "upr-info"
POSITION_NUMBER = 2
MEASURES = {"total": "reportedTotal", "accepted": "reportedAccepted", "noted": "reportedNoted"}
MOSTLY = 0.5
"""An addendum that answers this share of a list is taken to answer all of it, so that gaps are worth a word."""


def recognises(paper: Paper) -> bool:
    return un_documents.cover(paper).kind == "addendum"


def read(paper: Paper, reading: Reading) -> Iterator[object]:
    """The document, the totals it states, and one Position for each recommendation it answers.

    Raises NotReadable where the document does not say which review it is about.
    """
    cover = un_documents.cover(paper)
    symbol, of_report = un_documents.addendum_symbols(cover)
    council = un_documents.council_session(of_report)
    review, minted = un_documents.known_review(paper, cover.state, council, of_report)
    report = reading.report
    report.review, report.symbol = review.id, symbol
    report.problems += un_documents.doubts(review)
    yield from minted
    yield from un_documents.documents("Addendum", review.id, symbol, cover.issued)

    body = blocks(paper)
    totals, contradictory = addendum_totals.totals(body)
    for name in contradictory:
        report.problems.append(f"the addendum states several totals of recommendations {name}; none was taken")
    for name, value in totals.items():
        yield Figure(
            f"{review.id}/{name}-{slug(symbol)}",
            f"review/{review.id}",
            MEASURES[name],
            value,
            "recommendations",
            "exact",
            (symbol,),
        )
    answers = Answers(body)
    report.problems += answers.problems
    for number in sorted(answers.given, key=order):
        given = answers.given[number]
        report.rows += 1
        report.paragraphs.append(number)
        yield Position(
            review.id,
            number,
            POSITION_NUMBER,
            given.code,
            RESPONSES[given.code],
            "addendum",
            symbol,
            statement=given.statement,
            rationale=answers.rationale(number),
        )
    report.layout = answers.layout
    report.problems += _gaps(answers, totals) + _sums(answers, totals)
    if not answers.given:
        report.problems.append("no answer to a recommendation could be read for certain")


def _gaps(answers: Answers, totals: dict[str, int]) -> list[str]:
    """Numbers that the lists leave out, up to the total or to the highest number given."""
    by_paragraph: dict[int, set[int]] = {}
    for number in answers.seen:
        paragraph, item, _ = order(number)
        by_paragraph.setdefault(paragraph, set()).add(item)
    total = totals.get("total") if len(by_paragraph) == 1 else None
    found = []
    for paragraph, items in sorted(by_paragraph.items()):
        everything = set(range(1, max(total or 0, max(items)) + 1))
        missing = [f"{paragraph}.{item}" if paragraph else str(item) for item in everything - items]
        if missing and len(items) >= MOSTLY * len(everything):
            found.append(f"no answer is given to recommendations {ranges(missing)}")
        if total and max(items) > total:
            found.append(f"the addendum speaks of {total} recommendations and gives number {max(items)}")
    return found


def _sums(answers: Answers, totals: dict[str, int]) -> list[str]:
    """Totals that differ from what the lists come to."""
    counts = {"accepted": 0, "noted": 0}
    for given in answers.given.values():
        response = RESPONSES[given.code]
        counts[response] = counts.get(response, 0) + 1
    counts["total"] = len(answers.given)
    words = {"total": "in all"}
    return [
        f"the addendum states {value} recommendations {words.get(name, name)}; its lists come to {counts[name]}"
        for name, value in totals.items()
        if counts[name] != value
    ]
