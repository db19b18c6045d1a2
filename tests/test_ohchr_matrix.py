"""OHCHR's lists of recommendations: the three layouts, their typing errors, and the two real lists."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document as Docx
from lxml import etree

from conftest import real_file
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.records import AffectedGroup, DataQualityNote, Document, Position, Record, Report, Theme
from uprgraph.sources import Opened, ohchr_matrix
from uprgraph.sources.matrix_citation import Citation, citation
from uprgraph.sources.matrix_review import named, state_in

FOLDER = Path(__file__).resolve().parent / "sources" / "ohchr_matrix"
HEADS = {
    2: "UPR of Slovenia (2nd Cycle - 20th Session)",
    3: "UPR of Slovenia (3rd Cycle - 34th Session)",
    4: "UPR of Slovenia (4th Cycle \N{EN DASH} 48th session)",
}


def rows_of(cycle: int) -> list[list[str]]:
    with open(FOLDER / f"cycle-{cycle}.csv", encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def made(path: Path, rows: list[list[str]], head: str = "", above: str = "") -> Path:
    """A list as OHCHR publishes it: one table, rows of one cell merged over all columns, the review in the head."""
    document: Docx = docx.Document()
    paragraph = document.sections[0].header.paragraphs[0]
    for letter in head:  # Word parts a text anywhere
        paragraph.add_run(letter)
    if above:
        document.add_paragraph(above)
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
        else:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    document.save(str(path))
    return path


def read(path: Path) -> tuple[list[object], Report]:
    opened = Opened(path)
    assert opened.kind == "OHCHR matrix"
    return list(opened.records()), opened.report


def changed(cycle: int, old: str, new: str) -> list[list[str]]:
    """The rows of a layout with one text replaced; it must be there."""
    rows = rows_of(cycle)
    found = [[cell.replace(old, new) for cell in row] for row in rows]
    assert found != rows
    return found


def record(cycle: int, paragraph: str, maker: str, text: str, answer: str, **more: object) -> Record:
    return Record(
        source="ohchr-matrix",
        key=f"svn-{cycle}-{paragraph}-{maker.lower()}",
        review=f"svn-{cycle}",
        maker=maker,
        response={"supported": "accepted", "noted": "noted"}[answer],
        action=None,
        scheme=f"ohchr-{cycle}",
        text=text,
        answer=answer,
        paragraph=paragraph,
        document=f"ohchr-matrix-svn-{cycle}",
        **more,  # type: ignore[arg-type]
    )


def position(cycle: int, paragraph: str, answer: str, symbol: str | None, statement: str | None) -> Position:
    addendum = symbol is not None and "Add" in symbol
    return Position(
        review=f"svn-{cycle}",
        paragraph=paragraph,
        number=2 if addendum else 1,
        answer=answer,
        response={"supported": "accepted", "noted": "noted"}[answer],
        stage="addendum" if addendum else "working-group-report",
        document=symbol,
        statement=statement,
        teller="ohchr-matrix",
    )


def listed(cycle: int) -> Document:
    title = f"List of recommendations by theme, Slovenia, cycle {cycle}"
    return Document(f"ohchr-matrix-svn-{cycle}", "RecommendationMatrix", title, f"svn-{cycle}")


def cited(cycle: int, symbol: str) -> Document:
    if "Add" in symbol:
        kind, title = "Addendum", "Addendum to the report of the Working Group"
    else:
        kind, title = "WorkingGroupReport", "Report of the Working Group"
    return Document(symbol, kind, f"{title}, review svn-{cycle}", f"svn-{cycle}", symbol)


SECOND, THIRD, FOURTH = "A/HRC/28/15", "A/HRC/43/15", "A/HRC/59/15"
NORMS = "Acceptance of international norms"
LAMPS = {"themes": (NORMS, "Advancement of paper lamps"), "affects": ("lamp makers", "children")}
DOORS = {"themes": (NORMS, "Discrimination against women")}
SWIM = {
    "themes": ("Right to education", "Right to swim"),
    "affects": ("Children", "swimmers"),
    "goals": (4, 16),
}
TAKEN = (
    "OHCHR's list takes the positions on 115.2 from the addendum, "
    "on 2 others of paragraph 115 from the Working Group report"
)


def test_layout_of_the_second_cycle(tmp_path: Path) -> None:
    records, report = read(made(tmp_path / "list.docx", rows_of(2), HEADS[2]))
    assert records == [
        listed(2),
        cited(2, SECOND),
        cited(2, f"{SECOND}/Add.1"),
        Theme("ohchr-2", "Advancement of paper lamps"),
        AffectedGroup("ohchr-2", "lamp makers"),
        AffectedGroup("ohchr-2", "children"),
        record(2, "115.1", "PRT", "Join the treaty on paper lamps", "supported", **LAMPS),
        record(2, "115.1", "BIH", "Join the treaty on paper lamps", "supported", **LAMPS),
        record(2, "115.1", "TCD", "Join the treaty on paper lamps", "supported", **LAMPS),
        position(2, "115.1", "supported", SECOND, "115"),
        record(2, "115.2", "IRN", "Join the treaty on doors", "supported", **DOORS),
        record(2, "115.2", "SVK", "Join the treaty on doors", "supported", **DOORS),
        position(2, "115.2", "supported", f"{SECOND}/Add.1", "4"),
        record(
            2,
            "115.3",
            "MLI",
            "Open a hospital on each hill (No. 7)",
            "noted",
            themes=("Right to health - General",),
            affects=("children",),
        ),
        position(2, "115.3", "noted", SECOND, "115"),
        DataQualityNote("svn-2", "ohchr-matrix-position", TAKEN),
    ]
    assert (report.layout, report.review, report.rows, report.records) == ("second cycle", "svn-2", 3, 6)
    assert report.problems == []
    assert TAKEN in report.warnings


def test_layout_of_the_third_cycle(tmp_path: Path) -> None:
    records, report = read(made(tmp_path / "list.docx", rows_of(3), HEADS[3]))
    libraries = {"themes": ("Right to education",), "goals": (4,)}
    beds = {"themes": ("Right to health",), "goals": (3,), "affects": ("older persons",)}
    assert records == [
        listed(3),
        cited(3, THIRD),
        cited(3, f"{THIRD}/Add.1"),
        Theme("ohchr-3", "Right to swim"),
        AffectedGroup("ohchr-3", "swimmers"),
        record(3, "122.2", "VNM", "Teach each child to swim", "supported", **SWIM),
        record(3, "122.2", "PER", "Teach each child to swim", "supported", **SWIM),
        record(3, "122.2", "NER", "Teach each teacher to swim", "supported", **SWIM),
        position(3, "122.2", "supported", f"{THIRD}/Add.1", "3"),
        record(3, "121.1", "GBR", "Keep the libraries warm", "supported", **libraries),
        position(3, "121.1", "supported", THIRD, "121"),
        record(3, "122.1", "NGA", "Count the beds", "noted", **beds),
        position(3, "122.1", "noted", f"{THIRD}/Add.1", None),
    ]
    assert (report.layout, report.review, report.rows, report.records) == ("third cycle", "svn-3", 3, 5)
    assert report.paragraphs == ["122.2", "121.1", "122.1"]
    assert report.positions == {"accepted": 2, "noted": 1}
    assert report.problems == []


def test_layout_of_the_fourth_cycle(tmp_path: Path) -> None:
    records, report = read(made(tmp_path / "list.docx", rows_of(4), HEADS[4]))
    beds = {"themes": ("Right to health",), "goals": (3,), "affects": ("Public officials", "Older persons")}
    wards = {"themes": ("Right to health",), "goals": (3, 10), "affects": ("Public officials",)}
    assert records == [
        listed(4),
        cited(4, f"{FOURTH}/Add.1"),
        record(4, "140.2", "TUR", "Count the beds twice", "supported", **beds),
        record(4, "140.2", "VEN", "Count the beds twice", "supported", **beds),
        position(4, "140.2", "supported", f"{FOURTH}/Add.1", "3"),
        record(4, "140.1", "CPV", "Paint the wards", "noted", **wards),
        position(4, "140.1", "noted", f"{FOURTH}/Add.1", "5"),
    ]
    assert (report.layout, report.problems, report.warnings) == ("fourth cycle", [], {})


@pytest.mark.parametrize("cycle", [2, 3, 4])
def test_columns_are_known_by_their_header(tmp_path: Path, cycle: int) -> None:
    """In any order and any spelling, in two tables, with a column that nothing is known of."""
    rows = rows_of(cycle)
    rows[0] = [
        name.upper().replace("RECOMMENDATION", "Recomendations").replace("POSITION", "Postion") for name in rows[0]
    ]
    turned = [[*row[::-1], "" if index else "Remarks"] if len(row) > 1 else row for index, row in enumerate(rows)]
    turned.insert(4, turned[0])
    straight = read(made(tmp_path / "a.docx", rows_of(cycle), HEADS[cycle]))
    assert read(made(tmp_path / "b.docx", turned, HEADS[cycle]))[0] == straight[0]
    document: Docx = docx.Document(str(tmp_path / "a.docx"))
    again = document.add_table(rows=0, cols=4)
    again._tbl.append(document.tables[0].rows[-1]._tr)
    document.save(str(tmp_path / "c.docx"))
    assert len(docx.Document(str(tmp_path / "c.docx")).tables) == 2
    assert read(tmp_path / "c.docx")[0] == straight[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A/HRC/43/15 - Para 121", Citation("working-group-report", THIRD, THIRD, "121")),
        ("A/HRC/43/15/Add.1", Citation("addendum", THIRD, f"{THIRD}/Add.1")),
        ("A/HRC/43/15/Add.1 \N{EN DASH} Paras. 3 and 5-7", Citation("addendum", THIRD, f"{THIRD}/Add.1", "3, 5-7")),
        ("A/HRC/43/15/Add.1, para. 12 (b)", Citation("addendum", THIRD, f"{THIRD}/Add.1", "12 (b)")),
        ("A/HRC/43/15/Add.1 - Para.3vv", Citation("addendum", THIRD, f"{THIRD}/Add.1", "3", "vv")),
        ("A/HCR/ 43/15 / ADD. 1 -Para.3", Citation("addendum", THIRD, f"{THIRD}/Add.1", "3")),
        ("AHRC/43/15Add1 para 3.", Citation("addendum", THIRD, f"{THIRD}/Add.1", "3")),
        ("A/HRC/43/15/Addendum - Para.3", Citation("addendum", THIRD, None, "3")),
        ("A/HRC/43/2 - Para. 612", Citation("council-outcome", "A/HRC/43/2", "A/HRC/43/2", "612")),
        ("A/HRC/DEC/43/112", Citation("council-outcome", None, "A/HRC/DEC/43/112")),
        ("A/HRC/43", None),
        ("the addendum", None),
        ("", None),
        (None, None),
    ],
)
def test_citation(text: str | None, found: Citation | None) -> None:
    assert citation(text) == found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Para.5", "Para.5vv", "140.1: the source of position 'A/HRC/59/15/Add.1 - Para.5vv' was read as paragraph 5"),
        ("Count the beds twice (Tür", "Count the beds (Atlantis) twice (Tür", None),
        ("(Cabo Verde)", "(Atlantis)", "140.1: "),
        ("(Cabo Verde)", "(Cabo Verde", "140.1: a parenthesis is not closed"),
        ("(Cabo Verde)", "", "140.1: no maker is named"),
        ("Noted", "Perhaps", "140.1: the position 'Perhaps' is none that is known"),
        ("Noted", "", "140.1: the position '' is none that is known"),
        ("140.1 ", "", "row 4: no number before 'Paint the wards (Cabo Verde);'; the row was left out"),
        ("140.1 ", "140.2 ", "140.2 stands in two rows that differ, 3 and 4"),
        ("140.1 ", "140.4 ", "the list lacks 140.1, 140.3"),
        ("- 10 -", "- 18 -", "140.1: '18 - REDUCED INEQUALITIES' is no goal of sustainable development"),
        ("- 10 - REDUCED", "- REDUCED", "140.1: 'REDUCED INEQUALITIES' is no goal of sustainable development"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    records, report = read(made(tmp_path / "list.docx", changed(4, old, new), HEADS[4]))
    if said is None:
        assert report.problems == []
    else:
        assert any(problem.startswith(said) for problem in report.problems), report.problems
    assert {r.paragraph for r in records if isinstance(r, Record)} >= {"140.2"}


def test_position_whose_source_cannot_be_read_has_no_document(tmp_path: Path) -> None:
    """Its stage is that of all other rows of its paragraph; where these differ there is no position."""
    rows = changed(4, "A/HRC/59/15/Add.1 - Para.5", "A/HRC/95/15/Add.1 - Para.5")
    rows.append(["140.3 Sweep the wards (Mali);\nSource of Position: A/HRC/59/15/Add.1 - Para.5", *rows[-1][1:]])
    records, report = read(made(tmp_path / "list.docx", rows, HEADS[4]))
    [position] = [r for r in records if isinstance(r, Position) and r.paragraph == "140.1"]
    assert (position.stage, position.document, position.statement) == ("addendum", None, None)
    assert report.problems == [
        "140.1: a position without document, for the source of position 'A/HRC/95/15/Add.1 - Para.5'"
    ]
    rows.append(["140.4 Air the wards (Mali);\nSource of Position: A/HRC/59/15 - Para 140", *rows[-1][1:]])
    records, report = read(made(tmp_path / "list.docx", rows, HEADS[4]))
    assert "140.1" not in {r.paragraph for r in records if isinstance(r, Position)}
    assert [r.answer for r in records if isinstance(r, Record) and r.paragraph == "140.1"] == ["noted"]
    assert report.problems == ["140.1: no position, for the source of position 'A/HRC/95/15/Add.1 - Para.5'"]


def test_rows_of_one_number_that_answer_differently_give_no_position(tmp_path: Path) -> None:
    records, report = read(made(tmp_path / "list.docx", changed(4, "140.1 ", "140.2 "), HEADS[4]))
    assert not [r for r in records if isinstance(r, Position)]
    assert [r.key for r in records if isinstance(r, Record)] == [
        "svn-4-140.2-tur",
        "svn-4-140.2-ven",
        "svn-4-140.2-cpv",
    ]
    assert report.problems == ["140.2 stands in two rows that differ, 3 and 4", "the list lacks 140.1"]


def test_row_that_stands_under_two_themes_counts_once(tmp_path: Path) -> None:
    rows = rows_of(4)
    rows += [["Theme: Right to life"], rows[2]]
    records, report = read(made(tmp_path / "list.docx", rows, HEADS[4]))
    assert report.records == 3
    assert report.warnings == {
        "rows that repeat another row of the list (each recommendation counts once)": 1,
        "rows under a theme that is none of theirs (140.2)": 1,
    }
    assert len([r for r in records if isinstance(r, Position)]) == 2


def test_maker_of_two_clauses_has_two_records(tmp_path: Path) -> None:
    rows = changed(
        4, "Paint the wards (Cabo Verde);", "Paint the wards (Cabo Verde); Paint the gate (Mali, Cabo Verde);"
    )
    records, _ = read(made(tmp_path / "list.docx", rows, HEADS[4]))
    assert [(r.key, r.text) for r in records if isinstance(r, Record) and r.paragraph == "140.1"] == [
        ("svn-4-140.1-cpv", "Paint the wards"),
        ("svn-4-140.1-mli", "Paint the gate"),
        ("svn-4-140.1-cpv-2", "Paint the gate"),
    ]


@pytest.mark.parametrize(
    ("printed", "answer", "response"),
    [
        ("NOTED.", "noted", "noted"),
        ("Accepted", "accepted", "accepted"),
        ("Supported / Noted", "partially-accepted", "noted"),
        ("Partially supported", "partially-accepted", "noted"),
        ("Not supported", "not-supported", "noted"),
        ("Rejected", "rejected", "noted"),
        ("Under consideration", "to-be-examined", "pending"),
    ],
)
def test_answer(tmp_path: Path, printed: str, answer: str, response: str) -> None:
    records, report = read(made(tmp_path / "list.docx", changed(4, "Supported", printed), HEADS[4]))
    [found] = [r for r in records if isinstance(r, Position) and r.paragraph == "140.2"]
    assert (found.answer, found.response, report.problems) == (answer, response, [])


def test_totals_in_the_head_are_not_believed(tmp_path: Path) -> None:
    above = "Thematic list of recommendations (184)"
    records, report = read(made(tmp_path / "list.docx", rows_of(4), HEADS[4], above))
    reason = "The head of OHCHR's list says 184 recommendations, its rows come to 2"
    assert records[-1] == DataQualityNote("svn-4", "ohchr-matrix-recommendations", reason, "184", "2")
    assert reason in report.warnings
    assert (
        read(made(tmp_path / "list.docx", rows_of(4), HEADS[4], "2 recommendations: 1 supported, 1 noted"))[1].warnings
        == {}
    )


def test_themes_of_another_scheme_are_told(tmp_path: Path) -> None:
    rows = changed(4, "- Right to health", "- Acceptance of international norms\n- Prohibition of slavery, trafficking")
    _, report = read(made(tmp_path / "list.docx", rows, HEADS[4]))
    assert any("knows 0 of 2 themes; the themes of the second cycle hold 2" in warning for warning in report.warnings)


# Which review


@pytest.mark.parametrize(
    ("text", "review"),
    [
        ("UPR of Slovenia (3rd Cycle - 34th Session)", ("SVN", 3, 34)),
        ("UPR of the Republic of Moldova (Third cycle, 40th session)", ("MDA", 3, 40)),
        ("UPR of Venezuela (Bolivarian Republic of) (4th Cycle - 40 th session)", ("VEN", 4, 40)),
        ("Universal Periodic Review of Trinidad and Tobago \N{EN DASH} second cycle", ("TTO", 2, None)),
        ("UPR of Viet Nam", ("VNM", None, None)),
        ("UPR: Guinea-Bissau (cycle 3)", ("GNB", 3, None)),
        ("UPR of Atlantis (3rd Cycle - 34th Session)", None),
        ("Thematic list of recommendations", None),
    ],
)
def test_title(text: str, review: tuple[str, int | None, int | None] | None) -> None:
    found = named(text)
    assert (found and (found.state, found.cycle, found.session)) == review


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("upr48-slovenia-thematic-list-of-recommendatio.docx", "SVN"),
        ("UPR33_Dominican_Republic_Thematic_list.docx", "DOM"),
        ("matrice-guinea-bissau.docx", "GNB"),
        ("Niger and Nigeria.docx", None),
        ("can-and-per-mar.docx", None),
        ("list.docx", None),
    ],
)
def test_state_in_the_name_of_a_file(name: str, state: str | None) -> None:
    assert state_in(name) == state


def review_told(path: Path) -> tuple[str | None, list[str], list[str]]:
    _, report = read(path)
    return report.review, report.problems, sorted(report.warnings)


def test_review_is_told_by_whatever_tells_it(tmp_path: Path) -> None:
    rows = rows_of(4)
    assert review_told(made(tmp_path / "head.docx", rows, HEADS[4])) == ("svn-4", [], [])
    assert review_told(made(tmp_path / "above.docx", rows, above=HEADS[4])) == ("svn-4", [], [])
    titled = [["UPR of Slovenia"], *rows]
    assert review_told(made(tmp_path / "row.docx", titled)) == ("svn-4", [], [])
    # The calendar has the symbol of this report.
    assert review_told(made(tmp_path / "symbol.docx", rows)) == ("svn-4", [], [])


def test_review_is_told_by_the_name_of_the_file_last(tmp_path: Path) -> None:
    """No report of the calendar has this symbol, so the Council's session is all that it tells."""
    rows = changed(4, "A/HRC/59/15", "A/HRC/59/999")
    review, problems, warnings = review_told(made(tmp_path / "upr48-slovenia-list.docx", rows))
    assert review == "svn-4"
    assert warnings == ["the State under review is told by the file's name only"]
    assert problems == ["it cites A/HRC/59/999; the report of svn-4 is A/HRC/59/15; the list is read as that of svn-4"]
    with pytest.raises(NotReadable, match=r"list\.docx: the list does not say which review it is about"):
        read(made(tmp_path / "list.docx", rows))


