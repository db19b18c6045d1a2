"""The page ``benchmarks/README.md``: ratios first, absolute values beside them."""

from __future__ import annotations

import math
import os
import platform
from datetime import date
from importlib.metadata import version
from typing import Any

FILES = ("1-5.csv", "6-9.csv", "17-20.csv")
LIMIT = 60
"""Seconds that rdflib has for a question."""
PEERS = {
    "uprgraph": "uprgraph, from the CSV files",
    "oxigraph": "bare Oxigraph, from N-Quads",
    "rdflib": "rdflib, from N-Quads",
}
DIFFERENCES = {
    "rdflib is wrong: its `GROUP BY` over nothing gives one empty row, which then joins with every text "
    "(RDFLib/rdflib issue 3382); SPARQL 1.1 has no row there.": ("pledges",),
    "rdflib is wrong: `COUNT(DISTINCT IF(..., ?item, ?unbound))` counts the errors too, which SPARQL 1.1 leaves out.": (
        "acceptance-by-action",
        "acceptance-by-group",
        "acceptance-by-session",
        "acceptance-by-theme",
        "acceptance-own-group",
        "reported-totals",
        "themes-refused",
        "top-makers",
        "top-receivers",
        "who-recommends",
    ),
}
"""Why the engines differ in some questions, where that was looked into; said only while they do."""
COMMANDS = {
    "help": "`upr --help`",
    "query": "`upr query themes-raised --state Cambodia`",
    "first": "the same where no store was built yet",
}


def page(build: dict[str, Any], catalogue: dict[str, Any], start: dict[str, float], repeats: int) -> str:
    asked = catalogue["questions"]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            *introduction(build),
            "",
            "## Claims",
            "",
            *table(["measured", "claim", "result", "holds"], claims(build, asked, start)),
            "",
            "## Build",
            "",
            f"The three CSV files, {build['quads']:,} statements in all graphs; medians of {build['repeats']}.",
            "Bare Oxigraph (on disk, one `bulk_load`) and rdflib (`Dataset.parse`) get the finished dataset;",
            "uprgraph reads the files, links the records and works out the current answers too.",
            "",
            *table(
                ["what", "ratio to uprgraph's time", "seconds", "CPU seconds", "peak MB"], build_rows(build["peers"])
            ),
            "",
            "## Questions",
            "",
            *questions_text(build, catalogue, repeats),
            "",
            *table(
                ["question", "rdflib : uprgraph", "uprgraph s", "whole s", "rdflib s", "rows", "same rows"],
                question_rows(asked),
            ),
            "",
            *differences(asked),
            "",
            "## Start-up",
            "",
            "From the start of the process to its end, on the bundled graph; medians of 7.",
            "",
            *table(["command", "seconds"], [(text, f"{start[key]:.2f}") for key, text in COMMANDS.items()]),
            "",
        ]
    )


