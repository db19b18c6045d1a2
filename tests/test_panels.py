"""Panels: what their rows are, counted by hand or from the raw files, and what their files hold when read back."""

from __future__ import annotations

import csv
import functools
import html
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest

from conftest import real_file
from uprgraph import catalogue, panel_columns, panels
from uprgraph.errors import QueryError, UnknownName
from uprgraph.panel_columns import Column
from uprgraph.panels import KINDS, Panel
from uprgraph.results import Result

Row = dict[str, Any]
DOCUMENTED = ("Slovenia", "Viet Nam")
"""States under review of which the whole folder holds documents, and for the first OHCHR's matrices."""
THREE = ("1-5.csv", "6-9.csv", "17-20.csv")
BLOCS = ("acs", "al", "asean", "au", "cis", "commonwealth", "eu", "oas", "oei", "oic", "oif", "pif")
STATA_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
STATA_WORDS = re.compile(
    r"_all|_b|byte|_coef|_cons|double|float|if|in|int|long|_n|_N|_pi|_pred|_rc|_skip|str[0-9L]+|using|with"
)
"""Stata User's Guide 11.3: names that variables cannot have."""


def total(rows: list[Row], column: str) -> int:
    return sum(row[column] or 0 for row in rows)


@pytest.fixture(scope="module")
def raw() -> list[Row]:
    """The rows of the three shared exports as they stand, without the code under test."""
    rows = []
    for name in THREE:
        text = real_file(f"upr-info/{name}").read_bytes().decode("mac_roman").replace("\r", "\n")
        rows += [
            {key: html.unescape(value or "").strip() for key, value in row.items()}
            for row in csv.DictReader(io.StringIO(text))
        ]
    return rows


@pytest.fixture(scope="module")
def panel_of(real, whole) -> Callable[..., Panel]:
    """``panel_of("dyads")`` on the real exports, ``panel_of("dyads", "Slovenia")`` on the whole folder, asked once."""

    @functools.cache
    def asked(kind: str, state: str) -> Panel:
        return whole.panel(kind, state=state) if state else real.panel(kind)

    return lambda kind, state="": asked(kind, state)


@pytest.fixture(scope="module")
def dyads(panel_of) -> list[Row]:
    return panel_of("dyads").dicts()


@pytest.fixture(scope="module")
def bundled_panel(bundled) -> Callable[[str], Panel]:
    """The panel of a kind on the bundled graph, asked once."""
    return functools.cache(bundled.panel)


