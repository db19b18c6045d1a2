"""What sources yield: frozen records, free of RDF and of any file format.

States are ISO 3166-1 alpha-3 codes, reviews are ids such as ``khm-2`` (state and cycle), dates are
ISO 8601 texts of any precision (``2024``, ``2024-05``, ``2024-05-08``). None means "not known".
"""

from __future__ import annotations

from dataclasses import dataclass, field

BUNDLED = "facts"
"""The name of the source that comes with the package."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's body of data; its files become source graphs, its rows one counting unit."""

    name: str
    title: str
    publisher: str
    licence: str
    citation: str
    address: str
    itemises: bool = True
    """Whether its rows are records that a question may count."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source, by content: its name is shown, its path is not kept."""

    source: str
    name: str
    sha256: str
    rows: int
    document: str | None = None
    """The document that the file is, by its symbol or name: as PDF and as DOCX it is one."""

    @property
    def key(self) -> str:
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class State:
    iso3: str
    name: str
    upr_info_name: str
    group: str
    m49: str
    cow_letters: str | None
    cow_number: int | None
    wikidata: str
    organisations: tuple[str, ...]
    """Those of which it is a member throughout the time of the reviews; other memberships have dates."""
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A regional group of the UN, an intergovernmental organisation or a UN entity; *kind* is its class."""

    code: str
    name: str
    kind: str
    members_as_of: str | None = None
    """The time up to which changes of its members are known."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One spell of a state in an organisation, from the first day to the last, both included.

    A day is None where the spell began before the reviews of 2008, or has not ended. *number* tells the
    spells of one state in one organisation apart: 2 after it came back.
    """

    organisation: str
    member: str
    number: int = 1
    start: str | None = None
    end: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CodedState:
    """The group and organisations that a source gives a state, beside what is bundled."""

    iso3: str
    group: str | None
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that a file uses and the bundled scheme does not list."""

    scheme: str
    label: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the UPR Working Group and the Council session that adopts its outcomes."""

    number: int
    cycle: int
    start: str
    end: str
    council_session: int
    confidence: str


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one state in one cycle."""

    id: str
    state: str
    cycle: int
    session: int
    order: int | None = None
    date: str | None = None
    meeting: int | None = None
    troika: tuple[str, ...] = ()
    troika_selected: str | None = None
    adopted_by_working_group: str | None = None
    report_symbol: str | None = None
    confidence: str | None = None
    held: bool | None = None


@dataclass(frozen=True, slots=True)
class DataQualityNote:
    """What is wrong, weak or contradictory about one review, and why we think so."""

    review: str
    field: str
    reason: str
    printed: str | None = None
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a recommendation with its own makers: ``a`` of 82.91 (a), or the first of several clauses."""

    label: str
    text: str
    makers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A numbered paragraph of a Working Group report.

    *makers* are those of all parts, each once, in the order of the text. *document* is the symbol of the
    report that numbers it; None for the bundled ones.
    """

    review: str
    paragraph: str
    makers: tuple[str, ...]
    subject: str | None = None
    text: str | None = None
    parts: tuple[Part, ...] = ()
    document: str | None = None
    note: str | None = None
    referred: str | None = None
    """The paragraphs of the dialogue to which a report refers for it, as printed; it has then no number of its own."""


@dataclass(frozen=True, slots=True)
class Position:
    """One answer of the State under review to one recommendation; the latest stage is current.

    *number* is 1 for what a Working Group report says, 2 for an addendum, 3 for the Council's outcome.
    *teller* is the name of the source where that only cites the *document*, as OHCHR's lists do.
    """

    review: str
    paragraph: str
    number: int
    answer: str
    response: str
    stage: str
    document: str | None = None
    date: str | None = None
    statement: str | None = None
    """The paragraph of the document that states it."""
    rationale: str | None = None
    """What the State under review said to explain it."""
    teller: str | None = None


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What a report's introduction tells of a review beside its calendar: head of delegation, questions in advance."""

    review: str
    document: str
    head_of_delegation: str | None = None
    advance_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The Council's decision that adopts the outcome of a review."""

    review: str
    document: str
    council_session: int
    date: str | None = None
    without_vote: bool | None = None


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """An organisation that hands in submissions; *id* is the last part of its IRI, *kind* its class."""

    id: str
    name: str
    kind: str
    acronym: str | None = None
    city: str | None = None
    country: str | None = None
    """ISO3 of the country of its seat."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A contribution of stakeholders to one review.

    *kind* is individual, joint or other (of institutions and regional bodies).
    """

    review: str
    label: str
    kind: str
    title: str
    stakeholders: tuple[str, ...]
    document: str
    acronym: str | None = None
    """The acronym of its own that a joint submission may have beside JS1."""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one recommendation by one state: one row."""

    source: str
    key: str
    review: str
    maker: str | None
    response: str | None
    action: int | None
    themes: tuple[str, ...]
    scheme: str
    text: str | None = None
    answer: str | None = None
    text_hash: str | None = None
    paragraph: str | None = None
    affects: tuple[str, ...] = ()
    """Labels of the affected persons."""
    goals: tuple[int, ...] = ()
    """Numbers of the goals of sustainable development, as the source assigns them."""
    document: str | None = None
    """The document that holds the recommendation, where the source names it."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A voluntary pledge of the State under review, as one row of a source gives it."""

    source: str
    key: str
    review: str
    action: int | None
    themes: tuple[str, ...]
    scheme: str
    text: str
    paragraph: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A UN document; *kind* is its class."""

    id: str
    kind: str
    title: str
    review: str | None = None
    symbol: str | None = None
    issued: str | None = None


@dataclass(frozen=True, slots=True)
class Turtle:
    """Facts of many kinds that are written as a graph: a text in Turtle under the standard base."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text states of something: how many of what, how exact, who says so."""

    id: str
    about: str
    measure: str
    value: int | None
    unit: str
    qualifier: str
    documents: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One atomic statement of a text, in our words, kept even where texts disagree."""

    id: str
    document: str
    phase: str
    subject: str
    predicate: str
    object: str
    status: tuple[str, ...] = ()
    """What keeps it from being a plain statement of fact; none if it is plainly stated."""
    contradicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AffectedGroup:
    """Affected persons that a file names and the bundled scheme does not list."""

    scheme: str
    label: str


@dataclass(slots=True)
class Report:
    """What reading a file met: counts, rows that were left out, things worth a warning."""

    rows: int = 0
    records: int = 0
    """Records; for a document, how often its recommendations name a maker, clause by clause."""
    pledges: int = 0
    review: str | None = None
    """The review that a document is about."""
    symbol: str | None = None
    layout: str | None = None
    """The version of the kind's layout."""
    paragraphs: list[str] = field(default_factory=list)
    referred: list[str] = field(default_factory=list)
    """Recommendations that a report answers by reference to its dialogue; they have no number of their own."""
    submissions: dict[str, int] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    reviews: set[str] = field(default_factory=set)
    responses: dict[str, int] = field(default_factory=dict)
    bad_rows: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What a document says that could not be read for certain, with paragraph and text."""
    warnings: dict[str, int] = field(default_factory=dict)

    @property
    def recommendations(self) -> int:
        """How many numbered paragraphs were met."""
        return len(self.paragraphs)

    def warn(self, message: str) -> None:
        self.warnings[message] = self.warnings.get(message, 0) + 1
