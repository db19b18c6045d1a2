"""Competency questions on reviews, claims and the calendar: whole answers on the bundled graph, written by hand."""

from __future__ import annotations

import calendar
import csv
import datetime
import io
import re
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

import exports
from uprgraph import catalogue
from uprgraph.resources import facts

ARTICLE = "Outcomes of Cambodia's fourth review and the steps of its implementation (article)"
NEWS = "Workshop on the recommendations of Cambodia's third review (news article of 2019)"
SUMMARY = "Summary of stakeholders' submissions for Cambodia's fourth review"
CAMPAIGN = "Joint submissions coordinated by CCHR for Cambodia's fourth review"
WORKSHOP = "National workshop on the recommendations of Cambodia's third review"
CCHR = "Cambodian Center for Human Rights"
CHRC = "Cambodian Human Rights Committee"
OFFICE = "OHCHR in Cambodia"
COUNCIL = "Human Rights Council"
MALIN, SOPHEAP, FUENTE = "Chin Malin", "Chak Sopheap", "Claudia de La Fuente"


def answer(upr, *command: object, store: Path | None = None) -> list[dict[str, str]]:
    """The rows of ``upr query ... --format csv`` without their empty cells, which are not known."""
    ran = upr("query", *command, "--format", "csv", store=store)
    assert (ran.code, ran.err) == (0, "")
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(ran.out))]


def listed(upr, column: str, *command: object, store: Path | None = None) -> list[str]:
    """One column of the rows of ``upr query ...``."""
    return [row.get(column, "") for row in answer(upr, *command, store=store)]


