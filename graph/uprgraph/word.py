"""DOCX -> paragraphs, footnotes and tables as a reader sees them: what is deleted or hidden is not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uprgraph.errors import NotReadable
from uprgraph.lines import Line, Note, plain
from uprgraph.numbering import WORD, Numbers, counted, number, value
from uprgraph.page_edges import SYMBOL

CHARACTERS = 8_000_000
COLUMNS = 63
"""Word's own limit."""
_SIZE = 10.0
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = "http://purl.oclc.org/ooxml"
_PASSED = frozenset(
    f"{WORD}{tag}"
    for tag in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "object", "rt")
)
"""What a paragraph holds and a reader does not see."""
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NO_NOTES = ("separator", "continuationSeparator", "continuationNotice")

Table = list[list[str]]


def word_lines(path: Path) -> tuple[list[Line], list[Note], list[Table]]:
    """Paragraphs (each one line, with its number where Word counts by itself), notes and tables.

    Raises NotReadable for what python-docx or lxml cannot read and for what unpacks to more than a document.
    """
    import docx

    try:
        document = docx.Document(str(path))
        reader = _Reader(document)
        reader.blocks(document.element.body)
        if not any(SYMBOL.search(line.text) for line in reader.lines[:60]):
            # Some templates keep the masthead with the symbol in the head of the first page.
            reader.lines[:0] = reader.head()
    except NotReadable as error:
        raise NotReadable(f"{path}: {error}") from error
    except Exception as error:  # python-docx and lxml raise a dozen kinds for damaged files
        raise NotReadable(f"{path}: not readable as DOCX ({_reason(error)})") from error
    if not reader.lines:
        raise NotReadable(f"{path}: the DOCX holds no text")
    return reader.lines, reader.notes, reader.tables


def _reason(error: Exception) -> str:
    if _STRICT in str(error):
        return "saved as Strict Open XML; save it as a Word document"
    return "damaged or cut short"


@dataclass(slots=True)
class _Paragraph:
    """What one paragraph says: its text, the marks of notes in it, and the boxes of text that hang on it."""

    pieces: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    """For each field that is open, whether its result is being read and no longer its instruction."""

    def text(self) -> str:
        return plain("".join(self.pieces))


class _Reader:
    """Goes through a document once, in its order, as the counts of lists and notes need it."""

    def __init__(self, document: Any) -> None:
        self.lines: list[Line] = []
        self.notes: list[Note] = []
        self.tables: list[Table] = []
        self._left = CHARACTERS
        self._carried: list[str] = []
        self._part = document.part
        self._numbers = Numbers(_root(document.part, "/numbering"), _root(document.part, "/styles"))
        self._notes = {kind: _by_id(_root(document.part, f"/{kind}s")) for kind in ("footnote", "endnote")}
        self._forms = {kind: _form(document, kind) for kind in ("footnote", "endnote")}
        self._counts = {"footnote": 0, "endnote": 0}

    def blocks(self, parent: Any) -> None:
        """Adds the lines of all paragraphs and tables of an element."""
        for block in _blocks(parent):
            if block.tag == f"{WORD}tbl":
                table, shown = self._table(block)
                self.tables.append(table)
                self.lines += [Line(1, 0.0, _SIZE, text) for text in shown]
            else:
                self.lines += self._paragraph(block)

    def head(self) -> list[Line]:
        """The lines in the head of the first page."""
        found = _Reader.__new__(_Reader)
        for name in ("_numbers", "_notes", "_forms", "_counts", "_part"):
            setattr(found, name, getattr(self, name))
        found.lines, found.notes, found.tables, found._left, found._carried = [], [], [], self._left, []
        references = list(self._part.element.iter(f"{WORD}headerReference"))
        references.sort(key=lambda reference: reference.get(f"{WORD}type") != "first")
        for reference in references[:1]:
            relation = self._part.rels.get(reference.get(f"{_RELATIONS}id"))
            if relation is not None and not relation.is_external:
                found.blocks(_parsed(relation.target_part))
        return found.lines

    def _paragraph(self, element: Any) -> list[Line]:
        paragraph = _Paragraph()
        label = "" if _is_deleted(element) else self._numbers.of(element)
        self._read(element, paragraph)
        text = "".join(self._carried) + paragraph.text()
        if _is_deleted(element):
            # Its end is deleted: what remains goes on in the next paragraph.
            self._carried = [text]
            return []
        self._carried = []
        lines = []
        if flat := _flat(text):
            self._spend(len(flat) + len(label))
            marks = tuple(paragraph.marks)
            lines.append(Line(1, self._numbers.indent(element), _SIZE, label + flat, marks))
        for box in paragraph.boxes:
            lines += [line for block in _blocks(box) for line in self._inner(block)]
        return lines

    def _inner(self, block: Any) -> list[Line]:
        if block.tag == f"{WORD}tbl":
            return [Line(1, 0.0, _SIZE, text) for text in self._table(block)[1]]
        return self._paragraph(block)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise NotReadable("the DOCX holds more text than a document does")

    def _read(self, element: Any, found: _Paragraph) -> None:
        """Adds what an element of a paragraph says."""
        for child in element:
            tag = child.tag
            if tag in _PASSED or not isinstance(tag, str) or _is_placeholder(child):
                continue
            if tag == f"{WORD}r" and _is_hidden(child):
                continue
            if tag == f"{WORD}r" and (reference := _custom(child)) is not None:
                mark = "".join(node.text or "" for node in child.iter(f"{WORD}t"))
                self._note(reference, found, mark.strip())
                continue
            name = tag.rpartition("}")[2]
            if name == "fldChar":
                _field(child.get(f"{WORD}fldCharType"), found.fields)
            elif not all(found.fields):
                self._read(child, found)
            elif name == "t":
                found.pieces.append(child.text or "")
            elif tag.startswith(WORD) and name in _SIGNS:
                found.pieces.append(_SIGNS[name])
            elif tag in (f"{WORD}footnoteReference", f"{WORD}endnoteReference"):
                self._note(child, found, None)
            elif name == "txbxContent":
                found.boxes.append(child)
            elif tag == f"{_ALTERNATIVE}AlternateContent":
                choice = child.find(f"{_ALTERNATIVE}Choice")
                self._read(child if choice is None else choice, found)
            else:
                self._read(child, found)

    def _note(self, reference: Any, found: _Paragraph, mark: str | None) -> None:
        """Keeps the note that a paragraph refers to, with its running number where it has no *mark* of its own."""
        kind = reference.tag.rpartition("}")[2].removesuffix("Reference")
        note = self._notes[kind].pop(reference.get(f"{WORD}id"), None)
        if note is None:
            return
        if mark is None:
            self._counts[kind] += 1
            mark = counted(self._counts[kind], self._forms[kind])
        found.marks.append(mark)
        carried, self._carried = self._carried, []
        lines = [line for block in _blocks(note) for line in self._inner(block)]
        self._carried = carried
        self.notes.append(Note(mark, " ".join(_spaced(line.text) for line in lines), 1, tuple(lines)))

    def _table(self, element: Any) -> tuple[Table, list[str]]:
        """(rows of cells, rows as lines): a cell that is merged over columns or rows stands in each of them."""
        rows: Table = []
        shown: list[str] = []
        above: list[str] = []
        for row in _rows(element):
            cells: list[str] = []
            seen: list[str] = []
            for cell in _cells(row):
                properties = cell.find(f"{WORD}tcPr")
                span = min(max(number(value(properties, "gridSpan"), 1), 1), COLUMNS - len(cells))
                if _goes_on(properties) and len(cells) < len(above):
                    text = above[len(cells)]
                else:
                    text = self._cell(cell)
                    seen.append(text)
                cells += [text] * span
                self._spend(len(text) * max(1, span))
            rows.append(cells)
            above = cells
            if line := "\t".join(filter(None, (_spaced(text) for text in seen))):
                shown.append(line)
        return rows, shown

    def _cell(self, cell: Any) -> str:
        texts: list[str] = []
        for block in _blocks(cell):
            if block.tag == f"{WORD}tbl":
                texts += self._table(block)[1]
                continue
            label = self._numbers.of(block)
            paragraph = _Paragraph()
            self._read(block, paragraph)
            texts.append(label + paragraph.text())
            texts += [line.text for box in paragraph.boxes for inner in _blocks(box) for line in self._inner(inner)]
        return "\n".join(texts)


