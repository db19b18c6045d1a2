"""Validation: every rule catches its bad example, agrees with pySHACL, and the bundled graph keeps to all of them."""

from __future__ import annotations

import gzip
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import RDF, URIRef
from rdflib.plugins.sparql import prepareQuery

import exports
import few
import uprgraph
from test_imports import imported
from uprgraph import building, catalogue, findings, namespaces, shapes, validate
from uprgraph.errors import NotReadable
from uprgraph.findings import Report, short
from uprgraph.namespaces import BASE, ONTOLOGY, Iris
from uprgraph.resources import facts, folder

HERE = Path(__file__).resolve().parent
EXAMPLES = {path.stem.replace("checks-", "checks/"): path for path in sorted((HERE / "shapes").glob("*.ttl"))}
GOOD = EXAMPLES.pop("good").read_text(encoding="utf-8")
ONTOLOGIES = ("upr-shapes.ttl", "upr.ttl")
SHACL = rdflib.Namespace(shapes.SH)
SHAPES = shapes.read()
CHECKS = [name for name in catalogue.names() if name.startswith("checks/")]
# What a file cannot show, since its graphs are merged: TestChecksOfTheMerge has them.
OF_THE_MERGE = {"checks/merge-holds-all", "checks/merge-holds-no-more"}
# What is checked against the vocabulary, by no query of its own.
OF_TERMS = {"checks/terms-known", "checks/types-stated"}
RULES = len(SHAPES) + len(CHECKS) + len(OF_TERMS)

MISPRINTS = {"can-1", "cod-1", "gmb-1", "gnq-1", "gtm-2", "hti-1", "idn-1"}
MISPRINTS |= {"pak-1", "prk-1", "srb-2", "syr-1", "ven-1", "yem-1"}
WARNINGS = {
    "PositionsWithoutDocument": ["review/khm-1"],
    "LabelledOtherwise": ["document/khm-4-stakeholders-summary"],
    "FigureStated": ["figure/khm-1/accepted", "figure/khm-1/noted"],
    "Misprint": [
        "note/can-1/adopted-by-working-group",
        "note/cod-1/troika-selected",
        "note/gmb-1/meeting",
        "note/gnq-1/troika-selected",
        "note/gtm-2/adopted-by-working-group",
        "note/hti-1/adopted-by-working-group",
        "note/idn-1/meeting",
        "note/pak-1/meeting",
        "note/prk-1/meeting",
        "note/srb-2/meeting",
        "note/syr-1/troika-selected",
        "note/ven-1/adopted-by-working-group",
        "note/yem-1/meeting",
    ],
    "CorrectedText": [
        "note/khm-3-recommendations-made",
        "note/khm-3-session-name",
        "note/khm-3-who-recommends",
        "note/khm-3-workshop-organiser",
        "note/khm-3-workshop-specialists",
        "note/khm-4-summary-label",
    ],
}
# Reviews of sessions 27 to 50 that were held and of which no source bundled gives the day.
UNDATED = 406


def name_of(rule: findings.Rule) -> str:
    """``MadeInOneReview`` of a shape, ``checks/pair-codes`` of a check."""
    return f"checks/{rule.name}" if rule.iri.startswith(validate.CHECKS) else rule.name


def found(report: Report, severity: str | None = None) -> dict[str, list[str]]:
    """Rule -> the things that break it, sorted."""
    return {
        name_of(rule): sorted({short(finding.focus, report.base) for finding in rule.findings})
        for rule in report.rules
        if rule.findings and severity in (None, rule.severity)
    }


