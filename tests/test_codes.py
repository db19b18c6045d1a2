"""The SKOS codes of ontology/codes: the schemes, the answers and their scales, and whether SKOS is kept."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from concepts import ID, UPR, all_codes, closure, code_files, kind_of, labelled, local, members, pairs
from uprgraph.namespaces import slug

SIZES = {
    "scheme/action-categories": 5,
    "scheme/activity-statuses": 3,
    "scheme/affected-groups-ohchr-3": 26,
    "scheme/affected-groups-ohchr-4": 24,
    "scheme/answers": 14,
    "scheme/claim-statuses": 9,
    "scheme/ohchr-2": 53 + 6,
    "scheme/ohchr-3": 62 + 3 + 6,
    "scheme/ohchr-4": 60 + 6,
    "scheme/position-stages": 3,
    "scheme/responses": 3,
    "scheme/roles": 1,
    "scheme/stakeholder-groups": 8,
    "scheme/statement-kinds": 9,
    "scheme/topics": 43,
    "scheme/upr-info": 54,
}
CLASS_OF = {
    "scheme/action-categories": UPR.ActionCategory,
    "scheme/affected-groups-ohchr-3": UPR.AffectedGroup,
    "scheme/affected-groups-ohchr-4": UPR.AffectedGroup,
    "scheme/answers": UPR.Answer,
    "scheme/ohchr-2": UPR.Theme,
    "scheme/ohchr-3": UPR.Theme,
    "scheme/ohchr-4": UPR.Theme,
    "scheme/responses": UPR.Response,
    "scheme/roles": UPR.Role,
    "scheme/stakeholder-groups": UPR.StakeholderGroup,
    "scheme/topics": UPR.Topic,
    "scheme/upr-info": UPR.Theme,
}
# Where the concepts of the small schemes stand, and their names.
SMALL = {
    "scheme/roles": ("role", "troika-member"),
    "scheme/stakeholder-groups": (
        "stakeholder-group",
        "civil-society embassies international-community ministries ministries-and-institutions other-stakeholders "
        "state-institutions un-specialists",
    ),
    "scheme/claim-statuses": (
        "claim-status",
        "approximate attributed contradicted definition derivable expected gap mislabelled vague",
    ),
    "scheme/statement-kinds": (
        "statement-kind",
        "assessment call expectation explanation objective opinion reason regret role",
    ),
    "scheme/activity-statuses": ("activity-status", "held ongoing planned"),
}
ACTION_CATEGORIES = {1: "Minimal", 2: "Continuing", 3: "Considering", 4: "General", 5: "Specific"}
STAGES = {1: "working-group-report", 2: "addendum", 3: "council-outcome"}

# Wording: the response that it counts as, and how near the wording comes to it.
ANSWERS = {
    "supported": ("accepted", SKOS.closeMatch),
    "accepted": ("accepted", SKOS.exactMatch),
    "already-implemented": ("accepted", SKOS.broadMatch),
    "noted": ("noted", SKOS.exactMatch),
    "rejected": ("noted", SKOS.broadMatch),
    "not-supported": ("noted", SKOS.closeMatch),
    "partially-accepted": ("noted", SKOS.broadMatch),
    "accepted-in-principle": ("noted", SKOS.broadMatch),
    "no-clear-position": ("noted", SKOS.broadMatch),
    "general-response": ("noted", SKOS.broadMatch),
    "no-response": ("noted", SKOS.broadMatch),
    "to-be-examined": ("pending", SKOS.closeMatch),
    "pending": ("pending", SKOS.exactMatch),
    "withdrawn": None,
}
SCALES = {
    "reports-cycle-1": "accepted accepted-in-principle already-implemented no-clear-position no-response "
    "partially-accepted rejected supported to-be-examined",
    "reports-since-cycle-2": "already-implemented not-supported noted supported to-be-examined withdrawn",
    "ohchr": "noted supported",
    "upr-info-to-session-16": "accepted general-response no-clear-position no-response rejected",
    "upr-info-2014": "accepted noted pending",
}


@pytest.fixture(scope="module")
def codes() -> Graph:
    return all_codes()


# --- every file and concept


@pytest.mark.parametrize("file", code_files(), ids=lambda file: file.stem)
def test_no_blank_node(file: Path) -> None:
    graph = Graph().parse(file)
    assert len(graph) and not any(isinstance(term, BNode) for triple in graph for term in triple)


@pytest.mark.parametrize("file", code_files(), ids=lambda file: file.stem)
def test_one_block_a_thing(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    heads = re.findall(r"^<([^>]+)>$", text, re.M)
    assert sorted(heads) == sorted({str(subject) for subject in Graph().parse(file).subjects()})
    assert text.count("\n.\n") == len(heads) and all(len(line) <= 1200 for line in text.split("\n"))


def test_concepts_are_documented(codes: Graph) -> None:
    for concept in codes.subjects(RDF.type, SKOS.Concept):
        preferred, label = codes.value(concept, SKOS.prefLabel, any=False), codes.value(concept, RDFS.label, any=False)
        assert preferred.language == "en" and label == Literal(str(preferred)), concept
        assert codes.value(concept, SKOS.notation, any=False).datatype is None, concept
        definition = codes.value(concept, SKOS.definition, any=False)
        assert definition.language == "en" and definition.endswith("."), concept
        for note in (SKOS.scopeNote, SKOS.historyNote, SKOS.altLabel):
            assert all(found.language == "en" for found in codes.objects(concept, note)), concept


def test_schemes(codes: Graph) -> None:
    assert Counter(local(scheme) for scheme in codes.objects(None, SKOS.inScheme)) == SIZES
    assert {local(scheme) for scheme in codes.subjects(RDF.type, SKOS.ConceptScheme)} == set(SIZES)
    for scheme in codes.subjects(RDF.type, SKOS.ConceptScheme):
        assert str(codes.value(scheme, RDFS.label)) == str(codes.value(scheme, SKOS.prefLabel))
        assert codes.value(scheme, DCTERMS.source) and codes.value(scheme, SKOS.definition).language == "en"


def test_concepts_are_in_one_scheme_and_of_its_class(codes: Graph) -> None:
    concepts = set(codes.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == sum(SIZES.values()) == len(list(codes.subject_objects(SKOS.inScheme)))
    for scheme in SIZES:
        found = {kind for path in members(codes, scheme) for kind in codes.objects(URIRef(ID + path), RDF.type)}
        assert found == {SKOS.Concept, *([CLASS_OF[scheme]] if scheme in CLASS_OF else [])}, scheme


def test_notations_and_labels_are_unique_in_a_scheme(codes: Graph) -> None:
    for scheme in SIZES:
        for said in (SKOS.notation, SKOS.prefLabel):
            found = Counter(str(codes.value(URIRef(ID + path), said)) for path in members(codes, scheme))
            assert [value for value, count in found.items() if count > 1] == [], scheme


def test_labels_do_not_clash_in_a_scheme(codes: Graph) -> None:
    for scheme in SIZES:
        found = Counter(
            label
            for path in members(codes, scheme)
            for said in (SKOS.prefLabel, SKOS.altLabel)
            for label in codes.objects(URIRef(ID + path), said)
        )
        assert [label for label, count in found.items() if count > 1] == [], scheme


@pytest.mark.parametrize("scheme", SMALL)
def test_small_schemes(codes: Graph, scheme: str) -> None:
    where, names = SMALL[scheme]
    assert members(codes, scheme) == {f"{where}/{name}" for name in names.split()}
    assert all(path.split("/")[1] == slug(label) for path, label in labelled(codes, scheme).items())


def test_the_role_cites_its_paragraphs(codes: Graph) -> None:
    definition = str(codes.value(URIRef(ID + "role/troika-member"), SKOS.definition))
    assert "facilitate the review" in definition and "A/HRC/RES/5/1, annex, paragraphs 18 to 20" in definition


# --- SKOS integrity (the numbers are those of the SKOS Reference)


def test_broader_has_no_cycle(codes: Graph) -> None:
    above = closure(pairs(codes, SKOS.broader, SKOS.broadMatch, inverse=(SKOS.narrower, SKOS.narrowMatch)))
    assert above and not [pair for pair in above if pair[0] == pair[1]]


def test_related_is_disjoint_with_broader(codes: Graph) -> None:
    """S27, mappings included, which are kinds of the same properties."""
    above = closure(pairs(codes, SKOS.broader, SKOS.broadMatch, inverse=(SKOS.narrower, SKOS.narrowMatch)))
    beside = pairs(codes, SKOS.related, SKOS.relatedMatch, inverse=(SKOS.related, SKOS.relatedMatch))
    assert beside and not above & beside


def test_exact_matches_say_nothing_else(codes: Graph) -> None:
    """S46, along the whole chain of exact matches; and none makes two concepts of one scheme the same."""
    same = closure(pairs(codes, SKOS.exactMatch, inverse=(SKOS.exactMatch,)))
    other = pairs(codes, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    assert same and not same & (other | {(b, a) for a, b in other})
    scheme = {a: codes.value(a, SKOS.inScheme) for pair in same for a in pair}
    assert [(a, b) for a, b in same if a != b and scheme[a] == scheme[b]] == []


def test_broader_stays_within_and_mappings_go_beyond_the_scheme(codes: Graph) -> None:
    scheme = dict(codes.subject_objects(SKOS.inScheme))
    for a, b in pairs(codes, SKOS.broader, SKOS.narrower, SKOS.related):
        assert scheme[a] == scheme[b], (a, b)
    mappings = [SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch]
    for a, b in pairs(codes, *mappings):
        assert scheme[a] != scheme[b], (a, b)


def test_top_concepts_are_those_without_a_broader_one(codes: Graph) -> None:
    for concept, scheme in codes.subject_objects(SKOS.inScheme):
        tops = list(codes.objects(concept, SKOS.topConceptOf))
        assert tops == ([] if codes.value(concept, SKOS.broader) else [scheme]), concept


# --- actions, answers, stages, units


def test_action_categories(codes: Graph) -> None:
    found = {
        (local(c), str(codes.value(c, RDFS.label)), str(codes.value(c, SKOS.notation)), codes.value(c, UPR.number))
        for c in codes.subjects(RDF.type, UPR.ActionCategory)
    }
    assert found == {(f"action-category/{n}", label, str(n), Literal(n)) for n, label in ACTION_CATEGORIES.items()}


def test_action_categories_in_order(codes: Graph) -> None:
    (ordered,) = codes.subjects(RDF.type, SKOS.OrderedCollection)
    first = codes.value(ordered, SKOS.memberList, any=False)
    listed = [local(item) for item in Collection(codes, first)]
    assert listed == [f"action-category/{n}" for n in range(1, 6)]
    assert sorted(local(item) for item in codes.objects(ordered, SKOS.member)) == listed
    assert {local(node) for node in codes.subjects(RDF.type, RDF.List)} == {
        f"action-category/list/{n}" for n in range(1, 6)
    }


def test_responses_and_answers(codes: Graph) -> None:
    responses = {local(c): str(codes.value(c, RDFS.label)) for c in codes.subjects(RDF.type, UPR.Response)}
    assert responses == {f"response/{name}": name for name in ("accepted", "noted", "pending")}
    answers = {
        local(c): [
            (local(codes.value(c, UPR.countsAs, any=False)), found)
            for found in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)
            if (c, found, codes.value(c, UPR.countsAs)) in codes
        ]
        for c in codes.subjects(RDF.type, UPR.Answer)
    }
    assert answers == {
        f"answer/{name}": [(f"response/{known[0]}", known[1])] if known else [] for name, known in ANSWERS.items()
    }
    assert not list(codes.objects(URIRef(ID + "answer/withdrawn"), UPR.countsAs))
    for answer in codes.subjects(RDF.type, UPR.Answer):
        assert local(answer) == "answer/" + slug(str(codes.value(answer, RDFS.label)))
        assert len([b for a, b in pairs(codes, *map(kind_of, ("exact", "close", "broad"))) if a == answer]) <= 1


def test_scales_of_answers(codes: Graph) -> None:
    found = {
        local(scale): " ".join(sorted(local(m).removeprefix("answer/") for m in codes.objects(scale, SKOS.member)))
        for scale in codes.subjects(RDF.type, SKOS.Collection)
    }
    assert found == {f"scale/{name}": wordings for name, wordings in SCALES.items()}
    used = {name for wordings in SCALES.values() for name in wordings.split()}
    assert used == set(ANSWERS)
    for scale in codes.subjects(RDF.type, SKOS.Collection):
        assert str(codes.value(scale, RDFS.label)) == str(codes.value(scale, SKOS.prefLabel))
        assert codes.value(scale, SKOS.definition) and codes.value(scale, DCTERMS.source)


def test_the_change_of_rule_at_session_17_is_told(codes: Graph) -> None:
    changed = ["scheme/answers", "scale/upr-info-to-session-16", "scale/upr-info-2014", "answer/rejected"]
    changed += ["answer/no-clear-position", "answer/general-response", "answer/no-response"]
    notes = {path: str(codes.value(URIRef(ID + path), SKOS.historyNote)) for path in changed}
    assert all(re.search("sessions? 1[67]?", note) for note in notes.values()), notes
    assert 1771 + 311 + 111 + 113 == 2306
    example = str(codes.value(URIRef(ID + "scale/upr-info-to-session-16"), SKOS.scopeNote))
    assert re.findall(r"[\d,]+\d", example) == ["10", "2,306", "1,771", "311", "111", "113", "535"]


def test_stages(codes: Graph) -> None:
    stages = codes.subjects(SKOS.inScheme, URIRef(ID + "scheme/position-stages"))
    assert {codes.value(stage, UPR.number).value: local(stage) for stage in stages} == {
        number: f"stage/{name}" for number, name in STAGES.items()
    }


def test_units(codes: Graph) -> None:
    units = {local(c): str(codes.value(c, RDFS.label)) for c in codes.subjects(RDF.type, UPR.CountingUnit)}
    assert units == {f"unit/{name}": name for name in ("recommendations", "texts", "pairs")}
    assert all(
        codes.value(unit, SKOS.definition).language == "en" for unit in codes.subjects(RDF.type, UPR.CountingUnit)
    )
