"""What ``upr inspect`` tells of a document beside its counts, and how it is written in lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import real_file
from uprgraph.inspect import inspect, lines, ranges

SOURCES = Path(__file__).parent / "sources"
COUNTED = {
    *("file", "kind", "layout", "symbol", "review", "source", "encoding", "sha256", "rows", "reviews"),
    *("recommendations", "paragraphs", "referred", "records", "responses", "positions", "submissions", "pledges"),
    *("notes", "problems"),
}
"""Keys that files of every kind may have."""


def told(path: Path) -> dict[str, Any]:
    """What a document tells of its review beside the counts."""
    return {key: value for key, value in inspect(path).items() if key not in COUNTED}


def test_a_report() -> None:
    assert told(SOURCES / "working_group_report" / "minted.txt") == {
        "session": 52,
        "meeting": 3,
        "date": "2026-05-05",
        "troika": ["MWI", "CZE", "BRA"],
        "troika_selected": "2026-01-07",
        "report_adopted": "2026-05-08",
        "issued": "2026-06-17",
        "head_of_delegation": "Ms. Lagoon",
        "advance_questions": ["MLT"],
        "delegations": 90,
    }


def test_a_report_without_questions_in_advance() -> None:
    found = told(SOURCES / "working_group_report" / "lettered.txt")
    assert "advance_questions" not in found
    assert found["troika"] == ["BRA", "JOR", "RUS"]


def test_an_addendum() -> None:
    assert told(SOURCES / "addendum" / "sections.txt") == {
        "issued": "2014-06-03",
        "stated": {"recommendations": 30, "accepted": 23, "noted": 7},
    }


def test_a_decision() -> None:
    assert told(SOURCES / "outcome_decision" / "decision.txt") == {
        "issued": "2014-07-17",
        "council_session": 26,
        "outcome_adopted": "2014-06-19",
        "without_vote": True,
    }


def test_a_vote_is_no_empty_cell(tmp_path: Path) -> None:
    text = (SOURCES / "outcome_decision" / "decision.txt").read_text()
    path = tmp_path / "decision.txt"
    path.write_text(text.replace("[Adopted without a vote.]", "[Adopted by a recorded vote of 30 to 2.]"))
    found = inspect(path)
    assert found["without_vote"] is False
    assert "without_vote: no" in lines(found)


def test_decisions_on_several_reviews_are_told_of_none() -> None:
    assert told(SOURCES / "outcome_decision" / "several.txt") == {}


def test_a_summary() -> None:
    found = told(SOURCES / "stakeholder_summary" / "cycle-4.txt")
    assert (found["issued"], found["stated"]) == ("2024-03-05", {"submissions": 9})
    submitters = {one["submission"]: one for one in found["submitters"]}
    assert list(submitters) == ["AI", "CCHR", "Green Lotus", "HRW", "JS1", "JS2", "JS3", "NHRC", "CoE"]
    assert submitters["HRW"] == {
        "submission": "HRW",
        "kind": "individual",
        "members": [{"name": "Human Rights Watch", "acronym": "HRW", "city": "New York, NY", "country": "USA"}],
    }
    assert (submitters["JS2"]["acronym"], submitters["JS2"]["kind"]) == ("RIVER", "joint")
    assert [member["name"] for member in submitters["JS2"]["members"]] == [
        "River Society",
        "Society of the Lake",
        "Rice and Fish Commission",
    ]
    assert submitters["JS3"]["members"] == []


def test_a_table_of_many_reviews_tells_of_none() -> None:
    assert told(SOURCES / "upr_info" / "rows.csv") == {}


class TestLines:
    def test_a_summary(self) -> None:
        said = lines(inspect(SOURCES / "stakeholder_summary" / "cycle-4.txt"))
        assert "submissions: 4 individual, 3 joint, 2 other" in said
        assert "stated: 9 submissions" in said
        first = said.index("submitters:") + 1
        assert said[first + 3] == "  HRW (individual): Human Rights Watch, New York, NY, USA"
        assert said[first + 5] == (
            "  JS2 (joint, RIVER): River Society; Society of the Lake; Rice and Fish Commission, Phnom Penh, KHM"
        )
        assert said[first + 6] == "  JS3 (joint): members not known for certain"

    def test_a_report(self) -> None:
        said = lines(inspect(SOURCES / "working_group_report" / "minted.txt"))
        assert {"troika: MWI, CZE, BRA", "paragraphs: 6.1", "delegations: 90", "notes: none"} <= set(said)

    def test_long_lists_are_cut(self) -> None:
        said = lines({"problems": [f"row {number}" for number in range(1, 24)]})
        assert said[:2] == ["problems:", "  row 1"]
        assert said[-2:] == ["  row 20", "  ... and 3 more (--format json has all)"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        (["118.1"], ["118.1"]),
        (["118.1", "118.2"], ["118.1 to 118.2"]),
        (["118.9", "118.10", "118.12"], ["118.9 to 118.10", "118.12"]),
        (["122.3", "122.1", "121.1", "122.2"], ["122.1 to 122.3", "121.1"]),
        (["14", "15", "20", "16"], ["14 to 16", "20"]),
        (["64(a)", "63.1", "64(b)"], ["63.1", "64(a)", "64(b)"]),
        (["118.8", "118.09", "118.10"], ["118.8", "118.10", "118.09"]),
        (["118.1", "118.1"], ["118.1"]),
    ],
)
def test_ranges(numbers: list[str], expected: list[str]) -> None:
    assert ranges(numbers) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("working-group-reports/cambodia2014.pdf", "118.1 to 118.171, 119.1 to 119.34"),
        ("working-group-reports/iran2010.pdf", "90.1 to 90.123, 91.1 to 91.20, 92.1 to 92.45"),
        ("review-documents/svn-2-addendum.pdf", "1 to 163"),
        ("ohchr-matrices/UPR34_Slovenia_Thematic_list_of_Recommendations.docx", "121.1 to 121.58, 122.1 to 122.157"),
    ],
)
def test_paragraphs_of_real_files(name: str, expected: str) -> None:
    assert f"paragraphs: {expected}" in lines(inspect(real_file(name)))


def test_the_report_on_slovenia() -> None:
    """Paragraphs 1, 2, 4 and 6 of A/HRC/59/15; who of those with questions is a State."""
    found = told(real_file("working-group-reports/slovenia2025.pdf"))
    assert found.pop("head_of_delegation").endswith("Tanja Fajon")
    assert found == {
        "session": 48,
        "meeting": 13,
        "date": "2025-01-28",
        "troika": ["DOM", "ZAF", "THA"],
        "troika_selected": "2025-01-08",
        "report_adopted": "2025-01-31",
        "issued": "2025-03-24",
        "advance_questions": ["BEL", "CRI", "MDV", "DEU", "LIE", "PRT", "ESP", "GBR", "USA"],
        "delegations": 94,
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("addendum", {"stated": {"recommendations": 254, "accepted": 217, "noted": 37}, "issued": "2025-04-08"}),
        ("decision", {"council_session": 59, "outcome_adopted": "2025-07-02", "without_vote": True}),
        ("stakeholders-summary", {"stated": {"submissions": 12}, "issued": "2024-11-06"}),
    ],
)
def test_the_other_documents_on_slovenia(name: str, expected: dict[str, object]) -> None:
    assert told(real_file(f"review-documents/svn-4-{name}.pdf")).items() >= expected.items()
