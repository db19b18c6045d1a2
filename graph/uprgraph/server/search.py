"""The search index: SQLite's full text (FTS5) over everything of the store that has a text or a name.

The words of a text are those of ``words``: SQLite sees them already folded, so a search and what is marked of a hit
agree. Each field is a column; codes (``state:khm``) are single words of theirs.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from uprgraph.errors import QueryError, StoreError
from uprgraph.namespaces import slug
from uprgraph.server import entries
from uprgraph.server.entries import KINDS, Entry
from uprgraph.server.expressions import All, Expression, Term, expression, terms
from uprgraph.server.fields import Fields
from uprgraph.server.marks import Part, marked
from uprgraph.server.words import words
from uprgraph.store import Store

FORMAT = 1
PAGE = 20
_SHOWN = "iri, kind, unit, label, text, also, state, makers, review, cycle, response, paragraph, symbol"
_WEIGHTS = {"text": 1.0, "name": 4.0, "symbol": 4.0, "paragraph": 2.0}
"""How much a word counts by its column; codes say nothing of how good a hit is."""
_RARE, _TEXTS, _CANDIDATES = 6, 8000, 100
"""Words by which similar texts are looked for, texts that have them, and how many of these are compared."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found."""

    iri: str
    kind: str
    unit: str
    """``recommendations`` or ``texts`` of a recommendation, else empty."""
    label: str
    text: str
    state: str
    """ISO3 of the State under review, or of the state that it is or belongs to."""
    makers: tuple[str, ...]
    review: str
    cycle: int | None
    response: str
    """accepted, noted or pending; empty where unknown."""
    paragraph: str
    symbol: str
    snippet: tuple[Part, ...] = ()
    """The text around what was looked for, in parts that are marked or not; the beginning where nothing is."""
    title: tuple[Part, ...] = ()
    """The label in such parts."""
    score: float = 0.0
    """Of similar texts, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a page, best first, and how many there are in all: exact."""

    asked: str
    hits: tuple[Hit, ...]
    total: int
    """Of the kinds that were chosen."""
    kinds: Mapping[str, int]
    """Kind -> how many hits it has, whichever kind is chosen."""
    units: Mapping[str, int]
    """``recommendations`` and ``texts`` -> how many of the kind recommendation are that."""

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        return "recommendations (numbered paragraphs), texts (where no source gives a number), and other things by kind"


