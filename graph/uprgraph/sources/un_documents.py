"""What UN documents have in common: the source they are, their cover, and the review they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from uprgraph import names, schedule
from uprgraph.errors import NotReadable
from uprgraph.papers import Line, Paper
from uprgraph.records import Document, Review, Source

SOURCE = Source(
    name="un-documents",
    title="UN documents",
    publisher="United Nations",
    licence="documents of the United Nations; free to cite with their symbol",
    citation="United Nations, Human Rights Council: documents of the Universal Periodic Review, by their symbols",
    address="https://documents.un.org/",
    itemises=False,
)

SUMMARY = re.compile(r"A/HRC/WG\.6/(\d{1,2})/([A-Z]{3})/3(?:/\w+\.\d+)?")
DECISION = re.compile(r"A/HRC/DEC/(\d{1,2})/(\d{1,3})")
ADDENDUM = re.compile(r"A/HRC/(\d{1,2})/(\d{1,3})/Add\.(\d)")
REPORT = re.compile(r"A/HRC/(\d{1,2})/(\d{1,3})")
ANY = re.compile(
    r"A/HRC/(?:WG\.6/\d{1,2}/[A-Z]{3}/\w+(?:\.\d+)?|DEC/\d+/\d+|\d{1,3}/[A-Z]?\w*(?:\.\d+)?)(?:/(?:Add|Corr|Rev)\.\d)*"
)

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
    """``report``, ``addendum``, ``decision``, ``summary`` or ``other``."""
    symbol: str | None
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


def cover(paper: Paper) -> Cover:
    """What the cover says; a symbol that is split over lines or letters is put together."""
    lines = front(paper)
    text = "\n".join(line.text for line in lines)
    flat = re.sub(r"A\s+/HRC", "A/HRC", re.sub(r"\s+", " ", text))
    flat = re.sub(r"/(Add|Corr|Rev)\.\s+(\d)", r"/\1.\2", flat)
    # Footnotes of the cover name other symbols ("previously issued under"), and come later than its own.
    own = re.split(r"(?i)previously issued|\* The|\bContents\b", flat)[0]
    found = ANY.search(own) or ANY.search(flat)
    if re.search(r"(?i)decisions? adopted by the human rights council", flat):
        # Where the head of the page comes last, the report that the decision names stands before its own symbol.
        found = DECISION.search(flat) or found
    symbol = found[0] if found else None
    return Cover(_kind(symbol, flat), symbol, _issued(own) or _issued(flat), _state(lines, symbol))


def _issued(text: str) -> str | None:
    """The day of issue: the first behind "Distr.", else the first that ends no range such as a session's."""
    _, _, behind = text.partition("Distr.")
    days = re.findall(r"(?<![–—-])(?<![–—-] )\b\d{1,2} [A-Z][a-z]+ \d{4}\b", behind) or re.findall(
        r"(?<![–—-])(?<![–—-] )(?<!to )\b\d{1,2} [A-Z][a-z]+ \d{4}\b", text
    )
    return next((day for day in map(date, days) if day), None)


def identity(paper: Paper) -> str | None:
    """The symbol: a document that comes as PDF and as DOCX is read once."""
    return cover(paper).symbol


def _kind(symbol: str | None, text: str) -> str:
    words = text.casefold()
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
    if symbol and (found := SUMMARY.fullmatch(symbol)):
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


def council_session(symbol: str) -> int:
    """The session of the Council that a symbol such as ``A/HRC/59/15`` or ``A/HRC/DEC/59/112`` names."""
    return int(symbol.removeprefix("A/HRC/").removeprefix("DEC/").split("/")[0])


def addendum_symbols(cover: Cover) -> tuple[str, str]:
    """The symbols of an addendum and of the report it belongs to."""
    symbol = cover.symbol or ""
    return symbol, symbol.split("/Add.")[0]


def token(letters: str) -> str | None:
    """The state that three letters of a UN symbol stand for; they are not always the ISO code."""
    code = TOKENS.get(letters, letters)
    return code if code in names.display_names() else None


def review_of(state: str, council_session: int, symbol: str | None = None) -> Review | None:
    """The state's review whose report has *symbol*, or whose outcome *council_session* adopts.

    Some outcomes were adopted a session or two late, so a review of up to two sessions before is
    taken where none is in place.
    """
    mine = [review for review in schedule.reviews().values() if review.state == state]
    for review in mine:
        if symbol and review.report_symbol == symbol:
            return review
    found: dict[int, Review] = {}
    for review in mine:
        late = council_session - schedule.sessions()[review.session].council_session
        if 0 <= late <= 2:
            found[late] = review
    return found[min(found)] if found else None


def review_of_report(state: str, symbol: str) -> Review | None:
    """The state's review whose report has *symbol*; None where the calendar has no such report of that state."""
    found = (review for review in schedule.reviews().values() if review.state == state)
    return next((review for review in found if review.report_symbol == symbol), None)


def known_review(paper: Paper, state: str | None, council_session: int, symbol: str | None) -> Review:
    """As ``review_of``; raises NotReadable where the document names no state or no review that is known."""
    if state is None:
        raise NotReadable(f"{paper.path}: the document does not say which State it is about")
    review = review_of(state, council_session, symbol)
    if review is None:
        raise NotReadable(
            f"{paper.path}: the calendar of reviews has none of {names.display_names()[state]} "
            f"that session {council_session} of the Council adopts"
        )
    return review