class TestDyads:
    def test_a_row_for_everyone_who_could_speak(self, dyads) -> None:
        """143 reviews of sessions 1 to 9 without South Sudan, 42 of sessions 18 to 20 with it; no State in its own."""
        assert len(dyads) == 143 * (195 - 2) + 42 * (195 - 1) == 35_747
        speakers = Counter(row["review"] for row in dyads)
        assert Counter(speakers.values()) == {193: 143, 194: 42}
        assert len({(row["maker"], row["review"]) for row in dyads}) == len(dyads)
        assert not [row for row in dyads if row["maker"] == row["state_under_review"]]
        assert {row["session"] for row in dyads if row["maker"] == "SSD"} == {18, 19, 20}
        assert {"VAT", "PSE", "MNE"} <= {row["maker"] for row in dyads if row["session"] == 1}

    def test_counts_are_those_of_the_files(self, dyads, raw) -> None:
        known = [row for row in raw if row["From"] != "(Unknown)"]
        assert len(known) == 22_421 - 9
        assert total(dyads, "n") == len(known)
        assert total(dyads, "accepted") == sum(row["Response"] == "Accepted" for row in known) == 16_387 - 9
        assert total(dyads, "noted") == 6_034
        made = Counter((row["From"], row["To"], row["Session"]) for row in known)
        positive = Counter(row["n"] for row in dyads if row["n"])
        assert positive == Counter(made.values())
        assert positive.total() == len(made) == 7_919
        assert len({(row["maker"], row["state_under_review"]) for row in dyads if row["n"]}) == 6_533
        assert all(row["n"] == row["accepted"] + row["noted"] for row in dyads)

    def test_single_dyads(self, dyads, raw) -> None:
        of = {(row["maker"], row["review"]): row for row in dyads}
        assert (of["FRA", "khm-1"]["n"], of["FRA", "khm-2"]["n"], of["FRA", "khm-2"]["noted"]) == (3, 6, 3)
        assert of["VEN", "usa-1"]["n"] == 19
        asked = [
            int(row["Action"])
            for row in raw
            if (row["From"], row["To"], row["Session"]) == ("Canada", "Argentina", "1")
        ]
        assert sorted(asked) == [2, 2, 2, 4, 4]
        assert of["CAN", "arg-1"]["mean_action"] == 2.8
        silent = of["AFG", "arg-1"]
        assert (silent["n"], silent["accepted"], silent["noted"], silent["mean_action"]) == (0, 0, 0, None)

    def test_unknown_makers_are_in_no_row_and_told(self, panel_of, dyads) -> None:
        assert {row["unknown_makers"] for row in dyads if row["review"] == "idn-1"} == {9}
        assert {row["unknown_makers"] for row in dyads if row["review"] != "idn-1"} == {0}
        notes = panel_of("dyads").notes
        assert "9 of the records of UPR Info have no known maker and are in no row: idn-1." in notes
        assert not any("in no row:" in note for note in panel_of("dyads", "Slovenia").notes)

    def test_reviews_that_nobody_itemises_have_no_row(self, bundled, bundled_panel) -> None:
        rows = bundled_panel("dyads").dicts()
        assert Counter(row["review"] for row in rows) == {"khm-1": 193, "khm-2": 194}
        empty = bundled.panel("dyads", state="Cambodia", cycle=3)
        assert (len(empty), empty.notes[0]) == (
            0,
            "Not known, which is not zero: no source loaded itemises khm-3 (198 reported).",
        )

    @pytest.mark.parametrize(("unit", "made"), [("pairs", 137), ("records", 138)])
    def test_cambodia_2009_by_unit(self, bundled, unit: str, made: int) -> None:
        panel = bundled.panel("dyads", state="Cambodia", cycle=1, unit=unit)
        assert total(panel.dicts(), "n") == total(panel.dicts(), "accepted") == made
        assert panel.unit.startswith(unit)

    def test_rows_are_sorted_by_session_state_and_maker(self, dyads) -> None:
        keys = [(row["session"], row["state_under_review"], row["maker"]) for row in dyads]
        assert keys == sorted(keys)


class TestDyadThemes:
    def test_only_what_occurs(self, panel_of, raw) -> None:
        rows = panel_of("dyad-themes").dicts()
        links = [
            (row["From"], row["To"], row["Session"], issue.strip())
            for row in raw
            if row["From"] != "(Unknown)"
            for issue in row["Issue"].split(",")
        ]
        assert (len(rows), total(rows, "n")) == (len(set(links)), len(links)) == (33_674, 39_522)
        assert Counter(row["n"] for row in rows) == Counter(Counter(links).values())
        assert min(row["n"] for row in rows) == 1

    def test_death_penalty(self, real) -> None:
        rows = real.panel("dyad-themes", theme="death penalty").dicts()
        assert {row["theme"] for row in rows} == {"Death penalty"}
        assert (len(rows), total(rows, "n"), total(rows, "accepted")) == (845, 964, 207)

    @pytest.mark.parametrize(("cycle", "links", "by_record"), [(1, 206, 234), (2, 335, 383)])
    def test_cambodia(self, bundled, cycle: int, links: int, by_record: int) -> None:
        """True links of maker and theme: makers times themes of the 91 paragraphs of 2009 would give 274."""
        rows = bundled.panel("dyad-themes", cycle=cycle, unit="records").dicts()
        assert (len(rows), total(rows, "n")) == (links, by_record)

    def test_other_scheme(self, whole, panel_of) -> None:
        """Slovenia's fourth review is the only one with themes of OHCHR's fourth scheme, and has no others."""
        rows = whole.panel("dyad-themes", scheme="ohchr-4").dicts()
        assert {row["review"] for row in rows} == {"svn-4"}
        assert {row["review"] for row in panel_of("dyad-themes", "Slovenia").dicts()} == {"svn-1", "svn-2"}