@pytest.fixture(scope="module")
def bundled_report(bundled) -> Report:
    return validate.validate(bundled.store)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with one violation, one warning and one info."""
    path = tmp_path / "bad.ttl"
    names = ("OneMaker", "FigureStated", "HeldReviewDated")
    path.write_text(GOOD + "".join(EXAMPLES[name].read_text(encoding="utf-8") for name in names), encoding="utf-8")
    return path


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """The good example and all bad ones in one file."""
    path = tmp_path / "all.ttl"
    path.write_text(GOOD + "".join(p.read_text(encoding="utf-8") for p in EXAMPLES.values()), encoding="utf-8")
    return path


class TestExamples:
    """Each rule has a small bad example that it catches, and what it breaks stands in its first lines."""

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_the_expected_rules_catch_it_and_no_other(self, tmp_path: Path, name: str) -> None:
        text = EXAMPLES[name].read_text(encoding="utf-8")
        expected: dict[str, list[str]] = {}
        for rule, thing in re.findall(r"^# breaks (\S+) (\S+)$", text, re.MULTILINE):
            expected.setdefault(rule, []).append(thing)
        assert name in expected
        path = tmp_path / "example.ttl"
        path.write_text(GOOD + text, encoding="utf-8")
        assert found(validate.validate_file(path)) == {rule: sorted(things) for rule, things in expected.items()}

    def test_the_good_example_breaks_no_rule(self, tmp_path: Path) -> None:
        path = tmp_path / "good.ttl"
        path.write_text(GOOD, encoding="utf-8")
        report = validate.validate_file(path)
        assert found(report) == {}
        assert report.beside == "the codes"

    def test_every_rule_has_one(self) -> None:
        assert set(EXAMPLES) == {shape.name for shape in SHAPES} | set(CHECKS) - OF_THE_MERGE | OF_TERMS

    def test_every_constraint_of_every_shape_is_broken_by_one(self, everything: Path) -> None:
        engine = ox.Store()
        engine.load(path=str(everything), format=ox.RdfFormat.TURTLE)
        engine.load("".join(building.codes(Iris())).encode(), ox.RdfFormat.N_TRIPLES)
        unbroken = [
            (shape.name, constraint.component)
            for shape in SHAPES
            for constraint in shape.constraints
            if not list(engine.query(constraint.query))
        ]
        assert unbroken == []


OWN = """
@base <https://w3id.org/uprgraph/id/> . @prefix upr: <https://w3id.org/uprgraph/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <http://example.org/> .
"""


class TestFilesOfOthers:
    """What a researcher writes by hand, beside the bundled calendar."""

    def said(self, path: Path, text: str) -> dict[str, list[str]]:
        path.write_text(OWN + text, encoding="utf-8")
        return {
            name_of(rule): [finding.message for finding in rule.findings]
            for rule in validate.validate_file(path).rules
            if rule.findings and rule.severity == "violation"
        }

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "own.ttl"

    RECOMMENDATION = """ex:r a upr:Recommendation ; upr:countedAs <unit/recommendations> ; upr:paragraph "1.1" ;
        upr:madeIn <review/khm-3> """

    def test_what_the_build_derives_may_be_left_out(self, path: Path) -> None:
        position = """. ex:p a upr:Position ; upr:positionOn ex:r ; upr:answer <answer/rejected> ; upr:number 1 ;
            upr:response <response/noted> ; upr:stage <stage/addendum> ; upr:statedIn <document/a-hrc-26-16-add-1> .
            ex:q a upr:Pair ; upr:countedAs <unit/pairs> ; upr:about ex:r ; upr:madeIn <review/khm-3> ;
            upr:madeBy <state/fra> ."""
        assert self.said(path, self.RECOMMENDATION + "; upr:madeBy <state/fra> " + position) == {}

    def test_a_state_that_recommends_to_itself(self, path: Path) -> None:
        said = self.said(path, self.RECOMMENDATION + "; upr:madeBy <state/khm> .")
        assert list(said) == ["MakerNotUnderReview"]

    def test_another_addressee_than_the_state_under_review(self, path: Path) -> None:
        said = self.said(path, self.RECOMMENDATION + "; upr:madeBy <state/fra> ; upr:addressedTo <state/vnm> .")
        assert list(said) == ["AddressedToStateUnderReview"]

    @pytest.mark.parametrize(
        ("statement", "message"),
        [
            ("ex:r a upr:Recomendation .", "upr:Recomendation is no class of the ontology; close: upr:Recommendation,"),
            ("<review/khm-3> upr:respons 1 .", "upr:respons is no property of the ontology; close: upr:response,"),
            ("<review/khm-3> upr:madeby 1 .", "upr:madeby is no property of the ontology; close: upr:madeBy"),
            ("<review/khm-3> upr:hasIssue 1 .", "upr:hasIssue is no property of the ontology; see upr.ttl"),
            ("<review/khm-3> upr:Review 1 .", "upr:Review is no property of the ontology"),
            (
                "<review/khm-3> <http://w3id.org/uprgraph/ontology#note> 1 .",
                "http://w3id.org/uprgraph/ontology#note is no term of the ontology, whose addresses begin with https:; "
                "write upr:note",
            ),
        ],
    )
    def test_terms_that_the_ontology_lacks(self, path: Path, statement: str, message: str) -> None:
        [said] = self.said(path, statement)["checks/terms-known"]
        assert said.startswith(message)

    def test_things_with_http_addresses(self, path: Path) -> None:
        said = self.said(path, "<review/khm-3> upr:troikaOf <http://w3id.org/uprgraph/id/state/fra> .")
        assert said["checks/terms-known"] == [
            "http://w3id.org/uprgraph/id/state/fra is nothing that is described: addresses begin with https:"
        ]

    def test_a_file_without_types_says_so(self, path: Path) -> None:
        said = self.said(path, "ex:r upr:madeIn <review/khm-3> ; upr:madeBy <state/fra> .")
        assert said == {
            "checks/types-stated": [
                "No type is stated, so that no rule knows what has upr:madeBy: add one, such as 'a upr:Recommendation'"
            ]
        }

    @pytest.mark.parametrize(
        ("statement", "rule", "message"),
        [
            ('upr:reviewDate "2019-01-31"^^xsd:date', "OneReviewDate", "2019-01-30 and 2019-01-31 are both given"),
            ("upr:reportedTotal -5", "ReportedNumber", "-5 (upr:reportedTotal) is no number of things"),
            ('upr:reportedNoted "many"', "ReportedNumber", "many (upr:reportedNoted) is no number of things"),
            ('upr:adoptedByWorkingGroupOn "2019-02-30"^^xsd:date', "DatePrecision", "2019-02-30 is no day of the"),
            ("upr:reviewOf <state/vnm>", "ReviewOfOneState", "state/khm and state/vnm are both given"),
            ("upr:inSession <session/wg-33>", "ReviewInOneSession", "session/wg-32 and session/wg-33 are both given"),
        ],
    )
    def test_impossible_facts_of_a_review(self, path: Path, statement: str, rule: str, message: str) -> None:
        assert any(said.startswith(message) for said in self.said(path, f"<review/khm-3> {statement} .")[rule])

    def test_leap_days(self, path: Path) -> None:
        text = 'ex:e a upr:Event ; upr:startDate "2024-02-29"^^xsd:date ; upr:endDate "2023-02-29"^^xsd:date .'
        [said] = self.said(path, text)["DatePrecision"]
        assert said.startswith("2023-02-29 is no day")

    def test_the_example_of_the_ontology(self, path: Path) -> None:
        readme = (folder("ontology") / "README.md").read_text(encoding="utf-8")
        [example] = re.findall(r"^```turtle\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
        kinds = sorted(set(re.findall(r"(?<![\w:])([a-z]+):\w", example)) - {"upr", "xsd"})
        prefixes = "".join(f"@prefix {kind}: <{BASE}id/{kind}/> .\n" for kind in kinds)
        assert "recommendation" in kinds and "document" in kinds
        assert self.said(path, prefixes + example) == {}

    def test_nothing_is_printed_twice(self, upr, path: Path) -> None:
        path.write_text(OWN + "<review/khm-3> upr:inSession <session/wg-99> .", encoding="utf-8")
        lines = upr("validate", path).out.splitlines()
        at = lines.index("violation      1  things that are nowhere described (references-described)")
        assert lines[at + 1].startswith("    session/wg-99 is referred to")
        assert not lines[at + 2].startswith("    ")


class TestChecksOfTheMerge:
    """The default graph holds what the named graphs hold, once, and nothing else."""

    PLEDGE = ox.NamedNode(f"{BASE}id/pledge/x/1")
    TEXT = ox.NamedNode(f"{ONTOLOGY}text")

    def report(self, change: str, graph: ox.NamedNode | ox.DefaultGraph) -> Report:
        store = building.in_memory()
        getattr(store.engine, change)(ox.Quad(self.PLEDGE, self.TEXT, ox.Literal("Sing"), graph))
        return validate.validate(store)

    def test_a_statement_of_a_source_that_the_merge_lacks(self) -> None:
        report = self.report("add", ox.NamedNode(f"{BASE}graph/x/1"))
        assert found(report, "violation") == {"checks/merge-holds-all": ["pledge/x/1"]}
        [finding] = [f for rule in report.rules if rule.name == "merge-holds-all" for f in rule.findings]
        assert finding.message == (
            f"pledge/x/1: statements of {BASE}graph/x/1 are missing in the default graph, which every question asks "
            "(1 of them); build the store again"
        )

    def test_what_reasoning_added_stays_apart(self) -> None:
        assert found(self.report("add", ox.NamedNode(f"{BASE}graph/inferred")), "violation") == {}

    def test_a_statement_of_the_merge_that_no_source_has(self) -> None:
        report = self.report("add", ox.DefaultGraph())
        assert found(report, "violation")["checks/merge-holds-no-more"] == ["pledge/x/1"]


class TestBundledGraph:
    def test_no_violation(self, bundled_report: Report) -> None:
        assert found(bundled_report, "violation") == {}

    def test_the_warnings_that_a_researcher_should_read(self, bundled_report: Report) -> None:
        assert found(bundled_report, "warning") == WARNINGS
        assert bundled_report.count("warning") == 23

    def test_the_thirteen_misprints_by_review(self, bundled_report: Report) -> None:
        [rule] = [rule for rule in bundled_report.rules if rule.name == "Misprint"]
        values = [short(finding.value, BASE).removeprefix("review/") for finding in rule.findings]
        assert len(values) == 13
        assert set(values) == MISPRINTS == {row["review"] for row in facts("report-misprints")}
        said = {value: finding.message for value, finding in zip(values, rule.findings, strict=True)}
        assert said["idn-1"] == (
            "The source misprints meeting of review/idn-1: it prints 4, the calendar has 5. "
            "Cite the calendar's and say so."
        )
        assert "it was read without a usable value, the calendar has 12" in said["yem-1"]

    def test_what_is_not_known(self, bundled_report: Report) -> None:
        undated = [row["review"] for row in facts("reviews") if row["status"] == "held" and not row["review_date"]]
        assert len(undated) == UNDATED
        assert found(bundled_report, "info") == {"HeldReviewDated": sorted(f"review/{review}" for review in undated)}

    def test_a_bare_store_has_the_misprints_alone(self, upr, tmp_path: Path) -> None:
        building.build(store=tmp_path / "bare", bare=True)
        ran = upr("validate", "--format", "json", store=tmp_path / "bare")
        assert ran.code == 0
        said = json.loads(ran.out)
        assert (said["violations"], said["warnings"]) == (0, 13)

    def test_its_export_gives_the_same_report(self, upr, bundled_report: Report, tmp_path: Path) -> None:
        """Each statement stands in the file twice, in its source's graph and in the merge, and counts once."""
        path = tmp_path / "x.trig.gz"
        assert upr("export", path).code == 0
        report = validate.validate_file(path)
        assert found(report) == found(bundled_report)
        assert report.statements == bundled_report.statements

    def test_another_base(self, upr, bundled_report: Report, tmp_path: Path) -> None:
        base = "https://example.org/upr/"
        building.build(store=tmp_path / "other", base=base)
        assert upr("export", tmp_path / "x.nt", store=tmp_path / "other").code == 0
        report = validate.validate_file(tmp_path / "x.nt")
        assert report.base == base
        assert found(report) == found(bundled_report)


