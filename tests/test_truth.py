"""Published figures beside those of the real exports; the figures themselves are written by hand in a table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import exports
import uprgraph
from uprgraph import truth


@pytest.mark.data
def test_figures_of_the_three_exports(real: uprgraph.Upr) -> None:
    """UPR Info's export is not its news: a row of session 18 is gone, and 104 of 430 rows of session 1 are specific."""
    rows = truth.check(real.store).dicts()
    told = {(row["figure"], row["sessions"]): row for row in rows}
    compared = [row for row in rows if row["verdict"] in (truth.AGREES, truth.DIFFERS)]
    assert [(row["figure"], row["expected"], row["found"]) for row in compared if row["verdict"] == truth.DIFFERS] == [
        ("records", 2_388, 2_387),
        ("action share 5", 25.8, 24.2),
    ]
    assert told["records", "20"]["found"] == 2_768
    assert told["received EGY", "20"]["found"] == 321
    assert told["action share 5", "19"]["found"] == 34.7
    assert told["accepted share", "1-9, 18-20"]["found"] == 73.1
    assert told["edges", "1-9, 18-20"]["found"] == 6_533
    assert len(compared) == 22
    assert {row["verdict"] for row in rows if row not in compared} == {"not comparable: sessions 10-17 are not loaded"}


def test_without_records_nothing_is_compared(bundled: uprgraph.Upr) -> None:
    result = truth.check(bundled.store)
    assert {str(row[5]).split(":")[0] for row in result.rows} == {"not comparable"}
    assert {row[4] for row in result.rows} == {None}
    assert result.notes == ["No records of UPR Info are loaded, so nothing can be compared."]


def test_it_takes_a_file_and_compares_its_sessions_alone(tmp_path: Path) -> None:
    header, *rows = exports.changed(10, Session="18")
    [one] = [row for row in rows if row[-1] == "18"]
    path = exports.upr_info(tmp_path / "18.csv", [header, one])
    ran = subprocess.run([sys.executable, "-m", "uprgraph.truth", path], capture_output=True, text=True, check=False)
    assert ran.returncode == 1  # figures differ
    assert "| records | 18 | records | 2388 | 1 | differs |" in ran.stdout
    assert "| action share 5 | 1 | per cent | 25.8 |  | not comparable: sessions 1 are not loaded |" in ran.stdout
