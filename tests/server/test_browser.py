"""The pages in Debian's chromium: they ask nobody else, fit a telephone, can be used by keyboard, and take no harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from uprgraph.store import current

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "state": "/id/state/khm.html",
    "state that made some": "/id/state/fra.html",
    "review": "/id/review/khm-2.html",
    "review without items": "/id/review/khm-4.html",
    "recommendation": "/id/recommendation/khm-2/118.22.html",
    "theme": "/id/theme/upr-info/death-penalty.html",
    "organisation": "/id/organisation/asean.html",
    "source": "/id/source/facts.html",
    "thing": "/id/position/khm-2/118.22/2.html",
    "document": "/id/document/a-hrc-26-16.html",
    "graph": "/graph/derived.html",
    "search": "/search?q=torture+OR+%22death+penalty%22",
    "search without result": "/search?q=xyzzy",
    "questions": "/questions",
    "question": "/questions/themes-raised?state=Cambodia&theme=death+penalty",
    "networks": "/networks",
    "network": "/networks/states",
    "editor": "/editor",
    "dataset": "/dataset.html",
    "ontology": "/ontology.html",
    "api": "/api",
    "nothing here": "/id/state/xxx.html",
}
LOOK = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const shown = found => found.map(e => e.outerHTML.slice(0, 120));
  const visible = e => e.getClientRects().length > 0;
  const named = e => (e.labels && e.labels.length) || e.getAttribute('aria-label')
    || e.getAttribute('aria-labelledby') || e.title || e.type === 'hidden' || (e.type === 'submit' && e.value);
  const text = e => (e.textContent || '').trim() || e.getAttribute('aria-label')
    || e.querySelector('img[alt], svg[aria-label], svg title');
  const levels = all('h1,h2,h3,h4,h5,h6').map(h => +h.tagName[1]);
  const ids = all('[id]').map(e => e.id);
  return {
    lang: document.documentElement.lang, title: document.title,
    h1: all('h1').length,
    main: all('main').length,
    skipped: levels.filter((level, i) => i && level > levels[i - 1] + 1).length,
    unnamed: shown(all('input, select, textarea').filter(e => visible(e) && !named(e))),
    empty: shown(all('a[href], button').filter(e => visible(e) && !text(e))),
    pictures: shown(all('img:not([alt]), svg:not([aria-hidden]):not([role])')),
    ids: ids.filter((id, i) => ids.indexOf(id) !== i),
    inline: all('[onclick], [onload], [onerror]').length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


@pytest.fixture(scope="module")
def visited(server: Any, browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page and collects what goes wrong: messages of the console, requests to others, dialogs.

    All are opened one after the other in one tab, at 1,280 pixels.
    """
    page = browser.new_page()
    wrong: list[str] = []
    allowed: tuple[str, ...] = ()
    page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda asked: None if asked.url.startswith(allowed) else wrong.append(asked.url))

    def visit(address: str, base: str = server.address) -> tuple[Any, list[str]]:
        nonlocal allowed
        page.goto("about:blank")
        wrong.clear()
        allowed = (base, "data:", "blob:")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(base + address)
        if page.locator("script[src]").count():
            page.wait_for_load_state("networkidle")
        return page, wrong

    yield visit
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_each_page(visited: Callable[..., Any], name: str) -> None:
    page, wrong = visited(PAGES[name])
    found = page.evaluate(LOOK)
    page.set_viewport_size({"width": 360, "height": 740})
    narrow = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if name == "nothing here":
        wrong = [said for said in wrong if "404" not in said]
    assert wrong == []
    assert found["lang"] == "en" and len(found["title"]) > 3
    assert (found["h1"], found["main"], found["skipped"]) == (1, 1, 0)
    if name != "editor":  # the editor that is not ours has fields without names
        assert (found["unnamed"], found["empty"], found["pictures"]) == ([], [], [])
    assert (found["ids"], found["inline"], found["wide"]) == ([], 0, 0)
    assert narrow <= 0, "no scrolling to the side on a telephone"


