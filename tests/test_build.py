"""Building the store: all or nothing, the same inputs give the same graph."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import exports
import uprgraph
from exports import changed, table, text_of
from uprgraph.building import build
from uprgraph.errors import StoreError
from uprgraph.export import export

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?r a upr:Record ; upr:countedAs/upr:fromSource/dcterms:identifier 'upr-info' }"


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without Cambodia's itemised reviews, which is built in half the time."""
    path = tmp_path_factory.mktemp("bare") / "store"
    build(store=path, bare=True)
    return path


@pytest.fixture
def store(bare: Path, tmp_path: Path) -> Path:
    """A bare store that this test may build on."""
    return Path(shutil.copytree(bare, tmp_path / "store"))


def counted(upr, store: Path, query: str = COUNT) -> int:
    ran = upr("sparql", query, "--format", "csv", store=store)
    assert ran.code == 0, ran.err
    return int(ran.out.splitlines()[1])


def quads(upr, store: Path, path: Path) -> str:
    assert upr("export", path, store=store).code == 0
    return path.read_text(encoding="utf-8")


def files(upr, store: Path) -> set[str]:
    ran = upr("sparql", "SELECT ?n WHERE { ?g upr:fileName ?n }", "--format", "csv", store=store)
    return set(ran.out.splitlines()[1:])


def test_build_says_what_it_read(upr, store: Path, tmp_path: Path) -> None:
    ran = upr("build", exports.upr_info(tmp_path / "made.csv"), store=store)
    assert (ran.code, ran.err) == (0, "")
    first, *notes, last = ran.out.splitlines()
    said = "12 records (7 accepted, 4 noted, 1 pending), 1 pledge of 10 reviews"
    assert first == f"made.csv: UPR Info export of 2015, {said}"
    assert len(notes) == 3 and all(note.startswith("  note: ") for note in notes)
    assert last == f"store: {store}"


def test_quiet_says_nothing(upr, store: Path, tmp_path: Path) -> None:
    assert upr("--quiet", "build", exports.upr_info(tmp_path / "made.csv"), store=store) == (0, "", "")


def test_unknown_state_in_the_second_file_leaves_the_store_as_it_was(upr, store: Path, tmp_path: Path) -> None:
    good = exports.upr_info(tmp_path / "good.csv")
    wrong = exports.upr_info(tmp_path / "wrong.csv", changed(5, To="Atlantis"))
    before = quads(upr, store, tmp_path / "before.nq")
    ran = upr("build", good, wrong, store=store)
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"upr: \S*wrong\.csv, row 6: unknown state 'Atlantis'; .*--skip-bad-rows.*\n", ran.err)
    assert quads(upr, store, tmp_path / "after.nq") == before


def test_skip_bad_rows_counts_them(upr, store: Path, tmp_path: Path) -> None:
    rows = changed(5, To="Atlantis")
    rows[7][9] = ""
    rows[8][10] = "99"
    ran = upr("build", "--skip-bad-rows", exports.upr_info(tmp_path / "made.csv", rows), store=store)
    assert ran.code == 0
    assert "10 records" in ran.out
    assert "  skipped: 2 bad rows; the first: made.csv, row 6: unknown state 'Atlantis'" in ran.out
    assert counted(upr, store) == 10


def test_file_of_the_same_name_replaces_its_predecessor(upr, store: Path, tmp_path: Path) -> None:
    (tmp_path / "later").mkdir()
    first = exports.upr_info(tmp_path / "made.csv")
    later = exports.upr_info(tmp_path / "later" / "made.csv", table("upr_info")[:4])
    assert upr("build", first, store=store).code == 0
    assert counted(upr, store) == 12
    ran = upr("build", later, store=store)
    assert "made.csv: replaced the earlier file of that name" in ran.out
    assert counted(upr, store) == 3


def test_file_of_another_name_is_added(upr, store: Path, tmp_path: Path) -> None:
    rows = table("upr_info")
    assert upr("build", exports.upr_info(tmp_path / "a.csv", rows[:6]), store=store).code == 0
    ran = upr("build", exports.upr_info(tmp_path / "b.csv", [rows[0], *rows[6:]]), store=store)
    assert "kept from before: a.csv" in ran.out
    assert counted(upr, store) == 12
    assert {"a.csv", "b.csv"} <= files(upr, store)


def test_same_bytes_under_two_names_are_read_once(upr, store: Path, tmp_path: Path) -> None:
    a, b = exports.upr_info(tmp_path / "a.csv"), exports.upr_info(tmp_path / "b.csv")
    ran = upr("build", a, b, store=store)
    assert "b.csv: the same bytes or document as a.csv, which is read instead" in ran.out
    assert counted(upr, store) == 12
    assert {"a.csv", "b.csv"} & files(upr, store) == {"a.csv"}


