"""The topics of ontology/codes: what their wordings find, and what they must not."""

from __future__ import annotations

import csv
import html
import io
import re

import pyoxigraph
import pytest
from rdflib import SKOS, Graph, URIRef

from concepts import ID, UPR, all_codes, closure, issue, local
from conftest import real_file
from uprgraph.namespaces import BASE
from uprgraph.resources import PACKAGE

# Topics under each issue: what each is counted among the records of the real export files.
DEATH_PENALTY = {
    "death-penalty-abolition": 568,
    "death-penalty-moratorium": 419,
    "death-penalty-restriction-and-safeguards": 189,
    "death-penalty-retention": 9,
    "death-penalty-transparency": 23,
    "iccpr-op2": 287,
}
ORIENTATION = {
    "sogi-awareness": 69,
    "sogi-decriminalisation": 151,
    "sogi-non-discrimination": 266,
    "sogi-recognition": 26,
    "sogi-violence": 73,
}
TREATIES = {
    "apic": 42,
    "cat": 416,
    "ced": 379,
    "cedaw": 284,
    "crc": 202,
    "crc-op": 198,
    "crc-op-ac": 83,
    "crc-op-ic": 49,
    "crc-op-sc": 78,
    "crpd": 299,
    "genocide-convention": 32,
    "iccpr": 422,
    "iccpr-op1": 82,
    "iccpr-op2": 326,
    "icerd": 132,
    "icescr": 243,
    "icrmw": 382,
    "ilo-169": 48,
    "ilo-189": 25,
    "ilo-child-labour": 24,
    "op-cedaw": 172,
    "op-crpd": 104,
    "op-icescr": 160,
    "opcat": 468,
    "palermo-protocol": 27,
    "refugee-convention": 45,
    "rome-statute": 320,
    "stateless-persons-convention": 26,
    "statelessness-convention": 27,
    "unesco-education-convention": 19,
}
TOPICS_OF = {
    "Death penalty": DEATH_PENALTY,
    "Sexual Orientation and Gender Identity": ORIENTATION,
    "International instruments": TREATIES,
}
# Short texts of our own, and every topic whose wording is in them.
WORDED = {
    "Death penalty": {
        "Abolish the death penalty": "death-penalty-abolition",
        "Do away with capital punishment": "death-penalty-abolition",
        "Remove the death penalty from the military code": "death-penalty-abolition",
        "Declare a moratorium on executions": "death-penalty-moratorium",
        "Declare a moratorium on executions with a view to abolishing the death penalty": "death-penalty-abolition "
        "death-penalty-moratorium",
        "Join the Second Optional Protocol to the ICCPR, aiming at the abolition of the death penalty": "iccpr-op2",
        "Execute no minors": "",
        "Spare minors the death penalty": "death-penalty-restriction-and-safeguards",
        "Cut the number of crimes that carry the death penalty": "death-penalty-restriction-and-safeguards",
        "Publish figures on executions": "death-penalty-transparency",
        "Keep the sovereign right to apply the death penalty": "death-penalty-retention",
    },
    "Sexual Orientation and Gender Identity": {
        "Decriminalise homosexual acts": "sogi-decriminalisation",
        "Repeal section 377": "sogi-decriminalisation",
        "Fight discrimination on the ground of gender identity": "sogi-non-discrimination",
        "Protect gay men from attacks": "sogi-violence",
        "Recognise same-sex unions": "sogi-recognition",
        "Teach the police by awareness campaigns": "sogi-awareness",
    },
    "International instruments": {
        "Join the ICCPR": "iccpr",
        "Join ICCPR-OP1": "iccpr-op1",
        "Join the first Optional Protocol to the International Covenant on Civil and Political Rights": "iccpr-op1",
        "Join OP1-ICCPR": "iccpr-op1",
        "Join the Optional Protocol to ICCPR": "iccpr-op1",
        "Join ICCPR-OP 2": "iccpr-op2",
        "Join ICCPR-OP2": "iccpr-op2",
        "Join OP2-ICCPR": "iccpr-op2",
        "Join OP-ICCPR 2": "iccpr-op2",
        "Join the Second Optional Protocol": "iccpr-op2",
        "Join the second Optional Protocol to the International Covenant on Civil and Political Rights": "iccpr-op2",
        "Join both ICCPR protocols": "iccpr-op1 iccpr-op2",
        "Join the two Optional Protocols to the ICCPR": "iccpr-op1 iccpr-op2",
        "Join ICCPR and its Optional Protocols": "iccpr iccpr-op1 iccpr-op2",
        "Join ICCPR and the Optional Protocol to CAT": "iccpr opcat",
        "Join the ICESCR": "icescr",
        "Join OP-ICESCR": "op-icescr",
        "Join the Optional Protocol to the International Covenant on Economic, Social and Cultural Rights": "op-icescr",
        "Join the International Covenant on Economic, Social and Cultural Rights": "icescr",
        "Join ICERD": "icerd",
        "Join CEDAW": "cedaw",
        "Join OP-CEDAW": "op-cedaw",
        "Join the CEDAW protocol": "op-cedaw",
        "Join CEDAW and its Optional Protocol": "cedaw op-cedaw",
        "Lift the reservations to CEDAW": "cedaw",
        "Join CAT": "cat",
        "Join OPCAT": "opcat",
        "Join OP-CAT": "opcat",
        "Join CAT-OP": "opcat",
        "Join the OP to the CAT": "opcat",
        "Join the Optional Protocol to the United Nations Convention against Torture": "opcat",
        "Join the Convention against Torture and Other Cruel, Inhuman or Degrading Treatment or Punishment "
        "and its Optional Protocol": "cat opcat",
        "Join CAT and OP-CAT": "cat opcat",
        "Be a party to the CAT": "cat",
        "Apply article 1 of the Convention against Torture": "cat",
        "Join the CRC": "crc",
        "Join the Optional Protocols to the CRC": "crc-op",
        "Join the two Optional Protocols to the Convention on the Rights of the Child": "crc-op crc-op-ac crc-op-sc",
        "Join OP-CRC-AC": "crc-op crc-op-ac",
        "Join CRC-OP-SC": "crc-op crc-op-sc",
        "Join the third Optional Protocol to the CRC": "crc-op crc-op-ic",
        "Join the Optional Protocol to the Rights of the Child on a communications procedure": "crc-op crc-op-ic",
        "Join the Optional Protocol to the Convention on the Rights of the Child (CRC) on the sale "
        "of children": "crc-op crc-op-sc",
        "Join CRPD": "crpd",
        "Join OP-CRPD": "op-crpd",
        "Join the CRPD and the Optional Protocol thereto": "crpd op-crpd",
        "Join CED": "ced",
        "Join ICPPED": "ced",
        "Join the ICRMW": "icrmw",
        "Join the migrant workers' convention": "icrmw",
        "Join the Rome Statute": "rome-statute",
        "Join the ICC": "rome-statute",
        "Join the ICC privileges and immunities agreement": "apic",
        "Join the Genocide Convention": "genocide-convention",
        "Join the 1951 Refugee Convention and its 1967 Protocol": "refugee-convention",
        "Join the 1954 and 1961 Conventions": "stateless-persons-convention statelessness-convention",
        "Join the Convention on the Reduction of Statelessness": "statelessness-convention",
        "Join the Palermo Protocol": "palermo-protocol",
        "Join UNESCO's treaty on discrimination in education": "unesco-education-convention",
        "Join ILO Convention No. 169": "ilo-169",
        "Join ILO Convention No. 189": "ilo-189",
        "Join ILO Conventions No. 138 and 182": "ilo-child-labour",
        "Teach the catechism and accredit schools": "",
        "Keep joining the main treaties": "",
    },
}


