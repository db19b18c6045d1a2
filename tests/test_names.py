"""Spellings of states: close pairs stay apart, nothing is guessed."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprgraph import names
from uprgraph.errors import UnknownName
from uprgraph.resources import PACKAGE

# name -> ISO 3166-1 alpha-3, written by hand
KNOWN = {
    # close pairs
    "Niger": "NER",
    "The Niger": "NER",
    "Nigeria": "NGA",
    "Congo": "COG",
    "Republic of Congo": "COG",
    "Republic of the Congo": "COG",
    "Congo, Republic of": "COG",
    "Democratic Republic of Congo": "COD",
    "Democratic Republic of the Congo": "COD",
    "Congo, Democratic Republic of": "COD",
    "South Korea": "KOR",
    "Republic of Korea": "KOR",
    "Korea, Republic of": "KOR",
    "North Korea": "PRK",
    "DPR Korea": "PRK",
    "Democratic People's Republic of Korea": "PRK",
    "Korea, Democratic People's Republic of": "PRK",
    "Guinea": "GIN",
    "Guinea-Bissau": "GNB",
    "Guinea Bissau": "GNB",
    "Equatorial Guinea": "GNQ",
    "Papua New Guinea": "PNG",
    "Dominica": "DMA",
    "Dominican Republic": "DOM",
    "Sudan": "SDN",
    "South Sudan": "SSD",
    "Samoa": "WSM",
    "Austria": "AUT",
    "Australia": "AUS",
    "Slovakia": "SVK",
    "Slovenia": "SVN",
    "Mauritania": "MRT",
    "Mauritius": "MUS",
    "Mali": "MLI",
    "Malawi": "MWI",
    "Iran": "IRN",
    "Iraq": "IRQ",
    # UN forms with parentheses
    "Iran (Islamic Republic of)": "IRN",
    "Bolivia (Plurinational State of)": "BOL",
    "Venezuela (Bolivarian Republic of)": "VEN",
    "Micronesia (Federated States of)": "FSM",
    "Netherlands (Kingdom of the)": "NLD",
    "United Kingdom of Great Britain and Northern Ireland": "GBR",
    # inverted forms
    "Iran, Islamic Republic of": "IRN",
    "Bolivia, Plurinational State of": "BOL",
    "Venezuela, Bolivarian Republic of": "VEN",
    "Micronesia, Federated States of": "FSM",
    "Moldova, Republic of": "MDA",
    "Tanzania, United Republic of": "TZA",
    "Macedonia, the former Yugoslav Republic of": "MKD",
    "Palestine, State of": "PSE",
    # former names and UPR Info's own
    "Swaziland": "SWZ",
    "Eswatini": "SWZ",
    "Macedonia FYR": "MKD",
    "The former Yugoslav Republic of Macedonia": "MKD",
    "North Macedonia": "MKD",
    "Turkey": "TUR",
    "Türkiye": "TUR",
    "Cape Verde": "CPV",
    "Cabo Verde": "CPV",
    "Czech Republic": "CZE",
    "Czechia": "CZE",
    "Laos": "LAO",
    "Lao People's Democratic Republic": "LAO",
    "St Kitts & Nevis": "KNA",
    "Saint Kitts and Nevis": "KNA",
    "St Lucia": "LCA",
    "St. Lucia": "LCA",
    "St Vincent & the Grenadines": "VCT",
    "Saint Vincent and the Grenadines": "VCT",
    "Antigua & Barbuda": "ATG",
    "Trinidad & Tobago": "TTO",
    "Trinidad and Tobago\n": "TTO",
    "Bosnia & Herzegovina": "BIH",
    "Sao Tome & Principe": "STP",
    "São Tomé and Príncipe": "STP",
    "Timor-Leste": "TLS",
    "Micronesia": "FSM",
    "Palestine": "PSE",
    "State of Palestine": "PSE",
    "State of Palestine*": "PSE",
    "Holy See": "VAT",
    "Libyan Arab Jamahiriya": "LBY",
    "Syrian Arab Republic": "SYR",
    "Syria": "SYR",
    "Viet Nam": "VNM",
    "Vietnam": "VNM",
    "Russian Federation": "RUS",
    "Russia": "RUS",
    "United States": "USA",
    "United States of America": "USA",
    # apostrophes and accents
    "Côte d'Ivoire": "CIV",
    "Côte d’Ivoire": "CIV",
    "Cote d'Ivoire": "CIV",
    "C&ocirc;te d&#39;Ivoire": "CIV",
    "Democratic People’s Republic of Korea": "PRK",
    "Lao People’s Democratic Republic": "LAO",
    # codes
    "khm": "KHM",
    " KHM ": "KHM",
    "Khm": "KHM",
}


def spellings() -> list[tuple[str, str]]:
    """(spelling, ISO3) of every row of the bundled tables."""
    with open(PACKAGE / "facts" / "states.csv", encoding="utf-8", newline="") as lines:
        states = list(csv.DictReader(lines))
    with open(PACKAGE / "facts" / "state-names.csv", encoding="utf-8", newline="") as lines:
        others = [(row["name"], row["iso3"]) for row in csv.DictReader(lines)]
    return [*((row[key], row["iso3"]) for row in states for key in ("name", "upr_info_name", "iso3")), *others]


@pytest.mark.parametrize(("name", "code"), KNOWN.items())
def test_known_name(name: str, code: str) -> None:
    assert names.iso3(name) == code


def test_every_spelling_of_the_tables_is_found() -> None:
    assert [(name, code) for name, code in spellings() if names.iso3(name) != code] == []


def test_display_names_come_back_to_their_codes() -> None:
    shown = names.display_names()
    assert len(shown) == 195
    assert {names.iso3(name): name for name in shown.values()} == shown


@given(
    st.sampled_from(spellings()),
    st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]),
    st.text(" \t\n\u00a0", max_size=3),
    st.text(" \t\n\u00a0", max_size=3),
)
def test_case_and_blanks_around_do_not_matter(spelling, case, before, after) -> None:
    name, code = spelling
    assert names.iso3(before + case(name) + after) == code


@given(st.text(max_size=40))
def test_any_text_is_a_state_or_unknown(text: str) -> None:
    try:
        found = names.iso3(text)
    except UnknownName:
        return
    assert found in names.display_names()


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Nigerr", {"Niger (NER)", "Nigeria (NGA)"}),
        ("Korea", {"South Korea (KOR)", "DPR Korea (PRK)"}),
        ("Guinee", {"Guinea (GIN)"}),
        ("Dominicana", {"Dominica (DMA)"}),
        ("Cambodja", {"Cambodia (KHM)"}),
    ],
)
def test_unknown_name_lists_close_ones(name: str, listed: set[str]) -> None:
    with pytest.raises(UnknownName, match=f"unknown state '{name}'; close: ") as caught:
        names.iso3(name)
    assert listed <= set(str(caught.value).split("close: ")[1].split(", "))


def test_a_name_like_no_other_says_so() -> None:
    with pytest.raises(UnknownName, match="no known name is close"):
        names.iso3("Xyzzyqwq")


@pytest.mark.parametrize("name", ["", " ", "*", "Korea", "Congos", "Virgin Islands", "Taiwan", "Kosovo", "The"])
def test_nothing_is_guessed(name: str) -> None:
    with pytest.raises(UnknownName):
        names.iso3(name)
