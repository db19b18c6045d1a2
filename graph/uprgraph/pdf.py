"""A PDF's lines with where they stand, read in a process of its own.

PDFium is native code and files are hostile until read: the child has limits of time and memory, and
whatever becomes of it is one line for the caller. ``python -m uprgraph.pdf FILE`` is the child.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from uprgraph.errors import NotReadable
from uprgraph.letters import Letters, placed_lines
from uprgraph.lines import Row, plain

SECONDS = 30
MEMORY = 3 << 30
PAGES = 600
CHARACTERS = 2_000_000
OUTPUT = 32 << 20
UNPACKED = 1 << 30


def lines(path: Path) -> list[Row]:
    """The lines of a PDF, page by page from top to bottom. Raises NotReadable for whatever cannot be read."""
    # A file, because what a child writes into a pipe is held in memory before its length is known.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            child = subprocess.run(
                # -P: what lies in the folder of the user must not be taken for a module.
                [sys.executable, "-P", "-m", "uprgraph.pdf", str(path.absolute())],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                timeout=2 * SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotReadable(f"{path}: reading this PDF takes too long") from error
        out.seek(0)
        err.seek(0)
        if child.returncode == 0:
            return _checked(path, out.read(OUTPUT))
        reason = err.read(4096).decode("utf-8", "replace").strip().splitlines()[-1:]
    said = reason[0] if child.returncode == 2 and reason else "damaged, or it takes too much time or memory"
    raise NotReadable(f"{path}: not readable as PDF ({said})")


def _checked(path: Path, output: bytes) -> list[Row]:
    """The child's answer, trusted for nothing: a list of rows of the right shape."""
    try:
        return [_row(*values) for values in json.loads(output)]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise NotReadable(f"{path}: not readable as PDF (its text has no shape)") from error


def _row(page: Any, left: Any, base: Any, size: Any, text: Any, marks: Any, leads: Any) -> Row:
    return Row(int(page), float(left), float(base), float(size), plain(text), tuple(map(plain, marks)), bool(leads))


class Refused(Exception):
    """Why a PDF is not read, in a few words."""


def _read(path: str) -> Iterator[Row]:
    import pypdfium2
    from pypdfium2 import raw

    content = Path(path).read_bytes()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise Refused("it asks for a password" if locked else "damaged" if _is_whole(content) else CUT) from error
    if len(document) > PAGES:
        raise Refused(f"more than {PAGES} pages")
    if len(document) == 0:
        raise Refused("it has no pages")
    if not raw.FPDF_DocumentHasValidCrossReferenceTable(document.raw):
        raise Refused("damaged: its table of contents does not fit what it holds")
    _refuse_damage(content)
    count = 0
    for number in range(len(document)):
        try:
            sheet = document[number]
            page = sheet.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise Refused(f"page {number + 1} is damaged") from error
        count += max(0, raw.FPDFText_CountChars(page.raw))
        if count > CHARACTERS:
            raise Refused(f"more than {CHARACTERS} letters")
        letters = _letters(page.raw, _turned(sheet))
        if not isfinite(letters.total):
            raise Refused(f"page {number + 1} is damaged")
        for left, base, size, text, marks, leads in placed_lines(letters):
            yield Row(number + 1, left, base, size, text, marks, leads)
        page.close()
        sheet.close()


_STREAM = re.compile(rb"\bstream\r?\n(?=([\x08\x18\x28\x38\x48\x58\x68\x78].))", re.DOTALL)
_DEFLATED = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")


CUT = "cut short"


def _is_whole(content: bytes) -> bool:
    return b"%%EOF" in content[-2048:]


