"""Pages of UPR Info's API: the records of the CSV export of the same rows, and whether all rows are there."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exports
from uprgraph.errors import BadRow, NotReadable, UnknownKind
from uprgraph.items import Page
from uprgraph.records import Pledge, Record, Theme
from uprgraph.sources import Opened
from uprgraph.sources.upr_info_api import incomplete

FIXTURE = Path(__file__).resolve().parent / "sources" / "upr_info_api" / "pages.jsonl"


def pages() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]


def rows() -> list[dict[str, Any]]:
    return [row for page in pages() for row in page["rows"]]


def written(path: Path, said: Any) -> Path:
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return path


def changed(path: Path, **properties: Any) -> Path:
    """A page with the first row alone, some properties replaced or, by None, left out."""
    row = rows()[0]
    row["metadata"] |= properties
    row["metadata"] = {key: value for key, value in row["metadata"].items() if value is not None}
    return written(path / "made.json", {"rows": [row], "totalRows": 1})


def read(path: Path) -> list[object]:
    return list(Opened(path).records())


def record(key, review, maker, response, action, themes, text, answer=None) -> Record:
    themes = tuple(themes.split("|"))
    return Record("upr-info-uwazi", key, review, maker, response, action, themes, "upr-info", text, answer=answer)


EXPECTED = [
    ("irn-3", "NOR", "accepted", 5, "Women's rights", "Pass a law on shelters", "supported"),
    ("bfa-4", "BEL", "noted", 4, "International instruments|Death penalty", "Sign, then ratify"),
    ("bfa-4", "LUX", "noted", 4, "International instruments|Death penalty", "Sign, then ratify"),
    ("prk-4", "TTO", "noted", 3, "Special procedures", "Let visitors in", "not-supported"),
    ("cpv-4", "COD", "accepted", 2, "Night-time telephone lines", "Answer calls at night", "supported"),
]


def test_records() -> None:
    found = [item for item in read(FIXTURE) if isinstance(item, Record)]
    assert found == [record(item.key, *said) for item, said in zip(found, EXPECTED, strict=True)]


def test_same_records_as_the_csv(tmp_path: Path) -> None:
    """Keys too: the database by both ways is counted once."""
    assert read(FIXTURE) == read(exports.uwazi(tmp_path / "made.csv"))


def test_keys_are_hashes() -> None:
    """16 hex of SHA-256 over the clean cells in the order of the labels that are read, and the maker's code."""
    cells = ["Let visitors in", "Korea, Democratic People's Republic of", "Trinidad and Tobago", "Not Supported"]
    cells += ["Special procedures", "3 - Considering action", "47 - November 2024", "TTO"]
    expected = hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16]
    assert [item.key for item in read(FIXTURE) if isinstance(item, Record)][3] == expected


def test_report() -> None:
    file = Opened(FIXTURE)
    assert (file.kind, file.source.name) == ("UPR Info API pages", "upr-info-uwazi")
    assert [item for item in file.records() if not isinstance(item, Record)] == [
        Theme("upr-info", "Night-time telephone lines")
    ]
    assert (file.report.rows, file.report.records, file.report.problems) == (4, 5, [])
    assert file.report.warnings == {
        "rows of other templates, left out": 1,
        "rows with the theme 'Night-time telephone lines', which the bundled scheme does not list": 1,
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 5), max_size=3), form=st.sampled_from(["lines", "array"]))
def test_pages_may_be_cut_anywhere(tmp_path: Path, cuts: list[int], form: str) -> None:
    at = [0, *sorted(cuts), 5]
    cut = [{"rows": rows()[i:j], "totalRows": 5} for i, j in itertools.pairwise(at)]
    said = "\n".join(map(json.dumps, cut)) if form == "lines" else json.dumps(cut)
    (tmp_path / "made.json").write_text(said, encoding="utf-8")
    file = Opened(tmp_path / "made.json")
    assert list(file.records()) == read(FIXTURE)
    assert file.report.problems == []


