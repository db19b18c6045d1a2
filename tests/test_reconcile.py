"""``upr reconcile``: what several sources say of a review is set side by side, and what differs is said in words."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

import uprgraph
from uprgraph import accounts, differences, schedule
from uprgraph.building import codes, properties
from uprgraph.errors import QueryError, UnknownName
from uprgraph.known_differences import TABLES, Known
from uprgraph.merge import derived
from uprgraph.names import display_names
from uprgraph.namespaces import Iris
from uprgraph.reconcile import Reconciled, reconcile
from uprgraph.records import Document, Figure, Position, Recommendation, Record, Source, SourceFile
from uprgraph.resources import PACKAGE, facts
from uprgraph.sources import bundled as bundled_source
from uprgraph.store import Loader, Store
from uprgraph.triples import Triples

REPORT, ADDENDUM = "A/HRC/59/15", "A/HRC/59/15/Add.1"
SHELTER, SCHOOLS, BEES = "Open a shelter in every province", "Build more schools in the hills", "Keep bees on all roofs"
CODES = list(codes(Iris()))
STATES = [state for state in bundled_source.states() if state.iso3 in {"SVN", "FRA", "PER", "CHL"}]
NO_REASONS = Known([])


def source(name: str, itemises: bool = True) -> Source:
    return Source(name, name, "somebody", "ours", "made for a test", "https://example.org/", itemises)


def held(**files: Iterable[object]) -> Store:
    """A store of Slovenia's fourth review; each file of a source is a graph, described as a build describes it."""
    engine, iris = ox.Store(), Iris()
    triples = Triples(iris)
    with Loader(engine) as loader:
        loader.load(iris.codes_graph(), CODES)
        calendar = [*STATES, schedule.sessions()[48], schedule.reviews()["svn-4"]]
        loader.load("<https://example.org/calendar>", [text for record in calendar for text in triples(record)])
        for number, (name, records) in enumerate(files.items()):
            of = {"report": "un-documents", "addendum": "un-documents"}.get(name, name.replace("_", "-"))
            document = {"report": REPORT, "addendum": ADDENDUM}.get(name)
            described = SourceFile(of, name, str(number) * 64, 1, document)
            lines = [*triples(source(of, of != "un-documents")), *triples.file(described, "test")]
            loader.load(iris.graph(of, described.key), [*lines, *(text for one in records for text in triples(one))])
        loader.load(iris.derived_graph(), properties(iris, bare=True))
        loader.wait()
        loader.load(iris.derived_graph(), derived(Store(engine, None), []))
    return Store(engine, None)


def reconciled(**files: Iterable[object]) -> Reconciled:
    return reconcile(held(**files), reasons=NO_REASONS)


def paragraph(number: str, makers: str, text: str) -> Recommendation:
    return Recommendation("svn-4", number, tuple(makers.split()), text=text, document=REPORT)


def answer(number: str, response: str, stage: int = 1, teller: str | None = None) -> Position:
    wording = {"accepted": "supported", "noted": "noted", "pending": "to-be-examined"}[response]
    name, document = {1: ("working-group-report", REPORT), 2: ("addendum", ADDENDUM)}[stage]
    return Position("svn-4", number, stage, wording, response, name, document, teller=teller)


def row(key: str, maker: str | None, text: str, response: str | None = "accepted", **more: object) -> Record:
    values = {"source": "upr-info", "action": 5, "themes": (), "scheme": "upr-info", **more}
    return Record(key=key, review="svn-4", maker=maker, response=response, text=text, **values)  # type: ignore[arg-type]


def listed(number: str, maker: str, text: str, response: str = "accepted") -> Record:
    """A row of OHCHR's list."""
    return row(f"{number}-{maker}", maker, text, response, source="ohchr-matrix", paragraph=number)


def figure(measure: str, value: int, qualifier: str = "exact", about: str = "review/svn-4") -> Figure:
    return Figure(f"svn-4/{measure}-{value}", about, measure, value, "recommendations", qualifier, (REPORT,))


