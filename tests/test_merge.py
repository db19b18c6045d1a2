"""Sources side by side become one graph: what is itemised by whom, current answers, codes of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from uprgraph import schedule
from uprgraph.building import codes, properties
from uprgraph.merge import BY_RECORDS, DISAGREEMENT, SEVERAL_ANSWERS, derived
from uprgraph.namespaces import ONTOLOGY, Iris
from uprgraph.records import Document, Part, Position, Recommendation, Record, Review, Source, Stakeholder, Theme
from uprgraph.store import Loader, Store
from uprgraph.triples import Triples

REPORT, ADDENDUM = "A/HRC/59/15", "A/HRC/59/15/Add.1"
CODES = list(codes(Iris()))
SHELTER = "Open a shelter in every province"


def source(name: str) -> Source:
    return Source(name, name, "somebody", "ours", "made for a test", "https://example.org/")


def merged(records: Iterable[object], reverse: bool = False) -> Store:
    """The store of Slovenia's fourth review with *records*, each source in a graph of its own."""
    engine, iris = ox.Store(), Iris()
    triples = Triples(iris)
    review = Review("svn-4", "SVN", 4, 48)
    everything = [schedule.sessions()[48], review, source("upr-info"), source("ohchr-matrix"), source("uhri"), *records]
    with Loader(engine) as loader:
        for record in reversed(everything) if reverse else everything:
            loader.load("<https://example.org/source>", triples(record))
        loader.load(iris.codes_graph(), CODES)
        loader.load(iris.derived_graph(), properties(iris, bare=True))
        loader.wait()
        loader.load(iris.derived_graph(), derived(Store(engine, None), []))
    return Store(engine, None)


def ask(store: Store, query: str) -> list[tuple[str | None, ...]]:
    prefixes = "".join(
        f"PREFIX {name}: <https://w3id.org/uprgraph/id/{name}/> "
        for name in ("recommendation", "record", "position", "pair", "response", "state", "unit", "theme", "review")
    )
    rows = store.select(f"PREFIX upr: <{ONTOLOGY}> {prefixes} {query}").rows
    short = "https://w3id.org/uprgraph/"
    return sorted(
        tuple(None if term is None else term.value.removeprefix(short).removeprefix("id/") for term in row)  # type: ignore[union-attr]
        for row in rows
    )


def row(key: str, maker: str | None, text: str, response: str | None = "accepted", **more: object) -> Record:
    """A row of UPR Info, or of the source that *more* names."""
    values = {"source": "upr-info", "action": 5, "themes": ("Housing",), "scheme": "upr-info", **more}
    return Record(key=key, review="svn-4", maker=maker, response=response, text=text, **values)  # type: ignore[arg-type]


def paragraph(number: str, makers: str, text: str, *parts: Part) -> Recommendation:
    return Recommendation("svn-4", number, tuple(makers.split()), text=text, parts=parts, document=REPORT)


def answer(number: str, stage: int, response: str, teller: str | None = None) -> Position:
    stages = {1: ("working-group-report", REPORT), 2: ("addendum", ADDENDUM), 3: ("council-outcome", None)}
    wording = {"accepted": "accepted", "noted": "noted", "pending": "to-be-examined"}[response]
    return Position("svn-4", number, stage, wording, response, stages[stage][0], stages[stage][1], teller=teller)


REPORTED = (
    Document(REPORT, "WorkingGroupReport", "A report", "svn-4", REPORT),
    Document(ADDENDUM, "Addendum", "An addendum", "svn-4", ADDENDUM),
    paragraph("140.1", "FRA PER", SHELTER),
    paragraph("140.2", "FRA", "Build more schools"),
)


