"""What UN documents have in common: the source they are, their cover, and the review they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from uprgraph import names, schedule
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.papers import Line, Paper
from uprgraph.records import DataQualityNote, Document, Review, Source
from uprgraph.sources.rows import NOT_IN_CALENDAR

SOURCE = Source(
    name="un-documents",
    title="UN documents",
    publisher="United Nations",
    licence="documents of the United Nations; free to cite with their symbol",
    citation="United Nations, Human Rights Council: documents of the Universal Periodic Review, by their symbols",
    address="https://documents.un.org/",
    itemises=False,
)

SUMMARY = re.compile(r"A/HRC/WG\.6/(\d{1,2})/([A-Z]{3})/3(?:/Add\.\d)?")
DECISION = re.compile(r"A/HRC/DEC/(\d{1,2})/(\d{1,3})")
ADDENDUM = re.compile(r"A/HRC/(\d{1,2})/(\d{1,3})/Add\.(\d)")
REPORT = re.compile(r"A/HRC/(\d{1,2})/(\d{1,3})")
ANY = re.compile(
    r"A/HRC/(?:WG\.6/\d{1,2}/[A-Z]{3}/\w+(?:\.\d+)?|DEC/\d+/\d+|\d{1,3}/[A-Z]?\w*(?:\.\d+)?)(?:/(?:Add|Corr|Rev)\.\d)*"
)

_REVISION = re.compile(r"/Rev\.(\d)")
_CORRECTION = re.compile(r"/Corr\.\d")
COUNCIL_REPORT = re.compile(r"A/HRC/\d{1,2}/2")
"""The symbol of the Council's report on its own session, which every outcome decision of that session cites."""
LATE = 2
"""How many sessions of the Council an outcome has been adopted late."""

# Three letters of UN symbols that are not the state's ISO code.
TOKENS = {"ZAB": "ZMB", "ROM": "ROU", "GBN": "GAB", "TSL": "TLS", "FIJ": "FJI", "NDL": "NLD"}

TITLES = {
    "NationalReport": "National report",
    "Compilation": "Compilation of UN information",
    "WorkingGroupReport": "Report of the Working Group",
    "Addendum": "Addendum to the report of the Working Group",
    "OutcomeDecision": "Outcome decision",
    "StakeholderSummary": "Summary of stakeholders' submissions",
}

