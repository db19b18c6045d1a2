"""UN documents as PDF, DOCX or plain text -> clean lines: no running head, page number or footnote among them."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from uprgraph import archives, pdf
from uprgraph.errors import NotReadable, UnknownKind

SYMBOL = re.compile(r"A/(?:HRC|CONF|\d{2})/[A-Z0-9./]*\d(?:/(?:Add|Corr|Rev)\.\s?\d+)*", re.IGNORECASE)
_EDGE = re.compile(
    r"(?:Page\s+)?\d{1,3}|GE\.\s?\d\d-\d{4,6}.*|\d{1,3}\s+GE\.\s?\d\d-\d{4,6}.*|Page\s+[ivxl]+", re.IGNORECASE
)
_TEXT_LIMIT = 20 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document; *left* is its indentation (points, or columns of a plain text)."""

    page: int
    left: float
    size: float
    text: str
    marks: tuple[str, ...] = ()
    """Footnote marks that stood in the line; they are no part of the text."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or a note at the foot of a page: its mark and its text."""

    mark: str
    text: str
    page: int


@dataclass(slots=True)
class Paper:
    """A document as text, however it was typeset. Lines are kept packed: a folder may hold hundreds."""

    path: Path
    sha256: str
    encoding: str
    """``pdf``, ``docx`` or ``text``."""
    pages: int
    _lines: bytes = field(repr=False)
    _notes: bytes = field(repr=False)
    _tables: bytes = field(repr=False)

    @property
    def lines(self) -> list[Line]:
        """The body, line by line: no running heads, page numbers, footnotes, marks of footnotes."""
        return [Line(*values[:4], tuple(values[4])) for values in _unpacked(self._lines)]

    @property
    def notes(self) -> list[Note]:
        return [Note(*values) for values in _unpacked(self._notes)]

    @property
    def tables(self) -> list[list[list[str]]]:
        """Tables of a DOCX as rows of cells; a cell that is merged over columns stands in each of them."""
        return list(_unpacked(self._tables))

    def position(self) -> float:
        return 1.0

    def beginning(self) -> str:
        return " / ".join(line.text for line in self.lines[:4])[:120]


def paper(path: Path) -> Paper:
    """*path* as a document. Raises NotReadable, in one line, for whatever cannot be read as one."""
    try:
        with open(path, "rb") as file:
            start = file.read(8)
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotReadable(f"{path}: cannot be read: {error.strerror}") from error
    tables: list[list[list[str]]] = []
    if start.startswith(b"%PDF"):
        raw = [Line(page, left, size, text, tuple(marks)) for page, left, _, size, text, marks in pdf.lines(path)]
        if not raw:
            raise NotReadable(f"{path}: the PDF holds no text (a scan?); it must be recognised (OCR) first")
        body, notes = _without_notes(_without_edges(raw))
        encoding = "pdf"
    elif start.startswith(b"PK"):
        if archives.kind(path) != "docx":
            raise UnknownKind(f"{path}: not a DOCX file")
        body, notes, tables = _docx(path)
        encoding = "docx"
    else:
        body, notes = _without_text_notes(_without_edges(_text_lines(path)))
        encoding = "text"
    body = mended(body)
    return Paper(
        path,
        sha256,
        encoding,
        max((line.page for line in body), default=1),
        _packed([(x.page, x.left, x.size, x.text, x.marks) for x in body]),
        _packed([(note.mark, note.text, note.page) for note in notes]),
        _packed(tables),
    )


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def _unpacked(packed: bytes) -> list[list]:  # type: ignore[type-arg]
    found: list[list] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))  # type: ignore[type-arg]
    return found


def _pages(lines: list[Line]) -> Iterator[list[Line]]:
    page: list[Line] = []
    for line in lines:
        if page and page[-1].page != line.page:
            yield page
            page = []
        page.append(line)
    if page:
        yield page


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_edge(line: Line, repeated: frozenset[str]) -> bool:
    text = " ".join(line.text.split())
    return bool(SYMBOL.fullmatch(text) or _EDGE.fullmatch(text)) or _shape(text) in repeated


