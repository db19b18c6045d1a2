"""``.rq`` file -> question, parameters, text, result.

The file is SPARQL as it stands, with an example's values. Its ``#+`` header (YAML) gives question,
unit and parameters. A line that ends with ``# --name`` belongs to the parameter *name*: where it is
not given the line is left out, where it is given its ``VALUES`` list, ``LIMIT`` or word is replaced.
Nothing is registered twice: command line, Python face and documentation come from the header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from uprgraph import coverage, units
from uprgraph.errors import QueryError
from uprgraph.names import display_names, iso3
from uprgraph.namespaces import BASE, clean, literal
from uprgraph.parameters import HELP, ONE, SCHEME, Parameter, terms
from uprgraph.resources import folder
from uprgraph.results import Result, python_value
from uprgraph.store import Store

_TAGGED = re.compile(r"^(?P<code>.*?)\s*# --(?P<name>[a-z-]+)\s*$")
_LAST_TEXT = re.compile(r'"[^"]*"(?=[^"]*$)')
_VALUES = re.compile(r"(VALUES \?\w+ \{)[^}]*(\})")


@dataclass(frozen=True, slots=True)
class Question:
    """One ``.rq`` file."""

    name: str
    path: Path
    question: str
    notes: str
    units: tuple[str, ...]
    counts: str
    parameters: Mapping[str, Parameter]
    tags: tuple[str, ...]
    example: str
    columns: Mapping[str, str]
    lists: tuple[str, ...]
    """Columns that hold several values with a bar between them, in any order of the engine's: they are sorted here."""
    joined: tuple[str, ...]
    """The same of columns that hold several texts, one on each line: they are shown with `` / `` between them."""
    sort: tuple[str, ...]
    """Columns to sort the rows by, where that is faster here than in the engine."""
    covers: str
    """``reviews`` where the answer is about the reviews that state, cycle and session choose; ``coded reviews``
    where it counts by themes, so only of those that are coded in the scheme; ``all reviews`` where the state
    may be on either side; ``troikas`` where it counts troikas; empty where it counts nothing of reviews."""
    network: Mapping[str, Any]
    """Of a network: its title, what its ends are, whether edges are directed."""
    header: Mapping[str, Any]
    """The header as it stands; that of a panel says more of its columns."""
    severity: str
    message: str
    """Of a check: how grave a row is, and what it says, with columns in places ``{?column}``."""
    sparql: str

    def text(self, given: Mapping[str, list[str]], base: str = BASE) -> str:
        """The SPARQL with the terms of the parameters that are given, without the lines of others."""
        lines = []
        for text in self.sparql.splitlines():
            tagged = _TAGGED.match(text)
            if not tagged:
                lines.append(text)
                continue
            code, name = tagged["code"], tagged["name"]
            for filled in _filled(code, given[name], self.kind(name)) if name in given else ():
                lines.append(filled)
        return "\n".join(lines).replace(f"{BASE}id/", f"{base}id/") + "\n"

    def kind(self, name: str) -> str:
        return self.parameters[name].type if name in self.parameters else name

    @property
    def takes_scheme(self) -> bool:
        """Whether ``scheme`` may be given: always where a theme may be, since labels belong to a scheme."""
        return any(parameter.type in ("scheme", "theme") for parameter in self.parameters.values())

    @property
    def common(self) -> tuple[str, ...]:
        """The parameters that no header names: unit and source where something is counted, scheme beside a theme."""
        scheme = ("scheme",) if self.takes_scheme and "scheme" not in self.parameters else ()
        return (*scheme, *(("unit", "source") if self.units else ()))


def _filled(code: str, values: list[str], kind: str) -> list[str]:
    if kind == "words":
        return [_LAST_TEXT.sub(lambda _, w=word: literal(w), code) for word in clean(values[0]).lower().split()]  # type: ignore[misc]
    if kind == "limit":
        return [re.sub(r"LIMIT \d+", f"LIMIT {values[0]}", code)]
    return [_VALUES.sub(lambda found: f"{found[1]} {' '.join(values)} {found[2]}", code)]


def names() -> list[str]:
    """Names of all questions: a file's stem in ``explore``, with its folder elsewhere."""
    return sorted(_paths())


