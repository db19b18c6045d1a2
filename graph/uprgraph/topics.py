"""Which narrower requests a recommendation makes, found by the wording of topics: a reading, and no source's code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from uprgraph.namespaces import ONTOLOGY
from uprgraph.store import Store

TOPICS = f"""PREFIX upr: <{ONTOLOGY}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?topic ?theme ?wording WHERE {{
  ?topic a upr:Topic ; skos:relatedMatch ?theme . OPTIONAL {{ ?topic upr:wording ?wording }}
}}"""


class Topics:
    """The topics of a store's codes, by the theme within which each is searched."""

    def __init__(self, store: Store) -> None:
        self._within: dict[str, list[tuple[str, re.Pattern[str] | None]]] = defaultdict(list)
        for topic, theme, wording in store.select(TOPICS).rows:
            pattern = re.compile(wording.value, re.IGNORECASE) if wording is not None else None  # type: ignore[union-attr]
            self._within[str(theme)].append((str(topic), pattern))

    def of(self, themes: Iterable[str], text: str | None) -> list[str]:
        """The topics, sorted, of a row with these themes and this text or subject; terms are IRIs in angle brackets.

        A topic without a wording holds for every row with its theme, the others where their words occur.
        """
        return sorted(
            {
                topic
                for theme in themes
                for topic, pattern in self._within.get(theme, ())
                if pattern is None or (text and pattern.search(text))
            }
        )
