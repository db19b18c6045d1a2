"""Who was a member of which organisation, and when: the bundled spells, and what is counted by them."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import exports
import uprgraph
from uprgraph import records
from uprgraph.building import build
from uprgraph.namespaces import Iris
from uprgraph.resources import PACKAGE
from uprgraph.triples import Triples

ON_A_DAY = """
SELECT ?iso3 WHERE {{
  ?spell a upr:OrganisationMembership ; org:organization organisation:{organisation} ; org:member/upr:iso3 ?iso3 .
  OPTIONAL {{ ?spell upr:startDate ?from }}
  OPTIONAL {{ ?spell upr:endDate ?until }}
  FILTER(COALESCE(STR(?from) <= "{day}", true) && COALESCE("{day}" <= STR(?until), true))
}}"""


def members(graph: uprgraph.Upr, organisation: str, day: str) -> list[str]:
    """The members on *day*, sorted; a state with two spells on one day stands twice."""
    text = ON_A_DAY.format(organisation=organisation, day=day)
    return sorted(iso3 for (iso3,) in graph.sparql(text).rows)


def facts(table: str) -> list[dict[str, str]]:
    with open(PACKAGE / "facts" / f"{table}.csv", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# As the organisations publish them, less those that are no member of the United Nations: the Sahrawi Republic in the
# African Union, the Cook Islands, Niue, New Caledonia and French Polynesia in the Pacific Islands Forum, Kosovo, New
# Caledonia, and the governments of Quebec, New Brunswick and Belgium's French Community in La Francophonie. Of the
# Ibero-American States Andorra is missing, whose year of accession we do not know.
SIZES = [
    ("acs", "2008-04-07", 25),
    ("al", "2012-01-01", 22),  # Syria's seat was suspended: it is a member
    ("asean", "2025-10-25", 10),
    ("asean", "2025-10-26", 11),
    ("au", "2011-07-26", 52),
    ("au", "2011-07-27", 53),
    ("au", "2017-01-30", 53),
    ("au", "2017-01-31", 54),
    ("cis", "2009-08-18", 12),
    ("cis", "2009-08-19", 11),
    ("commonwealth", "2009-11-28", 53),
    ("commonwealth", "2009-11-29", 54),
    ("commonwealth", "2013-10-04", 53),
    ("commonwealth", "2016-10-14", 52),
    ("commonwealth", "2018-02-08", 53),
    ("commonwealth", "2020-02-01", 54),
    ("commonwealth", "2022-06-25", 56),
    ("eu", "2013-06-30", 27),
    ("eu", "2013-07-01", 28),
    ("eu", "2020-01-31", 28),
    ("eu", "2020-02-01", 27),
    ("oas", "2023-11-19", 35),
    ("oas", "2023-11-20", 34),
    ("oei", "2014-01-01", 22),
    ("oic", "2014-01-01", 57),
    ("oif", "2008-04-07", 52),
    ("oif", "2012-10-13", 54),
    ("oif", "2018-10-11", 56),
    ("oif", "2025-09-19", 53),
    ("pif", "2022-07-09", 14),
    ("pif", "2022-07-10", 13),
    ("pif", "2023-02-24", 14),
]


class TestFacts:
    @pytest.mark.parametrize(("organisation", "day", "number"), SIZES)
    def test_members_on_a_day(self, bundled, organisation: str, day: str, number: int) -> None:
        found = members(bundled, organisation, day)
        assert len(found) == len(set(found)) == number

    def test_the_european_union_before_and_after(self, bundled) -> None:
        before, between, after = (set(members(bundled, "eu", f"{year}-06-01")) for year in (2012, 2016, 2022))
        assert (between - before, between - after, after - before) == ({"HRV"}, {"GBR"}, {"HRV"})

    def test_south_sudan_where_it_is_a_member(self, bundled) -> None:
        """UPR Info lists it under three organisations; it is a member of one."""
        text = "SELECT ?code { state:ssd upr:memberOf/<http://www.w3.org/2004/02/skos/core#notation> ?code }"
        assert bundled.sparql(text).rows == [("AU",)]

    def test_spells_are_apart_and_in_order(self) -> None:
        spells: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in facts("memberships"):
            spells.setdefault((row["organisation"], row["iso3"]), []).append((row["from"], row["until"]))
        for pair, found in spells.items():
            for start, end in found:
                assert start or end, pair
                assert all(date.fromisoformat(day) > date(2008, 4, 7) for day in (start, end) if day), pair
                assert not (start and end) or start < end, pair
            assert all(one[1] and one[1] < other[0] for one, other in pairwise(found)), pair

    def test_rows_name_known_states_and_organisations_and_say_why(self) -> None:
        states = {row["iso3"] for row in facts("states")}
        organisations = {
            row["code"] for row in facts("organisations") if row["kind"] == "IntergovernmentalOrganisation"
        }
        for row in facts("memberships"):
            assert row["iso3"] in states and row["organisation"] in organisations and row["reason"], row

    def test_none_begins_or_ends_within_a_session(self) -> None:
        """Where the day of a review is not known, the first day of its session gives the same members."""
        sessions = [(row["start"], row["end"]) for row in facts("sessions") if len(row["end"]) == 10]
        for row in facts("memberships"):
            for start, end in sessions:
                assert not start < row["from"] <= end, row
                assert not start <= row["until"] < end, row


class TestGraph:
    def test_one_node_a_spell(self, bundled) -> None:
        """392 pairs of a state and an organisation, of which three (Gambia, Maldives, Kiribati) have two spells."""
        text = "SELECT (COUNT(DISTINCT ?spell) AS ?n) { ?spell a upr:OrganisationMembership, org:Membership }"
        assert bundled.sparql(text).rows == [(395,)]
        text = "SELECT (COUNT(*) AS ?n) { ?state a upr:State ; upr:memberOf ?organisation }"
        assert bundled.sparql(text).rows == [(392,)]

    def test_the_shortcut_tells_of_the_same(self, bundled) -> None:
        text = """SELECT ?state ?organisation {
          { ?state upr:memberOf ?organisation
            FILTER NOT EXISTS { ?spell org:member ?state ; org:organization ?organisation } }
          UNION { ?spell org:member ?state ; org:organization ?organisation
            FILTER NOT EXISTS { ?state upr:memberOf ?organisation } } }"""
        assert bundled.sparql(text).rows == []

    def test_a_dated_spell(self) -> None:
        spell = records.Membership("EU", "GBR", end="2020-01-31", reason="Left")
        found = {line.removesuffix(" .\n") for line in Triples()(spell)}
        id_, upr, org = (
            "https://w3id.org/uprgraph/id/",
            "https://w3id.org/uprgraph/ontology#",
            "http://www.w3.org/ns/org#",
        )
        node, state, union = f"<{id_}membership/eu-gbr>", f"<{id_}state/gbr>", f"<{id_}organisation/eu>"
        kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        assert found == {
            f"{state} <{upr}memberOf> {union}",
            f"{node} {kind} <{upr}OrganisationMembership>",
            f"{node} {kind} <{org}Membership>",
            f"{node} <{org}member> {state}",
            f"{node} <{org}organization> {union}",
            f'{node} <{upr}endDate> "2020-01-31"^^<http://www.w3.org/2001/XMLSchema#date>',
            f'{node} <{upr}reason> "Left"',
        }

    def test_the_second_spell_has_a_number(self) -> None:
        minted = Iris()
        assert minted.membership("Commonwealth", "GMB").endswith("/membership/commonwealth-gmb>")
        assert minted.membership("Commonwealth", "GMB", 2).endswith("/membership/commonwealth-gmb-2>")

    def test_a_bare_build_has_them(self, tmp_path: Path) -> None:
        build(store=tmp_path / "store", bare=True)
        bare = uprgraph.open(tmp_path / "store")
        assert bare.sparql(
            "SELECT ?day { <https://w3id.org/uprgraph/id/membership/eu-hrv> upr:startDate ?day }"
        ).rows == [("2013-07-01",)]


# State under review, session, maker, answer; cycle by the session.
ROWS = [
    ("Croatia", "1", "9 - November 2010", "Germany", "Supported"),  # Croatia joined in 2013
    ("Bulgaria", "1", "9 - November 2010", "Croatia", "Supported"),
    ("Bulgaria", "1", "9 - November 2010", "Germany", "Noted"),
    ("Croatia", "2", "22 - May 2015", "Germany", "Supported"),
    ("Croatia", "2", "22 - May 2015", "United Kingdom", "Noted"),
    ("United Kingdom", "3", "27 - May 2017", "France", "Supported"),
    ("France", "3", "29 - January 2018", "United Kingdom", "Supported"),
    ("United Kingdom", "4", "41 - November 2022", "France", "Supported"),  # which left in 2020
    ("France", "4", "43 - May 2023", "United Kingdom", "Supported"),
    ("France", "4", "43 - May 2023", "Germany", "Supported"),
    ("Gambia", "2", "20 - November 2014", "Canada", "Supported"),  # between its two spells in the Commonwealth
    ("Gambia", "3", "34 - November 2019", "Canada", "Supported"),
]


@pytest.fixture(scope="class")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """A store with twelve rows, of each of which we know who was a member then."""
    header, *_ = exports.table("upr_info_uwazi")
    rows = [header]
    for number, (state, cycle, session, maker, answer) in enumerate(ROWS):
        cells = {
            "Title": f"R{number}",
            "Template": "Recommendation",
            "Text": f"Plant tree {number}",
            "State under Review": state,
            "Recommending State": maker,
            "Response": answer,
            "Issues": "Environment",
            "Action Category": "5 - Specific action",
            "Cycle": cycle,
            "Session": session,
        }
        rows.append([cells.get(column, "") for column in header])
    folder = tmp_path_factory.mktemp("memberships")
    build(exports.uwazi(folder / "rows.csv", rows), store=folder / "store", bare=True)
    return uprgraph.open(folder / "store")


class TestAcceptanceByBloc:
    @pytest.mark.parametrize(
        ("organisation", "session", "expected"),
        [
            ("EU", 9, [("not a member", 1, 1, 0), ("fellow member", 1, 0, 1)]),
            ("EU", 22, [("fellow member", 2, 1, 1)]),
            ("EU", 27, [("fellow member", 1, 1, 0)]),
            ("EU", 29, [("fellow member", 1, 1, 0)]),
            ("EU", 41, []),
            ("EU", 43, [("fellow member", 1, 1, 0), ("not a member", 1, 1, 0)]),
            ("Commonwealth", 20, []),
            ("Commonwealth", 34, [("fellow member", 1, 1, 0)]),
        ],
    )
    def test_members_are_those_of_the_day(self, reviewed, organisation: str, session: int, expected: list) -> None:
        found = reviewed.query("acceptance-by-bloc", organisation=organisation, session=session)
        assert Counter(tuple(row[2:6]) for row in found.rows) == Counter(expected)

    @pytest.mark.data
    @pytest.mark.parametrize(
        ("session", "fellow", "other"),
        [
            (9, (55, 51, 4, 92.7), (82, 69, 13, 84.1)),  # of Bulgaria's review alone: 131 rows to Croatia do not count
            (20, (85, 77, 8, 90.6), (294, 262, 32, 89.1)),  # Croatia's two rows are a fellow member's
        ],
    )
    def test_the_european_union_in_the_real_files(self, real, session: int, fellow: tuple, other: tuple) -> None:
        """Counted in the raw files with the csv module, by UPR Info's own lists and the day on which Croatia joined."""
        found = real.query("acceptance-by-bloc", organisation="EU", session=session).rows
        assert [tuple(row[3:]) for row in found] == [fellow, other]
