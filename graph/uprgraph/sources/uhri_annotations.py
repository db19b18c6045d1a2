"""Annotations of OHCHR's Universal Human Rights Index -> records, whatever file they come in.

The JSON and the table of an export name the same fields by other words. An annotation of the UPR is one
recommendation to one State under review; it gives one record for each recommending state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from uprgraph import names, schedule
from uprgraph.errors import BadRow, NotReadable, UnknownName
from uprgraph.namespaces import clean, digest, slug
from uprgraph.records import Document, Record, Source
from uprgraph.sources import un_documents
from uprgraph.sources.numbered_text import numbered
from uprgraph.sources.rows import Reading

SOURCE = Source(
    name="uhri",
    title="UHRI",
    publisher="OHCHR, Geneva",
    licence="not stated in the file; see the terms of use of the United Nations' websites",
    citation="OHCHR, Universal Human Rights Index, full export",
    address="https://uhri.ohchr.org/",
)
SCHEME = "ohchr-4"
"""The index has one thesaurus; the lists of the fourth cycle use it as it is today."""

FIELDS = {
    "id": ("AnnotationId", "OHCHR Annotation Id"),
    "kind": ("AnnotationType", "Type"),
    "body": ("Body", "Recommending Body"),
    "countries": ("Countries", "Countries Concerned"),
    "themes": ("Themes",),
    "text": ("Text",),
    "makers": ("UprRecommendingCountry", "UprRecommendingCountries", "UPR Recommending States"),
    "positions": ("UprPositions", "UPR Position"),
    "sessions": ("UprSession", "UprSessions"),
    "symbol": ("Symbol", "Document Symbol"),
    "affected": ("AffectedPersons",),
    "goals": ("Sdgs",),
    "cycle": ("UprCycle",),
}
OPTIONAL = frozenset({"symbol", "affected", "goals", "cycle"})
LEFT_OUT = (
    *("DocumentId", "Regions", "Regions Concerned", "UprRecommendingRegions", "Recommending Regions"),
    *("PublicationDate", "Document Publication Date", "PublicationDateOnUhri", "Date of publication on UHRI"),
)
POSITIONS: dict[frozenset[str], tuple[str, str | None]] = {
    frozenset({"supported"}): ("accepted", "supported"),
    frozenset({"accepted"}): ("accepted", None),
    frozenset({"noted"}): ("noted", None),
    frozenset({"supported", "noted"}): ("noted", "partially-accepted"),
    frozenset({"not supported"}): ("noted", "not-supported"),
    frozenset({"rejected"}): ("noted", "rejected"),
    frozenset({"pending"}): ("pending", None),
}
"""What the words of a position come to: the response, and the answer where that says more."""

TEXT_LIMIT = 100_000
_DASH = re.compile(r"[-–—•]\s+")
_SESSION = re.compile(r"(?:(?:upr|wg|session)\s+)*(\d{1,2})(?:st|nd|rd|th)?\b", re.IGNORECASE)
_GOAL = re.compile(r"(?:SDG|Goal)?\s*(\d{1,2})(?:\.\w{0,2})?(?!\w)", re.IGNORECASE)


def _plain(name: str) -> str:
    """A field's name without case, blanks and the index's own spelling "Reccomending"."""
    return re.sub(r"[^a-z]", "", name.casefold()).replace("reccom", "recom").replace("recomm", "recom")


_KNOWN = {_plain(name): field for field, named in FIELDS.items() for name in named}
_KNOWN |= {_plain(name): "" for name in LEFT_OUT}


def field(name: str) -> str | None:
    """The field that a key or column names; empty for what is left out, None for what is not known."""
    return _KNOWN.get(_plain(name))


def require(found: Iterable[str], what: str, path: object) -> None:
    """Raises NotReadable, with the names that are there, where a field is missing."""
    listed = list(found)
    fields = set(map(field, listed))
    if missing := [repr(named[0]) for key, named in FIELDS.items() if key not in fields and key not in OPTIONAL]:
        raise NotReadable(
            f"{path}: the {what} {' and '.join(missing)} is missing; the file has {', '.join(listed)[:300]}"
        )


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation as the index has it: texts without the dash that the index puts before each value."""

    id: str
    countries: tuple[str, ...]
    themes: tuple[str, ...]
    text: str
    makers: tuple[str, ...]
    positions: tuple[str, ...]
    sessions: tuple[str, ...]
    symbol: tuple[str, ...]
    affected: tuple[str, ...]
    goals: tuple[str, ...]
    cycle: tuple[str, ...]


Row = Mapping[str, Any] | BadRow
"""The fields of an annotation, or what is wrong with the row that should hold them."""


def records(rows: Iterable[tuple[int, Row]], reading: Reading) -> Iterator[object]:
    """Records, themes and affected persons new to the scheme, documents and reviews new to the calendar."""
    annotations = _Annotations(reading)
    return reading.rows(annotations.of_recommendations(rows), annotations.convert)


