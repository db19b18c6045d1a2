"""Everything in the real folder at once: what each source gives stays its own, and nothing counts twice."""

from __future__ import annotations

import json
from collections import Counter

import pytest

import uprgraph
from conftest import REAL, real_file

pytestmark = pytest.mark.data
ID = "https://w3id.org/uprgraph/id"

# Kind, review, numbered recommendations, maker mentions or records, accepted, noted and pending positions; None where
# the kind gives none; an addendum answers numbered recommendations and names no makers. The figures are those of the
# data's README; positions are counted by hand in the reports.
DOCUMENTS = {
    "working-group-reports/switzerland2008.pdf": ("che-1", 29, 47, (6, 2, 23)),
    "working-group-reports/tonga2008.pdf": ("ton-1", 31, 60, (31, 11, 0)),
    "working-group-reports/southafrica2008.pdf": ("zaf-1", 22, 29, None),
    "working-group-reports/iran2010.pdf": ("irn-1", 188, 212, (123, 45, 20)),
    "working-group-reports/cambodia2010.pdf": ("khm-1", 91, 138, None),
    "working-group-reports/cambodia2014.pdf": ("khm-2", 205, 205, (171, 0, 34)),
    "working-group-reports/slovenia2010.pdf": ("svn-1", 97, 104, (0, 0, 97)),
    "working-group-reports/slovenia2014.pdf": ("svn-2", 163, 180, (0, 0, 163)),
    "working-group-reports/france2013.pdf": ("fra-2", 165, 165, (0, 0, 165)),
    "working-group-reports/vietnam2014.pdf": ("vnm-2", 227, 256, (0, 0, 227)),
    "working-group-reports/slovenia2025.pdf": ("svn-4", 254, 262, (0, 0, 254)),
    "ohchr-matrices/UPR34_Slovenia_Thematic_list_of_Recommendations.docx": ("svn-3", 215, 223, (182, 33, 0)),
    "ohchr-matrices/upr48-slovenia-thematic-list-of-recommendatio.docx": ("svn-4", 254, 262, (217, 37, 0)),
    "review-documents/svn-2-addendum.pdf": ("svn-2", 163, None, (142, 21, 0)),
    "review-documents/svn-4-addendum.pdf": ("svn-4", 254, None, (217, 37, 0)),
    "review-documents/svn-2-decision.pdf": ("svn-2", None, None, None),
    "review-documents/svn-4-decision.pdf": ("svn-4", None, None, None),
    "review-documents/svn-2-stakeholders-summary.pdf": ("svn-2", None, None, None),
    "review-documents/svn-4-stakeholders-summary.pdf": ("svn-4", None, None, None),
}
REFERRED = {"switzerland2008.pdf": 2, "tonga2008.pdf": 11}
SUBMISSIONS = {
    "svn-2-stakeholders-summary.pdf": {"individual": 4, "joint": 0, "other": 3},
    "svn-4-stakeholders-summary.pdf": {"individual": 6, "joint": 3, "other": 3},
}


def test_nothing_violates_a_shape(whole: uprgraph.Upr) -> None:
    """The three exports and the documents together."""
    from test_validate import UNDATED, WARNINGS, found
    from uprgraph.validate import validate

    report = validate(whole.store)
    assert found(report, "violation") == {}
    # Two reports misprint what the calendar has; the exports alone give no warning.
    misprints = ["note/khm-1/session-end", "note/zaf-1/pledges"]
    assert found(report, "warning") == {**WARNINGS, "Misprint": sorted([*WARNINGS["Misprint"], *misprints])}
    assert report.count("info") == UNDATED


@pytest.mark.parametrize("name", DOCUMENTS)
def test_inspect(upr, name: str) -> None:
    review, recommendations, records, positions = DOCUMENTS[name]
    path = real_file(name)
    found = json.loads(upr("inspect", path, "--format", "json").out)
    assert found["review"] == review
    assert (found.get("recommendations"), found.get("records")) == (recommendations, records)
    paragraphs = found.get("paragraphs", [])
    assert len(paragraphs) == len(set(paragraphs)) == (recommendations or 0)
    assert len(found.get("referred", [])) == REFERRED.get(path.name, 0)
    assert found.get("positions") == (
        dict(zip(("accepted", "noted", "pending"), positions, strict=True)) if positions else None
    )
    assert found.get("submissions") == SUBMISSIONS.get(path.name)
    # A misprinted citation in the list of the fourth cycle is all that could not be read as it stands.
    assert [line[:8] for line in found["problems"]] == (["140.113:"] if "upr48" in name else [])


def test_every_file_is_read(whole: uprgraph.Upr) -> None:
    loaded = {
        row["file"] for row in whole.sparql("SELECT ?file WHERE { ?g a upr:SourceGraph ; upr:fileName ?file }").dicts()
    }
    files = {path.name for path in REAL.rglob("*") if path.is_file() and path.name != "README.md"}
    assert files <= loaded


