"""No bytes lead to a traceback, a long wait or absurd memory: each failure is one line that says what to do."""

from __future__ import annotations

import io
import os
import random
import resource
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exports
from conftest import real_file
from typeset import OFFICE, archive, docx, docx_parts, p, pdf_bytes, stream, w
from uprgraph import papers
from uprgraph.contents import content
from uprgraph.errors import NotReadable, UnknownKind, UprgraphError
from uprgraph.inspect import inspect
from uprgraph.sources import Opened, find

PAGE = [(100.0, 700.0, 12.0, "A/HRC/99/7"), (100.0, 680.0, 12.0, "1. Dive (Atlantis);")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path, kind: type[UprgraphError] = NotReadable) -> str:
    """What is said of a file that is not read, without its path; it is one line."""
    with pytest.raises(kind) as met:
        content(path)
    message = str(met.value)
    assert message.startswith(f"{path}: ") and len(message.splitlines()) == 1
    return message.removeprefix(f"{path}: ")


def error_of(attempt: Callable[[], object]) -> str | None:
    """What an error of ours says; any other goes through, and fails the test."""
    try:
        attempt()
    except UprgraphError as error:
        return str(error)
    return None


def made(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# What is no file to read.


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert refusal(tmp_path / "pipe.pdf") == "not a file that can be read (a folder, a pipe or a device)"


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "/tmp"])
def test_devices_and_folders(name: str) -> None:
    if Path(name).exists():
        assert refusal(Path(name)) == "not a file that can be read (a folder, a pipe or a device)"


def test_links(tmp_path: Path) -> None:
    made(tmp_path / "real.pdf", pdf_bytes([PAGE]))
    (tmp_path / "link.pdf").symlink_to("real.pdf")
    assert papers.paper(tmp_path / "link.pdf").lines[0].text == "A/HRC/99/7"
    (tmp_path / "ring.pdf").symlink_to("ring.pdf")
    assert refusal(tmp_path / "ring.pdf").startswith("cannot be read: Too many levels of symbolic links")
    (tmp_path / "gone.pdf").symlink_to("nowhere.pdf")
    assert refusal(tmp_path / "gone.pdf") == "cannot be read: No such file or directory"


def test_names_that_no_system_has() -> None:
    with pytest.raises(NotReadable, match="no such name"):
        content(Path("a\0b"))
    assert refusal(Path("x" * 5000)) == "cannot be read: File name too long"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_no_permission(tmp_path: Path) -> None:
    path = made(tmp_path / "secret.pdf", pdf_bytes([PAGE]))
    path.chmod(0)
    assert refusal(path) == "cannot be read: Permission denied"


def test_a_folder_with_pipes_and_rings_is_searched(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "ring").symlink_to(tmp_path)
    made(tmp_path / "note.txt", b"hello")
    exports.upr_info(tmp_path / "rows.csv")
    found, passed = find([tmp_path])
    assert [file.path.name for file in found] == ["rows.csv"] and len(passed) == 1


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    path = exports.uwazi(tmp_path / "rows.csv")
    opened = Opened(path)
    path.unlink()
    with pytest.raises((NotReadable, FileNotFoundError)):
        list(opened.records())


SPARSE = {
    "zeros.csv": (b"", UnknownKind, "NUL bytes"),
    "report.pdf": (b"%PDF-1.4\n", UnknownKind, "too large for a document"),
    "report.docx": (b"PK\x03\x04", NotReadable, "not readable as an office file"),
    "rows.xls": (OLE, UnknownKind, "too large for an XLS file"),
    "report.txt": (b"A/HRC/99/7\n" + b" " * 5000, UnknownKind, "too large for a document"),
}


@pytest.mark.parametrize("name", SPARSE)
def test_four_gigabytes_of_nothing(tmp_path: Path, name: str) -> None:
    start, kind, message = SPARSE[name]
    path = made(tmp_path / name, start)
    os.truncate(path, 4 << 30)
    begun = time.monotonic()
    assert message in refusal(path, kind)
    assert time.monotonic() - begun < 5


