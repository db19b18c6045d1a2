"""What a worker gives back: a body that is ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, media type, body and further headers of an answer over HTTP (RFC 9110)."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def text(message: str, status: int, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A plain sentence, as the SPARQL 1.1 Protocol wants errors to be told."""
    return Answer(message.rstrip("\n").encode() + b"\n", TEXT, status, headers)
