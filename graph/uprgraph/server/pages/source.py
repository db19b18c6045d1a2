"""A source: who publishes it, on what terms, how to cite it, which files of it are loaded and what they give."""

from __future__ import annotations

from uprgraph import units
from uprgraph.server import filters
from uprgraph.server.pages import NotThere
from uprgraph.server.schema_org import embedded
from uprgraph.server.sections import ANSWERS, Wanted, section, session_link
from uprgraph.server.site import Given, Site
from uprgraph.server.tables import Cell, table
from uprgraph.server.triples_view import description


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the source of that name (``upr-info``); raises NotThere where it is not loaded."""
    filters.form(site, f"/id/source/{key}.html", given, [])
    about = table(site, "sources", source=key)
    if not about.result.rows:
        raise NotThere(f"no source {key!r} is loaded")
    [row] = about.result.dicts()
    gives = key in units.record_sources(site.store)
    fixed = {"unit": "records", "source": key}
    answered = Wanted(
        "acceptance-by-session",
        "Its records, session by session",
        "by-session",
        fixed,
        {"session": "Session", "cycle": "Cycle", **ANSWERS},
        {"session": session_link},
        rows=60,
        bars=True,
    )
    files = Wanted(
        "loaded-files",
        "Files",
        "files",
        {"source": key},
        {"file": "File", "rows": "Rows", "sha256": "SHA-256"},
        {"file": lambda site, row: site.href(row["graph"])},
        rows=200,
    )
    return site.render(
        "source.html",
        name=row["source_name"],
        key=key,
        known=[
            ("Publisher", row["publisher"]),
            ("Terms", row["licence"]),
            ("Cite as", row["citation"]),
            ("Found at", [Cell(row["address"], site.href(row["address"] or ""))] if row["address"] else []),
        ],
        about=about,
        row=row,
        sections=[
            section(site, "What is loaded of it", "loaded", [files], {}),
            *([section(site, "What it gives", "gives", [answered], {})] if gives else ()),
        ],
        described=embedded(site, description(site.store, f"{site.store.iris.base}id/source/{key}")),
    )
