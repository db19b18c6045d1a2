"""Links between sources, current answers, shortcuts: what the derived graph holds.

Rules, in the order in which they are applied:

1. A record is ``about`` the numbered recommendation that its source names, or else the one that a
   record of the same review and maker with the same text hash is about. In a review that an
   official source itemises, a record that finds none stays without (``upr status`` lists it).
2. Elsewhere records of one review with the same text and answer are about one unnumbered
   recommendation.
3. The current answer is that of the latest Position of an official document; else that of the
   records, if they agree; else none.
4. A pair is a recommendation and one of its makers. Its codes are those of the records about that
   recommendation by that maker, or, where the source's maker differs from the report's, of the
   records whose maker is none of the recommendation's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from uprgraph.namespaces import RDF, RDFS, UPR, clean, digest, literal
from uprgraph.store import Store
from uprgraph.triples import line

PREFIX = f"PREFIX upr: <{UPR.namespace}>\n"

RECORDS = (
    PREFIX
    + """
SELECT ?record ?review ?maker ?response ?text ?hash ?about WHERE {
  ?record a upr:Record ; upr:madeIn ?review .
  OPTIONAL { ?record upr:madeBy ?maker }
  OPTIONAL { ?record upr:response ?response }
  OPTIONAL { ?record upr:text ?text }
  OPTIONAL { ?record upr:textHash ?hash }
  OPTIONAL { ?record upr:about ?about }
}"""
)
CODES = PREFIX + "SELECT ?record ?p ?o WHERE { VALUES ?p { upr:theme upr:actionCategory } ?record ?p ?o }"
NUMBERED = (
    PREFIX
    + """
SELECT ?recommendation ?review ?maker WHERE {
  ?recommendation a upr:Recommendation ; upr:madeIn ?review .
  OPTIONAL { ?recommendation upr:madeBy ?maker }
}"""
)
POSITIONS = (
    PREFIX
    + """
