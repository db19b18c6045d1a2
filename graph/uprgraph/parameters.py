"""What a person types for a parameter -> RDF terms: names or codes, in any case."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from uprgraph import names, schedule
from uprgraph.errors import QueryError, UnknownName
from uprgraph.namespaces import SKOS, UPR, literal, slug
from uprgraph.store import Store

HELP = {
    "state": "a state by name or ISO3 code",
    "theme": "a theme by its label (see 'upr query themes')",
    "cycle": "cycle of the review, 1 to 4",
    "session": "session of the Working Group, 1 to 54",
    "response": "accepted, noted or pending",
    "group": "regional group: Africa, Asia, EEG, GRULAC, WEOG, Observer",
    "organisation": "an intergovernmental organisation by its name or short name (EU, AU, OIC, ASEAN)",
    "topic": "a narrow request by its label or code (OPCAT, iccpr-op2), or a topic that holds several",
    "action": "action category, 1 to 5",
    "integer": "a whole number",
    "words": "words that must all occur",
    "text": "a text exactly as it stands",
    "goal": "Sustainable Development Goal, 1 to 17",
    "claim-status": "approximate, expected, attributed, mislabelled, vague, contradicted, gap, definition or derivable",
    "statement-kind": "assessment, call, expectation, explanation, objective, opinion, reason, regret or role",
    "scheme": "scheme of the themes: upr-info (the default), ohchr-2, ohchr-3 or ohchr-4",
    "limit": "at most so many rows",
    "since": "from this day, month or year on (2014-01-28, 2014-01, 2014)",
    "until": "up to this day, month or year",
    "share": "a number from 0 to 1",
}
ONE = ("integer", "limit", "words", "scheme", "since", "until", "share")
"""Types of which one value can be given."""
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
RESPONSES = {
    "accepted": "accepted",
    "supported": "accepted",
    "noted": "noted",
    "pending": "pending",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question, from the header of its ``.rq``."""

    name: str
    type: str
    help: str
    required: bool = False
    default: str | None = None
    multiple: bool = True
    """Whether several values may be given, of which any may hold."""


SCHEME = Parameter("scheme", "scheme", HELP["scheme"], multiple=False)
"""What a question takes beside a theme, whether its header names it or not."""


def terms(parameter: Parameter, values: tuple[object, ...], store: Store, scheme: str) -> list[str]:
    """The RDF terms, in SPARQL syntax, of what was given; raises QueryError or UnknownName."""
    found = []
    if len(values) > 1 and not parameter.multiple:
        raise QueryError(f"--{parameter.name} takes one value")
    for value in values:
        for text in str(value).split("|") if parameter.multiple else [str(value)]:
            if not text.strip():
                raise QueryError(f"--{parameter.name} is empty")
            try:
                found += _with_narrower(_TERMS[parameter.type](text.strip(), store, scheme), parameter.type, store)
            except UnknownName as error:
                raise UnknownName(f"--{parameter.name}: {error}") from error
    return list(dict.fromkeys(found))


def _with_narrower(term: str, kind: str, store: Store) -> list[str]:
    """The term; a theme with those that it is broader than, for what is about these is about it."""
    if kind != "theme":
        return [term]
    query = f"SELECT ?narrower WHERE {{ ?narrower <http://www.w3.org/2004/02/skos/core#broader>+ {term} }}"
    return [term, *sorted(str(row[0]) for row in store.select(query).rows)]


def _state(text: str, store: Store, scheme: str) -> str:
    return store.iris.state(names.iso3(text))


def _coded(kind: str, wanted: str, concepts: str | None = None) -> Callable[[str, Store, str], str]:
    """A lookup by notation or label among the individuals of a class, or the concepts of the scheme *concepts*."""

    def look_up(text: str, store: Store, scheme: str) -> str:
        within = scheme if kind == "Theme" else concepts
        in_scheme = f"; skos:inScheme {store.iris.scheme(within)}" if within else ""
        of_kind = SKOS.Concept if concepts else getattr(UPR, kind)
        answer = store.select(
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
            f"SELECT ?thing ?label ?code WHERE {{ ?thing a {of_kind} ; rdfs:label ?label{in_scheme} . "
            "OPTIONAL { ?thing skos:notation|skos:altLabel ?code } }"
        )
        known: dict[str, tuple[str, str]] = {}
        for thing, label, code in answer.rows:
            known[slug(label.value)] = (str(thing), label.value)  # type: ignore[union-attr]
            if code is not None:
                known[slug(code.value)] = (str(thing), label.value)  # type: ignore[union-attr]
        if slug(text) in known:
            return known[slug(text)][0]
        if kind == "Theme" and (others := _schemes_with(text, store)):
            raise UnknownName(
                f"{text!r} is no theme of {scheme} but of {' and '.join(others)}: use --scheme {others[-1]}"
            )
        near = difflib.get_close_matches(slug(text), known, n=4, cutoff=0.6)
        near += sorted(key for key in known if slug(text) and slug(text) in key and key not in near)
        labels = list(dict.fromkeys(known[key][1] for key in near))[:5]
        raise UnknownName(f"unknown {wanted} {text!r}{names.did_you_mean(labels)}")

    return look_up


