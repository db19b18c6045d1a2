"""docs/python.md: every example runs and gives what it shows, every name it promises is there."""

from __future__ import annotations

import doctest
import inspect
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import uprgraph
from uprgraph import catalogue, errors, figures, networks, panels

PAGE = Path(__file__).resolve().parents[1] / "docs" / "python.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(text: str) -> str:
    """The page with everything blanked but its Python, so that lines keep their numbers."""
    kept, at = "", 0
    for block in BLOCK.finditer(text):
        kept += "\n" * text.count("\n", at, block.start(1)) + block[1]
        at = block.end(1)
    return kept


def table(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, code marks taken off, without its header."""
    section = PAGE.read_text("utf-8").split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = section.split("\n\n|", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip("` ") for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.filterwarnings("error")
def test_examples_give_what_they_show(
    bundled: uprgraph.Upr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UPR_STORE", str(bundled.store.path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "igraph", None)
    page = doctest.DocTestParser().get_doctest(examples(PAGE.read_text("utf-8")), {}, "python.md", str(PAGE), 0)
    assert len(page.examples) > 40
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    runner.run(page)
    assert runner.summarize(verbose=False).failed == 0, capsys.readouterr().out


def test_every_python_block_is_an_example() -> None:
    text = PAGE.read_text("utf-8")
    assert len(BLOCK.findall(text)) == text.count("```python")
    assert all(block.startswith(">>> ") for block in BLOCK.findall(text))


class TestNames:
    """What the page lists is what there is."""

    def test_of_the_package(self) -> None:
        assert set(uprgraph.__all__) <= {*re.findall(r"uprgraph\.(\w+)", PAGE.read_text("utf-8")), "Upr"}

    def test_of_an_open_store(self) -> None:
        listed = set(re.findall(r"`upr\.(\w+)", PAGE.read_text("utf-8")))
        public = {name for name, _ in inspect.getmembers(uprgraph.Upr) if not name.startswith("_")}
        assert listed == {*public, "store"}

    def test_of_what_build_takes(self) -> None:
        from uprgraph.building import build

        assert [row[0] for row in table("## build")] == [
            name
            for name in ("store", "bare", "without", "skip_bad_rows", "progress", "base")
            if name in inspect.signature(build).parameters
        ]
        assert len(inspect.signature(build).parameters) == 1 + len(table("## build"))

    def test_of_networks(self, bundled: uprgraph.Upr) -> None:
        rows = table("## network")
        assert sorted(row[0] for row in rows) == sorted(networks.kinds())
        for kind, _, direction, _ in rows:
            more = {"between": ["France", "Cambodia"]} if kind == "answers" else {}
            assert bundled.network(kind, **more).is_directed() is (direction == "yes")

    def test_of_filters(self) -> None:
        text = PAGE.read_text("utf-8")
        known = {name for kind in networks.kinds() for name in catalogue.load(f"networks/{kind}").parameters}
        section = text.split("Filters, where they make sense", 1)[1].split("A network is", 1)[0]
        listed = set(re.findall(r"`(\w+)`", section)) - {"top", "backbone", "similarity"}
        assert listed | {"between"} == {name.replace("-", "_") for name in known} | {"unit", "source"}

    def test_of_panels_and_figures(self, bundled: uprgraph.Upr) -> None:
        section = PAGE.read_text("utf-8").split("\n## panel\n", 1)[1].split("A `Panel`", 1)[0]
        assert re.findall(r"`([\w-]+)`", section) == list(panels.KINDS)
        assert figures.names()

    def test_of_errors(self) -> None:
        listed = {row[0].removeprefix("uprgraph."): row[0].startswith("uprgraph.") for row in table("## Errors")}
        raised = {
            name
            for name, one in vars(errors).items()
            if isinstance(one, type) and issubclass(one, uprgraph.UprgraphError)
        }
        assert set(listed) == raised - {"UprgraphError"}
        assert {name for name, in_package in listed.items() if in_package} == raised & set(uprgraph.__all__) - {
            "UprgraphError"
        }

    def test_of_parents_of_errors(self) -> None:
        for name, parent, _ in table("## Errors"):
            found = getattr(errors, name.removeprefix("uprgraph."))
            assert issubclass(found, uprgraph.UprgraphError)
            assert not parent or parent in {one.__name__ for one in found.__mro__}


def test_attributes_of_what_is_given(bundled: uprgraph.Upr) -> None:
    result = bundled.query("themes-raised", state="khm")
    for name in ("name", "question", "parameters", "unit", "notes", "columns", "rows", "df"):
        assert hasattr(result, name)
    assert len(result.dicts()) == len(result) == len(result.rows) == 486
    assert all(value is None or isinstance(value, str | int | float | bool) for row in result.rows for value in row)
    network = bundled.network("states")
    assert {"kind", "title", "unit", "source", "notes", "filters"} <= set(network.graph)
    assert all({"label", "kind", "group"} == set(data) for _, data in network.nodes(data=True))
    assert sum(len(item.edges) for item in network.details) == network.size("weight") == 342


def test_attributes_survive_to_networkx_and_igraph(bundled: uprgraph.Upr) -> None:
    made = bundled.query("who-recommends", state="khm", cycle=1).to_networkx()
    assert made.edges["FRA", "KHM"]["weight"] == made.edges["FRA", "KHM"]["accepted"] == 3
    assert made.graph["unit"] == "pairs"
    pytest.importorskip("igraph", reason="igraph is not installed (its licence is the GPL)")
    graph = bundled.network("states").to_igraph()
    assert set(graph.vs.attributes()) >= {"name", "label", "kind", "group"}
    assert sum(graph.es["weight"]) == 342
    assert graph["unit"] == "pairs"


HOST = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval';
 style-src 'unsafe-inline'; img-src https: http: data:; font-src https:; connect-src https:;
 child-src https: data: blob:">
<style>body {{ font: 20px serif; color: rgb(1, 2, 3) }}
button {{ color: rgb(4, 5, 6) }} h1 {{ color: rgb(7, 8, 9) }}</style>
</head><body><h1>Cell above</h1><button>mine</button>{cell}{cell}<p>Cell below</p></body></html>"""
"""What VS Code allows the output of a notebook to do."""


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["states", "troikas", "themes"])
def test_a_network_in_a_cell_touches_nothing_else(
    browser: Any, bundled: uprgraph.Upr, tmp_path: Path, kind: str
) -> None:
    cell = bundled.network(kind, top=20)._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(HOST.format(cell=cell), "utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    frames = [frame for frame in page.frames if frame is not page.main_frame]
    assert len(frames) == 2
    for frame in frames:
        frame.wait_for_function("document.getElementById('statistics').textContent.length > 0")
        assert (
            frame.evaluate("(() => { try { return parent.document.title } catch (error) { return 'shut out' } })()")
            == "shut out"
        )
        assert frame.locator("svg, canvas").count() > 0
    colour = "element => getComputedStyle(element).color"
    assert [page.locator(name).first.evaluate(colour) for name in ("body", "button", "h1")] == [
        "rgb(1, 2, 3)",
        "rgb(4, 5, 6)",
        "rgb(7, 8, 9)",
    ]
    assert page.locator("iframe").first.get_attribute("title") == bundled.network(kind).graph["title"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:", "blob:"))] == []
    assert said == []
    page.close()
