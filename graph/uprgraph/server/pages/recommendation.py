"""The page of a recommendation: text, makers, answers in their order, each source's record, what is close to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from uprgraph import catalogue
from uprgraph.names import display_names
from uprgraph.namespaces import RDF, UPR
from uprgraph.results import Result
from uprgraph.server.labels import labels
from uprgraph.server.pages import NotThere, thing
from uprgraph.server.schema_org import embedded
from uprgraph.server.site import Given, Site
from uprgraph.server.statements import statements
from uprgraph.server.tables import Cell, Link, of_result
from uprgraph.server.triples_view import Description, description

if TYPE_CHECKING:
    from uprgraph.server.search import Hit

SIMILAR = 5
"""How many recommendations of close wording are shown."""

_ANSWERS = {
    "number": "Answer",
    "stage": "Given in",
    "answer": "In the words of its scheme",
    "response": "Counts as",
    "current": "Holds now",
    "document": "Document",
    "document_paragraph": "Paragraph",
    "date": "Date",
    "told_by": "Told by",
    "reason": "Reason given",
}
_RECORDS = {
    "source": "Source",
    "maker_name": "Made by",
    "response": "Counts as",
    "answer": "Answer, as worded",
    "action": "Action",
    "themes": "Themes",
    "affects": "Affected persons",
    "goals": "Goals assigned",
    "matched_by": "Matched by (our reading)",
    "text": "Own text, where it differs",
    "record": "Record",
}


@dataclass(frozen=True, slots=True)
class Text:
    """The words that are shown, and whose they are."""

    words: str
    whose: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with makers of its own."""

    label: Cell
    text: str
    makers: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A recommendation of close wording; *score* is the share of letters that stay, in per cent."""

    name: Cell
    text: str
    response: str | None
    score: int


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the recommendation *key* (``khm-2/118.22``); a part of one is shown as a thing.

    Raises NotThere, and QueryError where filters are given: the page has none.
    """
    thing.no_filters(given)
    review, _, item = key.partition("/")
    said = description(site.store, site.store.iris.recommendation(review, item)[1:-1])
    types = [str(term) for term in said.values(RDF.type[1:-1])]
    if UPR.RecommendationPart in types:
        return thing.page(site, f"id/recommendation/{key}", given)
    if UPR.Recommendation not in types:
        raise NotThere(f"the store knows no recommendation {key[:60]}")
    here: dict[str, Any] = {"review": review, "item": item}
    records = catalogue.ask(site.store, "records-of-recommendation", **here)
    answers = catalogue.ask(site.store, "answers-to-recommendation", **here)
    text = _text(site, said, records)
    differing = _own_texts(records, text)
    pairs = _pairs(said)
    numbered = _literal(said, UPR.paragraph)
    return site.render(
        "recommendation.html",
        said=said,
        heading=f"Recommendation {numbered}" if numbered else "Recommendation without a number of its own",
        of_review=said.labels[_iris(said, UPR.madeIn)[0]],
        text=text,
        response=_response(said),
        why=_why(said, answers),
        facts_=_facts(site, said, pairs),
        parts=_parts(site, said),
        answers=of_result(
            site,
            answers,
            "answers-to-recommendation",
            title="Answers",
            columns=_filled(answers, _ANSWERS),
            links=_ANSWER_LINKS,
            **here,
        ),
        records=of_result(
            site,
            differing,
            "records-of-recommendation",
            title="What each source records",
            columns=_filled(differing, _RECORDS),
            links=_RECORD_LINKS,
            **here,
        ),
        read=_read(site, said, pairs),
        similar=_similar(site, review, said, text),
        view=statements(site, said),
        data=embedded(site, said),
        crumbs_=_crumbs(site, review, said),
        document=site.href(said.iri).removesuffix(".html"),
    )


def _iris(said: Description, predicate: str) -> list[str]:
    """The things that a property names, by their label."""
    found = [term.value for term in said.values(predicate[1:-1]) if isinstance(term, ox.NamedNode)]
    return sorted(found, key=lambda iri: said.labels[iri])


def _literal(said: Description, predicate: str) -> str:
    """The texts of a property, one after the other; empty where it has none."""
    return " / ".join(term.value for term in said.values(predicate[1:-1]) if isinstance(term, ox.Literal))


