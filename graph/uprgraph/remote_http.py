"""Requests to a SPARQL service: address, login, time limit, and every failure in one line."""

from __future__ import annotations

import netrc
import os
import re
import ssl
import time
import weakref
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx

from uprgraph.errors import StoreError
from uprgraph.namespaces import BASE
from uprgraph.version import VERSION

MERGE = f"{BASE}graph/merge"
"""The named graph that holds the merge where no other is named."""
LIMIT = 600.0
"""Seconds that an answer may take; ``$UPR_TIMEOUT`` names others."""
AGENT = f"uprgraph/{VERSION} (+{BASE})"
_LOGIN_HELP = "$UPR_USER and $UPR_PASSWORD, or $UPR_TOKEN, or ~/.netrc give a login"


class Unreached(StoreError):
    """No answer, or not the whole: the same request may do better later."""


class Refused(StoreError):
    """The service answers, and not with what was asked for."""

    def __init__(self, message: str, status: int, wait: float | None = None) -> None:
        self.status, self.wait = status, wait
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service is, and who asks there; as text it shows no login and nothing behind a ``?``, such as a key."""

    url: str
    """Without login and fragment."""
    graph: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return _bare(self.url) if self.graph == MERGE else f"{_bare(self.url)}#{self.graph}"

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


def address(text: str) -> Address:
    """The parts of ``https://user:password@host/sparql#graph``; the graph is ``graph/merge`` where none is named.

    Raises StoreError, without the login, for what is no address.

    >>> address("https://me:secret@example.org:8443/sparql")
    Address(url='https://example.org:8443/sparql', graph='https://w3id.org/uprgraph/graph/merge')
    """
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise StoreError("the address of the service cannot be read; it is like https://host/sparql") from error
    place = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https") or not host:
        raise StoreError(f"{parts.scheme}://{place}: the address of a service is like https://host/sparql")
    graph = unquote(parts.fragment) or MERGE
    if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+", graph):
        raise StoreError(f"{place}: what follows # is the graph's IRI, and {graph[:60]!r} is none")
    url = urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
    named = unquote(parts.username) if parts.username else None
    return Address(url, graph, named, None if parts.password is None else unquote(parts.password))


def login(where: Address) -> tuple[str, str] | None:
    """User and password, of the address, of ``$UPR_USER`` and ``$UPR_PASSWORD`` or of the netrc file, if any."""
    user = where.user or os.environ.get("UPR_USER")
    if user:
        password = where.password if where.password is not None else os.environ.get("UPR_PASSWORD")
        if password is not None:
            return user, password
    if where.user is None and os.environ.get("UPR_TOKEN"):
        return None
    known = _netrc(urlsplit(where.url).hostname or "")
    if known and user in (None, known[0]):
        return known
    if user:
        raise StoreError(f"{where.host}: no password for the user {user!r}; put it into $UPR_PASSWORD or ~/.netrc")
    return None


def _netrc(host: str) -> tuple[str, str] | None:
    path = os.environ.get("NETRC") or os.path.expanduser("~/.netrc")
    if not os.path.exists(path):
        return None
    try:
        known = netrc.netrc(path).authenticators(host)
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: the netrc file cannot be read; mend it, or name another by $NETRC") from error
    return (known[0], known[2]) if known and known[0] and known[2] else None


class Login(httpx.Auth):
    """User and password, given only when asked for and in the way asked for: Digest before Basic (RFC 7616, 7617)."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._way: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._way is None:
            response = yield request
            asked = " ".join(response.headers.get_list("www-authenticate")).lower()
            if response.status_code != 401 or not ("digest" in asked or "basic" in asked):
                return
            kind = httpx.DigestAuth if "digest" in asked else httpx.BasicAuth
            self._way = kind(self._user, self._password)
        yield from self._way.auth_flow(request)


