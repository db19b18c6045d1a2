"""Whether the ontology can be found, reached, understood and reused: one test for each criterion.

The criteria are those that checkers of ontologies ask (FOOPS!, OOPS!, the best practices of WIDOCO), in our own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD, BNode, Graph, Literal, URIRef

import uprgraph
from uprgraph import namespaces
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.ontology_files import FORMATS, modules, serialise
from uprgraph.resources import folder

HEADER = URIRef(BASE + "ontology")
CLASSES = {ONTOLOGY + name for name in namespaces.CLASSES}
OBJECT_PROPERTIES = {ONTOLOGY + name for name in namespaces.OBJECT_PROPERTIES}
DATATYPE_PROPERTIES = {ONTOLOGY + name for name in namespaces.DATATYPE_PROPERTIES}
TERMS = sorted(CLASSES | OBJECT_PROPERTIES | DATATYPE_PROPERTIES)
CC0 = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")

# Terms whose example the bundled graph cannot show, and why. Where files of UPR Info are loaded, it can for some.
BEYOND_THE_BUNDLED_GRAPH = {
    "OHCHR's lists are not bundled": ["affects", "relatedSDG", "RecommendationMatrix"],
    "reports, addenda, decisions and summaries are not bundled": [
        "acronym",
        "adoptedByCouncilOn",
        "advanceQuestionFrom",
        "attachment",
        "city",
        "headOfDelegation",
        "itemNumber",
        "referredParagraphs",
        "seatIn",
        "withoutVote",
    ],
    "in UPR Info's files": [
        "VoluntaryPledge",
        "codedMemberOf",
        "codedRegionalGroup",
        "makerUnknown",
        "matchedBy",
        "sha256",
        "text",
    ],
    "the bundled table keeps lettered paragraphs whole": ["RecommendationPart", "hasPart", "partOf"],
    "the text counts submissions and names none": ["IndividualSubmission", "JointSubmission", "Submission"],
    "none bundled": ["Compilation", "NationalHumanRightsInstitution", "OutcomeDecision", "RegionalBody"],
    "the example says why there is none": ["PendingRecommendation", "assignedTo"],
    "its IRI holds the hash of a file": ["SourceGraph"],
    "inferred on request, and the bundled records have no theme with a broader one": ["themeOrBroader"],
}
UNSHOWN = {ONTOLOGY + name for names in BEYOND_THE_BUNDLED_GRAPH.values() for name in names}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(folder("ontology") / "upr.ttl")


@pytest.fixture(scope="module")
def headers() -> dict[str, tuple[URIRef, Graph]]:
    """The IRI and the graph of every module by file name."""
    found = {}
    for file in sorted(folder("ontology").glob("*.ttl")):
        graph = Graph().parse(file)
        found[file.name] = (URIRef(str(graph.value(None, RDF.type, OWL.Ontology, any=False))), graph)
    return found


# --- Findable: one lasting name for the ontology, for every version and every term


def test_names_are_persistent(ontology: Graph) -> None:
    """The IRIs lie under w3id.org, which redirects for as long as anybody asks, and not on a host of ours."""
    assert str(HEADER).startswith("https://w3id.org/uprgraph/")
    assert (HEADER, RDF.type, OWL.Ontology) in ontology
    assert all(term.startswith("https://w3id.org/uprgraph/ontology#") for term in TERMS)


def test_names_hold_no_version() -> None:
    """A term keeps its IRI from version to version."""
    assert not [term for term in TERMS if re.search(r"\d+\.\d+", term)]


def test_every_module_names_its_version(headers: dict[str, tuple[URIRef, Graph]]) -> None:
    """``owl:versionIRI`` is the module's IRI and its version; the modules are of one version."""
    versions = {name: graph.value(header, OWL.versionInfo) for name, (header, graph) in headers.items()}
    for name, (header, graph) in headers.items():
        assert list(graph.objects(header, OWL.versionIRI)) == [URIRef(f"{header}/{versions[name]}")], name
    assert {str(version) for version in versions.values()} == {"0.5.0"}


def test_terms_have_one_namespace_and_prefix(ontology: Graph) -> None:
    assert ontology.value(HEADER, VANN.preferredNamespacePrefix) == Literal("upr")
    assert ontology.value(HEADER, VANN.preferredNamespaceUri) == Literal(ONTOLOGY)


# --- Accessible: a page for people, files for programs


def test_is_published_in_four_formats(ontology: Graph) -> None:
    """Turtle, RDF/XML, JSON-LD and N-Triples say the same."""
    assert list(FORMATS) == ["ttl", "rdf", "jsonld", "nt"]
    names = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
    for suffix, name in names.items():
        text = serialise(modules()["ontology"], suffix)
        assert canonical(Graph().parse(data=text, format=name)) == canonical(ontology), suffix
        assert serialise(modules()["ontology"], suffix) == text


