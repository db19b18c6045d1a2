"""The first page and those of states, themes, organisations and sources: whole tables, written or counted by hand."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

import uprgraph
from uprgraph.errors import QueryError, UnknownName
from uprgraph.server.charts import strip
from uprgraph.server.filters import Field, form
from uprgraph.server.pages import NotThere, page
from uprgraph.server.remembered import Remembered
from uprgraph.server.site import TEMPLATES, Site
from uprgraph.store import Solutions

REAL = Path(os.environ.get("UPR_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


@pytest.fixture(scope="module")
def small(bundled: uprgraph.Upr) -> Site:
    return Site(store=bundled.store)


@pytest.fixture(scope="module")
def large(real: uprgraph.Upr) -> Site:
    return Site(store=real.store)


def rows(text: str, table: str) -> list[list[str]]:
    """The cells of the body of the table in the section that the heading *table* names, without those of bars."""
    [found] = html.fromstring(text).xpath(f"//table[@aria-labelledby='{table}']")
    return [
        [" ".join(cell.text_content().split()) for cell in row if cell.get("class") != "bars"]
        for row in found.xpath("tbody/tr")
    ]


def links(text: str, table: str) -> list[str]:
    return html.fromstring(text).xpath(f"//table[@aria-labelledby='{table}']/tbody//a/@href")


@pytest.fixture(scope="module")
def cambodia(small: Site) -> str:
    return page(small, "state", "khm", {})


class TestState:
    """Cambodia, as it comes with the package."""

    def test_its_reviews(self, cambodia: str) -> None:
        assert rows(cambodia, "its-reviews") == [
            ["khm-1", "1", "6", "2009-12-01", "BHR; CMR; NIC", "A/HRC/13/4", "held"],
            ["khm-2", "2", "18", "2014-01-28", "ITA; MAR; PHL", "A/HRC/26/16", "held"],
            ["khm-3", "3", "32", "2019-01-30", "GBR; PAK; SEN", "", "held"],
            ["khm-4", "4", "46", "2024-05-08", "GHA; JPN; MNE", "", "held"],
        ]
        assert links(cambodia, "its-reviews")[:6] == [
            f"/id/{thing}.html"
            for thing in ("review/khm-1", "session/wg-6", "state/bhr", "state/cmr", "state/nic", "document/a-hrc-13-4")
        ]

    def test_what_it_received_is_reported_where_it_is_not_itemised(self, cambodia: str) -> None:
        assert rows(cambodia, "received-by-cycle") == [
            ["1", "itemised", "1", "91", "91", "0", "100.0"],
            ["2", "itemised", "1", "205", "163", "42", "79.5"],
            ["3", "reported", "1", "198", "173", "25", "87.4"],
            ["4", "reported", "1", "275", "232", "43", "84.4"],
        ]
        assert "Covers 2 of 4 reviews (sessions 6, 18)." in cambodia

    def test_bars_have_the_widths_of_the_numbers(self, cambodia: str) -> None:
        """The longest, 275, is as wide as the column; 205 are 163 accepted and 42 noted of it."""
        drawn = html.fromstring(cambodia).xpath("//table[@aria-labelledby='received-by-cycle']//*[local-name()='rect']")
        widths = [float(piece.get("width").rstrip("%")) for piece in drawn]
        assert widths[1:3] == [pytest.approx(100 * 163 / 275, abs=0.001), pytest.approx(100 * 42 / 275, abs=0.001)]
        assert sum(widths[-2:]) == pytest.approx(100, abs=0.001)

    def test_filters_stand_in_the_address_and_each_can_be_taken_away(self, small: Site) -> None:
        text = page(small, "state", "khm", {"cycle": ["2"], "theme": ["Death penalty"]})
        assert rows(text, "received-by-theme") == [["Death penalty", "4", "0", "4", "0.0"]]
        assert rows(text, "received-by-maker") == [
            [name, "1", "0", "1", "0.0"] for name in ("Austria", "France", "Hungary", "Latvia")
        ]
        chips = html.fromstring(text).xpath("//ul[@aria-label='Chosen']//a/@href")
        assert chips == ["/id/state/khm.html?theme=Death+penalty", "/id/state/khm.html?cycle=2"]
        assert "Left out, since not all that is chosen can be asked of it: When and where it was reviewed" in text

    def test_an_observer_is_not_reviewed(self, small: Site) -> None:
        text = page(small, "state", "vat", {})
        assert "An observer" in text and "What it received" not in text

    def test_what_is_wrong_is_said(self, small: Site) -> None:
        for key in ("xyz", "KHM", "../khm", "k h", ""):
            with pytest.raises(NotThere):
                page(small, "state", key, {})
        with pytest.raises(UnknownName, match="a cycle is a whole number, 1 to 4"):
            page(small, "state", "khm", {"cycle": ["9"]})
        with pytest.raises(UnknownName, match="unknown theme 'Bread'"):
            page(small, "state", "khm", {"theme": ["Bread"]})
        with pytest.raises(QueryError, match="no filter colour; it has cycle, theme"):
            page(small, "state", "khm", {"colour": ["red"]})


def test_a_state_as_counted_from_the_exports(large: Site) -> None:
    """What Norway received and made, counted row by row with the csv module."""
    received: Counter[str] = Counter()
    made: Counter[str] = Counter()
    answers: Counter[tuple[bool, str]] = Counter()
    for row in exported():
        if row["To"] == "Norway":
            received[row["From"].strip()] += 1
            answers[int(row["Session"]) > 12, row["Response"].strip()] += 1
        if row["From"].strip() == "Norway":
            made[row["To"].strip()] += 1
    text = page(large, "state", "nor", {"unit": ["records"]})
    cycles = [
        [
            answers[later, "Accepted"] + answers[later, "Noted"],
            answers[later, "Accepted"],
            answers[later, "Noted"],
        ]
        for later in (False, True)
    ]
    assert sum(answers.values()) == sum(row[0] for row in cycles)
    # A reported total stands only where nothing is itemised, and in this unit not at all.
    assert [row[:3] for row in rows(text, "received-by-cycle")] == [["1", "itemised", "1"], ["2", "itemised", "1"]]
    assert [list(map(int, row[3:6])) for row in rows(text, "received-by-cycle")] == cycles
    makers = rows(text, "received-by-maker")
    assert [int(row[1]) for row in makers] == sorted(received.values(), reverse=True)[:15]
    assert f"All {len(received)} rows" in text
    addressed = rows(text, "made-to")
    assert [int(row[1]) for row in addressed] == sorted(made.values(), reverse=True)[:15]
    assert sum(int(row[3]) for row in rows(text, "made-by-cycle")) == made.total()


def exported() -> Iterator[dict[str, str]]:
    """The rows of the three real exports."""
    for name in ("1-5.csv", "6-9.csv", "17-20.csv"):
        with open(REAL / "upr-info" / name, encoding="mac-roman", newline="") as lines:
            yield from csv.DictReader(lines)


def test_a_theme_as_counted_from_the_exports(large: Site) -> None:
    text = page(large, "theme", "upr-info/death-penalty", {"unit": ["records"]})
    sessions: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for row in exported():
        if "Death penalty" in row["Issue"].split(","):
            sessions[row["Session"].strip()] += 1
            accepted[row["Session"].strip()] += row["Response"].strip() == "Accepted"
    assert {row[0]: (int(row[2]), int(row[3])) for row in rows(text, "by-session")} == {
        session: (count, accepted[session]) for session, count in sessions.items()
    }
    assert sum(sessions.values()) == 964
    assert len(rows(text, "items")) == 20 and links(text, "items")[0].startswith("/id/review/afg-1")
    # Records carry the themes; what is listed are recommendations, and both say so.
    assert text.count("Counted: records of UPR Info.") == 7
    assert "Counted: recommendations, and texts where no source gives a number." in text


def test_a_theme_with_its_definition_and_what_is_like_it(small: Site) -> None:
    text = page(small, "theme", "upr-info/death-penalty", {})
    assert "Abolition, suspension or limits of capital punishment." in text
    assert "/id/theme/ohchr-3/death-penalty.html" in text
    assert rows(text, "makers") == [[name, "1", "0", "1", "0.0"] for name in ("Austria", "France", "Hungary", "Latvia")]
    family = page(small, "theme", "ohchr-3/family-b", {})
    assert "Narrower" in family and "Not known, which is not zero" in family
    for key in ("upr-info/bread", "death-penalty", "upr-info/../x", "upr-info/"):
        with pytest.raises(NotThere):
            page(small, "theme", key, {})


def test_who_was_a_member_when(small: Site) -> None:
    text = page(small, "organisation", "eu", {})
    members = {row[0]: row[2:4] for row in rows(text, "list")}
    assert len(members) == 28
    assert members["Croatia"] == ["2013-07-01", ""]
    assert members["United Kingdom"] == ["", "2020-01-31"]


def test_an_organisation_of_civil_society(small: Site, whole: uprgraph.Upr) -> None:
    text = page(small, "organisation", "cchr", {})
    assert "No row means that no summary that lists it is loaded" in text
    assert "Joint submissions coordinated by CCHR" in text
    loaded = Site(store=whole.store)
    assert rows(page(loaded, "organisation", "amnesty-international", {}), "list") == [
        ["svn-2", "Slovenia", "AI", "individual submission", "", "A/HRC/WG.6/20/SVN/3"],
        ["svn-4", "Slovenia", "AI", "individual submission", "", "A/HRC/WG.6/48/SVN/3"],
    ]
    with pytest.raises(NotThere):
        page(small, "organisation", "no-such", {})


def test_a_source(small: Site, large: Site) -> None:
    text = page(large, "source", "upr-info", {})
    assert "5 files of it are loaded, with 22\u202f421 records" in text
    assert [row[:2] for row in rows(text, "files")] == [
        ["1-5.csv", "6094"],
        ["17-20.csv", "7984"],
        ["6-9.csv", "8343"],
        ["6-9.xls", "8343"],
        ["voluntary.csv", "947"],
    ]
    assert sum(int(row[2]) for row in rows(text, "by-session")) == 22421
    with pytest.raises(NotThere):
        page(small, "source", "upr-info", {})


def test_home_tells_what_is_known(small: Site) -> None:
    """Cambodia's first two reviews are itemised, of the third and fourth the total is known."""
    text = page(small, "home", "", {})
    assert rows(text, "by-cycle") == [
        ["1", "192", "192", "1", "0", "91", "", "137"],
        ["2", "193", "193", "1", "0", "205", "", "205"],
        ["3", "193", "193", "0", "1", "", "", ""],
        ["4", "139", "138", "0", "1", "", "", ""],
    ]
    assert "2 of 717 reviews are itemised, in 2 of 50 sessions." in text
    states = html.fromstring(text).xpath("//section[@aria-labelledby='states']//li/a/@href")
    assert len(states) == 195 and "/id/state/khm.html" in states
    assert "What is not known is not zero" in " ".join(text.split())


