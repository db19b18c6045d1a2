"""How the data are asked for by programs: addresses, forms, and examples that run as they stand."""

from __future__ import annotations

from uprgraph import catalogue
from uprgraph.errors import QueryError
from uprgraph.server.catalogue_api import example
from uprgraph.server.pages.questions import FOLDERS
from uprgraph.server.site import Given, Site

SHOWN = {"state": "KHM", "theme": "Death penalty"}
"""What the examples ask of ``themes-raised``."""


def page(site: Site, key: str, given: Given) -> str:
    """The HTML."""
    if given:
        raise QueryError("this page has no filters")
    here = site.public
    csv = here + _below(site, site.address("/api/queries/themes-raised.csv", SHOWN))
    json = here + _below(site, site.address("/api/queries/top-makers.json", {"limit": 50}))
    parquet = here + _below(site, site.address("/api/queries/panels/reviews.parquet"))
    return site.render(
        "api.html",
        here=here,
        examples=_examples(here, csv, json, parquet),
        folders=[
            (
                title,
                [
                    (question, site.address(f"/api/queries/{question.name}", example(question)))
                    for question in map(catalogue.load, catalogue.names())
                    if (question.name.rpartition("/")[0] or "explore") == folder
                ],
            )
            for folder, title, _ in FOLDERS
        ],
    )


def _below(site: Site, address: str) -> str:
    """An address without the path of a proxy, which the public address has already."""
    return address.removeprefix(site.root)


def _examples(here: str, csv: str, json: str, parquet: str) -> list[tuple[str, str, str]]:
    """Language, what the example does, and its text."""
    return [
        ("Shell", "A CSV file, and how many rows there are in all", f'curl -D - "{csv}"'),
        (
            "Shell",
            "A search and a query of one's own",
            f'curl "{here}/api/search?q=%22death%20penalty%22%20state%3Akhm"\n'
            f'curl -H "Accept: text/csv" --data-urlencode "query=SELECT (COUNT(*) AS ?n) WHERE {{ ?r a upr:Review }}" '
            f'"{here}/sparql"',
        ),
        (
            "Python",
            "A pandas DataFrame, from CSV and from Parquet",
            f'import pandas\n\nraised = pandas.read_csv("{csv}")\n'
            f'reviews = pandas.read_parquet("{parquet}")\nprint(raised)\nprint(len(reviews))',
        ),
        (
            "Python",
            "Page by page, with the unit and the notes",
            "import json\nfrom urllib.parse import urljoin\nfrom urllib.request import urlopen\n\n"
            f'address, rows = "{json}", []\n'
            'while address:\n    page = json.load(urlopen(address))\n    rows += page["rows"]\n'
            '    address = page["next"] and urljoin(address, page["next"])\n'
            'print(len(rows), "of", page["total"], page["unit"], page["notes"])',
        ),
        (
            "R",
            "A data frame, and the same with unit and notes",
            f'raised <- read.csv("{csv}")\nlibrary(jsonlite)\n'
            f'makers <- fromJSON("{json}")\nmakers$unit\nhead(makers$rows)',
        ),
        ("Stata", "A data set", f'import delimited "{csv}", varnames(1) encoding("utf-8") clear'),
    ]
