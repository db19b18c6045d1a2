"""Rows without a number find their recommendation, or none: rules on small cases, shares on the real files."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

import uprgraph
from uprgraph import merge_input
from uprgraph.matching import Match, Numbered, Row, matches, similarity, words
from uprgraph.namespaces import digest
from uprgraph.resources import PACKAGE


def numbered(name: str, makers: str, text: str, *clauses: tuple[str, str]) -> Numbered:
    named = Counter(maker for _, some in clauses for maker in some.split()) or Counter(makers.split())
    return Numbered(name, named, (text,), tuple((clause, frozenset(some.split())) for clause, some in clauses))


SHELTER = numbered("1.1", "FRA PER", "Open a shelter for children in every province")
SCHOOL = numbered("1.2", "FRA", "Build more schools in the countryside")
TREATIES = numbered(
    "1.3",
    "",
    "To ratify the Blue Convention (France, Peru) and the Red Protocol (Peru), and to publish both",
    ("To ratify the Blue Convention", "FRA PER"),
    ("and the Red Protocol", "PER"),
)
ALL = (SHELTER, SCHOOL, TREATIES)


def found(*rows: Row, among: tuple[Numbered, ...] = ALL) -> list[tuple[str, str, str]]:
    return sorted((match.row, match.recommendation, match.how) for match in matches(among, rows))


@pytest.mark.parametrize(
    ("maker", "text", "expected"),
    [
        ("FRA", "Open a shelter for children in every province", ("1.1", "same text")),
        ("PER", "open a shelter, for children, in every province.", ("1.1", "same words")),
        ("FRA", "To build more schools in the countryside", ("1.2", "same words")),
        ("FRA", "Build more schools", None),
        ("FRA", "Build more schools in the", ("1.2", "words within the text")),
        ("FRA", "Recommended that it build more schools in the countryside", ("1.2", "words within the text")),
        ("FRA", "Build more schools in the contryside", ("1.2", "similar text")),
        ("FRA", "Build more prisons in the countryside", None),
        ("PER", "Ratify the Red Protocol", ("1.3", "words within the text")),
        ("FRA", "Ratify the Blue Convention", ("1.3", "same words")),
        ("PER", "Publish the Blue Convention and Red Protocol", ("1.3", "words of the text")),
        ("CHN", "Open a shelter for children in every province", ("1.1", "same words")),
        ("CHN", "Open a shelter for children in every provinces", None),
        (None, "Build more schools in the countryside", ("1.2", "same words")),
        ("FRA", "", None),
        ("FRA", "Keep bees", None),
        ("FRA", "Do not build more schools in the countryside", None),
        ("FRA", "Note the refusal to build more schools in the countryside", None),
    ],
)
def test_one_row(maker: str | None, text: str, expected: tuple[str, str] | None) -> None:
    assert found(Row("r", maker, text)) == ([("r", *expected)] if expected else [])


def test_a_treaty_is_not_its_protocol() -> None:
    clauses = ("Ratify the Optional Protocol to the Red Treaty", "FRA"), ("and the Blue Treaty", "PER")
    one = numbered("3.1", "", "Ratify the Optional Protocol to the Red Treaty (France) and the Blue Treaty", *clauses)
    assert found(Row("a", "FRA", "Ratify the Red Treaty"), among=(one,)) == []
    whole = numbered("3.2", "FRA", "Ratify the Optional Protocol to the Green Treaty on Rivers")
    assert found(Row("a", "FRA", "Ratify the Green Treaty on Rivers"), among=(whole,)) == []
    assert found(Row("a", "PER", "Ratify the Blue Treaty"), among=(one,)) == [("a", "3.1", "words within the text")]


def test_twins_take_one_recommendation_each() -> None:
    """A maker may make two recommendations in the same words; two rows are then about the one and the other."""
    twins = (numbered("2.1", "FRA", "Plant trees along roads"), numbered("2.2", "FRA", "Plant trees along roads"))
    rows = (Row("a", "FRA", "Plant trees along roads"), Row("b", "FRA", "Plant trees along roads"))
    assert [name for _, name, _ in found(*rows, among=twins)] == ["2.1", "2.2"]


def test_a_recommendation_that_is_taken_leaves_the_similar_one() -> None:
    among = (
        numbered("2.1", "FRA", "Plant trees along all roads"),
        numbered("2.2", "FRA", "Plant trees along the roads"),
    )
    rows = (Row("a", "FRA", "Plant trees along all roads"), Row("b", "FRA", "Plant tree along the roads"))
    assert found(*rows, among=among) == [("a", "2.1", "same text"), ("b", "2.2", "similar text")]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [Row("a", "FRA", SHELTER.texts[0]), Row("b", "PER", "Ratify the Red Protocol"), Row("c", "FRA", "Keep bees")]
    assert found(*rows) == found(*reversed(rows))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ratify CEDAW", "Ratify CRPD"),
        ("Continue to fight poverty with help from abroad", "Continue to fight corruption with help from abroad"),
        ("Accede to the Green Treaty", "Accede to the Optional Protocol to the Green Treaty"),
        ("Prevent unlawful detention in all ports", "Prevent lawful detention in all ports"),
    ],
)
def test_texts_that_look_alike_and_are_not(one: str, other: str) -> None:
    assert similarity(words(one), words(other)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Protect so-called lost persons", "Protect socalled lost persons"),
        ("Adopt legislatives measures on housing", "Adopt legislative measures on housing"),
        ("End genderbased violence at work", "End gender-based violence at work"),
    ],
)
def test_misprints_and_lost_hyphens(one: str, other: str) -> None:
    assert similarity(words(one), words(other)) > 90


@pytest.fixture(scope="module")
def texts(whole: uprgraph.Upr) -> dict[str, tuple[list[Numbered], list[merge_input.Record]]]:
    recommendations = merge_input.numbered(whole.store).values()
    records = [record for record in merge_input.records(whole.store) if record.source == "upr-info"]
    found: dict[str, tuple[list[Numbered], list[merge_input.Record]]] = {}
    for review in ("che-1", "irn-1", "khm-1", "khm-2", "svn-1", "svn-2", "ton-1", "vnm-2", "zaf-1"):
        mine = [one for one in recommendations if merge_input.last(one.review) == review and one.text]
        found[review] = (
            [
                Numbered(
                    one.iri,
                    one.mentions,
                    (one.text or "",),
                    tuple((text, frozenset(makers)) for _, (text, makers) in sorted(one.clauses.items())),
                )
                for one in mine
            ],
            [record for record in records if merge_input.last(record.review) == review],
        )
    return found


class TestRealFiles:
    """The reports beside UPR Info's rows of the same reviews."""

    def match(self, texts, review: str) -> tuple[list[Match], list[merge_input.Record]]:
        recommendations, records = texts[review]
        return matches(recommendations, [Row(r.iri, r.maker, r.text or "") for r in records]), records

    # Records of UPR Info in these reviews, counted in its files.
    @pytest.mark.parametrize(
        ("review", "records", "matched"),
        [
            ("che-1", 47, 47),
            ("irn-1", 212, 212),
            ("khm-1", 138, 138),
            ("khm-2", 205, 205),
            ("svn-1", 106, 106),
            ("svn-2", 180, 180),
            ("ton-1", 51, 51),
            ("vnm-2", 256, 256),
            ("zaf-1", 29, 29),
        ],
    )
    def test_share(self, texts, review: str, records: int, matched: int) -> None:
        found, all_of_them = self.match(texts, review)
        assert (len(all_of_them), len(found)) == (records, matched)

    @pytest.mark.parametrize("review", ["khm-1", "khm-2"])
    def test_no_false_match(self, texts, review: str) -> None:
        """Cambodia's bundled clauses say by hash to which paragraph each row belongs."""
        with open(PACKAGE / "facts" / "cambodia-clauses.csv", encoding="utf-8", newline="") as lines:
            truth = {
                (row["maker_upr_info"], row["upr_info_text_sha256_16"]): row["paragraph"]
                for row in csv.DictReader(lines)
                if row["review"] == review
            }
        found, records = self.match(texts, review)
        by_name = {record.iri: record for record in records}
        for match in found:
            record = by_name[match.row]
            maker = merge_input.last(record.maker or "").upper()
            assert merge_input.last(match.recommendation) == truth[maker, digest(record.text or "")]
