"""One polite reader of the web: a request at a time, a pause between them, and patience with busy servers.

Written on the standard library: it is always there, it honours the usual proxy variables
(``https_proxy``, ``no_proxy``) and the system's certificates (``SSL_CERT_FILE`` names others), and
going on with a cut file needs a retry that knows how much of it has come, which no library's retry does.
"""

from __future__ import annotations

import http.client
import json
import re
import ssl
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from uprgraph.errors import NotFetched
from uprgraph.namespaces import BASE
from uprgraph.version import VERSION

AGENT = f"uprgraph/{VERSION} (+{BASE})"
REDIRECTS = 5
PIECE = 1 << 16
PAGE_LIMIT = 64 << 20
SLOWEST = 100
"""Bytes a second; what comes slower over the whole of a web's patience counts as cut."""
GO_ON = "run the same command again to go on"

_MOVED = {301, 302, 303, 307, 308}
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_TAKEN = {200, 206, 304, 416}
_NUMBER = re.compile(r"[0-9]{1,15}")

T = TypeVar("T")


class Unreachable(NotFetched):
    """No server answered: most likely there is no connection."""

    def __init__(self, host: str, reason: object) -> None:
        self.reason = reason
        super().__init__(f"cannot reach {host} (no connection?); nothing was changed; {GO_ON}")


class Absent(NotFetched):
    """The server answers, and does not have what was asked for."""


