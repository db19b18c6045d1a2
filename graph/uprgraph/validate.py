"""Shapes and checks -> report: what in a store or a file breaks a rule, and what to do about it.

The shapes are those of ``ontology/upr-shapes.ttl``, run as SPARQL; the checks are the queries of
``queries/checks``, which must return no rows: what SHACL says badly, such as numbers that must be equal.
"""

from __future__ import annotations

import difflib
import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote
from xml.parsers.expat import ExpatError, ParserCreate

import pyoxigraph as ox

from uprgraph import catalogue, shapes
from uprgraph.building import codes
from uprgraph.errors import NotReadable, QueryError
from uprgraph.findings import Finding, Report, Rule, short
from uprgraph.namespaces import BASE, CLASSES, DATATYPE_PROPERTIES, OBJECT_PROPERTIES, ONTOLOGY, RDF, UPR, Iris
from uprgraph.shapes import Shape, Step, Term
from uprgraph.sources import bundled
from uprgraph.store import Store
from uprgraph.triples import Triples

CHECKS = "https://w3id.org/uprgraph/checks#"
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
INFERRED = "/graph/inferred"
"""How the graph's name ends that holds what reasoning added: no source says it, and questions do not see it."""
UNPACKED = 4_000_000_000
"""Bytes that a packed file may unpack to."""
DEPTH = 1000
"""How deep the elements of an XML file may nest."""

HTTP = "http" + BASE.removeprefix("https")
"""How addresses begin that were meant to be of this project and are not: an IRI differs by every character."""
BESIDE = (*bundled.BARE, "cambodia.ttl")
"""The bundled tables that stand beside a file without States: not the recommendations, which a file may hold itself."""
# What the build derives, for things of a file that lack it altogether. The latest position is that of the last
# stage, then of the highest number; where two are the latest the answer is not derived.
DERIVED = """
PREFIX upr: <https://w3id.org/uprgraph/ontology#>
INSERT { ?item upr:addressedTo ?state } WHERE {
  VALUES ?kind { upr:Recommendation upr:Pair upr:Record }
  ?item a ?kind ; upr:madeIn/upr:reviewOf ?state .
  FILTER NOT EXISTS { ?item upr:addressedTo ?any }
} ;
INSERT { ?recommendation upr:response ?response } WHERE {
  ?recommendation a upr:Recommendation .
  ?position upr:positionOn ?recommendation ; upr:response ?response ; upr:number ?number ; upr:stage/upr:number ?stage .
  FILTER NOT EXISTS { ?recommendation upr:response ?any }
  FILTER NOT EXISTS {
    ?later upr:positionOn ?recommendation ; upr:number ?other ; upr:stage/upr:number ?other_stage .
    FILTER(?later != ?position && (?other_stage > ?stage || (?other_stage = ?stage && ?other >= ?number)))
  }
} ;
INSERT { ?recommendation upr:response ?response } WHERE {
  {
    SELECT ?recommendation (MIN(?said) AS ?response) (COUNT(DISTINCT ?said) AS ?answers) WHERE {
      ?record a upr:Record ; upr:about ?recommendation ; upr:response ?said .
    } GROUP BY ?recommendation
  }
  FILTER(?answers = 1)
  FILTER NOT EXISTS { ?recommendation upr:response ?any }
  FILTER NOT EXISTS { ?position upr:positionOn ?recommendation }
} ;
INSERT { ?maker upr:raisedConcernWith ?state } WHERE {
  ?pair a upr:Pair ; upr:madeBy ?maker ; upr:addressedTo ?state .
  FILTER NOT EXISTS { ?any upr:raisedConcernWith ?other }
} ;
INSERT {
  ?pair upr:presentedBy _:delegation .
  _:delegation a upr:RecommendingDelegation ; upr:delegationOf ?maker ; upr:tookPartIn ?review .
} WHERE {
  ?pair a upr:Pair ; upr:madeBy ?maker ; upr:madeIn ?review .
  FILTER NOT EXISTS { ?any upr:presentedBy ?delegation }
}
"""

