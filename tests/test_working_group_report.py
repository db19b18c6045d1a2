"""Working Group reports: small reports in every layout, laws of lists and lines, and the eleven real ones."""

from __future__ import annotations

import csv
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import real_file
from uprgraph.errors import NotReadable
from uprgraph.papers import Line
from uprgraph.records import (
    DataQualityNote,
    Document,
    Figure,
    Part,
    Pledge,
    Position,
    Proceedings,
    Recommendation,
    Record,
    Report,
    Review,
)
from uprgraph.resources import PACKAGE, facts
from uprgraph.sources import Opened
from uprgraph.sources.report_answers import lead_in
from uprgraph.sources.report_makers import named
from uprgraph.sources.report_paragraphs import body
from uprgraph.sources.report_recommendations import Wording, wording

SMALL = Path(__file__).parent / "sources" / "working_group_report"


def read(path: Path) -> tuple[list[object], Report]:
    opened = Opened(path)
    assert opened.kind == "Working Group report"
    return list(opened.records()), opened.report


def of_kind(records: list[object], kind: type) -> list:
    return [record for record in records if isinstance(record, kind)]


def answers(records: list[object]) -> dict[str, tuple[str, str, str | None]]:
    """Paragraph -> answer, the paragraph that states it, the reason."""
    return {
        position.paragraph: (position.answer, position.statement, position.rationale)
        for position in of_kind(records, Position)
    }


# Small reports


def recommendation(review, document, paragraph, makers, text, parts=(), referred=None) -> Recommendation:
    return Recommendation(
        review, paragraph, tuple(makers.split()), text=text, parts=parts, document=document, referred=referred
    )


def in_tuvalu(*values, **more) -> Recommendation:
    return recommendation("tuv-1", "A/HRC/10/84", *values, **more)


RESTARTING = [
    in_tuvalu("11.1", "IRN", "To open the harbour at night"),
    in_tuvalu(
        "11.2",
        "TCD GBR",
        "To sweep the streets (Chad, United Kingdom) and to paint the houses",
        (Part("1", "To sweep the streets", ("TCD", "GBR")), Part("2", "to paint the houses", ("TCD",))),
    ),
    in_tuvalu(
        "11.3",
        "NOR PER FJI",
        "(a) Keep goats (Norway); (b) feed them well, including on feast days",
        (Part("a", "Keep goats", ("NOR",)), Part("b", "feed them well, including on feast days", ("PER", "FJI"))),
    ),
    in_tuvalu("11.4", "BIH MKD", "Mend nets"),
    in_tuvalu(
        "11.5",
        "ESP MLT",
        "To teach (Spain)/consider teaching (Malta) the art of sailing",
        (
            Part("1", "To teach the art of sailing", ("ESP",)),
            Part("2", "consider teaching the art of sailing", ("MLT",)),
        ),
    ),
    in_tuvalu("12.1", "VEN", "Build a lighthouse (LH) in line with article 12, paragraph 2, of the plan of 2005-2010"),
    in_tuvalu("12.2", "VCT", "Plant trees, flowers, etc."),
    in_tuvalu(
        "13.1",
        "MCO SMR",
        "Buy a train (Monaco)/ buy two trains",
        (Part("1", "Buy a train", ("MCO",)), Part("2", "buy two trains", ("SMR",))),
    ),
    in_tuvalu("13.2", "VAT", "Close the market on Sundays"),
    in_tuvalu("13.3", "NLD", "Move the capital"),
    in_tuvalu("14(a)", "CHL ITA", "the planting of palms", referred="7 and 8"),
    in_tuvalu("15(a)", "USA", "recommended that Tuvalu count its boats each year", referred="9 (b)"),
    in_tuvalu("15(b)", "KOR", "It recommended that Tuvalu fly kites in spring", referred="10"),
]
MEANS = "Tuvalu considers to be beyond its means"


def test_a_report_whose_numbers_start_again():
    records, report = read(SMALL / "restarting.txt")
    assert of_kind(records, Recommendation) == RESTARTING
    assert answers(records) == {
        "11.1": ("supported", "11", None),
        "11.2": ("supported", "11", None),
        "11.3": ("supported", "11", None),
        "11.4": ("already-implemented", "11", None),
        "11.5": ("already-implemented", "11", None),
        "12.1": ("to-be-examined", "12", None),
        "12.2": ("to-be-examined", "12", None),
        "13.1": ("not-supported", "13", MEANS),
        "13.2": ("not-supported", "13", None),
        "13.3": ("not-supported", "13", MEANS),
        "14(a)": ("not-supported", "14", None),
        "15(a)": ("not-supported", "15", "Boats are counted already."),
        "15(b)": ("not-supported", "15", None),
    }
    assert report.problems == []
    assert (report.review, report.symbol, report.layout) == ("tuv-1", "A/HRC/10/84", "restarting numbers")
    assert (report.rows, len(report.paragraphs), report.referred) == (13, 10, ["14(a)", "15(a)", "15(b)"])
    assert report.records == 1 + 3 + 3 + 2 + 2 + 1 + 1 + 2 + 1 + 1 + 2 + 1 + 1
    assert report.positions == {"accepted": 5, "pending": 2, "noted": 6}


