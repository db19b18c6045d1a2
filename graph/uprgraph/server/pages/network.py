"""A network: its picture in a frame, what may be chosen, its files, and the question behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from uprgraph import catalogue, units
from uprgraph.catalogue import Question
from uprgraph.page import wording
from uprgraph.parameters import SCHEME
from uprgraph.server import choices, filters
from uprgraph.server.filters import Field
from uprgraph.server.picture import OF_PICTURES, TYPES, Choice, choice, question
from uprgraph.server.problems import for_the_web
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
OF_PICTURE: Mapping[str, Sequence[tuple[str, str]]] = {
    "backbone": [("0.05", "0.05"), ("0.01", "0.01"), ("0.001", "0.001")],
    "texts": [("yes", "yes"), ("no", "no")],
}
"""What can be chosen of the picture itself."""
FILES = tuple((suffix, suffix.upper() if len(suffix) < 5 else "GraphML") for suffix in TYPES)


def page(site: Site, key: str, given: Given) -> str:
    """The HTML of the page of the network *key*. Raises NotThere, QueryError and UnknownName."""
    behind = question(key)
    asked = {name: [value for value in values if value.strip()] for name, values in given.items()}
    asked = {name: values for name, values in asked.items() if values} or dict(FIRST.get(key, {}))
    if "between" in behind.parameters:
        asked.setdefault("between", FIRST[key]["between"])
    form = filters.form(site, f"/networks/{key}", {**asked, "whole": ["yes"]}, _fields(site, behind, asked), ("whole",))
    chosen = choice(key, asked)
    drawn = {name: values for name, values in asked.items() if name != "whole"}
    sparql = catalogue.sparql(site.store, behind.name, **chosen.filters)
    return site.render(
        "network.html",
        kind=key,
        question=behind,
        notes=for_the_web(behind.notes),
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
    fields = []
    for name, parameter in choices.parameters(behind).items():
        known = (
            () if name == "between" else choices.choices(site.store, behind, parameter, _scheme(site, behind, asked))
        )
        others = [value for value in asked.get(name, ()) if known and value not in dict(known)]
        fields.append(Field(name, LABELS.get(name, name), [*known, *((value, value) for value in others)]))
    return [*fields, *(Field(name, LABELS[name], OF_PICTURE.get(name, ())) for name in OF_PICTURES if name != "whole")]


def _scheme(site: Site, behind: Question, asked: Given) -> str:
    """The scheme whose themes can be chosen."""
    known = dict(choices.choices(site.store, behind, SCHEME))
    return next((name for name in asked.get("scheme", ()) if name in known), "upr-info")