BEGINNINGS = {
    "nothing": (b"", "the file is empty"),
    "gzip": (b"\x1f\x8b\x08\0", "a compressed file; unpack it first"),
    "rar": (b"Rar!\x1a\x07", "a compressed file; unpack it first"),
    "rtf": (b"{\\rtf1 A/HRC/99/7}", "an RTF file; save it as .docx"),
    "html": (b"\n<!DOCTYPE html><p>A/HRC/99/7", "an HTML or XML file; save the document as PDF, DOCX or plain text"),
    "png": (b"\x89PNG\r\n\x1a\n", "a picture; its text must be recognised (OCR) first"),
    "utf-16": ("\ufeffA/HRC/99/7".encode("utf-16-le"), "not a text file in UTF-8 (UTF-16 text must be saved as UTF-8)"),
    "binary": (b"\x7fELF\0\0\0", "not a text file (it holds NUL bytes; UTF-16 text must be saved as UTF-8)"),
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_other_files(tmp_path: Path, kind: str) -> None:
    start, message = BEGINNINGS[kind]
    assert refusal(made(tmp_path / "file", start), UnknownKind) == message


# OLE: the files of older office programs, and locked new ones.


def ole(*names: str) -> bytes:
    """A container with directory entries of these names, and nothing behind them."""
    entries = b""
    for name in names:
        letters = name.encode("utf-16-le") + b"\0\0"
        entries += letters.ljust(64, b"\0") + struct.pack("<H", len(letters)) + b"\0" * 62
    return OLE + b"\0" * 504 + entries + b"\0" * 512


def test_ole(tmp_path: Path) -> None:
    assert refusal(made(tmp_path / "a.docx", ole("EncryptionInfo", "EncryptedPackage"))) == (
        "the file is locked with a password"
    )
    assert "a Word file of the older kind" in refusal(made(tmp_path / "a.doc", ole("WordDocument")), UnknownKind)
    assert "a presentation" in refusal(made(tmp_path / "a.ppt", ole("PowerPoint Document")), UnknownKind)
    assert refusal(made(tmp_path / "a.xls", ole("Workbook"))).startswith("not readable as XLS")


# DOCX and XLSX.

FINE = docx_parts(p("A/HRC/99/7") + p("Report"))
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "lol">'
    + b"".join(b'<!ENTITY b%d "%s">' % (n + 1, b"&b%d;" % n * 10) for n in range(9))
    + b"]><a>&b9;</a>"
)
EXTERNAL = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
ENTITY_MESSAGE = "the file declares XML entities, which office files never do"
PARTS = {
    "entities": ({"word/document.xml": ENTITIES}, ENTITY_MESSAGE),
    "billion laughs": ({"word/document.xml": BILLION}, ENTITY_MESSAGE),
    "external entity": ({"word/document.xml": EXTERNAL}, ENTITY_MESSAGE),
    "entities of another part": ({"docProps/core.xml": ENTITIES}, ENTITY_MESSAGE),
    "entities under no XML name": ({"word/media/picture.png": ENTITIES}, ENTITY_MESSAGE),
    "entities in UTF-16": ({"word/document.xml": ENTITIES.decode().encode("utf-16")}, ENTITY_MESSAGE),
    "entities behind a long comment": (
        {"word/document.xml": b"<?xml version='1.0'?><!--" + b"x" * 200_000 + b"-->" + ENTITIES[21:]},
        ENTITY_MESSAGE,
    ),
    "a comment without end": (
        {"word/document.xml": b"<!--" + b"xy" * 2_000_000},
        "not readable as an office file (a part without an element)",
    ),
    "strange encoding": (
        {"word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'},
        "not readable as an office file (damaged or cut short)",
    ),
    "macros": ({"word/vbaProject.bin": b"x"}, "the file holds macros; save it without (.docx or .xlsx)"),
    "macros under another name": (
        {"word/media/image1.png": OLE + b"\0" * 100 + "_VBA_PROJECT".encode("utf-16-le")},
        "the file holds macros; save it without (.docx or .xlsx)",
    ),
    "macros by their type": (
        {
            "[Content_Types].xml": FINE["[Content_Types].xml"].replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        },
        "the file holds macros; save it without (.docx or .xlsx)",
    ),
    "a path that leaves": ({"../../etc/passwd": b"x"}, "the archive names a part outside itself"),
    "names that differ in case": ({"WORD/document.xml": b"<a/>"}, "the archive holds two parts of one name"),
    "a part of absurd size": (
        {"word/document.xml": b"<a>" + os.urandom(100_000) * 400 + b"</a>"},
        "a part of the file is of absurd size (40000007 bytes)",
    ),
    "no document": ({"word/document.xml": b"<a/>"}, "not readable as DOCX (damaged or cut short)"),
    "not well-formed": (
        {"word/document.xml": FINE["word/document.xml"][:-20]},
        "not readable as DOCX (damaged or cut short)",
    ),
    "a thousand elements deep": (
        {
            "word/document.xml": docx_parts(w("sdt", w("sdtContent")) + "<w:sdt>" * 1000 + "</w:sdt>" * 1000)[
                "word/document.xml"
            ]
        },
        "not readable as DOCX (damaged or cut short)",
    ),
}


@pytest.mark.parametrize("case", PARTS)
def test_office_files_with_traps(tmp_path: Path, case: str) -> None:
    parts, message = PARTS[case]
    assert refusal(archive(tmp_path / "trap.docx", {**FINE, **parts})) == message


@pytest.mark.parametrize("root", ["xl/workbook.xml", "word/document.xml"])
def test_ten_gigabytes_of_zeros(tmp_path: Path, root: str) -> None:
    """Five parts that are declared with two gigabytes each: their bytes are small, what they unpack to is not."""
    path = tmp_path / "bomb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made_:
        for name in (root, *(f"xl/worksheets/sheet{number}.xml" for number in range(4))):
            made_.writestr(name, b"<a/>")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 24 : at + 28] = struct.pack("<I", 2_000_000_000)
        at = raw.find(b"PK\x01\x02", at + 4)
    path.write_bytes(raw)
    assert refusal(path) == "the file unpacks to an absurd size (10000000000 bytes in 5 parts)"


