"""The closed vocabulary of terms, and the only place that mints IRIs.

Terms and IRIs are strings in N-Triples syntax (``<...>``), ready to be written: nothing here
imports an RDF library, since starting a command must not cost half a second.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

from uprgraph.errors import StoreError

BASE = "https://w3id.org/uprgraph/"
ONTOLOGY = BASE + "ontology#"


def _terms(names: str) -> list[str]:
    return names.split()


CLASSES = _terms(
    "AcceptedRecommendation ActionCategory Addendum AffectedGroup Answer Assignment "
    "CivilSocietyOrganisation Claim CommitmentText Compilation Consultation CouncilSession "
    "CountedItem CountingUnit Cycle DataQualityNote Document Event Expectation "
    "ImplementationActivity IndividualSubmission IntergovernmentalOrganisation JointSubmission "
    "Mechanism Meeting MemberState MidTermReport NationalHumanRightsInstitution NationalReport "
    "NotedRecommendation ObserverState Organisation OrganisationMembership OutcomeDecision Pair "
    "PendingRecommendation Person Position Post QuantityClaim Recommendation RecommendationMatrix RecommendationPart "
    "RecommendationSet RecommendingDelegation Record RegionalBody RegionalGroup Response Review "
    "Role Session Source SourceGraph SourceText StakeholderGroup StakeholderSummary State "
    "StateInstitution Statement Submission SubmissionCampaign Theme Topic TroikaMembership "
    "UnitedNationsEntity VoluntaryPledge WorkingGroupReport WorkingGroupSession Workshop"
)

OBJECT_PROPERTIES = _terms(
    "about aboutReview actionCategory addressedTo adoptedAt adoptingSession advanceQuestionFrom "
    "affects answer assignedBy assignedTo assignedToGroup attributedTo claimStatus codedMemberOf "
    "codedRegionalGroup concerns contradicts coordinatedBy countedAs countsAs currentPosition "
    "decidedBy delegationOf dissolvedBy follows fromSource hasPart hasParticipant hasPosition "
    "hasTroikaMembership heldAt heldBy implementedBy inCooperationWith inCycle inSession "
    "institutionOf madeBy madeIn mechanismOf memberOf onBehalfOf partOf participantGroup "
    "positionOn postIn preparedBy presentedBy produced raisedConcernWith regionalGroup relatedSDG "
    "reportsOnImplementationOf respondsTo response reviewOf role seatIn sessionOf stage statedIn "
    "statementKind status subEventOf submittedBy submittedTo subsetOf suggestedSDG suggestedTheme "
    "supersedes supportedBy theme themeOrBroader toldBy tookPartIn topic troikaMember "
    "troikaMemberOf troikaOf underReviewIn"
)

DATATYPE_PROPERTIES = _terms(
    "acronym adoptedByCouncilOn adoptedByWorkingGroupOn agenda answeredOn attachment bareBuild "
    "city claimObject claimPredicate claimSubject confidence correctedValue coverageNote "
    "coversFrom coversUntil cowLetters cowNumber delegationCount dueBy endDate expectedDate "
    "expectedInterval field fileName headOfDelegation held iso3 itemNumber m49 makerUnknown "
    "matchedBy measure membershipAsOf notAfter notBefore note number objective orderInSession "
    "paragraph periodicity phase printedValue purpose qualifier quantityUnit reason "
    "recommendingStateCount referredParagraphs relativeDate reportedAccepted reportedNoted "
    "reportedTotal reviewDate rowCount sha256 softwareVersion sourceLabel startDate storeFormat "
    "subject submittedOn symbol text textHash troikaSelectedOn uprInfoName value voluntary webcast "
    "withoutVote wording"
)


class Vocabulary:
    """A namespace that knows its terms: ``UPR.madeBy`` is ``<...ontology#madeBy>``.

    >>> UPR.madeBy
    '<https://w3id.org/uprgraph/ontology#madeBy>'
    >>> UPR.madeFor
    Traceback (most recent call last):
    AttributeError: madeFor is no term of https://w3id.org/uprgraph/ontology#
    """

    def __init__(self, namespace: str, names: list[str] | tuple[str, ...]) -> None:
        self.namespace = namespace
        self.names = frozenset(names)
        self.__dict__.update({name: f"<{namespace}{name}>" for name in names})

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"{name} is no term of {self.namespace}")


UPR = Vocabulary(ONTOLOGY, CLASSES + OBJECT_PROPERTIES + DATATYPE_PROPERTIES)
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#", ["type"])
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#", ["label", "comment"])
XSD = Vocabulary(
    "http://www.w3.org/2001/XMLSchema#",
    ["anyURI", "boolean", "date", "decimal", "gYear", "gYearMonth", "integer"],
)
SKOS = Vocabulary(
    "http://www.w3.org/2004/02/skos/core#",
    [
        "Concept",
        "altLabel",
        "definition",
        "exactMatch",
        "historyNote",
        "inScheme",
        "notation",
        "prefLabel",
        "scopeNote",
    ],
)
DCTERMS = Vocabulary(
    "http://purl.org/dc/terms/",
    [
        "bibliographicCitation",
        "created",
        "creator",
        "description",
        "identifier",
        "issued",
        "license",
        "publisher",
        "source",
        "title",
    ],
)
PROV = Vocabulary(
    "http://www.w3.org/ns/prov#",
    ["Activity", "Entity", "SoftwareAgent", "used", "wasAssociatedWith", "wasAttributedTo", "wasDerivedFrom"],
)
DCAT = Vocabulary("http://www.w3.org/ns/dcat#", ["Catalog", "Dataset", "dataset", "landingPage"])
ORG = Vocabulary("http://www.w3.org/ns/org#", ["Membership", "Organization", "member", "memberOf", "organization"])
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/", ["name"])


def clean(text: str) -> str:
    """A text's identity: HTML-unescaped, NFC, whitespace runs to one space, stripped; no control characters.

    >>> clean("  C&ocirc;te\\n d&#39;Ivoire ")
    "Côte d'Ivoire"
    """
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if not text.isprintable():
        # Control characters and what is no character at all: XML cannot hold them, terminals obey them.
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return text


def digest(text: str, length: int = 16) -> str:
    """The first *length* hex digits of the SHA-256 of *text* in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:length]


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits; every other run becomes one hyphen.

    >>> slug("HIV - Aids"), slug("A/HRC/26/16/Add.1")
    ('hiv-aids', 'a-hrc-26-16-add-1')
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")


