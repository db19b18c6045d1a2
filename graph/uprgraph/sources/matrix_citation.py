""" "Source of Position: A/HRC/59/15/Add.1 - Para.3" of an OHCHR list -> document, stage, paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from uprgraph.namespaces import clean

REPORT, ADDENDUM, COUNCIL_OUTCOME = "working-group-report", "addendum", "council-outcome"
NUMBERS = {REPORT: 1, ADDENDUM: 2, COUNCIL_OUTCOME: 3}
"""Stage -> number of a position."""
_COUNCIL_REPORT = 2
"""``A/HRC/43/2`` is the Council's report on a session: it holds what was said when the outcome was adopted."""
_DECISION = re.compile(r"A?\s*/?\s*H[RC]{2}\s*/\s*DEC\s*/\s*(\d{1,2})\s*/\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_SYMBOL = re.compile(
    r"A?\s*/?\s*H[RC]{2}\s*/\s*(?P<council>\d{1,2})\s*/\s*(?P<number>\d{1,3})(?!\d)"
    r"(?:[\s/.,]*(?P<addendum>Ad+e?n?d?u?m?\b|Add?(?=\d))[\s./]*(?P<which>\d)?(?!\d))?",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"[\s,.:;()\u2010-\u2015-]*(?:at\s+)?(?:par\w*|§+)[\s.:]*", re.IGNORECASE)
_ONE = r"\d{1,3}(?:\s?\([a-z]{1,4}\))?"
_STATEMENT = re.compile(rf"{_ONE}(?:\s*(?:,|and|&|-|\u2013|to)\s*{_ONE})*")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a position is stated; *rest* is what could not be read behind it."""

    stage: str
    report: str | None = None
    """The report that the cited document is, or is added to."""
    symbol: str | None = None
    statement: str | None = None
    rest: str = ""

    @property
    def number(self) -> int:
        return NUMBERS[self.stage]

    @classmethod
    def of_stage(cls, stage: str) -> Citation:
        """A citation of which no more than the stage is known."""
        return cls(stage)


def citation(text: str | None) -> Citation | None:
    """What a citation says, whatever its points, spaces and slashes; None where no symbol can be read in it.

    >>> citation("A/HRC/59/15/Add.1 - Para.3")
    Citation(stage='addendum', report='A/HRC/59/15', symbol='A/HRC/59/15/Add.1', statement='3', rest='')
    >>> citation("A/HRC/ 59/15 Add 1, paras 3 and 5").statement, citation("see above")
    ('3, 5', None)
    """
    text = clean(text or "")
    if decision := _DECISION.search(text):
        symbol = f"A/HRC/DEC/{int(decision[1])}/{int(decision[2])}"
        return Citation(COUNCIL_OUTCOME, None, symbol, *_statement(text[decision.end() :]))
    found = _SYMBOL.search(text)
    if found is None:
        return None
    report = f"A/HRC/{int(found['council'])}/{int(found['number'])}"
    statement, rest = _statement(text[found.end() :])
    if found["addendum"]:
        # Which addendum is not said: there is one, but for a few reviews.
        addendum = f"{report}/Add.{found['which']}" if found["which"] else None
        return Citation(ADDENDUM, report, addendum, statement, rest)
    stage = COUNCIL_OUTCOME if int(found["number"]) == _COUNCIL_REPORT else REPORT
    return Citation(stage, report, report, statement, rest)


def _statement(text: str) -> tuple[str | None, str]:
    """(paragraphs, what is left) of the words behind a symbol."""
    mark = _PARAGRAPH.match(text)
    found = _STATEMENT.match(text, mark.end()) if mark else None
    if found is None:
        return None, text.strip(" .;,-\u2013")
    listed = re.sub(r"\s*(?:and|&|,)\s*", ", ", found[0])
    listed = re.sub(r"\s*(?:-|\u2013|to)\s*", "-", listed)
    return listed, text[found.end() :].strip(" .;,)")


def common_report(citations: Iterable[Citation | None]) -> str | None:
    """The symbol of the report that most citations are of."""
    counts = Counter(one.report for one in citations if one and one.report and one.stage != COUNCIL_OUTCOME)
    return counts.most_common(1)[0][0] if counts else None
