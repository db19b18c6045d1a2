"""The catalogue over HTTP: its questions, their answers as JSON, CSV and Parquet, and the search.

``limit`` and ``offset`` choose rows of the whole answer, whatever the question: the total is that of all rows. What a
CSV file cannot say (unit, notes) stands in the JSON that its ``Link`` header names as ``describedby``.
"""

from __future__ import annotations

import difflib
import io
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from uprgraph import catalogue
from uprgraph.catalogue import Question
from uprgraph.errors import QueryError, UnknownName
from uprgraph.results import Result
from uprgraph.server.answers import JSON, Answer
from uprgraph.server.api_parts import (
    CSV,
    FORMS,
    MOST,
    PARQUET,
    VARY,
    NotAcceptable,
    Page,
    check,
    file_name,
    form_of,
    json_body,
    link_header,
    links,
    page,
    paging,
)
from uprgraph.server.choices import choices, help_of, parameters
from uprgraph.server.negotiation import Form
from uprgraph.server.pages import NotThere
from uprgraph.server.problems import for_the_web, problem
from uprgraph.server.search_api import found
from uprgraph.server.site import Given, Site

__all__ = ["answer", "asked", "describe", "example", "found", "listing", "parquet"]


def listing(site: Site) -> Answer:
    """All questions as JSON: what each counts, takes and answers, and an address that shows it.

    ``values`` has what a parameter of a type takes, where that can be listed.
    """
    questions = [catalogue.load(name) for name in catalogue.names()]
    values = {
        parameter.type: [value for value, _ in choices(site.store, question, parameter, scheme="")]
        for question in questions
        for parameter in parameters(question).values()
        if parameter.type != "unit"
    }
    body = {
        "queries": [describe(site, question) for question in questions],
        "values": {kind: listed for kind, listed in sorted(values.items()) if listed},
    }
    return Answer(json_body(body), JSON)


def describe(site: Site, question: Question) -> dict[str, Any]:
    """A question as the list tells of it."""
    path = f"/api/queries/{question.name}"
    return {
        "name": question.name,
        "question": question.question,
        "notes": for_the_web(question.notes),
        "units": list(question.units),
        "counts": " or ".join(question.units) or question.counts,
        "parameters": [
            {
                "name": name,
                "type": parameter.type,
                "help": help_of(parameter),
                "required": parameter.required,
                "multiple": parameter.multiple,
                "default": parameter.default,
            }
            for name, parameter in parameters(question).items()
        ],
        "columns": {name: for_the_web(meaning) for name, meaning in question.columns.items()},
        "tags": list(question.tags),
        "address": site.address(path),
        "example": site.address(path, example(question)),
        "page": site.address(f"/questions/{question.name}"),
    }


def example(question: Question) -> dict[str, list[str]]:
    """The parameters of the example in the header, ``upr query NAME --state Cambodia --limit 10``."""
    shown: dict[str, list[str]] = {}
    said = shlex.split(question.example)
    for option, value in pairwise(said):
        name = option.removeprefix("--")
        if option.startswith("--") and (name in parameters(question) or name == "limit"):
            shown.setdefault(name, []).append(value)
    return shown


def answer(site: Site, name: str, given: Given, form: str) -> Answer:
    """The answer of a question; errors are problem details.

    *name* may end in .json, .csv or .parquet; *form* is an Accept header, or such a suffix without its point.
    """
    name, suffix = _split(name)
    try:
        question = _question(name)
        chosen = form_of(suffix or form)
        values, rows = asked(question, given)
        result = catalogue.ask(site.store, name, **values)
    except NotThere as error:
        return problem(404, str(error))
    except NotAcceptable as error:
        return problem(406, str(error))
    except (QueryError, UnknownName) as error:
        return problem(400, str(error))
    return _written(site, question, result, values, rows, chosen, bool(suffix))


