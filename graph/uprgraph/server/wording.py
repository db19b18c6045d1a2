"""How values are written on pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uprgraph.page.layout import shown
from uprgraph.results import plain

UNKNOWN = "\u2013"


def number(value: Any) -> str:
    """A number with thin spaces between thousands from 10,000 on, so that years stay years; a dash for None.

    >>> number(22421), number(2014), number(82.8), number(None), number(0)
    ('22\\u202f421', '2014', '82.8', '\u2013', '0')
    """
    if value is None:
        return UNKNOWN
    value = plain(value)
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(value)


def cell(value: Any) -> str:
    """A value as text of a table, without characters that turn the direction of what follows; empty for None."""
    if value is None:
        return ""
    value = plain(value)
    return number(value) if isinstance(value, int | float) else shown(str(value))


FILTERS: dict[str, Callable[..., Any]] = {"number": number, "cell": cell, "shown": shown}
