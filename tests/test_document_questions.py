"""Questions on what documents tell: answers, their reasons, adoption, submissions, pledges, affected groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import pytest

import uprgraph
from uprgraph import catalogue, schedule
from uprgraph.building import codes, properties
from uprgraph.merge import derived
from uprgraph.namespaces import Iris
from uprgraph.records import (
    AffectedGroup,
    Document,
    Figure,
    Outcome,
    Pledge,
    Position,
    Proceedings,
    Recommendation,
    Record,
    Review,
    Source,
    Stakeholder,
    Submission,
)
from uprgraph.sources import bundled as facts
from uprgraph.store import Loader, Store
from uprgraph.triples import Triples

REPORT, ADDENDUM, SUMMARY, DECISION = "A/HRC/59/15", "A/HRC/59/15/Add.1", "A/HRC/WG.6/48/SVN/3", "A/HRC/DEC/59/112"
REVIEW = Review(
    "svn-4",
    "SVN",
    4,
    48,
    date="2025-01-28",
    meeting=13,
    troika=("DOM",),
    adopted_by_working_group="2025-01-31",
    report_symbol=REPORT,
    held=True,
)
CODES = list(codes(Iris()))
SHELTER = "Open a shelter in every province"


def store(*records: object) -> Store:
    """The store of Slovenia's fourth review with *records*, merged."""
    engine, iris = ox.Store(), Iris()
    triples = Triples(iris)
    sources = [
        Source(name, title, "somebody", "ours", "made for a test", "https://example.org/")
        for name, title in (("upr-info", "UPR Info"), ("ohchr-matrix", "OHCHR's lists"), ("un-documents", "Documents"))
    ]
    with Loader(engine) as loader:
        for record in (*facts.states(), schedule.sessions()[48], REVIEW, *sources, *records):
            loader.load("<https://example.org/source>", triples(record))
        loader.load(iris.codes_graph(), CODES)
        loader.load(iris.derived_graph(), properties(iris, bare=True))
        loader.wait()
        loader.load(iris.derived_graph(), derived(Store(engine, None), []))
    return Store(engine, None)


def document(symbol: str, kind: str, issued: str | None = None) -> Document:
    return Document(symbol, kind, f"{kind} on Slovenia", "svn-4", symbol, issued)


def rows(asked: Store, name: str, **given: object) -> list[dict[str, Any]]:
    """The rows of a question without the cells that are not known."""
    return [
        {key: value for key, value in row.items() if value not in (None, "")}
        for row in catalogue.ask(asked, name, **given).dicts()
    ]


def picked(found: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in found]


def paragraph(number: str, makers: str = "FRA", **more: Any) -> Recommendation:
    return Recommendation("svn-4", number, tuple(makers.split()), text=SHELTER, document=REPORT, **more)


def position(number: str, stage: int, response: str, **more: Any) -> Position:
    stages = {1: ("working-group-report", REPORT), 2: ("addendum", ADDENDUM)}
    wording = {"accepted": "accepted", "noted": "noted", "pending": "to-be-examined"}[response]
    return Position("svn-4", number, stage, wording, response, stages[stage][0], stages[stage][1], **more)


REPORTED = (document(REPORT, "WorkingGroupReport"), document(ADDENDUM, "Addendum"), paragraph("140.1"))
FIRST = position("140.1", 1, "pending", statement="140")
SECOND = position("140.1", 2, "noted", statement="5", rationale="There is no money")
LISTED = position("140.1", 2, "noted", statement="5", teller="ohchr-matrix")