COVER = Document(REPORT, "WorkingGroupReport", "A report", "svn-4", REPORT)
ANNEX = Document(ADDENDUM, "Addendum", "An addendum", "svn-4", ADDENDUM)
PARAGRAPHS = (COVER, paragraph("140.1", "FRA PER", SHELTER), paragraph("140.2", "FRA", SCHOOLS))
ROWS = (row("a", "FRA", SHELTER), row("b", "PER", SHELTER), row("c", "FRA", SCHOOLS))
SUPPORTED = (answer("140.1", "accepted"), answer("140.2", "accepted"))


def said(found: Reconciled, name: str) -> list[tuple[str, str | None]]:
    """What does not add up in one table, and why."""
    return [(line["does_not_add_up"], line["why"]) for line in getattr(found, name).dicts() if line["does_not_add_up"]]


def counted(found: Reconciled) -> dict[str, int]:
    """How many lines of each table do not add up."""
    return {name: len(said(found, name)) for name in TABLES if said(found, name)}


class TestSourcesThatAgree:
    def test_nothing_is_said(self) -> None:
        found = reconciled(report=[*PARAGRAPHS, *SUPPORTED], upr_info=ROWS)
        assert found.adds_up and counted(found) == {}
        assert found.summary.dicts() == [
            {
                "review": "svn-4",
                "state": "Slovenia",
                "reported": None,
                "itemised": 2,
                "accepted": 2,
                "noted": 0,
                "pending": 0,
                "by_reference": 0,
                "differences": 0,
                "unexplained": 0,
                "sources": "report|UPR Info",
            }
        ]

    def test_how_records_were_attached(self) -> None:
        rows = [*ROWS[:2], row("c", "FRA", f"{SCHOOLS}!"), row("d", "CHL", BEES)]
        found = reconciled(report=PARAGRAPHS, upr_info=rows)
        assert found.matching.rows == [("svn-4", "upr-info", 4, 0, 0, 2, 1, 0, 0, 0, 1, 75.0)]

    def test_counts_make_up_each_other(self) -> None:
        """Four records less a second one of Peru's and one that is attached to none, and Chile without: 3 pairs."""
        report = [COVER, paragraph("140.1", "FRA PER CHL", SHELTER)]
        rows = [*ROWS[:2], row("b2", "PER", SHELTER + "."), row("d", "FRA", BEES)]
        found = reconciled(report=report, upr_info=rows)
        assert found.counts.rows == [("svn-4", "upr-info", 4, 1, 0, 1, 1, 3)]

    def test_a_report_alone_has_nothing_to_differ_from(self) -> None:
        assert reconciled(report=PARAGRAPHS).adds_up

    def test_a_database_alone_is_left_out_unless_it_is_asked_for(self) -> None:
        store = held(upr_info=ROWS)
        assert reconcile(store).summary.rows == []
        assert [row[0] for row in reconcile(store, ["svn-4"]).summary.rows] == ["svn-4"]

    def test_bundled_facts_and_upr_info_on_one_text(self, bundled: uprgraph.Upr) -> None:
        found = reconcile(bundled.store)
        assert [(line["review"], line["reported"], line["itemised"]) for line in found.summary.dicts()] == [
            ("khm-1", 91, 91),
            ("khm-2", 205, 205),
            ("khm-3", 198, None),
            ("khm-4", 275, None),
        ]
        assert (found.differences, found.unexplained, counted(found)) == (1, 0, {"makers": 1})


