"""Who was a member of which organisation on which day, read once from a store."""

from __future__ import annotations

from collections import defaultdict

from uprgraph.namespaces import slug
from uprgraph.results import python_value
from uprgraph.store import Store

_SPELLS = """PREFIX upr: <https://w3id.org/uprgraph/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?code ?name ?iso3 ?from ?until WHERE {
  ?spell a upr:OrganisationMembership ; org:organization ?bloc ; org:member/upr:iso3 ?iso3 .
  ?bloc skos:notation ?code ; rdfs:label ?name .
  OPTIONAL { ?spell upr:startDate ?from } OPTIONAL { ?spell upr:endDate ?until } }"""
_BEGINNING, _END = "0000", "9999"
"""Before and after all days, which are texts."""


class Memberships:
    """The spells of all States in all organisations; the first and the last day of a spell belong to it."""

    def __init__(self, store: Store) -> None:
        names: dict[str, str] = {}
        self._spells: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for code, name, iso3, start, end in (map(python_value, row) for row in store.select(_SPELLS).rows):
            names[code] = name
            self._spells[iso3].append((code, start or _BEGINNING, end or _END))
        self.organisations = dict(sorted(names.items(), key=lambda item: slug(item[0])))
        """Short name -> name, sorted."""

    def of(self, iso3: str, day: str) -> set[str]:
        """The short names of the organisations that a State was a member of on a day (``2014-01-28``)."""
        return {code for code, start, end in self._spells.get(iso3, ()) if start <= day <= end}
