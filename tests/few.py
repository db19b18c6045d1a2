"""A few things of each kind, for what is slow with many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from uprgraph.namespaces import RDF

TYPE = ox.NamedNode(RDF.type[1:-1])


def of_each_kind(engine: ox.Store, number: int, others: Iterable[ox.NamedNode | ox.BlankNode] = ()) -> list[ox.Triple]:
    """The statements of the first *number* things of each class, of the *others*, and of all they refer to.

    From the default graph, in the order of the IRIs. What a thing refers to comes with it, however far,
    so that no reference leads to what is not described.
    """
    of: defaultdict[object, list[ox.Triple]] = defaultdict(list)
    kinds: defaultdict[object, list[object]] = defaultdict(list)
    quads = engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    for triple in sorted((quad.triple for quad in quads), key=str):
        of[triple.subject].append(triple)
        if triple.predicate == TYPE:
            kinds[triple.object].append(triple.subject)
    waiting = [*others, *(thing for things in kinds.values() for thing in things[:number])]
    taken: dict[object, list[ox.Triple]] = {}
    while waiting:
        thing = waiting.pop()
        if thing not in taken:
            taken[thing] = of.get(thing, [])
            waiting += [triple.object for triple in taken[thing]]
    return [triple for thing in sorted(taken, key=str) for triple in taken[thing]]