class TestTotals:
    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ([figure("reportedTotal", 3)], ["3 recommendations are reported, and 2 are itemised"]),
            ([figure("reportedTotal", 2)], []),
            ([figure("reportedTotal", 3, "approximately")], []),
            ([figure("reportedTotal", 1, "atLeast")], []),
            ([figure("reportedTotal", 3, "atLeast")], ["3 recommendations are reported, and 2 are itemised"]),
            ([figure("reportedAccepted", 1)], ["1 accepted are reported, and 2 are itemised"]),
            ([figure("reportedNoted", 0), figure("supportedInReport", 2), figure("toBeExamined", 0)], []),
            ([figure("toBeExamined", 1)], ["1 left open in the report are reported, and 0 are itemised"]),
            ([figure("recommendingStateCount", 3)], ["3 States that recommend are reported, and 2 are itemised"]),
            ([figure("delegationCount", 90)], []),
            ([figure("delegationCount", 1)], ["1 delegations are reported, and 2 States are named as makers"]),
            (
                [figure("reportedTotal", 2), figure("reportedAccepted", 2), figure("reportedNoted", 1)],
                [
                    "1 noted are reported, and 0 are itemised",
                    "the answers that are reported make 3, and 2 are reported in all",
                ],
            ),
            (
                [figure("reportedTotal", 2), figure("reportedTotal", 4)],
                [
                    "recommendations: several numbers are reported, 2 and 4",
                    "4 recommendations are reported, and 2 are itemised; "
                    "recommendations: several numbers are reported, 2 and 4",
                ],
            ),
        ],
    )
    def test_a_figure_against_what_is_itemised(self, given: list[Figure], says: list[str]) -> None:
        found = reconciled(report=[*PARAGRAPHS, *SUPPORTED, *given])
        assert [words for words, _ in said(found, "totals")] == says

    def test_what_no_source_itemises_is_not_known_and_no_difference(self) -> None:
        found = reconciled(facts=[COVER, figure("reportedTotal", 198), figure("reportedAccepted", 173)])
        assert found.adds_up
        assert [(line["reported"], line["itemised"], line["difference"]) for line in found.totals.dicts()] == [
            (173, None, None),
            (198, None, None),
        ]


class TestParagraphs:
    def test_a_number_that_is_missing(self) -> None:
        found = reconciled(report=[*PARAGRAPHS, paragraph("140.5", "CHL", BEES), paragraph("141.1", "CHL", BEES)])
        assert said(found, "paragraphs") == [("the report counts on without it", None)]
        assert found.paragraphs.rows[0][:4] == ("svn-4", "140.3|140.4", "", "un-documents")
        assert found.differences == 2

    def test_a_number_with_two_texts(self) -> None:
        found = reconciled(report=[*PARAGRAPHS, paragraph("140.2", "FRA", BEES)])
        assert said(found, "paragraphs") == [("the report has two texts for it", None)]

    def test_numbers_that_one_source_has_and_another_not(self) -> None:
        rows = [listed("140.1", "FRA", SHELTER), listed("140.1", "PER", SHELTER), listed("140.7", "CHL", BEES)]
        found = reconciled(report=PARAGRAPHS, ohchr_matrix=rows)
        assert [(line["paragraphs"], line["does_not_add_up"]) for line in found.paragraphs.dicts()] == [
            ("140.2", "the report has it, OHCHR's list not"),
            ("140.7", "OHCHR's list has it, the report not"),
        ]
        assert said(found, "unmatched") == [
            ("A record of OHCHR's list by Chile, which cites 140.7, is attached to none", differences.CITED)
        ]

    def test_a_list_alone_is_looked_at_for_gaps(self) -> None:
        found = reconciled(ohchr_matrix=[listed("140.1", "FRA", SHELTER), listed("140.3", "CHL", BEES)])
        assert [line["paragraphs"] for line in found.paragraphs.dicts()] == ["140.2"]
        assert said(found, "paragraphs") == [("OHCHR's list counts on without it", None)]

    def test_an_answer_to_a_number_that_is_not_there(self) -> None:
        found = reconciled(report=PARAGRAPHS, addendum=[ANNEX, answer("140.9", "noted", 2)])
        assert said(found, "paragraphs") == [(f"{ADDENDUM} answers it, and no source loaded has it", None)]

    def test_answers_without_the_report_are_no_difference(self) -> None:
        assert reconcile(held(addendum=[ANNEX, answer("9", "noted", 2)]), ["svn-4"]).adds_up