def test_what_a_report_says_of_the_review():
    records, report = read(SMALL / "restarting.txt")
    assert of_kind(records, Review) == [
        Review(
            "tuv-1",
            "TUV",
            1,
            3,
            date="2008-12-11",
            meeting=16,
            troika=("AZE", "QAT", "ZMB"),
            troika_selected="2008-09-08",
            adopted_by_working_group="2008-12-15",
            report_symbol="A/HRC/10/84",
        )
    ]
    assert of_kind(records, Proceedings) == [
        Proceedings(
            "tuv-1", "A/HRC/10/84", "Mr. Palm Tree, Minister of Gardens, Reefs and Boats", ("LVA", "GBR", "BIH")
        )
    ]
    assert [(d.kind, d.symbol, d.issued) for d in of_kind(records, Document)] == [
        ("WorkingGroupReport", "A/HRC/10/84", "2009-01-09"),
        ("NationalReport", "A/HRC/WG.6/3/TUV/1", None),
        ("Compilation", "A/HRC/WG.6/3/TUV/2", None),
        ("Compilation", "A/HRC/WG.6/3/TUV/2/Corr.1", None),
        ("StakeholderSummary", "A/HRC/WG.6/3/TUV/3", None),
    ]
    assert [(f.about, f.measure, f.value, f.documents) for f in of_kind(records, Figure)] == [
        ("review/tuv-1", "delegationCount", 21, ("A/HRC/10/84",))
    ]
    assert [(p.text, p.paragraph) for p in of_kind(records, Pledge)] == [
        ("To keep the beaches clean", "19"),
        ("To sing more", "19"),
    ]
    assert [(n.field, n.printed) for n in of_kind(records, DataQualityNote)] == [
        ("pledges", "Reference is made to the commitments in paragraph 5 above.")
    ]
    assert report.pledges == 2


def test_what_a_typesetter_can_do_is_read_or_reported():
    records, report = read(SMALL / "dotted.txt")
    found = {r.paragraph: (r.text, " ".join(r.makers)) for r in of_kind(records, Recommendation)}
    assert found == {
        "7.1": ("Collect shells", "IRN BHR CHL"),
        "7.2": ("Wash shells", "PER"),  # a heading stands behind it
        "7.3": ("Count shells twice a year", "MLI"),
        "7.4": ("Count them again", "NER"),  # in the middle of a line
        "7.5": ("Sell shells", "NGA"),  # its number is broken over two lines
        "7.6": ("Give shells away", "COG"),
        "7.7": ("Sort shells, as asked in 7.2 above", "COD"),  # printed 7.08
        "7.8": ("Polish shells (Republic of Moldova); polish them again", "MDA UKR"),
        "7.9": ("Draw shells", "TGO"),
        "7.10": ("Paint shells", "TTO"),
        "7.12": ("Show shells to guests", ""),
        "7.13": ("Melt no shells", "WSM"),
        "8.1": ("Export all shells", "KEN"),
        "8.2": ("Import shells", "OMN KWT BOL"),
        "9.1": ("Hide shells", "GAB"),
    }
    assert report.problems == [
        "paragraph 7.7: its number is printed 7.08",
        "paragraph 7.8: this number is out of order, its text was left out: Polish nothing (Cuba);",
        "paragraph 7.11: not found",
        "paragraph 4: unknown state 'Ruritania'",
        "paragraph 7.9: unknown maker 'Ruritania': Draw shells (Togo, Ruritania);",
        "paragraph 7.10: a parenthesis is not closed: Paint shells (Trinidad and Tobago;",
        "paragraph 7.12: no maker is named: Show shells to guests;",
        "paragraph 7.13: names the State under review as a maker",
        "paragraph 8.1: the sentence goes on behind its makers: all shells;",
        "paragraph 9: the wording of the answer is not known: "
        "The following recommendations were weighed by Tuvalu with great joy:",
        "paragraph 11: not understood: Tuvalu sang a song.",
    ]
    told = answers(records)
    assert "9.1" not in told
    assert [told[number][:2] for number in ("7.1", "7.5", "7.6")] == [("already-implemented", "10")] * 3
    assert (told["7.2"][0], told["8.2"][0]) == ("supported", "noted")
    assert of_kind(records, Proceedings)[0].advance_questions == ("FIN", "FJI", "MLT")


