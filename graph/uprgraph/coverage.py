"""How much of the review the sources loaded itemise: what stands behind a count, and what no row means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from uprgraph.namespaces import ONTOLOGY
from uprgraph.store import Store
from uprgraph.units import Unit

PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX dcterms: <http://purl.org/dc/terms/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
SCOPES = {
    "state": "?review upr:reviewOf ?state . VALUES ?state {{ {} }} ",
    "cycle": "?review upr:inCycle/upr:number ?cycle . VALUES ?cycle {{ {} }} ",
    "session": "?review upr:inSession/upr:number ?session . VALUES ?session {{ {} }} ",
}
FEW = 20
"""So many reviews are looked up one by one: the engine reads each by its index, and all items where it joins."""


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
    coded = codes.scheme is not None or codes.actions
    found = _coded(store, unit, known, codes) if coded else _itemised(store, unit, known)
    covered = [review for review in known if review.iri in found]
    if covered:
        return _covers(store, known, covered, codes)
    itemised = _itemised(store, unit, known) if coded else set()
    if itemised:
        return _uncoded(store, unit, [review for review in known if review.iri in itemised], codes)
    totals = [f"{review.id} ({review.reported} reported)" for review in known if review.reported]
    named = ", ".join(totals) if totals else _count(len(known))
    return f"Not known, which is not zero: {_teller(unit, 'itemise')} {named}."


def _reviews(store: Store, given: Mapping[str, list[str]]) -> list[_Known]:
    """The calendar's reviews of the states, cycles and sessions that are given, by session and id."""
    scope = "".join(SCOPES[name].format(" ".join(given[name])) for name in SCOPES if name in given)
    rows = store.select(
        PREFIXES
        + "SELECT ?review ?id ?number ?total WHERE { ?review a upr:Review ; dcterms:identifier ?id . "
        + scope
        + "?review upr:inSession/upr:number ?number "
        + "OPTIONAL { ?review upr:reportedTotal ?total } } ORDER BY ?number ?id"
    ).rows
    return [
        _Known(str(iri), _text(name), int(_text(number)), _text(total) or None) for iri, name, number, total in rows
    ]


def _itemised(store: Store, unit: Unit, known: Sequence[_Known]) -> set[str]:
    """Those of the reviews that have an item counted in *unit*."""
    return {review for review, _ in _pairs_of(store, unit.term.split(), known, "", None)}


def _coded(store: Store, unit: Unit, known: Sequence[_Known], codes: Codes) -> set[str]:
    """Those of the reviews that have an item counted in *unit* with a theme of the scheme, an action category, or both."""
    if codes.scheme is None:
        return {review for review, _ in _with_codes(store, unit, known, codes.actions, None)}
    return _by_scheme(store, unit, known, codes).get(codes.scheme, set())


def _by_scheme(store: Store, unit: Unit, known: Sequence[_Known], codes: Codes) -> dict[str, set[str]]:
    """Scheme of themes -> those of the reviews that are coded in it."""
    found: dict[str, set[str]] = defaultdict(set)
    schemes = {
        str(theme): str(scheme)
        for theme, scheme in store.select(
            PREFIXES + "SELECT ?theme ?scheme WHERE { ?theme a upr:Theme ; skos:inScheme ?scheme }"
        ).rows
    }
    for review, theme in _with_codes(store, unit, known, codes.actions, "?theme"):
        if theme in schemes:
            found[schemes[theme]].add(review)
    return found


def _with_codes(
    store: Store, unit: Unit, known: Sequence[_Known], actions: bool, theme: str | None
) -> Iterator[tuple[str, str]]:
    """(review, theme) of the coded items. Pairs carry the codes of the recommendations and texts they are about."""
    wanted = ("; upr:actionCategory ?action " if actions else "") + (f"; upr:theme {theme} " if theme else "")
    bare = {store.iris.unit("recommendations"), store.iris.unit("texts")}
    terms = unit.term.split()
    if not bare.intersection(terms):
        yield from _pairs_of(store, terms, known, wanted, theme)
        return
    itemised = _itemised(store, unit, known)
    for review, coded in _pairs_of(store, [store.iris.unit("pairs")], known, wanted, theme):
        if review in itemised:
            yield review, coded


def _pairs_of(
    store: Store, terms: Sequence[str], known: Sequence[_Known], wanted: str, value: str | None
) -> Iterator[tuple[str, str]]:
    """(review, value) of the items of these units with the properties *wanted*, each once a unit."""
    selected = f"DISTINCT {value}" if value else "(1 AS ?one)"
    for term in terms:
        pattern = f"?item upr:countedAs {term} {wanted}; upr:madeIn"
        if len(known) > FEW:
            within = {review.iri for review in known}
            query = f"SELECT DISTINCT ?review {value or ''} WHERE {{ {pattern} ?review }}"
            for row in store.select(PREFIXES + query).rows:
                if str(row[0]) in within:
                    yield str(row[0]), str(row[-1])
            continue
        for review in known:
            query = f"SELECT {selected} WHERE {{ {pattern} {review.iri} }} {'' if value else 'LIMIT 1'}"
            for row in store.select(PREFIXES + query).rows:
                yield review.iri, str(row[0])


def _covers(store: Store, known: Sequence[_Known], covered: Sequence[_Known], codes: Codes) -> str:
    sessions = _spans(sorted({review.session for review in covered}))
    several = "s" if "-" in sessions or "," in sessions else ""
    which = f": those coded {_named(store, codes)}" if len(covered) < len(known) and _named(store, codes) else ""
    return f"Covers {len(covered)} of {_count(len(known))} (session{several} {sessions}){which}."


def _uncoded(store: Store, unit: Unit, itemised: Sequence[_Known], codes: Codes) -> str:
    """What is said of reviews that are itemised and not coded, with the schemes that may be chosen instead."""
    which = itemised[0].id if len(itemised) == 1 else f"these {_count(len(itemised))}"
    said = f"Not known, which is not zero: {_teller(unit, 'code')} {which} {_named(store, codes)}"
    others = _by_scheme(store, unit, itemised, codes) if codes.scheme and codes.choice else {}
    loaded = [
        f"{label}{',' * (',' in label)} are loaded for {len(others[scheme])} (--scheme {_name(scheme)})"
        for scheme, label in ((scheme, _label(store, scheme)) for scheme in sorted(others))
    ]
    return "; ".join([said, *loaded]) + "."


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


def _spans(numbers: list[int]) -> str:
    """``1-9, 18-20`` of whole numbers in order."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
