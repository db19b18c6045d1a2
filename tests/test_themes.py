"""The themes of ontology/codes: UPR Info's issues, OHCHR's themes and groups by cycle, and how they map."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

import pytest
from rdflib import SKOS, Graph, URIRef

from concepts import ID, UPR, all_codes, issue, kind_of, labelled, lines, local, members
from conftest import real_file
from uprgraph.namespaces import slug
from uprgraph.resources import PACKAGE

# UPR Info's issues: the kind of match with OHCHR, the themes (cycle: label) or groups, and the goals suggested.
ISSUES = """
Asylum-seekers - refugees | exact | 4: Refugees & asylum seekers | 10
Civil society | close | 4: Cooperation & consultation with civil society | 16 17
Corruption | broad | 4: Good governance & corruption | 16
Counter-terrorism | | | 16
CP rights - general | exact | 4: Civil & political rights - general measures of implementation | 16
Death penalty | exact | 3: Death penalty | 16
Detention | broad | 4: Conditions of detention + 4: Liberty & security of the person | 16
Development | close | 3: Right to development + 4: 2030 Agenda & other voluntary commitments | 1 8 17
Disabilities | narrow | 4: Persons with disabilities: definition, general principles \
+ 4: Persons with disabilities: independence, inclusion \
+ 4: Persons with disabilities: protection against exploitation, violence & abuse \
+ 4: Persons with disabilities: protecting the integrity of the person \
+ 3: Persons with disabilities: accessibility, mobility \
+ 3: Persons with disabilities: protection and safety in situations of risk | 10
Elections | close | 3: Right to participate in public affairs & right to vote | 16
Enforced disappearances | exact | 3: Enforced disappearances | 16
Environment | narrow | 4: Human rights & the environment + 4: Human rights & climate change | 13 15
ESC rights - general | exact | 4: Economic, social & cultural rights - general measures of implementation | 1 2 3 4 6 8
Extrajudicial executions | broad | 4: Right to life | 16
Freedom of association and peaceful assembly | | | 16
Freedom of movement | | | 10 16
Freedom of opinion and expression | close | 4: Freedom of opinion and expression & access to information | 16
Freedom of religion and belief | exact | 4: Freedom of thought, conscience & religion | 16
Freedom of the press | broad | 4: Freedom of opinion and expression & access to information | 16
General | | |
HIV - Aids | broad | 4: Right to health | 3
Human rights defenders | | | 16
Human rights education and training | exact | 4: Human rights education, trainings & awareness raising | 4
Human rights violations by state agents | related | 4: Rule of law & impunity \
+ 4: Right to physical & moral integrity | 16
Impunity | broad | 4: Rule of law & impunity | 16
Indigenous peoples | exact | 4: Indigenous peoples | 10
Internally displaced persons | close | group 4: Internally displaced persons | 10
International humanitarian law | broad | 4: International criminal & humanitarian law \
(including crimes against humanity, war crimes, genocide) | 16
International instruments | close | 4: Ratification of & accession to international instruments \
+ 3: Acceptance of international norms | 16 17
Justice | narrow | 4: Access to justice & remedy + 3: Administration of justice & fair trial \
+ 4: Rule of law & impunity | 16
Labour | close | 4: Labour rights and right to work | 8
Migrants | exact | 4: Migrants | 8 10
Minorities | close | 4: Members of minorities | 10
National plan of action | close \
| 4: National Human Rights Action Plans (or specific areas) / implementation plans | 16 17
NHRI | exact | 4: National Human Rights Institution (NHRI) | 16
Other | | |
Poverty | close | 4: Human rights & poverty + 4: Right to an adequate standard of living | 1
Public security | related | 4: Liberty & security of the person | 16
Racial discrimination | exact | 4: Racial discrimination | 10 16
Right to education | exact | 4: Right to education | 4
Right to food | | | 2
Right to health | exact | 4: Right to health | 3
Right to housing | exact | 4: Right to adequate housing | 11
Right to land | | | 1 2
Right to water | close | 4: Safe drinking water & sanitation | 6
Rights of the Child | narrow | 4: Children: definition; general principles; protection \
+ 4: Children: family environment & alternative care + 4: Children: protection against exploitation \
+ 4: Children: juvenile justice | 4 16
Sexual Orientation and Gender Identity | close \
| 2: Lesbian, gay, bisexual and transgender and intersex persons (LGBTI) \
+ group 3: lesbian, gay, bisexual and transgender and intersex persons (LGBTI) \
+ group 4: Lesbian, gay, bisexual and transgender and intersex persons (LGBTI) | 10
Special procedures | close | 3: Cooperation & Follow up with Special Procedures | 16 17
Technical assistance and cooperation | close \
| 4: Cooperation with human rights mechanisms & requests for technical assistance | 17
Torture and other CID treatment | exact | 3: Prohibition of torture & cruel, inhuman or degrading treatment | 16
Trafficking | broad | 4: Human trafficking & contemporary forms of slavery | 5 8 16
Treaty bodies | close | 3: Cooperation & Follow up with Treaty Bodies | 16 17
UPR process | close | 3: Cooperation & follow up with the Universal Periodic Review (UPR) | 16 17
Women's rights | narrow | 4: Discrimination against women + 4: Advancement of women + 4: Violence against women \
+ 4: Participation of women in political & public life | 5
""".strip()

THEMES = {
    2: """