def test_a_fact_that_differs_from_the_calendar_is_a_note_and_no_fact():
    records, _ = read(SMALL / "dotted.txt")
    review = of_kind(records, Review)[0]
    assert (review.meeting, review.date) == (None, "2013-04-24")
    assert [(n.review, n.field, n.printed, n.corrected) for n in of_kind(records, DataQualityNote)] == [
        ("tuv-2", "meeting", "7", "6")
    ]


def test_a_misprint_that_the_table_lists_is_told_once(tmp_path):
    # report-misprints has Gambia's meeting: A/HRC/14/6 prints 6, it was the 5th.
    text = (SMALL / "lettered.txt").read_text().replace("A/HRC/15/3", "A/HRC/14/6").replace("Kiribati", "Gambia")
    path = tmp_path / "gambia.txt"
    path.write_text(text.replace("eighth session", "seventh session").replace("2nd meeting", "6th meeting"))
    records, _ = read(path)
    review = of_kind(records, Review)[0]
    assert (review.id, review.meeting) == ("gmb-1", None)
    assert "meeting" not in [note.field for note in of_kind(records, DataQualityNote)]


def test_a_report_whose_recommendations_have_letters():
    records, report = read(SMALL / "lettered.txt")
    assert [(r.paragraph, r.text, r.makers) for r in of_kind(records, Recommendation)] == [
        ("6(a)", "Read books", ("CUB",)),
        ("6(b)", "Write books (Laos) and (c) lend them", ("LAO",)),
        ("6(c)", "Print books", ("PLW",)),
    ]
    assert answers(records) == {}
    assert (report.records, report.layout, report.problems) == (4, "letters", [])


def test_a_review_that_the_calendar_lacks():
    records, report = read(SMALL / "minted.txt")
    review = of_kind(records, Review)[0]
    assert (review.id, review.session, review.troika, review.meeting) == ("plw-4", 52, ("MWI", "CZE", "BRA"), 3)
    assert [note.field for note in of_kind(records, DataQualityNote)] == ["review"]
    assert [d.symbol for d in of_kind(records, Document)][1:] == [f"A/HRC/WG.6/52/PLW/{n}" for n in (1, 2, 3)]
    assert [r.makers for r in of_kind(records, Recommendation)] == [("FJI", "TON")]
    assert report.problems == ["paragraph 6.1: names the State under review as a maker"]


def test_a_report_of_no_session_is_refused(tmp_path):
    path = tmp_path / "nowhere.txt"
    path.write_text((SMALL / "minted.txt").read_text().replace("fifty-second session", "umpteenth session"))
    with pytest.raises(NotReadable, match="which session"):
        read(path)


def word_file(text: str, path: Path, automatic: bool = False) -> Path:
    """A report in DOCX: one paragraph for each numbered or other block of a plain text.

    With *automatic*, Word counts the recommendations itself.
    """
    document = docx.Document()
    blocks: list[str] = []
    for line in text.replace("\f", "\n").splitlines():
        words = line.strip()
        if re.match(r"\d{1,3}(\.\d{1,3})?\.? |\([a-c]\) |•|[A-Z][A-Za-z ]+$|[IVX]+\. ", words) or not blocks:
            blocks.append(words)
        elif words:
            blocks[-1] += f" {words}"
        else:
            blocks.append("")
    for block in blocks:
        listed = re.match(r"(\d\.) {2,}(?=Read|Write|Print)", block)
        if automatic and listed:
            document.add_paragraph(block[listed.end() :], style="List Number")
        elif block:
            document.add_paragraph(re.sub(r"^(\S+) {2,}", r"\1\t", block))
    document.save(str(path))
    return path


SHORT = """A/HRC/15/3
Report of the Working Group on the Universal Periodic Review
Kiribati

1.   The Working Group on the Universal Periodic Review held its eighth session from 3 to 14 May 2010.
2.   On 7 September 2009, the Human Rights Council selected the troika.
3.   In all, three documents.
4.   A list of questions.
I.   Summary of the proceedings of the review process
5.   During the dialogue, 9 delegations made statements.
II.  Conclusions and recommendations
6.   The following recommendations enjoy the support of Kiribati:
1.   Read books (Cuba);
2.   Write books (Laos);
3.   Print books (Palau).
7.   All conclusions and/or recommendations reflect positions.
"""


@pytest.mark.parametrize("automatic", [False, True])
def test_a_word_file_gives_what_the_text_gives(tmp_path, automatic):
    plain = tmp_path / "report.txt"
    plain.write_text(SHORT)
    word = word_file(SHORT, tmp_path / "report.docx", automatic)
    expected, found = read(plain)[0], read(word)[0]
    assert [r.paragraph for r in of_kind(found, Recommendation)] == ["6.1", "6.2", "6.3"]
    assert found == expected


def test_corrections_say_why():
    for row in facts("report-corrections"):
        assert re.fullmatch(r"A/HRC/\d+/\d+", row["symbol"])
        assert row["printed"] != row["read"]
        assert row["reason"]


