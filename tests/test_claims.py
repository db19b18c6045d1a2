"""The 93 claims of the two bundled texts: for each, the path by which the graph answers it in its proper form."""

from __future__ import annotations

import csv

import pytest

import uprgraph
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.resources import PACKAGE

KINDS = (
    "assignment campaign claim document event expectation figure implementation mechanism note organisation "
    "person review role session set statement state troika"
)
PREFIXES = {
    "upr": ONTOLOGY,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    **{kind: f"{BASE}id/{kind}/" for kind in KINDS.split()},
}
GROUPS = "{} upr:participantGroup/rdfs:label ?value"
FIGURE = (
    "?f a upr:QuantityClaim ; upr:concerns {about} ; upr:measure '{measure}' ; upr:qualifier '{qualifier}' ; "
    "upr:value ?n . BIND(xsd:integer(?n) AS ?value)"
)
ATTRIBUTED = (
    "{} upr:attributedTo/rdfs:label ?who ; upr:statementKind/rdfs:label ?kind ; upr:subject ?what . "
    "BIND(CONCAT(?who, ', ', ?kind, ': ', ?what) AS ?value)"
)


def figure(about: str, measure: str, qualifier: str = "exact") -> str:
    return FIGURE.format(about=about, measure=measure, qualifier=qualifier)


def said(statement: str) -> str:
    return ATTRIBUTED.format(f"statement:{statement}")


ARTICLE = "Outcomes of Cambodia's fourth review and the steps of its implementation (article)"

