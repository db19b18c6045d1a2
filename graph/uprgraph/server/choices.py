"""The values that a parameter of a question takes, where they can be listed."""

from __future__ import annotations

from functools import lru_cache

from uprgraph import schedule, units
from uprgraph.catalogue import Question
from uprgraph.names import display_names
from uprgraph.namespaces import SKOS, UPR
from uprgraph.parameters import HELP, RESPONSES, SCHEME, Parameter
from uprgraph.store import Store

Choice = tuple[str, str]
"""A value and what it says."""
_CLASSES = {
    "theme": "Theme",
    "group": "RegionalGroup",
    "organisation": "IntergovernmentalOrganisation",
    "topic": "Topic",
}
_SCHEMES = {"claim-status": "claim-statuses", "statement-kind": "statement-kinds"}
_PREFIXES = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
_SAID_BY_UNIT = {
    "recommendations": "recommendations: numbered paragraphs",
    "texts": "texts: recommendations without a number",
    "pairs": "pairs: recommendation or text and maker",
    "records": "records: rows of one source",
}


def parameters(question: Question) -> dict[str, Parameter]:
    """Every parameter of a question by its name in an address: those of its header, then scheme, unit and source.

    Only records have a source that can be chosen. The header's limit is that of all answers over HTTP.
    """
    found = dict(question.parameters)
    if "scheme" in question.common:
        found["scheme"] = SCHEME
    if question.units:
        found["unit"] = Parameter("unit", "unit", "what is counted", multiple=False)
    if "records" in question.units:
        found["source"] = Parameter(
            "source", "source", "whose records are counted, where several sources are loaded", multiple=False
        )
    found.pop("limit", None)
    return found


def choices(store: Store, question: Question, parameter: Parameter, scheme: str = "upr-info") -> tuple[Choice, ...]:
    """The values of a parameter in their order; empty where any text or number may be given.

    Other spellings of states, and other cases of letters, are understood too. Themes are those of one *scheme*, or
    of all where it is empty.
    """
    kind = parameter.type
    if kind == "state":
        return tuple((code, name) for code, name in sorted(display_names().items(), key=lambda item: item[1]))
    if kind in _CLASSES:
        return _coded(store, kind, scheme)
    if kind in _SCHEMES:
        return _coded(store, kind, _SCHEMES[kind])
    if kind == "unit":
        return tuple((unit, _SAID_BY_UNIT[unit]) for unit in question.units)
    if kind == "source":
        return tuple(units.record_sources(store).items())
    if kind == "scheme":
        return tuple((name, name) for name in _schemes(store))
    if kind == "response":
        return tuple((value, value) for value in dict.fromkeys(RESPONSES.values()))
    if (last := _LAST.get(kind)) is not None:
        return tuple((str(number), str(number)) for number in range(1, last + 1))
    return ()


_LAST = {
    "cycle": max(session.cycle for session in schedule.sessions().values()),
    "session": max(schedule.sessions()),
    "action": 5,
    "goal": 17,
}


@lru_cache(maxsize=64)
def _coded(store: Store, kind: str, scheme: str) -> tuple[Choice, ...]:
    """Label, or notation of organisations and topics, of the individuals of a kind."""
    of_scheme = kind == "theme" or kind in _SCHEMES
    within = f"; skos:inScheme {store.iris.scheme(scheme)} " if of_scheme and scheme else ""
    of_kind = getattr(UPR, _CLASSES[kind]) if kind in _CLASSES else SKOS.Concept
    rows = store.select(
        _PREFIXES + f"SELECT DISTINCT ?label ?code WHERE {{ ?thing a {of_kind} ; rdfs:label ?label {within}"
        "OPTIONAL { ?thing skos:notation ?code } }"
    ).rows
    found = {}
    for label, code in rows:
        text = label.value  # type: ignore[union-attr]
        named = code.value if code is not None and kind in ("group", "organisation", "topic") else text  # type: ignore[union-attr]
        found[named] = text
    return tuple(sorted(found.items(), key=lambda item: (item[1].casefold(), item[0])))


@lru_cache(maxsize=8)
def _schemes(store: Store) -> tuple[str, ...]:
    rows = store.select(_PREFIXES + f"SELECT DISTINCT ?s WHERE {{ ?t a {UPR.Theme} ; skos:inScheme ?s }}").rows
    return tuple(sorted(row[0].value.rsplit("/", 1)[1] for row in rows))  # type: ignore[union-attr]


def help_of(parameter: Parameter) -> str:
    """What a parameter means, without words that only fit the command line."""
    from uprgraph.server.problems import for_the_web

    return for_the_web(parameter.help or HELP.get(parameter.type, ""))