class TestStates:
    """Codes, groups and organisations of the States in a row."""

    def test_european_union_with_and_without_croatia(self, dyads, raw) -> None:
        members = {row["maker"] for row in dyads if row["session"] == 9 and row["maker_eu"]}
        assert len(members) == 27 and "HRV" not in members and "GBR" in members
        assert {row["maker"] for row in dyads if row["session"] == 18 and row["maker_eu"]} == members | {"HRV"}
        names = (
            "Austria Belgium Bulgaria Cyprus Denmark Estonia Finland France Germany Greece Hungary Ireland Italy "
            "Latvia Lithuania Luxembourg Malta Netherlands Poland Portugal Romania Slovakia Slovenia Spain Sweden"
        )
        union = {*names.split(), "Czech Republic", "United Kingdom"}
        made = [row for row in raw if row["From"] in union or (row["From"] == "Croatia" and int(row["Session"]) >= 18)]
        rows = [row for row in dyads if row["maker_eu"]]
        assert total(rows, "n") == len(made) == 7_421
        assert total(rows, "accepted") == sum(row["Response"] == "Accepted" for row in made) == 4_693
        received = [row for row in raw if row["To"] in union]
        assert total([row for row in dyads if row["state_eu"]], "n") == len(received) == 2_279

    def test_who_left(self, whole) -> None:
        rows = whole.panel("dyads", state="Slovenia", maker=["GBR", "Rwanda", "Croatia"]).dicts()
        of = {(row["maker"], row["review"]): row for row in rows}
        union = [of["GBR", f"svn-{cycle}"]["maker_eu"] for cycle in (1, 2, 3, 4)]
        assert union == [1, 1, 1, 0]
        assert [of["HRV", f"svn-{cycle}"]["maker_eu"] for cycle in (1, 2)] == [0, 1]
        assert {row["state_eu"] for row in rows} == {1}

    def test_codes(self, dyads) -> None:
        of = {(row["maker"], row["state_under_review"]): row for row in dyads if row["session"] == 6}
        row = of["DZA", "KHM"]
        codes = ("maker_m49", "maker_cow", "maker_cow_letters", "maker_group")
        assert [row[code] for code in codes] == ["012", 615, "ALG", "Africa"]
        assert [row[code.replace("maker", "state")] for code in codes] == ["116", 811, "CAM", "Asia"]
        assert [of["VAT", "KHM"][code] for code in codes] == ["336", None, None, "Observer"]
        assert [name for name in BLOCS if row[f"maker_{name}"]] == ["al", "au", "oic"]
        assert [name for name in BLOCS if row[f"state_{name}"]] == ["asean", "oif"]
        assert {row[f"maker_{name}"] for row in dyads for name in BLOCS} == {0, 1}

    def test_unknown_maker_has_none(self, real) -> None:
        rows = [row for row in real.panel("records", state="Indonesia", cycle=1).dicts() if row["maker"] is None]
        assert len(rows) == 9
        for row in rows:
            assert {row[name] for name in row if name.startswith("maker_")} == {None}
            assert row["state_group"] == "Asia"