# Claim -> (a path from the graph's things, not from the claim, to what it says; the values that it must give).
CLAIMS: dict[str, tuple[str, set[str]]] = {
    "A01": ("mechanism:upr upr:mechanismOf/rdfs:label ?value", {"United Nations"}),
    "A02": (
        "mechanism:upr upr:purpose ?value",
        {"To examine for each Member State how it meets its human rights obligations"},
    ),
    "A03": ("mechanism:upr upr:periodicity ?value", {"P4Y6M"}),
    "A04": ("mechanism:upr upr:coverageNote ?value", {"Every Member State, once in each cycle"}),
    "A05": (
        "?e a upr:Consultation ; upr:aboutReview review:khm-4 ; upr:coordinatedBy organisation:chrc ; "
        "upr:produced document:khm-4-national-report ; upr:participantGroup/rdfs:label ?value",
        {"ministries", "civil society", "other stakeholders"},
    ),
    "A06": (
        "document:khm-4-national-report upr:subject ?value",
        {
            "The human rights situation in the country and progress made; measures, achievements and challenges in "
            "carrying out the accepted recommendations"
        },
    ),
    "A07": (
        "document:khm-4-national-report upr:submittedOn ?d . FILTER(DATATYPE(?d) = xsd:gYearMonth) "
        "BIND(STR(?d) AS ?value)",
        {"2024-02"},
    ),
    "A08": ("campaign:khm-4-cchr upr:coordinatedBy/rdfs:label ?value", {"Cambodian Center for Human Rights"}),
    "A09": ("campaign:khm-4-cchr upr:inCooperationWith/rdfs:label ?value", {"OHCHR in Cambodia"}),
    "A10": (figure("campaign:khm-4-cchr", "participatingOrganisations", "approximately"), {"100"}),
    "A11": (figure("campaign:khm-4-cchr", "jointSubmissions"), {"13"}),
    "A12": (
        "campaign:khm-4-cchr upr:submittedOn ?d ; upr:submittedTo/rdfs:label ?to . "
        "BIND(CONCAT(STR(?d), ' ', ?to) AS ?value)",
        {"2023-10-10 Human Rights Council"},
    ),
    "A13": (
        "?f upr:concerns review:khm-4 ; upr:measure 'otherSubmissions' ; upr:qualifier ?value . "
        "FILTER NOT EXISTS { ?f upr:value ?n }",
        {"unspecified"},
    ),
    "A14": (
        "?f upr:measure 'otherSubmissions' ; upr:coverageNote ?value",
        {"Many subjects of human rights, which the article does not name"},
    ),
    "A15": (
        "document:khm-4-national-report upr:submittedBy/rdfs:label ?by ; upr:submittedTo/rdfs:label ?to . "
        "BIND(CONCAT(?by, ' to ', ?to) AS ?value)",
        {"Government of Cambodia to Human Rights Council"},
    ),
    "A16": (
        "document:khm-4-national-report a upr:NationalReport ; "
        "upr:reportsOnImplementationOf/upr:inCycle/upr:number ?value",
        {"3"},
    ),
    "A17": (
        "document:khm-4-national-report upr:coversFrom ?a ; upr:coversUntil ?b . "
        "BIND(CONCAT(STR(?a), ' to ', STR(?b)) AS ?value)",
        {"2019-10 to 2023-12"},
    ),
    "A18": (
        "?d a upr:StakeholderSummary ; upr:aboutReview review:khm-4 ; upr:preparedBy/rdfs:label ?value",
        {"Office of the United Nations High Commissioner for Human Rights"},
    ),
    "A19": (
        "?d a upr:StakeholderSummary ; upr:sourceLabel ?value . "
        "?n a upr:DataQualityNote ; upr:concerns ?d ; upr:printedValue ?value",
        {"Compilation of UN Information"},
    ),
    "A20": (figure("document:khm-4-stakeholders-summary", "jointSubmissions"), {"27"}),
    "A21": (figure("document:khm-4-stakeholders-summary", "individualSubmissions"), {"11"}),
    "A22": (
        "review:khm-4 upr:heldAt ?m . ?m a upr:Meeting ; upr:number ?n ; upr:inSession/upr:number ?s . "
        "BIND(CONCAT(STR(?n), ' of ', STR(?s)) AS ?value)",
        {"15 of 46"},
    ),
    "A23": ("review:khm-4 upr:reviewDate ?d . FILTER(DATATYPE(?d) = xsd:date) BIND(STR(?d) AS ?value)", {"2024-05-08"}),
    "A24": (figure("review:khm-4", "delegationCount"), {"100"}),
    "A25": ("review:khm-4 upr:reportedTotal ?value", {"275"}),
    "A25b": (
        "?n a upr:DataQualityNote ; upr:concerns review:khm-4 , claim:a25b ; upr:field ?value . "
        "review:khm-4 upr:delegationCount 100 ; upr:reportedTotal 275 "
        "FILTER NOT EXISTS { review:khm-4 upr:recommendingStateCount ?any }",
        {"makers"},
    ),
    "A26a": (
        "?m a upr:TroikaMembership ; upr:troikaOf review:khm-4 ; org:member state:gha . state:gha rdfs:label ?value",
        {"Ghana"},
    ),
    "A26b": (
        "?m a upr:TroikaMembership ; upr:troikaOf review:khm-4 ; org:member state:jpn . state:jpn rdfs:label ?value",
        {"Japan"},
    ),
    "A26c": (
        "?m a upr:TroikaMembership ; upr:troikaOf review:khm-4 ; org:member state:mne . state:mne rdfs:label ?value",
        {"Montenegro"},
    ),
    "A27": (
        "?m upr:troikaOf review:khm-4 ; upr:role ?r . ?r rdfs:label ?value ; skos:definition ?what . "
        "FILTER(CONTAINS(STR(?what), 'facilitate the review'))",
        {"troika member"},
    ),
    "A28": (
        "review:khm-4 upr:webcast ?w . FILTER(DATATYPE(?w) = xsd:anyURI) BIND(STR(?w) AS ?value)",
        {"https://webtv.un.org/en/asset/k1m/k1myt1y4lw"},
    ),
    "A29": (
        "?n a upr:DataQualityNote ; upr:concerns claim:a29 ; upr:field ?value . "
        "claim:a29 upr:claimStatus/rdfs:label 'gap'",
        {"draft outcome report"},
    ),
    "A30": (
        "review:khm-4 upr:adoptedAt ?s . ?s a upr:CouncilSession ; upr:number ?n ; upr:sessionOf/rdfs:label ?body . "
        "BIND(CONCAT(?body, ' ', STR(?n)) AS ?value)",
        {"Human Rights Council 57"},
    ),
    "A31": (
        "?d a upr:WorkingGroupReport ; upr:aboutReview review:khm-4 ; upr:subject ?value",
        {"The recommendations that other States made to Cambodia"},
    ),
    "A32": ("review:khm-4 upr:reportedAccepted ?value", {"232"}),
    "A33": ("review:khm-4 upr:reportedNoted ?value", {"43"}),
    "A34": (
        "?d a upr:WorkingGroupReport ; upr:aboutReview review:khm-4 ; upr:coverageNote ?value",
        {"Many themes of human rights, which the article does not name"},
    ),
    "A35": (
        "?i a upr:ImplementationActivity ; upr:aboutReview review:khm-4 ; upr:concerns set:khm-4-accepted ; "
        "upr:implementedBy organisation:government-of-cambodia ; upr:status/rdfs:label ?value",
        {"ongoing"},
    ),
    "A36": (
        "?i a upr:ImplementationActivity ; upr:aboutReview review:khm-4 ; upr:supportedBy/rdfs:label ?value",
        {"civil society", "other stakeholders"},
    ),
    "A37": (
        "?a a upr:Assignment ; upr:aboutReview review:khm-4 ; upr:assignedBy/rdfs:label ?by ; "
        "upr:assignedToGroup/rdfs:label ?to . BIND(CONCAT(?by, ' to ', ?to) AS ?value) "
        "FILTER NOT EXISTS { ?a upr:assignedTo ?one }",
        {"Cambodian Human Rights Committee to ministries and institutions"},
    ),
    "A37b": (
        "?a a upr:Assignment ; upr:aboutReview review:khm-4 ; upr:purpose ?value",
        {"That the recommendations are carried out effectively"},
    ),
    "A38": ("?d a upr:MidTermReport ; upr:aboutReview review:khm-4 ; upr:voluntary ?value", {"true"}),
    "A39": (
        "?d a upr:MidTermReport ; upr:voluntary true ; upr:aboutReview/upr:inCycle/upr:number ?value",
        {"3", "4"},
    ),
    "A39b": (
        "?d a upr:MidTermReport ; upr:aboutReview review:khm-4 ; upr:purpose ?value",
        {"To tell of progress in carrying out the recommendations"},
    ),
    "A40": (
        "?e a upr:Expectation ; upr:concerns document:khm-4-mid-term-report ; upr:expectedDate ?d ; upr:qualifier ?q . "
        "BIND(CONCAT(?q, ' ', STR(?d)) AS ?value)",
        {"approximately 2026"},
    ),
    "A41": (
        "?e upr:concerns document:khm-4-mid-term-report ; upr:note ?value",
        {"The timing depends on the State's progress and on its engagement with the process"},
    ),
    "A42": (
        "?e a upr:Expectation ; upr:follows review:khm-4 ; upr:qualifier 'approximately' ; upr:expectedInterval ?value",
        {"P4Y6M"},
    ),
    "A43": ("review:khm-4 upr:reviewDate ?d . BIND(YEAR(?d) AS ?value)", {"2024"}),
    "A44": (
        "?e a upr:Expectation ; upr:follows review:khm-4 ; upr:concerns state:khm ; "
        "upr:expectedDate ?d ; upr:qualifier ?q . "
        "BIND(CONCAT(?q, ' ', STR(?d)) AS ?value)",
        {"approximately 2028"},
    ),
    "A45": (
        "?e a upr:Expectation ; upr:follows review:khm-4 ; upr:decidedBy/rdfs:label ?value",
        {"Human Rights Council"},
    ),
    "A46": (
        said("outcomes-concern"),
        {
            f"{ARTICLE}, assessment: "
            "Abroad there is much concern about the country's main human"
            " rights problems, as the outcome shows"
        },
    ),
    "A47": (
        said("outcomes-commitment"),
        {
            f"{ARTICLE}, call: "
            "The government should show strong commitment to carrying"
            " out the 232 accepted recommendations"
        },
    ),
    "A48": (
        said("outcomes-requirements"),
        {
            f"{ARTICLE}, assessment: "
            "Implementation takes coordination between ministries,"
            " engagement with stakeholders and sustained action"
        },
    ),
    "A49": (
        said("outcomes-reconsider"),
        {
            f"{ARTICLE}, call: "
            "The government should reconsider the noted recommendations,"
            " above all those on releases, on expression and assembly and on media"
        },
    ),
    "A49a": (
        "?s a upr:Statement ; upr:concerns ?set . ?set upr:subsetOf set:khm-4-noted ; upr:toldBy claim:a49a ; "
        "upr:subject ?value",
        {"Release of politicians and human rights defenders"},
    ),
    "A49b": (
        "?s a upr:Statement ; upr:concerns ?set . ?set upr:subsetOf set:khm-4-noted ; upr:toldBy claim:a49b ; "
        "upr:suggestedTheme/rdfs:label ?value",
        {"Freedom of opinion and expression", "Freedom of association and peaceful assembly"},
    ),
    "A49c": (
        "?s a upr:Statement ; upr:concerns ?set . ?set upr:subsetOf set:khm-4-noted ; upr:toldBy claim:a49c ; "
        "upr:suggestedTheme/rdfs:label ?value",
        {"Freedom of the press"},
    ),
    "A50": (
        "statement:outcomes-reconsider upr:purpose ?value",
        {"A wider space for democracy and civil society, progress in human rights, obligations met"},
    ),
    "A51": (
        said("outcomes-vigilance"),
        {
            f"{ARTICLE}, assessment: "
            "Lasting attention is crucial if the commitments are to"
            " bring improvement that can be felt"
        },
    ),
    "B01": (
        "?e a upr:Workshop ; upr:aboutReview review:khm-3 ; upr:coordinatedBy/rdfs:label ?value",
        {"Cambodian Human Rights Committee", "OHCHR in Cambodia"},
    ),
    "B02": (
        "event:khm-3-workshop upr:relativeDate ?r ; upr:notBefore ?a ; upr:notAfter ?b . "
        "BIND(CONCAT(?r, ', ', STR(?a), ' to ', STR(?b)) AS ?value) "
        "FILTER NOT EXISTS { event:khm-3-workshop upr:startDate ?day }",
        {"Wednesday and Thursday, 2019-01-30 to 2019-12-31"},
    ),
    "B03": ("event:khm-3-workshop upr:purpose ?value", {"To ensure that the recommendations are carried out"}),
    "B04": (
        "claim:b04 upr:contradicts claim:b15 . ?n a upr:DataQualityNote ; upr:concerns claim:b04 ; "
        "upr:printedValue ?p ; "
        "upr:correctedValue ?c . BIND(CONCAT(?p, ' -> ', ?c) AS ?value)",
        {"173 -> 198", "32nd Universal Periodic Review -> 32nd session of the Working Group"},
    ),
    "B05": (
        "?p a upr:Post ; upr:heldBy person:chin-malin ; upr:postIn organisation:chrc ; rdfs:label ?value",
        {"Spokesperson"},
    ),
    "B06": (
        "?d upr:subEventOf event:khm-3-workshop ; upr:relativeDate 'Wednesday' ; upr:agenda ?value",
        {"Making the recommendations known to those concerned", "Sharing the responsibility for carrying them out"},
    ),
    "B07": (
        "?d upr:subEventOf event:khm-3-workshop ; upr:relativeDate 'Thursday, morning' ; upr:agenda ?a ; "
        "upr:participantGroup/rdfs:label ?g . BIND(CONCAT(?a, ' with ', ?g) AS ?value)",
        {"Preparing plans to carry out the recommendations with UN specialists"},
    ),
    "B08": (figure("event:khm-3-workshop", "participants", "approximately"), {"200"}),
    "B09": (
        GROUPS.format("event:khm-3-workshop"),
        {"state institutions", "embassies", "civil society", "international community"},
    ),
    "B09b": (
        said("malin-participation"),
        {
            "Chin Malin, expectation: "
            "That some 200 people take part will make sure that the"
            " recommendations are carried out effectively"
        },
    ),
    "B10": (
        said("malin-coverage"),
        {
            "Chin Malin, opinion: "
            "The 173 accepted recommendations concern next to every"
            " ministry and institution and each field of rights and of reform"
        },
    ),
    "B11": (
        "?s a upr:Statement ; upr:attributedTo person:chin-malin ; upr:concerns event:khm-3-workshop ; "
        "upr:objective ?value",
        {"Make the recommendations known", "Plan how they are carried out, with the means of monitoring"},
    ),
    "B12": (
        said("malin-civil-society"),
        {
            "Chin Malin, role: "
            "Civil society may bring ideas, monitor the implementation"
            " and take part in it together with the government, for example in education and training"
        },
    ),
    "B13": (
        "event:khm-3-further-workshops a upr:Workshop ; upr:status/rdfs:label 'planned' ; upr:agenda ?value . "
        "?f upr:concerns event:khm-3-further-workshops ; upr:qualifier 'unspecified' . "
        "FILTER NOT EXISTS { ?f upr:value ?n }",
        {"Planning how the recommendations are carried out", "Monitoring how the plans are executed"},
    ),
    "B14": (
        said("malin-explanation"),
        {"Chin Malin, expectation: The workshop will explain why 173 recommendations were accepted and 25 noted"},
    ),
    "B15": (
        "review:khm-3 upr:reportedTotal ?n ; upr:recommendingStateCount ?s . "
        "BIND(CONCAT(STR(?n), ' by ', STR(?s)) AS ?value)",
        {"198 by 73"},
    ),
    "B16": ("review:khm-3 upr:reportedAccepted ?value", {"173"}),
    "B17": ("review:khm-3 upr:reportedNoted ?value", {"25"}),
    "B18": (
        "?s a upr:Statement ; upr:concerns set:khm-3-noted ; upr:attributedTo person:chin-malin ; upr:reason ?value",
        {"They concerned politics", "They did not match the realities in the country"},
    ),
    "B19": (
        "?set upr:subsetOf set:khm-3-noted ; upr:concerns person:kem-sokha ; upr:subject ?value",
        {"Release of Kem Sokha"},
    ),
    "B20": (
        "?p a upr:Post ; upr:heldBy person:kem-sokha ; rdfs:label ?post ; upr:postIn/rdfs:label ?in . "
        "BIND(CONCAT(?post, ', ', ?in) AS ?value)",
        {"President, Cambodia National Rescue Party"},
    ),
    "B21": ("organisation:cnrp upr:dissolvedBy/rdfs:label ?value", {"Supreme Court of Cambodia"}),
    "B22": (
        "?set upr:subsetOf set:khm-3-noted ; upr:toldBy claim:b22 ; upr:subject ?value",
        {"Certain changes of laws, which the article does not name"},
    ),
    "B23": (
        "?p a upr:Post ; upr:heldBy person:chak-sopheap ; upr:postIn organisation:cchr ; rdfs:label ?value",
        {"Executive director"},
    ),
    "B24": (
        "event:khm-3-workshop upr:hasParticipant/rdfs:label ?value ; upr:status/rdfs:label 'planned'",
        {"Cambodian Center for Human Rights"},
    ),
    "B25": (
        said("sopheap-implementation"),
        {
            "Chak Sopheap, call: "
            "CCHR goes on encouraging the government to take concrete"
            " measures, so that all accepted recommendations are carried out effectively in the coming years"
        },
    ),
    "B26": (
        "?s a upr:Statement ; upr:attributedTo person:chak-sopheap ; upr:toldBy claim:b26 ; "
        "upr:concerns set:khm-3-noted ; upr:statementKind/rdfs:label ?kind ; upr:subject ?what . "
        "BIND(CONCAT(?kind, ': ', ?what) AS ?value)",
        {
            "regret: That the government noted certain recommendations is disheartening",
            "call: The government should consider the noted recommendations and carry out some of them",
        },
    ),
    "B27": (
        "?s upr:attributedTo person:chak-sopheap ; upr:concerns set:khm-3-noted ; upr:purpose ?value",
        {"To restore civic space, to uphold fundamental freedoms and to improve the human rights situation"},
    ),
    "B28": (
        "?p a upr:Post ; upr:heldBy person:claudia-de-la-fuente ; "
        "upr:postIn organisation:ohchr-cambodia ; rdfs:label ?value",
        {"Human Rights Officer", "Officer in Charge"},
    ),
    "B29": (
        "document:khm-3-mid-term-report upr:dueBy ?d . ?e upr:concerns document:khm-3-mid-term-report ; "
        "upr:expectedDate ?d ; upr:attributedTo/rdfs:label ?who . BIND(CONCAT(STR(?d), ' ', ?who) AS ?value)",
        {"2021-07 Claudia de La Fuente"},
    ),
    "B30": (
        "?s a upr:Statement ; upr:attributedTo person:claudia-de-la-fuente ; upr:concerns event:khm-3-workshop ; "
        "upr:objective ?value",
        {"Make all recommendations of January 2019 known", "Open the discussion on a follow-up action plan"},
    ),
    "B31": (
        said("de-la-fuente-mid-term"),
        {"Claudia de La Fuente, call: Nothing obliges States to hand in mid-term reports, yet they are welcome to"},
    ),
    "B32": (
        "?e a upr:Expectation ; upr:follows review:khm-3 ; upr:concerns review:khm-4 ; upr:expectedDate ?d ; "
        "upr:attributedTo/rdfs:label ?who . BIND(CONCAT(?who, ': ', STR(?d)) AS ?value)",
        {"Claudia de La Fuente: 2024"},
    ),
    "B33": (
        "?s a upr:Statement ; upr:statementKind/rdfs:label 'call' ; upr:concerns document:khm-3-mid-term-report ; "
        "upr:purpose ?value",
        {"To show progress and to renew the momentum of the review in the country"},
    ),
}