@pytest.fixture(scope="module")
def codes() -> Graph:
    return all_codes()


@pytest.fixture(scope="module")
def wordings(codes: Graph) -> dict[str, str]:
    """Topic -> its wording; treaty ratification, whose wording are verbs, is left out."""
    found = {local(topic).removeprefix("topic/"): str(wording) for topic, wording in codes.subject_objects(UPR.wording)}
    assert len(found) == len(list(codes.subject_objects(UPR.wording)))
    return {topic: wording for topic, wording in found.items() if topic != "treaty-ratification"}


def test_topics_under_their_issues(codes: Graph) -> None:
    parents = {
        "death-penalty": "Death penalty",
        "sexual-orientation-and-gender-identity": "Sexual Orientation and Gender Identity",
        "treaty-ratification": "International instruments",
    }
    for parent, label in parents.items():
        top = URIRef(f"{ID}topic/{parent}")
        below = {a for a, b in closure(codes.subject_objects(SKOS.broader)) if b == top}
        assert {local(topic).removeprefix("topic/") for topic in below} == set(TOPICS_OF[label])
        related = set(codes.subjects(SKOS.relatedMatch, issue(label)))
        assert {topic for topic in related if local(topic).startswith("topic/")} == below | {top}
    broader = {local(b) for b in codes.objects(URIRef(ID + "topic/crc-op-ac"), SKOS.broader)}
    assert broader == {"topic/crc-op"}