def counts(whole: uprgraph.Upr, pattern: str) -> dict[str, int]:
    rows = whole.sparql(f"SELECT ?key (COUNT(DISTINCT ?item) AS ?n) WHERE {{ {pattern} }} GROUP BY ?key").rows
    return {str(key).removeprefix(f"{ID}/"): number for key, number in rows}


def test_units(whole: uprgraph.Upr) -> None:
    """1,687 numbered paragraphs: 1,472 of the eleven reports, and 215 of OHCHR's list of Slovenia's third review."""
    found = counts(whole, "?item upr:countedAs ?key")
    assert found["unit/recommendations"] == 1687
    assert found["unit/records/upr-info"] == 22421
    assert found["unit/records/ohchr-matrix"] == 223 + 262
    assert found["unit/records/facts"] == 343


def test_answers_of_upr_info_stay_its_own(whole: uprgraph.Upr) -> None:
    unit = f"<{ID}/unit/records/upr-info>"
    found = counts(whole, f"?item upr:countedAs {unit} ; upr:response ?key")
    assert found == {"response/accepted": 16387, "response/noted": 6034}


@pytest.mark.parametrize(
    ("review", "pairs", "accepted", "noted", "pending"),
    [
        ("khm-1", 137, 137, 0, 0),
        ("khm-2", 205, 163, 42, 0),
        ("svn-2", 180, 155, 25, 0),
        ("svn-3", 223, 185, 38, 0),
        ("svn-4", 262, 218, 44, 0),
        ("fra-2", 165, 0, 0, 165),
        ("vnm-2", 256, 195, 61, 0),
    ],
)
def test_pairs(whole: uprgraph.Upr, review: str, pairs: int, accepted: int, noted: int, pending: int) -> None:
    rows = whole.sparql(
        f"SELECT ?p ?r WHERE {{ ?p a upr:Pair ; upr:madeIn <{ID}/review/{review}> OPTIONAL {{ ?p upr:response ?r }} }}"
    ).rows
    found = Counter(str(response).rpartition("/")[2] for _, response in rows)
    assert len(rows) == pairs
    assert (found["accepted"], found["noted"], found["pending"]) == (accepted, noted, pending)


def test_one_organisation_in_two_reviews(whole: uprgraph.Upr) -> None:
    found = whole.query("submitters", state="Slovenia", words="amnesty").dicts()
    assert [(row["review"], row["submission"], row["seat"]) for row in found] == [
        ("svn-2", "AI", "United Kingdom"),
        ("svn-4", "AI", "United Kingdom"),
    ]


def test_questions_in_advance(whole: uprgraph.Upr) -> None:
    """Paragraph 4 of A/HRC/59/15, groups left out; who of them recommended, counted by hand in the report."""
    found = whole.query("advance-questions", state="Slovenia", cycle=4).dicts()
    assert {row["asked"]: row["recommended"] for row in found} == {
        "BEL": 3,
        "CRI": 5,
        "DEU": 3,
        "LIE": 0,
        "MDV": 2,
        "PRT": 3,
        "ESP": 4,
        "GBR": 3,
        "USA": 0,
    }


def test_adoption_by_the_council(whole: uprgraph.Upr) -> None:
    rows = whole.sparql(
        "SELECT ?id ?on ?vote WHERE { ?r upr:adoptedByCouncilOn ?on ; <http://purl.org/dc/terms/identifier> ?id . "
        "?d upr:aboutReview ?r ; upr:withoutVote ?vote } ORDER BY ?id"
    ).rows
    assert [(review, str(day), vote) for review, day, vote in rows] == [
        ("svn-2", "2015-03-19", True),
        ("svn-4", "2025-07-02", True),
    ]


def test_what_pends_is_neither_accepted_nor_noted(whole: uprgraph.Upr) -> None:
    """France's second review is known from its report alone, which puts all 165 answers off."""
    result = whole.query("acceptance-by-cycle", state="France", cycle=2)
    [row] = result.dicts()
    assert (row["n"], row["accepted"], row["noted"]) == (165, 0, 0)
    assert result.notes[-1] == "165 of those in n are pending or without a known answer: neither accepted nor noted."


def test_recommendations_by_reference_are_not_hidden(whole: uprgraph.Upr) -> None:
    """Tonga's report rejects eleven recommendations in paragraph 64 without numbering them; Switzerland's two in 58."""
    [both] = whole.query("acceptance-by-cycle", state="Tonga").dicts()
    assert (both["n"], both["accepted"], both["noted"]) == (42, 31, 11)
    numbered = whole.query("acceptance-by-cycle", state="Tonga", unit="recommendations")
    assert numbered.dicts()[0]["n"] == 31
    assert any(note.startswith("13 recommendations that reports answer by reference") for note in numbered.notes)