def test_what_is_odd_about_loaded_files_is_told(fresh: Path, tmp_path: Path) -> None:
    """South Sudan had no review in the first cycle; one theme and one row match nothing that is known."""
    building.build(exports.upr_info(tmp_path / "a.csv"), exports.uwazi(tmp_path / "b.csv"), store=fresh)
    report = validate.validate(uprgraph.open(fresh).store)
    assert found(report, "violation") == {}
    assert found(report, "warning") == WARNINGS | {
        "ReviewInCalendar": ["review/ssd-1"],
        "ThemeKnown": ["theme/upr-info/night-time-telephone-lines"],
        "checks/records-attached": ["review/khm-2"],
    }
    assert report.count("info") == UNDATED + 1


def test_only_the_engine_is_imported(bundled, tmp_path: Path) -> None:
    path = tmp_path / "good.ttl"
    path.write_text(GOOD, encoding="utf-8")
    assert imported("--store", bundled.store.path, "validate") == {"pyoxigraph"}
    assert imported("validate", path, "--format", "turtle") == {"pyoxigraph"}


class TestAgreementWithPyshacl:
    """The same thing, shape, severity, component and value, for each result of either."""

    @pytest.fixture(autouse=True)
    def _queries_are_parsed_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """pySHACL has rdflib parse each query anew for each thing, which takes most of its time."""
        query, prepared = rdflib.Graph.query, cache(prepareQuery)
        monkeypatch.setattr(
            rdflib.Graph, "query", lambda self, text, *rest, **named: query(self, prepared(text), *rest, **named)
        )
        monkeypatch.setattr(logging.getLogger("rdflib.term"), "disabled", True)

    @staticmethod
    def theirs(data: rdflib.Graph, *files: Path) -> set[tuple[str, ...]]:
        shapes_graph, ontology = (rdflib.Graph().parse(path) for path in files)
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph, ont_graph=ontology, advanced=True)
        parts = ("focusNode", "sourceShape", "resultSeverity", "sourceConstraintComponent", "value")
        return {
            tuple(str(report.value(result, SHACL[part])).removeprefix(shapes.SH).casefold() for part in parts)
            for result in report.subjects(RDF.type, SHACL.ValidationResult)
        }

    @staticmethod
    def ours(rules: Iterator[findings.Rule]) -> set[tuple[str, ...]]:
        return {
            tuple(
                str(getattr(part, "value", part)).casefold()
                for part in (finding.focus, rule.iri, rule.severity, finding.component, finding.value)
            )
            for rule in rules
            for finding in rule.findings
        }

    def compare(self, path: Path, data: rdflib.Graph) -> set[str]:
        """The names of the shapes that found something, the same ones by both."""
        rules = [rule for rule in validate.validate_file(path).rules if not rule.iri.startswith(validate.CHECKS)]
        theirs = self.theirs(data, *(folder("ontology") / name for name in ONTOLOGIES))
        assert self.ours(iter(rules)) == theirs
        return {rule.name for rule in rules if rule.findings}

    def test_on_all_bad_examples_together(self, everything: Path) -> None:
        data = rdflib.Graph().parse(everything)
        data.parse(data="".join(building.codes(Iris())), format="nt")
        assert self.compare(everything, data) == {shape.name for shape in SHAPES}

    def test_on_the_bundled_graph(self, bundled, bundled_report: Report, tmp_path: Path) -> None:
        """On five things of each class, those with a warning, and what they refer to.

        So few things are not as many as a source reported, and organisations have lost members.
        """
        path = tmp_path / "bundled.nt"
        warned = [item.focus for rule in bundled_report.rules if rule.severity == "warning" for item in rule.findings]
        path.write_bytes(ox.serialize(few.of_each_kind(bundled.store.engine, 5, warned), format=ox.RdfFormat.N_TRIPLES))
        shapes_with_findings = self.compare(path, rdflib.Graph().parse(path))
        assert shapes_with_findings == {*WARNINGS, "HeldReviewDated", "LoadedAsReported", "OrganisationMembership"}

    def test_on_constructs_that_our_shapes_do_not_use_yet(self, tmp_path: Path) -> None:
        """What the generator understands means what SHACL means, also where no shape of ours needs it."""
        path = tmp_path / "shapes.ttl"
        path.write_text(PREFIXES + CONSTRUCTS, encoding="utf-8")
        data = PREFIXES + THINGS
        engine = ox.Store()
        engine.load(data.encode(), ox.RdfFormat.TURTLE)
        rules = [
            findings.Rule(shape.iri, shape.label, shape.severity, tuple(validate.broken(engine, shape, BASE)))
            for shape in shapes.read(path)
        ]
        assert Counter({rule.name: len(rule.findings) for rule in rules}) == {
            "Kinds": 3,
            "In": 1,
            "Two": 2,
            "None": 1,
            "Value": 4,
            "Less": 3,
            "LessOrEqual": 1,
            "Flags": 1,
            "Range": 4,
            "Typed": 3,
            "Objects": 2,
            "Nested": 2,
            "Path": 1,
        }
        theirs = self.theirs(rdflib.Graph().parse(data=data), path, folder("ontology") / "upr.ttl")
        assert self.ours(iter(rules)) == theirs