# Wordings of recommendations


@pytest.mark.parametrize(
    ("text", "expected", "makers"),
    [
        ("Sing (Peru).", "Sing", "PER"),
        ("Sing; (Peru);", "Sing", "PER"),
        ("Sing (Peru) , and", "Sing", "PER"),
        ("Sing(Peru)", "Sing", "PER"),
        ("Sing (Peru)12;", "Sing", "PER"),
        ("Sing (Peru)*;", "Sing", "PER"),
        ("Sing (Peru, on behalf of a choir of twelve, tenors and basses);", "Sing", "PER"),
        ("Sing (Finland, on behalf of the choir, Peru and Chad)", "Sing", "FIN PER TCD"),
        (
            "Sing and dance (see article 2 (a)) (Venezuela (Bolivarian Republic of));",
            "Sing and dance (see article 2 (a))",
            "VEN",
        ),
        ("Sing (in English) (Iran, Islamic Republic of)", "Sing (in English)", "IRN"),
        ("Sing of the state of affairs (CHE) (USA);", "Sing of the state of affairs (CHE)", "USA"),
        ("Sing (Sao Tome and Principe and Trinidad and Tobago and Chad)", "Sing", "STP TTO TCD"),
        ("Sing (Peru; Chad / Fiji & Mali)", "Sing", "PER TCD FJI MLI"),
        ("Sing to flowers, birds, etc. (Peru);", "Sing to flowers, birds, etc.", "PER"),
    ],
)
def test_makers_stand_apart_from_the_text(text, expected, makers):
    assert wording(text) == Wording(expected, tuple(makers.split()), (), ())


@pytest.mark.parametrize(
    ("text", "makers", "problem"),
    [
        ("Sing a song;", "", "no maker is named: Sing a song;"),
        ("Sing (ICCPR);", "", "no maker is named: Sing (ICCPR);"),
        ("Sing (Peru, Ruritania);", "PER", "unknown maker 'Ruritania': Sing (Peru, Ruritania);"),
        ("Sing (Ruritania);", "", "unknown maker 'Ruritania': Sing (Ruritania);"),
        ("Sing (Perou); dance (Chad)", "TCD", "unknown maker 'Perou': Sing (Perou); dance (Chad)"),
        ("Sing (Peru", "PER", "a parenthesis is not closed: Sing (Peru"),
        ("Sing (Peru (again);", "", "a parenthesis is not closed: Sing (Peru (again);"),
        ("Sing (Peru)); ", "PER", "a parenthesis is not closed: Sing (Peru));"),
        ("Sing (Peru) louder (ICCPR);", "PER", "the sentence goes on behind its makers: louder (ICCPR);"),
        ("Sing (Peru); Songs of birds.", "PER", "text behind the makers was left out: ; Songs of birds."),
    ],
)
def test_what_is_not_certain_is_told(text, makers, problem):
    found = wording(text)
    assert found.makers == tuple(makers.split())
    assert problem in found.problems


def test_a_whole_page_is_no_recommendation():
    assert wording("Sing " * 10_000 + "(Peru)").problems[0].startswith("too long for one recommendation: Sing Sing")


# Wordings of answers


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The recommendations listed below have been examined by Fiji and enjoy the support of Fiji:", "supported"),
        ("The recommendations listed below are supported by Fiji:", "supported"),
        ("Fiji has considered the following recommendations and supports them:", "supported"),
        ("Fiji accepts the following recommendations:", "accepted"),
        ("The following recommendations were accepted by Fiji:", "accepted"),
        (
            "The recommendations below enjoy the support of Fiji, which holds them already implemented:",
            "already-implemented",
        ),
        ("The recommendations below have been examined by Fiji and have been noted by Fiji:", "noted"),
        ("Fiji takes note of the following recommendations:", "noted"),
        ("The recommendations below did not enjoy the support of Fiji and would thus be noted:", "not-supported"),
        ("The recommendations below could not be supported by Fiji:", "not-supported"),
        ("Fiji cannot support the following recommendations:", "not-supported"),
        ("Fiji does not accept the following recommendations:", "rejected"),
        ("The following recommendations were rejected by Fiji:", "rejected"),
        ("The recommendations below are not acceptable to Fiji:", "rejected"),
        ("The following recommendations do not have the agreement of Fiji:", "rejected"),
        ("The following recommendations enjoy the partial support of Fiji:", "partially-accepted"),
        ("The following recommendations are accepted in principle by Fiji:", "accepted-in-principle"),
        ("The following recommendations will be examined by Fiji, which will provide responses:", "to-be-examined"),
        ("Fiji will consider the following recommendations and answer in due course:", "to-be-examined"),
        ("The following recommendations are under consideration by Fiji:", "to-be-examined"),
    ],
)
def test_the_paragraph_above_a_list_says_the_answer(text, answer):
    found = lead_in(text)
    assert (found.answer and found.answer.answer, found.problems) == (answer, ())


