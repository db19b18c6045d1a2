"""A Virtuoso 7 of a test's own: its folder, ports, password; ended for certain."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "dba", "secretOfTheTest"
START, END = 60, 20
"""Seconds that a server may take to answer first, and to end."""

_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 1G
MaxSortedTopRows = 1000000
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
DirsAllowed = {folder}
IndexTreeMaps = 64
CaseMode = 2

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
EnabledGzipContent = 1
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """One that runs: the address of its SPARQL service, and its folder."""

    address: str
    folder: Path

    def path(self, name: str) -> str:
        """Another address of the same server, such as ``sparql-graph-crud-auth``."""
        return f"{self.address.removesuffix('sparql')}{name}"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextlib.contextmanager
def running(folder: Path, rows: int = 1_000_000, buffers: int = 20_000) -> Iterator[Virtuoso]:
    """A Virtuoso with an empty database in *folder* that gives at most *rows* rows to a query.

    Skips the test where Virtuoso is not installed; fails it with the end of its log where it does not start.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("no virtuoso-t on the PATH (Debian: apt install virtuoso-opensource-7)")
    sql, http = _free_port(), _free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, sql=sql, http=http, rows=rows, buffers=buffers, dirty=buffers * 3 // 4),
        encoding="ascii",
    )
    command = [program, "+foreground", "+configfile", str(ini)]
    with open(folder / "out", "wb") as out:
        # Setting the password makes the database and ends.
        password = ["+pwdold", "dba", "+pwddba", PASSWORD]
        subprocess.run([*command, *password], cwd=folder, stdout=out, stderr=subprocess.STDOUT, timeout=START)
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{http}/sparql"
        _wait(process, address, folder)
        yield Virtuoso(address, folder)
    finally:
        process.terminate()
        try:
            process.wait(END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    """Until the service answers."""
    ends = time.monotonic() + START
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    log = folder / "virtuoso.log"
    said = log.read_text(errors="replace") if log.exists() else (folder / "out").read_text(errors="replace")
    pytest.fail(f"Virtuoso did not start: {said[-500:]}")