def test_the_keyboard_reaches_search_and_content(visited: Callable[..., Any]) -> None:
    page, _ = visited("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(page.url.split("#")[0])
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("death penalty")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=death+penalty*")
    assert "Cambodia" in page.inner_text("main")


def test_pages_work_without_scripts(server: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.address}/id/review/khm-2.html")
    assert "118.22" in page.inner_text("main") and "Hun" not in page.title()
    page.goto(f"{server.address}/questions/troika?state=Cambodia&cycle=2")
    assert {"Italy", "Morocco", "Philippines"} <= set(re.findall(r"\w+", page.inner_text("main")))
    context.close()


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'></title><svg onload=alert(3)>{{ 7*7 }}${7*7}"
TURNED = "abc\u202egnp.exe\u2066\u200b"
BASE = "https://w3id.org/uprgraph/"


@pytest.fixture(scope="module")
def hostile(start: Callable[..., Any], bundled: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server whose store has markup, turned text and links of other sorts wherever a text or a link can stand."""
    import shutil

    folder = Path(shutil.copytree(bundled.store.path, tmp_path_factory.mktemp("hostile") / "store"))
    generation = current(folder)
    engine = ox.Store(str(generation))
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for path in (
        "state/khm",
        "state/fra",
        "theme/upr-info/death-penalty",
        "organisation/asean",
        "document/a-hrc-26-16",
    ):
        thing = ox.NamedNode(f"{BASE}id/{path}")
        for quad in list(engine.quads_for_pattern(thing, label, None, None)):
            engine.remove(quad)
            engine.add(ox.Quad(thing, label, ox.Literal(f"{MARKUP} {TURNED}"), quad.graph_name))
    item = ox.NamedNode(f"{BASE}id/recommendation/khm-2/118.22")
    engine.add(ox.Quad(item, ox.NamedNode(f"{BASE}ontology#text"), ox.Literal(f"{MARKUP} {TURNED} torture")))
    for thing in (item, ox.NamedNode(f"{BASE}id/state/khm"), ox.NamedNode(f"{BASE}id/document/a-hrc-26-16")):
        for name in ("http://www.w3.org/2000/01/rdf-schema#seeAlso", "http://www.w3.org/ns/dcat#landingPage"):
            for target in (
                "javascript:alert(4)",
                "data:text/html,<script>alert(5)</script>".replace("<", "%3C"),
                "vbscript:x",
            ):
                engine.add(ox.Quad(thing, ox.NamedNode(name), ox.NamedNode(target.replace(">", "%3E"))))
    engine.add(
        ox.Quad(ox.NamedNode(f"{BASE}id/person/</script><x>".replace("<", "%3C").replace(">", "%3E")), label, item)
    )
    engine.flush()
    del engine
    return start(folder, "--no-downloads")


HOSTILE = [PAGES[name] for name in PAGES if name not in ("editor", "dataset", "ontology", "api", "nothing here")]


@pytest.mark.parametrize(
    "address",
    [
        *HOSTILE,
        "/search?q=%3Cscript%3Ealert(6)%3C/script%3E",
        "/id/state/khm.html?cycle=%22%3E%3Cimg%20src=x%20onerror=alert(7)%3E",
        "/questions/troika?state=%3Csvg/onload=alert(8)%3E",
        "/editor?query=%3C/script%3E%3Cscript%3Ealert(9)%3C/script%3E",
        "/networks/states?maker=%22%3E%3Cscript%3Ealert(10)%3C/script%3E",
    ],
)
def test_markup_turned_text_and_odd_links_do_no_harm(visited: Callable[..., Any], hostile: Any, address: str) -> None:
    page, wrong = visited(address, base=hostile.address)
    harm = page.evaluate(
        """() => ({
          links: [...document.querySelectorAll('[href], [src], [action]')]
            .map(e => e.getAttribute('href') || e.getAttribute('src') || e.getAttribute('action') || '')
            .filter(a => /^(javascript|data:text|vbscript)/i.test(a.trim())),
          odd: document.querySelectorAll(
            'main script:not([type="application/ld+json"]):not([src]), main img[src=x], svg[onload]').length,
          turned: /[\\u202a-\\u202e\\u2066-\\u2069\\u200b]/.test(document.body.innerText),
        })"""
    )
    assert [said for said in wrong if "status of 400" not in said] == []
    assert harm == {"links": [], "odd": 0, "turned": False}
