"""What every source does with a row: find state, review, code; say what is wrong, and where; count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from uprgraph import names, schedule
from uprgraph.errors import BadRow, NotReadable, UnknownName
from uprgraph.namespaces import clean, digest, slug
from uprgraph.readers import Table
from uprgraph.records import (
    AffectedGroup,
    CodedState,
    DataQualityNote,
    Organisation,
    Pledge,
    Position,
    Recommendation,
    Record,
    Report,
    Review,
    Submission,
    Theme,
)
from uprgraph.resources import facts, folder

Row = TypeVar("Row")

NOBODY = frozenset({"", "(unknown)", "unknown"})
NOT_IN_CALENDAR = "The source has rows for a review that the calendar of reviews does not hold"


def known_themes(scheme: str) -> Mapping[str, str]:
    """Slug -> label of the themes of a bundled scheme; none of a scheme that no file bundles."""
    return known_labels(f"themes-{scheme}")


@lru_cache
def known_labels(codes: str, within: str = "") -> Mapping[str, str]:
    """Slug -> label of the concepts of a file of codes whose IRIs hold *within*."""
    from pyoxigraph import RdfFormat, parse

    path = folder("ontology") / "codes" / f"{codes}.ttl"
    if not path.exists():
        return {}
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    found = (
        quad.object.value
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if quad.predicate.value == label and within in quad.subject.value
    )
    return {slug(text): text for text in found}


class Reading:
    """One pass over one file: its report, and what was already said of states, themes, reviews."""

    def __init__(self, path: Path, scheme: str, skip_bad_rows: bool = False) -> None:
        self.path = path
        self.report = Report()
        self.scheme = scheme
        self.skip_bad_rows = skip_bad_rows
        self._said: set[object] = set()
        self._numbered: set[tuple[str, str]] = set()
        self._keys: dict[str, int] = {}
        self._minted: dict[str, int] = {}
        self._organisations = {row["code"] for row in facts("organisations")}

    def table(self, table: Table, convert: Callable[[list[str]], Iterator[object]]) -> Iterator[object]:
        """Every record that *convert* makes of the rows; a bad row raises BadRow or is counted."""
        width = len(table.header)

        def whole(row: list[str]) -> Iterator[object]:
            if len(row) != width:
                raise BadRow(f"{len(row)} cells where the header has {width}")
            return convert(row)

        return self.rows(table.rows(), whole)

    def rows(self, rows: Iterable[tuple[int, Row]], convert: Callable[[Row], Iterator[object]]) -> Iterator[object]:
        """Every record that *convert* makes of numbered rows; a bad row raises BadRow or is counted."""
        for number, row in rows:
            try:
                made = list(convert(row))
            except (BadRow, UnknownName) as error:
                message = f"{self.path.name}, row {number}: {error}"
                if not self.skip_bad_rows:
                    raise BadRow(f"{message}; --skip-bad-rows goes on without such rows") from error
                self.report.bad_rows.append(message)
                continue
            self.report.rows += 1
            yield from made

    def count(self, record: object) -> None:
        """Counts a record that is handed on."""
        report = self.report
        if isinstance(record, Record):
            report.records += 1
            report.reviews.add(record.review)
            _add(report.responses, record.response or "unknown")
            if record.paragraph is not None and (record.review, record.paragraph) not in self._numbered:
                self._numbered.add((record.review, record.paragraph))
                report.paragraphs.append(record.paragraph)
        elif isinstance(record, Recommendation):
            report.reviews.add(record.review)
            (report.referred if record.referred else report.paragraphs).append(record.paragraph)
            report.records += sum(len(part.makers) for part in record.parts) or len(record.makers)
        elif isinstance(record, Position):
            report.reviews.add(record.review)
            _add(report.positions, record.response)
        elif isinstance(record, Submission):
            report.reviews.add(record.review)
            _add(report.submissions, record.kind)
        elif isinstance(record, Pledge):
            report.pledges += 1
            report.reviews.add(record.review)

    def key(self, cells: list[str]) -> str:
        """The row key: hash of the clean cells, with a number from the second identical row on."""
        key = digest("\x1f".join(map(clean, cells)))
        count = self._keys[key] = self._keys.get(key, 0) + 1
        if count == 1:
            return key
        self.report.warn("rows that repeat another row of the file exactly (each is kept)")
        return f"{key}-{count}"

    def once(self, *said: object) -> Iterator[object]:
        for record in said:
            if record not in self._said:
                self._said.add(record)
                yield record

    def maker(self, name: str) -> str | None:
        """The ISO3 code, or None where the source itself says that it does not know."""
        name = clean(name)
        if name.casefold() in NOBODY:
            self.report.warn("rows without a known recommending state")
            return None
        return names.iso3(name)

    def coding(self, state: str | None, group: str, organisations: str) -> Iterator[object]:
        """Group and organisations of a state as this file has them."""
        codes = tuple(filter(None, (clean(code) for code in organisations.split(","))))
        if state is None:
            return
        for code in (group, *codes):
            if code and code not in self._organisations:
                yield from self.once(
                    Organisation(code, code, "RegionalGroup" if code == group else "IntergovernmentalOrganisation")
                )
        yield from self.once(CodedState(state, group or None, codes))

    def session(self, text: str) -> int:
        """``"18"`` or ``"44 - November 2023"`` -> the number of a session that exists."""
        number = clean(text).split(" ")[0].removesuffix(".0")
        if not number.isdecimal() or int(number) not in schedule.sessions():
            raise BadRow(
                f"unknown session {text.strip()!r}: Working Group sessions are 1 to {len(schedule.sessions())}"
            )
        return int(number)

    def review(self, state: str, session: int) -> tuple[str, Iterator[object]]:
        """The review's id, and what is to be said of it if the calendar does not hold it."""
        review = schedule.review_of(state, session)
        if review:
            return review.id, iter(())
        minted = schedule.minted_review(state, session)
        if self._minted.setdefault(minted.id, session) != session:
            first = self._minted[minted.id]
            raise BadRow(f"{state} has rows in sessions {first} and {session}, two reviews in one cycle")
        self.report.warn(f"rows to {names.display_names()[state]} in session {session}, a review the calendar lacks")
        return minted.id, self._mint(minted)

    def _mint(self, review: Review) -> Iterator[object]:
        yield from self.once(review, DataQualityNote(review.id, "review", NOT_IN_CALENDAR))

    def action(self, text: str) -> int | None:
        """The category, 1 to 5, from ``"4"`` or ``"4 - General action"``; None where blank."""
        text = clean(text)
        if not text:
            self.report.warn("rows without an action category")
            return None
        number = text.split(" ")[0]
        if number not in {"1", "2", "3", "4", "5"}:
            raise BadRow(f"unknown action category {text!r}: it is 1 to 5")
        return int(number)

    def affected(self, labels: list[str]) -> tuple[tuple[str, ...], Iterator[object]]:
        """The affected persons in the order of the row, and those that the bundled scheme does not list."""
        known = known_labels("affected-groups", f"/affected-group/{self.scheme}/")
        found = list(dict.fromkeys(filter(None, map(clean, labels))))
        new = [AffectedGroup(self.scheme, label) for label in found if slug(label) not in known]
        for label in new:
            self.report.warn(f"rows with the affected persons {label.label!r}, which the bundled scheme does not list")
        return tuple(found), self.once(*new)

    def themes(self, labels: list[str]) -> tuple[tuple[str, ...], Iterator[object]]:
        """The themes in the order of the row, and those that the bundled scheme does not list."""
        known = known_themes(self.scheme)
        found: list[str] = []
        new: list[object] = []
        for label in filter(None, map(clean, labels)):
            if slug(label) not in known:
                self.report.warn(f"rows with the theme {label!r}, which the bundled scheme does not list")
                new.append(Theme(self.scheme, label))
            if label not in found:
                found.append(label)
        if not found:
            self.report.warn("rows without a theme")
        return tuple(found), self.once(*new)


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def columns(header: tuple[str, ...], required: Mapping[str, frozenset[str]], path: Path) -> dict[str, int]:
    """Where each required column stands, by any of its names in any case.

    Raises NotReadable for a column that is missing, with the columns that were found.
    """
    at: dict[str, int] = {}
    for index, name in enumerate(header):
        for column, spellings in required.items():
            if clean(name).casefold() in spellings:
                at.setdefault(column, index)
    missing = [column for column in required if column not in at]
    if missing:
        raise NotReadable(
            f"{path}: the column {' and '.join(map(repr, missing))} is missing; "
            f"the file has {', '.join(clean(name) or '(no name)' for name in header)}"
        )
    return at
