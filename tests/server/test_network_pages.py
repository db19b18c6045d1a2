"""The pages of networks: what may be chosen, the picture in its frame and the policy that holds it, the files."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections import Counter
from itertools import combinations
from typing import Any

import networkx
import pytest
from lxml import etree, html

from uprgraph import catalogue, networks
from uprgraph.errors import QueryError, UnknownName
from uprgraph.resources import facts
from uprgraph.server import pages
from uprgraph.server.picture import TYPES, picture
from uprgraph.server.site import Site

SLOW = ("png", "pdf")
"""Drawn as SVG is, only encoded otherwise."""


@pytest.fixture(scope="module")
def site(bundled: Any) -> Site:
    return Site(bundled.store, root="/upr")


def _serving() -> Counter[tuple[str, str]]:
    """How often two states served in one troika, counted in the table of reviews."""
    troikas = [sorted(row["troika"].split()) for row in facts("reviews") if row["troika"]]
    return Counter(pair for troika in troikas for pair in combinations(troika, 2))


@pytest.mark.parametrize("kind", networks.kinds())
def test_every_network_has_a_page_with_its_filters(site: Site, kind: str) -> None:
    page = html.fromstring(pages.page(site, "network", kind, {}))
    question = catalogue.load(f"networks/{kind}")
    fields = set(page.xpath("//form[@class='filters']//@name"))
    common = {name for name in question.common if name != "source" or "records" in question.units}
    assert fields == {*question.parameters, *common, "top", "backbone", "texts", "whole"}
    [frame] = page.xpath("//iframe")
    assert frame.get("sandbox") == "allow-scripts allow-downloads"
    assert frame.get("src").startswith(f"/upr/networks/{kind}/picture")
    assert frame.get("title")
    assert not page.xpath("//*[@style] | //script[not(@src)] | //style")


def test_the_list_has_every_network(site: Site) -> None:
    page = html.fromstring(pages.page(site, "networks", "", {}))
    assert sorted(page.xpath("//main//dt/a/@href")) == sorted(f"/upr/networks/{kind}" for kind in networks.kinds())


def test_what_is_chosen_can_be_taken_away(site: Site) -> None:
    page = html.fromstring(
        pages.page(site, "network", "states", {"maker": ["FRA", "GBR"], "theme": ["Death penalty"], "top": [""]})
    )
    said = [" ".join(chip.text_content().split()) for chip in page.xpath("//ul[@class='chips']//a")]
    assert said == [
        "Recommending State: France ×, remove",
        "Recommending State: United Kingdom ×, remove",
        "Theme: Death penalty ×, remove",
    ]
    assert page.xpath("//ul[@class='chips']//a/@href")[0] == (
        "/upr/networks/states?maker=GBR&theme=Death+penalty&whole=yes"
    )
    assert page.xpath("//iframe/@src") == ["/upr/networks/states/picture?maker=FRA&maker=GBR&theme=Death+penalty"]
    assert [name for name, value in page.forms[-1].form_values() if name in ("maker", "whole")] == [
        "maker",
        "maker",
        "whole",
    ]


def test_answers_are_between_two_states_whatever_else_is_chosen(site: Site) -> None:
    page = html.fromstring(pages.page(site, "network", "answers", {"cycle": ["1"], "whole": ["yes"]}))
    assert page.xpath("//iframe/@src") == ["/upr/networks/answers/picture?cycle=1&between=France%7CCambodia"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"maker": ["Atlantis"]}, "unknown state 'Atlantis'"),
        ({"colour": ["red"]}, "colour"),
        ({"top": ["0"]}, "top is a whole number"),
        ({"top": ["²"]}, "top is a whole number"),
        ({"backbone": ["1.5"]}, "backbone is a level"),
        ({"texts": ["maybe"]}, "texts is yes or no"),
        ({"since": ["2008", "2009"]}, "since takes one value"),
        ({"unit": ["pairs", "records"]}, "unit takes one value"),
    ],
)
def test_what_does_not_fit_is_refused(site: Site, given: dict[str, list[str]], message: str) -> None:
    with pytest.raises((QueryError, UnknownName), match=message):
        pages.page(site, "network", "states", given)
    with pytest.raises((QueryError, UnknownName), match=message):
        picture(site, "states", given, "csv")


def test_unknown_networks_and_formats_are_not_there(site: Site) -> None:
    for kind, suffix in (("enemies", "html"), ("details", "html"), ("states", "exe")):
        with pytest.raises(pages.NotThere):
            picture(site, kind, {}, suffix)


def test_files_hold_the_same_network(site: Site) -> None:
    expected = {pair: n for pair, n in _serving().items() if n >= 2}
    files = {suffix: picture(site, "troikas", {"minimum": ["2"]}, suffix) for suffix in TYPES if suffix not in SLOW}
    rows = list(csv.DictReader(io.StringIO(files["csv"].body.decode())))
    assert {tuple(sorted((row["source"], row["target"]))): int(row["weight"]) for row in rows} == expected
    for graph in (
        networkx.parse_graphml(files["graphml"].body.decode()),
        networkx.read_gexf(io.BytesIO(files["gexf"].body)),
        networkx.node_link_graph(json.loads(files["json"].body), edges="edges"),
    ):
        assert graph.number_of_edges() == len(expected)
    assert etree.fromstring(files["svg"].body).tag == "{http://www.w3.org/2000/svg}svg"
    assert [dict(answer.headers).get("Content-Disposition") for answer in files.values()] == [
        None if suffix == "html" else f'attachment; filename="uprgraph-troikas.{suffix}"' for suffix in files
    ]


def test_the_policy_of_a_picture_names_its_scripts_and_nothing_else(site: Site) -> None:
    answer = picture(site, "answers", {"between": ["France", "Cambodia"]}, "html")
    policy = dict(answer.headers)["Content-Security-Policy"]
    scripts = html.fromstring(answer.body).xpath("//script[not(@type)]/text()")
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(digests) == 2
    assert f"script-src 'sha256-{digests[0]}' 'sha256-{digests[1]}';" in policy
    assert policy.startswith("default-src 'none';") and "sandbox allow-scripts allow-downloads" in policy
    assert "allow-same-origin" not in policy


def test_texts_are_left_out_where_they_are_many_or_not_wanted(site: Site) -> None:
    few = picture(site, "states", {"maker": ["France"]}, "html").body
    without = picture(site, "states", {"maker": ["France"], "texts": ["no"]}, "html").body
    assert b'id="details"' in few
    assert b'id="details"' not in without


@pytest.mark.browser
def test_the_picture_runs_in_a_frame_that_reaches_nothing(browser: Any, server: Any) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{server.address}/networks/troikas")
    frame = page.frame_locator("iframe.network")
    frame.locator("#mynetwork canvas").wait_for()
    pairs = _serving()
    states = {state for pair in pairs for state in pair}
    assert frame.locator("#statistics").inner_text() == (
        f"{len(states)} states, {len(pairs)} edges, "
        f"{sum(pairs.values())} reviews (each once for each pair in its troika)"
    )
    inner = page.frames[1]
    assert inner.evaluate("() => window.origin") == "null"
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    page.close()
    assert [url for url in asked if not url.startswith((server.address, "data:", "blob:"))] == []
    assert complaints == []
