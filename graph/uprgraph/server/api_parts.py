"""What the addresses of the API have in common: forms of answers, which rows, values that are checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uprgraph.errors import QueryError, UprgraphError
from uprgraph.namespaces import clean
from uprgraph.server.answers import JSON
from uprgraph.server.negotiation import Form, choose
from uprgraph.server.site import Given, Site

CSV = "text/csv; charset=utf-8; header=present"
PARQUET = "application/vnd.apache.parquet"
FORMS = (
    Form("json", JSON),
    Form("csv", CSV),
    Form("parquet", PARQUET, ("application/x-parquet",)),
)
"""The first is sent to whoever takes anything."""
LONGEST, VALUES, MOST = 500, 50, 10**9
"""Characters of a value, values of a parameter, and a whole number, at most."""
VARY = ("vary", "Accept, Accept-Encoding")
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class NotAcceptable(UprgraphError):
    """An answer was asked for in a form that it does not have."""


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of an answer that are sent: all from *offset* on where *limit* is None."""

    limit: int | None = None
    offset: int = 0

    def rows(self, rows: list[Any]) -> list[Any]:
        return rows[self.offset : None if self.limit is None else self.offset + self.limit]


def page(given: Given) -> Page:
    """The rows asked for by ``limit`` (1 or more) and ``offset`` (0 or more); raises QueryError."""
    return Page(_whole(given, "limit", 1), _whole(given, "offset", 0) or 0)


def paging(rows: Page) -> dict[str, Any]:
    return {"limit": rows.limit, **({"offset": rows.offset} if rows.offset else {})}


def links(site: Site, path: str, given: Mapping[str, Any], rows: Page, total: int) -> dict[str, str | None]:
    """Addresses of the rows after and before these; None where there are none."""
    kept = {name: values for name, values in given.items() if name not in ("limit", "offset")}
    if rows.limit is None:
        return {"next": None, "prev": None}
    after, before = rows.offset + rows.limit, max(rows.offset - rows.limit, 0)
    return {
        "next": site.address(path, {**kept, **paging(Page(rows.limit, after))}) if after < total else None,
        "prev": site.address(path, {**kept, **paging(Page(rows.limit, before))}) if rows.offset else None,
    }


def link_header(links: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """The Link header (RFC 8288) of the rows before and after."""
    said = [f'<{address}>; rel="{name}"' for name, address in links.items() if address]
    return [("link", ", ".join(said))] if said else []


def form_of(wanted: str, forms: Sequence[Form] = FORMS) -> Form:
    """The form that a suffix or an Accept header names; raises NotAcceptable where there is none."""
    for form in forms:
        if wanted == form.suffix:
            return form
    found = choose(wanted, forms) if "/" in wanted or "*" in wanted or not wanted.strip() else None
    if found is None:
        there = ", ".join(f"{form.media_type.split(';')[0]} (.{form.suffix})" for form in forms)
        raise NotAcceptable(f"this is answered as {there}")
    return found


def check(name: str, values: Sequence[str], longest: int = LONGEST) -> None:
    """Raises QueryError for values that no parameter takes."""
    if len(values) > VALUES:
        raise QueryError(f"{name} has {len(values)} values; at most {VALUES} can be given")
    for value in values:
        if len(value) > longest:
            raise QueryError(f"{name} has {len(value)} characters; at most {longest} can be given")
        if _NO_TEXT.search(value):
            raise QueryError(f"{name} has control characters, which no text of the store has")
        if not clean(value).replace("\ufeff", ""):
            raise QueryError(f"{name} is empty")


def single(given: Given, name: str) -> str | None:
    values = given.get(name, [])
    if len(values) > 1:
        raise QueryError(f"{name} takes one value")
    return values[0] if values else None


def _whole(given: Given, name: str, least: int) -> int | None:
    value = single(given, name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 12 and least <= int(value) <= MOST):
        raise QueryError(f"{name} is a whole number, {least} to {MOST}, not {value[:40]!r}")
    return int(value)


def file_name(file: str) -> tuple[str, str]:
    return ("content-disposition", f'attachment; filename="{file}"')


def json_body(body: Any, indent: int | None = 1) -> bytes:
    """JSON in UTF-8; raises ValueError for what JSON has no number for."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, indent=indent).encode("utf-8", "replace") + b"\n"
