"""What does not add up between the sources of a review, line by line and in words.

The functions take rows as the questions of ``queries/reconcile`` answer them, by column, and give lines
of the tables that ``upr reconcile`` shows. A line without words adds up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from uprgraph.known_differences import Known

Row = Mapping[str, Any]
LISTS = {
    "facts": "the bundled facts",
    "un-documents": "the report",
    "ohchr-matrix": "OHCHR's list",
    "uhri": "UHRI",
}
"""What the source is called that numbers the recommendations of a review."""
RECORDS = {
    "facts": "the bundled clauses",
    "ohchr-matrix": "OHCHR's list",
    "uhri": "UHRI",
    "upr-info": "UPR Info",
}
"""What the records of a source are called."""
CLAUSES = "{} has a row for each clause, and they are answered apart"
UNATTACHED = "A record of that State is attached to no recommendation; see the records that are not attached"
CITED = "The number that it cites is none of the review's; see the numbers"
_NUMBER = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its cells, what does not add up, why if that is known, and how many things it tells of."""

    cells: tuple[Any, ...]
    says: str = ""
    why: str = ""
    count: int = 1

    @property
    def review(self) -> str:
        return str(self.cells[0])


def and_list(names: Iterable[str]) -> str:
    """``A, B and C``.

    >>> and_list(["Chile", "Peru", "Cuba"])
    'Chile, Peru and Cuba'
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def in_order(paragraph: str) -> tuple[int, int, str]:
    """A key that sorts 82.9 before 82.10 and numbers of another kind last."""
    found = _NUMBER.fullmatch(paragraph)
    return (int(found[1]), int(found[2]), "") if found else (1_000_000, 0, paragraph)


def spans(paragraphs: Iterable[str]) -> str:
    """Numbers in order, runs as ``118.1 to 118.4``.

    >>> spans(["118.3", "118.22", "118.1", "118.2"])
    '118.1 to 118.3, 118.22'
    """
    runs: list[list[str]] = []
    for paragraph in sorted(set(paragraphs), key=in_order):
        before, now = in_order(runs[-1][-1]) if runs else (0, 0, "x"), in_order(paragraph)
        if not now[2] and not before[2] and (before[0], before[1] + 1) == now[:2]:
            runs[-1].append(paragraph)
        else:
            runs.append([paragraph])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def totals(rows: Sequence[Row], known: Known) -> Iterator[Line]:
    """Reported figures against what is itemised, against each other, and against their own sum."""
    by_measure: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        by_measure[row["review"], row["measure"]].add(row["reported"])
    for row in rows:
        review, reported, itemised = row["review"], row["reported"], row["itemised"]
        words = [_total(row)]
        if len(values := by_measure[review, row["measure"]]) > 1:
            words.append(f"{row['reports']}: several numbers are reported, {and_list(map(str, sorted(values)))}")
        if row["measure"] == "reportedTotal":
            parts = [by_measure[review, f"reported{part}"] for part in ("Accepted", "Noted", "Pending")]
            words.append(_sum(reported, *parts))
        says = "; ".join(filter(None, words))
        why = known.reason("totals", review, sources={row["measure"]}) if says else ""
        counted = itemised is not None and (row["measure"] != "delegationCount" or itemised > reported)
        difference = itemised - reported if counted else None
        yield Line(
            (review, row["reports"], reported, row["exactness"], itemised, difference, row["stated_in"]), says, why
        )


def _total(row: Row) -> str:
    """What is wrong with one figure, if anything: an upper or lower bound may differ on its own side."""
    reported, itemised = row["reported"], row["itemised"]
    if itemised is None or itemised == reported or row["exactness"] not in ("exact", "atLeast"):
        return ""
    if row["measure"] == "delegationCount":
        told = f"{reported} delegations are reported, and {itemised} States are named as makers"
        return told if itemised > reported else ""
    if row["exactness"] == "atLeast" and itemised > reported:
        return ""
    return f"{reported} {row['reports']} are reported, and {itemised} are itemised"


def _sum(total: int, accepted: set[int], noted: set[int], pending: set[int]) -> str:
    """Whether the parts make the whole, where each is reported once; what is pending may not be."""
    if len(accepted) != 1 or len(noted) != 1 or len(pending) > 1:
        return ""
    told = sum(accepted) + sum(noted) + sum(pending)
    return f"the answers that are reported make {told}, and {total} are reported in all" if told != total else ""


def paragraphs(rows: Sequence[Row], unplaced: Sequence[Row], known: Known) -> Iterator[Line]:
    """Numbers that are missing, double, held by one source and not by another, or answered and not there."""
    held: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    lists: dict[str, set[str]] = defaultdict(set)
    double: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        held[row["review"]][row["source"]].add(row["paragraph"])
        if row["texts"] is not None:
            lists[row["review"]].add(row["source"])
        if (row["texts"] or 0) > 1:
            double[row["review"], row["source"]].append(row["paragraph"])
    found: list[tuple[str, str, tuple[str, ...], tuple[str, ...], str]] = []
    for review, sources in held.items():
        for source in sorted(lists[review] or sources):
            for number in _gaps(sources[source]):
                found.append((review, number, (), (source,), f"{_list(source)} counts on without it"))
        for number in set().union(*sources.values()):
            has = tuple(source for source in sorted(sources) if number in sources[source])
            lacks = tuple(source for source in sorted(sources) if number not in sources[source])
            if lacks:
                words = f"{and_list(map(_list, has))} {_verb(has, 'has')} it, {and_list(map(_list, lacks))} not"
                found.append((review, number, has, lacks, words))
    for (review, source), numbers in double.items():
        found += [(review, number, (source,), (), f"{_list(source)} has two texts for it") for number in numbers]
    for row in unplaced:
        if row["itemised"] == "yes":
            words = f"{row['document']} answers it, and no source loaded has it"
            found.append((row["review"], row["paragraph"], (row["source"],), (), words))
    yield from _numbers(found, known)


def _numbers(found: list[tuple[str, str, tuple[str, ...], tuple[str, ...], str]], known: Known) -> Iterator[Line]:
    """Numbers of which the same is said in one line."""
    grouped: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for review, number, has, lacks, words in found:
        why = known.reason("paragraphs", review, sources={*has, *lacks}, paragraph=number)
        grouped[review, has, lacks, words, why].append(number)
    for (review, has, lacks, words, why), numbers in sorted(
        grouped.items(), key=lambda item: (item[0][0], min(map(in_order, item[1])), item[0][3])
    ):
        numbers = sorted(set(numbers), key=in_order)
        yield Line((review, "|".join(numbers), "|".join(has), "|".join(lacks)), words, why, len(numbers))


def _gaps(numbers: Iterable[str]) -> Iterator[str]:
    """The numbers between 1 and the highest of each lead-in that are not there."""
    items: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        if found := _NUMBER.fullmatch(number):
            items[found[1]].add(int(found[2]))
    for lead_in, there in items.items():
        yield from (f"{lead_in}.{item}" for item in range(1, max(there)) if item not in there)


def _list(source: str) -> str:
    return LISTS.get(source, source)


def records_of(source: str) -> str:
    return RECORDS.get(source, source)


def _verb(subjects: Sequence[str], verb: str) -> str:
    return {"has": "have", "names": "name"}[verb] if len(subjects) > 1 else verb


def makers(
    rows: Sequence[Row], unattached: Sequence[Row], lists: Mapping[str, Sequence[str]], known: Known
) -> Iterator[Line]:
    """Recommendations of which a source names other makers than the list that numbers them."""
    names = {row["code"]: row["maker"] for row in rows}
    sides: dict[tuple[str, str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for row in rows:
        sides[row["review"], row["paragraph"], row["source"]][row["named_by"] == "source"].add(row["code"])
    left = {(row["review"], row["source"], row["code"]) for row in unattached}
    grouped: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (review, paragraph, source), (listed, told) in sides.items():
        why = known.reason("makers", review, sources={source}, paragraph=paragraph, makers=listed | told)
        if not why and not told and all((review, source, code) in left for code in listed):
            why = UNATTACHED
        grouped[review, paragraph, tuple(sorted(listed)), tuple(sorted(told)), why].append(source)
    for (review, paragraph, listed, told, why), sources in sorted(
        grouped.items(), key=lambda item: (item[0][0], in_order(item[0][1]), item[0][2:])
    ):
        here, there = [[names[code] for code in codes] for codes in (listed, told)]
        lister = and_list([_list(source) for source in lists.get(review, ())] or ["the list"])
        teller = and_list([records_of(source) for source in sources])
        yield Line(
            (review, paragraph, "|".join(sources), "|".join(here), "|".join(there)),
            _named(here, there, lister, teller),
            why,
            max(len(here), len(there)),
        )


def _named(listed: list[str], told: list[str], lister: str, teller: str) -> str:
    if listed and told:
        return f"{and_list(listed)} in {lister}, {and_list(told)} in {teller}"
    if listed:
        return f"{and_list(listed)} in {lister}, and no record of {teller} by {'it' if len(listed) == 1 else 'them'}"
    return f"{and_list(told)} in {teller}, and not in {lister}"


@dataclass(slots=True)
class _Answered:
    """The answers to one recommendation."""

    rows: list[Row] = field(default_factory=list)

    @property
    def current(self) -> Row | None:
        return next((row for row in self.rows if row["standing"] == "current"), None)

    @property
    def positions(self) -> list[Row]:
        return [row for row in self.rows if row["stage"] is not None]

    @property
    def records(self) -> dict[str, list[Row]]:
        """The rows of records, by source."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row["stage"] is None:
                found[row["source"]].append(row)
        return found


