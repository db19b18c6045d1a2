"""The pictures that papers print: their numbers against the raw exports, their files, and what they say."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from PIL import Image

import uprgraph
from conftest import real_file
from uprgraph import catalogue, figures
from uprgraph.errors import QueryError, UnknownName
from uprgraph.figures.asked import Asked
from uprgraph.figures.drawing import Figure
from uprgraph.results import Result

SVG = "{http://www.w3.org/2000/svg}"
GROUPS = ("WEOG", "EEG", "GRULAC", "Asia", "Africa")
NAMES = ["acceptance-by-group-and-action", "themes", "groups", "sessions", "map"]


DRAWN: dict[tuple[object, ...], Figure] = {}


def draw(graph: uprgraph.Upr, name: str, **filters: object) -> Figure:
    """A figure, asked for once in all tests."""
    key = (graph.store.path, name, *sorted(filters.items()))
    if key not in DRAWN:
        DRAWN[key] = figures.figure(graph.store, name, **filters)
    return DRAWN[key]


def numbers(figure: Figure) -> list[dict[str, str]]:
    """The rows of the CSV that is written beside the picture."""
    return list(csv.DictReader(io.StringIO(figure.result.to_csv())))


SVGS: dict[int, tuple[Figure, bytes]] = {}


def svg(figure: Figure) -> bytes:
    """The SVG of a figure, drawn once in all tests."""
    if id(figure) not in SVGS:
        SVGS[id(figure)] = figure, figure.encoded("svg")
    return SVGS[id(figure)][1]


def words(figure: Figure) -> str:
    """All text that the SVG shows."""
    root = ElementTree.fromstring(svg(figure))
    return " ".join(" ".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def white(figure: Figure) -> int:
    """How many cells are drawn without a colour."""
    return svg(figure).decode("utf-8").count("fill: #ffffff; stroke: #bbbbbb")


def half_up(part: int, whole: int) -> str:
    """A percentage with one decimal place, as a CSV file has it."""
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(share).removesuffix(".0")


@pytest.fixture(scope="module")
def raw() -> list[dict[str, str]]:
    """The rows of the three exports, read by the csv module alone."""
    rows = []
    for name in ("1-5", "6-9", "17-20"):
        with open(real_file(f"upr-info/{name}.csv"), encoding="mac_roman", newline=None) as lines:
            rows += list(csv.DictReader(lines))
    return rows


class TestAcceptance:
    """Shares accepted by group and action category."""

    def test_every_cell_is_counted_as_in_the_files(self, real, raw) -> None:
        wanted = Counter((row["From-Rgrp"], row["Action"], row["Response"]) for row in raw)
        cells = {(row["group"], row["action"]): row for row in numbers(draw(real, NAMES[0]))}
        for group in (*GROUPS, "Observer"):
            for action in "12345":
                counts = [wanted[group, action, answer] for answer in ("Accepted", "Noted")]
                cell = cells[group, action]
                assert [int(cell["accepted"]), int(cell["noted"])] == counts
                assert int(cell["n_records"]) == int(cell["answered"]) == sum(counts)
                assert cell["accepted_percent"] == (half_up(counts[0], sum(counts)) if sum(counts) else "")

    def test_margins(self, real) -> None:
        rows = numbers(draw(real, NAMES[0]))
        by_group = {row["group"]: (row["accepted_percent"], row["n_records"]) for row in rows if row["action"] == "all"}
        assert by_group == {
            "WEOG": ("64.9", "8419"),
            "EEG": ("69.3", "3089"),
            "GRULAC": ("69.4", "3575"),
            "Asia": ("89", "3785"),
            "Africa": ("82.6", "3329"),
            "Observer": ("82.3", "215"),
            "(unknown)": ("100", "9"),
            "all": ("73.1", "22421"),
        }
        by_action = [row["n_records"] for row in rows if row["group"] == "all"]
        assert by_action == ["415", "3643", "1878", "9111", "7374", "22421"]

    def test_few_are_in_brackets_and_none_is_no_share(self, real) -> None:
        shown = words(draw(real, NAMES[0]))
        assert "(88.2 %) n = 17" in shown
        assert "49.3 % n = 3,694" in shown
        assert " none " in shown and " 0.0 %" not in shown

    def test_fewer_than_twenty_have_no_colour(self, real, raw) -> None:
        """The death penalty in Belarus and Mongolia: many cells of few."""
        wanted: Counter[tuple[str, str]] = Counter()
        for row in raw:
            if "Death penalty" in row["Issue"].split(",") and row["To"].strip() in ("Belarus", "Mongolia"):
                wanted.update(
                    {(row["From-Rgrp"], row["Action"]), (row["From-Rgrp"], ""), ("", row["Action"]), ("", "")}
                )
        figure = draw(real, NAMES[0], theme="death penalty", state=("Belarus", "Mongolia"))
        assert 0 < sum(n < 20 for n in wanted.values()) < len(wanted)
        assert words(figure).count(" %)") == sum(n < 20 for n in wanted.values())
        groups = {group for group, _ in wanted}
        assert white(figure) == len(groups) * 6 - sum(n >= 20 for n in wanted.values())
        assert "White and in brackets: fewer than 20 answered." in figure.notes[0]

    def test_of_a_group_under_review(self, real, raw) -> None:
        wanted: Counter[tuple[str, str]] = Counter()
        for row in raw:
            if row["To-Rgrp"] == "Africa":
                wanted.update([(row["From-Rgrp"], row["Action"]), (row["From-Rgrp"], "all"), ("all", row["Action"])])
        figure = draw(real, NAMES[0], state_group="Africa")
        assert figure.subtitle == "n = 6,019 records of UPR Info; only state-group Africa"
        assert "Covers 49 of " in figure.notes[2]
        for row in numbers(figure):
            if row["group"] != "(unknown)" and (row["group"], row["action"]) != ("all", "all"):
                assert int(row["n_records"]) == wanted[row["group"], row["action"]]

    def test_what_is_not_coded_is_a_column_of_its_own(self, whole) -> None:
        figure = draw(whole, NAMES[0])
        rows = numbers(figure)
        assert {row["action"] for row in rows} == {"1", "2", "3", "4", "5", "not coded", "all"}
        [all_of_them] = [row for row in rows if (row["group"], row["action"]) == ("all", "all")]
        assert all_of_them["n_pairs"] == "23061"
        assert int(all_of_them["answered"]) == int(all_of_them["accepted"]) + int(all_of_them["noted"]) == 22893
        assert "168 of n are pending or without a known answer and in no share." in figure.notes[0]

    def test_a_review_that_nobody_coded_has_no_picture(self, whole) -> None:
        with pytest.raises(QueryError, match="of pairs that match, none is coded by action category"):
            draw(whole, NAMES[0], state="France", cycle=2)

    def test_shares_are_those_of_the_questions(self, real) -> None:
        drawn = draw(real, NAMES[0], theme="death penalty").result.dicts()
        shares = {(row["group"], row["action"]): row["accepted_percent"] for row in drawn}
        for row in real.query("acceptance-by-group-and-action", theme="death penalty").dicts():
            assert shares[row["group"], str(row["action"])] == row["accepted_percent"]
        for row in real.query("acceptance-by-group", theme="death penalty").dicts():
            assert shares[row["group"], "all"] == row["accepted_percent"]

    def test_bundled(self, bundled) -> None:
        rows = numbers(draw(bundled, NAMES[0]))
        assert [(row["n_pairs"], row["accepted"], row["noted"]) for row in rows if row["group"] == "all"][-1] == (
            "342",
            "300",
            "42",
        )


class TestThemes:
    """The ranking of themes."""

    def test_every_bar_is_counted_as_in_the_files(self, real, raw) -> None:
        wanted: Counter[tuple[str, str]] = Counter()
        for row in raw:
            wanted.update((issue.strip(), row["Response"]) for issue in row["Issue"].split(","))
        rows = numbers(draw(real, "themes", limit=60))
        assert len(rows) == 54
        for row in rows:
            counts = [wanted[row["theme"], answer] for answer in ("Accepted", "Noted")]
            assert [int(row["accepted"]), int(row["noted"]), int(row["open"])] == [*counts, 0]
            assert int(row["n_records"]) == sum(counts)
        assert sum(int(row["n_records"]) for row in rows) == 39535

    def test_the_first_three_and_the_death_penalty(self, real) -> None:
        rows = numbers(draw(real, "themes"))
        assert [(row["rank"], row["theme"], row["n_records"]) for row in rows[:3]] == [
            ("1", "International instruments", "4452"),
            ("2", "Women's rights", "4135"),
            ("3", "Rights of the Child", "3749"),
        ]
        [death] = [row for row in rows if row["theme"] == "Death penalty"]
        assert (death["n_records"], death["accepted"], death["accepted_percent"]) == ("964", "207", "21.5")
        assert len(rows) == 25

    def test_n_counts_each_once(self, real) -> None:
        figure = draw(real, "themes", limit=3)
        assert figure.subtitle == "n = 22,421 records of UPR Info, 3 themes of 54; no filter"
        assert figure.title.startswith("The 3 themes raised most often")
        assert "counts once under each, so bars add up to more than n" in figure.notes[0]

    def test_cambodia_in_the_bundled_graph(self, bundled) -> None:
        rows = numbers(draw(bundled, "themes", state="Cambodia", cycle=1, limit=100))
        assert (
            sum(int(row["n_pairs"]) for row in rows) == 232
        )  # 138 rows have 234 issues, two rows of one pair two less
        assert {(row["accepted_percent"], row["noted"]) for row in rows} == {("100", "0")}

    def test_themes_left_out_that_tie_with_the_last_are_told(self, bundled) -> None:
        figure = draw(bundled, "themes", cycle=1)
        rows = [row["n"] for row in draw(bundled, "themes", cycle=1, limit=100).result.dicts()]
        tied = sum(n == rows[24] for n in rows[25:])
        assert tied and f"{tied} themes not shown were raised as often as the last one." in figure.notes[0]

    def test_shares_of_few_are_in_brackets(self, bundled) -> None:
        figure = draw(bundled, "themes", state="Cambodia", cycle=1)
        rows = figure.result.dicts()
        assert words(figure).count("(100.0 %)") == sum(row["n"] < 20 for row in rows) > 0
        assert "In brackets: fewer than 20 answered." in figure.notes[0]

    def test_pending_is_neither(self, whole) -> None:
        figure = draw(whole, "themes", limit=5)
        assert any(row["open"] for row in figure.result.dicts())
        assert all(row["n"] == row["accepted"] + row["noted"] + row["open"] for row in figure.result.dicts())
        assert "pending or no answer known" in words(figure)

    def test_of_another_scheme(self, whole) -> None:
        with pytest.raises(QueryError, match=r"Not known, which is not zero: .*\(--scheme ohchr-4\)"):
            draw(whole, "themes", state="Slovenia", cycle=4)
        assert draw(whole, "themes", state="Slovenia", cycle=4, scheme="ohchr-4").subtitle.startswith("n = 262 pairs")


class TestGroups:
    """Who recommends to whom by group."""

    def test_every_cell_is_counted_as_in_the_files(self, real, raw) -> None:
        wanted = Counter((row["From-Rgrp"], row["To-Rgrp"]) for row in raw)
        reviews = Counter(group for group, *_ in {(row["To-Rgrp"], row["To"].strip(), row["Session"]) for row in raw})
        rows = numbers(draw(real, "groups"))
        for row in rows:
            assert int(row["reviews"]) == reviews[row["to_group"]]
            if row["from_group"] != "(unknown)":
                assert int(row["n_records"]) == wanted[row["from_group"], row["to_group"]]
        assert sum(int(row["n_records"]) for row in rows) == 22421
        assert sum(int(row["n_records"]) for row in rows if row["from_group"] == row["to_group"]) == 5250

    def test_ratio_to_the_opportunities(self, real) -> None:
        """54 African States and 185 reviews of which 49 are African: 53 x 49 of 54 x 185 - 49 opportunities."""
        cells = {(row["from_group"], row["to_group"]): row for row in numbers(draw(real, "groups"))}
        own = cells["Africa", "Africa"]
        assert (own["n_records"], own["percent"], own["opportunities"]) == ("1392", "41.8", "2597")
        assert (own["opportunity_percent"], own["ratio"]) == ("26.1", "1.6")
        west = cells["WEOG", "WEOG"]
        assert (west["percent"], west["opportunities"], west["ratio"]) == ("10.3", "756", "0.72")
        observers = cells["Observer", "Asia"]
        assert (observers["opportunities"], observers["opportunity_percent"]) == ("110", "29.7")

    def test_own_groups_are_those_of_the_question_on_homophily(self, real) -> None:
        asked = {row["group"]: row["ratio"] for row in real.query("homophily-by-group").dicts()}
        drawn = {row["from_group"]: row["ratio"] for row in draw(real, "groups").result.dicts()
                 if row["from_group"] == row["to_group"]}  # fmt: skip
        assert drawn == asked

    def test_unknown_makers_are_told_in_words(self, real) -> None:
        figure = draw(real, "groups")
        assert "9 of n have an unknown maker and are in no cell." in figure.notes[0]
        unknown = [row for row in figure.result.dicts() if row["from_group"] == "(unknown)"]
        assert [row["n"] for row in unknown] == [0, 0, 0, 9, 0]
        assert {row["ratio"] for row in unknown} == {None}
        assert "Maker not known" not in words(figure)

    def test_groups_of_which_nothing_is_loaded_are_empty(self, bundled) -> None:
        rows = numbers(draw(bundled, "groups"))
        assert {row["n_pairs"] for row in rows if row["to_group"] != "Asia"} == {""}
        assert [row["n_pairs"] for row in rows if row["to_group"] == "Asia"] == ["137", "55", "40", "70", "38", "2"]

    def test_cells_of_fewer_than_twenty_have_no_colour(self, real, raw) -> None:
        """One recommendation from Asia to Asia is the whole of Asia's on SOGI: ratio 3.41."""
        wanted = Counter(
            (row["From-Rgrp"], row["To-Rgrp"])
            for row in raw
            if "Sexual Orientation and Gender Identity" in row["Issue"].split(",")
        )
        figure = draw(real, "groups", theme="sexual orientation and gender identity")
        coloured = sum(n >= 20 for n in wanted.values())
        assert wanted["Asia", "Asia"] == 1 and wanted["EEG", "EEG"] == 16 and coloured == 6
        assert white(figure) == 4 * 5 - coloured
        assert words(figure).count("ratio (") == 4 * 5 - coloured
        assert "ratio (3.41)" in words(figure) and "ratio 1.17" in words(figure)
        assert "White and in brackets: the cell counts fewer than 20" in figure.notes[0]

    def test_one_group(self, real) -> None:
        rows = draw(real, "groups", group="WEOG").result.dicts()
        assert [row["n"] for row in rows] == [863, 1001, 1366, 2912, 2277]
        assert rows[0]["ratio"] == 0.72


