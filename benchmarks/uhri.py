"""Measures reading an export of OHCHR's index, JSON and XLSX, against loading it with json or pandas.

The file is made here, in the documented shape, from a seed: 260,000 annotations of all mechanisms (about 360 MB
of JSON), of which two in five are recommendations of the UPR. Each reading runs in a process of its own; nothing
is asserted. Ours ends with checked records; a peer only with a table of the recommendations, a row for each
recommending state. The XLSX needs openpyxl to be written; name how many annotations it shall have by ``--xlsx``.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

COUNT = 260_000
COLUMNS = {
    "Text": "Text",
    "Countries": "Countries Concerned",
    "Body": "Reccomending Body",
    "Symbol": "Document Symbol",
    "Themes": "Themes",
    "AffectedPersons": "Affected Persons",
    "Sdgs": "Sdgs",
    "PublicationDate": "Document Publication Date",
    "UprRecommendingCountry": "UPR Reccomending States",
    "UprPositions": "UPR Position",
    "AnnotationType": "Type",
    "AnnotationId": "OHCHR Annotation Id",
    "UprSession": "UPR Session",
    "Regions": "Regions Concerned",
    "UprRecommendingRegions": "Recommending Regions",
    "PublicationDateOnUhri": "Date of publication on UHRI",
}
"""The columns of the table in their order, by the keys of the JSON."""
OTHERS = ("CCPR", "CEDAW", "CERD", "CESCR", "CRC", "CRPD", "SR Torture", "WG Arbitrary Detention")
KINDS = ("Recommendations", "Concerns/Observations", "Recommendations/Concerns")
GOALS = (
    "5 - GENDER EQUALITY",
    "16 - PEACE, JUSTICE",
    "16.2 - Protect children",
    "4.1 - Schools",
    "10 - LESS INEQUALITY",
)
REGIONS = ("Africa", "Asia-Pacific", "Eastern Europe", "Latin America and the Caribbean", "Western Europe and others")
PERSONS = ("Children", "Women & girls", "Migrants", "Media", "Older persons", "Stateless persons", "Indigenous peoples")
POSITIONS = ("Supported", "Supported", "Supported", "Noted", "Supported/Noted")
SYLLABLES = ("ra", "ti", "fy", "pro", "mo", "te", "en", "su", "re", "law", "chil", "dren", "ac", "cess", "ju", "stice")
CYCLES = {1: "First cycle", 2: "Second cycle", 3: "Third cycle", 4: "Fourth cycle"}


def annotations(count: int, seed: int = 1, upr: float = 0.4, words: int = 92) -> Iterator[dict[str, Any]]:
    """*count* annotations as the JSON has them, the share *upr* of them of the UPR, with *words* words on average."""
    from uprgraph import names, schedule
    from uprgraph.sources.rows import known_themes

    draw = random.Random(seed)
    reviews = list(schedule.reviews().values())
    states = names.display_names() | {"PSE": "State of Palestine*"}
    themes = list(known_themes("ohchr-4").values())
    vocabulary = ["".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _ in range(5000)]
    for number in range(count):
        review = draw.choice(reviews)
        of_upr = draw.random() < upr
        length = max(5, int(draw.gauss(words * (0.4 if of_upr else 1.4), words / 8)))
        sentence = " ".join(draw.choices(vocabulary, k=length)).capitalize()
        makers = [
            states[code] for code in draw.sample([c for c in states if c != review.state], draw.choice((1, 1, 1, 3)))
        ]
        item = f"{draw.randint(60, 160)}.{draw.randint(1, 250)}"
        text = f"<p>{item} {sentence} &amp; more&nbsp;({', '.join(map(html.escape, makers))});</p>"
        yield {
            "AnnotationId": f"{draw.getrandbits(32):08x}-{number & 0xFFFF:04x}-4{number >> 16:03x}-8000-{number:012x}",
            "DocumentId": f"{draw.getrandbits(32):08x}-0000-4000-8000-{draw.getrandbits(48):012x}",
            "AnnotationType": f"- {'Recommendations' if of_upr else draw.choice(KINDS)}",
            "Body": f"- {'UPR' if of_upr else draw.choice(OTHERS)}",
            "Symbol": (review.report_symbol or "") if of_upr else f"CRC/C/{review.state}/CO/{number % 9}",
            "Countries": [states[review.state]],
            "Regions": [draw.choice(REGIONS)],
            "Themes": draw.sample(themes, draw.randint(1, 6)),
            "AffectedPersons": draw.sample(PERSONS, draw.randint(0, 4)),
            "Sdgs": draw.sample(GOALS, draw.randint(0, 3)),
            "Text": text if of_upr else f"{number % 60}.{sentence}. ",
            "PublicationDate": f"20{review.session % 17 + 8:02}-02-12T00:00:00",
            "PublicationDateOnUhri": "2025-03-03T10:53:45.827",
            "UprCycle": CYCLES[review.cycle] if of_upr else None,
            "UprSession": [f"{review.session} - Session of the Working Group"] if of_upr else [],
            "UprPositions": [draw.choice(POSITIONS)] if of_upr else [],
            "UprRecommendingCountry": makers if of_upr else [],
            "UprRecommendingRegions": [draw.choice(REGIONS)] if of_upr else [],
        }


def write_json(path: Path, made: Iterable[dict[str, Any]]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for number, annotation in enumerate(made):
            file.write((",\n" if number else "[") + json.dumps(annotation, ensure_ascii=False))
        file.write("]\n")


def cells(annotation: dict[str, Any]) -> list[str]:
    """The row of the table: each value behind a dash, one on each line."""
    row = []
    for key in COLUMNS:
        value = annotation[key]
        values = value if isinstance(value, list) else []
        row.append("\n".join(f"- {str(element).removeprefix('- ')}" for element in values) or value or "")
    return row


def write_xlsx(path: Path, made: Iterable[dict[str, Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(list(COLUMNS.values()))
    for annotation in made:
        sheet.append(cells(annotation))
    book.save(path)


# What runs in a process of its own: prints one JSON object with the number of records and the seconds.


def generate(path: str, count: str) -> dict[str, Any]:
    (write_json if path.endswith(".json") else write_xlsx)(Path(path), annotations(int(count)))
    return {"records": 0}


def ours(path: str, count: str) -> dict[str, Any]:
    from uprgraph.records import Record
    from uprgraph.sources import Opened

    start = time.perf_counter()
    found = sum(isinstance(record, Record) for record in Opened(Path(path)).records())
    return {"records": found, "seconds": time.perf_counter() - start}


def peer(path: str, count: str) -> dict[str, Any]:
    import pandas

    start = time.perf_counter()
    if path.endswith(".json"):
        with open(path, encoding="utf-8") as file:
            frame = pandas.DataFrame(json.load(file))
        makers = frame[frame["Body"] == "- UPR"].explode("UprRecommendingCountry")
    else:
        frame = pandas.read_excel(path, engine="calamine")
        frame = frame[frame["Reccomending Body"] == "- UPR"]
        column = "UPR Reccomending States"
        makers = frame.assign(**{column: frame[column].str.split("\n")}).explode(column)
    return {"records": len(makers), "seconds": time.perf_counter() - start}


CHILDREN = {function.__name__: function for function in (generate, ours, peer)}


# What runs in the first process, which stays small: Linux counts a parent's memory in its child's peak.


def child(function: str, path: Path, count: int) -> dict[str, Any]:
    """What a function said in a process of its own, with its peak memory in MB."""
    command = [sys.executable, __file__, "--child", function, str(path), str(count)]
    with tempfile.TemporaryFile() as out:
        started = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said: dict[str, Any] = json.loads(out.read()) if not started.returncode else {"failed": started.returncode}
    return said | {"megabytes": usage.ru_maxrss / 1024, "cpu": usage.ru_utime + usage.ru_stime}


def row(name: str, count: int, measured: dict[str, Any], than: dict[str, Any]) -> str:
    """A line of the table; the last columns compare CPU, which other work on the machine changes least, and memory."""
    if "failed" in measured:
        return f"| {name} | failed ({measured['failed']}) | | | | | | |"
    return (
        f"| {name} | {measured['seconds']:.1f} | {measured['cpu']:.1f} | {count / measured['cpu']:,.0f} "
        f"| {measured['megabytes']:,.0f} | {measured['records']:,} | {measured['cpu'] / than['cpu']:.1f} "
        f"| {measured['megabytes'] / than['megabytes']:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=int, default=COUNT, help=f"annotations of the JSON (default {COUNT:,})")
    parser.add_argument("--xlsx", type=int, default=COUNT, help=f"annotations of the XLSX (default {COUNT:,}; 0: none)")
    given = parser.parse_args()
    if given.child:
        print(json.dumps(CHILDREN[given.child[0]](*given.child[1:])))
        return
    with tempfile.TemporaryDirectory(prefix="upr-uhri-") as folder:
        for suffix, count, name in (
            ("json", given.json, "json.load, pandas"),
            ("xlsx", given.xlsx, "pandas, calamine"),
        ):
            if not count:
                continue
            path = Path(folder) / f"export.{suffix}"
            child("generate", path, count)
            print(
                f"\n{suffix.upper()}, {count:,} annotations, {path.stat().st_size / 1e6:,.0f} MB; "
                f"load on this machine {os.getloadavg()[0]:.1f}\n"
            )
            print(
                "| reader | seconds | CPU, s | annotations a second of CPU | peak memory, MB | records "
                "| CPU, times ours | memory, times ours |"
            )
            print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
            mine = child("ours", path, count)
            print(row("uprgraph", count, mine, mine), flush=True)
            print(row(name, count, child("peer", path, count), mine), flush=True)


if __name__ == "__main__":
    main()
