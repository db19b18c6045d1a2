"""What several tests ask of the SKOS codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rdflib import SKOS, Graph, Namespace, URIRef

from uprgraph.namespaces import BASE, ONTOLOGY, slug
from uprgraph.resources import folder

UPR = Namespace(ONTOLOGY)
ID = BASE + "id/"


def code_files() -> list[Path]:
    return sorted((folder("ontology") / "codes").glob("*.ttl"))


@cache
def all_codes() -> Graph:
    """Every file of ontology/codes in one graph; for reading."""
    graph = Graph()
    for file in code_files():
        graph.parse(file)
    return graph


def local(term: object) -> str:
    return str(term).removeprefix(ID)


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


def members(codes: Graph, scheme: str) -> set[str]:
    return {local(concept) for concept in codes.subjects(SKOS.inScheme, URIRef(ID + scheme))}


def labelled(codes: Graph, scheme: str) -> dict[str, str]:
    return {path: str(codes.value(URIRef(ID + path), SKOS.prefLabel)) for path in members(codes, scheme)}


def kind_of(word: str) -> URIRef:
    return SKOS[f"{word}Match"]


def issue(label: str) -> URIRef:
    return URIRef(f"{ID}theme/upr-info/{slug(label)}")


def closure(pairs: Iterable[tuple[object, object]]) -> set[tuple[object, object]]:
    """The transitive closure of *pairs*."""
    beyond: dict[object, set[object]] = {}
    for a, b in pairs:
        beyond.setdefault(a, set()).add(b)
    reached = set()
    for start in beyond:
        waiting = list(beyond[start])
        while waiting:
            end = waiting.pop()
            if (start, end) not in reached:
                reached.add((start, end))
                waiting += beyond.get(end, ())
    return reached


def pairs(graph: Graph, *properties: URIRef, inverse: tuple[URIRef, ...] = ()) -> set[tuple[object, object]]:
    found = {pair for name in properties for pair in graph.subject_objects(name)}
    return found | {(b, a) for name in inverse for a, b in graph.subject_objects(name)}