PREFIXES = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sh: <{shapes.SH}> .
@prefix upr: <{ONTOLOGY}> .
@prefix x: <http://x.org/> .
@prefix s: <http://x.org/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
THINGS = """
x:a a upr:Workshop ; x:p x:b , "text" ; x:n 1 , 7 ; x:m 5 ; x:next x:b ; x:word "Word" ; x:date "2024-02-30"^^xsd:date .
x:b a upr:Event ; x:p _:c ; x:n 5 ; x:m 5 ; x:next x:c ; x:word "other" ; x:date "2024-02-28"^^xsd:date .
x:c a upr:Consultation ; x:p "text"@en ; x:n "many" ; x:m "few" ; x:date "2024-02-28" , 5 ; x:hidden true .
x:d a upr:Cycle ; x:p 1 ; x:next x:a .
"""
CONSTRUCTS = """
s:Kinds a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:path x:p ; sh:nodeKind sh:BlankNode .
s:In a sh:PropertyShape ; sh:targetSubjectsOf x:word ; sh:severity sh:Info ;
    sh:path x:word ; sh:in ( "Word" "word" ) .
s:Two a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:path x:n ; sh:minCount 2 .
s:None a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:path x:hidden ; sh:maxCount 0 .
s:Value a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Warning ;
    sh:path x:word ; sh:hasValue "word" ; sh:minCount 1 .
s:Less a sh:PropertyShape ; sh:targetClass upr:Workshop , upr:Event ; sh:severity sh:Violation ;
    sh:path x:n ; sh:lessThan x:m .
s:LessOrEqual a sh:PropertyShape ; sh:targetClass upr:Workshop ; sh:severity sh:Violation ;
    sh:path x:n ; sh:lessThanOrEquals x:m .
s:Flags a sh:PropertyShape ; sh:targetSubjectsOf x:word ; sh:severity sh:Violation ;
    sh:path x:word ; sh:pattern "^WORD$" ; sh:flags "i" .
s:Range a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:path x:n ; sh:minInclusive 2 ; sh:maxInclusive 6 .
s:Typed a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:path x:date ; sh:datatype xsd:date .
s:Objects a sh:NodeShape ; sh:targetObjectsOf x:next ; sh:severity sh:Violation ;
    sh:class upr:Workshop .
s:Nested a sh:NodeShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:or (
        [ sh:not [ sh:path x:word ; sh:minCount 1 ] ; sh:nodeKind sh:IRIOrLiteral ]
        [ sh:path x:n ; sh:hasValue 99 ]
    ) .
s:Path a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ;
    sh:path ( x:next [ sh:inversePath x:next ] ) ; sh:minCount 1 .
"""


