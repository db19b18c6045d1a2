"""Whatever is wrong ends in one clear line, exit code 2, nothing written, the store as before."""

from __future__ import annotations

import gzip
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import exports
from conftest import Ran, real_file
from exports import changed, table, text_of
from uprgraph.building import build
from uprgraph.errors import BadRow


def one_line(ran: Ran) -> str:
    """The line after ``upr: ``; usage errors of click may have usage lines before."""
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.endswith("\n") and ran.err.count("\n") == 1
    assert ran.err.startswith("upr: ")
    return ran.err[5:-1]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare store that no failing build may change."""
    path = tmp_path_factory.mktemp("bad") / "store"
    build(store=path, bare=True)
    return path


def generation(store: Path) -> tuple[str, list[str]]:
    """The generation in use and its files."""
    name = (store / "current").read_text(encoding="ascii")
    return name, sorted(path.name for path in (store / name.strip()).iterdir())


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("rows.csv", text_of(table("upr_info")))


def cells(count: int) -> bytes:
    rows = table("upr_info")
    rows[3] = rows[3][:count]
    return text_of(rows).encode()


GOOD = text_of(table("upr_info"))
# name -> (content, what the line must say)
FILES: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", r"empty\.csv: the file is empty"),
    "blank.csv": (b"\n\n\n", r"blank\.csv: the file holds no rows"),
    "header.csv": (text_of(table("upr_info")[:1]).encode(), r"header\.csv: nothing in this file can be used"),
    "other.csv": (b"name,age\nx,3\n", r"other\.csv: not a file that uprgraph knows .*name, age"),
    "prose.txt": (b"Dear all,\nplease find the table attached.\n", r"prose\.txt: not a file that uprgraph knows"),
    "nul.csv": (GOOD.replace("Tonga", "To\0nga").encode(), r"nul\.csv: not a text file .*NUL"),
    "utf16.csv": (GOOD.encode("utf-16"), r"utf16\.csv: not a text file .*UTF-16"),
    "utf16le.csv": (GOOD.encode("utf-16-le"), r"utf16le\.csv: not a text file .*UTF-16"),
    "report.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", r"report\.pdf: not readable as PDF"),
    "pdf.csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", r"pdf\.csv: not readable as PDF"),
    "packed.csv.gz": (gzip.compress(GOOD.encode()), r"packed\.csv\.gz: a compressed file"),
    "ole.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"ole\.xls: not readable as XLS"),
    "magic.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"magic\.xls: not readable as XLS"),
    "short-row.csv": (cells(9), r"short-row\.csv, row 4: 9 cells where the header has 11"),
    "quote.csv": (GOOD.replace('"EU, OIF"', '"EU, OIF').encode(), r"quote\.csv, row \d+: "),
    "noise.csv": (bytes(range(1, 256)) * 40, r"noise\.csv"),
    "cell.csv": (GOOD.replace("Tonga", "x" * 2_000_000, 1).encode(), r"cell\.csv, row 2: not readable as CSV"),
}
# cells of row 6 -> what the line must say
ROWS: list[tuple[dict[str, str], str]] = [
    ({"To": "Atlantis"}, r"unknown state 'Atlantis'"),
    ({"To": ""}, r"unknown state ''"),
    ({"From": "Nigerr"}, r"unknown state 'Nigerr'; close: .*Niger \(NER\)"),
    ({"Session": "99"}, r"unknown session '99': Working Group sessions are 1 to 54"),
    ({"Session": "0"}, r"unknown session '0'"),
    ({"Session": "ten"}, r"unknown session 'ten'"),
    ({"Session": ""}, r"unknown session ''"),
    ({"Session": "9.5"}, r"unknown session '9.5'"),
    ({"Response": "Maybe"}, r"unknown response 'Maybe'"),
    ({"Response": ""}, r"unknown response ''"),
    ({"Action": "6"}, r"unknown action category '6'"),
    ({"Action": "big"}, r"unknown action category 'big'"),
    ({"Text": "  "}, r"the text is empty"),
    ({"To": "Niger", "From": "Niger"}, r"voluntary pledge"),
    ({"Response": "Voluntary Pledge"}, r"voluntary pledge"),
    ({"To": "line\nbreak"}, r"unknown state 'line"),
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["build", "inspect"])
def test_file_that_cannot_be_read(upr, store: Path, tmp_path: Path, command: str, name: str) -> None:
    content, said = FILES[name]
    if command == "inspect" and name in ("header.csv", "short-row.csv"):
        pytest.skip("inspect says what is wrong in its list of problems")
    path = tmp_path / name
    path.write_bytes(content)
    store = Path(shutil.copytree(store, tmp_path / "store"))
    before = generation(store)
    assert re.search(said, one_line(upr(command, path, store=store)))
    assert generation(store) == before


@pytest.mark.parametrize(("cell", "said"), ROWS)
def test_row_that_cannot_be_right(upr, tmp_path: Path, cell: dict[str, str], said: str) -> None:
    path = tmp_path / "made.csv"
    path.write_text(text_of(changed(5, **cell)), encoding="utf-8")
    [problem] = json.loads(upr("inspect", path, "--format", "json").out)["problems"]
    assert re.match(rf"made\.csv, row 6: .*{said}", problem, re.DOTALL)


@pytest.mark.parametrize("at", [0, 3, -1])
def test_row_that_cannot_be_right_stops_a_build(upr, tmp_path: Path, store: Path, at: int) -> None:
    cell, said = ROWS[at]
    store = Path(shutil.copytree(store, tmp_path / "store"))
    path = tmp_path / "made.csv"
    path.write_text(text_of(changed(5, **cell)), encoding="utf-8")
    before = generation(store)
    assert re.search(rf"made\.csv, row 6: .*{said}", one_line(upr("build", path, store=store)))
    assert generation(store) == before


@pytest.mark.parametrize("column", ["To", "Text", "From", "Response", "Action", "Issue", "Session"])
def test_column_that_is_missing(upr, tmp_path: Path, column: str) -> None:
    rows = table("upr_info")
    rows[0][rows[0].index(column)] = "Mood"
    path = exports.upr_info(tmp_path / "made.csv", rows)
    said = one_line(upr("inspect", path))
    assert re.search(rf"made\.csv: the column '{column}' is missing; the file has .*Mood", said)


def test_failed_build_does_not_stand_in_the_way_of_the_next_one(store: Path, tmp_path: Path) -> None:
    """In one process, as in a notebook, which keeps the last error and so all that it holds."""
    good = exports.upr_info(tmp_path / "good.csv")
    bad = exports.upr_info(tmp_path / "bad.csv", changed(5, To="Atlantis"))
    path = Path(shutil.copytree(store, tmp_path / "store"))
    kept = []
    for _ in range(2):
        with pytest.raises(BadRow) as caught:
            build(bad, store=path)
        kept.append(caught.value)
    build(good, store=path)
    assert len(kept) == 2


def test_failed_build_leaves_no_second_generation(store: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(store, tmp_path / "store"))
    bad = exports.upr_info(tmp_path / "bad.csv", changed(5, To="Atlantis"))
    before = sorted(item.name for item in path.iterdir())
    for _ in range(3):
        ran = subprocess.run([sys.executable, "-m", "uprgraph", "--store", str(path), "build", str(bad)], check=False)
        assert ran.returncode == 2
        assert sorted(item.name for item in path.iterdir()) == before


def test_zip(upr, store: Path, tmp_path: Path) -> None:
    zipped(tmp_path / "rows.zip")
    assert "a zip file that is neither DOCX nor XLSX" in one_line(upr("build", tmp_path / "rows.zip", store=store))


def test_a_damaged_file_of_a_folder(upr, store: Path, tmp_path: Path) -> None:
    """It stops the build and is named, with a way to go on without it."""
    folder = tmp_path / "files"
    folder.mkdir()
    exports.upr_info(folder / "good.csv")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\n")
    store = Path(shutil.copytree(store, tmp_path / "store"))
    assert one_line(upr("build", folder, store=store)).endswith("; --skip-bad-rows goes on without it")
    ran = upr("build", folder, "--skip-bad-rows", store=store)
    assert ran.code == 0
    assert "passed over" in ran.err and "bad.pdf" in ran.err
    assert "good.csv: UPR Info export of 2015" in ran.out


def test_problem_rows_are_listed_by_inspect(upr, tmp_path: Path) -> None:
    path = exports.upr_info(tmp_path / "made.csv", changed(5, To="Atlantis"))
    ran = upr("inspect", path)
    assert (ran.code, ran.err) == (0, "")
    assert "made.csv, row 6: unknown state 'Atlantis'" in ran.out


@pytest.mark.data
@pytest.mark.parametrize("cut", [8, 100, 512, 1024, 5_000, 100_000, 1_000_000, 2_000_000, 3_990_000])
def test_xls_cut_short(upr, store: Path, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes(real_file("upr-info/6-9.xls").read_bytes()[:cut])
    assert "cut.xls: not readable as XLS" in one_line(upr("build", path, store=store))


@pytest.mark.data
def test_xls_with_noise_inside(upr, store: Path, tmp_path: Path) -> None:
    content = bytearray(real_file("upr-info/6-9.xls").read_bytes())
    content[200_000:400_000] = os.urandom(200_000)
    path = tmp_path / "noise.xls"
    path.write_bytes(bytes(content))
    assert "noise.xls" in one_line(upr("build", path, store=store))


class TestPaths:
    """What is not there, or of no known kind."""

    def test_missing_path(self, upr, store: Path, tmp_path: Path) -> None:
        said = one_line(upr("build", tmp_path / "missing.csv", store=store))
        assert said == f"{tmp_path}/missing.csv: no such file or folder"
        assert "missing.csv" in one_line(upr("inspect", tmp_path / "missing.csv", store=store))

    def test_folder_without_known_files(self, upr, store: Path, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "notes.txt").write_text("nothing here\n", encoding="utf-8")
        said = one_line(upr("build", tmp_path / "folder", store=store))
        assert "folder: no file in this folder is one that uprgraph knows" in said

    def test_empty_folder(self, upr, store: Path, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        assert "no file in this folder" in one_line(upr("build", tmp_path / "folder", store=store))

    def test_inspect_folder(self, upr, tmp_path: Path) -> None:
        assert str(tmp_path) in one_line(upr("inspect", tmp_path))

    def test_file_of_another_kind_in_a_folder_is_passed_over_aloud(self, upr, store: Path, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        exports.upr_info(folder / "made.csv")
        (folder / "notes.txt").write_text("nothing here\n", encoding="utf-8")
        ran = upr("build", folder, store=tmp_path / "new")
        assert ran.code == 0
        assert re.fullmatch(r"passed over\W+\S*notes\.txt: .*\n", ran.err)

    def test_query_file_that_is_missing(self, upr, tmp_path: Path) -> None:
        assert "missing.rq" in one_line(upr("sparql", "-f", tmp_path / "missing.rq"))

    def test_query_file_that_is_no_text(self, upr, tmp_path: Path) -> None:
        path = tmp_path / "q.rq"
        path.write_bytes(b"\xff\xfe\x00S")
        assert "q.rq: not a text file in UTF-8" in one_line(upr("sparql", "-f", path))


QUESTIONS: list[tuple[tuple[str, ...], str]] = [
    (("query", "troika"), r"--state"),
    (("query", "themes-raised", "--theme", "death penalty"), r"--state"),
    (("query", "troikas"), r"unknown question 'troikas'; close: troika"),
    (("query", "xyzzy"), r"unknown question 'xyzzy'; .*upr queries"),
    (("query", "troika", "--state", "Korea"), r"--state: unknown state 'Korea'; close: .*KOR"),
    (("query", "troika", "--state", ""), r"--state is empty"),
    (("query", "troika", "--state", "khm|"), r"--state is empty"),
    (("query", "troika", "--state", "khm", "--cycle", "two"), r"--cycle: .*'two'"),
    (("query", "troika", "--state", "khm", "--cycle", "-1"), r"--cycle: .*'-1'"),
    (("query", "troika", "--state", "khm", "--cycle", "²"), r"--cycle: .*'²'"),
    (("query", "themes-raised", "--state", "khm", "--theme", "death penalties"), r"--theme: .*close: Death penalty"),
    (("query", "themes-raised", "--state", "khm", "--response", "maybe"), r"--response: unknown response 'maybe'"),
    (("query", "themes-raised", "--state", "khm", "--group", "Nordic"), r"--group: unknown regional group 'Nordic'"),
    (("query", "themes-raised", "--state", "khm", "--action", "6"), r"--action: .*1 to 5.*'6'"),
    (("query", "themes-raised", "--state", "khm", "--scheme", "ohchr"), r"unknown scheme of themes 'ohchr'"),
    (("query", "themes-raised", "--state", "khm", "--source", "ohchr"), r"no records of a source 'ohchr' are loaded"),
    (("query", "themes-raised", "--state", "khm", "--unit", "pairs", "--source", "facts"), r"--source goes with"),
    (("query", "top-makers", "--limit", "0"), r"--limit: .*'0'"),
    (("query", "top-makers", "--format", "parquet"), r"--output FILE\.parquet"),
    (("sparql",), r"one argument, or its file"),
    (("sparql", "SELECT * {}", "-f", "x.rq"), r"one argument, or its file"),
    (("sparql", "SELECT * WHERE { ?s ?p }"), r"line 1, column 2\d"),
    (("sparql", "SELECT *\nWHERE {\n ?s ?p ?o ."), r"line 3, column \d+"),
    (("sparql", "SELECT ?x WHERE { ?x foo:bar 1 }"), r"line 1, column 2\d: Prefix not found"),
    (("sparql", ""), r"not SPARQL"),
    (("sparql", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"), r"INSERT is an update; the store is for reading"),
    (("sparql", "DROP ALL"), r"DROP is an update; the store is for reading"),
    (("sparql", "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), r"SERVICE"),
    (("sparql", "SELECT * WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }"), r"SERVICE"),
    (("sparql", "SELECT * WHERE { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), r"SERVICE|not SPARQL"),
    (("sparql", "SELECT * WHERE { \\U00000053ervice <http://127.0.0.1:9/> { ?s ?p ?o } }"), r"SERVICE|not SPARQL"),
    (("sparql", "SELECT * WHERE { { SELECT * { OPTIONAL { service ?x { ?s ?p ?o } } } } }"), r"SERVICE"),
    (("sparql", "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }"), r"SERVICE"),
    (("sparql", "SELECT * FROM <urn:g> WHERE { ?s ?p ?o }"), r"FROM"),
    (("sparql", "SELECT * FROM NAMED <urn:g> WHERE { GRAPH ?g { ?s ?p ?o } }"), r"FROM"),
    (("sparql", "SELECT * FR\\u004FM <urn:g> WHERE { ?s ?p ?o }"), r"FROM|not SPARQL"),
    (("sparql", "CONSTRUCT FROM <urn:g> WHERE { ?s ?p ?o }"), r"FROM"),
    (("sparql", "DESCRIBE <urn:x> FROM <urn:g>"), r"FROM"),
    (("network", "peoples", "x.csv"), r"unknown network 'peoples'"),
    (("network", "states", "x.docx"), r"x\.docx"),
    (("network", "states", "x.csv", "--state", "Atlantis"), r"unknown state 'Atlantis'"),
    (("panel", "peoples", "x.csv"), r"unknown panel 'peoples'"),
    (("panel", "dyads", "x.docx"), r"x\.docx"),
    (("export", "x.docx"), r"x\.docx"),
    (("export", "x"), r"suffix"),
    (("export", "x.gz"), r"suffix"),
]


@pytest.mark.parametrize(("command", "said"), [pytest.param(*case, id=" ".join(case[0])[:60]) for case in QUESTIONS])
def test_question_that_cannot_be_asked(upr, tmp_path: Path, monkeypatch, command: tuple[str, ...], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert re.search(said, one_line(upr(*command)), re.IGNORECASE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ("query", "troika", "--state", "khm", "--colour", "red"),
        ("query", "top-makers", "--unit", "texts"),
        ("query", "top-makers", "--format", "excel"),
        ("network", "states", "x.csv", "--colour", "red"),
        ("network", "states"),
        ("panel", "dyads"),
        ("inspect",),
        ("frobnicate",),
        ("build", "--frobnicate"),
        ("--frobnicate", "build"),
    ],
)
def test_usage_errors_end_in_one_line_of_ours(upr, command: tuple[str, ...]) -> None:
    ran = upr(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert re.match(r"upr: |Error: ", ran.err.splitlines()[-1])


@pytest.mark.parametrize("word", ["from", "service", "from the service"])
def test_words_in_a_text_or_name_are_no_keywords(upr, word: str) -> None:
    ran = upr("sparql", f'SELECT ("{word}" AS ?from) {{}}', "--format", "csv")
    assert (ran.code, ran.out) == (0, f"from\n{word}\n")


OUTPUTS = [
    ("query", "reviews", "--state", "khm", "--format", "csv", "--output"),
    ("query", "reviews", "--state", "khm", "--format", "parquet", "--output"),
    ("sparql", "SELECT * { ?s ?p ?o } LIMIT 3", "--format", "json", "--output"),
    ("sparql", "CONSTRUCT WHERE { ?s a upr:Cycle }", "--output"),
    ("export",),
    ("panel", "dyads"),
    ("network", "states"),
]


@pytest.mark.parametrize("command", [pytest.param(command, id=" ".join(command)[:40]) for command in OUTPUTS])
class TestOutput:
    """A file that cannot be written: one line, no partial file."""

    @staticmethod
    def suffix(command: tuple[str, ...]) -> str:
        return ".nt" if command[0] == "export" else ".csv"

    def test_in_a_folder_that_is_not_there(self, upr, tmp_path: Path, command: tuple[str, ...]) -> None:
        path = tmp_path / "missing" / f"x{self.suffix(command)}"
        said = one_line(upr(*command, path))
        assert re.search(r"missing.*No such file or directory", said)

    def test_that_is_a_folder(self, upr, tmp_path: Path, command: tuple[str, ...]) -> None:
        path = tmp_path / f"x{self.suffix(command)}"
        path.mkdir()
        assert "irectory" in one_line(upr(*command, path))
        assert list(tmp_path.iterdir()) == [path] and list(path.iterdir()) == []

    def test_on_a_full_disk(self, bundled, tmp_path: Path, command: tuple[str, ...]) -> None:
        """A limit on the size of files stands for the full disk; the earlier file stays."""
        path = tmp_path / f"x{self.suffix(command)}"
        path.write_text("as before", encoding="utf-8")
        ran = limited(10, "--store", str(bundled.store.path), *command, str(path))
        assert re.search(r"File too large|No space", one_line(ran))
        assert list(tmp_path.iterdir()) == [path]
        assert path.read_text(encoding="utf-8") == "as before"


def limited(size: int, *args: str) -> Ran:
    """Runs the command in a process that can write no file larger than *size* bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    command = [sys.executable, "-m", "uprgraph", *args]
    ran = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, env=WITHOUT_CACHES)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


