"""Networks as networkx graphs that know what is counted on their edges, and show themselves in a notebook.

Imported only by who makes a network, since networkx takes long to import.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import networkx

from uprgraph.errors import QueryError

if TYPE_CHECKING:
    import igraph
    import pandas

    from uprgraph.results import Result

Key = Hashable
Edge = tuple[Key, Key]


@dataclass(frozen=True, slots=True)
class Item:
    """One record or pair, as edges count it."""

    review: str
    maker: str | None
    state_under_review: str
    paragraph: str | None
    text: str | None
    response: str | None
    action: int | None
    themes: tuple[str, ...]
    edges: tuple[Edge, ...]
    """The edges that it counts for, each with one."""


class _Counted:
    """What networks add to networkx's graphs; networkx's own functions work on them as on any graph."""

    graph: dict[str, Any]
    items_of: Callable[[], list[Item]] | None = None
    """Makes the items, with all edges that they may count for."""
    _details: list[Item] | None = None

    def __repr__(self) -> str:
        kind, unit = self.graph.get("kind", "network"), self.graph.get("unit", "")
        nodes, edges = len(self), self.number_of_edges()  # type: ignore[arg-type,attr-defined]
        return f"<{kind}: {nodes} nodes, {edges} edges; counted: {unit}>"

    @property
    def details(self) -> list[Item]:
        """The items that the edges of this graph count, by review; empty where edges count something else.

        They are asked of the store when they are first needed; `OSError` or `StoreError` where it has gone.
        """
        if self._details is None:
            found = []
            for item in self.items_of() if self.items_of else ():
                edges = tuple(edge for edge in item.edges if self.has_edge(*edge))  # type: ignore[attr-defined]
                if edges:
                    found.append(replace(item, edges=edges))
            self._details = found
        return self._details

    def restricted(self, edges: Collection[Edge]) -> Self:
        """A copy with these edges and their nodes only; attributes and details stay."""
        copy = type(self)()
        copy.graph.update(self.graph)
        kept = set(edges)
        if not self.is_directed():  # type: ignore[attr-defined]
            kept |= {(target, source) for source, target in kept}
        lines = [line for line in self.edges(data=True) if line[:2] in kept]  # type: ignore[attr-defined]
        ends = {end for source, target, _ in lines for end in (source, target)}
        copy.add_nodes_from(node for node in self.nodes(data=True) if node[0] in ends)  # type: ignore[attr-defined]
        copy.add_edges_from(lines)  # type: ignore[attr-defined]
        return self._with_items(copy)

    def copy(self, as_view: bool = False) -> Self:
        """A copy as networkx makes it, with the details."""
        return self._with_items(super().copy(as_view))  # type: ignore[misc]

    def subgraph(self, nodes: Collection[Key]) -> Self:
        """The view of these nodes that networkx makes, with the details of its edges."""
        return self._with_items(super().subgraph(nodes))  # type: ignore[misc]

    def _with_items(self, other: Self) -> Self:
        other.items_of = self.items_of
        return other

    def measures(self, seed: int = 0) -> Result:
        """One row for each node: degree, strength, centralities, core, community (see `uprgraph.measures`)."""
        from uprgraph import measures

        return measures.of_nodes(self, seed)

    def summary(self, seed: int = 0) -> Result:
        """One row for each measure of the whole: density, reciprocity, assortativity, modularity."""
        from uprgraph import measures

        return measures.of_network(self, seed)

    def backbone(self, alpha: float) -> Self:
        """The edges that are significant at *alpha* by the disparity filter (see `uprgraph.backbone`)."""
        from uprgraph.backbone import backbone

        return backbone(self, alpha)

    @property
    def df(self) -> pandas.DataFrame:
        """A DataFrame with one row for each edge: source, target, weight and what else the edge has."""
        import pandas

        rows = [{"source": source, "target": target, **data} for source, target, data in self.edges(data=True)]  # type: ignore[attr-defined]
        frame = pandas.DataFrame(rows, columns=None if rows else ["source", "target", "weight"])
        frame.attrs.update(unit=self.graph.get("unit", ""), title=self.graph.get("title", ""))
        return frame

    def to_igraph(self) -> igraph.Graph:
        """The same as an igraph graph with all attributes; the key of a node is its ``name``.

        Raises QueryError where igraph is not installed (its licence is the GPL, so it does not come with uprgraph).
        """
        try:
            import igraph
        except ImportError:
            raise QueryError("igraph is not installed: pip install igraph") from None
        graph = igraph.Graph.from_networkx(self)
        graph.vs["name"] = [str(key) for key in graph.vs["_nx_name"]] if len(self) else []  # type: ignore[arg-type]
        return graph

    def _repr_html_(self) -> str:
        """The page in a frame of its own: its style and script touch nothing of the notebook."""
        from html import escape

        from uprgraph import pictures

        title = escape(str(self.graph.get("title", "Network")), quote=True)
        page = escape(pictures.html(self, details=False), quote=True)
        return (
            f'<iframe title="{title}" srcdoc="{page}" sandbox="allow-scripts allow-downloads" '
            'width="100%" height="600" style="border: 0"></iframe>'
        )

    def __getstate__(self) -> dict[str, Any]:
        """A copy for another process has the details, not the store that they came from."""
        return {**self.__dict__, "_details": self.details, "items_of": None}


class Network(_Counted, networkx.DiGraph):  # type: ignore[misc]
    """A directed network."""


class UndirectedNetwork(_Counted, networkx.Graph):  # type: ignore[misc]
    """A network without direction."""
