"""OHCHR's "Thematic list of recommendations" (DOCX): each recommendation with position, themes, persons and goals.

Three layouts are known: of the second cycle (themes with codes such as A12), of the third (themes,
goals and persons in one cell) and of the fourth (goals in a column of their own).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from uprgraph import names
from uprgraph.errors import NotReadable
from uprgraph.namespaces import clean, slug
from uprgraph.papers import Paper
from uprgraph.records import DataQualityNote, Document, Position, Record, Source
from uprgraph.sources.answer_wordings import RESPONSES, one_answer, stated
from uprgraph.sources.matrix_citation import ADDENDUM, COUNCIL_OUTCOME, REPORT, Citation, citation, common_report
from uprgraph.sources.matrix_review import review_of, running_heads
from uprgraph.sources.matrix_table import MatrixTable, Row, has_matrix, matrix_table, texts_above
from uprgraph.sources.recommendation_numbers import ranges
from uprgraph.sources.report_recommendations import wording
from uprgraph.sources.rows import Reading, known_themes
from uprgraph.sources.un_documents import cover, document

READS = Paper
KIND = "OHCHR matrix"
SOURCE = Source(
    name="ohchr-matrix",
    title="OHCHR lists of recommendations",
    publisher="Office of the United Nations High Commissioner for Human Rights",
    licence="not stated in the files; ask OHCHR before passing its codes on",
    citation="OHCHR, Universal Periodic Review, thematic lists of recommendations",
    address="https://www.ohchr.org/en/hr-bodies/upr/documentation",
)
SCHEME = "ohchr-4"
LAYOUTS = {"ohchr-2": "second cycle", "ohchr-3": "third cycle", "ohchr-4": "fourth cycle"}
ANSWERS = {"supported/noted": "partially-accepted", "under consideration": "to-be-examined"}
"""Words of the column Position whose answer (``ontology/codes/responses.ttl``) is not told by the words themselves."""
_LONGEST_ANSWER = 200
STAGES = {
    REPORT: "the Working Group report",
    ADDENDUM: "the addendum",
    COUNCIL_OUTCOME: "the Council's outcome",
}
_TOTALS = (
    (
        "recommendations",
        re.compile(r"\b(\d{1,3})\s+recommendations\b|\brecommendations\s*[:(\u2013-]\s*(\d{1,3})\b", re.I),
    ),
    (
        "accepted",
        re.compile(r"\b(\d{1,3})\s+(?:supported|accepted)\b|\b(?:supported|accepted)\s*[:(]\s*(\d{1,3})\b", re.I),
    ),
    ("noted", re.compile(r"\b(\d{1,3})\s+noted\b|\bnoted\s*[:(]\s*(\d{1,3})\b", re.I)),
)


def recognises(paper: Paper) -> bool:
    """Whether a table has columns for recommendation, position and themes; an addendum's table is the State's."""
    return has_matrix(paper) and cover(paper).kind not in ("addendum", "report")


def identity(paper: Paper) -> str | None:
    """The name of the list: one that was saved twice is read once. None where it does not tell its review."""
    try:
        return _List(paper, Reading(paper.path, SCHEME)).id
    except NotReadable:
        return None


def read(paper: Paper, reading: Reading) -> Iterator[object]:
    """The document, those it cites, a record for each recommendation and maker, a position for each recommendation."""
    yield from _List(paper, reading).records()


class _List:
    """One list, read as a whole: rows are compared with one another before any of them is believed."""

    def __init__(self, paper: Paper, reading: Reading) -> None:
        self.reading, self.report = reading, reading.report
        self.table: MatrixTable = matrix_table(paper)
        self.rows = self.table.rows
        if not any(row.paragraph for row in self.rows):
            raise NotReadable(f"{paper.path}: no row of the list begins with a number such as 140.12")
        self.texts = texts_above(paper, self.table, running_heads(paper.path))
        self.cited = {row.place: citation(row.citation) for row in self.rows}
        self.report_symbol = common_report(self.cited.values())
        self.review, self._minted = review_of(paper.path, self.texts, self.report_symbol, self.report)
        self.id = f"ohchr-matrix-{self.review.id}"
        self._stages = self._stages_of_paragraphs()
        self._mentions: Counter[tuple[str, str]] = Counter()
        self._answers: dict[str, set[str | None]] = defaultdict(set)
        for row in self.rows:
            if row.paragraph:
                self._answers[row.paragraph].add(_answer(row.answer))

    def records(self) -> Iterator[object]:
        review, report = self.review, self.report
        report.review = review.id
        self.reading.scheme = _scheme(self.table)
        report.layout = LAYOUTS[self.reading.scheme]
        self._compare_labels()
        name = names.display_names()[review.state]
        yield from self._minted
        yield Document(
            self.id,
            "RecommendationMatrix",
            f"List of recommendations by theme, {name}, cycle {review.cycle}",
            review.id,
        )
        yield from self._cited_documents()
        seen: dict[str, Row] = {}
        for row in self.rows:
            report.rows += 1
            if row.paragraph is None:
                report.problems.append(f"row {row.place}: no number before {row.text[:120]!r}; the row was left out")
            elif row.paragraph in seen and _same(seen[row.paragraph], row):
                report.warn("rows that repeat another row of the list (each recommendation counts once)")
            else:
                if row.paragraph in seen:
                    report.problems.append(
                        f"{row.paragraph} stands in two rows that differ, {seen[row.paragraph].place} and {row.place}"
                    )
                yield from self._row(row, row.paragraph, again=row.paragraph in seen)
                seen.setdefault(row.paragraph, row)
        if not self.report_symbol:
            report.problems.append("the list cites no source of position that could be read: no positions are given")
        for column in self.table.unknown:
            report.warn(f"column {column!r} is not known and was left out")
        self._missing_numbers(seen)
        self._strange_groups()
        yield from self._strange_positions()
        yield from self._totals(len(seen))

    def _row(self, row: Row, paragraph: str, again: bool) -> Iterator[object]:
        """The records of one row, its position, and what it brings that the schemes do not list."""
        review, report = self.review.id, self.report
        text = wording(row.text)
        report.problems += [f"{paragraph}: {problem}" for problem in text.problems]
        answer = _answer(row.answer)
        response = RESPONSES[answer] if answer else None
        if answer is None:
            report.problems.append(f"{paragraph}: the position {row.answer!r} is none that is known")
        themes, new_themes = self.reading.themes(list(row.themes))
        yield from new_themes
        affects, new_groups = self.reading.affected(list(row.affected))
        yield from new_groups
        goals = self._goals(row, paragraph)
        clauses = [(part.text, part.makers) for part in text.parts] or [(text.text, text.makers)]
        for words, makers in clauses:
            for maker in makers or (None,):
                yield Record(
                    source=SOURCE.name,
                    key=self._key(paragraph, maker),
                    review=review,
                    maker=maker,
                    response=response,
                    action=None,
                    themes=themes,
                    scheme=self.reading.scheme,
                    text=words,
                    answer=answer,
                    paragraph=paragraph,
                    affects=affects,
                    goals=goals,
                    document=self.id,
                )
        if answer and response and not again and len(self._answers[paragraph]) == 1:
            position = self._position(row, paragraph, answer, response)
            yield from () if position is None else (position,)

    def _key(self, paragraph: str, maker: str | None) -> str:
        name = (maker or "unknown").lower()
        self._mentions[paragraph, name] += 1
        count = self._mentions[paragraph, name]
        return f"{self.review.id}-{paragraph}-{name}" + (f"-{count}" if count > 1 else "")

    def _goals(self, row: Row, paragraph: str) -> tuple[int, ...]:
        """Numbers of the goals: ``16 - PEACE ...``, or of a target such as 16.2."""
        found: list[int] = []
        for label in row.goals:
            number = re.match(r"(?:SDG|Goal)?\s*(\d{1,2})(?!\d)", label, re.IGNORECASE)
            if number and 1 <= int(number[1]) <= 17:
                found.append(int(number[1]))
            else:
                self.report.problems.append(f"{paragraph}: {label!r} is no goal of sustainable development")
        return tuple(dict.fromkeys(found))

    # Positions and the documents that state them

    def _trusted(self, row: Row) -> Citation | None:
        """The citation of a row, unless it is of another report than the other rows'."""
        cited = self.cited[row.place]
        return cited if cited and (cited.report == self.report_symbol or cited.stage == COUNCIL_OUTCOME) else None

    def _stages_of_paragraphs(self) -> dict[str, set[str]]:
        stages: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            if row.paragraph and (cited := self._trusted(row)):
                stages[row.paragraph.split(".")[0]].add(cited.stage)
        return stages

    def _position(self, row: Row, paragraph: str, answer: str, response: str) -> Position | None:
        """The position; without document where the citation cannot be read, and none where its stage is not sure."""
        cited = self._trusted(row)
        if cited is None:
            stages = self._stages[paragraph.split(".")[0]]
            if len(stages) == 1:
                cited = Citation.of_stage(next(iter(stages)))
        if self.report_symbol:
            self._tell_citation(row, paragraph, cited)
        if cited is None:
            return None
        return Position(
            review=self.review.id,
            paragraph=paragraph,
            number=cited.number,
            answer=answer,
            response=response,
            stage=cited.stage,
            document=cited.symbol,
            statement=cited.statement,
            teller=SOURCE.name,
        )

    def _tell_citation(self, row: Row, paragraph: str, cited: Citation | None) -> None:
        """A problem where a citation could not be read as it stands."""
        printed = f"the source of position {row.citation!r}" if row.citation else "that no source of position is given"
        if cited is None:
            self.report.problems.append(f"{paragraph}: no position, for {printed}")
        elif cited.symbol is None:
            self.report.problems.append(f"{paragraph}: a position without document, for {printed}")
        elif cited.rest:
            self.report.problems.append(f"{paragraph}: {printed} was read as paragraph {cited.statement or 'unknown'}")

    def _cited_documents(self) -> Iterator[object]:
        kinds = {REPORT: "WorkingGroupReport", ADDENDUM: "Addendum"}
        cited = {(found.symbol, found.stage) for row in self.rows if (found := self._trusted(row))}
        for symbol, stage in sorted((symbol, stage) for symbol, stage in cited if symbol and stage in kinds):
            yield document(kinds[stage], self.review.id, symbol)

    # What the list says twice, compared

    def _compare_labels(self) -> None:
        """A warning where another scheme knows more of the themes than that of the layout."""
        labels = {slug(label) for row in self.rows for label in row.themes}
        known = {scheme: len(labels & known_themes(scheme).keys()) for scheme in LAYOUTS}
        best = max(known, key=lambda scheme: (known[scheme], scheme == self.reading.scheme))
        if best != self.reading.scheme:
            mine = known[self.reading.scheme]
            self.report.warn(
                f"the layout is that of the {self.report.layout}, which knows {mine} of {len(labels)} themes; "
                f"the themes of the {LAYOUTS[best]} hold {known[best]} of them"
            )

    def _missing_numbers(self, seen: dict[str, Row]) -> None:
        """Problems where numbers are left out: lists hold all recommendations of a review."""
        items: dict[str, set[int]] = defaultdict(set)
        for paragraph in seen:
            prefix, _, item = paragraph.partition(".")
            items[prefix].add(int(re.sub(r"\D", "", item)))
        for prefix, found in items.items():
            if missing := sorted(set(range(1, max(found))) - found):
                self.report.problems.append(f"the list lacks {ranges(f'{prefix}.{item}' for item in missing)}")

    def _strange_groups(self) -> None:
        """A warning for rows that stand under a theme which is none of theirs."""
        strange = [
            row.paragraph
            for row in self.rows
            if row.paragraph and row.group and slug(row.group) not in {slug(theme) for theme in row.themes}
        ]
        if strange:
            self.report.warn(f"rows under a theme that is none of theirs ({', '.join(strange)})")

    def _strange_positions(self) -> Iterator[object]:
        """A note where a paragraph's answers stand in the report, and the list takes some of them from elsewhere."""
        stages: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            if row.paragraph and (cited := self._trusted(row)):
                stages[row.paragraph.split(".")[0]][cited.stage].append(row.paragraph)
        found = []
        for prefix, by_stage in sorted(stages.items()):
            usual = max(by_stage, key=lambda stage: len(by_stage[stage]))
            found += [
                f"the positions on {ranges(numbers)} from {STAGES[stage]}, "
                f"on {len(by_stage[usual])} others of paragraph {prefix} from {STAGES[usual]}"
                for stage, numbers in by_stage.items()
                if stage != usual
            ]
        if found:
            reason = f"OHCHR's list takes {'; '.join(found)}"
            self.report.warn(reason)
            yield DataQualityNote(self.review.id, "ohchr-matrix-position", reason)

    def _totals(self, counted: int) -> Iterator[object]:
        """A note for each total above the table that the rows do not come to; the rows are believed."""
        counts = Counter(RESPONSES.get(_answer(row.answer) or "") for row in self.rows)
        counts["recommendations"] = counted
        for what, pattern in _TOTALS:
            for total in filter(None, map(pattern.search, self.texts)):
                printed = int(total[1] or total[2])
                if printed != counts[what]:
                    reason = f"The head of OHCHR's list says {printed} {what}, its rows come to {counts[what]}"
                    self.report.warn(reason)
                    yield from self.reading.once(
                        DataQualityNote(self.review.id, f"ohchr-matrix-{what}", reason, str(printed), str(counts[what]))
                    )


def _answer(printed: str) -> str | None:
    """The answer that the column Position says; None where it says none, or several that contradict one another."""
    words = re.sub(r"\s*/\s*", "/", clean(printed).casefold()).strip(" .*")[:_LONGEST_ANSWER]
    return ANSWERS.get(words) or one_answer(found.code for found in stated(words))


def _same(one: Row, other: Row) -> bool:
    """Whether two rows tell the same of a recommendation; the theme above them may differ."""
    return (one.text, one.answer, one.citation, one.themes, one.goals, one.affected) == (
        other.text,
        other.answer,
        other.citation,
        other.themes,
        other.goals,
        other.affected,
    )


def _scheme(table: MatrixTable) -> str:
    """The scheme of a layout: codes stand in the second cycle's, goals in a column of their own in the fourth's."""
    labels = sum(len(row.themes) for row in table.rows)
    if table.coded > labels / 2:
        return "ohchr-2"
    fourth = "goals" in table.columns or "persons" in table.columns["themes"].casefold()
    return "ohchr-4" if fourth else "ohchr-3"
