"""What a figure was asked with: a store and filters; the words that say what stands behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from uprgraph import catalogue, units
from uprgraph.errors import QueryError
from uprgraph.figures import origin
from uprgraph.results import Result
from uprgraph.store import Store

MEANINGS = {
    "records": "A record is one row of its source: one recommendation by one State.",
    "pairs": "A pair is one recommendation and one of the States that made it, each once.",
    "recommendations": "A recommendation is one numbered paragraph of a Working Group report, whoever made it.",
    "texts": "A text is one recommendation that no source numbers, whoever made it.",
}


@dataclass
class Asked:
    """A store, the question behind a figure, and the filters that were given."""

    store: Store
    question: str
    filters: Mapping[str, object]

    def ask(self, name: str | None = None) -> Result:
        """The answer of a question, by default the figure's own, with those of the filters that it takes."""
        question = catalogue.load(name or self.question)
        known = {*question.parameters, *question.common}
        return catalogue.ask(self.store, question.name, **{k: v for k, v in self.filters.items() if k in known})

    @cached_property
    def result(self) -> Result:
        """The answer of the figure's question."""
        return self.ask()

    def rows(self) -> list[dict[str, Any]]:
        """The answer's rows; raises QueryError, which says why, where it counts nothing."""
        rows = self.result.dicts()
        if not sum(row["n"] for row in rows):
            raise QueryError(f"no picture: {self.coverage if self.unknown else self._unmatched()}")
        return rows

    @property
    def unknown(self) -> bool:
        """Whether no source loaded tells anything of what was asked."""
        return self.coverage.startswith("Not known")

    def _unmatched(self) -> str:
        given = f" ({self.given})" if self.given else ""
        return f"nothing that is loaded matches the filters{given}. {self.coverage}"

    @property
    def coverage(self) -> str:
        """How many of the reviews in question stand behind the numbers, in which sessions."""
        return next((note for note in self.result.notes if note.startswith(("Covers", "Not known"))), "")

    @property
    def given(self) -> str:
        """The filters in words, e.g. ``theme death penalty, cycle 2``."""
        shown = {key: value for key, value in self.result.parameters.items() if key not in ("unit", "source")}
        return ", ".join(f"{key} {value}" for key, value in shown.items())

    def subtitle(self, n: int, also: str = "") -> str:
        """n, unit and filters on one line; *also* is what is shown of it."""
        chosen = f"only {self.given}" if self.given else "no filter"
        return f"n = {n:,} {self.result.unit}{f', {also}' if also else ''}; {chosen}"

    @cached_property
    def reviews(self) -> list[dict[str, Any]]:
        """The reviews that the numbers cover: itemised in the unit, and coded in what the filters ask for."""
        rows = self.ask("itemised-reviews").dicts()
        return [row for row in rows if not self._coding or row[self._coding]]

    @property
    def _coding(self) -> str:
        themes = bool(self.filters.get("theme")) or catalogue.load(self.question).covers == "coded reviews"
        wanted = (themes, bool(self.filters.get("action")))
        return {(True, True): "with_both", (True, False): "with_theme", (False, True): "with_action"}.get(wanted, "")

    @property
    def loaded(self) -> str:
        """What a review that is counted is: loaded, or coded where a filter asks for codes."""
        return "coded" if self._coding else "loaded"

    @property
    def unit(self) -> units.Unit:
        """The unit of the answer, with what it leaves out."""
        of = [None if self.filters.get(key) is None else str(self.filters[key]) for key in ("unit", "source")]
        return units.choose(self.store, catalogue.load(self.question).units, *of)

    def words(self, *sentences: str) -> list[str]:
        """The notes of the figure: *sentences* on how to read it, then unit, coverage, dates, source."""
        meaning = MEANINGS[self.result.unit.split(" ")[0]]
        left_out = f" {self.unit.note[0].upper()}{self.unit.note[1:]}." if self.unit.note else ""
        covered = f"{self.coverage} {self._dates()}".strip()
        return [*filter(None, [" ".join(filter(None, sentences)), meaning + left_out, covered, self._source()])]

    def _dates(self) -> str:
        """When the sessions of the reviews that are covered met."""
        numbers = {row["session"] for row in self.reviews}
        met = [row for row in catalogue.ask(self.store, "sessions").dicts() if row["session"] in numbers]
        if not met:
            return ""
        first, last = min(row["start"] for row in met), max(row["end"] for row in met)
        which = "This session" if len(met) == 1 else "The first of these sessions"
        ended = f"and ended on {origin.day(last)}" if len(met) == 1 else f"the last ended on {origin.day(last)}"
        return f"{which} began on {origin.day(first)}{'' if len(met) == 1 else ','} {ended}."

    def _source(self) -> str:
        chosen = self.unit.term.partition("/unit/records/")[2].rstrip(">")
        return origin.sentence(self.store, {row["review"] for row in self.reviews}, chosen)
