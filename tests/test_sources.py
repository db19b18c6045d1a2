"""Files -> records: whole outputs of small fixtures, encodings, row keys, and the real XLS."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

import exports
from conftest import real_file
from exports import table, text_of
from uprgraph.errors import NotReadable
from uprgraph.records import CodedState, DataQualityNote, Pledge, Record, Review, Theme
from uprgraph.sources import Opened


def read(path: Path) -> list[object]:
    return list(Opened(path).records())


def keys(path: Path) -> list[str]:
    return [record.key for record in read(path) if isinstance(record, Record | Pledge)]


def record(key, review, maker, response, action, themes, text) -> Record:
    return Record("upr-info", key, review, maker, response, action, tuple(themes.split("|")), "upr-info", text)


TORTURE = "International instruments|Torture and other CID treatment"
EXPECTED = [
    record("643c4a9c4e179bda", "ton-2", "CZE", "accepted", 5, TORTURE, "Sign the treaty against torture"),
    record("9de1528ed4d2fa70", "ton-2", "FRA", "accepted", 5, TORTURE, "Sign the treaty against torture"),
    record(
        "baecaa5e52da61fa", "ton-2", "ESP", "noted", 5, "International instruments", "Sign the treaty against torture"
    ),
    record(
        "ba7a4a1b89941654",
        "swz-1",
        "MKD",
        "noted",
        4,
        "Freedom of the press",
        'Give the press "room to write" & to ask',
    ),
    record(
        "8d534638d4ba1b8e",
        "lby-1",
        "CIV",
        "accepted",
        2,
        "Justice|Human rights education and training",
        "Train judges for a year in Genève or Zürich",
    ),
    record("871544949c1b809c", "idn-1", None, "accepted", 2, "NHRI", "Keep the new office open"),
    record("5f6619bf5777998d", "lso-1", "TCD", "accepted", 4, "Right to education", "Build schools in the hills"),
    record("5f6619bf5777998d-2", "lso-1", "TCD", "accepted", 4, "Right to education", "Build schools in the hills"),
    record(
        "1742907e9402530c",
        "ssd-1",
        "CHE",
        "accepted",
        4,
        "Rights of the Child",
        "Register all births, also of returnees",
    ),
    record(
        "c9906b549c4eae21", "khm-2", "NER", "pending", 1, "Environment", "Plant a row of trees that no report mentions"
    ),
    record(
        "2cfb48f14a16f092",
        "ner-1",
        "NGA",
        "noted",
        3,
        "Special procedures|Right to water",
        "Consider a visit by the expert on water",
    ),
    record("e8ba726e5e37d555", "che-1", "COG", "noted", 5, "Other", "Count the homeless"),
    Pledge("upr-info", "98a40b82f29b3447", "svn-1", 5, ("Women's rights",), "upr-info", "We will mend the shelter"),
]
LACKING = "The source has rows for a review that the calendar of reviews does not hold"


class TestUprInfo:
    """The export of 2015."""

    def test_records(self, tmp_path: Path) -> None:
        found = read(exports.upr_info(tmp_path / "made.csv"))
        assert [item for item in found if isinstance(item, Record | Pledge)] == EXPECTED

    def test_what_else_it_says(self, tmp_path: Path) -> None:
        """Groups and organisations as coded there, each once, and the review that the calendar lacks."""
        found = read(exports.upr_info(tmp_path / "made.csv"))
        assert [item for item in found if not isinstance(item, Record | Pledge)] == [
            CodedState("TON", "Asia", ("Commonwealth",)),
            CodedState("CZE", "EEG", ("EU",)),
            CodedState("FRA", "WEOG", ("EU", "OIF")),
            CodedState("ESP", "WEOG", ("EU",)),
            CodedState("SWZ", "Africa", ("AU", "Commonwealth")),
            CodedState("MKD", "EEG", ("OIF",)),
            CodedState("LBY", "Africa", ("AL", "AU", "OIC")),
            CodedState("CIV", "Africa", ("AU", "OIC", "OIF")),
            CodedState("IDN", "Asia", ("ASEAN", "OIC")),
            CodedState("LSO", "Africa", ("AU", "Commonwealth")),
            CodedState("TCD", "Africa", ("AU", "OIC", "OIF")),
            Review("ssd-1", "SSD", cycle=1, session=11),
            DataQualityNote("ssd-1", "review", LACKING),
            CodedState("SSD", "Africa", ("AU",)),
            CodedState("CHE", "WEOG", ("OIF",)),
            CodedState("KHM", "Asia", ("ASEAN", "OIF")),
            CodedState("NER", "Africa", ("AU", "OIC", "OIF")),
            CodedState("NGA", "Africa", ("AU", "Commonwealth", "OIC")),
            CodedState("COG", "Africa", ()),
            CodedState("SVN", "EEG", ("EU",)),
        ]

    def test_report(self, tmp_path: Path) -> None:
        file = Opened(exports.upr_info(tmp_path / "made.csv"))
        list(file.records())
        report = file.report
        assert (report.rows, report.records, report.pledges, report.bad_rows) == (13, 12, 1, [])
        assert report.responses == {"accepted": 7, "noted": 4, "pending": 1}
        assert len(report.reviews) == 10
        assert sorted(report.warnings.values()) == [1, 1, 1]
        for word in ("repeat another row", "known recommending state", "South Sudan in session 11"):
            assert any(word in warning for warning in report.warnings)

    def test_row_key_is_the_hash_of_the_clean_cells(self, tmp_path: Path) -> None:
        """DESIGN, IRIs: 16 hex of SHA-256 over stripped, unescaped cells in canonical column order."""
        cells = ["Switzerland", "WEOG", "OIF", "Count the homeless", "Republic of Congo", "Africa", ""]
        cells += ["Noted", "5", "Other", "2"]
        assert hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16] == "e8ba726e5e37d555"

    def test_a_third_repetition_has_the_next_number(self, tmp_path: Path) -> None:
        rows = table("upr_info")
        rows.append(rows[7])
        assert keys(exports.upr_info(tmp_path / "made.csv", rows))[-1] == "5f6619bf5777998d-3"

    def test_column_order_does_not_matter(self, tmp_path: Path) -> None:
        turned = exports.upr_info(tmp_path / "made.csv", [row[::-1] for row in table("upr_info")])
        assert [item for item in read(turned) if isinstance(item, Record | Pledge)] == EXPECTED

    def test_groups_follow_their_columns_names(self, tmp_path: Path) -> None:
        turned = exports.upr_info(tmp_path / "made.csv", [row[::-1] for row in table("upr_info")])
        coded = [item for item in read(turned) if isinstance(item, CodedState)]
        assert coded[:2] == [CodedState("TON", "Asia", ("Commonwealth",)), CodedState("CZE", "EEG", ("EU",))]

    def test_unknown_column_is_reported(self, tmp_path: Path) -> None:
        rows = table("upr_info")
        wide = [[*rows[0], "Mood"], *([*row, "glad"] for row in rows[1:])]
        file = Opened(exports.upr_info(tmp_path / "made.csv", wide))
        assert [item for item in file.records() if isinstance(item, Record | Pledge)] == EXPECTED
        assert any("'Mood'" in warning for warning in file.report.warnings)

    def test_columns_of_the_xls(self, tmp_path: Path) -> None:
        """Rgrp and Org twice, by position; SuR, Recommendation, RS for To, Text, From."""
        rows = table("upr_info")
        rows[0] = ["SuR", "Rgrp", "Org", "Recommendation", "RS", "Rgrp", "Org", *rows[0][7:]]
        found = read(exports.upr_info(tmp_path / "made.csv", rows))
        assert [item for item in found if isinstance(item, Record | Pledge)] == EXPECTED

    @pytest.mark.parametrize(
        ("encoding", "newline"),
        [
            ("mac_roman", "\r"),
            ("utf-8", "\n"),
            ("utf-8", "\r\n"),
            ("utf-8", "\r"),
            ("utf-8-sig", "\n"),
            ("utf-8-sig", "\r\n"),
            ("cp1252", "\r\n"),
            ("cp1252", "\n"),
        ],
    )
    def test_encodings_and_line_ends(self, tmp_path: Path, encoding: str, newline: str) -> None:
        path = tmp_path / "made.csv"
        path.write_bytes(text_of(table("upr_info"), newline).encode(encoding))
        assert [item for item in read(path) if isinstance(item, Record | Pledge)] == EXPECTED

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_delimiters_that_excel_writes(self, tmp_path: Path, delimiter: str) -> None:
        path = tmp_path / "made.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(table("upr_info"))
        assert [item for item in read(path) if isinstance(item, Record | Pledge)] == EXPECTED

    def test_blank_lines_and_no_last_line_end(self, tmp_path: Path) -> None:
        path = tmp_path / "made.csv"
        text = text_of(table("upr_info")).rstrip("\n").replace("\nNiger,", "\n\n\nNiger,")
        path.write_text(text, encoding="utf-8")
        assert [item for item in read(path) if isinstance(item, Record | Pledge)] == EXPECTED

    @pytest.mark.data
    def test_csv_and_xls_are_the_same_records(self) -> None:
        from_csv, from_xls = (keys(real_file(f"upr-info/6-9.{suffix}")) for suffix in ("csv", "xls"))
        assert len(from_csv) == 8343
        assert set(from_csv) == set(from_xls)
        assert len(set(from_csv)) == 8343
        assert [key for key in from_csv if "-" in key] == [key for key in from_xls if "-" in key]
        assert sum("-" in key for key in from_csv) == 1


def uwazi_record(key, review, maker, response, action, themes, text, answer=None) -> Record:
    themes = tuple(themes.split("|"))
    return Record("upr-info-uwazi", key, review, maker, response, action, themes, "upr-info", text, answer=answer)


def uwazi(path: Path) -> list[Record]:
    """The records without their keys, which the tests of keys look at."""
    found = [item for item in read(path) if isinstance(item, Record)]
    return [
        uwazi_record("", r.review, r.maker, r.response, r.action, "|".join(r.themes), r.text, r.answer) for r in found
    ]


UWAZI = [
    uwazi_record("", "irn-3", "NOR", "accepted", 5, "Women's rights", "Pass a law on shelters", "supported"),
    uwazi_record("", "bfa-4", "BEL", "noted", 4, "International instruments|Death penalty", "Sign, then ratify"),
    uwazi_record("", "bfa-4", "LUX", "noted", 4, "International instruments|Death penalty", "Sign, then ratify"),
    uwazi_record("", "prk-4", "TTO", "noted", 3, "Special procedures", "Let visitors in", "not-supported"),
    uwazi_record("", "cpv-4", "COD", "accepted", 2, "Night-time telephone lines", "Answer calls at night", "supported"),
]


class TestUwazi:
    """The export of today's database."""

    def test_records(self, tmp_path: Path) -> None:
        """Inverted names with commas, a trailing newline, two makers in a cell, 44 - November 2023."""
        path = exports.uwazi(tmp_path / "made.csv")
        assert uwazi(path) == UWAZI
        assert len(set(keys(path))) == 5

    def test_unknown_issue_is_minted_and_said(self, tmp_path: Path) -> None:
        file = Opened(exports.uwazi(tmp_path / "made.csv"))
        found = list(file.records())
        assert [item for item in found if not isinstance(item, Record)] == [
            Theme("upr-info", "Night-time telephone lines")
        ]
        assert [count for warning, count in file.report.warnings.items() if "'Night-time telephone lines'" in warning]

    @pytest.mark.parametrize(
        "renamed",
        [
            {"Text": "Recommendation"},
            {"Text": "RECOMMENDATION", "State under Review": "state under review"},
            {"Action Category": "Action", "Issues": "Themes", "Response": "Position"},
            {"Recommending State": "Recommending States", "Session": "UPR Session"},
            {"State under Review": " State under review "},
        ],
    )
    def test_labels_in_any_case_and_aliases(self, tmp_path: Path, renamed: dict[str, str]) -> None:
        rows = table("upr_info_uwazi")
        rows[0] = [renamed.get(name, name) for name in rows[0]]
        assert uwazi(exports.uwazi(tmp_path / "made.csv", rows)) == UWAZI

    def test_column_order_does_not_matter(self, tmp_path: Path) -> None:
        straight = exports.uwazi(tmp_path / "straight.csv")
        turned = exports.uwazi(tmp_path / "turned.csv", [row[::-1] for row in table("upr_info_uwazi")])
        assert uwazi(turned) == UWAZI
        assert keys(turned) == keys(straight)

    def test_keys_do_not_depend_on_columns_that_are_left_out(self, tmp_path: Path) -> None:
        """A later export of the same rows, with another status of publication, is the same records."""
        straight = exports.uwazi(tmp_path / "straight.csv")
        rows = table("upr_info_uwazi")
        later = exports.uwazi(tmp_path / "later.csv", [rows[0], *([*row[:-1], "Unpublished"] for row in rows[1:])])
        assert keys(later) == keys(straight)

    @pytest.mark.parametrize(
        ("said", "response", "answer"),
        [
            ("Supported", "accepted", "supported"),
            ("supported", "accepted", "supported"),
            ("Accepted", "accepted", None),
            ("Noted", "noted", None),
            ("Not Supported", "noted", "not-supported"),
            ("Rejected", "noted", "rejected"),
            ("Pending", "pending", None),
            ("", None, None),
        ],
    )
    def test_responses(self, tmp_path: Path, said: str, response: str | None, answer: str | None) -> None:
        rows = table("upr_info_uwazi")[:2]
        rows[1][rows[0].index("Response")] = said
        [found] = uwazi(exports.uwazi(tmp_path / "made.csv", rows))
        assert (found.response, found.answer) == (response, answer)

    @pytest.mark.parametrize("session", ["34", "34 - November 2019", " 34 - November 2019\n", "34 (November 2019)"])
    def test_session_labels(self, tmp_path: Path, session: str) -> None:
        rows = table("upr_info_uwazi")[:2]
        rows[1][rows[0].index("Session")] = session
        assert [item.review for item in uwazi(exports.uwazi(tmp_path / "made.csv", rows))] == ["irn-3"]

    def test_action_is_read_from_number_or_label(self, tmp_path: Path) -> None:
        rows = table("upr_info_uwazi")[:2]
        rows[1][rows[0].index("Action Category")] = "4"
        assert [item.action for item in uwazi(exports.uwazi(tmp_path / "made.csv", rows))] == [4]

    def test_unknown_column_is_reported(self, tmp_path: Path) -> None:
        rows = table("upr_info_uwazi")
        file = Opened(exports.uwazi(tmp_path / "made.csv", [[*rows[0], "Mood"], *([*row, "glad"] for row in rows[1:])]))
        list(file.records())
        assert any("'Mood'" in warning for warning in file.report.warnings)

    def test_missing_column_is_named_with_those_found(self, tmp_path: Path) -> None:
        rows = [row[:7] + row[8:] for row in table("upr_info_uwazi")]
        with pytest.raises(NotReadable, match="column 'Response' is missing; the file has Title, Date added"):
            read(exports.uwazi(tmp_path / "made.csv", rows))