def _without_edges(lines: list[Line]) -> list[Line]:
    """Without the running heads and feet: symbol, page number, job number, and what most pages repeat there."""
    pages = list(_pages(lines))
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(line.text) for line in (*page[:2], *page[-2:]) if len(line.text) < 80})
    repeated = frozenset(text for text, count in counts.items() if count > max(3, len(pages) / 3))
    kept: list[Line] = []
    for page in pages:
        first, last = 0, len(page)
        while first < min(3, last) and _is_edge(page[first], repeated) and page[first].page > 1:
            first += 1
        while last > max(first, len(page) - 4) and _is_edge(page[last - 1], repeated):
            last -= 1
        kept += page[first:last]
    return kept


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_notes(lines: list[Line]) -> tuple[list[Line], list[Note]]:
    """The body, and the notes at the foot of each page: small print that begins with a raised mark."""
    body_size = _body_size(lines)
    kept: list[Line] = []
    notes: list[Note] = []
    for page in _pages(lines):
        start = len(page)
        while start and page[start - 1].size < 0.95 * body_size:
            start -= 1
        # Without a mark, small print at the foot belongs to a note of the page before or to the body.
        while start < len(page) and not _begins_note(page[start]):
            if notes and notes[-1].page == page[start].page - 1 and start == 0:
                break
            start += 1
        kept += page[:start]
        for line in page[start:]:
            if _begins_note(line):
                notes.append(Note(line.marks[0] if line.marks else "*", line.text.lstrip("* "), line.page))
            elif notes:
                last = notes.pop()
                notes.append(Note(last.mark, f"{last.text} {line.text}", last.page))
    return kept, notes


def _begins_note(line: Line) -> bool:
    return bool(line.marks and not line.text.endswith(line.marks[0])) or line.text.startswith("*")


def _text_lines(path: Path) -> list[Line]:
    """The lines of a plain text such as ``pdftotext -layout`` writes; pages end with a form feed."""
    if path.stat().st_size > _TEXT_LIMIT:
        raise UnknownKind(f"{path}: too long for a document in plain text")
    content = path.read_bytes()
    if b"\0" in content:
        raise UnknownKind(f"{path}: not a text file (it holds NUL bytes; UTF-16 text must be saved as UTF-8)")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    found = []
    for page, sheet in enumerate(text.split("\f"), start=1):
        for line in sheet.splitlines():
            if stripped := line.strip():
                left = float(len(line.expandtabs()) - len(line.expandtabs().lstrip()))
                found.append(Line(page, left, 10.0, re.sub(r" {3,}", "\t", stripped)))
    return found


def _without_text_notes(lines: list[Line]) -> tuple[list[Line], list[Note]]:
    """The body, and the notes at the foot of each page of a plain text, known by their running number."""
    kept: list[Line] = []
    notes: list[Note] = []
    expected = 1
    for page in _pages(lines):
        start = None
        for index in range(len(page) - 1, max(-1, len(page) - 16), -1):
            found = re.match(r"(\d{1,3})(?!\s*[.)\d])(?:\s|$)", page[index].text)
            if found and int(found[1]) == expected and index > 0:
                start = index
        if start is None:
            kept += page
            continue
        kept += page[:start]
        for line in page[start:]:
            found = re.match(r"(\d{1,3})(?!\s*[.)\d])\s*(.*)", line.text)
            if found and int(found[1]) == expected:
                notes.append(Note(found[1], found[2], line.page))
                expected += 1
            else:
                last = notes.pop()
                notes.append(Note(last.mark, f"{last.text} {line.text}".strip(), last.page))
    return kept, notes


_HYPHENS = "-\u2010\u2011\u00ad"


def mended(lines: list[Line]) -> list[Line]:
    """Lines whose last word was divided get the whole of it.

    A hyphen at a line's end belongs to the word (asylum-seeker) unless the document writes the word
    without it elsewhere; a soft hyphen never does.
    """
    words = Counter(word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    found = list(lines)
    for index in range(len(found) - 1):
        line, following = found[index], found[index + 1]
        if not line.text or line.text[-1] not in _HYPHENS or len(line.text) < 3 or not following.text:
            continue
        before = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)$", line.text[:-1])
        after = re.match(r"([^\W\d_]+)", following.text)
        if not before or not after:
            continue
        joined, divided = f"{before[1]}{after[1]}".casefold(), f"{before[1]}-{after[1]}".casefold()
        drop = line.text[-1] == "\u00ad" or (words[joined] > 0 and words[divided] == 0 and not after[1][0].isupper())
        head, _, rest = following.text.partition(" ")
        text = line.text[:-1] + ("" if drop else "-") + head
        found[index] = Line(line.page, line.left, line.size, text, line.marks)
        found[index + 1] = Line(following.page, following.left, following.size, rest.lstrip(), following.marks)
    return [line for line in found if line.text]