WITHOUT_CACHES = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("size", [10, 100_000])
def test_build_on_a_full_disk_leaves_the_store_as_it_was(upr, tmp_path: Path, size: int) -> None:
    store = tmp_path / "store"
    build(store=store, bare=True)
    before = generation(store)
    ran = limited(size, "--store", str(store), "build", str(exports.upr_info(tmp_path / "made.csv")))
    assert str(store) in one_line(ran)
    assert generation(store) == before
    assert upr("query", "reviews", "--state", "khm", store=store).code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "command", [("query", "reviews", "--state", "khm"), ("queries",), ("sparql", "CONSTRUCT WHERE { ?s a upr:Cycle }")]
)
def test_full_standard_output(bundled, command: tuple[str, ...]) -> None:
    with open("/dev/full", "w", encoding="ascii") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "uprgraph", "--store", str(bundled.store.path), *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (ran.returncode, ran.stderr) == (2, "upr: No space left on device\n")


def test_reader_that_goes_away_is_no_error(bundled) -> None:
    command = [sys.executable, "-m", "uprgraph", "--store", str(bundled.store.path)]
    with subprocess.Popen(
        [*command, "sparql", "SELECT * { ?s ?p ?o } LIMIT 20000", "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 0


def test_pipe_named_as_output_is_written_to_and_not_replaced(upr, tmp_path: Path) -> None:
    """``--output /dev/stdout`` or a FIFO: a device is no file to be replaced by one."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ran = upr("query", "troika", "--state", "khm", "--cycle", "4", "--format", "csv", "--output", path)
        assert ran.code == 0
        assert path.is_fifo()
        assert os.read(reader, 10_000).startswith(b"review,member,")
    finally:
        os.close(reader)


NESTED: list[Callable[[int], str]] = [
    lambda depth: "SELECT * WHERE " + "{" * depth + "}" * depth,
    lambda depth: "SELECT (" + "(" * depth + "1" + ")" * depth + " AS ?x) {}",
    lambda depth: "SELECT * { ?s " + "(" * depth + "<urn:p>" + ")" * depth + " ?o }",
    lambda depth: "SELECT (" + "!" * depth + "true AS ?from) {}",
]


@pytest.mark.parametrize("query", NESTED, ids=["groups", "parentheses", "path", "negations"])
@pytest.mark.parametrize("depth", [100, 20_000])
def test_deep_nesting_does_not_end_the_process(
    bundled, tmp_path: Path, query: Callable[[int], str], depth: int
) -> None:
    path = tmp_path / "deep.rq"
    path.write_text(query(depth), encoding="utf-8")
    command = [sys.executable, "-m", "uprgraph", "--store", str(bundled.store.path), "sparql", "-f", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode in (0, 2)
    if ran.returncode == 2:
        one_line(Ran(ran.returncode, ran.stdout, ran.stderr))