def canonical(graph: Graph) -> set[str]:
    """Its triples, blank nodes named by RDF Dataset Canonicalization, so that isomorphic graphs are equal."""
    dataset = ox.Dataset(ox.parse(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


# --- Interoperable: in OWL, SKOS and Dublin Core, tied to what others use


def test_metadata_are_in_common_vocabularies(ontology: Graph) -> None:
    spaces = {
        str(predicate).rsplit("#" if "#" in predicate else "/", 1)[0] for predicate in ontology.predicates(HEADER)
    }
    assert spaces <= {
        "http://purl.org/dc/terms",
        "http://purl.org/ontology/bibo",
        "http://purl.org/vocab/vann",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns",
        "http://www.w3.org/2000/01/rdf-schema",
        "http://www.w3.org/2002/07/owl",
    }


def test_reuses_vocabularies(headers: dict[str, tuple[URIRef, Graph]]) -> None:
    """Terms of ours are placed under terms of at least these."""
    graph = headers["alignments.ttl"][1]
    placed = {
        str(above)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty)
        for term, above in graph.subject_objects(predicate)
        if str(term) in TERMS
    }
    for space in (
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        "http://www.w3.org/2004/02/skos/core#",
        "http://purl.org/dc/terms/",
        "https://schema.org/",
        "http://www.w3.org/ns/dcat#",
        "http://xmlns.com/foaf/0.1/",
    ):
        assert any(term.startswith(space) for term in placed), space


def test_imports_nothing(headers: dict[str, tuple[URIRef, Graph]]) -> None:
    """What others change or take away cannot break it."""
    assert [name for name, (_, graph) in headers.items() if list(graph.objects(None, OWL.imports))] == []


# --- Reusable: who made it, when, under which licence, how to cite it, what its terms mean


def test_every_module_says_who_made_it_and_under_which_licence(headers: dict[str, tuple[URIRef, Graph]]) -> None:
    for name, (header, graph) in headers.items():
        assert list(graph.objects(header, DCTERMS.license)) == [CC0], name
        assert list(graph.objects(header, DCTERMS.creator)), name
        for text in (DCTERMS.title, DCTERMS.description):
            assert [value.language for value in graph.objects(header, text)] == ["en"], (name, text)


def test_every_module_is_dated(headers: dict[str, tuple[URIRef, Graph]]) -> None:
    for name, (header, graph) in headers.items():
        created, modified = (graph.value(header, when, any=False) for when in (DCTERMS.created, DCTERMS.modified))
        assert created.datatype == modified.datatype == XSD.date, name
        assert date(2026, 11, 23) <= created.value <= modified.value == date(2026, 11, 26), name


def test_the_ontology_can_be_cited(ontology: Graph) -> None:
    """Publisher, date of issue, abstract, rights in words, state of work, and a citation with the version's IRI."""
    assert list(ontology.objects(HEADER, DCTERMS.publisher)) == [Literal("uprgraph")]
    assert ontology.value(HEADER, DCTERMS.issued, any=False).datatype == XSD.date
    assert len(ontology.value(HEADER, DCTERMS.abstract, any=False)) > 80
    assert "CC0" in ontology.value(HEADER, DCTERMS.rights, any=False)
    citation = ontology.value(HEADER, DCTERMS.bibliographicCitation, any=False)
    assert (
        str(ontology.value(HEADER, OWL.versionIRI)) in citation
        and str(ontology.value(HEADER, DCTERMS.title)) in citation
    )
    status = ontology.value(HEADER, URIRef("http://purl.org/ontology/bibo/status"), any=False)
    assert status in {URIRef(f"http://purl.org/ontology/bibo/status/{word}") for word in ("draft", "published")}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.removeprefix(ONTOLOGY))
def test_term_is_explained(ontology: Graph, term: str) -> None:
    """A label, a definition of more than the label's words and one example, in English; where it is defined."""
    for said in (RDFS.label, SKOS.definition, SKOS.example):
        assert [value.language for value in ontology.objects(URIRef(term), said)] == ["en"], said
    label, definition, example = (
        str(ontology.value(URIRef(term), said)) for said in (RDFS.label, SKOS.definition, SKOS.example)
    )
    assert definition.casefold().strip(".") != label.casefold()
    assert re.match(r"[A-Zi].*\.$", example) and example != definition
    assert list(ontology.objects(URIRef(term), RDFS.isDefinedBy)) == [HEADER]


def test_names_follow_one_custom() -> None:
    """Classes begin with a capital, properties do not, words run on without hyphen or underscore."""
    assert not [term for term in CLASSES if not re.fullmatch(r"[A-Z][A-Za-z]+", term.removeprefix(ONTOLOGY))]
    properties = OBJECT_PROPERTIES | DATATYPE_PROPERTIES
    assert not [term for term in properties if not re.fullmatch(r"[a-z][A-Za-z0-9]+", term.removeprefix(ONTOLOGY))]