def _valid(base: str) -> bool:
    from pyoxigraph import NamedNode

    try:
        return base == NamedNode(base).value and bool(re.fullmatch(r"https?://\S+[/#]", base))
    except ValueError:
        return False


class Iris:
    """Mints every IRI of the data under one base.

    >>> Iris().recommendation("khm-2", "118.22")
    '<https://w3id.org/uprgraph/id/recommendation/khm-2/118.22>'
    """

    def __init__(self, base: str = BASE) -> None:
        if base != BASE and not _valid(base):
            raise StoreError(f"a base is an http(s) address that ends in / or #, not {base!r}")
        self.base = base

    def _mint(self, *parts: str) -> str:
        return f"<{self.base}id/{'/'.join(parts)}>"

    def dataset(self) -> str:
        return f"<{self.base}dataset>"

    def graph(self, source: str, file_key: str) -> str:
        return f"<{self.base}graph/{source}/{file_key}>"

    def codes_graph(self) -> str:
        return f"<{self.base}graph/codes>"

    def derived_graph(self) -> str:
        return f"<{self.base}graph/derived>"

    def inferred_graph(self) -> str:
        return f"<{self.base}graph/inferred>"

    def state(self, iso3: str) -> str:
        return self._mint("state", iso3.lower())

    def group(self, code: str) -> str:
        return self._mint("group", slug(code) or digest(code, 12))

    def organisation(self, code: str) -> str:
        return self._mint("organisation", slug(code) or digest(code, 12))

    def membership(self, organisation: str, iso3: str, number: int = 1) -> str:
        """A spell of a state in an organisation: ``eu-hrv``, and ``commonwealth-gmb-2`` after it came back."""
        return self._mint("membership", f"{slug(organisation)}-{iso3.lower()}" + (f"-{number}" if number > 1 else ""))

    def cycle(self, number: int) -> str:
        return self._mint("cycle", str(number))

    def session(self, number: int) -> str:
        return self._mint("session", f"wg-{number}")

    def council_session(self, number: int) -> str:
        return self._mint("session", f"hrc-{number}")

    def meeting(self, session: int, number: int) -> str:
        return self._mint("meeting", f"wg-{session}-{number}")

    def review(self, review: str) -> str:
        return self._mint("review", review)

    def troika_membership(self, review: str, iso3: str) -> str:
        return self._mint("troika", review, iso3.lower())

    def delegation(self, review: str, iso3: str) -> str:
        return self._mint("delegation", review, iso3.lower())

    def recommendation(self, review: str, paragraph: str) -> str:
        return self._mint("recommendation", review, paragraph)

    @staticmethod
    def unnumbered(text: str, answer: str | None) -> str:
        """The last part of the IRI of a recommendation known only by *text* and *answer*."""
        return "x-" + digest(f"{text}\x1f{answer or ''}", 12)

    def pair(self, review: str, recommendation: str, iso3: str | None) -> str:
        return self._mint("pair", review, recommendation, (iso3 or "unknown").lower())

    def record(self, source: str, key: str) -> str:
        return self._mint("record", source, key)

    def pledge(self, source: str, key: str) -> str:
        return self._mint("pledge", source, key)

    def position(self, review: str, paragraph: str, number: int, document: str | None, teller: str | None) -> str:
        """One node for each document that answers: a second addendum and a list that tells of one have their own."""
        later = re.search(r"/Add\.([2-9])", document or "")
        parts = [str(number), *([f"add-{later[1]}"] if later else []), *([teller] if teller else [])]
        return self._mint("position", review, paragraph, "-".join(parts))

    def document(self, symbol_or_name: str) -> str:
        return self._mint("document", slug(symbol_or_name))

    def part(self, review: str, paragraph: str, label: str) -> str:
        return self._mint("recommendation", review, paragraph, label)

    def submission(self, review: str, label: str) -> str:
        return self._mint("submission", review, slug(label) or digest(label, 12))

    def affected_group(self, scheme: str, label: str) -> str:
        return self._mint("affected-group", scheme, slug(label) or digest(label, 12))

    def claim(self, claim_id: str) -> str:
        return self._mint("claim", claim_id.lower())

    def figure(self, *parts: str) -> str:
        return self._mint("figure", *parts)

    def note(self, *parts: str) -> str:
        return self._mint("note", *parts)

    def claim_status(self, status: str) -> str:
        return self._mint("claim-status", status)

    def role(self, role: str) -> str:
        return self._mint("role", role)

    def theme(self, scheme: str, label: str) -> str:
        return self._mint("theme", scheme, slug(label) or digest(label, 12))

    def scheme(self, name: str) -> str:
        return self._mint("scheme", name)

    def action_category(self, number: int) -> str:
        return self._mint("action-category", str(number))

    def response(self, response: str) -> str:
        return self._mint("response", response)

    def answer(self, answer: str) -> str:
        return self._mint("answer", slug(answer))

    def stage(self, stage: str) -> str:
        return self._mint("stage", stage)

    def unit(self, unit: str) -> str:
        """``recommendations``, ``texts``, ``pairs`` or ``records/<source>``."""
        return self._mint("unit", unit)

    def source(self, source: str) -> str:
        return self._mint("source", source)

    def software(self, version: str) -> str:
        return self._mint("software", f"uprgraph-{version}")


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})


def literal(value: object, datatype: str | None = None) -> str:
    """A literal in N-Triples syntax; integers and booleans find their datatype by themselves.

    >>> literal('say "x"'), literal(5), literal("2024-05", XSD.gYearMonth)
    ('"say \\\\"x\\\\""', '"5"^^<http://www.w3.org/2001/XMLSchema#integer>', '"2024-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>')
    """
    if datatype is None and isinstance(value, bool):
        value, datatype = str(value).lower(), XSD.boolean
    elif datatype is None and isinstance(value, int):
        datatype = XSD.integer
    text = str(value).translate(_ESCAPES)
    return f'"{text}"^^{datatype}' if datatype else f'"{text}"'


def date_literal(value: str) -> str:
    """A date typed by its precision: ``2024``, ``2024-05`` or ``2024-05-08``."""
    datatype = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}.get(len(value))
    if datatype is None:
        raise ValueError(f"not a year, month or day: {value!r}")
    return literal(value, datatype)


def iri(address: str) -> str:
    """An address from outside (Wikidata, a licence) as an IRI term; escapes what IRIs forbid."""
    return "<" + re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda m: f"%{ord(m[0]):02X}", address) + ">"
