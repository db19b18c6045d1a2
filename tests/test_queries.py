"""The catalogue: every question parses, says what it is, and answers; whole answers on the bundled graph."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet
import pyoxigraph
import pytest
from pyparsing import ParserElement
from rdflib.plugins.sparql import prepareQuery

import exports
from uprgraph import catalogue
from uprgraph.errors import QueryError
from uprgraph.resources import folder

NAMES = catalogue.names()
EXPLORE = [name for name in NAMES if "/" not in name]
TYPES = {"state", "theme", "cycle", "session", "response", "group", "organisation"}
TYPES |= {"action", "integer", "words", "text", "scheme", "limit", "topic", "goal", "claim-status", "statement-kind"}
TYPES |= {"since", "until", "share"}


def rows(upr, *command: object, store: Path | None = None) -> list[list[str]]:
    """The rows of ``upr query ... --format csv``, without the header."""
    ran = upr("query", *command, "--format", "csv", store=store)
    assert (ran.code, ran.err) == (0, "")
    return list(csv.reader(io.StringIO(ran.out)))[1:]


def test_every_file_is_a_question() -> None:
    files = [path for path in folder("queries").glob("*/*.rq") if path.parent.name != "rules"]
    assert len(NAMES) == len(files) > 25


@pytest.fixture(scope="module")
def _without_memory_of_parsing() -> Iterator[None]:
    """Matplotlib has pyparsing remember what it parsed, which makes rdflib's parser three times as slow."""
    remembered = ParserElement._packratEnabled
    ParserElement.disable_memoization()
    yield
    if remembered:
        ParserElement.enable_packrat()


