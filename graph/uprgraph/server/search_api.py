"""The search over HTTP: hits as JSON, page by page, or all of them as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from uprgraph.errors import QueryError, UnknownName
from uprgraph.server.answers import JSON, Answer
from uprgraph.server.api_parts import (
    CSV,
    FORMS,
    LONGEST,
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
    single,
)
from uprgraph.server.expressions import LENGTH
from uprgraph.server.problems import problem
from uprgraph.server.site import Given, Site

if TYPE_CHECKING:
    from uprgraph.server.search import Hit

FILTERS = ("kind", "state", "maker", "review", "cycle", "response")
HITS = 20
"""Hits that are sent as JSON unless a limit is given; a CSV file has all."""
EVERY_HIT = 1 << 31


def found(site: Site, given: Given, form: str) -> Answer:
    """The hits of a search as JSON or CSV; errors are problem details. *form* as in `answer`."""
    try:
        chosen = form_of(form, FORMS[:2])
        rows = page(given)
        for name, values in given.items():
            if name not in ("q", "limit", "offset", *FILTERS):
                raise QueryError(
                    f"the search has no parameter {name[:40]!r}; it has q, {', '.join(FILTERS)}, limit, offset"
                )
            if name not in ("limit", "offset"):
                check(name, values, LENGTH if name == "q" else LONGEST)
        if site.index is None:
            return problem(503, "this server has no search index")
        limit = rows.limit or (HITS if chosen.suffix == "json" else EVERY_HIT)
        filters = {name: given[name] for name in FILTERS if name in given}
        hits = site.index.search(
            single(given, "q") or "",
            filters,
            limit=limit,
            offset=rows.offset,
            snippets=chosen.suffix == "json",
        )
    except NotAcceptable as error:
        return problem(406, str(error))
    except (QueryError, UnknownName) as error:
        return problem(400, str(error))
    shown = [_hit(site, hit) for hit in hits.hits]
    if chosen.suffix == "csv":
        described = f'<{site.address("/api/search.json", given)}>; rel="describedby"'
        headers = (VARY, ("x-total-count", str(hits.total)), ("link", described), file_name("search.csv"))
        return Answer(_table(shown).encode(), CSV, headers=headers)
    rows = Page(limit, rows.offset)
    beside = links(site, "/api/search.json", given, rows, hits.total)
    body = {
        "query": hits.asked,
        "unit": hits.unit,
        "total": hits.total,
        "kinds": dict(hits.kinds),
        "units": dict(hits.units),
        "limit": rows.limit,
        "offset": rows.offset,
        **beside,
        "hits": shown,
    }
    return Answer(json_body(body), JSON, headers=(VARY, ("x-total-count", str(hits.total)), *link_header(beside)))


def _hit(site: Site, hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "iri": hit.iri,
        "address": site.href(hit.iri),
        "counted_as": hit.unit or None,
        "label": hit.label,
        "text": hit.text or None,
        "state": hit.state or None,
        "review": hit.review or None,
        "cycle": hit.cycle,
        "makers": list(hit.makers),
        "response": hit.response or None,
        "paragraph": hit.paragraph or None,
        "symbol": hit.symbol or None,
        "snippet": [{"text": part.text, "found": part.found} for part in hit.snippet],
    }


def _table(hits: Sequence[Mapping[str, Any]]) -> str:
    columns = [
        *("kind", "counted_as", "iri", "label", "text", "state", "review", "cycle"),
        *("makers", "response", "paragraph", "symbol"),
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for hit in hits:
        writer.writerow("|".join(value) if isinstance(value := hit[name], list) else value for name in columns)
    return stream.getvalue()