_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def _blocks(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of an element, those in content controls and the like included."""
    for child in parent:
        if child.tag in (f"{WORD}p", f"{WORD}tbl"):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _PASSED and not _is_placeholder(child):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{WORD}tr":
            properties = child.find(f"{WORD}trPr")
            if properties is None or properties.find(f"{WORD}del") is None:
                yield child
        elif child.tag in (f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}customXml", f"{WORD}ins"):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{WORD}tc":
            yield child
        elif child.tag in (f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}customXml"):
            yield from _cells(child)


def _goes_on(properties: Any) -> bool:
    """Whether a cell continues the one above it."""
    merged = properties.find(f"{WORD}vMerge") if properties is not None else None
    return merged is not None and merged.get(f"{WORD}val", "continue") == "continue"


def _is_deleted(paragraph: Any) -> bool:
    """Whether the end of a paragraph is deleted or moved away in tracked changes."""
    properties = paragraph.find(f"{WORD}pPr/{WORD}rPr")
    return properties is not None and any(properties.find(f"{WORD}{tag}") is not None for tag in ("del", "moveFrom"))


def _field(event: str | None, fields: list[bool]) -> None:
    if event == "begin":
        fields.append(False)
    elif event == "separate" and fields:
        fields[-1] = True
    elif event == "end" and fields:
        fields.pop()


def _is_placeholder(control: Any) -> bool:
    return control.find(f"{WORD}sdtPr/{WORD}showingPlcHdr") is not None


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{WORD}rPr/{WORD}vanish")
    return vanish is not None and vanish.get(f"{WORD}val", "1") not in ("0", "false", "off")


def _custom(run: Any) -> Any:
    """The reference to a note in a run that writes the mark itself, such as a star."""
    for tag in ("footnoteReference", "endnoteReference"):
        found = run.find(f"{WORD}{tag}")
        if found is not None and found.get(f"{WORD}customMarkFollows") in ("1", "true", "on"):
            return found
    return None


def _flat(text: str) -> str:
    """One line; tabs stay."""
    return "\t".join(_spaced(piece) for piece in text.split("\t")).strip()


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _root(part: Any, ending: str) -> Any:
    """The root element of the part that a document relates to as *ending*, or None."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(ending):
            return _parsed(relation.target_part)
    return None


def _parsed(part: Any) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part.blob, parser)


def _by_id(notes: Any) -> dict[str, Any]:
    if notes is None:
        return {}
    return {note.get(f"{WORD}id"): note for note in notes if note.get(f"{WORD}type") not in _NO_NOTES}


def _form(document: Any, kind: str) -> str:
    """How the numbers of notes are written: decimal at the foot, roman at the end unless the document says else."""
    for element in (document.element.body, _root(document.part, "/settings")):
        for found in [] if element is None else element.iter(f"{WORD}{kind}Pr"):
            if form := value(found, "numFmt"):
                return form
    return "decimal" if kind == "footnote" else "lowerRoman"