def test_rows_alone(tmp_path: Path) -> None:
    """An array of rows without their page."""
    assert read(written(tmp_path / "made.json", rows())) == read(FIXTURE)


def test_row_on_two_pages_counts_once(tmp_path: Path) -> None:
    """Pages overlap where the database changes while it is asked."""
    path = written(tmp_path / "made.json", [pages()[0], {"rows": rows()[2:], "totalRows": 5}])
    file = Opened(path)
    assert list(file.records()) == read(FIXTURE)
    assert file.report.warnings["rows that stand on two pages, read once"] == 1
    assert file.report.problems == []


def test_pages_as_they_are_fetched(tmp_path: Path) -> None:
    """``upr fetch`` leaves out what came before, and writes beside the rows what was asked and how many came."""
    asked = {"filters": {"types": "t-rec", "session": "e-44"}, "totalRows": 3}
    first, second = rows()[:3], rows()[3:]
    lines = [
        {"from": 0, "came": 3, "again": [], "rows": first, **asked},
        {
            "from": 0,
            "came": 3,
            "again": ["r1"],
            "rows": second,
            **asked,
            "filters": {"types": "t-rec", "session": "e-47"},
        },
    ]
    path = tmp_path / "made.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    file = Opened(path)
    assert list(file.records()) == read(FIXTURE)
    assert file.report.problems == []


def test_row_that_changed_between_two_pages(tmp_path: Path) -> None:
    again = rows()[0]
    again["metadata"]["response"] = [{"value": "v-2", "label": "Noted"}]
    file = Opened(written(tmp_path / "made.json", [*rows(), again]))
    assert list(file.records()) == read(FIXTURE)
    assert file.report.problems == ["the row r1 stands on two pages, and differs: the first is read"]


def test_two_rows_with_the_same_cells_are_two_records(tmp_path: Path) -> None:
    """As in the CSV, where the second has the key of the first and ``-2``."""
    twin = rows()[0] | {"sharedId": "r9"}
    first, second = (item.key for item in read(written(tmp_path / "made.json", [rows()[0], twin])))
    assert second == f"{first}-2"


def test_missing_rows_are_a_problem(tmp_path: Path) -> None:
    file = Opened(written(tmp_path / "made.json", pages()[:1]))
    assert len([item for item in file.records() if isinstance(item, Record)]) == 3
    assert file.report.problems == ["3 of 5 rows are in the file"]


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ([(3, {"totalRows": 5}), (2, {"totalRows": 5})], []),
        ([(3, {"totalRows": 5}), (1, {"totalRows": 5})], ["4 of 5 rows are in the file"]),
        ([(5, {"totalRows": 5}), (5, {"totalRows": 5})], []),
        ([(5, {"totalRows": 5}), (4, {"totalRows": 5})], ["4 of 5 rows are in the file"]),
        ([(5, {"totalRows": 5}), (7, {"totalRows": 7})], []),
        ([(3, {"totalRows": 5}), (7, {"totalRows": 7})], ["3 of 5 rows are in the file"]),
        ([(9, {"totalRows": 10_000, "relation": "gte"})], ["9 of at least 10,000 rows are in the file"]),
        ([(9, {"totalRows": {"value": 10_000, "relation": "gte"}})], ["9 of at least 10,000 rows are in the file"]),
        ([(4, {"totalRows": 5, "filters": {"session": "e-1"}})], ["4 of 5 rows are in the file (session e-1)"]),
        (
            [
                (3, {"totalRows": 5, "filters": {"session": "e-1"}, "from": 0}),
                (2, {"totalRows": 2, "filters": {"session": "e-2"}, "from": 0}),
                (1, {"totalRows": 5, "filters": {"session": "e-1"}, "from": 3, "came": 2}),
            ],
            [],
        ),
        ([(3, {})], []),
    ],
)
def test_questions(said: list[tuple[int, dict[str, Any]]], problems: list[str]) -> None:
    assert incomplete([Page(*page) for page in said]) == problems