class TestSessions:
    """The timeline."""

    def test_every_session_is_counted_as_in_the_files(self, real, raw) -> None:
        made = Counter(row["Session"].strip() for row in raw)
        accepted = Counter(row["Session"].strip() for row in raw if row["Response"] == "Accepted")
        rows = {row["session"]: row for row in numbers(draw(real, "sessions"))}
        assert list(rows) == [str(number) for number in range(1, 27)]
        for session, row in rows.items():
            known = session in made
            assert row["n_records"] == (str(made[session]) if known else "")
            assert row["accepted"] == (str(accepted[session]) if known else "")
            assert (row["reviews_loaded"] == "0") is not known

    def test_reviews_held_and_loaded(self, real) -> None:
        rows = draw(real, "sessions").result.dicts()
        assert sum(row["reviews_loaded"] for row in rows) == 185
        assert sum(row["reviews_held"] for row in rows) == 192 + 193
        assert "not loaded" in words(draw(real, "sessions"))

    def test_no_session_is_dropped(self, whole) -> None:
        rows = draw(whole, "sessions").result.dicts()
        assert sum(row["n"] or 0 for row in rows) == 23061
        assert {row["session"] for row in rows if row["n"]} == {*range(1, 10), 15, 18, 19, 20, 34, 48}
        assert {row["session"]: row["reviews_loaded"] for row in rows if row["n"]}[34] == 1

    def test_loaded_and_without_a_match_is_zero(self, real) -> None:
        rows = {row["session"]: row["n"] for row in draw(real, "sessions", maker="Eritrea").result.dicts()}
        assert sum(filter(None, rows.values())) == draw(real, "sessions", maker="Eritrea").df["n"].sum()
        assert 0 in rows.values()
        assert rows[12] is None and rows[21] is None

    def test_of_one_state_other_sessions_are_no_gap(self, real) -> None:
        rows = draw(real, "sessions", state="Cambodia").result.dicts()
        assert {row["session"]: row["n"] for row in rows if row["reviews_held"]} == {6: 138, 18: 205}
        assert {row["n"] for row in rows if not row["reviews_held"]} == {None}

    def test_of_a_group_under_review(self, real, raw) -> None:
        wanted = Counter(int(row["Session"]) for row in raw if row["To-Rgrp"] == "EEG")
        rows = draw(real, "sessions", state_group="EEG").result.dicts()
        assert {row["session"]: row["n"] for row in rows if row["n"]} == dict(wanted)
        assert sum(row["reviews_loaded"] for row in rows) == 22
        assert sum(row["reviews_held"] for row in rows) == 2 * 23

    def test_numbered_recommendations_of_the_bundled_graph(self, bundled) -> None:
        figure = draw(bundled, "sessions", unit="recommendations")
        assert {row["session"]: row["n"] for row in figure.result.dicts() if row["n"]} == {6: 91, 18: 205}
        assert figure.subtitle == "n = 296 recommendations; no filter"


