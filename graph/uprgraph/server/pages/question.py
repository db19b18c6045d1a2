"""A question: the form of its parameters, its answer as a table, the files and the SPARQL behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from uprgraph import catalogue
from uprgraph.catalogue import Question
from uprgraph.errors import QueryError
from uprgraph.parameters import Parameter
from uprgraph.results import Result
from uprgraph.server.api_parts import single
from uprgraph.server.catalogue_api import asked, example
from uprgraph.server.choices import Choice, choices, help_of, parameters
from uprgraph.server.pages import NotThere
from uprgraph.server.problems import for_the_web
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import heading, of_result

ROWS = 100
"""Rows of a page of the table."""
DEEPEST = 10_000
LONG = ("checks", "networks", "panels", "recommendations")
"""Folders and questions whose whole answer takes seconds on a store of many reviews: it waits until it is asked for."""
FEW = 20
"""Choices that a list to select from may have; where there are more, they are offered as one types."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter in the form."""

    name: str
    label: str
    help: str
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    select: bool
    required: bool
    default: str

    @property
    def value(self) -> str:
        """The first value; others are handed on beside it."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that is given, and the address without it."""

    label: str
    value: str
    without: str


def page(site: Site, key: str, given: Given) -> str:
    """The HTML; raises NotThere for an unknown question, QueryError and UnknownName for values that do not fit."""
    if key not in catalogue.names():
        raise NotThere(f"there is no question {key[:60]!r}; /questions lists all")
    question = catalogue.load(key)
    said = {name: [value for value in values if value.strip()] for name, values in given.items()}
    said = {name: values for name, values in said.items() if values}
    number, whole = _page(single(said, "page")), bool(said.get("all"))
    values, rows = asked(question, {name: values for name, values in said.items() if name not in ("page", "all")})
    missing = [name for name, one in question.parameters.items() if one.required and name not in values]
    waits = key.partition("/")[0] in LONG and not values and not whole
    result = None if missing or waits else catalogue.ask(site.store, key, **values)
    listed = {**values, **({"limit": rows.limit} if rows.limit else {})}
    listed |= {"offset": rows.offset} if rows.offset else {}
    path = f"/questions/{key}"
    context: dict[str, Any] = {"result": None}
    if result is not None:
        chosen = rows.rows(result.rows)
        context = _answer(site, question, result, values, chosen[(number - 1) * ROWS : number * ROWS])
        context |= {
            "rows_asked": len(chosen),
            "first": (number - 1) * ROWS + 1,
            "last": min(number * ROWS, len(chosen)),
            "pages": min(-(-len(chosen) // ROWS), DEEPEST),
        }
    return site.render(
        "question.html",
        question=question,
        notes=for_the_web(question.notes),
        counts=" or ".join(question.units) or question.counts,
        fields=_fields(site, question, said),
        action=site.root + path,
        chosen=_chosen(site, path, question, said),
        waits=site.address(path, {"all": "yes"}) if waits and not missing else "",
        missing=[heading(name.replace("-", "_")) for name in missing],
        example=site.address(path, example(question)),
        example_said="; ".join(f"{name} {', '.join(values)}" for name, values in example(question).items()),
        columns=[(name, heading(name), for_the_web(text)) for name, text in question.columns.items()],
        files=[
            (form.upper() if len(form) < 5 else form.capitalize(), site.address(f"/api/queries/{key}.{form}", listed))
            for form in ("csv", "json", "parquet")
        ],
        page=number,
        address=lambda at: site.address(path, {**said, "page": at if at > 1 else None}),
        **context,
    )


def _answer(
    site: Site, question: Question, result: Result, values: Mapping[str, Any], rows: list[tuple[Any, ...]]
) -> dict[str, Any]:
    """What the template draws of an answer: these rows of it."""
    table = of_result(site, replace(result, rows=rows), question.name, bars=True, **values)
    return {"result": result, "table": table, "said": [for_the_web(note) for note in table.notes]}


def _page(value: str | None) -> int:
    if value is None:
        return 1
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value[:9]) <= DEEPEST:
        raise QueryError(f"page is a whole number, 1 to {DEEPEST}, not {value[:40]!r}")
    return int(value)


def _fields(site: Site, question: Question, said: Given) -> list[Field]:
    scheme = said.get("scheme", ["upr-info"])[0]
    return [_field(site, question, parameter, said, scheme) for parameter in parameters(question).values()]


def _field(site: Site, question: Question, parameter: Parameter, said: Given, scheme: str) -> Field:
    listed = choices(site.store, question, parameter, scheme)
    values = tuple(said.get(parameter.name, ()))
    known = {value for value, _ in listed}
    return Field(
        name=parameter.name,
        label=_label(parameter),
        help=help_of(parameter),
        values=values,
        choices=listed,
        select=bool(listed) and len(listed) <= FEW and all(value in known for value in values[:1]),
        required=parameter.required,
        default=(parameter.default or "").replace("|", ", "),
    )


def _label(parameter: Parameter) -> str:
    """The heading of a parameter; a state that is under review is called that."""
    if parameter.help.startswith("State under review"):
        return "State under review"
    return heading(parameter.name.replace("-", "_"))


def _chosen(site: Site, path: str, question: Question, said: Given) -> list[Chosen]:
    """What is given, each with the address of the page without it."""
    known = parameters(question)
    return [
        Chosen(
            _label(known[name]) if name in known else heading(name),
            value,
            site.address(
                path,
                {
                    other: [one for one in others if (other, one) != (name, value)]
                    for other, others in said.items()
                    if other not in ("page", "all")
                },
            ),
        )
        for name, values in said.items()
        if name in known or name in ("limit", "offset")
        for value in values
    ]
