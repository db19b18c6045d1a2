"""Per review: where sources agree, where they do not, and why, as far as that is known.

Each table is a question of ``queries/reconcile`` first; ``differences`` puts in words what does not add up.
A difference with a known reason (``facts/known-differences.csv``, or one that follows from what is loaded)
is still one: it counts as *explained*.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from uprgraph import catalogue, differences, names
from uprgraph.differences import LISTS, RECORDS, Line
from uprgraph.errors import QueryError
from uprgraph.known_differences import Known, known
from uprgraph.namespaces import DCTERMS, RDF, UPR
from uprgraph.results import Result
from uprgraph.store import Store

SAYS, WHY = "does_not_add_up", "why"
COLUMNS = {
    "totals": ("review", "reports", "reported", "exactness", "itemised", "difference", "stated_in"),
    "paragraphs": ("review", "paragraphs", "held_by", "missing_from"),
    "makers": ("review", "paragraph", "sources", "in_list", "in_source"),
    "answers": ("review", "paragraphs", "current", "decided_by"),
    "unmatched": ("review", "source", "maker", "record", "paragraph", "text"),
}
QUESTIONS = {
    "paragraphs": "Which numbers are missing or double, or held by one source and not by another?",
    "makers": "Which recommendations have other makers in one source than in the list that numbers them?",
    "answers": "On which recommendations do sources differ in the answer, and which answer holds?",
}
UNITS = {"paragraphs": "numbers of recommendations", "makers": "recommendations", "answers": "recommendations"}
_REVIEW = re.compile(r"[a-z]{3}-\d(-wg\d+)?")
PARTS = ("itemised", "accepted", "noted", "pending", "by_reference")
DOCUMENTS = {
    "Working Group report": "report",
    "addendum": "addendum",
    "outcome decision": "decision",
    "summary of stakeholders' submissions": "summary",
    "matrix of recommendations": "OHCHR's list",
}
"""What documents are called in the summary, in their order."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Tables of what the sources say together. Each is an ordinary Result.

    ``summary`` and ``sources`` have a line for each review or source, ``totals`` one for each figure and
    ``matching`` and ``counts`` one for each source of records. ``paragraphs``, ``makers``, ``answers`` and
    ``unmatched`` list what does not add up, and ``left_open`` answers of databases to what a report leaves open.
    """

    summary: Result
    sources: Result
    totals: Result
    paragraphs: Result
    makers: Result
    answers: Result
    left_open: Result
    matching: Result
    counts: Result
    unmatched: Result

    def tables(self) -> list[Result]:
        return [getattr(self, name) for name in self.__slots__]

    @property
    def adds_up(self) -> bool:
        """Whether there is no difference at all, explained or not."""
        return not self.differences

    @property
    def differences(self) -> int:
        """How many numbers, recommendations, records and figures do not add up."""
        return self._sum("differences")

    @property
    def unexplained(self) -> int:
        """How many of them have no known reason."""
        return self._sum("unexplained")

    def _sum(self, column: str) -> int:
        at = self.summary.columns.index(column)
        return sum(row[at] for row in self.summary.rows)

    def open_ones(self) -> Reconciled:
        """The same, of what does not add up only what has no known reason."""
        tables = {}
        for name in COLUMNS:
            table = getattr(self, name)
            at = table.columns.index(WHY)
            tables[name] = replace(table, rows=[row for row in table.rows if not row[at]])
        return replace(self, **tables)


def reconcile(store: Store, reviews: Iterable[str] = (), reasons: Known | None = None) -> Reconciled:
    """Compares what sources say of *reviews*, given as review ids or States.

    Without any, of all reviews of which more than one source tells, or a source that numbers
    recommendations, or a reported total. Raises QueryError for a review that does not exist,
    UnknownName for a State that does not.
    """
    reasons = reasons or known()
    wanted = _wanted(store, reviews)
    held = _ask(store, "sources", wanted)
    figures = _ask(store, "totals", wanted)
    itemised = _ask(store, "itemised", wanted)
    chosen = sorted(wanted if wanted is not None else _of_interest(held, figures, itemised))
    rows = {
        name: _ask(store, name, chosen)
        for name in ("paragraphs", "unplaced", "makers", "answers", "left-open", "matching", "counts", "unmatched")
    }
    lists = _lists(held)
    unattached = rows["unmatched"].dicts()
    lines = {
        "totals": differences.totals([row for row in figures.dicts() if row["review"] in chosen], reasons),
        "paragraphs": differences.paragraphs(rows["paragraphs"].dicts(), rows["unplaced"].dicts(), reasons),
        "makers": differences.makers(rows["makers"].dicts(), unattached, lists, reasons),
        "answers": differences.answers(rows["answers"].dicts(), reasons),
        "unmatched": differences.unmatched(unattached, reasons),
    }
    told = {name: list(found) for name, found in lines.items()}
    asked = {"totals": figures, **rows}
    tables = {name: _table(name, asked[name], found) for name, found in told.items()}
    return Reconciled(
        summary=_summary(chosen, held, figures, itemised, told),
        sources=_named(_only(held, chosen), "sources"),
        matching=_named(rows["matching"], "matching"),
        counts=_named(rows["counts"], "counts"),
        left_open=_named(rows["left-open"], "left-open"),
        **tables,
    )


def _wanted(store: Store, reviews: Iterable[str]) -> set[str] | None:
    """The ids of reviews that were asked for; None where none was."""
    given = [text.strip() for text in reviews]
    if not given:
        return None
    there = store.select(f"SELECT ?id WHERE {{ ?review {RDF.type} {UPR.Review} ; {DCTERMS.identifier} ?id }}").rows
    ids = {row[0].value for row in there}  # type: ignore[union-attr]
    found: set[str] = set()
    for text in given:
        if text.casefold() in ids:
            found.add(text.casefold())
        elif _REVIEW.fullmatch(text.casefold()):
            raise QueryError(f"no review {text!r} is known; 'upr query reviews --state {text[:3].upper()}' lists them")
        else:
            state = names.iso3(text).lower()
            found |= {review for review in ids if review.startswith(f"{state}-")}
    return found


def _ask(store: Store, name: str, reviews: Iterable[str] | None) -> Result:
    """The answer of a question of this folder about *reviews*; about all where none are named."""
    given = {} if reviews is None else {"review": sorted(reviews)}
    if reviews is not None and not given["review"]:
        return replace(catalogue.ask(store, f"reconcile/{name}", review="none"), rows=[])
    return catalogue.ask(store, f"reconcile/{name}", **given)


def _of_interest(held: Result, figures: Result, itemised: Result) -> set[str]:
    """Reviews of which several sources tell, or one that numbers recommendations, or a reported total."""
    found = {row["review"] for row in itemised.dicts()}
    found |= {row["review"] for row in figures.dicts() if row["measure"] == "reportedTotal"}
    sources: dict[str, set[str]] = defaultdict(set)
    for row in held.dicts():
        sources[row["review"]].add(row["source"])
    return found | {review for review, several in sources.items() if len(several) > 1}


def _lists(held: Result) -> dict[str, list[str]]:
    """Review -> the sources that number its recommendations: those with a list, else those with records that do."""
    found: dict[str, list[str]] = defaultdict(list)
    records: dict[str, list[str]] = defaultdict(list)
    for row in held.dicts():
        if row["counted"] == "recommendations":
            found[row["review"]].append(row["source"])
        elif row["counted"] == "records" and row["source"] in LISTS:
            records[row["review"]].append(row["source"])
    return {**{review: sources[:1] for review, sources in records.items()}, **found}


def _named(result: Result, name: str) -> Result:
    return replace(result, name=name, parameters={})


def _only(result: Result, reviews: Sequence[str]) -> Result:
    return replace(result, rows=[row for row in result.rows if row[0] in set(reviews)])


def _table(name: str, asked: Result, lines: list[Line]) -> Result:
    return Result(
        name=name,
        question=QUESTIONS.get(name, asked.question),
        columns=(*COLUMNS[name], SAYS, WHY),
        rows=[(*line.cells, line.says or None, line.why or None) for line in lines],
        unit=UNITS.get(name, asked.unit),
        notes=asked.notes if name in ("totals", "unmatched") else [],
    )


def _summary(
    reviews: Sequence[str], held: Result, figures: Result, itemised: Result, told: dict[str, list[Line]]
) -> Result:
    """One line for each review: who tells of it, what is reported and itemised, and how much does not add up."""
    totals: dict[str, set[int]] = defaultdict(set)
    for row in figures.dicts():
        if row["measure"] == "reportedTotal":
            totals[row["review"]].add(row["reported"])
    parts = {row[0]: row[1:] for row in itemised.rows}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in (line for found in told.values() for line in found if line.says):
        counts[line.review][0] += line.count
        counts[line.review][1] += 0 if line.why else line.count
    rows = [
        (
            review,
            names.display_names().get(review[:3].upper()),
            # Where several totals are reported, the table of totals has them.
            next(iter(totals[review])) if len(totals[review]) == 1 else None,
            *parts.get(review, (None,) * len(PARTS)),
            *counts[review],
            "|".join(_sources(held, review)) or None,
        )
        for review in reviews
    ]
    return Result(
        "summary",
        "Which reviews do several sources tell of, and do they agree?",
        ("review", "state", "reported", *PARTS, "differences", "unexplained", "sources"),
        rows,
        "recommendations; differences in numbers, recommendations, records and figures",
        notes=["Empty cells are not known, which is not zero."],
    )


def _sources(held: Result, review: str) -> list[str]:
    """What is loaded of a review, documents first, as the summary calls it."""
    found: dict[str, None] = {}
    for row in sorted(held.dicts(), key=lambda row: str(row["counted"])):
        if row["review"] == review and row["source"] == "facts":
            found["bundled facts"] = None
        elif row["review"] == review and row["counted"] == "documents":
            found[DOCUMENTS.get(row["which"], row["which"])] = None
        elif row["review"] == review and row["source"] != "un-documents":
            found[RECORDS.get(row["source"], row["source"])] = None
    order = [*DOCUMENTS.values(), *RECORDS.values()]
    return sorted(found, key=lambda name: order.index(name) if name in order else len(order))