@cache
def _paths() -> dict[str, Path]:
    root = folder("queries")
    found = {}
    for path in root.glob("*/*.rq"):
        if path.parent.name == "rules":
            continue
        found[path.stem if path.parent.name == "explore" else f"{path.parent.name}/{path.stem}"] = path
    return found


@cache
def load(name: str) -> Question:
    """The question of that name; raises QueryError, which lists close names."""
    if name not in _paths():
        import difflib

        near = difflib.get_close_matches(name, _paths(), n=4, cutoff=0.5)
        hint = f"close: {', '.join(near)}; " if near else ""
        raise QueryError(f"unknown question {name!r}; {hint}see 'upr queries'")
    path = _paths()[name]
    header, sparql = [], []
    for text in path.read_text(encoding="utf-8").splitlines():
        (header.append(text[2:].removeprefix(" ")) if text.startswith("#+") else sparql.append(text))
    said = _yaml("\n".join(header))
    counted = said.get("unit", [])
    parameters = {
        key: Parameter(
            name=key,
            type=value["type"],
            help=value.get("help", HELP[value["type"]]),
            required=bool(value.get("required", False)),
            multiple=value.get("multiple", value["type"] not in ONE),
            default=None if value.get("default") is None else str(value["default"]),
        )
        for key, value in (said.get("parameters") or {}).items()
    }
    return Question(
        name=name,
        path=path,
        question=said["question"],
        notes=said.get("notes", ""),
        units=tuple(counted) if isinstance(counted, list) else (),
        counts=counted if isinstance(counted, str) else "",
        parameters=parameters,
        tags=tuple(said.get("tags", ())),
        example=said.get("example", f"upr query {name}"),
        columns=said.get("columns", {}),
        lists=tuple(said.get("lists", ())),
        joined=tuple(said.get("joined", ())),
        sort=tuple(said.get("sort", ())),
        covers=said.get("covers", ""),
        network=said.get("network", {}),
        header=said,
        severity=said.get("severity", ""),
        message=said.get("message", ""),
        sparql="\n".join(sparql).strip() + "\n",
    )


def _yaml(text: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load(text, Loader=loader))


def sparql(store: Store, name: str, **given: object) -> str:
    """The SPARQL that a question with these parameters asks, ready to be pasted elsewhere."""
    return _prepared(store, load(name), given)[0]


def ask(store: Store, name: str, **given: object) -> Result:
    """The answer of a question; parameters as text or numbers, or lists of them.

    Raises QueryError for a parameter that is missing or unknown, UnknownName for a state, theme
    or code that does not exist.
    """
    question = load(name)
    text, unit, filled = _prepared(store, question, given)
    solutions = store.select(text)
    rows = [tuple(map(python_value, row)) for row in solutions.rows]
    rows = _in_order(question, solutions.variables, rows)
    for at in (solutions.variables.index(column) for column in reversed(question.sort)):
        rows.sort(key=lambda row: row[at])
    notes = [unit.note if unit else None, question.notes, _open(solutions.variables, rows)]
    if unit and question.covers:
        scope = {key: terms for key, terms in filled.items() if key != "state" or question.covers != "all reviews"}
        notes.insert(0, coverage.note(store, unit, scope, empty=not rows, codes=_codes(store, question, filled)))
    if question.covers == "troikas":
        notes.insert(0, coverage.troikas(store, filled))
    notes.append(_together(solutions.variables, filled))
    return Result(
        name=name,
        question=question.question,
        columns=solutions.variables,
        rows=rows,
        unit=unit.label if unit else question.counts,
        parameters={key: _shown(question, key, value) for key, value in chosen(given).items()},
        notes=[note for note in notes if note],
    )