def _docx(path: Path) -> tuple[list[Line], list[Note], list[list[list[str]]]]:
    """Paragraphs (each one line, with its number where Word counts by itself), footnotes and tables."""
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(str(path))
        numbers = _Numbers(document)
        lines: list[Line] = []
        tables: list[list[list[str]]] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                rows = [[cell.text for cell in row.cells] for row in block.rows]
                tables.append(rows)
                lines += [Line(1, 0.0, 10.0, text) for text in _table_lines(rows)]
            elif isinstance(block, Paragraph):
                text = " ".join(block.text.replace("\t", "\x00").split()).replace("\x00", "\t").strip()
                if text:
                    indent = block.paragraph_format.left_indent
                    lines.append(Line(1, indent.pt if indent else 0.0, 10.0, numbers.of(block) + text))
        notes = [Note(mark, text, 1) for mark, text in _docx_notes(document)]
    except Exception as error:  # python-docx and lxml raise a dozen kinds for damaged files
        raise NotReadable(f"{path}: not readable as DOCX (damaged or cut short)") from error
    return lines, notes, tables


def _table_lines(rows: list[list[str]]) -> Iterator[str]:
    for row in rows:
        cells = [cell for index, cell in enumerate(row) if index == 0 or cell != row[index - 1]]
        if text := "\t".join(filter(None, (" ".join(cell.split()) for cell in cells))):
            yield text


def _docx_notes(document: object) -> Iterator[tuple[str, str]]:
    """(number, text) of the footnotes and endnotes of a DOCX."""
    from lxml import etree

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():  # type: ignore[attr-defined]
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        number = 0
        for note in etree.fromstring(relation.target_part.blob, parser):
            if note.get(f"{word}type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            number += 1
            text = " ".join("".join(node.text or "" for node in note.iter(f"{word}t")).split())
            yield str(number), text


class _Numbers:
    """The numbers that Word counts by itself, such as ``12.`` or ``140.3``, with a tab behind."""

    def __init__(self, document: object) -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        self._counts: dict[tuple[str, int], int] = {}
        self._levels: dict[tuple[str, int], tuple[int, str, str]] = {}
        self._abstract: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element  # type: ignore[attr-defined]
        except (KeyError, NotImplementedError):
            return
        for number in root.findall(qn("w:num")):
            self._abstract[number.get(qn("w:numId"))] = number.find(qn("w:abstractNumId")).get(qn("w:val"))
        for abstract in root.findall(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"))
            for level in abstract.findall(qn("w:lvl")):
                start, form, text = (level.find(qn(tag)) for tag in ("w:start", "w:numFmt", "w:lvlText"))
                self._levels[name, int(level.get(qn("w:ilvl")))] = (
                    int(start.get(qn("w:val"))) if start is not None else 1,
                    form.get(qn("w:val")) if form is not None else "decimal",
                    text.get(qn("w:val")) if text is not None else "",
                )

    def of(self, paragraph: object) -> str:
        """The number of a paragraph with the tab behind it, or nothing."""
        found = self._place(paragraph)
        if found is None:
            return ""
        abstract, depth = found
        start, form, pattern = self._levels.get((abstract, depth), (1, "none", ""))
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        for deeper in range(depth + 1, 9):
            self._counts.pop((abstract, deeper), None)
        if form in ("bullet", "none"):
            return ""

        def count(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            first, shape, _ = self._levels.get((abstract, level), (1, "decimal", ""))
            return _counted(self._counts.get((abstract, level), first), shape)

        text = re.sub(r"%([1-9])", count, pattern)
        return f"{text}\t" if text else ""

    def _place(self, paragraph: object) -> tuple[str, int] | None:
        """(abstract list, depth) of a paragraph that stands in a list, by itself or by its style."""
        qn = self._qn
        properties = [paragraph._p.pPr]  # type: ignore[attr-defined]
        style = paragraph.style  # type: ignore[attr-defined]
        while style is not None:
            properties.append(style.element.pPr)
            style = style.base_style
        for found in properties:
            numbering = found.find(qn("w:numPr")) if found is not None else None
            if numbering is None:
                continue
            number, depth = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
            abstract = self._abstract.get(number.get(qn("w:val"))) if number is not None else None
            if abstract is None:
                return None
            return abstract, int(depth.get(qn("w:val"))) if depth is not None else 0
        return None


def _counted(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        text = ""
        for value, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            text += sign * (number // value)
            number %= value
        return text if form == "lowerRoman" else text.upper()
    return str(number)
