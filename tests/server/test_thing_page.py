"""The page of any thing, and what it is made from: statements in and out, who makes them, labels, schema.org."""

from __future__ import annotations

import json
from typing import Any

import lxml.html
import pyoxigraph as ox
import pytest

import uprgraph
from uprgraph.errors import QueryError
from uprgraph.namespaces import BASE, ONTOLOGY, RDFS, UPR
from uprgraph.server import pages, schema_org, triples_view
from uprgraph.server.pages import NotThere
from uprgraph.server.site import Site
from uprgraph.server.triples_view import Description, description
from uprgraph.store import FORMAT, Store

HOSTILE = "</script><script>alert(1)</script> \u202egnp.exe"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else f"{BASE}id/{name}")


def small_store(*triples: tuple[str, str, ox.NamedNode | ox.Literal]) -> Store:
    """A store in memory with these triples in its default graph alone, as a merge on a service is."""
    engine = ox.Store()
    form = ox.Literal(str(FORMAT), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    every = [(f"{BASE}dataset", UPR.storeFormat[1:-1], form), *triples]
    engine.extend(ox.Quad(node(start), ox.NamedNode(name), value) for start, name, value in every)
    return Store(engine, None)


def tree(site: Site, key: str) -> Any:
    return lxml.html.fromstring(pages.page(site, "thing", key, {}))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def site(bundled: uprgraph.Upr) -> Site:
    return Site(store=bundled.store)


def about(site: Site, name: str) -> Description:
    return description(site.store, f"{BASE}id/{name}")


class TestDescription:
    """What the store says of a thing."""

    def test_every_statement_has_the_graphs_that_make_it(self, site: Site) -> None:
        said = about(site, "recommendation/khm-2/118.22")
        told = {
            said.labels[triple.predicate.value]: [said.labels[graph] for graph in said.said_by[triple]]
            for triple in said.out
        }
        assert told["response"] == ["derived from all sources"]
        assert told["subject"] == ["cambodia-recommendations.csv"]
        assert set(said.said_by) == set(said.out)
        assert [said.labels[graph] for graph in said.graphs] == [
            "derived from all sources",
            "cambodia-recommendations.csv",
        ]

    def test_links_in_are_counted_exactly_and_shown_in_part(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        # Pairs of Cambodia's reviews of 2009 and 2014; its records are one more, for a maker named twice.
        pairs, records = about(site, "unit/pairs"), about(site, "unit/records/facts")
        assert (dict(pairs.into_counts), len(pairs.into)) == ({f"{ONTOLOGY}countedAs": 137 + 205}, 20)
        assert (records.into_total, pairs.into_total) == (138 + 205, 342)
        monkeypatch.setattr(triples_view, "SORTED", 10)
        again = about(site, "unit/pairs")
        assert (again.into_counts, len(again.into)) == (pairs.into_counts, 20)

    @pytest.mark.parametrize("sorted_up_to", [2_000, 10])
    def test_few_links_in_are_all_shown(self, site: Site, sorted_up_to: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """The African Group has 54 members."""
        monkeypatch.setattr(triples_view, "SORTED", sorted_up_to)
        assert len(about(site, "group/africa").into) == 54

    @pytest.mark.parametrize(
        "name",
        [
            "state/khm",
            "review/khm-4",
            "recommendation/khm-1/82.91",
            "pair/khm-2/118.22/prt",
            "position/khm-2/118.22/2",
            "record/facts/khm-2-118.22-prt",
            "document/a-hrc-26-16-add-1",
            "meeting/wg-46-15",
            "troika/khm-4/gha",
            "claim/a23",
            "event/khm-3-workshop",
            "action-category/list/1",
            "figure/khm-1/accepted",
        ],
    )
    def test_every_iri_has_a_label(self, site: Site, name: str) -> None:
        said = about(site, name)
        assert said.exists
        named = {term.value for triple in said.out + said.into for term in triple if isinstance(term, ox.NamedNode)}
        assert named | {said.iri} <= set(said.labels)
        assert not [label for label in said.labels.values() if "://" in label or "#" in label or not label.strip()]

    def test_a_thing_that_is_not_there(self, site: Site) -> None:
        for iri in (f"{BASE}id/nothing", "no iri", f"{BASE}id/<b>", ""):
            assert not description(site.store, iri).exists


class TestPage:
    """The page of a thing."""

    def test_statements_links_and_sources(self, site: Site) -> None:
        page = tree(site, "id/position/khm-2/118.22/2")
        rows = [[words(cell) for cell in row] for row in page.xpath("//table/tbody/tr")]
        assert ["answer", "rejected", "cambodia-recommendations.csv"] in rows
        assert ["stated in", "Views of Cambodia on the recommendations of its second review"] in [
            row[:2] for row in rows
        ]
        links = page.xpath("//td/a/@href")
        assert "/id/document/a-hrc-26-16-add-1.html" in links and "/id/recommendation/khm-2/118.22.html" in links
        assert [words(heading) for heading in page.xpath("//h3")] == ["current position 1 thing"]

    def test_graphs_are_things(self, site: Site) -> None:
        said = words(tree(site, "graph/derived"))
        assert "derived from all sources" in said and "A graph of the store, which holds " in said

    def test_what_is_not_there_and_filters_are_refused(self, site: Site) -> None:
        for key in ("id/nothing", "id/state/<b>", "graph/none"):
            with pytest.raises(NotThere):
                tree(site, key)
        with pytest.raises(QueryError, match="no filter colour"):
            pages.page(site, "thing", "id/claim/a23", {"colour": ["red"]})

    def test_texts_and_addresses_from_data_do_no_harm(self) -> None:
        any_uri = ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
        store = small_store(
            ("person/x", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", node(f"{ONTOLOGY}Person")),
            ("person/x", RDFS.label[1:-1], ox.Literal(HOSTILE)),
            ("person/x", UPR.note[1:-1], ox.Literal("<img src=x onerror=alert(1)>")),
            ("person/x", UPR.webcast[1:-1], ox.Literal("javascript:alert(1)", datatype=any_uri)),
            ("person/x", UPR.heldBy[1:-1], node("javascript:alert(1)")),
        )
        site = Site(store=store)
        text = pages.page(site, "thing", "id/person/x", {})
        page = lxml.html.fromstring(text)
        [script] = page.xpath("//script")
        assert json.loads(script.text)["name"] == HOSTILE
        assert not page.xpath("//img") and "\u202e" not in text
        assert not [href for href in page.xpath("//@href") if "javascript" in href.partition(":")[0].lower()]
        assert "it does not tell which source makes a statement" in words(page)


class TestSchemaOrg:
    """The description that pages embed."""

    def test_a_state_is_the_same_as_on_wikidata(self, site: Site) -> None:
        found = schema_org.described(site, about(site, "state/khm"))
        assert (found["@type"], found["name"]) == ("Country", "Cambodia")
        assert (found["identifier"], found["sameAs"]) == ("KHM", "http://www.wikidata.org/entity/Q424")
        assert found["mainEntityOfPage"] == "http://127.0.0.1:8000/id/state/khm.html"

    def test_types_and_terms_of_other_things(self, site: Site) -> None:
        review = schema_org.described(site, about(site, "review/khm-4"))
        assert (review["@type"], review["startDate"], review["about"]["name"]) == ("Event", "2024-05-08", "Cambodia")
        addendum = schema_org.described(site, about(site, "document/a-hrc-26-16-add-1"))
        assert (addendum["@type"], addendum["identifier"]) == ("Report", "A/HRC/26/16/Add.1")
        made = schema_org.described(site, about(site, "recommendation/khm-2/118.22"))
        assert (made["@type"], made["author"]["name"]) == ("CreativeWork", "Portugal")
        assert schema_org.described(site, about(site, "organisation/cchr"))["@type"] == "Organization"
        assert schema_org.described(site, description(site.store, f"{BASE}dataset"))["@type"] == "Dataset"
        assert schema_org.embedded(site, about(site, "pair/khm-2/118.22/prt")) == ""