class Token(httpx.Auth):
    """A bearer token (RFC 6750)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that came whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Service:
    """A SPARQL service over HTTP, which several threads may use."""

    def __init__(self, where: Address, limit: float | None = None) -> None:
        self.where = where
        self.limit = limit if limit is not None else _limit()
        self.engine = ""
        """What the service called itself when it answered last, such as ``Virtuoso/07.20.3229 (Linux)``."""
        # OpenSSL's own list of certificates, which $SSL_CERT_FILE and $SSL_CERT_DIR replace.
        self._client = httpx.Client(
            verify=ssl.create_default_context(),
            auth=self._auth(),
            timeout=httpx.Timeout(self.limit, connect=min(30.0, self.limit)),
            headers={"User-Agent": AGENT},
        )
        # Its connections end with it, whoever had it open.
        weakref.finalize(self, self._client.close)

    def _auth(self) -> httpx.Auth | None:
        if known := login(self.where):
            return Login(*known)
        token = os.environ.get("UPR_TOKEN")
        if not token:
            return None
        if self.where.url.startswith("http:") and not _here(self.where.url):
            raise StoreError(f"{self.where.host}: a token goes over https only; use https:// or leave $UPR_TOKEN empty")
        return Token(token)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str | list[str]] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """The answer with a status of 2xx. Raises Unreached and Refused, whose message is one line.

        Redirects are not followed, so no login goes to another host; the message names the new address.
        """
        end = time.monotonic() + self.limit
        target = httpx.URL(url).copy_merge_params(dict(params)) if params else httpx.URL(url)
        try:
            with self._client.stream(
                method, target, headers=dict(headers), data=dict(form) if form else None, content=body
            ) as response:
                pieces = []
                for piece in response.iter_bytes():
                    pieces.append(piece)
                    if time.monotonic() > end:
                        raise self._late()
                reply = Reply(response.status_code, response.headers, b"".join(pieces))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise self._failure(error) from error
        self.engine = reply.headers.get("server", "")
        if not 200 <= reply.status < 300:
            raise self._refusal(url, reply)
        return reply

    def _late(self) -> Unreached:
        return Unreached(
            f"{self.where.host}: no whole answer within {self.limit:g} seconds; ask for less, "
            "or allow more seconds by $UPR_TIMEOUT"
        )

    def _failure(self, error: Exception) -> StoreError:
        host = self.where.host
        if isinstance(error, httpx.ConnectTimeout):
            return Unreached(f"cannot reach {host}: no connection in time; is the service running?")
        if isinstance(error, httpx.TimeoutException):
            return self._late()
        if isinstance(error, httpx.ConnectError):
            reason = " ".join(str(error).split())
            if "CERTIFICATE_VERIFY_FAILED" in reason:
                why = re.sub(r".*certificate verify failed:? ?|\(_ssl.*", "", reason).strip() or "not verified"
                return StoreError(
                    f"{host}: its certificate cannot be trusted ({why}); "
                    "SSL_CERT_FILE can name a file of certificates to trust"
                )
            return Unreached(f"cannot reach {host} ({reason}); is the service running, and the address right?")
        if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
            return StoreError(f"{host}: no address that can be asked")
        return Unreached(f"{host}: the connection was cut before the whole answer came; try again")

    def _refusal(self, url: str, reply: Reply) -> Refused:
        return Refused(self._says(url, reply), reply.status, _seconds(reply.headers.get("retry-after")))

    def _says(self, url: str, reply: Reply) -> str:
        host, status = self.where.host, reply.status
        if status == 401:
            given = self._client.auth is not None
            return f"{host}: {'this login is not taken' if given else 'a login is asked for'} (401); {_LOGIN_HELP}"
        if status == 403:
            return f"{host}: this is not allowed to this user (403); {_LOGIN_HELP}"
        if status in (404, 410):
            return f"{host}: nothing is at {_bare(url)} ({status}); is it the address of a SPARQL service?"
        if 300 <= status < 400:
            to = _bare(str(httpx.URL(url).join(reply.headers.get("location", ""))))
            return f"{host}: the service says that it is at {to} ({status}); use that address"
        if status == 413:
            return f"{host}: the request is too large for the service (413)"
        if status in (429, 503):
            return f"{host}: the service is busy or not ready ({status}); try again later"
        said = excerpt(reply)
        return f"{host}: the service answers {status}{f': {said}' if said else ''}"


def excerpt(reply: Reply) -> str:
    """The first words of an answer that is no result, on one line: of a page its title."""
    text = reply.body[:20_000].decode("utf-8", "replace")
    if "html" in reply.type or text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>([^<]*)", text, re.I)
        text = title[1] if title else re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S | re.I)
    # What follows is the query again, in Virtuoso's and others' messages.
    text = text.split("\n\n")[0] if "SPARQL query:" in text else text
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]


def _bare(url: str) -> str:
    """An address without login, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _here(url: str) -> bool:
    """Whether an address is of this machine."""
    name = urlsplit(url).hostname or ""
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _limit() -> float:
    text = os.environ.get("UPR_TIMEOUT", "")
    if not text:
        return LIMIT
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 10**6:
        raise StoreError(f"UPR_TIMEOUT is a number of seconds, not {text[:20]!r}")
    return seconds


def _seconds(text: str | None) -> float | None:
    """Of a Retry-After header in seconds; a date counts as none."""
    return float(text) if text and re.fullmatch(r"[0-9]{1,6}", text.strip()) else None
