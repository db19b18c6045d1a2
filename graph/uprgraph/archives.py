"""Office files (DOCX, XLSX) are zip archives of XML: what is refused before any of it is parsed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from uprgraph.errors import NotReadable, UnknownKind

UNPACKED = 2 << 30
RATIO = 200
PARTS = 5000
XML_PART = 64 << 20
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def kind(path: Path, unpacked: int = UNPACKED) -> str:
    """``docx`` or ``xlsx``, once the archive is known to be harmless.

    Raises NotReadable for an archive that is damaged, locked, unpacks to absurd sizes (*unpacked* bytes
    at most, and not more than 200 times its own size), holds macros or declares XML entities, and
    UnknownKind for any other archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename: info for info in archive.infolist()}
            _refuse(path, list(names.values()), unpacked)
            if "word/document.xml" in names:
                found, first = "docx", "word/document.xml"
            elif "xl/workbook.xml" in names:
                found, first = "xlsx", "xl/workbook.xml"
            else:
                raise UnknownKind(f"{path}: a zip file that is neither DOCX nor XLSX; unpack it first")
            for name in names:
                if name.endswith((".xml", ".rels")) and (name == first or names[name].file_size <= XML_PART):
                    with archive.open(name) as part:
                        # Declarations stand before the first element, so the start is enough.
                        start = part.read(1 << 16)
                    if _DECLARATION.search(_ascii(start)):
                        raise NotReadable(f"{path}: the file declares XML entities, which office files never do")
            return found
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        OverflowError,
    ) as error:
        reason = "locked with a password" if "password" in str(error) else "damaged or cut short"
        raise NotReadable(f"{path}: not readable as an office file ({reason})") from error
    except Exception as error:
        if isinstance(error, NotReadable):
            raise
        # A damaged stream raises whatever its decompressor raises.
        raise NotReadable(f"{path}: not readable as an office file (damaged or cut short)") from error


def _ascii(start: bytes) -> bytes:
    """UTF-16 as plain letters, so that a declaration does not hide in it."""
    return start.replace(b"\0", b"")


def _refuse(path: Path, infos: list[zipfile.ZipInfo], unpacked: int) -> None:
    total = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if len(infos) > PARTS or total > unpacked or (total > 16 << 20 and total > RATIO * packed):
        raise NotReadable(f"{path}: the file unpacks to an absurd size ({total} bytes in {len(infos)} parts)")
    if len({info.filename for info in infos}) != len(infos):
        raise NotReadable(f"{path}: the archive holds two parts of one name")
    if any(info.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")) for info in infos):
        raise NotReadable(f"{path}: the file holds macros; save it without (.docx or .xlsx)")
    if any(info.flag_bits & 1 for info in infos):
        raise NotReadable(f"{path}: the file is locked with a password")
