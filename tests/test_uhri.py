"""OHCHR's index: JSON as a stream of items, JSON and XLSX as the same records, whatever is wrong with either."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import itertools
import json
import resource
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uprgraph.errors import BadRow, NotReadable, UnknownKind, UprgraphError
from uprgraph.items import ITEM_LIMIT, items
from uprgraph.records import AffectedGroup, Document, Record, Theme
from uprgraph.sources import Opened
from uprgraph.sources.numbered_text import numbered, plain, states

HERE = Path(__file__).resolve().parent
FIXTURE = HERE / "sources" / "uhri" / "annotations.json"
_spec = importlib.util.spec_from_file_location("uhri_benchmark", HERE.parent / "benchmarks" / "uhri.py")
assert _spec and _spec.loader
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)


def annotations() -> list[dict[str, Any]]:
    return json.loads(FIXTURE.read_text(encoding="utf-8"))


def changed(**fields: Any) -> list[dict[str, Any]]:
    """The first annotation alone, with other values."""
    return [annotations()[0] | fields]


def as_json(path: Path, said: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return path


def as_csv(path: Path, said: list[dict[str, Any]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([list(made.COLUMNS.values()), *map(made.cells, said)])
    return path


def as_xlsx(path: Path, said: list[dict[str, Any]]) -> Path:
    pytest.importorskip("openpyxl")
    made.write_xlsx(path, said)
    return path


def read(path: Path, skip_bad_rows: bool = False) -> list[object]:
    return list(Opened(path, skip_bad_rows).records())


def records(path: Path, skip_bad_rows: bool = False) -> list[Record]:
    return [item for item in read(path, skip_bad_rows) if isinstance(item, Record)]


def one(path: Path, **fields: Any) -> Record:
    [found] = records(as_json(path / "made.json", changed(UprRecommendingCountry=["Chad"], **fields)))
    return found


def warnings(path: Path) -> dict[str, int]:
    file = Opened(path)
    list(file.records())
    return file.report.warnings


def record(
    key, review, maker, response, themes, text, answer, paragraph, affects=(), goals=(), document=None
) -> Record:
    return Record(
        *("uhri", f"0a1b2c3d-0000-4000-8000-00000000000{key}", review, maker, response, None, themes, "ohchr-4"),
        *(text, answer),
        paragraph=paragraph,
        affects=affects,
        goals=goals,
        document=document,
    )


WELLS = (
    "Dig the northern wells & keep them open",
    "supported",
    "118.22",
    ("Children", "Well keepers"),
    (8, 16),
    "A/HRC/26/16",
)
BICYCLES = "Lend bicycles to nurses; and mend those that they have."
HEALTH = ("Right to health",)
EXPECTED = [
    record("1-tls", "khm-2", "TLS", "accepted", ("Right to health", "Village wells"), *WELLS),
    record("1-gnb", "khm-2", "GNB", "accepted", ("Right to health", "Village wells"), *WELLS),
    record(
        "2-pse", "svn-4", "PSE", "noted", HEALTH, BICYCLES, "partially-accepted", "140.7", document="A/HRC/59/15/Add.1"
    ),
    record(
        "2-irn", "svn-4", "IRN", "noted", HEALTH, BICYCLES, "partially-accepted", "140.7", document="A/HRC/59/15/Add.1"
    ),
    record("5-unknown", "svn-1", None, None, (), "Paint the crossings", None, None),
    record("6-ner", "khm-2", "NER", None, HEALTH, "Name the rivers", None, "118.23", document="A/HRC/26/16"),
    record("6-ner-2", "khm-2", "NER", None, HEALTH, "Name the rivers", None, "118.23", document="A/HRC/26/16"),
]


class TestRecords:
    """The small export of ``sources/uhri``."""

    def test_records(self) -> None:
        assert records(FIXTURE) == EXPECTED

    def test_what_else_it_says(self) -> None:
        assert [item for item in read(FIXTURE) if not isinstance(item, Record)] == [
            Theme("ohchr-4", "Village wells"),
            AffectedGroup("ohchr-4", "Well keepers"),
            Document(
                "A/HRC/59/15/Add.1", "Addendum", "A/HRC/59/15/Add.1, as UHRI cites it", symbol="A/HRC/59/15/Add.1"
            ),
        ]

    def test_report(self) -> None:
        """Seven annotations: one of another mechanism and one of another type, two the same."""
        file = Opened(FIXTURE)
        assert (file.kind, file.source.name, file.source.itemises) == ("UHRI export (JSON)", "uhri", True)
        list(file.records())
        report = file.report
        assert (report.rows, report.records, report.bad_rows) == (5, 7, [])
        assert report.responses == {"accepted": 2, "noted": 2, "unknown": 3}
        assert report.reviews == {"khm-2", "svn-4", "svn-1"}
        assert report.paragraphs == ["118.22", "140.7", "118.23"]
        assert report.problems == [
            "the annotation 0a1b2c3d-0000-4000-8000-000000000006 lists NER, NER as recommending, its text TCD"
        ]
        assert report.warnings == {
            "annotations of other mechanisms, left out": 1,
            "annotations of the UPR of type 'Concerns/Observations', left out": 1,
            "rows with the theme 'Village wells', which the bundled scheme does not list": 1,
            "rows with the affected persons 'Well keepers', which the bundled scheme does not list": 1,
            "annotations without recommending states": 1,
            "annotations without a document symbol": 1,
            "annotations without a position": 1,
            "texts whose number does not tell the recommendation's paragraph": 1,
            "rows without a theme": 1,
            "goals '18 - A GOAL TOO MANY' that are none of the 17": 1,
            "annotations with the position 'Under discussion', which is not known": 1,
            "annotations that name a recommending state twice (each is kept)": 1,
            "annotations that stand in the file twice, read once": 1,
        }

    @pytest.mark.parametrize(
        ("said", "response", "answer"),
        [
            (["Supported"], "accepted", "supported"),
            ("- Supported", "accepted", "supported"),
            (["- Noted"], "noted", None),
            (["Supported / Noted"], "noted", "partially-accepted"),
            (["Supported", "Noted"], "noted", "partially-accepted"),
            (["Supported", "Rejected"], None, None),
            ([], None, None),
            (None, None, None),
        ],
    )
    def test_positions(self, tmp_path: Path, said: Any, response: str | None, answer: str | None) -> None:
        found = one(tmp_path, UprPositions=said)
        assert (found.response, found.answer) == (response, answer)

    @pytest.mark.parametrize(
        ("sessions", "cycle", "symbol", "review"),
        [
            (["18"], None, "A/HRC/26/16", "khm-2"),
            (["- 18 - January 2014"], "Third cycle", "A/HRC/26/16", "khm-2"),
            (["Session 18"], None, None, "khm-2"),
            ([18], None, None, "khm-2"),
            (["18th session (2014)"], None, None, "khm-2"),
            ([], "2nd cycle (2012-2016)", None, "khm-2"),
            (None, "Cycle 2", None, "khm-2"),
            ([], 2, None, "khm-2"),
            ([], None, "A/HRC/13/4", "khm-1"),
            ([], None, "- A/HRC/26/16/Add.1", "khm-2"),
        ],
    )
    def test_reviews(self, tmp_path: Path, sessions: Any, cycle: Any, symbol: Any, review: str) -> None:
        assert one(tmp_path, UprSession=sessions, UprCycle=cycle, Symbol=symbol).review == review

    @pytest.mark.parametrize(
        ("label", "goals"),
        [
            ("8 - DECENT WORK", (8,)),
            ("16.2 - Protect children", (16,)),
            ("- 16.a - Institutions", (16,)),
            ("SDG 4", (4,)),
            ("0 - NONE", ()),
            ("160 - NONE", ()),
            ("no number", ()),
        ],
    )
    def test_goals(self, tmp_path: Path, label: str, goals: tuple[int, ...]) -> None:
        assert one(tmp_path, Sdgs=[label, label]).goals == goals

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"Countries": ["Cambodia", "Chile"]}, "concerns Cambodia, Chile; a recommendation of the UPR is to one"),
            ({"Countries": []}, "concerns no country"),
            ({"Countries": ["Atlantis"]}, "unknown state 'Atlantis'"),
            ({"UprRecommendingCountry": ["Nigera"]}, "unknown state 'Nigera'"),
            ({"UprRecommendingCountry": ["Chad, Niger"]}, "unknown state 'Chad, Niger'"),
            ({"UprRecommendingCountry": ["Cambodia"]}, "Cambodia cannot recommend to itself"),
            ({"UprSession": ["18", "19"]}, "names several sessions"),
            ({"UprSession": ["99"]}, "unknown session '99'"),
            ({"UprSession": [], "UprCycle": None, "Symbol": ""}, "names no session"),
            ({"Text": "<p>118.22 (Chad)</p>"}, "the text is empty"),
            ({"Text": "x" * 200_000}, "the text has 200,000 characters"),
            ({"AnnotationId": None}, "has no id"),
            ({"Body": " "}, "names no body that recommends"),
            ({"UprRecommendingCountry": ["", "Chad", "Chod"]}, "unknown state 'Chod'"),
            ({"Themes": [{"label": "Wells"}]}, "an object stands where texts are expected"),
            ({"Body": {"name": "UPR"}}, "an object stands where texts are expected"),
        ],
    )
    def test_bad_annotations(self, tmp_path: Path, fields: dict[str, Any], said: str) -> None:
        """Never guessed: an error that names the item, or one counted on request."""
        path = as_json(tmp_path / "made.json", [*annotations()[2:4], *changed(**fields)])
        with pytest.raises(BadRow, match=f"made.json, row 3: .*{said}"):
            read(path)
        file = Opened(path, skip_bad_rows=True)
        assert list(file.records()) == []
        assert len(file.report.bad_rows) == 1

    def test_one_id_with_two_contents(self, tmp_path: Path) -> None:
        path = as_json(tmp_path / "made.json", [*changed(), *changed(Symbol="A/HRC/26/16/Add.1")])
        with pytest.raises(BadRow, match=r"row 2: the annotation 0a1b2c3d-0000-4000-8000-000000000001 stands .* twice"):
            read(path)
        assert len(records(path, skip_bad_rows=True)) == 2

    def test_document_of_another_review(self, tmp_path: Path) -> None:
        """Cambodia's report of 2014 is A/HRC/26/16: another symbol is kept and said, once."""
        path = as_json(tmp_path / "made.json", changed(Symbol="A/HRC/26/17", UprRecommendingCountry=["Chad"]))
        file = Opened(path)
        assert [item.document for item in file.records() if isinstance(item, Record)] == ["A/HRC/26/17"]
        assert "khm-2: A/HRC/26/17 is cited where the report is A/HRC/26/16" in file.report.problems

    @pytest.mark.parametrize("symbol", ["see above", "A/HRC/26/16 and others"])
    def test_symbol_that_is_none(self, tmp_path: Path, symbol: str) -> None:
        assert one(tmp_path, Symbol=symbol).document is None

    def test_several_makers_behind_dashes_in_one_value(self, tmp_path: Path) -> None:
        path = as_json(tmp_path / "made.json", changed(UprRecommendingCountry=["- Timor-Leste - Guinea-Bissau - Chad"]))
        assert [found.maker for found in records(path)] == ["TLS", "GNB", "TCD"]

    def test_id_that_is_no_address(self, tmp_path: Path) -> None:
        """What an address cannot hold is replaced by the first 8 hex of the id's SHA-256."""
        hashed = hashlib.sha256(b"No. 7/\xc3\xa9").hexdigest()[:8]
        assert one(tmp_path, AnnotationId="No. 7/é").key == f"no-7-e-{hashed}-tcd"

    def test_unknown_key_is_reported_once(self, tmp_path: Path) -> None:
        path = as_json(tmp_path / "made.json", [item | {"Mood": "glad"} for item in annotations()])
        assert records(path) == EXPECTED
        assert warnings(path)["key 'Mood' is not known and was left out"] == 1

    def test_missing_keys_are_named(self, tmp_path: Path) -> None:
        lacking = [{k: v for k, v in item.items() if k not in ("Countries", "UprPositions")} for item in annotations()]
        with pytest.raises(
            NotReadable, match="the key 'Countries' and 'UprPositions' is missing; the file has Affected"
        ):
            read(as_json(tmp_path / "made.json", lacking))

    @pytest.mark.parametrize("lines", ["\n", " ", ",\n"])
    def test_order_and_layout_do_not_matter(self, tmp_path: Path, lines: str) -> None:
        turned = [dict(reversed(item.items())) for item in annotations()]
        path = tmp_path / "made.json"
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(turned, indent=lines.count("\n") or None).encode())
        assert records(path) == EXPECTED


