"""The explorer's pages: one module for each kind, each with ``page(site, key, given) -> str``.

*key* is what follows the kind in the address (``khm-2/118.22`` of ``/id/recommendation/khm-2/118.22``), *given* the
filters of the address. A page raises NotThere for what the store does not know, QueryError and UnknownName for
filters that do not fit.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from uprgraph.errors import UprgraphError
from uprgraph.server.site import Given, Site

OF_THINGS = ("state", "review", "recommendation", "theme", "organisation", "source")
"""Kinds of things with a page of their own; every other thing has the page ``thing``."""
OTHERS = (
    "home",
    "search",
    "questions",
    "question",
    "networks",
    "network",
    "editor",
    "dataset",
    "ontology",
    "api",
    "thing",
)


class NotThere(UprgraphError, LookupError):
    """The store knows nothing of what was asked for."""


def page(site: Site, kind: str, key: str, given: Given) -> str:
    """The HTML of a page."""
    if kind not in OF_THINGS + OTHERS:
        raise NotThere(f"there is no page {kind}")
    return cast(str, import_module(f"uprgraph.server.pages.{kind}").page(site, key, given))