def values(said: object) -> tuple[str, ...]:
    """The values of a field: of a list its elements, of a text one from each line, dashes taken off.

    >>> values("- Guinea-Bissau\\n- State of Palestine*"), values(["- Timor-Leste", "Chad"]), values(None)
    (('Guinea-Bissau', 'State of Palestine*'), ('Timor-Leste', 'Chad'), ())

    Raises BadRow for an object.
    """
    if said is None or said == "":
        return ()
    if isinstance(said, str):
        return _label(said) if len(said) < 300 else _lines(said)
    if isinstance(said, int):
        return (str(said),)
    if isinstance(said, list | tuple):
        return tuple(value for element in said for value in values(element))
    raise BadRow(f"an object stands where texts are expected: {str(said)[:60]}")


@lru_cache(maxsize=1 << 14)
def _label(text: str) -> tuple[str, ...]:
    """As ``_lines``: the index has few values, and each of them often."""
    return _lines(text)


def _lines(text: str) -> tuple[str, ...]:
    lines = [line for line in map(clean, re.split(r"[\r\n]+", text)) if line]
    dashed = any(_DASH.match(line) for line in lines)
    found: list[str] = []
    for line in lines:
        if dashed and found and not _DASH.match(line):
            found[-1] += f" {line}"
        else:
            found.append(_DASH.sub("", line, count=1) if _DASH.match(line) else line)
    return tuple(found)


class _Annotations:
    """One pass over one file."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._warn = reading.report.warn
        self._read: dict[str, int] = {}
        self._other: set[tuple[str, str]] = set()
        """Reviews and the documents that are cited in place of their reports."""

    def of_recommendations(self, rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        """The rows that are recommendations of the UPR, and those that cannot be told; others are counted."""
        for number, row in rows:
            if not isinstance(row, BadRow):
                try:
                    body, kind = values(row.get("body")), values(row.get("kind"))
                except BadRow as error:
                    yield number, error
                    continue
                if not body:
                    yield number, BadRow("the annotation names no body that recommends")
                    continue
                if not any(name.casefold() in ("upr", "universal periodic review") for name in body):
                    self._warn("annotations of other mechanisms, left out")
                    continue
                if not any(name.casefold().startswith("recommendation") for name in kind):
                    self._warn(f"annotations of the UPR of type {' and '.join(kind)[:60]!r}, left out")
                    continue
            yield number, row

    def convert(self, row: Row) -> Iterator[object]:
        if isinstance(row, BadRow):
            raise row
        annotation = _annotation(row)
        told = hash(annotation)
        if (before := self._read.get(annotation.id)) is not None:
            if before != told:
                raise BadRow(f"the annotation {annotation.id} stands in the file twice, and not the same")
            self._warn("annotations that stand in the file twice, read once")
            return
        yield from self._said(annotation)
        self._read[annotation.id] = told

    def _said(self, annotation: Annotation) -> Iterator[object]:
        state = self._state(annotation)
        makers = self._makers(annotation)
        if state in makers:
            raise BadRow(f"{names.display_names()[state]} cannot recommend to itself")
        document = self._document(annotation)
        review, about_review = self._review(annotation, state, document)
        response, answer = self._position(annotation)
        paragraph, text = self._text(annotation, makers)
        themes, new_themes = self._reading.themes(list(annotation.themes))
        affects, new_persons = self._reading.affected(list(annotation.affected))
        goals = self._goals(annotation)
        yield from about_review
        yield from self._described(document, review)
        yield from new_themes
        yield from new_persons
        first = _key(annotation.id)
        named: dict[str, int] = {}
        for maker in makers:
            key = f"{first}-{(maker or 'unknown').lower()}"
            named[key] = named.get(key, 0) + 1
            if named[key] > 1:
                self._warn("annotations that name a recommending state twice (each is kept)")
                key = f"{key}-{named[key]}"
            yield Record(
                *(SOURCE.name, key, review, maker, response, None, themes, SCHEME, text, answer),
                paragraph=paragraph,
                affects=affects,
                goals=goals,
                document=document,
            )

    def _state(self, annotation: Annotation) -> str:
        found = _states(annotation.countries)
        if len(found) != 1:
            raise BadRow(
                f"the annotation {annotation.id} concerns {', '.join(annotation.countries)[:120] or 'no country'}; "
                "a recommendation of the UPR is to one State under review"
            )
        return found[0]

    def _makers(self, annotation: Annotation) -> list[str | None]:
        if not annotation.makers:
            self._warn("annotations without recommending states")
            return [None]
        if len(annotation.makers) == 1 and annotation.makers[0].casefold() in ("unknown", "(unknown)"):
            return [self._reading.maker(annotation.makers[0])]
        return list(_states(annotation.makers))

    def _document(self, annotation: Annotation) -> str | None:
        said = " ".join(annotation.symbol)
        if not said:
            self._warn("annotations without a document symbol")
            return None
        found = un_documents.ANY.match(said)
        if not found or found[0] != said:
            self._warn(f"document symbols that cannot be read, such as {said[:60]!r}")
            return None
        return said

    def _described(self, document: str | None, review: str) -> Iterator[object]:
        """The document, where the calendar does not hold it as the report of a review."""
        known = schedule.reviews().get(review)
        report = known.report_symbol if known else None
        if document is None or document == report:
            return
        if report and not document.startswith(f"{report}/"):
            self._warn("annotations whose document is neither the report of their review nor an addition to it")
            if (review, document) not in self._other:
                self._other.add((review, document))
                self._reading.report.problems.append(f"{review}: {document} is cited where the report is {report}")
        kind = next((kind for form, kind in KINDS.items() if form.fullmatch(document)), "Document")
        yield from self._reading.once(Document(document, kind, f"{document}, as UHRI cites it", symbol=document))

    def _review(self, annotation: Annotation, state: str, document: str | None) -> tuple[str, Iterator[object]]:
        """By state and session; where no session is given by state and cycle, else by the report's symbol."""
        sessions = {self._reading.session(_session(said)) for said in annotation.sessions}
        cycle = _cycle(annotation.cycle)
        if len(sessions) > 1:
            raise BadRow(f"the annotation {annotation.id} names several sessions: {', '.join(annotation.sessions)}")
        if sessions:
            [session] = sessions
            if cycle and cycle != schedule.sessions()[session].cycle:
                self._warn(f"annotations whose cycle {' '.join(annotation.cycle)!r} is not that of session {session}")
            return self._reading.review(state, session)
        if cycle and f"{state.lower()}-{cycle}" in schedule.reviews():
            return f"{state.lower()}-{cycle}", iter(())
        for review in schedule.reviews().values():
            symbol = review.report_symbol
            if review.state == state and symbol and document and f"{document}/".startswith(f"{symbol}/"):
                return review.id, iter(())
        raise BadRow(f"the annotation {annotation.id} names no session, and no other word of which review it is about")

    def _position(self, annotation: Annotation) -> tuple[str | None, str | None]:
        said = {part.strip().casefold() for value in annotation.positions for part in value.split("/")}
        if not said:
            self._warn("annotations without a position")
            return None, None
        if (known := POSITIONS.get(frozenset(said))) is not None:
            return known
        self._warn(f"annotations with the position {' and '.join(annotation.positions)[:60]!r}, which is not known")
        return None, None

    def _text(self, annotation: Annotation, makers: list[str | None]) -> tuple[str | None, str]:
        if len(annotation.text) > TEXT_LIMIT:
            raise BadRow(f"the text has {len(annotation.text):,} characters")
        found = numbered(annotation.text)
        if not found.text:
            raise BadRow("the text is empty")
        if found.item:
            self._warn("texts whose number does not tell the recommendation's paragraph")
        elif found.paragraph is None:
            self._warn("texts without a paragraph number")
        if found.makers and set(found.makers) != set(makers):
            listed = ", ".join(maker or "none" for maker in makers)
            self._reading.report.problems.append(
                f"the annotation {annotation.id} lists {listed} as recommending, its text {', '.join(found.makers)}"
            )
        return found.paragraph, found.text

    def _goals(self, annotation: Annotation) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for label in annotation.goals:
            number = _GOAL.match(label)
            if number and 1 <= int(number[1]) <= 17:
                found[int(number[1])] = None
            else:
                self._warn(f"goals {label[:60]!r} that are none of the 17")
        return tuple(found)


