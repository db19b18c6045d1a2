"""Figures of the real exports of 2015, written by hand from the data's README and DESIGN."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import uprgraph
from conftest import REAL, real_file
from uprgraph.building import build
from uprgraph.resources import PACKAGE
from uprgraph.sources import Opened

pytestmark = pytest.mark.data
RECORDS = "?r upr:countedAs <https://w3id.org/uprgraph/id/unit/records/upr-info>"


def number(graph: uprgraph.Upr, query: str) -> int:
    [[found]] = graph.sparql(query).rows
    return found


def first(graph: uprgraph.Upr, name: str, columns: str, **parameters: object) -> list[tuple]:
    """Some columns of an answer."""
    result = graph.query(name, **parameters)
    at = [result.columns.index(column) for column in columns.split()]
    return [tuple(row[index] for index in at) for row in result.rows]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """Cambodia's rows of the three CSVs alone, without its bundled paragraphs."""
    folder = tmp_path_factory.mktemp("alone")
    for name in ("6-9", "17-20"):
        header, *lines = real_file(f"upr-info/{name}.csv").read_bytes().split(b"\r")
        (folder / f"{name}.csv").write_bytes(
            b"\r".join([header, *(line for line in lines if line.startswith(b"Cambodia,"))])
        )
    build(folder, store=folder / "store", bare=True)
    return uprgraph.open(folder / "store")


@pytest.fixture(scope="module")
def rows(real: uprgraph.Upr) -> list[dict]:
    """The panel of records of Cambodia."""
    return real.panel("records", state="Cambodia").dicts()


def test_data_are_where_they_are_looked_for() -> None:
    assert real_file("upr-info").parent == REAL


class TestFiles:
    """The table of files."""

    @pytest.mark.parametrize(
        ("name", "rows", "accepted", "noted"),
        [("1-5.csv", 6094, 4087, 2007), ("6-9.csv", 8343, 6206, 2137), ("17-20.csv", 7984, 6094, 1890)],
    )
    def test_records(self, upr, name: str, rows: int, accepted: int, noted: int) -> None:
        found = json.loads(upr("inspect", real_file(f"upr-info/{name}"), "--format", "json").out)
        assert (found["kind"], found["source"]) == ("UPR Info export of 2015", "upr-info")
        assert (found["rows"], found["records"], found["problems"]) == (rows, rows, [])
        assert found["responses"] == {"accepted": accepted, "noted": noted}

    def test_pledges(self, upr) -> None:
        found = json.loads(upr("inspect", real_file("upr-info/voluntary.csv"), "--format", "json").out)
        assert (found["rows"], found["pledges"], found["problems"]) == (947, 947, [])
        assert "records" not in found

    def test_xls(self) -> None:
        file = Opened(real_file("upr-info/6-9.xls"))
        for _ in file.records():
            pass
        assert file.report.responses == {"accepted": 6206, "noted": 2137}

    def test_sessions_are_those_of_the_column_not_of_the_file_name(self, real) -> None:
        query = f"SELECT DISTINCT ?n {{ {RECORDS} . ?r upr:madeIn/upr:inSession/upr:number ?n }} ORDER BY ?n"
        assert [n for [n] in real.sparql(query).rows] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 19, 20]


class TestUnits:
    """How much in which unit."""

    def test_without_the_bundled_graph(self, real, alone) -> None:
        """The three CSVs alone: those of Cambodia where its paragraphs are not known, and those of the others."""
        base = "https://w3id.org/uprgraph/id/unit/"
        query = (
            "SELECT ?u (COUNT(?i) AS ?n) { ?i upr:countedAs ?u ; upr:addressedTo ?s . "
            "FILTER(?s != <https://w3id.org/uprgraph/id/state/khm>) } GROUP BY ?u"
        )
        others = dict(real.sparql(query).rows)
        cambodia = dict(alone.sparql("SELECT ?u (COUNT(?i) AS ?n) { ?i upr:countedAs ?u } GROUP BY ?u").rows)
        assert {unit: others[unit] + cambodia[unit] for unit in cambodia} == {
            f"{base}pairs": 22_420,
            f"{base}records/upr-info": 22_421,
            f"{base}texts": 21_615,
        }
        assert set(others) == set(cambodia)

    def test_folder_beside_the_bundled_graph(self, real) -> None:
        """Cambodia's 343 rows tell of 296 numbered recommendations and 342 pairs instead of texts."""
        assert number(real, "SELECT (COUNT(?r) AS ?n) { ?r a upr:Record ; upr:text ?t }") == 22_421
        assert number(real, "SELECT (COUNT(?r) AS ?n) { ?r a upr:Recommendation ; upr:paragraph ?p }") == 296
        pairs = "?p a upr:Pair ; upr:addressedTo ?s . FILTER(?s {} <https://w3id.org/uprgraph/id/state/khm>)"
        assert number(real, f"SELECT (COUNT(?p) AS ?n) {{ {pairs.format('=')} }}") == 137 + 205
        assert number(real, f"SELECT (COUNT(?p) AS ?n) {{ {pairs.format('!=')} }}") == 22_420 - 343

    def test_reviews(self, real) -> None:
        assert number(real, f"SELECT (COUNT(DISTINCT ?v) AS ?n) {{ {RECORDS} ; upr:madeIn ?v }}") == 185

    def test_pledges(self, real) -> None:
        assert number(real, "SELECT (COUNT(?p) AS ?n) { ?p a upr:VoluntaryPledge }") == 947
        assert len(real.panel("pledges")) == 947

    def test_one_pair_less_than_records_in_the_csvs_is_the_row_of_lesotho(self, real, alone) -> None:
        """Cambodia's records of the bundled graph are told of again, so that its own are looked at alone."""
        query = (
            f"SELECT ?s ?m (COUNT(?r) AS ?n) {{ {RECORDS} ; upr:about ?x ; upr:madeBy/upr:iso3 ?m ; "
            "upr:addressedTo/upr:iso3 ?s FILTER(?s != 'KHM') } GROUP BY ?s ?m ?x HAVING (COUNT(?r) > 1)"
        )
        assert real.sparql(query).rows == [("LSO", "TCD", 2)]
        assert alone.sparql(query.replace("FILTER(?s != 'KHM')", "")).rows == []


