"""What is published, fetched when it is asked for: UHRI's export, UPR Info's database, UN documents by symbol.

Nothing else in this package opens a connection. Each function gives one whole file in a folder,
with its SHA-256 beside it (``NAME.sha256``, to be checked by ``sha256sum -c``), or raises NotFetched;
what has come until then stays as ``NAME.part`` and the same call goes on with it. Servers are asked
one thing at a time, with a pause of a second, by the name ``uprgraph/VERSION``; busy ones (429, 503)
are left alone for as long as they ask. The proxies of the environment (``https_proxy``) are used.

The addresses, and the environment variables by which a mirror stands in for each, are in
``uprgraph.fetch.addresses``.
"""

from __future__ import annotations

import re
from pathlib import Path

from uprgraph import schedule
from uprgraph.errors import NotFetched, UnknownName
from uprgraph.fetch.addresses import Addresses, addresses
from uprgraph.fetch.download import Fetched, Progress, download, unasked
from uprgraph.fetch.kinds import DOCX, JSON, PDF, XLSX
from uprgraph.fetch.partial import kept
from uprgraph.fetch.uwazi import pages
from uprgraph.fetch.web import Absent, Web

__all__ = ["Addresses", "Fetched", "Web", "addresses", "report", "symbol_of", "uhri", "upr_info"]

_SUFFIX = re.compile(r"/(ADD|CORR|REV)\.(?=\d)")
_REVIEW = re.compile(r"[A-Za-z]{3}-\d")


def uhri(
    to: str | Path = ".",
    *,
    xlsx: bool = False,
    web: Web | None = None,
    at: Addresses | None = None,
    progress: Progress | None = None,
    force: bool = False,
) -> Fetched:
    """UHRI's full export in English as ``export-full-en.json`` (about 360 MB), or ``.xlsx``, in the folder *to*.

    Fetched again only where the server says that it has changed, or with *force*. Raises NotFetched.
    """
    form = "xlsx" if xlsx else "json"
    address = (at or addresses()).export(form)
    path = Path(to) / f"export-full-en.{form}"
    return download(web or Web(), address, path, XLSX if xlsx else JSON, progress, force)


def upr_info(
    to: str | Path = ".",
    *,
    web: Web | None = None,
    at: Addresses | None = None,
    progress: Progress | None = None,
    force: bool = False,
) -> Fetched:
    """UPR Info's recommendations (about 117,000) as ``upr-info-database.jsonl`` in the folder *to*.

    Some 300 pages, a second apart, one in a line as ``{"rows": [...], "totalRows": ...}``. A file that
    is there is fetched again only with *force*. Raises NotFetched where pages do not come, or fewer
    rows than the server counts.
    """
    path = Path(to) / "upr-info-database.jsonl"
    return pages(web or Web(), at or addresses(), path, progress, force)


def report(
    document: str,
    to: str | Path = ".",
    *,
    form: str = "pdf",
    web: Web | None = None,
    at: Addresses | None = None,
    progress: Progress | None = None,
    force: bool = False,
) -> Fetched:
    """A UN document in English, by its symbol or the id of a review (``khm-2``: its Working Group report).

    *form* is ``pdf`` or ``docx``; the file is ``A-HRC-26-16.pdf`` in the folder *to*. The addresses that are
    known are tried in their order. Raises UnknownName for what is no symbol of the Council and no
    review, NotFetched where no address has it.
    """
    if form not in ("pdf", "docx"):
        raise NotFetched(f"a document is fetched as pdf or docx, not as {form!r}")
    web, symbol = web or Web(), symbol_of(document)
    path = Path(to) / f"{symbol.replace('/', '-')}.{form}"
    places = (at or addresses()).document(symbol, form)
    known = None if force else kept(path)
    if known is not None and known.origin.address in places:
        if not known.origin.can_be_asked:
            return unasked(path, known, "UN documents do not change under their symbols")
        places = [known.origin.address]
    failures: list[NotFetched] = []
    for place in places:
        try:
            return download(web, place, path, DOCX if form == "docx" else PDF, progress, force)
        except Absent as error:
            failures.append(error)
        except NotFetched as error:
            if place == places[-1] and not failures:
                raise
            failures.append(error)
    if not any(isinstance(failure, Absent) for failure in failures):
        raise failures[0]
    raise NotFetched(
        f"{symbol}: not to be had as {form.upper()}; it may not exist, or not in English "
        f"({'; '.join(dict.fromkeys(map(str, failures)))})"
    )


def symbol_of(document: str) -> str:
    """The UN symbol that a symbol, written in small letters or not, or the id of a review stands for.

    >>> symbol_of("a/hrc/26/16/add.1"), symbol_of("khm-2")
    ('A/HRC/26/16/Add.1', 'A/HRC/26/16')

    Raises UnknownName for what is neither, or a review whose report the calendar does not know.
    """
    from uprgraph.sources.un_documents import ANY

    text = document.strip()
    if _REVIEW.fullmatch(text):
        review = schedule.reviews().get(text.lower())
        if review is None:
            raise UnknownName(f"{text}: the calendar has no such review; an id is State and cycle, as in khm-2")
        if review.report_symbol is None:
            raise UnknownName(f"{text}: the calendar does not know the symbol of its report; give the symbol itself")
        return review.report_symbol
    symbol = _SUFFIX.sub(lambda found: f"/{found[1].capitalize()}.", text.upper())
    if not ANY.fullmatch(symbol):
        raise UnknownName(
            f"{text[:80]!r} is no symbol of the Human Rights Council (as A/HRC/26/16, A/HRC/26/16/Add.1, "
            "A/HRC/WG.6/48/SVN/3, A/HRC/DEC/59/112) and no review (as khm-2)"
        )
    return symbol
