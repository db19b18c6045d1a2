"""``upr serve`` in front of a SPARQL service elsewhere: the same pages, questions and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import sparql_service
import uprgraph
from uprgraph.push import push

SAME = (
    "/api/queries/themes-raised.csv?state=Cambodia&theme=death+penalty",
    "/api/queries/acceptance-by-cycle.json",
    "/id/review/khm-2.html",
    "/id/recommendation/khm-2/118.22.nt",
    "/search?q=torture",
)


@pytest.fixture(scope="module")
def before(start: Callable[..., Any], bundled: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with sparql_service.running() as service:
        push(bundled.store, service.address, states=tmp_path_factory.mktemp("states"))
        served = start(service.address)
        yield served
        served.stop()


@pytest.mark.parametrize("path", SAME)
def test_it_answers_as_a_server_of_the_folder(server: Any, before: Any, path: str) -> None:
    there, here = before.get(path), server.get(path)
    assert there.status_code == here.status_code == 200
    assert there.text.replace(before.address, server.address) == here.text


def test_sparql(before: Any) -> None:
    assert before.rows("SELECT ?name { review:khm-2 upr:troikaMember/rdfs:label ?name } ORDER BY ?name") == [
        {"name": "Italy"},
        {"name": "Morocco"},
        {"name": "Philippines"},
    ]
    assert before.query("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status_code == 400
    assert "line 1, column" in before.query("SELECT * { ?s ?p }").text
    assert "text/turtle" in before.query("CONSTRUCT WHERE { state:khm ?p ?o }").headers["content-type"]


def test_it_offers_no_files_of_the_whole(before: Any) -> None:
    assert "This server offers none" in before.get("/dataset.html").text
    assert before.get("/downloads/SHA256SUMS").status_code == 404