class TestTable:
    """The same annotations as a table."""

    def test_xlsx(self, tmp_path: Path) -> None:
        """UprCycle is no column of it, so the one annotation that has but a cycle is left out."""
        said = [item for item in annotations() if item["UprSession"] or "UPR" not in item["Body"]]
        path = as_xlsx(tmp_path / "made.xlsx", said)
        file = Opened(path)
        assert file.kind == "UHRI export (XLSX)"
        found = list(file.records())
        assert found == read(as_json(tmp_path / "made.json", said))
        assert [item for item in found if isinstance(item, Record)] == EXPECTED[:4] + EXPECTED[5:]

    def test_dates_as_serials(self, tmp_path: Path) -> None:
        said = changed(PublicationDate=45700, PublicationDateOnUhri=45719.4535)
        assert records(as_xlsx(tmp_path / "made.xlsx", said)) == EXPECTED[:2]

    @pytest.mark.parametrize("change", [str, str.upper, "  {} ".format, lambda name: name.replace("Recco", "Reco")])
    def test_header_in_any_case_and_spelling(self, tmp_path: Path, change: Any) -> None:
        path = as_csv(tmp_path / "made.csv", changed())
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(keepends=True)))
        with open(path, "w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([list(map(change, rows[0])), *rows[1:]])
        assert records(path) == EXPECTED[:2]

    def test_values_broken_over_lines(self, tmp_path: Path) -> None:
        path = as_csv(
            tmp_path / "made.csv", changed(UprRecommendingCountry="- Timor-Leste\r\n- Guinea-\n Bissau_x000D_\n")
        )
        assert [found.maker for found in records(path)] == ["TLS", "GNB"]

    def test_missing_column_is_named(self, tmp_path: Path) -> None:
        path = as_csv(tmp_path / "made.csv", changed())
        path.write_text(path.read_text(encoding="utf-8").replace("UPR Position", "Answer"), encoding="utf-8")
        with pytest.raises(NotReadable, match="the column 'UprPositions' is missing; the file has Text, Countries"):
            read(path)

    def test_short_row(self, tmp_path: Path) -> None:
        path = as_csv(tmp_path / "made.csv", changed())
        path.write_text(path.read_text(encoding="utf-8") + "a,b\n", encoding="utf-8")
        with pytest.raises(BadRow, match="2 cells where the header has 16"):
            read(path)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=st.integers(0, 10**6), count=st.integers(1, 12), upr=st.sampled_from([0.5, 1.0]))
    def test_same_records_as_json(self, tmp_path: Path, seed: int, count: int, upr: float) -> None:
        said = list(made.annotations(count, seed, upr, words=12))
        from_json = read(as_json(tmp_path / "made.json", said))
        assert from_json == read(as_csv(tmp_path / "made.csv", said))
        mine = [item for item in said if item["Body"] == "- UPR"]
        found = [item for item in from_json if isinstance(item, Record)]
        assert [item.key[:36] for item in found] == [
            item["AnnotationId"] for item in mine for _ in item["UprRecommendingCountry"]
        ]
        assert [item.paragraph for item in found] == [
            item["Text"][3:].split(" ")[0] for item in mine for _ in item["UprRecommendingCountry"]
        ]