def test_a_part_that_is_longer_than_it_says(tmp_path: Path) -> None:
    """Other readers go by the stream and not by the size that is declared."""
    path = tmp_path / "lie.xlsx"
    sheet = b"<a>" + b"0" * 50_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made_:
        made_.writestr("xl/workbook.xml", b"<a/>")
        made_.writestr("xl/worksheets/sheet1.xml", sheet)
    raw = path.read_bytes().replace(struct.pack("<I", len(sheet)), struct.pack("<I", 1000))
    path.write_bytes(raw.replace(struct.pack("<I", zlib.crc32(sheet)), struct.pack("<I", zlib.crc32(sheet[:1000]))))
    assert refusal(path).startswith("not readable as an office file")


def test_millions_of_parts(tmp_path: Path) -> None:
    """They are refused by the table of contents, before a record of each is in memory."""
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    table = entry * 1_000_000
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(table), 4, 0)
    path = made(tmp_path / "parts.docx", b"PK\x03\x04" + table + end)
    begun = time.monotonic()
    assert refusal(path) == "the file is made of an absurd number of parts (65535)"
    assert time.monotonic() - begun < 1


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made_:
        made_.writestr("word/document.xml", b"<a/>")
    path = archive(tmp_path / "nested.zip", {"inner.docx": inner.getvalue()})
    assert "unpack it first" in refusal(path, UnknownKind)


def test_locked_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "locked.docx", FINE)
    raw = bytearray(path.read_bytes())
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(magic)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(magic, at + 4)
    path.write_bytes(raw)
    assert refusal(path) == "the file is locked with a password"


class _Heard(BaseHTTPRequestHandler):
    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_error(404)


def test_nothing_outside_is_loaded(tmp_path: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Heard)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    relations = "".join(
        f'<Relationship Id="o{kind}" Type="{OFFICE}/{kind}" Target="{address}/{kind}" TargetMode="External"/>'
        for kind in ("image", "attachedTemplate", "footnotes", "header", "subDocument", "oleObject", "numbering")
    )
    body = p("A/HRC/99/7") + '<w:sectPr><w:headerReference w:type="first" r:id="oheader"/></w:sectPr>'
    styles = f'<w:style xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{address}/xi"/></w:style>'
    assert papers.paper(docx(tmp_path / "links.docx", body, relations, styles=styles)).lines[0].text == "A/HRC/99/7"
    opened = pdf_bytes(
        [PAGE], f"/OpenAction<</S/URI/URI({address}/pdf)>>/AA<</WC<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
    )
    assert papers.paper(made(tmp_path / "links.pdf", opened)).lines[0].text == "A/HRC/99/7"
    server.shutdown()
    assert _Heard.heard == []