class TestWhoItemises:
    def test_rows_without_number_attach_to_the_report(self) -> None:
        store = merged(
            [*REPORTED, row("a", "FRA", SHELTER + "."), row("b", "PER", SHELTER), row("c", "PER", "Keep bees")]
        )
        assert ask(store, "SELECT ?r ?a ?how WHERE { ?r upr:about ?a ; upr:matchedBy ?how }") == [
            ("record/upr-info/a", "recommendation/svn-4/140.1", "same words"),
            ("record/upr-info/b", "recommendation/svn-4/140.1", "same text"),
        ]

    def test_what_matches_nothing_is_no_further_recommendation(self) -> None:
        store = merged([*REPORTED, row("c", "PER", "Keep bees")])
        assert len(ask(store, "SELECT ?r WHERE { ?r a upr:Recommendation }")) == 2
        assert len(ask(store, "SELECT ?p WHERE { ?p a upr:Pair }")) == 3
        assert ask(store, "SELECT ?a WHERE { record:upr-info\\/c upr:about ?a }") == []

    def test_without_a_report_the_list_of_ohchr_itemises(self) -> None:
        listed = [
            row("140.1-fra", "FRA", SHELTER, source="ohchr-matrix", scheme="ohchr-4", paragraph="140.1"),
            row("140.1-per", "PER", SHELTER, source="ohchr-matrix", scheme="ohchr-4", paragraph="140.1"),
            row("1-fra", "FRA", SHELTER, source="uhri", scheme="ohchr-4", paragraph="140.1"),
            row("2-fra", "FRA", "Build more schools", source="uhri", scheme="ohchr-4", paragraph="140.2"),
            row("a", "PER", SHELTER),
        ]
        store = merged(listed)
        assert ask(
            store, "SELECT ?r ?p ?u WHERE { ?r a upr:Recommendation ; upr:paragraph ?p ; upr:countedAs ?u }"
        ) == [("recommendation/svn-4/140.1", "140.1", "unit/recommendations")]
        assert ask(store, "SELECT ?r WHERE { ?r upr:about recommendation:svn-4\\/140.1 ; a upr:Record }") == [
            ("record/ohchr-matrix/140.1-fra",),
            ("record/ohchr-matrix/140.1-per",),
            ("record/uhri/1-fra",),
            ("record/upr-info/a",),
        ]
        assert ask(store, "SELECT ?a WHERE { record:uhri\\/2-fra upr:about ?a }") == []

    def test_uhri_itemises_where_nothing_else_does(self) -> None:
        store = merged([row("1", None, SHELTER, source="uhri", scheme="ohchr-4", paragraph="140.1")])
        assert ask(store, "SELECT ?r ?u WHERE { ?r a upr:Recommendation ; upr:makerUnknown ?u }") == [
            ("recommendation/svn-4/140.1", "true")
        ]

    def test_makers_are_those_of_the_report(self) -> None:
        """A row with another maker keeps its own; the pair has its codes all the same."""
        store = merged([*REPORTED, row("a", "BRA", "Build more schools in all")])
        assert ask(store, "SELECT ?m WHERE { recommendation:svn-4\\/140.2 upr:madeBy ?m }") == [("state/fra",)]
        store = merged([*REPORTED, row("a", "BRA", SHELTER)])
        assert ask(store, "SELECT ?p ?t WHERE { ?p a upr:Pair ; upr:theme ?t }") == [
            ("pair/svn-4/140.1/fra", "theme/upr-info/housing"),
            ("pair/svn-4/140.1/per", "theme/upr-info/housing"),
        ]

    def test_the_order_of_sources_does_not_matter(self) -> None:
        records = [*REPORTED, row("a", "FRA", SHELTER), row("b", "PER", SHELTER), answer("140.1", 1, "pending")]
        one, other = (merged(records, reverse).engine for reverse in (False, True))
        assert set(one) == set(other)


