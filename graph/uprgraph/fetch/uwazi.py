"""UPR Info's database, page by page, as JSON Lines: one page of its search in each line.

The server is Uwazi. It shows at most 10,000 rows of any one question (its ``totalRows`` stops
there, with ``relation`` ``gte``), so all recommendations are asked for session by session; the
sessions are those that its own answer counts. Rows are asked for in the order of their making, so
that what is added meanwhile comes last. A line holds the server's ``rows`` and ``totalRows``, and
beside them what was asked (``filters``, ``from``) and how many rows came, which is how a cut file
is gone on with. A row that came before is left out of ``rows``; ``again`` names it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from uprgraph.errors import NotFetched
from uprgraph.fetch.addresses import Addresses
from uprgraph.fetch.download import Fetched, Progress, foreign, unasked
from uprgraph.fetch.partial import Origin, Partial, fetched_before, kept, partial
from uprgraph.fetch.web import GO_ON, Web, host

WINDOW = 10_000
"""The rows of one question that Elasticsearch shows, unless it is told otherwise."""
ROWS = 500
"""Of a page."""
FRESH = 7 * 86_400
"""Seconds after which pages are not gone on with: rows may have been corrected meanwhile."""
DIVIDED_BY = ("session", "state_under_review", "state_reviewed", "cycle")
"""The properties by which a question with too many rows is divided, the first that there is."""

Filters = dict[str, str]


@dataclass(slots=True)
class _Part:
    """What has come of one question."""

    total: int | None = None
    next: int = 0
    rows: set[str] = field(default_factory=set)


def pages(
    web: Web,
    addresses: Addresses,
    path: Path,
    progress: Progress | None = None,
    force: bool = False,
    rows: int = ROWS,
) -> Fetched:
    """All recommendations as *path*, *rows* to a page. Raises NotFetched; see ``uprgraph.fetch.upr_info``."""
    if not force and path.exists():
        known = kept(path)
        if known is not None:
            return unasked(path, known, "the database cannot be asked for what has changed")
        if not fetched_before(path):
            return foreign(path)
    with partial(path) as coming:
        template = _template(web.json(addresses.templates()))
        search = _Search(web, addresses.search(), template, rows, coming, progress or (lambda name, share: None))
        search.go_on()
        search.complete({})
        notes = search.notes()
        whole = coming.finish(search.origin)
    remark = f"{len(search.ids):,} rows from {host(addresses.upr_info)}"
    return Fetched(path, whole.sha256, whole.size, "fetched", remark, notes)


def _template(answer: Any) -> str | None:
    """The id of the recommendations' template, by its name; None where no one template has such a name."""
    listed = answer.get("rows") if isinstance(answer, dict) else answer
    found: dict[str, str] = {}
    for row in listed if isinstance(listed, list) else []:
        if isinstance(row, dict) and isinstance(row.get("name"), str) and isinstance(row.get("_id"), str):
            found[row["_id"]] = row["name"].strip().casefold()
    exact = [key for key, name in found.items() if name in ("recommendation", "recommendations")]
    like = [key for key, name in found.items() if "recommendation" in name]
    return exact[0] if len(exact) == 1 else like[0] if not exact and len(like) == 1 else None


