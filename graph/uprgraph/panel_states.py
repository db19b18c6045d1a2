"""The States in the rows of a panel: their codes, regional groups, and organisations on the day of the review."""

from __future__ import annotations

from typing import Any

from uprgraph.memberships import Memberships
from uprgraph.namespaces import slug
from uprgraph.panel_columns import Column
from uprgraph.results import python_value
from uprgraph.store import Store

ROLES = {"maker": "maker", "state": "State under review"}
COLUMNS = {"maker": "maker", "state": "state_under_review"}
"""Role -> the column that holds the State's ISO3 code."""
_CODES = """PREFIX upr: <https://w3id.org/uprgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?iso3 ?m49 ?number ?letters ?group WHERE {
  ?state a upr:State ; upr:iso3 ?iso3 ; upr:m49 ?m49 ; upr:regionalGroup/skos:notation ?group .
  OPTIONAL { ?state upr:cowNumber ?number ; upr:cowLetters ?letters } }"""


class States:
    """Codes and dated memberships of all States and observers, read once from a store."""

    def __init__(self, store: Store) -> None:
        codes = (tuple(map(python_value, row)) for row in store.select(_CODES).rows)
        self._codes = {str(row[0]): row[1:] for row in codes}
        self._memberships = Memberships(store)

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
                for code, name in self._memberships.organisations.items()
            ),
        ]

    def values(self, iso3: str | None, day: str) -> tuple[Any, ...]:
        """Codes, group and memberships (1 or 0) of a State on a *day*; all None where the State is not known."""
        if iso3 not in self._codes:
            return (None,) * (4 + len(self._memberships.organisations))
        then = self._memberships.of(iso3, day)
        return (*self._codes[iso3], *(int(code in then) for code in self._memberships.organisations))
