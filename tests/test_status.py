"""``upr status``: what is loaded, how much of the review it covers, what is known only as a total."""

from __future__ import annotations

from typing import Any

import pytest

import uprgraph
from test_reconcile import ANNEX, BEES, COVER, PARAGRAPHS, ROWS, SHELTER, SUPPORTED, answer, held, listed, row
from uprgraph.records import Document, Submission
from uprgraph.results import Result
from uprgraph.status import Status, status

TABLES = (
    "files",
    "units",
    "coverage",
    "sessions",
    "documents",
    "submissions",
    "positions",
    "only-totals",
    "unplaced",
    "matched",
    "unmatched",
)


@pytest.fixture(scope="module")
def of_bundled(bundled: uprgraph.Upr) -> Status:
    return status(bundled.store)


def only(result: Result) -> dict[str, Any]:
    """The one row of a table."""
    [found] = result.dicts()
    return found


class TestBundled:
    """The bundled graph: Cambodia's first and second reviews are itemised, the third and fourth are totals."""

    def test_tables_and_their_names(self, of_bundled: Status) -> None:
        assert tuple(table.name for table in of_bundled.tables()) == TABLES
        assert all(table.unit and table.question.endswith("?") for table in of_bundled.tables())

    def test_sessions(self, of_bundled: Status) -> None:
        assert of_bundled.sessions.rows == [
            (6, 16, 16, 1, 0, 1, 0, 0, 0, 137),
            (18, 14, 14, 1, 0, 1, 0, 0, 0, 205),
        ]
        assert of_bundled.sessions.notes[-1] == (
            "No source loaded itemises a review of the other 48 sessions: not known, which is not zero."
        )

    def test_coverage_of_cycles(self, of_bundled: Status) -> None:
        assert of_bundled.coverage.rows == [
            (1, 192, 192, 1, 137),
            (2, 193, 193, 1, 205),
            (3, 193, 193, 0, 0),
            (4, 139, 138, 0, 0),
        ]

    def test_only_totals(self, of_bundled: Status) -> None:
        assert of_bundled.only_totals.rows == [("khm-3", 198, 173, 25), ("khm-4", 275, 232, 43)]

    def test_positions_by_stage(self, of_bundled: Status) -> None:
        assert of_bundled.positions.rows == [
            ("Working Group report", "facts", 1, 205, 171, 0, 34),
            ("addendum", "facts", 1, 42, 0, 42, 0),
            ("Council outcome", "facts", 1, 91, 91, 0, 0),
        ]

    def test_records_attached(self, of_bundled: Status) -> None:
        assert of_bundled.matched.rows == [("facts", 2, 343, 343, 100.0)]

    def test_what_is_not_loaded_has_no_rows(self, of_bundled: Status) -> None:
        empty = (of_bundled.documents, of_bundled.submissions, of_bundled.unplaced, of_bundled.unmatched)
        assert [table.rows for table in empty] == [[]] * 4


class TestLoaded:
    def test_a_report_itemises_before_a_list_and_a_database(self) -> None:
        matrix = [listed("140.1", "FRA", SHELTER)]
        assert only(status(held(report=PARAGRAPHS, ohchr_matrix=matrix, upr_info=ROWS)).sessions) == {
            "session": 48,
            "reviews": 1,
            "held": 1,
            "itemised": 1,
            "by_report": 1,
            "by_facts": 0,
            "by_matrix": 0,
            "by_uhri": 0,
            "by_database": 0,
            "pairs": 3,
        }
        by_matrix = only(status(held(ohchr_matrix=matrix, upr_info=ROWS)).sessions)
        assert (by_matrix["by_report"], by_matrix["by_matrix"], by_matrix["by_database"]) == (0, 1, 0)
        by_database = only(status(held(upr_info=ROWS)).sessions)
        assert (by_database["itemised"], by_database["by_matrix"], by_database["by_database"]) == (1, 0, 1)

    def test_documents_are_those_that_were_loaded_not_those_that_are_cited(self) -> None:
        cited = Document("A/HRC/WG.6/48/SVN/3", "StakeholderSummary", "A summary", "svn-4", "A/HRC/WG.6/48/SVN/3")
        found = status(held(report=[*PARAGRAPHS, cited], addendum=[ANNEX, answer("140.1", "noted", 2)]))
        assert found.documents.rows == [("Working Group report", 1, 1), ("addendum", 1, 1)]

    def test_submissions(self) -> None:
        named = [Submission("svn-4", f"JS{n}", "joint", "Several", (), "A/HRC/WG.6/48/SVN/3") for n in (1, 2)]
        one = Submission("svn-4", "AB", "individual", "Somebody", (), "A/HRC/WG.6/48/SVN/3")
        other = Submission("svn-4", "NI", "other", "An institution", (), "A/HRC/WG.6/48/SVN/3")
        assert status(held(report=[*PARAGRAPHS, *named, one, other])).submissions.rows == [
            ("individual", 1, 1),
            ("joint", 2, 1),
            ("other", 1, 1),
        ]

    def test_positions_of_documents_and_of_lists(self) -> None:
        report = [*PARAGRAPHS, *SUPPORTED]
        addendum = [ANNEX, answer("140.1", "noted", 2)]
        matrix = [listed("140.1", "FRA", SHELTER), answer("140.1", "noted", 2, "ohchr-matrix")]
        assert status(held(report=report, addendum=addendum, ohchr_matrix=matrix)).positions.rows == [
            ("Working Group report", "un-documents", 1, 2, 2, 0, 0),
            ("addendum", "ohchr-matrix", 1, 1, 0, 1, 0),
            ("addendum", "un-documents", 1, 1, 0, 1, 0),
        ]

    def test_answers_without_their_report(self) -> None:
        addendum = [ANNEX, answer("1", "accepted", 2), answer("2", "noted", 2)]
        assert status(held(addendum=addendum)).unplaced.rows == [("svn-4", ANNEX.symbol, "un-documents", "no", 2)]
        assert status(held(report=[COVER, *PARAGRAPHS], addendum=addendum)).unplaced.rows == []

    def test_share_of_records_that_are_attached(self) -> None:
        found = status(held(report=PARAGRAPHS, upr_info=[*ROWS, row("d", "CHL", BEES)]))
        assert found.matched.rows == [("upr-info", 1, 4, 3, 75.0)]
        assert found.unmatched.rows == [("svn-4", "upr-info", 1)]