class TestGenerator:
    """What is not understood is refused, so that no rule is skipped in silence."""

    SHAPE = "s:S a sh:NodeShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ; "
    PROPERTY = "s:S a sh:PropertyShape ; sh:targetClass upr:Event ; sh:severity sh:Violation ; "

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (SHAPE + "sh:closed true .", "sh:closed is not understood"),
            (SHAPE + "sh:minCount 1 .", "sh:minCount is not understood"),
            (SHAPE + "sh:property [ sh:path x:p ; sh:minCount 1 ] .", "sh:property is not understood"),
            (SHAPE + "sh:nodeKind sh:IRI ; sh:deactivated true .", "sh:deactivated is not understood"),
            (SHAPE + ".", "it has no constraint"),
            (SHAPE + "sh:nodeKind sh:Blob .", "is no kind of node"),
            (SHAPE + "sh:not [ sh:path x:p ; sh:minCount 2 ] .", "sh:minCount is 1"),
            (SHAPE + "sh:not [ sh:path x:p ; sh:equals x:q ] .", "sh:equals is not understood"),
            (SHAPE + "sh:or ( [ sh:path x:p ] ) .", "says nothing that is understood"),
            (SHAPE + 'sh:sparql [ sh:ask "ASK { }" ] .', "sh:ask is not understood"),
            (SHAPE + 'sh:sparql [ sh:select "SELECT $this WHERE { $this a x:A } MINUS { }" ] .', "without MINUS"),
            (SHAPE + 'sh:sparql [ sh:select "SELECT $this { $this a x:A }" ] .', "has no WHERE"),
            (PROPERTY + "sh:path [ sh:zeroOrMorePath x:p ] ; sh:minCount 1 .", "a path is a property"),
            (PROPERTY + "sh:path [ sh:alternativePath ( x:p x:q ) ] ; sh:minCount 1 .", "a path is a property"),
            (PROPERTY + "sh:path x:p ; sh:minLength 1 .", "sh:minLength is not understood"),
            (PROPERTY + "sh:path x:p ; sh:qualifiedMinCount 1 .", "sh:qualifiedMinCount is not understood"),
            (PROPERTY + "sh:path x:p ; sh:minCount 1 , 2 .", "has several"),
            ("s:S a sh:NodeShape ; sh:severity sh:Violation ; sh:nodeKind sh:IRI .", "it has no target"),
            (
                "s:S a sh:NodeShape ; sh:targetNode x:a ; sh:severity sh:Violation ; sh:nodeKind sh:IRI .",
                "sh:targetNode is",
            ),
            ("s:S a sh:NodeShape ; sh:targetClass upr:Event ; sh:nodeKind sh:IRI .", "severity must be one of"),
            ("s:S a sh:NodeShape .. ;", "not Turtle"),
        ],
    )
    def test_it_fails_closed(self, tmp_path: Path, text: str, said: str) -> None:
        path = tmp_path / "shapes.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        with pytest.raises(NotReadable, match=re.escape(said)):
            shapes.read(path)

    def test_queries_are_sparql_for_any_base(self) -> None:
        for shape in shapes.read(base="https://example.org/"):
            for constraint in shape.constraints:
                ox.Store().query(constraint.query)
                assert f"{BASE}id/" not in constraint.query


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    """The shapes file as rdflib reads it."""
    return rdflib.Graph().parse(folder("ontology") / "upr-shapes.ttl")


