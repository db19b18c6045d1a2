"""Themes on pages: which schemes and themes there are, and where the page of a theme is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from uprgraph.namespaces import ONTOLOGY, slug
from uprgraph.server.site import Site
from uprgraph.server.tables import Link

DEFAULT = "upr-info"
PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
_FAMILY = re.compile(r"\(([A-Z])\)$")


def schemes(site: Site) -> dict[str, str]:
    """Name -> label of the schemes of themes, the default first."""
    rows = site.store.select(
        f"{PREFIXES} SELECT DISTINCT ?scheme ?label WHERE {{ ?theme a upr:Theme ; skos:inScheme ?scheme . "
        "?scheme rdfs:label ?label }"
    ).rows
    found = {scheme.value.rsplit("/", 1)[1]: label.value for scheme, label in rows}  # type: ignore[union-attr]
    return dict(sorted(found.items(), key=lambda item: (item[0] != DEFAULT, item[0])))


def labels(site: Site, scheme: str = DEFAULT) -> list[str]:
    """The labels of the themes of a scheme, in order; none for a scheme that is not known."""
    rows = site.store.select(
        f"{PREFIXES} SELECT ?label WHERE {{ ?theme a upr:Theme ; rdfs:label ?label ; "
        f"skos:inScheme {site.store.iris.scheme(slug(scheme))} }} ORDER BY ?label"
    ).rows
    return [row[0].value for row in rows]  # type: ignore[union-attr]


def coded(site: Site, scheme: str) -> bool:
    """Whether any source that is loaded codes by a theme of the scheme."""
    within = site.store.iris.scheme(slug(scheme))
    query = f"SELECT ?item WHERE {{ ?theme skos:inScheme {within} . ?item upr:theme ?theme }} LIMIT 1"
    return bool(site.store.select(f"{PREFIXES} {query}").rows)


def key(label: str) -> str:
    """The last part of the address of the theme of that label: OHCHR's families go by their letter.

    >>> key("Death penalty"), key("Equality and remedies (B)")
    ('death-penalty', 'family-b')
    """
    family = _FAMILY.search(label)
    return f"family-{family[1].lower()}" if family else slug(label)


def link(scheme: str) -> Link:
    """Where the cells of the column ``theme`` lead, in answers of that scheme."""

    def of_row(site: Site, row: Mapping[str, Any]) -> str:
        return site.page("theme", scheme, key(str(row["theme"]))) if row.get("theme") else ""

    return of_row
