"""The wheel, in a fresh virtual environment outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment that has the wheel.

    Dependencies are those of this environment, lent by a path file; the checkout is not on it.
    """
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(folder), str(CHECKOUT)], check=True)
    [wheel] = folder.glob("uprgraph-*.whl")
    venv.create(folder / "env", with_pip=False)
    [packages] = (folder / "env").glob("lib/python*/site-packages")
    subprocess.run([*pip, "--python", str(folder / "env"), "install", "--no-deps", str(wheel)], check=True, cwd=folder)
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "env" / "bin"


def test_the_wheel_answers_a_question_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "UPR_STORE": str(tmp_path / "store"), "PYTHONPATH": ""}
    asked = [str(installed / "upr"), "query", "troika", "--state", "Cambodia", "--cycle", "4", "--format", "csv"]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert answer.stdout == (
        "review,member,member_name,group,session,date,selected,role\n"
        "khm-4,GHA,Ghana,Africa,46,2024-05-08,,troika member\n"
        "khm-4,JPN,Japan,Asia,46,2024-05-08,,troika member\n"
        "khm-4,MNE,Montenegro,EEG,46,2024-05-08,,troika member\n"
    )
    where = [str(installed / "python"), "-c", "import uprgraph; print(uprgraph.__file__)"]
    found = subprocess.run(where, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert found.stdout.startswith(str(installed.parent))


def test_the_wheel_draws_a_network(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "UPR_STORE": str(tmp_path / "store"), "PYTHONPATH": ""}
    drawn = [str(installed / "upr"), "network", "states", "states.html"]
    subprocess.run(drawn, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert (tmp_path / "states.html").stat().st_size > 100_000
