"""What may be chosen on a page: a form whose every choice stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from uprgraph import units
from uprgraph.errors import QueryError
from uprgraph.records import BUNDLED
from uprgraph.server.site import Given, Site

RESPONSES = (("accepted", "accepted"), ("noted", "noted"), ("pending", "pending"))
ACTIONS = tuple((str(number), str(number)) for number in range(1, 6))
CYCLES = tuple((str(number), f"cycle {number}") for number in range(1, 5))


@dataclass(frozen=True, slots=True)
class Field:
    """One choice: its name in the address, its label, its (value, text) pairs; without pairs it takes any words."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    value: str = ""
    empty: str = "any"
    """What it means that nothing is chosen."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen, in words, and the address of the page without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Form:
    """What the macro ``filters`` of parts.html draws."""

    action: str
    fields: tuple[Field, ...]
    chosen: tuple[Chosen, ...]
    kept: tuple[tuple[str, str], ...]
    """Values that the form hands on: the second and later ones of a field, and what else was given."""

    @property
    def values(self) -> dict[str, list[str]]:
        """The filters that are given, by the names of the questions' parameters."""
        found: dict[str, list[str]] = {}
        for field in self.fields:
            found.setdefault(field.name, [field.value] if field.value else [])
        for name, value in self.kept:
            if name in found:
                found[name].append(value)
        return {name: values for name, values in found.items() if values}


def form(site: Site, path: str, given: Given, fields: Sequence[Field], kept: Sequence[str] = ()) -> Form:
    """The form of *fields* for the page at *path* (as ``/id/state/khm.html``); *kept* are names that it hands on.

    Empty values count as not given. Raises QueryError for a filter that the page does not have.
    """
    asked = {name: [value for value in values if value.strip()] for name, values in given.items()}
    asked = {name: values for name, values in asked.items() if values}
    known = [field.name for field in fields]
    if unknown := sorted(set(asked) - set(known) - set(kept)):
        raise QueryError(f"this page has no filter {', '.join(unknown)}; it has {', '.join([*known, *kept])}")
    return Form(
        action=site.root + path,
        fields=tuple(replace(one, value=asked.get(one.name, [""])[0]) for one in fields),
        chosen=tuple(
            Chosen(one.label, _said(one, value), site.address(path, _without(asked, one.name, value)))
            for one in fields
            for value in asked.get(one.name, ())
        ),
        kept=tuple(
            (name, value) for name, values in asked.items() for value in (values[1:] if name in known else values)
        ),
    )


def counting(site: Site, allowed: Sequence[str]) -> list[Field]:
    """The fields that choose what is counted: units, and where records of several sources are loaded, whose."""
    sources = units.record_sources(site.store)
    built = {name: label for name, label in sources.items() if name != BUNDLED} or sources
    several = len(built) > 1
    choices = [(name, name) for name in allowed if not (several and name == "records")]
    fields = [Field("unit", "Count", choices, empty="as each table says")]
    return (
        [*fields, Field("source", "Records of", list(built.items()), empty="all sources together")]
        if several
        else fields
    )


def single(values: Mapping[str, list[str]]) -> dict[str, Any]:
    """The filters as questions take them: one value as itself, several as a list.

    >>> single({"cycle": ["1", "2"], "scheme": ["ohchr-3"]})
    {'cycle': ['1', '2'], 'scheme': 'ohchr-3'}
    """
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _without(asked: dict[str, list[str]], name: str, value: str) -> dict[str, list[str]]:
    return {key: [one for one in values if (key, one) != (name, value)] for key, values in asked.items()}


def _said(field: Field, value: str) -> str:
    return dict(field.choices).get(value, value)
