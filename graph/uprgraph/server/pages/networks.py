"""The networks there are, each with what it asks."""

from __future__ import annotations

from uprgraph import catalogue
from uprgraph.server.site import Given, Site

GROUPS = (
    ("Recommendations", ("states", "groups", "blocs", "answers")),
    ("Themes", ("themes", "contested-themes", "theme-pairs", "similarity")),
    ("States and organisations together", ("co-makers", "troikas", "troika-service", "civil-society")),
)
"""The kinds of networks under headings of the page."""


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the list of networks."""
    groups = [(title, [(kind, catalogue.load(f"networks/{kind}")) for kind in kinds]) for title, kinds in GROUPS]
    return site.render("networks.html", groups=groups)
