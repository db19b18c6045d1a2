"""uprgraph: the UN's Universal Periodic Review as a knowledge graph.

>>> import uprgraph
>>> upr = uprgraph.open()                                                      # doctest: +SKIP
>>> upr.query("themes-raised", state="Cambodia", theme="death penalty").df     # doctest: +SKIP
>>> uprgraph.draw(upr.network("states", theme="death penalty"), "page.html")   # doctest: +SKIP

Names, answers and errors are described in ``docs/python.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprgraph.errors import NotReadable, QueryError, StoreError, UnknownName, UprgraphError
from uprgraph.version import VERSION as __version__

if TYPE_CHECKING:
    import networkx
    import rdflib

    from uprgraph.building import Built
    from uprgraph.figures import Figure
    from uprgraph.network_graph import Network, UndirectedNetwork
    from uprgraph.panels import Panel
    from uprgraph.results import Result
    from uprgraph.store import Store

__all__ = [
    "NotReadable",
    "QueryError",
    "StoreError",
    "UnknownName",
    "Upr",
    "UprgraphError",
    "__version__",
    "build",
    "draw",
    "open",
]


class Upr:
    """A store that is open for asking."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __repr__(self) -> str:
        return f"<uprgraph: the store at {self.store.place}>"

    def query(self, name: str, **parameters: object) -> Result:
        """The answer of a question of the catalogue (``upr queries`` lists them).

        Parameters are names or codes in any case, or lists of them; ``unit``, ``source`` and
        ``scheme`` as in the header of the question. A hyphen in the name of a parameter is an
        underscore here. Raises QueryError and UnknownName.
        """
        from uprgraph import catalogue

        return catalogue.ask(self.store, name, **parameters)

    def sparql(self, query: str) -> Result | str:
        """The answer of a query of one's own, asked of the default graph; N-Triples for CONSTRUCT."""
        from uprgraph.answer import answer

        return answer(self.store, query)

    def network(
        self, kind: str, *, top: int | None = None, backbone: float | None = None, **filters: object
    ) -> Network | UndirectedNetwork:
        """A network as a networkx graph: who recommends to whom, who raises which theme (``upr network --help``).

        It shows itself in a notebook, and has ``.df``, ``.details``, ``.measures()``, ``.summary()``,
        ``.backbone(alpha)`` and ``.to_igraph()``. Filters are those of the kind; *top* and *backbone*
        as in `uprgraph.networks.network`. Raises QueryError and UnknownName.
        """
        from uprgraph import networks

        return networks.network(self.store, kind, top=top, backbone=backbone, **filters)

    def homophily(self, *, seed: int = 0, permutations: int = 1000, **filters: object) -> Result:
        """Do states recommend to their own regional group more than opportunity and chance would give?

        One row for all and one for each group, with an interval of *permutations* drawn within sessions
        (see `uprgraph.homophily`). Filters are those of the network of states. Raises UnknownName, and QueryError
        for filters that choose makers, States under review or edges by their weight.
        """
        from uprgraph import homophily, networks

        graph = networks.network(self.store, "states", **filters)  # type: ignore[arg-type]
        return homophily.of_graph(graph, seed, permutations)

    def panel(self, kind: str, **filters: object) -> Panel:
        """A flat table for statistics (``upr panel --help``); ``.df`` is a pandas DataFrame.

        Raises QueryError and UnknownName.
        """
        from uprgraph import panels

        return panels.panel(self.store, kind, **filters)

    def figure(self, name: str, **filters: object) -> Figure:
        """A picture as papers print it (``upr figure --help``); ``.save(path)`` writes it with its numbers.

        Raises QueryError and UnknownName.
        """
        from uprgraph import figures

        return figures.figure(self.store, name, **filters)

    @property
    def graph(self) -> rdflib.Graph:
        """An rdflib graph over the same store, for reading; writing raises ReadOnly.

        It holds the default graph: the merge of all sources, each triple once.
        """
        from uprgraph.rdflib_face import read_only_graph

        return read_only_graph(self.store)


def open(store: str | Path | None = None) -> Upr:
    """The store at *store* (default: ``$UPR_STORE``, else the user's data folder).

    Where nothing was built yet, the bundled graph is built there first (a few seconds, once). An address
    (``https://...``) is a SPARQL service that ``upr push`` has filled. Raises StoreError for what is no store.
    """
    from uprgraph.building import open_or_build

    return Upr(open_or_build(store))


def build(*paths: str | Path, **options: Any) -> Built:
    """Reads files and folders into a store; see ``uprgraph.building.build`` for the options."""
    from uprgraph.building import build as build_store

    return build_store(*paths, **options)


def draw(graph: networkx.Graph, path: str | Path) -> Path:
    """Writes a network to a file and returns the path; the suffix says how.

    A page (.html), a picture for print (.svg, .png, .pdf), or data (.graphml, .gexf, .csv, .json).
    *graph* is a network of `Upr.network`, or any networkx graph whose edges have ``weight``.
    Raises QueryError for another suffix, OSError where it cannot be written.
    """
    from uprgraph import pictures

    pictures.write(graph, path)
    return Path(path)
