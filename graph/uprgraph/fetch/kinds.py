"""What a file must look like at both ends before it is accepted as what was asked for."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_SPACE = b" \t\r\n\xef\xbb\xbf"
_OLD_WORD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: its name, how it begins, and whether a file has its end."""

    name: str
    begins: Callable[[bytes], bool]
    whole: Callable[[Path], bool]


def _json_begins(start: bytes) -> bool:
    return start.lstrip(_SPACE)[:1] in (b"{", b"[")


def _json_whole(path: Path) -> bool:
    """Whether the last character closes the first; a cut elsewhere than at such a character shows."""
    with open(path, "rb") as file:
        first = file.read(64).lstrip(_SPACE)[:1]
    return _tail(path, 64).rstrip(_SPACE)[-1:] == {b"{": b"}", b"[": b"]"}.get(first)


def _zip_begins(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04")


def _holding(member: str) -> Callable[[Path], bool]:
    def whole(path: Path) -> bool:
        try:
            with zipfile.ZipFile(path) as archive:
                return member in archive.namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    return whole


def _tail(path: Path, size: int) -> bytes:
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read()


def old_word(start: bytes) -> bool:
    """Whether a file begins as Word wrote them before 2007, which uprgraph does not read."""
    return start.startswith(_OLD_WORD)


JSON = Kind("JSON", _json_begins, _json_whole)
PDF = Kind("PDF", lambda start: start.startswith(b"%PDF"), lambda path: b"%%EOF" in _tail(path, 4096))
XLSX = Kind("an Excel workbook", _zip_begins, _holding("xl/workbook.xml"))
DOCX = Kind("a Word document (DOCX)", _zip_begins, _holding("word/document.xml"))
