"""What merging reads from the source graphs: recommendations, records, codes, positions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from uprgraph.namespaces import UPR
from uprgraph.store import Store

_ADDENDUM = re.compile(r"/Add\.(\d)")
PREFIX = f"PREFIX upr: <{UPR.namespace}>\n"

RECORDS = (
    PREFIX
    + """
SELECT ?record ?review ?maker ?response ?text ?hash ?paragraph WHERE {
  ?record a upr:Record ; upr:madeIn ?review .
  OPTIONAL { ?record upr:madeBy ?maker }
  OPTIONAL { ?record upr:response ?response }
  OPTIONAL { ?record upr:text ?text }
  OPTIONAL { ?record upr:textHash ?hash }
  OPTIONAL { ?record upr:paragraph ?paragraph }
}"""
)
CODES = (
    PREFIX
    + "SELECT ?record ?p ?o WHERE { VALUES ?p { upr:theme upr:actionCategory upr:affects upr:relatedSDG } "
    + "?record a upr:Record ; ?p ?o }"
)
NUMBERED = (
    PREFIX
    + """
SELECT ?recommendation ?review ?maker ?subject ?text WHERE {
  ?recommendation a upr:Recommendation ; upr:madeIn ?review .
  OPTIONAL { ?recommendation upr:madeBy ?maker }
  OPTIONAL { ?recommendation upr:subject ?subject }
  OPTIONAL { ?recommendation upr:text ?text }
}"""
)
PARTS = (
    PREFIX
    + """
SELECT ?recommendation ?part ?text ?maker WHERE {
  ?part upr:partOf ?recommendation ; upr:text ?text . OPTIONAL { ?part upr:madeBy ?maker }
}"""
)
POSITIONS = (
    PREFIX
    + """
SELECT ?position ?recommendation ?response ?symbol ?stage ?teller ?item ?review WHERE {
  ?position a upr:Position ; upr:response ?response ; upr:stage/upr:number ?stage .
  OPTIONAL { ?position upr:statedIn/upr:symbol ?symbol }
  OPTIONAL { ?position upr:positionOn ?recommendation }
  OPTIONAL { ?position upr:fromSource ?teller }
  OPTIONAL { ?position upr:itemNumber ?item ; upr:statedIn/upr:aboutReview ?review }
}"""
)
TWO_SESSIONS = (
    PREFIX
    + """
SELECT ?id WHERE {
  { SELECT ?review (COUNT(DISTINCT ?session) AS ?n) WHERE { ?review upr:inSession ?session ; upr:reviewOf ?state }
    GROUP BY ?review }
  FILTER(?n > 1) ?review <http://purl.org/dc/terms/identifier> ?id
}"""
)
UNLABELLED = (
    PREFIX
    + """
SELECT ?thing ?label WHERE {
  ?thing <http://www.w3.org/2004/02/skos/core#altLabel> ?label .
  OPTIONAL { ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?known } FILTER(!BOUND(?known))
}"""
)
REVIEWS = PREFIX + "SELECT ?review ?state WHERE { ?review upr:reviewOf ?state }"


@dataclass(slots=True)
class Recommendation:
    """A recommendation while its parts are gathered; terms are IRIs in angle brackets."""

    iri: str
    review: str
    makers: set[str | None] = field(default_factory=set)
    text: str | None = None
    subject: str | None = None
    """Our subject, where no source gives the text."""
    kind: str = "numbered"
    """``numbered`` (an official document itemises it), ``told`` (only a source that cites numbers does) or ``text``."""
    clauses: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    """Text and makers of its parts, by their IRIs."""
    records: list[str] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)

    @property
    def words(self) -> str | None:
        return self.text or self.subject

    @property
    def mentions(self) -> Counter[str]:
        """How often each maker is named: once for each part, or once."""
        named = Counter(maker for _, makers in self.clauses.values() for maker in makers)
        for maker in self.makers:
            if maker is not None and maker not in named:
                named[maker] = 1
        return named


@dataclass(frozen=True, slots=True)
class Record:
    """A record as the source graphs have it; terms are IRIs in angle brackets."""

    iri: str
    review: str
    maker: str | None
    response: str | None
    text: str | None
    text_hash: str | None
    paragraph: str | None

    @property
    def source(self) -> str:
        return self.iri.rsplit("/", 2)[1]


@dataclass(frozen=True, slots=True)
class Position:
    """A position with its rank: by stage; of one stage the document itself before a list that cites it.

    Of several addenda the later number is the later answer.
    """

    iri: str
    rank: tuple[int, bool, int]
    response: str

    @property
    def direct(self) -> bool:
        """Whether the document itself is loaded, not a list that cites it."""
        return self.rank[1]


def last(term: str) -> str:
    """The last part of an IRI in angle brackets."""
    return term[1:-1].rsplit("/", 1)[1]


def value(term: object) -> str | None:
    return None if term is None else term.value  # type: ignore[attr-defined]


def records(store: Store) -> list[Record]:
    """All records, in the order of their IRIs."""
    found = []
    for row in store.select(RECORDS).rows:
        iri, review, maker, response = (None if term is None else str(term) for term in row[:4])
        found.append(Record(iri or "", review or "", maker, response, *map(value, row[4:])))
    return sorted(found, key=lambda record: record.iri)


def numbered(store: Store) -> dict[str, Recommendation]:
    """The recommendations that the source graphs describe, with their parts."""
    found: dict[str, Recommendation] = {}
    for row in store.select(NUMBERED).rows:
        name, review = str(row[0]), str(row[1])
        recommendation = found.setdefault(name, Recommendation(name, review))
        recommendation.text, recommendation.subject = value(row[4]), value(row[3])
        if row[2] is not None:
            recommendation.makers.add(str(row[2]))
    for row in store.select(PARTS).rows:
        if (owner := found.get(str(row[0]))) is not None:
            _, makers = owner.clauses.setdefault(str(row[1]), (value(row[2]) or "", set()))
            if row[3] is not None:
                makers.add(str(row[3]))
    return found


def codes(store: Store) -> dict[str, list[tuple[str, str]]]:
    """(property, code) of each record."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for record, predicate, code in store.select(CODES).rows:
        found[str(record)].append((str(predicate), str(code)))
    return found


def positions(store: Store) -> tuple[dict[str, list[Position]], dict[tuple[str, str], list[Position]]]:
    """Positions by recommendation, and those that only name an item by (review, number of the item)."""
    found: dict[str, list[Position]] = defaultdict(list)
    items: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for row in store.select(POSITIONS).rows:
        addendum = _ADDENDUM.search(value(row[3]) or "")
        rank = (int(value(row[4]) or 0), row[5] is None, int(addendum[1]) if addendum else 1)
        position = Position(str(row[0]), rank, str(row[2]))
        if row[1] is not None:
            found[str(row[1])].append(position)
        elif row[6] is not None:
            items[str(row[7]), value(row[6]) or ""].append(position)
    return found, items
