"""Stakeholders' summaries: submissions, their members, and organisations that are one node in every review."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import real_file
from uprgraph import sources
from uprgraph.namespaces import UPR
from uprgraph.records import Document, Figure, Report, Stakeholder, Submission
from uprgraph.sources import stakeholder_list, stakeholder_members, stakeholder_names
from uprgraph.sources.stakeholder_names import Place
from uprgraph.sources.stakeholder_summary import KIND

FIXTURES = Path(__file__).parent / "sources" / "stakeholder_summary"
FACTS = Path(stakeholder_names.__file__).parents[1] / "facts"
CIVIL, INSTITUTION, REGIONAL = "CivilSocietyOrganisation", "NationalHumanRightsInstitution", "RegionalBody"


class Read:
    """What one summary gives."""

    def __init__(self, path: Path) -> None:
        opened = sources.Opened(path)
        assert opened.kind == KIND
        self.records = list(opened.records())
        self.report: Report = opened.report
        self.stakeholders = {one.id: one for one in self.records if isinstance(one, Stakeholder)}
        self.submissions = {one.label: one for one in self.records if isinstance(one, Submission)}
        for one in self.submissions.values():
            assert set(one.stakeholders) <= self.stakeholders.keys()

    def rows(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(one.label, one.kind, one.stakeholders) for one in self.submissions.values()]

    def seat(self, stakeholder: str) -> tuple[str | None, str | None]:
        return self.stakeholders[stakeholder].city, self.stakeholders[stakeholder].country

    def total(self) -> int | None:
        return next((one.value for one in self.records if isinstance(one, Figure)), None)


def read(name: str) -> Read:
    return Read(FIXTURES / f"{name}.txt")


def test_fourth_cycle() -> None:
    found = read("cycle-4")
    assert found.rows() == [
        ("AI", "individual", ("amnesty-international",)),
        ("CCHR", "individual", ("cchr",)),
        ("Green Lotus", "individual", ("green-lotus",)),
        ("HRW", "individual", ("human-rights-watch",)),
        ("JS1", "joint", ("lotus-union", "forum-for-rice-farmers", "institute-of-rivers-and-the-sea")),
        ("JS2", "joint", ("river-society", "society-of-the-lake", "rice-and-fish-commission")),
        ("JS3", "joint", ()),
        ("NHRC", "other", ("national-human-rights-commission-khm",)),
        ("CoE", "other", ("council-of-europe",)),
    ]
    assert found.report.submissions == {"individual": 4, "joint": 3, "other": 2}
    assert found.submissions["JS2"].acronym == "RIVER"
    assert found.submissions["JS2"].title == "Joint submission 2"
    printed = "Women, Peace and Security, Water and Law, Phnom Penh (Cambodia)"
    assert found.submissions["JS3"].title == f"Joint submission 3, submitted by: {printed}"
    assert found.report.problems == [f"JS3: its members cannot be told apart for certain: {printed}"]
    assert found.submissions["CoE"].attachments == (
        "(CoE-CPT) Report on a visit, adopted on 3 May 2023",
        "(CoE-ECRI) Fifth report; published on 4 May 2023",
    )
    assert found.total() == 9


def test_stakeholders_with_seat_and_class() -> None:
    found = read("cycle-4")
    assert found.stakeholders["human-rights-watch"] == Stakeholder(
        "human-rights-watch", "Human Rights Watch", CIVIL, "HRW", "New York, NY", "USA"
    )
    assert found.seat("amnesty-international") == ("London", "GBR")
    assert found.seat("rice-and-fish-commission") == ("Phnom Penh", "KHM")
    assert found.stakeholders["forum-for-rice-farmers"].acronym == "FRF"
    assert found.stakeholders["cchr"].name == "Cambodian Center for Human Rights"
    kinds = {one.kind for one in found.stakeholders.values()}
    assert kinds == {CIVIL, INSTITUTION, REGIONAL}
    assert found.stakeholders["national-human-rights-commission-khm"].name == "National Human Rights Commission"


def test_document_and_total() -> None:
    found = read("cycle-4")
    symbol = "A/HRC/WG.6/46/KHM/3"
    assert next(one for one in found.records if isinstance(one, Document)) == Document(
        symbol,
        "StakeholderSummary",
        "Summary of stakeholders' submissions, review khm-4",
        "khm-4",
        symbol,
        "2024-03-05",
    )
    assert next(one for one in found.records if isinstance(one, Figure)) == Figure(
        "khm-4/submissions-a-hrc-wg-6-46-khm-3",
        "document/a-hrc-wg-6-46-khm-3",
        "submissions",
        9,
        "submissions",
        "exact",
        (symbol,),
    )


def test_first_cycle_without_headings_and_semicolons() -> None:
    found = read("cycle-1")
    assert found.rows() == [
        ("ADHOC", "individual", ("cambodian-society-for-villages",)),
        ("AI", "individual", ("amnesty-international",)),
        ("CCHR", "individual", ("cchr",)),
        ("FIDH", "individual", ("international-federation-for-human-rights",)),
        ("JS1", "joint", ("rice-network", "fish-alliance", "water-league")),
        ("LICADHO", "individual", ("league-of-the-delta",)),
        ("CHRC", "other", ("chrc",)),
    ]
    assert found.report.problems == []
    assert found.seat("fish-alliance") == ("Takeo", "KHM")
    assert found.seat("water-league") == ("Geneva", "CHE")
    assert found.stakeholders["amnesty-international"].name == "Amnesty International"
    # The table knows it as a body of the government, whatever the heading over it.
    assert found.stakeholders["chrc"].kind == "Organisation"
    assert found.total() is None


def test_second_cycle_without_columns() -> None:
    found = read("cycle-2")
    assert found.rows() == [
        ("AI", "individual", ("amnesty-international",)),
        ("GIEACPC", "individual", ("global-initiative-to-end-all-corporal-punishment-of-children",)),
        ("IBFAN", "individual", ("international-baby-food-action-network",)),
        ("JS1", "joint", ("rice-network", "fish-alliance", "water-league")),
        ("JS2", "joint", ("teachers-union-khm", "pupils-association-khm")),
    ]
    assert found.seat("water-league") == ("Tehran", "IRN")
    assert found.total() == 5
    assert found.report.problems == []


def test_word(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for line in (FIXTURES / "cycle-4.txt").read_text().replace("\f", "\n").splitlines():
        text = "\t".join(part for part in line.strip().split("   ") if part.strip())
        document.add_paragraph(" ".join(text.split("  ")))
    document.save(str(tmp_path / "summary.docx"))
    found = Read(tmp_path / "summary.docx")
    assert found.rows() == read("cycle-4").rows()


def test_total_that_differs_is_said(tmp_path: Path) -> None:
    path = tmp_path / "summary.txt"
    path.write_text((FIXTURES / "cycle-4.txt").read_text().replace("of 9 stake", "of 11 stake"))
    assert "the summary states 11 submissions and lists 9" in Read(path).report.problems


def test_entries_run_together_are_not_guessed() -> None:
    text = (
        "Civil society Individual submissions: AI Amnesty International, London, United Kingdom HRW Human Rights Watch;"
    )
    found = stakeholder_list.contributors(text)
    assert found.entries == []
    assert len(found.problems) == 1 and found.problems[0].startswith("entries that cannot be told apart")


def test_joint_submissions_out_of_order_are_said() -> None:
    text = "Joint submissions: JS1\tJoint submission 1: A Union; B Union; JS3\tJoint submission 3: C Union; D Union;"
    assert stakeholder_list.contributors(text).problems == ["the joint submissions are numbered 1, 3"]


def test_other_ways_to_label_joint_submissions() -> None:
    text = (
        "Joint submissions: JS1\t(Joint Submission 1): A Union; B Union; "
        "ABC-JS2\tC Union; D Union; JS3 Joint submission E"
    )
    found = stakeholder_list.contributors(text)
    assert [(one.number, stakeholder_members.members_text(one.text)) for one in found.entries] == [
        (1, "A Union; B Union"),
        (2, "C Union; D Union"),
        (3, "E"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Rice Bank, Kampot (Cambodia)", "Rice Bank", Place("Kampot", "KHM")),
        ("Rice Bank*, Kampot, Cambodia", "Rice Bank", Place("Kampot", "KHM")),
        ("Rice Bank (RB)", "Rice Bank (RB)", Place(None, None)),
        (
            "Lake, Sea and River Fund, Tehran (Iran (Islamic Republic of))",
            "Lake, Sea and River Fund",
            Place("Tehran", "IRN"),
        ),
        ("Law Desk, Washington, D.C., United States of America", "Law Desk", Place("Washington, D.C.", "USA")),
        ("Law Desk, Washington, D.C. (United States of America)", "Law Desk", Place("Washington, D.C.", "USA")),
        ("Rice Bank (Cambodia)", "Rice Bank", Place(None, "KHM")),
        ("Rice Bank of Cambodia", "Rice Bank of Cambodia", Place(None, None)),
        ("Bank, Caracas (Venezuela (Bolivarian Republic of))", "Bank", Place("Caracas", "VEN")),
    ],
)
def test_seats(text: str, name: str, place: Place) -> None:
    assert stakeholder_names.split_place(text) == (name, place)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("A Union; B League; and C Forum", ["A Union", "B League", "C Forum"]),
        ("Rice (R&F); Fish; Water", ["Rice", "Fish", "Water"]),
        (
            "Centre for Rice and the Sea (CRS) and the Forum of Fish (Fish), Lima (Peru)",
            ["Centre for Rice and the Sea", "Forum of Fish"],
        ),
        ("A Union, Lima (Peru), B League, Quito (Ecuador), C Forum, Oslo (Norway)", ["A Union", "B League", "C Forum"]),
        ("A Union, Lima, Peru, and B League, Quito, Ecuador", ["A Union", "B League"]),
        ("A Union and B League", ["A Union", "B League"]),
        ("A Union, B League and C Forum", ["A Union", "B League", "C Forum"]),
        ("A Union; B League and C Forum", ["A Union", "B League", "C Forum"]),
        ("A Union, Centre for Law and Peace Network", None),
        ("A Union; Centre for Law and Peace Network", None),
        ("A Union; and Centre for Law and Peace Network", ["A Union", "Centre for Law and Peace Network"]),
        ("Centre for Law and Peace Network; A Union", ["Centre for Law and Peace Network", "A Union"]),
        ("Centre for Law and Peace Network, A Union, B League", None),
        ("Women, Peace and Security Network", None),
        ("Forum for Law and Peace and Network for Rice and Union of Fish", None),
        ("One Union alone", None),
    ],
)
def test_members(text: str, members: list[str] | None) -> None:
    found = stakeholder_members.members(text)
    assert (None if found is None else [one.name for one in found]) == members


def test_one_organisation_is_one_node() -> None:
    same = [
        ("The European Centre for Law and Justice", "ECLJ"),
        ("European Center for Law & Justice*", "ECLJ"),
        ("EUROPEAN CENTRE FOR LAW AND JUSTICE", None),
    ]
    assert {stakeholder_names.identity(name, acronym, "FRA") for name, acronym in same} == {
        "european-centre-for-law-and-justice"
    }
    assert stakeholder_names.identity("Fédération de Riz", None, "FRA") == "federation-de-riz"


def test_an_acronym_alone_identifies_nobody() -> None:
    assert stakeholder_names.identity("Rice Bank", "AI", "KHM") == "rice-bank"
    one = stakeholder_names.identity("Office for Democratic Institutions and Human Rights", "OSCE/ODIHR", "POL")
    other = stakeholder_names.identity("Office for Democratic Institutions and Human Rights", "ODI", "FJI")
    assert (one, other) == ("osce-odihr", "office-for-democratic-institutions-and-human-rights-fji")


def test_common_names_are_told_apart_by_country() -> None:
    assert stakeholder_names.identity("Human Rights Centre", None, "GEO") == "human-rights-center-geo"
    assert stakeholder_names.identity("Human Rights Centre", None, "FJI") == "human-rights-center-fji"


def test_table_of_names() -> None:
    with open(FACTS / "organisation-names.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = [(stakeholder_names.normal(row["name"]), row["acronym"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert all(row["reason"] and row["id"] == row["id"].lower() for row in rows)
    assert len({(row["id"], row["shown"], row["kind"]) for row in rows}) == len({row["id"] for row in rows})
    for kind in {row["kind"] for row in rows} - {""}:
        assert f"<{UPR.namespace}{kind}>" == getattr(UPR, kind)
    bundled = (FACTS / "cambodia.ttl").read_text()
    assert all(f"organisation:{code}\n" in bundled for code in ("cchr", "chrc"))


@given(st.text(alphabet="AB ,;()JS1\t*\n:.and", max_size=120))
def test_no_list_is_too_strange(text: str) -> None:
    stakeholder_list.contributors(text)
    stakeholder_members.members(text)
    stakeholder_names.split_place(text)


@given(st.lists(st.sampled_from(["Rice", "Fish", "Lake", "Tea", "Silk"]), min_size=2, max_size=5, unique=True))
def test_printed_members_are_read_back(words: list[str]) -> None:
    names = [f"{word} Union" for word in words]
    for text in ("; ".join(names), f"{'; '.join(names[:-1])}; and {names[-1]}, Lima (Peru)"):
        found = stakeholder_members.members(text)
        assert found is not None and [one.name for one in found] == names


def test_slovenia_4() -> None:
    found = Read(real_file("review-documents/svn-4-stakeholders-summary.pdf"))
    assert found.report.problems == []
    assert found.rows() == [
        ("AI", "individual", ("amnesty-international",)),
        ("APE", "individual", ("advocate-of-the-principle-of-equality",)),
        ("Broken Chalk", "individual", ("broken-chalk",)),
        ("ECLJ", "individual", ("european-centre-for-law-and-justice",)),
        ("ICAN", "individual", ("international-campaign-to-abolish-nuclear-weapons",)),
        ("LEGEBITRA", "individual", ("legebitra-cultural-information-and-counselling-center",)),
        (
            "JS1",
            "joint",
            (
                "faculty-of-social-work-svn",
                "institute-of-criminology-at-the-faculty-of-law-svn",
                "social-protection-institute-svn",
                "institute-for-culture-of-diversity-open",
            ),
        ),
        (
            "JS2",
            "joint",
            (
                "legal-center-for-the-protection-of-human-rights-and-the-environment-svn",
                "institute-for-contemporary-social-and-political-studies-svn",
            ),
        ),
        (
            "JS3",
            "joint",
            (
                "society-new-slovenian-covenant",
                "society-united-at-the-linden-tree-of-reconciliation",
                "justice-and-peace-commission-svn",
            ),
        ),
        ("Ombudsman/HRORS", "other", ("human-rights-ombudsman-of-the-republic-of-slovenia",)),
        ("CoE", "other", ("council-of-europe",)),
        ("OSCE/ODIHR", "other", ("osce-odihr",)),
    ]
    assert found.report.submissions == {"individual": 6, "joint": 3, "other": 3}
    assert found.total() == 12
    assert found.submissions["JS3"].acronym == "PTPR"
    kinds = {one.id: one.kind for one in found.stakeholders.values() if one.kind != CIVIL}
    assert kinds == {
        "human-rights-ombudsman-of-the-republic-of-slovenia": INSTITUTION,
        "council-of-europe": REGIONAL,
        "osce-odihr": REGIONAL,
    }
    assert [one.split(")")[0] for one in found.submissions["CoE"].attachments] == [
        f"(CoE-{body}"
        for body in (
            "Commissioner", "Commissioner", "ECRI", "GRETA", "ACFC", "CoM", "ECRML", "CoM", "GREVIO", "CoP"
        )
    ]  # fmt: skip
    assert found.submissions["CoE"].attachments[-2].endswith("adopted on 21 June 2021")
    assert found.seat("amnesty-international") == ("London", "GBR")
    assert found.seat("broken-chalk") == ("Amsterdam", "NLD")
    assert found.seat("european-centre-for-law-and-justice") == ("Strasbourg", "FRA")
    assert found.seat("international-campaign-to-abolish-nuclear-weapons") == ("Geneva", "CHE")
    assert found.seat("human-rights-ombudsman-of-the-republic-of-slovenia") == ("Ljubljana", "SVN")
    assert found.seat("council-of-europe") == ("Strasbourg", "FRA")
    assert found.seat("osce-odihr") == ("Warsaw", "POL")
    legal = found.stakeholders["legal-center-for-the-protection-of-human-rights-and-the-environment-svn"]
    assert (legal.name, legal.acronym) == ("Legal Center for the Protection of Human Rights and the Environment", "PIC")


def test_slovenia_2() -> None:
    found = Read(real_file("review-documents/svn-2-stakeholders-summary.pdf"))
    assert found.report.problems == []
    assert found.rows() == [
        ("AI", "individual", ("amnesty-international",)),
        ("GIEACPC", "individual", ("global-initiative-to-end-all-corporal-punishment-of-children",)),
        ("IBFAN", "individual", ("international-baby-food-action-network",)),
        ("OIEC", "individual", ("international-office-of-catholic-education",)),
        ("CoE", "other", ("council-of-europe",)),
        ("EU-FRA", "other", ("european-union-agency-for-fundamental-rights",)),
        ("OSCE/ODIHR", "other", ("osce-odihr",)),
    ]
    assert found.report.submissions == {"individual": 4, "other": 3}
    assert found.total() == 7
    assert found.seat("global-initiative-to-end-all-corporal-punishment-of-children") == (None, None)
    assert found.seat("international-office-of-catholic-education") == ("Geneva", "CHE")
    assert found.seat("european-union-agency-for-fundamental-rights") == ("Vienna", "AUT")
    attached = found.submissions["CoE"].attachments
    assert [one.split(")")[0][1:] for one in attached if one.startswith("(")] == [
        "CoE-ACFC",
        "CoE-CECRML",
        "CoE-CM: Resolution",
        "CoE-CM: Recommendation",
        "CoE-Commissioner",
        "CoE-CPT",
        "CoE-ECSR",
        "CoE-GRECO",
        "CoE-GRETA",
    ]
    assert found.submissions["EU-FRA"].attachments[0].startswith("Annual Report 2010")
    assert found.submissions["OSCE/ODIHR"].attachments == (
        "Election Assessment Mission Final Report, Early Elections of the national Assembly, 4 December 2011, "
        "February 7 2012",
    )


def test_the_same_organisation_in_two_reviews() -> None:
    second = Read(real_file("review-documents/svn-2-stakeholders-summary.pdf"))
    fourth = Read(real_file("review-documents/svn-4-stakeholders-summary.pdf"))
    assert second.stakeholders.keys() & fourth.stakeholders.keys() == {
        "amnesty-international",
        "council-of-europe",
        "osce-odihr",
    }