Acceptance of international norms
Cooperation with treaty bodies
Cooperation with special procedures
Follow-up to Universal Periodic Review (UPR)
Inter-State cooperation & development assistance
Constitutional and legislative framework
Institutions & policies - General
Human rights policies
National Human Rights Institution (NHRI)
Human rights education, trainings and awareness raising
Human rights education - general
Awareness raising and dissemination
Statistics and indicators
Equality & non-discrimination
Racial discrimination
Right to an effective remedy
Support to victims and witnesses
Right to life
Prohibition of torture and cruel, inhuman or degrading treatment
Prohibition of slavery, trafficking
Domestic violence
Enforced disappearances
Freedom of thought, conscience and religion
Freedom of opinion and expression
Right to private life, privacy
Administration of justice & fair trial
Rights related to name, identity, nationality
Right to participation in public affairs and right to vote
Rights related to marriage & family
Economic, social & cultural rights - general measures of implementation
Right to an adequate standard of living - general
Right to adequate housing
Right to social security
Human rights & poverty
Human Rights & drinking water and sanitation
Right to work
Right to just and favourable conditions of work
Trade union rights
Right to health - General
Right to education - General
Discrimination against women
Violence against women
Children: definition; general principles; protection
Children: family environment and alternative care
Children: protection against exploitation
Children: Juvenile justice
Persons with disabilities: definition, general principles
Persons with disabilities: accessibility, mobility
Persons with disabilities: protecting the integrity of the person
Members of minorities
Lesbian, gay, bisexual and transgender and intersex persons (LGBTI)
Migrants
Refugees & asylum seekers
""",
    3: """
Acceptance of international norms
Access to sexual & reproductive health & services
Administration of justice & fair trial
Advancement of women
Arbitrary arrest & detention
Budget & resources (for human rights implementation)
Business & Human Rights
Children: definition; general principles; protection
Children: family environment and alternative care
Children: protection against exploitation
Civil & political rights - general measures of implementation
Conditions of detention
Constitutional & legislative framework
Cooperation & Follow up with Treaty Bodies
Cooperation and meaningful consultation with civil society & participation
Cultural rights
Discrimination against women
Domestic violence
Economic, social & cultural rights - general measures of implementation
Enforced disappearances
Equality & non-discrimination
Freedom of opinion & expression & right to information
Good governance & corruption
Human Rights & drinking water & sanitation
Human rights & climate change
Human rights & poverty
Human rights & the environment
Human rights education, trainings & awareness raising
Impunity & transparency
Inter-State cooperation & development or humanitarian assistance
International criminal & humanitarian law (including crimes against humanity, war crimes, genocide)
Legal, institutional & policy framework
National Human Rights Institution (NHRI)
National Plans of Action on Human Rights (or specific areas)
Participation of women in political & public life
Persons with disabilities: accessibility, mobility
Persons with disabilities: definition, general principles
Persons with disabilities: independence, inclusion
Persons with disabilities: protecting the integrity of the person
Persons with disabilities: protection against exploitation, violence & abuse
Persons with disabilities: protection and safety in situations of risk
Prohibition of slavery, trafficking
Prohibition of torture & cruel, inhuman or degrading treatment
Racial discrimination
Right to adequate housing
Right to an adequate standard of living
Right to development
Right to education
Right to effective remedy & reparations
Right to health
Right to participate in public affairs & right to vote
Right to private life, privacy
Right to self-determination
Right to social security
Right to work and to just & favorable conditions of work & labour rights
Rights related to marriage & family
Rights related to name, identity & nationality
Scope of international obligations
Sexual & other forms of gender-based violence
Statistics, indicators & disaggregated data
Support to victims & witnesses
Violence against women
""",
    4: """