def test_merged_cells_do_not_multiply_without_end(tmp_path: Path) -> None:
    tall = w("tr", w("tc", w("tcPr", w("vMerge")), p(""))) * 30_000
    table = w("tbl", w("tr", w("tc", w("tcPr", w("vMerge", val="restart")), p("x" * 10_000))), tall)
    assert refusal(docx(tmp_path / "tall.docx", table)) == "the DOCX holds more text than a document does"
    wide = w("tbl", w("tr", w("tc", w("tcPr", w("gridSpan", val=900_000_000)), p("x"))))
    assert len(papers.paper(docx(tmp_path / "wide.docx", wide)).tables[0][0]) == 63


def test_numbers_that_are_traps(tmp_path: Path) -> None:
    for form in ("lowerLetter", "upperRoman", "decimal", "unheard-of"):
        numbering = w(
            "abstractNum",
            w("lvl", w("start", val=999_999_999), w("numFmt", val=form), w("lvlText", val="%1" * 5000), ilvl=0),
            abstractNumId=0,
        ) + w("num", w("abstractNumId", val=0), numId=1)
        body = p("A/HRC/99/7", w("numPr", w("ilvl", val="x"), w("numId", val=1))) * 3
        assert len(papers.paper(docx(tmp_path / "n.docx", body, numbering=numbering)).lines[0].text) < 300


# PDF.


def compressed(content: bytes) -> bytes:
    """The PDF of one page with its content compressed, or with what is not."""
    return pdf_bytes([stream(content, "/Filter/FlateDecode")])


TEXT = zlib.compress(b"BT /F 12 Tf 100 700 Td (A/HRC/99/7) Tj ET")
PDFS: dict[str, tuple[Callable[[], bytes], str]] = {
    "random bytes": (
        lambda: b"%PDF-1.4\n" + random.Random(1).randbytes(5000) + b"%%EOF",
        "not readable as PDF (damaged)",
    ),
    "only a beginning": (lambda: b"%PDF-1.4", "not readable as PDF (cut short)"),
    "cut short": (lambda: pdf_bytes([PAGE])[:-40], "not readable as PDF (cut short)"),
    "no pages": (lambda: pdf_bytes([]), "not readable as PDF (damaged)"),
    "many pages": (lambda: pdf_bytes([PAGE]).replace(b"/Count 1", b"/Count 9999999"), ""),
    "seven hundred pages": (lambda: pdf_bytes([PAGE] * 700), "not readable as PDF (more than 600 pages)"),
    "huge page": (lambda: pdf_bytes([PAGE], boxes="0 0 1e30 1e30"), ""),
    "no box": (lambda: pdf_bytes([PAGE], boxes="0 0 0 0"), ""),
    "ring of pages": (lambda: pdf_bytes([PAGE]).replace(b"[4 0 R]", b"[2 0 R]"), ""),
    "deep nesting": (lambda: pdf_bytes([PAGE], "/X" + "[" * 100_000 + "]" * 100_000), ""),
    "locked": (
        lambda: pdf_bytes(
            [PAGE], trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/P -1/O({'x' * 32})/U({'y' * 32})>>/ID[<00><00>]"
        ),
        "not readable as PDF (it asks for a password)",
    ),
    "locked by an unknown lock": (
        lambda: pdf_bytes([PAGE], trailer="/Encrypt<</Filter/Other>>"),
        "not readable as PDF (damaged)",
    ),
    "damaged stream": (
        lambda: compressed(TEXT[:20] + b"\xff" + TEXT[21:]),
        "not readable as PDF (a part of it is damaged)",
    ),
    "stream cut short": (lambda: compressed(TEXT[:-10]), "not readable as PDF (a part of it is cut short)"),
    "endless stream": (
        lambda: compressed(zlib.compress(b"\0" * 1_200_000_000, 1)),
        "not readable as PDF (it unpacks to an absurd size)",
    ),
    "letters without end": (
        lambda: compressed(zlib.compress(b"BT /F 12 Tf 100 700 Td " + b"(xxxxxxxxxxxxxxxxxxxx) Tj " * 200_000 + b"ET")),
        "not readable as PDF (more than 2000000 letters)",
    ),
    "letters of no size": (
        lambda: pdf_bytes([stream(b"BT /F 0 Tf 100 700 Td (A/HRC/99/7) Tj ET")]),
        "",
    ),
    "letters nowhere": (
        lambda: pdf_bytes([stream(b"BT /F 1e38 Tf 1e38 1e38 Td (A/HRC) Tj ET")]),
        "",
    ),
}