def asked(question: Question, given: Given) -> tuple[dict[str, Any], Page]:
    """The parameters of a question as `catalogue.ask` takes them, and the rows that were asked for.

    Raises QueryError for a parameter that the question does not have and for values that no parameter takes.
    """
    known = parameters(question)
    for name, values in given.items():
        if name in ("limit", "offset"):
            continue
        if name not in known:
            there = ", ".join([*known, "limit", "offset"])
            raise QueryError(f"{question.name} has no parameter {name[:40]!r}; it has {there}")
        if len(values) > 1 and not known[name].multiple:
            raise QueryError(f"{name} takes one value")
        check(name, values)
        if known[name].type == "integer" and (large := next(filter(_is_large, values), None)):
            raise QueryError(f"{name} is a whole number, at most {MOST}, not {large[:40]!r}")
    chosen = {
        name: list(values) if known[name].multiple else values[0]
        for name, values in given.items()
        if name in known and values
    }
    return chosen, page(given)


def _is_large(value: str) -> bool:
    return value.isdecimal() and (len(value) > 12 or int(value) > MOST)


def _question(name: str) -> Question:
    if name in catalogue.names():
        return catalogue.load(name)
    near = difflib.get_close_matches(name, catalogue.names(), n=4, cutoff=0.5)
    hint = f"close: {', '.join(near)}; " if near else ""
    raise NotThere(f"there is no question {name[:60]!r}; {hint}/api/queries lists all")


def _split(name: str) -> tuple[str, str]:
    for form in FORMS:
        if name.endswith(f".{form.suffix}"):
            return name.removesuffix(f".{form.suffix}"), form.suffix
    return name, ""


def _written(
    site: Site, question: Question, result: Result, values: Mapping[str, Any], rows: Page, form: Form, named: bool
) -> Answer:
    """The rows of a page in one form, with the total of all rows."""
    total = len(result)
    path = f"/api/queries/{question.name}"
    given = {**values, **paging(rows)}
    beside = links(site, f"{path}.{form.suffix}" if named else path, values, rows, total)
    headers = [VARY, ("x-total-count", str(total))]
    if form.suffix == "json":
        shown = replace(result, rows=rows.rows(result.rows))
        body = {
            "name": question.name,
            "question": result.question,
            "unit": result.unit,
            "parameters": result.parameters,
            "notes": [for_the_web(note) for note in result.notes],
            "columns": result.columns,
            "total": total,
            "limit": rows.limit,
            "offset": rows.offset,
            **beside,
            "rows": shown.dicts(),
        }
        return Answer(json_body(body), JSON, headers=(*headers, *link_header(beside)))
    described = f'<{site.address(f"{path}.json", {**given, "limit": 1})}>; rel="describedby"; type="application/json"'
    headers += [("link", ", ".join([described, *(value for _, value in link_header(beside))]))]
    headers += [file_name(f"{question.name.replace('/', '-')}.{form.suffix}")]
    if form.suffix == "csv":
        return Answer(replace(result, rows=rows.rows(result.rows)).to_csv().encode(), CSV, headers=tuple(headers))
    return Answer(parquet(question, result, rows), PARQUET, headers=tuple(headers))


def parquet(question: Question, result: Result, rows: Page) -> bytes:
    """The rows as Parquet; a column has the type that it has in the whole answer.

    Where the answer has no value in a column, that is integer for counts, double for shares and else text.
    """
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(pyarrow.BufferReader(result.to_parquet()))
    about = {**(table.schema.metadata or {}), b"notes": json.dumps(result.notes).encode()}
    schema = pyarrow.schema(
        [
            pyarrow.field(field.name, _type(question, field.name)) if pyarrow.types.is_null(field.type) else field
            for field in table.schema
        ],
        metadata=about,
    )
    stream = io.BytesIO()
    pyarrow.parquet.write_table(table.cast(schema).slice(rows.offset, rows.limit), stream)
    return stream.getvalue()


def _type(question: Question, column: str) -> Any:
    import pyarrow

    counted = re.search(rf"\((?:COUNT|SUM)\([^()]*\) AS \?{re.escape(column)}\)", question.sparql)
    if counted or column in question.header.get("column-types", {}).get("integer", ()):
        return pyarrow.int64()
    return pyarrow.float64() if column.endswith("_percent") else pyarrow.string()