@pytest.mark.parametrize(
    "text",
    [
        "In the course of the discussion, the following recommendations were made to Fiji:",
        "The following recommendations were made by delegations:",
    ],
)
def test_a_paragraph_above_a_list_may_say_no_answer(text):
    assert (lead_in(text).answer, lead_in(text).problems) == (None, ())


@pytest.mark.parametrize(
    "text",
    [
        "Fiji hums at the following recommendations:",
        "The recommendations below enjoy the support of Fiji; others among them were rejected:",
        "The recommendations below enjoy the support of Fiji, some of which are already implemented:",
        "The recommendations below did not enjoy the support of Fiji, of which 3 (Nos. 1 and 2) Fiji holds odd:",
    ],
)
def test_an_answer_that_is_not_clear_is_a_problem(text):
    assert lead_in(text).problems


# Laws

SPELLINGS = sorted(
    {(row["name"], row["iso3"]) for table in ("states", "state-names") for row in facts(table)}
    # "Congo, Republic of" before "Moldova" could be read in two ways: inverted forms stand alone in lists.
    # Names of states that ended before the first review stand for their two successors.
    - {(row["name"], row["iso3"]) for row in facts("state-names") if "," in row["name"] or row["until"] == "2006"}
)
LISTS = st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=8)
PAUSES = st.sampled_from([", ", ",", "; ", " and ", ", and ", " & ", "/", ",  , "])


@given(LISTS, st.lists(PAUSES, min_size=8, max_size=8))
def test_a_list_of_states_is_read_back(states, pauses):
    text = states[0][0] + "".join(pause + name for pause, (name, _) in zip(pauses, states[1:], strict=False))
    found = named(text)
    assert (found.states, found.unknown) == (tuple(dict.fromkeys(code for _, code in states)), ())


@given(LISTS, st.sampled_from([" ", ", ", " and ", ""]))
def test_states_in_parentheses_of_their_own_are_one_list(states, between):
    text = "Plant trees " + between.join(f"({name})" for name, _ in states) + ";"
    found = wording(text)
    assert (found.text, found.problems) == ("Plant trees", ())
    assert found.makers == tuple(dict.fromkeys(code for _, code in states))


@given(st.lists(LISTS, min_size=2, max_size=4), st.sampled_from(["; ", "/", "/ ", ", "]))
def test_each_clause_keeps_its_makers(lists, pause):
    clauses = [f"plant {number} trees" for number in ("one", "two", "three", "four")]
    text = pause.join(
        f"{clause} ({', '.join(name for name, _ in states)})" for clause, states in zip(clauses, lists, strict=False)
    )
    found = wording(f"{text}.")
    assert found.problems == ()
    assert [(part.text, part.makers) for part in found.parts] == [
        (clause, tuple(dict.fromkeys(code for _, code in states)))
        for clause, states in zip(clauses, lists, strict=False)
    ]


# fmt: off
VOCABULARY = [
    "plant", "trees", "of", "the", "old", "(ICCPR)", "kind", "in", "article", "14", "and", "2", "2005-2010",
    "non-native", "“so-called”", "palms,", "A/RES/5", "including", "Viet", "Nam’s", "(para.", "3)", "by", "May",
]
# fmt: on
WORDS = st.lists(st.sampled_from([word for word in VOCABULARY if word not in ("(para.", "3)")]), max_size=30).map(
    lambda words: " ".join(["Do", *words, "(para. 3)", "well"])
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(WORDS, LISTS), min_size=1, max_size=15),
    st.integers(24, 120),
    st.sampled_from(["8.{}\t", "8.{} ", "8.{}.\t", "8. {}  ", "{}.\t", "{}. "]),
)
def test_lines_may_break_anywhere(items, width, form):
    blocks = ["1. The Working Group on the Universal Periodic Review met."]
    blocks += [f"{number}. Someone spoke." for number in range(2, 8)]
    blocks += ["II. Conclusions and recommendations", "8. The following recommendations enjoy the support of Fiji:"]
    for number, (text, states) in enumerate(items, start=1):
        blocks.append(form.format(number) + f"{text} ({', '.join(name for name, _ in states)});")
    blocks.append("9. All conclusions and/or recommendations reflect positions.")
    lines = [
        Line(1, 0.0, 10.0, line)
        for block in blocks
        for line in textwrap.wrap(
            block, width, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
        )
    ]
    found = body(lines)
    assert found.problems == []
    assert [p.number for p in found.paragraphs if p.number] == list(range(1, 10))
    read_back = [wording(item.text) for paragraph in found.paragraphs for item in paragraph.items]
    assert [(one.text, one.makers) for one in read_back] == [
        (text, tuple(dict.fromkeys(code for _, code in states))) for text, states in items
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="()[];.,/ 0123456789abIVX\t—“”Peru and", max_size=60), max_size=40))
def test_any_lines_give_an_answer_and_no_traceback(texts):
    lines = [Line(1, 0.0, 10.0, text) for text in ["1. The Working Group met.", "2. It left.", *texts]]
    found = body(lines)
    for paragraph in found.paragraphs:
        lead_in(paragraph.text)
        for item in paragraph.items:
            wording(item.text)


