"""The notebooks run in a kernel without network, and give figures that were counted apart from this package.

Expected figures of the real exports were counted with the csv module and pandas on the files themselves.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

import uprgraph
from exports import FOLDER, upr_info

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
NAMES = (
    "01-first-look",
    "02-cambodia",
    "03-solidarity",
    "04-death-penalty-sogi",
    "05-troikas",
    "06-your-own-export",
)
SECONDS = 120
OFFLINE = """
def shut():
    import socket

    connect = socket.socket.connect

    def local_only(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a notebook asked the network for {address[0]}")
        return connect(self, address)

    def no_names(host, *rest, **others):
        raise OSError(f"a notebook asked the network for {host}")

    socket.socket.connect = local_only
    socket.getaddrinfo = no_names

shut()
"""
LIBRARIES = {
    *("uprgraph", "pandas", "numpy", "networkx", "matplotlib.pyplot", "IPython.display"),
    *("os", "pathlib", "tempfile"),
}

Run = Callable[..., dict[str, Any]]


def stored(name: str) -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelManager]:
    """A kernel without network, started once: each notebook begins with nothing defined in it."""
    folder = tmp_path_factory.mktemp("kernel")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-offline.py").write_text(OFFLINE)
    places = {name: str(folder / path) for name, path in (("IPYTHONDIR", "ipython"), ("TMPDIR", "."))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
        patch.delenv("JUPYTER_PATH", raising=False)
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(env={**os.environ, **places}, cwd=str(NOTEBOOKS))
        yield manager
        manager.shutdown_kernel(now=True)


BEFORE = """
%reset -f
import os
os.environ.pop("UPR_EXPORT", None)
os.environ.update({})
del os
"""
"""The first cell: names of the notebook before are forgotten, settings are those of this one."""


@pytest.fixture
def run(kernel: KernelManager) -> Run:
    """Runs a notebook, named or given, with a store; returns the values of the expressions that are asked for."""

    def run(
        given: str | nbformat.NotebookNode, store: uprgraph.Upr, setting: dict[str, str] | None = None, **wanted: str
    ) -> dict[str, Any]:
        notebook = stored(given) if isinstance(given, str) else given
        settings = {"UPR_STORE": str(store.store.path), **(setting or {})}
        notebook.cells.insert(0, nbformat.v4.new_code_cell(BEFORE.replace("{}", repr(settings))))
        asked = ", ".join(f"{name!r}: {expression}" for name, expression in wanted.items())
        last = f"import json\nprint(json.dumps({{{asked}}}, default=float))"
        notebook.cells.append(nbformat.v4.new_code_cell(last))
        began = time.monotonic()
        NotebookClient(notebook, timeout=SECONDS, km=kernel).execute()
        assert time.monotonic() - began < SECONDS
        for cell in code(notebook):
            assert not [output.text for output in cell.outputs if output.get("name") == "stderr"], cell.id
        values: dict[str, Any] = json.loads(notebook.cells[-1].outputs[0].text)
        return values

    return run


@pytest.fixture(scope="module")
def uncoded(bundled: uprgraph.Upr, tmp_path_factory: pytest.TempPathFactory) -> uprgraph.Upr:
    """The bundled graph and records that nobody has coded as UPR Info does."""
    assert bundled.store.path is not None
    path = Path(shutil.copytree(bundled.store.path, tmp_path_factory.mktemp("uncoded") / "store"))
    uprgraph.build(FOLDER / "uhri" / "annotations.json", store=path)
    return uprgraph.open(path)


def test_there_are_six() -> None:
    assert tuple(sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
class TestStored:
    def test_without_output(self, name: str) -> None:
        text = (NOTEBOOKS / f"{name}.ipynb").read_text("utf-8")
        notebook = stored(name)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        assert all(cell.outputs == [] and cell.execution_count is None for cell in code(notebook))
        assert all(not cell.metadata for cell in notebook.cells)
        assert nbformat.writes(notebook) + "\n" == text

    def test_short_and_with_stable_ids(self, name: str) -> None:
        cells = stored(name).cells
        ids = [cell["id"] for cell in cells]
        assert len(cells) < 40
        assert len(set(ids)) == len(ids)
        assert all(part.isalnum() for one in ids for part in one.split("-"))

    def test_only_the_public_python_face(self, name: str) -> None:
        for cell in code(stored(name)):
            tree = ast.parse(cell.source)
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    assert {alias.name for alias in node.names} <= LIBRARIES
                if isinstance(node, ast.ImportFrom):
                    assert node.module in LIBRARIES - {"uprgraph"}
                if isinstance(node, ast.Attribute):
                    assert node.attr != "store" and (not node.attr.startswith("_") or node.attr == "__version__")
                    if isinstance(node.value, ast.Name) and node.value.id == "uprgraph":
                        assert node.attr in uprgraph.__all__

    def test_says_what_a_methods_section_says(self, name: str) -> None:
        texts = [cell.source for cell in stored(name).cells if cell.cell_type == "markdown"]
        assert texts[0].startswith("# ")
        assert all(f"**{part}.**" in texts[0] for part in ("Question", "Data", "Unit"))
        assert sum(text.startswith("## What is not known") for text in texts) == 1
        assert texts[-1].startswith("## How to cite")


REACHES_OUT = """
import socket
import urllib.request

refused = []
for reach in (
    lambda: urllib.request.urlopen("http://example.org"),
    lambda: socket.socket().connect(("192.0.2.1", 80)),
):
    try:
        reach()
    except OSError as error:
        refused.append(str(getattr(error, "reason", error)))
"""


def test_the_network_is_shut(run: Run, bundled: uprgraph.Upr) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(REACHES_OUT)])
    assert run(notebook, bundled, refused="refused") == {
        "refused": [f"a notebook asked the network for {host}" for host in ("example.org", "192.0.2.1")]
    }


def test_first_look(run: Run, bundled: uprgraph.Upr) -> None:
    assert run(
        "01-first-look",
        bundled,
        known="known.loc[1:4].values.tolist()",
        raised="raised.df[['maker', 'n', 'accepted', 'noted']].values.tolist()",
        units="{unit: counts.to_dict() for unit, counts in counted.items()}",
        network="[len(network), network.size('weight'), network.graph['unit']]",
        strongest="edges.head(2)[['source', 'weight', 'accepted']].values.tolist()",
        records="len(records)",
        second="by_group.loc[2]['size'].to_dict()",
    ) == {
        "known": [[192, 192, 1], [193, 113, 1], [193, 3, 0], [139, 2, 0]],
        "raised": [[maker, 1, 0, 1] for maker in ("AUT", "FRA", "HUN", "LVA")],
        "units": {"recommendations": {"khm-1": 91, "khm-2": 205}, "pairs": {"khm-1": 137, "khm-2": 205}},
        "network": [73, 205, "pairs"],
        "strongest": [["AUT", 9, 4], ["BEL", 8, 8]],
        "records": 343,
        "second": {"Africa": 26, "Asia": 45, "EEG": 32, "GRULAC": 28, "Observer": 2, "WEOG": 72},
    }


CAMBODIA = {
    "reported": {"khm-3": [198, 173, 25], "khm-4": [275, 232, 43]},
    "agree": 0,
    "makers": [48, 72, 40],
    "justice": [21, 33],
    "pairs": {"2009": 137, "2014": 205},
    "status": {"dropped": 2, "new": 9, "raised again": 34},
    "reversals": {
        **{f"118.{number}": "noted" for number in (1, 2, 3, 4)},
        **{f"118.{number}": "rejected" for number in (5, 22, 57, 161)},
    },
    "repeated": [55, 12],
    "later": 0,
}


@pytest.mark.parametrize("store", ["bundled", "real"])
def test_cambodia_is_the_same_whatever_is_loaded(run: Run, store: str, request: pytest.FixtureRequest) -> None:
    columns = "['reported', 'reported_accepted', 'reported_noted']"
    found = run(
        "02-cambodia",
        request.getfixturevalue(store),
        reported=f"{{name: row.astype(int).tolist() for name, row in reported[{columns}].iterrows()}}",
        agree="len(differing)",
        makers="[len(makers[1]), len(makers[2]), len(both)]",
        justice="counts.loc['Justice'].tolist()",
        pairs="pairs",
        status="status['themes'].to_dict()",
        reversals="reversals.df.set_index('paragraph')['to'].to_dict()",
        repeated="[len(repeated), len(changed)]",
        later="len(answer)",
    )
    assert found == CAMBODIA


def test_solidarity_cannot_be_told_from_cambodia_alone(run: Run, bundled: uprgraph.Upr) -> None:
    found = run(
        "03-solidarity",
        bundled,
        enough="bool(enough)",
        without_chance="int(homophily.df['null_low'].notna().sum())",
        own="homophily.df.set_index('group').loc['all', ['n', 'own']].tolist()",
        reviews="len(both)",
    )
    assert found == {"enough": False, "without_chance": 0, "own": [342, 70], "reviews": 2}


def test_solidarity_of_reviews_without_action_categories(run: Run, uncoded: uprgraph.Upr) -> None:
    assert run("03-solidarity", uncoded, compared="compared") == {"compared": 0}


def test_solidarity(run: Run, real: uprgraph.Upr) -> None:
    found = run(
        "03-solidarity",
        real,
        data="[dyads['n'].sum(), dyads['review'].nunique(), dyads['state_under_review'].nunique(), unit]",
        own="homophily.df.set_index('group')['own'].to_dict()",
        of="homophily.df.set_index('group')['n'].to_dict()",
        above="[list(above), list(below)]",
        pooled="pooled.round(1).to_dict()",
        within="[round(within, 2), len(both), len(of_state), bool(low < within < high)]",
        action="by_action.loc[5, ['n', 'accepted_percent']].values.tolist()",
        same_action="round(same_action, 2)",
        same_both="[round(same_both, 2), compared]",
        between="[float(end) for end in within_both.split()[-3::2]]",
        asean="blocs.loc['ASEAN'].drop('maker not known', level=1).tolist()",
    )
    assert found == {
        "data": [22412, 185, 143, "records of UPR Info"],
        "own": {"all": 5250, "Africa": 1392, "Asia": 1597, "EEG": 510, "GRULAC": 888, "WEOG": 863},
        "of": {"all": 22412, "Africa": 3329, "Asia": 3785, "EEG": 3089, "GRULAC": 3575, "WEOG": 8419},
        "above": [["Africa", "Asia", "EEG", "GRULAC"], ["WEOG"]],
        "pooled": {"own": 82.8, "other": 70.1},
        "within": [13.46, 180, 139, True],
        "action": [[1201, 64.1], [6173, 51.1]],
        "same_action": 7.16,
        "same_both": [6.46, 696],
        "between": [4.4, 8.7],
        "asean": [122, 1300, 95.9, 66.1],
    }


def test_themes_that_nobody_raised(run: Run, bundled: uprgraph.Upr) -> None:
    found = run(
        "04-death-penalty-sogi",
        bundled,
        sums="sums['n'].to_dict()",
        makers="{name: len(frame) for name, frame in makers.items()}",
        both="changes['States asked in both'].to_dict()",
    )
    assert found == {
        "sums": {"death penalty": 4, "SOGI": 0},
        "makers": {"death penalty": 4, "SOGI": 0},
        "both": {"death penalty": 0, "SOGI": 0},
    }


def test_themes_of_reviews_that_are_not_coded(run: Run, uncoded: uprgraph.Upr) -> None:
    found = run(
        "04-death-penalty-sogi",
        uncoded,
        itemised="sorted(set(itemised.df['cycle']))",
        coded="len(coded)",
        table="len(table)",
        absent="absent",
    )
    assert found == {"itemised": [1, 2, 4], "coded": 0, "table": 0, "absent": "not known"}


def test_death_penalty_and_sogi(run: Run, real: uprgraph.Upr) -> None:
    found = run(
        "04-death-penalty-sogi",
        real,
        table="{name: table.loc[name][['reviews', 'n', 'accepted', 'noted']].values.tolist() for name in THEMES}",
        makers="{name: [len(frame), *frame.loc[0, ['maker', 'n']]] for name, frame in makers.items()}",
        ten="{name: int(frame['n'].head(10).sum()) for name, frame in makers.items()}",
        receivers="{name: len(frame) for name, frame in receivers.items()}",
        groups="by_group.loc['death penalty'][['n', 'accepted']].T.to_dict('list')",
        retained="[sums['n']['death penalty'] - abolition, *keep.tolist(), sorted(set(retention['maker']))]",
        without="{group: counts.tolist() for group, counts in without.items()}",
        under_review="under_review.loc['SOGI'][['accepted', 'n']].T.to_dict('list')",
        spread="[spread(under_review, name) for name in THEMES]",
        change="changes.drop(columns=['95 % from', 'to']).round(1).T.to_dict('list')",
        crowds="[list(crowds[name].values())[:4] + list(crowds[name].values())[-2:] for name in THEMES]",
        means="[round(crowds[name]['accepted, mean % of reviews'], 1) for name in THEMES]",
        edges="network.number_of_edges()",
    )
    assert found == {
        "table": {
            "death penalty": [[143, 622, 129, 493], [42, 342, 78, 264]],
            "SOGI": [[143, 318, 104, 214], [42, 139, 58, 81]],
        },
        "makers": {"death penalty": [74, "ITA", 72], "SOGI": [35, "NLD", 54]},
        "ten": {"death penalty": 458, "SOGI": 316},
        "receivers": {"death penalty": 90, "SOGI": 104},
        "groups": {
            "Africa": [58, 25],
            "Asia": [9, 4],
            "EEG": [133, 19],
            "GRULAC": [182, 33],
            "Observer": [5, 3],
            "WEOG": [577, 123],
        },
        "retained": [396, 9, 8, ["EGY", "SDN"]],
        "without": {"Africa": [49, 17, 32]},
        "under_review": {
            "Africa": [6, 124],
            "Asia": [28, 95],
            "EEG": [51, 76],
            "GRULAC": [45, 110],
            "WEOG": [32, 52],
        },
        "spread": ["16.1 % (GRULAC) to 38.2 % (EEG)", "4.8 % (Africa) to 67.1 % (EEG)"],
        "change": {"death penalty": [25, 23.9, 22.2, -1.6, 4, 10, 11], "SOGI": [28, 42.6, 38.9, -3.6, 8, 7, 13]},
        "crowds": [[115, 31, 555, 964, 97, 64], [132, 5, 66, 457, 90, 68]],
        "means": [30.0, 44.7],
        "edges": 766,
    }


TROIKAS = {
    "known": {"reviews": 717, "troika known": 310},
    "three_groups": 310,
    "served": [93, 930, 192],
    "met": [766, 4],
    "own": [248, 310],
}
ASKED = {
    "known": "known[['reviews', 'troika known']].sum().to_dict()",
    "three_groups": "(distinct == 3).sum()",
    "served": "[len(served), served['out_strength'].sum(), measures['in_strength'].gt(0).sum()]",
    "met": "[len(weights), weights.max()]",
    "own": "[same.sum(), len(same)]",
}


def test_troikas_of_the_bundled_graph(run: Run, bundled: uprgraph.Upr) -> None:
    """Service is cut off at session 20, where the troikas that are known end."""
    found = run(
        "05-troikas",
        bundled,
        **ASKED,
        both="known['both'].sum()",
        enough="enough",
        answers="answers",
        last="int(last)",
        cycles="of_cycle.to_dict()",
    )
    cycles = {"1": 192, "2": 113, "3": 3, "4": 2}
    assert found == {**TROIKAS, "both": 2, "enough": False, "answers": 6, "last": 20, "cycles": cycles}


def test_troikas_and_what_they_were_answered(run: Run, real: uprgraph.Upr) -> None:
    found = run(
        "05-troikas",
        real,
        **ASKED,
        both="known['both'].sum()",
        answers="[answers, len(of_state)]",
        difference="round(difference, 2)",
        accepted="accepted.df.loc[0, ['n', 'accepted', 'noted']].tolist()",
    )
    assert found == {**TROIKAS, "both": 185, "answers": [672, 112], "difference": 3.5, "accepted": [673, 513, 160]}


def test_example_export(run: Run, bundled: uprgraph.Upr) -> None:
    found = run(
        "06-your-own-export",
        bundled,
        read="[read.report.rows, read.report.records, read.report.responses, len(read.report.warnings), lost]",
        covered="covered.df[['review', 'n']].values.tolist()",
        units="{unit: int(upr.query('top-receivers', unit=unit).df['n'].sum()) for unit in ('pairs', 'texts')}",
        stata="[len(stata), stata['response'].value_counts().to_dict()]",
        justice="most.loc['Justice', ['in_degree', 'in_strength']].tolist()",
        files="sorted(path.name for path in folder.iterdir() if path.is_file())",
    )
    assert found == {
        "read": [205, 205, {"accepted": 163, "noted": 42}, 0, 0],
        "covered": [["khm-2", 205]],
        "units": {"pairs": 205, "texts": 204},
        "stata": [205, {"accepted": 163, "noted": 42}],
        "justice": [26, 33],
        "files": ["records.csv", "records.dta", "themes-network.html", "themes.numbers.csv", "themes.pdf", "wrong.csv"],
    }


def test_an_export_of_ones_own(run: Run, bundled: uprgraph.Upr, tmp_path: Path) -> None:
    mine = upr_info(tmp_path / "mine.csv")
    rows = list(csv.DictReader(io.StringIO(mine.read_text("mac_roman").replace("\r", "\n"))))
    found = run(
        "06-your-own-export",
        bundled,
        {"UPR_EXPORT": str(mine)},
        file="export.name",
        rows="read.report.rows",
        records="len(records)",
    )
    assert found["file"] == "mine.csv"
    assert found["rows"] == len(rows)
    assert found["records"] == sum(row["To"].strip() != row["From"].strip() for row in rows)


def test_example_export_is_made_of_bundled_facts() -> None:
    text = (NOTEBOOKS / "example-export.csv").read_bytes().decode("mac_roman")
    assert "\n" not in text
    rows = list(csv.DictReader(io.StringIO(text.replace("\r", "\n"))))
    facts = Path(uprgraph.__file__).parent / "facts"
    with open(facts / "cambodia-recommendations.csv", encoding="utf-8", newline="") as lines:
        second = [row for row in csv.DictReader(lines) if row["review"] == "khm-2"]
    assert [row["Text"] for row in rows] == [row["subject"] for row in second]
    assert [row["Response"] == "Accepted" for row in rows] == [row["final_answer"] == "accepted" for row in second]
    assert {(row["To"], row["To-Rgrp"], row["Session"]) for row in rows} == {("Cambodia", "Asia", "18")}