2030 Agenda & other voluntary commitments
Access to justice & remedy
Advancement of women
Budget & resources (for human rights implementation)
Children: definition; general principles; protection
Children: family environment & alternative care
Children: juvenile justice
Children: protection against exploitation
Civil & political rights - general measures of implementation
Conditions of detention
Constitutional & legislative framework
Cooperation & consultation with civil society
Cooperation with human rights mechanisms & requests for technical assistance
Cultural rights
Data collection & research
Discrimination against women
Economic, social & cultural rights - general measures of implementation
Equality & non-discrimination
Freedom of opinion and expression & access to information
Freedom of thought, conscience & religion
Good governance & corruption
Human rights & climate change
Human rights & poverty
Human rights & the environment
Human rights education, trainings & awareness raising
Human trafficking & contemporary forms of slavery
Indigenous peoples
International criminal & humanitarian law (including crimes against humanity, war crimes, genocide)
Labour rights and right to work
Legal & institutional reform
Liberty & security of the person
Members of minorities
Migrants
National Human Rights Action Plans (or specific areas) / implementation plans
National Human Rights Institution (NHRI)
National Mechanisms for Implementation, Reporting and Follow-up (NMIRF)
Participation of women in political & public life
Persons with disabilities: definition, general principles
Persons with disabilities: independence, inclusion
Persons with disabilities: protecting the integrity of the person
Persons with disabilities: protection against exploitation, violence & abuse
Racial discrimination
Ratification of & accession to international instruments
Refugees & asylum seekers
Right to adequate housing
Right to an adequate standard of living
Right to education
Right to health
Right to life
Right to physical & moral integrity
Right to social security
Rights related to marriage & family
Rights related to name, identity & nationality
Rule of law & impunity
Safe drinking water & sanitation
Sexual & gender-based violence
Sexual & reproductive health and rights
Support to victims & witnesses
Unilateral coercive measures
Violence against women
""",
}
# Labels of a third-cycle list that is not among the files: that of the United States.
ELSEWHERE = [
    "Cooperation & Follow up with Special Procedures",
    "Cooperation & follow up with the Universal Periodic Review (UPR)",
    "Death penalty",
]
# The third cycle's label, the fourth cycle's, and the kind of match; all others map where the labels are the same.
RENAMED = {
    ("Acceptance of international norms", "Ratification of & accession to international instruments"): "close",
    ("Access to sexual & reproductive health & services", "Sexual & reproductive health and rights"): "close",
    (
        "Cooperation and meaningful consultation with civil society & participation",
        "Cooperation & consultation with civil society",
    ): "close",
    (
        "Freedom of opinion & expression & right to information",
        "Freedom of opinion and expression & access to information",
    ): "close",
    ("Human Rights & drinking water & sanitation", "Safe drinking water & sanitation"): "close",
    ("Impunity & transparency", "Rule of law & impunity"): "related",
    ("Legal, institutional & policy framework", "Legal & institutional reform"): "related",
    (
        "National Plans of Action on Human Rights (or specific areas)",
        "National Human Rights Action Plans (or specific areas) / implementation plans",
    ): "close",
    ("Prohibition of slavery, trafficking", "Human trafficking & contemporary forms of slavery"): "close",
    ("Right to effective remedy & reparations", "Access to justice & remedy"): "close",
    (
        "Right to work and to just & favorable conditions of work & labour rights",
        "Labour rights and right to work",
    ): "close",
    ("Sexual & other forms of gender-based violence", "Sexual & gender-based violence"): "close",
    ("Statistics, indicators & disaggregated data", "Data collection & research"): "close",
}
ONLY_THIRD = [
    "Administration of justice & fair trial",
    "Arbitrary arrest & detention",
    "Business & Human Rights",
    "Cooperation & Follow up with Treaty Bodies",
    "Domestic violence",
    "Enforced disappearances",
    "Inter-State cooperation & development or humanitarian assistance",
    "Persons with disabilities: accessibility, mobility",
    "Persons with disabilities: protection and safety in situations of risk",
    "Prohibition of torture & cruel, inhuman or degrading treatment",
    "Right to development",
    "Right to participate in public affairs & right to vote",
    "Right to private life, privacy",
    "Right to self-determination",
    "Scope of international obligations",
]
# How many themes each family of codes gathers, by cycle, and the themes that stand outside.
FAMILIES = {
    2: {"a": 11, "raising": 2, "b": 4, "d": 12, "e": 11, "f": 9, "g": 4},  # two beneath a theme: raising
    3: {"a": 12, "b": 4, "d": 13, "e": 11, "f": 13},
    4: {"a": 9, "b": 4, "d": 10, "e": 11, "f": 12, "g": 3},
}
OUTSIDE = {
    2: "",
    3: """