def _cells(site: Site, said: Description, iris: Iterable[str]) -> list[Cell]:
    return [Cell(said.labels[iri], site.href(iri)) for iri in iris]


def _text(site: Site, said: Description, records: Result) -> Text | None:
    """The text of a source; else that of the records; else our short subject; None where there is none of these."""
    recorded = {(str(row["text"]), str(row["source"])) for row in records.dicts() if row["text"]}
    called = labels(site.store, {site.store.iris.source(name)[1:-1] for _, name in recorded})
    sources = ", ".join(sorted(called.values()))
    own = _literal(said, UPR.text)
    if own and (files := _files(site, said)):
        return Text(own, f"Text as in {files}", ours=False)
    if own or recorded:
        words = own or " / ".join(sorted({words for words, _ in recorded}))
        return Text(words, f"Text as the records of {sources} have it" if sources else "Text of a source", ours=False)
    if subject := _literal(said, UPR.subject):
        return Text(subject, "Our own short subject: no source that is loaded has the text", ours=True)
    return None


def _files(site: Site, said: Description) -> str:
    """The names of the files that hold the text; what is derived from the records is in no file."""
    told = [triple for triple in said.out if str(triple.predicate) == UPR.text]
    graphs = {graph for triple in told for graph in said.said_by.get(triple, ())}
    return ", ".join(sorted(said.labels[graph] for graph in graphs - {site.store.iris.derived_graph()[1:-1]}))


def _own_texts(records: Result, text: Text | None) -> Result:
    """The records by their keys, with their text only where it is not the one that is shown."""
    shown = text.words if text and not text.ours else None
    rows = []
    for row in records.dicts():
        row["record"] = row["record"].partition("/id/record/")[2]
        row["text"] = None if row["text"] == shown else row["text"]
        rows.append(tuple(row[column] for column in records.columns))
    return replace(records, rows=rows)


def _response(said: Description) -> str | None:
    found = _iris(said, UPR.response)
    return found[0].rpartition("/")[2] if found else None


def _why(said: Description, answers: Result) -> str:
    """Why the current answer is what it is: the rule by which it was chosen."""
    if note := _literal(said, UPR.note):
        return note
    if said.values(UPR.currentPosition[1:-1]):
        return "It is the latest answer of the State under review in an official document or a list of its answers."
    if said.values(UPR.response[1:-1]):
        return "No official document with an answer is loaded; it is the answer on which the records agree."
    if answers.rows:
        return "The documents that are loaded leave the answer open."
    return "No source that is loaded gives one, or the records do not agree: it is neither accepted nor noted."


def _pairs(said: Description) -> list[str]:
    """IRIs of the pairs of the recommendation and each of its makers."""
    about = [triple.subject for triple in said.into if str(triple.predicate) == UPR.about]
    return sorted(term.value for term in about if isinstance(term, ox.NamedNode) and "/id/pair/" in term.value)


def _facts(site: Site, said: Description, pairs: Sequence[str]) -> list[tuple[str, list[Cell]]]:
    makers = _cells(site, said, _iris(said, UPR.madeBy))
    unknown = [Cell("not known")] if said.values(UPR.makerUnknown[1:-1]) or not makers else []
    kind = "text, since no source gives a number" if "/unit/texts" in "".join(_iris(said, UPR.countedAs)) else ""
    return [
        ("Made in", _cells(site, said, _iris(said, UPR.madeIn))),
        ("State under review", _cells(site, said, _iris(said, UPR.addressedTo))),
        ("Made by", makers + unknown),
        ("Stated in", _cells(site, said, _iris(said, UPR.statedIn))),
        ("Refers to paragraphs", [Cell(one) for one in [_literal(said, UPR.referredParagraphs)] if one]),
        ("Our short subject", [Cell(one) for one in [_literal(said, UPR.subject)] if one]),
        ("Counted as", [Cell(kind)] if kind else _cells(site, said, _iris(said, UPR.countedAs))),
        ("Pairs", _cells(site, said, pairs)),
    ]