class TestRecords:
    def test_as_many_as_rows(self, panel_of) -> None:
        rows = panel_of("records").dicts()
        assert len(rows) == len({row["record"] for row in rows}) == 22_421
        assert Counter(row["accepted"] for row in rows) == {1: 16_387, 0: 6_034}
        assert Counter(row["response"] for row in rows) == {"accepted": 16_387, "noted": 6_034}
        assert Counter(row["action_category"] for row in rows) == {1: 415, 2: 3_643, 3: 1_878, 4: 9_111, 5: 7_374}
        assert sum(len(row["issues"].split("|")) for row in rows) == 39_535
        assert Counter(row["review"] for row in rows if row["maker"] is None) == {"idn-1": 9}
        assert {row["source"] for row in rows} == {"upr-info"}

    def test_columns_that_scripts_rely_on(self, bundled) -> None:
        names = "review session cycle state_under_review maker response action_category issues source text"
        assert set(names.split()) <= set(bundled.panel("records").columns)

    def test_filters(self, real) -> None:
        rows = real.panel("records", state="khm", maker="France", cycle=2).dicts()
        assert [row["response"] for row in rows].count("noted") == 3
        assert len(rows) == 6
        assert len(real.panel("records", session=18, state="Cambodia")) == 205

    def test_several_sources_say_what_they_cover(self, panel_of) -> None:
        panel = panel_of("records", "Slovenia")
        assert Counter(row["source"] for row in panel.dicts()) == {"ohchr-matrix": 225 + 260, "upr-info": 106 + 180}
        assert panel.notes[0] == "Covers 4 of 4 reviews (sessions 7, 20, 34, 48)."


class TestRecommendations:
    def test_cambodia(self, bundled) -> None:
        rows = bundled.panel("recommendations").dicts()
        first, second = ([row for row in rows if row["review"] == review] for review in ("khm-1", "khm-2"))
        assert [row["paragraph"] for row in first] == [f"82.{number}" for number in range(1, 92)]
        assert [row["paragraph"] for row in second][170:172] == ["118.171", "119.1"]
        assert (total(first, "n_makers"), total(first, "accepted")) == (137, 91)
        assert Counter(row["accepted"] for row in second) == {1: 163, 0: 42}
        assert total(second, "n_makers") == 205
        assert {row["counted_as"] for row in rows} == {"recommendations"}

    def test_the_answer_that_changed(self, bundled) -> None:
        [row] = [row for row in bundled.panel("recommendations", cycle=2).dicts() if row["paragraph"] == "118.22"]
        assert (row["makers"], row["response"], row["accepted"], row["answer"], row["answer_stage"]) == (
            "PRT",
            "noted",
            0,
            "rejected",
            "addendum",
        )
        assert row["answer_document"] == "A/HRC/26/16/Add.1"
        [kept] = [row for row in bundled.panel("recommendations", cycle=2).dicts() if row["paragraph"] == "118.88"]
        assert (kept["answer"], kept["answered_on"], kept["answer_document"]) == (
            "supported",
            "2014-01-31",
            "A/HRC/26/16",
        )

    def test_texts_where_no_source_gives_numbers(self, panel_of, raw) -> None:
        """Cambodia's texts are replaced by its 296 paragraphs, its 343 rows by 342 pairs."""
        panel = panel_of("recommendations")
        rows = panel.dicts()
        texts = {
            (row["To"], row["Session"], " ".join(row["Text"].split()), row["Response"])
            for row in raw
            if row["To"] != "Cambodia"
        }
        assert Counter(row["counted_as"] for row in rows) == {"texts": len(texts), "recommendations": 296}
        assert total(rows, "n_makers") + total(rows, "unknown_maker") == 22_420 - 343 + 342
        assert total(rows, "unknown_maker") == 9
        assert all(row["n_makers"] == len((row["makers"] or "").split("|")) for row in rows if row["n_makers"])
        assert not [row for row in rows if row["n_makers"] == 0 and row["makers"]]
        assert len({row["recommendation"] for row in rows}) == len(rows)
        assert panel.unit == "recommendations, and texts where no source gives a number"

    def test_of_a_maker_with_its_fellows(self, bundled) -> None:
        rows = bundled.panel("recommendations", cycle=1, maker="France").dicts()
        every = bundled.panel("recommendations", cycle=1).dicts()
        assert rows == [row for row in every if "FRA" in row["makers"].split("|")]
        assert any(row["n_makers"] > 1 for row in rows)