Budget & resources (for human rights implementation)
Business & Human Rights
Domestic violence
Good governance & corruption
Human rights & climate change
Human rights & the environment
Impunity & transparency
International criminal & humanitarian law (including crimes against humanity, war crimes, genocide)
Right to development
Right to self-determination
Sexual & other forms of gender-based violence
Statistics, indicators & disaggregated data
""",
    4: """
2030 Agenda & other voluntary commitments
Budget & resources (for human rights implementation)
Data collection & research
Good governance & corruption
Human rights & climate change
Human rights & the environment
Indigenous peoples
International criminal & humanitarian law (including crimes against humanity, war crimes, genocide)
Rule of law & impunity
Sexual & gender-based violence
Unilateral coercive measures
""",
}
GROUPS = {
    3: """
Children
Children in vulnerable situations (abused, living on the street, institutionalized, indigenous, migrant children etc.)
Civil society
Disappeared persons
Educational staff & students
Law enforcement / police & prison officials
Migrants & domestic workers
Persons deprived of their liberty & detainees
Roma, Gypsies, Sinti & Travellers
Women
girls
judges, lawyers and prosecutors
lesbian, gay, bisexual and transgender and intersex persons (LGBTI)
media
minorities/ racial, ethnic, linguistic, religious or descent-based groups
non-citizens
older persons
persons living in poverty
persons living in rural areas
persons living with HIV/AIDS
persons with disabilities
public officials
refugees & asylum seekers
stateless persons
vulnerable persons/groups
youth
""",
    4: """
