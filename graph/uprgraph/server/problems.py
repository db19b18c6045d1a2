"""What is said where an address of the API cannot be answered: problem details (RFC 9457)."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from uprgraph.server.answers import Answer
from uprgraph.server.api_parts import VARY

PROBLEM = "application/problem+json"


def problem(status: int, detail: str) -> Answer:
    """An answer whose body has ``type``, ``title``, ``status`` and ``detail``, one sentence that says what to do."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": for_the_web(detail)}
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    return Answer(body, PROBLEM, status, (VARY,))


def for_the_web(text: str) -> str:
    """A sentence of the command line with the names that its options and commands have in an address.

    >>> for_the_web("use --unit pairs, see 'upr query themes' or 'upr queries'; --theme: unknown")
    'use unit=pairs, see /questions/themes or /questions; theme: unknown'
    >>> for_the_web("--source goes with --unit records")
    'source goes with unit=records'
    """
    text = re.sub(r"; for example: upr .*$", "", text)
    text = re.sub(r"'upr query ([a-z-]+)'", r"/questions/\1", text).replace("'upr queries'", "/questions")
    text = re.sub(r"(?<![\w-])--(unit|scheme) (recommendations|texts|pairs|records|[a-z]+-[a-z0-9]+)\b", r"\1=\2", text)
    return re.sub(r"(?<![\w-])--(?=[a-z])", "", text)
