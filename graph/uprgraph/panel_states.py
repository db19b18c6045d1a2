"""The States in the rows of a panel: their codes, regional groups, and organisations on the day of the review."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from uprgraph.namespaces import slug
from uprgraph.panel_columns import Column
from uprgraph.results import python_value
from uprgraph.store import Store

ROLES = {"maker": "maker", "state": "State under review"}
COLUMNS = {"maker": "maker", "state": "state_under_review"}
"""Role -> the column that holds the State's ISO3 code."""
_PREFIXES = (
    "PREFIX upr: <https://w3id.org/uprgraph/ontology#> PREFIX org: <http://www.w3.org/ns/org#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
_CODES = """SELECT ?iso3 ?m49 ?number ?letters ?group WHERE {
  ?state a upr:State ; upr:iso3 ?iso3 ; upr:m49 ?m49 ; upr:regionalGroup/skos:notation ?group .
  OPTIONAL { ?state upr:cowNumber ?number ; upr:cowLetters ?letters } }"""
_SPELLS = """SELECT ?code ?name ?iso3 ?from ?until WHERE {
  ?spell a upr:OrganisationMembership ; org:organization ?bloc ; org:member/upr:iso3 ?iso3 .
  ?bloc skos:notation ?code ; rdfs:label ?name .
  OPTIONAL { ?spell upr:startDate ?from } OPTIONAL { ?spell upr:endDate ?until } }"""
BEGINNING, END = "0000", "9999"
"""Before and after all days, which are texts."""


class States:
    """Codes and dated memberships of all States and observers, read once from a store."""

    def __init__(self, store: Store) -> None:
        codes = store.select(_PREFIXES + _CODES).rows
        self._codes = {str(row[0]): tuple(row[1:]) for row in (tuple(map(python_value, row)) for row in codes)}
        self._spells: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        names: dict[str, str] = {}
        for code, name, iso3, start, end in (map(python_value, row) for row in store.select(_PREFIXES + _SPELLS).rows):
            names[code] = name
            self._spells[code, iso3].append((start or BEGINNING, end or END))
        self.organisations = dict(sorted(names.items(), key=lambda item: slug(item[0])))
        """Short name -> name, in the order of the columns."""
        self._lasting: dict[str, tuple[Any, ...]] = {}
        for iso3, codes_of_state in self._codes.items():
            spells = [spell for code in self.organisations for spell in self._spells.get((code, iso3), ())]
            if all(spell == (BEGINNING, END) for spell in spells):
                self._lasting[iso3] = (*codes_of_state, *self._memberships(iso3, BEGINNING))

    def columns(self, role: str) -> list[Column]:
        """The columns that ``values`` fills, for the ``maker`` or the ``state`` under review."""
        who = ROLES[role]
        unknown = "; empty where the maker is unknown" if role == "maker" else ""
        observers = "; empty for the two observers, which have none" if role == "maker" else ""
        table = "bundled table of States"
        return [
            Column(f"{role}_m49", "text", f"M49 code of the {who}, a text with leading zeros{unknown}", "", table),
            Column(f"{role}_cow", "integer", f"Correlates of War number of the {who}{observers}", "", table),
            Column(f"{role}_cow_letters", "text", f"Correlates of War letters of the {who}{observers}", "", table),
            Column(f"{role}_group", "text", f"UN regional group of the {who}{unknown}", "", table),
            *(
                Column(
                    f"{role}_{slug(code).replace('-', '_')}",
                    "integer",
                    f"1 where the {who} was in {code} on the day of the review; else 0; {name}{unknown}",
                    "",
                    "bundled table of memberships, with dates",
                )
                for code, name in self.organisations.items()
            ),
        ]

    def values(self, iso3: str | None, day: str) -> tuple[Any, ...]:
        """Codes, group and memberships (1 or 0) of a State on a *day*; all None where the State is not known."""
        if iso3 in self._lasting:
            return self._lasting[iso3]
        if iso3 not in self._codes:
            return (None,) * (4 + len(self.organisations))
        return (*self._codes[iso3], *self._memberships(iso3, day))

    def _memberships(self, iso3: str, day: str) -> tuple[int, ...]:
        """1 or 0 for each organisation; the first and the last day of a spell belong to it."""
        return tuple(
            int(any(start <= day <= end for start, end in self._spells.get((code, iso3), ())))
            for code in self.organisations
        )
