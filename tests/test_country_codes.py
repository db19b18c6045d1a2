"""Codes of the states for other data sets: those that are easily mixed up, written down by hand."""

from __future__ import annotations

import csv

import pytest

from uprgraph.resources import PACKAGE

# ISO3: letters and number in the Correlates of War project's list of states (version 2016). Beside a code stands what
# it is often mistaken for: a predecessor, a neighbour in the list, or Gleditsch and Ward's number.
COW = {
    "DEU": ("GMY", 255),  # not GFR 260, West Germany to 1990
    "YEM": ("YEM", 679),  # not YAR 678, North Yemen; Gleditsch and Ward keep 678
    "SRB": ("YUG", 345),  # the list goes on with Yugoslavia's; Gleditsch and Ward: 340
    "MNE": ("MNG", 341),
    "MNG": ("MON", 712),
    "ROU": ("ROM", 360),
    "RUS": ("RUS", 365),
    "CZE": ("CZR", 316),  # not CZE 315, Czechoslovakia
    "SVK": ("SLO", 317),
    "SVN": ("SLV", 349),
    "SLV": ("SAL", 92),
    "PRK": ("PRK", 731),
    "KOR": ("ROK", 732),
    "VNM": ("DRV", 816),
    "KIR": ("KIR", 946),  # Gleditsch and Ward: 970
    "TUV": ("TUV", 947),  # Gleditsch and Ward: 973
    "TON": ("TON", 955),  # Gleditsch and Ward: 972
    "NRU": ("NAU", 970),  # Gleditsch and Ward: 971
    "MHL": ("MSI", 983),
    "PLW": ("PAL", 986),
    "FSM": ("FSM", 987),
    "WSM": ("WSM", 990),
    "VUT": ("VAN", 935),
    "TLS": ("ETM", 860),
    "SDN": ("SUD", 625),
    "SSD": ("SSD", 626),
    "COG": ("CON", 484),
    "COD": ("DRC", 490),
    "GNB": ("GNB", 404),
    "GNQ": ("EQG", 411),
    "MCO": ("MNC", 221),
    "LIE": ("LIE", 223),
    "AND": ("AND", 232),
    "SMR": ("SNM", 331),
    "MKD": ("MAC", 343),
    "KNA": ("SKN", 60),
}


def states() -> dict[str, dict[str, str]]:
    with open(PACKAGE / "facts" / "states.csv", encoding="utf-8", newline="") as lines:
        return {row["iso3"]: row for row in csv.DictReader(lines)}


@pytest.mark.parametrize(("iso3", "code"), COW.items(), ids=COW)
def test_correlates_of_war(iso3: str, code: tuple[str, int]) -> None:
    row = states()[iso3]
    assert (row["cow_letters"], int(row["cow_number"])) == code


def test_the_two_observers_are_no_states_of_that_list() -> None:
    without = {iso3 for iso3, row in states().items() if not row["cow_number"] and not row["cow_letters"]}
    assert without == {"PSE", "VAT"}


@pytest.mark.parametrize("column", ["iso3", "m49", "cow_letters", "cow_number", "wikidata", "name"])
def test_no_code_is_given_twice(column: str) -> None:
    given = [row[column] for row in states().values() if row[column]]
    assert len(given) == len(set(given)) >= 193


def test_codes_have_the_form_of_their_list() -> None:
    for iso3, row in states().items():
        assert len(row["m49"]) == 3 and row["m49"].isdigit(), iso3
        assert not row["cow_number"] or (2 <= int(row["cow_number"]) <= 990 and row["cow_letters"].isupper()), iso3