@pytest.mark.parametrize("case", PDFS)
def test_pdfs_with_traps(tmp_path: Path, case: str) -> None:
    write, message = PDFS[case]
    path = made(tmp_path / "trap.pdf", write())
    begun = time.monotonic()
    if message:
        assert refusal(path) == message
    else:
        met = error_of(lambda: content(path))
        assert met is None or len(met.splitlines()) == 1
    assert time.monotonic() - begun < 20


def test_objects_that_are_not_where_the_file_says(tmp_path: Path) -> None:
    """PDFium would search for them, and leave out silently what it does not find."""
    moved = pdf_bytes([PAGE]).replace(b"%PDF-1.4\n", b"%PDF-1.4\n%%%%%%%%\n")
    assert refusal(made(tmp_path / "moved.pdf", moved)) == (
        "not readable as PDF (damaged: its table of contents does not fit what it holds)"
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_report_is_refused_or_whole(tmp_path: Path, seed: int) -> None:
    """Never a part of it: PDFium itself reads half of these files with lines missing."""
    path = real_file("working-group-reports/tonga2008.pdf")
    damaged = made(tmp_path / "damaged.pdf", mutations(seed)(path.read_bytes()))
    try:
        found = papers.paper(damaged).lines
    except NotReadable:
        return
    assert found == papers.paper(path).lines


def test_a_page_on_its_side(tmp_path: Path) -> None:
    shown = b"BT /F 12 Tf 0 1 -1 0 200 100 Tm (First line) Tj ET BT /F 12 Tf 0 1 -1 0 220 100 Tm (Second line) Tj ET"
    whole = pdf_bytes([stream(shown)], page="/Rotate 90")
    found = papers.paper(made(tmp_path / "turned.pdf", whole))
    assert [(line.text, round(line.left)) for line in found.lines] == [("First line", 100), ("Second line", 100)]


def test_no_module_of_the_folder_is_taken_for_ours(tmp_path: Path) -> None:
    """A folder with downloads may hold a json.py; the child that reads a PDF does not run it."""
    made(tmp_path / "report.pdf", pdf_bytes([PAGE]))
    for name in ("json", "re", "pypdfium2", "uprgraph"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').write('x'); raise SystemExit(9)\n", encoding="utf-8")
    program = "import sys; from pathlib import Path; from uprgraph.papers import paper; paper(Path('report.pdf'))"
    subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, check=True)
    assert not (tmp_path / "ran").exists()


def test_a_child_that_says_nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "report.pdf", pdf_bytes([PAGE]))
    for said in ("[[1,2,3]]", "null", "[[1,2,3,4,5,6,7]]", "{", '[["a",1,1,1,"x",[],0]]', "[[1e999,1,1,1,null,[],0]]"):
        fake = tmp_path / "fake"
        fake.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
        fake.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(fake))
        assert refusal(path) == "not readable as PDF (its text has no shape)"


def test_a_child_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "report.pdf", pdf_bytes([PAGE]))
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\nexec sleep 100\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    monkeypatch.setattr("uprgraph.pdf.SECONDS", 0.2)
    assert refusal(path) == "reading this PDF takes too long"


# Polyglots are what their first bytes say.


def test_polyglots(tmp_path: Path) -> None:
    pdf, word = pdf_bytes([PAGE]), archive(tmp_path / "w.docx", FINE).read_bytes()
    assert papers.paper(made(tmp_path / "a", pdf + word)).encoding == "pdf"
    assert papers.paper(made(tmp_path / "b", word + pdf)).encoding == "docx"
    assert papers.paper(made(tmp_path / "c", b"\n" + pdf)).encoding == "pdf"
    table = b"To,From,Text\r\n" + pdf
    with pytest.raises(UprgraphError):
        Opened(made(tmp_path / "d.csv", table))


# Whatever the bytes are.

