"""What the store holds: sources, documents, counts per unit, coverage, gaps. Unknown is not zero."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from uprgraph import catalogue
from uprgraph.building import source_graphs
from uprgraph.namespaces import ONTOLOGY
from uprgraph.results import Result, python_value
from uprgraph.store import Store

PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> "
)
LISTED = ("report", "facts", "ohchr-matrix", "uhri")
"""Sources that number the recommendations of a review, the more trusted first."""


@dataclass(frozen=True, slots=True)
class Status:
    """Tables that together say what is loaded; each is an ordinary Result."""

    files: Result
    units: Result
    coverage: Result
    sessions: Result
    documents: Result
    submissions: Result
    positions: Result
    only_totals: Result
    unplaced: Result
    matched: Result
    unmatched: Result

    def tables(self) -> list[Result]:
        return [getattr(self, name) for name in self.__slots__]


def status(store: Store) -> Status:
    """Reads the whole status of a store in a few queries."""
    return Status(
        _files(store),
        _units(store),
        _coverage(store),
        _sessions(store),
        _documents(store),
        _submissions(store),
        _positions(store),
        _only_totals(store),
        _unplaced(store),
        _matched(store),
        _unmatched(store),
    )


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


def _itemised_by(store: Store) -> dict[str, str]:
    """Review (IRI) -> ``report``, ``facts``, ``ohchr-matrix`` or ``uhri`` that numbers it, or ``database``."""
    found: dict[str, str] = {}
    for review, source in store.select(
        PREFIXES
        + """SELECT ?review ?source WHERE {
  { SELECT DISTINCT ?review ?origin WHERE {
    ?graph upr:fromSource ?origin . GRAPH ?graph { ?item a upr:Recommendation ; upr:madeIn ?review } } }
  UNION
  { SELECT DISTINCT ?review ?origin WHERE {
    ?record upr:paragraph ?number ; a upr:Record ; upr:about ?told ; upr:madeIn ?review .
    ?record upr:countedAs/upr:fromSource ?origin } }
  ?origin dcterms:identifier ?source }"""
    ).rows:
        name = "report" if source.value == "un-documents" else source.value  # type: ignore[union-attr]
        found[str(review)] = min(name, found.get(str(review), name), key=_trust)
    return {**dict.fromkeys(_pairs(store), "database"), **found}


def _trust(source: str) -> int:
    return LISTED.index(source) if source in LISTED else len(LISTED)


def _sessions(store: Store) -> Result:
    """Sessions of which something is itemised; the others are in a note."""
    by = _itemised_by(store)
    pairs = _pairs(store)
    reviews: dict[int, dict[str, bool]] = defaultdict(dict)
    for session, review, held in store.select(
        PREFIXES
        + """SELECT ?session ?review ?held WHERE {
  ?review a upr:Review ; upr:inSession/upr:number ?session . OPTIONAL { ?review upr:held ?held } }"""
    ).rows:
        reviews[int(session.value)][str(review)] = getattr(held, "value", "false") == "true"  # type: ignore[union-attr]
    rows = []
    for number, members in sorted(reviews.items()):
        kinds = [by[review] for review in members if review in by]
        if kinds:
            numbers = [kinds.count(kind) for kind in (*LISTED, "database")]
            count = sum(pairs.get(review, 0) for review in members)
            rows.append((number, len(members), sum(members.values()), len(kinds), *numbers, count))
    notes = ["Itemised by the first of these that tells of the review; a database gives texts without numbers."]
    if without := len(reviews) - len(rows):
        notes.append(
            f"No source loaded itemises a review of the other {without} sessions: not known, which is not zero."
        )
    return Result(
        "sessions",
        "How many reviews of each session are itemised, and by which kind of source?",
        (
            "session",
            "reviews",
            "held",
            "itemised",
            "by_report",
            "by_facts",
            "by_matrix",
            "by_uhri",
            "by_database",
            "pairs",
        ),
        rows,
        "reviews, and pairs of recommendation or text and maker",
        notes=notes,
    )


def _pairs(store: Store) -> dict[str, int]:
    """Review (IRI) -> its pairs."""
    query = "SELECT ?review (COUNT(?p) AS ?n) WHERE { ?p a upr:Pair ; upr:madeIn ?review } GROUP BY ?review"
    return {str(review): int(count.value) for review, count in store.select(PREFIXES + query).rows}  # type: ignore[union-attr]


def _documents(store: Store) -> Result:
    return _table(
        store,
        "documents",
        "How many documents of each kind are loaded?",
        "documents and reviews",
        """SELECT ?kind ?documents ?reviews WHERE {
  { SELECT ?class (COUNT(DISTINCT ?document) AS ?documents) (COUNT(DISTINCT ?review) AS ?reviews) WHERE {
    ?file a upr:SourceGraph ; dcterms:source ?document . ?document a ?class ; upr:aboutReview ?review .
    FILTER(?class != upr:Document) } GROUP BY ?class }
  ?class rdfs:label ?label . BIND(STR(?label) AS ?kind) } ORDER BY ?kind""",
    )


def _submissions(store: Store) -> Result:
    return _table(
        store,
        "submissions",
        "Which submissions of stakeholders are known one by one?",
        "submissions",
        """SELECT ?kind ?submissions ?reviews WHERE {
  { SELECT ?kind (COUNT(DISTINCT ?submission) AS ?submissions) (COUNT(DISTINCT ?review) AS ?reviews) WHERE {
    VALUES (?class ?kind) {
      (upr:IndividualSubmission "individual") (upr:JointSubmission "joint") (upr:Submission "other")
    }
    ?submission a ?class ; upr:aboutReview ?review } GROUP BY ?kind } } ORDER BY ?kind""",
    )


def _positions(store: Store) -> Result:
    return _table(
        store,
        "positions",
        "Which answers are known, by the stage at which they were given?",
        "positions",
        """SELECT ?stage ?source ?reviews ?positions ?accepted ?noted ?pending WHERE {
  { SELECT ?at ?origin (COUNT(DISTINCT ?review) AS ?reviews) (COUNT(DISTINCT ?position) AS ?positions)
      (COUNT(DISTINCT ?yes) AS ?accepted) (COUNT(DISTINCT ?no) AS ?noted) (COUNT(DISTINCT ?later) AS ?pending) WHERE {
    ?position a upr:Position ; upr:stage ?at ; upr:response ?response .
    OPTIONAL { ?position upr:positionOn/upr:madeIn ?review }
    OPTIONAL { ?position upr:fromSource ?teller }
    OPTIONAL { GRAPH ?graph { ?position a upr:Position } ?graph upr:fromSource ?described }
    BIND(COALESCE(?teller, ?described) AS ?origin)
    BIND(REPLACE(STR(?response), "^.*/", "") AS ?name)
    BIND(IF(?name = "accepted", ?position, ?none) AS ?yes) BIND(IF(?name = "noted", ?position, ?none) AS ?no)
    BIND(IF(?name = "pending", ?position, ?none) AS ?later)
  } GROUP BY ?at ?origin }
  ?at rdfs:label ?stage ; upr:number ?order . ?origin dcterms:identifier ?source } ORDER BY ?order ?source""",
        ("A position that two sources give, such as a report and the bundled facts, counts in both lines.",),
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


def _unplaced(store: Store) -> Result:
    """Answers without their recommendation, by document."""
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in catalogue.ask(store, "reconcile/unplaced").dicts():
        found[row["review"], row["document"], row["source"], row["itemised"]] += 1
    return Result(
        "unplaced",
        "Which documents answer numbers of recommendations that are not known?",
        ("review", "document", "source", "itemised", "positions"),
        [(*key, count) for key, count in sorted(found.items(), key=lambda item: tuple(map(str, item[0])))],
        "positions",
        notes=["Load the report of a review that is not itemised, and its answers find their recommendations."],
    )


def _matched(store: Store) -> Result:
    """How many records of reviews whose recommendations are numbered are attached to one, by source."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in catalogue.ask(store, "reconcile/matching").dicts():
        for at, value in enumerate((1, row["records"], row["records"] - row["not_attached"])):
            found[row["source"]][at] += value
    return Result(
        "matched",
        "How many records of reviews whose recommendations are numbered are attached to one of them?",
        ("source", "reviews", "records", "attached", "share"),
        [(source, *counts, round(100 * counts[2] / counts[1], 1)) for source, counts in sorted(found.items())],
        "records; share in percent",
        notes=["'upr reconcile' has them review by review."],
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
