"""Records without a number -> the recommendations of their reviews, review by review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from uprgraph.merge_input import Recommendation, Record


def attached(recommendations: Iterable[Recommendation], records: list[Record]) -> dict[str, tuple[str, str]]:
    """Record -> (recommendation, how it was found), for those that fit one for certain.

    Each source's records are taken for themselves: two sources may both tell of one recommendation.
    """
    if not records:
        return {}
    # The library for similarity is loaded only where there is something to match.
    from uprgraph.matching import Numbered, Row, matches

    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for record in records:
        rows[record.review, record.source].append(Row(record.iri, record.maker, record.text or ""))
    wanted = {review for review, _ in rows}
    numbered: dict[str, list[Numbered]] = defaultdict(list)
    for one in sorted(recommendations, key=lambda one: one.iri):
        if one.review in wanted and one.text is not None:
            clauses = tuple((text, frozenset(makers)) for _, (text, makers) in sorted(one.clauses.items()))
            numbered[one.review].append(Numbered(one.iri, one.mentions, (one.text,), clauses))
    return {
        match.row: (match.recommendation, match.how)
        for (review, _), found in sorted(rows.items())
        for match in matches(numbered[review], found)
    }
