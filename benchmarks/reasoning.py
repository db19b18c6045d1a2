"""Measures reasoning by rules against owlrl and, where it is installed, reasonable; and HermiT on the bundled graph.

All reason over the same statements with the same axioms (upr.ttl, alignments.ttl), each in a process of its own;
nothing is asserted. Needs the real exports under ``$UPR_DATA`` or ``../shared/data``. reasonable is no dependency:
name a Python that has it by ``--reasonable``. The exports hold 22,421 records; to see how the rules grow, every
row is taken a second time with another text.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("UPR_DATA") or HERE.parents[1] / "shared" / "data") / "upr-info"
FILES = ("1-5.csv", "6-9.csv", "17-20.csv")
AXIOMS = [str(HERE.parent / "ontology" / name) for name in ("upr.ttl", "alignments.ttl")]
UPR = Path(sys.executable).parent / "upr"


# What runs in a process of its own: prints one JSON object.


def build(folder: str, kind: str) -> dict[str, Any]:
    """A store of that kind, and its default graph as Turtle (of one statement a line) beside it."""
    import uprgraph
    from uprgraph.export import export

    files = [DATA / name for name in FILES] if kind != "bundled" else []
    if kind == "twice":
        for file in files:
            twice(file, Path(folder) / file.name)
        files = [Path(folder) / file.name for file in files]
    uprgraph.build(*files, store=f"{folder}/store")
    statements = export(uprgraph.open(f"{folder}/store").store, Path(folder) / "x.nt")
    (Path(folder) / "x.nt").rename(Path(folder) / "x.ttl")
    return {"statements": statements}


def twice(file: Path, to: Path) -> None:
    """The file with every row a second time, its text another one. Bytes outside ASCII stay as they are."""
    text = file.read_bytes().decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    at = head.index("Text")
    with open(to, "w", encoding="latin-1", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for row in rows:
            writer.writerow(row)
            if len(row) > at:
                writer.writerow([*row[:at], f"{row[at].strip()} (again)", *row[at + 1 :]])


def ours(folder: str) -> dict[str, Any]:
    """The rules on the store: reading it, applying them, sorting what follows."""
    from uprgraph import axioms, rules
    from uprgraph.namespaces import Iris
    from uprgraph.store import open_store

    start = time.perf_counter()
    known = axioms.load(Iris(), axioms.PROFILE).store
    engine = rules.copy(open_store(Path(folder) / "store").engine)
    loaded = time.perf_counter()
    found = sorted(rules.infer(engine, known).lines)
    return {"load": loaded - start, "seconds": time.perf_counter() - loaded, "inferred": len(found)}


def reasonable(folder: str) -> dict[str, Any]:
    import reasonable

    start = time.perf_counter()
    reasoner = reasonable.PyReasoner()
    for file in (f"{folder}/x.ttl", *AXIOMS):
        reasoner.load_file(file)
    loaded = time.perf_counter()
    found = len(reasoner.reason())
    return {"load": loaded - start, "seconds": time.perf_counter() - loaded, "inferred": found}


def owlrl(folder: str) -> dict[str, Any]:
    import owlrl
    import rdflib

    start = time.perf_counter()
    graph = rdflib.Graph()
    for file in (f"{folder}/x.ttl", *AXIOMS):
        graph.parse(file)
    loaded, before = time.perf_counter(), len(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return {"load": loaded - start, "seconds": time.perf_counter() - loaded, "inferred": len(graph) - before}


CHILDREN = {function.__name__: function for function in (build, ours, reasonable, owlrl)}


# What runs in the first process, which stays small: Linux counts a parent's memory in its child's peak.


def process(command: list[str], limit: float) -> dict[str, Any]:
    """Runs a command to its end or for *limit* seconds: what it says, peak memory in MB, wall and CPU seconds."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        started = subprocess.Popen(["timeout", str(limit), *command], stdout=out)
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    said = {"wall": time.perf_counter() - start, "megabytes": usage.ru_maxrss / 1024, "code": started.returncode}
    said["cpu"] = usage.ru_utime + usage.ru_stime
    try:
        return said | json.loads(text)
    except ValueError:
        return said


def child(function: str, *words: str, python: str = sys.executable, limit: float = 3600) -> dict[str, Any]:
    return process([python, __file__, "--child", function, *words], limit)


def row(name: str, measured: dict[str, Any], than: dict[str, Any]) -> str:
    """A line of the table; the last column compares CPU, which other work on the machine changes least."""
    if "seconds" not in measured:
        ended = "not finished" if measured["code"] == 124 else f"failed ({measured['code']})"
        ended += f" after {measured['wall']:.0f} s"
        return f"| {name} | {ended} | {measured['cpu']:.0f} | {measured['megabytes']:,.0f} | | |"
    return (
        f"| {name} | {measured['load']:.1f} + {measured['seconds']:.1f} | {measured['cpu']:.1f} "
        f"| {measured['megabytes']:,.0f} | {measured['inferred']:,} | {measured['cpu'] / than['cpu']:.1f} |"
    )


def command(folder: str, *words: str, limit: float = 3600) -> str:
    """``upr ...`` from start to end, as a line."""
    ran = process([str(UPR), "--quiet", "--store", f"{folder}/store", *words], limit)
    return f"`upr {' '.join(words)}`: {ran['wall']:.1f} s, {ran['cpu']:.1f} s of CPU, {ran['megabytes']:,.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--reasonable", default=sys.executable, help="a Python that has reasonable (default: this one)")
    parser.add_argument("--limit", type=float, default=1800, help="seconds for each peer (default 1800)")
    given = parser.parse_args()
    if given.child:
        print(json.dumps(CHILDREN[given.child[0]](*given.child[1:])))
        return
    if not all((DATA / name).is_file() for name in FILES):
        raise SystemExit(
            f"no benchmark: {DATA} has not {', '.join(FILES)}; set UPR_DATA to the folder that holds upr-info"
        )
    for kind, title in (
        ("bundled", "The bundled graph"),
        ("real", "22,421 records and the bundled graph"),
        ("twice", "44,842 records (each row twice) and the bundled graph"),
    ):
        with tempfile.TemporaryDirectory(prefix="upr-reasoning-") as folder:
            built = child("build", folder, kind)
            print(f"\n{title}: {built['statements']:,} statements; load on this machine {os.getloadavg()[0]:.1f}\n")
            print("| reasoner | load + reason, s | CPU, s | peak memory, MB | inferred | CPU, times ours |")
            print("| --- | --- | --- | --- | --- | --- |", flush=True)
            mine = child("ours", folder)
            print(row("rules as SPARQL, on the store", mine, mine), flush=True)
            peer = child("reasonable", folder, python=given.reasonable, limit=given.limit)
            print(row("reasonable", peer, mine), flush=True)
            if kind != "twice":
                print(row("owlrl", child("owlrl", folder, limit=given.limit), mine), flush=True)
            print(f"\n{command(folder, 'reason', '--materialise')}", flush=True)
            if kind == "bundled":
                print(command(folder, "reason"), flush=True)
            if kind == "real":
                print(command(folder, "reason", "--review", "khm-2"), flush=True)


if __name__ == "__main__":
    main()