class TestText:
    @pytest.mark.parametrize(
        ("said", "paragraph", "text"),
        [
            ("140.7 Plant trees", "140.7", "Plant trees"),
            ("140.7. Plant trees", "140.7", "Plant trees"),
            ("140.7Plant trees", "140.7", "Plant trees"),
            ("140.7) plant trees", "140.7", "plant trees"),
            ("&nbsp;140.7&nbsp;–&nbsp;Plant trees;", "140.7", "Plant trees"),
            ("para. 82.73 Plant trees", "82.73", "Plant trees"),
            ("Paragraph 82.73: plant trees", "82.73", "plant trees"),
            ("82.73 (a) Plant trees", "82.73", "(a) Plant trees"),
            ("6.12 Plant trees", "6.12", "Plant trees"),
            ("Recommendation No. 21, para. 96: 21 Plant trees", "96.21", "Plant trees"),
            ("Plant trees", None, "Plant trees"),
            ("1.5 million trees", None, "1.5 million trees"),
            ("10.5 per cent of trees", None, "10.5 per cent of trees"),
            ("10.5% of trees", None, "10.5% of trees"),
            ("140.7 to 140.9 Plant trees", None, "140.7 to 140.9 Plant trees"),
            ("140.7-140.9 Plant trees", None, "140.7-140.9 Plant trees"),
            ("140.7, 140.9 Plant trees", None, "140.7, 140.9 Plant trees"),
            ("118.09 Plant trees", None, "Plant trees"),
            ("73. Plant trees", None, "Plant trees"),
            ("(73) Plant trees", None, "Plant trees"),
            ("16 days of trees", None, "16 days of trees"),
            ("1951 Convention", None, "1951 Convention"),
        ],
    )
    def test_numbers(self, said: str, paragraph: str | None, text: str) -> None:
        found = numbered(said)
        assert (found.paragraph, found.text) == (paragraph, text)

    @pytest.mark.parametrize(
        ("said", "text", "makers"),
        [
            ("Plant trees (Chad)", "Plant trees", ("TCD",)),
            ("Plant trees (Chad);", "Plant trees", ("TCD",)),
            ("Plant trees. (Chad, Niger and Iran (Islamic Republic of)).", "Plant trees.", ("TCD", "NER", "IRN")),
            ("Plant trees (Chad) (Niger);*", "Plant trees", ("TCD", "NER")),
            ("Plant trees (Congo, Democratic Republic of the Congo)", "Plant trees", ("COG", "COD")),
            ("Plant trees (Trinidad and Tobago/Serbia and Montenegro)", "Plant trees", ("TTO", "SRB", "MNE")),
            ("Plant (tall) trees (as planned)", "Plant (tall) trees (as planned)", ()),
            ("Plant trees (Chad, as planned)", "Plant trees (Chad, as planned)", ()),
            ("Plant trees)", "Plant trees)", ()),
            ("Plant trees ()", "Plant trees ()", ()),
        ],
    )
    def test_makers(self, said: str, text: str, makers: tuple[str, ...]) -> None:
        found = numbered(said)
        assert (found.text, found.makers) == (text, makers)

    @pytest.mark.parametrize(
        ("said", "text"),
        [
            ("<p>One</p><p>two</p>", "One two"),
            ("One<br/>two", "One two"),
            ("O<b>n</b>e", "One"),
            ("&lt;p&gt;One&lt;/p&gt;", "One"),
            ("One &amp;amp; two", "One & two"),
            ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
            ("Call <name> at <home>", "Call <name> at <home>"),
            ("One<sup>12</sup>, the 1<sup>st</sup>", "One, the 1st"),
            ("One<script>two()</script><!-- three -->", "One"),
            ("One <p", "One <p"),
            ("\x00One\u200b\ttwo\r\n", "One\u200b two"),
        ],
    )
    def test_html(self, said: str, text: str) -> None:
        assert plain(said).replace("\u200b", "") == text.replace("\u200b", "")

    @given(st.text("<>&;!-/?abp \"'(),19.é\n", max_size=60))
    def test_no_text_fails(self, said: str) -> None:
        found = numbered(said)
        assert found.text == found.text.strip()
        assert "\n" not in found.text

    @pytest.mark.parametrize(
        "piece",
        ["<!", "<", "<a ", "&lt;", "(", ")", "(Chad, ", "<!--", "</", "&#", "<?", "Chad and ", "1.", "<![CDATA["],
    )
    def test_no_text_takes_long(self, piece: str) -> None:
        """Texts of the greatest length that is read; thousands of tags are refused."""
        start = time.process_time()
        for count in (1_900, 100_000 // len(piece)):
            with suppress(BadRow):
                numbered(piece * count)
            states(piece * count)
        assert time.process_time() - start < 2


class TestItems:
    """JSON as a stream."""

    @pytest.mark.parametrize(
        ("said", "found"),
        [
            ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
            ('[{"a": 1}]\n[{"a": 2}]', [{"a": 1}, {"a": 2}]),
            ('{"rows": [{"a": 1}], "totalRows": 1}', [{"a": 1}]),
            ('{"found": [{"a": 1}]}', [{"a": 1}]),
            ('{"rows": [{"a": 1}]}\n{"rows": [{"a": 2}]}\n', [{"a": 1}, {"a": 2}]),
            ('{"rows": [{"a": 1}]}{"rows": []}', [{"a": 1}]),
            ('[{"rows": [{"a": 1}]}, {"rows": [{"a": 2}]}]', [{"a": 1}, {"a": 2}]),
            ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
            ('[{"a": [{"b": [1.50, -2, true, null, 1e3]}]}]', [{"a": [{"b": ["1.50", -2, True, None, "1E+3"]}]}]),
            ('[{"rows": "none"}]', [{"rows": "none"}]),
            ('[{"": ""}]', [{"": ""}]),
        ],
    )
    def test_shapes(self, tmp_path: Path, said: str, found: list[dict[str, Any]]) -> None:
        path = tmp_path / "made.json"
        for start in ("", "\ufeff", " \n"):
            path.write_text(start + said, encoding="utf-8")
            read = items(path)
            assert list(read.rows()) == list(enumerate(found, start=1))
            assert list(read.rows()) == list(enumerate(found, start=1))
            assert read.keys == frozenset(found[0])
            assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
            assert read.position() == 1.0

    @pytest.mark.parametrize(
        "said",
        [
            "[]",
            "{}",
            '{"a": 1}',
            '{"a": [1, 2]}',
            '{"rows": []}',
            "[1, 2]",
            '["a"]',
            "[[]]",
            "{\\rtf1 text",
            "[draft] A text",
            "{",
        ],
    )
    def test_no_list_of_objects(self, tmp_path: Path, said: str) -> None:
        (tmp_path / "made.json").write_text(said, encoding="utf-8")
        with pytest.raises(UnknownKind):
            items(tmp_path / "made.json")

    @pytest.mark.parametrize(
        ("said", "error"),
        [
            (b'[{"a": 1}, {"a": ', "item 2: not readable as JSON: the file ends too early"),
            (b'[{"a": 1}', "item 2: not readable as JSON: the file ends too early"),
            (b'[{"a": 1}, {"a": NaN}]', "item 2: not readable as JSON: lexical error"),
            (b'[{"a": 1} {"a": 2}]', "item 2: not readable as JSON: parse error"),
            (b'[{"a": 1}, 2]', "item 2: it is no object"),
            (b'[{"a": 1}, [{"a": 2}]]', "item 2: it is no object"),
            (b'[{"a": 1}] 2', "item 2: it is no object and no list"),
            (b'[{"a": 1}, {"a": 2, "b": 1, "a": 3}]', "item 2: the key 'a' stands twice in one object"),
            (b'[{"a": 1}, {"b": {"a": 1, "a": 1}}]', "item 2: the key 'a' stands twice in one object"),
            (b'[{"a": 1}, {"a": "\xe9"}]', "read as UTF-8 only; bytes near 18 are not"),
            (b'[{"a": 1}, {"a": "\xc3', "not readable as JSON"),
            ('[{"a": 1}]'.encode("utf-16"), "it is UTF-16 or UTF-32"),
            ('[{"a": 1}]'.encode("utf-32-be"), "it is UTF-16 or UTF-32"),
            (b'[{"a": 1}, {"a": ' + b"[" * 100_000, "item 2: lists and objects more than 40 deep"),
            (b'[{"a": 1}, {"a": ' + b'{"a": ' * 10_000, "item 2: lists and objects more than 40 deep"),
            (b'[{"a": 1}, {"a": ' + b"9" * 5_000 + b"}]", "item 1 or soon after it: a number of 400 digits or more"),
            (b'[{"a": 1}, {"a": 1e99999999999999999999}]', "item 2: not readable as JSON"),
            (b'[{"a": 1}, {"a": "' + b"x" * (ITEM_LIMIT * 2) + b'"}]', "item 2: an object or text of more than 8 MB"),
            (b'[{"a": 1}, {"a": [' + b"1," * ITEM_LIMIT + b"1]}]", "item 2: an object or text of more than 8 MB"),
            (b'{"a": [{"b": 1}], "c": [{"b": 1}]}', None),
            (b'{"a": [{"b": 1}], "rows": [{"b": 1}]}', "item 2: two lists of objects, 'a' and 'rows'"),
        ],
    )
    def test_damaged(self, tmp_path: Path, said: bytes, error: str | None) -> None:
        path = tmp_path / "made.json"
        path.write_bytes(said)
        with pytest.raises(NotReadable) as raised:
            list(items(path).rows())
        assert str(raised.value).startswith(str(path))
        assert "\n" not in str(raised.value)
        assert len(str(raised.value)) < 400 + len(str(path))
        assert error is None or error in str(raised.value)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_no_bytes_lead_to_anything_but_one_line(self, tmp_path: Path, data: st.DataObject) -> None:
        """Any damage to an export ends in records, or in an error of ours."""
        said = bytearray(FIXTURE.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(said) - 1))
            said[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        path = tmp_path / "made.json"
        path.write_bytes(said)
        lines: list[str] = []
        try:
            read(path)
        except UprgraphError as error:
            lines = str(error).replace(str(path), "").splitlines()
        assert len(lines) <= 1

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(cuts=st.lists(st.integers(0, 5), max_size=4), form=st.sampled_from(["lines", "array", "together"]))
    def test_pages_may_be_cut_anywhere(self, tmp_path: Path, cuts: list[int], form: str) -> None:
        rows = [{"a": number, "b": ["é" * number]} for number in range(5)]
        at = [0, *sorted(cuts), 5]
        pages = [json.dumps({"rows": rows[i:j], "totalRows": 5}) for i, j in itertools.pairwise(at)]
        said = {"lines": "\n".join(pages), "array": f"[{','.join(pages)}]", "together": "".join(pages)}[form]
        (tmp_path / "made.json").write_text(said, encoding="utf-8")
        found = items(tmp_path / "made.json")
        assert [row for _, row in found.rows()] == rows
        assert [page.rows for page in found.pages] == [j - i for i, j in itertools.pairwise(at)]

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
    def test_where_chunks_end_does_not_matter(self, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
        monkeypatch.setattr("uprgraph.items.PARSED", size)
        monkeypatch.setattr("uprgraph.items.CHUNK", size)
        assert records(FIXTURE) == EXPECTED

    def test_other_parsers_of_ijson(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Where its parser in C is not there."""
        import ijson
        from ijson.backends import python

        monkeypatch.setattr(ijson, "basic_parse", python.basic_parse)
        assert records(FIXTURE) == EXPECTED
        (tmp_path / "cut.json").write_bytes(FIXTURE.read_bytes()[:-9])
        with pytest.raises(NotReadable, match="item 7: not readable as JSON: the file ends too early"):
            read(tmp_path / "cut.json")

    def test_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadable, match="cannot be read: No such file"):
            items(tmp_path / "none.json")


SCRIPT = """
import resource, sys, time
from pathlib import Path
from uprgraph.records import Record
from uprgraph.sources import Opened
start = time.process_time()
file = Opened(Path(sys.argv[1]))
half = 0.0
found = 0
for record in file.records():
    found += isinstance(record, Record)
    half = half or (file.progress() if found > 1000 else 0.0)
print(found, time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, half)
"""


def test_large_file_within_memory(tmp_path: Path) -> None:
    """25 MB: memory stays far below what the file would take, 5,000 annotations take less than a second of CPU."""
    path = tmp_path / "large.json"
    count = 15_000
    made.write_json(path, made.annotations(count))
    expected = sum(len(item["UprRecommendingCountry"]) for item in made.annotations(count) if item["Body"] == "- UPR")
    # Linux counts the parent's memory in a child's peak, so the shell stands between.
    ran = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@"', sys.executable, "-c", SCRIPT, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    found, seconds, megabytes, half = map(float, ran.stdout.split())
    assert found == expected
    assert 0 < half < 0.5
    assert megabytes < max(150, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + 20)
    assert count / seconds > 5_000
