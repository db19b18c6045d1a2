"""What the search index holds of each thing: read property by property, by SELECTs that any service answers."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from uprgraph.namespaces import ONTOLOGY
from uprgraph.store import Store

KINDS = ("recommendation", "review", "state", "theme", "organisation", "document", "submission", "source")
"""Kinds of things that are found; a recommendation is one that counts as such or as a text without a number."""
PREFIXES = (
    f"PREFIX upr: <{ONTOLOGY}> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX dcat: <http://www.w3.org/ns/dcat#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
_ORGANISATIONS = [
    "Organisation",
    "CivilSocietyOrganisation",
    "IntergovernmentalOrganisation",
    "NationalHumanRightsInstitution",
    "RegionalBody",
    "StateInstitution",
    "StakeholderGroup",
    "UnitedNationsEntity",
]
_OTHERS: Mapping[str, tuple[Sequence[str], str, str]] = {
    "state": (["State"], "rdfs:label|skos:altLabel|upr:iso3|upr:uprInfoName", ""),
    "theme": (["Theme"], "rdfs:label|skos:altLabel|skos:notation", "skos:definition|skos:scopeNote"),
    "organisation": (_ORGANISATIONS, "rdfs:label|skos:altLabel|upr:acronym|skos:notation", "upr:city"),
    "document": (["Document"], "rdfs:label|dcterms:title", ""),
    "submission": (
        ["Submission", "IndividualSubmission", "JointSubmission"],
        "rdfs:label|dcterms:title|skos:notation",
        "upr:submittedBy/rdfs:label",
    ),
    "source": (["Source"], "rdfs:label|dcterms:identifier", "dcterms:publisher|dcterms:bibliographicCitation"),
}
"""Kind -> classes, properties that name it, properties that tell of it."""


@dataclass(slots=True)
class Entry:
    """One thing: what it is found by and what is shown of it."""

    iri: str
    kind: str
    label: str = ""
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The first is shown."""
    unit: str = ""
    """``recommendations`` or ``texts`` of what is counted."""
    state: str = ""
    """ISO3 of the State under review, or of the state that it is or belongs to."""
    makers: list[str] = field(default_factory=list)
    """ISO3 of the recommending states."""
    review: str = ""
    cycle: str = ""
    response: str = ""
    paragraph: str = ""
    symbols: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    """IRIs of its themes and of all that are broader."""


@dataclass(frozen=True, slots=True)
class Theme:
    iri: str
    label: str
    scheme: str
    """Name of the scheme, such as ``upr-info``."""


def themes(store: Store) -> dict[str, Theme]:
    """IRI -> theme of every scheme."""
    rows = _rows(store, "?theme ?label ?scheme", "?theme a upr:Theme ; rdfs:label ?label ; skos:inScheme ?scheme")
    return {iri: Theme(iri, label, scheme.rsplit("/", 1)[1]) for iri, label, scheme in rows}


def entries(store: Store) -> Iterator[Entry]:
    """Everything that is found, kind by kind and by IRI within: the same store gives the same order."""
    known = _rows(store, "?state ?code ?label", "?state upr:iso3 ?code ; rdfs:label ?label")
    states = {iri: code for iri, code, _ in known}
    labels = {iri: label for iri, _, label in known}
    reviews = _reviews(store, states, labels)
    broader = _broader(store)
    yield from _recommendations(store, reviews, states, broader)
    yield from reviews.values()
    for kind in _OTHERS:
        yield from _others(store, kind, states, reviews)


def _recommendations(
    store: Store, reviews: Mapping[str, Entry], states: Mapping[str, str], broader: Mapping[str, frozenset[str]]
) -> Iterator[Entry]:
    """Those of all reviews; each property is asked for once, which engines answer ten times faster than by review."""
    units = f"{store.iris.unit('recommendations')} {store.iris.unit('texts')}"
    item = f"VALUES ?unit {{ {units} }} ?item upr:countedAs ?unit"
    said: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for name, wanted in {
        "review": "; upr:madeIn ?value",
        "unit": "BIND(?unit AS ?value)",
        "text": "; upr:text ?value",
        "subject": "; upr:subject ?value",
        "told": ". ?row upr:about ?item ; upr:text ?value",
        "of a part": ". ?part upr:partOf ?item ; upr:text ?value",
        "maker": "; upr:madeBy ?value",
        "response": "; upr:response ?value",
        "paragraph": "; upr:paragraph ?value",
        "symbol": "; upr:statedIn ?document . ?document upr:symbol ?value",
        "theme": f". ?row upr:about ?item ; upr:countedAs {store.iris.unit('pairs')} ; upr:theme ?value",
    }.items():
        for iri, value in _values(store, "DISTINCT ?item ?value", f"{item} {wanted}"):
            said[iri].setdefault(name, []).append(sys.intern(value))
    for iri in sorted(said):
        yield _recommendation(iri, said.pop(iri), reviews, states, broader)


