"""What a person types into the search box -> what is looked for.

Words that stand side by side must all occur; ``OR`` between them, ``NOT`` or a hyphen before one, parentheses and
quotation marks mean what they mean in most search boxes; an asterisk stands for any end of a word; ``field:`` asks
one field. Operators are written in capitals, so that "and" and "not" can be words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from uprgraph.errors import QueryError
from uprgraph.server.words import words

LENGTH, TERMS, DEPTH = 1000, 60, 10
"""Characters, words or phrases, and parentheses within each other that a search has at most."""
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "”": "”"}
_BARE = re.compile(r"[^\s()\"“”„«»]+")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other, as typed in *said*; the last may go on where *begins*."""

    said: str
    words: tuple[str, ...]
    begins: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression


Expression = Term | All | Any | Not


@dataclass(frozen=True, slots=True)
class _Token:
    """A sign, an operator, a field or a term."""

    kind: str
    text: str = ""
    begins: bool = False


def expression(text: str, fields: Collection[str]) -> Expression | None:
    """What is looked for; None where the text has no word.

    Raises QueryError, which says in one sentence what does not fit: an operator or a field with nothing to work on,
    a parenthesis without its other half, a field that does not exist, too much of anything.
    """
    if len(text) > LENGTH:
        raise QueryError(f"the search has {len(text)} characters; at most {LENGTH} can be looked for at once")
    tokens = list(_tokens(text, fields))
    if sum(token.kind == "term" for token in tokens) > TERMS:
        raise QueryError(f"the search has more than {TERMS} words; put words that stand together in quotation marks")
    reader = _Reader(tokens)
    found = reader.any_of("", 0)
    if (left := reader.next()) is not None:
        raise QueryError(f"there is a {left.text} without its (; put it in quotation marks to do without")
    return found


def terms(of: Expression | None) -> Iterator[Term]:
    """The terms that a hit may have, without those that it must not have."""
    if isinstance(of, Term):
        yield of
    elif isinstance(of, All | Any):
        for part in of.parts:
            yield from terms(part)


def _tokens(text: str, fields: Collection[str]) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
        elif sign in "()":
            yield _Token(sign, sign)
            at += 1
        elif sign in _QUOTES:
            end = text.find(_QUOTES[sign], at + 1)
            end = len(text) if end < 0 else end
            after = text[end + 1 : end + 2] == "*"
            yield _Token("term", text[at + 1 : end], after or text[at + 1 : end].endswith("*"))
            at = end + 1 + after
        elif sign == "-" and text[at + 1 : at + 2].strip() and text[at + 1] != ")":
            yield _Token("NOT", "-")
            at += 1
        elif (field := _FIELD.match(text, at)) and _is_field(field[1], text[field.end() :], fields):
            yield _Token("field", field[1].casefold())
            at = field.end()
        elif bare := _BARE.match(text, at):
            yield _Token(bare[0], bare[0]) if bare[0] in _OPERATORS else _Token("term", bare[0], bare[0].endswith("*"))
            at = bare.end()
        else:
            at += 1


def _is_field(name: str, rest: str, fields: Collection[str]) -> bool:
    """Whether what stands before a colon names a field; raises QueryError where it looks like one and is none."""
    if name.casefold() in fields:
        return True
    if rest[:1].strip() and rest[0] not in "/:)":
        raise QueryError(
            f"there is no field {name}; there are {', '.join(fields)}. Put words with a colon in quotation marks"
        )
    return False


class _Reader:
    """Reads expressions from tokens by descent: OR binds least, then AND, then NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def any_of(self, field: str, depth: int) -> Expression | None:
        parts = [self._all_of(field, depth)]
        while self._took("OR"):
            parts.append(self._all_of(field, depth))
        found = tuple(part for part in parts if part is not None)
        return found[0] if len(found) == 1 else Any(found) if found else None

    def _all_of(self, field: str, depth: int) -> Expression | None:
        parts = [self._one(field, depth)]
        while (token := self.next()) is not None and token.kind not in ("OR", ")"):
            self._took("AND")
            parts.append(self._one(field, depth))
        found = tuple(part for part in parts if part is not None)
        return found[0] if len(found) == 1 else All(found) if found else None

    def _one(self, field: str, depth: int) -> Expression | None:
        if depth > DEPTH:
            raise QueryError(f"the search nests more than {DEPTH} parentheses or NOT within each other")
        token = self.next()
        before = self._tokens[self._at - 1].text if self._at else ""
        if token is None or token.kind in ("AND", "OR", ")"):
            if before in ("AND", "OR", "NOT", "-"):
                raise QueryError(f"{before} needs words on both sides; to look for the word, write it in small letters")
            if token is not None and token.kind == ")" and before == "(":
                return None
            if token is not None and token.kind != ")":
                raise QueryError(
                    f"{token.text} needs words on both sides; to look for the word, write it in small letters"
                )
            return None
        self._at += 1
        if token.kind == "NOT":
            denied = self._one(field, depth + 1)
            return None if denied is None else Not(denied)
        if token.kind == "field":
            return self._of_field(token, depth)
        if token.kind == "(":
            inner = self.any_of(field, depth + 1)
            if not self._took(")"):
                raise QueryError("there is a ( without its ); close it or leave it out")
            return inner
        found = tuple(words(token.text))
        return Term(token.text.rstrip("*"), found, token.begins, field) if found else None

    def _of_field(self, token: _Token, depth: int) -> Expression | None:
        after = self.next()
        if after is None or after.kind not in ("term", "("):
            raise QueryError(f"{token.text}: needs a value right after it, such as {token.text}:word")
        found = self._one(token.text, depth + 1)
        if found is None:
            raise QueryError(f"{token.text}: needs a value with letters or digits")
        return found

    def _took(self, kind: str) -> bool:
        token = self.next()
        if token is None or token.kind != kind:
            return False
        self._at += 1
        return True