def introduction(build: dict[str, Any]) -> list[str]:
    peers = ", ".join(f"{name} {version(name)}" for name in ("uprgraph", "pyoxigraph", "rdflib"))
    return [
        f"Written by `make bench` ({date.today():%B %Y}), all in one run: Python {platform.python_version()}, {peers},",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs (load average at the end of the builds: "
        f"{build['load']:.1f}).",
        f"Data: UPR Info's exports {', '.join(f'`{name}`' for name in FILES)} and the bundled facts,",
        f"{build['triples']:,} triples merged. Each measure has a process of its own, peers take",
        "turns, files are in the system's cache. Machines differ: compare ratios.",
    ]


def questions_text(build: dict[str, Any], catalogue: dict[str, Any], repeats: int) -> list[str]:
    return [
        "Every question of the catalogue with the options of its example: the same SPARQL, asked of the store on disk",
        f"and of rdflib's own engine over the same {build['triples']:,} triples in memory; loading them",
        f"({catalogue['rdflib_load']:.0f} s) is not counted; its peak was {catalogue['rdflib_megabytes']:,.0f} MB. "
        "uprgraph: a new process for each question,",
        f"the first query of the store just opened, median of {repeats}. *Whole*: `uprgraph.open(...).query(...)`,",
        f"with opening, names, unit and Python rows. rdflib: once; a query that does not finish in {LIMIT} s "
        f"counts as {LIMIT} s.",
    ]


def claims(build: dict[str, Any], asked: dict[str, Any], start: dict[str, float]) -> list[tuple[str, ...]]:
    peers = build["peers"]
    ours, bare, rdflib = (peers[peer]["seconds"] for peer in PEERS)
    memory = peers["uprgraph"]["megabytes"]
    mean = math.exp(sum(math.log(one["rdflib"] / one["seconds"]) for one in asked.values()) / len(asked))
    slowest = max(asked, key=lambda name: asked[name]["whole"])
    worst = asked[slowest]["whole"]
    lines = [
        ("build, bare Oxigraph's bulk load = 1", "at most 1.5", f"{ours / bare:.2f}", ours / bare <= 1.5),
        ("build, times faster than rdflib's parse", "at least 2.5", f"{rdflib / ours:.1f}", rdflib / ours >= 2.5),
        ("build, peak memory", "under 700 MB", f"{memory:,.0f} MB", memory < 700),
        ("questions, times faster than rdflib, geometric mean", "at least 10", f"{mean:,.0f}", mean >= 10),
        (f"slowest question, whole ({slowest})", "at most 2 s", f"{worst:.2f} s", worst <= 2),
        (COMMANDS["help"], "0.3 s", f"{start['help']:.2f} s", start["help"] <= 0.3),
        (COMMANDS["query"], "1 s", f"{start['query']:.2f} s", start["query"] <= 1),
        (COMMANDS["first"], "3 s", f"{start['first']:.2f} s", start["first"] <= 3),
    ]
    return [(what, claim, result, "yes" if holds else "**no**") for what, claim, result, holds in lines]


def build_rows(peers: dict[str, Any]) -> list[tuple[str, ...]]:
    ours = peers["uprgraph"]["seconds"]
    return [
        (
            PEERS[name],
            f"{one['seconds'] / ours:.2f}",
            f"{one['seconds']:.1f}",
            f"{one['cpu']:.1f}",
            f"{one['megabytes']:,.0f}",
        )
        for name, one in peers.items()
    ]


def question_rows(asked: dict[str, Any]) -> list[tuple[str, ...]]:
    found = []
    for name, one in sorted(asked.items(), key=lambda item: item[1]["seconds"] / item[1]["rdflib"]):
        late = one["same"] is None
        same = "not finished" if late else "yes" if one["same"] else f"**no** ({one['rdflib_rows']} by rdflib)"
        found.append(
            (
                name,
                f"{'> ' if late else ''}{one['rdflib'] / one['seconds']:,.1f}",
                f"{one['seconds']:.4f}",
                f"{one['whole']:.3f}",
                f"{'> ' if late else ''}{one['rdflib']:.3f}",
                str(one["rows"]),
                same,
            )
        )
    return found


def differences(asked: dict[str, Any]) -> list[str]:
    """How many answers agree, and for each that does not, why."""
    finished = {name: one for name, one in asked.items() if one["same"] is not None}
    differ = [name for name, one in finished.items() if not one["same"]]
    lines = [
        f"Of the {len(finished)} questions that rdflib finishes, {len(finished) - len(differ)} have the same rows."
    ]
    for why, names in DIFFERENCES.items():
        if found := [name for name in names if name in differ]:
            lines += ["", f"{', '.join(f'`{name}`' for name in found)}: {why}"]
    known = {name for names in DIFFERENCES.values() for name in names}
    if unknown := [name for name in differ if name not in known]:
        lines += ["", f"{', '.join(f'`{name}`' for name in unknown)}: not looked into yet."]
    return lines


def table(head: list[str], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
