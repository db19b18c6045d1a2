"""Documents of later sessions, revisions, corrigenda and second addenda: which review, which symbol."""

from __future__ import annotations

from pathlib import Path

import pytest

from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.records import DataQualityNote, Document, Position, Review
from uprgraph.sources import Opened, un_documents

FIXTURES = Path(__file__).parent / "sources"
ADDENDUM = FIXTURES / "addendum" / "responses.txt"
DECISION = FIXTURES / "outcome_decision" / "decision.txt"
SUMMARY = FIXTURES / "stakeholder_summary" / "cycle-4.txt"


def changed(path: Path, base: Path, *pairs: tuple[str, str]) -> Path:
    text = base.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("base", "pairs"),
    [
        (ADDENDUM, [("A/HRC/26/990", "A/HRC/63/7"), ("Cambodia", "Namibia")]),
        (DECISION, [("26/990", "63/101"), ("HRC/26/", "HRC/63/"), ("Cambodia", "Namibia")]),
        # The report is of session 63, its outcome was adopted one session late.
        (
            DECISION,
            [("26/990", "64/101"), ("HRC/26/16", "HRC/63/7"), ("HRC/26/2", "HRC/64/2"), ("Cambodia", "Namibia")],
        ),
        (SUMMARY, [("WG.6/46/KHM", "WG.6/52/NAM"), ("Cambodia", "Namibia")]),
    ],
)
def test_every_document_of_a_review_that_the_calendar_lacks_has_one_id(
    tmp_path: Path, base: Path, pairs: list[tuple[str, str]]
) -> None:
    opened = Opened(changed(tmp_path / "a.txt", base, *pairs))
    records = list(opened.records())
    assert [r for r in records if isinstance(r, Review)] == [Review("nam-4", "NAM", 4, 52)]
    assert [(r.review, r.field) for r in records if isinstance(r, DataQualityNote)] == [("nam-4", "review")]
    assert opened.report.review == "nam-4"


def test_a_session_of_the_council_that_adopts_none(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.txt", ADDENDUM, ("A/HRC/26/990", "A/HRC/99/7"))
    with pytest.raises(NotReadable, match="session 99 of the Council"):
        list(Opened(path).records())


def test_late_adoption_and_a_review_that_was_not_held() -> None:
    late = un_documents.review_adopted("SVN", 61)
    assert late is not None and (late[0].id, late[1]) == ("svn-4", [])
    later = un_documents.review_adopted("USA", 63)
    assert later is not None and later[0].id == "usa-4-wg52"
    assert un_documents.doubts(later[0]) and not un_documents.doubts(late[0])
    # The Council's session 8 adopted two sessions of the Working Group.
    assert un_documents.review_adopted("SSD", 8) is None


@pytest.mark.parametrize(("suffix", "revision"), [("/Add.1", 0), ("/Add.1/Rev.1", 1), ("/Add.2", 0), ("/Add.3", 0)])
def test_revisions_and_further_addenda(tmp_path: Path, suffix: str, revision: int) -> None:
    opened = Opened(changed(tmp_path / "a.txt", ADDENDUM, ("/Add.1", suffix)))
    records = list(opened.records())
    symbol, base = f"A/HRC/26/990{suffix}", f"A/HRC/26/990{suffix.removesuffix('/Rev.1')}"
    documents = [(r.symbol, r.issued) for r in records if isinstance(r, Document)]
    assert documents == [(symbol, "2014-06-03")] + [(base, None)] * revision
    assert {r.document for r in records if isinstance(r, Position)} == {symbol}
    assert (opened.document, opened.report.review) == (base, "khm-2")
    assert un_documents.revision(opened.content) == revision  # type: ignore[arg-type]


def test_a_corrigendum_is_not_applied(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.txt", ADDENDUM, ("/Add.1", "/Add.1/Corr.1"), ("         Addendum", "  Corrigendum"))
    with pytest.raises(UnknownKind, match=r"Add\.1/Corr\.1 corrects A/HRC/26/990/Add\.1; .* by hand"):
        Opened(path)
