"""Spellings of states -> ISO 3166-1 alpha-3, from a table."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from functools import cache

from uprgraph.errors import UnknownName
from uprgraph.resources import facts


def normal(name: str) -> str:
    """What two spellings of one state have in common: no accents, case, points or articles.

    >>> normal("C&ocirc;te d’Ivoire") == normal("COTE D'IVOIRE")
    True
    """
    plain = unicodedata.normalize("NFKD", html.unescape(name).replace("&", " and "))
    plain = plain.replace("’", "").encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "").replace(".", "")).strip()
    plain = re.sub(r"^the | the$", "", plain)
    return re.sub(r"^saint ", "st ", plain)


@cache
def display_names() -> dict[str, str]:
    """ISO3 -> the name shown, for the 193 member states and two observers."""
    return {row["iso3"]: row["name"] for row in facts("states")}


@cache
def _spellings() -> dict[str, tuple[str, str]]:
    """Normal form -> (ISO3, a spelling to show)."""
    table: dict[str, tuple[str, str]] = {}
    for row in facts("states"):
        table[normal(row["name"])] = (row["iso3"], row["name"])
        table.setdefault(normal(row["upr_info_name"]), (row["iso3"], row["upr_info_name"]))
    for row in facts("state-names"):
        table.setdefault(normal(row["name"]), (row["iso3"], row["name"]))
    return table


@cache
def named(name: str) -> str | None:
    """The state that a text names: no code, and None for other words, without looking for names near them.

    >>> named("Iran (Islamic Republic of)"), named("the Committee"), named("per")
    ('IRN', None, None)
    """
    found = _spellings().get(normal(name))
    return found[0] if found else None


@cache
def iso3(name: str) -> str:
    """The ISO3 code of a state given by any known name or by its code, in any case.

    >>> iso3("Viet Nam"), iso3("khm"), iso3("Iran, Islamic Republic of"), iso3("Swaziland")
    ('VNM', 'KHM', 'IRN', 'SWZ')

    Raises UnknownName, which lists close spellings: nothing is guessed, since Niger and Nigeria,
    the Congos, the Koreas and the Guineas are one letter or one word apart.
    """
    code = name.strip().upper()
    if code in display_names():
        return code
    if (found := named(name)) is not None:
        return found
    raise UnknownName(f"unknown state {name.strip()!r}{did_you_mean(close(name))}")


def close(name: str) -> list[str]:
    """At most five known spellings near *name*, best first, one for each state."""
    spellings = _spellings()
    wanted = normal(name)
    near = [key for key in spellings if len(wanted) > 3 and (key.startswith(wanted) or wanted in key.split())]
    near.sort(key=lambda key: ("," in spellings[key][1], len(key), key))
    near += [key for key in difflib.get_close_matches(wanted, spellings, n=12, cutoff=0.6) if key not in near]
    found: dict[str, str] = {}
    for key in near:
        state, spelling = spellings[key]
        found.setdefault(state, spelling)
    return [f"{spelling} ({state})" for state, spelling in list(found.items())[:5]]


def did_you_mean(names: list[str]) -> str:
    """``"; close: A, B"``, or a word of where to look if there is none."""
    return f"; close: {', '.join(names)}" if names else "; no known name is close"