class TestReviews:
    def test_each_review_once(self, panel_of) -> None:
        rows = panel_of("reviews").dicts()
        assert len(rows) == len({row["review"] for row in rows}) == 717
        itemised = [row for row in rows if row["n"] is not None]
        assert len(itemised) == 185
        assert total(itemised, "n_pairs") == 22_420 - 343 + 342
        assert total(itemised, "unknown_makers") == 9
        assert {row["n_texts"] for row in rows if row["n"] is None} == {None}
        assert {row["n_recommendations"] for row in rows if row["state_under_review"] != "KHM"} == {None}
        assert len([row for row in rows if row["troika1"] and row["troika2"] and row["troika3"]]) == 310
        assert all(row["troika1"] < row["troika2"] < row["troika3"] for row in rows if row["troika1"])
        assert [row["review"] for row in rows if row["status"] == "not held"] == ["usa-4"]

    def test_records_of_a_review(self, real, raw) -> None:
        rows = real.panel("reviews", unit="records").dicts()
        received = Counter((row["To"], row["Session"]) for row in raw)
        assert Counter(row["n"] for row in rows if row["n"]) == Counter(received.values())
        assert (total(rows, "n"), total(rows, "accepted"), total(rows, "noted")) == (22_421, 16_387, 6_034)
        assert {row["pending"] for row in rows} == {row["unanswered"] for row in rows} == {0, None}

    def test_slovenia(self, panel_of) -> None:
        rows = {row["review"]: row for row in panel_of("reviews", "Slovenia").dicts()}
        names = ("reported_total", "n_recommendations", "accepted", "noted", "pending")
        assert [[row[name] for name in names] for row in rows.values()] == [
            [None, 97, 89, 5, 3],
            [163, 163, 142, 21, 0],
            [None, 215, 182, 33, 0],
            [254, 254, 217, 37, 0],
        ]
        handed_in = ("submissions_individual", "submissions_joint", "submissions_other")
        assert [[row[name] for name in handed_in] for row in rows.values()] == [
            [None, None, None],
            [4, 0, 3],
            [None, None, None],
            [6, 3, 3],
        ]
        fourth = rows["svn-4"]
        assert [fourth[f"troika{at}"] for at in (1, 2, 3)] == ["DOM", "THA", "ZAF"]
        assert (fourth["delegations"], fourth["outcome_adopted"], fourth["without_vote"]) == (94, "2025-07-02", 1)

    def test_reported_only(self, bundled) -> None:
        [row] = bundled.panel("reviews", state="Cambodia", cycle=3).dicts()
        assert [row[name] for name in ("reported_total", "reported_accepted", "reported_noted")] == [198, 173, 25]
        assert [row[name] for name in ("n", "accepted", "noted", "n_makers")] == [None] * 4


class TestSubmissionsAndPledges:
    def test_slovenia(self, whole) -> None:
        rows = whole.panel("submissions").dicts()
        assert Counter((row["review"], row["kind"]) for row in rows) == {
            ("svn-2", "individual"): 4,
            ("svn-2", "other"): 3,
            ("svn-4", "individual"): 6,
            ("svn-4", "joint"): 3,
            ("svn-4", "other"): 3,
        }
        joint = {row["label"]: row["n_members"] for row in rows if row["kind"] == "joint"}
        assert joint == {"JS1": 4, "JS2": 2, "JS3": 3}
        assert all(row["n_members"] == len(row["organisations"].split("|")) for row in rows)
        assert {row["document"] for row in rows} == {"A/HRC/WG.6/20/SVN/3", "A/HRC/WG.6/48/SVN/3"}

    def test_pledges(self, real, panel_of) -> None:
        rows = panel_of("pledges").dicts()
        assert len(rows) == 947
        assert len(real.panel("pledges", source="uhri")) == 0


