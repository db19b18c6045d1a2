"""Documents as PDF, DOCX and plain text become the same clean lines: nothing of the page among them, nothing lost."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

import typeset
from conftest import REAL, real_file
from typeset import pdf
from uprgraph import papers
from uprgraph import pdf as pdf_reader
from uprgraph.contents import content
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.lines import Row
from uprgraph.page_edges import without_edges
from uprgraph.papers import Note, Paper, paper
from uprgraph.readers import Table

REPORTS = (
    "cambodia2010",
    "cambodia2014",
    "france2013",
    "iran2010",
    "slovenia2010",
    "slovenia2014",
    "slovenia2025",
    "southafrica2008",
    "switzerland2008",
    "tonga2008",
    "vietnam2014",
)
DOCUMENTS = tuple(
    f"svn-{cycle}-{kind}" for cycle in (2, 4) for kind in ("addendum", "decision", "stakeholders-summary")
)
PDFS = tuple(f"working-group-reports/{name}.pdf" for name in REPORTS) + tuple(
    f"review-documents/{name}.pdf" for name in DOCUMENTS
)


@functools.cache
def rows_of(name: str) -> list[Row]:
    """The lines of a real document as they stand on its pages, read once."""
    return pdf_reader.lines(real_file(name))


@functools.cache
def real(name: str) -> Paper:
    """A real document, made of these lines."""
    path = real_file(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_reader, "lines", lambda _: list(rows_of(name)))
        return paper(path)


def texts(found: Paper) -> list[str]:
    return [line.text for line in found.lines]


def marked(found: Paper) -> list[tuple[str, tuple[str, ...]]]:
    return [(line.text, line.marks) for line in found.lines if line.marks]


def notes(found: Paper) -> list[tuple[str, str]]:
    return [(note.mark, note.text) for note in found.notes]


# A report of four pages in our own words, as it is typeset today.

BODY = 10.0


def head(page: int, *rows: typeset.Placed) -> list[typeset.Placed]:
    """A page below its running head and above its number, left on even pages and right on odd ones."""
    left = 57 if page % 2 == 0 else 440
    foot = (
        ((57, 30, 8, str(page)), (480, 30, 8, "GE.99-00001"))
        if page % 2 == 0
        else ((57, 30, 8, "GE.99-00001"), (530, 30, 8, str(page)))
    )
    return [(left, 800, 8, "A/HRC/99/7"), *rows, *foot]


COVER: list[typeset.Placed] = [
    (120, 790, 10, "United Nations"),
    (460, 790, 20, "A"),
    (474.5, 786, 10, "/HRC/99/7"),
    (120, 760, 20, "General Assembly"),
    (392, 748, BODY, "3 March 2031"),
    (113, 540, 14, "Report on the sea*"),
    (113, 510, 14, "Atlantis"),
    (103, 130, 9, "* The annex is not edited."),
    (57, 110, 10, "GE.99-00001 (E)"),
    (57, 90, 24, "*9900001*"),
]
PAGES = [
    COVER,
    head(
        2,
        (113, 760, BODY, "1."),
        (141, 760, BODY, "The delegation spoke of asylum-"),
        (113, 748, BODY, "seekers, of non-"),
        (113, 736, BODY, "refoulement and of re-"),
        (113, 724, BODY, "forms.  Reforms take time, non-refoulement does not."),
        (113, 712, BODY, "It met on the 13"),
        (176.5, 715, 6, "th"),
        (181.5, 712, BODY, " floor.  It left early."),
        (258, 715, 6, "1"),
        (113, 700, BODY, "Years 2017\u2013"),
        (113, 688, BODY, "2021 were short."),
        (113, 72, 6, "1"),
        (120, 69, 9, "The lift was out of"),
        (113, 58, 9, "order."),
    ),
    head(
        3,
        (113, 760, 6.5, "AI"),
        (160, 760, BODY, "All the islands, Poseidonia (Atlantis);"),
        (160, 748, BODY, "a page ends with the number"),
        (113, 736, BODY, "3"),
    ),
    head(4, (113, 760, BODY, "The end."), (113, 740, BODY, "A/HRC/99/8")),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    return paper(pdf(tmp_path_factory.mktemp("pdf") / "report.pdf", *PAGES))


def test_lines_of_a_pdf(report: Paper) -> None:
    assert texts(report) == [
        "United Nations\tA/HRC/99/7",
        "General Assembly",
        "3 March 2031",
        "Report on the sea",
        "Atlantis",
        "1.\tThe delegation spoke of asylum-seekers,",
        "of non-refoulement",
        "and of reforms.",
        "Reforms take time, non-refoulement does not.",
        "It met on the 13th floor. It left early.",
        "Years 2017\u20132021",
        "were short.",
        "AI\tAll the islands, Poseidonia (Atlantis);",
        "a page ends with the number",
        "3",
        "The end.",
        "A/HRC/99/8",
    ]
    assert marked(report) == [("Report on the sea", ("*",)), ("It met on the 13th floor. It left early.", ("1",))]
    assert notes(report) == [("*", "The annex is not edited."), ("1", "The lift was out of order.")]
    assert (report.encoding, report.pages) == ("pdf", 4)
    lefts = {line.text: round(line.left) for line in report.lines}
    assert (lefts["AI\tAll the islands, Poseidonia (Atlantis);"], lefts["a page ends with the number"]) == (113, 160)


def test_a_note_in_letters_as_large_as_the_body(tmp_path: Path) -> None:
    page = [
        (113, 700, 12, "Many spoke, some did not."),
        (260, 705, 8, "1"),
        (113, 680, 12, "All were thanked."),
        (103, 100, 8, "1"),
        (113, 95, 12, "For want of time."),
    ]
    found = paper(pdf(tmp_path / "note.pdf", page))
    assert texts(found) == ["Many spoke, some did not.", "All were thanked."]
    assert notes(found) == [("1", "For want of time.")]


def test_a_list_with_stars_is_no_note(tmp_path: Path) -> None:
    found = paper(
        pdf(
            tmp_path / "list.pdf",
            [(113, 700, 12, "We promise:"), (113, 600, 12, "* ships;"), (113, 588, 12, "* nets.")],
        )
    )
    assert texts(found) == ["We promise:", "* ships;", "* nets."] and not found.notes


def test_small_print_without_a_mark_is_text(tmp_path: Path) -> None:
    page = [(113, 700 - 12 * row, 12, f"Line {row} of the body.") for row in range(5)]
    found = paper(
        pdf(tmp_path / "small.pdf", [*page, (113, 500, 8, "A table in small print"), (113, 490, 8, "goes on.")])
    )
    assert texts(found)[-2:] == ["A table in small print", "goes on."] and not found.notes


def test_endnotes_of_a_summary_keep_their_columns(tmp_path: Path) -> None:
    first = [(113, 700 - 12 * row, 10, f"Line {row} of the body.") for row in range(9)]
    first += [(57, 500, 10, "Notes"), (105, 483, 6, "1"), (113, 480, 8, "Who wrote:")]
    first += [(141, 470, 8, "MER"), (255, 470, 8, "Mermaids' Union, Poseidonia"), (255, 460, 8, "(Atlantis);")]
    second = [
        (141, 760, 8, "JS1"),
        (255, 760, 8, "Joint submission 1 by: Tritons; and Nereids."),
        (105, 743, 6, "2"),
        (113, 740, 8, "MER, p. 2."),
    ]
    found = paper(pdf(tmp_path / "summary.pdf", first, second))
    assert texts(found)[-1] == "Notes"
    one, two = found.notes
    assert (
        one.text
        == "Who wrote: MER\tMermaids' Union, Poseidonia (Atlantis); JS1\tJoint submission 1 by: Tritons; and Nereids."
    )
    assert [(line.text, round(line.left)) for line in one.lines[1:]] == [
        ("MER\tMermaids' Union, Poseidonia", 141),
        ("(Atlantis);", 255),
        ("JS1\tJoint submission 1 by: Tritons; and Nereids.", 141),
    ]
    assert (two.mark, two.text, two.page) == ("2", "MER, p. 2.", 2)


def test_words_of_a_justified_line_are_no_columns(tmp_path: Path) -> None:
    words = ["7.", "Few", "words", "fill", "this", "line"]
    row = [(113 + 60 * index, 700, 12, word) for index, word in enumerate(words)]
    columns = [(113, 680, 12, "Rec. 9"), (300, 680, 12, "yes"), (400, 680, 12, "no")]
    found = texts(paper(pdf(tmp_path / "wide.pdf", [*row, *columns])))
    assert found[1] == "Rec. 9\tyes\tno"
    assert found[0].replace("\t", " ") == "7. Few words fill this line"


def test_a_pdf_without_text_asks_for_recognition(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match=r"holds no text \(a scan\?\)"):
        paper(pdf(tmp_path / "scan.pdf", []))


# Plain text.

TEXT = """\
               United Nations                       A/HRC/99/7
               General Assembly                     Distr.: General
                                                    3 March 2031

               Report on the sea*

               Atlantis

           * The annex is not edited.