def _recommendation(
    iri: str,
    said: Mapping[str, Sequence[str]],
    reviews: Mapping[str, Entry],
    states: Mapping[str, str],
    broader: Mapping[str, frozenset[str]],
) -> Entry:
    of = reviews.get(said.get("review", [""])[0], Entry("", "review"))
    paragraph = min(said.get("paragraph", [""]))
    texts = [text for name in ("text", "told", "subject", "of a part") for text in sorted(said.get(name, ()))]
    return Entry(
        iri,
        "recommendation",
        f"{of.review}, {paragraph}" if paragraph else of.review,
        texts=list(dict.fromkeys(texts)),
        unit=said["unit"][0].rsplit("/", 1)[1],
        state=of.state,
        makers=sorted(filter(None, (states.get(maker) for maker in said.get("maker", ())))),
        review=of.review,
        cycle=of.cycle,
        response=said["response"][0].rsplit("/", 1)[1] if "response" in said else "",
        paragraph=paragraph,
        symbols=sorted(said.get("symbol", ())),
        themes=sorted({above for theme in said.get("theme", ()) for above in broader.get(theme, {theme})}),
    )


def _reviews(store: Store, states: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Entry]:
    wanted = (
        "?review a upr:Review ; dcterms:identifier ?id ; upr:reviewOf ?state ; upr:inCycle/upr:number ?cycle ; "
        "upr:inSession/upr:number ?session OPTIONAL { ?review upr:reviewDate ?day }"
    )
    found = {}
    for iri, name, state, cycle, session, day in sorted(
        _rows(store, "?review ?id ?state ?cycle ?session ?day", wanted)
    ):
        label = f"{labels.get(state, name)}, cycle {cycle}"
        texts = [f"Session {session}" + (f", {day}" if day else "")]
        found[iri] = Entry(iri, "review", label, [label, name], texts, state=states.get(state, ""), review=name)
        found[iri].cycle = cycle
    return found


def _others(store: Store, kind: str, states: Mapping[str, str], reviews: Mapping[str, Entry]) -> Iterator[Entry]:
    classes, naming, telling = _OTHERS[kind]
    of_class = f"VALUES ?class {{ {' '.join(f'upr:{name}' for name in classes)} }} ?thing a ?class . "
    labels = _rows(store, "DISTINCT ?thing ?label", of_class + "?thing rdfs:label ?label")
    found = {iri: Entry(iri, kind, label, [label]) for iri, label in sorted(labels)}
    for iri, name in _of(store, of_class, naming, found):
        if name not in found[iri].names:
            found[iri].names.append(name)
    for iri, text in _of(store, of_class, telling, found):
        found[iri].texts.append(text)
    for iri, symbol in _of(store, of_class, "upr:symbol", found):
        found[iri].symbols.append(symbol)
    for iri, review in _of(store, of_class, "upr:aboutReview", found):
        if review in reviews:
            of = reviews[review]
            found[iri].state, found[iri].review, found[iri].cycle = of.state, of.review, of.cycle
            found[iri].names.append(of.label)
    for iri, state in _of(store, of_class, "upr:seatIn|upr:institutionOf", found):
        found[iri].state = states.get(state, "")
    for iri, entry in found.items():
        entry.state = states.get(iri, entry.state)
        if kind == "theme":
            entry.themes = [iri]
        entry.texts = [(" " if kind == "theme" else "; ").join(dict.fromkeys(entry.texts))] if entry.texts else []
    return iter(found.values())


def _of(store: Store, of_class: str, properties: str, known: Mapping[str, Entry]) -> list[tuple[str, str]]:
    """Each thing with each value of one of the properties that a bar separates, sorted."""
    found = set()
    for path in filter(None, properties.split("|")):
        found.update(_rows(store, "DISTINCT ?thing ?value", of_class + f"?thing {path} ?value"))
    return [(iri, value) for iri, value in sorted(found) if iri in known]


def _broader(store: Store) -> dict[str, frozenset[str]]:
    """Theme -> itself and all that are broader."""
    up: dict[str, set[str]] = defaultdict(set)
    for narrower, broader in _rows(store, "?n ?b", "?n a upr:Theme ; skos:broader ?b . ?b a upr:Theme"):
        up[narrower].add(broader)

    def above(theme: str, seen: frozenset[str]) -> frozenset[str]:
        for broader in up[theme] - seen:
            seen = above(broader, seen | {broader})
        return seen

    return {theme: above(theme, frozenset({theme})) for theme in list(up)}


def _rows(store: Store, variables: str, wanted: str) -> list[tuple[str, ...]]:
    """The rows as text, sorted; an unbound variable is an empty text."""
    return sorted(_values(store, variables, wanted))


def _values(store: Store, variables: str, wanted: str) -> Iterator[tuple[str, ...]]:
    solutions = store.select(f"{PREFIXES}SELECT {variables} WHERE {{ {wanted} }}")
    return (tuple("" if term is None else str(getattr(term, "value", term)) for term in row) for row in solutions.rows)