class TestShapesFile:
    def test_every_shape_says_what_it_is_and_what_to_do(self) -> None:
        assert len({shape.label for shape in SHAPES}) == len(SHAPES)
        for shape in SHAPES:
            assert shape.iri == f"{BASE}shapes#{shape.name}"
            assert shape.comment.endswith("."), shape.name
            assert shape.group in ("identity", "counting", "time", "sources", "codes"), shape.name
            for constraint in shape.constraints:
                assert re.match(r"[A-Zu{]", constraint.message) and constraint.message.endswith("."), shape.name
                assert len(constraint.message) > 40, shape.name

    def test_places_in_messages_are_columns(self) -> None:
        for shape in SHAPES:
            for constraint in shape.constraints:
                places = set(re.findall(r"\{[?$](\w+)\}", constraint.message))
                columns = {variable.value for variable in ox.Store().query(constraint.query).variables}
                assert places <= columns, shape.name
                assert "this" in columns

    def test_groups_are_in_the_order_of_the_file(self) -> None:
        assert list(dict.fromkeys(shape.severity for shape in SHAPES)) == ["violation", "warning", "info"]

    def test_terms_are_those_of_the_ontology(self, graph: rdflib.Graph) -> None:
        known = {*namespaces.CLASSES, *namespaces.OBJECT_PROPERTIES, *namespaces.DATATYPE_PROPERTIES}
        text = (folder("ontology") / "upr-shapes.ttl").read_text(encoding="utf-8")
        used = set(re.findall(r"\bupr:(\w+)", text))
        assert used <= known and len(used) > 60

    def test_its_header(self, graph: rdflib.Graph) -> None:
        header = URIRef(f"{BASE}shapes")
        said = {str(predicate).rpartition("#")[2].rpartition("/")[2] for predicate in graph.predicates(header)}
        assert {
            "versionIRI",
            "versionInfo",
            "title",
            "description",
            "creator",
            "license",
            "created",
            "modified",
        } <= said

    def test_it_is_shacl_by_the_shapes_of_shacl(self, graph: rdflib.Graph) -> None:
        conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True, advanced=True)
        assert conforms, text


class TestCheckHeaders:
    @pytest.mark.parametrize("name", CHECKS)
    def test_it_says_severity_message_and_focus(self, name: str) -> None:
        question = catalogue.load(name)
        assert question.severity in shapes.SEVERITIES
        assert next(iter(question.columns)) == "focus"
        places = set(re.findall(r"\{\?(\w+)\}", question.message))
        assert "focus" in places and places <= set(question.columns)
        assert "checks" in question.tags

    def test_rules_are_no_questions(self) -> None:
        assert not [name for name in catalogue.names() if name.startswith("rules/")]


