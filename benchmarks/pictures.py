"""Measures the page of a network, from the query to frames in the browser, beside pyvis's own page of the same graph.

Writes ``benchmarks/pictures.md``; nothing is asserted. Needs chromium, and a store with the three UPR Info exports:
``python benchmarks/pictures.py STORE`` (default: ``$UPR_STORE``).
"""

from __future__ import annotations

import os
import platform
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from itertools import pairwise, product
from pathlib import Path
from statistics import median
from typing import Any

import networkx as nx

HERE = Path(__file__).resolve().parent
WINDOW = {"width": 1400, "height": 900}
REPEATS = 3
REST = 60
"""Seconds that a picture has to come to rest, once it is painted."""

# Moves the view at every frame for three seconds, or three frames, and returns the times of the frames in ms.
FRAMES = """(step) => new Promise((done) => {
  const times = [];
  const start = performance.now();
  const move = new Function("network", "at", step);
  function frame(now) {
    times.push(now);
    if (now - start > 3000 && times.length > 3) return done(times);
    move(window.network || uprgraph.network, (now - start) / 1000);
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
})"""
PAN = "network.moveTo({position: {x: 150 * Math.sin(3 * at), y: 100 * Math.sin(4 * at)}, animation: false})"
ZOOM = "network.moveTo({scale: network.getScale() * (at % 1 < 0.5 ? 1.01 : 1 / 1.01), animation: false})"
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def random_states(nodes: int = 193, edges: int = 8000) -> nx.DiGraph:
    """States that recommend to each other at random, without items."""
    draw = random.Random(7)
    graph = nx.DiGraph(kind="states", title="Who recommends to whom", unit="records", source="", filters={})
    keys = [f"{a}{b}{c}" for a, b, c in product("ABCDEF", repeat=3)][:nodes]
    for key in keys:
        graph.add_node(key, label=f"State of {key}", kind="state", group=draw.choice(["Africa", "Asia", "EEG", "WEOG"]))
    while graph.number_of_edges() < edges:
        source, target = draw.sample(keys, 2)
        weight = draw.randint(1, 30)
        graph.add_edge(source, target, weight=weight, accepted=weight // 2, noted=weight // 3)
    return graph


def write_ours(graph: nx.DiGraph, path: Path) -> None:
    from uprgraph import pictures

    pictures.write(graph, path)


def write_pyvis(graph: nx.DiGraph, path: Path) -> None:
    """pyvis's page of the same nodes and edges, as it comes."""
    from pyvis.network import Network

    drawing = Network(directed=True, cdn_resources="in_line")
    for key, node in graph.nodes(data=True):
        drawing.add_node(key, label=node["label"])
    for source, target, data in graph.edges(data=True):
        drawing.add_edge(source, target, value=data["weight"])
    path.write_text(drawing.generate_html(), encoding="utf-8")


def rate(times: list[float]) -> dict[str, float]:
    gaps = sorted(after - before for before, after in pairwise(times))
    return {"frames": 1000 * len(gaps) / sum(gaps), "slowest": gaps[-1]}


def seen(browser: Any, path: Path) -> dict[str, Any]:
    """Seconds until the page is painted and until its nodes rest, and frames while it is panned and zoomed."""
    page = browser.new_page(viewport=WINDOW)
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function("() => window.network || window.uprgraph", timeout=120_000)
    painted = page.evaluate(PAINTED) / 1000
    still = painted
    if page.evaluate("Boolean(window.network)"):
        still = painted + REST
        with suppress(Exception):
            page.wait_for_function("() => network.physics.stabilized", timeout=REST * 1000)
            still = page.evaluate("performance.now()") / 1000
        print(f"{path.name}: painted {painted:.1f} s, at rest {still:.1f} s", flush=True)
    page.wait_for_timeout(500)
    found = {
        "painted": painted,
        "still": still,
        "pan": rate(page.evaluate(FRAMES, PAN)),
        "zoom": rate(page.evaluate(FRAMES, ZOOM)),
    }
    page.close()
    return found


def middle(runs: list[dict[str, Any]]) -> dict[str, float]:
    return {
        "painted": median(run["painted"] for run in runs),
        "still": median(run["still"] for run in runs),
        "pan": median(run["pan"]["frames"] for run in runs),
        "slowest": median(run["pan"]["slowest"] for run in runs),
        "zoom": median(run["zoom"]["frames"] for run in runs),
    }


def measured(browser: Any, graph: nx.DiGraph, folder: Path) -> dict[str, dict[str, float]]:
    """Both pages of a graph; pyvis's once, since it takes minutes."""
    pages = {"uprgraph": write_ours, "pyvis": write_pyvis}
    found: dict[str, dict[str, float]] = {}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in pages}
    for name, write in pages.items():
        path = folder / f"{name}.html"
        _, seconds = timed(lambda write=write, path=path: write(graph, path))  # type: ignore[misc]
        found[name] = {"write": seconds, "megabytes": path.stat().st_size / 1e6}
    runs["pyvis"].append(seen(browser, folder / "pyvis.html"))
    for _ in range(REPEATS):
        runs["uprgraph"].append(seen(browser, folder / "uprgraph.html"))
    return {name: {**found[name], **middle(runs[name])} for name in pages}


