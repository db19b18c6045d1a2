"""Record -> triples: pure, and the only place that knows both sides.

Triples are lines of N-Triples, which the store loads fastest. No blank node, no clock, no path:
the same records always give the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from uprgraph import records
from uprgraph.document_triples import DocumentTriples, line
from uprgraph.namespaces import (
    BASE,
    DCAT,
    DCTERMS,
    ORG,
    PROV,
    RDF,
    RDFS,
    SKOS,
    UPR,
    XSD,
    Iris,
    date_literal,
    iri,
    literal,
)
from uprgraph.records import Record

A = RDF.type


def turtle(text: str, iris: Iris) -> Iterator[str]:
    """The lines of a text in Turtle that is written under the standard base, under that of *iris*."""
    import pyoxigraph as ox

    for quad in ox.parse(text.replace(f"{BASE}id/", f"{iris.base}id/"), ox.RdfFormat.TURTLE):
        yield f"{quad.triple} .\n"


class Triples(DocumentTriples):
    """Turns any record into its triples under one base: ``"".join(Triples()(record))``.

    >>> pledge = records.Pledge("upr-info", "0f", "khm-2", 5, (), "upr-info", "Open a shelter")
    >>> len(list(Triples()(pledge)))
    5
    """

    def __init__(self, iris: Iris | None = None) -> None:
        self.iris = iris or Iris()
        self.theme = lru_cache(maxsize=4096)(self.iris.theme)
        self.state = lru_cache(maxsize=512)(self.iris.state)
        self.review = lru_cache(maxsize=2048)(self.iris.review)
        self._of: dict[type, Callable[[Any], Iterator[str]]] = {
            records.Source: self._source,
            records.State: self._state,
            records.Organisation: self._organisation,
            records.Membership: self._membership,
            records.CodedState: self._coded_state,
            records.Theme: self._theme,
            records.AffectedGroup: self._affected_group,
            records.Session: self._session,
            records.Review: self._review,
            records.DataQualityNote: self._note,
            records.Recommendation: self._recommendation,
            records.Position: self._position,
            records.Proceedings: self._proceedings,
            records.Outcome: self._outcome,
            records.Stakeholder: self._stakeholder,
            records.Submission: self._submission,
            records.Record: self._record,
            records.Pledge: self._pledge,
            records.Document: self._document,
            records.Turtle: self._turtle,
            records.Figure: self._figure,
            records.Claim: self._claim,
        }

    def __call__(self, record: object) -> Iterator[str]:
        return self._of[type(record)](record)

    def _source(self, r: records.Source) -> Iterator[str]:
        s = self.iris.source(r.name)
        yield line(s, A, UPR.Source)
        yield line(s, RDFS.label, literal(r.title))
        yield line(s, DCTERMS.identifier, literal(r.name))
        yield line(s, DCTERMS.publisher, literal(r.publisher))
        yield line(s, DCTERMS.license, literal(r.licence))
        yield line(s, DCTERMS.bibliographicCitation, literal(r.citation))
        yield line(s, DCAT.landingPage, iri(r.address))
        if r.itemises:
            unit = self.iris.unit(f"records/{r.name}")
            yield line(unit, A, UPR.CountingUnit)
            yield line(unit, RDFS.label, literal(f"records of {r.title}"))
            yield line(unit, UPR.fromSource, s)

    def file(self, r: records.SourceFile, version: str) -> Iterator[str]:
        """The description of a source graph: what file, which rows, read by which software."""
        g = self.iris.graph(r.source, r.key)
        agent = self.iris.software(version)
        yield line(g, A, UPR.SourceGraph)
        yield line(g, A, DCAT.Dataset)
        yield line(g, A, PROV.Entity)
        yield line(g, RDFS.label, literal(r.name))
        yield line(g, UPR.fileName, literal(r.name))
        yield line(g, UPR.sha256, literal(r.sha256))
        yield line(g, UPR.rowCount, literal(r.rows))
        yield line(g, UPR.fromSource, self.iris.source(r.source))
        yield line(g, PROV.wasDerivedFrom, self.iris.source(r.source))
        if r.document:
            yield line(g, DCTERMS.source, self.iris.document(r.document))
        yield line(g, PROV.wasAttributedTo, agent)
        yield line(agent, A, PROV.SoftwareAgent)
        yield line(agent, RDFS.label, literal(f"uprgraph {version}"))
        yield line(agent, UPR.softwareVersion, literal(version))
        yield line(self.iris.dataset(), DCAT.dataset, g)

    def _state(self, r: records.State) -> Iterator[str]:
        s = self.iris.state(r.iso3)
        yield line(s, A, UPR.State)
        yield line(s, A, UPR.ObserverState if r.group == "Observer" else UPR.MemberState)
        yield line(s, RDFS.label, literal(r.name))
        yield line(s, UPR.uprInfoName, literal(r.upr_info_name))
        for name in r.other_names:
            yield line(s, SKOS.altLabel, literal(name))
        yield line(s, UPR.iso3, literal(r.iso3))
        yield line(s, UPR.m49, literal(r.m49))
        if r.cow_letters is not None and r.cow_number is not None:
            yield line(s, UPR.cowLetters, literal(r.cow_letters))
            yield line(s, UPR.cowNumber, literal(r.cow_number))
        yield line(s, UPR.regionalGroup, self.iris.group(r.group))
        for organisation in r.organisations:
            yield from self._membership(records.Membership(organisation, r.iso3))
        yield line(s, SKOS.exactMatch, iri(f"http://www.wikidata.org/entity/{r.wikidata}"))

    def _organisation(self, r: records.Organisation) -> Iterator[str]:
        s = self.iris.group(r.code) if r.kind == "RegionalGroup" else self.iris.organisation(r.code)
        yield line(s, A, f"<{UPR.namespace}{r.kind}>")
        yield line(s, RDFS.label, literal(r.name))
        yield line(s, SKOS.notation, literal(r.code))
        if r.members_as_of:
            yield line(s, UPR.membershipAsOf, date_literal(r.members_as_of))

    def _membership(self, r: records.Membership) -> Iterator[str]:
        s = self.iris.membership(r.organisation, r.member, r.number)
        state, organisation = self.state(r.member), self.iris.organisation(r.organisation)
        yield line(state, UPR.memberOf, organisation)
        yield line(s, A, UPR.OrganisationMembership)
        yield line(s, A, ORG.Membership)
        yield line(s, ORG.member, state)
        yield line(s, ORG.organization, organisation)
        if r.start:
            yield line(s, UPR.startDate, date_literal(r.start))
        if r.end:
            yield line(s, UPR.endDate, date_literal(r.end))
        if r.reason:
            yield line(s, UPR.reason, literal(r.reason))

    def _coded_state(self, r: records.CodedState) -> Iterator[str]:
        s = self.state(r.iso3)
        if r.group:
            yield line(s, UPR.codedRegionalGroup, self.iris.group(r.group))
        for organisation in r.organisations:
            yield line(s, UPR.codedMemberOf, self.iris.organisation(organisation))

    def _theme(self, r: records.Theme) -> Iterator[str]:
        s = self.theme(r.scheme, r.label)
        yield line(s, A, UPR.Theme)
        yield line(s, A, SKOS.Concept)
        yield line(s, SKOS.altLabel, literal(r.label))
        yield line(s, SKOS.inScheme, self.iris.scheme(r.scheme))

    def _affected_group(self, r: records.AffectedGroup) -> Iterator[str]:
        s = self.iris.affected_group(r.scheme, r.label)
        yield line(s, A, UPR.AffectedGroup)
        yield line(s, A, SKOS.Concept)
        yield line(s, SKOS.altLabel, literal(r.label))
        yield line(s, SKOS.inScheme, self.iris.scheme(f"affected-groups-{r.scheme}"))

    def _session(self, r: records.Session) -> Iterator[str]:
        s, council = self.iris.session(r.number), self.iris.council_session(r.council_session)
        cycle = self.iris.cycle(r.cycle)
        yield line(s, A, UPR.WorkingGroupSession)
        yield line(s, RDFS.label, literal(f"Working Group, session {r.number}"))
        yield line(s, UPR.number, literal(r.number))
        yield line(s, UPR.startDate, date_literal(r.start))
        yield line(s, UPR.endDate, date_literal(r.end))
        yield line(s, UPR.inCycle, cycle)
        yield line(s, UPR.adoptingSession, council)
        yield line(s, UPR.confidence, literal(r.confidence))
        yield line(council, A, UPR.CouncilSession)
        yield line(council, RDFS.label, literal(f"Human Rights Council, session {r.council_session}"))
        yield line(council, UPR.number, literal(r.council_session))
        yield line(council, UPR.sessionOf, self.iris.organisation("human-rights-council"))
        yield line(cycle, A, UPR.Cycle)
        yield line(cycle, RDFS.label, literal(f"Cycle {r.cycle}"))
        yield line(cycle, UPR.number, literal(r.cycle))

    def _review(self, r: records.Review) -> Iterator[str]:
        s, session = self.review(r.id), self.iris.session(r.session)
        yield line(s, A, UPR.Review)
        yield line(s, DCTERMS.identifier, literal(r.id))
        yield line(s, UPR.reviewOf, self.state(r.state))
        yield line(s, UPR.inCycle, self.iris.cycle(r.cycle))
        yield line(s, UPR.inSession, session)
        if r.order is not None:
            yield line(s, UPR.orderInSession, literal(r.order))
        if r.date:
            yield line(s, UPR.reviewDate, date_literal(r.date))
        if r.meeting is not None:
            meeting = self.iris.meeting(r.session, r.meeting)
            yield line(s, UPR.heldAt, meeting)
            yield line(meeting, A, UPR.Meeting)
            yield line(meeting, RDFS.label, literal(f"Meeting {r.meeting} of session {r.session}"))
            yield line(meeting, UPR.number, literal(r.meeting))
            yield line(meeting, UPR.inSession, session)
        for member in r.troika:
            membership = self.iris.troika_membership(r.id, member)
            yield line(s, UPR.troikaMember, self.state(member))
            yield line(s, UPR.hasTroikaMembership, membership)
            yield line(membership, A, UPR.TroikaMembership)
            yield line(membership, A, ORG.Membership)
            yield line(membership, ORG.member, self.state(member))
            yield line(membership, UPR.troikaOf, s)
            yield line(membership, UPR.role, self.iris.role("troika-member"))
        if r.troika_selected:
            yield line(s, UPR.troikaSelectedOn, date_literal(r.troika_selected))
        if r.adopted_by_working_group:
            yield line(s, UPR.adoptedByWorkingGroupOn, date_literal(r.adopted_by_working_group))
        if r.report_symbol:
            yield from self._document(
                records.Document(
                    id=r.report_symbol,
                    kind="WorkingGroupReport",
                    title=f"Report of the Working Group, review {r.id}",
                    review=r.id,
                    symbol=r.report_symbol,
                )
            )
        if r.confidence:
            yield line(s, UPR.confidence, literal(r.confidence))
        if r.held is not None:
            yield line(s, UPR.held, literal(r.held))

    def _note(self, r: records.DataQualityNote) -> Iterator[str]:
        s = self.iris.note(r.review, r.field.replace("_", "-"))
        yield line(s, A, UPR.DataQualityNote)
        yield line(s, UPR.concerns, self.review(r.review))
        yield line(s, UPR.field, literal(r.field))
        yield line(s, UPR.reason, literal(r.reason))
        if r.printed:
            yield line(s, UPR.printedValue, literal(r.printed))
        if r.corrected:
            yield line(s, UPR.correctedValue, literal(r.corrected))

    def _recommendation(self, r: records.Recommendation) -> Iterator[str]:
        s = self.iris.recommendation(r.review, r.paragraph)
        yield line(s, A, UPR.Recommendation)
        # A recommendation to which a report only refers has no number of its own: it is known by its text.
        yield line(s, UPR.countedAs, self.iris.unit("texts" if r.referred else "recommendations"))
        yield line(s, UPR.sourceLabel if r.referred else UPR.paragraph, literal(r.paragraph))
        yield line(s, UPR.madeIn, self.review(r.review))
        for maker in sorted(set(r.makers)):
            yield line(s, UPR.madeBy, self.state(maker))
        if r.subject:
            yield line(s, UPR.subject, literal(r.subject))
        if r.text:
            yield line(s, UPR.text, literal(r.text))
        if r.referred:
            yield line(s, UPR.referredParagraphs, literal(r.referred))
        if r.document:
            yield line(s, UPR.statedIn, self.iris.document(r.document))
        if r.note:
            yield line(s, UPR.note, literal(r.note))
        for part in r.parts:
            yield from self._part(r, part)

    def _part(self, r: records.Recommendation, part: records.Part) -> Iterator[str]:
        s = self.iris.part(r.review, r.paragraph, part.label)
        yield line(s, A, UPR.RecommendationPart)
        yield line(s, UPR.partOf, self.iris.recommendation(r.review, r.paragraph))
        yield line(s, UPR.sourceLabel, literal(part.label))
        yield line(s, UPR.text, literal(part.text))
        for maker in part.makers:
            yield line(s, UPR.madeBy, self.state(maker))

    def _position(self, r: records.Position) -> Iterator[str]:
        s = self.iris.position(r.review, r.paragraph, r.number, r.document, r.teller)
        yield line(s, A, UPR.Position)
        if r.paragraph.isdecimal() or "/" in r.paragraph:
            # A bare item number: merging finds the one recommendation of the review that has it. A clause that is
            # answered apart ("82.91/a") stays without, as its recommendation has no one answer.
            yield line(s, UPR.itemNumber, literal(r.paragraph))
        else:
            yield line(s, UPR.positionOn, self.iris.recommendation(r.review, r.paragraph))
        yield line(s, UPR.answer, self.iris.answer(r.answer))
        yield line(s, UPR.response, self.iris.response(r.response))
        yield line(s, UPR.stage, self.iris.stage(r.stage))
        yield line(s, UPR.number, literal(r.number))
        if r.document:
            yield line(s, UPR.statedIn, self.iris.document(r.document))
        if r.date:
            yield line(s, UPR.answeredOn, date_literal(r.date))
        if r.statement:
            yield line(s, UPR.paragraph, literal(r.statement))
        if r.rationale:
            yield line(s, UPR.reason, literal(r.rationale))
        if r.teller:
            yield line(s, UPR.fromSource, self.iris.source(r.teller))

    def _record(self, r: Record) -> Iterator[str]:
        s = self.iris.record(r.source, r.key)
        yield f"{s} {A} {UPR.Record} .\n"
        yield f"{s} {UPR.countedAs} {self.iris.unit('records/' + r.source)} .\n"
        yield f"{s} {UPR.madeIn} {self.review(r.review)} .\n"
        if r.maker:
            yield f"{s} {UPR.madeBy} {self.state(r.maker)} .\n"
        else:
            yield line(s, UPR.makerUnknown, literal(True))
        if r.response:
            yield f"{s} {UPR.response} {self.iris.response(r.response)} .\n"
        if r.answer:
            yield line(s, UPR.answer, self.iris.answer(r.answer))
        if r.action:
            yield f"{s} {UPR.actionCategory} {self.iris.action_category(r.action)} .\n"
        for theme in r.themes:
            yield f"{s} {UPR.theme} {self.theme(r.scheme, theme)} .\n"
        if r.text is not None:
            yield f"{s} {UPR.text} {literal(r.text)} .\n"
        if r.text_hash:
            yield line(s, UPR.textHash, literal(r.text_hash))
        if r.paragraph:
            yield line(s, UPR.paragraph, literal(r.paragraph))
        for label in r.affects:
            yield f"{s} {UPR.affects} {self.iris.affected_group(r.scheme, label)} .\n"
        for goal in r.goals:
            yield f"{s} {UPR.relatedSDG} <http://metadata.un.org/sdg/{goal}> .\n"
        if r.document:
            yield f"{s} {UPR.statedIn} {self.iris.document(r.document)} .\n"

    def _pledge(self, r: records.Pledge) -> Iterator[str]:
        s = self.iris.pledge(r.source, r.key)
        yield line(s, A, UPR.VoluntaryPledge)
        yield line(s, UPR.fromSource, self.iris.source(r.source))
        yield line(s, UPR.madeIn, self.review(r.review))
        if r.action:
            yield line(s, UPR.actionCategory, self.iris.action_category(r.action))
        for theme in r.themes:
            yield line(s, UPR.theme, self.theme(r.scheme, theme))
        yield line(s, UPR.text, literal(r.text))
        if r.paragraph:
            yield line(s, UPR.paragraph, literal(r.paragraph))
        if r.document:
            yield line(s, UPR.statedIn, self.iris.document(r.document))

    def _turtle(self, r: records.Turtle) -> Iterator[str]:
        yield from turtle(r.text, self.iris)

    _SHORTCUTS = frozenset(
        {"reportedTotal", "reportedAccepted", "reportedNoted", "delegationCount", "recommendingStateCount"}
    )

    def _figure(self, r: records.Figure) -> Iterator[str]:
        s = self.iris.figure(r.id)
        about = f"<{self.iris.base}id/{r.about}>"
        yield line(s, A, UPR.QuantityClaim)
        yield line(s, UPR.concerns, about)
        yield line(s, UPR.measure, literal(r.measure))
        yield line(s, UPR.quantityUnit, literal(r.unit))
        yield line(s, UPR.qualifier, literal(r.qualifier))
        if r.value is not None:
            yield line(s, UPR.value, literal(r.value, XSD.decimal))
            if r.measure in self._SHORTCUTS:
                yield line(about, f"<{UPR.namespace}{r.measure}>", literal(r.value))
        for document in r.documents:
            yield line(s, UPR.statedIn, self.iris.document(document))
        for claim in r.claims:
            yield line(s, UPR.toldBy, self.iris.claim(claim))
        if r.note:
            yield line(s, UPR.note, literal(r.note))

    def _claim(self, r: records.Claim) -> Iterator[str]:
        s = self.iris.claim(r.id)
        yield line(s, A, UPR.Claim)
        yield line(s, DCTERMS.identifier, literal(r.id))
        yield line(s, UPR.phase, literal(r.phase))
        yield line(s, UPR.claimSubject, literal(r.subject))
        yield line(s, UPR.claimPredicate, literal(r.predicate))
        yield line(s, UPR.claimObject, literal(r.object))
        yield line(s, UPR.statedIn, self.iris.document(r.document))
        for status in r.status:
            yield line(s, UPR.claimStatus, self.iris.claim_status(status))
        for other in r.contradicts:
            yield line(s, UPR.contradicts, self.iris.claim(other))
