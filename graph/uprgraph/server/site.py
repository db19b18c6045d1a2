"""What a page is made with: the store, addresses of things on this server, templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from uprgraph.namespaces import ONTOLOGY

if TYPE_CHECKING:
    from jinja2 import Environment

    from uprgraph.server.search import Index
    from uprgraph.store import Store

TEMPLATES = Path(__file__).resolve().parent / "templates"
Given = Mapping[str, list[str]]
"""The filters of an address, each with the values it was given."""


@dataclass
class Site:
    """A store that is shown on the web; *root* is the path before every address, as behind a reverse proxy (or "")."""

    store: Store
    root: str = ""
    public: str = "http://127.0.0.1:8000"
    """Scheme, host and root as readers see them, without a slash at the end."""
    index: Index | None = None

    def href(self, iri: str) -> str:
        """Where the thing *iri* (without brackets) is shown: on this server if it is ours, else its own address.

        What is neither ours nor http(s) has no address: an empty text.
        """
        base = self.store.iris.base
        if iri.startswith(ONTOLOGY):
            return f"{self.root}/ontology#{quote(iri.removeprefix(ONTOLOGY), safe='')}"
        if iri.startswith(base):
            path = quote(unquote(iri.removeprefix(base)), safe="/:@!$&'()*+,;=-._~")
            return f"{self.root}/{path}.html" if path else f"{self.root}/"
        return iri if iri.startswith(("https://", "http://")) else ""

    def page(self, kind: str, *key: str) -> str:
        """The address of the page of a thing: ``site.page("state", "khm")`` is ``/id/state/khm.html``."""
        return f"{self.root}/id/{kind}/{'/'.join(quote(part, safe='') for part in key)}.html"

    def address(self, path: str, given: Mapping[str, Any] | None = None) -> str:
        """An address on this server: ``site.address("/search", {"q": "water"})``; empty values are left out."""
        asked = {name: value for name, value in (given or {}).items() if value not in (None, "", [], ())}
        return f"{self.root}{path}{'?' if asked else ''}{urlencode(asked, doseq=True)}"

    def render(self, template: str, /, **context: Any) -> str:
        """The page that *template* makes; every value is escaped."""
        return self.templates.get_template(template).render(site=self, **context)

    @cached_property
    def templates(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        from uprgraph.server import wording

        environment.filters.update(wording.FILTERS)
        return environment