class TestWhole:
    """Figures over the three CSVs, counted in records."""

    def test_answers(self, real) -> None:
        found = first(real, "acceptance-by-session", "n accepted noted")
        assert [sum(column) for column in zip(*found, strict=True)] == [22_421, 16_387, 6_034]

    def test_actions(self, real) -> None:
        found = first(real, "acceptance-by-action", "n accepted noted")
        assert sorted(row[0] for row in found) == sorted([415, 3_643, 1_878, 9_111, 7_374])
        query = (
            f"SELECT ?c (COUNT(?r) AS ?n) {{ {RECORDS} ; upr:actionCategory/upr:number ?c }} GROUP BY ?c ORDER BY ?c"
        )
        assert real.sparql(query).rows == [(1, 415), (2, 3_643), (3, 1_878), (4, 9_111), (5, 7_374)]

    def test_top_makers(self, real) -> None:
        assert first(real, "top-makers", "maker_name n", limit=6) == [
            ("Canada", 777),
            ("France", 694),
            ("Mexico", 672),
            ("Spain", 613),
            ("Algeria", 571),
            ("Brazil", 563),
        ]

    def test_unknown_makers_are_a_line_of_their_own(self, real) -> None:
        found = first(real, "top-makers", "maker maker_name n", limit=500)
        assert [row for row in found if row[0] is None] == [(None, "(unknown)", 9)]
        assert sum(row[2] for row in found) == 22_421

    def test_issues(self, real) -> None:
        found = first(real, "themes", "theme n")
        assert found[:3] == [
            ("International instruments", 4_452),
            ("Women's rights", 4_135),
            ("Rights of the Child", 3_749),
        ]
        assert len(found) == 54
        assert sum(n for _, n in found) == 39_535

    def test_death_penalty(self, real) -> None:
        found = first(real, "acceptance-by-theme", "theme n accepted noted", theme="death penalty")
        assert found == [("Death penalty", 964, 207, 757)]

    def test_accepted_by_group_of_the_maker(self, real) -> None:
        found = {row[0]: row[1:] for row in first(real, "acceptance-by-group", "group n accepted_percent")}
        expected = {
            "WEOG": (8_419, 64.9),
            "EEG": (3_089, 69.3),
            "Asia": (3_785, 89.0),
            "Africa": (3_329, 82.6),
            "GRULAC": (3_575, 69.4),
            "Observer": (215, 82.3),
        }
        assert {group: found[group] for group in expected} == expected

    def test_own_group_and_others(self, real) -> None:
        """The first two lines are the whole; the last two are part of the second."""
        assert first(real, "acceptance-own-group", "maker_is n accepted_percent") == [
            ("own group", 5_250, 82.8),
            ("other group", 17_171, 70.1),
            ("of these, observer", 215, 82.3),
            ("of these, maker unknown", 9, 100.0),
        ]

    def test_dyads(self, real, upr, tmp_path: Path) -> None:
        ran = upr("network", "states", tmp_path / "n.csv", store=real.store.path)
        assert ran.code == 0 and "6533 edges" in ran.out
        with open(tmp_path / "n.csv", encoding="utf-8", newline="") as lines:
            header, *edges = csv.reader(lines)
        assert header == ["source", "target", "weight"]
        assert len(edges) == 6_533
        assert sum(int(edge[2]) for edge in edges) == 22_421 - 9