class TestMakers:
    def test_another_maker_of_the_same_text(self) -> None:
        found = reconciled(
            report=[COVER, paragraph("140.1", "FRA PER", SHELTER)], upr_info=[ROWS[0], row("d", "CHL", SHELTER)]
        )
        assert said(found, "makers") == [("Peru in the report, Chile in UPR Info", None)]
        assert found.makers.rows[0][:5] == ("svn-4", "140.1", "upr-info", "Peru", "Chile")

    def test_a_maker_without_a_record(self) -> None:
        found = reconciled(report=PARAGRAPHS, upr_info=[ROWS[0], ROWS[2]])
        assert said(found, "makers") == [("Peru in the report, and no record of UPR Info by it", None)]

    def test_a_number_that_a_list_lacks_is_told_once(self) -> None:
        """UHRI has nothing of 140.2 and nothing by Peru of 140.1: a missing number, and one missing maker."""
        uhri = [row("u", "FRA", SHELTER, source="uhri", paragraph="140.1")]
        found = reconciled(report=PARAGRAPHS, uhri=uhri)
        assert said(found, "paragraphs") == [("the report has it, UHRI not", None)]
        assert found.paragraphs.rows[0][:4] == ("svn-4", "140.2", "un-documents", "uhri")
        assert said(found, "makers") == [("Peru in the report, and no record of UHRI by it", None)]
        assert found.differences == 2

    def test_a_record_whose_number_is_no_recommendation_of_the_list(self) -> None:
        """Its text is that of 140.2, which the report gives to another State: number and maker are told."""
        uhri = [
            row("u", "FRA", SHELTER, source="uhri", paragraph="140.1"),
            row("v", "CHL", SCHOOLS, source="uhri"),
        ]
        found = reconciled(report=[COVER, paragraph("140.1", "FRA", SHELTER), PARAGRAPHS[2]], uhri=uhri)
        assert said(found, "paragraphs") == [("the report has it, UHRI not", None)]
        assert said(found, "makers") == [("France in the report, Chile in UHRI", None)]

    def test_a_maker_whose_record_is_attached_to_none(self) -> None:
        found = reconciled(report=PARAGRAPHS, upr_info=[ROWS[0], ROWS[2], row("b", "PER", BEES)])
        assert [why for _, why in said(found, "makers")] == [differences.UNATTACHED]
        assert counted(found) == {"makers": 1, "unmatched": 1}
        assert (found.differences, found.unexplained) == (2, 1)

    def test_a_record_with_a_maker_that_the_report_lacks(self) -> None:
        found = reconciled(report=PARAGRAPHS, upr_info=[*ROWS, row("d", "CHL", SHELTER)])
        assert said(found, "makers") == [("Chile in UPR Info, and not in the report", None)]

    def test_two_lists_that_number_the_same(self) -> None:
        found = reconciled(
            report=[COVER, paragraph("140.1", "FRA", SHELTER)], facts=[Recommendation("svn-4", "140.1", ("PER",))]
        )
        assert [row[1:5] for row in found.makers.rows] == [
            ("140.1", "facts", "France", ""),
            ("140.1", "un-documents", "Peru", ""),
        ]

    def test_a_source_that_does_not_cover_the_review_lacks_nothing(self) -> None:
        assert reconciled(report=PARAGRAPHS, upr_info=[row("z", None, BEES)]).makers.rows == []