class TestReasons:
    NAMES = ("review", "paragraph", "answer", "reason", "said_by", "source", "source_paragraph", "current")

    def test_of_an_answer(self) -> None:
        found = rows(store(*REPORTED, FIRST, SECOND), "reasons-for-noting")
        said = ("svn-4", "140.1", "noted", "There is no money", "Slovenia", ADDENDUM, "5", "yes")
        assert [tuple(row.values()) for row in found] == [said]
        assert picked(found, *self.NAMES) == [said]

    def test_of_accepted_ones_only_where_asked(self) -> None:
        built = store(*REPORTED, position("140.1", 2, "accepted", rationale="It is done"))
        assert rows(built, "reasons-for-noting") == []
        found = rows(built, "reasons-for-noting", response="accepted")
        assert picked(found, "paragraph", "reason") == [("140.1", "It is done")]
        assert picked(rows(built, "reasons-for-noting", response="accepted|noted"), "paragraph") == [("140.1",)]

    def test_of_an_answer_that_a_later_one_supersedes(self) -> None:
        early = position("140.1", 1, "noted", rationale="There is no time")
        found = rows(store(*REPORTED, early, position("140.1", 2, "accepted")), "reasons-for-noting")
        assert picked(found, "reason", "current") == [("There is no time", "no")]

    def test_of_a_recommendation_by_reference(self) -> None:
        by_reference = paragraph("141(a)", referred="26 (b)")
        found = rows(
            store(*REPORTED, by_reference, position("141(a)", 1, "noted", rationale="No")), "reasons-for-noting"
        )
        assert picked(found, "paragraph", "source") == [("141(a)", REPORT)]

    def test_in_the_order_of_the_report(self) -> None:
        numbers = ("140.10", "140.9", "139.2")
        records = [
            *map(paragraph, numbers),
            *(position(number, 2, "noted", rationale=f"Why {number}") for number in numbers),
        ]
        found = rows(store(*REPORTED, *records), "reasons-for-noting", state="Slovenia", cycle=4)
        assert picked(found, "paragraph") == [("139.2",), ("140.9",), ("140.10",)]
        assert rows(store(*REPORTED, *records), "reasons-for-noting", state="France") == []


class TestPositions:
    NAMES = ("number", "response", "document", "document_paragraph", "told_by", "repeated", "current")
    OWN = (
        (1, "pending", REPORT, "140", "document", "no", "no"),
        (2, "noted", ADDENDUM, "5", "document", "no", "yes"),
    )
    TOLD = (2, "noted", ADDENDUM, "5", "OHCHR's lists")

    def test_each_answer_once(self) -> None:
        built = store(*REPORTED, FIRST, SECOND, LISTED)
        assert picked(rows(built, "positions"), *self.NAMES) == [*self.OWN]
        assert picked(rows(built, "positions", response="noted"), "number") == [(2,)]

    def test_what_a_list_tells_again_where_asked(self) -> None:
        built = store(*REPORTED, FIRST, SECOND, LISTED)
        again = (*self.TOLD, "yes", "no")
        assert picked(rows(built, "positions", repeated="yes"), *self.NAMES) == [again]
        assert Counter(picked(rows(built, "positions", repeated="no|yes"), *self.NAMES)) == Counter([*self.OWN, again])

    @pytest.mark.parametrize("own", [(), (FIRST,)])
    def test_a_list_where_the_document_of_the_stage_is_not_loaded(self, own: tuple[Position, ...]) -> None:
        found = rows(store(*REPORTED, *own, LISTED), "positions")
        assert picked(found, *self.NAMES) == [*self.OWN[: len(own)], (*self.TOLD, "no", "yes")]

    def test_of_a_recommendation_by_reference(self) -> None:
        built = store(*REPORTED, paragraph("141(a)", referred="26 (b)"), position("141(a)", 1, "noted"))
        assert picked(rows(built, "positions"), "paragraph", "response") == [("141(a)", "noted")]


ADOPTED = (
    document(REPORT, "WorkingGroupReport", "2025-03-24"),
    document(ADDENDUM, "Addendum", "2025-04-08"),
    document(SUMMARY, "StakeholderSummary", "2024-11-06"),
    document("A/HRC/WG.6/48/SVN/1", "NationalReport"),
    document(DECISION, "OutcomeDecision", "2025-07-14"),
    Proceedings("svn-4", REPORT, "Ms. Lagoon", ("MLT",)),
    Figure("f", "review/svn-4", "delegationCount", 94, "delegations", "exact", (REPORT,)),
)


