"""Measures validation: our SPARQL from the shapes against pySHACL and, where it is installed, pyrudof.

All run the same shapes on the same statements, each in a process of its own; nothing is asserted. Needs the
real exports under ``$UPR_DATA`` or ``../shared/data``. pyrudof is no dependency: name a Python that has it by
``--rudof``.
"""

from __future__ import annotations

import argparse
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
ONTOLOGY = HERE.parent / "ontology"
SHAPES = ONTOLOGY / "upr-shapes.ttl"
UPR = Path(sys.executable).parent / "upr"


# What runs in a process of its own: prints one JSON object with seconds and the number of results.


def build(folder: str) -> dict[str, Any]:
    """A store of the real exports beside the bundled graph, and its merge as N-Triples beside it."""
    import uprgraph
    from uprgraph.export import export

    uprgraph.build(DATA, store=f"{folder}/store")
    return {"statements": export(uprgraph.open(f"{folder}/store").store, Path(folder) / "x.nt")}


def ours(folder: str) -> dict[str, Any]:
    """The shapes on the store, with reading and translating them."""
    import uprgraph
    from uprgraph import shapes, validate

    store = uprgraph.open(f"{folder}/store").store
    start = time.perf_counter()
    results = sum(1 for shape in shapes.read() for _ in validate.broken(store.engine, shape, store.iris.base))
    return {"load": 0.0, "seconds": time.perf_counter() - start, "results": results}


def pyshacl(folder: str) -> dict[str, Any]:
    import rdflib
    from pyshacl import validate

    start = time.perf_counter()
    data = rdflib.Graph().parse(f"{folder}/x.nt")
    loaded = time.perf_counter()
    rules, ontology = rdflib.Graph().parse(SHAPES), rdflib.Graph().parse(ONTOLOGY / "upr.ttl")
    _, report, _ = validate(data, shacl_graph=rules, ont_graph=ontology, inplace=True)
    found = len(list(report.objects(None, rdflib.URIRef("http://www.w3.org/ns/shacl#result"))))
    return {"load": loaded - start, "seconds": time.perf_counter() - loaded, "results": found}


def pyrudof(folder: str) -> dict[str, Any]:
    from pyrudof import RDFFormat, Rudof, RudofConfig

    rudof = Rudof(RudofConfig())
    start = time.perf_counter()
    rudof.read_data(f"{folder}/x.nt", format=RDFFormat.NTriples)
    rudof.read_data(str(ONTOLOGY / "upr.ttl"), merge=True)
    loaded = time.perf_counter()
    rudof.read_shacl(str(SHAPES))
    found = len(rudof.validate_shacl())
    return {"load": loaded - start, "seconds": time.perf_counter() - loaded, "results": found}


CHILDREN = {function.__name__: function for function in (build, ours, pyshacl, pyrudof)}


# What runs in the first process, which stays small: Linux counts a parent's memory in its child's peak.


def process(command: list[str], limit: float) -> dict[str, Any]:
    """Runs a command to its end or for *limit* seconds: what it says, peak memory in MB, wall seconds."""
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


def child(function: str, folder: str, python: str = sys.executable, limit: float = 3600) -> dict[str, Any]:
    return process([python, __file__, "--child", function, folder], limit)


def row(name: str, measured: dict[str, Any], than: dict[str, Any]) -> str:
    """A line of the table; the last column compares CPU, which other work on the machine changes least."""
    if "seconds" not in measured:
        ended = "not finished" if measured["code"] == 124 else f"failed ({measured['code']})"
        ended += f" after {measured['wall']:.0f} s"
        return f"| {name} | {ended} | {measured['cpu']:.0f} | {measured['megabytes']:,.0f} | | |"
    return (
        f"| {name} | {measured['load']:.1f} + {measured['seconds']:.1f} | {measured['cpu']:.1f} "
        f"| {measured['megabytes']:,.0f} "
        f"| {measured['results']:,} | {measured['cpu'] / than['cpu']:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--rudof", default=sys.executable, help="a Python that has pyrudof (default: this one)")
    parser.add_argument("--limit", type=float, default=1800, help="seconds for each peer (default 1800)")
    given = parser.parse_args()
    if given.child:
        print(json.dumps(CHILDREN[given.child[0]](given.child[1])))
        return
    if not DATA.is_dir():
        raise SystemExit(f"no benchmark: {DATA} is not there; set UPR_DATA to the folder that holds upr-info")
    with tempfile.TemporaryDirectory(prefix="upr-validation-") as folder:
        built = child("build", folder)
        print(f"{built['statements']:,} statements; load on this machine {os.getloadavg()[0]:.1f}\n", flush=True)
        print("| engine | load + validate, s | CPU, s | peak memory, MB | results | CPU, times ours |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        mine = child("ours", folder)
        print(row("SPARQL from the shapes, on the store", mine, mine), flush=True)
        print(row("pyrudof", child("pyrudof", folder, given.rudof, given.limit), mine), flush=True)
        print(row("pySHACL", child("pyshacl", folder, limit=given.limit), mine), flush=True)
        whole = process(
            [str(UPR), "--quiet", "--store", f"{folder}/store", "validate", "--format", "json"], given.limit
        )
        print(
            f"\nupr validate, shapes and checks, from start to end: {whole['wall']:.1f} s, "
            f"{whole['megabytes']:,.0f} MB, exit code {whole['code']}"
        )


if __name__ == "__main__":
    main()
