"""Which review an OHCHR list is about: what its running head says, and the symbols that it cites."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from uprgraph import names, schedule
from uprgraph.errors import NotReadable, UnknownName
from uprgraph.namespaces import clean
from uprgraph.records import DataQualityNote, Report, Review
from uprgraph.sources import un_documents
from uprgraph.sources.un_documents import LATE, council_session, ordinal

_HEAD_PART = re.compile(r"word/(?:header|footer)\d*\.xml")
_HEAD_LIMIT = 1 << 20
_TITLE = re.compile(r"\b(?:UPR|Universal Periodic Review)\s*(?:of|[:\u2013-])\s*(.+)", re.IGNORECASE)
_ORDINAL = r"(\d{1,2}\s?(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?)"
_CYCLE = re.compile(rf"\b{_ORDINAL}\s+(?:UPR\s+)?cycle\b|\bcycle\s+(\d)\b", re.IGNORECASE)
_SESSION = re.compile(
    rf"\b{_ORDINAL}\s+(?:UPR\s+|Working\s+Group\s+)?session\b|\bsession\s+(\d{{1,2}})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """The review as a title names it."""

    state: str
    cycle: int | None
    session: int | None


def running_heads(path: Path) -> list[str]:
    """The texts of the headers and footers of a DOCX, and the title in its properties; none if they cannot be read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                head = bool(_HEAD_PART.fullmatch(info.filename))
                if not (head or info.filename == "docProps/core.xml") or info.file_size > _HEAD_LIMIT:
                    continue
                wanted = ("}p",) if head else ("}title", "}subject")
                for element in etree.fromstring(archive.read(info), parser).iter("{*}*"):
                    if str(element.tag).endswith(wanted):
                        found.append(_text(element) if head else element.text or "")
    except (zipfile.BadZipFile, OSError, etree.XMLSyntaxError, NotImplementedError, RuntimeError):
        return []
    return [text for text in map(clean, found) if text]


def _text(paragraph: object) -> str:
    """The text of a paragraph; Word parts it anywhere, even within a number."""
    signs = {"t": None, "br": " ", "tab": " ", "cr": " "}
    found = []
    for element in paragraph.iter("{*}*"):  # type: ignore[attr-defined]
        name = element.tag.rpartition("}")[2]
        if name in signs:
            found.append(signs[name] or element.text or "")
    return "".join(found)


def named(text: str) -> Named | None:
    """The review that a title names; None where it names no State.

    >>> named("UPR of Iran (Islamic Republic of) (3rd Cycle - 34th Session)")
    Named(state='IRN', cycle=3, session=34)
    """
    title = _TITLE.search(text)
    if title is None:
        return None
    cycle, session = _CYCLE.search(title[1]), _SESSION.search(title[1])
    end = min([found.start() for found in (cycle, session) if found], default=len(title[1]))
    for words in (title[1][:end], re.split(r"\s[(\u2013-]|,", title[1][:end])[0]):
        try:
            state = names.iso3(re.sub(r"^the\s+|[\s(,;:\u2013-]+$", "", words))
        except UnknownName:
            continue
        return Named(state, _counted(cycle), _counted(session))
    return None


def _counted(found: re.Match[str] | None) -> int | None:
    return ordinal(found[1] or found[2]) if found else None


def state_in(name: str) -> str | None:
    """The one state that the words of a file's name name, if it is one.

    >>> state_in("upr48-slovenia-thematic-list.docx"), state_in("list-niger-nigeria.docx")
    ('SVN', None)
    """
    words = re.findall(r"[^\W\d_]+", name.rsplit(".", 1)[0])
    found: set[str] = set()
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + 8), at, -1):
            span = " ".join(words[at:end])
            try:
                # Short words such as "and" and "per" are codes of states, too.
                state = names.iso3(span) if len(span) > 3 else None
            except UnknownName:
                continue
            if state:
                found.add(state)
                at = end - 1
                break
        at += 1
    return found.pop() if len(found) == 1 else None


Found = tuple[Review, list[Review | DataQualityNote]]
"""A review, and what is to be said of it if the calendar does not hold it."""


def review_of(path: Path, texts: Sequence[str], symbol: str | None, report: Report) -> Found:
    """The review, and what is to be said of it if the calendar does not hold it.

    The symbol of the report that most rows cite decides where the calendar has it, since a head may be left
    over from another list; then the title; the file's name is asked last. Where they contradict one another
    that is a problem of the report. Raises NotReadable where nothing tells.
    """
    title = next(filter(None, map(named, texts)), None)
    council = council_session(symbol) if symbol else None
    by_symbol = next((r for r in schedule.reviews().values() if symbol and r.report_symbol == symbol), None)
    found: Found | None = (by_symbol, []) if by_symbol else None
    if found is None and title is not None:
        found = _by_title(title, council)
    elif found is None and council is not None and (state := state_in(path.name)):
        report.warn("the State under review is told by the file's name only")
        found = un_documents.review_adopted(state, council, symbol)
    if found is None:
        raise NotReadable(
            f"{path}: the list does not say which review it is about: neither in its head (UPR of ... cycle, session) "
            "nor by the symbols that it cites"
        )
    _compare(found[0], title, symbol, report)
    report.problems += un_documents.doubts(found[0])
    return found


def _by_title(title: Named, council: int | None) -> Found | None:
    """The State's review of the session that the title says, else of the Council's session, else of the cycle.

    What the calendar has comes before what it lacks.
    """
    session = title.session if title.session in schedule.sessions() else None
    late = council - schedule.sessions()[session].council_session if council and session else 0
    fits = session is not None and 0 <= late <= LATE
    if fits and session and (known := schedule.review_of(title.state, session)):
        return known, []
    if council is None:
        known = schedule.reviews().get(f"{title.state.lower()}-{title.cycle}")
    else:
        known = un_documents.review_of(title.state, council)
    if known:
        return known, []
    if not fits and council is not None and (found := un_documents.review_adopted(title.state, council)):
        return found
    return un_documents.review_in(title.state, session) if session else None


def _compare(review: Review, title: Named | None, symbol: str | None, report: Report) -> None:
    """Problems where the title, the calendar and the cited symbol do not say the same."""
    told = f"the list is read as that of {review.id}"
    if title and title.state != review.state:
        report.problems.append(f"its head names {names.display_names()[title.state]}, it cites {symbol}; {told}")
    elif title and title.session is not None and title.session != review.session:
        report.problems.append(f"its head says session {title.session}, the calendar {review.session}; {told}")
    elif title and title.cycle is not None and title.cycle != review.cycle:
        report.problems.append(f"its head says cycle {title.cycle}, the calendar {review.cycle}; {told}")
    if symbol and review.report_symbol and review.report_symbol != symbol:
        report.problems.append(f"it cites {symbol}; the report of {review.id} is {review.report_symbol}; {told}")
