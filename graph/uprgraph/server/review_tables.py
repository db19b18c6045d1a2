"""The tables on the page of a review, each the answer of a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from uprgraph import catalogue
from uprgraph.results import Result
from uprgraph.server.site import Site
from uprgraph.server.tables import Link, Table, of_result

_DOCUMENTS = {
    "document": "Document",
    "kind": "Kind",
    "symbol": "Symbol",
    "prepared_by": "Prepared by",
    "submitted_by": "Submitted by",
    "submitted": "Submitted",
    "issued": "Issued",
    "covers_from": "Covers from",
    "covers_until": "Until",
    "responds_to": "Responds to",
    "subject": "About",
    "note": "To mind",
}
_TROIKA = {"member_name": "Member", "member": "ISO3", "group": "Regional group", "selected": "Drawn on"}
_FIGURES = {
    "basis": "Figures",
    "total": "Total",
    "accepted": "Accepted",
    "noted": "Noted",
    "pending": "Pending",
    "unanswered": "Answer not known",
    "sum": "Sum",
    "adds_up": "Adds up",
}
_SUBMISSIONS = {
    "basis": "Basis",
    "n": "n",
    "unit": "Of what",
    "qualifier": "Qualifier",
    "about": "Figure of",
    "coordinated_by": "Coordinated by",
    "with": "With",
    "submitted": "Submitted",
    "source": "Source",
    "note": "To mind",
}
_SUBMITTERS = {
    "submission": "Submission",
    "kind": "Kind",
    "organisation": "Organisation",
    "city": "City",
    "seat": "State of its seat",
    "summary": "Listed in",
}
_CAMPAIGNS = {
    "campaign": "Campaign",
    "coordinated_by": "Coordinated by",
    "with": "With",
    "organisations": "Organisations",
    "organisations_qualifier": "Qualifier",
    "submissions": "Joint submissions",
    "submissions_qualifier": "Qualifier",
    "submitted": "Submitted",
    "submitted_to": "Submitted to",
    "national_report": "National report",
    "before_national_report": "Before it",
    "source": "Source",
}
_CLAIMS = {
    "claim": "Claim",
    "phase": "Phase",
    "subject": "About",
    "predicate": "Says",
    "object": "Value",
    "source": "Source",
}
_QUALITY = {"field": "About", "printed": "Printed", "corrected": "In the calendar", "reason": "Why"}


def review_tables(site: Site, review: str, here: Mapping[str, Any], documents: Mapping[str, str]) -> dict[str, Table]:
    """The tables by name; documents, troika, figures and submissions always, others where they have rows.

    *here* are State and cycle, *documents* says where a document leads by its symbol or name.
    """
    links: dict[str, Link] = {
        **{column: _document(column, documents) for column in ("document", "symbol", "summary", "source")},
        "member_name": lambda site, row: site.page("state", row["member"].lower()),
        "group": lambda site, row: site.page("group", row["group"].lower()) if row["group"] else "",
        "claim": lambda site, row: site.page("claim", str(row["claim"]).lower()),
    }

    def table(name: str, title: str, columns: Mapping[str, str]) -> Table:
        result = catalogue.ask(site.store, name, **here)
        return of_result(site, result, name, title=title, columns=_filled(result, columns), links=links, **here)

    found = {
        "documents": table("documents", "Documents", _DOCUMENTS),
        "troika": table("troika", "Troika", _TROIKA),
        "figures": table("totals-add-up", "Figures", _FIGURES),
        "submissions": table("submissions", "Submissions", _SUBMISSIONS),
        "campaigns": table("campaigns", "Campaigns", _CAMPAIGNS),
        "claims": table("claims", "Claims", _CLAIMS),
        "quality": _quality(site, review, here),
    }
    if any(row["basis"] == "itemised" for row in found["submissions"].result.dicts()):
        found["submitters"] = table("submitters", "Who submitted", _SUBMITTERS)
    always = ("documents", "troika", "figures", "submissions")
    return {name: one for name, one in found.items() if one.rows or name in always}


def _filled(result: Result, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns that have a value in any row; all where there are no rows."""
    rows = result.dicts()
    return {
        name: text for name, text in columns.items() if not rows or any(row[name] not in (None, "") for row in rows)
    }


def _document(column: str, documents: Mapping[str, str]) -> Link:
    return lambda site, row: documents.get(row[column] or "", "")


def _quality(site: Site, review: str, here: Mapping[str, Any]) -> Table:
    """Notes on the data of this review; the question has those on all reviews of the State."""
    state = {"state": here["state"]}
    result = catalogue.ask(site.store, "data-quality", **state)
    at = result.columns.index("review")
    own = replace(result, rows=[row for row in result.rows if row[at] == review])
    title = "Where sources are wrong or weak"
    found = of_result(site, own, "data-quality", title=title, columns=_filled(own, _QUALITY), **state)
    note = "The question and its CSV file have the notes on all reviews of the State."
    return replace(found, notes=(*found.notes, note))
