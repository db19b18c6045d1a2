"""How much of the review the sources loaded itemise: what stands behind a count, and what no row means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from uprgraph.namespaces import ONTOLOGY
from uprgraph.store import Store
from uprgraph.units import Unit

PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX dcterms: <http://purl.org/dc/terms/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX org: <http://www.w3.org/ns/org#> "
)
_DAY = (
    "?review upr:inSession/upr:startDate ?opened OPTIONAL {{ ?review upr:reviewDate ?held }} "
    "FILTER(COALESCE(?held, ?opened)"
)
SCOPES = {
    "state": "?review upr:reviewOf ?state . VALUES ?state {{ {} }} ",
    "cycle": "?review upr:inCycle/upr:number ?cycle . VALUES ?cycle {{ {} }} ",
    "session": "?review upr:inSession/upr:number ?session . VALUES ?session {{ {} }} ",
    "since": f"{_DAY} >= {{}}) ",
    "until": f"{_DAY} <= {{}}) ",
    "between": "?review upr:reviewOf ?one . VALUES ?one {{ {} }} ",
    "state-bloc": (
        "?review upr:reviewOf ?in . VALUES ?of_bloc {{ {} }} ?spell org:member ?in ; org:organization ?of_bloc . "
        "?review upr:inSession/upr:startDate ?opened OPTIONAL {{ ?review upr:reviewDate ?held }} "
        "OPTIONAL {{ ?spell upr:startDate ?from }} OPTIONAL {{ ?spell upr:endDate ?last }} "
        "BIND(COALESCE(?held, ?opened) AS ?on) FILTER(COALESCE(?from <= ?on, true) && COALESCE(?last >= ?on, true)) "
    ),
    "state-group": "?review upr:reviewOf/upr:regionalGroup ?of . VALUES ?of {{ {} }} ",
}
ACTION = "; upr:actionCategory ?action "
FEW = 20
"""Up to so many reviews are looked up one by one, by the engine's index; more are joined with all items at once."""
_reviews_of_items: WeakKeyDictionary[Store, dict[str, frozenset[str]]] = WeakKeyDictionary()
"""What was asked of each open store: every unfiltered question asks for the same reviews."""
RARE = 5000
"""Fewer themes of items than this are read at once, from the scheme on; more are asked for review by review."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that a question counts by: a review whose items have none gives it no answer."""

    scheme: str | None = None
    """The scheme of its themes, an IRI in angle brackets; None where it uses no themes."""
    actions: bool = False
    """Whether it uses action categories."""
    choice: bool = False
    """Whether ``--scheme`` can be given to it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A review of the calendar."""

    iri: str
    id: str
    session: int
    reported: str | None


def note(store: Store, unit: Unit, given: Mapping[str, list[str]], empty: bool, codes: Codes | None = None) -> str:
    """One sentence: how many of the reviews in question are itemised in *unit* and coded in *codes*, in which sessions.

    Where none is, a count of nothing is no zero: the sentence says so and names what is only known
    as a total, or the schemes that the reviews are coded in instead.
    """
    known = _reviews(store, given)
    if not known:
        return "Not known: the calendar has no such review." if empty else ""
    codes = codes or Codes()
    counted = _itemised(store, unit, known)
    itemised = [review for review in known if review.iri in counted]
    covered = _coded(store, unit, itemised, codes)
    if covered:
        coded = _named(store, codes) if len(covered) < len(known) else ""
        return _covers(known, covered, f"coded {coded}" if coded else "")
    if itemised:
        return _uncoded(store, unit, itemised, codes)
    totals = [f"{review.id} ({review.reported} reported)" for review in known if review.reported]
    named = ", ".join(totals) if totals else _count(len(known))
    if totals and len(totals) < len(known):
        told = f"{named} {'have' if len(totals) > 1 else 'has'} a reported total"
        named = f"{_count(len(known))}, of which {told}"
    return f"Not known, which is not zero: {_teller(unit, 'itemise')} {named}."


def troikas(store: Store, given: Mapping[str, list[str]]) -> str:
    """One sentence: of how many of the reviews in question the troika is known, in which sessions."""
    known = _reviews(store, given)
    query = "SELECT DISTINCT ?review WHERE { ?review upr:troikaMember ?member }"
    told = {str(row[0]) for row in store.select(PREFIXES + query).rows}
    covered = [review for review in known if review.iri in told]
    if not covered:
        return (
            f"Not known, which is not zero: no source loaded tells the troika of {_count(len(known))}." if known else ""
        )
    return _covers(known, covered, "whose troika is known")


def _reviews(store: Store, given: Mapping[str, list[str]]) -> list[_Known]:
    """The calendar's reviews of the states, cycles and sessions that are given, by session and id."""
    scope = "".join(SCOPES[name].format(" ".join(given[name])) for name in SCOPES if name in given)
    rows = store.select(
        PREFIXES
        + "SELECT DISTINCT ?review ?id ?number ?total WHERE { ?review a upr:Review ; dcterms:identifier ?id . "
        + scope
        + "?review upr:inSession/upr:number ?number "
        + "OPTIONAL { ?review upr:reportedTotal ?total } } ORDER BY ?number ?id"
    ).rows
    return [
        _Known(str(iri), _text(name), int(_text(number)), _text(total) or None) for iri, name, number, total in rows
    ]


def _itemised(store: Store, unit: Unit, known: Sequence[_Known]) -> set[str]:
    """Those of the reviews that have an item counted in *unit*."""
    terms = unit.term.split()
    if len(known) <= FEW:
        return {review.iri for review in known if any(_has(store, review, term, "") for term in terms)}
    return _among(store, "?item", terms)