class Index:
    """A search index that is open for reading. It is not shared between threads."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        try:
            told = dict(database.execute("SELECT name, value FROM about"))
        except sqlite3.Error as error:
            raise StoreError(f"this is no search index: {error}; let it be made again") from error
        if told.get("format") != str(FORMAT):
            raise StoreError("the search index was made by another version of uprgraph; let it be made again")
        self._fields = Fields(tuple(json.loads(told["schemes"])), json.loads(told["themes"]))

    @property
    def fields(self) -> tuple[str, ...]:
        """What may stand before a colon in a search."""
        return self._fields.names

    @classmethod
    def build(cls, store: Store, path: str | Path) -> Index:
        """Makes the index of *store* at *path*, all or nothing, and opens it.

        Raises StoreError where SQLite has no full text search or the file cannot be written.
        """
        path = Path(path)
        unfinished = path.with_name(path.name + ".new")
        try:
            unfinished.unlink(missing_ok=True)
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
                _write(database, store)
            os.replace(unfinished, path)
        except (sqlite3.Error, OSError) as error:
            unfinished.unlink(missing_ok=True)
            if "no such module" in str(error):
                raise StoreError("Python's SQLite has no full text search (FTS5): use a Python that has it") from error
            raise StoreError(f"{path}: the search index cannot be written: {error}") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: str | Path) -> Index:
        """The index at *path*, read-only; raises StoreError for what is none."""
        try:
            address = f"file:{quote(str(Path(path).absolute()))}?mode=ro&immutable=1"
            return cls(sqlite3.connect(address, uri=True, check_same_thread=False))
        except sqlite3.Error as error:
            raise StoreError(f"{path}: the search index cannot be opened: {error}") from error

    def search(
        self,
        asked: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        *,
        limit: int = PAGE,
        offset: int = 0,
        snippets: bool = True,
    ) -> Found:
        """What fits *asked* and the *filters*: kind, state, maker, cycle, response, review; several values of one, any.

        Without words, all that fits the filters; with neither, nothing. *snippets* says whether hits have title and
        snippet in marked parts, which costs time where there are thousands. Raises QueryError and UnknownName.
        """
        filters = filters or {}
        typed = expression(asked, self.fields)
        chosen = [self._fields.chosen(name, values) for name, values in filters.items() if values and name != "kind"]
        if typed is None and asked.strip():
            raise QueryError(f"there is no word in {asked.strip()[:40]!r}: type words, names or a UN symbol")
        kinds = tuple(dict.fromkeys(self._kind(value) for value in filters.get("kind", ())))
        if typed is None and not chosen and not kinds:
            return Found(asked, (), 0, {}, {})
        parts = [part for part in (typed, *chosen) if part is not None]
        match = self._fields.match(All(tuple(parts)) if parts else None)
        counts = self._counts(match)
        by_kind = {kind: counts[kind] for kind in KINDS if counts.get(kind)}
        total = sum(count for kind, count in by_kind.items() if not kinds or kind in kinds)
        hits = self._hits(match, kinds, typed, limit, offset, snippets) if total > offset else ()
        units = {unit: counts[unit] for unit in ("recommendations", "texts") if counts.get(unit)}
        return Found(asked, hits, total, by_kind, units)

    def similar(self, text: str, review: str = "", n: int = 5, *, least: float = 70.0, but: str = "") -> list[Hit]:
        """At most *n* recommendations and texts whose wording is close to *text*, closest first, with their score.

        The score is the share of letters that stay when one text, its words in order of the alphabet, is edited into
        the other (rapidfuzz's token_sort_ratio), 0 to 100, at least *least*. Texts of *review* with the very same
        words are left out (the recommendation itself), and so is the IRI *but*.
        """
        from rapidfuzz import fuzz, process

        own = words(text)
        if len(own) < 2:
            return []
        rare = self._rarest(own)
        if not rare:
            return []
        match = f"(text : ({' OR '.join(map(_quoted, rare))})) AND (kind : {_quoted('recommendation')})"
        best = "SELECT rowid AS at, rank FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        rows = self._rows(f"SELECT {_SHOWN} FROM ({best}) JOIN things ON id = at ORDER BY id", (match, _CANDIDATES))
        sought = " ".join(own)
        folded = [" ".join(words(row[4])) for row in rows]
        near = process.extract(sought, folded, scorer=fuzz.token_sort_ratio, score_cutoff=least, limit=None)
        hits = [
            _hit(rows[at], score=round(score, 1))
            for words_of_it, score, at in near
            if rows[at][0] != but and not (rows[at][8] == review and words_of_it == sought)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.iri))[:n]

    def _rarest(self, own: Sequence[str]) -> list[str]:
        """The rarest words that others have too: at least one, and no more than can be looked for quickly."""
        distinct = sorted(set(own))
        marks = ", ".join("?" * len(distinct))
        query = f"SELECT doc, term FROM vocabulary WHERE col = 'text' AND term IN ({marks}) AND doc > 1"
        found: list[str] = []
        texts = 0
        for count, word in sorted(self._rows(query, distinct))[:_RARE]:
            texts += count
            if found and texts > _TEXTS:
                break
            found.append(word)
        return found

    def _kind(self, value: str) -> str:
        if value.casefold() not in KINDS:
            raise QueryError(f"there is no kind {value!r}; there are {', '.join(KINDS)}")
        return value.casefold()

    def _counts(self, match: str) -> dict[str, int]:
        """Kind, and unit of recommendations, -> how many fit."""
        query = (
            "SELECT things.kind, unit, COUNT(*) FROM found JOIN things ON id = found.rowid WHERE found MATCH ? "
            "GROUP BY things.kind, unit"
        )
        counts: dict[str, int] = {}
        for kind, unit, count in self._rows(query, (match,)):
            counts[kind] = counts.get(kind, 0) + count
            if unit:
                counts[unit] = count
        return counts

    def _hits(
        self, match: str, kinds: Sequence[str], typed: Expression | None, limit: int, offset: int, snippets: bool
    ) -> tuple[Hit, ...]:
        if kinds:
            match = f"({match}) AND kind : ({' OR '.join(map(_quoted, kinds))})"
        ranked = "rank, rowid" if typed is not None else "rowid"
        best = f"SELECT rowid AS at, rank FROM found WHERE found MATCH ? ORDER BY {ranked} LIMIT ? OFFSET ?"
        query = f"SELECT {_SHOWN} FROM ({best}) JOIN things ON id = at ORDER BY {ranked.replace('rowid', 'at')}"
        sought = [term for term in terms(typed) if term.field in ("", "text", "name", "symbol", "paragraph")]
        rows = self._rows(query, (match, min(limit, 1 << 31), min(offset, 1 << 31)))
        return tuple(_hit(row, sought if snippets else None) for row in rows)

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise QueryError(f"the search cannot be answered: {error}; make it simpler") from error


def _hit(row: tuple[Any, ...], sought: Sequence[Term] | None = None, score: float = 0.0) -> Hit:
    iri, kind, unit, label, text, also, state, makers, review, cycle, response, paragraph, symbol = row
    return Hit(
        iri=iri,
        kind=kind,
        unit=unit,
        label=label,
        text=text,
        state=state,
        makers=tuple(filter(None, makers.split("|"))),
        review=review,
        cycle=int(cycle) if cycle else None,
        response=response,
        paragraph=paragraph,
        symbol=symbol,
        snippet=() if sought is None else marked([text, *also.split("\n")], sought),
        title=() if sought is None else marked([label], sought),
        score=score,
    )


def _write(database: sqlite3.Connection, store: Store) -> None:
    """Fills an empty database."""
    themes = entries.themes(store)
    schemes = sorted({theme.scheme for theme in themes.values()})
    fields = Fields(tuple(schemes), _exact(themes))
    columns = ", ".join(fields.columns)
    database.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
        "CREATE TABLE things (id INTEGER PRIMARY KEY, iri, kind, unit, label, text, also, state, makers, review, "
        "cycle, response, paragraph, symbol);"
        f"CREATE VIRTUAL TABLE found USING fts5({columns}, content='', tokenize='ascii', prefix='2 3');"
        "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found, 'col');"
    )
    weights = ", ".join(str(_WEIGHTS.get(column, 0.0)) for column in fields.columns)
    database.execute("INSERT INTO found(found, rank) VALUES ('rank', ?)", (f"bm25({weights})",))
    database.execute("BEGIN")
    marks = ", ".join("?" * len(fields.columns))
    for number, entry in enumerate(entries.entries(store), 1):
        database.execute(f"INSERT INTO things VALUES ({', '.join('?' * 14)})", (number, *_shown(entry)))
        cells = fields.cells(entry, themes)
        database.execute(f"INSERT INTO found(rowid, {columns}) VALUES (?, {marks})", (number, *cells))
    about = {"format": str(FORMAT), "schemes": json.dumps(schemes), "themes": json.dumps(_exact(themes))}
    database.executemany("INSERT INTO about VALUES (?, ?)", sorted(about.items()))
    database.execute("COMMIT")
    database.execute("INSERT INTO found(found) VALUES ('optimize')")


def _exact(themes: Mapping[str, entries.Theme]) -> dict[str, list[str]]:
    """Scheme -> the themes that can be named as a whole, as one word each."""
    found: dict[str, list[str]] = {}
    for theme in themes.values():
        found.setdefault(theme.scheme, []).append(slug(theme.label))
    return {scheme: sorted(set(names)) for scheme, names in sorted(found.items())}


def _shown(entry: Entry) -> tuple[str, ...]:
    return (
        entry.iri,
        entry.kind,
        entry.unit,
        entry.label,
        entry.texts[0] if entry.texts else "",
        "\n".join(" ".join(text.split()) for text in (*entry.texts[1:], *entry.names[1:])),
        entry.state,
        "|".join(entry.makers),
        entry.review,
        entry.cycle,
        entry.response,
        entry.paragraph,
        ", ".join(entry.symbols),
    )


def _quoted(word: str) -> str:
    return f'"{word}"'