def _schemes_with(text: str, store: Store) -> list[str]:
    """The names of the schemes that have a theme of this label or code, in order."""
    answer = store.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"SELECT ?scheme ?name WHERE {{ ?theme a {UPR.Theme} ; skos:inScheme ?scheme ; "
        "rdfs:label|skos:notation ?name }"
    )
    found = {row[0].value.rsplit("/", 1)[1] for row in answer.rows if slug(row[1].value) == slug(text)}  # type: ignore[union-attr]
    return sorted(found)


def _whole(low: int, high: int | None, what: str) -> Callable[[str, Store, str], str]:
    def number(text: str, store: Store, scheme: str) -> str:
        if not text.isascii() or not text.isdecimal() or len(text) > 18 or not low <= int(text) <= (high or int(text)):
            span = f"{low} to {high}" if high else f"{low} or more"
            raise UnknownName(f"{what} is a whole number, {span}, not {text!r}")
        return str(int(text))

    return number


def _day(text: str, ends: bool) -> str:
    """The first or, where *ends*, the last day of what is given as a year, a month or a day."""
    from calendar import monthrange
    from datetime import date

    found = _DATE.fullmatch(text)
    try:
        if not found:
            raise ValueError(text)
        year, month = int(found["year"]), int(found["month"] or (12 if ends else 1))
        date(year, month, 1)
        day = date(year, month, int(found["day"] or (monthrange(year, month)[1] if ends else 1)))
    except ValueError:
        raise UnknownName(f"a date is a year, a month or a day (2014, 2014-01, 2014-01-28), not {text!r}") from None
    return f'"{day.isoformat()}"^^<http://www.w3.org/2001/XMLSchema#date>'


def _share(text: str, store: Store, scheme: str) -> str:
    if not re.fullmatch(r"[0-9]*\.?[0-9]+(e-?[0-9]+)?", text) or not 0 <= float(text) <= 1:
        raise UnknownName(f"this is a number from 0 to 1, not {text!r}")
    return text


def _action(text: str, store: Store, scheme: str) -> str:
    number = _whole(1, 5, "an action category")(text, store, scheme)
    return store.iris.action_category(int(number))


def _goal(text: str, store: Store, scheme: str) -> str:
    return f"<http://metadata.un.org/sdg/{_whole(1, 17, 'a goal')(text, store, scheme)}>"


def _response(text: str, store: Store, scheme: str) -> str:
    if text.casefold() not in RESPONSES:
        raise UnknownName(f"unknown response {text!r}: accepted, noted or pending")
    return store.iris.response(RESPONSES[text.casefold()])


def _scheme(text: str, store: Store, scheme: str) -> str:
    query = f"SELECT DISTINCT ?s WHERE {{ ?t a {UPR.Theme} ; <http://www.w3.org/2004/02/skos/core#inScheme> ?s }}"
    known = {row[0].value.rsplit("/", 1)[1]: str(row[0]) for row in store.select(query).rows}  # type: ignore[union-attr]
    if text.casefold() not in known:
        raise UnknownName(f"unknown scheme of themes {text!r}: {', '.join(sorted(known))}")
    return known[text.casefold()]


_TERMS: Mapping[str, Callable[[str, Store, str], str]] = {
    "state": _state,
    "theme": _coded("Theme", "theme"),
    "group": _coded("RegionalGroup", "regional group"),
    "organisation": _coded("IntergovernmentalOrganisation", "organisation"),
    "topic": _coded("Topic", "topic"),
    "cycle": _whole(1, max(session.cycle for session in schedule.sessions().values()), "a cycle"),
    "session": _whole(1, max(schedule.sessions()), "a session"),
    "integer": _whole(0, None, "this"),
    "limit": _whole(1, None, "a limit"),
    "since": lambda text, store, scheme: _day(text, ends=False),
    "until": lambda text, store, scheme: _day(text, ends=True),
    "share": _share,
    "action": _action,
    "response": _response,
    "scheme": _scheme,
    "words": lambda text, store, scheme: text,
    "text": lambda text, store, scheme: literal(text),
    "goal": _goal,
    "claim-status": _coded("Concept", "status of claims", "claim-statuses"),
    "statement-kind": _coded("Concept", "kind of statement", "statement-kinds"),
}