def test_topics_say_that_they_are_our_reading(codes: Graph) -> None:
    note = " ".join(map(str, codes.objects(URIRef(ID + "scheme/topics"), SKOS.scopeNote)))
    assert "This project's interpretation, no code of a source" in note


def test_wordings_are_read_alike_everywhere(codes: Graph, wordings: dict[str, str]) -> None:
    """Neither \\b nor lookaround nor (?: is an XPath regular expression, and \\w differs between engines."""
    assert set(wordings) == {topic for topics in TOPICS_OF.values() for topic in topics}
    for wording in codes.objects(None, UPR.wording):
        assert wording.datatype is None and wording.language is None
        assert "\\" not in wording and "(?" not in wording and '"' not in wording


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in WORDED.items() for text in texts])
def test_wordings_find_what_is_asked_and_no_neighbour(wordings: dict[str, str], label: str, text: str) -> None:
    found = {topic for topic in TOPICS_OF[label] if re.search(wordings[topic], text, re.I)}
    assert found == set(WORDED[label][text].split())


@pytest.mark.parametrize("label", WORDED)
def test_every_topic_has_an_example(label: str) -> None:
    assert {topic for topics in WORDED[label].values() for topic in topics.split()} == set(TOPICS_OF[label])


def test_joining_is_told_from_naming(codes: Graph) -> None:
    verbs = str(codes.value(URIRef(ID + "topic/treaty-ratification"), UPR.wording))
    joins = [
        "Ratify it",
        "Accede to it",
        "Weigh accession",
        "Sign it",
        "Adhere to it",
        "Join it",
        "Become a party to it",
    ]
    others = ["Apply it", "Lift the reservations to it", "Design it", "Take significant steps", "Assign staff", "Part"]
    assert [text for text in joins + others if re.search(verbs, text, re.I)] == joins


