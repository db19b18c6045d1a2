"""The review that a Working Group report is of, and its facts beside those of the calendar of reviews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from uprgraph import schedule
from uprgraph.errors import NotReadable
from uprgraph.records import DataQualityNote, Document, Review
from uprgraph.resources import facts
from uprgraph.sources.report_introduction import Introduction
from uprgraph.sources.report_makers import state
from uprgraph.sources.un_documents import TITLES, Cover, base_symbol, review_in, review_of_report

DIFFERS = "The report prints another value than the calendar of reviews has"


def review_of(path: Path, front: Cover, start: Introduction) -> tuple[Review, list[object]]:
    """The review, and what is to be said of it if the calendar does not hold it.

    The symbol decides where the calendar has it, else State and session. Raises NotReadable where
    the report tells neither.
    """
    code = front.state or (state(start.state) if start.state else None)
    if code is None:
        raise NotReadable(f"{path}: the report does not say which State it is about")
    if front.symbol and (known := review_of_report(code, front.symbol)):
        return known, []
    if start.session is None or start.session not in schedule.sessions():
        raise NotReadable(f"{path}: the report does not say which session of the Working Group it is of")
    review, said = review_in(code, start.session)
    # The review itself comes with what the report says of it.
    return review, [one for one in said if one is not review]


def review_facts(known: Review, start: Introduction, symbol: str) -> Iterator[Review | DataQualityNote]:
    """The review with what the report says of it; a note for each fact that the calendar has otherwise.

    Misprints that ``report-misprints`` lists are told by the bundled graph already.
    """
    listed = {row["field"] for row in facts("report-misprints") if row["review"] == known.id}
    said: dict[str, object] = {}
    notes: list[DataQualityNote] = []
    for field, printed, calendar in (
        ("date", start.date, known.date),
        ("meeting", start.meeting, known.meeting),
        ("troika", start.troika, known.troika),
        ("troika_selected", start.troika_selected, known.troika_selected),
        ("adopted_by_working_group", start.adopted, known.adopted_by_working_group),
        ("report_symbol", base_symbol(symbol), known.report_symbol),
    ):
        if not printed:
            continue
        if not calendar or _same(printed, calendar):
            said[field] = printed
        elif field not in listed:
            notes.append(_differs(known.id, field, printed, calendar))
    session = schedule.sessions().get(known.session)
    if start.session is not None and start.session != known.session:
        notes.append(_differs(known.id, "session", start.session, known.session))
    elif session and start.session_end and not _same(start.session_end, session.end):
        notes.append(_differs(known.id, "session_end", start.session_end, session.end))
    yield Review(known.id, known.state, known.cycle, known.session, **said)  # type: ignore[arg-type]
    yield from notes


def _same(printed: object, calendar: object) -> bool:
    if isinstance(printed, tuple) and isinstance(calendar, tuple):
        return set(printed) == set(calendar)
    if isinstance(printed, str) and isinstance(calendar, str):
        # The calendar may know no more than the month.
        return printed.startswith(calendar)
    return printed == calendar


def _differs(review: str, field: str, printed: object, calendar: object) -> DataQualityNote:
    return DataQualityNote(review, field, DIFFERS, printed=_shown(printed), corrected=_shown(calendar))


def _shown(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def documents(review: Review, front: Cover, start: Introduction) -> Iterator[Document]:
    """The report itself and the three documents it names."""
    named = [("WorkingGroupReport", front.symbol, front.issued)] if front.symbol else []
    for kind, symbol, issued in (*named, *((kind, symbol, None) for kind, symbol in start.documents)):
        yield Document(symbol, kind, f"{TITLES[kind]}, review {review.id}", review.id, symbol, issued)
