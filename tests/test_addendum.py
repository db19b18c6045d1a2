"""Addenda: the final answers of a State, from lists, lead-ins, replies and tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import real_file
from uprgraph import sources
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.records import Document, Figure, Position, Report
from uprgraph.sources import addendum_statements, answer_wordings, recommendation_numbers
from uprgraph.sources.addendum import KIND

FIXTURES = Path(__file__).parent / "sources" / "addendum"


class Read:
    """What one addendum gives."""

    def __init__(self, path: Path) -> None:
        opened = sources.Opened(path)
        assert opened.kind == KIND
        self.records = list(opened.records())
        self.report: Report = opened.report
        self.positions = {one.paragraph: one for one in self.records if isinstance(one, Position)}
        assert len(self.positions) == sum(isinstance(one, Position) for one in self.records)

    def numbers(self, *answers: str) -> set[str]:
        return {number for number, one in self.positions.items() if one.answer in answers}

    def figures(self) -> dict[str, int | None]:
        return {one.measure: one.value for one in self.records if isinstance(one, Figure)}

    def said(self) -> dict[str, str]:
        return {number: one.rationale for number, one in self.positions.items() if one.rationale}


def numbered(text: str, prefix: str = "118.") -> set[str]:
    """``"1-3 7"`` -> 118.1, 118.2, 118.3, 118.7, for expectations written by hand."""
    found: set[str] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        found |= {f"{prefix}{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def read(name: str) -> Read:
    return Read(FIXTURES / f"{name}.txt")


def test_sections_with_lists_and_explanations() -> None:
    found = read("sections")
    assert found.report.problems == []
    assert found.numbers("accepted") == numbered("2 3 5-18")
    assert found.numbers("already-implemented") == numbered("19-23 28 30")
    assert found.numbers("noted") == numbered("1 4 24-27 29")
    assert {one.statement for one in found.positions.values() if one.answer == "accepted"} == {"3"}
    assert found.figures() == {"reportedTotal": 30, "reportedAccepted": 23, "reportedNoted": 7}
    course = "Courses are held in every province. By the end of 2013, 99.9% of the officers had attended one."
    law = "Existing law covers these matters."
    assert found.said() == {
        "118.1": "The treaty is being studied, in line with recommendation 118.2.",
        "118.19": "The registry opened its doors in March; see also recommendation 118.1.",
        **dict.fromkeys(("118.20", "118.21", "118.22", "118.28"), course),
        **dict.fromkeys(("118.24", "118.25", "118.26", "118.27"), law),
        "118.29": f"{law} Here the Government supports wider efforts of the region.",
    }


def test_document_and_position() -> None:
    found = read("sections")
    symbol = "A/HRC/26/990/Add.1"
    document = next(one for one in found.records if isinstance(one, Document))
    assert (document.id, document.kind, document.review) == (symbol, "Addendum", "khm-2")
    assert (document.symbol, document.issued) == (symbol, "2014-06-03")
    assert found.positions["118.4"] == Position(
        "khm-2", "118.4", 2, "noted", "noted", "addendum", symbol, statement="5"
    )
    assert next(one for one in found.records if isinstance(one, Figure)) == Figure(
        "khm-2/total-a-hrc-26-990-add-1", "review/khm-2", "reportedTotal", 30, "recommendations", "exact", (symbol,)
    )
    assert (found.report.review, found.report.symbol) == ("khm-2", symbol)
    assert found.report.positions == {"accepted": 23, "noted": 7}


def test_numbers_without_the_paragraph_stay_bare() -> None:
    found = read("bare-numbers")
    assert found.report.problems == []
    assert found.numbers("accepted") == numbered("1-3 5 7-9", "")
    assert found.numbers("already-implemented") == numbered("10 12-14 16", "")
    assert found.numbers("noted") == numbered("4 6 11 15 17-20", "")
    assert found.figures() == {"reportedAccepted": 12, "reportedNoted": 8}
    assert found.positions["13"].rationale == "Teachers are trained every summer. The training lasts two weeks."
    assert found.positions["20"].rationale == "See information on recommendations 4 and 6."
    assert found.positions["6"].rationale is None


def test_replies_under_each_recommendation() -> None:
    found = read("responses")
    assert {number: one.answer for number, one in found.positions.items()} == {
        "118.1": "accepted",
        "118.2": "noted",
        "118.3": "already-implemented",
        "118.4": "rejected",
        "118.5": "partially-accepted",
        "118.6": "not-supported",
        "118.7": "partially-accepted",
        "118.11": "accepted",
    }
    assert found.said() == {
        "118.1": "The signature is a matter of weeks.",
        "118.3": "The fund exists since 2010.",
        "118.4": "The tax pays for schools.",
        "118.5": "Wells in the north are planned.",
        "118.7": "The Government accepts the first half of the recommendation and does not accept the second half of "
        "the recommendation.",
    }
    assert [problem.split(":")[0] for problem in found.report.problems] == [
        "118.8 is spoken of without an answer",
        "the answer to 118.9 is not clear",
        "118.10 is spoken of without an answer",
    ]


def test_lead_ins_over_repeated_recommendations() -> None:
    found = read("lead-ins")
    assert found.numbers("supported") == numbered("1-3")
    assert found.numbers("already-implemented") == numbered("4")
    assert found.numbers("not-supported") == numbered("5 6")
    assert {number: one.statement for number, one in found.positions.items()} == {
        **dict.fromkeys(numbered("1-3"), "2"),
        "118.4": "3",
        **dict.fromkeys(numbered("5 6"), "4"),
    }
    assert found.said() == {"118.5": "Cambodia keeps it as a museum."}
    assert found.report.problems == ["118.7 is spoken of without an answer: "]


def test_answers_within_sentences() -> None:
    found = read("sentences")
    assert found.report.problems == []
    assert found.numbers("supported") == numbered("1 2 4-6")
    assert found.numbers("rejected") == {*numbered("3 11 12 18"), "118.7/a"}
    assert found.numbers("partially-accepted") == numbered("8 9")
    assert found.numbers("accepted-in-principle") == numbered("10")
    assert found.numbers("accepted") == numbered("13 14 16 17")
    assert found.numbers("noted") == numbered("15")
    assert found.positions["118.18"].statement == "6"


def test_what_does_not_add_up_is_said() -> None:
    found = read("troubles")
    assert found.numbers("accepted") == numbered("1 3 5 8")
    assert found.numbers("noted") == numbered("6")
    assert sorted(found.report.problems) == [
        "118.2 is answered in several ways: accepted, noted",
        "listed more than once (accepted): 118.3, 118.5",
        "no answer is given to recommendations 118.4, 118.7, 118.9",
        "not a range of recommendations: 118.9-7",
        "paragraph 5: the answer to 118.10 to 118.11 is not clear: "
        "Cambodia answers as follows to these recommendations: ….",
        "the addendum states 3 recommendations noted; its lists come to 1",
        "the addendum states 9 recommendations accepted; its lists come to 4",
    ]


COVER = (
    "A/HRC/26/990/Add.1",
    "Distr.: General",
    "3 June 2014",
    "Human Rights Council",
    "Twenty-sixth session",
    "Report of the Working Group on the Universal Periodic Review",
    "Cambodia",
    "Addendum",
    "Views on conclusions and/or recommendations and replies presented by the State under review",
)


def word(path: Path, *blocks: str | list[tuple[str, ...]]) -> Path:
    """A DOCX with the cover and *blocks*: a text is a paragraph, rows are a table."""
    import docx

    document = docx.Document()
    for text in COVER:
        document.add_paragraph(text)
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.save(str(path))
    return path


def test_word_table(tmp_path: Path) -> None:
    table = [
        ("No.", "Recommendation", "Position", "Comment"),
        ("118.1", "Build a bridge (Fiji)", "Accepted", "Work has begun."),
        ("118.2", "Note the advice and accept visits (Peru)", "Noted", ""),
        ("118.3", "Support the port (Chile)", "Not accepted", "No funds."),
        ("118.4", "Clean the canal (Togo)", "Supported, already implemented", ""),
        ("118.5", "Pave the road (Mali)", "Yes and no", ""),
    ]
    found = Read(word(tmp_path / "table.docx", "1.\tThe replies stand in the table.", table))
    assert {number: (one.answer, one.rationale) for number, one in found.positions.items()} == {
        "118.1": ("accepted", "Work has begun."),
        "118.2": ("noted", None),
        "118.3": ("rejected", "No funds."),
        "118.4": ("already-implemented", None),
    }
    assert found.report.problems == ["118.5 is spoken of without an answer: Yes and no"]


def test_word_headings_and_lists(tmp_path: Path) -> None:
    found = Read(
        word(
            tmp_path / "lists.docx",
            "1.\tThese are the replies.",
            "Recommendations that enjoy the support of Cambodia",
            "118.1, 118.2 and 118.4–118.6",
            "Recommendations that Cambodia takes note of",
            "118.3",
            "The plan was dropped.",
            "118.7",
        )
    )
    assert found.numbers("supported") == numbered("1 2 4-6")
    assert found.numbers("noted") == numbered("3 7")
    assert found.said() == {"118.3": "The plan was dropped."}
    assert found.report.problems == []


def test_wording_of_something_else_is_no_answer(tmp_path: Path) -> None:
    found = Read(
        word(
            tmp_path / "prose.docx",
            "1.\tCambodia accepts that more is to be done; see recommendations 118.1 and 118.2.",
            "2.\tIt notes with concern what recommendation 118.3 says.",
            "118.4: The country supports all efforts of the region.",
        )
    )
    assert found.positions == {}
    assert "no answer to a recommendation could be read for certain" in found.report.problems


def test_addendum_of_another_procedure_is_none(tmp_path: Path) -> None:
    text = "A/HRC/26/36/Add.1\nReport of the Special Rapporteur\nAddendum\nMission to Cambodia\n"
    path = tmp_path / "mission.txt"
    path.write_text(text)
    with pytest.raises((UnknownKind, NotReadable)):
        sources.Opened(path)


COMMAS = st.sampled_from([", ", "; ", ",", " , ", " and ", ", and ", ",\n"])
SEPARATORS = st.one_of(COMMAS, st.just(". "))
DASHES = st.sampled_from(["-", "–", "—", " – ", " to ", "-\n"])


@st.composite
def printed_lists(draw: st.DrawFn) -> tuple[str, set[str]]:
    """A list of numbers in some style, and the numbers."""
    wanted = draw(st.sets(st.integers(1, 300), min_size=1, max_size=30))
    prefix = draw(st.sampled_from(["140", "82", "99"]))
    runs: list[list[int]] = []
    for number in sorted(wanted):
        if runs and runs[-1][-1] + 1 == number and draw(st.booleans()):
            runs[-1].append(number)
        else:
            runs.append([number])
    text = ""
    for run in runs:
        full = not text or draw(st.booleans())
        separator = draw(SEPARATORS if full else COMMAS) if text else ""
        text += separator + (f"{prefix}.{run[0]}" if full else str(run[0]))
        if len(run) > 1:
            text += draw(DASHES) + draw(st.sampled_from([f"{prefix}.{run[-1]}", str(run[-1])]))
    return text, {f"{prefix}.{number}" for number in wanted}


@given(printed_lists())
def test_lists_parse_back_in_any_style(printed: tuple[str, set[str]]) -> None:
    text, wanted = printed
    found = recommendation_numbers.listed(f"The Government accepts recommendations {' '.join(text.split())}.")
    assert [set(one.numbers) for one in found] == [wanted]
    assert [one.doubts for one in found] == [()]


@given(st.sets(st.integers(1, 300), min_size=1), st.sampled_from(["", "118."]))
def test_ranges_are_read_back(numbers: set[int], prefix: str) -> None:
    wanted = {f"{prefix}{number}" for number in numbers}
    text = recommendation_numbers.ranges(wanted)
    found = recommendation_numbers.list_at(text, 0, bare=True)
    assert found is not None and set(found.numbers) == wanted


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("140.35. 140.36, 140.41. 140.42", ["140.35", "140.36", "140.41", "140.42"]),
        ("140.82-85, 87", ["140.82", "140.83", "140.84", "140.85", "140.87"]),
        ("recommendations 150 – 152", ["150", "151", "152"]),
        ("82.91 (a) and (c), 82.92", ["82.91/a", "82.91/c", "82.92"]),
        ("recommendation 7 of the report and recommendation 3 of 20 States", ["7"]),
        ("99.9% of cases, 35.5 per cent, 30.5 million and 2.5", []),
        ("on 20.05.2015 and A/HRC/28/15", []),
        ("143.1., 143.2.", ["143.1", "143.2"]),
        ("118.1 and 3 other recommendations", ["118.1"]),
        ("recommendations made on 4 November 2014", []),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert [number for one in recommendation_numbers.listed(text) for number in one.numbers] == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The recommendations below enjoy the full support of Tonga", "supported"),
        ("Tonga is not in a position to accept the recommendation", "rejected"),
        ("Tonga cannot support the recommendation", "not-supported"),
        ("The recommendation does not enjoy the support of Tonga", "not-supported"),
        ("did not enjoy its support and would thus be noted", "not-supported"),
        ("Tonga takes due note of these recommendations", "noted"),
        ("It should be noted that work goes on", None),
        ("Tonga accepts the recommendation in part", "partially-accepted"),
        ("Partial support", "partially-accepted"),
        ("Accepted in principle", "accepted-in-principle"),
        ("accepts them and holds that they have already been implemented", "already-implemented"),
        ("Recommendations that have already been implemented", None),
        ("will be further examined by Tonga", "to-be-examined"),
        ("accepts some and rejects others", None),
    ],
)
def test_wordings(text: str, code: str | None) -> None:
    assert answer_wordings.one_answer(one.code for one in answer_wordings.stated(text)) == code


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("We support the following: 118.1, 118.2.", {"118.1": "supported", "118.2": "supported"}),
        ("118.1, 118.2 enjoy our support, in part.", {"118.1": "partially-accepted", "118.2": "partially-accepted"}),
        (
            "The Government is pleased to accept 2 recommendations: 118.1 118.2",
            {"118.1": "accepted", "118.2": "accepted"},
        ),
        ("Tonga is not able to accept: 118.1/118.2.", {"118.1": "rejected", "118.2": "rejected"}),
        ("Accepted: 118.1; noted: 118.2.", {"118.1": "accepted", "118.2": "noted"}),
        ("118.1 (accepted), 118.2 (noted)", {"118.1": "accepted", "118.2": "noted"}),
        ("Tonga takes note of recommendation 118.1 and accepts it.", {"118.1": None}),
        (
            "All recommendations enjoy its support, with the exception of 118.1 and 118.2.",
            {"118.1": None, "118.2": None},
        ),
        ("Tonga could accept recommendation 118.1 if others did.", {"118.1": None}),
        ("Tonga supports efforts in line with recommendations 118.1 and 118.2.", {"118.1": None, "118.2": None}),
        ("Regarding recommendation 118.1, Tonga does not accept it.", {"118.1": "rejected"}),
        ("Recommendations 118.1, as well as 118.2 are accepted.", {"118.1": "accepted", "118.2": "accepted"}),
        ("Tonga accepts recommendations 118.1 (Chile) and 118.2 (Peru).", {"118.1": "accepted", "118.2": "accepted"}),
    ],
)
def test_statements(text: str, answers: dict[str, str | None]) -> None:
    found = addendum_statements.statements(text)
    assert {number: one.code for one in found for number in one.numbers} == answers


def test_codes_are_those_of_the_ontology() -> None:
    codes = (Path(__file__).parents[1] / "ontology" / "codes" / "responses.ttl").read_text()
    for code, response in answer_wordings.RESPONSES.items():
        block = codes.split(f"id/answer/{code}>\n")[1].split("\n.\n")[0]
        assert f"countsAs <https://w3id.org/uprgraph/id/response/{response}>" in block


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    addendum_statements.statements(text)
    addendum_statements.leads(text)


def test_slovenia_4() -> None:
    found = Read(real_file("review-documents/svn-4-addendum.pdf"))
    assert found.report.problems == []
    assert len(found.positions) == 254
    assert found.numbers("noted") == numbered(
        "1-6 22-25 28 30 37 48 55 57-59 69-72 74 75 77-80 229 230 235-240 253", "140."
    )
    assert found.numbers("already-implemented") == numbered(
        "11-14 18 19 38 46 47 56 62 81-85 87 118-120 128 145-150 158 170 181 193-196 203 205 209 241 252", "140."
    )
    assert Counter(one.response for one in found.positions.values()) == {"accepted": 217, "noted": 37}
    assert Counter(one.statement for one in found.positions.values()) == {"3": 178, "4": 39, "5": 37}
    assert found.figures() == {"reportedTotal": 254, "reportedAccepted": 217, "reportedNoted": 37}
    explained = (
        "1-6 11-14 18 19 22-25 30 37 38 46-48 55-59 62 69-75 77-85 87 118-120 128 132-137 145-150 158 170 181 "
        "193-196 203 205 209 210 229 230 235-241 252 253"
    )
    assert set(found.said()) == numbered(explained, "140.")
    assert found.said()["140.11"].startswith("The 1961 Convention")
    assert found.said()["140.120"] == found.said()["140.209"]
    assert found.said()["140.62"].endswith("may be applied.")


def test_slovenia_4_agrees_with_the_matrix() -> None:
    """OHCHR's list of the same review, read here without the code under test."""
    import docx

    path = real_file("ohchr-matrices/upr48-slovenia-thematic-list-of-recommendatio.docx")
    rows = [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    listed = {row[0].split(" ")[0].strip(): row[1].split("\n")[0].strip() for row in rows if row[0].startswith("140.")}
    assert len(listed) == 254
    found = Read(real_file("review-documents/svn-4-addendum.pdf"))
    words = {"accepted": "Supported", "noted": "Noted"}
    assert {number: words[one.response] for number, one in found.positions.items()} == listed


def test_slovenia_2() -> None:
    found = Read(real_file("review-documents/svn-2-addendum.pdf"))
    assert found.report.problems == []
    assert len(found.positions) == 163
    assert found.numbers("noted") == numbered("6-13 17 19 26-28 41 132 144 153 154 156 157 163", "")
    assert found.numbers("already-implemented") == numbered(
        "18 24 25 29 30 40 42 43 45 46 49 50 53 54 59 61 64 65 67-69 71-73 75 77 78 80-93 104-110 112-118 120 121 123 "
        "124 131 134 136 139 140 145 146 150-152 159 160 162",
        "",
    )
    assert Counter(one.response for one in found.positions.values()) == {"accepted": 142, "noted": 21}
    assert found.figures() == {"reportedTotal": 163, "reportedAccepted": 142, "reportedNoted": 21}
    # Every recommendation of the second and third part is explained, none of the first.
    assert set(found.said()) == found.numbers("noted", "already-implemented")
    assert found.said()["30"] == "See recommendation 24."
    assert found.said()["6"] == found.said()["13"]