class TestMap:
    """The map."""

    def test_every_state_is_counted_as_in_the_files(self, real, raw) -> None:
        received = Counter(row["To"].strip() for row in raw)
        rows = numbers(draw(real, "map"))
        assert len(rows) == 195
        told = sorted(int(row["n_records"]) for row in rows if row["n_records"])
        assert told == sorted(received.values())
        assert len(told) == 143
        assert {row["reviews"] for row in rows if not row["n_records"]} == {"0"}

    def test_cambodia(self, real) -> None:
        [row] = [row for row in numbers(draw(real, "map")) if row["state_under_review"] == "KHM"]
        assert row == {
            "state_under_review": "KHM",
            "state_name": "Cambodia",
            "group": "Asia",
            "m49": "116",
            "reviews": "2",
            "n_records": "343",
            "accepted": "301",
            "noted": "42",
            "per_review": "171.5",
        }

    def test_zero_is_not_unknown(self, real, raw) -> None:
        with_death = {row["To"].strip() for row in raw if "Death penalty" in row["Issue"].split(",")}
        rows = draw(real, "map", theme="death penalty").result.dicts()
        assert sum(row["n"] for row in rows if row["n"]) == 964
        assert sum(bool(row["n"]) for row in rows) == len(with_death) == 90
        assert sum(row["n"] == 0 for row in rows) == 143 - 90
        assert sum(row["n"] is None for row in rows) == 195 - 143

    def test_classes_are_what_the_documentation_says(self, real) -> None:
        shown = words(draw(real, "map", theme="death penalty"))
        classes = re.findall(r"(?:under [0-9]+|or more) \(([0-9]+)\)", shown)
        assert classes == ["15", "18", "17", "10", "30"]

    def test_all_states_can_be_seen(self, bundled) -> None:
        from uprgraph.figures import outline

        land, circles = outline.land(), outline.places()
        for row in bundled.query("states").dicts():
            assert row["m49"] in land or row["state"] in circles, row["state_name"]
        for name in ("MCO", "TUV", "VAT", "SGP", "MLT", "KIR", "PSE"):
            assert name in circles
        for code in ("732", "158", "304", ""):  # Western Sahara, Taiwan, Greenland, Kosovo and others without a code
            assert code in land

    def test_circles_do_not_overlap_and_stay_near(self) -> None:
        from uprgraph.figures import outline

        places = outline.places()
        moved = outline.apart(places, 0.05)
        names = list(moved)
        for at, one in enumerate(names):
            assert _distance(places[one], moved[one]) < 0.12
            for other in names[at + 1 :]:
                assert _distance(moved[one], moved[other]) >= 0.049

    def test_land_keeps_its_area(self) -> None:
        """Equal Earth keeps areas: Brazil's 8.5 million square kilometres on a sphere of radius 6,371 km."""
        from uprgraph.figures import outline

        [brazil] = outline.land()["076"]
        x, y = brazil[:, 0], brazil[:, 1]
        area = abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2 * 6371**2
        assert area == pytest.approx(8.5e6, rel=0.02)

    def test_a_map_has_no_limit(self, bundled) -> None:
        with pytest.raises(QueryError, match="the figure map has no filter limit; it has maker, group"):
            draw(bundled, "map", limit=3)

    def test_outline_is_small_and_says_where_it_is_from(self) -> None:
        from uprgraph.figures import outline

        assert sum(path.stat().st_size for path in outline.WORLD.iterdir()) < 200_000
        notice = (outline.WORLD / "NOTICE").read_text(encoding="utf-8")
        assert "Natural Earth" in notice and "Michael Bostock" in notice


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


