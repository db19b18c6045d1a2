"""Measures reading Working Group reports: each of the real ones, 300 of them in a folder, and peers' text alone.

The 300 are copies of the real ones with a byte behind their end, so that each is a file of its own. Each
reading runs in a process of its own; nothing is asserted. Peers give the text of the pages and no more: no
lines without running heads and notes, no recommendations. pypdf is measured where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("UPR_DATA") or HERE.parents[1] / "shared" / "data") / "working-group-reports"
COUNT = 300
MEGABYTE = 1024 * (1024 if sys.platform == "darwin" else 1)
"""What the highest memory of a process is counted in, KiB on Linux, in a megabyte."""


def inspected(paths: list[Path]) -> dict[str, Any]:
    """``upr inspect`` of each file without the start of the program."""
    from uprgraph.inspect import inspect

    return {"found": sum(inspect(path).get("records", 0) for path in paths)}


def built(paths: list[Path]) -> dict[str, Any]:
    """The files of a folder as a build opens and reads them."""
    from uprgraph.sources import find

    begun = time.perf_counter()
    files = find([paths[0].parent])[0]
    opened = time.perf_counter() - begun
    for file in files:
        for _ in file.records():
            pass
    return {"found": sum(file.report.records for file in files), "opened": round(opened, 1)}


def cleaned(paths: list[Path]) -> dict[str, Any]:
    """Clean lines and notes, the part of the work that peers do a part of."""
    from uprgraph.papers import paper

    return {"found": sum(len(paper(path).lines) for path in paths)}


def by_pdfminer(paths: list[Path]) -> dict[str, Any]:
    from pdfminer.high_level import extract_text

    return {"found": sum(len(extract_text(path).splitlines()) for path in paths)}


def by_pypdf(paths: list[Path]) -> dict[str, Any]:
    from pypdf import PdfReader

    return {
        "found": sum(len((page.extract_text() or "").splitlines()) for path in paths for page in PdfReader(path).pages)
    }


READINGS: dict[str, Callable[[list[Path]], dict[str, Any]]] = {
    function.__name__: function for function in (inspected, built, cleaned, by_pdfminer, by_pypdf)
}


def measured(reading: str, paths: list[Path]) -> dict[str, Any]:
    """Seconds, CPU seconds, highest memory of the process and of its largest child in MB, and what it found."""
    done = subprocess.run(
        [sys.executable, __file__, "--reading", reading],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def costs(told: dict[str, Any]) -> str:
    return f"{told['seconds']:6.2f} s {told['cpu']:6.2f} CPU s {told['memory']:4} MB"


def report_on(reading: str) -> None:
    """What a process that does one reading writes."""
    import resource

    paths = [Path(line) for line in sys.stdin.read().splitlines()]
    begun = time.perf_counter()
    told = READINGS[reading](paths)
    told["seconds"] = round(time.perf_counter() - begun, 2)
    told["cpu"] = 0.0
    for who, name in ((resource.RUSAGE_SELF, "memory"), (resource.RUSAGE_CHILDREN, "child")):
        used = resource.getrusage(who)
        told[name] = used.ru_maxrss // MEGABYTE
        told["cpu"] = round(told["cpu"] + used.ru_utime + used.ru_stime, 2)
    print(json.dumps(told))


def copies(reports: list[Path], count: int, folder: Path) -> list[Path]:
    """*count* copies, each of another content."""
    made = []
    for number in range(count):
        source = reports[number % len(reports)]
        path = folder / f"{number:03}-{source.name}"
        path.write_bytes(source.read_bytes() + b"\n%%%d\n" % number)
        made.append(path)
    return made


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reading", help=argparse.SUPPRESS)
    options.add_argument("--count", type=int, default=COUNT, help=f"how many copies are read ({COUNT})")
    chosen = options.parse_args()
    if chosen.reading:
        report_on(chosen.reading)
        return
    reports = sorted(DATA.glob("*.pdf"))
    if not reports:
        sys.exit(f"no reports in {DATA}")
    print("Each report through inspect():")
    for path in reports:
        told = measured("inspected", [path])
        print(f"  {path.stem:18} {costs(told)} and {told['child']} MB in its child")
    with tempfile.TemporaryDirectory() as folder:
        told = measured("built", copies(reports, chosen.count, Path(folder)))
    print(f"{chosen.count} reports in a folder, two at a time:")
    print(f"  {told['seconds']} s ({told['opened']} s until all are open), {told['cpu']} CPU s,", end=" ")
    print(f"{told['found']:,} makers named, {told['memory']} MB and {told['child']} MB in the largest child")
    print(f"The text of the {len(reports)} reports:")
    ours = measured("cleaned", reports)
    print(f"  uprgraph, clean lines and notes  1.00  {costs(ours)}")
    for name, reading, module in (("pdfminer.six", "by_pdfminer", "pdfminer"), ("pypdf", "by_pypdf", "pypdf")):
        if importlib.util.find_spec(module) is None:
            print(f"  {name}, text  not installed")
            continue
        told = measured(reading, reports)
        ratio = told["cpu"] / ours["cpu"]
        print(f"  {name + ', text':31}  {ratio:.2f}  {costs(told)}")


if __name__ == "__main__":
    main()
