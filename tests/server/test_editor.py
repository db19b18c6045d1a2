"""The query editor in a real browser: what it asks, shows, draws, saves, and never asks of any other host."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from uprgraph import catalogue
from uprgraph.resources import facts
from uprgraph.server.pages import editor
from uprgraph.server.site import Site

STATIC = Path(editor.__file__).resolve().parents[1] / "static" / "editor"
SVG = "{http://www.w3.org/2000/svg}"
SET = "text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)"
GET = "() => document.querySelector('.CodeMirror').CodeMirror.getValue()"
HOSTILE = """SELECT ?label ?n ?m {
  VALUES (?label ?n ?m) {
    ("<img src=x onerror='document.title=1'>" -3.5 2)
    ("\\u202Eeslaf" UNDEF 1)
    (<javascript:document.title=1> 4 0)
    (<https://w3id.org/uprgraph/id/state/khm> 12 5)
  }
}"""


@pytest.fixture
def at(browser: Any, server: Any) -> Iterator[Any]:
    """Opens an address of the server; at the end no other host was asked and the browser did not complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)

    def opened(path: str) -> Any:
        page.goto(server.address + path)
        page.wait_for_selector(".CodeMirror")
        return page

    yield opened
    context.close()
    assert [url for url in asked if not url.startswith((server.address, "blob:", "data:"))] == []
    assert [said for said in complaints if "status of" not in said] == []


def _ask(page: Any, query: str) -> None:
    page.evaluate(SET, query)
    page.click("#run")


def _cells(page: Any) -> list[list[str]]:
    return [row.split("\t") for row in page.locator("#view tbody tr").all_inner_texts()]


def _makers() -> list[list[str]]:
    """Who recommended most to Cambodia, counted in the table of its first two reviews."""
    names = {row["iso3"]: row["name"] for row in facts("states")}
    rows = facts("cambodia-recommendations")
    count = Counter(maker for row in rows for maker in set(row["recommending_states"].split()))
    ranked = sorted((-n, names[maker], maker) for maker, n in count.items())
    return [[f"state:{maker.lower()}", name, str(-n)] for n, name, maker in ranked[:20]]


@pytest.mark.browser
def test_a_query_is_run_by_keys_and_shown_as_a_table(at: Any, server: Any) -> None:
    page = at("/editor")
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#view table")
    assert _cells(page) == _makers()
    assert page.get_attribute("#view tbody a", "href") == "/id/state/aut.html"
    assert page.inner_text("#count").startswith("20 rows, ")
    page.click("#view th button:has-text('name')")
    assert [row[1] for row in _cells(page)] == sorted(row[1] for row in _makers())
    assert page.get_attribute("#view th >> nth=1", "aria-sort") == "ascending"
    with page.expect_download() as saved:
        page.click("#downloads button:has-text('CSV')")
    rows = list(csv.reader(Path(saved.value.path()).read_text().splitlines()))
    assert rows[0] == ["maker", "name", "n"]
    assert [row[1:] for row in rows[1:]] == [row[1:] for row in _makers()]


@pytest.mark.browser
def test_the_chart_draws_the_numbers_and_says_what_they_count(at: Any) -> None:
    page = at("/editor")
    page.click("#run")
    page.click("#views button:has-text('Chart')")
    with page.expect_download() as saved:
        page.click("#view button:has-text('Save as SVG')")
    picture = etree.parse(saved.value.path()).getroot()
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert "n by name; counted: pairs" in texts
    widths = [float(bar.get("width")) for bar in picture.iter(f"{SVG}rect") if bar.get("fill") == "#0072B2"]
    numbers = [int(row[2]) for row in _makers()]
    assert len(widths) == len(numbers)
    assert all(abs(width / widths[0] - n / numbers[0]) < 1e-6 for width, n in zip(widths, numbers, strict=True))


@pytest.mark.browser
def test_a_line_breaks_where_there_is_no_value(at: Any) -> None:
    page = at("/editor")
    _ask(page, "SELECT ?session ?n { VALUES (?session ?n) { (1 5) (3 0) (2 UNDEF) (4 8) (5 9) } }")
    page.click("#views button:has-text('Chart')")
    assert page.locator("#view svg path[fill=none]").get_attribute("d").count("M") == 2
    assert page.locator("#view svg path title").all_text_contents() == ["1: n 5", "3: n 0", "4: n 8", "5: n 9"]
    assert "What has no value is left out; it is not zero." in page.locator("#view svg").text_content()


@pytest.mark.browser
def test_markup_and_marks_of_the_data_do_no_harm(at: Any) -> None:
    page = at("/editor")
    title = page.title()
    _ask(page, HOSTILE)
    page.wait_for_selector("#view table")
    assert [row[0] for row in _cells(page)] == [
        "<img src=x onerror='document.title=1'>",
        "eslaf",
        "javascript:document.title=1",
        "state:khm",
    ]
    assert [link.get_attribute("href") for link in page.locator("#view a").all()] == ["/id/state/khm.html"]
    assert page.locator("#view img").count() == 0
    page.click("#views button:has-text('Chart')")
    assert page.locator("#view svg").count() == 1
    assert "no value" in page.locator("#view svg").text_content()
    assert page.title() == title