class TestAnswers:
    def response(self, *records: object, number: str = "140.1") -> tuple[str | None, str | None, str | None]:
        store = merged([*REPORTED, *records])
        [found] = ask(
            store,
            f"SELECT ?p ?a ?n WHERE {{ BIND(recommendation:svn-4\\/{number} AS ?r) "
            "OPTIONAL { ?r upr:currentPosition ?p } OPTIONAL { ?r upr:response ?a } OPTIONAL { ?r upr:note ?n } }",
        )
        return found  # type: ignore[return-value]

    def test_none(self) -> None:
        assert self.response() == (None, None, None)

    def test_the_records_where_no_document_answers(self) -> None:
        assert self.response(row("a", "FRA", SHELTER)) == (None, "response/accepted", None)

    def test_records_that_disagree(self) -> None:
        rows = (row("a", "FRA", SHELTER), row("b", "PER", SHELTER, "noted"))
        assert self.response(*rows) == (None, None, DISAGREEMENT)

    def test_a_document_before_the_records(self) -> None:
        found = self.response(answer("140.1", 1, "noted"), row("a", "FRA", SHELTER))
        assert found == ("position/svn-4/140.1/1", "response/noted", None)

    def test_the_records_where_the_documents_leave_it_open(self) -> None:
        """A report that puts the answer off does not make what UPR Info knows of it unknown."""
        found = self.response(answer("140.1", 1, "pending"), row("a", "FRA", SHELTER))
        assert found == (None, "response/accepted", BY_RECORDS)

    def test_pending_where_the_records_disagree(self) -> None:
        rows = (row("a", "FRA", SHELTER), row("b", "PER", SHELTER, "noted"))
        found = self.response(answer("140.1", 1, "pending"), *rows)
        assert found == ("position/svn-4/140.1/1", "response/pending", DISAGREEMENT)

    def test_pending_where_nobody_answers(self) -> None:
        found = self.response(answer("140.1", 1, "pending"), row("a", "FRA", SHELTER, "pending"))
        assert found == ("position/svn-4/140.1/1", "response/pending", None)

    def test_records_that_pend(self) -> None:
        assert self.response(row("a", "FRA", SHELTER, "pending")) == (None, "response/pending", None)

    def test_the_later_stage(self) -> None:
        found = self.response(answer("140.1", 1, "accepted"), answer("140.1", 2, "noted"))
        assert found == ("position/svn-4/140.1/2", "response/noted", None)

    def test_a_list_that_tells_of_a_later_document(self) -> None:
        found = self.response(answer("140.1", 1, "pending"), answer("140.1", 2, "accepted", "ohchr-matrix"))
        assert found == ("position/svn-4/140.1/2-ohchr-matrix", "response/accepted", None)

    def test_the_document_itself_before_the_list_that_cites_it(self) -> None:
        found = self.response(answer("140.1", 2, "noted"), answer("140.1", 2, "accepted", "ohchr-matrix"))
        assert found == ("position/svn-4/140.1/2", "response/noted", None)

    def test_two_answers_of_one_document(self) -> None:
        found = self.response(answer("140.1", 2, "noted"), answer("140.1", 2, "accepted"))
        assert found == (None, None, SEVERAL_ANSWERS)

    @pytest.mark.parametrize("first", ["noted", "accepted"])
    def test_a_second_addendum(self, first: str) -> None:
        """Each addendum's answer is a node of its own, and the later one is current."""
        second = "accepted" if first == "noted" else "noted"
        document = Document(f"{REPORT}/Add.2", "Addendum", "Another addendum", "svn-4", f"{REPORT}/Add.2")
        later = Position("svn-4", "140.1", 2, second, second, "addendum", f"{REPORT}/Add.2")
        for records in ([answer("140.1", 2, first), document, later], [document, later, answer("140.1", 2, first)]):
            assert self.response(*records) == ("position/svn-4/140.1/2-add-2", f"response/{second}", None)
        store = merged([*REPORTED, answer("140.1", 2, first), document, later])
        assert ask(store, "SELECT ?later ?earlier WHERE { ?later upr:supersedes ?earlier }") == [
            ("position/svn-4/140.1/2-add-2", "position/svn-4/140.1/2")
        ]

    def test_a_bare_item_number(self) -> None:
        """An addendum that says 2 answers 140.2 where the review has one item with this number."""
        assert self.response(answer("2", 2, "noted"), number="140.2") == (
            "position/svn-4/2/2",
            "response/noted",
            None,
        )

    def test_a_bare_item_number_of_two_lists_stays_open(self) -> None:
        twice = paragraph("141.2", "PER", "Keep bees")
        assert self.response(twice, answer("2", 2, "noted"), number="140.2") == (None, None, None)

    @pytest.mark.parametrize(
        ("positions", "expected"),
        [
            ([answer("140.1", 1, "pending"), answer("140.1", 2, "noted")], [("2", "1")]),
            ([answer("140.1", 2, "accepted"), answer("140.1", 3, "noted")], [("3", "2")]),
            ([answer("140.1", 2, "noted")], []),
            ([answer("140.1", 1, "pending"), answer("140.1", 2, "noted", "ohchr-matrix")], []),
        ],
    )
    def test_supersedes(self, positions: list[Position], expected: list[tuple[str, str]]) -> None:
        store = merged([*REPORTED, *positions])
        found = ask(store, "SELECT ?later ?earlier WHERE { ?later upr:supersedes ?earlier }")
        assert [tuple(name.rpartition("/")[2] for name in pair if name) for pair in found] == expected


