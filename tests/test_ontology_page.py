"""The ontology's pages and files: complete, valid, self-contained, the same on every machine; the diagram is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

import uprgraph
from test_redirects import EXPECTED
from uprgraph import namespaces
from uprgraph.errors import UprgraphError
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.ontology_files import modules, write
from uprgraph.ontology_page import IDENTIFIERS
from uprgraph.resources import folder

ID = BASE + "id/"
TERMS = sorted(namespaces.CLASSES + namespaces.OBJECT_PROPERTIES + namespaces.DATATYPE_PROPERTIES)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that ``make ontology`` writes to ``build/ontology``."""
    target = tmp_path_factory.mktemp("site") / "ontology"
    write(target)
    return target


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, ElementTree.Element]:
    """The two pages, parsed; an error of HTML's syntax fails."""
    found = {}
    for name in ("index.html", "codes.html"):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
        found[name] = parser.parse((site / name).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(folder("ontology") / "upr.ttl")


@pytest.fixture(scope="module")
def codes() -> Graph:
    graph = Graph()
    for file in modules()["codes"]:
        graph.parse(file)
    return graph


def text(element: ElementTree.Element) -> str:
    """What is read there, in one line; marks of kinds (c, op, dp) left out."""

    def parts(part: ElementTree.Element) -> Iterator[str]:
        if part.tag != "sup":
            yield part.text or ""
            for child in part:
                yield from parts(child)
                yield child.tail or ""

    return re.sub(r"\s+([,)])", r"\1", " ".join(" ".join(parts(element)).split())).replace("( ", "(")


def entry(page: ElementTree.Element, ident: str) -> dict[str, list[str]]:
    """The rows of one term's or code's entry: what they are called and the values that they list."""
    (found,) = (part for part in page.iter("div") if part.get("id") == ident)
    rows = {}
    for row in found.iter("tr"):
        head, cell = row.find("th"), row.find("td")
        assert head is not None and cell is not None
        rows[text(head)] = [text(item) for item in cell.iter("li")] or [text(cell)]
    return rows


# --- The pages


@pytest.mark.parametrize("name", ["index.html", "codes.html"])
def test_page_is_whole_and_fetches_nothing(pages: dict[str, ElementTree.Element], site: Path, name: str) -> None:
    page = pages[name]
    assert page.get("lang") == "en"
    idents = Counter(part.get("id") for part in page.iter() if part.get("id"))
    assert [ident for ident, count in idents.items() if count > 1] == []
    source = (site / name).read_text(encoding="utf-8")
    assert not re.search(r"@import|url\((?!#)|<(img|iframe|object|embed|video|audio)\b|\ssrc=", source)
    assert [script.get("type") for script in page.iter("script")] == ["application/ld+json"]
    links = [(link.get("rel"), link.get("href") or "") for link in page.iter("link")]
    assert {rel for rel, _ in links} == {"icon", "alternate"}
    assert all(href.startswith("data:") for rel, href in links if rel == "icon")
    assert all((site / href).is_file() for rel, href in links if rel == "alternate")


@pytest.mark.parametrize("name", ["index.html", "codes.html"])
def test_every_link_leads_somewhere(pages: dict[str, ElementTree.Element], site: Path, name: str) -> None:
    """Within the pages to a part that is there, to a file that is there, or to an address without a blank."""
    idents = {page: {part.get("id") for part in tree.iter()} for page, tree in pages.items()}
    for part in pages[name].iter():
        href = part.get("href") or ""
        if part.tag.endswith("a") and not href.startswith(("http://", "https://")):
            file, _, ident = href.partition("#")
            assert (site / (file or name)).is_file(), href
            assert not ident or ident in idents[file or name], href
        assert " " not in href, href


def test_every_term_has_its_entry(pages: dict[str, ElementTree.Element], ontology: Graph) -> None:
    """At the anchor that its IRI names, with label, definition, note, example and source word by word."""
    headings = {part.get("id"): text(part.find("h3")) for part in pages["index.html"].iter("div") if part.find("h3")}
    for name in TERMS:
        term = URIRef(ONTOLOGY + name)
        rows = entry(pages["index.html"], name)
        assert headings[name] == str(ontology.value(term, RDFS.label)), name
        assert rows["IRI"] == [str(term)]
        for head, predicate in (
            ("Definition", SKOS.definition),
            ("Scope Note", SKOS.scopeNote),
            ("Example", SKOS.example),
            ("Source", DCTERMS.source),
        ):
            assert sorted(rows.get(head, [])) == sorted(
                " ".join(o.split()) for o in ontology.objects(term, predicate)
            ), name


def test_axioms_are_in_words(pages: dict[str, ElementTree.Element]) -> None:
    page = pages["index.html"]
    assert entry(page, "raisedConcernWith")["Implied By Chain"] == ["inverse of made by ∘ addressed to"]
    assert entry(page, "addressedTo")["Implied By Chain"] == ["made in ∘ review of"]
    assert "has troika membership ∘ org:member (alignments)" in entry(page, "troikaMember")["Implied By Chain"]
    assert entry(page, "supersedes")["Characteristic"] == ["transitive"]
    assert entry(page, "contradicts")["Characteristic"] == ["symmetric"]
    assert entry(page, "hasPart")["Inverse Of"] == ["part of"]
    assert entry(page, "partOf")["Inverse Of"] == ["has part"]
    assert entry(page, "theme")["Domain"] == ["pair or record or part of a recommendation or voluntary pledge"]
    assert entry(page, "theme")["Sub Property Of"] == ["dcterms:subject (alignments)", "theme or broader theme"]
    assert entry(page, "themeOrBroader")["Super Property Of"] == ["theme"]
    assert entry(page, "AcceptedRecommendation")["Equivalent Class"] == ["recommendation and (response value accepted)"]
    assert entry(page, "MemberState")["Disjoint With"] == ["intergovernmental organisation", "observer State"]
    assert entry(page, "Answer")["In Range Of"] == ["answer"]
    assert entry(page, "Submission")["Super Class Of"] == ["individual submission", "joint submission"]
    assert "held" in entry(page, "Review")["In Domain Of"] and "theme" not in entry(page, "Review")["In Domain Of"]
    assert entry(page, "ActionCategory")["Individuals"] == ["5 in UPR Info action categories"]


def test_every_code_has_its_entry(pages: dict[str, ElementTree.Element], codes: Graph) -> None:
    """At the anchor that the path of its IRI names, with all notes."""
    headings = {part.get("id"): text(part.find("h3")) for part in pages["codes.html"].iter("div") if part.find("h3")}
    concepts = set(codes.subjects(RDF.type, SKOS.Concept)) | set(
        codes.subjects(RDF.type, URIRef(ONTOLOGY + "CountingUnit"))
    )
    assert len(concepts) > 100
    for code in concepts:
        ident = str(code).removeprefix(ID)
        assert headings[ident] == " ".join(str(codes.value(code, RDFS.label)).split()), code
        rows = entry(pages["codes.html"], ident)
        for head, predicate in (
            ("Definition", SKOS.definition),
            ("Scope Note", SKOS.scopeNote),
            ("Notation", SKOS.notation),
        ):
            assert sorted(rows.get(head, [])) == sorted(" ".join(o.split()) for o in codes.objects(code, predicate)), (
                code
            )
    for scheme in codes.subjects(RDF.type, SKOS.ConceptScheme):
        (section,) = (
            part for part in pages["codes.html"].iter("div") if part.get("id") == str(scheme).removeprefix(ID)
        )
        members = set(codes.subjects(SKOS.inScheme, scheme)) & concepts
        assert {part.get("id") for part in section.iter("div") if part.find("h3")} == {
            str(m).removeprefix(ID) for m in members
        }
        for note in (SKOS.definition, SKOS.scopeNote, SKOS.historyNote, DCTERMS.source):
            assert all(" ".join(said.split()) in text(section) for said in codes.objects(scheme, note)), scheme


def test_short_lists_are_on_the_page_of_terms(pages: dict[str, ElementTree.Element]) -> None:
    (section,) = (part for part in pages["index.html"].iter("section") if part.get("id") == "individuals")
    links = {link.get("href"): text(link) for link in section.iter("a")}
    assert links["codes.html#response/noted"] == "noted"
    assert links["codes.html#action-category/5"] == "Specific"
    assert links["codes.html#scheme/upr-info"] == "UPR Info issues"
    assert "codes.html#theme/upr-info/death-penalty" not in links


def test_disjointness_is_told(pages: dict[str, ElementTree.Element], ontology: Graph) -> None:
    (section,) = (part for part in pages["index.html"].iter("section") if part.get("id") == "disjointness")
    for comment in (
        ontology.value(axiom, RDFS.comment) for axiom in ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    ):
        assert str(comment) in text(section)


def test_redirects_find_what_they_name(pages: dict[str, ElementTree.Element], site: Path) -> None:
    """Every target of the redirects that lies with the ontology is there, with the part of the page."""
    modules_there = set(modules())
    for path, _, target in EXPECTED:
        if (
            target
            and target.startswith("ontology/")
            and (path.split("/")[0] in modules_there or path.startswith("id/"))
        ):
            file, _, ident = target.removeprefix("ontology/").partition("#")
            assert (site / file).is_file(), target
            name = file.split("/")[-1]
            assert not ident or ident in {part.get("id") for part in pages[name].iter()}, target


def test_identifiers_are_those_of_the_data(bundled: uprgraph.Upr, codes: Graph) -> None:
    """Every kind of IRI in the bundled graph is explained, on the page of terms or on that of codes, and exists."""
    subjects = {quad.subject.value for quad in bundled.store.engine if quad.subject.value.startswith(ID)}
    kinds = {subject.removeprefix(ID).split("/")[0] for subject in subjects}
    coded = {str(subject).removeprefix(ID).split("/")[0] for subject in codes.subjects() if str(subject).startswith(ID)}
    assert set(IDENTIFIERS) == (kinds - coded) | {"pledge"}
    assert {kind for kind, (rest, _) in IDENTIFIERS.items() if f"{ID}{kind}/{rest}" not in subjects} == {"pledge"}


# --- The files


def test_files(site: Path) -> None:
    names = {f"{module}.{suffix}" for module in modules() for suffix in ("ttl", "rdf", "jsonld", "nt")}
    names |= {"index.html", "codes.html", "model.svg"}
    assert {path.name for path in site.iterdir()} == {*names, "0.5.0"}
    assert {path.name: path.read_bytes() for path in (site / "0.5.0").iterdir()} == {
        n: (site / n).read_bytes() for n in names
    }


@pytest.mark.parametrize("module", ["alignments", "codes"])
@pytest.mark.parametrize(("suffix", "form"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld"), ("nt", "nt")])
def test_formats_say_the_same(site: Path, module: str, suffix: str, form: str) -> None:
    expected = Graph()
    for file in modules()[module]:
        expected.parse(file)
    assert isomorphic(Graph().parse(site / f"{module}.{suffix}", format=form), expected)


def test_same_input_same_bytes(site: Path, tmp_path: Path) -> None:
    """In another process, with other hashes of strings."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    command = [sys.executable, "-m", "uprgraph.ontology_files", str(tmp_path)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    for path in sorted(site.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(site)).read_bytes(), path.name


def test_without_pylode_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pylode", None)
    with pytest.raises(UprgraphError, match=r"^[^\n]*pip install 'uprgraph\[docs\]'$"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- The diagram


@pytest.fixture(scope="module")
def picture() -> ElementTree.Element:
    return ElementTree.parse(folder("ontology") / "model.svg").getroot()


def test_picture_fetches_nothing(picture: ElementTree.Element) -> None:
    assert picture.get("font-family") == "sans-serif"
    tags = {part.tag.removeprefix(SVG) for part in picture.iter()}
    assert tags == {"svg", "title", "defs", "marker", "path", "rect", "g", "a", "text"}


def test_boxes_are_classes(picture: ElementTree.Element) -> None:
    boxes = list(picture.iter(f"{SVG}a"))
    assert len(boxes) > 30
    for box in boxes:
        assert box.get("data-class") in namespaces.CLASSES
        assert box.get("href") == f"index.html#{box.get('data-class')}"
        assert [label.text for label in box.iter(f"{SVG}text")] == [box.get("data-class")]


def test_arrows_are_properties_between_such_classes(picture: ElementTree.Element, ontology: Graph) -> None:
    """Each end is the class that the property's domain or range names, or one below or above it."""

    def named(graph: Graph, end: object) -> set[str]:
        members = graph.items(graph.value(end, OWL.unionOf)) if isinstance(end, BNode) else [end]
        return {str(member).removeprefix(ONTOLOGY) for member in members}

    def fits(name: str, ends: set[str]) -> bool:
        term = URIRef(ONTOLOGY + name)
        related = {
            *ontology.transitive_objects(term, RDFS.subClassOf),
            *ontology.transitive_subjects(RDFS.subClassOf, term),
        }
        return str(OWL.Thing) in ends or bool({str(one).removeprefix(ONTOLOGY) for one in related} & ends)

    boxes = {box.get("data-class") for box in picture.iter(f"{SVG}a")}
    arrows = [part for part in picture.iter(f"{SVG}g") if part.get("class") == "property"]
    assert len(arrows) > 40
    for arrow in arrows:
        name = arrow.get("data-property", "")
        froms, to = arrow.get("data-from", "").split(), arrow.get("data-to", "")
        assert [label.text for label in arrow.iter(f"{SVG}text")] == [name]
        assert {*froms, to} <= boxes
        if name != "org:member":
            assert name in namespaces.OBJECT_PROPERTIES
            term = URIRef(ONTOLOGY + name)
            for end in froms:
                assert fits(end, named(ontology, ontology.value(term, RDFS.domain))), (name, end)
            assert fits(to, named(ontology, ontology.value(term, RDFS.range))), (name, to)
    for arrow in (part for part in picture.iter(f"{SVG}path") if part.get("class") == "subclass"):
        ends = (URIRef(ONTOLOGY + arrow.get(end, "")) for end in ("data-from", "data-to"))
        below, above = ends
        assert (below, RDFS.subClassOf, above) in ontology


def test_dashed_arrows_are_inferred(picture: ElementTree.Element, ontology: Graph) -> None:
    """Shortcuts have a chain, here or in the alignments."""
    both = ontology + Graph().parse(folder("ontology") / "alignments.ttl")
    dashed = {
        arrow.get("data-property", "")
        for arrow in picture.iter(f"{SVG}g")
        if any(path.get("stroke-dasharray") for path in arrow.iter(f"{SVG}path")) and arrow.get("class") == "property"
    }
    assert dashed == {"addressedTo", "raisedConcernWith", "troikaMember"}
    assert all((URIRef(ONTOLOGY + name), OWL.propertyChainAxiom, None) in both for name in dashed)


def test_picture_is_in_the_page(pages: dict[str, ElementTree.Element]) -> None:
    (section,) = (part for part in pages["index.html"].iter("section") if part.get("id") == "model")
    labels = {label.text for label in section.iter() if label.tag.endswith("text")}
    assert {"Recommendation", "Pair", "Record", "supersedes"} <= labels


def test_words_of_expressions() -> None:
    """Restrictions, complements and keys, which the axioms for reasoners use."""
    from uprgraph.ontology_terms import Terms

    graph = Graph().parse(
        data=f"""
        @prefix owl: <{OWL}> .
        @prefix rdfs: <{RDFS}> .
        @prefix upr: <{ONTOLOGY}> .
        upr:Submission a owl:Class ; rdfs:label "submission" .
        upr:State a owl:Class ; rdfs:label "State" .
        upr:submittedBy a owl:ObjectProperty ; rdfs:label "submitted by" .
        upr:A owl:equivalentClass [ owl:intersectionOf ( upr:Submission [
            owl:onProperty upr:submittedBy ;
            owl:minQualifiedCardinality 2 ;
            owl:onClass [ owl:complementOf upr:State ]
        ] ) ] .
        upr:B owl:equivalentClass [ owl:onProperty upr:submittedBy ; owl:someValuesFrom upr:State ] .
        """
    )
    terms = Terms({"ontology": graph}, Graph(), "index.html")

    def words(name: str) -> str:
        said = terms.words(graph, graph.value(URIRef(ONTOLOGY + name), OWL.equivalentClass, any=False))
        return re.sub(r"<sup.*?</sup>|</?span.*?>|\]\([^)]*\)|\[", "", said)

    assert words("A") == "submission and (submitted by min 2 (not State))"
    assert words("B") == "submitted by some State"
    unknown = BNode()
    graph.add((unknown, OWL.hasSelf, Literal(True)))
    with pytest.raises(ValueError, match="hasSelf"):
        terms.words(graph, unknown)
