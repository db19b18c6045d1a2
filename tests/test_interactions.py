"""Questions on how states deal with each other: whole answers, counted apart from this package on the files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

import exports
import uprgraph
from uprgraph.building import build
from uprgraph.errors import QueryError, UnknownName

CAMBODIA = [
    (1, "itemised", 1, 91, 91, 0, 100.0),
    (2, "itemised", 1, 205, 163, 42, 79.5),
    (3, "reported", 1, 198, 173, 25, 87.4),
    (4, "reported", 1, 275, 232, 43, 84.4),
]
# Makers in Cambodia's first and second review, by UPR Info's records.
BOTH = """AGO AUS AUT AZE BEL BRA BTN CAN CHE CUB CZE DEU DNK DZA EGY ESP FRA GBR HUN IDN IRL ITA JPN KOR MAR MEX MMR
MYS NLD NZL PAK RUS SVK SVN SWE THA USA VEN VNM"""
# Makers that asked Iran for a moratorium on executions in session 20.
MORATORIUM = "ARG AUS AUT BEL CRI DEU EST FRA GBR HUN IRL ISL ISR ITA LTU LVA MKD MNE NOR POL PRT URY"

# Tonga (2 and 15) and France (2) have one review in a cycle by the calendar; sessions 3 and 16 make a second.
TWICE = """Tonga,France,Accepted,Justice,2
Tonga,Switzerland,Noted,Labour,2
Tonga,France,Noted,Justice,15
Tonga,Switzerland,Noted,Detention,15
Tonga,France,Accepted,Justice,16
Tonga,France,Accepted,Justice,16
France,Tonga,Accepted,Justice,2
France,Tonga,Accepted,Justice,3
France,Tonga,Noted,Justice,3"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """A store of the rows of TWICE alone; for reading."""
    header = exports.table("upr_info")[0]
    groups = {"Tonga": "Asia", "France": "WEOG", "Switzerland": "WEOG"}
    rows = []
    for number, line in enumerate(TWICE.splitlines(), start=1):
        to, by, response, issue, session = line.split(",")
        cells = {"To": to, "To-Rgrp": groups[to], "From": by, "From-Rgrp": groups[by], "Action": "5"}
        cells |= {"Response": response, "Issue": issue, "Session": session, "Text": f"Open house {number}"}
        rows.append([cells.get(column, "") for column in header])
    folder: Path = tmp_path_factory.mktemp("twice")
    build(exports.upr_info(folder / "export.csv", [header, *rows]), store=folder / "store", bare=True)
    return uprgraph.open(folder / "store")


def answer(graph: uprgraph.Upr, name: str, columns: str = "", **given: object) -> list[tuple]:
    """The rows of an answer, or some of its columns."""
    result = graph.query(name, **given)
    at = [result.columns.index(column) for column in columns.split() or result.columns]
    return [tuple(row[index] for index in at) for row in result.rows]


def notes(graph: uprgraph.Upr, name: str, **given: object) -> str:
    return " ".join(graph.query(name, **given).notes)


class TestAcceptanceByCycle:
    """What is itemised is counted, what is only reported is said to be so."""

    @pytest.mark.parametrize("given", [{}, {"unit": "recommendations"}])
    def test_cambodia(self, bundled, given: dict) -> None:
        assert answer(bundled, "acceptance-by-cycle", state="Cambodia", **given) == CAMBODIA

    def test_reported_totals_are_shown_in_their_own_unit_only(self, bundled) -> None:
        found = answer(bundled, "acceptance-by-cycle", "cycle basis n accepted noted", state="Cambodia", unit="pairs")
        assert found == [(1, "itemised", 137, 137, 0), (2, "itemised", 205, 163, 42)]
        found = answer(bundled, "acceptance-by-cycle", "cycle basis n", state="Cambodia", unit="records")
        assert found == [(1, "itemised", 138), (2, "itemised", 205)]
        assert answer(bundled, "acceptance-by-cycle", state="Cambodia", unit="texts") == []

    def test_cycles_are_alternatives(self, bundled) -> None:
        assert answer(bundled, "acceptance-by-cycle", state="khm", cycle=[1, 4]) == [CAMBODIA[0], CAMBODIA[3]]

    def test_what_no_source_itemises_or_reports_is_not_known(self, bundled) -> None:
        assert answer(bundled, "acceptance-by-cycle", state="France") == []
        assert "Not known, which is not zero" in notes(bundled, "acceptance-by-cycle", state="France")

    @pytest.mark.data
    def test_all_states(self, real) -> None:
        assert answer(real, "acceptance-by-cycle") == [
            (1, "itemised", 143, 13_773, 9_881, 3_892, 71.7),
            (2, "itemised", 42, 7_796, 6_028, 1_768, 77.3),
            *CAMBODIA[2:],
        ]
        assert answer(real, "acceptance-by-cycle", unit="records") == [
            (1, "itemised", 143, 14_437, 10_293, 4_144, 71.3),
            (2, "itemised", 42, 7_984, 6_094, 1_890, 76.3),
        ]


class TestSeveralReviews:
    """Brunei of the report of 2009 is Brazil in UPR Info: 40 states by the reports, 39 by the records."""

    def test_states_in_both_first_reviews_of_cambodia(self, bundled) -> None:
        pairs = answer(bundled, "recommended-in-several-reviews", "maker", state="Cambodia", unit="pairs")
        assert {maker for (maker,) in pairs} == {*BOTH.split(), "BRN"}
        assert len(pairs) == 40
        records = answer(bundled, "recommended-in-several-reviews", "maker", state="Cambodia", unit="records")
        assert {maker for (maker,) in records} == set(BOTH.split())
        assert len(records) == 39

    @pytest.mark.data
    def test_states_in_both_reviews_by_the_records_of_upr_info(self, real) -> None:
        result = real.query("recommended-in-several-reviews", state="Cambodia")
        assert result.unit == "records of UPR Info"
        assert {row[0] for row in result.rows} == set(BOTH.split())
        assert len(answer(real, "recommended-in-several-reviews", state="Cambodia", unit="pairs")) == 40

    def test_numbers_of_each_cycle(self, bundled) -> None:
        columns = "maker reviews each_cycle n accepted noted"
        found = answer(
            bundled, "recommended-in-several-reviews", columns, state="khm", maker=["Brazil", "Brunei Darussalam"]
        )
        assert found == [("BRA", 2, "1: 6|2: 2", 8, 7, 1), ("BRN", 2, "1: 1|2: 1", 2, 2, 0)]
        found = answer(bundled, "recommended-in-several-reviews", columns, state="khm", maker="Brazil", unit="records")
        assert found == [("BRA", 2, "1: 7|2: 2", 9, 8, 1)]

    def test_minimum_and_cycle(self, bundled) -> None:
        assert answer(bundled, "recommended-in-several-reviews", state="khm", minimum=3) == []
        once = answer(bundled, "recommended-in-several-reviews", "reviews n", state="khm", minimum=1, cycle=1)
        assert len(once) == 48
        assert {reviews for reviews, _ in once} == {1}
        assert sum(n for _, n in once) == 137

    def test_state_without_itemised_reviews(self, upr) -> None:
        ran = upr("query", "recommended-in-several-reviews", "--state", "France")
        assert (ran.code, ran.err) == (0, "")
        assert "No rows." in ran.out and "Not known, which is not zero" in ran.out


class TestTroika:
    """Own troika members, and who sits in a troika."""

    def test_own_members_on_the_bundled_graph(self, bundled) -> None:
        assert answer(bundled, "acceptance-troika") == [
            ("member of the troika", "all", 1, 6, 6, 0, 100.0),
            ("another state", "all", 2, 336, 294, 42, 87.5),
            ("another state", "own group", 2, 70, 69, 1, 98.6),
            ("member of the troika", "another group", 1, 6, 6, 0, 100.0),
            ("another state", "another group", 2, 266, 225, 41, 84.6),
        ]

    @pytest.mark.data
    def test_own_members(self, real) -> None:
        """Nine unknown makers, to Indonesia in session 1, are a line of their own."""
        assert answer(real, "acceptance-troika") == [
            ("member of the troika", "all", 143, 673, 513, 160, 76.2),
            ("another state", "all", 185, 21_739, 15_865, 5_874, 73.0),
            ("maker not known", "all", 1, 9, 9, 0, 100.0),
            ("member of the troika", "own group", 66, 154, 132, 22, 85.7),
            ("another state", "own group", 179, 5_096, 4_216, 880, 82.7),
            ("member of the troika", "another group", 122, 519, 381, 138, 73.4),
            ("another state", "another group", 185, 16_643, 11_649, 4_994, 70.0),
        ]
        assert 154 + 5_096 == 5_250  # "own group" of acceptance-own-group
        pairs = answer(real, "acceptance-troika", "maker_is n", unit="pairs")
        assert pairs[:3] == [("member of the troika", 673), ("another state", 21_737), ("maker not known", 9)]

    @pytest.mark.data
    def test_own_members_of_one_state(self, real) -> None:
        """Nothing by the troika of 2009; four by Italy and two by Morocco in 2014, none by the Philippines."""
        found = answer(real, "acceptance-troika", "maker_is n", state="khm", cycle=2)
        assert ("member of the troika", 4 + 2) in found
        assert answer(real, "acceptance-troika", "maker_is maker_group n", state="khm", cycle=1) == [
            ("another state", "all", 138),
            ("another state", "own group", 25),
            ("another state", "another group", 113),
        ]

    def test_own_group_in_the_troika(self, bundled) -> None:
        """310 troikas are known, 248 of them with a member of the group of the State under review."""
        assert answer(bundled, "troika-own-group") == [
            (1, 192, 192, 153, 79.7),
            (2, 193, 113, 92, 81.4),
            (3, 193, 3, 2, 66.7),
            (4, 139, 2, 1, 50.0),
        ]
        assert 192 + 113 + 3 + 2 == 310

    def test_no_troika_known_is_no_share(self, bundled) -> None:
        assert answer(bundled, "troika-own-group", group="WEOG") == [
            (1, 29, 29, 13, 44.8),
            (2, 29, 17, 7, 41.2),
            (3, 29, 0, 0, None),
            (4, 22, 0, 0, None),
        ]

    def test_pairs_of_members(self, bundled) -> None:
        assert answer(bundled, "troika-pairs", minimum=4) == [
            ("AGO", "Angola", "SAU", "Saudi Arabia", 4, "cpv-1|eri-1|ner-1|tur-1"),
            ("CMR", "Cameroon", "UKR", "Ukraine", 4, "arg-1|geo-1|gmb-1|lka-1"),
            ("PHL", "Philippines", "SEN", "Senegal", 4, "blr-1|cyp-1|dza-1|zmb-1"),
        ]
        assert sum(n for (n,) in answer(bundled, "troika-pairs", "n")) == 3 * 310

    def test_pairs_of_members_of_cambodias_troikas(self, bundled) -> None:
        found = answer(bundled, "troika-pairs", "state_a state_b reviews", state="Cambodia", cycle=[3, 4])
        assert sorted(found) == [
            ("GBR", "PAK", "khm-3"),
            ("GBR", "SEN", "khm-3"),
            ("GHA", "JPN", "khm-4"),
            ("GHA", "MNE", "khm-4"),
            ("JPN", "MNE", "khm-4"),
            ("PAK", "SEN", "khm-3"),
        ]

    def test_a_pair_counts_once_where_both_are_asked_for(self, bundled) -> None:
        """Japan and Ghana sat together once."""
        found = answer(bundled, "troika-pairs", "state_a state_b n", member=["Japan", "Ghana"], state="khm")
        assert sorted(found) == [("GHA", "JPN", 1), ("GHA", "MNE", 1), ("JPN", "MNE", 1)]


class TestReciprocity:
    """Both ways."""

    def test_nobody_but_cambodia_is_itemised_in_the_bundled_graph(self, bundled, upr) -> None:
        assert answer(bundled, "reciprocity") == []
        assert "No rows." in upr("query", "reciprocity").out
        assert answer(bundled, "mutual-dyads") == [
            ("one way, the other not known", "yes", 23, 70, 69, 1, 98.6),
            ("one way, the other not known", "no", 57, 272, 231, 41, 84.9),
        ]

    @pytest.mark.data
    def test_most_between_two_states(self, real) -> None:
        assert answer(real, "reciprocity", limit=3) == [
            ("IRN", "Iran", "USA", "United States", 25, 16, 12, 75.0, 9, 2, 22.2),
            ("EGY", "Egypt", "USA", "United States", 24, 10, 7, 70.0, 14, 8, 57.1),
            ("EGY", "Egypt", "NOR", "Norway", 22, 7, 5, 71.4, 15, 10, 66.7),
        ]

    @pytest.mark.data
    def test_number_of_dyads(self, real) -> None:
        """843 mutual pairs of states, 3,666 one way, 1,181 of which the other way is not known: 6,533 dyads."""
        found = answer(real, "mutual-dyads")
        assert found == [
            ("both ways", "yes", 291, 1_725, 1_495, 230, 86.7),
            ("both ways", "no", 552, 3_948, 2_869, 1_079, 72.7),
            ("one way only", "yes", 908, 2_655, 2_155, 500, 81.2),
            ("one way only", "no", 2_758, 10_463, 7_237, 3_226, 69.2),
            ("one way, the other not known", "yes", 313, 870, 698, 172, 80.2),
            ("one way, the other not known", "no", 868, 2_751, 1_924, 827, 69.9),
        ]
        assert 2 * (291 + 552) + 908 + 2_758 + 313 + 868 == 6_533
        assert sum(row[3] for row in found) == 22_421 - 9
        assert len(answer(real, "reciprocity")) == 291 + 552

    @pytest.mark.data
    def test_mutual_dyads_of_the_second_cycle(self, real) -> None:
        assert answer(real, "mutual-dyads", "ways same_group dyads n", cycle=2) == [
            ("both ways", "yes", 64, 299),
            ("both ways", "no", 131, 742),
            ("one way only", "yes", 55, 143),
            ("one way only", "no", 211, 666),
            ("one way, the other not known", "yes", 684, 1_594),
            ("one way, the other not known", "no", 1_692, 4_540),
        ]

    @pytest.mark.data
    def test_partners_of_cambodia(self, real) -> None:
        found = answer(real, "reciprocity", "state_a state_b n a_to_b b_to_a", state="Cambodia", unit="pairs")
        assert found == [
            ("KHM", "VNM", 9, 5, 4),
            ("KHM", "NZL", 8, 1, 7),
            ("KHM", "SVK", 8, 1, 7),
            ("KHM", "MYS", 6, 1, 5),
            ("BTN", "KHM", 5, 2, 3),
            ("BRN", "KHM", 5, 2, 3),
            ("KHM", "LAO", 4, 1, 3),
        ]

    @pytest.mark.data
    def test_a_dyad_counts_once_where_both_states_are_asked_for(self, real) -> None:
        both = answer(real, "reciprocity", state=["Cambodia", "Viet Nam"])
        assert [row for row in both if row[0] == "KHM" and row[2] == "VNM"] == [
            ("KHM", "Cambodia", "VNM", "Viet Nam", 9, 5, 5, 100.0, 4, 4, 100.0)
        ]
        assert len(both) == len({(row[0], row[2]) for row in both})

    @pytest.mark.data
    def test_minimum_holds_each_way(self, real) -> None:
        found = answer(real, "reciprocity", "a_to_b b_to_a", minimum=7)
        assert found and all(min(row) >= 7 for row in found)
        assert (16, 9) in found and (12, 7) in found

    @pytest.mark.data
    def test_acceptance_after_acceptance(self, real) -> None:
        """Answerable on these files for cycle 1 (sessions 1 to 9) and cycle 2 (sessions 18 to 20)."""
        found = answer(real, "reciprocity-of-acceptance")
        assert found == [
            ("all of it", 330, 783, 100.0, 771, 668, 103, 86.6),
            ("part of it", 140, 619, 59.6, 374, 280, 94, 74.9),
            ("nothing of it", 49, 132, 0.0, 148, 115, 33, 77.7),
            ("B had recommended nothing to A", 1_846, None, None, 4_909, 3_709, 1_200, 75.6),
            ("not known: no review of A is itemised", 667, None, None, 1_782, 1_322, 460, 74.2),
        ]
        assert sum(row[4] for row in found) == 7_984

    @pytest.mark.data
    def test_acceptance_after_acceptance_by_cambodia(self, real) -> None:
        """Four states had accepted all six that Cambodia recommended to them; it accepted all six of theirs."""
        assert answer(real, "reciprocity-of-acceptance", "before dyads n_before n accepted noted", state="khm") == [
            ("all of it", 4, 6, 6, 6, 0),
            ("B had recommended nothing to A", 54, None, 153, 123, 30),
            ("not known: no review of A is itemised", 14, None, 46, 34, 12),
        ]

    def test_nothing_is_known_of_the_cycle_before(self, bundled) -> None:
        assert answer(bundled, "reciprocity-of-acceptance") == [
            ("not known: no review of A is itemised", 72, None, None, 205, 163, 42, 79.5)
        ]


class TestThemesOverCycles:
    """Raised again, dropped, answered otherwise."""

    def test_repeated_themes(self, bundled) -> None:
        assert answer(bundled, "repeated-themes", theme="Civil society") == [
            ("AUT", "Austria", "KHM", "Cambodia", "Civil society", 2, "1: accepted|2: noted", "yes", 2, 1, 1),
            (
                *("NLD", "Netherlands", "KHM", "Cambodia", "Civil society", 2),
                *("1: accepted|2: accepted and noted", "yes", 3, 2, 1),
            ),
        ]
        changed = Counter(answer(bundled, "repeated-themes", "changed"))
        assert changed == {("no",): 43, ("yes",): 12}

    @pytest.mark.data
    def test_repeated_themes_of_all_states(self, real) -> None:
        assert Counter(answer(real, "repeated-themes", "changed")) == {("no",): 1_631, ("yes",): 629}
        assert answer(real, "repeated-themes", cycle=1) == []

    @pytest.mark.data
    def test_who_asked_afghanistan_twice_about_the_death_penalty(self, real) -> None:
        found = answer(real, "repeated-themes", "maker answers changed", state="Afghanistan", theme="death penalty")
        noted = "1: noted|2: noted"
        assert found == [
            ("ARG", noted, "no"),
            ("AUS", noted, "no"),
            ("EGY", "1: accepted|2: accepted", "no"),
            ("FRA", noted, "no"),
            ("SWE", noted, "no"),
        ]

    def test_dropped_and_new_themes_of_cambodia(self, bundled) -> None:
        found = answer(bundled, "dropped-themes", state="Cambodia")
        assert found[:2] == [
            ("KHM", 1, 2, "dropped", "Other", 3, 3, 0, 0, 0, 0),
            ("KHM", 1, 2, "dropped", "Enforced disappearances", 1, 1, 0, 0, 0, 0),
        ]
        assert ("KHM", 1, 2, "new", "Death penalty", 0, 0, 0, 4, 0, 4) in found
        assert ("KHM", 1, 2, "raised again", "Freedom of the press", 4, 4, 0, 12, 6, 6) in found
        assert Counter(row[3] for row in found) == {"dropped": 2, "new": 9, "raised again": 34, "not known": 2}

    def test_themes_of_reviews_that_are_not_itemised_are_not_known(self, bundled) -> None:
        nothing = (None,) * 7
        assert answer(bundled, "dropped-themes", state="Cambodia", cycle=[2, 3]) == [
            ("KHM", 2, 3, "not known", *nothing),
            ("KHM", 3, 4, "not known", *nothing),
        ]

    def test_themes_of_a_scheme_that_no_row_is_coded_in_are_not_known(self, bundled) -> None:
        found = answer(bundled, "dropped-themes", "from_cycle status theme", state="Cambodia", scheme="ohchr-4")
        assert found == [(cycle, "not known", None) for cycle in (1, 2, 3)]
        ran = bundled.query("bandwagon", scheme="ohchr-4")
        assert ran.rows == [] and "without rows coded in the scheme" in " ".join(ran.notes)

    @pytest.mark.data
    def test_one_review_of_two_is_not_enough(self, real) -> None:
        found = answer(real, "dropped-themes", "from_cycle status theme", state="France")
        assert found == [(cycle, "not known", None) for cycle in (1, 2, 3)]

    def test_a_theme_of_one_review_alone(self, bundled) -> None:
        assert answer(bundled, "dropped-themes", "status theme n n_next", state="khm", cycle=1, theme="NHRI") == [
            ("raised again", "NHRI", 4, 12)
        ]

    def test_answers_over_cycles(self, bundled) -> None:
        columns = "theme answers first_percent last_percent change n"
        found = answer(bundled, "theme-answers-over-cycles", columns, theme=["Justice", "NHRI"])
        assert found == [
            ("Justice", "1: 21 of 21|2: 26 of 33", 100.0, 78.8, "less accepted", 54),
            ("NHRI", "1: 4 of 4|2: 12 of 12", 100.0, 100.0, "the same share", 16),
        ]
        assert Counter(answer(bundled, "theme-answers-over-cycles", "change")) == {
            ("less accepted",): 27,
            ("the same share",): 7,
        }

    @pytest.mark.data
    def test_which_states_changed_their_answer_on_the_death_penalty(self, real) -> None:
        columns = "state_under_review answers change"
        found = answer(real, "theme-answers-over-cycles", columns, theme="death penalty")
        assert len(found) == 25
        assert [row[:2] for row in found if row[2] == "more accepted"] == [
            ("COM", "1: 0 of 1|2: 9 of 9"),
            ("GNQ", "1: 0 of 13|2: 10 of 20"),
            ("MDG", "1: 0 of 7|2: 16 of 16"),
            ("VUT", "1: 0 of 1|2: 1 of 3"),
        ]
        assert [row[0] for row in found if row[2] == "less accepted"] == [
            *("COD", "DMA", "EGY", "SLV", "IRN", "IRQ", "KAZ", "QAT", "VNM", "YEM"),
        ]

    @pytest.mark.data
    def test_answers_over_cycles_of_all_themes(self, real) -> None:
        assert Counter(answer(real, "theme-answers-over-cycles", "change")) == {
            ("the same share",): 621,
            ("less accepted",): 366,
            ("more accepted",): 353,
        }


class TestTwoReviewsInOneCycle:
    """Rows in a session that the calendar has no review of the State in make a second review of its cycle."""

    def test_the_build_makes_two_reviews(self, twice) -> None:
        found = answer(twice, "acceptance-by-session", "session n", state=["Tonga", "France"])
        assert sorted(found) == [(2, 3), (3, 2), (15, 2), (16, 2)]

    def test_made_and_received_is_one_line(self, twice) -> None:
        assert answer(twice, "made-and-received", state=["Tonga", "France"]) == [
            (1, "TON", "Tonga", 3, 2, 1, 2, 1, 1),
            (1, "FRA", "France", 1, 1, 0, 3, 2, 1),
            (2, "FRA", "France", 3, 2, 1, None, None, None),
            (2, "TON", "Tonga", 0, 0, 0, 4, 2, 2),
        ]

    def test_a_dyad_counts_once_after_the_cycle_before(self, twice) -> None:
        assert answer(twice, "reciprocity-of-acceptance") == [
            ("part of it", 1, 3, 66.7, 3, 2, 1, 66.7),
            ("not known: no review of A is itemised", 1, None, None, 1, 0, 1, 0.0),
        ]

    def test_no_step_between_cycles_is_lost(self, twice) -> None:
        assert answer(twice, "dropped-themes", state="Tonga") == [
            ("TON", 1, 2, "dropped", "Labour", 1, 0, 1, 0, 0, 0),
            ("TON", 1, 2, "new", "Detention", 0, 0, 0, 1, 0, 1),
            ("TON", 1, 2, "raised again", "Justice", 1, 1, 0, 3, 2, 1),
            ("TON", 2, 3, "not known", *(None,) * 7),
            ("TON", 3, 4, "not known", *(None,) * 7),
        ]

    def test_first_and_last_are_cycles(self, twice) -> None:
        """France was asked in one cycle only."""
        assert answer(twice, "theme-answers-over-cycles") == [
            ("TON", "Tonga", "Justice", 3, "1: 1 of 1|2: 2 of 3", 100.0, 66.7, "less accepted", 4, 3, 1)
        ]

    def test_a_cycle_stands_once_in_a_list(self, twice) -> None:
        columns = "maker state_under_review theme reviews answers changed n accepted noted"
        assert answer(twice, "repeated-themes", columns) == [
            ("TON", "FRA", "Justice", 2, "1: accepted and noted", "yes", 3, 2, 1),
            ("FRA", "TON", "Justice", 3, "1: accepted|2: accepted and noted", "yes", 4, 3, 1),
        ]
        columns = "maker reviews each_cycle n accepted noted"
        assert answer(twice, "recommended-in-several-reviews", columns, state="Tonga") == [
            ("FRA", 3, "1: 1|2: 3", 4, 3, 1),
            ("CHE", 2, "1: 1|2: 1", 2, 0, 2),
        ]


class TestGroups:
    """Regional groups and other organisations."""

    def test_matrix_of_the_bundled_graph(self, bundled) -> None:
        assert answer(bundled, "acceptance-matrix") == [
            ("Africa", "Asia", 38, 34, 4, 89.5),
            ("Asia", "Asia", 70, 69, 1, 98.6),
            ("EEG", "Asia", 55, 41, 14, 74.5),
            ("GRULAC", "Asia", 40, 38, 2, 95.0),
            ("Observer", "Asia", 2, 2, 0, 100.0),
            ("WEOG", "Asia", 137, 116, 21, 84.7),
        ]

    @pytest.mark.data
    def test_matrix(self, real) -> None:
        found = answer(real, "acceptance-matrix")
        assert found[0] == ("(unknown)", "Asia", 9, 9, 0, 100.0)
        cells = {row[:2]: row[2:] for row in found}
        assert {group: cells[group, group] for group in ("Africa", "Asia", "EEG", "GRULAC", "WEOG")} == {
            "Africa": (1_392, 1_203, 189, 86.4),
            "Asia": (1_597, 1_466, 131, 91.8),
            "EEG": (510, 415, 95, 81.4),
            "GRULAC": (888, 691, 197, 77.8),
            "WEOG": (863, 573, 290, 66.4),
        }
        assert cells["WEOG", "Asia"] == (2_912, 1_598, 1_314, 54.9)
        assert len(found) == 31
        assert [sum(column) for column in list(zip(*found, strict=True))[2:5]] == [22_421, 16_387, 6_034]

    @pytest.mark.data
    def test_matrix_of_one_theme(self, real) -> None:
        found = answer(real, "acceptance-matrix", "n accepted noted", theme="death penalty")
        assert [sum(column) for column in zip(*found, strict=True)] == [964, 207, 757]

    def test_bloc_of_the_bundled_graph(self, bundled) -> None:
        assert answer(bundled, "acceptance-by-bloc", organisation="ASEAN") == [
            ("ASEAN", "Association of Southeast Asian Nations", "fellow member", 31, 31, 0, 100.0),
            ("ASEAN", "Association of Southeast Asian Nations", "not a member", 311, 269, 42, 86.5),
        ]

    @pytest.mark.parametrize(
        "typed", ["asean", "ASEAN", "Association of Southeast Asian Nations", ["ASEAN", "European Union"]]
    )
    def test_organisations_by_name_or_code(self, bundled, typed: object) -> None:
        """No member of the European Union is itemised in the bundled graph."""
        assert [n for (n,) in answer(bundled, "acceptance-by-bloc", "n", organisation=typed)] == [31, 311]

    def test_an_unknown_organisation_is_an_error(self, bundled) -> None:
        with pytest.raises(UnknownName, match="--organisation: unknown organisation 'ASEA'; close: "):
            bundled.query("acceptance-by-bloc", organisation="ASEA")

    @pytest.mark.data
    def test_blocs(self, real) -> None:
        """Members on the day; of the unknown makers, Indonesia's, one line for each of its organisations.

        Counted in the raw files with the csv module: UPR Info's lists, less South Sudan in two of them, with Croatia,
        Georgia, Rwanda, Gambia, Armenia and Qatar as members from or until the day on which they joined or left.
        """
        found = {(row[0], row[2]): row[3:] for row in answer(real, "acceptance-by-bloc")}
        assert {key: found[key] for key in found if key[0] not in ("ACS", "AL", "OAS", "OEI", "PIF")} == {
            ("ASEAN", "fellow member"): (122, 117, 5, 95.9),
            ("ASEAN", "not a member"): (1_300, 859, 441, 66.1),
            ("ASEAN", "maker not known"): (9, 9, 0, 100.0),
            ("AU", "fellow member"): (1_323, 1_136, 187, 85.9),
            ("AU", "not a member"): (4_680, 3_287, 1_393, 70.2),
            ("CIS", "fellow member"): (113, 97, 16, 85.8),
            ("CIS", "not a member"): (1_206, 848, 358, 70.3),
            ("Commonwealth", "fellow member"): (806, 567, 239, 70.3),
            ("Commonwealth", "not a member"): (3_325, 2_177, 1_148, 65.5),
            ("EU", "fellow member"): (608, 489, 119, 80.4),
            ("EU", "not a member"): (1_671, 1_289, 382, 77.1),
            ("OIC", "fellow member"): (2_024, 1_870, 154, 92.4),
            ("OIC", "not a member"): (5_410, 3_489, 1_921, 64.5),
            ("OIC", "maker not known"): (9, 9, 0, 100.0),
            ("OIF", "fellow member"): (1_632, 1_290, 342, 79.0),
            ("OIF", "not a member"): (4_970, 3_927, 1_043, 79.0),
        }
        assert len({organisation for organisation, _ in found}) == 12

    def test_kinds_of_action_of_the_bundled_graph(self, bundled) -> None:
        assert answer(bundled, "action-by-group") == [
            ("Africa", "other groups", 38, 38, 5.3, 15.8, 2.6, 47.4, 28.9),
            ("Asia", "own group", 70, 70, 1.4, 40.0, 4.3, 42.9, 11.4),
            ("EEG", "other groups", 55, 55, 0.0, 18.2, 9.1, 36.4, 36.4),
            ("GRULAC", "other groups", 40, 40, 2.5, 35.0, 7.5, 37.5, 17.5),
            ("Observer", "other groups", 2, 2, 0.0, 50.0, 0.0, 50.0, 0.0),
            ("WEOG", "other groups", 137, 137, 0.0, 5.1, 5.1, 52.6, 37.2),
        ]

    @pytest.mark.data
    def test_kinds_of_action(self, real) -> None:
        assert answer(real, "action-by-group") == [
            ("(unknown)", "(unknown)", 9, 9, 11.1, 33.3, 11.1, 33.3, 11.1),
            ("Africa", "own group", 1_392, 1_392, 8.5, 25.2, 8.2, 37.2, 20.9),
            ("Africa", "other groups", 1_937, 1_937, 3.9, 23.0, 10.3, 40.6, 22.2),
            ("Asia", "own group", 1_597, 1_597, 5.0, 42.1, 7.0, 35.6, 10.3),
            ("Asia", "other groups", 2_188, 2_188, 2.9, 28.1, 7.5, 43.2, 18.2),
            ("EEG", "own group", 510, 510, 0.6, 12.2, 6.5, 50.8, 30.0),
            ("EEG", "other groups", 2_579, 2_579, 0.4, 11.7, 11.2, 37.9, 38.9),
            ("GRULAC", "own group", 888, 888, 2.6, 23.2, 13.6, 30.9, 29.7),
            ("GRULAC", "other groups", 2_687, 2_687, 0.9, 16.1, 15.0, 33.3, 34.8),
            ("Observer", "other groups", 215, 215, 0.0, 40.0, 4.7, 36.3, 19.1),
            ("WEOG", "own group", 863, 863, 0.2, 9.7, 8.3, 43.7, 38.0),
            ("WEOG", "other groups", 7_556, 7_556, 0.2, 5.1, 4.8, 45.4, 44.5),
        ]


class TestHomophily:
    """Recommendations to the own group against itemised reviews of it."""

    def test_where_only_one_state_is_itemised(self, bundled) -> None:
        """Both reviews are of an Asian state: Japan had no other choice, France none in its group."""
        assert answer(bundled, "homophily", maker=["Japan", "France"]) == [
            ("JPN", "Japan", "Asia", 5, 5, 100.0, 2, 2, 100.0, 1.0),
            ("FRA", "France", "WEOG", 9, 0, 0.0, 2, 0, 0.0, None),
        ]

    @pytest.mark.data
    def test_states(self, real) -> None:
        """185 itemised reviews, 184 or 183 of other states for one that was reviewed once or twice."""
        assert answer(real, "homophily", maker=["Cambodia", "France", "Holy See"]) == [
            ("KHM", "Cambodia", "Asia", 18, 14, 77.8, 183, 53, 29.0, 2.69),
            ("FRA", "France", "WEOG", 694, 72, 10.4, 184, 26, 14.1, 0.73),
            ("VAT", "Holy See", "Observer", 97, 0, 0.0, 185, 0, 0.0, None),
        ]
        found = answer(real, "homophily", "n own_group")
        assert [sum(column) for column in zip(*found, strict=True)] == [22_421 - 9, 5_250]

    @pytest.mark.data
    def test_groups(self, real) -> None:
        assert answer(real, "homophily-by-group") == [
            ("Africa", 54, 3_329, 1_392, 41.8, 9_941, 2_597, 26.1, 1.6),
            ("GRULAC", 33, 3_575, 888, 24.8, 6_073, 1_024, 16.9, 1.47),
            ("Asia", 54, 3_785, 1_597, 42.2, 9_935, 2_915, 29.3, 1.44),
            ("EEG", 23, 3_089, 510, 16.5, 4_233, 484, 11.4, 1.44),
            ("WEOG", 29, 8_419, 863, 10.3, 5_338, 756, 14.2, 0.72),
        ]
        assert 54 * 185 - 49 == 9_941  # 49 reviews of African states are itemised
        assert 53 * 49 == 2_597

    @pytest.mark.data
    def test_groups_in_one_cycle(self, real) -> None:
        found = answer(real, "homophily-by-group", "group opportunities own_opportunities ratio", cycle=2)
        assert found == [
            ("Africa", 2_258, 530, 1.77),
            ("GRULAC", 1_378, 256, 1.42),
            ("EEG", 961, 110, 1.36),
            ("Asia", 2_254, 742, 1.34),
            ("WEOG", 1_213, 140, 0.73),
        ]


class TestSpecificity:
    """Shares of category 5, never means of ranks."""

    def test_cambodia(self, bundled) -> None:
        """38 of 138 rows and 59 of 205; one row less in pairs."""
        expected = [(1, 6, 138, 138, 38, 27.5), (2, 18, 205, 205, 59, 28.8)]
        assert answer(bundled, "specificity-by-session", state="Cambodia", unit="records") == expected
        assert answer(bundled, "specificity-by-session", state="Cambodia") == [(1, 6, 137, 137, 38, 27.7), expected[1]]
        assert answer(bundled, "specificity-by-session", cycle=2) == [expected[1]]

    @pytest.mark.data
    def test_sessions(self, real) -> None:
        found = answer(real, "specificity-by-session", "session n specific specific_percent")
        assert found == [
            (1, 430, 104, 24.2),
            (2, 855, 296, 34.6),
            (3, 1_335, 450, 33.7),
            (4, 1_804, 526, 29.2),
            (5, 1_670, 464, 27.8),
            (6, 2_038, 676, 33.2),
            (7, 2_147, 660, 30.7),
            (8, 2_107, 727, 34.5),
            (9, 2_051, 786, 38.3),
            (18, 2_387, 700, 29.3),
            (19, 2_829, 981, 34.7),
            (20, 2_768, 1_004, 36.3),
        ]
        assert sum(row[2] for row in found) == 7_374
        cambodia = answer(real, "specificity-by-session", "session coded specific specific_percent", state="khm")
        assert cambodia == [(6, 138, 38, 27.5), (18, 205, 59, 28.8)]


class TestManyStates:
    """Themes that many raise together, what each makes and receives, who takes part."""

    def test_bandwagon(self, bundled) -> None:
        columns = "review theme makers n accepted noted"
        assert answer(bundled, "bandwagon", columns, minimum=19) == [
            ("khm-2", "Justice", 26, 33, 26, 7),
            ("khm-2", "Rights of the Child", 24, 31, 28, 3),
            ("khm-2", "International instruments", 22, 32, 14, 18),
            ("khm-2", "Right to education", 19, 19, 16, 3),
        ]
        assert answer(bundled, "bandwagon", columns, theme="death penalty") == [("khm-2", "Death penalty", 4, 4, 0, 4)]
        assert answer(bundled, "bandwagon", theme="death penalty", minimum=5) == []

    @pytest.mark.data
    def test_bandwagon_of_firm_requests(self, real) -> None:
        columns = "review makers n accepted noted"
        found = answer(real, "bandwagon", columns, theme="death penalty", action=[4, 5])
        assert found[:5] == [
            ("irn-2", 30, 36, 1, 35),
            ("irq-1", 23, 26, 2, 24),
            ("usa-1", 22, 25, 4, 21),
            ("prk-2", 19, 22, 0, 22),
            ("irn-1", 18, 21, 1, 20),
        ]
        assert len(found) == 79
        assert len(answer(real, "bandwagon")) == 3_602

    @pytest.mark.data
    def test_unknown_makers_are_items_but_no_states(self, real) -> None:
        """Of thirteen rows to Indonesia three states made four; nine have no maker."""
        [row] = answer(real, "delegations-and-makers", state="Indonesia", session=1)
        assert row == ("idn-1", "Indonesia", 1, None, None, 3, 9)
        makers, n = zip(*answer(real, "bandwagon", "makers n", state="Indonesia", cycle=1, minimum=0), strict=True)
        assert max(makers) <= 3 and sum(n) > sum(makers)

    def test_made_and_received(self, bundled) -> None:
        """What is not itemised is not known; Cambodia made nothing in its own reviews."""
        assert answer(bundled, "made-and-received", state=["Cambodia", "France", "Holy See"]) == [
            (1, "FRA", "France", 3, 3, 0, None, None, None),
            (1, "KHM", "Cambodia", 0, 0, 0, 137, 137, 0),
            (1, "VAT", "Holy See", 0, 0, 0, None, None, None),
            (2, "FRA", "France", 6, 3, 3, None, None, None),
            (2, "KHM", "Cambodia", 0, 0, 0, 205, 163, 42),
            (2, "VAT", "Holy See", 0, 0, 0, None, None, None),
        ]

    @pytest.mark.data
    def test_made_and_received_of_all(self, real) -> None:
        found = answer(real, "made-and-received")
        assert found[:3] == [
            (1, "CAN", "Canada", 649, 393, 256, 114, 81, 33),
            (1, "MEX", "Mexico", 537, 330, 207, 159, 147, 12),
            (1, "BRA", "Brazil", 481, 296, 185, 15, 15, 0),
        ]
        assert [row for row in found if row[1] is None] == [(1, None, "(unknown)", 9, 9, 0, None, None, None)]
        assert sum(row[3] for row in found) == sum(row[6] or 0 for row in found) == 22_421
        assert len(found) == 2 * 195 + 1
        assert sum(row[6] is not None for row in found) == 185

    @pytest.mark.data
    def test_a_theme_that_nobody_raised_with_an_itemised_state_is_zero(self, real) -> None:
        columns = "cycle made received"
        found = answer(real, "made-and-received", columns, state="France", theme="death penalty")
        assert found == [(1, 40, 0), (2, 24, None)]

    @pytest.mark.data
    def test_what_cambodia_recommended_to_others(self, real) -> None:
        """18 in the sessions of these files: 2, 3, 2 and 1 in sessions 4, 5, 6 and 8, 6 and 4 in sessions 18 and 19."""
        made = [(row[3], row[4]) for row in answer(real, "made-and-received", state="Cambodia")]
        assert made == [(8, 8), (10, 10)]
        assert len(answer(real, "recommendations", maker="Cambodia")) == 18
        found = answer(real, "acceptance-by-session", "session n accepted", maker="Cambodia")
        assert found == [(4, 2, 2), (5, 3, 3), (6, 2, 2), (8, 1, 1), (18, 6, 6), (19, 4, 4)]

    def test_delegations_and_makers(self, bundled) -> None:
        assert answer(bundled, "delegations-and-makers") == [
            ("khm-1", "Cambodia", 6, None, None, 48, 0),
            ("khm-2", "Cambodia", 18, None, None, 72, 0),
            ("khm-3", "Cambodia", 32, None, 73, None, None),
            ("khm-4", "Cambodia", 46, 100, None, None, None),
        ]
        assert answer(bundled, "delegations-and-makers", state="France") == []

    @pytest.mark.data
    def test_delegations_and_makers_of_all(self, real) -> None:
        assert len(answer(real, "delegations-and-makers")) == 185 + 2


class TestRequests:
    """Topics are read by words, within an issue."""

    def test_cambodia(self, bundled) -> None:
        """Five ask for the second protocol to the covenant, four of them under UPR Info's issue Death penalty."""
        assert answer(bundled, "requests", topic="death penalty") == [
            ("death penalty", "death-penalty", "", 4, 0, 4, 0.0),
            ("ICCPR-OP2", "iccpr-op2", "death penalty|treaty ratification", 5, 1, 4, 20.0),
        ]
        assert answer(bundled, "requests-by-state", topic="ICCPR-OP2") == [
            ("AUT", "Austria", "KHM", "Cambodia", "ICCPR-OP2", 1, 0, 1),
            ("FRA", "France", "KHM", "Cambodia", "ICCPR-OP2", 1, 0, 1),
            ("HUN", "Hungary", "KHM", "Cambodia", "ICCPR-OP2", 1, 0, 1),
            ("LVA", "Latvia", "KHM", "Cambodia", "ICCPR-OP2", 1, 0, 1),
            ("ESP", "Spain", "KHM", "Cambodia", "ICCPR-OP2", 1, 1, 0),
        ]

    def test_a_broad_topic_holds_narrower_ones_at_any_depth(self, bundled) -> None:
        """The third protocol to the convention on the child is part of its protocols, these of treaties."""
        found = dict(answer(bundled, "requests", "code broader", topic="treaty ratification"))
        assert found["crc-op-ic"] == "CRC-OP" and found["crc-op"] == "treaty ratification"
        assert "death-penalty" not in found and len(found) == 20
        several = answer(bundled, "requests", "code", topic=["death penalty", "CRC-OP"])
        assert several == [("death-penalty",), ("iccpr-op2",), ("crc-op",), ("crc-op-ic",)]
        assert {row[4] for row in answer(bundled, "requests-by-state", topic="CRC-OP")} == {"CRC-OP", "CRC-OP-IC"}

    def test_an_unknown_topic_is_an_error(self, bundled) -> None:
        with pytest.raises(UnknownName, match="--topic: unknown topic 'moratorium'; close: moratorium on executions"):
            bundled.query("requests", topic="moratorium")

    def test_topics_are_said_to_be_a_reading(self, bundled) -> None:
        assert "this project's reading" in notes(bundled, "requests")

    @pytest.mark.data
    def test_death_penalty(self, real) -> None:
        columns = "code n accepted noted accepted_percent"
        assert answer(real, "requests", columns, topic="death penalty") == [
            ("death-penalty", 964, 207, 757, 21.5),
            ("death-penalty-abolition", 568, 99, 469, 17.4),
            ("death-penalty-moratorium", 419, 39, 380, 9.3),
            ("iccpr-op2", 328, 87, 241, 26.5),
            ("death-penalty-restriction-and-safeguards", 189, 41, 148, 21.7),
            ("death-penalty-transparency", 23, 4, 19, 17.4),
            ("death-penalty-retention", 9, 8, 1, 88.9),
        ]

    @pytest.mark.data
    def test_sexual_orientation_and_gender_identity(self, real) -> None:
        columns = "code n accepted noted accepted_percent"
        assert answer(real, "requests", columns, topic="sexual orientation and gender identity") == [
            ("sexual-orientation-and-gender-identity", 457, 162, 295, 35.4),
            ("sogi-non-discrimination", 266, 109, 157, 41.0),
            ("sogi-decriminalisation", 151, 4, 147, 2.6),
            ("sogi-violence", 73, 39, 34, 53.4),
            ("sogi-awareness", 69, 41, 28, 59.4),
            ("sogi-recognition", 26, 14, 12, 53.8),
        ]

    @pytest.mark.data
    def test_treaties(self, real) -> None:
        found = answer(real, "requests", "code n accepted noted", topic="treaty ratification")
        assert len(found) == 31
        assert ("treaty-ratification", 3_073, 1_504, 1_569) in found
        assert ("opcat", 468, 223, 245) in found
        assert ("icrmw", 382, 96, 286) in found

    @pytest.mark.data
    def test_who_asked_iran_for_a_moratorium(self, real) -> None:
        found = answer(
            real, "requests-by-state", "maker n noted", topic="moratorium on executions", state="irn", cycle=2
        )
        assert sorted(maker for maker, _, _ in found) == MORATORIUM.split()
        assert {row[1:] for row in found} == {(1, 1)}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("acceptance-troika", {}),
        ("acceptance-matrix", {}),
        ("action-by-group", {}),
        ("acceptance-by-bloc", {"organisation": "ASEAN"}),
        ("mutual-dyads", {}),
        ("specificity-by-session", {}),
    ],
)
def test_several_values_add_up(bundled, name: str, given: dict) -> None:
    """Both cycles, sessions or themes together are no less and no more than each of them."""

    def total(**filters: object) -> int:
        columns = bundled.query(name, **given, **filters).columns
        rows = answer(bundled, name, **given, **filters)
        whole = [row for row in rows if "maker_group" not in columns or row[1] == "all"]
        return sum(row[columns.index("n")] for row in whole)

    assert total(cycle=[1, 2]) == total() == total(cycle=1) + total(cycle=2) == 342
    # Two themes: rows with both are counted once.
    both = total(theme=["Women's rights", "Rights of the Child"])
    assert (total(theme="Women's rights"), total(theme="Rights of the Child"), both) == (39, 51, 72)


@pytest.mark.parametrize("name", ["acceptance-troika", "homophily", "bandwagon", "reciprocity", "acceptance-matrix"])
def test_other_units_are_refused(bundled, name: str) -> None:
    """A maker stands on a row or a pair: of recommendations and texts these questions are not asked."""
    with pytest.raises(QueryError, match="counts records or pairs, not 'recommendations'"):
        bundled.query(name, unit="recommendations")


def test_unit_stands_in_the_header_line(upr) -> None:
    for unit in ("pairs", "records"):
        header, *_ = csv.reader(io.StringIO(upr("query", "acceptance-matrix", "--unit", unit, "--format", "csv").out))
        assert f"n_{unit}" in header