GE.99-00001 (E)
\fA/HRC/99/7

     1.      The delegation spoke of asylum-
     seekers (see paragraph 15 (b);1 it met on the 13 th floor, 2 of JS1, in room 2.2.
     It left in 1.5 hours.

       1
            The lift was out of
       order.
       2    The upper one.

2                                                                GE.99-00001
\f                                                                A/HRC/99/7

     (a)     A list;
     (b)  its second part.

GE.99-00001                                                                3
"""
TEXT_LINES = [
    "United Nations\tA/HRC/99/7",
    "General Assembly\tDistr.: General",
    "3 March 2031",
    "Report on the sea",
    "Atlantis",
    "1.\tThe delegation spoke of asylum-seekers",
    "(see paragraph 15 (b); it met on the 13th floor, of JS1, in room 2.2.",
    "It left in 1.5 hours.",
    "(a)\tA list;",
    "(b)\tits second part.",
]
TEXT_NOTES = [("*", "The annex is not edited."), ("1", "The lift was out of order."), ("2", "The upper one.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_of_a_plain_text(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.replace("list", "liste \u00e9crite").replace("\n", newline).encode(encoding))
    found = paper(path)
    assert texts(found) == [line.replace("list", "liste \u00e9crite") for line in TEXT_LINES]
    assert notes(found) == TEXT_NOTES
    assert (found.encoding, found.pages) == ("text", 3)


def test_a_text_that_lost_its_form_feeds(tmp_path: Path) -> None:
    path = tmp_path / "copied.txt"
    path.write_text(TEXT.replace("\f", "\n") + "A/HRC/99/7\n\nThe end.\n\n4       GE.99-00001\n", encoding="utf-8")
    found = paper(path)
    assert texts(found) == [*TEXT_LINES, "The end."]
    assert notes(found) == TEXT_NOTES


@pytest.mark.parametrize("name", ["report.txt", "report.text", "report"])
def test_a_text_with_a_symbol_is_a_document(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8")
    assert isinstance(content(path), Paper)


@pytest.mark.parametrize(
    ("name", "first"),
    [("rows.txt", "Symbol,To,From,Text"), ("rows.csv", "Symbol and text"), ("rows.txt", "Symbol\tTo\tFrom\tText")],
)
def test_a_table_with_symbols_stays_a_table(tmp_path: Path, name: str, first: str) -> None:
    path = tmp_path / name
    path.write_text(
        f"{first}\nA/HRC/99/7,ATL,MUU,Dive\n".replace(",", "\t" if "\t" in first else ","), encoding="utf-8"
    )
    assert isinstance(content(path), Table)


# The real documents.


def letters(text: str) -> Counter[str]:
    """Letters and digits; signs are what hyphens and marks are made of."""
    return Counter(letter for letter in text if letter.isalnum())


EDGE = re.compile(
    r"A/HRC/\S+|(?:Page )?\d{1,2}|GE\. ?\d\d-\d{5}(?: \([A-Z]\))?(?:\s\d{6}){0,2}(?:\t\d{1,2})?"
    r"|\d{1,2}\tGE\.\d\d-\d{5}|\*?\d{7}\*?|\uf02a[\uf030-\uf039]{7}\uf02a|[-_]{5,}"
)
"""Symbol, page number, job number (with language and days), both at the foot, barcode, a line that is drawn."""


@pytest.mark.parametrize("name", PDFS)
def test_nothing_is_lost_but_the_edges_of_pages(name: str) -> None:
    rows = rows_of(name)
    _, edges = without_edges(rows)
    assert [row.text for row in edges if not EDGE.fullmatch(row.text)] == []
    assert len(edges) <= 2.5 * rows[-1].page + 2
    found = real(name)
    everything = letters(" ".join(f"{row.text} {' '.join(row.marks)}" for row in rows))
    in_body = "".join(f"{line.text} {' '.join(line.marks)} " for line in found.lines)
    in_notes = "".join(f"{note.mark} {note.text} " for note in found.notes)
    inside_notes = "".join(mark for note in found.notes for line in note.lines for mark in line.marks)
    assert everything == letters(in_body) + letters(in_notes + inside_notes) + letters(
        "".join(row.text for row in edges)
    )


@pytest.mark.parametrize("name", PDFS)
def test_no_edge_of_a_page_is_a_line(name: str) -> None:
    found = real(name)
    behind_cover = [line.text for line in found.lines if line.page > 1]
    assert [text for text in behind_cover if EDGE.fullmatch(text)] == []
    assert [
        text
        for text in texts(found)
        if re.search(r"GE\. ?\d\d-\d{5}|\*\d{7}\*|[\ue000-\uf8ff]|\u2217|\u00ad|_{5}", text)
    ] == []
    assert [text for text in texts(found) if text.endswith("-")] == []


NOTES = {
    "cambodia2010": ["*", "1"],
    "cambodia2014": ["*"],
    "france2013": ["*", "**"],
    "iran2010": ["*", "1", "2", "3"],
    "slovenia2010": ["*"],
    "slovenia2014": ["*", "**"],
    "slovenia2025": ["*", "1", "2", "3"],
    "southafrica2008": ["*"],
    "switzerland2008": ["*"],
    "tonga2008": ["*"],
    "vietnam2014": ["*", "**"],
    "svn-2-addendum": ["*", "1", "2"],
    "svn-2-decision": [],
    "svn-2-stakeholders-summary": ["*", *map(str, range(1, 117))],
    "svn-4-addendum": ["*"],
    "svn-4-decision": ["1", "2"],
    "svn-4-stakeholders-summary": ["*", *map(str, range(1, 125))],
}


@pytest.mark.parametrize("name", PDFS)
def test_notes_of_the_real_documents(name: str) -> None:
    found = real(name)
    assert [note.mark for note in found.notes] == NOTES[Path(name).stem]
    in_lines = [mark for line in found.lines for mark in line.marks]
    assert sorted(in_lines) == sorted(NOTES[Path(name).stem])
    assert all(note.text and not note.text.startswith("*") for note in found.notes)


SYMBOLS = {
    "cambodia2014": "A/HRC/26/16",
    "iran2010": "A/HRC/14/12",
    "slovenia2014": "A/HRC/28/15",
    "slovenia2025": "A/HRC/59/15",
    "vietnam2014": "A/HRC/26/6",
}


@pytest.mark.parametrize("name", SYMBOLS)
def test_a_symbol_in_letters_of_two_sizes(name: str) -> None:
    assert texts(real(f"working-group-reports/{name}.pdf"))[0] == f"United Nations\t{SYMBOLS[name]}"


def words(found: Paper) -> list[str]:
    """The words of a document, without the dots of its table of contents."""
    return re.sub(r"\.{2,}|(?<=\d) ?- ?(?=\d)", " ", " ".join(texts(found))).split()


@pytest.mark.parametrize("form_feeds", [True, False])
@pytest.mark.parametrize("name", PDFS)
def test_plain_text_gives_the_words_of_the_pdf(name: str, form_feeds: bool, tmp_path: Path) -> None:
    """Poppler writes the text where it is installed; the project itself does without it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "text.txt"
    subprocess.run([program, "-layout", real_file(name), path], check=True, capture_output=True)
    if not form_feeds:
        path.write_bytes(path.read_bytes().replace(b"\f", b"\n"))
    found = paper(path)
    assert words(found) == words(real(name))
    assert [_plain(note) for note in found.notes] == [_plain(note) for note in real(name).notes]


def _plain(note: Note) -> tuple[str, str]:
    return note.mark, " ".join(note.text.split())


def test_real_files_are_documents() -> None:
    for name in PDFS[:1]:
        assert isinstance(content(real_file(name)), Paper)
    assert REAL.name


def test_a_paper_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A/HRC/99/7\n" * 200_000, encoding="utf-8")
    with pytest.raises(UnknownKind, match="too long for a document"):
        papers.paper(path)