Children
Children in vulnerable situations (abused, living on the street, institutionalized, indigenous, migrant children etc.)
Civil society
Educational staff & students
Indigenous peoples
Internally displaced persons
Judges, lawyers and prosecutors
Law enforcement / police & prison officials
Lesbian, gay, bisexual and transgender and intersex persons (LGBTI)
Media
Medical staff / health professionals
Migrants
Minorities/ racial, ethnic, linguistic, religious or descent-based groups
Older persons
Persons deprived of their liberty & detainees
Persons living in poverty
Persons with disabilities
Public officials
Refugees & asylum seekers
Roma, Gypsies, Sinti & Travellers
Stateless persons
Vulnerable persons/groups
Women & girls
Youth & juveniles
""",
}
REGROUPED = {
    ("Migrants & domestic workers", "Migrants"): "close",
    ("Women", "Women & girls"): "broad",
    ("girls", "Women & girls"): "broad",
    ("youth", "Youth & juveniles"): "broad",
}
ONLY_THIRD_GROUPS = [
    "Disappeared persons",
    "non-citizens",
    "persons living in rural areas",
    "persons living with HIV/AIDS",
]
SPELLED = {
    "Budget &resources (for human rights implementation)": "Budget & resources (for human rights implementation)"
}


@pytest.fixture(scope="module")
def codes() -> Graph:
    return all_codes()


# --- UPR Info's issues


def issues() -> list[tuple[str, str, list[str], list[int]]]:
    """Label, kind of match, paths of its targets, goals: of each line of ISSUES."""
    found = []
    for line in lines(ISSUES):
        label, kind, targets, goals = (part.strip() for part in (line + " ").split(" |"))
        paths = []
        for target in filter(None, (part.strip() for part in targets.split(" + "))):
            where, name = target.split(": ", 1)
            path = f"affected-group/ohchr-{where[-1]}" if where.startswith("group") else f"theme/ohchr-{where}"
            paths.append(f"{path}/{slug(name)}")
        found.append((label, kind, paths, [int(goal) for goal in goals.split()]))
    return found


def test_issues(codes: Graph) -> None:
    labels = [label for label, _, _, _ in issues()]
    assert len(labels) == len({slug(label) for label in labels}) == 54
    assert labelled(codes, "scheme/upr-info") == {f"theme/upr-info/{slug(label)}": label for label in labels}
    assert all(str(codes.value(issue(label), SKOS.notation)) == slug(label) for label in labels)
    assert (slug("Women's rights"), slug("HIV - Aids")) == ("women-s-rights", "hiv-aids")


def test_mappings_of_issues(codes: Graph) -> None:
    kinds = ("exact", "close", "broad", "narrow", "related")
    found = {
        (str(codes.value(a, SKOS.prefLabel)), kind, local(b))
        for kind in kinds
        for a, b in codes.subject_objects(kind_of(kind))
        if local(a).startswith("theme/upr-info/")
    }
    wanted = {(label, kind, path) for label, kind, paths, _ in issues() for path in paths}
    # Not a theme: the persons whom the fact file names beside the theme.
    wanted.add(("HIV - Aids", "related", "affected-group/ohchr-3/persons-living-with-hiv-aids"))
    assert found == wanted


def test_what_has_no_counterpart_says_so(codes: Graph) -> None:
    alone = [label for label, kind, _, _ in issues() if not kind]
    assert alone == [
        "Counter-terrorism",
        "Freedom of association and peaceful assembly",
        "Freedom of movement",
        "General",
        "Human rights defenders",
        "Other",
        "Right to food",
        "Right to land",
    ]
    for label in alone:
        if label not in ("General", "Other"):
            assert any(note.startswith("No OHCHR theme") for note in codes.objects(issue(label), SKOS.scopeNote)), label


def test_suggested_goals(codes: Graph) -> None:
    found = {
        label: sorted(
            int(goal.removeprefix("http://metadata.un.org/sdg/"))
            for goal in codes.objects(issue(label), UPR.suggestedSDG)
        )
        for label, _, _, _ in issues()
    }
    assert found == {label: goals for label, _, _, goals in issues()}
    assert sum(map(len, found.values())) == 73 == len(list(codes.subject_objects(UPR.suggestedSDG)))


def test_spellings_of_the_method_paper(codes: Graph) -> None:
    found = {
        str(codes.value(a, SKOS.prefLabel)): str(label)
        for a, label in codes.subject_objects(SKOS.altLabel)
        if local(a).startswith("theme/upr-info/")
    }
    assert found == {
        "Detention": "Detention conditions",
        "Sexual Orientation and Gender Identity": "SOGI",  # the field's, not the paper's
        "Technical assistance and cooperation": "Technical assistance",
    }


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (
            "only the group is tagged",
            "Asylum-seekers - refugees|Disabilities|Indigenous peoples|Internally displaced persons|Migrants|Minorities"
            "|Rights of the Child|Sexual Orientation and Gender Identity|Women's rights",
        ),
        (
            "Tagged whenever",
            "Civil society|International instruments|Special procedures|Torture and other CID treatment|Treaty bodies",
        ),
        ("Tagged only where these words appear", "National plan of action"),
        ("older persons, discrimination in general, privacy, slavery and statelessness", "Other"),
        (
            "Domestic violence, female genital mutilation and forced marriage are tagged here and",
            "Rights of the Child|Women's rights",
        ),
    ],
)
def test_rules_of_coding_stand_in_scope_notes(codes: Graph, words: str, labels: str) -> None:
    found = {str(codes.value(a, SKOS.prefLabel)) for a, note in codes.subject_objects(SKOS.scopeNote) if words in note}
    assert "|".join(sorted(found - {"UPR Info issues"})) == labels


def test_bundled_clauses_use_these_issues() -> None:
    with open(PACKAGE / "facts" / "cambodia-clauses.csv", encoding="utf-8", newline="") as rows:
        used = {issue for row in csv.DictReader(rows) for issue in row["issues"].split("|")}
    assert used <= {label for label, _, _, _ in issues()}


# --- OHCHR's themes and groups by cycle


def family(path: str) -> bool:
    return "/family-" in path


@pytest.mark.parametrize(("cycle", "count"), [(2, 53), (3, 62), (4, 60)])
def test_themes_of_a_cycle(codes: Graph, cycle: int, count: int) -> None:
    labels = lines(THEMES[cycle])
    assert len(labels) == len(set(labels)) == count
    found = {path: label for path, label in labelled(codes, f"scheme/ohchr-{cycle}").items() if not family(path)}
    assert found == {f"theme/ohchr-{cycle}/{slug(label)}": label for label in labels + ELSEWHERE * (cycle == 3)}
    if cycle > 2:
        assert all(str(codes.value(URIRef(ID + path), SKOS.notation)) == path.rsplit("/", 1)[1] for path in found)


def test_codes_of_the_second_cycle(codes: Graph) -> None:
    found = {
        str(codes.value(URIRef(ID + path), SKOS.notation)): path.rsplit("/", 1)[1]
        for path in members(codes, "scheme/ohchr-2")
    }
    assert len(found) == 53 + 6
    assert (found["A12"], found["G5"]) == ("acceptance-of-international-norms", "refugees-asylum-seekers")
    families = {code: path for code, path in found.items() if len(code) == 1}
    assert families == {letter.upper(): f"family-{letter}" for letter in "abdefg"}
    assert all(
        code[0].lower() == local(codes.value(URIRef(f"{ID}theme/ohchr-2/{path}"), SKOS.broader))[-1]
        for code, path in found.items()
        if code not in families and code not in ("A51", "A54")
    )
    assert "one State's list" in str(codes.value(URIRef(ID + "scheme/ohchr-2"), SKOS.scopeNote))


@pytest.mark.parametrize("cycle", FAMILIES)
def test_families(codes: Graph, cycle: int) -> None:
    scheme = f"scheme/ohchr-{cycle}"
    assert {path for path in members(codes, scheme) if family(path)} == {
        f"theme/ohchr-{cycle}/family-{letter}" for letter in "abdefg"
    }
    found = Counter(
        local(codes.value(URIRef(ID + path), SKOS.broader)).rsplit("-", 1)[1]
        for path in members(codes, scheme)
        if codes.value(URIRef(ID + path), SKOS.broader)
    )
    assert found == FAMILIES[cycle]
    outside = {
        label for path, label in labelled(codes, scheme).items() if not codes.value(URIRef(ID + path), SKOS.broader)
    }
    assert outside - {
        str(codes.value(URIRef(f"{ID}theme/ohchr-{cycle}/family-{letter}"), SKOS.prefLabel)) for letter in "abdefg"
    } == set(filter(None, lines(OUTSIDE[cycle])))


def test_themes_of_one_label_have_one_family(codes: Graph) -> None:
    families: dict[str, set[str]] = {}
    for a, b in codes.subject_objects(SKOS.broader):
        if local(a).startswith("theme/ohchr-"):
            families.setdefault(local(a).split("/")[2], set()).add(local(b).split("/")[2])
    assert [label for label, found in families.items() if len(found) > 1] == []


@pytest.mark.parametrize("cycle", [3, 4])
def test_groups_of_a_cycle(codes: Graph, cycle: int) -> None:
    labels = lines(GROUPS[cycle])
    assert len(labels) == len(set(labels)) == {3: 26, 4: 24}[cycle]
    assert labelled(codes, f"scheme/affected-groups-ohchr-{cycle}") == {
        f"affected-group/ohchr-{cycle}/{slug(label)}": label for label in labels
    }


def one_spelling(label: str) -> str:
    return label.replace(" and alternative care", " & alternative care").casefold()


def wanted_mappings(old: list[str], new: list[str], renamed: dict[tuple[str, str], str]) -> set[tuple[str, str, str]]:
    same = {one_spelling(label): label for label in new}
    found = {(label, same[one_spelling(label)], "exact") for label in old if one_spelling(label) in same}
    return found | {(*names, kind) for names, kind in renamed.items()}


@pytest.mark.parametrize(
    ("path", "labels", "elsewhere", "renamed", "alone"),
    [
        ("theme", THEMES, ELSEWHERE, RENAMED, ONLY_THIRD),
        ("affected-group", GROUPS, [], REGROUPED, ONLY_THIRD_GROUPS),
    ],
)
def test_third_and_fourth_cycle(
    codes: Graph,
    path: str,
    labels: dict[int, str],
    elsewhere: list[str],
    renamed: dict[tuple[str, str], str],
    alone: list[str],
) -> None:
    found = {
        (str(codes.value(a, SKOS.prefLabel)), str(codes.value(b, SKOS.prefLabel)), kind)
        for kind in ("exact", "close", "broad", "narrow", "related")
        for a, b in codes.subject_objects(kind_of(kind))
        if local(a).startswith(f"{path}/ohchr-3/") and not family(local(a))
    }
    old, new = lines(labels[3]), lines(labels[4])
    assert found == wanted_mappings(old, new, renamed)
    assert sorted(set(old) - {a for a, _, _ in found}) == alone
    assert not set(elsewhere) & {a for a, _, _ in found}
    for a, b, kind in found:
        if kind in ("close", "broad"):
            noted = URIRef(f"{ID}{path}/ohchr-3/{slug(a)}"), URIRef(f"{ID}{path}/ohchr-4/{slug(b)}")
            assert all(codes.value(concept, SKOS.historyNote) for concept in noted), (a, b)


def test_schemes_of_cycles_tell_their_history(codes: Graph) -> None:
    schemes = [f"scheme/ohchr-{n}" for n in (2, 3, 4)] + [f"scheme/affected-groups-ohchr-{n}" for n in (3, 4)]
    assert all(codes.value(URIRef(ID + scheme), SKOS.historyNote) for scheme in schemes)


def listed(name: str) -> tuple[set[str], set[str]]:
    """Themes and groups of persons in an OHCHR list, as it spells them but for whitespace."""
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(real_file(f"ohchr-matrices/{name}")) as archive:
        table = ElementTree.fromstring(archive.read("word/document.xml")).iter(word + "tr")
    found: dict[str, set[str]] = {"themes": set(), "sdgs": set(), "groups": set()}
    headings = {"sdgs:": "sdgs", "affected persons:": "groups", "groups of persons:": "groups"}
    for row in table:
        cells = list(row.iter(word + "tc"))
        if len(cells) == 4:
            what = "themes"
            for paragraph in cells[2].iter(word + "p"):
                parts = [node.text or "" if node.tag == word + "t" else "\n" for node in paragraph.iter()]
                for line in re.split(r"\n+(?=- |\w[\w ]+:)", "".join(parts).strip()):
                    text = " ".join(line.replace("\n", "").split())
                    what = headings.get(text.casefold(), what)
                    if text.startswith("- "):
                        found[what].add(text[2:])
    return found["themes"], found["groups"]


@pytest.mark.parametrize(
    ("name", "cycle"),
    [
        ("UPR34_Slovenia_Thematic_list_of_Recommendations.docx", 3),
        ("upr48-slovenia-thematic-list-of-recommendatio.docx", 4),
    ],
)
def test_labels_are_those_of_the_lists(codes: Graph, name: str, cycle: int) -> None:
    themes, groups = listed(name)
    assert {SPELLED.get(label, label) for label in themes} == set(lines(THEMES[cycle]))
    assert groups == set(lines(GROUPS[cycle]))
    for label in themes & set(SPELLED):
        concept = URIRef(f"{ID}theme/ohchr-{cycle}/{slug(label)}")
        assert [str(spelling) for spelling in codes.objects(concept, SKOS.altLabel)] == [label]
