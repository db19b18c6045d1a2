"""A state: its reviews, what it received and made, with whom, and its service in troikas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uprgraph.namespaces import ONTOLOGY, slug
from uprgraph.server import agreement, filters, themes
from uprgraph.server.filters import Field, Form
from uprgraph.server.pages import NotThere
from uprgraph.server.schema_org import embedded
from uprgraph.server.sections import ANSWERS, Section, Wanted, section, session_link
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell
from uprgraph.server.triples_view import description

PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#> "
)
UNITS = ("pairs", "records", "recommendations", "texts")


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the state with the ISO3 code *key*, in lower case; filters as `_form` has them."""
    state = site.store.iris.state(key.upper()) if key.isascii() and key.isalpha() and key.islower() else ""
    about = _about(site, state) if state else {}
    if not about:
        raise NotThere(f"the store knows no state {key!r}")
    form = _form(site, f"/id/state/{key}.html", given)
    code, chosen = key.upper(), filters.single(form.values)
    reviewed = about["kind"] == "member"
    scheme = str(chosen.get("scheme", themes.DEFAULT))
    sections = [
        *(_as_reviewed(site, code, scheme, chosen) if reviewed else ()),
        _as_maker(site, code, scheme, chosen),
        _with_whom(site, code, chosen),
        _in_troikas(site, code, chosen),
    ]
    return site.render(
        "state.html",
        name=about["name"],
        key=key,
        known=_facts(site, about, _memberships(site, state)),
        reviewed=reviewed,
        form=form,
        sections=sections,
        alike=agreement.alike(site, code) if not chosen else None,
        described=embedded(site, description(site.store, state[1:-1])),
    )


def _about(site: Site, state: str) -> dict[str, Any]:
    """Names, codes and group of a state; empty where the store does not have it."""
    rows = site.store.select(
        f"{PREFIXES} SELECT ?name ?iso ?m49 ?cow ?group ?group_name ?wikidata ?observer WHERE {{ "
        f"{state} rdfs:label ?name ; upr:iso3 ?iso . "
        f"OPTIONAL {{ {state} upr:m49 ?m49 }} OPTIONAL {{ {state} upr:cowLetters ?cow }} "
        f"OPTIONAL {{ {state} upr:regionalGroup ?group . ?group rdfs:label ?group_name }} "
        f"OPTIONAL {{ {state} skos:exactMatch ?wikidata }} "
        f"OPTIONAL {{ {state} a ?observer FILTER(?observer = upr:ObserverState) }} }} ORDER BY ?wikidata LIMIT 1"
    ).rows
    names = ("name", "iso", "m49", "cow", "group", "group_name", "wikidata", "observer")
    about = {name: getattr(term, "value", "") for row in rows for name, term in zip(names, row, strict=True)}
    if about:
        other = site.store.select(
            f"{PREFIXES} SELECT ?other WHERE {{ {state} skos:altLabel|upr:uprInfoName ?other }} ORDER BY ?other"
        )
        also = dict.fromkeys(getattr(row[0], "value", "") for row in other.rows)
        about["also"] = [text for text in also if text != about["name"]]
        about["kind"] = "observer" if about["observer"] else "member"
    return about


def _memberships(site: Site, state: str) -> list[Cell]:
    """The organisations that the state is or was a member of, with the days that are known."""
    rows = site.store.select(
        f"{PREFIXES} SELECT ?body ?name ?from ?until WHERE {{ ?spell org:member {state} ; org:organization ?body . "
        "?body rdfs:label ?name OPTIONAL { ?spell upr:startDate ?from } OPTIONAL { ?spell upr:endDate ?until } } "
        "ORDER BY ?name ?from"
    ).rows
    found = []
    for body, name, start, end in rows:
        days = ", ".join(
            f"{word} {term.value}"  # type: ignore[union-attr]
            for word, term in (("since", start), ("until", end))
            if term is not None
        )
        text = f"{name.value} ({days})" if days else name.value  # type: ignore[union-attr]
        found.append(Cell(text, site.href(body.value)))  # type: ignore[union-attr]
    return found


def _facts(site: Site, about: dict[str, Any], memberships: list[Cell]) -> list[tuple[str, Any]]:
    codes = [f"{label} {about[name]}" for label, name in (("ISO 3166-1", "iso"), ("M49", "m49"), ("COW", "cow"))]
    return [
        ("Codes", ", ".join(text for text in codes if not text.endswith(" "))),
        ("Also called", "; ".join(about["also"])),
        ("Regional group", [Cell(about["group_name"], site.href(about["group"]))] if about["group"] else []),
        ("Member of", memberships),
        (
            "Same as",
            [Cell(f"Wikidata {about['wikidata'].rsplit('/', 1)[1]}", site.href(about["wikidata"]))]
            if about["wikidata"]
            else [],
        ),
    ]


def _form(site: Site, path: str, given: Given) -> Form:
    schemes = themes.schemes(site)
    scheme = next(iter(given.get("scheme", [])), "") or themes.DEFAULT
    labels = themes.labels(site, scheme)
    return filters.form(
        site,
        path,
        given,
        [
            Field("cycle", "Cycle", filters.CYCLES),
            Field("theme", "Theme", [(label, label) for label in labels]),
            Field("response", "Answer", filters.RESPONSES),
            Field("action", "Action category", filters.ACTIONS),
            Field(
                "scheme",
                "Themes of",
                [item for item in schemes.items() if item[0] != themes.DEFAULT],
                empty=schemes.get(themes.DEFAULT, "any"),
            ),
            *filters.counting(site, UNITS),
        ],
    )


