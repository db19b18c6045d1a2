"""Pages of a review and of a recommendation: what they say, and how their lists are chosen, sorted and paged."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import uprgraph
from uprgraph.errors import QueryError, UnknownName
from uprgraph.server import pages
from uprgraph.server.pages import NotThere
from uprgraph.server.site import Site
from uprgraph.server.timeline import timeline

CHANGED = ["118.1", "118.2", "118.3", "118.4", "118.5", "118.22", "118.57", "118.161"]
"""Paragraphs of A/HRC/26/16 whose answers the addendum reverses."""


@pytest.fixture(scope="module")
def site(bundled: uprgraph.Upr) -> Site:
    return Site(store=bundled.store)


def page(site: Site, kind: str, key: str, **given: str) -> Any:
    """The page as a tree, breaks of lines as spaces; each filter has one value."""
    text = pages.page(site, kind, key, {name: [value] for name, value in given.items()})
    return lxml.html.fromstring(text.replace("<br>", " "))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def facts(tree: Any, which: int = 0) -> dict[str, str]:
    """The names and values of a list of facts; several values are one text."""
    found: dict[str, str] = {}
    name = ""
    for element in tree.xpath("//dl[@class='facts']")[which]:
        if element.tag == "dt":
            name = words(element)
        else:
            found[name] = f"{found[name]} | {words(element)}" if name in found else words(element)
    return found


def table(tree: Any, id: str) -> list[list[str]]:
    """The rows of the table that a heading names."""
    return [[words(cell) for cell in row] for row in tree.xpath(f"//table[@aria-labelledby='{id}']/tbody/tr")]


def numbers(tree: Any) -> list[str]:
    return [row[0] for row in table(tree, "recommendations")]


def bundled_recommendations(review: str) -> list[dict[str, str]]:
    path = Path(uprgraph.__file__).parent / "facts"
    with open(path / "cambodia-recommendations.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["review"] == review]


class TestReview:
    """The page of Cambodia's reviews, checked by hand against A/HRC/26/16 and the calendar."""

    def test_it_says_when_and_where_it_was(self, site: Site) -> None:
        said = facts(page(site, "review", "khm-2"))
        assert said["State under review"] == "Cambodia"
        assert said["Session"] == "Working Group, session 18"
        assert said["Date"] == "28 January 2014"
        assert said["Meeting"] == "meeting 4"
        assert said["Report"] == "A/HRC/26/16"
        assert said["Adopted by the Working Group"] == "31 January 2014"
        assert said["Adopted by the Council"] == "session 26, day not known"
        assert said["Previous review"] == "cycle 1, session 6"
        assert said["Next review"] == "cycle 3, session 32"

    def test_phases_say_what_is_known_and_what_is_not(self, site: Site) -> None:
        tree = page(site, "review", "khm-4")
        phases = facts(tree, 1)
        assert phases["National report"].startswith("2 February 2024: national report submitted")
        assert phases["Compilation of UN information"] == "not known"
        assert phases["Troika drawn"] == "not known"
        assert phases["Review in the Working Group"].startswith("3 8 May 2024: review, Meeting 15 of session 46")
        assert phases["Mid-term report"].startswith("4 2026, approximately: mid-term report (expected)")
        # Submissions of 10 October 2023, report, review, mid-term report, next review.
        assert [words(mark) for mark in tree.xpath("//div[@class='line']//g/text")] == ["1", "2", "3", "4", "5"]

    def test_troika_and_figures(self, site: Site) -> None:
        assert [row[:2] for row in table(page(site, "review", "khm-4"), "table-troika")] == [
            ["Ghana", "GHA"],
            ["Japan", "JPN"],
            ["Montenegro", "MNE"],
        ]
        figures = table(page(site, "review", "khm-2"), "table-totals-add-up")
        assert ["itemised", "205", "163", "42", "0", "0", "205", "yes"] in figures
        assert ["reported", "205", "163", "42", "", "", "205", "yes"] in figures

    def test_recommendations_are_paged_in_the_order_of_the_report(self, site: Site) -> None:
        tree = page(site, "review", "khm-2")
        assert numbers(tree)[:12] == [f"118.{number}" for number in range(1, 13)] and len(numbers(tree)) == 50
        assert "205 in all, 50 on this page." in words(tree)
        last = page(site, "review", "khm-2", page="5")
        assert numbers(last) == [f"119.{number}" for number in range(30, 35)]
        assert not last.xpath("//a[@rel='next']")
        assert last.xpath("//a[@rel='prev']/@href")[0].endswith("page=4")

    def test_changed_answers_are_marked(self, site: Site) -> None:
        tree = page(site, "review", "khm-2", changed="yes")
        rows = table(tree, "recommendations")
        assert [row[0] for row in rows] == CHANGED
        assert {row[3] for row in rows} == {"noted changed from supported"}
        assert "The answer to 8 of these is known to have changed: 118.1, 118.2," in words(
            page(site, "review", "khm-2")
        )

    def test_filters_are_those_of_the_bundled_table(self, site: Site) -> None:
        rows = bundled_recommendations("khm-2")
        of_france = [row["paragraph"] for row in rows if "FRA" in row["recommending_states"].split("|")]
        assert numbers(page(site, "review", "khm-2", maker="france")) == of_france
        noted = [row["paragraph"] for row in rows if row["final_answer"] in ("noted", "rejected")]
        assert len(noted) == 42 and numbers(page(site, "review", "khm-2", response="noted")) == noted
        both = [
            row["paragraph"]
            for row in rows
            if row["action_category"] == "5" and "Death penalty" in row["issues"].split("|")
        ]
        found = page(site, "review", "khm-2", theme="Death penalty", action="5")
        assert numbers(found) == both != []
        assert [words(chip) for chip in found.xpath("//ul[@class='chips']/li")] == [
            "Theme (upr-info): Death penalty ×, remove",
            "Action: category 5 ×, remove",
        ]
        [file] = found.xpath("//section[@aria-labelledby='recommendations']//a[@download]/@href")
        assert file == "/api/queries/recommendations-of-review.csv?review=khm-2&theme=Death+penalty&action=5"

    def test_it_is_sorted_by_the_address(self, site: Site) -> None:
        first = table(page(site, "review", "khm-2", sort="response"), "recommendations")
        assert {row[3] for row in first} == {"accepted"}
        tree = page(site, "review", "khm-2", sort="response", order="descending")
        assert [row[3].split()[0] for row in table(tree, "recommendations")] == ["noted"] * 42 + ["accepted"] * 8
        assert tree.xpath("//th[@aria-sort='descending']/a/text()") == ["Answer"]
        assert "sort=response&order=descending&page=2" in tree.xpath("//a[@rel='next']/@href")[0]

    def test_nothing_itemised_is_not_zero(self, site: Site) -> None:
        said = words(page(site, "review", "fra-2"))
        assert "No source that is loaded itemises this review." in said
        assert "No source that is loaded tells of submissions to this review." in said
        assert "planned for session 50 of the Working Group and not held" in words(page(site, "review", "usa-4"))

    @pytest.mark.parametrize(
        ("key", "given", "error"),
        [
            ("khm-9", {}, NotThere),
            ("xyz-1", {}, NotThere),
            ("khm", {}, NotThere),
            ("khm-2", {"maker": "Atlantis"}, UnknownName),
            ("khm-2", {"sort": "length"}, QueryError),
            ("khm-2", {"order": "up"}, QueryError),
            ("khm-2", {"changed": "perhaps"}, QueryError),
            ("khm-2", {"scheme": "ohchr-4"}, QueryError),
            ("khm-2", {"page": "6"}, QueryError),
            ("khm-2", {"page": "0"}, QueryError),
            ("khm-2", {"page": "one"}, QueryError),
            ("khm-2", {"colour": "red"}, QueryError),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, site: Site, key: str, given: dict[str, str], error: type[Exception]
    ) -> None:
        with pytest.raises(error) as raised:
            page(site, "review", key, **given)
        assert "\n" not in str(raised.value)


class TestRecommendation:
    """The page of a recommendation."""

    def test_answers_stand_in_their_order_and_the_current_one_says_why(self, site: Site) -> None:
        tree = page(site, "recommendation", "khm-2/118.22")
        assert words(tree.xpath("//h1")[0]) == "Recommendation 118.22 Cambodia, cycle 2"
        assert words(tree.xpath("//p[@class='lead']")[0]) == "Answer: noted"
        assert "It is the latest answer of the State under review in an official document" in words(tree)
        assert [row[:6] for row in table(tree, "table-answers-to-recommendation")] == [
            ["1", "Working Group report", "supported", "accepted", "no", "A/HRC/26/16"],
            ["2", "addendum", "rejected", "noted", "yes", "A/HRC/26/16/Add.1"],
        ]
        assert facts(tree)["Made by"] == "Portugal"
        assert facts(tree)["Pairs"] == "Pair Cambodia, cycle 2, 118.22, PRT"

    def test_our_subject_is_not_taken_for_the_text(self, site: Site) -> None:
        said = words(page(site, "recommendation", "khm-2/118.22"))
        assert "Our own short subject: no source that is loaded has the text." in said

    def test_makers_of_a_recommendation_in_parts(self, site: Site) -> None:
        tree = page(site, "recommendation", "khm-1/82.91")
        assert facts(tree)["Made by"] == "Angola | Azerbaijan | Cuba | Egypt | Pakistan"
        assert [row[:5] for row in table(tree, "table-records-of-recommendation")] == [
            ["facts", "Angola", "accepted", "4", "Right to health"],
            ["facts", "Azerbaijan", "accepted", "2", "Poverty; Technical assistance and cooperation"],
            ["facts", "Cuba", "accepted", "2", "Poverty"],
            ["facts", "Egypt", "accepted", "1", "Technical assistance and cooperation"],
            ["facts", "Pakistan", "accepted", "2", "Technical assistance and cooperation"],
        ]

    def test_what_is_not_there_is_refused(self, site: Site) -> None:
        for key in ("khm-2/999", "khm-2", "khm-2/<b>", "nobody/1"):
            with pytest.raises(NotThere):
                page(site, "recommendation", key)
        with pytest.raises(QueryError):
            page(site, "recommendation", "khm-2/118.22", maker="France")


class TestWithDocuments:
    """Pages on the whole of the real data."""

    def test_slovenia_2025(self, whole: uprgraph.Upr) -> None:
        site = Site(store=whole.store)
        tree = page(site, "review", "svn-4", theme="Migrants")
        assert facts(tree)["Delegations that spoke"] == "94"
        assert ["itemised", "254", "217", "37", "0", "0", "254", "yes"] in table(tree, "table-totals-add-up")
        phases = facts(tree, 1)
        assert "8 April 2025: addendum issued, A/HRC/59/15/Add.1" in phases["Addendum: views of the State"]
        assert "14 July 2025: decision of the Council issued" in phases["Outcome adopted by the Council"]
        # 6 individual, 3 joint submissions and those of an institution and of a regional body.
        labels = [row[0] for row in table(tree, "table-submitters")]
        assert [label for label in dict.fromkeys(labels) if label.startswith("JS")] == ["JS1", "JS2", "JS3"]
        assert "Themes (ohchr-4)" in words(tree)

    def test_parts_own_texts_and_what_the_documents_leave_open(self, whole: uprgraph.Upr) -> None:
        site = Site(store=whole.store)
        tree = page(site, "recommendation", "vnm-2/143.23")
        assert [(row[0], row[2]) for row in table(tree, "parts")] == [("1", "Uruguay"), ("2", "Iraq")]
        assert "The documents loaded leave the answer open: it is that of the records" in words(tree)
        part = page(site, "recommendation", "vnm-2/143.23/1")
        assert words(part.xpath("//h1")[0]) == "Viet Nam, cycle 2, 143.23, 1"
        told = page(site, "recommendation", "svn-4/140.3")
        assert "Text as in slovenia2025.pdf." in words(told)
        assert [row[0] for row in table(told, "table-answers-to-recommendation")] == ["1", "2", "2"]
        assert "10; 8" in words(told.xpath("//table[@aria-labelledby='table-records-of-recommendation']")[0])


def test_marks_that_are_close_take_rows_of_their_own() -> None:
    def step(what: str, date: str) -> dict[str, str | None]:
        names = ("detail", "not_before", "not_after", "status", "qualifier", "source")
        return {**dict.fromkeys(names), "what": what, "date": date}

    line = timeline(
        [step("troika drawn", "2014-01-15"), step("review", "2014-01-28"), step("mid-term report", "2016")], [], {}
    )
    assert [(mark.number, mark.row) for mark in line.marks] == [(1, 0), (2, 1), (3, 0)]
    # 2014 to 2016, 1,096 days, of which 14, 27 and 912 are gone; 92 per cent of the width is used from 4 on.
    assert [mark.x for mark in line.marks] == [5.18, 6.27, 80.55]
    assert [year for year, _ in line.years] == [2014, 2015, 2016, 2017]


def test_pages_carry_no_script_but_their_description(site: Site) -> None:
    for kind, key in (("review", "khm-4"), ("recommendation", "khm-2/118.22"), ("thing", "id/claim/a23")):
        tree = page(site, kind, key)
        assert not tree.xpath("//*[@style or @onclick]") and not tree.xpath("//style")
        for script in tree.xpath("//script"):
            assert script.get("type") == "application/ld+json" and json.loads(script.text)["@id"]
        assert len(tree.xpath("//h1")) == 1
        assert not [id for id in tree.xpath("//@id") if tree.xpath("//@id").count(id) > 1]


def test_addresses_stand_under_the_root_of_a_proxy(bundled: uprgraph.Upr) -> None:
    site = Site(store=bundled.store, root="/upr")
    for kind, key in (("review", "khm-2"), ("recommendation", "khm-2/118.22"), ("thing", "id/claim/a23")):
        addresses = page(site, kind, key).xpath("//@href | //@action")
        ours = [address for address in addresses if address.startswith("/")]
        assert ours and not [address for address in ours if not address.startswith("/upr/")]
