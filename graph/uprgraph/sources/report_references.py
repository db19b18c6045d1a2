"""Recommendations that a report answers without listing them: "noted in paragraphs 26 (b) and 27 above".

The reference is followed into the dialogue: who spoke there, and what was recommended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from uprgraph.sources.report_answers import listed
from uprgraph.sources.report_body import Body, Paragraph, trimmed
from uprgraph.sources.report_makers import state

_LONGEST = 3000
_PLACE = r"\d{1,3}(?:\s*\([a-z]\))?"
_JOINT = r"(?:\s*[;,]\s*(?:and\s+)?|\s+and\s+|\s+to\s+|\s*[-–]\s*)(?:paragraphs?\s+|in\s+paragraphs?\s+)?"
_LIST = rf"{_PLACE}(?:{_JOINT}(?:{_PLACE}|\([a-z]\)))*"
_SAME = re.compile(r"(\d{1,3})\s*\(([a-z](?:\s*,\s*[a-z])*(?:,?\s+and\s+[a-z])?)\)")
"""Letters of one paragraph in one parenthesis: ``23 (b, d and f)``."""
_LETTER = re.compile(r"\b[a-z]\b")
_MORE = re.compile(r"\bpara(?:graph)?s?\.?\s+\d|\bsubparagraphs?\b", re.IGNORECASE)
_WHOLE_LIST = re.compile(
    r"\brecommendations?\s+(?:(?:made|contained|listed|set out|mentioned|reflected)\s+)?(?:in|under)\s+paragraphs?\s+"
    r"(?P<list>\d{1,3}(?![.\d]|\s*\()(?:(?:,\s*|,?\s+and\s+)\d{1,3}(?![.\d]|\s*\())*)",
    re.IGNORECASE,
)
_ORDINALS = re.compile(r"(?i)(?:the )?(?:first|second|third|fourth|fifth|last)\b")
IN_DIALOGUE = re.compile(
    rf"(?:noted|contained|made|reflected|mentioned|set out|listed|referred to|found|included)?\s*"
    rf"(?:above )?(?:in|under)\s+(?:the\s+)?(?:present\s+)?(?:report(?:,)?\s+(?:in|under)\s+)?paragraphs?\s+"
    rf"(?P<list>{_LIST})\s*(?:above\s*)?(?:\((?P<what>[^()]{{12,}}(?:\([^()]*\)[^()]*)*)\))?",
    re.IGNORECASE,
)
COMMENTS = re.compile(
    rf"^(?:With (?:regard|respect) to|Regarding|Concerning|As regards|On)\s+(?:the\s+)?recommendations?\s+"
    rf"(?:(?:noted|contained|made)?\s*in paragraphs?\s+)?(?P<list>{_LIST}),?\s*(?:above,?\s*)?(?P<words>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_AND = r"(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+to\s+|\s*[-–]\s*)"
_WHERE = r"(?:(?:contained|listed|made|set out)\s+)?"
OWN = re.compile(
    rf"\brecommendations?\s+{_WHERE}(?:in\s+)?(?:paragraphs?\s+|Nos?\.?\s+|numbers?\s+)?"
    rf"(?P<list>\d{{1,3}}\.\d{{1,3}}\b(?:{_AND}\d{{1,3}}\.\d{{1,3}}\b)*)",
    re.IGNORECASE,
)
"""Recommendations of the report's own lists by their numbers, such as 118.22."""
OWN_RESTARTING = re.compile(
    rf"\brecommendations?\s+(?:Nos?\.?\s+|numbers?\s+)?(?P<list>\d{{1,3}}\b(?:{_AND}\d{{1,3}}\b)*)\s+"
    rf"{_WHERE}(?:in|of|under)\s+paragraph\s+(?P<paragraph>\d{{1,3}})\b",
    re.IGNORECASE,
)
"""Recommendations of the report's own lists by their places in the list of a paragraph."""
OWN_PLACES = re.compile(
    rf"\brecommendations?\s+(?:Nos?\.?\s+|numbers?\s+)?(?P<list>\d{{1,3}}\b(?![.]\d)(?:{_AND}\d{{1,3}}\b)*)",
    re.IGNORECASE,
)
"""Recommendations of the report's only list by their places in it."""
_ELEMENT = re.compile(r"(\d{1,3})?\s*(?:\(([a-z])\))?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_RECOMMENDS = re.compile(r"(?i)\b(?:recommend|encourag|urg|call(?:ed|s) (?:on|upon)|suggest)\w*")


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of the dialogue, and the letter of one recommendation in it."""

    paragraph: int
    letter: str | None = None


@dataclass(slots=True)
class Referred:
    """One recommendation that is referred to: where it stands, as printed, its words and who made it."""

    printed: str
    places: tuple[Place, ...]
    text: str | None = None
    makers: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)


def places(text: str) -> list[Place]:
    """The places of a list.

    >>> places("26 (b); 27; 31 (b) and (f)")[2:]
    [Place(paragraph=31, letter='b'), Place(paragraph=31, letter='f')]
    """
    found: list[Place] = []
    end = 0
    for element in _ELEMENT.finditer(text):
        if not element[0].strip():
            continue
        last = found[-1] if found else None
        through = last and re.fullmatch(r"\s*(?:to|[-–])\s*", text[end : element.start()])
        number = int(element[1]) if element[1] else (last.paragraph if last else 0)
        if last and through and element[2] and last.letter and number == last.paragraph:
            found += [Place(number, chr(code)) for code in range(ord(last.letter) + 1, ord(element[2]))]
        elif last and through and not element[2]:
            found += [Place(between) for between in range(last.paragraph + 1, number)]
        found.append(Place(number, element[2]))
        end = element.end()
    return found


def referred(paragraph: Paragraph, body: Body) -> list[Referred]:
    """The recommendations of the dialogue that a paragraph of the conclusions answers, in their order."""
    text = _spelled_out(paragraph.text[:_LONGEST])
    if _MORE.search(IN_DIALOGUE.sub(" ", text)):
        return []
    found: list[Referred] = []
    for reference in IN_DIALOGUE.finditer(text):
        printed, what = " ".join(reference["list"].split()), reference["what"]
        named = places(printed)
        if any((there := body.numbered(place.paragraph)) and there.section == "conclusions" for place in named):
            return []
        if what and _ORDINALS.match(what):
            return []
        if what:
            found.append(_described(printed, what, body))
        else:
            found += [_single(place, body) for place in named]
    return found


def _spelled_out(text: str) -> str:
    """References in the one form that is read: ``paras. 23 (b, d)`` as ``paragraphs 23 (b), (d)``."""
    text = re.sub(r"\b(para)s?\.\s*(?=\d)", "paragraphs ", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=\d),?\s+sub-?paragraphs?\s+(?=\([a-z]\))", " ", text)
    text = re.sub(r"\bin (?:section|chapter) [IVX]+(?:\.? ?[A-Z])?,?\s+(?:in )?(?=paragraph)", "in ", text)
    return _SAME.sub(lambda found: found[1] + " " + _LETTER.sub(r"(\g<0>)", found[2]), text)


def lists(paragraph: Paragraph, body: Body) -> list[str]:
    """The numbers of the lists that a paragraph answers whole; none where it names other paragraphs too."""
    text = paragraph.text[:_LONGEST]
    found: list[str] = []
    for reference in _WHOLE_LIST.finditer(text):
        for number in re.findall(r"\d{1,3}", reference["list"]):
            there = body.numbered(int(number))
            if there is None or not there.items:
                return []
            found += [there.id_of(item) for item in there.items]
    return [] if _MORE.search(_WHOLE_LIST.sub(" ", text)) else found


def own(text: str) -> list[str]:
    """The numbers of the report's own recommendations that a paragraph speaks of.

    >>> own("Recommendations 118.1 to 118.3 are being implemented."), own("recommendations 2 and 5 in paragraph 60")
    (['118.1', '118.2', '118.3'], ['60.2', '60.5'])
    """
    if re.search(r"\b\d{1,3}\.\d{1,3}\b", OWN.sub(" ", text)):
        return []
    found: list[str] = []
    for reference in OWN.finditer(text):
        paragraph = reference["list"].partition(".")[0]
        if set(re.findall(r"(\d{1,3})\.", reference["list"])) == {paragraph}:
            found += [f"{paragraph}.{number}" for number in listed(reference["list"])]
        else:
            found += re.findall(r"\d{1,3}\.\d{1,3}", reference["list"])
    for reference in OWN_RESTARTING.finditer(text):
        found += [f"{reference['paragraph']}.{number}" for number in listed(reference["list"])]
    return found


def by_place(text: str, body: Body) -> list[str]:
    """The numbers of recommendations that a paragraph names by their places, where the report has one list only."""
    lists = [paragraph for paragraph in body.paragraphs if paragraph.items and paragraph.layout == "restarting"]
    if len(lists) != 1 or re.search(r"\d", OWN_PLACES.sub(" ", text)):
        return []
    return [f"{lists[0].number}.{number}" for found in OWN_PLACES.finditer(text) for number in listed(found["list"])]


def comment(text: str) -> tuple[list[str], str] | None:
    """The places, as printed, that a paragraph comments on, and its words; None where it is no comment.

    >>> comment("With regard to recommendations 28 (b) and 31 (b), Ruritania offers a comment: Not yet.")
    (['28 (b)', '31 (b)'], 'Not yet.')
    """
    found = COMMENTS.match(text)
    if not found:
        return None
    words = found["words"]
    intro, colon, rest = words.partition(":")
    printed = [f"{place.paragraph}{f' ({place.letter})' if place.letter else ''}" for place in places(found["list"])]
    return printed, (rest if colon and "comment" in intro else words).strip()


def _described(printed: str, what: str, body: Body) -> Referred:
    """One recommendation of several delegations: the report words it in a parenthesis."""
    one = Referred(printed, tuple(places(printed)), what.strip())
    speakers: list[str] = []
    for place in one.places:
        speakers += _speaker(place, body, one)
    one.makers = tuple(dict.fromkeys(speakers))
    return one


def _single(place: Place, body: Body) -> Referred:
    letter = f" ({place.letter})" if place.letter else ""
    one = Referred(f"{place.paragraph}{letter}", (place,))
    one.makers = tuple(_speaker(place, body, one))
    paragraph = body.numbered(place.paragraph)
    if paragraph is None:
        return one
    found = list(_lettered(paragraph.text, place.letter) if place.letter else _recommending(paragraph.text))
    if len(found) == 1 or (found and not place.letter):
        one.text = " ".join(found)
    if len(found) != 1:
        one.problems.append(f"paragraph {one.printed}: {len(found)} recommendations where one is referred to")
    return one


def _speaker(place: Place, body: Body, one: Referred) -> list[str]:
    paragraph = body.numbered(place.paragraph)
    if paragraph is None or paragraph.section == "conclusions":
        one.problems.append(f"paragraph {place.paragraph}: referred to, and not found in the dialogue")
        return []
    speaker = speaking(paragraph.text)
    if speaker is None:
        one.problems.append(f"paragraph {place.paragraph}: who speaks is not clear: {paragraph.text[:120]}")
        return []
    return [speaker]


def speaking(text: str) -> str | None:
    """The delegation that a paragraph of the dialogue is about: the name it begins with, or that of its main clause.

    >>> speaking("The United States of America asked for more."), speaking("While noting progress, Italy also asked")
    ('USA', 'ITA')
    """
    for start in (text, *re.findall(r",\s+((?:the\s+)?[A-Z].{3,80})", text[:400])):
        words = re.sub(r"^The (?:(?:representative|delegation) of )?", "", start).split()
        for length in range(min(9, len(words)), 0, -1):
            if found := state(" ".join(words[:length]).rstrip(",")):
                return None if _with_another(words[length - 1].endswith(","), words[length : length + 9]) else found
    return None


def _with_another(comma: bool, words: list[str]) -> bool:
    """Whether the words behind a speaker's name name another one: "Italy and Peru recommended"."""
    if words[:1] == ["and"]:
        words = words[1:]
    elif not comma:
        return False
    names = (" ".join(words[:length]).rstrip(",") for length in range(1, len(words) + 1))
    return any(state(name) for name in names)


def _lettered(text: str, letter: str) -> Iterator[str]:
    """The words from ``(b)`` to the next letter or the sentence's end."""
    for mark in re.finditer(rf"\({letter}\)\s*", text):
        rest = _SENTENCE.split(text[mark.end() :], maxsplit=1)[0]
        rest = re.split(r"\s\([a-z]\)\s", rest, maxsplit=1)[0]
        yield trimmed(rest)


def _recommending(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        if _RECOMMENDS.search(sentence):
            yield trimmed(sentence)
