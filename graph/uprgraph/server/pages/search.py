"""The page of a search: hits of all kinds, best first, with what may be chosen among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uprgraph.errors import QueryError, UnknownName
from uprgraph.names import display_names, iso3, named
from uprgraph.page.layout import shown
from uprgraph.server import themes
from uprgraph.server.filters import CYCLES, Field, form
from uprgraph.server.marks import Part
from uprgraph.server.problems import for_the_web
from uprgraph.server.search import PAGE, Found, Hit
from uprgraph.server.site import Given, Site

LABELS = {
    "recommendation": "Recommendations and texts",
    "review": "Reviews",
    "state": "States",
    "theme": "Themes",
    "organisation": "Organisations",
    "document": "Documents",
    "submission": "Submissions",
    "source": "Sources",
}
RESPONSES = (("accepted", "accepted"), ("noted", "noted"), ("pending", "pending"), ("unknown", "not known"))
FILTERS = ("kind", "state", "maker", "review", "cycle", "response")
SHOWN = 6
"""Makers of a recommendation whose names are shown."""
NAME = 5
"""Words of a state's name at most."""
DEEPEST = 10_000
"""Pages that can be turned to."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of hits, how many there are, and the address that shows them alone."""

    label: str
    count: int
    href: str
    chosen: bool


def page(site: Site, key: str, given: Given) -> str:
    """The HTML; what cannot be looked for is said above the search box. Raises QueryError for unknown filters."""
    asked = {name: [value for value in values if value.strip()] for name, values in given.items()}
    asked = {name: values for name, values in asked.items() if values}
    typed = " ".join(asked.get("q", []))
    number = _page(asked.pop("page", ["1"])[-1])
    states = tuple((code, name) for code, name in sorted(display_names().items(), key=lambda item: item[1]))
    for name in ("state", "maker"):
        if name in asked:
            asked[name] = [iso3(value) for value in asked[name]]
    fields = (
        Field("kind", "Kind", tuple(LABELS.items())),
        Field("state", "State under review", states),
        Field("maker", "Recommended by", states),
        Field("cycle", "Cycle", CYCLES),
        Field("response", "Answer", RESPONSES),
    )
    chosen = form(site, "/search", asked, fields, kept=("q", "review"))
    filters = {name: values for name, values in asked.items() if name in FILTERS}
    found, wrong = _found(site, typed, filters, number)
    return site.render(
        "search.html",
        typed=typed,
        form=chosen,
        kept=[(name, value) for name, values in filters.items() for value in values],
        found=found,
        wrong=wrong,
        counted=_counted(found, filters.get("kind", [])) if found else [],
        tabs=_tabs(site, asked, found) if found else [],
        hits=_hits(site, found) if found else [],
        first=(number - 1) * PAGE + 1,
        page=number,
        pages=min(-(-found.total // PAGE), DEEPEST) if found else 0,
        address=lambda at: site.address("/search", {**asked, "page": at if at > 1 else None}),
        instead=_instead(site, typed, asked),
        csv=site.address("/api/search.csv", asked),
        json=site.address("/api/search.json", asked),
        labels=LABELS,
    )


def _found(site: Site, typed: str, filters: Mapping[str, list[str]], number: int) -> tuple[Found | None, str]:
    """The hits of a page, or in one sentence why there are none."""
    if site.index is None:
        return None, "This server has no search index."
    if not typed and not filters:
        return None, ""
    try:
        return site.index.search(typed, filters, limit=PAGE, offset=(number - 1) * PAGE), ""
    except (QueryError, UnknownName) as error:
        said = for_the_web(str(error))
        return None, f"{said[:1].upper()}{said[1:]}."


def _counted(found: Found, kinds: Sequence[str]) -> list[tuple[int, str]]:
    """How many hits are recommendations, how many texts; empty where neither kind is shown."""
    if kinds and "recommendation" not in kinds:
        return []
    said = {
        "recommendations": ("recommendation", "(numbered)"),
        "texts": ("text", "(recommendations without a number)"),
    }
    words = {unit: (f"{one} {what}", f"{one}s {what}") for unit, (one, what) in said.items()}
    return [(count, words[unit][count != 1]) for unit, count in found.units.items()]


def _page(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value[:9]) <= DEEPEST:
        raise QueryError(f"page is a whole number, 1 to {DEEPEST}, not {value[:40]!r}")
    return int(value)


def _tabs(site: Site, asked: Mapping[str, list[str]], found: Found) -> list[Tab]:
    chosen = asked.get("kind", [])
    without = {name: values for name, values in asked.items() if name != "kind"}
    tabs = [Tab("All", sum(found.kinds.values()), site.address("/search", without), not chosen)]
    for kind, count in found.kinds.items():
        tabs.append(Tab(LABELS[kind], count, site.address("/search", {**without, "kind": kind}), chosen == [kind]))
    return tabs


def _hits(site: Site, found: Found) -> list[dict[str, object]]:
    schemes = themes.schemes(site) if any(hit.kind == "theme" for hit in found.hits) else {}
    return [_shown(site, hit, schemes) for hit in found.hits]


def _shown(site: Site, hit: Hit, schemes: Mapping[str, str]) -> dict[str, object]:
    """A hit with its address, its title in marked parts and its makers by name."""
    names = [display_names().get(code, code) for code in hit.makers]
    return {
        "hit": hit,
        "href": site.href(hit.iri),
        "title": _parts(hit.title),
        "snippet": _parts(hit.snippet),
        "kind": _kind(hit, schemes),
        "review": site.page("review", hit.review) if hit.review else "",
        "state": display_names().get(hit.state, hit.state),
        "state_page": site.page("state", hit.state.lower()) if hit.state else "",
        "makers": list(zip(hit.makers, names, strict=True))[:SHOWN],
        "more": max(len(names) - SHOWN, 0),
    }


def _kind(hit: Hit, schemes: Mapping[str, str]) -> str:
    """What a hit is, in words; themes of several schemes have the same label."""
    if hit.kind == "theme":
        scheme = hit.iri.rsplit("/", 2)[1]
        return f"theme of {schemes.get(scheme, scheme)}"
    return "text" if hit.unit == "texts" else hit.kind


def _parts(parts: Sequence[Part]) -> list[Part]:
    """The parts without what is invisible or turns the direction of text; blanks at their ends stay."""
    found = []
    for part in parts:
        before, after = part.text[:1].isspace(), part.text[-1:].isspace()
        found.append(Part(" " * before + shown(part.text) + " " * after, part.found))
    return found


def _instead(site: Site, typed: str, asked: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Searches that take the name of a state among the words for the State under review, or for the maker."""
    if ":" in typed or '"' in typed or "(" in typed:
        return []
    words = typed.split()
    for length in range(min(NAME, len(words)), 0, -1):
        for at in range(len(words) - length + 1):
            name = " ".join(words[at : at + length])
            code = named(name) or (name.upper() if length == 1 and name.upper() in display_names() else None)
            if code is None or name.upper() in ("AND", "OR", "NOT", "ARE"):
                continue
            rest = " ".join(words[:at] + words[at + length :])
            others = {key: values for key, values in asked.items() if key not in ("q", "state", "maker", "kind")}
            about = f" with {rest}" if rest else ""
            return [
                (
                    f"{said} {display_names()[code]}{about}",
                    site.address("/search", {"q": rest, **others, "kind": "recommendation", field: code}),
                )
                for said, field in (("Recommendations to", "state"), ("Recommendations by", "maker"))
            ]
    return []
