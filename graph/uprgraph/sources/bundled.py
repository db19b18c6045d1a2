"""The bundled facts as a source: one source graph for each table of ``facts/``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from uprgraph import schedule
from uprgraph.records import (
    BUNDLED,
    Claim,
    DataQualityNote,
    Figure,
    Membership,
    Organisation,
    Position,
    Recommendation,
    Record,
    Source,
    SourceFile,
    State,
    Turtle,
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
    """The 193 member states and two observers, with former and long names, and where they are members throughout."""
    spellings: dict[str, list[str]] = {}
    dated = {(spell.organisation, spell.member) for spell in memberships()}
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
            organisations=tuple(
                code for code in row["organisations_2014"].split("|") if code and (code, row["iso3"]) not in dated
            ),
            other_names=tuple(spellings.get(row["iso3"], ())),
        )


def organisations() -> Iterator[Organisation]:
    for row in facts("organisations"):
        yield Organisation(row["code"], row["name"], row["kind"], row["members_as_of"] or None)


def memberships() -> Iterator[Membership]:
    """The spells that began or ended since 2008; all others are those of the list of states."""
    seen: dict[tuple[str, str], int] = {}
    for row in facts("memberships"):
        pair = row["organisation"], row["iso3"]
        seen[pair] = seen.get(pair, 0) + 1
        yield Membership(*pair, seen[pair], row["from"] or None, row["until"] or None, row["reason"])


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


def claims() -> Iterator[Claim]:
    """The 93 claims of the two texts, in our words."""
    for row in facts("claims"):
        yield Claim(
            row["id"],
            row["source"],
            row["phase"],
            row["subject"],
            row["predicate"],
            row["object"],
            tuple(filter(None, row["status"].split("|"))),
            tuple(row["contradicts"].split()),
        )


def cambodia() -> Iterator[Turtle]:
    """Who prepared, organised, said and expected what around Cambodia's reviews."""
    yield Turtle((PACKAGE / "facts" / "cambodia.ttl").read_text(encoding="utf-8"))


TABLES: dict[str, Callable[[], Iterator[object]]] = {
    "organisations.csv": organisations,
    "states.csv": states,
    "memberships.csv": memberships,
    "sessions.csv": lambda: iter(schedule.sessions().values()),
    "reviews.csv": lambda: iter(schedule.reviews().values()),
    "report-misprints.csv": misprints,
    "cambodia-recommendations.csv": cambodia_recommendations,
    "cambodia-clauses.csv": cambodia_clauses,
    "cambodia.ttl": cambodia,
    "figures.csv": figures,
    "claims.csv": claims,
}
BARE = ("organisations.csv", "states.csv", "memberships.csv", "sessions.csv", "reviews.csv", "report-misprints.csv")


def tables(bare: bool) -> Iterator[tuple[SourceFile, Iterator[object]]]:
    """Each bundled file with its records; *bare* leaves out what tells of Cambodia's reviews alone.

    The rows of a file in Turtle are the things that it describes, one block each.
    """
    for name, read in TABLES.items():
        if bare and name not in BARE:
            continue
        content = (PACKAGE / "facts" / name).read_bytes()
        stem, _, suffix = name.partition(".")
        rows = sum(1 for _ in facts(stem)) if suffix == "csv" else content.count(b"\n.\n")
        yield SourceFile(SOURCE.name, name, hashlib.sha256(content).hexdigest(), rows), read()
