"""What lies in a file, by its first bytes: a table, a document, or a stream of items."""

from __future__ import annotations

from pathlib import Path

from uprgraph import archives, items, papers, readers
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.items import Items
from uprgraph.papers import Paper
from uprgraph.readers import Table

Content = Table | Paper | Items
_SPACE = b" \t\r\n\xef\xbb\xbf"


def content(path: Path) -> Content:
    """The content of a file. Raises NotReadable, in one line, for whatever cannot be read."""
    try:
        with open(path, "rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise NotReadable(f"{path}: cannot be read: {error.strerror}") from error
    if not start:
        raise UnknownKind(f"{path}: the file is empty")
    if start.startswith(b"%PDF"):
        return papers.paper(path)
    if start.startswith(b"PK\x03\x04"):
        return papers.paper(path) if archives.kind(path) == "docx" else readers.table(path)
    if start.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")):
        raise UnknownKind(f"{path}: a compressed file; unpack it first")
    if start.lstrip(_SPACE)[:1] in (b"{", b"["):
        return items.items(path)
    if path.suffix.lower() in (".txt", ".text") and papers.SYMBOL.search(start.decode("latin-1")):
        return papers.paper(path)
    return readers.table(path)
