"""The parts of the OpenAPI document that do not come from a question."""

from __future__ import annotations

from typing import Any

from uprgraph.server.answers import JSON
from uprgraph.server.api_parts import MOST, VALUES
from uprgraph.server.entries import KINDS
from uprgraph.server.problems import PROBLEM as PROBLEM_TYPE
from uprgraph.server.search_api import FILTERS, HITS

Schema = dict[str, Any]
_TYPED = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
PAGING = [
    {
        "name": "limit",
        "in": "query",
        "description": "At most so many rows. The total is that of all rows, whatever the limit.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST},
    },
    {
        "name": "offset",
        "in": "query",
        "description": "How many rows to pass over.",
        "schema": {"type": "integer", "minimum": 0, "maximum": MOST, "default": 0},
    },
]
PROBLEMS = {
    "400": "A parameter is missing, not known, has a value that does not exist, or does not go with another one.",
    "406": "No form of the answer is accepted.",
    "500": "It took longer, or more memory, than the server gives to one answer.",
    "503": "The server has as much to do as it takes on.",
}

PAGED: Schema = {
    "total": {"type": "integer", "minimum": 0, "description": "rows in all"},
    "limit": {"type": ["integer", "null"]},
    "offset": {"type": "integer"},
    "next": {"type": ["string", "null"], "description": "address of the rows after these"},
    "prev": {"type": ["string", "null"], "description": "address of the rows before these"},
}
PROBLEM: Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "one sentence that says what to do"},
    },
}
QUESTION: Schema = {
    "type": "object",
    "required": ["name", "question", "counts", "parameters", "columns", "tags", "address", "example"],
    "properties": {
        "name": {"type": "string"},
        "question": {"type": "string"},
        "parameters": {"type": "array", "items": {"type": "object"}},
        "columns": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
HIT: Schema = {
    "type": "object",
    "required": ["kind", "iri", "address", "label", "makers", "snippet"],
    "properties": {
        "kind": {"type": "string", "enum": list(KINDS)},
        "counted_as": {
            "type": ["string", "null"],
            "description": "recommendations (numbered) or texts; null of other kinds",
        },
        "cycle": {"type": ["integer", "null"]},
        "makers": {"type": "array", "items": {"type": "string"}, "description": "ISO3 of the recommending states"},
        "snippet": {
            "type": "array",
            "items": {"type": "object", "properties": {"text": {"type": "string"}, "found": {"type": "boolean"}}},
        },
        **{
            name: {"type": ["string", "null"]}
            for name in ("iri", "address", "label", "text", "state", "review", "response", "paragraph", "symbol")
        },
    },
}


def listing() -> Schema:
    return {
        "operationId": "list-queries",
        "tags": ["search"],
        "summary": "All questions, with parameters and columns",
        "responses": {
            "200": {
                "description": "All questions",
                "content": {
                    JSON: {
                        "schema": {
                            "type": "object",
                            "required": ["queries"],
                            "properties": {
                                "queries": {"type": "array", "items": {"$ref": "#/components/schemas/Question"}}
                            },
                        }
                    }
                },
            },
            **responses("500", "503"),
        },
    }


def search() -> Schema:
    one_of: dict[str, Schema] = {
        "kind": {"type": "string", "enum": list(KINDS)},
        "state": {"$ref": "#/components/schemas/State"},
        "maker": {"$ref": "#/components/schemas/State"},
        "review": {"type": "string", "pattern": "^[A-Za-z]{3}-[1-9]$"},
        "cycle": {"type": "integer", "minimum": 1, "maximum": 99},
        "response": {"type": "string", "enum": ["accepted", "noted", "pending", "unknown"]},
    }
    said = {
        "kind": "kind of thing",
        "state": "State under review, or the state that a thing is or belongs to",
        "maker": "recommending state",
        "review": "id of a review, such as khm-2",
        "cycle": "cycle of the review",
        "response": "current answer; unknown where no source tells it",
    }
    return {
        "operationId": "search",
        "tags": ["search"],
        "summary": "Texts, states, themes, organisations, documents and reviews by words and names",
        "description": (
            "Words side by side must all occur; OR, NOT (or a hyphen before a word), parentheses and quotation marks "
            "mean what they say; an asterisk stands for any end of a word; accents and case do not matter. Fields such "
            'as state:khm, maker:France, theme:"death penalty", symbol:A/HRC/26/16 and paragraph:118.22 ask one thing. '
            f"JSON has {HITS} hits unless limit says more; CSV has all."
        ),
        "parameters": [
            {
                "name": "q",
                "in": "query",
                "description": "what is looked for",
                "schema": {
                    "type": "string",
                    "pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
                    "maxLength": 1000,
                },
                "example": '"death penalty" state:khm -moratorium',
            },
            *(
                {
                    "name": name,
                    "in": "query",
                    "description": said[name],
                    "schema": {"type": "array", "items": one_of[name], "minItems": 1, "maxItems": VALUES},
                }
                for name in FILTERS
            ),
            *PAGING,
        ],
        "responses": {
            "200": {
                "description": "The hits, best first",
                "headers": {"X-Total-Count": {"description": "Hits in all", "schema": {"type": "integer"}}},
                "content": {
                    JSON: {
                        "schema": {
                            "type": "object",
                            "required": ["query", "unit", "total", "kinds", "units", "hits"],
                            "properties": {
                                "query": {"type": "string"},
                                "unit": {"type": "string"},
                                "kinds": {"type": "object", "additionalProperties": {"type": "integer"}},
                                "units": {"type": "object", "additionalProperties": {"type": "integer"}},
                                **PAGED,
                                "hits": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}},
                            },
                        }
                    },
                    "text/csv": {"schema": {"type": "string"}},
                },
            },
            **responses("400", "406", "500", "503"),
        },
    }


