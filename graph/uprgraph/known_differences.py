"""Differences between sources whose reason is known: rows of a table, each in our own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache

from uprgraph.resources import facts

TABLES = ("totals", "paragraphs", "makers", "answers", "unmatched")


class Known:
    """The reasons, looked up by what a line is about.

    >>> row = dict(table="makers", review="khm-1", source="", paragraph="82.10", maker="", record="", reason="Known.")
    >>> Known([row]).reason("makers", "khm-1", sources={"upr-info"}, paragraph="82.10")
    'Known.'
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows: dict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
        for row in rows:
            self._rows[row["table"], row["review"]].append(row)

    def reason(
        self,
        table: str,
        review: str,
        sources: AbstractSet[str] = frozenset(),
        paragraph: str | None = None,
        makers: AbstractSet[str | None] = frozenset(),
        record: str | None = None,
    ) -> str:
        """Why a line of *table* does not add up; empty where that is not known.

        A cell of the table that is empty fits every line; of *totals* the source is the measure.
        """
        for row in self._rows[table, review]:
            fits = (
                row["source"] in ("", *sources)
                and row["paragraph"] in ("", paragraph)
                and row["maker"] in ("", *makers)
                and row["record"] in ("", record)
            )
            if fits:
                return row["reason"]
        return ""


@cache
def known() -> Known:
    """The bundled reasons: ``facts/known-differences.csv``."""
    return Known(facts("known-differences"))
