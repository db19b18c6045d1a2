"""PDF and DOCX files written by hand, as small as they can be: for documents in our own words, and for broken ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

Placed = tuple[float, float, float, str]
"""Left edge, height of the baseline, size, text."""


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<</Length {len(content)}{entries}>>stream\n".encode() + content + b"\nendstream"


def pdf_bytes(
    pages: list[list[Placed] | bytes],
    extra: str = "",
    trailer: str = "",
    boxes: str = "0 0 595 842",
    page: str = "",
) -> bytes:
    """A PDF with one line of text per place, or with pages of which the object that shows them is given.

    *extra*, *page* and *trailer* are more entries of its catalogue, pages and trailer.
    """
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{extra}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[{boxes}]/Resources<</Font<</F 3 0 R>>>>>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
    ]
    for index, shown in enumerate(pages):
        objects.append(f"<</Type/Page{page}/Parent 2 0 R/Contents {5 + 2 * index} 0 R>>".encode())
        objects.append(shown if isinstance(shown, bytes) else stream(b"\n".join(map(_shown, shown))))
    found, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(found))
        found += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    found += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(found)


def _shown(placed: Placed) -> bytes:
    left, height, size, text = placed
    letters = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F %g Tf %g %g Td (%s) Tj ET" % (size, left, height, letters)


def pdf(path: Path, *pages: list[Placed]) -> Path:
    path.write_bytes(pdf_bytes(list(pages)))
    return path


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
ROOTS = {
    "numbering": "numbering",
    "styles": "styles",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "header": "hdr",
    "settings": "settings",
}


def w(tag: str, *inside: str, **attributes: object) -> str:
    """An element of WordprocessingML.

    >>> w("numPr", w("ilvl", val=0))
    '<w:numPr><w:ilvl w:val="0"></w:ilvl></w:numPr>'
    """
    named = "".join(f' w:{name}="{value}"' for name, value in attributes.items())
    return f"<w:{tag}{named}>{''.join(inside)}</w:{tag}>"


def run(text: str, *more: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t>{"".join(more)}</w:r>'


def p(text: str, *properties: str) -> str:
    """A paragraph with one run."""
    return w("p", w("pPr", *properties), run(text))


def docx_parts(body: str, relations: str = "", **parts: str) -> dict[str, bytes]:
    """The parts of a DOCX: the inside of its body, more relations, and the insides of numbering, footnotes ..."""
    types = [f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>']
    links = [relations]
    found: dict[str, bytes] = {}
    for name, inside in parts.items():
        types.append(f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{name}+xml"/>')
        links.append(f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>')
        root = ROOTS[name]
        found[f"word/{name}.xml"] = f"{_HEAD}<w:{root} {_SPACES}>{inside}</w:{root}>".encode()
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{"".join(types)}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": f"{_HEAD}<w:document {_SPACES}><w:body>{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'
        ).encode(),
        **found,
    }


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    """An archive of parts, as it is, whatever they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def docx(path: Path, body: str, relations: str = "", **parts: str) -> Path:
    return archive(path, docx_parts(body, relations, **parts))
