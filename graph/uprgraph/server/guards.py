"""What stands around every request: how often a client asks, the log, headers of every answer, and slow readers."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""Content Security Policy (W3C, Level 3) of every page that says no other: nothing from elsewhere, nothing inline."""
SAFE = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "SAMEORIGIN"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
OPEN = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "ETag, Link, Location, Retry-After, X-Total-Count"),
)
"""Data may be read by scripts of any page (Fetch standard); it is the same for all and there is nobody to log in."""


def headers(app: App) -> App:
    """Adds the headers of safety, and of sharing, that an answer does not have; errors have them too."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                more = [*SAFE, *OPEN, ("content-security-policy", POLICY)]
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in more if name.encode() not in known),
                ]
            await send(message)

        await app(scope, receive, sent)

    return guarded


def rooted(app: App, root: str) -> App:
    """Takes the path of a reverse proxy off addresses that still have it; some proxies leave it there."""
    if not root:
        return app

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and (path == root or path.startswith(f"{root}/")):
            scope = {**scope, "path": path[len(root) :] or "/"}
            if raw := scope.get("raw_path"):
                scope["raw_path"] = raw[len(root) :] or b"/"
        await app(scope, receive, send)

    return guarded


def logged(app: App, stream: IO[str]) -> App:
    """Writes one line of JSON for each request: when, who, what, and how it went."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, status, size = time.monotonic(), 0, 0

        async def sent(message: MutableMapping[str, Any]) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await app(scope, receive, sent)
        finally:
            print(json.dumps(_entry(scope, status, size, time.monotonic() - began)), file=stream, flush=True)

    return guarded


def _entry(scope: Scope, status: int, size: int, seconds: float) -> dict[str, Any]:
    said = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    address = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "client": scope["client"][0] if scope.get("client") else None,
        "method": scope["method"],
        "address": address[:2000],
        "status": status or None,
        "bytes": size,
        "milliseconds": round(seconds * 1000, 1),
        "agent": said.get("user-agent", "")[:200],
    }


class Rate:
    """So many requests of one client in a minute: a bucket that fills evenly (as in RFC 6585, 429)."""

    CLIENTS = 10_000

    def __init__(self, app: App, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._most, self._clock = app, most, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = 0.0
        if scope["type"] == "http" and not scope["path"].startswith("/health/"):
            wait = self.wait(scope["client"][0] if scope.get("client") else "")
        if not wait:
            await self._app(scope, receive, send)
            return
        await _refuse(send, 429, f"more than {self._most} requests in a minute", int(wait) + 1)

    def wait(self, client: str) -> float:
        """Takes one request from a client's bucket: 0, or the seconds until there is one."""
        now = self._clock()
        left, when = self._left.pop(client, (float(self._most), now))
        left = min(self._most, left + (now - when) * self._most / 60)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed else left, now)
        while len(self._left) > self.CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / self._most


class Paced:
    """Long answers go out in pieces, as fast as their reader takes them, and not for ever.

    Answers that wait for their readers have *room* bytes together; what does not fit is told to come again (503).
    A reader has *grace* seconds, and one more for each `RATE` bytes; then the connection ends.
    """

    PIECE = 256 << 10
    RATE = 64 << 10
    """Bytes that a reader takes in a second at least, on the whole of an answer."""
    AGAIN = 10
    """Seconds after which a client is asked to come again."""

    def __init__(self, app: App, room: int, grace: float = 30) -> None:
        self._app, self._left, self._grace = app, room, grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: MutableMapping[str, Any] | None = None
        refused = False

        async def sent(message: MutableMapping[str, Any]) -> None:
            nonlocal start, refused
            if message["type"] == "http.response.start":
                start = message
                return
            if refused:
                return
            body = message.get("body", b"")
            if start is not None:
                if len(body) > max(self.PIECE, self._left):
                    refused = True
                    await _refuse(send, 503, "too many long answers wait for their readers", self.AGAIN)
                    return
                first, start = start, None
                await send(first)
            await self._pieces(message, body, send)

        try:
            await self._app(scope, receive, sent)
        except TooSlow:
            return  # an answer that is not complete ends with its connection

    async def _pieces(self, message: MutableMapping[str, Any], body: bytes, send: Send) -> None:
        if len(body) <= self.PIECE:
            await send(message)
            return
        self._left -= len(body)
        try:
            async with asyncio.timeout(self._grace + len(body) / self.RATE):
                view = memoryview(body)
                for begin in range(0, len(body), self.PIECE):
                    more = begin + self.PIECE < len(body) or message.get("more_body", False)
                    piece = bytes(view[begin : begin + self.PIECE])
                    await send({"type": "http.response.body", "body": piece, "more_body": more})
        except TimeoutError:
            raise TooSlow from None
        finally:
            self._left += len(body)


class TooSlow(Exception):
    """A reader has not taken an answer in the time that it has."""


async def _refuse(send: Send, status: int, why: str, again: int) -> None:
    """An answer that says when to come again."""
    body = f"{why}; try again in {again} seconds\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", str(again).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def log_to(path: str) -> IO[str]:
    """The file of the access log, opened to be added to; ``-`` is standard error."""
    return sys.stderr if path == "-" else open(path, "a", encoding="utf-8", buffering=1)
