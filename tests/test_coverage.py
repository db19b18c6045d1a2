"""What a count covers: reviews that are itemised, and coded in what the question counts by."""

from __future__ import annotations

from pathlib import Path

import pytest

import exports
import uprgraph
from test_merge import REPORTED, SHELTER, merged, row
from uprgraph import catalogue, coverage, panels
from uprgraph.errors import UnknownName
from uprgraph.store import Store
from uprgraph.units import Unit

UNCODED = "Not known, which is not zero: no source loaded codes svn-4 in UPR Info issues"
THEMED = [
    "themes-raised",
    "themes-refused",
    "bandwagon",
    "acceptance-by-theme",
    "theme-answers-over-cycles",
    "networks/themes",
]


@pytest.fixture(scope="module")
def reported() -> Store:
    """A review that a report itemises and nobody codes."""
    return merged(REPORTED)


@pytest.fixture(scope="module")
def coded() -> Store:
    """The same review with a row of UPR Info that codes one pair."""
    return merged([*REPORTED, row("a", "FRA", SHELTER, themes=("Right to housing",))])


def first_note(store: Store, name: str, **given: object) -> str:
    return catalogue.ask(store, name, unit="pairs" if "records" in catalogue.load(name).units else None, **given).notes[
        0
    ]


class TestUncoded:
    @pytest.mark.parametrize("name", THEMED)
    def test_itemised_and_not_coded_is_not_known(self, reported: Store, name: str) -> None:
        assert first_note(reported, name, state="svn", cycle=4) == f"{UNCODED}."

    def test_themes_are_empty_cells(self, reported: Store) -> None:
        answer = catalogue.ask(reported, "themes", unit="pairs", state="svn", cycle=4)
        assert {line["n"] for line in answer.dicts()} == {None}

    def test_action_categories(self, reported: Store) -> None:
        said = first_note(reported, "top-makers", action=5)
        assert said == "Not known, which is not zero: no source loaded codes svn-4 by action category."

    def test_without_a_code_asked_for_it_is_covered(self, reported: Store) -> None:
        assert first_note(reported, "top-makers") == "Covers 1 of 1 review (session 48)."


class TestCoded:
    def test_a_theme_that_was_not_raised_is_zero(self, coded: Store) -> None:
        answer = catalogue.ask(coded, "themes", unit="pairs", state="svn", maker="per")
        assert {line["n"] for line in answer.dicts()} == {0}
        assert answer.notes[0] == "Covers 1 of 1 review (session 48)."

    @pytest.mark.parametrize("name", ["top-makers", "recommendations", "networks/states"])
    def test_filter_by_theme(self, coded: Store, name: str) -> None:
        assert first_note(coded, name, theme="Right to housing", action=5) == "Covers 1 of 1 review (session 48)."

    def test_other_scheme_names_the_one_that_is_loaded(self, coded: Store) -> None:
        said = first_note(coded, "themes", scheme="ohchr-4")
        assert said.endswith("; UPR Info issues are loaded for 1 (--scheme upr-info).")


def test_recommendations_show_the_themes_of_the_scheme(bundled: uprgraph.Upr) -> None:
    themes = [line["themes"] for line in bundled.query("recommendations", state="khm", cycle=1).dicts()]
    assert any("Death penalty" in labels or "Justice" in labels for labels in themes)
    other = bundled.query("recommendations", state="khm", cycle=1, scheme="ohchr-4").dicts()
    assert len(other) == len(themes) == 91 and not any(line["themes"] for line in other)


def test_error_names_the_scheme_of_a_theme(bundled: uprgraph.Upr) -> None:
    with pytest.raises(UnknownName, match=r"no theme of upr-info but of .*ohchr-4: use --scheme ohchr-4"):
        bundled.query("themes-raised", state="khm", theme="Equality & non-discrimination")


def test_panel_of_records_of_several_sources(upr, fresh: Path, tmp_path: Path) -> None:
    both = exports.upr_info(tmp_path / "a.csv"), exports.uwazi(tmp_path / "b.csv")
    assert upr("build", *both, store=fresh).code == 0
    store = uprgraph.open(fresh).store
    result = panels.panel(store, "records")
    sources = [line["source"] for line in result.dicts()]
    assert (sources.count("upr-info"), sources.count("upr-info-uwazi"), len(sources)) == (12, 5, 17)
    assert any("count those of one source" in note for note in result.notes)
    assert len(panels.panel(store, "records", source="upr-info-uwazi")) == 5


def test_whole_folder(whole: uprgraph.Upr) -> None:
    """185 reviews are coded in UPR Info's issues; Slovenia's fourth is in OHCHR's themes only."""
    store = whole.store
    said = first_note(store, "acceptance-by-theme", theme="death penalty")
    assert said == "Covers 185 of 717 reviews (sessions 1-9, 18-20): those coded in UPR Info issues."
    for state, cycle in (("svn", 4), ("svn", 3), ("fra", 2)):
        answer = catalogue.ask(store, "themes", state=state, cycle=cycle)
        assert {line["n"] for line in answer.dicts()} == {None}
    said = first_note(store, "themes-raised", state="svn", cycle=4)
    assert said == f"{UNCODED}; OHCHR themes, fourth cycle, are loaded for 1 (--scheme ohchr-4)."
    pairs = Unit(store.iris.unit("pairs"), "pairs")
    assert coverage.note(store, pairs, {}, empty=False).startswith("Covers 188 of 717 reviews")
