"""The bundled facts as a source: one source graph for each table of ``facts/``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from uprgraph import schedule
from uprgraph.records import (
    BUNDLED,
    Body,
    Campaign,
    Claim,
    DataQualityNote,
    Document,
    Figure,
    Organisation,
    Position,
    Recommendation,
    Record,
    ReviewFact,
    Source,
    SourceFile,
    State,
)
from uprgraph.resources import PACKAGE, facts

SOURCE = Source(
    name=BUNDLED,
    title="uprgraph bundled facts",
    publisher="uprgraph",
    licence="CC0-1.0",
    citation="uprgraph bundled facts: states, sessions, reviews and Cambodia's four reviews, compiled from "
    "United Nations documents, UPR Info's coding and two published texts",
    address="https://w3id.org/uprgraph/dataset",
)

ADDENDUM = "a-hrc-26-16-add-1"


def states() -> Iterator[State]:
    """The 193 member states and two observers, with former and long names."""
    spellings: dict[str, list[str]] = {}
    for row in facts("state-names"):
        spellings.setdefault(row["iso3"], []).append(row["name"])
    for row in facts("states"):
        yield State(
            iso3=row["iso3"],
            name=row["name"],
            upr_info_name=row["upr_info_name"],
            group=row["regional_group"],
            m49=row["m49"],
            cow_letters=row["cow_letters"] or None,
            cow_number=int(row["cow_number"]) if row["cow_number"] else None,
            wikidata=row["wikidata"],
            organisations=tuple(filter(None, row["organisations_2014"].split("|"))),
            other_names=tuple(spellings.get(row["iso3"], ())),
        )


def organisations() -> Iterator[Organisation]:
    for row in facts("organisations"):
        yield Organisation(row["code"], row["name"], row["kind"] == "regional group")


def misprints() -> Iterator[DataQualityNote]:
    for row in facts("report-misprints"):
        yield DataQualityNote(
            row["review"], row["field"], row["reason"], row["printed"] or None, row["corrected"] or None
        )


def _issues(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


def cambodia_recommendations() -> Iterator[Recommendation | Position]:
    """Cambodia's 296 itemised paragraphs and the answers to them, in the order of their stages."""
    in_report = {"supported": ("supported", "accepted"), "examined": ("to-be-examined", "pending")}
    for row in facts("cambodia-recommendations"):
        review, paragraph, final = row["review"], row["paragraph"], row["final_answer"]
        yield Recommendation(review, paragraph, tuple(row["recommending_states"].split()), subject=row["subject"])
        final_response = "accepted" if final == "accepted" else "noted"
        if row["response_in_report"] == "none":
            yield Position(review, paragraph, 1, final, final_response, "council-outcome")
            continue
        answer, response = in_report[row["response_in_report"]]
        calendar = schedule.reviews()[review]
        yield Position(
            review,
            paragraph,
            1,
            answer,
            response,
            "working-group-report",
            calendar.report_symbol,
            calendar.adopted_by_working_group,
        )
        if final_response != response:
            yield Position(review, paragraph, 2, final, final_response, "addendum", ADDENDUM)


def cambodia_clauses() -> Iterator[Record]:
    """The 343 clauses of these paragraphs as UPR Info coded them, known by the hash of their text."""
    seen: dict[str, int] = {}
    for row in facts("cambodia-clauses"):
        key = "-".join((row["review"], row["paragraph"], row["maker_upr_info"].lower()))
        seen[key] = seen.get(key, 0) + 1
        yield Record(
            source=SOURCE.name,
            key=key if seen[key] == 1 else f"{key}-{seen[key]}",
            review=row["review"],
            maker=row["maker_upr_info"],
            response=row["response"],
            action=int(row["action_category"]),
            themes=_issues(row["issues"]),
            scheme="upr-info",
            text_hash=row["upr_info_text_sha256_16"],
            paragraph=row["paragraph"],
        )


def documents() -> Iterator[Document]:
    for row in facts("documents"):
        yield Document(
            id=row["id"],
            kind=row["kind"],
            title=row["title"],
            review=row["review"] or None,
            symbol=row["symbol"] or None,
            prepared_by=row["prepared_by"] or None,
            submitted=row["submitted"] or None,
            covers=(row["covers_from"], row["covers_until"]) if row["covers_from"] else None,
            expected=row["expected"] or None,
            due=row["due"] or None,
            source_label=row["source_label"] or None,
            note=row["note"] or None,
        )


def bodies() -> Iterator[Body]:
    for row in facts("bodies"):
        yield Body(row["id"], row["kind"], row["name"])


def campaigns() -> Iterator[Campaign]:
    for row in facts("campaigns"):
        yield Campaign(
            row["id"],
            row["review"],
            row["title"],
            row["coordinator"],
            row["partner"] or None,
            row["submitted"] or None,
        )


def figures() -> Iterator[Figure]:
    for row in facts("figures"):
        yield Figure(
            id=row["id"],
            about=row["about"],
            measure=row["measure"],
            value=int(row["value"]) if row["value"] else None,
            unit=row["unit"],
            qualifier=row["qualifier"],
            documents=tuple(row["documents"].split()),
            claims=tuple(row["claims"].split()),
            note=row["note"] or None,
        )


def review_facts() -> Iterator[ReviewFact]:
    for row in facts("review-facts"):
        yield ReviewFact(row["review"], row["fact"], row["value"], row["claim"])


def claims() -> Iterator[Claim]:
    """The 93 claims of the two texts, each as it stands there."""
    about = {document.id: document.review for document in documents()}
    for row in facts("claims"):
        yield Claim(
            row["id"],
            row["source"],
            row["phase"],
            row["subject"],
            row["predicate"],
            row["object"],
            about[row["source"]],
        )


TABLES: dict[str, Callable[[], Iterator[object]]] = {
    "organisations": organisations,
    "states": states,
    "sessions": lambda: iter(schedule.sessions().values()),
    "reviews": lambda: iter(schedule.reviews().values()),
    "report-misprints": misprints,
    "cambodia-recommendations": cambodia_recommendations,
    "cambodia-clauses": cambodia_clauses,
    "documents": documents,
    "bodies": bodies,
    "campaigns": campaigns,
    "figures": figures,
    "review-facts": review_facts,
    "claims": claims,
}
BARE = ("organisations", "states", "sessions", "reviews", "report-misprints")


def tables(bare: bool) -> Iterator[tuple[SourceFile, Iterator[object]]]:
    """Each bundled table with its records; *bare* leaves out what itemises Cambodia's reviews."""
    for name, read in TABLES.items():
        if bare and name not in BARE:
            continue
        content = (PACKAGE / "facts" / f"{name}.csv").read_bytes()
        rows = sum(1 for _ in facts(name))
        described = SourceFile(SOURCE.name, f"{name}.csv", hashlib.sha256(content).hexdigest(), rows)
        yield described, read()