class TestWords:
    """Every figure says n, unit, filters, coverage, date and source."""

    @pytest.mark.parametrize("name", NAMES)
    def test_of_the_real_exports(self, real, name: str) -> None:
        figure = draw(real, name, cycle=2)
        shown = words(figure)
        for text in (
            "n = 7,984 records of UPR Info",
            "only cycle 2",
            "Covers 42 of 193 reviews (sessions 18-20)",
            "began on 27 January 2014, the last ended on 7 November 2014.",
            "A record is one row of its source",
            "Source: UPR Info, Database of UPR recommendations and voluntary pledges, export (17-20.csv; date not",
        ):
            assert text in " ".join(shown.split())
        assert figure.title in shown

    @pytest.mark.parametrize("name", NAMES)
    def test_of_the_bundled_graph(self, bundled, name: str) -> None:
        shown = " ".join(words(draw(bundled, name)).split())
        assert "n = 342 pairs" in shown and "no filter" in shown
        assert "Covers 2 of 717 reviews (sessions 6, 18)" in shown
        assert "Source: uprgraph bundled facts" in shown

    def test_files_of_the_reviews_alone_are_cited(self, whole) -> None:
        said = draw(whole, "themes", state="Slovenia", cycle=2).notes[-1]
        assert "slovenia2014.pdf" in said and "svn-2-addendum.pdf" in said and "17-20.csv" in said
        assert "issued 10 December 2014 to" in said
        assert "cambodia" not in said and "1-5.csv" not in said

    @pytest.mark.parametrize(
        "filters",
        [
            {},
            {"cycle": 2},
            {"theme": "death penalty"},
            {"action": 5},
            {"theme": "Justice", "action": 3},
            {"session": 48},
        ],
    )
    def test_reviews_are_those_of_the_coverage_note(self, whole, filters: dict[str, object]) -> None:
        asked = Asked(whole.store, "top-receivers", filters)
        number = asked.coverage.split()[1] if asked.coverage.startswith("Covers") else "0"
        assert len(asked.reviews) == int(number)


