"""Links between sources, current answers, shortcuts: what the derived graph holds.

Rules, in the order in which they are applied:

1. A review is itemised by the Working Group's report or the bundled facts; else by OHCHR's list of its
   recommendations, else by UHRI: these cite paragraph numbers, and then their makers and texts are taken.
2. A record is ``about`` the recommendation whose number it has, or that a record of the same review and
   maker with the same text hash is about, or that ``matching`` finds by maker and words. In an itemised
   review a record that finds none stays without (``upr status`` lists it).
3. Elsewhere records of one review with the same text and answer are about one unnumbered recommendation;
   a record without an answer joins the only answered one with its text.
4. A position that names an item without the report's paragraph is on the one recommendation of the
   review with that item number. The current answer is that of the position of the latest stage that
   accepts or notes (of one stage, the document itself before a list that cites it, and a second
   addendum before the first); else that of the records, if they agree on one; else pending where a
   document says so; else none. A position supersedes the one before it.
5. A pair is a recommendation and one of its makers. Its codes are those of the records about that
   recommendation by that maker, or, where the source's maker differs from the report's, of the
   records whose maker is none of the recommendation's.
6. The topics of a record are those of its themes whose words occur in its text or, where it has
   none, in the text or subject of the recommendation that it is about. Pairs have them as they have codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from uprgraph import attaching, merge_input
from uprgraph.document_triples import line
from uprgraph.errors import StoreError
from uprgraph.merge_input import Position, Recommendation, Record, last, value
from uprgraph.namespaces import RDF, RDFS, UPR, clean, digest, literal
from uprgraph.store import Store
from uprgraph.topics import Topics

DISAGREEMENT = "The sources give different answers and no official document that answers is loaded"
BY_RECORDS = "The documents loaded leave the answer open: it is that of the records"
SEVERAL_ANSWERS = "Two documents of one stage give different answers"
TELLERS = ("ohchr-matrix", "uhri")
"""Sources that cite paragraph numbers, the more trusted first."""


def derived(store: Store, warnings: list[str]) -> Iterator[str]:
    """The lines of the derived graph, from what the store's source graphs say together.

    What a person should know of how they fit together is added to *warnings*.
    """
    _refuse_two_sessions(store)
    merging = _Merging(store)
    yield from _labels(store)
    merging.itemise()
    yield from merging.links()
    yield from merging.answers()
    warnings += merging.contradictions()
    for name in sorted(merging.recommendations):
        recommendation = merging.recommendations[name]
        position, response, note = merging.current(recommendation)
        yield from merging.recommendation(recommendation, position, response, note)
        yield from merging.pairs(recommendation, response)
    yield from merging.states()


class _Merging:
    """One pass of merging; the methods are called in the order in which ``derived`` has them."""

    def __init__(self, store: Store) -> None:
        self.iris = store.iris
        self.state_of = {str(review): str(state) for review, state in store.select(merge_input.REVIEWS).rows}
        self.recommendations = merge_input.numbered(store)
        self.records = merge_input.records(store)
        self.codes = merge_input.codes(store)
        self.topics = Topics(store)
        self.positions, self.items = merge_input.positions(store)
        self.maker_of = {record.iri: record.maker for record in self.records}
        self.answered: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.raised: set[tuple[str, str]] = set()
        self.delegations: set[tuple[str, str]] = set()

    def _about(self, record: Record) -> str:
        """The IRI of the recommendation whose number the record has."""
        return self.iris.recommendation(last(record.review), record.paragraph or "")

    def itemise(self) -> None:
        """Rule 1: the recommendations of reviews that only sources with numbers tell of."""
        for teller in TELLERS:
            itemised = {recommendation.review for recommendation in self.recommendations.values()}
            for record in self.records:
                if record.source != teller or record.paragraph is None or record.review in itemised:
                    continue
                name = self._about(record)
                told = self.recommendations.setdefault(name, Recommendation(name, record.review, kind="told"))
                told.makers.add(record.maker)
                if record.text and (told.text is None or len(record.text) > len(told.text)):
                    told.text = record.text

    def links(self) -> Iterator[str]:
        """Rules 2 and 3: what each record is about, and whom it addresses."""
        itemised = {recommendation.review for recommendation in self.recommendations.values()}
        by_hash = {
            (r.review, r.maker, r.text_hash): self._about(r) for r in self.records if r.text_hash and r.paragraph
        }
        matched = attaching.attached(
            self.recommendations.values(),
            [
                record
                for record in self.records
                if record.review in itemised
                and record.paragraph is None
                and record.text is not None
                and (record.review, record.maker, digest(record.text)) not in by_hash
            ],
        )
        for record in sorted(self.records, key=lambda record: record.response is None):
            yield line(record.iri, UPR.addressedTo, self.state_of[record.review])
            about, how = self._about(record) if record.paragraph else None, None
            if about not in self.recommendations:
                about = None
            if record.paragraph is None and record.text is not None:
                if record.review not in itemised:
                    about = self._unnumbered(record.review, record.text, record.response)
                elif found := by_hash.get((record.review, record.maker, digest(record.text))):
                    about, how = found, "same text by hash"
                elif record.iri in matched:
                    about, how = matched[record.iri]
            if about is not None:
                yield line(record.iri, UPR.about, about)
            if how is not None:
                yield line(record.iri, UPR.matchedBy, literal(how))
            recommendation = self.recommendations.get(about) if about else None
            yield from self._topics(record, recommendation)
            if recommendation is None:
                continue
            recommendation.records.append(record.iri)
            if record.response:
                recommendation.answers.add(record.response)
            if recommendation.kind == "text":
                recommendation.makers.add(record.maker)

    def _topics(self, record: Record, recommendation: Recommendation | None) -> Iterator[str]:
        """Rule 6: the topics of a record, which are kept with its codes."""
        text = record.text or (recommendation.words if recommendation else None)
        codes = self.codes[record.iri]
        for topic in self.topics.of([code for predicate, code in codes if predicate == UPR.theme], text):
            codes.append((UPR.topic, topic))
            yield line(record.iri, UPR.topic, topic)

    def contradictions(self) -> list[str]:
        """A warning where one state's recommendation in the same words has several answers in one source."""
        answers: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
        for record in self.records:
            if record.text is not None and record.response is not None and record.paragraph is None:
                answers[record.source, record.review, record.maker, record.text].add(record.response)
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
        name = self.iris.recommendation(last(review), self.iris.unnumbered(text, last(response) if response else None))
        if name not in self.recommendations:
            self.recommendations[name] = Recommendation(name, review, text=text, kind="text")
        if response is not None:
            answered.add(name)
        return name

    def answers(self) -> Iterator[str]:
        """Rule 4: what positions without a paragraph are on, and which position replaces which."""
        by_item: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, recommendation in self.recommendations.items():
            if recommendation.kind != "text":
                by_item[recommendation.review, last(name).rpartition(".")[2]].append(name)
        for (review, item), positions in sorted(self.items.items()):
            names = by_item[review, item]
            if len(names) == 1:
                self.positions[names[0]] += positions
                for position in positions:
                    yield line(position.iri, UPR.positionOn, names[0])
        for name in sorted(self.positions):
            ranked = sorted(self.positions[name], key=lambda position: (position.rank, position.iri))
            self.positions[name] = ranked
            for position in ranked:
                earlier = [other for other in ranked if other.rank < position.rank and other.direct]
                if position.direct and earlier:
                    yield line(position.iri, UPR.supersedes, earlier[-1].iri)

    def current(self, recommendation: Recommendation) -> tuple[Position | None, str | None, str | None]:
        """The current position, the current answer, and what a reader should know of it."""
        pending = self.iris.response("pending")
        ranked = self.positions.get(recommendation.iri, [])
        answers = [position for position in ranked if position.response != pending]
        if answers:
            latest = [position for position in answers if position.rank == answers[-1].rank]
            if len({position.response for position in latest}) > 1:
                return None, None, SEVERAL_ANSWERS
            return answers[-1], answers[-1].response, None
        told = recommendation.answers - {pending}
        if len(told) == 1:
            return None, next(iter(told)), BY_RECORDS if ranked else None
        note = DISAGREEMENT if told else None
        if ranked:
            return ranked[-1], ranked[-1].response, note
        return None, next(iter(recommendation.answers), None) if not told else None, note

    def recommendation(
        self, recommendation: Recommendation, position: Position | None, response: str | None, note: str | None
    ) -> Iterator[str]:
        """The shortcuts of a recommendation; all of it where no official document itemises it."""
        subject = recommendation.iri
        if recommendation.kind != "numbered":
            unit = "texts" if recommendation.kind == "text" else "recommendations"
            yield line(subject, RDF.type, UPR.Recommendation)
            yield line(subject, UPR.countedAs, self.iris.unit(unit))
            yield line(subject, UPR.madeIn, recommendation.review)
            if recommendation.kind == "told":
                yield line(subject, UPR.paragraph, literal(last(subject)))
            if recommendation.text:
                yield line(subject, UPR.text, literal(recommendation.text))
            for maker in filter(None, recommendation.makers):
                yield line(subject, UPR.madeBy, maker)
        yield line(subject, UPR.addressedTo, self.state_of[recommendation.review])
        if None in recommendation.makers or not recommendation.makers:
            yield line(subject, UPR.makerUnknown, literal(True))
        if position is not None:
            yield line(subject, UPR.currentPosition, position.iri)
        if response is not None:
            yield line(subject, UPR.response, response)
        if note is not None:
            yield line(subject, UPR.note, literal(note))

    def pairs(self, recommendation: Recommendation, response: str | None) -> Iterator[str]:
        """Rule 5: one pair for each maker, with the codes of that maker's records."""
        by_maker: dict[str | None, list[str]] = defaultdict(list)
        for record in recommendation.records:
            by_maker[self.maker_of[record]].append(record)
        strangers = [r for maker, found in by_maker.items() if maker not in recommendation.makers for r in found]
        subject, review, state = recommendation.iri, recommendation.review, self.state_of[recommendation.review]
        unit = self.iris.unit("pairs")
        for maker in recommendation.makers or {None}:
            code = last(maker) if maker else None
            pair = self.iris.pair(last(review), last(subject), code)
            yield f"{pair} {RDF.type} {UPR.Pair} .\n"
            yield f"{pair} {UPR.countedAs} {unit} .\n"
            yield f"{pair} {UPR.about} {subject} .\n"
            yield f"{pair} {UPR.madeIn} {review} .\n"
            yield f"{pair} {UPR.addressedTo} {state} .\n"
            if maker and code:
                yield f"{pair} {UPR.madeBy} {maker} .\n"
                yield f"{pair} {UPR.presentedBy} {self.iris.delegation(last(review), code)} .\n"
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
            delegation = self.iris.delegation(last(review), last(maker))
            yield line(delegation, RDF.type, UPR.RecommendingDelegation)
            yield line(delegation, UPR.delegationOf, maker)
            yield line(delegation, UPR.tookPartIn, review)
            yield line(delegation, RDFS.label, literal(f"Delegation of {last(maker).upper()} in {last(review)}"))


def _refuse_two_sessions(store: Store) -> None:
    """Raises StoreError where files place one review in two sessions: it would count twice."""
    for (review,) in store.select(merge_input.TWO_SESSIONS).rows:
        raise StoreError(f"the files have rows to {value(review)} in two sessions of one cycle; mend the wrong ones")


def _labels(store: Store) -> Iterator[str]:
    """One label for each thing that only files know: the first of its spellings in sorting order."""
    spellings: dict[str, str] = {}
    for thing, label in store.select(merge_input.UNLABELLED).rows:
        text = value(label) or ""
        spellings[str(thing)] = min(text, spellings.get(str(thing), text))
    for name, spelling in sorted(spellings.items()):
        yield line(name, RDFS.label, literal(spelling))