def rows(title: str, graph: nx.DiGraph, both: dict[str, dict[str, float]]) -> list[str]:
    ours, theirs = both["uprgraph"], both["pyvis"]
    at_rest = f"{'> ' if theirs['still'] >= theirs['painted'] + REST else ''}{theirs['still']:.0f}"
    lines = [
        ("page written, s", f"{ours['write']:.2f}", f"{theirs['write']:.2f}", theirs["write"] / ours["write"]),
        ("size, MB", f"{ours['megabytes']:.2f}", f"{theirs['megabytes']:.2f}", theirs["megabytes"] / ours["megabytes"]),
        ("first painted, s", f"{ours['painted']:.2f}", f"{theirs['painted']:.2f}", theirs["painted"] / ours["painted"]),
        ("nodes at rest, s", f"{ours['still']:.2f}", at_rest, theirs["still"] / ours["still"]),
        ("panned, frames a second", f"{ours['pan']:.0f}", f"{theirs['pan']:.1f}", ours["pan"] / theirs["pan"]),
        (
            "slowest frame of these, ms",
            f"{ours['slowest']:.0f}",
            f"{theirs['slowest']:.0f}",
            theirs["slowest"] / ours["slowest"],
        ),
        ("zoomed, frames a second", f"{ours['zoom']:.0f}", f"{theirs['zoom']:.1f}", ours["zoom"] / theirs["zoom"]),
    ]
    return [
        f"## {title}",
        "",
        f"{graph.number_of_nodes()} nodes, {graph.number_of_edges():,} edges; medians of {REPEATS}, pyvis once.",
        "",
        "| measured | uprgraph | pyvis's own page | better by |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {name} | {one} | {other} | {ratio:.1f} |" for name, one, other, ratio in lines),
        "",
    ]


def main(store: str) -> None:
    import uprgraph
    from uprgraph import networks

    opened = uprgraph.open(store)
    graph, query = timed(lambda: networks.network(opened.store, "states"))
    items, unpacking = timed(lambda: len(graph.details))
    synthetic = random_states()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        many = measured(browser, synthetic, Path(folder))
        real = measured(browser, graph, Path(folder))
        chromium = browser.version
    claims = [
        (
            "193 nodes and 8,000 edges are drawn",
            "in under 2 s",
            f"{many['uprgraph']['painted']:.2f} s",
            many["uprgraph"]["painted"] < 2,
        ),
        ("they pan", "at 50 frames a second or more", f"{many['uprgraph']['pan']:.0f}", many["uprgraph"]["pan"] >= 50),
        (
            f"the page of {items:,} items with their texts",
            "under 3 MB",
            f"{real['uprgraph']['megabytes']:.2f} MB",
            real["uprgraph"]["megabytes"] < 3,
        ),
    ]
    text = [
        "# Pictures of networks",
        "",
        f"Written by `benchmarks/pictures.py` ({date.today():%B %Y}): Python {platform.python_version()}, "
        f"pyvis {version('pyvis')}, Chromium {chromium} without a window",
        f"and without a graphics card, {WINDOW['width']} x {WINDOW['height']} px, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs (load average {os.getloadavg()[0]:.1f}).",
        "Both pages are opened from files. The view is moved at every frame for three seconds (or three frames); "
        "60 frames a second are the most there can be.",
        "",
        "| what | claim | result | holds |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {what} | {claim} | {result} | {'yes' if holds else '**no**'} |" for what, claim, result, holds in claims),
        "",
        *rows("States that recommend at random", synthetic, many),
        *rows("Who recommends to whom, three exports of UPR Info", graph, real),
        f"Before that, in the same process: the query {query:.2f} s, its {items:,} items {unpacking:.2f} s. "
        "Our page holds these items with their texts;",
        "pyvis's page, as it comes, holds nodes and edges alone and lays them out in the browser; "
        "ours are laid out before.",
        "",
    ]
    (HERE / "pictures.md").write_text("\n".join(text), encoding="utf-8")
    print("\n".join(text))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.environ["UPR_STORE"])