class TestFilters:
    @pytest.mark.parametrize("kind", KINDS)
    def test_each_takes_state_cycle_and_session(self, bundled, kind: str) -> None:
        for filters in ({"state": "Cambodia"}, {"cycle": 2}, {"session": 18}):
            rows = bundled.panel(kind, **filters).dicts()
            assert {row["state_under_review"] for row in rows if "state" in filters} <= {"KHM"}
            assert {row["cycle"] for row in rows if "cycle" in filters} <= {2}
            assert {row["session"] for row in rows if "session" in filters} <= {18}
            assert rows or kind in ("submissions", "pledges")

    @pytest.mark.parametrize("kind", ["records", "recommendations", "dyads", "dyad-themes"])
    def test_maker(self, bundled, kind: str) -> None:
        rows = bundled.panel(kind, maker="France").dicts()
        column = "makers" if kind == "recommendations" else "maker"
        assert rows and all("FRA" in row[column] for row in rows)

    def test_errors(self, bundled) -> None:
        with pytest.raises(QueryError, match="unknown panel 'states': records, recommendations, dyads"):
            bundled.panel("states")
        with pytest.raises(QueryError, match="panels/reviews has no parameter maker"):
            bundled.panel("reviews", maker="France")
        with pytest.raises(UnknownName, match="Atlantis"):
            bundled.panel("dyads", maker="Atlantis")
        with pytest.raises(QueryError, match="no records of a source 'uhri'"):
            bundled.panel("dyads", source="uhri")