def _refuse_damage(content: bytes) -> None:
    """Refuses what PDFium would read with a part of the text missing: a file cut short, a stream that is damaged."""
    if not _is_whole(content):
        raise Refused(CUT)
    if b"/Encrypt" in content:
        return
    unpacked = 0
    for start in _STREAM.finditer(content):
        head = content[max(0, start.start() - 1000) : start.start()]
        if int.from_bytes(start[1]) % 31 or not _DEFLATED.search(head[head.rfind(b"obj") + 1 :]):
            continue
        end = content.find(b"endstream", start.end())
        stream, rest = zlib.decompressobj(), content[start.end() : end if end > 0 else len(content)]
        try:
            while rest and not stream.eof:
                unpacked += len(stream.decompress(rest, 1 << 20))
                rest = stream.unconsumed_tail
                if unpacked > UNPACKED:
                    raise Refused("it unpacks to an absurd size")
        except zlib.error as error:
            raise Refused("a part of it is damaged") from error
        if not stream.eof:
            raise Refused("a part of it is cut short")


Turn = Callable[[float, float], tuple[float, float]]
"""A place as PDFium tells it -> as the page is shown."""


def _turned(sheet: Any) -> Turn | None:
    """How the places of a page that is shown on its side or upside down are to be turned; None for an upright one."""
    width, height = sheet.get_mediabox()[2:]
    turns: dict[int, Turn] = {
        90: lambda x, y: (y, width - x),
        180: lambda x, y: (width - x, height - y),
        270: lambda x, y: (height - y, x),
    }
    return turns.get(sheet.get_rotation())


def _letters(page: object, turn: Turn | None) -> Letters:
    """The letters of a page, as they stand where it is shown."""
    import ctypes

    from pypdfium2 import raw

    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    at_x, at_y, at_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    origin, edges, total = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox, 0.0
    found = Letters()
    for index, code in enumerate(_codes(page)):
        # PDFium writes a hyphen at a line's end as a noncharacter (or, in older versions, as STX).
        letter = "-" if code in (0xFFFE, 0x2) else chr(code) if code < 0x110000 else "\ufffd"
        if code == 0 or letter.isspace() or letter < " ":
            if code and raw.FPDFText_IsGenerated(page, index) != 1:
                origin(page, index, at_x, at_y)
                place = turn(x.value, y.value) if turn else (x.value, y.value)
                found.spaces.append((place[1], place[0]))
            continue
        origin(page, index, at_x, at_y)
        edges(page, index, at_box)
        if turn:
            ends = turn(box.left, box.bottom), turn(box.right, box.top)
            (left, below), (right, above) = map(min, *ends), map(max, *ends)
            found.append((letter, left, right, turn(x.value, y.value)[1], above - below))
        else:
            found.append((letter, box.left, box.right, y.value, abs(box.top - box.bottom)))
        total += box.left + box.right + box.top + box.bottom + y.value
    found.total = total
    return found


def _codes(page: object) -> Sequence[int]:
    """The code points of a page's letters: all at once, or one by one where they are not of one unit each."""
    import ctypes

    from pypdfium2 import raw

    count = max(0, raw.FPDFText_CountChars(page))
    units = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(page, 0, count, units) == count + 1:
        return list(units[:count])
    return [raw.FPDFText_GetUnicode(page, index) for index in range(count)]


def main() -> int:
    _limit()
    try:
        read = list(_read(sys.argv[1]))
    except Refused as error:
        print(error, file=sys.stderr)
        return 2
    except MemoryError:
        print("it takes too much memory", file=sys.stderr)
        return 2
    json.dump(read, sys.stdout)
    return 0


def _limit() -> None:
    """Bounds this process; where the system has no such limits (Windows), the caller's clock remains."""
    try:
        import resource
    except ImportError:
        return
    for name, most in (("AS", MEMORY), ("CPU", SECONDS), ("CORE", 0), ("FSIZE", OUTPUT)):
        kind = getattr(resource, f"RLIMIT_{name}", None)
        try:
            if kind is not None:
                hard = resource.getrlimit(kind)[1]
                most = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


if __name__ == "__main__":
    sys.exit(main())
