"""Where the sources are published: the real addresses, each of which a mirror or a test can stand in for.

* ``UPR_FETCH_BASE_UHRI`` stands in for ``https://dataex.ohchr.org/uhri/export-results/``;
  asked for ``export-full-en.json`` and ``export-full-en.xlsx``.
* ``UPR_FETCH_BASE_UPR_INFO`` for ``https://upr-info-database.uwazi.io/``; asked for ``api/templates`` and
  ``api/search``.
* ``UPR_FETCH_BASE_UN_DOCUMENTS`` for ``https://documents.un.org/``; asked for ``api/symbol/access?s=&l=en&t=``.
* ``UPR_FETCH_BASE_DOCS_UN`` for ``https://docs.un.org/``; asked for ``en/SYMBOL?direct=true`` (PDF alone).

The two of the United Nations hold the same documents and are tried in this order. Where a mirror
of the first is named and none of the second, the second is not asked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from uprgraph.errors import NotFetched

UHRI = "https://dataex.ohchr.org/uhri/export-results/"
UPR_INFO = "https://upr-info-database.uwazi.io/"
UN_DOCUMENTS = "https://documents.un.org/"
DOCS_UN = "https://docs.un.org/"
VARIABLE = "UPR_FETCH_BASE_"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The bases of the sources; each ends with a slash.

    >>> Addresses().document("A/HRC/59/15", "pdf")[0]
    'https://documents.un.org/api/symbol/access?s=A/HRC/59/15&l=en&t=pdf'
    """

    uhri: str = UHRI
    upr_info: str = UPR_INFO
    un_documents: str = UN_DOCUMENTS
    docs_un: str | None = DOCS_UN

    def export(self, form: str) -> str:
        """UHRI's full export in English, *form* ``json`` or ``xlsx``."""
        return f"{self.uhri}export-full-en.{form}"

    def templates(self) -> str:
        """UPR Info's kinds of entries."""
        return f"{self.upr_info}api/templates"

    def search(self) -> str:
        """UPR Info's entries, page by page."""
        return f"{self.upr_info}api/search"

    def document(self, symbol: str, form: str) -> list[str]:
        """Where the document *symbol* may be had as ``pdf`` or ``docx``, the likeliest first."""
        name = quote(symbol, safe="/")
        # Documents of before about 2015 are kept under the older name of Word's format.
        types = [form, "doc"] if form == "docx" else [form]
        found = [f"{self.un_documents}api/symbol/access?s={name}&l=en&t={type}" for type in types]
        if form == "pdf" and self.docs_un:
            found.append(f"{self.docs_un}en/{name}?direct=true")
        return found


def addresses(environment: Mapping[str, str] | None = None) -> Addresses:
    """The addresses with those that the environment names instead.

    >>> addresses({"UPR_FETCH_BASE_UHRI": "http://localhost:8000"}).export("json")
    'http://localhost:8000/export-full-en.json'

    Raises NotFetched for a base that is no http address.
    """
    environment = os.environ if environment is None else environment
    named: dict[str, str | None] = {}
    for part in ("uhri", "upr_info", "un_documents", "docs_un"):
        base = environment.get(VARIABLE + part.upper(), "")
        if base and not (base.startswith(("https://", "http://")) and urlsplit(base).netloc):
            raise NotFetched(f"{VARIABLE}{part.upper()}: {base!r} is no address that begins https:// or http://")
        if base:
            named[part] = base.rstrip("/") + "/"
    if "un_documents" in named:
        named.setdefault("docs_un", None)
    return Addresses(**named)  # type: ignore[arg-type]
