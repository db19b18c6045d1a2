"""How much of the review the sources loaded itemise: what stands behind a count, and what no row means."""

from __future__ import annotations

from collections.abc import Mapping

from uprgraph.namespaces import ONTOLOGY
from uprgraph.store import Store
from uprgraph.units import Unit

PREFIXES = f"PREFIX upr: <{ONTOLOGY}> PREFIX dcterms: <http://purl.org/dc/terms/> "
SCOPES = {
    "state": "?review upr:reviewOf ?state . VALUES ?state {{ {} }} ",
    "cycle": "?review upr:inCycle/upr:number ?cycle . VALUES ?cycle {{ {} }} ",
    "session": "?review upr:inSession/upr:number ?session . VALUES ?session {{ {} }} ",
}


def note(store: Store, unit: Unit, given: Mapping[str, list[str]], empty: bool) -> str:
    """One sentence: how many of the reviews in question are itemised in *unit*, and in which sessions.

    Where none is, a count of nothing is no zero: the sentence says so and names what is only known
    as a total.
    """
    scope = "".join(SCOPES[name].format(" ".join(given[name])) for name in SCOPES if name in given)
    known = store.select(
        PREFIXES
        + "SELECT ?review ?id ?number ?total WHERE { ?review a upr:Review ; dcterms:identifier ?id . "
        + scope
        + "?review upr:inSession/upr:number ?number "
        + "OPTIONAL { ?review upr:reportedTotal ?total } } ORDER BY ?number ?id"
    ).rows
    itemised = {
        str(row[0])
        for row in store.select(
            PREFIXES
            + f"SELECT DISTINCT ?review WHERE {{ {scope} VALUES ?unit {{ {unit.term} }} "
            + "?item upr:madeIn ?review ; upr:countedAs ?unit }"
        ).rows
    }
    covered = [row for row in known if str(row[0]) in itemised]
    if not known:
        return "Not known: the calendar has no such review." if empty else ""
    if not covered:
        totals = [f"{_text(row[1])} ({_text(row[3])} reported)" for row in known if row[3] is not None]
        named = ", ".join(totals) if totals else f"{len(known)} review{'s' * (len(known) > 1)}"
        return f"Not known, which is not zero: no source loaded itemises {named}."
    sessions = _spans(sorted({int(_text(row[2])) for row in covered}))
    several = "s" if "-" in sessions or "," in sessions else ""
    return f"Covers {len(covered)} of {len(known)} review{'s' * (len(known) > 1)} (session{several} {sessions})."


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))


def _spans(numbers: list[int]) -> str:
    """``1-9, 18-20`` of whole numbers in order."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
