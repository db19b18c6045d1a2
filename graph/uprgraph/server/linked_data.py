"""A thing of the store -> its description as RDF (W3C, Cool URIs for the Semantic Web)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import pyoxigraph as ox

from uprgraph.answer import prefixes
from uprgraph.namespaces import DCTERMS, FOAF, RDFS
from uprgraph.resources import folder
from uprgraph.server.answers import Answer
from uprgraph.server.negotiation import GRAPHS, Form
from uprgraph.server.pages import NotThere
from uprgraph.server.site import Site
from uprgraph.server.triples_view import Description, description
from uprgraph.store import Store
from uprgraph.version import VERSION

MODULES = {"ontology": "upr.ttl", "alignments": "alignments.ttl", "shapes": "upr-shapes.ttl", "dl": "upr-dl.ttl"}
"""Path of an ontology's IRI -> its file; a version of it is the same path with the version behind it."""
LABEL = ox.NamedNode(RDFS.label[1:-1])
TOPIC = ox.NamedNode(f"{FOAF.namespace}primaryTopic")
SOURCE = ox.NamedNode(DCTERMS.source[1:-1])
COMMENT = ox.NamedNode(RDFS.comment[1:-1])


def known(site: Site, path: str) -> None:
    """Raises NotThere where the store says nothing of the thing at *path*."""
    if path == "dataset" or module(path):
        return
    if not _speaks_of(site.store, site.store.iris.base + path):
        raise _not_there(site, path)


def _speaks_of(store: Store, iri: str) -> bool:
    try:
        thing = ox.NamedNode(iri)
    except ValueError:
        return False
    patterns = [f"{thing} ?property ?value", f"?from ?property {thing}"]
    if "/graph/" in iri:
        patterns.append(f"GRAPH {thing} {{ ?some ?property ?value }}")
    return any(store.select(f"SELECT * WHERE {{ {pattern} }} LIMIT 1").rows for pattern in patterns)


def _not_there(site: Site, path: str) -> NotThere:
    return NotThere(f"the store knows nothing of {site.store.iris.base}{path[:200]}")


def document(site: Site, path: str, suffix: str) -> Answer:
    """The document of a thing: what is said of it, what points at it, labels of all it names, and who says it.

    Raises NotThere.
    """
    form = next(form for form in GRAPHS if form.suffix == suffix)
    if file := module(path):
        return _ontology(file, form)
    described = description(site.store, site.store.iris.base + path)
    if not described.exists:
        raise _not_there(site, path)
    address = f"{site.public}/{quote(path, safe='/:@!$&()*+,;=-._~')}"
    return written(site.store, [*_about(site, described, address, suffix), *_triples(described)], form, address)


def _triples(described: Description) -> list[ox.Triple]:
    known = {triple.subject.value for triple in described.out if triple.predicate == LABEL}  # type: ignore[union-attr]
    labels = [
        ox.Triple(ox.NamedNode(iri), LABEL, ox.Literal(label))
        for iri, label in sorted(described.labels.items())
        if iri not in known and label != iri
    ]
    return [*described.out, *described.into, *labels]


def _about(site: Site, described: Description, address: str, suffix: str) -> list[ox.Triple]:
    """What the document says of itself: its subject, its sources, and what it leaves out."""
    here = ox.NamedNode(f"{address}.{suffix}")
    said = [ox.Triple(here, TOPIC, ox.NamedNode(described.iri))]
    said += [ox.Triple(here, SOURCE, ox.NamedNode(graph)) for graph in described.graphs]
    if described.into_total > len(described.into):
        said.append(
            ox.Triple(
                here,
                COMMENT,
                ox.Literal(
                    f"{len(described.into)} of {described.into_total} links to this thing are given here; "
                    f"all are answered by {site.public}/sparql"
                ),
            )
        )
    return said


def module(path: str) -> str | None:
    """The file of an ontology that *path* names, with this version of it or with none."""
    return MODULES.get(path.rstrip("/").removesuffix(f"/{VERSION}"))


def _ontology(file: str, form: Form) -> Answer:
    """An ontology as its file has it, in whichever form."""
    path = folder("ontology") / file
    if form.suffix == "ttl":
        return Answer(path.read_bytes(), form.media_type)
    triples = (quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    return Answer(_bytes(triples, form, {}), form.media_type)


def written(
    store: Store, triples: list[ox.Triple], form: Form, address: str = "", more: Mapping[str, str] | None = None
) -> Answer:
    """Triples in a form, those of one subject together, with *more* prefixes; links say where the other forms are."""
    first = {triple.subject: number for number, triple in reversed([*enumerate(triples)])}
    once = sorted(dict.fromkeys(triples), key=lambda triple: first[triple.subject])
    others = [one for one in GRAPHS if one is not form] if address else []
    links = ", ".join(
        f'<{address}.{one.suffix}>; rel="alternate"; type="{one.media_type.split(";")[0]}"' for one in others
    )
    used = _used(once, {**prefixes(store), **(more or {})})
    return Answer(_bytes(once, form, used), form.media_type, headers=(("link", links),) if links else ())


def _used(triples: list[ox.Triple], known: dict[str, str]) -> dict[str, str]:
    """The prefixes that some IRI of the triples begins with."""
    iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    iris |= {triple.object.datatype.value for triple in triples if isinstance(triple.object, ox.Literal)}
    return {name: space for name, space in known.items() if any(iri.startswith(space) for iri in iris)}


def _bytes(triples: Iterable[ox.Triple], form: Form, named: dict[str, str]) -> bytes:
    assert isinstance(form.engine, ox.RdfFormat)
    return ox.serialize(triples, format=form.engine, prefixes=named) or b""