def _coded(store: Store, unit: Unit, itemised: Sequence[_Known], codes: Codes) -> list[_Known]:
    """Those of the reviews that have an item counted in *unit* with a theme of the scheme and an action category.

    Of the two only what the codes ask for, on one item where they ask for both.
    """
    wanted = ACTION * codes.actions
    if codes.scheme:
        themes = f"?theme skos:inScheme {codes.scheme} . ?item upr:theme ?theme "
        some = f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT ?item WHERE {{ {themes} }} LIMIT {RARE} }}"
        if int(_text(store.select(PREFIXES + some).rows[0][0])) < RARE:
            found = _among(store, f"{themes} {wanted} ;", _coding(store, unit))
            return [review for review in itemised if review.iri in found]
        wanted += f"; upr:theme/skos:inScheme {codes.scheme} "
    if not wanted:
        return list(itemised)
    terms = _coding(store, unit)
    if store.far:
        found = _among(store, f"?item {wanted.lstrip('; ')} . ?item", terms)
        return [review for review in itemised if review.iri in found]
    return [review for review in itemised if any(_has(store, review, term, wanted) for term in terms)]


def _among(store: Store, items: str, terms: Sequence[str]) -> set[str]:
    """The reviews of the *items* that are counted in one of the units, in one join for each unit.

    Asked once of a store in a folder, whose generation does not change while it is open for reading.
    """
    lasts = store.path is not None and not store.far
    known = _reviews_of_items.setdefault(store, {}) if lasts else {}
    found: set[str] = set()
    for term in terms:
        query = f"SELECT DISTINCT ?review WHERE {{ {items} upr:countedAs {term} ; upr:madeIn ?review }}"
        if query not in known:
            known[query] = frozenset(str(row[0]) for row in store.select(PREFIXES + query).rows)
        found |= known[query]
    return found


def _has(store: Store, review: _Known, term: str, wanted: str) -> bool:
    """Whether a review has an item of the unit *term* with the properties *wanted*.

    The engine joins in the order of the pattern: the other way round it reads the items of all reviews.
    """
    pattern = f"?item upr:madeIn {review.iri} ; upr:countedAs {term} {wanted}"
    return bool(store.select(PREFIXES + f"SELECT ?item WHERE {{ {pattern} }} LIMIT 1").rows)


def _coding(store: Store, unit: Unit) -> list[str]:
    """The units whose items carry the codes: pairs carry those of the recommendations and texts they are about."""
    bare = {store.iris.unit("recommendations"), store.iris.unit("texts")}
    return [store.iris.unit("pairs")] if bare & set(unit.term.split()) else unit.term.split()


def _by_scheme(store: Store, unit: Unit, itemised: Sequence[_Known], codes: Codes) -> dict[str, int]:
    """Scheme of themes -> how many of the reviews are coded in it."""
    query = "SELECT DISTINCT ?scheme WHERE { ?theme a upr:Theme ; skos:inScheme ?scheme }"
    schemes = sorted(str(row[0]) for row in store.select(PREFIXES + query).rows)
    counts = {
        scheme: len(_coded(store, unit, itemised, Codes(scheme, codes.actions)))
        for scheme in schemes
        if scheme != codes.scheme
    }
    return {scheme: count for scheme, count in counts.items() if count}


def _covers(known: Sequence[_Known], covered: Sequence[_Known], which: str) -> str:
    sessions = spans(sorted({review.session for review in covered}))
    several = "s" if "-" in sessions or "," in sessions else ""
    return f"Covers {len(covered)} of {_count(len(known))} (session{several} {sessions}){which and f': those {which}'}."


def _uncoded(store: Store, unit: Unit, itemised: Sequence[_Known], codes: Codes) -> str:
    """What is said of reviews that are itemised and not coded, with the schemes that may be chosen instead."""
    which = itemised[0].id if len(itemised) == 1 else f"these {_count(len(itemised))}"
    said = f"Not known, which is not zero: {_teller(unit, 'code')} {which} {_named(store, codes)}"
    others = _by_scheme(store, unit, itemised, codes) if codes.scheme and codes.choice else {}
    for scheme, count in others.items():
        label = _label(store, scheme)
        said += f"; {label}{',' * (',' in label)} are loaded for {count} (--scheme {_name(scheme)})"
    return f"{said}."


def _teller(unit: Unit, verb: str) -> str:
    """Who does not tell: no source, or none of the records that were chosen, of which others may know more."""
    return f"no {unit.label} {verb}" if "/unit/records/" in unit.term else f"no source loaded {verb}s"


def _named(store: Store, codes: Codes) -> str:
    """``in UPR Info issues and by action category``."""
    themes = [f"in {_label(store, codes.scheme)}"] if codes.scheme else []
    return " and ".join([*themes, *(["by action category"] if codes.actions else [])])


def _label(store: Store, scheme: str) -> str:
    rows = store.select(PREFIXES + f"SELECT ?label WHERE {{ {scheme} rdfs:label ?label }}").rows
    return _text(rows[0][0]) if rows else _name(scheme)


def _name(scheme: str) -> str:
    """``ohchr-4`` of the IRI of a scheme."""
    return scheme[1:-1].rsplit("/", 1)[1]


def _count(reviews: int) -> str:
    return f"{reviews} review{'s' * (reviews > 1)}"


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))


def spans(numbers: list[int]) -> str:
    """``1-9, 18-20`` of whole numbers in order."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