def test_records_stay_known_by_their_source_when_a_uwazi_file_is_added(upr, store: Path, tmp_path: Path) -> None:
    both = exports.upr_info(tmp_path / "a.csv"), exports.uwazi(tmp_path / "b.csv")
    assert upr("build", *both, store=store).code == 0
    assert counted(upr, store) == 12
    assert counted(upr, store, COUNT.replace("'upr-info'", "'upr-info-uwazi'")) == 5


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three files that overlap."""
    folder = tmp_path_factory.mktemp("inputs")
    rows = table("upr_info")
    return [
        exports.upr_info(folder / "b.csv", [rows[0], *rows[6:]]),
        exports.upr_info(folder / "a.csv", rows[:9]),
        exports.uwazi(folder / "u.csv"),
    ]


@pytest.fixture(scope="module")
def expected(inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The N-Quads of these files, built at once."""
    folder = tmp_path_factory.mktemp("expected")
    build(*inputs, store=folder / "store", bare=True)
    export(uprgraph.open(folder / "store").store, folder / "x.nq")
    return (folder / "x.nq").read_text(encoding="utf-8")


class TestSameInputsSameGraph:
    """Folder, order and occasion of building leave no trace."""

    def test_again_in_another_folder_from_copies(self, upr, inputs, expected, tmp_path: Path) -> None:
        copies = tmp_path / "copies" / "deeper"
        copies.mkdir(parents=True)
        for path in inputs:
            shutil.copy(path, copies)
        assert upr("--quiet", "build", "--bare", tmp_path / "copies", store=tmp_path / "other").code == 0
        assert quads(upr, tmp_path / "other", tmp_path / "x.nq") == expected

    def test_in_another_order(self, upr, inputs, expected, tmp_path: Path) -> None:
        assert upr("--quiet", "build", "--bare", *reversed(inputs), store=tmp_path / "other").code == 0
        assert quads(upr, tmp_path / "other", tmp_path / "x.nq") == expected

    def test_one_after_the_other(self, upr, inputs, expected, store: Path, tmp_path: Path) -> None:
        for path in inputs:
            assert upr("--quiet", "build", path, store=store).code == 0
        assert quads(upr, store, tmp_path / "x.nq") == expected

    def test_no_blank_node_host_path_or_clock(self, expected: str, inputs: list[Path]) -> None:
        assert not re.search(r"(^|\s)_:", re.sub(r'"(\\.|[^"\\])*"', '""', expected))
        assert socket.gethostname() not in expected
        assert str(inputs[0].parent) not in expected
        assert not re.search(r'["<](file:|/(home|tmp|work|root|usr)/)', expected)
        assert not re.search(r"\d{4}-\d\d-\d\dT\d\d|dateTime", expected)

    def test_lines_are_sorted_and_each_once(self, expected: str) -> None:
        lines = expected.splitlines()
        assert lines == sorted(set(lines))


def test_two_sources_one_triple_in_the_default_graph(upr, store: Path, tmp_path: Path) -> None:
    """The same rows in two encodings are the same records, told by two source graphs."""
    other = tmp_path / "other.csv"
    other.write_text(text_of(table("upr_info")), encoding="utf-8")
    assert upr("build", exports.upr_info(tmp_path / "made.csv"), other, store=store).code == 0
    record = "<https://w3id.org/uprgraph/id/record/upr-info/e8ba726e5e37d555>"
    told = f"{record} upr:response ?o"
    assert counted(upr, store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {told} }}") == 1
    assert counted(upr, store, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ {told} }} }}") == 2
    assert counted(upr, store) == 12


def test_open_handle_outlives_one_further_build(store: Path, tmp_path: Path) -> None:
    handle = uprgraph.open(store)
    before = handle.query("reviews", state="Cambodia").rows
    build(exports.upr_info(tmp_path / "made.csv"), store=store)
    assert handle.query("reviews", state="Cambodia").rows == before
    assert handle.sparql(COUNT).rows == [(0,)]
    assert uprgraph.open(store).sparql(COUNT).rows == [(12,)]


