"""The pages of the catalogue: the list, and a question with its form, table and files."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html

import uprgraph
from uprgraph import catalogue
from uprgraph.errors import QueryError, UnknownName
from uprgraph.server.pages import NotThere, page
from uprgraph.server.site import Site


@pytest.fixture(scope="module")
def site(bundled: uprgraph.Upr) -> Site:
    return Site(bundled.store, root="/upr", public="https://example.org/upr")


def _page(site: Site, kind: str, key: str = "", **given: list[str]) -> Any:
    """The page, parsed; every page has one h1, labels for its inputs and nothing inline."""
    text = page(site, kind, key, given)
    tree = html.fromstring(text)
    assert len(tree.xpath("//h1")) == 1 and not tree.xpath("//script | //style | //@style | //@onclick")
    labelled = {label.get("for") for label in tree.xpath("//label")}
    assert all(field.get("id") in labelled for field in tree.xpath("//input[not(@type='hidden')] | //select"))
    assert all(link.startswith(("/upr/", "#", "https://")) for link in tree.xpath("//a/@href | //form/@action"))
    return tree


def _rows(tree: Any) -> list[list[str]]:
    rows = tree.xpath("//section[@class='table']//tbody/tr")
    return [[cell.text_content().strip() for cell in row if cell.get("class") != "bars"] for row in rows]


def test_all_questions_are_listed(site: Site) -> None:
    tree = _page(site, "questions")
    links = tree.xpath("//ul[@class='plain']/li/a/@href")
    assert sorted(links) == sorted(f"/upr/questions/{name}" for name in catalogue.names())


def test_questions_are_found_by_words_and_tags(site: Site) -> None:
    tree = _page(site, "questions", q=["troika accept"])
    assert "/upr/questions/acceptance-troika" in tree.xpath("//ul[@class='plain']/li/a/@href")
    tree = _page(site, "questions", tag=["troika"], q=["japan"])
    assert tree.xpath("//ul[@class='plain']/li") == [] and "0 of" in tree.xpath("//p[@role='status']")[0].text_content()
    with pytest.raises(QueryError, match="no question has the tag 'cats'"):
        page(site, "questions", "", {"tag": ["cats"]})


def test_a_question_with_its_form_table_and_files(site: Site) -> None:
    given = {"state": ["Cambodia"], "theme": ["death penalty"], "cycle": [""], "maker": ["FRA", "Latvia"]}
    tree = _page(site, "question", "themes-raised", **given)
    assert _rows(tree) == [
        ["FRA", "France", "Death penalty", "1", "0", "1"],
        ["LVA", "Latvia", "Death penalty", "1", "0", "1"],
    ]
    assert "Counted: pairs." in tree.text_content() and "Covers 2 of 4 reviews" in tree.text_content()
    asked = "?state=Cambodia&theme=death+penalty&maker=FRA&maker=Latvia"
    files = tree.xpath("//p[@class='formats']/a/@href")[:3]
    assert files == [f"/upr/api/queries/themes-raised.{form}{asked}" for form in ("csv", "json", "parquet")]
    [state] = tree.xpath("//input[@name='state']")
    assert state.get("value") == "Cambodia" and state.get("required") is not None
    assert len(tree.xpath(f"//datalist[@id='{state.get('list')}']/option")) == 195
    assert tree.xpath("//input[@name='maker']/@value") == ["FRA", "Latvia"]
    assert tree.xpath("//select[@name='cycle']/option/@value") == ["", "1", "2", "3", "4"]
    chips = tree.xpath("//ul[@class='chips']/li/a")
    assert chips[2].get("href") == "/upr/questions/themes-raised?state=Cambodia&theme=death+penalty&maker=Latvia"
    assert "VALUES ?by" in tree.xpath("//pre")[0].text_content()


def test_a_question_that_needs_something(site: Site) -> None:
    tree = _page(site, "question", "themes-raised")
    assert "This question needs: State" in tree.text_content() and _rows(tree) == []
    [example] = tree.xpath("//p[@class='warning']/a/@href")
    assert example == "/upr/questions/themes-raised?state=Cambodia&theme=death+penalty"


def test_long_answers_are_paged(site: Site, bundled: uprgraph.Upr) -> None:
    whole = [row["review"] for row in bundled.query("reviews").dicts()]
    first, last = (_rows(_page(site, "question", "reviews", page=[page])) for page in ("1", "8"))
    assert [row[0] for row in first] == whole[:100] and [row[0] for row in last] == whole[700:]
    assert "717 rows; 1 to 100 are shown" in page(site, "question", "reviews", {})


def test_what_takes_long_waits_until_it_is_asked_for(site: Site) -> None:
    tree = _page(site, "question", "recommendations")
    assert _rows(tree) == [] and tree.xpath("//a[@href='/upr/questions/recommendations?all=yes']")
    assert len(_rows(_page(site, "question", "recommendations", all=["yes"]))) == 100
    assert len(_rows(_page(site, "question", "recommendations", cycle=["1"]))) == 91


def test_what_does_not_fit_is_an_error(site: Site) -> None:
    with pytest.raises(NotThere, match="there is no question 'nothing'"):
        page(site, "question", "nothing", {})
    with pytest.raises(UnknownName, match="unknown state"):
        page(site, "question", "top-makers", {"state": ["Atlantis"]})
    for given in ({"colour": ["red"]}, {"page": ["0"]}, {"unit": ["pairs", "records"]}, {"limit": ["many"]}):
        with pytest.raises(QueryError):
            page(site, "question", "top-makers", given)
    assert "<b>" not in page(site, "question", "claims", {"state": ["KHM"], "text": ['"><b>x</b>']})


def test_the_page_for_programs(site: Site) -> None:
    tree = _page(site, "api")
    shown = "\n".join(block.text_content() for block in tree.xpath("//pre"))
    assert set(re.findall(r"https?://[^/]+/[a-z]+", shown)) == {"https://example.org/upr"}
    assert len(tree.xpath("//details//tbody/tr")) == len(catalogue.names())


def test_an_empty_answer_says_what_it_means(server: Any) -> None:
    """No row is zero where a review is itemised, and not known where none is."""
    zero = server.get("/questions/themes-raised?state=Cambodia&cycle=1&theme=Freedom+of+movement").text
    assert "No rows." in zero and "Covers 1 of 1 review" in zero and "/api/queries/themes-raised.csv" in zero
    unknown = server.get("/questions/themes-raised?state=Cambodia&cycle=4").text
    assert "No rows." in unknown and "Not known, which is not zero" in unknown


def test_a_value_that_does_not_fit_leads_back_to_the_form(server: Any) -> None:
    found = server.get("/questions/themes-raised?state=Brasil")
    assert found.status_code == 400 and "close: Brazil (BRA)" in found.text
    assert 'href="/questions/themes-raised"' in found.text