def test_head_that_contradicts_the_symbols(tmp_path: Path) -> None:
    """A head left over from another list: the State is that of the report which all rows cite."""
    for session in ("3rd Cycle - 34th", "4th Cycle - 48th"):
        path = made(tmp_path / "a.docx", rows_of(4), f"UPR of Fiji ({session} Session)")
        assert review_told(path)[:2] == (
            "svn-4",
            ["its head names Fiji, it cites A/HRC/59/15; the list is read as that of svn-4"],
        )
    review, problems, _ = review_told(
        made(tmp_path / "b.docx", rows_of(4), "UPR of Slovenia (3rd Cycle - 34th Session)")
    )
    assert (review, problems) == (
        "svn-4",
        ["its head says session 34, the calendar 48; the list is read as that of svn-4"],
    )


def test_list_that_is_saved_twice_is_one_document(tmp_path: Path) -> None:
    first = Opened(made(tmp_path / "a.docx", rows_of(4), HEADS[4]))
    assert first.document == Opened(made(tmp_path / "b.docx", rows_of(4), HEADS[4], "x")).document
    assert first.document == "ohchr-matrix-svn-4"


@pytest.mark.parametrize("cells", [["Recommendation", "Position", "Remarks"], ["No.", "Theme", "Text"]])
def test_other_tables_are_no_lists(tmp_path: Path, cells: list[str]) -> None:
    with pytest.raises(UnknownKind):
        Opened(made(tmp_path / "other.docx", [cells, ["1.1 Sing (Mali)", "Supported", "x"]]))


