"""OpenAPI 3.1 of the server, made from the headers of the questions: nothing is described twice."""

from __future__ import annotations

from collections.abc import Mapping

from uprgraph import catalogue
from uprgraph.catalogue import Question
from uprgraph.parameters import Parameter
from uprgraph.server.answers import JSON, Answer
from uprgraph.server.api_parts import LONGEST, MOST, VALUES, json_body
from uprgraph.server.catalogue_api import example
from uprgraph.server.choices import choices, help_of, parameters
from uprgraph.server.openapi_parts import (
    HIT,
    PAGED,
    PAGING,
    PROBLEM,
    PROBLEMS,
    QUESTION,
    Schema,
    health,
    listing,
    problem_content,
    responses,
    search,
    sparql,
)
from uprgraph.server.problems import for_the_web
from uprgraph.server.site import Site
from uprgraph.version import VERSION

_ANY_CASE = "Names and codes are understood in any case, and states by other spellings of their names too."
_SIGN = r"[^|\x00-\x1f\x7f-\x9f]"
_WORDS = rf"{_SIGN}*[^\s|\x00-\x1f\x7f-\x9f]{_SIGN}*"
_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
_PATTERNS = {
    "since": rf"^(19|20)[0-9]{{2}}(-(0[1-9]|1[0-2])|-({_DAY}))?$",
    "until": rf"^(19|20)[0-9]{{2}}(-(0[1-9]|1[0-2])|-({_DAY}))?$",
    "share": r"^(0|1|0\.[0-9]{1,6})$",
    "text": rf"^{_WORDS}(\|{_WORDS})*$",
    "words": rf"^{_WORDS}$",
}
"""Of dates the leap days are left out, which are taken in their years."""


def document(site: Site) -> Answer:
    """The description as JSON."""
    return Answer(json_body(description(site), indent=None), JSON)


def description(site: Site) -> Schema:
    """The OpenAPI document of what *site* holds: values that can be listed are those of its store."""
    shared: dict[str, Schema] = {}
    questions = {
        f"/api/queries/{name}": {"get": _question(site, catalogue.load(name), shared)} for name in catalogue.names()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "uprgraph",
            "version": VERSION,
            "summary": "The UN's Universal Periodic Review as a knowledge graph",
            "description": (
                "Every question of the catalogue has an address. Each answer says what its numbers count: "
                "recommendations (numbered paragraphs), texts (recommendations without a number), pairs "
                "(recommendation or text and maker) or records (rows of one source). A value that is null, or an empty "
                "cell, is not known, which is not zero; a pending or unknown answer is neither accepted nor noted. "
                f"{_ANY_CASE} Several values of a parameter are given by repeating it: any of them may hold. "
                "An address may end in .json, .csv or .parquet instead of an Accept header. The JSON answer has the "
                "unit, the notes and the total; CSV and Parquet have the total in X-Total-Count and name the JSON "
                "answer in their Link header as describedby."
            ),
        },
        "servers": [{"url": site.root or "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {
            "/api/queries": {"get": listing()},
            **questions,
            "/api/search": {"get": search()},
            "/sparql": {"get": sparql()},
            "/health/live": {"get": health("Whether the server runs", "It runs.")},
            "/health/ready": {"get": health("Whether the server can answer", "It can answer.", "It cannot yet.")},
        },
        "components": {
            "schemas": {**shared, "Problem": PROBLEM, "Question": QUESTION, "Hit": HIT},
            "responses": {
                status: {"description": text, "content": problem_content(status)} for status, text in PROBLEMS.items()
            },
        },
    }


_TAGS = {
    "explore": "Questions about reviews, recommendations, themes, positions and documents",
    "networks": "Edges of networks",
    "panels": "Flat tables for statistics",
    "reconcile": "What several sources say of one review",
    "checks": "What is wrong or weak in the data: no rows is good",
    "search": "Search, the list of questions, SPARQL",
    "server": "The server itself",
}


