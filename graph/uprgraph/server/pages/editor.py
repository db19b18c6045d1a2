"""The query editor: a query of one's own, with the catalogue as examples and the graph's terms to complete."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from uprgraph import catalogue, units
from uprgraph.answer import prefixes
from uprgraph.catalogue import Question
from uprgraph.namespaces import ONTOLOGY, RDF, RDFS, SKOS
from uprgraph.resources import folder
from uprgraph.server.catalogue_api import example
from uprgraph.server.problems import for_the_web
from uprgraph.server.site import Given, Site

FIRST = """\
# Which states recommended most to Cambodia? Counted: pairs of a recommendation and one of its makers.
PREFIX upr: <https://w3id.org/uprgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX unit: <{base}id/unit/>
PREFIX state: <{base}id/state/>
SELECT ?maker ?name ?n WHERE {{
  {{ SELECT ?maker (COUNT(?item) AS ?n) WHERE {{
    ?item upr:countedAs unit:pairs ;
      upr:addressedTo state:khm ;
      upr:madeBy ?maker .
  }} GROUP BY ?maker }}
  ?maker rdfs:label ?name .
}}
ORDER BY DESC(?n) ?name
LIMIT 20
"""
"""What stands in the editor where the address names no query."""

KINDS = ("state", "theme", "group", "organisation", "topic", "response", "unit", "action-category", "cycle", "session")
"""Kinds of things whose IRIs are completed from their labels: few of each, and what queries name."""

BORROWED = {
    f"{RDF.namespace}type": "the class of a thing; a in SPARQL",
    f"{RDFS.namespace}label": "the name of a thing",
    f"{SKOS.namespace}notation": "the code of a thing, as of a group or an organisation",
    f"{SKOS.namespace}inScheme": "the scheme of a theme or another code",
    f"{SKOS.namespace}broader": "the wider theme or topic",
    f"{SKOS.namespace}definition": "what a code means",
    f"{SKOS.namespace}exactMatch": "the same thing in another vocabulary",
}
"""Properties of other vocabularies that the graph uses most, in our words."""


def page(site: Site, key: str, given: Given) -> str:
    """The editor with the query, or the catalogue's example, that the address names. Raises QueryError."""
    name = next(iter(given.get("example", ())), "")
    query = next(iter(given.get("query", ())), "")
    chosen = catalogue.load(name) if name else None
    values = values_of(chosen) if chosen else {}
    if not query and chosen:
        query = catalogue.sparql(site.store, chosen.name, **values)
    return site.render(
        "editor.html",
        query=query or FIRST.format(base=site.store.iris.base),
        chosen=chosen,
        notes=for_the_web(chosen.notes) if chosen else "",
        unit=_unit(site, chosen, values) if chosen else "",
        asked=site.address(f"/questions/{name}", values),
        groups=examples(),
        base=site.store.iris.base,
        ontology=ONTOLOGY,
    )


def values_of(question: Question) -> dict[str, Any]:
    """The values of the example in a question's header, by the names of its parameters; lists where there are several.

    >>> values_of(catalogue.load("bandwagon"))
    {'theme': 'death penalty', 'action': ['4', '5'], 'limit': '10'}
    """
    return {name: values if len(values) > 1 else values[0] for name, values in example(question).items()}


def _unit(site: Site, question: Question, given: dict[str, Any]) -> str:
    """What the example counts in this store."""
    if not question.units:
        return question.counts
    return units.choose(site.store, question.units, given.get("unit"), given.get("source")).label


@cache
def examples() -> tuple[tuple[str, tuple[Question, ...]], ...]:
    """The questions of the catalogue and those behind the networks, by their first tag, in the order of their words."""
    found: dict[str, list[Question]] = {}
    for name in catalogue.names():
        question = catalogue.load(name)
        if "/" not in name or question.network:
            found.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    return tuple((tag, tuple(sorted(found[tag], key=lambda one: one.question))) for tag in sorted(found))


def terms(site: Site) -> dict[str, Any]:
    """What the editor completes, for JSON: prefixes, and classes, properties and things with label and meaning.

    ``prefixes`` maps a prefix to its namespace; each of ``classes``, ``properties`` and ``things`` is
    ``[IRI, label, meaning]``, of a thing its kind. In order of labels.
    """
    return {
        "prefixes": prefixes(site.store),
        **{kind: list(rows) for kind, rows in _of_ontology().items()},
        "things": sorted(_things(site), key=_place),
    }


@cache
def _of_ontology() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """The classes and properties of the ontology's file, and the borrowed properties."""
    import pyoxigraph as ox

    said: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(path=folder("ontology") / "upr.ttl", format=ox.RdfFormat.TURTLE):
        if quad.subject.value.startswith(ONTOLOGY):
            said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    found: dict[str, list[tuple[str, str, str]]] = {"classes": [], "properties": []}
    for iri, about in said.items():
        kinds = [kind.rpartition("#")[2] for kind in about.get(f"{RDF.namespace}type", ())]
        label, meaning = (about.get(of, [""])[0] for of in (f"{RDFS.namespace}label", f"{SKOS.namespace}definition"))
        if "Class" in kinds:
            found["classes"].append((iri, label, meaning))
        elif any(kind.endswith("Property") for kind in kinds):
            found["properties"].append((iri, label, meaning))
    found["properties"] += [(iri, iri.rpartition("#")[2], meaning) for iri, meaning in BORROWED.items()]
    return {kind: tuple(sorted(rows, key=_place)) for kind, rows in found.items()}


def _place(row: tuple[str, str, str]) -> tuple[str, str]:
    return row[1].casefold(), row[0]


def _things(site: Site) -> Iterator[tuple[str, str, str]]:
    """IRI, label and kind of the things of `KINDS`."""
    base = f"{site.store.iris.base}id/"
    ours = " || ".join(f'STRSTARTS(STR(?thing), "{base}{kind}/")' for kind in KINDS)
    answer = site.store.select(
        f"SELECT DISTINCT ?thing ?label WHERE {{ ?thing {RDFS.label} ?label . FILTER(isIRI(?thing) && ({ours})) }}"
    )
    for thing, label in answer.rows:
        kind = thing.value.removeprefix(base).partition("/")[0]  # type: ignore[union-attr]
        yield thing.value, label.value, kind.replace("-", " ")  # type: ignore[union-attr]