class TestAnswers:
    def test_a_report_that_an_addendum_replaces_is_history(self) -> None:
        addendum = [ANNEX, answer("140.1", "noted", 2), answer("140.2", "accepted", 2)]
        rows = [row("a", "FRA", SHELTER, "noted"), row("b", "PER", SHELTER, "noted"), ROWS[2]]
        assert reconciled(report=[*PARAGRAPHS, *SUPPORTED], addendum=addendum, upr_info=rows).adds_up

    def test_records_that_say_otherwise(self) -> None:
        addendum = [ANNEX, answer("140.1", "noted", 2)]
        found = reconciled(report=[*PARAGRAPHS, *SUPPORTED], addendum=addendum, upr_info=ROWS)
        assert found.answers.rows == [
            (
                "svn-4",
                "140.1",
                "noted",
                "addendum: the latest official answer",
                f"supported in Working Group report {REPORT}, superseded; noted in addendum {ADDENDUM}; "
                "accepted in UPR Info",
                None,
            )
        ]

    def test_a_list_that_keeps_the_earlier_answer(self) -> None:
        report = [COVER, paragraph("140.1", "FRA", SHELTER), answer("140.1", "accepted")]
        matrix = [listed("140.1", "FRA", SHELTER, "accepted"), answer("140.1", "accepted", 1, "ohchr-matrix")]
        found = reconciled(report=report, addendum=[ANNEX, answer("140.1", "noted", 2)], ohchr_matrix=matrix)
        [(words, why)] = said(found, "answers")
        assert f"supported in Working Group report {REPORT}, as OHCHR's list has it" in words
        assert why is None

    def test_what_the_report_leaves_open_is_no_answer_yet(self) -> None:
        report = [*PARAGRAPHS, answer("140.1", "pending"), answer("140.2", "pending")]
        found = reconciled(report=report, upr_info=ROWS)
        assert found.adds_up
        assert found.left_open.rows == [("svn-4", REPORT, "accepted", "upr-info", 2, "140.1|140.2")]

    def test_clauses_that_a_database_answers_apart(self) -> None:
        report = [COVER, paragraph("140.1", "FRA", f"{SHELTER} and {BEES}"), answer("140.1", "pending")]
        rows = [row("a", "FRA", SHELTER), row("b", "FRA", BEES, "noted")]
        found = reconciled(report=report, upr_info=rows)
        assert said(found, "answers") == [
            (
                f"to be examined in Working Group report {REPORT}; "
                "accepted (1 record) and noted (1 record) in UPR Info",
                "UPR Info has a row for each clause, and they are answered apart",
            )
        ]
        assert found.answers.rows[0][2:4] == (
            "pending",
            "Working Group report: left open, and the records do not agree",
        )

    def test_one_text_that_a_database_answers_twice_has_no_such_reason(self) -> None:
        rows = [row("a", "FRA", SHELTER), row("b", "PER", SHELTER, "noted"), ROWS[2]]
        found = reconciled(report=PARAGRAPHS, upr_info=rows)
        [(_, why)] = said(found, "answers")
        assert why is None
        assert found.answers.rows[0][3] == "no document of the State is loaded that would decide"

    def test_recommendations_of_which_the_same_is_said_are_one_line(self) -> None:
        addendum = [ANNEX, answer("140.1", "noted", 2), answer("140.2", "noted", 2)]
        found = reconciled(report=[*PARAGRAPHS, *SUPPORTED], addendum=addendum, upr_info=ROWS)
        assert [line["paragraphs"] for line in found.answers.dicts()] == ["140.1|140.2"]
        assert found.differences == 2


class TestReasons:
    def test_a_known_difference_is_still_one(self) -> None:
        known = Known(
            [{**dict.fromkeys(COLUMNS, ""), "table": "unmatched", "review": "svn-4", "record": "d", "reason": "Ours."}]
        )
        store = held(report=PARAGRAPHS, upr_info=[*ROWS, row("d", "CHL", BEES)])
        found = reconcile(store, reasons=known)
        assert said(found, "unmatched") == [("A record of UPR Info by Chile is attached to none", "Ours.")]
        assert (found.adds_up, found.differences, found.unexplained) == (False, 1, 0)
        assert found.open_ones().unmatched.rows == []
        assert reconcile(store, reasons=NO_REASONS).open_ones().unmatched.rows

    def test_the_bundled_table(self) -> None:
        """Every row is about a review, a table and a State that exist, and says why."""
        for row in facts("known-differences"):
            assert list(row) == COLUMNS
            assert row["table"] in TABLES and row["review"] in schedule.reviews() and row["reason"]
            assert row["maker"] in {"", *display_names()}

    def test_the_bundled_table_ends_its_lines_as_others_do(self) -> None:
        text = (PACKAGE / "facts" / "known-differences.csv").read_bytes()
        assert b"\r" not in text and next(csv.reader([text.decode().splitlines()[0]])) == COLUMNS


