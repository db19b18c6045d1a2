"""What the store holds: sources, counts per unit, coverage, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from uprgraph.building import source_graphs
from uprgraph.namespaces import ONTOLOGY
from uprgraph.results import Result, python_value
from uprgraph.store import Store

PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> "
)


@dataclass(frozen=True, slots=True)
class Status:
    """Tables that together say what is loaded; each is an ordinary Result."""

    files: Result
    units: Result
    coverage: Result
    only_totals: Result
    unmatched: Result

    def tables(self) -> list[Result]:
        return [self.files, self.units, self.coverage, self.only_totals, self.unmatched]


def status(store: Store) -> Status:
    """Reads the whole status of a store in a few queries."""
    return Status(_files(store), _units(store), _coverage(store), _only_totals(store), _unmatched(store))


def _table(store: Store, name: str, question: str, unit: str, query: str, notes: tuple[str, ...] = ()) -> Result:
    solutions = store.select(PREFIXES + query)
    rows = [tuple(map(python_value, row)) for row in solutions.rows]
    return Result(name, question, solutions.variables, rows, unit, notes=list(notes))


def _files(store: Store) -> Result:
    rows: list[tuple[Any, ...]] = []
    counts = {
        row[0].value: row[1].value  # type: ignore[union-attr]
        for row in store.select(PREFIXES + "SELECT ?g ?n WHERE { ?g upr:rowCount ?n }").rows
    }
    for graph, source, name, sha256 in source_graphs(store):
        rows.append((source, name, int(counts[graph]), sha256[:12], graph))
    return Result(
        "files", "Which files are loaded?", ("source", "file", "rows", "sha256", "graph"), rows, "rows of each file"
    )


def _units(store: Store) -> Result:
    return _table(
        store,
        "units",
        "How much is held, in each unit of counting?",
        "as the first column says",
        """SELECT ?unit ?n WHERE {
  { SELECT ?u (COUNT(?item) AS ?count) WHERE { ?item upr:countedAs ?u } GROUP BY ?u }
  ?u rdfs:label ?unit . BIND(?count AS ?n) } ORDER BY ?unit""",
    )


def _coverage(store: Store) -> Result:
    return _table(
        store,
        "coverage",
        "How many reviews of each cycle are itemised?",
        "reviews, and pairs of recommendation or text and maker",
        """SELECT ?cycle ?reviews ?held ?itemised ?pairs WHERE {
  { SELECT ?c (COUNT(?r) AS ?reviews) (SUM(IF(BOUND(?was) && ?was, 1, 0)) AS ?held) WHERE {
    ?r a upr:Review ; upr:inCycle ?c . OPTIONAL { ?r upr:held ?was } } GROUP BY ?c }
  OPTIONAL { SELECT ?c (COUNT(DISTINCT ?r) AS ?some) (COUNT(?p) AS ?all) WHERE {
    ?p a upr:Pair ; upr:madeIn ?r . ?r upr:inCycle ?c } GROUP BY ?c }
  BIND(COALESCE(?some, 0) AS ?itemised) BIND(COALESCE(?all, 0) AS ?pairs)
  ?c upr:number ?cycle } ORDER BY ?cycle""",
    )


def _only_totals(store: Store) -> Result:
    return _table(
        store,
        "only-totals",
        "Which reviews are known only by their totals?",
        "recommendations as reported",
        """SELECT ?review ?reported ?accepted ?noted WHERE {
  ?r upr:reportedTotal ?reported ; dcterms:identifier ?review .
  OPTIONAL { ?r upr:reportedAccepted ?accepted } OPTIONAL { ?r upr:reportedNoted ?noted }
  FILTER NOT EXISTS { ?item upr:madeIn ?r } } ORDER BY ?review""",
        ("No source loaded itemises these: paragraphs, makers and themes are not known.",),
    )


def _unmatched(store: Store) -> Result:
    return _table(
        store,
        "unmatched",
        "Which records of itemised reviews match no recommendation?",
        "records",
        """SELECT ?review ?source (COUNT(?record) AS ?n) WHERE {
  ?record a upr:Record ; upr:madeIn ?r ; upr:countedAs/upr:fromSource/dcterms:identifier ?source .
  FILTER NOT EXISTS { ?record upr:about ?recommendation }
  ?r dcterms:identifier ?review } GROUP BY ?review ?source ORDER BY ?review ?source""",
        ("They are kept as records and counted as no further recommendation.",),
    )
