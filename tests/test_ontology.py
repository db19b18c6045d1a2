"""upr.ttl against the closed vocabulary, and OWL 2 DL sanity."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

from concepts import all_codes
from uprgraph import namespaces
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.resources import folder

UPR = Namespace(ONTOLOGY)
ID = BASE + "id/"
LISTS = {
    OWL.Class: namespaces.CLASSES,
    OWL.ObjectProperty: namespaces.OBJECT_PROPERTIES,
    OWL.DatatypeProperty: namespaces.DATATYPE_PROPERTIES,
}
TERMS = sorted(name for names in LISTS.values() for name in names)
PROPERTIES = sorted(namespaces.OBJECT_PROPERTIES + namespaces.DATATYPE_PROPERTIES)

# Their literals are xsd:date, xsd:gYearMonth or xsd:gYear, by precision, or xsd:duration: none is an OWL 2 datatype.
WITHOUT_RANGE = {
    "adoptedByCouncilOn",
    "adoptedByWorkingGroupOn",
    "answeredOn",
    "coversFrom",
    "coversUntil",
    "dueBy",
    "endDate",
    "expectedDate",
    "expectedInterval",
    "membershipAsOf",
    "notAfter",
    "notBefore",
    "periodicity",
    "reviewDate",
    "startDate",
    "submittedOn",
    "troikaSelectedOn",
}

# Every datatype of OWL 2 (Structural Specification, section 4) that the ontology may use.
OWL2_DATATYPES = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.anyURI}

# The characteristics that OWL 2 DL forbids for properties with a chain and for transitive ones.
SIMPLE_ONLY = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(folder("ontology") / "upr.ttl")


@pytest.fixture(scope="module")
def alignments() -> Graph:
    return Graph().parse(folder("ontology") / "alignments.ttl")


@pytest.fixture(scope="module")
def codes() -> Graph:
    return all_codes()


# --- upr.ttl: the terms


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.fragment)
def test_terms_are_those_of_the_closed_vocabulary(ontology: Graph, kind: URIRef) -> None:
    declared = [term for term in ontology.subjects(RDF.type, kind) if term.startswith(ONTOLOGY)]
    assert sorted(declared) == sorted(UPR[name] for name in LISTS[kind])


def test_no_other_term_of_the_namespace_is_used(ontology: Graph, alignments: Graph, codes: Graph) -> None:
    known = {UPR[name] for name in TERMS}
    used = {term for graph in (ontology, alignments, codes) for triple in graph for term in triple}
    assert {term for term in used if isinstance(term, URIRef) and term.startswith(ONTOLOGY)} <= known


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(TERMS).items() if count > 1] == []


def test_one_block_a_term() -> None:
    text = (folder("ontology") / "upr.ttl").read_text(encoding="utf-8")
    heads = [line for line in text.split("\n") if line.startswith("upr:")]
    assert sorted(heads) == sorted(f"upr:{name}" for name in TERMS)


@pytest.mark.parametrize("name", TERMS)
def test_term_is_documented(ontology: Graph, name: str) -> None:
    term = UPR[name]
    labels, definitions = list(ontology.objects(term, RDFS.label)), list(ontology.objects(term, SKOS.definition))
    assert len(labels) == 1 and labels[0].language == "en"
    assert len(definitions) == 1 and definitions[0].language == "en"
    assert definitions[0].endswith(".") and definitions[0].casefold() != labels[0].casefold()
    assert list(ontology.objects(term, DCTERMS.source))
    assert list(ontology.objects(term, RDFS.isDefinedBy)) == [URIRef(BASE + "ontology")]


def test_labels_are_unique_within_a_kind(ontology: Graph) -> None:
    for names in LISTS.values():
        labels = Counter(str(ontology.value(UPR[name], RDFS.label)).casefold() for name in names)
        assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.parametrize("name", PROPERTIES)
def test_property_has_one_domain(ontology: Graph, name: str) -> None:
    assert len(list(ontology.objects(UPR[name], RDFS.domain))) == 1


def test_properties_without_range(ontology: Graph) -> None:
    ranges = {name: list(ontology.objects(UPR[name], RDFS.range)) for name in PROPERTIES}
    assert {name for name, found in ranges.items() if not found} == WITHOUT_RANGE
    assert {name for name, found in ranges.items() if len(found) > 1} == set()
    assert all("No rdfs:range is given" in str(ontology.value(UPR[name], SKOS.scopeNote)) for name in WITHOUT_RANGE)


def test_header(ontology: Graph) -> None:
    header = URIRef(BASE + "ontology")
    vann = Namespace("http://purl.org/vocab/vann/")
    assert list(ontology.subjects(RDF.type, OWL.Ontology)) == [header]
    assert ontology.value(header, OWL.versionIRI) == header + "/" + str(ontology.value(header, OWL.versionInfo))
    assert str(ontology.value(header, vann.preferredNamespacePrefix)) == "upr"
    assert str(ontology.value(header, vann.preferredNamespaceUri)) == ONTOLOGY
    assert ontology.value(header, DCTERMS.license) == URIRef("https://creativecommons.org/publicdomain/zero/1.0/")


# --- upr.ttl and alignments.ttl: OWL 2 DL


def test_no_term_is_of_two_kinds(ontology: Graph, alignments: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    both = ontology + alignments
    named = Counter(
        term for kind in kinds for term in set(both.subjects(RDF.type, kind)) if not isinstance(term, BNode)
    )
    assert [term for term, count in named.items() if count > 1] == []


@pytest.mark.parametrize("file", ["upr.ttl", "alignments.ttl"])
def test_every_term_used_is_declared(file: str) -> None:
    graph = Graph().parse(folder("ontology") / file)
    built_in = (str(RDF), str(RDFS), str(OWL), str(XSD))
    declared = set(graph.subjects(RDF.type, None))
    used = set(graph.predicates())
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.disjointWith):
        used |= set(graph.objects(None, predicate)) | set(graph.subjects(predicate, None))
    for predicate in (OWL.unionOf, OWL.members, OWL.propertyChainAxiom):
        used |= {term for head in graph.objects(None, predicate) for term in Collection(graph, head)}
    assert {t for t in used if isinstance(t, URIRef) and not str(t).startswith(built_in)} <= declared


def test_ranges_fit_their_kind(ontology: Graph) -> None:
    for name in namespaces.DATATYPE_PROPERTIES:
        assert set(ontology.objects(UPR[name], RDFS.range)) <= OWL2_DATATYPES, name
    for name in namespaces.OBJECT_PROPERTIES:
        assert not any(str(found).startswith(str(XSD)) for found in ontology.objects(UPR[name], RDFS.range)), name


def test_nothing_can_merge_individuals(ontology: Graph, alignments: Graph) -> None:
    both = ontology + alignments
    assert not set(both.objects(None, RDF.type)) & SIMPLE_ONLY
    assert not set(both.predicates()) & {OWL.cardinality, OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.hasKey}
    assert not list(both.subject_objects(OWL.sameAs))


def test_property_chains(ontology: Graph, alignments: Graph) -> None:
    both = ontology + alignments
    chains = {
        name.removeprefix(ONTOLOGY): [
            f"inverse {both.value(part, OWL.inverseOf).fragment}"
            if isinstance(part, BNode)
            else str(part).split("/")[-1]
            for part in Collection(both, head)
        ]
        for name, head in both.subject_objects(OWL.propertyChainAxiom)
    }
    assert chains == {
        "addressedTo": ["ontology#madeIn", "ontology#reviewOf"],
        "inCycle": ["ontology#inSession", "ontology#inCycle"],
        "memberOf": ["inverse member", "org#organization"],
        "raisedConcernWith": ["inverse madeBy", "ontology#addressedTo"],
        "themeOrBroader": ["ontology#themeOrBroader", "core#broader"],
        "troikaMember": ["ontology#hasTroikaMembership", "org#member"],
    }


def test_inverses(ontology: Graph) -> None:
    pairs = {
        (a.removeprefix(ONTOLOGY), b.removeprefix(ONTOLOGY))
        for a, b in ontology.subject_objects(OWL.inverseOf)
        if isinstance(a, URIRef)
    }
    assert pairs == {
        ("hasPart", "partOf"),
        ("hasPosition", "positionOn"),
        ("hasTroikaMembership", "troikaOf"),
        ("reviewOf", "underReviewIn"),
        ("troikaMember", "troikaMemberOf"),
    }


def test_disjoint_classes(ontology: Graph) -> None:
    groups = [set(pair) for pair in ontology.subject_objects(OWL.disjointWith)]
    groups += [set(Collection(ontology, head)) for head in ontology.objects(None, OWL.members)]
    documents = (
        "Addendum Compilation MidTermReport NationalReport OutcomeDecision RecommendationMatrix SourceText "
        "StakeholderSummary Submission WorkingGroupReport"
    )
    assert {" ".join(sorted(term.removeprefix(ONTOLOGY) for term in group)) for group in groups} == {
        documents,
        "MemberState ObserverState",
        "OrganisationMembership TroikaMembership",
        "CouncilSession WorkingGroupSession",
        "IndividualSubmission JointSubmission",
        "IntergovernmentalOrganisation MemberState ObserverState",
        "CivilSocietyOrganisation NationalHumanRightsInstitution RegionalBody",
        "Pair Recommendation RecommendationPart RecommendationSet Record VoluntaryPledge",
        "ActionCategory AffectedGroup Answer Response Role StakeholderGroup Theme Topic",
        "AcceptedRecommendation NotedRecommendation PendingRecommendation",
        "Assignment Claim DataQualityNote Document Event Expectation ImplementationActivity Position "
        "QuantityClaim Statement SubmissionCampaign",
        "Cycle Mechanism Meeting Organisation Person Post RegionalGroup Review Session State",
    }


@pytest.mark.parametrize("response", ["accepted", "noted", "pending"])
def test_classes_by_value(ontology: Graph, response: str) -> None:
    """Accepted, noted and pending recommendations are what has that response, and nothing else."""
    term = UPR[f"{response.capitalize()}Recommendation"]
    parts = list(Collection(ontology, ontology.value(ontology.value(term, OWL.equivalentClass), OWL.intersectionOf)))
    [restriction] = [part for part in parts if isinstance(part, BNode)]
    assert UPR.Recommendation in parts and len(parts) == 2
    assert ontology.value(restriction, OWL.onProperty) == UPR.response
    assert ontology.value(restriction, OWL.hasValue) == URIRef(f"{ID}response/{response}")


def test_characteristics(ontology: Graph) -> None:
    kinds = (OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.FunctionalProperty, OWL.ReflexiveProperty)
    assert {(kind.fragment, term.fragment) for kind in kinds for term in ontology.subjects(RDF.type, kind)} == {
        ("TransitiveProperty", "supersedes"),
        ("SymmetricProperty", "contradicts"),
    }


def test_codes_of_one_row_are_not_asked_of_a_recommendation(ontology: Graph) -> None:
    for name in ("theme", "actionCategory"):
        union = ontology.value(ontology.value(UPR[name], RDFS.domain), OWL.unionOf)
        assert set(Collection(ontology, union)) == {
            UPR.Pair,
            UPR.Record,
            UPR.RecommendationPart,
            UPR.VoluntaryPledge,
        }


def test_owlready2_loads_every_term(ontology: Graph, tmp_path: Path) -> None:
    owlready2 = pytest.importorskip("owlready2")
    triples = tmp_path / "upr.nt"  # owlready2 reads Turtle as an empty world, without a word
    ontology.serialize(triples, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(triples.as_uri()).load()
    loaded = {
        OWL.Class: world.classes(),
        OWL.ObjectProperty: world.object_properties(),
        OWL.DatatypeProperty: world.data_properties(),
    }
    counts = {kind: sum(term.iri.startswith(ONTOLOGY) for term in terms) for kind, terms in loaded.items()}
    assert counts == {kind: len(names) for kind, names in LISTS.items()}
