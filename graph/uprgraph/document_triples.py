"""Documents, and what they tell of a review beside its recommendations -> triples."""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph import records
from uprgraph.namespaces import DCTERMS, RDF, RDFS, SKOS, UPR, Iris, date_literal, literal

A = RDF.type
SUBMISSIONS = {"individual": UPR.IndividualSubmission, "joint": UPR.JointSubmission, "other": UPR.Submission}


def line(subject: str, predicate: str, value: str) -> str:
    return f"{subject} {predicate} {value} .\n"


class DocumentTriples:
    """The part of ``Triples`` that is about documents, outcomes, stakeholders and their submissions."""

    iris: Iris

    def _document(self, r: records.Document) -> Iterator[str]:
        s = self.iris.document(r.id)
        yield line(s, A, UPR.Document)
        yield line(s, A, f"<{UPR.namespace}{r.kind}>")
        yield line(s, RDFS.label, literal(r.title))
        if r.symbol:
            yield line(s, UPR.symbol, literal(r.symbol))
        if r.review:
            yield line(s, UPR.aboutReview, self.iris.review(r.review))
        if r.issued:
            yield line(s, DCTERMS.issued, date_literal(r.issued))

    def _proceedings(self, r: records.Proceedings) -> Iterator[str]:
        s = self.iris.review(r.review)
        if r.head_of_delegation:
            yield line(s, UPR.headOfDelegation, literal(r.head_of_delegation))
        for state in r.advance_questions:
            yield line(s, UPR.advanceQuestionFrom, self.iris.state(state))

    def _outcome(self, r: records.Outcome) -> Iterator[str]:
        s, document = self.iris.review(r.review), self.iris.document(r.document)
        yield line(s, UPR.adoptedAt, self.iris.council_session(r.council_session))
        if r.date:
            yield line(s, UPR.adoptedByCouncilOn, date_literal(r.date))
        if r.without_vote is not None:
            yield line(document, UPR.withoutVote, literal(r.without_vote))

    def _stakeholder(self, r: records.Stakeholder) -> Iterator[str]:
        s = self.iris.organisation(r.id)
        yield line(s, A, f"<{UPR.namespace}{r.kind}>")
        yield line(s, SKOS.altLabel, literal(r.name))
        if r.acronym:
            yield line(s, UPR.acronym, literal(r.acronym))
        if r.city:
            yield line(s, UPR.city, literal(r.city))
        if r.country:
            yield line(s, UPR.seatIn, self.iris.state(r.country))

    def _submission(self, r: records.Submission) -> Iterator[str]:
        s = self.iris.submission(r.review, r.label)
        yield line(s, A, SUBMISSIONS[r.kind])
        yield line(s, RDFS.label, literal(f"{r.label}, submission to {r.review}"))
        yield line(s, DCTERMS.title, literal(r.title))
        yield line(s, SKOS.notation, literal(r.label))
        yield line(s, UPR.aboutReview, self.iris.review(r.review))
        yield line(s, UPR.statedIn, self.iris.document(r.document))
        for stakeholder in r.stakeholders:
            yield line(s, UPR.submittedBy, self.iris.organisation(stakeholder))
        if r.acronym:
            yield line(s, UPR.acronym, literal(r.acronym))
        for attachment in r.attachments:
            yield line(s, UPR.attachment, literal(attachment))
