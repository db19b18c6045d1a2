"""The first page: what this is, what is loaded and what is not known, and ways into it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from unicodedata import combining, normalize

from uprgraph.namespaces import ONTOLOGY
from uprgraph.server import filters, themes
from uprgraph.server.charts import Strip, strip
from uprgraph.server.sections import ANSWERS
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell, Table, table

GROUPS = {
    "Africa": "African Group",
    "Asia": "Asia-Pacific Group",
    "EEG": "Eastern European Group",
    "GRULAC": "Latin American and Caribbean Group",
    "WEOG": "Western European and Others Group",
    "Observer": "Observers, which recommend and are not reviewed",
}
ORGANISATIONS = (
    ("Of states", ("IntergovernmentalOrganisation",)),
    (
        "Civil society, institutions and others",
        (
            "CivilSocietyOrganisation",
            "NationalHumanRightsInstitution",
            "RegionalBody",
            "StateInstitution",
            "UnitedNationsEntity",
            "Organisation",
        ),
    ),
)
QUESTIONS = (
    "themes-refused",
    "acceptance-own-group",
    "acceptance-by-action",
    "reciprocity",
    "changed-positions",
    "bandwagon",
    "requests",
    "troika-pairs",
)
"""Questions that a newcomer may begin with, beside those that the page answers."""


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the first page; it has no filters."""
    filters.form(site, "/", given, [])
    from uprgraph import catalogue

    return site.render(
        "home.html",
        cycles=_cycles(site),
        coverage=_strip(site),
        sources=_sources(site),
        examples=[_makers(site), _answers(site)],
        groups=_states(site),
        schemes=[(label, _themes(site, name)) for name, label in themes.schemes(site).items()],
        sessions=_sessions(site),
        organisations=[(title, found) for title, kinds in ORGANISATIONS if (found := _organisations(site, kinds))],
        questions=[(catalogue.load(name).question, site.address(f"/questions/{name}")) for name in QUESTIONS],
    )


def _cycles(site: Site) -> Table:
    return table(
        site,
        "coverage-by-cycle",
        title="How much of each cycle is known",
        id="by-cycle",
        columns={
            "cycle": "Cycle",
            "reviews": "Reviews",
            "held": "Held",
            "itemised": "Itemised",
            "only_total": "Only a total",
            "recommendations": "Recommendations",
            "texts": "Texts",
            "pairs": "Pairs",
        },
    )


def _strip(site: Site) -> tuple[Strip, Table]:
    """The sessions as columns of reviews, and the answer that they are drawn from."""
    asked = table(site, "coverage-by-session", title="Session by session", id="by-session")
    rows = [row for row in asked.result.dicts() if row["reviews"]]
    return strip((row["session"], row["cycle"], row["reviews"], row["itemised"] or 0) for row in rows), asked


def _sources(site: Site) -> Table:
    return table(
        site,
        "sources",
        title="Sources",
        id="sources",
        columns={
            "source_name": "Source",
            "publisher": "Publisher",
            "licence": "Terms",
            "files": "Files",
            "records": "Records",
        },
        links={"source_name": lambda site, row: site.page("source", str(row["source"]))},
    )


def _makers(site: Site) -> Table:
    return table(
        site,
        "top-makers",
        title="Who recommends most",
        id="makers",
        columns={"maker_name": "Recommending state", **ANSWERS},
        bars=True,
        rows=10,
    )


def _answers(site: Site) -> Table:
    return table(
        site,
        "acceptance-by-cycle",
        title="How much is accepted, cycle by cycle",
        id="answers",
        columns={"cycle": "Cycle", "basis": "Figures", "reviews": "Reviews", **ANSWERS},
        bars=True,
    )


def _states(site: Site) -> list[tuple[str, list[Cell]]]:
    """The states by the names of their regional groups, in the order of `GROUPS`."""
    found: Mapping[str, list[Cell]] = defaultdict(list)
    for row in table(site, "states").result.dicts():
        found[str(row["group"])].append(Cell(row["state_name"], site.page("state", str(row["state"]).lower())))
    return [(GROUPS.get(group, group), sorted(found[group], key=_letters)) for group in sorted(found, key=_place)]


def _letters(state: Cell) -> str:
    """A name without accents, as an index sorts it."""
    return "".join(sign for sign in normalize("NFKD", state.value) if not combining(sign)).casefold()


def _place(group: str) -> int:
    return list(GROUPS).index(group) if group in GROUPS else len(GROUPS)


def _themes(site: Site, scheme: str) -> list[Cell]:
    return [Cell(label, site.page("theme", scheme, themes.key(label))) for label in themes.labels(site, scheme)]


def _sessions(site: Site) -> list[tuple[int, list[Cell]]]:
    """The sessions of each cycle."""
    found: dict[int, list[Cell]] = {}
    for row in table(site, "sessions").result.dicts():
        year = str(row["start"])[:4]
        place = Cell(f"{row['session']} ({year})", site.page("session", f"wg-{row['session']}"))
        found.setdefault(row["cycle"], []).append(place)
    return sorted(found.items())


def _organisations(site: Site, kinds: tuple[str, ...]) -> list[Cell]:
    values = " ".join(f"<{ONTOLOGY}{kind}>" for kind in kinds)
    rows = site.store.select(
        f"{themes.PREFIXES} SELECT DISTINCT ?thing ?label WHERE {{ VALUES ?kind {{ {values} }} "
        "?thing a ?kind ; rdfs:label ?label } ORDER BY ?label"
    ).rows
    found: list[tuple[Any, Any]] = [(thing, label) for thing, label in rows]
    return [Cell(label.value, site.href(thing.value)) for thing, label in found]