def test_list_without_numbers(tmp_path: Path) -> None:
    rows = [rows_of(4)[0], ["Sing (Mali)", "Noted", "- Right to health", ""]]
    with pytest.raises(NotReadable, match=r"list\.docx: no row of the list begins with a number such as 140\.12"):
        read(made(tmp_path / "list.docx", rows, HEADS[4]))


# The real lists, counted by another way: straight from the XML, by the marks at the beginning of lines

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REAL = {
    3: "ohchr-matrices/UPR34_Slovenia_Thematic_list_of_Recommendations.docx",
    4: "ohchr-matrices/upr48-slovenia-thematic-list-of-recommendatio.docx",
}


def xml_rows(path: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    for row in root.iter(f"{WORD}tr"):
        yield [
            "\n".join("".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in cell.iter(f"{WORD}p"))
            for cell in row.findall(f"{WORD}tc")
        ]


def counted(path: Path) -> dict[str, Counter[str]]:
    """Themes, persons and goals of all rows, each once in a row."""
    found: dict[str, Counter[str]] = {"themes": Counter(), "persons": Counter(), "goals": Counter()}
    for row in xml_rows(path):
        if len(row) != 4 or not row[0][:1].isdigit():
            continue
        section, seen = "themes", set()
        for line in f"{row[2]}\n{row[3]}".split("\n"):
            line = line.strip()
            if re.fullmatch(r"- \d+ - [A-Z ,-]+", line):
                seen.add(("goals", line))
            elif line.startswith("- "):
                seen.add((section, line[2:]))
            elif line.lower().startswith(("affected", "groups")):
                section = "persons"
        for kind, label in seen:
            found[kind][label] += 1
    return found


@pytest.mark.data
@pytest.mark.parametrize(
    ("cycle", "paragraphs", "pairs", "supported", "noted"),
    [
        # 225 parentheses stand in the list of the third cycle; two of them, (No. 29) and (No. 189), name conventions.
        (3, 215, 223, 182, 33),
        (4, 254, 262, 217, 37),
    ],
)
def test_real_list(cycle: int, paragraphs: int, pairs: int, supported: int, noted: int) -> None:
    records, report = read(real_file(REAL[cycle]))
    made_records = [r for r in records if isinstance(r, Record)]
    positions = [r for r in records if isinstance(r, Position)]
    assert (report.rows, len(report.paragraphs), report.records) == (paragraphs, paragraphs, pairs)
    assert report.positions == {"accepted": supported, "noted": noted}
    assert len({r.key for r in made_records}) == len({(r.paragraph, r.maker) for r in made_records}) == pairs
    assert {r.maker for r in made_records}.isdisjoint({None, "SVN"})
    assert {p.paragraph for p in positions} == set(report.paragraphs)
    assert not [r for r in records if isinstance(r, Theme | AffectedGroup)]
    assert not [r.text for r in made_records if re.search(r"Source of|[;.]$|^\d|\s{2}|\n", r.text or "")]


@pytest.mark.data
@pytest.mark.parametrize(
    ("cycle", "themes", "groups", "links"),
    [(3, 62, 26, (526, 485, 317)), (4, 60, 24, (676, 609, 412))],
)
def test_codes_of_real_list(cycle: int, themes: int, groups: int, links: tuple[int, int, int]) -> None:
    path = real_file(REAL[cycle])
    by_paragraph = {r.paragraph: r for r in read(path)[0] if isinstance(r, Record)}
    found = {
        "themes": Counter(label for r in by_paragraph.values() for label in r.themes),
        "persons": Counter(label for r in by_paragraph.values() for label in r.affects),
        "goals": Counter(goal for r in by_paragraph.values() for goal in r.goals),
    }
    assert (len(found["themes"]), len(found["persons"])) == (themes, groups)
    assert tuple(sum(counts.values()) for counts in found.values()) == links
    expected = counted(path)
    assert found["themes"] == expected["themes"]
    assert found["persons"] == expected["persons"]
    assert found["goals"] == Counter({int(label.split(" ")[1]): count for label, count in expected["goals"].items()})


@pytest.mark.data
def test_positions_of_the_third_cycle() -> None:
    """Of the 58 recommendations in paragraph 121 of the report, two have their positions from the addendum."""
    records, report = read(real_file(REAL[3]))
    positions = [r for r in records if isinstance(r, Position)]
    assert Counter((p.number, p.stage, p.document) for p in positions) == {
        (1, "working-group-report", "A/HRC/43/15"): 56,
        (2, "addendum", "A/HRC/43/15/Add.1"): 159,
    }
    assert Counter(p.statement for p in positions) == {"121": 56, "3": 78, "4": 44, "5": 33, None: 4}
    assert len([p for p in positions if p.paragraph.startswith("121.")]) == 58
    assert [p.paragraph for p in positions if p.paragraph.startswith("121.") and p.number == 2] == ["121.23", "121.24"]
    [note] = [r for r in records if isinstance(r, DataQualityNote)]
    assert note.reason == (
        "OHCHR's list takes the positions on 121.23 to 121.24 from the addendum, "
        "on 56 others of paragraph 121 from the Working Group report"
    )
    assert report.problems == []
    assert (report.layout, report.review) == ("third cycle", "svn-3")


@pytest.mark.data
def test_positions_of_the_fourth_cycle() -> None:
    records, report = read(real_file(REAL[4]))
    positions = [r for r in records if isinstance(r, Position)]
    assert Counter((p.number, p.document, p.statement) for p in positions) == {
        (2, "A/HRC/59/15/Add.1", "3"): 172,
        (2, "A/HRC/59/15/Add.1", "4"): 45,
        (2, "A/HRC/59/15/Add.1", "5"): 37,
    }
    assert set(report.paragraphs) == {f"140.{item}" for item in range(1, 255)}
    assert report.problems == ["140.113: the source of position 'A/HRC/59/15/Add.1 - Para.3vv' was read as paragraph 3"]
    assert (report.layout, report.review) == ("fourth cycle", "svn-4")
    most = Counter(r.paragraph for r in records if isinstance(r, Record)).most_common(2)
    assert most == [("140.1", 8), ("140.7", 2)]


def test_description() -> None:
    assert ohchr_matrix.SOURCE.itemises
    assert ohchr_matrix.SOURCE.name == "ohchr-matrix"