def _in_order(question: Question, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with the values of each list, and the texts of each joined column, sorted."""
    for column in (column for column in (*question.lists, *question.joined) if column in columns):
        at = columns.index(column)
        arranged = _list if column in question.lists else _joined
        rows = [(*row[:at], arranged(row[at]), *row[at + 1 :]) for row in rows]
    return rows


def _list(value: Any) -> str:
    return "|".join(sorted(filter(None, str(value or "").split("|"))))


def _joined(value: Any) -> Any:
    return value if value is None else " / ".join(sorted(str(value).split("\n")))


def _codes(store: Store, question: Question, filled: Mapping[str, list[str]]) -> coverage.Codes:
    """The codes that a review must have to be counted, as the question and its filters use them."""
    themes = "theme" in filled or question.covers == "coded reviews"
    [scheme] = filled.get("scheme", [store.iris.scheme("upr-info")])
    return coverage.Codes(scheme if themes else None, "action" in filled, question.takes_scheme)


def _open(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str | None:
    """A note where a count holds more than accepted and noted: what is pending or not known is neither."""
    total = next((name for name in ("n", "weight", "received", "recommended", "itemised") if name in columns), None)
    if total is None or not {"accepted", "noted"} <= set(columns):
        return None
    at = [columns.index(name) for name in (total, "accepted", "noted")]
    counts = [tuple(row[index] or 0 for index in at) for row in rows]
    left = sum(n - accepted - noted for n, accepted, noted in counts if n > accepted + noted)
    return (
        f"{left} of those in {total} are pending or without a known answer: neither accepted nor noted."
        if left
        else None
    )


def _together(columns: tuple[str, ...], filled: Mapping[str, list[str]]) -> str | None:
    """A note where several States under review were asked for and no column tells them apart."""
    apart = {"state_under_review", "state_name", "state", "review", "target", "recommendation", "source", "reviews"}
    count = len(filled.get("state", ()))
    if count < 2 or apart & set(columns):
        return None
    return f"The {count} States under review are counted together: ask for one at a time to tell them apart."


def chosen(given: Mapping[str, object]) -> dict[str, object]:
    """The parameters that have a value, by the names of the headers: Python writes a hyphen as an underscore.

    >>> chosen({"state_group": "Asia", "cycle": None, "maker": ()})
    {'state-group': 'Asia'}
    """
    return {key.replace("_", "-"): value for key, value in given.items() if value is not None and value not in ((), [])}


def several(value: object) -> list[str]:
    """The values of a parameter, which is a list, a text that separates them by a bar, or one alone.

    >>> several("FRA|KHM"), several(["FRA", "KHM"]), several(2)
    (['FRA', 'KHM'], ['FRA', 'KHM'], ['2'])
    """
    return [part for one in (value if isinstance(value, list | tuple) else [value]) for part in str(one).split("|")]


def _shown(question: Question, key: str, value: object) -> str:
    """What was asked, states by the name that they were understood as."""
    values = several(value)
    if key in question.parameters and question.parameters[key].type == "state":
        found = dict.fromkeys(iso3(one) for one in values)
        return ", ".join(f"{display_names()[code]} ({code})" for code in found)
    return ", ".join(values)


def _prepared(
    store: Store, question: Question, given: Mapping[str, object]
) -> tuple[str, units.Unit | None, dict[str, list[str]]]:
    values = chosen(given)
    unknown = set(values) - set(question.parameters) - set(question.common)
    if unknown:
        known = ", ".join([*question.parameters, *question.common]) or "none"
        raise QueryError(f"{question.name} has no parameter {', '.join(sorted(unknown))}; it has {known}")
    unit = None
    filled: dict[str, list[str]] = {}
    if question.units:
        unit = units.choose(store, question.units, _text(values.get("unit")), _text(values.get("source")))
        filled["unit"] = [unit.term]
    if unit and "unit/pairs" not in unit.term and "unit/records" not in unit.term:
        _refuse_codes(question, values)
    scheme = str(values.get("scheme", "upr-info")).casefold()
    if "scheme" in question.common and "scheme" in values:
        filled["scheme"] = terms(SCHEME, (scheme,), store, scheme)
    for key, parameter in question.parameters.items():
        value = values.get(key, parameter.default)
        if value is None:
            if parameter.required:
                raise QueryError(f"{question.name} needs --{key}: {parameter.help}; for example: {question.example}")
            continue
        several = tuple(value) if isinstance(value, list | tuple) else (value,)
        filled[key] = terms(parameter, several, store, scheme)
    return question.text(filled, store.iris.base), unit, filled


def _refuse_codes(question: Question, values: Mapping[str, object]) -> None:
    """Raises QueryError for a filter by code where recommendations are counted, which carry none."""
    for text in question.sparql.splitlines():
        tagged = _TAGGED.match(text)
        if tagged and tagged["name"] in values and re.search(r"\?item upr:(theme|actionCategory)\b", tagged["code"]):
            raise QueryError(
                f"--{tagged['name']} is asked of rows where maker and code stand together; use --unit pairs or records"
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
