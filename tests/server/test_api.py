"""The catalogue and the search over HTTP."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

import uprgraph
from uprgraph import catalogue
from uprgraph.server import catalogue_api, openapi
from uprgraph.server.search import Index
from uprgraph.server.site import Site


@pytest.fixture(scope="module")
def site(bundled: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(bundled.store, index=Index.build(bundled.store, tmp_path_factory.mktemp("api") / "index"))


def _answer(site: Site, address: str, accept: str = "") -> Any:
    """What the API answers at an address, without a server between."""
    parts = urlsplit(address)
    return catalogue_api.answer(
        site, parts.path.removeprefix("/api/queries/"), parse_qs(parts.query, keep_blank_values=True), accept
    )


def test_a_question_as_json(site: Site) -> None:
    found = _answer(site, "/api/queries/themes-raised?state=khm&theme=death%20penalty&limit=2")
    body = json.loads(found.body)
    assert (found.status, found.media_type) == (200, "application/json")
    # Four states raised it with Cambodia in 2014, one pair each, and all were noted (README, "The first question").
    assert body.pop("rows") == [
        {"maker": "AUT", "maker_name": "Austria", "theme": "Death penalty", "n": 1, "accepted": 0, "noted": 1},
        {"maker": "FRA", "maker_name": "France", "theme": "Death penalty", "n": 1, "accepted": 0, "noted": 1},
    ]
    assert body.pop("notes")[0] == "Covers 2 of 4 reviews (sessions 6, 18): those coded in UPR Info issues."
    following = "/api/queries/themes-raised?state=khm&theme=death+penalty&limit=2&offset=2"
    assert body == {
        "name": "themes-raised",
        "question": "Which states raised which themes with a State under review, and what became of it?",
        "unit": "pairs",
        "parameters": {"state": "Cambodia (KHM)", "theme": "death penalty"},
        "columns": ["maker", "maker_name", "theme", "n", "accepted", "noted"],
        "total": 4,
        "limit": 2,
        "offset": 0,
        "next": following,
        "prev": None,
    }
    assert dict(found.headers)["link"] == f'<{following}>; rel="next"'
    last = json.loads(_answer(site, following).body)
    assert [row["maker"] for row in last["rows"]] == ["HUN", "LVA"]
    assert (last["total"], last["next"]) == (4, None)
    assert last["prev"] == "/api/queries/themes-raised?state=khm&theme=death+penalty&limit=2"


def test_the_same_as_csv_and_parquet(site: Site, bundled: uprgraph.Upr) -> None:
    address = "/api/queries/themes-raised{}?state=khm&theme=Death+penalty&offset=1"
    found = _answer(site, address.format(".csv"))
    assert found.body.decode() == (
        "maker,maker_name,theme,n_pairs,accepted,noted\n"
        "FRA,France,Death penalty,1,0,1\nHUN,Hungary,Death penalty,1,0,1\nLVA,Latvia,Death penalty,1,0,1\n"
    )
    headers = dict(found.headers)
    assert headers["x-total-count"] == "4"
    [described] = re.findall(r'<([^>]+)>; rel="describedby"', headers["link"])
    assert json.loads(_answer(site, described).body)["unit"] == "pairs"
    assert _answer(site, address.format(""), "text/csv").body == found.body
    table = pyarrow.parquet.read_table(io.BytesIO(_answer(site, address.format(".parquet")).body))
    assert table.column("maker").to_pylist() == ["FRA", "HUN", "LVA"]
    assert table.schema.metadata[b"unit"] == b"pairs"


def test_parquet_has_its_types_where_there_is_no_row(site: Site) -> None:
    for address in (
        "/api/queries/themes-raised.parquet?state=FRA",
        "/api/queries/themes-raised.parquet?state=khm&offset=100000",
    ):
        schema = pyarrow.parquet.read_table(io.BytesIO(_answer(site, address).body)).schema
        assert {field.name: str(field.type) for field in schema} == {
            **dict.fromkeys(("maker", "maker_name", "theme"), "string"),
            **dict.fromkeys(("n", "accepted", "noted"), "int64"),
        }


def test_limit_and_offset_are_of_the_whole_answer(site: Site, bundled: uprgraph.Upr) -> None:
    """The own limit of a question never makes the total smaller."""
    whole = bundled.query("top-makers").dicts()
    body = json.loads(_answer(site, "/api/queries/top-makers?limit=7&offset=70").body)
    assert (body["total"], body["rows"]) == (len(whole), whole[70:77])


def test_several_values_and_names_in_any_spelling(site: Site) -> None:
    rows = json.loads(
        _answer(site, "/api/queries/themes-raised?state=KHM&theme=death+penalty&maker=latvia&maker=HUN").body
    )
    assert [row["maker"] for row in rows["rows"]] == ["HUN", "LVA"]


@pytest.mark.parametrize(
    ("address", "accept", "status", "detail"),
    [
        ("top-makrs", "", 404, "there is no question 'top-makrs'; close: top-makers, co-makers,"),
        ("rules/domain", "", 404, "there is no question 'rules/domain'"),
        ("top-makers", "image/png", 406, "this is answered as application/json (.json), text/csv (.csv), application"),
        ("top-makers?colour=red", "", 400, "top-makers has no parameter 'colour'; it has state, group,"),
        ("top-makers?state=Atlantis", "", 400, "state: unknown state 'Atlantis'; close: Albania (ALB)"),
        ("top-makers?state=", "", 400, "state is empty"),
        ("top-makers?unit=pairs&unit=records", "", 400, "unit takes one value"),
        ("top-makers?unit=kilos", "", 400, "this question counts"),
        ("top-makers?limit=0", "", 400, "limit is a whole number, 1 to 1000000000, not '0'"),
        ("top-makers?limit=5&limit=6", "", 400, "limit takes one value"),
        ("top-makers?offset=-1", "", 400, "offset is a whole number, 0 to 1000000000, not '-1'"),
        (f"top-makers?cycle={'9' * 400}", "", 400, "cycle: a cycle is a whole number, 1 to 4, not"),
        (f"top-makers?minimum={'9' * 5000}", "", 400, "minimum has 5000 characters; at most 500 can be given"),
        ("top-makers?state=%00", "", 400, "state has control characters, which no text of the store has"),
        ("recommendations?text=%26nbsp%3B", "", 400, "text is empty"),
        ("themes-raised", "", 400, "themes-raised needs state: State under review, by name or ISO3 code"),
        ("top-makers?source=facts&unit=pairs", "", 400, "source goes with unit=records"),
        ("themes?scheme=ohchr-9", "", 400, "scheme: unknown scheme of themes 'ohchr-9': ohchr-2, ohchr-3"),
    ],
)
def test_what_cannot_be_answered(site: Site, address: str, accept: str, status: int, detail: str) -> None:
    found = _answer(site, f"/api/queries/{address}", accept)
    body = json.loads(found.body)
    assert (found.status, found.media_type, body["status"]) == (status, "application/problem+json", status)
    assert set(body) == {"type", "title", "status", "detail"} and body["detail"].startswith(detail)
    assert "--" not in body["detail"] and "upr " not in body["detail"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["top-makers", "recommendations", "networks/similarity", "distribution", "claims", "goals"]),
    st.dictionaries(
        st.sampled_from(["state", "text", "theme", "since", "minimum", "limit", "unit", "kind", "goal", "review"]),
        st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["khm", "2014", "0.5", "|", "\ud800", "1e9"]))),
        max_size=3,
    ),
)
def test_any_value_has_an_answer_or_a_problem(site: Site, name: str, given_values: dict[str, list[str]]) -> None:
    found = catalogue_api.answer(site, name, {"limit": ["1"], **given_values}, "")
    assert found.status in (200, 400)
    json.loads(found.body)


def test_the_list_has_every_question_and_its_examples_answer(site: Site) -> None:
    listed = json.loads(catalogue_api.listing(site).body)
    assert [one["name"] for one in listed["queries"]] == catalogue.names()
    assert listed["values"]["response"] == ["accepted", "noted", "pending"] and len(listed["values"]["state"]) == 195
    explore = [one for one in listed["queries"] if "/" not in one["name"]]
    for one in explore[::9]:
        found = _answer(site, one["example"])
        assert found.status == 200, (one["example"], found.body)
        assert set(json.loads(found.body)["columns"]) == set(one["columns"])


def test_a_search_as_json_and_csv(site: Site) -> None:
    found = catalogue_api.found(site, {"q": ['theme:"death penalty" -maker:fra'], "limit": ["2"]}, "")
    body = json.loads(found.body)
    assert (body["total"], body["kinds"], body["units"]) == (3, {"recommendation": 3}, {"recommendations": 3})
    assert [hit["iri"].rsplit("/", 1)[1] for hit in body["hits"]] == ["118.2", "118.3"]
    assert body["hits"][0]["makers"] == ["AUT"] and body["hits"][0]["response"] == "noted"
    assert body["next"].endswith("&limit=2&offset=2")
    found = catalogue_api.found(site, {"q": ['theme:"death penalty" -maker:fra']}, "csv")
    rows = list(csv.DictReader(io.StringIO(found.body.decode())))
    assert [(row["paragraph"], row["makers"], row["counted_as"]) for row in rows] == [
        ("118.2", "AUT", "recommendations"),
        ("118.3", "HUN", "recommendations"),
        ("118.4", "LVA", "recommendations"),
    ]
    assert dict(found.headers)["x-total-count"] == "3"
    for wrong in ({"q": ["("]}, {"colour": ["red"]}, {"kind": ["cat"]}, {"q": ["a", "b"]}, {"review": ["khm"]}):
        assert catalogue_api.found(site, wrong, "").status == 400
    assert catalogue_api.found(site, {}, "image/png").status == 406


def test_the_examples_of_the_page_run(server: Any) -> None:
    """R and Stata are not here: of theirs the addresses are asked."""
    html = server.get("/api").text
    blocks = re.findall(r'<pre class="(\w+)" tabindex="0">(.*?)</pre>', html, re.S)
    assert [language for language, _ in blocks] == ["shell", "shell", "python", "python", "r", "stata"]
    for language, escaped in blocks:
        code = escaped.replace("&#34;", '"').replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        assert server.address in code
        if language == "shell":
            ran = subprocess.run(["sh", "-ec", code], capture_output=True, text=True, timeout=60, check=True)
            assert "Latvia,Death penalty,1,0,1" in ran.stdout or ran.stdout.split()[-2:] == ["n", "717"]
        elif language == "python":
            ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90, check=True)
            assert "Latvia" in ran.stdout or re.match(r"80 of 80 pairs \[", ran.stdout)
        else:
            for address in re.findall(r'"(http[^"]+)"', code):
                assert server.get(address.removeprefix(server.address)).status_code == 200


def test_the_description_is_openapi(site: Site) -> None:
    said = openapi.description(site)
    schemathesis.openapi.from_dict(said).validate()
    assert {path.removeprefix("/api/queries/") for path in said["paths"]} >= set(catalogue.names())
    parameters = {one["name"]: one for one in said["paths"]["/api/queries/themes-raised"]["get"]["parameters"]}
    assert parameters["state"]["required"] and not parameters["theme"]["required"]
    assert parameters["cycle"]["schema"]["items"] == {"type": "integer", "minimum": 1, "maximum": 4}
    assert {"KHM", "Cambodia"} < set(said["components"]["schemas"]["State"]["enum"])


TRIED = r"^/api/(search|queries|queries/(themes-raised|recommendations|reconcile/answers))$"
"""What is tried here; all the other questions are made by the same code from their headers."""


TOGETHER = re.compile("use scheme=|goes with unit=records|use unit=pairs or records")
"""What no schema can say: values that are good alone and do not go together. Nor can it say how a search is typed."""


def _try(operation: Any) -> None:
    """Asks with values that the description allows and with others, and validates each answer."""
    excluded = [CHECKS.get_one("positive_data_acceptance")]
    few = settings(
        max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )

    @few
    @given(case=operation.as_strategy())
    def fits(case: Any) -> None:
        response = case.call()
        case.validate_response(response, excluded_checks=excluded)
        rejected = response.status_code == 400 and operation.path != "/api/search"
        assert not rejected or TOGETHER.search(response.text), (case.query, response.text)

    @few
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    def does_not_fit(case: Any) -> None:
        case.call_and_validate(excluded_checks=excluded)

    fits()
    if operation.path != "/api/queries":
        does_not_fit()


def test_schemathesis_finds_no_error(server: Any) -> None:
    config = SchemathesisConfig.from_dict({"generation": {"codec": "latin-1"}})
    schema = schemathesis.openapi.from_url(f"{server.address}/api/openapi.json", config=config)
    operations = [result.ok() for result in schema.include(path_regex=TRIED).get_all_operations()]
    assert len(operations) == 5
    for operation in operations:
        _try(operation)
