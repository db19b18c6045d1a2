"""A thing described in schema.org's terms, as JSON-LD to embed in its page.

How JSON-LD stands in a page: W3C, JSON-LD 1.1, 7 "Embedding JSON-LD in HTML Documents".
Only what the store says is said, in the plainest type that fits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from uprgraph.namespaces import DCAT, DCTERMS, ONTOLOGY, ORG, RDF, SKOS, UPR
from uprgraph.server.site import Site
from uprgraph.server.triples_view import Description

if TYPE_CHECKING:
    from markupsafe import Markup

TYPES: Mapping[str, str] = {
    "State": "Country",
    "Review": "Event",
    "Session": "Event",
    "WorkingGroupSession": "Event",
    "CouncilSession": "Event",
    "Meeting": "Event",
    "Event": "Event",
    "Workshop": "Event",
    "Consultation": "Event",
    "Recommendation": "CreativeWork",
    "Submission": "CreativeWork",
    "IndividualSubmission": "CreativeWork",
    "JointSubmission": "CreativeWork",
    "Document": "Report",
    "Organisation": "Organization",
    "CivilSocietyOrganisation": "Organization",
    "IntergovernmentalOrganisation": "Organization",
    "NationalHumanRightsInstitution": "Organization",
    "RegionalBody": "Organization",
    "StateInstitution": "Organization",
    "UnitedNationsEntity": "Organization",
    "RegionalGroup": "Organization",
    "Person": "Person",
    "Theme": "DefinedTerm",
    "Source": "Dataset",
    "SourceGraph": "Dataset",
}
"""Class of the ontology -> type of schema.org; a thing of no such class has no description there."""

_VALUES: Mapping[str, str] = {
    UPR.symbol: "identifier",
    UPR.iso3: "identifier",
    UPR.text: "text",
    UPR.subject: "abstract",
    UPR.reviewDate: "startDate",
    UPR.startDate: "startDate",
    UPR.endDate: "endDate",
    UPR.acronym: "alternateName",
    SKOS.altLabel: "alternateName",
    SKOS.definition: "description",
    DCTERMS.issued: "datePublished",
    DCTERMS.description: "description",
    DCTERMS.license: "license",
    DCTERMS.bibliographicCitation: "creditText",
}
_LINKS: Mapping[str, str] = {
    SKOS.exactMatch: "sameAs",
    DCAT.landingPage: "url",
    UPR.webcast: "recordedIn",
}
"""Properties whose value is an address."""
_THINGS: Mapping[str, tuple[str, str]] = {
    UPR.reviewOf: ("about", "Country"),
    UPR.addressedTo: ("about", "Country"),
    UPR.madeBy: ("author", "Country"),
    UPR.submittedBy: ("author", "Organization"),
    UPR.statedIn: ("isPartOf", "Report"),
    UPR.inSession: ("superEvent", "Event"),
    UPR.memberOf: ("memberOf", "Organization"),
    ORG.memberOf: ("memberOf", "Organization"),
    UPR.aboutReview: ("about", "Event"),
    UPR.madeIn: ("about", "Event"),
    SKOS.inScheme: ("inDefinedTermSet", "DefinedTermSet"),
    DCAT.dataset: ("hasPart", "Dataset"),
}
"""Properties whose value is a thing: the term of schema.org and the type of the value."""
_OF_TYPE: Mapping[str, frozenset[str]] = {
    "Country": frozenset({"identifier", "alternateName", "sameAs"}),
    "Event": frozenset({"startDate", "endDate", "about", "superEvent", "recordedIn"}),
    "CreativeWork": frozenset({"text", "abstract", "about", "author", "isPartOf"}),
    "Report": frozenset({"identifier", "datePublished", "about", "author"}),
    "Organization": frozenset({"alternateName", "memberOf"}),
    "Person": frozenset(),
    "DefinedTerm": frozenset({"description", "inDefinedTermSet"}),
    "Dataset": frozenset({"license", "creditText", "url", "description", "hasPart"}),
}
"""Type -> the terms that are said of it."""


def embedded(site: Site, said: Description) -> Markup:
    """The text for ``<script type="application/ld+json">``; empty for a thing that schema.org has no type for."""
    return block(described(site, said))


def block(found: Mapping[str, Any]) -> Markup:
    """An object of JSON-LD as text of a script; empty for an empty one.

    No text in it can end the script: what HTML could read is written in escapes of JSON.
    """
    from markupsafe import Markup

    if not found:
        return Markup("")
    text = json.dumps(found, ensure_ascii=True, sort_keys=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def described(site: Site, said: Description) -> dict[str, Any]:
    """The same as an object of JSON-LD, terms sorted; empty where no type fits."""
    kind = _kind(said)
    if kind is None:
        return {}
    found: dict[str, list[Any]] = {}
    for triple in said.out:
        predicate, value = str(triple.predicate), triple.object
        if predicate in _THINGS and isinstance(value, ox.NamedNode):
            term, of = _THINGS[predicate]
            thing: Any = {"@type": of, "@id": value.value, "name": said.labels[value.value]}
        elif predicate in _LINKS and isinstance(value, ox.NamedNode | ox.Literal):
            term, thing = _LINKS[predicate], value.value
            if not thing.startswith(("https://", "http://")):
                continue
        elif predicate in _VALUES and isinstance(value, ox.Literal):
            term, thing = _VALUES[predicate], value.value
        else:
            continue
        if term in _OF_TYPE[kind] and thing not in found.setdefault(term, []):
            found[term].append(thing)
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": said.iri,
        "name": said.label,
        "mainEntityOfPage": f"{site.public}{site.href(said.iri).removeprefix(site.root)}",
        **{term: values[0] if len(values) == 1 else values for term, values in sorted(found.items())},
    }


def _kind(said: Description) -> str | None:
    types = [term.value for term in said.values(RDF.type[1:-1]) if isinstance(term, ox.NamedNode)]
    if DCAT.Catalog[1:-1] in types:
        return "Dataset"
    known = sorted({TYPES[name] for name in (one.removeprefix(ONTOLOGY) for one in types) if name in TYPES})
    return known[0] if known else None