def test_topics_of_the_bundled_subjects(wordings: dict[str, str]) -> None:
    with open(PACKAGE / "facts" / "cambodia-recommendations.csv", encoding="utf-8", newline="") as rows:
        found = {
            f"{row['review']} {row['paragraph']}": " ".join(
                sorted(
                    {
                        topic
                        for label in row["issues"].split("|")
                        for topic in TOPICS_OF.get(label, ())
                        if re.search(wordings[topic], row["subject"], re.I)
                    }
                )
            )
            for row in csv.DictReader(rows)
        }
    assert {paragraph: topics for paragraph, topics in found.items() if topics} == {
        "khm-1 82.1": "ilo-169",
        # A list of protocols after the plural: three treaties themselves are found beside what is asked.
        "khm-1 82.2": "ced cedaw crpd iccpr iccpr-op1 iccpr-op2 icescr op-cedaw op-crpd op-icescr",
        "khm-1 82.3": "crpd",
        "khm-1 82.4": "op-cedaw",
        "khm-1 82.8": "opcat",
        "khm-2 118.1": "iccpr-op1 iccpr-op2",
        "khm-2 118.2": "iccpr-op1 iccpr-op2",
        "khm-2 118.3": "iccpr-op2",
        "khm-2 118.4": "iccpr-op1 iccpr-op2",
        "khm-2 118.5": "crc-op crc-op-ic icescr op-icescr",  # as above, icescr
        "khm-2 118.6": "icrmw",
        "khm-2 118.7": "icrmw",
        "khm-2 118.8": "icrmw",
        "khm-2 118.9": "unesco-education-convention",
        "khm-2 118.10": "unesco-education-convention",
        "khm-2 118.11": "unesco-education-convention",
        "khm-2 118.13": "opcat",
        "khm-2 118.15": "iccpr",
        "khm-2 118.16": "iccpr",
        "khm-2 118.25": "crpd",
        "khm-2 119.1": "iccpr",
        "khm-2 119.2": "cat",
        "khm-2 119.3": "apic",
        "khm-2 119.4": "apic",
        "khm-2 119.5": "apic",
        "khm-2 119.6": "rome-statute",
        "khm-2 119.7": "rome-statute",
        "khm-2 119.9": "opcat",
        "khm-2 119.10": "opcat",
        "khm-2 119.11": "opcat",
    }


@pytest.fixture(scope="module")
def records() -> list[tuple[str, set[str]]]:
    """Text and issues of each row of the real export files, read by the standard library alone."""
    found = []
    for name in ("1-5", "6-9", "17-20"):
        text = real_file(f"upr-info/{name}.csv").read_bytes().decode("mac_roman").replace("\r", "\n")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            found.append((" ".join(html.unescape(row["Text"]).split()), set(row["Issue"].split(","))))
    assert len(found) == 22421
    return found


@pytest.mark.parametrize(
    ("label", "rows", "covered"),
    [
        ("Death penalty", 964, 947),
        ("Sexual Orientation and Gender Identity", 457, 418),
        ("International instruments", 4452, 3616),
    ],
)
def test_topics_of_the_real_exports(
    codes: Graph,
    wordings: dict[str, str],
    records: list[tuple[str, set[str]]],
    label: str,
    rows: int,
    covered: int,
) -> None:
    texts = [text for text, issues in records if label in issues]
    counts = {
        topic: {n for n, text in enumerate(texts) if re.search(wordings[topic], text, re.I)}
        for topic in TOPICS_OF[label]
    }
    assert {topic: len(found) for topic, found in counts.items()} == TOPICS_OF[label]
    assert (len(texts), len(set().union(*counts.values()))) == (rows, covered)
    if label != "International instruments":
        (top,) = (t for t in codes.subjects(SKOS.relatedMatch, issue(label)) if codes.value(t, SKOS.topConceptOf))
        note = str(codes.value(top, SKOS.scopeNote))
        assert f"Of the {rows} records" in note and f" {covered} have one" in note


def test_the_engine_finds_the_same(wordings: dict[str, str], records: list[tuple[str, set[str]]]) -> None:
    """Oxigraph's REGEX, on the records of an issue, against Python's."""
    store = pyoxigraph.Store()
    said = pyoxigraph.NamedNode(BASE + "said")
    for n, (text, issues) in enumerate(records):
        if "Death penalty" in issues:
            store.add(pyoxigraph.Quad(pyoxigraph.NamedNode(f"{BASE}{n}"), said, pyoxigraph.Literal(text)))
    for topic, count in DEATH_PENALTY.items():
        answer = store.query(f'SELECT ?r WHERE {{ ?r {said} ?text FILTER(REGEX(?text, "{wordings[topic]}", "i")) }}')
        assert len(list(answer)) == count, topic