def answers(rows: Sequence[Row], known: Known) -> Iterator[Line]:
    """Recommendations on which the answers that hold differ; those that say the same are one line.

    What is pending is no answer yet, and one that the State replaced is history: neither differs from others.
    """
    found: dict[tuple[str, str], _Answered] = defaultdict(_Answered)
    for row in rows:
        found[row["review"], row["paragraph"]].rows.append(row)
    grouped: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for (review, paragraph), one in found.items():
        sources = {row["source"] for row in one.rows}
        why = known.reason("answers", review, sources=sources, paragraph=paragraph) or _why(one)
        response = one.current["response"] if one.current else ""
        grouped[review, _said(one), response, _holds(one), why].append(paragraph)
    for (review, said, response, holds, why), numbers in sorted(
        grouped.items(), key=lambda item: (item[0][0], min(map(in_order, item[1])))
    ):
        numbers.sort(key=in_order)
        yield Line((review, "|".join(numbers), response, holds), said, why, len(numbers))


def _said(one: _Answered) -> str:
    """What each source answers, as it words it; how many records say so where those of a source differ."""
    told = [_position(row) for row in one.positions]
    for source, rows in sorted(one.records.items()):
        several = len({row["response"] for row in rows}) > 1
        answers = [
            f"{row['answer'] or row['response']}{f' ({_records_counted(row)})' if several else ''}" for row in rows
        ]
        told.append(f"{and_list(dict.fromkeys(answers))} in {records_of(source)}")
    return "; ".join(dict.fromkeys(told))