def test_home_with_the_exports(large: Site) -> None:
    text = page(large, "home", "", {})
    assert [row[:2] for row in rows(text, "makers")][:4] == [
        ["Canada", "777"],
        ["France", "694"],
        ["Mexico", "672"],
        ["Spain", "613"],
    ]
    assert "185 of 717 reviews are itemised, in 12 of 50 sessions." in text


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("home", ""),
        ("state", "khm"),
        ("theme", "upr-info/death-penalty"),
        ("organisation", "eu"),
        ("organisation", "cchr"),
        ("source", "facts"),
    ],
)
def test_every_page_is_well_made(small: Site, kind: str, key: str) -> None:
    """One main heading, headings in order, ids once, labels for fields; no style or script that the policy refuses."""
    text = page(small, kind, key, {})
    tree = html.fromstring(text)
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)
    assert set(tree.xpath("//select/@id|//input[not(@type='hidden')]/@id")) <= set(tree.xpath("//label/@for"))
    assert not tree.xpath("//@style|//style|//@onclick|//script[not(@type='application/ld+json')]")
    assert not [link for link in tree.xpath("//link/@href|//img/@src|//iframe/@src") if not link.startswith("/static/")]
    assert not tree.xpath("//th[not(@scope)]")
    assert page(small, kind, key, {}) == text