class TestCambodia:
    """The test case of DESIGN."""

    @pytest.mark.parametrize(("session", "accepted", "noted"), [(6, 138, 0), (18, 163, 42)])
    def test_records_of_upr_info(self, real, session: int, accepted: int, noted: int) -> None:
        [row] = [
            row
            for row in first(real, "acceptance-by-session", "session n accepted noted", state="khm")
            if row[0] == session
        ]
        assert row == (session, accepted + noted, accepted, noted)

    @pytest.mark.parametrize(("cycle", "recommendations", "pairs", "records"), [(1, 91, 137, 138), (2, 205, 205, 205)])
    def test_units(self, real, bundled, cycle: int, recommendations: int, pairs: int, records: int) -> None:
        for graph, source in ((real, "upr-info"), (real, "facts"), (bundled, "facts")):
            made = [
                sum(row[0] for row in first(graph, "top-makers", "n", state="khm", cycle=cycle, limit=500, **options))
                for options in ({"unit": "pairs"}, {"unit": "records", "source": source})
            ]
            assert made == [pairs, records]
            assert len(graph.query("recommendations", state="khm", cycle=cycle)) == recommendations

    @pytest.mark.parametrize(("cycle", "count"), [(1, 138), (2, 205)])
    def test_every_row_is_attached_to_a_numbered_recommendation(self, real, rows, cycle: int, count: int) -> None:
        query = (
            f"SELECT (COUNT(DISTINCT ?r) AS ?n) {{ {RECORDS} ; upr:about/upr:paragraph ?p ; "
            f"upr:madeIn <https://w3id.org/uprgraph/id/review/khm-{cycle}> }}"
        )
        assert number(real, query) == count
        found = [row for row in rows if row["review"] == f"khm-{cycle}"]
        assert len(found) == count
        assert all(row["paragraph"] for row in found)

    def test_every_row_is_attached_to_the_paragraph_of_the_table(self, rows) -> None:
        """By maker and paragraph, as the bundled clauses have them."""
        with open(PACKAGE / "facts" / "cambodia-clauses.csv", encoding="utf-8", newline="") as lines:
            told = sorted((row["review"], row["paragraph"], row["maker_upr_info"]) for row in csv.DictReader(lines))
        assert sorted((r["review"], r["paragraph"], r["maker"]) for r in rows if r["paragraph"]) == told

    def test_nothing_is_unmatched(self, real, upr) -> None:
        status = json.loads(upr("status", "--format", "json", store=real.store.path).out)
        assert status["unmatched"] == []
        assert status["only-totals"] == [
            {"review": "khm-3", "reported": 198, "accepted": 173, "noted": 25},
            {"review": "khm-4", "reported": 275, "accepted": 232, "noted": 43},
        ]

    @pytest.mark.parametrize("cycle", [1, 2])
    def test_maker_issue_links(self, real, bundled, cycle: int) -> None:
        """206 and 335 are those on one row; makers of a recommendation times its themes would be 274 in 2009."""
        for graph, source in ((bundled, "facts"), (real, "upr-info")):
            unit = f"<https://w3id.org/uprgraph/id/unit/records/{source}>"
            query = (
                f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?m ?t {{ ?r upr:countedAs {unit} ; upr:madeBy ?m ; "
                f"upr:theme ?t ; upr:madeIn <https://w3id.org/uprgraph/id/review/khm-{cycle}> }} }}"
            )
            assert number(graph, query) == {1: 206, 2: 335}[cycle]

    def test_eight_reversals(self, real) -> None:
        found = first(real, "changed-positions", "paragraph to", state="khm")
        assert found == [
            *((f"118.{n}", "noted") for n in (1, 2, 3, 4)),
            *((f"118.{n}", "rejected") for n in (5, 22, 57, 161)),
        ]

    def test_answers_of_2014_by_stage(self, real) -> None:
        """171 supported and 34 to be examined in the report; then 163 accepted and 42 noted."""
        query = (
            "SELECT ?a (COUNT(?p) AS ?n) { ?p upr:positionOn/upr:madeIn <https://w3id.org/uprgraph/id/review/khm-2> ; "
            "upr:number 1 ; upr:answer/skos:prefLabel ?l . BIND(STR(?l) AS ?a) } GROUP BY ?a ORDER BY ?a"
        )
        assert sorted(n for _, n in real.sparql(query).rows) == [34, 171]
        query = (
            "SELECT ?l (COUNT(?x) AS ?n) { ?x a upr:Recommendation ; upr:response/rdfs:label ?l ; "
            "upr:madeIn <https://w3id.org/uprgraph/id/review/khm-2> } GROUP BY ?l ORDER BY ?l"
        )
        assert real.sparql(query).rows == [("accepted", 163), ("noted", 42)]

    def test_answers_of_2009(self, real) -> None:
        query = (
            "SELECT ?l (COUNT(?x) AS ?n) { ?x a upr:Recommendation ; upr:response/rdfs:label ?l ; "
            "upr:madeIn <https://w3id.org/uprgraph/id/review/khm-1> } GROUP BY ?l"
        )
        assert real.sparql(query).rows == [("accepted", 91)]
