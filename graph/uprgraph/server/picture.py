"""A network as the page, the picture or the file that ``upr network`` writes, over HTTP."""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uprgraph import catalogue, networks, pictures
from uprgraph.catalogue import Question
from uprgraph.errors import QueryError
from uprgraph.server.answers import HTML, JSON, Answer
from uprgraph.server.pages import NotThere
from uprgraph.server.site import Given, Site

TYPES = {
    "html": HTML,
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "csv": "text/csv; charset=utf-8",
    "json": JSON,
}
TEXTS = 2000
"""Records or pairs on the edges up to which a page has their texts without being asked: more take seconds to write."""
OF_PICTURES = ("top", "backbone", "texts", "whole")
"""What an address may say beside the filters of the question; ``whole`` is for the page around the picture."""
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a network is drawn: filters of its question, and how it is thinned."""

    filters: dict[str, Any]
    top: int | None = None
    backbone: float | None = None
    texts: bool | None = None
    """Whether the page has the single recommendations; None where that depends on how many there are."""


def question(kind: str) -> Question:
    """The question behind a network; raises NotThere where there is no such network."""
    if kind not in networks.kinds():
        raise NotThere(f"there is no network {kind[:40]}; there are {', '.join(networks.kinds())}")
    return catalogue.load(f"networks/{kind}")


def choice(kind: str, given: Given) -> Choice:
    """What an address chooses; empty values choose nothing. Raises NotThere, QueryError."""
    behind = question(kind)
    asked = {name: [value.strip() for value in values if value.strip()] for name, values in given.items()}
    asked = {name: values for name, values in asked.items() if values}
    filters = {
        name: values if name in behind.parameters and behind.parameters[name].multiple else _one(name, values)
        for name, values in asked.items()
        if name not in OF_PICTURES
    }
    thinned = {name: _one(name, asked[name]) if name in asked else "" for name in OF_PICTURES}
    return Choice(filters, _top(thinned["top"]), _level(thinned["backbone"]), _yes(thinned["texts"]))


def _one(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise QueryError(f"{name} takes one value")
    return values[0]


def _top(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and int(text[:9]) > 0):
        raise QueryError(f"top is a whole number, 1 or more, not {text[:40]!r}")
    return int(text[:9]) if text else None


def _level(text: str) -> float | None:
    if text and not (re.fullmatch(r"[0-9]?\.[0-9]{1,6}", text) and 0 < float(text) < 1):
        raise QueryError(f"backbone is a level of significance between 0 and 1, such as 0.05, not {text[:40]!r}")
    return float(text) if text else None


def _yes(text: str) -> bool | None:
    if text not in ("", "yes", "no"):
        raise QueryError(f"texts is yes or no, not {text[:40]!r}")
    return text == "yes" if text else None


def picture(site: Site, kind: str, given: Given, suffix: str) -> Answer:
    """The network that an address chooses, in the format of *suffix* (`TYPES`): a page for a frame, or a file to save.

    Raises NotThere for an unknown kind or suffix, QueryError and UnknownName for filters that do not fit.
    """
    if suffix not in TYPES:
        raise NotThere(f"networks are written as {', '.join(f'.{name}' for name in TYPES)}, not .{suffix[:40]}")
    chosen = choice(kind, given)
    graph = networks.network(site.store, kind, top=chosen.top, backbone=chosen.backbone, **chosen.filters)
    if suffix == "html":
        return _page(pictures.html(graph, _few(graph) if chosen.texts is None else chosen.texts))
    name = f'attachment; filename="uprgraph-{kind}.{suffix}"'
    return Answer(_file(graph, suffix), TYPES[suffix], headers=(("Content-Disposition", name),))


def _few(graph: Any) -> bool:
    return bool(sum(data.get("weight", 1) for _, _, data in graph.edges(data=True)) <= TEXTS)


def _file(graph: Any, suffix: str) -> bytes:
    """What `uprgraph.pictures` writes: it knows files alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"network.{suffix}"
        pictures.write(graph, path)
        return path.read_bytes()


def _page(html: str) -> Answer:
    """The page with a policy that lets its own scripts run, known by their hashes, and nothing else.

    Content Security Policy Level 3, section 2.3.1: the hash is of the text between the tags. ``sandbox`` holds
    also where the page is opened outside of its frame.
    """
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in dict.fromkeys(_SCRIPT.findall(html))) or "'none'"
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-scripts allow-downloads"
    )
    return Answer(html.encode(), HTML, headers=(("Content-Security-Policy", policy),))


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