def test_a_form_hands_on_what_was_chosen_twice(small: Site) -> None:
    fields = [Field("cycle", "Cycle", (("1", "cycle 1"), ("2", "cycle 2")))]
    made = form(small, "/id/state/khm.html", {"cycle": ["1", "2"], "theme": [" "]}, fields)
    assert made.values == {"cycle": ["1", "2"]}
    assert [(one.value, one.without) for one in made.chosen] == [
        ("cycle 1", "/id/state/khm.html?cycle=2"),
        ("cycle 2", "/id/state/khm.html?cycle=1"),
    ]
    assert made.kept == (("cycle", "2"),)


def test_a_strip_of_sessions() -> None:
    drawn = strip([(1, 1, 16, 16), (2, 1, 16, 0), (13, 2, 14, 7)])
    assert [(one.x, one.height, one.filled) for one in drawn.columns] == [(0, 64, 64), (13, 64, 0), (36, 56, 28)]
    assert drawn.cycles == ((1, 0, 26), (2, 36, 49))
    assert drawn.description == "23 of 46 reviews are itemised, in 2 of 3 sessions."


def test_the_style_is_small() -> None:
    assert (TEMPLATES.parent / "static" / "site.css").stat().st_size < 12_000


def test_small_answers_are_asked_once() -> None:
    asked: list[str] = []

    def select(query: str) -> Solutions:
        asked.append(query)
        return Solutions(("n",), [(None,)] * int(query))

    remembered = Remembered(select, rows=20)
    for query in ("8", "8", "9", "8", "5", "9", "2000", "2000"):
        assert len(remembered(query).rows) == int(query)
    # The third answer pushed out the one that was asked for longest ago; the large one is not kept.
    assert asked == ["8", "9", "5", "9", "2000", "2000"]
