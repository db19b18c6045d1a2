"""The page of any thing without a page of its kind: all that the store says of it, and what points at it."""

from __future__ import annotations

import re
from urllib.parse import quote

import pyoxigraph as ox

from uprgraph.errors import QueryError
from uprgraph.names import display_names
from uprgraph.namespaces import RDF
from uprgraph.server.pages import NotThere
from uprgraph.server.schema_org import embedded
from uprgraph.server.site import Given, Site
from uprgraph.server.statements import statements
from uprgraph.server.tables import Cell
from uprgraph.server.triples_view import Description, description
from uprgraph.server.wording import number

_REVIEW = re.compile(r"([a-z]{3})-([1-9][0-9]?)")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
COUNTED = 100_000
"""Triples of a graph that are counted at most: counting all of the largest takes a second."""


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the thing at *key*, its path under the base (``id/claim/a23``, ``graph/derived``).

    Raises NotThere for what the store does not know, QueryError where filters are given: the page has none.
    """
    no_filters(given)
    said = described(site, key)
    return site.render(
        "thing.html",
        said=said,
        kinds=_kinds(site, said),
        view=statements(site, said),
        graph=_graph(site, said) if said.is_graph else None,
        data=embedded(site, said),
        crumbs_=_crumbs(site, said),
        reviews=_reviews(site, said),
        document=site.href(said.iri).removesuffix(".html"),
    )


def no_filters(given: Given) -> None:
    """Raises QueryError where a filter has a value."""
    if names := sorted(name for name, values in given.items() if any(values)):
        raise QueryError(f"this page has no filter {', '.join(names)[:60]}")


def described(site: Site, key: str) -> Description:
    """What the store says of the thing at *key*, as it stands or with what IRIs forbid escaped; raises NotThere."""
    for path in dict.fromkeys((key, quote(key, safe="/:@!$&'()*+,;=-._~%"))):
        said = description(site.store, site.store.iris.base + path)
        if said.exists:
            return said
    raise NotThere(f"the store knows nothing of {site.store.iris.base}{key[:200]}")


def _kinds(site: Site, said: Description) -> list[Cell]:
    types = [term.value for term in said.values(RDF.type[1:-1]) if isinstance(term, ox.NamedNode)]
    return sorted((Cell(said.labels[one], site.href(one)) for one in types), key=lambda cell: str(cell.value))


def _crumbs(site: Site, said: Description) -> list[tuple[str, str]]:
    """Where the page stands: a part of a review (``id/position/khm-2/118.1/2``) under its State and the review."""
    home = [("Home", f"{site.root}/")]
    _, kind, *key = [*said.iri.removeprefix(site.store.iris.base).split("/"), "", ""]
    review = _REVIEW.fullmatch(key[0])
    name = display_names().get(review[1].upper()) if review else None
    if kind == "session":
        return [*home, ("Sessions", f"{site.root}/#sessions")]
    if review is None or name is None:
        return home
    states = ("States", f"{site.root}/#states")
    return [
        *home,
        states,
        (name, site.page("state", review[1])),
        (f"{name}, cycle {review[2]}", site.page("review", review[0])),
    ]


def _reviews(site: Site, said: Description) -> str:
    """The address of the question that lists all reviews of a session, or of the states of a regional group."""
    _, kind, key, *_ = [*said.iri.removeprefix(site.store.iris.base).split("/"), "", ""]
    if kind == "session" and key.startswith("wg-"):
        return site.address("/questions/reviews", {"session": key.removeprefix("wg-")})
    codes = [term.value for term in said.values(f"{_SKOS}notation") if isinstance(term, ox.Literal)]
    return site.address("/questions/reviews", {"state-group": codes[0]}) if kind == "group" and codes else ""


def _graph(site: Site, said: Description) -> dict[str, str]:
    """How many triples a graph holds, in words, and the query that shows them."""
    graph = ox.NamedNode(said.iri)
    triples = f"GRAPH {graph} {{ ?subject ?property ?value }}"
    bounded = f"SELECT ?subject WHERE {{ {triples} }} LIMIT {COUNTED + 1}"
    [(counted,)] = site.store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {bounded} }} }}").rows
    count = int(counted.value)  # type: ignore[union-attr]
    query = f"SELECT ?subject ?property ?value WHERE {{\n  {triples}\n}}\nLIMIT 1000"
    return {
        "size": f"more than {number(COUNTED)}" if count > COUNTED else number(count),
        "editor": site.address("/editor", {"query": query}),
    }