def test_open_then_build_then_build_by_the_python_face(store: Path, tmp_path: Path) -> None:
    """``uprgraph.build`` stays a function, whatever was called before."""
    script = (
        "import sys, uprgraph\n"
        "uprgraph.open(sys.argv[1])\n"
        "uprgraph.build(sys.argv[2], store=sys.argv[1])\n"
        "uprgraph.build(sys.argv[2], store=sys.argv[1])\n"
        "print(len(uprgraph.open(sys.argv[1]).query('reviews', state='KHM')))\n"
    )
    made = exports.upr_info(tmp_path / "made.csv")
    ran = subprocess.run([sys.executable, "-c", script, str(store), str(made)], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("4\n", "")


def test_second_build_at_the_same_time_says_so(upr, store: Path, tmp_path: Path) -> None:
    with open(store / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = upr("build", exports.upr_info(tmp_path / "made.csv"), store=store)
        assert ran == (2, "", f"upr: {store}: another build is writing this store; wait until it has ended\n")
        assert upr("query", "reviews", "--state", "Cambodia", store=store).code == 0
    assert upr("build", exports.upr_info(tmp_path / "made.csv"), store=store).code == 0


def test_killed_build_leaves_the_store_as_it_was(upr, store: Path, tmp_path: Path) -> None:
    rows = table("upr_info")
    many = [rows[0]]
    for number in range(20_000):
        row = list(rows[1 + number % 3])
        row[3] = f"{row[3]} {number}"
        many.append(row)
    path = exports.upr_info(tmp_path / "many.csv", many)
    before = quads(upr, store, tmp_path / "before.nq")
    command = [sys.executable, "-m", "uprgraph", "--store", str(store), "build", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    generations = set(store.glob("generation-*"))
    while process.poll() is None and set(store.glob("generation-*")) == generations:
        time.sleep(0.02)
    time.sleep(0.5)
    assert process.poll() is None, "the build had ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(set(store.glob("generation-*"))) == len(generations) + 1
    assert quads(upr, store, tmp_path / "after.nq") == before
    assert upr("build", exports.upr_info(tmp_path / "made.csv"), store=store).code == 0
    assert counted(upr, store) == 12
    assert len(set(store.glob("generation-*"))) == 2


def test_of_files_with_the_same_bytes_the_same_one_is_named_in_any_order(upr, tmp_path: Path) -> None:
    a, b = exports.upr_info(tmp_path / "a.csv"), exports.upr_info(tmp_path / "b.csv")
    build(a, b, store=tmp_path / "ab", bare=True)
    build(b, a, store=tmp_path / "ba", bare=True)
    assert files(upr, tmp_path / "ab") == files(upr, tmp_path / "ba")


class TestProperties:
    """What a store keeps of how it was made."""

    CAMBODIA = "SELECT (COUNT(*) AS ?n) WHERE { ?r a upr:Recommendation ; upr:paragraph ?p }"

    def test_bare_is_kept_and_can_be_undone(self, upr, store: Path, tmp_path: Path) -> None:
        made = exports.upr_info(tmp_path / "made.csv")
        assert upr("build", made, store=store).code == 0
        assert counted(upr, store, self.CAMBODIA) == 0
        assert counted(upr, store, "SELECT (COUNT(*) AS ?n) WHERE { ?c a upr:Claim }") == 0
        assert counted(upr, store, "SELECT (COUNT(*) AS ?n) WHERE { ?c a upr:Review }") == 718
        assert upr("build", "--no-bare", store=store).code == 0
        assert counted(upr, store, self.CAMBODIA) == 296
        assert counted(upr, store, "SELECT (COUNT(*) AS ?n) WHERE { ?c a upr:Claim }") == 93
        assert counted(upr, store) == 12

    def test_row_of_an_itemised_review_that_matches_nothing_is_listed(self, upr, fresh: Path, tmp_path: Path) -> None:
        assert upr("build", exports.upr_info(tmp_path / "made.csv"), store=fresh).code == 0
        assert counted(upr, fresh, self.CAMBODIA) == 296
        ran = upr("status", store=fresh)
        assert ran.code == 0
        unmatched = ran.out.split("Which records of itemised reviews match no recommendation?")[1]
        assert re.search(r"khm-2\s+upr-info\s+1\s", unmatched)

    def test_base_is_kept(self, upr, tmp_path: Path) -> None:
        store, base = tmp_path / "store", "https://example.org/upr/"
        made = exports.upr_info(tmp_path / "made.csv")
        assert upr("build", "--bare", "--base", base, store=store).code == 0
        assert upr("build", made, store=store).code == 0
        text = quads(upr, store, tmp_path / "x.nq")
        assert f"<{base}id/record/upr-info/e8ba726e5e37d555>" in text
        assert "<https://w3id.org/uprgraph/id/" not in text
        assert "<https://w3id.org/uprgraph/graph/" not in text
        ran = upr("query", "troika", "--state", "khm", "--cycle", "4", "--format", "csv", store=store)
        assert [line.split(",")[1] for line in ran.out.splitlines()[1:]] == ["GHA", "JPN", "MNE"]
        ran = upr(
            "query", "themes-raised", "--state", "Tonga", "--theme", "torture and other cid treatment", store=store
        )
        assert "Czechia" in ran.out and "France" in ran.out

    def test_another_base_is_refused(self, upr, store: Path) -> None:
        ran = upr("build", "--base", "https://example.org/upr/", store=store)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith(f"upr: {store}: this store has the base https://w3id.org/uprgraph/")

    @pytest.mark.parametrize("base", ["example.org", "https://example.org", "https://exa mple.org/", "file:///x/"])
    def test_wrong_base_is_refused(self, upr, tmp_path: Path, base: str) -> None:
        ran = upr("build", "--base", base, store=tmp_path / "store")
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith("upr: ") and repr(base) in ran.err


def damaged(store: Path, how: str) -> None:
    generation = store / (store / "current").read_text(encoding="ascii").strip()
    if how == "names nothing":
        (store / "current").write_text("generation-999999\n", encoding="ascii")
    elif how == "garbage":
        (store / "current").write_bytes(b"\xff\xfe\x00")
    elif how == "points outside":
        (store / "current").write_text("../../etc\n", encoding="ascii")
    elif how == "is a folder":
        (store / "current").unlink()
        (store / "current").mkdir()
    elif how == "empty generation":
        shutil.rmtree(generation)
        generation.mkdir()
    elif how == "no manifest":
        for path in generation.glob("MANIFEST-*"):
            path.write_bytes(b"nothing")
    elif how == "tables cut":
        for path in generation.glob("*.sst"):
            os.truncate(path, 40)


WAYS = ["names nothing", "garbage", "points outside", "is a folder", "empty generation", "no manifest", "tables cut"]


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("command", [("query", "reviews", "--state", "Cambodia"), ("build",)])
def test_damaged_store_is_one_line(upr, store: Path, how: str, command: tuple[str, ...]) -> None:
    damaged(store, how)
    ran = upr(*command, store=store)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1 and ran.err.startswith(f"upr: {store}: ")


def test_store_of_another_version_is_one_line(upr, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uprgraph.store.FORMAT", 999)
    ran = upr("query", "reviews", "--state", "Cambodia", store=store)
    assert ran == (
        2,
        "",
        f"upr: {store}: made by another version of uprgraph; run 'upr build' with your files again\n",
    )


def test_store_that_is_a_file_is_one_line(upr, tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_text("not a store", encoding="utf-8")
    for command in (("query", "reviews"), ("build",)):
        ran = upr(*command, store=path)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith(f"upr: {path}: ")
    with pytest.raises(StoreError):
        uprgraph.open(path)
    assert path.read_text(encoding="utf-8") == "not a store"


def test_first_question_builds_the_bundled_graph(upr, tmp_path: Path) -> None:
    ran = upr("query", "troika", "--state", "Cambodia", "--cycle", "4", "--format", "csv", store=tmp_path / "new")
    assert ran.code == 0
    assert ran.out.count("khm-4") == 3
    assert (tmp_path / "new" / "current").read_text(encoding="ascii") == "generation-000001\n"


class TestOneDocumentInSeveralFiles:
    """A report comes as PDF, DOCX and text; one of them may be cut."""

    TEXT = (Path(__file__).parent / "sources" / "working_group_report" / "restarting.txt").read_text(encoding="utf-8")

    def files(self, folder: Path) -> tuple[Path, Path]:
        whole, cut = folder / "whole.txt", folder / "cut.txt"
        whole.write_text(self.TEXT, encoding="utf-8")
        third_list = re.search(r"\n *13\. ", self.TEXT)
        assert third_list is not None
        cut.write_text(self.TEXT[: third_list.start()], encoding="utf-8")
        return whole, cut

    @pytest.mark.parametrize("names", [("whole.txt", "cut.txt"), ("cut.txt", "whole.txt")])
    def test_the_longest_is_read(self, upr, fresh: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
        self.files(tmp_path)
        ran = upr("build", *(tmp_path / name for name in names), store=fresh)
        assert "cut.txt: the same bytes or document as whole.txt, which is read instead" in ran.out
        assert "whole.txt: Working Group report, 10 recommendations, 3 recommendations by reference" in ran.out

    def test_a_cut_file_does_not_replace_the_whole_one(self, upr, fresh: Path, tmp_path: Path) -> None:
        whole, cut = self.files(tmp_path)
        upr("build", whole, store=fresh)
        ran = upr("build", cut, store=fresh)
        assert ran.code == 2
        assert re.search(
            r"cut\.txt holds less \(\d+\) of the document that whole\.txt is \(13\), which is loaded", ran.err
        )

    def test_a_whole_file_replaces_the_cut_one(self, upr, fresh: Path, tmp_path: Path) -> None:
        whole, cut = self.files(tmp_path)
        upr("build", cut, store=fresh)
        assert "cut.txt: replaced by whole.txt, the same document" in upr("build", whole, store=fresh).out
        files = upr("sparql", "SELECT ?n WHERE { ?g upr:fileName ?n FILTER(STRENDS(?n, '.txt')) }", store=fresh)
        assert "whole.txt" in files.out and "cut.txt" not in files.out