@pytest.mark.parametrize("name", NAMES)
class TestEachQuestion:
    """What every ``.rq`` must be."""

    @pytest.mark.usefixtures("_without_memory_of_parsing")
    def test_it_is_sparql_as_it_stands_and_columns_are_what_it_selects(self, name: str) -> None:
        question = catalogue.load(name)
        text = question.path.read_text(encoding="utf-8")
        selected = [variable.value for variable in pyoxigraph.Store().query(text).variables]
        assert list(question.columns) == selected
        assert [str(variable) for variable in prepareQuery(text).algebra.PV] == selected

    def test_header_is_complete(self, name: str) -> None:
        question = catalogue.load(name)
        assert question.path.read_text(encoding="utf-8").startswith("#+ question: ")
        assert question.question and (question.question.endswith("?") or question.path.parent.name == "panels")
        assert bool(question.units) != bool(question.counts)
        assert set(question.units) <= {"records", "pairs", "recommendations", "texts"}
        assert question.tags
        assert all(meaning.strip() for meaning in question.columns.values())
        assert "\nexample: " in question.path.read_text(encoding="utf-8").replace("#+ ", "")

    def test_parameters_and_lines_belong_together(self, name: str) -> None:
        question = catalogue.load(name)
        tagged = {line.rsplit("# --", 1)[1].strip() for line in question.sparql.splitlines() if "# --" in line}
        # The similarity of a network is known only after the query.
        asked = {key for key, parameter in question.parameters.items() if parameter.type != "share"}
        assert tagged == asked | ({"unit"} if question.units else set())
        assert {parameter.type for parameter in question.parameters.values()} <= TYPES
        assert set(question.lists) <= set(question.columns)

    def test_its_example_runs(self, upr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.chdir(tmp_path)
        program, *command = shlex.split(catalogue.load(name).example)
        assert program == "upr"
        ran = upr(*command)
        assert ran.code == 0
        # No summary of submissions comes with the package, and the command says so.
        assert (ran.err != "") == (name == "networks/civil-society")
        assert ran.out

    def test_its_help_shows_question_columns_and_example(self, upr, name: str) -> None:
        question = catalogue.load(name)
        ran = upr("query", name, "--help")
        assert ran.code == 0
        shown = " ".join(ran.out.split())
        for text in (question.question, question.example, *question.columns):
            assert " ".join(text.split()) in shown

    def test_sparql_shown_is_the_one_asked(self, bundled, upr, name: str) -> None:
        """``--sparql`` prints a query that can be pasted, with the same answer."""
        question = catalogue.load(name)
        needed = {
            key: "5" if parameter.type == "goal" else "khm"
            for key, parameter in question.parameters.items()
            if parameter.required
        }
        if "records" in question.units:
            needed["unit"] = "records"
        options = [word for key, value in needed.items() for word in (f"--{key}", value)]
        shown = upr("query", name, *options, "--sparql")
        assert shown.code == 0
        pasted_rows = bundled.sparql(shown.out).to_csv().splitlines()[1:]
        asked_rows = bundled.query(name, **needed).to_csv().splitlines()[1:]
        if not question.lists:
            assert pasted_rows == asked_rows
        assert len(pasted_rows) == len(asked_rows)


class TestAnswers:
    """Whole answers, written by hand."""

    def test_troika(self, upr) -> None:
        assert rows(upr, "troika", "--state", "Cambodia", "--cycle", 4) == [
            ["khm-4", "GHA", "Ghana", "Africa", "46", "2024-05-08", "", "troika member"],
            ["khm-4", "JPN", "Japan", "Asia", "46", "2024-05-08", "", "troika member"],
            ["khm-4", "MNE", "Montenegro", "EEG", "46", "2024-05-08", "", "troika member"],
        ]

    def test_troikas_of_all_four_reviews(self, upr) -> None:
        assert [(row[0], row[2]) for row in rows(upr, "troika", "--state", "Cambodia")] == [
            ("khm-1", "Bahrain"),
            ("khm-1", "Cameroon"),
            ("khm-1", "Nicaragua"),
            ("khm-2", "Italy"),
            ("khm-2", "Morocco"),
            ("khm-2", "Philippines"),
            ("khm-3", "Pakistan"),
            ("khm-3", "Senegal"),
            ("khm-3", "United Kingdom"),
            ("khm-4", "Ghana"),
            ("khm-4", "Japan"),
            ("khm-4", "Montenegro"),
        ]

    def test_reviews(self, upr) -> None:
        first, second = ("", "", "A/HRC/13/4", "2009-12-03"), ("", "", "A/HRC/26/16", "2014-01-31")
        assert rows(upr, "reviews", "--state", "Cambodia") == [
            ["khm-1", "Cambodia", "1", "6", "2009-12-01", "4", "BHR|CMR|NIC", *first, "13", "", "", "held"],
            ["khm-2", "Cambodia", "2", "18", "2014-01-28", "4", "ITA|MAR|PHL", *second, "26", "", "", "held"],
            ["khm-3", "Cambodia", "3", "32", "2019-01-30", "", "GBR|PAK|SEN", "", "", "", "", "41", "", "", "held"],
            [
                "khm-4",
                "Cambodia",
                "4",
                "46",
                "2024-05-08",
                "15",
                "GHA|JPN|MNE",
                "",
                "100",
                "",
                "",
                "57",
                "",
                "",
                "held",
            ],
        ]

    def test_reviews_of_each_cycle(self, upr) -> None:
        assert [len(rows(upr, "reviews", "--cycle", cycle)) for cycle in (1, 2, 3, 4)] == [192, 193, 193, 139]

    def test_a_review_that_was_not_held(self, upr) -> None:
        [row] = rows(upr, "reviews", "--state", "USA", "--cycle", 4)
        assert (row[0], row[-1]) == ("usa-4", "not held")

    def test_changed_positions(self, upr) -> None:
        later = {"118.1": "noted", "118.2": "noted", "118.3": "noted", "118.4": "noted"}
        later |= {"118.5": "rejected", "118.22": "rejected", "118.57": "rejected", "118.161": "rejected"}
        found = rows(upr, "changed-positions")
        assert [[row[0], row[1], *row[3:]] for row in found] == [
            ["khm-2", number, "supported", "Working Group report", answer, "addendum", "A/HRC/26/16/Add.1"]
            for number, answer in later.items()
        ]
        assert all(row[2] for row in found)

    def test_reported_totals(self, upr) -> None:
        assert rows(upr, "reported-totals") == [
            ["khm-1", "91", "91", "0", "91", "91", "0", "137"],
            ["khm-2", "205", "163", "42", "205", "163", "42", "205"],
            ["khm-3", "198", "173", "25", "", "", "", ""],
            ["khm-4", "275", "232", "43", "", "", "", ""],
        ]

    def test_submissions(self, upr) -> None:
        found = rows(upr, "submissions", "--state", "Cambodia", "--cycle", 4)
        assert [row[2:9] for row in found] == [
            [
                "jointSubmissions",
                "13",
                "joint submissions",
                "exact",
                "Cambodian Center for Human Rights",
                "OHCHR in Cambodia",
                "2023-10-10",
            ],
            [
                "participatingOrganisations",
                "100",
                "civil society organisations",
                "approximately",
                "Cambodian Center for Human Rights",
                "OHCHR in Cambodia",
                "2023-10-10",
            ],
            ["otherSubmissions", "", "submissions", "unspecified", "", "", ""],
            ["individualSubmissions", "11", "individual submissions", "exact", "", "", ""],
            ["jointSubmissions", "27", "joint submissions", "exact", "", "", ""],
        ]
        assert {row[0] for row in found} == {"khm-4"}

    def test_several_makers(self, upr) -> None:
        found = rows(upr, "several-makers", "--state", "Cambodia", "--cycle", 1)
        assert [row[1:3] for row in found] == [
            ["82.32", "8"],
            *([number, "5"] for number in ("82.40", "82.43", "82.46", "82.66", "82.91")),
            *([number, "4"] for number in ("82.54", "82.7", "82.76")),
            *([number, "3"] for number in ("82.18", "82.64")),
            *([number, "2"] for number in ("82.20", "82.21", "82.34", "82.48", "82.72", "82.90")),
        ]
        assert found[0][3] == "Belarus|Germany|Italy|Malaysia|Norway|Philippines|Slovakia|Spain"

    def test_no_recommendation_of_2014_has_several_makers(self, upr) -> None:
        assert rows(upr, "several-makers", "--state", "Cambodia", "--cycle", 2) == []

    def test_themes_raised(self, upr) -> None:
        assert rows(upr, "themes-raised", "--state", "Cambodia", "--theme", "death penalty") == [
            ["AUT", "Austria", "Death penalty", "1", "0", "1"],
            ["FRA", "France", "Death penalty", "1", "0", "1"],
            ["HUN", "Hungary", "Death penalty", "1", "0", "1"],
            ["LVA", "Latvia", "Death penalty", "1", "0", "1"],
        ]

    def test_themes_raised_counts_true_links_of_maker_and_theme(self, upr) -> None:
        """206 links in the first review and 335 in the second: not makers times themes, which gives 274."""
        for cycle, links in ((1, 206), (2, 335)):
            found = rows(upr, "themes-raised", "--state", "khm", "--cycle", cycle, "--unit", "records")
            assert len(found) == links

    def test_co_makers(self, upr) -> None:
        assert rows(upr, "co-makers", "--state", "Cambodia", "--minimum", 2) == [
            ["CAN", "Canada", "NZL", "New Zealand", "2"],
            ["EGY", "Egypt", "PAK", "Pakistan", "2"],
            ["DEU", "Germany", "NOR", "Norway", "2"],
            ["ESP", "Spain", "NOR", "Norway", "2"],
            ["ESP", "Spain", "SVK", "Slovakia", "2"],
            ["CHE", "Switzerland", "SWE", "Sweden", "2"],
        ]

    def test_co_makers_of_one_state(self, upr) -> None:
        found = rows(upr, "co-makers", "--maker", "Malaysia")
        others = {"Belarus", "Germany", "Italy", "Norway", "Philippines", "Slovakia", "Spain"}
        assert {name for row in found for name in (row[1], row[3])} - {"Malaysia"} == others
        assert all(row[4] == "1" for row in found) and len(found) == 7

    def test_recommendations_about_the_death_penalty(self, upr) -> None:
        found = rows(upr, "recommendations", "--state", "Cambodia", "--theme", "death penalty")
        assert {maker for row in found for maker in row[3].split("|")} == {"Austria", "France", "Hungary", "Latvia"}
        assert {row[4] for row in found} == {"noted"}

    def test_recommendations_of_both_reviews(self, upr) -> None:
        assert len(rows(upr, "recommendations", "--state", "Cambodia", "--cycle", 1)) == 91
        assert len(rows(upr, "recommendations", "--state", "Cambodia", "--cycle", 2)) == 205
        assert len(rows(upr, "recommendations", "--state", "Cambodia", "--response", "noted")) == 42
        assert rows(upr, "recommendations", "--state", "Cambodia", "--cycle", 3) == []

    def test_paragraphs_are_in_the_order_of_the_report(self, upr) -> None:
        found = rows(upr, "recommendations", "--state", "Cambodia", "--cycle", 2)
        assert [row[1] for row in found] == [
            *(f"118.{n}" for n in range(1, 172)),
            *(f"119.{n}" for n in range(1, 35)),
        ]

    def test_record_keeps_its_own_maker(self, upr) -> None:
        """82.10: Brunei Darussalam in the report, Brazil in UPR Info."""
        found = rows(upr, "recommendations", "--state", "Cambodia", "--cycle", 1, "--maker", "Brunei Darussalam")
        assert [row[1] for row in found] == ["82.10"]
        query = "SELECT ?m { ?r a upr:Record ; upr:about ?x ; upr:madeBy/upr:iso3 ?m . ?x upr:paragraph '82.10' }"
        assert upr("sparql", query, "--format", "csv").out == "m\nBRA\n"

    def test_what_is_not_known_has_no_rows(self, upr) -> None:
        assert rows(upr, "pledges", "--state", "Cambodia") == []
        assert "No rows." in upr("query", "pledges", "--state", "Cambodia").out


@pytest.mark.parametrize(
    "state", ["Cambodia", "cambodia", "CAMBODIA", "KHM", "khm", " Khm ", "Kingdom of Cambodia", "khm|KHM"]
)
@pytest.mark.parametrize("theme", ["Death penalty", "DEATH PENALTY", "death-penalty", " death  penalty "])
def test_names_and_codes_in_any_case_give_the_same_answer(upr, state: str, theme: str) -> None:
    found = rows(upr, "themes-raised", "--state", state, "--theme", theme)
    assert [row[0] for row in found] == ["AUT", "FRA", "HUN", "LVA"]


def test_other_parameters_in_any_case(upr) -> None:
    straight = rows(upr, "recommendations", "--state", "khm", "--group", "WEOG", "--response", "noted")
    assert straight
    assert rows(upr, "recommendations", "--state", "khm", "--group", "weog", "--response", "NOTED") == straight
    codes = {row[1]: row[0] for row in rows(upr, "themes")}
    assert len(codes) == 54
    first, label = next(iter(codes.items()))
    assert rows(upr, "themes-raised", "--state", "khm", "--theme", first.lower()) == rows(
        upr, "themes-raised", "--state", "khm", "--theme", label
    )


def test_several_values_are_alternatives(upr) -> None:
    both = rows(upr, "top-makers", "--session", 6, "--session", 18, "--limit", 500)
    assert rows(upr, "top-makers", "--session", "6|18", "--limit", 500) == both
    assert sum(int(row[2]) for row in both) == 137 + 205


def test_words_must_all_occur_in_any_case(upr) -> None:
    found = rows(upr, "recommendations", "--state", "khm", "--text", "PRESS penal")
    assert found and all("press" in row[2].lower() and "penal" in row[2].lower() for row in found)
    assert rows(upr, "recommendations", "--text", 'press" ) } #') == []


class TestUnits:
    """Every number says its unit."""

    @staticmethod
    def unit(upr, *command: str, store: Path | None = None) -> str:
        return json.loads(upr("query", *command, "--format", "json", store=store).out)["unit"]

    def total(self, upr, *options: str) -> int:
        return sum(int(row[2]) for row in rows(upr, "top-makers", "--state", "khm", "--limit", "500", *options))

    def test_pairs_where_only_the_bundled_graph_is_loaded(self, upr) -> None:
        assert self.unit(upr, "top-makers") == "pairs"
        assert self.total(upr) == 342

    def test_records_of_the_bundled_clauses(self, upr) -> None:
        assert self.unit(upr, "top-makers", "--unit", "records") == "records of uprgraph bundled facts"
        assert self.total(upr, "--unit", "records") == 343
        assert self.total(upr, "--source", "facts") == 343
        assert self.unit(upr, "top-makers", "--source", "facts") == "records of uprgraph bundled facts"

    def test_recommendations_and_texts(self, upr) -> None:
        assert self.unit(upr, "co-makers") == "recommendations, and texts where no source gives a number"
        assert self.unit(upr, "co-makers", "--unit", "recommendations") == "recommendations"
        assert rows(upr, "co-makers", "--unit", "texts") == []

    def test_unit_and_question_in_every_table(self, upr) -> None:
        assert "Counted: pairs." in upr("query", "top-makers").out.splitlines()[0]
        assert "Counted: pairs." in upr("query", "top-makers", "--format", "markdown").out.splitlines()[0]

    def test_scheme(self, upr) -> None:
        given = rows(upr, "themes-raised", "--state", "khm", "--scheme", "upr-info")
        assert rows(upr, "themes-raised", "--state", "khm") == given
        assert rows(upr, "themes-raised", "--state", "khm", "--scheme", "UPR-Info") == given

    def test_python_face_refuses_what_the_question_does_not_have(self, bundled) -> None:
        with pytest.raises(QueryError, match="troika has no parameter colour; it has state, cycle"):
            bundled.query("troika", state="khm", colour="red")
        with pytest.raises(QueryError, match="counts records or pairs, not 'texts'"):
            bundled.query("top-makers", unit="texts")
        with pytest.raises(QueryError, match="troika needs --state"):
            bundled.query("troika")

    def test_several_sources_of_records_need_a_choice(self, upr, fresh: Path, tmp_path: Path) -> None:
        both = exports.upr_info(tmp_path / "a.csv"), exports.uwazi(tmp_path / "b.csv")
        assert upr("build", *both, store=fresh).code == 0
        assert self.unit(upr, "top-makers", store=fresh) == "pairs"
        ran = upr("query", "top-makers", "--unit", "records", store=fresh)
        assert (ran.code, ran.out) == (2, "")
        assert "choose --source upr-info or upr-info-uwazi" in ran.err
        for source, records in (("upr-info", 12), ("upr-info-uwazi", 5), ("facts", 343)):
            found = rows(upr, "top-makers", "--source", source, "--limit", 500, store=fresh)
            assert sum(int(row[2]) for row in found) == records


@pytest.mark.parametrize(
    "command",
    [
        ("reviews", "--state", "khm"),
        ("themes-raised", "--state", "khm"),
        ("submissions", "--state", "khm"),
        ("reported-totals",),
        ("recommendations", "--state", "khm"),
        ("pledges",),
        ("acceptance-by-theme", "--state", "khm"),
    ],
)
def test_formats_agree(upr, tmp_path: Path, command: tuple[str, ...]) -> None:
    [named, *table] = csv.reader(io.StringIO(upr("query", *command, "--format", "csv").out))
    header = list(catalogue.load(command[0]).columns)
    assert named == ["n_pairs" if name == "n" and catalogue.load(command[0]).units else name for name in header]

    answer = json.loads(upr("query", *command, "--format", "json").out)
    assert answer["columns"] == header
    assert [[shown(row[name]) for name in header] for row in answer["rows"]] == table

    lines = [line for line in upr("query", *command, "--format", "markdown").out.splitlines() if line.startswith("| ")]
    assert [cells(line) for line in lines] == [header, ["---"] * len(header), *table]

    ran = upr("query", *command, "--format", "parquet", "--output", tmp_path / "x.parquet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    parquet = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    assert parquet.column_names == header
    assert [[shown(row[name]) for name in header] for row in parquet.to_pylist()] == table
    assert parquet.schema.metadata[b"unit"].decode() == answer["unit"]
    assert parquet.schema.metadata[b"question"].decode() == answer["question"]


@pytest.mark.parametrize("unit", ["records", "pairs", "recommendations", "texts"])
def test_csv_says_its_unit_in_the_header_line(upr, unit: str) -> None:
    ran = upr("query", "top-receivers", "--unit", unit, "--format", "csv")
    assert ran.out.splitlines()[0] == f"state_under_review,state_name,n_{unit},accepted,noted,accepted_percent"


def shown(value: object) -> str:
    """A value as CSV shows it: empty where not known, whole numbers without a point."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table."""
    found = line.replace("\\|", "\0")[2:-2].split(" | ")
    return [cell.replace("\0", "|").replace("\\\\", "\\") for cell in found]


def test_output_to_a_file_is_what_is_printed(upr, tmp_path: Path) -> None:
    for form in ("csv", "json", "markdown"):
        printed = upr("query", "reviews", "--state", "khm", "--format", form)
        ran = upr("query", "reviews", "--state", "khm", "--format", form, "--output", tmp_path / form)
        assert (ran.code, ran.out) == (0, "")
        assert (tmp_path / form).read_text(encoding="utf-8") == printed.out


def test_queries_lists_every_question_with_its_example(upr) -> None:
    ran = upr("queries")
    assert ran.code == 0
    assert [line for line in ran.out.splitlines() if not line.startswith(" ")] == EXPLORE
    for name in EXPLORE:
        assert f"    {catalogue.load(name).example}\n" in ran.out