@pytest.mark.browser
def test_errors_say_where_and_limits_say_so(at: Any) -> None:
    page = at("/editor")
    _ask(page, "PREFIX upr: <https://w3id.org/uprgraph/ontology#> SELECT ?x WHERE {\n  ?x upr:madeBy }\n")
    page.wait_for_selector("#error:not([hidden])")
    assert "line 2, column 17" in page.inner_text("#error p >> nth=1")
    assert page.locator(".wrong-place").inner_text() == "}"
    page.click("#error button")
    cursor = page.evaluate("() => document.querySelector('.CodeMirror').CodeMirror.getCursor()")
    assert (cursor["line"], cursor["ch"]) == (1, 16)
    said = "stopped: it took longer than 30 seconds; add LIMIT"
    page.route("**/sparql", lambda route: route.fulfill(status=500, body=said, content_type="text/plain"))
    _ask(page, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    page.wait_for_selector("#error:has-text('Stopped for the server')")
    assert page.inner_text("#error p >> nth=1") == said
    assert page.locator("#results").is_hidden()


@pytest.mark.browser
def test_terms_are_completed_and_their_prefixes_declared(at: Any) -> None:
    page = at("/editor?query=ASK { ?x upr:madeBy state:khm ; rdfs:label 'group: a' } # unit:")
    page.wait_for_function(f"() => ({GET})().startsWith('PREFIX rdfs:')")
    assert [line.split(":")[0] for line in page.evaluate(GET).splitlines()] == [
        "PREFIX rdfs",
        "PREFIX state",
        "PREFIX upr",
        "ASK { ?x upr",
    ]
    page.evaluate(SET, "")
    page.click(".CodeMirror-lines")
    page.keyboard.type("SELECT ?x WHERE { ?x upr:addressedTo camb")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hint")
    page.keyboard.press("Enter")
    assert page.evaluate(GET).splitlines() == [
        "PREFIX state: <https://w3id.org/uprgraph/id/state/>",
        "PREFIX upr: <https://w3id.org/uprgraph/ontology#>",
        "SELECT ?x WHERE { ?x upr:addressedTo state:khm",
    ]
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.id") == "run"


@pytest.mark.browser
def test_a_link_holds_the_query_however_long(at: Any) -> None:
    long = "# ü & + % #\n" * 300 + "ASK {}"
    page = at("/editor")
    for query, sign in (("ASK { ?s ?p 'ü & + #' }", "?"), (long, "#")):
        page.evaluate(SET, query)
        page.click("#share")
        address = page.input_value("#link")
        assert address == page.url
        assert f"/editor{sign}query=" in address
        page.goto("about:blank")
        page.goto(address)
        page.wait_for_selector(".CodeMirror")
        assert page.evaluate(GET) == query
    page.click("#run")
    page.wait_for_selector("#results:not([hidden])")
    assert page.inner_text("#view") == "Yes"


@pytest.mark.browser
def test_an_example_is_put_in_by_its_name_and_fits_a_narrow_window(at: Any, server: Any) -> None:
    page = at("/editor")
    page.set_viewport_size({"width": 360, "height": 800})
    page.select_option("#example", "themes-raised")
    page.click("form.examples button")
    page.wait_for_selector(".CodeMirror")
    assert "<https://w3id.org/uprgraph/id/theme/upr-info/death-penalty>" in page.evaluate(GET)
    page.click("#run")
    page.wait_for_selector("#view table")
    assert [row[0] for row in _cells(page)] == ["AUT", "FRA", "HUN", "LVA"]
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    assert server.get("/editor?example=no-such").status_code == 400


def test_terms_have_labels_and_meanings(bundled: Any) -> None:
    known = editor.terms(Site(bundled.store))
    assert known["prefixes"]["state"] == "https://w3id.org/uprgraph/id/state/"
    labels = {iri.rpartition("/")[2]: label for iri, label, kind in known["things"] if kind == "state"}
    assert labels == {row["iso3"].lower(): row["name"] for row in facts("states")}
    made = next(row for row in known["properties"] if row[0].endswith("#madeBy"))
    assert made[1] == "made by" and made[2].startswith("The State that makes the recommendation")
    assert [row[1] for row in known["classes"] if row[0].endswith("#Review")] == ["review"]


def test_every_question_is_an_example(bundled: Any) -> None:
    offered = [one.name for _, questions in editor.examples() for one in questions]
    assert sorted(offered) == sorted(
        name for name in catalogue.names() if "/" not in name or catalogue.load(name).network
    )
    for name in offered:
        assert catalogue.sparql(bundled.store, name, **editor.values_of(catalogue.load(name)))


def test_vendored_files_are_those_that_the_notice_names() -> None:
    told = dict(re.findall(r"^sha256 (\w{64})  (yasqe\.min\.\w+)$", (STATIC / "NOTICE").read_text(), re.M))
    assert {name: digest for digest, name in told.items()} == {
        name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in ("yasqe.min.js", "yasqe.min.css")
    }
