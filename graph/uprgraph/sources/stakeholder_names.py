"""What an endnote prints of an organisation -> its name, its seat and the one id it has in every review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from uprgraph import names
from uprgraph.namespaces import clean, slug
from uprgraph.resources import facts

LONGEST_NAME = 400
"""No organisation's name is longer, in letters: a text without an end is not looked up."""
_SPELLINGS = {
    "centre": "center",
    "centres": "centers",
    "organisation": "organization",
    "organisations": "organizations",
    "defence": "defense",
    "programme": "program",
    "labour": "labor",
}
_LEGAL_FORM = re.compile(
    r",?\s+(?:inc|incorporated|ltd|limited|llc|llp|e\s?v|gmbh|asbl|a\s?s\s?b\s?l|vzw|v\s?z\s?w|ry|onlus|n\s?g\s?o)$"
)
_MARKS = re.compile(r"\s*[*\u2217\u204e†‡]+")
_CITY = re.compile(r"(.+),\s*([^,]{2,45})")
_CITY_AND_STATE = re.compile(r"(.+),\s*([^,]{2,45},\s?(?:(?:[A-Z]\.\s?){2,3}|[A-Z]{2}))")


@dataclass(frozen=True, slots=True)
class Place:
    """A seat: *city* as printed and the ISO3 code of the country; None where it is not said."""

    city: str | None
    country: str | None


NOWHERE = Place(None, None)


def without_marks(text: str) -> str:
    """*text* without the asterisks that tell an organisation's status.

    >>> without_marks("Amnesty International*, London")
    'Amnesty International, London'
    """
    return clean(_MARKS.sub("", text))


def country(text: str) -> str | None:
    """The ISO3 code of a country as printed, if it is a state that is known."""
    name = re.sub(r"^the\s+", "", text.strip(" .;,"), flags=re.IGNORECASE)
    return names.named(name)


def split_place(text: str) -> tuple[str, Place]:
    """``Name, City (Country)`` or ``Name, City, Country`` -> the name and its seat.

    >>> split_place("Human Rights Watch, New York, United States of America")
    ('Human Rights Watch', Place(city='New York', country='USA'))
    >>> split_place("Institute for Law (IL)")
    ('Institute for Law (IL)', Place(city=None, country=None))
    """
    text = without_marks(text).strip(" .;,")
    before, inside = _last_parenthesis(text)
    if inside is not None and (code := country(inside)):
        name, city = _name_and_city(before)
        return name, Place(city, code)
    parts = text.split(",")
    for length in (1, 2):
        code = country(",".join(parts[-length:])) if len(parts) > length else None
        if code:
            name, city = _name_and_city(",".join(parts[:-length]).strip())
            return name, Place(city, code)
    return text, NOWHERE


def only_place(text: str) -> Place | None:
    """The place that *text* consists of (``Ljubljana (Slovenia)``), if it is nothing else."""
    text = without_marks(text).strip(" .;,")
    before, inside = _last_parenthesis(text)
    if inside is not None and "," not in before and (code := country(inside)):
        return Place(before or None, code)
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and (code := country(parts[1])):
        return Place(parts[0], code)
    return Place(None, country(text)) if country(text) else None


def _name_and_city(text: str) -> tuple[str, str | None]:
    """What stands before the country, parted at the city; ``Washington, D.C.`` is one."""
    found = _CITY_AND_STATE.fullmatch(text) or _CITY.fullmatch(text)
    if found is None or found[1].count("(") != found[1].count(")"):
        return text, None
    return found[1].strip(), found[2].strip()


def _last_parenthesis(text: str) -> tuple[str, str | None]:
    """What stands before the parenthesis at the end of *text* and what in it, which may hold others."""
    if not text.endswith(")"):
        return text, None
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if depth == 0:
            return text[:index].strip(" ,"), text[index + 1 : -1]
    return text, None


def normal(name: str) -> str:
    """What spellings of one organisation's name have in common: no accents, case, points, article, legal form.

    >>> normal("The Organisation for Défence Ltd.") == normal("Organization for Defense")
    True
    """
    words = names.normal(without_marks(name))
    words = _LEGAL_FORM.sub("", words)
    return " ".join(_SPELLINGS.get(word, word) for word in words.split())


@cache
def _words() -> dict[str, bool]:
    """The common words of organisations' names, and whether each says a kind of organisation."""
    return {row["word"]: row["kind_of_organisation"] == "yes" for row in facts("organisation-words")}


def says_kind(name: str) -> bool:
    """Whether a name says by a word of its own that an organisation bears it.

    >>> says_kind("Lotus Union"), says_kind("Peace and Security")
    (True, False)
    """
    return any(_words().get(word) for word in normal(name).split()) or known(name, None) is not None


@cache
def _known() -> dict[tuple[str, str], dict[str, str]]:
    """The rows of ``organisation-names.csv`` by normal name, and acronym where the name is sure only with it."""
    return {(normal(row["name"]), names.normal(row["acronym"])): row for row in facts("organisation-names")}


def known(name: str, acronym: str | None) -> dict[str, str] | None:
    """The row of ``organisation-names.csv`` for a name, or for a name together with its acronym."""
    if len(name) > LONGEST_NAME:
        return None
    table = _known()
    for text in (name, _bare(name)):
        key = normal(text)
        if found := table.get((key, names.normal(acronym or ""))) or table.get((key, "")):
            return found
    return None


def _bare(name: str) -> str:
    """*name* without an acronym or note in parentheses at its end."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", name) or name


def known_start(text: str, acronym: str | None) -> tuple[str, str]:
    """The known name that *text* begins with, up to one of its commas, and the rest; ("", *text*) if none does.

    >>> known_start("Council of Europe, Strasbourg, Second report", None)
    ('Council of Europe', 'Strasbourg, Second report')
    """
    parts = text.split(",")
    for length in range(min(len(parts), 12), 0, -1):
        name = ",".join(parts[:length]).strip()
        if known(name, acronym):
            return name, ",".join(parts[length:]).strip()
    return "", text


def identity(name: str, acronym: str | None, seat: str | None) -> str:
    """The last part of the organisation's IRI; *seat* is the ISO3 code that tells common names apart.

    >>> identity("Legal Aid Centre", None, "KEN")
    'legal-aid-center-ken'
    """
    row = known(name, acronym)
    if row:
        return row["id"]
    bare = _bare(name)
    made = slug(normal(bare)) or slug(normal(name))
    # Legal Aid Centre: of nothing but common words, so that several organisations bear it.
    common = all(word in _words() for word in normal(bare).split())
    return f"{made}-{seat.lower()}" if common and seat else made


def kind(name: str, acronym: str | None) -> str | None:
    """The class that the table gives an organisation; None where it leaves that to the summary."""
    row = known(name, acronym)
    return (row["kind"] or "Organisation") if row else None


def shown(name: str, acronym: str | None) -> str:
    """The name to show: that of the table, else as printed without article and marks."""
    row = known(name, acronym)
    return row["shown"] if row else re.sub(r"^The\s+", "", without_marks(name)).strip(" .;,")