def _records_counted(row: Row) -> str:
    return f"{row['items']} record{'s' if row['items'] > 1 else ''}"


def _position(row: Row) -> str:
    answer = row["answer"] or row["response"]
    at = f"{row['stage']} {row['document']}" if row["document"] else row["stage"]
    cited = f", as {_list(row['source'])} has it" if row["source"] not in ("facts", "un-documents") else ""
    return f"{answer} in {at}{cited}{', superseded' if row['standing'] == 'superseded' else ''}"


def _why(one: _Answered) -> str:
    """Why the answers differ, where that follows from the records: a source answers clause by clause."""
    split = {source for source, rows in one.records.items() if len({row["response"] for row in rows} - {"pending"}) > 1}
    others = {row["response"] for row in one.rows if row["source"] not in split and row["standing"] != "superseded"}
    if len(others - {"pending"}) > 1 or not all(_answers_clauses(one.records[source]) for source in split):
        return ""
    return "; ".join(CLAUSES.format(records_of(source)) for source in sorted(split))


def _answers_clauses(rows: Sequence[Row]) -> bool:
    """Whether the records with one answer have other texts than those with another."""
    texts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        texts[row["response"]] |= set(str(row["texts"] or "").split("|"))
    return sum(map(len, texts.values())) == len(set().union(*texts.values()))


def _holds(one: _Answered) -> str:
    """Which answer is current, and why: the rule stands in ``merge``."""
    current = one.current
    if current is None and one.positions:
        return "documents of one stage contradict each other"
    if current is None:
        return "no document of the State is loaded that would decide"
    if current["response"] == "pending":
        return f"{current['stage']}: left open, and the records do not agree"
    return f"{current['stage']}: the latest official answer"


def unmatched(rows: Sequence[Row], known: Known) -> Iterator[Line]:
    """Records that are about no recommendation of an itemised review."""
    for row in rows:
        why = known.reason(
            "unmatched",
            row["review"],
            sources={row["source"]},
            paragraph=row["paragraph"],
            makers={row["code"]},
            record=row["record"],
        )
        if row["paragraph"] and not why:
            why = CITED
        maker = row["maker"] or "maker not known"
        cells = (row["review"], row["source"], maker, row["record"], row["paragraph"], row["text"])
        cited = f", which cites {row['paragraph']}," if row["paragraph"] else ""
        by = row["maker"] or "an unknown maker"
        says = f"A record of {records_of(row['source'])} by {by}{cited} is attached to none"
        yield Line(cells, says, why)
