"""The load of many readers on ``upr serve``, by locust (https://locust.io), in a virtual environment of its own.

    python3 -m venv /tmp/locust && /tmp/locust/bin/pip install locust
    upr --store STORE serve --port 8000 &
    /tmp/locust/bin/locust -f benchmarks/locustfile.py --headless -u 50 -r 10 -t 5m -H http://127.0.0.1:8000

A reader looks at pages of states, reviews and recommendations, follows links, searches, asks questions of the
catalogue and now and then a query of their own, with a pause of one to five seconds. Which page comes next is drawn
from a seed for each reader, so that two runs ask for the same.
"""

from __future__ import annotations

import itertools
import random
import re

from locust import HttpUser, between, task

STATES = [
    "fra",
    "khm",
    "bra",
    "dza",
    "chn",
    "usa",
    "ind",
    "zaf",
    "egy",
    "deu",
    "mex",
    "phl",
    "rus",
    "nga",
    "can",
    "jpn",
]
WORDS = ["torture", "death penalty", "women", '"national human rights institution"', "education", "migrant NOT child"]
QUESTIONS = [
    "top-makers",
    "acceptance-by-cycle",
    "acceptance-by-action",
    "themes-raised?state={state}",
    "top-receivers?maker={state}",
    "troika?state={state}",
    "reviews?state={state}",
    "made-and-received",
    "recommendations?state={state}&limit=50",
]
QUERIES = [
    "SELECT (COUNT(*) AS ?n) {{ ?item upr:countedAs unit:pairs ; upr:madeBy state:{state} }}",
    "SELECT ?name {{ state:{state} rdfs:label ?name }}",
    "SELECT ?theme (COUNT(?item) AS ?n) {{ ?item upr:countedAs unit:pairs ; upr:addressedTo state:{state} ; "
    "upr:theme ?theme }} GROUP BY ?theme ORDER BY DESC(?n) LIMIT 10",
]
LINK = re.compile(r'href="(/id/(?:recommendation|review|theme)/[^"#?]+\.html)"')
READERS = itertools.count()


class Reader(HttpUser):
    """One reader."""

    wait_time = between(1, 5)

    def on_start(self) -> None:
        self.chance = random.Random(next(READERS))
        self.links: list[str] = []

    def _page(self, path: str, name: str) -> None:
        found = self.client.get(path, name=name, headers={"Accept": "text/html"})
        self.links = LINK.findall(found.text) or self.links

    @task(2)
    def home(self) -> None:
        self._page("/", "page: home")

    @task(6)
    def state(self) -> None:
        self._page(f"/id/state/{self.chance.choice(STATES)}.html", "page: state")

    @task(10)
    def link(self) -> None:
        if self.links:
            path = self.chance.choice(self.links)
            self._page(path, f"page: {path.split('/')[2]}")

    @task(3)
    def search(self) -> None:
        self.client.get("/search", params={"q": self.chance.choice(WORDS)}, name="page: search")

    @task(5)
    def question(self) -> None:
        asked = self.chance.choice(QUESTIONS).format(state=self.chance.choice(STATES).upper())
        self.client.get(f"/api/queries/{asked}", name=f"question: {asked.split('?')[0]}")

    @task(1)
    def query(self) -> None:
        query = self.chance.choice(QUERIES).format(state=self.chance.choice(STATES))
        self.client.post("/sparql", data={"query": query}, name="query of one's own")

    @task(1)
    def thing(self) -> None:
        headers = {"Accept": "text/turtle"}
        self.client.get(f"/id/state/{self.chance.choice(STATES)}", headers=headers, name="linked data: state")