class _Search:
    def __init__(
        self, web: Web, address: str, template: str | None, rows: int, coming: Partial, progress: Progress
    ) -> None:
        self._web, self._address, self._template, self._rows = web, address, template, rows
        self._coming, self._report = coming, progress
        self._parts: dict[str, _Part] = {}
        self._counted: int | None = None
        self._expected = 0
        self.ids: set[str] = set()
        self.origin = Origin(address + (f"?types={template}" if template else ""))

    def go_on(self) -> None:
        """Takes up the lines that came before; begins the file where they are old or of another address."""
        if self._coming.origin() != self.origin or self._coming.age(self._web.now()) > FRESH:
            self._coming.begin(self.origin)
            return
        self._coming.file.seek(0)
        good = 0
        for line in self._coming.file:
            try:
                if not line.endswith(b"\n"):
                    break
                self._note(json.loads(line))
            except (ValueError, TypeError, KeyError):
                break
            good += len(line)
        self._coming.file.truncate(good)
        self._coming.file.seek(0, 2)

    def complete(self, filters: Filters) -> None:
        """Has every row that *filters* let through, dividing the question where they are too many."""
        part = self._part(self._asked(filters))
        if not filters or part.total is None:
            answer = self._ask(filters, 0, 1 if not filters else self._rows)
            if _too_many(answer):
                self._divide(filters, answer)
                return
            if filters:
                self._keep(filters, 0, answer)
            else:
                part.total = _total(answer)
                self._expected = part.total
        for _ in range(2):
            self._walk(filters, part)
            if len(part.rows) >= (part.total or 0):
                return
            part.next = 0
        raise NotFetched(
            f"{host(self._address)}: {len(part.rows):,} of {part.total:,} rows came"
            f"{_named(filters)}, in two attempts; {GO_ON}"
        )

    def notes(self) -> tuple[str, ...]:
        """What does not add up between the rows that came and the server's own count of them."""
        server = host(self._address)
        if self._template is None:
            return (f"{server} names no one kind of entry 'Recommendation': entries of every kind were fetched",)
        if self._counted is None or self._counted == len(self.ids):
            return ()
        return (f"{server} counts {self._counted:,} recommendations, and {len(self.ids):,} rows came",)

    def _walk(self, filters: Filters, part: _Part) -> None:
        """Asks page after page to the end; an empty page ends it too, since asking on would not end."""
        while part.total is None or part.next < part.total:
            answer = self._ask(filters, part.next, min(self._rows, WINDOW - part.next))
            if _too_many(answer):
                raise NotFetched(f"{host(self._address)}: the rows{_named(filters)} have become too many; {GO_ON}")
            if not self._keep(filters, part.next, answer):
                return

    def _divide(self, filters: Filters, answer: dict[str, Any]) -> None:
        counts = _counts(answer)
        name = next((name for name in DIVIDED_BY if name in counts and name not in filters), None)
        if name is None:
            raise NotFetched(
                f"{host(self._address)}: there are more than {WINDOW:,} rows{_named(filters)}, and nothing to divide "
                f"them by ({', '.join(sorted(counts)) or 'no counts'})"
            )
        if not filters:
            self._expected = sum(counts[name].values())
            self._counted = counts.get("_types", {}).get(self._template or "")
        for value in counts[name]:
            self.complete({**filters, name: value})

    def _ask(self, filters: Filters, start: int, rows: int) -> dict[str, Any]:
        asking: dict[str, str | int] = {"from": start, "limit": rows, "sort": "creationDate", "order": "asc"}
        if self._template:
            asking["types"] = json.dumps([self._template])
        if filters:
            asking["filters"] = json.dumps({name: {"values": [value]} for name, value in filters.items()})
        answer = self._web.json(f"{self._address}?{urlencode(asking)}")
        if not isinstance(answer, dict) or not isinstance(answer.get("rows"), list):
            raise NotFetched(f"{host(self._address)}: an answer without rows; its form has changed")
        _total(answer)
        return answer

    def _keep(self, filters: Filters, start: int, answer: dict[str, Any]) -> bool:
        """Writes the rows that did not come before, as one line; whether any row came."""
        if not answer["rows"]:
            self._part(self._asked(filters)).total = _total(answer)
            return False
        new: dict[str, Any] = {}
        again: list[str] = []
        for row in answer["rows"]:
            key = _id(row)
            if key in self.ids or key in new:
                again.append(key)
            else:
                new[key] = row
        page: dict[str, Any] = {"filters": self._asked(filters), "from": start, "came": len(answer["rows"])}
        page |= {"again": again, "totalRows": _total(answer), "rows": list(new.values())}
        self._coming.file.write(json.dumps(page, ensure_ascii=False).encode() + b"\n")
        self._coming.file.flush()
        self._note(page)
        return True

    def _asked(self, filters: Filters) -> Filters:
        """What a line says of its question: the kind of entry, and the values that divide it."""
        return {"types": self._template or "all"} | filters

    def _part(self, asked: Filters) -> _Part:
        return self._parts.setdefault(json.dumps(asked, sort_keys=True), _Part())

    def _note(self, page: dict[str, Any]) -> None:
        """Counts a line in: what has come of its question, and where to go on."""
        came = [_id(row) for row in page["rows"]] + page["again"]
        part = self._part(page["filters"])
        part.next, part.total = page["from"] + len(came), page["totalRows"]
        part.rows.update(came)
        self.ids.update(came)
        share = len(self.ids) / self._expected if self._expected else 0.0
        self._report(f"fetching {self._coming.path.name}", min(1.0, share))


def _total(answer: dict[str, Any]) -> int:
    total = answer.get("totalRows")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise NotFetched(f"UPR Info: an answer that says {total!r} as its number of rows; its form has changed")
    return total


def _too_many(answer: dict[str, Any]) -> bool:
    return answer.get("relation") == "gte" or _total(answer) > WINDOW


def _counts(answer: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The answer's own counts: property -> value -> rows; ``missing`` stands for rows without a value."""
    counts: dict[str, dict[str, int]] = {}
    for name, counted in _mapping(_mapping(answer.get("aggregations")).get("all")).items():
        buckets = _mapping(counted).get("buckets")
        for bucket in map(_mapping, buckets if isinstance(buckets, list) else []):
            key, count = bucket.get("key"), _mapping(bucket.get("filtered")).get("doc_count")
            if isinstance(key, str) and key != "any" and isinstance(count, int) and count > 0:
                counts.setdefault(name, {})[key] = count
    return counts


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _id(row: Any) -> str:
    """What tells a row from others: its id, shared by its translations."""
    if isinstance(row, dict):
        for name in ("sharedId", "_id"):
            if isinstance(row.get(name), str):
                return str(row[name])
    return json.dumps(row, sort_keys=True)


def _named(filters: Filters) -> str:
    return "".join(f" of {name.replace('_', ' ')} {value}" for name, value in filters.items())
