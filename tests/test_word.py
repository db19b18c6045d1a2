"""A DOCX is read as its reader sees it: numbers that Word counts, notes, tables, tracked changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from typeset import docx, p, run, w
from uprgraph.errors import NotReadable
from uprgraph.papers import Paper, paper


def texts(found: Paper) -> list[str]:
    return [line.text for line in found.lines]


def level(depth: int, form: str, text: str, *more: str) -> str:
    return w("lvl", w("start", val=1), w("numFmt", val=form), *more, w("lvlText", val=text), ilvl=depth)


def item(text: str, number: int, depth: int = 0) -> str:
    return p(text, w("numPr", w("ilvl", val=depth), w("numId", val=number)))


def num(number: int, counts: int, *more: str) -> str:
    return w("num", w("abstractNumId", val=counts), *more, numId=number)


NUMBERING = (
    w(
        "abstractNum",
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "(%2)"),
        level(2, "lowerRoman", "%1.%3"),
        abstractNumId=0,
    )
    + w("abstractNum", level(0, "upperRoman", "%1.", w("pStyle", val="Chapter")), abstractNumId=1)
    + num(1, 0)
    + num(2, 0, w("lvlOverride", w("startOverride", val=40), ilvl=0))
    + num(3, 1)
)
STYLES = w("style", w("basedOn", val="Base"), type="paragraph", styleId="Chapter") + w(
    "style",
    w("basedOn", val="Chapter"),  # a ring of styles
    w("pPr", w("numPr", w("numId", val=3)), w("ind", left=400)),
    type="paragraph",
    styleId="Base",
)


def test_numbers_that_word_counts(tmp_path: Path) -> None:
    chapter = p("Sea", w("pStyle", val="Chapter"))
    body = (
        item("One", 1)
        + item("a", 1, 1)
        + item("b", 1, 1)
        + item("i", 1, 2)
        + item("", 1)  # counts, though nothing stands in it
        + item("Three", 1)
        + item("again a", 1, 1)
        + chapter * 2
        + item("Forty", 2)
        + item("Forty-one", 2)
        + item("plain", 0)
    )
    found = paper(docx(tmp_path / "list.docx", body, numbering=NUMBERING, styles=STYLES))
    assert texts(found) == [
        "1.\tOne",
        "(a)\ta",
        "(b)\tb",
        "1.i\ti",
        "3.\tThree",
        "(a)\tagain a",
        "I.\tSea",
        "II.\tSea",
        "40.\tForty",
        "41.\tForty-one",
        "plain",
    ]
    assert found.lines[6].left == 20.0


SEEN = {
    "plain": (p("Seen"), ["Seen"]),
    "deleted": (w("p", run("Accepts "), w("del", w("r", w("delText", "not "))), run("all")), ["Accepts all"]),
    "inserted": (w("p", run("Accepts "), w("ins", run("it "), run("all"))), ["Accepts it all"]),
    "moved": (w("p", w("moveFrom", run("Away")), w("moveTo", run("Here"))), ["Here"]),
    "hyperlink": (w("p", w("hyperlink", run("linked"))), ["linked"]),
    "smart tag": (w("p", w("smartTag", w("smartTag", run("tagged")))), ["tagged"]),
    "hidden": (w("p", w("r", w("rPr", w("vanish")), w("t", "hidden")), run("seen")), ["seen"]),
    "not hidden": (w("p", w("r", w("rPr", w("vanish", val="0")), w("t", "seen"))), ["seen"]),
    "hyphens": (
        w("p", run("non", w("noBreakHyphen"), w("t", "bind"), w("softHyphen"), w("t", "ing"))),
        ["non-binding"],
    ),
    "signs": (w("p", run("end", w("tab"), w("t", "of"), w("br"), w("t", "line"))), ["end\tof line"]),
    "control around": (w("sdt", w("sdtContent", p("In a control"))), ["In a control"]),
    "control within": (w("p", w("sdt", w("sdtContent", run("In a line")))), ["In a line"]),
    "control unfilled": (
        w("sdt", w("sdtPr", w("showingPlcHdr")), w("sdtContent", p("Click here"))) + p("Seen"),
        ["Seen"],
    ),
    "field": (
        w(
            "p",
            w("r", w("fldChar", fldCharType="begin")),
            w("r", w("instrText", "TOC"), w("t", "nested")),
            w("r", w("fldChar", fldCharType="separate")),
            run("Contents\u00a03"),
            w("r", w("fldChar", fldCharType="end")),
        ),
        ["Contents 3"],
    ),
    "simple field": (w("p", w("fldSimple", run("3"))), ["3"]),
    "end of a paragraph deleted": (w("p", w("pPr", w("rPr", w("del"))), run("Two ")) + p("are one"), ["Two are one"]),
    "box": (
        w(
            "p",
            "<mc:AlternateContent><mc:Choice>",
            w("r", w("drawing", w("txbxContent", p("In a box")))),
            "</mc:Choice><mc:Fallback>",
            w("r", w("pict", w("txbxContent", p("In a box")))),
            "</mc:Fallback></mc:AlternateContent>",
            run("Beside it"),
        ),
        ["Beside it", "In a box"],
    ),
    "old box": (w("p", w("r", w("pict", "<v:textbox>", w("txbxContent", p("Old")), "</v:textbox>"))), ["Old"]),
}


@pytest.mark.parametrize("case", SEEN)
def test_what_a_reader_sees(tmp_path: Path, case: str) -> None:
    body, expected = SEEN[case]
    assert texts(paper(docx(tmp_path / "seen.docx", body))) == expected


def note(kind: str, number: int, *text: str, **attributes: str) -> str:
    paragraphs = [w("p", w("r", w(f"{kind}Ref")), run(f" {line}")) for line in text]
    return w(kind, *paragraphs, id=number, **attributes)


def refers(text: str, kind: str, number: int, *mark: str, **attributes: object) -> str:
    return w("p", run(text), w("r", w(f"{kind}Reference", id=number, **attributes), *mark))


def test_notes(tmp_path: Path) -> None:
    body = (
        refers("Title", "footnote", 5, w("t", "*"), customMarkFollows="1")
        + refers("Later note first", "footnote", 3)
        + refers("Then the other", "footnote", 2)
        + w("p", w("del", w("r", w("footnoteReference", id=4))), run("Kept"))
        + refers("At the end", "endnote", 2)
    )
    footnotes = (
        note("footnote", 0, "", type="separator")
        + note("footnote", 2, "Two.")
        + note("footnote", 3, "Three,", "in two lines.")
        + note("footnote", 4, "Four.")
        + note("footnote", 5, "Star.")
    )
    found = paper(docx(tmp_path / "notes.docx", body, footnotes=footnotes, endnotes=note("endnote", 2, "End.")))
    assert [(line.text, line.marks) for line in found.lines] == [
        ("Title", ("*",)),
        ("Later note first", ("1",)),
        ("Then the other", ("2",)),
        ("Kept", ()),
        ("At the end", ("i",)),
    ]
    assert [(note.mark, note.text) for note in found.notes] == [
        ("*", "Star."),
        ("1", "Three, in two lines."),
        ("2", "Two."),
        ("i", "End."),
    ]
    assert [line.text for line in found.notes[1].lines] == ["Three,", "in two lines."]


def test_endnotes_are_numbered_as_the_document_says(tmp_path: Path) -> None:
    body = refers("One", "endnote", 1) + w("sectPr", w("endnotePr", w("numFmt", val="decimal")))
    assert paper(docx(tmp_path / "end.docx", body, endnotes=note("endnote", 1, "E."))).notes[0].mark == "1"


def cell(*blocks: str, **properties: object) -> str:
    return w("tc", w("tcPr", *(w(name, val=value) for name, value in properties.items())), *blocks)


def test_tables(tmp_path: Path) -> None:
    inner = w("tbl", w("tr", cell(p("inner")), cell(p("table"))))
    table = w(
        "tbl",
        w("tr", cell(p("Theme: sea"), gridSpan=3)),
        w("tr", cell(p("7.1 Dive"), vMerge="restart"), cell(p("yes")), cell(p("- fish") + p("- nets"))),
        w("tr", cell(p(""), vMerge="continue"), cell(p("yes")), cell(p("yes"))),
        w("tr", w("trPr", w("del")), cell(p("deleted"))),
        w(
            "sdt",
            w(
                "sdtContent",
                w("tr", cell(p("7.2")), w("sdt", w("sdtContent", cell(p("no")))), cell(inner, p("end"))),
            ),
        ),
    )
    found = paper(docx(tmp_path / "table.docx", p("Before") + table + p("After")))
    assert found.tables == [
        [
            ["Theme: sea"] * 3,
            ["7.1 Dive", "yes", "- fish\n- nets"],
            ["7.1 Dive", "yes", "yes"],
            ["7.2", "no", "inner\ttable\nend"],
        ]
    ]
    assert texts(found) == [
        "Before",
        "Theme: sea",
        "7.1 Dive\tyes\t- fish - nets",
        "yes\tyes",
        "7.2\tno\tinner table end",
        "After",
    ]


def test_the_symbol_in_the_head_of_the_first_page(tmp_path: Path) -> None:
    section = w("sectPr", '<w:headerReference w:type="first" r:id="rheader"/>')
    found = paper(docx(tmp_path / "head.docx", p("Report on the sea") + section, header=p("A/HRC/99/7")))
    assert texts(found) == ["A/HRC/99/7", "Report on the sea"]


def test_a_docx_without_text(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="holds no text"):
        paper(docx(tmp_path / "empty.docx", p("")))