# The eleven real reports

# report: symbol, numbered paragraphs by lead-in, maker mentions of these, recommendations answered by reference
REAL = {
    "switzerland2008": ("A/HRC/8/41", {56: 6, 57: 23}, 42, 2),
    "tonga2008": ("A/HRC/8/48", {63: 31}, 49, 11),
    "southafrica2008": ("A/HRC/8/32", {67: 22}, 29, 0),
    "iran2010": ("A/HRC/14/12", {90: 123, 91: 20, 92: 45}, 212, 0),
    "cambodia2010": ("A/HRC/13/4", {82: 91}, 138, 0),
    "cambodia2014": ("A/HRC/26/16", {118: 171, 119: 34}, 205, 0),
    "slovenia2010": ("A/HRC/14/15", {111: 97}, 104, 0),
    "slovenia2014": ("A/HRC/28/15", {115: 163}, 180, 0),
    "france2013": ("A/HRC/23/3", {120: 165}, 165, 0),
    "vietnam2014": ("A/HRC/26/6", {143: 227}, 256, 0),
    "slovenia2025": ("A/HRC/59/15", {140: 254}, 262, 0),
}
_READ: dict[str, tuple[list[object], Report]] = {}


def real(name: str) -> tuple[list[object], Report]:
    path = real_file(f"working-group-reports/{name}.pdf")
    if name not in _READ:
        _READ[name] = read(path)
    return _READ[name]


def mentions(records: list[Recommendation]) -> int:
    return sum(sum(len(part.makers) for part in r.parts) or len(r.makers) for r in records)


@pytest.mark.parametrize("name", REAL)
def test_a_real_report_parses_whole(name):
    records, report = real(name)
    symbol, lists, makers, referred = REAL[name]
    assert (report.symbol, report.problems) == (symbol, [])
    expected = [f"{paragraph}.{item}" for paragraph, count in lists.items() for item in range(1, count + 1)]
    assert report.paragraphs == expected
    assert len(report.referred) == referred
    assert mentions([r for r in of_kind(records, Recommendation) if not r.referred]) == makers
    assert report.records == mentions(of_kind(records, Recommendation))
    assert all(r.makers for r in of_kind(records, Recommendation))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("switzerland2008", {"supported": 6, "to-be-examined": 23, "not-supported": 2}),
        ("tonga2008", {"supported": 31, "not-supported": 11}),
        ("southafrica2008", {}),
        ("iran2010", {"supported": 101, "already-implemented": 22, "to-be-examined": 20, "not-supported": 45}),
        ("cambodia2010", {}),
        ("cambodia2014", {"supported": 171, "to-be-examined": 34}),
        ("slovenia2010", {"to-be-examined": 97}),
        ("slovenia2014", {"to-be-examined": 163}),
        ("france2013", {"to-be-examined": 165}),
        ("vietnam2014", {"to-be-examined": 227}),
        ("slovenia2025", {"to-be-examined": 254}),
    ],
)
def test_the_answers_of_a_real_report(name, expected):
    records, _ = real(name)
    positions = of_kind(records, Position)
    assert Counter(position.answer for position in positions) == expected
    assert {(p.number, p.stage, p.document) for p in positions} <= {(1, "working-group-report", REAL[name][0])}


def test_the_answers_of_iran_to_ranges_of_numbers():
    told = answers(real("iran2010")[0])
    assert [number for number, (answer, _, _) in told.items() if answer == "already-implemented"] == [
        f"90.{item}" for item in range(102, 124)
    ]
    inconsistent = [
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        11,
        12,
        13,
        15,
        22,
        23,
        24,
        27,
        28,
        29,
        31,
        32,
        36,
        37,
        38,
        39,
        41,
        42,
        43,
        44,
    ]
    assert [number for number, (_, _, reason) in told.items() if reason] == [f"92.{item}" for item in inconsistent]