Progress = Callable[[str, float], None]


def validate(store: Store, progress: Progress = lambda name, share: None) -> Report:
    """What the merge of a store's sources breaks."""
    rules = _rules(store.engine, store.iris.base, progress)
    [[count]] = cast(ox.QuerySolutions, store.engine.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"))
    return Report(f"store {store.path or 'in memory'}", int(count.value), store.iris.base, rules)


def validate_file(path: Path, progress: Progress = lambda name, share: None) -> Report:
    """What the statements of a file break, beside the codes of ``ontology/codes``.

    Where the file describes no State, the bundled States, sessions, reviews and documents stand beside it too,
    and what a build derives is derived for things that lack it, unless the file is the export of a store.
    Only findings about things that occur in the file count. Named graphs are merged, but for what
    reasoning added to a store. Raises NotReadable for a file that is no RDF or uses no term of the ontology.
    """
    progress(f"reading {path.name}", 0.0)
    engine = ox.Store()
    things = load_file(engine, path)
    statements, base = len(engine), base_of(engine)
    if not any(term.value.startswith((BASE, HTTP)) for _, term in _used(engine)):
        raise NotReadable(f"{path}: it describes nothing in terms of the ontology ({ONTOLOGY}...), so nothing to check")
    beside = "the codes"
    lines = [_codes(base)]
    if not engine.query(f"ASK {{ ?state a ?class FILTER(?class IN ({UPR.State}, {UPR.MemberState})) }}"):
        beside += " and the bundled States, sessions, reviews and documents"
        triples = Triples(Iris(base))
        lines += [line for name in BESIDE for record in bundled.TABLES[name]() for line in triples(record)]
    exported = any(True for _ in engine.quads_for_pattern(None, ox.NamedNode(UPR.storeFormat[1:-1]), None, None))
    engine.bulk_load("".join(lines).encode(), ox.RdfFormat.N_TRIPLES)
    if not exported:
        engine.update(DERIVED)
    found = _rules(engine, base, progress)
    found = (replace(found[0], findings=_sorted([*found[0].findings, *_plain(things)])), *found[1:])
    rules = tuple(
        replace(rule, findings=tuple(finding for finding in rule.findings if finding.focus in things)) for rule in found
    )
    return Report(str(path), statements, base, rules, beside)


def _rules(engine: ox.Store, base: str, progress: Progress) -> tuple[Rule, ...]:
    """Terms and types, all shapes in the order of their file, all checks, with what each finds in the default graph."""
    read = _shapes(base)
    names = [name for name in catalogue.names() if name.startswith("checks/")]
    rules = [
        Rule(f"{CHECKS}terms-known", "terms that the ontology lacks", "violation", _sorted(_misspelt(engine, base))),
        Rule(f"{CHECKS}types-stated", "things without a type", "violation", _sorted(_untyped(engine, base))),
    ]
    for number, shape in enumerate(read):
        progress("checking shapes", number / (len(read) + len(names)))
        rules.append(Rule(shape.iri, shape.label, shape.severity, _sorted(broken(engine, shape, base))))
    for number, name in enumerate(names, start=len(read)):
        progress("running checks", number / (len(read) + len(names)))
        rules.append(_checked(engine, name, base))
    return tuple(rules)


@lru_cache(maxsize=4)
def _shapes(base: str) -> tuple[Shape, ...]:
    """The shapes for data under a base, read once for several files."""
    return tuple(shapes.read(base=base))


@lru_cache(maxsize=4)
def _codes(base: str) -> str:
    """The codes that stand beside a file, as N-Triples, written once for several files."""
    return "".join(codes(Iris(base)))


def _used(engine: ox.Store) -> list[tuple[str, ox.NamedNode]]:
    """What is used as ``property`` or as ``class`` in the default graph."""
    found = []
    for kind, query in (
        ("property", "SELECT DISTINCT ?term WHERE { ?thing ?term ?value }"),
        ("class", "SELECT DISTINCT ?term WHERE { ?thing a ?term }"),
    ):
        rows = cast(ox.QuerySolutions, engine.query(query))
        found += [(kind, row["term"]) for row in rows if isinstance(row["term"], ox.NamedNode)]
    return found


def _misspelt(engine: ox.Store, base: str) -> Iterator[Finding]:
    """What uses a property or class under the project's address that is no term of the ontology."""
    terms = {"property": [*OBJECT_PROPERTIES, *DATATYPE_PROPERTIES], "class": list(CLASSES)}
    for kind, term in _used(engine):
        if not term.value.startswith((BASE, HTTP)):
            continue
        name = re.split(r"[#/]", term.value)[-1]
        if term.value == ONTOLOGY + name and name in terms[kind]:
            continue
        said = f"{short(term, base)} is no {kind} of the ontology"
        if term.value.startswith(HTTP) and name in terms[kind]:
            said = f"{term.value} is no term of the ontology, whose addresses begin with https:; write upr:{name}"
        else:
            by_case = {one.casefold(): one for one in terms[kind]}
            close = difflib.get_close_matches(name.casefold(), by_case, n=3, cutoff=0.7)
            said += (
                f"; close: {', '.join(f'upr:{by_case[one]}' for one in close)}"
                if close
                else "; see upr.ttl for its terms"
            )
        property_, value = (term, None) if kind == "property" else (ox.NamedNode(RDF.type[1:-1]), term)
        for quad in engine.quads_for_pattern(None, property_, value, ox.DefaultGraph()):
            yield Finding(cast(Term, quad.subject), (), term, "SPARQLConstraintComponent", said)


def _plain(things: set[Term]) -> Iterator[Finding]:
    """Things with an address that was meant to be one of the project's."""
    for thing in things:
        if isinstance(thing, ox.NamedNode) and thing.value.startswith((f"{HTTP}id/", f"{HTTP}graph/")):
            said = f"{thing.value} is nothing that is described: addresses begin with https:"
            yield Finding(thing, (), None, "SPARQLConstraintComponent", said)


def _untyped(engine: ox.Store, base: str) -> Iterator[Finding]:
    """What has properties of the ontology and is of no class."""
    query = """SELECT DISTINCT ?this WHERE {
      { SELECT DISTINCT ?this WHERE { ?this ?property ?value } } MINUS { ?this a ?class }
    }"""
    for row in _rows(engine, query, "types-stated"):
        focus = cast(ox.NamedNode | ox.BlankNode, row["this"])
        used = {quad.predicate.value for quad in engine.quads_for_pattern(focus, None, None, ox.DefaultGraph())}
        if found := sorted(name for name in used if name.startswith((ONTOLOGY, HTTP))):
            message = (
                f"No type is stated, so that no rule knows what has {short(ox.NamedNode(found[0]), base)}: "
                "add one, such as 'a upr:Recommendation'"
            )
            yield Finding(focus, (), None, "SPARQLConstraintComponent", message)


def broken(engine: ox.Store, shape: Shape, base: str) -> Iterator[Finding]:
    """The findings of a shape, as SHACL has them: the value of a node shape is the focus node itself."""
    for constraint in shape.constraints:
        for row in _rows(engine, constraint.query, shape.name):
            path = row.get("path")
            value = row.get("value")
            yield Finding(
                focus=cast(Term, row["this"]),
                path=(Step(str(path)),) if path is not None else shape.path,
                value=row["this"] if value is None and not shape.path else value,
                component=constraint.component,
                message=_filled(constraint.message, row, base),
            )


def _checked(engine: ox.Store, name: str, base: str) -> Rule:
    question = catalogue.load(name)
    findings = [
        Finding(
            focus=cast(Term, row["focus"]),
            path=(),
            value=row.get("value"),
            component="SPARQLConstraintComponent",
            message=_filled(question.message, row, base),
        )
        for row in _rows(engine, question.text({}, base), name)
    ]
    return Rule(f"{CHECKS}{name.partition('/')[2]}", question.counts, question.severity, _sorted(findings))


def _rows(engine: ox.Store, query: str, name: str) -> Iterator[dict[str, Term | None]]:
    try:
        solutions = cast(ox.QuerySolutions, engine.query(query))
        variables = [variable.value for variable in solutions.variables]
        for row in solutions:
            yield dict(zip(variables, row, strict=True))
    except (SyntaxError, OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"{name} cannot be asked: {' '.join(str(error).split())[:200]}") from error


def _filled(message: str, row: Mapping[str, Term | None], base: str) -> str:
    """The message with what the row binds in the places ``{?name}``."""
    return re.sub(r"\{[?$](\w+)\}", lambda place: short(row.get(place[1]), base), message)


def _sorted(findings: Iterator[Finding] | list[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in an order that does not depend on the engine."""

    def key(finding: Finding) -> tuple[str, ...]:
        return str(finding.focus), finding.component, str(finding.path), str(finding.value), finding.message

    return tuple(sorted(dict.fromkeys(findings), key=key))


def base_of(engine: ox.Store) -> str:
    """The base of the data's IRIs that an export of a store names, else the standard one."""
    for quad in engine.quads_for_pattern(None, ox.NamedNode(UPR.storeFormat[1:-1]), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.endswith("dataset"):
            return quad.subject.value.removesuffix("dataset")
    return BASE


def load_file(engine: ox.Store, path: Path) -> set[Term]:
    """Loads a file's statements, those of all its graphs but the inferred one; the things they speak of."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    form = FORMATS.get((suffixes[-2:-1] if packed else suffixes[-1:] or [""])[0])
    if form is None:
        raise NotReadable(f"{path}: the suffix must be one of {', '.join(FORMATS)}, with .gz added or not")
    things: set[Term] = set()

    def statements(stream: IO[bytes]) -> Iterator[ox.Quad]:
        for quad in ox.parse(stream, form, base_iri=f"file:///{quote(path.name)}"):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.endswith(INFERRED):
                continue
            things.update(term for term in (quad.subject, quad.object) if not isinstance(term, ox.Literal))
            yield ox.Quad(quad.subject, quad.predicate, quad.object)

    try:
        if form == ox.RdfFormat.RDF_XML:
            with _opened(path, packed) as stream:
                _refuse_bombs(stream)
        with _opened(path, packed) as stream:
            engine.bulk_extend(statements(stream))
    except (SyntaxError, ExpatError) as error:
        raise NotReadable(f"{path}: not readable as {form}: {' '.join(str(error).split())[:200]}") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise NotReadable(f"{path}: not readable as gzip: {error}") from error
    except (ValueError, RuntimeError) as error:
        raise NotReadable(f"{path}: not readable: {' '.join(str(error).split())[:200]}") from error
    if not things:
        raise NotReadable(f"{path}: it holds no statement")
    return things


def _opened(path: Path, packed: bool) -> IO[bytes]:
    return cast(IO[bytes], _Bounded(path)) if packed else open(path, "rb")


class _Bounded(gzip.GzipFile):
    """A packed file; reading more than UNPACKED bytes of it raises ValueError."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > UNPACKED:
            raise ValueError(f"it unpacks to more than {UNPACKED // 10**9} GB")
        return super().read(size)


def _refuse_bombs(stream: IO[bytes]) -> None:
    """Raises ExpatError for entities that blow up, ValueError for deep nesting: the parser proper has no limit."""
    depth = 0

    def start(name: str, attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise ValueError(f"its elements nest more than {DEPTH} deep")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.ParseFile(stream)
