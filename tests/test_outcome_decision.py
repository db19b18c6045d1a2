"""Outcome decisions: adopted when, with or without a vote, naming which documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import real_file
from uprgraph import sources
from uprgraph.errors import UnknownKind
from uprgraph.records import Document, Outcome, Report
from uprgraph.sources.outcome_decision import KIND

FIXTURES = Path(__file__).parent / "sources" / "outcome_decision"


def read(path: Path) -> tuple[list[object], Report]:
    opened = sources.Opened(path)
    assert opened.kind == KIND
    return list(opened.records()), opened.report


def documents(*rows: tuple[str, str, str | None], review: str) -> list[Document]:
    titles = {
        "OutcomeDecision": "Outcome decision",
        "WorkingGroupReport": "Report of the Working Group",
        "Addendum": "Addendum to the report of the Working Group",
    }
    return [
        Document(symbol, kind, f"{titles[kind]}, review {review}", review, symbol, day) for kind, symbol, day in rows
    ]


def test_one_decision() -> None:
    records, report = read(FIXTURES / "decision.txt")
    decision, *named = documents(
        ("OutcomeDecision", "A/HRC/DEC/26/990", "2014-07-17"),
        ("WorkingGroupReport", "A/HRC/26/16", None),
        ("Addendum", "A/HRC/26/16/Add.1", None),
        review="khm-2",
    )
    assert records == [decision, Outcome("khm-2", "A/HRC/DEC/26/990", 26, "2014-06-19", True), *named]
    assert (report.review, report.symbol, report.problems) == ("khm-2", "A/HRC/DEC/26/990", [])


def test_several_decisions_in_one_file() -> None:
    records, report = read(FIXTURES / "several.txt")
    assert [one for one in records if isinstance(one, Outcome)] == [
        Outcome("khm-2", "A/HRC/DEC/26/990", 26, "2014-06-19", True),
        Outcome("vnm-2", "A/HRC/DEC/26/991", 26, "2014-06-20", False),
    ]
    assert report.reviews == {"khm-2", "vnm-2"}
    assert len(report.problems) == 1 and report.problems[0].startswith("26/992: unknown state 'Atlantis'")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[Adopted without a vote.]", "", "26/990: it does not say whether it was adopted without a vote"),
        ("24th meeting", "", "26/990: the day of its adoption was not found"),
        ("A/HRC/26/16)", "A/HRC/26/61)", "26/990: it does not name A/HRC/26/16, the report of review khm-2"),
        ("26/990.", "26/991.", "the cover says A/HRC/DEC/26/990, the title 26/991"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = (FIXTURES / "decision.txt").read_text()
    assert old in text
    path = tmp_path / "decision.txt"
    path.write_text(text.replace(old, new))
    _, report = read(path)
    assert problem in report.problems


def test_word(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for line in (FIXTURES / "decision.txt").read_text().splitlines():
        document.add_paragraph(line.strip())
    document.save(str(tmp_path / "decision.docx"))
    records, report = read(tmp_path / "decision.docx")
    assert Outcome("khm-2", "A/HRC/DEC/26/990", 26, "2014-06-19", True) in records
    assert report.problems == []


def test_decision_on_something_else_is_none(tmp_path: Path) -> None:
    path = tmp_path / "panel.txt"
    path.write_text("A/HRC/DEC/26/115\nHuman Rights Council\n26/115. Panel on rivers\n[Adopted without a vote.]\n")
    with pytest.raises(UnknownKind):
        sources.Opened(path)


@pytest.mark.parametrize(
    ("name", "review", "symbol", "issued", "report_symbol", "session", "day"),
    [
        ("svn-2", "svn-2", "A/HRC/DEC/28/111", "2015-05-28", "A/HRC/28/15", 28, "2015-03-19"),
        ("svn-4", "svn-4", "A/HRC/DEC/59/112", "2025-07-14", "A/HRC/59/15", 59, "2025-07-02"),
    ],
)
def test_slovenia(name: str, review: str, symbol: str, issued: str, report_symbol: str, session: int, day: str) -> None:
    records, report = read(real_file(f"review-documents/{name}-decision.pdf"))
    decision, *named = documents(
        ("OutcomeDecision", symbol, issued),
        ("WorkingGroupReport", report_symbol, None),
        ("Addendum", f"{report_symbol}/Add.1", None),
        review=review,
    )
    assert records == [decision, Outcome(review, symbol, session, day, True), *named]
    assert (report.review, report.symbol, report.problems) == (review, symbol, [])
