"""Measures uprgraph against what a user would pick instead and writes ``benchmarks/README.md``.

Every measure runs in a process of its own, peers take turns, medians are written; nothing is
asserted. Needs the real exports under ``$UPR_DATA`` or ``../shared/data``.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import page
from page import FILES, LIMIT, PEERS

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("UPR_DATA") or HERE.parents[1] / "shared" / "data") / "upr-info"
UPR = Path(sys.executable).parent / "upr"


# What runs in a process of its own: prints one JSON object.


def build_uprgraph(folder: str) -> dict[str, Any]:
    """Builds a store of the CSV files in an empty folder."""
    import uprgraph

    with clock() as took:
        uprgraph.build(*(DATA / name for name in FILES), store=folder)
    return {"seconds": took()}


def build_oxigraph(folder: str, quads: str) -> dict[str, Any]:
    """Loads the same dataset, already written as N-Quads, into a bare store on disk in one call."""
    import pyoxigraph

    store = pyoxigraph.Store(folder)
    with clock() as took:
        store.bulk_load(path=quads, format=pyoxigraph.RdfFormat.N_QUADS)
    return {"seconds": took()}


def build_rdflib(quads: str) -> dict[str, Any]:
    """Parses the same dataset into rdflib's memory."""
    import rdflib

    dataset = rdflib.Dataset()
    with clock() as took:
        dataset.parse(quads, format="nquads")
    return {"seconds": took()}


def answer_uprgraph(folder: str, name: str) -> dict[str, Any]:
    """Opens the store and answers a question as a user has it asked, to Python rows; gives its SPARQL too."""
    import uprgraph
    from uprgraph import catalogue

    given = parameters(name)
    with clock() as took:
        graph = uprgraph.open(folder)
        graph.query(name, **given)
    return {"seconds": took(), "text": catalogue.sparql(graph.store, name, **given)}


def ask_uprgraph(folder: str, name: str, text: str) -> dict[str, Any]:
    """The first query of a store just opened, to the last row: the SPARQL alone."""
    import uprgraph
    from uprgraph import catalogue

    store = uprgraph.open(folder).store
    with clock() as took:
        solutions = store.select(text)
    lists = [solutions.variables.index(column) for column in catalogue.load(name).lists]
    return {"seconds": took(), **digest([plain(map(oxigraph_term, row), lists) for row in solutions.rows])}


def ask_rdflib(triples: str, texts: str, out: str) -> dict[str, Any]:
    """Asks the same SPARQL of rdflib's own engine; one line of *out* for each question."""
    import rdflib

    from uprgraph import catalogue

    graph = rdflib.Graph()
    with clock() as loaded:
        graph.parse(triples, format="nt")
    signal.signal(signal.SIGALRM, give_up)
    with open(out, "w", encoding="utf-8") as file:
        for name, text in json.loads(Path(texts).read_text(encoding="utf-8")).items():
            found, seconds = timed_rdflib(graph, text)
            said: dict[str, Any] = {"name": name, "seconds": seconds, "rows": None, "digest": None}
            if found is not None:
                columns, rows = found
                lists = [columns.index(column) for column in catalogue.load(name).lists]
                said |= digest([plain(map(rdflib_term, row), lists) for row in rows])
            file.write(json.dumps(said) + "\n")
            file.flush()
    return {"seconds": loaded()}


class Late(BaseException):
    """The time for a query is over; no ``except Exception`` of an engine swallows it."""


def give_up(*_: object) -> None:
    raise Late


def timed_rdflib(graph: Any, text: str) -> tuple[tuple[list[str], list[Any]] | None, float]:
    """((columns, rows), seconds); (None, LIMIT) for a query that does not finish."""
    try:
        # Again after 20 s, in case that the first one falls where Python ignores exceptions.
        signal.setitimer(signal.ITIMER_REAL, LIMIT, 20)
        with clock() as took:
            answer = graph.query(text)
            found = [str(variable) for variable in answer.vars], list(answer)
        return found, took()
    except Late:
        return None, float(LIMIT)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def clock() -> Iterator[Callable[[], float]]:
    """A function that gives the seconds the block took."""
    start = time.perf_counter()
    ended: list[float] = []
    yield lambda: ended[0] - start
    ended.append(time.perf_counter())


def oxigraph_term(term: Any) -> str | None:
    return None if term is None else number(term.value)


def rdflib_term(term: Any) -> str | None:
    return None if term is None else number(str(term))


def number(text: str) -> str:
    """Numbers are compared by value: engines write decimals with different numbers of digits."""
    try:
        return f"{float(text):.9g}"
    except ValueError:
        return text


def plain(row: Iterable[str | None], lists: list[int]) -> list[str | None]:
    """A row with its joined lists in alphabetic order, for no engine promises one."""
    values = list(row)
    for at in lists:
        values[at] = "|".join(sorted((values[at] or "").split("|")))
    return values


def digest(rows: list[list[str | None]]) -> dict[str, Any]:
    """The number of rows and a digest of them sorted; ``$UPR_BENCH_ROWS`` keeps them for a look."""
    lines = sorted(json.dumps(row) for row in rows)
    text = "\n".join(lines)
    found = hashlib.sha256(text.encode()).hexdigest()[:16]
    if kept := os.environ.get("UPR_BENCH_ROWS"):
        (Path(kept) / found).write_text(text + "\n", encoding="utf-8")
    return {"rows": len(rows), "digest": found}


CHILDREN = {
    f.__name__: f for f in (build_uprgraph, build_oxigraph, build_rdflib, answer_uprgraph, ask_uprgraph, ask_rdflib)
}


# What runs in the first process, which stays small: Linux counts a parent's memory in its child's peak.


