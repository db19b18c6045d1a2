"""Links between sources, current answers, shortcuts: what the derived graph holds.

Rules, in the order in which they are applied:

1. A record is ``about`` the numbered recommendation that its source names, or else the one that a
   record of the same review and maker with the same text hash is about. In a review that an
   official source itemises, a record that finds none stays without (``upr status`` lists it).
2. Elsewhere records of one review with the same text and answer are about one unnumbered
   recommendation; a record without an answer joins the only answered one with its text.
3. The current answer is that of the latest Position of an official document; else that of the
   records, if they agree; else none.
4. A pair is a recommendation and one of its makers. Its codes are those of the records about that
   recommendation by that maker, or, where the source's maker differs from the report's, of the
   records whose maker is none of the recommendation's.
5. The topics of a record are those of its themes whose words occur in its text or, where it has
   none, in the text or subject of the recommendation that it is about. Pairs have them as they have codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from uprgraph.errors import StoreError
from uprgraph.namespaces import RDF, RDFS, UPR, clean, digest, literal
from uprgraph.store import Store
from uprgraph.topics import Topics
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
SELECT ?recommendation ?review ?maker ?subject ?text WHERE {
  ?recommendation a upr:Recommendation ; upr:madeIn ?review .
  OPTIONAL { ?recommendation upr:madeBy ?maker }
  OPTIONAL { ?recommendation upr:subject ?subject }
  OPTIONAL { ?recommendation upr:text ?text }
}"""
)
POSITIONS = (
    PREFIX
    + """
SELECT ?recommendation ?position ?response ?number ?stage WHERE {
  ?position upr:positionOn ?recommendation ; upr:response ?response ; upr:number ?number ; upr:stage/upr:number ?stage .
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
NEW_THEMES = (
    PREFIX
    + """
SELECT ?theme ?label WHERE {
  ?theme a upr:Theme ; <http://www.w3.org/2004/02/skos/core#altLabel> ?label .
  OPTIONAL { ?theme <http://www.w3.org/2000/01/rdf-schema#label> ?known } FILTER(!BOUND(?known))
}"""
)
REVIEWS = PREFIX + "SELECT ?review ?state WHERE { ?review upr:reviewOf ?state }"


DISAGREEMENT = "The sources give different answers and no official document is loaded"


@dataclass(slots=True)
class _Recommendation:
    """A recommendation while its parts are gathered; terms are IRIs in angle brackets."""

    iri: str
    review: str
    makers: set[str | None] = field(default_factory=set)
    text: str | None = None
    """The text; of a numbered one whose text no source gives, our subject."""
    numbered: bool = True
    records: list[str] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as the source graphs have it; terms are IRIs in angle brackets."""

    iri: str
    review: str
    maker: str | None
    response: str | None
    text: str | None
    text_hash: str | None
    about: str | None


def derived(store: Store, warnings: list[str]) -> Iterator[str]:
    """The lines of the derived graph, from what the store's source graphs say together.

    What a person should know of how they fit together is added to *warnings*.
    """
    _refuse_two_sessions(store)
    merging = _Merging(store)
    yield from _theme_labels(store)
    yield from merging.links()
    warnings += merging.contradictions()
    for name in sorted(merging.recommendations):
        recommendation = merging.recommendations[name]
        yield from merging.recommendation(recommendation)
        yield from merging.pairs(recommendation)
    yield from merging.states()


class _Merging:
    """One pass of merging; the methods are called in the order in which ``derived`` has them."""

    def __init__(self, store: Store) -> None:
        self.iris = store.iris
        self.state_of = {str(review): str(state) for review, state in store.select(REVIEWS).rows}
        self.recommendations = _numbered(store)
        self.records = _records(store)
        self.codes = _codes(store)
        self.topics = Topics(store)
        self.positions = _positions(store)
        self.maker_of = {record.iri: record.maker for record in self.records}
        self.answered: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.raised: set[tuple[str, str]] = set()
        self.delegations: set[tuple[str, str]] = set()

    def links(self) -> Iterator[str]:
        """Rules 1 and 2: what each record is about, and whom it addresses."""
        itemised = {recommendation.review for recommendation in self.recommendations.values()}
        by_hash = {(r.review, r.maker, r.text_hash): r.about for r in self.records if r.text_hash and r.about}
        for record in sorted(self.records, key=lambda record: record.response is None):
            yield line(record.iri, UPR.addressedTo, self.state_of[record.review])
            about = record.about
            if about is None and record.text is not None:
                if record.review in itemised:
                    about = by_hash.get((record.review, record.maker, digest(record.text)))
                else:
                    about = self._unnumbered(record.review, record.text, record.response)
                if about is not None:
                    yield line(record.iri, UPR.about, about)
            recommendation = self.recommendations.get(about) if about else None
            yield from self._topics(record, recommendation)
            if recommendation is None:
                continue
            recommendation.records.append(record.iri)
            if record.response:
                recommendation.answers.add(record.response)
            if not recommendation.numbered:
                recommendation.makers.add(record.maker)

    def _topics(self, record: _Record, recommendation: _Recommendation | None) -> Iterator[str]:
        """Rule 5: the topics of a record, which are kept with its codes."""
        text = record.text or (recommendation.text if recommendation else None)
        codes = self.codes[record.iri]
        for topic in self.topics.of([code for predicate, code in codes if predicate == UPR.theme], text):
            codes.append((UPR.topic, topic))
            yield line(record.iri, UPR.topic, topic)

    def contradictions(self) -> list[str]:
        """A warning where one state's recommendation in the same words has several answers in one source."""
        answers: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
        for record in self.records:
            if record.text is not None and record.response is not None:
                source = record.iri.rsplit("/", 2)[1]
                answers[source, record.review, record.maker, record.text].add(record.response)
        count = sum(len(found) > 1 for found in answers.values())
        if not count:
            return []
        return [
            f"{count} recommendations stand there several times, with the same review, maker and text but other "
            "answers; each row counts. Is a file a corrected copy of another? upr build --without NAME leaves that out"
        ]

    def _unnumbered(self, review: str, text: str, response: str | None) -> str:
        """The IRI of the unnumbered recommendation with this text and answer, made if it is new."""
        text = clean(text)
        answered = self.answered[review, text]
        if response is None and len(answered) == 1:
            return next(iter(answered))
        last = self.iris.unnumbered(text, _last(response) if response else None)
        name = self.iris.recommendation(_last(review), last)
        if name not in self.recommendations:
            self.recommendations[name] = _Recommendation(name, review, text=text, numbered=False)
        if response is not None:
            answered.add(name)
        return name

    def response(self, recommendation: _Recommendation) -> str | None:
        """Rule 3: the current answer."""
        if recommendation.iri in self.positions:
            return self.positions[recommendation.iri][1]
        return next(iter(recommendation.answers)) if len(recommendation.answers) == 1 else None

    def recommendation(self, recommendation: _Recommendation) -> Iterator[str]:
        """The shortcuts of a recommendation; all of it where no source has a number for it."""
        subject = recommendation.iri
        if not recommendation.numbered:
            yield line(subject, RDF.type, UPR.Recommendation)
            yield line(subject, UPR.countedAs, self.iris.unit("texts"))
            yield line(subject, UPR.madeIn, recommendation.review)
            yield line(subject, UPR.text, literal(recommendation.text))
            for maker in filter(None, recommendation.makers):
                yield line(subject, UPR.madeBy, maker)
        yield line(subject, UPR.addressedTo, self.state_of[recommendation.review])
        if None in recommendation.makers or not recommendation.makers:
            yield line(subject, UPR.makerUnknown, literal(True))
        if subject in self.positions:
            yield line(subject, UPR.currentPosition, self.positions[subject][0])
        elif len(recommendation.answers) > 1:
            yield line(subject, UPR.note, literal(DISAGREEMENT))
        if response := self.response(recommendation):
            yield line(subject, UPR.response, response)

    def pairs(self, recommendation: _Recommendation) -> Iterator[str]:
        """Rule 4: one pair for each maker, with the codes of that maker's records."""
        by_maker: dict[str | None, list[str]] = defaultdict(list)
        for record in recommendation.records:
            by_maker[self.maker_of[record]].append(record)
        strangers = [r for maker, found in by_maker.items() if maker not in recommendation.makers for r in found]
        subject, review, state = recommendation.iri, recommendation.review, self.state_of[recommendation.review]
        response, unit = self.response(recommendation), self.iris.unit("pairs")
        for maker in recommendation.makers or {None}:
            code = _last(maker) if maker else None
            pair = self.iris.pair(_last(review), _last(subject), code)
            yield f"{pair} {RDF.type} {UPR.Pair} .\n"
            yield f"{pair} {UPR.countedAs} {unit} .\n"
            yield f"{pair} {UPR.about} {subject} .\n"
            yield f"{pair} {UPR.madeIn} {review} .\n"
            yield f"{pair} {UPR.addressedTo} {state} .\n"
            if maker and code:
                yield f"{pair} {UPR.madeBy} {maker} .\n"
                yield f"{pair} {UPR.presentedBy} {self.iris.delegation(_last(review), code)} .\n"
                self.raised.add((maker, state))
                self.delegations.add((review, maker))
            else:
                yield line(pair, UPR.makerUnknown, literal(True))
            if response:
                yield f"{pair} {UPR.response} {response} .\n"
            coded = {code for record in by_maker.get(maker) or strangers for code in self.codes.get(record, ())}
            for predicate, code_term in coded:
                yield f"{pair} {predicate} {code_term} .\n"

    def states(self) -> Iterator[str]:
        """Who raised concern with whom, and the delegations that recommended."""
        for maker, state in sorted(self.raised):
            yield line(maker, UPR.raisedConcernWith, state)
        for review, maker in sorted(self.delegations):
            delegation = self.iris.delegation(_last(review), _last(maker))
            yield line(delegation, RDF.type, UPR.RecommendingDelegation)
            yield line(delegation, UPR.delegationOf, maker)
            yield line(delegation, UPR.tookPartIn, review)
            yield line(delegation, RDFS.label, literal(f"Delegation of {_last(maker).upper()} in {_last(review)}"))


def _refuse_two_sessions(store: Store) -> None:
    """Raises StoreError where files place one review in two sessions: it would count twice."""
    for (review,) in store.select(TWO_SESSIONS).rows:
        raise StoreError(f"the files have rows to {_value(review)} in two sessions of one cycle; mend the wrong ones")


def _theme_labels(store: Store) -> Iterator[str]:
    """One label for each theme that only files know: the first of their spellings in sorting order."""
    spellings: dict[str, str] = {}
    for theme, label in store.select(NEW_THEMES).rows:
        text = _value(label) or ""
        spellings[str(theme)] = min(text, spellings.get(str(theme), text))
    for name, spelling in sorted(spellings.items()):
        yield line(name, RDFS.label, literal(spelling))


def _last(term: str) -> str:
    """The last part of an IRI in angle brackets."""
    return term[1:-1].rsplit("/", 1)[1]


def _value(term: object) -> str | None:
    return None if term is None else term.value  # type: ignore[attr-defined]


def _records(store: Store) -> list[_Record]:
    """All records, in the order of their IRIs."""
    found = []
    for row in store.select(RECORDS).rows:
        iri, review, maker, response, _, _, about = (None if term is None else str(term) for term in row)
        found.append(_Record(iri or "", review or "", maker, response, _value(row[4]), _value(row[5]), about))
    return sorted(found, key=lambda record: record.iri)


def _numbered(store: Store) -> dict[str, _Recommendation]:
    found: dict[str, _Recommendation] = {}
    for row in store.select(NUMBERED).rows:
        name, review = str(row[0]), str(row[1])
        recommendation = found.setdefault(name, _Recommendation(name, review, text=_value(row[4] or row[3])))
        if row[2] is not None:
            recommendation.makers.add(str(row[2]))
    return found


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