def outcome(without_vote: bool | None, session: int = 59) -> Outcome:
    return Outcome("svn-4", DECISION, session, "2025-07-02", without_vote)


class TestAdoption:
    def test_chronology(self) -> None:
        found = rows(store(*ADOPTED, outcome(True)), "chronology", state="Slovenia", cycle=4)
        assert picked(found, "step", "what", "detail", "date", "source") == [
            (3, "national report submitted", "NationalReport on Slovenia", None, REPORT),
            (3, "summary of stakeholders' submissions issued", SUMMARY, "2024-11-06", SUMMARY),
            (5, "review", "Meeting 13 of session 48", "2025-01-28", REPORT),
            (6, "report adopted by the Working Group", REPORT, "2025-01-31", REPORT),
            (6, "report of the Working Group issued", REPORT, "2025-03-24", REPORT),
            (6, "addendum issued", ADDENDUM, "2025-04-08", ADDENDUM),
            (
                7,
                "outcome adopted by the Council",
                "Human Rights Council, session 59, without a vote",
                "2025-07-02",
                DECISION,
            ),
            (7, "decision of the Council issued", DECISION, "2025-07-14", DECISION),
        ]
        assert {row["precision"] for row in found[1:]} == {"day"}

    @pytest.mark.parametrize(("without_vote", "said"), [(False, ", by vote"), (None, "")])
    def test_by_vote_or_not_known(self, without_vote: bool | None, said: str) -> None:
        found = rows(store(*ADOPTED, outcome(without_vote)), "chronology", state="Slovenia")
        [row] = [row for row in found if row["what"] == "outcome adopted by the Council"]
        assert row["detail"] == f"Human Rights Council, session 59{said}"

    def test_without_decision(self) -> None:
        found = rows(store(*ADOPTED[:1]), "chronology", state="Slovenia")
        [row] = [row for row in found if row["what"] == "outcome adopted by the Council"]
        assert (row["status"], row["precision"], row["source"]) == ("as a rule", "not known", "bundled calendar")

    def test_reviews(self) -> None:
        [row] = rows(store(*ADOPTED, outcome(True)), "reviews", state="Slovenia")
        expected = {
            "head_of_delegation": "Ms. Lagoon",
            "delegations": 94,
            "report_adopted": "2025-01-31",
            "council_session": 59,
            "outcome_adopted": "2025-07-02",
            "without_vote": "yes",
        }
        assert row.items() >= expected.items()

    def test_the_session_that_a_decision_names(self) -> None:
        """An outcome may be adopted later than the rule has it."""
        [row] = rows(store(*ADOPTED, outcome(False, 60)), "reviews", state="Slovenia")
        assert (row.get("without_vote"), row["outcome_adopted"]) == ("no", "2025-07-02")

    def test_days_of_issue(self) -> None:
        found = rows(store(*ADOPTED, outcome(True)), "documents", state="Slovenia")
        assert {row["symbol"]: row.get("issued") for row in found} == {
            REPORT: "2025-03-24",
            ADDENDUM: "2025-04-08",
            SUMMARY: "2024-11-06",
            "A/HRC/WG.6/48/SVN/1": None,
            DECISION: "2025-07-14",
        }

    def test_a_document_with_two_names_is_one(self) -> None:
        named = Document(ADDENDUM, "Addendum", "Views of Slovenia", "svn-4", ADDENDUM, "2025-04-08")
        built = store(*ADOPTED, named)
        found = rows(built, "documents", state="Slovenia", kind="addendum")
        assert picked(found, "document", "symbol") == [("Addendum on Slovenia", ADDENDUM)]
        found = rows(built, "chronology", state="Slovenia")
        assert [row["what"] for row in found].count("addendum issued") == 1