@pytest.mark.parametrize("kind", KINDS)
class TestColumns:
    """What the headers say of the columns."""

    def test_header_describes_each_column_once(self, kind: str) -> None:
        header = catalogue.load(f"panels/{kind}").header
        known = list(catalogue.load(f"panels/{kind}").columns)
        sources = [column for columns in header["column-sources"].values() for column in columns]
        assert sorted(sources) == sorted(known)
        for key in ("column-types", "column-units"):
            named = [column for columns in header.get(key, {}).values() for column in columns]
            assert len(set(named)) == len(named) and set(named) <= set(known)
        assert set(header.get("column-values", {})) <= set(known)
        assert set(header["column-types"]) <= set(panel_columns.TYPES)

    @pytest.mark.parametrize("state", ["", *DOCUMENTED])
    def test_values_are_of_their_types(self, panel_of, kind: str, state: str) -> None:
        """Of all that UPR Info's files tell, and of States that every other kind of source tells of."""
        panel = panel_of(kind, state)
        assert len(panel) > 0 or kind in ("submissions", "pledges")
        types = {"integer": int, "number": (int, float)}
        for at, column in enumerate(panel.about):
            values = {row[at] for row in panel.rows} - {None}
            assert all(isinstance(value, types.get(column.type, str)) for value in values), column.name
            assert not column.values or values <= set(column.values)
            if column.type == "date":
                assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) for value in values)

    def test_names_and_labels_suit_stata(self, bundled_panel, kind: str) -> None:
        panel = bundled_panel(kind)
        assert panel.columns == tuple(column.name for column in panel.about)
        for column in panel.about:
            assert STATA_NAME.fullmatch(column.name) and not STATA_WORDS.fullmatch(column.name)
            assert column.label == column.meaning.split(";")[0] and len(column.label) <= 80

    def test_dictionary_says_where_each_column_comes_from(self, bundled_panel, kind: str, tmp_path: Path) -> None:
        panel = bundled_panel(kind)
        beside = panels.write(panel, tmp_path / f"{kind}.csv")
        assert beside.name == f"{kind}.dictionary.csv"
        lines = list(csv.DictReader(io.StringIO(beside.read_text(encoding="utf-8"))))
        assert list(lines[0]) == ["column", "type", "meaning", "unit", "source", "values"]
        header = (tmp_path / f"{kind}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert [line["column"] for line in lines] == header.split(",")
        assert all(line["meaning"] and line["source"] for line in lines)
        for line in lines:
            if line["column"] in ("n", "noted"):
                assert line["unit"] == panel.unit


def expected(panel: Panel, stata: bool) -> list[list[Any]]:
    """The rows as a file should have them, column for column: days as days, missing texts empty in Stata."""
    columns = []
    for column, values in zip(panel.about, zip(*panel.rows, strict=True), strict=True):
        if column.type == "date":
            columns.append([value and date.fromisoformat(value) for value in values])
        elif column.type in ("text", "long text") and stata:
            columns.append([value or "" for value in values])
        else:
            columns.append(list(values))
    return columns


def read(values: pandas.Series) -> list[Any]:
    """The values of a column that pandas read, None where missing."""
    return [
        None if pandas.isna(value) else value.date() if isinstance(value, pandas.Timestamp) else value
        for value in values
    ]


class TestFiles:
    @pytest.mark.parametrize("kind", KINDS)
    def test_stata_file_read_back(self, panel_of, tmp_path: Path, kind: str) -> None:
        panel = panel_of(kind, "Slovenia")
        path = tmp_path / "x.dta"
        panels.write(panel, path)
        with pandas.read_stata(path, convert_categoricals=False, iterator=True) as reader:
            frame = reader.read()
            assert reader.variable_labels() == {column.name: column.label for column in panel.about}
            assert reader.data_label == f"{kind}: {panel.unit}"
            labelled = {name: dict(labels) for name, labels in reader.value_labels().items()}
        assert labelled == {column.name: dict(column.values) for column in panel.about if column.values}
        assert tuple(frame.columns) == panel.columns
        for column, values in zip(panel.about, expected(panel, stata=True), strict=True):
            assert read(frame[column.name]) == values, column.name

    @pytest.mark.parametrize("kind", KINDS)
    def test_parquet_read_back(self, panel_of, tmp_path: Path, kind: str) -> None:
        panel = panel_of(kind, "Slovenia")
        path = tmp_path / "x.parquet"
        panels.write(panel, path)
        table = pyarrow.parquet.read_table(path)
        assert tuple(table.column_names) == panel.columns
        for column, values in zip(panel.about, expected(panel, stata=False), strict=True):
            assert table[column.name].to_pylist() == values, column.name
            said = table.schema.field(column.name).metadata
            assert said[b"meaning"].decode() == column.meaning and said[b"source"].decode() == column.source
        assert table.schema.metadata[b"unit"].decode() == panel.unit
        assert str(table.schema.field("session").type) == "int32"
        assert str(table.schema.field("session_start").type) == "date32[day]"

    @pytest.mark.parametrize("suffix", panels.SUFFIXES)
    def test_same_rows_same_bytes(self, bundled, tmp_path: Path, suffix: str) -> None:
        for name in ("a", "b"):
            panels.write(bundled.panel("dyads"), tmp_path / f"{name}{suffix}")
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()

    @pytest.mark.parametrize("suffix", panels.SUFFIXES)
    def test_no_row_keeps_columns_and_types(self, bundled_panel, tmp_path: Path, suffix: str) -> None:
        panel = bundled_panel("submissions")
        assert len(panel) == 0
        path = tmp_path / f"x{suffix}"
        panels.write(panel, path)
        readers = {".csv": pandas.read_csv, ".parquet": pandas.read_parquet, ".dta": pandas.read_stata}
        assert tuple(readers[suffix](path).columns) == panel.columns
        assert str(panel.df["session_start"].dtype) == "datetime64[s]"

    def test_types_in_pandas(self, bundled_panel) -> None:
        frame = bundled_panel("dyads").df
        kinds = {name: str(frame[name].dtype) for name in ("n", "maker_cow", "mean_action", "review_date", "maker_eu")}
        assert kinds == {
            "n": "int64",
            "maker_cow": "Int64",
            "mean_action": "float64",
            "review_date": "datetime64[s]",
            "maker_eu": "int64",
        }
        assert frame["mean_action"].isna().sum() == (frame["n"] == 0).sum()
        assert frame.attrs["unit"] == "pairs"

    def test_unknown_suffix(self, bundled, tmp_path: Path) -> None:
        with pytest.raises(QueryError, match=r"a panel is written as \.csv, \.parquet, \.dta"):
            panels.write(bundled.panel("dyads"), tmp_path / "x.xlsx")
        assert list(tmp_path.iterdir()) == []

    def test_hostile_values(self, tmp_path: Path) -> None:
        """Long texts beyond ASCII, numbers that a byte or an int of Stata cannot hold, a day known by its month."""
        rows = [
            ("é" * 2_000, 'a "b", |\n', 100, 32_741, "2014-01-28", None),
            ("x" * 3_000, "", -7, None, "2014-01", 0.5),
            (None, None, None, 101, None, 2.0),
        ]
        about = (
            Column("text", "text", "one"),
            Column("brief", "text", "two"),
            Column("small", "integer", "three"),
            Column("large", "integer", "four"),
            Column("day", "date", "five"),
            Column("share", "number", "six"),
        )
        panel = Panel("panels/x", "What?", tuple(column.name for column in about), rows, "records", about=about)
        panels.write(panel, tmp_path / "x.dta")
        frame = pandas.read_stata(tmp_path / "x.dta")
        assert read(frame["text"]) == ["é" * 2_000, "x" * 3_000, ""]
        assert read(frame["brief"]) == ['a "b", |\n', "", ""]
        assert read(frame["small"]) == [100, -7, None]
        assert read(frame["large"]) == [32_741, None, 101]
        assert read(frame["day"]) == [date(2014, 1, 28), None, None]
        assert read(frame["share"]) == [None, 0.5, 2.0]
        panels.write(panel, tmp_path / "x.csv")
        assert '"a ""b"", |\n",100,32741,2014-01-28,\n' in (tmp_path / "x.csv").read_text(encoding="utf-8")
        assert read(panel.df["day"]) == [date(2014, 1, 28), None, None]

    @pytest.mark.parametrize("kind", KINDS)
    def test_each_parameter_is_an_option(self, upr, tmp_path: Path, kind: str) -> None:
        path = tmp_path / f"{kind}.csv"
        given = {"state": "Cambodia", "maker": "France", "cycle": "2", "session": "18", "theme": "Death penalty"}
        question = catalogue.load(f"panels/{kind}")
        options = [word for name in question.parameters if name in given for word in (f"--{name}", given[name])]
        options += ["--scheme", "upr-info"] if "scheme" in question.parameters else []
        options += ["--unit", question.units[0]] if question.units else []
        ran = upr("panel", kind, path, *options)
        assert (ran.code, ran.err) == (0, "")
        assert path.exists()

    def test_command(self, upr, tmp_path: Path) -> None:
        path = tmp_path / "dyads.dta"
        ran = upr("panel", "dyads", path, "--state", "Cambodia", "--maker", "FRA")
        assert ran.code == 0
        assert ran.out.startswith(f"{path}: 2 rows; counted: pairs\n{tmp_path / 'dyads.dictionary.csv'}")
        frame = pandas.read_stata(path)
        assert list(frame["n"]) == [3, 6]


DOCS = Path(__file__).resolve().parents[1] / "docs" / "panels.md"


class TestDocumentation:
    """docs/panels.md says what the headers say."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_columns(self, kind: str) -> None:
        section = DOCS.read_text(encoding="utf-8").split(f"\n### {kind}\n")[1].split("\n### ")[0].split("\n## ")[0]
        told = re.findall(r"^\| `(\w+)` \| ([a-z ]+) \| (.+) \|$", section, re.MULTILINE)
        described = panel_columns.columns(f"panels/{kind}", "")
        assert told == [(column.name, column.type, column.meaning) for column in described]

    def test_columns_of_states(self, bundled) -> None:
        text = DOCS.read_text(encoding="utf-8")
        for name in BLOCS:
            assert f"`{name}`" in text
        for code in ("m49", "cow", "cow_letters", "group"):
            assert f"`maker_{code}`" in text and f"`state_{code}`" in text

    def test_names_in_snippets_are_columns(self, bundled_panel) -> None:
        """Names that look like those of columns in the R and Stata snippets are columns, or made there."""
        text = DOCS.read_text(encoding="utf-8")
        code = "".join(re.findall(r"```(?:r|stata)\n(.*?)```", text, re.DOTALL))
        used = set(re.findall(r"\b(?:maker|state|review|session)_\w+", code))
        made = set(re.findall(r"generate\((\w+)\)", code))
        assert {"maker_group", "state_group", "maker_eu"} <= used
        assert used - made <= {name for kind in KINDS for name in bundled_panel(kind).columns}


def test_result_of_a_panel_is_a_result(bundled) -> None:
    panel = bundled.panel("dyads", maker="France")
    assert isinstance(panel, Result)
    assert panel.parameters == {"maker": "France (FRA)"}
    assert "<table>" in panel._repr_html_()