KINDS = {
    un_documents.ADDENDUM: "Addendum",
    un_documents.REPORT: "WorkingGroupReport",
    un_documents.DECISION: "OutcomeDecision",
}


def _annotation(row: Mapping[str, Any]) -> Annotation:
    text = row.get("text")
    said = {name: values(row.get(name)) for name in FIELDS if name not in ("id", "text", "kind", "body")}
    number = values(row.get("id"))
    if len(number) != 1:
        raise BadRow("the annotation has no id, or several")
    words = text if isinstance(text, str) else " ".join(values(text))
    return Annotation(id=number[0], text=words, **said)


def _key(annotation: str) -> str:
    """The id as it may stand in an address; what is lost of it is made up for."""
    plain = slug(annotation)
    return plain if plain == annotation.casefold() else f"{plain}-{digest(annotation, 8)}".strip("-")


def _states(said: tuple[str, ...]) -> list[str]:
    """The states that the values name; a value may hold several with dashes between them."""
    found: list[str] = []
    for value in said:
        try:
            found.append(names.iso3(value))
        except UnknownName:
            parts = re.split(r"\s+[-–]\s+", value)
            if len(parts) == 1:
                raise
            found += map(names.iso3, parts)
    return found


def _session(said: str) -> str:
    found = _SESSION.match(said)
    return found[1] if found else said


def _cycle(said: tuple[str, ...]) -> int | None:
    """The number in ``"Third cycle"``, ``"Cycle 3"`` or ``"3rd cycle (2017-2022)"``."""
    words = re.findall(r"[A-Za-z0-9]+", " ".join(said))
    return next((number for number in map(un_documents.ordinal, words) if number in (1, 2, 3, 4)), None)
