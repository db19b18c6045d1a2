"""A network: its picture in a frame, what may be chosen, its files, and the question behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from uprgraph import catalogue, names, units
from uprgraph.catalogue import Question
from uprgraph.memberships import Memberships
from uprgraph.namespaces import RDFS, SKOS, UPR
from uprgraph.page import wording
from uprgraph.page.layout import GROUPS
from uprgraph.schedule import sessions
from uprgraph.server import filters
from uprgraph.server.filters import Field
from uprgraph.server.picture import OF_PICTURES, TYPES, Choice, choice, question
from uprgraph.server.site import Given, Site

FIRST: Mapping[str, Mapping[str, list[str]]] = {
    "states": {"top": ["40"]},
    "themes": {"top": ["25"]},
    "contested-themes": {"top": ["25"]},
    "theme-pairs": {"top": ["30"]},
    "similarity": {"top": ["40"]},
    "co-makers": {"top": ["40"]},
    "troika-service": {"top": ["40"]},
    "answers": {"between": ["France|Cambodia"]},
}
"""What is chosen where an address chooses nothing: as much as can be read in one picture."""
LABELS = {
    "between": "States, separated by |",
    "maker": "Recommending State",
    "state": "State under review",
    "group": "Group of the recommending State",
    "state-group": "Group of the State under review",
    "bloc": "Organisation of the recommending State",
    "state-bloc": "Organisation of the State under review",
    "member": "Member of the troika",
    "theme": "Theme",
    "scheme": "Scheme of themes",
    "cycle": "Cycle",
    "session": "Session",
    "since": "From this day, month or year",
    "until": "Up to this day, month or year",
    "response": "Answer",
    "action": "Action category",
    "minimum": "Edges of at least",
    "made": "States that made at least",
    "unit": "Counted",
    "source": "Records of",
    "top": "Largest nodes of each kind",
    "backbone": "Edges significant at the level",
    "texts": "Texts in the picture",
}
FILES = tuple((suffix, suffix.upper() if len(suffix) < 5 else "GraphML") for suffix in TYPES)


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the network *key*. Raises NotThere, QueryError and UnknownName."""
    behind = question(key)
    asked = {name: [value for value in values if value.strip()] for name, values in given.items()}
    asked = {name: values for name, values in asked.items() if values} or dict(FIRST.get(key, {}))
    form = filters.form(site, f"/networks/{key}", {**asked, "whole": ["yes"]}, _fields(site, behind, asked), ("whole",))
    chosen = choice(key, asked)
    if "between" in behind.parameters and "between" not in chosen.filters:
        chosen.filters["between"] = FIRST[key]["between"][0].split("|")
    drawn = {name: values for name, values in asked.items() if name != "whole"}
    sparql = catalogue.sparql(site.store, behind.name, **chosen.filters)
    return site.render(
        "network.html",
        kind=key,
        question=behind,
        meaning=wording.MEANING[key],
        unit=_unit(site, behind, chosen),
        form=replace(form, chosen=()),
        chosen=form.chosen,
        whole="" if key == "answers" else site.address(f"/networks/{key}", {"whole": "yes"}),
        picture=site.address(f"/networks/{key}/picture", drawn),
        with_texts=site.address(f"/networks/{key}", {**drawn, "texts": "yes"}) if _has_texts(key, drawn) else "",
        files=[(label, suffix, site.address(f"/networks/{key}.{suffix}", drawn)) for suffix, label in FILES],
        thinned=chosen.top is not None or chosen.backbone is not None,
        asked=site.address(f"/questions/{behind.name}", chosen.filters),
        csv=site.address(f"/api/queries/{behind.name}.csv", chosen.filters),
        editor=site.address("/editor", {"query": sparql}),
        sparql=sparql,
    )


