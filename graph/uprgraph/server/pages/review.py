"""The page of a review: its phases, documents, troika, figures, submissions and recommendations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pyoxigraph as ox

from uprgraph import catalogue
from uprgraph.errors import UnknownName
from uprgraph.namespaces import RDFS, UPR
from uprgraph.server.pages import NotThere
from uprgraph.server.recommendation_list import recommendation_list
from uprgraph.server.review_tables import review_tables
from uprgraph.server.schema_org import embedded
from uprgraph.server.sections import FEW
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell, Table, of_result
from uprgraph.server.timeline import timeline, when
from uprgraph.server.triples_view import description

_KEY = re.compile(r"([a-z]{3})-([1-9][0-9]?)")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
FURTHER = (
    ("who-recommends", "Who recommends, and how it was answered"),
    ("themes-raised", "Themes raised"),
    ("positions", "All answers with their documents"),
    ("advance-questions", "Questions sent in advance, by State"),
    ("delegations-and-makers", "Delegations and recommending States"),
    ("events", "Events before and after"),
    ("statements", "Who said what"),
    ("pledges", "Voluntary pledges"),
)
"""Further questions on a review, asked on pages of their own."""


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the review *key* (``khm-2``); filters are those of its list of recommendations.

    Raises NotThere, QueryError and UnknownName.
    """
    found = _KEY.fullmatch(key)
    if found is None:
        raise NotThere(f"a review is named by State and cycle, such as khm-2, not {key[:40]!r}")
    code, cycle = found[1].upper(), int(found[2])
    of_state = _reviews(site, code)
    row = next((one for one in of_state if one["review"] == key), None)
    if row is None:
        raise NotThere(f"the store knows no review {key}")
    path = site.page("review", key).removeprefix(site.root)
    here: dict[str, Any] = {"state": code, "cycle": cycle}
    links = _document_links(site, key)
    chronology = catalogue.ask(site.store, "chronology", **here)
    listed = recommendation_list(site, key, path, given)
    tables = _shortened(review_tables(site, key, here, links))
    return site.render(
        "review.html",
        key=key,
        row=row,
        lead=_lead(row),
        facts_=_facts(site, code, row, of_state, links, chronology.dicts()),
        timeline=timeline(chronology.dicts(), tables["documents"].result.dicts(), links),
        chronology=of_result(site, chronology, "chronology", rows=0, **here),
        tables=tables,
        sections=_sections(tables),
        changes=site.address("/questions/changed-positions", here),
        reconciled=site.address("/questions/reconcile/totals", {"review": key}),
        list=listed,
        further=[(text, site.address(f"/questions/{name}", here)) for name, text in FURTHER],
        data=embedded(site, description(site.store, site.store.iris.review(key)[1:-1])),
        crumbs_=[
            ("Home", f"{site.root}/"),
            ("States", f"{site.root}/#states"),
            (row["state_name"], site.page("state", code.lower())),
        ],
        document=site.page("review", key).removesuffix(".html"),
    )


