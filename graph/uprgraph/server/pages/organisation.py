"""An organisation: of states, with its members and how they answer each other; or of stakeholders, with what it did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from uprgraph.namespaces import ONTOLOGY
from uprgraph.server import filters
from uprgraph.server.labels import labels
from uprgraph.server.pages import NotThere
from uprgraph.server.schema_org import embedded
from uprgraph.server.sections import ANSWERS, Section, Wanted, section
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell
from uprgraph.server.triples_view import Description, description

FACTS = (
    ("Short name", "notation"),
    ("Acronym", "acronym"),
    ("Also called", "altLabel"),
    ("Seat", "city"),
    ("Seat in", "seatIn"),
    ("Institution of", "institutionOf"),
    ("Dissolved by", "dissolvedBy"),
    ("Note", "note"),
    ("Members as of", "membershipAsOf"),
)
"""Names of facts, and the last part of the property that tells of each."""
DID = {
    "coordinatedBy": "It coordinated",
    "inCooperationWith": "It cooperated in",
    "hasParticipant": "It took part in",
    "implementedBy": "It carried out",
    "decidedBy": "It decided on",
    "assignedBy": "It passed on",
    "dissolvedBy": "It dissolved",
    "preparedBy": "It prepared",
    "submittedTo": "Submitted to it",
    "mechanismOf": "Its mechanisms",
    "postIn": "Posts in it",
    "onBehalfOf": "Said on its behalf",
}
"""Properties by which campaigns, events, statements and posts name an organisation, read from its side."""
MANY = 100


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of an organisation (``eu``, ``amnesty-international``); raises NotThere for no such one."""
    filters.form(site, f"/id/organisation/{key}.html", given, [])
    plain = key.isascii() and all(sign.isalnum() or sign in "-_." for sign in key)
    said = description(site.store, f"{site.store.iris.base}id/organisation/{key}") if key and plain else None
    if said is None or not said.exists:
        raise NotThere(f"the store knows no organisation {key!r}")
    kinds = [_value(term) for term in said.values("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")]
    of_states = f"{ONTOLOGY}IntergovernmentalOrganisation" in kinds
    return site.render(
        "organisation.html",
        name=said.label,
        key=key,
        kinds=_kinds(site, kinds),
        known=_facts(site, said),
        sections=[_members(site, said)] if of_states else [_submissions(site, said)],
        did=[] if of_states else _did(site, said),
        described=embedded(site, said),
    )


def _kinds(site: Site, kinds: Iterable[str]) -> str:
    called = labels(site.store, kinds)
    return ", ".join(sorted(called[kind] for kind in kinds))


def _facts(site: Site, said: Description) -> list[tuple[str, Any]]:
    out = {name: [triple.object for triple in said.out if _last(triple.predicate.value) == name] for _, name in FACTS}
    called = labels(site.store, [_value(term) for terms in out.values() for term in terms if _is_thing(term)])

    def cell(term: Any) -> Cell:
        return Cell(called[_value(term)], site.href(_value(term))) if _is_thing(term) else Cell(_value(term))

    found = {name: sorted(map(cell, terms), key=lambda one: str(one.value)) for name, terms in out.items()}
    return [(title, [one for one in found[name] if one.value != said.label]) for title, name in FACTS]


def _is_thing(term: Any) -> bool:
    return not hasattr(term, "datatype")


def _value(term: Any) -> str:
    return str(term.value)


def _last(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[1]


def _members(site: Site, said: Description) -> Section:
    short = next(_value(triple.object) for triple in said.out if _last(triple.predicate.value) == "notation")
    return section(
        site,
        "Its members",
        "members",
        [
            Wanted(
                "acceptance-by-bloc",
                "Do members accept more from each other?",
                "bloc",
                {"organisation": short},
                {"maker_is": "The maker is", **ANSWERS},
                bars=True,
            ),
            Wanted(
                "organisation-members",
                "Members, with the days that are known",
                "list",
                {"organisation": short},
                {
                    "state_name": "State",
                    "group": "Regional group",
                    "from": "Since",
                    "until": "Until",
                    "note": "Why",
                },
                {"state_name": lambda site, row: site.page("state", str(row["state"]).lower())},
                rows=200,
            ),
        ],
        {},
    )


def _submissions(site: Site, said: Description) -> Section:
    return section(
        site,
        "Submissions",
        "submissions",
        [
            Wanted(
                "organisation-submissions",
                "What it submitted, and with whom",
                "list",
                {"organisation": said.label},
                {
                    "review": "Review",
                    "state_name": "State under review",
                    "submission": "Submission",
                    "kind": "Kind",
                    "with": "Together with",
                    "summary": "Summary",
                },
                {"state_name": lambda site, row: site.page("state", str(row["review"]).split("-")[0])},
                rows=MANY,
            )
        ],
        {},
    )


def _did(site: Site, said: Description) -> list[tuple[str, list[Cell]]]:
    """What campaigns, events, statements and posts tell of it, by property."""
    rows = site.store.select(
        f"SELECT ?property ?thing WHERE {{ ?thing ?property <{said.iri}> . "
        f"VALUES ?property {{ {' '.join(f'<{ONTOLOGY}{name}>' for name in DID)} }} }} "
        f"ORDER BY ?property ?thing LIMIT {MANY}"
    ).rows
    found: dict[str, list[str]] = {}
    for property, thing in rows:
        found.setdefault(_last(property.value), []).append(thing.value)  # type: ignore[union-attr]
    called = labels(site.store, [thing for things in found.values() for thing in things])
    return [
        (title, [Cell(called[thing], site.href(thing)) for thing in found[name]])
        for name, title in DID.items()
        if name in found
    ]