SELECT ?recommendation ?position ?response ?number ?stage WHERE {
  ?position upr:positionOn ?recommendation ; upr:response ?response ; upr:number ?number ; upr:stage/upr:number ?stage .
}"""
)
REVIEWS = PREFIX + "SELECT ?review ?state WHERE { ?review upr:reviewOf ?state }"


@dataclass(slots=True)
class _Recommendation:
    """A recommendation while its parts are gathered; terms are IRIs in angle brackets."""

    iri: str
    review: str
    makers: set[str | None] = field(default_factory=set)
    text: str | None = None
    numbered: bool = True
    records: list[str] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)


def derived(store: Store) -> Iterator[str]:
    """The lines of the derived graph, from what the store's source graphs say together."""
    iris = store.iris
    state_of = {str(review): str(state) for review, state in store.select(REVIEWS).rows}
    recommendations = _numbered(store)
    maker_of: dict[str, str | None] = {}

    itemised = {recommendation.review for recommendation in recommendations.values()}
    rows = sorted(
        (tuple(None if term is None else str(term) for term in row[:4]) + tuple(_value(term) for term in row[4:6])
         + (None if row[6] is None else str(row[6]),) for row in store.select(RECORDS).rows),
        key=lambda row: row[0] or "",
    )
    by_hash = {(row[1], row[2], row[5]): row[6] for row in rows if row[5] and row[6]}
    for record, review, maker, response, text, _, about in rows:
        assert record is not None and review is not None
        maker_of[record] = maker
        yield line(record, UPR.addressedTo, state_of[review])
        if about is None and text is not None:
            if review in itemised:
                about = by_hash.get((review, maker, digest(text)))
            else:
                about = _unnumbered(recommendations, iris.base, review, text, response)
            if about is not None:
                yield line(record, UPR.about, about)
        recommendation = recommendations.get(about) if about else None
        if recommendation is None:
            continue
        recommendation.records.append(record)
        if response:
            recommendation.answers.add(response)
        if not recommendation.numbered:
            recommendation.makers.add(maker)

    codes = _codes(store)
    positions = _positions(store)
    unit_texts, unit_pairs = iris.unit("texts"), iris.unit("pairs")
    raised: set[tuple[str, str]] = set()
    delegations: set[tuple[str, str]] = set()
    for name in sorted(recommendations):
        recommendation = recommendations[name]
        subject, review = recommendation.iri, recommendation.review
        state = state_of[review]
        if not recommendation.numbered:
            yield line(subject, RDF.type, UPR.Recommendation)
            yield line(subject, UPR.countedAs, unit_texts)
            yield line(subject, UPR.madeIn, review)
            yield line(subject, UPR.text, literal(recommendation.text))
            for maker in recommendation.makers:
                if maker:
                    yield line(subject, UPR.madeBy, maker)
        yield line(subject, UPR.addressedTo, state)
        if None in recommendation.makers or not recommendation.makers:
            yield line(subject, UPR.makerUnknown, literal(True))
        latest = positions.get(subject)
        response = latest[1] if latest else None
        if latest:
            yield line(subject, UPR.currentPosition, latest[0])
        elif len(recommendation.answers) == 1:
            response = next(iter(recommendation.answers))
        elif len(recommendation.answers) > 1:
            yield line(subject, UPR.note, literal("The sources give different answers and no official document is loaded"))
        if response:
            yield line(subject, UPR.response, response)

        by_maker: dict[str | None, list[str]] = defaultdict(list)
        for record in recommendation.records:
            by_maker[maker_of[record]].append(record)
        strangers = [r for maker, found in by_maker.items() if maker not in recommendation.makers for r in found]
        review_id, last = review[1:-1].rsplit("/", 1)[1], subject[1:-1].rsplit("/", 1)[1]
        for maker in recommendation.makers or {None}:
            code = maker[1:-1].rsplit("/", 1)[1] if maker else None
            pair = iris.pair(review_id, last, code)
            yield f"{pair} {RDF.type} {UPR.Pair} .\n"
            yield f"{pair} {UPR.countedAs} {unit_pairs} .\n"
            yield f"{pair} {UPR.about} {subject} .\n"
            yield f"{pair} {UPR.madeIn} {review} .\n"
            yield f"{pair} {UPR.addressedTo} {state} .\n"
            if maker and code:
                yield f"{pair} {UPR.madeBy} {maker} .\n"
                yield f"{pair} {UPR.presentedBy} {iris.delegation(review_id, code)} .\n"
                raised.add((maker, state))
                delegations.add((review, maker))
            else:
                yield line(pair, UPR.makerUnknown, literal(True))
            if response:
                yield f"{pair} {UPR.response} {response} .\n"
            for predicate, code_term in {c for r in by_maker.get(maker) or strangers for c in codes.get(r, ())}:
                yield f"{pair} {predicate} {code_term} .\n"

    for maker, state in sorted(raised):
        yield line(maker, UPR.raisedConcernWith, state)
    for review, maker in sorted(delegations):
        review_id, code = review[1:-1].rsplit("/", 1)[1], maker[1:-1].rsplit("/", 1)[1]
        delegation = iris.delegation(review_id, code)
        yield line(delegation, RDF.type, UPR.RecommendingDelegation)
        yield line(delegation, UPR.delegationOf, maker)
        yield line(delegation, UPR.tookPartIn, review)
        yield line(delegation, RDFS.label, literal(f"Delegation of {code.upper()} in {review_id}"))


def _value(term: object) -> str | None:
    return None if term is None else term.value  # type: ignore[attr-defined, no-any-return]


def _numbered(store: Store) -> dict[str, _Recommendation]:
    found: dict[str, _Recommendation] = {}
    for row in store.select(NUMBERED).rows:
        name, review = str(row[0]), str(row[1])
        recommendation = found.setdefault(name, _Recommendation(name, review))
        if row[2] is not None:
            recommendation.makers.add(str(row[2]))
    return found


def _unnumbered(
    known: dict[str, _Recommendation], base: str, review: str, text: str, response: str | None
) -> str:
    """The IRI of the unnumbered recommendation with this text and answer, made if it is new."""
    from uprgraph.namespaces import Iris

    text = clean(text)
    answer = response[1:-1].rsplit("/", 1)[1] if response else None
    iris = Iris(base)
    name = iris.recommendation(review[1:-1].rsplit("/", 1)[1], iris.unnumbered(text, answer))
    if name not in known:
        known[name] = _Recommendation(name, review, text=text, numbered=False)
    return name


def _codes(store: Store) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for record, predicate, code in store.select(CODES).rows:
        found[str(record)].append((str(predicate), str(code)))
    return found


def _positions(store: Store) -> dict[str, tuple[str, str]]:
    """Recommendation -> (latest Position, its response): by stage, then by number within it."""
    latest: dict[str, tuple[tuple[int, int], str, str]] = {}
    for recommendation, position, response, number, stage in store.select(POSITIONS).rows:
        rank = (int(stage.value), int(number.value))  # type: ignore[union-attr]
        name = str(recommendation)
        if name not in latest or rank > latest[name][0]:
            latest[name] = (rank, str(position), str(response))
    return {name: (position, response) for name, (_, position, response) in latest.items()}
