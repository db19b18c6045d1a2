"""A theme: what it is in its scheme, how often it was raised, by whom, with whom, and how it was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uprgraph.server import filters, themes
from uprgraph.server.filters import Field
from uprgraph.server.labels import labels
from uprgraph.server.pages import NotThere
from uprgraph.server.schema_org import embedded
from uprgraph.server.sections import ANSWERS, Section, Wanted, section, session_link
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell
from uprgraph.server.triples_view import Description, description

_SKOS = "http://www.w3.org/2004/02/skos/core#"
LINKED = (
    ("Broader", f"{_SKOS}broader"),
    ("Same theme in another scheme", f"{_SKOS}exactMatch"),
    ("Close to", f"{_SKOS}closeMatch"),
    ("Wider one in another scheme", f"{_SKOS}broadMatch"),
    ("Narrower one in another scheme", f"{_SKOS}narrowMatch"),
    ("Related", f"{_SKOS}relatedMatch"),
    ("Goals that it suggests (an interpretation)", "https://w3id.org/uprgraph/ontology#suggestedSDG"),
)
NOTES = (
    ("Definition", f"{_SKOS}definition"),
    ("Scope", f"{_SKOS}scopeNote"),
    ("History", f"{_SKOS}historyNote"),
    ("Also called", f"{_SKOS}altLabel"),
)


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of a theme, *key* being scheme and theme (``upr-info/death-penalty``).

    Raises NotThere for a theme that the store does not have.
    """
    scheme, _, slug = key.partition("/")
    said = description(site.store, f"{site.store.iris.base}id/theme/{key}") if slug and _plain(key) else None
    if said is None or not said.exists:
        raise NotThere(f"the store knows no theme {key!r}")
    form = filters.form(
        site,
        f"/id/theme/{key}.html",
        given,
        [
            Field("cycle", "Cycle", filters.CYCLES),
            Field("response", "Answer", filters.RESPONSES),
            Field("action", "Action category", filters.ACTIONS),
            *filters.counting(site, ("pairs", "records")),
        ],
    )
    about = {"theme": said.label, "scheme": scheme}
    coded = themes.coded(site, scheme)
    return site.render(
        "theme.html",
        name=said.label,
        key=key,
        scheme=themes.schemes(site).get(scheme, scheme),
        known=_facts(site, said),
        form=form,
        coded=coded,
        sections=_sections(site, about, filters.single(form.values)) if coded else [],
        all=site.address("/questions/recommendations", about),
        search=site.address("/search", {"q": f'{"theme" if scheme == themes.DEFAULT else scheme}:"{said.label}"'}),
        described=embedded(site, said),
    )


def _plain(key: str) -> bool:
    """Whether a key may stand in an IRI as it is."""
    return key.isascii() and all(sign.isalnum() or sign in "-/" for sign in key)


def _facts(site: Site, said: Description) -> list[tuple[str, Any]]:
    narrower = site.store.select(
        f"{themes.PREFIXES} SELECT ?theme ?label WHERE {{ ?theme skos:broader <{said.iri}> ; rdfs:label ?label }} "
        "ORDER BY ?label"
    ).rows
    notes = [(name, [getattr(term, "value", "") for term in said.values(property)]) for name, property in NOTES]
    linked = {name: sorted(getattr(term, "value", "") for term in said.values(property)) for name, property in LINKED}
    called = labels(site.store, [iri for found in linked.values() for iri in found])
    return [
        *notes,
        *((name, [Cell(called[iri], site.href(iri)) for iri in found]) for name, found in linked.items()),
        ("Narrower", [Cell(label.value, site.href(theme.value)) for theme, label in narrower]),  # type: ignore[union-attr]
    ]


def _recommendation(site: Site, row: Mapping[str, Any]) -> str:
    return site.page("recommendation", str(row["review"]), str(row["item"]))


def _sections(site: Site, about: dict[str, str], chosen: dict[str, Any]) -> list[Section]:
    return [
        section(
            site,
            "How it is answered",
            "answers",
            [
                Wanted(
                    "acceptance-by-session",
                    "Session by session",
                    "by-session",
                    about,
                    {"session": "Session", "cycle": "Cycle", **ANSWERS},
                    {"session": session_link},
                    rows=60,
                    bars=True,
                ),
                Wanted(
                    "acceptance-by-action",
                    "By what is asked for",
                    "by-action",
                    about,
                    {"label": "Action category", **ANSWERS},
                    bars=True,
                ),
                Wanted(
                    "acceptance-by-group-under-review",
                    "By regional group of the State under review",
                    "by-group-under-review",
                    about,
                    {"group_name": "Group", **ANSWERS},
                    bars=True,
                ),
                Wanted(
                    "acceptance-by-group",
                    "By regional group of the recommending state",
                    "by-group",
                    about,
                    {"group_name": "Group", **ANSWERS},
                    bars=True,
                ),
            ],
            chosen,
        ),
        section(
            site,
            "By whom and with whom",
            "states",
            [
                Wanted(
                    "top-makers",
                    "Who raises it",
                    "makers",
                    about,
                    {"maker_name": "Recommending state", **ANSWERS},
                    bars=True,
                ),
                Wanted(
                    "top-receivers",
                    "With whom it is raised",
                    "receivers",
                    about,
                    {"state_name": "State under review", **ANSWERS},
                    bars=True,
                ),
                Wanted(
                    "theme-answers-over-cycles",
                    "Whose answers changed",
                    "over-cycles",
                    about,
                    {
                        "state_name": "State under review",
                        "reviews": "Reviews",
                        "answers": "Accepted in each cycle",
                        "change": "Change",
                    },
                ),
            ],
            chosen,
        ),
        section(
            site,
            "Recommendations",
            "recommendations",
            [
                Wanted(
                    "recommendations-on-theme",
                    "The first by review and paragraph",
                    "items",
                    about,
                    {
                        "review": "Review",
                        "paragraph": "Number",
                        "text": "Text",
                        "makers": "Made by",
                        "response": "Answer",
                    },
                    {"text": _recommendation, "paragraph": _recommendation},
                    rows=20,
                )
            ],
            chosen,
        ),
    ]