class TestCodes:
    def test_pairs_have_the_codes_of_every_source(self) -> None:
        listed = row(
            "140.1-fra",
            "FRA",
            SHELTER,
            source="ohchr-matrix",
            scheme="ohchr-4",
            themes=("Right to health",),
            paragraph="140.1",
            affects=("Children",),
            goals=(11,),
            action=None,
        )
        store = merged([*REPORTED, listed, row("a", "FRA", SHELTER)])
        query = """SELECT ?p ?o WHERE { VALUES ?p { upr:theme upr:affects upr:relatedSDG upr:actionCategory }
          pair:svn-4\\/140.1\\/fra ?p ?o }"""
        assert ask(store, query) == [
            ("ontology#actionCategory", "action-category/5"),
            ("ontology#affects", "affected-group/ohchr-4/children"),
            ("ontology#relatedSDG", "http://metadata.un.org/sdg/11"),
            ("ontology#theme", "theme/ohchr-4/right-to-health"),
            ("ontology#theme", "theme/upr-info/housing"),
        ]

    def test_things_that_only_files_know_get_a_label(self) -> None:
        store = merged(
            [
                Theme("upr-info", "Beekeeping"),
                Stakeholder("bee-friends", "Friends of the Bee", "CivilSocietyOrganisation", "FB", "Bern", "CHE"),
                Stakeholder("bee-friends", "Bee Friends", "CivilSocietyOrganisation"),
            ]
        )
        query = "SELECT ?t ?l WHERE { ?t <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?t"
        labels = dict(ask(store, query))
        assert labels["theme/upr-info/beekeeping"] == "Beekeeping"
        assert labels["organisation/bee-friends"] == "Bee Friends"


def test_a_recommendation_by_reference_counts_as_a_text() -> None:
    """A report that answers a recommendation of the dialogue without a number does not add to its numbered ones."""
    by_reference = Recommendation("svn-4", "141(a)", ("PER",), text="Keep bees", document=REPORT, referred="26 (b)")
    store = merged([*REPORTED, by_reference, answer("141(a)", 1, "noted")])
    query = "SELECT ?u (COUNT(?r) AS ?n) WHERE { ?r a upr:Recommendation ; upr:countedAs ?u } GROUP BY ?u"
    assert ask(store, query) == [("unit/recommendations", "2"), ("unit/texts", "1")]
    assert ask(store, "SELECT ?r ?a WHERE { ?r upr:referredParagraphs ?p ; upr:response ?a }") == [
        ("recommendation/svn-4/141(a)", "response/noted")
    ]


def test_parts_have_makers_of_their_own() -> None:
    parts = (Part("1", "Ratify A", ("FRA",)), Part("2", "and B", ("PER",)))
    store = merged([*REPORTED, paragraph("140.3", "FRA PER", "Ratify A (France) and B", *parts)])
    assert ask(store, "SELECT ?part ?m WHERE { ?part upr:partOf recommendation:svn-4\\/140.3 ; upr:madeBy ?m }") == [
        ("recommendation/svn-4/140.3/1", "state/fra"),
        ("recommendation/svn-4/140.3/2", "state/per"),
    ]
