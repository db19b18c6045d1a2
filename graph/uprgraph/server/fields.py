"""The fields of a search: which columns of the index they ask, and what their values are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from uprgraph.errors import QueryError, UnknownName
from uprgraph.names import did_you_mean, iso3
from uprgraph.namespaces import slug
from uprgraph.parameters import RESPONSES
from uprgraph.server.entries import KINDS, Entry, Theme
from uprgraph.server.expressions import Any, Expression, Not, Term
from uprgraph.server.words import words

EVERY = "\ue000"
"""A word that every thing has, so that what is not can be subtracted from all."""
END = "\ue001"
"""Stands between two texts of one thing, so that no phrase runs from one into the other."""
EXACT = "\ue002"
"""Before the name of a theme as a whole, which is one word of the index."""
UNKNOWN = "unknown"
"""The answer that no source tells."""
WRITTEN = ("text", "name", "symbol", "paragraph")
CODES = ("state", "maker", "review", "cycle", "response", "kind")
DEFAULT_SCHEME = "upr-info"


@dataclass(frozen=True)
class Fields:
    """The fields of an index with the themes of so many *schemes*."""

    schemes: tuple[str, ...]
    themes: Mapping[str, Sequence[str]]
    """Scheme -> the names of its themes, as slugs."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What may stand before a colon."""
        return (*WRITTEN, *CODES, "theme", *self.schemes)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return (*WRITTEN, *CODES, *(_column(scheme) for scheme in self.schemes))

    def cells(self, entry: Entry, themes: Mapping[str, Theme]) -> tuple[str, ...]:
        """What the index holds of a thing, column by column: words that blanks separate."""
        coded = {scheme: [EVERY[:0]] for scheme in self.schemes}
        for iri in entry.themes if entry.kind != "theme" else ():
            theme = themes[iri]
            coded[theme.scheme] += [f"{EXACT}{slug(theme.label)}".replace("-", END), *words(theme.label), END]
        return (
            _joined(entry.texts),
            _joined(entry.names),
            _joined(entry.symbols),
            " ".join(words(entry.paragraph)),
            entry.state.lower(),
            " ".join(maker.lower() for maker in entry.makers),
            _code(entry.review),
            entry.cycle,
            entry.response or (UNKNOWN if entry.kind == "recommendation" else ""),
            f"{entry.kind} {EVERY}",
            *(" ".join(filter(None, coded[scheme])) for scheme in self.schemes),
        )

    def match(self, wanted: Expression | None) -> str:
        """The FTS5 expression of what is looked for; everything for None. Raises QueryError and UnknownName."""
        if wanted is None:
            return f'kind : "{EVERY}"'
        if isinstance(wanted, Term):
            return self._term(wanted)
        if isinstance(wanted, Not):
            return f"({self.match(None)} NOT {self.match(wanted.part)})"
        if isinstance(wanted, Any):
            return f"({' OR '.join(map(self.match, wanted.parts))})"
        kept = [part for part in wanted.parts if not isinstance(part, Not)]
        denied = [self.match(part.part) for part in wanted.parts if isinstance(part, Not)]
        found = f"({' AND '.join(map(self.match, kept))})" if kept else self.match(None)
        return f"({found} NOT ({' OR '.join(denied)}))" if denied else found

    def chosen(self, name: str, values: Sequence[str]) -> Expression:
        """A filter: any of the values of one field."""
        if name not in CODES:
            raise QueryError(f"there is no filter {name}; there are {', '.join(CODES)}")
        return Any(tuple(Term(value, tuple(words(value)) or ("",), False, name) for value in values))

    def _term(self, term: Term) -> str:
        if term.field in CODES:
            return f'{term.field} : "{self._value(term)}"'
        if term.field == "theme" or term.field in self.schemes:
            return self._theme(term)
        phrase = _phrase(term)
        if term.field == "paragraph":
            return f"paragraph : ^ {phrase}"
        if term.field:
            return f"{term.field} : {phrase}"
        # A number or a word alone stands in far too many symbols to mean one.
        columns = WRITTEN if any(sign in term.said for sign in "/.") else ("text", "name")
        return f"{{{' '.join(columns)}}} : {phrase}"

    def _value(self, term: Term) -> str:
        if term.begins:
            raise QueryError(f"{term.field}: takes a whole value, without an asterisk")
        try:
            return _VALUES[term.field](term.said.strip())
        except UnknownName as error:
            hint = "; put a name of several words in quotation marks" if " " not in term.said else ""
            raise UnknownName(f"{term.field}: {error}{hint}") from error

    def _theme(self, term: Term) -> str:
        scheme = DEFAULT_SCHEME if term.field == "theme" else term.field
        if scheme not in self.schemes:
            raise QueryError(
                f"no themes of the scheme {scheme} are loaded; there are {', '.join(self.schemes) or 'none'}"
            )
        name = slug(term.said)
        if not term.begins and name in self.themes.get(scheme, ()):
            return f'{_column(scheme)} : "{EXACT}{name.replace("-", END)}"'
        labels = [f"-{label}-" for label in self.themes.get(scheme, ())]
        sought = f"-{'-'.join(term.words)}{'' if term.begins else '-'}"
        if not any(sought in label for label in labels):
            near = get_close_matches(name, self.themes.get(scheme, ()), n=3, cutoff=0.6)
            raise UnknownName(
                f"{term.field}: no theme of {scheme} has the words {term.said[:40]!r}{did_you_mean(near)}"
            )
        return f"{_column(scheme)} : {_phrase(term)}"


def _column(scheme: str) -> str:
    return "theme_" + scheme.replace("-", "_")


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'


def _joined(texts: Sequence[str]) -> str:
    return f" {END} ".join(" ".join(words(text)) for text in texts)


def _code(text: str) -> str:
    """A text as one word of the index.

    >>> _code("khm-2") == f"khm{END}2"
    True
    """
    return END.join(words(text))


def _state(text: str) -> str:
    return iso3(text).lower()


def _review(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}-[1-9]", text):
        raise UnknownName(f"a review is a state's code and a cycle, such as khm-2, not {text[:40]!r}")
    return _code(text)


def _cycle(text: str) -> str:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 99:
        raise UnknownName(f"a cycle is a whole number from 1 on, not {text[:40]!r}")
    return str(int(text))


def _one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    def value(text: str) -> str:
        if text.casefold() not in known:
            raise UnknownName(f"there is no {text[:40]!r}; there are {', '.join(dict.fromkeys(known.values()))}")
        return known[text.casefold()]

    return value


_VALUES: Mapping[str, Callable[[str], str]] = {
    "state": _state,
    "maker": _state,
    "review": _review,
    "cycle": _cycle,
    "response": _one_of({**RESPONSES, UNKNOWN: UNKNOWN}),
    "kind": _one_of({kind: kind for kind in KINDS}),
}