def on(turtle: str, name: str, **terms: list[str]) -> list[dict[str, str]]:
    """The answer of a question on a graph of its own; *terms* are those of its parameters."""
    store = pyoxigraph.Store()
    store.load((PREFIXES + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    solutions = store.query(catalogue.load(name).text(terms))
    names = [variable.value for variable in solutions.variables]
    return [{n: v.value for n, v in zip(names, row, strict=True) if v is not None} for row in solutions]


PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/uprgraph/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix response: <https://w3id.org/uprgraph/id/response/> .
@prefix scheme: <https://w3id.org/uprgraph/id/scheme/> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unit: <https://w3id.org/uprgraph/id/unit/> .
@prefix upr: <https://w3id.org/uprgraph/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
REVIEWS = """
id:c1 upr:number 1 .
id:c2 upr:number 2 .
id:s1 upr:number 1 ; upr:inCycle id:c1 ;
  upr:startDate "2010-05-03"^^xsd:date ; upr:endDate "2010-05-14"^^xsd:date .
id:s2 upr:number 2 ; upr:inCycle id:c2 ;
  upr:startDate "2014-10"^^xsd:gYearMonth ; upr:endDate "2014-11"^^xsd:gYearMonth .
id:x rdfs:label "Xland" ; upr:iso3 "XXX" .
id:x1 a upr:Review ; dcterms:identifier "xxx-1" ; upr:reviewOf id:x ;
  upr:inCycle id:c1 ; upr:inSession id:s1 ; upr:held true .
id:x2 a upr:Review ; dcterms:identifier "xxx-2" ; upr:reviewOf id:x ;
  upr:inCycle id:c2 ; upr:inSession id:s2 ; upr:held true .
"""


class TestReviews:
    """Day, meeting, session, troika, documents, figures."""

    def test_meetings(self, upr) -> None:
        cambodia = {"state_name": "Cambodia", "status": "held"}
        assert answer(upr, "meetings", "--state", "Cambodia") == [
            {
                "review": "khm-1",
                **cambodia,
                "date": "2009-12-01",
                "meeting": "4",
                "session": "6",
                "session_start": "2009-11-30",
                "session_end": "2009-12-11",
            },
            {
                "review": "khm-2",
                **cambodia,
                "date": "2014-01-28",
                "meeting": "4",
                "session": "18",
                "session_start": "2014-01-27",
                "session_end": "2014-02-07",
            },
            {
                "review": "khm-3",
                **cambodia,
                "date": "2019-01-30",
                "session": "32",
                "session_start": "2019-01-21",
                "session_end": "2019-02-01",
            },
            {
                "review": "khm-4",
                **cambodia,
                "date": "2024-05-08",
                "meeting": "15",
                "session": "46",
                "session_start": "2024-04-29",
                "session_end": "2024-05-10",
                "webcast": "https://webtv.un.org/en/asset/k1m/k1myt1y4lw",
            },
        ]

    def test_a_meeting_whose_day_is_not_known_has_the_days_of_its_session(self, upr) -> None:
        [row] = answer(upr, "meetings", "--state", "USA", "--cycle", 4)
        session = {"session": "50", "session_start": "2025-11-03", "session_end": "2025-11-14"}
        assert row == {"review": "usa-4", "state_name": "United States", **session, "status": "not held"}

    def test_an_observer_has_no_meetings(self, upr) -> None:
        ran = upr("query", "meetings", "--state", "Holy See")
        assert (ran.code, "No rows." in ran.out) == (0, True)

    def test_troika_and_its_role(self, upr) -> None:
        found = answer(upr, "troika", "--state", "Cambodia", "--cycle", 4)
        assert [(row["member_name"], row["group"], row["role"]) for row in found] == [
            ("Ghana", "Africa", "troika member"),
            ("Japan", "Asia", "troika member"),
            ("Montenegro", "EEG", "troika member"),
        ]

    def test_a_troika_that_is_not_known_has_no_rows(self, upr) -> None:
        assert answer(upr, "troika", "--state", "France", "--cycle", 4) == []

    def test_totals_add_up(self, upr) -> None:
        yes = {"adds_up": "yes"}
        counted = {"pending": "0", "unanswered": "0", **yes}
        first = {"review": "khm-1", "total": "91", "accepted": "91", "noted": "0", "sum": "91"}
        second = {"review": "khm-2", "total": "205", "accepted": "163", "noted": "42", "sum": "205"}
        assert answer(upr, "totals-add-up") == [
            {**first, "basis": "reported", **yes},
            {**first, "basis": "itemised", **counted},
            {
                "review": "khm-2",
                "basis": "reported in the Working Group's report",
                "total": "205",
                "accepted": "171",
                "pending": "34",
                "sum": "205",
                **yes,
            },
            {**second, "basis": "reported", **yes},
            {**second, "basis": "itemised", **counted},
            {
                "review": "khm-3",
                "basis": "reported",
                "total": "198",
                "accepted": "173",
                "noted": "25",
                "sum": "198",
                **yes,
            },
            {
                "review": "khm-4",
                "basis": "reported",
                "total": "275",
                "accepted": "232",
                "noted": "43",
                "sum": "275",
                **yes,
            },
        ]
        assert answer(upr, "totals-add-up", "--state", "France") == []

    def test_totals_that_do_not_add_up_or_lack_a_part(self) -> None:
        answers = """id:x1 upr:reportedTotal 10 ; upr:reportedAccepted 6 ; upr:reportedNoted 3 .
        id:x2 upr:reportedTotal 10 ; upr:reportedAccepted 6 .
        id:r1 upr:countedAs unit:recommendations ; upr:madeIn id:x1 ; upr:response response:accepted .
        id:r2 upr:countedAs unit:recommendations ; upr:madeIn id:x1 ; upr:response response:pending .
        id:r3 upr:countedAs unit:texts ; upr:madeIn id:x1 .
        id:p3 upr:countedAs unit:pairs ; upr:madeIn id:x1 ."""
        found = on(REVIEWS + answers, "totals-add-up")
        assert [(row["review"], row["basis"], row["total"], row["sum"], row["adds_up"]) for row in found] == [
            ("xxx-1", "reported", "10", "9", "no"),
            ("xxx-1", "itemised", "3", "2", "no"),
            ("xxx-2", "reported", "10", "6", "not known"),
        ]
        parts = {"accepted": "1", "noted": "0", "pending": "1", "unanswered": "1"}
        assert found[1].items() >= parts.items()

    def test_reported_totals(self, upr) -> None:
        names = ("review", "reported", "reported_accepted", "reported_noted", "itemised", "pairs")
        assert [tuple(row.get(name) for name in names) for row in answer(upr, "reported-totals")] == [
            ("khm-1", "91", "91", "0", "91", "137"),
            ("khm-2", "205", "163", "42", "205", "205"),
            ("khm-3", "198", "173", "25", None, None),
            ("khm-4", "275", "232", "43", None, None),
        ]

    def test_documents(self, upr) -> None:
        assert answer(upr, "documents", "--state", "Cambodia", "--cycle", 4) == [
            {
                "review": "khm-4",
                "document": "Report of the Working Group, review khm-4",
                "kind": "Working Group report",
                "subject": "The recommendations that other States made to Cambodia",
                "note": "The article calls it the outcome report; its symbol is not confirmed by the sources",
            },
            {
                "review": "khm-4",
                "document": "Mid-term report of Cambodia after its fourth review",
                "kind": "mid-term report",
                "note": "Voluntary; the timing depends on progress and on engagement with the process",
            },
            {
                "review": "khm-4",
                "document": "National report of Cambodia for its fourth review",
                "kind": "national report",
                "submitted_by": "Government of Cambodia",
                "submitted_to": COUNCIL,
                "submitted": "2024-02",
                "covers_from": "2019-10",
                "covers_until": "2023-12",
                "reports_on": "khm-3",
                "subject": "The human rights situation in the country and progress made; measures, achievements and "
                "challenges in carrying out the accepted recommendations",
                "note": "The period is that of carrying out accepted recommendations; that they are those of the third "
                "review is inferred from the years",
            },
            {"review": "khm-4", "document": ARTICLE, "kind": "source text"},
            {
                "review": "khm-4",
                "document": SUMMARY,
                "kind": "summary of stakeholders' submissions",
                "prepared_by": "Office of the United Nations High Commissioner for Human Rights",
                "note": "The article heads it as the UN compilation; by its content (27 joint and 11 individual "
                "submissions) it is the stakeholders' summary",
            },
        ]

    def test_documents_by_kind(self, upr) -> None:
        assert answer(upr, "documents", "--state", "Cambodia", "--kind", "ADDENDUM") == [
            {
                "review": "khm-2",
                "document": "Views of Cambodia on the recommendations of its second review",
                "kind": "addendum",
                "symbol": "A/HRC/26/16/Add.1",
                "responds_to": "A/HRC/26/16",
            }
        ]
        assert listed(upr, "review", "documents", "--kind", "national report") == ["khm-4"]
        reports = len([row for row in facts("reviews") if row["report_symbol"]])
        assert len(answer(upr, "documents", "--kind", "working group")) == reports + 1 == 309

    def test_the_mislabelled_document(self, upr) -> None:
        assert answer(upr, "mislabelled-documents") == [
            {
                "review": "khm-4",
                "document": SUMMARY,
                "label": "Compilation of UN Information",
                "kind": "summary of stakeholders' submissions",
                "reason": "What the text describes under this heading rests on stakeholders' information, 27 joint "
                "and 11 individual submissions: that is the summary, and the compilation is another document",
                "said_in": ARTICLE,
                "claims": "A18|A19",
            }
        ]
        assert answer(upr, "mislabelled-documents", "--state", "Cambodia", "--cycle", 3) == []


class TestSubmissions:
    """Who coordinated, how many, outside which campaign."""

    def test_campaigns(self, upr) -> None:
        assert answer(upr, "campaigns") == [
            {
                "review": "khm-4",
                "campaign": CAMPAIGN,
                "coordinated_by": CCHR,
                "with": OFFICE,
                "organisations": "100",
                "organisations_qualifier": "approximately",
                "submissions": "13",
                "submissions_qualifier": "exact",
                "submitted": "2023-10-10",
                "submitted_to": COUNCIL,
                "national_report": "2024-02",
                "before_national_report": "yes",
                "source": ARTICLE,
            }
        ]
        assert answer(upr, "campaigns", "--state", "Cambodia", "--cycle", 3) == []

    @pytest.mark.parametrize(
        ("submitted", "reported", "before"),
        [
            ('"2023-10-10"^^xsd:date', '"2024-02"^^xsd:gYearMonth', "yes"),
            ('"2024-02-01"^^xsd:date', '"2024-02"^^xsd:gYearMonth', "not known"),
            ('"2024-03-01"^^xsd:date', '"2024-02"^^xsd:gYearMonth', "no"),
            ('"2024"^^xsd:gYear', '"2024-02-05"^^xsd:date', "not known"),
            ('"2024-02-05"^^xsd:date', '"2024-02-05"^^xsd:date', "no"),
        ],
    )
    def test_dates_are_compared_as_far_as_they_are_known(self, submitted: str, reported: str, before: str) -> None:
        told = f"""id:k a upr:SubmissionCampaign ; rdfs:label "Together" ; upr:aboutReview id:x2 ;
          upr:submittedOn {submitted} .
        id:n a upr:NationalReport ; upr:aboutReview id:x2 ; upr:submittedOn {reported} ."""
        [row] = on(REVIEWS + told, "campaigns")
        assert row["before_national_report"] == before
        [row] = on(REVIEWS + told.split("id:n")[0], "campaigns")
        assert row["before_national_report"] == "not known"

    def test_joint_submissions_outside_campaigns(self, upr) -> None:
        """27 in the summary less 13 of the campaign."""
        assert answer(upr, "joint-submissions-outside-campaigns") == [
            {
                "review": "khm-4",
                "in_summary": "27",
                "in_campaigns": "13",
                "outside": "14",
                "condition": "if the 13 of the campaigns are among the 27 of the summary",
                "campaigns": CAMPAIGN,
                "claims": "A11|A12|A20",
            }
        ]
        assert answer(upr, "joint-submissions-outside-campaigns", "--cycle", 3) == []

    def test_no_difference_where_a_campaign_gives_no_exact_number(self) -> None:
        told = """id:d a upr:StakeholderSummary ; upr:aboutReview id:x2 .
        id:f0 upr:concerns id:d ; upr:measure "jointSubmissions" ; upr:qualifier "exact" ; upr:value 9.0 .
        id:k1 a upr:SubmissionCampaign ; rdfs:label "One" ; upr:aboutReview id:x2 .
        id:f1 upr:concerns id:k1 ; upr:measure "jointSubmissions" ; upr:qualifier "exact" ; upr:value 4.0 ."""
        second = 'id:k2 a upr:SubmissionCampaign ; rdfs:label "Two" ; upr:aboutReview id:x2 .'
        [row] = on(REVIEWS + told, "joint-submissions-outside-campaigns")
        assert (float(row["in_campaigns"]), float(row["outside"])) == (4, 5)
        [row] = on(REVIEWS + told + second, "joint-submissions-outside-campaigns")
        assert set(row) & {"in_campaigns", "outside", "condition"} == set()
        assert set(row["campaigns"].split("|")) == {"One", "Two"}

    @pytest.mark.parametrize(
        ("name", "column", "numbers"),
        [
            ("campaigns", "organisations", {100}),
            ("campaigns", "submissions", {13}),
            ("events", "attendance", {200}),
            ("joint-submissions-outside-campaigns", "in_summary", {27}),
            ("joint-submissions-outside-campaigns", "in_campaigns", {13}),
            ("joint-submissions-outside-campaigns", "outside", {14}),
            ("submissions", "n", {100, 27, 13, 11}),
            ("totals-add-up", "pending", {34, 0}),
        ],
    )
    def test_counts_are_whole_numbers(self, bundled, name: str, column: str, numbers: set[int]) -> None:
        result = bundled.query(name, state="Cambodia")
        found = {row[result.columns.index(column)] for row in result.rows} - {None}
        assert found == numbers and {type(number) for number in found} == {int}

    def test_submissions(self, upr) -> None:
        names = ("about", "measure", "n", "qualifier", "coordinated_by", "with", "submitted")
        found = answer(upr, "submissions", "--state", "Cambodia")
        assert [tuple(row.get(name) for name in names) for row in found] == [
            (CAMPAIGN, "jointSubmissions", "13", "exact", CCHR, OFFICE, "2023-10-10"),
            (CAMPAIGN, "participatingOrganisations", "100", "approximately", CCHR, OFFICE, "2023-10-10"),
            ("Review khm-4", "otherSubmissions", None, "unspecified", None, None, None),
            (SUMMARY, "individualSubmissions", "11", "exact", None, None, None),
            (SUMMARY, "jointSubmissions", "27", "exact", None, None, None),
        ]
        assert answer(upr, "submissions", "--state", "France") == []


class TestFollowUp:
    """What was to follow: distribution, mid-term reports, next reviews, events, the order of it all."""

    def test_distribution(self, upr) -> None:
        assert answer(upr, "distribution") == [
            {
                "review": "khm-4",
                "passed_on": "Accepted recommendations of Cambodia's fourth review",
                "by": CHRC,
                "to_group": "ministries and institutions",
                "aim": "That the recommendations are carried out effectively",
                "institutions": "not known",
                "source": ARTICLE,
                "note": "Which ministry or institution received which recommendation is not known from the sources",
            }
        ]
        ran = upr("query", "distribution", "--state", "Cambodia", "--cycle", 3)
        assert "No rows." in ran.out and "No row means that no source loaded tells of it." in ran.out

    def test_distribution_names_institutions_where_they_are_known(self) -> None:
        told = """id:a a upr:Assignment ; upr:aboutReview id:x2 ; upr:assignedTo id:m1 , id:m2 .
        id:m1 rdfs:label "Ministry of Water" . id:m2 rdfs:label "Ministry of Justice" ."""
        [row] = on(REVIEWS + told, "distribution")
        assert set(row["institutions"].split("|")) == {"Ministry of Water", "Ministry of Justice"}

    def test_mid_term_reports(self, upr) -> None:
        assert answer(upr, "mid-term-reports", "--state", "Cambodia") == [
            {
                "review": "khm-3",
                "voluntary": "true",
                "date": "2021-07",
                "qualifier": "at the latest",
                "said_by": FUENTE,
                "source": NEWS,
                "submitted": "not known",
                "purpose": "To show progress in carrying out the recommendations and to renew the momentum of the "
                "review in the country",
                "note": "Voluntary; whether it was submitted is not known from the sources",
            },
            {
                "review": "khm-4",
                "voluntary": "true",
                "date": "2026",
                "qualifier": "approximately",
                "said_by": ARTICLE,
                "source": ARTICLE,
                "submitted": "not known",
                "purpose": "To tell of progress in carrying out the recommendations",
                "note": "Voluntary; the timing depends on progress and on engagement with the process",
            },
        ]
        assert answer(upr, "mid-term-reports", "--state", "Cambodia", "--cycle", 2) == []

    def test_next_review(self, upr) -> None:
        assert answer(upr, "next-review") == [
            {
                "after": "khm-3",
                "expected": "2024",
                "qualifier": "unspecified",
                "said_by": FUENTE,
                "source": NEWS,
                "following": "khm-4",
                "held": "2024-05-08",
                "came_true": "yes",
            },
            {
                "after": "khm-4",
                "expected": "2028",
                "qualifier": "approximately",
                "interval": "P4Y6M",
                "decided_by": COUNCIL,
                "said_by": ARTICLE,
                "source": ARTICLE,
                "note": "The Council's calendar sets the date; no calendar of the fifth cycle is held",
            },
        ]
        assert answer(upr, "next-review", "--state", "France") == []

    @pytest.mark.parametrize(
        ("expected", "came_true"),
        [
            ('"2014"^^xsd:gYear', "yes"),
            ('"2015"^^xsd:gYear', "no"),
            ('"2014-09"^^xsd:gYearMonth', "no"),
            ('"2014-11"^^xsd:gYearMonth', "open"),
            ('"2014-11-03"^^xsd:date', "open"),
            ('"2014-12-03"^^xsd:date', "no"),
        ],
    )
    def test_what_became_of_an_expectation(self, expected: str, came_true: str) -> None:
        told = f"id:e a upr:Expectation ; upr:follows id:x1 ; upr:expectedDate {expected} ."
        [row] = on(REVIEWS + told, "next-review")
        assert (row["following"], row["held"], row["came_true"]) == ("xxx-2", "2014-10", came_true)

    def test_events(self, upr) -> None:
        third = {"review": "khm-3", "when": "after", "kind": "workshop", "status": "planned", "source": NEWS}
        assert answer(upr, "events") == [
            {
                **third,
                "event": "Further workshops on Cambodia's third review",
                "agenda": "Monitoring how the plans are executed|Planning how the recommendations are carried out",
                "note": "More than one workshop; how many is not said",
            },
            {
                **third,
                "event": WORKSHOP,
                "organisers": f"{CHRC}|{OFFICE}",
                "participant_groups": "civil society|embassies|international community|state institutions",
                "participants": CCHR,
                "attendance": "200",
                "attendance_qualifier": "approximately",
                "purpose": "To ensure that the recommendations are carried out",
                "objectives": "Make the recommendations known|Open the discussion on a follow-up action plan|"
                "Plan how they are carried out, with the means of monitoring",
                "relative_date": "Wednesday and Thursday",
                "not_before": "2019-01-30",
                "not_after": "2019-12-31",
                "note": "The article names no calendar date: the bounds are the day of the review and the end of the "
                "year whose January it speaks of, which is inferred. Whether the workshop was held is not known from "
                "the sources",
            },
            {
                **third,
                "event": "First day of the workshop on Cambodia's third review",
                "part_of": WORKSHOP,
                "agenda": "Making the recommendations known to those concerned|Sharing the responsibility for "
                "carrying them out",
                "relative_date": "Wednesday",
                "not_before": "2019-01-30",
                "not_after": "2019-12-31",
            },
            {
                **third,
                "event": "Second day of the workshop on Cambodia's third review",
                "part_of": WORKSHOP,
                "participant_groups": "UN specialists",
                "agenda": "Preparing plans to carry out the recommendations",
                "relative_date": "Thursday, morning",
                "not_before": "2019-01-30",
                "not_after": "2019-12-31",
            },
            {
                "review": "khm-4",
                "when": "before",
                "event": "Consultation for Cambodia's fourth national report",
                "kind": "consultation",
                "status": "held",
                "organisers": CHRC,
                "participant_groups": "civil society|ministries|other stakeholders",
                "produced": "National report of Cambodia for its fourth review",
                "source": ARTICLE,
                "note": "The text gives no date and says neither how many events there were nor who took part",
            },
        ]
        assert answer(upr, "events", "--state", "Cambodia", "--cycle", 2) == []

    def test_chronology(self, upr) -> None:
        unknown, article = {"precision": "not known"}, {"source": ARTICLE}
        assert [
            {k: v for k, v in row.items() if k != "review"}
            for row in answer(upr, "chronology", "--state", "Cambodia", "--cycle", 4)
        ] == [
            {
                "step": "1",
                "what": "consultation",
                "detail": "Consultation for Cambodia's fourth national report",
                "status": "held",
                **unknown,
                **article,
            },
            {
                "step": "2",
                "what": "submissions of stakeholders",
                "detail": CAMPAIGN,
                "date": "2023-10-10",
                "precision": "day",
                **article,
            },
            {
                "step": "3",
                "what": "national report submitted",
                "detail": "National report of Cambodia for its fourth review",
                "date": "2024-02",
                "precision": "month",
                **article,
            },
            {
                "step": "5",
                "what": "review",
                "detail": "Meeting 15 of session 46",
                "date": "2024-05-08",
                "precision": "day",
                "status": "held",
                **article,
            },
            {
                "step": "7",
                "what": "outcome adopted by the Council",
                "detail": "Human Rights Council, session 57",
                **unknown,
                **article,
            },
            {
                "step": "9",
                "what": "recommendations passed on",
                "detail": "Distribution of the accepted recommendations of Cambodia's fourth review",
                **unknown,
                **article,
            },
            {
                "step": "10",
                "what": "recommendations carried out",
                "detail": "Carrying out the accepted recommendations of Cambodia's fourth review",
                "status": "ongoing",
                **unknown,
                **article,
            },
            {
                "step": "11",
                "what": "mid-term report",
                "detail": "Mid-term report after Cambodia's fourth review",
                "date": "2026",
                "precision": "year",
                "status": "expected",
                "qualifier": "approximately",
                **article,
            },
            {
                "step": "12",
                "what": "next review",
                "detail": "Cambodia's fifth review",
                "date": "2028",
                "precision": "year",
                "status": "expected",
                "qualifier": "approximately",
                **article,
            },
        ]

    def test_chronology_of_earlier_reviews(self, upr) -> None:
        found = answer(upr, "chronology", "--state", "Cambodia", "--cycle", 2)
        assert [(row["step"], row["what"], row.get("date"), row["source"]) for row in found] == [
            ("4", "troika drawn", "2014-01-15", "A/HRC/26/16"),
            ("5", "review", "2014-01-28", "A/HRC/26/16"),
            ("6", "report adopted by the Working Group", "2014-01-31", "A/HRC/26/16"),
            ("7", "outcome adopted by the Council", None, "bundled calendar"),
        ]
        found = answer(upr, "chronology", "--state", "Cambodia", "--cycle", 3)
        assert [row["step"] for row in found] == ["5", "7", "8", "8", "8", "8", "11", "12"]
        [workshop] = [row for row in found if row["detail"] == WORKSHOP]
        bounds = {"not_before": "2019-01-30", "not_after": "2019-12-31", "qualifier": "Wednesday and Thursday"}
        assert workshop.items() >= {**bounds, "status": "planned", "precision": "not known"}.items()

    def test_chronology_says_what_is_not_known(self, upr) -> None:
        source = {"precision": "not known", "source": "bundled calendar"}
        assert answer(upr, "chronology", "--state", "France", "--cycle", 4) == [
            {
                "review": "fra-4",
                "step": "5",
                "what": "review",
                "detail": "Working Group, session 43",
                "not_before": "2023-05-01",
                "not_after": "2023-05-12",
                "status": "held",
                **source,
            },
            {
                "review": "fra-4",
                "step": "7",
                "what": "outcome adopted by the Council",
                "detail": "Human Rights Council, session 54",
                "status": "as a rule",
                **source,
            },
        ]
        [row] = answer(upr, "chronology", "--state", "USA", "--cycle", 4)
        assert (row["what"], row["status"], row["precision"]) == ("review", "not held", "not known")
        assert set(row) & {"date", "not_before", "not_after"} == set()

    @pytest.mark.parametrize("dated", [True, False])
    def test_parts_of_an_event_follow_it(self, dated: bool) -> None:
        """By name and by date the parts of Meeting would come before it, and Lunch among them."""
        day = 'upr:startDate "2011-03-0{}"^^xsd:date ;'.format if dated else lambda number: ""
        told = "".join(
            f"""id:{name} a upr:Workshop ; upr:aboutReview id:x1 ; {day(number)} {more} rdfs:label "{name}" .
        """
            for name, number, more in (
                ("Meeting", 1, ""),
                ("Evening", 2, "upr:subEventOf id:Meeting ;"),
                ("Afternoon", 1, "upr:subEventOf id:Meeting ;"),
                ("Lunch", 2, ""),
            )
        )
        found = [row["detail"] for row in on(REVIEWS + told, "chronology") if row["what"] == "workshop"]
        meeting = ["Meeting", "Afternoon", "Evening"]
        assert found == ([*meeting, "Lunch"] if dated else ["Lunch", *meeting])


class TestStatements:
    """Who said what, and why recommendations were noted."""

    def test_reasons_for_noting(self, upr) -> None:
        malin = {
            "review": "khm-3",
            "recommendations": "Noted recommendations of Cambodia's third review",
            "said_by": MALIN,
            "post": "Spokesperson",
            "on_behalf_of": CHRC,
            "source": NEWS,
            "note": "Either of the two; which reason belongs to which recommendation is not said",
        }
        assert answer(upr, "reasons-for-noting") == [
            {**malin, "reason": "They concerned politics"},
            {**malin, "reason": "They did not match the realities in the country"},
        ]
        assert answer(upr, "reasons-for-noting", "--state", "Cambodia", "--cycle", 4) == []

    def test_statements(self, upr) -> None:
        found = answer(upr, "statements")
        assert [(row["review"], row["said_by"], row.get("on_behalf_of"), row["kind"]) for row in found] == [
            ("khm-3", SOPHEAP, CCHR, "call"),
            ("khm-3", SOPHEAP, CCHR, "call"),
            ("khm-3", SOPHEAP, CCHR, "expectation"),
            ("khm-3", SOPHEAP, CCHR, "regret"),
            *(
                ("khm-3", MALIN, CHRC, kind)
                for kind in ("expectation", "expectation", "objective", "opinion", "reason", "role")
            ),
            ("khm-3", FUENTE, OFFICE, "call"),
            ("khm-3", FUENTE, OFFICE, "objective"),
            *(("khm-4", ARTICLE, None, kind) for kind in ("assessment", "assessment", "assessment", "call", "call")),
        ]
        posts = {row["said_by"]: row.get("post") for row in found}
        assert posts == {
            SOPHEAP: "Executive director",
            MALIN: "Spokesperson",
            FUENTE: "Human Rights Officer|Officer in Charge",
            ARTICLE: None,
        }

    def test_statements_of_one_person_and_kind(self, upr) -> None:
        said = {
            "review": "khm-3",
            "said_by": SOPHEAP,
            "post": "Executive director",
            "on_behalf_of": CCHR,
            "kind": "call",
            "source": NEWS,
        }
        assert answer(upr, "statements", "--person", "sopheap", "--kind", "Call") == [
            {
                **said,
                "statement": "CCHR goes on encouraging the government to take concrete measures, so that all accepted "
                "recommendations are carried out effectively in the coming years",
                "purpose": "That all human rights are fully protected throughout the country",
                "about": "Accepted recommendations of Cambodia's third review",
            },
            {
                **said,
                "statement": "The government should consider the noted recommendations and carry out some of them",
                "purpose": "To restore civic space, to uphold fundamental freedoms and to improve the human rights "
                "situation",
                "about": "Noted recommendations of Cambodia's third review",
            },
        ]
        announced = answer(upr, "statements", "--kind", "expectation", "--person", "malin")
        assert [row["about"].split("|") for row in announced] == [
            [WORKSHOP],
            [
                "Accepted recommendations of Cambodia's third review",
                WORKSHOP,
                "Noted recommendations of Cambodia's third review",
            ],
        ]
        objectives = answer(upr, "statements", "--kind", "objective", "--person", "fuente")
        assert [row["statement"] for row in objectives] == [
            "Make all recommendations of January 2019 known|Open the discussion on a follow-up action plan"
        ]
        reasons = answer(upr, "statements", "--kind", "reason")
        assert [row["statement"] for row in reasons] == [
            "They concerned politics|They did not match the realities in the country"
        ]
        assert len(answer(upr, "statements", "--text", "civil education")) == 1
        assert answer(upr, "statements", "--kind", "regret", "--cycle", 4) == []

    def test_a_kind_that_does_not_exist_is_refused(self, upr) -> None:
        ran = upr("query", "statements", "--kind", "regrets")
        assert (ran.code, ran.out) == (2, "")
        assert "unknown kind of statement 'regrets'" in ran.err and "regret" in ran.err

    def test_posts(self, upr) -> None:
        said = {"source": NEWS}
        office = {"organisation": OFFICE, "kind": "United Nations entity", "claim": "B28", **said}
        assert answer(upr, "posts") == [
            {
                "person": SOPHEAP,
                "post": "Executive director",
                "organisation": CCHR,
                "kind": "civil society organisation",
                "claim": "B23",
                **said,
            },
            {
                "person": MALIN,
                "post": "Spokesperson",
                "organisation": CHRC,
                "kind": "State institution",
                "state": "KHM",
                "claim": "B05",
                **said,
            },
            {"person": FUENTE, "post": "Human Rights Officer", **office},
            {"person": FUENTE, "post": "Officer in Charge", **office},
            {
                "person": "Kem Sokha",
                "post": "President",
                "organisation": "Cambodia National Rescue Party",
                "dissolved_by": "Supreme Court of Cambodia",
                "claim": "B20",
                **said,
            },
        ]
        assert listed(upr, "person", "posts", "--organisation", "human rights committee") == [MALIN]
        assert listed(upr, "post", "posts", "--person", "kem SOKHA") == ["President"]
        assert answer(upr, "posts", "--person", "nobody") == []

    def test_noted_subjects(self, upr) -> None:
        third = {"review": "khm-3", "noted_in_review": "25", "source": NEWS}
        fourth = {"review": "khm-4", "noted_in_review": "43", "source": ARTICLE, "claim_status": "attributed"}
        assert answer(upr, "noted-subjects") == [
            {
                **third,
                "subject": "Certain changes of laws, which the article does not name",
                "claims": "B22",
                "claim_status": "vague",
            },
            {
                **third,
                "subject": "Release of Kem Sokha",
                "person": "Kem Sokha",
                "claims": "B19",
            },
            {
                **fourth,
                "subject": "Freedom of expression and of assembly",
                "suggested_themes": "Freedom of association and peaceful assembly|Freedom of opinion and expression",
                "claims": "A49b",
            },
            {
                **fourth,
                "subject": "Release of politicians and human rights defenders",
                "suggested_themes": "Detention|Human rights defenders",
                "claims": "A49a",
            },
            {
                **fourth,
                "subject": "Reopening of media outlets",
                "suggested_themes": "Freedom of the press",
                "claims": "A49c",
            },
        ]
        assert answer(upr, "noted-subjects", "--state", "Cambodia", "--cycle", 2) == []


STATUSES = {
    "A10": "approximate",
    "A13": "vague",
    "A14": "vague",
    "A18": "contradicted",
    "A19": "contradicted|mislabelled",
    "A25b": "vague",
    "A29": "gap",
    "A34": "vague",
    "A40": "approximate|expected",
    "A41": "expected",
    "A42": "approximate|expected",
    "A44": "approximate|expected",
    "A45": "expected",
    "A46": "attributed",
    "A47": "attributed",
    "A48": "attributed",
    "A49": "attributed",
    "A49a": "attributed",
    "A49b": "attributed",
    "A49c": "attributed",
    "A50": "attributed",
    "A51": "attributed",
    "B01": "expected|mislabelled",
    "B02": "attributed|expected|vague",
    "B03": "mislabelled",
    "B04": "contradicted|mislabelled",
    "B06": "expected",
    "B07": "expected|mislabelled",
    "B08": "approximate|attributed|expected",
    "B09": "attributed|expected",
    "B09b": "attributed|expected",
    "B10": "attributed|vague",
    "B11": "attributed",
    "B12": "attributed",
    "B13": "expected|vague",
    "B14": "attributed|expected",
    "B15": "contradicted",
    "B18": "attributed",
    "B22": "vague",
    "B24": "attributed|expected",
    "B25": "attributed",
    "B26": "attributed",
    "B27": "attributed",
    "B29": "attributed|expected",
    "B30": "attributed",
    "B31": "attributed|definition",
    "B32": "attributed|expected",
    "B33": "attributed",
}


class TestClaims:
    """How sure claims are, where they meet and where they conflict."""

    def test_uncertain_claims(self, upr) -> None:
        found = answer(upr, "uncertain-claims")
        assert {row["claim"]: row["status"] for row in found} == STATUSES
        assert len(found) == len(STATUSES)
        assert {row["claim"][0]: row["review"] for row in found} == {"A": "khm-4", "B": "khm-3"}

    @pytest.mark.parametrize("status", ["approximate", "expected", "mislabelled", "vague", "contradicted", "gap"])
    def test_claims_of_one_status(self, upr, status: str) -> None:
        wanted = [claim for claim, statuses in STATUSES.items() if status in statuses.split("|")]
        assert listed(upr, "claim", "uncertain-claims", "--status", status) == wanted

    def test_definitions_when_asked_for(self, upr) -> None:
        definitions = ["A02", "A04", "A27", "A31", "A38", "A39", "A39b", "B31"]
        assert listed(upr, "claim", "uncertain-claims", "--status", "definition") == definitions
        assert answer(upr, "uncertain-claims", "--status", "derivable") == [
            {
                "claim": "A43",
                "review": "khm-4",
                "status": "derivable",
                "subject": "review khm-4",
                "predicate": "year",
                "object": "2024",
                "source": ARTICLE,
            }
        ]

    def test_uncertain_claims_by_words_and_of_another_state(self, upr) -> None:
        assert listed(upr, "claim", "uncertain-claims", "--text", "mid-term 2026") == ["A40"]
        assert answer(upr, "uncertain-claims", "--state", "France") == []
        ran = upr("query", "uncertain-claims", "--status", "doubtful")
        assert (ran.code, ran.out) == (2, "")
        assert "unknown status of claims 'doubtful'" in ran.err

    def test_contradictions(self, upr) -> None:
        both = f"{ARTICLE}|{NEWS}"
        assert answer(upr, "contradictions") == [
            {
                "review": "khm-3",
                "about": "recommendations made",
                "contradict": "yes",
                "claims": "B04|B15",
                "statements": "B04: 173 recommendations cameAt '32nd UPR', Geneva, Switzerland, January|"
                "B15: 73 countries provided 198 recommendations, January [2019]",
                "reading": "The text first says that 173 recommendations came and later that 198 were made and 173 of "
                "them accepted; 173 and 25 make 198",
                "sources": NEWS,
            },
            {
                "review": "khm-3",
                "about": "mid-term report",
                "contradict": "no",
                "claims": "A39|B29|B31",
                "statements": "A39: States notRequired / may submit mid-term report|"
                "B29: mid-term report khm-3 dueBy 2021-07|B31: mid-term report isVoluntary true",
                "reading": "One claim says due, others say voluntary: a date by which it was announced makes no duty",
                "sources": both,
            },
            {
                "review": "khm-4",
                "about": "kind of document",
                "contradict": "yes",
                "claims": "A18|A19",
                "statements": "A18: OHCHR compiled report from stakeholders' information for khm-4|"
                "A19: that report labelledAs 'Compilation of UN Information' (heading of the text)",
                "reading": "What the text describes under this heading rests on stakeholders' information, 27 joint "
                "and 11 individual submissions: that is the summary, and the compilation is another document",
                "sources": ARTICLE,
            },
            {
                "review": "khm-4",
                "about": "makers",
                "contradict": "no",
                "claims": "A24|A25b",
                "statements": "A24: interactive dialogue khm-4 delegationCount 100|"
                "A25b: 100 delegations made 275 recommendations",
                "reading": "The text has the 100 delegations of the dialogue make the 275 recommendations; not every "
                "delegation that speaks recommends, so how many States recommended is not known",
                "sources": ARTICLE,
            },
        ]
        assert answer(upr, "contradictions", "--state", "France") == []

    def test_a_contradiction_that_no_note_explains(self) -> None:
        told = "".join(
            f'id:k{n} a upr:Claim ; dcterms:identifier "K{n}" ; upr:claimSubject "sky" ; upr:claimPredicate "is" ; '
            f'upr:claimObject "{colour}" ; upr:statedIn id:t . '
            for n, colour in ((1, "blue"), (2, "green"))
        )
        told += 'id:t rdfs:label "A text" ; upr:aboutReview id:x1 . id:k2 upr:contradicts id:k1 .'
        other = """id:n a upr:DataQualityNote ; upr:concerns id:x1 ; upr:field "sea" ; upr:reason "It has both" ;
          upr:toldBy id:k1 ."""
        for graph in (told, told + other):
            [row] = on(REVIEWS + graph, "contradictions")
            assert (row["review"], row["contradict"]) == ("xxx-1", "yes")
            assert {"about", "reading"} & set(row) == set()
            assert set(row["statements"].split("|")) == {"K1: sky is blue", "K2: sky is green"}
        [row] = on(REVIEWS + told + other.replace("id:k1 .", "id:k1 , id:k2 ."), "contradictions")
        assert (row["about"], row["contradict"], row["reading"]) == ("sea", "yes", "It has both")

    def test_shared_facts(self, upr) -> None:
        found = answer(upr, "shared-facts")
        assert [(row["thing"], row["kind"], row["texts"], row["claims"]) for row in found] == [
            ("Mid-term report of Cambodia after its third review", "mid-term report", "2", "A38|A39|B29|B31|B33"),
            ("Review khm-4", "review", "2", "A22|A23|A28|A30|A43|B32"),
        ]
        assert {row["sources"] for row in found} == {f"{ARTICLE}|{NEWS}"}
        assert found[1]["statements"].split("|")[-2:] == [
            "A43: review khm-4 year 2024",
            "B32: next review (khm-4) expectedIn 2024",
        ]
        assert answer(upr, "shared-facts", "--state", "Cambodia") == found
        assert answer(upr, "shared-facts", "--state", "France") == []

    def test_data_quality(self, upr) -> None:
        found = answer(upr, "data-quality")
        misprints = {(row["review"], row["field"]) for row in facts("report-misprints")}
        assert {(row["review"], row["field"]) for row in found} - misprints == {
            ("khm-3", "makers"),
            ("khm-3", "mid-term report"),
            ("khm-3", "organiser of the workshop"),
            ("khm-3", "recommendations made"),
            ("khm-3", "session"),
            ("khm-3", "specialists at the workshop"),
            ("khm-4", "draft outcome report"),
            ("khm-4", "kind of document"),
            ("khm-4", "makers"),
            ("khm-4", "period covered"),
            ("khm-4", "session"),
        }
        assert (len(misprints), len(found)) == (13, 24)
        assert [row["corrected"] for row in found if row["review"] == "pak-1"] == ["8"]
        assert answer(upr, "data-quality", "--state", "France") == []


class TestCalendar:
    """Sessions, intervals, gaps; figures are also computed from the tables of the facts."""

    def test_sessions_of_a_cycle(self, upr) -> None:
        names = ("session", "start", "end", "reviews", "held", "council_session", "confidence")
        found = answer(upr, "sessions", "--cycle", 4)
        assert [tuple(row.get(name) for name in names) for row in found] == [
            ("41", "2022-11-07", "2022-11-18", "14", "14", "52", "medium"),
            ("42", "2023-01-23", "2023-02-03", "13", "13", "53", "medium"),
            ("43", "2023-05-01", "2023-05-12", "14", "14", "54", "medium"),
            ("44", "2023-11-06", "2023-11-17", "14", "14", "55", "medium"),
            ("45", "2024-01-22", "2024-02-02", "14", "14", "56", "high"),
            ("46", "2024-04-29", "2024-05-10", "14", "14", "57", "high"),
            ("47", "2024-11-04", "2024-11-15", "14", "14", "58", "medium"),
            ("48", "2025-01-20", "2025-01-31", "14", "14", "59", "high"),
            ("49", "2025-04-28", "2025-05-09", "14", "14", "60", "medium"),
            ("50", "2025-11-03", "2025-11-14", "14", "13", "61", "medium"),
            ("51", "2026-01", "2026-01", None, None, "62", "low"),
            ("52", "2026-05", "2026-05", None, None, "63", "low"),
            ("53", "2026-11", "2026-11", None, None, "64", "low"),
            ("54", "2027-01", "2027-01", None, None, "65", "low"),
        ]

    def test_sessions_and_reviews_of_all_cycles(self, upr) -> None:
        found = answer(upr, "sessions")
        assert Counter(row["cycle"] for row in found) == {"1": 12, "2": 14, "3": 14, "4": 14}
        reviews: Counter[str] = Counter()
        for row in found:
            reviews[row["cycle"]] += int(row.get("reviews", 0))
        assert reviews == {"1": 192, "2": 193, "3": 193, "4": 139}
        assert answer(upr, "sessions", "--session", 26)[0]["council_session"] == "34"

    def test_long_intervals(self, upr) -> None:
        """By hand: 4 years 6 months after 30 January 2019 is 30 July 2023."""
        third = {"previous": "khm-2", "previous_date": "2014-01-28", "date": "2019-01-30", "days": "1828"}
        fourth = {"previous": "khm-3", "previous_date": "2019-01-30", "date": "2024-05-08", "days": "1925"}
        said = {"state": "KHM", "state_name": "Cambodia", "longer": "yes"}
        said |= {"date_from": "review", "previous_from": "review"}
        assert answer(upr, "long-intervals", "--state", "Cambodia") == [
            {**said, "review": "khm-4", **fourth},
            {**said, "review": "khm-3", **third},
        ]
        [second] = answer(upr, "long-intervals", "--state", "Cambodia", "--cycle", 2, "--months", 36)
        assert (second["previous_date"], second["date"], second["days"]) == ("2009-12-01", "2014-01-28", "1519")
        assert answer(upr, "long-intervals", "--state", "Cambodia", "--cycle", 2) == []

    def test_long_intervals_of_several_states(self, upr) -> None:
        names = ("review", "date", "date_from", "previous_date", "previous_from", "days", "longer")
        states = ("--state", "France", "--state", "Mongolia", "--state", "USA", "--state", "Israel")
        assert [tuple(row[name] for name in names) for row in answer(upr, "long-intervals", *states)] == [
            ("mng-3", "2020-11-02", "session start", "2015-05-04", "session start", "2009", "yes"),
            ("usa-3", "2020-11-02", "session start", "2015-05-04", "session start", "2009", "yes"),
            ("fra-4", "2023-05-01", "session start", "2018-01-15", "session start", "1932", "yes"),
            ("isr-4", "2023-05-01", "session start", "2018-01-15", "session start", "1932", "yes"),
            ("mng-4", "2025-11-03", "session start", "2020-11-02", "session start", "1827", "yes"),
            ("fra-3", "2018-01-15", "session start", "2013-01-21", "review", "1820", "yes"),
            ("isr-2", "2013-10-29", "review", "2008-12-04", "review", "1790", "yes"),
            ("fra-2", "2013-01-21", "review", "2008-05-14", "review", "1713", "yes"),
            ("mng-2", "2015-05-04", "session start", "2010-11-02", "review", "1644", "yes"),
            ("usa-2", "2015-05-04", "session start", "2010-11-05", "review", "1641", "open"),
        ]

    def test_long_intervals_are_those_of_the_tables(self, upr) -> None:
        found = answer(upr, "long-intervals")
        assert {row["review"]: (int(row["days"]), row["longer"]) for row in found} == _long_intervals(54)
        counted = Counter((row["review"][-1], row["longer"]) for row in found)
        assert counted == {("2", "yes"): 113, ("2", "open"): 6, ("3", "yes"): 192, ("4", "yes"): 138}
        longest = answer(upr, "long-intervals", "--limit", 1)
        assert [(row["review"], row["days"]) for row in longest] == [("sdn-3", "2093")]
        sixty = answer(upr, "long-intervals", "--months", 60)
        assert {row["review"]: (int(row["days"]), row["longer"]) for row in sixty} == _long_intervals(60)

    def test_not_yet_reviewed(self, upr) -> None:
        found = answer(upr, "not-yet-reviewed")
        held = {
            row["review"][:3].upper() for row in facts("reviews") if row["cycle"] == "4" and row["status"] == "held"
        }
        members = {row["iso3"] for row in facts("states") if row["regional_group"] != "Observer"}
        assert {row["state"] for row in found} == members - held
        assert len(found) == 55 == 193 - 138
        assert Counter(row["status"] for row in found) == {"not in the calendar": 54, "scheduled and not held": 1}
        assert found[0] == {
            "state": "UKR",
            "state_name": "Ukraine",
            "group": "EEG",
            "status": "not in the calendar",
            "last_review": "ukr-3",
            "last_date": "2017-11-15",
            "date_from": "review",
        }
        assert found[1] == {
            "state": "USA",
            "state_name": "United States",
            "group": "WEOG",
            "status": "scheduled and not held",
            "session": "50",
            "last_review": "usa-3",
            "last_date": "2020-11-02",
            "date_from": "session start",
        }

    def test_not_yet_reviewed_of_a_group_and_of_other_cycles(self, upr) -> None:
        weog = ["USA", "AUS", "AUT", "BEL", "DNK", "GRC", "IRL", "ISL"]
        assert listed(upr, "state", "not-yet-reviewed", "--group", "WEOG") == weog
        [south_sudan] = answer(upr, "not-yet-reviewed", "--cycle", 1)
        assert (south_sudan["state"], south_sudan["status"]) == ("SSD", "not in the calendar")
        for cycle in (2, 3):
            assert answer(upr, "not-yet-reviewed", "--cycle", cycle) == []

    def test_rows_of_a_database_make_no_review(self, upr, fresh: Path, tmp_path: Path) -> None:
        """UPR Info lists rows for South Sudan in session 11, which come from Sudan's review."""
        assert upr("build", exports.upr_info(tmp_path / "export.csv"), store=fresh).code == 0
        assert [row["status"] for row in answer(upr, "meetings", "--state", "SSD", "--cycle", 1, store=fresh)] == [
            "not in the calendar"
        ]
        assert listed(upr, "state", "not-yet-reviewed", "--cycle", 1, store=fresh) == ["SSD"]
        assert listed(upr, "reviews", "sessions", "--session", 11, store=fresh) == ["16"]
        assert len(answer(upr, "long-intervals", store=fresh)) == 449

    def test_no_review_lies_outside_its_session(self, upr) -> None:
        sessions = {row["session"]: row for row in facts("sessions")}
        for row in facts("reviews"):
            session = sessions[row["session"]]
            for day in filter(None, (row["review_date"], row["adopted_by_working_group"])):
                assert session["start"] <= day <= session["end"]
        ran = upr("query", "review-outside-session")
        assert (ran.code, "No rows." in ran.out) == (0, True)

    def test_reviews_outside_their_session_are_found(self) -> None:
        told = """id:x1 upr:reviewDate "2010-05-17"^^xsd:date ; upr:adoptedByWorkingGroupOn "2010-04-30"^^xsd:date ;
          upr:troikaSelectedOn "2010-06-01"^^xsd:date .
        id:x2 upr:reviewDate "2014-09-30"^^xsd:date ; upr:adoptedByWorkingGroupOn "2014-12-01"^^xsd:date .
        id:x3 a upr:Review ; dcterms:identifier "xxx-3" ; upr:reviewOf id:x ; upr:inSession id:s2 ;
          upr:reviewDate "2014-10-01"^^xsd:date ; upr:adoptedByWorkingGroupOn "2014-11-30"^^xsd:date ."""
        found = on(REVIEWS + told, "review-outside-session")
        assert [(row["review"], row["problem"]) for row in found] == [
            ("xxx-1", "report adopted before the review"),
            ("xxx-1", "report adopted before the session"),
            ("xxx-1", "review after the session"),
            ("xxx-1", "troika drawn after the review"),
            ("xxx-2", "report adopted after the session"),
            ("xxx-2", "review before the session"),
        ]
        assert on(REVIEWS, "review-outside-session") == []


class TestPositions:
    """Answers, their documents, their changes; records that differ from the report."""

    def test_from_support_to_rejection(self, upr) -> None:
        said = {
            "review": "khm-2",
            "paragraph": "118.22",
            "told_by": "document",
            "repeated": "no",
            "subject": "Safeguard media: repeal Penal Code article 305 and Press Law article 13",
        }
        assert answer(upr, "positions", "--state", "Cambodia", "--paragraph", "118.22") == [
            {
                **said,
                "number": "1",
                "answer": "supported",
                "response": "accepted",
                "stage": "Working Group report",
                "document": "A/HRC/26/16",
                "date": "2014-01-31",
                "current": "no",
            },
            {
                **said,
                "number": "2",
                "answer": "rejected",
                "response": "noted",
                "stage": "addendum",
                "document": "A/HRC/26/16/Add.1",
                "current": "yes",
            },
        ]

    def test_positions_of_both_reviews(self, upr) -> None:
        """91 of 2009; of 2014 171 supported, of which 8 reversed, and 34 to be examined."""
        found = answer(upr, "positions")
        answers = Counter((row["review"], row["number"], row["answer"], row["current"]) for row in found)
        assert answers == {
            ("khm-1", "1", "accepted", "yes"): 91,
            ("khm-2", "1", "supported", "yes"): 163,
            ("khm-2", "1", "supported", "no"): 8,
            ("khm-2", "1", "to be examined", "no"): 34,
            ("khm-2", "2", "noted", "yes"): 38,
            ("khm-2", "2", "rejected", "yes"): 4,
        }
        noted = {row["paragraph"] for row in answer(upr, "positions", "--response", "noted")}
        assert len(noted) == 42 and {"118.1", "118.161", "119.34"} <= noted
        assert listed(upr, "paragraph", "positions", "--limit", 2) == ["82.1", "82.2"]

    def test_a_paragraph_is_no_beginning_of_another(self, upr) -> None:
        assert listed(upr, "paragraph", "positions", "--paragraph", "118.2") == ["118.2", "118.2"]
        assert answer(upr, "positions", "--paragraph", "118.999") == []
        assert answer(upr, "positions", "--state", "France") == []

    def test_changed_positions(self, upr) -> None:
        found = answer(upr, "changed-positions", "--state", "Cambodia")
        assert [(row["paragraph"], row["from"], row["to"], row["document"]) for row in found] == [
            (f"118.{number}", "supported", answered, "A/HRC/26/16/Add.1")
            for number, answered in [
                *((number, "noted") for number in (1, 2, 3, 4)),
                *((number, "rejected") for number in (5, 22, 57, 161)),
            ]
        ]
        assert answer(upr, "changed-positions", "--state", "Cambodia", "--cycle", 1) == []

    def test_differing_makers(self, upr, fresh: Path, tmp_path: Path) -> None:
        assert answer(upr, "differing-makers") == [
            {
                "review": "khm-1",
                "paragraph": "82.10",
                "in_report": "Brunei Darussalam",
                "in_record": "Brazil",
                "source": "facts",
                "subject": "Step up reforms across sectors to secure constitutional rights and freedoms",
            }
        ]
        assert answer(upr, "differing-makers", "--state", "Cambodia", "--cycle", 2) == []
        assert answer(upr, "differing-makers", "--state", "France") == []
        assert upr("build", exports.upr_info(tmp_path / "export.csv"), store=fresh).code == 0
        assert listed(upr, "paragraph", "differing-makers", store=fresh) == ["82.10"]

    def test_several_makers(self, upr) -> None:
        found = answer(upr, "several-makers", "--state", "Cambodia")
        assert Counter(row["n_recommendations"] for row in found) == {"8": 1, "5": 5, "4": 3, "3": 2, "2": 6}
        assert {row["review"] for row in found} == {"khm-1"}
        eight = "Belarus|Germany|Italy|Malaysia|Norway|Philippines|Slovakia|Spain"
        assert (found[0]["paragraph"], found[0]["makers"]) == ("82.32", eight)


class TestGoals:
    """Assigned and suggested goals are kept apart; figures are also computed from the clauses."""

    def test_goals(self, upr) -> None:
        suggested = {1: 60, 2: 33, 3: 29, 4: 90, 5: 49, 6: 10, 8: 55, 10: 21, 11: 9, 13: 1, 15: 1, 16: 239, 17: 112}
        found = answer(upr, "goals", "--state", "Cambodia")
        assert [(int(row["goal"]), row["link"]) for row in found] == [
            (goal, link) for goal in range(1, 18) for link in ("assigned", "suggested")
        ]
        assert {int(row["goal"]): int(row["n_pairs"]) for row in found if "n_pairs" in row} == suggested
        assert all(set(row) == {"goal", "link"} for row in found if row["link"] == "assigned")
        assert found[9] == {
            "goal": "5",
            "link": "suggested",
            "n_pairs": "49",
            "accepted": "47",
            "noted": "2",
            "themes": "Trafficking|Women's rights",
        }

    def test_goals_are_those_of_the_clauses(self, upr) -> None:
        for review in ("khm-1", "khm-2"):
            found = answer(upr, "goals", "--state", "Cambodia", "--cycle", review[-1])
            counted = {int(row["goal"]): (int(row["n_pairs"]), int(row["noted"])) for row in found if "n_pairs" in row}
            assert {goal: numbers for goal, numbers in counted.items() if numbers != (0, 0)} == _goals(review)

    def test_none_and_not_known_are_two(self, upr) -> None:
        """No pair of 2009 has the theme environment; no theme suggests goal 7; 2019 is not itemised."""
        found = answer(upr, "goals", "--state", "Cambodia", "--cycle", 1, "--goal", 7, "--goal", 13)
        assert found[1::2] == [
            {"goal": "7", "link": "suggested"},
            {
                "goal": "13",
                "link": "suggested",
                "n_pairs": "0",
                "accepted": "0",
                "noted": "0",
                "themes": "Environment",
            },
        ]
        found = answer(upr, "goals", "--state", "Cambodia", "--cycle", 3, "--goal", 5)
        assert found == [
            {"goal": "5", "link": "assigned"},
            {"goal": "5", "link": "suggested", "themes": "Trafficking|Women's rights"},
        ]
        ran = upr("query", "goals", "--state", "Cambodia", "--cycle", 3, "--goal", 5)
        assert "Not known, which is not zero: no source loaded itemises khm-3" in ran.out

    def test_recommendations_by_goal(self, upr) -> None:
        assert answer(upr, "recommendations-by-goal", "--goal", 13, "--state", "Cambodia") == [
            {
                "review": "khm-2",
                "paragraph": "118.134",
                "maker": "Morocco",
                "link": "suggested",
                "themes": "Environment",
                "response": "accepted",
                "text": "Continue land tenure reform serving poverty, food and environmental goals",
            }
        ]
        found = answer(upr, "recommendations-by-goal", "--goal", 11, "--state", "Cambodia")
        assert [(row["paragraph"], row["maker"], row["response"]) for row in found] == [
            *(("82.64", maker, "accepted") for maker in ("France", "Switzerland")),
            *(("82.66", maker, "accepted") for maker in ("Canada", "Germany", "New Zealand", "United Kingdom")),
            ("82.67", "Austria", "accepted"),
            ("82.76", "Mexico", "accepted"),
            ("119.33", "Republic of Korea", "noted"),
        ]
        assert len(answer(upr, "recommendations-by-goal", "--goal", 5, "--state", "Cambodia")) == 49
        assert answer(upr, "recommendations-by-goal", "--goal", 7) == []

    def test_assigned_goals_are_a_line_of_their_own(self) -> None:
        told = """id:t a upr:Theme ; rdfs:label "Wells" ; skos:inScheme scheme:upr-info ; upr:suggestedSDG sdg:6 .
        id:p1 upr:countedAs unit:pairs ; upr:madeIn id:x1 ; upr:theme id:t ; upr:response response:noted .
        id:p2 upr:countedAs unit:pairs ; upr:madeIn id:x1 ; upr:relatedSDG sdg:6 ; upr:response response:accepted .
        id:p3 upr:countedAs unit:pairs ; upr:madeIn id:x1 ; upr:theme id:t ; upr:relatedSDG sdg:6 ."""
        goal = {"goal": ["<http://metadata.un.org/sdg/6>"], "unit": ["<https://w3id.org/uprgraph/id/unit/pairs>"]}
        goal |= {"scheme": ["<https://w3id.org/uprgraph/id/scheme/upr-info>"]}
        assert [
            (row["link"], row["n"], row["accepted"], row["noted"]) for row in on(REVIEWS + told, "goals", **goal)
        ] == [
            ("assigned", "2", "1", "0"),
            ("suggested", "2", "0", "1"),
        ]
        found = on(REVIEWS + told, "recommendations-by-goal", **goal)
        assert Counter(row["link"] for row in found) == {"assigned": 2, "suggested": 2}

    @pytest.mark.parametrize("goal", ["0", "18", "five"])
    def test_a_goal_that_does_not_exist_is_refused(self, upr, goal: str) -> None:
        ran = upr("query", "goals", "--goal", goal)
        assert (ran.code, ran.out) == (2, "")
        assert "a goal is a whole number, 1 to 17" in ran.err


def _long_intervals(months: int) -> dict[str, tuple[int, str]]:
    """Review -> days since the one before, and whether it is longer for sure, from the tables of the facts."""
    day = datetime.date.fromisoformat
    sessions = {row["session"]: (row["start"], row["end"]) for row in facts("sessions")}
    held = {}
    for row in facts("reviews"):
        if row["status"] == "held":
            bounds = [row["review_date"] or bound for bound in sessions[row["session"]]]
            held[row["review"]] = tuple(map(day, bounds))
    found = {}
    for review, (first, last) in held.items():
        previous = held.get(f"{review[:4]}{int(review[4:]) - 1}")
        if previous and last > _later(previous[0], months):
            found[review] = ((first - previous[0]).days, "yes" if first > _later(previous[1], months) else "open")
    return found


def _later(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _goals(review: str) -> dict[int, tuple[int, int]]:
    """Goal -> pairs and noted pairs that a theme suggests, from the clauses and the file of the themes."""
    themes = (Path(__file__).parents[1] / "ontology" / "codes" / "themes-upr-info.ttl").read_text(encoding="utf-8")
    suggested = {
        label[1]: {int(goal) for goal in re.findall(r"metadata\.un\.org/sdg/(\d+)", block)}
        for block in themes.split("\n.\n")
        if (label := re.search(r'rdfs:label "([^"]+)"', block))
    }
    recommendations = {row["paragraph"]: row for row in facts("cambodia-recommendations") if row["review"] == review}
    goals: dict[tuple[str, str], set[int]] = {}
    for row in facts("cambodia-clauses"):
        if row["review"] == review:
            makers = recommendations[row["paragraph"]]["recommending_states"].split()
            for maker in [row["maker_upr_info"]] if row["maker_upr_info"] in makers else makers:
                pair = goals.setdefault((row["paragraph"], maker), set())
                pair.update(*(suggested[theme] for theme in row["issues"].split("|") if theme))
    all_of = [(goal, paragraph) for (paragraph, _), of in goals.items() for goal in of]
    noted = [goal for goal, paragraph in all_of if recommendations[paragraph]["final_answer"] != "accepted"]
    every, refused = Counter(goal for goal, _ in all_of), Counter(noted)
    return {goal: (every[goal], refused[goal]) for goal in every}