def _question(site: Site, question: Question, shared: dict[str, Schema]) -> Schema:
    folder = question.name.rpartition("/")[0] or "explore"
    counts = " or ".join(question.units) or question.counts
    shown = {name: " | ".join(values) for name, values in example(question).items() if name != "limit"}
    return {
        "operationId": question.name.replace("/", "-"),
        "tags": [folder],
        "summary": question.question,
        "description": "\n\n".join(filter(None, [for_the_web(question.notes).strip(), f"Counts {counts}."])),
        "parameters": [
            *(_parameter(site, question, one, shared, shown) for one in parameters(question).items()),
            *PAGING,
        ],
        "responses": {
            "200": {
                "description": question.question,
                "headers": {
                    "X-Total-Count": {"description": "Rows in all", "schema": {"type": "integer"}},
                    "Link": {"description": "next, prev and describedby", "schema": {"type": "string"}},
                },
                "content": {
                    JSON: {"schema": _answer(question)},
                    "text/csv": {"schema": {"type": "string"}},
                    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
                },
            },
            **responses("400", "406", "500", "503"),
        },
    }


def _parameter(
    site: Site,
    question: Question,
    named: tuple[str, Parameter],
    shared: dict[str, Schema],
    shown: Mapping[str, str],
) -> Schema:
    name, parameter = named
    one = _schema(site, question, parameter, shared)
    told: Schema = {
        "name": name,
        "in": "query",
        "description": help_of(parameter),
        "required": parameter.required,
        "schema": {"type": "array", "items": one, "minItems": 1, "maxItems": VALUES} if parameter.multiple else one,
    }
    if parameter.default is not None:
        told["description"] += f" (default: {parameter.default.replace('|', ', ')})"
    if name in shown:
        told["description"] += f", for example {shown[name]}"
    return told


def _schema(site: Site, question: Question, parameter: Parameter, shared: dict[str, Schema]) -> Schema:
    """The schema of one value; lists that many questions share stand once, in the components."""
    kind = parameter.type
    if kind in ("cycle", "session", "action", "goal"):
        return {"type": "integer", "minimum": 1, "maximum": len(choices(site.store, question, parameter))}
    if kind in ("integer", "limit"):
        return {"type": "integer", "minimum": 0 if kind == "integer" else 1, "maximum": MOST}
    if kind in _PATTERNS:
        return {"type": "string", "pattern": _PATTERNS[kind], "maxLength": LONGEST}
    listed = choices(site.store, question, parameter, scheme="")
    if not listed:
        return {"type": "string", "pattern": _PATTERNS["text"], "maxLength": LONGEST}
    if kind == "unit":
        return {"type": "string", "enum": [value for value, _ in listed]}
    values = {**dict.fromkeys(value for value, _ in listed)}
    if kind == "state":
        values |= dict.fromkeys(label for _, label in listed)
    shared.setdefault(kind.title().replace("-", ""), {"type": "string", "enum": sorted(values), **_told(kind)})
    return {"$ref": f"#/components/schemas/{kind.title().replace('-', '')}"}


def _told(kind: str) -> Schema:
    said = {
        "state": "ISO3 code or name of a state or observer; other spellings and any case are understood too",
        "theme": "Label of a theme, of the scheme that is asked (upr-info unless scheme says another)",
    }
    return {"description": said[kind]} if kind in said else {}


def _answer(question: Question) -> Schema:
    cell = {"type": ["string", "number", "boolean", "null"]}
    columns = {name: {**cell, "description": for_the_web(text)} for name, text in question.columns.items()}
    return {
        "type": "object",
        "required": ["name", "question", "unit", "parameters", "notes", "columns", "total", "offset", "rows"],
        "properties": {
            "name": {"const": question.name},
            "question": {"type": "string"},
            "unit": {"type": "string", "description": "what the numbers count"},
            "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
            "notes": {"type": "array", "items": {"type": "string"}, "description": "what must be known to read them"},
            "columns": {"type": "array", "items": {"type": "string"}},
            **PAGED,
            "rows": {"type": "array", "items": {"type": "object", "properties": columns}},
        },
    }