def test_recommendations_that_are_answered_by_reference():
    switzerland = {r.paragraph: r for r in of_kind(real("switzerland2008")[0], Recommendation) if r.referred}
    assert {number: (r.referred, r.makers) for number, r in switzerland.items()} == {
        "58(a)": ("10, 15, 25 and 39", ("DZA", "EGY", "PHL", "GTM")),
        "58(b)": ("15", ("EGY",)),
    }
    tonga = [r for r in of_kind(real("tonga2008")[0], Recommendation) if r.referred]
    assert [(r.paragraph, r.referred, *r.makers) for r in tonga] == [
        ("64(a)", "26 (b)", "ITA"),
        ("64(b)", "26 (c)", "ITA"),
        ("64(c)", "27", "USA"),
        ("64(d)", "28 (b)", "NLD"),
        ("64(e)", "28 (c)", "NLD"),
        ("64(f)", "31 (b)", "CAN"),
        ("64(g)", "31 (f)", "CAN"),
        ("64(h)", "38 (c)", "CHE"),
        ("64(i)", "39 (a)", "CZE"),
        ("64(j)", "39 (b)", "CZE"),
        ("64(k)", "58 (b)", "BGD"),
    ]
    # Paragraphs 65 and 66 comment on five of them.
    told = answers(real("tonga2008")[0])
    assert [number for number, (_, _, reason) in told.items() if reason] == [
        "64(b)",
        "64(d)",
        "64(f)",
        "64(j)",
        "64(k)",
    ]


HEADS = {
    "cambodia2014": "H.E. Mr Mak Sambath, Vice-Chair of the National Human Rights Committee of Cambodia",
    "slovenia2014": "Goran Klemenčič, Minister of Justice",
    "vietnam2014": "Ha Kim Ngoc, Deputy Minister of Foreign Affairs",
}
ASKED = {
    "switzerland2008": "DNK SWE GBR",
    "tonga2008": "LVA NLD GBR",
    "southafrica2008": "IRL DEU PRT CAN DNK GBR FIN SWE",
    "cambodia2010": "ARG CAN CZE DNK DEU HUN LVA NLD SWE CHE GBR",
    "slovenia2014": "BEL CZE DEU MEX NLD NOR ESP GBR",
    "slovenia2025": "BEL CRI MDV DEU LIE PRT ESP GBR USA",
}
SPOKE = {
    "switzerland2008": 42,
    "tonga2008": 34,
    "southafrica2008": 45,
    "iran2010": 53,
    "cambodia2010": 53,
    "cambodia2014": 76,
    "slovenia2010": 55,
    "slovenia2014": 72,
    "france2013": 84,
    "vietnam2014": 106,
    "slovenia2025": 94,
}


@pytest.mark.parametrize("name", REAL)
def test_the_introduction_of_a_real_report(name):
    records, _ = real(name)
    (review,) = of_kind(records, Review)
    calendar = {row["review"]: row for row in facts("reviews")}[review.id]
    # Nothing in the calendar is contradicted, and each of its facts is found in the report too.
    assert {
        "review_date": review.date,
        "meeting": str(review.meeting),
        "troika": set(review.troika),
        "troika_selected": review.troika_selected,
        "adopted_by_working_group": review.adopted_by_working_group,
        "report_symbol": review.report_symbol,
    } == {
        "review_date": calendar["review_date"],
        "meeting": calendar["meeting"],
        "troika": set(calendar["troika"].split()),
        "troika_selected": calendar["troika_selected"],
        "adopted_by_working_group": calendar["adopted_by_working_group"],
        "report_symbol": calendar["report_symbol"],
    }
    (proceedings,) = of_kind(records, Proceedings)
    assert proceedings.head_of_delegation
    if name in HEADS:
        assert proceedings.head_of_delegation == HEADS[name]
    if name in ASKED:
        assert " ".join(proceedings.advance_questions) == ASKED[name]
    assert [figure.value for figure in of_kind(records, Figure)] == [SPOKE[name]]
    kinds = Counter(document.kind for document in of_kind(records, Document))
    # South Africa gave its national report orally; Cambodia's of 2009 has two corrigenda.
    national = {"southafrica2008": 0, "cambodia2010": 3}.get(name, 1)
    assert (kinds["NationalReport"], kinds["Compilation"], kinds["StakeholderSummary"]) == (national, 1, 1)


def test_notes_and_pledges_of_real_reports():
    notes = [(n.review, n.field, n.printed) for name in REAL for n in of_kind(real(name)[0], DataQualityNote)]
    # Cambodia's report of 2010 dates the end of the sixth session a year too late.
    assert [note[:2] for note in notes] == [("zaf-1", "pledges"), ("khm-1", "session_end")]
    assert notes[1][2] == "2010-12-11"
    assert [(name, real(name)[1].pledges) for name in REAL if real(name)[1].pledges] == [("slovenia2010", 3)]