_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENS = {"twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70}


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first page says: symbol without suffix for words, kind, date of issue, the State under review."""

    kind: str
    """``report``, ``addendum``, ``decision``, ``summary`` or ``other``; a revision is what its base is."""
    symbol: str | None
    """As printed, with ``/Rev.1`` where the document is a revision."""
    issued: str | None
    state: str | None


def ordinal(words: str) -> int | None:
    """The number of an ordinal in words or digits.

    >>> ordinal("forty-eighth"), ordinal("Twentieth"), ordinal("13th")
    (48, 20, 13)
    """
    text = " ".join(words.casefold().replace("-", " ").split())
    if found := re.fullmatch(r"(\d{1,3})(?:\s?(?:st|nd|rd|th))?", text):
        return int(found[1])
    tens, _, ones = text.partition(" ")
    if not ones and tens in _ORDINALS:
        return _ORDINALS.index(tens) + 1
    if not ones and tens.endswith("ieth") and tens[:-4] in _TENS:
        return _TENS[tens[:-4]]
    if tens.endswith("y") and tens[:-1] in _TENS and ones in _ORDINALS[:9]:
        return _TENS[tens[:-1]] + _ORDINALS.index(ones) + 1
    return None


def date(text: str) -> str | None:
    """``"28 January 2025"`` -> ``"2025-01-28"``; None for what is no such date.

    >>> date("4  November 2014"), date("31 February 2014")
    ('2014-11-04', None)
    """
    try:
        return datetime.strptime(" ".join(text.split()), "%d %B %Y").date().isoformat()
    except ValueError:
        return None


def front(paper: Paper) -> list[Line]:
    """The lines of the first page; of a document without pages, the first sixty."""
    lines = paper.lines
    first = [line for line in lines if line.page == 1]
    return first if len(first) < 120 and paper.pages > 1 else lines[:60]


@lru_cache(maxsize=8)
def cover(paper: Paper) -> Cover:
    """What the cover says; a symbol that is split over lines or letters is put together.

    Raises UnknownKind for a corrigendum: its lines say in words what to change in another document.
    """
    lines = front(paper)
    text = "\n".join(line.text for line in lines)
    flat = re.sub(r"A\s+/HRC", "A/HRC", re.sub(r"\s+", " ", text))
    flat = re.sub(r"/(Add|Corr|Rev)\.\s+(\d)", r"/\1.\2", flat)
    # Footnotes of the cover name other symbols ("previously issued under"), and come later than its own.
    own = re.split(r"(?i)previously issued|\* The|\bContents\b", flat)[0]
    found = ANY.search(own) or ANY.search(flat)
    if re.search(r"(?i)decisions? adopted by the human rights council", flat):
        # Where the head of the page comes last, the report that the decision names stands before its own symbol.
        found = next((one for one in ANY.finditer(flat) if DECISION.match(one[0])), found)
    symbol = found[0] if found else None
    if symbol and (corrected := _corrected(symbol, flat)):
        raise UnknownKind(
            f"{paper.path}: {symbol} corrects {corrected}; corrigenda are not applied: "
            "write what it changes into that document by hand"
        )
    return Cover(_kind(symbol, flat), symbol, _issued(own) or _issued(flat), _state(lines, symbol))


def _corrected(symbol: str, text: str) -> str | None:
    """The symbol of the document of a review that a corrigendum corrects; None for what is none."""
    corrected = _CORRECTION.sub("", symbol)
    words = text.casefold()
    if corrected == symbol or "corrigend" not in words or "universal periodic review" not in words:
        return None
    kinds = (SUMMARY, DECISION, ADDENDUM, REPORT)
    return corrected if any(kind.fullmatch(base_symbol(corrected)) for kind in kinds) else None


def base_symbol(symbol: str) -> str:
    """The symbol of what a document is a revision of; its own where it is none.

    >>> base_symbol("A/HRC/63/7/Add.1/Rev.1"), base_symbol("A/HRC/63/7")
    ('A/HRC/63/7/Add.1', 'A/HRC/63/7')
    """
    return _REVISION.sub("", symbol)


def _issued(text: str) -> str | None:
    """The day of issue: the first behind "Distr.", else the first that ends no range such as a session's."""
    _, _, behind = text.partition("Distr.")
    days = re.findall(r"(?<![–—-])(?<![–—-] )\b\d{1,2} [A-Z][a-z]+ \d{4}\b", behind) or re.findall(
        r"(?<![–—-])(?<![–—-] )(?<!to )\b\d{1,2} [A-Z][a-z]+ \d{4}\b", text
    )
    return next((day for day in map(date, days) if day), None)


def identity(paper: Paper) -> str | None:
    """The symbol without revision: a document that comes as PDF and as DOCX, or revised, is read once."""
    symbol = cover(paper).symbol
    return base_symbol(symbol) if symbol else None


def revision(paper: Paper) -> int:
    """Which revision a document is: 0 for what was issued first; of one identity the highest holds."""
    found = _REVISION.findall(cover(paper).symbol or "")
    return int(found[-1]) if found else 0


def _kind(symbol: str | None, text: str) -> str:
    words = text.casefold()
    symbol = base_symbol(symbol) if symbol else None
    if symbol and SUMMARY.fullmatch(symbol):
        return "summary"
    if symbol and DECISION.fullmatch(symbol) and "outcome of the universal periodic review" in words:
        return "decision"
    if symbol and ADDENDUM.fullmatch(symbol) and "addendum" in words and "universal periodic review" in words:
        return "addendum"
    if symbol and REPORT.fullmatch(symbol) and "report of the working group on the universal periodic" in words:
        return "report"
    return "other"


def _state(lines: list[Line], symbol: str | None) -> str | None:
    if symbol and (found := SUMMARY.match(symbol)):
        return token(found[2])
    for index, line in enumerate(lines):
        for text in (line.text, f"{line.text} {lines[index + 1].text}" if index + 1 < len(lines) else ""):
            if found := re.search(r"(?i)outcome of the universal periodic review:\s*(.+)", text):
                text = found[1]
            name = re.sub(r"[\s*\u2217†]+$", "", text).strip()
            if found_state := names.named(name):
                return found_state
    return None


def document(kind: str, review: str, symbol: str, issued: str | None = None) -> Document:
    """The document of a review that has a symbol, under the title it has whichever document names it."""
    return Document(symbol, kind, f"{TITLES[kind]}, review {review}", review, symbol, issued)


def documents(kind: str, review: str, symbol: str, issued: str | None) -> Iterator[Document]:
    """The document that was read, and that which it is a revision of; a file is told to be the latter."""
    yield document(kind, review, symbol, issued)
    if (base := base_symbol(symbol)) != symbol:
        yield document(kind, review, base)


def council_session(symbol: str) -> int:
    """The session of the Council that a symbol such as ``A/HRC/59/15`` or ``A/HRC/DEC/59/112`` names."""
    return int(symbol.removeprefix("A/HRC/").removeprefix("DEC/").split("/")[0])


def addendum_symbols(cover: Cover) -> tuple[str, str]:
    """The symbols of an addendum and of the report it belongs to, as that was issued first."""
    symbol = cover.symbol or ""
    return symbol, base_symbol(symbol).split("/Add.")[0]


def token(letters: str) -> str | None:
    """The state that three letters of a UN symbol stand for; they are not always the ISO code."""
    code = TOKENS.get(letters, letters)
    return code if code in names.display_names() else None


def review_of(state: str, council_session: int, symbol: str | None = None) -> Review | None:
    """The state's review whose report has *symbol*, or whose outcome *council_session* adopts.

    Some outcomes were adopted a session or two late, so a review of up to two sessions before is
    taken where none is in place. A review that was not held has no outcome.
    """
    if symbol and (known := review_of_report(state, symbol)):
        return known
    found: dict[int, Review] = {}
    for review in schedule.reviews().values():
        late = council_session - schedule.sessions()[review.session].council_session
        if review.state == state and review.held and 0 <= late <= LATE:
            found[late] = review
    return found[min(found)] if found else None


def review_of_report(state: str, symbol: str) -> Review | None:
    """The state's review whose report has *symbol*; None where the calendar has no such report of that state."""
    found = (review for review in schedule.reviews().values() if review.state == state)
    return next((review for review in found if review.report_symbol == base_symbol(symbol)), None)


def review_in(state: str, session: int) -> tuple[Review, list[Review | DataQualityNote]]:
    """The state's review in a session of the Working Group, and what is to be said if the calendar lacks it.

    Every kind of document comes to the same id. Raises KeyError for a session that does not exist.
    """
    if known := schedule.review_of(state, session):
        return known, []
    minted = schedule.minted_review(state, session)
    return minted, [minted, DataQualityNote(minted.id, "review", NOT_IN_CALENDAR)]


def review_adopted(
    state: str, council: int, symbol: str | None = None
) -> tuple[Review, list[Review | DataQualityNote]] | None:
    """The state's review that the calendar has (``review_of``), else that of the one session that fits.

    That is the session of the Working Group whose outcomes the Council adopts in the session that the
    report's *symbol* names, else in its session *council*. None where no session fits, or several do.
    """
    if known := review_of(state, council, symbol):
        return known, []
    session = schedule.session_adopted_in(council_session(symbol) if symbol else council)
    return review_in(state, session) if session else None


def doubts(review: Review) -> list[str]:
    """A word where the calendar has the State's review of that cycle in another session."""
    other = schedule.reviews().get(f"{review.state.lower()}-{review.cycle}")
    if other is None or other.session == review.session:
        return []
    name = names.display_names()[review.state]
    return [
        f"the calendar has the review of {name} of cycle {review.cycle} in session {other.session} of the Working "
        f"Group, the document is of session {review.session}; it is read as that of {review.id}"
    ]


def known_review(
    paper: Paper, state: str | None, council: int, symbol: str | None
) -> tuple[Review, list[Review | DataQualityNote]]:
    """As ``review_adopted``; raises NotReadable where the document names no state or no session fits."""
    if state is None:
        raise NotReadable(f"{paper.path}: the document does not say which State it is about")
    found = review_adopted(state, council, symbol)
    if found is None:
        raise NotReadable(
            f"{paper.path}: the calendar of reviews has none of {names.display_names()[state]} "
            f"that session {council} of the Council adopts, nor the one session of the Working Group it would be of"
        )
    return found