def _report(site: Site, row: Mapping[str, Any]) -> str:
    return site.page("document", slug(str(row["report"]))) if row.get("report") else ""


def _reviewed(site: Site, row: Mapping[str, Any]) -> str:
    return site.page("state", str(row["review"]).split("-")[0])


def _as_reviewed(site: Site, code: str, scheme: str, chosen: dict[str, Any]) -> list[Section]:
    state = {"state": code}
    theme = {"theme": themes.link(scheme)}
    return [
        section(
            site,
            "Reviews",
            "reviews",
            [
                Wanted(
                    "reviews",
                    "When and where it was reviewed",
                    "its-reviews",
                    state,
                    {
                        "review": "Review",
                        "cycle": "Cycle",
                        "session": "Session",
                        "date": "Day",
                        "troika": "Troika",
                        "report": "Report",
                        "status": "Status",
                    },
                    {"report": _report, "session": session_link},
                ),
                Wanted(
                    "totals-add-up",
                    "Figures reported and figures itemised",
                    "totals",
                    state,
                    {
                        "review": "Review",
                        "basis": "Figures",
                        "total": "Total",
                        "accepted": "Accepted",
                        "noted": "Noted",
                        "pending": "Pending",
                        "unanswered": "Answer not known",
                        "adds_up": "Adds up",
                    },
                ),
            ],
            chosen,
        ),
        section(
            site,
            "What it received",
            "received",
            [
                Wanted(
                    "acceptance-by-cycle",
                    "Answers, cycle by cycle",
                    "received-by-cycle",
                    state,
                    {"cycle": "Cycle", "basis": "Figures", "reviews": "Reviews", **ANSWERS},
                    bars=True,
                ),
                Wanted(
                    "acceptance-by-theme",
                    "Themes raised with it",
                    "received-by-theme",
                    state,
                    {"theme": "Theme", **ANSWERS},
                    theme,
                    bars=True,
                ),
                Wanted(
                    "top-makers",
                    "Who recommends to it",
                    "received-by-maker",
                    state,
                    {"maker_name": "Recommending state", **ANSWERS},
                    bars=True,
                ),
                Wanted(
                    "theme-answers-over-cycles",
                    "How its answer to a theme changed",
                    "answers-over-cycles",
                    state,
                    {
                        "theme": "Theme",
                        "reviews": "Reviews",
                        "answers": "Accepted in each cycle",
                        "first_percent": "First, %",
                        "last_percent": "Last, %",
                        "change": "Change",
                    },
                    theme,
                ),
            ],
            chosen,
        ),
    ]


def _as_maker(site: Site, code: str, scheme: str, chosen: dict[str, Any]) -> Section:
    maker = {"maker": code}
    return section(
        site,
        "What it recommended",
        "made",
        [
            Wanted(
                "acceptance-by-cycle",
                "Answers to it, cycle by cycle",
                "made-by-cycle",
                maker,
                {"cycle": "Cycle", "basis": "Figures", "reviews": "Reviews", **ANSWERS},
                bars=True,
            ),
            Wanted(
                "top-receivers",
                "To whom",
                "made-to",
                maker,
                {"state_name": "State under review", **ANSWERS},
                bars=True,
            ),
            Wanted(
                "acceptance-by-theme",
                "On which themes",
                "made-by-theme",
                maker,
                {"theme": "Theme", **ANSWERS},
                {"theme": themes.link(scheme)},
                bars=True,
            ),
        ],
        chosen,
    )


def _with_whom(site: Site, code: str, chosen: dict[str, Any]) -> Section:
    return section(
        site,
        "With whom",
        "with-whom",
        [
            Wanted(
                "reciprocity",
                "States that recommend to it and receive from it",
                "both-ways",
                {"state": code},
                {
                    "name_a": "A",
                    "name_b": "B",
                    "n": "n",
                    "a_to_b": "A to B",
                    "b_accepted_percent": "B accepted, %",
                    "b_to_a": "B to A",
                    "a_accepted_percent": "A accepted, %",
                },
                agreement.ENDS,
                rows=10,
            ),
            Wanted(
                "co-makers",
                "States that recommend together with it",
                "together",
                {"maker": code},
                {"name_a": "State", "name_b": "State", "n": "n"},
                agreement.ENDS,
                rows=10,
            ),
        ],
        chosen,
    )


def _in_troikas(site: Site, code: str, chosen: dict[str, Any]) -> Section:
    return section(
        site,
        "In troikas",
        "troikas",
        [
            Wanted(
                "troika-service",
                "Reviews that it served as a member of the troika",
                "served",
                {"member": code},
                {
                    "review": "Review",
                    "state_name": "State under review",
                    "session": "Session",
                    "date": "Day",
                    "n": "It recommended",
                    "accepted": "Accepted",
                    "noted": "Noted",
                },
                {"state_name": _reviewed, "session": session_link},
            ),
        ],
        chosen,
    )