MAGICS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    OLE,
    b"{",
    b"[{",
    b"A/HRC/99/7\n",
    b"To,From\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
]
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def survives(path: Path) -> None:
    """Reading the file ends well or with an error of ours, in one line."""
    for attempt in (lambda: list(Opened(path, skip_bad_rows=True).records()), lambda: inspect(path)):
        met = error_of(attempt)
        assert met is None or len(met.splitlines()) == 1, met


@FEW
@given(magic=st.sampled_from(MAGICS[2:]), rest=st.binary(max_size=400))
def test_random_bytes(tmp_path_factory: pytest.TempPathFactory, magic: bytes, rest: bytes) -> None:
    survives(made(tmp_path_factory.getbasetemp() / "random", magic + rest))


@FEW
@given(text=st.text(max_size=300), symbol=st.booleans())
def test_random_text(tmp_path_factory: pytest.TempPathFactory, text: str, symbol: bool) -> None:
    path = tmp_path_factory.getbasetemp() / "random.txt"
    survives(made(path, ("A/HRC/99/7\n" * symbol + text).encode("utf-8", "surrogatepass")))


def mutations(seed: int) -> Callable[[bytes], bytes]:
    """Flips, cuts, holes and doubles of bytes, drawn from one seed."""

    def changed(content: bytes) -> bytes:
        draw = random.Random(seed)
        found = bytearray(content)
        for _ in range(draw.choice((1, 2, 5))):
            at = draw.randrange(max(1, len(found)))
            way = draw.randrange(5)
            if way == 0 and found:
                found[at] ^= 1 << draw.randrange(8)
            elif way == 1:
                del found[at:]
            elif way == 2:
                del found[at : at + draw.randrange(40)]
            elif way == 3:
                found[at:at] = found[at : at + draw.randrange(400)]
            else:
                found[at : at + 4] = draw.choice((b"\xff" * 4, b"\0" * 4, b"9999", b"((((", b"<<<<"))
        return bytes(found)

    return changed


def _xlsx(path: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    for row in exports.table("upr_info"):
        book.active.append(row)
    book.save(path)
    return path


def _json(path: Path) -> Path:
    import json

    header, *rows = exports.table("upr_info_uwazi")
    path.write_text(json.dumps([dict(zip(header, row, strict=True)) for row in rows]), encoding="utf-8")
    return path


def _report(path: Path) -> Path:
    lines = ["A/HRC/99/7", "Report of the Working Group on the Universal Periodic Review", "Tonga"]
    lines += [
        "II. Conclusions and/or recommendations",
        "7. The recommendations below:",
        "7.1 Dive (Fiji);",
        "7.2 Swim (Peru).",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


SMALL: dict[str, Callable[[Path], Path]] = {
    "rows.csv": exports.upr_info,
    "export.csv": exports.uwazi,
    "rows.xlsx": _xlsx,
    "rows.json": _json,
    "report.txt": _report,
    "report.docx": lambda path: docx(path, p("A/HRC/99/7") + w("tbl", w("tr", w("tc", p("7.1 Dive (Fiji)"))))),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("small")
    return {name: write(folder / name).read_bytes() for name, write in SMALL.items()}


@pytest.mark.parametrize("name", SMALL)
def test_mutations(small: dict[str, bytes], tmp_path: Path, name: str) -> None:
    for seed in range(40):
        survives(made(tmp_path / name, mutations(seed)(small[name])))


@pytest.mark.parametrize("name", ["rows.xlsx", "report.docx"])
def test_mutations_of_parts(small: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """What is inside the archive is damaged, the archive is whole."""
    with zipfile.ZipFile(io.BytesIO(small[name])) as opened:
        parts = {part: opened.read(part) for part in opened.namelist()}
    for seed in range(30):
        part = random.Random(seed).choice(sorted(parts))
        survives(archive(tmp_path / name, {**parts, part: mutations(seed)(parts[part])}))


def test_mutations_of_a_pdf(tmp_path: Path) -> None:
    content = pdf_bytes([PAGE, PAGE])
    for seed in range(12):
        path = made(tmp_path / "report.pdf", mutations(seed)(content))
        met = error_of(partial(papers.paper, path))
        assert met is None or len(met.splitlines()) == 1


def test_memory_stays_within_bounds() -> None:
    """The highest this process came to while it met all of the above, in KiB on Linux and bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    assert peak < 3 << 30