def _parts(site: Site, said: Description) -> list[Part]:
    """The clauses of the recommendation in the order of their labels."""
    thing = ox.NamedNode(said.iri)
    rows = site.store.select(
        f"SELECT ?part ?label ?text ?maker WHERE {{ ?part {UPR.partOf} {thing} ; {UPR.sourceLabel} ?label "
        f"OPTIONAL {{ ?part {UPR.text} ?text }} OPTIONAL {{ ?part {UPR.madeBy} ?maker }} }}"
    ).rows
    named = labels(site.store, {row[3].value for row in rows if isinstance(row[3], ox.NamedNode)})
    found: dict[tuple[str, str, str], list[Cell]] = {}
    for part, label, text, maker in rows:
        makers = found.setdefault((_value(label), _value(part), _value(text)), [])
        if isinstance(maker, ox.NamedNode):
            makers.append(Cell(named[maker.value], site.href(maker.value)))
    return [
        Part(Cell(label, site.href(iri)), text, tuple(sorted(makers, key=lambda cell: str(cell.value))))
        for (label, iri, text), makers in sorted(found.items(), key=lambda one: (len(one[0][0]), one[0]))
    ]


def _value(term: Any) -> str:
    return "" if term is None else str(term.value)


def _read(site: Site, said: Description, pairs: Sequence[str]) -> list[tuple[str, list[Cell]]]:
    """What rules propose: goals that the themes of the pairs suggest, and narrow requests found in the words."""
    if not pairs:
        return []
    values = " ".join(str(ox.NamedNode(pair)) for pair in pairs)
    queries = {
        "Goals that its themes suggest": f"?pair {UPR.theme} ?theme . ?theme {UPR.suggestedSDG} ?found",
        "Narrow requests found in its words": f"?pair {UPR.topic} ?found",
    }
    rows = {}
    for name, pattern in queries.items():
        query = f"SELECT DISTINCT ?found WHERE {{ VALUES ?pair {{ {values} }} {pattern} }}"
        rows[name] = [_value(found) for (found,) in site.store.select(query).rows]
    named = labels(site.store, {iri for found in rows.values() for iri in found})
    return [
        (name, [Cell(named[iri], site.href(iri)) for iri in sorted(found, key=_natural)])
        for name, found in rows.items()
        if found
    ]


def _natural(iri: str) -> tuple[int, str]:
    last = iri.rpartition("/")[2]
    return (int(last) if last.isdigit() else 0, iri)


def _similar(site: Site, review: str, said: Description, text: Text | None) -> list[Similar] | None:
    """What is close in wording; None where there is no text or no index to look in."""
    if site.index is None or text is None or text.ours:
        return None
    hits = site.index.similar(text.words, review, SIMILAR, but=said.iri)
    return [
        Similar(Cell(_called(hit), site.href(hit.iri)), hit.text, hit.response or None, round(hit.score))
        for hit in hits
    ]


def _called(hit: Hit) -> str:
    """``Slovenia, cycle 4, 140.3``; a text without a number by its review alone."""
    state = display_names().get(hit.state, hit.state)
    return ", ".join([state, f"cycle {hit.cycle}", *([hit.paragraph] if hit.paragraph else [])])


def _crumbs(site: Site, review: str, said: Description) -> list[tuple[str, str]]:
    states = [(said.labels[iri], site.href(iri)) for iri in _iris(said, UPR.addressedTo)]
    return [
        ("Home", f"{site.root}/"),
        ("States", f"{site.root}/#states"),
        *states,
        (said.labels[_iris(said, UPR.madeIn)[0]], site.page("review", review)),
    ]


def _filled(result: Result, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns that have a value in any row; all where there are no rows."""
    rows = result.dicts()
    empty = {name for name in columns if all(row[name] in (None, "") for row in rows)} if rows else set()
    return {name: text for name, text in columns.items() if name not in empty}


_ANSWER_LINKS: dict[str, Link] = {
    "number": lambda site, row: site.href(row["position"]),
    "document": lambda site, row: site.href(site.store.iris.document(row["document"] or "")[1:-1]),
}
"""Where the cells of an answer lead."""
_RECORD_LINKS: dict[str, Link] = {
    "record": lambda site, row: site.page("record", *row["record"].split("/")),
    "source": lambda site, row: site.page("source", row["source"]),
    "maker_name": lambda site, row: site.page("state", row["maker"].lower()) if row["maker"] else "",
}
"""Where the cells of a record lead."""