def sparql() -> Schema:
    return {
        "operationId": "sparql",
        "tags": ["search"],
        "summary": "SPARQL 1.1 Protocol, for reading",
        "description": "POST with application/x-www-form-urlencoded or application/sparql-query works too.",
        "externalDocs": {"url": "https://www.w3.org/TR/sparql11-protocol/"},
        "parameters": [
            {
                "name": "query",
                "in": "query",
                "required": True,
                "description": "a SELECT, ASK, CONSTRUCT or DESCRIBE",
                "schema": {"type": "string", "enum": ["ASK { ?state a upr:State }"]},
            }
        ],
        "responses": {
            "200": {
                "description": "Results of SELECT and ASK, or a graph, in the form that Accept chooses",
                "content": {
                    name: {}
                    for name in (
                        "application/sparql-results+json",
                        "application/sparql-results+xml",
                        "text/csv",
                        "text/tab-separated-values",
                        "text/turtle",
                        "application/n-triples",
                        "application/ld+json",
                        "application/rdf+xml",
                    )
                },
            },
            **{
                status: {"description": text, "content": {"text/plain": {"schema": {"type": "string"}}}}
                for status, text in PROBLEMS.items()
            },
        },
    }


def health(summary: str, good: str, bad: str = "") -> Schema:
    plain = {"content": {"text/plain": {"schema": {"type": "string"}}}}
    answers = {"200": {"description": good, **plain}}
    if bad:
        answers["503"] = {"description": bad, **plain}
    return {
        "operationId": summary.lower().replace(" ", "-"),
        "tags": ["server"],
        "summary": summary,
        "responses": answers,
    }


def responses(*statuses: str) -> Schema:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def problem_content(status: str) -> Schema:
    """The media types of an error: what the front of the server refuses by itself is told in plain words."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    plain = {} if status == "406" else {"text/plain": {"schema": {"type": "string"}}}
    return {PROBLEM_TYPE: schema, **plain}
