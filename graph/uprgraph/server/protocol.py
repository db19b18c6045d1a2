"""An HTTP request -> the query that it asks (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from uprgraph.server.answers import Answer, text

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the dataset that the protocol chooses for it; no graphs means those of the query itself."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    """A suffix (``csv``) that is preferred to the Accept header: for readers that cannot send one."""


class Refused(Exception):
    """A request that asks no query; has the answer that says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def asked(method: str, address: str, media_type: str, body: bytes) -> Asked:
    """The query of a request: *address* is the part behind the ``?``, *media_type* that of the body.

    Raises Refused (400, 415) where it is none.
    """
    given = _pairs(address)
    if method == "POST":
        kind = media_type.split(";")[0].strip().lower()
        if kind == FORM:
            if any(name == "query" for name, _ in given):
                raise Refused(text("the query stands in the address and in the form; give it once", 400))
            given += _pairs(_decoded(body))
        elif kind == DIRECT:
            if any(name == "query" for name, _ in given):
                raise Refused(text("the query stands in the address and in the body; give it once", 400))
            given.append(("query", _decoded(body)))
        elif kind == UPDATE:
            raise Refused(text("this service is for reading; it takes no updates", 403))
        else:
            raise Refused(text(f"a query is sent as {FORM} or as {DIRECT}", 415, (("Accept", f"{FORM}, {DIRECT}"),)))
    if any(name == "update" for name, _ in given):
        raise Refused(text("this service is for reading; it takes no updates", 403))
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        said = "there are several queries; send one" if queries else "send the query as the parameter 'query'"
        raise Refused(text(said, 400))
    formats = [value for name, value in given if name == "format"]
    return Asked(
        query=queries[0],
        default_graphs=tuple(dict.fromkeys(value for name, value in given if name == "default-graph-uri")),
        named_graphs=tuple(dict.fromkeys(value for name, value in given if name == "named-graph-uri")),
        format=formats[-1] if formats else "",
    )


def _pairs(text_: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text_, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise Refused(text("the parameters are not UTF-8, or too many", 400)) from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(text("the request is not UTF-8", 400)) from None
