"""Office files (DOCX, XLSX) are zip archives of XML: what is refused before any of it is parsed."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from uprgraph.errors import NotReadable, UnknownKind

UNPACKED = 2 << 30
DOCUMENT = 256 << 20
"""Bytes to which a DOCX may unpack, pictures and all."""
DOCUMENT_PART = 32 << 20
"""Bytes of one XML part of a DOCX: parsed, it takes twenty times as much memory."""
RATIO = 200
PARTS = 5000
DIRECTORY = 2 << 20
"""Bytes of an archive's table of contents: 5000 names of 400 letters."""
PROLOG = 1 << 20
"""Bytes of comments before the first element of an XML part; office programs write none."""
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_MACRO_TYPES = re.compile(rb"vbaproject|macroenabled|macrosheet|xlmacrosheet|vbadata", re.IGNORECASE)
_MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind(path: Path, unpacked: int = UNPACKED) -> str:
    """``docx`` or ``xlsx``, once the archive is known to be harmless.

    Raises NotReadable for an archive that is damaged, locked, unpacks to absurd sizes (*unpacked* bytes
    at most, and not more than 200 times its own size), holds macros or declares XML entities, and
    UnknownKind for any other archive.
    """
    with _opened(path) as archive:
        infos = archive.infolist()
        _refuse(path, infos, unpacked)
        found = _found(path, {info.filename for info in infos})
        for info in infos:
            _refuse_part(path, archive, info, found)
        return found


def names(path: Path) -> str:
    """The same by the names of the parts alone: nothing in them has been looked at."""
    with _opened(path) as archive:
        return _found(path, set(archive.namelist()))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive of a bearable number of parts; whatever is wrong with it is a NotReadable."""
    try:
        _refuse_directory(path)
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (NotReadable, MemoryError):
        raise
    except Exception as error:
        # A damaged stream raises whatever its decompressor raises.
        reason = "locked with a password" if "password" in str(error) else "damaged or cut short"
        raise NotReadable(f"{path}: not readable as an office file ({reason})") from error


def _found(path: Path, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if names & {"xl/workbook.bin", "ppt/presentation.xml", "content.xml"}:
        raise UnknownKind(f"{path}: an office file of another kind; save it as .docx or .xlsx")
    raise UnknownKind(f"{path}: a zip file that is neither DOCX nor XLSX; unpack it first")


def _refuse_directory(path: Path) -> None:
    """Refuses an archive of too many parts before a record of each of them is in memory."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - (1 << 16) - 22))
        end = file.read()
        at = end.rfind(b"PK\x05\x06")
        if at < 0 or len(end) < at + 22:
            raise zipfile.BadZipFile("no table of contents")
        count, length = struct.unpack_from("<HI", end, at + 10)
        locator = at - 20
        if locator >= 0 and end.startswith(b"PK\x06\x07", locator):
            (offset,) = struct.unpack_from("<Q", end, locator + 8)
            file.seek(min(offset, size))
            record = file.read(56)
            count, length = struct.unpack_from("<QQ", record, 32) if len(record) == 56 else (count, size)
    if count > PARTS or length > DIRECTORY:
        raise NotReadable(f"{path}: the file is made of an absurd number of parts ({count})")


def _refuse(path: Path, infos: list[zipfile.ZipInfo], unpacked: int) -> None:
    total = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if len(infos) > PARTS or total > unpacked or (total > 16 << 20 and total > RATIO * packed):
        raise NotReadable(f"{path}: the file unpacks to an absurd size ({total} bytes in {len(infos)} parts)")
    if len({info.filename.casefold() for info in infos}) != len(infos):
        raise NotReadable(f"{path}: the archive holds two parts of one name")
    if any(".." in re.split(r"[/\\]", info.filename) for info in infos):
        raise NotReadable(f"{path}: the archive names a part outside itself")
    if any(info.filename.casefold().endswith(_MACRO_NAMES) for info in infos):
        raise _macros(path)
    if any(info.flag_bits & 1 for info in infos):
        raise NotReadable(f"{path}: the file is locked with a password")


def _macros(path: Path) -> NotReadable:
    return NotReadable(f"{path}: the file holds macros; save it without (.docx or .xlsx)")


def _refuse_part(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, found: str) -> None:
    """Refuses macros under any name, declarations of entities, and a part that is longer than it says."""
    with archive.open(info) as part:
        start = part.read(64)
        if start.startswith(_OLE):
            if _MACRO_STREAM in start + part.read(DOCUMENT_PART):
                raise _macros(path)
            return
        if not start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
            return
        if found == "docx" and info.file_size > DOCUMENT_PART:
            raise NotReadable(f"{path}: a part of the file is of absurd size ({info.file_size} bytes)")
        if info.filename == "[Content_Types].xml" or info.filename.endswith(".rels"):
            whole = start + part.read(DOCUMENT_PART)
            if _MACRO_TYPES.search(whole.replace(b"\0", b"")):
                raise _macros(path)
            start = whole
        _refuse_declaration(path, start, _chunks(part))
    if found == "xlsx" and info.compress_type == zipfile.ZIP_DEFLATED:
        _refuse_longer(path, info)


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    read = 0
    while read < PROLOG and (chunk := part.read(1 << 13)):
        read += len(chunk)
        yield chunk


class _Begun(Exception):
    """The first element of an XML part: no declaration can follow."""


def _refuse_declaration(path: Path, start: bytes, rest: Iterator[bytes]) -> None:
    """Refuses a document type, which is where entities are declared: office files never have one."""

    def declared(*_: object) -> None:
        raise NotReadable(f"{path}: the file declares XML entities, which office files never do")

    def begun(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(start, False)
        for chunk in rest:
            parser.Parse(chunk, False)
    except _Begun:
        return
    raise NotReadable(f"{path}: not readable as an office file (a part without an element)")


def _refuse_longer(path: Path, info: zipfile.ZipInfo) -> None:
    """Refuses a part that unpacks to more bytes than the table of contents says: other readers unpack them all."""
    stream, length = zlib.decompressobj(-15), 0
    with open(path, "rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        names = struct.unpack_from("<HH", header, 26)
        file.seek(info.header_offset + 30 + sum(names))
        left = info.compress_size
        while left > 0 and not stream.eof and (chunk := file.read(min(left, 1 << 18))):
            left -= len(chunk)
            while chunk and length <= info.file_size:
                length += len(stream.decompress(chunk, 1 << 20))
                chunk = stream.unconsumed_tail
            if length > info.file_size:
                break
    if length != info.file_size:
        raise NotReadable(f"{path}: not readable as an office file (a part is not as long as it says)")
