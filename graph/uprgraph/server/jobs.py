"""What a worker can be asked for, by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uprgraph.errors import QueryError, StoreError, UnknownName
from uprgraph.server import pages
from uprgraph.server.answers import HTML, Answer, text
from uprgraph.server.remembered import remember
from uprgraph.server.settings import Settings
from uprgraph.server.site import Site


@dataclass(frozen=True, slots=True)
class Job:
    """A name of `JOBS` and what the job is given."""

    name: str
    given: Mapping[str, Any] = field(default_factory=dict)


def open_site(settings: Settings) -> Site:
    """The store of *settings*, open for reading, with its search index."""
    import uprgraph

    index = None
    if settings.index is not None:
        from uprgraph.server.search import Index

        index = Index.open(Path(settings.index))
    store = uprgraph.open(settings.store).store
    if not settings.remote:
        remember(store)
    return Site(store, settings.root, settings.public, index)


def run(site: Site, settings: Settings, job: Job) -> Answer:
    """The answer of a job; errors of whoever asks are answers too."""
    try:
        answer = JOBS[job.name](site, settings, **job.given)
    except pages.NotThere as error:
        return _wrong(site, job, str(error), 404)
    except (QueryError, UnknownName) as error:
        return _wrong(site, job, str(error), 400)
    except StoreError as error:
        print(f"upr: {error}", file=sys.stderr, flush=True)
        return _wrong(site, job, "the store of this server cannot be asked now; try again later", 503)
    if len(answer.body) > settings.limits.answer:
        return text(f"the answer is longer than {settings.limits.answer >> 20} MiB: choose less", 500)
    return answer


def failed(site: Site, job: Job) -> Answer:
    """What is answered for an error that nobody foresaw; what it was is in the log."""
    return _wrong(site, job, "an error of this server; its log says which", 500)


def _wrong(site: Site, job: Job, message: str, status: int) -> Answer:
    from uprgraph.server.problems import for_the_web

    message = for_the_web(message)
    if job.name == "page":
        return Answer(error_page(site, message, status, _form_of(job) if status == 400 else "").encode(), HTML, status)
    return text(message, status)


TITLES = {400: "This cannot be asked", 404: "Not here", 429: "Too many requests", 500: "Not answered", 503: "Busy"}


def error_page(site: Site, message: str, status: int, form: str = "") -> str:
    """The HTML of an error; *form* is the address where it can be asked otherwise."""
    return site.render("error.html", heading=TITLES.get(status, "Error"), message=message, status=status, form=form)


def _form_of(job: Job) -> str:
    """The path of the page whose form was filled in, without what was filled in."""
    kind, key = job.given["kind"], job.given["key"]
    if kind in ("question", "network"):
        return f"/{kind}s/{key}"
    return f"/id/{kind}/{key}.html" if kind in pages.OF_THINGS else ""


def _page(site: Site, settings: Settings, kind: str, key: str, given: Mapping[str, list[str]]) -> Answer:
    return Answer(pages.page(site, kind, key, given).encode("utf-8", "replace"), HTML)


def _query(site: Site, settings: Settings, asked: Any, accept: str) -> Answer:
    from uprgraph.server import endpoint

    return endpoint.answer(site.store, asked, accept, settings.limits.answer)


def _document(site: Site, settings: Settings, path: str, suffix: str) -> Answer:
    from uprgraph.server import dataset, linked_data

    if path == "dataset":
        return dataset.document(site, settings, suffix)
    return linked_data.document(site, path, suffix)


def _dataset_page(site: Site, settings: Settings) -> Answer:
    from uprgraph.server import dataset

    return Answer(dataset.page(site, settings).encode(), HTML)


def _thing(site: Site, settings: Settings, path: str) -> Answer:
    """204 where the store knows the thing; only its absence is told otherwise."""
    from uprgraph.server import linked_data

    linked_data.known(site, path)
    return Answer(b"", status=204)


def _listing(site: Site, settings: Settings) -> Answer:
    from uprgraph.server import catalogue_api

    return catalogue_api.listing(site)


def _question(site: Site, settings: Settings, name: str, given: Mapping[str, list[str]], form: str) -> Answer:
    from uprgraph.server import catalogue_api

    return catalogue_api.answer(site, name, given, form)


def _openapi(site: Site, settings: Settings) -> Answer:
    from uprgraph.server import openapi

    return openapi.document(site)


def _found(site: Site, settings: Settings, given: Mapping[str, list[str]], form: str) -> Answer:
    from uprgraph.server import catalogue_api

    return catalogue_api.found(site, given, form)


def _picture(site: Site, settings: Settings, kind: str, given: Mapping[str, list[str]], suffix: str) -> Answer:
    from uprgraph.server import picture

    return picture.picture(site, kind, given, suffix)


def _terms(site: Site, settings: Settings) -> Answer:
    import json

    from uprgraph.server.pages import editor

    return Answer(json.dumps(editor.terms(site), ensure_ascii=False, sort_keys=True).encode(), "application/json")


JOBS: Mapping[str, Callable[..., Answer]] = {
    "page": _page,
    "query": _query,
    "document": _document,
    "dataset-page": _dataset_page,
    "thing": _thing,
    "listing": _listing,
    "question": _question,
    "openapi": _openapi,
    "found": _found,
    "picture": _picture,
    "terms": _terms,
}
