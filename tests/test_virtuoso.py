"""The catalogue asked of a real Virtuoso 7: the same answers as the embedded store, none of them cut."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import uprgraph
import virtuoso
from test_remote import given
from uprgraph import catalogue, status
from uprgraph.errors import QueryError
from uprgraph.push import push
from uprgraph.reconcile import reconcile
from uprgraph.remote import open_service
from uprgraph.store import Store
from virtuoso import PASSWORD, USER, Virtuoso

ROWS = 40_000
"""At most so many rows of one answer: more than any question has, fewer than the bundled graph has triples."""

FILTERED: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("acceptance", {"theme": ["Justice", "death penalty"], "cycle": [1, 2]}),
    ("acceptance-by-bloc", {"organisation": "ASEAN", "action": [4, 5], "unit": "pairs"}),
    ("acceptance-own-group", {"state": "Cambodia", "cycle": 2, "unit": "records"}),
    ("chronology", {"state": ["Cambodia", "France"]}),
    ("claims", {"state": "Cambodia", "text": "human rights"}),
    ("made-and-received", {"state": "Cambodia", "cycle": 2}),
    ("made-and-received", {"group": "Asia", "theme": "death penalty", "unit": "pairs"}),
    ("next-review", {"state": "Cambodia", "cycle": 4}),
    ("repeated-themes", {"state": "Cambodia", "group": ["Asia", "WEOG"]}),
    ("requests", {"topic": "death penalty", "response": "noted"}),
    ("several-makers", {"state": "Cambodia", "minimum": 4, "limit": 5}),
    ("networks/states", {"since": "2010", "until": "2014-06", "theme": "Justice"}),
    ("networks/blocs", {"action": 5}),
    ("networks/similarity", {"cycle": 1}),
    ("panels/records", {"maker": "France"}),
)


@dataclass(frozen=True, slots=True)
class Served:
    """A store, and the same on Virtuoso."""

    here: Store
    there: Store


def served(server: Virtuoso, store: Store, states: Path) -> Served:
    """*store*, pushed and opened for asking."""
    push(store, server.address.replace("//", f"//{USER}:{PASSWORD}@", 1), batch=100_000, states=states)
    return Served(store, open_service(server.address))


def merge_of(store: Store) -> Store:
    """*store* without the graphs of its sources, which is half as long to push and holds all that is counted."""
    engine = ox.Store()
    engine.bulk_extend(store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return Store(engine, None)


@pytest.fixture(scope="module", autouse=True)
def _no_login_of_the_user() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("UPR_USER", "UPR_PASSWORD", "UPR_TOKEN", "UPR_TIMEOUT"):
            patch.delenv(name, raising=False)
        patch.setenv("NETRC", os.devnull)
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso for the bundled graph."""
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso"), rows=ROWS) as running:
        yield running


@pytest.fixture(scope="module")
def small(server: Virtuoso, bundled: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(server, bundled.store, tmp_path_factory.mktemp("states"))


def unequal(stores: Served, asked: list[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """The questions whose results differ: columns, rows in order, kinds of values, unit or notes."""
    found = []
    for name, chosen in asked:
        here, there = (catalogue.ask(store, name, **chosen) for store in (stores.here, stores.there))
        kinds = [[list(map(type, row)) for row in result.rows] for result in (here, there)]
        if here != there or kinds[0] != kinds[1]:
            rows = [pair for pair in zip(here.rows, there.rows, strict=False) if pair[0] != pair[1]]
            found.append(f"{name} {dict(chosen)}: {len(here)} and {len(there)} rows, {rows[:2]}")
    return found


def needed(name: str) -> Mapping[str, Any]:
    """The parameters without which a question cannot be asked, as its example has them."""
    question = catalogue.load(name)
    example = given(question.example, question)
    required = [key for key, parameter in question.parameters.items() if parameter.required]
    return {key: example[key] for key in ("between", *required) if key in example}


def test_heavy_questions_over_all_reviews(real: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> None:
    heavy: list[tuple[str, Mapping[str, Any]]] = [
        ("acceptance-own-group", {}),
        ("acceptance-by-bloc", {"unit": "pairs"}),
        ("made-and-received", {}),
        ("reciprocity", {}),
        ("requests", {}),
        ("several-makers", {"limit": 50}),
        ("networks/states", {"group": "Africa", "cycle": 2}),
        ("panels/reviews", {}),
    ]
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso"), rows=ROWS, buffers=60_000) as server:
        pushed = served(server, merge_of(real.store), tmp_path_factory.mktemp("states"))
        assert unequal(Served(real.store, pushed.there), heavy) == []


def test_the_whole_catalogue_has_the_same_answers(small: Served) -> None:
    assert unequal(small, [*((name, needed(name)) for name in catalogue.names()), *FILTERED]) == []


def test_the_tables_made_of_several_questions_are_the_same(small: Served) -> None:
    assert status.status(small.there) == status.status(small.here)
    assert reconcile(small.there) == reconcile(small.here)


def test_answers_that_are_known(small: Served) -> None:
    """Counted by hand in the reports: Cambodia has 137 pairs of 2009 and 205 of 2014, of which 163 are accepted."""
    received = catalogue.ask(small.there, "made-and-received", state="Cambodia", unit="pairs").dicts()
    assert [(row["cycle"], row["received"]) for row in received] == [(1, 137), (2, 205)]
    assert (received[1]["received_accepted"], received[1]["received_noted"]) == (163, 42)
    # From 30 January 2019 to 8 May 2024: five years with one leap day, and 99 days.
    [latest] = catalogue.ask(small.there, "long-intervals", state="Cambodia", cycle=4).dicts()
    assert latest["days"] == 5 * 365 + 1 + 99
    assert type(latest["days"]) is int
    # 163 of 205 are 79.5 per cent, where whole numbers are not divided to a whole number; all 205 are 100.0.
    [accepted] = catalogue.ask(small.there, "acceptance", state="Cambodia", cycle=2, unit="pairs").dicts()
    assert (accepted["n"], accepted["accepted"], accepted["accepted_percent"]) == (205, 163, 79.5)
    [matched] = catalogue.ask(small.there, "reconcile/matching", review="khm-2").dicts()
    assert (matched["records"], matched["share"], type(matched["share"])) == (205, 100.0, float)


@pytest.mark.parametrize("rest", ["", "ORDER BY ?s LIMIT 41000"])
def test_an_answer_that_is_cut_is_refused(small: Served, rest: str) -> None:
    with pytest.raises(QueryError, match=f"cuts answers at {ROWS} rows"):
        small.there.select(f"SELECT ?s WHERE {{ ?s ?p ?o }} {rest}")


def test_an_answer_of_which_only_a_part_was_looked_up_is_refused(server: Virtuoso, small: Served) -> None:
    """When the time is up that an address may name, Virtuoso answers with what it has, or says that it stopped."""
    hasty = open_service(f"{server.address}?timeout=1000")
    with pytest.raises(QueryError, match=r"a part of the answer|killed by SQLCancel"):
        hasty.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?t ?q ?u . FILTER(?o < ?u) }")