class TestSubmissions:
    NAMES = ("measure", "n", "qualifier", "source", "basis")
    STATED = Figure("f", "document/a-hrc-wg-6-48-svn-3", "submissions", 3, "submissions", "exact", (SUMMARY,))
    BEES = Stakeholder("bees", "Friends of the Bee", "CivilSocietyOrganisation")

    @staticmethod
    def submission(label: str, kind: str) -> Submission:
        return Submission("svn-4", label, kind, label, ("bees",), SUMMARY)

    def test_stated_beside_itemised(self) -> None:
        listed = [self.submission("FB", "individual"), self.submission("JS1", "joint"), self.submission("JS2", "joint")]
        built = store(document(SUMMARY, "StakeholderSummary"), self.STATED, self.BEES, *listed)
        found = rows(built, "submissions", state="Slovenia", cycle=4)
        assert picked(found, *self.NAMES) == [
            ("submissions", 3, "exact", SUMMARY, "stated"),
            ("individualSubmissions", 1, "exact", SUMMARY, "itemised"),
            ("jointSubmissions", 2, "exact", SUMMARY, "itemised"),
            ("otherSubmissions", 0, "exact", SUMMARY, "itemised"),
        ]
        assert {row["about"] for row in found} == {"StakeholderSummary on Slovenia"}

    def test_a_summary_that_is_only_named_itemises_none(self) -> None:
        built = store(document(SUMMARY, "StakeholderSummary"), self.STATED)
        assert picked(rows(built, "submissions", state="Slovenia"), "measure", "basis") == [("submissions", "stated")]


PLEDGES = (
    document(REPORT, "WorkingGroupReport"),
    Pledge("upr-info", "a", "svn-4", 5, ("Death penalty",), "upr-info", "Open a shelter."),
    Pledge("un-documents", "b", "svn-4", None, (), "upr-info", "Open a shelter", "141", REPORT),
)


class TestPledges:
    def test_each_row_says_its_source(self) -> None:
        assert picked(rows(store(*PLEDGES), "pledges"), "source", "document", "paragraph", "text", "action") == [
            ("un-documents", REPORT, "141", "Open a shelter", None),
            ("upr-info", None, None, "Open a shelter.", 5),
        ]

    def test_of_one_source(self) -> None:
        found = rows(store(*PLEDGES), "pledges", source="upr-info", state="Slovenia")
        assert picked(found, "source", "themes") == [("upr-info", "Death penalty")]
        assert rows(store(*PLEDGES), "pledges", source="uhri") == []

    def test_unit_is_that_of_no_source(self) -> None:
        for name in ("pledges", "panels/pledges"):
            answer = catalogue.ask(store(*PLEDGES), name)
            assert answer.unit == "voluntary pledges, one row for each source that tells of one"
            assert any("the same pledges" in note for note in answer.notes)

    def test_panel(self) -> None:
        found = rows(store(*PLEDGES), "panels/pledges")
        assert picked(found, "source", "document", "paragraph", "text") == [
            ("un-documents", REPORT, "141", "Open a shelter"),
            ("upr-info", None, None, "Open a shelter."),
        ]


def coded(number: str, maker: str, response: str, *groups: str, themes: tuple[str, ...] = ()) -> Record:
    return Record(
        "ohchr-matrix",
        f"{number}-{maker}",
        "svn-4",
        maker,
        response,
        None,
        themes,
        "ohchr-4",
        text=SHELTER,
        paragraph=number,
        affects=groups,
    )