COLUMNS = ["table", "review", "source", "paragraph", "maker", "record", "reason"]


class TestWhichReviews:
    def test_by_id_or_state(self, bundled: uprgraph.Upr) -> None:
        assert [row[0] for row in reconcile(bundled.store, ["KHM-2"]).summary.rows] == ["khm-2"]
        assert [row[0] for row in reconcile(bundled.store, ["Cambodia"]).summary.rows] == [
            f"khm-{cycle}" for cycle in (1, 2, 3, 4)
        ]

    def test_unknown(self, bundled: uprgraph.Upr) -> None:
        with pytest.raises(QueryError, match="no review 'khm-9' is known"):
            reconcile(bundled.store, ["khm-9"])
        with pytest.raises(UnknownName, match="unknown state 'Atlantis'"):
            reconcile(bundled.store, ["Atlantis"])

    def test_a_review_of_which_nothing_is_loaded(self, bundled: uprgraph.Upr) -> None:
        found = reconcile(bundled.store, ["usa-1"])
        assert found.adds_up and found.summary.rows[0][:4] == ("usa-1", "United States", None, None)


class TestRendering:
    def test_text(self) -> None:
        addendum = [ANNEX, answer("140.1", "noted", 2)]
        found = reconciled(report=[*PARAGRAPHS, *SUPPORTED], addendum=addendum, upr_info=ROWS)
        text = accounts.text(found)
        assert text.startswith("1 review, of which 1 does not add up: 1 difference, 1 without a known reason.\n")
        assert (
            "review  state     sources                  reported  itemised  accepted  noted  pending  differences\n"
            "------  --------  -----------------------  --------  --------  --------  -----  -------  -----------\n"
            "svn-4   Slovenia  report, addendum,                         2         1      1        0  1 (1 open)\n"
            "                  UPR Info\n" in text
        )
        assert (
            "svn-4  Slovenia\n"
            f"  answers    140.1: supported in Working Group report {REPORT}, superseded; noted in addendum\n"
            f"             {ADDENDUM}; accepted in UPR Info. Current: noted; addendum: the latest official\n"
            "             answer\n"
            "             No reason is known.\n" in text
        )

    def test_text_fits_a_hundred_columns(self, bundled: uprgraph.Upr) -> None:
        lines = accounts.text(reconcile(bundled.store)).splitlines()
        assert max(map(len, lines)) <= 100
        assert lines[0] == "4 reviews, of which 1 does not add up: 1 difference, 0 without a known reason."

    def test_nothing_to_reconcile(self) -> None:
        assert accounts.text(reconciled(upr_info=ROWS)).startswith("Nothing to reconcile: ")

    def test_many_lines_are_cut_in_the_text_alone(self) -> None:
        rows = [*ROWS, *(row(f"x{n}", "CHL", f"{BEES} of house {n}") for n in range(15))]
        found = reconciled(report=PARAGRAPHS, upr_info=rows)
        assert "  unmatched  ... and 5 more; --format json lists all\n" in accounts.text(found)
        assert len(json.loads(accounts.json_text(found))["unmatched"]) == 15

    def test_json(self) -> None:
        given = json.loads(accounts.json_text(reconciled(report=PARAGRAPHS, upr_info=[ROWS[0], ROWS[2]])))
        assert (given["adds_up"], given["differences"], given["unexplained"]) == (False, 1, 1)
        assert given["makers"] == [
            {
                "review": "svn-4",
                "paragraph": "140.1",
                "sources": "upr-info",
                "in_list": "Peru",
                "in_source": "",
                "does_not_add_up": "Peru in the report, and no record of UPR Info by it",
                "why": None,
            }
        ]

    def test_markdown(self) -> None:
        text = accounts.markdown(reconciled(report=PARAGRAPHS, upr_info=ROWS))
        assert text.startswith("1 review: nothing that does not add up.\n\n## summary\n\n")
        assert "| svn-4 | Slovenia |  | 2 | 2 | 0 | 0 | 0 | 0 | 0 | report\\|UPR Info |" in text
        assert text.count("\n## ") == 10