class TestFiles:
    """The files that are written."""

    @pytest.mark.parametrize(
        ("name", "suffix"), [*((name, "svg") for name in NAMES), ("sessions", "png"), ("sessions", "pdf")]
    )
    def test_same_bytes_twice(self, bundled, tmp_path: Path, name: str, suffix: str) -> None:
        """The second time by another figure; what differs between suffixes is the same for all figures."""
        first = figures.figure(bundled.store, name).save(tmp_path / f"1.{suffix}")
        assert [path.name for path in first] == [f"1.{suffix}", "1.numbers.csv"]
        again = draw(bundled, name)
        assert first[0].read_bytes() == (svg(again) if suffix == "svg" else again.encoded(suffix))
        assert first[1].read_bytes() == again.result.to_csv().encode()

    def test_png_is_two_columns_wide_at_300_dpi(self, bundled, tmp_path: Path) -> None:
        path, _ = draw(bundled, "map").save(tmp_path / "x.PNG")
        with Image.open(path) as picture:
            assert picture.width == int(183 / 25.4 * 300)
            assert picture.info["dpi"][0] == pytest.approx(300, abs=0.1)
            assert "Covers 2 of 717 reviews" in picture.info["Description"]

    def test_pdf_embeds_its_fonts_and_has_no_date(self, bundled, tmp_path: Path) -> None:
        path, _ = draw(bundled, "themes").save(tmp_path / "x.pdf")
        data = path.read_bytes()
        assert data.startswith(b"%PDF-") and b"/FontFile2" in data
        assert b"CreationDate" not in data

    @pytest.mark.parametrize("name", NAMES)
    def test_svg_is_named_described_and_alone(self, bundled, name: str) -> None:
        figure = draw(bundled, name)
        text = svg(figure).decode("utf-8")
        root = ElementTree.fromstring(text.encode("utf-8"))
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None and description is not None
        assert title.text == figure.title
        assert str(description.text).startswith(figure.subtitle)
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert "<style" not in text and "<script" not in text and "<image" not in text
        assert {value for part in root.iter() for key, value in part.items() if key.endswith("href")} <= {
            f"#{part.get('id')}" for part in root.iter() if part.get("id")
        }

    @pytest.mark.parametrize("name", NAMES)
    def test_no_text_is_smaller_than_can_be_read(self, bundled, name: str) -> None:
        root = ElementTree.fromstring(svg(draw(bundled, name)))
        styles = " ".join(text.get("style", "") for text in root.iter(f"{SVG}text"))
        sizes = {float(size) for size in re.findall(r"font-size: ([0-9.]+)px", styles)}
        assert min(sizes) >= 6.5

    def test_notebooks_get_both_pictures(self, bundled) -> None:
        figure = draw(bundled, "groups")
        assert figure._repr_png_().startswith(b"\x89PNG")
        assert figure._repr_svg_().encode() == svg(figure)
        assert list(figure.df.columns) == list(figure.result.columns)

    def test_other_suffixes(self, bundled, tmp_path: Path) -> None:
        with pytest.raises(QueryError, match=r"x.gif: a figure is written as .svg, .png, .pdf"):
            draw(bundled, "groups").save(tmp_path / "x.gif")
        assert not list(tmp_path.iterdir())

    def test_a_folder_that_is_not_there(self, bundled, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="nowhere"):
            draw(bundled, "groups").save(tmp_path / "nowhere" / "x.svg")

    def test_settings_of_the_user_do_not_matter_and_stay(self, bundled, tmp_path: Path) -> None:
        (tmp_path / "matplotlibrc").write_text("lines.linestyle: --\nfont.size: 30\n", encoding="utf-8")
        script = (
            "import sys, matplotlib, uprgraph; from uprgraph import figures; before = matplotlib.rcParams.copy();"
            "assert before['font.size'] == 30;"
            f"figures.figure(uprgraph.open({str(bundled.store.path)!r}).store, 'themes').save('x.svg');"
            "assert matplotlib.rcParams.copy() == before; assert 'matplotlib.pyplot' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path)
        assert (tmp_path / "x.svg").read_bytes() == svg(draw(bundled, "themes"))


class TestAsking:
    """Names, filters and what is not there."""

    def test_names(self) -> None:
        assert figures.names() == NAMES

    def test_an_unknown_figure(self, bundled) -> None:
        with pytest.raises(QueryError, match="unknown figure 'theme'; close: themes; there are acceptance-by"):
            draw(bundled, "theme")

    def test_an_unknown_filter(self, bundled) -> None:
        with pytest.raises(QueryError, match="the figure groups has no filter state; it has group, theme, cycle"):
            draw(bundled, "groups", state="Cambodia")

    @pytest.mark.parametrize(
        ("filters", "message"),
        [
            ({"cycle": 4}, "no picture: Not known, which is not zero: .*khm-4 .275 reported."),
            ({"group": "Observer", "theme": "Death penalty"}, "nothing that is loaded matches the filters .*group Obs"),
            ({"session": 6, "cycle": 2}, "no picture: Not known"),
        ],
    )
    def test_nothing_to_draw_says_why(self, bundled, filters: dict[str, object], message: str) -> None:
        with pytest.raises(QueryError, match=message):
            draw(bundled, "groups", **filters)

    @pytest.mark.parametrize("hostile", ["$x^2$", '"} UNION { ?s ?p ?o', "<script>", "\u202etxt", "a\nb"])
    def test_hostile_filters(self, bundled, hostile: str) -> None:
        with pytest.raises(UnknownName):
            draw(bundled, "themes", theme=hostile)
        with pytest.raises(UnknownName):
            draw(bundled, "themes", limit=hostile)

    @pytest.mark.parametrize("name", NAMES)
    def test_options_are_the_filters(self, name: str) -> None:
        kind = figures.load(name)
        found = [str(option.name).replace("_", "-") for option in figures.options(name)]
        assert set(kind.filters) <= set(found)
        assert len(found) == len(set(found))
        assert not set(kind.without) & set(found)

    def test_names_need_nothing_heavy(self) -> None:
        script = "import sys; from uprgraph import figures; figures.options('map'); print(*sys.modules)"
        ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert not {"matplotlib", "numpy", "pandas", "networkx", "rdflib"} & set(ran.stdout.split())


class TestDocumentation:
    """docs/figures.md."""

    def test_every_figure_has_its_section_command_and_questions(self) -> None:
        text = (Path(__file__).resolve().parents[1] / "docs" / "figures.md").read_text(encoding="utf-8")
        sections = {part.split("\n")[0]: part for part in text.split("\n## ")[1:]}
        assert [name for name in sections if name in NAMES] == NAMES
        for name in NAMES:
            kind = figures.load(name)
            [command] = re.findall(r"^\$ upr figure (.*)$", sections[name], re.MULTILINE)
            assert command.startswith(f"{name} ") and Path(command.split()[1]).suffix in figures.SUFFIXES
            assert {option.removeprefix("--") for option in command.split()[2::2]} <= set(kind.filters)
            named = re.findall(r"`([a-z-]+)`", sections[name].rsplit("Numbers: ", 1)[1])
            assert named[0] == kind.question and set(named) <= set(catalogue.names())


class TestHostileLabels:
    """Labels come from files."""

    @pytest.fixture
    def figure(self) -> Figure:
        from uprgraph.figures import themes

        hostile = [
            "$\\frac{1}{2}$ & <script>alert(1)</script>",
            "\u202egnp.exe\x00\x07",
            "長い" * 200,
            "Côte d’Ivoire, Türkiye",
        ]
        rows = [
            {"rank": at, "theme": name, "n": 5, "accepted": 2, "noted": 2, "open": 1, "accepted_percent": 50.0}
            for at, name in enumerate(hostile, 1)
        ]
        cells = [tuple(row[column] for column in themes.COLUMNS) for row in rows]
        result = Result("themes", "?", themes.COLUMNS, cells, "pairs")
        return Figure("themes", hostile[0], hostile[1], hostile, result, 40, lambda page: themes._draw(page, rows))

    def test_they_stay_text(self, figure: Figure) -> None:
        shown = words(figure)
        assert "<script>alert(1)</script>" in shown and "$\\frac{1}{2}$" in shown
        assert "Côte d’Ivoire, Türkiye" in shown
        assert not {"\u202e", "\x00", "\x07"} & set(shown)
        assert b"<script" not in svg(figure)

    @pytest.mark.parametrize("suffix", ["png", "pdf"])
    def test_they_draw(self, figure: Figure, suffix: str) -> None:
        assert len(figure.encoded(suffix)) > 5000


class TestQuestions:
    """The questions behind the figures."""

    def test_acceptance(self, real, bundled) -> None:
        assert real.query("acceptance").rows == [(22421, 16387, 6034, 73.1, 22421, 22421)]
        assert real.query("acceptance", theme="death penalty").rows == [(964, 207, 757, 21.5, 964, 964)]
        assert bundled.query("acceptance", cycle=1).rows == [(137, 137, 0, 100.0, 137, 137)]

    def test_acceptance_where_some_is_not_coded(self, whole) -> None:
        [row] = whole.query("acceptance", state="France", cycle=2).dicts()
        assert row == {
            "n": 165,
            "accepted": 0,
            "noted": 0,
            "accepted_percent": None,
            "with_theme": 0,
            "with_action": 0,
        }

    def test_itemised_reviews(self, bundled, real, whole) -> None:
        assert bundled.query("itemised-reviews").rows == [
            ("khm-1", "KHM", "Cambodia", "Asia", 1, 6, 137, 137, 137, 137),
            ("khm-2", "KHM", "Cambodia", "Asia", 2, 18, 205, 205, 205, 205),
        ]
        assert sum(row["n"] for row in real.query("itemised-reviews").dicts()) == 22421
        rows = {row["review"]: row for row in whole.query("itemised-reviews", scheme="ohchr-4").dicts()}
        assert (rows["svn-4"]["n"], rows["svn-4"]["with_theme"], rows["svn-4"]["with_action"]) == (262, 262, 0)
        assert rows["khm-1"]["with_theme"] == 0

    def test_codes_of_numbered_recommendations_are_not_known(self, bundled) -> None:
        rows = bundled.query("itemised-reviews", unit="recommendations").rows
        assert [row[6:] for row in rows] == [(91, None, None, None), (205, None, None, None)]

    def test_states(self, bundled) -> None:
        rows = bundled.query("states").dicts()
        groups = Counter(row["group"] for row in rows)
        assert groups == {"Africa": 54, "Asia": 54, "GRULAC": 33, "WEOG": 29, "EEG": 23, "Observer": 2}
        assert {row["state"] for row in rows if row["kind"] == "observer"} == {"VAT", "PSE"}
        assert bundled.query("states", state="Cambodia").rows == [("KHM", "Cambodia", "Asia", "116", "member")]

    def test_acceptance_by_group_under_review(self, real, raw) -> None:
        rows = [row for row in raw if "Sexual Orientation and Gender Identity" in row["Issue"].split(",")]
        wanted = []
        for group in ("Africa", "Asia", "EEG", "GRULAC", "WEOG"):
            theirs = [row for row in rows if row["To-Rgrp"] == group]
            accepted = sum(row["Response"] == "Accepted" for row in theirs)
            reviews = {(row["To"].strip(), row["Session"]) for row in theirs}
            wanted.append((group, len({state for state, _ in reviews}), len(reviews), len(theirs), accepted))
        sogi = real.query("acceptance-by-group-under-review", theme="sexual orientation and gender identity").dicts()
        assert [tuple(row[key] for key in ("group", "states", "reviews", "n", "accepted")) for row in sogi] == wanted
        assert [(row["accepted"], row["n"]) for row in sogi] == [(6, 124), (28, 95), (51, 76), (45, 110), (32, 52)]
        assert sogi[0]["accepted_percent"] == 4.8
        assert {row["n"] - row["accepted"] - row["noted"] for row in sogi} == {0}

    def test_all_groups_under_review_are_the_whole(self, whole) -> None:
        rows = whole.query("acceptance-by-group-under-review").dicts()
        assert sum(row["n"] for row in rows) == 23061
        assert [row["group"] for row in rows] == ["Africa", "Asia", "EEG", "GRULAC", "WEOG"]

    def test_a_filter_by_the_group_under_review_is_in_every_question(self, real, raw) -> None:
        wanted = sum(row["To-Rgrp"] == "Africa" for row in raw)
        assert wanted == 6019
        for name in ("", "-by-action", "-by-group", "-by-group-and-action", "-by-session", "-by-cycle"):
            rows = real.query(f"acceptance{name}", state_group="Africa", unit="records").dicts()
            assert sum(row["n"] for row in rows) == wanted, name
        own = real.query("acceptance-own-group", state_group="Africa").dicts()
        assert [row["n"] for row in own] == [1392, 6019 - 1392] + [row["n"] for row in own[2:]]
        rows = real.query("acceptance-by-theme", state_group="Africa", theme="death penalty").dicts()
        assert [(row["n"], row["accepted"]) for row in rows] == [(318, 85)]
        assert {row["group"] for row in real.query("itemised-reviews", state_group="Africa").dicts()} == {"Africa"}

    def test_acceptance_by_cycle_of_one_maker(self, real, raw) -> None:
        wanted = Counter((1 + (int(row["Session"]) > 12), row["Response"]) for row in raw if row["From"] == "France")
        rows = real.query("acceptance-by-cycle", maker="France", unit="records").dicts()
        assert [(row["cycle"], row["accepted"], row["noted"]) for row in rows] == [
            (cycle, wanted[cycle, "Accepted"], wanted[cycle, "Noted"]) for cycle in (1, 2)
        ]
        assert {row["basis"] for row in real.query("acceptance-by-cycle", maker="France").dicts()} == {"itemised"}
        assert {row["basis"] for row in real.query("acceptance-by-cycle", group="WEOG").dicts()} == {"itemised"}

    def test_group_and_action(self, bundled) -> None:
        rows = bundled.query("acceptance-by-group-and-action", cycle=1).dicts()
        assert sum(row["n"] for row in rows) == 137
        assert {row["accepted_percent"] for row in rows} == {100.0}