class TestCommand:
    def test_the_report_as_text(self, upr, bad: Path) -> None:
        ran = upr("validate", bad)
        assert (ran.code, ran.err) == (1, "")
        assert ran.out == (
            f"{bad}: 364 statements, {RULES} rules (beside the codes)\n\n"
            "violation      1  one maker (OneMaker)\n"
            "    A pair or record has one maker: make one for each maker.\n"
            "    record/rows/1\n"
            "warning        1  figure stated in a document (FigureStated)\n"
            "    No document is named for this figure: cite it with care, and add upr:statedIn if you know where it "
            "stands.\n"
            "    figure/rumour\n\n"
            "Does not conform: 1 violation, 1 warning, 1 info (--severity info lists infos too).\n"
        )

    def test_severity_is_the_lowest_that_is_listed(self, upr, bad: Path) -> None:
        listed = {}
        for severity in shapes.SEVERITIES:
            ran = upr("validate", bad, "--severity", severity)
            assert ran.code == 1
            listed[severity] = re.findall(r"^(\w+) +\d+  ", ran.out, re.MULTILINE)
        assert listed == {
            "violation": ["violation"],
            "warning": ["violation", "warning"],
            "info": ["violation", "warning", "info"],
        }

    def test_the_report_in_turtle_is_one_of_shacl(self, upr, bad: Path, tmp_path: Path) -> None:
        out = tmp_path / "report.ttl"
        ran = upr("validate", bad, "--format", "turtle", "--severity", "info", "--output", out)
        assert (ran.code, ran.out, ran.err) == (1, "", "")
        graph = rdflib.Graph().parse(out)
        [report] = graph.subjects(RDF.type, SHACL.ValidationReport)
        assert graph.value(report, SHACL.conforms).toPython() is False
        rows = {
            tuple(
                str(graph.value(result, SHACL[part])).removeprefix(BASE).removeprefix(shapes.SH)
                for part in ("sourceShape", "focusNode", "resultPath", "resultSeverity", "sourceConstraintComponent")
            )
            for result in graph.objects(report, SHACL.result)
        }
        assert rows == {
            ("shapes#OneMaker", "id/record/rows/1", "ontology#madeBy", "Violation", "MaxCountConstraintComponent"),
            ("shapes#FigureStated", "id/figure/rumour", "ontology#statedIn", "Warning", "MinCountConstraintComponent"),
            ("shapes#HeldReviewDated", "id/review/per-4-undated", "None", "Info", "OrConstraintComponent"),
        }
        assert all(graph.value(result, SHACL.resultMessage) for result in graph.objects(report, SHACL.result))

    def test_a_report_that_lists_nothing_conforms(self, upr) -> None:
        ran = upr("validate", "--format", "turtle", "--severity", "violation")
        assert ran.code == 0
        graph = rdflib.Graph().parse(data=ran.out)
        assert [value.toPython() for value in graph.objects(None, SHACL.conforms)] == [True]
        assert not list(graph.objects(None, SHACL.result))

    def test_compound_paths_in_turtle(self, upr, tmp_path: Path) -> None:
        path = tmp_path / "example.ttl"
        path.write_text(GOOD + EXAMPLES["MeetingOfOneReview"].read_text(encoding="utf-8"), encoding="utf-8")
        graph = rdflib.Graph().parse(data=upr("validate", path, "--format", "turtle").out)
        [result] = graph.objects(None, SHACL.result)
        inverse = graph.value(graph.value(result, SHACL.resultPath), SHACL.inversePath)
        assert inverse == URIRef(f"{ONTOLOGY}heldAt")

    def test_the_report_as_json(self, upr, bad: Path) -> None:
        said = json.loads(upr("validate", bad, "--format", "json").out)
        results = said.pop("results")
        assert said == {
            "checked": str(bad),
            "statements": 364,
            "rules": RULES,
            "conforms": False,
            "violations": 1,
            "warnings": 1,
            "infos": 1,
        }
        assert results[0] == {
            "focusNode": f"{BASE}id/record/rows/1",
            "resultPath": f"{ONTOLOGY}madeBy",
            "value": None,
            "resultSeverity": "violation",
            "sourceShape": f"{BASE}shapes#OneMaker",
            "sourceConstraintComponent": f"{shapes.SH}MaxCountConstraintComponent",
            "resultMessage": "A pair or record has one maker: make one for each maker.",
        }
        assert [result["resultSeverity"] for result in results] == ["violation", "warning"]

    def test_the_store(self, upr, bundled) -> None:
        ran = upr("validate")
        assert (ran.code, ran.err) == (0, "")
        first, *_, verdict = ran.out.strip().splitlines()
        statements = len(list(bundled.store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())))
        assert first == f"store {bundled.store.path}: {statements:,} statements, {RULES} rules"
        assert verdict == f"Conforms: 0 violations, 23 warnings, {UNDATED} infos (--severity info lists infos too)."

    @pytest.mark.parametrize("suffix", ["nt", "nq", "trig", "jsonld", "rdf", "TTL", "nq.gz", "rdf.GZ"])
    def test_every_format_of_a_file(self, upr, bad: Path, tmp_path: Path, suffix: str) -> None:
        """The statements are in a named graph where the format has such."""
        form = validate.FORMATS[f".{suffix.lower().removesuffix('.gz')}"]
        graph = ox.NamedNode("http://x.org/graph") if form.supports_datasets else ox.DefaultGraph()
        quads = [ox.Quad(*quad.triple, graph) for quad in ox.parse(path=str(bad), format=ox.RdfFormat.TURTLE)]
        content = ox.serialize(quads if form.supports_datasets else [quad.triple for quad in quads], format=form)
        path = tmp_path / f"x.{suffix}"
        path.write_bytes(gzip.compress(content) if suffix.lower().endswith("gz") else content)
        report = validate.validate_file(path)
        assert report.statements == 364
        assert found(report) == {
            "OneMaker": ["record/rows/1"],
            "FigureStated": ["figure/rumour"],
            "HeldReviewDated": ["review/per-4-undated"],
        }

    def test_what_reasoning_added_is_no_part_of_a_file(self, upr, bad: Path, tmp_path: Path) -> None:
        path = tmp_path / "x.nq"
        own = [ox.Quad(*quad.triple) for quad in ox.parse(path=str(bad), format=ox.RdfFormat.TURTLE)]
        inferred = ox.Quad(
            own[0].subject, own[0].predicate, ox.Literal("inferred"), ox.NamedNode(f"{BASE}graph/inferred")
        )
        path.write_bytes(ox.serialize([*own, inferred], format=ox.RdfFormat.N_QUADS))
        assert validate.validate_file(path).statements == 364

    def test_a_violation_of_a_check_counts(self, upr, tmp_path: Path) -> None:
        path = tmp_path / "example.ttl"
        path.write_text(GOOD + EXAMPLES["checks/references-described"].read_text(encoding="utf-8"), encoding="utf-8")
        ran = upr("validate", path)
        assert ran.code == 1
        assert "    organisation/nobody is referred to, for instance by event/talk, and nowhere described" in ran.out

    def test_a_file_without_states_stands_beside_the_bundled_ones(self, upr, tmp_path: Path) -> None:
        """And what is odd about those is not said of the file."""
        path = tmp_path / "own.ttl.gz"
        own = f"""@prefix upr: <{ONTOLOGY}> . @base <{BASE}id/> .
        <pledge/own/1> a upr:VoluntaryPledge ; upr:madeIn <review/khm-2> ; upr:text "Open a school" .
        <pledge/own/2> a upr:VoluntaryPledge ; upr:madeIn <review/khm-9> ; upr:text "Open a well" ."""
        path.write_bytes(gzip.compress(own.encode()))
        report = validate.validate_file(path)
        assert report.beside == "the codes and the bundled States, sessions, reviews and documents"
        assert report.statements == 6
        assert found(report) == {"MadeInOneReview": ["pledge/own/2"], "checks/references-described": ["review/khm-9"]}

    def test_what_a_terminal_would_obey_is_left_out(self, upr, tmp_path: Path) -> None:
        path = tmp_path / "escape.ttl"
        label = '"compilation\\n\\u001b[31m \\u202E{?value}"'
        path.write_text(
            f"@prefix upr: <{ONTOLOGY}> . <#x> a upr:Document ; upr:sourceLabel {label} .", encoding="utf-8"
        )
        out = upr("validate", path).out
        assert "A source calls it compilation [31m {?value}, which is another kind of document" in out
        assert "\x1b" not in out and "\u202e" not in out


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:value>&i;</r:value></r:RDF>'
)
DEEP = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>" + "<r:Bag><r:li>" * 5000
PACKED = gzip.compress(GOOD.encode())