class Passing(NotFetched):
    """A failure that may not happen again; *wait* is the number of seconds that the server asks to wait."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(message)


def host(address: str) -> str:
    """
    >>> host("https://documents.un.org/api/symbol/access?s=A/HRC/59/15")
    'documents.un.org'
    """
    return urlsplit(address).netloc.rpartition("@")[2]


@dataclass(slots=True)
class Web:
    """How to ask. Times are in seconds, sizes in bytes; the functions are there to be replaced in tests."""

    pause: float = 1.0
    """Between the starts of two requests, whatever they ask."""
    attempts: int = 6
    """How often a request may fail in a row; what a server says not to have is asked once."""
    longest_wait: float = 300.0
    """A server that asks to wait longer is left alone until the command is run again."""
    patience: float = 60.0
    """How long to wait for the next piece."""
    limit: int = 2 * 10**9
    """What is larger is refused."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    _asked: float | None = None
    _reached: set[str] = field(default_factory=set)
    _opener: urllib.request.OpenerDirector | None = None

    def open(self, address: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a GET, redirects followed. Raises NotFetched."""
        headers = {**headers}
        for _ in range(REDIRECTS + 1):
            response = self._ask(address, headers)
            if response.status not in _MOVED:
                return self._taken(Answer(address, response, self))
            response.close()
            address = _redirected(address, response.headers.get("Location"))
        raise NotFetched(f"{host(address)}: redirects more than {REDIRECTS} times")

    def json(self, address: str) -> Any:
        """The value of a JSON page, asked again where a failure may pass. Raises NotFetched."""
        return Tries(self).until_well(lambda: self._json(address))

    def _json(self, address: str) -> Any:
        # The language is asked for by header: UPR Info's server refuses one among the parameters.
        asking = {"Accept": "application/json", "Accept-Encoding": "gzip", "Accept-Language": "en"}
        with self.open(address, asking) as answer:
            buffer = bytearray()
            for piece in answer.pieces():
                buffer += piece
                if len(buffer) > min(PAGE_LIMIT, self.limit):
                    raise NotFetched(f"{host(address)}: a page of more than {PAGE_LIMIT >> 20} MB")
        page = bytes(buffer)
        if page.lstrip()[:1] not in (b"{", b"["):
            raise Absent(f"{host(address)}: {web_page(page)} instead of JSON at {address}")
        try:
            return json.loads(page)
        except ValueError as error:
            raise Passing(f"{host(address)}: a page that is no JSON ({error}); {GO_ON}") from error

    def _ask(self, address: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        if self._asked is not None and (early := self._asked + self.pause - self.clock()) > 0:
            self.sleep(early)
        self._asked = self.clock()
        try:
            request = urllib.request.Request(address, headers=dict(headers))
            response = self._director().open(request, timeout=self.patience)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failure(address, error) from error
        self._reached.add(host(address))
        return response  # type: ignore[no-any-return]

    def _director(self) -> urllib.request.OpenerDirector:
        """Opens http and https and nothing else; every status is an answer."""
        if self._opener is None:
            self._opener = urllib.request.OpenerDirector()
            self._opener.addheaders = [("User-Agent", AGENT)]
            for handler in (
                urllib.request.ProxyHandler(),
                urllib.request.HTTPHandler(),
                urllib.request.HTTPSHandler(context=ssl.create_default_context()),
            ):
                self._opener.add_handler(handler)
        return self._opener

    def _failure(self, address: str, error: Exception) -> NotFetched:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            return NotFetched(
                f"{host(address)}: its certificate cannot be trusted ({reason.verify_message}); "
                "SSL_CERT_FILE can name a file of certificates to trust"
            )
        if isinstance(error, ValueError):
            return NotFetched(f"{address}: no address that can be asked ({error})")
        cut = isinstance(reason, ConnectionResetError | ConnectionAbortedError | http.client.HTTPException)
        if cut or host(address) in self._reached:
            return Passing(f"{host(address)}: the connection was cut ({reason}); {GO_ON}")
        return Unreachable(host(address), reason)

    def _taken(self, answer: Answer) -> Answer:
        """The answer, if it is one that something can be done with."""
        if answer.status in _TAKEN:
            return answer
        answer.close()
        says = f"{host(answer.address)} answers {answer.status} {http.client.responses.get(answer.status, '')}".strip()
        if answer.status in (404, 410):
            raise Absent(f"{says} for {answer.address}")
        if answer.status in _PASSING:
            raise Passing(f"{says}; {GO_ON}", _seconds(answer.header("Retry-After"), self.now()))
        raise NotFetched(f"{says} for {answer.address}")


class Tries:
    """Counts failures in a row, waits after each, and gives up after the last."""

    def __init__(self, web: Web) -> None:
        self._web, self._failed = web, 0

    def until_well(self, step: Callable[[], T]) -> T:
        """What *step* gives, when it no longer raises Passing."""
        while True:
            try:
                return step()
            except Passing as trouble:
                self.again(trouble)

    def again(self, trouble: Passing, progressed: bool = False) -> None:
        """Waits before the next attempt; raises NotFetched where there shall be none."""
        self._failed = 1 if progressed else self._failed + 1
        if self._failed >= self._web.attempts:
            raise trouble
        wait = trouble.wait if trouble.wait is not None else min(2.0 ** (self._failed - 1), self._web.longest_wait)
        if wait > self._web.longest_wait:
            minutes = max(1, round(wait / 60))
            raise NotFetched(f"{trouble}, and asks to be left alone for {minutes} minutes") from trouble
        self._web.sleep(wait)


class Answer:
    """A status, headers and a body that is read once."""

    def __init__(self, address: str, response: http.client.HTTPResponse, web: Web) -> None:
        self.address, self._response, self._web = address, response, web
        self.status: int = response.status

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        self._response.close()

    def header(self, name: str) -> str | None:
        return self._response.headers.get(name)

    @property
    def packed(self) -> bool:
        """Whether the body is compressed for the journey."""
        return (self.header("Content-Encoding") or "identity").strip().lower() not in ("identity", "")

    @property
    def length(self) -> int | None:
        """The bytes of the body on the journey, where the server says it."""
        text = self.header("Content-Length")
        if text is None or self._response.chunked:
            return None
        if not _NUMBER.fullmatch(text.strip()):
            raise NotFetched(f"{host(self.address)}: says that its length is {text[:40]!r}")
        return int(text)

    def pieces(self) -> Iterator[bytes]:
        """The body, unpacked. Raises Passing where less comes than was said, or too slowly."""
        coding = (self.header("Content-Encoding") or "identity").strip().lower()
        if not self.packed:
            return self._raw()
        if coding not in ("gzip", "x-gzip"):
            raise NotFetched(f"{host(self.address)}: sends its answer packed as {coding!r}, which was not asked for")
        return self._unpacked()

    def _raw(self) -> Iterator[bytes]:
        said, came = self.length, 0
        begun, before = self._web.clock(), 0
        while said is None or came < said:
            try:
                piece = self._response.read1(PIECE if said is None else min(PIECE, said - came))
            except (OSError, http.client.HTTPException) as error:
                raise self._cut(came, said, error) from error
            if not piece:
                break
            came += len(piece)
            yield piece
            if (passed := self._web.clock() - begun) > self._web.patience:
                if came - before < SLOWEST * passed:
                    raise self._cut(came, said, f"{(came - before) / passed:.0f} bytes a second")
                begun, before = self._web.clock(), came
        if said is not None and came < said:
            raise self._cut(came, said, "the server closed it")

    def _unpacked(self) -> Iterator[bytes]:
        decoder = zlib.decompressobj(31)
        came = 0
        for piece in self._raw():
            came += len(piece)
            while piece:
                if decoder.eof:
                    decoder = zlib.decompressobj(31)
                try:
                    yield decoder.decompress(piece, 1 << 20)
                except zlib.error as error:
                    raise self._cut(came, None, error) from error
                piece = decoder.unconsumed_tail or decoder.unused_data
        yield decoder.flush()
        if not decoder.eof:
            raise self._cut(came, None, "its compression has no end")

    def _cut(self, came: int, said: int | None, why: object) -> Passing:
        of = f" of {said:,}" if said is not None else ""
        return Passing(f"{host(self.address)}: the connection was cut after {came:,}{of} bytes ({why}); {GO_ON}")


def web_page(start: bytes) -> str:
    """What came, in words, for a message: the title of a web page, else its first characters."""
    text = start[:20_000].decode("utf-8", "replace")
    title = text.lower().find("<title")
    if title >= 0:
        words = " ".join(text[text.find(">", title) + 1 :].partition("<")[0].split())
        return f"a web page ({words[:80]!r})"
    if text.lstrip().startswith("<"):
        return "a web page"
    return f"something that begins {text[:20]!r}" if text else "nothing"


def _redirected(address: str, location: str | None) -> str:
    """The address that a redirect names. Raises NotFetched for one that is not to be followed."""
    if not location:
        raise NotFetched(f"{host(address)}: redirects to nowhere")
    there = urlsplit(
        quote(urljoin(address, location), safe="/:?#[]@!$&'()*+,;=%~", encoding="iso-8859-1", errors="replace")
    )
    if there.scheme not in ("http", "https") or not there.netloc:
        raise NotFetched(f"{host(address)}: redirects to {location[:100]!r}, which is not followed")
    if address.startswith("https:") and there.scheme == "http":
        raise NotFetched(f"{host(address)}: redirects to {location[:100]!r}, which is not secure and not followed")
    # The UN's service names documents in capitals and keeps them under small letters.
    if there.path.lower().startswith("/doc/undoc/"):
        there = there._replace(path=there.path.lower())
    return urlunsplit(there._replace(fragment=""))


def _seconds(retry_after: str | None, now: float) -> float | None:
    """The header Retry-After (RFC 9110, 10.2.3), seconds or a date, as seconds from *now*.

    >>> _seconds("120", 0.0), _seconds("Thu, 01 Jan 1970 00:00:30 GMT", 10.0), _seconds("soon", 0.0)
    (120.0, 20.0, None)
    """
    text = (retry_after or "").strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError):
        return None
