"""What is counted: recommendations, texts, pairs, or the records of one source."""

from __future__ import annotations

from dataclasses import dataclass

from uprgraph.errors import QueryError
from uprgraph.namespaces import UPR
from uprgraph.records import BUNDLED
from uprgraph.store import Store


@dataclass(frozen=True, slots=True)
class Unit:
    """A counting unit as chosen for one question."""

    term: str
    label: str
    note: str | None = None


def record_sources(store: Store) -> dict[str, str]:
    """Name -> label of the sources whose records the store holds, the bundled clauses last."""
    answer = store.select(
        f"SELECT ?unit ?name ?label WHERE {{ ?unit a {UPR.CountingUnit} ; {UPR.fromSource} ?source . "
        "?source <http://purl.org/dc/terms/identifier> ?name ; <http://www.w3.org/2000/01/rdf-schema#label> ?label "
        f"FILTER EXISTS {{ ?record {UPR.countedAs} ?unit }} }}"
    )
    found = {row[1].value: row[2].value for row in answer.rows}  # type: ignore[union-attr]
    return dict(sorted(found.items(), key=lambda item: (item[0] == BUNDLED, item[0])))


def source_labels(store: Store, chosen: str) -> str:
    """The sources that counts come from, in words; the bundled clauses only where nothing else is loaded."""
    labels = record_sources(store)
    built = [label for name, label in labels.items() if name != BUNDLED]
    return labels.get(chosen) or ", ".join(built or labels.values())


def choose(store: Store, allowed: tuple[str, ...], unit: str | None = None, source: str | None = None) -> Unit:
    """The unit that was asked for, or the default.

    A question whose first unit is recommendations counts them together with texts, their unnumbered
    kind. For others, records of a source are the default where one source of records was built;
    pairs where several or none were. Raises QueryError for a unit that the question does not have.
    """
    sources = record_sources(store)
    built = [name for name in sources if name != BUNDLED]
    if source is not None and source not in sources:
        raise QueryError(f"no records of a source {source!r} are loaded; there are {', '.join(sources) or 'none'}")
    if unit is not None and unit not in allowed:
        raise QueryError(f"this question counts {' or '.join(allowed)}, not {unit!r}")
    if unit is None and source is None and allowed[0] == "recommendations":
        both = f"{store.iris.unit('recommendations')} {store.iris.unit('texts')}"
        return Unit(both, "recommendations, and texts where no source gives a number")
    if unit is None:
        unit = "records" if source or len(built) == 1 else "pairs"
        if unit not in allowed:
            unit = allowed[0]
    if unit != "records":
        if source is not None:
            raise QueryError(f"--source goes with --unit records: {unit} are counted over all sources")
        return Unit(store.iris.unit(unit), unit, _by_reference(store) if unit == "recommendations" else None)
    if source is None:
        if len(built) > 1:
            other = ", or --unit pairs" if "pairs" in allowed else ""
            raise QueryError(f"records of several sources are loaded; choose --source {' or '.join(built)}{other}")
        if not sources:
            raise QueryError("no records are loaded; use --unit pairs or load a file with 'upr build FILE'")
        source = (built or list(sources))[0]
    term = store.iris.unit(f"records/{source}")
    return Unit(term, f"records of {sources[source]}", _outside(store, term) if source in built else None)


def _by_reference(store: Store) -> str | None:
    """A note where reports answer recommendations without a number: these are texts, and mostly refused."""
    answer = store.select(f"SELECT (COUNT(?r) AS ?n) WHERE {{ ?r {UPR.referredParagraphs} ?places }}")
    count = int(answer.rows[0][0].value)  # type: ignore[union-attr]
    if not count:
        return None
    return (
        f"{count} recommendations that reports answer by reference, without a number, are texts and not among these; "
        "without --unit both are counted"
    )


def _outside(store: Store, unit: str) -> str | None:
    """A note where numbered recommendations are held that the source of the records does not have."""
    answer = store.select(
        f"SELECT (COUNT(?r) AS ?n) (COUNT(DISTINCT ?review) AS ?m) WHERE {{ ?r {UPR.countedAs} "
        f"{store.iris.unit('recommendations')} ; {UPR.madeIn} ?review "
        # The engine answers this a hundred times faster than FILTER NOT EXISTS.
        f"OPTIONAL {{ ?record {UPR.about} ?r ; {UPR.countedAs} {unit} }} FILTER(!BOUND(?record)) }}"
    )
    count, reviews = (int(term.value) for term in answer.rows[0])  # type: ignore[union-attr]
    if not count:
        return None
    return (
        f"{count} numbered recommendations of {reviews} review{'s' * (reviews > 1)} are held that these records "
        "do not have; --unit pairs counts them"
    )
