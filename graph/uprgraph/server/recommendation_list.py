"""The recommendations of a review as a page lists them: chosen, sorted and paged by the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from uprgraph import catalogue
from uprgraph.errors import QueryError
from uprgraph.names import display_names
from uprgraph.namespaces import DCTERMS, RDFS, SKOS, UPR, literal
from uprgraph.server.filters import RESPONSES, Field, Form, form
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell, Table, of_result

QUESTION = "recommendations-of-review"
STANDARD = "upr-info"
"""The scheme of themes that questions take where none is given."""
PAGE = 50
"""Recommendations on a page."""
ACTIONS = tuple((str(number), f"category {number}") for number in range(1, 6))
CHANGED = (("yes", "yes"), ("no", "no, or not known"))
_NUMBERS = re.compile(r"\d+|\D+")


def _by_paragraph(row: Mapping[str, Any]) -> Any:
    """Numbered ones by their number, then the others by their text."""
    pieces = [(piece.isdigit(), int(piece) if piece.isdigit() else piece) for piece in _NUMBERS.findall(row["item"])]
    return (row["paragraph"] is None, pieces if row["paragraph"] else [], row["text"] or "")


def _by_makers(row: Mapping[str, Any]) -> Any:
    return row["makers"]


def _by_response(row: Mapping[str, Any]) -> Any:
    """Those whose answer is not known last."""
    return (row["response"] is None, row["response"] or "")


SORTS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "paragraph": _by_paragraph,
    "makers": _by_makers,
    "response": _by_response,
}
ORDERS = ("ascending", "descending")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that sorts: where it leads, and how it is sorted now (a value of aria-sort)."""

    text: str
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One recommendation of the list."""

    number: Cell
    text: str
    ours: bool
    """Whether the text is our short subject, not the source's."""
    makers: tuple[Cell, ...]
    response: str | None
    changed_from: str | None
    actions: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecommendationList:
    """What the page of a review shows of its recommendations."""

    table: Table
    """The question with the same filters, for its unit, notes, SPARQL and files; its `total` is that of all pages."""
    form: Form
    headings: tuple[Heading, ...]
    rows: tuple[Listed, ...]
    page: int
    pages: int
    address: Callable[[int], str]
    """Of the number of a page, its address."""
    narrowed: bool
    """Whether a filter is given."""
    choosable: bool
    """Whether the review has anything to choose from."""
    scheme: str
    """The scheme of the themes that are shown."""
    changed: tuple[Listed, ...]
    """Those of the list, on all its pages, whose answer is known to have changed."""