# name -> (content, what the line must say)
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "prose.ttl": (b"Dear all, please find the graph attached.", r"prose\.ttl: not readable as Turtle: .*line 1"),
    "noise.nt": (bytes(range(256)) * 20, r"noise\.nt: not readable as N-Triples"),
    "empty.ttl": (b"", r"empty\.ttl: it holds no statement"),
    "comment.ttl": (b"# nothing\n", r"comment\.ttl: it holds no statement"),
    "foreign.nt": (b"<http://a/> <http://b/> <http://c/> .\n", r"foreign\.nt: it describes nothing in terms of"),
    "utf16.ttl": (GOOD.encode("utf-16"), r"utf16\.ttl: not readable as Turtle: .*UTF-8"),
    "plain.ttl.gz": (GOOD.encode(), r"plain\.ttl\.gz: not readable as gzip"),
    "cut.ttl.gz": (PACKED[: len(PACKED) // 2], r"cut\.ttl\.gz: not readable as gzip"),
    "table.csv": (b"a,b\n", r"table\.csv: the suffix must be one of \.ttl, \.nt"),
    "none": (b"a", r"none: the suffix must be one of"),
    "bomb.rdf": (BOMB.encode(), r"bomb\.rdf: not readable as RDF/XML: .*amplification"),
    "deep.rdf": (DEEP.encode(), r"deep\.rdf: not readable: its elements nest more than 1000 deep"),
    "remote.jsonld": (
        b'{"@context": "http://localhost:9/", "@id": "http://a/"}',
        r"remote\.jsonld: not readable as",
    ),
    "deep.jsonld": (b'{"http://a/":' * 100_000, r"deep\.jsonld: not readable as JSON-LD"),
}


class TestFilesThatCannotBeChecked:
    """One line on stderr, exit code 2."""

    @pytest.mark.parametrize("name", UNREADABLE)
    def test_one_line(self, upr, tmp_path: Path, name: str) -> None:
        content, said = UNREADABLE[name]
        path = tmp_path / name
        path.write_bytes(content)
        ran = upr("validate", path)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("upr: ") and ran.err.count("\n") == 1 and len(ran.err) < 500
        assert re.search(said, ran.err)

    def test_no_such_file(self, upr, tmp_path: Path) -> None:
        ran = upr("validate", tmp_path / "nowhere.ttl")
        assert (ran.code, ran.err) == (2, f"upr: {tmp_path}/nowhere.ttl: No such file or directory\n")

    def test_a_packed_file_that_grows_without_end(self, upr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(validate, "UNPACKED", 1_000_000)
        path = tmp_path / "grows.nt.gz"
        path.write_bytes(gzip.compress(b"<http://a/> <http://b/> <http://c/> .\n" * 100_000))
        ran = upr("validate", path)
        assert (ran.code, ran.out) == (2, "")
        assert "grows.nt.gz: not readable: it unpacks to more than" in ran.err
