"""The sources behind the numbers of a figure, with their files and what is known of their dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from uprgraph.namespaces import ONTOLOGY
from uprgraph.records import BUNDLED
from uprgraph.store import Store

FEW_FILES = 4
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)  # those of the calendar module follow the user's language
PREFIXES = f"PREFIX upr: <{ONTOLOGY}> PREFIX dcterms: <http://purl.org/dc/terms/> "
ITEMS = "GRAPH ?graph { ?item upr:madeIn ?review ; a ?kind . VALUES ?kind { upr:Record upr:Recommendation } }"
ANSWERS = "GRAPH ?graph { ?position a upr:Position } ?position upr:positionOn/upr:madeIn ?review"


@dataclass(frozen=True, slots=True, order=True)
class File:
    """A file that is loaded, and the day on which its document was issued."""

    source: str
    name: str
    issued: str


def sentence(store: Store, reviews: Collection[str], chosen: str = "") -> str:
    """One sentence: the sources that tell of the reviews (ids); of records, only that of the records, *chosen*."""
    files = {file for file in _files(store, reviews) if chosen in ("", file.source)}
    names = sorted({file.source for file in files}, key=lambda name: (name == BUNDLED, name)) or [chosen or BUNDLED]
    cited = [f"{_citation(store, name)}{_listed(f for f in files if f.source == name)}" for name in names]
    places = "" if BUNDLED in names else " Regional groups and calendar: uprgraph bundled facts."
    return f"Source: {'; '.join(cited)}.{places}"


def day(text: str) -> str:
    """``2008-04-07`` as 7 April 2008; a month or year as it is known.

    >>> day("2008-04-07"), day("2026-01"), day("2026")
    ('7 April 2008', 'January 2026', '2026')
    """
    year, _, rest = text.partition("-")
    month, _, date = rest.partition("-")
    named = MONTHS[int(month) - 1] if month else ""
    return " ".join(part for part in (date.lstrip("0"), named, year) if part)


def _files(store: Store, reviews: Collection[str]) -> set[File]:
    """The files that hold recommendations or records of the reviews, or answers to them."""
    found = set()
    for pattern in (ITEMS, ANSWERS):
        answer = store.select(
            PREFIXES + "SELECT ?source ?file ?issued ?id WHERE { "
            f"{{ SELECT DISTINCT ?graph ?review WHERE {{ {pattern} }} }} "
            "?graph a upr:SourceGraph ; upr:fromSource/dcterms:identifier ?source ; upr:fileName ?file . "
            "?review dcterms:identifier ?id OPTIONAL { ?graph dcterms:source/dcterms:issued ?issued } }"
        )
        for row in answer.rows:
            source, file, issued, review = (str(getattr(term, "value", "")) for term in row)
            if review in reviews:
                found.add(File(source, file, issued))
    return found


def _citation(store: Store, name: str) -> str:
    answer = store.select(
        PREFIXES + "SELECT ?name ?text WHERE { ?source a upr:Source ; dcterms:identifier ?name ; "
        "dcterms:bibliographicCitation ?text }"
    )
    texts = {row[0].value: row[1].value for row in answer.rows}  # type: ignore[union-attr]
    return str(texts.get(name, name)).rstrip(".")


def _listed(files: Iterable[File]) -> str:
    """Names of files, or how many there are, and when they were issued, in parentheses; empty for what is bundled."""
    listed = sorted(files, key=lambda file: _numbers_first(file.name))
    if not listed or listed[0].source == BUNDLED:
        return ""
    names = ", ".join(file.name for file in listed) if len(listed) <= FEW_FILES else f"{len(listed)} files"
    days = sorted(file.issued for file in listed if file.issued)
    dated = " to ".join(dict.fromkeys(day(one) for one in (*days[:1], *days[-1:])))
    return f" ({names}; {f'issued {dated}' if dated else 'date not stated'})"


def _numbers_first(text: str) -> list[tuple[int, str]]:
    """A key that sorts 6-9.csv before 17-20.csv."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)]