def recommendation_list(site: Site, review: str, path: str, given: Given) -> RecommendationList:
    """The list of *review* for the page at *path*; *given* has filters, ``sort``, ``order`` and ``page``.

    Raises QueryError and UnknownName for what does not fit.
    """
    schemes = _themes(site, review)
    scheme = _one(given, "scheme", tuple(schemes) or (STANDARD,))
    makers = _makers(site, review)
    fields = (
        Field("maker", "Made by", makers),
        *([Field("scheme", "Scheme of themes", tuple((one, one) for one in schemes))] if len(schemes) > 1 else []),
        Field("theme", f"Theme ({scheme})", tuple((label, label) for label in schemes.get(scheme, ()))),
        Field("response", "Answer", RESPONSES),
        Field("action", "Action", ACTIONS),
        Field("changed", "Answer changed", CHANGED),
        Field("text", "Words in the text"),
    )
    asked = {name: values for name, values in given.items() if name != "page"}
    asked |= _spelt(asked, "maker", {text.casefold(): code for code, name in makers for text in (code, name)})
    asked |= _spelt(asked, "theme", {label.casefold(): label for label in schemes.get(scheme, ())})
    kept = ("sort", "order") if len(schemes) > 1 else ("sort", "order", "scheme")
    chosen = form(site, path, asked, fields, kept)
    _one(given, "changed", ("", *dict(CHANGED)))
    sort, order = _one(given, "sort", tuple(SORTS)), _one(given, "order", ORDERS)
    filters: dict[str, Any] = {"review": review, **chosen.values}
    if scheme != STANDARD:
        filters["scheme"] = scheme
    result = catalogue.ask(site.store, QUESTION, **filters)
    rows = sorted(result.dicts(), key=SORTS["paragraph"])
    rows.sort(key=SORTS[sort], reverse=order == "descending")
    pages = max(1, -(-len(rows) // PAGE))
    page = _page(given, pages)
    table = of_result(site, result, QUESTION, title="Recommendations", rows=0, id="recommendations", **filters)
    plain = {**chosen.values, **{name: given[name] for name in kept if name in given}}
    return RecommendationList(
        table=replace(table, total=len(rows)),
        form=chosen,
        headings=_headings(site, path, chosen, sort, order),
        rows=tuple(_listed(site, review, row) for row in rows[(page - 1) * PAGE : page * PAGE]),
        page=page,
        pages=pages,
        address=lambda number: site.address(path, {**plain, "page": number if number > 1 else None}),
        choosable=bool(makers or chosen.values),
        narrowed=bool(set(chosen.values) - {"scheme"}),
        scheme=scheme,
        changed=tuple(_listed(site, review, row) for row in rows if row["changed"] == "yes"),
    )


def _pairs(site: Site, review: str) -> str:
    """The pattern of the pairs of a review."""
    unit = site.store.iris.unit("pairs")
    return (
        f"?review {DCTERMS.identifier} {literal(review)} . ?pair {UPR.madeIn} ?review ; {UPR.countedAs} {unit} . ?pair "
    )


def _makers(site: Site, review: str) -> list[tuple[str, str]]:
    """The code and name of each maker of the review, by name."""
    rows = site.store.select(f"SELECT DISTINCT ?maker WHERE {{ {_pairs(site, review)} {UPR.madeBy} ?maker }}").rows
    codes = [str(row[0])[1:-1].rpartition("/")[2].upper() for row in rows]
    return sorted(((code, display_names().get(code, code)) for code in codes), key=lambda one: one[1])


def _themes(site: Site, review: str) -> dict[str, list[str]]:
    """The labels of the themes of the review by the name of their scheme, the standard scheme first."""
    query = (
        f"SELECT DISTINCT ?scheme ?label WHERE {{ {_pairs(site, review)} {UPR.theme} ?theme . "
        f"?theme {RDFS.label} ?label ; {SKOS.inScheme} ?scheme }}"
    )
    found: dict[str, list[str]] = {}
    for scheme, label in site.store.select(query).rows:
        found.setdefault(str(scheme)[1:-1].rpartition("/")[2], []).append(label.value)  # type: ignore[union-attr]
    return {name: sorted(found[name]) for name in sorted(found, key=lambda name: (name != STANDARD, name))}


def _spelt(given: Given, name: str, known: Mapping[str, str]) -> dict[str, list[str]]:
    """The values of a filter as the form has them, where they are names of its choices in another case."""
    return {name: [known.get(value.strip().casefold(), value) for value in given[name]]} if name in given else {}


def _one(given: Given, name: str, known: Sequence[str]) -> str:
    """The value of *name*, the first of *known* where none is given."""
    values = [value for value in given.get(name, ()) if value] or [known[0]]
    if len(values) > 1 or values[0] not in known:
        raise QueryError(f"{name} is one of {', '.join(filter(None, known))}, not {', '.join(values)[:60]!r}")
    return values[0]


def _page(given: Given, pages: int) -> int:
    values = [value for value in given.get("page", ()) if value] or ["1"]
    if len(values) > 1 or not re.fullmatch(r"[0-9]{1,6}", values[0]) or not 1 <= int(values[0]) <= pages:
        raise QueryError(f"page is a number from 1 to {pages}, not {', '.join(values)[:60]!r}")
    return int(values[0])


def _headings(site: Site, path: str, chosen: Form, sort: str, order: str) -> tuple[Heading, ...]:
    found = []
    for name, text in (("paragraph", "Number"), ("makers", "Made by"), ("response", "Answer")):
        turned = "descending" if (name, order) == (sort, "ascending") else None
        href = site.address(path, {**chosen.values, "sort": name, "order": turned}) + "#recommendations"
        found.append(Heading(text, href, order if name == sort else "none"))
    return tuple(found)


def _listed(site: Site, review: str, row: Mapping[str, Any]) -> Listed:
    codes = [code for code in (row["maker_codes"] or "").split("|") if code]
    named = sorted((display_names().get(code, code), code) for code in codes)
    makers = [Cell(name, site.page("state", code.lower())) for name, code in named]
    if "(unknown)" in (row["makers"] or "").split("|"):
        makers.append(Cell("maker unknown"))
    return Listed(
        number=Cell(row["paragraph"] or "text", site.page("recommendation", *[review, *str(row["item"]).split("/")])),
        text=row["text"] or "",
        ours=row["wording"] == "our subject",
        makers=tuple(makers),
        response=row["response"],
        changed_from=row["changed_from"],
        actions=", ".join((row["actions"] or "").split("|")),
        themes=tuple(theme for theme in (row["themes"] or "").split("|") if theme),
    )
