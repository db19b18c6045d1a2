"""Shapes of Working Group reports from 2008 to 2025: each is read exactly, or the report says what was not read."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprgraph.papers import Line
from uprgraph.records import Position, Recommendation, Report
from uprgraph.sources import Opened
from uprgraph.sources.report_answers import answer_of, lead_in
from uprgraph.sources.report_makers import named
from uprgraph.sources.report_paragraphs import body
from uprgraph.sources.report_recommendations import wording
from uprgraph.sources.report_references import speaking

BEGINNING = """A/HRC/15/3
Report of the Working Group on the Universal Periodic Review
Kiribati

1.   The Working Group on the Universal Periodic Review held its eighth session from 3 to 14 May 2010. The \
review of Kiribati was held at the 2nd meeting, on 3 May 2010. The delegation of Kiribati was headed by Ms. \
Wave. At its 6th meeting, held on 5 May 2010, the Working Group adopted the report on Kiribati.
2.   On 7 September 2009, the Human Rights Council selected the following group of rapporteurs (troika) to \
facilitate the review of Kiribati: Brazil, Jordan and the Russian Federation.
3.   The following documents were issued: A/HRC/WG.6/8/KIR/1; A/HRC/WG.6/8/KIR/2; A/HRC/WG.6/8/KIR/3.
4.   No list of questions was prepared in advance.
I.   Summary of the proceedings of the review process
5.   During the dialogue, 9 delegations made statements.
6.   Chile liked palms. It (a) recommended that Kiribati plant palms; (b) encouraged Kiribati to sing; (c) \
recommended that it dance.
7.   Italy also asked about palms and recommended planting them.
8.   The Philippines recommended counting boats.
"""
CLOSING = "All conclusions and/or recommendations reflect the position of the submitting States.\n"
MADE = "9.   In the course of the discussion, the following recommendations were made to Kiribati:\n"
ENJOY = "9.   The recommendations listed below enjoy the support of Kiribati:\n"


@pytest.fixture
def concluding(tmp_path):
    """A report with these conclusions -> number, makers, text, answer of each recommendation; the report."""

    def read(text: str, heading: str = "II.  Conclusions and/or recommendations") -> tuple[list[str], Report]:
        path: Path = tmp_path / "report.txt"
        path.write_text(f"{BEGINNING}{heading}\n{text}")
        opened = Opened(path)
        records = list(opened.records())
        answers = {r.paragraph: r.answer for r in records if isinstance(r, Position)}
        return [
            f"{r.paragraph} {' '.join(r.makers)}: {r.text} -> {answers.get(r.paragraph)}"
            for r in records
            if isinstance(r, Recommendation)
        ], opened.report

    return read


# Read exactly


def test_references_to_the_dialogue_are_neither_makers_nor_text(concluding):
    found, report = concluding(
        MADE
        + "1.   Plant palms (Chile) (para. 6 (a));\n"
        + "2.   Sing (Chile, para. 6 (b));\n"
        + "3.   Plant them again (Italy) [see paragraph 7];\n"
        + "4.   Count boats (Philippines, paragraph 8);\n"
        + "5.   Weave mats, see paragraph 7 (Chile and Italy);\n"
        + "6.   Build boats (Chile; see paras. 6 (a) and (c) above);\n"
        + "7.   Keep pigs (see para. 7 above) (Italy);\n"
        + "8.   Keep hens (Chile (para. 6) and Italy (para. 7));\n"
        + "9.   Keep geese, as in the plan (A/HRC/WG.6/8/KIR/1, para. 5) (Peru);\n"
        + "10.  Keep ducks (Italy) (para. 7); keep more of them (Peru) (para. 8).\n"
        + "10.  "
        + CLOSING
    )
    assert found == [
        "9.1 CHL: Plant palms -> None",
        "9.2 CHL: Sing -> None",
        "9.3 ITA: Plant them again -> None",
        "9.4 PHL: Count boats -> None",
        "9.5 CHL ITA: Weave mats -> None",
        "9.6 CHL: Build boats -> None",
        "9.7 ITA: Keep pigs -> None",
        "9.8 CHL ITA: Keep hens -> None",
        "9.9 PER: Keep geese, as in the plan (A/HRC/WG.6/8/KIR/1, para. 5) -> None",
        "9.10 ITA PER: Keep ducks (Italy) (para. 7); keep more of them -> None",
    ]
    assert report.problems == []


def test_the_places_of_such_references_are_kept_in_a_note(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(f"{BEGINNING}II.  Conclusions and/or recommendations\n{MADE}1.   Sing (Chile) (para. 6 (b)).\n")
    notes = [r.note for r in Opened(path).records() if isinstance(r, Recommendation)]
    assert notes == ["The report refers to paragraphs 6 (b) of the dialogue"]


def test_a_second_list_may_go_on_with_the_numbers_of_the_first(concluding):
    found, report = concluding(
        ENJOY
        + "9.1  Plant palms (Chile);\n9.2  Sing (Chile);\n"
        + "10.  The following recommendations will be examined by Kiribati, but no later than in September 2010:\n"
        + "9.3  Dance (Italy);\n9.4  Weave (Italy).\n"
        + "11.  "
        + CLOSING
    )
    assert found == [
        "9.1 CHL: Plant palms -> supported",
        "9.2 CHL: Sing -> supported",
        "9.3 ITA: Dance -> to-be-examined",
        "9.4 ITA: Weave -> to-be-examined",
    ]
    assert report.problems == []


@pytest.mark.parametrize(
    "heading", ["III. Conclusions", "II.  Recommendations", "II.  Conclusions or recommendations", "CONCLUSIONS"]
)
def test_the_heading_of_the_conclusions_varies(concluding, heading):
    found, report = concluding(f"{ENJOY}1.   Sing (Peru).\n10.  {CLOSING}", heading)
    assert (found, report.problems) in (
        (["9.1 PER: Sing -> supported"], []),
        ([], ["no list of recommendations was found"]),
    )
    assert found or heading == "CONCLUSIONS"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "9.   Recommendations 1 to 2 below enjoy the support of Kiribati; recommendations 3 and 4 will be "
            "examined:",
            "supported supported to-be-examined to-be-examined",
        ),
        (
            "9.   The recommendations below enjoy the support of Kiribati. Recommendations 2 and 4 are being "
            "considered as already implemented:",
            "supported already-implemented supported already-implemented",
        ),
        ("9.   Recommendations 1 to 4 below enjoy the support of Kiribati:", "supported " * 4),
    ],
)
def test_a_lead_in_may_answer_by_numbers(concluding, text, expected):
    found, report = concluding(
        f"{text}\n1.   Sing (Peru);\n2.   Dance (Togo);\n3.   Jump (Mali);\n4.   Hop (Fiji).\n10.  {CLOSING}"
    )
    assert [line.split(" -> ")[1] for line in found] == expected.split()
    assert report.problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.  Recommendations 1 to 2 enjoy the support of Kiribati.\n", "supported supported None"),
        ("10.  Kiribati rejects recommendations Nos. 1 and 3 above.\n", "rejected None rejected"),
        ("10.  The recommendations in paragraph 9 above will be examined by Kiribati.\n", "to-be-examined " * 3),
        ("10.  Recommendations 2 and 3 in paragraph 9 were rejected.\n", "None rejected rejected"),
        ("10.  The response of Kiribati will be provided before the fifteenth session.\n", "None " * 3),
    ],
)
def test_a_later_paragraph_may_answer_a_list(concluding, text, expected):
    found, report = concluding(f"{MADE}1.   Sing (Peru);\n2.   Dance (Togo);\n3.   Jump (Mali).\n{text}11.  {CLOSING}")
    assert [line.split(" -> ")[1] for line in found] == expected.split()
    assert report.problems == []


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("paragraphs 6 (a), (b) and (c), 7 and 8 above", "6 (a)|6 (b)|6 (c)|7|8"),
        ("paragraph 6 (a, b and c)", "6 (a)|6 (b)|6 (c)"),
        ("paragraph 6, subparagraphs (a) and (c),", "6 (a)|6 (c)"),
        ("paragraph 6(a), and para. 7 of the present report", "6 (a)|7"),
        ("section I, paragraphs 6 (a) - (c) and 7,", "6 (a)|6 (b)|6 (c)|7"),
        ("paras. 6 (b) and 7 above", "6 (b)|7"),
    ],
)
def test_recommendations_rejected_by_reference(tmp_path, places, expected):
    path = tmp_path / "report.txt"
    path.write_text(
        f"{BEGINNING}II.  Conclusions and/or recommendations\n{ENJOY}1.   Fish (Peru).\n"
        f"10.  The recommendations noted in {places} did not enjoy the support of Kiribati.\n11.  {CLOSING}"
    )
    opened = Opened(path)
    found = [r for r in opened.records() if isinstance(r, Recommendation) and r.referred]
    maker = {"6": ("CHL",), "7": ("ITA",), "8": ("PHL",)}
    assert [(r.referred, r.makers) for r in found] == [(place, maker[place[0]]) for place in expected.split("|")]
    assert opened.report.problems == []


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Norway, also on behalf of Denmark, Iceland, Sweden", "NOR DNK ISL SWE"),
        ("Serbia and Montenegro", "SRB MNE"),
        ("Netherlands (the Kingdom of the)", "NLD"),
        ("Egypt (on behalf of the African Group), Türkiye/Czechia", "EGY TUR CZE"),
    ],
)
def test_names_of_makers(text, makers):
    assert (named(text).states, named(text).unknown) == (tuple(makers.split()), ())


def test_notes_between_two_parentheses_of_makers():
    found = wording("Sing (Mexico)1 (Chile)2;")
    assert (found.text, found.makers, found.parts, found.problems) == ("Sing", ("MEX", "CHL"), (), ())


# Told


def told(report: Report, *beginnings: str) -> bool:
    return [any(problem.startswith(start) for problem in report.problems) for start in beginnings] == [True] * len(
        beginnings
    )


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ("9.2  Sing (Chile);\n9.3  Dance (Italy).\n", ["paragraph 9.1: not found"]),
        ("9.1-9.3 Sing (Chile);\n9.4  Dance (Italy);\n9.5-6 Hop (Togo).\n", ["paragraph 9.1: not found"]),
        (
            "1.   Sing (Chile);\n2.   Dance (Italy);\n2.   Jump (Peru);\n4.   Hop (Togo).\n",
            ["paragraph 9.3: not found"],
        ),
        ("1.   Sing (Chile);\nl2.  Dance (Italy);\n3.   Hop (Togo).\n", ["paragraph 9.2: not found"]),
        ("(a)  Sing (Chile);\n(b)  Dance (Peru);\n(d)  Hop (Togo).\n", ["paragraph 9(b): another letter stands in"]),
        ("1.   Health and water\n1.   Sing (Chile);\n2.   Hop (Togo).\n", ["paragraph 9.1: its number stands twice"]),
        ("1.   Health\n(a)  Sing (Chile);\n(b)  Hop (Togo).\n", ["paragraph 9.1: a list with letters may stand"]),
        ("(A)  Sing (Chile);\n(B)  Dance (Peru).\n", ["paragraph 9: not understood", "no list"]),
        ("•    Sing (Chile);\n•    Dance (Peru).\n", ["paragraph 9: not understood", "no list"]),
        ("A.1  Sing (Chile);\nA.2  Dance (Peru).\n", ["paragraph 9: not understood", "no list"]),
    ],
)
def test_lost_and_strange_numbers_are_told(concluding, lines, problems):
    assert told(concluding(f"{ENJOY}{lines}10.  {CLOSING}")[1], *problems)


def test_a_recommendation_without_a_number_is_told(concluding):
    _, report = concluding(
        ENJOY
        + "9.1  Sing aloud on the beach in spring and in summer together with all neighbours of the\n"
        + "     village and with the children of the school of the island (Chile);\n"
        + "9.2  Dance on the sand of the northern shore of the island (Italy);\n"
        + "     Jump over the fence (Peru).\n"
        + "10.  "
        + CLOSING
    )
    assert told(report, "paragraph 9.2: another recommendation without a number may follow it: Jump over")


@pytest.mark.parametrize(
    "between",
    [
        "B.   Recommendations that did not enjoy the support of Kiribati",
        "Recommendations that were rejected",
        "The following recommendations did not enjoy the support of Kiribati:",
    ],
)
def test_words_in_a_list_that_say_another_answer_leave_what_follows_without_one(concluding, between):
    found, report = concluding(
        f"{ENJOY}9.1  Sing aloud (Chile);\n{between}\n9.2  Dance (Italy);\n9.3  Jump (Peru).\n10.  {CLOSING}"
    )
    assert [line.split(" -> ")[1] for line in found] == ["supported", "None", "None"]
    assert told(report, "paragraph 9.2: has no answer", "paragraph 9.3: has no answer")


def test_a_mark_behind_the_makers_that_says_another_answer_leaves_its_own_recommendation_without_one(concluding):
    found, report = concluding(
        f"{ENJOY}9.1  Sing (Chile); accepted\n9.2  Dance (Peru) - rejected;\n9.3  Jump (Mali).\n10.  {CLOSING}"
    )
    assert [line.split(" -> ")[1] for line in found] == ["supported", "None", "supported"]
    assert told(report, "paragraph 9.2: has no answer")


def test_a_list_of_letters_in_a_recommendation_is_no_other_one(concluding):
    found, report = concluding(
        f"{ENJOY}9.1  Take steps on the shores of all islands of the south and of the north, so as:\n"
        f"(a)  To dance (Peru);\n(b)  To hop (Togo);\n9.2  Jump (Mali).\n10.  {CLOSING}"
    )
    assert [line.split(":")[0] for line in found] == ["9.1 PER TGO", "9.2 MLI"]
    assert report.problems == []


def test_a_recommendation_in_the_lead_in_is_told(concluding):
    _, report = concluding(f"{ENJOY.strip()} 9.1 Sing (Chile);\n9.2  Dance (Peru).\n10.  {CLOSING}")
    assert told(report, "paragraph 9: a recommendation may stand in its lead-in", "paragraph 9.1: not found")


def test_a_heading_that_says_the_same_answer_changes_nothing(concluding):
    found, report = concluding(
        f"{ENJOY}A.   Recommendations that enjoy the support of Kiribati\n9.1  Sing aloud (Chile).\n10.  {CLOSING}"
    )
    assert (found, report.problems) == (["9.1 CHL: Sing aloud -> supported"], [])


@pytest.mark.parametrize(
    "paragraph",
    [
        "The recommendations in paragraphs 6 (a), 7, and 8 (first recommendation) did not enjoy support.",
        "The recommendations in paragraphs 6 (a) and 7 were rejected, with the exception of paragraph 8.",
        "The recommendations in paragraph 6 (a) were rejected; likewise paragraph 7.",
        "Recommendations 1, 2 and 5 in paragraph 9 were rejected.",
        "Recommendations 9.1 enjoys the support of Kiribati; 9.2 does not.",
        "Kiribati accepts recommendation 1 in part and rejects 2.",
        "Kiribati considers that the recommendations in paragraph 9 are implemented already.",
        "The other recommendations made during the dialogue were rejected.",
    ],
)
def test_answers_that_are_not_read_whole_are_not_given(concluding, paragraph):
    found, report = concluding(f"{MADE}1.   Sing (Peru);\n2.   Dance (Togo).\n10.  {paragraph}\n11.  {CLOSING}")
    assert found == ["9.1 PER: Sing -> None", "9.2 TGO: Dance -> None"]
    assert told(report, "paragraph 10: not understood")


def test_pledges_that_look_like_recommendations_are_told(concluding):
    _, report = concluding(
        f"{ENJOY}9.1  Sing (Chile);\nVoluntary commitments\n9.2  Dance (Italy);\n9.3  Jump (Peru).\n"
    )
    assert any("a pledge that names makers" in problem for problem in report.problems)


def test_lines_in_disorder_are_told(concluding):
    # As where a reader of PDF files tears a stretched line apart.
    torn = "\n".join(["measures", "to", "eliminate", "racial", "and", "ethnic"])
    _, report = concluding(
        ENJOY
        + "9.1  Take all measures that promote the evolution of song on islands, and of choirs (Canada);\n"
        + "9.2  Continue taking\ndiscrimination (Japan);\n"
        + f"9.3\n{torn}\nContinue its efforts to end hunger (Kuwait);\n"
        + "9.4\n(Peru);\n"
        + "".join(f"9.{n}  Give boats to all fishermen of the northern islands (Mali);\n" for n in range(5, 12))
        + "10.  "
        + CLOSING
    )
    assert told(
        report,
        "paragraph 9.3: words stand one to a line",
        "paragraph 9.3: its text begins in the middle of a sentence",
        "paragraph 9.4: makers without a text",
    )


def test_an_item_that_ends_without_a_pause_in_a_long_list_is_told(concluding):
    items = "".join(f"9.{n}  Sing song {n} (Chile){'' if n == 7 else ';'}\n" for n in range(1, 25))
    _, report = concluding(f"{ENJOY}{items}10.  {CLOSING}")
    assert report.problems == ["paragraph 9.7: no pause at its end, makers may be lost: Sing song 7 (Chile)"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Count fish (para. 8);", "no maker is named"),
        ("Keep article 2 (para. 3) (Peru);", "its text ends with what may be a reference to the dialogue: (para. 3)"),
        ("Sing [Chile] and dance (Peru);", "a state stands in brackets and was not taken for a maker: [Chile]"),
        ("Sing (Peru); 12. Dance (Chad);", "another number stands in its text: 12. Dance"),
        ("Sing (Peru); 9.l2 Dance (Chad);", "another number stands in its text: 9.l2 Dance"),
        ("Sing (European Union); dance (Chad);", "unknown maker 'European Union'"),
        ("Sing (Council of Europe);", "unknown maker 'Council of Europe'"),
        ("Sing (Peru); * As read out during the dialogue: Hum (Chad);", "a footnote may stand in its text"),
        ("(Peru);", "makers without a text: (Peru);"),
        ("Sing (Peru) the song;", "the sentence goes on behind its makers: the song;"),
    ],
)
def test_doubtful_texts_are_told(text, problem):
    assert any(told.startswith(problem) for told in wording(text).problems)


def test_two_speakers_are_not_taken_for_one():
    assert (speaking("Chile and Peru recommended singing."), speaking("Chile, Peru and Togo sang.")) == (None, None)
    assert speaking("Chile, speaking of songs, asked for more.") == "CHL"


# Answers


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The following recommendations enjoy Fiji’s support:", "supported"),
        ("The recommendations listed below have been examined by Fiji and enjoy its support:", "supported"),
        ("The following recommendations did not enjoy Fiji’s support:", "not-supported"),
        ("The following recommendations do not currently enjoy the support of Fiji:", "not-supported"),
        ("The following recommendations did not meet with the support of Fiji:", "not-supported"),
        ("The following recommendations failed to enjoy the support of Fiji:", "not-supported"),
        ("The following recommendations have no support from Fiji:", "not-supported"),
        ("Fiji is unable to accept the following recommendations:", "rejected"),
        ("Fiji declines to accept the following recommendations:", "rejected"),
        ("Fiji disagrees with the following recommendations:", "rejected"),
        ("Fiji has noted the following recommendations:", "noted"),
        ("Fiji accepts the following recommendations in part:", "partially-accepted"),
        ("Fiji will respond in due course to the following recommendations:", "to-be-examined"),
        ("The following recommendations were deferred for consideration:", "to-be-examined"),
        (
            "The following recommendations will be examined by Fiji, which will provide responses in due course, "
            "but no later than the thirty-eighth session of the Human Rights Council:",
            "to-be-examined",
        ),
    ],
)
def test_further_wordings_of_answers(text, answer):
    found = lead_in(text)
    assert (found.answer and found.answer.answer, found.problems) == (answer, ())


@pytest.mark.parametrize(
    "text",
    [
        "None of the following recommendations enjoy the support of Fiji:",
        "The following recommendations no longer enjoy the support of Fiji:",
        "Hardly any of the following recommendations were accepted:",
        "The following recommendations were neither accepted nor rejected by Fiji:",
        "The following recommendations have not yet been accepted:",
        "The following recommendations were accepted, but Fiji notes that they are not feasible:",
        "The following recommendations, apart from 9.4, enjoy the support of Fiji:",
        "The following recommendations enjoy the support of Fiji, except 9.3 and 9.4, which Fiji rejects:",
        "Recommendations 9.1 to 9.5 below enjoy the support of Fiji while recommendations 9.6 to 9.9 do not:",
        "Fiji does not support recommendations 9.1 and 9.2 but supports the others:",
        "The following recommendations were partially accepted or rejected:",
        "The following recommendations were made to Fiji, which it finds outside its competence:",
        "The recommendations in the report which are noted below:",
        "Fiji reserves its position on the following recommendations:",
        "The following recommendations will be examined, of which 2 (Nos. 1 and 2) are already implemented:",
    ],
)
def test_answers_that_are_denied_or_divided_are_told_and_not_guessed(text):
    found = lead_in(text)
    assert found.problems
    assert found.answer is None or found.answer.answer == "to-be-examined"


def test_a_list_that_is_answered_for_other_numbers_has_no_answer(concluding):
    found, report = concluding(
        "9.   Recommendations 1 to 3 below enjoy the support of Kiribati:\n"
        f"1.   Sing (Peru);\n2.   Hop (Togo).\n10.  {CLOSING}"
    )
    assert [line.split(" -> ")[1] for line in found] == ["None", "None"]
    assert told(report, "paragraph 9: answers other numbers than it lists")


def test_two_kinds_of_no_in_one_sentence_are_no_answer():
    assert answer_of("Fiji accepts 9.1 in part and rejects 9.2.") is None


# A law: whatever befalls one number of a list, the list is read whole or it is told

BREAKS = ["drop", "repeat", "skip", "letter", "glue", "lose the item"]
MAKERS = ["Peru", "Chad", "Bosnia and Herzegovina", "Iran (Islamic Republic of)", "Viet Nam", "Kiribati"]


def broken(items: list[str], layout: str, at: int, how: str) -> list[str]:
    """The items with their numbers, of which one is printed wrong."""
    forms = {"dotted": "9.{}\t", "restarting": "{}.\t", "lettered": "({})\t"}

    def number(place: int) -> str:
        return forms[layout].format(chr(96 + place) if layout == "lettered" else place)

    lines = [number(place) + text for place, text in enumerate(items, start=1)]
    text = items[at]
    if how == "glue":
        lines[at - 1 : at + 1] = [f"{lines[at - 1]} {lines[at]}".replace("\t", " ")]
    elif how == "lose the item":
        del lines[at]
    else:
        lines[at] = {
            "drop": text,
            "repeat": number(at) + text,
            "skip": number(at + 4) + text,
            "letter": number(at + 1).replace("1", "l").replace("(", "{") + text,
        }[how]
    return lines


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["dotted", "restarting", "lettered"]),
    st.lists(st.tuples(st.integers(3, 40), st.sampled_from(MAKERS)), min_size=4, max_size=12),
    st.integers(1, 30),
    st.sampled_from(BREAKS),
)
def test_a_wrong_number_never_passes_silently(layout, items, at, how):
    at = 1 + at % (len(items) - 2)
    texts = [f"Sing {' '.join(['la'] * length)} {index} times" for index, (length, _) in enumerate(items, start=1)]
    printed = [f"{text} ({maker});" for text, (_, maker) in zip(texts, items, strict=True)]
    blocks = ["1. The Working Group on the Universal Periodic Review met."]
    blocks += [f"{number}. Someone spoke." for number in range(2, 30)]
    blocks += ["II. Conclusions and recommendations", "30. The following recommendations enjoy the support of Fiji:"]
    blocks += broken(printed, layout, at, how)
    lines = [
        Line(1, 0.0, 10.0, line.replace("9.", "30.", 1) if layout == "dotted" and line.startswith("9.") else line)
        for block in blocks
        for line in textwrap.wrap(block, 4000, replace_whitespace=False, expand_tabs=False)
    ]
    found = body([*lines, Line(1, 0.0, 10.0, "31. All conclusions and/or recommendations reflect positions.")])
    listed = [item for paragraph in found.paragraphs for item in paragraph.items]
    read = [(one.text, one.makers) for one in (wording(item.text) for item in listed)]
    whole = read == [(text, named(maker).states) for text, (_, maker) in zip(texts, items, strict=True)]
    assert whole or not listed or found.problems or any(wording(item.text).problems for item in listed)