class TestAffectedGroups:
    NAMES = ("group", "n", "accepted", "noted")
    RECORDS = (
        *REPORTED[:2],
        paragraph("140.1", "FRA PER"),
        paragraph("140.2", "FRA"),
        AffectedGroup("ohchr-4", "Beekeepers"),
        coded("140.1", "FRA", "accepted", "Children", "Beekeepers", themes=("Right to health",)),
        coded("140.1", "PER", "accepted", "Children"),
        coded("140.2", "FRA", "noted", "Children"),
        position("140.1", 2, "accepted"),
        position("140.2", 2, "noted"),
    )

    @pytest.mark.parametrize("unit", ["pairs", "records"])
    def test_by_group(self, unit: str) -> None:
        found = rows(store(*self.RECORDS), "affected-groups", unit=unit)
        assert picked(found, *self.NAMES) == [("Children", 3, 2, 1), ("Beekeepers", 1, 1, 0)]
        assert {row["scheme"] for row in found} == {"OHCHR affected groups, fourth cycle"}

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"maker": "Peru"}, [("Children", 1, 1, 0)]),
            ({"maker": "Peru", "cycle": 3}, []),
            ({"state": "France"}, []),
            ({"words": "bee"}, [("Beekeepers", 1, 1, 0)]),
            ({"minimum": 2}, [("Children", 3, 2, 1)]),
            (
                {"scheme": "ohchr-4", "theme": "Right to health"},
                [("Beekeepers", 1, 1, 0), ("Children", 1, 1, 0)],
            ),
        ],
    )
    def test_filters(self, given: dict[str, object], expected: list[tuple[object, ...]]) -> None:
        assert picked(rows(store(*self.RECORDS), "affected-groups", unit="pairs", **given), *self.NAMES) == expected


@pytest.mark.data
class TestWholeFolder:
    """Counted by hand in Slovenia's addenda, decisions and summaries."""

    def test_reasons(self, whole: uprgraph.Upr) -> None:
        """All noted of the second review are explained; of the fourth only 140.28 is not."""
        second = whole.query("reasons-for-noting", state="Slovenia", cycle=2).dicts()
        numbers = [*range(6, 14), 17, 19, 26, 27, 28, 41, 132, 144, 153, 154, 156, 157, 163]
        assert [row["paragraph"] for row in second] == [f"115.{number}" for number in numbers]
        assert {(row["source"], row["source_paragraph"]) for row in second} == {("A/HRC/28/15/Add.1", "5")}
        fourth = whole.query("reasons-for-noting", state="Slovenia", cycle=4).dicts()
        noted = whole.query("positions", state="Slovenia", cycle=4, response="noted").dicts()
        assert len(noted) == 37
        assert {row["paragraph"] for row in noted} - {row["paragraph"] for row in fourth} == {"140.28"}

    def test_positions(self, whole: uprgraph.Upr) -> None:
        found = whole.query("positions", state="Slovenia", cycle=4).dicts()
        assert Counter((row["document"], row["response"]) for row in found) == {
            (REPORT, "pending"): 254,
            (ADDENDUM, "accepted"): 217,
            (ADDENDUM, "noted"): 37,
        }
        assert {row["document_paragraph"] for row in found if row["document"] == ADDENDUM} == {"3", "4", "5"}
        assert len(whole.query("positions", state="Slovenia", cycle=4, repeated="no|yes").rows) == 762
        assert len(whole.query("positions", state="Slovenia", cycle=3).rows) == 215

    def test_goals(self, whole: uprgraph.Upr) -> None:
        """Pairs carry the goals of their recommendation: in the list of the fourth cycle 412, by maker 434."""
        rows = whole.sparql(
            "SELECT ?review (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?review ?what ?goal WHERE { ?pair a upr:Pair ; "
            "upr:about ?what ; upr:relatedSDG ?goal ; upr:madeIn/dcterms:identifier ?review } } GROUP BY ?review"
        ).rows
        assert dict(rows) == {"svn-3": 317, "svn-4": 412}

    def test_pledges(self, whole: uprgraph.Upr) -> None:
        found = whole.query("pledges", state="Slovenia").dicts()
        assert Counter(row["source"] for row in found) == {"upr-info": 3, "un-documents": 3}
        assert len(whole.query("pledges", source="upr-info").rows) == 947