def child(function: str, *words: str | Path, store: Path | None = None) -> dict[str, Any]:
    """What one of CHILDREN says, with the peak memory of its process in MB and its CPU seconds."""
    return process([sys.executable, __file__, "--child", function, *map(str, words)], store, read=True)


def process(command: list[str], store: Path | None = None, read: bool = False) -> dict[str, Any]:
    """Runs a command to its end: seconds from start to end, peak memory and, if read, its JSON."""
    environment = os.environ | ({"UPR_STORE": str(store)} if store else {})
    with tempfile.TemporaryFile() as out:
        with clock() as took:
            started = subprocess.Popen(command, stdout=out, env=environment)
            _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            raise SystemExit(f"{shlex.join(command)}: ended with {started.returncode}")
        out.seek(0)
        said = json.loads(out.read()) if read else {"seconds": took()}
    return said | {"megabytes": usage.ru_maxrss / 1024, "cpu": usage.ru_utime + usage.ru_stime}


def questions() -> list[str]:
    from uprgraph import catalogue

    return catalogue.names()


def parameters(name: str) -> dict[str, str]:
    """The options of the example in a question's header."""
    from uprgraph import catalogue

    words = shlex.split(catalogue.load(name).example)
    return {
        word.removeprefix("--"): words[at + 1]
        for at, word in enumerate(words)
        if word.startswith("--") and word.removeprefix("--") in {*catalogue.load(name).parameters, "unit", "source"}
    }


def middle(runs: list[dict[str, Any]], key: str = "seconds") -> float:
    return median(run[key] for run in runs)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure_build(work: Path, repeats: int) -> dict[str, Any]:
    """Seconds and peak memory of each peer, and the sizes of the dataset; leaves store, x.nq, x.nt."""
    store, quads, triples = work / "store", work / "x.nq", work / "x.nt"
    child("build_uprgraph", store)
    for path in (quads, triples):
        process([str(UPR), "--quiet", "export", str(path)], store)
    runs: dict[str, list[dict[str, Any]]] = {peer: [] for peer in PEERS}
    for turn in range(repeats):
        for peer in PEERS:
            with tempfile.TemporaryDirectory(dir=work) as folder:
                words = {"uprgraph": [f"{folder}/s"], "oxigraph": [f"{folder}/s", quads], "rdflib": [quads]}[peer]
                runs[peer].append(child(f"build_{peer}", *words))
            say(f"build {turn + 1}/{repeats} {peer}: {runs[peer][-1]}")
    return {
        "peers": {p: {key: middle(r, key) for key in ("seconds", "cpu", "megabytes")} for p, r in runs.items()},
        "repeats": repeats,
        "load": os.getloadavg()[1],
        "quads": lines_of(quads),
        "triples": lines_of(triples),
    }


def lines_of(path: Path) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def measure_catalogue(work: Path, repeats: int, names: list[str]) -> dict[str, Any]:
    """For each question the median of ours, the time of rdflib and what both answered."""
    whole: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    ours: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for turn in range(repeats):
        for name in names:
            whole[name].append(child("answer_uprgraph", work / "store", name))
            ours[name].append(child("ask_uprgraph", work / "store", name, whole[name][0]["text"]))
        say(f"catalogue {turn + 1}/{repeats}: {len(names)} questions")
    texts, out = work / "texts.json", work / "rdflib.jsonl"
    texts.write_text(json.dumps({name: whole[name][0]["text"] for name in names}), encoding="utf-8")
    loaded = child("ask_rdflib", work / "x.nt", texts, out)
    theirs = {said["name"]: said for said in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    found = {}
    for name in names:
        mine, other = ours[name], theirs[name]
        found[name] = {
            "seconds": middle(mine),
            "whole": middle(whole[name]),
            "rdflib": other["seconds"],
            "rows": mine[0]["rows"],
            "rdflib_rows": other["rows"],
            "same": None if other["rows"] is None else mine[0]["digest"] == other["digest"],
        }
        say(f"{name}: {found[name]}")
    return {"questions": found, "rdflib_load": loaded["seconds"], "rdflib_megabytes": loaded["megabytes"]}


def measure_start(work: Path, repeats: int) -> dict[str, float]:
    """Seconds of three commands, each from the start of its process to its end."""
    asked = [str(UPR), "--quiet", "query", "themes-raised", "--state", "Cambodia"]
    bundled = work / "bundled"
    process([str(UPR), "--quiet", "build"], bundled)
    runs: dict[str, list[dict[str, Any]]] = {"help": [], "query": [], "first": []}
    for turn in range(repeats):
        runs["help"].append(process([str(UPR), "--help"], bundled))
        runs["query"].append(process(asked, bundled))
        runs["first"].append(process(asked, work / f"first-{turn}"))
    return {name: middle(found) for name, found in runs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--builds", type=int, default=5, help="builds of each peer (default 5)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each question (default 3)")
    parser.add_argument("--questions", nargs="+", metavar="NAME", help="only these questions")
    parser.add_argument("--output", type=Path, default=HERE / "README.md", help="the page (default README.md here)")
    given = parser.parse_args()
    if given.child:
        print(json.dumps(CHILDREN[given.child[0]](*given.child[1:])))
        return
    if not all((DATA / name).is_file() for name in FILES):
        raise SystemExit(
            f"no benchmark: {DATA} has not {', '.join(FILES)}; set UPR_DATA to the folder that holds upr-info"
        )
    with tempfile.TemporaryDirectory(prefix="upr-bench-") as folder:
        work = Path(folder)
        start = measure_start(work, 7)
        build = measure_build(work, given.builds)
        catalogue = measure_catalogue(work, given.repeats, given.questions or questions())
    given.output.write_text(page.page(build, catalogue, start, given.repeats), encoding="utf-8")
    say(f"written: {given.output}")


if __name__ == "__main__":
    main()