STATUSES = {
    "approximate": "A10 A40 A42 A44 B08",
    "expected": "A40 A41 A42 A44 A45 B01 B02 B06 B07 B08 B09 B09b B13 B14 B24 B29 B32",
    "attributed": "A46 A47 A48 A49 A49a A49b A49c A50 A51 B02 B08 B09 B09b B10 B11 B12 B14 B18 B24 B25 B26 B27 B29 B30 "
    "B31 B32 B33",
    "mislabelled": "A19 B01 B03 B04 B07",
    "vague": "A13 A14 A25b A34 B02 B10 B13 B22",
    "contradicted": "A18 A19 B04 B15",
    "gap": "A29",
    "definition": "A02 A04 A27 A31 A38 A39 A39b B31",
    "derivable": "A43",
}


def values(upr: uprgraph.Upr, pattern: str) -> set[str]:
    text = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT DISTINCT ?value WHERE {{ {pattern} }}"
    return {solution["value"].value for solution in upr.store.ask(text, PREFIXES)}


def bundled_claims() -> list[dict[str, str]]:
    with open(PACKAGE / "facts" / "claims.csv", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_table_holds_all_claims() -> None:
    assert len(CLAIMS) == 93
    assert sorted(CLAIMS) == sorted(row["id"] for row in bundled_claims())


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_graph_says_what_is_claimed(bundled: uprgraph.Upr, claim: str) -> None:
    pattern, expected = CLAIMS[claim]
    assert values(bundled, pattern) == expected


@pytest.mark.parametrize("claim", CLAIMS)
def test_something_names_the_claim_as_its_origin(bundled: uprgraph.Upr, claim: str) -> None:
    assert values(bundled, f"?value upr:toldBy claim:{claim.lower()}")


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_claim_stands_with_its_text(bundled: uprgraph.Upr, claim: str) -> None:
    source = values(bundled, f"claim:{claim.lower()} a upr:Claim ; upr:statedIn ?value")
    name = "khm-4-outcomes" if claim.startswith("A") else "khm-3-workshop"
    assert source == {f"{BASE}id/document/{name}"}


@pytest.mark.parametrize("status", STATUSES)
def test_claims_are_marked(bundled: uprgraph.Upr, status: str) -> None:
    pattern = f"?c upr:claimStatus/rdfs:label '{status}' ; <http://purl.org/dc/terms/identifier> ?value"
    assert values(bundled, pattern) == set(STATUSES[status].split())


def test_opinions_have_one_author_and_a_text(bundled: uprgraph.Upr) -> None:
    statements = values(bundled, "?value a upr:Statement")
    assert len(statements) == 17
    for statement in statements:
        assert len(values(bundled, f"<{statement}> upr:attributedTo ?value")) == 1
        assert values(bundled, f"<{statement}> upr:statedIn ?value")
        assert values(bundled, f"<{statement}> upr:subject|upr:objective ?value")


def test_contradictions_have_a_note(bundled: uprgraph.Upr) -> None:
    pairs = values(bundled, "?a upr:contradicts ?b . BIND(CONCAT(STR(?a), ' ', STR(?b)) AS ?value)")
    assert {" ".join(word.rsplit("/", 1)[1] for word in pair.split()) for pair in pairs} == {"b04 b15", "a19 a18"}
    for pair in pairs:
        a, b = pair.split()
        assert values(bundled, f"?value a upr:DataQualityNote ; upr:toldBy <{a}> , <{b}> ; upr:reason ?reason")


def test_nothing_is_invented_where_the_text_is_silent(bundled: uprgraph.Upr) -> None:
    """No single submission, ministry, paragraph or maker of the reviews that are known only by totals."""
    assert not values(bundled, "?value a upr:JointSubmission")
    assert not values(bundled, "?a upr:assignedTo ?value")
    assert not values(bundled, "?value upr:madeIn review:khm-3")
    assert not values(bundled, "?value upr:madeIn review:khm-4")
    assert not values(bundled, "review:khm-4 upr:recommendingStateCount ?value")