def _has_texts(kind: str, drawn: Mapping[str, list[str]]) -> bool:
    """Whether the picture could have texts that nobody spoke of yet."""
    return (
        kind not in ("similarity", "co-makers", "troikas", "troika-service", "civil-society") and "texts" not in drawn
    )


def _unit(site: Site, behind: Question, chosen: Choice) -> str:
    """What a line counts, or is measured from, in a sentence."""
    if not behind.units:
        return f"Counted: {behind.counts}."
    label = units.choose(site.store, behind.units, chosen.filters.get("unit"), chosen.filters.get("source")).label
    if behind.name == "networks/similarity":
        return f"Measured: cosine similarity of themes, 0 to 1, from {label}."
    return f"Counted: {label}."


def _fields(site: Site, behind: Question, asked: Given) -> list[Field]:
    """A field for each filter of the question, and for what thins the picture."""
    types = {name: parameter.type for name, parameter in behind.parameters.items()}
    types |= {name: name for name in (*behind.common, *OF_PICTURES) if name != "whole"}
    known = {**_CHOICES, "unit": lambda site, asked: [(unit, unit) for unit in behind.units]}
    fields = []
    for name, kind in types.items():
        choices = list(known[kind](site, asked)) if kind in known and name != "between" else []
        others = [value for value in asked.get(name, ()) if choices and value not in dict(choices)]
        fields.append(Field(name, LABELS.get(name, name), [*choices, *((value, value) for value in others)]))
    return fields


Choices = Sequence[tuple[str, str]]


def _states(site: Site, asked: Given) -> Choices:
    return sorted(((code, name) for code, name in names.display_names().items()), key=lambda one: names.normal(one[1]))


def _groups(site: Site, asked: Given) -> Choices:
    return [(code, GROUPS[code].name) for code in ("Africa", "Asia", "EEG", "GRULAC", "WEOG", "Observer")]


def _organisations(site: Site, asked: Given) -> Choices:
    return list(Memberships(site.store).organisations.items())


def _schemes(site: Site, asked: Given) -> Choices:
    answer = site.store.select(f"SELECT DISTINCT ?scheme WHERE {{ ?theme a {UPR.Theme} ; {SKOS.inScheme} ?scheme }}")
    names_ = sorted(row[0].value.rsplit("/", 1)[1] for row in answer.rows)  # type: ignore[union-attr]
    return [(name, name) for name in names_]


def _themes(site: Site, asked: Given) -> Choices:
    """The themes of the scheme that is asked for, else of UPR Info's."""
    scheme = next((name for name in asked.get("scheme", ()) if name in dict(_schemes(site, asked))), "upr-info")
    answer = site.store.select(
        f"SELECT ?label WHERE {{ ?theme a {UPR.Theme} ; {SKOS.inScheme} {site.store.iris.scheme(scheme)} ; "
        f"{RDFS.label} ?label }}"
    )
    labels = sorted({row[0].value for row in answer.rows}, key=str.casefold)  # type: ignore[union-attr]
    return [(label, label) for label in labels]


def _numbered(word: str, numbers: Sequence[int]) -> Choices:
    return [(str(number), f"{word} {number}") for number in numbers]


_CHOICES: Mapping[str, Callable[[Site, Given], Choices]] = {
    "state": _states,
    "group": _groups,
    "organisation": _organisations,
    "theme": _themes,
    "cycle": lambda site, asked: filters.CYCLES,
    "session": lambda site, asked: _numbered("session", sorted(sessions())),
    "response": lambda site, asked: filters.RESPONSES,
    "action": lambda site, asked: _numbered("category", range(1, 6)),
    "scheme": _schemes,
    "source": lambda site, asked: [(name, name) for name in units.record_sources(site.store)],
    "backbone": lambda site, asked: [("0.05", "0.05"), ("0.01", "0.01"), ("0.001", "0.001")],
    "texts": lambda site, asked: [("yes", "yes"), ("no", "no")],
}
"""What can be chosen for a filter, by its type; for other types any words are taken."""