class TestWords:
    @pytest.mark.parametrize(
        ("numbers", "shown"),
        [
            ([], ""),
            (["82.10", "82.9"], "82.9, 82.10"),
            (["1.1", "1.2", "1.3", "2.4"], "1.1 to 1.3, 2.4"),
            (["58(b)", "58(a)", "57.23"], "57.23, 58(a), 58(b)"),
            (["1.2", "1.1", "1.2"], "1.1, 1.2"),
        ],
    )
    def test_runs_of_numbers(self, numbers: list[str], shown: str) -> None:
        assert differences.spans(numbers) == shown


@pytest.fixture(scope="module")
def everything(whole: uprgraph.Upr) -> Reconciled:
    """The whole folder of real data, reconciled."""
    return reconcile(whole.store)


class TestRealData:
    """Figures as the files have them, counted by hand or by their makers."""

    def test_what_is_itemised(self, everything: Reconciled) -> None:
        assert {line["review"]: line["itemised"] for line in everything.summary.dicts()} == {
            "che-1": 29,
            "fra-2": 165,
            "irn-1": 188,
            "khm-1": 91,
            "khm-2": 205,
            "khm-3": None,
            "khm-4": None,
            "svn-1": 97,
            "svn-2": 163,
            "svn-3": 215,
            "svn-4": 254,
            "ton-1": 31,
            "vnm-2": 227,
            "zaf-1": 22,
        }

    def test_every_difference_is_explained(self, everything: Reconciled) -> None:
        assert (everything.differences, everything.unexplained) == (4, 0)
        assert [(row[0], row[1]) for row in everything.makers.rows] == [("khm-1", "82.10")]
        assert [row[:2] for row in everything.answers.rows] == [("svn-1", "111.3|111.32|111.58")]

    def test_records_make_up_the_pairs(self, everything: Reconciled) -> None:
        """Records less further ones, other makers and those not attached, and pairs without one, are the pairs."""
        for line in everything.counts.dicts():
            less = line["further"] + line["other_makers"] + line["not_attached"]
            assert line["records"] - less + line["without_record"] == line["pairs"], line
        counts = {(line["review"], line["source"]): line["records"] for line in everything.counts.dicts()}
        assert counts == {
            ("che-1", "upr-info"): 47,
            ("irn-1", "upr-info"): 212,
            ("khm-1", "facts"): 138,
            ("khm-1", "upr-info"): 138,
            ("khm-2", "facts"): 205,
            ("khm-2", "upr-info"): 205,
            ("svn-1", "upr-info"): 106,
            ("svn-2", "upr-info"): 180,
            ("svn-3", "ohchr-matrix"): 223,
            ("svn-4", "ohchr-matrix"): 262,
            ("ton-1", "upr-info"): 51,
            ("vnm-2", "upr-info"): 256,
            ("zaf-1", "upr-info"): 29,
        }

    def test_every_way_of_matching_has_a_column(self, everything: Reconciled) -> None:
        for row in everything.matching.rows:
            assert sum(row[3:-1]) == row[2], row
        assert all(row[-1] >= 99 for row in everything.matching.rows)
