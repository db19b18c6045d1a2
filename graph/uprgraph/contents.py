"""What lies in a file, by its first bytes: a table, a document, or a stream of items."""

from __future__ import annotations

import stat
from pathlib import Path

from uprgraph import archives, items, papers, readers
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.items import Items
from uprgraph.papers import Paper
from uprgraph.readers import Table

Content = Table | Paper | Items
_SPACE = b" \t\r\n\xef\xbb\xbf"
_TABLES = (".csv", ".tsv", ".tab")
_OLE_SIZE = 256 << 20
_OTHERS = (
    (
        (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd"),
        "a compressed file; unpack it first",
    ),
    ((b"{\\rtf",), "an RTF file; save it as .docx"),
    ((b"<!", b"<html", b"<HTML", b"<?xml"), "an HTML or XML file; save the document as PDF, DOCX or plain text"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), "a picture; its text must be recognised (OCR) first"),
    ((b"\xff\xfe", b"\xfe\xff"), "not a text file in UTF-8 (UTF-16 text must be saved as UTF-8)"),
)
"""First bytes of what is not read, and what to do about it."""


def content(path: Path) -> Content:
    """The content of a file. Raises NotReadable, in one line, for whatever cannot be read."""
    try:
        # Opening a pipe waits for its writer, and a device has no end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnknownKind(f"{path}: not a file that can be read (a folder, a pipe or a device)")
        with open(path, "rb") as file:
            start = file.read(4096)
        return _content(path, start)
    except OSError as error:
        raise NotReadable(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise NotReadable(f"{path}: cannot be read: no such name") from error
    except MemoryError as error:
        raise NotReadable(f"{path}: reading this file takes too much memory") from error


def _content(path: Path, start: bytes) -> Content:
    if not start:
        raise UnknownKind(f"{path}: the file is empty")
    first = start.lstrip(_SPACE)
    if first.startswith(b"%PDF"):
        return papers.paper(path)
    if start.startswith(b"PK\x03\x04"):
        return papers.paper(path) if archives.names(path) == "docx" else readers.table(path)
    if start.startswith(readers.OLE_MAGIC):
        _refuse_ole(path)
        return readers.table(path)
    for beginnings, what in _OTHERS:
        if first.startswith(beginnings):
            raise UnknownKind(f"{path}: {what}")
    if b"\0" in start:
        raise UnknownKind(f"{path}: not a text file (it holds NUL bytes; UTF-16 text must be saved as UTF-8)")
    if first[:1] in (b"{", b"["):
        return items.items(path)
    return papers.paper(path) if _is_document(path, start) else readers.table(path)


def _is_document(path: Path, start: bytes) -> bool:
    """Whether a text is a UN document: it names a symbol near its beginning and does not begin as a table does."""
    if path.suffix.lower() in _TABLES:
        return False
    text = start.decode("latin-1")
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(map(header.count, ",;\t|")) < 3 and bool(papers.SYMBOL.search(text))


def _refuse_ole(path: Path) -> None:
    """Refuses what is no workbook among the files of older office programs, locked new ones included."""
    if path.stat().st_size > _OLE_SIZE:
        raise UnknownKind(f"{path}: too large for an XLS file (more than {_OLE_SIZE >> 20} MB)")
    content = path.read_bytes()
    if _holds(content, "EncryptedPackage"):
        raise NotReadable(f"{path}: the file is locked with a password")
    if _holds(content, "WordDocument"):
        raise UnknownKind(f"{path}: a Word file of the older kind; save it as .docx")
    if _holds(content, "PowerPoint Document"):
        raise UnknownKind(f"{path}: a presentation")


def _holds(content: bytes, name: str) -> bool:
    """Whether the directory of an OLE file holds a stream of that name."""
    letters, length = name.encode("utf-16-le"), (2 * len(name) + 2).to_bytes(2, "little")
    at = content.find(letters)
    while at >= 0:
        if content[at + 64 : at + 66] == length:
            return True
        at = content.find(letters, at + 2)
    return False