def _shortened(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables with the first claims alone: a review has up to a hundred, which its own question lists."""
    return {name: replace(one, rows=one.rows[:FEW]) if name == "claims" else one for name, one in tables.items()}


class Place(NamedTuple):
    """A section of the page: its title and where it begins."""

    title: str
    id: str


def _sections(tables: Mapping[str, Table]) -> list[Place]:
    """The sections of the page, in their order."""
    named = {name: Place(table.title, table.id) for name, table in tables.items()}
    return [
        Place("Phases", "phases"),
        *(named[name] for name in ("documents", "troika", "figures")),
        Place("Recommendations", "recommendations"),
        *(named[name] for name in ("submissions", "campaigns", "claims", "quality") if name in named),
        Place("More", "further"),
    ]


def _reviews(site: Site, code: str) -> list[dict[str, Any]]:
    """The rows of the question ``reviews`` of a state, by cycle; none for a code of no state."""
    try:
        rows = catalogue.ask(site.store, "reviews", state=code).dicts()
    except UnknownName:
        return []
    return sorted(rows, key=lambda row: row["cycle"])


def _lead(row: Mapping[str, Any]) -> str:
    """A sentence that says which review this is, and when it was."""
    cycle = ORDINALS.get(row["cycle"], f"{row['cycle']}th")
    session = f"session {row['session']} of the Working Group"
    if row["status"] == "not held":
        return f"Review of {row['state_name']} in the {cycle} cycle, planned for {session} and not held."
    day = f", on {when(str(row['date']))}" if row["date"] else "; its day is not known"
    return f"Review of {row['state_name']} in the {cycle} cycle of the Universal Periodic Review, in {session}{day}."


def _facts(
    site: Site,
    code: str,
    row: Mapping[str, Any],
    of_state: list[dict[str, Any]],
    links: Mapping[str, str],
    chronology: list[dict[str, Any]],
) -> list[tuple[str, list[Cell]]]:
    """Names and values of what is known; a value that is not known says so where a reader would look for it."""
    unknown = [Cell("not known")]
    session, council = row["session"], row["council_session"]
    outcome = next((one for one in chronology if one["what"] == "outcome adopted by the Council"), None)
    rule = ", as a rule" if outcome and outcome["status"] == "as a rule" else ""
    meeting = [Cell(f"meeting {row['meeting']}", _thing(site, "meeting", f"wg-{session}-{row['meeting']}"))]
    adopted = when(str(row["outcome_adopted"])) if row["outcome_adopted"] else "day not known"
    vote = {True: ", without a vote", False: ", by vote"}.get(row["without_vote"], "")
    at = [row["review"] for row in of_state].index(row["review"])
    return [
        ("State under review", [Cell(row["state_name"], site.page("state", code.lower()))]),
        ("Cycle", [Cell(f"cycle {row['cycle']}", _thing(site, "cycle", str(row["cycle"])))]),
        ("Session", [Cell(f"Working Group, session {session}", _thing(site, "session", f"wg-{session}"))]),
        ("Date", [Cell(when(str(row["date"])))] if row["date"] else unknown),
        ("Meeting", meeting if row["meeting"] else unknown),
        ("Status", [Cell(row["status"] or "not known")]),
        ("Head of delegation", [Cell(one) for one in (row["head_of_delegation"] or "").split("|") if one] or unknown),
        ("Delegations that spoke", [Cell(row["delegations"])] if row["delegations"] is not None else unknown),
        ("Report", [Cell(row["report"], links.get(row["report"], ""))] if row["report"] else unknown),
        (
            "Adopted by the Working Group",
            [Cell(when(str(row["report_adopted"])))] if row["report_adopted"] else unknown,
        ),
        (
            "Adopted by the Council",
            [Cell(f"session {council}{rule}, {adopted}{vote}", _thing(site, "session", f"hrc-{council}"))]
            if council and outcome
            else unknown,
        ),
        ("Previous review", [_review(site, one) for one in of_state[max(at - 1, 0) : at]]),
        ("Next review", [_review(site, one) for one in of_state[at + 1 : at + 2]]),
    ]


def _thing(site: Site, kind: str, key: str) -> str:
    return site.page(kind, key)


def _review(site: Site, row: Mapping[str, Any]) -> Cell:
    status = "" if row["status"] == "held" else f" ({row['status']})"
    return Cell(f"cycle {row['cycle']}, session {row['session']}{status}", site.page("review", row["review"]))


def _document_links(site: Site, key: str) -> dict[str, str]:
    """Symbol or name of a document of the review -> its page."""
    query = (
        f"SELECT ?document ?label ?symbol WHERE {{ ?document {UPR.aboutReview} {site.store.iris.review(key)} ; "
        f"{RDFS.label} ?label OPTIONAL {{ ?document {UPR.symbol} ?symbol }} }}"
    )
    found: dict[str, str] = {}
    for document, *names in site.store.select(query).rows:
        assert isinstance(document, ox.NamedNode)
        found.update({name.value: site.href(document.value) for name in names if isinstance(name, ox.Literal)})
    return found