def test_no_two_terms_look_alike(ontology: Graph) -> None:
    """No two definitions or examples are the same, and no two classes or properties share a label."""
    for said in (SKOS.definition, SKOS.example):
        texts = Counter(str(text) for term in TERMS for text in ontology.objects(URIRef(term), said))
        assert [text for text, count in texts.items() if count > 1] == []
    for kind in (CLASSES, OBJECT_PROPERTIES, DATATYPE_PROPERTIES):
        labels = Counter(str(ontology.value(URIRef(term), RDFS.label)) for term in kind)
        assert [label for label, count in labels.items() if count > 1] == []


def test_properties_say_what_they_join(ontology: Graph) -> None:
    """Every property has a domain, and a range unless its note says why not."""
    for term in map(URIRef, sorted(OBJECT_PROPERTIES | DATATYPE_PROPERTIES)):
        assert len(list(ontology.objects(term, RDFS.domain))) == 1, term
        if not list(ontology.objects(term, RDFS.range)):
            assert "No rdfs:range" in str(ontology.value(term, SKOS.scopeNote)), term


def test_no_class_stands_alone(ontology: Graph) -> None:
    """Every class is above or below another or is joined by a property: none is forgotten."""
    joined = set()
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf):
        for one, other in ontology.subject_objects(predicate):
            joined |= (
                {one, other}
                if not isinstance(other, BNode)
                else set(ontology.items(ontology.value(other, OWL.unionOf)))
            )
    assert sorted(CLASSES - {str(term) for term in joined}) == []


def test_no_circle_of_classes(ontology: Graph) -> None:
    for term in map(URIRef, sorted(CLASSES)):
        above = {
            parent
            for child in ontology.objects(term, RDFS.subClassOf)
            for parent in ontology.transitive_objects(child, RDFS.subClassOf)
        }
        assert term not in above, term


# --- The examples are true


@pytest.fixture(scope="module")
def graph(bundled: uprgraph.Upr) -> ox.Store:
    return bundled.store.engine


def mentioned(example: str) -> list[str]:
    """The IRIs that an example names, in order: ``id/...`` below the base, or whole.

    >>> mentioned("id/review/khm-4 has 275; https://w3id.org/uprgraph/dataset has none.")
    ['https://w3id.org/uprgraph/id/review/khm-4', 'https://w3id.org/uprgraph/dataset']
    """
    found = re.findall(r"(?:https?://\S*|\bid/)[\w./#-]*[\w#]", example)
    return [BASE + iri if iri.startswith("id/") else iri for iri in found]


def said(graph: ox.Store, subject: str, predicate: str) -> Iterator[str]:
    for quad in graph.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.DefaultGraph()):
        yield quad.object.value


@pytest.mark.parametrize("term", sorted(set(TERMS) - UNSHOWN), ids=lambda term: term.removeprefix(ONTOLOGY))
def test_example_is_in_the_bundled_graph(ontology: Graph, graph: ox.Store, term: str) -> None:
    """What it names is there, is of the class, or has the property with a value that it names."""
    name = term.removeprefix(ONTOLOGY)
    example = str(ontology.value(URIRef(term), SKOS.example))
    named = mentioned(example)
    for iri in named:
        if iri.startswith(BASE):
            assert next(graph.quads_for_pattern(ox.NamedNode(iri), None, None, None), None), iri
    if term in CLASSES:
        below = {str(child) for child in ontology.transitive_subjects(RDFS.subClassOf, URIRef(term))}
        assert any(below & set(said(graph, iri, str(RDF.type))) for iri in named) or by_answer(graph, name, named)
    elif term in OBJECT_PROPERTIES:
        both = (ontology.objects(URIRef(term), OWL.inverseOf), ontology.subjects(OWL.inverseOf, URIRef(term)))
        inverses = [inverse for found in both for inverse in found if isinstance(inverse, URIRef)]
        backwards = [
            (ours, other) for inverse in inverses for other in named for ours in said(graph, other, str(inverse))
        ]
        links = [(iri, value) for iri in named for value in said(graph, iri, term)] + backwards
        assert any(one in named and other in named for one, other in links)
    else:
        values = [value for iri in named for value in said(graph, iri, term)]
        if not named:
            every = graph.quads_for_pattern(None, ox.NamedNode(term), None, ox.DefaultGraph())
            values = [quad.object.value for quad in every]
        text = example.casefold()
        assert any(re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", text) for value in values) or (
            name == "wording" and values and re.search(values[0], "a moratorium on executions", re.IGNORECASE)
        )


def by_answer(graph: ox.Store, name: str, named: list[str]) -> bool:
    """Whether a recommendation is of the class that follows from its answer, which is not stored."""
    response = f"{BASE}id/response/{name.removesuffix('Recommendation').lower()}"
    return any(response in said(graph, iri, ONTOLOGY + "response") for iri in named)


def test_exceptions_are_terms() -> None:
    assert set(TERMS) >= UNSHOWN


def test_w3id_rules_and_readme_are_there() -> None:
    """The folder that would be handed to w3id.org; tests/test_redirects.py follows every kind of IRI."""
    assert {path.name for path in Path(folder("ontology") / "w3id").iterdir()} == {".htaccess", "README.md"}
