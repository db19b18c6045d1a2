"""uprgraph: the UN's Universal Periodic Review as a knowledge graph.

>>> import uprgraph
>>> graph = uprgraph.open()                                            # doctest: +SKIP
>>> graph.query("themes-raised", state="Cambodia", theme="death penalty").df   # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprgraph.version import VERSION as __version__

if TYPE_CHECKING:
    import networkx
    import rdflib

    from uprgraph.building import Built
    from uprgraph.results import Result
    from uprgraph.store import Store

__all__ = ["Upr", "__version__", "build", "open"]


class Upr:
    """A store that is open for asking."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, name: str, **parameters: object) -> Result:
        """The answer of a question of the catalogue (``upr queries`` lists them).

        Parameters are names or codes in any case, or lists of them; ``unit``, ``source`` and
        ``scheme`` as in the header of the question. Raises QueryError and UnknownName.
        """
        from uprgraph import catalogue

        return catalogue.ask(self.store, name, **parameters)

    def sparql(self, query: str) -> Result | str:
        """The answer of a query of one's own, asked of the default graph; N-Triples for CONSTRUCT."""
        from uprgraph.answer import answer

        return answer(self.store, query)

    def network(self, kind: str, **filters: object) -> networkx.DiGraph:
        """The network of states or of themes as a networkx graph."""
        from uprgraph import networks

        return networks.network(self.store, kind, **filters)

    def panel(self, kind: str, **filters: object) -> Result:
        """A flat table: ``dyads``, ``records`` or ``pledges``; ``.df`` is a pandas DataFrame."""
        from uprgraph import panels

        return panels.panel(self.store, kind, **filters)

    @property
    def graph(self) -> rdflib.Graph:
        """An rdflib graph over the same store, for reading; writing raises ReadOnly.

        It holds the default graph: the merge of all sources, each triple once.
        """
        from uprgraph.rdflib_face import read_only_graph

        return read_only_graph(self.store)


def open(store: str | Path | None = None) -> Upr:
    """The store at *store* (default: ``$UPR_STORE``, else the user's data folder).

    Where nothing was built yet, the bundled graph is built there first (a few seconds, once).
    Raises StoreError for a folder that is no store.
    """
    from uprgraph.building import open_or_build

    return Upr(open_or_build(Path(store) if store is not None else None))


def build(*paths: str | Path, **options: Any) -> Built:
    """Reads files and folders into a store; see ``uprgraph.building.build`` for the options."""
    from uprgraph.building import build as build_store

    return build_store(*paths, **options)