def test_cambodia_is_as_the_bundled_facts_have_it():
    told = {"supported": "supported", "to-be-examined": "examined", None: "none"}
    with open(PACKAGE / "facts" / "cambodia-recommendations.csv", encoding="utf-8", newline="") as lines:
        bundled = list(csv.DictReader(lines))
    for name, review in (("cambodia2010", "khm-1"), ("cambodia2014", "khm-2")):
        records, _ = real(name)
        positions = answers(records)
        found = [
            (r.paragraph, sorted(r.makers), told[positions[r.paragraph][0] if r.paragraph in positions else None])
            for r in of_kind(records, Recommendation)
        ]
        expected = [
            (row["paragraph"], sorted(set(row["recommending_states"].split())), row["response_in_report"])
            for row in bundled
            if row["review"] == review
        ]
        assert found == expected


NOT_IN_TEXT = {
    "a running head, a job number, a tab": r"A/HRC/\d+/\d+|GE\.|\t|\n|  ",
    "a digit that sticks to a word": r"[a-z]{2}\d|\d[a-z]{3}",
    "a hyphen of a line's end": r"\w- \w|[\u00ad\ufffe]",
    "a space before a pause": r"\s[,;.)]|\(\s",
    "a pause at the end or the beginning": r"^[;,./:)]|[;,/:(]$",
}


@pytest.mark.parametrize("name", REAL)
def test_real_texts_are_clean(name):
    for r in of_kind(real(name)[0], Recommendation):
        for text in (r.text, *(part.text for part in r.parts)):
            for what, pattern in NOT_IN_TEXT.items():
                assert not re.search(pattern, text), f"{r.paragraph}: {what}: {text}"
            assert text.count("(") == text.count(")"), r.paragraph
            assert 3 <= len(text) < 1500
        assert r.referred or re.match(r"[A-Z]|\(a\) ", r.text), r.text


# UPR Info's rows of the same reviews


@pytest.fixture(scope="module")
def upr_info() -> dict[str, list[Record]]:
    rows: dict[str, list[Record]] = {}
    for file in ("1-5", "6-9", "17-20"):
        for record in of_kind(list(Opened(real_file(f"upr-info/{file}.csv")).records()), Record):
            rows.setdefault(record.review, []).append(record)
    return rows


def normal(text: str) -> str:
    """Without case, punctuation and the verb that introduces: UPR Info writes "Ratify" for "To ratify"."""
    words = re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()
    return re.sub(r"^(?:it )?(?:recommended (?:also )?)?(?:that )?(?:to )?(?:south africa |tonga )?(?:to )?", "", words)


# The differences in who made how many, ours first; each is looked up in both texts.
#   cambodia2010: 82.10 names Brunei in the report and Brazil in UPR Info.
#   slovenia2010: UPR Info makes two rows of one recommendation of Chile (111.58), of Spain (111.32) and of
#     Argentina (111.3), and one row of two clauses of Argentina in 111.2.
#   southafrica2008: two clauses of the United Kingdom in 67.7 are one row, 67.16 of Tunisia is two.
#   tonga2008: 63.5 lists treaties, each with its makers; UPR Info has one row for each maker with all its
#     treaties: Brazil three fewer, Switzerland, the Czech Republic and Turkey two fewer each.
DIFFERENCES: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "cambodia2010": ({"BRN": 1}, {"BRA": 1}),
    "slovenia2010": ({}, {"CHL": 1, "ESP": 1}),
    "southafrica2008": ({"GBR": 1}, {"TUN": 1}),
    "tonga2008": ({"BRA": 3, "CHE": 2, "CZE": 2, "TUR": 2}, {}),
}
# UPR Info's records, and how many of them have the text of one of ours by the same maker.
EQUAL = {
    "switzerland2008": (47, 37),
    "tonga2008": (51, 39),
    "southafrica2008": (29, 23),
    "iran2010": (212, 209),
    "cambodia2010": (138, 134),
    "cambodia2014": (205, 205),
    "slovenia2010": (106, 94),
    "slovenia2014": (180, 178),
    "vietnam2014": (256, 256),
}


def pairs(records: list[object]) -> Iterator[tuple[str, str]]:
    """(maker, text) of every clause."""
    for r in of_kind(records, Recommendation):
        for part in r.parts or (Part("", r.text, r.makers),):
            for maker in part.makers:
                yield maker, part.text


@pytest.mark.parametrize("name", EQUAL)
def test_makers_and_texts_beside_those_of_upr_info(name, upr_info):
    records, report = real(name)
    rows = upr_info[report.review]
    ours = Counter(maker for maker, _ in pairs(records))
    theirs = Counter(row.maker for row in rows)
    assert (ours - theirs, theirs - ours) == DIFFERENCES.get(name, ({}, {}))
    texts = {(maker, normal(text)) for maker, text in pairs(records)}
    texts |= {(maker, normal(r.text)) for r in of_kind(records, Recommendation) for maker in r.makers}
    equal = sum((row.maker, normal(row.text or "")) in texts for row in rows)
    total, known = EQUAL[name]
    assert (len(rows), equal >= known) == (total, True)