@pytest.mark.parametrize(
    "renamed",
    [
        {"recommendation": "text", "issues": "themes", "response": "position"},
        {"state_under_review": "State_Under_Review", "action_category": "action"},
        {"recommending_state": "recommending_states", "session": "upr_session"},
        {"state_under_review": "state under review"},
    ],
)
def test_keys_in_any_case_and_aliases(tmp_path: Path, renamed: dict[str, str]) -> None:
    said = rows()
    for row in said:
        row["metadata"] = {renamed.get(key, key): value for key, value in row["metadata"].items()}
    assert read(written(tmp_path / "made.json", said)) == read(FIXTURE)


def test_values_of_a_group(tmp_path: Path) -> None:
    """Uwazi's CSV writes a value of a group behind the group's name and two colons."""
    entry = {"value": "i-9", "label": "Women's rights", "parent": {"value": "p", "label": "Groups"}}
    [found] = read(changed(tmp_path, issues=[entry]))
    table = exports.table("upr_info_uwazi")[:2]
    table[1][table[0].index("Issues")] = "Groups::Women's rights"
    assert [found] == read(exports.uwazi(tmp_path / "made.csv", table))
    assert found.themes == ("Women's rights",)


def test_pledge(tmp_path: Path) -> None:
    states = [{"value": "s-irn", "label": "Iran, Islamic Republic of\n"}]
    said = changed(tmp_path, response=[{"value": "v-9", "label": "Voluntary Pledge"}], recommending_state=states)
    [found] = read(said)
    assert isinstance(found, Pledge)
    assert (found.review, found.text) == ("irn-3", "Pass a law on shelters")


def test_properties_without_a_value_may_be_left_out(tmp_path: Path) -> None:
    row = rows()[0]
    row["sharedId"] = "r9"
    del row["metadata"]["response"], row["metadata"]["issues"]
    row["metadata"]["action_category"] = []
    found = read(written(tmp_path / "made.json", [*rows(), row]))[-1]
    assert isinstance(found, Record)
    assert (found.response, found.themes, found.action) == (None, (), None)


def test_unknown_property_is_reported_once(tmp_path: Path) -> None:
    said = rows()
    for row in said:
        row["metadata"]["mood"] = [{"value": "glad"}]
    file = Opened(written(tmp_path / "made.json", said))
    assert list(file.records()) == read(FIXTURE)
    assert file.report.warnings["property 'mood' is not known and was left out"] == 1


def test_missing_property_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="no row has the property 'Response'; the rows have action_category, cycle"):
        read(changed(tmp_path, response=None))


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"state_under_review": [{"value": "x", "label": "Atlantis"}]}, "unknown state 'Atlantis'"),
        ({"recommending_state": [{"value": "x", "label": "Iran, Islamic Republic of"}]}, "cannot recommend to itself"),
        ({"recommending_state": [{"value": "x"}]}, "'Recommending State' has a value without a label"),
        ({"recommendation": [{"value": ""}]}, "the text is empty"),
        ({"recommendation": [{"value": {"from": 1}}]}, "'Recommendation' has a value without a text"),
        ({"session": [{"value": "x", "label": "99 - May 2040"}]}, "unknown session '99 - May 2040'"),
        ({"response": [{"value": "x", "label": "Perhaps"}]}, "unknown response 'Perhaps'"),
        ({"issues": [{"value": "x", "label": True}]}, "'Issues' has a value without a label"),
        ({"issues": [["x"]]}, "'Issues' has a value without a label"),
    ],
)
def test_bad_rows(tmp_path: Path, properties: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRow, match=f"made.json, row 1: .*{said}"):
        read(changed(tmp_path, **properties))


def test_other_json_is_of_no_known_kind(tmp_path: Path) -> None:
    with pytest.raises(UnknownKind, match="not a file that uprgraph knows"):
        Opened(written(tmp_path / "made.json", [{"name": "x", "metadata": {}}]))
